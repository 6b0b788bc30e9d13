"""Shares: intervals against statsmodels, rates by hand, the finding that started the project."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from dsi_geo.analysis.shares.areas import LEVELS
from dsi_geo.analysis.shares.place_counts import partner_place_counts, place_counts
from dsi_geo.analysis.shares.proportions import (
    COLUMNS,
    NAMED,
    gaps,
    headline,
    number,
    quotient,
    ranked,
    rate_words,
    share_sentence,
    shares,
    wilson_interval,
)
from dsi_geo.database import Database, open_database
from dsi_geo.geography.population import country_population
from tests.analysis.shares.by_hand import FEW, places

MIGRATION = "Migration and integration"


@pytest.fixture(scope="module")
def demonstration() -> Database:
    return open_database()


@given(st.integers(1, 10**7).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_wilson_is_what_statsmodels_gives(counted):
    count, total = counted
    low, high = wilson_interval(count, total)
    assert (low, high) == pytest.approx(proportion_confint(count, total, method="wilson"), abs=1e-9)
    assert 0 <= low <= count / total <= high <= 1


def test_an_interval_of_nothing_is_missing():
    assert np.isnan(wilson_interval([0, 0], 0)).all()


def test_a_quotient_is_never_infinite():
    assert np.isnan(quotient([1, 0, 1, np.nan], [0, 0, np.nan, 0])).all()
    assert quotient(1, [2, 4]).tolist() == [0.5, 0.25]


@pytest.mark.parametrize("counting", ["location", "partners"])
def test_the_demonstration_is_in_thirds(demonstration, counting):
    projects = demonstration.projects[demonstration.projects["cluster"] == MIGRATION]
    if counting == "partners":
        counted = partner_place_counts(projects, demonstration.organisations, demonstration.links())
    else:
        counted = place_counts(projects)
    table = shares(counted, "partition", "DE-BE").set_index("name")
    assert list(table.index) == ["Berlin", "Rest of Germany", "Rest of the world", "Place not known"]
    if counting == "location":
        assert table["count"].tolist() == [60, 60, 60, 2]
        assert table["share"].tolist() == pytest.approx([60 / 182] * 3 + [2 / 182])
        assert table["share_of_known"].tolist()[:3] == pytest.approx([1 / 3] * 3)
    assert table["count"].sum() == pytest.approx(182)
    assert table["share"].sum() == pytest.approx(1)
    assert table.loc["Place not known", ["share_of_known", "population", "per_million"]].isna().all()


def test_rates_by_hand():
    table = shares(FEW, "partition", "DE-BE").set_index("area")
    people = country_population()["population"]
    assert table.loc["DE-BE", "population"] == 3_644_826
    assert table.loc["DE-BE", "per_million"] == pytest.approx(3 / 3.644826)
    # From published tables of the Poisson distribution: 3 events, 0.619 to 8.767.
    assert table.loc["DE-BE", "per_million_low"] == pytest.approx(0.619 / 3.644826, rel=1e-3)
    assert table.loc["DE-BE", "per_million_high"] == pytest.approx(8.767 / 3.644826, rel=1e-3)
    # Official figures of the other regions, of the same day, and not of the country, which are of another.
    assert table.loc["rest of DE", "population"] == 83_019_213 - 3_644_826
    assert table.loc["rest of DE", ["population_kind", "population_year"]].tolist() == ["official", 2019]
    assert table.loc["rest of the world", "population"] == people.sum() - people["DE"]
    assert table["population_share"].iloc[:3].sum() == pytest.approx(1, abs=1e-4)
    assert table.loc["DE-BE", ["population_kind", "population_year"]].tolist() == ["official", 2019]
    assert table.loc["rest of the world", "population_kind"] == "estimate"
    assert table["population"].isna().tolist() == [False, False, False, True, True]


def test_an_approximate_population_is_called_one():
    american = places(("US", "US-NY", None, 2), ("US", "US-CA", None, 1))
    table = shares(american, "region").set_index("area")
    assert table.loc["US-NY", "population_kind"] == "approximation"
    assert table.loc["US-NY", "population_note"].startswith("Approximation")
    assert shares(american, "partition", "US-NY").loc[1, "population_kind"] == "approximation"
    assert shares(FEW, "partition", "GB-ENG").loc[1, "population_kind"] == "official"


def test_towns_have_the_population_of_the_gazetteer():
    table = shares(FEW, "city").set_index("area")
    assert table.loc["DE-BE/Berlin", "population"] == pytest.approx(3.5e6, rel=0.1)
    assert table.loc["KE/Nairobi", "population_kind"] == "gazetteer"


@pytest.mark.parametrize("level", LEVELS)
def test_what_cannot_be_computed_is_missing_never_infinite(level):
    few = [FEW.head(0), FEW.head(1), FEW.tail(1), places(("QQ", "QQ-1", "Nowhere", 1))]
    for counted in few:
        table = shares(counted, level, "DE-BE")
        assert list(table.columns) == list(COLUMNS)
        numbers = table.select_dtypes("number").astype("float64")
        assert not np.isinf(numbers).any(axis=None)
        with_population = table["population"].notna()
        assert (table["per_million"].notna() == with_population).all()
        assert (table["share"].notna() == bool(counted["count"].sum())).all()
        assert "nan" not in table.to_csv()


def test_few_records_are_marked():
    table = shares(places(("DE", "DE-BE", None, 12), ("DE", "DE-BY", None, 11)), "region")
    assert table["few"].tolist() == [False, True, True]


def test_the_sentence_names_everything(demonstration):
    projects = demonstration.projects[demonstration.projects["cluster"] == MIGRATION]
    sentence = share_sentence(shares(place_counts(projects), "partition", "DE-BE"), "projects")
    assert sentence == (
        "Of 182 projects, each counted once, at its location: 60 (33%, 95% interval 27 to 40%) in Berlin, 60 (33%,"
        " 95% interval 27 to 40%) in the rest of Germany, 60 (33%, 95% interval 27 to 40%) in the rest of the world"
        " and 2 where the area is not known."
    )


def test_the_sentence_adds_up_what_it_does_not_name():
    many = places(*(("DE", f"DE-{code}", None, 1.5) for code in ("BE", "BY", "HE", "NW", "SN")))
    sentence = share_sentence(shares(many, "region"), "projects", "partners")
    assert sentence.startswith(
        "Of 7.5 projects, each divided equally among the places of its partners: 1.5 (20%"
    )
    assert sentence.endswith(" and 3 in 2 other areas.")


@pytest.mark.parametrize(
    ("counted", "level", "reasons"),
    [
        (FEW.head(0), "country", ["No projects are selected: change or clear the selection to see shares."]),
        (
            FEW.tail(1),
            "country",
            ["The area of none of these projects is known, so there are no shares of known places."],
        ),
        (
            places(("DE", "DE-BE", None, 1), ("US", "US-NY", None, 1), ("IN", "IN-AP", None, 1)),
            "region",
            [
                "No rate per million inhabitants where the population is not known: IN-AP.",
                "The population of 1 of 3 areas is an approximation: their rates are not ranked.",
            ],
        ),
        (places(("DE", "DE-BE", None, 1)), "region", []),
    ],
)
def test_every_gap_has_its_reason(counted, level, reasons):
    assert gaps(shares(counted, level), "projects") == reasons


def test_an_empty_focus_is_told():
    assert (
        gaps(shares(FEW, "partition", "AT-9"), "organisations")[0] == "Wien has none of these organisations."
    )


def test_no_record_is_a_sentence():
    assert share_sentence(shares(FEW.head(0), "country"), "projects") == (
        "No projects are selected, so there are no shares."
    )


def test_the_input_is_not_changed():
    before = FEW.copy(deep=True)
    shares(FEW, "region")
    pd.testing.assert_frame_equal(FEW, before)


def parts(*rows: tuple[str, float, bool]) -> pd.DataFrame:
    """Shares as `shares` gives them, of rows of name, count and whether the area is known."""
    table = pd.DataFrame(rows, columns=["name", "count", "known"])
    total = table["count"].sum()
    low, high = wilson_interval(table["count"], total)
    return table.assign(share=table["count"] / max(total, 1), share_low=low, share_high=high)


def test_the_sentence_counts_areas_with_records_alone():
    table = parts(
        *[(f"Town {at}", 1.0, True) for at in range(NAMED + 2)], ("Nowhere", 0.0, True), ("?", 3.0, False)
    )
    said = share_sentence(table, "projects", "location")
    assert "2 in 2 other areas and 3 where the area is not known." in said
    assert "Nowhere" not in said
    assert "1 (9%, 95% interval 2 to 38%) in Town 0" in share_sentence(
        parts(*[(f"Town {at}", 1.0, True) for at in range(11)]), "projects", "location"
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("Berlin", 0.0, True), ("?", 1.0, False)], "The place of this project is not known."),
        ([("Berlin", 0.0, True), ("?", 4.0, False)], "The place of none of these 4 projects is known."),
        ([("Berlin", 1.0, True), ("?", 0.0, False)], "Of 1 project: 1 in Berlin."),
        (
            [("Berlin", 2.0, True), ("Wien", 0.0, True), ("?", 1.5, False)],
            "Of 3.5 projects: 2 in Berlin, none in Wien and 1.5 where the area is not known.",
        ),
    ],
)
def test_the_headline_says_what_is_known(rows, said):
    assert headline(parts(*rows), "projects") == said


def test_a_count_that_is_whole_but_for_rounding_is_written_whole():
    assert [number(count) for count in (3.0000004, 1.25, 1234.0)] == ["3", "1.2", "1,234"]


@pytest.mark.parametrize(("without", "others"), [(NAMED, ""), (NAMED + 1, " and others")])
def test_areas_without_a_population_are_named_up_to_a_limit(without, others):
    table = parts(*[(f"Town {at}", 2.0, True) for at in range(without)]).assign(
        population=np.nan, population_kind=""
    )
    names = ", ".join(f"Town {at}" for at in range(NAMED))
    assert gaps(table, "projects") == [
        f"No rate per million inhabitants where the population is not known: {names}{others}."
    ]


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0, "0"),
        (1.8e-5, "0.000018"),
        (0.1, "0.1"),
        (9.96, "10"),
        (9.4, "9.4"),
        (10.4, "10"),
        (1234.0, "1,234"),
    ],
)
def test_a_rate_has_two_digits_at_least(rate, words):
    assert rate_words(rate) == words


def test_rows_beyond_the_first_are_areas_with_records():
    table = parts(("A", 5.0, True), ("B", 1.0, True), ("C", 1.0, True), ("D", 0.0, True), ("?", 0.5, False))
    found = ranked(table.assign(area=list("ABCDE")), "count", most=1)
    assert found["area"].tolist() == ["A", "others", "unknown"]
    assert found["name"].tolist() == ["A", "2 others", "Area not known"]
    assert found["count"].tolist() == [5, 2, 0.5]
    assert found.index.tolist() == [0, 1, 2]
    assert found.columns.tolist() == ["area", "name", "count", "known", "value", "low", "high"]
    assert ranked(table.assign(area=list("ABCDE")), "count", most=9)["area"].tolist() == [
        "A",
        "B",
        "C",
        "unknown",
    ]
