"""Whether two unlike names can be those of one organisation: an acronym, a translation, a longer form."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.distance import Prefix

from dsi_geo import bundled
from dsi_geo.addresses.joins import Integers
from dsi_geo.analysis.proximity.comparison_vectors import RAREST, SHARE_OF_UNKNOWN, common_words
from dsi_geo.analysis.proximity.record_names import SMALL_WORDS, UNITS, name_words
from dsi_geo.spelling import fold_text

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Strings = npt.NDArray[np.object_]

EVIDENCE: Final = (
    "rest_less rest_more contained jaccard acronym acronym_long joined within several conflict cognates units"
).split()
"""Columns of `evidence`, in the order of the weights."""
_COGNATES, _SEVERAL, _ACRONYM = (EVIDENCE.index(name) for name in ("cognates", "several", "acronym"))
MOST_WORDS: Final = 14
"""Words of a name that are looked at; few are longer, and then the beginning tells."""
SHORTEST_ACRONYM: Final = 3
MOST_LETTERS_OF_ACRONYM: Final = 10
MOST_LETTERS_OF_WORD: Final = 4
"""Letters of one word that an acronym takes: "EuroStat" for "European statistics"."""
FURTHER_LETTER: Final = 0.35
"""What each letter but the first of a word costs: "Macc" may be any word that begins so."""
LONG_ACRONYM: Final = 2.0
INSTITUTIONAL: Final = 4.0
"""Weight of a word such as "institute" that has translations: hundreds of names of organisations have it."""
OF_TOWN: Final = 2.0
"""Weight of the name of the town in the name of one of its organisations."""
SHORTEST_COGNATE: Final = 5
BEGINNING: Final = 3
"""Letters in which words of one origin begin alike by their sound."""
LEAST_IN_COMMON: Final = 5.0
"""Weight of what two names must have in common to be compared: less is a word that every second name has."""
SHORTEST_FIRST: Final = 4
SHORTEST_SECOND: Final = 3
"""Letters of the words of a compound."""
LEAST_COGNATE: Final = 0.7
"""Ratio from which words of two languages are taken for one: "innovation", "innovazione"."""
LIKE_BEGINNING: Final = 0.6
"""Share of the longer of two words in which they begin alike, from which only their endings differ."""
WITHIN: Final = 0.9
"""Partial ratio from which one name is within the other."""
_CAPITALS: Final = 0.75
"""Share of capitals from which a word is an acronym, and a name written in capitals."""
_PARTS: Final = re.compile(r"[()\[\]/|,:]|\s[-–—]\s")
_SPOKEN: Final = {"4": "for", "2": "to"}
_SOUNDS: Final = str.maketrans({"k": "c", "z": "c", "q": "c", "x": "c", "y": "i", "j": "i", "w": "v"})


class BodyName(NamedTuple):
    """A name taken apart once, to be compared with many.

    Attributes
    ----------
    words
        Folded, without small words, article and legal form (unless it can be translated), each once.
    all_words
        All folded words, with small ones: their initials may be in an acronym.
    acronyms
        Strings of letters within the name that may be initials of another name.
    joined
        The words without spaces, by sound.
    """

    words: tuple[str, ...]
    all_words: tuple[str, ...]
    acronyms: frozenset[str]
    joined: str


@lru_cache(maxsize=100_000)
def body_name(name: str) -> BodyName:
    """A name taken apart.

    Examples
    --------
    >>> body_name("Zentrum für Soziale Innovation (ZSI)").acronyms
    frozenset({'zsi'})
    """
    written = fold_text(name).split()[:MOST_WORDS]
    named = name_words(name)[:MOST_WORDS]
    # "Foundation" is a legal form, and yet a word that its translation answers to.
    forms = [word for word in written if word not in named and word in translated_words()]
    some = _with_initials_joined(named + forms)
    words = tuple(
        dict.fromkeys(one for one in some if one not in SMALL_WORDS and (len(one) > 1 or one.isdigit()))
    )
    return BodyName(words, tuple(written), _acronyms(name), sound("".join(words)))


def _with_initials_joined(words: list[str]) -> list[str]:
    """Letters that stand alone are one word of their own: "J. & C. Drugstore" is not just a drugstore."""
    found: list[str] = []
    initials = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            initials += word
        elif not (initials and word == "and"):
            found += [initials, word] if initials else [word]
            initials = ""
    return found[:-1]


def _acronyms(name: str) -> frozenset[str]:
    """A name of one short word, a part in brackets or before a dash, and words in capitals among others.

    A word of three small letters is rather a word; two letters are the initials of anything.
    """
    found = {_undotted(part) for part in (name, *_PARTS.split(name)) if _may_be_initials(part)}
    if _share_of_capitals(name) < _CAPITALS:
        found |= {
            _undotted(word)
            for word in name.split()
            if len(word) > 2 and _share_of_capitals(word) >= _CAPITALS
        }
    return frozenset(
        one for one in found if " " not in one and SHORTEST_ACRONYM <= len(one) <= MOST_LETTERS_OF_ACRONYM
    )


def _may_be_initials(text: str) -> bool:
    letters = sum(map(str.isalnum, text))
    return letters >= SHORTEST_ACRONYM + (_share_of_capitals(text) < _CAPITALS)


def _undotted(text: str) -> str:
    return fold_text(text.replace(".", "").replace("-", ""))


def _share_of_capitals(text: str) -> float:
    letters = [character for character in text if character.isalpha()]
    return sum(map(str.isupper, letters)) / len(letters) if letters else 0.0


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """A folded word as languages that spell one sound differently have in common: "cybern", "kybern" and "cibern"."""
    for letters, one in (("ph", "f"), ("th", "t"), ("ck", "c"), ("ch", "c")):
        word = word.replace(letters, one)
    return word.translate(_SOUNDS)


@cache
def _translation_rows() -> list[tuple[str, str, float]]:
    with (bundled.DUPLICATES / "translations.csv").open(encoding="utf-8", newline="") as file:
        return [(row["word"], row["other"], float(row["strength"])) for row in csv.DictReader(file)]


@cache
def translations() -> dict[tuple[str, str], float]:
    """Pairs of words that mean the same, in both orders, with how often one stands for the other (0.6 to 1)."""
    rows = _translation_rows()
    by_head: dict[str, set[str]] = {}
    for word, head, strength in rows:
        if strength == 1:
            by_head.setdefault(head, {head}).add(word)
    found = {pair: strength for one, other, strength in rows for pair in ((one, other), (other, one))}
    found |= {(one, other): 1.0 for words in by_head.values() for one in words for other in words}
    return found


@cache
def translated_words() -> frozenset[str]:
    """The words that have translations: those that many organisations have in their names."""
    return frozenset(word for word, _ in translations())


@lru_cache(maxsize=500_000)
def word_likeness(one: str, other: str) -> float:
    """How far two folded words mean the same: 1 if equal, less for a translation or a word of one origin, 0 otherwise.

    Examples
    --------
    >>> word_likeness("stadt", "grad"), word_likeness("pear", "peach")
    (1.0, 0.0)
    >>> word_likeness("cybervolunteers", "cibervoluntarios") > 0.7
    True
    """
    if one == other:
        return 1.0
    if known := translations().get((one, other)):
        return known
    a, b = sound(one), sound(other)
    if min(len(a), len(b)) < SHORTEST_COGNATE or a[:BEGINNING] != b[:BEGINNING]:
        return 0.0
    if _are_compounds(one, other):
        return 0.0
    beginning = Prefix.similarity(a, b) / max(len(a), len(b))
    like = max(fuzz.ratio(a, b) / 100, (1 + beginning) / 2 if beginning >= LIKE_BEGINNING else 0.0)
    return like if like >= LEAST_COGNATE else 0.0


def acronym_letters(name: BodyName, other: BodyName) -> float:
    """How many letters of an acronym within one name are explained by the other, less what they leave unexplained.

    Each letter but the first counts: two initials are met by chance. A letter that is not the first of its word counts
    little, and a word that the acronym leaves out counts against it.

    Examples
    --------
    >>> okfn, full = body_name("OKF"), body_name("Open Knowledge Foundation")
    >>> acronym_letters(okfn, full)
    2.0
    """
    found = [0.0]
    for words in {
        other.all_words,
        tuple(word for word in other.all_words if word not in SMALL_WORDS),
        other.words,
    }:
        if len(words) < 2:
            continue
        for letters in name.acronyms:
            found.append(len(letters) - 1 - _unexplained(letters, words))
            if len(letters) > 3:  # "OKFN" for "Open Knowledge Foundation": one letter more
                found.append(len(letters) - 3 - _unexplained(letters[:-1], words))
    return max(found)


@lru_cache(maxsize=200_000)
def _unexplained(letters: str, words: tuple[str, ...]) -> float:
    """Words left out by an acronym of the beginnings of words, and letters too many; infinite if it is none."""
    costs = [1.0 if word not in SMALL_WORDS else 0.0 for word in words]
    # best[i]: least cost at which the first i letters are explained by the words so far.
    best = [0.0] + [np.inf] * len(letters)
    for word, cost in zip(words, costs, strict=True):
        then = [one + cost for one in best]
        for start, before in enumerate(best[:-1]):
            if before == np.inf:
                continue
            if _SPOKEN.get(letters[start]) == word:
                then[start + 1] = min(then[start + 1], before)
            for size in range(1, min(len(word), len(letters) - start, MOST_LETTERS_OF_WORD) + 1):
                if letters[start + size - 1] != word[size - 1]:
                    break
                then[start + size] = min(then[start + size], before + FURTHER_LETTER * (size - 1))
        best = then
    return float(best[-1])


def _are_compounds(one: str, other: str) -> bool:
    """Whether two words are a known word and another one each, such as "Kulturhaus" and "Kulturfonds"."""
    longest = min(Prefix.similarity(one, other), min(len(one), len(other)) - SHORTEST_SECOND)
    return any(one[:size] in translated_words() for size in range(SHORTEST_FIRST, longest + 1))


class Alignment(NamedTuple):
    """Words of two names set against one another.

    Attributes
    ----------
    shared, rest_less, rest_more
        Weights of the words that mean the same, and of the rest of the lighter and of the heavier name.
    words, literal, cognates
        How many mean the same, are the same, and only look as if they had one origin.
    """

    shared: float
    rest_less: float
    rest_more: float
    words: int
    literal: int
    cognates: int


def aligned(
    one: tuple[str, ...], other: tuple[str, ...], town: frozenset[str], in_table: Mapping[str, float]
) -> Alignment:
    """Set the words of two names against one another, the surest first.

    Parameters
    ----------
    one, other
        Folded words.
    town
        Words that name the town.
    in_table
        Weight of each word by its frequency in the table.
    """
    weight = {word: min(_weight(word, town), in_table.get(word, RAREST)) for word in (*one, *other)}
    likeness = [
        (word_likeness(a, b) * min(weight[a], weight[b]), a == b, a, b)
        for a in one
        for b in other
        if a == b or word_likeness(a, b) > 0
    ]
    rest, of_other = dict.fromkeys(one), dict.fromkeys(other)
    shared, words, literal, cognates = 0.0, 0, 0, 0
    for value, _, a, b in sorted(likeness, reverse=True):
        if a in rest and b in of_other:
            del rest[a], of_other[b]
            shared, words, literal = shared + value, words + 1, literal + (a == b)
            cognates += a != b and (a, b) not in translations()
    left = sorted((sum(weight[word] for word in rest), sum(weight[word] for word in of_other)))
    return Alignment(shared, left[0], left[1], words, literal, cognates)


@lru_cache(maxsize=200_000)
def _weight(word: str, town: frozenset[str]) -> float:
    if word in town:
        return OF_TOWN
    if word in translated_words():
        return INSTITUTIONAL
    return float(min(-np.log(common_words().get(word, SHARE_OF_UNKNOWN)), RAREST))


def evidence(
    one: str, other: str, town: str = "", in_table: Mapping[str, float] = MappingProxyType({})
) -> tuple[float, ...]:
    """What speaks for and against two names being those of one organisation; one number for each of `EVIDENCE`.

    Parameters
    ----------
    one, other
        Names as written.
    town
        Folded name of the town that both are in.
    in_table
        Weight of words by their frequency in the table that the names are from.
    """
    a, b = body_name(one), body_name(other)
    found = aligned(a.words, b.words, frozenset(town.split()), in_table)
    light, every = found.shared + found.rest_less, found.shared + found.rest_less + found.rest_more
    acronym = max(acronym_letters(a, b), acronym_letters(b, a))
    within = fuzz.partial_ratio(a.joined, b.joined) / 100 if min(len(a.joined), len(b.joined)) > 4 else 0.0
    return (
        found.rest_less,
        found.rest_more,
        found.shared / light if light else 0.0,
        found.shared / every if every else 0.0,
        acronym,
        max(acronym - LONG_ACRONYM, 0.0),
        fuzz.ratio(a.joined, b.joined) / 100,
        within if within > WITHIN else 0.0,
        float(found.words > 1),
        found.rest_less if found.literal and found.literal == found.words else 0.0,
        float(0 < found.words == found.cognates),
        float(bool(UNITS & {*a.words}) != bool(UNITS & {*b.words})),
    )


@cache
def weights() -> Floats:
    """The prior log-odds, then the weight of each of `EVIDENCE`, in natural logarithms of the odds."""
    with (bundled.DUPLICATES / "body_weights.csv").open(encoding="utf-8", newline="") as file:
        known = {row["evidence"]: float(row["weight"]) for row in csv.DictReader(file)}
    return np.array([known[name] for name in ("prior", *EVIDENCE)])


def body_log_odds(
    names: Strings, towns: Strings, first: Integers, second: Integers, in_table: Mapping[str, float]
) -> Floats:
    """Logarithm of the odds that the names of each pair are those of one organisation.

    Parameters
    ----------
    names
        Names as written, "" for none, of all records.
    towns
        Folded towns of all records.
    first, second
        Positions of the records of each pair.
    in_table
        Weight of words by their frequency in the table.

    Returns
    -------
    ndarray of float64
        One number a pair; minus infinity where no word and no initial is common, so that nothing speaks for it, and
        where all that is common is how one word is spelt, which says nothing of two names that differ.
    """
    odds = np.full(len(first), -np.inf)
    asked = np.flatnonzero(_worth_a_look(names, first, second, in_table))
    if len(asked):
        a, b = names[first[asked]], names[second[asked]]
        town = np.where(towns[first[asked]] == towns[second[asked]], towns[first[asked]], "")
        rows = np.array([evidence(*pair, in_table) for pair in zip(a, b, town, strict=True)])
        odds[asked] = rows @ weights()[1:] + weights()[0]
        only_spelt = (rows[:, _COGNATES] > 0) & (rows[:, _SEVERAL] == 0) & (rows[:, _ACRONYM] <= 0)
        odds[asked[only_spelt]] = -np.inf
    return odds


def _worth_a_look(names: Strings, first: Integers, second: Integers, in_table: Mapping[str, float]) -> Flags:
    """Whether two names have enough in common to be compared, or one may be the other's acronym.

    Words that begin alike by sound, and words that have a translation in common, count with the weight of a word.
    """
    chosen, place = np.unique(np.concatenate([first, second]), return_inverse=True)
    codes, distinct = pd.factorize(names[chosen])
    one, other = codes[place[: len(first)]], codes[place[len(first) :]]
    parsed = [body_name(name) for name in distinct]
    marks = [_marks(name, in_table) for name in parsed]
    letters = [{acronym[0]: 1.0 for acronym in name.acronyms} for name in parsed]
    initials = [{word[0]: 1.0 for word in name.all_words[:3] if len(name.all_words) > 1} for name in parsed]
    found = _shared_weight(marks, marks, one, other) >= LEAST_IN_COMMON
    found |= _shared_weight(letters, initials, one, other) > 0
    found |= _shared_weight(initials, letters, one, other) > 0
    return np.asarray(found & (one != other))


def _shared_weight(
    marks: list[dict[str, float]], of_others: list[dict[str, float]], one: Integers, other: Integers
) -> Floats:
    """Weight of the marks of one name of each pair that are among those of the other."""
    from scipy.sparse import csr_matrix  # slow to load

    number: dict[str, int] = {}
    one_side, other_side = (
        csr_matrix(
            (
                np.sqrt([weight for side in sides for weight in side.values()]),
                np.array(
                    [number.setdefault(mark, len(number)) for side in sides for mark in side], dtype=np.int32
                ),
                np.cumsum([0, *map(len, sides)]),
            ),
            shape=(len(sides), sum(len(side) for side in (*marks, *of_others)) + 1),
        )
        for sides in (marks, of_others)
    )
    one_side.sort_indices()
    other_side.sort_indices()
    shared: Floats = np.asarray(one_side[one].multiply(other_side[other]).sum(axis=1), dtype=np.float64)
    return shared.ravel()


def _marks(name: BodyName, in_table: Mapping[str, float]) -> dict[str, float]:
    """What two names that may be one have in common: beginnings of words by sound, and words they can stand for."""
    found: dict[str, float] = {}
    for word in name.words:
        weight = min(_weight(word, frozenset()), in_table.get(word, RAREST))
        for mark in (sound(word)[:BEGINNING], *_stand_for().get(word, ())):
            found[mark] = max(found.get(mark, 0.0), weight)
    return found


@cache
def _stand_for() -> dict[str, tuple[str, ...]]:
    """The words that each word of the file can stand for: a word and its translation have one in common."""
    found: dict[str, set[str]] = {}
    for word, other, _ in _translation_rows():
        for one in (word, other):
            found.setdefault(one, set()).add(f"={other}")
    return {word: tuple(sorted(heads)) for word, heads in found.items()}
