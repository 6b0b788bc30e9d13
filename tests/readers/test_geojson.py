from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.geojson import shapes_of

POINT = {"type": "Point", "coordinates": [13.4, 52.5]}


def feature(geometry: object = POINT, properties: object = None, **members: object) -> dict[str, Any]:
    properties = {"name": "A"} if properties is None else properties
    return {"type": "Feature", "properties": properties, "geometry": geometry, **members}


def collection(*features: object, **members: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def read(folder: Path, content: object, name: str = "projects.geojson") -> RawTable:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    (table,) = read_tables([Source(path, name)])
    return table


def refused(folder: Path, content: object) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, content)
    return str(caught.value)


def positions(depth: int, random: np.random.Generator) -> Any:
    if depth == 0:
        return [float(number) for number in random.uniform(-80, 80, 2)]
    return [positions(depth - 1, random) for _ in range(random.integers(4, 7))]


@pytest.mark.parametrize(
    ("kind", "depth"),
    [
        ("Point", 0),
        ("MultiPoint", 1),
        ("LineString", 1),
        ("MultiLineString", 2),
        ("Polygon", 2),
        ("MultiPolygon", 3),
    ],
)
def test_shapes_are_those_that_shapely_reads_one_by_one(kind: str, depth: int) -> None:
    random = np.random.default_rng(depth)
    geometries = [{"type": kind, "coordinates": positions(depth, random)} for _ in range(30)]
    for one in geometries:
        for ring in [one["coordinates"]] if depth == 2 else one["coordinates"] if depth == 3 else []:
            for line in ring if kind.endswith("Polygon") else []:
                line.append(line[0])
    expected = shapely.from_geojson([json.dumps(one) for one in geometries])
    assert shapely.equals_exact(shapes_of(geometries), expected, tolerance=0).all()


def test_collections_within_collections_are_shapes_too() -> None:
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    inner = {"type": "GeometryCollection", "geometries": [line, {"type": "Nothing"}]}
    shapes = shapes_of([{"type": "GeometryCollection", "geometries": [POINT, inner]}, POINT, inner])
    assert shapes[0] == shapely.from_wkt(
        "GEOMETRYCOLLECTION (POINT (13.4 52.5), GEOMETRYCOLLECTION (LINESTRING (0 0, 1 1)))"
    )
    assert shapes[2] == shapely.from_wkt("GEOMETRYCOLLECTION (LINESTRING (0 0, 1 1))")
    assert shapes[1] == shapely.Point(13.4, 52.5)


BROKEN = (
    5,
    [1, 2],
    "Point",
    {"type": "Circle", "coordinates": [1, 2]},
    {"type": ["Point"], "coordinates": [1, 2]},
    {"type": None, "coordinates": [1, 2]},
    {"type": "Point"},
    {"type": "Point", "coordinates": 1},
    {"type": "Point", "coordinates": [1]},
    {"type": "Point", "coordinates": ["1", "2"]},
    {"type": "Point", "coordinates": [True, 2]},
    {"type": "Point", "coordinates": [None, 2]},
    {"type": "Point", "coordinates": [10**400, 2]},
    {"type": "Point", "coordinates": [[1, 2]]},
    {"type": "LineString", "coordinates": [[1, 2]]},
    {"type": "LineString", "coordinates": [[1, 2], 3]},
    {"type": "LineString", "coordinates": [1, 2]},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
    {"type": "Polygon", "coordinates": [[0, 0], [1, 1], [1, 0], [0, 0]]},
    {"type": "Polygon", "coordinates": [[]]},
    {"type": "MultiPolygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 0]]]},
    {"type": "MultiPolygon", "coordinates": [[{}]]},
    {"type": "GeometryCollection", "geometries": [{"type": "Point"}]},
    {"type": "GeometryCollection", "geometries": [1, None, []]},
    {"type": "GeometryCollection", "geometries": {"a": 1}},
)


@pytest.mark.parametrize("geometry", BROKEN, ids=str)
def test_a_broken_shape_is_missing_and_told_of(tmp_path: Path, geometry: object) -> None:
    table = read(
        tmp_path, collection(feature(), feature(geometry), feature({"type": "Point", "coordinates": [1, 2]}))
    )
    assert table.geometry is not None
    assert table.geometry.isna().tolist() == [False, True, False]
    assert "1 of 3 shapes are not as GeoJSON writes them and are taken as missing." in table.notes[0]


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity"])
def test_a_number_without_end_is_no_coordinate(tmp_path: Path, number: str) -> None:
    text = json.dumps(collection(feature(), feature())).replace("13.4", number, 1)
    table = read(tmp_path, text)
    assert table.geometry is not None
    assert table.geometry.isna().tolist() == [True, False]


@pytest.mark.parametrize(
    "geometry",
    [None, {"type": "Point", "coordinates": []}, {"type": "GeometryCollection", "geometries": []}],
)
def test_an_empty_shape_is_missing_without_a_word(tmp_path: Path, geometry: object) -> None:
    table = read(tmp_path, collection(feature(), feature(geometry)))
    assert table.geometry is not None
    assert table.geometry.isna().tolist() == [False, True]
    assert table.notes == ()


def test_heights_and_measures_are_left_out_and_open_rings_are_closed(tmp_path: Path) -> None:
    ring = {"type": "Polygon", "coordinates": [[[0, 0, 5], [1, 0], [1, 1, 5, 6]]]}
    assert shapes_of([ring])[0] == shapely.Polygon([(0, 0), (1, 0), (1, 1)])
    table = read(tmp_path, collection(feature({"type": "Point", "coordinates": [1, 2, 3, 4]})))
    assert table.geometry is not None
    assert table.geometry.tolist() == [shapely.Point(1, 2)]


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG:9.6:25832"}},
        {"type": "name", "properties": {"name": "EPSG:25832"}},
        {"type": "name", "properties": {"name": "http://www.opengis.net/def/crs/EPSG/0/25832"}},
        {"type": "EPSG", "properties": {"code": 25832}},
    ],
    ids=str,
)
def test_a_named_reference_system_is_that_of_the_coordinates(tmp_path: Path, crs: object) -> None:
    point = {"type": "Point", "coordinates": [565_000, 5_930_000]}
    for content in (collection(feature(point), crs=crs), feature(point, crs=crs)):
        table = read(tmp_path, content)
        assert table.geometry is not None
        assert table.geometry[0].distance(shapely.Point(9.98, 53.51)) < 0.02
        assert table.notes == ()


@pytest.fixture
def host() -> Iterator[tuple[str, socket.socket]]:
    """An address on this machine, and who listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", listener


def test_nothing_that_a_file_refers_to_is_asked_for(tmp_path: Path, host: tuple[str, socket.socket]) -> None:
    address, listener = host
    other = tmp_path / "secret.csv"
    other.write_text("name\nsecret\n")
    layer = "<OGRVRTLayer name='a'><SrcDataSource>{}</SrcDataSource></OGRVRTLayer>"
    source = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    references: list[object] = [
        {"type": "url", "properties": {"url": f"{address}/crs"}},
        {"type": "link", "properties": {"href": f"{address}/crs", "type": "proj4"}},
        {"type": "name", "properties": {"name": f"{address}/crs"}},
        {"type": "name", "properties": {"name": f"+proj=longlat +nadgrids={address}/grid.gsb"}},
        {"type": "name", "properties": {"name": "EPSG:123456"}},
        "EPSG:25832",
        ["x"],
    ]
    for crs in references:
        table = read(tmp_path, collection(feature(), crs=crs))
        assert table.geometry is not None
        assert table.geometry.tolist() == [shapely.Point(13.4, 52.5)]
        assert "is not understood, and nothing is looked up elsewhere" in table.notes[0]
    for place in (f"/vsicurl/{address}/a.geojson", str(other)):
        links = [{"rel": "next", "href": f"{address}/next"}]
        content = collection(
            feature(), x=source.format(place), links=links, next=f"{address}/2", exceededTransferLimit=True
        )
        table = read(tmp_path, content)
        assert table.frame["name"].tolist() == ["A"]
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_properties_are_those_of_records_and_dates_are_dates(tmp_path: Path) -> None:
    properties = {
        "name": "A",
        "launched": "2015-03-01T00:30:00.250+02:00",
        "closed": "2016",
        "seen": "2017/01/31",
        "tags": ["x", "y"],
        "kind": {"id": 1, "name": "K"},
        "address": {"street": "Gasse 1", "city": "Wien"},
        "n": 2**60,
    }
    table = read(tmp_path, collection(feature(properties=properties), feature(properties={"name": "B"})))
    assert table.frame["launched"].tolist() == [pd.Timestamp("2015-03-01 00:30:00.250"), pd.NaT]
    assert table.frame["closed"][0] == "2016"
    assert table.frame["seen"][0] == pd.Timestamp("2017-01-31")
    assert list(table.frame["themes"][0]) == ["x", "y"]
    assert table.frame["kind"][0] == "K"
    assert table.frame["city"][0] == "Wien"
    assert table.frame["n"][0] == str(2**60)


def test_days_that_are_none_stay_text(tmp_path: Path) -> None:
    table = read(tmp_path, collection(feature(properties={"name": "A", "seen": "2015-02-30"})))
    assert table.frame["seen"].tolist() == ["2015-02-30"]


def test_ids_of_features_are_ids_where_they_are_text(tmp_path: Path) -> None:
    assert read(tmp_path, collection(feature(id="a1"), feature(id="a2"))).frame["id"].tolist() == ["a1", "a2"]
    own = {"name": "A", "id": "own"}
    assert read(tmp_path, collection(feature(properties=own, id="a1"))).frame["id"].tolist() == ["own"]
    assert "id" not in read(tmp_path, collection(feature(id=1), feature(id=2))).frame


def test_numbers_that_are_no_row_numbers_are_ids_where_records_have_none(tmp_path):
    frame = read(tmp_path, collection(feature(id=1701), feature(id=1809))).frame
    assert frame["id"].tolist() == ["1701", "1809"]
    frame = read(tmp_path, collection(feature(id=12.0), feature(id=40.0))).frame
    assert frame["id"].tolist() == ["12", "40"]
    own = {"name": "A", "project id": "P1"}
    assert read(tmp_path, collection(feature(properties=own, id=1701))).frame["id"].tolist() == ["P1"]
    assert "id" not in read(tmp_path, collection(feature(id=0), feature(id=1), feature(id=2))).frame
    assert "id" not in read(tmp_path, collection(feature(id=7), feature(id=7))).frame


def test_members_beside_the_geometry_count_where_there_are_no_properties(tmp_path: Path) -> None:
    table = read(
        tmp_path, collection({"type": "Feature", "geometry": POINT, "name": "A", "bbox": [1, 2, 3, 4]})
    )
    assert table.frame["name"].tolist() == ["A"]
    assert table.unrecognised == ()


@pytest.mark.parametrize(
    ("properties", "found"), [([1], "a list"), ("x", "text"), (5, "a number"), (True, "true or false")]
)
def test_properties_that_are_no_object_are_refused(tmp_path: Path, properties: object, found: str) -> None:
    message = refused(tmp_path, collection(feature(), feature(properties=properties)))
    assert f'item 2 of “features”: its "properties" are {found}, an object expected' in message


@pytest.mark.parametrize("features", [[None], [[]], [1], ["x"], {"a": 1}, "x", None])
def test_features_that_are_no_objects_are_refused(tmp_path: Path, features: object) -> None:
    message = refused(tmp_path, {"type": "FeatureCollection", "features": features})
    assert 'is GeoJSON without a list of "features"' in message


@pytest.mark.parametrize("name", ["projects.geojson", "projects.jsonl", "projects.geojsonl", "projects.data"])
def test_features_may_stand_in_a_list_or_one_a_line(tmp_path: Path, name: str) -> None:
    texts = [json.dumps(feature(properties={"name": name})) for name in "AB"]
    for content in (f"[{','.join(texts)}]", "\n".join(texts), "".join(f"\x1e{text}\n" for text in texts)):
        table = read(tmp_path, content, name)
        assert table.frame["name"].tolist() == ["A", "B"]
        assert table.geometry is not None
        assert table.geometry.tolist() == [shapely.Point(13.4, 52.5)] * 2


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("MultiPoint", [1, 2]),
        ("MultiLineString", [[0, 0], [1, 1]]),
        ("Polygon", [[0, 0], [1, 1], [1, 0], [0, 0]]),
        ("MultiPolygon", [[[0, 0], [1, 1], [1, 0], [0, 0]]]),
    ],
)
def test_a_shape_of_too_many_parts_is_missing(
    monkeypatch: pytest.MonkeyPatch, kind: str, part: list[Any]
) -> None:
    monkeypatch.setattr("dsi_geo.readers.geojson.MAX_SHAPE_PARTS", 10)
    shapes = shapes_of([{"type": kind, "coordinates": [part] * count} for count in (10, 11, 5)])
    assert [shape is None for shape in shapes] == [False, True, False]
    line = {"type": "LineString", "coordinates": [[at, 0] for at in range(100)]}
    assert shapely.get_num_coordinates(shapes_of([line])[0]) == 100
