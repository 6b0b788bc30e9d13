"""The timeline in a real browser: charts are painted, bars can be clicked, the map plays."""

from __future__ import annotations

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.watching import both_themes, downloaded, scroll_width, settle, turn_to, visit

MIGRATION = "cluster=Migration+and+integration"
PICTURES = {"PNG": b"\x89PNG", "SVG": b"<svg", "PDF": b"%PDF"}
SECTIONS = ("Projects", "Lifetimes", "On the map", "Spread of themes")
NARROW = {"width": 400, "height": 900}

PAINTED = """() => {
    const canvas = [...document.querySelectorAll('iframe')].at(-1).contentDocument.querySelector('canvas.dsi-time');
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    let painted = 0;
    for (let at = 3; at < data.length; at += 4) painted += data[at] > 0;
    return painted;
}"""


def chart(page: Page) -> Locator:
    return page.locator(".js-plotly-plot").first


def player(page: Page) -> FrameLocator:
    return page.frame_locator("iframe").last


def shown_period(page: Page) -> str:
    return player(page).locator(".dsi-player strong").inner_text()


def test_bars_a_line_bands_and_events_are_painted_and_the_map_is_what_stood_then_and_plays(server, page):
    visit(page, f"{server.url}/timeline?closer=On+the+map&by=Month&period=2009-01..2009-01")
    expect(chart(page).locator(".bars path").nth(150)).to_be_attached()
    expect(chart(page).get_by_text("Summer 2015", exact=False)).to_be_visible()
    expect(chart(page).get_by_text("670", exact=True)).to_be_visible()
    assert chart(page).locator(".shapelayer path").count() >= 8
    expect(player(page).locator(".dsi-player")).to_be_visible()
    assert shown_period(page) == "2009-01"
    few = page.evaluate(PAINTED)
    expect(player(page).locator(".dsi-player span")).to_contain_text("launched by then")
    player(page).get_by_role("button", name="Play").click()
    expect(player(page).locator("body[data-playing=yes]")).to_have_count(1)
    expect(player(page).locator(".dsi-player strong")).to_have_text(re.compile(r"2009-(0[7-9]|1.)|201\d-.."))
    player(page).get_by_role("button", name="Rest").click()
    assert shown_period(page) > "2009-06"
    slider = player(page).get_by_role("slider", name="Period")
    slider.focus()
    slider.press("End")
    assert shown_period(page) == "2020-12"
    expect(player(page).locator(".dsi-player span")).to_contain_text(
        "launched by then 776, closed 106, active 670"
    )
    assert page.evaluate(PAINTED) > 5 * few


def test_a_click_on_a_bar_lists_what_happened_then_and_the_link_keeps_it(server, page):
    visit(page, f"{server.url}/timeline?by=Year&closer=Lifetimes&{MIGRATION}")
    bar = chart(page).locator(".bars path").nth(2)
    expect(bar).to_be_visible()
    settle(page)
    box = bar.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"period=(\d{4})\.\.\1"))
    heading = page.get_by_role("heading", name=re.compile(r"^Launched in \d{4}: "))
    expect(heading).to_be_visible()
    told = heading.inner_text()
    visit(page, page.url)
    expect(page.get_by_role("heading", name=told)).to_be_visible()


def test_a_row_opens_its_record_and_the_record_its_place_on_the_map(server, page):
    visit(page, f"{server.url}/timeline?by=Month&period=2015-11..2015-11&{MIGRATION}")
    rows = page.get_by_test_id("stDataFrame").first
    rows.scroll_into_view_if_needed()
    settle(page)
    box = rows.bounding_box()
    assert box
    page.mouse.click(box["x"] + 18, box["y"] + 35 * 1.5)
    expect(page.get_by_text("Project record")).to_be_visible()
    page.get_by_role("link", name="Open it on the cluster map").click()
    expect(page.get_by_role("heading", name="Cluster map", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"record=P\d+"))
    expect(page.get_by_text("Project record")).to_be_visible()
    expect(page.frame_locator("iframe >> nth=-1").locator(".dsi-chosen")).to_be_visible()


def test_the_period_is_kept_for_the_other_pages(server, page):
    visit(page, f"{server.url}/timeline?by=Month&period=2015-09..2016-04&{MIGRATION}")
    page.get_by_role("button", name="Keep for all pages").click()
    expect(
        page.get_by_text("launched from: 2015-09-01; launched to: 2016-04-30", exact=False)
    ).to_be_visible()
    page.get_by_role("link", name="Cluster map").first.click()
    expect(page.get_by_role("heading", name="Cluster map", exact=True)).to_be_visible()
    expect(page.get_by_text("120 of 902 projects selected", exact=False).first).to_be_visible()


def test_the_map_stays_while_its_page_is_used(server, page):
    visit(page, f"{server.url}/timeline?closer=On+the+map&by=Year")
    expect(player(page).locator(".dsi-player")).to_be_visible()
    player(page).locator("body").evaluate("() => { window.wasHere = true; }")
    page.get_by_role("radio", name="Quarter").click()
    expect(player(page).locator(".dsi-player strong")).to_have_text(re.compile("Q"))
    page.get_by_role("combobox", name="Thematic cluster").click()
    page.get_by_role("option", name="Migration and integration").click()
    expect(player(page).locator(".dsi-player span")).to_contain_text("launched by then 1")
    settle(page)
    assert player(page).locator("body").evaluate("() => window.wasHere === true")
    expect(player(page).locator(".dsi-player")).to_have_count(1)
    expect(player(page).locator("canvas.dsi-time")).to_have_count(1)


def test_the_chart_leaves_the_page_with_title_source_and_filters(server, page):
    visit(page, f"{server.url}/timeline?{MIGRATION}")
    page.get_by_role("button", name="Download", exact=True).first.click()
    for name, start in PICTURES.items():
        assert downloaded(page, name).read_bytes().startswith(start)
    text = downloaded(page, "SVG").read_text(encoding="utf-8")
    for words in ("Projects launched and closed by quarter", "182 of 902 projects", "as of 31 January 2018"):
        assert words in text
    assert "Migration and integration" in text
    table = downloaded(page, "CSV").read_text(encoding="utf-8-sig")
    assert table.startswith("period,launched,closed,active,")


def test_a_phone_shows_every_section_without_scrolling_sideways(server, new_page):
    page = new_page(**NARROW)
    address = "timeline?split=thematic+cluster&closer="
    visit(page, f"{server.url}/{address}Projects")
    for section in SECTIONS:
        turn_to(page, f"/{address}{section.replace(' ', '+')}")
        expect(page.get_by_role("radio", name=section).last).to_be_checked()
        for scheme in both_themes(page):
            expect(chart(page).locator("path").first).to_be_attached()
            width = scroll_width(page)
            assert width <= NARROW["width"], (section, scheme)


def test_a_link_opens_the_same_page(server, page):
    visit(page, f"{server.url}/timeline?by=Year&split=region&closer=Lifetimes&lives=region")
    expect(
        page.get_by_role("heading", name="Projects launched and closed by year, by region")
    ).to_be_visible()
    expect(
        page.get_by_role("heading", name=re.compile("by years since their launch, by region"))
    ).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
