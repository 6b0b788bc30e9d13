"""How long projects live, and how themes and technologies spread."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.memberships import in_lists, number_of_values
from dsi_geo.analysis.timeline.diffusion import not_arrived
from dsi_geo.analysis.timeline.lifetimes import (
    SURVIVORSHIP,
    YEAR_DAYS,
    launch_years,
    left_out_sentence,
    log_rank,
    log_rank_sentence,
    median_lifetimes,
    median_sentence,
    numbers_at_risk,
    survival,
    vagueness_sentence,
)
from dsi_geo.analysis.timeline.periods import days_between
from dsi_geo.app import results
from dsi_geo.app.charts import show_chart
from dsi_geo.app.frame import muted
from dsi_geo.app.record_lists import static_table
from dsi_geo.app.sidebar import URL
from dsi_geo.app.timeline_page.period import HistoryOptions
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.lifetime_charts import diffusion_chart, panels, survival_chart
from dsi_geo.geography.countries import country_name
from dsi_geo.schema import PROJECTS
from dsi_geo.schema.exports import LIFETIMES, SPREAD

MOST_YEARS: Final = 5
OVERLAP: Final = "A project in several clusters is in each of their curves, so no test compares them."
GROUPINGS: Final = {
    "all together": "",
    "thematic cluster": "cluster",
    "region": "partition",
    "launch year": "cohort",
}
METHOD: Final = """
The curves are Kaplan-Meier estimates (Kaplan and Meier 1958): at each time at which a project closes, the share that
lives on is multiplied by one minus the closures over the projects at risk. Projects that still run count until the
day that the data describe, and are then *censored*: how long they will live is not known. The pale band is the
pointwise 95% interval from Greenwood's variance of log(-log survival). The log-rank test (Mantel 1966) asks whether
the groups live equally long. A date known to the month or year is taken at its middle; the sentence on vague dates
says how much depends on that.
"""


def show_lifetimes(visit: Visit, options: HistoryOptions) -> None:
    """The section on lifetimes: the groups, the curves, numbers at risk, and sentences on what they mean."""
    lives = results.lives(visit)
    if visit.entity != PROJECTS or not lives["closed"].any():
        _explain_absence(visit, lives)
        return
    chosen = st.segmented_control(
        "Compare", _offered(visit), default="all together", required=True, key="lives", bind=URL
    )
    group = _groups(visit, GROUPINGS[chosen])
    overlap = group is not None and in_lists(group)
    medians = median_lifetimes(lives, group)
    labels = panels(medians)
    medians = medians.loc[medians.index.isin(list(labels))]
    everyone = survival(lives)
    curves = everyone if group is None else survival(lives, group)
    curves = curves[curves["group"].isin(list(labels))]
    left_out = left_out_sentence(results.spans(visit), lives)
    show_chart(
        visit,
        "Projects that still run, by years since their launch" + ("" if group is None else f", by {chosen}"),
        "lifetimes",
        lambda theme: survival_chart(curves, everyone, labels, theme),
        curves.round({"survival": 4, "low": 4, "high": 4}),
        LIFETIMES,
        " ".join(median_sentence(str(name), row) for name, row in medians.iterrows()),
        note="Pale: 95% band."
        + ("" if group is None else " Dotted: all together.")
        + (f" {OVERLAP}" if overlap else "")
        + f" {left_out}",
    )
    st.caption(SURVIVORSHIP)
    _numbers_at_risk(curves, medians, group)
    _sentences(lives, None if overlap else group)
    with st.expander("How this is computed", icon=":material/function:"):
        st.markdown(METHOD)


def _explain_absence(visit: Visit, lives: pd.DataFrame) -> None:
    if visit.entity != PROJECTS:
        st.info("The data do not record when organisations end. Choose **Projects** in the sidebar.")
    elif pd.isna(visit.database.as_of):
        st.info(
            "The data do not say which day they describe, so it is not known how long the projects that still run had "
            "lived by then. Use a file whose records are dated, or one with an as-of date."
        )
    else:
        st.info(
            f"None of the {len(lives):,} selected projects with a launch date is known to have closed, so nothing "
            "can be said of how long they live. Remove a filter to see more projects."
        )


def _offered(visit: Visit) -> list[str]:
    there = number_of_values(visit.table["cluster"]) > 1
    return [name for name in GROUPINGS if name != "thematic cluster" or there]


def _groups(visit: Visit, by: str) -> pd.Series | None:
    if not by:
        return None
    return launch_years(results.spans(visit)) if by == "cohort" else results.group_of(visit, by)


def _called(name: str, group: pd.Series | None) -> str:
    return "All" if group is None else name


def _numbers_at_risk(curves: pd.DataFrame, medians: pd.DataFrame, group: pd.Series | None) -> None:
    years = np.arange(0, int(curves["days"].max() / YEAR_DAYS) + 1)
    years = years[:: -(-len(years) // MOST_YEARS)]
    at_risk = numbers_at_risk(curves, years.tolist())
    at_risk.columns = [f"{year}\u00a0y" for year in years]
    lived = (
        (medians["median_days"] / YEAR_DAYS).map("{:.1f} y".format).mask(medians["median_days"].isna(), "—")
    )
    table = at_risk.set_axis([_called(str(name), group) for name in at_risk.index]).reset_index(names="Group")
    table.insert(1, "Median", lived.reindex(at_risk.index).to_numpy())
    st.markdown("**Numbers at risk**: projects observed for so many years or longer")
    if lived.eq("—").any():
        st.caption("Median lifetime “—”: not reached, since more than half live on as far as is known.")
    static_table(
        table, "Median lifetime, and numbers at risk by years since the launch", numbers=list(at_risk.columns)
    )


def _sentences(lives: pd.DataFrame, group: pd.Series | None) -> None:
    together = median_lifetimes(lives).iloc[0]
    muted(median_sentence("All", together), "median")
    if group is not None:
        muted(log_rank_sentence(log_rank(lives, group), int(lives["closed"].sum())), "log_rank")
    muted(vagueness_sentence(together), "vagueness")


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
    """The section on the spread of themes: how many countries each value had reached, then the tables."""
    if visit.entity != PROJECTS:
        st.info("Only projects have themes and technologies. Choose **Projects** in the sidebar.")
        return
    what = st.segmented_control(
        "Spread of", list(WHAT), default="technologies", required=True, key="spread", bind=URL
    )
    appearances = results.first_appearances(visit, WHAT[what])
    dated = appearances.loc[appearances["state"] == "dated", "value"].value_counts(sort=False)
    if dated.empty:
        st.info(
            f"No selected project has {what}, a country and a launch date that are all known. Choose another, or "
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
        alt=f"For each of the {what}: where and when it began, in how many countries it is, and where it is missing",
    )
    _one_value(appearances, what)


def _summary(appearances: pd.DataFrame) -> pd.DataFrame:
    table = not_arrived(appearances)
    return pd.DataFrame(
        {
            "What": table["value"],
            "Began in": table["began"].map(_named),
            "When": days_between(table["first_from"], table["first_to"]),
            "Countries": table["countries"],
            "Missing in": table["absent"],
            "Not in": table["absent_countries"].map(_named),
        }
    )


def _one_value(appearances: pd.DataFrame, what: str) -> None:
    """The spread of one value from country to country."""
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
            "First launch": days_between(there["first_from"], there["first_to"]).where(
                there["state"] == "dated", "there since an unknown time"
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
