"""Map clusters: records that lie close on the screen, drawn as one circle with its count."""

from __future__ import annotations

import math
from collections.abc import Iterator
from copy import copy
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis import map_grids as cells
from dsi_geo.analysis.map_grids import Cells, Floats, Groups, Table
from dsi_geo.crs import MAX_LATITUDE, web_mercator
from dsi_geo.geography.countries import country_name
from dsi_geo.geography.web_mercator import TILE_PX, Bounds, to_latitude, to_mercator, turns, wrapped
from dsi_geo.schema import PROJECTS, Entity
from dsi_geo.spelling import alphabetical_order

GAP_PX: Final = 2
POINT_PX: Final = 7.0
SEVERAL_PX: Final = 10.0
LARGEST_PX: Final = 34.0

_GROWTH: Final = 0.13
_STEPS: Final = 3  # chains of neighbours are cut at every third cell, so that no circle reaches far
_TALLY_BITS: Final = 20  # of a count, and of the hash that breaks ties
_NUMBER_BITS: Final = 23
_SCATTER: Final = -7046029254386353131  # odd, with irregular bits: a multiplicative hash


def radius_px(count: npt.ArrayLike) -> Floats:
    """Radius of a circle in pixels: 7 for one point, 11 to 34 for several, with room for their number.

    The area grows with the count to the power of 0.26, since counts on one map span six orders of magnitude.
    """
    counts = np.asarray(count, dtype=np.float64)
    return np.where(counts > 1, np.minimum(SEVERAL_PX * counts**_GROWTH, LARGEST_PX), POINT_PX)


class Circles(NamedTuple):
    """Circles, each made of several cells; one element or column each.

    Attributes
    ----------
    code
        Morton code of the fullest cell.
    sums
        Shape (3, n): count, longitudes, Mercator y.
    """

    code: Integers
    sums: Floats

    def joined(self, owner: Integers) -> tuple[Circles, Integers]:
        """Circles with one owner, which is its own owner, as one; and the number of the one that each went to."""
        kept = owner == np.arange(len(owner))
        number = (np.cumsum(kept) - 1).take(owner)
        code = self.code[kept]
        sums = [np.bincount(number, weights=values, minlength=len(code)) for values in self.sums]
        return Circles(code, np.array(sums)), number

    def places(self, across_px: float) -> Floats:
        """Pixels from the west and north of the world, and of the radius with half of the gap; shape (3, n)."""
        count, longitude, y = self.sums
        scale = across_px / count
        reach = _REACHES.take(count.astype(np.int64), mode="clip")
        return np.stack((longitude * (scale / 360), y * scale, reach))


_REACHES: Final = radius_px(np.arange(math.ceil((LARGEST_PX / SEVERAL_PX) ** (1 / _GROWTH)) + 1)) + GAP_PX / 2
"""By the count, up to the one from which circles grow no more."""


def fullest_neighbours(cells: Cells) -> Integers:
    """The cell that each cell joins: that found by following fullest neighbours, with chains cut as `_STEPS` says."""
    own = np.arange(len(cells.code))
    if not len(own):
        return own
    column, row = cells.column - (cells.column.min() - 1), cells.row - (cells.row.min() - 1)
    wide, tall = int(column.max()) + 2, int(row.max()) + 2
    lattice = np.zeros(tall * wide, dtype=np.int64)
    lattice[row * wide + column] = _tallied(cells.code, cells.sums[0])
    highest = lattice.reshape(tall, wide)
    highest = np.maximum(np.maximum(highest[:-2], highest[1:-1]), highest[2:])
    highest = np.maximum(np.maximum(highest[:, :-2], highest[:, 1:-1]), highest[:, 2:])
    uphill = highest.ravel().take((row - 1) * (wide - 2) + (column - 1)) & (2**_NUMBER_BITS - 1)
    steps, top = (uphill != own).astype(np.int64), uphill
    while (more := steps.take(top)).any():
        steps, top = steps + more, top.take(top)
    rest, owner = steps % _STEPS, own
    for step in range(1, _STEPS):
        owner = np.where(rest >= step, uphill.take(owner), owner)
    return owner


def _tallied(code: Integers, count: Floats) -> Integers:
    """One number that ranks and identifies cells: the count, then a hash of the place, then the cell's number."""
    lot = (code * _SCATTER) >> (64 - _TALLY_BITS) & (2**_TALLY_BITS - 1)
    tally = np.minimum(count, 2**_TALLY_BITS - 1).astype(np.int64)
    tally = ((tally << _TALLY_BITS) | lot) << _NUMBER_BITS
    return tally | np.arange(len(code))


def apart(circles: Circles, across_px: float) -> tuple[Circles, Integers]:
    """Circles that do not overlap, and the number of the one that each of the given circles joined.

    The largest of overlapping circles takes in the others, until none overlap. Which circles are near is
    looked up again only to check that none was missed.
    """
    owner = np.arange(len(circles.code))
    while len((overlaps := _overlapping(circles, across_px, near := _near(circles, across_px)))[0]):
        while len(overlaps[0]):
            circles, number = circles.joined(_largest_neighbours(overlaps, circles))
            owner, near = number.take(owner), number.take(near)
            near = near.compress(near[0] != near[1], axis=1)
            overlaps = _overlapping(circles, across_px, near)
    return circles, owner


def _near(circles: Circles, across_px: float) -> Integers:
    """Pairs of circles, shape (2, pairs), near enough to overlap if both were as large as the largest."""
    from scipy.spatial import cKDTree

    if len(circles.code) < 2:
        return np.zeros((2, 0), dtype=np.int64)
    x, y, reach = circles.places(across_px)
    tree = cKDTree(np.stack((x, y), axis=1), balanced_tree=False, compact_nodes=False)
    pairs = tree.query_pairs(2 * float(reach.max()), output_type="ndarray")
    return np.ascontiguousarray(pairs.T, dtype=np.int64)


def _overlapping(circles: Circles, across_px: float, near: Integers) -> Integers:
    """Those of some pairs of circles that overlap, shape (2, pairs)."""
    one, other = np.moveaxis(circles.places(across_px).take(near, axis=1), 1, 0)
    x, y, _ = one - other
    reach = one[2] + other[2]
    return near.compress(x * x + y * y < reach * reach, axis=1)


def _largest_neighbours(pairs: Integers, circles: Circles) -> Integers:
    """The circle that each one joins: the largest that it overlaps, unless that one joins another itself."""
    tally = _tallied(circles.code, circles.sums[0])
    largest = tally.copy()
    one, other = pairs
    np.maximum.at(largest, one, tally.take(other))
    np.maximum.at(largest, other, tally.take(one))
    owner = largest & (2**_NUMBER_BITS - 1)
    return np.where(owner.take(owner) == owner, owner, np.arange(len(owner)))


POINTS_PER_CELL: Final = 8
"""Mean number of points per cell from which the sums of cells are worth their memory."""

Mask = npt.NDArray[np.bool_]


class ClusterIndex:
    """Spatial index that computes the map clusters of a view of many points, with exact counts.

    Points are kept in Morton order of Web Mercator, so that at every zoom level the points of a cell
    are contiguous. Where cells hold many points, their sums are kept from the first view of a level on.
    Cells inside a view are taken as they are; those that its edge cuts are summed from finer cells, and
    finally from points. Then every cell joins its fullest neighbour, and circles that overlap are joined.

    Parameters
    ----------
    latitude, longitude
        Degrees (EPSG:4326), one per point; a point is identified by its position. Longitudes may be
        beyond ±180. A point without finite coordinates is counted in `missing`, never placed.

    Attributes
    ----------
    missing : int
        Number of points without finite coordinates; `len()` gives the number of those with them.
    """

    def __init__(self, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> None:
        degrees = np.array([latitude, longitude], dtype=np.float64)
        placed = np.flatnonzero(np.isfinite(degrees).all(axis=0))
        self._size = degrees.shape[1]
        self.missing = self._size - len(placed)
        latitudes = np.clip(degrees[0, placed], -MAX_LATITUDE, MAX_LATITUDE)
        longitudes = wrapped(degrees[1, placed])
        x, y = to_mercator(latitudes, longitudes)
        code = cells.interleaved(cells.lattice(x), cells.lattice(y))
        order = np.argsort(code, kind="stable")
        self._point = placed[order].astype(np.int32)
        self._code, self._y = code[order], y[order]
        self._latitude, self._longitude = latitudes[order], longitudes[order]
        self._category: npt.NDArray[np.int16] | npt.NDArray[np.bool_] | None = None
        self._categories = 0
        self._tables: dict[int, Table | None] = {}

    def __len__(self) -> int:
        return len(self._point)

    def chosen(self, mask: npt.ArrayLike) -> ClusterIndex:
        """The index of some of the points, made without sorting; it keeps their positions.

        Parameters
        ----------
        mask
            One bool per point, in the order of the points that the full index was built from.
        """
        mask = self._per_point(mask).astype(bool)
        kept = np.flatnonzero(mask[self._point])
        part = copy(self)
        part._tables = {}
        part.missing = np.count_nonzero(mask) - len(kept)
        for name in ("_point", "_code", "_y", "_latitude", "_longitude", "_category"):
            values = getattr(self, name)
            setattr(part, name, None if values is None else values[kept])
        return part

    def coloured(self, category: npt.ArrayLike, categories: int) -> ClusterIndex:
        """An index of the same points whose circles also count each category.

        Parameters
        ----------
        category
            One code per point: 0 to `categories` - 1, or -1 where it is missing. Or, where a point may be of several,
            for each point (row) and category (column) whether it is of that category.
        categories
            Number of categories.
        """
        if np.ndim(category) == 2:
            return self._with_categories(np.asarray(category, dtype=np.bool_), categories)
        codes = self._per_point(category)
        if len(codes) and not (codes.min() >= -1 and codes.max() < categories):
            raise ValueError(
                f"category codes must be from -1 to {categories - 1}, got {codes.min()} to {codes.max()}"
            )
        return self._with_categories((codes % (categories + 1)).astype(np.int16), categories)

    def _with_categories(
        self, category: npt.NDArray[np.int16] | npt.NDArray[np.bool_], categories: int
    ) -> ClusterIndex:
        coloured = copy(self)
        coloured._tables = {}
        coloured._category = category[self._point]
        coloured._categories = categories + 1
        return coloured

    def clusters(self, bounds: Bounds, zoom: int) -> pd.DataFrame:
        """Map clusters and single points of a view.

        Parameters
        ----------
        bounds
            The view; its longitudes may be beyond ±180. If it is wider than the world, its middle is taken.
        zoom
            Web map zoom level, clipped to 0 to 18; lowered for a box that no screen could show.

        Returns
        -------
        DataFrame
            Largest first: `count`; mean `latitude`, `longitude` (on the map); `south`, `west`, `north`,
            `east` of its points; `point` (position of one of them); `spot` (bool: all on one coordinate,
            so that no zoom level separates them); `radius_px`; for a coloured index the count of each
            category under its code, with -1 for missing. Longitudes continue those of the view: 185, not
            -175, in a view from 170 to 200. Counts add up to the points inside the bounds, edges
            included. No two circles overlap.
        """
        return self._described(*self._circles(bounds, zoom))

    def members(self, bounds: Bounds, zoom: int, point: int) -> Integers:
        """Positions of the points that one circle of a view counts, ascending.

        Parameters
        ----------
        bounds, zoom
            The view, as given to `clusters`.
        point
            `point` of the circle. If there is no such circle, the result is empty.
        """
        _, parts, number = self._circles(bounds, zoom)
        first = Groups.of(number).lowest(parts.lows[4]).astype(np.int64)
        mine = (self._point[first] == point)[number]
        level = cells.level_of(bounds, zoom)
        found = np.zeros(self._size, dtype=bool)
        for turn, box in turns(bounds):
            inside = np.flatnonzero(self._within(box))
            codes = parts.code[mine & (parts.column // cells.world_columns(level) == turn)]
            found[self._point[inside[np.isin(self._code[inside] >> cells.shift(level), codes)]]] = True
        return np.flatnonzero(found)

    def inside(self, bounds: Bounds) -> Mask:
        """Which points lie inside the bounds, edges included; in the order that the full index was built from.

        Points without coordinates and those not chosen are outside.
        """
        found = np.zeros(self._size, dtype=bool)
        for _, box in turns(bounds):
            found[self._point[self._within(box)]] = True
        return found

    def _per_point(self, values: npt.ArrayLike) -> npt.NDArray[np.generic]:
        values = np.asarray(values)
        if values.shape != (self._size,):
            raise ValueError(f"one value for each of the {self._size} points is needed, got {values.shape}")
        return values

    def _circles(self, bounds: Bounds, zoom: int) -> tuple[Circles, Cells, Integers]:
        """Circles of a view, the cells they are made of, and the number of each cell's circle."""
        level = cells.level_of(bounds, zoom)
        parts = [part for part in self._parts(bounds, level) if len(part.code)]
        every = cells.concatenated(parts or [cells.no_cells(self._categories)])
        circles, owner = Circles(every.code, every.sums).joined(fullest_neighbours(every))
        circles, number = apart(circles, cells.world_px(level))
        return circles, every, number.take(owner)

    def _parts(self, bounds: Bounds, level: int) -> Iterator[Cells]:
        """The cells of a view, those at its edge without the points beyond it."""
        for turn, box in turns(bounds):
            for part in self._cells_in(box, level):
                yield part.on_turn(turn, level)

    def _cells_in(self, box: Bounds, level: int) -> Iterator[Cells]:
        """The cells of a box on one turn: those that lie in it with all of their points, and those that it cuts."""
        table, frame = self._table(level), cells.frame(box, level)
        if table is None:
            points = cells.places(self._code, cells.blocks(frame), cells.shift(level))
            yield self._summed(points[self._within(box, points)], level)
            return
        inside, edge = table.framed(frame)
        whole, cut = table.inside(box, edge)
        yield table.cells.take(np.concatenate((inside, whole)))
        if parts := [part for part in self._parts_of(table, cut, box) if len(part.code)]:
            yield cells.joined(cells.concatenated(parts))

    def _parts_of(self, table: Table, cut: Integers, box: Bounds) -> Iterator[Cells]:
        """What lies in a box of some cells of a table, in parts: finer cells as far as they are kept, then points."""
        level = table.level
        while len(cut) and (finer := self._table(table.level + cells.BLOCK_BITS)) is not None:
            whole, cut = finer.inside(box, table.finer(cut, finer))
            table = finer
            yield table.cells.take(whole).coarser(table.level - level)
        if len(cut):
            points = table.points(cut)
            yield self._summed(points[self._within(box, points)], level)

    def _table(self, level: int) -> Table | None:
        """All cells of a level with their sums; None if they hold too few points to be worth the memory."""
        if level not in self._tables:
            code = self._code >> cells.shift(level)
            number = np.count_nonzero(code[1:] != code[:-1]) + 1
            dense = number * POINTS_PER_CELL <= len(self) and level <= cells.FINEST_TABLE
            self._tables[level] = Table(self._summed(slice(None), level), level) if dense else None
        return self._tables[level]

    def _summed(self, points: Integers | slice, level: int) -> Cells:
        """Cells of some of the points, given in Morton order."""
        code = self._code[points] >> cells.shift(level)
        if not len(code):
            return cells.no_cells(self._categories)
        starts = np.flatnonzero(np.concatenate([[True], code[1:] != code[:-1]]))
        count = np.diff(starts, append=len(code))
        latitude, longitude, y = (values[points] for values in (self._latitude, self._longitude, self._y))
        sums = [count, np.add.reduceat(longitude, starts), np.add.reduceat(y, starts)]
        lows = [
            np.minimum.reduceat(latitude, starts),
            np.minimum.reduceat(longitude, starts),
            -np.maximum.reduceat(latitude, starts),
            -np.maximum.reduceat(longitude, starts),
            starts if isinstance(points, slice) else points[starts],
        ]
        composition = self._composition(points, starts, count)
        code = code[starts]
        return Cells(
            code, *cells.deinterleaved(code), np.array(sums, float), np.array(lows, float), composition
        )

    def _composition(
        self, points: Integers | slice, starts: Integers, count: Integers
    ) -> npt.NDArray[np.int32]:
        """Count of each category in each run of some of the points, the last for those whose category is missing."""
        counts = np.zeros((len(starts), self._categories), dtype=np.int32)
        if self._category is not None and self._category.ndim == 2:
            np.add.reduceat(self._category[points], starts, axis=0, dtype=np.int32, out=counts[:, :-1])
        elif self._category is not None:
            place = np.repeat(np.arange(len(starts)) * self._categories, count) + self._category[points]
            counts[:] = np.bincount(place, minlength=counts.size).reshape(counts.shape)
        return counts

    def _within(self, bounds: Bounds, points: Integers | slice = slice(None)) -> Mask:
        latitude, longitude = self._latitude[points], self._longitude[points]
        inside: Mask = (latitude >= bounds.south) & (latitude <= bounds.north)
        inside &= (longitude >= bounds.west) & (longitude <= bounds.east)
        return inside

    def _described(self, circles: Circles, parts: Cells, number: Integers) -> pd.DataFrame:
        """Circles in degrees and pixels, largest first."""
        groups = Groups.of(number.astype(np.min_scalar_type(len(number))))  # which is faster
        lows, composition = groups.lowest(parts.lows), groups.added(parts.composition, 0)
        order = np.lexsort([lows[4], -circles.sums[0]])
        count, longitude, y = circles.sums.take(order, axis=1)
        south, west, north, east, first = lows.take(order, axis=1)
        north, east = -north, -east
        described = {
            "count": count.astype(np.int64),
            "latitude": np.minimum(np.maximum(to_latitude(y / count), south), north),
            "longitude": np.minimum(np.maximum(longitude / count, west), east),
            "south": south,
            "west": west,
            "north": north,
            "east": east,
            "point": self._point.take(first.astype(np.int64)),
            "spot": (south == north) & (west == east),
            "radius_px": radius_px(count),
        }
        codes = [*range(self._categories - 1), -1] if self._categories else []
        counts = dict(zip(codes, composition.take(order, axis=0).T.astype(np.int64), strict=True))
        return pd.DataFrame({**described, **counts}, copy=False)


CHARACTER_PX: Final = 7.0
LINE_PX: Final = 17.0
CIRCLE_PX: Final = 44.0

Boxes = npt.NDArray[np.float64]


def fitting_names(places: pd.DataFrame, circles: pd.DataFrame, zoom: int, limit: int) -> pd.DataFrame:
    """Choose names that cover neither one another nor a circle; earlier ones have precedence.

    Parameters
    ----------
    places
        `name`, `latitude`, `longitude` (degrees); the most important first.
    circles
        `latitude`, `longitude` of the circles.
    zoom
        Zoom level of the view.
    limit
        Largest number of names.

    Returns
    -------
    DataFrame
        The chosen rows of `places`, in their order.
    """
    wide = places["name"].str.len().to_numpy(dtype=float) * CHARACTER_PX
    boxes = _boxes(places, zoom, wide, LINE_PX)
    taken = list(_boxes(circles, zoom, np.full(len(circles), CIRCLE_PX), CIRCLE_PX))
    chosen: list[int] = []
    for number, box in enumerate(boxes):
        if len(chosen) == limit:
            break
        if not _overlaps(box, np.array(taken).reshape(-1, 4)):
            chosen.append(number)
            taken.append(box)
    return places.iloc[chosen]


def _boxes(points: pd.DataFrame, zoom: int, wide: npt.NDArray[np.float64], tall: float) -> Boxes:
    """Left, top, right, bottom in pixels of the world at this zoom."""
    x, y = web_mercator(points["latitude"].to_numpy(dtype=float), points["longitude"].to_numpy(dtype=float))
    size = TILE_PX * 2**zoom
    return np.column_stack(
        [x * size - wide / 2, y * size - tall / 2, x * size + wide / 2, y * size + tall / 2]
    )


def _overlaps(box: npt.NDArray[np.float64], others: Boxes) -> bool:
    beside = (
        (others[:, 0] >= box[2])
        | (others[:, 2] <= box[0])
        | (others[:, 1] >= box[3])
        | (others[:, 3] <= box[1])
    )
    return bool((~beside).any())


Integers = npt.NDArray[np.int64]

ORDERS: Final[dict[str, str]] = {
    "precision": "Best known place first",
    "name": "Name",
    "town": "Country and town",
    "newest": "Newest first",
}
"""The orders of the list, and what the page calls them."""


def ranks(table: pd.DataFrame, order: str, entity: Entity) -> Integers:
    """Rank of each record in one of the `ORDERS`, from 0.

    Records without the value that they are sorted by come last; equal ones keep the order of the table.
    """
    if order == "precision":
        keys = pd.DataFrame({"key": -table["location_precision"].cat.codes.astype(np.int16)})
    elif order == "name":
        keys = pd.DataFrame({"key": _alphabetical_rank(table["name"])})
    elif order == "town":
        names = country_name(table["country"].astype("str"))
        keys = pd.DataFrame({"country": _alphabetical_rank(names), "town": _alphabetical_rank(table["city"])})
    else:
        start = table["launched" if entity == PROJECTS else "founded"]
        keys = pd.DataFrame({"key": -start.astype("int64").where(start.notna())})
    keys = keys.reset_index(drop=True)
    found = np.empty(len(table), dtype=np.int64)
    found[keys.sort_values([*keys.columns], kind="stable").index] = np.arange(len(table))
    return found


def _alphabetical_rank(text: pd.Series) -> pd.Series:
    """Rank of strings in the order of a dictionary, equal ones alike; missing where there is none."""
    codes, distinct = pd.factorize(text)
    rank = np.empty(len(distinct) + 1)
    rank[alphabetical_order(pd.Series(distinct, dtype="str"))] = np.arange(len(distinct))
    rank[-1] = np.nan
    return pd.Series(rank[codes], index=text.index)


def page_of(rows: Integers, rank: Integers, start: int, stop: int) -> Integers:
    """The slice from `start` to `stop` of `rows` sorted by rank, without sorting all of them."""
    stop = min(stop, len(rows))
    if start >= stop:
        return np.zeros(0, dtype=np.int64)
    own = rank[rows]
    nearest = np.argpartition(own, stop - 1)[:stop] if stop < len(rows) else np.arange(len(rows))
    return rows[nearest[np.argsort(own[nearest])][start:]]
