"""Charts and maps leave the page in the size that is chosen, with or without a browser on the server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.serving import Server
from tests.watching import downloaded, settle, visit

pytestmark = pytest.mark.screen(width=1280, height=1600)
MIGRATION = "cluster=Migration+and+integration"


def opened(page: Page, address: str) -> None:
    visit(page, address)
    page.get_by_text("Download", exact=True).first.click()
    expect(page.get_by_text("Resolution of a PNG").first).to_be_visible()
    settle(page)


def width_px(png: bytes) -> int:
    return int.from_bytes(png[16:20], "big")


def leaves_in_one_column(page: Page) -> None:
    page.get_by_role("combobox", name="Size").click()
    page.get_by_role("option", name="One column (85 mm)").click()
    page.get_by_role("radio", name="3×").click()
    expect(page.get_by_text("963 pixels wide, 288 dpi at 85 mm", exact=False)).to_be_visible()
    settle(page)
    assert width_px(downloaded(page, "PNG").read_bytes()) == 963


def test_a_chart_leaves_in_the_size_that_is_chosen_and_is_told_in_words_and_numbers(server, page):
    opened(page, f"{server.url}/regional_shares?{MIGRATION}")
    leaves_in_one_column(page)
    told = json.loads(downloaded(page, "JSON").read_text(encoding="utf-8"))
    assert told["filters"] == "cluster: Migration and integration"
    assert told["counts"]["selected"] == 182
    assert told["licence"] == "MIT"
    assert any(60 in row.values() for row in told["numbers"])


@pytest.mark.parametrize("address", ["cluster_map", "regional_shares"])
def test_without_a_browser_on_the_server_the_visitors_draws_the_picture(start_server, page, address):
    bare = start_server({"BROWSER_PATH": "/nowhere/chromium"})
    opened(page, f"{bare.url}/{address}?{MIGRATION}")
    expect(page.get_by_text("apt-get install chromium", exact=False)).to_be_visible()
    assert page.get_by_role("button", name="PDF", exact=True).count() == 0
    for format_ in ("PNG", "SVG"):
        page.get_by_role("radio", name=format_, exact=True).click()
        settle(page)
        with page.expect_download(timeout=60_000) as download:
            page.locator(".modebar-btn").first.click()
        content = Path(download.value.path()).read_bytes()
        if format_ == "PNG":
            assert width_px(content) == 2 * 784
        else:
            assert "182 of 902 projects selected" in content.decode()
            assert "as of 31 January 2018" in content.decode()


def browsers_of(server: Server) -> list[int]:
    told = subprocess.run(["ps", "-o", "pid=,ppid=,args=", "-A"], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in told.stdout.splitlines()]
    own = {str(server._process.pid)}
    for _ in range(4):
        own |= {row[0] for row in rows if row[1] in own}
    return [int(row[0]) for row in rows if row[0] in own and "chrom" in row[2]]


def test_a_map_leaves_in_the_size_that_is_chosen_and_a_browser_that_hangs_on_the_server_costs_seconds(
    server, page
):
    opened(page, f"{server.url}/cluster_map?{MIGRATION}")
    leaves_in_one_column(page)
    there = browsers_of(server)
    assert there
    for process in there:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGSTOP)
    settle(page)
    with page.expect_download(timeout=120_000) as download:
        page.get_by_role("button", name="PNG", exact=True).first.click()
        expect(page.get_by_text("PNG: in the making", exact=False)).to_be_visible()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
    expect(page.get_by_text("PNG: in the making", exact=False)).to_have_count(0)


def test_a_file_is_there_however_many_visitors_come_before_it_is_fetched(server, page, new_page):
    opened(page, f"{server.url}/regional_shares?{MIGRATION}")
    held: list[Route] = []
    page.route("**/media/**", lambda route: held.append(route))
    with page.expect_download() as brought:
        with page.expect_request("**/media/**"):
            page.get_by_role("button", name="JSON", exact=True).first.click()
        other = new_page()
        for address in ("", "data_quality", "timeline"):
            visit(other, f"{server.url}/{address}")
        held.pop().continue_()
    assert json.loads(brought.value.path().read_text(encoding="utf-8"))["counts"]["selected"] == 182
