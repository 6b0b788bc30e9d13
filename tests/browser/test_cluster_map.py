"""The cluster map in a real browser: what one can do with it, and that it is never loaded again."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.watching import download, scroll_width, settle, visit

MIGRATION = "cluster=Migration+and+integration"
BERLIN = "at=52.5022,13.4160,11"
PICTURES = {"PNG": b"\x89PNG", "SVG": b"<svg", "PDF": b"%PDF"}


def the_map(page: Page) -> FrameLocator:
    return page.frame_locator("iframe >> nth=-1")


def look(page: Page, url: str) -> None:
    """Open the page and wait until its map is drawn, has told where it looks, and what that brings is there."""
    visit(page, url)
    expect(the_map(page).locator("body[data-outlines=drawn]")).to_have_count(1)
    settle(page)


def drawn(page: Page) -> int:
    """How often something was drawn on the map since it was loaded."""
    return int(the_map(page).locator("body").get_attribute("data-drawn") or 0)


def in_view(page: Page) -> int:
    text = page.get_by_text(re.compile(r"^[\d,]+ in view, of")).inner_text()
    return int(text.split()[0].replace(",", ""))


def mark(page: Page) -> None:
    """Leave a mark in the map's own window, which is gone if the map is loaded again."""
    the_map(page).locator("body").evaluate("() => { window.wasHere = true; }")


def marked(page: Page) -> bool:
    return bool(the_map(page).locator("body").evaluate("() => window.wasHere === true"))


def choose_row(page: Page, number: int) -> None:
    page.locator(".st-key-map_panels .show").nth(number).click()


def test_nothing_that_a_visitor_does_loads_the_map_again(server, page):
    look(page, f"{server.url}/cluster_map?{BERLIN}")
    expect(the_map(page).locator(".dsi-circle").first).to_be_visible()
    mark(page)
    before = in_view(page)
    box = page.locator("iframe").last.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 150, middle[1] - 60, steps=5)
    page.mouse.up()
    expect(page).not_to_have_url(re.compile(re.escape(BERLIN.replace(",", "%2C"))))
    page.mouse.wheel(0, 300)
    expect(page).to_have_url(re.compile(r"%2C(8|9|10)(&|$)"))
    for layer in ("Density", "Regions", "Circles"):
        page.get_by_role("radio", name=layer).click()
        expect(page.get_by_role("radio", name=layer)).to_be_checked()
        settle(page)
    page.get_by_role("combobox", name="Thematic cluster").click()
    page.get_by_role("option", name="Migration and integration").click()
    expect(page.get_by_text("180 of 182 projects are on the map", exact=False)).to_be_visible()
    settle(page)
    assert marked(page)
    assert 0 < in_view(page) != before
    address, count = page.url, in_view(page)
    look(page, address)
    assert in_view(page) == count


def test_the_list_follows_the_view_has_pages_and_its_rows_find_their_point(server, page):
    look(page, f"{server.url}/cluster_map?at=20,0,1")
    everywhere = in_view(page)
    choose_row(page, 0)
    expect(page.get_by_text("Project record")).to_be_visible()
    expect(the_map(page).locator(".dsi-chosen")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"record=P\d+"))
    expect(page).to_have_url(re.compile(r"%2C13(&|$)"))
    expect(page.get_by_text(f"{everywhere:,} in view", exact=False)).to_have_count(0)
    settle(page)
    assert in_view(page) < everywhere
    visit(page, page.url)
    expect(the_map(page).locator(".dsi-chosen")).to_be_visible()
    page.get_by_role("button", name="Close the record").click()
    expect(the_map(page).locator(".dsi-chosen")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("record="))
    look(page, f"{server.url}/cluster_map?at=20,0,1")
    assert in_view(page) == everywhere
    page.get_by_role("button", name="Next page").click()
    settle(page)
    choose_row(page, 0)
    expect(page.get_by_text("Project record")).to_be_visible()
    expect(page).to_have_url(re.compile(r"record=P\d+"))


def test_around_here_asks_about_the_middle_and_then_about_a_click(server, page):
    look(page, f"{server.url}/cluster_map?{BERLIN}")
    page.get_by_text("Around here", exact=True).click()
    expect(page.get_by_text("within 2 km of the spot", exact=False)).to_be_visible()
    expect(page).to_have_url(re.compile("around="))
    first = re.search(r"around=([^&]*)", page.url)
    box = page.locator("iframe").last.bounding_box()
    assert box
    assert first
    page.mouse.click(box["x"] + box["width"] - 30, box["y"] + box["height"] / 2)
    expect(page).not_to_have_url(re.compile(re.escape(first[1])))
    settle(page)
    address = page.url
    count = page.get_by_text("within 2 km of the spot", exact=False).inner_text()
    visit(page, address)
    expect(page.get_by_text("within 2 km of the spot", exact=False)).to_have_text(count)


def search(page: Page, text: str) -> None:
    """Type into the search box, and take what it offers first."""
    box = page.get_by_role("combobox", name="Search", exact=True)
    box.fill(text)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Enter")


def test_density_and_regions_are_drawn_hovering_tells_what_is_inside_and_a_search_goes_there(server, page):
    visit(page, f"{server.url}/cluster_map?layer=Density")
    hexagons = the_map(page).locator(".leaflet-areas-pane path")
    expect(hexagons.first).to_be_attached()
    assert hexagons.count() > 10
    page.get_by_role("radio", name="Regions").click()
    expect(the_map(page).locator("body[data-areas]")).to_have_count(1)
    settle(page)
    assert the_map(page).locator(".leaflet-areas-pane path").count() > 10
    page.get_by_role("radio", name="Circles").click()
    settle(page)
    the_map(page).locator(".dsi-cluster").first.hover()
    expect(the_map(page).locator(".leaflet-tooltip")).to_contain_text("click to go in")
    search(page, "Lisboa")
    expect(page).to_have_url(re.compile(r"at=38\.[67]\d*%2C-9\.1"))


def named_download(page: Page, name: str) -> Path:
    file = download(page, name)
    return Path(file.path()).rename(Path(file.path()).with_name(file.suggested_filename))


def test_the_map_leaves_the_page_as_a_picture_as_tables_and_as_a_file_that_opens_without_a_network(
    server, page, browser
):
    look(page, f"{server.url}/cluster_map?{MIGRATION}&at=20,0,1")
    page.get_by_role("button", name="Download", exact=True).click()
    for name, start in PICTURES.items():
        assert named_download(page, name).read_bytes().startswith(start)
    text = named_download(page, "SVG").read_text(encoding="utf-8")
    for words in ("Projects on the map, by thematic cluster", "182 of 902 projects", "as of 31 January 2018"):
        assert words in text
    assert "Migration and integration" in text
    assert named_download(page, "CSV").read_text(encoding="utf-8-sig").count("\n") > 182
    assert zipfile.is_zipfile(named_download(page, "Excel"))
    assert len(json.loads(named_download(page, "GeoJSON").read_text(encoding="utf-8"))["features"]) == 182
    assert len(gpd.read_file(named_download(page, "GeoPackage"))) == 182
    assert len(gpd.read_parquet(named_download(page, "GeoParquet"))) == 182
    opens_without_a_network(browser, named_download(page, "HTML"))
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    for layer, title in (
        ("Density", "Projects in a hexagon of"),
        ("Regions", "Projects by country, on the map"),
    ):
        page.get_by_role("radio", name=layer).click()
        settle(page)
        page.get_by_role("button", name="Download", exact=True).click()
        settle(page)
        assert title in named_download(page, "SVG").read_text(encoding="utf-8")
        told = json.loads(named_download(page, "JSON").read_text(encoding="utf-8"))
        assert told["title"].startswith(title)
        assert sum(row["count"] for row in told["numbers"]) == 180
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def opens_without_a_network(browser: Browser, file: Path) -> None:
    """The map is drawn from the file alone, and can be looked into."""
    context = browser.new_context(offline=True)
    alone = context.new_page()
    alone.goto(file.as_uri())
    expect(alone.locator(".dsi-circle").first).to_be_visible()
    expect(alone.locator("body[data-outlines=drawn]")).to_have_count(1)
    before = alone.locator(".dsi-circle").first.get_attribute("aria-label") or ""
    alone.get_by_role("button", name="Zoom in").click()
    expect(alone.locator(".dsi-circle").first).not_to_have_attribute("aria-label", before)
    context.close()


def test_the_map_fills_the_window_and_its_panels_fold_away(server, page):
    page.set_viewport_size({"width": 1400, "height": 900})
    look(page, f"{server.url}/cluster_map")
    before = frame_box(page)
    assert before["height"] > 450
    assert the_map(page).locator("#map_div").bounding_box() == pytest.approx(before, abs=1)
    beyond = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight - innerHeight")
    assert beyond <= 0, "all of the page is in the window"
    mark(page)
    page.get_by_role("button", name="Hide panels").click()
    expect(page.get_by_text("Layers and tools")).to_be_hidden()
    settle(page)
    assert frame_box(page)["width"] > before["width"] + 350
    expect(page).to_have_url(re.compile("at="))
    page.get_by_role("button", name="Show panels").click()
    expect(page.get_by_text(re.compile(r"^[\d,]+ in view, of"))).to_be_visible()
    assert marked(page)


def frame_box(page: Page) -> dict[str, float]:
    box = page.locator("iframe").last.bounding_box()
    assert box
    return dict(box)


@pytest.mark.screen(width=400, height=850)
def test_on_a_phone_the_panels_are_below_the_map(server, page):
    look(page, f"{server.url}/cluster_map")
    box = frame_box(page)
    assert 380 < box["height"] < 600
    tools = page.get_by_text("Layers and tools").bounding_box()
    assert tools
    assert tools["y"] > box["y"] + box["height"]
    assert scroll_width(page) <= 400


def test_the_map_opens_on_what_is_selected_whatever_its_size(server, page):
    for size in ((1400, 900), (700, 500)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        look(page, f"{server.url}/cluster_map?country=Iceland")
        page.get_by_text(re.compile(r"^(\d+) in view, of \1 ")).wait_for()


def test_an_area_that_is_drawn_becomes_the_selection_and_back_undoes_it(server, page):
    look(page, f"{server.url}/cluster_map?at=50,10,4")
    page.get_by_role("button", name="Draw an area").click()
    expect(the_map(page).get_by_role("status")).to_contain_text("first one again to finish")
    box = frame_box(page)
    corners = [(0.35, 0.35), (0.65, 0.35), (0.65, 0.65), (0.35, 0.65), (0.35, 0.35)]
    for across, down in corners:
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
    expect(page).to_have_url(re.compile("area="))
    expect(page.get_by_text(re.compile("^Filtered by place within: an area of"))).to_be_visible()
    settle(page)
    everywhere = page.get_by_text(re.compile(r"^([\d,]+) in view, of \1 "))
    expect(everywhere).to_be_visible()
    expect(the_map(page).locator("path[stroke-dasharray='4 5']")).to_have_count(1)
    address, count = page.url, everywhere.inner_text()
    visit(page, address)
    expect(page.get_by_text(count)).to_be_visible()
    page.get_by_role("link", name="Overview", exact=True).first.click()
    expect(page.get_by_text(re.compile("^Filtered by place within: an area of"))).to_be_visible()
    settle(page)
    page.go_back()
    settle(page)
    expect(page.get_by_text(count)).to_be_visible()


def test_escape_gives_up_an_area_and_the_view_can_be_selected_by_keyboard(server, page):
    look(page, f"{server.url}/cluster_map?{BERLIN}")
    page.get_by_role("button", name="Draw an area").click()
    expect(the_map(page).get_by_role("status")).to_be_visible()
    the_map(page).locator("#map_div").press("Escape")
    expect(the_map(page).get_by_role("status")).to_have_count(0)
    count = in_view(page)
    page.get_by_role("button", name="Select this view").press("Enter")
    expect(page.get_by_text(re.compile(rf"^{count} of 902 projects selected"))).to_be_visible()
    settle(page)
    page.go_back()
    expect(page.get_by_text("902 of 902 projects selected").first).to_be_visible()


def test_the_keyboard_goes_through_the_map_and_leaves_it(server, page):
    look(page, f"{server.url}/cluster_map?at=50,10,5")
    page.locator("iframe").last.focus()
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") != "IFRAME":
            break
    expect(page.get_by_text("What the colours mean").locator("xpath=ancestor::summary")).to_be_focused()
