"""Search: an index of the words of records, and the records that have all words of a query.

Case, accents and the order of words do not matter; a word may be the beginning of a longer one, or its middle, a town
may be called by its name in another language, and a word that no record has may be a slip for one that some have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from dsi_geo.addresses.country_words import vocabulary
from dsi_geo.geography.boundaries import regions
from dsi_geo.geography.countries import country_name, names_to_codes
from dsi_geo.geography.places import names_of_namesakes
from dsi_geo.schema import list_array
from dsi_geo.spelling import fold, fold_distinct, fold_text

WEIGHTS: Final = {
    **{"name": 100, "id": 90, "city": 60, "address": 55, "postcode": 55, "themes": 50, "partners": 45},
    **{
        "cluster": 40,
        "technologies": 40,
        "region": 35,
        "country": 35,
        "focus": 30,
        "networks": 30,
        "kind": 25,
    },
    **{"website": 20, "description": 10},
}
"""How much a word counts by where it stands; the largest of a record counts."""

_EVERY_WEIGHT: Final = tuple(sorted({*WEIGHTS.values()}))
_EXACT, _OTHER_NAME, _BEGINNING, _WITHIN, _SLIP = 1.0, 0.9, 0.8, 0.5, 0.4
"""What a word counts if it is the query's, the same town in another language, begins so, holds it, or nearly is it."""

_WHOLE_NAME: Final = 1_000.0
_BEGINNING_OF_NAME: Final = 300.0
"""Added where the name of a record is the query, or begins with it."""

_SHORTEST_WITHIN: Final = 3
_SHORTEST_SLIP: Final = 4
_LONG: Final = 8
"""Letters from which a word may have two slips."""

_SHORTEST_CUT, _MOST_CUT = 6, 4
"""Letters that an abbreviated name of a street has at least, and of those that are left out at most."""

_LONGEST_QUERY: Final = 200
_MOST_WORDS: Final = 12
_LONGEST_NAME_WORDS: Final = 4
"""Words of a town's name that are looked up together."""

_BY_CHARACTER: Final = r"([\p{Han}\p{Hiragana}\p{Katakana}])"
"""Characters of scripts that do not part words."""

Integers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


class Similar(NamedTuple):
    """A word of a query that no record has, and those similar to it that were taken instead."""

    word: str
    taken: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What a query finds.

    Attributes
    ----------
    scores
        float32, one a record, by position: 0 where a word of the query is missing, otherwise the higher the better.
    similar
        Words for which only similar ones were found.
    """

    scores: Scores
    similar: tuple[Similar, ...]

    @property
    def mask(self) -> npt.NDArray[np.bool_]:
        """Which records have all words."""
        mask: npt.NDArray[np.bool_] = self.scores > 0
        return mask

    def best(self, count: int, among: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.intp]:
        """Positions of the best records, of all or of those in a mask, best first; equal ones in the table's order."""
        hits = np.flatnonzero(self.scores if among is None else np.where(among, self.scores, 0))
        if len(hits) > count:
            hits = _highest(hits, self.scores.take(hits), count)
        return hits[np.argsort(-self.scores[hits], kind="stable")][:count]


def _highest(hits: npt.NDArray[np.intp], scores: Scores, count: int) -> npt.NDArray[np.intp]:
    """Of more hits, in order, so many with the highest scores, or a few more; of equal ones the first.

    Partitioning is slow where thousands of scores are the same, as they are here: they are first counted by
    their leading bits, which rise with a positive number.
    """
    leading = scores.view(np.uint32) >> 16
    above = np.cumsum(np.bincount(leading)[::-1])[::-1]
    last = np.flatnonzero(above >= count)[-1]
    missing = count - (above[last + 1] if last + 1 < len(above) else 0)
    at_last = np.flatnonzero(leading == last)
    if scores[at_last].min() == scores[at_last].max():
        at_last = at_last[:missing]
    return hits[np.sort(np.concatenate((np.flatnonzero(leading > last), at_last)))]


class Vocabulary:
    """The words of a table.

    Parameters
    ----------
    words
        Arrow strings, folded, sorted, all different, none empty.
    """

    def __init__(self, words: pa.Array) -> None:
        self.words = words
        self._lengths = pc.utf8_length(words).to_numpy(zero_copy_only=False)
        self._letters = _letters(words)
        self.like = lru_cache(maxsize=16)(
            self._like
        )  # a text is looked for in several ways at each keystroke

    def __len__(self) -> int:
        return len(self.words)

    def at(self, word: str) -> int | None:
        """The number of a word; None if there is no such word."""
        place = _first_not_before(self.words, word)
        return place if place < len(self) and self.words[place].as_py() == word else None

    def _like(self, word: str) -> Like:
        """The words that a word of a query may stand for."""
        first, behind = (_first_not_before(self.words, edge) for edge in (word, word + "\U0010ffff"))
        if first < behind:
            exact = int(self.words[first].as_py() == word)
            return Like(range(first, first + exact), range(first + exact, behind))
        none = range(0)
        if len(word) >= _SHORTEST_WITHIN:
            within = np.flatnonzero(pc.match_substring(self.words, word).to_numpy(zero_copy_only=False))
            if len(within):
                return Like(none, none, within)
        return Like(none, none, slips=self._near(word))

    def _near(self, word: str) -> npt.NDArray[np.intp]:
        """Words with one letter too many, too few, wrong or exchanged with the next; in long ones, with two."""
        if len(word) < _SHORTEST_SLIP or word.isdigit():
            return np.zeros(0, dtype=np.intp)
        most = 2 if len(word) >= _LONG else 1
        own = _letters(pa.array([word], pa.large_string()))
        alike = np.flatnonzero(
            (np.abs(self._lengths - len(word)) <= most)
            & (np.bitwise_count(self._letters ^ own) <= 2 * most)  # a wrong letter is one more, and one fewer
        )
        distances = cdist(
            [word], self.words.take(pa.array(alike)).to_pylist(), scorer=OSA.distance, score_cutoff=most
        )
        near = distances[0] <= most
        nearest: npt.NDArray[np.intp] = alike[near][np.argsort(distances[0][near], kind="stable")]
        return nearest


class Like(NamedTuple):
    """The words of a vocabulary, by number, that a word may stand for: of the later kinds only if there are no others.

    Attributes
    ----------
    exact, beginning
        The word itself, and those that begin with it.
    within
        Those that hold it.
    slips
        Those that are nearly it, the nearest first.
    """

    exact: range
    beginning: range
    within: npt.NDArray[np.intp] = np.zeros(0, dtype=np.intp)
    slips: npt.NDArray[np.intp] = np.zeros(0, dtype=np.intp)


def _letters(words: pa.Array) -> npt.NDArray[np.uint64]:
    """Which letters and digits each of some words has, as bits; those beyond ASCII do not count."""
    if not len(words):
        return np.zeros(0, dtype=np.uint64)
    _, offsets, data = words.buffers()
    starts = np.frombuffer(offsets, np.int64)[words.offset : words.offset + len(words) + 1]
    of_bytes = _BITS.take(np.frombuffer(data, np.uint8)[starts[0] : starts[-1]])
    return np.bitwise_or.reduceat(of_bytes, starts[:-1] - starts[0])


_BITS: Final = np.array(
    [
        1 << "0123456789abcdefghijklmnopqrstuvwxyz".find(chr(byte)) + 1 if byte < 128 else 0
        for byte in range(256)
    ],
    dtype=np.uint64,
)


@dataclass(frozen=True)
class WordIndex:
    """The words of a table, each with the records that have it.

    Attributes
    ----------
    vocabulary
        The words.
    starts
        int64: the records of word *i* are `rows[starts[i]:starts[i + 1]]`.
    rows
        int32 positions of records; of one word by rising weight.
    weights
        uint8, beside `rows`: what the word counts there.
    names
        Folded names of all records, missing where they have none.
    counted
        Which of the weights count, rising.
    """

    vocabulary: Vocabulary
    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    weights: npt.NDArray[np.uint8]
    names: pa.Array
    counted: tuple[int, ...] = _EVERY_WEIGHT

    def find(self, query: str, columns: Collection[str] = ()) -> Found:
        """The records that have all words of a query.

        Parameters
        ----------
        query
            Any text; of very long ones only the beginning counts. Without a letter or digit it finds nothing.
        columns
            Columns in which the words may stand; empty for all.
        """
        if columns:
            counted = tuple(sorted({WEIGHTS[column] for column in columns}))
            return replace(self, counted=counted).find(query)
        words = _parted(pa.array([fold_text(query[:_LONGEST_QUERY])]))[0].as_py().split()[:_MOST_WORDS]
        if not words:
            return Found(np.zeros(len(self.names), dtype=np.float32), ())
        in_other_words = self._other_names(words)
        total, missing, similar = np.zeros(len(self.names), np.float32), None, []
        for at, word in enumerate(words):
            score, taken = self._of_word(word)
            for other in _same_street(word):
                self._raise_in(score, other, "address")
            for rows, own in in_other_words.get(at, ()):
                score[rows] = np.maximum(score[rows], own)
            if taken and at not in in_other_words:
                similar.append(Similar(word, taken))
            total += score
            missing = score == 0 if missing is None else missing | (score == 0)
        total[missing] = 0
        self._prefer_names(total, " ".join(words))
        return Found(total, tuple(similar))

    def _of_word(self, word: str) -> tuple[Scores, tuple[str, ...]]:
        """What each record gets for a word, and the similar words taken where no record has it."""
        like, score = self.vocabulary.like(word), np.zeros(len(self.names), dtype=np.float32)
        self._raise(score, like.beginning, _BEGINNING)
        self._raise(score, like.exact, _EXACT)
        self._raise(score, like.within, _WITHIN)
        self._raise(score, like.slips, _SLIP)
        return score, tuple(self.vocabulary.words.take(pa.array(like.slips[:3])).to_pylist())

    def _raise(self, score: Scores, words: range | npt.NDArray[np.intp], quality: float) -> None:
        """Raise the scores of the records of some words to what these count, in place."""
        if not len(words):
            return
        if isinstance(words, range):  # neighbours in the index
            part = slice(self.starts[words.start], self.starts[words.stop])
            rows, weights = self.rows[part], self.weights[part]
        else:
            parts = [slice(self.starts[word], self.starts[word + 1]) for word in words]
            rows = np.concatenate([self.rows[part] for part in parts])
            weights = np.concatenate([self.weights[part] for part in parts])
        for weight in self.counted:
            of_weight = rows.compress(weights == weight)
            score[of_weight] = np.maximum(score[of_weight], quality * weight)

    def _raise_in(self, score: Scores, word: str, column: str) -> None:
        """Raise the scores of the records that have another form of a word in a column, in place."""
        rows = self._rows_in(word, column)
        score[rows] = np.maximum(score[rows], _OTHER_NAME * WEIGHTS[column])

    def _rows_in(self, word: str, column: str) -> npt.NDArray[np.int32]:
        at = self.vocabulary.at(word)
        if at is None or WEIGHTS[column] not in self.counted:
            return self.rows[:0]
        part = slice(self.starts[at], self.starts[at + 1])
        rows: npt.NDArray[np.int32] = self.rows[part][self.weights[part] == WEIGHTS[column]]
        return rows

    def _other_names(self, words: list[str]) -> dict[int, list[tuple[npt.NDArray[np.int32], float]]]:
        """For words that name a town or country: the records in it, whatever it is called there, and what they get."""
        found: dict[int, list[tuple[npt.NDArray[np.int32], float]]] = {}
        for first, behind in _spans(len(words)):
            for column, key in _names_elsewhere(" ".join(words[first:behind])):
                rows = self._in_place(key, column)
                if len(rows):
                    for at in range(first, behind):
                        found.setdefault(at, []).append((rows, _OTHER_NAME * WEIGHTS[column]))
        return found

    def _in_place(self, words: tuple[str, ...], column: str) -> npt.NDArray[np.int32]:
        """The records whose town or country has all of these words."""
        each = sorted((self._rows_in(word, column) for word in words), key=len)
        rows = each[0]
        for others in each[1:]:
            if not len(rows):
                break
            rows = np.intersect1d(rows, others)
        return rows

    def _prefer_names(self, total: Scores, query: str) -> None:
        hits = np.flatnonzero(total)
        named = self.names if len(hits) == len(total) else self.names.take(pa.array(hits))
        begins = np.flatnonzero(
            pc.fill_null(pc.starts_with(named, query), False).to_numpy(zero_copy_only=False)
        )
        total[hits[begins]] += _BEGINNING_OF_NAME
        whole = pc.equal(named.take(pa.array(begins)), query).to_numpy(zero_copy_only=False)
        total[hits[begins[whole]]] += _WHOLE_NAME


def word_index(table: pd.DataFrame, partners: pd.Series | None = None) -> WordIndex:
    """Index the words of a canonical table.

    Parameters
    ----------
    table
        Projects or organisations; may be empty.
    partners
        Names of linked records (`str`); the index is the position of the record that each is linked to, and may have
        it again and again. None if there are none.

    Returns
    -------
    WordIndex
        Of the columns in `WEIGHTS`; countries and regions by their names.
    """
    names = pa.array(fold(table["name"].astype("str")), pa.large_string())
    # Those that count least come first, so that the records of a word are in this order too.
    columns = [
        (weight, texts)
        for column, weight in sorted(WEIGHTS.items(), key=lambda item: item[1])
        if (texts := _texts_of(table, column, partners)) is not None
    ]
    words, codes = _encoded([texts.words for _, texts in columns])
    entries = [texts.entries(own) for (_, texts), own in zip(columns, codes, strict=True)]
    none = np.zeros(0, dtype=np.int32)
    return _sorted_index(
        words,
        np.concatenate([none, *(code for code, _ in entries)]),
        np.concatenate([none, *(row for _, row in entries)]),
        np.repeat(
            np.array([weight for weight, _ in columns], dtype=np.uint8), [len(row) for _, row in entries]
        ),
        names,
    )


class _Texts(NamedTuple):
    """The texts of a column, each of its distinct ones parted once.

    Attributes
    ----------
    words
        Arrow strings: the words of the distinct texts, one text after the other.
    lengths
        Number of words of each distinct text.
    value
        Which of them each cell, or each entry of a list, is.
    row
        int32, beside `value`: position of the record.
    """

    words: pa.Array
    lengths: Integers
    value: Integers
    row: npt.NDArray[np.int32]

    def entries(self, codes: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Each word of each record: its code, given those of `words`, and the position of the record."""
        lengths = self.lengths.take(self.value)
        ends = np.cumsum(lengths)
        behind = np.cumsum(self.lengths).take(self.value)
        places = np.arange(lengths.sum()) + (behind - ends).repeat(lengths)
        return codes.take(places), self.row.repeat(lengths)


def _texts_of(table: pd.DataFrame, column: str, partners: pd.Series | None) -> _Texts | None:
    """The texts of a column, countries and regions by their names; None if there are none."""
    cells = partners if column == "partners" else table.get(column)
    if cells is None or not len(cells):
        return None
    row = cells.index.to_numpy() if column == "partners" else np.arange(len(cells))
    if isinstance(cells.dtype, pd.ArrowDtype):
        lists = list_array(cells)
        row = pc.list_parent_indices(lists).to_numpy()
        cells = pd.Series(pc.list_flatten(lists).to_pandas(), dtype="str")
    if column in ("country", "region") or isinstance(cells.dtype, pd.CategoricalDtype):
        of_cell, known = _distinct(cells.astype("category"))
        if column == "country":
            known = country_name(known)
        elif column == "region":
            known = known.map(regions()["name"]).astype("str").fillna(known)
        of_known, folded = fold_distinct(known)
        value = np.append(of_known, -1).take(of_cell)
    else:
        value, folded = fold_distinct(cells.astype("str"))
    parted = pc.split_pattern(_parted(pa.array(folded, pa.large_string())), " ")
    filled = value >= 0
    return _Texts(
        pc.list_flatten(parted),
        pc.list_value_length(parted).to_numpy().astype(np.int64),
        value[filled],
        row[filled].astype(np.int32),
    )


def _distinct(cells: pd.Series) -> tuple[npt.NDArray[np.integer[Any]], pd.Series]:
    """Which category each cell of a column of categories is, -1 where it is missing; and those that there are."""
    used = cells.cat.remove_unused_categories()
    return used.cat.codes.to_numpy(), pd.Series(used.cat.categories, dtype="str")


def _encoded(words: Sequence[pa.Array]) -> tuple[pa.Array, list[npt.NDArray[np.int32]]]:
    """The different words of all arrays in order, and for each array which of them its words are."""
    encoded = pa.chunked_array(words, pa.large_string()).combine_chunks().dictionary_encode()
    known = encoded.dictionary
    order = pc.sort_indices(known)
    ranks = np.empty(len(order), dtype=np.int32)
    ranks[order.to_numpy()] = np.arange(len(order))
    codes, ends = ranks.take(encoded.indices.to_numpy()), np.cumsum([len(of) for of in words], dtype=np.int64)
    return known.take(order), [codes[end - len(of) : end] for of, end in zip(words, ends, strict=True)]


def _sorted_index(
    words: pa.Array,
    codes: npt.NDArray[np.int32],
    rows: npt.NDArray[np.int32],
    weights: npt.NDArray[np.uint8],
    names: pa.Array,
) -> WordIndex:
    """The index of words in order, given all of their places by rising weight.

    The empty word, which spaces at the edges make, is left out.
    """
    from scipy.sparse import csr_array

    # As the rows of a matrix become its columns, they are sorted by counting, and keep their order.
    each = np.arange(len(codes) + 1, dtype=np.min_scalar_type(-len(codes) - 1))
    places = csr_array((rows, codes, each), shape=(len(codes), len(words))).tocsc()
    starts, rows, weights = places.indptr.astype(np.int64), places.data, weights.take(places.indices)
    if len(words) and words[0].as_py() == "":
        words, starts = words.slice(1), starts[1:]
        rows, weights, starts = rows[starts[0] :], weights[starts[0] :], starts - starts[0]
    return WordIndex(Vocabulary(words), starts, rows, weights, names)


def _parted(texts: pa.Array) -> pa.Array:
    """Folded texts with spaces around each character of scripts without spaces."""
    return pc.replace_substring_regex(texts, _BY_CHARACTER, r" \1 ")


def _first_not_before(words: pa.Array, word: str) -> int:
    """Binary search in sorted strings; they are compared as bytes of UTF-8, as Arrow sorts them."""
    asked, low, high = word.encode(), 0, len(words)
    while low < high:
        middle = (low + high) // 2
        if words[middle].as_py().encode() < asked:
            low = middle + 1
        else:
            high = middle
    return low


@lru_cache(maxsize=1_000)
def _names_elsewhere(asked: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names that a town or country has in other languages, in words, each with its column."""
    keys = [("city", key) for key in names_of_namesakes(asked)]
    if (code := names_to_codes().get(asked)) is not None:
        names = country_name(pd.Series([code], dtype="str")).dropna()
        keys += [("country", fold_text(name)) for name in names]
    return tuple((column, tuple(key.split())) for column, key in keys)


@lru_cache(maxsize=1_000)
def _same_street(word: str) -> tuple[str, ...]:
    """Other forms of a street's name or of a word for a street: “oranienpl” for “oranienplatz”, “st” for “street”."""
    known = vocabulary("")
    stem, meaning = known.split_compound(word)
    joined = [stem + ending for ending, other in known.endings if meaning and other == meaning]
    kind = known.last.get(word)
    alone = [other for other, meant in known.last.items() if kind and meant == kind]
    cut = [word[:length] for length in range(max(_SHORTEST_CUT, len(word) - _MOST_CUT), len(word))]
    return tuple(other for other in (*joined, *alone, *(cut if meaning else ())) if other != word)


def _spans(words: int) -> Iterator[tuple[int, int]]:
    for first in range(words):
        for behind in range(first + 1, min(words, first + _LONGEST_NAME_WORDS) + 1):
            yield first, behind
