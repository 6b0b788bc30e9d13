"""The map: sized circles, views that fit, and text that stays text on its way to the browser."""

from __future__ import annotations

import json
import re
from base64 import b64decode

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit_folium import _get_feature_group_string

from dsi_geo.drawing.tile_archive import open_archive
from dsi_geo.drawing.web_map import (
    NO_POINTS,
    Assets,
    View,
    base_map,
    circle_rows,
    extent,
    fit,
    packed,
    short_number,
    town_rows,
    view_layer,
)
from tests.tile_archives import write_pictures, write_streets

ASSETS = Assets("../leaflet", "../own", "../../tiles")
COLOURS = ("#111111", "#222222")


def circle(
    tooltip: str, count: int = 1, shares: tuple[int, int, int] = (1, 0, 0), **more: object
) -> pd.DataFrame:
    row = {
        "count": count,
        "latitude": 52.5,
        "longitude": 13.4,
        "radius_px": 9.0,
        "look": "point",
        "tooltip": tooltip,
        "goes_in": False,
    }
    extent = {"south": 52.5, "west": 13.4, "north": 52.5, "east": 13.4}
    return pd.DataFrame([row | extent | dict(enumerate(shares)) | more])


def sent(**parts: object) -> str:
    """What streamlit-folium sends to the browser."""
    whole = base_map(View(50, 10, 4), ASSETS)
    return _get_feature_group_string(view_layer("light", **parts), whole)


def unpacked(script: str) -> dict[str, object]:
    return json.loads(b64decode(re.search(r"dsiMap.show\(map_div, \w+, '([^']*)'\)", script)[1]))


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% raw %}", "{# x #}", "</script>", "{{ ''.__class__ }}", "a_b '\"`${x}"]
)
def test_text_of_a_record_reaches_neither_a_template_nor_a_script(text):
    script = sent(circles=circle_rows(circle(text), COLOURS))
    assert text not in script
    assert unpacked(script)["circles"][0][-1] == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_packed_text_holds_nothing_that_means_anything_and_opens_again(text):
    assert re.fullmatch(r"[A-Za-z0-9+/=]*", packed({"text": text}))
    assert json.loads(b64decode(packed({"text": text}))) == {"text": text}


def test_a_circle_carries_its_count_place_ring_and_bounds():
    drawn = circle(
        "x", 1200, (300, 900, 0), look="cluster", goes_in=True, south=50.0, west=10.0, north=51.0, east=11.0
    )
    [row] = circle_rows(drawn, COLOURS)
    ring = "conic-gradient(#111111 0deg 90deg,#222222 90deg 360deg)"
    assert row == [52.5, 13.4, 18, "1.2k", "cluster", ring, [[50.0, 10.0], [51.0, 11.0]], True, "x"]


def test_a_ring_of_one_category_is_one_colour_and_the_unknown_is_grey():
    assert circle_rows(circle("x", 2, (0, 2, 0)), COLOURS)[0][5] == "#222222"
    assert circle_rows(circle("x", 2, (0, 0, 2)), COLOURS)[0][5] == "#a5a9ad"


def test_a_view_without_circles_draws_nothing():
    assert circle_rows(circle("x").head(0), COLOURS) == []
    assert unpacked(sent(circles=[], towns=[]))["circles"] == []


def test_towns_are_points_with_names():
    towns = pd.DataFrame({"name": ["{{ x }}"], "latitude": [1.0], "longitude": [2.0]})
    assert town_rows(towns) == [[1.0, 2.0, "{{ x }}"]]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1"),
        (999, "999"),
        (1000, "1k"),
        (1250, "1.2k"),
        (34_567, "34k"),
        (1_500_000, "1.5M"),
        (20_000_000, "20M"),
    ],
)
def test_a_count_fits_into_its_circle(count, text):
    assert short_number(count) == text


def test_the_base_map_asks_nobody_unless_the_street_map_is_on():
    for street_map in (False, True):
        drawn = base_map(View(50, 10, 4), ASSETS, street_map=street_map)
        drawn.get_root().render()
        links = [url for _, url in [*drawn.default_js, *drawn.default_css]]
        assert all(url.startswith("../") for url in links)
        names = [child._name for child in drawn._children.values()]
        assert ("TileLayer" in names) is street_map


@pytest.mark.parametrize(("write", "drawn_here"), [(write_pictures, False), (write_streets, True)])
def test_an_archive_takes_the_place_of_openstreetmaps_servers(tmp_path, write, drawn_here):
    archive = open_archive(write(tmp_path / "berlin.pmtiles", zooms=[2, 3], attribution="{{ 7*7 }}</script>"))
    for street_map in (False, True):
        drawn = base_map(View(50, 10, 4), ASSETS, street_map=street_map, archive=archive)
        page = drawn.get_root().render()
        assert "openstreetmap.org" not in page
        assert "7*7" not in page
        links = [url for _, url in drawn.default_js]
        assert ("../own/protomaps/protomaps-leaflet.js" in links) is (street_map and drawn_here)
    told = json.loads(b64decode(re.search(r'"tiles": "([^"]*)"', page)[1]))
    assert told == {
        "url": f"../../tiles/{{z}}/{{x}}/{{y}}?version={archive.version}",
        "vector": drawn_here,
        "least": 2,
        "most": 3,
        "box": [[52.45, 13.3], [52.55, 13.5]],
        "attribution": "{{ 7*7 }}",
    }


def test_a_view_fits_its_points():
    assert fit(extent(np.array([47.0, 55.0]), np.array([6.0, 15.0]), few=3), 540, 620) == View(51, 10.5, 5)
    assert fit(extent(np.array([52.5]), np.array([13.4]), few=3), 540, 620) == View(52.5, 13.4, 12)
    assert fit(extent(np.array([-60.0, 70.0]), np.array([-170.0, 175.0]), few=3), 540, 380).zoom == 1
    assert fit(extent(np.array([np.nan]), np.array([13.4])), 540, 620) == NO_POINTS


def test_of_many_points_the_farthest_can_wait():
    latitude, longitude = np.r_[np.full(98, 52.5), -40.0, -40.0], np.r_[np.full(98, 13.4), 170.0, -70.0]
    assert fit(extent(latitude, longitude, few=50), 540, 620).zoom == 12
