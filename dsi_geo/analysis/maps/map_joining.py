"""Which cells of a map go together as one circle, so that no circle overlaps another."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from dsi_geo.analysis.maps.map_cells import Cells, Floats, Integers, joined

GAP_PX: Final = 2
POINT_PX: Final = 7.0
SEVERAL_PX: Final = 10.0
LARGEST_PX: Final = 34.0

_STEPS: Final = 3  # a slope is cut at every third cell, so that no circle gathers from afar
_TALLY_BITS: Final = 20  # of a count, and of the lot that decides between equal ones
_NUMBER_BITS: Final = 23
_SCATTER: Final = -7046029254386353131  # odd and without pattern: multiplying by it scatters


def radius_px(count: npt.ArrayLike) -> Floats:
    """Radius of a circle in pixels: 7 for one point, 11 to 34 for several, whose number is written inside.

    Its area grows with the count to the power of 0.26, since counts on one map span six decades.
    """
    counts = np.asarray(count, dtype=np.float64)
    return np.where(counts > 1, np.minimum(SEVERAL_PX * counts**0.13, LARGEST_PX), POINT_PX)


def fullest_neighbours(cells: Cells) -> Integers:
    """The cell that each cell goes with: uphill, from fullest to fullest of the eight around it."""
    own = np.arange(len(cells.code))
    if not len(own):
        return own
    column, row = cells.column - cells.column.min() + 1, cells.row - cells.row.min() + 1
    lattice = np.zeros((row.max() + 2, column.max() + 2), dtype=np.int64)
    lattice[row, column] = _tallied(cells, own)
    highest = np.maximum(np.maximum(lattice[:-2], lattice[1:-1]), lattice[2:])
    highest = np.maximum(np.maximum(highest[:, :-2], highest[:, 1:-1]), highest[:, 2:])
    uphill = highest[row - 1, column - 1] & (2**_NUMBER_BITS - 1)
    steps, top = (uphill != own).astype(np.int64), uphill
    while (more := steps[top]).any():
        steps, top = steps + more, top[top]
    owner = own
    for step in range(1, _STEPS):
        owner = np.where(steps % _STEPS >= step, uphill[owner], owner)
    return owner


def _tallied(cells: Cells, number: Integers) -> Integers:
    """What ranks cells and names them: count, then a lot drawn from the place, then the number."""
    count = np.minimum(cells.sums[0], 2**_TALLY_BITS - 1).astype(np.int64)
    lot = (cells.code * _SCATTER) >> (64 - _TALLY_BITS) & (2**_TALLY_BITS - 1)
    tally: Integers = (((count << _TALLY_BITS) | lot) << _NUMBER_BITS) | number
    return tally


def apart(circles: Cells, across_px: float) -> tuple[Cells, Integers]:
    """Circles that stand apart, and the number of the one that each of the given went to.

    Of circles that overlap the largest takes the others, until none does. What is near is looked up
    again only to see that nothing was missed.
    """
    owner = np.arange(len(circles.code))
    while len(overlaps := _overlapping(circles, across_px, near := _near(circles, across_px))):
        while len(overlaps):
            circles, number = joined(circles, _largest_neighbours(overlaps, circles))
            owner, near = number[owner], number[near]
            near = near[near[:, 0] != near[:, 1]]
            overlaps = _overlapping(circles, across_px, near)
    return circles, owner


def _near(circles: Cells, across_px: float) -> Integers:
    """Pairs of circles that could overlap, large as they are."""
    from scipy.spatial import cKDTree

    if len(circles.code) < 2:
        return np.zeros((0, 2), dtype=np.int64)
    places = _centres(circles, across_px).view(np.float64).reshape(-1, 2)
    largest = radius_px(circles.sums[0].max())
    tree = cKDTree(places, balanced_tree=False, compact_nodes=False)
    pairs: Integers = tree.query_pairs(float(2 * largest + GAP_PX), output_type="ndarray")
    return pairs


def _overlapping(circles: Cells, across_px: float, near: Integers) -> Integers:
    one, other = near[:, 0], near[:, 1]
    centre, radius = _centres(circles, across_px), radius_px(circles.sums[0]) + GAP_PX / 2
    overlaps: Integers = near[np.abs(centre[one] - centre[other]) < radius[one] + radius[other]]
    return overlaps


def _centres(circles: Cells, across_px: float) -> npt.NDArray[np.complex128]:
    count, longitude, y = circles.sums[:3]
    centres: npt.NDArray[np.complex128] = (longitude / 360 + 1j * y) * (across_px / count)
    return centres


def _largest_neighbours(pairs: Integers, circles: Cells) -> Integers:
    """The circle that each joins: the largest that it overlaps, unless that joins another itself."""
    own = np.arange(len(circles.code))
    tally = _tallied(circles, own)
    largest = tally.copy()
    one, other = pairs.T
    np.maximum.at(largest, one, tally[other])
    np.maximum.at(largest, other, tally[one])
    owner = largest & (2**_NUMBER_BITS - 1)
    return np.where(owner[owner] == owner, owner, own)
