"""Streets written in Chinese, Korean or Arabic, in the Latin letters in which others write them.

Only streets are transliterated: the gazetteer knows towns in their own script. Not for Japanese, whose characters have
several readings each, so that only a dictionary of names could tell them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SIDES: Final = dict(zip("东東西南北中", "east east west south north middle".split(), strict=True))
_CHINESE: Final = ("", "CN", "TW", "HK", "MO")
_HAN: Final = "[\u4e00-\u9fff]"
_HAN_KINDS: Final = {
    **{"大道": "avenue", "大街": "street", "胡同": "hutong", "路": "road", "街": "street", "道": "road"},
    **{"巷": "lane", "弄": "lane"},
}
_HAN_PLACE: Final = re.compile(
    rf"({_HAN}+?(?:省|自治区|特别行政区|市))|({_HAN}{{2,4}}?[区區县縣])(?={_HAN}{{2}})"
)
_HAN_STREET: Final = re.compile(
    rf"({_HAN}+?)([东東西南北中]?)(大道|大街|胡同|路|街|道|巷|弄)"
    r"([东東西南北中]?)(?:([一二三四五六七八九十]|\d+)段)?,? ?(\d+(?:-\d+)?) ?[号號]?,?"
)
_NUMERALS: Final = "一二三四五六七八九十"
_READ_OTHERWISE: Final = str.maketrans(
    {"长": "Chang", "長": "Chang", "重": "Chong", "厦": "Xia", "廈": "Xia"}
)
"""Characters that have another reading in the names of towns and streets than by themselves."""
_HANGUL_STREET: Final = re.compile(r"([\uac00-\ud7a3]+?)(대로|로|길) ?(?:(\d+)(번길|길) ?)?(\d+(?:-\d+)?)")
_HANGUL_KINDS: Final = {"대로": "daero", "로": "ro", "길": "gil", "번길": "gil"}
_HANGUL_PLACE: Final = re.compile(r"(?<=[시도군구읍면동]) (?=[\uac00-\ud7a3])")
_ARABIC_STREET: Final = re.compile(r"(?:شارع|طريق|ميدان|جاده|جادة)[^,;|\n]*")
_ARABIC_KINDS: Final = {
    "شارع": "street",
    "طريق": "road",
    "ميدان": "square",
    "جاده": "street",
    "جادة": "street",
}


def streets_in_latin(line: str, country: str) -> str:
    """The line with its street in Latin letters.

    Parameters
    ----------
    line
        From `letters.plain`, which leaves these scripts as they are.
    country
        Alpha-2, or "".

    Examples
    --------
    >>> streets_in_latin("上海市静安区南京西路1266号", "CN")
    '上海市,静安区,nanjing west road 1266,'
    >>> streets_in_latin("서울특별시 강남구 테헤란로 152", "KR"), streets_in_latin("شارع التحرير 12", "EG")
    ('서울특별시,강남구,tehelan ro 152', 'street lthryr 12')
    """
    if line.isascii():
        return line
    line = unicodedata.normalize("NFC", line)  # Hangul may come in parts
    if country in _CHINESE and _HAN_STREET.search(line):
        return _HAN_STREET.sub(_han, _HAN_PLACE.sub(lambda found: f"{found[0]},", line))
    if country in ("", "KR") and _HANGUL_STREET.search(line):
        return _HANGUL_STREET.sub(_hangul, _HANGUL_PLACE.sub(",", line))
    return _ARABIC_STREET.sub(lambda found: _arabic(found[0]), line)


def _latin(text: str) -> str:
    from anyascii import anyascii

    return anyascii(text.translate(_READ_OTHERWISE)).lower()


def _han(found: re.Match[str]) -> str:
    name, side, kind, part, section, number = found.groups()
    sides = [_SIDES[sign] for sign in side + part]
    order = [f"{_NUMERALS.find(section) + 1 or section}th"] if section else []
    said = [_latin(name), *sides, *order, _HAN_KINDS[kind], number]
    return f"{' '.join(said)},"


def _hangul(found: re.Match[str]) -> str:
    name, kind, branch, of_branch, number = found.groups()
    street = f"{_latin(name)} {_HANGUL_KINDS[kind]}"
    return f"{street}{branch or ''}{_HANGUL_KINDS[of_branch] if of_branch else ''} {number}"


def _arabic(street: str) -> str:
    kind, *name = street.split()
    return " ".join([_ARABIC_KINDS.get(kind, "street"), *(_latin(word).replace("`", "") for word in name)])
