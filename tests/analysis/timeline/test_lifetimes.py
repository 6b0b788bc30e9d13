"""Lifetimes: published survival data, two other implementations, and lives with vague dates."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from dsi_geo.analysis.timeline.lifetimes import (
    ASSUMPTIONS,
    LogRank,
    launch_years,
    left_out_sentence,
    lifetimes,
    log_rank,
    log_rank_sentence,
    median_lifetimes,
    median_sentence,
    numbers_at_risk,
    survival,
    vagueness_sentence,
)
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.database import open_database
from tests.analysis.timeline.dated_projects import AS_OF, ROWS, dated

# Weeks of remission of 42 children with leukaemia, + if it lasted on (Freireich et al. 1963, Blood 21; Gehan 1965).
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"

LIVES = st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.integers(0, 2)), min_size=2, max_size=60)


def observed(days: list[int], closed: list[bool]) -> pd.DataFrame:
    return pd.DataFrame(dict.fromkeys(ASSUMPTIONS, days) | {"closed": closed, "vague": False})


def freireich() -> tuple[pd.DataFrame, pd.Series]:
    words = [*TREATED.split(), *PLACEBO.split()]
    lives = observed([int(word.rstrip("+")) for word in words], [not word.endswith("+") for word in words])
    return lives, pd.Series(["treated"] * 21 + ["placebo"] * 21)


def test_survival_of_the_leukaemia_data_is_the_published_one():
    lives, treatment = freireich()
    curves = survival(lives, treatment).set_index(["group", "days"])
    treated = curves.loc["treated"]
    published = {
        6: 0.857143,
        7: 0.806723,
        10: 0.752941,
        13: 0.690196,
        16: 0.627451,
        22: 0.537815,
        23: 0.448179,
    }
    assert treated.loc[list(published), "survival"].tolist() == pytest.approx([*published.values()], abs=5e-7)
    assert treated.loc[[6, 7, 10, 23, 35], "at_risk"].tolist() == [21, 17, 15, 6, 1]
    assert treated.loc[6, ["closed", "censored"]].tolist() == [3, 1]
    assert median_lifetimes(lives, treatment)["median_days"].to_dict() == {"placebo": 8, "treated": 23}


def test_the_log_rank_test_of_the_leukaemia_data_is_the_published_one():
    test = log_rank(*freireich())
    assert test.statistic == pytest.approx(16.79, abs=0.005)
    assert test.degrees_of_freedom == 1
    assert test.p_value == pytest.approx(4.17e-5, rel=2e-3)


@given(LIVES)
def test_survival_agrees_with_scipy_to_six_digits(rows):
    days, closed = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    ours = survival(observed(days.tolist(), closed.tolist()))
    theirs = scipy.stats.ecdf(scipy.stats.CensoredData.right_censored(days, ~closed)).sf
    np.testing.assert_array_equal(ours["days"], theirs.quantiles)
    np.testing.assert_allclose(ours["survival"], theirs.probabilities, rtol=0, atol=1e-9)
    between = (ours["survival"] > 1e-9) & (ours["survival"] < 1)
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        band = theirs.confidence_interval(method="log-log")
    for column, bound in (("low", band.low), ("high", band.high)):
        np.testing.assert_allclose(ours[column][between], bound.probabilities[between], rtol=0, atol=1e-7)
    assert (ours.loc[ours["survival"] == 1, ["low", "high"]] == 1).all(axis=None)


@given(LIVES)
def test_survival_and_numbers_at_risk_agree_with_statsmodels(rows):
    days, closed = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    ours = survival(observed(days.tolist(), closed.tolist()))
    ours = ours[ours["closed"] > 0]
    with np.errstate(all="ignore"):
        theirs = SurvfuncRight(days + 1.0, closed.astype(int))  # theirs knows no lives of 0 days
    np.testing.assert_array_equal(ours["days"] + 1, theirs.surv_times[theirs.n_events > 0])
    np.testing.assert_array_equal(ours["at_risk"], theirs.n_risk[theirs.n_events > 0])
    np.testing.assert_allclose(ours["survival"], theirs.surv_prob[theirs.n_events > 0], rtol=0, atol=1e-9)


@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_the_log_rank_test_agrees_with_statsmodels_for_any_number_of_groups(groups, seed):
    random = np.random.default_rng(seed)
    group = np.r_[np.arange(groups), random.integers(0, groups, 80)]
    days = random.integers(1, 40, len(group)) + 5 * group
    closed = random.random(len(group)) < 0.6
    closed[:groups] = True
    ours = log_rank(observed(days.tolist(), closed.tolist()), pd.Series(group))
    statistic, p_value = survdiff(days, closed.astype(int), group)
    assert ours.statistic == pytest.approx(statistic, rel=1e-6)
    assert ours.p_value == pytest.approx(p_value, rel=1e-6, abs=1e-12)


def test_the_log_rank_test_leaves_out_those_without_a_group():
    lives, treatment = freireich()
    more = pd.concat([lives, observed([3, 40], [True, False])], ignore_index=True)
    assert log_rank(more, treatment).statistic == pytest.approx(log_rank(lives, treatment).statistic)


def test_nothing_to_compare_is_said():
    lives, treatment = freireich()
    alone = log_rank(lives, treatment.replace("placebo", "treated"))
    unclosed = log_rank(lives.assign(closed=False), treatment)
    assert np.isnan(alone.statistic)
    assert np.isnan(unclosed.p_value)
    assert log_rank_sentence(alone, 30) == "There is nothing to compare: it takes two groups and a closure."


def test_numbers_at_risk_count_those_still_observed_and_end_at_none():
    curves = survival(observed([100, 366, 366, 800], [True, True, False, False]))
    assert numbers_at_risk(curves, [0, 1, 2, 3]).loc["all"].tolist() == [4, 3, 1, 0]


def test_the_median_is_the_first_time_at_which_half_are_gone():
    assert median_lifetimes(observed([1, 2, 3, 4], [True] * 4))["median_days"].tolist() == [2]
    assert median_lifetimes(observed([1, 2, 3, 4], [True, False, False, False]))["median_days"].isna().all()


def test_the_interval_of_the_median_is_where_the_bands_reach_one_half():
    lives, treatment = freireich()
    group = median_lifetimes(lives, treatment).loc["placebo"]
    bands = survival(lives, treatment).query("group == 'placebo'").set_index("days")
    assert group["low"] == (bands["low"] <= 0.5).idxmax() == 4
    assert group["high"] == (bands["high"] <= 0.5).idxmax() == 11


def test_lives_are_counted_in_days_and_running_ones_until_the_as_of_date():
    spans = life_spans(
        dated(("2016-02-29", "2017-02-28"), ("2018-01-01", ""), ("", "2017"), ("2019", "")), AS_OF
    )
    lives = lifetimes(spans, AS_OF)
    assert lives.index.tolist() == [0, 1]
    assert lives["days"].tolist() == [365, 30]
    assert lives["closed"].tolist() == [True, False]
    assert left_out_sentence(spans, lives) == (
        "2 of 4 projects are left out: no launch up to the as-of date is known."
    )


def test_a_vague_date_is_taken_at_its_middle_between_the_shortest_and_the_longest_life():
    lives = lifetimes(life_spans(dated(("2015-01-01", "2016"), ("2015", "2015")), AS_OF), AS_OF)
    assert lives.loc[0, ["shortest_days", "days", "longest_days"]].tolist() == [365, 547, 730]
    assert lives.loc[1, ["shortest_days", "days", "longest_days"]].tolist() == [0, 0, 364]
    assert lives["vague"].all()


@given(ROWS)
def test_a_life_lies_between_its_shortest_and_longest_and_is_never_negative(rows):
    lives = lifetimes(life_spans(dated(*rows), AS_OF), AS_OF)
    assert lives["days"].between(lives["shortest_days"], lives["longest_days"]).all()
    assert (lives["shortest_days"] >= 0).all()


def test_announced_planned_and_contradictory_ends_are_censored():
    rows = [("2015", "2018-01", "ending"), ("2015", "2060"), ("2015-06", "2014")]
    assert not lifetimes(life_spans(dated(*rows), AS_OF), AS_OF)["closed"].any()


def test_cohorts_are_years_of_launch():
    spans = life_spans(dated(("2015-12-31", ""), ("2016", ""), ("", ""), ("2060", "")), AS_OF)
    years = launch_years(spans)
    assert years.iloc[:2].tolist() == ["2015", "2016"]
    assert years.iloc[2:].isna().all()


def test_no_lives_give_empty_tables():
    lives = lifetimes(life_spans(dated(("", "")), AS_OF), AS_OF)
    assert survival(lives).empty
    assert numbers_at_risk(survival(lives), [0, 1]).empty
    assert median_lifetimes(lives, pd.Series(dtype="str")).empty
    assert np.isnan(log_rank(lives, pd.Series(dtype="str")).statistic)
    assert lifetimes(life_spans(dated(("2015", "")), pd.NaT), pd.NaT).empty


def test_medians_are_told_or_said_not_to_be_reached():
    lives, treatment = freireich()
    rows = median_lifetimes(lives, treatment)
    assert median_sentence("Placebo", rows.loc["placebo"]) == (
        "Placebo: 21 projects, 21 of them closed; half of them live longer than 8 days "
        "(95% interval 4 days to 11 days)."
    )
    assert "the median lifetime is not reached" in median_sentence(
        "Nobody", median_lifetimes(lives.assign(closed=False)).loc["all"]
    )
    assert vagueness_sentence(rows.loc["placebo"]) == "All dates are exact."


def test_what_vague_dates_do_to_the_median_is_told():
    lives = lifetimes(life_spans(dated(*[("2013", "2016")] * 4), AS_OF), AS_OF)
    assert vagueness_sentence(median_lifetimes(lives).loc["all"]) == (
        "4 of 4 lifetimes rest on dates known to the month or year only, taken at their middle; the median is "
        "2.0 years if every life was as short as its dates allow, 4.0 years if as long."
    )


def test_the_log_rank_test_is_told_in_a_sentence():
    assert log_rank_sentence(log_rank(*freireich()), 30) == (
        "The groups’ lifetimes differ more than chance explains (log-rank test: chi-squared 16.79, 1 df, p < 0.001)."
    )
    assert log_rank_sentence(LogRank(1.5, 2, 0.472), 4) == (
        "The groups’ lifetimes differ no more than chance alone would make them (log-rank test: chi-squared 1.50, "
        "2 df, p = 0.472); with 4 closures only a large difference would show."
    )


def test_the_median_of_the_demonstration_database_is_not_reached():
    database = open_database()
    lives = lifetimes(life_spans(database.projects, database.as_of), database.as_of)
    medians = median_lifetimes(lives, database.projects["cluster"])
    assert len(lives) == 902 - 126
    assert medians["closed"].sum() == 106
    assert medians["median_days"].isna().all()


def a_group(**changed: object) -> pd.Series:
    return pd.Series(
        {"projects": 12, "closed": 9, "median_days": 730.5, "low": 365.25, "high": 1461.0, "vague": 3}
        | {"shortest": 400.0, "longest": 800.0}
        | changed
    )


@pytest.mark.parametrize(
    ("changed", "end"),
    [
        ({}, "half of them live longer than 2.0 years (95% interval 1.0 years to 4.0 years)."),
        ({"high": np.nan}, "half of them live longer than 2.0 years (95% interval at least 1.0 years)."),
        ({"low": np.nan}, "half of them live longer than 2.0 years."),
        ({"median_days": 365.0, "low": np.nan}, "half of them live longer than 365 days."),
        ({"median_days": np.nan}, "not reached, since more than half of them live on as far as is known."),
    ],
)
def test_a_median_is_written_with_what_is_known_of_its_interval(changed, end):
    said = median_sentence("All", a_group(**changed))
    assert said.startswith("All: 12 projects, 9 of them closed; ")
    assert said.endswith(end)


@pytest.mark.parametrize(
    ("changed", "end"),
    [
        ({"vague": 0}, "All dates are exact."),
        (
            {},
            "the median is 1.1 years if every life was as short as its dates allow, 2.2 years if as long.",
        ),
        ({"shortest": np.nan, "longest": np.nan}, "either way it is not reached."),
        (
            {"longest": np.nan},
            "the median is 1.1 years if every life was as short as its dates allow, not reached if as long.",
        ),
        (
            {"longest": 400.0},
            "the median is 1.1 years if every life was as short as its dates allow, 1.1 years if as long.",
        ),
    ],
)
def test_what_vague_dates_do_to_a_median_is_written(changed, end):
    assert vagueness_sentence(a_group(**changed)).endswith(end)


@pytest.mark.parametrize(
    ("p_value", "closed", "said"),
    [
        (0.0009, 30, "differ more than chance explains (log-rank test: chi-squared 4.00, 2 df, p < 0.001)."),
        (0.001, 30, "differ more than chance explains (log-rank test: chi-squared 4.00, 2 df, p = 0.001)."),
        (0.05, 10, "would make them (log-rank test: chi-squared 4.00, 2 df, p = 0.050)."),
        (0.05, 9, "p = 0.050); with 9 closures only a large difference would show."),
    ],
)
def test_the_log_rank_test_is_written_at_its_limits(p_value, closed, said):
    assert log_rank_sentence(LogRank(4.0, 2, p_value), closed).endswith(said)


def test_who_takes_part_is_written():
    three, two = pd.DataFrame(index=range(3)), pd.DataFrame(index=range(2))
    assert left_out_sentence(three, three) == "All projects take part."
    assert left_out_sentence(three, two).startswith("1 of 3 projects are left out: ")
