"""Shapes of GeoJSON (RFC 7946, section 3.1), built by Shapely all at once; nothing else reads them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely import GeometryType

from dsi_geo.readers.limits import MAX_SHAPE_PARTS

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

_COLLECTION: Final = "GeometryCollection"


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
        if kind == _COLLECTION:
            built[places] = _collections([geometries[row]["geometries"] for row in places])  # type: ignore[index]
        elif kind:
            built[places] = _simple(kind, [geometries[row]["coordinates"] for row in places])  # type: ignore[index]
    return built


def _kind(geometry: object) -> str:
    """The kind of a geometry that has what its kind needs; "" for all others."""
    if not isinstance(geometry, dict):
        return ""
    kind = geometry.get("type")
    if not isinstance(kind, str) or (kind not in _KINDS and kind != _COLLECTION):
        return ""
    parts = geometry.get("geometries" if kind == _COLLECTION else "coordinates")
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
