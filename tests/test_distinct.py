"""Work once for each distinct value."""

from __future__ import annotations

import pandas as pd

from dsi_geo.distinct import FEW, distinct_rows, each_once


def text(*values: str | None) -> pd.Series:
    return pd.Series(values, index=range(7, 7 + len(values)), dtype="str")


def test_rows_are_numbered_in_the_order_of_their_first_appearance() -> None:
    number, (town, country) = distinct_rows(
        text("Paris", "Paris", "Paris", None), text("FR", "US", "FR", "FR")
    )
    assert number.tolist() == [0, 1, 0, 2]
    assert town.fillna("").tolist() == ["Paris", "Paris", ""]
    assert country.tolist() == ["FR", "US", "FR"]


def test_missing_values_of_one_column_are_a_value_like_others() -> None:
    number, (distinct,) = distinct_rows(text(None, "b", None, "a", "b"))
    assert distinct.take(number).fillna("").tolist() == ["", "b", "", "a", "b"]
    assert len(distinct) == 3


def test_each_distinct_row_is_worked_on_once_and_the_index_kept() -> None:
    asked: list[int] = []

    def joined(one: pd.Series, other: pd.Series) -> pd.Series:
        asked.append(len(one))
        return one + other

    one, other = text(*["a", "a", "b", "a"] * FEW), text(*["x", "y", "x", "x"] * FEW)
    result = each_once(joined, one, other)
    assert asked == [3]
    assert result.tolist() == ["ax", "ay", "bx", "ax"] * FEW
    assert result.index.equals(one.index)
    assert each_once(joined, one[:4], other[:4]).equals(result[:4])


def test_nothing_gives_nothing() -> None:
    assert each_once(lambda column: column.str.upper(), text()).empty
