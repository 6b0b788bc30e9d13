"""Plain tables of an SQLite database that somebody else made: nothing in it may compute, write or open anything."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import quote

import pyarrow as pa

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.limits import (
    MAX_CELL,
    MAX_SHAPE,
    MAX_UNPACKED,
    SMALL_UNPACKED,
    check_size,
    max_rows,
    unpacked_too_large,
)

BROKEN: Final = (sqlite3.Error, UnicodeError, pa.ArrowException, OverflowError)
"""What reading a damaged database raises."""

Cells: TypeAlias = pa.Array | list[Any]
"""A column: an Arrow array, or Python's values where they are of several types."""

_STEPS: Final = 1_000_000
"""Instructions of SQLite between two questions whether it is enough."""

_MOST_STEPS: Final = 1_000
"""So many times: what reads two million rows takes a tenth of it."""

_PLAIN: Final = re.compile(r"CREATE TABLE\s", re.IGNORECASE)
"""How SQLite itself begins what it notes of a plain table; whatever begins otherwise is none."""

_COMPUTED: Final = (2, 3)
"""What `PRAGMA table_xinfo` calls columns that are computed when they are read."""

_LONG_DEFAULT: Final = 1_000
"""Characters of what a column holds where a row says nothing: it is stored once, and read once a row."""

_STAGES: Final = ((MAX_CELL, 256), (MAX_SHAPE, 2))
"""Bytes of a row and rows taken at once: first as most tables are, then as those with large shapes need."""

_FUNCTIONS: Final = ("count", "total", "length")

_NUMBERS: Final = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "BIGINT", "BOOLEAN"), pa.int64()),
    **dict.fromkeys(("FLOAT", "DOUBLE", "REAL"), pa.float64()),
}


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, its type in capitals, whether it is the table's only key."""

    name: str
    kind: str
    is_key: bool


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database, with no way to write, to attach another one, or to use more than a measure of instructions."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as database:
        database.text_factory = bytes
        for limit, most in (
            (sqlite3.SQLITE_LIMIT_LENGTH, MAX_SHAPE),
            (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
            (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
            (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        ):
            database.setlimit(limit, most)
        steps = iter(range(_MOST_STEPS))
        database.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON", "mmap_size = 0"):
            database.execute(f"PRAGMA {pragma}")
        database.set_authorizer(_authorise)
        yield database


def _authorise(action: int, first: str | None, second: str | None, _: str | None, view: str | None) -> int:
    """Allowed is to read tables, though not on behalf of a view, to count, and to ask what columns a table has."""
    allowed = (
        action == sqlite3.SQLITE_SELECT
        or (action == sqlite3.SQLITE_READ and view is None)
        or (action == sqlite3.SQLITE_FUNCTION and second in _FUNCTIONS)
        or (action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo")
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def known_tables(database: sqlite3.Connection) -> tuple[dict[str, str], list[str]]:
    """Plain tables (name in small letters -> name), and the names of views and virtual tables."""
    plain, others = {}, []
    for kind, name, made in database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type = 'table' OR type = 'view'"
    ):
        if kind == b"table" and _PLAIN.match(text_of(made)):
            plain[text_of(name).lower()] = text_of(name)
        else:
            others.append(text_of(name))
    return plain, others


def columns_of(database: sqlite3.Connection, table: str, source: str) -> list[Column]:
    """The columns of a plain table.

    Raises
    ------
    InputError
        If there are too many, one is computed, or one is longer where nothing is stored than may be read.
    """
    about = database.execute(f"PRAGMA table_xinfo({identifier(table)})").fetchall()
    if any(hidden in _COMPUTED for *_, hidden in about):
        raise computing(source, table)
    check_size(0, len(about), f"{source}: {table}")
    long = [name for _, name, _, _, default, *_ in about if len(default or b"") > _LONG_DEFAULT]
    if long:
        _check_defaults(database, table, [text_of(name) for name in long], f"{source}: {table}")
    keys = [key for *_, key, _ in about if key]
    return [
        Column(text_of(name), text_of(kind).upper(), bool(key) and len(keys) == 1)
        for _, name, kind, _, _, key, _ in about
    ]


def _check_defaults(database: sqlite3.Connection, table: str, columns: Sequence[str], source: str) -> None:
    """Add up what the cells of columns hold, without taking them into memory."""
    lengths = " + ".join(f"total(length({identifier(column)}))" for column in columns)
    (size,) = database.execute(
        f"SELECT {lengths} FROM (SELECT * FROM {identifier(table)} LIMIT {max_rows() + 1})"  # noqa: S608
    ).fetchone()
    if size > MAX_UNPACKED:
        raise InputError(unpacked_too_large(size, MAX_UNPACKED, source))


def read_columns(
    database: sqlite3.Connection, table: str, columns: Sequence[Column], size: int, source: str
) -> list[Cells]:
    """The cells of a plain table, column by column.

    Parameters
    ----------
    columns
        Those to read.
    size
        Bytes of the file: its texts cannot be much longer, unless rows share them.

    Returns
    -------
    Whole numbers, numbers, or large binary (texts too) as the columns are declared; Python's values where a cell
    is of another type.

    Raises
    ------
    InputError
        If there are too many rows, or too many bytes in them.
    """
    for longest, at_once in _STAGES:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)
        try:
            return _read(database, table, columns, at_once, size + SMALL_UNPACKED, source)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_TOOBIG or longest == MAX_SHAPE:
                raise
    raise AssertionError("the last stage returns or raises")


def _read(
    database: sqlite3.Connection, table: str, columns: Sequence[Column], at_once: int, most: int, source: str
) -> list[Cells]:
    names = ", ".join(identifier(column.name) for column in columns)
    rows = database.execute(
        f"SELECT {names} FROM {identifier(table)} NOT INDEXED LIMIT {max_rows() + 1}"  # noqa: S608
    )
    kinds = [_NUMBERS.get(column.kind, pa.large_binary()) for column in columns]
    pieces: list[list[Cells]] = [[] for _ in columns]
    count, size = 0, 0
    while piece := rows.fetchmany(at_once):
        count += len(piece)
        check_size(count, len(columns), source)
        for at, cells in enumerate(zip(*piece, strict=True)):
            pieces[at].append(_as_array(cells, kinds[at]))
            size += _bytes_in(pieces[at][-1])
        if size > min(most, MAX_UNPACKED):
            raise InputError(unpacked_too_large(size, min(most, MAX_UNPACKED), source))
    return [_joined(parts, kind) for parts, kind in zip(pieces, kinds, strict=True)]


def _as_array(cells: Sequence[Any], kind: pa.DataType) -> Cells:
    try:
        return pa.array(cells, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return list(cells)


def _bytes_in(cells: Cells) -> int:
    if isinstance(cells, list):
        return sum(len(cell) if isinstance(cell, bytes) else 8 for cell in cells)
    return int(cells.nbytes)


def _joined(parts: Sequence[Cells], kind: pa.DataType) -> Cells:
    if any(isinstance(part, list) for part in parts):
        return [cell for part in parts for cell in (part if isinstance(part, list) else part.to_pylist())]
    return pa.concat_arrays(parts) if parts else pa.array([], kind)


def identifier(name: str) -> str:
    """A name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'


def text_of(value: object) -> str:
    """Text as SQLite stores it, or a number; what is no UTF-8 is replaced."""
    return (
        value.decode("utf-8", "replace")
        if isinstance(value, bytes)
        else str(value if value is not None else "")
    )


def computing(source: str, name: str) -> InputError:
    """The sentence about what is no plain table."""
    return InputError(
        f"{quoted(source)}: {quoted(name)} is computed when it is read, by a view, a virtual table or a generated "
        "column; only plain tables are read. Export it again, without views."
    )


def reason(error: Exception, source: str) -> str:
    """The sentence about a database that cannot be read."""
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_TOOBIG:
        return f"{quoted(source)} has a row of more than {MAX_SHAPE / 1e6:,.0f} MB; at most so much is read."
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
        return f"{quoted(source)} takes too long to read. Split it, or save it as GeoParquet."
    return (
        f"{quoted(source)} cannot be read: it is damaged, or no GeoPackage. "
        "Export it again, or save it as GeoJSON or CSV."
    )
