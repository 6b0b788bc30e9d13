"""Records around a spot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.geography.sphere import around, great_circle_m

ORANIENPLATZ = (52.5022, 13.4160)


def test_the_nearest_comes_first_and_the_far_one_is_out():
    latitude = [52.6, 52.5022, 52.5031, np.nan]
    longitude = [13.4160, 13.4160, 13.4160, 13.4160]
    found = around(latitude, longitude, ORANIENPLATZ, 500)
    assert found.index.tolist() == [1, 2]
    assert found.tolist() == pytest.approx([0, 100.08], abs=0.05)


def test_the_date_line_and_the_poles_are_no_edge():
    assert sorted(around([0, 0], [179.999, -179.999], (0, 180), 200).index) == [0, 1]
    assert sorted(around([89.999, 89.999], [0, 180], (89.9995, 90), 200).index) == [0, 1]


def test_nothing_near_is_an_empty_answer():
    assert around([], [], ORANIENPLATZ, 1_000).empty
    assert around([0.0], [0.0], ORANIENPLATZ, 1_000).empty


@given(
    st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=30),
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    st.floats(1, 2e7),
)
def test_it_is_every_point_within_the_radius_and_no_other(points, centre, radius_m):
    latitude, longitude = (np.array([point[axis] for point in points]) for axis in (0, 1))
    expected = np.flatnonzero(great_circle_m(latitude, longitude, *centre) <= radius_m)
    found = around(latitude, longitude, centre, radius_m)
    assert sorted(found.index) == expected.tolist()
    assert found.is_monotonic_increasing
