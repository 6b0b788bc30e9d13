"""What is around one record: by all addresses compared, or only by those that it could have."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.analysis.proximity.shared_addresses import shared_addresses
from dsi_geo.analysis.related import in_same_town, positions_of, similar_ids, surroundings
from tests.analysis.proximity.records import BERLIN, organisations

METRE = 1 / 111_195
"""Degrees of latitude."""
NORTH = (BERLIN[0] + 300 * METRE, BERLIN[1])
FAR = (BERLIN[0] + 3_000 * METRE, BERLIN[1])


def around(*rows, shared=None, row=0, radius_m=1_000.0):
    table = organisations(*rows)
    points = table.geometry.y.to_numpy(), table.geometry.x.to_numpy()
    shared = shared_addresses(table) if shared else None
    return surroundings(table, "organisations", row, points, shared, radius_m)


ONE_HOUSE = (
    {"address": "Mittelweg 50", "at": BERLIN},
    {"address": "50 Mittelweg", "at": FAR},
    {"address": "Mittelweg 50 a", "postcode": None},
    {"address": "Mittelweg 48-52"},
    {"address": "Mittelweg 7", "at": NORTH},
    {"address": None, "at": (BERLIN[0] - 990 * METRE, BERLIN[1])},
    {"address": "Mittelweg 50", "city": "Hamburg", "postcode": "20149"},
    {"address": "Mittelweg 050"},
    {"address": "Rotes Haus"},
)


def test_who_is_at_the_address_and_who_is_near():
    found = around(*ONE_HOUSE)
    same = found[found["same_address"]]
    assert sorted(same["id"]) == ["R1", "R3", "R7"]
    near = found[~found["same_address"]]
    assert near["id"].tolist() == ["R4", "R5"]
    assert near["distance_m"].tolist() == pytest.approx([300, 990], abs=1)


@pytest.mark.parametrize("row", range(len(ONE_HOUSE)))
def test_only_those_compared_that_could_be_there_gives_what_all_compared_give(row):
    some, every = around(*ONE_HOUSE, row=row), around(*ONE_HOUSE, row=row, shared=True)
    assert sorted(some["id"]) == sorted(every["id"])
    pd.testing.assert_frame_equal(
        some.sort_values("id", ignore_index=True), every.sort_values("id", ignore_index=True)
    )


def test_those_at_a_point_of_the_town_are_not_near():
    rows = [{"address": None, "at": BERLIN}, {"address": None, "at": BERLIN, "location_precision": "city"}]
    assert around(*rows).empty
    assert around(*rows, row=1).empty


def test_a_record_without_address_and_point_has_nobody_around():
    assert around({"address": None}, {"address": "Mittelweg 50", "at": BERLIN}).empty


def test_of_very_many_the_nearest_are_compared(monkeypatch):
    monkeypatch.setattr("dsi_geo.analysis.related.MOST_ADDRESSES", 2)
    far = [{"address": "Mittelweg 50", "at": (BERLIN[0] + n * 1_100 * METRE, BERLIN[1])} for n in (3, 1, 2)]
    assert around({"address": "Mittelweg 50", "at": BERLIN}, *far)["id"].tolist() == ["R2", "R3"]


def test_a_town_is_known_by_its_country_too():
    table = organisations({}, {}, {"country": "AT"}, {"city": None}, {"country": None})
    assert in_same_town(table, 0).tolist() == [True, True, False, False, True]
    assert not in_same_town(table, 3).any()


def test_records_are_found_by_their_identifiers_in_the_order_asked_for():
    table = organisations({}, {}, {})
    assert positions_of(table, ["R2", "gone", "R0"]).tolist() == [2, 0]
    assert positions_of(table, []).tolist() == []


def test_identifiers_that_are_nearly_the_one_asked_for():
    ids = pd.Series(["P0001", "P0010", "P9999", "O1"], dtype="str")
    assert similar_ids(ids, "p0001", 2) == ["P0001", "P0010"]
    assert similar_ids(ids, "nothing like it at all", 2) == []
    assert similar_ids(ids[:0], "P1", 2) == []


def test_the_table_given_is_left_as_it_is():
    table = organisations(*ONE_HOUSE)
    before = table.copy()
    points = table.geometry.y.to_numpy(), table.geometry.x.to_numpy()
    surroundings(table, "organisations", 0, points)
    pd.testing.assert_frame_equal(table, before)
