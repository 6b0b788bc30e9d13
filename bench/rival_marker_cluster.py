"""The rival of bench_map: what a Streamlit user would do otherwise, a MarkerCluster in st_folium.

Run by Streamlit with the environment's DSI_GEO_RIVAL_DATA (GeoParquet) and DSI_GEO_RIVAL_FILES (a folder
with leaflet.markercluster's files); its map asks no outside host, so that both are measured alike.
"""

from __future__ import annotations

import os
from pathlib import Path

import folium
import geopandas as gpd
import streamlit as st
import streamlit.components.v1 as components
import xstatic.pkg.leaflet
from folium.plugins import MarkerCluster
from streamlit_folium import st_folium

leaflet = components.declare_component("leaflet", path=str(Path(xstatic.pkg.leaflet.BASE_DIR)))
files = components.declare_component("files", path=os.environ["DSI_GEO_RIVAL_FILES"])


@st.cache_data
def projects(path: str) -> gpd.GeoDataFrame:
    """The table, read once."""
    return gpd.read_parquet(path)


table = projects(os.environ["DSI_GEO_RIVAL_DATA"])
chosen = st.sidebar.multiselect("Thematic cluster", sorted(table["cluster"].dropna().unique()))
shown = table[table["cluster"].isin(chosen)] if chosen else table
shown = shown[shown.geometry.notna()]

world = folium.Map(location=(50.5, 10.2), zoom_start=5, tiles=None)
world.options["maxZoom"] = 18
world.default_js = [("leaflet", f"../{leaflet.name}/leaflet.js")]
world.default_css = [("leaflet", f"../{leaflet.name}/leaflet.css")]
clusters = MarkerCluster()
clusters.default_js = [("cluster", f"../{files.name}/leaflet.markercluster.js")]
clusters.default_css = [("cluster", f"../{files.name}/MarkerCluster.Default.css")]
for point, name in zip(shown.geometry, shown["name"], strict=True):
    folium.CircleMarker((point.y, point.x), radius=6, tooltip=name).add_to(clusters)
clusters.add_to(world)
st_folium(world, key="map", height=620, use_container_width=True, returned_objects=["bounds", "zoom"])
