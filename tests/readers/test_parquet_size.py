"""Parquet files whose footer does not tell what their pages hold, and notes that lead astray."""

from __future__ import annotations

import struct
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from dsi_geo.errors import InputError
from dsi_geo.output.table_files import write_table
from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.parquet_size import DamagedPageError, pages_of
from dsi_geo.schema import conform

POINT = struct.pack("<BIdd", 1, 1, 13.4, 52.5)
PLAIN = {"compression": "zstd", "store_schema": False, "write_statistics": False}


def read(path: Path) -> RawTable:
    (table,) = read_tables([Source(path, path.name)])
    return table


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    return str(caught.value)


def number(value: int) -> bytes:
    """A whole number of 64 bits as Thrift's compact protocol writes it."""
    value, written = value << 1, b""
    while value > 0x7F:
        value, written = value >> 7, written + bytes([value & 0x7F | 0x80])
    return b"\x16" + written + bytes([value])


def lie(path: Path, true: int, said: int) -> Path:
    """Have the footer say another number wherever it says a true one."""
    content = path.read_bytes()
    (length,) = struct.unpack("<I", content[-8:-4])
    footer = content[-8 - length : -8]
    assert number(true) in footer
    footer = footer.replace(number(true), number(said))
    path.write_bytes(content[: -8 - length] + footer + struct.pack("<I", len(footer)) + b"PAR1")
    return path


def chunk_of(path: Path) -> pq.ColumnChunkMetaData:
    return pq.ParquetFile(path).metadata.row_group(0).column(0)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("compression", ["none", "snappy", "zstd", "gzip"])
@pytest.mark.parametrize("dictionary", [True, False])
def test_pages_hold_what_an_honest_footer_says(
    tmp_path: Path, version: str, compression: str, dictionary: bool
) -> None:
    path, rows = tmp_path / "a.parquet", 3000
    columns = {
        "text": ["Käfer", "b", None] * rows,
        "list": [[1, 2], [], None] * rows,
        "half": np.arange(3.0 * rows),
    }
    pq.write_table(
        pa.table(columns),
        path,
        data_page_version=version,
        compression=compression,
        use_dictionary=dictionary,
        data_page_size=2000,
        row_group_size=4000,
        write_page_checksum=True,
    )
    about, content = pq.ParquetFile(path).metadata, memoryview(path.read_bytes())
    for group in range(about.num_row_groups):
        for column in range(about.num_columns):
            chunk = about.row_group(group).column(column)
            pages = pages_of(content, chunk, 1_000_000)
            assert pages.values == chunk.num_values
            assert 0 <= chunk.total_uncompressed_size - pages.size < 200 * pages.count
            assert (pages.dictionary > 0) == (dictionary and chunk.has_dictionary_page)


def test_what_is_no_page_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "projects.parquet"
    pq.write_table(pa.table({"name": ["A"] * 100}), path, **PLAIN)
    content = bytearray(path.read_bytes())
    chunk = chunk_of(path)
    start = chunk.dictionary_page_offset
    for bad in (
        b"\xff" * 20,
        b"\x19\xf7\xff\xff\xff\xff\x0f",
        b"\x1c" * 30,
        b"\x18\xff\xff\xff\xff\x7f",
        b"\x1b",
    ):
        content[start : start + len(bad)] = bad
        with pytest.raises(DamagedPageError):
            pages_of(memoryview(content), chunk, 10)
        path.write_bytes(content)
        assert "is damaged or no Parquet file" in refused(path)


def test_long_texts_that_are_stored_once_are_measured_whatever_the_footer_says(tmp_path: Path) -> None:
    path, rows = tmp_path / "projects.parquet", 300_000
    texts = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, "i4")), pa.array(["A" * 8000]))
    pq.write_table(pa.table({"name": texts}), path, row_group_size=rows, **PLAIN)
    assert "would unpack to 2,400 MB; at most 1,000 MB are unpacked" in refused(path)
    assert path.stat().st_size < 10_000
    lie(path, chunk_of(path).total_uncompressed_size, 10)
    assert "would unpack to 2,400 MB; at most 1,000 MB are unpacked" in refused(path)


def test_values_of_a_list_are_counted_whatever_the_footer_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsi_geo.readers.parquet_size.max_cells", lambda: 1_000_000)
    path, count = tmp_path / "projects.parquet", 1_500_000
    pq.write_table(
        pa.table({"themes": pa.ListArray.from_arrays([0, count], pa.nulls(count, pa.int8()))}), path, **PLAIN
    )
    lie(path, count, 1)
    assert "has 1,500,000 values; at most 1,000,000 are read" in refused(path)


def test_rows_are_those_of_the_row_groups_whatever_the_footer_says_of_all(tmp_path: Path) -> None:
    path, nothing = tmp_path / "projects.parquet", pa.table({"name": pa.nulls(300_000, pa.int8())})
    with pq.ParquetWriter(path, nothing.schema, **PLAIN) as writer:
        for _ in range(7):
            writer.write_table(nothing)
    lie(path, 2_100_000, 1000)
    assert "has more than 2,000,000 rows" in refused(path)


def test_texts_that_begin_as_the_one_before_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsi_geo.readers.parquet_size.MAX_UNPACKED", 10_000_000)
    path = tmp_path / "projects.parquet"
    table, encoding = pa.table({"name": ["A" * 10_000] * 1100}), {"name": "DELTA_BYTE_ARRAY"}
    pq.write_table(table, path, use_dictionary=False, column_encoding=encoding, **PLAIN)
    assert path.stat().st_size < 100_000
    assert "at most 10 MB are unpacked" in refused(path)


@pytest.mark.parametrize("compression", ["zstd", "gzip", "snappy", "brotli"])
def test_pages_that_grow_out_of_all_proportion_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compression: str
) -> None:
    monkeypatch.setattr("dsi_geo.readers.parquet_size.MEDIUM_UNPACKED", 1_000_000)
    monkeypatch.setattr("dsi_geo.readers.parquet_size.MAX_PACKED_RATIO", 10)
    path = tmp_path / "projects.parquet"
    table = pa.table({"name": ["A" * 10_000] * 300})
    pq.write_table(table, path, use_dictionary=False, **{**PLAIN, "compression": compression})
    assert "would unpack to more than 10 times its size" in refused(path)
    monkeypatch.setattr("dsi_geo.readers.parquet_size.MAX_PAGE", 100_000)
    assert "has a page of" in refused(path)


@pytest.mark.parametrize("columns", [{"name": pa.array([], "str")}, {"name": pa.array([], pa.float64())}])
def test_a_file_without_rows_has_no_pages(tmp_path: Path, columns: dict[str, pa.Array]) -> None:
    for use_dictionary in (True, False):
        pq.write_table(pa.table(columns), tmp_path / "projects.parquet", use_dictionary=use_dictionary)
        assert "has a header but no rows" in refused(tmp_path / "projects.parquet")


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsi_geo.readers.parquet_size.MAX_PAGES", 100)
    path, table = tmp_path / "projects.parquet", pa.table({"name": ["A"]})
    with pq.ParquetWriter(path, table.schema) as writer:
        for _ in range(200):
            writer.write_table(table)
    assert "is cut into more than 100 pages" in refused(path)


def with_geo(path: Path, geo: str, shape: bytes = POINT) -> Path:
    table = pa.table({"name": ["A"], "geometry": pa.array([shape], pa.binary())})
    pq.write_table(table.replace_schema_metadata({"geo": geo}), path)
    return path


def geo(about: str, primary: str = '"geometry"') -> str:
    return f'{{"primary_column": {primary}, "columns": {{"geometry": {about}}}}}'


@pytest.mark.parametrize(
    "text",
    [
        '{"columns": ' + "[" * 5000 + "]" * 5000 + "}",
        geo('{"encoding": "WKB", "crs": ' + '{"a": ' * 900 + "1" + "}" * 901),
        " " * 1_000_001 + "{}",
    ],
    ids=["lists", "reference system", "spaces"],
)
def test_notes_of_shapes_that_are_too_deep_or_long_are_refused(tmp_path: Path, text: str) -> None:
    assert "(metadata “geo”) is too long or nested too deeply" in refused(
        with_geo(tmp_path / "a.parquet", text)
    )


@pytest.mark.parametrize(
    "text", ["[]", "1", "{}", '{"columns": []}', geo("1"), geo("[]"), '{"columns": null}']
)
def test_notes_that_are_none_leave_a_plain_table(tmp_path: Path, text: str) -> None:
    table = read(with_geo(tmp_path / "a.parquet", text))
    assert table.geometry is None
    assert table.frame["name"].tolist() == ["A"]


@pytest.mark.parametrize("primary", ['["geometry"]', "null", '"other"', "1"])
def test_the_first_column_of_shapes_counts_where_none_is_named(tmp_path: Path, primary: str) -> None:
    table = read(with_geo(tmp_path / "a.parquet", geo('{"encoding": "WKB"}', primary)))
    assert table.geometry is not None
    assert table.geometry.tolist() == [shapely.Point(13.4, 52.5)]


@pytest.mark.parametrize(
    "crs", ["null", '"http://127.0.0.1:9/crs"', '"EPSG:4326"', '{"type": "name"}', "5", "[]"]
)
def test_a_reference_system_that_is_not_described_is_not_looked_up(tmp_path: Path, crs: str) -> None:
    path = with_geo(tmp_path / "a.parquet", geo(f'{{"encoding": "WKB", "crs": {crs}}}'))
    assert "does not say in which coordinate reference system" in refused(path)


def test_shapes_that_would_end_the_process_are_missing(tmp_path: Path) -> None:
    nested = struct.pack("<BII", 1, 7, 1) * 1_000_000
    table = read(with_geo(tmp_path / "a.parquet", geo('{"encoding": "WKB"}'), nested))
    assert table.geometry is not None
    assert table.geometry.isna().tolist() == [True]


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:25832"])
def test_geoparquet_of_others_is_read_in_any_encoding_and_reference_system(
    tmp_path: Path, encoding: str, crs: str
) -> None:
    points = gpd.GeoSeries([shapely.Point(10, 50), None, shapely.Point(11, 51)], crs=4326)
    table = gpd.GeoDataFrame({"name": list("ABC"), "other": points}, geometry=points).to_crs(crs)
    if encoding == "geoarrow":
        table = table.drop(columns="other")
    table.to_parquet(tmp_path / "a.parquet", geometry_encoding=encoding)
    found = read(tmp_path / "a.parquet")
    assert found.geometry is not None
    assert found.geometry.isna().tolist() == [False, True, False]
    assert found.geometry[2].distance(shapely.Point(11, 51)) < 1e-6
    if "other" in table:
        assert found.frame["other"].fillna("-").str.slice(0, 7).tolist() == ["POINT (", "-", "POINT ("]


@pytest.mark.parametrize("as_of", ['["x"]', '"soon"', '{"a": 1}', "5"])
def test_a_day_that_is_none_is_refused(tmp_path: Path, as_of: str) -> None:
    path = tmp_path / "projects.parquet"
    write_table(conform(pd.DataFrame({"id": ["1"], "name": ["A"]}), "projects"), path)
    table = pq.read_table(path)
    noted = table.schema.metadata | {b"dsi_geo": f'{{"as_of": {as_of}}}'.encode()}
    pq.write_table(table.replace_schema_metadata(noted), path)
    assert "the notes stored beside its table (metadata “dsi_geo”) are damaged" in refused(path)
