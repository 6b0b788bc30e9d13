"""`check`: counts, then every finding."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

import pandas as pd

from dsi_geo import __version__
from dsi_geo.analysis.counts import counts, link_counts
from dsi_geo.analysis.proximity.coordinate_doubts import coordinate_doubts
from dsi_geo.analysis.proximity.shared_addresses import shared_addresses
from dsi_geo.cleaning.categories import column_words
from dsi_geo.cleaning.cluster_choice import offer
from dsi_geo.cleaning.findings import concerning
from dsi_geo.commands.selected import day, say, selected
from dsi_geo.database import Database
from dsi_geo.errors import quoted
from dsi_geo.output.table_files import write_csv, write_table
from dsi_geo.readers.profile import CERTAINTY, REASONS
from dsi_geo.schema import PROJECTS, Entity, noun
from dsi_geo.schema.exports import FINDINGS

HELP = "count the records and list every finding"

_MOST_LISTED: Final = 20


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("--json", action="store_true", help="for machines")


def run(database: Database, options: argparse.Namespace) -> None:
    """Count the records and list every finding about them."""
    entities = [options.entity] if options.entity else list(database.entities or (PROJECTS,))
    _say_clusters(database)
    for entity in entities:
        _say_columns(database, entity)
    counted, found = [], []
    for entity in entities:
        table = selected(database, entity, options)
        every = pd.concat([database.findings, _doubts(database, entity)], ignore_index=True)
        own = concerning(every, entity, table["id"])
        counted.append(counts(table, entity, own))
        found.append(own)
    if len(database.entities) > 1 and not options.where:
        counted.append(link_counts(database.links(), database.findings))
    counted_facts, findings = pd.concat(counted, ignore_index=True), pd.concat(found, ignore_index=True)
    if options.output:
        write_table(findings, Path(options.output), columns=FINDINGS)
    if options.json:
        print(json.dumps(_as_json(database, counted_facts, findings), ensure_ascii=False, indent=1))
        return
    write_csv(counted_facts, sys.stdout)
    if not options.output:
        print()
        write_csv(findings, sys.stdout)


def _say_columns(database: Database, entity: Entity) -> None:
    """How the table of an entity was read: its format, what its columns were taken for, and how surely."""
    profile = database.provenance.profiles.get(entity)
    if profile is None:
        return
    say(f"{quoted(profile.name)}: {profile.format}; {profile.rows:,} {noun(entity, profile.rows)}.")
    for one in profile.columns:
        if one.evidence:
            taken = f"{' and '.join(one.fields)}: {quoted(one.column)}" if one.fields else quoted(one.column)
            say(f"  {taken} ({CERTAINTY[one.evidence].lower()}: {REASONS[one.evidence]})")
    kept = [quoted(one.column) for one in profile.columns if not one.evidence]
    if kept:
        say(f"  Kept as they are: {', '.join(kept[:_MOST_LISTED])}{_more(len(kept))}.")
    if profile.others:
        listed = ", ".join(map(quoted, profile.others[:_MOST_LISTED]))
        say(f"  Not read: {listed}{_more(len(profile.others))}. Choose one by --table NAME.")


def _more(count: int) -> str:
    return f" and {count - _MOST_LISTED:,} more" if count > _MOST_LISTED else ""


def _say_clusters(database: Database) -> None:
    """Which column could serve as thematic clusters where the data name none."""
    if database.provenance.clusters:
        return
    suited = offer(database.projects, database.organisations).suited
    if suited:
        say(
            f"The data name no thematic clusters; --clusters {suited} would take them from {column_words(suited)}."
        )


def _doubts(database: Database, entity: Entity) -> pd.DataFrame:
    """Findings about points, which are not made on opening a database, since all addresses must be compared."""
    table = database.table(entity)
    return coordinate_doubts(table, entity, shared_addresses(table))


def _as_json(database: Database, counted: pd.DataFrame, findings: pd.DataFrame) -> dict[str, object]:
    return {
        "source": database.provenance.title,
        "as_of": day(database.as_of),
        "version": __version__,
        "columns": {entity: dict(fields) for entity, fields in database.provenance.recognised.items()},
        "tables": {entity: asdict(profile) for entity, profile in database.provenance.profiles.items()},
        "counts": counted.to_dict("records"),
        "findings": findings.astype("str").to_dict("records"),
    }
