"""Branches: one organisation at several places, as far as name and website show."""

from __future__ import annotations

import pytest

from dsi_geo.analysis.proximity.branches import MOST_OF_ONE_CHAIN
from dsi_geo.analysis.proximity.pairs import introductions, neighbours
from dsi_geo.schema import ORGANISATIONS
from tests.analysis.proximity.records import organisations

HERE = {"address": "Mittelweg 50", "city": "Berlin"}
THERE = {"address": "Nordkai 7", "city": "Berlin"}
ELSEWHERE = {"address": "Hafenstr. 3", "city": "Hamburg"}


def relations(*rows, within_m=None):
    table = organisations(*rows)
    found = neighbours(table, ORGANISATIONS, within_m=within_m)
    place = {name: at for at, name in enumerate(table["id"])}
    return {(place[row.id_a], place[row.id_b]): (row.relation, row.confidence) for row in found.itertuples()}


@pytest.mark.parametrize(
    ("one", "other", "confidence"),
    [
        # a name of two rare words in two towns; of one word in one town; any name on one website
        ({"name": "Grannar Kitchen", **HERE}, {"name": "Grannar Kitchen GmbH", **ELSEWHERE}, 0.7),
        ({"name": "Stadtbibliothek", "website": "b.example/a", **HERE},
         {"name": "Stadtbibliothek", "website": "b.example/b", **ELSEWHERE}, 0.95),
    ],
)  # fmt: skip
def test_one_organisation_at_two_places(one, other, confidence):
    assert relations(one, other) == {(0, 1): ("branch", confidence)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Stadtbibliothek", **HERE}, {"name": "Stadtbibliothek", **ELSEWHERE}),  # every town has one
        ({"name": "Dorothea Schule", **HERE}, {"name": "Dorothea Schule", **ELSEWHERE}),  # named after one woman
        ({"name": "Wedding", **HERE, "city": "Wedding"}, {"name": "Wedding", **THERE, "city": "Wedding"}),
        ({"name": "Grannar Kitchen", "website": "a.example", **HERE},
         {"name": "Grannar Kitchen", "website": "b.example", **ELSEWHERE}),
        ({"name": "Grannar Kitchen", "address": None, "city": None},
         {"name": "Grannar Kitchen", "address": None, "city": None}),  # nothing says that the places differ
        ({"name": "", **HERE}, {"name": "", **ELSEWHERE}),
    ],
)  # fmt: skip
def test_no_branches(one, other):
    assert "branch" not in {relation for relation, _ in relations(one, other).values()}


def test_a_word_that_many_names_have_makes_no_chain():
    others = ({"name": f"{name} Eczanesi"} for name in "Dilan Mavi Umut Deniz Ebru Halk".split())
    found = relations({"name": "Lokman Eczanesi", **HERE}, {"name": "Lokman Eczanesi", **ELSEWHERE}, *others)
    assert found == {}


def test_a_chain_is_listed_in_full_only_if_it_is_short():
    def chain(size):
        rows = (
            {"name": "Grannar Kitchen", "city": f"Town {chr(97 + at)}", "address": None} for at in range(size)
        )
        return [pair for pair, (relation, _) in relations(*rows).items() if relation == "branch"]

    assert len(chain(MOST_OF_ONE_CHAIN)) == MOST_OF_ONE_CHAIN * (MOST_OF_ONE_CHAIN - 1) // 2
    assert len(chain(MOST_OF_ONE_CHAIN + 3)) == MOST_OF_ONE_CHAIN + 2


def test_branches_and_two_names_of_one_need_no_introduction():
    table = organisations(
        {"name": "Grannar Kitchen", **HERE},
        {"name": "Stadt Altdorf", **HERE},
        {"name": "City of Altdorf", **HERE},
        {"name": "Grannar Kitchen", **ELSEWHERE},
    )
    pairs = neighbours(table, ORGANISATIONS)
    assert sorted(pairs["relation"].astype("str")) == ["branch", "same_address", "same_address", "same_body"]
    sent = introductions(pairs, table, ORGANISATIONS)
    assert {*zip(sent["name_a"], sent["name_b"], strict=True)} == {
        ("Grannar Kitchen", "Stadt Altdorf"),
        ("Grannar Kitchen", "City of Altdorf"),
    }
