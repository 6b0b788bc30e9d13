"""The search box in a real browser: what is typed is offered, and what is chosen leads there and stays in the link."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.watching import settle, visit


def offered(page: Page, text: str) -> Locator:
    """The box with what it offers for a text."""
    box = page.get_by_role("combobox", name="Search", exact=True)
    box.fill(text)
    expect(box).to_have_attribute("aria-expanded", "true")
    return box


def test_a_theme_that_is_chosen_is_a_filter_and_in_the_link(server, page):
    visit(page, f"{server.url}/timeline")
    offered(page, "housing")
    page.get_by_role("option", name="housing theme").click()
    expect(page.get_by_text("Filtered by theme: housing")).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile(r"theme=housing"))
    page.reload()
    expect(page.get_by_text("Filtered by theme: housing")).to_be_visible()


def test_an_address_leads_to_what_is_around_it_by_keyboard(server, page):
    visit(page, f"{server.url}/timeline")
    box = offered(page, "Oranienplatz")
    expect(page.get_by_role("option").first).to_contain_text("address of 1 project")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_text("15 projects", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/cluster_map\?.*around="))


def test_a_record_leads_to_its_page(server, page):
    visit(page, server.url)
    offered(page, "maps newcomers 001")
    page.get_by_role("option", name=re.compile("Maps for newcomers 001")).first.click()
    expect(page).to_have_url(re.compile(r"/record\?.*record=P0008"))
    expect(page.get_by_role("heading", name="Maps for newcomers 001 (demo)")).to_be_visible()


def test_nothing_found_is_told_and_escape_closes_what_is_offered(server, page):
    visit(page, server.url)
    box = page.get_by_role("combobox", name="Search", exact=True)
    box.fill("zzzzqqq")
    expect(page.get_by_text("Nothing here is called “zzzzqqq”", exact=False)).to_be_visible()
    box = offered(page, "Berlin")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_a_profile_is_found_by_the_name_of_what_it_is_of(server, page):
    visit(page, server.url)
    offered(page, "health and")
    page.get_by_role("option", name="profile of the thematic cluster").first.click()
    expect(page.get_by_role("heading", name="Profiles", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Health and care").first).to_be_visible()
