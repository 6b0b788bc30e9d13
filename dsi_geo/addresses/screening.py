"""What an address cell contains: a house, a street, or only the town, a region or other numbers."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from dsi_geo.addresses.country_words import vocabulary
from dsi_geo.addresses.letters import plain
from dsi_geo.addresses.months import month_pattern
from dsi_geo.addresses.postcode_forms import is_postcode_and_town, without_postcodes
from dsi_geo.addresses.street_names import has_street_word
from dsi_geo.distinct import distinct_rows, each_once
from dsi_geo.geography import boundaries, places
from dsi_geo.geography.countries import names_to_codes
from dsi_geo.geography.sorted_names import expanded
from dsi_geo.spelling import fold

_BOX: Final = (
    r"(?i)(?:\b(?:postfach|p\.? ?o\.? ?box|(?:post|gpo|mail) ?box|bo[iî]te postale|apartado(?: de correos| postal)?"
    r"|casilla(?: de correo)?|caixa postal|casella postale|postbus|postboks|private bag|locked bag|bp|b\.p\.)"
    r"\s*(?:no\.?|nr\.?|n[°º.]|#)?)\s*\d[\d ]*"
)

_ROMAN: Final = r"(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})"
_NUMBERED_TOWN: Final = (
    r"(?:^|(?<=[,;\n(]))\s*(?P<whole>(?P<town>[^\W\d][^\d,;\n()]*[^\W\d])[ -]+"
    rf"(?:\d{{1,2}}(?:er|ère|[eè]me|e|\.)?|{_ROMAN}\.?)(?: arr(?:ondissement|dt?|\.)?)?)\s*(?=[,;\n)]|$)"
)
"""A town with the number of its district, alone between commas: Paris 11e, Praha 1, Budapest XIII."""

_MAY_BE_NUMBERED: Final = r"[\p{Nd}XVI]"
"""What every town with such a number has, as RE2 reads it."""

_DISTRICT: Final = (
    rf"(?i)\b(?:(?:\d{{1,2}}(?:er|ère|[eè]me|e|st|nd|rd|th|\.)|{_ROMAN}\.?e?) ?"
    r"(?:arrondissement|arrdt|bezirk|gemeindebezirk|kerület|district|obvod)"
    r"|(?:arrondissement|bezirk|district|distrito) \d{1,2})\b"
)

_NOWHERE_IN_PARTICULAR: Final = (
    r"(?i)(?:^|[,;\n(])\s*(?:various|multiple|several|different|diverse|verschiedene|mehrere|plusieurs|divers|varios"
    r"|varias|diversi)\s+(?:locations?|places|sites|venues|addresses|standorte|orte|lieux|lugares|luoghi|sedi)\b"
    r"|^\s*(?:online|nationwide|countrywide|worldwide|remote|virtual|bundesweit|weltweit|en ligne|en línea)\s*$"
)


def names_no_street(
    address: pd.Series, postcode: pd.Series, city: pd.Series, country: pd.Series
) -> pd.Series:
    """Whether an address names only the record's town, a region or a country, or no particular place.

    Parameters
    ----------
    address, postcode, city
        As written, missing allowed; the town by its name in the gazetteer.
    country
        ISO alpha-2 codes, missing allowed; all with the same index.

    Returns
    -------
    Series
        Bool; False where there is no address.
    """
    vague = address.str.contains(_NOWHERE_IN_PARTICULAR, na=False)
    known = address.notna()
    if not known.any():
        return vague
    text = without_postcodes(address[known], postcode[known], country[known])
    part = pd.Series(text.to_numpy(), dtype="str").str.split(r"[,;\n()]", regex=True).explode()
    part = part.astype("str").str.strip(" \t\r.-")
    part = part[part.ne("")]
    row, part = part.index, part.reset_index(drop=True)
    there = country[known].take(row).reset_index(drop=True).astype("str")
    key = fold(part)
    area = key.isin(_region_names()) | boundaries.is_region(there + "-" + part)
    area |= key.map(names_to_codes()).notna() & key.str.len().gt(3)
    town = places.find_places(part, there)
    own = town["how"].ne("part") & town["name"].eq(city[known].take(row).reset_index(drop=True))
    # A village beside the town: a name without a number or a word for a street, and known as a place there.
    street = pd.Series(
        [
            has_street_word(plain(one).split(), vocabulary(code))
            for one, code in zip(part, there.fillna(""), strict=True)
        ],
        index=part.index,
        dtype="bool",
    )
    own |= town["how"].isin(("name", "spelling")) & ~street & there.notna()
    only = (area | own).groupby(row).all().reindex(range(len(text)), fill_value=False)
    return vague | only.set_axis(text.index).reindex(address.index, fill_value=False)


@cache
def _region_names() -> frozenset[str]:
    """Folded names of all regions."""
    return frozenset(fold(boundaries.regions()["name"].astype("str")))


def without_districts(address: pd.Series, city: pd.Series, country: pd.Series) -> pd.Series:
    """Addresses without the numbers of a town's districts: "Paris" for "Paris 11e".

    A lone number after the record's own town is that of a district if the town is a city; in a village it is a house
    number.

    Parameters
    ----------
    address, city
        As written, missing allowed; the town by its name in the gazetteer.
    country
        ISO alpha-2 codes, missing allowed; all with the same index.
    """
    parts = _numbered_towns(address)
    parts = parts[places.is_city(parts["town"])]
    if parts.empty:
        return each_once(_without_named_districts, address)
    town = places.find_places(parts["town"], country[parts.index])
    parts = parts[town["name"].eq(city[parts.index]) & town["population"].ge(places.CITY)]
    split = parts[~parts.index.duplicated()]
    plain = [
        line.replace(whole, name)
        for line, whole, name in zip(address[split.index], split["whole"], split["town"], strict=True)
    ]
    plainer = address.mask(address.index.isin(split.index), pd.Series(plain, index=split.index, dtype="str"))
    return each_once(_without_named_districts, plainer)


def _numbered_towns(address: pd.Series) -> pd.DataFrame:
    """The towns with the number of a district in each address, index of `address`: `whole`, `town`."""
    number, (distinct,) = distinct_rows(address)
    numbered = distinct[distinct.str.contains(_MAY_BE_NUMBERED, na=False)]
    parts = numbered.str.extractall(_NUMBERED_TOWN).reset_index("match", drop=True)
    rows = np.flatnonzero(np.isin(number, parts.index))
    count = parts.index.value_counts()
    first = pd.Series(np.arange(len(parts)), parts.index).groupby(level=0).first()
    of_row = number[rows]
    row, at = expanded(first.reindex(of_row).to_numpy(int), count.reindex(of_row).to_numpy(int))
    return parts.take(at).set_axis(address.index.take(rows[row]))


def _without_named_districts(address: pd.Series) -> pd.Series:
    return address.str.replace(_DISTRICT, " ", regex=True)


@cache
def _naming() -> str:
    """Pattern of numbers that are part of the name of a street, or designate a part of a town or building."""
    return (
        # Straße des 17. Juni, Place du 8 mai 1945; "5 May Street" is a house.
        rf"(?i)\b\d{{1,2}}(?:er|º|°)?\.?[ -]?(?:de |di |d')?(?:{month_pattern()})\b"
        r"(?!\s+(?:st|street|road|rd|lane|ave|avenue|close|way)\b|-\D)"
        r"(?:[ -](?:de )?\d{4}\b)?"
        r"|\b\d+(?:st|nd|rd|th|er|[èe]re|[èe]me)\b|\b\d+[ºª]"  # 5th Avenue
        r"|(?:^|[,;\n])\s*(?:calle|carrera|cra?\.?|avenida|avenue|street|stra(?:ß|ss)e|road|rue|rua|route|highway)"
        r"\s+(?:no\.?\s*|nr\.?\s*|#\s*)?\d+(?!\d|\s*[-/]\s*\d)"  # Calle 72
        r"|\b(?:sector|sec\.|phase|stage|ward|zone|level|floor|etage|piso|km\.?|cedex)[\s-]*\d+[a-z]?\b"
        r"|\b\d+\.\s*(?:stock|og)\b|\b\d+\.?\s*(?:[ée]tage|piso)\b"
    )


def has_house_number(address: pd.Series, postcode: pd.Series, country: pd.Series) -> pd.Series:
    """Whether an address has a number that may be a house number.

    Postcodes, box numbers, and numbers in the name of a street or quarter ("Straße des 17. Juni", "5th
    Avenue", "Calle 72", "Sector 12") do not count.

    Parameters
    ----------
    address, postcode
        As written, missing allowed.
    country
        ISO alpha-2 codes, missing allowed; all three with the same index.

    Returns
    -------
    Series
        Bool; False where there is no address.
    """
    numbered = each_once(_may_have_house_number, address)
    text = without_postcodes(address[numbered], postcode[numbered], country[numbered])
    return each_once(_has_number_of_house, text).reindex(address.index, fill_value=False)


def _may_have_house_number(address: pd.Series) -> pd.Series:
    return address.str.contains(r"\d", na=False) & ~is_postcode_and_town(address)


def _has_number_of_house(text: pd.Series) -> pd.Series:
    text = text.str.replace(_BOX, " ", regex=True).str.replace(_naming(), " ", regex=True)
    return text.str.contains(r"\d", na=False)
