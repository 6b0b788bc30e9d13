"""How two records compare, field by field: the evidence that they are one, before it is weighed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz, process

from dsi_geo import bundled
from dsi_geo.addresses import joins
from dsi_geo.addresses.joins import Integers
from dsi_geo.analysis.proximity.compared_records import ComparedRecords
from dsi_geo.analysis.proximity.record_names import UNITS
from dsi_geo.geography.sphere import great_circle_m

Strings = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NAMES_KNOWN_FROM: Final = 1_000
"""Names on which the bundled shares of common words weigh, beside those of the table."""
SHARE_OF_UNKNOWN: Final = 0.0005
"""Share of names that a word is expected in that is not among the common ones."""
RAREST: Final = 8.0
"""Largest weight of a word, in natural logarithms: what is unique in millions of names says no more."""
WORDS_OF_PARTS: Final = frozenset(
    "atm atms geldautomat bancomat cajero geldautomaat bankomat pharmacy apotheke farmacia parts service services "
    "department dept departement abteilung departamento office buro photo floral fuel bakery vision optical glasses "
    "tire tires recharge charging parking parkplatz parkhaus garage entrance eingang gate exit ausgang playground "
    "spielplatz toilet wc training institute faculty fakultat facultad faculte college lab laboratory library "
    "bibliothek biblioteca bibliotheque gym studio shop store bar cafe canteen mensa kantine restaurant clinic klinik "
    "surgery neurology pediatric pediatrics ob medicine rehabilitation cardiology oncology radiology dental emergency "
    "hospital park school kindergarten church rectory chapel museum theatre theater hall pool sauna spa section "
    "chapter foundation stiftung pta pc group gruppe team branch filiale workshop werkstatt warehouse lager campus "
    "residence rent rental collision "
    "catering center centre centro zentrum bus station stop haltestelle building gebaude".split()
)
"""Words that make one name that of a part, a neighbour or a subsidiary of what the other names."""
_ONE_PART: Final = {"zentrum": "centre", "center": "centre", "centro": "centre", "theatre": "theater"}
"""Words of parts that mean the same."""
HIGH_RATIO: Final = 0.8
"""Ratio of two names above which each point more counts for more."""
LOCAL_M: Final = 150
"""Metres within which a frequent name says as much as a rare one: no two branches are so near."""
ROUNDING: Final = 1e-6
AT_ONCE: Final = 500_000
DISTANCES_M: Final = (25, 50, 100, 200, 500, 1_000, 3_000)
"""Upper ends of the levels of distance."""


class NameWords:
    """The words of all names with their weights, to be compared pair by pair.

    The weight of a word is the logarithm of how rare it is among the names of the table, and among names of places
    in general where the table is small: two that share "Karstadt" in a table with a hundred of them share little.
    """

    def __init__(self, names: Strings) -> None:
        from scipy.sparse import csr_matrix  # slow to load

        codes, distinct = pd.factorize(names)
        split = [sorted({*name.split()}) for name in distinct]
        of = np.repeat(np.arange(len(split)), [len(some) for some in split])
        word, vocabulary = pd.factorize(np.array([one for some in split for one in some], dtype=object))
        times = np.bincount(codes, minlength=len(split))
        seen = np.bincount(word, weights=times[of], minlength=len(vocabulary))
        common = common_words()
        expected = np.array([common.get(one, SHARE_OF_UNKNOWN) for one in vocabulary])
        share = (seen + expected * NAMES_KNOWN_FROM) / (len(names) + NAMES_KNOWN_FROM)
        weight = np.minimum(-np.log(share), RAREST)
        shape = (len(split), len(vocabulary))
        self._of_record = codes
        self.weights: dict[str, float] = dict(zip(vocabulary, weight.tolist(), strict=True))
        self._parts, self._units = (
            pd.factorize(
                np.array(
                    [" ".join(_ONE_PART.get(one, one) for one in some if one in chosen) for some in split],
                    dtype=object,
                )
            )[0]
            for chosen in (WORDS_OF_PARTS, UNITS)
        )
        self._roots = csr_matrix((np.sqrt(weight[word]), (of, word)), shape=shape)
        self._total = np.bincount(of, weights=weight[word], minlength=len(split))

    def compare(self, first: Integers, second: Integers) -> tuple[Floats, Floats, Floats]:
        """Weight of the words that both names have, and that only the lighter and only the heavier one has."""
        a, b = self._of_record[first], self._of_record[second]
        shared = np.zeros(len(a))
        for start in range(0, len(a), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            shared[some] = np.asarray(self._roots[a[some]].multiply(self._roots[b[some]]).sum(axis=1)).ravel()
        rest_a, rest_b = self._total[a] - shared, self._total[b] - shared
        return shared, np.minimum(rest_a, rest_b).clip(0), np.maximum(rest_a, rest_b).clip(0)

    def units_differ(self, first: Integers, second: Integers) -> Flags:
        """Whether just one of the names, or each another, has words of a department."""
        return np.asarray(self._units[self._of_record[first]] != self._units[self._of_record[second]])

    def parts_differ(self, first: Integers, second: Integers) -> Flags:
        """Whether just one of the names, or each another, has words of a part."""
        return np.asarray(self._parts[self._of_record[first]] != self._parts[self._of_record[second]])


@cache
def common_words() -> dict[str, float]:
    """Share of names of places in which each common word occurs."""
    with (bundled.DUPLICATES / "common_words.csv").open(encoding="utf-8", newline="") as file:
        return {row["word"]: float(row["per_thousand"]) / 1_000 for row in csv.DictReader(file)}


def likeness(one: Strings, other: Strings, scorer: Callable[..., float], least: float = 0) -> Floats:
    """Likeness of the strings of each pair, 0 to 1; 0 where it is less than `least`."""
    if not len(one):
        return np.zeros(0)
    found = process.cpdist(
        one.tolist(), other.tolist(), scorer=scorer, score_cutoff=100 * least, dtype=np.float64, workers=2
    )
    return np.asarray(found) / 100


def compare(
    records: ComparedRecords,
    words: NameWords,
    first: Integers,
    second: Integers,
    located: Flags,
    forms: Flags,
) -> pd.DataFrame:
    """The comparison vector of each pair.

    Parameters
    ----------
    records, words
        What is compared.
    first, second
        Positions of the records of each pair.
    located
        Whether both are at one address.
    forms
        Whether one name is another form of the other, such as its acronym.

    Returns
    -------
    DataFrame
        A row a pair, all of float: yes or no as 1 or 0, likenesses 0 to 1, weights of words and frequencies in natural
        logarithms, `metres` (NaN where a point is not known). Columns that `duplicate_weights` does not weigh serve to
        say why, or to rule a pair out.
    """
    sides = records, first, second
    name = _names_compared(*sides, words) | {"forms": forms}
    name["rest_less"] = np.where(forms, 0, name["rest_less"])
    fields = _fields_compared(*sides)
    place = _places_compared(*sides, located)
    same, subset = name["name_same"] > 0, (name["subset"] > 0) & (name["name_same"] == 0)
    contact = fields["telephone_same"] | fields["mail_same"] | fields["site_same"]
    common = _frequencies_compared(*sides, same, place["local"], fields["host_same"])
    together = {
        "same_located": same & located,
        "same_elsewhere": same & place["elsewhere"],
        "same_contact": same & contact,
        "subset_located": subset & located,
        "subset_contact": subset & contact,
        "telephone_located": fields["telephone_same"] & located,
        "unlike_located": (located & ~forms) * (1 - np.maximum(name["name_partial"], name["contained"])),
    }
    every = name | fields | place | common | together
    return pd.DataFrame({name: np.asarray(column, dtype=np.float64) for name, column in every.items()})


def _names_compared(
    records: ComparedRecords, first: Integers, second: Integers, words: NameWords
) -> dict[str, npt.NDArray[Any]]:
    one, other = records.name[first], records.name[second]
    in_words = records.words[first], records.words[second]
    figures = records.figures[first], records.figures[second]
    ratio = likeness(one, other, fuzz.ratio)
    # Words of other spelling are not found among those that are shared: the likeness of the whole name counts for them.
    spelt = np.where(ratio >= HIGH_RATIO, ratio, 0)
    shared, less, more = words.compare(first, second)
    return {
        "name_same": (one == other) & (one != ""),
        "name_ratio": ratio,
        "name_ratio_high": (ratio - HIGH_RATIO).clip(0),
        "name_partial": likeness(one, other, fuzz.partial_ratio),
        "name_set": likeness(*in_words, fuzz.token_set_ratio),
        "name_sorted": likeness(*in_words, fuzz.token_sort_ratio),
        "subset": (shared > 0) & (less < ROUNDING),
        "contained": np.maximum(shared / np.maximum(shared + less, ROUNDING), spelt),
        "jaccard": shared / np.maximum(shared + less + more, ROUNDING),
        "rest_less": less * (1 - ratio),
        "parts_differ": words.parts_differ(first, second),
        "units_differ": words.units_differ(first, second),
        "figures_differ": (figures[0] != figures[1]) & (figures[0] != "") & (figures[1] != ""),
        "figures_one": (figures[0] == "") ^ (figures[1] == ""),
    }


def _fields_compared(
    records: ComparedRecords, first: Integers, second: Integers
) -> dict[str, npt.NDArray[Any]]:
    """Whether each other field is the same, and whether it differs; neither where it is not known of both."""
    found: dict[str, npt.NDArray[Any]] = {}
    for field in ("site", "host", "telephone", "mail", "mail_domain", "kind", "code", "town"):
        one, other = getattr(records, field)[first], getattr(records, field)[second]
        known = (one != "") & (other != "")
        found[f"{field}_same"] = known & (one == other)
        found[f"{field}_differs"] = known & (one != other)
    return found


def _places_compared(
    records: ComparedRecords, first: Integers, second: Integers, located: Flags
) -> dict[str, npt.NDArray[Any]]:
    street = (records.street[first] != "") & (records.street[second] != "") & ~located
    same_street = street & (records.street[first] == records.street[second])
    house = records.house[first], records.house[second]
    housed = same_street & (house[0] > 0) & (house[1] > 0)
    one, other = records.address[first], records.address[second]
    both = (one != "") & (other != "")
    metres = distance_of_points(records, first, second)
    return {
        "located": located,
        "local": located | (metres <= LOCAL_M),
        "on_street": on_one_street(records, first, second),
        "metres": metres,
        "house_same": housed & (house[0] == house[1]),
        "house_differs": housed & (house[0] != house[1]),
        "street_differs": street & ~same_street,
        "elsewhere": records.usable[first] & records.usable[second] & ~located,
        "address_ratio": np.where(both & ~located, likeness(one, other, fuzz.token_set_ratio), 0),
    }


def _frequencies_compared(
    records: ComparedRecords, first: Integers, second: Integers, same: Flags, local: Flags, host_same: Flags
) -> dict[str, Floats]:
    """How much more frequent than a pair the names are in their town and in the table, and their host in the table.

    Of many that share a name, any two are the less likely to be one, unless they are at one place.
    """
    in_town, everywhere, hosts = (
        np.log(frequency(*columns).clip(2) / 2)
        for columns in ((records.name, records.town), (records.name,), (records.host,))
    )
    return {
        "name_common": np.where(same & ~local, np.maximum(in_town[first], in_town[second]), 0),
        "chain_elsewhere": np.where(local, 0, np.maximum(everywhere[first], everywhere[second])),
        "host_common": np.where(host_same, hosts[first], 0),
    }


def on_one_street(records: ComparedRecords, first: Integers, second: Integers) -> Flags:
    """Whether both addresses name one street of one town or postcode, and no two houses of it."""
    street = (records.street[first] != "") & (records.street[first] == records.street[second])
    town = (records.town[first] == records.town[second]) & (records.town[first] != "")
    code = (records.code[first] == records.code[second]) & (records.code[first] != "")
    house = records.house[first], records.house[second]
    same = (house[0] == house[1]) | (house[0] == 0) | (house[1] == 0)
    return np.asarray(street & (town | code) & same)


def distance_of_points(records: ComparedRecords, first: Integers, second: Integers) -> Floats:
    """Metres between the points of each pair; NaN where they say nothing."""
    metres = great_circle_m(
        records.latitude[first], records.longitude[first], records.latitude[second], records.longitude[second]
    )
    measured = records.measured[first] & records.measured[second]
    return np.asarray(np.where(measured, metres, np.nan))


def frequency(*columns: Strings) -> Integers:
    """How many records share each record's values."""
    if not len(columns[0]):
        return np.zeros(0, dtype=np.int64)
    number = joins.keys(*columns)
    return np.bincount(number)[number]
