from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from dsi_geo.readers.cells import (
    as_coordinate,
    as_date,
    as_given,
    as_list,
    as_text,
    join_texts,
    split_coordinates,
    split_postcodes,
    typed,
)
from dsi_geo.schema import LIST


def text(*cells: str | None) -> pd.Series:
    return pd.Series(cells, dtype="str")


def values(column: pd.Series) -> list[object]:
    return [
        None if cell is None or (isinstance(cell, float) and math.isnan(cell)) else cell for cell in column
    ]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (text(" a ", " ", "", None), [" a ", None, None, None]),
        (pd.Series([251.0, np.nan, 1.5]), ["251", None, "1.5"]),
        (pd.Series([10115, 4109]), ["10115", "4109"]),
        (pd.Series([{"id": 4, "name": "Kind"}, {"id": 0, "name": ""}, {"a": [1]}]), ["Kind", None, '{"a":[1]}']),
        (pd.Series([["x", {"id": "1", "name": "y"}], [], None]), ["x; y", None, None]),
        (pd.to_datetime(pd.Series(["2015-03-01", None])), ["2015-03-01", None]),
        (pd.Series([dt.datetime(2015, 3, 1, 12, 30), dt.date(2015, 3, 1), True]),
         ["2015-03-01 12:30:00", "2015-03-01", "True"]),
        (pd.Series(["ab\ud800c", 5], dtype="object"), ["ab?c", "5"]),
        (pd.Series(pd.Categorical(["a", None])), ["a", None]),
    ],
)  # fmt: skip
def test_every_cell_becomes_text_as_one_would_write_it(column: pd.Series, expected: list[object]) -> None:
    converted = as_text(column)
    assert converted.dtype == "str"
    assert values(converted) == expected


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (text("a; b;;c", "d, e", None, " ; "), [["a", "b", "c"], ["d, e"], [], []]),
        (text("345, 346", "7"), [["345", "346"], ["7"]]),
        (text("a|b", "c"), [["a", "b"], ["c"]]),
        (text("a\nb", None), [["a", "b"], []]),
        (text('["a, b", "c"]', "[not json"), [["a, b", "c"], ["[not json"]]),
        (
            text("[Entwurf] Kunst; Musik", "a; b", ' ["c; d"]'),
            [["[Entwurf] Kunst", "Musik"], ["a", "b"], ["c; d"]],
        ),
        (pd.Series([12, "12, 13", None]), [["12"], ["12", "13"], []]),
        (pd.Series(["1; 2, 3", 3, ["4; 5"], '["6"]']), [["1", "2, 3"], ["3"], ["4; 5"], ["6"]]),
        (pd.Series(pd.Categorical(["a; b", None])), [["a", "b"], []]),
        (pd.Series([[{"id": "1", "name": "A"}, "b", " "], None, ["368"]]), [["A", "b"], [], ["368"]]),
        (pd.Series([12.0, np.nan]), [["12"], []]),
        (pd.Series([np.array(["x", "y"]), None], dtype="object"), [["x", "y"], []]),
        (text(), []),
    ],
)
def test_lists_are_taken_apart(column: pd.Series, expected: list[list[str]]) -> None:
    converted = as_list(column)
    assert converted.dtype == LIST
    assert [list(cell) for cell in converted] == expected


def test_conversions_keep_the_index() -> None:
    column = pd.Series(["1;2", None], index=[7, 3], dtype="str")
    for convert in (as_text, as_list, as_date, as_given, as_coordinate):
        assert convert(column).index.tolist() == [7, 3]


def test_numbers_are_read_with_decimal_point_or_comma() -> None:
    assert values(as_coordinate(text("52,52", " 13.4 ", None, "-7", "1e1"))) == [
        52.52,
        13.4,
        None,
        -7.0,
        10.0,
    ]
    assert as_coordinate(text(None, None)).dtype == "float64"


def test_a_column_with_other_words_than_numbers_stays_text() -> None:
    assert values(as_coordinate(text("52,52", "n/a", "13.404.954", "nan"))) == [
        "52.52",
        "n/a",
        "13.404.954",
        "nan",
    ]


def test_dates_stay_dates_and_text_stays_text() -> None:
    zoned = pd.Series(pd.to_datetime(["2015-03-01T23:30:00-02:00"]))
    assert as_date(zoned).tolist() == [pd.Timestamp("2015-03-01 23:30")]
    assert as_date(zoned).dtype == "datetime64[ms]"
    assert values(as_date(text("spring 2015"))) == ["spring 2015"]
    assert values(as_date(pd.Series([2015.0]))) == ["2015"]


def test_values_of_typed_formats_get_the_type_they_all_have() -> None:
    assert typed([1, 2]).dtype == "int64"
    assert typed([1, None, 2.5]).dtype == "float64"
    assert typed(["a", "", None]).dtype == "str"
    assert typed([True, False]).dtype == "bool"
    assert typed([dt.date(2015, 1, 1), None]).dtype == "datetime64[ms]"
    assert typed([dt.datetime(2015, 1, 1, tzinfo=dt.UTC)]).dtype == "datetime64[ms]"
    assert typed([1, "a"]).dtype == "object"
    assert typed([2**70, 1]).tolist() == [2**70, 1]
    assert typed([[], {}, " ", None, math.nan]).isna().all()
    assert values(as_text(typed([dt.time(8, 0), "x"]))) == ["08:00:00", "x"]


def test_times_in_several_zones_keep_the_day_that_is_written() -> None:
    zones = [dt.timezone(dt.timedelta(hours=hours)) for hours in (2, -5)]
    cells = [
        dt.datetime(2015, 11, 1, 0, 30, tzinfo=zones[0]),
        dt.datetime(2015, 11, 1, 23, 30, tzinfo=zones[1]),
    ]
    column = typed([*cells, dt.datetime(2015, 11, 1), dt.date(2015, 11, 1), None])
    assert column.dtype == "datetime64[ms]"
    assert column.dropna().dt.strftime("%Y-%m-%d").tolist() == ["2015-11-01"] * 4
    assert as_given(pd.Series(cells[:1])).tolist() == [pd.Timestamp("2015-11-01 00:30")]


@pytest.mark.parametrize(
    "cell",
    [
        "52.5, 13.4",
        "52.5;13.4",
        "52.5 13.4",
        "(52.5, 13.4)",
        "[52.5,13.4]",
        "52,5; 13,4",
        "52,5 13,4",
        "52.5°, 13.4°",
    ],
)
def test_latitude_and_longitude_in_one_cell_are_split(cell: str) -> None:
    pair = split_coordinates(text(cell, None))
    assert pair is not None
    assert [values(half) for half in pair] == [[52.5, None], [13.4, None]]


def test_cells_that_are_no_pair_are_not_split() -> None:
    assert split_coordinates(text("52.5, 13.4", "Berlin")) is None
    assert split_coordinates(text(None)) is None


@pytest.mark.parametrize(
    ("cell", "postcode", "city"),
    [
        ("10999 Berlin", "10999", "Berlin"),
        (" D-10999  Berlin ", "D-10999", "Berlin"),
        ("75001 Paris", "75001", "Paris"),
        ("75001, Paris", "75001", "Paris"),
        ("60311 Frankfurt am Main", "60311", "Frankfurt am Main"),
        ("CH-8001 Zürich", "CH-8001", "Zürich"),
        ("2300 LA CHAUX-DE-FONDS", "2300", "LA CHAUX-DE-FONDS"),
        ("9000 St. Gallen", "9000", "St. Gallen"),
        ("1012 AB Amsterdam", "1012 AB", "Amsterdam"),
        ("SW1A 1AA London", "SW1A 1AA", "London"),
        ("110 00 Praha 1", "110 00", "Praha 1"),
        ("00-950 Warszawa", "00-950", "Warszawa"),
        ("1100-148 Lisboa", "1100-148", "Lisboa"),
        ("10999", "10999", None),
        ("Berlin", None, "Berlin"),
        ("Berlin 10999", None, "Berlin 10999"),
        (None, None, None),
    ],
)
def test_a_postcode_before_a_town_is_split_off(
    cell: str | None, postcode: str | None, city: str | None
) -> None:
    halves = split_postcodes(text(cell))
    assert [half.dtype for half in halves] == ["str", "str"]
    assert [values(half) for half in halves] == [[postcode], [city]]


def test_texts_are_joined_without_gaps() -> None:
    street = pd.Series(["Mittelweg", "Ring", None, None], dtype="str")
    number = pd.Series(["50 ", "-", "7", None], dtype="str")
    assert join_texts([street, number], " ").fillna("?").tolist() == ["Mittelweg 50", "Ring", "7", "?"]
