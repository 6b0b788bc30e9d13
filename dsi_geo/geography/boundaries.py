"""Boundaries of countries and regions: which contains a point, how far a point lies outside, which touch.

Everything here stays in EPSG:4326. Distances are great-circle metres to corners of the boundary, and near the boundary
those of a local plane (longitude scaled by the cosine of the latitude): within 50 km that is exact to about 1 %,
further away to some 300 m. The boundaries themselves are simplified to about 3 km (countries) and 1 km (regions).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dsi_geo.bundled import GEOGRAPHY
from dsi_geo.crs import EARTH_RADIUS_M
from dsi_geo.geography.sphere import Floats, metres_of_chord, unit_sphere

if TYPE_CHECKING:
    from scipy.spatial import cKDTree


OFFSHORE_M = 10_000.0
"""How far off a boundary a point still counts as inside: coasts are simplified, and harbours lie in the water."""
_SHARE_ACROSS = 0.02
_LONGEST_EDGE_DEGREES = 0.1
_NEAREST_CORNERS = 6
_PLANE_M = 50_000.0
_SAME_M = 1e-3
"""Boundaries whose distances differ by less are one."""
_MEASURED_TO_ALL = 10
"""So many points are looked up in a tree; fewer are measured to all corners, if these bound one area."""


@dataclass(frozen=True)
class _Corners:
    """Corners of boundaries, each with the one after it in its ring; the codes are those of the polygons' owners."""

    on_sphere: Floats
    longitude: Floats
    latitude: Floats
    following: npt.NDArray[np.intp]
    preceding: npt.NDArray[np.intp]
    code: npt.NDArray[np.object_]

    @cached_property
    def tree(self) -> cKDTree:
        """All of them, to look the nearest up in."""
        from scipy.spatial import cKDTree

        return cKDTree(self.on_sphere)


@cache
def _polygons(table: str) -> gpd.GeoDataFrame:
    return gpd.read_parquet(GEOGRAPHY / f"{table}.parquet").set_index("code")


def countries() -> gpd.GeoDataFrame:
    """
    The countries with their boundaries.

    Returns
    -------
    gpd.GeoDataFrame
        EPSG:4326, indexed by `code` (ISO 3166-1 alpha-2), columns as in `dsi_geo.geography.countries.countries` and
        `geometry` (polygons; missing for Vatican City). A copy.
    """
    return _polygons("countries").copy()


@cache
def middles_of_countries() -> pd.DataFrame:
    """
    The middle and the size of every country.

    Returns
    -------
    pd.DataFrame
        Indexed by `code` (alpha-2): `latitude`, `longitude` (float64, degrees, EPSG:4326: the centroid) and `extent_m`
        (float64: the root of the area, in metres, to about 1 %); missing for Vatican City.
    """
    shapes = _polygons("countries").geometry
    middle = shapely.centroid(shapes.array)
    latitude = shapely.get_y(middle)
    square_degrees = shapely.area(shapes.array) * np.cos(np.radians(latitude))
    extent_m = np.sqrt(square_degrees) * np.radians(1) * EARTH_RADIUS_M
    columns = {"latitude": latitude, "longitude": shapely.get_x(middle), "extent_m": extent_m}
    return pd.DataFrame(columns, index=shapes.index)


def regions() -> gpd.GeoDataFrame:
    """
    The first-level regions with their boundaries.

    Returns
    -------
    gpd.GeoDataFrame
        EPSG:4326, indexed by `code` (ISO 3166-2): `country`, `name`, `population` and its year, kind and note, and
        `geometry`. Some countries have no regions here (see the README of the data). A copy.
    """
    return _polygons("regions").copy()


@cache
def region_names() -> pd.Series:
    """The name (``str``) of every first-level region, by its ISO 3166-2 code."""
    return _polygons("regions")["name"].astype("str")


def is_region(codes: pd.Series) -> pd.Series:
    """
    Which codes are those of a region here.

    Parameters
    ----------
    codes : pd.Series
        ISO 3166-2 codes, missing allowed.

    Returns
    -------
    pd.Series
        bool, index of `codes`; False where it is missing.
    """
    known = _polygons("regions").index.get_indexer(codes.to_numpy(object)) >= 0
    return pd.Series(known, index=codes.index)


class _Areas(NamedTuple):
    """The polygons of a table and their codes, for loops that would spend their time in pandas."""

    shapes: npt.NDArray[np.object_]
    """None where there is none."""
    codes: pd.Index


@cache
def _areas(table: str) -> _Areas:
    polygons = _polygons(table)
    return _Areas(np.asarray(polygons.geometry.array, dtype=object), polygons.index)


def _corners_of(shapes: npt.NDArray[np.object_], codes: npt.NDArray[np.object_]) -> _Corners:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(shapely.segmentize(parts, _LONGEST_EDGE_DEGREES), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    at = np.arange(len(xy))
    starts = np.searchsorted(ring, np.arange(len(rings)))
    ends = np.append(starts[1:], len(xy)) - 1
    following, preceding = at + 1, at - 1
    # A ring's last corner repeats its first.
    following[ends], preceding[starts] = starts + 1, ends - 1
    on_sphere = unit_sphere(xy[:, 1], xy[:, 0])
    return _Corners(on_sphere, xy[:, 0], xy[:, 1], following, preceding, codes[owner[part[ring]]])


@cache
def _country_corners() -> _Corners:
    """Corners of the boundaries of all countries."""
    shapes, codes = _areas("countries")
    known = ~shapely.is_missing(shapes)
    return _corners_of(shapes[known], codes.to_numpy(object)[known])


@cache
def _region_corners(country: str) -> _Corners:
    """Corners of the boundaries of one country's regions."""
    shapes, codes = _areas("regions")
    own = (_polygons("regions")["country"] == country).to_numpy()
    return _corners_of(shapes[own], codes.to_numpy(object)[own])


@cache
def _corners_of_area(table: str, at: int) -> _Corners:
    """Corners of the boundary of one area, by its row in the table."""
    shapes, codes = _areas(table)
    return _corners_of(shapes[[at]], codes.to_numpy(object)[[at]])


def _metres_east_north(
    corners: _Corners, at: npt.NDArray[np.intp], latitude: Floats, longitude: Floats
) -> tuple[Floats, Floats]:
    """Corners seen from the points, in the plane that touches the earth there."""
    turned = (corners.longitude[at] - longitude[:, None] + 180) % 360 - 180
    east = np.radians(turned) * np.cos(np.radians(latitude))[:, None] * EARTH_RADIUS_M
    return east, np.radians(corners.latitude[at] - latitude[:, None]) * EARTH_RADIUS_M


def _distance_to_edge_m(ax: Floats, ay: Floats, bx: Floats, by: Floats) -> Floats:
    """Distance of the origin from the edges a-b."""
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = np.clip(-(ax * dx + ay * dy) / np.where(length == 0, 1, length), 0, 1)
    return np.hypot(ax + along * dx, ay + along * dy)


def _nearest_corners(corners: _Corners, points: Floats) -> tuple[Floats, npt.NDArray[np.intp]]:
    """The nearest corners to each point on the unit sphere, nearest first: straight distances, and which."""
    k = min(_NEAREST_CORNERS, len(corners.code))
    if len(points) < _MEASURED_TO_ALL and corners.code[0] == corners.code[-1]:
        square = np.square(corners.on_sphere - points[:, None, :]).sum(axis=2)
        at = np.argpartition(square, k - 1, axis=1)[:, :k]
        square = np.take_along_axis(square, at, axis=1)
        order = np.argsort(square, axis=1, kind="stable")
        return np.sqrt(np.take_along_axis(square, order, axis=1)), np.take_along_axis(at, order, axis=1)
    distances, numbers = corners.tree.query(points, k=k)
    return np.reshape(distances, (len(points), k)), np.reshape(numbers, (len(points), k))


def _nearest_boundary(
    corners: _Corners, latitude: Floats, longitude: Floats
) -> tuple[Floats, npt.NDArray[np.object_]]:
    """Distance in metres from each point to the nearest boundary, and the code of the polygon it bounds."""
    chord, at = _nearest_corners(corners, unit_sphere(latitude, longitude))
    far_m = metres_of_chord(chord)
    ax, ay = _metres_east_north(corners, at, latitude, longitude)
    edges = [
        _distance_to_edge_m(ax, ay, *_metres_east_north(corners, other[at], latitude, longitude))
        for other in (corners.following, corners.preceding)
    ]
    distance = np.where(far_m < _PLANE_M, np.minimum(*edges), far_m)
    best = distance.argmin(axis=1)
    rows = np.arange(len(latitude))
    return distance[rows, best], corners.code[at[rows, best]]


def _containing(table: str, points: shapely.STRtree) -> pd.DataFrame:
    """Pairs of point and the code of a polygon that contains it, the smallest polygon first."""
    polygons = _polygons(table).geometry.dropna()
    # Asked this way round, each polygon is prepared once for all points.
    polygon, point = points.query(polygons.array, predicate="intersects")
    size = shapely.area(polygons.array)[polygon]
    pairs = pd.DataFrame({"point": point, "code": polygons.index.to_numpy(object)[polygon], "size": size})
    return pairs.sort_values(["point", "size"], ignore_index=True)


def _countries_of(
    points: shapely.STRtree, latitude: Floats, longitude: Floats
) -> tuple[npt.NDArray[np.object_], Floats]:
    """Country of each point and the distance off its boundary, 0 inside."""
    inside = _containing("countries", points).drop_duplicates("point")
    country = np.full(len(latitude), None, dtype=object)
    offshore = np.full(len(latitude), np.nan)
    country[inside["point"]], offshore[inside["point"]] = inside["code"], 0.0
    outside = np.flatnonzero(np.isnan(offshore))
    if len(outside):
        distance, code = _nearest_area("countries", None, latitude[outside], longitude[outside])
        near = distance <= OFFSHORE_M
        country[outside[near]], offshore[outside[near]] = code[near], distance[near]
    return country, offshore


def _nearest_area(
    table: str, country: str | None, latitude: Floats, longitude: Floats
) -> tuple[Floats, npt.NDArray[np.object_]]:
    """Distance in metres to the nearest boundary of a country, or of a region of one country, and the area's code.

    What is farther than `OFFSHORE_M` may be the distance to any.
    """
    if len(latitude) < _MEASURED_TO_ALL and (country or not _country_corners.cache_info().currsize):
        shapes, codes = _areas(table)
        near = _near_bounds(shapes, latitude, longitude)
        if country is not None:
            near = near[(_polygons("regions")["country"].iloc[near] == country).to_numpy()]
        measured = [
            _nearest_boundary(_corners_of_area(table, int(at)), latitude, longitude)[0] for at in near
        ]
        distance = np.stack([*measured, np.full(len(latitude), np.inf), np.full(len(latitude), np.inf)])
        first, second = np.partition(distance, 1, axis=0)[:2]
        # Where two have a corner in common that is nearest, the tree decides, however many points are asked for.
        if (first > OFFSHORE_M).all() or (second - first)[first <= OFFSHORE_M].min() > _SAME_M:
            owners = np.append(codes.to_numpy(object)[near], [None, None])
            return first, owners[distance.argmin(axis=0)]
    corners = _country_corners() if country is None else _region_corners(country)
    return _nearest_boundary(corners, latitude, longitude)


def _near_bounds(
    shapes: npt.NDArray[np.object_], latitude: Floats, longitude: Floats
) -> npt.NDArray[np.intp]:
    """Rows of the shapes that may be within `OFFSHORE_M` of one of the points, by their bounds."""
    west, south, east, north = (bound[:, None] for bound in shapely.bounds(shapes).T)
    margin = np.degrees(OFFSHORE_M / EARTH_RADIUS_M) * 1.01
    wide = margin / np.maximum(np.cos(np.radians(np.abs(latitude) + margin)), 1e-6)
    inside = (latitude >= south - margin) & (latitude <= north + margin)
    beside = [
        (longitude + turn >= west - wide) & (longitude + turn <= east + wide) for turn in (-360, 0, 360)
    ]
    return np.flatnonzero((inside & np.any(beside, axis=0)).any(axis=1))


def _regions_of(
    points: shapely.STRtree, latitude: Floats, longitude: Floats, country: npt.NDArray[np.object_]
) -> npt.NDArray[np.object_]:
    """Region of each point within its country; the nearest where the point lies between the simplified boundaries."""
    region = np.full(len(latitude), None, dtype=object)
    inside = _containing("regions", points)
    inside["country"] = inside["code"].map(_polygons("regions")["country"])
    inside = inside[inside["country"] == country[inside["point"]]].drop_duplicates("point")
    region[inside["point"]] = inside["code"]
    with_regions = set(_polygons("regions")["country"])
    left = pd.Series(country)[[code is None for code in region]]
    for code, group in left[left.isin(with_regions)].groupby(left):
        at = group.index.to_numpy()
        distance, nearest = _nearest_area("regions", str(code), latitude[at], longitude[at])
        near = distance <= OFFSHORE_M
        region[at[near]] = nearest[near]
    return region


def locate(latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
    """
    Which country and which region contain each point.

    A point in no country takes the nearest one within 10 km (`OFFSHORE_M`), since coasts are simplified; the region is
    always one of that country. Distances are local (see the module); nothing is reprojected.

    Parameters
    ----------
    latitude, longitude : pd.Series
        Degrees, EPSG:4326, with the same index. Missing and infinite values, and latitudes beyond the poles, are
        allowed.

    Returns
    -------
    pd.DataFrame
        Index of `latitude`; `country` (alpha-2, ``str``), `region` (ISO 3166-2, ``str``) and `offshore_m` (float64,
        metres off the country's boundary, 0 inside), missing where there is none, on the high seas, or where the point
        is not a point on earth.
    """
    lat_lon = np.column_stack([latitude.to_numpy(float), longitude.to_numpy(float)])
    points = pd.DataFrame(lat_lon, columns=["latitude", "longitude"])
    on_earth = np.isfinite(lat_lon).all(axis=1) & (np.abs(lat_lon) <= (90, 180)).all(axis=1)
    distinct = points[on_earth].drop_duplicates(ignore_index=True)
    lat, lon = distinct["latitude"].to_numpy(), distinct["longitude"].to_numpy()
    tree = shapely.STRtree(shapely.points(lon, lat))
    country, offshore = _countries_of(tree, lat, lon)
    distinct["country"] = pd.array(country, dtype="str")
    distinct["region"] = pd.array(_regions_of(tree, lat, lon, country), dtype="str")
    distinct["offshore_m"] = offshore
    located = points.merge(distinct, how="left", on=["latitude", "longitude"])
    return located[["country", "region", "offshore_m"]].set_axis(latitude.index)


def distance_to_country_m(latitude: pd.Series, longitude: pd.Series, country: pd.Series) -> pd.Series:
    """
    How far each point lies outside a country: to judge a stated country with a tolerance.

    Parameters
    ----------
    latitude, longitude : pd.Series
        Degrees, EPSG:4326.
    country : pd.Series
        ISO 3166-1 alpha-2 codes. All three with the same index; missing values are allowed.

    Returns
    -------
    pd.Series
        float64 metres, index of `latitude`: 0 inside the country, NaN where the point or the country is missing, or
        the country is unknown or has no geometry.
    """
    return _distance_m("countries", latitude, longitude, country)


def distance_to_region_m(latitude: pd.Series, longitude: pd.Series, region: pd.Series) -> pd.Series:
    """How far each point lies outside a region (ISO 3166-2): as `distance_to_country_m`."""
    return _distance_m("regions", latitude, longitude, region)


def _distance_m(table: str, latitude: pd.Series, longitude: pd.Series, area: pd.Series) -> pd.Series:
    lat, lon = latitude.to_numpy(float), longitude.to_numpy(float)
    shapes, codes = _areas(table)
    distance = np.full(len(lat), np.nan)
    number, named = pd.factorize(area)
    found = codes.get_indexer(named.to_numpy(object))
    found[found >= 0] = np.where(shapely.is_missing(shapes[found[found >= 0]]), -1, found[found >= 0])
    owner = np.append(found, -1)[number]
    rows = np.flatnonzero((owner >= 0) & np.isfinite(lat) & np.isfinite(lon))
    rows = rows[np.argsort(owner[rows], kind="stable")]
    for at in np.split(rows, np.flatnonzero(np.diff(owner[rows])) + 1) if len(rows) else []:
        one = int(owner[at[0]])
        shapely.prepare(shapes[one])
        inside = shapely.intersects_xy(shapes[one], lon[at], lat[at])
        distance[at[inside]] = 0.0
        outside = at[~inside]
        if len(outside):
            # Only now, since taking a boundary apart costs far more than looking inside it.
            distance[outside], _ = _nearest_boundary(_corners_of_area(table, one), lat[outside], lon[outside])
    return pd.Series(distance, index=latitude.index, name="distance_m")


def spans_areas(shapes: gpd.GeoSeries) -> pd.DataFrame:
    """
    Whether shapes lie in more than one country or region.

    Parameters
    ----------
    shapes : gpd.GeoSeries
        Areas, lines and groups of points in EPSG:4326; missing allowed.

    Returns
    -------
    pd.DataFrame
        bool columns `countries` and `regions`, index of `shapes`; False where a shape is missing. What lies across a
        border with less than 2 % of itself, or in no more than its simplified course, does not count.
    """
    found = {}
    for table in ("countries", "regions"):
        areas = _polygons(table).geometry.dropna()
        known = shapes.dropna()
        known = known[known.is_valid.to_numpy(bool)]
        shape, area = shapely.STRtree(areas.array).query(known.array, predicate="intersects")
        common = shapely.intersection(np.asarray(known.array)[shape], np.asarray(areas.array)[area])
        share = _size(common) / _size(np.asarray(known.array)[shape])
        counts = pd.Series(share >= _SHARE_ACROSS).groupby(shape).sum()
        several = counts.index[counts > 1]
        found[table] = pd.Series(shapes.index.isin(known.index[several]), index=shapes.index)
    return pd.DataFrame(found)


def _size(shapes: npt.NDArray[np.object_]) -> Floats:
    """How much there is of each shape, to compare parts of it: its area, else its length, else its points."""
    area, length = shapely.area(shapes), shapely.length(shapes)
    points = shapely.get_num_coordinates(shapes).astype(float)
    size: Floats = np.where(area > 0, area, np.where(length > 0, length, points))
    return size


@cache
def _pairs() -> pd.DataFrame:
    # The shapes share their corners, within a country and across its borders, so that touching is exact.
    shapes = regions().geometry
    one, other = shapely.STRtree(shapes.array).query(shapes.array, predicate="intersects")
    codes = shapes.index
    pairs = pd.DataFrame({"region": codes[one[one != other]], "neighbour": codes[other[one != other]]})
    return pairs.sort_values(["region", "neighbour"], ignore_index=True)


def neighbouring_regions() -> pd.DataFrame:
    """
    Pairs of regions whose boundaries share at least a point (queen contiguity), across national borders too.

    Returns
    -------
    pd.DataFrame
        `region`, `neighbour` (ISO 3166-2 codes, ``str``), each pair both ways. A region without a land border, or
        whose country has no regions here, is in none. Computed when first asked for (a third of a second). A copy.
    """
    return _pairs().copy()


LOADERS: Final = (
    partial(_areas, "countries"),
    partial(_areas, "regions"),
    middles_of_countries,
    region_names,
)
"""What loads the tables here: a process that waits may call one after another."""
