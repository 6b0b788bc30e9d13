"""`timeline`: launches (organisations: foundations), closures and active records by period."""

from __future__ import annotations

import argparse

from dsi_geo.analysis.timeline.launches import as_of_the_day, by_period, in_whole_numbers, time_axis
from dsi_geo.analysis.timeline.periods import FREQUENCIES, VAGUE
from dsi_geo.analysis.timeline.spans import dating, dating_sentence, life_spans
from dsi_geo.commands.selected import counted_entity, say, selected, write
from dsi_geo.database import Database
from dsi_geo.schema import PROJECTS
from dsi_geo.schema.exports import TIMELINE

HELP = "count launches (organisations: foundations), closures and active records by period"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("--freq", choices=FREQUENCIES, default="year", help="length of the periods")
    parser.add_argument(
        "--vague",
        choices=VAGUE,
        default="spread",
        help="dates not known to the period: spread evenly (default), or counted apart in a row of their own",
    )


def run(database: Database, options: argparse.Namespace) -> None:
    """Count launches, closures and active records by period."""
    entity = counted_entity(database, options)
    spans = life_spans(selected(database, entity, options), database.as_of)
    axis = time_axis(spans, options.freq, database.as_of)
    counted = dating(spans, options.freq, axis, entity)
    say(dating_sentence(counted, "launched", entity))
    if entity == PROJECTS:
        say(dating_sentence(counted, "closed", entity))
    table = in_whole_numbers(by_period(spans, options.freq, database.as_of, vague=options.vague, axis=axis))
    table = as_of_the_day(table, options.freq, database.as_of)
    write(table.drop(columns="start"), TIMELINE, options)
