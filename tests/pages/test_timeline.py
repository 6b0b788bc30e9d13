"""The timeline without a browser: its values, its choices, and data that have hardly any dates."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dsi_geo.app.timeline_page import SECTIONS
from dsi_geo.app.timeline_page.period import NO_SPLIT, SPLITS
from dsi_geo.database import open_database
from dsi_geo.output.table_files import write_table
from tests.pages.test_pages import opened, said, upload

PAGE = "pages/timeline.py"
MIGRATION = "Migration and integration"


@pytest.fixture(autouse=True)
def _no_operator(monkeypatch):
    for name in ("DSI_GEO_DATABASE", "DSI_GEO_EVENTS"):
        monkeypatch.delenv(name, raising=False)


def charts(app: AppTest) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.main.get("plotly_chart")]


def notes(chart: dict) -> list[str]:
    return [note["text"] for note in chart["layout"]["annotations"]]


def titles(app: AppTest) -> list[str]:
    return [subheader.value for subheader in app.main.subheader]


def table_of(text: str) -> tuple[str, bytes]:
    return "own.csv", text.encode()


def test_the_story_is_told_first():
    assert (
        "Launches known to the month surged from August 2015 to May 2016, to 17.9 a month, 2.7 times the rate before "
        "(95% interval 2.2 to 3.4); then they fell to 7.5 a month. These months were found by a search among 7,140 "
        "spans of months, which the interval does not take into account. 106 of 902 projects are known to have "
        "closed, 2 "
        "announced their end."
    ) in said(opened(PAGE))


def test_every_project_is_accounted_for():
    app = opened(PAGE, by="Month")
    assert (
        "Of 902 projects: 634 launched in a known month; 142 launched in a known year, month not known; 126 without a "
        "launch date."
    ) in said(app)
    assert "Of the same: 89 closed in a known month" in said(app)


def test_clarat_and_workeer_are_announced_and_never_drawn_as_closed():
    app = opened(PAGE, by="Month", text="Workeer", phases="true")
    assert "None is known to have closed, 1 announced its end." in said(app)
    downward = [
        trace
        for trace in charts(app)[0]["data"]
        if trace["type"] == "bar" and trace.get("marker", {}).get("color") == "#aa3377"
    ]
    assert downward == []
    assert any("clarat" in text for text in notes(charts(app)[0]))


@pytest.mark.parametrize("split", [name for name in SPLITS if name != NO_SPLIT])
def test_each_split_draws_its_groups(split):
    app = opened(PAGE, split=split, by="Year")
    assert not app.exception
    assert titles(app)[0].startswith("Projects launched and closed by year, by ")
    active = [text for text in notes(charts(app)[0]) if text.endswith(" active")]
    assert 4 <= len(active) <= 8


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(
    "query", [{}, {"entity": "Organisations"}, {"text": "Workeer"}, {"text": "Work and jobs 001"}]
)
def test_each_section_stands_with_all_one_or_other_records(section, query):
    app = opened(PAGE, closer=section, **query)
    assert not app.exception
    assert "selected." in said(app)


@pytest.mark.parametrize(
    "query",
    [
        {"by": "Century", "split": "colour", "vague": "maybe", "average": "of 99", "closer": "Elsewhere"},
        {"period": "1066..2060", "lives": "<b>", "spread": "%00"},
        {"period": "2015-Q3..", "line": "no line is called so", "lines": "colour"},
    ],
)
def test_nonsense_in_the_url_changes_nothing(query):
    app = opened(PAGE, **query)
    assert not app.exception
    assert titles(app)[0] == "Projects launched and closed by quarter"
    assert "Launched in 2015-Q3 to 2016-Q2: 195, perhaps 57 more" in titles(app)
    # As many as the bars of these quarters show, and the phases count with the vague ones.
    assert "the chart spreads them, and shows 223 here." in said(app)


def test_the_url_names_the_period_of_the_lists():
    app = opened(PAGE, by="Month", period="2018-01..2018-01", cluster=MIGRATION)
    assert "Closed in 2018-01: 0, 2 to come" in titles(app)
    listed = app.main.dataframe[-1].value
    assert sorted(listed["Name"]) == ["Workeer", "clarat"]
    assert set(listed["Note"]) == {"announced, not yet closed"}


def test_the_period_is_kept_for_the_other_pages():
    app = opened(PAGE, by="Month", period="2015-09..2016-04", cluster=MIGRATION)
    next(button for button in app.button if button.label == "Keep for all pages").click().run()
    assert app.session_state["launched_from"] == datetime.date(2015, 9, 1)
    assert app.session_state["launched_to"] == datetime.date(2016, 4, 30)
    assert "launched from: 2015-09-01; launched to: 2016-04-30" in said(app)
    app.switch_page("pages/overview.py").run()
    assert "launched from: 2015-09-01" in said(app)


def test_a_period_at_the_end_of_the_data_is_kept_without_leaving_them():
    app = opened(PAGE, by="Year", period="2008..2020")
    next(button for button in app.button if button.label == "Keep for all pages").click().run()
    assert not app.exception
    assert "776 of 902 projects selected" in said(app).replace("**", "")


def test_lifetimes_tell_of_chance_of_vague_dates_and_of_those_that_nobody_recorded():
    app = opened(PAGE, closer="Lifetimes", lives="thematic cluster")
    told = said(app)
    assert "log-rank test: chi-squared 8.15, 5 df, p = 0.148" in told
    assert "All: 776 projects, 106 of them closed; the median lifetime is not reached" in told
    assert "311 of 776 lifetimes rest on dates known to the month or year only" in told
    assert "gone before anybody recorded them are not in the data" in told
    assert "126 of 902 projects are left out" in told
    assert any("20 of 164 closed" in note for note in notes(charts(app)[1]))


def test_the_lines_can_be_searched_and_sorted():
    app = opened(PAGE, line="clarat")
    assert "From launch to end: 1 of 1 project with a date" in titles(app)
    app = opened(PAGE, cluster=MIGRATION, lines="name")
    assert "From launch to end: 166 of 166 projects with a date" in titles(app)
    names = charts(app)[-1]["layout"]["yaxis"]["ticktext"]
    assert len(names) == 166
    assert names == sorted(names)


def test_more_lines_than_one_can_tell_apart_are_bundled_until_they_are_searched():
    rows = "".join(f"Project {number},{2010 + number % 8},\n" for number in range(2_100))
    app = upload(opened(PAGE), table_of(f"name,launched,closed\n{rows}"))
    assert "Projects still running, by the year of their launch" in titles(app)
    assert "2,100 lines are too many to tell apart" in said(app)
    app.text_input(key="line").set_value("Project 209").run()
    assert "From launch to end: 11 of 11 projects with a date" in titles(app)


def test_the_spread_tells_where_something_began_and_where_it_is_missing():
    app = opened(PAGE, closer="Spread of themes")
    summary = app.main.dataframe[0].value.set_index("What").loc["distributed ledgers"]
    assert (summary["Began in"], summary["Countries"], summary["Missing in"]) == ("Germany", 6, 32)
    assert "Not arrived in 24 countries" in said(app)


def test_vague_dates_can_be_drawn_apart():
    spread, apart = opened(PAGE, by="Month"), opened(PAGE, by="Month", vague="drawn apart")
    assert "Pale: dates known to the year only, spread evenly over it." in said(spread)
    assert "year known, month not" in notes(charts(apart)[0])


def test_few_dates_are_said_first_and_the_page_is_useful_still(dsi4eu: Path, monkeypatch):
    monkeypatch.setenv("DSI_GEO_DATABASE", str(dsi4eu))
    app = opened(PAGE)
    assert not app.exception
    told = said(app)
    assert "Only 63 of 829 projects (8%) have a launch date. 4 of these 63 are planned, after the day" in told
    assert (
        "59 launches so far are dated; 2016 has 20 of them, more than any other year. 3 of 829 projects are "
        "known to have"
        " closed." in told
    )
    assert not any("clarat" in text for text in notes(charts(app)[0]))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name,city\nOne,Berlin\nTwo,Bonn\n", "None of the 2 selected projects has a launch date"),
        ("name,launched\nOne,2016-02-29\n", "The only dated launch was in 2016."),
        (
            "name,launched,closed\nOne,2016,2015\nTwo,1066,\nThree,2016-05-01T10:00:00+02:00,2060\n",
            "launches",
        ),
    ],
)
def test_no_dates_one_date_and_impossible_ones_are_said_and_nothing_breaks(text, sentence):
    app = upload(opened(PAGE), table_of(text))
    assert not app.exception
    assert sentence in said(app)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_database_that_does_not_say_which_day_it_describes_has_its_timeline(section, monkeypatch, tmp_path):
    file = tmp_path / "projects.parquet"
    write_table(open_database().projects, file)
    monkeypatch.setenv("DSI_GEO_DATABASE", str(file))
    app = opened(PAGE, closer=section, cluster="Health and care")
    assert "as-of date not known" in said(app)
    assert not app.exception
    if section == "Lifetimes":
        assert "The data do not say which day they describe" in said(app)


def test_an_operators_own_events_are_drawn(monkeypatch, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("from,to,label,source\n2016-09,,The <b>call</b> opens,our minutes\n", encoding="utf-8")
    monkeypatch.setenv("DSI_GEO_EVENTS", str(own))
    app = opened(PAGE)
    assert "The &lt;b&gt;call&lt;/b&gt; opens" in notes(charts(app)[0])
    assert "The <b>call</b> opens (source: our minutes)" in said(app)


def test_events_belong_to_the_demonstration_and_to_no_other_data(tmp_path, monkeypatch):
    assert "clarat and Workeer announce their end" in said(opened(PAGE))
    file = tmp_path / "own.csv"
    file.write_text("name,launched,closed\nA,2014-05,2019\nB,2017-11,2018\nC,2018-01,\n")
    monkeypatch.setenv("DSI_GEO_DATABASE", str(file))
    app = opened(PAGE)
    assert not app.exception
    assert "clarat" not in said(app)


def test_a_visitors_own_events_are_drawn_and_part_of_the_link():
    app = opened(PAGE, events="2016-09 The <b>call</b> opens\n\n2015..2016-03 The borders are open")
    assert not app.exception
    assert "The &lt;b&gt;call&lt;/b&gt; opens" in notes(charts(app)[0])
    assert "The borders are open (source: not given)" in said(app)
    app.text_area(key="events").set_value("soon The call opens").run()
    assert not app.exception
    assert "“soon The call opens”: “soon” in the column from is no date" in said(app)


def test_a_list_of_events_that_cannot_be_used_is_told_and_the_page_stands(monkeypatch, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("from,to,label\nsoon,,A\n", encoding="utf-8")
    monkeypatch.setenv("DSI_GEO_EVENTS", str(own))
    app = opened(PAGE)
    assert not app.exception
    assert "The list of events cannot be used" in said(app)
    assert "own.csv, row 2: “soon” in the column from is no date" in said(app)
