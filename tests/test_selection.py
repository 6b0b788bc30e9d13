"""The selection: what it chooses, in words, in the URL's and the command line's terms."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.database import open_database
from dsi_geo.errors import InputError
from dsi_geo.selection import Selection, apply, describe, from_pairs, matched, options

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
        ({"town": ("Berlin",)}, ["1"]),
        ({"town": ("Berlin", "Paris")}, ["1", "2"]),
        ({"status": ("unknown",)}, ["3"]),
        ({"precision": "city"}, ["1", "2"]),
        ({"text": "CAFÉ"}, ["1"]),
        ({"text": "paris"}, ["2"]),
        ({"text": "a.x"}, []),
        ({"text": "café language"}, ["1"]),
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


def test_a_country_that_is_none_is_told_as_it_was_written():
    assert describe(Selection(country=("DE", "Atlantis"))) == "country: Germany or Atlantis"


def test_the_parts_of_a_selection_together_are_the_selection(database):
    selection = Selection(
        cluster=("Food",),
        town=("Paris",),
        launched_from="2016-01-01",
        launched_to="2016-12-31",
        text="garden",
    )
    assert selection.parts == (
        Selection(cluster=("Food",)),
        Selection(town=("Paris",)),
        Selection(text="garden"),
        Selection(launched_from="2016-01-01", launched_to="2016-12-31"),
    )
    every = [apply(part, database, "projects") for part in selection.parts]
    assert pd.concat(every, axis=1).all(axis=1).equals(apply(selection, database, "projects"))
    assert Selection().parts == ()


def test_the_tables_stay_untouched(database):
    before = database.projects.copy()
    chosen(database, theme=("housing",), text="x", precision="city", launched_from="2016-01-01")
    pd.testing.assert_frame_equal(database.projects, before)


def faults(make, *arguments, **filters) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        make(*arguments, **filters)
    return caught.value.faults


def test_a_country_may_be_named_in_any_spelling_and_is_its_code(database):
    selection = Selection(country=("Germany", "frankreich", "PL", "gbr"))
    assert selection.country == ("DE", "FR", "PL", "GB")
    assert chosen(database, country=("Deutschland",)) == ["1"]


def test_values_may_come_as_a_list_and_are_a_tuple():
    assert Selection(cluster=["Food"], country=["DE"]) == Selection(cluster=("Food",), country=("DE",))
    assert hash(Selection(cluster=["Food"])) == hash(Selection(cluster=("Food",)))


def test_a_month_or_year_is_its_first_or_last_day():
    selection = Selection(launched_from="2015-02", launched_to="2016")
    assert (selection.launched_from, selection.launched_to) == ("2015-02-01", "2016-12-31")
    assert Selection(launched_from="2015-02-03").launched_from == "2015-02-03"


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"country": "Germany"}, "“country” is the text “Germany”: give a tuple of texts, as country=(\"Germany\",)."),
        ({"cluster": None}, "“cluster” is None: give a tuple of texts, as cluster=(\"…\",)."),
        ({"cluster": pd.Series(["Food"])}, "“cluster” is a Series: give a tuple of texts, as cluster=(\"…\",)."),
        ({"region": ("DE-BE", 5)}, "“region” holds 5, which names nothing: give texts only."),
        ({"theme": (" ",)}, "“theme” holds the text “”, which names nothing: give texts only."),
        ({"theme": (float("nan"),)}, "“theme” holds nan, which names nothing: give texts only."),
        ({"launched_from": "soon"}, "“launched_from=soon” names no day: write it as 2015-10-31, 2015-10 or 2015."),
        ({"launched_to": "2015-02-30"}, ("“launched_to=2015-02-30” names no day: "
                                        "write it as 2015-10-31, 2015-10 or 2015.")),
        ({"launched_to": pd.Timestamp("2015-02-03")}, "“launched_to” is a Timestamp: give a text."),
        ({"launched_to": " "}, "“launched_to=” names no day: write it as 2015-10-31, 2015-10 or 2015."),
        ({"text": 5}, "“text” is 5: give a text."),
        ({"precision": "exact"}, ("“exact” is no location precision: choose none, country, region, city, postcode, "
                                 "street or address.")),
        ({"precision": ("city",)}, "“precision” is a tuple: give a text."),
    ],
)  # fmt: skip
def test_what_can_be_no_filter_of_any_data_is_refused_when_it_is_made(filters, sentence):
    assert faults(Selection, **filters) == (sentence,)


def test_all_that_is_wrong_is_told_at_once():
    assert len(faults(Selection, country="DE", launched_from="soon", precision="exact", text=1)) == 4


def test_a_selection_is_put_in_the_words_of_the_data(database):
    asked = Selection(cluster=("FOOD",), region=("berlin",), status=("Active",), launched_from="2015")
    assert matched(asked, database, "projects") == Selection(
        cluster=("Food",), region=("DE-BE",), status=("active",), launched_from="2015-01-01"
    )
    assert matched(Selection(), database, "projects") == Selection()
    assert matched(Selection(text="nobody"), database, "projects") == Selection(text="nobody")


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"country": ("Poland",)}, "No record has the country “PL” (Poland): there is FR (France), DE (Germany)."),
        ({"country": ("Atlantis",)}, "No record has the country “Atlantis”: there is FR (France), DE (Germany)."),
        ({"region": ("Berln",)}, ("No record has the region “Berln”: there is DE-BE (Berlin), "
                                 "FR-IDF (Île-de-France). Did you mean “Berlin”?")),
        ({"cluster": ("Foods",)}, ("No record has the cluster “Foods”: there is Food, Migration and integration. "
                                  "Did you mean “Food”?")),
        ({"technology": ("Radio",)}, "No record has the technology “Radio”: in these data no technology is known."),
        ({"launched_from": "2016", "launched_to": "2015"}, ("No day is in the span from 2016-01-01 to 2015-12-31: "
                                                           "its first day is after its last.")),
    ],
)  # fmt: skip
def test_what_the_data_do_not_have_is_refused_when_it_is_applied(database, filters, sentence):
    assert faults(matched, Selection(**filters), database, "projects") == (sentence,)


def test_of_many_values_ten_are_named():
    (fault,) = faults(matched, Selection(country=("AQ",)), open_database(), "projects")
    assert fault.partition(":")[2].count("(") == 10
    assert " more." in fault


def test_days_of_launch_are_no_filter_of_data_without_any(tmp_path):
    (tmp_path / "projects.csv").write_text("name,city,country\nOne,Berlin,DE\n", encoding="utf-8")
    undated = open_database(tmp_path)
    assert faults(matched, Selection(launched_to="2016"), undated, "projects") == (
        "“launched_to” selects nothing: in these data no project has a launch date.",
    )


def test_an_area_drawn_on_a_map_selects_the_points_in_it(database):
    assert chosen(database, area=("52,13 53,14",)) == ["1"]
    assert chosen(database, area=("52,13 53,14", "48,2 49,2 49,3 48,3")) == ["1", "2"]
    assert chosen(database, area=("0,0 1,1",)) == []
    found = from_pairs(["area=52,13 53,14"], database, "projects")
    assert found == Selection(area=("52,13 53,14",)) == matched(found, database, "projects")
    assert describe(found) == "place within: an area of 7,560 km² around 52.50° N, 13.50° E"


def test_what_is_no_area_is_refused(database):
    sentence = "“Berlin” is no area: write its corners as latitude,longitude, such as 52.3,13.1 52.7,13.8."
    with pytest.raises(InputError) as caught:
        Selection(area=("Berlin",))
    assert caught.value.faults == (sentence,)
    with pytest.raises(InputError) as caught:
        from_pairs(["area=Berlin"], database, "projects")
    assert caught.value.faults == (sentence,)
