from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.readers.angles import angle_pairs, degrees_of
from dsi_geo.readers.cells import as_coordinate, split_coordinates


def degrees(text: str, *beside: str) -> float:
    return float(degrees_of(pd.Series([text, *beside], dtype="str"))[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("52°31'12\"N", 52.52),
        ("52° 31′ 12″ N", 52.52),
        ("52º31’12’’", 52.52),
        ("N 52° 31.2'", 52.52),
        ("N52.52", 52.52),
        ("52,52° N", 52.52),
        ("52 31 12", 52.52),
        ("52:31:12", 52.52),
        ("52.52 n", 52.52),
        ("33°51'31\"S", -33.8586),
        ("−33°51′31″", -33.8586),
        ("13°24'18.3\" E", 13.405083),
        ("0°7'39\" W", -0.1275),
        ("52 deg 31 min 12 sec N", 52.52),
    ],
)
def test_angles_are_degrees(text: str, expected: float) -> None:
    assert degrees(text) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("text", ["52°31'N", "52°31′"])
def test_whole_minutes_are_no_finer_than_a_kilometre(text: str) -> None:
    assert degrees(text) == 52.52  # not 52.516667


@pytest.mark.parametrize(
    "text", ["52.52", "abc", "Nordring 5", "200°", "52°61'N", "52°31'61\"N", "N 52° S", "52.5°31'N", "12 O"]
)
def test_what_is_no_angle_or_a_plain_number_is_missing(text: str) -> None:
    assert math.isnan(degrees(text))


@pytest.mark.parametrize("part", [" ", "5 ", "°", "5°", "1' ", "N"])
def test_cells_longer_than_any_angle_are_not_looked_at(part: str) -> None:
    cell = part * 20_000 + "x"
    assert math.isnan(degrees(cell))
    assert split_coordinates(pd.Series([cell, cell])) is None


def test_o_is_west_beside_an_east_and_east_beside_a_west() -> None:
    assert degrees("4°30'O", "4°30'E") == -4.5  # oeste, ouest
    assert degrees("4°30'O", "4°30'W") == 4.5  # Ost


@pytest.mark.parametrize(
    "text",
    [
        "52°31'12\"N 13°24'18\"E",
        "N 52° 31.2' E 13° 24.3'",
        "52.52°N, 13.405°E",
        "52.52 N 13.405 E",
        "13.405°E 52.52°N",
        "52.52°; 13.405°",
        "52.52, 13.405",
        "52,52; 13,405",
    ],
)
def test_latitude_and_longitude_in_one_cell(text: str) -> None:
    halves = split_coordinates(pd.Series([text, None]))
    assert halves is not None
    assert (halves[0][0], halves[1][0]) == (52.52, 13.405)
    assert halves[0].isna().tolist() == [False, True]


def test_a_few_cells_that_are_no_pair_do_not_keep_the_others_from_being_read() -> None:
    cells = pd.Series(["52.5, 13.4"] * 9 + ["unknown"])
    halves = split_coordinates(cells)
    assert halves is not None
    assert halves[0].notna().sum() == 9
    assert split_coordinates(cells.iloc[7:]) is None
    assert angle_pairs(pd.Series(["Berlin, DE", None], dtype="str"))[0].isna().all()


def test_a_column_may_have_angles_and_numbers() -> None:
    numbers = as_coordinate(pd.Series(["52°31'12\"N", "48.1", None]))
    assert numbers.dtype == "float64"
    assert numbers.tolist()[:2] == [52.52, 48.1]
    assert as_coordinate(pd.Series(["52°31'12\"N", "somewhere"])).tolist() == ["52.52", "somewhere"]


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"))
def test_every_angle_comes_back_within_its_last_second(d: int, m: int, s: int, letter: str) -> None:
    exact = (d + m / 60 + s / 3600) * (1 if letter == "N" else -1)
    assert degrees(f"{d}°{m:02}'{s:02}\"{letter}") == pytest.approx(exact, abs=0.000_051)
