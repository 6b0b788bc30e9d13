"""The cluster map in a browser: a million projects under wheel, click and filter; ten thousand beside a rival."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from bench.map_page import AT_REST_MS, START, circles, drag, open_map, until_painted, wait_for_others
from bench.measuring import Measurement
from bench.synthetic import canonical_projects
from dsi_geo.output.table_files import write_table
from tests import chromium
from tests.serving import ROOT, Server

PROJECTS = 1_000_000
MOVES = 30
FILTERS = 10
VISITORS = 20
MOVES_OF_A_VISITOR = 5
FEWER = 10_000
REPEATS = 5
QUIET = ("--server.address", "127.0.0.1", "--browser.serverAddress", "localhost")
RIVAL = Path(__file__).with_name("rival_marker_cluster.py")
OURS = ".dsi-circle"
THEIRS = ".marker-cluster"


def measurements() -> Iterator[Measurement]:
    """One visitor who zooms, clicks and filters; then twenty at once who pan."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "projects.parquet"
        write_table(canonical_projects(PROJECTS), path, {"as_of": "2018-01-31"})
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        server = Server(ROOT / "dashboard.py", Path(folder) / "log", {"DSI_GEO_DATABASE": str(path)})
        page = open_map(browser, server.url)
        wheel, click = _wheel(page), _click(page)
        yield Measurement(f"from wheel to painted circles, {PROJECTS:,} projects: median", wheel)
        yield Measurement(
            f"from wheel to painted circles, {PROJECTS:,} projects: 95th percentile", [_slowest(wheel)]
        )
        yield Measurement(f"from click to painted circles, {PROJECTS:,} projects: median", click)
        yield Measurement(
            f"from click to painted circles, {PROJECTS:,} projects: 95th percentile", [_slowest(click)]
        )
        yield Measurement(f"from filter to painted circles, {PROJECTS:,} projects", _filter(page))
        page.context.close()
        at_once = _visitors(browser, server.url)
        yield Measurement(
            f"{VISITORS} visitors pan {PROJECTS:,} projects at once: 95th percentile", [_slowest(at_once)]
        )
        server.stop()
        yield from _beside_marker_cluster(browser, Path(folder))
        browser.close()


def _beside_marker_cluster(browser: Browser, folder: Path) -> Iterator[Measurement]:
    """First paint and a changed filter of fewer projects, ours and a MarkerCluster's."""
    path, files = folder / "fewer.parquet", _marker_cluster_files(folder)
    write_table(canonical_projects(FEWER), path, {"as_of": "2018-01-31"})
    ours = _first_and_filter(browser, ROOT / "dashboard.py", START, {"DSI_GEO_DATABASE": str(path)}, OURS)
    theirs: tuple[list[float], list[float]] = ([], [])
    if files is not None:
        known = {"DSI_GEO_RIVAL_DATA": str(path), "DSI_GEO_RIVAL_FILES": str(files)}
        theirs = _first_and_filter(browser, RIVAL, "/", known, THEIRS)
    rival = "MarkerCluster in st_folium" if files else ""
    yield Measurement(f"first paint of a map of {FEWER:,} projects", ours[0], rival, theirs[0])
    yield Measurement(f"a changed filter on {FEWER:,} projects", ours[1], rival, theirs[1])


def _first_and_filter(
    browser: Browser, script: Path, address: str, environment: dict[str, str], signs: str
) -> tuple[list[float], list[float]]:
    server = Server(
        script, Path(environment[next(iter(environment))]).with_suffix(".log"), environment, QUIET
    )
    first, filtered = [], []
    for visit in range(REPEATS + 1):
        page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
        start = time.perf_counter()
        page.goto(server.url + address, timeout=120_000)
        page.frame_locator("iframe >> nth=-1").locator(signs).first.wait_for(timeout=120_000)
        seconds = time.perf_counter() - start
        page.wait_for_timeout(2 * AT_REST_MS)
        page.get_by_role("combobox", name="Thematic cluster").click()
        option = page.get_by_role("option").nth(1)
        option.wait_for()
        before = page.frames[-1].evaluate(
            "signs => [...document.querySelectorAll(signs)].map(one => one.innerText).join()", signs
        )
        start = time.perf_counter()
        option.click()
        page.wait_for_function(
            """([signs, before]) => [...document.querySelectorAll('iframe')].some(frame => {
                 const drawn = [...(frame.contentDocument?.querySelectorAll(signs) ?? [])];
                 return drawn.length > 0 && drawn.map(one => one.innerText).join() !== before;
               })""",
            arg=[signs, before],
            timeout=120_000,
        )
        if visit:  # the first is a warm-up
            first.append(seconds)
            filtered.append(time.perf_counter() - start)
        page.context.close()
    server.stop()
    return first, filtered


def _marker_cluster_files(folder: Path) -> Path | None:
    """leaflet.markercluster from npm; None, and a sentence, where there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        print("There is no npm: the map is measured without MarkerCluster.", file=sys.stderr)
        return None
    subprocess.run(  # noqa: S603  # our own words
        [npm, "install", "--silent", "--prefix", str(folder), "leaflet.markercluster@1.5.3"], check=True
    )
    return folder / "node_modules" / "leaflet.markercluster" / "dist"


def _slowest(seconds: list[float]) -> float:
    return float(np.percentile(seconds, 95))


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator("iframe").last.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _wheel(page: Page) -> list[float]:
    """One notch nearer, one notch farther, in turns."""
    page.mouse.move(*_middle(page))
    notches = (-120, 120) * (MOVES // 2)
    return [until_painted(page, partial(page.mouse.wheel, 0, notch)) for notch in notches]


def _click(page: Page) -> list[float]:
    """Into the circle nearest the middle, and back."""
    seconds = []
    for _ in range(MOVES // 3):
        page.mouse.move(2, 2)
        seconds.append(until_painted(page, lambda: _nearest_circle(page)))
        page.goto(page.url.split("/cluster_map")[0] + START)
        page.frame_locator("iframe >> nth=-1").locator(".dsi-circle").first.wait_for()
        page.wait_for_timeout(AT_REST_MS)
    return seconds


def _nearest_circle(page: Page) -> None:
    x, y = _middle(page)
    frame = page.locator("iframe").last.bounding_box()
    assert frame
    found = page.frames[-1].evaluate(
        """([x, y]) => {
             const boxes = [...document.querySelectorAll('.dsi-cluster')].map(one => one.getBoundingClientRect());
             const away = box => Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y);
             const box = boxes.sort((one, other) => away(one) - away(other))[0];
             return [box.x + box.width / 2, box.y + box.height / 2];
           }""",
        [x - frame["x"], y - frame["y"]],
    )
    page.mouse.click(frame["x"] + found[0], frame["y"] + found[1])


def _filter(page: Page) -> list[float]:
    """One more thematic cluster each time, then one less."""
    seconds = []
    for number in range(FILTERS):
        page.get_by_role("combobox", name="Thematic cluster").click()
        option = page.get_by_role("option").nth(1 + number % 3)  # the first is all of them
        option.wait_for()
        seconds.append(until_painted(page, option.click))
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Reset filters").click()
        page.wait_for_timeout(2 * AT_REST_MS)
    return seconds


def _visitors(browser: Browser, url: str) -> list[float]:
    """All drag at once; each waits for its own circles."""
    pages = [open_map(browser, url) for _ in range(VISITORS)]
    seconds: list[float] = []
    for number in range(MOVES_OF_A_VISITOR):
        before, starts = [circles(page) for page in pages], []
        for page in pages:
            drag(page, 300 if number % 2 else -300)
            starts.append(time.perf_counter())
        for page, shown, start in zip(pages, before, starts, strict=True):
            wait_for_others(page, shown)
            seconds.append(time.perf_counter() - start)
    for page in pages:
        page.context.close()
    return seconds
