"""Records counted in the cells of a grid, and their density as a surface."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.crs import (
    EARTH_RADIUS_M,
    azimuthal_equal_area,
    cylindrical_equal_area,
    from_azimuthal_equal_area,
    from_cylindrical_equal_area,
    web_mercator,
)
from dsi_geo.geography.web_mercator import MAX_ZOOM, TILE_PX, Bounds, degrees_wide, to_mercator

CELL_PX: Final = 20
"""Circles grow to about three cells: the spacing of supercluster with a radius of 40 pixels."""
SCREEN_PX: Final = 2**14
"""No screen is wider or taller; the zoom of a larger view is lowered until it fits."""

CODE_BITS: Final = 31  # of each axis of a Morton code
LEVEL_OF_ZOOM_0: Final = 4  # 2**4 cells are enough for the 256 pixels of the world
BLOCK_BITS: Final = 3  # cells are looked up in blocks of 8 by 8
FINEST_TABLE: Final = CODE_BITS - BLOCK_BITS  # the last level whose cells can still be divided

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Cells(NamedTuple):
    """Cells of a grid, or the parts of them that lie in a view; one element, column or row each.

    Attributes
    ----------
    code
        Morton code of the cell.
    column, row
        Position in the grid; columns continue across the date line.
    sums
        Shape (3, n): count, longitudes, Mercator y.
    lows
        Shape (5, n): south, west, -north and -east of its points, position of the first in Morton order.
    composition
        Shape (n, categories), int32: count of each category.
    """

    code: Integers
    column: Integers
    row: Integers
    sums: Floats
    lows: Floats
    composition: npt.NDArray[np.int32]

    def take(self, which: Integers) -> Cells:
        """The cells at these positions."""
        return Cells(
            *(values.take(which) for values in (self.code, self.column, self.row)),
            *(values.take(which, axis=1) for values in (self.sums, self.lows)),
            self.composition.take(which, axis=0),
        )

    def on_turn(self, turn: int, level: int) -> Cells:
        """The same cells on another turn of the world."""
        if turn == 0:
            return self
        sums, lows = self.sums.copy(), self.lows.copy()
        sums[1] += 360 * turn * sums[0]
        lows[1] += 360 * turn
        lows[3] -= 360 * turn
        return self._replace(column=self.column + turn * world_columns(level), sums=sums, lows=lows)

    def coarser(self, levels: int) -> Cells:
        """The same, each with the code, column and row of the cell so many levels coarser that it lies in."""
        return self._replace(
            code=self.code >> 2 * levels, column=self.column >> levels, row=self.row >> levels
        )


def no_cells(categories: int) -> Cells:
    """An empty set of cells."""
    none = np.zeros(0, dtype=np.int64)
    return Cells(none, none, none, np.zeros((3, 0)), np.zeros((5, 0)), np.zeros((0, categories), np.int32))


def concatenated(cells: list[Cells]) -> Cells:
    """All cells of a list, in order; there must be one."""
    if len(cells) == 1:
        return cells[0]
    code, column, row, sums, lows, composition = zip(*cells, strict=True)
    return Cells(
        *(np.concatenate(values) for values in (code, column, row)),
        *(np.concatenate(values, axis=1) for values in (sums, lows)),
        np.concatenate(composition),
    )


class Groups(NamedTuple):
    """The order that brings equal numbers together, and where each of them begins in it."""

    order: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]

    @classmethod
    def of(cls, number: npt.NDArray[np.integer[Any]]) -> Groups:
        """The groups, by rising number."""
        order = np.argsort(number, kind="stable")
        ordered, begins = number.take(order), np.ones(len(number), dtype=np.bool_)
        np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
        return cls(order, np.flatnonzero(begins))

    def added(self, values: npt.NDArray[Any], axis: int) -> npt.NDArray[Any]:
        """The sum of each group along an axis."""
        return np.add.reduceat(values.take(self.order, axis=axis), self.starts, axis=axis)

    def lowest(self, values: Floats) -> Floats:
        """The least of each group along the last axis."""
        least: Floats = np.minimum.reduceat(values.take(self.order, axis=-1), self.starts, axis=-1)
        return least


def joined(cells: Cells) -> Cells:
    """Parts of one cell joined into one."""
    groups = Groups.of(cells.code)
    first = groups.order.take(groups.starts)
    return Cells(
        *(values.take(first) for values in (cells.code, cells.column, cells.row)),
        groups.added(cells.sums, 1),
        groups.lowest(cells.lows),
        groups.added(cells.composition, 0),
    )


@dataclass(frozen=True, eq=False)
class Table:
    """All cells of a level, in Morton order, so that those within one coarser cell are neighbours."""

    cells: Cells
    level: int

    @cached_property
    def _by_row(self) -> tuple[Integers, Integers]:
        """Row by row: the numbers of the cells if all of the level are counted so, and their positions."""
        numbers = (self.cells.row << self.level) + self.cells.column
        order = np.argsort(numbers)
        return numbers[order], order

    def framed(self, frame: tuple[int, int, int, int]) -> tuple[Integers, Integers]:
        """Positions of the cells within a frame, and of those on it."""
        west, east, north, south = frame
        rows = np.arange(north, south + 1) << self.level
        between, outer = rows[1:-1], rows[:: max(len(rows) - 1, 1)]
        begins = (between + (west + 1), outer + west, between + west, between + max(west + 1, east))
        ends = (between + max(west + 1, east), outer + (east + 1), between + (west + 1), between + (east + 1))
        numbers, positions = self._by_row
        first, last = np.searchsorted(numbers, (np.concatenate(begins), np.concatenate(ends)))
        found = positions.take(expanded(first, last))
        within = int((last - first)[: len(between)].sum())
        return found[:within], found[within:]

    def inside(self, bounds: Bounds, which: Integers) -> tuple[Integers, Integers]:
        """Of these positions, those of cells with all points in a box, and of those with some that may be in it."""
        south, west, north, east = self.cells.lows[:4].take(which, axis=1)
        whole = (south >= bounds.south) & (west >= bounds.west)
        whole &= (north >= -bounds.north) & (east >= -bounds.east)
        met = (south <= bounds.north) & (west <= bounds.east)
        met &= (north <= -bounds.south) & (east <= -bounds.west)
        return which[whole], which[met & ~whole]

    def finer(self, which: Integers, table: Table) -> Integers:
        """Positions in the table of a finer level of all cells that lie in these."""
        bits = 2 * (table.level - self.level)
        code = self.cells.code.take(which)
        return expanded(*np.searchsorted(table.cells.code, (code << bits, (code + 1) << bits)))

    def points(self, which: Integers) -> Integers:
        """Positions in Morton order of all points that lie in these cells."""
        first = self.cells.lows[4].take(which).astype(np.int64)
        return expanded(first, first + self.cells.sums[0].take(which).astype(np.int64))


def level_of(bounds: Bounds, zoom: int) -> int:
    """Level of the cells of a view: the number of bits per axis that their codes need."""
    if not all(map(math.isfinite, bounds)):
        return LEVEL_OF_ZOOM_0
    _, (bottom, top) = web_mercator([bounds.south, bounds.north], 0)
    share = max(min(degrees_wide(bounds), 360) / 360, bottom - top, SCREEN_PX / TILE_PX / 2**MAX_ZOOM)
    nearest = int(math.log2(SCREEN_PX / TILE_PX / share))
    return min(max(int(zoom), 0), nearest) + LEVEL_OF_ZOOM_0


def world_px(level: int) -> int:
    """Width of the world in pixels."""
    return int(TILE_PX * 2 ** (level - LEVEL_OF_ZOOM_0))


def world_columns(level: int) -> int:
    """Width of the world in cells; the last may be narrower."""
    return -(-world_px(level) // CELL_PX)


def lattice(unit: Floats) -> Integers:
    """The finest cell, along one axis, of positions from 0 to 1."""
    finest = TILE_PX / CELL_PX * 2 ** (CODE_BITS - LEVEL_OF_ZOOM_0)
    cells: Integers = np.minimum(unit * finest, finest - 1).astype(np.int64)
    return cells


def shift(level: int) -> int:
    """How many bits to shift a point's code to the right to get the code of its cell."""
    return 2 * (CODE_BITS - level)


_HALVES: Final = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def interleaved(column: Integers, row: Integers) -> Integers:
    """Morton codes, in whose order cells that are near one another mostly stay together."""
    return _spread(column) | (_spread(row) << 1)


def deinterleaved(code: Integers) -> tuple[Integers, Integers]:
    """Column and row of Morton codes."""
    column, row = _gathered(np.stack((code, code >> 1)))
    return column, row


def _spread(bits: Integers) -> Integers:
    for distance, mask in _HALVES:
        bits = (bits | (bits << distance)) & mask
    return bits


def _gathered(bits: Integers) -> Integers:
    bits = bits & _HALVES[-1][1]
    for (distance, _), (_, mask) in zip(_HALVES[:0:-1], _HALVES[-2::-1], strict=True):
        bits = (bits | (bits >> distance)) & mask
    return (bits | (bits >> _HALVES[0][0])) & (2**32 - 1)


def frame(bounds: Bounds, level: int) -> tuple[int, int, int, int]:
    """First and last column and row that a box touches, where all of it is on the same turn of the world."""
    x, y = to_mercator([bounds.north, bounds.south], [bounds.west, bounds.east])
    (west, east), (north, south) = (lattice(np.stack((x, y))) >> (CODE_BITS - level)).tolist()
    return west, east, north, south


def blocks(edges: tuple[int, int, int, int]) -> Integers:
    """Codes of the blocks of cells that a frame touches."""
    west, east, north, south = (edge >> BLOCK_BITS for edge in edges)
    spread = _spread(np.concatenate((np.arange(west, east + 1), np.arange(north, south + 1))))
    columns, rows = spread[: east + 1 - west], spread[east + 1 - west :]
    return (columns | (rows[:, None] << 1)).ravel()


def places(codes: Integers, block: Integers, finer: int) -> Integers:
    """Positions, among sorted codes that are `finer` bits finer than cells, of all that lie in blocks of cells."""
    bits = 2 * BLOCK_BITS + finer
    return expanded(*np.searchsorted(codes, (block << bits, (block + 1) << bits)))


def expanded(first: Integers, last: Integers) -> Integers:
    """The integers of many ranges, one range after the other."""
    length = last - first
    ends = np.cumsum(length)
    return np.arange(length.sum()) + np.repeat(last - ends, length)


SIDE_PX: Final = 18.0
"""Approximate length of a hexagon's side on the screen."""
STEP_DEGREES: Final = 10.0
LARGEST_LATITUDE: Final = 70.0
WORLD_PARALLEL: Final = 35.0
PART_FROM_ZOOM: Final = 3
_ROWS: Final = 2**31


class Hexagons(NamedTuple):
    """Hexagons that hold at least one point.

    Attributes
    ----------
    count
        DataFrame, fullest first: `count` and the centre's `latitude` and `longitude`.
    corners
        Shape (n, 6, 2): latitude and longitude of the corners, in the order of `count`.
    area_km2
        Area of each hexagon on the ground, the same for all.
    """

    count: pd.DataFrame
    corners: Floats
    area_km2: float


def hexagons(
    latitude: Floats, longitude: Floats, bounds: Bounds, zoom: int, weight: npt.ArrayLike | None = None
) -> Hexagons:
    """Count points in the hexagons of a lattice.

    The lattice is regular in an equal-area projection that keeps shapes near the middle of the view:
    azimuthal for a part of the world, cylindrical for all of it. It follows the view in large steps
    only, so that most hexagons keep their counts during a pan.

    Parameters
    ----------
    latitude, longitude
        Degrees (EPSG:4326), finite.
    bounds
        The view; it decides where shapes are kept.
    zoom
        Zoom level of the view; it decides the projection and the size.
    weight
        Weight of each point; None for 1 each.
    """
    lattice = _Lattice.of(bounds, zoom)
    x, y = lattice.project(latitude, longitude)
    side_m = lattice.side_m
    number, first = pd.factorize(_paired(*_cell(x / side_m, y / side_m)))
    sums = np.bincount(number, weights=None if weight is None else np.asarray(weight), minlength=len(first))
    fullest = np.argsort(-sums, kind="stable")
    centre_x, centre_y = _centre(first[fullest], side_m)
    turn = np.radians(np.arange(6) * 60 + 30)
    corner_latitude, corner_longitude = lattice.unproject(
        centre_x[:, None] + side_m * np.cos(turn), centre_y[:, None] + side_m * np.sin(turn)
    )
    middle_latitude, middle_longitude = lattice.unproject(centre_x, centre_y)
    counted = pd.DataFrame(
        {"count": sums[fullest], "latitude": middle_latitude, "longitude": middle_longitude}
    )
    area_km2 = 1.5 * np.sqrt(3) * side_m**2 / 1e6
    return Hexagons(counted, np.stack([corner_latitude, corner_longitude], axis=-1), float(area_km2))


class _Lattice(NamedTuple):
    """Where shapes are kept (None: a view of the whole world), and the length of a hexagon's side."""

    centre: tuple[float, float] | None
    side_m: float

    @classmethod
    def of(cls, bounds: Bounds, zoom: int) -> _Lattice:
        north, east = (bounds.south + bounds.north) / 2, (bounds.west + bounds.east) / 2
        centre = (
            float(np.clip(round(north / STEP_DEGREES) * STEP_DEGREES, -LARGEST_LATITUDE, LARGEST_LATITUDE)),
            float(round(east / STEP_DEGREES) * STEP_DEGREES),
        )
        parallel = centre[0] if zoom >= PART_FROM_ZOOM else WORLD_PARALLEL
        pixel_m = 2 * np.pi * EARTH_RADIUS_M * np.cos(np.radians(parallel)) / (TILE_PX * 2**zoom)
        return cls(centre if zoom >= PART_FROM_ZOOM else None, float(SIDE_PX * pixel_m))

    def project(self, latitude: Floats, longitude: Floats) -> tuple[Floats, Floats]:
        if self.centre is None:
            return cylindrical_equal_area(latitude, longitude, WORLD_PARALLEL)
        return azimuthal_equal_area(latitude, longitude, self.centre)

    def unproject(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        if self.centre is None:
            return from_cylindrical_equal_area(x, y, WORLD_PARALLEL)
        return from_azimuthal_equal_area(x, y, self.centre)


def _cell(x: Floats, y: Floats) -> tuple[Integers, Integers]:
    """Axial coordinates of the hexagon (side 1, a corner on top) that each point lies in."""
    column, row = x / np.sqrt(3) - y / 3, 2 * y / 3
    third = -column - row
    rounded = [np.rint(part) for part in (column, row, third)]
    off = np.abs([rounded[0] - column, rounded[1] - row, rounded[2] - third])
    worst = off.argmax(axis=0)
    column = np.where(worst == 0, -rounded[1] - rounded[2], rounded[0])
    row = np.where(worst == 1, -rounded[0] - rounded[2], rounded[1])
    return column.astype(np.int64), row.astype(np.int64)


def _paired(column: Integers, row: Integers) -> Integers:
    """Both coordinates of a cell in one number."""
    return column * _ROWS + row


def _centre(cells: Integers, side_m: float) -> tuple[Floats, Floats]:
    row = (cells + _ROWS // 2) % _ROWS - _ROWS // 2
    column = (cells - row) // _ROWS
    return float(np.sqrt(3)) * side_m * (column + row / 2), 1.5 * side_m * row.astype(np.float64)


MOST: Final = 5


def class_limits(largest: float) -> tuple[int, ...]:
    """Lower limits of the classes: of 1, 3, 10, 30 … up to the largest count, 1 and the last four.

    Round limits, each about three times the last, are easy to read in a legend and stay while a map is moved.

    Returns
    -------
    tuple of int
        Ascending, beginning with 1; empty if nothing was counted.
    """
    limits = [step * 10**power for power in range(16) for step in (1, 3) if step * 10**power <= largest]
    return (1, *limits[-MOST + 1 :]) if len(limits) > MOST else tuple(limits)


def classify(counts: npt.ArrayLike, limits: tuple[int, ...]) -> npt.NDArray[np.int64]:
    """Class of each count, numbered from 0; -1 below the first limit."""
    return np.searchsorted(np.asarray(limits, dtype=float), np.asarray(counts, dtype=float), side="right") - 1


def class_labels(limits: tuple[int, ...]) -> list[str]:
    """The classes as a legend shows them: “1–2”, “3–9”, “10 and more”."""
    ends = [f"–{following - 1:,}" if following - 1 > limit else "" for limit, following in pairwise(limits)]
    return [f"{limit:,}{end}" for limit, end in zip(limits, [*ends, " and more"], strict=False)]
