"""Comparison of two addresses by house, street and place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz

from dsi_geo.addresses.country_words import ENGLISH, common_names
from dsi_geo.addresses.house_numbers import UNNUMBERED
from dsi_geo.addresses.numbered_on import SQUARES
from dsi_geo.addresses.street_names import (
    ABBREVIATED,
    DIFFERENT,
    DIRECTION_LEFT_OUT,
    END_LEFT_OUT,
    OTHER_ORDER,
    PART_LEFT_OUT,
    TYPING_ERROR,
    are_namesakes,
    has_other_street_word,
    is_other_word,
    is_slip,
    lacks_direction,
    likeness,
)
from dsi_geo.geography import places
from dsi_geo.geography.sphere import great_circle_m

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class AddressPairs:
    """Pairs of rows of one table of addresses.

    Attributes
    ----------
    addresses
        `Addresses.distinct`.
    first, second
        Rows of both sides (int64), one entry per pair.
    """

    addresses: pd.DataFrame
    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]

    def of(self, column: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """The values of a column on both sides."""
        cells = self.addresses[column]
        values: npt.NDArray[Any] = cells.to_numpy(object if cells.dtype == "str" else None)
        return values[self.first], values[self.second]

    def only(self, kept: Flags) -> AddressPairs:
        """The pairs where `kept` is true."""
        return AddressPairs(self.addresses, self.first[kept], self.second[kept])


@dataclass(frozen=True)
class Comparison:
    """The result of comparing one aspect of each pair: confidence (0 to 1) and a code for the reason."""

    confidence: Floats
    why: npt.NDArray[np.object_]

    def only(self, kept: Flags) -> Comparison:
        """The results for the pairs where `kept` is true."""
        return Comparison(self.confidence[kept], self.why[kept])


def first_that_holds(rules: Sequence[tuple[Flags, str]], otherwise: str) -> npt.NDArray[np.object_]:
    """For each pair the code of the first rule whose condition holds, or `otherwise`."""
    conditions = [condition for condition, _ in rules]
    return np.asarray(np.select(conditions, [code for _, code in rules], otherwise), dtype=object)


def weighed(why: npt.NDArray[np.object_], worth: Mapping[str, float]) -> Floats:
    """The confidence that belongs to each code."""
    known: Floats = np.array([*worth.values()])
    return np.asarray(known[pd.Index([*worth], dtype=object).get_indexer(pd.Index(why, dtype=object))])


HOUSE_WORTH: Final = {
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
    """Compare the house numbers of each pair.

    A range contains the numbers of its own side of the street ("12-16" contains 14, not 13), or all of them if its
    ends are on different sides ("12-15"). Houses that differ only by a letter ("4", "4a") are doubtful, unless the
    letter is that of a flat ("4, flat A"); with two letters ("4a", "4b") they are different. Codes: the keys of
    `HOUSE_WORTH`.
    """
    (low, other_low), (high, other_high) = pairs.of("low"), pairs.of("high")
    (letter, other_letter), (literal, other_literal) = pairs.of("letter"), pairs.of("literal")
    none = ((low == 0) & (literal == "")) | ((other_low == 0) & (other_literal == ""))
    none |= _both_unnumbered(pairs)
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
    return Comparison(weighed(why, HOUSE_WORTH), why)


def _both_unnumbered(pairs: AddressPairs) -> Flags:
    """Whether both addresses say that their house has no number ("s/n")."""
    literal, other_literal = pairs.of("literal")
    return np.asarray((literal == UNNUMBERED.literal) & (other_literal == UNNUMBERED.literal))


def _two_numbers_contradict(pairs: AddressPairs) -> Flags:
    """Whether both houses have two numbers ("688/26") that are not the same."""
    (low, other_low), (second, other_second) = pairs.of("low"), pairs.of("other")
    both = (second > 0) & (other_second > 0)
    return np.asarray(both & ~((low == other_low) & (second == other_second)))


def _letter_is_part(pairs: AddressPairs) -> Flags:
    """Whether one side's house letter is the other side's part of the house: "12b", "Flat B, 12"."""
    (letter, other_letter), (part, other_part) = pairs.of("letter"), pairs.of("part")
    first = (letter != "") & (letter == other_part) & (other_letter == "")
    return np.asarray(first | ((other_letter != "") & (other_letter == part) & (letter == "")))


def _letter_stands_for_word(pairs: AddressPairs) -> Flags:
    """Whether one side writes "12b" and the other "12 bis", which is one house in French numbering."""
    (letter, other_letter), (country, _) = pairs.of("letter"), pairs.of("country")
    found = (letter != other_letter) & np.isin(country.astype(str), REPEATED_BY_LETTER)
    rows = np.flatnonzero(found)
    found[rows] = [{letter[at], other_letter[at]} in _REPEATS for at in rows]
    return np.asarray(found)


def _letters_overlap(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> Flags:
    """Whether "b" is in "a-c", or two such ranges overlap; "-c" begins with the house without a letter."""
    found = np.zeros(len(one), dtype=bool)
    ranges = ["-" in a or "-" in b for a, b in zip(one, other, strict=True)]
    for at in np.flatnonzero(ranges):
        a, b = one[at] or "-", other[at] or "-"
        found[at] = a[0] <= b[-1] and b[0] <= a[-1]
    return found


RARE_NAME_LETTERS: Final = 4
"""Fewest letters of a street's name that can be rare."""
WITHOUT_STREET_WORD: Final = 0.93
WITHOUT_STREET_WORD_IN_ENGLISH: Final = 0.7
"""In English the street word is part of the name: "Mill" is seldom short for "Mill Lane"."""
BY_CODE: Final = 0.8
BY_CODE_ALONE: Final = 0.9
"""Same house and full postcode: streets spelt differently (`BY_CODE`), or missing on one side (`BY_CODE_ALONE`)."""
NEARLY_ALIKE: Final = 75
"""Ratio (0 to 100) from which two names with one full postcode and house number are one street."""
ALIKE_BUILDINGS: Final = 85
"""Ratio (0 to 100) from which the names of two buildings can be one building."""
SHARED_WORDS: Final = 2
"""Number of common words from which two lines before the street can be one building with different tenants."""
INTERCHANGED: Final = {
    "PL": ({"street", "avenue"},),
    "BE": ({"laan", "avenue"}, {"laan", "boulevard"}),
}
"""Interchangeable street words: Poles also write "ul." before avenues; a boulevard is a "laan" in Dutch."""
DIRECTIONS_LEFT_OUT: Final = ("US", "CA")
CODE_IS_STREET: Final = ("GB", "NL", "IE", "SG", "MT")
"""Countries where a full postcode with a house number is an address."""


def compare_streets(pairs: AddressPairs) -> Comparison:
    """Compare the streets of each pair.

    Codes: `same`; `no_kind` (one lacks its street word); `order`, `short`, `slip`, `part` (see `likeness`); `by_code`
    (the streets are spelt differently, or one is missing, but postcode and house agree in a country where that is
    enough); `differs`.
    """
    (name, other_name), (kind, other_kind) = pairs.of("name"), pairs.of("kind")
    (words, other_words), (country, _) = pairs.of("words"), pairs.of("country")
    equal = (name == other_name) & (name != "")
    absent = (name == "") | (other_name == "")
    alike = equal.astype(float)
    rest = np.flatnonzero(~equal & ~absent)
    order = np.where(country.astype(str) == "HU", -1, 1)  # Hungarians write the first name last
    alike[rest] = [
        likeness(
            name[at], other_name[at], words[at].split()[:: order[at]], other_words[at].split()[:: order[at]]
        )
        for at in rest
    ]
    shown, other_shown = pairs.of("shown")
    other_word = np.zeros(len(alike), dtype=bool)
    one_known = np.flatnonzero(~equal & ~absent & ((kind == "") ^ (other_kind == "")))
    other_word[one_known] = [
        has_other_street_word(
            *((shown[at], other_shown[at]) if kind[at] == "" else (other_shown[at], shown[at]))
        )
        for at in one_known
    ]
    alike[other_word] = DIFFERENT
    american = np.flatnonzero((alike == 0) & ~absent & np.isin(country.astype(str), DIRECTIONS_LEFT_OUT))
    alike[american] = [
        DIRECTION_LEFT_OUT if lacks_direction(words[at].split(), other_words[at].split()) else 0.0
        for at in american
    ]
    one_kind = ((kind == "") ^ (other_kind == "")) | _interchanged(pairs)
    unlike = np.flatnonzero((alike < PART_LEFT_OUT) & one_kind & ~absent & ~other_word)
    alike[unlike] = [TYPING_ERROR if is_slip(shown[at], other_shown[at]) else alike[at] for at in unlike]
    slips = np.flatnonzero((alike == TYPING_ERROR) & ~_same_code(pairs))
    alike[slips] = [
        0.0 if is_other_word(words[at].split(), other_words[at].split()) else TYPING_ERROR for at in slips
    ]
    english = np.isin(country.astype(str), [*ENGLISH]) & ~_same_code(pairs)
    worth = np.select(
        [(kind != other_kind) & ~one_kind, one_kind & english, one_kind],
        [0.0, WITHOUT_STREET_WORD_IN_ENGLISH, WITHOUT_STREET_WORD],
        1.0,
    )
    confidence = alike * worth
    by_code = _same_code(pairs) & _code_is_street(pairs) & (confidence < BY_CODE)
    by_code[by_code] = ~_are_namesakes(pairs.only(by_code)) & _nearly_alike(pairs.only(by_code))
    rules = (
        (by_code, "by_code"),
        (confidence == 0, "differs"),
        (equal & ~one_kind, "same"),
        (equal, "no_kind"),
        (alike == OTHER_ORDER, "order"),
        (alike == ABBREVIATED, "short"),
        (alike == TYPING_ERROR, "slip"),
        (np.isin(alike, (PART_LEFT_OUT, DIRECTION_LEFT_OUT, END_LEFT_OUT)), "part"),
    )
    confidence = np.where(by_code, np.where(absent, BY_CODE_ALONE, BY_CODE), confidence)
    return Comparison(confidence, first_that_holds(rules, "differs"))


OWN_CODE: Final = ("IE", "SG")
"""Countries where every address has a postcode of its own."""
UNNUMBERED_WORTH: Final = 0.7
"""Two houses without a number on one square, which has one or few of them."""


def without_number(pairs: AddressPairs, street: Comparison) -> Floats:
    """Confidence if one side has no house number, so that a full postcode or a building must identify the address.

    An Irish or Singaporean code is one address, which is less sure if only one side tells the number. A British code is
    a few houses: with the same building it is nearly one address, with the same street less so, and least if only one
    side has a number; if neither side has a street, and one has no building, it is not an address. If both sides say
    that the house has no number ("s/n"), the same square is enough unless they name different buildings, but no street.
    """
    (building, other_building), (country, _) = pairs.of("building"), pairs.of("country")
    name, other_name = pairs.of("name")
    own_code = np.isin(country.astype(str), OWN_CODE)
    same_street = np.isin(street.why.astype(str), ("same", "slip", "no_kind"))
    low, other_low = pairs.of("low")
    one_number = (low > 0) != (other_low > 0)
    same_building = _within_each_other(building, other_building)
    other_building_named = _other_building(pairs)
    no_street, neither = (name == "") | (other_name == ""), (name == "") & (other_name == "")
    nothing = neither & ((building == "") | (other_building == ""))
    rules = [
        own_code & one_number,
        own_code,
        nothing,
        same_building,
        other_building_named,
        same_street & one_number,
        same_street,
        no_street,
    ]
    worth = np.select(rules, [0.8, 0.95, 0.0, 0.85, 0.4, 0.45, 0.75, 0.6], default=0.5)
    in_building = np.where(same_building & (same_street | neither), 0.85, 0.0)
    found = np.where(_same_code(pairs), worth, in_building)
    square = np.isin(pairs.of("kind")[0].astype(str), SQUARES) & ~other_building_named
    alike = np.where(square, UNNUMBERED_WORTH * street.confidence, 0.0)
    return np.where(_both_unnumbered(pairs), np.maximum(alike, in_building), found)


def _within_each_other(building: npt.NDArray[Any], other: npt.NDArray[Any]) -> Flags:
    """Whether both sides name a building, and one name has all words of the other; single words must be equal."""
    within = np.zeros(len(building), dtype=bool)
    for at in np.flatnonzero((building != "") & (other != "")):
        one, two = {*building[at].split()}, {*other[at].split()}
        within[at] = one <= two or two <= one if min(len(one), len(two)) > 1 else one == two
    return within


def _other_building(pairs: AddressPairs) -> Flags:
    """Whether both sides name a building, and the names differ clearly."""
    building, other = pairs.of("building")
    both = (building != "") & (other != "") & (building != other)
    apart = np.zeros(len(both), dtype=bool)
    rows = np.flatnonzero(both)
    apart[rows] = [
        len({*building[at].split()} & {*other[at].split()}) < SHARED_WORDS
        and fuzz.token_set_ratio(building[at], other[at]) < ALIKE_BUILDINGS
        for at in rows
    ]
    return apart


def _are_namesakes(pairs: AddressPairs) -> Flags:
    """Whether streets are different despite a common name: "Upper" and "Lower", or "Road" and "Close"."""
    (name, other_name), (kind, other_kind) = pairs.of("name"), pairs.of("kind")
    two_kinds = (name == other_name) & (name != "") & (kind != "") & (other_kind != "") & (kind != other_kind)
    words = zip(*pairs.of("words"), strict=True)
    namesakes = [are_namesakes(one.split(), other.split()) for one, other in words]
    return np.asarray(two_kinds | np.array(namesakes, dtype=bool))


def _nearly_alike(pairs: AddressPairs) -> Flags:
    """Whether one side has no street, or both names have most of their letters in common."""
    names = zip(*pairs.of("name"), strict=True)
    return np.array([not a or not b or fuzz.ratio(a, b) >= NEARLY_ALIKE for a, b in names], dtype=bool)


def _interchanged(pairs: AddressPairs) -> Flags:
    """Whether the street words differ, but are interchangeable in the country."""
    (kind, other_kind), (country, _) = pairs.of("kind"), pairs.of("country")
    found = (kind != other_kind) & np.isin(country.astype(str), [*INTERCHANGED])
    rows = np.flatnonzero(found)
    found[rows] = [{kind[at], other_kind[at]} in INTERCHANGED[country[at]] for at in rows]
    return np.asarray(found)


def both_rare(pairs: AddressPairs) -> Flags:
    """Whether both streets have rare names, so that a doubt about the place is acceptable."""
    name, other_name = pairs.of("name")
    return is_rare(name) & is_rare(other_name)


def is_rare(names: npt.NDArray[Any]) -> Flags:
    """Whether few towns have a street of each name (`Street.name`)."""
    common = common_names()
    rare = {one: len(one) >= RARE_NAME_LETTERS and one not in common for one in {*names}}
    return np.array([rare[one] for one in names], dtype=bool)


def _same_code(pairs: AddressPairs) -> Flags:
    code, other_code = pairs.of("postcode")
    return np.asarray((code == other_code) & (code != ""))


def _code_is_street(pairs: AddressPairs) -> Flags:
    whole, country = pairs.of("whole")[0], pairs.of("country")[0]
    return np.asarray(whole.astype(bool) & np.isin(country.astype(str), CODE_IS_STREET))


PLACE_WORTH: Final = {
    "all": 1.0,
    "code": 0.98,
    "code_other_town": 0.95,
    "code_part": 0.95,
    "town": 0.92,
    "code_suburb": 0.85,
    "code_neighbour": 0.75,
    "district": 0.85,
    "code_slip": 0.7,
    "code_of_town": 0.65,
    "code_differs": 0.6,
    "nothing": 0.6,
    "unplaced": 0.6,
    "no": 0.0,
}
DOUBTFUL: Final = ("code_neighbour", "code_slip", "code_of_town", "code_differs", "nothing", "unplaced")
"""Evidence that is enough only for a street with a rare name."""
ENOUGH_FOR: Final = {
    "code_of_town": ("same", "no_kind", "order"),
    "code_differs": ("same",),
    "code_slip": ("same", "no_kind", "order", "short", "part"),
    "district": ("same", "order", "short", "slip", "differs"),
    "unplaced": ("same", "no_kind", "short"),
}
"""Evidence on the place -> evidence on the street (see `compare_streets`) that it is enough with: if the postcode is
doubtful, the street must not be, and with two full postcodes a street without its street word is another one.
"""
OTHER_COUNTRY: Final = 0.7
"""Factor for a confidence if the countries differ although postcode and town agree."""

TELLING_CODE: Final = 5
"""Fewest characters of a code that begins another one, with which towns of different names can be one place."""
LIKE_TOWNS: Final = 80
"""Ratio (0 to 100) from which the names of two towns with one postcode are the same apart from a typing error."""
SUBURB_M: Final = 25_000
NEIGHBOUR_M: Final = 12_000
"""Towns at most this far apart with one postcode may be names of one place: a village and its commune."""
CITY: Final = 100_000
"""Fewest inhabitants of a city of which a town within `SUBURB_M` with the same postcode may be a suburb."""
SMALL_TOWN: Final = 300_000
"""Most inhabitants of a town that is not expected to have two streets with one rare name."""
_NAMES_REPEAT: Final = ("GB", "US")
"""Countries where even small towns have several streets with one name."""
_NAMED_ONCE: Final = tuple("AT CH CZ EE ES FI FR HR IS IT LI LT LU LV NL NO PL SE SI SK".split())
"""Countries where no two streets of a municipality, however large, have one name, by law or by practice.

Italy: DPR 223/1989, art. 41; Norway: Matrikkelforskriften; Switzerland: GeoNV, art. 26a; Finland: the rules of its
municipalities. Not Denmark, where names repeat with other postcodes, nor countries where cities keep the street names
of places that they have absorbed: Germany, Belgium, Hungary, Portugal.
"""
_OF_DISTRICT: Final = {
    "FR": re.compile(r"(?:75|69|13)0[0-2]\d$|75116$"),
    "AT": re.compile(r"1[0-2]\d0$"),
    "DK": re.compile(r"2[1-57]\d0$"),
}
"""Codes of well-known districts of a city: two different ones are two places."""
_OF_STREET: Final = {"DK": re.compile(r"1[0-7]\d\d$")}
"""Codes of inner Copenhagen, one per street, whose names do not repeat there: a different code is old or mistyped."""
_DISTRICT: Final = {"GB": -3, "NL": 4, "CA": 3, "PT": 4}
"""Position up to which a full postcode is that of the district; the rest is easily mistyped."""


def compare_places(pairs: AddressPairs) -> Comparison:
    """Compare postcode, town and country of each pair.

    Codes: the keys of `PLACE_WORTH`. `code_part`: one postcode begins with the other; `district`: only the last part
    differs; `code_slip`: one character differs, or two are swapped; `code_of_town`: different postcodes of one range
    (one is a large customer's, old or mistyped) where names of streets do not repeat in a town; `code_differs`:
    different postcodes in a town too small for two streets with one name; `code_suburb`: two towns that can be one
    place; `code_neighbour`: two towns near one another; `nothing`: no place stated in common; `unplaced`: no place
    stated on one side.
    """
    (code, other_code), (town, other_town) = pairs.of("postcode"), pairs.of("town")
    suburb, other_suburb = pairs.of("suburb")
    both_codes, both_towns = (code != "") & (other_code != ""), (town != "") & (other_town != "")
    in_suburb = ((suburb != "") & (suburb == other_town)) | ((other_suburb != "") & (town == other_suburb))
    two_suburbs = (suburb != "") & (other_suburb != "") & (suburb != other_suburb) & ~in_suburb
    same_code, same_town = both_codes & (code == other_code), both_towns & (town == other_town) | in_suburb
    unequal = both_codes & ~same_code
    near = _codes_compared(code, other_code, _country(pairs), unequal)
    rules = (
        (same_code & same_town, "all"),
        (same_code & ~both_towns, "code"),
        (same_code & pairs.of("whole")[0].astype(bool), "code_other_town"),
        (same_code, "code_suburb"),
        ((near == "shorter") & (same_town | ~both_towns), "code_part"),
        ((near == "shorter") & (_length(code, other_code) >= TELLING_CODE), "code_suburb"),
        ((near == "district") & same_town, "district"),
        ((near == "slip") & same_town, "code_slip"),
        ((near == "range") & same_town, "code_of_town"),
        (unequal & same_town, "code_differs"),
        (unequal, "no"),
        (same_town & ~_differ(pairs, "state") & ~two_suburbs, "town"),
        (both_towns, "no"),
        (((code == "") & (town == "")) | ((other_code == "") & (other_town == "")), "unplaced"),
    )
    why = _looked_up(first_that_holds(rules, "nothing"), pairs, same_code)
    countries = _differ(pairs, "country")
    why[countries & (why != "all")] = "no"
    return Comparison(weighed(why, PLACE_WORTH) * np.where(countries, OTHER_COUNTRY, 1.0), why)


def _length(code: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Number of characters of the shorter of two codes."""
    return np.array([min(len(a), len(b)) for a, b in zip(code, other, strict=True)], dtype=np.intp)


def compare_codes(one: str, other: str, country: str) -> str:
    """How two unequal postcodes differ: `shorter`, `district`, `slip`, `range`, or "" for clearly different ones.

    Examples
    --------
    >>> compare_codes("1012", "1012kl", "NL"), compare_codes("12053", "12035", "DE")
    ('shorter', 'slip')
    >>> compare_codes("8006", "8092", "CH"), compare_codes("10115", "12053", "DE")
    ('range', '')
    """
    short, long = sorted((one, other), key=len)
    if len(short) >= 2 and (long.startswith(short) or (short.isdigit() and long == short.zfill(len(long)))):
        return "shorter"
    district = _DISTRICT.get(country)
    if district is not None and len(one) == len(other) and one[:district] == other[:district]:
        return "district"
    known = _OF_DISTRICT.get(country)
    if known is not None and known.match(one) and known.match(other):
        return ""
    if len(one) == len(other) and country != "GB" and _is_slip(one, other):
        return "slip"
    of_city = _OF_STREET.get(country)
    named_once = country in _NAMED_ONCE or (
        of_city is not None and of_city.match(one) and of_city.match(other)
    )
    return "range" if named_once and one[0] == other[0] else ""


def _is_slip(one: str, other: str) -> bool:
    """Whether two codes of equal length differ in one character, or by two adjacent ones that are swapped."""
    at = [position for position in range(len(one)) if one[position] != other[position]]
    swapped = (
        len(at) == 2 and at[1] == at[0] + 1 and one[at[0]] == other[at[1]] and one[at[1]] == other[at[0]]
    )
    return len(at) == 1 or swapped


def _codes_compared(
    code: npt.NDArray[Any], other: npt.NDArray[Any], country: npt.NDArray[Any], unequal: Flags
) -> npt.NDArray[np.object_]:
    near = np.full(len(code), "", dtype=object)
    near[unequal] = [
        compare_codes(*pair) for pair in zip(code[unequal], other[unequal], country[unequal], strict=True)
    ]
    return near


def _country(pairs: AddressPairs) -> npt.NDArray[Any]:
    """The country of each pair: that of the first side or, if not known, of the other."""
    one, other = pairs.of("country")
    return np.where(one == "", other, one)


def _shared_town(pairs: AddressPairs) -> npt.NDArray[Any]:
    """The town, or suburb of the first side, that both sides of each pair name; otherwise the first side's town."""
    (town, other_town), (suburb, other_suburb) = pairs.of("town"), pairs.of("suburb")
    return np.where((suburb != "") & ((suburb == other_town) | (suburb == other_suburb)), suburb, town)


def _differ(pairs: AddressPairs, column: str) -> Flags:
    one, other = pairs.of(column)
    return np.asarray((one != "") & (other != "") & (one != other))


def _looked_up(
    why: npt.NDArray[np.object_], pairs: AddressPairs, same_code: Flags
) -> npt.NDArray[np.object_]:
    """Decide with the gazetteer whether two towns can be one place, and whether a town is small."""
    rows = np.flatnonzero((why == "code_suburb") | (why == "code_differs"))
    if not len(rows):
        return why
    (town, other_town), country = pairs.of("town"), _country(pairs)
    one, other = _town_facts(_shared_town(pairs)[rows], other_town[rows], country[rows])
    apart_m = great_circle_m(one["latitude"], one["longitude"], other["latitude"], other["longitude"])
    suburb = _can_be_one_place(town[rows], other_town[rows], one, other, apart_m)
    repeats = np.isin(country[rows].astype(str), _NAMES_REPEAT)
    small = one["population"].between(1, SMALL_TOWN).to_numpy() & ~repeats
    decided = why.copy()
    two_towns = why[rows] == "code_suburb"
    neighbour = two_towns & ~suburb & (apart_m <= NEIGHBOUR_M) & same_code[rows]
    decided[rows] = np.where(np.where(two_towns, suburb, small), why[rows], "no")
    decided[rows[neighbour]] = "code_neighbour"
    return decided


def _town_facts(
    town: npt.NDArray[Any], other: npt.NDArray[Any], country: npt.NDArray[Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`latitude`, `longitude`, `population` of both towns; missing if the gazetteer does not know them."""
    asked = pd.DataFrame({"town": np.r_[town, other], "country": np.r_[country, country]}).astype("str")
    found = places.find_places(asked["town"], asked["country"].where(asked["country"].ne("")))
    facts = found[["latitude", "longitude", "population"]].astype("float64")
    return facts.iloc[: len(town)], facts.iloc[len(town) :]


def _can_be_one_place(
    town: npt.NDArray[Any],
    other_town: npt.NDArray[Any],
    one: pd.DataFrame,
    other: pd.DataFrame,
    apart_m: npt.NDArray[np.float64],
) -> Flags:
    """Whether two towns with one postcode have similar names, or one is unknown, or one is a city's suburb."""
    alike = [
        a.startswith(b) or b.startswith(a) or fuzz.ratio(a, b) >= LIKE_TOWNS
        for a, b in zip(town, other_town, strict=True)
    ]
    largest = np.fmax(one["population"].to_numpy(), other["population"].to_numpy())
    return np.asarray(
        np.array(alike, dtype=bool) | np.isnan(apart_m) | ((apart_m <= SUBURB_M) & (largest >= CITY))
    )
