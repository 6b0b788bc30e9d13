"""Which code page a text is in that is not Unicode: the one under which its words are words of a language."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import log
from typing import Final, NamedTuple

import numpy as np

from dsi_geo.readers.letter_pairs import costs
from dsi_geo.readers.limits import CHUNK

CODE_PAGES: Final = {
    "cp1252": ("Windows-1252", 0.0),
    "cp1250": ("Windows-1250", 1.0),
    "cp1251": ("Windows-1251", 1.0),
    "cp1253": ("Windows-1253", 1.0),
    "cp1254": ("Windows-1254", 1.0),
    "cp1255": ("Windows-1255", 1.0),
    "cp1256": ("Windows-1256", 1.0),
    "cp1257": ("Windows-1257", 1.0),
    "iso8859-2": ("ISO-8859-2", 2.0),
    "iso8859-5": ("ISO-8859-5", 2.0),
    "iso8859-7": ("ISO-8859-7", 2.0),
    "iso8859-9": ("ISO-8859-9", 2.0),
    "iso8859-15": ("ISO-8859-15", 3.0),
    "koi8-r": ("KOI8-R", 4.0),
    "koi8-u": ("KOI8-U", 5.0),
    "mac-roman": ("MacRoman", 6.0),
    "mac-latin2": ("Mac Central European", 6.5),
    "mac-cyrillic": ("MacCyrillic", 6.5),
    "cp850": ("IBM 850", 7.0),
    "cp852": ("IBM 852", 7.0),
    "cp866": ("IBM 866", 6.5),
    "cp932": ("Shift-JIS", 2.0),
    "euc_jp": ("EUC-JP", 2.0),
    "gb18030": ("GB18030", 2.0),
    "big5hkscs": ("Big5", 2.0),
    "cp949": ("EUC-KR", 2.0),
}
"""Python's name of each, the name that people know it by, and how much more seldom it is (a natural logarithm)."""

_SEVERAL_BYTES: Final = frozenset({"cp932", "euc_jp", "gb18030", "big5hkscs", "cp949"})

_OTHER_SCRIPTS: Final = _SEVERAL_BYTES | {
    *(
        "cp1251",
        "cp1253",
        "cp1255",
        "cp1256",
        "iso8859-5",
        "iso8859-7",
        "koi8-r",
        "koi8-u",
        "mac-cyrillic",
        "cp866",
    )
}
"""Code pages for languages that hardly have a word of ASCII."""

_MANY: Final = 0.25
"""Share of such words in a table in such a language, whose numbers, links and some columns are in ASCII."""

_MOST_AGAINST: Final = 8.0
"""What a smaller share may cost such a code page at most."""

_WORDS: Final = 400
"""Words that are looked at; so many tell any language."""

_RARE: Final = 3
"""Words that are looked at of each byte, however late in the file it comes."""

_LONGEST_WORD: Final = 60
"""Bytes of a word that are looked at."""

_BREAKS: Final = bytes([*range(0x30), *range(0x3A, 0x40)])
"""What parts words: no byte that may be the second half of a letter in a code page of several bytes a letter."""

_ASCII: Final = bytes(range(0x80))
_TO_BREAK: Final = bytes.maketrans(_BREAKS, b" " * len(_BREAKS))

_ONE_LANGUAGE: Final = 0.6
"""Probability that a word is of the language that fits the file best; the others share the rest."""

_FEW_WORDS: Final = 60
_HOPELESS: Final = 60.0
"""A code page is given up that is so much less probable by a few words already."""

_CLEAR: Final = 4.0
"""By so much, in natural logarithms, the best reading must be more probable than the next to be beyond doubt."""

_BY_CHANCE: Final = 3.0
"""The more words there are, the more of them happen to be UTF-8, too."""

SHOWN: Final = 2
"""Words that are shown as examples."""


@dataclass(frozen=True)
class Choice:
    """The code page that a text is taken to be in.

    Attributes
    ----------
    codec
        Python's name for it.
    name
        The name that people know it by.
    words
        Some of the text's words beyond ASCII.
    other
        Name of another one that is nearly as probable, and gives another text; "" if there is none.
    examples
        Words of the text under both, where there is another.
    """

    codec: str
    name: str
    words: tuple[str, ...] = ()
    other: str = ""
    examples: tuple[tuple[str, str], ...] = ()


def code_page_of(data: bytes) -> Choice:
    """The code page under which most words of a text that is not UTF-8 are words of a language.

    One of several bytes a letter does not come into question where it has no letter for some of them.

    Parameters
    ----------
    data
        The whole text, some of its bytes beyond ASCII.
    """
    ranked = _ranked(telling_words(data), min(_MOST_AGAINST, max(0.0, log(_MANY / _share(data)))))
    broken = [one for one in ranked if one.codec in _SEVERAL_BYTES and undecodable(data, one.codec, 1)[0]]
    ranked = [one for one in ranked if one not in broken] or ranked
    best = ranked[0]
    name = CODE_PAGES[best.codec][0]
    shown = tuple(islice((word for word in best.words if word.isalpha()), SHOWN))
    other = next((one for one in ranked[1:] if one.words != best.words), None)
    if other is None or other.cost - best.cost >= _CLEAR:
        return Choice(best.codec, name, shown)
    pairs = [pair for pair in zip(best.words, other.words, strict=True) if pair[0] != pair[1]]
    return Choice(best.codec, name, shown, CODE_PAGES[other.codec][0], tuple(pairs[:SHOWN]))


def has_utf8_words(data: bytes, choice: Choice) -> bool:
    """Whether words of a text that is not UTF-8 as a whole are more probable as UTF-8 than under a code page."""
    words, as_utf8 = telling_words(data), {}
    for word in words:
        try:
            as_utf8[word] = word.decode("utf-8")
        except UnicodeDecodeError:
            continue
    if not as_utf8:
        return False
    gain = _cost(_decoded([*as_utf8], choice.codec)) - _cost([*as_utf8.values()])
    return gain > _CLEAR + _BY_CHANCE * log(len(words))


def undecodable(data: bytes, codec: str, most: int) -> tuple[list[int], int]:
    """Where a text has bytes that mean nothing in a code page: the first of these places, and how many there are."""
    if codec not in _SEVERAL_BYTES:
        meaningless = _meaningless(codec)
        found = re.finditer(b"[" + re.escape(meaningless) + b"]", data) if meaningless else iter(())
        return [one.start() for one in islice(found, most)], len(data) - len(
            data.translate(None, meaningless)
        )
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return [error.start], 1
    return [], 0


@cache
def _meaningless(codec: str) -> bytes:
    """Bytes that a code page leaves out, or has only for controlling a printer."""
    each = ((byte, bytes([byte]).decode(codec, "replace")) for byte in range(0x80, 0x100))
    return bytes(byte for byte, char in each if char == "\ufffd" or unicodedata.category(char) == "Cc")


def telling_words(data: bytes) -> list[bytes]:
    """Different words of a text with bytes beyond ASCII: the first ones, and some for each byte that comes late."""
    found: dict[bytes, None] = {}
    for start in range(0, len(data), CHUNK):
        found |= dict.fromkeys(_words(data[start : start + CHUNK]))
        if len(found) >= _WORDS:
            break
    words = [*found][:_WORDS]
    seen = Counter(byte for word in words for byte in {*word} if byte > 0x7F)
    present = {
        *b"".join(
            bytes({*data[at : at + CHUNK].translate(None, _ASCII)}) for at in range(0, len(data), CHUNK)
        )
    }
    late = [word for byte in sorted(present) for word in _words_with(data, byte, _RARE - seen[byte])]
    return [*dict.fromkeys(words + late)]


def _words(data: bytes) -> Iterator[bytes]:
    for word in data.translate(_TO_BREAK).split():
        if not word.isascii():
            yield word[:_LONGEST_WORD]


def _words_with(data: bytes, byte: int, wanted: int) -> Iterator[bytes]:
    at = 0
    for _ in range(wanted):
        at = data.find(byte, at)
        if at < 0:
            return
        around = data[max(0, at - _LONGEST_WORD // 2) : at + _LONGEST_WORD // 2].translate(_TO_BREAK)
        middle = min(at, _LONGEST_WORD // 2)
        start = around.rfind(b" ", 0, middle) + 1
        end = around.find(b" ", middle)
        yield around[start : end if end >= 0 else None]
        at += 1


class _Reading(NamedTuple):
    """Words under a code page, and how improbable they are: a natural logarithm."""

    cost: float
    codec: str
    words: list[str]


def _share(data: bytes) -> float:
    """Of all words of the beginning those with bytes beyond ASCII."""
    words = data[:CHUNK].translate(_TO_BREAK).split()
    return max(1, sum(not word.isascii() for word in words)) / max(1, len(words))


def _ranked(words: Sequence[bytes], against: float) -> list[_Reading]:
    """The readings of words, the most probable first; those that some words show to be hopeless are left out.

    Parameters
    ----------
    against
        What it costs a code page of another script that most words of the text are in ASCII.
    """
    few = _readings(words[:_FEW_WORDS], CODE_PAGES, against)
    if len(words) <= _FEW_WORDS:
        return few
    return _readings(words, [one.codec for one in few if one.cost - few[0].cost < _HOPELESS], against)


def _readings(words: Sequence[bytes], tried: Iterable[str], against: float) -> list[_Reading]:
    readings = []
    for codec in tried:
        decoded = _decoded(words, codec)
        seldom = CODE_PAGES[codec][1] + (against if codec in _OTHER_SCRIPTS else 0.0)
        readings.append(_Reading(seldom + _cost(decoded), codec, decoded))
    return sorted(readings, key=lambda reading: reading.cost)


def _decoded(words: Sequence[bytes], codec: str) -> list[str]:
    """Words under a code page; U+FFFD for what it does not have."""
    if codec in _SEVERAL_BYTES:
        decoder = codecs.getincrementaldecoder(codec)
        return [decoder("replace").decode(word, len(word) < _LONGEST_WORD) for word in words]
    text = b" ".join(words).decode(codec, "replace")
    return unicodedata.normalize("NFC", text).split(" ")


def _cost(words: Sequence[str]) -> float:
    """How improbable words are: most of them of one language, each of the others of any."""
    each = costs(words)
    best = each[:, each.sum(axis=0).argmin()]
    count = each.shape[1]
    mixed = np.logaddexp.reduce(-each, axis=1) + np.log((1 - _ONE_LANGUAGE) / count)
    return float(-np.logaddexp(np.log(_ONE_LANGUAGE) - best, mixed).sum())
