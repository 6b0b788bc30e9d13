"""The tables about shares of areas: as computed, and as the charts of the page show them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dsi_geo.schema.column import COUNT, NUMBER, SOME_WHOLE, TEXT, TRUTH, WHOLE, Column

SHARES: Final = (
    Column(
        "area", TEXT,
        "Code of the area: ISO 3166-2 of a region, ISO 3166-1 alpha-2 of a country, with the town's name after a "
        "stroke, or “rest of …”; “unknown” for records of unknown place",
        "Code",
    ),
    Column("name", TEXT, "Name of the area", "Area"),
    Column("count", COUNT, "Number of records in the area; with decimals where records count in parts", "Count"),
    Column("share", NUMBER, "Share of all records, those of unknown place among them, 0 to 1", "Share (%)"),
    Column("share_low", NUMBER, "Lower end of the 95% interval of the share (Wilson), 0 to 1", "Share, low (%)"),
    Column("share_high", NUMBER, "Upper end of the 95% interval of the share (Wilson), 0 to 1", "Share, high (%)"),
    Column("population", SOME_WHOLE, "Number of people who live in the area; empty where none is known", "Inhabitants"),
    Column(
        "per_million", NUMBER, "Records per million inhabitants; empty where no population is known", "Per million"
    ),
    Column(
        "population_share", NUMBER,
        "Share of the world's inhabitants who live in the area, 0 to 1; empty where no population is known",
    ),
    Column("share_of_known", NUMBER, "Share of the records whose area is known, 0 to 1; empty where it is not"),
    Column("share_of_known_low", NUMBER, "Lower end of the 95% interval of the share of known, 0 to 1"),
    Column("share_of_known_high", NUMBER, "Upper end of the 95% interval of the share of known, 0 to 1"),
    Column("few", TRUTH, "Whether the area has fewer than 12 records, too few for a rate to be trusted"),
    Column("population_year", "Int16", "Year that the population is of; empty where it is not known"),
    Column(
        "population_kind", TEXT,
        "How the population was found: official, estimate, approximation or gazetteer; empty where none is known",
        "Figure of inhabitants",
    ),
    Column("population_note", TEXT, "Where the population comes from; empty where nothing is to be said"),
    Column("country", TEXT, "Country that the area lies in, as its code in ISO 3166-1 alpha-2; empty beyond countries"),
    Column("known", TRUTH, "Whether the area is known; false in the rows of records whose place is not"),
)  # fmt: skip

_PERCENT: Final = {
    "share": "Share of all records, those of unknown place among them, in percent",
    "share_low": "Lower end of the 95% interval of the share (Wilson), in percent",
    "share_high": "Upper end of the 95% interval of the share (Wilson), in percent",
}

SHOWN: Final = (
    *("area", "name", "count", "share", "share_low", "share_high"),
    *("population", "population_kind", "per_million"),
)
"""Columns of `SHARES` that people read, in the order in which they do."""

_OF_SHARES: Final = {column.name: column for column in SHARES}

SHOWN_SHARES: Final = tuple(
    replace(
        _OF_SHARES[name],
        name=_OF_SHARES[name].label,
        meaning=_PERCENT.get(name, _OF_SHARES[name].meaning),
    )
    for name in SHOWN
)
"""Shares as people read them: headed by the labels, in percent."""

BESIDE_INHABITANTS: Final = (
    *SHOWN_SHARES,
    Column("Share of known places (%)", NUMBER, "Share of the records whose area is known, in percent"),
    Column(
        "Share of inhabitants (%)",
        NUMBER,
        "Share of the world's inhabitants who live in the area, in percent",
    ),
)

RANKED: Final = (
    Column("area", TEXT, "Code of the area; “others” for those that have no row of their own, “unknown” for no place"),
    Column("name", TEXT, "Name of the area, or how many others there are"),
    Column("count", COUNT, "Number of records in the area"),
    Column(
        "value", NUMBER,
        "What the areas are ranked by, as the heading says: number of records, share of all in percent, or records per "
        "million inhabitants",
    ),
    Column("low", NUMBER, "Lower end of the 95% interval of what they are ranked by, in its unit"),
    Column("high", NUMBER, "Upper end of the 95% interval of what they are ranked by, in its unit"),
)  # fmt: skip

_DRAWN: Final = (
    Column(
        "class", TEXT, "Class of the area on the map, as the legend names it; empty where there is no value"
    ),
    Column("on_map", TRUTH, "Whether the area is drawn; false where it lies beyond the edge of the map"),
)

MAPPED: Final = (
    Column("code", TEXT, "Code of the area: ISO 3166-2 of a region, ISO 3166-1 alpha-2 of a country"),
    Column("name", TEXT, "Name of the area"),
    Column("count", COUNT, "Number of records in the area"),
    Column(
        "value", NUMBER,
        "What the colours tell, as the title says: number of records, share of all (0 to 1), or records per million "
        "inhabitants; empty where no population is known",
    ),
    Column("few", TRUTH, "Whether the area is hatched: a rate is told, of fewer than 12 records"),
    *_DRAWN,
)  # fmt: skip

MAPPED_QUOTIENTS: Final = (
    Column("code", TEXT, "Code of the area: ISO 3166-2 of a region, ISO 3166-1 alpha-2 of a country"),
    Column("name", TEXT, "Name of the area"),
    Column("count", NUMBER, "Number of records in the area that belong to the chosen cluster or theme"),
    Column("value", NUMBER, "Location quotient: how many times as frequent it is in the area as everywhere"),
    Column("few", TRUTH, "Whether the area is hatched: it has fewer than 12 records of any cluster"),
    *_DRAWN,
)

QUOTIENTS: Final = (
    Column("name", TEXT, "Name of the area"),
    Column(
        "location_quotient", NUMBER,
        "How many times as frequent the chosen cluster or theme is in the area as everywhere: 1 is as frequent",
    ),
    Column("low", NUMBER, "Lower end of the 95% interval of the location quotient"),
    Column("high", NUMBER, "Upper end of the 95% interval of the location quotient"),
    Column("in the cluster or theme", NUMBER, "Number of records in the area that belong to the cluster or theme"),
    Column("all", NUMBER, "Number of all records in the area"),
)  # fmt: skip

LORENZ: Final = (
    Column(
        "area", TEXT,
        "Region, as its code in ISO 3166-2, added in order of records per inhabitant; empty where the curve begins",
    ),
    Column("base_share", NUMBER, "Share of the inhabitants in this region and all before it, 0 to 1"),
    Column("records_share", NUMBER, "Share of the records in this region and all before it, 0 to 1"),
)  # fmt: skip

_CONCENTRATION: Final = (
    Column("as_counted", NUMBER, "The chosen index of concentration as counted: the fewer records, the more too high"),
    Column("corrected", NUMBER, "The index corrected for the number of records; as counted where it cannot be"),
    Column("low", NUMBER, "Lower end of the 95% interval of the corrected index; empty where none can be given"),
    Column("high", NUMBER, "Upper end of the 95% interval of the corrected index; empty where none can be given"),
    Column("records", NUMBER, "Number of records that the index is of: those whose area is known"),
    Column("areas", WHOLE, "Number of areas over which they are spread, those without a record among them"),
    Column("draws", WHOLE, "Number of bootstrap draws behind the correction and the interval"),
    Column("note", TEXT, "Why something is missing or doubtful; empty where nothing is"),
)  # fmt: skip

CONCENTRATION_OF_GROUPS: Final = (
    Column("name", TEXT, "Cluster, or kind of organisation, whose records are meant; “All together” for all"),
    *_CONCENTRATION,
)

CONCENTRATION_OF_YEARS: Final = (
    Column("year", WHOLE, "Year in which the records were launched or founded"),
    *_CONCENTRATION,
)

EXPECTED: Final = (
    Column("code", TEXT, "Code of the region in ISO 3166-2"),
    Column("name", TEXT, "Name of the region"),
    Column("counted", COUNT, "Number of records in the region"),
    Column(
        "expected", NUMBER, "Number of records that the region would have by its share of the inhabitants"
    ),
    Column("population_kind", TEXT, "How the population was found: official, estimate or approximation"),
    Column("apart", NUMBER, "How many records counted and expected are apart, in either direction"),
)

STANDING_OUT: Final = (
    Column("code", TEXT, "Code of the region in ISO 3166-2"),
    Column("name", TEXT, "Name of the region"),
    Column("count", COUNT, "Number of records in the region"),
    Column("population", SOME_WHOLE, "Number of people who live in the region"),
    Column("neighbours", WHOLE, "Number of regions that border on it"),
    Column(
        "neighbourhood", TEXT,
        "How its rate and that of its neighbours lie to the average: high among high, low among low, high among low or "
        "low among high",
    ),
    Column("local_i", NUMBER, "Local Moran's I: above 0 where the region is like its neighbours, below where unlike"),
    Column("p_value", NUMBER, "Share of permutations with a local Moran's I as far out, 0 to 1 (two-sided)"),
    Column("stands_out", TRUTH, "Whether it stands out together with its neighbours more than chance would explain"),
)  # fmt: skip

ASSUMED: Final = (
    Column(
        "area",
        TEXT,
        "Code of the part of the world: of the focus, the rest of its country, the rest of the world",
    ),
    Column("name", TEXT, "Name of the part of the world"),
    Column("count", COUNT, "Number of records as counted"),
    Column("share", NUMBER, "Share of the records whose area is known, as counted, 0 to 1"),
    Column(
        "assumed_count",
        NUMBER,
        "Number of records that there would be, if the data held as little as is assumed",
    ),
    Column("assumed_share", NUMBER, "Share that the part would have then, 0 to 1"),
)

BREAK_EVEN: Final = (
    Column(
        "coverage", NUMBER,
        "Part of the field elsewhere that the data are assumed to hold, 0 to 1; 1 is as much as in the focus's country",
    ),
    Column("focus_share", NUMBER, "Share of the records that the focus would have then, 0 to 1"),
)  # fmt: skip
