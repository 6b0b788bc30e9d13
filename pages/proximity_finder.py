"""Proximity finder: who is under one roof or close by, and may never have heard of one another."""

from __future__ import annotations

import streamlit as st

from dsi_geo.analysis.counts import drawn_at_towns
from dsi_geo.analysis.proximity.record_groups import ids_told_apart
from dsi_geo.analysis.proximity.shared_addresses import figures
from dsi_geo.app import frame, link, messages, results, url
from dsi_geo.app.proximity_page.pair_lists import decisions_about, show_what_is_unreadable
from dsi_geo.app.proximity_page.views import UNUSED, VIEWS, proximity_tools
from dsi_geo.app.sidebar import URL

visit = frame.begin(
    "Proximity finder", "Who shares an address or is close by, and may never have heard of one another."
)
shared = results.shared_addresses(visit.loaded, visit.entity)
usable = int(shared.addresses.usable.to_numpy()[visit.mask].sum())
decisions = decisions_about(visit)
apart = ids_told_apart(decisions.verdicts)
found = figures(shared, results.address_groups(visit.loaded, visit.entity, visit.selection, apart))

with st.container(horizontal=True):
    st.metric(
        "Usable addresses",
        f"{usable:,}",
        border=True,
        help="Street and house number are known, and the town, unless few towns have a street of that name.",
    )
    st.metric("Shared addresses", f"{found.groups:,}", border=True)
    st.metric(f"{visit.noun(2).capitalize()} at them", f"{found.in_groups:,}", border=True)
    st.metric(
        "Pairs unaware of each other",
        f"{found.unaware_pairs:,}",
        border=True,
        help="They share an address, but no organisation or project that the records know of, and do not seem to be "
        "one organisation.",
    )
st.caption(
    f"{usable:,} of {visit.size:,} {visit.noun(visit.size)} have an address that can be compared; "
    f"{visit.size - usable:,} lack a street, a house number or a town. A town’s centre makes nobody a neighbour. "
    + drawn_at_towns(visit.table)
)

view = st.segmented_control(
    "View", list(VIEWS), default="Under one roof", required=True, key="view", bind=URL
)
asked = proximity_tools(visit, UNUSED.get(view, frozenset()))
show_what_is_unreadable(decisions)
message, named = st.container(), url.pair()
with st.container(key="proximity_view"):
    VIEWS[view](visit, asked, decisions)
if said := link.unlisted_pair(visit, named):
    with message:
        messages.lacking([said], key="pair")
frame.source_line(visit)
