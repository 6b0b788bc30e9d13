"""Location quotients: how much more frequent a cluster or theme is in an area than everywhere."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dsi_geo.analysis.shares.shares import CONFIDENCE_Z, quotient

NONE_HERE = "None of these records is in this area, so no interval can be given."
NONE_AT_ALL = "No record is counted, so there is nothing to compare."


def location_quotients(part: pd.Series, whole: pd.Series) -> pd.DataFrame:
    """Location quotient of each area: its share of the part over its share of the whole.

    Parameters
    ----------
    part
        Records of a cluster or theme by area; areas without one may be absent.
    whole
        All records by area, those of the part among them. Counts may be fractional.

    Returns
    -------
    DataFrame with the index of `whole`
        `count` (of the part), `of_all`; `location_quotient` (1: as frequent as everywhere), its 95%
        interval `low`, `high`; `note` (str, why something is missing, else missing).

    Notes
    -----
    With a of the n records of the part and m of all N records in the area the quotient is
    Q = (a/n) / (m/N) (J. Beyene and R. Moineddin (2005), Methods for confidence interval estimation of a
    ratio parameter with application to location quotients, BMC Medical Research Methodology 5:32).
    Because the part belongs to the whole, the two shares vary together. The delta method, applied to
    log Q of multinomial counts, gives the variance 1/a - 1/n - 1/m + (2Q - 1)/N, and the interval
    Q exp(±1.96 √variance). It is an approximation that wants a few records in the area.
    """
    count = part.reindex(whole.index).fillna(0).to_numpy(np.float64)
    of_all = whole.to_numpy(np.float64)
    n, total = count.sum(), of_all.sum()
    located = quotient(quotient(count, n), quotient(of_all, total))
    inverse = quotient(1, count) - quotient(1, n) - quotient(1, of_all)
    variance = inverse + quotient(2 * located - 1, total)
    # Where the part is the whole, the terms cancel but for rounding.
    spread = np.exp(CONFIDENCE_Z * np.sqrt(np.maximum(variance, 0)))
    note = pd.Series(None, index=whole.index, dtype="str")
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
        index=whole.index,
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
    told = f"The share of “{subject}” among the records in {place} is {row['location_quotient']:.2g} times"
    told += " what it is among all records with a known place"
    if pd.isna(row["low"]):
        return f"{told}. {NONE_HERE}"
    told += f" (location quotient, 95% interval {row['low']:.2g} to {row['high']:.2g})"
    if row["low"] <= 1 <= row["high"]:
        return f"{told}; it could as well be the same."
    return f"{told}."
