"""Tables about a database: the results of the pages and commands as DataFrames."""

from __future__ import annotations

from typing import Final, Literal

import geopandas as gpd
import pandas as pd

from dsi_geo.analysis.proximity import pairs
from dsi_geo.analysis.proximity.nearby import check_radius
from dsi_geo.analysis.shares import concentration as concentrations
from dsi_geo.analysis.shares import proportions as area_shares
from dsi_geo.analysis.shares.areas import LEVELS, Level, grouped_counts, own_partition, preset_focus
from dsi_geo.analysis.shares.place_counts import PLACE, Counting, PlaceLevel
from dsi_geo.analysis.timeline import lifetimes as lives
from dsi_geo.analysis.timeline.launches import as_of_the_day, by_period, in_whole_numbers
from dsi_geo.analysis.timeline.periods import FREQUENCIES, VAGUE, Frequency, Vague
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.arguments import not_a, not_among
from dsi_geo.database import Database
from dsi_geo.errors import InputError
from dsi_geo.library.subjects import subject_of
from dsi_geo.output.report.parts import Subject
from dsi_geo.schema import ORGANISATIONS, PROJECTS, Entity
from dsi_geo.selection import Selection

Grouping = Literal["cluster", "partition", "launch_year"]

GROUPINGS: Final[tuple[Grouping, ...]] = ("cluster", "partition", "launch_year")
KINDS_OF_RECORDS: Final = {PROJECTS: "cluster", ORGANISATIONS: "kind"}
"""The column by which the concentration of an entity's records is compared."""

_AREAS: Final = "kind of area"
_MEANINGS: Final = {
    "herfindahl_hirschman": "The chance that two records drawn at random lie in one area: as if the records were "
    "spread evenly over one divided by it.",
    "gini": "Inequality between the areas: 0 if all have equally many, close to 1 if one has all.",
    "theil": "Inequality between the areas: 0 if all have equally many, the logarithm of their number if one has all.",
    "top_share": "The share of the three areas with the most records.",
}


def select(
    database: Database, selection: Selection | None = None, entity: Entity | None = None
) -> gpd.GeoDataFrame:
    """The records of a selection.

    Parameters
    ----------
    database
        From `open_database`.
    selection
        Which records; default: all. Upper and lower case are ignored; regions and countries may be given by name.
    entity
        `projects` or `organisations`; default: projects, unless there are only organisations.

    Returns
    -------
    GeoDataFrame
        The canonical table (`dsi_geo.schema.COLUMNS`: `id`, `name`, `cluster`, …, `location_precision`), its index and
        dtypes kept; `geometry` is a point in EPSG:4326 (degrees), or missing where the place is not known. Changes to
        it do not affect the database. Empty if no record matches all filters.

    Raises
    ------
    InputError
        An argument cannot be used, or the selection asks for a value that no record has.

    Examples
    --------
    >>> from dsi_geo import Selection, open_database, select
    >>> berlin = select(open_database(), Selection(region=("Berlin",), precision="address"))
    >>> len(berlin), berlin.crs.to_string()
    (57, 'EPSG:4326')
    """
    subject = subject_of(database, entity, selection)
    return database.table(subject.entity)[subject.mask]


def shares(
    database: Database,
    by: Level = "partition",
    *,
    entity: Entity | None = None,
    selection: Selection | None = None,
    focus: str | None = None,
    counting: Counting = "location",
) -> pd.DataFrame:
    """Count and share of each area, with 95% intervals.

    Parameters
    ----------
    database
        From `open_database`.
    by
        `partition` (the focus, the rest of its country, the rest of the world), `country`, `region` (first-level) or
        `city`.
    entity
        `projects` or `organisations`; default: projects, unless there are only organisations.
    selection
        Which records; default: all.
    focus
        Region (`DE-BE`) or country (`DE`) of the partition, by code or name; by default Berlin for the demonstration
        database, otherwise the region with the most selected records. Only the partition depends on it.
    counting
        `location`: each record once, at its location; `partners`: projects divided equally among the places of their
        organisations, so that counts are fractions.

    Returns
    -------
    DataFrame
        One row per area, in the order of the partition, or largest first:

        - `area` (ISO code, `DE-BE/Berlin` for a town), `name` (str);
        - `count` (int64; float64 by partners), which adds up to the selected records: records of unknown area have
          rows of their own, where `known` (bool) is False; the last row is always `unknown`;
        - `share` of all records, 0 to 1, with Wilson's interval `share_low`, `share_high` (float64);
        - `population` of the area (Int64), `per_million` inhabitants, with Garwood's interval `per_million_low`,
          `per_million_high`; `population_share` of the world's;
        - `share_of_known`, `share_of_known_low`, `share_of_known_high`: of the records whose area is known;
        - `few` (bool): fewer than 12 records, too few for a rate to be trusted;
        - `population_year`, `population_kind`, `population_note`, `country` (alpha-2).

        Figures that cannot be computed are missing: shares of no records, rates without a known population.

    Raises
    ------
    InputError
        An argument cannot be used, or the selection asks for a value that no record has.

    Examples
    --------
    >>> from dsi_geo import Selection, open_database, shares
    >>> migration = Selection(cluster=("Migration and integration",))
    >>> shares(open_database(), selection=migration)[["name", "count", "share_low", "share_high"]].round(2)
                    name  count  share_low  share_high
    0             Berlin     60       0.27        0.40
    1    Rest of Germany     60       0.27        0.40
    2  Rest of the world     60       0.27        0.40
    3    Place not known      2       0.00        0.04
    """
    wrong = not_among(by, LEVELS, _AREAS)
    subject = subject_of(database, entity, selection, wrong, focus=focus, counting=counting)
    return shares_of(subject, by)


def shares_of(subject: Subject, by: Level) -> pd.DataFrame:
    """`shares` of a subject whose arguments have been checked."""
    return area_shares.shares(subject.places(), by, subject.focus or preset_focus(subject.database))


def concentration(
    database: Database,
    by: PlaceLevel = "region",
    *,
    entity: Entity | None = None,
    selection: Selection | None = None,
    counting: Counting = "location",
    compare: bool = False,
) -> pd.DataFrame:
    """How concentrated the records are in areas, and how certain that is.

    Parameters
    ----------
    database
        From `open_database`.
    by
        Areas: `country`, `region` (first-level) or `city`.
    entity, selection, counting
        As in `shares`.
    compare
        Measure each thematic cluster (organisations: each kind) over all areas that any of them is in, so that they
        can be compared, instead of all records together.

    Returns
    -------
    DataFrame
        One row per measure, and per group if groups are compared:

        - `group` (str), only if groups are compared;
        - `measure`: `herfindahl_hirschman`, `gini`, `theil` or `top_share`;
        - `value` as counted; `corrected` for the bias of a small sample; `low`, `high`, the 95% bootstrap interval
          around the corrected value (float64, no unit; `theil` in natural logarithms);
        - `records` (float64) whose area is known; `areas` with a record; `draws` of the bootstrap (int64);
        - `note` (str): why a figure is missing or doubtful; otherwise missing;
        - `meaning` (str): what the measure shows.

        Values are missing if no area is known, intervals if there are fewer than 12 records.

    Raises
    ------
    InputError
        An argument cannot be used, or the selection asks for a value that no record has.

    See Also
    --------
    dsi_geo.analysis.shares.concentration.concentration : the formulas and their sources.

    Examples
    --------
    >>> from dsi_geo import concentration, open_database
    >>> found = concentration(open_database(), "country").set_index("measure")
    >>> found.loc["herfindahl_hirschman", ["value", "corrected", "low", "high"]].astype(float).round(3).tolist()
    [0.117, 0.116, 0.105, 0.128]
    """
    subject = subject_of(
        database,
        entity,
        selection,
        not_among(by, PLACE, _AREAS),
        not_a(compare, bool, "compare", "True or False"),
        counting=counting,
    )
    if compare:
        kinds = subject.table[KINDS_OF_RECORDS[subject.entity]]
        found = concentrations.concentration(grouped_counts(subject.places(kinds), by))
        return found.assign(group=found["group"].astype("str"), meaning=found["measure"].map(_MEANINGS))
    areas = area_shares.shares(subject.places(), by)
    known = areas[areas["known"] & (areas["count"] > 0)].set_index("area")["count"]
    found = concentrations.concentration(known.rename("all").to_frame().T).drop(columns="group")
    return found.assign(meaning=found["measure"].map(_MEANINGS))


def neighbours(
    database: Database,
    *,
    within_m: float | None = None,
    entity: Entity | None = None,
    selection: Selection | None = None,
) -> pd.DataFrame:
    """Pairs of records that share an address, may be entered twice, or are near one another.

    Parameters
    ----------
    database
        From `open_database`.
    within_m
        Include pairs of address-level points within so many metres, 10 to 5,000; default: none.
    entity
        `projects` or `organisations`; default: projects, unless there are only organisations.
    selection
        Which records; both of a pair are selected. Default: all.

    Returns
    -------
    DataFrame
        One row per pair, unlinked pairs first, then the most certain:

        - `id_a`, `name_a`, `id_b`, `name_b` (str);
        - `relation`: `possible_duplicate`, `same_body`, `branch`, `same_address` or `nearby`, the first that applies
          (category);
        - `confidence`: the share of pairs with such evidence that are what the relation says, 0 to 1;
        - `distance_m`: great-circle distance in metres; missing unless both places are known to the street;
        - `linked` (bool): they share an organisation or a project, and so know of one another;
        - `why` (str): the evidence; `distance_precision`: the coarser of both location precisions;
        - `address_confidence`: confidence that they share an address; missing if they do not.

        Empty if there are no such pairs, or no address can be compared.

    Raises
    ------
    InputError
        An argument cannot be used, the selection asks for a value that no record has, or there are too many pairs
        to list.

    Examples
    --------
    >>> from dsi_geo import Selection, neighbours, open_database
    >>> found = neighbours(open_database(), selection=Selection(region=("DE-BE",)))
    >>> found.loc[~found["linked"], "relation"].value_counts().to_dict()
    {'same_address': 3, 'possible_duplicate': 0, 'same_body': 0, 'branch': 0, 'nearby': 0}
    """
    wrong: tuple[str, ...] = ()
    if within_m is not None:
        try:
            check_radius(within_m)
        except InputError as error:
            wrong = error.faults
    subject = subject_of(database, entity, selection, *wrong)
    return pairs.neighbours(subject.table.reset_index(drop=True), subject.entity, within_m=within_m)


def timeline(
    database: Database,
    freq: Frequency = "year",
    *,
    entity: Entity | None = None,
    selection: Selection | None = None,
    vague: Vague = "spread",
) -> pd.DataFrame:
    """Launches (organisations: foundations), closures and active records by period, in whole numbers that add up.

    Parameters
    ----------
    database
        From `open_database`.
    freq
        Length of the periods: `month`, `quarter` or `year`.
    entity
        `projects` or `organisations`; default: projects, unless there are only organisations.
    selection
        Which records; default: all.
    vague
        Dates not known to the period: `spread` evenly over the periods they can lie in, or `apart` in a row of their
        own.

    Returns
    -------
    DataFrame
        One row per period, in chronological order: `period` (str, `2015`, `2015-Q4` or `2015-12`); then Int64, missing
        after the day that the data describe:

        - `launched` and `closed` up to the day that the data describe;
        - `active` at the end of the period: the row before, plus launched, minus closed;
        - `active_in_period`, including those that closed during it;
        - `launched_vague`, `closed_vague`: those of them that are not known to the period;
        - `closed_launch_unknown`, `announced`, `planned_launched`, `planned_closed`: not part of `active`; what is
          announced or planned is int64, and never missing;
        - `covered` (str): `whole`, `to come`, or “to” the day that the data describe, in the period that it lies in.

        A row “before …” or “after …” sums outliers. Empty if nothing is dated.

    Raises
    ------
    InputError
        An argument cannot be used, or the selection asks for a value that no record has.

    Examples
    --------
    >>> from dsi_geo import open_database, timeline
    >>> timeline(open_database()).set_index("period").loc["2014":"2016", ["launched", "closed", "active"]]
            launched  closed  active
    period
    2014          95      10     284
    2015         181      18     447
    2016         171      27     591
    """
    wrong = (
        not_among(freq, FREQUENCIES, "length of periods"),
        not_among(vague, VAGUE, "way to count vague dates"),
    )
    subject = subject_of(database, entity, selection, *wrong)
    spans = life_spans(subject.table, database.as_of)
    table = in_whole_numbers(by_period(spans, freq, database.as_of, vague=vague))
    return as_of_the_day(table, freq, database.as_of).drop(columns="start")


def lifetimes(
    database: Database, *, by: Grouping | None = None, selection: Selection | None = None
) -> pd.DataFrame:
    """How long projects live: Kaplan-Meier median lifetimes, projects that still run being censored.

    Parameters
    ----------
    database
        From `open_database`.
    by
        Compare the thematic `cluster`, the part of the world (`partition`) or the `launch_year`; default: all
        together.
    selection
        Which projects; default: all. Those without a known launch are left out.

    Returns
    -------
    DataFrame
        Indexed by `group` (str; `all` if nothing is compared, `unknown` for those without a group):

        - `projects`, `closed`, and `vague`, those with a date known to the month or year only (int64);
        - `median_days`: half of the projects live longer; `low`, `high`, its 95% interval (float64, days);
        - `shortest`, `longest` (float64, days): the median if all lives were as short or as long as vague dates allow.

        Missing if not reached, because more than half live on.

    Raises
    ------
    InputError
        An argument cannot be used, or the selection asks for a value that no record has.

    Examples
    --------
    >>> from dsi_geo import lifetimes, open_database
    >>> lifetimes(open_database())[["projects", "closed", "median_days"]]  # more than half live on
           projects  closed  median_days
    group
    all         776     106          NaN
    """
    subject = subject_of(database, PROJECTS, selection, not_a_grouping(by))
    lived, groups = lives_of(subject, by)
    return lives.median_lifetimes(lived, groups)


def survival(
    database: Database, *, by: Grouping | None = None, selection: Selection | None = None
) -> pd.DataFrame:
    """The share of projects that still run, by days since their launch (Kaplan-Meier estimate).

    Parameters
    ----------
    database, by, selection
        As in `lifetimes`.

    Returns
    -------
    DataFrame
        One row per group and day on which any of its projects closed or were censored: `group` (str), `days` (int64),
        `at_risk`, `closed`, `censored` (int64), `survival` (0 to 1), and its pointwise 95% band `low`, `high`
        (float64; missing where survival is 0). Empty if no launch is known.

    Raises
    ------
    InputError
        An argument cannot be used, or the selection asks for a value that no record has.

    Examples
    --------
    >>> from dsi_geo import open_database, survival
    >>> curve = survival(open_database())
    >>> after_five_years = curve[curve["days"] <= 5 * 365.25].iloc[-1]
    >>> f"{after_five_years['survival']:.0%}"
    '75%'
    """
    subject = subject_of(database, PROJECTS, selection, not_a_grouping(by))
    lived, groups = lives_of(subject, by)
    return lives.survival(lived, groups)


def lives_of(subject: Subject, by: Grouping | None) -> tuple[pd.DataFrame, pd.Series | None]:
    """Lifetimes (`analysis.timeline.lifetimes.lifetimes`) of a checked subject, and their groups."""
    spans = life_spans(subject.table, subject.database.as_of)
    groups: pd.Series | None = None
    if by == "launch_year":
        groups = lives.launch_years(spans)
    elif by == "partition":
        groups = own_partition(subject.database, subject.table)
    elif by is not None:
        groups = subject.table[by]
    return lives.lifetimes(spans, subject.database.as_of), groups


def not_a_grouping(by: object) -> str:
    """A sentence about a value that is not one of `GROUPINGS`; "" if it is one, or None."""
    return "" if by is None else not_among(by, GROUPINGS, "grouping")
