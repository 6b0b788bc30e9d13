"""Values that are one in different spellings: “Bildung” and “bildung”, “Flucht & Migration” and “Flucht und Migration”.

Values are alike if nothing but the following tells them apart. Everything else keeps them two, above all numbers.

- Case; white space, hyphens, underscores, full stops and quotation marks; one dash for another.
- Accents, where plain spelling drops them: “Éducation”. Not so the dots of ä, ö, ü and other letters of their own:
  “schon” and “schön” are two words; but “ae”, “oe” and “ue” are how these are written plainly.
- “&”, “+” or a word for “and”. Two different words for it keep two values apart: “en” is French as well as Dutch.
- Singular and plural, British and American spelling, and a few derivations that name the same subject (`_BASES`), if
  the shorter word stands in the same column: “academia” and “academics”.

A stemmer made for search is no help here: that of Snowball takes “universe” for “university”, “organs” for
“organisation”, and “academia” for another word than “academics”.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

AND: Final = "&"
_AND_WORDS: Final = frozenset(
    "and und et och og en y e i u a és es și şi si eta ja un ir ve dhe agus ac και και и та і й".split()
)
"""“And” in the languages of Europe; a word counts as one only between two others."""

_OWN_LETTERS: Final = {
    "a\u0308": "ae", "o\u0308": "oe", "u\u0308": "ue", "a\u030a": "aa", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe",
    "n\u0303": "ñ", "o\u030b": "ő", "u\u030b": "ű", "ł": "l", "đ": "d", "ı": "i",
}  # fmt: skip
"""Letters with a sign, decomposed, that do not lose it in plain spelling, or are written as two."""

_OWN: Final = re.compile("|".join(map(re.escape, _OWN_LETTERS)))
_ACCENTS: Final = re.compile("(?<=[a-zα-ω])[\u0300-\u036f]+|(?<=е)\u0308")
"""Of Latin and Greek letters, and the dots of Russian “ё”; those of Cyrillic “й” and “ї” make other letters."""

_QUOTES: Final = re.compile("['’‘ʼ`´′\"“”„«»‹›\u00ad\u200b-\u200d\ufeff]")
_DASHES: Final = re.compile("[‐‑‒–—―−]")
_RANGE: Final = re.compile(r"(?<=\d) ?- ?(?=\d)")
_TOKEN: Final = re.compile(
    # Numbers with what stands within them and before them, then words, then signs that mean something.
    "(?:(?<!\\w)-)?\\d+(?:[-.,]\\d+)*|(?:[^\\W\\d_]|[\u0300-\u036f\u0900-\u0dff])+|[,;:/|()\\[\\]]|[^\\s\\w.!?-]"
)
_BOUNDARIES: Final = frozenset(",;:/|()[]")
_ONE: Final = "|"
"""What stands for every sign that separates words more than a space does: “Health, care” is not “Healthcare”."""

_HASHTAG: Final = re.compile(r"#(?=[^\W\d_])")

_SPELLINGS: Final = (
    (re.compile(r"(?<=\w{3})iz(?=(e|es|ed|er|ers|ing|ation|ations|ational)$)"), "is"),
    (re.compile(r"(?<=\w{3})yz(?=(e|es|ed|er|ers|ing)$)"), "ys"),
    (re.compile(r"^(neighb|col|lab|behavi|fav|hon|harb|hum)our"), r"\1or"),
    (re.compile(r"^(cent|theat|fib)re(?=s?$)"), r"\1er"),
    (re.compile(r"^programme(?=s?$)"), "program"),
)
"""British and American spelling of one word."""

_IRREGULAR: Final = {"women": "woman", "children": "child"}
_NO_PLURAL: Final = frozenset(
    "news means customs arms goods glasses aids series species lens mars texas wales paris https oops".split()
)
_SHORTEST_PLURAL: Final = 4
_SHORTEST_LAST: Final = 3
"""Letters of the last of several words written as one, if they are a plural: “start-ups”."""

_SHORTEST: Final = 5
"""Letters of a word that may have another ending than the plural's “s”."""

_Ending = tuple[re.Pattern[str], str]

_BASES: Final[tuple[_Ending, ...]] = tuple(
    (re.compile(pattern), base)
    for pattern, base in (
        (r"(?<=\w{2}[^s])s$", ""),
        (r"(?<=s|x|z)es$", ""),
        (r"(?<=ch|sh)es$", ""),
        (r"(?<=\w{3})ies$", "y"),
        # German and Dutch
        (r"(?<=\w{3}e)n$", ""),
        (r"(?<=ung|tae|eit|aft|ion)en$", ""),
        (r"(?<=taet)en$", ""),
        (r"(?<=\w{3}in)nen$", ""),
        (r"(?<=ekt|ein)e$", ""),
        # The Romance languages
        (r"(?<=\w{3}eau)x$", ""),
        (r"(?<=\w{2})aux$", "al"),
        (r"(?<=\w{4}[dnrl])es$", ""),
        (r"(?<=\w{3})coes$", "cao"),
        (r"(?<=\w{3})ais$", "al"),
        (r"(?<=\w{3}i)$", "o"),
        (r"(?<=\w{4})i$", "o"),
        (r"(?<=\w{5})e$", "a"),
        (r"(?<=\w{4})che$", "ca"),
        # Derivations
        (r"(?<=\w{5})ics?$", "ia"),
        (r"(?<=\w{4}(?:ment|tion))al$", ""),
        (r"(?<=\w{3}tur)al$", "e"),
        (r"(?<=\w{5})ability$", "able"),
    )
)
"""Ending -> that of the word it may come from; only a word of the same column counts as such."""

_PLURALS: Final = 4
"""The first of them, which are safe for several words written as one: “open date” is not “open data”."""


class Spelled(NamedTuple):
    """A value as it is compared.

    Attributes
    ----------
    words
        Its words, with `&` for “and” and `|` for a comma, a slash or a bracket.
    conjunction
        The words for “and” in it; empty where it has none, or only signs.
    """

    words: tuple[str, ...]
    conjunction: tuple[str, ...]


@cache
def spelled(value: str) -> Spelled:
    """Take a value apart.

    Examples
    --------
    >>> spelled("Flucht & Migration").words == spelled("flucht und  Migration").words
    True
    >>> spelled("Web 1").words == spelled("Web 2").words
    False
    """
    words = _tokens(value)
    inner = range(1, len(words) - 1)
    joins = [
        at for at in inner if words[at] in _AND_WORDS and _is_word(words[at - 1]) and _is_word(words[at + 1])
    ]
    signs = [at for at in inner if words[at] in "&+" and _is_word(words[at + 1])]
    signs = [at for at in signs if words[at] == AND or _is_word(words[at - 1])]
    said = tuple(words[at] for at in joins)
    for at in (*joins, *signs):
        words[at] = AND
    # A comma before “and” says nothing more.
    kept = [
        word
        for at, word in enumerate(words)
        if word != _ONE or (0 < at < len(words) - 1 and words[at + 1] != AND)
    ]
    return Spelled(tuple(map(_usual, kept)), said)


def _is_word(text: str) -> bool:
    return text not in (_ONE, AND, "+")


def _usual(word: str) -> str:
    for pattern, spelling in _SPELLINGS:
        word = pattern.sub(spelling, word)
    return _IRREGULAR.get(word, word)


def _tokens(value: str) -> list[str]:
    text = unicodedata.normalize("NFKC", value).casefold()
    text = unicodedata.normalize("NFD", _HASHTAG.sub(" ", text))
    text = _OWN.sub(lambda letter: _OWN_LETTERS[letter[0]], text)
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", text))
    text = _RANGE.sub("-", _DASHES.sub("-", _QUOTES.sub("", text)))
    tokens = [_ONE if token in _BOUNDARIES else token for token in _TOKEN.findall(text)]
    return [token for at, token in enumerate(tokens) if token != _ONE or (at and tokens[at - 1] != _ONE)]


def groups_of(counts: Mapping[str, int]) -> list[dict[str, int]]:
    """Values that are one in different spellings.

    Parameters
    ----------
    counts
        Value -> how often it occurs.

    Returns
    -------
    list of dict
        One for each group of two or more: spelling -> count, the most frequent first; of equally frequent ones the
        first by the order of their characters, in which capitals come first. The largest group comes first.

    Examples
    --------
    >>> groups_of({"academia": 3, "Academics": 5, "Food": 2, "Foot": 1})
    [{'Academics': 5, 'academia': 3}]
    """
    values = [value for value in counts if any(map(str.isalnum, value))]
    told = {value: spelled(value) for value in values}
    vocabulary = {word for one in told.values() for word in one.words}
    joined = {value: _joined(one.words) for value, one in told.items()}
    phrases = {part.text for parts in joined.values() for part in parts}
    union = _Union(values)
    union.unite(values, [tuple(_base(word, vocabulary) for word in told[value].words) for value in values])
    union.unite(values, [tuple(_singular(part, phrases) for part in joined[value]) for value in values])
    found = [part for group in union.groups() for part in _by_conjunction(group, told, counts)]
    return _ordered(found, counts)


class _Part(NamedTuple):
    """Words written as one, and the last of them."""

    text: str
    last: str


def _joined(words: Sequence[str]) -> tuple[_Part, ...]:
    """Words written as one, up to what separates them: “e-health” is “ehealth”."""
    parts = [_Part("", "")]
    for word in words:
        text = parts[-1].text
        if word in (_ONE, AND):
            parts += [_Part(word, word), _Part("", "")]
        elif text and text[-1].isdigit() and word[0] in "-0123456789":
            parts[-1] = _Part(f"{text} {word}", word)
        else:
            parts[-1] = _Part(text + word, word)
    return tuple(parts)


def _singular(part: _Part, others: Collection[str]) -> str:
    """What `_base` gives for words written as one; “Sen-GS” is not the plural of “Sen-G”."""
    if len(part.last) < _SHORTEST_LAST or part.last in _NO_PLURAL:
        return part.text
    return _base(part.text, others, _BASES[:_PLURALS])


def _base(word: str, others: Collection[str], bases: Sequence[_Ending] = _BASES) -> str:
    """The word of the column that this one is a form of; itself if the column has none."""
    for _ in range(2):  # a plural may be of a word that is derived itself
        word = next((base for base in _candidates(word, bases) if base in others), word)
    return word


def _candidates(word: str, bases: Sequence[_Ending]) -> Iterable[str]:
    if word.isalpha() and len(word) >= _SHORTEST_PLURAL and word not in _NO_PLURAL:
        for number, (ending, base) in enumerate(bases):
            if number and len(word) < _SHORTEST:
                return
            if ending.search(word):
                yield ending.sub(base, word)


def _by_conjunction(
    group: Sequence[str], told: Mapping[str, Spelled], counts: Mapping[str, int]
) -> Iterable[Sequence[str]]:
    """The parts of a group that use one word for “and”; a sign joins the most frequent of these."""
    parts: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for value in group:
        parts[told[value].conjunction].append(value)
    signs = parts.pop((), [])
    if not parts:
        return [signs]
    most = max(parts, key=lambda said: (sum(counts[value] for value in parts[said]), said))
    parts[most] += signs
    return parts.values()


def _ordered(groups: Iterable[Sequence[str]], counts: Mapping[str, int]) -> list[dict[str, int]]:
    found = [
        {value: counts[value] for value in sorted(group, key=lambda value: (-counts[value], value))}
        for group in groups
        if len(group) > 1
    ]
    return sorted(found, key=lambda group: (-sum(group.values()), next(iter(group))))


class _Union:
    """Values joined step by step."""

    def __init__(self, values: Iterable[str]) -> None:
        self._parent = {value: value for value in values}

    def unite(self, values: Sequence[str], keys: Sequence[tuple[str, ...]]) -> None:
        """Join the values that have one key."""
        first: dict[tuple[str, ...], str] = {}
        for value, key in zip(values, keys, strict=True):
            self._parent[self._root(value)] = self._root(first.setdefault(key, value))

    def groups(self) -> list[list[str]]:
        """The values by group, in their order."""
        found: dict[str, list[str]] = defaultdict(list)
        for value in self._parent:
            found[self._root(value)].append(value)
        return [*found.values()]

    def _root(self, value: str) -> str:
        while self._parent[value] != value:
            self._parent[value] = self._parent[self._parent[value]]
            value = self._parent[value]
        return value
