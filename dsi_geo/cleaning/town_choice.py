"""Which of the places that bear a name is meant: candidates weighed by the evidence, and a decision with a margin.

A candidate must lie in the stated country, in the stated region, in the region of the postcode and near the coordinate;
one of these that contradicts rules it out. Of those left the name that stands where a town stands is meant, and of its
namesakes the one nearest to the coordinate, else one so much larger than all others that these are not meant. Where
there is none, nothing is decided: the candidates are kept, and what all of them lie in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from dsi_geo.addresses.place_mentions import AFTER_STREET, OF_AREA, WEAK, Mention
from dsi_geo.geography import boundaries, places
from dsi_geo.geography.countries import country_name
from dsi_geo.geography.sphere import great_circle_m
from dsi_geo.geography.subdivisions import areas_named

FAR_FROM_TOWN_M: Final = 60_000
"""A point farther than this from a town contradicts that it lies there."""
ONE_TOWN_M: Final = 25_000
"""Namesakes no farther apart are one town and its surroundings."""
MARGIN: Final = 5.0
"""How many times larger than every namesake in its country a town must be, to be meant by its name alone."""
MARGIN_IN_REGION: Final = 2.0
"""The same within a region that is known."""
MARGIN_ABROAD: Final = 10.0
"""The same where no country is known, for namesakes abroad; `MARGIN` counts for those at home."""
OTHER_NAME: Final = 100
"""How many times less a town is meant by another of its names, where it is the main name of one in the right region."""
KNOWN_TOWN: Final = 15_000
"""Inhabitants from which a town may be meant where no country is known, or where its name stands oddly."""
FEWEST_INHABITANTS: Final = 100
"""Added to each figure: the gazetteer has 0 where it has none."""
AT_ONCE: Final = 50_000
"""So many questions are judged together."""
MOST_PARTS_OF_NAME: Final = 100
"""More parts of a name are not looked up, so that ranks of different names do not meet."""
FEW: Final = 5
"""So many candidates are kept for the message."""

POSTCODE_AREA_M: Final = 100_000
"""How far the towns of one beginning of a postcode may lie from the one that it is named after here."""
CITY: Final = 100_000
"""Inhabitants from which a town may be meant by a name behind a house number where no country is known."""

_RULES: Final = ("country", "areas", "postcode", "near")


class Choice(NamedTuple):
    """
    The places decided for distinct questions, index of these.

    Attributes
    ----------
    chosen
        One row per question that is decided: `place_id`, `country`, `region`, `latitude`, `longitude`, `mention` (as
        written).
    undecided
        One row per question with candidates of which none is clearly meant: `candidates` (text), `mention`, `country`
        and `region` that all of them lie in (missing where they do not).
    ruled_out
        One row per question whose best mention has candidates, but none that agrees with what is stated: `rule` (what
        contradicts the likeliest: ``country``, ``areas``, ``postcode``, ``near``; "" where only its name is too little
        to tell), `mention`, `position`, and where the likeliest lies: `country`, `region`.
    """

    chosen: pd.DataFrame
    undecided: pd.DataFrame
    ruled_out: pd.DataFrame


def choose_towns(asked: pd.DataFrame, candidates: pd.DataFrame, area_of: pd.DataFrame) -> Choice:
    """
    Decide which town each question means.

    Parameters
    ----------
    asked
        One row per distinct question: `named` (int, see `candidate_towns`), `country` (alpha-2, missing where not
        known), `unknown_country` (bool: a country is stated that is not understood), `abroad` (bool: it is asked where
        else than in the country of the table the town may be), `areas` (int: number of a set of areas in `area_of`, -1
        for none), `postcode_region` (ISO 3166-2 or missing), `postcode_latitude`, `postcode_longitude` (see
        `locate_postcodes`), `latitude`, `longitude` (float64, missing where there is no point).
    candidates
        From `candidate_towns`.
    area_of
        What the sets of areas hold: `areas` (int), `country`, `region` (missing where an area is no region's).
    """
    if asked.empty:
        return Choice(_no_choice(), _no_undecided(), _no_ruled_out())
    # In parts, since every question has several candidates: a million of them would not fit into memory.
    parts = [
        _choose(asked.iloc[start : start + AT_ONCE], candidates, area_of)
        for start in range(0, len(asked), AT_ONCE)
    ]
    return (
        parts[0] if len(parts) == 1 else Choice(*(pd.concat(answers) for answers in zip(*parts, strict=True)))
    )


def candidate_towns(named: Sequence[tuple[Mention, ...]]) -> pd.DataFrame:
    """
    All places that each mention of a town may mean.

    Parameters
    ----------
    named
        What may name a town, the likeliest first.

    Returns
    -------
    pd.DataFrame
        One row per place, see `places.namesakes`, with `named` (int: position in `named`), `order` and `position` of
        the mention, and `soft` (bool: it lies in the state whose code stands behind the name).
    """
    rows = [
        (number, order, mention.position, mention.name, mention.area)
        for number, mentions in enumerate(named)
        for order, mention in enumerate(mentions)
    ]
    mentions = pd.DataFrame(rows, columns=["named", "order", "position", "name", "area"])
    mentions = mentions.astype({"name": "str", "area": "str"})
    names = pd.Series(mentions["name"].unique(), dtype="str")
    mentions["number"] = pd.Index(names).get_indexer(mentions["name"])
    found = mentions.merge(places.namesakes(names).rename(columns={"name": "number"}), on="number")
    return found.assign(rank=found["rank"] + MOST_PARTS_OF_NAME * found["order"], soft=_in_soft_areas(found))


def _choose(asked: pd.DataFrame, candidates: pd.DataFrame, area_of: pd.DataFrame) -> Choice:
    found = asked[["named"]].rename_axis("row").reset_index().merge(candidates, on="named")
    if found.empty:
        return Choice(_no_choice(), _no_undecided(), _no_ruled_out())
    found = _judged(found, asked, area_of)
    kept = found[found["agrees"]]
    first = kept.groupby("row")["rank"].transform("min")
    chosen, undecided = _decided(kept[kept["rank"].eq(first)])
    settled = chosen.index.union(undecided.index)
    return Choice(chosen, undecided, _ruled_out(found[~found["row"].isin(settled)]))


def _judged(found: pd.DataFrame, asked: pd.DataFrame, area_of: pd.DataFrame) -> pd.DataFrame:
    """The candidates with what each agrees with: `country`, `areas`, `postcode_region`, `near`, and all (`agrees`)."""
    about = asked.loc[found["row"]].reset_index(drop=True)
    stated, postcode = about["country"].astype("str"), about["postcode_region"].astype("str")
    in_areas, has_areas = _in_areas(found, about["areas"], stated, area_of)
    in_areas &= has_areas
    to_code = _metres(found, about["postcode_latitude"], about["postcode_longitude"])
    in_postcode = postcode.isna() | found["region"].isna() | found["region"].eq(postcode)
    # At a region's border the surroundings of the postcode's town are better evidence than its region.
    in_postcode = to_code.le(POSTCODE_AREA_M).where(to_code.notna(), in_postcode).astype(bool)
    to_point = _metres(found, about["latitude"], about["longitude"])
    near = to_point.le(FAR_FROM_TOWN_M)
    found = found.assign(
        stated=stated,
        country_agrees=stated.isna() | found["country"].eq(stated) | found["within"].eq(stated),
        areas_agrees=in_areas | ~has_areas,
        postcode_agrees=in_postcode | (in_areas & to_code.isna()),
        near_agrees=near | to_point.isna(),
        near=near,
        to_point_m=to_point,
        in_region=in_areas | (to_code.notna() & in_postcode) | found["soft"],
    )
    has_soft = found.groupby(["row", "order"])["soft"].transform("any")
    agrees = found[[f"{rule}_agrees" for rule in _RULES]].all(axis=1) & (found["soft"] | ~has_soft)
    return found.assign(agrees=agrees & _is_likely(found, about))


def _metres(found: pd.DataFrame, latitude: pd.Series, longitude: pd.Series) -> pd.Series:
    metres = great_circle_m(found["latitude"], found["longitude"], latitude, longitude)
    return pd.Series(metres, index=found.index)


def _is_likely(found: pd.DataFrame, about: pd.DataFrame) -> pd.Series:
    """Whether a candidate is meant by a name where it stands: what may be no town's name must be confirmed."""
    position, population = found["position"], found["population"]
    city = population.gt(CITY)
    # Where the others lie in one country, only a city is meant that lies in another.
    large = population.gt(KNOWN_TOWN) & (city | ~about["abroad"].to_numpy(bool))
    somewhere = found["stated"].isna() & ~found["near"]
    by_region = found["in_region"] & position.le(WEAK)
    in_position = position.lt(WEAK) | by_region | found["near"] | (large & ~somewhere) | city
    in_country = (
        ~somewhere
        | by_region
        | (large & ~about["unknown_country"].to_numpy(bool) & (position.le(AFTER_STREET) | city))
    )
    return in_position & in_country & (position.ne(OF_AREA) | (found["main"] & city))


def _in_areas(
    found: pd.DataFrame, areas: pd.Series, country: pd.Series, area_of: pd.DataFrame
) -> tuple[pd.Series, pd.Series]:
    """Whether each candidate lies in one of its question's areas, and whether there are any in its country."""
    there = pd.MultiIndex.from_frame(area_of[["areas", "country"]])
    has = areas.ge(0) & (
        country.isna() | pd.MultiIndex.from_arrays([areas, country.to_numpy(object)]).isin(there)
    )
    if area_of.empty or not has.any():
        nothing = pd.Series(False, index=found.index)
        return nothing, nothing
    by_region = area_of.dropna(subset="region")
    by_country = area_of[area_of["region"].isna()]
    one = pd.MultiIndex.from_arrays([areas.to_numpy(), found["region"].to_numpy(object)])
    other = pd.MultiIndex.from_arrays([areas.to_numpy(), found["country"].to_numpy(object)])
    part = pd.MultiIndex.from_arrays([areas.to_numpy(), found["within"].to_numpy(object)])
    regions = pd.MultiIndex.from_frame(by_region[["areas", "region"]])
    whole = pd.MultiIndex.from_frame(by_country[["areas", "country"]])
    blank = by_region[~boundaries.is_region(by_region["region"])]
    nowhere = pd.MultiIndex.from_frame(blank[["areas", "country"]])
    inside = one.isin(regions) | other.isin(whole) | part.isin(whole)
    inside |= found["region"].isna().to_numpy() & other.isin(nowhere)
    return pd.Series(inside & has.to_numpy(), index=found.index), has


def _in_soft_areas(found: pd.DataFrame) -> pd.Series:
    """Whether a candidate lies in the state or province whose code stands behind its name ("Milano MI")."""
    has = found["area"].ne("")
    if not has.any():
        return has
    named = areas_named(found.loc[has, "area"])
    pairs = pd.MultiIndex.from_arrays([found.index[has][named["row"]], named["region"].to_numpy(object)])
    own = pd.MultiIndex.from_arrays([found.index, found["region"].to_numpy(object)])
    return pd.Series(own.isin(pairs), index=found.index) & found["region"].notna()


def _decided(kept: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of the candidates left, all of one mention a question: the one that is clearly meant, or what they share."""
    if kept.empty:
        return _no_choice(), _no_undecided()
    # Newark was once called Milford: in a region with a Milford of its own, that is meant.
    confirmed = kept["main"] & (kept["in_region"] | kept["near"])
    by_the_way = ~kept["main"] & confirmed.groupby(kept["row"]).transform("any")
    size = np.log10(kept["weight"] / np.where(by_the_way, OTHER_NAME, 1) + FEWEST_INHABITANTS)
    # Near a coordinate, half the distance counts as much as three times the size.
    score = size - np.where(kept["near"], np.log2(1 + kept["to_point_m"].fillna(0) / 5_000), 0) / 2
    kept = kept.assign(score=score, size_score=size).sort_values(
        ["row", "score", "place_id"], ascending=[True, False, True], kind="stable"
    )
    best = kept.drop_duplicates("row").set_index("row")
    leader = best.loc[kept["row"], ["latitude", "longitude", "country", "size_score", "in_region", "near"]]
    leader = leader.set_axis(kept.index)
    apart = (
        great_circle_m(kept["latitude"], kept["longitude"], leader["latitude"], leader["longitude"])
        > ONE_TOWN_M
    )
    abroad = kept["country"].ne(leader["country"]) & kept["stated"].isna()
    margin = np.where(abroad, MARGIN_ABROAD, np.where(leader["in_region"], MARGIN_IN_REGION, MARGIN))
    lead = leader["size_score"] - kept["size_score"]
    rival = apart & ~leader["near"] & lead.lt(np.log10(margin))
    open_question = rival.groupby(kept["row"]).any()
    sure = best[~open_question.reindex(best.index)]
    chosen = pd.DataFrame(
        {
            "place_id": sure["place_id"],
            "country": sure["country"],
            "region": sure["region"],
            "latitude": sure["latitude"],
            "longitude": sure["longitude"],
            "mention": sure["name"],
        }
    )
    doubtful = kept[kept["row"].isin(open_question.index[open_question])]
    doubtful = doubtful[
        (rival | kept["place_id"].eq(best.loc[kept["row"], "place_id"].to_numpy())).loc[doubtful.index]
    ]
    return chosen, _shared(doubtful)


def _shared(doubtful: pd.DataFrame) -> pd.DataFrame:
    """What the candidates of each undecided question have in common."""
    if doubtful.empty:
        return _no_undecided()
    by_row = doubtful.groupby("row")
    one_country = by_row["country"].nunique(dropna=False).eq(1)
    one_region = by_row["region"].nunique(dropna=False).eq(1)
    return pd.DataFrame(
        {
            "candidates": _listed(doubtful),
            "mention": by_row["name"].first(),
            "country": by_row["country"].first().where(one_country),
            "region": by_row["region"].first().where(one_region),
        }
    ).astype({"country": "str", "region": "str"})


def _listed(doubtful: pd.DataFrame) -> pd.Series:
    """The candidates of each question as a text: "Springfield (Missouri), Springfield (Massachusetts) and 3 more"."""
    where = doubtful["region"].map(boundaries.region_names()).astype("str")
    where = where.fillna(country_name(doubtful["country"]))
    towns = places.main_names(doubtful["place_id"]) + " (" + where + ")"
    distinct = pd.DataFrame({"row": doubtful["row"], "town": towns}).drop_duplicates()
    few = distinct.groupby("row").cumcount().lt(FEW)
    text = distinct[few].groupby("row")["town"].agg(", ".join)
    more = distinct.groupby("row").size() - FEW
    return text.where(more.le(0), text + " and " + more.astype("str") + " more")


def _ruled_out(found: pd.DataFrame) -> pd.DataFrame:
    """The best mention of each question that no candidate agrees with, and the rule that the most likely one breaks."""
    if found.empty:
        return _no_ruled_out()
    first = found.groupby("row")["rank"].transform("min")
    best = found[found["rank"].eq(first)]
    broken = sum((~best[f"{rule}_agrees"]).astype(int) for rule in _RULES)
    best = best.assign(broken=broken).sort_values(["row", "broken", "weight"], ascending=[True, True, False])
    likeliest = best.drop_duplicates("row").set_index("row")
    rule = pd.Series("", index=likeliest.index, dtype="str")
    for name in reversed(_RULES):
        rule = rule.mask(~likeliest[f"{name}_agrees"], name)
    return pd.DataFrame(
        {
            "rule": rule,
            "mention": likeliest["name"],
            "position": likeliest["position"],
            "country": likeliest["country"],
            "region": likeliest["region"],
        }
    )


def _no_choice() -> pd.DataFrame:
    return _nothing(
        place_id="int64", country="str", region="str", latitude="float64", longitude="float64", mention="str"
    )


def _no_undecided() -> pd.DataFrame:
    return _nothing(candidates="str", mention="str", country="str", region="str")


def _no_ruled_out() -> pd.DataFrame:
    return _nothing(rule="str", mention="str", position="int64", country="str", region="str")


def _nothing(**columns: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})
