from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dsi_geo.errors import InputError
from dsi_geo.readers import SUFFIXES, read_tables
from dsi_geo.readers.assembly import Source

FRAME = pd.DataFrame(
    {"id": ["1", "2"], "name": ["Käfer", "A, b"], "city": ["Köln", None], "lat": [52.5, None]}
)
SHAPES = gpd.GeoDataFrame(
    FRAME[["id", "name"]], geometry=[shapely.Point(13, 52), shapely.Point(1, 2)], crs=4326
)

WRITERS = {
    ".csv": lambda path: FRAME.to_csv(path, index=False),
    ".tsv": lambda path: FRAME.to_csv(path, index=False, sep="\t", encoding="utf-16"),
    ".xlsx": lambda path: FRAME.to_excel(path, index=False),
    ".json": lambda path: FRAME.to_json(path, orient="records"),
    ".jsonl": lambda path: FRAME.to_json(path, orient="records", lines=True),
    ".geojson": lambda path: SHAPES.to_file(path),
    ".gpkg": lambda path: SHAPES.to_file(path),
    ".fgb": lambda path: SHAPES.to_file(path),
    ".parquet": lambda path: SHAPES.to_parquet(path),
    ".zip": lambda path: pack(path),
}


def pack(path: Path) -> None:
    folder = path.parent / "parts"
    folder.mkdir()
    SHAPES.to_file(folder / "projects.shp")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)


def faults_of(source: Source) -> tuple[str, ...]:
    try:
        read_tables([source])
    except InputError as error:
        return error.faults
    return ()


def read_or_refuse(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for fault in faults_of(Source(path, path.name)):
        assert fault
        assert str(path.parent) not in fault


@pytest.mark.parametrize("ending", WRITERS)
def test_a_damaged_file_is_read_or_refused_but_nothing_else_happens(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"projects{ending}"
    WRITERS[ending](path)
    whole = np.frombuffer(path.read_bytes(), dtype="u1")
    random = np.random.default_rng(1)
    for _ in range(40):
        damaged = whole.copy()
        places = random.integers(0, len(whole), random.integers(1, 6))
        damaged[places] ^= (1 << random.integers(0, 8, len(places))).astype("u1")
        read_or_refuse(path, damaged.tobytes())
        read_or_refuse(path, whole[: random.integers(0, len(whole))].tobytes())


@pytest.mark.parametrize("ending", [*SUFFIXES, ".unknown"])
def test_any_bytes_are_read_or_refused_but_nothing_else_happens(tmp_path: Path, ending: str) -> None:
    random = np.random.default_rng(2)
    for size in (1, 2, 3, 20, 300):
        read_or_refuse(tmp_path / f"projects{ending}", random.bytes(size))
