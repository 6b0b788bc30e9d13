"""The directory: its facets counted, and a click on one of them to the repainted list in a browser."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from bench.measuring import Measurement, timed
from bench.synthetic import canonical_projects
from dsi_geo.analysis.facets import facet_counts, facets
from dsi_geo.analysis.suggestions import suggest
from dsi_geo.database import open_database
from dsi_geo.output.table_files import write_table
from dsi_geo.schema import PROJECTS
from dsi_geo.search import word_index
from dsi_geo.spelling import alphabetical_order
from tests import chromium
from tests.serving import ROOT, Server
from tests.watching import visit

MANY = 1_000_000
REPEATS = 5
COUNTRIES = ("United States", "India", "China", "Brazil", "Germany", "France")
SECONDS_TO_OPEN = 300
TYPED = (
    *("o", "op", "a", "st", "ma", "us", "pro", "green kit", "bridge 12", "lindenstr", "rue des ecoles 107"),
    *("new york", "köln", "united states", "tchen", "gardn", "shcool", "civic archve", "zzzzqqq", "42852"),
)
"""Beginnings, middles, names of places, slips, and what is nowhere."""


def measurements() -> Iterator[Measurement]:
    """Counting all facets, sorting, searching, and in a browser a facet changed, a page turned and a search."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "million.parquet"
        write_table(canonical_projects(MANY), file, {"as_of": "2018-01-31"})
        yield from _of_the_tables(file)
        yield from _of_the_search(file)
        yield from _in_a_browser(file, Path(folder) / "log")


def _of_the_tables(file: Path) -> Iterator[Measurement]:
    database = open_database(file)
    of, table = facets(database, PROJECTS), database.projects
    masks = {
        "country": table["country"].eq("DE").to_numpy(),
        "cluster": table["cluster"].eq("Health and care").to_numpy(),
        "year": table["launched"].dt.year.eq(2015).to_numpy(dtype=bool),
    }
    yield Measurement(
        f"count all facets under three filters, {MANY:,} projects",
        timed(lambda: facet_counts(of, masks, len(table))),
    )
    yield Measurement(
        f"names in the order of a dictionary, {MANY:,} projects",
        timed(lambda: alphabetical_order(table["name"]), repeats=3),
        "in the order of their characters",
        timed(lambda: np.argsort(table["name"].to_numpy(dtype=object), kind="stable"), repeats=3),
    )


def _of_the_search(file: Path) -> Iterator[Measurement]:
    database = open_database(file)
    table = database.projects
    yield Measurement(
        f"index the words of {MANY:,} projects", timed(lambda: word_index(table), repeats=3, warm_up=0)
    )
    suggest(database, PROJECTS, "o", {})  # so that the words are indexed, and the towns loaded
    yield Measurement(
        f"a keystroke of the search to hits at the server, {MANY:,} projects",
        [
            seconds
            for typed in TYPED
            for seconds in timed(partial(suggest, database, PROJECTS, typed, {}), repeats=1, warm_up=0)
        ],
    )


def _in_a_browser(file: Path, log: Path) -> Iterator[Measurement]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        server = Server(ROOT / "dashboard.py", log, {"DSI_GEO_DATABASE": str(file)})
        page = _opened(browser, server.url)
        yield Measurement(f"a facet changed to the repainted list, {MANY:,} projects", _facets(page))
        yield Measurement(f"the next page of the list, {MANY:,} projects", _pages(page))
        yield Measurement(f"a search to the repainted list, {MANY:,} projects", _searches(page))
        server.stop()
        browser.close()


def _opened(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    page.set_default_timeout(SECONDS_TO_OPEN * 1_000)
    visit(page, f"{url}/directory")
    page.locator("table caption").wait_for(state="attached")
    return page


def _facets(page: Page) -> list[float]:
    """A country chosen beside those that are, each for the first time."""
    return [
        _until_repainted(page, page.get_by_role("checkbox", name=name).first.click) for name in COUNTRIES
    ][1:]


def _pages(page: Page) -> list[float]:
    following = page.get_by_role("button", name="Next page")
    return [_until_repainted(page, following.click) for _ in range(REPEATS)]


def _searches(page: Page) -> list[float]:
    """Each for the first time, after one for which the words are indexed."""
    field = page.get_by_role("searchbox").last
    words = ("open", "green kitchen", "school", "bridge 12", "lindenstraße", "garden")
    return [_until_repainted(page, lambda word=word: field.fill(word)) for word in words][1:]


def _until_repainted(page: Page, act: object) -> float:
    before = page.locator("table caption").text_content()
    start = time.perf_counter()
    act()  # type: ignore[operator]
    page.wait_for_function(
        """before => [...document.querySelectorAll('*')].some(one => {
            const caption = one.shadowRoot?.querySelector('table caption');
            return caption && caption.textContent !== before;
        })""",
        arg=before,
    )
    seconds = time.perf_counter() - start
    page.wait_for_timeout(1_500)
    return seconds
