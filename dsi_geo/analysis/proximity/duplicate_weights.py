"""The weights of the evidence that two records are one, and the probability that they add up to."""

from __future__ import annotations

import csv
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo import bundled
from dsi_geo.analysis.proximity.comparison_vectors import DISTANCES_M

Floats = npt.NDArray[np.float64]

PRIOR: Final = "prior"
"""The row of the log-odds before anything is known."""
DISTANCE: Final = "distance_to_"
"""Begins the rows of distances: up to so many metres, the last for all that are farther."""


@cache
def weights() -> dict[str, float]:
    """The weight of each column of the comparison vector, in natural logarithms of the odds."""
    with (bundled.DUPLICATES / "weights.csv").open(encoding="utf-8", newline="") as file:
        return {row["evidence"]: float(row["weight"]) for row in csv.DictReader(file)}


def log_odds(vectors: pd.DataFrame) -> Floats:
    """Logarithm of the odds that each pair is a duplicate.

    Parameters
    ----------
    vectors
        From `comparison_vectors.compare`.
    """
    known = weights()
    columns = [name for name in vectors if name in known]
    odds = vectors[columns].to_numpy() @ np.array([known[name] for name in columns]) + known[PRIOR]
    of_level = np.array([known[f"{DISTANCE}{end}"] for end in (*DISTANCES_M, "more")])
    metres = vectors["metres"].to_numpy()
    level = np.searchsorted(DISTANCES_M, np.nan_to_num(metres))
    return np.asarray(odds + np.where(np.isnan(metres), 0, of_level[level]))


def probability(odds: Floats) -> Floats:
    """The probability of log-odds.

    Examples
    --------
    >>> probability(np.array([0.0, np.log(3)])).round(2).tolist()
    [0.5, 0.75]
    """
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -700, 700))))
