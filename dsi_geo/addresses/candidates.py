"""Pairs of addresses worth comparing: they agree in the house and in enough of street and place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.addresses import joins
from dsi_geo.addresses.joins import Integers, Pairs
from dsi_geo.errors import InputError

MOST_CODES: Final = 50
"""More different postcodes than this for one house in one town are not typing errors."""
MOST_BUILDINGS: Final = 200
"""If more named buildings than this share a street and town, they are not compared."""
MOST_CANDIDATES: Final = 4_000_000
"""More comparisons than this would fill the memory, and take minutes."""
LETTERS_OF_ENDS: Final = 3
"""Letters at the beginning or end of two names that must agree for them to be compared at all."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Shared:
    """Addresses by key: all pairs with a common key are compared, or only those with at least one of `some`."""

    key: Integers
    row: Integers
    some: Flags | None = None
    largest: int | None = None

    @property
    def count(self) -> int:
        if self.some is None:
            return joins.count_within(self.key, self.largest)
        return joins.count_between(self.key, self.some, self.largest)

    def pairs(self) -> Pairs:
        if self.some is None:
            return joins.pairs_within(self.key, self.row, self.largest)
        return joins.pairs_between(self.key, self.row, self.some, self.largest)


def candidates(usable: pd.DataFrame, most: int = MOST_CANDIDATES) -> Pairs:
    """Pairs of addresses worth judging, each once, found by the keys that they share.

    Parameters
    ----------
    usable
        The usable rows of `Addresses.distinct`.
    most
        Largest number of comparisons; a pair that shares several keys counts once for each.

    Returns
    -------
    first, second : ndarray of int64
        Labels of both rows of each pair, first < second.

    Raises
    ------
    InputError
        There are more comparisons than `most`.
    """
    shared = [*_by_house(usable), *_without_number(usable)]
    check_count(sum(one.count for one in shared), most)
    return joins.distinct([one.pairs() for one in shared])


def check_count(count: int, most: int = MOST_CANDIDATES) -> None:
    """Raise InputError if more than `most` comparisons would be made."""
    if count > most:
        raise InputError(
            "So many addresses that are written differently agree in house and street, or in house and postcode, that "
            f"there are {count:,} comparisons to make, more than the {most:,} that can be: choose fewer records."
        )


def _by_house(usable: pd.DataFrame) -> Iterator[_Shared]:
    """Addresses that agree in a house number and in enough of street and place."""
    house = _houses(usable)
    row, number, name = house["row"].to_numpy(), house["number"].to_numpy(), house["name"].to_numpy()
    code, town = house["postcode"].to_numpy(), house["town"].to_numpy()
    coded, in_town, named = code > 0, town > 0, name > 0

    def within(chosen: Flags, *columns: Integers, largest: int | None = None) -> Iterator[_Shared]:
        if chosen.any():
            yield _Shared(joins.keys(*(column[chosen] for column in columns)), row[chosen], None, largest)

    def between(
        chosen: Flags, some: Flags, *columns: Integers, largest: int | None = None
    ) -> Iterator[_Shared]:
        if (chosen & some).any():
            key = joins.keys(*(column[chosen] for column in columns))
            yield _Shared(key, row[chosen], some[chosen], largest)

    yield from within(named & coded, number, name, code)
    yield from between(named & in_town, ~coded, number, name, town)
    yield from within(named & in_town & coded, number, name, town, largest=MOST_CODES)
    yield from between(named & coded, ~in_town, number, name)
    yield from between(named, ~in_town, number, name, largest=MOST_CODES)
    for ends in (house["begins"].to_numpy(), house["finishes"].to_numpy()):
        yield from within(named & coded, number, ends, code)
        yield from between(named & in_town, ~coded, number, ends, town)
        yield from within(named & in_town & coded, number, ends, town, largest=MOST_CODES)
    reordered, letters = house["reordered"].to_numpy(), house["letters"].to_numpy()
    yield from within(reordered & coded, number, letters, code)
    yield from between(reordered & in_town, ~coded, number, letters, town)
    yield from within(house["whole"].to_numpy(), number, code)


def _houses(usable: pd.DataFrame) -> pd.DataFrame:
    """One row per house number and town of an address: `row`, `number` and the columns that are compared.

    Texts are replaced by numbers, "" by 0, since a range of houses has dozens of rows.
    """
    low, high = usable["low"].to_numpy(), usable["high"].to_numpy()
    step = usable["step"].to_numpy()
    counts = np.where(low > 0, (high - low) // step + 1, 0)
    row = np.repeat(np.arange(len(usable)), counts)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    number = low[row] + offset * step[row]
    other = np.flatnonzero(usable["other"].to_numpy() > 0)
    literal = np.flatnonzero(usable["literal"].ne("").to_numpy())
    literal_number = -1 - pd.factorize(usable["literal"].to_numpy(object)[literal])[0]
    rows = np.concatenate([row, other, literal])
    numbers = np.concatenate([number, usable["other"].to_numpy()[other], literal_number])
    keep = ~((usable["literal"].ne("").to_numpy()[rows]) & (numbers > 0))
    rows, numbers = rows[keep], numbers[keep]
    twice = np.flatnonzero(usable["suburb"].ne("").to_numpy()[rows])
    town, suburb = np.split(_numbered(pd.concat([usable["town"], usable["suburb"]])), 2)
    towns = np.concatenate([town[rows], suburb[rows[twice]]])
    rows, numbers = np.concatenate([rows, rows[twice]]), np.concatenate([numbers, numbers[twice]])
    name = usable["name"]
    reordered = usable["words"].str.contains(" ", regex=False) | name.str.len().lt(2 * LETTERS_OF_ENDS + 1)
    compared = pd.DataFrame(
        {
            "row": usable.index.to_numpy(),
            "name": _numbered(name),
            "begins": _numbered(name.str.slice(0, LETTERS_OF_ENDS)),
            "finishes": _numbered(name.str.slice(-LETTERS_OF_ENDS)),
            "letters": _numbered(_letters(name.where(reordered, ""))),
            "reordered": reordered.to_numpy(bool),
            "postcode": _numbered(usable["postcode"]),
            "whole": usable["whole"].to_numpy(bool),
        }
    )
    return compared.take(rows).assign(number=numbers, town=towns)


def _numbered(texts: pd.Series) -> Integers:
    """A number for each text, the same for equal texts; 0 for ""."""
    values = texts.to_numpy(object)
    return np.where(values == "", 0, pd.factorize(values)[0] + 1).astype(np.int64)


def _letters(names: pd.Series) -> pd.Series:
    """The distinct letters of each name, in alphabetical order."""
    codes, known = pd.factorize(names.to_numpy(object))
    letters = np.array(["".join(sorted({*name})) for name in known], dtype=object)
    return pd.Series(letters[codes], index=names.index)


def _without_number(usable: pd.DataFrame) -> Iterator[_Shared]:
    """Addresses at least one of which has no house number: with one full postcode (British, Irish), or one building."""
    no_number = usable["low"].eq(0) & usable["literal"].eq("")
    coded, built = usable[usable["whole"]], usable[usable["building"].ne("")]
    where = built["name"].where(built["name"].ne(""), built["building"])
    for chosen, largest, columns in (
        (coded, None, (coded["postcode"],)),
        (built, MOST_BUILDINGS, (where, built["town"])),
    ):
        some = no_number[chosen.index].to_numpy()
        yield _Shared(joins.keys(*columns), chosen.index.to_numpy(), some, largest)
