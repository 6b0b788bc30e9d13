"""Points that contradict their own address, postcode or town; and who is around."""

from __future__ import annotations

import pytest

from dsi_geo.analysis.proximity.coordinate_doubts import coordinate_doubts
from dsi_geo.analysis.proximity.nearby import around
from dsi_geo.analysis.proximity.shared_addresses import shared_addresses
from dsi_geo.errors import InputError
from dsi_geo.schema import FINDING_COLUMNS, ORGANISATIONS
from tests.analysis.proximity.records import organisations


def doubts(table):
    return coordinate_doubts(table, ORGANISATIONS, shared_addresses(table))


def test_one_address_at_two_points_is_reported_for_both():
    table = organisations(
        {"address": "Mittelweg 50", "at": (52.5, 13.4)},
        {"address": "50 Mittelweg", "at": (52.6, 13.4)},
        {"address": "Mittelweg 50", "at": (52.5, 13.4), "location_precision": "city"},
    )
    found = doubts(table)
    assert list(found.columns) == list(FINDING_COLUMNS)
    assert found["code"].tolist() == ["coordinates_disagree"] * 2
    assert found["id"].tolist() == ["R0", "R1"]
    assert (
        found["message"].iloc[0] == "The record “R1” has the same address, but its point lies 11.1 km away."
    )


def test_records_at_one_wrong_point_are_all_reported_and_compared_once():
    right = [{"address": "Mittelweg 50", "at": (52.5, 13.4)}] * 400
    table = organisations(*right, *[{"address": "Mittelweg 50", "at": (52.6, 13.4)}] * 400)
    found = doubts(table)
    disagree = found[found["code"].eq("coordinates_disagree")]
    assert disagree["id"].tolist() == table["id"].tolist()


def test_too_many_spots_at_one_address_are_told_and_not_compared():
    table = organisations(*({"address": "Mittelweg 50", "at": (52 + at / 1_000, 13.4)} for at in range(500)))
    found = doubts(table)
    (message,) = found.loc[found["code"].eq("coordinates_disagree") & found["id"].eq(""), "message"]
    assert message.startswith("Points at one address were not compared. There are 124,750 pairs")


def test_a_point_far_from_all_others_of_its_postcode_is_doubted():
    near = [{"address": f"Weg {at}", "at": (52.5 + at / 1_000, 13.4)} for at in range(5)]
    table = organisations(*near, {"address": "Weg 9", "at": (52.6, 13.4)})
    (row,) = doubts(table).to_dict("records")
    assert (row["id"], row["code"]) == ("R5", "point_apart")
    assert row["message"] == "The point lies 11 km from the middle of the others in 10999."


def test_without_points_nothing_is_doubted():
    assert doubts(organisations()).empty
    assert doubts(organisations({"address": "Mittelweg 50"}, {"address": "Mittelweg 50"})).empty


def test_who_is_around_comes_with_distance_and_address():
    table = organisations(
        {"address": "Mittelweg 50", "at": (52.5, 13.4), "project_ids": ["P1"]},
        {"address": "Mittelweg 52", "at": (52.501, 13.4), "project_ids": ["P1"]},
        {"address": "Mittelweg 50"},
        {"address": "Mittelweg 90", "at": (52.6, 13.4)},
        {"address": "Mittelweg 51", "at": (52.5, 13.4), "location_precision": "city"},
    )
    found = around(table, ORGANISATIONS, "R0", 500, shared_addresses(table))
    assert found["id"].tolist() == ["R2", "R1"]
    assert found["same_address"].tolist() == [True, False]
    assert found["linked"].tolist() == [False, True]
    assert found["distance_m"].tolist()[1] == pytest.approx(111.2)
    assert found["distance_precision"].tolist() == ["city", "address"]


def test_an_unknown_record_is_told():
    with pytest.raises(InputError, match="There is no record “X” among the organisations"):
        around(organisations({}), ORGANISATIONS, "X", 100, shared_addresses(organisations({})))
