"""Words of dates in the languages of Europe: months, weekdays, seasons, "about", "ongoing"."""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from dsi_geo import bundled
from dsi_geo.addresses.months import month_number
from dsi_geo.spelling import fold_text

Months = Mapping[int, Set[str]]
"""Months that a word may mean, each with the languages in which it does (none: in all of them)."""

GOING_ON: Final = "going_on"
NO_END: Final = "no_end"
UNKNOWN: Final = "unknown"
_PHRASES: Final = (GOING_ON, NO_END, UNKNOWN)
"""Kinds of words that stand for a whole cell, never within a date; the first that holds is meant."""


class Meaning(NamedTuple):
    """What a word means within a date.

    Attributes
    ----------
    kinds
        Kinds of data/dates/words.csv and names.csv (see the README there).
    months
        The months that it names.
    number
        1 to 4, of an ordinal in words.
    """

    kinds: frozenset[str] = frozenset()
    months: Months = MappingProxyType({})
    number: int = 0


NOTHING: Final = Meaning()
_SHORTEST_PART: Final = 5
"""Fewest letters by which a month is known whose name is cut short."""


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (bundled.DATES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def _meanings() -> dict[str, Meaning]:
    kinds: dict[str, set[str]] = {}
    months: dict[str, dict[int, set[str]]] = {}
    numbers: dict[str, int] = {}
    for row in _rows("words.csv"):
        if row["kind"] not in _PHRASES:
            kinds.setdefault(row["word"], set()).add(row["kind"])
            numbers[row["word"]] = int(row["number"] or 0)
    for row in [*_rows("names.csv"), *_rows("forms.csv")]:
        kinds.setdefault(row["name"], set()).add(row["kind"])
        if row["kind"] == "month":
            of_name = months.setdefault(row["name"], {})
            of_name.setdefault(int(row["number"]), set()).update(row["languages"].split())
    return {
        word: Meaning(frozenset(some), months.get(word, {}), numbers.get(word, 0))
        for word, some in kinds.items()
    }


@lru_cache(maxsize=4096)
def meaning_of(word: str) -> Meaning:
    """What a word means within a date; `NOTHING` for one that is not known.

    Examples
    --------
    >>> meaning_of("août").months
    {8: {'fr'}}
    >>> meaning_of("Herbst").kinds
    frozenset({'season'})
    >>> meaning_of("Berlin") == NOTHING
    True
    """
    known = _meanings().get(fold_text(word), NOTHING)
    if known.months:
        return known
    number = month_number(word)  # romanised, or in a spelling that CLDR does not have
    if number:
        return Meaning(known.kinds | {"month"}, {number: frozenset()}, known.number)
    return known if known != NOTHING else _shortened(fold_text(word))


@cache
def _sorted_months() -> list[str]:
    return sorted(name for name, meaning in _meanings().items() if meaning.months)


def _shortened(name: str) -> Meaning:
    """The months whose names begin with a word of some length: "Septemb", "листоп"."""
    if len(name) < _SHORTEST_PART:
        return NOTHING
    names = _sorted_months()
    months: dict[int, set[str]] = {}
    for full in names[bisect_left(names, name) :]:
        if not full.startswith(name):
            break
        for number, languages in _meanings()[full].months.items():
            months.setdefault(number, set()).update(languages)
    return Meaning(frozenset({"month"}), months) if months else NOTHING


@cache
def _phrases() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _rows("words.csv"):
        if row["kind"] in _PHRASES:
            found.setdefault(row["word"], row["kind"])
    return found


def phrase_kind(text: str) -> str:
    """`GOING_ON`, `NO_END` or `UNKNOWN`, if that is what a whole cell says; else "".

    Examples
    --------
    >>> phrase_kind("laufend"), phrase_kind("Offen"), phrase_kind("k. A."), phrase_kind("2015")
    ('going_on', 'no_end', 'unknown', '')
    """
    return _phrases().get(fold_text(text), "")


def likeliest_languages(words: Iterable[Months]) -> frozenset[str]:
    """The languages in which most of some names of months are names of months.

    Parameters
    ----------
    words
        The months that each different word may mean.
    """
    votes = Counter(
        language for months in words for language in {one for some in months.values() for one in some}
    )
    most = max(votes.values(), default=0)
    return frozenset(language for language, count in votes.items() if count == most)


def decide_month(months: Months, languages: Set[str]) -> int:
    """The month that a word means in one of some languages; 0 if they differ, or none of them has the word."""
    if len(months) == 1:
        return next(iter(months))
    meant = [number for number, having in months.items() if having & languages]
    return meant[0] if len(meant) == 1 else 0


@cache
def unsure_months() -> str:
    """A regular expression for the names that are of different months in different languages."""
    names = [word for word, meaning in _meanings().items() if len(meaning.months) > 1]
    return rf"(?i)\b(?:{'|'.join(sorted(names))})\b"


@cache
def languages_of(country: str) -> frozenset[str]:
    """The official languages of a country (alpha-2)."""
    return frozenset(row["language"] for row in _rows("languages.csv") if country in row["countries"].split())


@cache
def language_names() -> dict[str, str]:
    """English names of the languages."""
    return {row["language"]: row["name"] for row in _rows("languages.csv")}
