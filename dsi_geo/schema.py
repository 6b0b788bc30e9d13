"""The words of the product: the canonical tables, their columns, types and vocabularies."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import geopandas as gpd
import pandas as pd
import pyarrow as pa

Entity = Literal["projects", "organisations"]

PROJECTS: Final[Entity] = "projects"
ORGANISATIONS: Final[Entity] = "organisations"
ENTITIES: Final[tuple[Entity, ...]] = (PROJECTS, ORGANISATIONS)

CRS: Final = "EPSG:4326"

LOCATION_PRECISIONS: Final = ("none", "country", "region", "city", "postcode", "street", "address")
"""Coarsest first, so that "at least" is a comparison of ordered categories."""

PRECISION_WORDS: Final = {
    "address": "exact address",
    "street": "street",
    "postcode": "postcode area",
    "city": "town only",
    "region": "region only",
    "country": "country only",
    "none": "unknown",
}
"""How precisely a place is known, as people say it; finest first."""

DATE_PRECISIONS: Final = ("year", "month", "day")

LOCATION_SOURCES: Final = ("own", "organisation")

STATUSES: Final = ("planned", "active", "ending", "closed", "unknown")
"""`ending`: the end is announced and has not come yet by the as-of date."""

STATUS_WORDS: Final = {
    "planned": "planned",
    "active": "active",
    "ending": "end announced",
    "closed": "closed",
    "unknown": "not known",
}
"""A status as people say it."""


class Beginning(NamedTuple):
    """How people speak of the beginning of a record.

    Attributes
    ----------
    done, event, events
        “launched”, “launch”, “launches”.
    happenings
        What is told of its time: “launched and closed”.
    standing
        What those that began and did not end are called.
    """

    done: str
    event: str
    events: str
    happenings: str
    standing: str


BEGINNINGS: Final[dict[Entity, Beginning]] = {
    PROJECTS: Beginning("launched", "launch", "launches", "launched and closed", "active"),
    ORGANISATIONS: Beginning("founded", "foundation", "foundations", "founded", "founded so far"),
}
"""A project is launched, an organisation founded; of an organisation's end nothing is recorded."""

SEVERITIES: Final = ("error", "warning", "note")

LIST: Final = pd.ArrowDtype(pa.list_(pa.string()))
"""Lists of words or ids in one cell; an absent list is empty, never missing."""

TEXT: Final = "str"
CATEGORY: Final = "category"
DATE: Final = "datetime64[ms]"
ORDERED_PLACE: Final = pd.CategoricalDtype(LOCATION_PRECISIONS, ordered=True)
ORDERED_DATE: Final = pd.CategoricalDtype(DATE_PRECISIONS, ordered=True)
SOURCE: Final = pd.CategoricalDtype(LOCATION_SOURCES)
STATUS: Final = pd.CategoricalDtype(STATUSES)
GEOMETRY: Final = "geometry"

COLUMNS: Final[dict[Entity, dict[str, object]]] = {
    PROJECTS: {
        "id": TEXT,
        "name": TEXT,
        "cluster": CATEGORY,
        "themes": LIST,
        "technologies": LIST,
        "focus": LIST,
        "description": TEXT,
        "website": TEXT,
        "status": STATUS,
        "launched": DATE,
        "launched_precision": ORDERED_DATE,
        "closed": DATE,
        "closed_precision": ORDERED_DATE,
        "address": TEXT,
        "postcode": TEXT,
        "city": CATEGORY,
        "region": CATEGORY,
        "country": CATEGORY,
        "location_precision": ORDERED_PLACE,
        "location_source": SOURCE,
        "organisation_ids": LIST,
        "geometry": GEOMETRY,
    },
    ORGANISATIONS: {
        "id": TEXT,
        "name": TEXT,
        "kind": CATEGORY,
        "size": CATEGORY,
        "founded": DATE,
        "description": TEXT,
        "website": TEXT,
        "networks": LIST,
        "address": TEXT,
        "postcode": TEXT,
        "city": CATEGORY,
        "region": CATEGORY,
        "country": CATEGORY,
        "location_precision": ORDERED_PLACE,
        "project_ids": LIST,
        "geometry": GEOMETRY,
    },
}
"""Column and dtype of each canonical table, in order. Countries are ISO 3166-1 alpha-2, regions
ISO 3166-2; `geometry` is a point in EPSG:4326 or missing; a vague date is the first day of its
month or year."""

LINKS: Final[dict[Entity, str]] = {PROJECTS: "organisation_ids", ORGANISATIONS: "project_ids"}

FINDING_COLUMNS: Final = ("severity", "entity", "id", "field", "code", "message")

RAW_FIELDS: Final[dict[Entity, tuple[str, ...]]] = {
    PROJECTS: (
        *("id", "name", "cluster", "themes", "technologies", "focus", "description", "website", "status"),
        *("launched", "closed", "recorded", "address", "postcode", "city", "region", "country"),
        *("latitude", "longitude", "organisation_ids"),
    ),
    ORGANISATIONS: (
        *("id", "name", "kind", "size", "founded", "description", "website", "networks", "recorded"),
        *("address", "postcode", "city", "region", "country", "latitude", "longitude", "project_ids"),
    ),
}
"""What a reader can recognise in a foreign table. `recorded` is the date a record was made or
changed: it gives the as-of date; `latitude` and `longitude` become the geometry."""

RAW_LISTS: Final = frozenset(
    {"themes", "technologies", "focus", "networks", "organisation_ids", "project_ids"}
)


def extra_columns(table: pd.DataFrame, entity: Entity) -> list[str]:
    """Columns that a file has beyond the canonical ones."""
    return [column for column in table.columns if column not in COLUMNS[entity]]


def conform(table: pd.DataFrame, entity: Entity) -> gpd.GeoDataFrame:
    """Give a table every canonical column in order and dtype; extra columns follow as they are.

    Parameters
    ----------
    table
        Any subset of the canonical columns, already cleaned; `geometry` may be absent.
    entity
        Which table it is.

    Returns
    -------
    GeoDataFrame in EPSG:4326 with the index of `table`; absent columns are missing (lists: empty).
    """
    columns: dict[str, object] = {}
    for column, dtype in COLUMNS[entity].items():
        if dtype == GEOMETRY:
            continue
        if column not in table:
            columns[column] = _absent(dtype, table.index)
        else:
            columns[column] = table[column].astype(dtype)
    extras = {column: table[column] for column in extra_columns(table, entity)}
    geometry = (
        table["geometry"] if "geometry" in table else gpd.GeoSeries([None] * len(table), index=table.index)
    )
    frame = pd.DataFrame(columns | extras, index=table.index)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(geometry, crs=CRS), crs=CRS)[
        [*COLUMNS[entity], *extras]
    ]


def list_array(column: pd.Series) -> pa.ListArray:
    """The lists of a `LIST` column as one Arrow array, for Arrow's functions on lists."""
    array = pa.array(column.array)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _absent(dtype: object, index: pd.Index) -> pd.Series:
    if dtype == LIST:
        return pd.Series(pd.array([[]] * len(index), dtype=LIST), index=index)
    # A dtype with a vocabulary of its own counts as equal to "category" too, so it must be told apart.
    if dtype == CATEGORY and not isinstance(dtype, pd.CategoricalDtype):
        return pd.Series(
            pd.Categorical([None] * len(index), categories=pd.Index([], dtype="str")), index=index
        )
    return pd.Series([None] * len(index), index=index, dtype=dtype)


def noun(entity: Entity, count: float) -> str:
    """An entity in words, for a number of records: “project” for one, else “projects”."""
    return entity.removesuffix("s") if count == 1 else entity
