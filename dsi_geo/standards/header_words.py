"""What the words of a column's name say it holds, in the languages of Europe and a few others.

The words are in `data/columns/header_words.csv`, with the languages that have them. The names of a table's columns are
in one language, or two: which these are is decided for the table, so that *kraj* is a country in a Polish one, a region
in a Czech one and an end in a Croatian one.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from dsi_geo import bundled
from dsi_geo.schema import ORGANISATIONS, PROJECTS, Entity
from dsi_geo.spelling import fold_text

_WHOLE: Final = 4
"""Letters up to which a word must be met whole; longer ones may go on, as their endings differ."""

_EAST_ASIA: Final = "\u2e80"
"""The first of the signs of Chinese, Japanese and Korean."""

_COMPOUNDING: Final = frozenset({"de", "nl", "sv", "da", "no", "is", "fi", "et", "hu", "ja", "zh", "ko"})
"""Languages that write words together, so that one may begin within another: *Vorhabenbeginn*."""

_LONGEST: Final = 120
"""Characters of a name that are looked at: longer ones are questions of a survey."""

_MOST_WORDS: Final = 8

_YEARS: Final = frozenset(
    "jahr annee ano anno any urtea rok ev an anul година ετος ar vuosi aasta gads metai leto godina год рік yil "
    "年 年度".split()
)
"""Names of columns that are but the word for a year, as “year” is."""

_ELIDED: Final = re.compile(r"\b(?:l|d|dell|all|nell|sull)['’]", re.IGNORECASE)
"""Articles that lean on the next word."""

_SMALL: Final = frozenset(
    "of the for and de du des la le les el los las del do da dos das di della dello dei degli il lo van het der die "
    "das des den dem und et y e i o a an en av af og och of na w z ze za "
    "на за от по в из и для του της των το η az".split()
)
"""Articles, prepositions and conjunctions."""

_PLACES: Final = ("latitude", "longitude", "postcode", "town", "region", "country", "address")
_DEGREES: Final = frozenset({"latitude", "longitude"})
_FIELDS: Final[Mapping[str, str]] = {"town": "city"}
"""Concept -> field, where these differ."""

_OWN: Final[Mapping[Entity, Set[str]]] = {
    PROJECTS: frozenset({"operation"}),
    ORGANISATIONS: frozenset({"beneficiary", "body"}),
}
"""Concepts of what the records are."""

_ENDING: Final = 3
"""Letters that an ending has at most."""

_ALONE: Final = {"operation": 1, "beneficiary": 3, "body": 1}
"""Words of a name that says no more than what the records are."""

_ITS_OWN: Final = frozenset({"operation", "beneficiary", "body"})
"""Concepts of what records are: the place of a project is an address in some words."""

_WHOSE: Final = frozenset({"beneficiary", "body", "operation", "name", "date"})
"""What may stand beside the word for a place."""


@cache
def _words() -> tuple[tuple[str, str, frozenset[str]], ...]:
    with Path(bundled.HEADER_WORDS).open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["concept"], row["word"], frozenset(row["languages"].split())) for row in csv.DictReader(file)
        )


@cache
def _pattern() -> tuple[re.Pattern[str], Mapping[str, tuple[tuple[str, frozenset[str]], ...]]]:
    """All words as one expression, and what each means in which languages."""
    spoken: dict[str, dict[str, str]] = {}
    for concept, word, languages in _words():
        for language in languages:
            spoken.setdefault(word, {})[language] = concept
    meanings = {word: _with_shorter(word, spoken) for word in spoken}
    ordered = sorted(meanings, key=lambda word: (-len(word), word))
    parts = (re.escape(word) + (r"\b" if _is_whole(word) else "") for word in ordered)
    compounding = (
        re.escape(word)
        for word in ordered
        if _may_begin_within(word) and any(languages & _COMPOUNDING for _, languages in meanings[word])
    )
    named = (
        rf"{re.escape(word)}\b" for word in ordered if len(word) == _WHOLE and _ends_compounds(meanings[word])
    )
    pattern = (
        rf"(?<!\w)(?P<begun>{'|'.join(parts)})|(?<=\w)(?P<within>{'|'.join(compounding)})"
        rf"|(?<=\w{{{_WHOLE}}})(?P<ended>{'|'.join(named)})"
    )
    return re.compile(pattern), meanings


def _with_shorter(
    word: str, spoken: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[str, frozenset[str]], ...]:
    """What a word means in which languages, as itself or as a longer form of a word that is known in them."""
    meant: dict[str, str] = {}
    for end in range(1, len(word) + 1):
        shorter = word[:end]
        if shorter in spoken and (shorter == word or not _is_whole(shorter)):
            meant |= spoken[shorter]
    return tuple(
        (concept, frozenset(language for language, one in meant.items() if one == concept))
        for concept in dict.fromkeys(meant.values())
    )


@cache
def _spans() -> re.Pattern[str]:
    """Known words with their endings."""
    return re.compile(rf"(?:{_pattern()[0].pattern})\w*")


def _ends_compounds(meanings: Iterable[tuple[str, frozenset[str]]]) -> bool:
    """Whether a short word for a name ends longer ones: *prosjektnavn*, *instellingsnaam*."""
    return any(concept == "name" and languages & _COMPOUNDING for concept, languages in meanings)


def _may_begin_within(word: str) -> bool:
    return len(word) > (_WHOLE if word < _EAST_ASIA else 1)


def _is_whole(word: str) -> bool:
    """Whether a word is met only whole: a short one in letters; signs of East Asia stand for whole words."""
    return len(word) <= _WHOLE and word < _EAST_ASIA


def parted(name: str) -> str:
    """A column's name as separate words, folded: `startDate`, `START_DATE (day)` and `Start date*` agree."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", _ELIDED.sub(" ", name[:_LONGEST]))
    return fold_text(re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", apart))


@lru_cache(maxsize=4_000)
def _found(name: str) -> tuple[tuple[tuple[str, frozenset[str]], ...], ...]:
    """The meanings of each known word of a name; none for a name of too many words."""
    folded = parted(name)
    if folded.count(" ") >= _MOST_WORDS:
        return ()
    pattern, meanings = _pattern()
    found = []
    for match in pattern.finditer(folded):
        word = match["begun"] or match["within"] or match["ended"]
        spoken = meanings[word]
        if match["begun"] is None:
            spoken = tuple((concept, languages & _COMPOUNDING) for concept, languages in spoken)
        found.append(spoken)
    return tuple(found)


def says_more(name: str) -> bool:
    """Whether a name has words that are not known, other than articles and prepositions."""
    rest = _spans().sub(" ", parted(name)).split()
    return any(word not in _SMALL and not word.isdecimal() for word in rest)


def languages_of(names: Iterable[str]) -> frozenset[str]:
    """The languages that explain most of the names of a table's columns."""
    counts: Counter[str] = Counter()
    for name in names:
        counts.update({language for word in _found(name) for _, languages in word for language in languages})
    if not counts:
        return frozenset()
    most = max(counts.values())
    likely = {language for language, count in counts.items() if count == most}
    return frozenset(likely | ({"en"} if 2 * counts["en"] >= most else set()))


def concepts_of(name: str, languages: Set[str]) -> frozenset[str]:
    """What a column's name speaks of, in these languages: concepts of `data/columns/header_words.csv`."""
    concepts = set()
    for word in _found(name):
        meant = [concept for concept, spoken in word if spoken & languages]
        if len(meant) == 1:
            concepts.add(meant[0])
    return frozenset(concepts)


def concepts_in_any(name: str, languages: Set[str]) -> frozenset[str]:
    """What a name speaks of, as a whole or in one of two languages between which a “/” stands."""
    parts = (concepts_of(part, languages_of([part])) for part in _in_two_languages(name))
    return concepts_of(name, languages).union(*parts)


def field_by_words(name: str, languages: Set[str], entity: Entity) -> str | None:
    """The field that a column of this name holds, by its words; None where they do not tell.

    In a table of projects a name of a beneficiary is not that of the record; in one of organisations it is. A name in
    two languages (“Opération / Actie”) is told by the one that is understood.
    """
    found = _field_by_words(name, languages, entity)
    if found is not None or "/" not in name:
        return found
    parts = [part for part in name[:_LONGEST].split("/") if part.strip()]
    fields = {_field_by_words(part, languages_of([part]) | languages, entity) for part in parts} - {None}
    return fields.pop() if len(fields) == 1 else None


def _field_by_words(name: str, languages: Set[str], entity: Entity) -> str | None:
    concepts = concepts_of(name, languages)
    if not concepts or "rate" in concepts:
        return None
    if "amount" in concepts:
        return (
            "amount"
            if entity == PROJECTS and concepts <= {"amount", "operation", "award", "beneficiary"}
            else None
        )
    if "award" in concepts and "period" not in concepts:
        return _award(concepts, entity)
    if concepts & {"start", "end", "period"}:
        return _dated(name, concepts, entity)
    places = [place for place in _PLACES if place in concepts]
    if places:
        beside = {places[0], *_WHOSE} | ({"place"} if places[0] in _DEGREES else set())
        return _FIELDS.get(places[0], places[0]) if concepts <= beside else None
    if parted(name) in _YEARS:
        return "launched" if entity == PROJECTS else "founded"
    if "place" in concepts and concepts & _ITS_OWN:
        return "address" if concepts <= {"place", *_ITS_OWN} else None
    for concept, field in (("website", "website"), ("summary", "description")):
        if concept in concepts:
            return field if concepts <= {concept, *_WHOSE} else None
    return None if says_more(name) else _identity(concepts, entity, parted(name).split())


def _dated(name: str, concepts: Set[str], entity: Entity) -> str | None:
    if "period" in concepts:
        return _period(name, concepts, entity)
    if {"start", "end"} <= concepts:  # “2018 - 2020” under “start and end”: its beginning counts
        return (
            "launched" if entity == PROJECTS and concepts <= {"start", "end", "date", "operation"} else None
        )
    return None if "date" not in concepts and says_more(name) else _event(concepts, entity)


def _period(name: str, concepts: Set[str], entity: Entity) -> str | None:
    """The time in which a project goes on: it begins with its launch."""
    alone = concepts <= {"period", "date", "operation", "award", "start", "end"} and not says_more(name)
    return "launched" if alone and entity == PROJECTS else None


def _event(concepts: Set[str], entity: Entity) -> str | None:
    """A date of beginning or end: with the word for a date or what begins, or nothing else."""
    event = "start" if "start" in concepts else "end"
    if not concepts <= {event, "date", "operation", "beneficiary", "body"}:
        return None
    if entity == PROJECTS:
        return "launched" if event == "start" else "closed"
    return "founded" if event == "start" else None


def _award(concepts: Set[str], entity: Entity) -> str | None:
    """The date of a decision to give money: a project has begun by then, where nothing else says when."""
    dated = concepts <= {"award", "date", "operation"} and "date" in concepts
    return "launched" if dated and entity == PROJECTS else None


def _identity(concepts: Set[str], entity: Entity, words: Sequence[str]) -> str | None:
    own = _OWN[entity]
    if concepts & _OWN[PROJECTS] and concepts & _OWN[ORGANISATIONS]:
        return None
    if "identifier" in concepts:
        return "id" if concepts - own == {"identifier"} and concepts & own else None
    alone = concepts <= own and len(concepts) == 1 and _is_alone(words, min(concepts))
    return "name" if alone or ("name" in concepts and concepts - own == {"name"}) else None


def _in_two_languages(name: str) -> list[str]:
    parts = [part.strip() for part in name[:_LONGEST].split("/")]
    return parts if len(parts) == 2 and all(parts) else []


def _is_alone(words: Sequence[str], concept: str) -> bool:
    """Whether a name is but the word for what the records are: *Projekt*, *Projekte*, not *Projektträger*."""
    known = [word for one, word, _ in _words() if one == concept]
    said = (words[0], " ".join(words)) if words else ()
    whole = any(one.startswith(stem) and len(one) <= len(stem) + _ENDING for one in said for stem in known)
    return len(words) <= _ALONE[concept] and whole


def columns_by_concept(columns: Sequence[str]) -> dict[str, str]:
    """The columns of a list of operations with those who carry them, as concept -> column; the first one of each.

    Concepts are `operation.name`, `operation.id`, `beneficiary.name`, `beneficiary.id`, `launched`, `closed`.
    """
    languages = languages_of(columns)
    found: dict[str, str] = {}
    named = [(column, part) for column in columns for part in (column, *_in_two_languages(column))]
    for column, part in named:
        concepts = concepts_of(part, languages if part == column else languages_of([part]))
        for whose in ("operation", "beneficiary"):
            alone = concepts == {whose} and _is_alone(parted(part).split(), whose)
            if concepts == {whose, "name"} or alone:
                found.setdefault(f"{whose}.name", column)
            elif concepts == {whose, "identifier"}:
                found.setdefault(f"{whose}.id", column)
        event = field_by_words(column, languages, PROJECTS)
        if event in ("launched", "closed") and "award" not in concepts_in_any(column, languages):
            found.setdefault(event, column)
    awards = [column for column in columns if "award" in concepts_in_any(column, languages)]
    dated = next(
        (column for column in awards if field_by_words(column, languages, PROJECTS) == "launched"), None
    )
    return found if dated is None else {"launched": dated, **found}
