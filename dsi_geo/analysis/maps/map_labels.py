"""Which names of towns fit on a map: none over another, none under a circle."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.crs import web_mercator
from dsi_geo.geography.web_mercator import TILE_PX

CHARACTER_PX: Final = 7.0
LINE_PX: Final = 17.0
CIRCLE_PX: Final = 44.0

Boxes = npt.NDArray[np.float64]


def fitting_names(places: pd.DataFrame, circles: pd.DataFrame, zoom: int, limit: int) -> pd.DataFrame:
    """Choose names that can be read, the first of `places` before the later ones.

    Parameters
    ----------
    places
        `name`, `latitude`, `longitude`; the most important first.
    circles
        `latitude`, `longitude` of the circles that may not be written over.
    zoom
        Zoom level of the view.
    limit
        How many at most.

    Returns
    -------
    The chosen rows of `places`, in their order.
    """
    wide = places["name"].str.len().to_numpy(dtype=float) * CHARACTER_PX
    boxes = _boxes(places, zoom, wide, LINE_PX)
    taken = list(_boxes(circles, zoom, np.full(len(circles), CIRCLE_PX), CIRCLE_PX))
    chosen: list[int] = []
    for number, box in enumerate(boxes):
        if len(chosen) == limit:
            break
        if not _overlaps(box, np.array(taken).reshape(-1, 4)):
            chosen.append(number)
            taken.append(box)
    return places.iloc[chosen]


def _boxes(points: pd.DataFrame, zoom: int, wide: npt.NDArray[np.float64], tall: float) -> Boxes:
    """Left, top, right, bottom in pixels of the world at this zoom."""
    x, y = web_mercator(points["latitude"].to_numpy(dtype=float), points["longitude"].to_numpy(dtype=float))
    size = TILE_PX * 2**zoom
    return np.column_stack(
        [x * size - wide / 2, y * size - tall / 2, x * size + wide / 2, y * size + tall / 2]
    )


def _overlaps(box: npt.NDArray[np.float64], others: Boxes) -> bool:
    beside = (
        (others[:, 0] >= box[2])
        | (others[:, 2] <= box[0])
        | (others[:, 1] >= box[3])
        | (others[:, 3] <= box[1])
    )
    return bool((~beside).any())
