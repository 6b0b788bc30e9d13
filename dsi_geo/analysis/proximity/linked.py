"""Which records know of each other: those that share an organisation or a project."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.addresses.joins import Integers
from dsi_geo.cleaning.links import link_pairs
from dsi_geo.schema import LINKS, Entity


def linked(table: pd.DataFrame, entity: Entity, first: Integers, second: Integers) -> npt.NDArray[np.bool_]:
    """Whether the records of each pair share a record of the other entity."""
    links = link_pairs(table, LINKS[entity]).drop_duplicates()
    pairs = pd.DataFrame({"pair": np.arange(len(first)), "first": first, "second": second})
    some = pairs[pairs["first"].isin(links["row"]) & pairs["second"].isin(links["row"])]
    shared = some.merge(links, left_on="first", right_on="row").merge(
        links, left_on=["second", "other"], right_on=["row", "other"]
    )
    found = np.zeros(len(first), dtype=bool)
    found[shared["pair"].to_numpy()] = True
    return found
