"""The legend under a map."""

from __future__ import annotations

from html import escape

import streamlit as st

from dsi_geo.app.cluster_map.layers import Legend


def show_legend(legend: Legend) -> None:
    """A swatch and its words for every colour, and how the signs are to be read; all text is escaped."""
    entries = "".join(
        f'<li><span class="dsi-swatch" style="background:{colour}"></span>{escape(words)}</li>'
        for colour, words in legend.entries
    )
    note = f"<p>{escape(legend.note)}</p>" if legend.note else ""
    st.html(f'<div class="dsi-legend"><strong>{escape(legend.title)}</strong><ul>{entries}</ul>{note}</div>')
