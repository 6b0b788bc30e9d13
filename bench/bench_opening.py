"""Opening databases: reading, cleaning and checking tables of growing size."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import geopandas as gpd

from bench.measuring import Measurement, timed
from bench.synthetic import canonical_projects, raw_projects
from dsi_geo.database import open_database
from dsi_geo.output.tables import write_table

CSV_ROWS = (25_000, 50_000, 100_000)
PARQUET_ROWS = 1_000_000


def measurements() -> Iterator[Measurement]:
    """CSV of growing size (the growth should be linear), then a canonical GeoParquet beside GeoPandas."""
    with tempfile.TemporaryDirectory() as folder:
        yield Measurement("open the demonstration database", timed(open_database))
        for rows in CSV_ROWS:
            path = Path(folder) / f"projects_{rows}.csv"
            raw_projects(rows).to_csv(path, index=False)
            seconds = timed(partial(open_database, path), repeats=3)
            yield Measurement(f"open, clean and check a CSV file, {rows:,} projects", seconds)
        path = Path(folder) / "projects.parquet"
        write_table(canonical_projects(PARQUET_ROWS), path, {"as_of": "2018-01-31"})
        yield Measurement(
            f"open a canonical GeoParquet, {PARQUET_ROWS:,} projects",
            timed(partial(open_database, path), repeats=3),
            "geopandas.read_parquet",
            timed(partial(gpd.read_parquet, path), repeats=3),
        )
