"""Cells of the map at one zoom: Morton codes, and sums of what lies in a cell."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from dsi_geo.crs import MAX_LATITUDE
from dsi_geo.geography.web_mercator import MAX_ZOOM, TILE_PX, Bounds, degrees_wide, to_mercator

CELL_PX: Final = 20
"""Circles get about three cells wide: as far apart as those of supercluster with a radius of 40 pixels."""
SCREEN_PX: Final = 2**14
"""No screen is wider or taller: a box that would be is seen from farther away."""

CODE_BITS: Final = 31  # of each axis of a Morton code
LEVEL_OF_ZOOM_0: Final = 4  # 2**4 cells are enough for the 256 pixels of the world
BLOCK_BITS: Final = 3  # cells are looked up in blocks of 8 by 8
FINEST_TABLE: Final = CODE_BITS - BLOCK_BITS  # of which cells there are still finer ones

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Cells(NamedTuple):
    """Cells, or circles made of several: one element or column each.

    Attributes
    ----------
    code
        Morton code of the cell; of a circle, that of its fullest cell.
    column, row
        Where it is; columns go on across the date line.
    sums
        Shape (3 + categories, n): count, longitudes, Mercator y, count of each category.
    lows
        Shape (5, n): south, west, -north, -east of its points, place of its first in Morton order.
    """

    code: Integers
    column: Integers
    row: Integers
    sums: Floats
    lows: Floats

    def take(self, which: Integers) -> Cells:
        """Some of the cells."""
        return Cells(
            self.code[which], self.column[which], self.row[which], self.sums[:, which], self.lows[:, which]
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


def no_cells(categories: int) -> Cells:
    """Cells as there are none."""
    none = np.zeros(0, dtype=np.int64)
    return Cells(none, none, none, np.zeros((3 + categories, 0)), np.zeros((5, 0)))


def concatenated(cells: list[Cells]) -> Cells:
    """All cells of a list, in order."""
    return Cells(*(np.concatenate(values, axis=-1) for values in zip(*cells, strict=True)))


def joined(cells: Cells, owner: Integers) -> tuple[Cells, Integers]:
    """Cells that go together as one, and the number of each cell's."""
    if not len(owner):
        return cells, owner
    order = np.argsort(owner, kind="stable")
    owner = owner[order]
    begins = np.concatenate([[True], owner[1:] != owner[:-1]])
    starts = np.flatnonzero(begins)
    number = np.empty_like(owner)
    number[order] = np.cumsum(begins) - 1
    own = owner[starts]
    sums = np.add.reduceat(cells.sums[:, order], starts, axis=1)
    lows = np.minimum.reduceat(cells.lows[:, order], starts, axis=1)
    return Cells(cells.code[own], cells.column[own], cells.row[own], sums, lows), number


def coarser(cells: Cells, levels: int) -> Cells:
    """The cells that are as many levels coarser, with the sums of these."""
    code = cells.code >> 2 * levels
    _, first, group = np.unique(code, return_index=True, return_inverse=True)
    moved = cells._replace(code=code, column=cells.column >> levels, row=cells.row >> levels)
    return joined(moved, first[group])[0]


def level_of(bounds: Bounds, zoom: int) -> int:
    """Level of the cells of a view: codes of that many bits an axis tell them apart."""
    if not np.isfinite(bounds).all():
        return LEVEL_OF_ZOOM_0
    _, (bottom, top) = to_mercator([bounds.south, bounds.north], [0, 0])
    share = max(min(degrees_wide(bounds), 360) / 360, bottom - top, SCREEN_PX / TILE_PX / 2**MAX_ZOOM)
    nearest = int(np.log2(SCREEN_PX / TILE_PX / share))
    return int(np.clip(zoom, 0, nearest)) + LEVEL_OF_ZOOM_0


def world_px(level: int) -> int:
    """Width of the world in pixels."""
    return int(TILE_PX * 2 ** (level - LEVEL_OF_ZOOM_0))


def world_columns(level: int) -> int:
    """Width of the world in cells, the last of which may be narrower."""
    return -(-world_px(level) // CELL_PX)


def lattice(unit: Floats) -> Integers:
    """Places from 0 to 1 in the finest cells there are."""
    finest = TILE_PX / CELL_PX * 2 ** (CODE_BITS - LEVEL_OF_ZOOM_0)
    cells: Integers = np.minimum(unit * finest, finest - 1).astype(np.int64)
    return cells


def shift(level: int) -> int:
    """How far to shift a point's code to the right for the code of its cell."""
    return 2 * (CODE_BITS - level)


_HALVES: Final = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def interleaved(column: Integers, row: Integers) -> Integers:
    """Morton codes: what is near in the plane is mostly near in their order."""
    return _spread(column) | (_spread(row) << 1)


def deinterleaved(code: Integers) -> tuple[Integers, Integers]:
    """Column and row of Morton codes."""
    return _gathered(code), _gathered(code >> 1)


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
    """First and last column and row that a box touches; cells between them lie whole inside it.

    Where the box reaches the edge of the world, the frame lies beyond it.
    """
    x, y = to_mercator([bounds.north, bounds.south], [bounds.west, bounds.east])
    west, east = (lattice(x) >> (CODE_BITS - level)).tolist()
    north, south = (lattice(y) >> (CODE_BITS - level)).tolist()
    return (
        -1 if bounds.west <= -180 else west,
        2**level if bounds.east >= 180 else east,
        -1 if bounds.north >= MAX_LATITUDE >= bounds.south else north,
        2**level if bounds.south <= -MAX_LATITUDE <= bounds.north else south,
    )


def blocks(edges: tuple[int, int, int, int], level: int) -> Integers:
    """Codes of the blocks of cells that a frame touches."""
    west, east, north, south = (min(max(edge, 0), 2**level - 1) >> BLOCK_BITS for edge in edges)
    columns, rows = np.arange(west, east + 1), np.arange(north, south + 1)
    return interleaved(columns[None, :], rows[:, None]).ravel()


def places(codes: Integers, block: Integers, finer: int) -> Integers:
    """Where blocks' cells, or with codes finer by so many bits their points, are among sorted codes."""
    bits = 2 * BLOCK_BITS + finer
    return expanded(*np.searchsorted(codes, [block << bits, (block + 1) << bits]))


def expanded(first: Integers, last: Integers) -> Integers:
    """All integers of many ranges, one range after the other."""
    length = last - first
    ends = np.cumsum(length)
    return np.arange(length.sum()) + np.repeat(last - ends, length)
