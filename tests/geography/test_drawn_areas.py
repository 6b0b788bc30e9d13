"""Areas drawn on a map: their text, and which points lie in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.geography.drawn_areas import MOST_CORNERS, area_text, area_words, corners_of, lies_within

BERLIN, PARIS, FIJI, SAMOA = (52.52, 13.40), (48.86, 2.35), (-17.8, 178.0), (-13.8, -171.8)


def within(text, *points):
    latitude, longitude = np.array(points, dtype=float).T
    return lies_within(text, latitude, longitude).tolist()


def test_a_box_has_two_corners_in_any_order():
    for text in ("52,13 53,14", "53,13 52,14"):
        assert within(text, BERLIN, PARIS) == [True, False]


def test_a_box_whose_west_is_greater_than_its_east_crosses_the_date_line():
    assert within("-20,170 -10,-170", FIJI, SAMOA, BERLIN) == [True, True, False]
    assert within("-20,170 -10,190", FIJI, SAMOA, BERLIN) == [True, True, False]
    assert within("-20,-190 -10,-170", FIJI, SAMOA, BERLIN) == [True, True, False]


def test_a_polygon_has_what_lies_in_it_or_on_its_edge_and_a_missing_point_lies_nowhere():
    triangle = "0,0 10,0 0,10"
    points = [(1, 1), (0, 5), (0, 0), (6, 6), (np.nan, np.nan)]
    assert within(triangle, *points) == [True, True, True, False, False]


def test_a_polygon_that_crosses_itself_is_both_its_halves():
    assert within("0,0 10,10 10,0 0,10", (5, 1), (5, 9), (1, 5), (9, 5)) == [False, False, True, True]


def test_edges_are_straight_on_the_map():
    # From 0° to 60° north the middle of the edge is at 35.3° on the map, not at 30°.
    text = "0,0 60,90 0,90"
    assert within(text, (33, 45), (36, 45)) == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "52,13",
        "52,13 52,13",
        "52,13 52,14",
        "a,b c,d",
        "91,0 92,1",
        "1,2,3 4,5",
        "1,nan 2,3",
        "1e9,1 2,2",
    ],
)
def test_what_is_no_area_has_nothing_in_it(text):
    assert corners_of(text) is None
    assert within(text, BERLIN) == [False]
    assert area_words(text) == text


def test_an_area_has_a_limited_number_of_corners():
    turn = np.linspace(0, 2 * np.pi, MOST_CORNERS, endpoint=False)
    ring = [(float(np.sin(one)), float(np.cos(one))) for one in turn]
    assert corners_of(area_text(ring)) is not None
    assert corners_of(area_text([*ring, (0.0, 0.0)])) is None
    assert within(area_text(ring), (0, 0), (0.9, 0.9)) == [True, False]


def test_words_tell_size_and_middle():
    # One degree at the equator: 110.57 by 111.32 km.
    assert area_words("-0.5,9.5 0.5,10.5") == "an area of 12,300 km² around 0.00° N, 10.00° E"
    assert area_words("-20,170 -10,190").endswith("around 15.06° S, 180.00° W")
    assert area_words("52.5,13.4 52.501,13.401").startswith("an area of 0.00756 km²")


@given(
    st.floats(-80, 79),
    st.floats(-180, 179),
    st.floats(0.01, 1),
    st.floats(0.01, 1),
    st.floats(-85, 85),
    st.floats(-180, 180),
)
def test_a_box_is_the_polygon_of_its_four_corners(south, west, high, wide, latitude, longitude):
    north, east = south + high, west + wide
    box, ring = (
        f"{south:.6f},{west:.6f} {north:.6f},{east:.6f}",
        [(south, west), (north, west), (north, east), (south, east)],
    )
    polygon = " ".join(f"{a:.6f},{b:.6f}" for a, b in ring)
    middle = ((south + north) / 2, (west + east) / 2)
    assert within(box, middle, (latitude, longitude)) == within(polygon, middle, (latitude, longitude))
    assert within(box, middle) == [True]
