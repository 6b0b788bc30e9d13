"""What the house numbers say about whether two addresses are one."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dsi_geo.addresses.comparison import AddressPairs, Comparison, Flags, first_that_holds, weighed

WORTH: Final = {
    "none": 1.0,  # judged by the postcode alone
    "same": 1.0,
    "range": 0.93,
    "double": 0.9,
    "letter": 0.75,
    "overlap": 0.6,
    "differs": 0.0,
}
REPEATED_BY_LETTER: Final = ("FR", "LU", "MC")
_REPEATS: Final = ({"b", "bis"}, {"t", "ter"}, {"q", "quater"})


def compare_houses(pairs: AddressPairs) -> Comparison:
    """
    Compare the house numbers of each pair.

    A range contains the numbers of its own side of the street ("12-16" contains 14, not 13), or all of them if its
    ends lie on two sides ("12-15"). Houses that differ by their letter only ("4", "4a") are doubtful, unless the
    other names the letter as a flat ("4, flat A"); with two letters ("4a", "4b") they are different. Codes: the
    keys of `WORTH`.
    """
    (low, other_low), (high, other_high) = pairs.of("low"), pairs.of("high")
    (letter, other_letter), (literal, other_literal) = pairs.of("letter"), pairs.of("literal")
    none = ((low == 0) & (literal == "")) | ((other_low == 0) & (other_literal == ""))
    equal = (low == other_low) & (high == other_high)
    inside = ((low >= other_low) & (high <= other_high)) | ((low <= other_low) & (high >= other_high))
    overlap = (low <= other_high) & (other_low <= high)
    single = (low == high) & (other_low == other_high)
    same_letter = (letter == other_letter) | ~single | _letters_overlap(letter, other_letter)
    same_letter |= _letter_is_part(pairs) | _letter_stands_for_word(pairs)
    one_letter = ~same_letter & ((letter == "") | (other_letter == ""))
    fits = (literal == other_literal) & ~_two_numbers_contradict(pairs) & (same_letter | one_letter)
    rules = (
        (none, "none"),
        (~fits, "differs"),
        (equal & one_letter, "letter"),
        (equal, "same"),
        (inside, "range"),
        (overlap, "overlap"),
    )
    why = first_that_holds(rules, "double")
    return Comparison(weighed(why, WORTH), why)


def _two_numbers_contradict(pairs: AddressPairs) -> Flags:
    """Whether both houses bear two numbers ("688/26") that are not the same two."""
    (low, other_low), (second, other_second) = pairs.of("low"), pairs.of("other")
    both = (second > 0) & (other_second > 0)
    return np.asarray(both & ~((low == other_low) & (second == other_second)))


def _letter_is_part(pairs: AddressPairs) -> Flags:
    """Whether one side writes as the house's letter what the other names a part of it: "12b", "Flat B, 12"."""
    (letter, other_letter), (part, other_part) = pairs.of("letter"), pairs.of("part")
    first = (letter != "") & (letter == other_part) & (other_letter == "")
    return np.asarray(first | ((other_letter != "") & (other_letter == part) & (letter == "")))


def _letter_stands_for_word(pairs: AddressPairs) -> Flags:
    """Whether one side writes "12b" and the other "12 bis", which is one house where the French number so."""
    (letter, other_letter), (country, _) = pairs.of("letter"), pairs.of("country")
    found = (letter != other_letter) & np.isin(country.astype(str), REPEATED_BY_LETTER)
    rows = np.flatnonzero(found)
    found[rows] = [{letter[at], other_letter[at]} in _REPEATS for at in rows]
    return np.asarray(found)


def _letters_overlap(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> Flags:
    """Whether "b" is in "a-c", or two such ranges meet; "-c" begins with the house that has no letter."""
    found = np.zeros(len(one), dtype=bool)
    ranges = ["-" in a or "-" in b for a, b in zip(one, other, strict=True)]
    for at in np.flatnonzero(ranges):
        a, b = one[at] or "-", other[at] or "-"
        found[at] = a[0] <= b[-1] and b[0] <= a[-1]
    return found
