"""Class limits: the best of all groupings, every value in one class."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.shares.location_quotient import METHODS, class_limits, class_words, classify

VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), max_size=40)


def spread(values: pd.Series, number: pd.Series) -> float:
    return float(((values - values.groupby(number).transform("mean")) ** 2).sum())


@given(st.lists(st.integers(0, 60), min_size=4, max_size=9, unique=True))
def test_natural_breaks_are_the_best_of_all_groupings(numbers):
    values = pd.Series(sorted(numbers), dtype="float64")
    found = spread(values, classify(values, class_limits(values, "fisher_jenks", 3)))
    cuts = combinations(range(1, len(values)), 2)
    position = np.arange(len(values))
    best = min(spread(values, pd.Series(np.searchsorted(cut, position, side="right"))) for cut in cuts)
    assert found == pytest.approx(best)


def test_the_other_methods_by_hand():
    values = pd.Series([0.0, 1, 2, 3, 4, 5, 6, 100])
    assert class_limits(values, "equal_steps", 4).tolist() == [0, 25, 50, 75, 100]
    assert class_limits(values, "quantiles", 4).tolist() == [0, 1.75, 3.5, 5.25, 100]
    assert classify(values, class_limits(values, "quantiles", 4)).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_value_on_a_limit_belongs_to_the_lower_class():
    values = pd.Series([0.0, 5, 10, None])
    number = classify(values, np.array([0.0, 5, 10]))
    assert number.tolist()[:3] == [0, 0, 1]
    assert number.isna().tolist() == [False, False, False, True]


@given(VALUES, st.sampled_from(list(METHODS)), st.integers(1, 7))
def test_limits_ascend_and_hold_every_value(numbers, method, classes):
    values = pd.Series(numbers, dtype="float64")
    limits = class_limits(values, method, classes)
    assert len(limits) <= classes + 1 or len(set(numbers)) == 1
    assert (np.diff(limits) >= 0).all()
    if numbers:
        assert (limits[0], limits[-1]) == pytest.approx((min(numbers), max(numbers)))
        number = classify(values, limits)
        assert number.between(0, max(len(limits) - 2, 0)).all()
        assert (values <= limits[1:][number.astype(int)] + 1e-9).all()


@pytest.mark.parametrize("method", list(METHODS))
def test_no_value_one_value_and_missing_ones(method):
    assert class_limits(pd.Series(dtype="float64"), method).tolist() == []
    assert classify(pd.Series([None, None], dtype="float64"), np.array([])).isna().all()
    assert class_limits(pd.Series([3.0, 3.0, None]), method).tolist() == [3, 3]
    assert classify(pd.Series([3.0, 3.0]), np.array([3.0, 3.0])).tolist() == [0, 0]
    assert class_limits(pd.Series([1, None, 2], dtype="Int64"), method).tolist()[-1] == 2


@pytest.mark.parametrize(
    ("limits", "whole", "words"),
    [
        ([1, 12, 40], True, ["1–12", "13–40"]),
        ([1, 1, 3], True, ["1", "2–3"]),
        ([3, 3], True, ["3"]),
        ([0, 0.3, 1250.4], False, ["0–0.3", "0.3–1,250"]),
        ([0.00123, 0.0456], False, ["0.00123–0.0456"]),
        ([], True, []),
    ],
)
def test_classes_are_told_in_words(limits, whole, words):
    assert class_words(np.array(limits, dtype=float), whole=whole) == words


def test_one_natural_break_and_two_values_have_the_ends_alone():
    assert class_limits(pd.Series([3.0, 7, 9, 20]), "fisher_jenks", 1).tolist() == [3, 20]
    assert class_limits(pd.Series([7.0, 3]), "fisher_jenks", 5).tolist() == [3, 3, 7]


def test_classes_are_numbers_of_the_values_own_rows():
    number = classify(pd.Series([9.0, 1.0], index=["DE-BE", "DE-BY"]), np.array([1.0, 5, 9]))
    assert number.dtype == "Int64"
    assert number.to_dict() == {"DE-BE": 1, "DE-BY": 0}
    beyond = classify(pd.Series([12.0, 3.0]), np.array([1.0, 5, 9]))
    assert beyond.tolist() == [1, 0]
    assert classify(pd.Series([4.0, 5.0]), np.array([4.0])).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ([0.001234, 0.5, 0.5, 100.0], ["0.00123–0.5", "0.5", "0.5–100"]),
        ([2.0, 10.0, 1200.0], ["2–10", "10–1,200"]),
    ],
)
def test_limits_are_written_with_three_digits_and_no_zeros_at_the_end(limits, words):
    assert class_words(np.array(limits), whole=False) == words
