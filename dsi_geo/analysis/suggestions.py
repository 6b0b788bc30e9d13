"""What a search box offers for what somebody has typed so far: places, addresses, records, and values to filter by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from dsi_geo.analysis.facets import value_names
from dsi_geo.database import Database
from dsi_geo.geography.countries import country_name
from dsi_geo.geography.places import names_of_namesakes, search
from dsi_geo.schema import ENTITIES, PROJECTS, Entity, noun
from dsi_geo.search import Similar
from dsi_geo.spelling import fold, fold_text

Kind = Literal["words", "place", "address", "record", "value", "profile"]

_PLACES: Final = 3
_ADDRESSES: Final = 4
_RECORDS: Final = 6
_VALUES: Final = 3
_PROFILES: Final = 2
_LOOKED_AT: Final = 2_000
"""Records with an address that is asked for, of which the addresses are counted."""

_WORDS_FOR: Final = {
    **{"cluster": "thematic cluster", "theme": "theme", "technology": "technology"},
    **{"kind": "kind of organisation"},
}
"""Filters whose values are offered, and what they are called."""
_PROFILED: Final = {
    **{"cluster": "thematic cluster", "theme": "theme", "technology": "technology"},
    **{"country": "country", "region": "region"},
}
"""What profiles are of."""


class Suggestion(NamedTuple):
    """Something to choose.

    Attributes
    ----------
    kind
        All records with the words; a place of the gazetteer; an address of the data; a record; a value of a filter; the
        records with a value beside all others.
    label, detail
        What it is called, and what it is.
    value
        Text of the words or the address, id of the record, or the value of the filter or profile.
    field
        The filter of a value or profile, the entity of a record; otherwise "".
    latitude, longitude
        Degrees (EPSG:4326) of a place or address; NaN where there is none.
    zoom
        Zoom level at which a place is seen whole; 0 for all others.
    """

    kind: Kind
    label: str
    detail: str
    value: str
    field: str = ""
    latitude: float = float("nan")
    longitude: float = float("nan")
    zoom: int = 0


class Suggestions(NamedTuple):
    """What is offered, and words for which only similar ones were found."""

    offered: tuple[Suggestion, ...]
    similar: tuple[Similar, ...]


def suggest(
    database: Database, entity: Entity, text: str, values: Mapping[str, Sequence[str]]
) -> Suggestions:
    """What to offer for a text, the likeliest of each kind first.

    Parameters
    ----------
    database
        Searched whole, whatever is selected.
    entity
        What is counted at present.
    text
        As typed so far.
    values
        Filter -> its possible values.
    """
    text = text.strip()
    if not fold_text(text):
        return Suggestions((), ())
    found = database.words(entity).find(text)
    matching = int(found.mask.sum())
    words = [
        Suggestion(
            "words", f"{noun(entity, matching).capitalize()} with “{text[:60]}”", f"all {matching:,}", text
        )
    ]
    places = [*_places(text)]
    named_so = bool(names_of_namesakes(fold_text(text), 1))
    offered = [
        *(places if named_so else []),
        *_addresses(database, entity, text),
        *_values(text, values),
        *_profiles(text, values),
        *_records(database, entity, text),
        *(words if matching else []),
        *([] if named_so else places),
    ]
    return Suggestions(tuple(offered), found.similar)


def _places(text: str) -> Iterator[Suggestion]:
    found = search(text, _PLACES)
    countries = country_name(found["country"])
    zooms = np.select([found["population"] > 1_000_000, found["population"] > 100_000], [10, 11], default=12)
    for name, country, latitude, longitude, zoom in zip(
        found["name"], countries, found["latitude"], found["longitude"], zooms, strict=True
    ):
        yield Suggestion(
            "place", name, f"town in {country}", name, "", float(latitude), float(longitude), int(zoom)
        )


def _addresses(database: Database, entity: Entity, text: str) -> Iterator[Suggestion]:
    """Addresses of the data that have all words, each once, those with most records first."""
    index = database.words(entity)
    in_address = index.find(text, ("address", "postcode", "city"))
    streets = np.zeros(len(in_address.scores), dtype=bool)
    for word in text.split():
        streets |= index.find(word, ("address",)).mask
    rows = in_address.best(_LOOKED_AT)
    rows = rows[streets[rows]]
    table = database.table(entity).iloc[rows]
    if table.empty:
        return
    address = table["address"].astype("str").str.split("\n").str[0].str.strip()
    town = table["city"].astype("str").fillna("")
    key = fold(address).fillna("") + "|" + fold(town).fillna("")
    counts = key.value_counts()
    order = key.drop_duplicates()
    for at in counts.reindex(order.to_numpy()).argsort(kind="stable")[::-1][:_ADDRESSES]:
        first, group = order.index[at], order.iloc[at]
        point, count = table.geometry[first], int(counts[group])
        label = address[first] + (
            f", {town[first]}" if town[first] and fold_text(town[first]) not in group.split("|")[0] else ""
        )
        latitude, longitude = (float("nan"),) * 2 if point is None else (point.y, point.x)
        yield Suggestion(
            "address",
            label,
            f"address of {count:,} {noun(entity, count)}",
            address[first],
            "",
            latitude,
            longitude,
        )


def _values(text: str, values: Mapping[str, Sequence[str]]) -> Iterator[Suggestion]:
    """Values of filters that have all words of the text."""
    named = ((field, value, value) for field in _WORDS_FOR for value in values.get(field, ()))
    for field, value, _ in islice(_with_words(text, named), _VALUES):
        yield Suggestion("value", value, _WORDS_FOR[field], value, field)


def _profiles(text: str, values: Mapping[str, Sequence[str]]) -> Iterator[Suggestion]:
    """Profiles of the values that have all words of the text."""
    named = (
        (field, value, name)
        for field in _PROFILED
        for value, name in value_names(field, tuple(values.get(field, ()))).items()
    )
    for field, value, name in islice(_with_words(text, named), _PROFILES):
        yield Suggestion("profile", name, f"profile of the {_PROFILED[field]}", value, field)


def _with_words(text: str, named: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Those whose name, the last of each, has words that begin with all words of the text."""
    words = fold_text(text).split()
    for one in named:
        parts = fold_text(one[2]).split()
        if all(any(part.startswith(word) for part in parts) for word in words):
            yield one


def _records(database: Database, entity: Entity, text: str) -> Iterator[Suggestion]:
    """The records that match best, those of the present entity first; those of the other only by name."""
    for one in sorted(
        (kind for kind in ENTITIES if len(database.table(kind))), key=lambda kind: kind != entity
    ):
        columns = () if one == entity else ("name",)
        rows = database.words(one).find(text, columns).best(_RECORDS if one == entity else _RECORDS // 2)
        table = database.table(one).iloc[rows]
        towns = table["city"].astype("str")
        for record, name, town in zip(table["id"], table["name"], towns, strict=True):
            what = "project" if one == PROJECTS else "organisation"
            yield Suggestion(
                "record",
                str(record) if pd.isna(name) else name,
                what if pd.isna(town) else f"{what} in {town}",
                str(record),
                one,
            )
