"""Areas ranked by a measure, for a chart that has room for some of them; the rest is one row, so that sums stay."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd

from dsi_geo.analysis.shares.shares import quotient, wilson_interval

Measure = Literal["count", "share", "per_million"]

MEASURES: Final[dict[Measure, str]] = {
    "count": "Count",
    "share": "Share",
    "per_million": "Per million",
}
MOST_ROWS: Final = 15


def ranked(table: pd.DataFrame, measure: Measure, most: int = MOST_ROWS) -> pd.DataFrame:
    """The areas that come first by a measure, with its interval.

    Parameters
    ----------
    table
        From `shares.shares` by country, region or city.
    measure
        `count`, `share` (of all records) or `per_million` inhabitants.
    most
        Areas that have a row of their own.

    Returns
    -------
    DataFrame
        `area`, `name`, `count`, `value`, `low`, `high`, `known`. By count and share the other areas follow as one row,
        and those that are not known as another, so that the rows add up to all records; a row without records is
        left out. By rate there are only areas that are not `few` and whose population is known.

    Notes
    -----
    The interval of a count and of a rate is that of the share (Wilson), carried over: number of records and
    inhabitants are taken as fixed.
    """
    known, total = table[table["known"]], float(table["count"].sum())
    if measure == "per_million":
        rated = known[known["per_million"].notna() & ~known["few"]]
        rows = rated.sort_values("per_million", ascending=False, kind="stable").head(most)
        scale = 1e6 * quotient(total, rows["population"].to_numpy(np.float64))
    else:
        first = known[known["count"] > 0].head(most)
        more = (known["count"] > 0).sum() - len(first)
        rest = pd.DataFrame(
            {
                "area": ["others", "unknown"],
                "name": [f"{more:,} others", "Area not known"],
                "known": [True, False],
                "count": [known["count"].sum() - first["count"].sum(), total - known["count"].sum()],
            }
        )
        rows = pd.concat([first, rest[rest["count"].round(6) > 0]], ignore_index=True)
        scale = np.full(len(rows), total if measure == "count" else 1.0)
    count = rows["count"].to_numpy(np.float64)
    low, high = wilson_interval(count, total)
    found = rows[["area", "name", "count", "known"]].reset_index(drop=True)
    value = quotient(count, total) * scale
    return found.assign(known=found["known"].astype(bool), value=value, low=low * scale, high=high * scale)
