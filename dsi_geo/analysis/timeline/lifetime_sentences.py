"""What survival analysis found, in sentences that a reader without statistics understands."""

from __future__ import annotations

from typing import Final

import pandas as pd

from dsi_geo.analysis.timeline.lifetimes import YEAR_DAYS, LogRank

SIGNIFICANT: Final = 0.05
_FEW_CLOSURES: Final = 10
SURVIVORSHIP: Final = (
    "Projects that were gone before anybody recorded them are not in the data, so that lives look longer here than "
    "they were, most of all those of the early years."
)


def median_sentence(name: str, group: pd.Series) -> str:
    """The median lifetime of one row of `median_lifetimes`, or that it is not reached."""
    known = f"{name}: {group['projects']:,.0f} projects, {group['closed']:,.0f} of them closed; "
    if pd.isna(group["median_days"]):
        return f"{known}the median lifetime is not reached, since more than half of them live on as far as is known."
    low, high = (_years(group[end]) for end in ("low", "high"))
    between = f"at least {low}" if pd.isna(group["high"]) else f"{low} to {high}"
    interval = "" if pd.isna(group["low"]) else f" (95% interval {between})"
    return f"{known}half of them live longer than {_years(group['median_days'])}{interval}."


def vagueness_sentence(group: pd.Series) -> str:
    """What vague dates do to the median of one row of `median_lifetimes`."""
    if not group["vague"]:
        return "All dates are exact."
    shortest, longest = (_years(group[name]) for name in ("shortest", "longest"))
    means = (
        "either way it is not reached"
        if shortest == longest == _years(float("nan"))
        else f"the median is {shortest} if every life was as short as its dates allow, {longest} if as long"
    )
    return (
        f"{group['vague']:,.0f} of {group['projects']:,.0f} lifetimes rest on dates known to the month or year only, "
        f"taken at their middle; {means}."
    )


def left_out_sentence(spans: pd.DataFrame, lives: pd.DataFrame) -> str:
    """How many projects a survival analysis leaves out, because no launch up to the as-of date is known."""
    left = len(spans) - len(lives)
    if not left:
        return "All projects take part."
    return f"{left:,} of {len(spans):,} projects are left out: no launch up to the as-of date is known."


def log_rank_sentence(test: LogRank, closed: int) -> str:
    """Whether the groups' lifetimes differ.

    Parameters
    ----------
    test
        What `log_rank` gives.
    closed
        Number of closures in all groups: few make the test blind.
    """
    if pd.isna(test.p_value):
        return "There is nothing to compare: it takes two groups and a closure."
    p_value = "p < 0.001" if test.p_value < 0.001 else f"p = {test.p_value:.3f}"
    figures = f"log-rank test: chi-squared {test.statistic:.2f}, {test.degrees_of_freedom} df, {p_value}"
    if test.p_value < SIGNIFICANT:
        return f"The groups’ lifetimes differ more than chance explains ({figures})."
    few = f"; with {closed} closures only a large difference would show" if closed < _FEW_CLOSURES else ""
    return f"The groups’ lifetimes differ no more than chance alone would make them ({figures}){few}."


def _years(days: float) -> str:
    if pd.isna(days):
        return "not reached"
    return f"{days:.0f} days" if days < YEAR_DAYS else f"{days / YEAR_DAYS:.1f} years"
