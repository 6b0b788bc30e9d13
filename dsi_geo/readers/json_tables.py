"""Tables out of JSON's objects, with keys of their own and objects within them, measured before they are parsed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.cells import is_blank, is_reference, typed
from dsi_geo.readers.columns import count_recognised, is_place_holder, place_field
from dsi_geo.readers.limits import (
    CHUNK,
    LISTED_FAULTS,
    MAX_COLUMNS,
    MAX_PARSED,
    MAX_PARSED_RATIO,
    check_gaps,
    check_names,
    check_size,
    first_faults,
    max_parts,
)

_LEVELS: Final = 2
_MAX_PARTS: Final = 100
"""More different keys than this are no place but a table of its own."""


def unfolded(name: str, cells: Sequence[Any], source: str) -> list[tuple[str, pd.Series]]:
    """The columns that one key of the records makes.

    Parameters
    ----------
    name
        The key.
    cells
        Its value in every record; None where a record has none.
    source
        Name for messages.

    Returns
    -------
    Names and columns. Objects that tell a place (`"location": {"address", "lat", "lon"}`) become one column a part,
    `location.lat`, at most two levels deep. Other objects stay whole, under a name that is no field's: `state` with
    objects is `state_object`. Lists, and objects that only name something (`{"id", "name"}`), stay.

    Raises
    ------
    InputError
        If there are too many columns or cells.
    """
    columns = _unfolded(name, cells, source, _LEVELS)
    return [(title, typed(values)) for title, values in columns]


def _unfolded(name: str, cells: Sequence[Any], source: str, levels: int) -> list[tuple[str, Sequence[Any]]]:
    nested = [isinstance(cell, dict) and not is_blank(cell) and not is_reference(cell) for cell in cells]
    if not any(nested):
        return [(name, cells)]
    objects = [_located(cell) if inside else {} for cell, inside in zip(cells, nested, strict=True)]
    parts = {f"{name}.{part}": part for part in dict.fromkeys(part for cell in objects for part in cell)}
    others = [None if inside else cell for cell, inside in zip(cells, nested, strict=True)]
    plain = [(name, others)] if not all(map(is_blank, others)) else []
    if not levels or len(parts) > _MAX_PARTS or not _tells_a_place(name, parts):
        whole = [cell if inside else None for cell, inside in zip(cells, nested, strict=True)]
        return [*plain, (f"{name}_object", whole)] if count_recognised([name]) else [(name, cells)]
    check_size(len(cells), len(parts), source)
    unfolded_parts = [
        column
        for title, part in parts.items()
        for column in _unfolded(title, [cell.get(part) for cell in objects], source, levels - 1)
    ]
    return [*plain, *unfolded_parts]


def _tells_a_place(name: str, parts: Sequence[str] | dict[str, str]) -> bool:
    return is_place_holder(name) and any(
        place_field(part) is not None or is_place_holder(part) for part in parts
    )


def _located(cell: dict[str, Any]) -> dict[str, Any]:
    """A point of GeoJSON, whose longitude stands first, as latitude and longitude; any other object as it is."""
    match cell:
        case {"type": "Point", "coordinates": [float() | int() as x, float() | int() as y, *_]}:
            return {**cell, "latitude": y, "longitude": x}
    return cell


_RARE = 10
"""A key is rare that no more than one in so many records has."""

_TYPES = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
}


def check_objects(items: Sequence[object], name: str, source: str) -> None:
    """Refuse a list with items that are filled and no objects.

    Raises
    ------
    InputError
        Naming the first few of them.
    """
    strange = first_numbers(items, lambda item: not isinstance(item, dict) and not is_empty(item))
    if strange:
        faults = [
            f"{quoted(source)}, item {at:,} of {quoted(name)}: {kind_of(items[at - 1])} found, an object expected."
            for at in strange
        ]
        raise InputError(
            first_faults(faults, sum(not isinstance(item, dict) and not is_empty(item) for item in items))
        )


def table_of(records: Sequence[Mapping[str, object]], source: str) -> pd.DataFrame:
    """One column a key, or a part of a place (`unfolded`); one row a record.

    Raises
    ------
    InputError
        If there are too many columns or cells, or hardly any cell would be filled.
    """
    keys = Counter(chain.from_iterable(records))
    if len(keys) > MAX_COLUMNS:
        raise InputError(
            f"{quoted(source)} has {len(keys):,} different keys in its objects; at most {MAX_COLUMNS:,} are read. "
            "Is it a list of records with the same keys?"
        )
    if not keys:
        return pd.DataFrame(index=range(len(records)))
    check_size(len(records), len(keys), source)
    check_names(keys, source)
    check_gaps(len(records) * len(keys), keys.total(), source)
    columns: list[tuple[str, pd.Series]] = []
    rare = _rare(records, {key for key, count in keys.items() if _RARE * count < len(records)})
    for key in keys:
        if key in rare:
            rows, cells = rare[key]
            every = range(len(records))
            columns += [
                (title, column.set_axis(rows).reindex(every))
                for title, column in unfolded(key, cells, source)
            ]
        else:
            columns += unfolded(key, [record.get(key) for record in records], source)
        check_size(len(records), len(columns), source)
    names = [encodable(name) for name, _ in columns]
    return pd.concat([column for _, column in columns], axis=1).set_axis(names, axis=1)


def _rare(
    records: Sequence[Mapping[str, object]], keys: Set[str]
) -> dict[str, tuple[list[int], list[object]]]:
    """The rows and cells of keys that few records have: of a thousand such keys each record would be asked in vain."""
    found: dict[str, tuple[list[int], list[object]]] = {key: ([], []) for key in keys}
    for row, record in enumerate(records if keys else []):
        for key in record.keys() & keys:
            rows, cells = found[key]
            rows.append(row)
            cells.append(record[key])
    return found


def encodable(name: str) -> str:
    """A name without halves of surrogate pairs, which JSON can spell but no file can store."""
    return name.encode("utf-8", "replace").decode("utf-8")


def first_numbers(items: Sequence[object], wanted: Callable[[object], bool]) -> list[int]:
    """The numbers of the first few items of a kind."""
    return list(islice((at for at, item in enumerate(items, start=1) if wanted(item)), LISTED_FAULTS))


def is_empty(item: object) -> bool:
    """Whether an item of a list is null or blank."""
    return item is None or (isinstance(item, str) and is_blank(item))


def kind_of(value: object) -> str:
    """What a value of JSON is, in words."""
    return "nothing (null)" if value is None else _TYPES[type(value)]


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
