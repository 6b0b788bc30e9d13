"""The page Timeline in a browser: a click to the repainted chart, and how many periods a second the map plays."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.bench_timeline import AS_OF, vague_projects
from bench.measuring import Measurement
from dsi_geo.output.table_files import write_table
from tests import chromium
from tests.serving import ROOT, Server
from tests.watching import visit

REPEATS = 5
POINTS = 10_000
MANY = 1_000_000
PLAYED_S = 4
PERIODS = ("Month", "Year")


def measurements() -> Iterator[Measurement]:
    """Repainting, on the demonstration database and on a million projects, and playing 10,000 of them by month."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        server = Server(ROOT / "dashboard.py", Path(folder) / "log", {})
        yield Measurement("other periods to the repainted timeline", _repaints(browser, server.url))
        server.stop()
        file = Path(folder) / "projects.parquet"
        write_table(vague_projects(POINTS), file, {"as_of": f"{AS_OF:%Y-%m-%d}"})
        large = Server(ROOT / "dashboard.py", Path(folder) / "log_large", {"DSI_GEO_DATABASE": str(file)})
        yield Measurement(
            f"periods a second that the map plays, {POINTS:,} projects",
            _played(browser, large.url),
            unit="1/s",
        )
        large.stop()
        yield from _of_a_million(browser, Path(folder))
        browser.close()


def _of_a_million(browser: Browser, folder: Path) -> Iterator[Measurement]:
    file = folder / "million.parquet"
    write_table(vague_projects(MANY), file, {"as_of": f"{AS_OF:%Y-%m-%d}"})
    server = Server(ROOT / "dashboard.py", folder / "log_million", {"DSI_GEO_DATABASE": str(file)})
    repaints = _repaints(browser, server.url)
    yield Measurement(f"other periods to the repainted timeline, {MANY:,} projects", repaints)
    lifetimes = _lifetimes(browser, server.url)
    yield Measurement(f"lifetimes of other groups, {MANY:,} projects", lifetimes)
    yield Measurement(f"a search of the lines, {MANY:,} projects", _searches(browser, server.url))
    server.stop()


def _repaints(browser: Browser, url: str) -> list[float]:
    page = browser.new_context().new_page()
    visit(page, f"{url}/timeline")
    seconds = []
    for number in range(REPEATS + 1):
        period = PERIODS[number % 2]
        option = page.get_by_role("radio", name=period)
        start = time.perf_counter()
        option.click()
        page.wait_for_function(
            """period => [...document.querySelectorAll('h3')].some(title => title.innerText.endsWith(period))
                && document.querySelectorAll('.js-plotly-plot .bars path').length > 10""",
            arg=f"by {period.lower()}",
        )
        seconds.append(time.perf_counter() - start)
        page.wait_for_timeout(1_500)
    return seconds[1:]


def _lifetimes(browser: Browser, url: str) -> list[float]:
    """Each grouping for the first time and once more."""
    page = browser.new_context().new_page()
    visit(page, f"{url}/timeline?closer=Lifetimes")
    seconds = []
    for name in ("thematic cluster", "launch year", "all together", "thematic cluster", "launch year"):
        start = time.perf_counter()
        page.get_by_role("radio", name=name).click()
        ending = "" if name == "all together" else f", by {name}"
        title = f"Projects that still run, by years since their launch{ending}"
        page.get_by_role("heading", name=title, exact=True).wait_for()
        page.locator(".stElementContainer[data-stale=true]").first.wait_for(state="detached")
        seconds.append(time.perf_counter() - start)
        page.wait_for_timeout(1_500)
    return seconds


def _searches(browser: Browser, url: str) -> list[float]:
    page = browser.new_context().new_page()
    visit(page, f"{url}/timeline")
    box = page.get_by_label("Search the lines")
    seconds = []
    for number in range(11, 11 + REPEATS):
        box.fill(f"{number}{number}{number}")
        start = time.perf_counter()
        box.press("Enter")
        shown = page.get_by_role("heading", name="From launch to end: ")
        shown.first.wait_for()
        page.locator(".stElementContainer[data-stale=true]").first.wait_for(state="detached")
        seconds.append(time.perf_counter() - start)
        page.wait_for_timeout(1_500)
    return seconds


def _played(browser: Browser, url: str) -> list[float]:
    """Periods shown in a second of the browser's time, each time played anew."""
    page = browser.new_context(viewport={"width": 1280, "height": 1400}).new_page()
    visit(page, f"{url}/timeline?closer=On+the+map&by=Month&period=2010-01..2010-01")
    player = page.frame_locator("iframe").last
    button = player.get_by_role("button", name="Play")
    button.wait_for()
    page.wait_for_timeout(2_000)
    rates = []
    for _ in range(3):
        button.click()
        rates.append(_rate(page))
        player.get_by_role("button", name="Rest").click()
    return rates


def _rate(page: Page) -> float:
    frames = """() => Number([...document.querySelectorAll('iframe')].at(-1).contentDocument.body.dataset.frames)"""
    before, start = page.evaluate(frames), time.perf_counter()
    page.wait_for_timeout(PLAYED_S * 1_000)
    return float((page.evaluate(frames) - before) / (time.perf_counter() - start))
