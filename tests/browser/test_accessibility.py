"""Every page, with what can be opened on it, judged by axe-core: WCAG 2.2, levels A and AA."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.watching import settle, visit

STATES = (
    "?cluster=Migration+and+integration&about=true&launched_from=2015-01-01",
    "cluster_map?record=P0001&around=52.5022,13.4160,5000&at=52.5022,13.4160,13",
    "cluster_map?layer=Density",
    "proximity_finder",
    "proximity_finder?view=Pairs&pair=P0008&pair=P0011&cluster=Migration+and+integration",
    "regional_shares?compared=true&concentration=true&chance=true&bias=true",
    "timeline?closer=Projects&record=P0015&period=2015-Q4..2015-Q4",
    "timeline?closer=Lifetimes",
    "data_quality?finding=end_before_start",
    "cluster_map?embed=true",
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
STREAMLITS_OWN = {
    # Rule, and what the HTML of the element holds: why it is not ours to mend.
    (
        "target-size",
        'role="combobox"',
    ): "what is typed beside the chosen values of a list has a narrow field; "
    "the whole box around it takes the click",
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
        if not any(rule["id"] == name and part in element["html"] for name, part in STREAMLITS_OWN)
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_a_page_has_no_serious_violation(server, new_page, state, scheme):
    page = new_page(colour_scheme=scheme)
    visit(page, f"{server.url}/{state}")
    page.wait_for_timeout(1_000)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_has_no_serious_violation(server, new_page, scheme):
    page = new_page(width=400, height=850, colour_scheme=scheme)
    visit(page, f"{server.url}/timeline")
    for name in ("Share", "More", "Take along"):
        page.get_by_role("button", name=name, exact=True).first.click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        page.wait_for_timeout(600)
        settle(page)
        assert violations(page) == [], name
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_the_judge_sees_what_is_wrong(page):
    page.set_content(
        '<html lang="en"><title>t</title><main><p style="color: #aaa">pale</p><img src="data:,"></main>'
    )
    assert [line.split(":")[0] for line in violations(page)] == ["color-contrast", "image-alt"]
