"""The commands: python -m dsi_geo COMMAND DATABASE [options]."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from dsi_geo import __version__
from dsi_geo.analysis import proximity
from dsi_geo.analysis.counts import counts, link_counts
from dsi_geo.analysis.nearby import check_radius
from dsi_geo.analysis.shared_addresses import shared_addresses
from dsi_geo.database import Database, open_database
from dsi_geo.errors import InputError, quoted
from dsi_geo.output.tables import write_csv, write_table
from dsi_geo.readers.postgis import shown
from dsi_geo.schema import ENTITIES, PROJECTS, Entity
from dsi_geo.selection import apply, describe, from_pairs

UNUSABLE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the terminal's encoding: the data are UTF-8
            stream.reconfigure(encoding="utf-8")
    try:
        columns = dict(_pair(pair, "--column") for pair in options.column)
        as_of = _as_of(options.as_of)
        _say(f"Opening {_shown(options.database)} …")
        database = open_database(options.database, columns, entity=options.entity, as_of=as_of)
        options.run(database, options)
    except InputError as error:
        for fault in error.faults:
            _say(fault)
        return UNUSABLE
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return 0


def check(database: Database, options: argparse.Namespace) -> None:
    """Count the records and list every finding about them."""
    entities = [options.entity] if options.entity else list(database.entities or (PROJECTS,))
    counted, found = [], []
    for entity in entities:
        table = _selected(database, entity, options.where)
        own = database.findings[database.findings["entity"] == entity]
        own = own[own["id"].isin(table["id"]) | own["id"].eq("")]
        counted.append(counts(table, entity, own))
        found.append(own)
    if len(database.entities) > 1 and not options.where:
        counted.append(link_counts(database.links(), database.findings))
    counted_facts = pd.concat(counted, ignore_index=True)
    findings = pd.concat(found, ignore_index=True) if found else database.findings
    if options.json:
        print(json.dumps(_as_json(database, counted_facts, findings), ensure_ascii=False, indent=1))
        if options.output:
            write_table(findings, Path(options.output))
        return
    write_csv(counted_facts, sys.stdout)
    if options.output:
        write_table(findings, Path(options.output))
    else:
        print()
        write_csv(findings, sys.stdout)


def convert(database: Database, options: argparse.Namespace) -> None:
    """Give the canonical table of an entity."""
    entity = options.entity or (database.entities or (PROJECTS,))[0]
    table = _selected(database, entity, options.where)
    if not options.output:
        write_csv(table, sys.stdout)
        return
    findings = database.findings[database.findings["entity"] == entity]
    findings = findings[findings["id"].isin(table["id"]) | findings["id"].eq("")]
    about = {"as_of": _day(database.as_of), "source": database.provenance.title}
    write_table(table, Path(options.output), about, findings)
    _say(f"{len(table):,} {entity} written to {options.output}.")


def neighbours(database: Database, options: argparse.Namespace) -> None:
    """List the pairs of records that share an address, may be entered twice, or are near."""
    radius = None if options.within is None else check_radius(_metres(options.within))
    entity = options.entity or (database.entities or (PROJECTS,))[0]
    table = _selected(database, entity, options.where).reset_index(drop=True)
    shared = shared_addresses(table)
    pairs = proximity.neighbours(table, entity, within_m=radius, shared=shared)
    for sentence in proximity.told(table, entity, shared, pairs, radius):
        _say(sentence)
    if not options.output:
        write_csv(pairs, sys.stdout)
        return
    write_table(pairs, Path(options.output))
    _say(f"{len(pairs):,} pairs written to {options.output}.")


def _metres(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"--within {quoted(text)} is no number of metres: write it as 250.") from None


def _selected(database: Database, entity: Entity, where: Sequence[str]) -> Any:
    selection = from_pairs(where, database, entity)
    table = database.table(entity)
    chosen = table[apply(selection, database, entity)] if selection else table
    if selection:
        _say(f"{len(chosen):,} of {len(table):,} {entity} selected ({describe(selection)}).")
    return chosen


def _as_json(database: Database, counted: pd.DataFrame, findings: pd.DataFrame) -> dict[str, object]:
    return {
        "source": database.provenance.title,
        "as_of": _day(database.as_of),
        "version": __version__,
        "counts": counted.to_dict("records"),
        "findings": findings.astype("str").to_dict("records"),
    }


def _day(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"


def _as_of(text: str | None) -> pd.Timestamp | None:
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
    return shown(source) if "://" in source else Path(source).name or source


def _pair(pair: str, option: str) -> tuple[str, str]:
    ours, mark, theirs = pair.partition("=")
    if not mark or not ours.strip() or not theirs.strip():
        raise InputError(
            f"{option} {quoted(pair)} is not of the form ours=theirs, as in --column city=Location."
        )
    return ours.strip(), theirs.strip()


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
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
        help="write a .csv, .xlsx, .geojson or .parquet file instead of CSV to standard output",
    )
    parser = argparse.ArgumentParser(
        prog="python -m dsi_geo",
        description="Where digital social innovation is, and how precisely that is known.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    checking = commands.add_parser("check", parents=[shared], help="count the records and list every finding")
    checking.add_argument("--json", action="store_true", help="for machines")
    checking.set_defaults(run=check)
    converting = commands.add_parser("convert", parents=[shared], help="give the canonical table")
    converting.set_defaults(run=convert)
    finding = commands.add_parser(
        "neighbours", parents=[shared], help="list who shares an address, is near, or may be entered twice"
    )
    finding.add_argument(
        "--within",
        metavar="METRES",
        help="also list who is so near, 10 to 5000 metres, by points of address level",
    )
    finding.set_defaults(run=neighbours)
    return parser


if __name__ == "__main__":
    sys.exit(main())
