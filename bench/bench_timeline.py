"""The timeline: every table of its page for a million projects, together and one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from bench.measuring import Measurement, timed
from bench.synthetic import canonical_projects
from dsi_geo.analysis.timeline.diffusion import first_appearances, not_arrived
from dsi_geo.analysis.timeline.launches import by_period, time_axis
from dsi_geo.analysis.timeline.lifelines import cohorts, events_between
from dsi_geo.analysis.timeline.lifetimes import (
    lifetimes,
    log_rank,
    median_lifetimes,
    numbers_at_risk,
    survival,
)
from dsi_geo.analysis.timeline.phases import launch_phases
from dsi_geo.analysis.timeline.spans import Standing, dating, life_spans
from dsi_geo.schema import ORDERED_DATE

ROWS = 1_000_000
POINTS = 10_000
UNSPLIT = "launches and closures by month"
AS_OF = pd.Timestamp("2018-01-31")


def measurements() -> Iterator[Measurement]:
    """All tables, then each, of projects of which a third each is dated to the day, month and year."""
    projects = vague_projects(ROWS)
    spans = life_spans(projects, AS_OF)
    tables = _tables(projects, spans)
    size = f"{ROWS:,} projects"

    def all_tables() -> None:
        for name, table in _tables(projects, life_spans(projects, AS_OF)).items():
            if name != UNSPLIT:  # the page shows launches by month as they are or split
                table()

    yield Measurement(f"all tables of the timeline, {size}", timed(all_tables))
    yield Measurement(f"life spans, {size}", timed(lambda: life_spans(projects, AS_OF)))
    for name, table in tables.items():
        yield Measurement(f"{name}, {size}", timed(table))
    standing = Standing(life_spans(vague_projects(POINTS), AS_OF), "month")
    yield Measurement(f"a frame of the time slider, {POINTS:,} projects", timed(lambda: standing.at(550)))


def vague_projects(count: int) -> pd.DataFrame:
    """Canonical projects of which a third of the dates is known to the day, to the month and to the year each."""
    projects = canonical_projects(count)
    random = np.random.default_rng(3)
    for field in ("launched", "closed"):
        precision = pd.Series(random.choice(["day", "month", "year"], count)).where(projects[field].notna())
        projects[f"{field}_precision"] = precision.astype(ORDERED_DATE)
    return projects


def _tables(projects: pd.DataFrame, spans: pd.DataFrame) -> dict[str, Callable[[], object]]:
    cluster = projects["cluster"]
    lives = lifetimes(spans, AS_OF)
    axis = time_axis(spans, "month", AS_OF)
    day = pd.Timestamp("2015-10-01")

    def told_lifetimes() -> None:
        numbers_at_risk(survival(lives, cluster), range(10))
        median_lifetimes(lives, cluster)
        log_rank(lives, cluster)

    return {
        UNSPLIT: lambda: by_period(spans, "month", AS_OF, axis=axis),
        "launches and closures by month and cluster": lambda: by_period(
            spans, "month", AS_OF, by=cluster, axis=axis
        ),
        "records by dating": lambda: dating(spans, "month", axis),
        "phases": lambda: launch_phases(spans, AS_OF, axis),
        "survival by cluster": told_lifetimes,
        "cohorts": lambda: cohorts(spans),
        "launches of a day": lambda: events_between(projects, spans, "launched", day, day),
        "map states": lambda: Standing(spans, "month").at(550),
        "diffusion": lambda: not_arrived(first_appearances(projects, spans, "technologies")),
    }
