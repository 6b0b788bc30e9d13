"""The choice of the part of an address that is street and house, including dates in the names of streets."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dsi_geo.addresses.country_words import ENGLISH, NUMBER_FIRST, Vocabulary, number_words
from dsi_geo.addresses.house_numbers import NONE, HouseNumber
from dsi_geo.addresses.street_names import CONNECTING, DIRECTIONS, has_street_word
from dsi_geo.addresses.tokens import OF, Item, Segment, is_designator

STREET_WORD_FIRST: Final = frozenset(
    "IT ES PT FR BE LU CH RO MD BR MX AR CL CO PE UY EC PL CZ SK HR SI RS BA ME RU UA BY BG".split()
)
"""Countries in which the street word precedes the name."""
_ONLY_FIRST: Final = frozenset(
    "via viale piazza corso calle carrer avda avenida avinguda rue rua praca placa strada str. ul ulica ulitsa".split()
)
"""Street words that are not part of a name in any language, for addresses of unknown country."""
_PLACED: Final = frozenset("at in hq sede presso chez bei near".split())
_BEFORE_A_NAME: Final = frozenset(
    "de del della dello dei degli delle di da do dos das du des d y e et i z of the gran grand grande petite petit "
    "vieille ancienne nouvelle vecchia nuova vieja nueva velha nova stara nova mala velka".split()
)
"""Words that join two words of one name, or belong to the next: what follows is not a separate street."""
_COUNTED: Final = frozenset("MK RS BA ME HR SI BG".split())
"""Countries with streets such as "50 Divizija", named after brigades and divisions."""
_NUMBERED_ROADS: Final = ("US", "CA", "NZ")
_NUMBERED_NAME: Final = re.compile(r"\d{1,2}(?:e|de|ste|a|o)$")


SHORTEST_AFTER_TOWN: Final = 4
"""Fewest letters of the longest word of a street that is written after its town."""


class Found(NamedTuple):
    """A possible street and house.

    Attributes
    ----------
    first, last
        Positions of the first and last segment that they are taken from.
    words
        The words of the street.
    number
        The house number, or `NONE`.
    tail
        Words after street and house, which may name the town.
    """

    first: int
    last: int
    words: list[str]
    number: HouseNumber
    tail: tuple[str, ...] = ()


TYPED_WITH_NUMBER: Final = 4.0
NAMED_BEFORE_UNIT: Final = 3.1
NAMED_WITH_NUMBER: Final = 3.0
NAMED_BEFORE_NUMBER: Final = 2.8
NAMED_AFTER_CODE: Final = 2.7
NAMED_AFTER_NUMBER: Final = 2.5
TYPED_ALONE: Final = 2.0
NAMED_BEFORE_CODE: Final = 1.9
NAMED_ALONE: Final = 0.5
"""Scores of a part of an address as the street: with or without a street word and a house number."""
LONG_CODE: Final = 10_000
"""From here on, a number alone after a name without a street word is a postcode: "Sialkot, 51310, Punjab"."""
SHORTEST_CODE: Final = 1000
"""From here on, a number beside a name without a street word may be a postcode, and the name that of the town."""


def best_street(parts: list[Segment], words: Vocabulary, town: str) -> Found | None:
    """The part of an address that is street and house; None if there is none.

    Parameters
    ----------
    parts
        The segments without flats and floors, none of them empty.
    words
        The vocabulary of the country.
    town
        The town in plain letters, which is not a street; "" if none is stated.
    """
    best: Found | None = None
    best_score = 0.0
    for at in range(len(parts)):
        score, found = _as_street(parts, at, words)
        # An English building comes before its street, and may be called a plaza or court.
        later = score == best_score == TYPED_ALONE and words.country in ENGLISH
        if found is None or (score <= best_score and not later) or not _is_name(found.words):
            continue
        if "".join(found.words) != town.replace(" ", ""):
            best, best_score = found, score
    return best


def _as_street(parts: list[Segment], at: int, words: Vocabulary) -> tuple[float, Found | None]:
    """The score of the segment at a position as street and house, alone or with the next, and what was found."""
    part, following = parts[at], parts[at + 1] if at + 1 < len(parts) else []
    numbers = [position for position, item in enumerate(part) if item.number is not None]
    named, next_named = _words(part), _words(following)
    if numbers and named:
        if _number_belongs_to_next(part, numbers, following, words):
            return TYPED_WITH_NUMBER, Found(at, at + 1, next_named, part[-1].number or NONE)
        chosen, number, tail = _beside_number(part, numbers, words)
        chosen = _from_street_word(chosen, words)
        typed = has_street_word(chosen, words)
        score = TYPED_WITH_NUMBER if typed else NAMED_WITH_NUMBER
        if (
            not typed
            and len(numbers) == 1
            and number.low >= SHORTEST_CODE
            and words.country not in NUMBER_FIRST
        ):
            score = NAMED_AFTER_CODE
        return score, Found(at, at, chosen, number, tail)
    if numbers:
        if not next_named or len(next_named) < len(following):
            return 0.0, None
        typed = has_street_word(next_named, words)
        score = TYPED_WITH_NUMBER if typed else NAMED_AFTER_NUMBER
        return score, Found(at, at + 1, next_named, part[0].number or NONE)
    named = _from_street_word(named, words)
    typed = has_street_word(named, words)
    if (
        following
        and following[0].number is not None
        and not (next_named and has_street_word(next_named, words))
    ):
        untyped = NAMED_BEFORE_UNIT if _is_number_and_unit(following, words) else NAMED_BEFORE_NUMBER
        if len(following) == 1 and following[0].number.low >= LONG_CODE:
            untyped = NAMED_BEFORE_CODE
        score = TYPED_WITH_NUMBER if typed else untyped
        return score, Found(at, at + 1, named, following[0].number, tuple(next_named))
    if typed or len(parts) == 1:
        return TYPED_ALONE if typed else NAMED_ALONE, Found(at, at, named, NONE)
    return 0.0, None


def _is_number_and_unit(part: Segment, words: Vocabulary) -> bool:
    """Whether a part is a house number, one word of any meaning, and what it numbers: "4 loft 5"."""
    if words.country in NUMBER_FIRST or len(part) != 3 or part[1].number is not None:
        return False
    return is_designator(part[2])


def _number_belongs_to_next(part: Segment, numbers: list[int], following: Segment, words: Vocabulary) -> bool:
    """Whether a name without a street word ends with the house number of the next street: "Atelier 9, rue du Bac"."""
    if words.country not in NUMBER_FIRST - ENGLISH or numbers != [len(part) - 1] or not following:
        return False
    names_street = following[0].text.rstrip(".") in words.first and len(_words(following)) == len(following)
    return names_street and len(following) > 1 and not has_street_word(_words(part), words)


def _from_street_word(street_words: list[str], words: Vocabulary) -> list[str]:
    """The words from the street word on, in countries where it comes first, if a name precedes it without a comma.

    "Studio Rossi via Dante" is "via Dante"; "Corso di Porta Romana" and "Rua Nova da Piedade" are unchanged.
    """
    known = words.first if words.country in STREET_WORD_FIRST else _ONLY_FIRST if not words.country else ()
    if not street_words or street_words[0].rstrip(".") in known:
        return street_words
    for at in range(1 if street_words[0] in _PLACED else 2, len(street_words) - 1):
        word = street_words[at].rstrip(".")
        if word in known and len(word) > 1 and street_words[at - 1] not in _BEFORE_A_NAME:
            return street_words[at:]
    return street_words


def _words(part: Segment) -> list[str]:
    return [item.text for item in part if item.number is None]


def _is_name(words: list[str]) -> bool:
    return sum(map(len, words)) > 1


def _beside_number(
    part: Segment, numbers: list[int], words: Vocabulary
) -> tuple[list[str], HouseNumber, tuple[str, ...]]:
    """Street, house and the words after them, from a segment that has words and numbers."""
    first = numbers[0]
    second = numbers[1] if len(numbers) > 1 else len(part)
    before = [item.text for item in part[:first]]
    after = [item.text for item in part[first + 1 : second]]
    rest = tuple(item.text for item in part[second:] if item.number is None)
    number = part[first].number or NONE
    if (
        not before
        and second < len(part)
        and (_NUMBERED_NAME.match(part[0].text) or (words.country in _COUNTED and part[0].text.isdigit()))
        and words.country not in NUMBER_FIRST
    ):
        return [part[0].text, *after], part[second].number or NONE, ()
    if len(before) == 1 and before[0].rstrip(".") in words.first and _is_name(after) and second < len(part):
        return [*before, part[first].text, *after], part[second].number or NONE, rest
    if not _is_name(before):
        road = words.last.get(after[-1].rstrip(".")) if after else None
        if (
            len(numbers) > 1
            and words.country in _NUMBERED_ROADS
            and (road in ("route", "highway") or (road == "road" and len(after) == 1))
        ):
            after = [*after, part[second].text]
        return (after, number, rest) if _is_name(after) else (before + after, number, rest)
    if not _is_name(after):
        return before, number, rest
    typed_before, typed_after = has_street_word(before, words), has_street_word(after, words)
    after_first = words.country in NUMBER_FIRST
    if typed_after and (after_first or not typed_before):
        return after, number, rest
    if typed_before or not after_first:
        return before, number, (*after, *rest)
    return after, number, rest


def after_town(street_words: list[str], towns: list[list[str]], words: Vocabulary) -> list[str]:
    """The street without a town that precedes it, and without anything before that town.

    "Makers Lab Barcelona Llull" is "Llull" if the town is Barcelona; "Calle Barcelona Norte" is unchanged.
    """
    if words.country in ENGLISH or street_words[0].rstrip(".") in words.first:
        return street_words
    for town in towns:
        for at in range(len(street_words) - len(town)):
            rest = street_words[at + len(town) :]
            if street_words[at : at + len(town)] != town or (at and street_words[at - 1] in _BEFORE_A_NAME):
                continue
            if max(map(len, rest)) >= SHORTEST_AFTER_TOWN and rest[0] not in CONNECTING:
                return rest
    return street_words


def without_town(street_words: list[str], town: str, words: Vocabulary) -> tuple[list[str], tuple[str, ...]]:
    """The street without the town after it (but not "chaussée d'Ixelles"), and words cut off that may be a town."""
    towns = town.split()
    before = street_words[-len(towns) - 1] if len(street_words) > len(towns) + 1 else ""
    if towns and before and street_words[-len(towns) :] == towns and before not in CONNECTING:
        return street_words[: -len(towns)], ()
    first = words.first.get(street_words[0].rstrip("."))
    prefixed = first == "street" and street_words[0].rstrip(".") not in ("street", "str")
    prefixed |= first is not None and [word.rstrip(".") for word in street_words[1:2]] in (["st"], ["ste"])
    if words.country not in ENGLISH or prefixed:
        return street_words, ()
    for at in range(len(street_words) - 2, 0, -1):
        if street_words[at].rstrip(".") in words.last and street_words[-1].rstrip(".") not in words.last:
            direction = street_words[at + 1].rstrip(".")
            end = at + 2 if words.names.get(direction, direction) in DIRECTIONS else at + 1
            tail = street_words[end:]
            if all(
                word.rstrip(".") not in words.names and word not in DIRECTIONS for word in tail
            ) and street_words[at] not in ("park", "hill", "green"):
                return street_words[:end], tuple(tail)
    return street_words, ()


_ROMAN_VALUES: Final = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
    "xv": 15, "xvi": 16, "xviii": 18, "xx": 20, "xxi": 21, "xxii": 22, "xxiv": 24, "xxv": 25, "xxix": 29,
}  # fmt: skip
_AND: Final = frozenset("e y et".split())
_YEARS: Final = range(1500, 2100)
_LONGEST: Final = 3
"""Most words of a day: "vinte e quatro"."""


def days_in_figures(segment: Segment, words: Vocabulary) -> Segment:
    """The segment with days of months in figures instead of words or Roman numerals, and without their year."""
    if not any(_is_month(item, words) for item in segment):
        return segment
    changed: Segment = []
    for item in segment:
        day, length = _day_at_end(changed) if _is_month(item, words) else (0, 0)
        if day:
            changed[-length:] = [Item(f"{day}{item.text}")]
        elif not (item.number and item.number.low in _YEARS and changed and _is_date(changed[-1], words)):
            changed.append(item)
    return changed


def _is_month(item: Item, words: Vocabulary) -> bool:
    return words.kinds.get(item.text.rstrip(".")) == "month"


def _is_date(item: Item, words: Vocabulary) -> bool:
    month = item.text.lstrip("0123456789")
    return month != item.text and words.kinds.get(month.rstrip(".")) == "month"


def _day_at_end(items: Segment) -> tuple[int, int]:
    """The day that the last items give, and the number of these items; day 0 for none."""
    of = 1 if len(items) > 1 and items[-1].text in OF else 0
    said = [item.text.rstrip(".") for item in items[: len(items) - of]]
    for length in range(min(_LONGEST, len(said)), 0, -1):
        day = number_words().get("".join(word for word in said[-length:] if word not in _AND), 0)
        if day:
            return day, length + of
    return _ROMAN_VALUES.get(said[-1], 0) if said else 0, 1 + of
