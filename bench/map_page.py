"""The cluster map in a real browser: opening it, dragging it, and waiting until other circles are painted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Literal

from playwright.sync_api import Browser, Page

AT_REST_MS: Final = 1_500
START: Final = "/cluster_map?at=50.5,10.2,5"
CIRCLES: Final = (
    "() => [...document.querySelectorAll('.dsi-circle')]"
    ".map(circle => circle.getAttribute('aria-label')).join('\\n')"
)


def open_map(browser: Browser, url: str) -> Page:
    """A new visitor, once the circles are painted and the map rests."""
    page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    page.goto(url + START, timeout=120_000)
    page.frame_locator("iframe >> nth=-1").locator(".dsi-circle").first.wait_for(timeout=120_000)
    page.wait_for_timeout(AT_REST_MS)
    return page


def circles(page: Page) -> str:
    """What the circles of the map say."""
    return str(page.frames[-1].evaluate(CIRCLES))


def drag(page: Page, across_px: int) -> None:
    """Move the map sideways, without waiting for anything."""
    page.frames[-1].evaluate(f"() => {{ map_div.panBy([{across_px}, 0], {{ animate: false }}) }}")


def wait_for_others(page: Page, before: str, polling: float | Literal["raf"] = 100) -> None:
    """Wait until the map shows other circles than before."""
    page.frames[-1].wait_for_function(
        f"before => ({CIRCLES})() !== before", arg=before, polling=polling, timeout=60_000
    )


def until_painted(page: Page, act: Callable[[], object]) -> float:
    """Seconds from an action until the map shows other circles."""
    before = circles(page)
    start = time.perf_counter()
    act()
    wait_for_others(page, before, "raf")
    seconds = time.perf_counter() - start
    page.wait_for_timeout(AT_REST_MS)
    return seconds
