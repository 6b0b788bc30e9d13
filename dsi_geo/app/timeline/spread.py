"""How themes and technologies spread: where each began, when it came to other countries, where it is missing."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dsi_geo.analysis.timeline.diffusion import not_arrived
from dsi_geo.analysis.timeline.periods import days_told
from dsi_geo.app.charts import show_chart
from dsi_geo.app.loaders import timeline
from dsi_geo.app.sidebar import URL
from dsi_geo.app.tables import static_table
from dsi_geo.app.timeline.controls import HistoryOptions
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.diffusion_charts import diffusion_chart
from dsi_geo.geography.countries import country_name
from dsi_geo.schema import PROJECTS
from dsi_geo.schema.tables import SPREAD

MOST_PANELS: Final = 12
WHAT: Final = {
    "technologies": "technologies",
    "themes": "themes",
    "kinds of focus": "focus",
    "clusters": "cluster",
}
CAUTION: Final = (
    "First in these data is not first in the world: a project that nobody recorded, or whose date is not known, may "
    "have been earlier."
)


def show_spread(visit: Visit, options: HistoryOptions) -> None:
    """The section: how many countries each value had reached, then the tables."""
    if visit.entity != PROJECTS:
        st.info("Themes and technologies are recorded of projects. Choose **Projects** in the sidebar.")
        return
    what = st.segmented_control(
        "Spread of", list(WHAT), default="technologies", required=True, key="spread", bind=URL
    )
    appearances = timeline.appearances(visit, WHAT[what])
    dated = appearances.loc[appearances["state"] == "dated", "value"].value_counts(sort=False)
    if dated.empty:
        st.info(
            f"Of no selected project {what}, a country and a launch date are all known. Choose another, or "
            "remove a filter."
        )
        return
    values = dated.sort_index().sort_values(ascending=False, kind="stable").index[:MOST_PANELS].tolist()
    countries = appearances["country"].nunique()
    rest = (
        f" The {len(values)} most spread of {appearances['value'].nunique()} are drawn."
        if len(values) < appearances["value"].nunique()
        else ""
    )
    show_chart(
        visit,
        f"Countries that {what} had reached",
        f"spread_of_{WHAT[what]}",
        lambda theme: diffusion_chart(appearances, values, visit.database.as_of, theme),
        appearances,
        SPREAD,
        "; ".join(f"{value}: {dated[value]} countries" for value in values),
        note=f"Of {countries} countries with any selected project; only projects with a known launch count. "
        f"Pale: as early as vague dates allow.{rest}",
    )
    st.caption(CAUTION)
    st.subheader("What began where, and where it is missing", anchor=False)
    st.dataframe(
        _summary(appearances),
        hide_index=True,
        height=320,
        column_config={"Not in": st.column_config.TextColumn(width="large")},
        alt=f"For each of the {what}, where it began, when, in how many countries it is and in which not",
    )
    _one_value(appearances, what)


def _summary(appearances: pd.DataFrame) -> pd.DataFrame:
    table = not_arrived(appearances)
    return pd.DataFrame(
        {
            "What": table["value"],
            "Began in": table["began"].map(_named),
            "When": days_told(table["first_from"], table["first_to"]),
            "Countries": table["countries"],
            "Missing in": table["absent"],
            "Not in": table["absent_countries"].map(_named),
        }
    )


def _one_value(appearances: pd.DataFrame, what: str) -> None:
    """The way of one value from country to country."""
    values = appearances["value"].unique().tolist()
    value = st.selectbox(
        f"One of the {what}, country by country", values, key="spread_of", bind=URL, width=420
    )
    own = appearances[appearances["value"] == value]
    there = own[own["state"] != "absent"]
    table = pd.DataFrame(
        {
            "Order": there["order"].astype("str").fillna("—"),
            "Country": country_name(there["country"]).fillna(there["country"]),
            "First launch": days_told(there["first_from"], there["first_to"]).where(
                there["state"] == "dated", "there, since when is not known"
            ),
            "Projects": there["projects"] + there["undated"],
        }
    )
    static_table(table, "Countries in order of the first launch", numbers=["Projects"])
    absent = own.loc[own["state"] == "absent", "country"]
    st.caption(
        f"Not arrived in {len(absent)} countries: {_named(', '.join(absent))}."
        if len(absent)
        else "It is in every country."
    )


def _named(codes: str) -> str:
    names = pd.Series([code for code in codes.split(", ") if code], dtype="str")
    return ", ".join(sorted(country_name(names).fillna(names)))
