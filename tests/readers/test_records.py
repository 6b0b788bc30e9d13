from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source


def source(folder: Path, content: object, name: str = "projects.json") -> Source:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return Source(path, name)


def read(folder: Path, content: object, name: str = "projects.json") -> list[RawTable]:
    return read_tables([source(folder, content, name)])


def refused(folder: Path, content: object, name: str = "projects.json") -> str:
    with pytest.raises(InputError) as caught:
        read(folder, content, name)
    return str(caught.value)


def test_a_list_of_objects_is_a_table(tmp_path: Path) -> None:
    records = [
        {
            "id": 1,
            "name": "A",
            "tags": [{"id": "3", "name": "Health"}, "Food"],
            "latitude": 52.5,
            "x1": {"a": 1},
        },
        {"id": 2, "name": "", "tags": [], "latitude": "", "x2": None},
    ]
    (table,) = read(tmp_path, records)
    assert table.frame["id"].tolist() == ["1", "2"]
    assert table.frame["name"].fillna("-").tolist() == ["A", "-"]
    assert [list(cell) for cell in table.frame["themes"]] == [["Health", "Food"], []]
    assert table.frame["latitude"].fillna(0).tolist() == [52.5, 0]
    assert table.frame["x1"].iloc[0] == '{"a":1}'
    assert table.unrecognised == ("x1", "x2")


def test_two_lists_are_two_tables(tmp_path: Path) -> None:
    content = {"version": 1, "organisations": [{"name": "O"}], "projects": [{"name": "P"}]}
    projects, organisations = read(tmp_path, content, "database.json")
    assert (projects.entity, projects.source) == ("projects", "database.json: projects")
    assert organisations.frame["name"].tolist() == ["O"]


def test_one_object_a_line_is_a_table(tmp_path: Path) -> None:
    (table,) = read(tmp_path, '{"name": "A"}\n\n{"name": "B", "city": NaN}\n', "projects.jsonl")
    assert table.frame["name"].tolist() == ["A", "B"]


def test_nan_is_missing(tmp_path: Path) -> None:
    (table,) = read(tmp_path, '[{"name": "A", "latitude": NaN}, {"name": NaN, "latitude": 1}]')
    assert table.frame["latitude"].isna().tolist() == [True, False]
    assert table.frame["name"].isna().tolist() == [False, True]


def test_halves_of_letters_do_no_harm(tmp_path: Path) -> None:
    (table,) = read(tmp_path, '[{"name": "A\\ud800", "k\\ud800": 1}]')
    assert table.frame["name"].tolist() == ["A?"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"data": [], "meta": 1}, "holds an object with the keys “data”, “meta”."),
        ({}, "holds an object without keys."),
        ("5", "holds a number."),
        ("null", "holds nothing (null)."),
        ('"x"', "holds text."),
        ([{"name": "A"}, 3, [1]], "item 2 of “projects”: a number found, an object expected"),
        ({"projects": ["x"]}, "item 1 of “projects”: text found, an object expected"),
    ],
)
def test_json_of_another_shape_is_refused_with_what_was_found(
    tmp_path: Path, content: object, found: str
) -> None:
    assert found in refused(tmp_path, content)


@pytest.mark.parametrize("content", [[], [{}], [{}, {"a": None}], {"projects": []}])
def test_json_without_records_is_refused(tmp_path: Path, content: object) -> None:
    assert "no rows" in refused(tmp_path, content)


def test_broken_json_is_refused_with_line_and_column(tmp_path: Path) -> None:
    assert "is broken JSON: line 2, column 3: " in refused(tmp_path, '[{"name": "A"},\n  x]')
    assert "is broken JSON: line 2, column 9: " in refused(tmp_path, '{"name": 1}\n{"name" 1}\n', "a.ndjson")


def test_json_that_is_too_deep_or_has_endless_numbers_is_refused(tmp_path: Path) -> None:
    assert "nested too deeply" in refused(tmp_path, "[" * 100_000)
    assert "too many digits" in refused(tmp_path, '[{"id": ' + "1" * 5000 + "}]")


def test_too_many_keys_are_refused(tmp_path: Path) -> None:
    assert "has 1,001 different keys" in refused(tmp_path, [{f"k{at}": 1} for at in range(1001)])


def test_geojson_is_known_by_its_content(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"name": "A", "tags": ["x", "y"], "kind": {"id": 1, "name": "K"}},
        "geometry": {"type": "Point", "coordinates": [13.4, 52.5]},
    }
    (table,) = read(tmp_path, {"type": "FeatureCollection", "features": [feature]})
    assert table.geometry is not None
    assert (table.geometry.x[0], table.geometry.y[0]) == (13.4, 52.5)
    assert list(table.frame["themes"][0]) == ["x", "y"]
    assert table.frame["kind"].tolist() == ["K"]


@pytest.mark.parametrize("features", [None, {}, [1]])
def test_geojson_without_features_is_refused(tmp_path: Path, features: object) -> None:
    content = {"type": "FeatureCollection", "features": features}
    assert 'is GeoJSON without a list of "features"' in refused(tmp_path, content, "a.geojson")


def test_geojson_with_no_feature_at_all_is_refused(tmp_path: Path) -> None:
    assert "has no features" in refused(tmp_path, {"type": "FeatureCollection", "features": []}, "a.geojson")


def test_an_object_that_tells_a_place_becomes_columns(tmp_path: Path) -> None:
    records = [
        {
            "name": "A",
            "location": {"address": "Straße 30, 10317 Berlin", "lat": 52.5, "lon": 13.4, "zone": "CET"},
        },
        {"name": "B", "location": {"address": "1 High Street", "lat": 57.1, "lon": -2.1}},
        {"name": "C", "location": ""},
    ]
    (table,) = read(tmp_path, records)
    assert table.recognised == {
        "name": "name",
        "address": "location.address",
        "latitude": "location.lat",
        "longitude": "location.lon",
    }
    assert table.frame["latitude"].fillna(0).tolist() == [52.5, 57.1, 0]
    assert table.unrecognised == ("location.zone",)


@pytest.mark.parametrize(
    ("key", "value", "fields"),
    [
        ("geo", {"lat": 1.5, "lng": 2.5}, {"latitude": 1.5, "longitude": 2.5}),
        ("coordinates", {"latitude": "1,5", "longitude": "2,5"}, {"latitude": 1.5, "longitude": 2.5}),
        ("location", {"type": "Point", "coordinates": [2.5, 1.5]}, {"latitude": 1.5, "longitude": 2.5}),
        (
            "address",
            {
                "@type": "PostalAddress",
                "streetAddress": "Mittelweg 50",
                "postalCode": "12053",
                "addressLocality": "Berlin",
                "addressCountry": {"name": "DE"},
            },
            {"address": "Mittelweg 50", "postcode": "12053", "city": "Berlin", "country": "DE"},
        ),
        (
            "location",
            {"geo": {"lat": 1, "lon": 2}, "address": {"city": "Bern", "zip": 3011}},
            {"latitude": 1, "longitude": 2, "city": "Bern", "postcode": "3011"},
        ),
    ],
)
def test_parts_of_places_are_recognised_two_levels_deep(
    tmp_path: Path, key: str, value: object, fields: dict[str, object]
) -> None:
    (table,) = read(tmp_path, [{"name": "A", key: value}])
    assert {field: table.frame[field][0] for field in table.recognised} == {"name": "A"} | fields


def test_an_object_is_never_the_text_of_a_field(tmp_path: Path) -> None:
    records = [
        {"name": "A", "state": {"open": True}, "city": "Bern", "tags": ["x"], "owner": {"country": "FR"}},
        {"name": "B", "state": "Bayern", "city": {"id": 3, "name": "Ulm"}, "location": {"floor": 3}},
    ]
    (table,) = read(tmp_path, records)
    assert table.frame["region"].fillna("-").tolist() == ["-", "Bayern"]
    assert table.frame["city"].tolist() == ["Bern", "Ulm"]
    assert [*table.frame["themes"][0]] == ["x"]
    assert table.unrecognised == ("state_object", "owner", "location_object")
    assert table.frame["state_object"][0] == '{"open":true}'
    assert table.frame["location_object"][1] == '{"floor":3}'


def test_a_place_with_very_many_keys_stays_text(tmp_path: Path) -> None:
    (table,) = read(tmp_path, [{"name": "A", "location": {"lat": 1} | {f"k{at}": at for at in range(200)}}])
    assert table.unrecognised == ("location_object",)


def test_nested_places_of_geojson_are_recognised(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"name": "A", "address": {"street": "Mittelweg 50", "city": "Berlin"}},
        "geometry": None,
    }
    (table,) = read(tmp_path, {"type": "FeatureCollection", "features": [feature]})
    assert table.frame.loc[0, ["address", "city"]].tolist() == ["Mittelweg 50", "Berlin"]


def test_an_object_with_one_list_of_objects_is_that_list(tmp_path: Path) -> None:
    content = {
        "updatedAt": 1,
        "kinds": [{"id": 1, "name": "x"}],
        "spaces": [{"name": "A", "city": "Ulm"}, "", None],
    }
    (table,) = read(tmp_path, content, "hackerspaces.json")
    assert table.frame["city"].tolist() == ["Ulm"]
    assert table.notes[:2] == (
        "“hackerspaces.json”: the records are those of “spaces”; “updatedAt”, “kinds” beside it was not read.",
        "“hackerspaces.json”: empty items of “spaces” were skipped: number 2, 3.",
    )


def test_an_object_with_two_lists_that_fit_alike_is_refused(tmp_path: Path) -> None:
    content = {"a": [{"name": "A", "x": 1}], "b": [{"name": "B", "x": 2}]}
    assert "holds several lists any of which could be the records: “a”, “b”." in refused(tmp_path, content)
