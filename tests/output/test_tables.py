"""Tables as files: text stays text, nothing is run, every format reads back."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from dsi_geo.errors import InputError
from dsi_geo.output.table_files import as_csv_bytes, write_csv, write_table
from dsi_geo.readers import read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.schema import conform
from dsi_geo.schema.records import EXPORTED

HOSTILE = [
    '=HYPERLINK("http://x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tcmd",
    "<script>alert(1)</script>",
    "`a`",
    "😀 مرحبا",
    'a,b;"c"\nd',
]


@pytest.fixture
def table() -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "id": [str(number) for number in range(len(HOSTILE))],
            "name": HOSTILE,
            "themes": [["=a", "b"]] * len(HOSTILE),
            "launched": ["2015-10-01"] * len(HOSTILE),
            "geometry": [Point(-13.4, 52.5), *[None] * (len(HOSTILE) - 1)],
        }
    )
    return conform(frame, "projects")


def test_csv_puts_an_apostrophe_before_what_a_spreadsheet_would_run(table):
    text = io.StringIO()
    write_csv(table, text)
    back = pd.read_csv(io.StringIO(text.getvalue()), dtype=str)
    assert back["name"].tolist() == ["'" + name if name[0] in "=+-@\t" else name for name in HOSTILE]
    assert back["themes"].tolist() == ["'=a; b"] * len(HOSTILE)


def test_negative_numbers_stay_numbers_in_csv(table):
    text = io.StringIO()
    write_csv(table, text)
    back = pd.read_csv(io.StringIO(text.getvalue()))
    assert back[["latitude", "longitude"]].iloc[0].tolist() == [52.5, -13.4]
    assert back["latitude"].isna().sum() == len(HOSTILE) - 1


def test_a_column_name_is_neutralised_too():
    text = io.StringIO()
    write_csv(pd.DataFrame({"=1+1": ["a"]}), text)
    assert text.getvalue() == "'=1+1\na\n"


def test_a_download_begins_with_the_mark_that_spreadsheets_need(table):
    assert as_csv_bytes(table).startswith(b"\xef\xbb\xbfid,name")


def test_xlsx_holds_text_never_formulas(table, tmp_path):
    write_table(table, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    column = [cell for (cell,) in book["data"].iter_rows(min_row=2, min_col=2, max_col=2)]
    assert [cell.value for cell in column] == HOSTILE
    assert {cell.data_type for cell in column} == {"s"}
    book.close()


def test_geojson_keeps_records_without_a_point(table, tmp_path):
    write_table(table, tmp_path / "t.geojson")
    back = gpd.read_file(tmp_path / "t.geojson")
    assert len(back) == len(HOSTILE)
    assert back.geometry.notna().sum() == 1
    assert back["name"].tolist() == HOSTILE


def test_geoparquet_is_read_by_geopandas_too(table, tmp_path):
    write_table(table, tmp_path / "t.parquet", {})
    back = gpd.read_parquet(tmp_path / "t.parquet")
    assert back.geometry.iloc[0] == Point(-13.4, 52.5)
    assert back.crs == "OGC:CRS84"


def test_an_unknown_ending_and_a_table_without_points_are_refused_in_a_sentence(table, tmp_path):
    with pytest.raises(
        InputError, match=r"“t.doc” cannot be written: give it one of the endings .csv, .xlsx"
    ):
        write_table(table, tmp_path / "t.doc")
    with pytest.raises(InputError, match="needs points, but this table has none"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "t.parquet")
    with pytest.raises(InputError, match=r"“t.csv” cannot be written: there is no folder “missing”"):
        write_table(table, tmp_path / "missing" / "t.csv")


def test_csv_reads_back_equal_through_our_own_reader(table, tmp_path):
    file = tmp_path / "projects.csv"
    names = [*HOSTILE[:-1], "'=already quoted"]
    write_table(table.assign(name=pd.Series(names, dtype="str")), file)
    (back,) = read_tables([Source(file, file.name)])
    assert back.frame["name"].tolist() == names


def test_a_workbook_explains_its_columns(table, tmp_path):
    write_table(table, tmp_path / "t.xlsx", columns=EXPORTED["projects"])
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    explained = {row[0]: row[1:] for row in book["columns"].iter_rows(values_only=True)}
    meaning = "Country, as its code in ISO 3166-1 alpha-2; empty where it is not known"
    assert explained["country"] == ("text", meaning)
    assert explained["latitude"][0] == "number"
    assert list(explained)[1:] == [cell.value for cell in book["data"][1]]
    book.close()


def test_an_empty_workbook_says_so(table, tmp_path):
    write_table(table.iloc[:0], tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book["data"].max_row == 1
    assert "There are no records: the selection is empty." in [cell.value for cell in book["columns"]["A"]]
    book.close()


def test_a_long_workbook_tells_how_far_it_is(tmp_path):
    told: list[float] = []
    write_table(pd.DataFrame({"a": range(5_000)}), tmp_path / "t.xlsx", progress=told.append)
    assert told == [0.4, 0.8]


CELLS = st.lists(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zs", "Zl", "Zp", "Cf", "Co"]), min_size=1
    ).map(lambda text: f"{text}x"),
    min_size=1,
)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@given(names=CELLS, first=st.sampled_from(["", "=", "+", "-", "@", "'", "'=", "''+"]))
def test_whatever_a_cell_begins_with_reads_back_equal_through_our_own_reader(names, first, ending):
    names = [f"{first}{name}" for name in names]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"projects.{ending}"
        write_table(pd.DataFrame({"name": names, "city": "Berlin"}), file)
        (back,) = read_tables([Source(file, file.name)])
    assert back.frame["name"].tolist() == names
