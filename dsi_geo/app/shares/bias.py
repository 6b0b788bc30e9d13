"""How much could bias change? Shares under assumed coverage, and the coverage at which the finding would vanish."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.shares.concentration import indices
from dsi_geo.analysis.shares.coverage import BreakEven, coverage_curve, coverages, what_if
from dsi_geo.app.charts import show_chart
from dsi_geo.app.fragments import fragment
from dsi_geo.app.loaders.shares import break_even
from dsi_geo.app.shares.sections import ShareView, method, section
from dsi_geo.app.sidebar import URL
from dsi_geo.drawing.curve_charts import break_even_curve
from dsi_geo.drawing.share_charts import side_by_side
from dsi_geo.geography.countries import country_name
from dsi_geo.schema.tables import ASSUMED, BREAK_EVEN

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
        f"elsewhere, the Herfindahl-Hirschman index over countries would be {assumed:.3f}; as counted it is "
        f"{counted:.3f}."
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
        note=f"Assumed: {100 * here:.0f}% known in the focus country, {100 * elsewhere:.0f}% elsewhere.",
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
        note=even.note or f"All {view.noun} in {even.home} are assumed to be known.",
    )
