"""Dates as they are written in Chinese, Japanese and Korean: "2019年2月22日", "平成31年2月22日", "2019년 2월 22일"."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dsi_geo.cleaning.date_figures import NO_DATE, Written


class _Era(NamedTuple):
    """The years of a reign, or of a republic: its first year, and how many there are."""

    first: int
    years: int


_REPUBLIC: Final = _Era(1912, 200)
_ERAS: Final = {
    **{"明治": _Era(1868, 45), "大正": _Era(1912, 15), "昭和": _Era(1926, 64), "平成": _Era(1989, 31)},
    **{"令和": _Era(2019, 100), "民國": _REPUBLIC, "民国": _REPUBLIC},
    **{
        "M": _Era(1868, 45),
        "T": _Era(1912, 15),
        "S": _Era(1926, 64),
        "H": _Era(1989, 31),
        "R": _Era(2019, 100),
    },
}
_DIGITS: Final = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_YEARS_OF_ACCOUNT: Final = frozenset(("年度", "년도"))
_NUMERAL: Final = re.compile(r"[〇零一二三四五六七八九十]+(?=\s*[年月日號号])")
_SIGNED: Final = re.compile(
    r"(?:西暦|公元|西元)?\s*(?P<era>明治|大正|昭和|平成|令和|民國|民国|[MTSHR](?=\s*\d))?\s*(?P<year>\d{1,4}|元)\s*(?P<of>年度?|년도?)\s*"
    r"(?:(?P<month>\d{1,2})\s*[月월](?:分|份)?\s*(?:(?P<day>\d{1,2})\s*(?:[日號号일]|$))?)?\s*(?P<rest>.*)$"
)
_SHORT: Final = re.compile(r"(?P<era>[MTSHR])(?P<year>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})$")
_SHORT_MONTH: Final = re.compile(r"(?P<era>[SHR])(?P<year>\d{1,2})\.(?P<month>0?[1-9]|1[0-2])(?P<day>)$")
"""Only with a point: "H2/12" may be half a year."""
_PERIOD: Final = re.compile(
    r"(?:の)?(?:[春夏秋冬](?:季|天|期)?|[봄가]?(?:봄|여름|가을|겨울)|第?\s?[1-4一二三四]\s?(?:季度?|四半期|분기)|[上下](?:半年|半期|期)|[上下]반기"
    r"|상반기|하반기|前半|後半|[初末底中]|年[初末底中]|初頭|頃|ごろ|頃から|左右|前后|초|말|중|경|쯤|[上中下]旬|초순|중순|하순)$"
)
_REST: Final = re.compile(
    r"(?:より|から|以降|以来|~|-|부터|설립|創立|設立|開始|成立|创立|建立|創業|発足|起|[月火水木金土日](?:曜日?)?|요일|[월화수목금토일]요일"
    r"|星期[一二三四五六日天]|週[一二三四五六日]|に|で|(?:[上下]午|午[前后後]|晚上?|早上?|凌晨|오전|오후)?\s*\d{1,2}(?:[\s:时時시点點].*)?)?$"
)


def read_far_eastern(text: str) -> Written | None:
    """The date that a text with the signs for year, month and day says; None for another text.

    Parameters
    ----------
    text
        In the compatible forms of its characters (NFKC), without a time of day.
    """
    match = _SHORT.match(text) or _SHORT_MONTH.match(text)
    if match:
        return _dated(match, "")
    match = _SIGNED.match(_NUMERAL.sub(_in_figures, text))
    return _dated(match, match["rest"].strip()) if match else None


def _dated(match: re.Match[str], rest: str) -> Written:
    year = 1 if match["year"] == "元" else int(match["year"])
    if match["era"]:
        era = _ERAS[match["era"]]
        year = era.first - 1 + year if year <= era.years else 0
    if year < 1000:
        return NO_DATE
    month, day = int(match["month"] or 0), int(match["day"] or 0)
    rough = _PERIOD.match(rest) or match.groupdict().get("of") in _YEARS_OF_ACCOUNT
    if not rough and not _REST.match(rest):
        return NO_DATE
    return Written(year, month, manner="rough") if rough else Written(year, month, day)


def _in_figures(numeral: re.Match[str]) -> str:
    """A Chinese number in figures: "十二" is 12, "二〇一五" is 2015."""
    tens, sign, units = numeral[0].partition("十")
    if not sign:
        return "".join(_DIGITS[digit] for digit in tens)
    return str(10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(units, "0")))
