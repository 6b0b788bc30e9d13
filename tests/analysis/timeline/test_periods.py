"""Days in words, no more exact than they are known."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.analysis.timeline.periods import days_between


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2016-05-03", "2016-05-03", "2016-05-03"),
        ("2016-02-01", "2016-02-29", "2016-02"),
        ("2016-01-01", "2016-12-31", "2016"),
        ("2016-01-01", "2016-01-31", "2016-01"),
        ("2016-02-01", "2016-02-28", "2016-02-01 to 2016-02-28"),
        ("2016-01-01", "2017-12-31", "2016-01-01 to 2017-12-31"),
        (None, None, "not known"),
    ],
)
def test_what_is_known_is_said_and_no_more(first, last, told):
    days = [pd.Series(pd.to_datetime([day])) for day in (first, last)]
    assert days_between(*days).tolist() == [told]


def test_no_days_are_no_words():
    none = pd.Series(pd.to_datetime([]))
    assert days_between(none, none).tolist() == []
