"""Objects within the records of JSON: those that tell a place become columns of their own, the others stay text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from dsi_geo.readers.cells import is_blank, is_reference, typed
from dsi_geo.readers.columns import count_recognised, is_place_holder, place_field
from dsi_geo.readers.limits import check_size

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
