"""What an operator can set, from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dsi_geo import bundled


@dataclass(frozen=True)
class Settings:
    """Operator's settings.

    Attributes
    ----------
    database
        File, folder or database URL that is offered first (`DSI_GEO_DATABASE`); "" for none.
    title
        What visitors call it (`DSI_GEO_DATABASE_TITLE`).
    street_map
        Whether the street map is on when a visitor comes (`DSI_GEO_STREET_MAP=1`). It asks
        OpenStreetMap's servers from the visitor's browser.
    verdicts
        Folder in which verdicts about pairs are kept (`DSI_GEO_VERDICTS`); "" for beside the
        configured database, "off" for nowhere: each visitor's own last until the page is closed.
    upload_mb
        Largest upload in megabytes (`DSI_GEO_UPLOAD_MB`).
    events
        List of events that the timeline marks (`DSI_GEO_EVENTS`); default: data/events.csv.
    """

    database: str
    title: str
    street_map: bool
    verdicts: str
    upload_mb: int
    events: Path


def settings() -> Settings:
    """The settings as the environment gives them."""
    return Settings(
        database=os.environ.get("DSI_GEO_DATABASE", ""),
        title=os.environ.get("DSI_GEO_DATABASE_TITLE", "This network’s database"),
        street_map=os.environ.get("DSI_GEO_STREET_MAP", "").strip().lower() in ("1", "true", "yes", "on"),
        verdicts=os.environ.get("DSI_GEO_VERDICTS", ""),
        upload_mb=int(os.environ.get("DSI_GEO_UPLOAD_MB", "200")),
        events=Path(os.environ.get("DSI_GEO_EVENTS") or bundled.EVENTS),
    )
