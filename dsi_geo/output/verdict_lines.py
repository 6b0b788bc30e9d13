"""The lines of the verdicts' journal: one verdict each, whole in itself, whatever an id holds."""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

from dsi_geo.schema import ENTITIES, tables
from dsi_geo.schema.column import names

VERDICTS: Final = {
    "confirmed": "Confirmed",
    "not_the_same": "Not the same",
    "introduced": "Introduced",
}
"""Verdicts as they are kept, and as people say them."""

COLUMNS: Final = names(tables.VERDICTS)
HEADER: Final = f"{','.join(COLUMNS)}\r\n".encode()
TAKEN_BACK: Final = "taken_back"
"""What is kept where a verdict is taken back. Old journals have an empty cell, and so has a line that was cut off."""

_WHEN_OF_OLD: Final = "+00:00"
"""How a moment ended in UTC before ids were written on one line; it is “Z” now."""
_KNOWN: Final = frozenset(("", TAKEN_BACK, *VERDICTS))
_SEPARATORS: Final = ",;\t"
_BLANK: Final = " \ufeff" + _SEPARATORS
_MOST_JOINED: Final = 9
_BEGINS: Final = re.compile(rb"\d{4}-\d\d-\d\dT")


def _whole_line(separator: str) -> re.Pattern[str]:
    cell = f'("(?:[^"]|"")*"|[^"{separator}]*)'
    return re.compile(separator.join([cell] * len(COLUMNS)) + f"{separator}*")


_WHOLE: Final = {separator: _whole_line(separator) for separator in _SEPARATORS}


class Line(NamedTuple):
    """A verdict about a pair, the lower id first; "" takes back what was decided before."""

    when: str
    entity: str
    id_a: str
    id_b: str
    verdict: str


def written(line: Line) -> bytes:
    """A verdict as a line of the journal, which has no line break but the one at its end."""
    first, second = sorted((line.id_a, line.id_b))
    cells = (line.when, line.entity, _plain(first), _plain(second), line.verdict or TAKEN_BACK)
    return f"{','.join(map(_quoted_if_needed, cells))}\r\n".encode()


def lines_read(content: bytes) -> tuple[list[Line], tuple[int, ...]]:
    """The verdicts of a journal, and the numbers (from 1) of the lines that cannot be read.

    Each line is read by itself: quotation marks that do not match, letters that are not UTF-8 or a line that
    was cut off cost no other line. Cells may be separated as spreadsheets do; the header may be missing.
    """
    raw = content.splitlines(keepends=True)
    found: list[Line] = []
    unreadable: list[int] = []
    number = 0
    while number < len(raw):
        text = _text(raw[number])
        line = None if text is None else _line(text)
        used = 1
        if line is None and text is not None and text.count('"') % 2:
            line, used = _joined(raw[number : number + _MOST_JOINED])
        if line is None and not _says_nothing(text):
            unreadable.append(number + 1)
        elif line is not None:
            found.append(line)
        number += used
    return found, tuple(unreadable)


def _text(raw: bytes) -> str | None:
    """A line as text; None if it cannot be: not UTF-8, or its end, which would say what was decided, is missing."""
    try:
        text = raw.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    if not text.endswith(("\n", "\r")) and text.endswith(tuple(_SEPARATORS)):
        return None
    return text.rstrip("\r\n")


def _line(text: str) -> Line | None:
    if not any(entity in text for entity in ENTITIES):
        return None
    for separator in _SEPARATORS:
        cells = _cells(text, separator)
        if cells is None:
            continue
        when, entity, one, other, verdict = cells
        if entity in ENTITIES and one and other and verdict in _KNOWN:
            if not when.endswith(_WHEN_OF_OLD):
                one, other = _meant(one), _meant(other)
            first, second = sorted((one, other))
            return Line(when, entity, first, second, "" if verdict == TAKEN_BACK else verdict)
    return None


def _cells(text: str, separator: str) -> list[str] | None:
    """The cells of a line; None if they are not as many as there are columns, or quotation marks do not match."""
    if '"' not in text:
        cells = [cell.strip() for cell in text.split(separator)]
        whole = len(cells) >= len(COLUMNS) and not any(cells[len(COLUMNS) :])
        return cells[: len(COLUMNS)] if whole else None
    found = _WHOLE[separator].fullmatch(text)
    return None if found is None else [_unquoted(cell) for cell in found.groups()]


def _joined(raw: list[bytes]) -> tuple[Line | None, int]:
    """A verdict of an old journal, whose ids may hold line breaks, and over how many lines it goes.

    What is a verdict by itself, or begins as one, never belongs to the line before it.
    """
    for count in range(2, len(raw) + 1):
        last = _text(raw[count - 1])
        if last is None or _line(last) or _BEGINS.match(raw[count - 1]):
            break
        text = _text(b"".join(raw[:count]))
        if text is not None and text.count('"') % 2 == 0:
            line = _line(text)
            return line, count if line else 1
    return None, 1


def _says_nothing(text: str | None) -> bool:
    """Whether a line is empty or the header."""
    if text is None:
        return False
    words = [word.strip(' "').lower() for word in re.split(f"[{_SEPARATORS}]", text.rstrip(_BLANK))]
    return not text.strip(_BLANK) or words == [*COLUMNS]


def _plain(identifier: str) -> str:
    """An id as it is, if that can be seen on one line, else as a JSON string."""
    plain = identifier.isprintable() and identifier == identifier.strip() and identifier[:1] not in ("", '"')
    return identifier if plain else json.dumps(identifier)


def _meant(cell: str) -> str:
    if cell.startswith('"'):
        try:
            return str(json.loads(cell))
        except ValueError:
            return cell
    return cell


def _quoted_if_needed(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('"' + _SEPARATORS) else cell


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell.strip()
