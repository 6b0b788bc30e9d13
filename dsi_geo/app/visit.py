"""One visit: the database, entity and selection in force, from the sidebar and the URL to the pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import pandas as pd
import streamlit as st

from dsi_geo.app.loaders import Loaded, selected
from dsi_geo.app.looks import dress
from dsi_geo.app.navigation import navigation
from dsi_geo.database import Database
from dsi_geo.schema import PROJECTS, Entity
from dsi_geo.selection import Selection

_KEY = "_visit"


@dataclass(frozen=True)
class Visit:
    """What a page is to show."""

    loaded: Loaded
    entity: Entity
    selection: Selection

    @property
    def database(self) -> Database:
        """The database, shared with all visitors: not to be changed."""
        return self.loaded.database

    @cached_property
    def chosen(self) -> pd.Series:
        """Which records of the entity are selected (bool)."""
        return selected(self.loaded, self.entity, self.selection)

    @cached_property
    def table(self) -> gpd.GeoDataFrame:
        """The selected records."""
        table = self.database.table(self.entity)
        return table if self.chosen.all() else table[self.chosen]

    def noun(self, count: int) -> str:
        """The entity in words, for a number of records."""
        plural = "projects" if self.entity == PROJECTS else "organisations"
        return plural[:-1] if count == 1 else plural


def hand_over(visit: Visit) -> None:
    """Give a visit to the page of this run; the sidebar does so on every run."""
    st.session_state[_KEY] = visit


def current_visit() -> Visit:
    """The visit that the page being run is to show.

    The first visitor of a new server may come by a page's own address: Streamlit then takes the
    folder of pages for an app of its older kind and runs the page alone, until the pages have been
    registered once. So they are, and the run begins again.
    """
    if _KEY not in st.session_state:
        dress()
        navigation()
        st.rerun()
    visit: Visit = st.session_state.pop(_KEY)
    return visit
