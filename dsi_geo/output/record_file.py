"""One record as a file, with what was found about it and where it comes from."""

from __future__ import annotations

import json
import re
from typing import Any

import geopandas as gpd
import pandas as pd
from pandas.api.types import is_list_like

from dsi_geo import __version__
from dsi_geo.cleaning.findings import RULES
from dsi_geo.database import Database
from dsi_geo.output.description import NOT_STATED
from dsi_geo.schema import Entity, noun


def record_json(
    record: gpd.GeoDataFrame, entity: Entity, findings: pd.DataFrame, title: str, database: Database
) -> bytes:
    """A record as indented JSON in UTF-8.

    Parameters
    ----------
    record
        One row of a canonical table.
    entity
        What it is.
    findings
        Those about it (`schema.FINDING_COLUMNS`).
    title
        Title of the database.
    database
        For its licence and as-of date.

    Returns
    -------
    bytes
        An object: `entity`; `record` (by column; lists as lists, dates as YYYY-MM-DD, the point as `latitude` and
        `longitude`, missing values as null); `findings` with `remedy`; `source`, `licence`, `as_of`, `software`.
    """
    columns = ["severity", "field", "code", "message"]
    told = findings[columns].assign(remedy=[RULES[code].remedy for code in findings["code"]])
    content: dict[str, Any] = {
        "entity": noun(entity, 1),
        "record": _values(record),
        "findings": told.astype("str").to_dict("records"),
        "source": title,
        "licence": database.provenance.licence or NOT_STATED,
        "as_of": None if pd.isna(database.as_of) else f"{database.as_of:%Y-%m-%d}",
        "software": {"name": "DSI Geo", "version": __version__},
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def file_stem(entity: Entity, record_id: str) -> str:
    """The name of a record's file without its ending: letters, digits and underscores only."""
    return re.sub(r"[\W_]+", "_", f"{noun(entity, 1)}_{record_id}").strip("_")[:80]


def _values(record: gpd.GeoDataFrame) -> dict[str, Any]:
    (row,) = record.drop(columns="geometry").to_dict("records")
    point = record.geometry.iloc[0]
    values = {str(name): _value(one) for name, one in row.items()}
    values["latitude"], values["longitude"] = (None, None) if point is None else (point.y, point.x)
    return values


def _value(value: Any) -> Any:
    if is_list_like(value):
        return list(value)
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return value if isinstance(value, bool | int | float) else str(value)
