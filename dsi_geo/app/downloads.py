"""Downloads, the same on every page: pictures, tables, records; made only when asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from dsi_geo.app.visit import Visit
from dsi_geo.drawing.imprint import Imprint
from dsi_geo.output.images import IMAGES, ImageFormat, browser_missing
from dsi_geo.output.tables import as_csv_bytes, write_table
from dsi_geo.selection import describe

if TYPE_CHECKING:
    import plotly.graph_objects as go

RECORD_FORMATS: Final = {
    "CSV": ("csv", "text/csv"),
    "Excel": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "GeoJSON": ("geojson", "application/geo+json"),
    "GeoPackage": ("gpkg", "application/geopackage+sqlite3"),
    "GeoParquet": ("parquet", "application/vnd.apache.parquet"),
}
PICTURE_FORMATS: Final[dict[str, tuple[ImageFormat, str, float]]] = {
    "PNG": ("png", "image/png", 2),
    "SVG": ("svg", "image/svg+xml", 1),
    "PDF": ("pdf", "application/pdf", 1),
}


def imprint(visit: Visit, title: str, note: str = "") -> Imprint:
    """What a picture of the visit's selection says about itself."""
    total = len(visit.chosen)
    return Imprint(
        title=title,
        records=f"{visit.size:,} of {total:,} {visit.noun(total)} selected" + (f"; {note}" if note else ""),
        filters=describe(visit.selection),
        source=source_words(visit),
    )


def source_words(visit: Visit) -> str:
    """Sources and as-of day in one line."""
    return (
        f"Source: {visit.loaded.title}, {visit.as_of_words}. "
        "Outlines: Natural Earth; towns: GeoNames (CC BY 4.0). Drawn with DSI Geo."
    )


def table_download(table: pd.DataFrame, name: str, label: str) -> None:
    """Offer a table as CSV for a spreadsheet."""
    file_download(f"Download {label} (CSV)", lambda: as_csv_bytes(table), f"{name}.csv", "text/csv")


def table_downloads(table: pd.DataFrame, name: str) -> None:
    """Offer a small table, the numbers of a chart, for a spreadsheet."""
    for title in ("CSV", "Excel"):
        ending, kind = RECORD_FORMATS[title]
        file_download(title, partial(_written, table, ending), f"{name}.{ending}", kind)


def record_downloads(visit: Visit) -> None:
    """Offer all selected records, never only those on the screen."""
    for title, (ending, kind) in RECORD_FORMATS.items():
        file_download(title, partial(_records, visit, ending), f"{visit.entity}.{ending}", kind)


def picture_downloads(figure: Callable[[], go.Figure], name: str) -> None:
    """Offer a figure, which already says where it comes from, as a picture."""
    missing = browser_missing()
    if missing:
        st.caption(missing)
        return
    for title, (format_, kind, scale) in PICTURE_FORMATS.items():
        file_download(
            title,
            partial(_picture, figure, format_, scale),
            f"{name}.{format_}",
            kind,
        )


def _picture(figure: Callable[[], go.Figure], format_: ImageFormat, scale: float) -> bytes:
    return IMAGES.image(figure(), format_, scale)


def _records(visit: Visit, ending: str) -> bytes:
    as_of = visit.database.as_of
    about = {"as_of": "" if pd.isna(as_of) else f"{as_of:%Y-%m-%d}", "source": visit.loaded.title}
    return _written(visit.table, ending, about)


def _written(table: pd.DataFrame, ending: str, about: dict[str, str] | None = None) -> bytes:
    with tempfile.TemporaryDirectory(prefix="dsi-geo-") as folder:
        target = Path(folder) / f"table.{ending}"
        write_table(table, target, about)
        return target.read_bytes()


def file_download(label: str, data: Callable[[], bytes], file_name: str, kind: str) -> None:
    """Offer one file, made when it is asked for."""
    st.download_button(
        label,
        data=data,
        file_name=file_name,
        mime=kind,
        key=f"download_{file_name}",
        on_click="ignore",
        icon=":material/download:",
    )
