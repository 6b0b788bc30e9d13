"""DSI Geo: page configuration, navigation, sidebar, and the page that was asked for."""

from __future__ import annotations

from dsi_geo.app.looks import dress, navigation
from dsi_geo.app.sidebar import sidebar

dress()
page = navigation()
sidebar()
page.run()
