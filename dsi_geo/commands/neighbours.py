"""`neighbours`: pairs of records that share an address, may be entered twice, or are near one another."""

from __future__ import annotations

import argparse

from dsi_geo.analysis.proximity.nearby import check_radius
from dsi_geo.analysis.proximity.pairs import neighbours, pair_sentences
from dsi_geo.analysis.proximity.shared_addresses import shared_addresses
from dsi_geo.commands.selected import counted_entity, say, selected, write
from dsi_geo.database import Database
from dsi_geo.errors import InputError, quoted
from dsi_geo.schema.exports import NEIGHBOURS

HELP = "list records that share an address, are near one another, or may be entered twice"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "--within",
        metavar="METRES",
        help="also list pairs of address-level points within so many metres, 10 to 5000",
    )


def run(database: Database, options: argparse.Namespace) -> None:
    """List the pairs of records that share an address, may be entered twice, or are near."""
    radius = None if options.within is None else check_radius(_metres(options.within))
    entity = counted_entity(database, options)
    table = selected(database, entity, options).reset_index(drop=True)
    shared = shared_addresses(table)
    pairs = neighbours(table, entity, within_m=radius, shared=shared)
    for sentence in pair_sentences(table, entity, shared, pairs, radius):
        say(sentence)
    write(pairs, NEIGHBOURS, options)


def _metres(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"--within {quoted(text)} is not a number of metres: write it as 250.") from None
