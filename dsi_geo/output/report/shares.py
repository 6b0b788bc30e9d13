"""How concentrated the records are, how sure that is, and how much bias could change."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from dsi_geo.analysis.shares.coverage import (
    BreakEven,
    break_even,
    coverage_curve,
    coverages,
    what_if,
)
from dsi_geo.analysis.shares.place_counts import COUNTINGS
from dsi_geo.analysis.shares.ranking import ranked
from dsi_geo.analysis.shares.shares import gaps, headline, number, rate_sentence, shares
from dsi_geo.drawing.curve_charts import break_even_curve
from dsi_geo.drawing.share_charts import partition_bar, ranked_bars
from dsi_geo.output.report.parts import Block, Chart, Paragraph, Section, Table, as_table, as_text, sized
from dsi_geo.output.report.subject import Subject

MOST_AREAS: Final = 60
MOST_REGIONS: Final = 10
KNOWN_ELSEWHERE: Final = (0.5, 0.2, 0.1)
"""Shares of the field abroad that the data are assumed to hold, in the table of what would be."""
CURVE_STEPS: Final = 9


def shares_section(subject: Subject, places: pd.DataFrame) -> Section:
    """The partition, the regions with most records, and every country with a record.

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
    """What shares would be if the data held less of the field abroad, and where the finding would vanish.

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
                "shows what the shares would be, if it were so much.",
                "assumption",
            ),
            _assumed(subject, partition, even),
            _curve(subject, even),
        ]
    return Section("bias", title, even.sentence(subject.entity), tuple(blocks))


def share_table(table: pd.DataFrame, caption: str) -> Table:
    """Shares with their intervals as a table of a report: the areas with most records, at most `MOST_AREAS`.

    Parameters
    ----------
    table
        From `analysis.shares.shares.shares`.
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
            "Per million": [_rate(rate) for rate in kept["per_million"]],
        }
    )
    note = f"{len(beyond):,} more areas have {number(beyond['count'].sum())} records." if len(beyond) else ""
    return Table(caption, cells, tuple(cells.columns[1:]), note)


def _partition_chart(subject: Subject, partition: pd.DataFrame) -> Chart:
    return Chart(
        f"Shares of the {subject.entity}",
        lambda: sized(partition_bar(partition, "light")),
        share_table(partition, f"Shares of the {subject.entity}"),
        headline(partition, subject.entity),
        "The bar is all of the selection; below it each share with its 95% interval (Wilson). Bold: the count.",
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
            "Whiskers: 95% intervals of the shares, carried over to the counts.",
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
    note = "Of the records whose area is known."
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
        even.note or f"All {subject.entity} in {even.home} are assumed to be known.",
    )


def _rate(rate: float) -> str:
    if pd.isna(rate):
        return ""
    return f"{rate:,.2g}" if rate < 10 else f"{rate:,.0f}"
