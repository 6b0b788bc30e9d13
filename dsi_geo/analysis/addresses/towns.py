"""The towns of addresses: as a column states them, or looked up in the gazetteer."""

from __future__ import annotations

from functools import cache
from typing import Final

import pandas as pd

from dsi_geo.geography import boundaries, places
from dsi_geo.spelling import fold

WITH_STATES: Final = ("US", "CA", "AU", "MX", "BR", "IN")
"""Countries in which towns of one name are told apart by their state."""
_FOUND: Final = ("name", "spelling")


def town_keys(town: pd.Series) -> pd.Series:
    """Town names as they are compared: folded, without spaces, figures and "cedex"; "" for a missing one."""
    folded = fold(town).fillna("").str.replace(r"\bcedex\b|(?<=[a-z]) \d.*$|\d+", "", regex=True)
    return folded.str.replace(" ", "", regex=False)


def states_in(read: pd.DataFrame, region: pd.Series) -> pd.Series:
    """The region (ISO 3166-2) of each address as stated, or the state whose code it ends with ("il", "nsw")."""
    if read["state_code"].eq("").all():
        return region
    states = read["country"] + "-" + read["state_code"].str.upper()
    return region.where(region.ne("") | ~states.isin(boundaries.regions().index), states)


@cache
def _names_of_states() -> frozenset[tuple[str, str]]:
    regions = boundaries.regions()[["country", "name"]].astype("str")
    regions = regions[regions["country"].isin(WITH_STATES)]
    return frozenset(zip(regions["country"], fold(regions["name"]), strict=True))


def _without_states(parts: pd.DataFrame) -> pd.DataFrame:
    """The parts without names of states ("California"), unless a record has no other."""
    pairs = zip(parts["country"], parts["part"], strict=True)
    state = pd.Series([pair in _names_of_states() for pair in pairs], index=parts.index, dtype="bool")
    return parts[~state | state.groupby(parts["row"]).transform("all")]


def look_up_towns(read: pd.DataFrame, region: pd.Series) -> pd.DataFrame:
    """
    The towns of addresses whose records state none.

    Parameters
    ----------
    read
        With `towns` (what may name the town, the likeliest first, one a line; "" where a column states it) and
        `country`.
    region
        ISO 3166-2 codes with the same index, "" where not known.

    Returns
    -------
    DataFrame
        `name`, `country`, `region` of the first part that the gazetteer knows; where it knows none the first part as it
        stands, without country and region. Index: that part of `read`'s in which `towns` is not empty.
    """
    asked = read.loc[read["towns"].ne(""), ["towns", "country"]]
    if asked.empty:
        return pd.DataFrame(
            {column: pd.Series(dtype="str") for column in ("name", "country", "region")}, index=asked.index
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
    columns = (
        parts[column].where(parts[column].ne("")).astype("str") for column in ("part", "country", "region")
    )
    found = places.find_places(*columns)[["name", "country", "region", "how"]]
    found["known"] = found["how"].isin(_FOUND)
    found = found.where(found["known"], None).assign(
        known=found["known"], row=parts["row"], part=parts["part"]
    )
    first = found.sort_values(["row", "known"], ascending=[True, False], kind="stable").drop_duplicates("row")
    first = first.set_index("row").rename_axis(None)
    first["name"] = first["name"].astype("str").fillna(first["part"])
    return first[["name", "country", "region"]].astype("str").fillna("")
