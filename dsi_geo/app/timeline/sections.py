"""The sections of the page Timeline, of which one is shown at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dsi_geo.app.timeline.controls import HistoryOptions
from dsi_geo.app.timeline.lifetimes import show_lifetimes
from dsi_geo.app.timeline.on_the_map import show_on_the_map
from dsi_geo.app.timeline.projects import show_projects
from dsi_geo.app.timeline.spread import show_spread
from dsi_geo.app.visit import Visit

SECTIONS: Final[dict[str, Callable[[Visit, HistoryOptions], None]]] = {
    "Projects": show_projects,
    "Lifetimes": show_lifetimes,
    "On the map": show_on_the_map,
    "Spread of themes": show_spread,
}
