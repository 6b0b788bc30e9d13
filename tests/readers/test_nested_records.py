from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.nested_records import RecordList, nested_record_lists


def found(content: object) -> RecordList:
    (one,) = nested_record_lists(content, Source(Path("file.json"), "file.json"))
    return one


def records(content: object) -> list[Any]:
    return [*found(content).items]


A = {"name": "A", "city": "Ulm"}
B = {"name": "B", "city": "Bonn"}


@pytest.mark.parametrize(
    "content",
    [
        [A, B],
        {"result": {"records": [A, B], "total": 2}},
        {"data": {"items": [A, B]}, "links": [{"rel": "self", "href": "x"}]},
        {"d": {"results": [A, B]}},
        {"response": {"docs": [A, B], "numFound": 2}},
        {"records": [{"recordid": "x", "fields": A}, {"recordid": "y", "fields": B}]},
        {"data": {"spaces": {"edges": [{"node": A}, {"node": B}]}}},
        {"hits": {"hits": [{"_id": "1", "_source": A}, {"_id": "2", "_source": B}]}},
        {"columns": ["name", "city"], "data": [["A", "Ulm"], ["B", "Bonn"]]},
        {"columns": ["name", "city"], "rows": [["A", "Ulm"], ["B", "Bonn"]]},
        {"fields": [{"id": "name"}, {"id": "city"}], "rows": [["A", "Ulm"], ["B", "Bonn"]]},
        {
            "meta": {"view": {"columns": [{"name": "name"}, {"name": "city"}]}},
            "data": [["A", "Ulm"], ["B", "Bonn"]],
        },
        [["name", "city"], ["A", "Ulm"], ["B", "Bonn"]],
        {"Germany": {"a": A, "b": B}},
        {
            "meta": {"name": "API", "version": 1, "count": 2, "href": "x"},
            "data": {"name": "list", "page": 1, "items": [A, B], "links": {"self": "x"}, "total": 2},
        },
        {
            "head": {"vars": ["name", "city"]},
            "results": {
                "bindings": [
                    {"name": {"type": "literal", "value": "A"}, "city": {"type": "literal", "value": "Ulm"}},
                    {"name": {"type": "literal", "value": "B"}, "city": {"type": "literal", "value": "Bonn"}},
                ]
            },
        },
    ],
)
def test_the_records_are_found_wherever_they_stand(content: object) -> None:
    assert [(one["name"], one["city"]) for one in records(content)] == [("A", "Ulm"), ("B", "Bonn")]


def test_the_keys_of_objects_and_of_groups_are_kept() -> None:
    assert records({"k1": A, "k2": B}) == [{"key": "k1", **A}, {"key": "k2", **B}]
    groups = {"Ulm": [{"name": "A"}], "Bonn": [{"name": "B"}, {"name": "C"}], "Trier": []}
    assert [(one["group"], one["name"]) for one in records(groups)] == [
        ("Ulm", "A"),
        ("Bonn", "B"),
        ("Bonn", "C"),
    ]


def test_of_several_lists_the_one_that_fits_best_is_read_and_the_others_are_named() -> None:
    one = found({"people": [{"firstname": "x"}] * 9, "spaces": [A, B], "version": 1})
    assert one.name == "spaces"
    assert "“people” (9) beside it were not read" in one.notes[0]


def test_lists_that_fit_alike_are_refused_with_their_names() -> None:
    with pytest.raises(InputError, match="any of which could be the records: “a”, “b”"):
        found({"a": [A], "b": [B]})


def test_elements_of_openstreetmap_are_records_but_for_corners() -> None:
    content = {
        "elements": [
            {"type": "node", "id": 1, "lat": 52.5, "lon": 13.4, "tags": {"name": "A", "addr:city": "Berlin"}},
            {"type": "way", "id": 2, "nodes": [11, 12, 13, 11], "tags": {"name": "B"}},
            {"type": "way", "id": 3, "nodes": [11, 12], "tags": {"name": "C"}},
            {"type": "way", "id": 4, "center": {"lat": 1, "lon": 2}, "nodes": [99], "tags": {"name": "D"}},
            {"type": "relation", "id": 5, "bounds": {"minlat": 0, "minlon": 0, "maxlat": 1, "maxlon": 1},
             "tags": {"name": "E"}},
            {"type": "relation", "id": 6, "tags": {"name": "F"}},
            *({"type": "node", "id": 10 + at, "lat": 50 + at, "lon": 8} for at in (1, 2, 3)),
        ]
    }  # fmt: skip
    one = found(content)
    assert [record["id"] for record in records(content)] == [
        "node/1", "way/2", "way/3", "way/4", "relation/5", "relation/6",
    ]  # fmt: skip
    assert one.geometries is not None
    kinds = [place["type"] if isinstance(place, dict) else None for place in one.geometries]
    assert kinds == ["Point", "Polygon", "LineString", "Point", "Polygon", None]
    assert one.geometries[3] == {"type": "Point", "coordinates": [2, 1]}


def test_features_of_esri_have_their_reference_system() -> None:
    content = {
        "spatialReference": {"wkid": 102100, "latestWkid": 3857},
        "features": [{"attributes": A, "geometry": {"x": 1492232.65, "y": 6891041.72}}],
    }
    assert (found(content).crs, records(content)) == ("EPSG:3857", [A])
    del content["spatialReference"]["latestWkid"]  # type: ignore[attr-defined]
    assert found(content).crs == "EPSG:3857"


@pytest.mark.parametrize(
    "profile",
    [
        {"linked_schemas": ["x-v1.0.0"], "name": "A", "geolocation": {"lat": 1, "lon": 2}},
        {"@context": "https://schema.org", "@type": "Organization", "name": "A", "url": "https://a.example"},
    ],
)
def test_one_profile_is_one_record(profile: dict[str, Any]) -> None:
    assert records(profile) == [profile]


@pytest.mark.parametrize(
    "content",
    [
        {"name": {"0": "A", "1": "B"}, "city": {"0": "Ulm", "1": "Bonn"}},
        {"name": {"r1": "A", "r2": "B"}, "city": {"r1": "Ulm", "r2": "Bonn"}},
        {"name": ["A", "B"], "city": ["Ulm", "Bonn"]},
    ],
)
def test_columns_instead_of_records_are_put_together(content: dict[str, Any]) -> None:
    assert records(content) == [A, B]
    assert found(content).notes == (
        "“file.json” holds columns instead of records; they were put together to 2 records.",
    )


@pytest.mark.parametrize(
    "content",
    [
        {"name": ["A", "B"], "city": ["Ulm"]},
        {"name": {"0": "A", "1": "B"}, "city": {"0": "Ulm", "2": "Bonn"}},
        {"q": ["A", "B"], "z": ["Ulm", "Bonn"]},
        {"name": {"0": {"a": 1}, "1": {"a": 2}}, "city": {"0": "Ulm", "1": "Bonn"}},
    ],
)
def test_lists_that_do_not_fit_together_are_no_columns(content: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="holds an object with the keys"):
        found(content)


@pytest.mark.parametrize("listed", [True, False])
def test_records_of_opendatasoft_are_taken_out_of_their_fields_with_their_place(listed: bool) -> None:
    place = {"type": "Point", "coordinates": [10.0, 48.4]}
    rows = [
        {"datasetid": "d", "recordid": one, "fields": {"namn": one, "omrade": "Ulm"}, "geometry": place}
        for one in "ab"
    ]
    facets = [{"name": "namn", "facets": [{"name": "a", "count": 1}]}, {"name": "omrade", "facets": []}]
    one = found(rows if listed else {"nhits": 2, "records": rows, "facet_groups": facets})
    assert one.items == [{"recordid": key, "namn": key, "omrade": "Ulm"} for key in "ab"]
    assert one.geometries == [place, place]
