"""The library's map as a notebook shows it: in a frame of its own, without a server and without a network."""

from __future__ import annotations

import re

import folium
import pytest
from playwright.sync_api import FrameLocator, Page, expect

import dsi_geo


@pytest.fixture(scope="module")
def database() -> dsi_geo.Database:
    return dsi_geo.open_database()


def frame_of(page: Page, shown: folium.Map) -> FrameLocator:
    """A map below a cell of a notebook."""
    page.set_content(f"<!doctype html><meta charset=utf-8><title>Cell</title>{shown._repr_html_()}")
    return page.frame_locator("iframe")


def test_the_map_is_drawn_in_a_notebook_and_parts_its_circles(page, database):
    migration = dsi_geo.Selection(cluster=("Migration and integration",))
    frame = frame_of(page, dsi_geo.cluster_map(database, selection=migration))
    expect(frame.locator("body[data-outlines=drawn]")).to_have_count(1)
    expect(frame.locator("footer")).to_contain_text("182 of 902 projects selected; 180 of them with a place")
    expect(frame.locator("footer span", has_text="Migration and integration")).to_be_visible()
    before = frame.locator(".dsi-circle").count()
    expect(frame.locator(".dsi-circle").first).to_be_visible()
    frame.get_by_role("button", name=re.compile("^79 projects")).click()
    expect(frame.get_by_role("button", name=re.compile("^79 projects"))).to_have_count(0)
    assert before > 5


def test_a_map_of_nothing_says_so(page, database):
    nobody = dsi_geo.Selection(text="nobody is called so")
    frame = frame_of(page, dsi_geo.cluster_map(database, selection=nobody))
    expect(frame.locator("body[data-outlines=drawn]")).to_have_count(1)
    expect(frame.locator("footer")).to_contain_text("0 of 902 projects selected; 0 of them with a place")
    expect(frame.locator(".dsi-circle")).to_have_count(0)


def test_layers_of_folium_can_be_added(page, database):
    shown = dsi_geo.cluster_map(database)
    folium.Circle((52.5, 13.4), radius=50_000, tooltip="around Berlin").add_to(shown)
    frame = frame_of(page, shown)
    expect(frame.locator(".dsi-circle").first).to_be_visible()
    expect(frame.locator("path.leaflet-interactive")).to_have_count(1)
