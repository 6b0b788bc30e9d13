"""Possible duplicates: records that may be one, judged by name, website, address and town."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz, process

from dsi_geo import bundled
from dsi_geo.addresses import joins
from dsi_geo.addresses.joins import Integers, Pairs
from dsi_geo.addresses.table import Addresses
from dsi_geo.analysis.proximity.points import MOST_PAIRS
from dsi_geo.errors import InputError
from dsi_geo.schema import ORGANISATIONS, Entity
from dsi_geo.spelling import fold, fold_text

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


LONGEST_FORM: Final = 5
"""Words of the longest legal form."""
SHORTEST_ACRONYM: Final = 3
SHORTEST_PART: Final = 5
"""Fewest letters of a part of a name that can be a name by itself."""

_ARTICLES: Final = frozenset("the der die das la le les el los las il lo het de".split())
_PARTS: Final = re.compile(r"[()\[\]/|]")
_ACRONYM: Final = re.compile(r"[^\W\d_]{3,8}")
_SMALL_WORDS: Final = frozenset(
    "a and the of for in on to at by with und der die das des dem den fur im in am von zu et de du des la le les l d "
    "en y el los las del e i di della delle dei degli il lo da do dos das van het een voor og for i av och o pro na w "
    "z ve ir ja".split()
)
_UNITS: Final = frozenset(
    "department dept departement institute institut institutet instituto istituto faculty fakultat facultad faculte "
    "school college lab labs laboratory group gruppe team chapter section branch office centre center zentrum unit "
    "project projekt programme program".split()
)
"""Words that show that a part of a name names a part of the organisation."""


def name_key(name: str) -> str:
    """A name as it is compared: folded, without spaces, article and legal form.

    Examples
    --------
    >>> name_key("UAB Gera mintis"), name_key("Stichting Waag")
    ('geramintis', 'waag')
    >>> name_key("The Good Kitchen CIC"), name_key("Neue Nachbarn e. V."), name_key("Świat Sp. z o.o.")
    ('goodkitchen', 'neuenachbarn', 'swiat')
    """
    return "".join(_words(name))


class Forms(NamedTuple):
    """The forms in which a name may appear.

    Attributes
    ----------
    key
        From `name_key`.
    acronym
        The name itself, folded, if it is one word in capitals; otherwise "".
    initials
        Initials of its words, with and without small words; none if there are too few words.
    parts
        Names within the name; none if one of them names a part of the organisation.
    """

    key: str
    acronym: str
    initials: frozenset[str]
    parts: frozenset[str]


def name_forms(name: str) -> Forms:
    """The forms in which a name may appear, to be compared by `are_forms_of_one`."""
    words = _words(name)
    letters = "".join(character for character in name if character not in ". ")
    in_capitals = letters.isupper() and _ACRONYM.fullmatch(letters) is not None
    significant = [word for word in words if word not in _SMALL_WORDS]
    some = (words, significant) if len(words) >= SHORTEST_ACRONYM else ()
    return Forms(
        "".join(words),
        fold_text(letters).replace(" ", "") if in_capitals else "",
        frozenset("".join(word[0] for word in one) for one in some),
        frozenset(_parts(name)),
    )


def are_forms_of_one(one: Forms, other: Forms) -> bool:
    """Whether two names can belong to one organisation: one is a part of the other, or consists of its initials.

    Parameters
    ----------
    one, other
        From `name_forms`.

    Examples
    --------
    >>> are_forms_of_one(name_forms("DSI"), name_forms("Digital Social Innovation"))
    True
    >>> are_forms_of_one(name_forms("Offenes Wissen (Open Knowledge)"), name_forms("Open Knowledge"))
    True
    >>> are_forms_of_one(name_forms("Town University (Department of Law)"), name_forms("Town University"))
    False
    """
    return (
        (one.acronym != "" and one.acronym in other.initials)
        or (other.acronym != "" and other.acronym in one.initials)
        or one.key in other.parts
        or other.key in one.parts
    )


def _parts(name: str) -> set[str]:
    """Names within a name; none where one of them names a part of the organisation."""
    parts = [part for part in _PARTS.split(name) if part.strip()]
    if len(parts) < 2 or any(_UNITS & {*fold_text(part).split()} for part in parts):
        return set()
    keys = {name_key(part) for part in parts}
    return {one for one in keys if len(one) >= SHORTEST_PART}


def _words(name: str) -> list[str]:
    """The words of a name, folded, without article and legal form."""
    words = fold_text(name).split()
    while size := _size_of_form(words[: -LONGEST_FORM - 2 : -1], _legal_forms("last")):
        del words[-size:]
    if size := _size_of_form(words, _legal_forms("first")):
        words = words[size:]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return words


def _size_of_form(words: list[str], forms: frozenset[tuple[str, ...]]) -> int:
    """How many words at the beginning are a legal form, at least one word being left; 0 for none."""
    longest = min(LONGEST_FORM, len(words) - 1)
    return next((size for size in range(longest, 0, -1) if tuple(words[:size]) in forms), 0)


@cache
def _legal_forms(where: str) -> frozenset[tuple[str, ...]]:
    """The words of the legal forms that come first or last, each from the outer end of the name inward."""
    with Path(bundled.ADDRESSES / "legal_forms.csv").open(encoding="utf-8", newline="") as file:
        forms = [row["form"].split() for row in csv.DictReader(file) if row["where"] == where]
    return frozenset(tuple(reversed(form)) if where == "last" else tuple(form) for form in forms)


LEAST_CONFIDENCE: Final = 0.5
LIKE_NAMES: Final = 88
"""Token set ratio (0 to 100) from which two names with one website are alike."""
NEARLY_EQUAL_NAMES: Final = 92
"""Ratio (0 to 100) from which two names at one address are the same apart from a typing error."""
AT_TWO_ADDRESSES: Final = 0.65
"""Factor for a confidence if both addresses are known and differ: more likely branches of one organisation."""
SHORTEST_NAME: Final = 3
LONGEST_NAME: Final = 300
"""Characters of a name that are compared with a different name."""
MOST_ON_ONE_SITE: Final = 20
"""A website that more records name belongs to a platform or host, and does not identify them."""
MOST_OF_ONE_NAME: Final = 200
"""A name that more records of one town have is a word such as "Library", and does not identify them."""
PLATFORMS: Final = frozenset(
    "facebook.com twitter.com x.com linkedin.com instagram.com youtube.com github.com gitlab.com meetup.com "
    "medium.com tumblr.com vimeo.com flickr.com plus.google.com sites.google.com docs.google.com drive.google.com "
    "eventbrite.com kickstarter.com indiegogo.com startnext.com goteo.org gofundme.com betterplace.org "
    "crowdfunder.co.uk ulule.com patreon.com wixsite.com about.me linktr.ee t.me telegram.me vk.com xing.com "
    "pinterest.com issuu.com slideshare.net play.google.com itunes.apple.com apps.apple.com wikipedia.org "
    "en.wikipedia.org wordpress.com blogspot.com google.com archive.org bit.ly goo.gl tinyurl.com".split()
)
"""Hosts that many share: only the path identifies a record."""

_URL: Final = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*:)?/*(?:[^/@\s]*@)?(?:www\d?\.|m\.|mobile\.)?([^/:?#\s]+)(?::\d+)?([^?#\s]*)(\?[^#\s]*)?"
)
_INDEX: Final = re.compile(r"/(?:index|home|default)(?:\.\w+)?$|/(?:en|de|fr|es|it|nl|pt)$")

Flags = npt.NDArray[np.bool_]


def website_key(website: str) -> str:
    """A web address as it is compared: host and path; "" if it does not identify anybody.

    Examples
    --------
    >>> website_key("http://www.Example.org/index.html"), website_key("https://example.org")
    ('example.org', 'example.org')
    >>> website_key("https://facebook.com/"), website_key("facebook.com/somebody/")
    ('', 'facebook.com/somebody')
    """
    found = _URL.match(website.strip().lower()[:500])
    if found is None or "." not in found[1]:
        return ""
    host, path = found[1].rstrip("."), _INDEX.sub("", (found[2] or "").rstrip("/"))
    if host in PLATFORMS:
        query = found[3] if found[3] and "id=" in found[3] else ""
        return f"{host}{path}{query}" if path or query else ""
    return host + path


def possible_duplicates(
    table: pd.DataFrame, entity: Entity, same_address: Pairs, addresses: Addresses, most: int = MOST_PAIRS
) -> pd.DataFrame:
    """Pairs of records that may be one record entered twice.

    Parameters
    ----------
    table
        Canonical table: `name`, `website`, `city`.
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
    DataFrame
        `first`, `second` (positions, first < second), `confidence` (0.5 to 1) and `why`, part of a sentence.

    Raises
    ------
    InputError
        There are more such pairs than `most`.
    """
    name, site, town = _keys(table)
    first, second = joins.distinct([*_candidates(name, site, town, most), same_address])
    if not len(first):
        return pd.DataFrame(
            {"first": first, "second": second, "confidence": [], "why": pd.Series(dtype="str")}
        )
    pair = pd.Series(first * len(table) + second)
    located = pair.isin(same_address[0] * len(table) + same_address[1]).to_numpy()
    code = addresses.distinct["postcode"].to_numpy(object)[addresses.of_record.to_numpy()]
    comparable = addresses.usable.to_numpy()
    codes_differ = (code[first] != code[second]) & (code[first] != "") & (code[second] != "")
    elsewhere = ~located & (codes_differ | (comparable[first] & comparable[second]))
    same_name = (name[first] == name[second]) & (name[first] != "")
    same_site = (site[first] == site[second]) & (site[first] != "")
    sites_differ = (site[first] != site[second]) & (site[first] != "") & (site[second] != "")
    same_town = (town[first] == town[second]) & (town[first] != "")
    apart = ~same_town & (town[first] != "") & (town[second] != "") & ~located
    names = table["name"].astype("str").fillna("")
    alike, nearly = _alike(names, first, second, same_site & ~same_name, located & ~same_name)
    other = _other_names(names, first, second, (same_site | located) & ~same_name)
    organisations = np.full(len(first), entity == ORGANISATIONS)
    rules = (
        (same_name & same_site & ~apart, 0.97, "same name and website"),
        (same_name & located, 0.95, "same name at the same address"),
        (same_name & same_town & ~sites_differ, 0.85, "same name in the same town"),
        (same_name & same_town, 0.6, "same name in the same town, with different websites"),
        (same_name & ~apart & ~sites_differ, 0.6, "same name; the town of one is not known"),
        (
            other & same_site & ~apart,
            0.85,
            "same website, and one name is the other’s acronym or translation",
        ),
        (same_site & alike & ~apart, 0.8, "same website and like names"),
        (
            other & located & ~sites_differ,
            0.75,
            "same address, and one name is the other’s acronym or translation",
        ),
        (nearly, 0.75, "nearly the same name at the same address"),
        (same_site & located & organisations, 0.7, "same website and address under different names"),
    )
    rule = np.select([condition for condition, _, _ in rules], range(len(rules)), -1)
    worth = np.array([*(worth for _, worth, _ in rules), 0.0])
    confidence = np.where(elsewhere, worth[rule] * AT_TWO_ADDRESSES, worth[rule]).round(2)
    kept = confidence >= LEAST_CONFIDENCE
    why = np.array([reason for _, _, reason in rules], dtype=object)[rule[kept]]
    why = np.where(elsewhere[kept], why + ", but at different addresses: branches, or one has moved", why)
    return pd.DataFrame(
        {
            "first": first[kept],
            "second": second[kept],
            "confidence": confidence[kept],
            "why": pd.Series(why, dtype="str"),
        }
    )


def _keys(
    table: pd.DataFrame,
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    name = _mapped(table["name"], name_key)
    name = np.where(pd.Series(name).str.len().lt(SHORTEST_NAME), "", name)
    site = _mapped(table["website"], website_key)
    frequent = pd.Series(site).value_counts()
    site = np.where(np.isin(site, frequent.index[frequent > MOST_ON_ONE_SITE]), "", site)
    return name, site, fold(table["city"].astype("str")).fillna("").to_numpy(object)


def _mapped(column: pd.Series, key: Callable[[str], str]) -> npt.NDArray[np.object_]:
    """The key of every cell, computed once per distinct value; "" for a missing cell."""
    codes, values = pd.factorize(column.astype("str"))
    keys = np.empty(len(values) + 1, dtype=object)
    keys[:] = [*map(key, values), ""]
    found: npt.NDArray[np.object_] = keys[codes]
    return found


def _candidates(
    name: npt.NDArray[np.object_], site: npt.NDArray[np.object_], town: npt.NDArray[np.object_], most: int
) -> list[Pairs]:
    """Pairs that share name and town, name and website, or website; or only the name, if a town is not known."""
    rows = np.arange(len(name), dtype=np.int64)
    shared = [
        (joins.keys(*(column[chosen] for column in columns)), rows[chosen])
        for columns, chosen in (
            ((name, town), (name != "") & (town != "")),
            ((name, site), (name != "") & (site != "")),
            ((site,), site != ""),
        )
        if chosen.any()
    ]
    named = name != ""
    by_name, nowhere = joins.keys(name[named]), (town == "")[named]
    count = sum(joins.count_within(key, MOST_OF_ONE_NAME) for key, _ in shared)
    count += joins.count_between(by_name, nowhere, MOST_OF_ONE_NAME)
    if count > most:
        raise InputError(
            f"Up to {count:,} pairs of records share a name or a website, more than the {most:,} that can be compared: "
            "choose fewer records."
        )
    found = [joins.pairs_within(key, some, MOST_OF_ONE_NAME) for key, some in shared]
    if nowhere.any():
        found.append(joins.pairs_between(by_name, rows[named], nowhere, MOST_OF_ONE_NAME))
    return found


def _other_names(names: pd.Series, first: Integers, second: Integers, asked: Flags) -> Flags:
    """Whether one name of each pair in question is another form of the other."""
    found = np.zeros(len(first), dtype=bool)
    rows = np.flatnonzero(asked)
    one, other = (names.to_numpy(object)[side[rows]] for side in (first, second))
    forms = {name: name_forms(name) for name in {*one, *other}}
    found[rows] = [are_forms_of_one(forms[a], forms[b]) for a, b in zip(one, other, strict=True)]
    return found


def _alike(
    names: pd.Series, first: Integers, second: Integers, on_site: Flags, at_address: Flags
) -> tuple[Flags, Flags]:
    """Whether names with one website are alike, and names at one address nearly equal; numbers in them must agree."""
    folded, figures = np.full((2, len(names)), "", dtype=object)
    asked = on_site | at_address
    some = np.unique(np.concatenate([first[asked], second[asked]]))
    folded[some] = _mapped(names.iloc[some].str.slice(0, LONGEST_NAME), fold_text)
    figures[some] = _mapped(pd.Series(folded[some]), lambda name: " ".join(re.findall(r"\d+", name)))
    comparable = (folded[first] != "") & (folded[second] != "") & (figures[first] == figures[second])

    def reach(asked: Flags, scorer: Callable[..., float], least: int) -> Flags:
        rows = np.flatnonzero(asked & comparable)
        one, other = folded[first[rows]].tolist(), folded[second[rows]].tolist()
        reached = np.zeros(len(first), dtype=bool)
        reached[rows] = (
            process.cpdist(one, other, scorer=scorer, score_cutoff=least, dtype=np.float64) >= least
        )
        return reached

    alike = reach(on_site, fuzz.token_set_ratio, LIKE_NAMES)
    return alike, reach(at_address, fuzz.ratio, NEARLY_EQUAL_NAMES)
