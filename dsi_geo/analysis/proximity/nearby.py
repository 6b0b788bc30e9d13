"""Records near one another, records around one of them, and which of them are linked already."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.addresses import joins
from dsi_geo.analysis.proximity.linked_records import linked
from dsi_geo.analysis.proximity.points import MEASURABLE, MOST_PAIRS, distance_m, points_of, rank_of
from dsi_geo.analysis.proximity.shared_addresses import SharedAddresses, side_by_side
from dsi_geo.arguments import as_number, kind_of
from dsi_geo.crs import EARTH_RADIUS_M
from dsi_geo.errors import InputError, quoted
from dsi_geo.geography.sphere import around as points_around
from dsi_geo.geography.sphere import great_circle_m, unit_sphere
from dsi_geo.schema import ORDERED_PLACE, Entity

LEAST_RADIUS_M: Final = 10.0
LARGEST_RADIUS_M: Final = 5_000.0
CANDIDATES_PER_PAIR: Final = 4
"""Candidates of the search per pair within the radius, at most, where points are spread evenly."""
PAIRS_AT_ONCE: Final = 1_000_000
"""Pairs measured at a time."""
SLACK: Final = 1e-8
"""Radians, about 6 cm: a margin of the search for rounding errors. The exact distance decides afterwards."""
_STRIP: Final = 1_024.0
"""Degrees between the longitudes of one strip and the next: more than 360 plus a reach of 180 on either side."""

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def check_radius(radius_m: object) -> float:
    """The radius as a number of metres.

    Raises
    ------
    InputError
        It is not a number from 10 to 5,000.
    """
    metres = as_number(radius_m)
    if metres is None or not LEAST_RADIUS_M <= metres <= LARGEST_RADIUS_M:
        shown = kind_of(radius_m) if metres is None else f"{metres:g} m"
        raise InputError(
            f"The radius of {shown} cannot be used: "
            f"give {LEAST_RADIUS_M:,.0f} to {LARGEST_RADIUS_M:,.0f} metres."
        )
    return metres


def pairs_within(
    latitude: npt.ArrayLike, longitude: npt.ArrayLike, radius_m: float, most: int = MOST_PAIRS
) -> tuple[Integers, Integers, Floats]:
    """All pairs of points that lie within a radius of one another.

    Parameters
    ----------
    latitude, longitude
        Degrees (EPSG:4326), finite, shape (n,).
    radius_m
        Largest great-circle distance of a pair, in metres.
    most
        Largest number of pairs.

    Returns
    -------
    first, second : ndarray of int64
        Positions of both points of each pair, first < second, in ascending order.
    distance : ndarray of float64
        Their distance in metres.

    Raises
    ------
    InputError
        There are more pairs than `most`; the message says how many, or how many at least.

    Notes
    -----
    Points on one spot are counted, not compared. If a lower bound already shows too many pairs, no spots are
    compared; otherwise the comparisons are at most a constant number of times as many as the pairs allowed.
    """
    lat, lon = np.asarray(latitude, dtype=np.float64), np.asarray(longitude, dtype=np.float64)
    spot = joins.keys(lat, lon) if len(lat) else np.zeros(0, dtype=np.int64)
    _, one_each, sizes = np.unique(spot, return_index=True, return_counts=True)
    strips = _Strips(lat[one_each], lon[one_each], radius_m)
    if strips.candidates > CANDIDATES_PER_PAIR * most:
        least = _least_count(lat[one_each], lon[one_each], sizes, radius_m)
        if least > most:
            raise _too_many(least, radius_m, most, exact=least == len(lat) * (len(lat) - 1) // 2)
    first, second = _near_spots(strips, lat[one_each], lon[one_each], radius_m, most)
    count = int((sizes * (sizes - 1) // 2).sum() + (sizes[first] * sizes[second]).sum())
    if count > most:
        raise _too_many(count, radius_m, most, exact=True)
    first, second = _points_of(first, second, spot, sizes)
    return first, second, great_circle_m(lat[first], lon[first], lat[second], lon[second])


def _least_count(latitude: Floats, longitude: Floats, sizes: Integers, radius_m: float) -> int:
    """A lower bound of the number of pairs: those within cubes whose diagonal is no longer than the radius.

    Cubes in space rather than squares on a map, so that the date line and the poles need no exception.
    """
    chord = 2 * np.sin(min(radius_m / (2 * EARTH_RADIUS_M), np.pi / 2))
    cubes = np.floor(unit_sphere(latitude, longitude) / (0.999 * chord / np.sqrt(3)))
    in_cube = np.bincount(joins.keys(*cubes.T), weights=sizes)
    return int((in_cube * (in_cube - 1) / 2).sum())


def _near_spots(
    strips: _Strips, latitude: Floats, longitude: Floats, radius_m: float, most: int
) -> joins.Pairs:
    """The pairs of spots within the radius, each once, in ascending order; refused as soon as there are too many."""
    count = len(latitude)
    kept, waiting = np.zeros(0, dtype=np.int64), [np.zeros(0, dtype=np.int64)]
    for first, second in strips.pairs():
        near = (
            great_circle_m(latitude[first], longitude[first], latitude[second], longitude[second]) <= radius_m
        )
        waiting.append(first[near] * count + second[near])
        if sum(map(len, waiting)) > most:
            kept, waiting = joins.once(np.concatenate([kept, *waiting])), []
            if len(kept) > most:
                raise _too_many(len(kept), radius_m, most, exact=False)
    kept = joins.once(np.concatenate([kept, *waiting]))
    return kept // max(count, 1), kept % max(count, 1)


def _points_of(first: Integers, second: Integers, spot: Integers, sizes: Integers) -> joins.Pairs:
    """The pairs of points on pairs of spots, and the pairs on one spot, in ascending order."""
    order = np.argsort(spot, kind="stable")
    starts = np.cumsum(sizes) - sizes
    both = sizes[first] * sizes[second]
    number = np.arange(int(both.sum())) - np.repeat(np.cumsum(both) - both, both)
    width = np.repeat(sizes[second], both)
    one = order[np.repeat(starts[first], both) + number // width]
    other = order[np.repeat(starts[second], both) + number % width]
    inside = joins.pairs_within(spot, np.arange(len(spot), dtype=np.int64))
    return joins.distinct([(np.minimum(one, other), np.maximum(one, other)), inside])


class _Strips:
    """Points in strips of latitude as high as the radius, ordered by longitude in each.

    A point's neighbours are then runs in its own strip and the next: binary searches find them, and their number
    is known before they are listed.
    """

    def __init__(self, latitude: Floats, longitude: Floats, radius_m: float) -> None:
        reach = min(radius_m / EARTH_RADIUS_M, np.pi) + SLACK
        degrees = np.degrees(reach)
        east = _reach_in_longitude(latitude, reach)
        lon = np.mod(longitude + 180, 360)
        beyond = np.flatnonzero(lon + east >= 360)  # seen again from the other side of the date line
        point = np.concatenate([np.arange(len(lon)), np.flatnonzero(lon <= east), beyond])
        shifted = np.concatenate([lon, lon[lon <= east] + 360, lon[beyond] - 360])
        strip = np.floor((latitude + 90) / degrees)[point]
        key = strip * _STRIP + shifted
        order = np.argsort(key)
        self.point, key, east = point[order], key[order], east[point[order]]
        start = np.arange(1, len(key) + 1)
        self.starts = [start, np.searchsorted(key, key + _STRIP - east)]
        self.ends = [
            np.searchsorted(key, key + east, side="right"),
            np.searchsorted(key, key + _STRIP + east, side="right"),
        ]

    @property
    def candidates(self) -> int:
        """How many pairs `pairs` yields."""
        return sum(int((ends - starts).sum()) for starts, ends in zip(self.starts, self.ends, strict=True))

    def pairs(self) -> Iterator[joins.Pairs]:
        """Pairs that may be near, in blocks: all that are and some more, a few of them several times."""
        for starts, ends in zip(self.starts, self.ends, strict=True):
            block = np.cumsum(ends - starts) // PAIRS_AT_ONCE
            edges = np.r_[0, np.flatnonzero(np.diff(block)) + 1, len(block)]
            for start, end in pairwise(edges):
                position, inside = joins.runs(starts[start:end], ends[start:end])
                one, other = self.point[position + start], self.point[inside]
                apart = one != other
                yield np.minimum(one, other)[apart], np.maximum(one, other)[apart]


def _reach_in_longitude(latitude: Floats, reach: float) -> Floats:
    """Degrees of longitude that points of two neighbouring strips can lie apart and still be near."""
    farthest = np.minimum(np.abs(np.radians(latitude)) + reach, np.pi / 2)
    sine = np.sin(reach / 2) / np.maximum(np.cos(farthest), 1e-12)
    return np.asarray(np.where(sine < 1, np.degrees(2 * np.arcsin(np.minimum(sine, 1))), 180.0))


def _too_many(count: int, radius_m: float, most: int, *, exact: bool) -> InputError:
    number = f"{count:,}" if exact else f"at least {count:,}"
    return InputError(
        f"Within {radius_m:,.0f} m there are {number} pairs of records, more than the {most:,} that can be listed: "
        "choose a smaller radius or fewer records."
    )


def around(
    table: gpd.GeoDataFrame,
    entity: Entity,
    record_id: str,
    radius_m: float,
    shared: SharedAddresses | None,
) -> pd.DataFrame:
    """The records around one record: all within the radius, and all at its address.

    Parameters
    ----------
    table
        Canonical table.
    entity
        What its records are.
    record_id
        The record in the middle.
    radius_m
        Metres, 10 to 5,000. Points coarser than `street`, the record's own included, have no neighbours.
    shared
        From `shared_addresses(table)`; None if no other record can be at its address.

    Returns
    -------
    DataFrame
        Those at the address first, then the nearest: `id`, `name`, `same_address` (bool), `confidence` (that the
        address is the same; missing where it is not), `distance_m` (missing where a point is coarser than `street`),
        `distance_precision` (the coarser of both), `linked` (bool).

    Raises
    ------
    InputError
        There is no such record, or the radius is out of range.
    """
    radius = check_radius(radius_m)
    found = np.flatnonzero(table["id"].eq(record_id))
    if not len(found):
        raise InputError(f"There is no record {quoted(record_id)} among the {entity}.")
    me, points = int(found[0]), points_of(table)
    confidence = {} if shared is None else _at_my_address(me, shared, points)
    measured = points["precision"].ge(rank_of(MEASURABLE)).to_numpy()
    lat, lon = (np.where(measured, points[axis], np.nan) for axis in ("latitude", "longitude"))
    near = points_around(lat, lon, (lat[me], lon[me]), radius)
    rows = np.union1d(near.index, [*confidence]).astype(np.int64)
    rows = rows[rows != me]
    described = _described(table, entity, me, rows, confidence, points)
    return described.sort_values(
        ["same_address", "distance_m"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _at_my_address(me: int, shared: SharedAddresses, points: pd.DataFrame) -> dict[int, float]:
    """Positions of the other records at a record's address, with the confidence of each."""
    record = shared.addresses.of_record.to_numpy()
    matches = shared.matches[shared.matches["a"].eq(record[me]) | shared.matches["b"].eq(record[me])]
    address = np.where(matches["a"].eq(record[me]), matches["b"], matches["a"])
    there = pd.Series(np.arange(len(matches)), index=address).reindex(record)
    rows = np.flatnonzero(there.notna() & (np.arange(len(record)) != me))
    match = there.to_numpy()[rows].astype(np.int64)
    near = side_by_side(points, np.full(len(rows), me, dtype=np.int64), rows)
    kept = ~matches["letters"].to_numpy(dtype=bool)[match] | near
    confidence = matches["confidence"].to_numpy()[match]
    return dict(zip(rows[kept].tolist(), confidence[kept].tolist(), strict=True))


def _described(
    table: gpd.GeoDataFrame,
    entity: Entity,
    me: int,
    rows: Integers,
    confidence: dict[int, float],
    points: pd.DataFrame,
) -> pd.DataFrame:
    mine = np.full(len(rows), me, dtype=np.int64)
    precision = points["precision"].to_numpy()
    coarser = np.minimum(precision[rows], precision[me])
    distance = distance_m(points, mine, rows).round(1)
    return pd.DataFrame(
        {
            "id": table["id"].to_numpy(object)[rows],
            "name": table["name"].to_numpy(object)[rows],
            "same_address": np.isin(rows, [*confidence]),
            "confidence": [confidence.get(int(row), np.nan) for row in rows],
            "distance_m": np.where(coarser >= rank_of(MEASURABLE), distance, np.nan),
            "distance_precision": pd.Categorical.from_codes(coarser, dtype=ORDERED_PLACE),
            "linked": linked(table, entity, mine, rows),
        }
    ).astype({"id": "str", "name": "str"})
