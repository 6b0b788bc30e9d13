"""A database as files of Arrow, from the process that read it to the one that asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import shapely

from dsi_geo.cleaning.findings import as_findings
from dsi_geo.database import Database, Provenance
from dsi_geo.readers.geoparquet import as_canonical, points_of
from dsi_geo.schema import COLUMNS, CRS, ENTITIES, GEOMETRY, Entity, extra_columns

_ABOUT: Final = "database.json"
_FINDINGS: Final = "findings"
_LONGITUDE, _LATITUDE = "longitude", "latitude"
"""A point is two numbers (degrees, EPSG:4326; NaN where there is none)."""


def write_database(database: Database, folder: Path) -> None:
    """Write a database into a folder, in the form that costs least to write and to read."""
    for entity in ENTITIES:
        table = database.table(entity)
        _write(_canonical_columns(table, entity), folder / entity)
        extras = pd.DataFrame(table[extra_columns(table, entity)])
        _write(pa.Table.from_pandas(extras, preserve_index=False), folder / f"{entity}.extras")
    _write(pa.Table.from_pandas(database.findings.astype("str"), preserve_index=False), folder / _FINDINGS)
    provenance = database.provenance
    about = {
        "as_of": None if pd.isna(database.as_of) else database.as_of.isoformat(),
        "title": provenance.title,
        "files": provenance.files,
        "recognised": provenance.recognised,
        "unrecognised": provenance.unrecognised,
        "licence": provenance.licence,
    }
    (folder / _ABOUT).write_text(json.dumps(about), encoding="ascii")


def read_database(folder: Path) -> Database:
    """The database that `write_database` wrote: the same values, dtypes and order.

    Raises
    ------
    pyarrow.ArrowException, ValueError, KeyError, TypeError, OSError
        If another wrote it, or it was not written to its end.
    """
    about = json.loads((folder / _ABOUT).read_text(encoding="ascii"))
    projects, organisations = (_canonical_table(folder, entity) for entity in ENTITIES)
    return Database(
        projects=projects,
        organisations=organisations,
        findings=as_findings(_read(folder / _FINDINGS).to_pandas()),
        provenance=_provenance(about),
        as_of=pd.NaT if about["as_of"] is None else pd.Timestamp(about["as_of"]),
    )


def _provenance(about: dict[str, Any]) -> Provenance:
    return Provenance(
        title=about["title"],
        files=tuple(about["files"]),
        recognised=about["recognised"],
        unrecognised={entity: tuple(columns) for entity, columns in about["unrecognised"].items()},
        licence=about["licence"],
    )


def _write(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def _read(path: Path) -> pa.Table:
    with pa.OSFile(str(path), "rb") as file:
        table = pa.ipc.open_file(file).read_all()
    table.validate(full=True)  # its writer may have been led astray by the file that it read
    return table


def _canonical_columns(table: gpd.GeoDataFrame, entity: Entity) -> pa.Table:
    columns = {name: pa.array(table[name]) for name, dtype in COLUMNS[entity].items() if dtype != GEOMETRY}
    shapes = table.geometry.to_numpy()
    return pa.table(columns | {_LONGITUDE: shapely.get_x(shapes), _LATITUDE: shapely.get_y(shapes)})


def _canonical_table(folder: Path, entity: Entity) -> gpd.GeoDataFrame:
    stored, extras = _read(folder / entity), _read(folder / f"{entity}.extras")
    columns = {
        name: as_canonical(stored.column(name), dtype)
        for name, dtype in COLUMNS[entity].items()
        if dtype != GEOMETRY
    }
    frame = pd.DataFrame(columns, copy=False)
    geometry = gpd.GeoSeries(points_of(stored[_LONGITUDE].to_numpy(), stored[_LATITUDE].to_numpy()), crs=CRS)
    whole = pd.concat([frame, extras.to_pandas()], axis=1) if extras.num_columns else frame
    table = gpd.GeoDataFrame(whole, geometry=geometry, crs=CRS)
    return table[[*COLUMNS[entity], *extras.column_names]]
