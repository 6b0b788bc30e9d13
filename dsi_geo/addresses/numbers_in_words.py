"""House numbers and numbered streets in figures instead of words: "One Broadway", "Calle Alcalá cuatro"."""

from __future__ import annotations

import re
from typing import Final

from dsi_geo.addresses.country_words import ENGLISH, NUMBER_FIRST, number_words, vocabulary
from dsi_geo.addresses.street_names import CONNECTING, has_street_word

TENS: Final = {
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
    **{"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
}
LONGEST_NUMBER: Final = 3
"""Most words of a number: "veinti y uno"."""
LONGEST_FIRST: Final = 5
"""Most words of a number before its street: "one hundred and twenty two"."""
FEWEST_WORDS: Final = 2
"""Fewest words of a street before its number in words, its word for street included."""
_FIGURE: Final = re.compile(r"\d")
_FLOOR_IN_FIGURES: Final = re.compile(
    r"\b\d+(?:st|nd|rd|th) fl(?:oor)?\b|\b(?:suite|ste) ?\d+\b"
    r"|(?<!first )(?<!second )(?<!third )(?<!fourth )(?<!fifth )(?<!ground )(?<!top )\bfloor ?\d+\b"
)
_WORD: Final = re.compile(r"[a-z]+")
_ORDINALS: Final = "first second third fourth fifth sixth seventh eighth ninth".split()
_WRITTEN_ORDINAL: Final = re.compile(rf"\b({'|'.join(TENS)})[ -]({'|'.join(_ORDINALS)})\b")
_NUMBERED_ROAD: Final = re.compile(r"\b(?:us|state|county|co)[ -](?=(?:route|rte|rt|highway|hwy|road|rd)\b)")
_DIRECTION: Final = re.compile(r"\b([ns])\. ?([ew])\b\.?")
_STREET: Final = re.compile(r"[^,;|\n()]+")
_LETTERS_AND_JOINTS: Final = str.maketrans("", "", "abcdefghijklmnopqrstuvwxyz -")
_NUMBER_SIGNS: Final = frozenset("numero num nummer nro nr no n numer number cislo".split())
_AND: Final = frozenset("y e et und".split())


def in_figures(line: str, country: str) -> str:
    """The line with house numbers and numbered streets in figures instead of words.

    "Seven Sisters Road" has no house number, since a plural follows; "Calle Tres" has none either, as it would be left
    without a name.

    Examples
    --------
    >>> in_figures("twenty two mill lane", "GB"), in_figures("calle alcala cuatro, madrid", "ES")
    ('22 mill lane', 'calle alcala 4, madrid')
    """
    if country not in NUMBER_FIRST:
        return line if _FIGURE.search(line) else _number_last(line, country)
    if country in ("US", "CA"):
        line = _NUMBERED_ROAD.sub("", line)
        line = _DIRECTION.sub(r"\1\2", line) if "." in line else line
        line = _WRITTEN_ORDINAL.sub(_ordinal, line) if "ty" in line else line
    return line if _FIGURE.search(_FLOOR_IN_FIGURES.sub("", line)) else _number_first(line, country)


def _number_first(line: str, country: str) -> str:
    """The line with the number in words at its beginning in figures, unless it is part of the street's name."""
    said = [*_WORD.finditer(line)]
    said = [word for at, word in enumerate(said) if _are_together(line, said[: at + 1])][: LONGEST_FIRST + 1]
    texts = [word[0] for word in said]
    for length in range(min(len(said) - 1, LONGEST_FIRST), 0, -1):
        number = _value(texts[:length])
        if number and _is_house(number, texts[length], country, compound=length > 1):
            return f"{number} {line[said[length].start() :]}"
    return line


def _are_together(line: str, said: list[re.Match[str]]) -> bool:
    """Whether only spaces and hyphens are before and between words."""
    return not line[: said[-1].start()].translate(_LETTERS_AND_JOINTS)


def _value(words: list[str]) -> int:
    """The number that words stand for: "one hundred and twenty two", "vingt deux"; 0 for none."""
    known = number_words().get("".join(words)) or (TENS.get(words[0], 0) if len(words) == 1 else 0)
    if known:
        return known
    if "hundred" in words[1:2]:
        rest = words[3:] if words[2:3] == ["and"] else words[2:]
        hundreds, more = number_words().get(words[0], 0), _value(rest) if rest else 0
        return 100 * hundreds + more if hundreds and (more or not rest) else 0
    tens, units = TENS.get(words[0], 0), number_words().get(words[1], 0) if len(words) == 2 else 0
    return tens + units if tens and 0 < units < 10 else 0


def _number_last(line: str, country: str) -> str:
    """The line with the number in words at the end of its first street in figures."""
    words = vocabulary(country)
    for part in _STREET.finditer(line):
        said = part[0].split()
        alone = (
            number_words().get(said[-1]) if len(said) == 2 and said[0].rstrip(".") in _NUMBER_SIGNS else None
        )
        if alone:
            return f"{line[: part.start()]} {alone}{line[part.end() :]}"
        for length in range(min(LONGEST_NUMBER, len(said) - FEWEST_WORDS), 0, -1):
            number = number_words().get("".join(word for word in said[-length:] if word not in _AND))
            street = [word for word in said[:-length] if word.rstrip(".") not in _NUMBER_SIGNS]
            named = (
                len(street) >= FEWEST_WORDS
                and has_street_word(street, words)
                and street[-1] not in CONNECTING
            )
            if number and named:
                return f"{line[: part.start()]}{' '.join([*street, str(number)])}{line[part.end() :]}"
        compound = len(said) > 1 and has_street_word(said[:1], words) and said[0] not in words.last
        number = number_words().get("".join(said[1:])) if compound else None
        if number:
            return f"{line[: part.start()]}{said[0]} {number}{line[part.end() :]}"
    return line


def _is_house(number: int, following: str, country: str, *, compound: bool = False) -> bool:
    if country not in ENGLISH:
        return following in vocabulary(country).first
    return (number == 1 and not compound) or not following.endswith("s")


def _ordinal(found: re.Match[str]) -> str:
    return f"{TENS[found[1]] + _ORDINALS.index(found[2]) + 1}th"
