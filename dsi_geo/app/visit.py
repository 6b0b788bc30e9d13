"""One visit: the database, entity and selection in force, handed from the sidebar to the pages.

If there are no data to show, the pages get the reason instead.
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
from dsi_geo.app.databases import Loaded, coordinates, search_index, selected
from dsi_geo.app.looks import dress, navigation
from dsi_geo.database import Database
from dsi_geo.schema import Entity, noun
from dsi_geo.selection import Selection

_KEY = "_visit"


@dataclass(frozen=True)
class Nothing:
    """Why there are no data to show. Its sentences are plain text and may quote a visitor or an operator.

    Attributes
    ----------
    icon
        Name of a Material symbol.
    heading
        The problem, in the app's own words only.
    why
        Sentences: what is missing, and why.
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
    """A value that the link, or an earlier filter, asks for and the data do not have.

    Attributes
    ----------
    sentence
        Says what is asked for and what is shown instead; it quotes the value.
    empties
        Whether nothing is selected because of it: no other value of the field is asked for.
    """

    sentence: str
    empties: bool = False


@dataclass(frozen=True)
class Visit:
    """What a page is to show.

    Attributes
    ----------
    loaded, entity, selection
        The database, the entity that is counted, and the filters.
    lacking
        Values that are asked for and that the data do not have.
    outdated
        Why earlier data are shown, one sentence per fault; empty if the data are current.
    entered
        Counts the pages opened in this session: as long as it is the same, the page has not been left.
    title
        Title of the page.
    """

    loaded: Loaded
    entity: Entity
    selection: Selection
    lacking: tuple[Lacking, ...] = ()
    outdated: tuple[str, ...] = ()
    entered: int = 0
    title: str = ""

    @property
    def version(self) -> Version:
        """The database and its state."""
        return self.loaded.version

    @property
    def database(self) -> Database:
        """The database; it is shared by all visitors and must not be changed."""
        return self.loaded.database

    @property
    def emptied(self) -> bool:
        """Whether nothing is selected because a value asked for is not in the data."""
        return any(one.empties for one in self.lacking)

    @property
    def filtered(self) -> bool:
        """Whether any filter is in force."""
        return bool(self.selection) or self.emptied

    @cached_property
    def chosen(self) -> pd.Series:
        """Which records of the entity are selected (bool)."""
        if self.emptied:
            return pd.Series(False, index=self.database.table(self.entity).index)
        if self.selection.text:
            search_index(self.loaded, self.entity)
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
        """Positions of the selected records without a point."""
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
        """The as-of date in words."""
        return self.database.as_of_words

    def noun(self, count: int) -> str:
        """The noun for a number of records."""
        return noun(self.entity, count)


def hand_over(visit: Visit | Nothing) -> None:
    """Hand a visit, or the reason why there is none, to the page of this run; the sidebar does so on every run."""
    st.session_state[_KEY] = visit


def current_visit() -> Visit | Nothing:
    """The visit for the page of this run, or the reason why there is none.

    If the first visitor of a new server opens a page by its own address, Streamlit takes the folder of
    pages for an app of its older kind and runs the page without the dashboard, until the pages have been
    registered once. So they are registered here, and the run starts again.
    """
    if _KEY not in st.session_state:
        dress()
        navigation()
        st.rerun()
    visit: Visit | Nothing = st.session_state.pop(_KEY)
    return visit
