"""How long projects live: Kaplan-Meier survival, numbers at risk, medians, the log-rank test, and what they leave out.

Projects still running on the as-of date are censored then. A vague date is taken at the middle of the days it
can mean; the shortest and longest lives that the dates allow show how much depends on that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.memberships import in_lists, split
from dsi_geo.analysis.timeline.periods import group_codes
from dsi_geo.analysis.timeline.spans import has_closed, has_launched

YEAR_DAYS: Final = 365.25
LEVEL: Final = 0.95
EVERYONE: Final = "all"
"""Name of the only group where projects are not grouped."""
ASSUMPTIONS: Final = ("days", "shortest_days", "longest_days")

Floats = npt.NDArray[np.float64]


class LogRank(NamedTuple):
    """The log-rank test.

    Attributes
    ----------
    statistic
        Chi-squared; NaN where there are fewer than two groups, or no closure.
    degrees_of_freedom
        Number of groups minus one.
    p_value
        Probability of a difference at least as great among groups that live equally long.
    """

    statistic: float
    degrees_of_freedom: int
    p_value: float


def lifetimes(spans: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """How long each project lived, or has lived so far.

    Parameters
    ----------
    spans
        From `life_spans`.
    as_of
        The day until which running projects were observed.

    Returns
    -------
    DataFrame
        Index kept, only projects with a known launch up to `as_of`: `days` (int64, each date taken at the middle of
        the days it can mean), `shortest_days`, `longest_days` (launched as late and closed as early as the dates
        allow, and the reverse), `closed` (bool; False is censored), `vague` (bool: the shortest and longest differ).
        Empty if `as_of` is missing.
    """
    lived = spans[has_launched(spans)] if not pd.isna(as_of) else spans.iloc[:0]
    closed = has_closed(lived)
    start, start_last = (_day_numbers(lived[f"launched_{side}"]) for side in ("from", "to"))
    end, end_last = (_day_numbers(lived[f"closed_{side}"].where(closed, as_of)) for side in ("from", "to"))
    shortest, longest = np.maximum(end - start_last, 0), end_last - start
    days = np.maximum((end + end_last) // 2 - (start + start_last) // 2, 0)
    return pd.DataFrame(
        {
            "days": days,
            "shortest_days": shortest,
            "longest_days": longest,
            "closed": closed,
            "vague": shortest != longest,
        },
        index=lived.index,
    )


def survival(lives: pd.DataFrame, by: pd.Series | None = None, time: str = "days") -> pd.DataFrame:
    """Kaplan-Meier estimate of the share of projects that live longer than a time.

    Parameters
    ----------
    lives
        From `lifetimes`.
    by
        Group of each project, by index, or lists of groups, in each of which a project counts; missing becomes
        “unknown”. Default: all together.
    time
        The column of `lives` to use, one of `ASSUMPTIONS`.

    Returns
    -------
    DataFrame
        One row per group and time at which any of its projects closed or were censored: `group`, `days`, `at_risk`
        (running until that day), `closed`, `censored` (int64), `survival`, and `low`, `high`: pointwise 95% bands
        from Greenwood's variance of log(-log survival), which stay between 0 and 1 (Kalbfleisch and Prentice 1980);
        missing where survival has reached 0.
    """
    lives, by = _in_each_group(lives, by)
    return _curves(_Counts.of(lives, *_group_codes(lives, by), time))


def numbers_at_risk(curves: pd.DataFrame, years: Sequence[float]) -> pd.DataFrame:
    """How many projects of each group were still running and observed after given times.

    Parameters
    ----------
    curves
        From `survival`.
    years
        Times in years of 365.25 days.

    Returns
    -------
    DataFrame
        One row per group, one column per time (int64); 0 after the last time of a group.
    """
    rows = {}
    for group, curve in curves.groupby("group", sort=False):
        at = np.searchsorted(curve["days"].to_numpy(), np.asarray(years) * YEAR_DAYS)
        rows[group] = np.r_[curve["at_risk"].to_numpy(), 0][at]
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(years)).rename_axis("group")


def median_lifetimes(lives: pd.DataFrame, by: pd.Series | None = None) -> pd.DataFrame:
    """Median lifetime of each group, with its uncertainty by chance and by vague dates.

    Returns
    -------
    DataFrame
        Indexed by group: `projects`, `closed`, `vague` (int64); `median_days`, the first time at which survival is at
        most one half; `low`, `high`, its 95% interval (the first times at which the bands are: Brookmeyer and Crowley
        1982); `shortest`, `longest`, the median if every life were as short or as long as its dates allow. Missing
        where it is not reached.

    Notes
    -----
    `shortest` and `longest` show the effect of vague dates; because of censoring they need not be the extremes.
    """
    lives, by = _in_each_group(lives, by)
    names, codes = _group_codes(lives, by)
    curves = {time: _curves(_Counts.of(lives, names, codes, time)) for time in ASSUMPTIONS}
    sizes = {"projects": None, "closed": lives["closed"].to_numpy(), "vague": lives["vague"].to_numpy()}
    counted = pd.DataFrame(
        {
            name: np.bincount(codes, weights, minlength=len(names)).astype(np.int64)
            for name, weights in sizes.items()
        },
        index=pd.Index(names, dtype="str", name="group"),
    )
    main = curves["days"]
    reached = {
        "median_days": _first_at_half(main, "survival"),
        "low": _first_at_half(main, "low"),
        "high": _first_at_half(main, "high"),
        "shortest": _first_at_half(curves["shortest_days"], "survival"),
        "longest": _first_at_half(curves["longest_days"], "survival"),
    }
    return counted.assign(**reached)


def log_rank(lives: pd.DataFrame, by: pd.Series) -> LogRank:
    """Test whether groups live equally long (Mantel 1966, Peto and Peto 1972, for any number of groups).

    Projects without a group are left out. A project has one group: groups that overlap cannot be compared like this.
    """
    from scipy.special import chdtrc

    names, codes = _group_codes(lives, by)
    counts = _Counts.of(lives, names, codes, "days")
    compared = len(names) - int(by.reindex(lives.index).hasnans)
    degrees = max(compared - 1, 0)
    at_risk, closed = counts.at_risk[:compared], counts.closed[:compared]
    everyone, ended = at_risk.sum(axis=0), closed.sum(axis=0)
    event = ended > 0
    if degrees == 0 or not event.any():
        return LogRank(float("nan"), degrees, float("nan"))
    share = at_risk[:, event] / everyone[event]
    ended, everyone = ended[event], everyone[event]
    difference = (closed[:, event] - share * ended).sum(axis=1)
    weight = ended * (everyone - ended) / np.maximum(everyone - 1, 1)
    variance = np.diag((share * weight).sum(axis=1)) - (share * weight) @ share.T
    # The groups' differences add up to 0, so the variance has no inverse; groups never at risk add nothing.
    statistic = float(difference @ np.linalg.pinv(variance, hermitian=True) @ difference)
    return LogRank(statistic, degrees, float(chdtrc(degrees, statistic)))


def launch_years(spans: pd.DataFrame) -> pd.Series:
    """Launch year of each project, “2015”, as its cohort; missing where it has not been launched or is not dated."""
    years = spans["launched_from"].dt.year.where(has_launched(spans))
    codes, distinct = pd.factorize(years)
    names = pd.array([*(f"{year:.0f}" for year in distinct), None], dtype="str")
    return pd.Series(names.take(codes), index=spans.index)


def _day_numbers(days: pd.Series) -> npt.NDArray[np.int64]:
    numbers: npt.NDArray[np.int64] = days.to_numpy().astype("datetime64[D]").astype(np.int64)
    return numbers


def _curves(counts: _Counts) -> pd.DataFrame:
    at_risk, closed = counts.at_risk, counts.closed
    with np.errstate(divide="ignore", invalid="ignore"):
        survived = np.cumprod(np.where(at_risk > 0, 1 - closed / at_risk, 1.0), axis=1)
        greenwood = np.cumsum(np.where(closed > 0, closed / (at_risk * (at_risk - closed)), 0.0), axis=1)
        spread = _normal_quantile() * np.sqrt(greenwood) / np.abs(np.log(survived))
        low, high = survived ** np.exp(spread), survived ** np.exp(-spread)
    certain = survived == 1
    group, number = np.nonzero(closed + counts.censored)
    return pd.DataFrame(
        {
            "group": pd.array(counts.groups, dtype="str").take(group),
            "days": counts.days[number],
            "at_risk": at_risk[group, number],
            "closed": closed[group, number],
            "censored": counts.censored[group, number],
            "survival": survived[group, number],
            "low": np.where(certain, 1.0, low)[group, number],
            "high": np.where(certain, 1.0, high)[group, number],
        }
    )


class _Counts(NamedTuple):
    """Closures and censorings, groups by times."""

    groups: list[str]
    days: npt.NDArray[np.int64]
    at_risk: npt.NDArray[np.int64]
    closed: npt.NDArray[np.int64]
    censored: npt.NDArray[np.int64]

    @classmethod
    def of(cls, lives: pd.DataFrame, groups: list[str], codes: npt.NDArray[np.int64], time: str) -> _Counts:
        lived = lives[time].to_numpy()
        present = np.bincount(lived) > 0
        days, number = np.flatnonzero(present), (np.cumsum(present) - 1)[lived]
        shape = (2, len(groups), len(days))
        cell = (lives["closed"].to_numpy() * len(groups) + codes) * len(days) + number
        censored, closed = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
        leaving = censored + closed
        at_risk = leaving[:, ::-1].cumsum(axis=1)[:, ::-1]
        return cls(groups, days, at_risk, closed, censored)


def _in_each_group(lives: pd.DataFrame, by: pd.Series | None) -> tuple[pd.DataFrame, pd.Series | None]:
    """Lifetimes and the group of each; a project with several groups has a row for each of them."""
    if by is None or not in_lists(by):
        return lives, by
    lives, by = split(lives, by.loc[lives.index])
    return lives.reset_index(drop=True), by.reset_index(drop=True)


def _group_codes(lives: pd.DataFrame, by: pd.Series | None) -> tuple[list[str], npt.NDArray[np.int64]]:
    if by is None:
        return [EVERYONE], np.zeros(len(lives), dtype=np.int64)
    return group_codes(by.reindex(lives.index))


def _first_at_half(curves: pd.DataFrame, column: str) -> pd.Series:
    # A product of fractions that is one half may come out a little above it.
    reached = curves[curves[column] <= 0.5 + 1e-12]
    return reached.groupby("group")["days"].first().astype("float64")


def _normal_quantile() -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + LEVEL) / 2))


SIGNIFICANT: Final = 0.05
_FEW_CLOSURES: Final = 10
SURVIVORSHIP: Final = (
    "Projects that were gone before anybody recorded them are not in the data, so lives look longer here than "
    "they were, above all in the early years."
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
    """How vague dates affect the median of one row of `median_lifetimes`."""
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
    """How many projects a survival analysis leaves out because no launch up to the as-of date is known."""
    left = len(spans) - len(lives)
    if not left:
        return "All projects take part."
    return f"{left:,} of {len(spans):,} projects are left out: no launch up to the as-of date is known."


def log_rank_sentence(test: LogRank, closed: int) -> str:
    """Whether the groups' lifetimes differ.

    Parameters
    ----------
    test
        From `log_rank`.
    closed
        Number of closures in all groups: with few of them the test has little power.
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
