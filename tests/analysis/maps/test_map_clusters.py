"""Map clusters: exact counts, circles that stand apart, places that never part."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dsi_geo.analysis import map_clusters
from dsi_geo.analysis.map_clusters import GAP_PX, LARGEST_PX, SEVERAL_PX, ClusterIndex, radius_px
from dsi_geo.analysis.map_grids import CELL_PX
from dsi_geo.crs import MAX_LATITUDE
from dsi_geo.geography.web_mercator import TILE_PX, WORLD, Bounds, to_mercator

EUROPE = Bounds(30, -15, 70, 45)

# On a coarse lattice points share coordinates, and the edges of boxes run through them.
LATITUDES = st.one_of(st.integers(-18, 18).map(lambda step: step * 5.0), st.floats(-90, 90))
LONGITUDES = st.one_of(st.integers(-36, 36).map(lambda step: step * 5.0), st.floats(-180, 180))
POINTS = st.lists(st.tuples(LATITUDES, LONGITUDES), max_size=60).flatmap(
    lambda points: st.integers(1, 12).map(lambda times: points * times)
)
# Rounded: a turn added to a number near nothing is lost, and the slow count would be wrong.
EDGES = st.one_of(
    st.integers(-80, 80).map(lambda step: step * 5.0), st.floats(-400, 400).map(lambda edge: round(edge, 6))
)
BOXES = st.tuples(LATITUDES, EDGES, LATITUDES, EDGES).map(
    lambda box: Bounds(min(box[0], box[2]), box[1], max(box[0], box[2]), box[3])
)
ZOOMS = st.integers(0, 18)


def index(points: list[tuple[float, float]]) -> ClusterIndex:
    return ClusterIndex([latitude for latitude, _ in points], [longitude for _, longitude in points])


def inside(point: tuple[float, float], bounds: Bounds) -> bool:
    """Slowly, one point at a time: on some turn of the world it lies in the box."""
    south, west, north, east = bounds
    latitude, longitude = min(max(point[0], -MAX_LATITUDE), MAX_LATITUDE), point[1]
    while east < west:
        east += 360
    on_a_turn = any(west - 360 * turn <= longitude <= east - 360 * turn for turn in range(-5, 6))
    return south <= latitude <= north and on_a_turn


def uneven(count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Towns, piles in their middles, and a background."""
    random = np.random.default_rng(seed)
    towns = random.uniform([-50, -180], [65, 180], (60, 2))
    town = towns[random.integers(0, 60, count) * random.integers(0, 2, count)]
    kind = random.random(count)
    latitude = town[:, 0] + np.where(kind < 0.5, random.normal(0, 0.2, count), 0)
    longitude = town[:, 1] + np.where(kind < 0.5, random.normal(0, 0.3, count), 0)
    latitude = np.where(kind > 0.8, random.uniform(-70, 80, count), latitude)
    return latitude, np.where(kind > 0.8, random.uniform(-180, 180, count), longitude)


def clearances(clusters: pd.DataFrame, zoom: int) -> np.ndarray:
    """Pixels that are left between all pairs of circles."""
    _, y = to_mercator(clusters["latitude"], np.zeros(len(clusters)))
    x = clusters["longitude"].to_numpy() / 360
    radius = clusters["radius_px"].to_numpy()
    apart = np.hypot(x[:, None] - x, y[:, None] - y) * TILE_PX * 2**zoom
    return (apart - radius[:, None] - radius)[~np.eye(len(x), dtype=bool)]


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_points_are_one_circle_from_afar_and_two_from_near():
    berlin = index([(52.50, 13.40), (52.52, 13.44)])
    (far,) = berlin.clusters(EUROPE, 4).to_dict("records")
    assert (far["count"], far["spot"]) == (2, False)
    assert (far["latitude"], far["longitude"]) == pytest.approx((52.51, 13.42), abs=1e-4)
    assert (far["south"], far["west"], far["north"], far["east"]) == (52.50, 13.40, 52.52, 13.44)
    near = berlin.clusters(EUROPE._replace(south=52, north=53, west=13, east=14), 14)
    assert near["count"].tolist() == [1, 1]
    assert sorted(near["point"]) == [0, 1]
    assert sorted(zip(near["latitude"], near["longitude"], strict=True)) == [(52.50, 13.40), (52.52, 13.44)]


def test_the_mean_is_weighted():
    clusters = index([(0.0, 10.0)] * 3 + [(0.0, 10.4)]).clusters(WORLD, 2)
    assert clusters["longitude"].tolist() == pytest.approx([10.1])


def test_a_pile_never_parts_and_says_so():
    pile = index([(52.5, 13.4)] * 3 + [(40.0, -3.0), (40.0001, -3.0)])
    assert pile.clusters(WORLD, 4).set_index("count")["spot"].to_dict() == {3: True, 2: False}
    here = Bounds(52, 13, 53, 14)
    for zoom in range(19):
        assert pile.clusters(here, zoom)[["count", "spot"]].to_numpy().tolist() == [[3, True]]


def test_neighbours_across_the_date_line_are_one_circle_on_the_turn_of_the_view():
    points = index([(0.0, 179.9), (0.0, -179.9), (0.0, 0.0)])
    for west, east, middle in ((170, 190, 180), (170, -170, 180), (-190, -170, -180), (530, 550, 540)):
        (circle,) = points.clusters(Bounds(-10, west, 10, east), 4).to_dict("records")
        assert circle["count"] == 2
        assert circle["longitude"] == pytest.approx(middle)
        assert (circle["west"], circle["east"]) == pytest.approx((middle - 0.1, middle + 0.1))


def test_both_names_of_the_date_line_are_one_meridian():
    both = index([(10.0, 180.0), (10.0, -180.0)])
    assert both.clusters(WORLD, 18)["count"].tolist() == [2]
    assert both.clusters(Bounds(0, 170, 20, 180), 3)["longitude"].tolist() == [180]
    assert both.clusters(Bounds(0, -180, 20, -170), 3)["longitude"].tolist() == [-180]


def test_longitudes_of_points_may_be_on_any_turn():
    assert index([(0.0, 373.5), (0.0, -346.5)]).clusters(WORLD, 9)["longitude"].tolist() == [13.5]


def test_a_view_wider_than_the_world_counts_everything_once_around_its_middle():
    points = index([(0.0, -170.0), (0.0, 0.0), (0.0, 170.0)])
    wide = points.clusters(Bounds(-80, -300, 80, 500), 3)
    assert sorted(wide["longitude"]) == [0, 170, 190]


def test_poles_are_drawn_on_the_edge():
    poles = index([(90.0, 0.0), (-90.0, 0.0)]).clusters(WORLD, 0)
    assert sorted(poles["latitude"]) == [-MAX_LATITUDE, MAX_LATITUDE]


@pytest.mark.parametrize(
    "beyond",
    [Bounds(86, -180, 90, 180), Bounds(10, 0, -10, 5), Bounds(-95, 0, -91, 1), Bounds(0, np.nan, 1, np.inf)],
)
def test_a_box_outside_the_world_or_no_box_is_empty(beyond):
    points = index([(90.0, 0.0), (-90.0, 0.5), (0.0, 2.0)])
    assert points.clusters(beyond, 3).empty
    assert not points.inside(beyond).any()
    assert points.members(beyond, 3, 0).tolist() == []


@pytest.mark.parametrize(("zoom", "within"), [(-3, 0), (99, 18)])
def test_a_zoom_out_of_range_is_brought_into_it(zoom, within):
    points, here = index([(0.0, 0.0), (0.0001, 0.0), (1.0, 1.0)]), Bounds(-0.01, -0.01, 0.01, 0.01)
    pd.testing.assert_frame_equal(points.clusters(here, zoom), points.clusters(here, within))


def test_points_without_coordinates_are_counted_and_never_placed():
    points = ClusterIndex([50, np.nan, 51, np.inf, 52, 53], [10, 10, np.nan, 10, -np.inf, 12])
    assert (len(points), points.missing) == (2, 4)
    assert points.inside(WORLD).tolist() == [True, False, False, False, False, True]
    assert sorted(points.clusters(WORLD, 12)["point"]) == [0, 5]
    part = points.chosen([False, True, True, False, False, True])
    assert (len(part), part.missing) == (1, 2)


def test_no_points_and_one_point_are_right():
    nothing = index([]).clusters(WORLD, 5)
    assert nothing.empty
    assert nothing.columns.tolist() == index([(0, 0)]).clusters(WORLD, 5).columns.tolist()
    (one,) = index([(10.0, 20.0)]).clusters(WORLD, 5).to_dict("records")
    assert (one["count"], one["latitude"], one["longitude"], one["spot"]) == (1, 10, 20, True)


def test_a_selection_and_its_categories_by_hand():
    points = index([(50.0, 10.0)] * 4 + [(-20.0, 30.0)]).coloured([0, 1, 1, -1, 1], 2)
    chosen = points.chosen([True, True, True, True, False])
    assert chosen.clusters(WORLD, 5)[["count", 0, 1, -1]].to_numpy().tolist() == [[4, 1, 2, 1]]
    assert points.clusters(WORLD, 5)[[0, 1, -1]].to_numpy().tolist() == [[1, 2, 1], [0, 1, 0]]


def test_what_does_not_fit_the_points_is_refused():
    with pytest.raises(ValueError, match="each of the 1 points is needed, got"):
        index([(0, 0)]).chosen([True, False])
    with pytest.raises(ValueError, match="codes must be from -1 to 2, got 3 to 3"):
        index([(0, 0)]).coloured([3], 3)


def test_radii_grow_with_the_count_within_their_limits():
    radii = radius_px([1, 2, 10, 100, 1_000, 10_000, 1_000_000])
    assert (np.diff(radii) > 0).all()
    assert (radii[0], radii[-1]) == (7, LARGEST_PX)
    assert SEVERAL_PX < radii[1] < 11


# ── whatever the points, the box and the zoom ────────────────────────────────────────────────────────────────────


@given(POINTS, BOXES, ZOOMS, st.integers(0, 2**32 - 1))
def test_counts_members_and_categories_are_those_of_a_plain_count(points, bounds, zoom, seed):
    random = np.random.default_rng(seed)
    mask, codes = random.random(len(points)) < 0.7, random.integers(-1, 3, len(points))
    expected = [place for place, point in enumerate(points) if mask[place] and inside(point, bounds)]

    chosen = index(points).chosen(mask).coloured(codes, 3)
    clusters = chosen.clusters(bounds, zoom)
    members = [chosen.members(bounds, zoom, point) for point in clusters["point"]]

    assert np.flatnonzero(chosen.inside(bounds)).tolist() == expected
    assert sorted(place for circle in members for place in circle) == expected
    assert clusters["count"].tolist() == [len(circle) for circle in members]
    assert clusters["count"].is_monotonic_decreasing
    for (_, circle), places in zip(clusters.iterrows(), members, strict=True):
        assert [circle[code] for code in (-1, 0, 1, 2)] == np.bincount(
            codes[places] + 1, minlength=4
        ).tolist()
        assert circle["point"] in places
        coordinates = {(points[place][0], points[place][1] % 360) for place in places}
        drawn = [min(max(latitude, -MAX_LATITUDE), MAX_LATITUDE) for latitude, _ in coordinates]
        assert (circle["south"], circle["north"]) == (min(drawn), max(drawn))
        assert circle["south"] <= circle["latitude"] <= circle["north"]
        assert circle["west"] <= circle["longitude"] <= circle["east"]


@given(POINTS, ZOOMS)
def test_a_circle_lies_at_the_mean_of_its_members(points, zoom):
    whole = index(points)
    for circle in whole.clusters(WORLD, zoom).to_dict("records"):
        latitude, longitude = np.array(
            [points[place] for place in whole.members(WORLD, zoom, circle["point"])]
        ).T
        longitude = np.where(longitude == 180, -180, longitude)
        x, y = to_mercator(latitude, longitude)
        mean_x, mean_y = to_mercator(circle["latitude"], circle["longitude"])
        assert (mean_x, mean_y) == pytest.approx((x.mean(), y.mean()), abs=1e-9)
        assert (circle["west"], circle["east"]) == (longitude.min(), longitude.max())


@given(POINTS, BOXES, ZOOMS)
def test_no_circle_overlaps_another(points, bounds, zoom):
    assert clearances(index(points).clusters(bounds, zoom), zoom).min(initial=99) > GAP_PX - 1e-3


@given(POINTS, BOXES, ZOOMS)
def test_the_same_question_has_the_same_answer_and_changes_nothing(points, bounds, zoom):
    assume(points)
    latitude, longitude = np.array(points, dtype=float).T.copy()
    latitude.flags.writeable = longitude.flags.writeable = False
    first = ClusterIndex(latitude, longitude)
    clusters = first.clusters(bounds, zoom)
    first.clusters(WORLD, 0)
    pd.testing.assert_frame_equal(clusters, first.clusters(bounds, zoom))
    pd.testing.assert_frame_equal(clusters, ClusterIndex(latitude, longitude).clusters(bounds, zoom))


# ── many points ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def many() -> tuple[np.ndarray, np.ndarray]:
    return uneven(30_000)


@pytest.mark.parametrize("zoom", range(19))
def test_views_of_many_points_count_them_exactly_and_circles_stand_apart(many, zoom):
    latitude, longitude = many
    whole, random = ClusterIndex(latitude, longitude), np.random.default_rng(zoom)
    for point in random.integers(0, len(latitude), 8):
        wide, tall = np.array([1400, 500]) * 360 / TILE_PX / 2**zoom / 2
        middle = latitude[point], longitude[point]
        bounds = Bounds(middle[0] - tall, middle[1] - wide, middle[0] + tall, middle[1] + wide)
        clusters = whole.clusters(bounds, zoom)
        turned = longitude + 360 * np.arange(-3, 4)[:, None]
        seen = ((turned >= bounds.west) & (turned <= bounds.east)).any(axis=0)
        seen &= (latitude >= bounds.south) & (latitude <= bounds.north)
        assert clusters["count"].sum() == np.count_nonzero(seen)
        assert clearances(clusters, zoom).min(initial=99) > GAP_PX - 1e-3


@pytest.mark.parametrize("zoom", range(5))
@pytest.mark.parametrize(
    "bounds",
    [
        Bounds(-33.3, -77.7, 61.1, 101.1),
        Bounds(-60, 100.1, 60, 250.2),
        Bounds(-60, 33.3, 70, 383.3),
        Bounds(10, 10, 10.5, 10.5),
        WORLD,
    ],
)
def test_sums_that_are_kept_change_nothing(many, monkeypatch, bounds, zoom):
    codes = np.arange(30_000) % 5
    kept = ClusterIndex(*many).coloured(codes, 5).clusters(bounds, zoom)
    monkeypatch.setattr(map_clusters, "POINTS_PER_CELL", 99_999)
    point_by_point = ClusterIndex(*many).coloured(codes, 5).clusters(bounds, zoom)
    pd.testing.assert_frame_equal(kept, point_by_point)


@pytest.mark.parametrize("zoom", [3, 4, 5])
def test_circles_of_a_view_are_those_of_the_world_away_from_its_edge(many, zoom):
    whole, pixel = ClusterIndex(*many), 360 / TILE_PX / 2**zoom
    view = Bounds(-45, -60, 60, -60 + 1400 * pixel)
    inner = whole.clusters(WORLD, zoom).query("-15 < latitude < 40")
    inner = inner[inner["longitude"].between(view.west + 250 * pixel, view.east - 250 * pixel)]
    same = inner.merge(whole.clusters(view, zoom), on=["count", "point", "south", "east"])
    assert len(inner) > 5
    assert len(same) >= 0.95 * len(inner)


def lined_up(clusters: pd.DataFrame, zoom: int) -> float:
    """How much places within cells agree: 0 if they are even, 1 if they are all the same."""
    units = to_mercator(clusters["latitude"], clusters["longitude"])
    return max(abs(np.exp(2j * np.pi * unit * TILE_PX * 2**zoom / CELL_PX).mean()) for unit in units)


def test_circles_do_not_betray_a_grid(monkeypatch):
    random = np.random.default_rng(3)
    whole = ClusterIndex(random.uniform(-60, 60, 100_000), random.uniform(-180, 180, 100_000))
    clusters = whole.clusters(WORLD, 3)
    assert len(clusters) > 500
    assert lined_up(clusters, 3) < 0.25
    monkeypatch.setattr(map_clusters, "fullest_neighbours", lambda cells: np.arange(len(cells.code)))
    monkeypatch.setattr(
        map_clusters, "apart", lambda circles, across_px: (circles, np.arange(len(circles.lot)))
    )
    assert lined_up(whole.clusters(WORLD, 3), 3) > 0.6  # what the cells themselves would show


def test_a_small_pan_leaves_circles_away_from_the_edge_as_they_are(many):
    whole, zoom = ClusterIndex(*many), 5
    pixel = 360 / TILE_PX / 2**zoom
    before = whole.clusters(Bounds(-20, -40, 30, -40 + 1400 * pixel), zoom)
    after = whole.clusters(Bounds(-20, -40 + 37 * pixel, 30, -40 + 1437 * pixel), zoom)
    inner = before[before["longitude"].between(-40 + 300 * pixel, -40 + 1100 * pixel)]
    same = inner.merge(after, on=["count", "point", "latitude", "longitude"])
    assert len(inner) > 30
    assert len(same) >= 0.95 * len(inner)
