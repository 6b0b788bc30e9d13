"""The numbers of what is drawn on the cluster map, in the description of a picture."""

from __future__ import annotations

from typing import Final

from dsi_geo.schema.column import NUMBER, TEXT, WHOLE, Column

CIRCLES: Final = (
    Column("latitude", NUMBER, "Latitude of the circle's centre in degrees north (EPSG:4326)"),
    Column("longitude", NUMBER, "Longitude of the circle's centre in degrees east (EPSG:4326)"),
    Column("count", WHOLE, "Number of records that the circle stands for"),
    Column(
        "look", TEXT,
        "What the circle is: cluster (several places), point (one record), spot (several at one place) or town-centre "
        "(known to the town only)",
    ),
)  # fmt: skip

HEXAGONS: Final = (
    Column("count", WHOLE, "Number of records within the hexagon"),
    Column("latitude", NUMBER, "Latitude of the hexagon's centre in degrees north (EPSG:4326)"),
    Column("longitude", NUMBER, "Longitude of the hexagon's centre in degrees east (EPSG:4326)"),
)

AREAS: Final = (
    Column("code", TEXT, "Code of the country (ISO 3166-1 alpha-2) or of the region (ISO 3166-2)"),
    Column("name", TEXT, "Name of the country or region"),
    Column("count", WHOLE, "Number of records within the country or region"),
)
