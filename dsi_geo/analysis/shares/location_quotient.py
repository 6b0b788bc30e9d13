"""Location quotients, and the classes in which maps show them and shares."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.shares.proportions import CONFIDENCE_Z, quotient

NONE_HERE = "None of these records is in this area, so no interval can be given."
NONE_AT_ALL = "No record is counted, so there is nothing to compare."


def location_quotients(part: pd.Series, total: pd.Series) -> pd.DataFrame:
    """Location quotient of each area: its share of a part of the records over its share of all records.

    Parameters
    ----------
    part
        Records of a cluster or theme by area; areas without one may be absent.
    total
        All records by area, including those of the part. Counts may be fractional.

    Returns
    -------
    DataFrame
        With the index of `total`: `count` (of the part), `of_all`; `location_quotient` (1: as frequent as
        everywhere), its 95% interval `low`, `high`; `note` (str: why a figure is missing; otherwise missing).

    Notes
    -----
    With a of the n records of the part and m of all N records in the area the quotient is
    Q = (a/n) / (m/N) (J. Beyene and R. Moineddin (2005), Methods for confidence interval estimation of a
    ratio parameter with application to location quotients, BMC Medical Research Methodology 5:32).
    Because the part is included in the total, the two shares vary together. The delta method, applied to
    log Q of multinomial counts, gives the variance 1/a - 1/n - 1/m + (2Q - 1)/N, and the interval
    Q exp(±1.96 √variance). It is an approximation that needs a few records in the area.
    """
    count = part.reindex(total.index).fillna(0).to_numpy(np.float64)
    of_all = total.to_numpy(np.float64)
    n, n_all = count.sum(), of_all.sum()
    located = quotient(quotient(count, n), quotient(of_all, n_all))
    inverse = quotient(1, count) - quotient(1, n) - quotient(1, of_all)
    variance = inverse + quotient(2 * located - 1, n_all)
    # Where the part is the total, the terms cancel, but rounding may leave them below 0.
    spread = np.exp(CONFIDENCE_Z * np.sqrt(np.maximum(variance, 0)))
    note = pd.Series(None, index=total.index, dtype="str")
    note = note.mask(count == 0, NONE_HERE).mask(np.isnan(located), NONE_AT_ALL)
    return pd.DataFrame(
        {
            "count": count,
            "of_all": of_all,
            "location_quotient": located,
            "low": located / spread,
            "high": located * spread,
            "note": note,
        },
        index=total.index,
    )


def quotient_sentence(row: pd.Series, subject: str, place: str) -> str:
    """One area's location quotient as a sentence.

    Parameters
    ----------
    row
        A row of `location_quotients`.
    subject
        The cluster or theme.
    place
        The area's name.
    """
    if pd.isna(row["location_quotient"]):
        return f"{place}: {NONE_AT_ALL}"
    sentence = (
        f"The share of “{subject}” among the records in {place} is {row['location_quotient']:.2g} times"
    )
    sentence += " what it is among all records with a known place"
    if pd.isna(row["low"]):
        return f"{sentence}. {NONE_HERE}"
    sentence += f" (location quotient, 95% interval {row['low']:.2g} to {row['high']:.2g})"
    if row["low"] <= 1 <= row["high"]:
        return f"{sentence}; it could as well be the same."
    return f"{sentence}."


Method = Literal["fisher_jenks", "quantiles", "equal_steps"]

METHODS: Final[dict[Method, str]] = {
    "fisher_jenks": "Natural breaks (Fisher-Jenks)",
    "quantiles": "Quantiles",
    "equal_steps": "Equal steps",
}


def class_limits(values: pd.Series, method: Method, classes: int = 5) -> npt.NDArray[np.float64]:
    """Limits of the classes of a map.

    Parameters
    ----------
    values
        One number per area; missing ones are left out.
    method
        `fisher_jenks`: least sum of squared deviations within the classes (W. D. Fisher (1958), On
        grouping for maximum homogeneity, Journal of the American Statistical Association 53, 789-798);
        `quantiles`: equally many areas in each class; `equal_steps`: classes of equal width.
    classes
        Largest number of classes; never more than there are distinct values. Equal quantiles are merged.

    Returns
    -------
    ndarray of float64
        Ascending: the smallest value, then the upper limit of each class. A value belongs to the first
        class whose upper limit is not below it. Empty if there is no value; two equal limits if there is
        only one.
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
    """Class of each value, numbered from 0.

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
        Whether the values are whole numbers: each class then begins one above the end of the class before it.
    """
    if len(limits) == 0:
        return []
    if whole:
        written = np.floor(limits[1:]).astype(int)
        starts = np.concatenate([[int(limits[0])], written[:-1] + 1])
        return [
            f"{end:,}" if end <= start else f"{start:,}–{end:,}"
            for start, end in zip(starts, written, strict=True)
        ]
    bounds = [_digits(limit) for limit in limits]
    return [end if start == end else f"{start}–{end}" for start, end in pairwise(bounds)]


def _digits(value: float) -> str:
    """Three significant digits, never in scientific notation."""
    if value == 0:
        return "0"
    places = max(0, 2 - int(np.floor(np.log10(abs(value)))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
