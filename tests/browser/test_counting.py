"""What counts as one value, and what the clusters are, in a real browser: chosen, drawn, kept in the link."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.watching import settle, visit

ROWS = (
    "name,themes,Milieu,latitude,longitude,city,country\n"
    "One,Health; Arts,Club,52.50031,13.42412,Berlin,DE\n"
    "Two,health,Club,48.85341,2.34882,Paris,FR\n"
    "Three,Arts,Firm,48.20849,16.37208,Wien,AT\n"
)


@pytest.fixture(scope="module")
def own_server(start_server, tmp_path_factory):
    """A server whose database has tags and no clusters."""
    file = tmp_path_factory.mktemp("counting") / "own.csv"
    file.write_text(ROWS, encoding="utf-8")
    return start_server({"DSI_GEO_DATABASE": str(file)})


def test_tags_serve_as_clusters_at_once_and_a_choice_is_in_the_link(own_server, page):
    visit(page, f"{own_server.url}/cluster_map")
    expect(page.get_by_text("chosen by itself since the data name none", exact=False)).to_be_visible()
    legend = page.locator(".dsi-legend").first
    expect(legend).to_contain_text("a record of several clusters is in each of their parts of a ring")
    page.get_by_test_id("stSidebar").get_by_text("Count spellings as one").click()
    settle(page)
    expect(page).to_have_url(re.compile("merge=true"))
    page.get_by_role("combobox", name="Clusters taken from").click()
    page.get_by_role("option", name="“Milieu”").click()
    expect(
        page.get_by_text("Thematic clusters: column “Milieu”. 3 of 3 projects are in one.")
    ).to_be_visible()
    expect(legend).to_contain_text("Club")
    expect(page).to_have_url(re.compile("clusters="))
    again = page.url
    page.reload()
    settle(page)
    assert page.url == again
    expect(
        page.get_by_text("Thematic clusters: column “Milieu”. 3 of 3 projects are in one.")
    ).to_be_visible()
    expect(legend).to_contain_text("Club")


def test_data_quality_counts_spellings_as_one_where_it_names_them(own_server, page):
    visit(page, f"{own_server.url}/data_quality")
    expect(
        page.get_by_text("Themes: 2 spellings of one value: “Health” (1) = “health” (1).").first
    ).to_be_visible()
    page.get_by_role("button", name="Count spellings as one", exact=True).click()
    expect(page.get_by_role("button", name="Count spellings apart again")).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile("merge=true"))
    page.reload()
    expect(page.get_by_role("button", name="Count spellings apart again")).to_be_visible()
