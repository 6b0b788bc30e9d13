"""GeoParquet and plain Parquet; tables that are canonical already are read without any conversion."""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj.exceptions import CRSError

from dsi_geo.crs import crs_described, is_wgs84
from dsi_geo.errors import InputError, quoted
from dsi_geo.readers import wkb
from dsi_geo.readers.assembly import Layer, Source, Stored
from dsi_geo.readers.cells import typed
from dsi_geo.readers.json_tables import structure
from dsi_geo.readers.limits import MAX_DEPTH
from dsi_geo.readers.parquet_size import check_parquet
from dsi_geo.schema import (
    ADDED_COLUMNS,
    COLUMNS,
    CRS,
    DATE,
    ENTITIES,
    FINDING_COLUMNS,
    GEOMETRY,
    LIST,
    NUMBER,
    TEXT,
    Entity,
)

METADATA_KEY: Final = b"dsi_geo"
FINDINGS_KEY: Final = b"dsi_geo_findings"

MAX_DEFINITION: Final = 1_000_000
"""Characters of what GeoParquet notes of its columns of shapes, reference systems included."""

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
    RecursionError,
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
    with _refusing_damage(source.name):
        check_parquet(source.path, source.name)
        with pq.ParquetFile(source.path) as file:
            geo = _geo(file.schema_arrow, source.name)
            stored = _stored(file, geo, source)
            layer = None if stored is None else canonical_layer(stored)
            return [layer or _read_foreign(file, geo, source)]


def stored_canonically(source: Source) -> Stored | None:
    """The table of a Parquet file that is canonical, before any conversion; None of any other.

    Raises
    ------
    InputError
        If the file, or what its writer noted beside the table, is damaged, or too large.
    """
    with _refusing_damage(source.name):
        check_parquet(source.path, source.name)
        with pq.ParquetFile(source.path) as file:
            return _stored(file, _geo(file.schema_arrow, source.name), source)


def canonical_layer(stored: Stored) -> Layer | None:
    """The table in canonical dtypes; None if a value does not fit them after all."""
    table, known = stored.table, COLUMNS[stored.entity]
    columns: dict[str, pd.Series] = {}
    for column, dtype in known.items():
        if dtype == GEOMETRY:
            continue
        converted = as_canonical(table.column(column), dtype)
        if converted is None:
            return None
        columns[column] = converted
    points = _points(table.column("geometry"))
    if points is None:
        return None
    extras = [column for column in table.column_names if column not in known]
    rest = table.select(extras).to_pandas(ignore_metadata=True)
    frame = pd.DataFrame(columns | {column: rest[column] for column in extras}, copy=False)
    geometry = gpd.GeoSeries(points, crs=CRS)
    return Layer(stored.name, frame, geometry, canonical=stored.entity, metadata=stored.metadata)


def _stored(file: pq.ParquetFile, geo: Mapping[str, Any], source: Source) -> Stored | None:
    entity = _entity_of_schema(file.schema_arrow, geo)
    if entity is None:
        return None
    notes = _noted(file.schema_arrow.metadata or {}, source.name)
    table = file.read(use_pandas_metadata=False)
    for column in ADDED_COLUMNS:
        if column in COLUMNS[entity] and column not in table.column_names:
            kind = pa.float64() if COLUMNS[entity][column] == NUMBER else pa.string()
            table = table.append_column(column, pa.nulls(len(table), kind))
    return Stored(source.stem, entity, table, notes)


@contextmanager
def _refusing_damage(source: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise InputError(
            f"{quoted(source)} is damaged or no Parquet file. Export it again, or save it as CSV."
        ) from error


def _noted(metadata: Mapping[bytes, bytes], source: str) -> dict[str, Any]:
    """The JSON object under `METADATA_KEY`, and `findings` if there are any: a Parquet table, as bytes or in Base64."""
    try:
        noted = json.loads(metadata.get(METADATA_KEY, b"{}"))
        noted = noted if isinstance(noted, dict) else {}
        noted.pop("findings", None)  # only those stored as a table
        if not isinstance(noted.get("as_of") or "", str) or pd.isna(
            pd.Timestamp(noted.get("as_of") or "1970-01-01")
        ):
            raise ValueError("as_of is no day")
        if FINDINGS_KEY in metadata:
            noted["findings"] = _findings(metadata[FINDINGS_KEY], source)
    except (pa.ArrowException, OSError, ValueError, TypeError, OverflowError, RecursionError) as error:
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
    findings: pd.DataFrame = pq.read_table(io.BytesIO(content)).to_pandas(ignore_metadata=True)
    if not {*FINDING_COLUMNS} <= {*findings.columns}:
        raise ValueError("columns are missing")
    return findings


def _entity_of_schema(schema: pa.Schema, geo: Mapping[str, Any]) -> Entity | None:
    """Which canonical table has these columns in fitting types; None if neither."""
    for entity in ENTITIES:
        if all(
            _fits(schema.field(column).type, dtype) if column in schema.names else column in ADDED_COLUMNS
            for column, dtype in COLUMNS[entity].items()
        ):
            return entity if _is_wkb_in_wgs84(geo) else None
    return None


def _fits(stored: pa.DataType, dtype: object) -> bool:
    if dtype == GEOMETRY:
        return _is_binary(stored)
    if dtype == LIST:
        return bool(
            (pa.types.is_list(stored) or pa.types.is_large_list(stored)) and _is_string(stored.value_type)
        )
    if dtype == NUMBER:
        return bool(pa.types.is_floating(stored) or pa.types.is_integer(stored) or pa.types.is_null(stored))
    if dtype == DATE:
        return bool(pa.types.is_timestamp(stored) and stored.tz is None)
    if pa.types.is_dictionary(stored):
        stored = stored.value_type
    return _is_string(stored)


def _is_string(stored: pa.DataType) -> bool:
    return bool(pa.types.is_string(stored) or pa.types.is_large_string(stored))


def _is_binary(stored: pa.DataType) -> bool:
    return bool(pa.types.is_binary(stored) or pa.types.is_large_binary(stored))


def _is_wkb_in_wgs84(geo: Mapping[str, Any]) -> bool:
    about = _located(geo).get("geometry", {})
    reference = crs_described(about["crs"]) if "crs" in about else CRS
    return about.get("encoding") == "WKB" and reference is not None and is_wgs84(reference)


def as_canonical(column: pa.ChunkedArray, dtype: object) -> pd.Series | None:
    """A column of Arrow in a dtype of `schema.COLUMNS`; None if a value does not fit it."""
    if dtype == LIST:
        lists = column.cast(pa.list_(pa.string())).combine_chunks()
        whole = isinstance(lists, pa.Array) and not lists.null_count and not lists.flatten().null_count
        return pd.Series(pd.arrays.ArrowExtensionArray(lists), dtype=LIST) if whole else None
    if dtype == TEXT:
        plain = column.cast(pa.large_string()) if not pa.types.is_large_string(column.type) else column
        return pd.Series(pd.array(plain, dtype=TEXT))
    if dtype == NUMBER:
        return pd.Series(column.to_pandas()).astype(NUMBER)
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
    stored = wkb.point_coordinates(filled)
    if stored is None:
        return None
    longitude, latitude = np.full((2, len(column)), np.nan)
    known = column.is_valid().to_numpy()
    longitude[known], latitude[known] = stored[:, 0], stored[:, 1]
    return points_of(longitude, latitude)


def points_of(longitude: Floats, latitude: Floats) -> Shapes:
    """Points from degrees (EPSG:4326); None where one of both is NaN."""
    points = np.full(len(longitude), None, dtype=object)
    known = ~(np.isnan(longitude) | np.isnan(latitude))
    points[known] = shapely.points(longitude[known], latitude[known])
    return points


def _read_foreign(file: pq.ParquetFile, geo: Mapping[str, Any], source: Source) -> Layer:
    """Any other Parquet file; GeoParquet keeps its reference system."""
    table = file.read(use_pandas_metadata=False)
    located = {name: about for name, about in _located(geo).items() if name in table.column_names}
    primary = geo.get("primary_column")
    primary = primary if isinstance(primary, str) and primary in located else next(iter(located), None)
    if primary is not None and located[primary].get("encoding") != "WKB":
        # Notes of other pandas versions about their dtypes are not needed, and may not be understood.
        shapes = gpd.read_parquet(
            source.path, columns=[primary], to_pandas_kwargs={"ignore_metadata": True}
        ).geometry
    else:
        shapes = None if primary is None else _shapes(table.column(primary), located[primary])
    names = [name for name in table.column_names if name != primary and not name.startswith("__index_level_")]
    frame = table.select(names).to_pandas(ignore_metadata=True)
    for name in names:
        if name in located and located[name].get("encoding") == "WKB":
            frame[name] = pd.Series(
                shapely.to_wkt(_shapes(table.column(name), located[name])), dtype="object"
            )
        if frame[name].dtype == "object" or isinstance(
            frame[name].dtype, (pd.StringDtype, pd.CategoricalDtype)
        ):
            frame[name] = typed(frame[name])
    return Layer(source.stem, frame, shapes)


def _shapes(column: pa.ChunkedArray, about: Mapping[str, Any]) -> gpd.GeoSeries:
    stored = column.cast(pa.large_binary()).combine_chunks()
    if isinstance(stored, pa.ChunkedArray):
        stored = pa.concat_arrays(stored.chunks) if stored.num_chunks else pa.array([], pa.large_binary())
    crs = crs_described(about["crs"]) if "crs" in about else CRS
    return gpd.GeoSeries(wkb.shapes_of(stored), crs=crs)


def _geo(schema: pa.Schema, source: str) -> dict[str, Any]:
    """What GeoParquet notes of its columns of shapes; empty where it is plain Parquet."""
    text = (schema.metadata or {}).get(b"geo", b"{}").decode("utf-8")
    if len(text) > MAX_DEFINITION or structure(text).depth > MAX_DEPTH:
        raise InputError(
            f"{quoted(source)}: what is noted of its shapes (metadata “geo”) is too long or nested too deeply. "
            "Export it again, or save it as GeoJSON or CSV."
        )
    noted = json.loads(text)
    return noted if isinstance(noted, dict) else {}


def _located(geo: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    columns = geo.get("columns")
    columns = columns if isinstance(columns, dict) else {}
    return {name: about for name, about in columns.items() if isinstance(about, dict)}
