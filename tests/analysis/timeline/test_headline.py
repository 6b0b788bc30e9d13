"""What a timeline tells first."""

from __future__ import annotations

import pandas as pd

from dsi_geo.analysis.timeline.phases import coverage_sentence, headline, launch_phases, strongest_surge
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.database import open_database
from tests.analysis.timeline.dated_projects import AS_OF, dated


def spans(*rows: tuple[str, ...]) -> pd.DataFrame:
    return life_spans(dated(*rows), AS_OF)


def told(lives: pd.DataFrame, as_of: pd.Timestamp = AS_OF) -> str:
    return headline(lives, launch_phases(lives, as_of), "projects")


def test_few_dates_are_said_before_anything_else():
    few = spans(("2016", ""), ("2019-01", ""), *[("", "")] * 8)
    assert coverage_sentence(few, "projects") == (
        "Only 2 of 10 projects (20%) have a launch date. 1 of these 2 is planned, after the day that the data describe."
        " What follows describes these, and says nothing of when the others started."
    )
    assert coverage_sentence(spans(("", "")), "projects") == "This project has no launch date."


def test_of_enough_dates_nothing_is_said():
    assert coverage_sentence(spans(("2016", ""), ("", "")), "projects") == ""
    assert coverage_sentence(spans(), "projects") == ""


def test_without_a_surge_the_year_of_most_launches_is_told():
    lives = spans(("2015", "2016"), ("2016-02", ""), ("2016-03-01", ""), ("2017", "2017-12", "closed"))
    assert told(lives) == (
        "4 launches so far are dated; 2016 has 2 of them, more than any other year. 2 of 4 projects are known "
        "to have closed."
    )


def test_of_years_with_equally_many_launches_none_is_named():
    assert told(spans(("2015", ""), ("2016", "2017"))) == (
        "2 launches are dated, from 2015 to 2016. 1 of 2 projects is known to have closed."
    )


def test_announced_ends_are_no_closures():
    lives = spans(("2015", "2018-01-15", "ending"))
    assert told(lives) == (
        "The only dated launch was in 2015. None is known to have closed, 1 announced its end."
    )


def test_where_nothing_follows_a_surge_no_rate_is_told():
    surge = [(f"{year}-{month:02}", "") for year in (2011, 2012) for month in range(1, 13) for _ in range(3)]
    few = [("2009-03", ""), ("2010-05", "")]
    assert "; from then to January 2018 none is recorded." in told(
        spans(*few, *surge), pd.Timestamp("2018-01-31")
    )


def test_nothing_dated_tells_nothing():
    assert told(spans(("", ""))) == ""


def test_the_demonstration_database_tells_of_the_surge_of_late_2015():
    database = open_database()
    migration = database.projects[database.projects["cluster"] == "Migration and integration"]
    lives = life_spans(migration, database.as_of)
    assert told(lives, database.as_of) == (
        "Launches known to the month surged from September 2015 to April 2016, to 12.0 a month, 4.8 times the rate "
        "before (95% interval 2.5 to 10.3); then they fell to 2.6 a month. These months were found by a search among "
        "1,653 spans of months, which the interval does not take into account. 20 of 182 projects are known to "
        "have closed, 2 "
        "announced their end."
    )
    surge = strongest_surge(launch_phases(lives, database.as_of).table)
    assert surge is not None
    assert surge["kind"] == "surge"


def test_an_organisation_is_founded():
    lives = spans(*[("2015", "")] * 2, ("2016", ""))
    phases = launch_phases(lives, pd.Timestamp("2018-01-31"), entity="organisations")
    said = [coverage_sentence(spans(("", "")), "organisations"), headline(lives, phases, "organisations")]
    assert said == [
        "This organisation has no foundation date.",
        "3 foundations so far are dated; 2015 has 2 of them, more than any other year.",
    ]
    assert phases.summary.startswith("0 foundations known to the month")
