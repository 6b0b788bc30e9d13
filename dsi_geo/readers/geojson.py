"""GeoJSON: properties are records of JSON, shapes are built by Shapely; GDAL, which follows links, is not asked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from dsi_geo.crs import is_known
from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.cells import dates_as_written
from dsi_geo.readers.geojson_shapes import shapes_of
from dsi_geo.readers.json_table import first_numbers, kind_of, table_of
from dsi_geo.readers.limits import first_faults
from dsi_geo.readers.raw import Layer, Source
from dsi_geo.schema import CRS

_COLLECTION: Final = "FeatureCollection"
_FEATURE: Final = "Feature"

_OWN: Final = frozenset({"type", "geometry", "id", "bbox", "crs", "properties"})
"""Members of a feature that are no properties; some writers leave out "properties" and put them beside these."""

_REFERENCE: Final = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?(EPSG|OGC|ESRI|IGNF)[:/](?:[\d.]*[:/])?(\w+)",
    re.IGNORECASE,
)
"""Names of reference systems in GeoJSON of before 2016, such as "urn:ogc:def:crs:EPSG::25832" or "EPSG:25832"."""


def features_of(content: object, source: str) -> list[Any] | None:
    """The features of parsed JSON; None if it is no GeoJSON.

    Parameters
    ----------
    content
        A FeatureCollection, a Feature, or a list of Features, as in a file with one a line.

    Raises
    ------
    InputError
        If it is GeoJSON without features.
    """
    if isinstance(content, list) and content and all(_is(item, _FEATURE) for item in content):
        return content
    if _is(content, _FEATURE):
        return [content]
    if not isinstance(content, dict) or not _is(content, _COLLECTION):
        return None
    features = content.get("features")
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise InputError(f'{quoted(source)} is GeoJSON without a list of "features". Export it again.')
    if not features:
        raise InputError(f"{quoted(source)} has no features. Add at least one record.")
    return features


def read(source: Source, features: Sequence[Any], crs: object) -> list[Layer]:
    """Read the features of GeoJSON.

    Parameters
    ----------
    source
        The file, for messages.
    features
        What `features_of` found.
    crs
        The member "crs" of the file; None where it has none. A name is looked up in PROJ's own list; nothing
        that it refers to is ever asked for.

    Returns
    -------
    One layer, two-dimensional, in the reference system that is named, or else in WGS84.

    Raises
    ------
    InputError
        If the properties of a feature are no object.
    """
    frame = _with_dates(table_of(_records(features, source.name), source.name))
    given = [feature.get("geometry") for feature in features]
    shapes = shapes_of(given)
    reference, notes = _reference(crs, source.name)
    broken = sum(shape is None and _is_meant(one) for shape, one in zip(shapes, given, strict=True))
    if broken:
        notes.append(
            f"{quoted(source.name)}: {broken:,} of {len(shapes):,} shapes are not as GeoJSON writes them and are taken "
            "as missing."
        )
    return [Layer(source.stem, frame, gpd.GeoSeries(shapes, crs=reference), notes=tuple(notes))]


def _is(item: object, kind: str) -> bool:
    found = item.get("type") if isinstance(item, dict) else None
    return isinstance(found, str) and found == kind


def _records(features: Sequence[Mapping[str, Any]], source: str) -> list[dict[str, Any]]:
    """The properties of each feature, with its id first where features have ids that are no mere row numbers."""
    records = [_properties(feature) for feature in features]
    strange = first_numbers(records, lambda record: not isinstance(record, dict | None))
    if strange:
        faults = [
            f'{quoted(source)}, item {at:,} of {quoted("features")}: its "properties" are {kind_of(records[at - 1])}, '
            "an object expected."
            for at in strange
        ]
        raise InputError(first_faults(faults, sum(not isinstance(record, dict | None) for record in records)))
    filled = [record or {} for record in records]
    ids = [feature.get("id") for feature in features]
    if any(isinstance(one, str) for one in ids) and not any("id" in record for record in filled):
        return [{"id": one, **record} for one, record in zip(ids, filled, strict=True)]
    return filled


def _properties(feature: Mapping[str, Any]) -> Any:
    if "properties" in feature:
        return feature["properties"]
    return {key: value for key, value in feature.items() if key not in _OWN}


def _with_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with columns of dates as dates: JSON has no such type, but one way to write them."""
    columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    if not columns:
        return frame
    dated = [column if (dates := dates_as_written(column)) is None else dates for column in columns]
    return pd.concat(dated, axis=1).set_axis(frame.columns, axis=1)


def _is_meant(geometry: object) -> bool:
    """Whether something was to be a shape: null and empty lists of positions were not."""
    if isinstance(geometry, dict):
        return bool(geometry.get("coordinates", True)) and bool(geometry.get("geometries", True))
    return geometry is not None


def _reference(crs: object, source: str) -> tuple[str, list[str]]:
    """The reference system that a file names, or WGS84; sentences about a name that says nothing."""
    if crs is None:
        return CRS, []
    match crs:
        case {"type": "name", "properties": {"name": str() as name}} if found := _REFERENCE.fullmatch(
            name.strip()
        ):
            reference = f"{found[1]}:{found[2]}"
        case {"type": "EPSG", "properties": {"code": int() as code}}:
            reference = f"EPSG:{code}"
        case _:
            reference = ""
    if reference and is_known(reference):
        return reference, []
    named = quoted(json.dumps(crs, ensure_ascii=True))
    note = (
        f"{quoted(source)}: its coordinate reference system {named} is not understood, and nothing is looked up "
        "elsewhere; its coordinates are taken as WGS84."
    )
    return CRS, [note]
