"""Formats with shapes, through GDAL: GeoPackage, FlatGeobuf and Shapefile."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError
from pyproj.exceptions import CRSError

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.cells import typed
from dsi_geo.readers.columns import entity_of_name
from dsi_geo.readers.geopackage import check_geopackage
from dsi_geo.readers.limits import check_size, max_rows
from dsi_geo.readers.nested import unfolded
from dsi_geo.readers.raw import Layer, Source
from dsi_geo.readers.signatures import SHAPEFILE_PARTS, VECTOR_STARTS

_DRIVERS: Final = frozenset({"GPKG", "FlatGeobuf", "ESRI Shapefile"})
_SIDECARS: Final = SHAPEFILE_PARTS[:2]
_JSON: Final = "OFSTJSON"

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
        GeoPackage, FlatGeobuf, or a Shapefile whose other parts lie beside it.

    Returns
    -------
    A layer each, with its shapes in the file's reference system.

    Raises
    ------
    InputError
        If the file is damaged or incomplete.
    """
    with source.path.open("rb") as file:
        if file.read(len(VECTOR_STARTS[source.ending])) != VECTOR_STARTS[source.ending]:
            raise _damaged(source)
    if source.ending == ".shp":
        _check_sidecars(source)
    with _named(source) as path:
        if source.ending == ".gpkg":
            check_geopackage(path, source.name)
        try:
            return _layers(path, source)
        except _BROKEN as error:
            raise _damaged(source) from error


@contextmanager
def _named(source: Source) -> Iterator[Path]:
    """The file under an ending that GDAL expects: an upload may lie under any name."""
    with warnings.catch_warnings(), TemporaryDirectory(prefix="dsi-geo-") as folder:
        warnings.simplefilter("ignore")  # GDAL's remarks on files that it reads all the same
        if source.path.suffix.lower() == source.ending:
            yield source.path.absolute()
            return
        yield Path(shutil.copyfile(source.path, Path(folder, f"table{source.ending}")))


def _layers(path: Path, source: Source) -> list[Layer]:
    names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    named = [name for name in names if entity_of_name(name) is not None]
    if len(names) < 2 or not named:
        return _first_with_records(path, source, names)
    return [_layer(path, name, name) for name in named]


def _first_with_records(path: Path, source: Source, names: list[str]) -> list[Layer]:
    layer = None
    for name in names:
        layer = _layer(path, name, name)
        if len(layer.frame):
            break
    if layer is None:
        raise _damaged(source)
    others = [name for name in names if name != layer.name]
    note = f"{quoted(source.name)}: the layers {', '.join(map(quoted, others))} were not read."
    own_name = layer.name if len(names) > 1 or entity_of_name(layer.name) else source.stem
    return [Layer(own_name, layer.frame, layer.geometry, notes=(note,) if others else ())]


def _layer(path: Path, layer: str | None, name: str) -> Layer:
    info = pyogrio.read_info(path, layer=layer)
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
    )
    check_size(len(table), len(info["fields"]), name)
    fields = zip(info["fields"], info["ogr_subtypes"], strict=True)
    nested = {str(field) for field, subtype in fields if subtype == _JSON}
    located = isinstance(table, gpd.GeoDataFrame)
    frame = pd.DataFrame(table.drop(columns=table.geometry.name) if located else table).reset_index(drop=True)
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


def _typed(column: pd.Series) -> pd.Series:
    if column.dtype == "object" or isinstance(column.dtype, pd.StringDtype):
        return typed(column)
    return column


def _from_json(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell


def _check_sidecars(source: Source) -> None:
    beside = {path.name.lower() for path in source.path.parent.iterdir()}
    missing = [ending for ending in _SIDECARS if f"{source.path.stem}{ending}".lower() not in beside]
    if missing:
        raise InputError(
            f"{quoted(source.name)} is one part of a Shapefile; {' and '.join(missing)} are not beside it. "
            "Pack all of its parts into one ZIP archive."
        )


def _damaged(source: Source) -> InputError:
    return InputError(
        f"{quoted(source.name)} cannot be read: it is damaged, or not what its ending {quoted(source.ending)} says. "
        "Export it again, or save it as GeoJSON or CSV."
    )
