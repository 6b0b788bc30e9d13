"""Which first-level regions touch one another."""

from __future__ import annotations

from functools import cache

import pandas as pd
import shapely

from dsi_geo.geography import boundaries


@cache
def _pairs() -> pd.DataFrame:
    # The shapes share their corners, within a country and across its borders, so that touching is exact.
    shapes = boundaries.regions().geometry
    one, other = shapely.STRtree(shapes.array).query(shapes.array, predicate="intersects")
    codes = shapes.index
    pairs = pd.DataFrame({"region": codes[one[one != other]], "neighbour": codes[other[one != other]]})
    return pairs.sort_values(["region", "neighbour"], ignore_index=True)


def neighbouring_regions() -> pd.DataFrame:
    """
    Pairs of regions whose boundaries share at least a point (queen contiguity), across national borders too.

    Returns
    -------
    pd.DataFrame
        `region`, `neighbour` (ISO 3166-2 codes, ``str``), each pair both ways. A region without a land border, or
        whose country has no regions here, is in none. Computed when first asked for (a third of a second). A copy.
    """
    return _pairs().copy()
