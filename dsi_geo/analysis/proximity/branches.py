"""Branches: records of one organisation at several places, as far as name and website show."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.addresses import joins
from dsi_geo.addresses.joins import Integers, Pairs
from dsi_geo.analysis.proximity.body_names import translated_words
from dsi_geo.analysis.proximity.compared_records import ComparedRecords
from dsi_geo.analysis.proximity.comparison_vectors import (
    LOCAL_M,
    WORDS_OF_PARTS,
    common_words,
    distance_of_points,
)
from dsi_geo.analysis.proximity.record_names import SMALL_WORDS

Strings = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

UNCHAINED: Final = -1
"""Number of the organisation of a record that has no branches."""
MOST_OF_ONE_CHAIN: Final = 12
"""Branches of which each is listed with each; of a larger chain each is listed with the next."""
SHORTEST_WORD: Final = 3
SHORTEST_ENDING: Final = 4
"""Letters of a common word at the end of a compound that make the whole no name of its own: "Stadtbibliothek"."""
IN_MANY_NAMES: Final = 5
"""Different names in the table from which a word belongs to none of them, as "Eczanesi" among Turkish pharmacies."""
WITH_ONE_HOST: Final = 0.95
IN_ONE_TOWN: Final = 0.8
IN_SEVERAL_TOWNS: Final = 0.7


class Chains(NamedTuple):
    """The organisation of each record.

    Attributes
    ----------
    number
        The same for records of one organisation, `UNCHAINED` for a record that shares it with no other.
    confidence
        That the records of the number are of one organisation; 0 for `UNCHAINED`.
    """

    number: Integers
    confidence: Floats


def chains(records: ComparedRecords) -> Chains:
    """Records that bear one name, and have one website or a name that two organisations would hardly choose.

    Records of one name with several websites are several organisations, and those of them without a website are of
    none that is known. A name without a word of its own, as "Stadtbibliothek" or "Hampton" in Hampton, needs the
    website, and so does that of an institution in several towns: many libraries are named after one poet.
    """
    number, confidence = np.full(len(records), UNCHAINED, dtype=np.int64), np.zeros(len(records))
    own, public = _words_of_its_own(records)
    for columns, chosen, sure in (
        ((records.name,), (own > 1) & ~public, IN_SEVERAL_TOWNS),
        ((records.name, records.town), (own >= 1) & (records.town != ""), IN_ONE_TOWN),
        ((records.name, records.host), records.host != "", WITH_ONE_HOST),
    ):
        rows = np.flatnonzero(chosen & (records.name != "") & (number == UNCHAINED))
        if not len(rows):
            continue
        key = joins.keys(*(column[rows] for column in columns))
        found = _of_one_host(key, records.host[rows])
        number[rows[found]] = key[found] + number.max() + 1
        confidence[rows[found]] = sure
    return Chains(number, confidence)


def _of_one_host(key: Integers, host: Strings) -> Flags:
    """Which entries are among several of one key, all on one website as far as they have any."""
    known = pd.DataFrame({"key": key, "host": host})
    hosts = (
        known[known["host"] != ""]
        .drop_duplicates()
        .groupby("key")
        .size()
        .reindex(range(key.max() + 1), fill_value=0)
    )
    return np.asarray((np.bincount(key)[key] > 1) & (hosts.to_numpy()[key] < 2))


def _words_of_its_own(records: ComparedRecords) -> tuple[Integers, Flags]:
    """How many words of each name are its own, not its place or those of many; whether it names an institution."""
    own, public = np.zeros(len(records), dtype=np.int64), np.zeros(len(records), dtype=bool)
    names_with = Counter(word for name in pd.unique(records.words) for word in {*name.split()})
    shared = pd.Series(records.name).duplicated(keep=False).to_numpy() & (records.name != "")
    for at in np.flatnonzero(shared):
        words = {*records.words[at].split()}
        place = {*records.town[at].split(), *records.address[at].split()}
        own[at] = sum(
            word not in place and names_with[word] < IN_MANY_NAMES and _is_its_own(word) for word in words
        )
        public[at] = not translated_words().isdisjoint(words)
    return own, public


@lru_cache(maxsize=200_000)
def _is_its_own(word: str) -> bool:
    if len(word) < SHORTEST_WORD or word in SMALL_WORDS or word.isdigit():
        return False
    shared = (common_words(), translated_words(), WORDS_OF_PARTS)
    endings = (word[start:] for start in range(len(word) - SHORTEST_ENDING + 1))
    return not any(ending in words for ending in endings for words in shared)


def branch_pairs(records: ComparedRecords, of: Chains, known: list[Pairs]) -> pd.DataFrame:
    """Pairs of records of one organisation at places that are known to differ.

    Parameters
    ----------
    records
        What is compared.
    of
        From `chains`.
    known
        Pairs that are something else: at one address, or one record entered twice.

    Returns
    -------
    DataFrame
        `first`, `second` (positions, first < second), `confidence` and `why`, part of a sentence.
    """
    rows = np.flatnonzero(of.number != UNCHAINED)
    number = of.number[rows]
    order = np.argsort(number, kind="stable")
    one, following = rows[order][:-1], rows[order][1:]
    chained = (of.number[one] == of.number[following]) & (
        np.bincount(number, minlength=1)[of.number[one]] > MOST_OF_ONE_CHAIN
    )
    along = (np.minimum(one, following)[chained], np.maximum(one, following)[chained])
    first, second = joins.distinct([joins.pairs_within(number, rows, MOST_OF_ONE_CHAIN), along])
    fits = are_apart(records, first, second)
    width = len(records)
    for pairs in known:
        fits &= ~joins.are_among(first, second, pairs, width)
    first, second = first[fits], second[fits]
    hosted = (records.host[first] == records.host[second]) & (records.host[first] != "")
    why = np.where(hosted, "same name and website at two places", "same name at two places")
    confidence = np.where(hosted, WITH_ONE_HOST, of.confidence[first])
    return pd.DataFrame(
        {"first": first, "second": second, "confidence": confidence, "why": pd.Series(why, dtype="str")}
    )


def are_apart(records: ComparedRecords, first: Integers, second: Integers) -> Flags:
    """Whether the places of each pair are known to differ: other towns, other addresses, or points far apart.

    Two addresses differ if both can be compared; whether they are one is not asked here.
    """
    towns = (
        (records.town[first] != records.town[second])
        & (records.town[first] != "")
        & (records.town[second] != "")
    )
    addresses = records.usable[first] & records.usable[second]
    far = distance_of_points(records, first, second) > LOCAL_M
    return np.asarray(towns | addresses | far)
