"""The proximity finder in a real browser: a pair side by side, a verdict that stays, a list to take along."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.watching import both_themes, downloaded, scroll_width, settle, turn_to, visit

NARROW = {"width": 400, "height": 850}
TABLE = """id,name,address,postcode,city,country
1,Sewing for all,Mittelweg 50,12053,Berlin,DE
2,Bikes & more,50 Mittelweg,12053,Berlin,DE
3,Elsewhere,Mittelweg 51,12053,Berlin,DE
"""


def choose_row(page: Page, number: int) -> None:
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + 18, box["y"] + 35 * (number + 1.5))


def test_a_pair_is_told_side_by_side_and_a_verdict_survives_a_reload(start_server, page, tmp_path):
    database = tmp_path / "network.csv"
    database.write_text(TABLE)
    server = start_server({"DSI_GEO_DATABASE": str(database)})
    address = f"{server.url}/proximity_finder?view=Pairs"
    visit(page, address)
    expect(
        page.get_by_text("1 pairs", exact=False).or_(page.get_by_text("1 pair", exact=False)).first
    ).to_be_visible()
    choose_row(page, 0)
    expect(page.get_by_text("mittelweg 50; same postcode 12053", exact=False)).to_be_visible()
    expect(page.get_by_text("Project record")).to_have_count(2)
    page.get_by_role("button", name="Introduced").click()
    expect(page.get_by_role("button", name="Take back")).to_be_visible()
    journal = database.with_name("network.csv.verdicts.csv")
    assert "projects,1,2,introduced" in journal.read_text()
    database.write_text(TABLE + "4,New,Mittelweg 9,12053,Berlin,DE\n")
    visit(page, address)
    choose_row(page, 0)
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("button", name="Take back")).to_have_count(0)


def test_a_group_is_opened_and_decided_by_keyboard(start_server, page, tmp_path):
    database = tmp_path / "network.csv"
    twice = "4,Sewing for all e.V.,Mittelweg 50,12053,Berlin,DE\n"
    again = "5,Repair Cafe,Weg 3,10999,Berlin,DE\n6,Repair Café,Weg 3,10999,Berlin,DE\n"
    database.write_text(TABLE + twice + again)
    server = start_server({"DSI_GEO_DATABASE": str(database)})
    visit(page, f"{server.url}/proximity_finder?view=Entered+twice%3F")
    rows = page.locator(".st-key-proximity_view summary")
    expect(rows).to_have_count(2)
    rows.first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Confirmed")).to_be_visible()
    expect(page).to_have_url(re.compile("pair="))
    settle(page)
    page.keyboard.press("y")  # the next group opens by itself
    expect(rows.last).to_contain_text("confirmed")
    expect(page.get_by_role("button", name="Confirmed")).to_have_count(1)
    settle(page)
    page.keyboard.press("n")
    expect(page.get_by_text("Told apart: 1")).to_be_visible()
    journal = database.with_name("network.csv.verdicts.csv").read_text()
    assert journal.count("confirmed") == journal.count("different") == 1
    visit(page, f"{server.url}/proximity_finder?view=Entered+twice%3F")
    expect(rows.first).to_contain_text("confirmed")
    page.locator("summary", has_text="Told apart: 1").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take back").press("Enter")
    expect(page.get_by_text("Told apart")).to_have_count(0)
    expect(rows).to_have_count(2)


def test_the_pairs_are_on_a_map_and_a_list_for_introductions_can_be_taken_along(server, page):
    visit(page, f"{server.url}/proximity_finder?view=Pairs&unaware=true")
    circles = page.frame_locator("iframe >> nth=-1").locator(".dsi-circle")
    expect(circles.first).to_be_visible()
    settle(page)
    assert 4 <= circles.count() <= 12
    page.get_by_role("button", name="Download", exact=True).click()
    text = downloaded(page, "CSV").read_text(encoding="utf-8-sig")
    assert "share an address, Oranienplatz" in text
    assert "our records know of no organisation that they have in common." in text


def test_a_radius_in_metres_in_the_url_is_chosen_and_another_one_can_be(server, page):
    visit(page, f"{server.url}/proximity_finder?view=Around+one&record=P0008&within=500")
    choice = page.get_by_role("combobox", name="Also nearby within")
    expect(choice).to_have_value("500 m")
    expect(page.get_by_text("within 500 m")).to_be_visible()
    choice.click()
    page.get_by_role("option", name="2.5 km").click()
    expect(page.get_by_text("within 2.5 km")).to_be_visible()
    expect(page).to_have_url(re.compile(r"within=2.5(\+|%20)km"))
    visit(page, page.url)
    expect(choice).to_have_value("2.5 km")


def test_a_click_on_the_map_asks_who_is_around_that_record(server, page):
    visit(page, f"{server.url}/proximity_finder?view=Around+one&within=250")
    circles = page.frame_locator("iframe >> nth=-1").locator(".dsi-circle")
    settle(page)
    for _ in range(12):  # into the circles, until one is a single place
        if re.search("record=", page.url):
            break
        circles.first.click(force=True)
        settle(page)
    expect(page).to_have_url(re.compile(r"record=P\d+"))
    record = re.search(r"record=(P\d+)", page.url)
    assert record
    chosen = page.get_by_role("combobox", name="Found")
    expect(chosen).to_have_value(re.compile(re.escape(record[1])))
    expect(page.frame_locator("iframe >> nth=-1").locator(".dsi-chosen")).to_have_count(1)
    visit(page, page.url)
    expect(chosen).to_have_value(re.compile(re.escape(record[1])))


def test_a_phone_shows_every_view_without_scrolling_sideways(server, new_page):
    page = new_page(**NARROW)
    visit(page, f"{server.url}/proximity_finder")
    for view in ("Under one roof", "Pairs", "Around one", "Same organisation%3F"):
        turn_to(page, f"/proximity_finder?view={view.replace(' ', '+')}")
        expect(page.get_by_role("heading", name="Proximity finder", exact=True)).to_be_visible()
        expect(page.get_by_role("radio", name=view.replace("%3F", "?"))).to_be_checked()
        for scheme in both_themes(page):
            width = scroll_width(page)
            assert width <= NARROW["width"], (view, scheme)
