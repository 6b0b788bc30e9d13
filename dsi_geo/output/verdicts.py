"""What stewards decided about pairs: a small journal beside the database, which only ever grows."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from dsi_geo.errors import InputError, quoted
from dsi_geo.output.verdict_lines import COLUMNS, HEADER, VERDICTS, Line, lines_read, written
from dsi_geo.schema import Entity

_MOST_TOLD: Final = 10


class Journal(NamedTuple):
    """What a journal holds.

    Attributes
    ----------
    verdicts
        The last verdict about each pair, without those taken back: `COLUMNS` as text (object, because an
        id may hold what a column of strings cannot), the lower id first.
    unreadable
        Numbers of the lines, from 1, that could not be read.
    """

    verdicts: pd.DataFrame
    unreadable: tuple[int, ...]


def journal_of(database: Path) -> Path:
    """Where the verdicts about a database file or folder are kept: beside it, under its name."""
    whole = database.absolute()  # a folder may be named “.”
    return whole.parent / f"{whole.name}.verdicts.csv"


def decided_now(entity: Entity, id_a: str, id_b: str, verdict: str) -> Line:
    """A verdict about a pair of records of an entity, given at this moment; an empty one takes back the last."""
    first, second = sorted((id_a, id_b))
    return Line(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", entity, first, second, verdict)


def record_verdict(journal: Path, entity: Entity, id_a: str, id_b: str, verdict: str) -> None:
    """Add a verdict about a pair; an empty one takes back what was decided before.

    A line is added in one write, so that two stewards at once lose nothing, and when this returns
    it is on the disk.

    Raises
    ------
    InputError
        The verdict could not be kept, or not be found again. What was kept before is kept.
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
            "See that the disk has room and that the server may write there, or name another folder in "
            "DSI_GEO_VERDICTS."
        ) from error


def read_verdicts(journal: Path) -> Journal:
    """The verdicts in force; none where there is no journal.

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
            "Make it a file that may be read, or move it away."
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
    named = [f"{line:,}" for line in lines[:_MOST_TOLD]]
    last = f"{len(lines) - _MOST_TOLD:,} more" if len(lines) > _MOST_TOLD else named.pop()
    return f"{len(lines):,} lines of the verdicts’ journal could not be read: lines {', '.join(named)} and {last}."


def _opened(journal: Path, flags: int) -> int:
    """A handle on the journal, which has to be a file: a pipe would keep whoever opens it waiting."""
    handle = os.open(journal, flags | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)
    kind = os.fstat(handle).st_mode
    if stat.S_ISREG(kind):
        return handle
    os.close(handle)
    raise ValueError("it is a folder" if stat.S_ISDIR(kind) else "it is not a file")


def _append(handle: int, line: bytes, journal: Path) -> bool:
    """Add a line in one write, and see that it stands on the disk; gives whether it is the first.

    Another process may add its own between any two steps of this.
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
    """What has to stand before a new line: the header in an empty file, a line break after a line that was cut off.

    One that was cut off before its verdict would take back an older one: it is made unreadable.
    """
    if size == 0:
        return HEADER
    last = os.pread(handle, 1, size - 1)
    if last == b"\n":
        return b""
    return b"?\r\n" if last in (b",", b";", b"\t") else b"\r\n"


def _make_unreadable(journal: Path, last: int) -> None:
    """See that a line that lacks no more than its line break is not taken for one that was acknowledged."""
    with journal.open("r+b") as file:
        file.seek(last)
        file.write(b"?")


def _flush_folder(folder: Path) -> None:
    """See that the name of a new file is on the disk as well."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems flush no folders
            raise
    finally:
        os.close(handle)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return error.strerror or "the disk refused it"
    return str(error)
