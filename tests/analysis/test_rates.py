"""Exact intervals of rates and their ratios, against SciPy's own and against published tables."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, chi2

from dsi_geo.analysis.rates import poisson_interval, ratio_interval


@pytest.mark.parametrize("count", [0, 1, 4, 13, 179, 100_000])
def test_the_interval_of_a_count_is_garwoods(count):
    low, high = poisson_interval(count)
    # By chi-square quantiles, as Garwood's interval is usually written.
    assert low == pytest.approx(chi2.ppf(0.025, 2 * count) / 2 if count else 0, rel=1e-9)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2, rel=1e-9)


def test_the_interval_of_a_count_by_published_tables():
    low, high = poisson_interval([0, 5, 10])
    assert low.round(3).tolist() == [0, 1.623, 4.795]
    assert high.round(3).tolist() == [3.689, 11.668, 18.39]


def test_what_is_missing_stays_missing():
    assert np.isnan(poisson_interval([np.nan])).all()
    assert np.isnan(ratio_interval([np.nan, 0], [1, 1], [2, 0], [1, 1])).all()


@pytest.mark.parametrize(
    ("count", "span", "other", "other_span"), [(13, 34, 4, 129), (189, 56.2, 34, 10.5), (3, 1, 300, 7)]
)
def test_the_interval_of_a_ratio_is_that_of_the_conditional_binomial(count, span, other, other_span):
    exact = binomtest(count, count + other).proportion_ci(method="exact")
    low, high = ratio_interval(count, span, other, other_span)
    assert low == pytest.approx(exact.low / (1 - exact.low) * other_span / span)
    assert high == pytest.approx(exact.high / (1 - exact.high) * other_span / span)


def test_a_ratio_to_nothing_has_no_upper_limit_and_one_of_nothing_begins_at_0():
    assert ratio_interval(3, 1, 0, 1)[1] == np.inf
    assert ratio_interval(0, 1, 3, 1)[0] == 0


def test_dispersion_widens_both():
    plain, wide = poisson_interval(20), poisson_interval(20, 2)
    assert wide[0] < plain[0] < plain[1] < wide[1]
    narrow, broad = ratio_interval(20, 1, 10, 1), ratio_interval(20, 1, 10, 1, 2)
    assert broad[0] < narrow[0] < narrow[1] < broad[1]
