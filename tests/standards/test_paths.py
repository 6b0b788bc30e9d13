from __future__ import annotations

import pytest

from dsi_geo.standards.paths import find, folded_path, folded_paths, members

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
    ],
)
def test_values_at_paths(path: str, value: object) -> None:
    assert find(RECORD, path) == value


def test_what_is_no_path_is_refused() -> None:
    with pytest.raises(ValueError, match="is no path"):
        find(RECORD, "a..b")


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
