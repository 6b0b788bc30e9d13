"""The filters of the sidebar. What is asked of them and not in the data is kept, and told; it never widens a selection.

Streamlit drops a value that is no option of a widget, from the URL and from the widget, and goes on with the default,
which means all. So what is asked for is an option here even if no record has it: it stays in the URL, in a reload, in a
link that is shared, and when another database is chosen, until the visitor takes it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from dsi_geo import schema
from dsi_geo.app import loaders, url
from dsi_geo.app.loaders import Loaded
from dsi_geo.app.visit import Lacking
from dsi_geo.errors import quoted
from dsi_geo.geography.boundaries import regions
from dsi_geo.geography.countries import country_name
from dsi_geo.schema import Entity
from dsi_geo.selection import FIELDS, MANY, Selection

LESS_USED: Final = ("launched_from", "launched_to", "status", "theme", "technology", "kind")
LABELS: Final = {name: schema.LABELS[name] for name in ("cluster", "country", "region", "status")} | {
    "theme": "Theme",
    "technology": "Technology",
    "kind": "Kind of organisation",
    "launched_from": f"{schema.LABELS['launched']} from",
    "launched_to": f"{schema.LABELS['launched']} until",
}
"""Of filters; one by a column is called as the column is."""
PRECISION_LABELS: Final = {
    "": "any, even unknown",
    "country": "country or better",
    "region": "region or better",
    "city": "town or better",
    "postcode": "postcode or better",
    "street": "street or better",
    "address": "exact address",
}
DAY_FORMATS: Final = ("%Y-%m-%d", "%Y/%m/%d")
"""In which a URL may name a day: those that Streamlit reads."""
MOST_QUOTED: Final = 3


def filters(loaded: Loaded, entity: Entity) -> tuple[Selection, tuple[Lacking, ...]]:
    """Draw the filters; give the selection, and what was asked for that the data do not have."""
    options = loaders.filter_options(loaded, entity)
    lacking: list[Lacking] = []
    chosen: dict[str, Any] = {"text": _text("Search", "text", "Name, description, address …")}
    for field in ("cluster", "country", "region"):
        chosen[field] = _many(field, options[field], lacking)
    chosen["precision"] = _precision(lacking)
    in_force = any(st.session_state.get(field) or field in st.query_params for field in LESS_USED)
    # Drawn only when open: each of these widgets costs a visitor's browser some time.
    more = st.expander("More filters", expanded=in_force, key="_more_filters", on_change="rerun")
    if more.open or in_force:
        with more:
            for field in ("launched_from", "launched_to"):
                chosen[field] = _day(field, loaded.database.projects["launched"], lacking)
            for field in ("status", "theme", "technology", "kind"):
                chosen[field] = _many(field, options[field], lacking)
    return Selection(**{field: value for field, value in chosen.items() if value}), tuple(lacking)


def reset_filters() -> None:
    """Let every filter accept all records again."""
    for field in FIELDS:
        if field in st.session_state:
            st.session_state[field] = [] if field in MANY else None if field.startswith("launched") else ""
        else:
            url.drop(field)


def _many(field: str, values: tuple[str, ...], lacking: list[Lacking]) -> tuple[str, ...]:
    names = _names(field, values)
    url.respell(field, names)
    missing = [one for one in url.asked(field) if one not in names and one not in names.values()]
    if not values and not missing:
        return ()
    chosen = st.multiselect(
        LABELS[field],
        [*values, *missing],
        format_func=lambda one: names.get(one, one),
        key=field,
        bind=url.BOUND,
        placeholder="all",
    )
    there = tuple(one for one in chosen if one in names)
    if absent := [one for one in chosen if one not in names]:
        lacking.append(_missing(field, absent, [names[one] for one in there]))
    return there


def _missing(field: str, absent: Sequence[str], there: Sequence[str]) -> Lacking:
    """What to say of values that no record has, beside those that some have."""
    label = LABELS[field].lower()
    sentence = f"{_asks(field, absent)} for the {label} {_listed(absent)}, which these data do not have."
    if there:
        left_out = "It is" if len(absent) == 1 else "They are"
        sentence += f" {left_out} left out: what is selected has the {label} {_listed(there, 'or')}."
    else:
        sentence += " So no record is selected."
    return Lacking(sentence, empties=not there)


def _asks(field: str, values: Sequence[str]) -> str:
    return "The link asks" if all(url.in_link(field, one) for one in values) else "The filter asks"


def _listed(values: Sequence[str], conjunction: str = "and") -> str:
    """Values in quotation marks, the first of them where they are many."""
    shown = [quoted(one) for one in values[:MOST_QUOTED]]
    if len(values) > MOST_QUOTED:
        shown.append(f"{len(values) - MOST_QUOTED:,} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {conjunction} {shown[-1]}"


def _names(field: str, values: tuple[str, ...]) -> dict[str, str]:
    if field == "country":
        return dict(zip(values, country_name(pd.Series(values, dtype="str")), strict=True))
    if field == "region":
        names = regions()["name"].reindex(values)
        return {code: f"{name} ({code})" for code, name in names.items()}
    return {value: value for value in values}


def _text(label: str, field: str, placeholder: str) -> str:
    return st.text_input(label, key=field, bind=url.BOUND, placeholder=placeholder, type="search") or ""


def _precision(lacking: list[Lacking]) -> str:
    url.respell("precision", PRECISION_LABELS)
    missing = [
        one
        for one in url.asked("precision")
        if one not in PRECISION_LABELS and one not in PRECISION_LABELS.values()
    ]
    chosen = st.selectbox(
        schema.LABELS["location_precision"],
        [*PRECISION_LABELS, *missing],
        format_func=lambda one: PRECISION_LABELS.get(one, one),
        key="precision",
        bind=url.BOUND,
    )
    if chosen in PRECISION_LABELS:
        return str(chosen)
    words = ", ".join(label for precision, label in PRECISION_LABELS.items() if precision)
    lacking.append(
        Lacking(
            f"{_asks('precision', [chosen])} for the precision {quoted(chosen)}, which there is not: there are "
            f"{words}. So no record is selected.",
            empties=True,
        )
    )
    return ""


def _day(field: str, launched: pd.Series, lacking: list[Lacking]) -> str:
    """Ask for a day within those of the data, or with one outside them that is asked for; "" for none."""
    value = st.session_state.get(field)
    named = "" if field in st.session_state else st.query_params.get(field, "")
    asked = value or _as_day(named)
    if named and asked is None:
        lacking.append(_no_day(field, named))
        return ""
    known = [day.date() for day in (launched.min(), launched.max()) if pd.notna(day)]
    days = [*known, *filter(None, [asked])]
    if not days:
        return ""
    day: date | None = st.date_input(
        LABELS[field],
        value=None,
        min_value=min(days),
        max_value=max(days),
        format="DD/MM/YYYY",
        key=field,
        bind=url.BOUND,
    )
    if day and not known:
        lacking.append(
            Lacking(
                f"{_asks(field, [day.isoformat()])} for projects {LABELS[field].lower()} "
                f"{quoted(day.isoformat())}, but in these data no project has a launch date. So no record is selected.",
                empties=True,
            )
        )
    return day.isoformat() if day else ""


def _as_day(text: str) -> date | None:
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _no_day(field: str, named: str) -> Lacking:
    """Show what the URL names instead of a day where the day would be chosen; no widget for days can hold it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(LABELS[field], value=named, disabled=True)
        st.button(
            "",
            icon=":material/close:",
            key=f"_drop_{field}",
            help="Take it away",
            on_click=url.drop,
            args=(field,),
        )
    return Lacking(
        f"The link asks for projects {LABELS[field].lower()} {quoted(named)}, which is no day: write it as 2016-01-31. "
        "So no record is selected.",
        empties=True,
    )
