"""Districts of cities whose postcodes they are part of: "Budapest VIII.", "Wien 6", "Paris 11e"."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

WITH_DISTRICT: Final = re.compile(r"(?:budapest|bp|wien|vienna|paris|lyon|marseille)\W")
"""The beginning of a town's name after which a district may follow."""
_KINGS: Final = "rakoczi|janos|bela|lajos|endre|andras|ulaszlo|geza|laszlo|istvan|karoly|matyas|ferenc|jozsef"
"""Names after a Roman numeral that is theirs, and no district's: "II. Rákóczi Ferenc út"."""
_ROMAN: Final = {
    **{
        "i": 1,
        "ii": 2,
        "iii": 3,
        "iv": 4,
        "v": 5,
        "vi": 6,
        "vii": 7,
        "viii": 8,
        "ix": 9,
        "x": 10,
        "xi": 11,
        "xii": 12,
    },
    **{"xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21},
    **{"xxii": 22, "xxiii": 23},
}
_NUMBER: Final = rf"({'|'.join(sorted(_ROMAN, key=len, reverse=True))}|0?\d|1\d|2[0-3])"
_NAMED: Final = re.compile(
    rf"\b{_NUMBER}(?:st|nd|rd|th)?[.:/]?[ -]?(?:ker(?:ulet)?|district)\b\.?[,:]?|\bdistrict {_NUMBER}\b"
)
_AFTER_CITY: Final = re.compile(
    rf"\b(budapest|bp)\b[.,]*[ -]+{_NUMBER}(?:(?:[.:/]+(?! ?(?:{_KINGS})\b)|(?=,|$))[, ]*)(?![a-z]{{1,5}}\b\.? ?\d)"
)
_BEFORE_STREET: Final = re.compile(
    rf"(?:^|(?<=[,;|\n(]))\s*([ivx]+)[.:/](?:,|(?= (?!(?:{_KINGS})\b)))\s*(?=[a-z])"
)
_BP: Final = re.compile(r"\bbp\b\.?,?")
_HUNGARIAN: Final = re.compile(
    r"\b(?:utca|u|ut|utja|ter|tere|krt|korut|setany|rkp|rakpart|kerulet|ker|hrsz|em)\b|(?<!\d)1[012]\d\d,? bp\b"
)
_OF_TOWN: Final = {
    "AT": ((re.compile(r"(?:wien|vienna),? (\d{1,2})\b"), "1{:02}0"),),
    "FR": (
        (re.compile(r"paris,? (\d{1,2})\b"), "750{:02}"),
        (re.compile(r"(?:lyon),? (\d)(?!\d)"), "6900{}"),
        (re.compile(r"(?:marseille),? (\d{1,2})\b"), "130{:02}"),
        (re.compile(r"paris,? (\d{1,2})(?:er?|e[mr]e|nd|th)\b"), "750{:02}"),
        (re.compile(r"lyon,? (\d)(?:er?|e[mr]e|nd|th)\b"), "6900{}"),
        (re.compile(r"marseille,? (\d{1,2})(?:er?|e[mr]e|nd|th)\b"), "130{:02}"),
    ),
}


class District(NamedTuple):
    """An address without its city's district.

    Attributes
    ----------
    line
        The address, with the name of the city in full and as a part by itself.
    country
        The country, if the city tells it.
    code
        What postcodes of the district have in common: "108" of the eighth in Budapest; "" for none.
    """

    line: str
    country: str
    code: str


def without_district(line: str, town: str, country: str) -> District:
    """Take the district of its city out of an address.

    Parameters
    ----------
    line, town
        The address and the record's own town in plain letters.
    country
        Alpha-2, or "".

    Examples
    --------
    >>> without_district("bp. viii., krudy gyula u. 7.", "", "")
    District(line='|budapest|krudy gyula u. 7.', country='HU', code='108')
    >>> without_district("ii. rakoczi ferenc ut 5", "budapest", "HU").code, without_district("", "wien 6", "AT").code
    ('', '1060')
    """
    for expression, form in _OF_TOWN.get(country, ()):
        found = expression.match(town)
        if found is not None:
            return District(line, country, form.format(int(found[1])))
    if country not in ("HU", "") or not _may_be_budapest(line, town, country):
        return District(line, country, "")
    return _in_budapest(line, town)


def _may_be_budapest(line: str, town: str, country: str) -> bool:
    if "budapest" in line or town.startswith(("budapest", "bp")):
        return bool(country) or _HUNGARIAN.search(line) is not None or "kerulet" in line
    return "bp" in line and _BP.search(line) is not None and _HUNGARIAN.search(line) is not None


def _in_budapest(line: str, town: str) -> District:
    number = 0
    for text in (town, line):
        for expression in (_NAMED, _AFTER_CITY):
            found = expression.search(text)
            if found is not None and not number:
                number = _value(found)
    line = _NAMED.sub("|", line)
    line = _AFTER_CITY.sub(r"|\1|", line)
    bare = _BEFORE_STREET.search(line)
    if bare is not None and not number and bare[1] in _ROMAN:
        number = _ROMAN[bare[1]]
        line = f"{line[: bare.start()]}{line[bare.end() :]}"
    line = _BP.sub("budapest", line)
    line = (
        re.sub(r"(?<![|,]) ?\bbudapest\b[.,]?(?= )|\bbudapest\b", "|budapest|", line)
        if "budapest" in line
        else line
    )
    return District(re.sub(r"\|[|, ]*\|", "|", line), "HU", f"1{number:02}" if 0 < number <= 23 else "")


def _value(found: re.Match[str]) -> int:
    said = next(group for group in reversed(found.groups()) if group and group not in ("budapest", "bp"))
    return _ROMAN.get(said) or int(said)
