"""Addresses as nobody should write them, made of what address readers trip over."""

from __future__ import annotations

import csv
import sys
import unicodedata
from functools import cache

from hypothesis import strategies as st

from dsi_geo import bundled

FIGURES = [sign for sign in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(sign)[0] == "N"]
"""Every sign for a number in any script: digits, superscripts, fractions, Roman and circled numbers."""

INVISIBLE = (
    *"\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00a0\u3000\u2028\u2029",
    "\x1e",
)
MARKS = ("\u0301", "\u0308", "\u0345", "\u05bf", "\u093e", "\u20dd", "\u20e3", "\ufe0f")
SIGNS = (
    *(
        "/",
        "-",
        "–",
        "#",
        "№",
        ",",
        ";",
        "|",
        "(",
        ")",
        "[",
        "]",
        ".",
        ":",
        "&",
        "+",
        " - ",
        "\n",
        "\t",
        "'",
        "º",
    ),
    *(
        "c/o ",
        "n.º ",
        "s/n",
        "@",
        "www.",
        "http://",
        "&amp;",
        "&#49;",
        "&#x110000;",
        "u00e9",
        "Ã¼",
        "丁目",
        "番地",
    ),
    *("😀", "👩‍👩‍👧", "🏴", "ﷺ", "ß", "ŉ", "İ", "ﬃ", "㎞", "“", "?", "*"),
)
NUMBERS = (
    *(
        "1-2/3",
        "01-20/21",
        "#01-20",
        "5/",
        "/5",
        "1-",
        "-2/",
        "1a-2/3",
        "a1/b2",
        "a1/",
        "3/a",
        "12/12a",
        "1//2",
    ),
    *(
        "1-/2",
        "0/0",
        "00",
        "5i/12",
        "1.234",
        "1,5",
        "12 bis",
        "2og",
        "3F",
        "5²",
        "½",
        "12–16",
        "1+2",
        "1 to 2",
    ),
)
PLACES = (
    "Hauptstrasse",
    "Mill",
    "Oranienplatz",
    "Berlin",
    "Mannheim C 4",
    "Dublin 8",
    "Paris cedex 3",
    "km",
    "zh. k.",
)


@cache
def _column(name: str, column: str) -> tuple[str, ...]:
    with (bundled.ADDRESSES / name).open(encoding="utf-8", newline="") as file:
        return tuple(dict.fromkeys(row[column] for row in csv.DictReader(file)))


def _countries() -> list[str]:
    """Every country with words or rules of its own, one without, and none."""
    listed = (*_column("other_words.csv", "countries"), *_column("street_words.csv", "countries"))
    coded = (*_column("postcodes.csv", "country"), *_column("translated_streets.csv", "country"))
    known = {country for cell in listed for country in cell.split()} | {*coded}
    return ["", "AQ", *sorted(known | {"JP", "KR", "TW", "CO", "FJ", "MY", "GE", "AM"})]


COUNTRIES = st.sampled_from(_countries())
_NUMBERS = st.one_of(
    st.sampled_from(NUMBERS),
    st.integers(0, 10**12).map(str),
    st.text(st.sampled_from(FIGURES), min_size=1, max_size=4),
    st.tuples(st.text("0123456789", min_size=1), st.text("abcdefghiz", max_size=3)).map("".join),
    st.lists(st.sampled_from(["1", "02", "3a", "b4", "", "I"]), min_size=2).map("/".join),
    st.lists(st.sampled_from(["1", "02", "3a", "b4", "", "I"]), min_size=2).map("-".join),
)
_WORDS = st.one_of(
    st.sampled_from(_column("other_words.csv", "word")),
    st.sampled_from(_column("street_words.csv", "word")),
    st.sampled_from(_column("number_words.csv", "word")),
    st.sampled_from(_column("translated_streets.csv", "street")),
    st.sampled_from(PLACES),
    st.sampled_from("abcdehinorstvxyzÄéя"),
)
_ODD = st.one_of(st.sampled_from([*INVISIBLE, *MARKS]), st.characters(exclude_categories=["Cs"]))
_TOKENS = st.one_of(_NUMBERS, _NUMBERS, _WORDS, _WORDS, st.sampled_from(SIGNS), _ODD)
_SPACED = st.tuples(_TOKENS, st.sampled_from(["", " ", " "])).map("".join)
_LONG = st.tuples(_TOKENS, st.sampled_from(["", " ", ","]), st.sampled_from([20, 300, 5_000])).map(
    lambda drawn: (drawn[0] + drawn[1]) * drawn[2]
)
ADDRESSES = st.one_of(
    st.lists(_SPACED, max_size=12).map("".join), st.lists(_SPACED, max_size=80).map("".join), _LONG
)
TOWNS = st.one_of(st.just(""), st.sampled_from(PLACES), st.lists(_SPACED, max_size=3).map("".join), _LONG)
POSTCODES = st.one_of(st.just(""), st.sampled_from(["10115", "SW1A 2AA", "0", "1-2"]), _NUMBERS, _LONG)
