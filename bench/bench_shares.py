"""Regional shares: everything the page tells, resampling included, on the demonstration and on many projects."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser, Page, sync_playwright

from bench.measuring import Measurement, timed
from bench.synthetic import canonical_projects
from dsi_geo.analysis.shares.areas import default_focus, grouped_counts, reference_regions
from dsi_geo.analysis.shares.concentration import chance_test, concentration, lorenz_curve
from dsi_geo.analysis.shares.coverage import break_even, what_if
from dsi_geo.analysis.shares.location_quotient import class_limits, location_quotients
from dsi_geo.analysis.shares.place_counts import partner_place_counts, place_counts
from dsi_geo.analysis.shares.proportions import shares
from dsi_geo.analysis.shares.spatial_autocorrelation import spatial_autocorrelation
from dsi_geo.database import open_database
from dsi_geo.geography.boundaries import neighbouring_regions
from dsi_geo.output.table_files import write_table
from tests import chromium
from tests.serving import ROOT, Server

PROJECTS = 1_000_000
BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}  # as anywhere but in containers that forbid it
CLUSTERS = ("Migration and integration", "Health and care", "Skills and learning", "Digital democracy")
FOLDS = "compared=true&concentration=true&chance=true&bias=true"
PAINTED = """([before, last]) => {
    const words = document.querySelector('.st-key-headline')?.innerText;
    const chart = document.querySelector(`.st-key-chart_${last} .main-svg`);
    const app = document.querySelector('[data-testid="stApp"]');
    return words && words !== before && chart && app.dataset.testScriptState === 'notRunning';
}"""


def measurements() -> Iterator[Measurement]:
    """The page in a browser; the whole analysis, then its parts; seeds are the defaults."""
    yield from page_measurements()
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


def page_measurements() -> Iterator[Measurement]:
    """A changed filter to the repainted page, on the demonstration database and on many projects."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        many = Path(folder) / "projects.parquet"
        write_table(canonical_projects(PROJECTS), many, {"as_of": "2018-01-31"})
        for projects, environment in (
            ("", {}),
            (f", {PROJECTS:,} projects", {"DSI_GEO_DATABASE": str(many)}),
        ):
            server = Server(
                ROOT / "dashboard.py", Path(folder) / f"log{len(projects)}", BYTECODE | environment
            )
            for name, query, last in (
                ("regional shares, a changed filter to repainted bars and map", "", "shares_map"),
                ("regional shares, the same with every section open", FOLDS, "shares_break_even"),
            ):
                address = f"{server.url}/regional_shares?{query}"
                yield Measurement(
                    name + projects,
                    [_filter_change(_page(browser), address, cluster, last) for cluster in CLUSTERS],
                )
            server.stop()
        browser.close()


def _page(browser: Browser) -> Page:
    """A window in which the filters can be seen without scrolling."""
    return browser.new_page(viewport={"width": 1400, "height": 1000})


def _filter_change(page: Page, address: str, cluster: str, last: str) -> float:
    """Seconds until the page tells and shows a cluster alone, which is new to the caches."""
    page.goto(address)
    page.wait_for_function(PAINTED, arg=["", last], timeout=60_000)
    page.wait_for_timeout(1_000)
    before = page.locator(".st-key-headline").inner_text()
    page.get_by_role("combobox", name="Thematic cluster").click()
    option = page.get_by_role("option", name=cluster)
    option.wait_for()
    start = time.perf_counter()
    option.click()
    page.wait_for_function(PAINTED, arg=[before, last], timeout=60_000)
    seconds = time.perf_counter() - start
    page.close()
    return seconds


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
    break_even(partition, places)
    what_if(partition, focus[:2], 0.8, 0.2)
    class_limits(table["per_million"], "fisher_jenks")
