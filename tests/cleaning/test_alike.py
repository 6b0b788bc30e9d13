"""Values that are one in different spellings, and those that are two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.cleaning.alike import groups_of, spelled

ONE = [
    ("Bildung", "bildung"),
    ("Flucht & Migration", "Flucht und Migration"),
    ("academia", "Academics"),
    ("Health and care", "Health & Care"),
    ("Art", "Arts"),
    ("Open-Data", "open data", "OpenData", "opendata", "open_data", "#opendata"),
    ("Start-ups", "Startup", "start up"),
    ("Éducation", "Education"),
    ("Gesundheitsförderung", "Gesundheitsfoerderung"),
    ("Organisation", "Organizations"),
    ("Food, environment and climate change", "Food, Environment, & Climate Change"),
    ("Technologies", "technology"),
    ("Schule", "Schulen"),
    ("Projekt", "Projekte"),
    ("Universität", "Universitäten"),
    ("réseau", "Réseaux"),
    ("comunidad", "comunidades"),
    ("educação", "educações"),
    ("Santé et social", "Santé & Social"),
    ("Cultura y arte", "Cultura & arte"),
    ("Kunst en cultuur", "Kunst & Cultuur"),
    ("Kultura i sztuka", "kultura & sztuka"),
    ("Τέχνη και υγεία", "τεχνη & υγεια"),
    ("Ёлка и мир", "елка & мир"),
    ("0–5 people", "0-5 people", "0 - 5 people"),
    ("Academia/Research", "Academia / Research"),
    ("Environment", "environmental"),
    ("Culture", "cultural"),
    ("Sustainable", "Sustainability"),
    ("Neighbourhood", "neighborhoods"),
    ("women's rights", "Women’s Rights", "womens rights"),
    ("“Open” data", "Open data"),
    ("St. Gallen", "St Gallen"),
    ("Covid-19", "covid19", "COVID 19"),
    ("Sample\N{NO-BREAK SPACE}kit", " Sample  kit"),
    ("Women", "woman"),
]

TWO = [
    ("Food", "Foot"),
    ("E-health", "health"),
    ("Web 1", "Web 2"),
    ("Web 2.0", "Web 20"),
    ("education", "re-education"),
    ("Data", "Date"),
    ("Open data", "Open date"),
    ("Schon", "Schön"),
    ("año", "ano"),
    ("мой", "мои"),
    ("0-5 people", "05 people"),
    ("1-10", "110"),
    ("Stage 1 2", "Stage 12"),
    ("-5", "5"),
    ("10 employees", "10+ employees", "<10 employees", ">10 employees"),
    ("C", "C++", "C#"),
    ("urban", "urbane"),
    ("moral", "morale"),
    ("Media", "Medics"),
    ("farm", "farmer"),
    ("University", "Universe"),
    ("Organ", "Organisation"),
    ("Policy", "Police"),
    ("Actions en justice", "Actions et justice"),
    ("Health, care", "Healthcare"),
    ("Health care", "Health and care"),
    ("Category A", "Category B"),
    ("Type I", "Type II"),
    ("New", "News"),
    ("AID", "AIDS"),
    ("migrant", "migration"),
    ("Sen-G", "Sen-GS"),
    ("Frau", "Frauen"),
    ("Grundschule", "Schule"),
    ("-", "–"),
]


@pytest.mark.parametrize("values", ONE, ids=lambda values: values[0])
def test_spellings_of_one_value_are_one_group(values):
    (group,) = groups_of(dict.fromkeys(values, 1))
    assert sorted(group) == sorted(values)


@pytest.mark.parametrize("values", TWO, ids=lambda values: values[0])
def test_what_differs_otherwise_stays_apart(values):
    assert groups_of(dict.fromkeys(values, 1)) == []


def test_the_most_frequent_comes_first_and_of_equals_that_with_capitals():
    counts = {"food": 2, "Food": 2, "art": 1, "Arts": 4, "Sport": 9}
    assert groups_of(counts) == [{"Arts": 4, "art": 1}, {"Food": 2, "food": 2}]


def test_a_sign_joins_the_most_frequent_of_two_words_for_and():
    counts = {"Santé et social": 3, "Santé en social": 1, "Santé & social": 1}
    assert groups_of(counts) == [{"Santé et social": 3, "Santé & social": 1}]


def test_a_plural_alone_is_no_form_of_a_word_that_the_column_does_not_have():
    assert groups_of({"Codes": 1, "Cod": 1, "Code": 1}) == [{"Code": 1, "Codes": 1}]


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@given(st.dictionaries(TEXT, st.integers(1, 9), max_size=12))
def test_groups_share_no_value_and_hold_only_those_given(counts):
    found = groups_of(counts)
    values = [value for group in found for value in group]
    assert len(values) == len({*values})
    assert all(counts[value] == count for group in found for value, count in group.items())
    assert all(len(group) > 1 for group in found)


@given(st.from_regex(r"[a-z]{2,9}( (and )?[a-z]{2,9}){0,2}", fullmatch=True))
def test_case_and_white_space_never_tell_values_apart(value):
    assert spelled(f"  {value.upper()} ") == spelled(value.replace(" ", "  "))


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_other_numbers_are_other_values(one, other):
    assert (groups_of({f"Web {one}": 1, f"Web {other} ": 1}) == []) == (one != other)
