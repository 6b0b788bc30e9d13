"""The map: sized circles, views that fit, and text that stays text on its way to the browser."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit_folium import _get_feature_group_string

from dsi_geo.analysis.map_clusters import Bounds
from dsi_geo.drawing.maps import Assets, View, base_map, circles_layer, fit, sealed, short_number

ASSETS = Assets("../leaflet", "../own")
NO_TOWNS = pd.DataFrame({"name": [], "latitude": [], "longitude": []})


def circle(tooltip: str, count: int = 1, **more: object) -> pd.DataFrame:
    row = {
        "count": count,
        "latitude": 52.5,
        "longitude": 13.4,
        "look": "point",
        "tooltip": tooltip,
        "goes_in": False,
    }
    extent = {"south": 52.5, "west": 13.4, "north": 52.5, "east": 13.4}
    return pd.DataFrame([row | extent | more])


def script(circles: pd.DataFrame) -> str:
    """What streamlit-folium sends to the browser."""
    whole = base_map(View(50, 10, 4), ASSETS)
    return _get_feature_group_string(circles_layer(circles, NO_TOWNS, "light"), whole)


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% raw %}", "{# x #}", "</script>", "{{ ''.__class__ }}", "a_b '\"`${x}"]
)
def test_text_of_a_record_reaches_neither_a_template_nor_a_script(text):
    sent = script(circle(text))
    assert text not in sent
    assert "49" not in re.findall(r'"tooltip": "([^"]*)"', sent)
    assert unquote(re.search(r'"tooltip": "([^"]*)"', sent)[1]) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_sealed_text_holds_nothing_that_means_anything_and_opens_again(text):
    assert re.fullmatch(r"[A-Za-z0-9_.~%-]*", sealed(text))
    assert unquote(sealed(text)) == text


def test_a_circle_carries_its_count_place_and_bounds():
    sent = script(circle("x", count=1200, goes_in=True, south=50.0, west=10.0, north=51.0, east=11.0))
    properties = json.loads(re.search(r'"properties": (\{.*?\}),? "type"', sent)[1])
    assert properties["label"] == "1.2k"
    assert properties["goesIn"] is True
    assert properties["bounds"] == [[50.0, 10.0], [51.0, 11.0]]


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


def test_a_view_fits_its_bounds():
    assert fit(Bounds(47, 6, 55, 15), 540, 620) == View(51, 10.5, 5)
    assert fit(Bounds(52.5, 13.4, 52.5, 13.4), 540, 620).zoom == 12
    assert fit(Bounds(-60, -170, 70, 175), 540, 380).zoom == 1
