from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dsi_geo.standards.paths import find, folded_path, folded_paths, members, put

RECORD = {
    "title": {"#text": "Water", "@lang": "en"},
    "dates": [{"@type": "1", "@day": "2015-01-01"}, {"@type": "2", "@day": "2016-03-01"}],
    "org": [{"name": "", "id": 1}, {"name": "B", "id": 2}],
    "tags": ["a", "b"],
    "empty": [],
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title", "Water"),
        ("title.@lang", "en"),
        ("dates.@day", "2015-01-01"),
        ("dates[@type=2].@day", "2016-03-01"),
        ("dates[@type=3].@day", None),
        ("org.name", "B"),
        ("org[*].id", [1, 2]),
        ("tags", "a"),
        ("tags[*]", ["a", "b"]),
        ("org", None),
        ("empty[*]", None),
        ("title.more", None),
        ("nothing.at.all", None),
        ("title[*]", "Water"),
        ("title.#text[*]", "Water"),
    ],
)
def test_values_at_paths(path: str, value: object) -> None:
    assert find(RECORD, path) == value


def test_what_is_no_path_is_refused() -> None:
    with pytest.raises(ValueError, match="is no path"):
        find(RECORD, "a..b")


KEYS = st.sampled_from(["a", "b", "@c", "d-e", "F"])
PLAIN_PATHS = st.lists(
    st.one_of(KEYS, st.builds("{}[k={}]".format, KEYS, st.sampled_from("12"))), min_size=1
).map(".".join)
VALUES = st.one_of(st.text(min_size=1), st.integers(), st.floats(allow_nan=False), st.booleans())


@given(PLAIN_PATHS, VALUES)
def test_what_is_put_is_found(path: str, value: object) -> None:
    record: dict[str, Any] = {}
    put(record, path, value)
    assert find(record, path) == value


@given(PLAIN_PATHS, st.lists(VALUES, min_size=1), st.one_of(st.just(""), PLAIN_PATHS.map(".{}".format)))
def test_all_that_is_put_is_found(path: str, values: list[object], rest: str) -> None:
    assume(not path.endswith("]"))
    record: dict[str, Any] = {}
    put(record, f"{path}[*]{rest}", values)
    assert find(record, f"{path}[*]{rest}") == values


@given(PLAIN_PATHS, st.dictionaries(KEYS, VALUES, min_size=1))
def test_one_value_does_not_push_out_another(path: str, values: dict[str, object]) -> None:
    record: dict[str, Any] = {}
    for key, value in values.items():
        put(record, f"{path}.{key}", value)
    assert {key: find(record, f"{path}.{key}") for key in values} == values


@pytest.mark.parametrize("value", [None, "", []])
@pytest.mark.parametrize("path", ["a", "a.b", "a[*]", "a[k=1].b"])
def test_nothing_is_written_for_no_value(path: str, value: object) -> None:
    record: dict[str, Any] = {}
    put(record, path, value)
    assert record == {}


@pytest.mark.parametrize(
    ("puts", "record"),
    [
        ([("a.b", 1), ("a.c", 2)], {"a": {"b": 1, "c": 2}}),
        ([("a[*].b", 1), ("a[*].c", 2)], {"a": [{"b": 1, "c": 2}]}),
        ([("a[*].b", [1, 2]), ("a.c", 3)], {"a": [{"b": 1, "c": 3}, {"b": 2}]}),
        (
            [("a[k=x].b", 1), ("a[k=y].b", 2), ("a[k=x].c", 3)],
            {"a": [{"k": "x", "b": 1, "c": 3}, {"k": "y", "b": 2}]},
        ),
        ([("a", "text"), ("a.@lang", "de")], {"a": {"#text": "text", "@lang": "de"}}),
        ([("a.@lang", "de"), ("a", "text")], {"a": {"#text": "text", "@lang": "de"}}),
        ([("a", "text"), ("a[*].b", 1)], {"a": [{"#text": "text", "b": 1}]}),
    ],
)
def test_objects_are_shared_by_what_stands_in_them(
    puts: list[tuple[str, object]], record: dict[str, object]
) -> None:
    made: dict[str, Any] = {}
    for path, value in puts:
        put(made, path, value)
    assert made == record


def test_objects_at_a_path() -> None:
    assert [one["id"] for one in members(RECORD, "org")] == [1, 2]
    assert members(RECORD, ".") == [RECORD]


@pytest.mark.parametrize(
    "name",
    [
        "recipientOrganization[0].location[0].postCode",
        "Recipient Organization:0:Location:0:Post Code",
        "recipientOrganization/0/location/0/postCode",
        "recipient_organization.location.post_code",
    ],
)
def test_paths_and_titles_of_flat_columns_agree(name: str) -> None:
    assert folded_path(name) == ("recipientorganization", "location", "postcode")


def test_all_paths_of_a_record() -> None:
    assert {("dates", "day"), ("org",), ("title", "lang")} <= folded_paths([RECORD])
