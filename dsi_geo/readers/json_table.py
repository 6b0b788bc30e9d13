"""A table out of the objects of JSON, each of which may have other keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from itertools import chain, islice

import pandas as pd

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.cells import is_blank
from dsi_geo.readers.limits import (
    LISTED_FAULTS,
    MAX_COLUMNS,
    check_gaps,
    check_names,
    check_size,
    first_faults,
)
from dsi_geo.readers.nested import unfolded

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
    """One column a key, or a part of a place (`nested.unfolded`); one row a record.

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
