"""What is new: nothing that is planned for a day after the one that the data describe."""

from __future__ import annotations

import pandas as pd

from dsi_geo.analysis.counts import newest

DAYS = {"past": "2016-05-03", "today": "2018-01-31", "ahead": "2030-01-01", "undated": None}
TABLE = pd.DataFrame({"id": list(DAYS), "launched": pd.to_datetime(pd.Series([*DAYS.values()]))})


def ids(as_of: pd.Timestamp, most: int = 8) -> list[str]:
    return newest(TABLE, "projects", most, as_of)["id"].tolist()


def test_what_is_planned_is_not_new():
    assert ids(pd.Timestamp("2018-01-31")) == ["today", "past"]
    assert ids(pd.Timestamp("2018-01-31"), 1) == ["today"]


def test_without_a_day_nothing_is_planned():
    assert ids(pd.NaT) == ["ahead", "today", "past"]
