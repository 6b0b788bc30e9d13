"""Regional shares: everything the page tells, resampling included, on the demonstration and on many projects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from bench.measuring import Measurement, timed
from bench.synthetic import canonical_projects
from dsi_geo.analysis.shares.area_populations import reference_regions
from dsi_geo.analysis.shares.areas import default_focus, grouped_counts
from dsi_geo.analysis.shares.chance import chance_test
from dsi_geo.analysis.shares.class_limits import class_limits
from dsi_geo.analysis.shares.concentration import concentration, lorenz_curve
from dsi_geo.analysis.shares.coverage import break_even, what_if
from dsi_geo.analysis.shares.location_quotient import location_quotients
from dsi_geo.analysis.shares.place_counts import partner_place_counts, place_counts
from dsi_geo.analysis.shares.shares import shares
from dsi_geo.analysis.shares.spatial_autocorrelation import spatial_autocorrelation
from dsi_geo.database import open_database
from dsi_geo.geography.contiguity import neighbouring_regions

PROJECTS = 1_000_000


def measurements() -> Iterator[Measurement]:
    """The whole analysis, then its parts; seeds are the defaults."""
    database = open_database()
    projects = canonical_projects(PROJECTS)
    few, many = f"{len(database.projects):,}", f"{PROJECTS:,}"
    for name, table in ((few, database.projects), (many, projects)):
        seconds = timed(partial(whole_analysis, table))
        yield Measurement(f"regional shares, everything, {name} projects", seconds)
    regions = place_counts(projects, finest="region")
    compared = reference_regions(regions)
    clusters = grouped_counts(place_counts(projects, projects["cluster"], "region"), "region")
    parts = {
        "count by region": partial(place_counts, projects, finest="region"),
        "shares by region": partial(shares, regions, "region"),
        "bootstrap of six clusters": partial(concentration, clusters),
        "Monte Carlo test": partial(chance_test, compared),
        "Moran’s I": partial(spatial_autocorrelation, compared, neighbouring_regions()),
    }
    for name, operation in parts.items():
        yield Measurement(f"regional shares, {name}, {many} projects", timed(operation))
    yield Measurement(
        f"regional shares, count by town, {many} projects",
        timed(partial(place_counts, projects)),
        "pandas groupby",
        timed(lambda: projects.groupby(["country", "region", "city"], observed=True, dropna=False).size()),
    )
    yield Measurement(
        f"regional shares, by town, {many} projects", timed(partial(shares, place_counts(projects), "city"))
    )
    yield Measurement(
        f"regional shares, fractional count, {few} projects",
        timed(partial(partner_place_counts, database.projects, database.organisations, database.links())),
    )


def whole_analysis(projects: pd.DataFrame) -> None:
    """What the page Regional shares needs for a selection, by region."""
    places = place_counts(projects, finest="region")
    focus = default_focus(places)
    assert focus is not None
    partition, _, table = (shares(places, level, focus) for level in ("partition", "country", "region"))
    counts = table[table["known"]].set_index("area")["count"]
    clusters = grouped_counts(place_counts(projects, projects["cluster"], "region"), "region")
    years = grouped_counts(place_counts(projects, projects["launched"].dt.year, "region"), "region")
    for groups in (counts.to_frame().T, clusters, years):
        concentration(groups)
    location_quotients(clusters.iloc[0], clusters.sum())
    compared = reference_regions(places)
    lorenz_curve(compared["count"], compared["population"])
    chance_test(compared)
    spatial_autocorrelation(compared, neighbouring_regions())
    break_even(places, focus)
    what_if(partition, focus[:2], 0.8, 0.2)
    class_limits(table["per_million"], "fisher_jenks")
