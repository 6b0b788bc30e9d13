"""The error for input that cannot be used, with plain sentences for people."""

from __future__ import annotations

from collections.abc import Iterable


class InputError(Exception):
    """The input cannot be used.

    Parameters
    ----------
    faults
        One plain sentence per fault: which file, column, row and value, and what to do.
    columns
        The columns of a table that could be read if some of them were named; otherwise empty.
    tables
        The sheets, lists or layers of a file that could be read if one of them were chosen; otherwise empty.
    """

    def __init__(
        self, faults: str | Iterable[str], columns: Iterable[str] = (), tables: Iterable[str] = ()
    ) -> None:
        self.faults: tuple[str, ...] = (faults,) if isinstance(faults, str) else tuple(faults)
        self.columns: tuple[str, ...] = tuple(columns)
        self.tables: tuple[str, ...] = tuple(tables)
        super().__init__("\n".join(self.faults))


def quoted(value: object, limit: int = 60) -> str:
    """Show a value inside a message: one line, printable, cut to `limit` characters."""
    text = " ".join(str(value)[: 100 * limit].split())
    text = "".join(character if character.isprintable() else "�" for character in text)
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"
