"""Downloads: files that are made when asked for, with progress.

Streamlit makes the file of a download button outside the script run; both share a `Making`, which has its progress.
Of such a file it keeps no account: two runs of any visitors that end before the browser has fetched it remove it. So
it is put on the account of the visitor's session while it is made.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import ScriptRunContext, add_script_run_ctx, get_script_run_ctx

from dsi_geo.app.fragments import fragment
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.imprint import Imprint
from dsi_geo.errors import InputError
from dsi_geo.output.description import NOT_STATED, Description, imprint_of, selected_words, source_words
from dsi_geo.output.table_files import as_csv_bytes, write_table
from dsi_geo.schema import Column
from dsi_geo.schema.records import EXPORTED
from dsi_geo.selection import describe

SECONDS_AT_MOST: Final = 180
SECONDS_BETWEEN: Final = 0.2
SECONDS_UNTIL_SHOWN: Final = 0.6
SECONDS_TO_BEGIN: Final = 10
NOT_BEGUN: Final = "The page or the server was busy when it was asked for. Press the button once more."
"""A button that is pressed while its page runs asks for a file that is no longer offered; Streamlit then sends none."""
UNEXPECTED: Final = "Something went wrong on the server, which has noted it. Try it once more."

Progress = Callable[[float], None]
"""Called with the share of the work done, 0 to 1."""


@dataclass(frozen=True)
class Offer:
    """A file that can be downloaded.

    Attributes
    ----------
    label
        Label of the button.
    make
        Returns the content of the file, or raises InputError.
    file_name, kind
        Name and media type of the file.
    """

    label: str
    make: Callable[[Progress], bytes]
    file_name: str
    kind: str


class Making:
    """The state of making one file for one visitor."""

    def __init__(self) -> None:
        self.begun = 0
        self.finished = 0
        self.seen = 0
        self.share = 0.0
        self.fault = ""

    def run(self, file: Offer, visitor: ScriptRunContext | None) -> bytes:
        """Make a file for a visitor; runs in a thread of its own, while the page may show the progress."""
        self.begun += 1
        self.share, self.fault = 0.0, ""
        try:
            made = file.make(self._report)
            if visitor is not None:
                _keep(made, file, visitor)
            return made
        except InputError as error:
            self.fault = str(error)
            raise
        except Exception:
            self.fault = UNEXPECTED
            raise
        finally:
            self.finished += 1

    def _report(self, share: float) -> None:
        self.share = min(share, 1.0)


def _keep(made: bytes, file: Offer, visitor: ScriptRunContext) -> None:
    """Have the server keep a file as long as the visitor's page is as it is; Streamlit asks for it by its content."""
    files = runtime.get_instance().media_file_mgr
    coordinates = f"made {file.file_name}"
    keeping = threading.Thread(
        target=files.add,
        args=(made, file.kind, coordinates, file.file_name),
        kwargs={"is_for_static_download": True},
    )
    add_script_run_ctx(keeping, visitor)
    keeping.start()
    keeping.join()


@fragment
def offers(files: Sequence[Offer]) -> None:
    """Buttons side by side; below them the progress of a requested file, or why there is none."""
    with st.container(horizontal=True):
        asked = [(file, making) for file in files if (making := _button(file))]
    with st.container():
        for file, making in asked:
            _look_on(file, making)


def _button(file: Offer) -> Making | None:
    """Offer a file; returns its state if it has just been asked for."""
    making: Making = st.session_state.setdefault(f"_making_{file.file_name}", Making())
    asked = st.download_button(
        file.label,
        data=partial(making.run, file, get_script_run_ctx() if runtime.exists() else None),
        file_name=file.file_name,
        mime=file.kind,
        key=f"download_{file.file_name}",
        icon=":material/download:",
    )
    if asked:
        return making
    making.seen = making.finished
    return None


def _look_on(file: Offer, making: Making) -> None:
    place, since = st.empty(), time.monotonic()
    while making.finished == making.seen and (passed := time.monotonic() - since) < SECONDS_AT_MOST:
        if making.begun == making.seen and passed > SECONDS_TO_BEGIN:
            making.fault = NOT_BEGUN
            break
        if passed > SECONDS_UNTIL_SHOWN:
            place.progress(making.share, f"{file.label}: in the making …")
        time.sleep(SECONDS_BETWEEN)
    making.seen = making.finished
    place.empty()
    if making.fault:
        with place.container(border=True):
            st.error(f"There is no {file.label}.", icon=":material/block:")
            st.text(making.fault, width="stretch")  # as text: it may quote a file


RECORD_FORMATS: Final = {
    "CSV": ("csv", "text/csv"),
    "Excel": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "GeoJSON": ("geojson", "application/geo+json"),
    "GeoPackage": ("gpkg", "application/geopackage+sqlite3"),
    "GeoParquet": ("parquet", "application/vnd.apache.parquet"),
}


def imprint(visit: Visit, title: str, note: str = "") -> Imprint:
    """The imprint of a picture of the visit's selection."""
    records = selected_words(visit.size, len(visit.chosen), visit.entity, note)
    return imprint_of(title, records, visit.selection, source_words(visit.loaded.title, visit.database))


def described(
    visit: Visit, title: str, numbers: pd.DataFrame, alt: str, note: str = "", shown: int | None = None
) -> Description:
    """The description of a picture of the visit's selection; arguments as in `charts.show_chart`."""
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
    """Offer a table as CSV for a spreadsheet; `columns` are those of the table (`schema.exports`)."""
    offers([_table(table, columns, name, "CSV", f"Download {label} (CSV)")])


def table_downloads(table: pd.DataFrame, columns: Iterable[Column], name: str) -> None:
    """Offer a small table, such as the numbers of a chart, for a spreadsheet; `columns` are those of the table."""
    offers([_table(table, columns, name, title, title) for title in ("CSV", "Excel")])


def record_downloads(visit: Visit, ordered: Callable[[], gpd.GeoDataFrame] | None = None) -> None:
    """Offer all selected records, not only those on the screen; `ordered` gives them in another order."""
    offers(records_offered(visit, ordered or (lambda: visit.table), visit.entity))


def records_offered(
    visit: Visit, records: Callable[[], pd.DataFrame], name: str, formats: Iterable[str] = RECORD_FORMATS
) -> list[Offer]:
    """Files of some records of the visit's entity, under a name, in some of the `RECORD_FORMATS`."""
    return [
        Offer(title, partial(_records, visit, records, ending), f"{name}.{ending}", kind)
        for title, (ending, kind) in RECORD_FORMATS.items()
        if title in formats
    ]


def listed_downloads(visit: Visit, rows: npt.NDArray[np.int64], name: str) -> None:
    """Offer exactly the records of a list, given by their positions in the table of the entity."""
    these = f"these {len(rows):,}" if len(rows) > 1 else "this one"
    offers([
        replace(offer, label=f"Download {these} ({offer.label})")
        for offer in records_offered(
            visit, lambda: visit.database.table(visit.entity).iloc[rows], name, ("CSV", "Excel")
        )
    ])  # fmt: skip


def _table(table: pd.DataFrame, columns: Iterable[Column], name: str, format_: str, label: str) -> Offer:
    ending, kind = RECORD_FORMATS[format_]
    return Offer(label, partial(_written, table, columns, ending), f"{name}.{ending}", kind)


def _records(visit: Visit, records: Callable[[], pd.DataFrame], ending: str, progress: Progress) -> bytes:
    as_of = visit.database.as_of
    about = {"as_of": "" if pd.isna(as_of) else f"{as_of:%Y-%m-%d}", "source": visit.loaded.title}
    return _written(records(), EXPORTED[visit.entity], ending, progress, about)


def _written(
    table: pd.DataFrame,
    columns: Iterable[Column],
    ending: str,
    progress: Progress,
    about: dict[str, str] | None = None,
) -> bytes:
    if ending == "csv":
        return as_csv_bytes(table)
    with tempfile.TemporaryDirectory(prefix="dsi-geo-") as folder:
        target = Path(folder) / f"table.{ending}"
        write_table(table, target, about, progress=progress, columns=columns)
        return target.read_bytes()
