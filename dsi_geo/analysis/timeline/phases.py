"""Phases of launches, found from the data alone, and the timeline in sentences.

Launches per month are modelled as counts with a constant rate within a phase. The phases are those of greatest
penalised likelihood (optimal partitioning: Jackson et al. 2005, IEEE Signal Processing Letters 12), with a penalty of
3/2 log(months) for each change as in the modified BIC (Zhang and Siegmund 2007, Biometrics 63). Overdispersion is
allowed for by dividing the log-likelihood by the dispersion. Steady growth appears as a series of rises.
Intervals of rates and of their ratios take the months of a phase for given; that they were searched for is said beside
them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.counts import share
from dsi_geo.analysis.rates import poisson_interval, ratio_interval
from dsi_geo.analysis.timeline.launches import begun_period, time_axis
from dsi_geo.analysis.timeline.periods import Axis, Frequency, Integers, Vague, period_numbers, period_starts
from dsi_geo.analysis.timeline.spans import (
    closure_is,
    dating,
    dating_sentence,
    has_closed,
    has_launched,
    launch_is,
    possible_periods,
)
from dsi_geo.schema import BEGINNINGS, PROJECTS, Entity, noun

LEAST_LAUNCHES: Final = 20
LEAST_MONTHS: Final = 12
SHORTEST_MONTHS: Final = 3
PENALTY: Final = 1.5
MARKED: Final = 2
"""A surge has at least this many times the rate before it and the rate after it."""
LEVEL: Final = 0.95

Floats = npt.NDArray[np.float64]


class Phases(NamedTuple):
    """The phases found, and one sentence on the data behind them, or on why there are none.

    Attributes
    ----------
    table
        One row per phase: `kind` (`surge`; `consolidation`, which follows one; `rise`, `decline`; `first`), `start`
        and `end` (first days of its first and last month), `start_low`, `start_high` (months in which it began with
        95% probability; missing for the first), `launches` (known to the month), `with_vague` (with those known to the
        year only, spread evenly over it: what bars show), `months`, `rate` (launches known to the month, per month),
        `rate_low`, `rate_high` (95% interval), `times_before` (the rate divided by that of the phase before),
        `times_low`, `times_high` (95% interval), `sentence`.
    summary
        A sentence.
    """

    table: pd.DataFrame
    summary: str


def launch_phases(
    spans: pd.DataFrame, as_of: pd.Timestamp, axis: Axis | None = None, entity: Entity = PROJECTS
) -> Phases:
    """Find the phases of the launch rate.

    Parameters
    ----------
    spans
        From `life_spans`. Launches known only to the year are left out: wherever in their year they
        were placed, they would create changes at New Year or hide others.
    as_of
        The day the data describe; its month counts if it is complete.
    axis
        Months to look at. Default: `time_axis`.
    entity
        Decides the words of the sentences.

    Returns
    -------
    Phases
        An empty table where there are fewer than 20 launches or 12 months to judge by.
    """
    counts, first, unsure, beyond = _monthly_launches(spans, as_of, axis or time_axis(spans, "month", as_of))
    vague = len(unsure[0])
    events = BEGINNINGS[entity].events
    basis = f"{counts.sum():,} {events} known to the month"
    beside = f"; {vague:,} known to the year only take no part" if vague else ""
    beside += (
        f"; {beyond:,} in a month that is not complete, or far from all others, take no part"
        if beyond
        else ""
    )
    if counts.sum() < LEAST_LAUNCHES or len(counts) < LEAST_MONTHS:
        few = f"{basis} over {len(counts)} months are too few to tell phases apart"
        return Phases(_table([], counts, first, events, unsure), f"{few}{beside}.")
    ends = _change_points(counts)
    number, windows = len(ends) - 1, _windows(len(counts))
    found = "no change of the rate" if number == 1 else f"{number} phases"
    searched = f", searched for among {windows:,} spans of months" if number > 1 else ""
    table = _table(ends, counts, first, events, unsure)
    return Phases(table, f"{basis} show {found}{searched}{beside}.")


def _windows(months: int) -> int:
    """Number of spans of at least `SHORTEST_MONTHS` among so many months."""
    longest = months - SHORTEST_MONTHS + 1
    return longest * (longest + 1) // 2


def _monthly_launches(
    spans: pd.DataFrame, as_of: pd.Timestamp, axis: Axis | None
) -> tuple[Integers, int, tuple[Integers, Integers], int]:
    """
    Launches in each month of the axis that is complete on the as-of date, and the first month.

    Then the first and last months of vague launches, and the number of those known to a month that is not looked at.
    """
    first, last = possible_periods(spans, "launched", has_launched(spans), "month")
    months = first[first == last]
    vague = first[first != last], last[first != last]
    if axis is None or not len(months):
        return np.zeros(0, dtype=np.int64), 0, vague, 0
    known = len(months)
    months = months[months >= axis.first]
    end = axis.last + 1
    if not pd.isna(as_of):  # the first month that is not complete
        end = min(end, int(period_numbers([as_of.to_datetime64() + np.timedelta64(1, "D")], "month")[0]))
    start = int(months.min())
    months = months[months < end]
    return np.bincount(months - start, minlength=max(end - start, 0)), start, vague, known - len(months)


def _change_points(counts: Integers) -> list[int]:
    """First months of the phases of greatest penalised likelihood, followed by the number of months."""
    size = len(counts)
    total = np.r_[0, np.cumsum(counts)]
    penalty = PENALTY * np.log(size)
    dispersion = _dispersion(counts)
    best = np.full(size + 1, -np.inf)
    best[0] = 0
    before = np.zeros(size + 1, dtype=np.int64)
    for end in range(SHORTEST_MONTHS, size + 1):
        starts = np.arange(end - SHORTEST_MONTHS + 1)
        likelihood = _poisson_likelihood(total[end] - total[starts], end - starts) / dispersion
        values = best[starts] + likelihood - penalty
        before[end] = values.argmax()
        best[end] = values.max()
    ends = [size]
    while ends[0] > 0:
        ends.insert(0, int(before[ends[0]]))
    return ends


def _dispersion(counts: Integers) -> float:
    """Variance over mean, at least 1, from differences of neighbouring months, which changes of rate affect little."""
    steps = np.diff(counts)
    return max(1.0, float((steps**2).sum() / max((counts[1:] + counts[:-1]).sum(), 1)))


def _poisson_likelihood(counts: Integers, months: Integers) -> Floats:
    """Greatest log-likelihood of counts over spans of months, without terms that do not depend on the spans."""
    rate = np.maximum(counts, 1) / months
    likelihood: Floats = np.where(counts > 0, counts * np.log(rate), 0.0)
    return likelihood


def _table(
    ends: list[int], counts: Integers, first: int, events: str, unsure: tuple[Integers, Integers]
) -> pd.DataFrame:
    starts, lasts = np.array(ends[:-1], dtype=np.int64), np.array(ends[1:], dtype=np.int64)
    total = np.r_[0, np.cumsum(counts)]
    launches, months = total[lasts] - total[starts], lasts - starts
    dispersion = _dispersion(counts) if len(counts) else 1.0
    low, high = (limit / months for limit in poisson_interval(launches, dispersion))
    rate = launches / months
    times_low, times_high = ratio_interval(
        launches, months, np.roll(launches, 1), np.roll(months, 1), dispersion
    )
    uncertain = [_start_interval(counts, ends, number, dispersion) for number in range(len(starts))]
    bounds = np.array(uncertain, dtype=np.int64).reshape(-1, 2) + first
    table = pd.DataFrame(
        {
            "kind": _kinds(rate),
            "start": period_starts(first + starts, "month").astype("datetime64[s]"),
            "end": period_starts(first + lasts - 1, "month").astype("datetime64[s]"),
            "start_low": period_starts(bounds[:, 0], "month").astype("datetime64[s]"),
            "start_high": period_starts(bounds[:, 1], "month").astype("datetime64[s]"),
            "launches": launches,
            "with_vague": launches + _spread(unsure, first + starts, first + lasts - 1),
            "months": months,
            "rate": rate,
            "rate_low": low,
            "rate_high": high,
            "times_before": pd.Series(rate) / pd.Series(rate).shift(),
            "times_low": times_low,
            "times_high": times_high,
        }
    )
    table.loc[:0, ["start_low", "start_high"]] = pd.NaT
    table.loc[:0, ["times_low", "times_high"]] = np.nan
    table["sentence"] = pd.Series([_sentence(phase, events) for _, phase in table.iterrows()], dtype="str")
    return table


def _spread(unsure: tuple[Integers, Integers], starts: Integers, ends: Integers) -> Floats:
    """Vague launches that fall into each phase, if each is spread evenly over the months that it can lie in."""
    first, last = (months[:, None] for months in unsure)
    shared = np.minimum(last, ends) - np.maximum(first, starts) + 1
    spread: Floats = (np.clip(shared, 0, None) / (last - first + 1)).sum(axis=0)
    return spread


def _start_interval(counts: Integers, ends: list[int], number: int, dispersion: float) -> tuple[int, int]:
    """First and last of the fewest months in which a phase began with 95% probability, given the changes beside it.

    All months are equally likely a priori; the rates have Jeffreys' prior and are integrated out.
    """
    from scipy.special import gammaln

    if number == 0:
        return 0, 0
    before, after = ends[number - 1], ends[number + 1]
    months = np.arange(before + SHORTEST_MONTHS, after - SHORTEST_MONTHS + 1)
    total = np.r_[0, np.cumsum(counts)]
    evidence = np.zeros(len(months))
    for launches, length in (
        (total[months] - total[before], months - before),
        (total[after] - total[months], after - months),
    ):
        evidence += (gammaln(launches + 0.5) - (launches + 0.5) * np.log(length)) / dispersion
    probability = np.exp(evidence - evidence.max())
    order = np.argsort(-probability, kind="stable")
    reached = np.searchsorted(np.cumsum(probability[order]), LEVEL * probability.sum())
    likely = months[order[: reached + 1]]
    return int(likely.min()), int(likely.max())


def _kinds(rate: Floats) -> list[str]:
    kinds: list[str] = []
    for number, own in enumerate(rate):
        before = rate[number - 1] if number else np.inf
        after = rate[number + 1] if number + 1 < len(rate) else np.inf
        if number == 0:
            kinds.append("first")
        elif own >= MARKED * before and own >= MARKED * after:
            kinds.append("surge")
        elif own > before:
            kinds.append("rise")
        else:
            kinds.append("consolidation" if kinds[-1] in ("surge", "consolidation") else "decline")
    return kinds


def _sentence(phase: pd.Series, events: str) -> str:
    sentence = (
        f"From {phase['start']:%B %Y} to {phase['end']:%B %Y} {events} ran at {_rate(phase['rate'])} a month "
        f"({_counted(phase)}; 95% interval {_rate(phase['rate_low'])} to {_rate(phase['rate_high'])})"
    )
    if phase["kind"] == "first":
        return f"{sentence}."
    if np.isfinite(phase["times_before"]):
        sentence += f", {_times(phase)}"
    if phase["start_low"] == phase["start_high"]:
        return f"{sentence}; the start is certain to the month."
    return (
        f"{sentence}; it began between {phase['start_low']:%B %Y} and {phase['start_high']:%B %Y} "
        "with 95% probability."
    )


def _counted(phase: pd.Series) -> str:
    """How many launches a phase rests on, and how many bars show where some are known to the year only."""
    known, drawn = f"{phase['launches']:,} known to the month", f"{phase['with_vague']:,.0f}"
    if phase["with_vague"] - phase["launches"] < 0.5:  # none that would be seen
        return known
    return f"{known}, {drawn} with those known to the year only, spread over that year"


def _rate(rate: float) -> str:
    return f"{rate:,.1f}" if rate >= 0.1 else f"{rate:.2f}"


def _times(phase: pd.Series) -> str:
    """How the rate of a phase compares with that of the one before, with the interval of the ratio."""
    times, low, high = (phase[name] for name in ("times_before", "times_low", "times_high"))
    if times >= 1:
        between = f"{low:.1f} to {high:.1f}" if np.isfinite(high) else f"{low:.1f} or more"
        return f"{times:.1f} times the rate before (95% interval {between})"
    between = f"{100 * low:.0f} to {100 * high:.0f}%"
    return f"{100 * times:.0f}% of the rate before (95% interval {between})"


ENOUGH: Final = 0.5
"""Where a smaller share of the records has a launch date, that is said before anything else."""


def coverage_sentence(spans: pd.DataFrame, entity: Entity) -> str:
    """How few records have a launch date; "" where at least half of them do.

    Parameters
    ----------
    spans
        From `life_spans`.
    entity
        `projects` or `organisations`.
    """
    dated, total = len(spans) - int(launch_is(spans, "unknown").sum()), len(spans)
    if not total or dated >= ENOUGH * total:
        return ""
    event = BEGINNINGS[entity].event
    if not dated and total == 1:
        return f"This {entity.removesuffix('s')} has no {event} date."
    if not dated:
        return f"None of the {total:,} {entity} has a {event} date."
    planned = int(launch_is(spans, "planned").sum())
    are = "is" if planned == 1 else "are"
    ahead = (
        f" {planned:,} of these {dated:,} {are} planned, after the day that the data describe."
        if planned
        else ""
    )
    return (
        f"Only {dated:,} of {total:,} {entity} ({share(dated, total)}) have a {event} date.{ahead} What follows "
        "describes these, and says nothing of when the others started."
    )


def headline(spans: pd.DataFrame, phases: Phases, entity: Entity) -> str:
    """The story in up to three sentences: the surge and what followed, or the year of most launches; then the ends.

    Parameters
    ----------
    spans, phases
        From `life_spans` and `launch_phases`.
    entity
        `projects` or `organisations`.

    Returns
    -------
    str
        "" where nothing has been launched or closed at a known time.
    """
    events = BEGINNINGS[entity].events
    return " ".join(
        filter(None, [_surge(phases.table, events) or _busiest_year(spans, entity), _ends(spans, entity)])
    )


def strongest_surge(phases: pd.DataFrame) -> pd.Series | None:
    """The surge with the highest rate of launches; None where there is none."""
    surges = phases[phases["kind"] == "surge"]
    return None if surges.empty else surges.loc[surges["rate"].idxmax()]


def _surge(phases: pd.DataFrame, events: str) -> str:
    surge = strongest_surge(phases)
    if surge is None:
        return ""
    months = f"{surge['start']:%B %Y} to {surge['end']:%B %Y}"
    sentence = (
        f"{events.capitalize()} known to the month surged from {months}, to {surge['rate']:.1f} a month"
    )
    if np.isfinite(surge["times_before"]):
        sentence += f", {_times(surge)}"
    return f"{sentence}{_afterwards(phases, surge)} {_searched(int(phases['months'].sum()))}"


def _afterwards(phases: pd.DataFrame, surge: pd.Series) -> str:
    """What followed a surge, as the end of the sentence on it."""
    later = phases[phases["start"] > surge["end"]]
    if later.empty:
        return "."
    after = later.iloc[0]
    if not after["launches"]:
        return f"; from then to {after['end']:%B %Y} none is recorded."
    fell = "below 0.1" if after["rate"] < 0.1 else f"{after['rate']:.1f}"
    return f"; then they fell to {fell} a month."


def _searched(months: int) -> str:
    spans = f"{_windows(months):,} spans of months"
    return (
        f"These months were found by a search among {spans}, which the interval does not take into account."
    )


def _busiest_year(spans: pd.DataFrame, entity: Entity) -> str:
    event, events = BEGINNINGS[entity].event, BEGINNINGS[entity].events
    launched = spans[has_launched(spans)]
    years = launched["launched_from"].dt.year.value_counts()
    if years.empty:
        return ""
    most = sorted(years.index[years == years.max()])
    if len(launched) == 1:
        return f"The only dated {event} was in {most[0]}."
    if len(most) > 1:
        return f"{len(launched):,} {events} are dated, from {years.index.min()} to {years.index.max()}."
    in_all = f"{len(launched):,} {events} so far are dated"
    return f"{in_all}; {most[0]} has {years.max():,} of them, more than any other year."


def _ends(spans: pd.DataFrame, entity: Entity) -> str:
    closed, announced = int(has_closed(spans).sum()), int(closure_is(spans, "announced").sum())
    if not closed and not announced:
        return ""
    are = "is" if closed == 1 else "are"
    counted = f"{closed:,} of {len(spans):,} {noun(entity, len(spans))} {are}" if closed else "None is"
    sentence = f"{counted} known to have closed"
    return f"{sentence}, {announced:,} announced {_their(announced)} end." if announced else f"{sentence}."


def _their(count: int) -> str:
    return "its" if count == 1 else "their"


KINDS: Final = {
    "first": "Beginning",
    "surge": "Surge",
    "consolidation": "Consolidation",
    "rise": "Rise",
    "decline": "Decline",
}
"""Kinds of phases, as pages show them."""


def loose_phases(entity: Entity) -> str:
    """What the phases rest on, and how far to trust them."""
    return (
        f"Phases are found by a search in the {BEGINNINGS[entity].events} known to the month (the most likely change "
        "points of their rate, with a penalty for each); steady growth appears as a staircase of rises. The intervals "
        "of rates and ratios take the months for given: since these were searched for, they are too narrow."
    )


def how_to_read(
    table: pd.DataFrame,
    frequency: Frequency,
    vague: Vague,
    phases: bool,
    entity: Entity = PROJECTS,
    *,
    as_of: pd.Timestamp = pd.NaT,
    split: bool = False,
) -> str:
    """How to read the signs of the chart; only those that it shows are explained.

    Parameters
    ----------
    table
        What is drawn, from `launches.by_period`.
    frequency, vague
        As given to `by_period`.
    phases
        Whether phases are drawn.
    entity
        What was counted.
    as_of
        The day the data describe; missing (NaT) where nothing is dated.
    split
        Whether there is a chart for each group; then neither phases nor dates counted apart are drawn.
    """
    words = BEGINNINGS[entity]
    parts, table = [], table[table["start"].notna()]
    if table[["launched_vague", "closed_vague"]].to_numpy().any() and vague == "spread":
        parts.append("Pale: dates known to the year only, spread evenly over it.")
    if table[["planned_launched", "planned_closed"]].to_numpy().any():
        parts.append("Hatched: planned, after the day that the data describe.")
    if begun := begun_period(frequency, as_of):
        parts.append(
            f"{begun} is counted up to {as_of.day} {as_of:%B %Y} only, the day that the data describe."
        )
    if vague == "apart" and frequency != "year" and not split:
        parts.append(
            f"The line of those {words.standing} steps at the end of a year by what is known to the year only."
        )
    if phases and not split:
        parts.append(
            f"1, 2, …: phases of the rate of {words.events}; the thick bar at the foot of one shows when it "
            "began (95% interval)."
        )
    return " ".join(parts)


def left_out(spans: pd.DataFrame, frequency: Frequency, axis: Axis | None, entity: Entity) -> str:
    """How many records the chart shows, and why it does not show the others, in sentences.

    Parameters
    ----------
    spans, frequency, axis
        As given to `spans.dating`.
    entity
        What was counted.
    """
    counted = dating(spans, frequency, axis, entity)
    if entity == PROJECTS:
        begun, ended = (dating_sentence(counted, event, entity) for event in ("launched", "closed"))
        ended = ended.partition(": ")[2] or ended
        return f"{begun} Of the same: {ended} What is not known to have closed counts as active."
    return f"{dating_sentence(counted, 'launched', entity)} The data do not record when organisations end."


def alternative(numbers: pd.DataFrame, frequency: Frequency, entity: Entity = PROJECTS) -> str:
    """What the chart shows, for those who cannot see it.

    Parameters
    ----------
    numbers
        From `launches.in_whole_numbers`, at least one row.
    frequency
        Length of the periods.
    entity
        What was counted.
    """
    words = BEGINNINGS[entity]
    bars = f"{words.events} and closures" if entity == PROJECTS else words.events
    top = numbers.loc[numbers["launched"].idxmax()]
    return (
        f"Bars of {bars} by {frequency}, and a line of those {words.standing}. The most {words.events}, "
        f"{top['launched']:,}, are in {top['period']}; {numbers['active'].iloc[-1]:,} are {words.standing} on the day "
        "that the data describe."
    )
