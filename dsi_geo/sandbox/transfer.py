"""A database as Arrow files, from the process that read it to the one that asked for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import shapely

from dsi_geo.cleaning.findings import as_findings
from dsi_geo.database import Database, Provenance, database_of
from dsi_geo.readers import canonical_tables
from dsi_geo.readers.assembly import Stored
from dsi_geo.readers.geoparquet import as_canonical, points_of
from dsi_geo.readers.profile import profile_of
from dsi_geo.schema import COLUMNS, CRS, ENTITIES, GEOMETRY, Entity, extra_columns

_ABOUT: Final = "database.json"
_STORED: Final = "stored.json"
_FINDINGS: Final = "findings"
_LONGITUDE, _LATITUDE = "longitude", "latitude"
"""Columns of a point (degrees, EPSG:4326; NaN without a point)."""


def write_stored(stored: Sequence[Stored], names: Sequence[str], folder: Path) -> None:
    """Write canonical tables into a folder as they are stored in their files; `names` are those of the files."""
    for number, one in enumerate(stored):
        findings = one.metadata.pop("findings", None)
        if findings is not None:
            _write(
                pa.Table.from_pandas(findings.astype("str"), preserve_index=False),
                folder / f"{number}.findings",
            )
        _write(one.table.replace_schema_metadata(None), folder / str(number))
    about = [(one.name, one.entity, one.metadata, name) for one, name in zip(stored, names, strict=True)]
    (folder / _STORED).write_text(json.dumps(about), encoding="ascii")


def write_database(database: Database, folder: Path) -> None:
    """Write a database into a folder, in the form that is fastest to write and to read."""
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
        "profiles": {entity: asdict(profile) for entity, profile in provenance.profiles.items()},
        "licence": provenance.licence,
    }
    (folder / _ABOUT).write_text(json.dumps(about), encoding="ascii")


def read_database(folder: Path) -> Database | None:
    """Read the database written by `write_database`, or made of the tables written by `write_stored`.

    Returns
    -------
    Database or None
        The same values, dtypes and order. None if a stored table is not canonical after all.

    Raises
    ------
    InputError
        The stored tables do not belong together.
    pyarrow.ArrowException, ValueError, KeyError, TypeError, OSError
        The folder was written by something else, or not completely.
    """
    if (folder / _STORED).exists():
        return _from_stored(folder)
    about = json.loads((folder / _ABOUT).read_text(encoding="ascii"))
    projects, organisations = (_canonical_table(folder, entity) for entity in ENTITIES)
    return Database(
        projects=projects,
        organisations=organisations,
        findings=as_findings(_read(folder / _FINDINGS).to_pandas()),
        provenance=_provenance(about),
        as_of=pd.NaT if about["as_of"] is None else pd.Timestamp(about["as_of"]),
    )


def _from_stored(folder: Path) -> Database | None:
    stored, names = [], []
    for number, (name, entity, metadata, file) in enumerate(
        json.loads((folder / _STORED).read_text("ascii"))
    ):
        if (findings := folder / f"{number}.findings").exists():
            metadata["findings"] = _read(findings).to_pandas()
        stored.append(Stored(name, entity, _read(folder / str(number)), metadata))
        names.append(file)
    raw = canonical_tables(stored, names)
    return None if raw is None else database_of(raw, names)


def _provenance(about: dict[str, Any]) -> Provenance:
    return Provenance(
        title=about["title"],
        files=tuple(about["files"]),
        recognised=about["recognised"],
        unrecognised={entity: tuple(columns) for entity, columns in about["unrecognised"].items()},
        profiles={entity: profile_of(profile) for entity, profile in about["profiles"].items()},
        licence=about["licence"],
    )


def _write(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def _read(path: Path) -> pa.Table:
    table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    table.validate(full=True)  # a malicious file may have taken over its writer
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
    complete = pd.concat([frame, extras.to_pandas()], axis=1) if extras.num_columns else frame
    table = gpd.GeoDataFrame(complete, geometry=geometry, crs=CRS)
    return table[[*COLUMNS[entity], *extras.column_names]]
