"""Tables as files: CSV, XLSX, GeoJSON, GeoPackage and GeoParquet, by their ending."""

from __future__ import annotations

import base64
import datetime
import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dsi_geo import __version__
from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.geoparquet import FINDINGS_KEY, METADATA_KEY
from dsi_geo.schema import Column

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


LONGEST_TEXT: Final = 32_767
ROWS_PER_STEP: Final = 2_000
EMPTY: Final = "There are no records: the selection is empty."
OF_THE_FILE: Final = (
    "A column of the file that was read, kept as it was; only the makers of the file know what it means"
)
MADE: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
"""Date written into workbooks, so that the same table gives the same file."""


def write_workbook(
    cells: pd.DataFrame,
    target: Path,
    columns: Iterable[Column] = (),
    progress: Callable[[float], None] = lambda _: None,
) -> None:
    """Write a table with a sheet `data` and a sheet `columns`; every text is stored as text, whatever it begins with.

    Parameters
    ----------
    cells
        Text, numbers and booleans (from `flat`).
    target
        The file.
    columns
        The table's columns (`schema.exports`), for their meanings. Any other is a column of the file that was read.
    progress
        Called with the share of the rows written.
    """
    import xlsxwriter

    # Rows are written at once, not kept: a large table would not fit into memory otherwise.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet("data")
        for column, name in enumerate(cells.columns):
            sheet.write_string(0, column, _storable(str(name)))
        rows = zip(*(_values(cells[name]) for name in cells.columns), strict=True)
        for number, row in enumerate(rows, start=1):
            _write_row(sheet, number, row)
            if number % ROWS_PER_STEP == 0:
                progress(number / len(cells))
        meanings = {column.name: column.meaning for column in columns}
        _explain(book.add_worksheet("columns"), cells, meanings)


def _values(column: pd.Series) -> list[Any]:
    return column.astype(object).where(column.notna(), None).tolist()  # type: ignore[no-any-return]


def _write_row(sheet: Worksheet, number: int, row: tuple[Any, ...]) -> None:
    for column, value in enumerate(row):
        if value is None:
            continue
        if isinstance(value, str):
            sheet.write_string(number, column, _storable(value))
        elif isinstance(value, bool):
            sheet.write_boolean(number, column, value)
        else:
            sheet.write_number(number, column, value)


def _explain(sheet: Worksheet, cells: pd.DataFrame, meanings: Mapping[str, str]) -> None:
    rows = [("column", "kind", "meaning")]
    rows += [
        (_storable(str(name)), _kind(cells[name]), meanings.get(str(name), OF_THE_FILE)) for name in cells
    ]
    rows += [] if len(cells) else [(EMPTY, "", "")]
    for number, row in enumerate(rows):
        _write_row(sheet, number, row)


def _kind(column: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "true or false"
    return "number" if pd.api.types.is_numeric_dtype(column) else "text"


def _storable(text: str) -> str:
    """Text that XLSX can hold: without control characters, and no longer than a cell allows."""
    if text.isprintable() and len(text) <= LONGEST_TEXT:
        return text
    kept = (one if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff") else "�" for one in text)
    return "".join(kept)[:LONGEST_TEXT]


FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins like this; in CSV it is preceded by an apostrophe."""

_PLAIN_NUMBER: Final = r"[+-]?\d+(?:[.,]\d+)?"
LIST_SEPARATOR: Final = "; "


def flat(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose cells are text, numbers and dates: lists joined, points as two columns of degrees."""
    columns: dict[str, pd.Series] = {}
    for name, cells in table.items():
        if isinstance(cells.dtype, gpd.array.GeometryDtype):
            columns["latitude"], columns["longitude"] = cells.y, cells.x
        elif isinstance(cells.dtype, pd.ArrowDtype) and pa.types.is_list(cells.dtype.pyarrow_dtype):
            columns[str(name)] = _joined(cells)
        elif isinstance(cells.dtype, pd.CategoricalDtype):
            columns[str(name)] = cells.astype("str")
        elif pd.api.types.is_datetime64_any_dtype(cells):
            columns[str(name)] = cells.dt.strftime("%Y-%m-%d").astype("str")
        else:
            columns[str(name)] = cells
    return pd.DataFrame(columns, index=table.index)


def _joined(lists: pd.Series) -> pd.Series:
    return lists.map(LIST_SEPARATOR.join).astype("str")


def neutralise(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run as a formula; numbers are unchanged."""
    safe = table.copy(deep=False)
    for name, cells in table.items():
        if not pd.api.types.is_string_dtype(cells):
            continue
        # Text that already begins with apostrophes gets another one, so that reading removes the right one.
        bare = cells.str.lstrip("'")
        runs = bare.str.startswith(FORMULA_STARTS, na=False) & ~cells.str.fullmatch(_PLAIN_NUMBER, na=False)
        if runs.any():
            safe[name] = cells.mask(runs, "'" + cells)
    return safe.rename(columns={name: f"'{name}" for name in safe if str(name).startswith(FORMULA_STARTS)})


def write_csv(table: pd.DataFrame, target: IO[str] | Path) -> None:
    """Write CSV: UTF-8, commas, a header; lists are joined, points become latitude and longitude.

    A file begins with the byte-order mark by which spreadsheets recognise UTF-8; a stream does not.

    Line breaks within a cell become line feeds: Python's writer does not quote a lone carriage return.
    """
    cells = neutralise(flat(table))
    for name in cells.columns[cells.dtypes == "str"]:
        if cells[name].str.contains("\r", regex=False, na=False).any():
            cells[name] = cells[name].str.replace(r"\r\n?", "\n", regex=True)
    encoding = "utf-8-sig" if isinstance(target, Path) else "utf-8"
    cells.to_csv(target, index=False, lineterminator="\n", encoding=encoding)


def as_csv_bytes(table: pd.DataFrame) -> bytes:
    """CSV in UTF-8 with the byte-order mark by which spreadsheets recognise UTF-8."""
    text = io.StringIO()
    write_csv(table, text)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(
    table: pd.DataFrame,
    target: Path,
    columns: Iterable[Column] = (),
    progress: Callable[[float], None] = lambda _: None,
) -> None:
    """Write XLSX (`write_workbook`); lists are joined, points become latitude and longitude."""
    write_workbook(flat(table), target, columns, progress)


def write_geojson(table: gpd.GeoDataFrame, target: Path) -> None:
    """Write GeoJSON as RFC 7946 has it (EPSG:4326, 7 decimal places); records without a point have a null geometry."""
    _with_geometry(table, target)
    plain = flat(table).drop(columns=["latitude", "longitude"])
    gpd.GeoDataFrame(plain, geometry=table.geometry).to_file(
        target, driver="GeoJSON", engine="pyogrio", RFC7946="YES"
    )


def write_geopackage(table: gpd.GeoDataFrame, target: Path) -> None:
    """Write a GeoPackage (EPSG:4326) with one layer; records without a point have no geometry."""
    _with_geometry(table, target)
    plain = flat(table).drop(columns=["latitude", "longitude"])
    target.unlink(missing_ok=True)  # otherwise the layer would be added to an existing GeoPackage
    gpd.GeoDataFrame(plain, geometry=table.geometry).to_file(
        target, driver="GPKG", engine="pyogrio", layer="records"
    )


def write_geoparquet(
    table: gpd.GeoDataFrame, target: Path, about: dict[str, str], findings: pd.DataFrame | None = None
) -> None:
    """Write GeoParquet 1.1 that our reader opens without cleaning it again.

    Parameters
    ----------
    table
        Canonical table.
    target
        The file.
    about
        Metadata under the key `dsi_geo`: `as_of` (ISO date or ""), `source`.
    findings
        Findings about the records, stored in the file's metadata.
    """
    _with_geometry(table, target)
    if isinstance(table["cluster"].dtype if "cluster" in table else None, pd.ArrowDtype):
        words = _joined(table["cluster"])
        table = table.assign(
            cluster=words.mask(words.eq(""))
        )  # the canonical table has one cluster for a project
    arrow = pa.table(table.to_arrow(index=False, geometry_encoding="WKB"))
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
    }
    metadata = {
        b"geo": json.dumps(geo).encode(),
        METADATA_KEY: json.dumps({**about, "version": __version__}).encode(),
    }
    if findings is not None:
        packed = io.BytesIO()
        pq.write_table(pa.Table.from_pandas(findings, preserve_index=False), packed, compression="zstd")
        metadata[FINDINGS_KEY] = base64.b64encode(packed.getvalue())
    # Without pandas' own metadata, whose list types other readers do not understand.
    pq.write_table(arrow.replace_schema_metadata(metadata), target, compression="zstd")


def write_table(
    table: pd.DataFrame,
    target: Path,
    about: dict[str, str] | None = None,
    findings: pd.DataFrame | None = None,
    progress: Callable[[float], None] = lambda _: None,
    *,
    columns: Iterable[Column] = (),
) -> None:
    """Write a table in the format that the file's ending names.

    Parameters
    ----------
    table, target
        The table and the file.
    about, findings
        Metadata and findings of a GeoParquet file (`write_geoparquet`).
    progress
        Called with the share of the work done.
    columns
        The table's columns (`schema.exports`), so that a workbook can explain them.

    Raises
    ------
    InputError
        The ending is not one of `.csv`, `.xlsx`, `.geojson`, `.gpkg`, `.parquet`; the table has no points and
        the format is one of the last three; or the file cannot be written.
    """
    writers: dict[str, Callable[[], None]] = {
        ".csv": lambda: write_csv(table, target),
        ".xlsx": lambda: write_xlsx(table, target, columns, progress),
        ".geojson": lambda: write_geojson(table, target),
        ".gpkg": lambda: write_geopackage(table, target),
        ".parquet": lambda: write_geoparquet(table, target, about or {}, findings),
    }
    writer = writers.get(target.suffix.lower())
    if writer is None:
        raise InputError(
            f"{quoted(target.name)} cannot be written: give it one of the endings {', '.join(writers)}."
        )
    write_file(target, writer)


def write_file(target: Path, writer: Callable[[], object]) -> None:
    """Have a file written, by a function that does it.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    if target.is_dir():
        raise InputError(f"{quoted(target.name)} cannot be written: it is a folder.")
    if not target.parent.is_dir():
        raise InputError(
            f"{quoted(target.name)} cannot be written: there is no folder {quoted(target.parent.name)}."
        )
    try:
        target.touch()  # some libraries do not say why they cannot write
        writer()
    except OSError as error:
        reason = error.strerror or "the disk refused it"
        raise InputError(f"{quoted(target.name)} cannot be written: {reason}.") from error


def _with_geometry(table: pd.DataFrame, target: Path) -> None:
    if not isinstance(table, gpd.GeoDataFrame):
        raise InputError(f"{quoted(target.name)} needs points, but this table has none: use .csv or .xlsx.")
