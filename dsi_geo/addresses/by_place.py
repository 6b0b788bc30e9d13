"""What postcode, town and country say about whether two addresses are one."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz

from dsi_geo.addresses.comparison import AddressPairs, Comparison, Flags, first_that_holds, weighed
from dsi_geo.geography import places
from dsi_geo.geography.distance import great_circle_m

WORTH: Final = {
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
"""Evidence that is enough only for a street whose name few towns have."""
ENOUGH_FOR: Final = {
    "code_of_town": ("same", "no_kind", "order"),
    "code_differs": ("same",),
    "code_slip": ("same", "no_kind", "order", "short", "part"),
    "district": ("same", "order", "short", "slip", "differs"),
    "unplaced": ("same", "no_kind", "short"),
}
"""
Evidence that is enough only for streets of which this is known (see `compare_streets`): where the postcode is doubtful
the street must not be, and under two whole postcodes a street without its word for street is another one.
"""
OTHER_COUNTRY: Final = 0.7
"""What is left if the countries differ although postcode and town agree."""

TELLING_CODE: Final = 5
"""Letters and figures of a code that is part of another, from which towns of different names can be one place."""
LIKE_TOWNS: Final = 80
"""Ratio (0 to 100) from which the names of two towns under one postcode are the same but for a slip."""
SUBURB_M: Final = 25_000
NEIGHBOUR_M: Final = 12_000
"""Towns this near to each other under one postcode may be names for one place: a village and its commune."""
CITY: Final = 100_000
"""A town this near to a city of so many inhabitants may be its suburb under the same postcode."""
SMALL_TOWN: Final = 300_000
"""Up to so many inhabitants a town is not expected to have two streets of one rare name."""
_NAMES_REPEAT: Final = ("GB", "US")
"""Where even small towns have streets of one name several times."""
_NAMED_ONCE: Final = tuple("AT CH CZ EE ES FI FR HR IS IT LI LT LU LV NL NO PL SE SI SK".split())
"""
Where no two streets of a municipality, however large, bear one name, by law or by practice.

Italy: DPR 223/1989, art. 41; Norway: Matrikkelforskriften; Switzerland: GeoNV, art. 26a; Finland: the rules of its
municipalities. Not Denmark, where names repeat under other postcodes, nor where cities keep the names of what they have
swallowed: Germany, Belgium, Hungary, Portugal.
"""
_OF_DISTRICT: Final = {
    "FR": re.compile(r"(?:75|69|13)0[0-2]\d$|75116$"),
    "AT": re.compile(r"1[0-2]\d0$"),
    "DK": re.compile(r"2[1-57]\d0$"),
}
"""Codes that tell the district of a city, which people know: two of them, both whole, are two places."""
_OF_STREET: Final = {"DK": re.compile(r"1[0-7]\d\d$")}
"""Codes of inner Copenhagen, one a street, which is named once there: another one is old or mistyped."""
_DISTRICT: Final = {"GB": -3, "NL": 4, "CA": 3, "PT": 4}
"""Up to where a whole postcode names the district; what follows is easily mistyped."""


def compare_places(pairs: AddressPairs) -> Comparison:
    """
    Compare postcode, town and country of each pair.

    Codes: the keys of `WORTH`. `code_part`: one postcode begins with the other; `district`: only the last part
    differs; `code_slip`: one digit is off; `code_of_town`: postcodes of one range contradict one another (one is a
    large customer's, old or mistyped) where a town names no two streets alike; `code_differs`: postcodes contradict one
    another in a town too small for two streets of one name; `code_suburb`: two towns that can be one place;
    `code_neighbour`: two near ones; `nothing`: no place stated in common; `unplaced`: no place stated on one side.
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
    return Comparison(weighed(why, WORTH) * np.where(countries, OTHER_COUNTRY, 1.0), why)


def _length(code: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """How many letters and figures the shorter of two codes has."""
    return np.array([min(len(a), len(b)) for a, b in zip(code, other, strict=True)], dtype=np.intp)


def compare_codes(one: str, other: str, country: str) -> str:
    """
    How two unequal postcodes differ.

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
    """Whether two codes of one length differ in one place, or by two neighbours that are swapped."""
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
    """The country of each pair: the first side's, or where it is not known the other's."""
    one, other = pairs.of("country")
    return np.where(one == "", other, one)


def _shared_town(pairs: AddressPairs) -> npt.NDArray[Any]:
    """The town that both sides of each pair name, be it the first's suburb; the first's town where they name none."""
    (town, other_town), (suburb, other_suburb) = pairs.of("town"), pairs.of("suburb")
    return np.where((suburb != "") & ((suburb == other_town) | (suburb == other_suburb)), suburb, town)


def _differ(pairs: AddressPairs, column: str) -> Flags:
    one, other = pairs.of(column)
    return np.asarray((one != "") & (other != "") & (one != other))


def _looked_up(
    why: npt.NDArray[np.object_], pairs: AddressPairs, same_code: Flags
) -> npt.NDArray[np.object_]:
    """What only the gazetteer can decide: whether two towns can be one place, and whether a town is small."""
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
    """`latitude`, `longitude`, `population` of both towns; missing where the gazetteer does not know them."""
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
    """Whether two towns under one postcode have like names, one is unknown, or one is a city's suburb."""
    alike = [
        a.startswith(b) or b.startswith(a) or fuzz.ratio(a, b) >= LIKE_TOWNS
        for a, b in zip(town, other_town, strict=True)
    ]
    largest = np.fmax(one["population"].to_numpy(), other["population"].to_numpy())
    return np.asarray(
        np.array(alike, dtype=bool) | np.isnan(apart_m) | ((apart_m <= SUBURB_M) & (largest >= CITY))
    )
