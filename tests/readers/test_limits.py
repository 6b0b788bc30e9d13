"""Files that are small and become large: refused with the limit named, before memory is spent on them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from dsi_geo.errors import InputError
from dsi_geo.output.table_files import write_table
from dsi_geo.readers import limits, read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.schema import conform
from tests.serving import ROOT

MEGABYTE = 1_000_000
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
CELL = '<c t="inlineStr"><is><t>{}</t></is></c>'

READ = """
import importlib, resource, sys
from pathlib import Path
from dsi_geo.errors import InputError
from dsi_geo.readers import READERS, read_tables
from dsi_geo.readers.assembly import Source

for module in set(READERS.values()):
    importlib.import_module(f"dsi_geo.readers.{module}")
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
before, path = peak(), Path(sys.argv[1])
try:
    read_tables([Source(path, path.name)])
    print("read")
except InputError as error:
    print(" ".join(error.faults))
print(peak() - before)
"""


def told_and_megabytes(path: Path) -> tuple[str, int]:
    """What is said of a file that another process reads, and how much its memory grew meanwhile."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    *told, megabytes = done.stdout.splitlines()
    return " ".join(told), int(megabytes)


@pytest.fixture
def few_rows():
    """At most three rows are read."""
    limits.allow_rows(3)
    yield
    limits.allow_rows(limits.USUAL_ROWS)


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_tables([Source(path, path.name)])
    return str(caught.value)


def workbook(path: Path, sheet: str) -> Path:
    """A workbook whose only sheet is this XML."""
    openpyxl.Workbook().save(path.with_name("plain.xlsx"))
    with (
        zipfile.ZipFile(path.with_name("plain.xlsx")) as plain,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in plain.namelist():
            packed.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else plain.read(name))
    return path


def geopackage(path: Path, *statements: str) -> Path:
    """A GeoPackage of one project, changed by SQL."""
    table = gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.Point(13, 52)], crs=4326)
    table.to_file(path, layer="projects")
    with closing(sqlite3.connect(path)) as database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')  # they call functions of GDAL
        for statement in statements:
            database.execute(statement)
        database.commit()
    return path


def repeated_cells(path: Path) -> None:
    cells = pa.DictionaryArray.from_arrays(pa.array([0] * 200), pa.array(["A" * 10 * MEGABYTE]))
    pq.write_table(pa.table({"name": cells}), path, compression="zstd")


def endless_rows(path: Path) -> None:
    rows = pa.table({"name": pa.array(["A"] * MEGABYTE)})
    with pq.ParquetWriter(path, rows.schema, compression="zstd") as writer:
        for _ in range(40):
            writer.write_table(rows)


def repeated_findings(path: Path) -> None:
    inner = path.with_name("findings.parquet")
    repeated_cells(inner)
    write_table(conform(pd.DataFrame({"id": ["1"], "name": ["A"]}), "projects"), path)
    table = pq.read_table(path)
    noted = table.schema.metadata | {b"dsi_geo_findings": inner.read_bytes()}
    pq.write_table(table.replace_schema_metadata(noted), path)


def nested_list(path: Path) -> None:
    count = limits.max_cells() + 1
    values = pa.ListArray.from_arrays([0, count], pa.nulls(count, pa.int8()))
    pq.write_table(pa.table({"themes": values}), path, compression="zstd")


def claimed_row(path: Path) -> None:
    row = '<row r="{}">' + CELL.format("name") + "</row>"
    workbook(path, SHEET.format(row.format(1) + row.format(900_000_000)))


def one_cell_repeated(path: Path) -> None:
    dictionary = "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdef", "bcdefg", strict=True))
    start = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "{"x" * 100}">{dictionary}]>'
    rows = f"<row>{CELL.format('name')}</row><row>{CELL.format('&g;')}</row>"
    workbook(path, start + SHEET.format(rows))


def large_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("projects.csv", b"name,city\n" + b"A,B\n" * 60 * MEGABYTE)


def short_rows(path: Path) -> None:
    path.write_bytes(b"name,city\n" + b"A,B\n" * 10 * MEGABYTE)


def quoted_rows(path: Path) -> None:
    rows = b'"A\nA";"it\'s in Berlin"\r\n' * 2 * MEGABYTE
    path.write_bytes("Förderung\n\n".encode("windows-1252") + b"name;city\r\n" + rows + b"A;B\r\n" * MEGABYTE)


def many_rows(path: Path) -> None:
    workbook(path, SHEET.format("<row/>" * 2_100_000))


def empty_objects(path: Path) -> None:
    path.write_bytes(b"[" + b"{}," * 12 * MEGABYTE + b"{}]")


def long_cell(path: Path) -> None:
    path.write_bytes(b'name,city\n"A",' + b"x" * 10 * MEGABYTE + b"\n")


def endless_view(path: Path) -> None:
    geopackage(
        path,
        "ALTER TABLE projects RENAME TO hidden",
        "CREATE VIEW projects AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS fid, NULL AS geom, zeroblob(1000000) AS name FROM n",
    )


def computed_column(path: Path) -> None:
    geopackage(path, "ALTER TABLE projects ADD COLUMN large BLOB GENERATED ALWAYS AS (zeroblob(900000000))")


def large_default(path: Path) -> None:
    text = "x" * 5 * MEGABYTE
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT 'A' FROM n"
    geopackage(
        path,
        f"INSERT INTO projects(name) {rows}",
        f"ALTER TABLE projects ADD COLUMN city TEXT DEFAULT '{text}'",
    )


def claimed_features(path: Path) -> None:
    table = gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.Point(13, 52)], crs=4326)
    table.to_file(path, SPATIAL_INDEX="NO")
    content = path.read_bytes()
    assert content.count(b"\x01\x00\x00\x00\x00\x00\x00\x00") == 1  # the header's number of features
    path.write_bytes(
        content.replace(b"\x01\x00\x00\x00\x00\x00\x00\x00", b"\x00\x00\x00\x00\xff\x00\x00\x00")
    )


@pytest.mark.parametrize(
    ("make", "ending", "words", "megabytes"),
    [
        (
            repeated_cells,
            ".parquet",
            "column “name”: a cell has 10,000,000 bytes; at most 1,000,000 are read",
            150,
        ),
        (endless_rows, ".parquet", "has more than 2,000,000 rows; at most so many are read", 50),
        (repeated_findings, ".parquet", "a cell has 10,000,000 bytes; at most 1,000,000 are read", 200),
        (nested_list, ".parquet", "values; at most 50,000,000 are read", 50),
        (claimed_row, ".xlsx", "table would have 900,000,000 cells, nearly all of them empty", 400),
        (one_cell_repeated, ".xlsx", "is damaged: its sheets cannot be read", 100),
        (large_archive, ".zip", "would unpack to more than 200 times its size", 50),
        (short_rows, ".csv", "has more than 2,000,000 rows; at most so many are read", 40),
        (quoted_rows, ".csv", "has more than 2,000,000 rows; at most so many are read", 40),
        (many_rows, ".xlsx", "has more than 2,000,000 rows; at most so many are read", 40),
        (
            empty_objects,
            ".json",
            "holds more than 10,000,000 objects and lists; at most so many are read",
            250,
        ),
        (long_cell, ".csv", "the cell has 10,000,000 characters; at most 1,000,000 are read", 300),
        (endless_view, ".gpkg", "“projects” is computed when it is read", 50),
        (computed_column, ".gpkg", "“projects” is computed when it is read", 50),
        (large_default, ".gpkg", "would unpack to 1,505 MB; at most 1,000 MB are unpacked", 100),
        (claimed_features, ".fgb", "is damaged, or not what its ending", 100),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_would_grow_is_refused_before_it_grows(tmp_path, make, ending, words, megabytes):
    path = tmp_path / f"projects{ending}"
    make(path)
    told, grown = told_and_megabytes(path)
    assert words in told
    assert grown < megabytes


def test_an_operator_may_allow_more_or_fewer_rows(tmp_path, monkeypatch):
    path = tmp_path / "projects.csv"
    path.write_text("name\n" + "A\n" * 5)
    monkeypatch.setenv("DSI_GEO_MAX_ROWS", "4")
    done = subprocess.run(
        [sys.executable, "-m", "dsi_geo", "check", str(path)],
        check=False,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "has more than 4 rows; at most so many are read" in done.stderr


@pytest.mark.parametrize("text", ["many", "0", "-1", "1.5"])
def test_a_limit_that_is_no_number_of_rows_is_told_in_a_sentence(text):
    with pytest.raises(InputError) as caught:
        limits.allow_rows_of({"DSI_GEO_MAX_ROWS": text})
    assert caught.value.faults == ("DSI_GEO_MAX_ROWS wants a whole number of rows, 1 or more.",)


def test_lines_within_quoted_cells_are_no_rows(tmp_path, few_rows):
    path = tmp_path / "projects.csv"
    path.write_text('name,description\nA,"one\ntwo ""three""\nfour"\nB,"five\nsix\n"\n')
    (table,) = read_tables([Source(path, "projects.csv")])
    assert len(table.frame) == 2


def test_lines_are_counted_as_the_file_is_written_before_it_is_read(tmp_path, few_rows):
    path = tmp_path / "projects.csv"
    three = ["A,B", '"A\n\n\nA",B', "A,B"]
    for title in ("", "\n\n", "sep=,\n", 'Our 5" list\n,\n'):
        for encoding in ("utf-8", "utf-8-sig", "windows-1252", "utf-16"):
            path.write_text("\n".join([f"{title}name,city", *three]), encoding)
            (table,) = read_tables([Source(path, path.name)])
            assert len(table.frame) == 3
            path.write_text("\n".join([f"{title}name,city", *three, "A,B", ""]), encoding)
            assert "has more than 3 rows" in refused(path)


def test_the_rows_of_a_workbook_are_counted_over_the_edges_of_what_is_read_at_once(
    tmp_path, few_rows, monkeypatch
):
    monkeypatch.setattr("dsi_geo.readers.workbook_size.CHUNK", 7)
    row = f"<row>{CELL.format('name')}</row>"
    three = workbook(tmp_path / "three.xlsx", SHEET.format(row * 4))
    assert len(read_tables([Source(three, "projects.xlsx")])[0].frame) == 3
    assert "has more than 3 rows" in refused(workbook(tmp_path / "four.xlsx", SHEET.format(row * 5)))


def test_a_long_text_is_refused_whatever_the_format(tmp_path):
    text = "x" * (limits.MAX_CELL + 1)
    for ending, write in {
        ".json": lambda path: path.write_text(json.dumps([{"name": "A", "description": text}])),
        ".gpkg": lambda path: geopackage(path, f"UPDATE projects SET name = '{text}'"),
        ".parquet": lambda path: pd.DataFrame({"name": ["A"], "description": [text]}).to_parquet(path),
    }.items():
        write(tmp_path / f"projects{ending}")
        assert "at most 1,000,000 are read" in refused(tmp_path / f"projects{ending}")


def test_a_workbook_tells_nothing_of_other_files(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    start = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    rows = f"<row>{CELL.format('name')}</row><row>{CELL.format('A&x;')}</row>"
    message = refused(workbook(tmp_path / "projects.xlsx", start + SHEET.format(rows)))
    assert "is damaged: its sheets cannot be read" in message
    assert "secret" not in message
