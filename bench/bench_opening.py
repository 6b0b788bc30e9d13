"""Opening databases of growing size: read, cleaned and checked in a process of its own, as for visitors."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import geopandas as gpd

from bench.measuring import Measurement, timed
from bench.synthetic import canonical_projects, raw_projects
from dsi_geo import sandbox
from dsi_geo.database import open_database
from dsi_geo.output.table_files import write_table

SMALL_ROWS = 100
CSV_ROWS = (25_000, 50_000, 100_000)
PARQUET_ROWS = 1_000_000


def measurements() -> Iterator[Measurement]:
    """A small CSV beside the same in one process, then of growing size (which should be linear), then GeoParquet."""
    sandbox.start(warm=True)
    with tempfile.TemporaryDirectory() as folder:
        yield Measurement("open the demonstration database", timed(open_database))
        small = Path(folder) / "small.csv"
        raw_projects(SMALL_ROWS).to_csv(small, index=False)
        yield Measurement(
            f"open, clean and check a CSV file, {SMALL_ROWS:,} projects",
            timed(partial(sandbox.open_database, small)),
            "without a process of its own",
            timed(partial(open_database, small)),
        )
        for rows in CSV_ROWS:
            path = Path(folder) / f"projects_{rows}.csv"
            raw_projects(rows).to_csv(path, index=False)
            seconds = timed(partial(sandbox.open_database, path), repeats=3)
            yield Measurement(f"open, clean and check a CSV file, {rows:,} projects", seconds)
        path = Path(folder) / "projects.parquet"
        write_table(canonical_projects(PARQUET_ROWS), path, {"as_of": "2018-01-31"})
        yield Measurement(
            f"open a canonical GeoParquet, {PARQUET_ROWS:,} projects",
            timed(partial(sandbox.open_database, path), repeats=3),
            "geopandas.read_parquet",
            timed(partial(gpd.read_parquet, path), repeats=3),
        )
