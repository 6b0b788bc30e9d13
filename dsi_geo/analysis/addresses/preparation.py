"""What is done to the line of an address before it is taken apart."""

from __future__ import annotations

import re
from typing import Final

from dsi_geo.analysis.addresses.streets import CONNECTING
from dsi_geo.analysis.addresses.vocabulary import ENGLISH, NUMBER_FIRST, number_words, vocabulary
from dsi_geo.geography.countries import names_to_codes

_NOT_A_PLACE: Final = re.compile(
    r"\S*(?:@|://|www\.)\S*|\b[\w-]+\.(?:com|org|net|eu|info|io)\b\S*"
    r"|(?:\b(?:tel|telefon|phone|fon|fax|mob|mobile|handy)\b[.: ]*)\(?[+0-9][0-9 /().-]{4,}"
    r"|\+\d[\d /().-]{6,}|(?<![\d-])0\d{1,4}[ /-]\d[\d /-]{5,}\d"
)
_ABBREVIATED: Final = re.compile(r"\b([pcvlb])[./-] ?(zza|za|le|so|lo|go|dul)\b\.?")
_SPELLINGS: Final = (
    (re.compile(r"\bp\.? ?o\.? ?box\b|\bpost office box\b"), "postbox"),
    (
        re.compile(r"\bbo[i]te postale\b|\bcasella postale\b|\bapartado de correos\b|\bpostal box\b"),
        "postbox",
    ),
    (re.compile(r"\bs ?/ ?n[.]?(?![a-z])|\bs\.n\.?(?![a-z])"), " sn "),
    (re.compile(r"\bb\.b\.?(?![a-z])"), " bb "),
    (re.compile(r"\br(?:ez)?[ /-](?:de[ -])?ch?(?:aussee)?\b"), " rdc "),
    (re.compile(r"(?<![a-z0-9])c/ ?(?!o\b)(?=[a-z])"), "c "),
    (re.compile(r"\bn\.? ?º ?(?=\d)|\bnum\. ?(?=\d)"), "nr "),
    (re.compile(r"(?<=[a-z])º"), " "),
    (re.compile(r"(?<=\d)-(?:go|ego|ga|e)\b"), ""),
    (re.compile(r"(?<=\d)-(?=[a-z]{3})|(?<=[a-z]{3})-(?=\d{4}\b)"), " "),
    (re.compile(r"(?<![a-z\d.])(\d{1,2})\.(\d{3})(?![\d.])"), r"\1\2"),
    (re.compile(r"\b(office|unit|suite|room|studio|raum|zimmer|sala|flat)\.? ?(\d+)\.(\d+)\b"), r"\1 \2\3"),
    (re.compile(r"\bf\. ?lli\b"), "flli"),
    (re.compile(r"\bs\.(ta|to)\b"), r"s\1"),
    (re.compile(r"\bpr-t\b"), "prt"),
    (re.compile(r"\bc\. ?(?:p|ev)\.? ?(?=\d)"), "nr "),
    (re.compile(r"\bp-ta\b"), "pta"),
)
_CARE_OF: Final = re.compile(r"\bc/o\b[^,;|\n]*[,;|\n]|\bc/o\b[^,;|\n\d]*$|\bc/o\b")
_UNIT_SIGN: Final = re.compile(r"^# ?[a-z]?\d+[a-z]?(?: ?[,-] ?| )(?=\d+[a-z]? [a-z])")
"""A flat before the house: "#12 - 918 South Congress"."""
_FLOOR_SIGN: Final = re.compile(r"\b(\d+|g|ug|lg)/f\b")
_WITH_FLOOR_SIGN: Final = ("HK", "SG", "MY", "PH", "TH", "CN", "TW")
_CROSS_FIRST: Final = re.compile(
    r"\b(\d+(?:st|nd|rd|th)? ?[a-z]? cross)(?: road)?[ ,]+(\d+(?:st|nd|rd|th)? ?[a-z]? main)(?: road)?\b"
)
_MAIN_FIRST: Final = re.compile(
    r"\b(\d+(?:st|nd|rd|th)? ?[a-z]? main)(?: road)?[ ,]+(\d+(?:st|nd|rd|th)? ?[a-z]? cross)(?: road)?\b"
)
"""Streets of Bangalore: a cross street is numbered along its main one, and written before it or after it."""
_RURAL_DELIVERY: Final = re.compile(r"\br\.?d\.? ?\d{1,2}\b,?")
_WRITTEN_NUMBER: Final = re.compile(r"([a-z]+)(?:[ -]([a-z]+))? ([a-z]+)")
_TENS: Final = {
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
    **{"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
}
_WRITTEN_ORDINAL: Final = re.compile(rf"\b({'|'.join(_TENS)})[ -]([a-z]+)\b")
_NUMBERED_ROAD: Final = re.compile(r"\b(?:us|state|county)[ -](?=(?:route|rte|rt|highway|hwy)\b)")
_DIRECTION: Final = re.compile(r"\b([ns])\. ?([ew])\b\.?")
_QUARTER: Final = re.compile(r"(?:^|(?<=,))[^,\d]*?\b(?:mah|mahalle|mahallesi|mh)\b\.?,?")
_CONTINENTS: Final = (" europe", " european union", "\neurope")
_BUILDING_PARTS: Final = (
    (re.compile(r"(?<=\d)([a-z]?),? ?(?:k|korp|korpus)\.? ?(?=\d)"), r"\1 korp "),
    (re.compile(r"(?<=\d)([a-z]?),? ?(?:s|str|stroenie)\.? ?(?=\d)"), r"\1 stroenie "),
)
_WITH_BUILDING_PARTS: Final = ("RU", "BY", "UA", "KZ")
_BLOCK_SIGNS: Final = re.compile("丁目|番地|番")
_WARD: Final = re.compile(r",? ?\b[a-z]+-(?:ku|shi|gun)\b")
_LETTER_FIRST: Final = re.compile(r"(?:^|(?<=, ))([a-z])[ -]?(\d+)\b")
_SAINT: Final = re.compile(r"\bs[: ]t (?=[a-z])")
CITY_STATES: Final = ("HK", "SG", "MC", "MO", "LU", "GI", "SM", "VA")
"""Where the country's name is also the town's."""
_LAST_PART: Final = re.compile(r"(?:[,;|\n(]|\s[/-]\s)\s*([a-z][^,;|\n()/]*?)[ .,)]*$")
_PARTS: Final = re.compile(r"[,;|\n()]|\s[/-]\s")
_NO_WORDS: Final = re.compile(r"[^a-z]|\b\S*\d\S*")
_CHOME: Final = re.compile(r"[ -]?\bchome\b[ -]?")


def prepared(line: str) -> str:
    """The line without web addresses and telephone numbers, its customary abbreviations spelt in one way."""
    if "@" in line or "www" in line or "." in line or "+" in line or "0" in line or "tel" in line:
        line = _NOT_A_PLACE.sub("|", line)
    if "/" in line and "c/o" in line:
        line = _CARE_OF.sub("", line)
    if any(sign in line for sign in "./º-") or "box" in line or "post" in line:
        line = _ABBREVIATED.sub(r"\1\2 ", line)
        for expression, spelling in _SPELLINGS:
            line = expression.sub(spelling, line)
    elif line.endswith(" sn") is False and " s n" in line:
        line = line.replace(" s n", " sn")
    return line


def by_custom(line: str, country: str) -> str:
    """
    The line as other countries would write it.

    Without the quarter that Turkish addresses begin or end with and New Zealand's rural delivery numbers; Russian parts
    of a house spelt in one way; Japanese blocks joined by dashes, without their ward; Indian "A-12" as "12a", and main
    streets before their cross streets; the floors of Hong Kong ("12/F") as "12f"; Swedish "S:t" without its colon;
    American flats before the house dropped ("#12 - 918 Main St"); "One Broadway" in figures.
    """
    if country == "TR" and "m" in line:
        return _QUARTER.sub("", line)
    if country in _WITH_BUILDING_PARTS:
        for expression, spelling in _BUILDING_PARTS:
            line = expression.sub(spelling, line)
        return line
    if country == "IN":
        return _LETTER_FIRST.sub(r"\2\1", _MAIN_FIRST.sub(r"\1 \2", _CROSS_FIRST.sub(r"\2 \1", line)))
    if country in _WITH_FLOOR_SIGN and "/f" in line:
        line = _FLOOR_SIGN.sub(r"\1f", line)
    if country == "SE":
        return _SAINT.sub("st ", line)
    if country == "NZ":
        return _RURAL_DELIVERY.sub("", line)
    if country in NUMBER_FIRST:
        return _in_figures(line, country)
    if country == "JP":
        return _CHOME.sub("-", _WARD.sub("", _BLOCK_SIGNS.sub("-", line))).replace("号", "").rstrip("- ")
    return line


def _in_figures(line: str, country: str) -> str:
    """
    The line with a house number or numbered street written in words in figures: "One Broadway", "Twenty-First St".

    "Seven Sisters Road" has no number: a plural is counted by it.
    """
    if country in ("US", "CA"):
        line = _UNIT_SIGN.sub("", line) if line.startswith("#") else line
        line = _NUMBERED_ROAD.sub("", line)
        line = _DIRECTION.sub(r"\1\2", line) if "." in line else line
        line = _WRITTEN_ORDINAL.sub(_ordinal, line) if "ty" in line else line
    if any(character.isdigit() for character in line):
        return line
    found = _WRITTEN_NUMBER.match(line)
    if found is None:
        return line
    for said, end in ((f"{found[1]}{found[2] or ''}", 2), (found[1], 1)):
        number = number_words().get(said)
        following = found[3] if end == 2 or not found[2] else found[2]
        if number and _is_house(number, following, country):
            return f"{number} {line[found.end(end) if found[end] else found.end(1) :].lstrip(' -')}"
    return line


def _is_house(number: int, following: str, country: str) -> bool:
    if country not in ENGLISH:
        return following in vocabulary(country).first
    return number == 1 or not following.endswith("s")


def _ordinal(found: re.Match[str]) -> str:
    unit = number_words().get(found[2], 0)
    return f"{_TENS[found[1]] + unit}th" if 0 < unit < 10 else found[0]


def country_named(line: str) -> str:
    """
    The country that a part of a line names by itself, or that stands last in its last part; "" for none.

    Examples
    --------
    >>> country_named("spain, barcelona, pujades 77"), country_named("pujades 77 barcelona spain")
    ('ES', 'ES')
    >>> country_named("12 avenue de france"), country_named("elm street 5, newark, new jersey")
    ('', '')
    """
    parts = [" ".join(_NO_WORDS.sub(" ", part).split()) for part in _PARTS.split(line)]
    named = [code for part in parts if (code := _code_of_name(part))]
    if named or not parts:
        return named[-1] if named else ""
    words, known = parts[-1].split(), vocabulary("").first
    for length in (2, 1):
        before = words[-length - 1] if len(words) > length else "new"
        code = _code_of_name(" ".join(words[-length:]))
        if code and before != "new" and before not in CONNECTING and before not in known:
            return code
    return ""


def _code_of_name(name: str) -> str:
    return names_to_codes().get(name) or "" if len(name) > 3 or name == "usa" else ""


def country_in(line: str) -> tuple[str, str]:
    """The line without the country named at its end, and the country's code; "" where none is named."""
    if line.endswith(_CONTINENTS):
        line = line.rpartition("euro")[0].rstrip(" ,;|\n(-")
    found = _LAST_PART.search(line) if line and not line[-1].isdigit() else None
    if found is None:
        return line, ""
    name = " ".join(found[1].replace(".", "").replace("-", " ").split())
    code = names_to_codes().get(name) if len(name) > 1 else None
    if code is None or (len(name) == 2 and name not in ("uk", "us")):
        return line, ""
    return line if code in CITY_STATES else line[: found.start()], code
