"""The parts of a report: its subject, sections, paragraphs, tables and charts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.proximity.shared_addresses import SharedAddresses, shared_addresses
from dsi_geo.analysis.shares.place_counts import Counting, counted_places
from dsi_geo.database import Database
from dsi_geo.schema import Entity, noun
from dsi_geo.selection import Selection, apply

if TYPE_CHECKING:
    import plotly.graph_objects as go


Tone = Literal["plain", "note", "assumption"]
Progress = Callable[[float, str], None]
"""Called with the share of the work done (0 to 1), and what is done next."""

CHART_WIDTH_PX = 680
"""Width of every chart; scaled to the column of the page, its type is 8 to 9 points high."""


class Link(NamedTuple):
    """Words that link to an address; without a link, `address` is ""."""

    words: str
    address: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Paragraph:
    """Some sentences. A note is set small; an assumption is marked as one, since it was not counted."""

    kind: ClassVar[str] = "paragraph"
    title: ClassVar[str] = ""
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Table:
    """A table whose cells are text or links.

    Attributes
    ----------
    caption
        What it shows.
    cells
        One column per heading.
    numbers
        Headings of the columns that are aligned right.
    note
        What it leaves out; "" for nothing.
    """

    kind: ClassVar[str] = "table"
    title: ClassVar[str] = ""
    caption: str
    cells: pd.DataFrame
    numbers: tuple[str, ...] = ()
    note: str = ""

    @property
    def rows(self) -> list[tuple[str | Link, ...]]:
        """The cells, row by row."""
        return list(self.cells.itertuples(index=False, name=None))


@dataclass(frozen=True)
class Chart:
    """A chart; where there is no browser to draw it, its numbers are printed instead.

    Attributes
    ----------
    title
        What it shows.
    draw
        Makes the figure, with width and height set.
    numbers
        Exactly the numbers drawn.
    alternative
        What it shows, for those who cannot see it.
    note
        How to read it, and what is left out.
    """

    kind: ClassVar[str] = "chart"
    title: str
    draw: Callable[[], go.Figure] = field(repr=False)
    numbers: Table
    alternative: str
    note: str = ""


Block = Paragraph | Table | Chart


@dataclass(frozen=True)
class Section:
    """One topic: a title, the answer in a sentence, and the evidence."""

    key: str
    title: str
    answer: str
    blocks: tuple[Block, ...]


def sized(figure: go.Figure) -> go.Figure:
    """A chart in the width of a report, on white; the figure is changed in place and returned."""
    return figure.update_layout(
        width=CHART_WIDTH_PX, height=figure.layout.height or 420, margin={"r": 24}, paper_bgcolor="#ffffff"
    )


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Cells as text: thousands separated, fractions to three significant digits, "" for missing."""
    return pd.DataFrame({str(name): table[name].map(_text) for name in table}, dtype=object)


def as_table(caption: str, table: pd.DataFrame, note: str = "") -> Table:
    """A table of a report, its cells `as_text`."""
    numbers = tuple(str(name) for name in table.select_dtypes("number"))
    return Table(caption, as_text(table), numbers, note)


def web_link(words: str, address: object) -> Link:
    """Words that link to a website; other schemes than HTTP are left out, since they might run code."""
    text = "" if pd.isna(address) else str(address).strip()
    try:
        is_web = urlsplit(text).scheme in ("http", "https") and bool(urlsplit(text).hostname)
    except ValueError:
        is_web = False
    return Link(words, text if is_web else "")


def _text(cell: object) -> str:
    if pd.isna(cell):
        return ""
    if isinstance(cell, float) and not cell.is_integer():
        return f"{cell:,.3g}" if abs(cell) < 1000 else f"{cell:,.0f}"
    return f"{cell:,.0f}" if isinstance(cell, int | float) and not isinstance(cell, bool) else str(cell)


@dataclass(frozen=True, eq=False)
class Subject:
    """What a report is about.

    Attributes
    ----------
    database, entity, selection
        The records that it describes.
    title
        Title of the database.
    focus
        ISO 3166-2 or alpha-2 code of the focus of the shares; None if no place is known.
    counting
        How records with several places are counted.
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
        """The selected records counted by place (`analysis.shares.place_counts`), and by group if one is given."""
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
