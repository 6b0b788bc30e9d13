"""DSI Geo: the server, and for each visit page configuration, navigation, sidebar, and the page that was asked for.

`streamlit run` imports this module for the server, and runs it as a script whenever a visitor does something.
"""

from __future__ import annotations

if __name__ == "__main__":
    from dsi_geo.app.looks import dress, navigation
    from dsi_geo.app.sidebar import sidebar

    dress()
    page = navigation()
    sidebar()
    page.run()
else:
    import streamlit as st

    from dsi_geo.app.web_server import lifespan, tile_route

    app = st.App(__file__, routes=[tile_route()], lifespan=lifespan)
