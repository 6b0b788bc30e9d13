"""GeoPackage (OGC 12-128r19): the tables that it lists as its layers, read by SQLite and Shapely alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dsi_geo.crs import crs_of
from dsi_geo.errors import InputError, quoted
from dsi_geo.readers import wkb
from dsi_geo.readers.assembly import Layer, Source
from dsi_geo.readers.cells import dates_as_written, typed
from dsi_geo.readers.columns import entity_of_name
from dsi_geo.readers.json_tables import structure, unfolded
from dsi_geo.readers.limits import MAX_DEPTH, MAX_LAYERS, check_size, max_rows
from dsi_geo.readers.sqlite_tables import (
    BROKEN,
    Cells,
    Column,
    columns_of,
    computing,
    identifier,
    known_tables,
    opened,
    read_columns,
    reason,
    text_of,
)
from dsi_geo.schema import ENTITIES, TEXT

_OWN: Final = ("gpkg_", "rtree_", "sqlite_")
_JSON: Final = "application/json"
_DATES: Final = ("DATE", "DATETIME")

_HEADER: Final = 8
_ENVELOPES: Final = np.array([0, 32, 48, 48, 64, 0, 0, 0])
"""Bytes of the bounds that stand between a shape's header and its WKB, by the number in its flags."""

_ENVELOPE_FLAGS, _EMPTY_FLAG = 0b1110, 0b10000


def read(source: Source) -> list[Layer]:
    """Read the layers that are named for projects or organisations, or else the first one with records.

    Parameters
    ----------
    source
        A GeoPackage. Views and virtual tables, which could compute endless rows or call functions, are never read.

    Returns
    -------
    A layer each, with its shapes in the file's reference system.

    Raises
    ------
    InputError
        If it is damaged, passes a limit, or only what is computed could be read.
    """
    try:
        with opened(source.path) as database:
            return _Package(database, source).layers()
    except BROKEN as error:
        raise InputError(reason(error, source.name)) from error


class _Package:
    """An opened GeoPackage and what its lists say."""

    def __init__(self, database: sqlite3.Connection, source: Source) -> None:
        self._database, self._source = database, source
        self._plain, self._others = known_tables(database)
        kinds = self._kinds()
        for name in self._others:
            own = name.lower().startswith(_OWN)
            if name.lower().startswith("gpkg_") or (not own and name.lower() not in map(str.lower, kinds)):
                raise computing(source.name, name)
        self._listed = [name for kind in ("features", "attributes") for name in kinds if kinds[name] == kind]

    def layers(self) -> list[Layer]:
        """See `read`."""
        asked = self._source.asked_of(self._listed)
        named = asked or [name for name in self._listed if entity_of_name(name) is not None]
        if len(self._listed) > 1 and named:
            # One more than there are kinds of records is refused as the second of its kind.
            read = named[: len(ENTITIES) + 1]
            others = tuple(name for name in self._readable() if name not in read)
            return [replace(self._layer(name, name), others=others) for name in read]
        return [self._first_with_records()]

    def _first_with_records(self) -> Layer:
        readable = self._readable()
        if not readable:
            raise self._nothing_to_read()
        name = max(readable, key=self._rows)
        own = len(self._listed) > 1 or entity_of_name(name) is not None
        layer = self._layer(name, name if own else self._source.stem)
        others = tuple(one for one in readable if one != name)
        return replace(layer, notes=(*layer.notes, *self._left_out(others)), others=others)

    def _readable(self) -> list[str]:
        return [name for name in self._listed if name.lower() in self._plain]

    def _rows(self, name: str) -> int:
        """Rows of a layer, as far as there may be."""
        query = f"SELECT count(*) FROM (SELECT 1 FROM {identifier(name)} LIMIT {max_rows() + 1})"  # noqa: S608
        return int(self._database.execute(query).fetchone()[0])

    def _nothing_to_read(self) -> InputError:
        others = [name for name in self._others if not name.lower().startswith(_OWN)]
        if self._listed or others:
            return computing(self._source.name, [*self._listed, *others][0])
        return InputError(
            f"{quoted(self._source.name)} lists no layer. Export it again, or save it as GeoJSON or CSV."
        )

    def _left_out(self, layers: Sequence[str]) -> list[str]:
        file, notes = quoted(self._source.name), []
        computed = [name for name in self._others if not name.lower().startswith(_OWN)]
        if layers:
            notes.append(f"{file}: the layers {', '.join(map(quoted, layers))} were not read.")
        if computed:
            listed = ", ".join(map(quoted, computed))
            notes.append(
                f"{file}: {listed} would be computed by a view or a virtual table, and was not read."
            )
        return notes

    def _kinds(self) -> dict[str, str]:
        """Layers that are there -> whether they have shapes."""
        there = {*self._plain, *map(str.lower, self._others)}
        query = f"SELECT table_name, data_type FROM gpkg_contents LIMIT {MAX_LAYERS}"  # noqa: S608
        rows = [(text_of(name), text_of(kind).lower()) for name, kind in self._database.execute(query)]
        return {name: kind for name, kind in rows if name.lower() in there}

    def _about(self, table: str, columns: str, key: str, value: object) -> list[tuple[Any, ...]]:
        """Rows of one of the package's own tables; none where it has no such table."""
        if table not in self._plain:
            return []
        query = f"SELECT {columns} FROM {table} WHERE {key} = ? COLLATE NOCASE LIMIT {MAX_LAYERS}"  # noqa: S608
        return self._database.execute(query, (value,)).fetchall()

    def _layer(self, listed: str, name: str) -> Layer:
        if listed.lower() not in self._plain:
            raise computing(self._source.name, listed)
        table, place = self._plain[listed.lower()], f"{self._source.name}: {listed}"
        columns = columns_of(self._database, table, self._source.name)
        columns = [column for column in columns if not (column.is_key and column.kind == "INTEGER")]
        located = self._about("gpkg_geometry_columns", "column_name, srs_id", "table_name", listed)
        at = next(
            (at for at, column in enumerate(columns) if located and _same(column.name, located[0][0])), None
        )
        size = self._source.path.stat().st_size
        cells = read_columns(self._database, table, columns, size, place) if columns else []
        geometry, notes = None, list[str]()
        if at is not None:
            geometry, notes = _geometry(cells.pop(at), self._reference(located[0][1]), place)
            columns = [*columns[:at], *columns[at + 1 :]]
        rows = len(geometry) if geometry is not None else len(cells[0]) if cells else 0
        return Layer(
            name, _frame(columns, cells, rows, self._nested(listed), place), geometry, notes=tuple(notes)
        )

    def _nested(self, listed: str) -> set[str]:
        """Columns that hold JSON."""
        rows = self._about("gpkg_data_columns", "column_name, mime_type", "table_name", listed)
        return {text_of(column) for column, kind in rows if text_of(kind) == _JSON}

    def _reference(self, number: object) -> object:
        columns = "organization, organization_coordsys_id, definition"
        rows = self._about("gpkg_spatial_ref_sys", columns, "srs_id", number)
        return crs_of(*map(text_of, rows[0])) if rows else None


def _same(name: str, stored: object) -> bool:
    return name.lower() == text_of(stored).lower()


def _geometry(stored: Cells, reference: object, source: str) -> tuple[gpd.GeoSeries, list[str]]:
    """The shapes of a column, missing where they are empty or damaged, and a sentence about the damaged ones."""
    if isinstance(stored, list):
        stored = pa.array([cell if isinstance(cell, bytes) else None for cell in stored], pa.large_binary())
    starts, empty = _headers(stored)
    shapes = np.full(len(stored), None, dtype=object)
    for start in np.unique(starts[starts > 0]).tolist():
        alike = starts == start
        shapes[alike] = wkb.shapes_of(_behind(stored.filter(pa.array(alike)), start))
    meant = stored.is_valid().to_numpy(zero_copy_only=False) & ~empty
    broken = int((meant & (shapes == np.array(None))).sum())
    note = f"{quoted(source)}: {broken:,} of {len(shapes):,} shapes are damaged and are taken as missing."
    return gpd.GeoSeries(shapes, crs=reference), [note] if broken else []


def _headers(stored: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Where the WKB of each shape begins, 0 where it has no header; and which shapes are said to be empty."""
    lengths = pc.fill_null(pc.binary_length(stored), 0).to_numpy()
    long = lengths > _HEADER
    starts, empty = np.zeros(len(stored), dtype=np.int64), np.zeros(len(stored), dtype=bool)
    if long.any():
        content, offsets = _content(stored.filter(pa.array(long)))
        letters = content[offsets[:-1, np.newaxis] + np.arange(_HEADER)]
        known = (letters[:, 0] == ord("G")) & (letters[:, 1] == ord("P"))
        flags = letters[:, 3]
        starts[long] = np.where(known, _HEADER + _ENVELOPES[(flags & _ENVELOPE_FLAGS) >> 1], 0)
        empty[long] = known & (flags & _EMPTY_FLAG > 0)
    return np.where(empty | (starts >= lengths), 0, starts), empty


def _behind(stored: pa.Array, start: int) -> pa.Array:
    """What follows the first bytes of each value; Arrow's own `binary_slice` fails on some columns."""
    content, offsets = _content(stored)
    kept = np.ones(len(content), dtype=bool)
    kept[: offsets[0]] = False
    kept[offsets[-1] :] = False
    kept[offsets[:-1, np.newaxis] + np.arange(start)] = False
    ends = np.concatenate([[0], np.cumsum(np.diff(offsets) - start)])
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(content[kept])]
    return pa.Array.from_buffers(pa.large_binary(), len(stored), buffers)


def _content(stored: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """The bytes of a column without missing values, and where each value begins in them."""
    _, offsets, content = stored.buffers()
    return (
        np.frombuffer(content, np.uint8),
        np.frombuffer(offsets, np.int64)[stored.offset : stored.offset + len(stored) + 1],
    )


def _frame(
    columns: Sequence[Column], cells: Sequence[Cells], rows: int, nested: set[str], source: str
) -> pd.DataFrame:
    parts: list[tuple[str, pd.Series]] = []
    for column, values in zip(columns, cells, strict=True):
        if column.name in nested:
            parts += unfolded(column.name, [_from_json(cell) for cell in _without_bytes(values)], source)
        else:
            parts.append((column.name, _series(values, column.kind)))
    check_size(rows, len(parts), source)
    if not parts:
        return pd.DataFrame(index=range(rows))
    return pd.concat([series for _, series in parts], axis=1).set_axis([name for name, _ in parts], axis=1)


def _series(cells: Cells, kind: str) -> pd.Series:
    if isinstance(cells, list):
        return typed(_without_bytes(cells))
    if kind.startswith("BLOB"):
        return typed(cells.to_pylist())
    if kind == "BOOLEAN":
        return typed(pc.not_equal(cells, 0).to_pylist())
    if not pa.types.is_large_binary(cells.type):
        return pd.Series(cells.to_pandas())
    try:
        text = cells.cast(pa.large_string())
    except pa.ArrowInvalid:
        text = pa.array(_without_bytes(cells), pa.large_string())
    column = pd.Series(
        pd.array(pc.if_else(pc.equal(pc.utf8_trim_whitespace(text), ""), None, text), dtype=TEXT)
    )
    dates = dates_as_written(column) if kind in _DATES else None
    return column if dates is None else dates


def _without_bytes(cells: Cells) -> list[Any]:
    """Values with text in the place of bytes, which is how texts come out of SQLite."""
    values = cells if isinstance(cells, list) else cells.to_pylist()
    return [text_of(cell) if isinstance(cell, bytes) else cell for cell in values]


def _from_json(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    try:
        content: object = json.loads(cell)
    except (ValueError, RecursionError):
        return cell
    return content if structure(cell).depth <= MAX_DEPTH else cell
