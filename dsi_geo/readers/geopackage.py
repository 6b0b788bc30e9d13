"""What a GeoPackage, an SQLite database, would do to who reads it: asked before GDAL opens it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.limits import (
    MAX_SHAPE,
    MAX_UNPACKED,
    check_size,
    max_rows,
    unpacked_too_large,
)

_STEPS: Final = 1_000_000
"""Instructions of SQLite between two questions whether it is enough."""

_MOST_STEPS: Final = 5_000
"""So many times: what reads two million rows takes a small part of it."""

_VIRTUAL: Final = re.compile(r"CREATE\s+VIRTUAL\s+TABLE\b(?!.*\bUSING\s+rtree\b)", re.IGNORECASE | re.DOTALL)
_OWN: Final = ("gpkg_", "sqlite_", "rtree_")
_COMPUTED: Final = (2, 3)
"""What `PRAGMA table_xinfo` calls columns that are computed when they are read."""


def check_geopackage(path: Path, source: str) -> None:
    """Refuse a GeoPackage whose tables are too large, or computed when they are read and so of any size.

    A few hundred bytes can hold a view of endless rows, or a column of gigabytes; GDAL also offers views
    functions that ask hosts outside.

    Raises
    ------
    InputError
        If it is damaged, computes, or passes a limit.
    """
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as database:
        database.text_factory = lambda text: text.decode("utf-8", "replace")
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_SHAPE)
        steps = iter(range(_MOST_STEPS))
        database.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
        try:
            for name in _plain_tables(database, source):
                _check_table(database, name, f"{source}: {name}")
        except (sqlite3.Error, UnicodeError) as error:
            raise InputError(_reason(error, source)) from error


def _plain_tables(database: sqlite3.Connection, source: str) -> list[str]:
    """The tables of records; refuses views that GDAL would read, and virtual tables."""
    made = database.execute(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_master WHERE type IN ('table', 'view')"
    )
    tables, listed = [], _listed(database)
    for kind, name, text in made:
        own = name.lower().startswith(_OWN)
        if (kind == "view" and (own or name.lower() in listed)) or _VIRTUAL.match(text):
            raise _computing(source, name)
        if kind == "table" and not own:
            tables.append(name)
    return tables


def _listed(database: sqlite3.Connection) -> set[str]:
    """Names of the layers that it says it has."""
    return {
        str(name).lower() for (name,) in database.execute("SELECT table_name FROM gpkg_contents LIMIT 10000")
    }


def _check_table(database: sqlite3.Connection, name: str, source: str) -> None:
    """Add up what its cells hold, without reading them into memory."""
    columns = database.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (name,)).fetchall()
    if any(hidden in _COMPUTED for _, hidden in columns):
        raise _computing(source, name)
    check_size(0, len(columns), source)
    lengths = ", ".join(f"total(length({_identifier(column)}))" for column, _ in columns)
    rows, *sizes = database.execute(
        f"SELECT count(*), {lengths} FROM (SELECT * FROM {_identifier(name)} LIMIT {max_rows() + 1})"  # noqa: S608
    ).fetchone()
    check_size(rows, len(columns), source)
    if sum(sizes) > MAX_UNPACKED:
        raise InputError(unpacked_too_large(sum(sizes), MAX_UNPACKED, source))


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _computing(source: str, name: str) -> InputError:
    return InputError(
        f"{quoted(source)}: {quoted(name)} is computed when it is read, by a view, a virtual table or a generated "
        "column; only plain tables are read. Export it again, without views."
    )


def _reason(error: Exception, source: str) -> str:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_TOOBIG:
        return f"{quoted(source)} has a cell of more than {MAX_SHAPE / 1e6:,.0f} MB; at most so much is read."
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
        return f"{quoted(source)} takes too long to read. Split it, or save it as GeoParquet."
    return (
        f"{quoted(source)} cannot be read: it is damaged, or no GeoPackage. "
        "Export it again, or save it as GeoJSON or CSV."
    )
