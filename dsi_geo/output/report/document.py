"""The report as one document: its chapters in order, as an HTML page that opens offline, or as a PDF."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dsi_geo import __version__
from dsi_geo.analysis.counts import key_figures
from dsi_geo.analysis.proximity.coordinate_doubts import coordinate_doubts
from dsi_geo.cleaning.cluster_choice import clusters_words
from dsi_geo.cleaning.findings import RULES, concerning, count_by_code
from dsi_geo.drawing.imprint import FONT
from dsi_geo.errors import InputError, quoted
from dsi_geo.output.images import IMAGES, browser_missing, font_for
from dsi_geo.output.report.parts import Chart, Link, Progress, Section, Subject, Table
from dsi_geo.output.report.printing import printed
from dsi_geo.output.report.proximity_chapter import neighbours_section
from dsi_geo.output.report.regional_chapters import (
    bias_section,
    concentration_section,
    places_section,
    shares_section,
)
from dsi_geo.output.report.timeline_chapters import lifetimes_section, timeline_section
from dsi_geo.schema import PROJECTS, SEVERITIES
from dsi_geo.selection import describe


def quality_section(subject: Subject) -> Section:
    """Findings about the selected records, by kind."""
    title, database, entity = "Data quality", subject.database, subject.entity
    doubts = coordinate_doubts(database.table(entity), entity, subject.shared_addresses)
    every = pd.concat([database.findings, doubts], ignore_index=True)
    findings = concerning(every, entity, subject.table["id"])
    if findings.empty:
        return Section("quality", title, "Nothing was found to be wrong or doubtful.", ())
    counted = findings["severity"].value_counts().reindex(SEVERITIES, fill_value=0)
    words = [f"{count:,} {severity if count == 1 else f'{severity}s'}" for severity, count in counted.items()]
    kinds = count_by_code(findings)
    cells = pd.DataFrame(
        {
            "Severity": kinds["severity"].astype("str"),
            "What was found": kinds["title"],
            "Records": kinds["records"].map("{:,}".format),
            "What to do": [RULES[code].remedy for code in kinds["code"]],
        }
    )
    answer = f"The records gave rise to {words[0]}, {words[1]} and {words[2]}; none was dropped for that."
    table = Table("Findings by kind, and how many records each concerns", cells, ("Records",))
    return Section("quality", title, answer, (table,))


EMPTY: Final = "No record matches all of the filters, so there is nothing to report. Remove one of them."
GATHERED: Final = 0.4
"""Share of the work done when everything is computed and nothing drawn."""


@dataclass(frozen=True)
class Content:
    """Everything that a report says.

    Attributes
    ----------
    title
        Title of the report.
    facts
        What it is about: name and text of each fact.
    demonstration
        Whether the records are invented.
    empty
        Why there is nothing to report; "" if there is something.
    figures
        `label`, `value`, `meaning`, from `analysis.counts.key_figures`; without rows if nothing is selected.
    sections
        The sections, in order.
    sources
        Sources and licences.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    demonstration: bool
    empty: str
    figures: pd.DataFrame
    sections: tuple[Section, ...]
    sources: Table

    @property
    def charts(self) -> list[Chart]:
        """All charts, in order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Chart)]


def content(subject: Subject, progress: Progress = lambda _share, _words: None) -> Content:
    """Compute the content of a report.

    Parameters
    ----------
    subject
        What it is about; an empty selection gives a report that says so.
    progress
        Called with the share of the work done, up to `GATHERED`.
    """
    figures = key_figures(subject.table, subject.entity)
    return Content(
        title=f"{subject.entity.capitalize()} in {subject.title}",
        facts=(
            ("Selection", describe(subject.selection) or f"all {subject.entity}"),
            ("Records", subject.counted),
            ("Data", f"{subject.title}, {subject.database.as_of_words}"),
            *(
                [("Clusters", f"{clusters_words(chosen)}.")]
                if (chosen := subject.database.provenance.clusters)
                else []
            ),
            ("Made with", f"DSI Geo {__version__}"),
        ),
        demonstration=subject.database.provenance.demonstration,
        empty="" if subject.size else EMPTY,
        figures=figures if subject.size else figures.iloc[:0],
        sections=_sections(subject, progress) if subject.size else (),
        sources=_sources(subject),
    )


def _sections(subject: Subject, progress: Progress) -> tuple[Section, ...]:
    places = subject.places()
    group = subject.table["cluster" if subject.entity == PROJECTS else "kind"]
    steps: list[tuple[str, Callable[[], Section]]] = [
        ("Counting places", lambda: places_section(subject)),
        ("Computing shares", lambda: shares_section(subject, places)),
        (
            "Measuring concentration",
            lambda: concentration_section(subject, places, subject.places(group)),
        ),
        ("Asking what bias could change", lambda: bias_section(subject, places)),
        ("Comparing addresses", lambda: neighbours_section(subject)),
        ("Reading the dates", lambda: timeline_section(subject)),
        ("Following lives", lambda: lifetimes_section(subject)),
        ("Collecting the findings", lambda: quality_section(subject)),
    ]
    sections = []
    for number, (words, section) in enumerate(steps):
        progress(GATHERED * number / len(steps), words)
        sections.append(section())
    return tuple(sections)


def _sources(subject: Subject) -> Table:
    demonstration = subject.database.provenance.demonstration
    rows = [
        (
            subject.title,
            "the records",
            "invented for demonstration; part of DSI Geo (MIT)"
            if demonstration
            else "not stated in the data",
        ),
        (
            Link("Natural Earth", "https://www.naturalearthdata.com"),
            "outlines of countries and regions",
            "public domain",
        ),
        (
            Link("GeoNames", "https://www.geonames.org"),
            "towns, inhabitants of countries and towns",
            "CC BY 4.0",
        ),
        ("Destatis", "inhabitants of the German Länder", "official figures"),
        ("DSI Geo", "cleaning, analysis and drawing", "MIT"),
    ]
    return Table("Sources and licences", pd.DataFrame(rows, columns=["Source", "Used for", "Licence"]))


TEMPLATES: Final = Path(__file__).parent / "templates"
POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:"
"""Content security policy of the report: it loads nothing."""


def typeset(content: Content, pictures: Mapping[str, bytes], missing: str = "") -> str:
    """The report as an HTML page that opens offline.

    Parameters
    ----------
    content
        What it says; all its text is escaped.
    pictures
        SVG of each chart, by its title; the numbers of a chart without one are printed.
    missing
        Why there are no pictures, and what to do; "" if there are.
    """
    page = _template().render(
        content=content,
        pictures={title: _address(picture) for title, picture in pictures.items()},
        missing=missing,
        policy=POLICY,
        style=(TEMPLATES / "report.css").read_text(encoding="utf-8").replace("FONT_STACK", FONT),
    )
    # The data cannot contain this tag, since all of their text is escaped.
    head, style, rest = page.partition("<style>")
    return f"{head}{style}{font_for(page)}{rest}"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _address(picture: bytes) -> str:
    """A picture as a data URL: as an image, an SVG can neither run scripts nor load anything."""
    return f"data:image/svg+xml;base64,{b64encode(picture).decode('ascii')}"


ENDINGS = (".pdf", ".html")
DRAWN = 0.85
"""Share of the work done when all charts are drawn."""


def report_html(subject: Subject, progress: Progress = lambda _share, _words: None) -> str:
    """The report as one HTML file that opens offline.

    Parameters
    ----------
    subject
        What it is about.
    progress
        Called with the share of the work done, up to `DRAWN`, and what is done next. The browser that draws is
        held for one chart at a time, so that others get their pictures meanwhile.

    Returns
    -------
    str
        A page; without a browser on the server it has the numbers of each chart instead, and says so.
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
        The file, already checked by `refuse_target`.
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
        IMAGES.close()  # otherwise it would be killed at exit, while it still writes
    made = report_pdf(subject, html) if target.suffix.lower() == ".pdf" else html.encode()
    try:
        target.write_bytes(made)
    except OSError as error:
        reason = error.strerror or "the disk refused it"
        raise InputError(f"{quoted(target.name)} cannot be written: {reason}.") from error


def refuse_target(target: Path) -> None:
    """Refuse, before any work is done, a file that a report cannot be written to.

    Raises
    ------
    InputError
        It is neither PDF nor HTML, or it is a PDF and there is no browser to print it.
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
        There is no browser on the server (the message says what to install), or it does not answer.
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
