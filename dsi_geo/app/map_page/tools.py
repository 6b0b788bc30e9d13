"""The tools of the map: layers and colours, the street map, what is around a spot, and areas to select by."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dsi_geo.app import url
from dsi_geo.app.databases import settings
from dsi_geo.app.map_page.component import Look, ask_to_draw, drawn_area, turned, view_area
from dsi_geo.app.map_page.destination import AROUND, RADII_M, RADIUS, USUAL_RADIUS_M
from dsi_geo.app.map_page.layers import COLOURED, LAYERS
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.palette import FIELDS, colour_fields

_TAKEN: Final = "_spot_click"
_FOLLOWED: Final = "_spot_record"
_AROUND_HELP: Final = (
    "Lists what lies within a radius of the middle of the map. The spot follows: click on the map or on a record, or "
    "search for a place or an address."
)
_FOLDED: Final = "_folded_panels"
_DRAWN: Final = "_drawn_area"
_SELECTED: Final = "_selected_area"
_VIEW_HELP: Final = "What lies in the part of the map that is seen now; it becomes a filter on every page."
_DRAW_HELP: Final = (
    "Click the corners of an area on the map, and its first corner once more to finish; Escape ends it. What lies in "
    "it becomes a filter on every page."
)
_STREET_MAP_HELP: Final = (
    "Asks OpenStreetMap’s servers for map tiles; they then see your address. Off, nothing leaves this server."
)
_OWN_STREET_MAP_HELP: Final = "Streets and places from this server’s own file; nothing leaves this server."


def panels_switch() -> bool:
    """Let the panels be folded away; whether they are open."""
    folded = bool(st.session_state.get(_FOLDED))
    st.button(
        "Show panels" if folded else "Hide panels",
        icon=":material/left_panel_close:" if folded else ":material/right_panel_close:",
        key="_fold_panels",
        on_click=st.session_state.__setitem__,
        args=(_FOLDED, not folded),
    )
    return not folded


def map_tools(visit: Visit) -> Look:
    """Ask for layer and colours."""
    fields = colour_fields(visit.database.table(visit.entity), visit.entity)
    field = fields[0]
    with st.container(horizontal=True, gap="medium"):
        layer = st.segmented_control(
            "Show as", list(LAYERS), default=COLOURED, required=True, key="layer", bind=URL
        )
        if layer == COLOURED:
            field = st.selectbox(
                "Colours", fields, format_func=FIELDS.__getitem__, key="colours", bind=URL, width=190
            )
    return Look(layer, field)


def area_buttons(key: str) -> None:
    """Offer to select what is in view, or in an area that the visitor draws (`take_drawn_area`)."""
    if st.session_state.pop(_SELECTED, False):
        st.rerun()  # the page, and the sidebar
    with st.container(horizontal=True, gap="small"):
        in_view = view_area(key)
        st.button(
            "Select this view",
            icon=":material/crop_free:",
            disabled=not in_view,
            help=_VIEW_HELP,
            on_click=_select,
            args=(in_view,),
        )
        st.button(
            "Draw an area",
            icon=":material/polyline:",
            help=_DRAW_HELP,
            on_click=ask_to_draw,
            args=(key,),
        )


def take_drawn_area(key: str) -> None:
    """Select by the area that was drawn on a map, once for each; call it when the map has told something new."""
    drawn = drawn_area(key)
    if drawn is not None and drawn.number != st.session_state.get(_DRAWN):
        st.session_state[_DRAWN] = drawn.number
        _select(drawn.text)


def _select(area: str) -> None:
    url.choose("area", [area])
    st.session_state[_SELECTED] = True


def map_switches(key: str, record: tuple[float, float] | None) -> tuple[bool, url.Spot | None]:
    """Ask for the street map, and for what is around a spot: the middle of the map, or wherever it is clicked.

    Only the spot is in the URL: opening a link must not load anything from an outside host.

    Parameters
    ----------
    key
        The map.
    record
        Latitude and longitude of the record in the URL; None if there is none, or it has no point.
    """
    named = url.spot()
    st.session_state.setdefault(AROUND, named is not None)
    st.session_state.setdefault(RADIUS, _nearest_radius(named.radius_m) if named else USUAL_RADIUS_M)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        about = _OWN_STREET_MAP_HELP if settings().tiles else _STREET_MAP_HELP
        street_map = st.toggle("Street map", settings().street_map, key="street_map", help=about)
        around = st.toggle("Around here", key=AROUND, help=_AROUND_HELP)
        if around:
            radius_m = st.selectbox(
                "Radius",
                RADII_M,
                format_func=distance_words,
                key=RADIUS,
                width=120,
                label_visibility="collapsed",
            )
    chosen = _newly_chosen(record)
    middle = (chosen or _newly_clicked(key) or (named and named[:2]) or _middle(key)) if around else None
    spot = url.Spot(*middle, radius_m) if middle else None
    url.put_spot(spot)
    return street_map, spot


def _newly_chosen(record: tuple[float, float] | None) -> tuple[float, float] | None:
    """The point of the record in the URL, if it was another one in the run before."""
    asked = url.record()
    if asked == st.session_state.get(_FOLLOWED):
        return None
    first = _FOLLOWED not in st.session_state
    st.session_state[_FOLLOWED] = asked
    return None if first and url.spot() else record


def _newly_clicked(key: str) -> tuple[float, float] | None:
    """The last click on the map, if it has not been handled yet."""
    click = (st.session_state.get(key) or {}).get("last_clicked")
    if click is None or click == st.session_state.get(_TAKEN):
        return None
    st.session_state[_TAKEN] = click
    return click["lat"], turned(click["lng"])


def _middle(key: str) -> tuple[float, float] | None:
    centre = (st.session_state.get(key) or {}).get("center")
    return (centre["lat"], turned(centre["lng"])) if centre else None


def _nearest_radius(radius_m: float) -> int:
    return min(RADII_M, key=lambda offered: abs(offered - radius_m))


def distance_words(metres: float) -> str:
    """A distance in words: metres below a kilometre, kilometres above."""
    return f"{metres:,.0f} m" if metres < 1_000 else f"{metres / 1_000:,.3g} km"
