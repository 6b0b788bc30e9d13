"""Dates: every spelling to a day, no more precise than it was written."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.cleaning.dates import clean_dates, parse_dates
from dsi_geo.cleaning.findings import Findings

TODAY = pd.Timestamp("2026-01-01")


def parse(*texts: str | None) -> pd.DataFrame:
    return parse_dates(pd.Series(texts, dtype="str"), today=TODAY)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2015", "2015-01-01", "year"),
        ("2015.0", "2015-01-01", "year"),
        ("10/2015", "2015-10-01", "month"),
        ("2015-10", "2015-10-01", "month"),
        ("10.2015", "2015-10-01", "month"),
        ("Oktober 2015", "2015-10-01", "month"),
        ("März 2016", "2016-03-01", "month"),
        ("2015-10-31", "2015-10-31", "day"),
        ("31.10.2015", "2015-10-31", "day"),
        ("31/10/2015", "2015-10-31", "day"),
        ("10/31/2015", "2015-10-31", "day"),
        ("3rd Oct 2015", "2015-10-03", "day"),
        ("October 3, 2015", "2015-10-03", "day"),
        ("3. Oktober 2015", "2015-10-03", "day"),
        ("2015-10-31T23:30:00+02:00", "2015-10-31", "day"),
        ("2015-10-31 08:15", "2015-10-31", "day"),
        ("20151031", "2015-10-31", "day"),
        ("29.02.2016", "2016-02-29", "day"),
        ("42370", "2016-01-01", "day"),
        ("1066-10-14", "1066-10-14", "day"),
        ("2060", "2060-01-01", "year"),
        ("2015-00-00", "2015-01-01", "year"),
    ],
)
def test_a_spelling_is_read_as_the_day_and_precision_it_says(text, day, precision):
    parsed = parse(text).iloc[0]
    assert (f"{parsed['date']:%Y-%m-%d}", parsed["precision"]) == (day, precision)


@pytest.mark.parametrize(
    "text", ["soon", "30.02.2015", "29.02.2015", "2015-13", "0000", "99/99/2015", "13/2015"]
)
def test_what_is_no_date_is_said_to_be_none(text):
    parsed = parse(text).iloc[0]
    assert parsed["unreadable"]
    assert pd.isna(parsed["date"])
    assert pd.isna(parsed["precision"])


def test_missing_is_not_unreadable():
    assert not parse(None)["unreadable"].any()


def test_the_column_decides_whether_day_or_month_comes_first():
    assert parse("02/03/2015", "25/12/2015")["date"].iloc[0] == pd.Timestamp("2015-03-02")
    assert parse("02/03/2015", "12/25/2015")["date"].iloc[0] == pd.Timestamp("2015-02-03")


def test_a_column_that_cannot_decide_is_ambiguous():
    assert parse("02/03/2015", "04/05/2016")["ambiguous"].tolist() == [True, True]
    assert parse("02/03/2015", "25/12/2015")["ambiguous"].tolist() == [False, False]
    assert parse("03/03/2015")["ambiguous"].tolist() == [False]


@given(st.dates(date(1000, 1, 1), date(9998, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d"]))
def test_a_written_day_is_read_back(day, style):
    padded = day.strftime(style).replace(str(day.year), f"{day.year:04d}")
    assert parse(padded)["date"].iloc[0] == pd.Timestamp(day)


def test_the_index_and_the_input_stay():
    cells = pd.Series(["2015", "n"], index=[7, 3], dtype="str")
    before = cells.copy()
    assert parse_dates(cells).index.tolist() == [7, 3]
    pd.testing.assert_series_equal(cells, before)


def clean(cells: list[str | None], **extra: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    findings = Findings()
    ids = [str(number) for number in range(len(cells))]
    frame = pd.DataFrame({"id": ids, "launched": pd.Series(cells, dtype="str"), **extra})
    return clean_dates(frame, "projects", TODAY, findings), findings.table()


def test_the_first_of_january_1970_means_unknown_and_is_reported():
    table, findings = clean(["1970-01-01", "2015-03-04"])
    assert table["launched"].isna().tolist() == [True, False]
    assert findings["code"].tolist() == ["placeholder_date"]
    assert findings["message"].iloc[0] == "“1970-01-01” is taken to mean that the date is not known."


def test_a_year_hard_to_believe_is_kept_and_reported():
    table, findings = clean(["1066-10-14", "2060-01-05"])
    assert table["launched"].notna().all()
    assert findings["code"].tolist() == ["implausible_date", "implausible_date"]


def test_many_first_of_januaries_raise_a_doubt_but_keep_their_precision():
    table, findings = clean(["2014-01-01", "2015-01-01", "2016-01-01", "2016-05-02"])
    assert (findings["code"] == "first_of_january").sum() == 3
    assert table["launched_precision"].tolist() == ["day"] * 4


def test_a_stated_precision_makes_a_date_coarser_never_finer():
    table, _ = clean(["2015-10-01", "2015"], launched_precision=["month", "day"])
    assert table["launched_precision"].tolist() == ["month", "year"]


def test_a_dotted_date_has_its_day_first_whatever_the_others_do():
    assert parse("10/31/2015", "02.03.2015")["date"].iloc[1] == pd.Timestamp("2015-03-02")


def test_dates_with_dots_that_can_only_have_the_month_first_are_believed():
    assert parse("10.31.2015", "02.03.2015")["date"].dt.month.tolist() == [10, 2]


@pytest.mark.parametrize("placeholder", ["01.01.1970", "1/1/1900", "31.12.9999", "1970-01-01T00:00:00Z"])
def test_a_placeholder_is_known_in_every_spelling(placeholder):
    table, findings = clean([placeholder, "2015-03-04"])
    assert table["launched"].isna().tolist() == [True, False]
    assert findings["code"].tolist() == ["placeholder_date"]
