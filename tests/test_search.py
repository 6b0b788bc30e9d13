from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from rapidfuzz.distance import OSA

from dsi_geo.database import Database, open_database
from dsi_geo.schema import PROJECTS, conform
from dsi_geo.search import Found, word_index
from dsi_geo.selection import Selection, apply
from dsi_geo.spelling import fold_text

RECORDS = pd.DataFrame(
    [
        ("1", "Repair Café", "Köln", "DE", "Domstraße 1", ["repair", "open data"]),
        ("2", "Open Garden", "Zürich", "CH", "Langstrasse 12", ["food"]),
        ("3", "Garden of Data", "Vienna", "AT", "Mariahilfer Straße 29", []),
        ("4", "Maps", "Berlin", "DE", "Oranienpl. 4a", ["housing"]),
        ("5", "Maps for all", "Berlin", "DE", "Oranienplatz 14", ["work"]),
        ("6", "市民の庭", "東京", "JP", None, []),
        ("7", None, "St. Gallen", "CH", None, ["food"]),
    ],
    columns=["id", "name", "city", "country", "address", "themes"],
)


@pytest.fixture(scope="module")
def index():
    table = conform(RECORDS, PROJECTS)
    return word_index(table, pd.Series(["Bright Foundation", "Bright Foundation"], index=[0, 3], dtype="str"))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("repair cafe", "1"),
        ("CAFÉ repair", "1"),
        ("Zurich", "2"),
        ("zürich garden", "2"),
        ("Cologne", "1"),
        ("Wien", "3"),
        ("Deutschland maps", "45"),
        ("Oranienplatz", "54"),
        ("oranienplatz 14", "5"),
        ("Langstraße", "2"),
        ("Domstr", "1"),
        ("open data", "1"),
        ("arden", "23"),
        ("repiar", "1"),
        ("garten", "23"),
        ("bright", "14"),
        ("bright maps", "4"),
        ("東京", "6"),
        ("の庭", "6"),
        ("Saint-Gall", "7"),
        ("food", "27"),
        ("3", "3"),
        ("nothing at all", ""),
        ("maps nothing", ""),
        ("—", ""),
        ("", ""),
    ],
)
def test_a_query_finds_the_records_with_all_of_its_words(index, query, ids):
    found = index.find(query)
    assert sorted(RECORDS["id"][found.mask]) == sorted(ids)
    assert len(found.best(10)) == len(ids)


def test_the_name_itself_comes_first_and_then_names_that_begin_so(index):
    found = index.find("maps")
    assert RECORDS["id"][found.best(2)].tolist() == ["4", "5"]
    assert RECORDS["id"][index.find("open").best(1)].tolist() == ["2"]


def test_words_that_were_taken_for_slips_are_named(index):
    assert index.find("repiar").similar == (("repiar", ("repair",)),)
    assert index.find("repair").similar == ()
    assert index.find("Wien").similar == ()


def test_of_many_only_the_best_are_given(index):
    assert len(index.find("o").best(2)) == 2


def test_of_the_records_in_a_mask_the_best_are_given(index):
    found = index.find("open")
    everything = found.best(10).tolist()
    assert len(everything) > 1
    among = found.mask.copy()
    among[everything[0]] = False
    assert found.best(10, among).tolist() == everything[1:]
    assert found.best(10, found.mask & False).tolist() == []


def test_an_empty_table_has_nothing_to_find():
    index = word_index(conform(pd.DataFrame(), PROJECTS))
    assert index.find("anything").mask.tolist() == []
    assert len(index.find("anything").best(5)) == 0


def test_very_long_queries_are_cut(index):
    assert not index.find("x" * 100_000).mask.any()
    assert index.find("maps " * 10_000).mask.sum() == 2


WORDS = some.text(min_size=1, max_size=8)


@given(
    names=some.lists(some.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=6), seed=some.randoms()
)
def test_each_record_is_found_by_the_words_of_its_name_in_any_order(names, seed):
    table = conform(
        pd.DataFrame({"id": [str(at) for at in range(len(names))], "name": [" ".join(one) for one in names]}),
        PROJECTS,
    )
    index = word_index(table)
    for at, words in enumerate(names):
        asked = [*words]
        seed.shuffle(asked)
        if fold_text(" ".join(asked)):
            assert index.find(" ".join(asked)).mask[at]


NEARLY = some.text("abé東1", min_size=4, max_size=9)


@given(names=some.lists(NEARLY, min_size=1, max_size=6), slip=NEARLY)
def test_slips_are_those_of_a_comparison_with_every_word(names, slip):
    table = pd.DataFrame({"id": [""] * len(names), "name": names})
    vocabulary = word_index(conform(table, PROJECTS)).vocabulary
    words, asked = vocabulary.words.to_pylist(), fold_text(slip)
    near = [at for at, word in enumerate(words) if OSA.distance(asked, word) <= (2 if len(asked) >= 8 else 1)]
    if len(asked) < 4 or asked.isdigit() or any(asked in word for word in words):
        near = []
    assert sorted(vocabulary.like(asked).slips) == near


@example([1, 0, 90, 1, 1, 50, 50.25], 5)
@example([50, 50.25, 50.25, 50, 0], 3)
@given(some.lists(some.sampled_from([0, 0.5, 1, 50, 50.25, 90, 1090]), max_size=60), some.integers(1, 20))
def test_the_best_are_those_of_a_plain_sort(scores, count):
    found = Found(np.array(scores, dtype=np.float32), ())
    expected = sorted(np.flatnonzero(found.scores), key=lambda at: -scores[at])
    assert found.best(count).tolist() == expected[:count]


def test_categories_that_no_record_has_are_no_words():
    table = conform(RECORDS, PROJECTS)
    some_of_them = word_index(table[table["city"] == "Berlin"].reset_index(drop=True))
    assert "zurich" not in some_of_them.vocabulary.words.to_pylist()
    assert some_of_them.find("beerlin").similar == (("beerlin", ("berlin",)),)


@pytest.fixture(scope="module")
def demonstration() -> Database:
    return open_database()


def test_the_filter_finds_partners_and_is_the_same_for_organisations(demonstration):
    projects, organisations = demonstration.projects, demonstration.organisations
    link = demonstration.links().iloc[0]
    partner = organisations.set_index("id")["name"][link["organisation_id"]]
    found = projects["id"][apply(Selection(text=partner), demonstration, "projects")]
    assert link["project_id"] in set(found)
    project = projects.set_index("id")["name"][link["project_id"]]
    found = organisations["id"][apply(Selection(text=project), demonstration, "organisations")]
    assert link["organisation_id"] in set(found)


def test_partners_are_found_where_identifiers_occur_twice(demonstration):
    linked = demonstration.links()["project_id"].iloc[0]
    projects = demonstration.projects
    twice = replace(
        demonstration, projects=projects.assign(id=projects["id"].where(projects.index != 5, linked))
    )
    partner = demonstration.links()["organisation_id"].iloc[0]
    name = demonstration.organisations.set_index("id")["name"][partner]
    found = twice.projects["id"][twice.words("projects").find(name).mask]
    assert (found == linked).sum() == 2


def test_the_words_of_a_database_are_indexed_once(demonstration):
    assert demonstration.words("projects") is demonstration.words("projects")
