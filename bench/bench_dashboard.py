"""The dashboard in a browser: from server start, or a click, to painted circles on the map."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.measuring import Measurement
from tests import chromium
from tests.serving import ROOT, Server

REPEATS = 5
STARTS = 3
BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}  # as anywhere but in containers that forbid it
CLUSTER = "Migration and integration"


def measurements() -> Iterator[Measurement]:
    """First visitor of a new server, later visitors, and a changed filter, on the demonstration database."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        first: list[float] = []
        for number in range(STARTS):
            start = time.perf_counter()
            server = Server(ROOT / "dashboard.py", Path(folder) / f"log{number}", BYTECODE)
            _visit(browser, server.url)
            first.append(time.perf_counter() - start)
            if number < STARTS - 1:
                server.stop()
        yield Measurement("server start to first painted map", first)
        later = [_seconds(lambda: _visit(browser, server.url)) for _ in range(REPEATS)]
        yield Measurement("a later visitor to painted map", later)
        yield Measurement("a changed filter to repainted map", _filter_changes(browser, server.url))
        server.stop()
        browser.close()


def _seconds(operation: Callable[[], object]) -> float:
    start = time.perf_counter()
    operation()
    return time.perf_counter() - start


def _visit(browser: Browser, url: str) -> None:
    """Come, see the map, and go: a page left open asks for its server when that is gone."""
    page = _opened(browser, url)
    page.context.close()


def _opened(browser: Browser, url: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(url)
    _painted(page)
    return page


def _painted(page: Page, than: str = "") -> None:
    """Wait until the map shows its outlines and circles, other ones than before."""
    page.wait_for_function(
        """than => [...document.querySelectorAll('iframe')].some(frame => {
             const inside = frame.contentDocument;
             const circles = inside ? [...inside.querySelectorAll('.dsi-circle')] : [];
             return circles.length > 0 && inside.body.dataset.outlines === 'drawn'
                 && circles.map(circle => circle.innerText).join() !== than;
           })""",
        arg=than,
        timeout=60_000,
    )


def _shown(page: Page) -> str:
    circles = page.frame_locator("iframe").first.locator(".dsi-circle")
    return ",".join(circles.all_inner_texts())


def _filter_changes(browser: Browser, url: str) -> list[float]:
    seconds = []
    for _ in range(REPEATS):
        page = _opened(browser, url)
        page.wait_for_timeout(1_500)  # until the map has told its size and rests
        before = _shown(page)
        page.get_by_role("combobox", name="Thematic cluster").click()
        option = page.get_by_role("option", name=CLUSTER)
        option.wait_for()
        start = time.perf_counter()
        option.click()
        _painted(page, before)
        seconds.append(time.perf_counter() - start)
        page.context.close()
    return seconds
