"""What stewards decided about pairs: an append-only journal beside the database, one verdict per line."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from dsi_geo.analysis.proximity.record_groups import CONFIRMED, DIFFERENT, INTRODUCED, NOT_THE_SAME
from dsi_geo.errors import InputError, quoted
from dsi_geo.schema import ENTITIES, Entity, exports
from dsi_geo.schema.column import names

VERDICTS: Final = {
    CONFIRMED: "Confirmed",
    NOT_THE_SAME: "Not the same",
    DIFFERENT: "Different ones",
    INTRODUCED: "Introduced",
}
"""Verdicts as they are stored, and as pages show them."""

COLUMNS: Final = names(exports.VERDICTS)
HEADER: Final = f"{','.join(COLUMNS)}\r\n".encode()
TAKEN_BACK: Final = "taken_back"
"""What is stored when a verdict is taken back. Old journals have an empty cell instead, as has a line cut off."""

_WHEN_OF_OLD: Final = "+00:00"
"""Time zone of journals older than the escaping of ids; it is “Z” now."""
_KNOWN: Final = frozenset(("", TAKEN_BACK, *VERDICTS))
_SEPARATORS: Final = ",;\t"
_BLANK: Final = " \ufeff" + _SEPARATORS
_MOST_JOINED: Final = 9
_BEGINS: Final = re.compile(rb"\d{4}-\d\d-\d\dT")


def _line_pattern(separator: str) -> re.Pattern[str]:
    cell = f'("(?:[^"]|"")*"|[^"{separator}]*)'
    return re.compile(separator.join([cell] * len(COLUMNS)) + f"{separator}*")


_PATTERNS: Final = {separator: _line_pattern(separator) for separator in _SEPARATORS}


class Line(NamedTuple):
    """A verdict about a pair, the lower id first; "" takes back what was decided before."""

    when: str
    entity: str
    id_a: str
    id_b: str
    verdict: str


def written(line: Line) -> bytes:
    """A verdict as a line of the journal, with no line break except at its end."""
    first, second = sorted((line.id_a, line.id_b))
    cells = (line.when, line.entity, _plain(first), _plain(second), line.verdict or TAKEN_BACK)
    return f"{','.join(map(_quoted_if_needed, cells))}\r\n".encode()


def lines_read(content: bytes) -> tuple[list[Line], tuple[int, ...]]:
    """The verdicts of a journal, and the numbers (from 1) of the lines that cannot be read.

    Each line is read by itself, so that unbalanced quotation marks, bytes that are not UTF-8 or a truncated line
    do not affect others. Cells may be separated by commas, semicolons or tabs; the header may be missing.
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
        if line is None and not _is_empty(text):
            unreadable.append(number + 1)
        elif line is not None:
            found.append(line)
        number += used
    return found, tuple(unreadable)


def _text(raw: bytes) -> str | None:
    """A line as text; None if it is not UTF-8, or if its last cell, which holds the verdict, is cut off."""
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
                one, other = _decoded(one), _decoded(other)
            first, second = sorted((one, other))
            return Line(when, entity, first, second, "" if verdict == TAKEN_BACK else verdict)
    return None


def _cells(text: str, separator: str) -> list[str] | None:
    """The cells of a line; None if their number is not that of the columns, or quotation marks are unbalanced."""
    if '"' not in text:
        cells = [cell.strip() for cell in text.split(separator)]
        complete = len(cells) >= len(COLUMNS) and not any(cells[len(COLUMNS) :])
        return cells[: len(COLUMNS)] if complete else None
    found = _PATTERNS[separator].fullmatch(text)
    return None if found is None else [_unquoted(cell) for cell in found.groups()]


def _joined(raw: list[bytes]) -> tuple[Line | None, int]:
    """A verdict of an old journal, whose ids may contain line breaks, and the number of its lines.

    A line that is a verdict by itself, or begins like one, never belongs to the line before it.
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


def _is_empty(text: str | None) -> bool:
    """Whether a line is empty or the header."""
    if text is None:
        return False
    words = [word.strip(' "').lower() for word in re.split(f"[{_SEPARATORS}]", text.rstrip(_BLANK))]
    return not text.strip(_BLANK) or words == [*COLUMNS]


def _plain(identifier: str) -> str:
    """An id as it is if it is printable on one line, otherwise as a JSON string."""
    plain = identifier.isprintable() and identifier == identifier.strip() and identifier[:1] not in ("", '"')
    return identifier if plain else json.dumps(identifier)


def _decoded(cell: str) -> str:
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


_MOST_NAMED: Final = 10


class Journal(NamedTuple):
    """What a journal holds.

    Attributes
    ----------
    verdicts
        The last verdict about each pair, without those taken back: `COLUMNS` as text (object, because an
        id may hold characters that a column of strings cannot), the lower id first.
    unreadable
        Numbers of the lines, from 1, that could not be read.
    """

    verdicts: pd.DataFrame
    unreadable: tuple[int, ...]


def journal_of(database: Path) -> Path:
    """The path of the journal of a database file or folder: beside it, under its name."""
    path = database.absolute()  # a folder may be named “.”
    return path.parent / f"{path.name}.verdicts.csv"


def decided_now(entity: Entity, id_a: str, id_b: str, verdict: str) -> Line:
    """A verdict about a pair of records, given now; an empty verdict takes back the last one."""
    first, second = sorted((id_a, id_b))
    return Line(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", entity, first, second, verdict)


def record_verdict(journal: Path, entity: Entity, id_a: str, id_b: str, verdict: str) -> None:
    """Add a verdict about a pair; an empty one takes back what was decided before.

    A line is added in a single write, so that simultaneous verdicts are not lost, and is on the disk
    when this function returns.

    Raises
    ------
    InputError
        The verdict could not be stored or read back. Earlier verdicts are not affected.
    """
    line = written(decided_now(entity, id_a, id_b, verdict))
    try:
        handle = _opened(journal, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        try:
            new = _append(handle, line, journal)
        finally:
            os.close(handle)
        if new:
            _flush_folder(journal.parent)
    except (OSError, ValueError) as error:
        raise InputError(
            f"The verdict could not be kept in {quoted(journal.name)}: {_reason(error)}. "
            "Make sure that the disk has room and that the server may write there, or name another folder in "
            "DSI_GEO_VERDICTS."
        ) from error


def read_verdicts(journal: Path) -> Journal:
    """The verdicts in force; none if there is no journal.

    Raises
    ------
    InputError
        The journal cannot be read.
    """
    try:
        handle = _opened(journal, os.O_RDONLY)
        with os.fdopen(handle, "rb") as file:
            content = file.read()
    except FileNotFoundError:
        content = b""
    except (OSError, ValueError) as error:
        raise InputError(
            f"The verdicts’ journal {quoted(journal.name)} cannot be read: {_reason(error)}. "
            "Make it a readable file, or move it away."
        ) from error
    lines, unreadable = lines_read(content)
    return Journal(in_force(lines), unreadable)


def in_force(lines: Iterable[Line]) -> pd.DataFrame:
    """The last verdict about each pair, without those taken back, as `Journal.verdicts`."""
    last = {line[1:4]: line for line in lines}
    return pd.DataFrame(
        [line for line in last.values() if line.verdict in VERDICTS], columns=list(COLUMNS), dtype=object
    )


def unreadable_words(lines: tuple[int, ...]) -> str:
    """How many lines of a journal could not be read, and which, as a sentence; "" if all could."""
    if not lines:
        return ""
    if len(lines) == 1:
        return f"1 line of the verdicts’ journal could not be read: line {lines[0]:,}."
    named = [f"{line:,}" for line in lines[:_MOST_NAMED]]
    last = f"{len(lines) - _MOST_NAMED:,} more" if len(lines) > _MOST_NAMED else named.pop()
    return f"{len(lines):,} lines of the verdicts’ journal could not be read: lines {', '.join(named)} and {last}."


def _opened(journal: Path, flags: int) -> int:
    """A handle on the journal, which must be a file: opening a pipe would block."""
    handle = os.open(journal, flags | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)
    kind = os.fstat(handle).st_mode
    if stat.S_ISREG(kind):
        return handle
    os.close(handle)
    raise ValueError("it is a folder" if stat.S_ISDIR(kind) else "it is not a file")


def _append(handle: int, line: bytes, journal: Path) -> bool:
    """Add a line in a single write and check that it is on the disk; returns whether it is the first.

    Another process may add its own line between any two steps.
    """
    size = os.fstat(handle).st_size
    added = _between(handle, size) + line
    missing = len(added) - os.write(handle, added)
    ends = os.lseek(handle, 0, os.SEEK_CUR)
    if missing:
        if missing <= len(b"\r\n"):
            _make_unreadable(journal, ends - 1)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(handle)
    begins = ends - len(line)
    if os.pread(handle, len(line) + 1, begins - 1) != b"\n" + line:
        raise ValueError("another line was cut off at the same moment; decide again")
    return size == 0


def _between(handle: int, size: int) -> bytes:
    """What must precede a new line: the header in an empty file, a line break after a line that was cut off.

    A line cut off before its verdict would take back an older one, so it is made unreadable.
    """
    if size == 0:
        return HEADER
    last = os.pread(handle, 1, size - 1)
    if last == b"\n":
        return b""
    return b"?\r\n" if last in (b",", b";", b"\t") else b"\r\n"


def _make_unreadable(journal: Path, last: int) -> None:
    """Make sure that a line that lacks only its line break is not taken for one that was acknowledged."""
    with journal.open("r+b") as file:
        file.seek(last)
        file.write(b"?")


def _flush_folder(folder: Path) -> None:
    """Make sure that the name of a new file is on the disk as well."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems cannot flush folders
            raise
    finally:
        os.close(handle)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return error.strerror or "the disk refused it"
    return str(error)
