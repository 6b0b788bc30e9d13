"""Records that are alike: one entered twice, two names of one organisation, or its branches."""

from __future__ import annotations

from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz

from dsi_geo.addresses import joins
from dsi_geo.addresses.joins import Integers, Pairs
from dsi_geo.addresses.table import Addresses
from dsi_geo.analysis.proximity.blocking import candidate_pairs
from dsi_geo.analysis.proximity.body_names import body_log_odds
from dsi_geo.analysis.proximity.branches import Chains, branch_pairs, chains
from dsi_geo.analysis.proximity.compared_records import (
    LONGEST_NAME,
    ComparedRecords,
    compared_records,
    website_key,
)
from dsi_geo.analysis.proximity.comparison_vectors import (
    LOCAL_M,
    NameWords,
    compare,
    distance_of_points,
    likeness,
    on_one_street,
)
from dsi_geo.analysis.proximity.duplicate_weights import log_odds, probability
from dsi_geo.analysis.proximity.points import MOST_PAIRS
from dsi_geo.analysis.proximity.record_names import name_key
from dsi_geo.schema import ORGANISATIONS, Entity

__all__ = ["AlikeRecords", "alike_records", "name_key", "reasons", "website_key"]

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_STREET: Final = {
    "same": "same street",
    "no_kind": "same street, one of them without its word for street",
    "order": "same words of the street in another order",
    "short": "streets alike, one of them abbreviated",
    "slip": "streets alike but for a typing error",
    "part": "streets alike, part of the name left out",
    "by_code": "streets spelt differently or not named, but house and postcode agree",
    "differs": "streets not compared",
}
_HOUSE: Final = {
    "same": "and number",
    "range": "and a number within the other’s range",
    "overlap": "and ranges of numbers that overlap",
    "double": "and one of two numbers of the house",
    "letter": "and number but for a letter, and the points lie side by side",
    "none": "but no house number on one side or both",
}
_PLACE: Final = {
    "all": "same postcode {code} and town",
    "code": "same postcode {code}",
    "code_other_town": "same postcode {code}, the town is named differently",
    "code_suburb": "same postcode {code}, the town is named differently",
    "code_neighbour": "same postcode {code}, two towns side by side",
    "code_part": "postcodes {code} and {other_code} agree as far as they go",
    "district": "postcodes {code} and {other_code} differ in their last part only, same town",
    "code_slip": "same town; postcodes {code} and {other_code} differ by one digit",
    "code_of_town": "same town, where no two streets should be named alike; postcodes {code} and {other_code} differ",
    "code_differs": "same town; postcodes {code} and {other_code} differ",
    "town": "same town, one postcode or both not known",
    "unplaced": "neither town nor postcode on one side, and the only place of the name in these data",
    "nothing": "the only place of the name in these data; town or postcode not known on one side",
}


def written(addresses: pd.DataFrame) -> pd.Series:
    """Street and house number of each address as parsed: "mittelweg 50", "mill lane 12-16"."""
    low, high = addresses["low"].astype("str"), addresses["high"].astype("str")
    number = low.where(addresses["low"].eq(addresses["high"]), low + "-" + high) + addresses["letter"]
    number = number.where(addresses["low"].gt(0), addresses["literal"])
    return (addresses["shown"] + " " + number).str.strip()


def reasons(pairs: pd.DataFrame, addresses: pd.DataFrame) -> pd.Series:
    """Why two addresses are taken to be the same, as part of a sentence.

    Parameters
    ----------
    pairs
        From `matching.same_addresses`.
    addresses
        `Addresses.distinct`.

    Returns
    -------
    Series
        Text with the index of `pairs`: "same street and number after normalising: mittelweg 50; same postcode 12053".
    """
    text, code = written(addresses).to_numpy(object), addresses["postcode"].str.upper().to_numpy(object)
    a, b = pairs["read_a"].to_numpy(), pairs["read_b"].to_numpy()
    shown = np.where(text[a] == text[b], text[a], text[a] + " / " + text[b])
    shown = pd.Series(np.where(shown == "", "", ": " + shown), index=pairs.index, dtype="str")
    street, house = pairs["street"].map(_STREET).astype("str"), pairs["house"].map(_HOUSE).astype("str")
    place = [
        _PLACE[kind].format(code=one or other, other_code=other)
        for kind, one, other in zip(pairs["place"], code[a], code[b], strict=True)
    ]
    return (
        street
        + " "
        + house
        + " after normalising"
        + shown
        + "; "
        + pd.Series(place, index=pairs.index, dtype="str")
    )


PAIR: Final = ("first", "second", "confidence", "why")
LEAST_CONFIDENCE: Final = 0.6
"""Of pairs below it every second is wrong, and a steward who meets too many of them reads no further."""
MOST_CONFIDENCE: Final = 0.97
"""What no comparison of two records goes beyond: of the best pairs that were judged by hand, so many are duplicates."""
AT_TWO_ADDRESSES: Final = 0.63
"""What one name and one own website are worth at two known addresses: rather branches of one organisation."""
ONE_NAME_AT_TWO: Final = 0.6
"""Most that one name is worth at two known addresses that are not near: 47 of 83 labelled pairs were one."""
LIKE_NAMES: Final = 0.88
"""Token set ratio from which two names with one website are alike."""
NEARLY_EQUAL_NAMES: Final = 0.8
"""Ratio from which two names at one place or with one contact are the same apart from their spelling."""
EQUAL_BUT_FOR_A_SLIP: Final = 0.9
"""Ratio from which they are that anywhere in their town."""
CONTAINED: Final = 0.99
"""Partial ratio from which one name is within the other."""
SHORTEST_COMMON_PART: Final = 5
"""Fewest letters of a name that can be another one's beginning or end and yet its own."""
CLOSE_M: Final = 50
MOST_OF_OWN_SITE: Final = 3
"""Records with one website, up to which it is their own, and not that of a chain."""
ONE_ROOF_AND_SITE: Final = 0.65
"""Least that one address and one own website are worth for organisations with other names, unless one of them is that
of a part: 9 of 13 labelled pairs were one."""
TWO_WEBSITES: Final = 1.0
"""Log-odds that two names lose where each has a website of its own."""
BETTER_BY: Final = 2.0
"""Log-odds by which a pair of either record must be better for this one to be dropped: few are entered three times."""
PAIRS_AT_ONCE: Final = 500_000
"""Pairs compared at a time: their vectors fill the memory."""
LOAD: Final = 0.5
"""Pairs per record that a steward can look through; of a larger number only the best are kept."""
LEAST_LOAD: Final = 500
"""Pairs that can always be looked through."""


def most_listed(records: int) -> int:
    """How many pairs are kept of a table of so many records: those that a steward can look through, the likeliest."""
    return max(int(LOAD * records), LEAST_LOAD)


def most_listed_words(found: int, records: int) -> str:
    """A sentence if the list of possible duplicates is as long as it may be; otherwise ""."""
    if found < most_listed(records):
        return ""
    return f"Only the {found:,} likeliest are listed. Once they are mended, the next ones follow."


class AlikeRecords(NamedTuple):
    """Pairs of records that are alike, each pair in one of the tables: `first`, `second`, `confidence` and `why`.

    Attributes
    ----------
    twice
        Possible duplicates: one record that may have been entered twice.
    bodies
        At one address under two names that are those of one organisation, or one of which is that of a part of it.
    branches
        Of one name, at places that differ.
    chains
        The organisation of each record that has branches.
    """

    twice: pd.DataFrame
    bodies: pd.DataFrame
    branches: pd.DataFrame
    chains: Chains


def alike_records(
    table: gpd.GeoDataFrame, entity: Entity, same_address: Pairs, addresses: Addresses, most: int = MOST_PAIRS
) -> AlikeRecords:
    """Pairs of records that may be one, or of one organisation, by the weights of Fellegi and Sunter.

    Parameters
    ----------
    table
        Canonical table: `name`, `website`, place; telephone and e-mail if the file has such columns.
    entity
        What the records are. Several projects may share their organisation's website, so that the names of projects
        must be alike, too.
    same_address
        Positions of the pairs of records at one address.
    addresses
        The addresses of the table: two records are at different addresses if both can be compared and are not the
        same, or if their postcodes differ.
    most
        Largest number of pairs with a name or website in common.

    Returns
    -------
    AlikeRecords
        Positions are first < second. Confidences are the share of such pairs that are what they are said to be: 0.6 to
        0.97 for possible duplicates, 0.5 to 0.97 for two names of one organisation, 0.7 to 0.95 for branches.

    Raises
    ------
    InputError
        There are more such pairs than `most`.

    References
    ----------
    Fellegi, I. P. and Sunter, A. B. (1969): A Theory for Record Linkage. JASA 64 (328).
    """
    records = compared_records(table, entity, addresses)
    first, second = candidate_pairs(records, same_address, most)
    located = joins.are_among(first, second, same_address, len(table))
    names = table["name"].str.slice(0, LONGEST_NAME).astype("str").fillna("").to_numpy(object)
    words = NameWords(records.words)
    first, second, located, bodies = _worth_comparing(records, names, words, first, second, located)
    forms = (bodies >= 0) & ~located
    forms[forms] = ~_alike_in_spelling(records, first[forms], second[forms])
    judged = [
        _judged(records, words, first[some], second[some], located[some], forms[some], entity)
        for some in (slice(at, at + PAIRS_AT_ONCE) for at in range(0, max(len(first), 1), PAIRS_AT_ONCE))
    ]
    odds = np.concatenate([one.odds for one in judged])
    likely = np.flatnonzero(np.concatenate([one.likely for one in judged]))
    pairs = pd.concat([one.pairs for one in judged], ignore_index=True).assign(
        first=first[likely], second=second[likely]
    )
    stands = _unrivalled(first, second, odds)[likely] | pairs["own"].to_numpy()
    twice = _best(pairs[stands], len(table))[list(PAIR)].reset_index(drop=True)
    of_two_names = located & (bodies >= 0) & ~joins.are_among(first, second, _positions(twice), len(table))
    one_body = _one_body(first[of_two_names], second[of_two_names], bodies[of_two_names])
    of = chains(records)
    known = [same_address, _positions(twice)]
    return AlikeRecords(twice, one_body, branch_pairs(records, of, known), of)


def _positions(pairs: pd.DataFrame) -> Pairs:
    return pairs["first"].to_numpy(dtype=np.int64), pairs["second"].to_numpy(dtype=np.int64)


def _one_body(first: Integers, second: Integers, odds: Floats) -> pd.DataFrame:
    """Pairs at one address whose names are those of one organisation."""
    why = "same address, and one name is the other’s acronym, translation or part"
    confidence = np.minimum(probability(odds), MOST_CONFIDENCE).round(2)
    found = pd.DataFrame({"first": first, "second": second, "confidence": confidence})
    return found.assign(why=pd.Series(why, index=found.index, dtype="str"))


class _Judged(NamedTuple):
    """What was found of some pairs: the log-odds of all, and which are likely, with confidence and reason."""

    odds: Floats
    likely: Flags
    pairs: pd.DataFrame


def _judged(
    records: ComparedRecords,
    words: NameWords,
    first: Integers,
    second: Integers,
    located: Flags,
    forms: Flags,
    entity: Entity,
) -> _Judged:
    vectors = compare(records, words, first, second, located, forms)
    odds = log_odds(vectors)
    odds[~_possible(records, vectors, first, second, entity)] = -np.inf
    confidence = _confidence(probability(odds), vectors, entity)
    likely = confidence >= LEAST_CONFIDENCE
    shown = vectors[likely]
    why = reasons_of_vectors(shown)
    why = why.mask(_are_apart(shown), why + ", but at different addresses: branches, or one has moved")
    pairs = pd.DataFrame(
        {
            "confidence": confidence[likely],
            "odds": odds[likely],
            "why": why.astype("str"),
            "own": _own_site(shown),
        }
    )
    return _Judged(odds, likely, pairs)


def _same(column: npt.NDArray[np.object_], first: Integers, second: Integers) -> Flags:
    return np.asarray((column[first] == column[second]) & (column[first] != ""))


def _alike_in_spelling(records: ComparedRecords, first: Integers, second: Integers) -> Flags:
    """Whether the spelling shows that two names are alike, so that acronyms and translations add nothing."""
    found = np.zeros(len(first), dtype=bool)
    for spelling, scorer, least in (
        (records.name, fuzz.ratio, NEARLY_EQUAL_NAMES),
        (records.name, fuzz.partial_ratio, CONTAINED),
        (records.words, fuzz.token_set_ratio, CONTAINED),
    ):
        found |= likeness(spelling[first], spelling[second], scorer, least) >= least
    return found


def _known_to_differ(column: npt.NDArray[np.object_], first: Integers, second: Integers) -> Flags:
    return np.asarray((column[first] != column[second]) & (column[first] != "") & (column[second] != ""))


def _worth_comparing(
    records: ComparedRecords,
    names: npt.NDArray[np.object_],
    words: NameWords,
    first: Integers,
    second: Integers,
    located: Flags,
) -> tuple[Integers, Integers, Flags, Floats]:
    """Leave out the pairs that no weights could make likely: with other names (see `_possible`) and without contact.

    Returns the pairs that are left, which of them are at one address, and the log-odds that unlike names of those at
    one address or with one website are those of one organisation.
    """
    kept, on_site = _same(records.name, first, second), _same(records.site, first, second)
    bodies = np.full(len(first), -np.inf)
    named = np.flatnonzero((located | on_site) & ~kept)
    bodies[named] = body_log_odds(names, records.town, first[named], second[named], words.weights)
    bodies[_known_to_differ(records.host, first, second)] -= TWO_WEBSITES
    bodies[_known_to_differ(records.figures, first, second)] = -np.inf
    kept |= on_site | (bodies >= 0)
    for field in ("telephone", "mail"):
        kept |= _same(getattr(records, field), first, second)
    backed = located | on_one_street(records, first, second)
    backed |= distance_of_points(records, first, second) <= LOCAL_M
    for spelling, scorer, least, asked in (
        (records.name, fuzz.ratio, NEARLY_EQUAL_NAMES, backed),
        (records.words, fuzz.token_sort_ratio, NEARLY_EQUAL_NAMES, backed),
        (records.words, fuzz.token_set_ratio, 1.0, backed),
        (records.name, fuzz.partial_ratio, CONTAINED, backed),
        (records.name, fuzz.ratio, EQUAL_BUT_FOR_A_SLIP, ~backed),
        (records.words, fuzz.token_sort_ratio, EQUAL_BUT_FOR_A_SLIP, ~backed),
    ):
        rest = np.flatnonzero(asked & ~kept)
        kept[rest] = likeness(spelling[first[rest]], spelling[second[rest]], scorer, least) >= least
    return first[kept], second[kept], located[kept], bodies[kept]


def _possible(
    records: ComparedRecords, vectors: pd.DataFrame, first: Integers, second: Integers, entity: Entity
) -> Flags:
    """Whether names allow that two records are one, whatever else agrees.

    Two under one roof often share a word of their names, and two departments the name of the whole; projects share
    the website of their organisation.
    """
    v = {name: vectors[name].to_numpy() for name in vectors}
    shorter = np.minimum(*(pd.Series(records.name[side]).str.len().to_numpy() for side in (first, second)))
    one_name = (v["name_same"] > 0) | (v["forms"] > 0)
    contained = (v["subset"] > 0) | (v["name_partial"] >= CONTAINED)
    near = np.maximum(v["name_ratio"], v["name_sorted"])
    at_once = (v["located"] > 0) | (v["metres"] <= CLOSE_M)
    contact = (v["site_same"] > 0) | (v["telephone_same"] > 0) | (v["mail_same"] > 0)
    backed = contact | (v["local"] > 0) | (v["on_street"] > 0)
    alike = one_name | (near >= EQUAL_BUT_FOR_A_SLIP) | (backed & (near >= NEARLY_EQUAL_NAMES))
    alike |= backed & contained & (shorter >= SHORTEST_COMMON_PART) & (v["units_differ"] == 0)
    alike |= contact & (v["name_set"] >= LIKE_NAMES)
    possible = alike | (contact & at_once) if entity == ORGANISATIONS else alike
    differ = (v["site_differs"] > 0) & (v["forms"] > 0) | (v["town_differs"] > 0) & (v["local"] == 0) & (
        v["telephone_same"] == 0
    )
    chosen: Flags = possible & ~differ & (v["figures_differ"] == 0)
    return chosen


def _are_apart(vectors: pd.DataFrame) -> Flags:
    """Whether both addresses are known, and differ."""
    apart: pd.Series = vectors["elsewhere"].gt(0) | (vectors["code_differs"].gt(0) & vectors["located"].eq(0))
    return np.asarray(apart, dtype=bool)


def _own_site(vectors: pd.DataFrame) -> Flags:
    """Whether both have one name and one website, which few others have."""
    own = (
        vectors["name_same"].gt(0)
        & vectors["site_same"].gt(0)
        & vectors["host_common"].le(np.log(MOST_OF_OWN_SITE / 2))
    )
    return np.asarray(own, dtype=bool)


def _confidence(probable: Floats, vectors: pd.DataFrame, entity: Entity) -> Floats:
    """The probability, within what pairs of a kind that the weights do not know apart are worth."""
    apart, own = _are_apart(vectors), _own_site(vectors)
    confidence = np.where(
        own & ~apart & (probable > 0), MOST_CONFIDENCE, np.minimum(probable, MOST_CONFIDENCE)
    )
    most = np.where(vectors["local"].gt(0), AT_TWO_ADDRESSES, ONE_NAME_AT_TWO)
    only_name = apart & vectors["name_same"].gt(0).to_numpy()
    confidence = np.where(only_name, np.minimum(confidence, most), confidence)
    confidence = np.where(own & apart & (probable > 0), AT_TWO_ADDRESSES, confidence)
    if entity == ORGANISATIONS:
        one_roof = (
            vectors["site_same"].gt(0)
            & vectors["located"].gt(0)
            & vectors["parts_differ"].eq(0)
            & vectors["host_common"].le(np.log(MOST_OF_OWN_SITE / 2))
        )
        confidence = np.where(
            one_roof & (probable > 0), np.maximum(confidence, ONE_ROOF_AND_SITE), confidence
        )
    return confidence.round(2)


def _unrivalled(first: Integers, second: Integers, odds: Floats) -> Flags:
    """Whether neither record has another pair that is much better."""
    best = np.full(int(second.max(initial=0)) + 1, -np.inf)
    np.maximum.at(best, first, odds)
    np.maximum.at(best, second, odds)
    return np.asarray(np.maximum(best[first], best[second]) <= odds + BETTER_BY)


def _best(pairs: pd.DataFrame, records: int) -> pd.DataFrame:
    """The pairs that can be looked through, in their order."""
    most = most_listed(records)
    if len(pairs) <= most:
        return pairs
    return pairs.sort_values(["confidence", "odds"], ascending=False, kind="stable").head(most).sort_index()


def reasons_of_vectors(vectors: pd.DataFrame) -> pd.Series:
    """What speaks for each pair, as part of a sentence."""
    v = {name: vectors[name].gt(0).to_numpy() for name in vectors}
    like = vectors["name_ratio"].ge(NEARLY_EQUAL_NAMES).to_numpy()
    near = vectors["metres"].le(CLOSE_M * 4).to_numpy()
    name = np.select([v["name_same"], like], ["same name", "nearly the same name"], "like names").astype(
        object
    )
    place = np.select(
        [v["located"], near, v["town_same"]], ["at the same address", "close by", "in the same town"], ""
    ).astype(object)
    sentence = np.where(place == "", name, name + " " + place)
    for field, words in (("telephone_same", "telephone number"), ("mail_same", "e-mail address")):
        sentence = np.where(v[field] & ~v["site_same"], sentence + ", and the same " + words, sentence)
    rules = (
        (v["name_same"] & v["site_same"], "same name and website"),
        (v["name_same"] & v["located"], "same name at the same address"),
        (
            v["name_same"] & v["town_same"] & v["site_differs"],
            "same name in the same town, with different websites",
        ),
        (v["name_same"] & ~v["town_same"] & ~v["town_differs"], "same name; the town of one is not known"),
        (v["forms"] & v["site_same"], "same website, and one name is the other’s acronym or translation"),
        (v["site_same"] & vectors["name_set"].ge(LIKE_NAMES).to_numpy(), "same website and like names"),
        (v["site_same"] & v["located"] & ~like, "same website and address under different names"),
    )
    return pd.Series(
        np.select([when for when, _ in rules], [words for _, words in rules], sentence), index=vectors.index
    ).astype("str")
