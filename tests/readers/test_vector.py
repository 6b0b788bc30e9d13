from __future__ import annotations

import json
import math
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geoseries_equal

from dsi_geo import sandbox
from dsi_geo.errors import InputError
from dsi_geo.readers import read_tables
from dsi_geo.readers.assembly import Source

POINTS = [shapely.Point(13.4, 52.5), shapely.Point(6.96, 50.94), shapely.Point(-0.1, 51.5)]


def projects(crs: object = "EPSG:4326") -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {"project_id": [1, 2, 3], "name": ["Käfer", "Zwei", "Drei"], "description": ["a", "", "c"]},
        geometry=POINTS,
        crs="EPSG:4326",
    )
    return frame.to_crs(crs)


def written(folder: Path, table: gpd.GeoDataFrame, name: str, **options: object) -> Source:
    table.to_file(folder / name, **options)
    return Source(folder / name, name)


def packed(folder: Path, name: str = "shapes.zip", leave_out: str = "-") -> Source:
    with zipfile.ZipFile(folder / name, "w") as archive:
        for path in sorted((folder / "parts").iterdir()):
            if path.suffix != leave_out:
                archive.write(path, f"data/{path.name}")
    return Source(folder / name, name)


def shapefile(folder: Path, table: gpd.GeoDataFrame, leave_out: str = "-") -> Source:
    (folder / "parts").mkdir()
    table.to_file(folder / "parts" / "projects.shp", encoding="utf-8")
    return packed(folder, leave_out=leave_out)


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("projects.geojson", "EPSG:4326"),  # by its standard it knows no other
        *(
            (name, crs)
            for name in ("projects.gpkg", "projects.fgb")
            for crs in ("EPSG:4326", "EPSG:25832", "EPSG:3857")
        ),
    ],
)
def test_points_are_read_in_any_reference_system(tmp_path: Path, name: str, crs: str) -> None:
    (table,) = read_tables([written(tmp_path, projects(crs), name)])
    assert table.entity == "projects"
    order = table.frame["id"].sort_values().index  # FlatGeobuf sorts by place
    assert table.frame["id"][order].tolist() == ["1", "2", "3"]
    assert table.frame["description"].fillna("-")[order].tolist() == ["a", "-", "c"]
    assert table.geometry is not None
    assert_geoseries_equal(
        table.geometry[order].reset_index(drop=True),
        gpd.GeoSeries(POINTS, crs="EPSG:4326"),
        check_less_precise=True,
    )
    assert table.notes == ()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:31467"])
@pytest.mark.filterwarnings("ignore:Column names longer than", "ignore:Normalized/laundered field name")
def test_a_packed_shapefile_is_read_and_its_cut_names_are_recognised(tmp_path: Path, crs: str) -> None:
    table = projects(crs).rename(columns={"project_id": "organisation_ids"})
    (read,) = read_tables([shapefile(tmp_path, table)])
    assert read.recognised == {"name": "name", "description": "descriptio", "organisation_ids": "organisati"}
    assert read.frame["name"].tolist() == ["Käfer", "Zwei", "Drei"]
    assert read.source == "shapes.zip/data/projects.shp"
    assert read.geometry is not None
    assert shapely.distance(read.geometry.to_numpy(), POINTS).max() < 1e-4


def test_a_shapefile_without_reference_system_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match="does not say in which coordinate reference system.*needs its .prj file"
    ):
        read_tables(
            [shapefile(tmp_path, projects().rename(columns={"description": "text"}), leave_out=".prj")]
        )


@pytest.mark.parametrize("length", [0, 50, 99, 101, 103])
def test_a_shapefile_whose_index_is_cut_off_is_refused(tmp_path: Path, length: int) -> None:
    (tmp_path / "parts").mkdir()
    projects().rename(columns={"description": "text"}).to_file(tmp_path / "parts" / "projects.shp")
    index = tmp_path / "parts" / "projects.shx"
    index.write_bytes(index.read_bytes()[:length])
    with pytest.raises(
        InputError, match="“shapes.zip/data/projects.shp” (cannot be read|has no records|.*no rows)"
    ):
        read_tables([packed(tmp_path)])


def test_a_shapefile_without_its_parts_is_refused_with_a_remedy(tmp_path: Path) -> None:
    table = projects().rename(columns={"description": "text"})
    with pytest.raises(InputError, match=r"one part of a Shapefile; \.dbf are not beside it\. Pack all"):
        read_tables([shapefile(tmp_path, table, leave_out=".dbf")])


def test_what_begins_like_a_shapefile_under_another_name_is_refused_with_the_same_remedy(
    tmp_path: Path,
) -> None:
    (tmp_path / "projects.json").write_bytes(b"\x00\x00\x27\x0a<OGRVRTDataSource/>")
    with pytest.raises(
        InputError, match=r"“projects.json” is one part of a Shapefile; \.shx and \.dbf are not beside"
    ):
        sandbox.open_database(tmp_path / "projects.json")


def test_a_bare_shapefile_is_read(tmp_path: Path) -> None:
    shapefile(tmp_path, projects().rename(columns={"description": "text"}))
    (table,) = read_tables([Source(tmp_path / "parts" / "projects.shp", "projects.shp")])
    assert len(table.frame) == 3


def test_layers_of_projects_and_organisations_are_both_read(tmp_path: Path) -> None:
    for layer in ("roads", "organisations", "projects"):
        written(tmp_path, projects(), "database.gpkg", layer=layer)
    read = read_tables([Source(tmp_path / "database.gpkg", "database.gpkg")])
    assert [table.source for table in read] == ["database.gpkg: projects", "database.gpkg: organisations"]


def test_otherwise_the_first_layer_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    for layer in ("places", "roads"):
        written(tmp_path, projects(), "database.gpkg", layer=layer)
    (table,) = read_tables([Source(tmp_path / "database.gpkg", "database.gpkg")])
    assert len(table.frame) == 3
    assert table.notes == ("“database.gpkg”: the layers “roads” were not read.",)


def test_an_upload_is_read_whatever_the_name_under_which_it_lies(tmp_path: Path) -> None:
    source = written(tmp_path, projects(), "a.gpkg")
    lying = source.path.rename(tmp_path / "upload-1")
    (table,) = read_tables([Source(lying, "projects.gpkg")])
    assert len(table.frame) == 3
    (table,) = read_tables([Source(lying, "projects.data")])
    assert len(table.frame) == 3


def test_shapes_that_are_no_points_are_shown_at_a_point_on_them(tmp_path: Path) -> None:
    ring = shapely.Point(10, 50).buffer(2).difference(shapely.Point(10, 50).buffer(1))
    shapes = [
        ring,
        shapely.LineString([(0, 0), (1, 1)]),
        shapely.MultiPoint([(5, 5)]),
        shapely.Point(1, 2),
        None,
    ]
    table = gpd.GeoDataFrame({"name": list("ABCDE")}, geometry=shapes, crs="EPSG:4326")
    (read,) = read_tables([written(tmp_path, table, "projects.geojson")])
    assert read.geometry is not None
    assert read.geometry.geom_type.fillna("-").tolist() == ["Point"] * 4 + ["-"]
    assert ring.buffer(1e-9).contains(read.geometry[0])
    assert read.geometry[2] == shapely.Point(5, 5)
    assert read.frame["shape_as_given"].fillna("-").tolist() == [
        "Polygon",
        "LineString",
        "MultiPoint",
        "Point",
        "-",
    ]
    assert "2 of 5 shapes are no points but lines or areas; each is shown at one point on it" in read.notes[0]
    extent = read.frame["shape_extent_m"]
    assert extent.dtype == "float64"
    assert extent.isna().tolist() == [False, False, True, True, True]
    # One degree north and one east from the equator: cos(c) = cos(1°)², on a sphere of 6371.0088 km.
    assert extent[1] == pytest.approx(6_371_008.8 * math.acos(math.cos(math.radians(1)) ** 2), rel=1e-6)
    assert read.unrecognised == ()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:25832", "EPSG:3857"])
def test_the_extent_of_shapes_is_metres_in_any_reference_system(tmp_path: Path, crs: str) -> None:
    circle = gpd.GeoSeries([shapely.Point(565_000, 5_930_000).buffer(1000)], crs="EPSG:25832").to_crs(crs)
    table = gpd.GeoDataFrame({"name": ["A"]}, geometry=circle)
    (read,) = read_tables([written(tmp_path, table, "projects.gpkg")])
    assert read.frame["shape_extent_m"][0] == pytest.approx(2000 * math.sqrt(2), rel=0.02)


def test_the_extent_of_points_is_not_spoken_of_and_that_of_our_own_files_is_kept(tmp_path: Path) -> None:
    (read,) = read_tables([written(tmp_path, projects(), "projects.geojson")])
    assert "shape_extent_m" not in read.frame
    known = projects().assign(shape_extent_m=[1.5, 2.0, None])
    (read,) = read_tables([written(tmp_path, known, "projects.geojson")])
    assert read.frame["shape_extent_m"].fillna(0).tolist() == [1.5, 2, 0]
    assert read.unrecognised == ()


@pytest.mark.parametrize("zones", [("+02:00", "+02:00"), ("+02:00", "+01:00"), ("+02:00", "")])
@pytest.mark.parametrize("name", ["projects.geojson", "projects.fgb"])
def test_times_keep_the_day_that_is_written(tmp_path: Path, name: str, zones: tuple[str, ...]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"name": "A", "launched": f"2015-11-01T00:30:00{zone}"},
            "geometry": {"type": "Point", "coordinates": [1, 2]},
        }
        for zone in zones
    ]
    path = tmp_path / "projects.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    if not name.endswith(".geojson"):
        table = pyogrio.read_dataframe(path, datetime_as_string=True)
        pyogrio.write_dataframe(table, tmp_path / name)
    (read,) = read_tables([Source(tmp_path / name, name)])
    days = read.frame["launched"].astype("str").str[:10]
    assert days.tolist() == ["2015-11-01"] * 2


def test_points_outside_of_the_world_are_missing_and_counted(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame(
        {"name": ["A", "B"]},
        geometry=[shapely.Point(1e12, 1e12), shapely.Point(4e5, 5.8e6)],
        crs="EPSG:25832",
    )
    (read,) = read_tables([written(tmp_path, table, "projects.gpkg")])
    assert read.geometry is not None
    assert read.geometry.isna().tolist() == [True, False]
    assert "1 of 2 shapes have coordinates outside of the world" in read.notes[0]


def test_heights_are_left_out_and_empty_shapes_are_missing(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame(
        {"name": ["A", "B"]}, geometry=[shapely.Point(1, 2, 3), shapely.Point()], crs=4326
    )
    (read,) = read_tables([written(tmp_path, table, "projects.gpkg")])
    assert read.geometry is not None
    assert read.geometry.has_z.tolist() == [False, False]
    assert read.geometry.isna().tolist() == [False, True]


def test_a_table_without_shapes_is_read(tmp_path: Path) -> None:
    features = [{"type": "Feature", "properties": {"name": "A", "city": "Berlin"}, "geometry": None}]
    path = tmp_path / "projects.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (table,) = read_tables([Source(path, "projects.geojson")])
    assert table.frame["city"].tolist() == ["Berlin"]


@pytest.mark.parametrize("name", ["projects.gpkg", "projects.fgb", "projects.geojson"])
def test_a_damaged_file_is_refused(tmp_path: Path, name: str) -> None:
    source = written(tmp_path, projects(), name)
    content = source.path.read_bytes()
    source.path.write_bytes(content[: len(content) // 3])
    with pytest.raises(InputError, match=f"“{name}” (cannot be read: it is damaged|is broken JSON)"):
        read_tables([source])


@pytest.mark.parametrize(
    "name", ["projects.gpkg", "projects.fgb", "projects.shp", "projects.geojson", "projects.xyz"]
)
def test_a_file_that_points_to_other_files_is_refused(tmp_path: Path, name: str) -> None:
    other = tmp_path / "secret.csv"
    other.write_text("name,city\nsecret,Berlin\n")
    path = tmp_path / name
    path.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{other}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(InputError, match=f"“{name}”"):
        read_tables([Source(path, name)])


def test_a_shape_of_too_many_positions_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [shapely.LineString([(at / 1000, 50) for at in range(count)]) for count in (10, 60, 40)]
    table = gpd.GeoDataFrame({"name": list("ABC")}, geometry=lines, crs=4326)
    monkeypatch.setattr("dsi_geo.readers.assembly.MAX_SHAPE_POSITIONS", 50)
    for name in ("projects.geojson", "projects.gpkg"):
        with pytest.raises(InputError, match="row 2: the shape has 60 positions; at most 50 are read"):
            read_tables([written(tmp_path, table, name)])
    monkeypatch.setattr("dsi_geo.readers.assembly.MAX_SHAPE_POSITIONS", 100)
    monkeypatch.setattr("dsi_geo.readers.assembly.MAX_POSITIONS", 100)
    with pytest.raises(InputError, match="its shapes have 110 positions; at most 100 are read"):
        read_tables([Source(tmp_path / "projects.gpkg", "projects.gpkg")])


def test_a_shape_of_many_spikes_is_shown_at_a_point_on_it(tmp_path: Path) -> None:
    spikes = [[at * 1e-6, at % 2] for at in range(300_000)]
    polygon = {"type": "Polygon", "coordinates": [[*spikes, [1, -1], [0, -1], [0, 0]]]}
    feature = {"type": "Feature", "properties": {"name": "A"}, "geometry": polygon}
    path = tmp_path / "projects.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (read,) = read_tables([Source(path, path.name)])
    assert read.geometry is not None
    assert -1 <= read.geometry.y[0] <= 1
