"""From one layer of a foreign file, as every reader hands it over, to one raw table under the fields' own names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely

from dsi_geo.crs import to_wgs84
from dsi_geo.errors import InputError, quoted
from dsi_geo.geography.sphere import great_circle_m
from dsi_geo.readers import dsi4eu
from dsi_geo.readers.cells import (
    as_coordinate,
    as_date,
    as_given,
    as_list,
    as_text,
    join_texts,
    split_coordinates,
    split_postcodes,
)
from dsi_geo.readers.column_contents import Contents
from dsi_geo.readers.columns import (
    COORDINATES,
    POSTCODES_WITH_CITIES,
    Recognition,
    entity_of_columns,
    entity_of_name,
    field_of,
    fold_name,
    holds_names,
    pairs_of_degrees,
    recognise,
)
from dsi_geo.readers.limits import MAX_COLUMNS, MAX_POSITIONS, MAX_SHAPE_POSITIONS
from dsi_geo.readers.profile import Evidence, TableProfile, first_rows, profile_columns
from dsi_geo.schema import COLUMNS, CRS, ENTITIES, RAW_FIELDS, RAW_LISTS, Entity
from dsi_geo.standards import NEAREST, kept_columns


@dataclass(frozen=True)
class Source:
    """A file to read.

    Attributes
    ----------
    path
        Where it lies.
    name
        The name under which a visitor knows it; the only one that messages show.
    known_ending
        Ending of its format, where its content has shown that the name's own ending is wrong or missing.
    tables
        Sheets, lists or layers to read, by their names, where it has them; empty for those that are the likeliest.
    """

    path: Path
    name: str
    known_ending: str = ""
    tables: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The name without folder and ending."""
        return PurePosixPath(self.name).stem

    @property
    def ending(self) -> str:
        """Ending of its format in lower case with its dot; empty if there is none."""
        return self.known_ending or PurePosixPath(self.name).suffix.lower()

    def asked_of(self, tables: Iterable[str]) -> list[str]:
        """Those of its tables that are asked for, in their own order."""
        return [table for table in tables if table in self.tables]


@dataclass(frozen=True)
class Layer:
    """One table as a format's reader finds it: foreign names, foreign types.

    Attributes
    ----------
    name
        Name of the sheet, layer or table; of the file (without ending) where a format has no such names.
    frame
        One row a record, RangeIndex; text columns are dtype `str`, mixed ones `object`.
    geometry
        Shapes of any kind in any reference system, aligned with `frame`; None if the format has none.
    canonical
        Which canonical table this is already, if it is one; then `geometry` is points in EPSG:4326.
    notes
        Sentences for `RawTable.notes`.
    metadata
        See `RawTable.metadata`.
    fields
        Field -> column, where its standard or its format says so.
    stands_for
        What its rows are, where its standard or its format says so.
    format
        See `TableProfile.format`; empty where its format has nothing of its own to say.
    others
        See `TableProfile.others`.
    """

    name: str
    frame: pd.DataFrame
    geometry: gpd.GeoSeries | None = None
    canonical: Entity | None = None
    notes: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    stands_for: Entity | None = None
    format: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawTable:
    """One table of projects or organisations before cleaning.

    Attributes
    ----------
    entity
        What its rows are.
    frame
        One row a record, RangeIndex. Recognised columns bear the names of `schema.RAW_FIELDS`;
        list fields (`schema.RAW_LISTS`) are `schema.LIST`, every other cell is text as the file
        has it (dtype `str`, missing where empty), or a number or date where the format is typed.
        Columns that were not recognised follow under their own names.
    geometry
        Points in EPSG:4326, aligned with `frame`, where the format carries geometry.
    shapes
        The areas, lines and groups of points that some of these points stand for, in EPSG:4326; None where all were
        points.
    source
        Name of the file (and sheet or layer), for messages.
    recognised
        Field -> the column of the file that it was read from.
    unrecognised
        Columns of the file whose meaning was not recognised; kept as extra columns.
    canonical
        True if the table is already in canonical form and needs checking only.
    notes
        Plain sentences about what reading did that is not plain to see: a second column of one
        name, empty rows, areas shown as points.
    metadata
        What the writer of a canonical table noted beside it: `as_of`, `source`, `version`, and `findings`
        as a DataFrame; empty where there is nothing of the kind.
    profile
        How it was read; None for canonical tables.
    absent
        Fields of which the visitor said that no column holds them.
    """

    entity: Entity
    frame: pd.DataFrame
    geometry: gpd.GeoSeries | None
    source: str
    recognised: Mapping[str, str] = field(default_factory=dict)
    unrecognised: tuple[str, ...] = ()
    canonical: bool = False
    notes: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    shapes: gpd.GeoSeries | None = None
    profile: TableProfile | None = None
    absent: frozenset[str] = frozenset()


class Stored(NamedTuple):
    """A canonical table as its file has it.

    Attributes
    ----------
    name
        For its layer.
    entity
        Which table it is.
    table
        All canonical columns in types that fit, and others; its values are not looked at.
    metadata
        See `RawTable.metadata`.
    """

    name: str
    entity: Entity
    table: pa.Table
    metadata: dict[str, Any]


SHAPE: Final = "shape_as_given"
"""Extra column: what kind of shape a record had in the file, where not all of them are points."""

SHAPE_EXTENT: Final = "shape_extent_m"
"""Extra column (`float64`, metres): how large the shape of a record was in the file, where not all of them are
points; the great-circle length of the diagonal of its bounds in EPSG:4326, missing for points."""

_OWN: Final = frozenset({SHAPE, SHAPE_EXTENT})
"""Extra columns of our own making: a file that has them was written by this product."""

_DATES: Final = frozenset({"launched", "closed", "founded", "recorded"})
_COORDINATES: Final = ("latitude", "longitude")
_PAIRS: Final = (
    (_COORDINATES, COORDINATES, split_coordinates),
    (("postcode", "city"), POSTCODES_WITH_CITIES, split_postcodes),
)
"""Two fields, the names of columns that hold both, and the function that takes these apart."""

_PLACES: Final = ("address", "postcode", "city", "region", "country", *_COORDINATES)
IDENTIFYING: Final = frozenset({"id", "name", *_PLACES})
"""Fields one of which at least a table must have."""
_POINT, _MULTIPOINT = 0, 4


def entity_of_layer(layer: Layer, source: str) -> Entity:
    """What the rows of a layer are: by its own name, that of its file, or its columns."""
    return (
        layer.canonical
        or layer.stands_for
        or entity_of_name(layer.name)
        or entity_of_name(source)
        or entity_of_columns([str(column) for column in layer.frame.columns])
    )


def tidy(layer: Layer, source: str) -> Layer:
    """A layer whose columns have different, filled names, and whose rows are not empty.

    Raises
    ------
    InputError
        If there are too many columns, or no row is left.
    """
    if len(layer.frame.columns) > MAX_COLUMNS:
        raise InputError(
            f"{quoted(source)} has {len(layer.frame.columns):,} columns; at most {MAX_COLUMNS:,} are read. "
            "Leave out those that are not needed."
        )
    frame, renamed = _with_different_names(layer.frame)
    filled = frame.notna().any(axis=1).to_numpy(dtype=bool)
    if layer.geometry is not None:
        filled = filled | ~(layer.geometry.isna() | layer.geometry.is_empty).to_numpy()
    if not filled.any():
        raise InputError(f"{quoted(source)} has a header but no rows. Add at least one record.")
    notes = [*layer.notes, *renamed]
    geometry = layer.geometry
    if not filled.all():
        notes.append(f"{quoted(source)}: {(~filled).sum():,} empty rows were skipped.")
        frame = frame[filled].reset_index(drop=True)
        geometry = None if geometry is None else gpd.GeoSeries(geometry[filled].reset_index(drop=True))
    return replace(layer, frame=frame, geometry=geometry, notes=tuple(notes))


def assemble(layer: Layer, source: str, entity: Entity, mapping: Mapping[str, str]) -> RawTable:
    """The raw table of a tidy layer.

    Parameters
    ----------
    layer
        What a format's reader found, after `tidy`.
    source
        Name for messages.
    entity
        What the rows are.
    mapping
        Field -> column, said by the visitor.

    Raises
    ------
    InputError
        If no column tells which record it is or where it lies, or the shapes cannot be placed.
    """
    if layer.canonical is not None:
        fields = {column: column for column in COLUMNS[layer.canonical] if column in layer.frame}
        return RawTable(
            layer.canonical, layer.frame, layer.geometry, source, fields, _extras(layer), canonical=True,
            notes=layer.notes, metadata=layer.metadata,
        )  # fmt: skip
    own = layer.fields if layer.stands_for in (None, entity) else _nearest_fields(layer.fields)
    recognition = recognise([*layer.frame.columns], entity, {**own, **mapping}, Contents(layer.frame))
    halves, recognition = _split_pairs(layer.frame, recognition)
    if layer.geometry is None and IDENTIFYING.isdisjoint(recognition.fields):
        names = [*layer.frame.columns]
        raise InputError(_unusable(source, entity, names), names)
    converted = _convert(layer.frame, halves, recognition, entity)
    filled = _with_other_names(converted, recognition, entity, source)
    filled += _with_other_coordinates(converted, layer.frame, recognition, entity, source)
    if recognition.dsi4eu:
        converted = dsi4eu.arrange(converted, layer.frame, recognition.description_parts)
    notes = [*layer.notes, *_passed_over(source, recognition, entity)]
    notes += [*filled, *(f"{quoted(source)}: {remark}" for remark in recognition.remarks)]
    if recognition.address_parts:
        joined = [as_text(layer.frame[part]) for part in recognition.address_parts]
        converted["address"] = join_texts(joined, recognition.address_joint)
        listed = ", ".join(map(quoted, recognition.address_parts))
        notes.append(f"{quoted(source)}: address is put together from the columns {listed}.")
    geometry, shapes = None, None
    if (given := layer.geometry) is not None:
        geometry, shapes, placed = _points(given, source)
        notes += placed
        if shapes is not None:
            kinds = given.geom_type.astype("str").where(given.notna())
            converted = converted.assign(**{SHAPE: kinds, SHAPE_EXTENT: _extent_m(shapes)})
    unrecognised = tuple(column for column in recognition.unrecognised if column not in _OWN | kept_columns())
    return RawTable(
        entity,
        converted,
        geometry,
        source,
        recognition.fields,
        unrecognised,
        notes=tuple(notes),
        shapes=shapes,
        profile=_profile(layer, source, recognition, own, mapping),
        absent=frozenset(field for field, column in mapping.items() if not column),
    )


def _profile(
    layer: Layer, source: str, recognition: Recognition, own: Mapping[str, str], mapping: Mapping[str, str]
) -> TableProfile:
    fields = recognition.fields
    by_standard: dict[str, Evidence] = {
        field: "standard"
        for field, column in own.items()
        if field not in mapping and fields.get(field) == column
    }
    shown = layer.frame[[column for column in layer.frame.columns if column not in kept_columns()]]
    joined = (*recognition.address_parts, *recognition.description_parts)
    columns = profile_columns(shown, fields, {**recognition.evidence, **by_standard}, joined)
    return TableProfile(source, layer.format, len(shown), columns, first_rows(shown), layer.others)


def _nearest_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields of a record of one kind as those of the other."""
    return {NEAREST.get(field, field): column for field, column in fields.items()}


def _extras(layer: Layer) -> tuple[str, ...]:
    known = {*COLUMNS[layer.canonical or "projects"], *_OWN}
    return tuple(column for column in layer.frame.columns if column not in known)


def _with_different_names(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Nameless columns are numbered (and left out if empty); a second one of a name gets "(2)"."""
    given = [str(column).strip() for column in frame.columns]
    keep = [bool(name) or bool(frame.iloc[:, at].notna().any()) for at, name in enumerate(given)]
    bases = [name or f"column {at}" for at, name in enumerate(given, start=1) if keep[at - 1]]
    names: dict[str, None] = {}
    notes = []
    for base in bases:
        unique, number = base, 1
        while unique in names or (number > 1 and unique in bases):
            number += 1
            unique = f"{base} ({number})"
        if unique != base:
            notes.append(
                f"The column {quoted(base)} occurs more than once; another one is kept as {quoted(unique)}."
            )
        names[unique] = None
    return frame.loc[:, keep].set_axis([*names], axis=1), notes


def _split_pairs(frame: pd.DataFrame, recognition: Recognition) -> tuple[dict[str, pd.Series], Recognition]:
    """Make two fields out of a column that holds both, if the table has a column for neither or the caller says so."""
    halves: dict[str, pd.Series] = {}
    for pair, names, split in _PAIRS:
        for column in _with_both(pair, names, recognition):
            if (parts := split(frame[column])) is not None:
                halves |= zip(pair, parts, strict=True)
                fields = {**recognition.fields, **dict.fromkeys(pair, column)}
                lost = frame[column].notna() & parts[0].isna() & parts[1].isna()
                unrecognised = tuple(
                    other for other in recognition.unrecognised if other != column or lost.any()
                )
                evidence: dict[str, Evidence] = {**dict.fromkeys(pair, "name"), **recognition.evidence}
                recognition = replace(
                    recognition, fields=fields, unrecognised=unrecognised, evidence=evidence
                )
                break
    return halves, recognition


def _with_both(pair: tuple[str, str], names: Set[str], recognition: Recognition) -> list[str]:
    """Columns that may hold both fields of a pair."""
    named = [recognition.fields[field] for field in pair if field in recognition.fields]
    if named:
        return named[:1] if len(named) == len(pair) and len({*named}) == 1 else []
    return [column for column in recognition.unrecognised if fold_name(column) in names]


def _convert(
    frame: pd.DataFrame, halves: Mapping[str, pd.Series], recognition: Recognition, entity: Entity
) -> pd.DataFrame:
    """The table under the fields' names; `halves` are fields that share a column with another."""
    columns = {}
    for name, column in recognition.fields.items():
        columns[name] = _as_field(name, halves[name] if name in halves else frame[column])
    taken = {*RAW_FIELDS[entity], *COLUMNS[entity]}
    for column in recognition.unrecognised:
        name = column if column not in taken else f"{column}_as_given"
        columns[name] = _as_extent(frame[column]) if column == SHAPE_EXTENT else as_given(frame[column])
    return pd.DataFrame(columns, index=frame.index)


def _with_other_names(
    converted: pd.DataFrame, recognition: Recognition, entity: Entity, source: str
) -> list[str]:
    """Give records without a name the one that another column has for them, in place; sentences about that."""
    notes = []
    for column in recognition.unrecognised:
        missing = converted["name"].isna() if "name" in converted else pd.Series(False, converted.index)
        if not missing.any() or column not in converted or not holds_names(column, entity):
            continue
        others = as_text(converted[column])[missing].dropna()
        if len(others):
            converted.loc[others.index, "name"] = others
            notes.append(
                f"{quoted(source)}: {len(others):,} records without a name in {quoted(recognition.fields['name'])} "
                f"have the one in {quoted(column)}."
            )
    return notes


def _with_other_coordinates(
    converted: pd.DataFrame, frame: pd.DataFrame, recognition: Recognition, entity: Entity, source: str
) -> list[str]:
    """Give records without coordinates those that another pair of columns has for them, in place; sentences on it."""
    fields = recognition.fields
    if not {*_COORDINATES} <= {*fields}:
        return []
    notes = []
    contents = Contents(frame)
    for pair in pairs_of_degrees([*frame.columns], entity):
        missing = ~pd.concat([_has_figures(converted[axis]) for axis in _COORDINATES], axis=1).any(axis=1)
        free = {*pair} <= {*recognition.unrecognised}
        if not missing.any() or not free or any(map(contents.objection, _COORDINATES, pair)):
            continue
        others = frame.loc[missing, [*pair]]
        others = others[pd.concat([_has_figures(others[column]) for column in pair], axis=1).all(axis=1)]
        if others.empty:
            continue
        for axis, column in zip(_COORDINATES, pair, strict=True):
            both = as_text(converted[axis])
            both[others.index] = as_text(others[column])
            converted[axis] = as_coordinate(both)
        first = " and ".join(quoted(fields[axis]) for axis in _COORDINATES)
        whose = "one record" if len(others) == 1 else f"{len(others):,} records"
        notes.append(
            f"{quoted(source)}: the coordinates of {whose} without any in {first} are those in "
            f"{quoted(pair[0])} and {quoted(pair[1])}."
        )
    return notes


def _has_figures(cells: pd.Series) -> pd.Series:
    """Whether each cell has a figure: “NaN” and “unknown” have none."""
    return as_text(cells).str.contains(r"\d", na=False)


def _as_extent(column: pd.Series) -> pd.Series:
    """Metres out of a file of ours, whatever its format; missing where there is no number."""
    return pd.to_numeric(as_text(column), errors="coerce").astype("float64")


def _as_field(field: str, column: pd.Series) -> pd.Series:
    if field in RAW_LISTS:
        return as_list(column)
    if field in _COORDINATES:
        return as_coordinate(column)
    if field in _DATES:
        return as_date(column)
    return as_text(column)


def _passed_over(source: str, recognition: Recognition, entity: Entity) -> list[str]:
    """Columns that would have been recognised, had a better one not stood beside them."""
    notes = []
    for column in recognition.unrecognised:
        field = field_of(column, entity)
        if field is not None and field in recognition.fields and not recognition.dsi4eu:
            notes.append(
                f"{quoted(source)}: {field} is read from {quoted(recognition.fields[field])}; {quoted(column)} could "
                f"also be meant and is kept as an extra column. To use it instead, choose {quoted(column)} for the "
                f"field {field}."
            )
    return notes


def _points(geometry: gpd.GeoSeries, source: str) -> tuple[gpd.GeoSeries, gpd.GeoSeries | None, list[str]]:
    """One point a record in EPSG:4326: a point on its surface for an area, on its length for a line.

    Returns
    -------
    Points; the shapes in EPSG:4326 if not all of them are points, missing for those that are; sentences about that.
    """
    _check_positions(np.asarray(geometry.array, dtype=object), source)
    shapes = shapely.force_2d(np.asarray(geometry.array, dtype=object))
    shapes[shapely.is_empty(shapes)] = None
    kinds = shapely.get_type_id(shapes)
    single = (kinds == _MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1)
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    if (kinds == -1).all():
        return gpd.GeoSeries(shapes, index=geometry.index, crs=CRS), None, []
    spread = ~np.isin(kinds, (-1, _POINT)) & ~single
    areas = gpd.GeoSeries(np.where(spread, shapes, None), index=geometry.index, crs=geometry.crs)
    shapes[spread] = [_point_on(shape) for shape in shapes[spread]]
    located = to_wgs84(gpd.GeoSeries(shapes, index=geometry.index, crs=geometry.crs), source)
    lost = located.notna() & ~np.isfinite(located.x + located.y)
    notes = []
    if spread.any():
        notes.append(
            f"{quoted(source)}: {spread.sum():,} of {len(shapes):,} shapes are no points but lines or areas; each is "
            "shown at one point on it."
        )
    if lost.any():
        notes.append(
            f"{quoted(source)}: {lost.sum():,} of {len(shapes):,} shapes have coordinates outside of the world and "
            "are taken as missing."
        )
    return located.where(~lost), to_wgs84(areas, source) if spread.any() else None, notes


def _check_positions(shapes: npt.NDArray[np.object_], source: str) -> None:
    """Refuse shapes of more positions than can be worked with; a million of them in one shape are harmless."""
    positions = shapely.get_num_coordinates(shapes)
    if len(positions) and (most := int(positions.max())) > MAX_SHAPE_POSITIONS:
        raise InputError(
            f"{quoted(source)}, row {int(positions.argmax()) + 1:,}: the shape has {most:,} positions; at most "
            f"{MAX_SHAPE_POSITIONS:,} are read. Simplify it."
        )
    if (total := int(positions.sum())) > MAX_POSITIONS:
        raise InputError(
            f"{quoted(source)}: its shapes have {total:,} positions; at most {MAX_POSITIONS:,} are read. Simplify "
            "them, or split it."
        )


def _extent_m(shapes: gpd.GeoSeries) -> pd.Series:
    """Diagonals in metres of the bounds of shapes in EPSG:4326; missing where a shape is, or has no end."""
    bounds = shapes.bounds.replace([np.inf, -np.inf], np.nan)
    diagonals = great_circle_m(bounds["miny"], bounds["minx"], bounds["maxy"], bounds["maxx"])
    return pd.Series(diagonals, index=shapes.index)


def _point_on(shape: shapely.Geometry) -> shapely.Geometry | None:
    try:
        point = shapely.point_on_surface(shape)
    except shapely.errors.GEOSException:
        point = shapely.centroid(shape)
    return None if point.is_empty else point


def _unusable(source: str, entity: Entity, columns: Sequence[str]) -> str:
    listed = ", ".join(quoted(column, 30) for column in columns[:12])
    more = f" and {len(columns) - 12} more" if len(columns) > 12 else ""
    fault = (
        f"{quoted(source)}: no column is recognised as the id, the name or a place of {entity}. "
        f"It has {listed}{more}. "
    )
    other = next(kind for kind in ENTITIES if kind != entity)
    if not IDENTIFYING.isdisjoint(recognise(columns, other).fields):
        return (
            f"{fault}If its rows are {other}, say --entity {other}, or call it “{other}”; else say which column "
            "is which."
        )
    return f"{fault}Say which column is which, for example name={columns[0][:30] if columns else 'Title'}."
