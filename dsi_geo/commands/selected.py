"""The records that a command works on, and its output."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from dsi_geo.database import Database
from dsi_geo.output.table_files import write_csv, write_table
from dsi_geo.schema import Column, Entity
from dsi_geo.selection import apply, describe, from_pairs


def counted_entity(database: Database, options: argparse.Namespace) -> Entity:
    """The entity that was asked for; otherwise projects, if there are any."""
    entity: Entity = options.entity or database.main_entity
    return entity


def selected(database: Database, entity: Entity, options: argparse.Namespace) -> gpd.GeoDataFrame:
    """The records that `--where` selects; their number is reported."""
    selection = from_pairs(options.where, database, entity)
    table = database.table(entity)
    if not selection:
        return table
    chosen = table[apply(selection, database, entity)]
    say(f"{len(chosen):,} of {len(table):,} {entity} selected ({describe(selection)}).")
    return chosen


def write(table: pd.DataFrame, columns: Iterable[Column], options: argparse.Namespace) -> None:
    """Write a table to `--output`, or as CSV to standard output; `columns` are those of the table."""
    if options.output:
        write_table(table, Path(options.output), columns=columns)
        say(f"{len(table):,} rows written to {options.output}.")
    else:
        write_csv(table, sys.stdout)


def say(message: str) -> None:
    """Print a message to standard error, apart from the table."""
    print(message, file=sys.stderr)


def day(moment: pd.Timestamp) -> str:
    """A day in ISO form; "" if it is missing."""
    return "" if pd.isna(moment) else f"{moment:%Y-%m-%d}"
