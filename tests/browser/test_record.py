"""The page of a record in a real browser: one step from every mention, and back to where one was."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_dashboard import choose_files
from tests.watching import settle, visit

ROW_PX = 35
NAME_PX = 90
"""From the left edge of a list to a place on the first of its names."""

LISTS = {
    # Address of the page, and the list on it and the place on its first name.
    "proximity_finder?view=Pairs&country=Germany&entity=Organisations": (0, NAME_PX),
    "proximity_finder?view=Pairs&country=Germany": (0, 270),
    "timeline?closer=Projects&period=2015-Q4..2015-Q4": (0, NAME_PX),
    "data_quality?finding=end_before_start": (1, 250),
}
TABLES = (
    "?cluster=Health+and+care",
    "proximity_finder?view=Around+one&record=P0008",
    "proximity_finder?view=Entered+twice%3F&pair=P0352&pair=P0722",
    "proximity_finder?pair=P0201&pair=P0640",
    "record?record=P0008",
)


def record_name(page: Page) -> Locator:
    return page.locator("h2.dsi-name")


def steps(page: Page) -> int:
    """Entries of the browser's history."""
    count: int = page.evaluate("history.length")
    return count


def press_name(page: Page, number: int, across: int) -> None:
    """Press the first name of a list of the page."""
    rows = page.get_by_test_id("stMain").get_by_test_id("stDataFrame").nth(number)
    rows.scroll_into_view_if_needed()
    settle(page)
    box = rows.bounding_box()
    assert box
    page.mouse.click(box["x"] + across, box["y"] + 1.5 * ROW_PX)


def opens_and_leads_back(page: Page, before: str, entries: int) -> None:
    """Expect the page of a record, one entry in the history, and both ways back to where one was."""
    expect(record_name(page)).to_be_visible()
    settle(page)
    assert urlsplit(page.url).path.endswith("/record")
    assert "record" in parse_qs(urlsplit(page.url).query)
    assert steps(page) == entries + 1
    page.go_back()
    settle(page)
    assert page.url == before
    page.go_forward()
    settle(page)
    page.get_by_role("link", name="Back to", exact=False).first.click()
    settle(page)
    assert page.url == before


@pytest.mark.parametrize("address", LISTS)
def test_a_name_in_a_list_opens_its_record_in_one_step(server, page, address):
    visit(page, f"{server.url}/{address}")
    before, entries = page.url, steps(page)
    press_name(page, *LISTS[address])
    opens_and_leads_back(page, before, entries)


def test_a_name_beside_the_map_opens_its_record_in_one_step(server, page):
    visit(page, f"{server.url}/cluster_map?at=48.1661,7.8223,7")
    before, entries = page.url, steps(page)
    page.locator(".st-key-map_panels .name").first.press("Enter")
    opens_and_leads_back(page, before, entries)


@pytest.mark.parametrize("address", TABLES)
def test_a_name_in_a_table_opens_its_record_in_one_step(server, page, address):
    visit(page, f"{server.url}/{address}")
    link = page.locator("table a.dsi-record").first
    name, before, entries = link.inner_text(), page.url, steps(page)
    link.click()
    expect(record_name(page)).to_have_text(name)
    opens_and_leads_back(page, before, entries)


def test_a_name_beside_a_line_of_a_chart_opens_its_record_in_one_step(server, page):
    visit(page, f"{server.url}/timeline?closer=Projects&country=France&cluster=Health+and+care")
    link = page.locator(".st-key-chart_lifelines .ytick text").first
    link.scroll_into_view_if_needed()
    settle(page)
    before, entries, box = page.url, steps(page), link.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    opens_and_leads_back(page, before, entries)


def test_the_way_goes_on_to_an_organisation_and_back_step_by_step(server, page):
    visit(page, f"{server.url}/cluster_map?record=P0001&cluster=Migration+and+integration")
    page.get_by_role("link", name="Open its page").click()
    expect(record_name(page)).to_have_text("Work and jobs 001 (demo)")
    settle(page)
    page.get_by_role("link", name="Welcome foundation 023 (demo)").click()
    expect(record_name(page)).to_have_text("Welcome foundation 023 (demo)")
    expect(page.get_by_role("radio", name="Organisations")).to_be_checked()
    settle(page)
    page.get_by_role("link", name="Back to Work and jobs 001 (demo)").click()
    expect(record_name(page)).to_have_text("Work and jobs 001 (demo)")
    expect(page.get_by_role("radio", name="Projects")).to_be_checked()
    settle(page)
    page.get_by_role("link", name="Back to Cluster map").click()
    expect(page.get_by_role("heading", name="Cluster map", exact=True)).to_be_visible()
    expect(page.get_by_text("Project record")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["cluster"] == ["Migration and integration"]


def test_a_file_of_ones_own_stays_and_the_page_is_not_in_the_menu(server, page, tmp_path: Path):
    file = tmp_path / "own.csv"
    rows = "Alpha,Oranienplatz 4\nBeta,Oranienplatz 4\nGamma,Oranienplatz 4\n"
    file.write_text("name,address,city,country\n" + rows.replace("\n", ",Berlin,Germany\n"))
    visit(page, server.url)
    choose_files(page, file)
    expect(page.get_by_text("Your file was read: 3 projects", exact=False)).to_be_visible()
    settle(page)
    page.get_by_role("link", name="Cluster map", exact=True).click()
    expect(page.get_by_role("heading", name="Cluster map", exact=True)).to_be_visible()
    settle(page)
    page.get_by_role("link", name="Alpha").first.click()
    expect(record_name(page)).to_have_text("Alpha")
    settle(page)
    page.get_by_role("link", name="Gamma").first.click()
    expect(record_name(page)).to_have_text("Gamma")
    expect(page.get_by_text("Source: own.csv", exact=False)).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav").get_by_text("Record", exact=True)).to_have_count(0)


def test_a_record_is_opened_by_keyboard(server, page):
    visit(page, f"{server.url}/data_quality?finding=end_before_start")
    press_name(page, 1, 450)  # any cell of the list
    page.keyboard.press("Shift+Space")
    link = page.get_by_role("link", name="Open the page of", exact=False)
    expect(link).to_be_visible()
    settle(page)
    name = link.inner_text().removeprefix("Open the page of ")
    link.focus()
    page.keyboard.press("Enter")
    expect(record_name(page)).to_have_text(name)


def test_a_click_that_asks_for_a_window_of_its_own_gets_one(server, page):
    visit(page, f"{server.url}/?cluster=Health+and+care")
    link = page.locator("table a.dsi-record").first
    name = link.inner_text()
    with page.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    settle(opened.value)
    expect(record_name(opened.value)).to_have_text(name)
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    assert parse_qs(urlsplit(opened.value.url).query)["cluster"] == ["Health and care"]
