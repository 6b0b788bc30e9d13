"""Groups of pairs, and what stewards' verdicts make of pairs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.proximity.pairs import (
    RELATIONS,
    among,
    at_any_radius,
    neighbours,
    of_one_organisation,
    with_verdicts,
)
from dsi_geo.analysis.proximity.record_groups import ids_told_apart, record_groups, settled, told_apart
from dsi_geo.analysis.proximity.shared_addresses import figures, groups, shared_addresses
from dsi_geo.schema import ORGANISATIONS
from tests.analysis.proximity.records import organisations


def verdicts(*lines: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["id_a", "id_b", "verdict"], dtype=object)


def pairs(*rows: tuple[str, str, str, float, str]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=["id_a", "id_b", "relation", "confidence", "verdict"])
    return found.assign(
        name_a="n" + found["id_a"],
        name_b="n" + found["id_b"],
        relation=pd.Categorical(found["relation"], categories=RELATIONS, ordered=True),
    )


def test_records_that_pairs_connect_are_one_group_the_undecided_and_surest_first():
    found = record_groups(
        pairs(
            ("a", "b", "possible_duplicate", 0.7, ""),
            ("c", "d", "possible_duplicate", 0.9, ""),
            ("e", "f", "possible_duplicate", 0.95, "confirmed"),
            ("b", "g", "possible_duplicate", 0.8, "confirmed"),
        )
    )
    assert found["members"].tolist() == [["c", "d"], ["a", "b", "g"], ["e", "f"]]
    assert found["names"].tolist() == [["nc", "nd"], ["na", "nb", "ng"], ["ne", "nf"]]
    assert found["size"].tolist() == [2, 3, 2]
    assert found["confidence"].tolist() == [0.9, 0.7, 0.95]
    assert found["confirmed"].tolist() == [0, 1, 1]
    assert found["undecided"].tolist() == [1, 1, 0]


def test_no_pairs_are_no_groups():
    assert record_groups(pairs()).empty


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]), unique=True
    )
)
def test_each_record_is_in_one_group(edges):
    found = record_groups(pairs(*((str(a), str(b), "branch", 0.7, "") for a, b in edges)))
    members = [one for group in found["members"] for one in group]
    assert len({*members}) == len(members)
    assert {*members} == {str(end) for edge in edges for end in edge}
    for a, b in edges:
        assert any({str(a), str(b)} <= {*group} for group in found["members"])


TWO_NAMES = (
    {"name": "City of Altdorf", "address": "Nordkai 7"},
    {"name": "Stadt Altdorf", "address": "Nordkai 7"},
    {"name": "Offene Werkstatt Ehrenfeld", "address": "Weg 3", "website": "w.example"},
    {"name": "Offene Werkstatt Ehrenfeld", "address": "Allee 10", "website": "w.example"},
)


def decided(*lines):
    table = organisations(*TWO_NAMES)
    found = settled(with_verdicts(neighbours(table, ORGANISATIONS), verdicts(*lines)))
    return {row.id_a + row.id_b: (row.relation, row.found_as, row.verdict) for row in found.itertuples()}


@pytest.mark.parametrize(
    ("verdict", "relation"),
    [
        ("different", "same_address"),  # two organisations that may be introduced
        ("introduced", "same_address"),
        ("not_the_same", None),  # not even the address is the same
        ("confirmed", "same_body"),
    ],
)
def test_two_that_a_steward_told_apart_are_neighbours_if_they_share_an_address(verdict, relation):
    found = decided(("R0", "R1", verdict)).get("R0R1")
    assert found == ((relation, "same_body", verdict) if relation else None)


def test_what_was_told_apart_does_not_come_back_but_can_be_looked_at():
    line = ("R2", "R3", "different")
    assert "R2R3" in decided()
    assert "R2R3" not in decided(line)
    every = with_verdicts(neighbours(organisations(*TWO_NAMES), ORGANISATIONS), verdicts(line))
    assert told_apart(every)["id_a"].tolist() == ["R2"]


def test_one_organisation_under_two_names_is_not_unaware_of_itself():
    table = organisations(*TWO_NAMES)
    shared = shared_addresses(table)
    known = at_any_radius(table, ORGANISATIONS, shared)

    def unaware(*lines):
        of_one = of_one_organisation(known, table["id"], ids_told_apart(verdicts(*lines)))
        return figures(shared, groups(table, ORGANISATIONS, shared, of_one)).unaware_pairs

    assert (
        figures(shared, groups(table, ORGANISATIONS, shared)).unaware_pairs == 1
    )  # where nobody has compared names
    assert unaware() == 0
    assert unaware(("R0", "R1", "different")) == 1
    assert ids_told_apart(None) == ()


def test_pairs_among_the_chosen_are_renumbered():
    first, second = among(
        (np.array([0, 1, 3]), np.array([2, 3, 4])), np.array([False, True, True, True, True])
    )
    assert list(zip(first, second, strict=True)) == [(0, 2), (2, 3)]
    assert among(None, np.array([True])) is None
