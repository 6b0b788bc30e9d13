"""What an address cell names: a house, a street, or no more than numbers of other kinds."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from dsi_geo.geography import boundaries, places
from dsi_geo.geography.countries import names_to_codes
from dsi_geo.spelling import fold

LONGEST_ADDRESS: Final = 300
"""Characters of a cell that are read as an address. Addresses are shorter; what follows tells the way, or is none."""

_FOUR_DIGITS: Final = frozenset(
    "AL AM AT AU BE BG CH CY DK GE HU LI LU LV MK NL NO NZ PH PT SI TN ZA".split()
)
"""Countries whose postcodes have four digits."""

_AFTER_TOWN: Final = frozenset("AU CA GB IE IN NZ US ZA".split())
"""Countries where the postcode follows the town, so that a number at the beginning is a house's."""

_STREET_AFTER: Final = (
    r"(?:rue|avenue|ave|boulevard|blvd|broadway|chemin|route|quai|place|impasse|all[ée]e|cours)\b"
    r"|[^,;\n\d]*[^\W\d]\.?\s(?:street|str?|road|rd|avenue|ave?|boulevard|blvd|lane|ln|drive|dr|way|court|ct|place|pl"
    r"|square|sq|highway|hwy|parkway|pkwy|circle|terrace|row|broadway)\b"
)
_WHOLE_FORMS: Final = (
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"  # SW1A 2AA
    r"|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b"  # K1A 0B1
    r"|\b[A-Z]\d[\dW] [A-Z\d]{4}\b"  # D02 AF30
    r"|\b[A-Z]{1,3}-\d{4,6}\b"  # D-10999
    r"|\b\d{4}-\d{3}\b|\b\d{5}-\d{3,4}\b|\b\d{3}-\d{4}\b"  # PT, BR and US, JP
    r"|\b\d{6}\b"
    r"|\b[A-Z]{2} \d{5}\b"  # MA 01609
    r"|(?<=[^\W\d_][ -])\d{5}(?=\s*(?:[,;\n)]|$))"  # Berlin 10999
    r"|(?<=[,;\n])\s*\d{5}(?=\s*(?:[,;\n]|$))"
    r"|(?<=[^\W\d_][ .])\d{5}(?=\s+[^\W\d_])"  # Oranienplatz 10999 Berlin
    r"|(?<=\d )\d{5}(?=\s+[^\W\d_])"
)
_BEFORE_TOWN: Final = rf"(?i)(?<=[,;\n])\s*\d{{5}}(?=\s+[^\W\d_])(?!\s+(?:{_STREET_AFTER}))"
_FOUR_BEFORE_TOWN: Final = rf"(?i)(?<=[,;\n\w.])\s+\d{{4}}(?=\s+[^\W\d_])(?!\s+(?:{_STREET_AFTER}))"
_FIRST: Final = rf"(?i)^\s*\d{{4,5}}(?=\s+[^\W\d_])(?!\s+(?:{_STREET_AFTER}))"
_FOUR_LAST: Final = r"(?<=[^\W\d_] )\d{4}(?=\s*(?:[,;\n]|$))"
_SHORTEST_POSTCODE: Final = 4
_GREEK_OR_CZECH: Final = r"\b\d{3} \d{2}(?=\s+[^\W\d_]|\s*(?:[,;\n]|$))"
_DUTCH: Final = r"\b\d{4} ?[A-Z]{2}\b"
_POLISH: Final = r"\b\d{2}-\d{3}\b"
_INDIAN: Final = r"\b\d{3} \d{3}\b"
_OUTWARD: Final = r"\b[A-Z]{1,2}\d{1,2}[A-Z]?(?=\s*(?:[,;\n]|$))"

_POSTCODE_AND_TOWN: Final = rf"(?i)(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?!\s+(?:{_STREET_AFTER}))\s+[^\d,\n]+"

_MONTHS: Final = (
    r"januar[yi]?|jänner|janvier|enero|gennaio|janeiro|februar[yi]?|f[ée]vrier|febrero|febbraio|fevereiro|march|märz"
    r"|mars|marzo|março|marzec|marca|april[ei]?|avril|abril|may|mai|mayo|maggio|maio|mei|maja|june?|juni|juin|junio"
    r"|giugno|junho|july?|juli|juillet|julio|luglio|julho|august|ao[uû]t|agosto|september|septembre|septiembre"
    r"|settembre|setembro|october|oktober|octobre|octubre|ottobre|outubro|november|novembre|noviembre|novembro"
    r"|december|dezember|d[ée]cembre|diciembre|dicembre|dezembro"
)
_NAMING: Final = (
    # Straße des 17. Juni, Place du 8 mai 1945; "5 May Street" is a house.
    rf"\b\d{{1,2}}(?:er|º|°)?\.?[ -]?(?:de |di |d')?(?:{_MONTHS})\b"
    r"(?!\s+(?:st|street|road|rd|lane|ave|avenue|close|way)\b|-\D)"
    r"(?:[ -](?:de )?\d{4}\b)?"
    r"|\b\d+(?:st|nd|rd|th|er|[èe]re|[èe]me)\b|\b\d+[ºª]"  # 5th Avenue
    r"|(?:^|[,;\n])\s*(?:calle|carrera|cra?\.?|avenida|avenue|street|stra(?:ß|ss)e|road|rue|rua|route|highway)"
    r"\s+(?:no\.?\s*|nr\.?\s*|#\s*)?\d+(?!\d|\s*[-/]\s*\d)"  # Calle 72
    r"|\b(?:sector|sec\.|phase|stage|ward|zone|level|floor|etage|piso|km\.?|cedex)[\s-]*\d+[a-z]?\b"
    r"|\b\d+\.\s*(?:stock|og)\b|\b\d+\.?\s*(?:[ée]tage|piso)\b"
)
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
"""Paris 11e, Praha 1, Budapest XIII: a town with the number of its district, alone between commas."""

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
    """Whether an address names nothing but the record's town, a region or a country, or no one place at all.

    Parameters
    ----------
    address, postcode, city
        As written, missing allowed; the town by its name in the gazetteer.
    country
        ISO alpha-2 codes, missing allowed; all with the same index.

    Returns
    -------
    bool, False where there is no address.
    """
    vague = address.str.contains(_NOWHERE_IN_PARTICULAR, na=False)
    known = address.notna()
    text = without_postcodes(address[known], postcode[known], country[known])
    part = pd.Series(text.to_numpy(), dtype="str").str.split(r"[,;\n()]", regex=True).explode()
    part = part.astype("str").str.strip(" \t\r.-")
    part = part[part.ne("")]
    row, part = part.index, part.reset_index(drop=True)
    there = country[known].take(row).reset_index(drop=True).astype("str")
    key, regions = fold(part), boundaries.regions()
    area = key.isin(fold(regions["name"].astype("str"))) | (there + "-" + part).isin(regions.index)
    area |= key.map(names_to_codes()).notna() & key.str.len().gt(3)
    town = places.find_places(part, there)
    own = town["how"].ne("part") & town["name"].eq(city[known].take(row).reset_index(drop=True))
    only = (area | own).groupby(row).all().reindex(range(len(text)), fill_value=False)
    return vague | only.set_axis(text.index).reindex(address.index, fill_value=False)


def without_districts(address: pd.Series, city: pd.Series, country: pd.Series) -> pd.Series:
    """Addresses without the numbers of a town's districts: "Paris" for "Paris 11e".

    A number alone behind a town's name is a district's in a city, if it is the record's own town; in a village it is
    a house's.

    Parameters
    ----------
    address, city
        As written, missing allowed; the town by its name in the gazetteer.
    country
        ISO alpha-2 codes, missing allowed; all with the same index.
    """
    parts = address[address.notna()].str.extractall(_NUMBERED_TOWN)
    parts = parts[places.is_city(parts["town"])].droplevel("match")
    if parts.empty:
        return address.str.replace(_DISTRICT, " ", regex=True)
    town = places.find_places(parts["town"], country[parts.index])
    parts = parts[town["name"].eq(city[parts.index]) & town["population"].ge(places.CITY)]
    told = parts[~parts.index.duplicated()]
    plain = [
        line.replace(whole, name)
        for line, whole, name in zip(address[told.index], told["whole"], told["town"], strict=True)
    ]
    plainer = address.mask(address.index.isin(told.index), pd.Series(plain, index=told.index, dtype="str"))
    return plainer.str.replace(_DISTRICT, " ", regex=True)


def has_house_number(address: pd.Series, postcode: pd.Series, country: pd.Series) -> pd.Series:
    """Whether an address holds a number that may be a house's.

    Numbers of postcodes and boxes, and those that name a street or a quarter ("Straße des 17. Juni", "5th
    Avenue", "Calle 72", "Sector 12"), are none.

    Parameters
    ----------
    address, postcode
        As written, missing allowed.
    country
        ISO alpha-2 codes, missing allowed; all three with the same index.

    Returns
    -------
    bool, False where there is no address.
    """
    numbered = address.str.contains(r"\d", na=False) & ~is_postcode_and_town(address)
    text = without_postcodes(address[numbered], postcode[numbered], country[numbered])
    text = text.str.replace(_BOX, " ", regex=True).str.replace(f"(?i){_NAMING}", " ", regex=True)
    return text.str.contains(r"\d", na=False).reindex(address.index, fill_value=False)


def is_postcode_and_town(address: pd.Series) -> pd.Series:
    """Whether an address is nothing but a postcode and the town after it ("D-10999 Berlin")."""
    return address.str.fullmatch(_POSTCODE_AND_TOWN, na=False)


def without_postcodes(address: pd.Series, postcode: pd.Series, country: pd.Series) -> pd.Series:
    """Addresses without the postcode that is stated, and without those that their form or country tells."""
    text = _without_stated(address, postcode)
    text = text.str.replace(_WHOLE_FORMS, " ", regex=True).str.replace(_BEFORE_TOWN, " ", regex=True)
    four = country.isin(_FOUR_DIGITS)
    for pattern, rows in (
        (_DUTCH, country.eq("NL")),
        (_FIRST, country.notna() & ~country.isin(_AFTER_TOWN)),
        (_FOUR_BEFORE_TOWN, four | country.isna()),
        (_FOUR_LAST, four & country.isin(_AFTER_TOWN)),
        (_GREEK_OR_CZECH, country.isin(("CZ", "GR", "SE", "SK"))),
        (_POLISH, country.eq("PL")),
        (_INDIAN, country.eq("IN")),
        (_OUTWARD, country.eq("GB")),
    ):
        text = text.where(~rows, text.str.replace(pattern, " ", regex=True))
    return text


def _without_stated(address: pd.Series, postcode: pd.Series) -> pd.Series:
    """Addresses without the postcode that stands in its own column; each distinct pair is looked at once."""
    pairs = pd.DataFrame({"address": address, "postcode": postcode}).dropna().drop_duplicates()
    pairs = pairs[pairs["postcode"].str.len().between(_SHORTEST_POSTCODE, LONGEST_ADDRESS)]
    if pairs.empty:
        return address
    cut = {
        (line, code): re.sub(
            rf"(?s)(?<!\w){re.escape(code)}(?!\w)(?!.*(?<!\w){re.escape(code)}(?!\w))", " ", line
        )
        for line, code in pairs.itertuples(index=False)
    }
    keys = pd.Series(list(zip(address, postcode, strict=True)), index=address.index)
    return keys.map(cut).astype("str").fillna(address)
