"""What the map needs to be played through time in the browser."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.period_counts import Axis
from dsi_geo.analysis.timeline.periods import Frequency, period_labels
from dsi_geo.analysis.timeline.standing import Standing
from dsi_geo.schema import BEGINNINGS, PROJECTS, Entity

Floats = npt.NDArray[np.float64]


def time_rows(
    standing: Standing,
    latitude: Floats,
    longitude: Floats,
    counts: pd.DataFrame,
    axis: Axis,
    frequency: Frequency,
    shown: int,
    entity: Entity = PROJECTS,
) -> dict[str, Any]:
    """When each located project was launched and closed, as `dsi_time.js` takes it.

    Parameters
    ----------
    standing
        Of the selected records.
    latitude, longitude
        Degrees, in the order of `standing`; NaN where there is no point.
    counts
        What `timeline.whole` gives of the same records and axis.
    axis, frequency
        The periods that can be shown.
    shown
        Number of the period to begin with.
    entity
        Whose words the running numbers use.

    Returns
    -------
    dict
        `words` (for those begun, those ended and the rest; "" where no end is recorded), `periods` (names),
        `frequency`, `shown` (position of the first to show); of each place `latitude`, `longitude`; of each
        located project with a launch in sight the position of its `place`, and `launchedFrom`, `launchedTo`,
        `closedFrom`, `closedTo` as positions of periods (-1: before the axis; the number of periods: never,
        or after it); of each period `launched`, `closed` up to its end, and `active`.
    """
    drawn = np.isfinite(latitude) & (standing.launched_from <= axis.last)
    points = np.column_stack([latitude, longitude])[drawn].round(5)
    places, place = np.unique(points, axis=0, return_inverse=True)
    periods = counts[counts["start"].notna()]
    totals = counts[["launched", "closed"]].cumsum().loc[periods.index]

    def positions(numbers: npt.NDArray[np.int32]) -> list[int]:
        offset = np.clip(numbers[drawn].astype(np.int64) - axis.first, -1, axis.periods)
        numbers_of_axis: list[int] = offset.tolist()
        return numbers_of_axis

    words = BEGINNINGS[entity]
    return {
        "words": [words.done, "closed", words.standing] if entity == PROJECTS else [words.done, "", ""],
        "periods": period_labels(np.arange(axis.first, axis.last + 1), frequency),
        "frequency": frequency,
        "shown": int(np.clip(shown - axis.first, 0, axis.periods - 1)),
        "latitude": places[:, 0].tolist(),
        "longitude": places[:, 1].tolist(),
        "place": place.ravel().tolist(),
        "launchedFrom": positions(standing.launched_from),
        "launchedTo": positions(standing.launched_to),
        "closedFrom": positions(standing.closed_from),
        "closedTo": positions(standing.closed_to),
        "launched": totals["launched"].tolist(),
        "closed": totals["closed"].tolist(),
        "active": periods["active"].tolist(),
    }
