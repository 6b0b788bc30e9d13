"""Charts of shares: every number that is drawn is one of the table, and no text of a record is markup."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dsi_geo.analysis.shares.concentration import lorenz_curve
from dsi_geo.analysis.shares.place_counts import place_counts
from dsi_geo.analysis.shares.proportions import shares
from dsi_geo.drawing.share_charts import (
    break_even_curve,
    compared_points,
    lorenz_chart,
    over_years,
    partition_bar,
    ranked_bars,
    ranked_points,
    side_by_side,
)

THEMES = ("light", "dark")
SHARE_COLUMNS = ("share", "low", "high", "other_share", "other_low", "other_high")


def rows(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"name": ["A", "B"], "value": [3.0, 1.0], "low": [2.0, np.nan], "high": [5.0, np.nan]} | columns
    )


@pytest.mark.parametrize("theme", THEMES)
def test_the_partition_is_one_bar_with_an_interval_for_each_part(theme):
    records = pd.DataFrame(
        {"country": ["DE", "DE", "FR", None], "region": ["DE-BE", "DE-BY", None, None], "city": None}
    )
    table = shares(place_counts(records.astype("str")), "partition", "DE-BE")
    figure = partition_bar(table, theme)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert sum(bar.x[0] for bar in bars) == pytest.approx(100)
    assert [bar.marker.pattern.shape for bar in bars] == [None, None, None, "/"]
    points = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers"]
    ends = [point.x[0] + point.error_x.array[0] for point in points]
    assert ends == pytest.approx((100 * table["share_high"]).tolist())
    assert "Rest of Germany" in figure.layout.yaxis.ticktext


@pytest.mark.parametrize("theme", THEMES)
def test_bars_carry_their_areas_and_whiskers(theme):
    figure = ranked_bars(rows(known=[True, False]), theme, "projects", ["3", "1"], ["DE", ""])
    bar = figure.data[0]
    assert list(bar.x) == [3, 1]
    assert bar.customdata == ("DE", "")
    assert list(bar.error_x.array) == [2, 0]
    assert bar.marker.pattern.shape == ("", "/")
    assert list(figure.layout.yaxis.categoryarray) == ["B", "A"]


def test_two_areas_of_one_name_stay_two_rows():
    figure = ranked_bars(rows(name=["Limburg"] * 2, known=True), "light", "projects", ["3", "1"], ["", ""])
    assert len(set(figure.data[0].y)) == 2


def test_text_of_a_record_is_no_markup():
    figure = ranked_points(rows(name=["<b>A", "B&"]), "light", "index", ["3", "1"])
    assert figure.data[0].y == ("&lt;b&gt;A", "B&amp;")


def test_points_without_an_interval_are_hollow():
    points = ranked_points(rows(), "light", "index", ["3", "1"]).data[0]
    assert points.marker.color[0] != points.marker.color[1] == "rgba(0, 0, 0, 0)"


def test_quotients_are_drawn_on_a_logarithmic_axis_around_one():
    figure = ranked_points(rows(), "light", "times", ["3", "1"], even=1.0)
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.xaxis.range[0] < 0 < np.log10(5) < figure.layout.xaxis.range[1]


def test_two_shares_stand_side_by_side():
    table = pd.DataFrame({"name": ["A"], "one": [33.0], "other": [0.4]})
    figure = side_by_side(table, "light", "", ("here", "there"), "%")
    drawn = {trace.name: list(trace.x) for trace in figure.data if trace.name}
    assert drawn == {"here": [33.0], "there": [0.4]}
    assert figure.data[-1].text[0].strip() == "33% · 0.4%"


def test_the_lorenz_curve_tells_what_half_of_the_base_has():
    curve = lorenz_curve(pd.Series({"a": 1, "b": 3}))
    figure = lorenz_chart(curve, "light", "regions", "projects")
    assert list(figure.data[1].y) == [0, 25, 100]
    assert "25% of the projects" in figure.layout.annotations[0].text


def test_years_without_an_interval_are_hollow_and_not_joined():
    table = pd.DataFrame(
        {"year": [2015, 2016], "value": [0.1, 0.5], "low": [0.05, np.nan], "high": [0.2, np.nan]}
    )
    line, points = over_years(table, "light", "index").data
    assert list(line.x) == [2015]
    assert list(points.x) == [2015, 2016]


@pytest.mark.parametrize(("population_share", "coverage", "notes"), [(0.01, 0.05, 2), (np.nan, np.nan, 0)])
def test_the_break_even_is_marked_where_there_is_one(population_share, coverage, notes):
    curve = pd.DataFrame({"coverage": [0.01, 1.0], "focus_share": [0.002, 0.3]})
    figure = break_even_curve(curve, "light", population_share, coverage, "projects")
    assert list(figure.data[0].y) == pytest.approx([0.2, 30])
    assert len(figure.layout.annotations) == notes


@pytest.mark.parametrize("theme", THEMES)
def test_two_shares_of_a_value_stand_apart_and_only_what_is_beyond_chance_has_a_sign(theme):
    table = pd.DataFrame(
        {
            "name": ["<b>One</b>", "Two"], "share": [0.5, 0.0], "low": [0.4, 0.0], "high": [0.6, 0.1],
            "other_share": [0.25, 0.02], "other_low": [0.2, 0.01], "other_high": [0.3, 0.03], "verdict": ["over", ""],
        }
    )  # fmt: skip
    figure = compared_points(table, theme, ("A <i>name</i>", "All others"), reach=0.8)
    own, others, labels = figure.data
    assert list(own.x) == [50, 0]
    assert list(others.x) == [25, 2]
    assert np.allclose(own.x + own.error_x.array, [60, 10])
    assert np.allclose(others.x - others.error_x.arrayminus, [20, 1])
    assert all(one > other for one, other in zip(own.y, others.y, strict=True))
    assert [text.strip() for text in labels.text] == ["50% · 25%  <b>▲</b>", "0% · 2%"]
    assert own.name == "A &lt;i&gt;name&lt;/i&gt;"
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;One&lt;/b&gt;"
    assert figure.layout.xaxis.range[1] == pytest.approx(1.75 * 80)
    assert max(figure.layout.xaxis.tickvals) <= 100


def test_two_charts_of_one_reach_have_one_axis():
    table = pd.DataFrame(columns=["name", "verdict", *SHARE_COLUMNS], dtype="float64")
    assert compared_points(table, "light", ("a", "b"), reach=0.03).layout.xaxis.tickvals == (0, 1.5, 3)
    assert len(compared_points(table, "light", ("a", "b")).data[0].x) == 0
