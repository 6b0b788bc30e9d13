"""The towns of addresses: from a column, or looked up in the gazetteer."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import pandas as pd

from dsi_geo.geography import boundaries, places
from dsi_geo.geography.countries import names_to_codes
from dsi_geo.geography.sphere import great_circle_m
from dsi_geo.spelling import fold, fold_text

WITH_STATES: Final = ("US", "CA", "AU", "MX", "BR", "IN")
"""Countries in which towns of one name are distinguished by their state."""
SHORTEST_TOWN: Final = 5
"""Fewest letters of a town that is looked for among other words."""
SUBURB_M: Final = 25_000
"""Largest distance between two towns of one address."""
_COUNTY: Final = ("co", "county")
"""Irish counties have the names of their towns: "Co. Cork"."""
_BUDAPEST: Final = ("budapest ", "bp ")
"""The city before its district, which is in its postcode."""
_FOUND: Final = ("name", "spelling")
_MIDDLE: Final = (
    "centro",
    "centre",
    "center",
    "centrum",
    "downtown",
    "zentrum",
    "city centre",
    "city center",
)
_OF_TOWN: Final = re.compile(rf"\bcedex\b|(?<=.) (?:{'|'.join(_MIDDLE)})$")
"""Words that mark a town or its centre."""


def town_keys(town: pd.Series) -> pd.Series:
    """Town names as they are compared: folded, without spaces, digits and "cedex"; "" for a missing one."""
    folded = fold(town).fillna("").str.replace(r"\bcedex\b|(?<=[a-z]) \d.*$|\d+", "", regex=True)
    with_district = folded.str.startswith(_BUDAPEST)
    folded = folded.mask(with_district, "budapest") if with_district.any() else folded
    return folded.str.replace(" ", "", regex=False)


def states_in(read: pd.DataFrame, region: pd.Series) -> pd.Series:
    """The region (ISO 3166-2) of each address as stated, or the state whose code it ends with ("il", "nsw")."""
    if read["state_code"].eq("").all():
        return region
    states = read["country"] + "-" + read["state_code"].str.upper()
    return region.where(region.ne("") | ~states.isin(boundaries.regions().index), states)


def _spellings(part: str) -> list[str]:
    """The names that a part of an address may contain: the entire part, or the part without additions to the town.

    Additions are a country, a quarter's letter ("København V"), "Centro", the letters of a postcode ("BR Amsterdam")
    or of its country ("AT Vienna").
    """
    words = _OF_TOWN.sub("", part).split()
    for length in (3, 2, 1):
        if len(words) > length and len(words[-1]) > 3 and " ".join(words[-length:]) in names_to_codes():
            words = words[:-length]
            break
    found = [part, " ".join(words)]
    if len(words) > 1 and len(words[-1]) < 3:
        found.append(" ".join(words[:-1]))
    if len(words) > 1 and words[0].rstrip(".") in _COUNTY:
        found.append(" ".join(words[1:]))
    if len(words) > 1 and len(words[0]) < 3:
        found.append(" ".join(words[1:]))
    return [*dict.fromkeys(name for name in found if name)] or [part]


def named_towns(parts: str) -> list[str]:
    """The possible town names in parts of an address (one per line), as `town_keys` gives them; the likeliest first."""
    return [
        fold_text(name).replace(" ", "") for part in parts.split("\n") for name in _spellings(part) if name
    ]


def _last_word(part: str) -> str:
    """The last word of a part with several words, which may be the town; "" for none."""
    words = part.split()
    return words[-1] if len(words) > 1 and len(words[-1]) >= SHORTEST_TOWN else ""


def _first_word(part: str) -> str:
    """The first word of a part with two words, which may be the town before its quarter ("Berlin-Neukölln"); or ""."""
    words = part.split()
    return words[0] if len(words) == 2 and len(words[0]) >= SHORTEST_TOWN else ""


@cache
def _names_of_states() -> frozenset[tuple[str, str]]:
    regions = boundaries.regions()[["country", "name"]].astype("str")
    regions = regions[regions["country"].isin(WITH_STATES)]
    return frozenset(zip(regions["country"], fold(regions["name"]), strict=True))


def _without_states(parts: pd.DataFrame) -> pd.DataFrame:
    """The parts without words for a town's centre and names of states ("California"), unless a record has no other."""
    pairs = zip(parts["country"], parts["part"], strict=True)
    state = pd.Series([pair in _names_of_states() for pair in pairs], index=parts.index, dtype="bool")
    for left_out in (parts["part"].isin(_MIDDLE), state):
        chosen = left_out.reindex(parts.index)
        parts = parts[~chosen | chosen.groupby(parts["row"]).transform("all")]
    return parts


def look_up_towns(read: pd.DataFrame, region: pd.Series) -> pd.DataFrame:
    """The towns of addresses whose records state none.

    Parameters
    ----------
    read
        With `towns` (possible names, the likeliest first, one per line; "" if a column states the town) and
        `country`.
    region
        ISO 3166-2 codes with the same index, "" where not known.

    Returns
    -------
    DataFrame
        `name`, `country`, `region` of the first part that the gazetteer knows, or of a word of a part: the last one if
        no country is known, the first of two if it is; if it knows none, the first part as it is, without country and
        region; `suburb`, another town nearby that the address names, too. With the index of the rows of `read` in which
        `towns` is not empty.
    """
    asked = read.loc[read["towns"].ne(""), ["towns", "country"]]
    if asked.empty:
        return pd.DataFrame(
            {column: pd.Series(dtype="str") for column in ("name", "country", "region", "suburb")},
            index=asked.index,
        )
    parts = asked.assign(region=region, part=asked["towns"].str.split("\n")).explode("part")
    parts = parts[parts["part"].notna()].reset_index(names="row")
    parts = _without_states(parts)
    ending = parts["country"].isin(WITH_STATES)
    parts["part"] = (
        parts["part"]
        .astype("str")
        .mask(ending, parts["part"].str.replace(r"(?<=.) [a-z]{2,3}$", "", regex=True))
    )
    parts = (
        parts.assign(part=[_spellings(part) for part in parts["part"]])
        .explode("part", ignore_index=True)
        .assign(guess=False)
    )
    last = parts[parts["country"].eq("")].assign(guess=True)
    first = parts[parts["country"].ne("")].assign(guess=True)
    guessed = pd.concat(
        [last.assign(part=last["part"].map(_last_word)), first.assign(part=first["part"].map(_first_word))]
    )
    parts = pd.concat([parts, guessed[guessed["part"].ne("")]], ignore_index=True).astype({"part": "str"})
    columns = (
        parts[column].where(parts[column].ne("")).astype("str") for column in ("part", "country", "region")
    )
    found = places.find_places(*columns)[["name", "country", "region", "latitude", "longitude", "how"]]
    found["known"] = found["how"].isin(_FOUND)
    found = found.where(found["known"], None).assign(
        known=found["known"],
        row=parts["row"],
        part=parts["part"],
        guess=parts["guess"],
        asked=parts["country"],
    )
    found = found.sort_values(["row", "known", "guess"], ascending=[True, False, True], kind="stable")
    first = found.drop_duplicates("row").set_index("row").rename_axis(None)
    first["name"] = first["name"].astype("str").fillna(first["part"])
    first["suburb"] = _near_towns(found[found["known"] & (~found["guess"] | found["asked"].ne(""))])
    return first[["name", "country", "region", "suburb"]].astype("str").fillna("")


def _near_towns(found: pd.DataFrame) -> pd.Series:
    """The second town that an address names if it is near the first ("Zografou, Athens"), indexed by row."""
    distinct = found.drop_duplicates(["row", "name"])
    order = distinct.groupby("row").cumcount()
    first, second = (distinct[order.eq(at)].set_index("row") for at in (0, 1))
    first = first.reindex(second.index)
    points = (side[axis].astype("float64") for side in (first, second) for axis in ("latitude", "longitude"))
    return second["name"].where(great_circle_m(*points) <= SUBURB_M, "")
