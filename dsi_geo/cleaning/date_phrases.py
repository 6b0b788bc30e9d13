"""Dates with words: names of months, seasons, quarters, "about", "since"."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dsi_geo.cleaning.date_figures import (
    AT_BEGINNING,
    AT_END,
    NO_DATE,
    WITHIN_YEAR,
    Habits,
    Written,
    full_year,
    in_week,
    read_figures,
)
from dsi_geo.cleaning.date_words import (
    NOTHING,
    Meaning,
    Months,
    decide_month,
    language_names,
    meaning_of,
)

PERIODS: Final = frozenset(("season", "quarter", "half", "week", "school_year"))
_LEAST: Final = {"quarter": 4, "half": 2, "week": 53, "season": 0, "school_year": 0}
"""Greatest number of a period within its year."""
_ROMAN: Final = {
    numeral: number for number, numeral in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), start=1)
}
_CODES: Final = {
    "q": "quarter",
    "t": "quarter",
    "k": "quarter",
    "h": "half",
    "s": "half",
    "w": "week",
    "v": "week",
}
"""Letters that stand for a period beside its number: "Q3", "T2", "H1", "S1", "W08"."""
_CODE: Final = re.compile(
    r"(?:(?<![^\W_])|(?<=\d{4}))(?P<code>[QTKHSWV])(?P<number>\d{1,2})(?!\d)"
    r"|(?<![^\W_])(?P<first>[1-4])(?P<after>[QTHS])(?![^\W\d_])",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"'\d{2}(?!\d)|\d+|[^\W\d_]+|\S")
_DECADE: Final = re.compile(r"\d{4}['-]?(?:s|er|ern|ers|х|ые|ті|ih|ych)(?![^\W_])", re.IGNORECASE)
_ROMAN_MONTH: Final = re.compile(
    r"(?<!\d)\d{1,2}[-/. ]+[IVX]+[-/. ]+\d{4}|\d{4}[-/. ]+[IVX]+[-/. ]+\d{1,2}(?!\d)|^[IVX]{2,}[-/. ]+\d{4}$"
)
_AROUND_FIGURES: Final = re.compile(r"^[^\d']+|\D+$")
_TWO_NUMBERS: Final = re.compile(r"\d{1,2} \d{4}$")
"""In figures alone a month and its year, but not beside a word, as in "v. 8 2019", a week."""
_SIGNS: Final = frozenset("-/.,'")
_LONGEST_SUFFIX: Final = 3
_LONGEST_NAME: Final = 3
"""Words of the longest name of a month or weekday."""


class _Said(NamedTuple):
    """The parts of a text, with the places at which they stand.

    Attributes
    ----------
    numbers, places
        Numbers in figures as they are written.
    romans
        Roman numerals, place -> number.
    months
        Words that name months.
    kinds
        Kinds of all words.
    ordinal
        The number that an ordinal in words says; 0 for none.
    """

    numbers: list[str]
    places: list[int]
    romans: dict[int, int]
    months: list[tuple[str, Months, int]]
    kinds: set[str]
    ordinal: int


def read_phrase(text: str, habits: Habits) -> Written | None:
    """The date that a text with words says; None if one of them is no word of a date.

    A quarter, season or half of a year is kept as its year, a week as its month if it lies in one: neither begins where
    a month does that would be known.
    """
    text = _CODE.sub(_spelt_out, text)
    said = _parts(text)
    if said is None or _DECADE.search(text):
        return None
    if "until" in said.kinds and not habits.is_end:
        return NO_DATE
    if said.kinds & PERIODS and (not said.months or "quarter" in said.kinds):
        return _of_period(said, text, habits)
    if said.months:
        return _of_month(said, text, habits)
    if len(said.romans) == 1 and _ROMAN_MONTH.search(text):
        (place,) = said.romans
        said = said._replace(months=[("", {said.romans[place]: frozenset()}, place)])
        return _of_month(said, text, habits)
    figures = _AROUND_FIGURES.sub("", text)
    if figures == text or _TWO_NUMBERS.match(figures):
        return None
    written = read_figures(figures, habits)
    return _roughly(written, said) if written else None


def _spelt_out(code: re.Match[str]) -> str:
    kind = _CODES[(code["code"] or code["after"]).lower()]
    number = int(code["number"] or code["first"])
    if kind == "half" and number > 2:
        kind = "week"  # "S8" is a semaine
    return f" {kind} {number} "


def _parts(text: str) -> _Said | None:
    """The parts of a text; None if it holds a word or sign that no date has."""
    said = _Said([], [], {}, [], set(), 0)
    tokens = [(token[0], token.start()) for token in _TOKEN.finditer(text)]
    at, ordinal = 0, 0
    while at < len(tokens):
        token, place = tokens[at]
        length = 1
        if token.lstrip("'").isdecimal():
            said.numbers.append(token)
            said.places.append(place)
        elif token[0].isalpha():
            meaning, length = _meaning(tokens, at)
            if meaning.months:
                said.months.append((token, meaning.months, place))
            elif token.lower() in _ROMAN and not meaning.kinds - {"within", "suffix", "year"}:
                said.romans[place] = _ROMAN[token.lower()]
            elif meaning == NOTHING and not _is_suffix(tokens, at, text):
                return None
            said.kinds.update(meaning.kinds)
            ordinal = meaning.number or ordinal
        elif token not in _SIGNS:
            return None
        at += length
    return said._replace(ordinal=ordinal)


def _is_suffix(tokens: list[tuple[str, int]], at: int, text: str) -> bool:
    """Whether a short word is grown together with a day or the number of a quarter: "4tes", "3ci"."""
    token, place = tokens[at]
    before = text[:place].removesuffix("-")
    return len(token) <= _LONGEST_SUFFIX and bool(re.search(r"(?<!\d)\d{1,2}$", before))


def _meaning(tokens: list[tuple[str, int]], at: int) -> tuple[Meaning, int]:
    """What the longest known name from here on means, and of how many words it is."""
    for length in range(_LONGEST_NAME, 1, -1):
        words = [token for token, _ in tokens[at : at + length]]
        if len(words) == length and all(word[0].isalpha() for word in words):
            meaning = meaning_of(" ".join(words))
            if meaning != NOTHING:
                return meaning, length
    word, *following = [token for token, _ in tokens[at : at + 3]]
    if len(following) == 2 and following[0] == "'" and following[1].isalpha():  # "п'ятниця", unlike "d'abril"
        meaning = meaning_of(word + following[1])
        if meaning != NOTHING:
            return meaning, 3
    return meaning_of(tokens[at][0]), 1


def _roughly(written: Written, said: _Said) -> Written:
    """What is only said to be about a day is known to the month; a part of a year is the year."""
    rough = "about" in said.kinds or ("part" in said.kinds and "since" not in said.kinds)
    if not rough or not written.year:
        return written
    return Written(written.year, written.month, 0, "rough")


def _of_period(said: _Said, text: str, habits: Habits) -> Written:
    """A year out of "Q3 2015", "Herbst 2015", "Winter 2015/16"; the week of a year."""
    years = [int(number) for number in said.numbers if len(number) == 4]
    rest = [number for number in said.numbers if len(number) != 4]
    if not years and rest and habits.latest_year and len(rest[-1].lstrip("'")) == 2:
        short = [rest.pop().lstrip("'")]
        if rest and len(rest[-1]) == 2 and said.kinds & {"season", "school_year", "half"}:
            short.insert(0, rest.pop())
        years = [full_year(number, habits) for number in short]
    elif len(years) == 1 and rest and _follows(rest[-1], years[0], text):
        years.append(years[0] + 1)
        rest.pop()
    if not years or len(years) > 2 or (len(years) == 2 and years[1] != years[0] + 1) or len(rest) > 1:
        return NO_DATE
    written = _within_year(years[-1] if habits.is_end else years[0], rest, said)
    if len(years) == 2 and written.year:
        return written._replace(why=AT_END if habits.is_end else AT_BEGINNING)
    return written


def _follows(number: str, year: int, text: str) -> bool:
    """Whether a text has a year with the two figures of the next one behind it: "2014/15"."""
    joined = re.search(rf"{year}\s?[-/]\s?{number}(?!\d)", text)
    return joined is not None and int(number) == (year + 1) % 100


def _within_year(year: int, rest: list[str], said: _Said) -> Written:
    number = int(rest[0]) if rest else said.ordinal or next(iter(said.romans.values()), 0)
    kinds = [kind for kind in ("half", "quarter", "week", "season", "school_year") if kind in said.kinds]
    fitting = [kind for kind in kinds if number <= _LEAST[kind] or not number]
    if not fitting:
        return NO_DATE
    if rest and fitting[0] == "week":
        return in_week(year, number)
    return Written(year, manner="rough", why=WITHIN_YEAR)


def _of_month(said: _Said, text: str, habits: Habits) -> Written | None:
    """The date with the one month that is named."""
    named = _one_name(said)
    if named is None:
        return None
    word, months, place = named
    month = decide_month(months, habits.languages)
    if not month:
        return Written(manner="unsure", why=f"“{word}” is {_in_languages(months)}")
    if "season" in said.kinds and len(said.numbers) == 1 and len(said.numbers[0]) == 4:
        return Written(
            int(said.numbers[0]), manner="rough", why=WITHIN_YEAR
        )  # "kesä" is the summer, and short for June
    written = _around_month(said, month, place, text, habits)
    return written and _roughly(written, said)


def _one_name(said: _Said) -> tuple[str, Months, int] | None:
    """The month among names some of which may be weekdays or little words, as "mar" and "du" are."""
    if len(said.months) == 1:
        return said.months[0]
    sure = [one for one in said.months if meaning_of(one[0]).kinds == {"month"}]
    return sure[0] if len(sure) == 1 else None


def _around_month(said: _Said, month: int, place: int, text: str, habits: Habits) -> Written | None:
    numbers = [number.lstrip("'") for number in said.numbers]
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(years) + len(days) != len(numbers) or len(years) > 1:
        return None
    if not years:
        short = _short_year(said, days, place, text)
        if not short or not habits.latest_year:
            return Written(manner="none", why="it does not say the year" if len(days) == 1 else "")
        days.remove(short)
        years = [str(full_year(short, habits))]
    if len(days) == 2 and max(said.places[:2]) < place:  # "5.-7. Mai 2015"
        days = [days[-1] if habits.is_end else days[0]]
        return Written(int(years[0]), month, int(days[0]), "rough", AT_END if habits.is_end else AT_BEGINNING)
    if len(days) > 1 or "0" in days or "00" in days:
        return None
    return Written(int(years[0]), month, int(days[0]) if days else 0)


def _short_year(said: _Said, days: list[str], place: int, text: str) -> str:
    """The year among one or two numbers of at most two figures; "" if none of them must be it."""
    marked = [number[1:] for number in said.numbers if number[0] == "'"]
    if marked:
        return marked[0]
    if len(days) == 2:
        first, last = days
        if int(first) > 31:
            return first
        return last if len(last) == 2 else ""
    after = bool(days) and said.places[0] > place
    joined = re.search(r"[^\W\d_]\.?[-/](\d{2})$", text)  # "Feb-19", as Excel writes a month
    return joined[1] if after and joined else ""


def _in_languages(months: Months) -> str:
    """Which month a word is in which language."""
    names = language_names()
    return ", but ".join(
        f"month {number} in {' and '.join(sorted(names.get(language, language) for language in languages))}"
        for number, languages in sorted(months.items())
    )
