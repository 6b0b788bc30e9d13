"""Fifty visitors pan and filter 100,000 projects for minutes: errors, memory over time, how long they wait.

Forty-eight are sessions over Streamlit's own web socket, two are real browsers, whose paint is measured beside them:
what fifty browsers do to a server, on a machine that could not run fifty browsers. `python -m bench.bench_load 1` runs
for one minute instead of five.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from bench.map_page import drag, open_map, until_painted
from bench.measuring import Measurement, told
from bench.synthetic import canonical_projects
from bench.visitors import Visitor, visit
from dsi_geo.output.table_files import write_table
from tests import chromium
from tests.serving import ROOT, Server

PROJECTS = 100_000
SESSIONS = 48
BROWSERS = 2
RESTS_S = (4.0, 8.0)
"""How long a visitor looks before the next move."""

MINUTES = 5.0
WATCHED = (0.2, 0.6, 1.0)
"""When memory is told, as shares of the duration: of five minutes the first, third and last."""


def measurements(minutes: float = MINUTES) -> Iterator[Measurement]:
    """Waits, errors and memory."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "projects.parquet"
        write_table(canonical_projects(PROJECTS), path, {"as_of": "2018-01-31"})
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        server = Server(ROOT / "dashboard.py", Path(folder) / "log", {"DSI_GEO_DATABASE": str(path)})
        try:
            yield from _under_load(browser, server, minutes * 60)
        finally:
            server.stop()
            browser.close()


def _under_load(browser: Browser, server: Server, seconds: float) -> Iterator[Measurement]:
    pages = [open_map(browser, server.url) for _ in range(BROWSERS)]
    start = time.monotonic()
    visitors: list[Visitor] = []
    memory: list[float] = []
    threads = [
        threading.Thread(target=lambda: visitors.extend(asyncio.run(_sessions(server.url, start + seconds)))),
        threading.Thread(target=_watch_memory, args=(server.pid, start, seconds, memory)),
    ]
    for thread in threads:
        thread.start()
    painted, failed = _browse(pages, start + seconds)
    for thread in threads:
        thread.join()
    answered = [wait for visitor in visitors for wait in visitor.seconds[1:]]
    errors = [error for visitor in visitors for error in visitor.errors] + failed + server.new_faults()
    for error in sorted(set(errors)):
        print(error, file=sys.stderr)
    name = f"{SESSIONS + BROWSERS} visitors, {PROJECTS:,} projects, {seconds / 60:g} minutes"
    yield Measurement(f"{name}: errors in {len(answered):,} moves and filters", [len(errors)], unit="errors")
    yield Measurement(f"{name}: answer, median", answered)
    yield Measurement(f"{name}: answer, 95th percentile", [float(np.percentile(answered, 95))])
    yield Measurement(f"{name}: painted in a browser, median", painted)
    yield Measurement(f"{name}: painted in a browser, 95th percentile", [float(np.percentile(painted, 95))])
    for share, megabytes in zip(WATCHED, memory, strict=True):
        yield Measurement(f"{name}: memory after {share * seconds / 60:g} minutes", [megabytes], unit="MB")


async def _sessions(url: str, until: float) -> list[Visitor]:
    """All sessions; they come one after the other, as people do."""
    tasks = []
    for seed in range(SESSIONS):
        tasks.append(asyncio.create_task(visit(url, until, RESTS_S, seed)))
        await asyncio.sleep(0.3)
    return await asyncio.gather(*tasks)


def _browse(pages: list[Page], until: float) -> tuple[list[float], list[str]]:
    """Real browsers pan, to and fro; seconds until painted, and what failed."""
    failed: list[str] = []
    for page in pages:
        page.on("pageerror", lambda error: failed.append(str(error)))
    seconds, across = [], 300
    while time.monotonic() < until:
        seconds += [until_painted(page, partial(drag, page, across)) for page in pages]
        across = -across
        pages[0].wait_for_timeout(RESTS_S[0] * 1000)
    return seconds, failed


def _watch_memory(process: int, start: float, seconds: float, megabytes: list[float]) -> None:
    for share in WATCHED:
        time.sleep(max(0.0, start + share * seconds - time.monotonic()))
        megabytes.append(resident_mb(process))


def resident_mb(process: int) -> float:
    """What a process holds in memory (resident set size; Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1000


if __name__ == "__main__":
    for one in measurements(float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES):
        print(f"{one.name}: {told(float(np.median(one.seconds)), one.unit)}", flush=True)
