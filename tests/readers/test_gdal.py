"""What GDAL reads, FlatGeobuf and Shapefile, leads nowhere else and holds no more than it says."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from dsi_geo.errors import InputError
from dsi_geo.readers import read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.vector import SWITCHES
from tests.serving import ROOT

CUSTOM = "+proj=laea +lat_0=52 +lon_0=10 +ellps=GRS80"
POINTS = [shapely.Point(13, 52), shapely.Point(14, 53)]

KEEP_ONLY = """
import sys
from pathlib import Path
from dsi_geo.sandbox.confinement import keep_only_read_formats

keep_only_read_formats()
from dsi_geo.readers import read_tables
from dsi_geo.readers.assembly import Source
for path in map(Path, sys.argv[1:]):
    print(read_tables([Source(path, path.name)])[0].frame["name"].tolist())
import pyogrio
print(sorted(pyogrio.list_drivers()))
"""


@pytest.fixture
def host() -> Iterator[tuple[str, socket.socket]]:
    """An address on this machine, and who listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", listener


def flatgeobuf(path: Path, text: str = "B", crs: str = CUSTOM) -> Path:
    gpd.GeoDataFrame({"name": ["A", text]}, geometry=POINTS, crs=crs).to_file(path, SPATIAL_INDEX="NO")
    return path


def shapefile(folder: Path) -> Path:
    path = folder / "projects.shp"
    gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=POINTS, crs=4326).to_file(path)
    return path


def packed(shapes: Path) -> Path:
    with zipfile.ZipFile(shapes.with_suffix(".zip"), "w") as archive:
        for part in shapes.parent.glob("projects.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name)
    return shapes.with_suffix(".zip")


def told(path: Path) -> str:
    try:
        read_tables([Source(path, path.name)])
    except InputError as error:
        return str(error)
    return "read"


def test_texts_and_reference_systems_of_a_file_are_asked_for_nowhere(
    tmp_path: Path, host: tuple[str, socket.socket]
) -> None:
    address, listener = host
    place = f"/vsicurl/{address}/a.geojson"
    layer = f"<OGRVRTLayer name='a'><SrcDataSource>{place}</SrcDataSource></OGRVRTLayer>"
    vrt = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    for text in (vrt, place, f"{address}/x", "GPKG:" + place):
        assert told(flatgeobuf(tmp_path / "a.fgb", text)) == "read"
    whole = flatgeobuf(tmp_path / "b.fgb").read_bytes()
    start = whole.index(b"PROJCS[") if b"PROJCS[" in whole else whole.index(b"PROJCRS[")
    for text in (
        address,
        place,
        f"+proj=longlat +nadgrids={address}/grid.gsb",
        vrt,
        f"urn:ogc:def:crs:{address}",
    ):
        changed = bytearray(whole)
        changed[start : start + len(text)] = text.encode()
        (tmp_path / "b.fgb").write_bytes(changed)
        told(tmp_path / "b.fgb")
    shapes = shapefile(tmp_path)
    for text in (
        address,
        place,
        vrt,
        f'PROJCS["x",EXTENSION["PROJ4","+proj=longlat +nadgrids={address}/grid.gsb"]]',
    ):
        shapes.with_suffix(".prj").write_text(text)
        told(packed(shapes))
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize("ending", [".fgb", ".shp"])
@pytest.mark.parametrize("filler", [b"", b"A", b"\x01\x01\x01\x01", b"\xff" * 4])
def test_words_of_other_formats_behind_the_first_bytes_are_not_looked_at(
    tmp_path: Path, host: tuple[str, socket.socket], ending: str, filler: bytes
) -> None:
    address, listener = host
    layer = f"<OGRVRTLayer name='a'><SrcDataSource>/vsicurl/{address}/a.csv</SrcDataSource></OGRVRTLayer>"
    words = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>".encode()
    start = {".fgb": b"fgb\x03fgb\x01", ".shp": b"\x00\x00\x27\x0a"}[ending]
    path = tmp_path / f"projects{ending}"
    for content in (start + filler + words, start + filler + b"\n" + words, start[:4] + filler + words):
        path.write_bytes(content)
        for other in (".shx", ".dbf"):
            path.with_suffix(other).write_bytes(content)
        assert "cannot be read: it is damaged" in told(path)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_an_index_that_refers_to_a_record_again_and_again_is_refused(tmp_path: Path) -> None:
    shapes = shapefile(tmp_path)
    assert told(packed(shapes)) == "read"
    index = shapes.with_suffix(".shx").read_bytes()
    shapes.with_suffix(".shx").write_bytes(index[:100] + index[100:108] * 5000)
    assert "cannot be read: it is damaged" in told(packed(shapes))
    shapes.with_suffix(".shx").write_bytes(index[:100] + np.array([2**31, 10], ">u4").tobytes())
    assert "cannot be read: it is damaged" in told(packed(shapes))


def test_options_of_gdal_are_as_they_were_after_reading(tmp_path: Path) -> None:
    before = {name: pyogrio.get_gdal_config_option(name) for name in SWITCHES}
    assert told(flatgeobuf(tmp_path / "a.fgb")) == "read"
    assert {name: pyogrio.get_gdal_config_option(name) for name in SWITCHES} == before


def test_a_process_that_only_reads_knows_two_formats(tmp_path: Path) -> None:
    paths = [flatgeobuf(tmp_path / "a.fgb"), packed(shapefile(tmp_path))]
    done = subprocess.run(
        [sys.executable, "-c", KEEP_ONLY, *map(str, paths)],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=True,
    )
    names = ["['A', 'B']", "['A', 'B']", "['ESRI Shapefile', 'FlatGeobuf', 'MEM']"]
    assert done.stdout.splitlines() == names
