"""Names of one organisation: acronyms, translations and words of one origin."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from dsi_geo import bundled
from dsi_geo.analysis.proximity.body_names import (
    EVIDENCE,
    LEAST_IN_COMMON,
    acronym_letters,
    aligned,
    body_log_odds,
    body_name,
    evidence,
    translations,
    weights,
    word_likeness,
)
from dsi_geo.spelling import fold_text

NAMES = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from("city of grad stadt ZSI (OKF) Open Knowledge J. C. 4 für Zentrum".split())).map(
        " ".join
    ),
)


def letters(one: str, other: str) -> float:
    return acronym_letters(body_name(one), body_name(other))


@pytest.mark.parametrize(
    ("acronym", "name", "explained"),
    [
        ("OKF", "Open Knowledge Foundation", 2),
        ("OKFN", "Open Knowledge Foundation", 1),  # a letter more costs two
        ("OKF", "Open Knowledge Foundation Germany", 1),  # and so does a word more
        ("VDO", "Verein für digitale Offenheit", 2),  # small words may be left out
        ("VFDO", "Verein für digitale Offenheit", 3),
        ("eu4c", "Europe for change", 3 - 0.35),
        ("UN", "United Neighbours", 0),  # two letters are initials of anything
        ("the", "Tiny House Estate", 0),  # a word, and no acronym
        ("FKO", "Open Knowledge Foundation", 0),
    ],
)
def test_letters_that_a_name_explains(acronym, name, explained):
    assert letters(acronym, name) == pytest.approx(explained)


def test_acronyms_are_found_within_names():
    assert body_name("Zentrum für Soziale Innovation (ZSI)").acronyms == {"zsi"}
    assert body_name("UPC - Universitat Politècnica").acronyms == {"upc"}
    assert body_name("The B.B.P. Dansaert").acronyms == {"bbp"}
    assert body_name("CITY LIBRARY").acronyms == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("grad", "municipality", 1, 1),
        ("stiftung", "fondazione", 1, 1),
        ("innovation", "innovazione", 0.7, 1),
        ("cybervolunteers", "cibervoluntarios", 0.7, 0.95),
        ("kulturkuche", "kulturkeller", 0, 0),  # compounds with a known word
        ("pear", "peach", 0, 0),
        ("art", "arc", 0, 0),
    ],
)
def test_words_that_mean_the_same(one, other, least, most):
    assert least <= word_likeness(one, other) <= most
    assert word_likeness(one, other) == word_likeness(other, one)


def test_initials_are_a_word_of_their_own():
    assert body_name("J. & C. Drugstore").words == ("jc", "drugstore")


def test_each_word_is_set_against_one():
    both = aligned(("grad", "city"), ("city",), frozenset(), {})
    assert (both.words, both.literal, both.rest_more) == (1, 1, both.shared)


def test_the_towns_name_says_little():
    far = aligned(("rijeka", "hub"), ("rijeka", "lab"), frozenset(), {})
    here = aligned(("rijeka", "hub"), ("rijeka", "lab"), frozenset({"rijeka"}), {})
    assert here.shared < far.shared / 3


@given(NAMES, NAMES, st.sampled_from(["", "rijeka", "new york"]))
def test_evidence_is_the_same_both_ways(one, other, town):
    there, back = evidence(one, other, town), evidence(other, one, town)
    assert there == pytest.approx(back)
    assert len(there) == len(EVIDENCE)
    assert np.isfinite(there).all()


@given(st.lists(NAMES, min_size=2, max_size=6))
def test_what_is_not_compared_would_not_have_been_told(names):
    every = np.array(names, dtype=object)
    first, second = np.triu_indices(len(names), 1)
    nowhere = np.full(len(names), "", dtype=object)
    odds = body_log_odds(every, nowhere, first, second, {})
    for at in np.flatnonzero(~np.isfinite(odds)):
        found = dict(zip(EVIDENCE, evidence(names[first[at]], names[second[at]]), strict=True))
        likely = weights()[1:] @ np.array([*found.values()]) + weights()[0] >= 0
        one, other = (body_name(names[side]).words for side in (first[at], second[at]))
        little = (
            names[first[at]] == names[second[at]]
            or aligned(one, other, frozenset(), {}).shared < LEAST_IN_COMMON
        )
        assert not likely or little or (found["cognates"] and not found["several"])


def test_translations_are_folded_and_each_pair_is_there_once():
    with (bundled.DUPLICATES / "translations.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    pairs = [frozenset((row["word"], row["other"])) for row in rows]
    assert len({*pairs}) == len(pairs)
    assert all(fold_text(word) == word for pair in pairs for word in pair)
    assert all(0.6 <= strength <= 1 for strength in translations().values())


PAIRS = Path(__file__).parent / "body_pairs.csv"
"""Names in the Research Organization Registry (CC0), of the half of it that the weights were not trained on."""
ONE = ["other language", "alias", "acronym"]


def told(pairs: pd.DataFrame) -> np.ndarray:
    names = np.concatenate([pairs["name"].to_numpy(object), pairs["other"].to_numpy(object)])
    towns = np.tile(pairs["town"].map(fold_text).to_numpy(object), 2)
    first = np.arange(len(pairs))
    return body_log_odds(names, towns, first, first + len(pairs), {}) >= 0


def test_names_of_a_register_that_no_weight_was_trained_on():
    pairs = pd.read_csv(PAIRS, keep_default_na=False)
    share = pd.Series(told(pairs)).groupby(pairs["what"]).mean()
    assert share[ONE].min() >= 0.45
    assert share["acronym"] >= 0.6
    assert share["other organisation"] <= 0.015
    assert share["other organisation, word in common"] <= 0.06


def test_more_names_are_known_than_by_their_likeness_with_fewer_errors():
    pairs = pd.read_csv(PAIRS, keep_default_na=False)
    one = pairs["what"].isin(ONE).to_numpy()
    likeness = np.array(
        [
            max(fuzz.token_set_ratio(a, b), fuzz.token_sort_ratio(a, b))
            for a, b in zip(pairs["name"].map(fold_text), pairs["other"].map(fold_text), strict=True)
        ]
    )
    found = told(pairs)
    for least in (60, 70, 80, 90):
        rival = likeness >= least
        assert found[one].sum() > rival[one].sum() or found[~one].sum() < rival[~one].sum()
    as_careful = min(least for least in range(101) if (likeness >= least)[~one].sum() <= found[~one].sum())
    assert found[one].sum() > 1.5 * (likeness >= as_careful)[one].sum()
