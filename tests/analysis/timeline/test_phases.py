"""Phases: a surge is found where there is one, and none is invented."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dsi_geo.analysis.timeline.launches import by_period
from dsi_geo.analysis.timeline.phases import launch_phases
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.database import open_database
from tests.analysis.timeline.dated_projects import AS_OF, dated

AFTER = pd.Timestamp("2017-12-31")


def launched(counts: list[int], first: str = "2010-01") -> pd.DataFrame:
    months = pd.period_range(first, periods=len(counts), freq="M")
    return life_spans(dated(*[(str(month), "") for month in np.repeat(months, counts)]), AFTER)


def cluster(name: str) -> pd.DataFrame:
    database = open_database()
    return life_spans(database.projects[database.projects["cluster"] == name], database.as_of)


def test_a_surge_made_by_hand_is_found_with_its_months_and_rates():
    counts = [1, 2, 1, 2, 1, 1, 2, 1] * 3 + [12, 14, 13, 12, 13] + [2, 1, 1, 2, 1, 1] * 3
    spans = launched(counts)
    table, summary = launch_phases(spans, pd.Timestamp("2013-11-30"))
    assert table["kind"].tolist() == ["first", "surge", "consolidation"]
    surge = table.iloc[1]
    assert f"{surge['start']:%Y-%m} {surge['end']:%Y-%m}" == "2012-01 2012-05"
    assert (surge["launches"], surge["months"], surge["rate"]) == (64, 5, 12.8)
    assert surge["start_low"] == surge["start_high"] == surge["start"]
    # 47 months: 45 spans of three, 44 of four, … 1 of all.
    assert summary == (
        f"{sum(counts)} launches known to the month show 3 phases, searched for among 1,035 spans of months."
    )
    assert surge["sentence"] == (
        "From January 2012 to May 2012 launches ran at 12.8 a month (64 known to the month; 95% interval 9.6 to "
        "16.7), 9.3 times the rate before (95% interval 5.8 to 15.2); the start is certain to the month."
    )


def test_the_interval_of_a_ratio_is_the_exact_one_of_two_poisson_counts():
    from scipy.stats import binomtest

    table, _ = launch_phases(launched([1] * 24 + [5] * 24), pd.Timestamp("2013-12-31"))
    assert table["launches"].tolist() == [24, 120]
    share = binomtest(120, 144).proportion_ci(method="exact")
    expected = [share.low / (1 - share.low), share.high / (1 - share.high)]
    assert table.loc[1, ["times_low", "times_high"]].tolist() == pytest.approx(expected)
    assert table.loc[0, ["times_before", "times_low", "times_high"]].isna().all()


def test_a_phase_counts_what_bars_show_beside_what_it_rests_on():
    months = [(f"{year}-{month:02}", "") for year in (2015, 2016) for month in range(1, 13)]
    spans = life_spans(dated(*months, *[("2016", "")] * 12), AFTER)
    table, _ = launch_phases(spans, pd.Timestamp("2016-12-31"))
    assert (table["launches"].tolist(), table["with_vague"].tolist()) == ([24], [36])
    drawn = by_period(spans, "month", pd.Timestamp("2016-12-31"))["launched"].sum()
    assert table["with_vague"].sum() == pytest.approx(drawn)
    assert (
        "(24 known to the month, 36 with those known to the year only, spread over that year;"
        in (table.loc[0, "sentence"])
    )


def test_the_interval_of_a_rate_is_the_exact_one_of_poisson_counts():
    from scipy.stats import chi2

    table, _ = launch_phases(launched([2] * 24), pd.Timestamp("2011-12-31"))
    low, high = chi2.ppf(0.025, 2 * 48) / 2 / 24, chi2.ppf(0.975, 2 * 49) / 2 / 24
    assert table.loc[0, ["rate_low", "rate_high"]].tolist() == pytest.approx([low, high])


def test_a_constant_rate_has_phases_in_hardly_any_random_table():
    random = np.random.default_rng(20180131)
    invented = 0
    for number in range(120):
        counts = random.poisson([0.5, 1, 3, 10][number % 4], 96)
        invented += len(launch_phases(launched(counts.tolist()), AFTER).table) > 1
    assert invented <= 2


def test_scattered_counts_at_a_constant_rate_make_no_phases():
    random = np.random.default_rng(7)
    counts = random.negative_binomial(2, 2 / 7, (40, 96))  # mean 5, variance 17.5
    found = [len(launch_phases(launched(row.tolist()), AFTER).table) for row in counts]
    assert sum(number > 1 for number in found) <= 2


def test_the_start_of_a_slight_change_is_uncertain():
    random = np.random.default_rng(3)
    counts = np.r_[random.poisson(2, 48), random.poisson(4.5, 48)]
    table, _ = launch_phases(launched(counts.tolist()), AFTER)
    change = table.iloc[1]
    assert change["kind"] == "rise"
    assert change["start_low"] < change["start_high"]
    assert change["start_low"] <= pd.Timestamp("2014-01-01") <= change["start_high"]
    assert "with 95% probability" in change["sentence"]


def test_the_stated_months_hold_the_true_start_about_as_often_as_they_say():
    random = np.random.default_rng(11)
    held = 0
    for _ in range(60):
        counts = np.r_[random.poisson(2, 36), random.poisson(6, 36)]
        table, _ = launch_phases(launched(counts.tolist()), pd.Timestamp("2015-12-31"))
        if len(table) == 2:
            held += table["start_low"][1] <= pd.Timestamp("2013-01-01") <= table["start_high"][1]
    assert held >= 51


def test_few_launches_are_said_to_be_too_few():
    table, summary = launch_phases(launched([1] * 6), pd.Timestamp("2010-06-30"))
    assert table.empty
    assert summary == "6 launches known to the month over 6 months are too few to tell phases apart."


def test_no_dates_at_all_are_said_to_be_too_few():
    _, summary = launch_phases(life_spans(dated(("", "")), AS_OF), AS_OF)
    assert summary.startswith("0 launches known to the month over 0 months are too few")


def test_launches_known_to_the_year_take_no_part_and_are_counted():
    rows = [(f"{year}-{month:02}", "") for year in (2015, 2016) for month in range(1, 13)] + [
        ("2016", "")
    ] * 40
    table, summary = launch_phases(life_spans(dated(*rows), AFTER), pd.Timestamp("2016-12-31"))
    assert len(table) == 1
    assert summary == (
        "24 launches known to the month show no change of the rate; 40 known to the year only take no part."
    )


def test_a_month_that_is_not_over_does_not_count():
    table, summary = launch_phases(launched([2] * 24), pd.Timestamp("2011-12-15"))
    assert table["months"].sum() == 23
    assert summary.endswith("; 2 in a month that is not complete, or far from all others, take no part.")


def test_the_surge_of_the_demonstration_database_is_found_from_its_data():
    table, _ = launch_phases(cluster("Migration and integration"), AS_OF)
    (surge,) = table[table["kind"] == "surge"].to_dict("records")
    assert (f"{surge['start']:%Y-%m}", f"{surge['end']:%Y-%m}") == ("2015-09", "2016-04")
    assert surge["launches"] == 96
    assert surge["start_low"] == surge["start_high"]
    assert table["kind"].iloc[-1] == "consolidation"


@pytest.mark.parametrize(
    "name",
    [
        *("Cities and urban development", "Digital democracy", "Food, environment and climate change"),
        *("Health and care", "Skills and learning"),
    ],
)
def test_no_surge_is_invented_in_the_other_clusters(name):
    table, _ = launch_phases(cluster(name), AS_OF)
    assert not table["kind"].isin(["surge", "consolidation"]).any()
