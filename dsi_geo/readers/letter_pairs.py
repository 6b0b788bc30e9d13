"""How probable words are in some forty languages, by which letter follows which (see data/letters/README.md)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from dsi_geo.bundled import LETTERS

_Floats = npt.NDArray[np.float64]

HAN, HIRAGANA, KATAKANA, HANGUL = "一", "の", "ア", "가"
"""Stand for each letter before another where a script has thousands of them."""

_CLASSES: Final = {"CJK": HAN, "HIRAGANA": HIRAGANA, "KATAKANA": KATAKANA, "HANGUL": HANGUL}
_EAST: Final = frozenset(_CLASSES)

_EDGE: Final = " "
"""Stands for whatever is beside a word."""

_FIRST_OF_EAST: Final = "\u2e80"

# Costs are natural logarithms of how improbable something is. Those below are set by hand.
_UNKNOWN: Final = 12.0
"""Of a pair of letters that a language does not have."""

_KNOWN_LETTER: Final = 7.5
"""Of a pair that it does not have, of letters that it has."""

_MIXED: Final = 15.0
"""Of letters of two scripts beside each other."""

_ONE_OF_THE_KNOWN: Final = 11.0
"""Of a word that is known, as one of some 60,000."""

_PLAIN_PAIR: Final = 2.2
"""Of two letters of ASCII on average: they are the same under nearly all code pages, and not counted otherwise."""

_LEAST: Final = 0.5
"""Of a known word at least, however long it is."""

_QUOTES_AND_DASHES: Final = frozenset("“”„‘’‚–—…«»\xa0")  # noqa: RUF001 - as they are written
_SYMBOLS: Final = frozenset("‹›€§°ºª²³½¼¾£©®™·•¿¡№±×´′″†‰µ¥¢")  # noqa: RUF001
_FOLLOWED_BY_NO_LETTER: Final = frozenset("½¼¾²³±×®™¢¥")
_INNER_MARKS: Final = {"’": 3.5, "‘": 5.0, "·": 5.0, "\xad": 5.0, "\xa0": 5.0} | dict.fromkeys("–…”“", 6.0)
_EAST_MARKS: Final = ("\u3000", "\u303f"), ("\uff00", "\uffee")
"""Punctuation of East Asia, first and last."""

_QUOTE, _SYMBOL, _STRANGE, _STRANGE_WITHIN, _UNDEFINED, _CONTROL = 4.0, 7.0, 11.0, 13.0, 24.0, 25.0
"""Of marks: at a word's edge, unusual ones there, unusual ones within a word, bytes without a meaning."""

_POINT: Final = 4.0
_FIRST_WITH_POINTS: Final = "\u0590"
"""Hebrew and Arabic put points to their letters; in other scripts they are one letter with it."""

_CAPITAL_WITHIN, _SMALL_AFTER_CAPITALS, _ALL_CAPITALS, _BESIDE_DIGIT = 4.0, 3.0, 1.0, 5.0
"""Of capitals where they are unusual, and of a letter beyond ASCII beside a digit."""


def pairs_of(word: str) -> Iterator[tuple[str, str]]:
    """Each letter of a word with what stands before it, in lower case, and the word's end.

    Parameters
    ----------
    word
        Letters only, composed (NFC).
    """
    before = _EDGE
    for letter in map(_small, word):
        yield before, letter
        before = _class_of(letter)
    yield before, _EDGE


def costs(words: Sequence[str]) -> _Floats:
    """How improbable words are in each language.

    Parameters
    ----------
    words
        As they stand in a file, with whatever marks are within them.

    Returns
    -------
    Array of one row a word and one column a language: the sum of natural logarithms, positive.
    """
    model = _model()
    runs = [(at, run, marks) for at, word in enumerate(words) for run, marks in _runs(word)]
    within = np.zeros((len(runs), len(model.languages)))
    pairs = [(at, pair) for at, (_, run, _) in enumerate(runs) if run for pair in pairs_of(run)]
    telling = [(at, pair) for at, pair in pairs if not (pair[0] + pair[1]).isascii()]
    if telling:
        distinct = {pair: row for row, pair in enumerate(dict.fromkeys(pair for _, pair in telling))}
        rows = np.array([model.row(pair) for pair in distinct])
        np.add.at(within, [at for at, _ in telling], rows[[distinct[pair] for _, pair in telling]])
    plain = np.bincount([at for at, pair in pairs if (pair[0] + pair[1]).isascii()], minlength=len(runs))
    for at, (_, run, _) in enumerate(runs):
        if not run.isascii() and model.knows(run):
            within[at] = np.minimum(within[at], max(_LEAST, _ONE_OF_THE_KNOWN - _PLAIN_PAIR * plain[at]))
    total = np.zeros((len(words), len(model.languages)))
    np.add.at(total, [at for at, _, _ in runs], within)
    extra = [marks + _case_cost(run) for _, run, marks in runs]
    return total + np.bincount([at for at, _, _ in runs], extra, minlength=len(words))[:, np.newaxis]


@cache
def _small(letter: str) -> str:
    return "i" if letter == "İ" else letter.lower()


@cache
def _class_of(letter: str) -> str:
    if letter < _FIRST_OF_EAST:
        return letter
    return _CLASSES.get(_script(letter), HAN)


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]


def _case_cost(run: str) -> float:
    """Of capitals within a word, as the wrong code page puts them there."""
    cost, before = 0.0, 0
    capitals = 0
    for letter in run:
        case = 1 if letter.isupper() else -1 if letter.islower() else 0
        if case == 1 and before == -1:
            cost += _CAPITAL_WITHIN
        if case == -1 and before == 1 and capitals > 1:
            cost += _SMALL_AFTER_CAPITALS
        capitals = capitals + 1 if case == 1 else 0
        before = case or before
    return cost + (_ALL_CAPITALS if capitals == len(run) > 1 else 0.0)


def _runs(word: str) -> Iterator[tuple[str, float]]:
    """The letters of a word between its marks, and what the mark behind them costs."""
    start = 0
    for at, char in enumerate(word):
        if char.isalpha() and char not in "ºª":
            continue
        yield word[start:at], _mark_cost(char, word[at - 1 : at], word[at + 1 : at + 2])
        start = at + 1
    yield word[start:], 0.0


def _mark_cost(mark: str, before: str, after: str) -> float:
    if mark.isdigit() and mark.isascii():
        beside = (before + after).strip("0123456789")
        return _BESIDE_DIGIT * sum(not one.isascii() and one.isalpha() for one in beside)
    if mark.isascii():
        return 0.0
    if mark == "\ufffd":
        return _UNDEFINED
    if unicodedata.category(mark) in ("Cc", "Co", "Cn"):
        return _CONTROL
    if unicodedata.category(mark)[0] == "M":
        return _POINT if before >= _FIRST_WITH_POINTS else _UNDEFINED
    if before.isalpha() and after.isalpha() and mark < _FIRST_OF_EAST:
        return _INNER_MARKS.get(mark, _STRANGE_WITHIN)
    if after.isalpha() and mark in _FOLLOWED_BY_NO_LETTER:
        return _STRANGE
    if mark in _QUOTES_AND_DASHES:
        return _QUOTE
    usual = mark in _SYMBOLS or any(first <= mark <= last for first, last in _EAST_MARKS)
    return _SYMBOL if usual else _STRANGE


class _Model:
    """The tables of pairs and of words."""

    def __init__(self) -> None:
        table = pq.read_table(LETTERS / "pairs.parquet")
        languages = table["language"].combine_chunks()
        self.languages: list[str] = languages.dictionary.to_pylist()
        language = languages.indices.to_numpy()
        first, second = table["first"].to_pylist(), table["second"].to_pylist()
        self._place: dict[tuple[str, str], int] = {}
        places = [self._place.setdefault(pair, len(self._place)) for pair in zip(first, second, strict=True)]
        self._costs = np.full((len(self._place), len(self.languages)), np.inf)
        self._costs[places, language] = -np.log(table["count"].to_numpy() / table["total"].to_numpy())
        self._languages_with: dict[str, set[int]] = {}
        for letter, one in zip(second, language.tolist(), strict=True):
            self._languages_with.setdefault(letter, set()).add(one)
        self._words = frozenset(pq.read_table(LETTERS / "words.parquet")["word"].to_pylist())

    def knows(self, word: str) -> bool:
        return "".join(map(_small, word)) in self._words

    def row(self, pair: tuple[str, str]) -> _Floats:
        """What a pair costs in each language."""
        at_most = self._at_most(pair)
        return np.minimum(self._costs[self._place[pair]], at_most) if pair in self._place else at_most

    def _at_most(self, pair: tuple[str, str]) -> _Floats:
        """What it costs where it is not known, by whether its letters are."""
        scripts = {_script(letter) for letter in pair if letter != _EDGE}
        if len(scripts) > 1 and not scripts <= _EAST:
            return np.full(len(self.languages), _MIXED)
        telling = [letter for letter in pair if not letter.isascii() and letter not in _CLASSES.values()]
        row = np.full(len(self.languages), _UNKNOWN)
        row[
            [
                *set.intersection(
                    {*range(len(row))}, *(self._languages_with.get(one, set()) for one in telling)
                )
            ]
        ] = _KNOWN_LETTER
        return row


@cache
def _model() -> _Model:
    return _Model()
