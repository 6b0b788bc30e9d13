"""What bias could change: by hand, and never mistaken for a count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.shares.areas import area_counts
from dsi_geo.analysis.shares.coverage import break_even, coverage_curve, what_if
from dsi_geo.analysis.shares.proportions import shares
from dsi_geo.geography.population import country_population
from tests.analysis.shares.by_hand import FEW, places

THIRDS = places(
    ("DE", "DE-BE", None, 60), ("DE", "DE-BY", None, 60), ("FR", "FR-IDF", None, 60), (None, None, None, 2)
)


def test_a_scenario_by_hand():
    assumed = what_if(area_counts(THIRDS, "partition", "DE-BE"), "DE", 0.8, 0.2)
    assert assumed["assumed_count"].tolist() == pytest.approx([75, 75, 300])
    assert assumed["assumed_share"].tolist() == pytest.approx([1 / 6, 1 / 6, 2 / 3])
    assert assumed["share"].tolist() == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize("level", ["country", "region", "city"])
def test_equal_coverage_changes_no_share(level):
    assumed = what_if(area_counts(FEW, level), "DE", 0.3, 0.3)
    assert assumed["assumed_share"].tolist() == pytest.approx(assumed["share"].tolist())


@pytest.mark.parametrize("probability", [0, -0.1, 1.1, float("nan")])
def test_no_probability_is_refused(probability):
    with pytest.raises(ValueError, match="is not a probability above 0 and up to 1"):
        what_if(area_counts(FEW, "country"), "DE", 1, probability)


ROUGH_FOCUS = (
    "The population of New York is only an approximation, so its share of the inhabitants is not compared with its"
    " share of the records."
)


def break_even_of(counted, focus):
    return break_even(shares(counted, "partition", focus), counted)


def test_the_break_even_by_hand():
    found = break_even_of(THIRDS, "DE-BE")
    people = country_population()["population"]
    inhabitants = 3_644_826 / (people["DE"] + people["FR"])
    assert found.population_share == pytest.approx(inhabitants)
    assert found.coverage == pytest.approx(60 / (60 / inhabitants - 120))
    assert found.share == pytest.approx(1 / 3)


@given(st.integers(1, 500), st.integers(0, 500), st.integers(1, 500), st.sampled_from(["DE-BE", "DE"]))
def test_at_the_break_even_both_shares_are_equal(in_focus, rest, elsewhere, focus):
    counted = places(
        ("DE", "DE-BE", None, in_focus), ("DE", "DE-BY", None, rest), ("FR", "FR-IDF", None, elsewhere)
    )
    found = break_even_of(counted, focus)
    if not found.note:
        curve = coverage_curve(found, [found.coverage, 1])
        assert curve["focus_share"].tolist() == pytest.approx([found.population_share, found.share])
        assumed = what_if(area_counts(counted, "partition", focus), "DE", 1, min(found.coverage, 1))
        if found.coverage <= 1:
            assert assumed["assumed_share"].iloc[0] == pytest.approx(found.population_share)


def test_the_sentence_says_that_it_assumes():
    assert break_even_of(THIRDS, "DE-BE").sentence("projects") == (
        "An assumption, not a count: Berlin has 60, or 33%, of the 180 projects whose place is known, and 2.4% of the"
        " inhabitants of the 2 countries with a record. For the one to fall to the other, the data would have to hold"
        " only one in 39.1 of the projects abroad, if they hold all in Germany."
    )


def test_a_country_stands_in_the_sentence_with_its_article():
    british = places(("GB", "GB-ENG", None, 60), ("FR", "FR-IDF", None, 10))
    assert (
        break_even_of(british, "GB-ENG")
        .sentence("projects")
        .endswith("if they hold all in the United Kingdom.")
    )


@pytest.mark.parametrize(
    ("counted", "focus", "note"),
    [
        (FEW.head(0), "DE-BE", "No record has a known area, so there is no share that bias could change."),
        (FEW.tail(1), "DE-BE", "No record has a known area, so there is no share that bias could change."),
        (FEW, "DE-HE", "Hessen has no record in this selection, so it has no share that could fall."),
        (
            THIRDS.head(2),
            "DE-BE",
            "No record lies abroad, so no assumption about the data there can change the share.",
        ),
        (
            places(("DE", "DE-BE", None, 1), ("FR", "FR-IDF", None, 500)),
            "DE-BE",
            "Berlin’s share of the records is not above its share of the inhabitants.",
        ),
        (
            places(("QQ", "QQ-1", None, 1), ("FR", "FR-IDF", None, 5)),
            "QQ-1",
            "The population of QQ-1 is not known, so there is nothing to compare its share with.",
        ),
        (
            places(("US", "US-NY", None, 9), ("FR", "FR-IDF", None, 5)),
            "US-NY",
            ROUGH_FOCUS,
        ),
    ],
)
def test_where_there_is_none_it_says_why(counted, focus, note):
    found = break_even_of(counted, focus)
    assert np.isnan(found.coverage)
    assert found.sentence("projects") == note
    assert not np.isinf(coverage_curve(found, [0.01, 1])["focus_share"]).any()
