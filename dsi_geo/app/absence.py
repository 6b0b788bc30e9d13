"""Why there are no data to show, and what can be done about it. Nothing is ever shown in their place."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from dsi_geo.app import loaders
from dsi_geo.app.visit import Nothing
from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.postgis import is_database_url, shown

FORMATS: Final = "CSV, TSV, Excel, JSON, GeoJSON, GeoPackage, FlatGeobuf, zipped Shapefile or GeoParquet"
_WHERE: Final = "Choose it under “Table or export” in the sidebar."
_PRIVATE: Final = (
    "It stays private: nobody else sees it, and this server keeps it only as long as you use it."
)
_NOTHING_ELSE: Final = "Nothing else is shown in its place."


def not_opened(title: str, faults: Iterable[str]) -> Nothing:
    """The operator's database cannot be opened."""
    return Nothing(
        "database_off",
        "This database cannot be opened",
        (f"{quoted(title)} is missing, damaged or out of reach at the moment.", *faults),
        (
            _NOTHING_ELSE,
            "Under “Database” in the sidebar you can choose the demonstration data, or a file of your own.",
        ),
        (loaders.DEMONSTRATION, loaders.UPLOAD),
    )


def no_file(*, again: bool) -> Nothing:
    """The visitor's own file is not here: not yet, or no longer."""
    if again:
        return Nothing(
            "upload_file",
            "Choose the file again",
            (
                "A link does not carry a file, and a reload of the page lets it go: your own file is not here.",
            ),
            (_WHERE, f"It can be {FORMATS}. Projects and organisations may come as two files.", _PRIVATE),
            (loaders.DEMONSTRATION,),
        )
    return Nothing(
        "upload_file",
        "Choose a file of your own",
        (
            f"A table or an export can be opened: {FORMATS}. Projects and organisations may come as two files.",
        ),
        (_WHERE, _PRIVATE),
        (loaders.DEMONSTRATION,),
    )


def refused(error: InputError) -> Nothing:
    """What the visitor chose cannot be used."""
    return Nothing(
        "unknown_document",
        "Your own file cannot be opened",
        error.faults,
        (f"{_NOTHING_ELSE} Correct it, or choose another one under “Table or export” in the sidebar.",),
        (loaders.DEMONSTRATION,),
    )


def no_such_database(asked: str, titles: Mapping[str, str]) -> Nothing:
    """The link names a database that this server does not have."""
    return Nothing(
        "link_off",
        "This database is not here",
        (f"The link asks for the database {quoted(asked)}, which this server does not have.",),
        (f"{_NOTHING_ELSE} Choose another one under “Database” in the sidebar.",),
        tuple(titles),
    )


def for_visitors(error: InputError, database: str) -> tuple[str, ...]:
    """Why the operator's database cannot be opened: without what an address, or a driver, may tell of secrets.

    The operator finds it all in the server's log.
    """
    if "://" not in database:
        _tell_operator(error.faults)
        return error.faults
    if not is_database_url(database):
        return ("Its address is of a kind that cannot be opened.",)
    _tell_operator(error.faults)
    return (f"The database {quoted(shown(database), 120)} cannot be read.",)


@cache
def _tell_operator(faults: tuple[str, ...]) -> None:
    for fault in faults:
        print(f"Database: {fault}", file=sys.stderr, flush=True)  # noqa: T201 - the server's log
