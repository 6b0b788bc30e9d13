"""Which projects stood at the end of each period: made once, so that a slider over time is one comparison."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.periods import Frequency
from dsi_geo.analysis.timeline.spans import Mask, has_closed, has_launched, possible_periods

ABSENT: Final = 0
PERHAPS: Final = 1
ACTIVE: Final = 2

NEVER: Final = np.iinfo(np.int32).max
"""Period number of what has not happened."""

Numbers = npt.NDArray[np.int32]


class Standing:
    """The state of every project at the end of any period.

    Parameters
    ----------
    spans
        What `life_spans` gives.
    frequency
        Length of the periods.

    Attributes
    ----------
    launched_from, launched_to, closed_from, closed_to
        First and last period in which each project can have been launched and closed (int32, in the order of
        `spans`, `NEVER` where it was not): 16 bytes a project, for doing the same comparison in a browser.
    """

    def __init__(self, spans: pd.DataFrame, frequency: Frequency) -> None:
        launched = has_launched(spans)
        self.launched_from, self.launched_to = _numbers(spans, "launched", launched, frequency)
        closed = launched & has_closed(spans)
        self.closed_from, self.closed_to = _numbers(spans, "closed", closed, frequency)

    def at(self, period: int) -> npt.NDArray[np.uint8]:
        """State of each project at the end of a period.

        Returns
        -------
        uint8: `ACTIVE`, launched by then and not closed; `PERHAPS`, so by some readings of its vague dates;
        `ABSENT`. The active stock of `by_period` lies between the number of the active and that number with the
        perhaps.
        """
        possible = (self.launched_from <= period) & (period < self.closed_to)
        certain = (self.launched_to <= period) & (period < self.closed_from)
        return possible.astype(np.uint8) + (possible & certain)


def _numbers(spans: pd.DataFrame, event: str, rows: Mask, frequency: Frequency) -> tuple[Numbers, Numbers]:
    numbers = []
    for known in possible_periods(spans, event, rows, frequency):
        every = np.full(len(spans), NEVER, dtype=np.int32)
        every[rows] = known
        numbers.append(every)
    return numbers[0], numbers[1]
