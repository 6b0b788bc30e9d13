"""Everything about a selection as one document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dsi_geo.analysis.shares.areas import usual_focus
from dsi_geo.arguments import not_a
from dsi_geo.bundled import EVENTS
from dsi_geo.cleaning.events import read_events
from dsi_geo.database import Database
from dsi_geo.errors import InputError
from dsi_geo.library.subjects import subject_of
from dsi_geo.output.report.document import refuse_target, write_report
from dsi_geo.schema import Entity
from dsi_geo.selection import Selection


def report(
    database: Database,
    path: str | Path,
    *,
    entity: Entity | None = None,
    selection: Selection | None = None,
    focus: str | None = None,
) -> Path:
    """Write the report for a selection: one file that opens without a network.

    Parameters
    ----------
    database
        From `open_database`.
    path
        Where it goes, as `report.pdf` or `report.html`; a file that is there is replaced. A PDF takes a Chrome or
        Chromium; without one the HTML has the numbers of each chart in its place.
    entity
        `projects` or `organisations`; default: projects, unless there are only organisations.
    selection
        Which records; default: all. A report of none says so.
    focus
        Region (`DE-BE`) or country (`DE`) that shares are seen from, by code or name; by default Berlin for the
        demonstration database, else the region with the most records.

    Returns
    -------
    Path
        Of the file. What stewards decided about pairs (their journal lies beside a database file) is not known here:
        the command `report` regards it.

    Raises
    ------
    InputError
        An argument cannot be used, the selection asks for a value that no record has, there is no browser for a PDF,
        or the file cannot be written.

    Examples
    --------
    >>> from dsi_geo import open_database, report
    >>> report(open_database(), "report.doc")
    Traceback (most recent call last):
    dsi_geo.errors.InputError: “report.doc” cannot be written: give the report the ending .pdf or .html.
    """
    wrong: tuple[str, ...] = (
        not_a(path, (str, Path), "path", "the name of a file that ends in .pdf or .html"),
    )
    if not any(wrong):
        try:
            refuse_target(Path(path))
        except InputError as error:
            wrong = error.faults
    subject = subject_of(database, entity, selection, *wrong, focus=focus)
    focus = subject.focus or usual_focus(database, subject.entity)
    write_report(replace(subject, focus=focus, events=read_events(EVENTS)), Path(path))
    return Path(path)
