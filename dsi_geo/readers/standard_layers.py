"""Layers whose records follow a standard: their columns under the standard's paths, and those linked to them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from dsi_geo.errors import quoted
from dsi_geo.readers.assembly import Layer
from dsi_geo.readers.cells import as_text, typed
from dsi_geo.schema import LINKS, Entity, noun
from dsi_geo.standards import (
    Fields,
    Part,
    fields_of_columns,
    fields_of_records,
    kept_of,
    standard_of_columns,
    standard_of_records,
)


def by_standard(layer: Layer, source: str, records: Sequence[object] | None = None) -> list[Layer]:
    """A layer, with what its standard says of its columns, and a second one for what is linked within its records.

    Parameters
    ----------
    layer
        After `assembly.tidy`, unless `records` are given.
    source
        Name for messages.
    records
        The nested records that the layer was made of, one a row.

    Returns
    -------
    The layer as it is where it follows no standard that is known.
    """
    found = None
    if layer.canonical is None and not layer.fields:
        found = (
            standard_of_records(records) if records is not None else standard_of_columns(layer.frame.columns)
        )
    if found is None:
        return [layer]
    standard, entity = found
    part = standard.parts[entity]
    fields = _fields(part, layer, records)
    main = _with_kept(_with_columns(layer, fields, entity), _fields(kept_of(part), layer, records))
    if part.repeated:
        main = _without_repetition(main, entity)
    linked = standard.linked(entity)
    note = f"{quoted(source)} is read as {standard.title} ({standard.url})."
    main = replace(main, notes=(*main.notes, note))
    if linked is None:
        return [main]
    return _linked(main, entity, *linked, layer, records, source)


def _fields(part: Part, layer: Layer, records: Sequence[object] | None) -> Fields:
    return fields_of_columns(part, layer.frame) if records is None else fields_of_records(part, records)


def _with_columns(layer: Layer, fields: Fields, entity: Entity) -> Layer:
    frame = layer.frame.copy(deep=False)
    for column in fields.frame.columns:
        cells = fields.frame[column]
        frame[column] = cells if column in frame and cells is frame[column] else _typed(cells, frame.index)
    return replace(layer, frame=frame, fields=fields.columns, stands_for=entity)


def _with_kept(layer: Layer, kept: Fields) -> Layer:
    """The layer with what has no field of ours in columns of its own, by the names that we give them."""
    columns = {name: _typed(kept.frame[path], layer.frame.index) for name, path in kept.columns.items()}
    return replace(layer, frame=layer.frame.assign(**columns))


def _typed(cells: pd.Series, index: pd.Index) -> pd.Series:
    return typed(cells).set_axis(index) if cells.dtype == object else cells.set_axis(index)


def _linked(
    main: Layer,
    entity: Entity,
    kind: Entity,
    part: Part,
    layer: Layer,
    records: Sequence[object] | None,
    source: str,
) -> list[Layer]:
    """The layer with the ids of what is linked to each record, and the layer of these."""
    fields = _fields(part, layer, records)
    if "id" not in fields.columns:
        return [main]
    frame = pd.DataFrame(
        {column: _typed(fields.frame[column], fields.frame.index) for column in fields.frame}
    )
    ids = as_text(frame[fields.columns["id"]])
    title = f"{part.each}.{fields.columns['id']}" if part.each != "." else fields.columns["id"]
    lists: list[list[str]] = [[] for _ in range(len(main.frame))]
    for row, one in zip(fields.rows, ids, strict=True):
        if isinstance(one, str):
            lists[row].append(one)
    cells = pd.Series(lists, index=main.frame.index, dtype="object").where([bool(one) for one in lists], None)
    linked = main.frame.assign(**{title: cells})
    main = replace(main, frame=linked, fields={**main.fields, LINKS[entity]: title})
    nameless = int((ids.isna() & frame.notna().any(axis=1)).sum())
    if nameless:
        what = f"{nameless:,} {noun(kind, nameless)} with neither an identifier nor a name"
        note = f"{quoted(source)}: {what} {'was' if nameless == 1 else 'were'} left out."
        main = replace(main, notes=(*main.notes, note))
    others = Layer(kind, frame[ids.notna().to_numpy()], fields=fields.columns, stands_for=kind)
    return [main, _without_repetition(others, kind)]


def _without_repetition(layer: Layer, entity: Entity) -> Layer:
    """One row an id, with the first filled cell of each column, and all links of its rows; rows without one stay."""
    if "id" not in layer.fields:
        return layer
    ids = as_text(layer.frame[layer.fields["id"]])
    record, different = pd.factorize(ids)
    without = record < 0
    record[without] = len(different) + np.arange(without.sum())
    grouped = layer.frame.groupby(record, sort=False)
    frame = grouped.first()
    link = layer.fields.get(LINKS[entity])
    if link is not None:
        frame[link] = grouped[link].agg(lambda cells: [*dict.fromkeys(as_text(cells).dropna())])
    geometry = layer.geometry
    if geometry is not None:
        geometry = geometry[~pd.Series(record).duplicated().to_numpy()].reset_index(drop=True)
    return replace(layer, frame=frame.reset_index(drop=True), geometry=geometry)
