"""Names of months in the languages of the tables: one list, for dates and for streets named after them."""

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
        As written, in lower case.
    number
        1 to 12.
    countries
        Alpha-2 codes of the countries where it means this month; empty for all.
    short
        Whether it is an abbreviation, which only dates have.
    """

    name: str
    number: int
    countries: frozenset[str]
    short: bool


@cache
def months() -> tuple[Month, ...]:
    """All names, from data/addresses/months.csv."""
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
    """The month that a word names, in any of the languages; 0 for none, or if countries differ.

    Examples
    --------
    >>> month_number("Oktober"), month_number("août"), month_number("Sept"), month_number("januari")
    (10, 8, 9, 1)
    >>> month_number("listopada"), month_number("Berlin")
    (0, 0)
    """
    return _numbers().get(plain(word), 0)


def month_names(country: str) -> list[str]:
    """The full names in a country (alpha-2), or in an unknown one (""), in the form of `letters.plain`."""
    return [
        plain(month.name)
        for month in months()
        if not month.short and (not month.countries or country in month.countries)
    ]


@cache
def month_pattern() -> str:
    """A regular expression for all full names, as written and without accents; to be matched ignoring case."""
    names = {name for month in months() if not month.short for name in (month.name, plain(month.name))}
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
