"""What a picture says about itself, in words and as JSON for an archive."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from dsi_geo import __version__
from dsi_geo.cleaning.cluster_choice import clusters_words
from dsi_geo.database import Database
from dsi_geo.drawing.imprint import Imprint
from dsi_geo.output.table_files import flat
from dsi_geo.schema import Entity, noun
from dsi_geo.selection import Selection, describe

NOT_STATED: Final = "not stated"


@dataclass(frozen=True)
class Description:
    """A picture in words and numbers. The attributes are the keys of the JSON, in this order.

    Attributes
    ----------
    title
        What the picture shows.
    description
        Its alternative text, for those who cannot see it.
    note
        What is left out or assumed; "" for nothing.
    source
        Who made the data.
    licence
        Licence of the data; “not stated” if it is not known.
    filters
        The filters in force, in words; "" for none.
    as_of
        The day that the data describe (in JSON as YYYY-MM-DD, or null if not known).
    selected, total, shown
        Numbers of records: selected, in the database, and those of the selection that the picture could show (None
        if it counts something else). In JSON under `counts`, with `entity`.
    entity
        What is counted: `projects` or `organisations`.
    numbers
        Exactly the numbers drawn; in JSON one object per row, points as `latitude` and `longitude`, missing as null.
    """

    title: str
    description: str
    note: str
    source: str
    licence: str
    filters: str
    as_of: pd.Timestamp
    entity: str
    selected: int
    total: int
    shown: int | None
    numbers: pd.DataFrame

    def as_json(self) -> bytes:
        """Indented UTF-8. Beside the attributes it has `software`: `name` and `version`."""
        content: dict[str, Any] = {
            "title": self.title,
            "description": self.description,
            "note": self.note,
            "source": self.source,
            "licence": self.licence,
            "filters": self.filters,
            "as_of": None if pd.isna(self.as_of) else f"{self.as_of:%Y-%m-%d}",
            "counts": {
                "entity": self.entity,
                "selected": self.selected,
                "total": self.total,
                "shown": self.shown,
            },
            "software": {"name": "DSI Geo", "version": __version__},
            "numbers": json.loads(flat(self.numbers).to_json(orient="records", force_ascii=False)),
        }
        return json.dumps(content, ensure_ascii=False, indent=2).encode()


def source_words(title: str, database: Database) -> str:
    """Sources and as-of date in one line.

    Parameters
    ----------
    title
        Title of the database.
    database
        The database, for its as-of date.
    """
    return (
        f"{title}, {database.as_of_words}. {_clusters(database)}"
        "Outlines: Natural Earth; towns: GeoNames (CC BY 4.0); populations: Eurostat and GeoNames. Drawn with DSI Geo."
    )


def selected_words(selected: int, total: int, entity: Entity, note: str = "") -> str:
    """How many records a picture shows, with an optional note: “180 of 902 projects selected”."""
    return f"{selected:,} of {total:,} {noun(entity, total)} selected" + (f"; {note}" if note else "")


def _clusters(database: Database) -> str:
    chosen = database.provenance.clusters
    return f"{clusters_words(chosen)}. " if chosen else ""


def imprint_of(title: str, records: str, selection: Selection, source: str) -> Imprint:
    """What a picture says about itself.

    Parameters
    ----------
    title
        What it shows.
    records, source
        From `selected_words` and `source_words`.
    selection
        The filters in force.
    """
    return Imprint(title, records, describe(selection), f"Source: {source}")
