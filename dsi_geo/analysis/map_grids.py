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
from dsi_geo.geography.web_mercator import MAX_ZOOM, TILE_PX, Bounds, degrees_wide, turns

CELL_PX: Final = 20
"""Circles grow to about three cells: the spacing of supercluster with a radius of 40 pixels."""
SCREEN_PX: Final = 2**14
"""No screen is wider or taller; the zoom of a larger view is lowered until it fits."""

CODE_BITS: Final = 31  # of each axis of a Morton code
LEVEL_OF_ZOOM_0: Final = 4  # 2**4 cells are enough for the 256 pixels of the world
BLOCK_BITS: Final = 3  # cells are looked up in blocks of 8 by 8
PART_SHIFT: Final = 60  # where the number of a view's part begins in the code of a cell
FINEST_TABLE: Final = CODE_BITS - BLOCK_BITS  # the last level whose cells can still be divided

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Cells(NamedTuple):
    """Cells of a grid, or parts of them; one element, column or row each.

    Attributes
    ----------
    code
        Morton code of the cell.
    values
        Shape (8, n): count, longitudes, Mercator y; then the least among its points: south, west, -north and -east,
        position in Morton order.
    composition
        Shape (n, categories), int32: count of each category.
    """

    code: Integers
    values: Floats
    composition: npt.NDArray[np.int32]

    @property
    def sums(self) -> Floats:
        """Count, longitudes and Mercator y, shape (3, n)."""
        return self.values[:3]

    @property
    def lows(self) -> Floats:
        """South, west, -north and -east of the points, and the position of the first; shape (5, n)."""
        return self.values[3:]


class Seen(NamedTuple):
    """Cells in a view without the points beyond its edge: `Cells` with their places.

    Attributes
    ----------
    column, row
        Position in the grid; columns continue across the date line.
    """

    code: Integers
    values: Floats
    composition: npt.NDArray[np.int32]
    column: Integers
    row: Integers


def concatenated(cells: list[Cells]) -> Cells:
    """All cells of a list, in order; there must be one."""
    if len(cells) == 1:
        return cells[0]
    code, values, composition = zip(*cells, strict=True)
    return Cells(np.concatenate(code), np.concatenate(values, axis=1), np.concatenate(composition))


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


def joined(cells: Cells) -> Cells:
    """Parts of one cell joined into one."""
    order, starts = Groups.of(cells.code)
    values = cells.values.take(order, axis=1)
    sums, lows = np.add.reduceat(values[:3], starts, axis=1), np.minimum.reduceat(values[3:], starts, axis=1)
    composition = np.add.reduceat(cells.composition.take(order, axis=0), starts, axis=0)
    return Cells(cells.code.take(order.take(starts)), np.concatenate((sums, lows)), composition)


class Found(NamedTuple):
    """Positions of cells or points, and the number of the part of a view that each was found in."""

    at: Integers
    part: Integers

    @classmethod
    def nothing(cls) -> Found:
        """No positions."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))

    def where(self, mask: npt.NDArray[np.bool_]) -> Found:
        """Those that a mask keeps."""
        return Found(self.at.compress(mask), self.part.compress(mask))

    def split(self, at: int) -> tuple[Found, Found]:
        """Those before a position, and the others."""
        return Found(self.at[:at], self.part[:at]), Found(self.at[at:], self.part[at:])

    def followed_by(self, others: Found) -> Found:
        """These, then others."""
        return Found(np.concatenate((self.at, others.at)), np.concatenate((self.part, others.part)))


Frame = tuple[int, int, int, int]
"""First and last column and row."""


class View:
    """A box in degrees over the cells of a level, in one part for each turn of the world that it touches.

    Parameters
    ----------
    bounds, zoom
        As in `ClusterIndex.clusters`.

    Attributes
    ----------
    level
        Number of bits per axis that the codes of the cells need.
    turns
        int64: the turn of each part.
    frames
        The cells that each part touches; those between the first and the last of them lie inside it.
    """

    def __init__(self, bounds: Bounds, zoom: int) -> None:
        parts = turns(bounds)
        self.turns = np.array([turn for turn, _ in parts], dtype=np.int64)
        edges = np.array([box for _, box in parts], dtype=np.float64).reshape(-1, 4).T
        self._least, self._most = edges * _RISING, edges[[2, 3, 0, 1]] * _RISING
        self.level = LEVEL_OF_ZOOM_0
        self.frames: list[Frame] = []
        if parts:
            north, south = web_mercator([bounds.north, bounds.south], 0)[1].tolist()
            self.level = _level_of(max(min(degrees_wide(bounds), 360) / 360, south - north), zoom)
            self.frames = [
                _frame((box.west / 360 + 0.5, box.east / 360 + 0.5, north, south), self.level)
                for _, box in parts
            ]

    def holds(self, lows: Floats, part: Integers) -> npt.NDArray[np.bool_]:
        """Whether a part of the view has all points of each cell, by the first four of its `lows`."""
        held: npt.NDArray[np.bool_] = np.logical_and.reduce(lows >= self._least.take(part, axis=1))
        return held

    def meets(self, lows: Floats, part: Integers) -> npt.NDArray[np.bool_]:
        """Whether a part of the view may have some of them."""
        met: npt.NDArray[np.bool_] = np.logical_and.reduce(lows <= self._most.take(part, axis=1))
        return met


_RISING: Final = np.array([[1.0], [1.0], [-1.0], [-1.0]])


@dataclass(frozen=True, eq=False)
class Table:
    """All cells of a level, in Morton order, so that those within one coarser cell are neighbours."""

    level: int
    code: Integers
    rows: Floats
    """The `values` of cells, those of one side by side in memory."""
    composition: npt.NDArray[np.int32]

    @classmethod
    def of(cls, cells: Cells, level: int) -> Table:
        """The table of all cells of a level."""
        return cls(level, cells.code, np.ascontiguousarray(cells.values.T), cells.composition)

    @cached_property
    def _by_row(self) -> tuple[Integers, Integers]:
        """Row by row: the numbers of the cells if all of the level are counted so, and their positions."""
        column, row = deinterleaved(self.code)
        numbers = (row << self.level) + column
        order = np.argsort(numbers)
        return numbers[order], order

    def framed(self, view: View) -> tuple[Found, Found]:
        """The cells within the frames of a view, and those on them."""
        within, on = zip(*(_ranges(frame, self.level) for frame in view.frames), strict=True)
        ranges = (*within, *on)
        numbers, positions = self._by_row
        first, last = np.searchsorted(numbers, np.concatenate(ranges, axis=1))
        length = last - first
        part = np.repeat([*range(len(within))] * 2, [part.shape[1] for part in ranges])
        found = Found(positions.take(expanded(first, length)), part.repeat(length))
        return found.split(int(length[: sum(part.shape[1] for part in within)].sum()))

    def finer(self, found: Found, table: Table) -> Found:
        """The cells of the table of a finer level that lie in these."""
        bits = 2 * (table.level - self.level)
        code = self.code.take(found.at)
        first, last = np.searchsorted(table.code, (code << bits, (code + 1) << bits))
        return Found(expanded(first, last - first), found.part.repeat(last - first))

    def points(self, found: Found) -> Found:
        """Positions in Morton order of all points that lie in these cells."""
        length, first = self.rows.take(found.at, axis=0)[:, [0, 7]].T.astype(np.int64)
        return Found(expanded(first, length), found.part.repeat(length))

    def taken(self, found: Found, level: int) -> Cells:
        """Some of the cells with the codes of the coarser cells of a level, in which they lie."""
        code = self.code.take(found.at) >> 2 * (self.level - level)
        return Cells(
            code | found.part << PART_SHIFT,
            np.ascontiguousarray(self.rows.take(found.at, axis=0).T),
            self.composition.take(found.at, axis=0),
        )


def _ranges(frame: Frame, level: int) -> tuple[Integers, Integers]:
    """Begin and end of the runs of cells within a frame, and of those on it, counted row by row; shape (2, n)."""
    west, east, north, south = frame
    rows = np.arange(north, south + 1) << level
    between, outer, inner = rows[1:-1], rows[:: max(south - north, 1)], max(west + 1, east)
    begins = np.concatenate((outer + west, between + west, between + inner))
    ends = np.concatenate((outer + (east + 1), between + (west + 1), between + (east + 1)))
    return np.stack((between + (west + 1), between + inner)), np.stack((begins, ends))


def _level_of(share: float, zoom: int) -> int:
    """Level of the cells of a view that takes so much of the world's width, or height."""
    nearest = int(math.log2(SCREEN_PX / TILE_PX / max(share, SCREEN_PX / TILE_PX / 2**MAX_ZOOM)))
    return min(max(int(zoom), 0), nearest) + LEVEL_OF_ZOOM_0


def _frame(edges: tuple[float, float, float, float], level: int) -> Frame:
    """The cells that a box in the unit square touches."""
    west, east, north, south = (lattice(np.array(edges)) >> (CODE_BITS - level)).tolist()
    return west, east, north, south


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
    gathered = _EVEN_BITS.take(bits & 0xFFFF)
    for shifted in range(16, int(bits.max(initial=0)).bit_length(), 16):
        gathered |= _EVEN_BITS.take(bits >> shifted & 0xFFFF) << shifted // 2
    return gathered


def _even_bits(bits: Integers) -> Integers:
    bits = bits & _HALVES[-1][1]
    for (distance, _), (_, mask) in zip(_HALVES[:0:-1], _HALVES[-2::-1], strict=True):
        bits = (bits | (bits >> distance)) & mask
    return bits


_EVEN_BITS: Final = _even_bits(np.arange(2**16))
"""Of each number of 16 bits, those with an even number, side by side."""


def blocks(frame: Frame) -> Integers:
    """Codes of the blocks of cells that a frame touches."""
    west, east, north, south = (edge >> BLOCK_BITS for edge in frame)
    spread = _spread(np.concatenate((np.arange(west, east + 1), np.arange(north, south + 1))))
    columns, rows = spread[: east + 1 - west], spread[east + 1 - west :]
    return (columns | (rows[:, None] << 1)).ravel()


def points_of(codes: Integers, view: View) -> Found:
    """Positions, among the sorted codes of points, of all that lie in the blocks that a view touches."""
    block = [blocks(frame) for frame in view.frames]
    if not block:
        return Found.nothing()
    every = np.concatenate(block)
    bits = 2 * BLOCK_BITS + shift(view.level)
    first, last = np.searchsorted(codes, (every << bits, (every + 1) << bits))
    part = np.repeat(np.arange(len(block)), [len(codes) for codes in block])
    return Found(expanded(first, last - first), part.repeat(last - first))


def expanded(first: Integers, length: Integers) -> Integers:
    """The integers of many ranges, one range after the other."""
    ends = np.cumsum(length)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(first + length - ends, length)


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
