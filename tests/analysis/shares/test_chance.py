"""Could chance alone explain it? Against scipy, and sentences that do not say too much."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from dsi_geo.analysis.shares.areas import compared_words, reference_regions
from dsi_geo.analysis.shares.concentration import NOTHING_TO_TEST, chance_test, p_in_words
from tests.analysis.shares.by_hand import FEW, places


def regions(counts: list[float], people: list[float | None]) -> pd.DataFrame:
    codes = [f"DE-{number}" for number in range(len(counts))]
    return pd.DataFrame(
        {"country": "DE", "count": counts, "population": pd.array(people, "Int64")}, index=pd.Index(codes)
    )


@pytest.mark.parametrize("counts", [[30, 32, 58], [20, 45, 55], [24, 33, 63], [40, 30, 50]])
def test_statistic_and_p_are_those_of_scipy(counts):
    people = [1_000_000, 1_500_000, 2_500_000]
    expected = np.array(people) / sum(people) * sum(counts)
    theirs = scipy.stats.chisquare(counts, expected)
    ours = chance_test(regions(counts, people))
    assert ours.statistic == pytest.approx(theirs.statistic)
    # With 120 records in three regions the chi-square distribution is close to the exact one.
    assert ours.p_value == pytest.approx(theirs.pvalue, abs=0.02)


def test_the_p_of_two_regions_is_the_binomial_one():
    ours = chance_test(regions([14, 6], [1, 1]))
    assert ours.p_value == pytest.approx(scipy.stats.binomtest(14, 20, 0.5).pvalue, abs=0.02)


def test_p_is_right_under_the_null():
    random = np.random.default_rng(5)
    people = np.array([5, 3, 1, 1])
    drawn = random.multinomial(50, people / people.sum(), size=300)
    p = [chance_test(regions(list(counts), list(people)), draws=199).p_value for counts in drawn]
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.035)


def test_the_same_seed_gives_the_same_p():
    table = regions([20, 45, 55], [1, 1, 2])
    assert chance_test(table) == chance_test(table)
    assert chance_test(table).draws == 9_999


def test_many_regions_are_tried_less_often():
    assert chance_test(regions([50] * 20_000, [1] * 20_000)).draws == 199


def test_regions_without_population_are_left_out():
    found = chance_test(regions([10, 10, 5], [1, 1, None]))
    assert (found.records, found.areas, found.countries) == (20, 2, 1)


def test_fractional_counts_are_tested_with_as_many_whole_records():
    found = chance_test(regions([10.5, 9.5], [1, 1]))
    assert found.p_value > 0.5
    assert not found.note


@pytest.mark.parametrize(
    "table",
    [
        regions([], []),
        regions([0, 0], [1, 1]),
        regions([5], [1]),
        regions([5, 5], [None, None]),
        reference_regions(FEW),
        reference_regions(FEW.head(0)),
    ],
)
def test_nothing_to_test_is_said(table):
    found = chance_test(table)
    assert np.isnan(found.p_value)
    assert found.sentence("projects").startswith(NOTHING_TO_TEST)


def test_regions_whose_population_is_an_approximation_are_not_tested_and_named():
    table = reference_regions(
        places(("DE", "DE-BE", None, 20), ("US", "US-NY", None, 14), ("US", "US-CA", None, 1))
    )
    assert len(table) == 16 + 51
    found = chance_test(table)
    assert (found.records, found.areas, found.countries) == (20, 16, 1)
    assert "in the 16 regions of Germany had come about" in found.sentence("projects")
    assert found.sentence("projects").endswith(
        "The United States is left out, with 15 records in known regions: the populations of its regions are only"
        " approximations."
    )


def test_countries_beyond_the_third_are_a_number():
    rows = [(code, f"{code}-{region}", None, count) for code, region, count in
            [("DE", "BE", 40), ("FR", "IDF", 30), ("GB", "ENG", 20), ("NL", "ZH", 15), ("AT", "9", 12)]]  # fmt: skip
    words = compared_words(reference_regions(places(*rows)))
    assert words == "the 54 regions of Germany, France, the United Kingdom and 2 more countries"


def test_a_cluster_is_told_without_saying_why():
    sentence = chance_test(regions([60, 20, 20], [1, 10, 10])).sentence("projects")
    assert sentence == (
        "If each of the 100 projects in the 3 regions of Germany had come about at random, everywhere in proportion to"
        " the inhabitants, a distribution at least as uneven would have arisen in 0 of 9,999 trials (p below"
        " 0.001). Chance alone hardly explains this. The test cannot show what does; incomplete data may."
    )


def test_no_cluster_is_no_proof_of_chance():
    sentence = chance_test(regions([9, 11], [1, 1])).sentence("organisations")
    assert sentence.endswith("So chance alone could explain it; that does not show that chance did.")


def test_regions_compared_are_all_of_the_countries_with_enough_records():
    found = reference_regions(
        places(("DE", "DE-BE", None, 11), ("DE", None, None, 1), ("FR", "FR-IDF", None, 11))
    )
    assert len(found) == 16
    assert set(found["country"]) == {"DE"}
    assert found["count"].sum() == 11
    assert len(reference_regions(FEW, fewest=1)) == 16 + 4


@pytest.mark.parametrize(
    ("p_value", "words"), [(0.0009, "below 0.001"), (0.001, "= 0.001"), (0.5, "= 0.500")]
)
def test_a_p_value_is_written_at_its_limit(p_value, words):
    assert p_in_words(p_value) == words
