"""Outlines on an equal-area plane, and the map that fills them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from dsi_geo.drawing.area_map import Outlines, area_map, outlines
from dsi_geo.geography.boundaries import countries

AREAS = pd.DataFrame(
    {"class": [0, 1], "few": [False, True], "tooltip": ["Berlin: 60", "<b>Bayern"]}, index=["DE-BE", "DE-BY"]
)
CLASSES = [("1–9", "#111111"), ("10–60", "#222222")]


@pytest.fixture(scope="module")
def germany() -> Outlines:
    return outlines("region", pd.Series({"DE-BE": 60, "DE-BY": 9, "DE/unknown": 5}), world=False)


def polygon_area_km2(path: tuple[np.ndarray, np.ndarray]) -> float:
    """Of all rings by the shoelace formula; inner ones go the other way round and count against."""
    total = 0.0
    corners = np.column_stack(path)
    for ring in np.split(corners, np.flatnonzero(np.isnan(corners[:, 0]))):
        x, y = ring[~np.isnan(ring[:, 0])].T
        total += (x[:-1] @ y[1:] - x[1:] @ y[:-1]) / 2
    return abs(total) / 1e6


@pytest.mark.parametrize("world", [False, True])
@pytest.mark.parametrize("code", ["FI", "IT"])
def test_areas_are_true_on_either_projection(world, code):
    drawn = outlines("country", pd.Series({"DE": 60, "FI": 9, "IT": 9}), world=world)
    true_km2 = float(countries().geometry.loc[[code]].to_crs("EPSG:3035").area.iloc[0]) / 1e6
    assert polygon_area_km2(drawn.paths[code]) == pytest.approx(true_km2, rel=0.03)


def test_regions_stand_among_the_countries_around_them(germany):
    assert {"DE-BE", "DE-BY", "CZ"} <= set(germany.paths)
    assert "DE" not in germany.paths


def test_berlin_is_a_hole_in_brandenburg(germany):
    x, _ = germany.paths["DE-BB"]
    assert np.isnan(x).sum() >= 2


def test_every_area_with_records_can_be_picked_where_it_is(germany):
    assert set(germany.picks["code"]) == {"DE-BE", "DE-BY"}
    for code, own in germany.picks.groupby("code"):
        x, y = germany.paths[code]
        end = int(np.flatnonzero(np.isnan(x))[0])
        outer = shapely.Polygon(np.column_stack([x[:end], y[:end]])).buffer(1)
        assert shapely.contains_xy(outer, own["x"], own["y"]).any()


def test_a_far_record_does_not_widen_the_map_and_one_everywhere_shows_the_world():
    near = outlines("country", pd.Series({"DE": 90, "FR": 9}), world=False)
    far = outlines("country", pd.Series({"DE": 90, "FR": 9, "NZ": 1}), world=False)
    assert far.frame == near.frame
    spread = outlines("country", pd.Series({"DE": 5, "NZ": 5, "BR": 5}), world=False)
    assert spread.frame == outlines("country", pd.Series({"DE": 1}), world=True).frame
    assert outlines("country", pd.Series(dtype="int64"), world=False).frame == spread.frame


def test_the_map_fills_each_class_and_hatches_what_is_too_few(germany):
    figure = area_map(germany, AREAS, CLASSES, "light", "fewer than 12")
    (berlin,) = (shape.path for shape in figure.layout.shapes if shape.fillcolor == "#111111")
    rings = [ring.strip("MZ").split("L") for ring in berlin.split("ZM")]
    corners = [[float(value) for value in corner.split(",")] for ring in rings for corner in ring]
    x, y = germany.paths["DE-BE"]
    assert np.array_equal(corners, np.column_stack([x, y])[~np.isnan(x)])
    assert len(rings) == np.isnan(x).sum()
    (hatched,) = (trace for trace in figure.data if trace.fill == "toself")
    assert (hatched.fillcolor, hatched.fillpattern.shape) == ("#222222", "/")
    assert np.array_equal(hatched.x, germany.paths["DE-BY"][0], equal_nan=True)
    assert [trace.name for trace in figure.data if trace.showlegend is None] == [
        "1–9",
        "10–60",
        "fewer than 12",
    ]


def test_the_pointer_is_told_the_area_as_text(germany):
    picks = area_map(germany, AREAS, CLASSES, "dark").data[-1]
    assert set(zip(picks.customdata, picks.text, strict=True)) == {
        ("DE-BE", "Berlin: 60"),
        ("DE-BY", "&lt;b&gt;Bayern"),
    }


def test_no_area_is_only_land(germany):
    figure = area_map(germany, AREAS.head(0), [], "light")
    assert len(figure.data[-1].x) == 0
