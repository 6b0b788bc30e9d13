from __future__ import annotations

import base64
import io
import json
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
from dsi_geo.readers import canonical_metadata, read_tables
from dsi_geo.readers.raw import Source
from dsi_geo.schema import COLUMNS, ENTITIES, Entity


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


def with_metadata(folder: Path, metadata: dict[bytes, bytes]) -> Path:
    table = pa.table({"id": ["1"]}).replace_schema_metadata(metadata)
    pq.write_table(table, folder / "table.parquet")
    return folder / "table.parquet"


def test_what_the_writer_noted_is_read(tmp_path: Path) -> None:
    findings = pa.table({"severity": ["note"], "id": ["1"]})
    stored = io.BytesIO()
    pq.write_table(findings, stored)
    notes = {"as_of": "2018-01-31", "source": "x", "version": "1"}
    path = with_metadata(
        tmp_path,
        {b"dsi_geo": json.dumps(notes).encode(), b"dsi_geo_findings": base64.b64encode(stored.getvalue())},
    )
    read = canonical_metadata(path)
    assert read.pop("findings").to_dict("list") == {"severity": ["note"], "id": ["1"]}
    assert read == notes


def test_a_file_without_notes_has_none(tmp_path: Path) -> None:
    assert canonical_metadata(with_metadata(tmp_path, {})) == {}
    (tmp_path / "a.csv").write_text("name\nA\n")
    assert canonical_metadata(tmp_path / "a.csv") == {}
    assert canonical_metadata(tmp_path / "missing.parquet") == {}


@pytest.mark.parametrize("metadata", [{b"dsi_geo": b"{"}, {b"dsi_geo_findings": b"nothing"}])
def test_damaged_notes_are_refused(tmp_path: Path, metadata: dict[bytes, bytes]) -> None:
    with pytest.raises(InputError, match="“table.parquet”: the notes stored beside its table"):
        canonical_metadata(with_metadata(tmp_path, metadata))
