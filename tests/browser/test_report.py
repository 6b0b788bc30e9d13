"""The report in a real browser: the page that makes it, and what it made, opened offline."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dsi_geo.output.report.document import content, typeset
from tests.output.report.subjects import HOSTILE, hostile_file, subject
from tests.watching import Watch, download, visit

RUNNING = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>"


@pytest.mark.screen(width=1280, height=1200)
def test_the_report_is_made_and_opens_offline(server, page, opened_offline, tmp_path):
    visit(page, f"{server.url}/report?cluster=Migration+and+integration")
    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_role("button", name="PDF", exact=True)).to_be_visible(timeout=90_000)
    files = {}
    for kind in ("PDF", "HTML"):
        files[kind] = tmp_path / f"report.{kind.lower()}"
        download(page, kind).save_as(files[kind])
    assert files["PDF"].read_bytes().startswith(b"%PDF")
    read = opened_offline(files["HTML"])
    assert "182 of 902 projects" in read.locator("header").inner_text()
    assert read.locator("figure img").count() == 7
    widths = read.locator("figure img").evaluate_all("all => all.map(one => one.naturalWidth)")
    assert min(widths) > 0


def test_text_of_records_is_shown_as_text_and_nothing_is_run_or_asked_for(opened_offline, tmp_path):
    made = content(subject(hostile_file(tmp_path)))
    file = tmp_path / "report.html"
    file.write_text(
        typeset(made, dict.fromkeys([chart.title for chart in made.charts], RUNNING)), encoding="utf-8"
    )
    page = opened_offline(file)
    assert page.title() == "Projects in projects.csv"
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 900})
        shown = page.locator("#neighbours").inner_text()
        assert [name for name in HOSTILE if name not in shown] == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def opened_offline(browser):
    """Open a file without a network; nothing but the file may be asked for, no dialog opens, no error is logged."""
    opened = []

    def open_file(file: Path) -> Page:
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
        opened.append((context, Watch(context), file))
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield open_file
    for context, watch, file in opened:
        context.close()
        assert [url for url in watch.requests if not url.startswith("data:")] == [file.as_uri()]
        assert watch.dialogs == []
        assert watch.errors == []
