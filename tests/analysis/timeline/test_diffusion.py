"""Diffusion: first appearances, honest about ties, and where a thing has not arrived."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.analysis.timeline.diffusion import first_appearances, not_arrived
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.database import open_database
from dsi_geo.schema import LIST
from tests.analysis.timeline.dated_projects import AS_OF, dated


def appearances(*rows: tuple[str, str | None, list[str]]) -> pd.DataFrame:
    """First appearances of the themes of (launched, country, themes)."""
    records = dated(*[(launched, "") for launched, _, _ in rows])
    records["country"] = pd.Categorical([country for _, country, _ in rows])
    records["themes"] = pd.Series([themes for _, _, themes in rows], dtype=LIST)
    return first_appearances(records, life_spans(records, AS_OF), "themes")


def test_the_first_of_several_projects_counts():
    table = appearances(
        ("2016-05-01", "DE", ["work"]), ("2015-02", "DE", ["work", "care"]), ("", "DE", ["work"])
    )
    work = table.set_index("value").loc["work"]
    assert (work["first_from"], work["first_to"]) == (pd.Timestamp("2015-02-01"), pd.Timestamp("2015-02-28"))
    assert (work["projects"], work["undated"], work["order"]) == (2, 1, 1)


def test_a_vague_year_and_a_day_narrow_the_first_appearance_together():
    (row,) = appearances(("2015", "DE", ["work"]), ("2015-04-05", "DE", ["work"])).to_dict("records")
    assert (row["first_from"], row["first_to"]) == (pd.Timestamp("2015-01-01"), pd.Timestamp("2015-04-05"))


def test_what_vague_dates_leave_open_is_a_tie():
    table = appearances(
        ("2014-12-31", "AT", ["work"]),
        ("2015", "DE", ["work"]),
        ("2015-06", "FR", ["work"]),
        ("2016", "GB", ["work"]),
    )
    assert table.set_index("country")["order"].to_dict() == {"AT": 1, "DE": 2, "FR": 2, "GB": 4}


def test_where_a_theme_is_undated_or_absent_is_told():
    table = appearances(
        ("2015", "DE", ["work"]), ("", "FR", ["work"]), ("2016", "GB", ["care"]), ("2016", None, ["work"])
    )
    work = table[table["value"] == "work"].set_index("country")
    assert work["state"].to_dict() == {"DE": "dated", "FR": "undated", "GB": "absent"}
    assert work["order"].isna().to_dict() == {"DE": False, "FR": True, "GB": True}
    arrived = not_arrived(table).set_index("value").loc["work"]
    assert arrived[["began", "countries", "absent", "absent_countries"]].tolist() == ["DE", 2, 1, "GB"]


def test_a_column_with_one_value_a_record_works_as_well():
    records = dated(("2015", ""), ("2016", ""))
    records["country"] = pd.Categorical(["DE", "FR"])
    records["cluster"] = pd.Categorical(["b", "a"])
    table = first_appearances(records, life_spans(records, AS_OF), "cluster")
    assert table.loc[table["state"] == "dated", ["value", "country"]].to_numpy().tolist() == [
        ["a", "FR"],
        ["b", "DE"],
    ]


def test_nothing_gives_empty_tables():
    table = appearances()
    assert table.empty
    assert not_arrived(table).empty


@pytest.mark.parametrize("column", ["themes", "technologies"])
def test_each_first_appearance_of_the_demonstration_database_is_a_plain_minimum(column):
    database = open_database()
    projects = database.projects
    table = first_appearances(projects, life_spans(projects, database.as_of), column)
    exploded = projects.assign(value=projects[column].map(list)).explode("value")
    expected = exploded.groupby(["value", exploded["country"].astype("str")])["launched"].min().dropna()
    ours = table[table["state"] == "dated"].set_index(["value", "country"])["first_from"]
    assert ours.sort_index().to_dict() == expected.sort_index().to_dict()
    assert len(table) == table["value"].nunique() * projects["country"].nunique()
