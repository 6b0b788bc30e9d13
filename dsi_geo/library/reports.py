"""The report on a selection as one document."""

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
    events: str | Path | None = None,
) -> Path:
    """Write the report on a selection: one file that opens offline.

    Parameters
    ----------
    database
        From `open_database`.
    path
        The file, such as `report.pdf` or `report.html`; an existing file is replaced. A PDF needs Chrome or Chromium;
        without either, the HTML has the numbers of each chart in its place.
    entity
        `projects` or `organisations`; default: projects, unless there are only organisations.
    selection
        Which records; default: all. The report on an empty selection says so.
    focus
        Region (`DE-BE`) or country (`DE`) that is the focus of the shares, by code or name; by default Berlin for the
        demonstration database, otherwise the region with the most records.
    events
        CSV file of events to mark on the timeline, with the columns `from`, `to`, `label` and `source`; by default
        those of the demonstration for the demonstration database, otherwise none.

    Returns
    -------
    Path
        The file. Verdicts of stewards about pairs (in a journal beside a database file) are not taken into account; the
        command `report` does so.

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
        "" if events is None else not_a(events, (str, Path), "events", "the name of a CSV file"),
    )
    if not any(wrong):
        try:
            refuse_target(Path(path))
        except InputError as error:
            wrong = error.faults
    subject = subject_of(database, entity, selection, *wrong, focus=focus)
    focus = subject.focus or usual_focus(database, subject.entity)
    if events is None and database.provenance.demonstration:
        events = EVENTS
    marked = None if events is None else read_events(Path(events))
    write_report(replace(subject, focus=focus, events=marked), Path(path))
    return Path(path)
