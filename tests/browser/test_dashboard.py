"""The dashboard in a real browser, which alone proves that a map was drawn and nobody outside was asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.watching import both_themes, downloaded, outside, scroll_width, settle, visit

PAGES = (
    *(
        "",
        "directory",
        "profile",
        "cluster_map",
        "proximity_finder",
        "regional_shares",
        "timeline",
        "data_quality",
    ),
    "record?record=P0008",
)
HEADINGS = {
    "": "Overview",
    "directory": "Directory",
    "profile": "Profiles",
    "cluster_map": "Cluster map",
    "proximity_finder": "Proximity finder",
    "regional_shares": "Regional shares",
    "timeline": "Timeline",
    "data_quality": "Data quality",
    "record?record=P0008": "Record",
}
IN_MENU = {address: heading for address, heading in HEADINGS.items() if heading != "Record"}
"""Pages to which the menu leads; to that of a record its names do."""
MIGRATION = "cluster=Migration+and+integration"
NARROW = {"width": 400, "height": 850}


def the_map(page: Page) -> FrameLocator:
    return page.frame_locator("iframe >> nth=-1")


def circles(page: Page) -> list[str]:
    """What the circles of the map say to a screen reader."""
    drawn = the_map(page).locator(".dsi-circle")
    expect(drawn.first).to_be_visible()
    return [drawn.nth(number).get_attribute("aria-label") or "" for number in range(drawn.count())]


def counted(labels: list[str]) -> int:
    """How many records the circles stand for."""
    numbers = [re.search(r"(?:^|: )([\d,]+) (?:projects|organisations)", label) for label in labels]
    return sum(int(number[1].replace(",", "")) if number else 1 for number in numbers)


def outlines_drawn(page: Page) -> None:
    expect(the_map(page).locator("body[data-outlines=drawn]")).to_have_count(1)


@pytest.mark.screen(**NARROW)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_painted_wherever_a_visitor_comes_in_and_fits_on_a_phone(server, page, address):
    visit(page, f"{server.url}/{address}")
    heading = page.get_by_role("heading", name=HEADINGS[address], exact=True)
    expect(heading).to_be_visible()
    for scheme in both_themes(page):
        assert scroll_width(page) <= NARROW["width"], scheme
    page.set_viewport_size({"width": 1280, "height": 900})
    settle(page)
    expect(heading).to_be_visible()
    expect(page.get_by_text("The records are invented.", exact=False)).to_be_visible()
    assert len(page.screenshot()) > 20_000


@pytest.mark.allows_outside
def test_the_map_draws_land_circles_and_town_names_and_only_the_street_map_asks_outside(server, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, f"{server.url}/cluster_map")
    outlines_drawn(page)
    labels = circles(page)
    assert any("click to go in" in label for label in labels)
    expect(the_map(page).locator(".dsi-town").first).to_be_attached()
    land = (
        the_map(page)
        .locator("canvas")
        .first.evaluate(
            """canvas => { const d = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
           let painted = 0;
           for (let i = 3; i < d.length; i += 4) painted += d[i] > 0;
           return painted / (d.length / 4); }"""
        )
    )
    assert land > 0.1
    assert outside(asked, [server.host]) == []
    with page.expect_request(re.compile(r"tile\.openstreetmap\.org")):
        page.get_by_text("Street map", exact=True).click()
    expect(the_map(page).locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap")


def test_a_click_on_a_circle_goes_in_and_the_url_keeps_the_view(server, page):
    visit(page, f"{server.url}/cluster_map?{MIGRATION}")
    outlines_drawn(page)
    before = circles(page)
    the_map(page).locator(".dsi-cluster").first.click()
    expect(page).to_have_url(re.compile(r"at="))
    settle(page)
    inside = circles(page)
    assert inside != before
    assert counted(inside) < counted(before)
    address = page.url
    visit(page, address)
    assert circles(page) == inside
    assert "cluster=Migration" in page.url


def test_a_click_on_a_town_lists_the_records_known_to_it_only(server, page):
    visit(page, f"{server.url}/cluster_map?at=52.5244,13.4105,18")
    pile = the_map(page).locator(".dsi-town-centre").first
    expect(pile).to_be_visible()
    expected = re.search(r"([\d,]+) projects", pile.get_attribute("aria-label") or "")
    assert expected
    pile.click()
    expect(page.get_by_text(f"{expected[1]} projects share this place", exact=False)).to_be_visible()
    expect(page.get_by_text("town only", exact=False).first).to_be_attached()


def test_the_keyboard_opens_a_record_with_its_precision(server, page):
    visit(page, f"{server.url}/cluster_map?at=52.5022,13.4160,18&{MIGRATION}")
    place = the_map(page).locator(".dsi-spot").first  # the two of Oranienplatz, nine metres apart
    expect(place).to_be_visible()
    place.focus()
    place.press("Enter")
    expect(page.get_by_text("2 projects share this place", exact=False)).to_be_visible()
    visit(page, f"{server.url}/cluster_map?at=52.5022,13.4160,15&precision=exact+address")
    point = the_map(page).locator(".dsi-point").first
    expect(point).to_be_visible()
    point.focus()
    point.press("Enter")
    expect(page.get_by_text("Project record")).to_be_visible()
    expect(page.get_by_text("exact address").last).to_be_visible()
    page.get_by_role("button", name="Close the record").click()
    expect(page.get_by_text("Project record")).to_have_count(0)


def test_the_whole_world_counts_every_located_record_a_filter_repaints_it_and_a_reload_keeps_it(server, page):
    visit(page, f"{server.url}/cluster_map?at=20,0,1")
    assert counted(circles(page)) == 862
    page.get_by_role("combobox", name="Thematic cluster").click()
    page.get_by_role("option", name="Migration and integration").click()
    expect(page.get_by_text("180 of 182 projects are on the map", exact=False)).to_be_visible()
    settle(page)
    assert counted(circles(page)) == 180
    expect(page).to_have_url(re.compile(re.escape(MIGRATION)))
    page.reload()
    settle(page)
    expect(page.get_by_text("180 of 182 projects are on the map", exact=False)).to_be_visible()
    page.get_by_role("button", name="Reset filters").click()
    expect(page.get_by_text("862 of 902 projects are on the map", exact=False)).to_be_visible()
    expect(page).not_to_have_url(re.compile("cluster="))  # the URL follows the page


def test_the_selection_stays_from_page_to_page_and_its_findings_are_a_table(server, page):
    visit(page, f"{server.url}/?{MIGRATION}&country=Germany")
    page.get_by_role("link", name="Data quality").first.click()
    expect(page.get_by_role("heading", name="Data quality", exact=True)).to_be_visible()
    expect(page.get_by_text("120 of 902 projects selected", exact=False).first).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(MIGRATION)))
    expect(page).to_have_url(re.compile("country=Germany"))
    text = downloaded(page, re.compile("findings to work through")).read_text(encoding="utf-8-sig")
    assert text.startswith("severity,entity,id,field,code,message")


NONSENSE = {
    "at=NaN,inf,99&around=%3Cscript%3E&entity=planets": (
        *("for the view “NaN,inf,99”", "for what is around “<script>”", "to show “planets”"),
    ),
    "at=91,181,0": ("for the view “91,181,0”",),
}


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_in_the_url_is_told_on_the_page_as_it_is(server, page, query):
    visit(page, f"{server.url}/cluster_map?{query}")
    expect(page.get_by_text("862 of 902 projects are on the map", exact=False)).to_be_visible()
    for asked in NONSENSE[query]:
        expect(page.get_by_text(f"The link asks {asked}", exact=False)).to_be_visible()


def choose_files(page: Page, *files: Path) -> None:
    page.get_by_role("combobox", name="Database").click()
    page.get_by_role("option", name="Your own file").click()
    expect(page.locator("input[type=file]")).to_be_attached()
    settle(page)
    page.locator("input[type=file]").set_input_files([str(file) for file in files])


def test_the_export_opens_from_an_upload(server, page, dsi4eu):
    visit(page, f"{server.url}/cluster_map")
    choose_files(page, dsi4eu / "projects.json", dsi4eu / "organisations.json")
    expect(page.get_by_text("774 of 829 projects are on the map", exact=False)).to_be_visible()
    page.get_by_text("Organisations", exact=True).click()
    expect(page.get_by_text("1,086 of 1,228 organisations are on the map", exact=False)).to_be_visible()
    settle(page)
    assert any("click to go in" in label for label in circles(page))


def choose_as_the_map_tells_its_view(page: Page, chosen: str, chosen_first: bool) -> None:
    """Click on what is called so in the turn of the event loop in which the map tells its view, before or after."""
    map_frame = next(frame for frame in page.frames if "st_folium" in frame.url)
    element = page.get_by_text(chosen, exact=True).first.element_handle()
    page.evaluate(
        """([element, chosenFirst]) => {
            const choose = ({ data }) => {
                if (data.type !== "streamlit:setComponentValue") return;
                removeEventListener("message", choose, chosenFirst);
                element.click();
            };
            addEventListener("message", choose, chosenFirst);
        }""",
        [element, chosen_first],
    )
    map_frame.evaluate("void map.panBy([3, 0], { animate: false })")


def test_what_is_chosen_in_the_turn_in_which_the_map_tells_its_view_counts(server, page):
    visit(page, f"{server.url}/cluster_map")
    for chosen_first in (True, False):
        choose_as_the_map_tells_its_view(page, "Organisations", chosen_first)
        told = page.get_by_text("organisations are on the map", exact=False)
        expect(told, f"chosen first: {chosen_first}").to_be_visible()
        page.get_by_text("Projects", exact=True).first.click()
        expect(page.get_by_text("projects are on the map", exact=False)).to_be_visible()
        settle(page)
    choose_as_the_map_tells_its_view(page, "Share", chosen_first=False)
    expect(page.get_by_text("Copy the link", exact=False).first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Overview").first.click()
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    settle(page)
    choose_as_the_map_tells_its_view(page, "About this data", chosen_first=True)
    expect(page.get_by_text("Why it exists", exact=False).first).to_be_visible()


def test_the_export_opens_from_the_configured_path(start_server, page, dsi4eu):
    configured = start_server({"DSI_GEO_DATABASE": str(dsi4eu), "DSI_GEO_DATABASE_TITLE": "DSI4EU"})
    visit(page, f"{configured.url}/cluster_map?at=20,0,1")
    expect(page.get_by_text("774 of 829 projects are on the map", exact=False)).to_be_visible()
    settle(page)
    assert counted(circles(page)) == 774
    expect(page.get_by_text("The records are invented.", exact=False)).to_have_count(0)


def test_the_first_visitor_may_come_by_a_pages_own_address_and_an_upload_over_the_limit_is_refused(
    start_server, page, tmp_path
):
    small = start_server({"DSI_GEO_UPLOAD_MB": "1"})
    visit(page, f"{small.url}/data_quality?{MIGRATION}")
    expect(page.get_by_role("heading", name="Data quality", exact=True)).to_be_visible()
    expect(page.get_by_text("182 of 902 projects selected", exact=False).first).to_be_visible()
    file = tmp_path / "large.csv"
    file.write_text("name,city\n" + "A,Berlin\n" * 200_000)
    choose_files(page, file)
    expect(page.get_by_text(re.compile(r"1(\.0)? ?MB", re.IGNORECASE)).first).to_be_visible()
    expect(page.get_by_role("heading", name="Choose a file of your own")).to_be_visible()


def test_back_and_forward_undo_and_redo_each_filter(server, page):
    visit(page, f"{server.url}/timeline")
    chosen = []
    for label, option in (("Thematic cluster", "Migration and integration"), ("Country", "Germany")):
        chosen.append((page.url, selected(page)))
        page.get_by_role("combobox", name=label).click()
        page.keyboard.type(option)
        page.get_by_role("option", name=option).first.click()
        page.keyboard.press("Escape")
        settle(page)
    chosen.append((page.url, selected(page)))
    assert len({count for _, count in chosen}) == 3
    turns = [(page.go_back, step) for step in chosen[1::-1]] + [
        (page.go_forward, step) for step in chosen[1:]
    ]
    for turn, step in turns:
        turn()
        settle(page)
        assert (page.url, selected(page)) == step
        expect(page.get_by_role("radio", name="Projects").first).to_be_checked()


def selected(page: Page) -> str:
    return page.get_by_text(re.compile(r"^[\d,]+ of [\d,]+ projects? selected$")).first.inner_text()


def test_a_first_visit_shows_what_can_be_done_until_the_visitor_has_seen_it(server, page):
    visit(page, server.url)
    steps = page.get_by_text("New here?", exact=False)
    expect(steps).to_be_visible()
    page.get_by_role("button", name="Got it").press("Enter")
    expect(steps).to_be_hidden()
    settle(page)
    visit(page, server.url)
    expect(page.get_by_text("902 of 902 projects selected").first).to_be_visible()
    expect(steps).to_be_hidden()


def test_the_help_of_a_page_opens_where_one_is_and_by_keyboard(server, page):
    visit(page, f"{server.url}/regional_shares")
    page.get_by_test_id("stMain").get_by_role("button", name="Help", exact=True).press("Enter")
    expect(page.get_by_text("a share says what it is a share of", exact=False)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("a share says what it is a share of", exact=False)).to_have_count(0)
