"""
Rebuild `names.csv` and `languages.csv` from CLDR: names of months, weekdays and quarters, and small words within dates.

    pip install -r data/dates/requirements.txt
    python data/dates/build.py

Languages are those that are official, in the whole of a member of the Council of Europe or in a region of it, and
those of its former members and of Kosovo; CLDR's names come through Babel. What CLDR does not know (seasons, "ongoing",
"about") stands in `words.csv`, which was written for this project.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.languages import get_official_languages

HERE = Path(__file__).resolve().parent
# The folding of names is the product's own: a name written here must be the name looked up there.
sys.path.insert(0, str(HERE.parent.parent))

from dsi_geo.spelling import fold_text  # noqa: E402

COUNTRIES = (
    "AD AL AM AT AZ BA BE BG CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT "
    "RO RS SE SI SK SM TR UA BY RU VA XK FO GL GI IM JE GG AX"
).split()
BESIDE = (
    "de_AT",
    "sr_Latn",
    "bs_Cyrl",
    "en_GB",
    "pt_PT",
    "es_MX",
    "mo",
    "nb",
    "nn",
    "cy",
    "gd",
    "br",
    "co",
    "oc",
)
"""Scripts, variants and languages beside those that CLDR calls official."""
WIDTHS = ("wide", "abbreviated")
WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LONGEST_PREPOSITION = 4


def locales() -> list[Locale]:
    """Every locale of the languages, once."""
    names = {language for country in COUNTRIES for language in get_official_languages(country, regional=True)}
    found = {}
    for name in sorted(names | set(BESIDE)):
        try:
            locale = Locale.parse(name)
        except UnknownLocaleError:
            continue
        found[str(locale)] = locale
    return [*found.values()]


def months(locale: Locale) -> Iterator[tuple[str, int]]:
    """Every form in which a locale writes its months: alone, in a date, in full and abbreviated."""
    for context in ("format", "stand-alone"):
        for width in WIDTHS:
            names = {number: fold_text(name) for number, name in locale.months[context][width].items()}
            prepositions = [name.split()[0] for name in names.values() if " " in name]
            for number, name in names.items():
                yield name, number
                first, _, rest = name.partition(" ")
                if rest and len(first) <= LONGEST_PREPOSITION and prepositions.count(first) > 3:
                    yield rest, number
    for number in range(1, 13):  # grown together with what follows, as in Basque
        written = fold_text(format_date(date(2013, number, 22), "long", locale=locale))
        stem = fold_text(locale.months["format"]["wide"][number])
        yield from ((word, number) for word in written.split() if word.startswith(stem) and word != stem)


def weekdays(locale: Locale) -> Iterator[tuple[str, int]]:
    """Words in names of days of the week; which day it is says nothing here."""
    for context in ("format", "stand-alone"):
        for width in WIDTHS:
            for name in locale.days[context][width].values():
                yield from ((word, 0) for word in fold_text(name).split())


def quarters(locale: Locale) -> Iterator[tuple[str, int]]:
    """Words that stand in the names of all four quarters: "Quartal", "trimestre"."""
    for context in ("format", "stand-alone"):
        for width in WIDTHS:
            names = [set(WORDS.findall(name)) for name in locale.quarters[context][width].values()]
            yield from ((fold_text(word), 0) for word in set.intersection(*names) if len(word) > 1)


def words_within(locale: Locale) -> Iterator[tuple[str, int]]:
    """Words that stand between day, month and year: "de", "gada"."""
    for width in ("full", "long", "medium"):
        # Between apostrophes, or in letters that stand for no part of a date.
        for literal in re.findall(r"'[^']+'|[^\x00-\x7f]+", locale.date_formats[width].pattern):
            yield from ((fold_text(word), 0) for word in WORDS.findall(literal))


def is_name(name: str) -> bool:
    """Whether a name has two letters at least, and no figures, as some locales have instead of names."""
    return len(name) > 1 and not any(letter.isdecimal() for letter in name)


def main() -> None:
    """Write both tables."""
    found: defaultdict[tuple[str, str, int], set[str]] = defaultdict(set)
    spoken = locales()
    for locale in spoken:
        for kind, names in (("month", months), ("weekday", weekdays), ("quarter", quarters)):
            for name, number in names(locale):
                if is_name(name):
                    found[kind, name, number].add(locale.language)
        for name, number in words_within(locale):
            found["within", name, number].add(locale.language)
    with (HERE / "names.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("kind", "name", "number", "languages"))
        for (kind, name, number), languages in sorted(
            found.items(), key=lambda item: (item[0][0], item[0][2], item)
        ):
            writer.writerow((kind, name, number or "", " ".join(sorted(languages))))
    territories = sorted(
        code for code in get_global("territory_languages") if code.isalpha() and len(code) == 2
    )
    with (HERE / "languages.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("language", "name", "countries"))
        for language in sorted({locale.language for locale in spoken}):
            countries = [
                country
                for country in territories
                if language in get_official_languages(country, regional=True, de_facto=True)
            ]
            name = Locale.parse(language).get_language_name("en") or language
            writer.writerow((language, name, " ".join(countries)))


if __name__ == "__main__":
    main()
