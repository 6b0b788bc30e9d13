"""Which pairs of records are compared at all: those that share something that few others have."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dsi_geo.addresses import joins
from dsi_geo.addresses.joins import Integers, Pairs
from dsi_geo.analysis.proximity.compared_records import ComparedRecords
from dsi_geo.crs import EARTH_RADIUS_M
from dsi_geo.errors import InputError
from dsi_geo.geography.sphere import unit_sphere

MOST_OF_ONE_NAME: Final = 200
"""A name that more records of one town have is a word such as "Library", and does not identify them."""
MOST_IN_BLOCK: Final = (20, 12, 8, 5, 3, 2)
"""Records that share a word and a place and are compared with each other: the most that the allowance suffers."""
ALLOWANCE: Final = 3
"""Pairs per record that one kind of block may bring."""
LEAST_ALLOWANCE: Final = 20_000
FIRST_LETTERS: Final = 4
CELLS_PER_DEGREE: Final = 100
"""Of latitude: cells of about 1.1 km, shifted by half for a second look, so that no border separates neighbours."""
NEAREST: Final = 4
WITHIN_M: Final = 80.0

Strings = npt.NDArray[np.object_]


def candidate_pairs(records: ComparedRecords, same_address: Pairs, most: int) -> Pairs:
    """Pairs of records that may be duplicates, each once.

    Parameters
    ----------
    records
        What is compared.
    same_address
        Pairs of records at one address.
    most
        Largest number of pairs with a name or website in common.

    Raises
    ------
    InputError
        There are more such pairs than `most`.
    """
    return joins.distinct([*_alike_in_full(records, most), *_alike_in_part(records), same_address])


def _alike_in_full(records: ComparedRecords, most: int) -> list[Pairs]:
    """Pairs that share name and town, name and website, or website; or only the name, if a town is not known."""
    name, site, town = records.name, records.site, records.town
    rows = np.arange(len(records), dtype=np.int64)
    shared = [
        (joins.keys(*(column[chosen] for column in columns)), rows[chosen])
        for columns, chosen in (
            ((name, town), (name != "") & (town != "")),
            ((name, site), (name != "") & (site != "")),
            ((site,), site != ""),
        )
        if chosen.any()
    ]
    named = name != ""
    by_name, nowhere = joins.keys(name[named]), (town == "")[named]
    count = sum(joins.count_within(key, MOST_OF_ONE_NAME) for key, _ in shared)
    count += joins.count_between(by_name, nowhere, MOST_OF_ONE_NAME)
    if count > most:
        raise InputError(
            f"Up to {count:,} pairs of records share a name or a website, more than the {most:,} that can be compared: "
            "choose fewer records."
        )
    found = [joins.pairs_within(key, some, MOST_OF_ONE_NAME) for key, some in shared]
    if nowhere.any():
        found.append(joins.pairs_between(by_name, rows[named], nowhere, MOST_OF_ONE_NAME))
    return found


def _alike_in_part(records: ComparedRecords) -> list[Pairs]:
    """Pairs that share a telephone or e-mail address, or a word or the first letters of the name near one another."""
    rows = np.arange(len(records), dtype=np.int64)
    allowance = max(ALLOWANCE * len(records), LEAST_ALLOWANCE)
    found = [
        _of_block((key,), rows, key != "", allowance)
        for key in (records.telephone, records.mail, records.mail_domain)
    ]
    words, of = _words_of(records.words)
    starts = np.array([name[:FIRST_LETTERS] for name in records.name], dtype=object)
    for place in _places(records):
        known = place >= 0
        found.append(_of_block((words, place[of]), of, known[of], allowance))
        found.append(_of_block((starts, place), rows, known & (starts != ""), allowance))
        found.append(_of_block((records.name, place), rows, known & (records.name != ""), allowance))
    found.append(_of_block((words, records.country[of]), of, words != "", allowance))
    found.append(_of_block((starts, records.country), rows, starts != "", allowance))
    found.append(_nearest(records))
    return found


def _of_block(
    columns: tuple[npt.NDArray[Any], ...], rows: Integers, chosen: npt.NDArray[np.bool_], allowance: int
) -> Pairs:
    """Pairs that share all columns, of blocks as large as the allowance suffers."""
    if not chosen.any():
        return joins.NO_PAIRS
    key = joins.keys(*(column[chosen] for column in columns))
    largest = next(
        (size for size in MOST_IN_BLOCK if joins.count_within(key, size) <= allowance), MOST_IN_BLOCK[-1]
    )
    return joins.pairs_within(key, rows[chosen], largest)


def _places(records: ComparedRecords) -> list[Integers]:
    """Numbers of the places of each record, -1 where unknown: town, postcode, and cells around the point."""
    places = [
        np.where(text != "", joins.keys(text), -1) if len(text) else joins.NO_PAIRS[0]
        for text in (records.town, records.code)
    ]
    pointed = np.isfinite(records.latitude) & np.isfinite(records.longitude)
    for shift in (0.0, 0.5):
        row = np.floor(np.where(pointed, records.latitude, 0) * CELLS_PER_DEGREE + shift)
        narrow = np.cos(np.radians(row / CELLS_PER_DEGREE)).clip(0.01)
        column = np.floor(np.where(pointed, records.longitude, 0) * CELLS_PER_DEGREE * narrow + shift)
        cell = row * 100_000 + column
        places.append(np.where(pointed, joins.keys(cell), -1) if len(cell) else joins.NO_PAIRS[0])
    return places


def _words_of(words: Strings) -> tuple[Strings, Integers]:
    """Every word of at least two letters of the names, and the record that it is from."""
    split = [{word for word in name.split() if len(word) > 1} for name in words]
    of = np.repeat(np.arange(len(words), dtype=np.int64), [len(some) for some in split])
    every = np.empty(len(of), dtype=object)
    every[:] = [word for some in split for word in some]
    return every, of


def _nearest(records: ComparedRecords) -> Pairs:
    """The nearest neighbours of every point that few records share."""
    from scipy.spatial import cKDTree  # slow to load, and not needed where there are no points

    pointed = np.flatnonzero(np.isfinite(records.latitude) & np.isfinite(records.longitude))
    if not len(pointed):
        return joins.NO_PAIRS
    spot = joins.keys(records.latitude[pointed], records.longitude[pointed])
    pointed = pointed[np.bincount(spot)[spot] <= NEAREST]
    if len(pointed) < 2:
        return joins.NO_PAIRS
    where = unit_sphere(records.latitude[pointed], records.longitude[pointed])
    _, near = cKDTree(where).query(where, k=NEAREST + 1, distance_upper_bound=WITHIN_M / EARTH_RADIUS_M)
    first = np.repeat(np.arange(len(pointed)), near.shape[1])
    second = near.ravel()
    some = (second < len(pointed)) & (first != second)
    one, other = pointed[first[some]], pointed[second[some]]
    return np.minimum(one, other), np.maximum(one, other)
