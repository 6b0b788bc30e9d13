"""Parsing of one address: street, house, postcode, and the parts that may name its town."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from dsi_geo.addresses.city_districts import WITH_DISTRICT, without_district
from dsi_geo.addresses.country_words import Vocabulary, vocabulary
from dsi_geo.addresses.directory_order import in_spoken_order
from dsi_geo.addresses.house_numbers import NONE, UNNUMBERED, HouseNumber
from dsi_geo.addresses.letters import plain
from dsi_geo.addresses.other_scripts import streets_in_latin
from dsi_geo.addresses.postcodes import country_of_postcode, cut_out, postcode, without_cedex
from dsi_geo.addresses.preparation import by_custom, country_in, country_named, prepared
from dsi_geo.addresses.street_choice import Found, after_town, best_street, days_in_figures, without_town
from dsi_geo.addresses.street_names import has_street_word, street
from dsi_geo.addresses.tokens import Segment, segments
from dsi_geo.addresses.towns import WITH_STATES
from dsi_geo.addresses.units import names_building, without_units

LONGEST: Final = 300
"""Most characters of an address; longer text is not one."""

SHORTEST_NAME: Final = 3
"""Fewer letters name a town only in America ("NY"), or if nothing else does: "Bologna (BO)" has a province."""

LAST_DAY: Final = 31
"""Larger numbers are not days of a month in a street's name."""

WITHOUT_STREETS: Final = ("CZ", "SK", "AT", "SI", "HR", "PL")
"""Countries whose villages have house numbers without streets."""

CODE_OF_DISTRICT: Final = 3
"""Digits that the postcodes of a district of Budapest have in common."""

SHORT_CODES: Final = ("AD", "IE", "IS")
"""Countries whose postcodes may contain three separate digits."""
_FIGURE: Final = re.compile(r"\d")
_ONE_NUMBER: Final = re.compile(r"(\D*)(\d{1,3})(\D*)$")
_KILOMETRE: Final = re.compile(r"\bkm\.? ?(\d+)(?:[.,+]\d+)?\b|\b(\d+)(?:th|st|nd|rd)? km\b")
_ESTATE: Final = re.compile(r"\b(?:zh|j|g)\. ?k\.|\b(?:zhk|jk|mkr|mikrorayon|mikroraion)\b\.?")
"""Marks a housing estate, whose blocks have the house numbers."""
_SQUARE: Final = re.compile(r"^\s*([a-u]) ?(\d{1,2})\s*[,/ -]\s*(\d{1,3})(?: ?-? ?(\d{1,3}))?([a-z])?\b")
_SQUARES_TOWN: Final = "mannheim"


class ParsedAddress(NamedTuple):
    """A parsed address, in the form in which it is compared.

    Attributes
    ----------
    name, kind, words, shown
        The street (see `street_names.Street`); "" for none.
    house
        The house (see `house_numbers.HouseNumber`); `NONE` for none.
    part
        Letter of a flat or part of the house; "" for none.
    building
        Words before the street, or of a building named after it, in alphabetical order.
    postcode
        From `postcodes.postcode`; "" for none.
    towns
        Parts of the text that may name the town, the likeliest first; empty if the record states the town.
    country
        Alpha-2; "" for none.
    state
        A possible code of a state ("il", "nsw"); "" for none.
    """

    name: str = ""
    kind: str = ""
    words: str = ""
    shown: str = ""
    house: HouseNumber = NONE
    part: str = ""
    building: str = ""
    postcode: str = ""
    towns: tuple[str, ...] = ()
    country: str = ""
    state: str = ""


def parse_address(text: str, code: str = "", town: str = "", country: str = "") -> ParsedAddress:
    """Parse one address.

    Parameters
    ----------
    text
        Street and house, or everything in one line; "" for nothing.
    code, town, country
        The record's own postcode, town and alpha-2 code of the country; "" if missing.

    Examples
    --------
    >>> reading = parse_address("Flat 3, 12-16 Mill Lane", "sw1a2aa", "London", "GB")
    >>> reading.words, reading.kind, reading.house.low, reading.house.high, reading.postcode
    ('mill', 'lane', 12, 16, 'sw1a2aa')
    """
    return _read_plain(_plain_line(text), _plain_code(code), _plain_town(town), country)


class AddressParser:
    """Parses many addresses; those that differ only in their house number and place are parsed once.

    Notes
    -----
    "12 Mill Lane" and "47 Mill Lane" are read by the same rules: if an address has one number of up to three digits
    and the town is in a column of its own, the reading of the first is reused with another number. One reading per
    address would keep millions of small objects alive, which Python's garbage collector traverses repeatedly.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str, bool], int] = {}
        self._count = 0
        self._fresh: list[ParsedAddress] = []

    def read(self, text: str, code: str = "", town: str = "", country: str = "") -> tuple[int, int]:
        """Parse one address as `parse_address` does.

        Returns
        -------
        reading : int
            Number of its reading, counted from the first.
        house : int
            House number that replaces the reading's own; its postcode is then `stated_postcode`. 0 for the reading's.
        """
        line = _plain_line(text)
        found = _ONE_NUMBER.match(line) if town and country and (code or country not in SHORT_CODES) else None
        town = _plain_town(town)
        if found is None or town in line or WITH_DISTRICT.match(town):
            return self._keep(_read_plain(line, _plain_code(code), town, country)), 0
        number = int(found[2])
        key = (found[1], found[3], country, number <= LAST_DAY)
        known = self._known.get(key)
        if known is None:
            reading = _read_plain(line, _plain_code(code), town, country)
            at = self._keep(reading)
            by_number = _is_by_number(reading, number) and not _is_district(reading)
            self._known[key] = at if by_number else -1
            return at, 0
        if known < 0:
            return self._keep(_read_plain(line, _plain_code(code), town, country)), 0
        return known, number

    def take(self) -> list[ParsedAddress]:
        """Return and discard the readings since the last call, in the order of their numbers."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def _keep(self, reading: ParsedAddress) -> int:
        self._fresh.append(reading)
        self._count += 1
        return self._count - 1


def stated_postcode(code: str, country: str) -> str:
    """The postcode of a record's own column in the form of `ParsedAddress.postcode`; "" for none."""
    return postcode(_plain_code(code)[:40], country) if code else ""


def _plain_line(text: str) -> str:
    """An address in plain letters; "" if it is too long. One character can become a sentence: "ﷺ" has 18 letters."""
    line = plain(text) if len(text) <= LONGEST else ""
    return line if len(line) <= 2 * LONGEST else ""


def _plain_code(code: str) -> str:
    return _plain_cell(code[:LONGEST])


def _plain_town(town: str) -> str:
    return _plain_cell(town[:LONGEST])


@lru_cache(maxsize=1 << 18)
def _plain_cell(cell: str) -> str:
    return plain(cell) if cell else ""


def _is_by_number(reading: ParsedAddress, number: int) -> bool:
    """Whether a number is the house number, and does not occur elsewhere in the reading."""
    house = reading.house
    if (house.low, house.high, house.other, house.literal) != (number, number, 0, ""):
        return False
    return _FIGURE.search(reading.words + reading.building + reading.shown) is None


def _is_district(reading: ParsedAddress) -> bool:
    """Whether the postcode is only the beginning of one, from a district in the line or the town's name."""
    return reading.country == "HU" and len(reading.postcode) == CODE_OF_DISTRICT


def _read_plain(line: str, code: str, town: str, country: str) -> ParsedAddress:
    """Parse an address whose cells are already in plain letters."""
    line, country = with_country(prepared(streets_in_latin(line, country)), code, country)
    line, country, district = without_district(line, town, country)
    stated = postcode(code[:40], country) if code else ""
    line, found = cut_out(line, country, stated)
    if country == "FR" and "cedex" in line:
        line, found = without_cedex(line, found or stated)
    place = ParsedAddress(postcode=found or stated or district, country=country)
    square = _mannheim_square(line, town)
    if square is not None:
        return place._replace(
            name=square[0],
            kind="square",
            words=square[0],
            shown=square[0],
            house=square[1],
            towns=(_SQUARES_TOWN,),
        )
    line = in_spoken_order(by_custom(line, country), vocabulary(country))
    return _read_line(line, town, place)


def with_country(line: str, code: str, country: str) -> tuple[str, str]:
    """The line without the country named at its end, and the country as stated, or as line or postcode imply."""
    rest, named = country_in(line)
    if not named or country in ("", named):
        line, country = rest, country or named
    return line, country or country_of_postcode(f"{line} {code}") or country_named(line)


def _mannheim_square(line: str, town: str) -> tuple[str, HouseNumber] | None:
    """Block and house of an address in the centre of Mannheim, whose streets have no names: "C 4, 12"."""
    found = _SQUARE.match(line)
    if found is None or _SQUARES_TOWN not in town + line:
        return None
    low, high = int(found[3]), int(found[4] or found[3])
    return f"{found[1]}{found[2]}", HouseNumber(low, max(low, high), 1, found[5] or "")


def _read_line(line: str, town: str, place: ParsedAddress) -> ParsedAddress:
    words = vocabulary(place.country)
    kilometre = _KILOMETRE.search(line)
    if kilometre is not None:
        line = _KILOMETRE.sub(" ", line)
    house = without_units(segments(line, words), words)
    parts = [days_in_figures(part, words) for part in house.segments if part]
    best = best_street(parts, words, town) or _house_in_village(parts, words, town)
    if best is None:
        return place._replace(
            building=_building(parts, words), towns=_towns(parts, None, (), town, place.country)
        )
    street_words, number = best.words, best.number
    if kilometre is not None:
        road = str(number.low) if number.low else ""
        street_words = [*street_words, road] if road else street_words
        number = HouseNumber(0, 0, literal=f"km{kilometre[1] or kilometre[2]}")
    if house.block and number.low and _ESTATE.search(line):
        street_words, number = [*street_words, str(number.low)], NONE
    if house.block and number is NONE:
        number = HouseNumber(0, 0, literal=f"block{house.block}")
    if house.unnumbered and number is NONE:
        number = UNNUMBERED
    street_words, cut = without_town(street_words, town, words)
    if len(street_words) > 1:
        street_words = after_town(street_words, _names_of_towns(parts, best, town), words)
    name, kind, plain_words, shown = street(tuple(street_words), place.country)
    return place._replace(
        name=name,
        kind=kind,
        words=plain_words,
        shown=shown,
        house=number,
        part=house.part,
        building=_building(parts[: best.first] or _other_houses(parts[best.last + 1 :], words), words),
        towns=_towns(parts, best, (*cut, *best.tail), town, place.country),
        state=_state(parts),
    )


def _house_in_village(parts: list[Segment], words: Vocabulary, town: str) -> Found | None:
    """In villages without streets: the house given by number and village only."""
    items = [item for part in parts for item in part]
    numbers = [item.number for item in items if item.number is not None]
    named = "".join(item.text for item in items if item.number is None)
    village = town.split()
    if words.country not in WITHOUT_STREETS or len(numbers) != 1 or not village:
        return None
    return Found(0, len(parts) - 1, village, numbers[0]) if named in ("", "".join(village)) else None


def _other_houses(parts: list[Segment], words: Vocabulary) -> list[Segment]:
    """Parts after the street that name a building with a word for one ("Bishop Magua Centre")."""
    return [part for part in parts if names_building([item.text for item in part], words)]


def _towns(
    parts: list[Segment], street: Found | None, tail: tuple[str, ...], town: str, country: str
) -> tuple[str, ...]:
    """Parts of the text that may name the town, the likeliest first; empty if the record states it.

    A part before the street is a town only if the gazetteer knows it, and otherwise an organisation: the first item
    is then "".
    """
    if town:
        return ()
    texts = [" ".join(item.text for item in part if item.number is None) for part in parts]
    after, before = (texts[street.last + 1 :], texts[: street.first]) if street else (texts, [])
    candidates = [" ".join(tail), *reversed(after), *before]
    # "2º A" is a flat: a town has a word, if only "NY" or "SF".
    named = [text for text in candidates if any(_is_word(word) for word in text.split())]
    named.sort(key=lambda text: len(text) < SHORTEST_NAME)
    if country and country not in WITH_STATES:
        named = [text for text in named if len(text) >= SHORTEST_NAME]
    return tuple(dict.fromkeys(["", *named] if named and named[0] in before else named))


def _is_word(text: str) -> bool:
    return len(text) > 1 and text.isalpha()


def _names_of_towns(parts: list[Segment], street: Found, town: str) -> list[list[str]]:
    """The words of the stated town, and of possible names of the town after street and house."""
    after = [[item.text for item in part if item.number is None] for part in parts[street.last + 1 :]]
    return [name for name in (town.split(), [*street.tail], *after) if name and len("".join(name)) > 3]


def _state(parts: list[Segment]) -> str:
    """The last word of two or three letters that ends a segment: possibly the code of a state."""
    for part in reversed(parts):
        word = part[-1].text if part[-1].number is None else ""
        if 2 <= len(word) <= 3:
            return word
    return ""


def _building(parts: list[Segment], words: Vocabulary) -> str:
    """The words of some parts, in alphabetical order."""
    texts = [item.text.rstrip(".") for part in parts for item in part]
    return " ".join(sorted(words.names.get(text, text) for text in texts if text != "the"))


LONGEST_ALTERNATIVE: Final = 160
"""Most characters of an address that is examined: nobody lists entrances in a longer one."""
_PARTS: Final = re.compile(r"[,;|\n()]+")
_BETWEEN: Final = re.compile(r"(?: ?[/&+] ?| - | (?:and|und|et|og|och|ja|kai|sowie|ecke) )(?:ecke )?")
_HYPHEN: Final = re.compile(r"-")
_HOUSE: Final = re.compile(r"\b\d+ ?[a-z]?\b(?: ?[-/] ?\d+ ?[a-z]?\b)*")
_WORD: Final = re.compile(r"[a-z]{3}")
_LETTERS: Final = re.compile(r"[^\W\d_]+\.?")
_SEVERAL: Final = re.compile(r"[a-z]{2}[^,]*?[/&+,;|\n-]|[a-z]{2} (?:and|und|et|og|och|ja|kai|sowie|ecke) ")


def alternatives(text: str, country: str) -> list[str]:
    """The addresses in a text that has more than one, each as a separate line; empty if there is only one.

    Parameters
    ----------
    text
        The address as written.
    country
        Alpha-2; "" if not known.

    Examples
    --------
    >>> alternatives("Echelidon 19 & Pireos 144, Athens", "GR")
    ['echelidon 19, athens', 'pireos 144, athens']
    >>> alternatives("Rue de la Loi / Wetstraat 16", "BE"), alternatives("16 Rue de la Loi", "BE")
    (['rue de la loi 16', 'wetstraat 16'], [])
    """
    if len(text) > LONGEST_ALTERNATIVE:
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
    """The two addresses in one part of a text, each with a house; empty if there is only one."""
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
