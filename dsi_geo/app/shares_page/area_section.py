"""Where the records are: ranked areas, and the map of areas that location quotients use, too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.shares.areas import FEWEST_TO_TRUST, RANKABLE, Level
from dsi_geo.analysis.shares.location_quotient import METHODS, Method, class_limits, class_words, classify
from dsi_geo.analysis.shares.proportions import MEASURES, Measure, gaps, number, ranked, share_sentence
from dsi_geo.app.charts import show_chart
from dsi_geo.app.fragments import fragment
from dsi_geo.app.results import area_outlines
from dsi_geo.app.shares_page.sections import ShareView, ask_level, choose_area, follow_area, method, section
from dsi_geo.app.sidebar import URL
from dsi_geo.drawing.area_map import area_map
from dsi_geo.drawing.palette import Theme, steps
from dsi_geo.drawing.share_charts import ranked_bars
from dsi_geo.schema.column import Column, renamed
from dsi_geo.schema.exports import MAPPED, RANKED

AREA: Final = {"region": "region", "country": "country", "city": "town"}
AXES: Final[dict[Measure, str]] = {
    "count": "{}",
    "share": "share of all {} selected (%)",
    "per_million": "{} per million inhabitants",
}
TITLES: Final[dict[Measure, str]] = {
    "count": "{0} by {2}",
    "share": "Share of {1} by {2}",
    "per_million": "{0} per million inhabitants, by {2}",
}
EXTENTS: Final = ("Where most are", "World")
CLICK: Final = "Click an area to select it; “Reset filters” in the sidebar brings the others back."


@fragment
def where_section(view: ShareView) -> None:
    """Which areas have the most records, by count, share or rate."""
    follow_area()
    answer = share_sentence(view.table("country"), view.visit.entity, view.counting)
    fold = section("Where are they?", "where", answer, "Areas ranked and on the map", opened=True)
    if not fold.open:
        return
    with fold:
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            level = ask_level(("region", "country", "city"), "by")
            measure = _ask_measure()
            look = (ask_classes("classes"), _ask_world()) if level != "city" else None
        table = view.table(level)
        left, right = st.columns([2, 3], gap="large") if look else (st.container(), st.container())
        with left:
            _bars(view, table, level, measure)
        with right:
            if look:
                _map(view, table, level, measure, look)
        for gap in gaps(table, view.visit.entity)[-2:]:
            st.text(gap, width="stretch")
        method("where")


def ask_classes(key: str) -> Method:
    """Ask how the areas of a map are classified."""
    method_: Method = st.selectbox(
        "Classes of the map", list(METHODS), format_func=_method_words, key=key, bind=URL, width=170
    )
    return method_


def _method_words(name: Method) -> str:
    """The name of a method without its inventors, who are named under “How this is computed”."""
    return METHODS[name].split(" (")[0]


def _ask_world() -> bool:
    extent = st.segmented_control("Map", EXTENTS, default=EXTENTS[0], required=True, key="extent", bind=URL)
    return bool(extent == EXTENTS[1])


def _ask_measure() -> Measure:
    label = st.segmented_control(
        "Shown as", list(MEASURES.values()), default="Count", required=True, key="measure", bind=URL
    )
    return next(measure for measure, words in MEASURES.items() if words == label)


def _bars(view: ShareView, table: pd.DataFrame, level: Level, measure: Measure) -> None:
    rows = ranked(table, measure)
    if rows.empty:
        few = f"No {AREA[level]} has at least {FEWEST_TO_TRUST} {view.noun} and a population from a statistical office"
        st.text(f"{few}, so there is no rate to rank.", width="stretch")
        return
    labels = [measure_words(value, measure) for value in rows["value"]]
    scaled = rows.assign(**{name: 100 * rows[name] for name in ("value", "low", "high")})
    drawn = scaled if measure == "share" else rows
    axis = AXES[measure].format(view.noun)
    choosable = rows["area"].isin(table.loc[table["known"], "area"]) & (level != "city")
    codes = rows["area"].where(choosable, "").tolist()
    show_chart(
        view.visit,
        TITLES[measure].format(view.noun.capitalize(), view.noun, AREA[level]),
        "shares_bars",
        lambda theme: ranked_bars(drawn, theme, axis, labels, codes),
        drawn.drop(columns="known").rename(columns={"value": axis}),
        renamed(RANKED, value=axis),
        f"Bars of {len(rows)} areas, the first with {labels[0]}; {axis}, whiskers for the 95% intervals",
        note=_bars_note(view, table, level, measure),
        hint=CLICK if level != "city" else "Towns are on the cluster map.",
        selectable=partial(choose_area, view.visit, "shares_bars") if level != "city" else False,
    )


def _bars_note(view: ShareView, table: pd.DataFrame, level: Level, measure: Measure) -> str:
    """What the bars are of, what their whiskers are, and what has no bar."""
    total = table["count"].sum()
    if measure != "per_million":
        return f"Of all {number(total)} {view.noun} selected. Whiskers: 95% intervals (Wilson)."
    rough = int((table["known"] & ~table["few"] & ~table["population_kind"].isin(RANKABLE)).sum())
    note = (
        f"Only where there are at least {FEWEST_TO_TRUST} {view.noun}. Whiskers: 95% intervals (Poisson); where they"
        " overlap, the order may be chance."
    )
    if not rough:
        return note
    areas = (
        "country is" if level == "country" else f"{AREA[level]} is" if rough == 1 else f"{AREA[level]}s are"
    )
    return (
        f"{note} {rough:,} more {areas} not ranked, since only an approximation of the inhabitants is known."
    )


def measure_words(value: float, measure: Measure) -> str:
    """A value as a label shows it."""
    if measure == "share":
        return f"{100 * value:.1f}%"
    return number(value) if measure == "count" else f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"


def _map(
    view: ShareView, table: pd.DataFrame, level: Level, measure: Measure, look: tuple[Method, bool]
) -> None:
    known = table[table["known"] & (table["count"] > 0)].set_index("area")
    doubtful = known["few"] | ~known["population_kind"].isin(RANKABLE)
    areas = known.assign(
        few=doubtful & (measure == "per_million"), value=known[measure], **_ends(known, measure)
    )
    words = [_tooltip(row, measure) for _, row in areas.iterrows()]
    beyond = table["count"].sum() - known["count"].sum()
    show_map(
        view,
        areas.assign(tooltip=words),
        level,
        f"{TITLES[measure].format(view.noun.capitalize(), view.noun, AREA[level])}, on the map",
        "shares_map",
        look,
        MAPPED,
        percent=measure == "share",
        whole=measure == "count" and view.counting == "location",
        note=f"Of all {number(table['count'].sum())} {view.noun} selected. "
        + (f"{number(beyond)} of unknown {AREA[level]} are on no area. " if beyond else ""),
    )


def _ends(known: pd.DataFrame, measure: Measure) -> dict[str, Any]:
    """Ends of the 95% interval of what a map shows; missing for counts, which are no estimates."""
    if measure == "count":
        return {"low": np.nan, "high": np.nan}
    return {"low": known[f"{measure}_low"], "high": known[f"{measure}_high"]}


def _tooltip(row: pd.Series, measure: Measure) -> str:
    if pd.isna(row["value"]):
        return f"{row['name']}: population not known"
    said = f"{row['name']}: {measure_words(row['value'], measure)}"
    if pd.notna(row["low"]):
        low, high = (measure_words(row[end], measure) for end in ("low", "high"))
        said += f" (95% interval {low} to {high})"
    rough = measure == "per_million" and row["population_kind"] not in RANKABLE
    return f"{said}; number of inhabitants approximate" if rough else said


def show_map(
    view: ShareView,
    areas: pd.DataFrame,
    level: Any,
    title: str,
    name: str,
    look: tuple[Method, bool],
    columns: Iterable[Column],
    *,
    percent: bool = False,
    whole: bool = False,
    note: str = "",
) -> None:
    """Show a map of areas by `value`; `areas` is indexed by code, with `name`, `count`, `value`, `few`, `tooltip`."""
    classes, world = look
    values = areas["value"].astype("float64")
    trusted = values.where(~areas["few"])
    limits = class_limits(trusted if trusted.notna().any() else values, classes)
    kinds = classify(values, limits).fillna(-1).astype(int)
    words = class_words(100 * limits if percent else limits, whole=whole)
    words = [f"{word}%" for word in words] if percent else words
    drawn = area_outlines(view.visit, view.counting, level, world)
    outside = areas.loc[~areas.index.isin(list(drawn.paths)), "count"].sum()
    rough = "population_kind" in areas and (areas["few"] & ~areas["population_kind"].isin(RANKABLE)).any()
    hatched = (
        f"fewer than {FEWEST_TO_TRUST}{', or approximate' if rough else ''}" if areas["few"].any() else ""
    )
    if outside:
        note += f"{number(outside)} {view.noun} lie beyond the edge of this map. "
    if hatched:
        or_rough = ", or only an approximation of the inhabitants" if rough else ""
        note += f"Hatched: fewer than {FEWEST_TO_TRUST} {view.noun}{or_rough}. The classes are of the other areas. "

    def draw(theme: Theme) -> Any:
        return area_map(drawn, areas.assign(**{"class": kinds}), _classes(words, theme), theme, hatched)

    shown = areas[["name", "count", "value", "low", "high", "few"]].assign(
        **{
            "class": [words[kind] if kind >= 0 else "" for kind in kinds],
            "on_map": areas.index.isin(list(drawn.paths)),
        }
    )
    show_chart(
        view.visit,
        title,
        name,
        draw,
        shown.reset_index(names="code"),
        columns,
        f"Map of {len(areas)} areas in {len(words)} classes",
        note=note.strip(),
        hint=CLICK,
        selectable=partial(choose_area, view.visit, name),
    )


def _classes(words: Sequence[str], theme: Theme) -> list[tuple[str, str]]:
    return list(zip(words, steps(max(len(words), 1), theme), strict=False))
