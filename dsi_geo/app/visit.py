"""One visit: the database, entity and selection in force, from the sidebar and the URL to the pages.

Where there are no data to show, the pages get the reason instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from dsi_geo.app.caching import Version
from dsi_geo.app.databases import Loaded, coordinates, selected
from dsi_geo.app.looks import dress, navigation
from dsi_geo.database import Database
from dsi_geo.schema import Entity, noun
from dsi_geo.selection import Selection

_KEY = "_visit"


@dataclass(frozen=True)
class Nothing:
    """Why there are no data to show. Each is plain text and may quote what a visitor or an operator wrote.

    Attributes
    ----------
    icon
        Name of a Material symbol.
    heading
        What is the matter; the app's own words, and no others.
    why
        Sentences: what, which, why.
    remedy
        Sentences: what the visitor can do.
    others
        Kinds of databases to offer instead.
    """

    icon: str
    heading: str
    why: tuple[str, ...]
    remedy: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lacking:
    """What the link, or a filter that was chosen before, asks for and the data do not have.

    Attributes
    ----------
    sentence
        Tells what is asked for and what is shown instead; it quotes a value.
    empties
        Whether it leaves nothing selected: the field has no other value that is asked for.
    """

    sentence: str
    empties: bool = False


@dataclass(frozen=True)
class Visit:
    """What a page is to show.

    Attributes
    ----------
    lacking
        What is asked for and not there.
    outdated
        Why the data are those that were loaded before, one sentence a fault; empty if they are not.
    entered
        How often a page has been opened in this session: the same number is the same page.
    """

    loaded: Loaded
    entity: Entity
    selection: Selection
    lacking: tuple[Lacking, ...] = ()
    outdated: tuple[str, ...] = ()
    entered: int = 0

    @property
    def version(self) -> Version:
        """Which database, in which state."""
        return self.loaded.version

    @property
    def database(self) -> Database:
        """The database, shared with all visitors: not to be changed."""
        return self.loaded.database

    @property
    def emptied(self) -> bool:
        """Whether nothing is selected because what is asked for is not in the data."""
        return any(one.empties for one in self.lacking)

    @property
    def filtered(self) -> bool:
        """Whether anything is asked of the records."""
        return bool(self.selection) or self.emptied

    @cached_property
    def chosen(self) -> pd.Series:
        """Which records of the entity are selected (bool)."""
        if self.emptied:
            return pd.Series(False, index=self.database.table(self.entity).index)
        return selected(self.loaded, self.entity, self.selection)

    @cached_property
    def mask(self) -> npt.NDArray[np.bool_]:
        """Which records of the entity are selected, by their position."""
        mask: npt.NDArray[np.bool_] = self.chosen.to_numpy()
        return mask

    @property
    def size(self) -> int:
        """Number of selected records."""
        return int(self.mask.sum())

    @cached_property
    def without_point(self) -> npt.NDArray[np.int64]:
        """Positions of the selected records that no map can show."""
        latitude, _ = coordinates(self.loaded, self.entity)
        return np.flatnonzero(self.mask & np.isnan(latitude))

    @property
    def located(self) -> int:
        """Number of selected records that have a point."""
        return self.size - len(self.without_point)

    @cached_property
    def table(self) -> gpd.GeoDataFrame:
        """The selected records."""
        table = self.database.table(self.entity)
        return table if self.chosen.all() else table[self.chosen]

    @property
    def as_of_words(self) -> str:
        """The day that the data describe, as people write it."""
        return self.database.as_of_words

    def noun(self, count: int) -> str:
        """The entity in words, for a number of records."""
        return noun(self.entity, count)


def hand_over(visit: Visit | Nothing) -> None:
    """Give a visit to the page of this run, or why there is none; the sidebar does so on every run."""
    st.session_state[_KEY] = visit


def current_visit() -> Visit | Nothing:
    """The visit that the page being run is to show, or why there is none.

    The first visitor of a new server may come by a page's own address: Streamlit then takes the
    folder of pages for an app of its older kind and runs the page alone, until the pages have been
    registered once. So they are, and the run begins again.
    """
    if _KEY not in st.session_state:
        dress()
        navigation()
        st.rerun()
    visit: Visit | Nothing = st.session_state.pop(_KEY)
    return visit
