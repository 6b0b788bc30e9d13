"""Charts of a database as Plotly figures, and its cluster map, each with title, filters and source."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from dsi_geo.analysis.map_circles import circles, coloured
from dsi_geo.analysis.map_clusters import ClusterIndex
from dsi_geo.analysis.shares.areas import (
    FEWEST_TO_TRUST,
    LEVELS,
    Level,
    compared_words,
    reference_regions,
)
from dsi_geo.analysis.shares.concentration import lorenz_curve
from dsi_geo.analysis.shares.place_counts import Counting
from dsi_geo.analysis.shares.proportions import number, ranked
from dsi_geo.analysis.timeline.launches import by_period
from dsi_geo.analysis.timeline.lifetimes import left_out_sentence, median_lifetimes, survival
from dsi_geo.analysis.timeline.periods import FREQUENCIES, VAGUE, Frequency, Vague
from dsi_geo.analysis.timeline.phases import how_to_read
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.arguments import not_a, not_among, refuse
from dsi_geo.database import Database
from dsi_geo.drawing import share_charts, timeline_charts
from dsi_geo.drawing.imprint import SCREEN, framed
from dsi_geo.drawing.lifetime_charts import panels, survival_chart
from dsi_geo.drawing.palette import Colouring, colour_fields, colouring
from dsi_geo.geography.web_mercator import WORLD
from dsi_geo.library.analyses import Grouping, lives_of, not_a_grouping, shares_of
from dsi_geo.library.subjects import subject_of
from dsi_geo.output.description import imprint_of, selected_words, source_words
from dsi_geo.output.report.parts import Subject
from dsi_geo.schema import BEGINNINGS, PROJECTS, Entity, noun
from dsi_geo.selection import Selection

if TYPE_CHECKING:
    import folium
    import plotly.graph_objects as go


_NAMES = {"country": "country", "region": "region", "city": "town"}


def share_chart(
    database: Database,
    by: Level = "partition",
    *,
    entity: Entity | None = None,
    selection: Selection | None = None,
    focus: str | None = None,
    counting: Counting = "location",
) -> go.Figure:
    """Draw the partition as one bar with the interval of each part, or the areas with the most records as bars.

    Parameters
    ----------
    database, by, entity, selection, focus, counting
        As in `shares`.

    Returns
    -------
    Figure
        784 pixels wide. Shares in per cent, or numbers of records; whiskers are 95% intervals (Wilson).

    Raises
    ------
    InputError
        An argument cannot be used, the selection asks for a value that no record has, or no record is selected.

    Examples
    --------
    >>> from dsi_geo import open_database, share_chart
    >>> share_chart(open_database(), "country").layout.title.text
    '<b>Projects by country</b>'
    """
    wrong = not_among(by, LEVELS, "kind of area")
    subject = subject_of(database, entity, selection, wrong, focus=focus, counting=counting)
    _refuse_nothing(subject)
    table = shares_of(subject, by)
    if by == "partition":
        drawn = share_charts.partition_bar(table, "light")
        note = f"the bar is all {number(table['count'].sum())} of them; below it each share with its 95% interval"
        return _framed(subject, drawn, f"Shares of the {subject.entity}", note)
    rows = ranked(table, "count")
    labels = [number(value) for value in rows["value"]]
    drawn = share_charts.ranked_bars(rows, "light", subject.entity, labels, [""] * len(rows))
    return _framed(
        subject, drawn, f"{subject.entity.capitalize()} by {_NAMES[by]}", "whiskers: 95% intervals"
    )


def lorenz_chart(
    database: Database,
    *,
    entity: Entity | None = None,
    selection: Selection | None = None,
    counting: Counting = "location",
) -> go.Figure:
    """Draw how unevenly the records are distributed among the inhabitants: the Lorenz curve of the regions.

    Parameters
    ----------
    database, entity, selection, counting
        As in `shares`.

    Returns
    -------
    Figure
        784 pixels wide; both axes are cumulative shares in per cent, of all regions of the countries that have at
        least 12 records.

    Raises
    ------
    InputError
        An argument cannot be used, the selection asks for a value that no record has, or no country has enough records.

    Examples
    --------
    >>> from dsi_geo import lorenz_chart, open_database
    >>> lorenz_chart(open_database()).layout.xaxis.title.text
    'share of the inhabitants, least served first'
    """
    subject = subject_of(database, entity, selection, counting=counting)
    regions = reference_regions(subject.places())
    curve = lorenz_curve(regions["count"], regions["population"])
    refuse(
        f"There is no curve to draw: it takes a country with at least {FEWEST_TO_TRUST} of the selected records."
        if curve.empty
        else ""
    )
    drawn = share_charts.lorenz_chart(curve, "light", "inhabitants", subject.entity)
    title = f"{subject.entity.capitalize()} over inhabitants, cumulated"
    note = f"{compared_words(regions)}, the countries with at least {FEWEST_TO_TRUST} of them"
    return _framed(subject, drawn, title, note)


def timeline_chart(
    database: Database,
    freq: Frequency = "year",
    *,
    entity: Entity | None = None,
    selection: Selection | None = None,
    vague: Vague = "spread",
) -> go.Figure:
    """Draw launches upward, closures downward, and above them the active records.

    Parameters
    ----------
    database, freq, entity, selection, vague
        As in `timeline`.

    Returns
    -------
    Figure
        784 pixels wide. Vague dates are pale, planned events hatched.

    Raises
    ------
    InputError
        An argument cannot be used, the selection asks for a value that no record has, or nothing is dated.

    Examples
    --------
    >>> from dsi_geo import open_database, timeline_chart
    >>> timeline_chart(open_database(), "quarter").layout.title.text
    '<b>Projects launched and closed by quarter</b>'
    """
    wrong = (
        not_among(freq, FREQUENCIES, "length of periods"),
        not_among(vague, VAGUE, "way to count vague dates"),
    )
    subject = subject_of(database, entity, selection, *wrong)
    table = by_period(life_spans(subject.table, database.as_of), freq, database.as_of, vague=vague)
    words = BEGINNINGS[subject.entity]
    refuse(
        f"There is no timeline to draw: no selected {noun(subject.entity, 1)} has a {words.event} date."
        if table.empty
        else ""
    )
    drawn = timeline_charts.launches_chart(table, freq, database.as_of, "light", entity=subject.entity)
    title = f"{subject.entity.capitalize()} {words.happenings} by {freq}"
    return _framed(
        subject, drawn, title, how_to_read(table, freq, vague, False, subject.entity, as_of=database.as_of)
    )


def lifetime_chart(
    database: Database, *, by: Grouping | None = None, selection: Selection | None = None
) -> go.Figure:
    """Draw the share of projects that still run, by years since their launch, with its 95% band.

    Parameters
    ----------
    database, by, selection
        As in `lifetimes`; only the eight largest groups are drawn.

    Returns
    -------
    Figure
        784 pixels wide, a panel for each group; the dotted line is all projects together.

    Raises
    ------
    InputError
        An argument cannot be used, the selection asks for a value that no record has, or no selected project with a
        known launch has closed.

    Examples
    --------
    >>> from dsi_geo import lifetime_chart, open_database
    >>> lifetime_chart(open_database()).layout.xaxis.title.text
    'years since the launch'
    """
    subject = subject_of(database, PROJECTS, selection, not_a_grouping(by))
    lived, groups = lives_of(subject, by)
    refuse(
        ""
        if lived["closed"].any()
        else "There is no curve to draw: no selected project with a known launch has closed."
    )
    labels = panels(median_lifetimes(lived, groups))
    everyone = survival(lived)
    curves = everyone if groups is None else survival(lived, groups)
    drawn = survival_chart(curves[curves["group"].isin(list(labels))], everyone, labels, "light")
    compared = "" if by is None else f", by {by.replace('_', ' ')}"
    note = f"pale: 95% band; {left_out_sentence(life_spans(subject.table, database.as_of), lived)}"
    return _framed(subject, drawn, f"Projects that still run, by years since their launch{compared}", note)


def _refuse_nothing(subject: Subject) -> None:
    refuse("" if subject.size else f"No {noun(subject.entity, 1)} is selected, so there is nothing to draw.")


def _framed(subject: Subject, figure: go.Figure, title: str, note: str) -> go.Figure:
    """A figure with its title, filters and source."""
    records = selected_words(subject.size, len(subject.mask), subject.entity, note)
    source = source_words(subject.title, subject.database)
    about = imprint_of(title, records, subject.selection, source)
    return framed(figure, about, SCREEN, int(figure.layout.height))


ASSUMED_PX = (800, 480)
"""Assumed size of a map in a notebook."""
FEW = 50


def cluster_map(
    database: Database,
    *,
    entity: Entity | None = None,
    selection: Selection | None = None,
    colour_by: str | None = None,
    street_map: bool = False,
) -> folium.Map:
    """Draw the records on a map whose circles split up as one zooms in.

    Parameters
    ----------
    database
        From `open_database`.
    entity
        `projects` or `organisations`; default: projects, unless there are only organisations.
    selection
        Which records; default: all.
    colour_by
        Column whose shares the rings of the circles show: `cluster` (the default) or `status` for projects, `kind` for
        organisations, `location_precision` for both; except the last, only a column with more than one value.
    street_map
        Add OpenStreetMap's tiles, which are loaded from its servers. By default nothing is loaded from any host.

    Returns
    -------
    folium.Map
        In EPSG:3857, shown by a notebook as it is; `map.save("map.html")` makes a page of about a megabyte that opens
        offline, and folium's layers can be added to it. Its legend says how many records have a place; a ring is
        dashed where records are known to their town only. Without circles if no record has a place.

    Raises
    ------
    InputError
        An argument cannot be used, or the selection asks for a value that no record has.

    Examples
    --------
    >>> from dsi_geo import Selection, cluster_map, open_database
    >>> shown = cluster_map(open_database(), selection=Selection(region=("Berlin",)))
    >>> [round(degrees, 1) for degrees in shown.location]
    [52.5, 13.4]
    """
    from dsi_geo.drawing.web_map import extent, fit, notebook_map

    wrong = not_a(street_map, bool, "street_map", "True or False")
    subject = subject_of(database, entity, selection, wrong)
    table = database.table(subject.entity)
    fields = colour_fields(table, subject.entity)
    refuse("" if colour_by is None else not_among(colour_by, fields, "column to colour by here"))
    by = colouring(table, colour_by or fields[0])
    latitude, longitude = table.geometry.y.to_numpy(), table.geometry.x.to_numpy()
    index = coloured(ClusterIndex(latitude, longitude), by.codes, table, len(by.labels)).chosen(subject.mask)
    title = f"{subject.entity.capitalize()} by {by.title.lower()}"
    records = selected_words(subject.size, len(table), subject.entity, f"{len(index):,} of them with a place")
    return notebook_map(
        partial(_circles, index, table, by, noun(subject.entity, 2)),
        by.labels,
        by.colours,
        fit(extent(latitude[subject.mask], longitude[subject.mask], few=FEW), *ASSUMED_PX),
        imprint_of(title, records, subject.selection, source_words(subject.title, database)),
        _leaflet(),
        street_map=street_map,
    )


def _circles(
    index: ClusterIndex, table: pd.DataFrame, by: Colouring, counted: str, zoom: int
) -> pd.DataFrame:
    """The circles of the world at a zoom level."""
    return circles(index.clusters(WORLD, zoom), table, zoom, by.labels, counted)


def _leaflet() -> Path:
    import xstatic.pkg.leaflet

    return Path(xstatic.pkg.leaflet.BASE_DIR)
