"""`convert`: the canonical table of an entity."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dsi_geo.commands.selected import counted_entity, day, say, selected
from dsi_geo.database import Database
from dsi_geo.output.table_files import write_csv, write_table
from dsi_geo.schema.records import EXPORTED

HELP = "write the canonical table"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments: there are none."""


def run(database: Database, options: argparse.Namespace) -> None:
    """Write the canonical table of an entity."""
    entity = counted_entity(database, options)
    table = selected(database, entity, options)
    if not options.output:
        write_csv(table, sys.stdout)
        return
    findings = database.findings[database.findings["entity"] == entity]
    findings = findings[findings["id"].isin(table["id"]) | findings["id"].eq("")]
    about = {"as_of": day(database.as_of), "source": database.provenance.title}
    write_table(table, Path(options.output), about, findings, columns=EXPORTED[entity])
    say(f"{len(table):,} {entity} written to {options.output}.")
