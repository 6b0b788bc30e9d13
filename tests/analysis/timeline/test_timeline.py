"""The timeline: every record counted once, a stock that adds up, vague dates never in January."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.memberships import split
from dsi_geo.analysis.timeline.launches import (
    COUNTS,
    by_period,
    cumulative,
    in_whole_numbers,
    moving_average,
    time_axis,
)
from dsi_geo.analysis.timeline.periods import FREQUENCIES, VAGUE, period_labels, period_numbers
from dsi_geo.analysis.timeline.spans import dating, dating_sentence, has_closed, has_launched, life_spans
from dsi_geo.database import open_database
from dsi_geo.schema import LIST
from tests.analysis.timeline.dated_projects import AS_OF, ROWS, dated

FREQUENCY = st.sampled_from(FREQUENCIES)
TOTALS = [name for name in COUNTS if not name.startswith("active")]


def table(rows, frequency="month", as_of=AS_OF, **options) -> pd.DataFrame:
    return by_period(life_spans(dated(*rows), as_of), frequency, as_of, **options)


def counts(found: pd.DataFrame, name: str) -> dict[str, float]:
    return {period: value for period, value in zip(found["period"], found[name], strict=True) if value}


def assert_adds_up(found: pd.DataFrame) -> None:
    previous = found["active"].shift(fill_value=0)
    np.testing.assert_allclose(found["active"], previous + found["launched"] - found["closed"], atol=1e-9)
    assert (found["active"] > -1e-9).all()


def test_launches_closures_and_the_stock_are_counted_by_hand():
    found = table([("2015-01-31", "2015-03-01"), ("2015-03", ""), ("2015-03-31", "2017-12-31")], "quarter")
    head = found.head(2)[["period", "launched", "closed", "active", "active_in_period"]]
    assert head.to_numpy().tolist() == [["2015-Q1", 3, 1, 2, 3], ["2015-Q2", 0, 0, 2, 2]]
    assert counts(found, "closed") == {"2015-Q1": 1, "2017-Q4": 1}
    assert found["period"].iloc[-1] == "2018-Q1"
    assert found["start"].iloc[1] == pd.Timestamp("2015-04-01")


def test_a_date_known_to_the_year_is_spread_evenly_over_its_year():
    found = table([("2015", "")] * 6)
    in_2015 = found[found["period"].str.startswith("2015")]
    assert in_2015["launched"].tolist() == pytest.approx([0.5] * 12)
    assert in_2015["launched_vague"].tolist() == pytest.approx([0.5] * 12)


def test_a_vague_launch_is_spread_over_the_months_before_its_closure_only():
    found = table([("2015", "2015-03-10")])
    assert counts(found, "launched") == pytest.approx({f"2015-0{month}": 1 / 3 for month in (1, 2, 3)})
    assert counts(found, "closed") == {"2015-03": 1}


def test_a_date_known_to_the_year_apart_has_a_row_after_its_year():
    found = table([("2015", ""), ("2015-12-31", ""), ("2016-01-01", "")], vague="apart")
    periods = found["period"].tolist()
    position = periods.index("2015, month not known")
    assert periods[position - 1 : position + 2] == ["2015-12", "2015, month not known", "2016-01"]
    assert found.loc[position, ["launched", "launched_vague", "active"]].tolist() == [1, 1, 2]
    assert pd.isna(found.loc[position, "start"])
    assert "2015-01" not in counts(found, "launched")


def test_apart_a_closure_waits_for_the_vague_launch_of_its_year():
    found = table([("2015", "2015-03-10")], vague="apart")
    assert counts(found, "closed") == {"2015, month not known": 1}
    assert_adds_up(found)


def test_a_closure_without_any_date_is_spread_from_the_launch_to_the_as_of_date():
    rows = [("2017-11-05", "", "closed")]
    assert counts(table(rows), "closed") == pytest.approx(
        {"2017-11": 1 / 3, "2017-12": 1 / 3, "2018-01": 1 / 3}
    )
    assert counts(table(rows, vague="apart"), "closed") == {"year not known": 1}


def test_a_closure_without_a_known_launch_is_told_beside_the_stock():
    found = table([("2015-05", ""), ("", "2016-02-01")])
    assert counts(found, "closed_launch_unknown") == {"2016-02": 1}
    assert counts(found, "closed") == {}
    assert found["active"].iloc[-1] == 1


def test_announced_and_planned_ends_leave_a_project_active():
    found = table([("2015-05", "2018-01", "ending"), ("2015-05", "2018-03"), ("2018-02-01", "")])
    assert counts(found, "announced") == {"2018-01": 1}
    assert counts(found, "planned_closed") == {"2018-03": 1}
    assert counts(found, "planned_launched") == {"2018-02": 1}
    assert found["active"].iloc[-1] == 2


def test_dates_in_1066_and_2060_do_not_stretch_the_axis():
    rows = [("1066-10-14", ""), ("2060-01-01", ""), *[("2015-05-05", "2016-05-05")] * 9]
    found = table(rows)
    assert found["period"].tolist()[:2] == ["before 2015-05", "2015-05"]
    assert found["period"].iloc[-1] == "after 2018-01"
    assert found["launched"].iloc[0] == 1
    assert found["planned_launched"].iloc[-1] == 1
    assert len(found) == 2 + 33


def test_rows_are_complete_between_the_first_and_the_last():
    found = table([("2001-11", ""), ("2017-03", "")])
    dated_rows = found[found["start"].notna()]
    assert dated_rows["period"].tolist() == period_labels(range(382, 577), "month")


def test_groups_add_up_to_the_whole_and_the_missing_one_is_called_unknown():
    rows = [("2015", ""), ("2016-02", "2017"), ("2016-03", "")]
    by = pd.Series(["work", None, "care"], dtype="category")
    split = table(rows, by=by)
    assert split["group"].unique().tolist() == ["care", "work", "unknown"]
    together = split.groupby("period", sort=False)[list(COUNTS)].sum().reset_index()
    pd.testing.assert_frame_equal(together, table(rows)[["period", *COUNTS]], check_dtype=False)


def test_a_project_with_two_themes_counts_in_both_and_one_without_is_not_lost():
    rows = [("2015", ""), ("2016", "2017"), ("2016", "")]
    themes = pd.Series([["work", "care"], ["care"], []], dtype=LIST)
    spans, by = split(life_spans(dated(*rows), AS_OF), themes)
    found = by_period(spans, "year", AS_OF, by=by)
    launched = found.groupby("group")["launched"].sum()
    assert launched.to_dict() == {"care": 2, "work": 1, "unknown": 1}


def test_nothing_dated_is_no_row():
    assert table([("", "")]).empty
    assert in_whole_numbers(table([])).empty
    assert table([], by=pd.Series([], dtype="str")).columns.tolist()[2] == "group"


def test_an_as_of_date_before_everything_counts_nothing_as_launched():
    found = table([("2015-05", "2016")], as_of=pd.Timestamp("1999-12-31"))
    assert found["launched"].sum() == 0
    assert found["planned_launched"].sum() == found["planned_closed"].sum() == 1


def test_whole_numbers_accumulate_like_the_fractions():
    exact = in_whole_numbers(table([("2015", "")] * 13))
    assert exact["launched"].sum() == 13
    assert exact["launched"].between(0, 2).all()
    assert exact["period"][exact["launched"] == 2].tolist() == ["2015-06"]


def test_one_vague_launch_is_rounded_to_the_middle_of_its_year():
    assert counts(in_whole_numbers(table([("2015", "")])), "launched") == {"2015-06": 1}


@given(ROWS, FREQUENCY, st.sampled_from(VAGUE))
def test_the_stock_is_the_previous_one_plus_launches_less_closures(rows, frequency, vague):
    spans = life_spans(dated(*rows), AS_OF)
    found = by_period(spans, frequency, AS_OF, vague=vague)
    rounded = in_whole_numbers(found)
    launched, closed = has_launched(spans), has_launched(spans) & has_closed(spans)
    for totals in (found, rounded):
        assert_adds_up(totals)
        assert totals["launched"].sum() == pytest.approx(launched.sum())
        assert totals["closed"].sum() == pytest.approx(closed.sum())
        assert (totals[list(COUNTS)] > -1e-9).all(axis=None)


@given(ROWS, FREQUENCY, st.sampled_from(VAGUE), st.integers(0, 2**40))
def test_the_stock_adds_up_in_every_selection_and_group(rows, frequency, vague, bits):
    spans = life_spans(dated(*rows), AS_OF)
    chosen = spans[np.array([bits >> number & 1 for number in range(len(rows))], dtype=bool)]
    assert_adds_up(by_period(chosen, frequency, AS_OF, vague=vague))
    by = pd.Series([number % 3 for number in range(len(rows))], index=spans.index)
    for _, group in by_period(spans, frequency, AS_OF, vague=vague, by=by).groupby("group"):
        assert_adds_up(group)


@given(ROWS, FREQUENCY)
def test_exact_dates_are_counted_as_a_plain_count_does(rows, frequency):
    exact = [
        (launched, "", "unknown")
        for launched, _, _ in rows
        if len(launched) >= 7 and launched[:7] <= "2018-01"
    ]
    spans = life_spans(dated(*exact), AS_OF)
    known = spans["launched_from"][has_launched(spans)]
    expected = pd.Series(period_labels(period_numbers(known, frequency), frequency)).value_counts()
    assert counts(by_period(spans, frequency, AS_OF), "launched") == expected.to_dict()


@given(ROWS, FREQUENCY)
def test_every_record_is_counted_once_whatever_its_dates(rows, frequency):
    spans = life_spans(dated(*rows), AS_OF)
    counted = dating(spans, frequency, time_axis(spans, frequency, AS_OF))
    assert counted.groupby("event")["records"].sum().tolist() == [len(rows), len(rows)]


def test_the_caption_says_how_many_are_vague_undated_and_outside():
    spans = life_spans(dated(("2015", ""), ("1066", ""), ("", ""), *[("2016-01", "")] * 8), AS_OF)
    counted = dating(spans, "month", time_axis(spans, "month", AS_OF))
    assert dating_sentence(counted, "launched") == (
        "Of 11 projects: 8 launched in a known month; 1 launched in a known year, month not known; 1 launched so far "
        "from all others that the axis leaves them out; 1 without a launch date."
    )
    assert dating_sentence(counted.iloc[:0], "closed") == "There are no projects."


def test_cumulative_counts_reach_the_totals_of_each_group():
    split = table([("2015-01", ""), ("2016-01", ""), ("2016-02", "2017")], by=pd.Series(["a", "b", "b"]))
    last = cumulative(split).groupby("group")[["launched", "closed"]].last()
    np.testing.assert_allclose(last.to_numpy(), [[1, 0], [2, 1]])


def test_a_moving_average_leaves_out_what_is_no_period():
    found = table([("2015", ""), ("2017-01", ""), ("2017-02", ""), ("2017-03", "")], vague="apart")
    averaged = moving_average(found, 3).set_index("period")["launched"]
    assert averaged["2017-02"] == pytest.approx(1)
    assert averaged["2017-04"] == pytest.approx(1 / 3)
    assert pd.isna(averaged.iloc[0])
    assert not averaged.index.str.contains("not known").any()


def test_the_demonstration_database_shows_the_surge_and_the_two_announced_ends():
    database = open_database()
    migration = database.projects[database.projects["cluster"] == "Migration and integration"]
    found = by_period(life_spans(migration, database.as_of), "month", database.as_of, vague="apart")
    by_month = found.set_index("period")
    assert by_month.loc["2015-09":"2015-12", "launched"].sum() == 57
    assert by_month.loc["2016-01":"2016-04", "launched"].sum() == 39
    assert by_month.loc["2018-01", ["closed", "announced"]].tolist() == [0, 2]


def test_the_dsi4eu_export_is_mostly_undated(dsi4eu):
    database = open_database(dsi4eu)
    spans = life_spans(database.projects, database.as_of)
    counted = dating(spans, "month", time_axis(spans, "month", database.as_of)).set_index(
        ["event", "counted"]
    )
    launched = counted.loc["launched", "records"]
    assert launched[["undated", "planned", "dated"]].tolist() == [766, 4, 59]
    assert counted.loc[("closed", "planned"), "records"] == 19


@pytest.mark.parametrize(
    ("launched", "closed", "first", "last"),
    [
        ("1996-06-01", "", "1996", "2018"),  # 19 years before the others: on the axis
        ("1994-06-01", "", "2015", "2018"),  # 21 years: summed before it
        ("2015-06-01", "2025-01-01", "2015", "2025"),  # 9 years after
        ("2015-06-01", "2028-01-01", "2015", "2018"),  # 12 years: summed after it
    ],
)
def test_the_axis_reaches_twenty_years_before_and_ten_after_the_middle_half_of_all_dates(
    launched, closed, first, last
):
    rows = [("2015-06-01", "")] * 40 + [(launched, closed)]
    spans = life_spans(dated(*rows), AS_OF)
    axis = time_axis(spans, "year", AS_OF)
    assert axis is not None
    assert period_labels(np.array([axis.first, axis.last]), "year") == [first, last]
