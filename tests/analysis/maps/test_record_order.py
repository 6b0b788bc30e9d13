"""The order of a list and its pages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.map_clusters import ORDERS, page_of, ranks
from dsi_geo.schema import ORDERED_PLACE

TABLE = pd.DataFrame(
    {
        "name": ["beta", None, "Alpha", "gamma"],
        "city": pd.Series(["Berlin", "Aarhus", None, "Berlin"], dtype="category"),
        "country": pd.Series(["DE", "DK", None, "AT"], dtype="category"),
        "location_precision": pd.Series(["city", "address", "none", "address"], dtype=ORDERED_PLACE),
        "launched": pd.to_datetime(["2016-01-01", None, "2015-01-01", "2017-01-01"]),
    }
).set_axis([10, 20, 30, 40])


@pytest.mark.parametrize(
    ("order", "rows"),
    [("precision", [1, 3, 0, 2]), ("name", [2, 0, 3, 1]), ("town", [3, 1, 0, 2]), ("newest", [3, 0, 2, 1])],
)
def test_records_without_a_value_come_last(order, rows):
    assert np.argsort(ranks(TABLE, order, "projects")).tolist() == rows


def test_names_are_sorted_as_in_a_dictionary():
    table = TABLE.assign(name=["Zebra", "Äpfel", "Łódź", "Mond 10"])
    assert np.argsort(ranks(table, "name", "projects")).tolist() == [1, 2, 3, 0]


def test_countries_are_sorted_by_their_names_and_not_by_their_codes():
    table = TABLE.assign(country=pd.Series(["DE", "CH", "AT", "ES"], dtype="category").set_axis(TABLE.index))
    assert np.argsort(ranks(table, "town", "projects")).tolist() == [
        2,
        0,
        3,
        1,
    ]  # Austria, Germany, Spain, Switzerland


@pytest.mark.parametrize("order", ORDERS)
def test_an_empty_table_has_no_ranks(order):
    assert len(ranks(TABLE.head(0), order, "projects")) == 0


@given(st.permutations(range(12)), st.sets(st.integers(0, 11)), st.integers(0, 12), st.integers(0, 5))
def test_a_page_is_a_slice_of_the_sorted_rows(rank, rows, start, size):
    rank, rows = np.array(rank), np.array(sorted(rows), dtype=np.int64)
    expected = rows[np.argsort(rank[rows])][start : start + size]
    assert page_of(rows, rank, start, start + size).tolist() == expected.tolist()
