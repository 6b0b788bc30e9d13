"""Records that may be one organisation or project entered twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz

from dsi_geo.analysis.addresses import joins
from dsi_geo.analysis.addresses.joins import Integers, Pairs
from dsi_geo.analysis.addresses.table import Addresses
from dsi_geo.analysis.proximity.names import is_other_name, name_key
from dsi_geo.schema import ORGANISATIONS, Entity
from dsi_geo.spelling import fold, fold_text

LEAST_CONFIDENCE: Final = 0.5
LIKE_NAMES: Final = 88
"""Token set ratio (0 to 100) from which two names on one website are alike."""
NEARLY_EQUAL_NAMES: Final = 92
"""Ratio (0 to 100) from which two names at one address are the same but for a slip."""
AT_TWO_ADDRESSES: Final = 0.65
"""What is left of a confidence where both addresses are known and differ: rather two branches of one organisation."""
SHORTEST_NAME: Final = 3
MOST_ON_ONE_SITE: Final = 20
"""A website that more records name is a platform's or a host's, and says nothing about who they are."""
MOST_OF_ONE_NAME: Final = 200
PLATFORMS: Final = frozenset(
    "facebook.com twitter.com x.com linkedin.com instagram.com youtube.com github.com gitlab.com meetup.com "
    "medium.com tumblr.com vimeo.com flickr.com plus.google.com sites.google.com docs.google.com drive.google.com "
    "eventbrite.com kickstarter.com indiegogo.com startnext.com goteo.org gofundme.com betterplace.org "
    "crowdfunder.co.uk ulule.com patreon.com wixsite.com about.me linktr.ee t.me telegram.me vk.com xing.com "
    "pinterest.com issuu.com slideshare.net play.google.com itunes.apple.com apps.apple.com wikipedia.org "
    "en.wikipedia.org wordpress.com blogspot.com google.com archive.org bit.ly goo.gl tinyurl.com".split()
)
"""Hosts that many share: only the page on them tells who is meant."""

_URL: Final = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*:)?/*(?:[^/@\s]*@)?(?:www\d?\.|m\.|mobile\.)?([^/:?#\s]+)(?::\d+)?([^?#\s]*)(\?[^#\s]*)?"
)
_INDEX: Final = re.compile(r"/(?:index|home|default)(?:\.\w+)?$|/(?:en|de|fr|es|it|nl|pt)$")

Flags = npt.NDArray[np.bool_]


def website_key(website: str) -> str:
    """
    A web address as it is compared: host and path; "" where it says nothing about who is meant.

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
    table: pd.DataFrame, entity: Entity, same_address: Pairs, addresses: Addresses
) -> pd.DataFrame:
    """
    Pairs of records that may be one entered twice.

    Parameters
    ----------
    table
        Canonical table: `name`, `website`, `city`.
    entity
        What the records are. Several projects may share their organisation's website, so that with projects the
        names must be alike, too.
    same_address
        Positions of the pairs of records at one address.
    addresses
        The table's: two records whose addresses can be compared, and are not the same, lie apart; so do two with
        different postcodes.

    Returns
    -------
    DataFrame
        `first`, `second` (positions, first < second), `confidence` (0.5 to 1) and `why`, a sentence part.
    """
    name, site, town = _keys(table)
    first, second = joins.distinct([*_candidates(name, site, town), same_address])
    if not len(first):
        return pd.DataFrame(
            {"first": first, "second": second, "confidence": [], "why": pd.Series(dtype="str")}
        )
    located = np.isin(first * len(table) + second, same_address[0] * len(table) + same_address[1])
    code = addresses.distinct["postcode"].to_numpy(object)[addresses.of_record.to_numpy()]
    comparable = addresses.usable.to_numpy()
    codes_differ = (code[first] != code[second]) & (code[first] != "") & (code[second] != "")
    elsewhere = ~located & (codes_differ | (comparable[first] & comparable[second]))
    same_name = (name[first] == name[second]) & (name[first] != "")
    same_site = (site[first] == site[second]) & (site[first] != "")
    sites_differ = (site[first] != site[second]) & (site[first] != "") & (site[second] != "")
    same_town = (town[first] == town[second]) & (town[first] != "")
    apart = ~same_town & (town[first] != "") & (town[second] != "") & ~located
    names = table["name"].fillna("").tolist()
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
    conditions = [condition for condition, _, _ in rules]
    confidence = np.select(conditions, [worth for _, worth, _ in rules], 0.0)
    confidence = np.where(elsewhere, confidence * AT_TWO_ADDRESSES, confidence).round(2)
    why = np.select(conditions, [reason for _, _, reason in rules], "").astype(object)
    why = np.where(elsewhere, why + ", but at different addresses: branches, or one has moved", why)
    found = pd.DataFrame(
        {"first": first, "second": second, "confidence": confidence, "why": pd.Series(why, dtype="str")}
    )
    return found[found["confidence"] >= LEAST_CONFIDENCE].reset_index(drop=True)


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
    """The key of every cell, found once for each distinct one; "" for a missing cell."""
    codes, values = pd.factorize(column.astype("str"))
    keys = np.empty(len(values) + 1, dtype=object)
    keys[:] = [*map(key, values), ""]
    found: npt.NDArray[np.object_] = keys[codes]
    return found


def _candidates(
    name: npt.NDArray[np.object_], site: npt.NDArray[np.object_], town: npt.NDArray[np.object_]
) -> list[Pairs]:
    rows = np.arange(len(name), dtype=np.int64)
    found = []
    for columns, chosen in (
        ((name, town), (name != "") & (town != "")),
        ((name, site), (name != "") & (site != "")),
        ((site,), site != ""),
    ):
        if chosen.any():
            key = joins.keys(*(column[chosen] for column in columns))
            found.append(joins.pairs_within(key, rows[chosen], MOST_OF_ONE_NAME))
    nowhere = town == ""
    if (nowhere & (name != "")).any():
        named = name != ""
        key = joins.keys(name[named])
        small = np.bincount(key)[key] <= MOST_OF_ONE_NAME
        found.append(joins.pairs_between(key[small], rows[named][small], nowhere[named][small]))
    return found


def _other_names(names: list[str], first: Integers, second: Integers, asked: Flags) -> Flags:
    """Whether one name of each pair that is asked about is another form of the other."""
    found = np.zeros(len(first), dtype=bool)
    rows = np.flatnonzero(asked)
    found[rows] = [is_other_name(names[first[at]], names[second[at]]) for at in rows]
    return found


def _alike(
    names: list[str], first: Integers, second: Integers, on_site: Flags, at_address: Flags
) -> tuple[Flags, Flags]:
    """Whether names on one website are alike, and names at one address nearly equal; figures in them must agree."""
    alike, nearly = np.zeros(len(first), dtype=bool), np.zeros(len(first), dtype=bool)
    folded: dict[int, str] = {}
    for at in np.flatnonzero(on_site | at_address):
        one, other = (folded.setdefault(row, fold_text(names[row])) for row in (first[at], second[at]))
        if not one or not other or re.findall(r"\d+", one) != re.findall(r"\d+", other):
            continue
        alike[at] = on_site[at] and fuzz.token_set_ratio(one, other) >= LIKE_NAMES
        nearly[at] = at_address[at] and fuzz.ratio(one, other) >= NEARLY_EQUAL_NAMES
    return alike, nearly
