"""Location quotients by hand, and their interval against simulated counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.shares.location_quotient import (
    NONE_AT_ALL,
    NONE_HERE,
    location_quotients,
    quotient_sentence,
)

PART = pd.Series({"Berlin": 60, "Bayern": 10})
WHOLE = pd.Series({"Berlin": 99, "Bayern": 40, "Wien": 22})


def test_a_quotient_by_hand():
    found = location_quotients(PART, WHOLE)
    assert found["location_quotient"].tolist() == pytest.approx(
        [(60 / 70) / (99 / 161), (10 / 70) / (40 / 161), 0]
    )
    assert found["count"].tolist() == [60, 10, 0]


def test_an_area_without_a_record_of_the_part_has_no_interval():
    vienna = location_quotients(PART, WHOLE).loc["Wien"]
    assert vienna[["low", "high"]].isna().all()
    assert vienna["note"] == NONE_HERE
    assert quotient_sentence(vienna, "Health and care", "Wien").endswith(NONE_HERE)


def table(here: int, elsewhere: int, others_here: int, others: int) -> tuple[pd.Series, pd.Series]:
    part = pd.Series({"here": here, "elsewhere": elsewhere})
    return part, part + pd.Series({"here": others_here, "elsewhere": others})


@pytest.mark.parametrize("counts", [(60, 120, 40, 660), (100, 300, 400, 3_000)])
def test_the_interval_is_as_wide_as_simulated_counts_scatter(counts):
    total = sum(counts)
    drawn = np.random.default_rng(1).multinomial(total, np.array(counts) / total, size=100_000)
    here, elsewhere, others_here, _ = drawn.T
    logarithms = np.log(here / (here + elsewhere) / ((here + others_here) / total))
    row = location_quotients(*table(*counts)).loc["here"]
    assert np.log(row["high"] / row["location_quotient"]) == pytest.approx(1.96 * logarithms.std(), rel=0.03)
    assert row["location_quotient"] / row["low"] == pytest.approx(row["high"] / row["location_quotient"])


def test_the_interval_holds_the_truth_with_a_dozen_records_too():
    true = np.array([12, 200, 60, 600]) / 872
    quotient = true[0] / true[:2].sum() / true[[0, 2]].sum()
    drawn = np.random.default_rng(2).multinomial(872, true, size=400)
    rows = [location_quotients(*table(*counts)).loc["here"] for counts in drawn]
    held = [row["low"] <= quotient <= row["high"] for row in rows]
    assert np.mean(held) == pytest.approx(0.95, abs=0.03)


def test_the_whole_compared_with_itself_is_one_for_sure():
    found = location_quotients(WHOLE, WHOLE)
    assert found[["location_quotient", "low", "high"]].to_numpy() == pytest.approx(1, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8))
def test_nothing_is_ever_infinite(pairs):
    part = pd.Series([one for one, _ in pairs], dtype="int64")
    found = location_quotients(part, part + pd.Series([other for _, other in pairs], dtype="int64"))
    numbers = found.select_dtypes("number")
    assert not np.isinf(numbers).any(axis=None)
    given_one = found["low"].notna()
    assert (found["low"] <= found["location_quotient"])[given_one].all()
    assert (given_one == found["note"].isna()).all()


def test_no_record_is_told():
    row = location_quotients(pd.Series({"Berlin": 0}), pd.Series({"Berlin": 0})).loc["Berlin"]
    assert row["note"] == NONE_AT_ALL
    assert quotient_sentence(row, "Health and care", "Berlin") == f"Berlin: {NONE_AT_ALL}"


def test_sentences_hedge_what_may_be_the_same():
    found = location_quotients(PART, WHOLE)
    assert quotient_sentence(found.loc["Berlin"], "Migration", "Berlin") == (
        "The share of “Migration” among the records in Berlin is 1.4 times what it is among all records with a known"
        " place (location quotient, 95% interval 1.2 to 1.6)."
    )
    alike = location_quotients(pd.Series({"A": 10, "B": 11}), pd.Series({"A": 40, "B": 40}))
    assert quotient_sentence(alike.loc["A"], "Migration", "A").endswith("; it could as well be the same.")


def test_rows_keep_their_areas_and_the_count_of_all():
    found = location_quotients(PART, WHOLE)
    assert found.index.tolist() == ["Berlin", "Bayern", "Wien"]
    assert found.columns.tolist() == ["count", "of_all", "location_quotient", "low", "high", "note"]
    assert found["of_all"].tolist() == [99, 40, 22]


@pytest.mark.parametrize(("low", "high", "clear"), [(1.0, 2.0, False), (0.5, 1.0, False), (1.01, 2, True)])
def test_an_interval_that_ends_at_one_decides_nothing(low, high, clear):
    row = pd.Series(
        {"count": 20, "of_all": 90, "location_quotient": 1.2, "low": low, "high": high, "note": None}
    )
    said = quotient_sentence(row, "Health and care", "Berlin")
    assert said.endswith("it could as well be the same.") is not clear
