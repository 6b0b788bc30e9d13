"""The vocabulary of the product and the columns of every table.

`vocabulary` has the words; `column` defines a column; `records` has the tables of projects and organisations, with
the names of their columns in other people's tables; `exports` has computed tables, and all that leave the product.
"""

from __future__ import annotations

from dsi_geo.schema.column import (
    CATEGORY,
    DATE,
    GEOMETRY,
    LIST,
    NUMBER,
    ORDERED_DATE,
    ORDERED_PLACE,
    SOURCE,
    STATUS,
    TEXT,
    Column,
)
from dsi_geo.schema.exports import FINDING_COLUMNS
from dsi_geo.schema.records import (
    ADDED_COLUMNS,
    COLUMNS,
    LABELS,
    LINKS,
    RAW_FIELDS,
    RAW_LISTS,
    conform,
    empty_lists,
    extra_columns,
    list_array,
)
from dsi_geo.schema.vocabulary import (
    BEGINNINGS,
    CRS,
    DATE_PRECISIONS,
    ENTITIES,
    LOCATION_PRECISIONS,
    LOCATION_SOURCES,
    ORGANISATIONS,
    PRECISION_WORDS,
    PROJECTS,
    SEVERITIES,
    STATUS_WORDS,
    STATUSES,
    Beginning,
    Entity,
    noun,
)

__all__ = [
    "ADDED_COLUMNS",
    "BEGINNINGS",
    "CATEGORY",
    "COLUMNS",
    "CRS",
    "DATE",
    "DATE_PRECISIONS",
    "ENTITIES",
    "FINDING_COLUMNS",
    "GEOMETRY",
    "LABELS",
    "LINKS",
    "LIST",
    "LOCATION_PRECISIONS",
    "LOCATION_SOURCES",
    "NUMBER",
    "ORDERED_DATE",
    "ORDERED_PLACE",
    "ORGANISATIONS",
    "PRECISION_WORDS",
    "PROJECTS",
    "RAW_FIELDS",
    "RAW_LISTS",
    "SEVERITIES",
    "SOURCE",
    "STATUS",
    "STATUSES",
    "STATUS_WORDS",
    "TEXT",
    "Beginning",
    "Column",
    "Entity",
    "conform",
    "empty_lists",
    "extra_columns",
    "list_array",
    "noun",
]
