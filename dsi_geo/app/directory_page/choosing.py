"""Values chosen in the facets: they are those of the widgets in the sidebar, which alone hold them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

import streamlit as st

from dsi_geo.analysis.facets import FIELDS
from dsi_geo.app import url
from dsi_geo.schema import LOCATION_PRECISIONS
from dsi_geo.selection import DAYS, MANY, Selection

TEXT: Final = "text"
_FIRST_DAY: Final = (1, 1)
_LAST_DAY: Final = (12, 31)


class Years(NamedTuple):
    """A span of years, both included; None where it is open."""

    first: int | None
    last: int | None


def chosen_values(facet: str, selection: Selection, values: Iterable[str]) -> tuple[str, ...]:
    """Those of a facet's values that a selection asks for."""
    if facet == "year":
        span = years_of(selection)
        return tuple(year for year in values if span != Years(None, None) and _is_within(int(year), span))
    wanted = getattr(selection, facet)
    return ((wanted,) if wanted else ()) if isinstance(wanted, str) else wanted


def years_of(selection: Selection) -> Years:
    """The years that the days of launch of a selection reach into."""
    first, last = (int(day[:4]) if day else None for day in (selection.launched_from, selection.launched_to))
    return Years(first, last)


def with_year(span: Years, year: int) -> Years:
    """A span extended to a year; an open end, of a span that has another, stays open."""
    if span == Years(None, None):
        return Years(year, year)
    first, last = span
    return Years(None if first is None else min(first, year), None if last is None else max(last, year))


def without_year(span: Years, year: int, known: Iterable[int]) -> Years:
    """A span without a year: of the years with records, the longer part on one side, the later of two equal ones."""
    inside = [one for one in sorted(known) if _is_within(one, span)]
    before, after = [one for one in inside if one < year], [one for one in inside if one > year]
    kept = before if len(before) > len(after) else after
    return Years(kept[0], kept[-1]) if kept else Years(None, None)


def choose(facet: str, value: str, wanted: bool, years: Iterable[str] = ()) -> None:
    """Set the widget of the sidebar that belongs to a facet so that a value is chosen, or no longer.

    Parameters
    ----------
    facet, value
        Name of the facet and its value; a pair that cannot be is ignored, since it comes from the browser.
    wanted
        Whether it is to be chosen.
    years
        All values of the facet of years.
    """
    if facet == "year":
        _choose_year(value, wanted, years)
    elif facet == "precision":
        if value in LOCATION_PRECISIONS:
            url.choose(facet, value if wanted else "")
    elif facet in FIELDS and facet in MANY:
        held = [one for one in url.asked(facet) if one != value]
        url.choose(facet, [*held, value] if wanted else held)


def search(text: str) -> None:
    """Put a text into the search of the sidebar."""
    url.choose(TEXT, text)


def _choose_year(value: str, wanted: bool, years: Iterable[str]) -> None:
    if value not in years:
        return
    days = [st.session_state.get(field) for field in DAYS]
    span = Years(*(day.year if isinstance(day, date) else None for day in days))
    known = [int(one) for one in years]
    first, last = with_year(span, int(value)) if wanted else without_year(span, int(value), known)
    url.choose(DAYS[0], None if first is None else date(first, *_FIRST_DAY))
    url.choose(DAYS[1], None if last is None else date(last, *_LAST_DAY))


def _is_within(year: int, span: Years) -> bool:
    return (span.first is None or span.first <= year) and (span.last is None or year <= span.last)
