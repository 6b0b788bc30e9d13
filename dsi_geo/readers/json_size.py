"""How deep JSON is and what it becomes in memory: measured in its text, before it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.limits import CHUNK, MAX_PARSED, MAX_PARSED_RATIO, max_parts

_MARKS: Final = b'{}[]:,"'
_NUMBERS: Final = np.zeros(256, dtype=np.uint8)
_NUMBERS[np.frombuffer(_MARKS, np.uint8)] = np.arange(1, len(_MARKS) + 1)
_QUOTE: Final = len(_MARKS)
_STEPS: Final = np.array([0, 1, -1, 1, -1, 0, 0, 0], dtype=np.int64)

_ESCAPED: Final = re.compile(rb"\\.", re.DOTALL)

_OBJECT_BYTES: Final = 184
_LIST_BYTES: Final = 56
_MEMBER_BYTES: Final = 35
"""Of an object: a slot of its table, for the key and the value."""

_ITEM_BYTES: Final = 8
_TEXT_BYTES: Final = 50
_NUMBER_BYTES: Final = 28
"""What CPython 3.11 takes for each on 64 bits, without the letters of texts."""


@dataclass(frozen=True)
class Structure:
    """What a text in JSON is made of.

    Attributes
    ----------
    depth
        Objects and lists within one another, at most.
    parts
        Objects and lists.
    memory
        Bytes that its content takes when it is parsed, about.
    """

    depth: int
    parts: int
    memory: int


def check_structure(text: str, source: str) -> Structure:
    """Refuse JSON that becomes too many objects, each of which takes far more memory than its two letters.

    Raises
    ------
    InputError
        If it passes `max_parts`, or takes more memory than its length explains.
    """
    found = structure(text)
    if found.parts > max_parts():
        raise InputError(
            f"{quoted(source)} holds more than {max_parts():,} objects and lists; at most so many are read. Split it."
        )
    if found.memory > max(MAX_PARSED, MAX_PARSED_RATIO * len(text)):
        raise InputError(
            f"{quoted(source)} is made up of so many small values that it would take {found.memory / 1e6:,.0f} MB when "
            f"it is read; at most {MAX_PARSED / 1e6:,.0f} MB are taken for such a file. Split it."
        )
    return found


def structure(text: str) -> Structure:
    """Depth, parts and memory of JSON; of text that is no JSON, any numbers."""
    depth, deepest = 0, 0
    counts = np.zeros(len(_MARKS) + 1, dtype=np.int64)
    for marks in _marks_outside_texts(text):
        counts += np.bincount(marks, minlength=len(counts))
        steps = _STEPS[marks]
        if steps.any():
            levels = depth + np.cumsum(steps)
            depth, deepest = int(levels[-1]), max(deepest, int(levels.max()))
    objects, _, lists, _, members, items, quotes = map(int, counts[1:])
    texts = max(quotes - members, 0)
    values = items + lists + objects
    memory = (
        (_OBJECT_BYTES * objects + _LIST_BYTES * lists)
        + (_MEMBER_BYTES * members + _ITEM_BYTES * max(values - members, 0))
        + (_TEXT_BYTES * texts + _NUMBER_BYTES * max(values - texts - objects - lists, 0))
    )
    return Structure(deepest, objects + lists, memory)


def _marks_outside_texts(text: str) -> Iterator[npt.NDArray[np.uint8]]:
    """For each piece of a text the numbers of the `_MARKS` in it, of quotation marks those that close."""
    held, inside = b"", False
    for start in range(0, len(text), CHUNK):
        piece = held + text[start : start + CHUNK].encode("utf-8", "replace")
        held = b"\\" if (len(piece) - len(piece.rstrip(b"\\"))) % 2 else b""
        if held:
            piece = piece[:-1]
        if b"\\" in piece:
            piece = _ESCAPED.sub(b"__", piece)
        marks = _NUMBERS[np.frombuffer(piece, np.uint8)]
        marks = marks[marks > 0]
        quotes = np.cumsum(marks == _QUOTE, dtype=np.int64) + inside
        inside = bool(quotes[-1] % 2) if len(quotes) else inside
        yield marks[quotes % 2 == 0]
