"""Names of months in the languages that tables are written in: one list, for dates and for streets named after them."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dsi_geo import bundled
from dsi_geo.addresses.letters import plain


class Month(NamedTuple):
    """A name of a month.

    Attributes
    ----------
    name
        As it is written, in lower case.
    number
        1 to 12.
    countries
        Alpha-2 codes where it means this month; empty for everywhere.
    short
        Whether it is an abbreviation, as only dates have them.
    """

    name: str
    number: int
    countries: frozenset[str]
    short: bool


@cache
def months() -> tuple[Month, ...]:
    """Every name, from data/addresses/months.csv."""
    with Path(bundled.ADDRESSES / "months.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Month(row["name"], int(row["number"]), frozenset(row["countries"].split()), row["short"] == "yes")
            for row in csv.DictReader(file)
        )


@cache
def _numbers() -> dict[str, int]:
    of_name: dict[str, set[int]] = {}
    for month in months():
        of_name.setdefault(plain(month.name), set()).add(month.number)
    return {name: numbers.pop() for name, numbers in of_name.items() if len(numbers) == 1}


def month_number(word: str) -> int:
    """
    The month that a word names, in any of the languages; 0 for none, or where countries differ.

    Examples
    --------
    >>> month_number("Oktober"), month_number("août"), month_number("Sept"), month_number("januari")
    (10, 8, 9, 1)
    >>> month_number("listopada"), month_number("Berlin")
    (0, 0)
    """
    return _numbers().get(plain(word), 0)


def month_names(country: str) -> list[str]:
    """The names in full of a country (alpha-2), or of an unknown one (""), as `letters.plain` gives them."""
    return [
        plain(month.name)
        for month in months()
        if not month.short and (not month.countries or country in month.countries)
    ]


@cache
def month_pattern() -> str:
    """A regular expression for every name in full, as it is written and without accents, to be matched in any case."""
    names = {name for month in months() if not month.short for name in (month.name, plain(month.name))}
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
