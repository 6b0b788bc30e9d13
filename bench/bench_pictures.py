"""What leaves the page: the first picture, a later one, 100,000 records as CSV and as a workbook."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd

from bench.measuring import Measurement, timed
from bench.synthetic import canonical_projects
from dsi_geo.analysis.shares.place_counts import place_counts
from dsi_geo.analysis.shares.proportions import shares
from dsi_geo.database import open_database
from dsi_geo.drawing.imprint import SCREEN, Imprint, framed
from dsi_geo.drawing.share_charts import ranked_bars
from dsi_geo.output.images import ImageMaker
from dsi_geo.output.table_files import as_csv_bytes, write_table

RECORDS = 100_000
AREAS = 16
ABOUT = Imprint("Projects by region", "902 of 902 projects selected", "", "Source: Demonstration data.")


def measurements() -> Iterator[Measurement]:
    """A chart of the demonstration database at 2x with a fresh browser and with one that is there; then the tables."""
    areas = _areas()
    maker = ImageMaker()
    start = time.perf_counter()
    _drawn(maker, areas)
    yield Measurement("a chart as PNG, the first", [time.perf_counter() - start])
    yield Measurement("a chart as PNG, later ones", timed(partial(_drawn, maker, areas)))
    maker.close()
    records = canonical_projects(RECORDS)
    yield Measurement(f"{RECORDS:,} records as CSV", timed(partial(as_csv_bytes, records), repeats=3))
    with tempfile.TemporaryDirectory() as folder:
        write = partial(write_table, records, Path(folder) / "records.xlsx")
        yield Measurement(f"{RECORDS:,} records as XLSX", timed(write, repeats=1, warm_up=0))


def _areas() -> pd.DataFrame:
    database = open_database()
    counted = shares(place_counts(database.projects), "region").head(AREAS)
    return pd.DataFrame({
        "name": counted["name"], "value": counted["count"], "low": None, "high": None, "known": True,
    })  # fmt: skip


def _drawn(maker: ImageMaker, areas: pd.DataFrame) -> bytes:
    chart = ranked_bars(
        areas, "light", "projects", [str(value) for value in areas["value"]], [""] * len(areas)
    )
    return maker.image(framed(chart, ABOUT, SCREEN, chart.layout.height), "png", 2)
