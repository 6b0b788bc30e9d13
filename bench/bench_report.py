"""The report of the demonstration database: gathered, as a page, as a PDF from beginning to end."""

from __future__ import annotations

import os
from collections.abc import Iterator

from bench.measuring import Measurement, timed
from dsi_geo.analysis.shares.areas import usual_focus
from dsi_geo.database import open_database
from dsi_geo.output.images import IMAGES
from dsi_geo.output.report.document import content, report_html, report_pdf
from dsi_geo.output.report.parts import Subject
from dsi_geo.schema import PROJECTS
from dsi_geo.selection import Selection
from tests import chromium

REPEATS = 2


def measurements() -> Iterator[Measurement]:
    """All 902 projects; “cold” starts the browser that draws, which the app does once for all visitors."""
    if path := chromium.find():
        os.environ.setdefault("BROWSER_PATH", path)
    database = open_database()
    subject = Subject(
        database, PROJECTS, Selection(), database.provenance.title, usual_focus(database, PROJECTS)
    )
    yield Measurement("gather a report, 902 projects", timed(lambda: content(subject), REPEATS))
    yield Measurement("report as PDF, cold, 902 projects", timed(lambda: _cold(subject), REPEATS, warm_up=0))
    yield Measurement("report as HTML, 902 projects", timed(lambda: report_html(subject), REPEATS))
    yield Measurement("report as PDF, 902 projects", timed(lambda: _pdf(subject), REPEATS, warm_up=0))
    IMAGES.close()


def _cold(subject: Subject) -> None:
    IMAGES.close()
    _pdf(subject)


def _pdf(subject: Subject) -> None:
    report_pdf(subject, report_html(subject))
