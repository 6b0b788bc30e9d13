"""Standing: the map at the end of each period shows what the timeline counts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.timeline.launches import by_period
from dsi_geo.analysis.timeline.periods import FREQUENCIES, period_numbers
from dsi_geo.analysis.timeline.spans import ABSENT, ACTIVE, NEVER, PERHAPS, Standing, life_spans
from tests.analysis.timeline.dated_projects import AS_OF, ROWS, dated

JUNE_2015 = 545


def test_a_project_stands_from_its_launch_until_the_period_of_its_end():
    standing = Standing(life_spans(dated(("2015-06-30", "2015-08-01")), AS_OF), "month")
    states = [standing.at(JUNE_2015 + months)[0] for months in range(-1, 3)]
    assert states == [ABSENT, ACTIVE, ACTIVE, ABSENT]


def test_a_vague_launch_stands_perhaps_until_it_is_certain():
    standing = Standing(life_spans(dated(("2015", "")), AS_OF), "month")
    assert [standing.at(540 + months)[0] for months in (-1, 0, 10, 11, 12)] == [
        0,
        PERHAPS,
        PERHAPS,
        ACTIVE,
        ACTIVE,
    ]


def test_what_was_not_launched_never_stands_and_takes_little_room():
    standing = Standing(life_spans(dated(("", ""), ("2060", ""), ("", "2015")), AS_OF), "year")
    assert (standing.launched_from == NEVER).all()
    assert standing.launched_from.dtype == standing.closed_to.dtype == np.int32
    assert not standing.at(48).any()


@given(ROWS, st.sampled_from(FREQUENCIES))
def test_the_active_stock_lies_between_the_certain_and_the_possible(rows, frequency):
    spans = life_spans(dated(*rows), AS_OF)
    standing = Standing(spans, frequency)
    table = by_period(spans, frequency, AS_OF)
    table = table[table["start"].notna()]
    for number, active in zip(period_numbers(table["start"], frequency), table["active"], strict=True):
        states = standing.at(int(number))
        assert (states == ACTIVE).sum() - 1e-9 <= active <= (states != ABSENT).sum() + 1e-9
