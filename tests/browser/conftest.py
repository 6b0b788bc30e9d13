"""What the tests in a browser share: the browser and its windows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import ROOT, Service
from tests.windows import Window, Windows

RESULTS = ROOT / "test-results"
WIDTH, HEIGHT = 1280, 900

# Two busy cores may take longer than Playwright's five seconds.
expect.set_options(timeout=20_000)

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember for the fixtures that a test failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def browser(windows: Windows) -> Browser:
    """The browser, for contexts that are a test's own."""
    return windows.browser


@pytest.fixture
def new_page(
    windows: Windows, servers: list[Service], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a window, `new_page(width=1280, height=900, colour_scheme="light", **context)`.

    Each has its own cookies; `context` goes to Playwright's `Browser.new_context`. At the end of the
    test no page may have asked an outside host (unless the test is marked `allows_outside`), logged
    an error or opened a dialog. Pages of a test that fails are pictured in test-results/.
    """
    opened: list[Window] = []

    def open_page(
        width: int = WIDTH, height: int = HEIGHT, colour_scheme: str = "light", **options: Any
    ) -> Page:
        options = {"locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"} | options
        opened.append(windows.take(**options))
        page = opened[-1].context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=colour_scheme)
        return page

    yield open_page
    if request.node.stash.get(FAILED, False):
        _picture([page for window in opened for page in window.pages], request.node.name)
    hosts = [server.host for server in servers]
    allows_outside = request.node.get_closest_marker("allows_outside") is not None
    complaints = []
    for window in opened:
        window.close_pages()
        complaints += window.watch.complaints(hosts, allows_outside)
        windows.give_back(window)
    if complaints:
        pytest.fail("The page\n" + "\n".join(complaints), pytrace=False)


@pytest.fixture
def page(new_page: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    """A window as `new_page` opens it; `@pytest.mark.screen(width=390, height=844)` gives its size."""
    screen = request.node.get_closest_marker("screen")
    return new_page(**(screen.kwargs if screen else {}))


def _picture(pages: list[Page], name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    for number, page in enumerate(pages):
        file = re.sub(r"\W+", "_", name) + (f"_{number}" if number else "")
        page.screenshot(path=RESULTS / f"{file}.png", full_page=True)
