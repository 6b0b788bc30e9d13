"""Pairs of points within a radius, against comparing all with all."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from dsi_geo.analysis.proximity.nearby import check_radius, pairs_within
from dsi_geo.errors import InputError
from dsi_geo.geography.sphere import great_circle_m, unit_sphere


def all_with_all(latitude, longitude, radius_m):
    one, other = np.triu_indices(len(latitude), 1)
    near = great_circle_m(latitude[one], longitude[one], latitude[other], longitude[other]) <= radius_m
    return set(zip(one[near].tolist(), other[near].tolist(), strict=True))


def found(latitude, longitude, radius_m):
    first, second, distance = pairs_within(latitude, longitude, radius_m)
    pairs = list(zip(first.tolist(), second.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    assert (distance <= radius_m).all()
    return set(pairs)


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.0, 52.5, -33.0, 89.99, -89.999, 90.0]),
    st.sampled_from([0.0, 180.0, -180.0, 13.4, 179.9995]),
    st.sampled_from([10.0, 50.0, 500.0, 5_000.0]),
)
def test_all_pairs_are_found_everywhere_on_earth(seed, latitude, longitude, radius_m):
    random = np.random.default_rng(seed)
    count = int(random.integers(0, 40))
    spread = radius_m / 111_195 * random.choice([0.5, 2.0, 5.0])
    lat = np.clip(latitude + random.normal(0, spread, count), -90, 90)
    shrink = max(np.cos(np.radians(min(abs(latitude), 89.99))), 1e-3)
    lon = (longitude + random.normal(0, spread, count) / shrink + 180) % 360 - 180
    assert found(lat, lon, radius_m) == all_with_all(lat, lon, radius_m)


def test_many_points_give_the_pairs_that_a_k_d_tree_gives():
    random = np.random.default_rng(1)
    lat, lon = random.uniform(50, 50.2, 20_000), random.uniform(8, 8.2, 20_000)
    chord = 2 * np.sin(50 / (2 * 6_371_008.8))
    rival = cKDTree(unit_sphere(lat, lon)).query_pairs(chord)
    assert found(lat, lon, 50) == rival
    assert len(rival) > 1_000


def test_too_many_pairs_are_counted_and_refused():
    spot = np.full(300, 52.5), np.full(300, 13.4)
    with pytest.raises(
        InputError, match="Within 50 m there are 44,850 pairs of records, more than the 1,000"
    ):
        pairs_within(*spot, 50, most=1_000)
    assert len(pairs_within(*spot, 50, most=44_850)[0]) == 44_850


STEP = 1 / 111_195
"""Degrees of latitude in a metre."""


@pytest.mark.parametrize(
    ("latitude", "longitude", "radius_m", "number"),
    [
        (np.full(100_000, 52.5), np.full(100_000, 13.4), 50, "4,999,950,000"),
        (np.full(100_000, 90.0), np.linspace(-180, 180, 100_000), 50, "at least 1,24"),
        (52.5 + np.arange(3_000) * STEP, np.full(3_000, 13.4), 3_000, "at least 2,"),
        (52.5 + np.linspace(0, 40 * STEP, 100_000), np.full(100_000, 13.4), 50, "at least 1,46"),
        (np.full(100_000, 52.5), 180 - np.linspace(-1, 1, 100_000) * 1e-5, 50, "at least 2,49"),
        (
            np.r_[np.full(50_000, 52.5), np.linspace(47, 55, 50_000)],
            np.full(100_000, 13.4),
            10,
            "1,250,025,000",
        ),
        (np.tile(52.5 + np.arange(2_000) * STEP / 10, 2), np.full(4_000, 13.4), 200, "7,998,000"),
    ],
    ids=[
        "one point",
        "a pole",
        "a metre apart",
        "a line within",
        "the date line",
        "half on one",
        "each twice",
    ],
)
def test_too_many_pairs_are_refused_however_the_points_lie(latitude, longitude, radius_m, number):
    longitude = (longitude + 180) % 360 - 180
    with pytest.raises(
        InputError, match=f"there are {number}[0-9,]* pairs of records, more than the 2,000,000"
    ):
        pairs_within(latitude, longitude, radius_m)


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 52.5, 90.0]), st.sampled_from([13.4, 180.0]))
def test_the_number_in_a_refusal_is_never_too_large(seed, latitude, longitude):
    random = np.random.default_rng(seed)
    spots = random.normal(0, 60 * STEP, (int(random.integers(1, 12)), 2))
    at = spots[random.integers(0, len(spots), 60)]
    lat, lon = np.clip(latitude + at[:, 0], -90, 90), (longitude + at[:, 1] + 180) % 360 - 180
    count = len(all_with_all(lat, lon, 50))
    assert found(lat, lon, 50) == all_with_all(lat, lon, 50)
    if count > 1:
        with pytest.raises(InputError) as refused:
            pairs_within(lat, lon, 50, most=1)
        said = re.search(r"there are (at least )?([0-9,]+) pairs", str(refused.value))
        number = int(said[2].replace(",", ""))
        assert number == count or (said[1] and 1 < number < count)


@pytest.mark.parametrize("radius", [0, 9.9, 5_001, float("nan"), float("inf"), -5])
def test_a_radius_out_of_range_is_refused(radius):
    with pytest.raises(InputError, match="give 10 to 5,000 metres"):
        check_radius(radius)
