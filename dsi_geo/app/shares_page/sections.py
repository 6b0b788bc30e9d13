"""The common parts of the sections of the page on shares: question, answer, formulas, the click on an area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from dsi_geo.analysis.shares.areas import Level
from dsi_geo.analysis.shares.place_counts import Counting
from dsi_geo.app import databases
from dsi_geo.app.results import share_table, usual_focus
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.geography.countries import country_name
from dsi_geo.geography.population import region_population
from dsi_geo.schema import PROJECTS
from dsi_geo.schema.column import labels
from dsi_geo.schema.exports import SHARES, SHOWN

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_expander_container import ExpanderContainer


METHODS: Final = {
    "where": """
**Share** = count ÷ all records of the selection, including those of unknown place. Its **interval** is
Wilson’s, 95%: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n) with z = 1.96 (E. B. Wilson, 1927). It
shows the effect of chance on a sample, but not that of incomplete data. The intervals of counts are those of the
shares, rescaled.

**Per million** = 1,000,000 × count ÷ inhabitants, with the exact interval of a Poisson count (F. Garwood, 1936). Areas
with fewer than 12 records are not ranked by it, and are hatched on the map: below 12 the relative standard error of a
count, 1 ÷ √count, is about 30% or more. Nor are areas of which only an approximation of the inhabitants is known.

**Classes**: natural breaks (Fisher-Jenks: least squares within classes), quantiles (equally many areas in
each) or equal steps. The map is in an equal-area projection (Lambert). Inhabitants: of regions of the European Union,
EFTA and the United Kingdom by the statistical offices, mostly for 1 January 2019 (Eurostat); of countries by GeoNames,
mostly for 2018; of towns, and of all other regions as an approximation, from GeoNames. The table says which.
""",
    "compared": """
**Per million** = 1,000,000 × count ÷ inhabitants of the area, with the exact interval of a Poisson count (F. Garwood,
1936). Two rates are put in order only where the exact interval of their ratio (C. J. Clopper and E. S. Pearson, 1934,
given the sum of both counts) leaves out 1. **Share of inhabitants** is of the world’s.

**Location quotient** = (share of the area among the records of the cluster or theme) ÷ (share of the area
among all records), of known places; 1 means as frequent there as everywhere. Its 95% interval comes from
the delta method on the logarithm: variance 1/a − 1/n − 1/m + (2Q − 1)/N with a of the n records of the
cluster and m of all N records in the area (J. Beyene and R. Moineddin, 2005, *Methods for confidence
interval estimation of a ratio parameter with application to location quotients*). Filters on cluster and
theme are ignored for “all”; every other filter applies.
""",
    "concentration": """
With the areas’ shares p of the records of known place, K areas: **Herfindahl-Hirschman** Σp², from 1/K
(spread evenly) to 1; **Gini** 2Σrp/K − (K+1)/K, ranks r from the smallest; **Theil** Σp ln(pK), from 0 to
ln K; and the share of the three largest areas. Areas are those with a record in the selection, the same
for every group.

A sample looks more concentrated than the population it is drawn from: points and whiskers are **corrected** by the
bootstrap estimate of that bias, with 1.96 bootstrap standard errors to either side; each draw is
multinomial over the areas’ counts (B. Efron and R. J. Tibshirani, 1993, *An Introduction to the
Bootstrap*, chapters 10 and 12). Below 12 records there is no interval. The draws have a fixed seed, so
that a figure stays the same.

**Lorenz curve** (M. O. Lorenz, 1905): areas ordered by records per inhabitant, least first; cumulative
shares of both, over all regions of the countries with at least 12 records and official populations.
""",
    "chance": """
**Monte Carlo test**: each trial throws as many records at random onto the regions, each with the
probability of its share of inhabitants; p = (1 + trials at least as uneven) ÷ (1 + trials), unevenness
being Pearson’s chi-square Σ(counted − expected)² ÷ expected (A. C. A. Hope, 1968). All regions of the
countries with at least 12 records are included, so that a lone record in a large country decides nothing; but for
countries of whose regions only approximate populations are known.

**Moran’s I** compares each region’s rate with those of the adjacent regions; rates are standardised
for the size of the population (R. M. Assunção and E. A. Reis, 1999), p-values come from permutations,
regions stand out at a false discovery rate of 5% (L. Anselin, 1995; Y. Benjamini and Y. Hochberg, 1995).
Computed with esda (PySAL).

A test cannot tell *why*: incomplete data make regions as uneven as anything else.
""",
    "bias": """
These figures are **assumed, not counted**. If the data hold a share a of the field in the focus country
and b elsewhere, an area with n records would have n ÷ a, or n ÷ b; shares and concentration follow from
these. Records of unknown place are left out.

**Break-even**: with coverage r elsewhere, relative to that of the focus country, the share of the focus
is focus ÷ (country + elsewhere ÷ r). It equals its share q of the inhabitants of the countries with a
record at r = elsewhere ÷ (focus ÷ q − country).
""",
}


COUNTING_LABELS: Final[dict[Counting, str]] = {
    "location": "Once, at its own place",
    "partners": "Divided among its partners’ places",
}
LEVEL_LABELS: Final[dict[Level, str]] = {"region": "Regions", "country": "Countries", "city": "Towns"}
_CHOSEN: Final = "_area_chosen"
_FOCUS_HELP: Final = "The region or country that is compared with the rest of its country and of the world."


@dataclass(frozen=True)
class ShareView:
    """The visit whose shares are shown, their focus, and how records are counted.

    Attributes
    ----------
    focus
        ISO 3166-2 or alpha-2 code; None if no place is known.
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
    """One row of controls: the focus, and how records with several places are counted."""
    usual = usual_focus(visit.loaded, visit.entity)
    offered = databases.filter_options(visit.loaded, visit.entity)
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
    """A question, its answer in a plain sentence, and an expander for the evidence, which is drawn only when open."""
    st.header(title, anchor=False)
    with st.container(key=f"answer_{key}"):
        st.text(sentence, width="stretch")
    return st.expander(
        evidence, key=key, expanded=opened, on_change="rerun", bind=URL, icon=":material/bar_chart:"
    )


def method(key: str) -> None:
    """How the figures of a section are computed, with formulas and sources, in an expander."""
    with st.expander("How this is computed", key=f"method_{key}", icon=":material/function:"):
        st.markdown(METHODS[key])


def ask_level(levels: Iterable[Level], key: str) -> Level:
    """Ask which areas are compared."""
    labels = {level: LEVEL_LABELS[level] for level in levels}
    chosen = st.segmented_control(
        "By", list(labels.values()), default=next(iter(labels.values())), required=True, key=key, bind=URL
    )
    return next(level for level, label in labels.items() if label == chosen)


def numbers(table: pd.DataFrame) -> pd.DataFrame:
    """A table of shares as shown on the page: columns `schema.exports.SHOWN_SHARES`."""
    shown = table[list(SHOWN)].copy()
    percent = [column for column in shown if str(column).startswith("share")]
    shown[percent] = (100 * shown[percent]).round(3)
    return shown.rename(columns=labels(SHARES))


def choose_area(visit: Visit, name: str) -> None:
    """Select the area that was clicked in a chart; called before the page runs again."""
    points = st.session_state[f"chart_{name}"]["selection"]["points"]
    code = _code(points[0]) if points else ""
    field = "country" if len(code) == 2 else "region"
    if code in databases.filter_options(visit.loaded, visit.entity)[field]:
        st.session_state["country"], st.session_state["region"] = [], []
        st.session_state[field] = [code]
        st.session_state[_CHOSEN] = True


def follow_area() -> None:
    """Run the entire page, including the sidebar, if an area was just chosen in a fragment."""
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
