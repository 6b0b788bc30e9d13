"""Postcodes in one form, and the size of the areas that they stand for in each country."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from dsi_geo import bundled
from dsi_geo.addresses.country_words import vocabulary
from dsi_geo.addresses.street_names import has_street_word
from dsi_geo.distinct import each_once

_FIGURE: Final = re.compile(r"\d")
_SIGNS: Final = re.compile(r"[^a-z0-9]")
_ARGENTINE: Final = re.compile(r"^[a-z]?(\d{4})[a-z]{0,3}$")
_PREFIXED: Final = re.compile(
    r"(?<![a-z0-9])(d|f|ch|a|b|i|nl|l|dk|s|n|cz|sk|si|hr|pl|gr|lt|lv|ee|fi|es|pt|ro|bg|at|de|fr|be|it|lu|se|no|is|hu|li"
    r"|rs|md|mk|me|ua|cy)-(?=\d{3,6}\b|\d{2}-\d{3}\b)"
)
_BEFORE_TOWN: Final = re.compile(
    r"[,;|\n]\s*(?:[a-z]{1,2}-)?([1-9]\d{3,5}|0\d{4}|\d{3} \d{2}) (?=([a-z][^\d,;|\n]+)$)"
)
_DUBLIN: Final = re.compile(
    r"\bdublin(?: |, ?(?=d?\d{1,2}w?\s*(?:$|[,;|\n])))?(?!d\d{2} ?[a-z\d]{4}\b)d?(\d{1,2}w?)(?![a-z\d])"
)
_DISTRICT: Final = re.compile(r"^(?:dublin|d)(\d{1,2}w?)$")
_EIRCODE: Final = re.compile(r"\b(?:[a-z]\d{2}|d6w) ?[a-z\d]{4}\b")
_STATES: Final = (
    "al ak az ar ca co ct dc fl ga hi id il in ia ks ky la ma md mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa "
    "ri sc sd tn tx ut vt va wa wv wi wy"
).replace(" ", "|")
_STATE_NAMES: Final = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|"
    "idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|"
    "minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico|new york|"
    "north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|south carolina|"
    "south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|wisconsin|wyoming"
)
_STREET_WORD: Final = (
    "street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|highway|hwy|way|court|square"
)
_NUMBER_AND_STREET: Final = re.compile(rf"\b\d+[a-z]? [^,;|\n]*\b(?:{_STREET_WORD})\b")
_STATE_AT_END: Final = {
    "US": re.compile(rf", ?(?:{_STATES})$"),
    "CA": re.compile(r"(?:, ?(?:on|mb|sk|ns|nb|nl|pe)|[, ] ?(?:bc|qc|ab))$"),
}
"""States and provinces after an English street that identify these countries."""
_OWN_FORM: Final = {
    "US": re.compile(rf"\b(?:{_STATES}|{_STATE_NAMES}),? \d{{5}}(?:-\d{{4}})?\s*(?:$|[,;|\n])"),
    "AU": re.compile(r"\b(?:nsw|vic|qld|tas|act|nt|sa|wa),? \d{4}\s*(?:$|[,;|\n])|\b(?:nsw|vic|qld)\s*$"),
    "MT": re.compile(
        r"\b(?:atd|bbg|bkr|bml|bzn|csp|dgl|fgr|fnt|frn|gdj|gzr|hmr|isl|kkp|lja|lqa|mrs|msd|mst|mtf|nxr|pbk|pla|pta"
        r"|qrm|rbt|sgn|slm|snt|spb|stj|svr|swq|txn|vlt|xwk|ztn) ?\d{4}\b"
    ),
    "PL": re.compile(r"(?<![\d-])\d{2}-\d{3},? (?!ul\b)[a-z]{3}"),
    "PT": re.compile(r"(?<![\d-])\d{4}-\d{3}\b"),
    "BR": re.compile(r"(?<![\d-])\d{5}-\d{3}\b"),
    "NL": re.compile(
        r"(?:^|[,;|\n-]\s*)[1-9]\d{3} ?(?!(?:[ns][ew]|av|st|rd|dr|ln|pl|ct|bd|rt|s[ads])\b)[a-z]{2},? [a-z]{3}"
    ),
    "IE": re.compile(
        r"\bdublin d?\d{1,2}w?\b|\b(?:[ac-fhknprtv-y]\d{2}|d6w) ?(?=[a-z]*\d)(?!\d+[snrt][tdh]\b)[a-z\d]{4}\b"
    ),
}
"""Forms of postcodes that no other country has.

If the country is stated, only data/addresses/postcodes.csv counts.
"""
_CEDEX: Final = re.compile(r"\b(?:(paris|lyon|marseille) )?cedex(?: (\d{1,2}))?\b")
_ARRONDISSEMENTS: Final = {"paris": "750", "lyon": "690", "marseille": "130"}
_PARIS_CEDEX: Final = re.compile(r"75(?!0[01]\d|020|116)\d{3}$")
"""Codes for bulk mail, which say no more than Paris."""
_COUNTRY_OF_PREFIX: Final = {
    "d": "DE",
    "f": "FR",
    "a": "AT",
    "b": "BE",
    "i": "IT",
    "l": "LU",
    "s": "SE",
    "n": "NO",
}


_MOST_LOST: Final = 2
_IN_PARTS: Final = frozenset({"PT", "BR", "JP", "IL", "CL"})
"""Countries whose postcodes are often written without their last part."""


class Pattern(NamedTuple):
    """How a country writes its postcodes.

    Attributes
    ----------
    expression
        Pattern of a postcode in plain lower-case text.
    digits
        Number of digits if it has only digits; 0 if it has letters.
    area
        `address` (one code is one address), `street` (a few houses of one street) or `town` (more than that).
    """

    expression: re.Pattern[str]
    digits: int
    area: str


@cache
def patterns() -> dict[str, Pattern]:
    """The patterns by country (alpha-2), from data/addresses/postcodes.csv."""
    with Path(bundled.ADDRESSES / "postcodes.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["country"]: Pattern(
                re.compile(rf"(?<![a-z0-9-])(?:[a-z]{{1,2}}-? ?)?({row['pattern']})(?![a-z0-9])")
                if row["digits"]
                else re.compile(rf"(?<![a-z0-9])({row['pattern']})(?![a-z0-9])"),
                int(row["digits"] or 0),
                row["area"],
            )
            for row in csv.DictReader(file)
        }


@lru_cache(maxsize=1 << 20)
def postcode(cell: str, country: str) -> str:
    """A postcode as it is compared: lower case, without spaces and country prefix, lost leading zeros restored.

    Parameters
    ----------
    cell
        The cell in plain lower-case letters.
    country
        Alpha-2, or "".

    Examples
    --------
    >>> postcode("d-10115", "DE"), postcode("184", "IT"), postcode("sw1a2aa", "GB"), postcode("1050-009 lisboa", "PT")
    ('10115', '00184', 'sw1a2aa', '1050009')
    """
    known = patterns().get(country)
    found = known.expression.search(cell) if known else None
    code = _SIGNS.sub("", found[1] if found else cell)
    if len(code) > 12 or not _FIGURE.search(code):
        return ""
    if country == "IE":  # the codes of Dublin 8 begin with d08
        return _DISTRICT.sub(lambda found: f"d{found[1].zfill(2)}", code)
    if country == "AR":  # C1085AAA is the block, 1085 the quarter
        return _ARGENTINE.sub(r"\1", code)
    if known and known.digits:
        digits = re.sub(r"^[a-z]+", "", code)
        if not digits.isdigit():
            return digits if len(digits) < 10 else ""
        digits = digits[:5] if country == "US" and len(digits) == 9 else digits
        padded = digits.zfill(known.digits) if country != "PT" else digits
        if _PARIS_CEDEX.match(padded) and country == "FR":
            return "75"
        return padded if int(digits) else ""
    return code


def with_lost_zeros(stated: pd.Series, country: pd.Series) -> pd.Series:
    """Postcodes with the zeros that a spreadsheet took from their beginning; missing where none is lost.

    Parameters
    ----------
    stated
        As written, dtype `str`.
    country
        Alpha-2; only a country whose postcodes are of so many digits, and may begin with a zero, gives them back.

    Examples
    --------
    >>> codes = pd.Series(["1067", "1010", "10115", "501", None], dtype="str")
    >>> with_lost_zeros(codes, pd.Series(["DE", "AT", "DE", "US", "DE"], dtype="str")).fillna("").tolist()
    ['01067', '', '', '00501', '']
    """
    code = stated.str.strip()
    digits = {home: known.digits for home, known in patterns().items() if home not in _IN_PARTS}
    lost = each_once(lambda homes: homes.map(digits), country).sub(code.str.len())
    short = lost.between(1, _MOST_LOST) & code.str.fullmatch(r"\d{2,6}", na=False)
    restored = pd.Series(None, index=stated.index, dtype="str")
    if short.any():
        restored[short] = each_once(_with_zeros, code[short], country[short])
    return restored


def _with_zeros(code: pd.Series, country: pd.Series) -> pd.Series:
    """Codes with as many zeros before them as their country's codes have digits; missing where that is none of them."""
    padded = [
        whole
        if (known := patterns()[home]).expression.fullmatch(whole := short.zfill(known.digits))
        else None
        for short, home in zip(code, country, strict=True)
    ]
    return pd.Series(padded, index=code.index, dtype="str")


def _routing_key(district: re.Match[str]) -> str:
    return f"dublin|d{district[1].zfill(2)}"


def is_full_postcode(code: str, country: str) -> bool:
    """Whether a code (from `postcode`) identifies a street or a single address by itself, as "sw1a2aa" does."""
    known = patterns().get(country)
    if known is None or known.area == "town":
        return False
    shortest = {"GB": 5, "NL": 6, "CA": 6, "IE": 7, "PT": 7, "MT": 7}.get(country, known.digits)
    return len(code) >= shortest


def country_of_postcode(text: str) -> str:
    """The country that the form of a postcode in a text identifies ("sw1a 2aa", "d-10115"); "" for none."""
    prefixed = _PREFIXED.search(text)
    if prefixed:
        return _COUNTRY_OF_PREFIX.get(prefixed[1], prefixed[1].upper())
    for country in ("GB", "CA"):
        if patterns()[country].expression.search(text):
            return country
    if _OWN_FORM["US"].search(text):
        return "US"
    state = _country_of_state(text.rstrip())
    return state or next((country for country, form in _OWN_FORM.items() if form.search(text)), "")


def _country_of_state(text: str) -> str:
    """The country whose state or province is at the end of a text, after an English street; "" for none."""
    for country, state in _STATE_AT_END.items():
        found = state.search(text)
        if found and _NUMBER_AND_STREET.search(text[: found.start()].rpartition("\n")[2]):
            return country
    return ""


def without_cedex(text: str, code: str) -> tuple[str, str]:
    """A French address without "cedex", and its ordinary postcode.

    A large customer has a code of its own. The ordinary code begins with the same two digits; in a city with
    arrondissements, the number after "cedex" is that of the arrondissement.

    Examples
    --------
    >>> without_cedex("45 rue descartes, |paris cedex 05", "75230"), without_cedex("|grenoble cedex 9", "38058")
    (('45 rue descartes, |paris ', '75005'), ('|grenoble ', '38'))
    """
    found = _CEDEX.search(text)
    if found is None:
        return text, code
    known = found[1] and found[2] and int(found[2]) > 0
    code = f"{_ARRONDISSEMENTS[found[1]]}{int(found[2]):02}" if known else code[:2]
    return f"{text[: found.start()]}{found[1] or ''} {text[found.end() :]}", code


def cut_out(text: str, country: str, stated: str) -> tuple[str, str]:
    """Take the postcode out of an address in one line.

    Parameters
    ----------
    text
        Plain lower-case text.
    country
        Alpha-2, or "".
    stated
        The postcode of the record's own column, from `postcode`; "" for none.

    Returns
    -------
    text : str
        The text with "|" in place of the code. If a code is stated, only that one is taken out, or one that begins
        with it ("SE1" and "SE1 4DG").
    code : str
        The code found; "" for none.
    """
    known = patterns().get(country)
    if country == "IE" and "dublin" in text:
        text = _DUBLIN.sub("dublin" if _EIRCODE.search(text) else _routing_key, text)
    if stated and (known is None or known.area == "town" or is_full_postcode(stated, country)):
        return _without_stated(text, stated), ""
    if known is None:
        return _before_last_town(text)
    found = next(reversed([*known.expression.finditer(text)]), None)
    if stated and (found is None or not postcode(found[1], country).startswith(stated)):
        return _without_stated(text, stated), ""
    if found is None or (known.digits and not _can_be_postcode(text, found)):
        return text, ""
    return f"{text[: found.start()]}|{text[found.end() :]}", postcode(found[1], country)


def _before_last_town(text: str) -> tuple[str, str]:
    """If the country's form is not known: the digits before the name in the last part, unless that is a street."""
    found = _BEFORE_TOWN.search(text)
    if found is None or has_street_word(found[2].split(), vocabulary("")):
        return text, ""
    return f"{text[: found.start(1)]}|{text[found.end(1) :]}", postcode(found[1], "")


def _can_be_postcode(text: str, found: re.Match[str]) -> bool:
    """Whether digits alone are a postcode: not if they may be the only house number."""
    before, after = text[: found.start()], text[found.end() :]
    elsewhere = _FIGURE.search(before + after) is not None
    if not before.strip(" ,"):
        return elsewhere and len(found[1]) > 3
    starts_segment = before.rstrip(" ").endswith((",", "\n", ";", "|"))
    return elsewhere or starts_segment or len(found[1]) >= 5


def _without_stated(text: str, stated: str) -> str:
    """The text without the postcode of the record's own column, unless that may be the only house number."""
    if len(stated) < 4 or (stated not in text and stated not in _SIGNS.sub("", text)):
        return text
    spaced = re.compile(r"(?<![a-z0-9])(?:[a-z]{1,2}-)?" + r"[ -]?".join(stated) + r"(?![a-z0-9])")
    rest = spaced.sub("|", text)
    return rest if stated[0].isalpha() or _FIGURE.search(rest) else text
