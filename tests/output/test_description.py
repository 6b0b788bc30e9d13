"""A picture in words and numbers."""

from __future__ import annotations

import json

import pandas as pd

from dsi_geo import __version__
from dsi_geo.output.description import Description

NUMBERS = pd.DataFrame(
    {"area": ["=Berlin", None], "count": [3, 1], "since": pd.to_datetime(["2015-10-01", None])}
)


def described(**changes: object) -> dict[str, object]:
    given: dict[str, object] = {
        **{
            "title": "Projects by region",
            "description": "Berlin leads.",
            "note": "",
            "source": "Démonstration",
        },
        **{"licence": "not stated", "filters": "cluster: Health", "as_of": pd.Timestamp(2018, 1, 31)},
        **{"entity": "projects", "selected": 4, "total": 9, "shown": 3, "numbers": NUMBERS},
    }
    told: dict[str, object] = json.loads(Description(**(given | changes)).as_json())
    return told


def test_a_description_has_every_key_in_its_order():
    assert list(described()) == [
        *("title", "description", "note", "source", "licence", "filters", "as_of"),
        *("counts", "software", "numbers"),
    ]


def test_it_says_what_was_counted_of_what_and_by_which_version():
    told = described()
    assert told["counts"] == {"entity": "projects", "selected": 4, "total": 9, "shown": 3}
    assert told["software"] == {"name": "DSI Geo", "version": __version__}
    assert told["as_of"] == "2018-01-31"


def test_its_numbers_are_those_drawn_text_as_it_is_and_missing_as_null():
    assert described()["numbers"] == [
        {"area": "=Berlin", "count": 3, "since": "2015-10-01"},
        {"area": None, "count": 1, "since": None},
    ]


def test_an_empty_table_and_an_unknown_day_are_told_as_such():
    told = described(numbers=NUMBERS.iloc[:0], as_of=pd.NaT, shown=None)
    assert told["numbers"] == []
    assert told["as_of"] is None
