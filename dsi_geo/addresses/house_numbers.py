"""House numbers as each country writes them: single numbers, ranges, parts."""

from __future__ import annotations

from typing import Final, NamedTuple

LONGEST_RANGE: Final = 60
"""Largest difference between the first and last house number of a range; beyond it, the second number is a flat."""
LONGEST_SLASH_RANGE: Final = 20

_DASH_IS_FLAT: Final = frozenset("LT LV EE RU UA BY KZ MD KG UZ GE AM".split())
_SLASH_IS_FLAT: Final = frozenset(
    "PL AT TR RO HU FI LT LV EE GR CY BG PT BR GB IE RU UA BY KZ RS BA HR ME MK SI".split()
)
_SLASH_TO_NEXT: Final = frozenset({"DE"})
"""Countries where "12/13" are the houses 12 and 13 of a street that is numbered on through one side."""
_FLAT_COMES_FIRST: Final = frozenset("AU NZ SG HK MY FJ".split())
_TWO_NUMBERS: Final = frozenset("CZ SK".split())
_BLOCKS: Final = frozenset("JP KR TW CO".split())
_SHORT_RANGE: Final = frozenset("GB IE US AU NZ CA".split())


class HouseNumber(NamedTuple):
    """The house number of an address.

    Attributes
    ----------
    low, high
        First and last house number; equal for a single house.
    step
        2 if the range has only even or only odd numbers, as on one side of a street; otherwise 1.
    letter
        "a" of "12a", "bis" of "12 bis", "a-c" of "12a-c", "-c" of "12-12c"; otherwise "".
    other
        A second number of the same house (Czech and Slovak "688/26"); 0 if there is none.
    literal
        A designation that is not a single number: "7-3-1" of Japanese blocks, "km7", "block25", "s/n"; otherwise "".
    """

    low: int
    high: int
    step: int = 1
    letter: str = ""
    other: int = 0
    literal: str = ""


NONE: Final = HouseNumber(0, 0)
UNNUMBERED: Final = HouseNumber(0, 0, literal="s/n")
"""A house of which the address says that it has no number."""


def house_number(
    parts: list[tuple[int, str]], separators: list[str], country: str, *, before_street: bool
) -> HouseNumber:
    """The house number that is written as numbers joined by dashes and slashes.

    Parameters
    ----------
    parts
        Number and letter ("" for none) in the order written, at least one.
    separators
        The signs between them: "-", "/" or "+", one fewer than parts.
    country
        Alpha-2, or "".
    before_street
        Whether the numbers precede the street.

    Examples
    --------
    >>> house_number([(12, ""), (16, "")], ["-"], "GB", before_street=True)
    HouseNumber(low=12, high=16, step=2, letter='', other=0, literal='')
    >>> house_number([(5, ""), (12, "")], ["/"], "AU", before_street=True).low
    12
    """
    first, letter = parts[0]
    if len(parts) == 1:
        return HouseNumber(first, first, 1, letter)
    last, last_letter = parts[-1]
    numbers = [number for number, _ in parts]
    if country in _BLOCKS and len(parts) > 1:
        return HouseNumber(first, first, 1, "", 0, "-".join(map(str, numbers)))
    if "/" in separators:
        if country in _FLAT_COMES_FIRST and before_street:
            house = len(separators) - separators[::-1].index("/")
            return house_number(parts[house:], separators[house:], country, before_street=True)
        if country in _TWO_NUMBERS:
            return HouseNumber(last, last, 1, last_letter, first)
        longest = 0 if country in _SLASH_IS_FLAT else LONGEST_SLASH_RANGE
    else:
        longest = 0 if country in _DASH_IS_FLAT and "+" not in separators else LONGEST_RANGE
        if country in _SHORT_RANGE and len(parts) == 2 and first % 10 < last < 10 <= first:
            last += first - first % 10  # 103-5 is 103 to 105
        elif country == "CA" and before_street and not first < last <= first + LONGEST_SLASH_RANGE:
            return HouseNumber(last, last, 1, last_letter)  # 101-2200 Main Street: flat 101
    rising = all(one < other for one, other in zip(numbers, [*numbers[1:-1], last], strict=False))
    same_side = (last - first) % 2 == 0
    next_door = country in _SLASH_TO_NEXT and len(parts) == 2 and last == first + 1
    if rising and first < last <= first + longest and (same_side or next_door or "/" not in separators):
        return HouseNumber(first, last, 2 if same_side else 1)
    if first == last:
        letters = f"{letter}-{last_letter}" if last_letter and last_letter != letter else letter
        return HouseNumber(first, first, 1, letters)
    return HouseNumber(first, first, 1, letter)


def members(number: HouseNumber) -> range:
    """The house numbers of a range."""
    return range(number.low, number.high + 1, number.step)
