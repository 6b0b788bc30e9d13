"""Shapes in a column of a plain table: WKT, EWKT, GeoJSON, and WKB in hexadecimal (PostGIS, GeoPackage).

GeoJSON is met as JSON, as Python prints an object (`{'type': 'Point', …}`) and as Java does (`{type=Point, …}`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely

from dsi_geo.crs import is_known
from dsi_geo.errors import quoted
from dsi_geo.readers import geojson, wkb
from dsi_geo.readers.assembly import Layer
from dsi_geo.readers.columns import place_field
from dsi_geo.readers.limits import MAX_NESTING
from dsi_geo.schema import CRS

Shapes = npt.NDArray[np.object_]

_WKT: Final = (
    r"\s*(?:<[^<>\s]*>\s*)?(?:(?i:SRID)=\d{1,6};)?\s*"
    r"(?i:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(?i:[ZM]{1,2}\s*)?(?:\(|(?i:EMPTY)\s*$)"
)
_SRID_AND_WKT: Final = r"(?is)^\s*(?:<[^<>\s]*>\s*)?(?:SRID=(?P<srid>\d{1,6});)?\s*(?P<wkt>.*)$"
_OTHER_GLOBE: Final = r"^\s*<"
"""Wikidata names the globe before a point that is not on the Earth."""

_GEOJSON: Final = r"\s*\{.*\"(?:coordinates|geometries)\""
_PRINTED: Final = r"\s*\{.*(?:'(?:coordinates|geometries)'\s*:|\b(?:coordinates|geometries)\s*=)"
_MEMBER: Final = re.compile(r"\b(type|coordinates|geometry|geometries)\s*=\s*([A-Za-z]+\b)?")
_HEXADECIMAL: Final = r"(?:0[01]|4750)[0-9A-Fa-f]{16,}$"
_PACKAGED: Final = b"GP"
_ENVELOPES: Final = (0, 32, 48, 48, 64)
"""Bytes of the bounds in the header of a shape of GeoPackage, by its flags."""

_LOOKED_AT: Final = 200
_LEAST: Final = 0.9
"""Share of the filled cells, of the first `_LOOKED_AT`, that must be shapes."""

_WIDEST: Final = 360
"""Coordinates of greater size are no degrees."""


class _Kind(NamedTuple):
    """A way to write shapes: the pattern of its cells, and what reads them."""

    pattern: str
    read: Callable[[pd.Series], tuple[Shapes, pd.Series]]


def with_geometry(layer: Layer, source: str, columns: Mapping[str, str]) -> Layer:
    """A layer with the shapes that one of its columns holds; as it is where none does.

    Parameters
    ----------
    layer
        After `assembly.tidy`. One that has shapes, or columns named for latitude and longitude, is left as it is.
    source
        Name for messages.
    columns
        Field -> column, said by the visitor: who names columns for latitude and longitude wants those.

    Returns
    -------
    The layer without the column where all of its filled cells became shapes; of several columns of shapes, the one
    with most points, or the first, is taken.
    """
    named = {place_field(str(column)) for column in layer.frame.columns} | {*columns}
    if layer.geometry is not None or layer.canonical or {"latitude", "longitude"} <= named:
        return layer
    found = {
        column: read
        for column in layer.frame.columns
        if column not in columns.values() and (read := _shapes(layer.frame[column])) is not None
    }
    if not found:
        return layer
    column = max(found, key=lambda name: found[name][1])
    shapes, _, reference, unread = found[column]
    others = [other for other in found if other != column]
    notes = [f"{quoted(source)}: the places are the shapes in the column {quoted(column)}."]
    if others:
        notes.append(f"{quoted(source)}: the shapes in {', '.join(map(quoted, others))} were not used.")
    if unread:
        notes.append(
            f"{quoted(source)}: {unread:,} of the filled cells of {quoted(column)} cannot be read as shapes; the "
            "column is kept beside them."
        )
    frame = layer.frame if unread else layer.frame.drop(columns=column)
    geometry = gpd.GeoSeries(shapes, index=layer.frame.index, crs=reference)
    return replace(layer, frame=frame, geometry=geometry, notes=(*layer.notes, *notes))


def _shapes(cells: pd.Series) -> tuple[Shapes, int, str, int] | None:
    """The shapes of a column, how many are points, their reference system, and how many filled cells are none."""
    if cells.dtype == object:
        if not any(isinstance(cell, dict) for cell in cells):
            return None
        cells = cells.map(lambda cell: json.dumps(cell) if isinstance(cell, dict) else None).astype("str")
    if not isinstance(cells.dtype, pd.StringDtype):
        return None
    first = cells.dropna().iloc[:_LOOKED_AT].str.strip()
    if not len(first) or not first.str.match("|".join(kind.pattern for kind in _KINDS)).mean() >= _LEAST:
        return None
    cells = cells.str.strip()
    shapes = np.full(len(cells), None, dtype=object)
    references: set[str] = set()
    for kind in _KINDS:
        rows = cells.str.match(kind.pattern, na=False).to_numpy(dtype=bool)
        if rows.any():
            shapes[rows], srids = kind.read(cells[rows])
            references |= {f"EPSG:{srid}" for srid in srids.dropna().unique()}
    return _referred(shapes, references, int(cells.notna().sum()), cells)


def _referred(
    shapes: Shapes, references: set[str], filled: int, cells: pd.Series
) -> tuple[Shapes, int, str, int] | None:
    """See `_shapes`; None where the numbers are no degrees, and nothing says what else they are."""
    known = shapes != np.array(None)
    usable = shapes[known]
    if not len(usable):
        return None
    bounds = shapely.bounds(usable)
    finite = bounds[np.isfinite(bounds).all(axis=1)]
    stated = len(references) == 1 and is_known(next(iter(references)))
    if not stated and (len(references) > 1 or (len(finite) and np.abs(finite).max() > _WIDEST)):
        return None
    empty = int(cells.str.contains(r"(?i)\bEMPTY\s*$", na=False).sum())
    points = int((shapely.get_type_id(usable) == shapely.GeometryType.POINT).sum())
    return shapes, points, references.pop() if stated else CRS, filled - len(usable) - empty


def _from_wkt(cells: pd.Series) -> tuple[Shapes, pd.Series]:
    parts = cells.str.extract(_SRID_AND_WKT)
    nested = parts["wkt"].str.count(r"(?i)GEOMETRYCOLLECTION").gt(MAX_NESTING)
    usable = ~(nested | cells.str.contains(_OTHER_GLOBE)) & ~parts["wkt"].str.contains(
        r"(?i)EMPTY\s*$", na=False
    )
    texts = parts["wkt"].where(usable).astype(object).where(lambda text: text.notna(), None)
    return shapely.from_wkt(texts.to_numpy(), on_invalid="ignore"), parts["srid"].where(usable)


def _from_geojson(cells: pd.Series) -> tuple[Shapes, pd.Series]:
    shapes = geojson.shapes_of([_geometry(cell) for cell in cells])
    return shapes, pd.Series(None, index=cells.index, dtype="str")


def _from_printed(cells: pd.Series) -> tuple[Shapes, pd.Series]:
    return _from_geojson(cells.map(_as_json))


def _as_json(cell: str) -> str:
    """An object as Python or Java prints it, as JSON."""
    members = _MEMBER.sub(lambda found: f'"{found[1]}":' + (f'"{found[2]}"' if found[2] else ""), cell)
    return members.replace("'", '"')


def _geometry(cell: str) -> Any:
    """The geometry in a text of JSON, or of a feature in it; None where there is none."""
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found.get("geometry", found) if isinstance(found, dict) else None


def _from_hexadecimal(cells: pd.Series) -> tuple[Shapes, pd.Series]:
    blobs, srids = zip(*map(_bytes, cells), strict=True)
    shapes = wkb.shapes_of(pa.array(blobs, pa.large_binary()))
    stated = [
        inside if outside is None else outside
        for inside, outside in zip(_srids_within(shapes), srids, strict=True)
    ]
    return shapes, pd.Series(stated, index=cells.index, dtype="str")


def _bytes(cell: str) -> tuple[bytes | None, str | None]:
    """WKB out of hexadecimal digits, and the reference system that GeoPackage's header names."""
    try:
        blob = bytes.fromhex(cell)
    except ValueError:
        return None, None
    if not blob.startswith(_PACKAGED):
        return blob, None
    flags = blob[3] if len(blob) > 8 else 0
    order, envelope = ("little" if flags & 1 else "big"), (flags >> 1) & 7
    if envelope >= len(_ENVELOPES):
        return None, None
    srid = int.from_bytes(blob[4:8], order, signed=True)  # type: ignore[arg-type]
    return blob[8 + _ENVELOPES[envelope] :], str(srid) if srid > 0 else None


def _srids_within(shapes: Shapes) -> list[str | None]:
    """The reference systems that EWKB names."""
    known = shapes != np.array(None)
    numbers = np.zeros(len(shapes), dtype=int)
    numbers[known] = shapely.get_srid(shapes[known])
    return [str(number) if number > 0 else None for number in numbers.tolist()]


_KINDS: Final = (
    _Kind(_WKT, _from_wkt),
    _Kind(_GEOJSON, _from_geojson),
    _Kind(_PRINTED, _from_printed),
    _Kind(_HEXADECIMAL, _from_hexadecimal),
)
