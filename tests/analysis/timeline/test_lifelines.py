"""Single projects in time: bars with open and fuzzy ends, cohorts, lists."""

from __future__ import annotations

import pandas as pd
from hypothesis import given

from dsi_geo.analysis.timeline.lifelines import cohorts, events_between, lifelines
from dsi_geo.analysis.timeline.spans import has_launched, life_spans
from dsi_geo.database import open_database
from tests.analysis.timeline.dated_projects import AS_OF, ROWS, dated


def made(*rows: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    records = dated(*rows)
    return records, life_spans(records, AS_OF)


def test_bars_are_sorted_and_open_where_nothing_is_known():
    bars = lifelines(*made(("2016", ""), ("", ""), ("2015-03", "2017"), ("", "2016-05-01")))
    assert bars.index.tolist() == [2, 0, 3]
    assert bars.loc[2, "closed_to"] == pd.Timestamp("2017-12-31")
    assert pd.isna(bars.loc[0, "closed_from"])
    assert pd.isna(bars.loc[3, "launched_from"])


def test_bars_are_sorted_by_their_end_with_running_ones_last():
    bars = lifelines(*made(("2014", ""), ("2015", "2017"), ("2016", "2016-05")), order="closed")
    assert bars.index.tolist() == [2, 1, 0]


def test_a_search_finds_names_in_any_spelling():
    records, spans = made(("2014", ""), ("2015", ""))
    records["name"] = ["Café Gießen", "Bridge (1)"]
    assert lifelines(records, spans, search="CAFE giessen").index.tolist() == [0]
    assert lifelines(records, spans, search="bridge (1").index.tolist() == [1]
    assert lifelines(records, spans, search="nothing").empty


def test_cohorts_count_projects_by_their_years():
    _, spans = made(
        ("2015", "2016"), ("2015-02", "2016-12"), ("2015", ""), ("2016", "", "closed"), ("", "2016")
    )
    table = cohorts(spans)
    assert table.fillna(0).to_numpy().tolist() == [
        [2015, 0, "running", 1],
        [2015, 2016, "closed", 2],
        [2016, 0, "closed", 1],
    ]


@given(ROWS)
def test_cohorts_hold_every_launched_project_once(rows):
    _, spans = made(*rows)
    assert cohorts(spans)["projects"].sum() == has_launched(spans).sum()


def test_the_list_of_a_month_tells_the_certain_from_the_possible():
    found = events_between(
        *made(("2015", ""), ("2015-10", ""), ("2015-10-31", ""), ("2015-11-01", "")),
        "launched",
        pd.Timestamp("2015-10-01"),
        pd.Timestamp("2015-10-31"),
    )
    assert found.index.tolist() == [1, 2, 0]
    assert found["certain"].tolist() == [True, True, False]


def test_planned_ends_are_listed_as_planned_and_contradictory_ones_not_at_all():
    span = pd.Timestamp("2010-01-01"), pd.Timestamp("2030-01-01")
    found = events_between(*made(("2015", "2020"), ("2016", "2012")), "closed", *span)
    assert found["kind"].to_dict() == {0: "planned"}


def test_clarat_and_workeer_are_listed_in_january_2018():
    database = open_database()
    spans = life_spans(database.projects, database.as_of)
    month = pd.Timestamp("2018-01-01"), pd.Timestamp("2018-01-31")
    found = events_between(database.projects, spans, "closed", *month)
    assert found["name"].tolist() == ["clarat", "Workeer"]
    assert set(found["kind"]) == {"announced"}
