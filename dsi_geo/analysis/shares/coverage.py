"""How much could bias change? Shares under assumptions on how complete the data are at home and elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.counts import share as percent
from dsi_geo.analysis.shares.areas import RANKABLE, REST_OF_WORLD, with_article
from dsi_geo.analysis.shares.proportions import quotient
from dsi_geo.geography.countries import country_name
from dsi_geo.geography.population import country_population


def what_if(areas: pd.DataFrame, home: str, known_here: float, known_elsewhere: float) -> pd.DataFrame:
    """Counts and shares as they would be if the data held only assumed parts of the field.

    Parameters
    ----------
    areas
        From `areas.area_counts` or `proportions.shares`: `area`, `name`, `country`, `known`, `count`.
    home
        Alpha-2 code of the focus country.
    known_here, known_elsewhere
        Assumed probability, above 0 and up to 1, that a record of the focus country, or of another,
        is in the data.

    Returns
    -------
    DataFrame
        With the index of the areas that are known: `area`, `name`, `count` (as counted), `share` (of the
        known), `assumed_count` and `assumed_share`. Records whose area is not known are left out. Shares
        are missing if there is no record.

    Raises
    ------
    ValueError
        A probability is not above 0 and up to 1.
    """
    for probability in (known_here, known_elsewhere):
        if not 0 < probability <= 1:
            raise ValueError(f"{probability} is not a probability above 0 and up to 1.")
    known = areas[areas["known"]]
    coverage = np.where(known["country"].eq(home), known_here, known_elsewhere)
    assumed = known["count"] / coverage
    return known[["area", "name", "count"]].assign(
        share=quotient(known["count"], known["count"].sum()),
        assumed_count=assumed,
        assumed_share=quotient(assumed, assumed.sum()),
    )


@dataclass(frozen=True)
class BreakEven:
    """How incomplete the data elsewhere must be for the focus to have no more than its share of inhabitants.

    Attributes
    ----------
    focus, home
        Names of the focus and of its country.
    in_focus, at_home, elsewhere
        Records in the focus; in its country (including the focus, if their region is known); abroad.
    population_share
        The focus's share of the inhabitants of all countries with a record; NaN if not known.
    countries
        Number of those countries.
    known_roughly
        Whether only an approximation of the inhabitants of the focus is known: nothing is concluded from it.
    coverage
        Coverage elsewhere, relative to that of the focus's country, at which both shares would be equal; NaN if
        there is none.
    note
        Why there is no such coverage; "" if there is one.
    """

    focus: str
    home: str
    in_focus: float
    at_home: float
    elsewhere: float
    population_share: float
    countries: int
    known_roughly: bool = False
    coverage: float = np.nan
    note: str = ""

    @property
    def share(self) -> float:
        """The focus's share of the records whose area is known; NaN if there is none."""
        return float(quotient(self.in_focus, self.at_home + self.elsewhere))

    def sentence(self, entity: str) -> str:
        """The result in plain words; `entity` is what was counted."""
        if self.note:
            return self.note
        return (
            f"An assumption, not a count: {self.focus} has {self.in_focus:,.0f}, or {percent(self.share, 1)}, of the"
            f" {self.at_home + self.elsewhere:,.0f} {entity} whose place is known, and"
            f" {100 * self.population_share:.2g}% of the inhabitants of the {self.countries:,} countries with a record."
            " For the one to fall to the other, the data would have to hold only one in"
            f" {1 / self.coverage:,.3g} of the {entity} abroad, if they hold all in {self.home}."
        )


def break_even(partition: pd.DataFrame, places: pd.DataFrame) -> BreakEven:
    """The coverage elsewhere at which the focus's share would equal its share of the inhabitants.

    Parameters
    ----------
    partition
        From `proportions.shares` by `partition`; its first area is the focus.
    places
        The counts that it was computed from; their countries are those compared.

    Notes
    -----
    With coverage r elsewhere, relative to that at home, the focus's share is focus / (home + elsewhere/r). It
    equals the share of inhabitants q at r = elsewhere / (focus/q - home).
    """
    focus = str(partition["area"].iloc[0])
    count = dict(zip(partition["area"], partition["count"].where(partition["known"], 0), strict=True))
    elsewhere = float(count[REST_OF_WORLD])
    here = BreakEven(
        focus=str(partition["name"].iloc[0]),
        home=str(with_article(country_name(pd.Series([focus[:2]])).fillna(focus[:2])).iloc[0]),
        in_focus=float(count[focus]),
        at_home=float(sum(count.values())) - elsewhere,
        elsewhere=elsewhere,
        population_share=_population_share(partition["population"].iloc[0], places["country"]),
        countries=int(places["country"].nunique()),
        known_roughly=partition["population_kind"].iloc[0] not in RANKABLE,
    )
    note = _why_none(here)
    if note:
        return replace(here, note=note)
    return replace(here, coverage=elsewhere / (here.in_focus / here.population_share - here.at_home))


def _population_share(inhabitants: int | None, country: pd.Series) -> float:
    there = country_population()["population"].reindex(country.dropna().unique()).sum()
    return float("nan") if pd.isna(inhabitants) or not there else float(inhabitants / there)


def _why_none(here: BreakEven) -> str:
    if here.at_home + here.elsewhere == 0:
        return "No record has a known area, so there is no share that bias could change."
    if here.in_focus == 0:
        return f"{here.focus} has no record in this selection, so it has no share that could fall."
    if np.isnan(here.population_share):
        return f"The population of {here.focus} is not known, so there is nothing to compare its share with."
    if here.known_roughly:
        return (
            f"The population of {here.focus} is only an approximation, so its share of the inhabitants is not compared"
            " with its share of the records."
        )
    if here.elsewhere == 0:
        return "No record lies abroad, so no assumption about the data there can change the share."
    if here.share <= here.population_share:
        return f"{here.focus}’s share of the records is not above its share of the inhabitants."
    return ""


def coverages(here: BreakEven) -> npt.NDArray[np.float64]:
    """200 coverages, up to 1, at which a curve shows the break-even and both sides of it."""
    lowest = 0.001 if np.isnan(here.coverage) else min(0.01, here.coverage / 3)
    return np.geomspace(lowest, 1, 200)


def coverage_curve(here: BreakEven, coverage: npt.ArrayLike) -> pd.DataFrame:
    """The focus's share as a function of the assumed coverage elsewhere.

    Parameters
    ----------
    here
        From `break_even`, with or without a break-even.
    coverage
        Coverages elsewhere, relative to that of the focus's country, above 0.

    Returns
    -------
    DataFrame
        `coverage`, `focus_share` (missing if there is no record).
    """
    assumed = np.asarray(coverage, dtype=np.float64)
    total = here.at_home + here.elsewhere / assumed
    return pd.DataFrame({"coverage": assumed, "focus_share": quotient(here.in_focus, total)})
