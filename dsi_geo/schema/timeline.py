"""The tables about time: counts by period, single records, lifetimes, the spread of themes."""

from __future__ import annotations

from typing import Final

from dsi_geo.schema.column import CATEGORY, COUNT, DAY, NUMBER, SOME_WHOLE, TEXT, TRUTH, WHOLE, Column

_PERIOD: Final = Column(
    "period",
    TEXT,
    "Month (2015-09), quarter (2015-Q3) or year; “before …” and “after …” hold what lies outside of all",
)
PERIOD_COUNTS: Final = (
    Column("launched", COUNT, "Number of records launched (organisations: founded) in the period, by the as-of date"),
    Column("closed", COUNT, "Number of these and earlier ones that closed in the period, by the as-of date"),
    Column("active", COUNT, "Number of records that were launched and had not closed by the end of the period"),
    Column(
        "active_in_period", COUNT,
        "Number of records that were active on any day of the period, those that closed in it too",
    ),
    Column("launched_vague", COUNT, "How many of the launches are not known to the period, only to a longer time"),
    Column("closed_vague", COUNT, "How many of the closures are not known to the period, only to a longer time"),
    Column(
        "closed_launch_unknown", COUNT,
        "Number of closures of records whose launch is not known, and which therefore never count as active",
    ),
    Column("announced", COUNT, "Number of ends announced for the period that had not come by the as-of date"),
    Column("planned_launched", COUNT, "Number of launches planned for the period, after the as-of date"),
    Column("planned_closed", COUNT, "Number of closures planned for the period, after the as-of date"),
)  # fmt: skip

TIMELINE: Final = (_PERIOD, *PERIOD_COUNTS)

GROUPED_TIMELINE: Final = (
    _PERIOD,
    Column(
        "group", TEXT, "Cluster, theme, region or kind that is counted; “unknown” where a record has none"
    ),
    *PERIOD_COUNTS,
)

EVENTS: Final = (
    Column("id", TEXT, "Identifier of the record that began or ended"),
    Column("name", TEXT, "Name of the record; empty where it has none", "Name"),
    Column("from", DAY, "First day on which it may have taken place (YYYY-MM-DD)"),
    Column("to", DAY, "Last day on which it may have taken place (YYYY-MM-DD)"),
    Column("certain", TRUTH, "Whether it took place within the period for certain; if not, its date reaches beyond it"),
    Column(
        "kind", TEXT,
        "What it is: known (it has taken place), planned, announced (an end that has not come) or undated (it came, "
        "nobody knows when)",
    ),
)  # fmt: skip
"""What was launched, founded or closed in a period."""

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
        "launched", WHOLE, "Year of the launch or foundation; of a vague date the earliest that it can mean"
    ),
    Column("closed", SOME_WHOLE, "Year of the end; empty where they run, or where the year is not known"),
    Column("state", TEXT, "What they are on the as-of date: running or closed"),
    Column("projects", WHOLE, "Number of records with these years"),
)

LIFETIMES: Final = (
    Column("group", TEXT, "Cluster, region or launch year whose curve it is; “all” where none are compared"),
    Column("days", WHOLE, "Days since the launch"),
    Column("at_risk", WHOLE, "Number of projects observed, and still running, until that day"),
    Column("closed", WHOLE, "Number of projects that closed on that day"),
    Column("censored", WHOLE, "Number of projects that still run and are no older on the as-of date"),
    Column("survival", NUMBER, "Share of projects that live longer, 0 to 1 (Kaplan-Meier estimate)"),
    Column("low", NUMBER, "Lower end of the 95% interval of that share; empty where the share is 0"),
    Column("high", NUMBER, "Upper end of the 95% interval of that share; empty where the share is 0"),
)

SPREAD: Final = (
    Column("value", TEXT, "Theme, technology, focus or cluster that is followed"),
    Column("country", TEXT, "Country, as its code in ISO 3166-1 alpha-2"),
    Column(
        "state", CATEGORY,
        "Whether it is there: dated (since a known launch), undated (nobody knows since when) or absent",
    ),
    Column("first_from", DAY, "First day on which the earliest launch there may have been; empty unless dated"),
    Column("first_to", DAY, "Last day on which the earliest launch there may have been; empty unless dated"),
    Column(
        "order", SOME_WHOLE,
        "Which in order the country was: 1 and the number of those that were earlier for certain; empty unless dated",
    ),
    Column("projects", WHOLE, "Number of projects there that were launched up to the as-of date"),
    Column("undated", WHOLE, "Number of projects there whose launch is planned or not known"),
)  # fmt: skip
