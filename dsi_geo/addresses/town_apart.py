"""Towns in one part with the street: "257 Hackney Rd London", "Madrid Calle Atocha 12", "12053 Berlin-Neukölln"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from dsi_geo.addresses.country_words import vocabulary
from dsi_geo.addresses.letters import plain
from dsi_geo.addresses.street_names import CONNECTING, has_street_word
from dsi_geo.geography import places
from dsi_geo.geography.countries import names_to_codes
from dsi_geo.spelling import fold_text

LONGEST_TOWN: Final = 3
"""Most words of a town's name."""
SHORTEST_TOWN: Final = 4
_LAST_PART: Final = re.compile(r"[^,;|\n]*$")
_AFTER_NUMBER: Final = re.compile(r"^(.*\d[^\W\d_]?)\.? +([^\W\d_][^\d]*)$")
_BEFORE_NUMBER: Final = re.compile(r"^(\d{4,6} +)?([^\W\d_][^\d,;|\n]*?) +(\d[^\s,;|]*)$")
_CODE_ONLY: Final = re.compile(r"^\W*(?:[a-z]{1,2}-?)?[\d ]{3,7}$")
_QUARTER: Final = re.compile(r"(?<=\s)([^\W\d_]{4,})-[^\W\d_]{3,}(?:-[^\W\d_]+)?\s*$")


class _Cut(NamedTuple):
    """A possible town of an address: the rest, the town, the words that must be the street, and the country named."""

    rest: str
    town: str
    between: list[str]
    country: str


def with_towns_apart(stated: pd.DataFrame) -> pd.DataFrame:
    """The addresses without the town at their end or beginning, which becomes their `city`, and its country theirs.

    Only where no column states the town, where it is a city of 100,000 inhabitants or more, and where a street is left
    without it: "12 rue de Paris" is unchanged. A quarter after the town is dropped.

    Parameters
    ----------
    stated
        `address`, `city`, `country` (str, "" where not known) among other columns.
    """
    asked = stated[stated["city"].eq("")]
    asked = asked[asked["address"].str.contains(r"\d", regex=True)]
    if asked.empty:
        return stated
    address = _without_quarters(asked["address"])
    changed = stated.copy()
    changed.loc[asked.index, "address"] = address.astype("str")
    found = _known(_all_cuts(address, asked["country"]))
    for column in ("address", "city", "country"):
        changed.loc[found.index, column] = found[column]
    return changed


def _all_cuts(address: pd.Series, country: pd.Series) -> pd.DataFrame:
    """The possible towns at the end of addresses: `row`, `address` without it, `city`, `country`, `between`."""
    cuts = [
        (row, cut.rest, cut.town, stated or cut.country, cut.between)
        for row, text, stated in zip(address.index, address, country, strict=True)
        for cut in _cuts(text)
    ]
    found = pd.DataFrame(cuts, columns=["row", "address", "city", "country", "between"])
    return found.astype(dict.fromkeys(("address", "city", "country"), "str"))


def _known(cuts: pd.DataFrame) -> pd.DataFrame:
    """The first of each row's possible towns that is a city after a street, with its country, indexed by row."""
    found = cuts[places.is_city(cuts["city"])]
    where = places.find_places(found["city"], found["country"].where(found["country"].ne("")))
    found = found.assign(city=where["name"], country=where["country"])[where["country"].notna()]
    pairs = zip(found["between"], found["country"], strict=True)
    street = np.array([_is_street(*pair) for pair in pairs], dtype=bool)
    return found[street].drop_duplicates("row").set_index("row")


def _without_quarters(address: pd.Series) -> pd.Series:
    """The addresses without the quarter after their town: "12053 Berlin-Neukölln" is "12053 Berlin"."""
    found = {row: match for row, text in address.items() if (match := _QUARTER.search(text))}
    if not found:
        return address
    towns = pd.Series({row: match[1] for row, match in found.items()}, dtype="str")
    whole = pd.Series({row: match[0].strip() for row, match in found.items()}, dtype="str")
    nowhere = pd.Series(None, index=whole.index, dtype="str")
    dropped = places.is_city(towns) & places.find_places(whole, nowhere)["how"].ne("name").fillna(True)
    cut = {row: address[row][: match.end(1)] for row, match in found.items() if dropped[row]}
    return address.where(~address.index.isin(list(cut)), pd.Series(cut, index=address.index, dtype="str"))


def _cuts(address: str) -> Iterator[_Cut]:
    """The towns that an address may end or begin with, the longest name first."""
    last = _LAST_PART.search(address)
    part = last[0].strip() if last else ""
    found = _AFTER_NUMBER.match(part)
    if found is not None and last is not None:
        words, country = _without_country(found[2].split())
        for length in range(min(LONGEST_TOWN, len(words)), 0, -1):
            town, between = " ".join(words[-length:]).strip(" .-"), words[:-length]
            if len(town) >= SHORTEST_TOWN and (between or not _CODE_ONLY.match(found[1].lower())):
                rest = " ".join([found[1], *between])
                yield _Cut(f"{address[: last.start()]} {rest}".strip(), town, between, country)
    first = _BEFORE_NUMBER.match(address) if part == address else None
    if first is not None:
        words = first[2].split()
        for length in range(min(LONGEST_TOWN, len(words) - 1), 0, -1):
            street = words[length:]
            rest = " ".join([*street, first[3]]) + (f", {first[1].strip()}" if first[1] else "")
            yield _Cut(rest, " ".join(words[:length]), street, "")


def _without_country(words: list[str]) -> tuple[list[str], str]:
    """The words without a country's name at their end, and its code; "" for none. "St" is a street, no country."""
    for length in (3, 2, 1):
        name = fold_text(" ".join(words[-length:]))
        code = names_to_codes().get(name) if len(words) > length and len(name) > 2 else None
        if code:
            return words[:-length], code
    return words, ""


def _is_street(between: list[str], country: str) -> bool:
    """Whether the words between house number and town are a street; none are needed where the number comes last."""
    words = vocabulary(country)
    said = plain(" ".join(between)).split()
    if not said:
        return True
    named = [
        word
        for word in said
        if word not in CONNECTING and word.rstrip(".") not in {*words.first, *words.last}
    ]
    return bool(named) and said[-1] not in CONNECTING and has_street_word(said, words)
