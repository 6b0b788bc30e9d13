"""Map clusters: exact counts, circles that stand apart, places that never part."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.map_clusters import RADIUS_PX, TILE_PX, WORLD, Bounds, ClusterIndex, to_mercator

POINTS = st.lists(st.tuples(st.floats(-89, 89), st.floats(-180, 180)), max_size=60)
BOXES = st.tuples(st.floats(-80, 80), st.floats(-180, 180), st.floats(0, 60), st.floats(0, 200)).map(
    lambda box: Bounds(box[0], box[1], min(box[0] + box[2], 85), (box[1] + box[3] + 180) % 360 - 180)
)


def brute_force(points: list[tuple[float, float]], bounds: Bounds) -> int:
    def inside(latitude: float, longitude: float) -> bool:
        if not bounds.south <= min(max(latitude, -85.051129), 85.051129) <= bounds.north:
            return False
        if bounds.west <= bounds.east:
            return bounds.west <= longitude <= bounds.east
        return longitude >= bounds.west or longitude <= bounds.east

    return sum(inside(*point) for point in points)


def index(points: list[tuple[float, float]]) -> ClusterIndex:
    return ClusterIndex([latitude for latitude, _ in points], [longitude for _, longitude in points])


@given(POINTS, st.integers(0, 18))
def test_the_circles_of_the_world_count_every_point_at_every_zoom(points, zoom):
    assert index(points).clusters(WORLD, zoom)["count"].sum() == len(points)


@given(st.lists(st.tuples(st.integers(-80, 80), st.integers(-179, 179)), max_size=60), st.integers(0, 18))
def test_the_circles_of_a_view_count_what_a_plain_count_finds(points, zoom):
    bounds = Bounds(-30.5, -60.5, 45.5, 90.5)
    clusters = index(points).clusters(bounds, zoom)
    assert clusters["count"].sum() == brute_force(points, bounds)


def test_a_view_across_the_date_line_holds_both_sides():
    points = [(0.0, 179.0), (0.0, -179.0), (0.0, 0.0)]
    assert index(points).clusters(Bounds(-10, 170, 10, -170), 8)["count"].sum() == 2


@given(POINTS, st.integers(0, 18))
def test_no_two_circles_of_a_view_lie_within_two_radii(points, zoom):
    clusters = index(points).clusters(WORLD, zoom)
    x, y = to_mercator(clusters["latitude"], clusters["longitude"])
    apart = np.hypot(x[:, None] - x, y[:, None] - y) + np.eye(len(x)) * 9
    # joining moves the middle of a circle, so a little less than two radii may remain
    assert apart.min(initial=9) > 0.2 * RADIUS_PX / (TILE_PX * 2**zoom)


def test_a_selection_counts_only_what_it_chooses():
    chosen = np.array([True, False, True])
    assert index([(50, 10), (50, 10), (50, 10)]).clusters(WORLD, 3, chosen)["count"].tolist() == [2]


def test_points_on_one_coordinate_are_a_spot_and_others_are_not():
    clusters = index([(52.5, 13.4)] * 3 + [(40.0, -3.0), (40.001, -3.0)]).clusters(WORLD, 4)
    assert clusters.set_index("count")["spot"].to_dict() == {3: True, 2: False}


def test_the_bounds_of_a_circle_hold_its_points():
    cluster = index([(48.0, 11.0), (48.2, 11.4)]).clusters(WORLD, 3).iloc[0]
    assert (cluster["south"], cluster["west"]) == pytest.approx((48.0, 11.0))
    assert (cluster["north"], cluster["east"]) == pytest.approx((48.2, 11.4))


def test_a_single_point_keeps_its_coordinate_and_identity():
    cluster = index([(10.0, 20.0), (-33.9, 151.2)]).clusters(Bounds(-40, 140, -30, 160), 12).iloc[0]
    assert (cluster["latitude"], cluster["longitude"]) == pytest.approx((-33.9, 151.2))
    assert cluster["point"] == 1


@pytest.mark.parametrize("zoom", [-3, 99])
def test_a_zoom_out_of_range_is_brought_into_it(zoom):
    assert index([(0, 0), (1, 1)]).clusters(WORLD, zoom)["count"].sum() == 2


def test_no_points_give_no_circles():
    assert index([]).clusters(WORLD, 5).empty


def test_poles_and_date_line_are_drawn_on_the_edge():
    points = [(90.0, 0.0), (-90.0, 0.0), (0.0, 180.0), (0.0, -180.0)]
    assert index(points).clusters(WORLD, 0)["count"].sum() == 4
