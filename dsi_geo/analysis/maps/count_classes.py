"""Round class limits for counts that differ by orders of magnitude."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

MOST: Final = 5


def class_limits(largest: float) -> tuple[int, ...]:
    """Lower limits of the classes: 1, 3, 10, 30 … up to the largest count, the last five of them.

    Round limits in steps of about three can be read from a legend and stay while a map is moved.

    Returns
    -------
    Ascending, beginning with 1; empty if nothing was counted.
    """
    limits = [step * 10**power for power in range(16) for step in (1, 3) if step * 10**power <= largest]
    return (1, *limits[-MOST + 1 :]) if len(limits) > MOST else tuple(limits)


def classify(counts: npt.ArrayLike, limits: tuple[int, ...]) -> npt.NDArray[np.int64]:
    """Number of each count's class, from 0; -1 for a count below the first limit."""
    return np.searchsorted(np.asarray(limits, dtype=float), np.asarray(counts, dtype=float), side="right") - 1


def class_labels(limits: tuple[int, ...]) -> list[str]:
    """The classes as a legend tells them: “1–2”, “3–9”, “10 and more”."""
    ends = [f"–{following - 1:,}" if following - 1 > limit else "" for limit, following in pairwise(limits)]
    return [f"{limit:,}{end}" for limit, end in zip(limits, [*ends, " and more"], strict=False)]
