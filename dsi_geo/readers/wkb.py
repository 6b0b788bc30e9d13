"""Shapes in well-known binary: looked through before Shapely reads them, which ends the process on some of them."""

from __future__ import annotations

import math
import struct
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from dsi_geo.readers.limits import MAX_NESTING, MAX_SHAPE_PARTS

Shapes = npt.NDArray[np.object_]

_POINT: Final = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
"""21 bytes: a little-endian point in two dimensions, as every writer stores it."""

_LITTLE_ENDIAN: Final = 1
_POINT_TYPE, _LINE_TYPE, _POLYGON_TYPE = 1, 2, 3
_MANIFOLD: Final = (4, 5, 6, 7)
"""Shapes made up of shapes."""

_HAS_Z, _HAS_M, _HAS_SRID = 0x80000000, 0x40000000, 0x20000000
"""Marks of the dialect of PostGIS; ISO adds 1000 for heights and 2000 for measures to the type."""


def point_coordinates(stored: pa.Array) -> npt.NDArray[np.float64] | None:
    """Longitude and latitude of points; None if there is any other shape, or a point in another dialect.

    Parameters
    ----------
    stored
        Large binary without missing values.
    """
    if len(stored) and not pc.all(pc.equal(pc.binary_length(stored), _POINT.itemsize)).as_py():
        return None
    start = int(np.frombuffer(stored.buffers()[1], "<i8")[stored.offset]) if len(stored) else 0
    content = stored.buffers()[2] if len(stored) else b""
    points = np.frombuffer(content, _POINT, count=len(stored), offset=start)
    if not ((points["order"] == _LITTLE_ENDIAN) & (points["type"] == _POINT_TYPE)).all():
        return None
    return np.column_stack([points["x"], points["y"]])


def shapes_of(stored: pa.Array) -> Shapes:
    """The shapes of a column.

    Parameters
    ----------
    stored
        Large binary; missing values stay missing.

    Returns
    -------
    Shapes of any dimension; None for one that is damaged, nested in more than `MAX_NESTING` levels, or made up of
    more than `MAX_SHAPE_PARTS`.
    """
    shapes = np.full(len(stored), None, dtype=object)
    known = stored.is_valid().to_numpy(zero_copy_only=False)
    filled = stored.drop_null()
    points = point_coordinates(filled)
    if points is not None:
        usable = ~np.isnan(points).any(axis=1)
        known[known] = usable
        shapes[known] = shapely.points(points[usable])
        return shapes
    blobs = filled.to_numpy(zero_copy_only=False)
    shapes[known] = shapely.from_wkb(
        np.array([blob if _is_sound(blob) else None for blob in blobs], dtype=object), on_invalid="ignore"
    )
    return shapes


def _is_sound(blob: bytes) -> bool:
    """Whether the parts of a shape lie within it, and not too many of them within one another."""
    try:
        return _walk(blob) <= len(blob)
    except struct.error:
        return False


def _walk(blob: bytes) -> float:
    """Where a shape ends; infinity where its parts are too many, nested too deeply, or of a kind that is not known."""
    at, parts, pending = 0, 0, [1]
    while pending and parts <= MAX_SHAPE_PARTS:
        if not pending[-1]:
            pending.pop()
            continue
        pending[-1] -= 1
        parts += 1
        number = "<I" if blob[at : at + 1] == b"\x01" else ">I"
        (kind,) = struct.unpack_from(number, blob, at + 1)
        at += 9 if kind & _HAS_SRID else 5
        dialect, kind = kind & (_HAS_Z | _HAS_M), kind & 0x1FFFFFFF
        axes = 2 + bool(dialect & _HAS_Z) + bool(dialect & _HAS_M) + (0, 1, 1, 2)[min(kind // 1000, 3)]
        kind %= 1000
        if kind == _POINT_TYPE:
            at += 8 * axes
            continue
        (count,) = struct.unpack_from(number, blob, at)
        at += 4
        if kind == _LINE_TYPE:
            at += 8 * axes * count
        elif kind == _POLYGON_TYPE:
            parts += count
            for _ in range(count if parts <= MAX_SHAPE_PARTS else 0):
                (positions,) = struct.unpack_from(number, blob, at)
                at += 4 + 8 * axes * positions
        elif kind in _MANIFOLD and len(pending) <= MAX_NESTING:
            pending.append(count)
        else:
            return math.inf
    return at if parts <= MAX_SHAPE_PARTS else math.inf
