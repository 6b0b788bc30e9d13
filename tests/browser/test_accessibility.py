"""Every page, with what can be opened on it, judged by axe-core: WCAG 2.2, levels A and AA."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.watching import both_themes, settle, visit

STATES = (
    "?cluster=Migration+and+integration&about=true&launched_from=2015-01-01",
    "directory?text=berlin&launched_from=2015-01-01&list_page=2",
    "cluster_map?record=P0001&around=52.5022,13.4160,5000&at=52.5022,13.4160,13",
    "proximity_finder?view=Pairs&pair=P0008&pair=P0011&cluster=Migration+and+integration",
    "regional_shares?compared=true&concentration=true&chance=true&bias=true",
    "timeline?closer=Projects&record=P0015&period=2015-Q4..2015-Q4",
    "data_quality?finding=end_before_start&embed=true",
    "record?record=P0008",
    "profile?compared_by_cluster=Regions",
    "profile?profiled=region&value=DE-BE&beside=GB-ENG",
)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],  # to describe every element that passes takes three times as long
    "iframes": False,  # each frame is judged by itself
}
EXCEPTED = {
    # Rule, and what the HTML of the element holds: why it may be.
    (
        "target-size",
        'role="combobox"',
    ): "what is typed beside the chosen values of a list has a narrow field; "
    "the whole box around it, which is Streamlit’s, takes the click",
    (
        "target-size",
        "leaflet-marker-icon",
    ): "points of a map that lie so near each other that one covers a part of the other, which WCAG 2.5.8 "
    "excepts; each is large enough (see below), and the list beside the map has the same records",
}


def violations(page: Page) -> list[str]:
    """What axe finds serious or critical, in the page and its frames, one line an element."""
    found: list[dict[str, Any]] = []
    for frame in page.frames:
        found += Axe().run(frame, options=RULES).response["violations"]  # type: ignore[arg-type]
    return [
        f"{rule['id']}: {element['html'][:200]} {element.get('failureSummary', '')}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for element in rule["nodes"]
        if not any(rule["id"] == name and part in element["html"] for name, part in EXCEPTED)
    ]


@pytest.mark.parametrize("state", STATES)
def test_a_page_has_no_serious_violation(server, page, state):
    visit(page, f"{server.url}/{state}")
    for scheme in both_themes(page):
        assert violations(page) == [], scheme


def test_every_point_of_a_map_takes_clicks_on_24_pixels_and_small_ones_look_small(server, page):
    visit(page, f"{server.url}/cluster_map?at=50.5,8,7")
    points = page.frame_locator("iframe >> nth=-1").locator(".dsi-circle")
    expect(points.first).to_be_visible()
    settle(page)
    widths = points.evaluate_all(
        "points => points.map(point => [point.getBoundingClientRect(), getComputedStyle(point, '::before')]"
        ".flatMap(box => [parseFloat(box.width), parseFloat(box.height)]))"
    )
    assert all(min(width, height) >= 24 for width, height, *_ in widths)
    assert any(drawn < 20 for *_, drawn, _ in widths)


def test_what_opens_on_a_phone_has_no_serious_violation(server, new_page):
    page = new_page(width=400, height=850)
    visit(page, f"{server.url}/timeline")
    for name in ("Share", "More"):
        page.get_by_role("button", name=name, exact=True).first.click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        for scheme in both_themes(page):
            assert violations(page) == [], f"{name}, {scheme}"
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_the_judge_sees_what_is_wrong(page):
    wrong = '<html lang="en"><title>t</title><main><p style="color: #aaa">pale</p><img src="data:,"></main>'
    page.set_content(f"{wrong}<iframe title='a frame' srcdoc='{wrong}'></iframe>")
    found = [line.split(":")[0] for line in violations(page)]
    assert found == ["color-contrast", "image-alt"] * 2  # once in the page, once in its frame
