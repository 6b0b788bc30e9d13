"""Whether chance could explain the distribution, and whether neighbouring regions are alike."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dsi_geo.analysis.shares.area_populations import APPROXIMATION
from dsi_geo.analysis.shares.spatial_autocorrelation import NEIGHBOURHOODS, SpatialAutocorrelation
from dsi_geo.app.charts import show_chart
from dsi_geo.app.fragments import fragment
from dsi_geo.app.loaders.shares import autocorrelation, chance_test, compared_regions, standing_out_outlines
from dsi_geo.app.shares.sections import ShareView, method, section
from dsi_geo.app.sidebar import URL
from dsi_geo.drawing.area_map import area_map
from dsi_geo.drawing.palette import categories
from dsi_geo.drawing.share_charts import side_by_side
from dsi_geo.schema.tables import EXPECTED, STANDING_OUT

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
    rough = int(rows["population_kind"].eq(APPROXIMATION).sum())
    show_chart(
        view.visit,
        f"{view.noun.capitalize()} counted, and expected from the inhabitants",
        "shares_expected",
        lambda theme: side_by_side(rows, theme, view.noun, ("counted", "expected from the inhabitants")),
        rows.rename(columns={"one": "counted", "other": "expected"}).reset_index(names="code"),
        EXPECTED,
        f"Counted and expected {view.noun} of the {len(rows)} regions that differ most",
        note=f"The {len(rows)} of {len(peopled):,} regions that differ most"
        + (f"; the population of {rough} of them is an approximation." if rough else "."),
    )


def _standing_out(view: ShareView, result: SpatialAutocorrelation) -> None:
    regions = result.regions
    out = regions[regions["stands_out"]]
    kinds = list(NEIGHBOURHOODS.values())
    present = [kind for kind in kinds if kind in set(out["neighbourhood"])]
    words = out["name"] + ": " + out["neighbourhood"]
    areas = out.assign(few=False, told=words, **{"class": out["neighbourhood"].map(present.index)})
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
        note=f"Of {len(regions):,} regions; {len(result.left_out):,} without a neighbour or a population are left out. "
        "The numbers hold all of them.",
    )
