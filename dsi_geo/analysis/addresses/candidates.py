"""Pairs of addresses worth comparing: they agree in the house and in enough of street and place."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.addresses import joins
from dsi_geo.analysis.addresses.joins import Pairs

MOST_CODES: Final = 50
"""More different postcodes than this for one house in one town are no typing errors."""
MOST_BUILDINGS: Final = 200
"""More named buildings in one street and town are not compared."""
LETTERS_OF_ENDS: Final = 3
"""Letters at the beginning or end of two names that must agree for them to be compared at all."""

Flags = npt.NDArray[np.bool_]


def candidates(usable: pd.DataFrame) -> Pairs:
    """
    Pairs of addresses worth judging, each once, found through keys that they share.

    Parameters
    ----------
    usable
        The usable rows of `Addresses.distinct`.

    Returns
    -------
    Labels of both rows of each pair, first < second.
    """
    house = _houses(usable)
    row, name = house["row"].to_numpy(), house["name"].to_numpy(object)
    number, code, town = (
        house["number"].to_numpy(),
        house["postcode"].to_numpy(object),
        house["town"].to_numpy(object),
    )
    coded, in_town, named = code != "", town != "", name != ""
    found: list[Pairs] = []

    def within(chosen: Flags, *columns: npt.NDArray[Any], largest: int | None = None) -> None:
        if chosen.any():
            key = joins.keys(*(column[chosen] for column in columns))
            found.append(joins.pairs_within(key, row[chosen], largest))

    def between(chosen: Flags, some: Flags, *columns: npt.NDArray[Any], largest: int | None = None) -> None:
        if (chosen & some).any():
            key = joins.keys(*(column[chosen] for column in columns))
            found.append(joins.pairs_between(key, row[chosen], some[chosen], largest))

    within(named & coded, number, name, code)
    between(named & in_town, ~coded, number, name, town)
    within(named & in_town & coded, number, name, town, largest=MOST_CODES)
    between(named & coded, ~in_town, number, name)
    between(named, ~in_town, number, name, largest=MOST_CODES)
    for ends in (house["begins"].to_numpy(object), house["finishes"].to_numpy(object)):
        within(named & coded, number, ends, code)
        between(named & in_town, ~coded, number, ends, town)
        within(named & in_town & coded, number, ends, town, largest=MOST_CODES)
    reordered = house["reordered"].to_numpy(bool)
    letters = _letters(name, reordered)
    within(reordered & coded, number, letters, code)
    between(reordered & in_town, ~coded, number, letters, town)
    within(house["whole"].to_numpy(dtype=bool), number, code)
    found.append(_without_number(usable))
    return joins.distinct(found)


def _houses(usable: pd.DataFrame) -> pd.DataFrame:
    """One row a house number and town that an address comprises: `row`, `number` and what it is compared by."""
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
    towns = np.concatenate(
        [usable["town"].to_numpy(object)[rows], usable["suburb"].to_numpy(object)[rows[twice]]]
    )
    rows, numbers = np.concatenate([rows, rows[twice]]), np.concatenate([numbers, numbers[twice]])
    houses = usable[["name", "words", "postcode", "whole"]].take(rows)
    return houses.assign(
        town=towns,
        row=usable.index.to_numpy()[rows],
        number=numbers,
        begins=houses["name"].str.slice(0, LETTERS_OF_ENDS),
        finishes=houses["name"].str.slice(-LETTERS_OF_ENDS),
        reordered=houses["words"].str.contains(" ", regex=False)
        | houses["name"].str.len().lt(2 * LETTERS_OF_ENDS + 1),
    )


def _letters(names: npt.NDArray[np.object_], chosen: Flags) -> npt.NDArray[np.object_]:
    """The letters of the chosen names, each once, in the order of the alphabet; the others as they are."""
    letters: npt.NDArray[np.object_] = names.copy()
    codes, known = pd.factorize(names[chosen])
    letters[chosen] = np.array(["".join(sorted({*name})) for name in known], dtype=object)[codes]
    return letters


def _without_number(usable: pd.DataFrame) -> Pairs:
    """Pairs of which at least one names no house: under one whole postcode (British, Irish), or in one building."""
    no_number = usable["low"].eq(0) & usable["literal"].eq("")
    coded, built = usable[usable["whole"]], usable[usable["building"].ne("")]
    under_code = joins.pairs_between(
        joins.keys(coded["postcode"]), coded.index.to_numpy(), no_number[coded.index].to_numpy()
    )
    where = built["name"].where(built["name"].ne(""), built["building"])
    in_building = joins.pairs_between(
        joins.keys(where, built["town"]),
        built.index.to_numpy(),
        no_number[built.index].to_numpy(),
        MOST_BUILDINGS,
    )
    return joins.distinct([under_code, in_building])
