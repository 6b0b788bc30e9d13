"""Preparation of the line of an address before it is split into parts."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from dsi_geo.addresses.country_words import vocabulary
from dsi_geo.addresses.letters import plain
from dsi_geo.addresses.numbers_in_words import in_figures
from dsi_geo.addresses.postcodes import patterns
from dsi_geo.addresses.street_names import CONNECTING
from dsi_geo.geography.countries import names_to_codes

_NOT_A_PLACE: Final = re.compile(
    r"\S*(?:@|://|www\.)\S*|\b[\w-]+\.(?:com|org|net|eu|info|io)\b\S*"
    r"|(?:\b(?:tel|telefon|phone|fon|fax|mob|mobile|handy)\b[.: ]*)\(?[+0-9][0-9 /().-]{4,}"
    r"|\+\d[\d /().-]{6,}|(?<![\d-])0\d{1,4}[ /-]\d[\d /-]{5,}\d"
)
_ABBREVIATED: Final = re.compile(
    r"\b([pcvlb])[./-] ?(zza|za|le|so|lo|go|dul)\b\.?|\b(circ|[pcvf])\.(z?etta|tta|co|ne|ta)\b\.?"
)
_SPELLINGS: Final = (
    (re.compile(r"\bp\.? ?o\.? ?box\b|\bpost office box\b"), "postbox"),
    (
        re.compile(r"\bbo[i]te postale\b|\bcasella postale\b|\bapartado de correos\b|\bpostal box\b"),
        "postbox",
    ),
    (re.compile(r"\bs ?/ ?n[.]?(?![a-z])|\bs\.n\.?(?![a-z])"), " sn "),
    (re.compile(r"\bs ?\. ?n ?\. ?c\b\.?"), " snc "),
    (re.compile(r"\b[bz] ?/ ?n\b\.?|\bz\.n\."), " sn "),
    (re.compile(r"\bb\.b\.?(?![a-z])"), " bb "),
    (re.compile(r"\br(?:ez)?[ /-](?:de[ -])?ch?(?:aussee)?\b"), " rdc "),
    (re.compile(r"(?<![a-z0-9])([cr])/ ?(?!o\b)(?=[a-z])"), r"\1 "),
    (re.compile(r"(?<![a-z0-9])e/ ?(?=[a-z])"), "entre "),
    (re.compile(r"\bcº"), "cno "),
    (re.compile(r"\bn\.? ?º ?(?=\d)|\bnum\. ?(?=\d)"), "nr "),
    (re.compile(r"(?<=[a-z])º"), " "),
    (re.compile(r"(?<=\d)-(?:go|ego|ga|e|ti|ta|ri|mi|ma|vi|va|ya|y|osios)\b"), ""),
    (re.compile(r"(?<=\d)/f\b"), "f"),
    (re.compile(r"(?<=\d)-(?=[a-z]{3})|(?<=[a-z]{3})-(?=\d{4}\b)"), " "),
    (re.compile(r"(?<![a-z\d.])(\d{1,2})\.(\d{3})(?![\d.])"), r"\1\2"),
    (re.compile(r"\b(office|unit|suite|room|studio|raum|zimmer|sala|flat)\.? ?(\d+)\.(\d+)\b"), r"\1 \2\3"),
    (re.compile(r"\bf\. ?lli\b"), "flli"),
    (re.compile(r"\bs\.(ta|to)\b"), r"s\1"),
    (
        re.compile(r"\b(?:(?:ev|sup|or)\. ?)?c\. ?(?:p|ev|e|or|o)\.? ?(?=\d)|\b(?:ev|sup|or)\. ?c\. ?(?=\d)"),
        "nr ",
    ),
    (re.compile(r"\bh(?:au)?s\.?-? ?(?=n(?:umme)?r\b)"), ""),
    (re.compile(r"\b([bcpt])\.([bpsd])\.(?= ?\d)|\b(p)\.(i)\."), r"\1\2\3\4 "),
)
_UNNUMBERED: Final = re.compile(
    r"\b(?:sin|senza|sem|sans|ohne|zonder|bez|fara|utan|uden|uten) "
    r"(?:numero(?: civico)?|num|nro|nr|n|numeracion|numeracao|nummer|hausnummer|huisnummer|numeru|numer|numar|nomera"
    r"|nummer|cisla|broja|broj)\b\.?|\bo\. ?nr\b\.?"
)
"""The ways to say that a house has no number."""
_HYPHENATED: Final = {
    **{"pr-t": "prt", "pr-d": "proezd", "tr-t": "trakt", "p-ta": "pta"},
    **{"d-r": "dr", "k-n": "kapitan", "g-ral": "general"},
}
_HYPHENATED_WORD: Final = re.compile(rf"\b(?:{'|'.join(_HYPHENATED)})\b")
_FIGURE: Final = re.compile(r"\d")
_CARE_OF: Final = re.compile(r"\bc/o\b[^,;|\n]*[,;|\n]|\bc/o\b[^,;|\n\d]*$|\bc/o\b")
_NUMBER_AFTER_REMARK: Final = re.compile(r"(?<=[a-z] )\(([^()\d]*)\),? ?(\d+[a-z]?)\b")
_CONTINENTS: Final = (" europe", " european union", "\neurope")
_BUILDING_PARTS: Final = (
    (re.compile(r"(?<=\d)([a-z]?),? ?-?(?:k|korp|korpus|korpuss)[.-]? ?(?=\d)"), r"\1 korp "),
    (re.compile(r"(?<=\d)([a-z]?),? ?(?:s|str|stroenie)\.? ?(?=\d)"), r"\1 stroenie "),
)
CITY_STATES: Final = ("HK", "SG", "MC", "MO", "LU", "GI", "SM", "VA")
"""Countries whose name is also that of their town."""
_TOLD_BY_CODE: Final = frozenset(
    "AT BE BG CH CZ DE DK EE ES FR GB GR HR HU IE LV NL NO PL PT RO SE SI SK JP".split()
)
"""Countries whose two letters, beside one of their postcodes, are not an Italian province or a state."""
_LAST_PART: Final = re.compile(r"(?:[,;|\n(]|\s[/-]\s)\s*([a-z][^,;|\n()/]*?)[ .,)]*$")
_PARTS: Final = re.compile(r"[,;|\n()]|\s[/-]\s")
_NO_WORDS: Final = re.compile(r"[^a-z]|\b\S*\d\S*")
_MAIN: Final = r"(\d+(?:st|nd|rd|th)? ?[a-z]? main)(?: road)?"
_CROSS: Final = r"(\d+(?:st|nd|rd|th)? ?[a-z]? cross)(?: road)?"
_BESIDE: Final = "tevere|arno|po|dora|adige|lago|lario|mare|brenta|sile|stura|tanaro|ticino|fiume|parco|porto"
"""The waters and grounds beside which an Italian "Lungo…" runs, written apart or together."""
_UNIT_SIGN: Final = ((re.compile(r"^# ?[a-z]?\d+[a-z]?(?: ?[,-] ?| )(?=\d+[a-z]? [a-z])"), ""),)
_UNITS_OF_FLOOR: Final = re.compile(
    r"#\s?[a-z]?\d+[a-z]?-\d+[a-z]?"
    r"(?:(?:(?: ?[/&+] ?| to | and )#?(?:[a-z]?\d+-)?\d+[a-z]?(?![a-z\d]))+(?= *(?:[,;|\n\d(]|$)))?"
)
"""Floor and units in Singapore: "#01-20", and "#01-20/21" unless 21 is the house number of a street that follows."""
_CUSTOMS: Final = {
    **dict.fromkeys(("RU", "BY", "UA", "KZ", "LV"), _BUILDING_PARTS),
    **dict.fromkeys(("US", "CA"), _UNIT_SIGN),
    "TR": (
        (re.compile(r"(?:^|(?<=,))[^,\d]*?\b(?:mah|mahalle|mahallesi|mh)\b\.?,?"), ""),
        (
            re.compile(
                r"^(.*\b(?:caddesi|cadde|cad|cd|sokagi|sokak|sok|sk|bulvari|bulvar|blv)\b\.?)"
                r"(?:(?!\b(?:kat|daire|k|d)\b)\D)*?(?=\b(?:no|numara)\b|\d)"
            ),
            r"\1 ",
        ),
    ),
    "IN": (
        (re.compile(rf"\b{_CROSS}[ ,]+{_MAIN}\b"), r"\2 \1"),
        (re.compile(rf"\b{_MAIN}[ ,]+{_CROSS}\b"), r"\1 \2"),
        (re.compile(r"\bold no\.? ?\d+,? ?|\b(?:door|house|new|d|h)\.? ?(?=no\b)"), ""),
        (re.compile(r"(?:^|(?<=, ))([a-z])[ -]?(\d+)\b"), r"\2\1"),
    ),
    "JP": (
        (re.compile("丁目|番地|番"), "-"),
        (re.compile(r",? ?\b[a-z]+-(?:ku|shi|gun)\b"), ""),
        (re.compile(r"[ -]?\bchome\b[ -]?"), "-"),
        (re.compile(r"号|[- ]+$"), ""),
    ),
    "BE": ((re.compile(r"(?<=\d) ?b\.? ?(?=\d)"), " bus "),),
    "BG": ((re.compile(r"\b(?:zh\. ?k|j\. ?k|jk|kv)\b\.?"), "zhk "),),
    "FR": ((re.compile(r"\bzone (?:(?:industriel|artisana|commercia)le|d activites?(?: commerciales?)?)\b"), "zi"),),
    "GR": ((re.compile(r"(?<=[a-z])/(?=[a-z]{2})"), ""),),
    "NZ": ((re.compile(r"\br\.?d\.? ?\d{1,2}\b,?"), ""),),
    "HU": ((re.compile(r"(?<=\d)\.? (?:i{1,3}|iv|vi{0,3})[./] ?(?=\d|em)"), ", em "),),
    "SG": ((_UNITS_OF_FLOOR, " "), (re.compile(r"\b(?:blk|block)\b\.? ?(?=\d)"), "")),
    "IT": (
        (re.compile(r"\bvia (?=lung(?:o ?)?[a-z]{2,}\b)"), ""),
        (re.compile(rf"\blungo (?=(?:{_BESIDE})\b)"), "lungo"),
        (re.compile(r"\blungo?arno\b"), "lungarno"),
    ),
    "SE": ((re.compile(r"\bs[: ]ta? (?=[a-z])"), "st "),),
}  # fmt: skip


def prepared(line: str) -> str:
    """The line without web addresses and telephone numbers, with common abbreviations spelt in one way."""
    if "@" in line or "www" in line or "." in line or "+" in line or "0" in line or "tel" in line:
        line = _NOT_A_PLACE.sub("|", line)
    if "/" in line and "c/o" in line:
        line = _CARE_OF.sub("", line)
    if "(" in line:
        line = _NUMBER_AFTER_REMARK.sub(r"\2 (\1)", line)
    if " n" in line or "/n" in line:
        line = _UNNUMBERED.sub(" sn ", line)
    if any(sign in line for sign in (*"./º-", "box", "post", "apartado")):
        line = _ABBREVIATED.sub(r"\1\2\3\4 ", line)
        for expression, spelling in _SPELLINGS:
            line = expression.sub(spelling, line)
        if "-" in line:
            line = _HYPHENATED_WORD.sub(lambda found: _HYPHENATED[found[0]], line)
    elif line.endswith(" sn") is False and " s n" in line:
        line = line.replace(" s n", " sn")
    return line


def by_custom(line: str, country: str) -> str:
    """The line with the customs of its country rewritten as other countries write them.

    Dropped: the quarter at the beginning or end of Turkish addresses, and the building before their number; rural
    delivery numbers in New Zealand; American flats before the house ("#7 - 120 Main St"). Spelt in one way: Russian
    parts of a house, Bulgarian estates, Belgian boxes, French zones; Japanese blocks, joined by dashes, without their
    ward. Rewritten: Indian "A-12" as "12a", "Door No. 12" as "No. 12", and main streets before their cross streets;
    Greek contractions and Swedish "S:t" without their signs; "One Broadway" in figures.
    """
    for expression, spelling in _CUSTOMS.get(country, ()):
        line = expression.sub(spelling, line)
    return in_figures(line, country)


def country_named(line: str) -> str:
    """The country that is a part of a line by itself, or the end of its last part; "" for none.

    Examples
    --------
    >>> country_named("spain, barcelona, llull 77"), country_named("llull 77 barcelona spain")
    ('ES', 'ES')
    >>> country_named("12 avenue de france"), country_named("elm street 5, newark, new jersey")
    ('', '')
    """
    written = _PARTS.split(line)
    parts = [" ".join(_NO_WORDS.sub(" ", part).split()) for part in written]
    # "Grønland 12, 18071 Granada": a name beside a number is a street or a town.
    named = [
        code
        for part, text in zip(parts, written, strict=True)
        if (code := _code_of_name(part)) and not _FIGURE.search(text)
    ]
    if named or not parts:
        return named[-1] if named else ""
    words, known = parts[-1].split(), vocabulary("").first
    for length in (2, 1):
        before = words[-length - 1] if len(words) > length else "new"
        code = _code_of_name(" ".join(words[-length:]))
        if code and before != "new" and before not in CONNECTING and before not in known:
            return code
    return ""


def _is_country(letters: str, code: str, line: str) -> bool:
    """Whether two letters at the end of a line are a country, not a state or province."""
    known = patterns().get(code)
    return letters in ("uk", "us") or (
        code in _TOLD_BY_CODE and known is not None and known.expression.search(line) is not None
    )


def _code_of_name(name: str) -> str:
    return _romanised_countries().get(name) or "" if len(name) > 3 or name == "usa" else ""


@cache
def _romanised_countries() -> dict[str, str | None]:
    """Codes of countries by their names, including the romanised forms of names in Greek or Cyrillic letters."""
    names = names_to_codes()
    return {plain(name): code for name, code in names.items()} | dict(names)


def country_in(line: str) -> tuple[str, str]:
    """The line without the country named at its end, and the country's code; "" if none is named.

    Examples
    --------
    >>> country_in("calle mayor 5, madrid, espana / spain"), country_in("10115 berlin, de"), country_in("dover, de")
    (('calle mayor 5, madrid', 'ES'), ('10115 berlin', 'DE'), ('dover, de', ''))
    """
    rest, code = _country_at_end(line)
    again, same = _country_at_end(rest) if code else (rest, "")
    return (again, code) if same == code else (rest, code)


def _country_at_end(line: str) -> tuple[str, str]:
    if line.endswith(_CONTINENTS):
        line = line.rpartition("euro")[0].rstrip(" ,;|\n(-")
    found = _LAST_PART.search(line) if line and not line[-1].isdigit() else None
    if found is None:
        return line, ""
    name = " ".join(found[1].replace(".", "").replace("-", " ").split())
    code = _romanised_countries().get(name) if len(name) > 1 else None
    if code is None or (len(name) == 2 and not _is_country(name, code, line)):
        return line, ""
    return line if code in CITY_STATES else line[: found.start()], code
