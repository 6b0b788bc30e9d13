"""What the search box offers, on the demonstration and on records done by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from dsi_geo.analysis.suggestions import suggest
from dsi_geo.database import Database, open_database
from dsi_geo.readers.assembly import Source
from dsi_geo.selection import options

TABLE = """id,name,city,country,address,themes,latitude,longitude
1,Repair Café,Berlin,DE,Oranienplatz 4,repair,52.50,13.41
2,Maps,Berlin,DE,Oranienplatz 4,housing,52.50,13.41
3,Garden,Berlin,DE,Oranienpl. 14,housing,,
4,Oranien Club,Zürich,CH,Langstrasse 1,food,,
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Database:
    path = tmp_path_factory.mktemp("own") / "projects.csv"
    path.write_text(TABLE, encoding="utf-8")
    return open_database([Source(path, path.name)])


def offered(database: Database, text: str, kind: str = "") -> list[tuple[str, str]]:
    found = suggest(database, "projects", text, options(database, "projects")).offered
    return [(one.label, one.detail) for one in found if one.kind == kind or not kind]


def test_an_address_in_the_data_is_offered_once_with_its_records(database):
    assert offered(database, "oranienplatz", "address") == [
        ("Oranienplatz 4, Berlin", "address of 2 projects"),
        ("Oranienpl. 14, Berlin", "address of 1 project"),
    ]
    assert offered(database, "Oranienplatz 14", "address") == [
        ("Oranienpl. 14, Berlin", "address of 1 project")
    ]
    assert offered(database, "Berlin", "address") == []


def test_an_address_has_a_place_if_its_records_have_one(database):
    found = suggest(database, "projects", "oranienplatz", {}).offered
    by_label = {one.label: one for one in found if one.kind == "address"}
    assert by_label["Oranienplatz 4, Berlin"].latitude == pytest.approx(52.50)
    assert not math.isnan(by_label["Oranienpl. 14, Berlin"].latitude)  # the town's


def test_records_are_offered_by_name_and_say_what_they_are(database):
    assert offered(database, "garden", "record") == [("Garden", "project in Berlin")]
    assert offered(database, "oranien", "record")[0] == ("Oranien Club", "project in Zürich")


def test_a_town_is_offered_first_under_any_of_its_names(database):
    (first, *_) = suggest(database, "projects", "Zurich", {}).offered
    assert (first.kind, first.label, first.detail) == ("place", "Zürich", "town in Switzerland")


def test_values_of_filters_are_offered(database):
    assert offered(database, "hous", "value") == [("housing", "theme")]


def test_all_records_with_the_words_are_offered(database):
    assert offered(database, "housing", "words") == [("Projects with “housing”", "all 2")]
    assert offered(database, "zzzz", "words") == []


@pytest.mark.parametrize("text", ["", "   ", "—", "<>"])
def test_nothing_is_offered_for_nothing(database, text):
    assert suggest(database, "projects", text, {}).offered == ()


def test_records_of_both_kinds_are_offered_those_that_are_counted_first():
    demonstration = open_database()
    name = demonstration.organisations["name"].iloc[0]
    found = suggest(demonstration, "projects", name, {}).offered
    assert (name, "organisations") in [(one.label, one.field) for one in found]


def test_no_table_is_changed(database):
    before = pd.DataFrame(database.projects).copy()
    suggest(database, "projects", "oranienplatz", options(database, "projects"))
    pd.testing.assert_frame_equal(pd.DataFrame(database.projects), before)


def test_profiles_are_offered_of_clusters_themes_and_places(database):
    assert offered(database, "hous", "profile") == [("housing", "profile of the theme")]
    assert offered(database, "switz", "profile") == [("Switzerland", "profile of the country")]
    assert ("Berlin (DE-BE)", "profile of the region") in offered(database, "berlin", "profile")
    assert offered(database, "nothing so called", "profile") == []
