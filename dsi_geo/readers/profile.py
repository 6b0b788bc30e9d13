"""Profiles of the tables read: their columns, what each was taken for and on what evidence, and how they begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from dsi_geo.readers.cells import as_text

Evidence = Literal["chosen", "standard", "name", "words", "content", "joined", ""]
"""Why a column was taken for a field: somebody chose it, a standard says so, its name as a whole does, or words of its
name, or what stands in it; or it is joined to another one. Empty: it was taken for none."""

CERTAINTY: Final[dict[Evidence, str]] = {
    **{"chosen": "Chosen", "standard": "Sure", "name": "Sure", "joined": "Sure"},
    **{"words": "Likely", "content": "Guess", "": ""},
}
"""How sure it is, in a word."""

REASONS: Final[dict[Evidence, str]] = {
    "chosen": "you said so",
    "standard": "the file’s standard says so",
    "name": "its name says so",
    "words": "words in its name say so",
    "content": "by what stands in it",
    "joined": "it goes with another column",
    "": "",
}
"""Why, in a few words."""

FIRST_ROWS: Final = 10
"""Rows of a table that its profile shows."""

_EXAMPLES: Final = 3
_EXAMPLE_ROWS: Final = 1_000
"""Rows among which examples are looked for."""

_LONGEST: Final = 120
"""Characters of a cell that a profile shows."""

_WIDEST: Final = 60
"""Columns of which a profile shows the first rows."""


@dataclass(frozen=True)
class ColumnProfile:
    """A column of a foreign table.

    Attributes
    ----------
    column
        Its name in the file.
    fields
        The fields that it was taken for; empty if it is kept as it is.
    evidence
        Why.
    filled
        Rows with a value.
    examples
        Up to three different values, cut to `_LONGEST` characters.
    """

    column: str
    fields: tuple[str, ...]
    evidence: Evidence
    filled: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class TableProfile:
    """A foreign table as it was read.

    Attributes
    ----------
    name
        Of its file, with that of its sheet, list or layer where the file has several.
    format
        The format in words, with what was concluded of it: “CSV, cells separated by semicolons, in Windows-1250”.
    rows
        Records.
    columns
        In the order of the file.
    beginning
        Its first rows as text, empty cells as "", of the first columns.
    others
        Sheets, lists or layers of the file that were not read.
    """

    name: str
    format: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    beginning: tuple[tuple[str, ...], ...] = ()
    others: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(one.column for one in self.columns)


def profile_columns(
    frame: pd.DataFrame, fields: Mapping[str, str], evidence: Mapping[str, Evidence], joined: Sequence[str]
) -> tuple[ColumnProfile, ...]:
    """The columns of a table with what they were taken for.

    Parameters
    ----------
    frame
        The table as its file has it.
    fields
        Field -> column.
    evidence
        Field -> why it was taken from that column.
    joined
        Columns that make up a field together with another one.
    """
    taken: dict[str, list[str]] = {}
    for field, column in fields.items():
        taken.setdefault(column, []).append(field)
    filled = frame.notna().sum()
    return tuple(
        ColumnProfile(
            column,
            tuple(taken.get(column, ())),
            evidence[taken[column][0]] if column in taken else "joined" if column in joined else "",
            int(filled[column]),
            _examples(frame[column]),
        )
        for column in frame.columns
    )


def profile_of(stored: Mapping[str, Any]) -> TableProfile:
    """The profile that `dataclasses.asdict` took apart, also after it has been JSON."""
    columns = tuple(
        ColumnProfile(**{**one, "fields": tuple(one["fields"]), "examples": tuple(one["examples"])})
        for one in stored["columns"]
    )
    beginning = tuple(map(tuple, stored["beginning"]))
    return TableProfile(
        **{**stored, "columns": columns, "beginning": beginning, "others": tuple(stored["others"])}
    )


def first_rows(frame: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    """The first rows of a table as text."""
    rows = frame.iloc[:FIRST_ROWS, :_WIDEST]
    columns = [_shown(rows.iloc[:, at]).fillna("") for at in range(rows.shape[1])]
    return tuple(zip(*columns, strict=True))


def _examples(cells: pd.Series) -> tuple[str, ...]:
    first = cells.iloc[:_EXAMPLE_ROWS].dropna().iloc[:FIRST_ROWS]
    return tuple(_shown(first).dropna().drop_duplicates().iloc[:_EXAMPLES])


def _shown(cells: pd.Series) -> pd.Series:
    return as_text(cells).str.slice(0, _LONGEST)
