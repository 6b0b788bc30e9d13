"""Postcodes as written in the columns of a table: their countries, and other text in their cells."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from dsi_geo.distinct import distinct_rows, each_once

LONGEST_ADDRESS: Final = 300
"""Most characters of a cell that are read as an address: longer text is directions, or not an address."""

_BRITISH: Final = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_CANADIAN: Final = r"[A-Z]\d[A-Z] ?\d[A-Z]\d"
_IRISH: Final = r"(?:[AC-FHKNPRTV-Y]\d{2}|D6W) ?(?=[A-Z]*\d)[\dAC-FHKNPRTV-Y]{4}"
_ARGENTINE: Final = r"[A-HJ-NP-Z]\d{4}[A-Z]{3}"
_POLISH: Final = r"\d{2}-\d{3}"
_PORTUGUESE: Final = r"\d{4}-\d{3}"
_BRAZILIAN: Final = r"\d{5}-\d{3}"
_IN_TWO: Final = r"\d{3} \d{2}"  # Sweden, Greece, the Czech Republic, Slovakia
_OF_ONE_COUNTRY: Final = {
    "GB": _BRITISH,
    "CA": _CANADIAN,
    "IE": _IRISH,
    "NL": r"[1-9]\d{3} ?[A-Z]{2}",
    "PL": _POLISH,
    "PT": _PORTUGUESE,
    "BR": _BRAZILIAN,
    "AR": _ARGENTINE,
    "AD": r"AD-?[1-7]00",
    "AZ": r"AZ-\d{4}",
    "BG": r"BG-\d{4}",
    "CH": r"CH-\d{4}",
    "CZ": r"CZ-\d{3} ?\d{2}",
    "DE": r"D-\d{5}|DE-(?!19[789])\d{5}",  # 19701 to 19980 are in Delaware
    "DK": r"DK-\d{4}",
    "EE": r"EE-\d{5}",
    "ES": r"(?:E|ES)-\d{5}",
    "FI": r"FIN?-\d{5}",
    "FR": r"(?:F|FR)-\d{5}",
    "HR": r"HR-\d{5}",
    "HU": r"HU?-\d{4}",
    "IT": r"(?:I|IT)-\d{5}",
    "LT": r"LT-\d{5}",
    "LV": r"LV-\d{4}",
    "MD": r"MD-\d{4}",
    "RO": r"RO-\d{6}",
    "SE": r"SE?-\d{3} ?\d{2}",
    "SI": r"(?:SI|SLO)-\d{4}",
    "SK": r"SK-\d{3} ?\d{2}",
    "TR": r"TR-\d{5}",
    "UA": r"UA-\d{5}",
}
"""Forms that no other country's postcodes have, or with the sign of the country before as many figures as it has."""
_LETTERS: Final = rf"{_BRITISH}|{_CANADIAN}|{_IRISH}|{_ARGENTINE}"
_IN_FRONT: Final = (
    rf"(?:[A-Z]{{1,3}}-)?(?:{_BRAZILIAN}|{_PORTUGUESE}|{_POLISH}|{_IN_TWO}"
    r"|[1-9]\d{3}(?: [A-Z]{2}|[A-Za-z]{2})|\d{4,6})"
)
_BEHIND: Final = rf"{_LETTERS}|(?:[A-Z]{{2}}-)?(?:{_BRAZILIAN}|\d{{4,6}})"
_NAME: Final = r"[^\W\d_][^\d]+[^\W\d_]"
_ALONE_OR_IN_FRONT: Final = (
    r"(?:[A-Z]{1,3}-)?"  # D-10999, LV-1010
    rf"(?:{_POLISH}|{_PORTUGUESE}|\d{{5}}-\d{{4}}|{_IN_TWO}"
    r"|\d{4} ?(?!(?:LA|LE|ST) [A-Z]{2})[A-Z]{2}(?![A-Za-z])"  # Netherlands; not 2300 LA CHAUX-DE-FONDS
    rf"|{_BRITISH}"
    r"|\d{3,6})"
)
POSTCODE_AND_CITY: Final = rf"(?s)^\s*({_ALONE_OR_IN_FRONT})(?:[\s,;/]+(.*\S))?\s*$"
"""A cell with a postcode, optionally followed by the town."""
CODE_IN_LINE: Final = (
    rf"\b(?:{_BRITISH}|{_CANADIAN}|{_IRISH}|[1-9]\d{{3}} ?[A-Z]{{2}})\b"
    rf"|(?<![\w-])(?:[A-Z]{{1,3}}-)?(?:{_BRAZILIAN}|\d{{5}}-\d{{4}}|{_PORTUGUESE}|{_POLISH}|\d{{5,6}})(?![\w-])"
    rf"|(?<![\d/.-])\b(?:{_IN_TWO}|\d{{3}} \d{{3}})\b(?![\d/.-])"
    r"|\b[A-Z]{1,2}-\d{4}\b"
)
"""A postcode in a line of text by its form alone; those of four figures need words beside them."""
CODE_IN_TOWN: Final = rf"\b\d{{4,6}}\b|\b{_POLISH}\b|\b{_IN_TWO}\b|(?i:\bdublin) \d"
"""A postcode, or a district's number, in a cell with a town."""

_FOUR_DIGITS: Final = frozenset(
    "AL AM AT AU BE BG CH CY DK GE HU LI LU LV MK NL NO NZ PH PT SI TN ZA".split()
)
"""Countries whose postcodes have four digits."""

_AFTER_TOWN: Final = frozenset("AU CA GB IE IN NZ US ZA".split())
"""Countries where the postcode follows the town, so that a number at the beginning is a house number."""

_STREET_AFTER: Final = (
    r"(?:rue|avenue|ave|boulevard|blvd|broadway|chemin|route|quai|place|impasse|all[ée]e|cours)\b"
    r"|[^,;\n\d]*[^\W\d]\.?\s(?:street|str?|road|rd|avenue|ave?|boulevard|blvd|lane|ln|drive|dr|way|court|ct|place|pl"
    r"|square|sq|highway|hwy|parkway|pkwy|circle|terrace|row|broadway)\b"
)
_WHOLE_FORMS: Final = (
    rf"\b{_BRITISH}\b|\b{_CANADIAN}\b"
    r"|\b[A-Z]\d[\dW] [A-Z\d]{4}\b"  # D02 AF30
    r"|\b[A-Z]{1,3}-\d{4,6}\b"  # D-10999
    rf"|\b{_PORTUGUESE}\b|\b\d{{5}}-\d{{3,4}}\b|\b\d{{3}}-\d{{4}}\b"  # the second: BR and US, the third: JP
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
_WITH_OWN_FORMS: Final = _FOUR_DIGITS | _AFTER_TOWN | {"CZ", "GR", "SE", "SK", "PL"}
_SHORTEST_POSTCODE: Final = 4
_MAY_BE_CODE: Final = r"[A-Z]\p{Nd}|\p{Nd}{3}"
"""What every form below and above has, as RE2 reads it."""
_IN_TWO_APART: Final = rf"\b{_IN_TWO}(?=\s+[^\W\d_]|\s*(?:[,;\n]|$))"
_DUTCH: Final = r"\b\d{4} ?[A-Z]{2}\b"
_INDIAN: Final = r"\b\d{3} \d{3}\b"
_OUTWARD: Final = r"\b[A-Z]{1,2}\d{1,2}[A-Z]?(?=\s*(?:[,;\n]|$))"

_POSTCODE_AND_TOWN: Final = rf"(?i)(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?!\s+(?:{_STREET_AFTER}))\s+[^\d,\n]+"


def countries_of_postcodes(postcode: pd.Series) -> pd.Series:
    """The only country (alpha-2, ``str``) whose postcodes have the form of each; missing if there is none.

    Examples
    --------
    >>> import pandas as pd
    >>> countries_of_postcodes(pd.Series(["gu2 7xh", "4200-135", "10115", None], dtype="str")).tolist()
    ['GB', 'PT', nan, nan]
    """
    written = postcode.str.strip().str.upper()
    country = pd.Series(None, index=postcode.index, dtype="str")
    for code, form in _OF_ONE_COUNTRY.items():
        country = country.mask(written.str.fullmatch(form, na=False), code)
    return country


def split_from_town(city: pd.Series) -> pd.DataFrame:
    """Separate postcodes from the towns in whose cells they are.

    Parameters
    ----------
    city
        Towns as written (``str``); missing allowed.

    Returns
    -------
    DataFrame
        `postcode` and `town` (``str``), with the index of `city`; both missing if a cell has no postcode, `town` if
        it has nothing else.

    Examples
    --------
    >>> import pandas as pd
    >>> split_from_town(pd.Series(["1221 København K", "London n1 9ab", "Praha 1"])).to_numpy().tolist()
    [['1221', 'København K'], ['N1 9AB', 'London'], [nan, nan]]
    """
    number, (distinct,) = distinct_rows(city)
    return _split_from_town(distinct).take(number).set_axis(city.index)


def _split_from_town(city: pd.Series) -> pd.DataFrame:
    numbered = city[city.str.contains(r"\d", na=False)].str.strip()
    lettered = numbered.str.upper()
    in_front = numbered.str.extract(rf"^(?P<postcode>{_IN_FRONT})[ ,]+(?P<town>{_NAME}(?: \d{{1,2}})?)$")
    behind = lettered.str.extract(rf"^{_NAME}[ ,]+(?P<postcode>{_BEHIND})$")
    behind["town"] = numbered.str.extract(rf"^({_NAME})[ ,]")[0].where(behind["postcode"].notna())
    alone = lettered.where(lettered.str.fullmatch(rf"{_LETTERS}|[1-9]\d{{3}} ?[A-Z]{{2}}|\d{{5}}")).to_frame(
        "postcode"
    )
    alone["town"] = pd.Series(None, index=alone.index, dtype="str")
    found = in_front.where(in_front["postcode"].notna(), behind)
    found = found.where(found["postcode"].notna(), alone)
    return found[["postcode", "town"]].astype("str").reindex(city.index)


def is_postcode_and_town(address: pd.Series) -> pd.Series:
    """Whether an address is only a postcode followed by a town ("D-10999 Berlin")."""
    return each_once(lambda distinct: distinct.str.fullmatch(_POSTCODE_AND_TOWN, na=False), address)


def without_postcodes(address: pd.Series, postcode: pd.Series, country: pd.Series) -> pd.Series:
    """Addresses without the stated postcode, and without postcodes recognised by form or country."""
    alike = each_once(lambda codes: codes.map(_alike, na_action="ignore").astype("str"), country)
    return each_once(_without_forms, _without_stated(address, postcode), alike)


def _alike(country: str) -> str:
    """A country whose postcodes are recognised like those of another, which has most of them."""
    return country if country in _WITH_OWN_FORMS else "DE"


def _without_forms(text: pd.Series, country: pd.Series) -> pd.Series:
    """Addresses without postcodes recognised by form or country."""
    coded = text.str.contains(_MAY_BE_CODE, na=False)
    if not coded.all():
        return text.mask(coded, _without_forms(text[coded], country[coded])) if coded.any() else text
    text = text.str.replace(_WHOLE_FORMS, " ", regex=True).str.replace(_BEFORE_TOWN, " ", regex=True)
    four = country.isin(_FOUR_DIGITS)
    for pattern, rows in (
        (_DUTCH, country.eq("NL")),
        (_FIRST, country.notna() & ~country.isin(_AFTER_TOWN)),
        (_FOUR_BEFORE_TOWN, four | country.isna()),
        (_FOUR_LAST, four & country.isin(_AFTER_TOWN)),
        (_IN_TWO_APART, country.isin(("CZ", "GR", "SE", "SK"))),
        (rf"\b{_POLISH}\b", country.eq("PL")),
        (_INDIAN, country.eq("IN")),
        (_OUTWARD, country.eq("GB")),
    ):
        if rows.any():
            text = text.where(~rows, text.str.replace(pattern, " ", regex=True))
    return text


def _without_stated(address: pd.Series, postcode: pd.Series) -> pd.Series:
    """Addresses without the postcode of the postcode column; each distinct pair is processed once."""
    usable = address.notna() & postcode.str.len().between(_SHORTEST_POSTCODE, LONGEST_ADDRESS)
    lines, codes = address[usable].tolist(), postcode[usable].tolist()
    within = usable.to_numpy(bool, copy=True)
    within[within] = [code in line for line, code in zip(lines, codes, strict=True)]
    if not within.any():
        return address
    return address.mask(within, each_once(_cut, address[within], postcode[within]))


def _cut(address: pd.Series, postcode: pd.Series) -> pd.Series:
    """Addresses without the last occurrence of a postcode."""
    cut = [
        re.sub(rf"(?s)(?<!\w){re.escape(code)}(?!\w)(?!.*(?<!\w){re.escape(code)}(?!\w))", " ", line)
        for line, code in zip(address, postcode, strict=True)
    ]
    return pd.Series(cut, index=address.index, dtype="str")
