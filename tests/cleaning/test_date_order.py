"""What the date columns of a table decide together, and what is told where they do not."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.cleaning.dates import clean_dates, parse_dates, with_ends_of_spans
from dsi_geo.cleaning.findings import Findings

TODAY = pd.Timestamp("2026-01-01")


def clean(
    entity: str = "projects", today: pd.Timestamp = TODAY, **columns: list[str | None]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    findings = Findings()
    rows = len(next(iter(columns.values())))
    frame = pd.DataFrame(
        {"id": [str(row) for row in range(rows)]}
        | {name: pd.Series(cells, dtype="str") for name, cells in columns.items()}
    )
    return clean_dates(frame, entity, today, findings), findings.table()


def days(column: pd.Series) -> list[str]:
    return column.dt.strftime("%Y-%m-%d").fillna("").tolist()


def told(findings: pd.DataFrame, code: str) -> list[str]:
    return findings.loc[findings["code"].eq(code), "message"].tolist()


def test_another_column_decides_where_a_column_says_nothing():
    table, findings = clean(launched=["02/03/2015", "04/05/2015"], closed=["12/25/2016", None])
    assert days(table["launched"]) == ["2015-02-03", "2015-04-05"]
    assert findings.empty


def test_an_unrecognised_column_decides_too():
    table, findings = clean(launched=["02/03/2015", "04/05/2015"], updated=["12/25/2016", "01/02/2017"])
    assert days(table["launched"]) == ["2015-02-03", "2015-04-05"]
    assert findings.empty


def test_a_column_decides_for_itself_before_others_do():
    table, findings = clean(launched=["02/03/2015", "25/05/2015"], closed=["12/25/2016", "03/04/2017"])
    assert days(table["launched"]) == ["2015-03-02", "2015-05-25"]
    assert days(table["closed"]) == ["2016-12-25", "2017-03-04"]
    assert findings.empty


def test_dates_that_begin_with_their_year_decide_nothing():
    _, findings = clean(launched=["02/03/2015"], closed=["2016-12-25"])
    assert told(findings, "ambiguous_date") == [
        "“02/03/2015” is read as 2015-03-02, the day first: nothing in the table proves which comes first."
    ]


def test_nothing_ends_before_it_starts():
    table, findings = clean(launched=["02/03/2015", "2016-01-01"], closed=["01/04/2015", "2017-01-01"])
    assert days(table["launched"]) == ["2015-03-02", "2016-01-01"]  # else from 3 February to 4 January
    table, findings = clean(launched=["01/09/2015"], closed=["08/01/2015"])
    assert days(table["launched"]) == ["2015-01-09"]  # else from 1 September to 8 January
    assert findings.empty


def test_no_record_was_made_later_than_today():
    midsummer = pd.Timestamp("2025-06-21")
    table, findings = clean(today=midsummer, launched=["02/03/2015"], recorded=["03/12/2025"])
    assert days(table["recorded"]) == ["2025-03-12"]
    assert days(table["launched"]) == ["2015-02-03"]
    assert findings.empty
    _, findings = clean(today=midsummer, launched=["02/03/2015"], recorded=["08/07/2025"])  # neither has come
    assert findings["code"].tolist() == ["recorded_in_future", "ambiguous_date", "ambiguous_date"]


def test_columns_that_contradict_one_another_prove_nothing():
    _, findings = clean(launched=["02/03/2015"], closed=["12/25/2016"], recorded=["25/12/2016"])
    assert told(findings, "ambiguous_date") == [
        "“02/03/2015” is read as 2015-03-02, the day first: the columns of the table contradict one another."
    ]


def test_a_column_that_contradicts_itself_is_read_as_most_of_it_is():
    cells = ["12/25/2015", "12/26/2015", "25/12/2015", "02/03/2015"]
    table, findings = clean(launched=cells)
    assert days(table["launched"]) == ["2015-12-25", "2015-12-26", "2015-12-25", "2015-02-03"]
    (message,) = told(findings, "ambiguous_date")
    assert message.endswith(
        "the month first: of the column’s other dates 1 can only have the day first, and 2 only the month."
    )


@pytest.mark.parametrize(
    ("countries", "day"),
    [
        (["USA", "United States"], "2015-02-03"),
        (["US", "Germany"], "2015-03-02"),
        ([None, None], "2015-03-02"),
    ],
)
def test_countries_that_write_the_month_first_make_it_likelier_and_no_more(countries, day):
    table, findings = clean(launched=["02/03/2015", "2016"], country=countries)
    assert days(table["launched"])[0] == day
    (message,) = told(findings, "ambiguous_date")
    assert ("all its records are in US" in message) == (day == "2015-02-03")


def test_years_of_two_figures_are_read_where_their_order_is_proven():
    def read(*cells: str) -> list[str]:
        return days(parse_dates(pd.Series(cells, dtype="str"), today=TODAY)["date"])

    assert read("03/04/19", "22/04/19") == ["2019-04-03", "2019-04-22"]
    assert read("03/04/19", "4/22/19") == ["2019-03-04", "2019-04-22"]
    assert read("03/04/19", "22/04/2019") == ["2019-04-03", "2019-04-22"]
    assert read("03/04/19", "4/22/2019") == ["2019-03-04", "2019-04-22"]
    assert read("19-04-03", "98-12-31") == ["2019-04-03", "1998-12-31"]
    assert read("03-04-19", "31-12-98") == ["2019-04-03", "1998-12-31"]
    assert read("03.04.19") == ["2019-04-03"]
    assert read("03/04/19", "22/04/19", "4/22/19") == ["", "2019-04-22", "2019-04-22"]


def test_a_date_that_could_be_several_is_not_read_and_its_days_are_told():
    table, findings = clean(launched=["03/04/19"])
    assert table["launched"].isna().all()
    (message,) = told(findings, "unreadable_date")
    assert message == (
        "“03/04/19” is not understood as a date: it could be 2019-03-04 or 2019-04-03, and nothing in the table "
        "proves which."
    )


def test_a_month_of_two_languages_is_told_by_the_country_of_the_record():
    table, findings = clean(
        launched=["listopad 2013", "listopad 2014", "listopad 2015", "2016"],
        country=["Croatia", "Polska", "Germany", "France"],
    )
    assert days(table["launched"]) == ["2013-10-01", "2014-11-01", "", "2016-01-01"]
    assert findings["code"].tolist() == ["unreadable_date"]


def test_words_for_no_end_are_told_and_are_no_errors():
    table, findings = clean(
        launched=["2014", "2015", "2016", "2017"],
        closed=["laufend", "unbefristet", "2014 - present", "unbekannt"],
    )
    assert table["closed"].isna().all()
    assert findings["code"].tolist() == ["no_end", "no_end", "no_end", "placeholder_date"]
    assert told(findings, "no_end")[0] == "“laufend” is taken to mean that no end is known."


def test_of_a_beginning_words_for_no_end_say_nothing_and_ongoing_is_none():
    _, findings = clean(launched=["offen", "unbekannt", "laufend"])
    assert findings["code"].tolist() == ["unreadable_date", "placeholder_date", "placeholder_date"]


def test_what_is_kept_roughly_is_told():
    table, findings = clean(
        launched=["Herbst 2015", "KW 8/2019", "2014/15", "ca. 2014"],
        closed=["Q1 2016", None, "2015/16", None],
    )
    assert (
        table["closed_precision"].tolist() == ["year", None, "year", None]
        or table["closed"].notna().sum() == 2
    )
    assert told(findings, "rough_date") == [
        "“Herbst 2015” is kept as 2015, the year in which it lies.",
        "“KW 8/2019” is kept as 2019-02, the month in which it lies.",
        "“2014/15” is kept as 2014, its beginning.",
        "“ca. 2014” is kept as 2014.",
        "“Q1 2016” is kept as 2016, the year in which it lies.",
        "“2015/16” is kept as 2016, its end.",
    ]


def test_a_table_without_dates_stays_as_it_is():
    table, findings = clean(entity="organisations", name=["A"])
    assert table.columns.tolist() == ["id", "name"]
    assert findings.empty


def test_another_table_of_the_database_decides_where_a_table_says_nothing(cleaned):
    result = cleaned(
        projects=[{"id": "1", "name": "A", "launched": "02/03/2015"}],
        organisations=[{"id": "o", "name": "O", "founded": "12/25/2010"}],
    )
    assert days(result.tables["projects"]["launched"]) == ["2015-02-03"]
    assert told(result.findings, "ambiguous_date") == []
    assert "Of dates like 02/03/2015 the month is read first, as in the other table of the database." in told(
        result.findings, "reading"
    )


def test_a_table_decides_for_itself_before_another_does(cleaned):
    result = cleaned(
        projects=[{"id": "1", "launched": "02/03/2015"}, {"id": "2", "launched": "25/03/2015"}],
        organisations=[{"id": "o", "founded": "12/25/2010"}],
    )
    assert days(result.tables["projects"]["launched"]) == ["2015-03-02", "2015-03-25"]


def spans(column: str, *cells: str | None) -> tuple[list[str | None], list[str]]:
    findings = Findings()
    frame = pd.DataFrame({"launched": pd.Series(cells, dtype="str")})
    table = with_ends_of_spans(frame, {"launched": column}, "a.csv", findings)
    closed = table["closed"].astype(object) if "closed" in table else pd.Series(dtype=object)
    return closed.where(closed.notna(), None).tolist(), told(findings.table(), "reading")


def test_the_end_of_a_span_is_the_end_where_no_column_tells_of_ends():
    closed, notes = spans(
        "Year", "2009-2011", "2014", "01.01.2014 - 31.12.2016", "2015 bis heute", None, "2014/15"
    )
    assert closed == ["2009-2011", None, "01.01.2014 - 31.12.2016", "2015 bis heute", None, None]
    assert notes == ["a.csv has no column of ends: 3 are read from “Year”, such as “2009-2011”."]


def test_a_heading_that_speaks_of_both_makes_every_span_one():
    assert spans("Prosjekt start og slutt", "2014/15", "2016")[0] == ["2014/15", None]
    assert spans("Laufzeit", "2009+2010", "2016")[0] == ["2009+2010", None]


def test_years_of_money_granted_and_single_dates_end_nothing():
    assert spans("Award date", "2009-2011") == ([], [])
    assert spans("Start", "2009", "2015-05", "2015-05-01", "seit 2014", "ca. 2014") == ([], [])
