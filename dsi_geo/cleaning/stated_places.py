"""What a table states about the place of each record: country, region, postcode, and what may name its town."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from dsi_geo.addresses.place_mentions import NamedPlace, places_in_addresses, places_in_towns
from dsi_geo.addresses.postcode_forms import countries_of_postcodes, split_from_town
from dsi_geo.addresses.postcodes import with_lost_zeros
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.text import as_text
from dsi_geo.distinct import of_each_object
from dsi_geo.geography import countries
from dsi_geo.geography.subdivisions import areas_named
from dsi_geo.geography.town_names import postcodes_of_districts
from dsi_geo.schema import Entity

NOTHING: Final = NamedPlace()
_WITH_NATIONS: Final = "GB"
"""The country whose parts are called countries, too."""


def read_stated_places(
    frame: pd.DataFrame, entity: Entity, findings: Findings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Read what is stated, without looking at the coordinates.

    Parameters
    ----------
    frame
        With `id` and, where the table has them, `country`, `region`, `city`, `postcode`, `address` as written.

    Returns
    -------
    The frame with `country` as alpha-2 code where one is stated (what is not recognised moves to `country_as_given`),
    `city` without postcode, `postcode`, and the working columns `_place` (`NamedPlace`, from the town's cell, else from
    the address), `_city_given`, `_region_given` (as written), `_areas` (int: number of a set of areas, -1 for none),
    `_postcode` (stated, else from the text) and `_lost_country` (bool: a country is stated that is not understood). And
    the sets of areas: `areas`, `country`, `region` (missing for a country as such).
    """
    given = _text(frame, "country")
    known = countries.country_codes(given)
    named = areas_named(given.where(known["code"].isna() | known["code"].eq(_WITH_NATIONS)))
    named["country_stated"] = known["code"].iloc[named["row"]].to_numpy()
    named = named[
        named["country_stated"].isna() | (named["country"].eq(_WITH_NATIONS) & named["region"].notna())
    ]
    alone = only_value(named["country"], named["row"])
    of_area = pd.Series(None, index=frame.index, dtype="str")
    of_area.iloc[alone.index] = alone
    of_area = of_area.where(known["code"].isna())
    code = known["code"].fillna(of_area)
    _report_countries(frame, given, known, of_area, entity, findings)
    frame = frame.assign(country=code)
    unknown = given.notna() & code.isna()
    if unknown.any():
        frame = frame.assign(country_as_given=given.where(unknown))
    frame = _with_names(frame, unknown, entity, findings)
    of_country = named[["row", "country", "region"]]
    return _with_areas(frame.assign(_lost_country=unknown), of_country, entity, findings)


def only_value(values: pd.Series, group: pd.Series) -> pd.Series:
    """The value of each group, by group; missing where its values differ or one of them is missing."""
    by_group = values.groupby(group)
    return by_group.first().where(by_group.nunique(dropna=False).eq(1))


def _text(frame: pd.DataFrame, column: str) -> pd.Series:
    return as_text(frame[column]) if column in frame else pd.Series(None, index=frame.index, dtype="str")


def _report_countries(
    frame: pd.DataFrame,
    given: pd.Series,
    known: pd.DataFrame,
    of_area: pd.Series,
    entity: Entity,
    findings: Findings,
) -> None:
    names = countries.country_name(known["code"])
    for how, code, verb in (
        ("name", "country_spelling", "is read as"),
        ("slip", "country_slip", "is taken for"),
    ):
        rows = known["how"].eq(how)
        if not rows.any():
            continue
        message = "“" + given[rows] + f"” {verb} " + names[rows] + "."
        findings.add(code, entity, frame.loc[rows, "id"], "country", message)
    rows = of_area.notna()
    message = "“" + given[rows] + "” is a part of " + countries.country_name(of_area[rows]) + "."
    findings.add("country_spelling", entity, frame.loc[rows, "id"], "country", message)
    unknown = given.notna() & known["code"].isna() & of_area.isna()
    message = "“" + given[unknown].str.slice(0, 80) + "” is not recognised as a country."
    findings.add("unknown_country", entity, frame.loc[unknown, "id"], "country", message)


def _with_names(
    frame: pd.DataFrame, lost_country: pd.Series, entity: Entity, findings: Findings
) -> pd.DataFrame:
    """Read the cells of towns and, where there is none, of addresses; country and postcode are taken from them."""
    city, address = _text(frame, "city"), _text(frame, "address")
    frame, city = _with_postcodes_from_towns(frame, city, entity, findings)
    place = pd.Series([NOTHING] * len(frame), index=frame.index, dtype=object)
    in_town = city.notna()
    if in_town.any():
        place[in_town] = places_in_towns(city[in_town])
    in_line = ~in_town & address.notna()
    if in_line.any():
        place[in_line] = places_in_addresses(address[in_line])
    ends = place.copy()
    # Beside a town, an address is only asked for the country, and for regions that tell it.
    beside = in_town & address.notna() & frame["country"].isna() & ~lost_country
    if beside.any():
        ends[beside] = places_in_addresses(address[beside])
    named = _countries_named(ends).fillna(_countries_named(place))
    taken = frame["country"].isna() & named.notna()
    message = "No country is given; the place named ends with “" + countries.country_name(named[taken]) + "”."
    findings.add("country_from_place", entity, frame.loc[taken, "id"], "country", message)
    frame = frame.assign(country=frame["country"].fillna(named))
    frame = _with_postcodes_of_districts(frame, city, entity, findings)
    frame = _with_zeros(frame, entity, findings)
    in_text = of_each_object(lambda one: one.postcode or None, place, "str")
    return frame.assign(
        city=city,
        _city_given=city,
        _place=place,
        _end=ends,
        _postcode=_text(frame, "postcode").fillna(in_text),
    )


def _countries_named(place: pd.Series) -> pd.Series:
    """The countries that texts name by a word that is no subdivision's."""
    return of_each_object(lambda one: one.country if one.country and not one.areas else None, place, "str")


def _with_postcodes_from_towns(
    frame: pd.DataFrame, city: pd.Series, entity: Entity, findings: Findings
) -> tuple[pd.DataFrame, pd.Series]:
    """Enter the postcode that stands in the cell of the town where none is stated; gives the towns without it, too."""
    stated = _text(frame, "postcode")
    split = split_from_town(city.where(stated.isna()))
    taken = split["postcode"].notna()
    if not taken.any():
        return frame, city
    rest = (" and the town " + split.loc[taken, "town"]).fillna("")
    message = "“" + city[taken] + "” is read as the postcode " + split.loc[taken, "postcode"] + rest + "."
    findings.add("postcode_from_town", entity, frame.loc[taken, "id"], "postcode", message)
    return frame.assign(postcode=stated.fillna(split["postcode"])), city.mask(taken, split["town"])


def _with_zeros(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Give postcodes back the zeros at their beginning that a spreadsheet took."""
    if "postcode" not in frame:
        return frame
    stated = _text(frame, "postcode")
    whole = with_lost_zeros(stated, frame["country"])
    lost = whole.notna()
    if not lost.any():
        return frame
    message = "“" + stated[lost] + "” is read as “" + whole[lost] + "”: its first zero was lost."
    findings.add("postcode_zeros", entity, frame.loc[lost, "id"], "postcode", message)
    return frame.assign(postcode=whole.fillna(stated))


def _with_postcodes_of_districts(
    frame: pd.DataFrame, city: pd.Series, entity: Entity, findings: Findings
) -> pd.DataFrame:
    """Enter the postcode that a town's district tells ("Dublin 2") where none is stated."""
    implied = postcodes_of_districts(city, frame["country"])
    stated = _text(frame, "postcode")
    taken = stated.isna() & implied.notna()
    if not taken.any():
        return frame
    message = "“" + city[taken] + "” is read as the postcode " + implied[taken] + "."
    findings.add("postcode_from_town", entity, frame.loc[taken, "id"], "postcode", message)
    return frame.assign(postcode=stated.fillna(implied))


def _with_areas(
    frame: pd.DataFrame, of_country: pd.DataFrame, entity: Entity, findings: Findings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Number the sets of areas that records state: by their column of regions, by their country's cell, by their text.

    A set from a better source replaces one from a worse. Areas outside the country are none; where no country is
    stated, areas of one country alone give it.
    """
    given = _text(frame, "region")
    by_column = areas_named(given).drop(columns="kind")
    with_areas = of_each_object(lambda place: bool(place.areas), frame["_place"], "bool").to_numpy()
    with_areas = (
        with_areas | of_each_object(lambda place: bool(place.areas), frame["_end"], "bool").to_numpy()
    )
    rows = np.flatnonzero(with_areas)
    pairs = zip(frame["_place"].iloc[rows], frame["_end"].iloc[rows], strict=True)
    texts = pd.Series([town.areas or address.areas for town, address in pairs], index=rows, dtype=object)
    texts = texts.explode().astype("str")
    by_text = areas_named(texts).drop(columns="kind")
    by_text["row"] = texts.index.to_numpy()[by_text["row"]]
    by_text = pd.concat([by_text, _countries_as_areas(frame["_end"], by_text)], ignore_index=True)
    country = frame["country"].to_numpy(object)
    table = countries.countries()["part_of"]
    found = []
    for areas in (by_column, of_country, by_text):
        stated = pd.Series(country[areas["row"]], index=areas.index, dtype="str")
        part_of = areas["country"].map(table).astype("str")
        found.append(areas[stated.isna() | stated.eq(areas["country"]) | stated.eq(part_of)])
    unknown = given.notna() & ~pd.Series(np.isin(np.arange(len(frame)), found[0]["row"]), index=frame.index)
    message = "“" + given[unknown].str.slice(0, 80) + "” is not recognised as a region."
    findings.add("unknown_region", entity, frame.loc[unknown, "id"], "region", message)
    if unknown.any():
        frame = frame.assign(region_as_given=given.where(unknown))
    best = found[0]
    for areas in found[1:]:
        best = pd.concat([best, areas[~areas["row"].isin(best["row"])]], ignore_index=True)
    # Where a name means a region, it does not mean the country as such.
    with_region = best.loc[best["region"].notna(), ["row", "country"]].drop_duplicates()
    vague = best["region"].isna() & pd.MultiIndex.from_frame(best[["row", "country"]]).isin(
        pd.MultiIndex.from_frame(with_region)
    )
    best = best[~vague].drop_duplicates().sort_values(["row", "country", "region"], kind="stable")
    return _numbered(frame.assign(_region_given=given), best, entity, findings)


def _countries_as_areas(place: pd.Series, by_text: pd.DataFrame) -> pd.DataFrame:
    """Countries that a text names by a word that is a subdivision's as well ("Georgia"), as areas."""
    code = of_each_object(lambda one: one.country if one.areas else None, place, "str")
    code = code.reset_index(drop=True).dropna()
    return pd.DataFrame({"row": code.index, "country": code, "region": None}).astype(
        {"country": "str", "region": "str", "row": by_text["row"].dtype if len(by_text) else "int64"}
    )


def _numbered(
    frame: pd.DataFrame, best: pd.DataFrame, entity: Entity, findings: Findings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frame with the number of each record's set of areas, and the sets; they may give the country."""
    area = best["country"] + "|" + best["region"].fillna("")
    several = best["row"].duplicated(keep=False)
    key = pd.concat(
        [area[~several].set_axis(best.loc[~several, "row"]), area[several].groupby(best["row"]).agg("+".join)]
    ).sort_index()
    number, _ = pd.factorize(key)
    areas = np.full(len(frame), -1)
    areas[key.index] = number
    first = pd.Series(key.index, index=number)
    first = first[~first.index.duplicated()]
    sets = best[best["row"].isin(first)].assign(areas=lambda rows: areas[rows["row"]])
    one = only_value(best["country"], best["row"])
    implied = pd.Series(None, index=frame.index, dtype="str")
    implied.iloc[one.index] = one
    taken = frame["country"].isna() & implied.notna() & ~frame["_lost_country"]
    message = "No country is given; the region named lies in " + countries.country_name(implied[taken]) + "."
    findings.add("country_from_place", entity, frame.loc[taken, "id"], "country", message)
    frame = frame.assign(country=frame["country"].mask(taken, implied), _areas=areas)
    return _with_countries_of_postcodes(frame, entity, findings), sets[
        ["areas", "country", "region"]
    ].reset_index(drop=True)


def _with_countries_of_postcodes(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Take the country from a postcode whose form only one has where nothing else names it."""
    postcode = frame["_postcode"]
    implied = countries_of_postcodes(postcode.where(frame["country"].isna() & frame["_areas"].lt(0)))
    taken = implied.notna()
    if not taken.any():
        return frame
    message = (
        "No country is given; postcodes like “"
        + postcode[taken]
        + "” are those of "
        + countries.country_name(implied[taken])
        + "."
    )
    findings.add("country_from_place", entity, frame.loc[taken, "id"], "country", message)
    return frame.assign(country=frame["country"].fillna(implied))
