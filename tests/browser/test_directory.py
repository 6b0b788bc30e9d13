"""The page “Directory” in a real browser: facets, search, pages, records and downloads, by mouse and by keyboard."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_accessibility import violations
from tests.browser.test_dashboard import NARROW
from tests.watching import both_themes, downloaded, scroll_width, settle, visit

HEBREW = "בית הספר הפתוח"


def listed(page: Page, first: int, last: int, of: int, noun: str = "Projects") -> None:
    """Expect a page of the list."""
    expect(page.get_by_role("table", name=f"{noun} {first} to {last} of {of}", exact=True)).to_be_attached()


def names(page: Page) -> list[str]:
    return page.get_by_role("rowheader").get_by_role("link").all_inner_texts()


def box(page: Page, facet: str, value: str) -> Locator:
    return page.get_by_role("list", name=facet, exact=True).get_by_role("checkbox", name=value)


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_facets_and_the_sidebar_are_one_selection(server, page):
    visit(page, f"{server.url}/directory")
    listed(page, 1, 50, 902)
    box(page, "Thematic cluster", "Migration and integration").click()
    listed(page, 1, 50, 182)
    box(page, "Country", "Germany").click()
    listed(page, 1, 50, 120)
    expect(box(page, "Country", "France")).to_have_accessible_name("France 6")
    box(page, "Country", "France").click()
    listed(page, 1, 50, 126)
    box(page, "Theme", "legal advice").click()  # whose filter in the sidebar was folded away
    listed(page, 1, 34, 34)
    asked = {
        "cluster": ["Migration and integration"],
        "country": ["Germany", "France"],
        "theme": ["legal advice"],
    }
    settle(page)
    assert parameters(page) == asked
    page.get_by_test_id("stSidebar").get_by_label("Remove France").click()
    settle(page)
    expect(box(page, "Country", "France")).not_to_be_checked()
    page.get_by_role("link", name="Timeline").first.click()
    expect(page.get_by_role("heading", name="Timeline", exact=True)).to_be_visible()
    assert parameters(page)["theme"] == ["legal advice"]
    page.get_by_role("link", name="Directory").click()
    expect(box(page, "Theme", "legal advice")).to_be_checked()
    page.get_by_role("button", name="Reset filters").last.click()
    listed(page, 1, 50, 902)
    assert parameters(page) == {}


def test_two_boxes_ticked_at_once_are_both_chosen(server, page):
    visit(page, f"{server.url}/directory")
    list_of = page.get_by_role("list", name="Country", exact=True)
    list_of.evaluate("list => [...list.querySelectorAll('input')].slice(0, 2).forEach(box => box.click())")
    settle(page)
    assert len(parameters(page)["country"]) == 2
    expect(list_of.get_by_role("checkbox", checked=True)).to_have_count(2)


def test_years_are_chosen_as_a_span(server, page):
    visit(page, f"{server.url}/directory")
    box(page, "Launched", "2013").click()
    settle(page)
    box(page, "Launched", "2015").click()
    settle(page)
    expect(box(page, "Launched", "2014")).to_be_checked()
    assert parameters(page) == {"launched_from": ["2013-01-01"], "launched_to": ["2015-12-31"]}
    box(page, "Launched", "2013").click()
    settle(page)
    assert parameters(page) == {"launched_from": ["2014-01-01"], "launched_to": ["2015-12-31"]}


def test_one_searches_while_typing_and_the_field_keeps_the_keys(server, page):
    visit(page, f"{server.url}/directory")
    field = page.get_by_role("searchbox", name="Search the projects")
    field.click()
    page.keyboard.type("air quality", delay=40)
    listed(page, 1, 33, 33)
    page.keyboard.type(" 003", delay=40)
    settle(page)
    expect(field).to_be_focused()
    expect(field).to_have_value("air quality 003")
    assert names(page)[0] == "Air quality 003 (demo)"
    expect(page.get_by_test_id("stSidebar").get_by_label("With the words")).to_have_value("air quality 003")
    page.keyboard.type(" qqqqqqqqq", delay=40)
    expect(page.get_by_text("No record matches all of the filters", exact=False)).to_be_visible()
    expect(field).to_be_focused()
    field.fill("")
    listed(page, 1, 50, 902)


def test_the_list_keeps_its_place_over_a_record_and_a_reload(server, page):
    visit(page, f"{server.url}/directory")
    page.get_by_role("button", name="Next page").click()
    listed(page, 51, 100, 902)
    settle(page)
    link = page.get_by_role("rowheader").get_by_role("link").nth(30)
    name = link.inner_text()
    link.scroll_into_view_if_needed()
    link.press("Enter")
    expect(page).to_have_url(re.compile(r"/record\?"))
    expect(page.get_by_text(name, exact=True).first).to_be_visible()
    assert len(parameters(page)["record"]) == 1
    settle(page)
    page.go_back()
    listed(page, 51, 100, 902)
    assert parameters(page)["list_page"] == ["2"]
    settle(page)
    page.reload()
    settle(page)
    listed(page, 51, 100, 902)
    assert name in names(page)


def test_the_name_of_a_record_is_a_link_to_it(server, page):
    visit(page, f"{server.url}/directory?country=France")
    address = page.get_by_role("rowheader").get_by_role("link").first.get_attribute("href")
    visit(page, address)
    expect(page).to_have_url(re.compile(r"/record\?"))
    assert parameters(page)["country"] == ["France"]


def test_other_columns_are_chosen_and_in_the_link(server, page):
    visit(page, f"{server.url}/directory")
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Remove Status").click()
    expect(page.get_by_role("columnheader", name="Status")).to_have_count(0)
    settle(page)
    page.reload()
    settle(page)
    heads = page.get_by_role("columnheader").all_inner_texts()
    assert heads == ["Name", "Place", "Launched", "Place known to"]


def test_what_is_listed_can_be_taken_along_in_its_order(server, page):
    visit(page, f"{server.url}/directory?country=France&sorted=newest&cluster=Digital+democracy")
    on_page = names(page)
    page.get_by_role("button", name="Download", exact=True).click()
    expect(page.get_by_text("in this order", exact=False)).to_be_visible()
    with downloaded(page, "CSV").open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert [row["name"] for row in rows] == on_page
    assert {row["country"] for row in rows} == {"FR"}
    points = json.loads(downloaded(page, "GeoJSON").read_text("utf-8"))
    assert [point["properties"]["name"] for point in points["features"]] == on_page
    sheet = openpyxl.load_workbook(BytesIO(downloaded(page, "Excel").read_bytes())).worksheets[0]
    header, *lines = sheet.iter_rows(values_only=True)
    assert [line[header.index("name")] for line in lines] == on_page


@pytest.fixture
def strangers(start_server, tmp_path_factory):
    """A server of names that a list must not take for markup, nor turn round."""
    file = tmp_path_factory.mktemp("strangers") / "projects.csv"
    rows = [
        HEBREW,
        "<img src=x onerror=alert(1)>",
        "**bold** `code` $x$",
        "Łódź",
        "Äpfel",
        "Zebra",
        "x" * 400,
    ]
    lines = "".join(f'"{name}","A <b>tale</b> of {name[:9]}",Berlin,DE\n' for name in rows)
    file.write_text(f"name,description,city,country\n{lines}", encoding="utf-8")
    return start_server({"DSI_GEO_DATABASE": str(file)})


def test_names_are_text_and_in_the_order_of_a_dictionary(strangers, page):
    visit(page, f"{strangers.url}/directory")
    assert [name[:30] for name in names(page)] == [
        "Äpfel", "**bold** `code` $x$", "<img src=x onerror=alert(1)>", "Łódź", "x" * 30, "Zebra", HEBREW,
    ]  # fmt: skip
    hebrew = page.get_by_role("link", name=HEBREW)
    assert hebrew.evaluate("link => getComputedStyle(link).direction") == "rtl"
    assert page.get_by_text("A <b>tale</b> of Zebra").is_visible()
    page.set_viewport_size(NARROW)
    settle(page)
    assert scroll_width(page) <= NARROW["width"]


@pytest.mark.screen(**NARROW)
def test_on_a_phone_facets_are_folded_and_a_row_needs_no_scrolling_sideways(server, page):
    visit(page, f"{server.url}/directory")
    listed(page, 1, 50, 902)
    expect(box(page, "Country", "Germany")).to_be_hidden()
    page.get_by_text("Narrow down").click()
    box(page, "Country", "Germany").click()
    expect(page.get_by_text("1 chosen")).to_be_visible()
    expect(box(page, "Country", "Germany")).to_be_checked()
    for scheme in both_themes(page):
        assert violations(page) == [], scheme
    assert scroll_width(page) <= NARROW["width"]
    rows = page.get_by_role("row").nth(1)
    assert rows.evaluate("row => row.getBoundingClientRect().height") < 140
    expect(rows.get_by_role("rowheader")).to_be_visible()


def test_all_is_done_by_keyboard_and_the_page_has_no_serious_violation(server, page):
    visit(page, f"{server.url}/directory")
    box(page, "Status", "closed").focus()
    page.keyboard.press("Space")
    settle(page)
    expect(box(page, "Status", "closed")).to_be_checked()
    expect(box(page, "Status", "closed")).to_be_focused()
    more = page.get_by_role("button", name="more: Country")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="fewer: Country")).to_have_attribute("aria-expanded", "true")
    page.get_by_role("button", name="Next page").press("Enter")
    settle(page)
    expect(page.get_by_role("rowheader").get_by_role("link").first).to_be_focused()
    for scheme in both_themes(page):
        assert violations(page) == [], scheme
