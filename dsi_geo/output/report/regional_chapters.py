"""The chapters on places, shares and concentration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from dsi_geo.analysis.counts import place_precision, share
from dsi_geo.analysis.map_circles import circles, coloured
from dsi_geo.analysis.map_clusters import ClusterIndex, fitting_names
from dsi_geo.analysis.memberships import in_lists
from dsi_geo.analysis.shares.areas import APPROXIMATION, GAZETTEER, grouped_counts
from dsi_geo.analysis.shares.concentration import concentration, concentration_sentence, sure_first
from dsi_geo.analysis.shares.coverage import (
    BreakEven,
    break_even,
    coverage_curve,
    coverages,
    what_if,
)
from dsi_geo.analysis.shares.location_quotient import class_limits, class_words, classify
from dsi_geo.analysis.shares.place_counts import COUNTINGS
from dsi_geo.analysis.shares.proportions import (
    gaps,
    headline,
    number,
    ranked,
    rate_sentence,
    rate_words,
    shares,
)
from dsi_geo.drawing.area_map import area_map, outlines
from dsi_geo.drawing.palette import Colouring, colouring, steps
from dsi_geo.drawing.share_charts import break_even_curve, partition_bar, ranked_bars, ranked_points
from dsi_geo.drawing.web_map import View, box_around, box_for_names, extent, fit
from dsi_geo.geography.places import largest_inside
from dsi_geo.geography.web_mercator import Bounds
from dsi_geo.output.report.parts import (
    CHART_WIDTH_PX,
    Block,
    Chart,
    Paragraph,
    Section,
    Subject,
    Table,
    as_table,
    as_text,
    sized,
)
from dsi_geo.schema import PROJECTS, noun

if TYPE_CHECKING:
    import plotly.graph_objects as go


MAP_PX: Final = (CHART_WIDTH_PX, 430)
FEW: Final = 50
TOWN_CANDIDATES: Final = 80
TOWN_NAMES: Final = 20


def places_section(subject: Subject) -> Section:
    """The map of the selection, and its records by location precision."""
    located, size = int(subject.table.geometry.notna().sum()), subject.size
    exact = int((subject.table["location_precision"] >= "street").sum())
    answer = (
        f"Of {size:,} {noun(subject.entity, size)}, {located:,} have a point on the map; for {exact:,} "
        f"({share(exact, size)}) the street or the exact address is known."
    )
    precision = _precision(subject)
    shown: Block = (
        _places_map(subject, precision, located)
        if located
        else Paragraph("None of them has a point, so there is no map. What is known of their places:")
    )
    return Section("places", "Where they are", answer, (shown, precision))


def _precision(subject: Subject) -> Table:
    counted = place_precision(subject.table)
    cells = pd.DataFrame(
        {
            "Place known to": counted["Known to"],
            "Records": counted["Records"].map("{:,}".format),
            "Share": counted["Share"].map("{:.1%}".format),
            "Address in writing": counted["In writing"].map("{:,}".format),
        }
    )
    return Table(
        f"{subject.entity.capitalize()} by how precisely their place is known",
        cells,
        ("Records", "Share", "Address in writing"),
    )


def _places_map(subject: Subject, precision: Table, located: int) -> Chart:
    points = subject.table.geometry
    latitude, longitude = points.y.to_numpy(), points.x.to_numpy()
    view = fit(extent(latitude, longitude, few=FEW), *MAP_PX)
    box = box_around(view, MAP_PX)
    beyond = located - _inside(latitude, longitude, box)
    by = colouring(subject.table, "location_precision")
    note = (
        "A circle stands for the records around its place, the number for how many there are; the ring shows how "
        "precisely their places are known, dashed where only the town is."
    )
    if beyond:
        note += f" {beyond:,} of the {located:,} lie beyond the edge of this map."
    if subject.size > located:
        note += f" {subject.size - located:,} have no place that could be drawn."
    return Chart(
        f"{subject.entity.capitalize()} on the map, by the precision of the place",
        lambda: _drawn(subject, by, view, box),
        precision,
        f"Map of {located - beyond:,} {subject.entity}",
        note,
    )


def _inside(latitude: np.ndarray, longitude: np.ndarray, box: Bounds) -> int:
    """Number of points in a box, which may cross the date line."""
    south, west, north, east = box
    across = (longitude >= west) & (longitude <= east)
    if west > east:
        across = (longitude >= west) | (longitude <= east)
    return int(((latitude >= south) & (latitude <= north) & across).sum())


def _drawn(subject: Subject, by: Colouring, view: View, box: Bounds) -> go.Figure:
    from dsi_geo.drawing.map_figure import map_figure

    table = subject.table.reset_index(drop=True)
    index = ClusterIndex(table.geometry.y.to_numpy(), table.geometry.x.to_numpy())
    index = coloured(index, by.codes, table, len(by.labels))
    drawn = circles(index.clusters(box, view.zoom), table, view.zoom, by.labels, subject.entity)
    inner = box_for_names(view, MAP_PX)
    names = fitting_names(largest_inside(*inner, TOWN_CANDIDATES), drawn, view.zoom, TOWN_NAMES)
    return map_figure(drawn, names, by.labels, by.colours, view, MAP_PX)


MOST_AREAS: Final = 60
MOST_REGIONS: Final = 10
KNOWN_ELSEWHERE: Final = (0.5, 0.2, 0.1)
"""Assumed shares of the field abroad that the data hold, one per column of the table of assumptions."""
CURVE_STEPS: Final = 9


def shares_section(subject: Subject, places: pd.DataFrame) -> Section:
    """The partition, the regions with the most records, and every country with a record.

    Parameters
    ----------
    places
        From `Subject.places`.
    """
    partition = shares(places, "partition", subject.focus)
    missing = [Paragraph(gap, "note") for gap in gaps(partition, subject.entity)]
    blocks: list[Block] = [*missing]
    if partition.loc[partition["known"], "count"].sum():
        blocks = [
            _partition_chart(subject, partition),
            share_table(partition, f"{subject.entity.capitalize()} by part of the world"),
            Paragraph(rate_sentence(partition, subject.entity)),
            *missing,
            share_table(
                shares(places, "country"), f"{subject.entity.capitalize()} by country: all that have a record"
            ),
            *_ranked_regions(subject, shares(places, "region")),
        ]
    if subject.counting != "location":
        blocks.insert(0, Paragraph(f"The {subject.entity} are {COUNTINGS[subject.counting]}."))
    return Section("shares", "Regional shares", headline(partition, subject.entity), tuple(blocks))


def bias_section(subject: Subject, places: pd.DataFrame) -> Section:
    """The shares if the data held less of the field abroad, and the coverage at which the finding would vanish.

    Parameters
    ----------
    places
        From `Subject.places`.
    """
    title = "How much could bias change?"
    if subject.focus is None:
        return Section("bias", title, "No place is known, so there is no share that bias could change.", ())
    partition = shares(places, "partition", subject.focus)
    even = break_even(partition, places)
    blocks: list[Block] = []
    if even.in_focus and even.elsewhere:
        blocks = [
            Paragraph(
                "What follows is an assumption, not a count: nobody knows how much of the field the data hold. It "
                "shows what the shares would be under each assumption.",
                "assumption",
            ),
            _assumed(subject, partition, even),
            _curve(subject, even),
        ]
    return Section("bias", title, even.sentence(subject.entity), tuple(blocks))


def share_table(table: pd.DataFrame, caption: str) -> Table:
    """Shares with their intervals as a table of a report, of at most `MOST_AREAS` known areas.

    Parameters
    ----------
    table
        From `analysis.shares.proportions.shares`.
    caption
        What the table shows.
    """
    there = table[(table["count"] > 0) | ~table["known"]]
    kept = pd.concat([there[there["known"]].head(MOST_AREAS), there[~there["known"]]])
    beyond = there[~there.index.isin(kept.index)]
    cells = pd.DataFrame(
        {
            "Area": kept["name"],
            "Records": kept["count"].map(number),
            "Share": kept["share"].map("{:.1%}".format),
            "95% interval": [
                f"{100 * low:.1f} to {100 * high:.1f}%"
                for low, high in zip(kept["share_low"], kept["share_high"], strict=True)
            ],
            "Inhabitants": as_text(kept[["population"]])["population"],
            "Per million": [_rate(row) for _, row in kept.iterrows()],
            "95% interval of the rate": [_rate_interval(row) for _, row in kept.iterrows()],
        }
    )
    return Table(caption, cells, tuple(cells.columns[1:]), _table_note(table, kept, beyond))


def _table_note(table: pd.DataFrame, kept: pd.DataFrame, beyond: pd.DataFrame) -> str:
    """What the shares are of, which areas are not printed, and which rates are rough."""
    notes = [f"Shares are of all {number(table['count'].sum())} records of the selection."]
    if len(beyond):
        notes.append(f"{len(beyond):,} more areas have {number(beyond['count'].sum())} of them.")
    if kept["population_kind"].isin([APPROXIMATION, GAZETTEER]).any():
        notes.append(f"{ROUGHLY}: of inhabitants of whom only an approximation is known.")
    return " ".join(notes)


def _partition_chart(subject: Subject, partition: pd.DataFrame) -> Chart:
    return Chart(
        f"Shares of the {subject.entity}",
        lambda: sized(partition_bar(partition, "light")),
        share_table(partition, f"Shares of the {subject.entity}"),
        headline(partition, subject.entity),
        f"The bar is all {number(partition['count'].sum())} {subject.entity} of the selection; below it each part’s "
        "share of them with its 95% interval (Wilson). Bold: the count.",
    )


def _ranked_regions(subject: Subject, regions: pd.DataFrame) -> list[Block]:
    rows = ranked(regions, "count", MOST_REGIONS)
    if not rows["known"].any():
        return []
    cells = rows[["name", "value", "low", "high"]]
    named = cells.set_axis(["Region", "Records", "Interval from", "to"], axis=1)
    title = f"{subject.entity.capitalize()} by region"
    return [
        Chart(
            title,
            lambda: sized(
                ranked_bars(
                    rows,
                    "light",
                    subject.entity,
                    [number(value) for value in rows["value"]],
                    [""] * len(rows),
                )
            ),
            as_table(title, named),
            f"Bars of {len(rows)} areas; the first, {rows['name'].iloc[0]}, has {number(rows['value'].iloc[0])}",
            f"Of all {number(regions['count'].sum())} {subject.entity} of the selection. Whiskers: 95% intervals of "
            "the shares, applied to the counts; where they overlap, the order may be chance.",
        )
    ]


def _assumed(subject: Subject, partition: pd.DataFrame, even: BreakEven) -> Table:
    home = str(subject.focus)[:2]
    cells: dict[str, pd.Series] = {}
    for known in KNOWN_ELSEWHERE:
        assumed = what_if(partition, home, 1.0, known)
        cells.setdefault("Area", assumed["name"])
        cells.setdefault("As counted", assumed["share"].map("{:.1%}".format))
        cells[f"{known:.0%} known"] = assumed["assumed_share"].map("{:.1%}".format)
    caption = (
        f"Assumed: share of each part, if the data held all {subject.entity} in {even.home}, "
        "and only so much of those elsewhere"
    )
    note = f"Of the {even.at_home + even.elsewhere:,.0f} {subject.entity} whose area is known."
    return Table(caption, pd.DataFrame(cells), tuple(cells)[1:], note)


def _curve(subject: Subject, even: BreakEven) -> Chart:
    curve = coverage_curve(even, coverages(even))
    steps = curve.iloc[np.linspace(0, len(curve) - 1, CURVE_STEPS).astype(int)]
    numbers = pd.DataFrame(
        {
            "Known elsewhere (assumed)": steps["coverage"].map("{:.2%}".format),
            f"Share of {even.focus}": steps["focus_share"].map("{:.1%}".format),
        }
    )
    title = f"Assumed: share of {even.focus} by what is known elsewhere"
    return Chart(
        title,
        lambda: sized(break_even_curve(curve, "light", even.population_share, even.coverage, subject.entity)),
        Table(title, numbers, tuple(numbers.columns)),
        f"Curve: the less is known elsewhere, the lower the share of {even.focus}",
        f"Of the {even.at_home + even.elsewhere:,.0f} {subject.entity} whose place is known. "
        + (even.note or f"All {subject.entity} in {even.home} are assumed to be known."),
    )


ROUGHLY: Final = "≈"


def _rate(row: pd.Series) -> str:
    if pd.isna(row["per_million"]):
        return ""
    rough = row["population_kind"] in (APPROXIMATION, GAZETTEER)
    return f"{ROUGHLY if rough else ''}{rate_words(row['per_million'])}"


def _rate_interval(row: pd.Series) -> str:
    if pd.isna(row["per_million"]):
        return ""
    return f"{rate_words(row['per_million_low'])} to {rate_words(row['per_million_high'])}"


TITLE: Final = "How concentrated?"
MOST_GROUPS: Final = 12
MOST_MAPPED_AREAS: Final = 20
_INDEX: Final = "herfindahl_hirschman"
_NOT_KNOWN: Final = "No region is known, so nothing can be said of how concentrated the records are."


def concentration_section(subject: Subject, places: pd.DataFrame, grouped: pd.DataFrame) -> Section:
    """The regions on a map, and the Herfindahl-Hirschman index of all records and of each group.

    Parameters
    ----------
    places, grouped
        From `Subject.places`, without groups and by thematic cluster (organisations: by kind).
    """
    regions = shares(places, "region")
    known = regions[regions["known"] & (regions["count"] > 0)].set_index("area")
    if known.empty:
        return Section("concentration", TITLE, _NOT_KNOWN, ())
    every = concentration(known["count"].rename("all").to_frame().T)
    groups = concentration(grouped_counts(grouped, "region"))
    blocks: list[Block] = [_concentration_map(subject, known, regions["count"].sum() - known["count"].sum())]
    if groups["group"].nunique() > 1:
        blocks.append(_ranking(subject, groups, every))
    if subject.counting != "location":
        blocks.append(Paragraph(f"The {subject.entity} are divided among their partners’ places.", "note"))
    answer = concentration_sentence(every, subject.entity, "regions with a record")
    return Section("concentration", TITLE, answer, tuple(blocks))


def _concentration_map(subject: Subject, known: pd.DataFrame, elsewhere: float) -> Chart:
    counts = known["count"]
    limits = class_limits(counts, "fisher_jenks")
    words = class_words(limits, whole=subject.counting == "location")
    drawn = outlines("region", counts, world=False)
    areas = pd.DataFrame({"class": classify(counts, limits), "few": False, "tooltip": known["name"]})
    beyond = counts[~counts.index.isin(list(drawn.paths))].sum()
    notes = [f"The {number(counts.sum())} {subject.entity} whose region is known."]
    notes += ["Classes: natural breaks (Fisher-Jenks); the projection preserves areas."]
    notes += [f"{number(elsewhere)} {subject.entity} of unknown region are on no area."] if elsewhere else []
    notes += [f"{number(beyond)} {subject.entity} lie beyond the edge of this map."] if beyond else []
    most = known.nlargest(MOST_MAPPED_AREAS, "count")
    cells = pd.DataFrame({"Region": most["name"], "Records": most["count"].map(number)})
    title = f"{subject.entity.capitalize()} on the map, by region"
    return Chart(
        title,
        lambda: sized(
            area_map(drawn, areas, list(zip(words, steps(len(words), "light"), strict=False)), "light")
        ),
        Table(title, cells, ("Records",)),
        f"Map of {len(known)} regions in {len(words)} classes",
        " ".join(notes),
    )


def _ranking(subject: Subject, groups: pd.DataFrame, every: pd.DataFrame) -> Chart:
    rows = sure_first(_of_index(groups)).head(MOST_GROUPS)
    rows = pd.concat([rows, _of_index(every).assign(name="All together")], ignore_index=True)
    cells = pd.DataFrame(
        {
            "Group": rows["name"],
            "Records": rows["records"].map(number),
            "Index": rows["value"].map("{:.3f}".format),
            "95% interval": [
                "" if pd.isna(low) else f"{low:.3f} to {high:.3f}"
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )
    by = "cluster" if subject.entity == PROJECTS else "kind"
    title = f"Concentration over regions, by {by}"
    return Chart(
        title,
        lambda: sized(ranked_points(rows, "light", "Herfindahl-Hirschman index", cells["Index"].tolist())),
        Table(title, cells, tuple(cells.columns[1:])),
        f"Herfindahl-Hirschman index of {len(rows)} groups with 95% intervals, the most concentrated first",
        f"Over the {int(every['areas'].iloc[0]):,} regions with a record; of each group the records whose region is "
        "known. Corrected for sample size, with 95% intervals; where they overlap, the order may be chance. Hollow, "
        "after the others: as counted, with too few records to be ranked."
        + (" A record in several clusters counts in each." if in_lists(subject.table[by]) else ""),
    )


def _of_index(found: pd.DataFrame) -> pd.DataFrame:
    """Rows of one index: the corrected value where there is one, otherwise the value as counted."""
    rows = found[(found["measure"] == _INDEX) & found["value"].notna()]
    figures = rows[["value", "corrected", "low", "high", "records"]].astype("float64")
    value = figures["corrected"].fillna(figures["value"])
    return figures.assign(name=rows["group"].astype("str"), value=value).reset_index(drop=True)
