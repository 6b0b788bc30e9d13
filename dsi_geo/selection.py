"""The selection: the filters in force, one immutable value, the same on every page and in the URL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dsi_geo.arguments import did_you_mean, kind_of, not_a, not_among, refuse
from dsi_geo.cleaning.dates import parse_dates
from dsi_geo.cleaning.status import end_of_period
from dsi_geo.database import Database
from dsi_geo.errors import InputError, quoted
from dsi_geo.geography.boundaries import regions
from dsi_geo.geography.countries import countries, country_codes, country_name
from dsi_geo.geography.drawn_areas import FORM, area_words, corners_of, lies_within
from dsi_geo.schema import (
    LOCATION_PRECISIONS,
    ORGANISATIONS,
    PRECISION_WORDS,
    PROJECTS,
    STATUSES,
    Entity,
    list_array,
)
from dsi_geo.spelling import alphabetical_order, fold, fold_text

_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Selection:
    """Filters on records; an empty filter accepts all.

    Attributes
    ----------
    cluster, theme, technology, kind, country, region, town, status
        Values of which a record must have one. Countries are ISO 3166-1 alpha-2, regions ISO 3166-2; the name of a
        country, in any spelling, becomes its code. Towns are named as the data name them.
    area
        Areas drawn on a map (`dsi_geo.geography.drawn_areas`), in one of which a record's point must lie: corners as
        latitude,longitude in degrees with spaces between them, two of them for a box. Of a record whose place is not
        known more precisely, the point is the middle of its town.
    launched_from, launched_to
        First and last day (ISO text, "" for open) on which a project may have been launched; a month or a year
        becomes its first or last day. A vague date matches if its month or year overlaps; a record without a date
        does not match.
    precision
        The coarsest location precision that is accepted; "" for all.
    text
        Words that a record must have, in any order, in any of its texts or the names of those linked to it; see
        `dsi_geo.search`.

    Raises
    ------
    InputError
        A value has the wrong type, or is not a day or a location precision. Whether the data have a value is checked
        by `matched`.

    Notes
    -----
    A filter on a column of the other entity follows the links: an organisation is in a thematic
    cluster if one of its projects is, a project has an organisation kind if one of its
    organisations has.

    Examples
    --------
    >>> Selection(country=("Germany", "FR"), launched_to="2016")
    Selection(cluster=(), ... country=('DE', 'FR'), ... launched_to='2016-12-31', ...)
    >>> Selection(country="Germany")
    Traceback (most recent call last):
    dsi_geo.errors.InputError: “country” is the text “Germany”: give a tuple of texts, as country=("Germany",).
    """

    cluster: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    technology: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    town: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    launched_from: str = ""
    launched_to: str = ""
    precision: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        """Refuse values that are not filters, and spell the others as the data do."""
        refuse(*(_fault(name, getattr(self, name)) for name in FIELDS))
        for name in FIELDS:
            object.__setattr__(self, name, _spelled(name, getattr(self, name)))

    def __bool__(self) -> bool:
        """True if any filter is in force."""
        return self != Selection()

    @property
    def parts(self) -> tuple[Selection, ...]:
        """Each filter in force by itself, the two days of a span together; a record must match all of them."""
        alone = [(name,) for name in FIELDS if name not in DAYS]
        parts = [Selection(**{name: getattr(self, name) for name in names}) for names in (*alone, DAYS)]
        return tuple(part for part in parts if part)


FIELDS: Final = tuple(field.name for field in fields(Selection))
MANY: Final = tuple(field.name for field in fields(Selection) if field.default == ())
DAYS: Final = ("launched_from", "launched_to")
MOST_NAMED: Final = 10

OWNED_COLUMNS: Final[dict[str, tuple[Entity, str]]] = {
    "cluster": (PROJECTS, "cluster"),
    "theme": (PROJECTS, "themes"),
    "technology": (PROJECTS, "technologies"),
    "status": (PROJECTS, "status"),
    "kind": (ORGANISATIONS, "kind"),
}
"""Filters on a column of one entity, which reach the other through the links."""
OWN_COLUMNS: Final = {"country": "country", "region": "region", "town": "city"}
"""Filters on a record's own place, and their columns."""


def apply(selection: Selection, database: Database, entity: Entity) -> pd.Series:
    """Which records of an entity are in the selection.

    Returns
    -------
    Series
        Bool, with the index of `database.table(entity)`.
    """
    table = database.table(entity)
    chosen = pd.Series(True, index=table.index)
    for name, (owner, column) in OWNED_COLUMNS.items():
        wanted = getattr(selection, name)
        if wanted:
            chosen &= _through_links(_has_any(database.table(owner)[column], wanted), owner, database, entity)
    if selection.launched_from or selection.launched_to:
        chosen &= _through_links(_launched_between(database.projects, selection), PROJECTS, database, entity)
    for name, column in OWN_COLUMNS.items():
        if getattr(selection, name):
            chosen &= table[column].isin(getattr(selection, name))
    if selection.area:
        points = table.geometry
        latitude, longitude = points.y.to_numpy(), points.x.to_numpy()
        chosen &= np.logical_or.reduce([lies_within(one, latitude, longitude) for one in selection.area])
    if selection.precision:
        chosen &= table["location_precision"] >= selection.precision
    if selection.text.strip():
        chosen &= database.words(entity).find(selection.text).mask
    return chosen


def options(database: Database, entity: Entity) -> dict[str, tuple[str, ...]]:
    """The values that each filter with several values can take in a database, in the order to show them."""
    table = database.table(entity)
    found = {name: _values(database.table(owner)[column]) for name, (owner, column) in OWNED_COLUMNS.items()}
    found |= {name: _values(table[column]) for name, column in OWN_COLUMNS.items()}
    found["status"] = tuple(status for status in STATUSES if status in found["status"])
    names = country_name(pd.Series(found["country"], dtype="str"))
    found["country"] = tuple(found["country"][at] for at in alphabetical_order(names))
    return found


def from_pairs(pairs: Iterable[str], database: Database, entity: Entity) -> Selection:
    """The selection given by `field=value` arguments, as on the command line.

    Values of one field are alternatives. Countries may be named in any spelling.

    Raises
    ------
    InputError
        A field does not exist, is given twice where only one value is allowed, or has a value that no record has.
    """
    chosen: dict[str, Any] = {}
    faults: list[str] = []
    known = options(database, entity)
    for pair in pairs:
        name, _, value = pair.partition("=")
        name, value = name.strip(), value.strip()
        if name not in FIELDS or not value:
            faults.append(
                f"{quoted(pair)} is not a filter: write field=value with one of the fields {', '.join(FIELDS)}."
            )
            continue
        found = _resolve(name, value, known)
        if found is None and name.startswith("launched"):
            faults.append(f"{quoted(pair)} names no day: write it as 2015-10-31, 2015-10 or 2015.")
        elif found is None and name == "area":
            faults.append(no_area(value))
        elif found is None:
            among = [*known.get(name, LOCATION_PRECISIONS if name == "precision" else ())]
            listed = (
                f": there is {', '.join(map(str, among[:12]))}{' …' if len(among) > 12 else ''}"
                if among
                else ""
            )
            faults.append(f"No record has the {name} {quoted(value)}{listed}.")
        elif name in MANY:
            chosen[name] = (*chosen.get(name, ()), found)
        elif name in chosen:
            faults.append(f"{quoted(pair)} is a second {name}: give one only.")
        else:
            chosen[name] = found
    if faults:
        raise InputError(faults)
    return Selection(**chosen)


def matched(selection: Selection, database: Database, entity: Entity) -> Selection:
    """The selection in the spelling of a database: case is ignored, and regions may be given by name.

    The data have every value of the result, but there may be no record that matches all of them together.

    Parameters
    ----------
    selection
        The selection as given.
    database, entity
        The records that it will be applied to.

    Raises
    ------
    InputError
        No record has a value (the message names up to ten existing ones), launch days are given but no launch is
        dated, or the first day is after the last.
    """
    asked = [name for name in MANY if getattr(selection, name) and name != "area"]
    known = options(database, entity) if asked else {}
    found: dict[str, Any] = {}
    faults: list[str] = []
    for name in asked:
        values = {value: _resolve(name, value, known) for value in getattr(selection, name)}
        faults += [_lacking(name, value, known[name]) for value, there in values.items() if there is None]
        found[name] = tuple(values.values())
    refuse(*faults, *_impossible_days(selection, database))
    return replace(selection, **found)


_IN_WORDS: Final = {"precision": "place known at least to", "area": "place within"}


def describe(selection: Selection) -> str:
    """The filters in force in words, for captions and exports; "" if there are none."""
    parts = []
    for name in FIELDS:
        value = getattr(selection, name)
        if not value:
            continue
        label = _IN_WORDS.get(name, name.replace("_", " "))
        parts.append(f"{label}: {value if isinstance(value, str) else ' or '.join(_names(name, value))}")
    return "; ".join(parts)


def _fault(name: str, value: object) -> str:
    """Why a value cannot be used for a field of a selection, whatever the data; "" if it can."""
    if name in MANY:
        if not isinstance(value, tuple | list):
            example = value if isinstance(value, str) and value else "…"
            return not_a(value, (), name, f'a tuple of texts, as {name}=("{example}",)')
        wrong = [one for one in value if not isinstance(one, str) or not one.strip()]
        if wrong:
            return f"“{name}” holds {kind_of(wrong[0])}, which names nothing: give texts only."
        unread = [one for one in value if name == "area" and corners_of(one) is None]
        return no_area(unread[0]) if unread else ""
    if not isinstance(value, str):
        return not_a(value, str, name, "a text")
    if name in DAYS and value and _day(value, last=False) is None:
        return f"{quoted(f'{name}={value}')} names no day: write it as 2015-10-31, 2015-10 or 2015."
    return (
        not_among(value, LOCATION_PRECISIONS, "location precision") if name == "precision" and value else ""
    )


def no_area(text: str) -> str:
    """A sentence about a text that should be an area drawn on a map."""
    return f"{quoted(text)} is no area: write its corners as latitude,longitude, such as {FORM}."


def _spelled(name: str, value: Any) -> Any:
    """A value as the data spell it, as far as that is known without them."""
    if name == "country" and not set(value) <= set(
        countries().index
    ):  # skipping this is a hundred times as fast
        names = pd.Series(value, dtype="str")
        return tuple(country_codes(names)["code"].fillna(names))
    if name in DAYS and value:
        return _day(value, last=name == "launched_to")
    return tuple(value) if name in MANY else value


def _lacking(name: str, value: str, known: tuple[str, ...]) -> str:
    """A sentence about a value that no record has, with those that there are."""
    (called,) = _names(name, [value])
    asked = quoted(value) if called == value else f"{quoted(value)} ({called})"
    if not known:
        return f"No record has the {name} {asked}: in these data no {name} is known."
    names = dict(zip(known, _names(name, known), strict=True))
    shown = [one if named == one else f"{one} ({named})" for one, named in names.items()][:MOST_NAMED]
    more = f" and {len(known) - len(shown):,} more" if len(known) > len(shown) else ""
    guess = did_you_mean(value, [*names.values()])
    return f"No record has the {name} {asked}: there is {', '.join(shown)}{more}.{guess}"


def _names(name: str, values: Sequence[str]) -> list[str]:
    """The values of a field as shown: countries and regions by their names."""
    codes = pd.Series(values, dtype="str")
    if name == "country":
        return list(country_name(codes).fillna(codes))
    if name == "area":
        return [area_words(value) for value in values]
    return list(codes.map(regions()["name"]).fillna(codes)) if name == "region" else list(values)


def _impossible_days(selection: Selection, database: Database) -> Iterator[str]:
    given = [name for name in DAYS if getattr(selection, name)]
    if given and not database.projects["launched"].notna().any():
        yield f"“{given[0]}” selects nothing: in these data no project has a launch date."
    elif len(given) == len(DAYS) and selection.launched_from > selection.launched_to:
        days = f"{selection.launched_from} to {selection.launched_to}"
        yield f"No day is in the span from {days}: its first day is after its last."


def _resolve(name: str, value: str, known: dict[str, tuple[str, ...]]) -> str | None:
    """The value as the data spell it, or None if they do not have it."""
    if name == "text":
        return value
    if name == "area":
        return value if corners_of(value) else None
    if name in ("launched_from", "launched_to"):
        return _day(value, last=name == "launched_to")
    candidates = LOCATION_PRECISIONS if name == "precision" else known[name]
    if name == "country":
        code = country_codes(pd.Series([value], dtype="str"))["code"].iloc[0]
        return code if code in candidates else None
    names = pd.Series(_names(name, candidates), dtype="str")
    if name == "precision":
        names = pd.Series([PRECISION_WORDS[candidate] for candidate in candidates], dtype="str")
    keys = dict(zip(fold(names), candidates, strict=True))
    return value if value in candidates else keys.get(fold_text(value))


def _day(value: str, *, last: bool) -> str | None:
    """The first or last day that a text means, in ISO form; None if it names none."""
    if _ISO_DAY.fullmatch(value):  # the dashboard's own format, without the slower parser
        with suppress(ValueError):
            return date.fromisoformat(value).isoformat()
    parsed = parse_dates(pd.Series([value], dtype="str"))
    if parsed["date"].isna().iloc[0]:
        return None
    day = end_of_period(parsed["date"], parsed["precision"]) if last else parsed["date"]
    return f"{day.iloc[0]:%Y-%m-%d}"


def _values(column: pd.Series) -> tuple[str, ...]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        present = column.cat.remove_unused_categories().cat.categories
    elif isinstance(column.dtype, pd.ArrowDtype):
        present = pc.unique(pc.list_flatten(list_array(column))).to_pylist()
    else:
        present = column.dropna().unique()
    values = pd.Series([value for value in present if value], dtype="str")
    return tuple(values.iloc[alphabetical_order(values)])


def _has_any(column: pd.Series, wanted: tuple[str, ...]) -> pd.Series:
    if not isinstance(column.dtype, pd.ArrowDtype):
        return column.isin(wanted)
    lists = list_array(column)
    hits = pc.is_in(pc.list_flatten(lists), value_set=pa.array(wanted, type=lists.type.value_type))
    rows = pc.filter(pc.list_parent_indices(lists), hits).to_numpy()
    found = np.zeros(len(column), dtype=bool)
    found[rows] = True
    return pd.Series(found, index=column.index)


def _through_links(chosen: pd.Series, owner: Entity, database: Database, entity: Entity) -> pd.Series:
    """Carry a choice among the records of `owner` over to the linked records of `entity`."""
    if owner == entity:
        return chosen
    links = database.links()
    singular = {PROJECTS: "project_id", ORGANISATIONS: "organisation_id"}
    ids = database.table(owner).loc[chosen, "id"]
    linked = links.loc[links[singular[owner]].isin(ids), singular[entity]]
    return database.table(entity)["id"].isin(linked)


def _launched_between(projects: pd.DataFrame, selection: Selection) -> pd.Series:
    start = projects["launched"]
    latest = end_of_period(start, projects["launched_precision"])
    inside = start.notna()
    if selection.launched_from:
        inside &= latest >= pd.Timestamp(selection.launched_from)
    if selection.launched_to:
        inside &= start <= pd.Timestamp(selection.launched_to)
    return inside
