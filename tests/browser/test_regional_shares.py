"""The page on regional shares in a real browser: charts are painted, an area is clicked, pictures leave it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.watching import both_themes, downloaded, scroll_width, settle, visit

MIGRATION = "cluster=Migration+and+integration"
OPEN = "compared=true&concentration=true&chance=true&bias=true"
PICTURES = {"PNG": b"\x89PNG", "SVG": b"<svg", "PDF": b"%PDF"}
CHARTS = (
    *("shares_partition", "shares_bars", "shares_map", "shares_inhabitants", "shares_lorenz"),
    *("shares_clusters", "shares_years", "shares_expected", "shares_assumed", "shares_break_even"),
)


def painted(page: Page, name: str) -> int:
    """How many marks a chart holds: bars, points, lines and areas."""
    drawn = page.locator(f".st-key-chart_{name} .main-svg .trace")
    expect(drawn.first).to_be_attached()
    return drawn.count()


@pytest.mark.screen(width=400, height=850)
def test_every_chart_of_the_page_is_painted_and_fits_on_a_phone(server, page):
    visit(page, f"{server.url}/regional_shares?{MIGRATION}&{OPEN}")
    for scheme in both_themes(page):
        assert painted(page, "shares_map") > 0, scheme
        assert scroll_width(page) <= 400, scheme
    page.set_viewport_size({"width": 1280, "height": 900})
    settle(page)
    assert [name for name in CHARTS if painted(page, name) == 0] == []
    areas = page.locator(".st-key-chart_shares_map .shapelayer path")
    assert areas.count() >= 5
    expect(page.locator(".st-key-chart_shares_map .legendtext").first).to_be_visible()


def test_a_click_on_a_bar_makes_its_area_the_selection(server, page):
    visit(page, f"{server.url}/regional_shares?{MIGRATION}")
    bar = page.locator(".st-key-chart_shares_bars .bars .point path").first
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    page.mouse.click(box["x"] + 6, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"region=Berlin"))
    expect(page.get_by_text("60 of 902 projects selected", exact=False).first).to_be_visible()


def test_a_click_on_the_map_makes_the_area_the_selection_and_again_after_a_reset(server, page):
    visit(page, f"{server.url}/regional_shares?by=Countries&extent=World")
    for _ in range(2):
        plot = page.locator(".st-key-chart_shares_map .nsewdrag").first
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        assert box
        # Kansas on Lambert's cylindrical projection, whose frame this is.
        page.mouse.click(box["x"] + box["width"] * 0.226, box["y"] + box["height"] * 0.255)
        expect(page).to_have_url(re.compile(r"country=United\+States"))
        settle(page)
        page.get_by_role("button", name="Reset filters").click()
        expect(page).not_to_have_url(re.compile("country="))
        settle(page)


def test_the_url_brings_the_choices_back(server, page):
    visit(page, f"{server.url}/regional_shares")
    page.get_by_role("radio", name="Countries").first.click()
    expect(page).to_have_url(re.compile("by=Countries"))
    page.get_by_role("radio", name="Share", exact=True).click()
    expect(page).to_have_url(re.compile("measure=Share"))
    page.get_by_text("What if, and where the finding would vanish").click()
    expect(page).to_have_url(re.compile("bias=true"))
    settle(page)
    visit(page, page.url)
    expect(page.get_by_role("heading", name="Share of projects by country", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Shares as they would be")).to_be_visible()


def test_a_chart_leaves_the_page_with_its_source_and_numbers(server, page):
    visit(page, f"{server.url}/regional_shares?{MIGRATION}")
    for name in ("shares_partition", "shares_map"):
        page.locator(f".st-key-take_{name} button").first.click()
        files = {kind: downloaded(page, kind).read_bytes() for kind in (*PICTURES, "CSV")}
        assert [kind for kind, start in PICTURES.items() if not files[kind].startswith(start)] == [], name
        text = " ".join(re.sub("<[^>]+>", " ", files["SVG"].decode()).split())  # lines may break anywhere
        for words in ("182 of 902 projects", "Migration and integration", "as of 31 January 2018"):
            assert words in text, name
        assert b"DE-BE" in files["CSV"], name
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
