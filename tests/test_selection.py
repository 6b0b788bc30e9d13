"""The selection: what it chooses, in words, in the URL's and the command line's terms."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.database import open_database
from dsi_geo.errors import InputError
from dsi_geo.selection import Selection, apply, describe, from_pairs, options

PROJECTS = """id,name,cluster,themes,launched,city,country,organisation_ids
1,Language café,Migration and integration,language; housing,2015-10-03,Berlin,Germany,a
2,Garden,Food,housing,2016,Paris,France,b
3,Archive,Food,,,,,
"""
ORGANISATIONS = """id,name,kind,country,project_ids
a,School,Academia,Germany,1
b,Ministry,Government,France,2
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    folder = tmp_path_factory.mktemp("database")
    (folder / "projects.csv").write_text(PROJECTS, encoding="utf-8")
    (folder / "organisations.csv").write_text(ORGANISATIONS, encoding="utf-8")
    return open_database(folder)


def chosen(database, entity="projects", **filters):
    table = database.table(entity)
    return table.loc[apply(Selection(**filters), database, entity), "id"].tolist()


def test_no_filter_chooses_all(database):
    assert chosen(database) == ["1", "2", "3"]
    assert not Selection()


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"cluster": ("Food",)}, ["2", "3"]),
        ({"cluster": ("Food", "Migration and integration")}, ["1", "2", "3"]),
        ({"theme": ("language",)}, ["1"]),
        ({"theme": ("language", "housing")}, ["1", "2"]),
        ({"kind": ("Government",)}, ["2"]),
        ({"country": ("DE",)}, ["1"]),
        ({"region": ("DE-BE",)}, ["1"]),
        ({"status": ("unknown",)}, ["3"]),
        ({"precision": "city"}, ["1", "2"]),
        ({"text": "CAFÉ"}, ["1"]),
        ({"text": "paris"}, ["2"]),
        ({"text": "a.c"}, []),
        ({"launched_from": "2015-10-04"}, ["2"]),
        ({"launched_to": "2015-12-31"}, ["1"]),
        ({"launched_from": "2016-12-31"}, ["2"]),
        ({"launched_from": "2017-01-01"}, []),
        ({"cluster": ("Food",), "country": ("DE",)}, []),
    ],
)
def test_a_filter_chooses_what_it_says(database, filters, ids):
    assert chosen(database, **filters) == ids


def test_filters_on_projects_reach_organisations_through_links(database):
    assert chosen(database, "organisations", cluster=("Food",)) == ["b"]
    assert chosen(database, "organisations", launched_to="2015-12-31") == ["a"]


def test_options_are_the_values_that_occur(database):
    found = options(database, "projects")
    assert found["cluster"] == ("Food", "Migration and integration")
    assert found["theme"] == ("housing", "language")
    assert found["country"] == ("FR", "DE")  # in the order of their names
    assert found["status"] == ("active", "unknown")


def test_words_of_the_command_line_become_a_selection(database):
    words = [
        "country=Deutschland",
        "cluster=food",
        "cluster=Migration and integration",
        "launched_to=2016-04",
        "precision=city",
    ]
    assert from_pairs(words, database, "projects") == Selection(
        country=("DE",),
        cluster=("Food", "Migration and integration"),
        launched_to="2016-04-30",
        precision="city",
    )


def test_words_that_fit_nothing_are_each_told(database):
    with pytest.raises(InputError) as error:
        from_pairs(["colour=red", "cluster=Sport", "launched_from=soon", "country"], database, "projects")
    assert len(error.value.faults) == 4
    assert (
        error.value.faults[1]
        == "No record has the cluster “Sport”: there is Food, Migration and integration."
    )


def test_a_selection_is_told_in_words():
    selection = Selection(
        cluster=("Food",), country=("DE", "FR"), region=("DE-BE",), precision="street", text="a"
    )
    assert describe(selection) == (
        "cluster: Food; country: Germany or France; region: Berlin; place known at least to: street; text: a"
    )


def test_the_tables_stay_untouched(database):
    before = database.projects.copy()
    chosen(database, theme=("housing",), text="x", precision="city", launched_from="2016-01-01")
    pd.testing.assert_frame_equal(database.projects, before)
