"""Tables of periods after the as-of date: nothing is counted that cannot have happened, and what has begun says so."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.analysis.timeline.launches import (
    HAPPENED,
    as_of_the_day,
    begun_period,
    by_period,
    cumulative,
    in_whole_numbers,
)
from dsi_geo.analysis.timeline.spans import life_spans
from tests.analysis.timeline.dated_projects import dated

DAY = pd.Timestamp("2018-01-31")
ROWS = (("2016-05", ""), ("2017-02", "2017-11"), ("2017", "2030-01"), ("2019-03", ""), ("2020", ""))


def table(frequency: str, vague: str = "spread") -> pd.DataFrame:
    counted = by_period(life_spans(dated(*ROWS), DAY), frequency, DAY, vague=vague)
    return as_of_the_day(in_whole_numbers(counted), frequency, DAY).set_index("period")


def test_years_after_the_day_have_no_stock_and_the_year_of_the_day_says_how_far_it_goes():
    years = table("year")
    assert years.loc[["2016", "2017", "2018", "2019"], "covered"].tolist() == [
        "whole", "whole", "to 2018-01-31", "to come",
    ]  # fmt: skip
    assert years.loc[["2016", "2017", "2018"], "active"].tolist() == [1, 2, 2]
    ahead = years[years["covered"] == "to come"]
    assert ahead[[*HAPPENED]].isna().all(axis=None)
    assert ahead["planned_launched"].sum() == 2
    assert ahead["planned_closed"].sum() == 1


def test_a_period_that_ends_on_the_day_is_whole():
    months = table("month")
    assert months.loc["2018-01", "covered"] == "whole"
    assert begun_period("month", DAY) == ""
    assert begun_period("quarter", DAY) == "2018-Q1"
    assert begun_period("year", pd.Timestamp("2017-12-31")) == ""
    assert begun_period("year", pd.NaT) == ""


def test_rows_that_are_no_period_are_judged_by_their_year():
    months = table("month", "apart")
    assert months.loc["2017, month not known", "covered"] == "whole"
    assert months.loc["2017, month not known", "launched"] == 1
    planned = months.loc["2020, month not known"]
    assert planned["covered"] == "to come"
    assert pd.isna(planned["launched"])
    assert planned["planned_launched"] == 1


def test_without_a_day_everything_is_whole():
    counted = in_whole_numbers(by_period(life_spans(dated(("2016-05", "")), pd.NaT), "year", pd.NaT))
    told = as_of_the_day(counted, "year", pd.NaT)
    assert told["covered"].eq("whole").all()
    assert told["active"].tolist() == [1]


@pytest.mark.parametrize("frequency", ["month", "quarter", "year"])
def test_what_has_happened_is_all_counted(frequency):
    assert table(frequency)["launched"].sum() == 3
    assert table(frequency)["closed"].sum() == 1


def test_what_is_accumulated_ends_with_the_day():
    counted = by_period(life_spans(dated(*ROWS), DAY), "year", DAY)
    drawn = cumulative(counted, DAY).set_index("period")["launched"]
    assert drawn.loc[["2016", "2017", "2018", "2019"]].tolist() == [1, 3, 3, 0]
