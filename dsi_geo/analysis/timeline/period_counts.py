"""Counting events by period where some are known only to lie between two periods."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.periods import MONTHS, Frequency, Integers, period_labels, period_starts

Vague = Literal["spread", "apart"]
VAGUE: Final[tuple[Vague, ...]] = ("spread", "apart")

Floats = npt.NDArray[np.float64]

_SLOTS: Final = 3
"""Columns of a period: what is dated to it; what only its year is known of; what not even the year is."""


class Axis(NamedTuple):
    """First and last period of a table, as numbers (see `period_numbers`)."""

    first: int
    last: int

    @property
    def periods(self) -> int:
        """How many there are."""
        return self.last - self.first + 1


class PeriodCounts:
    """Columns in order of time: before the axis, three for each of its periods (`_SLOTS`), after the axis.

    Parameters
    ----------
    axis
        The periods.
    frequency
        Their length.
    vague
        Whether vague events are `spread` evenly over the periods they can lie in, or counted `apart`
        after the last period of their year.
    """

    def __init__(self, axis: Axis, frequency: Frequency, vague: Vague) -> None:
        self.axis, self.frequency, self.vague = axis, frequency, vague
        self.width = _SLOTS * axis.periods + 2
        self._dated = 1 + _SLOTS * np.arange(axis.periods)

    def exact(self, periods: Integers, group: Integers, groups: int) -> Floats:
        """Count events by group (rows) and column, each in one period."""
        offset = np.clip(periods - self.axis.first, -1, self.axis.periods)
        return self._tally(np.clip(1 + _SLOTS * offset, 0, self.width - 1), group, groups)

    def between(self, first: Integers, last: Integers, group: Integers, groups: int) -> Floats:
        """Count events by group (rows) and column, each between two periods, both included."""
        if self.vague == "apart":
            return self._tally(self._column_apart(first, last), group, groups)
        if not len(first):
            return np.zeros((groups, self.width))
        least, most = first.min(), last.max() + 1
        number, pairs = pd.factorize((first - least) * (most - least) + last - least)
        start, end = (part + least for part in np.divmod(pairs, most - least))
        counts = np.bincount(group * len(pairs) + number, minlength=groups * len(pairs))
        counts = counts.reshape(groups, -1)
        ends = np.arange(self.axis.first - 1, self.axis.last + 1)
        elapsed = (ends - start[:, None] + 1) / (end - start + 1)[:, None]
        total = np.c_[counts @ np.clip(elapsed, 0, 1), counts.sum(axis=1)]
        spread = np.zeros((groups, self.width))
        spread[:, np.r_[0, self._dated, self.width - 1]] = np.diff(total, axis=1, prepend=0)
        return spread

    def labels(self) -> list[str]:
        """Name of each column."""
        numbers = np.arange(self.axis.first, self.axis.last + 1)
        names = period_labels(numbers, self.frequency)
        years = period_labels(numbers * MONTHS[self.frequency] // 12, "year")
        inside = [
            label
            for name, year in zip(names, years, strict=True)
            for label in (name, f"{year}, {self.frequency} not known", "year not known")
        ]
        return [f"before {names[0]}", *inside, f"after {names[-1]}"]

    def starts(self) -> npt.NDArray[np.datetime64]:
        """First day of the period that each column is, missing for the others."""
        starts = np.full(self.width, "NaT", dtype="datetime64[s]")
        numbers = np.arange(self.axis.first, self.axis.last + 1)
        starts[self._dated] = period_starts(numbers, self.frequency)
        return starts

    def _column_apart(self, first: Integers, last: Integers) -> Integers:
        year = 12 // MONTHS[self.frequency]
        year_end = np.minimum(last // year * year + year - 1, self.axis.last)
        column = 1 + _SLOTS * (year_end - self.axis.first) + np.where(first // year == last // year, 1, 2)
        outside = [last < self.axis.first, first > self.axis.last]
        return np.select(outside, [0, self.width - 1], column)

    def _tally(self, column: Integers, group: Integers, groups: int) -> Floats:
        tally = np.bincount(group * self.width + column, minlength=groups * self.width)
        return tally.reshape(groups, self.width).astype(np.float64)
