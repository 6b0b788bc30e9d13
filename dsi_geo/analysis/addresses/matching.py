"""Which addresses are the same one, with what confidence and by what evidence."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz

from dsi_geo.analysis.addresses import joins
from dsi_geo.analysis.addresses.joins import Integers, Pairs
from dsi_geo.analysis.addresses.likeness import likeness
from dsi_geo.analysis.addresses.vocabulary import ENGLISH, common_names
from dsi_geo.geography import places
from dsi_geo.geography.distance import great_circle_m

LEAST_CONFIDENCE: Final = 0.5
"""Below this a pair is not called the same address."""
MOST_CODES: Final = 50
"""More different postcodes than this for one house in one town are no typing errors."""
LETTERS_OF_ENDS: Final = 4
"""Letters at the beginning or end of two names that must agree for them to be compared at all."""
LIKE_TOWNS: Final = 80
"""Ratio (0 to 100) from which the names of two towns under one postcode are the same but for a slip."""
SUBURB_M: Final = 25_000
CITY: Final = 100_000
"""A town this near to a city of so many inhabitants may be its suburb under the same postcode."""

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

RARE_NAME_LETTERS: Final = 4
"""A shorter name of a street is never taken to be rare."""
SMALL_TOWN: Final = 300_000
"""Up to so many inhabitants a town is not expected to have a street of one name twice."""


def same_addresses(addresses: pd.DataFrame) -> pd.DataFrame:
    """
    The pairs of addresses that are the same, each with itself included where it can be compared.

    Parameters
    ----------
    addresses
        `Addresses.distinct`.

    Returns
    -------
    DataFrame
        `a`, `b` (rows of `addresses`, a <= b), `confidence` (0 to 1), the evidence `street`, `house`, `place` (str,
        codes in `WHY`), and `letters` (bool: the houses differ by a letter only, "4" and "4a": the same only if their
        points say so, too).
    """
    usable = addresses[addresses["usable"]]
    first, second = _candidates(usable)
    itself = usable.index.to_numpy()
    pairs = _Pairs(addresses, np.concatenate([itself, first]), np.concatenate([itself, second]))
    judged = pairs.judged()
    judged = judged[judged["confidence"] >= LEAST_CONFIDENCE]
    return _without_ambiguous(judged, addresses).reset_index(drop=True)


def _candidates(usable: pd.DataFrame) -> Pairs:
    """Pairs worth judging: those that agree in the house and in enough of street and place."""
    house = _houses(usable)
    row, name = house["row"].to_numpy(), house["name"].to_numpy(object)
    number, code, town = (
        house["number"].to_numpy(),
        house["postcode"].to_numpy(object),
        house["town"].to_numpy(object),
    )
    coded, in_town, named = code != "", town != "", name != ""
    found: list[Pairs] = []

    def within(chosen: Flags, *columns: npt.NDArray[np.generic], largest: int | None = None) -> None:
        if chosen.any():
            key = joins.keys(*(column[chosen] for column in columns))
            found.append(joins.pairs_within(key, row[chosen], largest))

    def between(chosen: Flags, some: Flags, *columns: npt.NDArray[np.generic]) -> None:
        if (chosen & some).any():
            key = joins.keys(*(column[chosen] for column in columns))
            found.append(joins.pairs_between(key, row[chosen], some[chosen]))

    within(named & coded, number, name, code)
    between(named & in_town, ~coded, number, name, town)
    within(named & in_town & coded, number, name, town, largest=MOST_CODES)
    between(named & coded, ~in_town, number, name)
    for ends in (house["begins"].to_numpy(object), house["finishes"].to_numpy(object)):
        within(named & coded, number, ends, code)
        between(named & in_town, ~coded, number, ends, town)
        within(named & in_town & coded, number, ends, town, largest=MOST_CODES)
    within(house["whole"].to_numpy(dtype=bool), number, code)
    found.append(_without_number(usable))
    return joins.distinct(found)


def _houses(usable: pd.DataFrame) -> pd.DataFrame:
    """One row a house number that an address comprises: `row`, `number` and what the address is compared by."""
    low, high = usable["low"].to_numpy(), usable["high"].to_numpy()
    step = usable["step"].to_numpy()
    counts = np.where(low > 0, (high - low) // step + 1, 0)
    row = np.repeat(np.arange(len(usable)), counts)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    number = low[row] + offset * step[row]
    other = np.flatnonzero(usable["other"].to_numpy() > 0)
    literal = np.flatnonzero(usable["literal"].ne("").to_numpy())
    literal_number = -1 - pd.factorize(usable["literal"].to_numpy(object)[literal])[0]
    rows = np.concatenate([row, other, literal])
    numbers = np.concatenate([number, usable["other"].to_numpy()[other], literal_number])
    keep = ~((usable["literal"].ne("").to_numpy()[rows]) & (numbers > 0))
    rows, numbers = rows[keep], numbers[keep]
    houses = usable[["name", "postcode", "town", "whole"]].take(rows)
    return houses.assign(
        row=usable.index.to_numpy()[rows],
        number=numbers,
        begins=houses["name"].str.slice(0, LETTERS_OF_ENDS),
        finishes=houses["name"].str.slice(-LETTERS_OF_ENDS),
    )


def _without_number(usable: pd.DataFrame) -> Pairs:
    """Pairs under one whole postcode (British, Irish) of which at least one names no house."""
    coded = usable[usable["whole"]]
    if coded.empty:
        return joins.NO_PAIRS
    no_house = (coded["low"].eq(0) & coded["literal"].eq("")).to_numpy()
    under_code = joins.pairs_between(joins.keys(coded["postcode"]), coded.index.to_numpy(), no_house)
    built = coded[no_house & coded["building"].ne("") & coded["name"].ne("")]
    in_building = joins.pairs_within(
        joins.keys(*(built[column] for column in ("building", "name", "town"))), built.index.to_numpy()
    )
    return joins.distinct([under_code, in_building])


class _Pairs:
    """Candidate pairs while they are judged: columns of both sides as arrays."""

    def __init__(self, addresses: pd.DataFrame, first: Integers, second: Integers) -> None:
        self.first, self.second = first, second
        self.addresses = addresses

    def sides(self, column: str) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.generic]]:
        values = self.addresses[column].to_numpy(object if self.addresses[column].dtype == "str" else None)
        return values[self.first], values[self.second]

    def judged(self) -> pd.DataFrame:
        """All pairs with confidence and evidence; the costly questions are asked of those that are left."""
        house, house_why, letters = self.house()
        few, house, house_why, letters = self.only(house > 0, house, house_why, letters)
        street, street_why = few.street()
        bare = house_why == "none"
        few, house, house_why, letters, street, street_why, bare = few.only(
            (street > 0) | bare, house, house_why, letters, street, street_why, bare
        )
        place, place_why = few.place()
        doubtful = np.isin(place_why.astype(str), ("code_slip", "code_differs", "nothing"))
        telling = few.telling() & np.where(place_why == "code_differs", street == 1, street > 0)
        confidence = np.where(bare, few.without_number(street_why), house * street) * place
        confidence = np.where(doubtful & ~telling, 0.0, confidence)
        evidence = {"street": street_why, "house": house_why, "place": place_why, "letters": letters}
        return pd.DataFrame({"a": few.first, "b": few.second, "confidence": confidence.round(3), **evidence})

    def only(self, kept: Flags, *columns: npt.NDArray[Any]) -> tuple[Any, ...]:
        """Some of the pairs, and of columns beside them."""
        few = _Pairs(self.addresses, self.first[kept], self.second[kept])
        return few, *(column[kept] for column in columns)

    def house(self) -> tuple[Floats, npt.NDArray[np.object_], Flags]:
        """Confidence from the house numbers, the evidence, and whether only a letter differs."""
        (low, other_low), (high, other_high) = self.sides("low"), self.sides("high")
        (letter, other_letter), (literal, other_literal) = self.sides("letter"), self.sides("literal")
        none = (low == 0) & (literal == "") | (other_low == 0) & (other_literal == "")
        equal = (low == other_low) & (high == other_high)
        inside = (low >= other_low) & (high <= other_high) | (low <= other_low) & (high >= other_high)
        overlap = (low <= other_high) & (other_low <= high)
        same_literal = literal == other_literal
        same_letter = (letter == other_letter) | ~((low == high) & (other_low == other_high))
        letters = ~same_letter & ((letter == "") | (other_letter == "")) & ~none
        within_letters = ~same_letter & ~letters & _letters_overlap(letter, other_letter)
        (double, other_double) = self.sides("other")
        contradicts = (double > 0) & (other_double > 0) & ~((low == other_low) & (double == other_double))
        fits = (same_literal & ~contradicts & (same_letter | letters | within_letters)) | none
        codes = np.select(
            [none, ~fits, equal & letters, equal, inside, overlap],
            ["none", "differs", "letter", "same", "range", "overlap"],
            default="double",
        )
        worth = {
            "none": 1.0,
            "differs": 0,
            "letter": 0.75,
            "same": 1.0,
            "range": 0.93,
            "overlap": 0.6,
            "double": 0.9,
        }
        return (
            np.array([worth[code] for code in worth])[_positions(codes, worth)],
            codes.astype(object),
            letters,
        )

    def place(self) -> tuple[Floats, npt.NDArray[np.object_]]:
        """Confidence from postcode, town and country, and the evidence."""
        (code, other_code), (town, other_town) = self.sides("postcode"), self.sides("town")
        (country, other_country), (state, other_state) = self.sides("country"), self.sides("state")
        (whole, other_whole), both_codes = self.sides("whole"), (code != "") & (other_code != "")
        same_code = both_codes & (code == other_code)
        both_towns = (town != "") & (other_town != "")
        same_town = both_towns & (town == other_town)
        other_country_named = (country != "") & (other_country != "") & (country != other_country)
        states_differ = (state != "") & (other_state != "") & (state != other_state)
        unequal = both_codes & ~same_code
        near = np.zeros(len(code), dtype=object)
        near[unequal] = _codes_compared(code[unequal], other_code[unequal], country[unequal])
        place = np.select(
            [
                same_code & same_town,
                same_code & ~both_towns,
                same_code & whole.astype(bool),
                same_code,
                (near == "shorter") & (same_town | ~both_towns),
                (near == "district") & same_town,
                (near == "slip") & same_town,
                unequal & same_town,
                unequal,
                same_town & ~states_differ,
                both_towns,
            ],
            *(
                [
                    [
                        "all",
                        "code",
                        "code_other_town",
                        "code_town_differs",
                        "code_part",
                        "district",
                        "code_slip",
                    ]
                    + ["code_differs", "no", "town", "no"]
                ]
            ),
            default="nothing",
        ).astype(object)
        self.look_up_towns(place)
        place[other_country_named & (place != "all")] = "no"
        worth = {
            **{"all": 1.0, "code": 0.98, "code_other_town": 0.95, "code_part": 0.95, "code_suburb": 0.85},
            **{
                "district": 0.85,
                "code_slip": 0.7,
                "code_differs": 0.6,
                "town": 0.92,
                "nothing": 0.6,
                "no": 0.0,
            },
        }
        confidence = np.array([*worth.values()])[_positions(place, worth)]
        return np.where(other_country_named, 0.7 * confidence, confidence), place

    def look_up_towns(self, place: npt.NDArray[np.object_]) -> None:
        """Decide what only the gazetteer can: "code_town_differs" and "code_differs" stay possible or become "no"."""
        rows = np.flatnonzero((place == "code_town_differs") | (place == "code_differs"))
        if not len(rows):
            return
        (town, other_town), (country, _) = self.sides("town"), self.sides("country")
        one, other = _town_facts(town[rows], other_town[rows], country[rows])
        suburb = _can_be_one_place(town[rows], other_town[rows], one, other)
        small = one["population"].between(1, SMALL_TOWN).to_numpy() & ~np.isin(
            country[rows].astype(str), ("GB", "US")
        )
        two_towns = place[rows] == "code_town_differs"
        place[rows] = np.where(
            two_towns & suburb, "code_suburb", np.where(~two_towns & small, "code_differs", "no")
        )

    def street(self) -> tuple[Floats, npt.NDArray[np.object_]]:
        """Confidence from the names of the streets, and the evidence."""
        (name, other_name), (kind, other_kind) = self.sides("name"), self.sides("kind")
        (words, other_words), (country, _) = self.sides("words"), self.sides("country")
        (whole, _), (code, other_code) = self.sides("whole"), self.sides("postcode")
        equal = (name == other_name) & (name != "")
        absent = (name == "") | (other_name == "")
        alike = equal.astype(float)
        rest = np.flatnonzero(~equal & ~absent)
        alike[rest] = [likeness(name[at], other_name[at], words[at], other_words[at]) for at in rest]
        english = np.isin(country.astype(str), list(ENGLISH))
        one_kind = (kind == "") ^ (other_kind == "")
        kinds_differ = (kind != other_kind) & ~one_kind
        same_code = (code == other_code) & (code != "")
        kind_worth = np.select(
            [kinds_differ, one_kind & english & ~same_code, one_kind], [0.0, 0.7, 0.93], 1.0
        )
        confidence = alike * kind_worth
        why = np.select(
            [equal & ~one_kind, equal, alike == 0.93, alike == 0.9, alike == 0.85],
            ["same", "no_kind", "short", "slip", "part"],
            default="differs",
        ).astype(object)
        trusted = same_code & whole.astype(bool) & np.isin(country.astype(str), ("GB", "NL", "IE", "SG"))
        by_code = trusted & (confidence < 0.8)
        confidence = np.where(by_code, np.where(absent, 0.9, 0.8), confidence)
        why[by_code] = "by_code"
        why[(confidence == 0) & ~by_code] = "differs"
        return confidence, why

    def without_number(self, why: npt.NDArray[np.object_]) -> Floats:
        """Confidence where a house is not named on one side, under one whole postcode."""
        (building, other_building), (country, _) = self.sides("building"), self.sides("country")
        (code, other_code), (name, other_name) = self.sides("postcode"), self.sides("name")
        irish = np.isin(country.astype(str), ("IE", "SG"))
        same_street = (why == "same") | (why == "slip") | (why == "no_kind")
        same_building = (building == other_building) & (building != "")
        absent = (name == "") | (other_name == "")
        worth = np.select([irish, same_building, same_street, absent], [0.95, 0.85, 0.75, 0.6], default=0.5)
        one_building = same_building & same_street & (name != "")
        return np.where((code == other_code) & (code != ""), worth, np.where(one_building, 0.85, 0.0))

    def telling(self) -> Flags:
        """Whether both streets have names that few towns have, so that a doubt about the place may be forgiven."""
        name, other_name = self.sides("name")
        common = common_names()
        rare = {one: len(one) >= RARE_NAME_LETTERS and one not in common for one in {*name, *other_name}}
        return np.array([rare[a] and rare[b] for a, b in zip(name, other_name, strict=True)], dtype=bool)


def _town_facts(
    town: npt.NDArray[Any], other: npt.NDArray[Any], country: npt.NDArray[Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`latitude`, `longitude`, `population` of the towns of both sides; missing where the gazetteer knows them not."""
    asked = pd.DataFrame({"town": np.r_[town, other], "country": np.r_[country, country]}).astype("str")
    found = places.find_places(asked["town"], asked["country"].where(asked["country"].ne("")))
    facts = found[["latitude", "longitude", "population"]].astype("float64")
    return facts.iloc[: len(town)], facts.iloc[len(town) :]


def _can_be_one_place(
    town: npt.NDArray[Any], other_town: npt.NDArray[Any], one: pd.DataFrame, other: pd.DataFrame
) -> Flags:
    """Whether two towns under one postcode can be one place: like names, one of them unknown, a city and its suburb."""
    alike = np.array(
        [
            a.startswith(b) or b.startswith(a) or fuzz.ratio(a, b) >= LIKE_TOWNS
            for a, b in zip(town, other_town, strict=True)
        ],
        dtype=bool,
    )
    apart = great_circle_m(one["latitude"], one["longitude"], other["latitude"], other["longitude"])
    largest = np.fmax(one["population"].to_numpy(), other["population"].to_numpy())
    return alike | np.isnan(apart) | ((apart <= SUBURB_M) & (largest >= CITY))


def _positions(codes: npt.NDArray[np.generic], known: dict[str, float]) -> Integers:
    return pd.Index([*known]).get_indexer(pd.Index(codes.astype(object)))


def _letters_overlap(one: npt.NDArray[np.generic], other: npt.NDArray[np.generic]) -> Flags:
    """Whether "b" is in "a-c", or two such ranges meet."""
    found = np.zeros(len(one), dtype=bool)
    for at in np.flatnonzero([("-" in str(a) + str(b)) for a, b in zip(one, other, strict=True)]):
        first, second = str(one[at]), str(other[at])
        found[at] = first != "" and second != "" and first[0] <= second[-1] and second[0] <= first[-1]
    return found


def _codes_compared(
    one: npt.NDArray[np.generic], other: npt.NDArray[np.generic], country: npt.NDArray[np.generic]
) -> npt.NDArray[np.object_]:
    """For unequal postcodes: `shorter` (one begins with the other), `district`, `slip` (one digit off), or ""."""
    return np.array(
        [_compare_codes(str(a), str(b), str(c)) for a, b, c in zip(one, other, country, strict=True)],
        dtype=object,
    )


def _compare_codes(one: str, other: str, country: str) -> str:
    short, long = sorted((one, other), key=len)
    if len(short) >= 2 and long.startswith(short) and len(long) > len(short):
        return "shorter"
    district = {"GB": -3, "NL": 4, "CA": 3, "PT": 4}.get(country)
    if district is not None and len(one) == len(other) and one[:district] == other[:district]:
        return "district"
    if len(one) != len(other) or country == "GB":
        return ""
    differing = [at for at in range(len(one)) if one[at] != other[at]]
    swapped = (
        len(differing) == 2
        and differing[1] == differing[0] + 1
        and one[differing[0]] == other[differing[1]]
        and one[differing[1]] == other[differing[0]]
    )
    return "slip" if len(differing) == 1 or swapped else ""


def _without_ambiguous(judged: pd.DataFrame, addresses: pd.DataFrame) -> pd.DataFrame:
    """
    Without the pairs of an address that fits several places which contradict one another.

    "Hauptstraße 5, Berlin" fits Hauptstraße 5 in each postcode of Berlin; which one is meant cannot be known.
    """
    weak = judged["place"].isin(("town", "nothing")) & judged["a"].ne(judged["b"])
    if not weak.any():
        return judged
    code = addresses["postcode"].to_numpy(object)
    town = addresses["town"].to_numpy(object)
    sides = [judged.loc[weak, ["a", "b"]], judged.loc[weak, ["b", "a"]].set_axis(["a", "b"], axis=1)]
    both = pd.concat(sides).reset_index(names="pair")
    a, b = both["a"].to_numpy(), both["b"].to_numpy()
    both["place"] = np.where(code[b] != "", code[b], town[b])
    both["kind"] = np.where(code[b] != "", "code", "town")
    asked = both[(code[a] == "") | (town[a] == "")]
    asked = asked[asked["place"].ne("")]
    several = asked.groupby(["a", "kind"])["place"].transform(_contradict)
    return judged.drop(index=asked.loc[several.astype(bool), "pair"].unique())


def _contradict(codes: pd.Series) -> bool:
    values = sorted(set(codes), key=len)
    return any(_compare_codes(values[0], other, "") != "shorter" and len(values) > 1 for other in values[1:])
