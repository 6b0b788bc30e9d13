from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pytest
import shapely

from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, limits, read_tables, wkb
from dsi_geo.readers.assembly import Source

POINTS = [shapely.Point(13.4, 52.5), shapely.Point(6.96, 50.94), None]
ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, 'x' AS name FROM n"
)


def package(folder: Path, *statements: str, layers: Sequence[str] = ("projects",)) -> Path:
    """A GeoPackage of three projects a layer, changed by SQL."""
    path = folder / "database.gpkg"
    table = gpd.GeoDataFrame({"name": ["A", "B", "C"], "city": ["Köln", "", None]}, geometry=POINTS, crs=4326)
    for layer in layers:
        table.to_file(path, layer=layer)
    change(path, *statements)
    return path


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (trigger,) in triggers:
            database.execute(f'DROP TRIGGER "{trigger}"')  # they call functions of GDAL
        database.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            database.execute(statement)


def read(path: Path) -> list[RawTable]:
    return read_tables([Source(path, path.name)])


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    return str(caught.value)


def test_every_type_of_column_is_as_it_was_written(tmp_path: Path) -> None:
    times = pd.to_datetime(["2015-11-01 00:30:00.25", None, "2016-01-01 10:00:00.0"])
    table = gpd.GeoDataFrame(
        {
            "name": ["A", "B", "C"],
            "time": times.tz_localize("Europe/Berlin"),
            "yes": [True, False, True],
            "maybe": [True, None, False],
            "whole": pd.array([1, None, 2**40], dtype="Int64"),
            "half": [0.5, None, 1e300],
            "bytes": [b"\xff\x00", None, b"x"],
        },
        geometry=POINTS,
        crs=4326,
    )
    table.to_file(tmp_path / "projects.gpkg")
    days = "UPDATE projects SET day = CASE name WHEN 'A' THEN '2015-01-01' WHEN 'C' THEN '2016-02-29' END"
    change(tmp_path / "projects.gpkg", "ALTER TABLE projects ADD COLUMN day DATE", days)
    (read_table,) = read(tmp_path / "projects.gpkg")
    frame = read_table.frame
    assert frame["day"].tolist() == [pd.Timestamp("2015-01-01"), pd.NaT, pd.Timestamp("2016-02-29")]
    assert frame["yes"].tolist() == [True, False, True]
    assert frame["yes"].dtype == "bool"
    assert frame["maybe"].fillna("-").tolist() == ["True", "-", "False"]
    assert frame["whole"].fillna(0).tolist() == [1, 0, 2**40]
    assert frame["half"].fillna(0).tolist() == [0.5, 0, 1e300]
    assert frame["time"][0] == pd.Timestamp("2015-11-01 00:30:00.25")  # as written
    assert read_table.geometry is not None
    assert read_table.geometry.isna().tolist() == [False, False, True]


def test_cells_of_other_types_than_their_column_says_are_read_all_the_same(tmp_path: Path) -> None:
    path = package(
        tmp_path,
        "ALTER TABLE projects ADD COLUMN n INTEGER",
        "ALTER TABLE projects ADD COLUMN day DATE",
        "UPDATE projects SET n = 'many', city = 5, day = '2015-01-01' WHERE name = 'A'",
        "UPDATE projects SET n = 7, name = CAST(x'4bff' AS TEXT), day = 'soon' WHERE name = 'B'",
    )
    (table,) = read(path)
    assert table.frame["n"].fillna("-").tolist() == ["many", "7", "-"]
    assert table.frame["city"].fillna("-").tolist() == ["5", "-", "-"]
    assert table.frame["day"].fillna("-").tolist() == ["2015-01-01", "soon", "-"]
    assert table.frame["name"].tolist() == ["A", "K�", "C"]


@pytest.mark.parametrize(
    ("name", "listed", "refused_for"),
    [("organisations", True, True), ("organisations", False, True), ("v", False, True), ("v", True, False)],
)
def test_a_view_is_never_read_and_left_out_where_it_is_listed_as_another_layer(
    tmp_path: Path, name: str, listed: bool, refused_for: bool
) -> None:
    statements = [f"CREATE VIEW {name} AS {ENDLESS}"]
    if listed:
        statements.append(f"INSERT INTO gpkg_contents(table_name, data_type) VALUES ('{name}', 'attributes')")
    path = package(tmp_path, *statements, layers=("places",))
    if refused_for:
        assert f"“{name}” is computed when it is read" in refused(path)
        return
    (table,) = read(path)
    assert table.frame["name"].tolist() == ["A", "B", "C"]
    assert f"“{name}” would be computed by a view or a virtual table, and was not read." in table.notes[-1]


@pytest.mark.parametrize(
    "statements",
    [
        ("ALTER TABLE projects RENAME TO hidden", f"CREATE VIEW projects AS {ENDLESS}"),
        ("ALTER TABLE gpkg_contents RENAME TO hidden", "CREATE VIEW gpkg_contents AS SELECT * FROM hidden"),
        (
            "ALTER TABLE gpkg_spatial_ref_sys RENAME TO hidden",
            "CREATE VIEW gpkg_spatial_ref_sys AS SELECT * FROM hidden",
        ),
        ("DROP TABLE projects", "CREATE VIRTUAL TABLE projects USING fts5(name)"),
        (
            "UPDATE sqlite_master SET sql = 'CREATE VIEW projects AS SELECT 1 AS name' WHERE name = 'projects'",
        ),
        (
            "UPDATE sqlite_master SET sql = 'CREATE/**/VIRTUAL TABLE projects USING fts5(a)' WHERE name = 'projects'",
        ),
    ],
)
def test_a_package_of_which_only_what_is_computed_could_be_read_is_refused(
    tmp_path: Path, statements: tuple[str, ...]
) -> None:
    message = refused(package(tmp_path, *statements))
    assert "is computed when it is read" in message or "it is damaged, or no GeoPackage" in message


def test_the_name_of_a_table_is_no_statement(tmp_path: Path) -> None:
    name = 'projects"; DROP TABLE x; --'
    quoted = name.replace('"', '""')
    path = package(
        tmp_path,
        f'ALTER TABLE projects RENAME TO "{quoted}"',
        f"UPDATE gpkg_contents SET table_name = '{name}'",
        f"UPDATE gpkg_geometry_columns SET table_name = '{name}'",
    )
    (table,) = read(path)
    assert table.frame["name"].tolist() == ["A", "B", "C"]


def test_a_package_without_layers_is_refused(tmp_path: Path) -> None:
    assert "lists no layer" in refused(package(tmp_path, "DELETE FROM gpkg_contents"))
    assert "it is damaged, or no GeoPackage" in refused(package(tmp_path, "DROP TABLE gpkg_contents"))


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ("undefined", "does not say in which coordinate reference system"),
        ("http://127.0.0.1:9/crs", "does not say in which coordinate reference system"),
        ("+proj=longlat +datum=WGS84", "does not say in which coordinate reference system"),
        ("x" * 200_000, "does not say in which coordinate reference system"),
    ],
)
def test_a_reference_system_is_looked_up_nowhere(tmp_path: Path, definition: str, words: str) -> None:
    path = package(
        tmp_path,
        "UPDATE gpkg_spatial_ref_sys SET organization = 'none', organization_coordsys_id = 9",
        f"UPDATE gpkg_spatial_ref_sys SET definition = '{definition}'",
    )
    assert words in refused(path)


def shape(*parts: bytes, flags: int = 1, start: bytes = b"GP") -> bytes:
    return start + bytes([0, flags]) + struct.pack("<i", 4326) + b"".join(parts)


POINT = struct.pack("<BIdd", 1, 1, 13.4, 52.5)
NESTED = struct.pack("<BII", 1, 7, 1)

BROKEN = (
    b"",
    b"GP",
    b"no shape",
    shape(),
    shape(POINT, start=b"XX"),
    shape(POINT, flags=0b1001),  # an envelope of 64 bytes that is not there
    shape(POINT[:-1]),
    shape(struct.pack("<BII", 1, 2, 2**31)),
    shape(struct.pack("<BI", 1, 99)),
    shape(struct.pack("<BII", 1, 4, 2**31)),
    shape(NESTED * 40 + POINT),
    shape(NESTED * 1_000_000),
    shape(struct.pack("<BII", 1, 4, 1) * 1_000_000),
    shape(struct.pack("<BII", 1, 6, 1) * 20_000 + POINT),
    shape(b"\x07" * 1000),
    shape(struct.pack("<BII", 1, 7, 1_100_000), struct.pack("<BII", 1, 7, 0) * 1_100_000),
    shape(struct.pack("<BII", 1, 3, 1_100_000), bytes(4 * 1_100_000)),
)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda blob: repr(blob[:30]))
def test_a_damaged_shape_is_missing_and_ends_no_process(tmp_path: Path, broken: bytes) -> None:
    path = package(tmp_path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE IF EXISTS rtree_projects_geom")
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE projects SET geom = ? WHERE name = 'B'", (broken,))
        database.commit()
    (table,) = read(path)
    assert table.geometry is not None
    assert table.geometry.isna().tolist() == [False, True, True]
    assert "1 of 3 shapes are damaged and are taken as missing" in table.notes[0]


def test_shapes_of_every_kind_are_those_that_shapely_writes() -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    shapes = [
        shapely.Point(1, 2),
        shapely.Point(1, 2, 3),
        shapely.LineString([(0, 0), (1, 1), (2, 0)]),
        shapely.Point(0, 0).buffer(1).difference(shapely.Point(0, 0).buffer(0.5)),
        shapely.MultiPoint([(0, 0), (1, 1)]),
        shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)]),
        shapely.GeometryCollection([shapely.Point(1, 2), shapely.GeometryCollection([line])]),
        None,
    ]
    for options in ({}, {"byte_order": 0}, {"flavor": "iso"}, {"include_srid": True}):
        stored = pa.array(shapely.to_wkb(shapely.set_srid(shapes, 4326), **options), pa.large_binary())
        for part in (stored, stored[2:5], stored[:0], stored[:1]):
            found = wkb.shapes_of(part)
            expected = shapely.from_wkb(part.to_numpy(zero_copy_only=False))
            assert [*map(repr, found)] == [*map(repr, expected)]


def test_rows_that_share_their_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsi_geo.readers.sqlite_tables.SMALL_UNPACKED", 0)
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT 'A' FROM n"
    path = package(
        tmp_path,
        f"INSERT INTO projects(name) {rows}",
        f"ALTER TABLE projects ADD COLUMN x TEXT DEFAULT '{'x' * 900}'",
    )
    assert "are unpacked. Split it." in refused(path)


def test_a_large_shape_is_read_and_a_larger_one_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsi_geo.readers.sqlite_tables._STAGES", ((1000, 256), (20_000, 2)))
    monkeypatch.setattr("dsi_geo.readers.sqlite_tables.MAX_SHAPE", 20_000)
    line = shapely.LineString([(at / 1000, 50) for at in range(1000)])
    table = gpd.GeoDataFrame({"name": ["A"] * 3}, geometry=[line] * 3, crs=4326)
    table.to_file(tmp_path / "a.gpkg")
    (read_table,) = read(tmp_path / "a.gpkg")
    assert len(read_table.frame) == 3
    longer = shapely.LineString([(at / 1000, 50) for at in range(2000)])
    table.set_geometry([line, line, longer], crs=4326).to_file(tmp_path / "b.gpkg")
    assert "has a row of more than 0 MB; at most so much is read" in refused(tmp_path / "b.gpkg")


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    limits.allow_rows(2)
    try:
        assert "has more than 2 rows" in refused(package(tmp_path))
    finally:
        limits.allow_rows(limits.USUAL_ROWS)
