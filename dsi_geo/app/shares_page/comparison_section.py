"""Compared with what, and how much bias could change the finding."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.shares.areas import FEWEST_TO_TRUST, RANKABLE, Level
from dsi_geo.analysis.shares.concentration import indices
from dsi_geo.analysis.shares.coverage import BreakEven, coverage_curve, coverages, what_if
from dsi_geo.analysis.shares.location_quotient import Method, quotient_sentence
from dsi_geo.analysis.shares.proportions import number, rate_sentence
from dsi_geo.app import databases, url
from dsi_geo.app.charts import show_chart
from dsi_geo.app.fragments import fragment
from dsi_geo.app.results import break_even, quotients
from dsi_geo.app.shares_page.area_section import AREA, ask_classes, show_map
from dsi_geo.app.shares_page.sections import ShareView, ask_level, follow_area, method, numbers, section
from dsi_geo.app.sidebar import URL
from dsi_geo.drawing.share_charts import break_even_curve, ranked_points, side_by_side
from dsi_geo.geography.countries import country_name
from dsi_geo.schema.exports import ASSUMED, BESIDE_INHABITANTS, BREAK_EVEN, MAPPED_QUOTIENTS, QUOTIENTS

MOST_ROWS: Final = 15
PLURAL: Final = {"region": "regions", "country": "countries"}
INHABITANTS, OTHERS = "Inhabitants", "All records"


@fragment
def compared_section(view: ShareView) -> None:
    """Shares of the records beside those of the inhabitants, and location quotients."""
    follow_area()
    answer = rate_sentence(view.partition, view.visit.entity)
    fold = section(
        "Compared with what?", "compared", answer, "Beside the inhabitants, or one cluster beside all"
    )
    if not fold.open:
        return
    with fold:
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            against = st.segmented_control(
                "With", (INHABITANTS, OTHERS), default=INHABITANTS, required=True, key="against", bind=URL
            )
            level = ask_level(("country", "region"), "compared_by")
            part = _ask_part(view) if against == OTHERS else None
            classes = ask_classes("quotient_classes") if part else None
        if against == INHABITANTS:
            _inhabitants(view, level)
        elif part is None or classes is None:
            st.text(
                "These data name no cluster and no theme, so there is nothing to compare.", width="stretch"
            )
        else:
            _quotients(view, level, part, classes)
            st.page_link(
                "pages/profile.py",
                label="Its profile beside all others",
                icon=":material/compare:",
                query_params={url.PROFILED: part[0], url.VALUE: part[1]},
            )
        method("compared")


def _ask_part(view: ShareView) -> tuple[str, str] | None:
    """Ask for the cluster or theme to compare with all records: its field and value."""
    offered = databases.filter_options(view.visit.loaded, view.visit.entity)
    parts = [(field, value) for field in ("cluster", "theme") for value in offered[field]]
    if not parts:
        return None
    words = {f"{'' if field == 'cluster' else 'Theme: '}{value}": (field, value) for field, value in parts}
    filtered = view.visit.selection.cluster or view.visit.selection.theme
    usual = next((at for at, (_, value) in enumerate(words.values()) if filtered and value == filtered[0]), 0)
    return words[st.selectbox("Cluster or theme", list(words), index=usual, key="of", bind=URL, width=240)]


def _inhabitants(view: ShareView, level: Level) -> None:
    table = view.table(level)
    known = table[table["known"] & table["population"].notna() & (table["count"] > 0)].head(MOST_ROWS)
    if known.empty:
        st.text("There is no area whose population is known.", width="stretch")
        return
    rows = pd.DataFrame(
        {
            "name": known["name"],
            "one": 100 * known["share_of_known"],
            "other": 100 * known["population_share"],
        }
    )
    words = (f"share of the {view.noun} of known {AREA[level]}", "share of the world’s inhabitants")
    shown = numbers(known).assign(
        **{
            "Share of known places (%)": rows["one"].round(3),
            "Share of inhabitants (%)": rows["other"].round(3),
        }
    )
    approximate = ~known["population_kind"].isin(RANKABLE)
    rows["name"] = rows["name"].mask(approximate, rows["name"] + " (approximate)")
    rough = "; “approximate”: only an approximation of the inhabitants is known" if approximate.any() else ""
    total = table.loc[table["known"], "count"].sum()
    show_chart(
        view.visit,
        f"Share of the {view.noun} and of the inhabitants, by {AREA[level]}",
        "shares_inhabitants",
        lambda theme: side_by_side(rows, theme, "", words, "%"),
        shown,
        BESIDE_INHABITANTS,
        f"Two points for each of {len(rows)} areas: its share of the {view.noun} and of the world’s inhabitants",
        note=f"The {len(rows)} {PLURAL[level]} with the most of the {number(total)} {view.noun} whose"
        f" {AREA[level]} is known{rough}.",
    )


def _quotients(view: ShareView, level: Level, part: tuple[str, str], classes: Method) -> None:
    found = quotients(view.visit, view.counting, level, *part)
    if found["count"].sum() == 0:
        st.text(
            f"None of these {view.noun} both belongs to it and has a known place: choose another.",
            width="stretch",
        )
        return
    focus = view.focus or ""
    for _, row in found[found["area"] == (focus if level == "region" else focus[:2])].iterrows():
        st.text(quotient_sentence(row, part[1], row["name"]), width="stretch")
    trusted = found[(found["of_all"] >= FEWEST_TO_TRUST) & (found["location_quotient"] > 0)]
    if trusted.empty:
        st.text(f"No {AREA[level]} has at least {FEWEST_TO_TRUST} {view.noun}.", width="stretch")
        return
    rows = trusted.sort_values("location_quotient", ascending=False).head(MOST_ROWS)
    rows = rows.rename(columns={"location_quotient": "value"})[
        ["name", "value", "low", "high", "count", "of_all"]
    ]
    left, right = st.columns([2, 3], gap="large")
    with left:
        show_chart(
            view.visit,
            f"Location quotient by {AREA[level]}",
            "shares_quotients",
            lambda theme: ranked_points(
                rows,
                theme,
                "times as frequent as everywhere",
                [f"{value:.2g}×" for value in rows["value"]],
                even=1.0,
            ),
            rows.rename(
                columns={"value": "location_quotient", "count": "in the cluster or theme", "of_all": "all"}
            ),
            QUOTIENTS,
            f"Points with 95% intervals for {len(rows)} areas around the line at 1",
            note=f"The {len(rows)} highest of the {PLURAL[level]} with at least {FEWEST_TO_TRUST} of the"
            f" {number(found['of_all'].sum())} {view.noun} of known {AREA[level]}; whiskers: 95% intervals; where they"
            " overlap, the order may be chance.",
        )
    with right:
        areas = found.set_index("area").assign(value=found.set_index("area")["location_quotient"])
        areas = areas.assign(few=areas["of_all"] < FEWEST_TO_TRUST)
        areas["tooltip"] = [_quotient_words(row) for _, row in areas.iterrows()]
        show_map(
            view,
            areas[areas["value"].notna()],
            level,
            "Location quotient on the map",
            "quotients_map",
            (classes, False),
            MAPPED_QUOTIENTS,
        )


def _quotient_words(row: pd.Series) -> str:
    if pd.isna(row["value"]):
        return str(row["name"])
    said = f"{row['name']}: {row['value']:.2g} times as frequent"
    return said if pd.isna(row["low"]) else f"{said} (95% interval {row['low']:.2g} to {row['high']:.2g})"


TITLE: Final = "How much could bias change?"
STEPS: Final = (1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
"""Percent of the field that the data are assumed to hold."""


@fragment
def bias_section(view: ShareView) -> None:
    """What-if on the coverage of the data, and the break-even."""
    if view.focus is None:
        st.header(TITLE, anchor=False)
        st.text("No place is known, so there is no share that bias could change.", width="stretch")
        return
    even = break_even(view.visit, view.counting, view.focus)
    fold = section(TITLE, "bias", even.sentence(view.noun), "What if, and where the finding would vanish")
    if not fold.open:
        return
    with fold:
        st.badge("Assumption, not a count", icon=":material/help:", color="orange")
        home = view.focus[:2]
        name = country_name(pd.Series([home], dtype="str")).fillna(home).iloc[0]
        with st.container(horizontal=True, gap="large"):
            here = _ask(f"Known in {name}", "known_here")
            elsewhere = _ask("Known elsewhere", "known_elsewhere")
        st.text(_concentrated(view, home, name, here, elsewhere), width="stretch")
        left, right = st.columns(2, gap="large")
        with left:
            _assumed(view, home, here, elsewhere)
        with right:
            _curve(view, even)
        method("bias")


def _ask(label: str, key: str) -> float:
    percent = st.select_slider(
        f"{label} (assumed)",
        STEPS,
        value=100,
        format_func=lambda step: f"{step}%",
        key=key,
        bind=URL,
        width=300,
    )
    return percent / 100


def _concentrated(view: ShareView, home: str, name: str, here: float, elsewhere: float) -> str:
    table = what_if(view.table("country"), home, here, elsewhere)
    if table["count"].sum() == 0:
        return "No country is known, so nothing can be recomputed."
    counted, assumed = (
        indices(table[column].to_numpy(np.float64), len(table), 3)[0] for column in ("count", "assumed_count")
    )
    return (
        f"If the data held {100 * here:.0f}% of the {view.noun} in {name} and {100 * elsewhere:.0f}% of those "
        f"elsewhere, the Herfindahl-Hirschman index over the {len(table):,} countries with a record would be "
        f"{assumed:.3f}; as counted it is {counted:.3f}, of the {number(table['count'].sum())} {view.noun} whose "
        "country is known."
    )


def _assumed(view: ShareView, home: str, here: float, elsewhere: float) -> None:
    table = what_if(view.partition, home, here, elsewhere)
    if table["share"].isna().all():
        st.text("No area is known, so nothing can be recomputed.", width="stretch")
        return
    rows = pd.DataFrame(
        {"name": table["name"], "one": 100 * table["assumed_share"], "other": 100 * table["share"]}
    )
    show_chart(
        view.visit,
        "Shares as they would be",
        "shares_assumed",
        lambda theme: side_by_side(rows, theme, "", ("assumed", "as counted"), "%"),
        table,
        ASSUMED,
        "Shares of the parts as counted and under the assumption",
        note=f"Of the {number(table['count'].sum())} {view.noun} whose place is known. "
        f"Assumed: {100 * here:.0f}% known in the focus country, {100 * elsewhere:.0f}% elsewhere.",
    )


def _curve(view: ShareView, even: BreakEven) -> None:
    if np.isnan(even.share):
        return
    curve = coverage_curve(even, coverages(even))
    show_chart(
        view.visit,
        f"Share of {even.focus} by what is known elsewhere",
        "shares_break_even",
        lambda theme: break_even_curve(curve, theme, even.population_share, even.coverage, view.noun),
        curve,
        BREAK_EVEN,
        f"Curve: the less is known elsewhere, the lower the share of {even.focus}",
        note=" ".join(
            filter(
                None,
                [
                    f"Of the {even.at_home + even.elsewhere:,.0f} {view.noun} whose place is known.",
                    even.note or f"All {view.noun} in {even.home} are assumed to be known.",
                ],
            )
        ),
    )
