"""Whole records: identifiers, placeholders, lifetimes, doubts; nothing is ever dropped."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dsi_geo.cleaning import clean
from dsi_geo.readers.assembly import RawTable
from dsi_geo.schema import COLUMNS, FINDING_COLUMNS

TODAY = pd.Timestamp("2026-01-01")


def found(result, code: str) -> list[str]:
    return result.findings.loc[result.findings["code"] == code, "id"].tolist()


def test_identifiers_become_unique_and_say_so(cleaned):
    result = cleaned(projects=[{"id": "7", "name": "A"}, {"id": "7", "name": "B"}, {"id": None, "name": "C"}])
    assert result.tables["projects"]["id"].tolist() == ["7", "7 (2)", "row 3"]
    assert found(result, "duplicate_id") == ["7 (2)"]
    assert found(result, "missing_id") == ["row 3"]


def test_without_a_column_of_names_the_file_is_told_once_and_not_each_record(cleaned):
    result = cleaned(
        projects=[{"id": "1", "city": "Berlin"}, {"id": "2", "city": "Bonn"}],
        organisations=[{"id": "1", "name": "A"}, {"id": "2", "name": ""}],
    )
    (column,) = result.findings[result.findings["code"] == "missing_column"].itertuples()
    assert (column.entity, column.id, column.field) == ("projects", "", "name")
    assert "No column of projects.csv is recognised as that of the names" in column.message
    assert "--column name=…" in column.message
    assert found(result, "missing_name") == ["2"]
    assert result.tables["projects"]["name"].isna().all()


def test_placeholders_become_missing_and_are_reported(cleaned):
    result = cleaned(
        projects=[{"id": "1", "name": "A", "website": "n/a", "description": "-", "city": "unknown"}]
    )
    record = result.tables["projects"].iloc[0]
    assert record[["website", "description", "city"]].isna().all()
    assert found(result, "placeholder_text") == ["1", "1", "1"]


@pytest.mark.parametrize(
    "website",
    ["http://", "http:// www.a.org", "example", "www", "https://example.com/x", "http://HTTP://A.ORG"],
)
def test_an_address_that_leads_nowhere_is_reported_and_kept(cleaned, website):
    result = cleaned(projects=[{"id": "1", "name": "A", "website": website}])
    assert found(result, "unusable_website") == ["1"]
    assert result.tables["projects"]["website"].tolist() == [website]


@pytest.mark.parametrize(
    "website",
    ["https://a.org", "a.org/x?y=1", "www.münchen.de", "http://a-b.co.uk:8080/", "https://x.example"],
)
def test_an_address_that_may_work_is_not_reported(cleaned, website):
    assert found(cleaned(projects=[{"id": "1", "name": "A", "website": website}]), "unusable_website") == []


def test_the_as_of_date_is_the_newest_recorded_one_and_never_a_placeholder(cleaned):
    result = cleaned(
        projects=[
            {"id": "1", "name": "A", "recorded": "1970-01-01"},
            {"id": "2", "name": "B", "recorded": "2017-03-26"},
        ],
        organisations=[{"id": "1", "name": "O", "recorded": "2016-01-01"}],
    )
    assert result.as_of == pd.Timestamp("2017-03-26")


def test_without_records_of_records_the_newest_launch_is_the_as_of_date(cleaned):
    assert cleaned(projects=[{"id": "1", "name": "A", "launched": "2015-10"}]).as_of == pd.Timestamp(
        "2015-10-01"
    )


def test_without_any_date_the_as_of_date_is_missing_and_nothing_is_planned(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A"}])
    assert pd.isna(result.as_of)
    assert result.tables["projects"]["status"].tolist() == ["unknown"]


@pytest.mark.parametrize(
    ("record", "status"),
    [
        ({"launched": "2015"}, "active"),
        ({"launched": "2015", "closed": "2016-05"}, "closed"),
        ({"launched": "2015", "closed": "2060-02-07"}, "active"),
        ({"launched": "2019-01-01"}, "planned"),
        ({"launched": "2018-01-31"}, "active"),
        ({"launched": "2018-02-01"}, "planned"),
        ({"launched": "2015", "closed": "2018-01-31"}, "closed"),
        ({"launched": "2015", "closed": "2018-02-01"}, "active"),
        ({"status": "discontinuation announced", "closed": "2018-01"}, "ending"),
        ({"status": "beendet"}, "closed"),
        ({"closed": "laufend"}, "active"),
        ({"closed": "2014 - present"}, "active"),
        ({"closed": "unbefristet"}, "unknown"),  # it says how it was meant, not that it still is
        ({"closed": "unbekannt"}, "unknown"),
        ({"status": "closed", "closed": "ongoing"}, "closed"),
        ({"launched": "2019", "closed": "ongoing"}, "planned"),
        ({"status": "purple"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_status_is_what_is_stated_or_what_the_dates_say(cleaned, record, status):
    result = cleaned(as_of="2018-01-31", projects=[{"id": "1", "name": "A", **record}])
    assert result.tables["projects"]["status"].tolist() == [status]


def test_an_end_after_the_as_of_date_is_planned(cleaned):
    result = cleaned(
        as_of="2018-01-31", projects=[{"id": "1", "name": "A", "launched": "2015", "closed": "2060-02-07"}]
    )
    assert found(result, "planned_end") == ["1"]


def test_an_end_before_its_start_is_not_used_but_kept_as_given(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A", "launched": "2016-05-01", "closed": "2015-03"}])
    record = result.tables["projects"].iloc[0]
    assert pd.isna(record["closed"])
    assert record["closed_as_given"] == "2015-03"
    assert found(result, "end_before_start") == ["1"]


def test_vague_dates_in_one_year_are_not_out_of_order(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A", "launched": "2015-06-01", "closed": "2015"}])
    assert found(result, "end_before_start") == []


def test_names_that_differ_by_case_and_marks_only_are_doubtful_duplicates(cleaned):
    result = cleaned(
        projects=[
            {"id": "1", "name": "Wall-spot"},
            {"id": "2", "name": "WALLSPOT"},
            {"id": "3", "name": "Wallspot 2"},
        ]
    )
    assert found(result, "possible_duplicate") == ["1", "2"]
    assert len(result.tables["projects"]) == 3


def test_advertising_is_suspected_and_never_removed(cleaned):
    result = cleaned(
        projects=[
            {"id": "1", "name": "Cheap essay writing help"},
            {"id": "2", "name": "Best City Taxi"},
            {"id": "3", "name": "Creative writing with refugees"},
            {"id": "4", "name": "Taxi for elders", "organisation_ids": ["o"]},
        ],
        organisations=[{"id": "o", "name": "O", "project_ids": ["4"]}],
    )
    assert found(result, "advertising") == ["1", "2"]
    assert len(result.tables["projects"]) == 4


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(["n/a", "2015", "52.5", "13.4", "0", "Berlin", "DE", "=1+1", "nan"]),
)
FIELDS = [
    "id",
    "name",
    "city",
    "country",
    "region",
    "address",
    "latitude",
    "longitude",
    "launched",
    "closed",
    "recorded",
    "website",
    "status",
    "cluster",
]


@settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, CELLS)), min_size=1, max_size=8))
def test_whatever_the_cells_hold_every_record_stays_once_with_an_identifier(records):
    frame = pd.DataFrame(records, columns=FIELDS).astype("str")
    frame = frame.where(frame.apply(lambda column: column.str.strip()).ne(""))
    before = frame.copy()
    result = clean([RawTable("projects", frame, None, "p.csv")], today=TODAY)
    table = result.tables["projects"]
    pd.testing.assert_frame_equal(frame, before)
    assert len(table) == len(records)
    assert table["id"].is_unique
    assert table["id"].notna().all()
    assert table.columns[: len(COLUMNS["projects"])].tolist() == list(COLUMNS["projects"])
    assert tuple(result.findings.columns) == FINDING_COLUMNS
    assert set(result.findings["id"]) <= {*table["id"], ""}
    assert (
        (table.geometry.notna() == (table["location_precision"] >= "city"))
        .mask(table["location_precision"].eq("region") | table["location_precision"].eq("country"), True)
        .all()
    )


def test_whole_numbers_that_became_decimals_are_still_identifiers(cleaned):
    result = cleaned(
        projects=[{"id": "1.0", "name": "A", "organisation_ids": ["5"]}, {"id": "2.0", "name": "B"}],
        organisations=[{"id": "5", "name": "O", "project_ids": ["1"]}],
    )
    assert result.tables["projects"]["id"].tolist() == ["1", "2"]
    assert found(result, "dangling_link") == []


def test_words_that_mean_something_in_their_field_are_no_placeholders(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "None", "country": "NA"}])
    record = result.tables["projects"].iloc[0]
    assert (record["name"], record["country"]) == ("None", "NA")


def test_a_record_made_in_the_future_is_told_and_does_not_date_the_data(cleaned):
    result = cleaned(
        projects=[
            {"id": "1", "name": "A", "recorded": "2031-01-01"},
            {"id": "2", "name": "B", "recorded": "2017-01-01"},
        ]
    )
    assert found(result, "recorded_in_future") == ["1"]
    assert result.as_of == pd.Timestamp("2017-01-01")


def test_without_dates_of_records_a_past_end_is_no_plan(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A", "launched": "2015-01-05", "closed": "2019-05-01"}])
    assert found(result, "planned_end") == []
    assert result.tables["projects"]["status"].tolist() == ["closed"]
