"""Pages without data in a real browser: after a real reload, a database that goes, and links to what is not there."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.test_dashboard import IN_MENU, NARROW, choose_files
from tests.watching import both_themes, scroll_width, settle, visit

ADDRESSES = {heading: address for address, heading in IN_MENU.items()} | {"Report": "report"}
EMPTY = {
    "database=upload": "Choose the file again",
    "database=bogus": "This database is not here",
    f"cluster=Nonsense&region={'X' * 300}": "The link asks for the thematic cluster “Nonsense”",
}
"""What a link asks for, and words that say why the page is empty."""
NETWORK = "name,city,country,cluster\nOne,Berlin,DE,Bees\nTwo,Hamburg,DE,Bees\n"


def expect_no_data(page: Page, heading: str, where: str = "") -> None:
    """Nothing but the reason: no record, number, map or chart, and no demonstration."""
    expect(page.get_by_role("heading", name=heading, exact=True), where).to_be_visible()
    settle(page)
    main = page.get_by_test_id("stMain")
    for words in ("invented", "902", "selected", "Source:"):
        expect(main.get_by_text(words, exact=False), where).to_have_count(0)
    for drawn in ("iframe", ".js-plotly-plot", "canvas", "[data-testid=stMetric]", "table"):
        expect(main.locator(drawn), where).to_have_count(0)


def test_after_a_reload_the_page_asks_for_the_file_again(server, page, tmp_path):
    file = tmp_path / "own.csv"
    file.write_text(NETWORK)
    visit(page, f"{server.url}/cluster_map?country=Germany")
    choose_files(page, file)
    expect(page.get_by_text("2 of 2 projects are on the map", exact=False)).to_be_visible()
    settle(page)
    page.reload()
    expect_no_data(page, "Choose the file again")
    expect(page).to_have_url(re.compile(r"database=Your\+own\+file"))
    page.get_by_role("link", name="Timeline").first.click()
    expect(page.get_by_role("heading", name="Timeline", exact=True)).to_be_visible()
    expect_no_data(page, "Choose the file again")
    page.locator("input[type=file]").set_input_files(str(file))
    expect(page.get_by_text("Filtered by country: Germany")).to_be_visible()  # as the link said all along
    expect(page.get_by_text("2 of 2 projects selected", exact=False).first).to_be_visible()


def test_a_file_that_is_refused_is_told_and_nothing_is_shown_instead_of_it(server, page, tmp_path):
    bad, good = tmp_path / "ragged.csv", tmp_path / "own.csv"
    bad.write_text("name,city\nA,B\nC,D,E\n")
    good.write_text(NETWORK)
    visit(page, server.url)
    page.get_by_role("combobox", name="Database").click()
    page.get_by_role("option", name="Your own file").click()
    expect_no_data(page, "Choose a file of your own")
    page.locator("input[type=file]").set_input_files(str(bad))
    expect_no_data(page, "Your own file cannot be opened")
    expect(page.get_by_text("“ragged.csv”", exact=False)).to_be_visible()
    page.get_by_role("button", name=re.compile("^Remove")).click()
    expect_no_data(page, "Choose a file of your own")
    page.locator("input[type=file]").set_input_files(str(good))
    expect(page.get_by_text("Source: own.csv", exact=False)).to_be_visible()


def test_who_had_the_database_keeps_it_and_a_new_visitor_sees_why_and_nothing_else_on_any_page(
    start_server, new_page, tmp_path
):
    file = tmp_path / "hidden-folder" / "network.csv"
    file.parent.mkdir()
    file.write_text(NETWORK)
    server = start_server({"DSI_GEO_DATABASE": str(file), "DSI_GEO_DATABASE_TITLE": "Bee network"})
    early, late = new_page(), new_page()
    visit(early, server.url)
    expect(early.get_by_text("2 of 2 projects selected", exact=False).first).to_be_visible()
    file.unlink()
    early.get_by_role("link", name="Data quality").first.click()
    expect(early.get_by_text("Bee network stays loaded.", exact=False)).to_be_visible()
    expect(early.get_by_text("2 of 2 projects selected", exact=False).first).to_be_visible()
    visit(late, f"{server.url}/cluster_map")
    for heading, address in ADDRESSES.items():
        late.get_by_role("link", name=heading, exact=True).first.click()
        expect(late).to_have_url(re.compile(rf"/{address}(\?|$)"))
        expect_no_data(late, "This database cannot be opened", heading)
        told = late.get_by_text("No file or folder named “network.csv”.", exact=False)
        expect(told, heading).to_be_visible()
        assert "hidden-folder" not in late.content(), heading
    late.get_by_role("button", name="See the demonstration data").click()
    expect(late.get_by_role("heading", name="Report", exact=True)).to_be_visible()
    expect(late.get_by_text("902 of 902 projects selected", exact=False).first).to_be_visible()
    expect(late).to_have_url(re.compile("database=Demonstration"))


def test_a_link_to_what_is_not_there_says_so_until_all_is_asked_for(server, page):
    visit(page, f"{server.url}/cluster_map?cluster=Nonsense&launched_from=notaday")
    told = page.get_by_text("The link asks for the thematic cluster “Nonsense”", exact=False)
    expect(told).to_be_visible()
    expect(page.get_by_text("launched from “notaday”", exact=False)).to_be_visible()
    expect(page.get_by_text("are on the map", exact=False)).to_have_count(0)
    page.reload()
    expect(told).to_be_visible()
    page.get_by_role("link", name="Overview").first.click()
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    expect(told).to_be_visible()
    expect(page.get_by_text("launched from “notaday”", exact=False)).to_be_visible()
    expect(page).to_have_url(re.compile("cluster=Nonsense"))
    expect(page).to_have_url(re.compile("launched_from=notaday"))
    settle(page)
    page.get_by_role("button", name="Show all records").click()
    expect(page.get_by_text("902 of 902 projects selected", exact=False).first).to_be_visible()
    expect(page).not_to_have_url(re.compile("cluster=|launched_from="))
    page.get_by_role("combobox", name="Thematic cluster").click()
    expect(page.get_by_role("option", name="Health and care")).to_be_visible()
    expect(page.get_by_role("option", name="Nonsense")).to_have_count(0)


def test_the_way_back_leads_to_what_was_asked_for_and_not_to_all(server, page):
    visit(page, f"{server.url}/?cluster=%00%FF&cluster=Nonsense")
    page.get_by_role("link", name="Data quality").first.click()
    expect(page.get_by_role("heading", name="Data quality", exact=True)).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Show all records").click()
    expect(page.get_by_text("902 of 902 projects selected", exact=False).first).to_be_visible()
    settle(page)
    page.go_back()
    expect(page.get_by_text("and “Nonsense”, which these data do not have.", exact=False)).to_be_visible()
    expect(page).to_have_url(re.compile("cluster=Nonsense"))
    expect(page.get_by_text("Source:", exact=False)).to_have_count(0)


def test_an_empty_page_fits_on_a_phone(server, new_page):
    page = new_page(**NARROW)
    for query, reason in EMPTY.items():
        visit(page, f"{server.url}/?{query}")
        expect(page.get_by_text(reason, exact=False).first, query).to_be_visible()
        for scheme in both_themes(page):
            width = scroll_width(page)
            assert width <= NARROW["width"], (query, scheme)


def test_an_embedded_page_without_data_leads_to_the_full_page(server, page):
    visit(page, f"{server.url}/timeline?database=upload&embed=true")
    expect_no_data(page, "Choose the file again")
    link = page.get_by_role("link", name="Open the full page")
    assert "database=Your+own+file" in (link.get_attribute("href") or "")
