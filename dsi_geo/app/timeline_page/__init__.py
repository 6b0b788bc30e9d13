"""The page Timeline: its sections, one of which is shown at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dsi_geo.app.timeline_page.period import HistoryOptions, show_on_the_map
from dsi_geo.app.timeline_page.projects import show_projects
from dsi_geo.app.timeline_page.survival import show_lifetimes, show_spread
from dsi_geo.app.visit import Visit

SECTIONS: Final[dict[str, Callable[[Visit, HistoryOptions], None]]] = {
    "Projects": show_projects,
    "Lifetimes": show_lifetimes,
    "On the map": show_on_the_map,
    "Spread of themes": show_spread,
}
