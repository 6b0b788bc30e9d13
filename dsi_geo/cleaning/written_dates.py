"""The text of one cell to year, month and day, as far as it says them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dsi_geo.cleaning.date_figures import (
    AT_BEGINNING,
    AT_END,
    FIRST_OF_SEVERAL,
    LAST_OF_SEVERAL,
    NO_DATE,
    Habits,
    Manner,
    Written,
    read_figures,
)
from dsi_geo.cleaning.date_phrases import read_phrase
from dsi_geo.cleaning.date_words import NO_END, meaning_of, phrase_kind
from dsi_geo.cleaning.far_eastern_dates import read_far_eastern

_FIGURE: Final = re.compile(r"[\d〇零一二三四五六七八九十]")
_LONGEST: Final = 100
"""Characters of the longest text that may be a date."""
_ALIKE: Final = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−～~〜", "-"), **dict.fromkeys("’‘`´ʼ′", "'"), "º": "", "ª": "", "°": ""}
)
_REMARK: Final = re.compile(r"\([^()\d]*\)")
_ABOUT: Final = re.compile(r"^\s*[~≈±∼]\s*|\s*\(?\?\)?$|^\s*[<>]\s*$")
_HOUR: Final = re.compile(
    r"[T,\s]+(?:(?:um|at|à|a las|alle|kl\.?)\s+)?"
    r"(?:\d{1,2}(?:[.:h]\d{2})?\s*(?:uhr|hrs?|h|am|pm|a\. ?m\.|p\. ?m\.)\.?|\d{1,2}h\d{2})$|"
    r"\s+(?:kl\.?\s+)?\d{2}\.\d{2}$|\s+(?:kl\.?|klo|kell)\s+\d{1,2}(?:\.\d{2})?$|\s+(?:午前|午後|上午|下午|오전|오후)?\s*\d{1,2}\s*[时時시点點](?:\s*\d{1,2}\s*[分분])?.*$",
    re.IGNORECASE,
)
_BEFORE_COMMA: Final = re.compile(r"[^\W\d_]+\.?,\s*")
_SPAN: Final = re.compile(
    r"\s+(?:-|bis|to|until|till|through|thru|au|à|al|hasta|até|tot|t/m|do|по|до|ig|til|till|—)\s+|"
    r"\s*(?:->|→|\.{2,}|…|から)\s*",
    re.IGNORECASE,
)
_AROUND_SPAN: Final = re.compile(
    r"^(?:du|vom|from|dal|del|desde|van|fra|från)\s+(?=\d)|\s*(?:まで|迄)$", re.IGNORECASE
)
"""What stands before a span, or behind it, and not between its two dates."""
_AND: Final = re.compile(r"[+&,;()\n]|\s(?:and|und|et|y|e|en|og|och|ja|und|i|a|и)\s", re.IGNORECASE)
"""What stands between dates of which a cell has several."""
_MOST_DATES: Final = 12
_HYPHEN: Final = re.compile(r"\s?[-/]\s?")
_DAY_WORD_YEAR: Final = re.compile(
    r"(?:(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?[ -]\s?)?(?P<word>[^\W\d_]{3,})\.?"
    r"(?: (?P<after>\d{1,2})(?:st|nd|rd|th)?,)?[ -](?P<year>\d{4})$"
)
_MOST_HYPHENS: Final = 6
"""Hyphens and strokes in a span of two whole dates."""
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)|\d年|^[SHR]\d{1,2}\.\d")
"""A year of four figures, or one of Japan."""
_MANNERS: Final[dict[str, Manner]] = {"going_on": "going_on", "no_end": "no_end", "unknown": "unknown"}


def read_date(text: str, habits: Habits) -> Written:
    """The date that a text says, without its time of day; what is no date has the year 0.

    Parameters
    ----------
    text
        Trimmed, and without a time of day that is written with a colon.
    habits
        What the column of the text decides.

    Examples
    --------
    >>> read_date("5. März 2014", Habits())
    Written(year=2014, month=3, day=5, manner='', why='')
    >>> read_date("Herbst 2015", Habits()).year, read_date("laufend", Habits()).manner
    (2015, 'going_on')
    """
    written = read_figures(text, habits) or _read_common_words(text)
    if written is None and len(text) <= _LONGEST:
        written = _read_words(text, habits)
    return written or NO_DATE


def _read_common_words(text: str) -> Written | None:
    """The commonest form of a date with a month in words, which need not be taken apart."""
    match = _DAY_WORD_YEAR.match(text)
    if match is None or (match["day"] and match["after"]):
        return None
    meaning = meaning_of(match["word"])
    if len(meaning.months) != 1 or len(meaning.kinds) != 1:
        return None
    (month,) = meaning.months
    return Written(int(match["year"]), month, int(match["day"] or match["after"] or 0))


def _read_words(text: str, habits: Habits) -> Written | None:
    kind = phrase_kind(text)
    if kind:
        return Written(manner=_MANNERS[kind])
    if not _FIGURE.search(text):
        return None
    plain = unicodedata.normalize("NFKC", _ABOUT.sub(" ca ", text)).translate(_ALIKE)
    plain = _HOUR.sub("", _REMARK.sub(" ", plain))
    parts = [part.strip() for part in _AND.split(plain)]
    plain = " ".join(re.sub(r"[()\[\]{}<>\"„“”«»*,;:!|_]", " ", plain).split())
    written = _read_plain(plain, habits)
    if written and (written.year or written.manner == "unsure"):
        return written
    plain = _AROUND_SPAN.sub("", plain)
    return (
        _read_span(plain, habits)
        or _read_several([part for part in parts if part], habits)
        or _read_after_comma(text, habits)
        or written
    )


def _read_plain(text: str, habits: Habits) -> Written | None:
    """One date, in figures or words, by its plainest reading."""
    return (
        read_figures(text, habits)
        or _read_common_words(text)
        or read_far_eastern(text)
        or read_phrase(text, habits)
    )


def _read_several(parts: Sequence[str], habits: Habits) -> Written | None:
    """The first or the last of several dates, whichever is asked for: "2009+2010", "12.3.2014, 15.4.2014"."""
    if not 1 < len(parts) <= _MOST_DATES or not all(_YEAR.search(part) for part in parts):
        return None
    read = [_read_plain(part, habits) or _read_span(part, habits) for part in parts]
    dates = [one for one in read if one is not None and one.year and one.month <= 12]
    if len(dates) < len(parts):
        return None
    if habits.is_end:
        return max(dates)._replace(manner="rough", why=LAST_OF_SEVERAL)
    return min(dates)._replace(manner="rough", why=FIRST_OF_SEVERAL)


def _read_after_comma(text: str, habits: Habits) -> Written | None:
    """A whole day after the name of a town, or after a weekday that is not known: "Птн, 11 янв. 2019"."""
    match = _BEFORE_COMMA.match(text)
    written = read_date(text[match.end() :], habits) if match else None
    return written if written and written.day else None


def _read_span(text: str, habits: Habits) -> Written | None:
    """The beginning or the end, whichever is asked for, of "2014 - 2016", "März 2014 bis heute", "2014-"."""
    parts = _SPAN.split(text, maxsplit=1)
    if len(parts) == 2:
        return _of_span(parts[0], parts[1], habits)
    began, _, last = text.rpartition(" ")
    if began and phrase_kind(last):  # "2014, ongoing"
        return _of_span(began, last, habits)
    hyphens = [*_HYPHEN.finditer(text)]
    for hyphen in hyphens if len(hyphens) <= _MOST_HYPHENS else ():
        left, right = text[: hyphen.start()], text[hyphen.end() :]
        if not right or not left or _YEAR.search(right) or _YEAR.search(left):
            found = _of_span(left, right, habits)
            if found:
                return found
    return None


def _of_span(left: str, right: str, habits: Habits) -> Written | None:
    if not left:
        ended = _part(right, habits, is_end=True)
        return _as_rough(ended, AT_END) if ended.year and habits.is_end else None
    began = _part(left, habits, is_end=False)
    kind = phrase_kind(right) if right else NO_END
    if kind and began.year:
        return Written(manner=_MANNERS[kind]) if habits.is_end else _as_rough(began, AT_BEGINNING)
    ended = _part(right, habits, is_end=True)
    if left.isdecimal() and ended.day:  # "10 to 22 August 2012"
        began = ended._replace(day=int(left))
    elif not began.year and ended.year:  # "März - Mai 2015"
        began = _part(f"{left} {ended.year}", habits, is_end=False)
    elif began.year and not ended.year:  # "2015 Q1-Q4"
        ended = _part(f"{right} {began.year}", habits, is_end=True)
    if not began.year or not ended.year or ended[:3] < began[:3]:
        return None
    return _as_rough(ended, AT_END) if habits.is_end else _as_rough(began, AT_BEGINNING)


def _part(text: str, habits: Habits, *, is_end: bool) -> Written:
    """The beginning or end of a span; no date, if it is none that could be in the calendar."""
    written = _read_plain(text, replace(habits, is_end=is_end))
    possible = written is not None and written.month <= 12 and written.day <= 31
    return written if written is not None and possible else NO_DATE


def _as_rough(written: Written, why: str) -> Written:
    return written._replace(manner="rough", why=why) if written.year and not written.manner else written
