"""Class limits for maps that colour areas by a number."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Method = Literal["fisher_jenks", "quantiles", "equal_steps"]

METHODS: Final[dict[Method, str]] = {
    "fisher_jenks": "Natural breaks (Fisher-Jenks)",
    "quantiles": "Quantiles",
    "equal_steps": "Equal steps",
}


def class_limits(values: pd.Series, method: Method, classes: int = 5) -> npt.NDArray[np.float64]:
    """Limits of the classes into which numbers are put.

    Parameters
    ----------
    values
        One number an area; missing ones are left out.
    method
        `fisher_jenks`: least sum of squared deviations within the classes (W. D. Fisher (1958), On
        grouping for maximum homogeneity, Journal of the American Statistical Association 53, 789-798);
        `quantiles`: as many areas in each; `equal_steps`: each as wide.
    classes
        How many at most; there are never more than distinct values, and quantiles that coincide are one.

    Returns
    -------
    float64, ascending: the smallest value, then the upper limit of each class. A value belongs to the
    first class whose upper limit is not below it. Empty if there is no value; two equal limits if there is
    but one.
    """
    known = values.dropna().to_numpy(np.float64)
    known = known[np.isfinite(known)]
    distinct = np.unique(known)
    if len(distinct) < 2:
        return np.repeat(distinct, 2)
    wanted = min(classes, len(distinct))
    if method == "equal_steps":
        return np.linspace(distinct[0], distinct[-1], wanted + 1)
    if method == "quantiles":
        return np.unique(np.quantile(known, np.linspace(0, 1, wanted + 1)))
    if wanted == 1:
        return distinct[[0, -1]]
    import jenkspy

    return np.asarray(jenkspy.jenks_breaks(known, wanted), dtype=np.float64)


def classify(values: pd.Series, limits: npt.NDArray[np.float64]) -> pd.Series:
    """Number of the class of each value, from 0.

    Parameters
    ----------
    values
        Numbers; missing ones are allowed.
    limits
        From `class_limits` of the same values.

    Returns
    -------
    Series
        Int64 with the index of `values`; missing where the value is.
    """
    known = values.notna().to_numpy()
    number = np.searchsorted(limits[1:], values.to_numpy(np.float64, na_value=np.nan), side="left")
    number = np.minimum(number, max(len(limits) - 2, 0))
    return pd.Series(pd.array(number, dtype="Int64"), index=values.index).where(known)


def class_words(limits: npt.NDArray[np.float64], *, whole: bool) -> list[str]:
    """The classes in words: “1–12”, “13–40”.

    Parameters
    ----------
    limits
        From `class_limits`.
    whole
        Whether the values are whole numbers: a class then begins after the end of the one before it.
    """
    if len(limits) == 0:
        return []
    if whole:
        ends = np.floor(limits[1:]).astype(int)
        starts = np.concatenate([[int(limits[0])], ends[:-1] + 1])
        return [
            f"{end:,}" if end <= start else f"{start:,}–{end:,}"
            for start, end in zip(starts, ends, strict=True)
        ]
    told = [_digits(limit) for limit in limits]
    return [end if start == end else f"{start}–{end}" for start, end in pairwise(told)]


def _digits(value: float) -> str:
    """Three significant digits, never in powers of ten."""
    if value == 0:
        return "0"
    places = max(0, 2 - int(np.floor(np.log10(abs(value)))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
