"""A report from beginning to end: gathered, its charts drawn, typeset, printed."""

from __future__ import annotations

from pathlib import Path

from dsi_geo.errors import InputError, quoted
from dsi_geo.output.images import IMAGES, browser_missing
from dsi_geo.output.report.content import GATHERED, Content, content
from dsi_geo.output.report.parts import Progress
from dsi_geo.output.report.printing import printed
from dsi_geo.output.report.subject import Subject
from dsi_geo.output.report.typesetting import typeset

ENDINGS = (".pdf", ".html")
DRAWN = 0.85
"""Share of the work that is done when all charts are drawn."""


def report_html(subject: Subject, progress: Progress = lambda _share, _words: None) -> str:
    """The report as one HTML file that opens offline.

    Parameters
    ----------
    subject
        What it is about.
    progress
        Told how far it is, up to `DRAWN`, and what is done next. The browser that draws is held for one chart
        at a time, so that others get their pictures meanwhile.

    Returns
    -------
    A page; without a browser on the server the numbers of each chart stand in its place, with a sentence that says so.
    """
    gathered = content(subject, progress)
    missing = browser_missing()
    pictures: dict[str, bytes] = {}
    if not missing:
        try:
            pictures = _drawn(gathered, progress)
        except InputError as error:  # the browser does not answer
            missing = " ".join(error.faults)
    progress(DRAWN, "Setting the pages")
    return typeset(gathered, pictures, missing if gathered.charts else "")


def write_report(subject: Subject, target: Path, progress: Progress = lambda _share, _words: None) -> None:
    """The report as a file, PDF or HTML by its ending.

    Parameters
    ----------
    subject
        What it is about.
    target
        Where it goes (`refuse_target`).
    progress
        As in `report_html`.

    Raises
    ------
    InputError
        There is no browser that could print a PDF, or the file cannot be written.
    """
    try:
        html = report_html(subject, progress)
    finally:
        IMAGES.close()  # else it would be killed while it still writes
    made = report_pdf(subject, html) if target.suffix.lower() == ".pdf" else html.encode()
    try:
        target.write_bytes(made)
    except OSError as error:
        reason = error.strerror or "the disk refused it"
        raise InputError(f"{quoted(target.name)} cannot be written: {reason}.") from error


def refuse_target(target: Path) -> None:
    """Say before all the work why a report could not be written to a file.

    Raises
    ------
    InputError
        It is neither PDF nor HTML, or a PDF and there is no browser to print it.
    """
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise InputError(
            f"{quoted(target.name)} cannot be written: give the report the ending .pdf or .html."
        )
    if ending == ".pdf" and (missing := browser_missing()):
        raise InputError(missing)


def report_pdf(subject: Subject, html: str) -> bytes:
    """The same report as a PDF.

    Parameters
    ----------
    subject
        What it is about.
    html
        From `report_html`.

    Raises
    ------
    InputError
        There is no browser on the server, which says what to install, or it does not answer.
    """
    missing = browser_missing()
    if missing:
        raise InputError(missing)
    title = f"{subject.entity.capitalize()} in {subject.title}"
    return printed(html, f"{title} · {subject.counted} · {subject.database.as_of_words}")


def _drawn(gathered: Content, progress: Progress) -> dict[str, bytes]:
    pictures = {}
    for number, chart in enumerate(gathered.charts):
        progress(GATHERED + (DRAWN - GATHERED) * number / len(gathered.charts), f"Drawing: {chart.title}")
        pictures[chart.title] = IMAGES.image(chart.draw(), "svg")
    return pictures
