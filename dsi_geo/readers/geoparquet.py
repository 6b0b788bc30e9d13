"""GeoParquet and plain Parquet; tables that are canonical already are read without any conversion."""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely
from pyproj.exceptions import CRSError

from dsi_geo.crs import is_wgs84
from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.cells import typed
from dsi_geo.readers.parquet_size import check_parquet
from dsi_geo.readers.raw import Layer, Source
from dsi_geo.schema import COLUMNS, CRS, DATE, ENTITIES, GEOMETRY, LIST, TEXT, Entity

METADATA_KEY: Final = b"dsi_geo"
FINDINGS_KEY: Final = b"dsi_geo_findings"

_POINT_WKB: Final = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
"""21 bytes: a little-endian point in two dimensions, as every writer of GeoParquet stores it."""

_LITTLE_ENDIAN, _WKB_POINT = 1, 1

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

_BROKEN: Final = (
    pa.ArrowException,
    shapely.errors.ShapelyError,
    CRSError,
    ValueError,
    OSError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
)
"""What pyarrow, geopandas and shapely raise on damaged files."""


def read(source: Source) -> list[Layer]:
    """Read a Parquet file.

    Parameters
    ----------
    source
        GeoParquet, or plain Parquet with columns of coordinates.

    Returns
    -------
    One layer. It is canonical, its columns in the dtypes of `schema.COLUMNS`, if the file has all
    canonical columns in fitting types and its geometry is WKB points in WGS84.

    Raises
    ------
    InputError
        If the file, or what its writer noted beside a canonical table, is damaged.
    """
    try:
        check_parquet(source.path, source.name)
        with pq.ParquetFile(source.path) as file:
            schema = file.schema_arrow
            entity = _entity_of_schema(schema)
            layer = None if entity is None else _read_canonical(file, entity, source.stem)
        if layer is not None:
            return [replace(layer, metadata=_noted(schema.metadata or {}, source.name))]
        return [_read_foreign(source, schema)]
    except _BROKEN as error:
        raise InputError(
            f"{quoted(source.name)} is damaged or no Parquet file. Export it again, or save it as CSV."
        ) from error


def _noted(metadata: Mapping[bytes, bytes], source: str) -> dict[str, Any]:
    """The JSON object under `METADATA_KEY`, and `findings` if there are any: a Parquet table, as bytes or in Base64."""
    try:
        noted = json.loads(metadata.get(METADATA_KEY, b"{}"))
        noted = noted if isinstance(noted, dict) else {}
        noted.pop("findings", None)  # only those stored as a table
        if FINDINGS_KEY in metadata:
            noted["findings"] = _findings(metadata[FINDINGS_KEY], source)
    except (pa.ArrowException, OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"{quoted(source)}: the notes stored beside its table (metadata “dsi_geo”) are damaged. "
            "Convert the database again."
        ) from error
    return noted


def _findings(stored: bytes, source: str) -> pd.DataFrame:
    try:
        content = stored if stored.startswith(b"PAR1") else base64.b64decode(stored, validate=True)
    except binascii.Error:
        content = stored
    check_parquet(pa.py_buffer(content), source)
    findings: pd.DataFrame = pq.read_table(io.BytesIO(content)).to_pandas()
    return findings


def _entity_of_schema(schema: pa.Schema) -> Entity | None:
    """Which canonical table has these columns in fitting types; None if neither."""
    for entity in ENTITIES:
        if all(
            column in schema.names and _fits(schema.field(column).type, dtype)
            for column, dtype in COLUMNS[entity].items()
        ):
            return entity if _is_wkb_in_wgs84(schema) else None
    return None


def _fits(stored: pa.DataType, dtype: object) -> bool:
    if dtype == GEOMETRY:
        return _is_binary(stored)
    if dtype == LIST:
        return bool(
            (pa.types.is_list(stored) or pa.types.is_large_list(stored)) and _is_string(stored.value_type)
        )
    if dtype == DATE:
        return bool(pa.types.is_timestamp(stored) and stored.tz is None)
    if pa.types.is_dictionary(stored):
        stored = stored.value_type
    return _is_string(stored)


def _is_string(stored: pa.DataType) -> bool:
    return bool(pa.types.is_string(stored) or pa.types.is_large_string(stored))


def _is_binary(stored: pa.DataType) -> bool:
    return bool(pa.types.is_binary(stored) or pa.types.is_large_binary(stored))


def _is_wkb_in_wgs84(schema: pa.Schema) -> bool:
    try:
        noted = json.loads((schema.metadata or {}).get(b"geo", b"{}"))["columns"]["geometry"]
        reference = noted.get("crs", "OGC:CRS84")
        return bool(noted["encoding"] == "WKB" and reference is not None and is_wgs84(reference))
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _read_canonical(file: pq.ParquetFile, entity: Entity, name: str) -> Layer | None:
    """The table in canonical dtypes; None if a value does not fit them after all."""
    table = file.read(use_pandas_metadata=False)
    columns: dict[str, pd.Series] = {}
    for column, dtype in COLUMNS[entity].items():
        if dtype == GEOMETRY:
            continue
        converted = as_canonical(table.column(column), dtype)
        if converted is None:
            return None
        columns[column] = converted
    geometry = _points(table.column("geometry"))
    if geometry is None:
        return None
    extras = [column for column in table.column_names if column not in COLUMNS[entity]]
    rest = table.select(extras).to_pandas(ignore_metadata=True)
    frame = pd.DataFrame(columns | {column: rest[column] for column in extras}, copy=False)
    return Layer(name, frame, gpd.GeoSeries(geometry, crs=CRS), canonical=entity)


def as_canonical(column: pa.ChunkedArray, dtype: object) -> pd.Series | None:
    """A column of Arrow in a dtype of `schema.COLUMNS`; None if a value does not fit it."""
    if dtype == LIST:
        lists = column.cast(pa.list_(pa.string())).combine_chunks()
        whole = isinstance(lists, pa.Array) and not lists.null_count and not lists.flatten().null_count
        return pd.Series(pd.arrays.ArrowExtensionArray(lists), dtype=LIST) if whole else None
    if dtype == TEXT:
        plain = column.cast(pa.large_string()) if not pa.types.is_large_string(column.type) else column
        return pd.Series(pd.array(plain, dtype=TEXT))
    if dtype == DATE:
        return pd.Series(column.cast(pa.timestamp("ms")).to_pandas()).astype(DATE)
    return _as_categories(column, dtype)


def _as_categories(column: pa.ChunkedArray, dtype: object) -> pd.Series | None:
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    values = encoded.unify_dictionaries().combine_chunks()
    if isinstance(values, pa.ChunkedArray):
        values = values.chunk(0) if values.num_chunks else pa.array([], column.type).dictionary_encode()
    words = pd.Index(values.dictionary.to_pandas(), dtype=TEXT)
    codes = values.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    if words.hasnans:
        return None
    # A dtype with a vocabulary is equal to "category" as well: it has to be asked for first.
    if not isinstance(dtype, pd.CategoricalDtype):
        return pd.Series(pd.Categorical.from_codes(codes, categories=words))
    places = np.append(dtype.categories.get_indexer(words), -1)
    if not words.isin(dtype.categories).all():
        return None
    return pd.Series(pd.Categorical.from_codes(places[codes], dtype=dtype))


def _points(column: pa.ChunkedArray) -> Shapes | None:
    """Points out of WKB, missing where that is or the point is empty; None if there is any other shape."""
    filled = column.drop_null().cast(pa.large_binary()).combine_chunks()
    if isinstance(filled, pa.ChunkedArray):
        filled = pa.concat_arrays(filled.chunks) if filled.num_chunks else pa.array([], pa.large_binary())
    if len(filled) and not pc.all(pc.equal(pc.binary_length(filled), _POINT_WKB.itemsize)).as_py():
        return None
    start = np.frombuffer(filled.buffers()[1], "<i8")[filled.offset] if len(filled) else 0
    content = filled.buffers()[2] if len(filled) else b""
    stored = np.frombuffer(content, _POINT_WKB, count=len(filled), offset=int(start))
    if not ((stored["order"] == _LITTLE_ENDIAN) & (stored["type"] == _WKB_POINT)).all():
        return None
    longitude, latitude = np.full((2, len(column)), np.nan)
    known = column.is_valid().to_numpy()
    longitude[known], latitude[known] = stored["x"], stored["y"]
    return points_of(longitude, latitude)


def points_of(longitude: Floats, latitude: Floats) -> Shapes:
    """Points from degrees (EPSG:4326); None where one of both is NaN."""
    points = np.full(len(longitude), None, dtype=object)
    known = ~(np.isnan(longitude) | np.isnan(latitude))
    points[known] = shapely.points(longitude[known], latitude[known])
    return points


def _read_foreign(source: Source, schema: pa.Schema) -> Layer:
    """Any other Parquet file; GeoParquet keeps its reference system."""
    if b"geo" in (schema.metadata or {}):
        # Notes of other pandas versions about their dtypes are not needed, and may not be understood.
        located = gpd.read_parquet(source.path, to_pandas_kwargs={"ignore_metadata": True})
        geometry = located.geometry
        table = pd.DataFrame(located.drop(columns=geometry.name))
    else:
        geometry, table = None, pq.read_table(source.path).to_pandas(ignore_metadata=True)
    frame = table.drop(columns=[name for name in table.columns if str(name).startswith("__index_level_")])
    for column in frame.columns:
        if frame[column].dtype == "object" or isinstance(
            frame[column].dtype, (pd.StringDtype, pd.CategoricalDtype)
        ):
            frame[column] = typed(frame[column])
    return Layer(source.stem, frame, geometry)
