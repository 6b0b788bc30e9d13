"""Dates in the names of streets, their days in figures however they are written: "XX settembre", "huit mai"."""

from __future__ import annotations

from typing import Final

from dsi_geo.addresses.tokens import OF, Item, Segment
from dsi_geo.addresses.vocabulary import Vocabulary, number_words

_ROMAN_VALUES: Final = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
    "xv": 15, "xvi": 16, "xviii": 18, "xx": 20, "xxi": 21, "xxii": 22, "xxiv": 24, "xxv": 25, "xxix": 29,
}  # fmt: skip
_AND: Final = frozenset("e y et".split())
_YEARS: Final = range(1500, 2100)
_LONGEST: Final = 3
"""Words of a day: "vinte e quatro"."""


def days_in_figures(segment: Segment, words: Vocabulary) -> Segment:
    """The same with days of months that are written in words or Roman numbers in figures, and without their year."""
    if not any(_is_month(item, words) for item in segment):
        return segment
    changed: Segment = []
    for item in segment:
        day, length = _day_at_end(changed) if _is_month(item, words) else (0, 0)
        if day:
            changed[-length:] = [Item(f"{day}{item.text}")]
        elif not (item.number and item.number.low in _YEARS and changed and _is_date(changed[-1], words)):
            changed.append(item)
    return changed


def _is_month(item: Item, words: Vocabulary) -> bool:
    return words.kinds.get(item.text.rstrip(".")) == "month"


def _is_date(item: Item, words: Vocabulary) -> bool:
    month = item.text.lstrip("0123456789")
    return month != item.text and words.kinds.get(month.rstrip(".")) == "month"


def _day_at_end(items: Segment) -> tuple[int, int]:
    """The day that the last items tell, and how many they are; 0 for none."""
    of = 1 if len(items) > 1 and items[-1].text in OF else 0
    said = [item.text.rstrip(".") for item in items[: len(items) - of]]
    for length in range(min(_LONGEST, len(said)), 0, -1):
        day = number_words().get("".join(word for word in said[-length:] if word not in _AND), 0)
        if day:
            return day, length + of
    return _ROMAN_VALUES.get(said[-1], 0) if said else 0, 1 + of
