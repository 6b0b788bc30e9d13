"""What all tests share: settings, the test database, the server."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from tests import chromium
from tests.serving import ROOT, Server, Service

if TYPE_CHECKING:
    from tests.windows import Windows

BROWSER_TESTS = ROOT / "tests" / "browser"
LONG = (
    BROWSER_TESTS,
    *(ROOT / "tests" / name for name in ("fuzzing", "test_wheel.py", "output", "pages", "sandbox")),
)
"""Folders and modules whose tests take longest, which come first."""
WITH_PLAYWRIGHT = (BROWSER_TESTS, ROOT / "tests" / "watching.py", ROOT / "tests" / "windows.py")

# Few, for each costs the time of an analysis or of cleaning; `make test EXAMPLES=500` tries many.
EXAMPLES = int(os.environ.get("EXAMPLES") or 12)
hypothesis.settings.register_profile("dsi_geo", deadline=None, max_examples=EXAMPLES)
hypothesis.settings.register_profile(
    "dsi_geo_ci", hypothesis.settings.get_profile("dsi_geo"), derandomize=True, print_blob=True
)
hypothesis.settings.load_profile("dsi_geo_ci" if os.environ.get("CI") else "dsi_geo")

# Nothing is left in the cache folder of whoever runs the tests.
os.environ.setdefault("DSI_GEO_CACHE", "off")

# Visitors are told nothing of a fault of the program (.streamlit/config.toml); tests want it all.
os.environ.setdefault("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")


def pytest_configure() -> None:
    """Give kaleido, which draws charts as files, the browser that the tests use."""
    if path := chromium.find():
        os.environ.setdefault("BROWSER_PATH", path)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `-m "not browser"`, import nothing that imports Playwright."""
    return True if config.option.markexpr == "not browser" and collection_path in WITH_PLAYWRIGHT else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests in tests/browser, and put first what takes long, so that two workers end together."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.user_properties.append(("browser", "true"))  # for the JUnit report, which .ci/run reads
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    places = [item.path, *item.path.parents]
    return next((turn for turn, long in enumerate(LONG) if long in places), len(LONG))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Hand out the tests of `--numprocesses 2` module by module, in their order: the long ones come first.

    A test in a browser computes on one core most of the time; two at once use both.
    """
    config.option.loadscopereorder = False
    return LoadScopeScheduling(config, log)


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
    from tests.windows import Windows  # which imports Playwright

    windows = Windows()
    yield windows
    windows.end()


@pytest.fixture(scope="module", autouse=True)
def _no_browser_beside_an_app(request: pytest.FixtureRequest) -> None:
    """End the browser before the tests of other folders.

    Playwright keeps an event loop in the main thread as long as it runs, and Streamlit's AppTest cannot run
    beside one.
    """
    if BROWSER_TESTS not in request.path.parents and "tests.windows" in sys.modules:
        request.getfixturevalue("windows").end()
