"""The parts of an address: segments between commas, and in each its words and house numbers."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dsi_geo.addresses.country_words import ENGLISH, NUMBER_FIRST, Vocabulary
from dsi_geo.addresses.house_numbers import HouseNumber, house_number

LARGEST_NUMBER: Final = 99_999
LONGEST_NUMBER: Final = 6
"""Most digits of a house number, including leading zeros."""

_SEGMENTS: Final = re.compile(
    r"[,;|\n()]+|\s-\s*(?=[a-z])|-\s+(?=[a-z])|(?<=[a-z]{3})\s-\s|\s-\s(?=\d+\.?º)|\s/\s(?=[a-z|])"
)
_FULL_STOP: Final = re.compile(r"(?:^|[,;|\n()])([^,;|\n()]*?[a-z]{4})([.:]) +(?=([a-z]+))")
_TOKENS: Final = re.compile(r"(?<![^\W_])[a-z]\d{1,3}(?![^\W_])|\d+(?:[a-z]+|º)?|[^\W\d_º]+\.?|[-/#&+]")
_GLUED: Final = re.compile(r"(?<![^\W_])([a-z]{3,})\d{1,2}(?![^\W_])")
_FIGURES: Final = re.compile(r"\d+")
_NUMBER: Final = re.compile(r"(\d+)([a-z]*|º)$")
_ORDINALS: Final = frozenset("st nd rd th eme ieme er ere is o º".split())
_REPEATS: Final = frozenset("bis ter quater".split())
"""Suffixes that make another house of a number; in the Netherlands "bis" is the upper flat."""
_MONTH_FIRST: Final = ("HU", "LT")
"""Countries that write a day after its month."""
_UNIT_AFTER_LETTER: Final = ("HU", "TR")
"""Countries in which "12 B lph." is the staircase B of house 12."""
_FLOOR_LETTER: Final = frozenset("JP KR CN TW HK SG MY TH PH".split())
"""Countries in which "3F" is the third floor."""
_AND: Final = frozenset("et und u and y e en i og och ja es".split())
_ROMANCE: Final = frozenset("FR LU MC ES AD PT BR IT SM MX AR CL CO PE UY".split())
_TO: Final = {
    "a": _ROMANCE,
    "al": _ROMANCE,
    "to": ENGLISH,
    "til": frozenset({"DK", "NO"}),
    "tot": frozenset({"NL", "BE"}),
}
"""Words between the first and the last house of a range ("12 to 14"), with their countries."""
OF: Final = frozenset("de of di del do d".split())
"""Words between a day and its month."""
_COLOURS: Final = {"rosso": "r", "nero": "n"}
"""Florence and Genoa number their shops in red, their homes in black."""
_NUMBERED_STREETS: Final = frozenset("MX AR CL CO PE UY EC BO PY VE GT CR PA CU DO HN NI SV PR".split())
"""Countries with streets such as "Calle 72", where the house number follows."""
_SECTORED: Final = frozenset("IN PK BD NP".split())
_SECTORS: Final = frozenset("sector sec phase scheme".split())
"""Words for a quarter of a planned town, whose number is no house's: "C-12, Sector 62"."""
_ROMAN: Final = re.compile(r"(?:x{0,2}(?:ix|iv|v?i{0,3}))$")


class Item(NamedTuple):
    """A word or a house number of a segment.

    Attributes
    ----------
    text
        The text as written, with the dot of an abbreviation.
    number
        The house number; None if there is none.
    ordinal
        Whether it numbers something other than a house: "2nd", "f1".
    first
        The first number as written, which need not be that of the house: 5 of the Australian "5/12"; 0 for a word.
    """

    text: str
    number: HouseNumber | None = None
    ordinal: bool = False
    first: int = 0


Segment = list[Item]


def segments(text: str, words: Vocabulary) -> list[Segment]:
    """The segments of an address with their words and numbers; empty ones are left out.

    Parameters
    ----------
    text
        From `letters.plain`.
    words
        The vocabulary of the country.
    """
    if ". " in text or ": " in text:
        text = _FULL_STOP.sub(lambda found: _sentence(found, words), text)
    if _GLUED.search(text) and len(_FIGURES.findall(text)) > 1:
        text = _GLUED.sub(lambda found: _without_figures(found, words), text)
    parts = (_items(_TOKENS.findall(part), words) for part in _SEGMENTS.split(text) if part)
    return [part for part in parts if part]


def _without_figures(found: re.Match[str], words: Vocabulary) -> str:
    """A name like "Innov8" without its digits; "Hauptstr5" and "top5" unchanged."""
    word = found[1]
    street_or_unit = word in words.kinds or word in words.last or words.split_compound(word)[1] != ""
    return found[0] if street_or_unit else word


def _sentence(found: re.Match[str], words: Vocabulary) -> str:
    """Make text that ends with a full stop or colon a segment, unless that belongs to a street's name or a unit."""
    said = [word.rstrip(".") for word in found[1].split()]
    stop = found[2] == "."
    if said[-1] in words.last or (
        stop and (len(said) < 2 or said[-1] in words.names or found[3] in words.last)
    ):
        return found[0]
    if any(word in words.first for word in said) or (said[-1] in words.kinds and len(found[3]) < 3):
        return found[0]
    return f"{found[0].rstrip('.: ')}| "


def is_designator(item: Item) -> bool:
    """Whether an item can designate a flat or a floor: a number, a single letter, a Roman numeral."""
    if item.number is not None or item.ordinal:
        return True
    word = item.text.rstrip(".")
    return len(word) == 1 or (word != "" and _ROMAN.match(word) is not None)


def _items(tokens: list[str], words: Vocabulary) -> Segment:
    items: Segment = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token[0].isdigit():
            at = _read_number(tokens, at, words, items)
        elif token[-1].isdigit():
            at = _read_letter_and_number(tokens, at, words, items)
        else:
            if token[0].isalpha():
                items.append(Item(token))
            at += 1
    return items


def _read_letter_and_number(tokens: list[str], at: int, words: Vocabulary, items: Segment) -> int:
    """Read the designation of a flat ("unit f1", "g3/12"), or a letter and a number without a space ("n12")."""
    before = words.kinds.get(items[-1].text.rstrip(".")) if items else None
    if before in ("before", "block", "floor"):
        items.append(Item(tokens[at], ordinal=True))
        return at + 1
    sign, house = [*tokens[at + 1 : at + 3], "", ""][:2]
    if words.country in ENGLISH and sign == "/" and house[:1].isdigit():
        return at + 2
    tokens[at : at + 1] = [tokens[at][0], tokens[at][1:]]
    return at


def _read_number(tokens: list[str], at: int, words: Vocabulary, items: Segment) -> int:
    """Append the number that begins at a token to the items; returns the position after it."""
    day = _day_of_month(tokens, at, words)
    if day:
        items.append(Item(day[0]))
        return day[1]
    if _is_name_of_street(tokens, at, words, items):
        items.append(Item(tokens[at]))
        return at + 1
    found = _NUMBER.match(tokens[at])
    if found is None or len(found[1]) > LONGEST_NUMBER or int(found[1]) > LARGEST_NUMBER:
        return at + 1
    suffix = found[2]
    if (suffix in _ORDINALS and (len(suffix) > 1 or suffix == "º")) or (
        suffix == "f" and words.country in _FLOOR_LETTER
    ):
        items.append(Item(found[1] + suffix, ordinal=True))
        return at + 1
    if len(suffix) > 2 and suffix not in _REPEATS:
        items += [Item(found[1] + suffix, ordinal=True)] if suffix not in words.kinds else []
        return at + 1
    if suffix in words.kinds and len(suffix) > 1:  # 2og
        house = int(found[1])
        items.append(Item(found[1], HouseNumber(house, house), first=house))
        items.append(Item(suffix))
        return at + 1
    parts, separators, after = _joined(tokens, at, words)
    only_units_before = all(item.text.rstrip(".") in words.kinds for item in items)
    number = house_number(
        parts,
        separators,
        words.country,
        before_street=only_units_before and any(token[0].isalpha() for token in tokens[after:]),
    )
    items.append(Item("".join(tokens[at:after]), number, first=parts[0][0]))
    return after


def _is_name_of_street(tokens: list[str], at: int, words: Vocabulary, items: Segment) -> bool:
    """Whether a number names the street: Turkish "1372. Sk. No 14", "Calle 72 # 10-07", "Sector 62"."""
    if words.country in _SECTORED and items and items[-1].text.rstrip(".") in _SECTORS:
        return True
    if words.country in _MONTH_FIRST and items and words.kinds.get(items[-1].text.rstrip(".")) == "month":
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        return following[:1].isdigit() or following.rstrip(".") in words.last
    if words.country == "TR":
        return at + 1 < len(tokens) and words.last.get(tokens[at + 1].rstrip(".")) in ("street", "avenue")
    if words.country not in _NUMBERED_STREETS or not items or items[-1].number is not None:
        return False
    return items[-1].text.rstrip(".") in words.first and any(token[0].isdigit() for token in tokens[at + 1 :])


def _joined(tokens: list[str], at: int, words: Vocabulary) -> tuple[list[tuple[int, str]], list[str], int]:
    """Numbers with their letters, joined by dashes, slashes or "and", with these separators and the position after."""
    parts: list[tuple[int, str]] = []
    separators: list[str] = []
    while True:
        found = _NUMBER.match(tokens[at])
        if found is None or len(found[1]) > LONGEST_NUMBER:
            return parts, separators[: max(len(parts) - 1, 0)], at
        letter, at = _letter(found[2], tokens, at + 1, words)
        parts.append((int(found[1]), letter))
        separator = _separator(tokens, at, words)
        if not separator:
            return parts, separators, at
        separators.append(separator)
        at += 1


def _separator(tokens: list[str], at: int, words: Vocabulary) -> str:
    """The sign that joins a number to the next; "" if there is none."""
    if at + 1 >= len(tokens) or not tokens[at + 1][0].isdigit():
        return ""
    if words.country in ("US", "CA") and _ORDINALS & {tokens[at + 1].lstrip("0123456789")}:
        return ""  # 240 - 4th Ave
    sign = tokens[at]
    if sign in ("-", "/"):
        return sign
    if sign in ("+", "&") or (sign in _AND and sign not in words.kinds):
        return "+"
    if words.country in _TO.get(sign, ()):
        return "-"
    return "-" if sign == "bis" and words.country in ("DE", "AT", "CH", "LI", "") else ""


def _letter(suffix: str, tokens: list[str], at: int, words: Vocabulary) -> tuple[str, int]:
    """The letter of a house number, attached to it or after it, and the position after that."""
    following = tokens[at] if at < len(tokens) else ""
    later = tokens[at + 1] if at + 1 < len(tokens) else ""
    if suffix:
        if following == "-" and len(later) == 1 and later.isalpha():
            return f"{suffix}-{later}", at + 2
        return "" if words.country == "FI" and len(suffix) > 1 else suffix, at
    if following in _REPEATS and not (following == "bis" and later[:1].isdigit()):
        return "" if words.country == "NL" else following, at + 1
    if words.country == "NL" and "i" in (following, later) and following in ("-", "i"):
        return "", at + (1 if following == "i" else 2)  # the first floor
    if following in ("-", "/") and (
        later in _REPEATS or (len(later.rstrip(".")) == 1 and later[0].isalpha())
    ):
        return later.rstrip("."), at + 2
    if following in _COLOURS and words.country == "IT":
        return _COLOURS[following], at + 1
    if _is_letter(following, tokens[at + 1 :], words):
        return ("" if words.country == "FI" else following), at + 1
    return "", at


def _is_letter(sign: str, following: list[str], words: Vocabulary) -> bool:
    """Whether the sign after a house number is its letter, not a word of the street ("600 H St") or a direction."""
    if len(sign) != 1 or not sign.isalpha() or sign in words.kinds:
        return False
    later, last = [*following[:2], "", ""][:2]
    street_follows = later.rstrip(".") in words.last and last.rstrip(".") not in words.last
    initials_follow = len(later.rstrip(".")) == 1 and later.isalpha() and last.rstrip(".") in words.last
    if words.country in ENGLISH and (street_follows or initials_follow):
        return False
    if words.country in NUMBER_FIRST - ENGLISH and sign in words.first:  # 7 r du Bac
        return not later.isalpha() or later in words.first
    if (
        words.country == "IT"
        and sign == "a"
        and later.isalpha()
        and len(later) > 2
        and later not in words.kinds
    ):
        return False  # 6 a Milano
    if later[:1].isdigit() and (sign in _AND or words.country in _TO.get(sign, ())):
        return False
    if words.country in _UNIT_AFTER_LETTER and words.kinds.get(later.rstrip(".")) == "floor":
        return False
    return not (sign in "nsew" and words.country in ("US", "CA"))


def _day_of_month(tokens: list[str], at: int, words: Vocabulary) -> tuple[str, int] | None:
    """A date in a street's name ("17. Juni", "8 mai 1945") as one word, and the position after it."""
    day = tokens[at].rstrip("abcdehimnorstº")
    if not day.isdigit() or len(day) > LONGEST_NUMBER or not 1 <= int(day) <= 31:
        return None
    month = at + 1
    if month < len(tokens) and tokens[month].rstrip(".") in OF:
        month += 1
    if month >= len(tokens):
        return None
    name = tokens[month].rstrip(".")
    name = words.names.get(name, name)
    if words.kinds.get(name) != "month":
        return None
    after = month + 1
    year = after + 1 if after < len(tokens) and tokens[after] in OF else after
    said = tokens[year] if year < len(tokens) else ""
    if said.isdigit() and len(said) <= LONGEST_NUMBER and 1500 <= int(said) <= 2100:
        after = year + 1
    return f"{int(day)}{name}", after
