"""`report`: the report on the selection, as one PDF or HTML file."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from dsi_geo.analysis.shares.areas import focus_code, usual_focus
from dsi_geo.bundled import EVENTS
from dsi_geo.cleaning.events import read_events
from dsi_geo.commands.selected import counted_entity, say
from dsi_geo.database import Database
from dsi_geo.errors import InputError
from dsi_geo.output.report.document import refuse_target, write_report
from dsi_geo.output.report.parts import Subject
from dsi_geo.output.verdicts import journal_of, read_verdicts, unreadable_words
from dsi_geo.schema import Entity
from dsi_geo.selection import from_pairs

HELP = "write the report on the selection: --output FILE.pdf or FILE.html"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "--focus",
        metavar="CODE",
        help="region (DE-BE) or country (DE) in the focus of the shares; default: the region with the most records",
    )
    parser.add_argument(
        "--events",
        metavar="FILE",
        help="events to mark on the timeline: a CSV file with the columns from, to, label and source",
    )


def run(database: Database, options: argparse.Namespace) -> None:
    """Write the report."""
    target = _target(options.output)
    entity = counted_entity(database, options)
    subject = Subject(
        database,
        entity,
        from_pairs(options.where, database, entity),
        database.provenance.title,
        focus_code(options.focus) if options.focus else usual_focus(database, entity),
        events=_events(options.events, database),
        verdicts=_verdicts(options.database, entity),
    )
    say(f"Reporting on {subject.counted}.")
    write_report(subject, target, lambda share, words: say(f"{share:4.0%} {words} …"))
    say(f"The report is in {options.output}.")


def _events(path: str | None, database: Database) -> pd.DataFrame | None:
    """The events of a list; without one, those of the demonstration for the demonstration."""
    if path is None:
        return read_events(EVENTS) if database.provenance.demonstration else None
    return read_events(Path(path))


def _target(output: str | None) -> Path:
    if output is None:
        raise InputError("Say where the report goes: --output FILE.pdf or --output FILE.html.")
    target = Path(output)
    refuse_target(target)
    return target


def _verdicts(source: str | None, entity: Entity) -> pd.DataFrame | None:
    """What stewards decided about pairs of a database file or folder; None for other sources, which have no journal."""
    if source is None or "://" in source:
        return None
    found, unreadable = read_verdicts(journal_of(Path(source)))
    if unreadable:
        say(unreadable_words(unreadable))
    return found[found["entity"] == entity]
