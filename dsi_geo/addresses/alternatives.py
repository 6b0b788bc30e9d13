"""Addresses that name their house more than once: by two streets, or by one street in two languages."""

from __future__ import annotations

import re
from typing import Final

from dsi_geo.addresses.letters import plain
from dsi_geo.addresses.parsing import with_country
from dsi_geo.addresses.streets import has_street_word
from dsi_geo.addresses.vocabulary import Vocabulary, vocabulary

LONGEST: Final = 160
"""Letters that an address may have which is looked at: nobody lists entrances in a longer one."""
_PARTS: Final = re.compile(r"[,;|\n()]+")
_BETWEEN: Final = re.compile(r"(?: ?[/&+] ?| - | (?:and|und|et|og|och|ja|kai|sowie|ecke) )(?:ecke )?")
_HYPHEN: Final = re.compile(r"-")
_HOUSE: Final = re.compile(r"\b\d+ ?[a-z]?\b(?: ?[-/] ?\d+ ?[a-z]?\b)*")
_WORD: Final = re.compile(r"[a-z]{3}")
_LETTERS: Final = re.compile(r"[^\W\d_]+\.?")
_SEVERAL: Final = re.compile(r"[a-z]{2}[^,]*?[/&+,;|\n-]|[a-z]{2} (?:and|und|et|og|och|ja|kai|sowie|ecke) ")


def alternatives(text: str, country: str) -> list[str]:
    """
    The addresses that a text with more than one of them holds, each as if it stood alone; none where there is one.

    Parameters
    ----------
    text
        The address as it was written.
    country
        Alpha-2; "" where it is not known.

    Examples
    --------
    >>> alternatives("Echelidon 19 & Pireos 144, Athens", "GR")
    ['echelidon 19, athens', 'pireos 144, athens']
    >>> alternatives("Rue de la Loi / Wetstraat 16", "BE"), alternatives("16 Rue de la Loi", "BE")
    (['rue de la loi 16', 'wetstraat 16'], [])
    """
    if len(text) > LONGEST:
        return []
    line = plain(text)
    if not _SEVERAL.search(line) or not _HOUSE.search(line):
        return []
    words = vocabulary(country or with_country(line, "", "")[1])
    parts = [part.strip() for part in _PARTS.split(line) if part.strip()]
    for at, part in enumerate(parts):
        each = _each_of(part, words)
        if each:
            return [", ".join([*parts[:at], one, *parts[at + 1 :]]) for one in each]
    whole = [at for at, part in enumerate(parts) if _is_street(part, words) and _HOUSE.search(part)]
    if len(whole) < 2:
        return []
    return [", ".join(part for at, part in enumerate(parts) if at == one or at not in whole) for one in whole]


def _each_of(part: str, words: Vocabulary) -> list[str]:
    """The two addresses that one part of a text holds, each with a house; none where it holds one."""
    for between in (*_BETWEEN.finditer(part), *_HYPHEN.finditer(part)):
        one, other = part[: between.start()].strip(), part[between.end() :].strip()
        if not (_WORD.search(one) and _WORD.search(other)):
            continue
        streets = _is_street(one, words) and _is_street(other, words)
        house, other_house = _HOUSE.search(one), _HOUSE.search(other)
        if house and other_house:
            if streets or (between[0].strip()[0] not in "/-" and not _has_unit(part, words)):
                return [one, other]
        elif streets and other_house:
            return [f"{one} {other_house[0]}", other]
        elif streets and house:
            return [one, f"{house[0]} {other}" if house.start() == 0 else f"{other} {house[0]}"]
    return []


def _is_street(part: str, words: Vocabulary) -> bool:
    return has_street_word(_LETTERS.findall(_HOUSE.sub(" ", part)), words)


def _has_unit(part: str, words: Vocabulary) -> bool:
    return any(word.rstrip(".") in words.kinds for word in _LETTERS.findall(part))
