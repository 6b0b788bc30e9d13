"""The page “Your file” in a real browser: columns are chosen, and the browser remembers them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import violations
from tests.browser.test_dashboard import NARROW, choose_files
from tests.watching import both_themes, scroll_width, settle, visit

HEADER = "Titel;Ort;Beginn des Vorhabens;Jahr der Idee;Eine recht lange Spalte mit einem langen Namen\n"
ROWS = "Repair Café;Köln;2014;2012;gut\nGemeinschaftsgarten;Bonn;2015;2013;\nLernwerkstatt;Ulm;;2014;\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "projekte.csv"
    file.write_bytes((HEADER + ROWS).encode("cp1252"))
    return file


def dated(page: Page, count: int) -> None:
    """Expect so many records with a date of launch."""
    metric = page.get_by_test_id("stMetric").filter(has_text="With a launch date")
    expect(metric.get_by_test_id("stMetricValue")).to_have_text(str(count))


def test_a_column_is_chosen_and_known_for_the_next_file_after_a_reload(server, page, table, tmp_path):
    visit(page, server.url)
    choose_files(page, table)
    expect(page.get_by_text("Your file was read: 3 projects (3 with a place", exact=False)).to_be_visible()
    page.get_by_role("link", name="See how it was read").click()
    expect(page.get_by_role("heading", name="Your file", exact=True)).to_be_visible()
    dated(page, 2)
    page.get_by_role("combobox", name="Launched").first.click()
    page.get_by_role("option", name="Jahr der Idee").click()
    dated(page, 3)
    expect(page.get_by_text("+1 by your choices")).to_be_visible()
    settle(page)
    page.reload()
    expect(page.get_by_role("heading", name="Choose the file again")).to_be_visible()
    another = tmp_path / "neu.csv"
    another.write_bytes((HEADER + ROWS + "Stadtgarten;Kiel;;2016;\n").encode("cp1252"))
    settle(page)
    page.locator("input[type=file]").set_input_files(str(another))
    dated(page, 4)
    page.get_by_role("button", name="Undo my choices").click()
    dated(page, 2)


def test_the_list_of_a_file_is_chosen_by_keyboard(server, page, tmp_path):
    file = tmp_path / "lists.json"
    file.write_text('{"a": [{"name": "A", "city": "Ulm"}], "b": [{"name": "B", "city": "Bonn"}]}')
    visit(page, server.url)
    choose_files(page, file)
    page.get_by_role("combobox", name="Which table of the file is meant?").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Source: lists.json", exact=False)).to_be_visible()


def test_the_page_fits_a_phone_and_has_no_serious_violation(server, page, table):
    visit(page, f"{server.url}/your_file?database=upload")
    page.locator("input[type=file]").set_input_files(str(table))
    dated(page, 2)
    for scheme in both_themes(page):
        assert violations(page) == [], scheme
    page.set_viewport_size(NARROW)
    settle(page)
    assert scroll_width(page) <= NARROW["width"]
