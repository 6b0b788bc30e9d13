"""The page Proximity finder in a browser: from a click on its name, or another radius, to the painted pairs."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.measuring import Measurement
from tests import chromium
from tests.serving import ROOT, Server
from tests.watching import visit

REPEATS = 5
RADII = ("50 m", "100 m", "250 m", "500 m", "1 km")
SHARED = Path(os.environ.get("DSI_GEO_SHARED") or ROOT.parent / "shared")
APP = "document.querySelector('[data-testid=\"stApp\"]')"
WATCHED = f"""() => {{
    window.ran = false;
    new MutationObserver(() => {{ window.ran ||= {APP}.dataset.testScriptState === 'running'; }})
        .observe({APP}, {{attributes: true}});
}}"""
PAINTED = f"""() => window.ran && {APP}.dataset.testScriptState === 'notRunning'
    && !document.querySelector('.stElementContainer[data-stale=true]')
    && document.querySelector('.st-key-proximity_view strong').innerText.includes('pairs')"""


def measurements() -> Iterator[Measurement]:
    """Organisations of the DSI4EU export if it is there, else the demonstration database."""
    export = SHARED / "dsi4eu"
    if not export.is_dir():
        print(f"The DSI4EU export is not at {export}: the demonstration is measured.", file=sys.stderr)
    name, database = ("DSI4EU", str(export)) if export.is_dir() else ("the demonstration database", "")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        server = Server(ROOT / "dashboard.py", Path(folder) / "log", {"DSI_GEO_DATABASE": database})
        opened = [_opened(browser, server.url) for _ in range(REPEATS + 1)]
        yield Measurement(f"opening the proximity finder, {name}, the first time", opened[:1])
        yield Measurement(f"opening the proximity finder, {name}", opened[1:])
        yield Measurement(f"another radius to the repainted pairs, {name}", _radii(browser, server.url))
        server.stop()
        browser.close()


def _opened(browser: Browser, url: str) -> float:
    """Seconds from a click on the page's name, which keeps entity and view."""
    page = browser.new_context().new_page()
    visit(page, f"{url}/?entity=Organisations")
    start = time.perf_counter()
    page.get_by_role("link", name="Proximity finder").click()
    page.get_by_role("heading", name="Proximity finder").wait_for()
    page.locator(".st-key-proximity_view summary").first.wait_for()
    seconds = time.perf_counter() - start
    page.context.close()
    return seconds


def _radii(browser: Browser, url: str) -> list[float]:
    """Each radius for the first time."""
    page = browser.new_context().new_page()
    visit(page, f"{url}/proximity_finder?entity=Organisations&view=Pairs")
    seconds = []
    for radius in RADII:
        page.get_by_role("combobox", name="Also nearby within").click()
        option = page.get_by_role("option", name=radius, exact=True)
        option.wait_for()
        page.evaluate(WATCHED)
        start = time.perf_counter()
        option.click()
        page.wait_for_function(PAINTED)
        seconds.append(time.perf_counter() - start)
        page.wait_for_timeout(1_500)
    page.context.close()
    return seconds
