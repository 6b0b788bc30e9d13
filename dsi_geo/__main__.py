"""The commands: python -m dsi_geo COMMAND DATABASE [options]."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from dsi_geo import __version__, sandbox
from dsi_geo.errors import InputError, quoted
from dsi_geo.sandbox.budget import bounds_of

if TYPE_CHECKING:
    import pandas as pd

COMMANDS = ("check", "convert", "shares", "neighbours", "timeline", "report")
"""Modules of `dsi_geo.commands`."""

UNUSABLE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if any(not argument.startswith("-") for argument in given[1:]):  # a DATABASE, it seems
        sandbox.start()  # it loads what it needs while this process does the same
    from dsi_geo.commands.selected import say
    from dsi_geo.readers.limits import allow_rows_of

    options = _parser().parse_args(given)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the terminal's encoding: the data are UTF-8
            stream.reconfigure(encoding="utf-8")
    try:
        allow_rows_of(os.environ)
        columns = dict(_pair(pair, "--column") for pair in options.column)
        as_of = _as_of(options.as_of)
        say(f"Opening {_shown(options.database)} …")
        database = sandbox.open_database(
            options.database, columns, entity=options.entity, as_of=as_of, bounds=bounds_of(os.environ)
        )
        options.run(database, options)
    except InputError as error:
        for fault in error.faults:
            say(fault)
        return UNUSABLE
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return 0


def _as_of(text: str | None) -> pd.Timestamp | None:
    import pandas as pd

    if text is None:
        return None
    day = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    if pd.isna(day):
        raise InputError(f"--as-of {quoted(text)} is not a day: write it as 2018-01-31.")
    return day


def _shown(source: str | None) -> str:
    """What is opened, without the user and password of a URL."""
    if source is None:
        return "the demonstration database"
    from dsi_geo.readers.postgis import shown

    return shown(source) if "://" in source else Path(source).name or source


def _pair(pair: str, option: str) -> tuple[str, str]:
    ours, mark, theirs = pair.partition("=")
    if not mark or not ours.strip() or not theirs.strip():
        raise InputError(
            f"{option} {quoted(pair)} is not of the form ours=theirs, as in --column city=Location."
        )
    return ours.strip(), theirs.strip()


def _parser() -> argparse.ArgumentParser:
    from dsi_geo.schema import ENTITIES

    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "database",
        nargs="?",
        metavar="DATABASE",
        help="file, folder or database URL; default: the demonstration database",
    )
    shared.add_argument(
        "--entity", choices=ENTITIES, help="what is counted (default: projects where there are any)"
    )
    shared.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="name a column of a foreign table; repeatable",
    )
    shared.add_argument(
        "--where", action="append", default=[], metavar="FIELD=VALUE", help="select records; repeatable"
    )
    shared.add_argument("--as-of", metavar="DAY", help="the day the data describe, as 2018-01-31")
    shared.add_argument(
        "--output",
        metavar="FILE",
        help="write a .csv, .xlsx, .geojson, .gpkg or .parquet file instead of CSV to standard output",
    )
    parser = argparse.ArgumentParser(
        prog="python -m dsi_geo",
        description="Where digital social innovation is, and how precisely that is known.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in COMMANDS:
        command = import_module(f"dsi_geo.commands.{name}")
        own = commands.add_parser(name, parents=[shared], help=command.HELP)
        command.add(own)
        own.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
