"""Tables of one archive that belong together: the places of records that stand in a table of their own."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Final

import pandas as pd

from dsi_geo.errors import quoted
from dsi_geo.readers.assembly import Layer
from dsi_geo.readers.cells import as_text
from dsi_geo.readers.columns import place_field

_POINT: Final = frozenset({"latitude", "longitude"})
_PLACED: Final = frozenset({*_POINT, "coordinates", "city", "address", "postcode"})
"""Fields one of which says more of a place than its country."""

_LEAST_KNOWN: Final = 0.5
"""Share of the rows of a table of places whose key is one of the records'."""


def with_places_of_others(layer: Layer, others: Sequence[tuple[Layer, str]], shared: Set[str]) -> Layer:
    """A table without places with those that another one has for its records, by the column that both have.

    A record that has several places there gets the first of them.

    Parameters
    ----------
    layer
        The main table.
    others
        The other tables of its archive, with their names for messages.
    shared
        Columns that all of these tables have.
    """
    if layer.geometry is not None or _PLACED & {*_places(layer.frame)}:
        return layer
    keys = [key for key in sorted(shared) if _is_key(layer.frame[key])]
    for other, name in others:
        found = _places(other.frame)
        if not keys or not ({*found} >= _POINT or _PLACED & {*found} - _POINT):
            continue
        key = keys[0]
        own, theirs = as_text(layer.frame[key]), as_text(other.frame[key])
        if not theirs.isin(own).mean() >= _LEAST_KNOWN:
            continue
        first = ~theirs.duplicated() & theirs.notna()
        several = int(theirs[theirs.isin(own)].duplicated(keep="first").sum())
        columns = [column for column in found.values() if column != key]
        taken = other.frame.loc[first, columns].set_axis(theirs[first], axis=0)
        places = taken.reindex(own).set_axis(layer.frame.index, axis=0)
        kept = layer.frame.drop(columns=[column for column in columns if column in layer.frame])
        more = f"; {several:,} further places of the same records were left out" if several else ""
        note = f"{quoted(name)} tells the places of the records, by the column {quoted(key)}{more}."
        return replace(layer, frame=pd.concat([kept, places], axis=1), notes=(*layer.notes, note))
    return layer


def _places(frame: pd.DataFrame) -> dict[str, str]:
    """The filled columns that tell places, by field; the first of each."""
    found: dict[str, str] = {}
    for column in map(str, frame.columns):
        field = place_field(column)
        if field is not None and frame[column].notna().any():
            found.setdefault(field, column)
    return found


def _is_key(column: pd.Series) -> bool:
    return len(column) > 1 and bool(column.notna().all()) and column.astype("str").is_unique
