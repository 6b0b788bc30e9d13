from __future__ import annotations

import base64
import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from pandas.testing import assert_frame_equal

from dsi_geo import schema
from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.schema import COLUMNS, ENTITIES, FINDING_COLUMNS, Entity


def canonical(entity: Entity) -> gpd.GeoDataFrame:
    columns: dict[str, object] = {}
    for column, dtype in COLUMNS[entity].items():
        if dtype == schema.LIST:
            columns[column] = pd.Series([["a", "b"], [], ["c"]], dtype=schema.LIST)
        elif isinstance(dtype, pd.CategoricalDtype):
            columns[column] = pd.Series([dtype.categories[-1], None, dtype.categories[0]], dtype=dtype)
        elif dtype == schema.DATE:
            columns[column] = pd.Series(pd.to_datetime(["2015-03-01", None, "2016-01-01"])).astype(
                schema.DATE
            )
        elif dtype == schema.NUMBER:
            columns[column] = pd.Series([12.5, None, 0], dtype=dtype)
        elif dtype != schema.GEOMETRY:
            columns[column] = pd.Series(["Käfer", None, ""], dtype="str").astype(dtype)
    columns["geometry"] = gpd.GeoSeries(
        [shapely.Point(13.4, 52.5), None, shapely.Point(-1, 2)], crs=schema.CRS
    )
    columns["extra"] = pd.Series([1.5, None, 3.0])
    return schema.conform(pd.DataFrame(columns), entity)


def written(folder: Path, table: gpd.GeoDataFrame, name: str = "table.parquet", **options: object) -> Source:
    table.to_parquet(folder / name, **options)
    return Source(folder / name, name)


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("row_groups", [1, 2, 1000])
def test_a_canonical_table_is_read_back_as_it_was_written(
    tmp_path: Path, entity: Entity, row_groups: int
) -> None:
    table = canonical(entity)
    (read,) = read_tables([written(tmp_path, table, row_group_size=row_groups)])
    assert read.canonical
    assert read.entity == entity
    assert read.unrecognised == ("extra",)
    assert read.geometry is not None
    back = schema.conform(read.frame.assign(geometry=read.geometry), entity)
    assert_frame_equal(pd.DataFrame(back), pd.DataFrame(table), check_categorical=False)
    for column, dtype in COLUMNS[entity].items():
        if dtype not in (schema.GEOMETRY, schema.CATEGORY) or isinstance(dtype, pd.CategoricalDtype):
            assert read.frame[column].dtype == dtype, column
    assert read.geometry.crs == schema.CRS


def test_an_empty_point_is_missing(tmp_path: Path) -> None:
    table = canonical("projects")
    table["geometry"] = gpd.GeoSeries([shapely.Point(), None, shapely.Point(1, 2)], crs=schema.CRS)
    (read,) = read_tables([written(tmp_path, table)])
    assert read.geometry is not None
    assert read.geometry.isna().tolist() == [True, True, False]


def test_a_canonical_table_without_any_place_is_canonical(tmp_path: Path) -> None:
    table = canonical("projects")
    table["geometry"] = gpd.GeoSeries([None] * 3, crs=schema.CRS)
    (read,) = read_tables([written(tmp_path, table)])
    assert read.canonical


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_canonical_table_of_the_first_version_is_canonical_still(tmp_path: Path, entity: Entity) -> None:
    added = [column for column in schema.ADDED_COLUMNS if column in COLUMNS[entity]]
    table = canonical(entity).drop(columns=added)
    source = written(tmp_path, table, f"{entity}.parquet")
    (read,) = read_tables([source])
    assert read.canonical
    assert list(read.frame.columns) == [*(name for name in COLUMNS[entity] if name != "geometry"), "extra"]
    for column in added:
        assert read.frame[column].isna().all()
        assert read.frame[column].dtype == COLUMNS[entity][column]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda table: table.drop(columns="cluster"),
        lambda table: table.assign(themes=pd.Series(["a", "b", "c"], dtype="str")),
        lambda table: table.assign(status=pd.Series(["active", "asleep", "closed"], dtype="str")),
        lambda table: table.assign(launched=pd.Series(["2015", None, "2016"], dtype="str")),
        lambda table: table.set_geometry(table.geometry.to_crs(3857)),
        lambda table: table.set_geometry(table.geometry.buffer(1)),
        lambda table: table.set_geometry(shapely.force_3d(table.geometry.to_numpy()), crs=4326),
    ],
)
@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
def test_a_table_that_departs_from_canonical_form_is_read_as_any_other(tmp_path: Path, spoil) -> None:
    (read,) = read_tables([written(tmp_path, spoil(canonical("projects")), "projects.parquet")])
    assert not read.canonical
    assert read.entity == "projects"
    assert read.frame["name"].tolist()[0] == "Käfer"
    assert read.geometry is not None
    assert read.geometry.geom_type.dropna().unique().tolist() == ["Point"]
    assert read.frame["organisation_ids"].dtype == schema.LIST


def test_vocabularies_written_as_text_are_canonical_too(tmp_path: Path) -> None:
    table = canonical("projects").assign(status=pd.Series(["active", None, "closed"], dtype="str"))
    (read,) = read_tables([written(tmp_path, table)])
    assert read.canonical
    assert read.frame["status"].dtype == schema.STATUS


def test_plain_parquet_with_coordinates_is_read(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"Titel": ["A", "B"], "lat": [52.5, np.nan], "lon": [13.4, np.nan], "tags": [["x"], None]}
    )
    frame.to_parquet(tmp_path / "projekte.parquet")
    (read,) = read_tables([Source(tmp_path / "projekte.parquet", "projekte.parquet")])
    assert read.geometry is None
    assert read.frame["name"].tolist() == ["A", "B"]
    assert read.frame["latitude"].fillna(0).tolist() == [52.5, 0]
    assert [list(cell) for cell in read.frame["themes"]] == [["x"], []]


def test_a_parquet_file_is_known_by_its_content(tmp_path: Path) -> None:
    source = written(tmp_path, canonical("projects"))
    (read,) = read_tables([Source(source.path, "projects.csv")])
    assert read.canonical


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    source = written(tmp_path, canonical("projects"))
    source.path.write_bytes(source.path.read_bytes()[:-50])
    with pytest.raises(InputError, match="“table.parquet” is damaged or no Parquet file"):
        read_tables([source])


NOTES = {"as_of": "2018-01-31", "source": "x", "version": "1"}


def noted(findings: dict[str, list[str]]) -> dict[bytes, bytes]:
    stored = io.BytesIO()
    pq.write_table(pa.table(findings), stored)
    content = base64.b64encode(stored.getvalue())
    return {b"dsi_geo": json.dumps(NOTES).encode(), b"dsi_geo_findings": content}


def with_metadata(folder: Path, metadata: dict[bytes, bytes], entity: Entity = "projects") -> Source:
    source = written(folder, canonical(entity), f"{entity}.parquet")
    table = pq.read_table(source.path)
    pq.write_table(table.replace_schema_metadata(table.schema.metadata | metadata), source.path)
    return source


def assert_noted(table: RawTable, findings: dict[str, list[str]]) -> None:
    read = dict(table.metadata)
    assert read.pop("findings").to_dict("list") == findings
    assert read == NOTES


def test_what_the_writer_noted_is_read(tmp_path: Path) -> None:
    findings = {column: ["1"] for column in FINDING_COLUMNS}
    (table,) = read_tables([with_metadata(tmp_path, noted(findings))])
    assert_noted(table, findings)


def test_what_the_writer_noted_is_read_out_of_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "database.zip", "w") as archive:
        for entity in ENTITIES:
            source = with_metadata(tmp_path, noted({column: [entity] for column in FINDING_COLUMNS}), entity)
            archive.write(source.path, source.name)
    tables = read_tables([Source(tmp_path / "database.zip", "database.zip")])
    assert [table.entity for table in tables] == [*ENTITIES]
    for table in tables:
        assert_noted(table, {column: [table.entity] for column in FINDING_COLUMNS})


def test_a_table_without_notes_has_none(tmp_path: Path) -> None:
    (table,) = read_tables([with_metadata(tmp_path, {})])
    assert table.canonical
    assert table.metadata == {}
    (tmp_path / "a.csv").write_text("name\nA\n")
    (table,) = read_tables([Source(tmp_path / "a.csv", "a.csv")])
    assert table.metadata == {}


def test_times_keep_the_day_of_their_zone(tmp_path: Path) -> None:
    times = pd.Series(pd.to_datetime(["2015-11-01 00:30"])).dt.tz_localize("Europe/Berlin")
    pd.DataFrame({"name": ["A"], "launched": times}).to_parquet(tmp_path / "projects.parquet")
    (table,) = read_tables([Source(tmp_path / "projects.parquet", "projects.parquet")])
    assert table.frame["launched"].dt.strftime("%Y-%m-%d").tolist() == ["2015-11-01"]


@pytest.mark.parametrize(
    "metadata",
    [
        {b"dsi_geo": b"{"},
        {b"dsi_geo": b'{"as_of": "no day"}'},
        {b"dsi_geo": b'{"as_of": [2018]}'},
        {b"dsi_geo": b'{"as_of": "NaT"}'},
        {b"dsi_geo_findings": b"nothing"},
        noted({"severity": ["note"]}),
    ],
)
def test_damaged_notes_are_refused(tmp_path: Path, metadata: dict[bytes, bytes]) -> None:
    with pytest.raises(InputError, match="“projects.parquet”: the notes stored beside its table"):
        read_tables([with_metadata(tmp_path, metadata)])
