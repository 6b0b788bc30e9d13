"""Opening databases of growing size: read, cleaned and checked in a process of its own, as for visitors."""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import geopandas as gpd
import numpy as np
import pandas as pd

from bench.measuring import Measurement, timed
from bench.synthetic import canonical_projects, grants, raw_projects
from dsi_geo import sandbox
from dsi_geo.database import open_database
from dsi_geo.output.table_files import write_table
from dsi_geo.sandbox import Bounds, CleanedCache

SMALL_ROWS = 100
CSV_ROWS = (25_000, 50_000, 100_000)
MANY_ROWS = 1_000_000
WORKBOOK_ROWS = 100_000
GRANTS = 5_000

ROOMY = Bounds(read_mb=6_000, read_seconds=600)
"""For the largest files: the usual bounds are for visitors."""

RESTART = (
    "import sys; from pathlib import Path; from dsi_geo import sandbox; "
    "sandbox.open_database(Path(sys.argv[1]), cache=sandbox.CleanedCache(Path(sys.argv[2])))"
)
"""What a server does with its database when it starts again."""


def measurements() -> Iterator[Measurement]:
    """Small files, CSV of growing size (which should be linear), a workbook, JSON, GeoParquet, and a restart."""
    sandbox.start(warm=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield Measurement("open the demonstration database", timed(open_database))
        yield from _small(folder)
        yield from _growing(folder)
        yield from _other_formats(folder)
        yield from _restarted(folder)


def _small(folder: Path) -> Iterator[Measurement]:
    small = folder / "small.csv"
    raw_projects(SMALL_ROWS).to_csv(small, index=False)
    yield Measurement(
        f"open, clean and check a CSV file, {SMALL_ROWS:,} projects",
        timed(partial(sandbox.open_database, small)),
        "without a process of its own",
        timed(partial(open_database, small)),
    )
    check = [sys.executable, "-m", "dsi_geo", "check", str(small)]
    yield Measurement(f"dsi-geo check of {SMALL_ROWS:,} projects, cold", timed(partial(_run, check)))


def _growing(folder: Path) -> Iterator[Measurement]:
    """CSV files beside pandas, which only reads them; peak memory of the largest, and how the time grows."""
    medians, peaks = [], _Peaks()
    for rows in (*CSV_ROWS, MANY_ROWS):
        path = folder / f"projects_{rows}.csv"
        raw_projects(rows).to_csv(path, index=False)
        repeats = 3 if rows < MANY_ROWS else 1
        seconds = timed(partial(sandbox.open_database, path, bounds=ROOMY), repeats, warm_up=repeats > 1)
        read = timed(partial(pd.read_csv, path, low_memory=False), repeats)
        medians.append(median(seconds))
        yield Measurement(
            f"open, clean and check a CSV file, {rows:,} projects", seconds, "pandas.read_csv", read
        )
    yield Measurement(
        f"… peak memory of its process, {MANY_ROWS:,} projects", [peaks.last_mb / 1_000], unit="GB"
    )
    yield Measurement("… exponent of its growth with the number of rows", [_growth(medians)], unit="")


class _Peaks(logging.Handler):
    """Listens to what the sandbox logs of each reading: seconds of computing, and peak memory."""

    last_mb = 0.0

    def __init__(self) -> None:
        super().__init__()
        logger = logging.getLogger(sandbox.__name__)
        logger.setLevel(logging.DEBUG)
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the peak memory that is told."""
        if record.levelno == logging.DEBUG and isinstance(record.args, tuple):
            self.last_mb = float(record.args[1])  # type: ignore[arg-type]


def _growth(seconds: Sequence[float]) -> float:
    """The exponent of the power of the number of rows that fits the times best."""
    exponent, _ = np.polyfit(np.log((*CSV_ROWS, MANY_ROWS)), np.log(seconds), 1)
    return float(exponent)


def _other_formats(folder: Path) -> Iterator[Measurement]:
    workbook = folder / "projects.xlsx"
    raw_projects(WORKBOOK_ROWS).to_excel(workbook, index=False)
    yield _of_file(f"open, clean and check a workbook, {WORKBOOK_ROWS:,} projects", workbook)
    nested = folder / "grants.json"
    nested.write_text(grants(GRANTS), encoding="utf-8")
    yield _of_file(f"open, clean and check 360Giving JSON, {GRANTS:,} grants", nested)
    path = folder / "projects.parquet"
    write_table(canonical_projects(MANY_ROWS), path, {"as_of": "2018-01-31"})
    yield _of_file(
        f"open a canonical GeoParquet, {MANY_ROWS:,} projects",
        path,
        "geopandas.read_parquet",
        partial(gpd.read_parquet, path),
    )


def _of_file(
    name: str, path: Path, rival: str = "", of_rival: Callable[[], object] | None = None
) -> Measurement:
    seconds = timed(partial(sandbox.open_database, path, bounds=ROOMY), repeats=3)
    return Measurement(name, seconds, rival, timed(of_rival, repeats=3) if of_rival else ())


def _restarted(folder: Path) -> Iterator[Measurement]:
    """A new process opens what an earlier one has cleaned: from its start to the loaded database."""
    path, cache = folder / f"projects_{MANY_ROWS}.csv", folder / "cleaned"
    sandbox.open_database(path, cache=CleanedCache(cache), bounds=ROOMY)
    again = [sys.executable, "-c", RESTART, str(path), str(cache)]
    yield Measurement(
        f"restart with a CSV file of {MANY_ROWS:,} projects cleaned before", timed(partial(_run, again))
    )


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own program
