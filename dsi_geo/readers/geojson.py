"""GeoJSON (RFC 7946): properties are records of JSON, shapes are built by Shapely; GDAL is not asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely import GeometryType

from dsi_geo.crs import is_known
from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.assembly import Layer, Source
from dsi_geo.readers.cells import dates_as_written
from dsi_geo.readers.columns import recognise
from dsi_geo.readers.json_tables import first_numbers, kind_of, table_of
from dsi_geo.readers.limits import MAX_SHAPE_PARTS, first_faults
from dsi_geo.schema import CRS, ENTITIES

Shapes = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Offsets = npt.NDArray[np.int64]

_KINDS: Final = {
    "Point": (GeometryType.POINT, 0, 1),
    "MultiPoint": (GeometryType.MULTIPOINT, 1, 1),
    "LineString": (GeometryType.LINESTRING, 1, 2),
    "MultiLineString": (GeometryType.MULTILINESTRING, 2, 2),
    "Polygon": (GeometryType.POLYGON, 2, 3),
    "MultiPolygon": (GeometryType.MULTIPOLYGON, 3, 3),
}
"""Kind -> Shapely's, in how many lists its positions stand, and how many at least in the innermost one."""

_COLLECTION_OF_SHAPES: Final = "GeometryCollection"


def shapes_of(geometries: Sequence[object]) -> Shapes:
    """The shapes of GeoJSON's geometries.

    Parameters
    ----------
    geometries
        Parsed JSON of any kind.

    Returns
    -------
    Two-dimensional shapes, in order; None for null, for an empty shape, and for one that cannot be built: of no
    known kind, with positions that are no finite numbers or stand in too many or too few lists. A collection
    keeps those of its shapes that can be built.
    """
    built = np.full(len(geometries), None, dtype=object)
    rows: dict[str, list[int]] = {}
    for row, geometry in enumerate(geometries):
        rows.setdefault(_kind(geometry), []).append(row)
    for kind, places in rows.items():
        if kind == _COLLECTION_OF_SHAPES:
            built[places] = _collections([geometries[row]["geometries"] for row in places])  # type: ignore[index]
        elif kind:
            built[places] = _simple(kind, [geometries[row]["coordinates"] for row in places])  # type: ignore[index]
    return built


def _kind(geometry: object) -> str:
    """The kind of a geometry that has what its kind needs; "" for all others."""
    if not isinstance(geometry, dict):
        return ""
    kind = geometry.get("type")
    if not isinstance(kind, str) or (kind not in _KINDS and kind != _COLLECTION_OF_SHAPES):
        return ""
    parts = geometry.get("geometries" if kind == _COLLECTION_OF_SHAPES else "coordinates")
    return kind if isinstance(parts, list) and parts else ""


def _simple(kind: str, coordinates: Sequence[Any]) -> Shapes:
    shapely_kind, depth, least = _KINDS[kind]
    flat = _flat(coordinates, depth, least)
    if flat is None:
        fitting = np.array([_flat([one], depth, least) is not None for one in coordinates])
        built = np.full(len(coordinates), None, dtype=object)
        if fitting.any():
            built[fitting] = _simple(kind, [coordinates[at] for at in np.flatnonzero(fitting).tolist()])
        return built
    positions, offsets = flat
    if not depth:
        return np.asarray(shapely.points(positions), dtype=object)
    return np.asarray(shapely.from_ragged_array(shapely_kind, positions, offsets), dtype=object)


def _flat(coordinates: Sequence[Any], depth: int, least: int) -> tuple[Floats, tuple[Offsets, ...]] | None:
    """The positions of many shapes of a kind, and where each list of them begins, innermost first.

    None if any of them is not made up as its kind is.
    """
    level, offsets = list(coordinates), []
    for deeper in range(depth):
        lengths = _lengths(level, least if deeper == depth - 1 else 1)
        if lengths is None:
            return None
        offsets.append(np.concatenate([[0], np.cumsum(lengths)]))
        level = list(chain.from_iterable(level))
    if _lengths(level, 2) is None or _most_parts(offsets, least) > MAX_SHAPE_PARTS:
        return None
    numbers = list(chain.from_iterable(position[:2] for position in level))
    if not {*map(type, numbers)} <= {int, float}:
        return None
    try:
        positions = np.array(numbers, dtype=np.float64).reshape(-1, 2)
    except OverflowError:  # a whole number of hundreds of digits
        return None
    return (positions, tuple(reversed(offsets))) if np.isfinite(positions).all() else None


def _most_parts(offsets: Sequence[Offsets], least: int) -> int:
    """Of how many points, lines or rings the shape consists that consists of most."""
    # A list of positions is one part, but in a MultiPoint, the only kind of which one position is enough.
    levels = offsets if least == 1 else offsets[:-1]
    if not levels:
        return 1
    ends = np.arange(len(levels[0]))
    for level in levels:
        ends = level[ends]
    return int(np.diff(ends).max())


def _lengths(lists: Sequence[Any], least: int) -> list[int] | None:
    """How long each list is; None if one is too short, or none."""
    if {*map(type, lists)} != {list}:
        return None
    lengths = list(map(len, lists))
    return lengths if min(lengths) >= least else None


def _collections(members: Sequence[list[object]]) -> Shapes:
    """A collection of each list of geometries; None where none of them can be built."""
    parts = shapes_of(list(chain.from_iterable(members)))
    owners = np.repeat(np.arange(len(members)), list(map(len, members)))
    known = parts != np.array(None)
    built = np.full(len(members), None, dtype=object)
    filled = np.unique(owners[known])
    built[filled] = shapely.geometrycollections(parts[known], indices=np.searchsorted(filled, owners[known]))
    return built


_DEEPEST: Final = 3
"""Objects within which collections are looked for."""

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


def collections_within(content: object) -> list[Any]:
    """The features of all FeatureCollections within an object, as in maps of uMap, with the names of their layers.

    A layer is named by its options, by itself, or by the key of the collection; where there is but one, it needs no
    name.
    """
    found = [(name, features) for name, features in _collections_in(content, "", 0) if features]
    if len(found) < 2:
        return [feature for _, features in found for feature in features]
    return [
        {**feature, "properties": {**(feature.get("properties") or {}), "layer": name}}
        for name, features in found
        for feature in features
        if isinstance(feature.get("properties"), dict | None)
    ]


def _collections_in(content: object, name: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    if depth > _DEEPEST:
        return
    if _is(content, _COLLECTION) and isinstance(content, dict):
        options = content.get("_umap_options") or content.get("_storage")
        own = options.get("name") if isinstance(options, dict) else content.get("name")
        features = content.get("features")
        if isinstance(features, list) and all(isinstance(one, dict) for one in features):
            yield (own if isinstance(own, str) and own else name), features
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _collections_in(value, str(key), depth + 1)
    elif isinstance(content, list) and all(_is(one, _COLLECTION) for one in content):
        for number, one in enumerate(content, start=1):
            yield from _collections_in(one, f"{name} {number}".strip(), depth + 1)


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
    if not any("id" in record for record in filled) and (
        any(isinstance(one, str) for one in ids) or _are_numbers_of_records(ids, filled)
    ):
        return [{"id": one, **record} for one, record in zip(ids, filled, strict=True)]
    return filled


def _are_numbers_of_records(ids: Sequence[object], records: Sequence[Mapping[str, Any]]) -> bool:
    """Whether ids are numbers that someone gave, and not those of the rows, in records without another identifier."""
    numbers = [one for one in ids if isinstance(one, int | float) and not isinstance(one, bool)]
    if (
        len(numbers) < len(ids)
        or len({*numbers}) < len(numbers)
        or sorted(numbers) == [*range(int(min(numbers)), int(min(numbers)) + len(numbers))]
    ):
        return False
    columns = [*dict.fromkeys(key for record in records for key in record)]
    return not any("id" in recognise(columns, entity).fields for entity in ENTITIES)


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
