"""How concentrated the records are, and whether chance could explain it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from dsi_geo.analysis.memberships import in_lists
from dsi_geo.analysis.shares.areas import FEWEST_TO_TRUST, compared_words, not_compared
from dsi_geo.analysis.shares.concentration import (
    MEASURES,
    concentration_sentence,
    lorenz_curve,
    sure_first,
)
from dsi_geo.analysis.shares.place_counts import PlaceLevel
from dsi_geo.analysis.shares.spatial_autocorrelation import NEIGHBOURHOODS, SpatialAutocorrelation
from dsi_geo.app.charts import show_chart
from dsi_geo.app.fragments import fragment
from dsi_geo.app.results import (
    GROUPS,
    STARTS,
    autocorrelation,
    chance_test,
    compared_regions,
    concentrations,
    standing_out_outlines,
)
from dsi_geo.app.shares_page.area_section import AREA
from dsi_geo.app.shares_page.sections import ShareView, ask_level, method, section
from dsi_geo.app.sidebar import URL
from dsi_geo.drawing.area_map import area_map
from dsi_geo.drawing.palette import categories
from dsi_geo.drawing.share_charts import lorenz_chart, over_years, ranked_points, side_by_side
from dsi_geo.schema.exports import (
    CONCENTRATION_OF_GROUPS,
    CONCENTRATION_OF_YEARS,
    EXPECTED,
    LORENZ,
    STANDING_OUT,
)

AREAS: Final = {"region": "regions", "country": "countries"}
SHOWN: Final = ("as_counted", "value", "low", "high", "records", "areas", "draws", "note")
WORDS: Final = {key: f"{words[0].upper()}{words[1:]}" for key, words in MEASURES.items()} | {
    "top_share": "Share of the three largest"
}


@fragment
def concentration_section(view: ShareView) -> None:
    """Indices of concentration with their intervals, for all, by group and by year."""
    everything = concentrations(view.visit, view.counting, "region")
    answer = concentration_sentence(everything, view.noun, "regions with a record")
    fold = section(
        "How concentrated?", "concentration", answer, "Over the inhabitants, by cluster, over the years"
    )
    if not fold.open:
        return
    with fold:
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            level: PlaceLevel = ask_level(("region", "country"), "concentrated_by")  # type: ignore[assignment]
            index = st.selectbox(
                "Index", list(WORDS), format_func=WORDS.__getitem__, key="index", bind=URL, width=280
            )
        left, right = st.columns(2, gap="large")
        with left:
            _lorenz(view)
        with right:
            _groups(view, level, index)
        _years(view, level, index)
        method("concentration")


def _lorenz(view: ShareView) -> None:
    regions = compared_regions(view.visit, view.counting)
    curve = lorenz_curve(regions["count"], regions["population"])
    if curve.empty:
        st.text(
            f"There is no curve: it takes a country with at least {FEWEST_TO_TRUST} records and official populations.",
            width="stretch",
        )
        return
    show_chart(
        view.visit,
        f"{view.noun.capitalize()} over inhabitants, cumulated",
        "shares_lorenz",
        lambda theme: lorenz_chart(curve, theme, "inhabitants", view.noun),
        curve,
        LORENZ,
        f"Lorenz curve of {view.noun} over the inhabitants of {len(curve) - 1} regions, below the line of equality",
        note=_compared(view, regions),
    )


def _compared(view: ShareView, regions: pd.DataFrame) -> str:
    """The base of what is compared with the inhabitants."""
    counted = regions.loc[regions["population"].notna(), "count"].sum()
    countries = f"the countries with at least {FEWEST_TO_TRUST} of them"
    told = f"Of the {counted:,.0f} {view.noun} in {compared_words(regions)}: {countries}."
    return f"{told} {not_compared(regions)}".strip()


def _groups(view: ShareView, level: PlaceLevel, index: str) -> None:
    column = GROUPS[view.visit.entity]
    visit = replace(view.visit, selection=replace(view.visit.selection, cluster=(), kind=()))
    found = _of_index(concentrations(visit, view.counting, level, column), index)
    every = _of_index(concentrations(visit, view.counting, level), index).assign(name="All together")
    rows = sure_first(found)
    if rows.empty:
        st.text("These data name no cluster, so none can be compared.", width="stretch")
        return
    rows = pd.concat([rows.head(12), every], ignore_index=True)
    missing = rows.loc[rows["low"].isna(), "note"].dropna()
    show_chart(
        view.visit,
        f"Concentration over {AREAS[level]}, by {'cluster' if column == 'cluster' else 'kind'}",
        "shares_clusters",
        lambda theme: ranked_points(rows, theme, WORDS[index], [_digits(value) for value in rows["value"]]),
        rows[["name", *SHOWN]].rename(columns={"value": "corrected"}),
        CONCENTRATION_OF_GROUPS,
        f"{WORDS[index]} of {len(rows)} groups with 95% intervals, the most concentrated first",
        note=f"Over the {rows['areas'].max():,} {AREAS[level]} with a record; of each group the records whose "
        f"{AREA[level]} is known. Corrected for sample size, with 95% intervals; where they overlap, the order may be "
        "chance."
        + (" Hollow, after the others: too few records to be ranked, as counted." if len(missing) else "")
        + (" A record in several clusters counts in each." if in_lists(view.visit.table[column]) else "")
        + (" The filter on it is ignored here." if visit.selection != view.visit.selection else ""),
    )


def _years(view: ShareView, level: PlaceLevel, index: str) -> None:
    start = STARTS[view.visit.entity]
    found = _of_index(concentrations(view.visit, view.counting, level, start), index)
    dated = found["records"].sum()
    if len(found) < 2:
        why = f"fewer than two years are known in which {view.noun} were {start}"
        st.text(f"There is nothing to show over time: {why}.", width="stretch")
        return
    rows = found.assign(year=found["name"].astype(int)).sort_values("year")
    show_chart(
        view.visit,
        f"Concentration over {AREAS[level]}, by the year in which {view.noun} were {start}",
        "shares_years",
        lambda theme: over_years(rows, theme, WORDS[index]),
        rows[["year", *SHOWN]].rename(columns={"value": "corrected"}),
        CONCENTRATION_OF_YEARS,
        f"{WORDS[index]} of {len(rows)} years with 95% intervals",
        note=f"{dated:,.0f} of {view.visit.size:,} {view.noun} have a known {AREA[level]} and year. "
        "Full: corrected for sample size, with 95% interval. Hollow: fewer than 12, as counted.",
    )


def _of_index(found: pd.DataFrame, index: str) -> pd.DataFrame:
    """Rows of one index; `value` is the corrected value if there is one, otherwise the value as counted."""
    rows = found[(found["measure"] == index) & found["value"].notna()].reset_index(drop=True)
    figures = ["value", "corrected", "low", "high", "records"]
    rows = rows.astype(dict.fromkeys(figures, "float64") | {"group": "str"}).rename(columns={"group": "name"})
    return rows.assign(as_counted=rows["value"], value=rows["corrected"].fillna(rows["value"]))


def _digits(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.2f}"


MOST_ROWS: Final = 12


@fragment
def chance_section(view: ShareView) -> None:
    """The Monte Carlo test, and Moran's I when asked for."""
    test = chance_test(view.visit, view.counting)
    fold = section("Is it chance?", "chance", test.sentence(view.noun), "Counted and expected, neighbours")
    if not fold.open:
        return
    with fold:
        if not test.note:
            _expected(view)
        neighbours = st.expander(
            "Do regions with many lie beside others with many? (Moran’s I)", key="neighbours", on_change="rerun",
            bind=URL, icon=":material/hub:",
        )  # fmt: skip
        if neighbours.open:
            with neighbours:
                with st.spinner("Permuting the regions’ rates …"):
                    result = autocorrelation(view.visit, view.counting)
                st.text(result.sentence(), width="stretch")
                if result.regions["stands_out"].any():
                    _standing_out(view, result)
        method("chance")


def _expected(view: ShareView) -> None:
    regions = compared_regions(view.visit, view.counting)
    peopled = regions[regions["population"].notna()]
    expected = (
        peopled["count"].sum() * peopled["population"].astype(float) / float(peopled["population"].sum())
    )
    rows = pd.DataFrame({"name": peopled["name"], "one": peopled["count"], "other": expected})
    rows = rows.assign(population_kind=peopled["population_kind"], apart=(rows["one"] - rows["other"]).abs())
    rows = rows.nlargest(MOST_ROWS, "apart").sort_values("one", ascending=False)
    show_chart(
        view.visit,
        f"{view.noun.capitalize()} counted, and expected from the inhabitants",
        "shares_expected",
        lambda theme: side_by_side(rows, theme, view.noun, ("counted", "expected from the inhabitants")),
        rows.rename(columns={"one": "counted", "other": "expected"}).reset_index(names="code"),
        EXPECTED,
        f"Counted and expected {view.noun} of the {len(rows)} regions that differ most",
        note=f"The {len(rows)} regions that differ most. {_compared(view, regions)}",
    )


def _standing_out(view: ShareView, result: SpatialAutocorrelation) -> None:
    regions = result.regions
    out = regions[regions["stands_out"]]
    kinds = list(NEIGHBOURHOODS.values())
    present = [kind for kind in kinds if kind in set(out["neighbourhood"])]
    words = out["name"] + ": " + out["neighbourhood"]
    areas = out.assign(few=False, tooltip=words, **{"class": out["neighbourhood"].map(present.index)})
    drawn = standing_out_outlines(view.visit, view.counting)
    colours = dict(zip(kinds, categories(4), strict=True))
    show_chart(
        view.visit,
        "Regions that stand out together with their neighbours",
        "shares_neighbours",
        lambda theme: area_map(drawn, areas, [(kind, colours[kind]) for kind in present], theme),
        regions.reset_index(names="code"),
        STANDING_OUT,
        f"Map of the {len(out)} regions that stand out with their neighbours",
        note=f"Of {len(regions):,} regions; {len(result.left_out):,} without a neighbour or an official population are "
        "left out. The numbers include all that were compared.",
    )
