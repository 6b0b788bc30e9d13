from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
import shapely

from dsi_geo.readers.assembly import Layer
from dsi_geo.readers.geometry_columns import with_geometry

POINT = shapely.Point(13.4, 52.5)
EWKB = shapely.to_wkb(shapely.set_srid(POINT, 4326), hex=True, include_srid=True)
PACKAGED = "47500001" + (4326).to_bytes(4, "little").hex() + shapely.to_wkb(POINT, hex=True)


def layer(cells: Sequence[object], column: str = "where", **others: object) -> Layer:
    kind = "object" if any(isinstance(cell, dict) for cell in cells) else "str"
    frame = pd.DataFrame(
        {"name": [f"n{at}" for at in range(len(cells))], column: pd.Series(cells, dtype=kind)}
    )
    return Layer("x", frame.assign(**others))


def points(cells: Sequence[object]) -> list[tuple[float, float] | None]:
    found = with_geometry(layer(cells), "a.csv", {}).geometry
    assert found is not None
    return [None if point is None else (point.x, point.y) for point in found]


@pytest.mark.parametrize(
    "cell",
    [
        "POINT (13.4 52.5)",
        "Point(13.4 52.5)",
        "point z (13.4 52.5 30)",
        "SRID=4326;POINT(13.4 52.5)",
        '{"type": "Point", "coordinates": [13.4, 52.5]}',
        '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [13.4, 52.5]}}',
        {"type": "Point", "coordinates": [13.4, 52.5]},
        "{'type': 'Point', 'coordinates': [13.4, 52.5]}",
        "{coordinates=[13.4, 52.5], type=Point}",
        "{type=Feature, geometry={type=Point, coordinates=[13.4, 52.5]}}",
        EWKB,
        EWKB.lower(),
        shapely.to_wkb(POINT, hex=True),
        PACKAGED,
    ],
)
def test_a_shape_in_a_column_is_the_place(cell: object) -> None:
    assert points([cell, cell, None]) == [(13.4, 52.5), (13.4, 52.5), None]


def test_one_column_may_have_shapes_in_several_ways_and_empty_ones() -> None:
    cells = ["POINT (13.4 52.5)", EWKB, '{"type":"Point","coordinates":[13.4,52.5]}', "POINT EMPTY"]
    found = with_geometry(layer(cells), "a.csv", {})
    assert points(cells) == [(13.4, 52.5)] * 3 + [None]
    assert [*found.frame] == ["name"]
    assert found.notes == ("“a.csv”: the places are the shapes in the column “where”.",)


def test_shapes_in_another_reference_system_keep_it() -> None:
    found = with_geometry(layer(["SRID=25832;POINT(567000 5934000)"] * 2), "a.csv", {})
    assert found.geometry is not None
    assert found.geometry.crs == "EPSG:25832"


def test_numbers_that_are_no_degrees_and_of_no_known_system_are_no_places() -> None:
    assert with_geometry(layer(["POINT(567000 5934000)"] * 2), "a.csv", {}).geometry is None


def test_a_point_on_another_globe_is_kept_as_text() -> None:
    cells = ["Point(1 2)", "<http://www.wikidata.org/entity/Q405> Point(3 4)"]
    found = with_geometry(layer(cells), "a.csv", {})
    assert points(cells) == [(1, 2), None]
    assert found.frame["where"].tolist() == cells
    assert "1 of the filled cells of “where” cannot be read as shapes" in found.notes[1]


def test_of_two_columns_of_shapes_the_points_are_taken() -> None:
    areas = ["POLYGON((0 0,1 0,1 1,0 0))"] * 2
    found = with_geometry(layer(areas, "area", centre=["POINT(0.5 0.2)"] * 2), "a.csv", {})
    assert found.geometry is not None
    assert found.geometry.geom_type.tolist() == ["Point", "Point"]
    assert [*found.frame] == ["name", "area"]


@pytest.mark.parametrize(
    "cells", [["POINT(1 2", "POINT(1 2"], ["x", "POINT(1 2)"], ["0101", "0101"], [None, None], ["{}", "{}"]]
)
def test_columns_without_readable_shapes_are_left_alone(cells: list[str | None]) -> None:
    before = layer(cells)
    assert with_geometry(before, "a.csv", {}) is before


def test_thousands_of_collections_in_one_another_do_no_harm() -> None:
    nested = "GEOMETRYCOLLECTION(" * 5000 + ")" * 5000
    assert with_geometry(layer([nested] * 2), "a.csv", {}).geometry is None


def test_columns_of_latitude_and_longitude_come_first() -> None:
    before = layer(["POINT(1 2)"] * 2, lat=[3.0, 4.0], lon=[5.0, 6.0])
    assert with_geometry(before, "a.csv", {}) is before
    said = layer(["POINT(1 2)"] * 2, north=[3.0, 4.0], east=[5.0, 6.0])
    assert with_geometry(said, "a.csv", {"latitude": "north", "longitude": "east"}) is said
