"""Which pairs are looked at, and the list for introductions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dsi_geo.analysis.proximity.pairs import choose_pairs, introductions, with_verdicts
from dsi_geo.schema import STATUS

TABLE = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "name": pd.Series(["Alpha", None, "Gamma", "Delta"], dtype="str"),
        "cluster": pd.Series(["Health", "Health", "Skills", None], dtype="category"),
        "status": pd.Series(["active", "active", "closed", "unknown"], dtype=STATUS),
        "address": pd.Series(["Mill Lane 1", "1 Mill Lane", None, "Quay 2"], dtype="str"),
        "city": pd.Series(["Berlin", "Berlin", None, "Cork"], dtype="category"),
        "website": pd.Series(["a.example", None, None, None], dtype="str"),
    }
)
PAIRS = pd.DataFrame(
    {
        "id_a": ["a", "a", "a", "c"],
        "name_a": ["Alpha", "Alpha", "Alpha", "Gamma"],
        "id_b": ["b", "c", "d", "d"],
        "name_b": pd.Series([None, "Gamma", "Delta", "Delta"], dtype="str"),
        "relation": ["same_address", "nearby", "possible_duplicate", "same_address"],
        "confidence": [1.0, 1.0, 0.6, 0.8],
        "distance_m": [np.nan, 120.4, np.nan, np.nan],
        "linked": [False, False, False, True],
        "why": ["x", "y", "z", "w"],
    }
)
ALL = np.ones(4, dtype=bool)


def chosen(**choices: object) -> list[str]:
    found = choose_pairs(PAIRS, TABLE, ALL, **choices)
    return (found["id_a"] + found["id_b"]).tolist()


@pytest.mark.parametrize(
    ("choices", "pairs"),
    [
        ({}, ["ab", "ac", "ad", "cd"]),
        ({"topics": "same"}, ["ab"]),
        ({"topics": "different"}, ["ac"]),
        ({"running": True}, ["ab", "ad"]),
        ({"unaware": True}, ["ab", "ac"]),  # a and d are perhaps one
    ],
)
def test_pairs_that_fit(choices, pairs):
    assert chosen(**choices) == pairs


def test_both_records_must_be_selected():
    found = choose_pairs(PAIRS, TABLE, np.array([True, True, False, True]))
    assert (found["id_a"] + found["id_b"]).tolist() == ["ab", "ad"]


def test_verdicts_find_their_pair_whichever_comes_first():
    verdicts = pd.DataFrame({"id_a": ["a", "c"], "id_b": ["b", "x"], "verdict": ["introduced", "confirmed"]})
    turned = PAIRS.assign(id_a=PAIRS["id_b"], id_b=PAIRS["id_a"])
    for pairs in (PAIRS, turned):
        assert with_verdicts(pairs, verdicts)["verdict"].tolist() == ["introduced", "", "", ""]
    assert with_verdicts(PAIRS.head(0), verdicts).empty


def test_introductions_are_sentences_about_pairs_that_know_nothing_of_each_other():
    found = introductions(PAIRS, TABLE, "projects")
    unaware = "our records know of no organisation that they have in common."
    assert found["sentence"].tolist() == [
        f"Alpha and (no name) share an address, Mill Lane 1, Berlin; {unaware}",
        f"Alpha and Gamma are 120 metres from one another, at Mill Lane 1, Berlin; {unaware}",
    ]
    assert found["website_a"].tolist() == ["a.example", "a.example"]
    assert introductions(PAIRS.head(0), TABLE, "projects").empty
