"""The words of addresses in one country, from the tables in data/addresses."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from dsi_geo import bundled
from dsi_geo.addresses.months import month_names

ENGLISH: Final = frozenset("GB IE US CA AU NZ ZA IN SG MT GI JM NG KE GH UG TZ ZM ZW PH HK".split())
NUMBER_FIRST: Final = ENGLISH | frozenset("FR LU MC IL TN MA DZ SN CI CM BJ TG ML EG TH".split())
"""Countries that write the house number before the street."""

SHORTEST_COMPOUND: Final = 3
"""Fewest letters before an ending such as "strasse"."""


@dataclass(frozen=True)
class Vocabulary:
    """The meaning of words in the addresses of one country.

    Attributes
    ----------
    country
        Alpha-2; "" for an unknown one.
    first, last
        Street words before and after a name, folded -> meaning.
    endings
        Street words joined to a name, longest first, with their meaning.
    names
        Words of names in one form: "saint" -> "st".
    kinds
        Other words: `before`, `floor`, `bare`, `block`, `number`, `none`, `box`, `month`, `house` (see
        data/addresses/README).
    """

    country: str
    first: dict[str, str]
    last: dict[str, str]
    endings: tuple[tuple[str, str], ...]
    names: dict[str, str]
    kinds: dict[str, str]

    def split_compound(self, word: str) -> tuple[str, str]:
        """A word without its ending, and its meaning: "oranienstr" -> ("oranien", "street"); "" without an ending."""
        for ending, meaning in self.endings:
            if word.endswith(ending) and len(word) >= len(ending) + SHORTEST_COMPOUND:
                return word[: -len(ending)].rstrip("-"), meaning
        return word, ""


@cache
def vocabulary(country: str) -> Vocabulary:
    """The words of a country (alpha-2); for an unknown one (""), those that apply everywhere and all endings."""
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    endings: dict[str, str] = {}
    names: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for word, meaning, where in _street_words(country):
        if where in ("any", "first"):
            first[word] = meaning
        if where in ("any", "last"):
            last[word] = meaning
        if where == "ending" and (country or word not in endings):
            endings[word] = meaning
        if where == "name":
            names[word] = meaning
    for row in _rows("other_words.csv"):
        if _holds(row, country):
            kinds[row["word"]] = row["kind"]
    kinds |= dict.fromkeys(month_names(country), "month")
    longest_first = tuple(sorted(endings.items(), key=lambda item: -len(item[0])))
    return Vocabulary(country, first, last, longest_first, names, kinds)


def _street_words(country: str) -> Iterator[tuple[str, str, str]]:
    """Word, meaning and position; words of certain countries come last and so have precedence."""
    rows = [row for row in _rows("street_words.csv") if _holds(row, country)]
    for row in sorted(rows, key=lambda row: bool(row["countries"])):
        meaning = row["means"]
        if meaning == "place" and country not in ENGLISH:
            meaning = "square"  # a Platz or place is called a square in English
        yield row["word"], meaning, row["where"]


def _holds(row: dict[str, str], country: str) -> bool:
    """Whether a row of a table applies in a country; in an unknown one all endings do."""
    return (
        not row["countries"]
        or country in row["countries"].split()
        or (not country and row.get("where") == "ending")
    )


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with Path(bundled.ADDRESSES / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def street_words() -> frozenset[str]:
    """Words that alone name a kind of street, in any country."""
    return frozenset(
        row["word"] for row in _rows("street_words.csv") if row["where"] in ("any", "first", "last")
    )


@cache
def number_words() -> dict[str, int]:
    """Numbers up to 31 in words, without spaces and "and": "dixsept" -> 17, "primo" -> 1."""
    return {row["word"]: int(row["number"]) for row in _rows("number_words.csv")}


@cache
def translations(country: str) -> tuple[tuple[str, str], ...]:
    """Names of streets in another language of a country, each with the name in the first language."""
    rows = _rows("translated_streets.csv")
    return tuple((row["street"], row["same"]) for row in rows if row["country"] == country)


@cache
def common_names() -> frozenset[str]:
    """Names of streets (`Street.words` without spaces) that many towns have, and large cities several times."""
    return frozenset(row["name"] for row in _rows("common_names.csv"))
