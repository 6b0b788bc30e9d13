"""Files of strangers in a real browser: who waits, who leaves, who visits meanwhile, and what a hostile file gets."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench.synthetic import raw_projects
from tests.browser.test_dashboard import choose_files
from tests.sandbox.test_sandbox import processes_in, until
from tests.serving import ROOT, Server
from tests.watching import settle, visit

SMALL = "name,city,country\nOne,Berlin,DE\nTwo,Hamburg,DE\n"
READING = "Reading and checking your file"
PORT = 9911
"""The port of this machine that hostile files name."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps temporary files."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture
def reader(start_server, folder: Path) -> Server:
    """A server that reads one file at a time."""
    return start_server({"DSI_GEO_READS_AT_ONCE": "1", "TMPDIR": str(folder)})


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes long to read."""
    path = tmp_path_factory.mktemp("large") / "large.csv"
    raw_projects(150_000).to_csv(path, index=False)
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.csv"
    path.write_text(SMALL)
    return path


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith("dsi-geo-")]


def test_others_wait_are_told_so_and_go_on_when_a_visitor_leaves(
    reader, new_page, folder, large: Path, small: Path
) -> None:
    first, second, third = new_page(), new_page(), new_page()
    for page in (first, second, third):
        visit(page, reader.url)
    choose_files(first, large)
    expect(first.get_by_text(READING, exact=False)).to_be_visible()
    until(lambda: processes_in(folder), "no process reads")
    choose_files(second, small)
    expect(second.get_by_text("1 file of another visitor is read before it", exact=False)).to_be_visible()
    third.get_by_role("link", name="Timeline").first.click()  # who only looks is served meanwhile
    expect(third.get_by_role("heading", name="Timeline", exact=True)).to_be_visible()
    settle(third)
    expect(second.get_by_text("1 file of another visitor is read before it", exact=False)).to_be_visible()
    first.close()
    expect(second.get_by_text("Source: small.csv", exact=False)).to_be_visible()
    settle(second)
    until(lambda: not left_in(folder) and not processes_in(folder), "something is left of a reading")


def test_who_filters_meanwhile_waits_for_the_same_reading(reader, page, folder, large: Path) -> None:
    visit(page, reader.url)
    choose_files(page, large)
    until(lambda: processes_in(folder), "no process reads")
    (process,) = processes_in(folder)
    page.get_by_role("link", name="Timeline").first.click()
    expect(page.get_by_text(READING, exact=False)).to_be_visible()
    assert processes_in(folder) in ([process], [])
    page.get_by_role("combobox", name="Database").click()
    page.get_by_role("option", name="Demonstration data").click()  # and who chooses something else, ends it
    expect(page.get_by_text("Source: Demonstration data", exact=False)).to_be_visible()
    until(lambda: not left_in(folder) and not processes_in(folder), "something is left of a reading")


@pytest.fixture
def asked() -> Iterator[list[bytes]]:
    """What was sent to the port that hostile files name."""
    requests: list[bytes] = []
    with socket.create_server(("127.0.0.1", PORT)) as listener:

        def listen() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    requests.append(connection.recv(1000))

        threading.Thread(target=listen, daemon=True).start()
        yield requests
        listener.shutdown(socket.SHUT_RDWR)


def hostile_files() -> list[Path]:
    shared = Path(os.environ.get("DSI_GEO_SHARED") or ROOT.parent / "shared")
    return sorted((shared / "cases" / "hostile").glob("*"))


def test_hostile_files_get_a_sentence_or_a_map_and_reach_nobody(
    reader, page: Page, folder: Path, asked: list[bytes], small: Path
) -> None:
    if not hostile_files():
        pytest.skip("The shared cases are not here")
    visit(page, reader.url)
    page.get_by_role("combobox", name="Database").click()
    page.get_by_role("option", name="Your own file").click()
    for path in hostile_files():
        page.locator("input[type=file]").set_input_files(str(path))
        refusal = page.get_by_role("heading", name="Your own file cannot be opened", exact=True)
        expect(refusal.or_(page.get_by_text(f"Source: {path.name}", exact=False)).first).to_be_visible()
        settle(page)
        page.get_by_role("button", name=f"Remove {path.name}").click()
        expect(page.get_by_role("heading", name="Choose a file of your own", exact=True)).to_be_visible()
    page.locator("input[type=file]").set_input_files(str(small))
    expect(page.get_by_text("Source: small.csv", exact=False)).to_be_visible()
    assert asked == []
    assert "Fault" not in reader.log
    until(lambda: not left_in(folder), "something is left of a reading")
