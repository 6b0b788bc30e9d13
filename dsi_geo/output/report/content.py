"""What stands in a report, gathered from the analysis that the pages show: nothing is computed anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from dsi_geo import __version__
from dsi_geo.analysis.summary import key_figures
from dsi_geo.output.report.concentration import concentration_section
from dsi_geo.output.report.lifetimes import lifetimes_section
from dsi_geo.output.report.neighbours import neighbours_section
from dsi_geo.output.report.parts import Chart, Link, Progress, Section, Table
from dsi_geo.output.report.places import places_section
from dsi_geo.output.report.quality import quality_section
from dsi_geo.output.report.shares import bias_section, shares_section
from dsi_geo.output.report.subject import Subject
from dsi_geo.output.report.timeline import timeline_section
from dsi_geo.schema import PROJECTS
from dsi_geo.selection import describe

EMPTY: Final = "No record matches all of the filters, so there is nothing to report. Remove one of them."
GATHERED: Final = 0.4
"""Share of the work that is done when everything is gathered and nothing drawn."""


@dataclass(frozen=True)
class Content:
    """Everything that a report says.

    Attributes
    ----------
    title
        Of the report.
    facts
        What it is about: name and words of each fact.
    demonstration
        Whether the records are invented.
    empty
        Why there is nothing to report; "" where there is.
    figures
        `label`, `value`, `meaning`, from `analysis.summary.key_figures`; without rows where there is nothing.
    sections
        In their order.
    sources
        Where everything comes from, and under which licence.
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
        """All charts, in their order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Chart)]


def content(subject: Subject, progress: Progress = lambda _share, _words: None) -> Content:
    """Gather what a report says.

    Parameters
    ----------
    subject
        What it is about; an empty selection gives a report that says so.
    progress
        Told how far it is, up to `GATHERED`.
    """
    figures = key_figures(subject.table, subject.entity)
    return Content(
        title=f"{subject.entity.capitalize()} in {subject.title}",
        facts=(
            ("Selection", describe(subject.selection) or f"all {subject.entity}"),
            ("Records", subject.counted),
            ("Data", f"{subject.title}, {subject.database.as_of_words}"),
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
