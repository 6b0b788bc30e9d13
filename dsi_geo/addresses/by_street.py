"""What the names of the streets say about whether two addresses are one."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from dsi_geo.addresses.comparison import AddressPairs, Comparison, Flags, Floats, first_that_holds
from dsi_geo.addresses.likeness import (
    ABBREVIATED,
    DIRECTION_LEFT_OUT,
    END_LEFT_OUT,
    OTHER_ORDER,
    PART_LEFT_OUT,
    TYPING_ERROR,
    are_namesakes,
    is_other_word,
    is_slip,
    lacks_direction,
    likeness,
)
from dsi_geo.addresses.vocabulary import ENGLISH, common_names

RARE_NAME_LETTERS: Final = 4
"""A shorter name of a street is never taken to be rare."""
WITHOUT_STREET_WORD: Final = 0.93
WITHOUT_STREET_WORD_IN_ENGLISH: Final = 0.7
"""In English the word belongs to the name: "Mill" is seldom short for "Mill Lane"."""
BY_CODE: Final = 0.8
BY_CODE_ALONE: Final = 0.9
"""One house and whole postcode with streets spelt differently, or with none on one side."""
NEARLY_ALIKE: Final = 75
"""Ratio (0 to 100) from which two names under one whole postcode and house number are one street's."""
ALIKE_BUILDINGS: Final = 85
"""Ratio (0 to 100) from which the names of two buildings can be one's."""
SHARED_WORDS: Final = 2
"""Words in common from which two lines before the street can name one building, each with a tenant of its own."""
INTERCHANGED: Final = {
    "PL": ({"street", "avenue"},),
    "BE": ({"laan", "avenue"}, {"laan", "boulevard"}),
}
"""Words for street that stand for one another: Poles write "ul." before avenues, too; a boulevard is Dutch a "laan"."""
DIRECTIONS_LEFT_OUT: Final = ("US", "CA")
CODE_IS_STREET: Final = ("GB", "NL", "IE", "SG", "MT")
"""Countries whose whole postcode, with a house number, is an address."""


def compare_streets(pairs: AddressPairs) -> Comparison:
    """
    Compare the streets of each pair.

    Codes: `same`; `no_kind` (one lacks its word for street); `order`, `short`, `slip`, `part` (see `likeness`);
    `by_code` (the streets are spelt differently, or one is not named, but postcode and house agree where that is an
    address); `differs`.
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
    american = np.flatnonzero((alike == 0) & ~absent & np.isin(country.astype(str), DIRECTIONS_LEFT_OUT))
    alike[american] = [
        DIRECTION_LEFT_OUT if lacks_direction(words[at].split(), other_words[at].split()) else 0.0
        for at in american
    ]
    one_kind = ((kind == "") ^ (other_kind == "")) | _interchanged(pairs)
    unlike = np.flatnonzero((alike < PART_LEFT_OUT) & one_kind & ~absent)
    shown, other_shown = pairs.of("shown")
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


def without_number(pairs: AddressPairs, street: Comparison) -> Floats:
    """
    Confidence where one side names no house, so that a whole postcode has to tell it.

    An Irish or Singaporean code is one address. A British one is a few houses: with the same building it is nearly one,
    with the same street less so, least where only one side has a number; where neither names a street and one no
    building, it is no address.
    """
    (building, other_building), (country, _) = pairs.of("building"), pairs.of("country")
    name, other_name = pairs.of("name")
    own_code = np.isin(country.astype(str), ("IE", "SG"))
    same_street = np.isin(street.why.astype(str), ("same", "slip", "no_kind"))
    low, other_low = pairs.of("low")
    one_number = (low > 0) != (other_low > 0)
    same_building = _within_each_other(building, other_building)
    no_street, neither = (name == "") | (other_name == ""), (name == "") & (other_name == "")
    nothing = neither & ((building == "") | (other_building == ""))
    rules = [
        own_code,
        nothing,
        same_building,
        _other_building(pairs),
        same_street & one_number,
        same_street,
        no_street,
    ]
    worth = np.select(rules, [0.95, 0.0, 0.85, 0.4, 0.6, 0.75, 0.6], default=0.5)
    in_building = np.where(same_building & (same_street | neither), 0.85, 0.0)
    return np.where(_same_code(pairs), worth, in_building)


def _within_each_other(building: npt.NDArray[Any], other: npt.NDArray[Any]) -> Flags:
    """Whether both sides name a building, and one name, of two words or more, has all the words of the other."""
    within = np.zeros(len(building), dtype=bool)
    for at in np.flatnonzero((building != "") & (other != "")):
        one, two = {*building[at].split()}, {*other[at].split()}
        within[at] = one <= two or two <= one if min(len(one), len(two)) > 1 else one == two
    return within


def _other_building(pairs: AddressPairs) -> Flags:
    """Whether both sides name a building, and the names have little in common."""
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
    """Whether streets bear one name and are two all the same: "Upper" and "Lower", or "Road" and "Close"."""
    (name, other_name), (kind, other_kind) = pairs.of("name"), pairs.of("kind")
    two_kinds = (name == other_name) & (name != "") & (kind != "") & (other_kind != "") & (kind != other_kind)
    words = zip(*pairs.of("words"), strict=True)
    told = [are_namesakes(one.split(), other.split()) for one, other in words]
    return np.asarray(two_kinds | np.array(told, dtype=bool))


def _nearly_alike(pairs: AddressPairs) -> Flags:
    """Whether one side names no street, or both names have most of their letters in common."""
    names = zip(*pairs.of("name"), strict=True)
    return np.array([not a or not b or fuzz.ratio(a, b) >= NEARLY_ALIKE for a, b in names], dtype=bool)


def _interchanged(pairs: AddressPairs) -> Flags:
    """Whether the words for street differ, but stand for one another in the country."""
    (kind, other_kind), (country, _) = pairs.of("kind"), pairs.of("country")
    found = (kind != other_kind) & np.isin(country.astype(str), [*INTERCHANGED])
    rows = np.flatnonzero(found)
    found[rows] = [{kind[at], other_kind[at]} in INTERCHANGED[country[at]] for at in rows]
    return np.asarray(found)


def both_rare(pairs: AddressPairs) -> Flags:
    """Whether both streets have names that few towns have, so that a doubt about the place may be forgiven."""
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
