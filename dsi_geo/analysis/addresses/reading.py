"""One address read: street, house, postcode, and what else may name its town."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from dsi_geo.analysis.addresses.house_numbers import NONE, HouseNumber
from dsi_geo.analysis.addresses.letters import plain
from dsi_geo.analysis.addresses.postcodes import country_of_postcode, cut_out, postcode
from dsi_geo.analysis.addresses.streets import DIRECTIONS, has_street_word, street
from dsi_geo.analysis.addresses.tokens import Segment, roman_days, segments
from dsi_geo.analysis.addresses.units import without_units
from dsi_geo.analysis.addresses.vocabulary import ENGLISH, NUMBER_FIRST, Vocabulary, vocabulary
from dsi_geo.geography.countries import names_to_codes

LONGEST: Final = 300
"""No address has more letters; longer text is none."""

LAST_DAY: Final = 31
"""Larger numbers are no days of a month in a street's name."""

SHORT_CODES: Final = ("AD", "IE", "IS")
"""Countries in whose postcodes three figures may stand alone."""
_ONE_NUMBER: Final = re.compile(r"(\D*)(\d{1,3})(\D*)$")
_NOT_A_PLACE: Final = re.compile(
    r"\S*(?:@|://|www\.)\S*|\b[\w-]+\.(?:com|org|net|eu|info|io)\b\S*"
    r"|(?:\b(?:tel|telefon|phone|fon|fax|mob|mobile|handy)\b[.: ]*)\(?[+0-9][0-9 /().-]{4,}"
    r"|\+\d[\d /().-]{6,}|(?<![\d-])0\d{1,4}[ /-]\d[\d /-]{5,}\d"
)
_ABBREVIATED: Final = re.compile(r"\b([pcvlb])[./-] ?(zza|za|le|so|lo|go|dul)\b\.?")
_SPELLINGS: Final = (
    (re.compile(r"\bp\.? ?o\.? ?box\b|\bpost office box\b"), "postbox"),
    (
        re.compile(r"\bbo[i]te postale\b|\bcasella postale\b|\bapartado de correos\b|\bpostal box\b"),
        "postbox",
    ),
    (re.compile(r"\bs ?/ ?n[.]?(?![a-z])|\bs\.n\.?(?![a-z])"), " sn "),
    (re.compile(r"\bb\.b\.?(?![a-z])"), " bb "),
    (re.compile(r"\br(?:ez)?[ /-](?:de[ -])?ch?(?:aussee)?\b"), " rdc "),
    (re.compile(r"(?<![a-z0-9])c/ ?(?!o\b)(?=[a-z])"), "c "),
    (re.compile(r"\bn\.? ?º ?(?=\d)|\bnum\. ?(?=\d)"), "nr "),
    (re.compile(r"(?<=[a-z])º"), " "),
    (re.compile(r"(?<=\d)-(?:go|ego|ga|e)\b"), ""),
    (re.compile(r"(?<=\d)-(?=[a-z]{3})|(?<=[a-z]{3})-(?=\d{4}\b)"), " "),
    (re.compile(r"(?<![\d.])(\d{1,2})\.(\d{3})(?![\d.])"), r"\1\2"),
    (re.compile(r"\bf\. ?lli\b"), "flli"),
    (re.compile(r"\bpr-t\b"), "prt"),
    (re.compile(r"\bp-ta\b"), "pta"),
)
_CARE_OF: Final = re.compile(r"\bc/o\b[^,;|\n]*[,;|\n]|\bc/o\b")
_KILOMETRE: Final = re.compile(r"\bkm\.? ?(\d+)(?:[.,]\d+)?\b|\b(\d+)(?:th|st|nd|rd)? km\b")
_SQUARE: Final = re.compile(r"^\s*([a-u]) ?(\d{1,2})\s*[,/ -]\s*(\d{1,3})(?: ?-? ?(\d{1,3}))?([a-z])?\b")
_QUARTER: Final = re.compile(r"^[^,\d]*?\b(?:mah|mahalle|mahallesi|mh)\b\.?,?")
_BLOCK_SIGNS: Final = re.compile("丁目|番地|番")
_ESTATE: Final = re.compile(r"\b(?:zh|j|g)\. ?k\.|\b(?:zhk|jk|mkr|mikrorayon|mikroraion)\b\.?")
"""Says that a housing estate follows, whose blocks bear the house numbers."""
_NUMBERED_NAME: Final = re.compile(r"\d{1,2}(?:e|de|ste|a|o)$")
_SQUARES_TOWN: Final = "mannheim"


class Reading(NamedTuple):
    """What one address says, in the form in which it is compared.

    Attributes
    ----------
    name, kind, words, shown
        The street (see `streets.Street`); "" where none is named.
    house
        The house (see `house_numbers.HouseNumber`); `NONE` where none is named.
    building
        Words that stand before the street, without spaces.
    postcode
        As `postcodes.postcode` gives it; "" for none.
    towns
        Parts of the text that may name the town, the likeliest first; only where the record states no town.
    country
        Alpha-2; "" for none.
    state
        What may be the code of a state ("il", "nsw"); "" for none.
    """

    name: str = ""
    kind: str = ""
    words: str = ""
    shown: str = ""
    house: HouseNumber = NONE
    building: str = ""
    postcode: str = ""
    towns: tuple[str, ...] = ()
    country: str = ""
    state: str = ""


NOTHING: Final = Reading()


def read_address(text: str, code: str = "", town: str = "", country: str = "") -> Reading:
    """
    Read one address.

    Parameters
    ----------
    text
        Street and house, or everything in one line; "" for nothing.
    code, town, country
        What the record's own columns say: postcode, town, alpha-2 code; "" where they say nothing.

    Examples
    --------
    >>> reading = read_address("Flat 3, 12-16 Mill Lane", "sw1a2aa", "London", "GB")
    >>> reading.words, reading.kind, reading.house.low, reading.house.high, reading.postcode
    ('mill', 'lane', 12, 16, 'sw1a2aa')
    """
    line = plain(text) if len(text) <= LONGEST else ""
    return _read_plain(line, plain(code[:LONGEST]) if code else "", plain(town) if town else "", country)


class Reader:
    """
    Reads many addresses, those that differ in their house number alone only once.

    Notes
    -----
    "12 Mill Lane" and "47 Mill Lane" are read by the same rules: where an address has one number of up to three digits
    and the town stands in a column of its own, the reading of the first is kept, and the number replaced.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str, bool], Reading | None] = {}

    def read(self, text: str, code: str = "", town: str = "", country: str = "") -> Reading:
        """Read one address as `read_address` does."""
        line = plain(text) if len(text) <= LONGEST else ""
        code, town = _plain_cell(code[:LONGEST]), _plain_cell(town)
        found = _ONE_NUMBER.match(line) if town and country and (code or country not in SHORT_CODES) else None
        if found is None or town in line:
            return _read_plain(line, code, town, country)
        number = int(found[2])
        key = (found[1], found[3], country, number <= LAST_DAY)
        if key not in self._known:
            first = _read_plain(line, code, town, country)
            self._known[key] = first if _is_by_number(first, number) else None
        known = self._known[key]
        if known is None:
            return _read_plain(line, code, town, country)
        house = known.house._replace(low=number, high=number)
        return known._replace(house=house, postcode=postcode(code, country))


@lru_cache(maxsize=1 << 18)
def _plain_cell(cell: str) -> str:
    return plain(cell) if cell else ""


def _is_by_number(reading: Reading, number: int) -> bool:
    """Whether a number is the house's, and stands nowhere else in what was read."""
    house = reading.house
    if (house.low, house.high, house.other, house.literal) != (number, number, 0, ""):
        return False
    return not any(character.isdigit() for character in reading.words + reading.building + reading.shown)


def _read_plain(line: str, code: str, town: str, country: str) -> Reading:
    """Read an address whose cells are in plain letters already."""
    line = _prepared(line)
    if not country:
        line, country = _country_in(line)
        country = country or country_of_postcode(f"{line} {code}")
    stated = postcode(code[:40], country) if code else ""
    line, found = cut_out(line, country, stated)
    place = Reading(postcode=stated or found, country=country)
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
    return _read_line(_by_custom(line, country), town, place)


def _prepared(line: str) -> str:
    """The line without web addresses and telephone numbers, its customary abbreviations spelt in one way."""
    if "@" in line or "www" in line or "." in line or "+" in line or "0" in line or "tel" in line:
        line = _NOT_A_PLACE.sub("|", line)
    if "/" in line and "c/o" in line:
        line = _CARE_OF.sub("", line)
    if any(sign in line for sign in "./º-") or "box" in line or "post" in line:
        line = _ABBREVIATED.sub(r"\1\2 ", line)
        for expression, spelling in _SPELLINGS:
            line = expression.sub(spelling, line)
    elif line.endswith(" sn") is False and " s n" in line:
        line = line.replace(" s n", " sn")
    return line


def _by_custom(line: str, country: str) -> str:
    """The line without the quarter that Turkish addresses begin with, Japanese blocks joined by dashes."""
    if country == "TR" and "mah" in line:
        return _QUARTER.sub("", line)
    if country == "JP":
        return _BLOCK_SIGNS.sub("-", line).replace("号", "").rstrip("- ")
    return line


def _country_in(line: str) -> tuple[str, str]:
    """The line without the country named at its end, and the country's code; "" where none is named."""
    head, comma, tail = line.rstrip(" .,").rpartition(",")
    if not comma:
        head, comma, tail = line.rstrip(" .,").rpartition("\n")
    name = " ".join(tail.replace(".", "").replace("-", " ").split())
    code = names_to_codes().get(name) if comma and len(name) > 1 else None
    if code is None or (len(name) == 2 and name not in ("uk", "us")):
        return line, ""
    return head, code


def _mannheim_square(line: str, town: str) -> tuple[str, HouseNumber] | None:
    """The block and house of an address in the inner town of Mannheim, whose streets have no names: "C 4, 12"."""
    found = _SQUARE.match(line)
    if found is None or _SQUARES_TOWN not in town + line:
        return None
    low, high = int(found[3]), int(found[4] or found[3])
    return f"{found[1]}{found[2]}", HouseNumber(low, max(low, high), 1, found[5] or "")


def _read_line(line: str, town: str, place: Reading) -> Reading:
    words = vocabulary(place.country)
    kilometre = _KILOMETRE.search(line)
    if kilometre is not None:
        line = _KILOMETRE.sub(" ", line)
    house = without_units(segments(line, words), words)
    parts = [roman_days(part, words) for part in house.segments if part]
    best = _best_street(parts, words, town)
    if best is None:
        return place._replace(building=_squashed(part for part in parts), towns=_towns(parts, None, (), town))
    at, street_words, number, tail = best
    if kilometre is not None:
        road = str(number.low) if number.low else ""
        street_words = [*street_words, road] if road else street_words
        number = HouseNumber(0, 0, literal=f"km{kilometre[1] or kilometre[2]}")
    if house.block and number.low and _ESTATE.search(line):
        street_words, number = [*street_words, str(number.low)], NONE
    if house.block and number is NONE:
        number = HouseNumber(0, 0, literal=f"block{house.block}")
    if house.boxed and not has_street_word(street_words, words):
        return place._replace(towns=_towns(parts, at, tail, town))
    street_words, cut = _without_town(street_words, town, words)
    name, kind, plain_words, shown = street(tuple(street_words), place.country)
    return place._replace(
        name=name,
        kind=kind,
        words=plain_words,
        shown=shown,
        house=number,
        building=_squashed(parts[: at[0]]),
        towns=_towns(parts, at, (*cut, *tail) if not town else (), town),
        state=_state(parts),
    )


Found = tuple[tuple[int, int], list[str], HouseNumber, tuple[str, ...]]


def _best_street(parts: list[Segment], words: Vocabulary, town: str) -> Found | None:
    """The segments that name street and house, as (first, last), words, house and the words after them."""
    best: Found | None = None
    best_score = 0.0
    for at in range(len(parts)):
        for score, found in _candidates(parts, at, words):
            if score > best_score and "".join(found[1]) != town.replace(" ", ""):
                best, best_score = found, score
    return best


def _candidates(parts: list[Segment], at: int, words: Vocabulary) -> list[tuple[float, Found]]:
    """What the segment at a position may be, alone or with the next, each with a score."""
    part = parts[at]
    numbers = [position for position, item in enumerate(part) if item.number is not None]
    named = [item.text for item in part if item.number is None]
    if numbers and named:
        chosen, number, tail = _beside_number(part, numbers, words)
        score = 4.0 if has_street_word(chosen, words) else 3.0
        return [(score, ((at, at), chosen, number, tail))] if _is_name(chosen) else []
    following = parts[at + 1] if at + 1 < len(parts) else []
    next_numbers = [item.number for item in following if item.number is not None]
    next_named = [item.text for item in following if item.number is None]
    if numbers and next_named and not next_numbers and part[0].number:
        score = 4.0 if has_street_word(next_named, words) else 2.5
        return [(score, ((at, at + 1), next_named, part[0].number, ()))] if _is_name(next_named) else []
    if named and _is_name(named):
        typed = has_street_word(named, words)
        if following and following[0].number is not None:
            if not next_named or not has_street_word(next_named, words):
                return [
                    (4.0 if typed else 2.8, ((at, at + 1), named, following[0].number, tuple(next_named)))
                ]
        return [(2.0 if typed else 0.5, ((at, at), named, NONE, ()))] if typed or len(parts) == 1 else []
    return []


def _is_name(words: list[str]) -> bool:
    return sum(map(len, words)) > 1


def _beside_number(
    part: Segment, numbers: list[int], words: Vocabulary
) -> tuple[list[str], HouseNumber, tuple[str, ...]]:
    """Street, house and the words after them of a segment that has both."""
    first = numbers[0]
    second = numbers[1] if len(numbers) > 1 else len(part)
    before = [item.text for item in part[:first]]
    after = [item.text for item in part[first + 1 : second]]
    rest = tuple(item.text for item in part[second:] if item.number is None)
    number = part[first].number or NONE
    if (
        not before
        and second < len(part)
        and _NUMBERED_NAME.match(part[0].text)
        and words.country not in NUMBER_FIRST
    ):
        return [part[0].text, *after], part[second].number or NONE, ()
    if not _is_name(before):
        if (
            len(numbers) > 1
            and words.country == "US"
            and after
            and words.last.get(after[-1]) in ("route", "highway")
        ):
            after = [*after, part[second].text]
        return (after, number, rest) if _is_name(after) else (before + after, number, rest)
    if not _is_name(after):
        return before, number, rest
    typed_before, typed_after = has_street_word(before, words), has_street_word(after, words)
    after_first = words.country in NUMBER_FIRST
    if typed_after and (after_first or not typed_before):
        return after, number, rest
    if typed_before or not after_first:
        return before, number, (*after, *rest)
    return (after, number, rest) if not typed_before else (before, number, (*after, *rest))


def _without_town(street_words: list[str], town: str, words: Vocabulary) -> tuple[list[str], tuple[str, ...]]:
    """The words of the street without the town written after it, and what was cut off."""
    towns = town.split()
    if towns and len(street_words) > len(towns) + 1 and street_words[-len(towns) :] == towns:
        return street_words[: -len(towns)], ()
    prefixed = words.first.get(street_words[0]) == "street" and street_words[0] not in ("street", "str")
    if words.country not in ENGLISH or prefixed:
        return street_words, ()
    for at in range(len(street_words) - 2, 0, -1):
        if street_words[at].rstrip(".") in words.last and street_words[-1].rstrip(".") not in words.last:
            tail = street_words[at + 1 :]
            if all(
                word.rstrip(".") not in words.names and word not in DIRECTIONS for word in tail
            ) and street_words[at] not in ("park", "hill", "green"):
                return street_words[: at + 1], tuple(tail)
    return street_words, ()


def _towns(
    parts: list[Segment], at: tuple[int, int] | None, tail: tuple[str, ...], town: str
) -> tuple[str, ...]:
    """Parts of the text that may name the town, the likeliest first."""
    if town:
        return ()
    texts = [" ".join(item.text for item in part if item.number is None) for part in parts]
    after = at[1] + 1 if at is not None else 0
    candidates = [" ".join(tail), *reversed(texts[after:]), *(texts[: at[0]] if at is not None else ())]
    return tuple(dict.fromkeys(text for text in candidates if len(text) > 1))


def _state(parts: list[Segment]) -> str:
    """The last word of two or three letters of the last segments: perhaps the code of a state."""
    for part in reversed(parts):
        word = part[-1].text if part[-1].number is None else ""
        if 2 <= len(word) <= 3:
            return word
    return ""


def _squashed(parts: object) -> str:
    return "".join(item.text.rstrip(".") for part in parts for item in part)  # type: ignore[attr-defined]
