"""Facets: each value is counted among the records that match all other filters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.facets import FIELDS, facet_counts, facets, leading, matching_others, or_better
from dsi_geo.database import Database, open_database
from dsi_geo.schema import LOCATION_PRECISIONS, STATUSES
from dsi_geo.selection import Selection, apply

PROJECTS = """id,name,cluster,themes,technologies,launched,city,country,organisation_ids
1,Language café,Migration and integration,language; housing,maps,2015-10-03,Berlin,Germany,a
2,Garden,Food,housing; housing,,2016,Paris,France,b; c
3,Archive,Food,,,,,,
4,Kitchen,Food,language,maps,2015,Berlin,Germany,a; c
5,Bridge,,,,2014-02,Ulm,Germany,
"""
ORGANISATIONS = """id,name,kind,city,country,project_ids
a,School,Academia,Berlin,Germany,1
b,Ministry,Government,Paris,France,2
c,Club,Academia,Bonn,Germany,2
d,Nobody,,,,
"""
ONE_A_RECORD = ("cluster", "country", "region", "town", "status", "year", "precision")
"""Facets of projects with one value a record."""


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Database:
    folder = tmp_path_factory.mktemp("database")
    (folder / "projects.csv").write_text(PROJECTS, encoding="utf-8")
    (folder / "organisations.csv").write_text(ORGANISATIONS, encoding="utf-8")
    return open_database(folder)


def counted(database, entity="projects", **filters):
    """The counts of each facet, without zeros; the number of records without a value under ""."""
    selection = Selection(**filters)
    masks = {name: apply(part, database, entity).to_numpy() for name, part in by_facet(selection).items()}
    found = facet_counts(facets(database, entity), masks, len(database.table(entity)))
    return {
        name: {value: count for value, count in {**one.counts, "": one.unknown}.items() if count}
        for name, one in found.items()
    }


def by_facet(selection: Selection) -> dict[str, Selection]:
    """Each filter in force by itself, by the name of its facet."""
    of = {field: name for name, fields in FIELDS.items() for field in fields} | {"text": "text"}
    return {
        name: part
        for part in selection.parts
        for name in [next(of[field] for field in of if getattr(part, field))]
    }


def test_without_a_filter_all_records_are_counted(database):
    found = counted(database)
    assert found["cluster"] == {"Food": 3, "Migration and integration": 1, "": 1}
    assert found["theme"] == {"housing": 2, "language": 2, "": 2}  # a value said twice counts once
    assert found["technology"] == {"maps": 2, "": 3}
    assert found["country"] == {"DE": 3, "FR": 1, "": 1}
    assert found["town"] == {"Berlin": 2, "Paris": 1, "Ulm": 1, "": 1}
    assert found["year"] == {"2016": 1, "2015": 2, "2014": 1, "": 1}
    assert found["precision"] == {"city": 4, "none": 1}


def test_a_facet_is_not_narrowed_by_its_own_filter_but_all_others_are(database):
    found = counted(database, country=("DE",))
    assert found["country"] == {"DE": 3, "FR": 1, "": 1}  # so that France can be chosen, too
    assert found["cluster"] == {"Food": 1, "Migration and integration": 1, "": 1}
    assert found["town"] == {"Berlin": 2, "Ulm": 1}


def test_two_filters_narrow_each_other(database):
    found = counted(database, country=("DE",), cluster=("Food",))
    assert found["country"] == {"DE": 1, "FR": 1, "": 1}
    assert found["cluster"] == {"Food": 1, "Migration and integration": 1, "": 1}
    assert found["theme"] == {"language": 1}


def test_text_narrows_every_facet(database):
    found = counted(database, text="garden")
    assert found["cluster"] == {"Food": 1}
    assert found["country"] == {"FR": 1}


def test_the_span_of_launch_is_the_filter_of_the_facet_of_years(database):
    found = counted(database, launched_from="2015-01-01", launched_to="2015-12-31")
    assert found["year"] == {"2016": 1, "2015": 2, "2014": 1, "": 1}
    assert found["town"] == {"Berlin": 2}


def test_facets_on_the_other_entity_follow_the_links(database):
    assert counted(database)["kind"] == {"Academia": 3, "Government": 1, "": 2}
    found = counted(database, "organisations")
    assert found["kind"] == {"Academia": 2, "Government": 1, "": 1}
    assert found["cluster"] == {"Food": 3, "Migration and integration": 1, "": 1}
    assert found["year"] == {"2016": 2, "2015": 2, "": 1}
    assert found["town"] == {"Berlin": 1, "Bonn": 1, "Paris": 1, "": 1}
    assert counted(database, "organisations", cluster=("Migration and integration",))["kind"] == {
        "Academia": 1
    }


def test_a_facet_of_which_no_record_has_a_value_is_left_out(tmp_path):
    (tmp_path / "projects.csv").write_text("name,city,country\nOne,Berlin,DE\n", encoding="utf-8")
    assert [*facets(open_database(tmp_path), "projects")] == [
        "country",
        "region",
        "town",
        "status",
        "precision",
    ]


def test_no_records_have_no_facets(database):
    empty = replace(database, projects=database.projects.head(0))
    assert facets(empty, "projects") == {}
    assert facet_counts({}, {}, 0) == {}


def test_what_matches_all_others_may_miss_the_one_filter():
    one, other, third = np.array(
        [[True, False, False, True], [True, True, False, False], [True, True, True, True]]
    )
    found = matching_others({"one": one, "other": other, "third": third})
    assert found["one"].tolist() == [True, True, False, False]
    assert found["other"].tolist() == [True, False, False, True]
    assert found["third"].tolist() == [True, False, False, False]


def test_the_leading_values_are_the_most_frequent_and_those_chosen():
    counts = pd.Series({"a": 2, "b": 5, "c": 0, "d": 2, "e": 1})
    assert leading(counts, 2).to_dict() == {"b": 5, "a": 2}
    assert [*leading(counts, 9).index] == [
        "b",
        "a",
        "d",
        "e",
    ]  # equal ones as they were; none without a record
    assert [*leading(counts, 1, ["e", "c"]).index] == ["b", "e", "c"]
    assert [*leading(counts, 1, ["unknown"]).index] == ["b"]
    assert [*leading(counts, 3, ordered=True).index] == ["a", "b", "d"]
    assert leading(counts.head(0), 3).empty


def test_a_precision_or_better_adds_up_from_the_finest():
    counts = pd.Series({"address": 2, "street": 1, "city": 4, "none": 3})
    assert or_better(counts).to_dict() == {"address": 2, "street": 3, "city": 7}


CHOICES = st.fixed_dictionaries(
    {
        "cluster": st.sets(st.sampled_from(["Food", "Migration and integration"])),
        "theme": st.sets(st.sampled_from(["language", "housing"])),
        "country": st.sets(st.sampled_from(["DE", "FR"])),
        "town": st.sets(st.sampled_from(["Berlin", "Ulm"])),
        "kind": st.sets(st.sampled_from(["Academia", "Government"])),
        "status": st.sets(st.sampled_from(STATUSES)),
    }
)


@given(
    CHOICES,
    st.sampled_from(["", "2015-01-01", "2016-06-01"]),
    st.sampled_from(["", *LOCATION_PRECISIONS]),
    st.sampled_from(["", "berlin"]),
    st.sampled_from(["projects", "organisations"]),
)
def test_every_count_is_that_of_the_selection_with_this_value_alone(
    database, choices, first_day, precision, text, entity
):
    filters = {name: tuple(sorted(values)) for name, values in choices.items()}
    selection = Selection(**filters, launched_from=first_day, precision=precision, text=text)
    found = counted(database, entity, **{name: getattr(selection, name) for name in vars(selection)})
    for name, counts in found.items():
        others = replace(
            selection, **dict.fromkeys(FIELDS[name], "" if name in ("year", "precision") else ())
        )
        total = int(apply(others, database, entity).sum())
        if name in ONE_A_RECORD and (
            entity == "projects" or name in ("country", "region", "town", "precision")
        ):
            assert sum(counts.values()) == total
        for value, count in counts.items():
            if value and name == "precision":
                better = LOCATION_PRECISIONS[LOCATION_PRECISIONS.index(value) :]
                at_least = apply(replace(others, precision=value), database, entity).sum()
                assert sum(counts.get(one, 0) for one in better) == at_least
            elif value:
                own = {"launched_from": value, "launched_to": value} if name == "year" else {name: (value,)}
                assert apply(replace(others, **own), database, entity).sum() == count, (name, value)
