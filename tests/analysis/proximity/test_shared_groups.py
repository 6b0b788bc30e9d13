"""Groups under one roof."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.proximity.pairs import neighbours
from dsi_geo.analysis.proximity.shared_addresses import Figures, figures, groups, shared_addresses
from dsi_geo.schema import PROJECTS
from tests.analysis.proximity.records import projects


def roofs(table):
    return groups(table, PROJECTS, shared_addresses(table))


def test_a_group_tells_its_members_and_how_many_pairs_are_unaware():
    table = projects(
        {"address": "Mittelweg 50", "organisation_ids": ["O1"], "at": (52.5, 13.4)},
        {"address": "50 Mittelweg", "organisation_ids": ["O1"]},
        {"address": "Sonnenallee 3"},
        {"address": "Mittelweg 50", "organisation_ids": ["O2"], "at": (52.502, 13.4)},
    )
    (row,) = roofs(table).to_dict("records")
    assert list(row["members"]) == ["R0", "R1", "R3"]
    assert (row["size"], row["unaware"], row["confidence"], row["chained"]) == (3, 2, 1.0, False)
    assert (row["address"], row["latitude"], row["longitude"]) == (
        "Mittelweg 50",
        pytest.approx(52.501),
        13.4,
    )
    assert figures(shared_addresses(table), roofs(table)) == Figures(4, 4, 1, 3, 2)


def test_a_range_joins_houses_that_are_not_one_and_says_so():
    table = projects({"address": "Mittelweg 12"}, {"address": "Mittelweg 12-16"}, {"address": "Mittelweg 16"})
    (row,) = roofs(table).to_dict("records")
    assert (row["size"], row["chained"], row["confidence"]) == (3, True, 0.93)


def test_house_4_and_4a_share_a_roof_only_side_by_side():
    near = projects(
        {"address": "Platz 4", "at": (52.5, 13.4)}, {"address": "Platz 4a", "at": (52.5002, 13.4)}
    )
    assert roofs(near)["size"].tolist() == [2]
    assert roofs(projects({"address": "Platz 4"}, {"address": "Platz 4a"})).empty


def test_thousands_under_one_roof_are_one_group():
    table = projects(
        *[{"address": "Mittelweg 50", "organisation_ids": [f"O{at % 3}"]} for at in range(3_000)]
    )
    (row,) = roofs(table).to_dict("records")
    assert (row["size"], row["unaware"]) == (3_000, 3 * 1_000 * 1_000)


def test_no_records_no_groups():
    assert figures(shared_addresses(projects()), roofs(projects())) == Figures(0, 0, 0, 0, 0)


@given(st.lists(st.tuples(st.integers(1, 3), st.sets(st.sampled_from("ABCD"))), max_size=9))
def test_unaware_pairs_are_those_that_the_list_of_pairs_tells(records):
    table = projects(
        *[{"address": f"Mittelweg {number}", "organisation_ids": sorted(links)} for number, links in records]
    )
    unaware = sum(
        one == other and not (first & second) for (one, first), (other, second) in combinations(records, 2)
    )
    assert int(roofs(table)["unaware"].sum()) == unaware
    assert int((~neighbours(table, PROJECTS)["linked"]).sum()) == unaware
