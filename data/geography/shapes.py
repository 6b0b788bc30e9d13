"""Polygons of the build of the geography: read, cut at the antimeridian, dissolved, simplified; all in EPSG:4326."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import Polygon

CRS = "EPSG:4326"
GRID_DEGREES = 1 / 4096  # about 27 m; a binary fraction, so that coordinates compress well


def ring_in_the_plane(ring: Any) -> Any:
    """A ring whose longitudes run on past 180 degrees instead of jumping back; one round a pole is led through it."""
    corners = shapely.get_coordinates(ring)
    corners[:, 0] = np.unwrap(corners[:, 0], period=360)
    if abs(corners[-1, 0] - corners[0, 0]) > 180:
        pole = np.sign(corners[:, 1].mean()) * 90
        corners = np.vstack([corners, [corners[-1, 0], pole], [corners[0, 0], pole], corners[0]])
    return shapely.linearrings(corners)


def cut_at_antimeridian(shape: Any) -> Any:
    """Polygons that cross the antimeridian (TopoJSON joins them there) cut in two, as GIS files have them."""
    pieces = []
    for polygon in shapely.get_parts(shape):
        corners = shapely.get_coordinates(polygon.exterior)
        if np.abs(np.diff(corners[:, 0])).max() <= 180:
            pieces.append(polygon)
            continue
        plane = Polygon(
            ring_in_the_plane(polygon.exterior), [ring_in_the_plane(ring) for ring in polygon.interiors]
        )
        plane = shapely.make_valid(plane, method="structure", keep_collapsed=False)
        for shift in (-360, 0, 360):
            window = shapely.box(shift - 180, -90, shift + 180, 90)
            pieces.append(shapely.transform(shapely.intersection(plane, window), lambda xy: xy - [shift, 0]))  # noqa: B023
    return shapely.make_valid(
        shapely.multipolygons([*flat_polygons(pieces)]), method="structure", keep_collapsed=False
    )


def flat_polygons(shapes: Iterable[Any]) -> Iterator[Any]:
    """Every polygon among shapes of any kind."""
    parts = shapely.get_parts(shapely.get_parts(list(shapes)))
    yield from parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)]


def read_topology(path: Path, layer: str | None = None) -> gpd.GeoDataFrame:
    """Features of a TopoJSON file with their polygons made valid, EPSG:4326; features without an area are left out."""
    features = gpd.read_file(path, layer=layer).set_crs(CRS, allow_override=True)
    shapes = features.geometry.to_numpy()
    features = features[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))].copy()
    features.geometry = [cut_at_antimeridian(shape) for shape in features.geometry]
    return features[~features.geometry.is_empty]


def polygonal(geometry: Any) -> Any:
    """The polygons of a geometry, on the grid; None where nothing is left."""
    parts = shapely.get_parts(shapely.make_valid(geometry, method="structure", keep_collapsed=False))
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    snapped = shapely.set_precision(shapely.union_all(polygons), GRID_DEGREES)
    return None if snapped.is_empty else snapped


def simplified(shapes: np.ndarray, tolerance: float) -> np.ndarray:
    """Simplify polygons that share borders, without opening cracks between them."""
    smooth = shapely.coverage_simplify(shapes, tolerance)
    # Where simplifying leaves nothing of a small shape, its own outline is the better answer.
    result = [polygonal(shape) or polygonal(source) for shape, source in zip(smooth, shapes, strict=True)]
    return np.array(result, dtype=object)


def without_slivers(shape: Any, smallest: float = 1e-4) -> Any:
    """A dissolved shape without the hair-thin holes left between its parts (`smallest` in square degrees)."""
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = shapely.get_rings(polygon)
        holes = [ring for ring in rings[1:] if shapely.area(shapely.polygons(ring)) > smallest]
        polygons.append(Polygon(rings[0], holes))
    return shapely.union_all(polygons)
