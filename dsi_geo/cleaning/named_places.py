"""Cleaning of places by name: country, town and region in every spelling."""

from __future__ import annotations

from functools import cache

import pandas as pd

from dsi_geo.addresses.postcode_forms import LONGEST_ADDRESS, countries_of_postcodes, split_from_town
from dsi_geo.cleaning.coordinates import FAR_FROM_TOWN_M
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.text import as_text
from dsi_geo.geography import boundaries, countries, places
from dsi_geo.geography.sphere import great_circle_m
from dsi_geo.geography.town_names import postcodes_of_districts
from dsi_geo.schema import Entity
from dsi_geo.spelling import fold


def places_from_addresses(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Take town and country from the end of the address where the table has no column of towns.

    Only a town that the gazetteer knows is taken, from the last part that is no country or from the one before it.
    Where there is a column of towns, the country alone is taken (`_read_countries`).
    """
    if "address" not in frame:
        return frame
    if "city" in frame:
        return _read_countries(frame, entity, findings)
    given = as_text(frame["address"])
    # "Oranienplatz 5 10999 Berlin": what follows the street begins at the postcode.
    address = _end_in_one_line(given)
    address = address.str.replace(r"(?<=\w)\s+(?=\d{4,5}\s+[^\d,]+$)", ", ", regex=True)
    stated = frame["country"] if "country" in frame else pd.Series(None, index=frame.index, dtype="str")
    rest, last = _last_part(address)
    named = countries.country_codes(last.where(rest.ne("") & last.str.len().gt(1)))
    at_end = named["how"].isin(["exact", "name"])
    country = countries.country_codes(stated)["code"].fillna(named["code"].where(at_end))
    street, part = _last_part(rest.where(at_end, address))
    part = part.str.replace(r"\s+\(?[A-Z]{2}\)?$", "", regex=True)  # a province: "Milano MI"
    # A street alone is no town, even where one is called like it.
    town = places.find_places(part.where(street.ne("") | ~part.str.contains(r"\d", na=True)), country)
    street, part = _last_part(street)
    town = town.fillna(places.find_places(part.where(street.ne("")), country))
    known = town["name"].notna()
    findings.add(
        "place_from_address",
        entity,
        frame.loc[known, "id"],
        "city",
        "“"
        + given[known].str.replace(r"\s+", " ", regex=True).str.slice(0, 80)
        + "” is read as an address in "
        + town.loc[known, "name"]
        + ".",
    )
    return frame.assign(city=town["name"], country=stated.fillna(country).fillna(town["country"]))


def _read_countries(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Take the country from the end of the address where none is stated.

    Only a name counts, since two letters may be a state ("Los Angeles, CA"); and none that the town contradicts, since
    "Atlanta, Georgia" is no country.
    """
    stated = frame["country"] if "country" in frame else pd.Series(None, index=frame.index, dtype="str")
    address = as_text(frame["address"][stated.isna()])
    address = address[address.str.contains(r"[,\r\n]", na=False)]
    if address.empty:
        return frame
    rest, last = _last_part(_end_in_one_line(address))
    named = countries.country_codes(last[rest.ne("") & (last.str.len().gt(3) | last.isin(("UK", "USA")))])
    code = named["code"][named["how"].isin(["exact", "name"])]
    town = as_text(frame["city"])[code.index]
    anywhere = places.find_places(town, pd.Series(None, index=town.index, dtype="str"))["place_id"]
    there = places.find_places(town, code)["place_id"]
    code = code[there.notna() | anywhere.isna()]
    findings.add(
        "country_from_place",
        entity,
        frame.loc[code.index, "id"],
        "country",
        "No country is given; the address ends with “" + last[code.index] + "”.",
    )
    return frame.assign(country=stated.fillna(code))


def _end_in_one_line(address: pd.Series) -> pd.Series:
    """The end of each address, where town and country stand, with commas in place of line breaks."""
    return address.str.slice(-LONGEST_ADDRESS).str.replace(r",?\s*[\r\n]+\s*", ", ", regex=True)


def _last_part(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """What stands before the last comma, "" where there is none, and what stands after it."""
    parts = text.str.extract(r"(?s)^(?:(.*),)?([^,]*)$")
    return parts[0].str.strip().fillna("").where(text.notna()), parts[1].str.strip()


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
    """Report records whose address cell is filled in but whose country nothing tells."""
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


def clean_regions(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Recognise the region that is stated, by name or code; adds `_stated_region` (ISO 3166-2).

    Where no country is stated, a region of which there is only one gives it. What is not recognised
    is reported, and kept in `region_as_given`.
    """
    given = frame["region"] if "region" in frame else pd.Series(None, index=frame.index, dtype="str")
    code = _region_codes(given, frame["country"])
    unknown = given.notna() & code.isna()
    findings.add(
        "unknown_region",
        entity,
        frame.loc[unknown, "id"],
        "region",
        "“" + given[unknown].str.slice(0, 80) + "” is not recognised as a region.",
    )
    country = boundaries.regions()["country"].astype("str")
    named = frame["country"].isna() & code.notna()
    found = code.map(country).astype("str")
    _report_country_from_place(named, found, frame["id"], entity, findings)
    cleaned = frame.assign(_stated_region=code, country=frame["country"].fillna(found))
    return cleaned.assign(region_as_given=given.where(unknown)) if unknown.any() else cleaned


def clean_towns(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Replace `city` by the gazetteer's name and add what it knows of the town.

    Adds `_town_latitude`, `_town_longitude`, `_town_region`; a missing country is taken from the
    town. Among namesakes the one in the stated region is meant, or in the state whose code follows
    the town ("Springfield, IL"), which then counts as stated. A town that is not recognised stays as
    it is written, to be looked for again when the point has given the country (`find_remaining_towns`).
    """
    given = frame["city"] if "city" in frame else pd.Series(None, index=frame.index, dtype="str")
    frame, given = _with_postcodes_from_towns(frame, given, entity, findings)
    frame = _with_countries_of_postcodes(frame, entity, findings)
    frame = _with_postcodes_of_districts(frame, given, entity, findings)
    region = frame["_stated_region"].fillna(_states_after_towns(given, frame["country"]))
    town = places.find_places(given, frame["country"], region)
    known = town["place_id"].notna()
    _report_spellings(given, town, frame["id"], entity, findings)
    named = frame["country"].isna() & known
    _report_country_from_place(named, town["country"], frame["id"], entity, findings)
    return frame.assign(
        city=town["name"].where(known, given),
        country=frame["country"].fillna(town["country"]),
        _town_latitude=town["latitude"].astype(float),
        _town_longitude=town["longitude"].astype(float),
        _town_region=town["region"],
        _town_given=given,
        _stated_region=region,
    )


def find_remaining_towns(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Look up again, in the country of the point, the towns that were not recognised.

    What is not recognised then, either, is reported; a name that towns of several countries bear as such.
    """
    given = frame["_town_given"]
    waiting = given.notna() & frame["_town_latitude"].isna()
    if not waiting.any():
        return frame
    town = places.find_places(given[waiting], frame.loc[waiting, "country"], frame.loc[waiting, "region"])
    town = town[town["place_id"].notna()]
    _report_spellings(given[town.index], town, frame.loc[town.index, "id"], entity, findings)
    unknown = waiting & ~frame.index.isin(town.index)
    ambiguous = unknown & frame["country"].isna() & places.is_name(given.where(unknown))
    said = "“" + given[unknown].str.slice(0, 80) + "” is "
    nowhere = "not in the gazetteer" + _in_country(frame["country"])[unknown] + "."
    several = "a town of several countries, and nothing tells which is meant."
    findings.add(
        "unknown_town",
        entity,
        frame.loc[unknown, "id"],
        "city",
        said + nowhere.mask(ambiguous[unknown], several),
    )
    found = town.reindex(frame.index)
    return frame.assign(
        city=found["name"].fillna(frame["city"]),
        region=frame["region"].fillna(found["region"]),
        _town_latitude=frame["_town_latitude"].fillna(found["latitude"].astype(float)),
        _town_longitude=frame["_town_longitude"].fillna(found["longitude"].astype(float)),
        _town_region=frame["_town_region"].fillna(found["region"]),
    )


def _report_spellings(
    given: pd.Series, town: pd.DataFrame, ids: pd.Series, entity: Entity, findings: Findings
) -> None:
    respelt = town["place_id"].notna() & given.ne(town["name"])
    if not respelt.any():
        return
    findings.add(
        "town_spelling",
        entity,
        ids[respelt],
        "city",
        "“" + given[respelt] + "” is read as " + town.loc[respelt, "name"] + ".",
    )


def _with_postcodes_from_towns(
    frame: pd.DataFrame, city: pd.Series, entity: Entity, findings: Findings
) -> tuple[pd.DataFrame, pd.Series]:
    """Enter the postcode that stands in the cell of the town where none is stated; gives the towns without it, too."""
    stated = _postcodes(frame)
    split = split_from_town(city.where(stated.isna()))
    taken = split["postcode"].notna()
    if not taken.any():
        return frame, city
    rest = (" and the town " + split.loc[taken, "town"]).fillna("")
    findings.add(
        "postcode_from_town",
        entity,
        frame.loc[taken, "id"],
        "postcode",
        "“" + city[taken] + "” is read as the postcode " + split.loc[taken, "postcode"] + rest + ".",
    )
    return frame.assign(postcode=stated.fillna(split["postcode"])), city.mask(taken, split["town"])


def _with_countries_of_postcodes(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Take the country from a postcode whose form only one has where none is stated."""
    stated = frame["country"]
    implied = countries_of_postcodes(_postcodes(frame).where(stated.isna()))
    named = implied.notna()
    if not named.any():
        return frame
    findings.add(
        "country_from_place",
        entity,
        frame.loc[named, "id"],
        "country",
        "No country is given; postcodes like “"
        + frame.loc[named, "postcode"]
        + "” are those of "
        + countries.country_name(implied[named])
        + ".",
    )
    return frame.assign(country=stated.fillna(implied))


def _postcodes(frame: pd.DataFrame) -> pd.Series:
    return (
        as_text(frame["postcode"]) if "postcode" in frame else pd.Series(None, index=frame.index, dtype="str")
    )


def _with_postcodes_of_districts(
    frame: pd.DataFrame, city: pd.Series, entity: Entity, findings: Findings
) -> pd.DataFrame:
    """Enter the postcode that a town's district tells ("Dublin 2") where none is stated."""
    implied = postcodes_of_districts(city, frame["country"])
    stated = _postcodes(frame)
    taken = stated.isna() & implied.notna()
    findings.add(
        "postcode_from_town",
        entity,
        frame.loc[taken, "id"],
        "postcode",
        "“" + city[taken] + "” is read as the postcode " + implied[taken] + ".",
    )
    return frame.assign(postcode=stated.fillna(implied)) if taken.any() else frame


def add_regions(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Set `region` to ISO 3166-2: by the point, else by the town, else as stated.

    A missing country is taken from the point. A point outside the stated country gives no region.
    Adds `_point_region` and `_region_given`.
    """
    located = boundaries.locate(frame["latitude"], frame["longitude"])
    unknown_country = frame["country"].isna() & located["country"].notna()
    _report_country_from_place(unknown_country, located["country"], frame["id"], entity, findings)
    country = frame["country"].fillna(located["country"])
    by_point = located["region"].where(located["country"].eq(country))
    region = by_point.fillna(frame["_town_region"]).fillna(frame["_stated_region"])
    given = frame["region"] if "region" in frame else pd.Series(None, index=frame.index, dtype="str")
    return frame.assign(country=country, region=region, _point_region=by_point, _region_given=given)


def settle_regions(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Where the point lies far from the town, let `region` be the town's, unless the point's is stated.

    People write the town, while points mostly come from geocoders, which confuse namesakes. Adds
    `_to_town_m`, the metres from the point to the town. A stated region that the place contradicts
    is reported, and kept in `region_as_given`.
    """
    places_of_record = (
        frame[axis] for axis in ("latitude", "longitude", "_town_latitude", "_town_longitude")
    )
    to_town = pd.Series(great_circle_m(*places_of_record), index=frame.index)
    stated, given = frame["_stated_region"], frame["_region_given"]
    by_town = to_town.gt(FAR_FROM_TOWN_M) & frame["_point_region"].ne(stated)
    region = frame["region"].mask(by_town, frame["_town_region"].fillna(frame["region"]))
    differs = stated.notna() & region.ne(stated)
    settled = frame.assign(region=region, _to_town_m=to_town)
    if not differs.any():
        return settled
    names = boundaries.regions()["name"]
    findings.add(
        "region_differs",
        entity,
        frame.loc[differs, "id"],
        "region",
        stated[differs].map(names) + " is stated, but the place lies in " + region[differs].map(names) + ".",
    )
    kept = (
        frame["region_as_given"]
        if "region_as_given" in frame
        else pd.Series(None, index=frame.index, dtype="str")
    )
    return settled.assign(region_as_given=kept.mask(differs, given))


def _report_country_from_place(
    rows: pd.Series, country: pd.Series, ids: pd.Series, entity: Entity, findings: Findings
) -> None:
    if not rows.any():
        return
    findings.add(
        "country_from_place",
        entity,
        ids[rows],
        "country",
        "No country is given; the place lies in " + countries.country_name(country[rows]) + ".",
    )


def _states_after_towns(given: pd.Series, country: pd.Series) -> pd.Series:
    """ISO 3166-2 codes of states that stand after towns as capital letters; missing where none does."""
    codes = country + "-" + given.str.extract(r",\s*([A-Z]{2,3})\s*$", expand=False)
    return codes.where(boundaries.is_region(codes)).astype("str")


def _in_country(country: pd.Series) -> pd.Series:
    return (" for " + countries.country_name(country)).fillna("")


def _region_codes(given: pd.Series, country: pd.Series) -> pd.Series:
    """ISO 3166-2 codes for region names or codes as given, within the country where it is known."""
    if given.isna().all():
        return pd.Series(None, index=given.index, dtype="str")
    in_country, alone = _regions_by_name()
    by_code = given.where(boundaries.is_region(given))
    wanted = pd.DataFrame({"key": fold(given), "country": country})
    inside = wanted.merge(in_country, on=["key", "country"], how="left")["code"]
    anywhere = wanted["key"].map(alone).where(country.isna())
    return by_code.fillna(inside.set_axis(given.index)).fillna(anywhere).astype("str")


@cache
def _regions_by_name() -> tuple[pd.DataFrame, pd.Series]:
    """The `code` of each region by `key` (folded name) and `country`; by key, of those whose name no other bears."""
    regions = boundaries.regions()[["country", "name"]].reset_index(names="code").astype("str")
    regions["key"] = fold(regions["name"])
    alone = regions.drop_duplicates("key", keep=False).set_index("key")["code"]
    return regions.drop_duplicates(["key", "country"]), alone
