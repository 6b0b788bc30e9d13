"""`convert`: the canonical table of an entity, or its records in a standard of exchange."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import geopandas as gpd

from dsi_geo.commands.selected import counted_entity, day, say, selected
from dsi_geo.database import Database
from dsi_geo.output.exchange import (
    GEOJSON,
    exchange,
    write_as_geojson,
    write_exchange,
    written_standards,
)
from dsi_geo.output.table_files import write_csv, write_table
from dsi_geo.schema import PROJECTS, Entity
from dsi_geo.schema.records import EXPORTED

HELP = "write the canonical table, or the records in a standard of exchange"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "--as",
        dest="standard",
        choices=[*written_standards(), GEOJSON],
        help="write JSON in a standard of exchange, to standard output or to --output FILE.json",
    )


def run(database: Database, options: argparse.Namespace) -> None:
    """Write the canonical table of an entity, or its records in a standard."""
    entity = counted_entity(database, options)
    table = selected(database, entity, options)
    if options.standard:
        _write_as(options.standard, table, entity, database, options.output)
        return
    if not options.output:
        write_csv(table, sys.stdout)
        return
    findings = database.findings[database.findings["entity"] == entity]
    findings = findings[findings["id"].isin(table["id"]) | findings["id"].eq("")]
    about = {"as_of": day(database.as_of), "source": database.provenance.title}
    write_table(table, Path(options.output), about, findings, columns=EXPORTED[entity])
    say(f"{len(table):,} {entity} written to {options.output}.")


def _write_as(
    key: str, table: gpd.GeoDataFrame, entity: Entity, database: Database, output: str | None
) -> None:
    if key == GEOJSON:
        _write_geojson(table, output)
        title = "GeoJSON"
    else:
        standard = written_standards()[key]
        organisations = database.organisations if entity == PROJECTS else None
        found = exchange(standard, table, entity, organisations)
        write_exchange(found.content, Path(output) if output else sys.stdout)
        for note in found.notes:
            say(note)
        title = standard.title
    if output:
        say(f"{len(table):,} {entity} written to {output} as {title}.")


def _write_geojson(table: gpd.GeoDataFrame, output: str | None) -> None:
    if output:
        write_as_geojson(table, Path(output))
        return
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "records.geojson"
        write_as_geojson(table, target)
        sys.stdout.write(target.read_text("utf-8"))
