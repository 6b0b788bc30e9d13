"""Pairs that share a key: counted as they are listed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.addresses import joins

KEYS = st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=20)
LARGEST = st.sampled_from([None, 1, 3])


@given(KEYS, LARGEST)
def test_pairs_are_counted_without_being_listed(entries, largest):
    key = np.array([one for one, _ in entries], dtype=np.int64)
    some = np.array([chosen for _, chosen in entries], dtype=bool)
    rows = np.arange(len(key))
    assert joins.count_within(key, largest) == len(joins.pairs_within(key, rows, largest)[0])
    listed = joins.pairs_between(key, rows, some, largest)
    # Each chosen row is looked at beside itself, too, which is no pair.
    sizes = np.bincount(key, minlength=5)[key]
    itself = int((some & (sizes <= (largest or len(key)))).sum())
    assert joins.count_between(key, some, largest) == len(listed[0]) + itself


@pytest.mark.parametrize(("starts", "ends", "inside"), [([], [], []), ([3, 5, 0], [5, 5, 1], [3, 4, 0])])
def test_runs_name_every_position_inside_them(starts, ends, inside):
    assert joins.runs(np.array(starts, dtype=int), np.array(ends, dtype=int))[1].tolist() == inside
