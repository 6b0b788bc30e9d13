"""What the URL carries beyond the widgets that are bound to it: a map's view, a spot, what is chosen in a list."""

from __future__ import annotations

from typing import Final, NamedTuple

import streamlit as st

from dsi_geo.drawing.maps import View
from dsi_geo.geography.web_mercator import MAX_ZOOM

VIEW: Final = "at"
SPOT: Final = "around"
RECORD: Final = "record"
FINDING: Final = "finding"
PAIR: Final = "pair"
PERIOD: Final = "period"
FARTHEST_M: Final = 100_000
_SEEN: Final = "_seen_view"


class Spot(NamedTuple):
    """A spot in degrees (EPSG:4326) and a radius in metres."""

    latitude: float
    longitude: float
    radius_m: float


def view() -> View | None:
    """The view that the URL names (`at=latitude,longitude,zoom`); None if it names none, or nonsense."""
    found = _numbers(VIEW)
    if found is None or not 1 <= found[2] <= MAX_ZOOM:
        return None
    return View(found[0], found[1], int(found[2]))


def remember_view(shown: View, entered: int) -> None:
    """Note the view that the map itself puts into the browser's URL, for `carried`.

    Parameters
    ----------
    entered
        The page that shows it (`Visit.entered`).
    """
    st.session_state[_SEEN] = (entered, f"{shown.latitude:.5f},{shown.longitude:.5f},{shown.zoom}")


def carried(entered: int) -> list[tuple[str, str]]:
    """Names and values that the browser's URL carries on a page (`Visit.entered`), its map's view among them."""
    pairs = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    page, seen = st.session_state.get(_SEEN, (None, ""))
    if page != entered:
        return pairs
    return [pair for pair in pairs if pair[0] != VIEW] + [(VIEW, seen)]


def spot() -> Spot | None:
    """The spot that the URL names (`around=latitude,longitude,metres`); None if none, or nonsense."""
    found = _numbers(SPOT)
    return None if found is None or not 0 < found[2] <= FARTHEST_M else Spot(*found)


def put_spot(found: Spot | None) -> None:
    """Make the URL name a spot, or none."""
    _put(SPOT, "" if found is None else f"{found.latitude:.5f},{found.longitude:.5f},{found.radius_m:.0f}")


def record() -> str:
    """Id of the record that the URL names; "" for none."""
    return st.query_params.get(RECORD, "")


def put_record(record_id: str) -> None:
    """Make the URL name a record, or none ("")."""
    _put(RECORD, record_id)


def finding() -> str:
    """Code of the kind of findings that the URL names; "" for none."""
    return st.query_params.get(FINDING, "")


def put_finding(code: str) -> None:
    """Make the URL name a kind of findings, or none ("")."""
    _put(FINDING, code)


def pair() -> tuple[str, ...]:
    """Ids of the two records of the pair that the URL names; anything else names none."""
    return tuple(st.query_params.get_all(PAIR))


def put_pair(ids: tuple[str, ...]) -> None:
    """Make the URL name a pair of records, or none (())."""
    _put(PAIR, *ids)


def period() -> tuple[str, str] | None:
    """Names of the first and last period that the URL names (`period=2015-Q3..2016-Q2`); None if none."""
    first, dots, last = st.query_params.get(PERIOD, "").partition("..")
    return (first, last) if dots else None


def put_period(first: str, last: str) -> None:
    """Make the URL name periods."""
    _put(PERIOD, f"{first}..{last}")


def _put(name: str, *values: str) -> None:
    """Write a parameter if it is another one: the browser gets the whole query string as the server knows it."""
    wanted = list(filter(None, values))
    if not wanted:
        st.query_params.pop(name, None)
    elif st.query_params.get_all(name) != wanted:
        st.query_params[name] = wanted


def _numbers(name: str) -> tuple[float, float, float] | None:
    """Latitude, longitude and a third number."""
    parts = st.query_params.get(name, "").split(",")
    try:
        latitude, longitude, third = (float(part) for part in parts)
    except ValueError:
        return None
    return (latitude, longitude, third) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
