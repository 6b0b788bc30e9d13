"""The commands: dsi-geo COMMAND DATABASE [options], or python -m dsi_geo COMMAND DATABASE [options]."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from dsi_geo import __version__, sandbox
from dsi_geo.errors import InputError, quoted
from dsi_geo.sandbox.budget import bounds_of
from dsi_geo.sandbox.cleaned import cache_of

if TYPE_CHECKING:
    import pandas as pd

    from dsi_geo.database import Database

COMMANDS = ("check", "convert", "shares", "neighbours", "timeline", "report", "serve")
"""Modules of `dsi_geo.commands`."""

OPENING_NOTHING = frozenset({"serve"})
"""Commands whose `run` takes only options of its own, and no database."""

UNUSABLE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    named = given[0] if given and given[0] in COMMANDS else None
    names_database = any(not argument.startswith("-") for argument in given[1:])  # a guess, before parsing
    if names_database and named not in OPENING_NOTHING:
        sandbox.start()  # it loads its libraries while this process does the same
    options = _parser(COMMANDS if named is None else (named,)).parse_args(given)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # the data are UTF-8, whatever the encoding of the terminal
            stream.reconfigure(encoding="utf-8")
    try:
        options.run(options)
    except InputError as error:
        sys.stderr.writelines(f"{fault}\n" for fault in error.faults)
        return UNUSABLE
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return 0


def _on_database(run: Callable[[Database, argparse.Namespace], None], options: argparse.Namespace) -> None:
    """Open the database that the options name, and run a command on it."""
    from dsi_geo.commands.selected import say
    from dsi_geo.readers.limits import allow_rows_of

    allow_rows_of(os.environ)
    columns = dict(_pair(pair, "--column") for pair in options.column)
    as_of = _as_of(options.as_of)
    say(f"Opening {_shown(options.database)} …")
    database = sandbox.open_database(
        options.database,
        columns,
        entity=options.entity,
        as_of=as_of,
        merge=options.merge,
        clusters=options.clusters,
        tables=options.table,
        bounds=bounds_of(os.environ),
        cache=cache_of(os.environ),
    )
    run(database, options)


def _as_of(text: str | None) -> pd.Timestamp | None:
    import pandas as pd

    if text is None:
        return None
    day = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    if pd.isna(day):
        raise InputError(f"--as-of {quoted(text)} is not a day: write it as 2018-01-31.")
    return day


def _shown(source: str | None) -> str:
    """The source that is opened, without the user and password of a URL."""
    if source is None:
        return "the demonstration database"
    from dsi_geo.readers.postgis import shown

    return shown(source) if "://" in source else Path(source).name or source


def _pair(pair: str, option: str) -> tuple[str, str]:
    ours, mark, theirs = pair.partition("=")
    if not mark or not ours.strip():
        raise InputError(
            f"{option} {quoted(pair)} is not of the form ours=theirs, as in --column city=Location, or --column city= "
            "where there is none."
        )
    return ours.strip(), theirs.strip()


def _parser(names: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the command line with these commands only, since each takes time to import."""
    parser = argparse.ArgumentParser(
        prog="python -m dsi_geo" if __name__ == "__main__" else "dsi-geo",
        description="Where digital social innovation is, and how precisely that is known.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in names:
        command = import_module(f"dsi_geo.commands.{name}")
        opening = name not in OPENING_NOTHING
        own = commands.add_parser(name, parents=[_shared_options()] if opening else [], help=command.HELP)
        command.add(own)
        own.set_defaults(run=partial(_on_database, command.run) if opening else command.run)
    return parser


def _shared_options() -> argparse.ArgumentParser:
    """Options of every command that opens a database."""
    from dsi_geo.schema import ENTITIES

    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "database",
        nargs="?",
        metavar="DATABASE",
        help="file, folder or database URL; default: the demonstration database",
    )
    shared.add_argument(
        "--entity", choices=ENTITIES, help="what is counted (default: projects if there are any)"
    )
    shared.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="name a column of a foreign table, or none (closed=); repeatable",
    )
    shared.add_argument(
        "--table",
        action="append",
        default=[],
        metavar="NAME",
        help="the sheet, list, layer or packed file to read; may be given twice",
    )
    shared.add_argument(
        "--where", action="append", default=[], metavar="FIELD=VALUE", help="select records; repeatable"
    )
    shared.add_argument(
        "--merge",
        action="store_true",
        help="count values that differ in spelling only as one (check names them)",
    )
    shared.add_argument(
        "--clusters",
        metavar="COLUMN|FILE.csv",
        help="what serves as thematic clusters: a column of categories or tags, or a list with the columns tag and "
        "cluster",
    )
    shared.add_argument("--as-of", metavar="DAY", help="the day the data describe, as 2018-01-31")
    shared.add_argument(
        "--output",
        metavar="FILE",
        help="write a .csv, .xlsx, .geojson, .gpkg or .parquet file instead of CSV to standard output",
    )
    return shared


if __name__ == "__main__":
    sys.exit(main())
