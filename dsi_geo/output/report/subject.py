"""What a report is about: a database, what of it is selected, and how its shares are told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.proximity.shared_addresses import SharedAddresses, shared_addresses
from dsi_geo.analysis.shares.place_counts import Counting, counted_places
from dsi_geo.database import Database
from dsi_geo.schema import Entity, noun
from dsi_geo.selection import Selection, apply


@dataclass(frozen=True, eq=False)
class Subject:
    """What a report is about.

    Attributes
    ----------
    database, entity, selection
        What is looked at.
    title
        What people call the database.
    focus
        ISO 3166-2 or alpha-2 code of the region or country that shares are told from; None where no place is known.
    counting
        How records of several places are counted.
    events
        From `cleaning.events.read_events`, to be marked on the timeline; None for none.
    verdicts
        What stewards decided about pairs of the entity: `id_a`, `id_b`, `verdict`; None for nothing.
    """

    database: Database
    entity: Entity
    selection: Selection
    title: str
    focus: str | None
    counting: Counting = "location"
    events: pd.DataFrame | None = None
    verdicts: pd.DataFrame | None = None

    @cached_property
    def mask(self) -> npt.NDArray[np.bool_]:
        """Which records of the entity are selected, by their position."""
        return np.asarray(apply(self.selection, self.database, self.entity), dtype=np.bool_)

    @cached_property
    def table(self) -> gpd.GeoDataFrame:
        """The selected records."""
        table = self.database.table(self.entity)
        return table if self.mask.all() else table[self.mask]

    @cached_property
    def shared_addresses(self) -> SharedAddresses:
        """Which addresses of all records of the entity are the same."""
        return shared_addresses(self.database.table(self.entity))

    def places(self, group: pd.Series | None = None) -> pd.DataFrame:
        """The selected records by place (`analysis.shares.place_counts`), kept apart by a group if one is given."""
        return counted_places(self.database, self.entity, self.table, self.counting, group)

    @property
    def size(self) -> int:
        """Number of selected records."""
        return int(self.mask.sum())

    @property
    def counted(self) -> str:
        """“182 of 902 projects”."""
        total = len(self.mask)
        return f"{self.size:,} of {total:,} {noun(self.entity, total)}"
