"""What the sections of the page on shares have in common: question, answer, fold; the click on an area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from dsi_geo.analysis.shares.areas import Level
from dsi_geo.analysis.shares.place_counts import Counting
from dsi_geo.app import loaders
from dsi_geo.app.loaders.shares import share_table, usual_focus
from dsi_geo.app.shares.methods import METHODS
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.geography.countries import country_name
from dsi_geo.geography.population import region_population
from dsi_geo.schema import PROJECTS
from dsi_geo.schema.column import labels
from dsi_geo.schema.tables import SHARES, SHOWN

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

COUNTING_LABELS: Final[dict[Counting, str]] = {
    "location": "Once, at its own place",
    "partners": "Divided among its partners’ places",
}
LEVEL_LABELS: Final[dict[Level, str]] = {"region": "Regions", "country": "Countries", "city": "Towns"}
_CHOSEN: Final = "_area_chosen"
_FOCUS_HELP: Final = "The region or country that the shares are told from."


@dataclass(frozen=True)
class ShareView:
    """Whose shares are told, from which focus, and how they are counted.

    Attributes
    ----------
    focus
        ISO 3166-2 or alpha-2 code; None where no place is known.
    """

    visit: Visit
    counting: Counting
    focus: str | None

    @property
    def partition(self) -> pd.DataFrame:
        """Shares of the focus, the rest of its country and the rest of the world."""
        return self.table("partition")

    @property
    def noun(self) -> str:
        """What is counted, in the plural."""
        return self.visit.noun(2)

    def table(self, level: Level) -> pd.DataFrame:
        """Shares of the areas of a level."""
        return share_table(self.visit, self.counting, level, self.focus if level == "partition" else None)


def ask(visit: Visit) -> ShareView:
    """One row of controls: the focus, and how records of several places are counted."""
    usual = usual_focus(visit.loaded, visit.entity)
    offered = loaders.filter_options(visit.loaded, visit.entity)
    codes = [*offered["region"], *offered["country"]]
    focus, counting = usual, COUNTING_LABELS["location"]
    names = _focus_names(offered["region"], offered["country"])
    with st.container(horizontal=True, gap="medium"):
        if usual in codes:
            focus = st.selectbox(
                "Focus", codes, index=codes.index(usual), format_func=names.__getitem__, key="focus", bind=URL,
                help=_FOCUS_HELP, width=300,
            )  # fmt: skip
        if visit.entity == PROJECTS and len(visit.database.organisations):
            counting = st.segmented_control(
                "Each project counts", list(COUNTING_LABELS.values()), default=counting, required=True,
                key="counting", bind=URL,
            )  # fmt: skip
    chosen = next(key for key, label in COUNTING_LABELS.items() if label == counting)
    return ShareView(visit, chosen, focus)


def section(title: str, key: str, sentence: str, evidence: str, *, opened: bool = False) -> ExpanderContainer:
    """A question, its answer in a plain sentence, and a fold named after its evidence, drawn only when it is open."""
    st.header(title, anchor=False)
    with st.container(key=f"answer_{key}"):
        st.text(sentence, width="stretch")
    return st.expander(
        evidence, key=key, expanded=opened, on_change="rerun", bind=URL, icon=":material/bar_chart:"
    )


def method(key: str) -> None:
    """How the figures of a section are computed, with formulas and sources, in a fold."""
    with st.expander("How this is computed", key=f"method_{key}", icon=":material/function:"):
        st.markdown(METHODS[key])


def ask_level(levels: Iterable[Level], key: str) -> Level:
    """Which areas are compared."""
    labels = {level: LEVEL_LABELS[level] for level in levels}
    chosen = st.segmented_control(
        "By", list(labels.values()), default=next(iter(labels.values())), required=True, key=key, bind=URL
    )
    return next(level for level, label in labels.items() if label == chosen)


def numbers(table: pd.DataFrame) -> pd.DataFrame:
    """A table of shares as people read it: `schema.tables.SHOWN_SHARES`."""
    shown = table[list(SHOWN)].copy()
    percent = [column for column in shown if str(column).startswith("share")]
    shown[percent] = (100 * shown[percent]).round(3)
    return shown.rename(columns=labels(SHARES))


def choose_area(visit: Visit, name: str) -> None:
    """Make the area that was clicked in a chart the selection; called before the page runs again."""
    points = st.session_state[f"chart_{name}"]["selection"]["points"]
    code = _code(points[0]) if points else ""
    field = "country" if len(code) == 2 else "region"
    if code in loaders.filter_options(visit.loaded, visit.entity)[field]:
        st.session_state["country"], st.session_state["region"] = [], []
        st.session_state[field] = [code]
        st.session_state[_CHOSEN] = True


def follow_area() -> None:
    """Run the whole page, the sidebar too, if an area was just chosen in a fragment."""
    if st.session_state.pop(_CHOSEN, False):
        st.rerun()


def _code(point: dict[str, Any]) -> str:
    given = point.get("customdata", "")
    if isinstance(given, dict | list):
        given = next(iter(given.values() if isinstance(given, dict) else given), "")
    return str(given)


def _focus_names(regions: tuple[str, ...], countries: tuple[str, ...]) -> dict[str, str]:
    names = region_population()["name"]
    found = {code: f"{names.get(code, code)} ({code})" for code in regions}
    named = country_name(pd.Series(countries, dtype="str")).fillna("")
    return found | {code: f"{name} ({code})" for code, name in zip(countries, named, strict=True)}
