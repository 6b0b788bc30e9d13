"""What all tests share: settings, the test database, the server, the browser."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from playwright.sync_api import Browser, Page, expect
from xdist.scheduler import LoadScopeScheduling

from tests import chromium
from tests.serving import ROOT, Server, Service
from tests.windows import Window, Windows

BROWSER_TESTS = ROOT / "tests" / "browser"
RESULTS = ROOT / "test-results"
WIDTH, HEIGHT = 1280, 900

# Few, for each costs the time of an analysis or of cleaning; `make test EXAMPLES=500` tries many.
EXAMPLES = int(os.environ.get("EXAMPLES") or 12)
hypothesis.settings.register_profile("dsi_geo", deadline=None, max_examples=EXAMPLES)
hypothesis.settings.register_profile(
    "dsi_geo_ci", hypothesis.settings.get_profile("dsi_geo"), derandomize=True, print_blob=True
)
hypothesis.settings.load_profile("dsi_geo_ci" if os.environ.get("CI") else "dsi_geo")

# Visitors are told nothing of a fault of the program (.streamlit/config.toml); tests want it all.
os.environ.setdefault("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")

# Two busy cores may take longer than Playwright's five seconds.
expect.set_options(timeout=20_000)

FAILED = pytest.StashKey[bool]()


def pytest_configure() -> None:
    """Give kaleido, which draws charts as files, the browser that the tests use."""
    if path := chromium.find():
        os.environ.setdefault("BROWSER_PATH", path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests in tests/browser, and put them first: their modules take longest."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.user_properties.append(("browser", "true"))  # for the JUnit report, which .ci/run reads
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Hand out the tests of `--numprocesses 2` module by module, in their order: the long ones come first.

    A test in a browser computes on one core most of the time; two at once use both.
    """
    config.option.loadscopereorder = False
    return LoadScopeScheduling(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember for the fixtures that a test failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def dsi4eu() -> Path:
    """Folder of the DSI4EU export of 2017, which is not part of the product."""
    shared = Path(os.environ.get("DSI_GEO_SHARED") or ROOT.parent / "shared")
    folder = shared / "dsi4eu"
    if not folder.is_dir():
        pytest.skip(
            f"The DSI4EU export is not at {folder} (DSI_GEO_SHARED names the folder that holds dsi4eu/)"
        )
    return folder


@pytest.fixture(scope="session")
def servers() -> Iterator[list[Service]]:
    """Every server that runs; all end with the session, at once, as each takes a moment."""
    running: list[Service] = []
    yield running
    with ThreadPoolExecutor(max(1, len(running))) as ends:
        list(ends.map(lambda server: server.stop(), running))


@pytest.fixture(scope="session")
def start_server(servers: list[Service], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Server]:
    """Start a server, `start_server(environment, script=dashboard.py, options=())`; equal calls share one.

    `start_server({"DSI_GEO_DATABASE": str(path)})` serves another database.
    """
    started: dict[tuple[Any, ...], Server] = {}

    def start(
        environment: dict[str, str] | None = None,
        script: Path = ROOT / "dashboard.py",
        options: tuple[str, ...] = (),
    ) -> Server:
        key = (tuple(sorted((environment or {}).items())), script, options)
        if key not in started:
            log_file = tmp_path_factory.mktemp("server") / "log.txt"
            started[key] = Server(script, log_file, environment or {}, options)
            servers.append(started[key])
        return started[key]

    return start


@pytest.fixture(scope="session")
def server(start_server: Callable[..., Server]) -> Server:
    """The dashboard on the demonstration database: `.url`, `.log`."""
    return start_server()


@pytest.fixture(autouse=True)
def _clean_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that uses a server and in whose course a server logs a traceback or asks outside."""
    if not {"server", "start_server"} & set(request.fixturenames):
        yield
        return
    servers: list[Service] = request.getfixturevalue("servers")
    yield
    faults = [fault for server in servers for fault in server.new_faults()]
    if faults:
        pytest.fail("The server's log holds:\n" + "\n".join(faults), pytrace=False)


@pytest.fixture(scope="session")
def windows() -> Iterator[Windows]:
    """The tests' browser and its windows."""
    windows = Windows()
    yield windows
    windows.end()


@pytest.fixture(scope="module", autouse=True)
def _no_browser_beside_an_app(request: pytest.FixtureRequest, windows: Windows) -> None:
    """End the browser before the tests of other folders.

    Playwright keeps an event loop in the main thread as long as it runs, and Streamlit's AppTest cannot run
    beside one.
    """
    if BROWSER_TESTS not in request.path.parents:
        windows.end()


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
