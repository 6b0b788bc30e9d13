"""The page Profiles in a browser: what is missing in one step, two side by side in three, and all of it by keyboard."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import violations
from tests.browser.test_dashboard import NARROW, choose_files
from tests.watching import both_themes, scroll_width, settle, visit

MIGRATION, HEALTH = "Migration and integration", "Health and care"
RIGHT_TO_LEFT = "مشاريع التعليم الرقمي والاندماج"
LONG = f"{'Very-long-name-of-a-cluster' * 6} and some more words that go on and on until nobody reads them any more"


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def missing_themes(page: Page, name: str) -> list[str]:
    table = page.locator("table", has=page.locator("caption", has_text=f"Missing themes of {name}"))
    expect(table).to_be_visible()
    return table.locator("a.dsi-profile").all_text_contents()


def tab_to(page: Page, matching: str) -> None:
    """Press Tab until an element that matches a selector has the focus."""
    for _ in range(200):  # every circle of a map can be reached, too
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", matching):
            return
    pytest.fail(f"Tab reaches nothing like {matching}")


def test_what_a_cluster_lacks_is_one_step_from_the_overview(server, page):
    visit(page, server.url)
    page.get_by_role("link", name=HEALTH, exact=True).click()
    expect(page.locator("h2.dsi-name")).to_have_text(HEALTH)
    settle(page)
    assert query(page)["value"] == [HEALTH]
    themes = missing_themes(page, HEALTH)
    assert len(themes) == 8
    assert "work and jobs" in themes
    page.get_by_role("link", name="work and jobs", exact=True).click()
    expect(page.locator("h2.dsi-name")).to_have_text("work and jobs")
    settle(page)
    assert query(page)["profiled"] == ["Theme"]
    page.go_back()
    expect(page.locator("h2.dsi-name")).to_have_text(HEALTH)
    expect(page.get_by_role("radio", name="Thematic cluster", exact=True)).to_be_checked()


def test_a_record_leads_to_the_profile_of_its_region_in_one_step_with_the_filters(server, page):
    visit(page, f"{server.url}/record?record=P0008&cluster=Migration+and+integration")
    page.get_by_role("link", name="Berlin (DE-BE)", exact=True).click()
    expect(page.locator("h2.dsi-name")).to_have_text("Berlin (DE-BE)")
    expect(page.get_by_text("Filtered by cluster: Migration and integration")).to_be_visible()


def test_two_clusters_are_compared_in_three_steps(server, page):
    visit(page, server.url)
    page.get_by_role("link", name="Profiles", exact=True).click()  # first step
    expect(page.locator("h2.dsi-name")).to_have_text(MIGRATION)
    settle(page)
    page.get_by_role("combobox", name="Beside it").click()  # second
    page.get_by_role("option", name=HEALTH).click()  # third
    expect(page.locator("h2.dsi-name")).to_have_text([MIGRATION, HEALTH])
    settle(page)
    assert query(page)["beside"] == [HEALTH]
    assert missing_themes(page, MIGRATION) != missing_themes(page, HEALTH)
    assert views(page) == views(page)[:1] * 2
    assert axes(page) == axes(page)[:1] * 2
    shared = page.url
    visit(page, shared)
    expect(page.locator("h2.dsi-name")).to_have_text([MIGRATION, HEALTH])


def views(page: Page) -> list[str]:
    """The scales and the towns named by the maps, which show whether they show the same part of the world."""
    maps = page.locator("iframe[title*=folium]")
    expect(maps).to_have_count(2)
    found = []
    for number in range(2):
        scale = maps.nth(number).content_frame.locator(".leaflet-control-scale-line").first
        expect(scale).to_be_visible()
        found.append(scale.inner_text())
    return found


def axes(page: Page) -> list[list[str]]:
    charts = page.locator("[class*=st-key-chart_profile_theme_]")
    expect(charts).to_have_count(2)
    return [charts.nth(number).locator(".xtick text").all_text_contents() for number in range(2)]


def test_the_same_without_a_mouse(server, page):
    visit(page, server.url)
    tab_to(page, "a[href*='profile']")
    page.keyboard.press("Enter")
    expect(page.locator("h2.dsi-name")).to_have_text(MIGRATION)
    settle(page)
    assert missing_themes(page, MIGRATION)
    page.locator("h1").first.evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")
    tab_to(page, "input[role=combobox][aria-label*='Beside it']")
    page.keyboard.type("Health")
    page.keyboard.press("Enter")
    expect(page.locator("h2.dsi-name")).to_have_text([MIGRATION, HEALTH])
    settle(page)
    tab_to(page, "a[data-field=theme]")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h2.dsi-name")).to_have_text([name])


def test_what_is_chosen_stays_while_something_else_is_changed(server, page):
    visit(
        page,
        f"{server.url}/profile?value=Health+and+care&beside=Digital+democracy&compared_by_cluster=Regions",
    )
    page.get_by_role("radio", name="Technologies").click()
    settle(page)
    expect(page.locator("h2.dsi-name")).to_have_text([HEALTH, "Digital democracy"])
    page.get_by_role("radio", name="Country").click()
    settle(page)
    expect(page.locator("h2.dsi-name")).to_have_text(["Germany"])
    assert "beside" not in query(page)
    assert "value" not in query(page)


@pytest.fixture
def strange(tmp_path) -> str:
    """A file with long and right-to-left names of clusters."""
    file = tmp_path / "own.csv"
    clusters = (RIGHT_TO_LEFT, LONG, "Short")
    rows = [
        f"{clusters[row % 3]} {row},{clusters[row % 3]},{clusters[row % 2]} theme,Berlin,DE,{2000 + row % 15}"
        for row in range(90)
    ]
    file.write_text("name,cluster,themes,city,country,launched\n" + "\n".join(rows), "utf-8")
    return str(file)


def test_long_and_right_to_left_names_fit_on_a_phone_and_a_screen(start_server, new_page, strange):
    server = start_server({"DSI_GEO_DATABASE": strange})
    for size in (NARROW, {"width": 1400, "height": 900}):
        page = new_page(**size)
        visit(page, f"{server.url}/profile")
        page.get_by_role("combobox", name="Beside it").click()
        page.get_by_role("option").nth(1).click()
        expect(page.locator("h2.dsi-name")).to_have_count(2)
        settle(page)
        directions = page.locator("h2.dsi-name").evaluate_all(
            "all => all.map(one => [one.textContent, getComputedStyle(one).direction])"
        )
        assert [direction for name, direction in directions] == [
            "rtl" if name == RIGHT_TO_LEFT else "ltr" for name, _ in directions
        ]
        for scheme in both_themes(page):
            assert scroll_width(page) <= size["width"], scheme
            assert violations(page) == [], scheme


def test_two_regions_fit_on_a_phone(server, new_page):
    page = new_page(**NARROW)
    visit(page, f"{server.url}/profile?profiled=region&value=DE-BE&beside=GB-ENG")
    for scheme in both_themes(page):
        assert scroll_width(page) <= NARROW["width"], scheme
        assert violations(page) == [], scheme


def test_a_file_of_ones_own_stays_when_a_name_leads_to_a_profile(server, page, tmp_path):
    file = tmp_path / "own.csv"
    rows = "".join(f"N{row},{'Bees' if row % 2 else 'Trees'},Berlin,DE\n" for row in range(40))
    file.write_text(f"name,cluster,city,country\n{rows}")
    visit(page, server.url)
    choose_files(page, file)
    expect(page.get_by_role("link", name="Bees", exact=True)).to_be_visible()
    settle(page)
    page.get_by_role("link", name="Trees", exact=True).click()
    expect(page.locator("h2.dsi-name")).to_have_text("Trees")
    expect(page.get_by_text("Source: own.csv", exact=False)).to_be_visible()


def test_nothing_to_compare_is_told_with_a_way_out(server, new_page):
    page = new_page(**NARROW)
    visit(page, f"{server.url}/profile?cluster=Health+and+care")
    expect(page.get_by_text("so there is nothing to compare", exact=False)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Remove this filter").click()
    expect(page.get_by_text("118 of 902 selected projects", exact=False)).to_be_visible()
    settle(page)
    assert "cluster" not in query(page)
