"""Cleaning of places: country, town and region by name, then how precisely each point is known."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from dsi_geo.cleaning.coordinates import as_points
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.text import as_text
from dsi_geo.geography import boundaries, countries, places
from dsi_geo.geography.distance import great_circle_m
from dsi_geo.schema import ENTITIES, ORDERED_PLACE, Entity
from dsi_geo.spelling import fold

GAZETTEER_POINT_M: Final = 30
"""A coordinate this near to the gazetteer's for the town named, or for any if there is no house number, is a
town's centre, whatever the address says."""

TOWN_CENTRE_M: Final = 1_500
"""Without address and postcode, a coordinate this near to the centre of the town named says no more than the town."""

BY_TOWN_SHARE: Final = 0.8
"""A file is located by town if at least this share of the records, in towns with several addresses,
lie on a coordinate that they share with another address."""

BY_TOWN_RECORDS: Final = 20
"""Fewer records than this in such towns are no evidence about the file."""

SAME_ADDRESS_LIKENESS: Final = 85
"""Token set ratio (0 to 100) from which two address spellings pass for one."""

_JUDGED_BY: Final = (
    *("id", "address", "postcode", "city", "region", "country", "latitude", "longitude", "decimals"),
    *("town_latitude", "town_longitude", "location_precision"),
)

_STREET_WORDS: Final = {
    "str": "street",
    "st": "street",
    "strasse": "street",
    "straat": "street",
    "rd": "road",
    "ave": "avenue",
    "av": "avenue",
    "pl": "platz",
    "via": "",
    "calle": "",
    "c": "",
    "rue": "",
}


def clean_countries(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Replace `country` by its ISO alpha-2 code; what is not recognised moves to `country_as_given`."""
    given = frame["country"] if "country" in frame else pd.Series(None, index=frame.index, dtype="str")
    known = countries.country_codes(given)
    names = countries.country_name(known["code"])
    for how, code, verb in (
        ("name", "country_spelling", "is read as"),
        ("slip", "country_slip", "is taken for"),
    ):
        rows = known["how"].eq(how)
        findings.add(
            code,
            entity,
            frame.loc[rows, "id"],
            "country",
            "“" + given[rows] + f"” {verb} " + names[rows] + ".",
        )
    unknown = given.notna() & known["code"].isna()
    findings.add(
        "unknown_country",
        entity,
        frame.loc[unknown, "id"],
        "country",
        "“" + given[unknown].str.slice(0, 80) + "” is not recognised as a country.",
    )
    cleaned = frame.assign(country=known["code"])
    return cleaned.assign(country_as_given=given.where(unknown)) if unknown.any() else cleaned


def report_addresses_without_country(frame: pd.DataFrame, entity: Entity, findings: Findings) -> None:
    """Report records whose address cell is filled in but whose country is not."""
    column = "address_as_given" if "address_as_given" in frame else "address"
    if column not in frame:
        return
    given = as_text(frame[column]).fillna(as_text(frame["address"]) if "address" in frame else "")
    lonely = given.ne("") & given.notna() & frame["country"].isna()
    findings.add(
        "address_without_country",
        entity,
        frame.loc[lonely, "id"],
        "country",
        "The address cell holds “"
        + given[lonely].str.replace(r"\s+", " ", regex=True).str.slice(0, 80)
        + "”, but no country is given.",
    )


def clean_towns(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Replace `city` by the gazetteer's name and add what it knows of the town.

    Adds `town_latitude`, `town_longitude`, `town_region`; a missing country is taken from the town.
    A town that is not recognised stays as it is written.
    """
    given = frame["city"] if "city" in frame else pd.Series(None, index=frame.index, dtype="str")
    town = places.find_places(given, frame["country"])
    known = town["place_id"].notna()
    respelt = known & given.ne(town["name"])
    findings.add(
        "town_spelling",
        entity,
        frame.loc[respelt, "id"],
        "city",
        "“" + given[respelt] + "” is read as " + town.loc[respelt, "name"] + ".",
    )
    unknown = given.notna() & ~known
    findings.add(
        "unknown_town",
        entity,
        frame.loc[unknown, "id"],
        "city",
        "“"
        + given[unknown].str.slice(0, 80)
        + "” is not in the gazetteer"
        + _in_country(frame["country"])[unknown]
        + ".",
    )
    named = frame["country"].isna() & known
    _report_country_from_place(named, town["country"], frame["id"], entity, findings)
    return frame.assign(
        city=town["name"].where(known, given),
        country=frame["country"].fillna(town["country"]),
        town_latitude=town["latitude"].astype(float),
        town_longitude=town["longitude"].astype(float),
        town_region=town["region"],
    )


def add_regions(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Set `region` to ISO 3166-2: by the point, else by the town, else by the name that was given.

    A missing country is taken from the point. A point outside the stated country gives no region.
    A region name that is not recognised moves to `region_as_given`.
    """
    located = boundaries.locate(frame["latitude"], frame["longitude"])
    unknown_country = frame["country"].isna() & located["country"].notna()
    _report_country_from_place(unknown_country, located["country"], frame["id"], entity, findings)
    country = frame["country"].fillna(located["country"])
    by_point = located["region"].where(located["country"].eq(country))
    given = frame["region"] if "region" in frame else pd.Series(None, index=frame.index, dtype="str")
    by_name = _region_codes(given, country)
    region = by_point.fillna(frame["town_region"]).fillna(by_name)
    lost = given.where(by_name.isna())
    cleaned = frame.assign(country=country, region=region)
    return cleaned.assign(region_as_given=lost) if lost.notna().any() else cleaned


def add_precision(tables: dict[Entity, pd.DataFrame], findings: Findings) -> dict[Entity, pd.DataFrame]:
    """Judge how precisely each record's own place is known, and place those that name only a town.

    Both tables are judged together, because a pile of addresses on one coordinate unmasks a town's
    centre for all. Adds `location_precision` and `geometry` (points in EPSG:4326).
    """
    names = [entity for entity in ENTITIES if entity in tables]
    judged = [tables[name].reindex(columns=list(_JUDGED_BY)) for name in names]
    everything = pd.concat(judged, keys=names, names=["entity", None])
    precision = _own_precision(everything, findings)
    placed = precision.isna() & everything["town_latitude"].notna()
    everything = everything.assign(
        latitude=everything["latitude"].mask(placed, everything["town_latitude"]),
        longitude=everything["longitude"].mask(placed, everything["town_longitude"]),
    )
    _report(
        findings,
        "placed_by_town",
        everything,
        placed,
        "No coordinate is given; it is placed at the centre of " + everything["city"] + ".",
    )
    coarse = pd.Series("none", index=everything.index, dtype="str")
    coarse = coarse.mask(everything["country"].notna(), "country").mask(
        everything["region"].notna(), "region"
    )
    precision = precision.mask(placed, "city").fillna(coarse).astype(ORDERED_PLACE)
    stated = everything["location_precision"].astype("str").astype(ORDERED_PLACE)
    precision = stated.where(stated < precision, precision)
    points = as_points(everything)
    return {
        name: tables[name].assign(location_precision=precision.loc[name], geometry=points.loc[name])
        for name in names
    }


def _own_precision(everything: pd.DataFrame, findings: Findings) -> pd.Series:
    """Precision of the coordinates that the records bring; missing where there is none."""
    located = everything["latitude"].notna()
    own = everything[located]
    if own.empty:
        return pd.Series(None, index=everything.index, dtype="str")
    address, postcode = as_text(own["address"]), as_text(own["postcode"])
    decimals = own["decimals"]

    numbered = address.str.contains(r"\d", na=False)
    precision = pd.Series("address", index=own.index, dtype="str")
    precision = precision.mask(address.isna() & decimals.lt(4), "street")
    precision = precision.mask(address.isna() & postcode.notna(), "postcode")
    precision = precision.mask(address.notna() & ~numbered, "street")

    piles = _piles(own, address)
    centroid = piles["addresses"].ge(2)
    nearest = places.nearest_places(own["latitude"], own["longitude"])
    gazetteer = (
        nearest["distance_m"].le(GAZETTEER_POINT_M)
        & ~centroid
        & (~numbered | nearest["name"].eq(own["city"]))
    )
    to_town = great_circle_m(own["latitude"], own["longitude"], own["town_latitude"], own["town_longitude"])
    central = (
        address.isna()
        & postcode.isna()
        & (pd.Series(to_town, index=own.index) <= TOWN_CENTRE_M)
        & ~centroid
        & ~gazetteer
    )
    share = _share_located_by_town(own, address, centroid)
    rest = ~centroid & ~gazetteer & ~central & (share >= BY_TOWN_SHARE)
    coarse = decimals.le(2) & ~centroid & ~gazetteer & ~central & ~rest

    where = own["city"].fillna(nearest["name"]).fillna("its town")
    everything_else = "it is taken for the centre of " + where + "."
    counts = piles["records"].astype("str") + " records with " + piles["addresses"].astype("str")
    _report(
        findings,
        "town_centroid",
        own,
        centroid,
        counts + " different addresses share this coordinate; " + everything_else,
    )
    _report(
        findings,
        "town_centroid",
        own,
        gazetteer,
        "The coordinate is the gazetteer’s for " + nearest["name"] + ".",
    )
    _report(
        findings,
        "town_centroid",
        own,
        central,
        "Without an address and at the middle of the town; " + everything_else,
    )
    _report(findings, "town_centroid", own, rest, "This file locates by town; " + everything_else)
    _report(
        findings,
        "coarse_coordinate",
        own,
        coarse,
        "The coordinate is given to " + decimals.astype("str") + " decimal places only.",
    )
    if share >= BY_TOWN_SHARE:
        _report_by_town(findings, own, share)
    precision = precision.mask(centroid | gazetteer | central | rest, "city")
    precision = precision.mask(coarse, "city").mask(coarse & decimals.eq(0), "region")
    return precision.reindex(everything.index)


def _piles(own: pd.DataFrame, address: pd.Series) -> pd.DataFrame:
    """For each record the number of records, and of clearly different addresses, on its coordinate."""
    spot = own.groupby([own["latitude"].round(6), own["longitude"].round(6)]).ngroup()
    key = _address_key(address)
    records = spot.groupby(spot).transform("size")
    addresses = key.groupby(spot).transform("nunique")
    two = addresses.eq(2) & key.notna()
    pairs = key[two].groupby(spot[two]).agg(lambda keys: list(dict.fromkeys(keys)))
    if len(pairs):
        first, second = pairs.str[0].tolist(), pairs.str[1].tolist()
        alike = process.cpdist(first, second, scorer=fuzz.token_set_ratio) >= SAME_ADDRESS_LIKENESS
        numbers = [(_numbers(one), _numbers(other)) for one, other in zip(first, second, strict=True)]
        differ = np.array([bool(one and other and one != other) for one, other in numbers])
        one_address = pairs.index[alike & ~differ]
        addresses = addresses.mask(spot.isin(one_address), 1)
    return pd.DataFrame({"records": records, "addresses": addresses})


def _numbers(key: str) -> frozenset[str]:
    return frozenset(token for token in key.split() if token[0].isdigit())


def _address_key(address: pd.Series) -> pd.Series:
    """One key for the spellings of an address: folded words in order of the alphabet."""
    folded = fold(address)
    values = pd.Series(folded.dropna().unique(), dtype="str")
    keys = [
        " ".join(sorted(_STREET_WORDS.get(word, word) for word in value.split())).strip() for value in values
    ]
    return folded.map(dict(zip(values, keys, strict=True))).astype("str")


def _share_located_by_town(own: pd.DataFrame, address: pd.Series, centroid: pd.Series) -> float:
    """Share of records on a shared coordinate, among those in towns where several addresses are known."""
    town = own.groupby([own["country"], own["city"]], observed=True).ngroup()
    stated = address.notna() & town.ge(0)
    several = address[stated].groupby(town[stated]).transform("nunique").ge(2)
    judged = several.index[several]
    return float(centroid[judged].mean()) if len(judged) >= BY_TOWN_RECORDS else 0.0


def _report_by_town(findings: Findings, own: pd.DataFrame, share: float) -> None:
    for entity in own.index.get_level_values("entity").unique():
        findings.add_for_file(
            "located_by_town",
            entity,
            "geometry",
            f"In towns with several addresses, {share:.0%} of the records share one coordinate with a different "
            "address: the file locates by town, and so every coordinate in it is taken for a town’s centre.",
        )


def _report(
    findings: Findings, code: str, everything: pd.DataFrame, rows: pd.Series, messages: pd.Series | str
) -> None:
    for entity in ENTITIES:
        chosen = rows & (everything.index.get_level_values("entity") == entity)
        if chosen.any():
            text = messages if isinstance(messages, str) else messages[chosen]
            findings.add(code, entity, everything.loc[chosen, "id"], "geometry", text)


def _report_country_from_place(
    rows: pd.Series, country: pd.Series, ids: pd.Series, entity: Entity, findings: Findings
) -> None:
    findings.add(
        "country_from_place",
        entity,
        ids[rows],
        "country",
        "No country is given; the place lies in " + countries.country_name(country[rows]) + ".",
    )


def _in_country(country: pd.Series) -> pd.Series:
    return (" for " + countries.country_name(country)).fillna("")


def _region_codes(given: pd.Series, country: pd.Series) -> pd.Series:
    """ISO 3166-2 codes for region names or codes as given, within the country where it is known."""
    regions = boundaries.regions()[["country", "name"]].reset_index(names="code")
    by_code = given.where(given.isin(regions["code"]))
    regions["key"] = fold(regions["name"])
    wanted = pd.DataFrame({"key": fold(given), "country": country})
    found = wanted.merge(regions.drop_duplicates(["key", "country"]), on=["key", "country"], how="left")
    return by_code.fillna(found["code"].set_axis(given.index))
