"""The charts of the timeline draw the numbers of their tables, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dsi_geo.analysis.timeline.diffusion import first_appearances
from dsi_geo.analysis.timeline.launches import by_period, in_whole_numbers, moving_average
from dsi_geo.analysis.timeline.lifelines import cohorts, lifelines
from dsi_geo.analysis.timeline.lifetimes import lifetimes, survival
from dsi_geo.analysis.timeline.periods import Axis
from dsi_geo.analysis.timeline.phases import launch_phases
from dsi_geo.analysis.timeline.spans import Standing, life_spans
from dsi_geo.cleaning.events import read_events
from dsi_geo.database import open_database
from dsi_geo.drawing.lifetime_charts import (
    cohorts_chart,
    diffusion_chart,
    lifelines_chart,
    link_labels,
    survival_chart,
)
from dsi_geo.drawing.timeline_charts import count_ticks, launches_chart, period_bars, short, split_chart
from dsi_geo.drawing.web_map import time_rows
from tests.analysis.timeline.dated_projects import AS_OF, dated

ROWS = (
    ("2015-02", "2016"),
    ("2015", ""),
    ("2016-05-03", "2019"),
    ("2017-01", "2018-01", "ending"),
    ("", "2016"),
)
HOSTILE = "<b>Name</b>"


@pytest.fixture(scope="module")
def spans() -> pd.DataFrame:
    return life_spans(dated(*ROWS), AS_OF)


def bars(figure, sign: int) -> float:
    return sum(
        np.clip(sign * np.asarray(trace.y), 0, None).sum() for trace in figure.data if trace.type == "bar"
    )


def texts(figure) -> str:
    return " ".join(note.text for note in figure.layout.annotations)


@pytest.mark.parametrize("frequency", ["month", "quarter", "year"])
@pytest.mark.parametrize("vague", ["spread", "apart"])
def test_the_bars_are_the_table(spans, frequency, vague):
    table = by_period(spans, frequency, AS_OF, vague=vague)
    inside = table[table["start"].notna() | table["period"].str.match(r"\d")]
    figure = launches_chart(table, frequency, AS_OF, "light")
    assert bars(figure, 1) == pytest.approx(inside[["launched", "planned_launched"]].sum().sum())
    assert bars(figure, -1) == pytest.approx(inside[["closed", "planned_closed"]].sum().sum())
    stock = figure.data[0]
    assert stock.y[-1] == table["active"].iloc[-1]
    assert pd.Timestamp(stock.x[-1]) >= AS_OF


def test_a_vague_date_that_is_drawn_apart_is_no_bar_of_a_month(spans):
    figure = launches_chart(by_period(spans, "month", AS_OF, vague="apart"), "month", AS_OF, "light")
    months = [
        trace for trace in figure.data if trace.type == "bar" and trace.yaxis == "y2" and trace.y[0] > 0
    ]
    assert sorted(period for trace in months for period in trace.customdata) == [
        "2015-02",
        "2016-05",
        "2017-01",
    ]
    assert "year known, month not" in texts(figure)


def test_planned_events_are_hatched(spans):
    figure = launches_chart(by_period(spans, "year", AS_OF), "year", AS_OF, "light")
    hatched = [trace for trace in figure.data if trace.type == "bar" and trace.marker.pattern.shape == "/"]
    assert [list(trace.customdata) for trace in hatched] == [["2019"]]


def test_phases_are_numbered_and_events_named_only_as_far_as_the_data_reach():
    database = open_database()
    lives = life_spans(database.projects, database.as_of)
    phases = launch_phases(lives, database.as_of).table
    table = by_period(lives, "month", database.as_of)
    later = pd.DataFrame({"from": [pd.Timestamp("2019-01-01")], "label": ["later"]})
    events = pd.concat([read_events(), later])
    figure = launches_chart(table, "month", database.as_of, "light", phases=phases, events=events)
    assert [f"<b>{number}</b>" in texts(figure) for number in range(1, len(phases) + 2)] == [True] * 5 + [
        False
    ]
    assert "Summer 2015" in texts(figure)
    assert "clarat" in texts(figure)
    assert "later" not in texts(figure)
    filled = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [f"{pd.Timestamp(shape.x0):%Y-%m} {pd.Timestamp(shape.x1):%Y-%m}" for shape in filled] == [
        "2015-08 2016-06"
    ]


def test_a_moving_average_is_drawn_over_the_bars(spans):
    table = by_period(spans, "quarter", AS_OF)
    average = moving_average(table, 3)
    figure = launches_chart(table, "quarter", AS_OF, "dark", average=average)
    line = [trace for trace in figure.data if trace.type == "scatter"][1]
    np.testing.assert_allclose(line.y, average["launched"])


def test_a_split_chart_has_the_bars_of_each_group(spans):
    group = pd.Series(["one", "two", "one", "two", "two"])
    table = by_period(spans, "year", AS_OF, by=group)
    figure = split_chart(table, ["two", "one"], "year", AS_OF, "light")
    assert bars(figure, 1) == table[["launched", "planned_launched"]].sum().sum()
    assert texts(figure).index("two") < texts(figure).index("one")


def test_bars_are_as_wide_as_their_period_and_stand_in_its_middle():
    starts = pd.Series(pd.to_datetime(["2015-02-01", "2015-03-01"]))
    middle, width = period_bars(starts, "month")
    assert middle.astype(str).tolist() == ["2015-02-15T00", "2015-03-16T12"]
    np.testing.assert_allclose(width / 86_400_000, [28 * 0.9, 31 * 0.9])


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (-8, 70, ["0", "20", "40", "60"]),
        (0, 0, ["0"]),
        (-3, 1, ["3", "2", "1", "0", "1"]),
        (0, 2500, ["0", "1,000", "2,000"]),
    ],
)
def test_ticks_count_downward_as_well(low, high, ticks):
    assert count_ticks(low, high)["ticktext"] == ticks


def test_a_name_is_cut_and_never_markup():
    assert short("Neighbours of Berlin", 11) == "Neighbours…"
    assert short(HOSTILE, 40) == "&lt;b&gt;Name&lt;/b&gt;"


def test_a_survival_curve_is_drawn_in_steps_with_its_band(spans):
    lives = lifetimes(spans, AS_OF)
    curves = survival(lives)
    figure = survival_chart(curves, curves, {"all": (HOSTILE, "1 of 4 closed")}, "light")
    band, line = figure.data
    assert line.y[0] == 1
    assert line.y[-1] == pytest.approx(curves["survival"].iloc[-1])
    assert line.x[-1] == pytest.approx(curves["days"].iloc[-1] / 365.25)
    assert max(band.y) == 1
    assert "&lt;b&gt;" in texts(figure)


def test_groups_have_a_panel_each_with_all_together_beside_them(spans):
    lives = lifetimes(spans, AS_OF)
    group = pd.Series(["one", "two", "one", "two", "two"])
    labels = {"one": ("one", ""), "two": ("two", "")}
    figure = survival_chart(survival(lives, group), survival(lives), labels, "dark")
    assert len(figure.data) == 6
    assert sorted({trace.xaxis for trace in figure.data}) == ["x", "x2"]


def test_a_lifeline_is_solid_where_it_ran_and_pale_where_that_is_not_known(spans):
    table = dated(*ROWS).assign(name=HOSTILE)
    shown = lifelines(table, spans)
    figure = lifelines_chart(shown, AS_OF, (pd.Timestamp("2014"), pd.Timestamp("2020")), "light")
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;Name&lt;/b&gt;"
    solid = next(trace for trace in figure.data if trace.opacity == 1 and trace.line.dash is None)
    ends = zip(solid.y[::3], solid.x[::3], solid.x[1::3], strict=True)
    segments = {int(row): (str(start)[:10], str(end)[:10]) for row, start, end in ends}
    ids = shown["id"].tolist()
    assert segments[ids.index("0")] == ("2015-02-28", "2016-01-01")
    assert segments[ids.index("2")] == ("2016-05-03", "2018-01-31")
    dotted = next(trace for trace in figure.data if trace.line.dash == "dot")
    assert set(dotted.y[::3]) == {ids.index("2")}


def test_a_cohort_is_as_thick_as_projects_of_it_run():
    lives = life_spans(dated(("2015", "2016"), ("2015", ""), ("2016", ""), ("2014", "", "closed")), AS_OF)
    figure = cohorts_chart(cohorts(lives), AS_OF.year, "light")
    assert [note.text for note in figure.layout.annotations] == ["0 of 1 run", "1 of 2 run", "1 of 1 run"]
    bundle = figure.data[1]
    assert max(bundle.y) - 1 == pytest.approx(0.46)
    assert list(figure.layout.yaxis.ticktext) == ["2014", "2015", "2016"]


def test_spread_counts_the_countries_reached():
    database = open_database()
    lives = life_spans(database.projects, database.as_of)
    table = first_appearances(database.projects, lives, "technologies")
    values = ["open data", "distributed ledgers"]
    figure = diffusion_chart(table, values, database.as_of, "light")
    reached = table[table["state"] == "dated"].groupby("value")["country"].nunique()
    assert [max(trace.y) for trace in figure.data[1::2]] == [reached[value] for value in values]
    assert "first: Germany" in texts(figure)


def test_the_map_gets_what_the_server_would_count_itself(spans):
    axis = Axis(45, 50)
    latitude, longitude = np.array([52.5, 52.5, 48, np.nan, 1]), np.array([13.4, 13.4, 2, 3, 4])
    standing = Standing(spans, "year")
    counts = in_whole_numbers(by_period(spans, "year", AS_OF, axis=axis))
    rows = time_rows(standing, latitude, longitude, counts, axis, "year", 47)
    assert rows["periods"] == ["2015", "2016", "2017", "2018", "2019", "2020"]
    assert rows["shown"] == 2
    assert rows["latitude"] == [48, 52.5]
    assert rows["place"] == [1, 1, 0]
    assert rows["active"] == [2, 2, 3, 3, 3, 3]
    for position in range(6):
        state = standing.at(45 + position)[[0, 1, 2]]
        possible = (np.array(rows["launchedFrom"]) <= position) & (position < np.array(rows["closedTo"]))
        certain = (np.array(rows["launchedTo"]) <= position) & (position < np.array(rows["closedFrom"]))
        assert (possible.astype(int) + (possible & certain)).tolist() == state.tolist()


def test_a_curve_of_many_steps_is_drawn_by_those_that_can_be_told_apart():
    ends = pd.date_range("2000-01-02", periods=4_000).strftime("%Y-%m-%d")
    curve = survival(lifetimes(life_spans(dated(*(("2000-01-01", end) for end in ends)), AS_OF), AS_OF))
    figure = survival_chart(curve, curve, {"all": ("All", "4,000 of 4,000 closed")}, "light")
    drawn = figure.data[-1]
    assert len(curve) == 4_000
    assert 1_500 < len(drawn.x) < 1_700
    exact = curve.set_index("days")["survival"]
    for years, value in zip(drawn.x[2::200], drawn.y[2::200], strict=True):
        assert value == pytest.approx(exact[round(years * 365.25)], abs=1e-12)


def test_where_labels_lead_is_noted_and_what_is_drawn_stays(spans):
    shown = lifelines(dated(*ROWS), spans)
    figure, same = (
        lifelines_chart(shown, AS_OF, (pd.Timestamp("2014"), pd.Timestamp("2020")), "light") for _ in range(2)
    )
    link_labels(figure, ["record?record=a", "record?record=b"])
    assert figure.layout.meta == {"addresses": ["record?record=a", "record?record=b"]}
    assert figure.layout.yaxis == same.layout.yaxis
