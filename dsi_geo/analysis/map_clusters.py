"""Map clusters: records that lie close on the screen, drawn as one circle with its count."""

from __future__ import annotations

import math
from collections.abc import Iterator
from copy import copy
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.internals import create_dataframe_from_blocks

from dsi_geo.analysis import map_grids as cells
from dsi_geo.analysis.map_grids import Cells, Floats, Found, Groups, Seen, Table, View
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
    lot
        Which of equally full ones comes first: from `_lot` of the fullest cell.
    sums
        Shape (3, n): count, longitudes, Mercator y.
    """

    lot: Integers
    sums: Floats

    def joined(self, owner: Integers) -> tuple[Circles, Integers]:
        """Circles with one owner, which is its own owner, as one; and the number of the one that each went to."""
        kept = owner == np.arange(len(owner))
        number = (np.cumsum(kept) - 1).take(owner)
        lot = self.lot.compress(kept)
        sums = np.empty((3, len(lot)))
        for of_all, of_kept in zip(self.sums, sums, strict=True):
            of_kept[:] = np.bincount(number, weights=of_all, minlength=len(lot))
        return Circles(lot, sums), number

    def places(self, across_px: float) -> Floats:
        """Pixels from the west and north of the world, and of the radius with half of the gap; shape (3, n)."""
        count = self.sums[0]
        places = np.empty_like(self.sums)
        np.multiply(self.sums[1:], across_px / count, out=places[:2])
        places[0] /= 360
        _REACHES.take(count.astype(np.int64), mode="clip", out=places[2])
        return places


_REACHES: Final = radius_px(np.arange(math.ceil((LARGEST_PX / SEVERAL_PX) ** (1 / _GROWTH)) + 1)) + GAP_PX / 2
"""By the count, up to the one from which circles grow no more."""


def fullest_neighbours(cells: Seen) -> Integers:
    """The cell that each cell joins: that found by following fullest neighbours, with chains cut as `_STEPS` says."""
    own = np.arange(len(cells.code))
    if not len(own):
        return own
    column, row = cells.column - (cells.column.min() - 1), cells.row - (cells.row.min() - 1)
    wide, tall = int(column.max()) + 2, int(row.max()) + 2
    lattice = np.zeros(tall * wide, dtype=np.int64)
    lattice[row * wide + column] = _tallied(_lot(cells.code), cells.values[0])
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


def _lot(code: Integers) -> Integers:
    """A hash of the place of cells, above the bits of their number in a tally."""
    return ((code * _SCATTER) >> (64 - _TALLY_BITS) & (2**_TALLY_BITS - 1)) << _NUMBER_BITS


def _tallied(lot: Integers, count: Floats) -> Integers:
    """One number that ranks and identifies cells: the count, then the lot, then the cell's number."""
    tally = np.minimum(count, 2**_TALLY_BITS - 1).astype(np.int64)
    tally <<= _TALLY_BITS + _NUMBER_BITS
    tally |= lot
    tally |= np.arange(len(lot))
    return tally


def apart(circles: Circles, across_px: float) -> tuple[Circles, Integers]:
    """Circles that do not overlap, and the number of the one that each of the given circles joined.

    The largest of overlapping circles takes in the others, until none overlap. Which circles are near is
    looked up again only to check that none was missed.
    """
    owner = np.arange(len(circles.lot))
    while True:
        places = circles.places(across_px)
        near = _near(places)
        overlaps = _overlapping(places, near)
        if not overlaps.size:
            return circles, owner
        while overlaps.size:
            circles, number = circles.joined(_largest_neighbours(overlaps, circles))
            owner, near = number.take(owner), number.take(near)
            near = near.compress(near[0] != near[1], axis=1)
            overlaps = _overlapping(circles.places(across_px), near)


def _near(places: Floats) -> Integers:
    """Pairs of circles, shape (2, pairs), near enough to overlap if both were as large as the largest.

    They are looked for in squares as wide as that: in the same, the next, and the three below.
    """
    count = places.shape[1]
    if count < 2:
        return np.zeros((2, 0), dtype=np.int64)
    reach = 2 * float(places[2].max())
    column, row = (places[:2] / reach).astype(np.int64)
    column -= column.min() - 1
    row -= row.min()
    wide = int(column.max()) + 2
    square = row * wide + column
    order = np.argsort(square.astype(np.min_scalar_type(wide * (int(row.max()) + 1))), kind="stable")
    square = square.take(order)
    starts = np.zeros(int(square[-1]) + wide + 3, dtype=np.int64)
    np.cumsum(np.bincount(square, minlength=len(starts) - 1), out=starts[1:])
    following = np.arange(1, count + 1)
    first = np.concatenate((following, starts.take(square + (wide - 1))))
    length = np.concatenate((starts.take(square + 2), starts.take(square + (wide + 2)))) - first
    pairs = np.empty((2, int(length.sum())), dtype=np.int64)
    pairs[0] = np.concatenate((order, order)).repeat(length)
    pairs[1] = order.take(cells.expanded(first, length))
    between = _between(places[:2], pairs)
    return pairs.compress(between <= reach * reach, axis=1)


def _between(centres: Floats, pairs: Integers) -> Floats:
    """Squares of the distances of pairs of circles."""
    both = centres.take(pairs, axis=1)
    between = both[:, 0] - both[:, 1]
    between *= between
    squares: Floats = between[0] + between[1]
    return squares


def _overlapping(places: Floats, near: Integers) -> Integers:
    """Those of some pairs of circles that overlap, shape (2, pairs)."""
    one, other = places[2].take(near)
    one += other
    overlaps: Integers = near.compress(_between(places[:2], near) < one * one, axis=1)
    return overlaps


def _largest_neighbours(pairs: Integers, circles: Circles) -> Integers:
    """The circle that each one joins: the largest that it overlaps, unless that one joins another itself."""
    tally = _tallied(circles.lot, circles.sums[0])
    largest = tally.copy()
    np.maximum.at(largest, pairs, tally.take(pairs[::-1]))
    owner = largest & (2**_NUMBER_BITS - 1)
    return np.where(owner.take(owner) == owner, owner, np.arange(len(owner)))


_COLUMNS: Final = (
    "count",
    "latitude",
    "longitude",
    "south",
    "west",
    "north",
    "east",
    "point",
    "spot",
    "radius_px",
)
_MEASURES, _POINT, _SPOT = np.array([1, 2, 3, 4, 5, 6, 9]), np.array([7]), np.array([8])

POINTS_PER_CELL: Final = 8
"""Mean number of points per cell from which the sums of cells are worth their memory."""

Mask = npt.NDArray[np.bool_]


def _parted(table: Table, found: Found, view: View) -> tuple[Found, Found]:
    """Of some cells, those that a view holds with all of their points, and those that its edge may cut."""
    lows = table.rows.take(found.at, axis=0)[:, 3:7].T
    held = view.holds(lows, found.part)
    return found.where(held), found.where(view.meets(lows, found.part) & ~held)


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
        self._columns = pd.Index(_COLUMNS)
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
        coloured._columns = pd.Index([*_COLUMNS, *range(categories), -1])
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
        circles, seen, number, _ = self._circles(bounds, zoom)
        return self._described(circles, seen, number)

    def members(self, bounds: Bounds, zoom: int, point: int) -> Integers:
        """Positions of the points that one circle of a view counts, ascending.

        Parameters
        ----------
        bounds, zoom
            The view, as given to `clusters`.
        point
            `point` of the circle. If there is no such circle, the result is empty.
        """
        _, seen, number, level = self._circles(bounds, zoom)
        order, starts = Groups.of(number)
        first = np.minimum.reduceat(seen.values[7, order], starts).astype(np.int64)
        mine = (self._point[first] == point)[number]
        found = np.zeros(self._size, dtype=bool)
        for turn, box in turns(bounds):
            inside = np.flatnonzero(self._within(box))
            codes = seen.code[mine & (seen.column // cells.world_columns(level) == turn)]
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

    def _circles(self, bounds: Bounds, zoom: int) -> tuple[Circles, Seen, Integers, int]:
        """Circles of a view, the cells they are made of, the number of each cell's circle, and the cells' level."""
        view = cells.View(bounds, zoom)
        seen = self._seen(view)
        circles, owner = Circles(_lot(seen.code), seen.values[:3]).joined(fullest_neighbours(seen))
        circles, number = apart(circles, cells.world_px(view.level))
        return circles, seen, number.take(owner), view.level

    def _seen(self, view: View) -> Seen:
        """The cells of a view, those at its edge without the points beyond it."""
        parts = [part for part in self._cells_in(view) if len(part.code)]
        code, values, composition = cells.concatenated(parts or [self._summed(Found.nothing(), view.level)])
        part, code = code >> cells.PART_SHIFT, code & (2**cells.PART_SHIFT - 1)
        column, row = cells.deinterleaved(code)
        if view.turns.any():
            turn = view.turns.take(part)
            column += turn * cells.world_columns(view.level)
            degrees = 360.0 * turn
            values[1] += degrees * values[0]
            values[4] += degrees
            values[6] -= degrees
        return Seen(code, values, composition, column, row)

    def _cells_in(self, view: View) -> Iterator[Cells]:
        """The cells of a view that lie in it with all of their points, and the others as far as they do.

        Their codes begin with the number of the view's part.
        """
        table = self._table(view.level)
        if table is None:
            yield self._summed(self._held(cells.points_of(self._code, view), view), view.level)
        elif view.frames:
            within, edge = table.framed(view)
            held, cut = _parted(table, edge, view)
            yield table.taken(within.followed_by(held), view.level)
            if parts := [part for part in self._parts_of(table, cut, view) if len(part.code)]:
                yield cells.joined(cells.concatenated(parts))

    def _parts_of(self, table: Table, cut: Found, view: View) -> Iterator[Cells]:
        """What a view has of some cells of a table, in parts: finer cells as far as they are kept, then points."""
        while len(cut.at) and (finer := self._table(table.level + cells.BLOCK_BITS)) is not None:
            held, cut = _parted(finer, table.finer(cut, finer), view)
            yield finer.taken(held, view.level)
            table = finer
        if len(cut.at):
            yield self._summed(self._held(table.points(cut), view), view.level)

    def _held(self, points: Found, view: View) -> Found:
        """The points inside a view."""
        latitude, longitude = self._latitude.take(points.at), self._longitude.take(points.at)
        return points.where(view.holds(np.stack((latitude, longitude, -latitude, -longitude)), points.part))

    def _table(self, level: int) -> Table | None:
        """All cells of a level with their sums; None if they hold too few points to be worth the memory."""
        if level not in self._tables:
            code = self._code >> cells.shift(level)
            number = np.count_nonzero(code[1:] != code[:-1]) + 1
            dense = number * POINTS_PER_CELL <= len(self) and level <= cells.FINEST_TABLE
            self._tables[level] = Table.of(self._runs(code, slice(None)), level) if dense else None
        return self._tables[level]

    def _summed(self, points: Found, level: int) -> Cells:
        """Cells of some of the points, given in Morton order for each part of a view."""
        code = self._code.take(points.at) >> cells.shift(level)
        return self._runs(code | points.part << cells.PART_SHIFT, points.at)

    def _runs(self, code: Integers, points: Integers | slice) -> Cells:
        """Cells of some of the points, of which those with one code are neighbours."""
        begins = np.ones(len(code), dtype=np.bool_)
        np.not_equal(code[1:], code[:-1], out=begins[1:])
        starts = np.flatnonzero(begins)
        latitude, longitude, y = (values[points] for values in (self._latitude, self._longitude, self._y))
        values = np.empty((8, len(starts)))
        values[0] = count = np.diff(starts, append=len(code))
        values[7] = starts if isinstance(points, slice) else points.take(starts)
        if len(starts):
            np.add.reduceat(longitude, starts, out=values[1])
            np.add.reduceat(y, starts, out=values[2])
            np.minimum.reduceat(latitude, starts, out=values[3])
            np.minimum.reduceat(longitude, starts, out=values[4])
            np.maximum.reduceat(latitude, starts, out=values[5])
            np.maximum.reduceat(longitude, starts, out=values[6])
            np.negative(values[5:7], out=values[5:7])
        return Cells(code.take(starts), values, self._composition(points, starts, count))

    def _composition(
        self, points: Integers | slice, starts: Integers, count: Integers
    ) -> npt.NDArray[np.int32]:
        """Count of each category in each run of some of the points, the last for those whose category is missing."""
        counts = np.zeros((len(starts), self._categories), dtype=np.int32)
        if not counts.size:
            return counts
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

    def _described(self, circles: Circles, seen: Seen, number: Integers) -> pd.DataFrame:
        """Circles in degrees and pixels, largest first."""
        by_circle, starts = Groups.of(number.astype(np.min_scalar_type(len(number))))  # sorted faster
        lows = np.minimum.reduceat(seen.values[3:].take(by_circle, axis=1), starts, axis=1)
        composition = np.add.reduceat(seen.composition.take(by_circle, axis=0), starts, axis=0)
        order = np.lexsort((lows[4], -circles.sums[0]))
        count, longitude, y = circles.sums.take(order, axis=1)
        south, west, north, east, first = lows.take(order, axis=1)
        north, east = -north, -east
        latitude = np.minimum(np.maximum(to_latitude(y / count), south), north)
        longitude = np.minimum(np.maximum(longitude / count, west), east)
        whole = np.empty((1 + self._categories, len(order)), dtype=np.int64)
        whole[0], whole[1:] = count, composition.take(order, axis=0).T
        spot = (south == north) & (west == east)
        blocks = [
            (whole, np.array([0, *range(len(_COLUMNS), len(self._columns))])),
            (np.stack((latitude, longitude, south, west, north, east, radius_px(count))), _MEASURES),
            (self._point.take(first.astype(np.int64))[None], _POINT),
            (spot[None], _SPOT),
        ]
        return create_dataframe_from_blocks(blocks, index=pd.RangeIndex(len(order)), columns=self._columns)


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
