"""Life spans: as narrow as a record's dates allow, and no narrower."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given

from dsi_geo.analysis.timeline.spans import DAYS, life_spans
from dsi_geo.schema import ORGANISATIONS, conform
from tests.analysis.timeline.dated_projects import AS_OF, ROWS, dated


def span(*row: str) -> dict[str, str]:
    spans = life_spans(dated(row), AS_OF).iloc[0]
    days = {name: "" if pd.isna(spans[name]) else f"{spans[name]:%Y-%m-%d}" for name in DAYS}
    return {"launch": spans["launch"], "closure": spans["closure"], **days}


def days(*row: str) -> tuple[str, ...]:
    return tuple(span(*row)[name] for name in DAYS)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("2016-02-29", ""), ("2016-02-29", "2016-02-29", "", "")),
        (("2016-02", ""), ("2016-02-01", "2016-02-29", "", "")),
        (("2015", "2017"), ("2015-01-01", "2015-12-31", "2017-01-01", "2017-12-31")),
        (("2015", "2015-03-10"), ("2015-01-01", "2015-03-10", "2015-03-10", "2015-03-10")),
        (("2015-06-05", "2015"), ("2015-06-05", "2015-06-05", "2015-06-05", "2015-12-31")),
        (("2018", ""), ("2018-01-01", "2018-01-31", "", "")),
        (("1066-10-14", "2017"), ("1066-10-14", "1066-10-14", "2017-01-01", "2017-12-31")),
    ],
)
def test_a_date_is_every_day_it_can_mean_and_no_other(row, expected):
    assert days(*row) == expected


@pytest.mark.parametrize(
    ("row", "launch", "closure"),
    [
        (("", ""), "unknown", "none"),
        (("2015", ""), "known", "none"),
        (("2015", "2016"), "known", "known"),
        (("2018-02-01", ""), "planned", "none"),
        (("2015", "2060-12-31"), "known", "planned"),
        (("2019", "2020"), "planned", "planned"),
        (("2016-05-02", "2015"), "known", "contradictory"),
        (("", "2018-01", "ending"), "unknown", "announced"),
        (("2015", "2018-06", "ending"), "known", "planned"),
        (("2015", "", "closed"), "known", "undated"),
        (("", "2017"), "unknown", "known"),
    ],
)
def test_what_is_known_of_launch_and_end_has_a_name(row, launch, closure):
    found = span(*row)
    assert (found["launch"], found["closure"]) == (launch, closure)


def test_a_project_closed_at_an_unknown_time_closed_between_its_launch_and_the_as_of_date():
    assert days("2015-03", "", "closed") == ("2015-03-01", "2015-03-31", "2015-03-01", "2018-01-31")


def test_without_an_as_of_date_nothing_is_planned():
    spans = life_spans(dated(("2060", "2061"), ("2015", "", "closed")), pd.NaT)
    assert spans["launch"].tolist() == ["known", "known"]
    assert spans["closure"].tolist() == ["known", "none"]


def test_an_as_of_date_before_everything_makes_everything_planned():
    spans = life_spans(dated(("2015", "2016"), ("2010", "")), pd.Timestamp("1999-12-31"))
    assert set(spans["launch"]) == {"planned"}


def test_organisations_are_launched_when_they_are_founded():
    table = conform(pd.DataFrame({"id": ["a"], "founded": [pd.Timestamp("2012-05-01")]}), ORGANISATIONS)
    spans = life_spans(table.assign(founded_precision="month"), AS_OF)
    assert spans.loc[0, ["launch", "closure"]].tolist() == ["known", "none"]
    assert spans.loc[0, "launched_to"] == pd.Timestamp("2012-05-31")


def test_the_index_is_kept_and_the_input_is_not_changed():
    records = dated(("2015", "2016-01"), ("", "")).set_axis([7, 3])
    before = records.copy()
    assert life_spans(records, AS_OF).index.tolist() == [7, 3]
    pd.testing.assert_frame_equal(records, before)


def test_many_records_get_the_same_spans_as_each_alone():
    words = [f"{2000 + number % 17}-{number % 12 + 1:02}-{number % 28 + 1:02}" for number in range(9_000)]
    rows = [(word[: (4, 7, 10)[number % 3]], "") for number, word in enumerate(words)]
    few = pd.concat([life_spans(dated(row), AS_OF) for row in rows[:50]], ignore_index=True)
    pd.testing.assert_frame_equal(life_spans(dated(*rows), AS_OF).head(50), few)


@given(ROWS)
def test_no_interval_is_turned_around_and_no_closure_precedes_its_launch(rows):
    spans = life_spans(dated(*rows), AS_OF)
    happened = spans[(spans["launch"] == "known") & spans["closure"].isin(["known", "undated"])]
    for earlier, later in (DAYS[:2], DAYS[2:], DAYS[::2], DAYS[1::2]):
        assert not (happened[earlier] > happened[later]).any()
    assert not (happened[list(DAYS)] > AS_OF).any(axis=None)
