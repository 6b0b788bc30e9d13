"""`shares`: count and share of each area."""

from __future__ import annotations

import argparse

from dsi_geo.analysis.shares.areas import LEVELS, focus_code, preset_focus
from dsi_geo.analysis.shares.place_counts import COUNTINGS, counted_places
from dsi_geo.analysis.shares.proportions import gaps, share_sentence, shares
from dsi_geo.commands.selected import counted_entity, say, selected, write
from dsi_geo.database import Database
from dsi_geo.errors import InputError
from dsi_geo.schema import PROJECTS
from dsi_geo.schema.exports import SHARES

HELP = "count and share of each area"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("--by", choices=LEVELS, default="partition", help="areas (default: partition)")
    parser.add_argument(
        "--focus",
        metavar="CODE",
        help="region (DE-BE) or country (DE) of the partition; default: the region with the most records",
    )
    parser.add_argument(
        "--counting",
        choices=tuple(COUNTINGS),
        default="location",
        help="projects once at their location (default), or divided among the places of their partners",
    )


def run(database: Database, options: argparse.Namespace) -> None:
    """Write count and share of each area."""
    entity = counted_entity(database, options)
    if options.counting == "partners" and entity != PROJECTS:
        raise InputError("--counting partners divides projects among their partners: give --entity projects.")
    focus = focus_code(options.focus) if options.focus else preset_focus(database)
    table = selected(database, entity, options)
    found = shares(counted_places(database, entity, table, options.counting), options.by, focus)
    for sentence in (share_sentence(found, entity, options.counting), *gaps(found, entity)):
        say(sentence)
    write(found, SHARES, options)
