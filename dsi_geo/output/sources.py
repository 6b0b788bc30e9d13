"""What a picture of some records says about itself."""

from __future__ import annotations

from dsi_geo.database import Database
from dsi_geo.drawing.imprint import Imprint
from dsi_geo.schema import Entity, noun
from dsi_geo.selection import Selection, describe


def source_words(title: str, database: Database) -> str:
    """Sources and as-of day in one line.

    Parameters
    ----------
    title
        What people call the database.
    """
    return (
        f"{title}, {database.as_of_words}. "
        "Outlines: Natural Earth; towns: GeoNames (CC BY 4.0). Drawn with DSI Geo."
    )


def selected_words(selected: int, total: int, entity: Entity, note: str = "") -> str:
    """How many records a picture is of, and what else is to be said of them: “180 of 902 projects selected”."""
    return f"{selected:,} of {total:,} {noun(entity, total)} selected" + (f"; {note}" if note else "")


def imprint_of(title: str, records: str, selection: Selection, source: str) -> Imprint:
    """What a picture says about itself.

    Parameters
    ----------
    title
        What it shows.
    records, source
        From `selected_words` and `source_words`.
    """
    return Imprint(title, records, describe(selection), f"Source: {source}")
