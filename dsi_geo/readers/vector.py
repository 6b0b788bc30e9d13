"""FlatGeobuf and Shapefile, through GDAL, which is kept from all other formats, files and hosts.

GDAL asks each of its formats in turn whether a file is theirs, and some of them lead on to other files and hosts.
Those know their files by words in the first bytes up to a zero, or by the ending. So a file gets here an ending of
our own choosing, and is refused before GDAL sees it unless a zero follows right on what it must begin with.
A process that only reads leaves those formats out altogether (`sandbox.confinement.keep_only_read_formats`).
"""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError
from pyproj.exceptions import CRSError

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers import dbase
from dsi_geo.readers.archive import SHAPEFILE_PARTS, VECTOR_STARTS
from dsi_geo.readers.assembly import Layer, Source
from dsi_geo.readers.cells import typed
from dsi_geo.readers.columns import entity_of_name
from dsi_geo.readers.json_tables import unfolded
from dsi_geo.readers.limits import check_size, max_rows

SWITCHES: Final = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GDAL_VRT_ENABLE_RAWRASTERBAND": "NO",
}
"""GDAL's own options that are set for as long as it reads."""

_DRIVERS: Final = frozenset({"FlatGeobuf", "ESRI Shapefile"})
_START: Final = 12
"""Bytes that tell a format: of FlatGeobuf they end with the size of its header, a megabyte at most."""

_SHP_HEADER: Final = 100
"""Bytes before the first record of a Shapefile, and of its index."""

_SIDECARS: Final = SHAPEFILE_PARTS[:2]
_JSON: Final = "OFSTJSON"
_AS_BYTES: Final = "ISO-8859-1"
"""As which GDAL is to read the texts of a Shapefile: each byte becomes a character, and none is lost."""

_BROKEN: Final = (
    DataSourceError,
    DataLayerError,
    FieldError,
    GeometryError,
    CRSError,
    shapely.errors.ShapelyError,
    pa.ArrowException,
    ValueError,
    OSError,
    RuntimeError,
    OverflowError,
    UnboundLocalError,
)
"""What pyogrio, Arrow, pyproj and shapely raise while reading a damaged file (the last is pyogrio's way of
stumbling over a damaged .prj)."""


def read(source: Source) -> list[Layer]:
    """Read the layers that are named for projects or organisations, or else the first one with records.

    Parameters
    ----------
    source
        FlatGeobuf, or a Shapefile whose other parts lie beside it.

    Returns
    -------
    A layer each, with its shapes in the file's reference system.

    Raises
    ------
    InputError
        If the file is damaged or incomplete.
    """
    with source.path.open("rb") as file:
        start = file.read(_START)
    if not start.startswith(VECTOR_STARTS[source.ending]) or b"\x00" not in start:
        raise _damaged(source)
    encoding = None
    if source.ending == ".shp":
        _check_sidecars(source)
        _check_records(source)
        encoding = dbase.encoding_of(_part(source, ".dbf"), _beside(source, ".cpg"), source.name)
    with _named(source) as path:
        try:
            return _layers(path, source, encoding)
        except _BROKEN as error:
            raise _damaged(source) from error


@contextmanager
def _named(source: Source) -> Iterator[Path]:
    """The file under an ending that GDAL expects: an upload may lie under any name."""
    with warnings.catch_warnings(), TemporaryDirectory(prefix="dsi-geo-") as folder, _switched():
        warnings.simplefilter("ignore")  # GDAL's remarks on files that it reads all the same
        if source.path.suffix.lower() == source.ending:
            yield source.path.absolute()
            return
        yield Path(shutil.copyfile(source.path, Path(folder, f"table{source.ending}")))


@contextmanager
def _switched() -> Iterator[None]:
    """GDAL's options for reading what strangers made; as they were afterwards."""
    before = {name: pyogrio.get_gdal_config_option(name) for name in SWITCHES}
    pyogrio.set_gdal_config_options(SWITCHES)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def _layers(path: Path, source: Source, encoding: dbase.Encoding | None) -> list[Layer]:
    names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    named = source.asked_of(names) or [name for name in names if entity_of_name(name) is not None]
    if len(names) < 2 or not named:
        return _first_with_records(path, source, names, encoding)
    others = tuple(name for name in names if name not in named)
    return [replace(_layer(path, name, name, encoding), others=others) for name in named]


def _first_with_records(
    path: Path, source: Source, names: list[str], encoding: dbase.Encoding | None
) -> list[Layer]:
    layer = None
    for name in names:
        layer = _layer(path, name, name, encoding)
        if len(layer.frame):
            break
    if layer is None:
        raise _damaged(source)
    told = encoding.notes if encoding else ()
    others = tuple(name for name in names if name != layer.name)
    note = f"{quoted(source.name)}: the layers {', '.join(map(quoted, others))} were not read."
    own_name = layer.name if len(names) > 1 or entity_of_name(layer.name) else source.stem
    notes = (*told, *((note,) if others else ()))
    return [Layer(own_name, layer.frame, layer.geometry, notes=notes, others=others)]


def _layer(path: Path, layer: str | None, name: str, encoding: dbase.Encoding | None) -> Layer:
    options = {"ENCODING": _AS_BYTES} if encoding else {}
    info = pyogrio.read_info(path, layer=layer, **options)
    if info["driver"] not in _DRIVERS:  # by the content: a file may say that it is in another, or elsewhere
        raise DataSourceError(f"read by {info['driver']}")
    check_size(max(info["features"], 0), len(info["fields"]), name)
    # GDAL's own Arrow tables of damaged FlatGeobuf files point out of their buffers, and end the process.
    # Times in several zones are asked for one by one: in UTC they could be those of another day.
    table = pyogrio.read_dataframe(
        path,
        layer=layer,
        max_features=max_rows() + 1,
        use_arrow=path.suffix.lower() != ".fgb",
        mixed_offsets_as_utc=False,
        **options,
    )
    check_size(len(table), len(info["fields"]), name)
    fields = zip(info["fields"], info["ogr_subtypes"], strict=True)
    nested = {str(field) for field, subtype in fields if subtype == _JSON}
    located = isinstance(table, gpd.GeoDataFrame)
    frame = pd.DataFrame(table.drop(columns=table.geometry.name) if located else table).reset_index(drop=True)
    if encoding:
        frame = _decoded(frame, encoding.codec)
    columns: list[tuple[str, pd.Series]] = []
    for at, field in enumerate(map(str, frame.columns)):
        column = frame.iloc[:, at]
        if field in nested:
            columns += unfolded(field, [_from_json(cell) for cell in column], name)
        else:
            columns.append((field, _typed(column)))
    geometry = table.geometry.reset_index(drop=True) if located else None
    if columns:
        check_size(len(frame), len(columns), name)
        titles = [title for title, _ in columns]
        frame = pd.concat([column for _, column in columns], axis=1).set_axis(titles, axis=1)
    return Layer(name, frame, geometry)


def _decoded(frame: pd.DataFrame, codec: str) -> pd.DataFrame:
    """A table that was read as `_AS_BYTES`, its texts and names in their own encoding; letters cut in two left out."""

    def text(cell: object) -> object:
        if not isinstance(cell, str):
            return cell
        return cell.encode(_AS_BYTES, "replace").decode(codec, "replace").rstrip("\ufffd")

    texts = {
        at: frame.iloc[:, at].astype("object").map(text)
        for at in range(frame.shape[1])
        if _is_text(frame.iloc[:, at])
    }
    columns = [texts[at] if at in texts else frame.iloc[:, at] for at in range(frame.shape[1])]
    return pd.concat(columns, axis=1).set_axis([*map(text, frame)], axis=1) if columns else frame


def _is_text(column: pd.Series) -> bool:
    return column.dtype == "object" or isinstance(column.dtype, pd.StringDtype)


def _typed(column: pd.Series) -> pd.Series:
    return typed(column) if _is_text(column) else column


def _from_json(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell


def _check_sidecars(source: Source) -> None:
    # Under another ending it has none; and the folder of a file that is no Shapefile by its name is not open to us.
    named = source.path.suffix.lower() == source.ending
    beside = {path.name.lower() for path in source.path.parent.iterdir()} if named else set()
    missing = [ending for ending in _SIDECARS if f"{source.path.stem}{ending}".lower() not in beside]
    if missing:
        raise InputError(
            f"{quoted(source.name)} is one part of a Shapefile; {' and '.join(missing)} are not beside it. "
            "Pack all of its parts into one ZIP archive."
        )


def _check_records(source: Source) -> None:
    """Refuse a Shapefile whose index refers to a record more than once: so a small file could hold gigabytes."""
    index_bytes = _part(source, ".shx").read_bytes()[_SHP_HEADER:]
    index = np.frombuffer(index_bytes, ">u4", count=len(index_bytes) // 4).astype(np.int64)
    check_size(len(index) // 2, 1, source.name)
    places, lengths = 2 * index[: len(index) // 2 * 2].reshape(-1, 2).T
    content = np.fromfile(source.path, np.uint8)
    if not len(places):
        return
    if places.max() + 8 > len(content):
        raise _damaged(source)
    stated = content[places[:, np.newaxis] + np.arange(4, 8)].copy().view(">u4").astype(np.int64)
    if max(lengths.sum(), 2 * stated.sum()) > len(content):
        raise _damaged(source)


def _beside(source: Source, ending: str) -> Path | None:
    """Another part of a Shapefile, whatever the case of its ending; None if there is none."""
    name = f"{source.path.stem}{ending}".lower()
    return next((path for path in source.path.parent.iterdir() if path.name.lower() == name), None)


def _part(source: Source, ending: str) -> Path:
    """A part of a Shapefile that `_check_sidecars` found."""
    path = _beside(source, ending)
    assert path is not None
    return path


def _damaged(source: Source) -> InputError:
    return InputError(
        f"{quoted(source.name)} cannot be read: it is damaged, or not what its ending {quoted(source.ending)} says. "
        "Export it again, or save it as GeoJSON or CSV."
    )
