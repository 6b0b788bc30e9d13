"""The columns of every table that leaves the product: in commands, downloads, and descriptions of pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dsi_geo.schema.column import (
    CATEGORY,
    COUNT,
    DAY,
    LIST,
    NUMBER,
    ORDERED_PLACE,
    SEVERITY,
    SOME_WHOLE,
    TEXT,
    TRUTH,
    WHOLE,
    Column,
    names,
)
from dsi_geo.schema.records import EXPORTED
from dsi_geo.schema.vocabulary import ORGANISATIONS, PROJECTS

# Findings, counts and verdicts.

FINDINGS: Final = (
    Column("severity", SEVERITY, "How serious the finding is: error, warning or note", "Severity"),
    Column("entity", CATEGORY, "Whether the record is one of the projects or of the organisations"),
    Column("id", TEXT, "Identifier of the record; empty where the finding is about the whole file", "Record"),
    Column("field", CATEGORY, "Column of the record that the finding is about", "Field"),
    Column(
        "code", CATEGORY, "Kind of finding, in one word that does not change from one version to the next"
    ),
    Column("message", TEXT, "What was found and with which value, as a sentence", "What was found"),
)
FINDING_COLUMNS: Final = names(FINDINGS)

LISTED_FINDINGS: Final = (
    *FINDINGS,
    Column("name", TEXT, "Name of the record; empty where it has none", "Name"),
)
"""Findings as downloaded from the page on data quality."""

COUNTS: Final = (
    Column("entity", TEXT, "What is counted: projects, organisations, or the links between them"),
    Column(
        "measure",
        TEXT,
        "What the count is about, such as records, located, location precision, town or finding",
    ),
    Column("detail", TEXT, "Which of them, such as a precision, a town or a kind of finding; empty for all"),
    Column("count", WHOLE, "How many there are, as a whole number"),
)

VERDICTS: Final = (
    Column("when", TEXT, "Moment of the decision in UTC (YYYY-MM-DDThh:mm:ssZ)"),
    Column("entity", TEXT, "Whether the pair are projects or organisations"),
    Column("id_a", TEXT, "Identifier of the one record, the lower of the two"),
    Column("id_b", TEXT, "Identifier of the other record"),
    Column(
        "verdict",
        TEXT,
        "What a steward decided: confirmed, not_the_same, different, introduced, or taken_back",
    ),
)
"""The append-only journal beside a database."""

# Shares of areas, concentration, chance and coverage.

SHARES: Final = (
    Column(
        "area", TEXT,
        "Code of the area: ISO 3166-2 of a region, ISO 3166-1 alpha-2 of a country, with the town's name after a "
        "slash, or “rest of …”; “unknown” for records of unknown place",
        "Code",
    ),
    Column("name", TEXT, "Name of the area", "Area"),
    Column("count", COUNT, "Number of records in the area; with decimals where records count in parts", "Count"),
    Column("share", NUMBER, "Share of all records, including those of unknown place, 0 to 1", "Share (%)"),
    Column("share_low", NUMBER, "Lower end of the 95% interval of the share (Wilson), 0 to 1", "Share, low (%)"),
    Column("share_high", NUMBER, "Upper end of the 95% interval of the share (Wilson), 0 to 1", "Share, high (%)"),
    Column("population", SOME_WHOLE, "Number of people who live in the area; empty where none is known", "Inhabitants"),
    Column(
        "per_million", NUMBER, "Records per million inhabitants; empty where no population is known", "Per million"
    ),
    Column(
        "per_million_low", NUMBER, "Lower end of the 95% interval of the rate (Garwood, of a Poisson count)",
        "Per million, low",
    ),
    Column(
        "per_million_high", NUMBER, "Upper end of the 95% interval of the rate (Garwood, of a Poisson count)",
        "Per million, high",
    ),
    Column(
        "population_share", NUMBER,
        "Share of the world's inhabitants who live in the area, 0 to 1; empty where no population is known",
    ),
    Column("share_of_known", NUMBER, "Share of the records whose area is known, 0 to 1; empty where it is not"),
    Column("share_of_known_low", NUMBER, "Lower end of the 95% interval of the share of known, 0 to 1"),
    Column("share_of_known_high", NUMBER, "Upper end of the 95% interval of the share of known, 0 to 1"),
    Column("few", TRUTH, "Whether the area has fewer than 12 records, too few for a rate to be trusted"),
    Column("population_year", "Int16", "Year of the population figure; empty where it is not known"),
    Column(
        "population_kind", TEXT,
        "Kind of population figure: official, estimate, approximation or gazetteer; empty where none is known",
        "Figure of inhabitants",
    ),
    Column("population_note", TEXT, "Source of the population figure; empty where there is none"),
    Column(
        "country", TEXT,
        "Country of the area, as its code in ISO 3166-1 alpha-2; empty for the rest of the world and unknown places",
    ),
    Column("known", TRUTH, "Whether the area is known; false in rows for records of unknown place"),
)  # fmt: skip

_PERCENT: Final = {
    "share": "Share of all records, including those of unknown place, in percent",
    "share_low": "Lower end of the 95% interval of the share (Wilson), in percent",
    "share_high": "Upper end of the 95% interval of the share (Wilson), in percent",
}

SHOWN: Final = (
    *("area", "name", "count", "share", "share_low", "share_high"),
    *("population", "population_kind", "per_million", "per_million_low", "per_million_high"),
)
"""Columns of `SHARES` that pages show, in order."""

_OF_SHARES: Final = {column.name: column for column in SHARES}

SHOWN_SHARES: Final = tuple(
    replace(
        _OF_SHARES[name],
        name=_OF_SHARES[name].label,
        meaning=_PERCENT.get(name, _OF_SHARES[name].meaning),
    )
    for name in SHOWN
)
"""Shares as pages show them: headed by the labels, in percent."""

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
        "Figure by which the areas are ranked, as the heading says: number of records, share of all in percent, or "
        "records per million inhabitants",
    ),
    Column("low", NUMBER, "Lower end of the 95% interval of that figure, in its unit"),
    Column("high", NUMBER, "Upper end of the 95% interval of that figure, in its unit"),
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
        "What the colours show, as the title says: number of records, share of all (0 to 1), or records per million "
        "inhabitants; empty where no population is known",
    ),
    Column("low", NUMBER, "Lower end of the 95% interval of a share or a rate; empty for numbers of records"),
    Column("high", NUMBER, "Upper end of the 95% interval of a share or a rate; empty for numbers of records"),
    Column(
        "few", TRUTH,
        "Whether the area is hatched: a rate of fewer than 12 records, or of inhabitants that are an approximation",
    ),
    *_DRAWN,
)  # fmt: skip

MAPPED_QUOTIENTS: Final = (
    Column("code", TEXT, "Code of the area: ISO 3166-2 of a region, ISO 3166-1 alpha-2 of a country"),
    Column("name", TEXT, "Name of the area"),
    Column("count", NUMBER, "Number of records in the area that belong to the chosen cluster or theme"),
    Column(
        "value", NUMBER, "Location quotient: its share of the area's records over its share of all records"
    ),
    Column("low", NUMBER, "Lower end of the 95% interval of the location quotient"),
    Column("high", NUMBER, "Upper end of the 95% interval of the location quotient"),
    Column("few", TRUTH, "Whether the area is hatched: it has fewer than 12 records of any cluster"),
    *_DRAWN,
)

QUOTIENTS: Final = (
    Column("name", TEXT, "Name of the area"),
    Column(
        "location_quotient", NUMBER,
        "Share of the chosen cluster or theme in the area's records over its share of all records: 1 is as frequent",
    ),
    Column("low", NUMBER, "Lower end of the 95% interval of the location quotient"),
    Column("high", NUMBER, "Upper end of the 95% interval of the location quotient"),
    Column("in the cluster or theme", NUMBER, "Number of records in the area that belong to the cluster or theme"),
    Column("all", NUMBER, "Number of all records in the area"),
)  # fmt: skip

LORENZ: Final = (
    Column(
        "area", TEXT,
        "Code of the region in ISO 3166-2, in order of records per inhabitant; empty where the curve begins",
    ),
    Column("base_share", NUMBER, "Share of the inhabitants in this region and all before it, 0 to 1"),
    Column("records_share", NUMBER, "Share of the records in this region and all before it, 0 to 1"),
)  # fmt: skip

_CONCENTRATION: Final = (
    Column("as_counted", NUMBER, "The chosen index of concentration as counted: too high where records are few"),
    Column("corrected", NUMBER, "The index corrected for the number of records; as counted if it cannot be corrected"),
    Column("low", NUMBER, "Lower end of the 95% interval of the corrected index; empty where none can be given"),
    Column("high", NUMBER, "Upper end of the 95% interval of the corrected index; empty where none can be given"),
    Column("records", NUMBER, "Number of records behind the index: those whose area is known"),
    Column("areas", WHOLE, "Number of areas compared, including those without a record"),
    Column("draws", WHOLE, "Number of bootstrap draws behind the correction and the interval"),
    Column("note", TEXT, "Why something is missing or doubtful; empty where nothing is"),
)  # fmt: skip

CONCENTRATION_OF_GROUPS: Final = (
    Column("name", TEXT, "Cluster, or kind of organisation, of the records; “All together” for all"),
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
        "expected", NUMBER, "Number of records that the region would have in proportion to its inhabitants"
    ),
    Column("population_kind", TEXT, "Kind of population figure: official, estimate or approximation"),
    Column("apart", NUMBER, "Absolute difference between the counted and the expected number of records"),
)

STANDING_OUT: Final = (
    Column("code", TEXT, "Code of the region in ISO 3166-2"),
    Column("name", TEXT, "Name of the region"),
    Column("count", COUNT, "Number of records in the region"),
    Column("population", SOME_WHOLE, "Number of people who live in the region"),
    Column("neighbours", WHOLE, "Number of regions that border on it"),
    Column(
        "neighbourhood", TEXT,
        "How its rate and that of its neighbours compare with the average: high among high, low among low, high among "
        "low or low among high",
    ),
    Column("local_i", NUMBER, "Local Moran's I: above 0 where the region is like its neighbours, below 0 where unlike"),
    Column("p_value", NUMBER, "Share of permutations with a local Moran's I as extreme, 0 to 1 (two-sided)"),
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
        "Number of records that there would be if the data held only the assumed part of the field",
    ),
    Column("assumed_share", NUMBER, "Share that this part of the world would then have, 0 to 1"),
)

BREAK_EVEN: Final = (
    Column(
        "coverage", NUMBER,
        "Part of the field elsewhere that the data are assumed to hold, 0 to 1; 1 is as much as in the focus's country",
    ),
    Column("focus_share", NUMBER, "Share of the records that the focus would then have, 0 to 1"),
)  # fmt: skip

# Pairs and groups of records at one address or near.

NEIGHBOURS: Final = (
    Column("id_a", TEXT, "Identifier of the one record of the pair"),
    Column("name_a", TEXT, "Name of the one record of the pair; empty where it has none", "One"),
    Column("id_b", TEXT, "Identifier of the other record of the pair"),
    Column("name_b", TEXT, "Name of the other record of the pair; empty where it has none", "Other"),
    Column(
        "relation", CATEGORY,
        "What makes them a pair: same_address, possible_duplicate (perhaps entered twice), same_body (one organisation "
        "under two names, or a part of it), branch (one organisation at several places) or nearby",
        "They are",
    ),
    Column(
        "confidence", NUMBER,
        "How certain the relation is, 0 to 1: the share of pairs with such evidence of which it is true; 1 where it is "
        "measured",
        "How sure",
    ),
    Column(
        "distance_m", NUMBER,
        "Metres between their points; empty unless both are known to the street or better",
        "Distance",
    ),
    Column(
        "linked", TRUTH,
        "Whether they share an organisation or a project that the records know of",
        "Link on record",
    ),
    Column("why", TEXT, "The evidence for the relation, in words"),
    Column(
        "distance_precision", ORDERED_PLACE,
        "How precisely the less precise of the two places is known, and so their distance: address, street, postcode, "
        "city, region, country or none",
    ),
    Column(
        "address_confidence", NUMBER,
        "How certain it is that they share an address, 0 to 1; empty where nothing says so",
    ),
)  # fmt: skip

JUDGED_PAIRS: Final = (
    *NEIGHBOURS,
    Column(
        "verdict", TEXT,
        "What a steward decided about the pair: confirmed, not_the_same or introduced; empty where nothing is decided",
        "Verdict",
    ),
)  # fmt: skip
"""Pairs as downloaded from the proximity finder."""

INTRODUCTIONS: Final = (
    Column("name_a", TEXT, "Name of the one to be introduced; empty where it has none"),
    Column("website_a", TEXT, "Web address of the one; empty where none is given"),
    Column("name_b", TEXT, "Name of the other to be introduced; empty where it has none"),
    Column("website_b", TEXT, "Web address of the other; empty where none is given"),
    Column("address", TEXT, "Address of the one, or of the other where the one has none"),
    Column("town", TEXT, "Town of the one, or of the other where the one has none"),
    Column("sentence", TEXT, "A sentence about both that can be sent as it is"),
    Column(
        "confidence",
        NUMBER,
        "How certain it is that they share the address, 0 to 1; 1 where they are only nearby",
    ),
    Column("why", TEXT, "The evidence that they are neighbours, in words"),
    Column("id_a", TEXT, "Identifier of the one"),
    Column("id_b", TEXT, "Identifier of the other"),
)

ADDRESS_GROUPS: Final = (
    Column("address", TEXT, "Street and house number of the group, as its first record writes them", "Address"),
    Column("postcode", TEXT, "Postcode of the group's first record; empty where none is given"),
    Column("city", TEXT, "Town of the group's first record; empty where it is not known", "Town"),
    Column("country", TEXT, "Country of the group's first record, as its code in ISO 3166-1 alpha-2"),
    Column("size", WHOLE, "Number of records in the group"),
    Column(
        "unaware", WHOLE,
        "Number of pairs in the group that share no organisation or project that the records know of",
        "Pairs unaware",
    ),
    Column("confidence", NUMBER, "How certain the weakest match in the group is, 0 to 1"),
    Column("chained", TRUTH, "Whether some share the address only through others, as 12 and 16 do through 12-16"),
    Column("latitude", NUMBER, "Median latitude of the group's exact points in degrees north; empty without any"),
    Column("longitude", NUMBER, "Median longitude of the group's exact points in degrees east; empty without any"),
    Column("members", LIST, "Identifiers of the records in the group, separated by “; ”"),
)  # fmt: skip

AROUND: Final = (
    Column("id", TEXT, "Identifier of a record around the chosen one"),
    Column("name", TEXT, "Name of that record; empty where it has none", "Name"),
    Column("same_address", TRUTH, "Whether it has the address of the chosen record", "Same address"),
    Column("confidence", NUMBER, "How certain it is that it has the same address, 0 to 1; empty where it has another"),
    Column(
        "distance_m", NUMBER,
        "Metres from the chosen record; empty unless both places are known to the street or better",
        "Distance",
    ),
    Column(
        "distance_precision", ORDERED_PLACE,
        "How precisely the less precise of the two places is known: address, street, postcode, city, region, country "
        "or none",
        "Known to",
    ),
    Column(
        "linked", TRUTH,
        "Whether it shares an organisation or a project with the chosen record, as far as the records know",
        "Link on record",
    ),
)  # fmt: skip

# Counts by period, single records in time, lifetimes, spread.

_PERIOD: Final = Column(
    "period",
    TEXT,
    "Month (2015-09), quarter (2015-Q3) or year; “before …” and “after …” hold what lies outside the periods listed",
)
PERIOD_COUNTS: Final = (
    Column("launched", COUNT, "Number of records launched (organisations: founded) in the period, by the as-of date"),
    Column("closed", COUNT, "Number of these and earlier ones that closed in the period, by the as-of date"),
    Column("active", COUNT, "Number of records that were launched and had not closed by the end of the period"),
    Column(
        "active_in_period", COUNT,
        "Number of records that were active on any day of the period, including those that closed in it",
    ),
    Column("launched_vague", COUNT, "How many of the launches are not dated to the period, only to a longer time"),
    Column("closed_vague", COUNT, "How many of the closures are not dated to the period, only to a longer time"),
    Column(
        "closed_launch_unknown", COUNT,
        "Number of closures of records whose launch is not known, and which therefore never count as active",
    ),
    Column("announced", COUNT, "Number of ends announced for the period that had not come by the as-of date"),
    Column("planned_launched", COUNT, "Number of launches planned for the period, after the as-of date"),
    Column("planned_closed", COUNT, "Number of closures planned for the period, after the as-of date"),
)  # fmt: skip

_COVERED: Final = Column(
    "covered", TEXT,
    "How much of the period the data cover: whole; “to” a day, where it had only begun; to come, where only what is "
    "planned can be counted and the other numbers are empty",
)  # fmt: skip

TIMELINE: Final = (_PERIOD, *PERIOD_COUNTS, _COVERED)

GROUPED_TIMELINE: Final = (
    _PERIOD,
    Column(
        "group", TEXT, "Cluster, theme, region or kind that is counted; “unknown” for records that have none"
    ),
    *PERIOD_COUNTS,
    _COVERED,
)

EVENTS: Final = (
    Column("id", TEXT, "Identifier of the record that began or ended"),
    Column("name", TEXT, "Name of the record; empty where it has none", "Name"),
    Column("from", DAY, "First day on which it may have taken place (YYYY-MM-DD)"),
    Column("to", DAY, "Last day on which it may have taken place (YYYY-MM-DD)"),
    Column("certain", TRUTH, "Whether it certainly took place within the period; if not, its date reaches beyond it"),
    Column(
        "kind", TEXT,
        "What it is: known (it has taken place), planned, announced (an end that has not come) or undated (an end at "
        "an unknown time)",
    ),
)  # fmt: skip
"""Launches, foundations and closures in a period."""

LIFELINES: Final = (
    Column("id", TEXT, "Identifier of the record that the line stands for"),
    Column("name", TEXT, "Name of the record; empty where it has none"),
    Column("launch", CATEGORY, "What is known of its launch: known, planned or unknown"),
    Column(
        "closure", CATEGORY,
        "What is known of its end: none, known, undated (it came), announced, planned or contradictory (too early)",
    ),
    Column("launched_from", DAY, "First day on which it may have been launched; empty where that is not known"),
    Column("launched_to", DAY, "Last day on which it may have been launched; empty where that is not known"),
    Column("closed_from", DAY, "First day on which it may have ended; empty where no end is known"),
    Column("closed_to", DAY, "Last day on which it may have ended; empty where no end is known"),
)  # fmt: skip

COHORTS: Final = (
    Column(
        "launched", WHOLE, "Year of the launch or foundation; for a vague date the earliest possible year"
    ),
    Column("closed", SOME_WHOLE, "Year of the end; empty for records that run, or whose year is not known"),
    Column("state", TEXT, "State of the records on the as-of date: running or closed"),
    Column("projects", WHOLE, "Number of records with these years"),
)

LIFETIMES: Final = (
    Column("group", TEXT, "Cluster, region or launch year whose curve it is; “all” where none are compared"),
    Column("days", WHOLE, "Days since the launch"),
    Column("at_risk", WHOLE, "Number of projects observed, and still running, up to that day"),
    Column("closed", WHOLE, "Number of projects that closed on that day"),
    Column("censored", WHOLE, "Number of projects that still run and are exactly so old on the as-of date"),
    Column("survival", NUMBER, "Share of projects that live longer, 0 to 1 (Kaplan-Meier estimate)"),
    Column("low", NUMBER, "Lower end of the 95% interval of that share; empty where the share is 0"),
    Column("high", NUMBER, "Upper end of the 95% interval of that share; empty where the share is 0"),
)

SPREAD: Final = (
    Column("value", TEXT, "Theme, technology, focus or cluster that is followed"),
    Column("country", TEXT, "Country, as its code in ISO 3166-1 alpha-2"),
    Column(
        "state", CATEGORY,
        "Whether it is there: dated (since a known launch), undated (since an unknown time) or absent",
    ),
    Column("first_from", DAY, "First possible day of the earliest launch there; empty unless dated"),
    Column("first_to", DAY, "Last possible day of the earliest launch there; empty unless dated"),
    Column(
        "order", SOME_WHOLE,
        "Rank of the country in time: 1 plus the number of countries that were certainly earlier; empty unless dated",
    ),
    Column("projects", WHOLE, "Number of projects there that were launched up to the as-of date"),
    Column("undated", WHOLE, "Number of projects there whose launch is planned or not known"),
)  # fmt: skip

# One group of records beside all others.

REPRESENTED: Final = (
    Column("code", TEXT, "Value that is compared, such as a theme or the ISO 3166 code of a country or region"),
    Column("name", TEXT, "Name of the value"),
    Column("count", WHOLE, "Number of the group's records that have the value"),
    Column("share", NUMBER, "Share of the group's records for which any value is known, 0 to 1"),
    Column("low", NUMBER, "Lower end of the 95% interval of the group's share (Wilson), 0 to 1"),
    Column("high", NUMBER, "Upper end of the 95% interval of the group's share (Wilson), 0 to 1"),
    Column("other_count", WHOLE, "Number of all other records that have the value"),
    Column("other_share", NUMBER, "Share of all other records for which any value is known, 0 to 1"),
    Column("other_low", NUMBER, "Lower end of the 95% interval of the others' share (Wilson), 0 to 1"),
    Column("other_high", NUMBER, "Upper end of the 95% interval of the others' share (Wilson), 0 to 1"),
    Column("difference", NUMBER, "The group's share minus the others', -1 to 1"),
    Column("difference_low", NUMBER, "Lower end of the 95% interval of the difference (Newcombe), -1 to 1"),
    Column("difference_high", NUMBER, "Upper end of the 95% interval of the difference (Newcombe), -1 to 1"),
    Column("p_value", NUMBER, "Probability of so large a difference if both are alike, 0 to 1 (Fisher's exact test)"),
    Column(
        "verdict", TEXT,
        "Whether the group has more or less of it than chance explains: over, under, or empty where it may",
    ),
)  # fmt: skip

MISSING: Final = (
    Column("code", TEXT, "Value that no record of the group has, such as a theme or the ISO 3166 code of a region"),
    Column("name", TEXT, "Name of that value"),
    Column("expected", NUMBER, "Number of records that the group would have if it were like the others"),
    Column("other_count", WHOLE, "Number of all other records that have it"),
    Column(
        "chance_of_none", NUMBER,
        "Probability that the group has none of it if group and others are alike, 0 to 1 (hypergeometric)",
    ),
    Column("told", TRUTH, "Whether it is missing beyond what chance explains, at a false discovery rate of 5%"),
)  # fmt: skip

GROUP_TIMELINE: Final = (
    _PERIOD,
    Column("group", TEXT, "Group that is counted: the value it has in common, or all others"),
    *PERIOD_COUNTS,
    _COVERED,
)

# Contents of the cluster map, in the description of a picture.

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

TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "projects": EXPORTED[PROJECTS],
    "organisations": EXPORTED[ORGANISATIONS],
    "findings": FINDINGS,
    "listed findings": LISTED_FINDINGS,
    "counts": COUNTS,
    "verdicts": VERDICTS,
    "neighbours": NEIGHBOURS,
    "judged pairs": JUDGED_PAIRS,
    "introductions": INTRODUCTIONS,
    "roofs": ADDRESS_GROUPS,
    "around": AROUND,
    "timeline": TIMELINE,
    "grouped timeline": GROUPED_TIMELINE,
    "events": EVENTS,
    "lifelines": LIFELINES,
    "cohorts": COHORTS,
    "lifetimes": LIFETIMES,
    "spread": SPREAD,
    "shares": SHARES,
    "shown shares": SHOWN_SHARES,
    "beside inhabitants": BESIDE_INHABITANTS,
    "ranked areas": RANKED,
    "mapped areas": MAPPED,
    "quotients": QUOTIENTS,
    "mapped quotients": MAPPED_QUOTIENTS,
    "lorenz": LORENZ,
    "concentration of groups": CONCENTRATION_OF_GROUPS,
    "concentration of years": CONCENTRATION_OF_YEARS,
    "expected": EXPECTED,
    "standing out": STANDING_OUT,
    "assumed": ASSUMED,
    "break-even": BREAK_EVEN,
    "represented": REPRESENTED,
    "missing": MISSING,
    "group timeline": GROUP_TIMELINE,
    "circles": CIRCLES,
    "hexagons": HEXAGONS,
    "areas": AREAS,
}
"""Columns of each table, in order. A column may mean something else in another table."""
