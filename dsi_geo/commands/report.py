"""`report`: the report for the selection, as one PDF or HTML file."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from dsi_geo.analysis.shares.areas import focus_code, usual_focus
from dsi_geo.bundled import EVENTS
from dsi_geo.cleaning.events import read_events
from dsi_geo.commands.selected import counted_entity, say
from dsi_geo.database import Database
from dsi_geo.errors import InputError, quoted
from dsi_geo.output.images import IMAGES, browser_missing
from dsi_geo.output.report.making import report_html, report_pdf
from dsi_geo.output.report.subject import Subject
from dsi_geo.output.verdicts import journal_of, read_verdicts, unreadable_words
from dsi_geo.schema import Entity
from dsi_geo.selection import from_pairs

HELP = "make the report for the selection: --output FILE.pdf or FILE.html"
ENDINGS = (".pdf", ".html")


def add(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--focus",
        metavar="CODE",
        help="region (DE-BE) or country (DE) that shares are told from; default: the region with the most records",
    )


def run(database: Database, options: argparse.Namespace) -> None:
    """Make the report and write it."""
    target = _target(options.output)
    if target.suffix.lower() == ".pdf" and browser_missing():
        raise InputError(browser_missing())
    entity = counted_entity(database, options)
    subject = Subject(
        database,
        entity,
        from_pairs(options.where, database, entity),
        database.provenance.title,
        focus_code(options.focus) if options.focus else usual_focus(database, entity),
        events=read_events(EVENTS),
        verdicts=_verdicts(options.database, entity),
    )
    say(f"Reporting on {subject.counted}.")
    try:
        html = report_html(subject, lambda share, words: say(f"{share:4.0%} {words} …"))
    finally:
        IMAGES.close()  # else it would be killed while it still writes
    made = report_pdf(subject, html) if target.suffix.lower() == ".pdf" else html.encode()
    try:
        target.write_bytes(made)
    except OSError as error:
        reason = error.strerror or "the disk refused it"
        raise InputError(f"{quoted(target.name)} cannot be written: {reason}.") from error
    say(f"The report is in {options.output}.")


def _target(output: str | None) -> Path:
    if output is None:
        raise InputError("Say where the report goes: --output FILE.pdf or --output FILE.html.")
    target = Path(output)
    if target.suffix.lower() not in ENDINGS:
        raise InputError(
            f"{quoted(target.name)} cannot be written: give the report the ending .pdf or .html."
        )
    return target


def _verdicts(source: str | None, entity: Entity) -> pd.DataFrame | None:
    """What stewards decided about pairs of a database file or folder; None where nothing can be kept."""
    if source is None or "://" in source:
        return None
    found, unreadable = read_verdicts(journal_of(Path(source)))
    if unreadable:
        say(unreadable_words(unreadable))
    return found[found["entity"] == entity]
