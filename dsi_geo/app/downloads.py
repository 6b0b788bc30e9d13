"""What leaves the pages as tables and records, and what a picture says about itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from dsi_geo.app.making import Offer, Progress, offers
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.imprint import Imprint
from dsi_geo.output.description import NOT_STATED, Description
from dsi_geo.output.sources import imprint_of, selected_words, source_words
from dsi_geo.output.tables import as_csv_bytes, write_table
from dsi_geo.schema import Column
from dsi_geo.schema.records import EXPORTED
from dsi_geo.selection import describe

RECORD_FORMATS: Final = {
    "CSV": ("csv", "text/csv"),
    "Excel": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "GeoJSON": ("geojson", "application/geo+json"),
    "GeoPackage": ("gpkg", "application/geopackage+sqlite3"),
    "GeoParquet": ("parquet", "application/vnd.apache.parquet"),
}


def imprint(visit: Visit, title: str, note: str = "") -> Imprint:
    """What a picture of the visit's selection says about itself."""
    records = selected_words(visit.size, len(visit.chosen), visit.entity, note)
    return imprint_of(title, records, visit.selection, source_words(visit.loaded.title, visit.database))


def described(
    visit: Visit, title: str, numbers: pd.DataFrame, alt: str, note: str = "", shown: int | None = None
) -> Description:
    """A picture of the visit's selection in words and numbers; arguments as of `charts.show_chart`."""
    return Description(
        title=title,
        description=alt,
        note=note,
        source=source_words(visit.loaded.title, visit.database),
        licence=visit.database.provenance.licence or NOT_STATED,
        filters=describe(visit.selection),
        as_of=visit.database.as_of,
        entity=visit.entity,
        selected=visit.size,
        total=len(visit.chosen),
        shown=shown,
        numbers=numbers,
    )


def table_download(table: pd.DataFrame, columns: Iterable[Column], name: str, label: str) -> None:
    """Offer a table as CSV for a spreadsheet; `columns` say which table it is (`schema.tables`)."""
    offers([_table(table, columns, name, "CSV", f"Download {label} (CSV)")])


def table_downloads(table: pd.DataFrame, columns: Iterable[Column], name: str) -> None:
    """Offer a small table, the numbers of a chart, for a spreadsheet; `columns` say which table it is."""
    offers([_table(table, columns, name, title, title) for title in ("CSV", "Excel")])


def record_downloads(visit: Visit) -> None:
    """Offer all selected records, never only those on the screen."""
    offers([
        Offer(title, partial(_records, visit, ending), f"{visit.entity}.{ending}", kind)
        for title, (ending, kind) in RECORD_FORMATS.items()
    ])  # fmt: skip


def _table(table: pd.DataFrame, columns: Iterable[Column], name: str, format_: str, label: str) -> Offer:
    ending, kind = RECORD_FORMATS[format_]
    return Offer(label, partial(_written, table, columns, ending), f"{name}.{ending}", kind)


def _records(visit: Visit, ending: str, tell: Progress) -> bytes:
    as_of = visit.database.as_of
    about = {"as_of": "" if pd.isna(as_of) else f"{as_of:%Y-%m-%d}", "source": visit.loaded.title}
    return _written(visit.table, EXPORTED[visit.entity], ending, tell, about)


def _written(
    table: pd.DataFrame,
    columns: Iterable[Column],
    ending: str,
    tell: Progress,
    about: dict[str, str] | None = None,
) -> bytes:
    if ending == "csv":
        return as_csv_bytes(table)
    with tempfile.TemporaryDirectory(prefix="dsi-geo-") as folder:
        target = Path(folder) / f"table.{ending}"
        write_table(table, target, about, tell=tell, columns=columns)
        return target.read_bytes()
