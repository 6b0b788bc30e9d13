"""What every reader hands over: one table as the file has it, under the fields' own names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from dsi_geo.schema import Entity


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
    """

    path: Path
    name: str
    known_ending: str = ""

    @property
    def stem(self) -> str:
        """The name without folder and ending."""
        return PurePosixPath(self.name).stem

    @property
    def ending(self) -> str:
        """Ending of its format in lower case with its dot; empty if there is none."""
        return self.known_ending or PurePosixPath(self.name).suffix.lower()


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
    """

    name: str
    frame: pd.DataFrame
    geometry: gpd.GeoSeries | None = None
    canonical: Entity | None = None
    notes: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


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
