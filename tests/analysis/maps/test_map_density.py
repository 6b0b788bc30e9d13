"""Hexagons of equal area."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.map_grids import hexagons
from dsi_geo.crs import azimuthal_equal_area, cylindrical_equal_area
from dsi_geo.geography.web_mercator import WORLD, Bounds

EUROPE = Bounds(35, -10, 65, 30)

points = st.lists(st.tuples(st.floats(-89, 89), st.floats(-180, 180)), max_size=60)


def arrays(pairs):
    return np.array([pair[0] for pair in pairs], dtype=float), np.array(
        [pair[1] for pair in pairs], dtype=float
    )


@given(points, st.integers(0, 12))
def test_every_point_is_counted_in_one_hexagon(pairs, zoom):
    latitude, longitude = arrays(pairs)
    found = hexagons(latitude, longitude, WORLD, zoom)
    assert found.count["count"].sum() == len(pairs)
    assert (found.count["count"] > 0).all()
    assert found.count["count"].is_monotonic_decreasing


@given(points.filter(bool), st.integers(3, 8))
def test_a_point_lies_in_the_hexagon_that_counts_it(pairs, zoom):
    north, east = arrays(pairs)
    latitude, longitude = 50 + north / 6, 10 + east / 9
    found = hexagons(latitude, longitude, EUROPE, zoom)
    corners = azimuthal_equal_area(found.corners[..., 0], found.corners[..., 1], (50, 10))
    cells = shapely.polygons(np.stack(corners, axis=-1))
    spots = shapely.points(np.column_stack(azimuthal_equal_area(latitude, longitude, (50, 10))))
    inside = shapely.dwithin(cells[:, None], spots[None, :], 0.01)
    assert (inside.sum(axis=1) >= found.count["count"]).all()
    assert inside.any(axis=0).all()


@pytest.mark.parametrize("zoom", [1, 4])
def test_all_hexagons_cover_the_same_area_on_the_ground(zoom):
    rng = np.random.default_rng(5)
    found = hexagons(rng.uniform(36, 64, 400), rng.uniform(-9, 29, 400), EUROPE, zoom)
    x, y = cylindrical_equal_area(found.corners[..., 0], found.corners[..., 1], 0)
    whole = np.abs(found.corners[..., 0]).max(axis=1) < 89
    areas = shapely.area(shapely.segmentize(shapely.polygons(np.stack([x, y], axis=-1)), 1e4))[whole] / 1e6
    assert areas == pytest.approx(np.full(len(areas), found.area_km2), rel=0.02)


def test_hexagons_stay_while_the_view_moves_a_little():
    latitude, longitude = np.array([52.5, 48.1, 48.2]), np.array([13.4, 11.6, 11.5])
    one = hexagons(latitude, longitude, Bounds(45, 5, 55, 20), 5)
    other = hexagons(latitude, longitude, Bounds(45.5, 5.5, 55.5, 20.5), 5)
    assert np.array_equal(one.corners, other.corners)


def test_weights_count_as_they_say():
    found = hexagons(np.array([52.5, 52.5]), np.array([13.4, 13.4]), EUROPE, 3, weight=[0.5, 2])
    assert found.count["count"].tolist() == [2.5]
