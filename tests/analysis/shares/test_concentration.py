"""Concentration: by hand, against PySAL, and intervals that hold what they promise."""

from __future__ import annotations

import inequality.gini
import inequality.theil
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.shares.concentration import (
    MEASURES,
    NO_RECORD,
    ONE_AREA,
    ONE_AREA_ONLY,
    THIN,
    TOO_FEW,
    concentration,
    concentration_sentence,
    indices,
    lorenz_curve,
    sure_first,
)

COUNTS = st.lists(st.integers(0, 200), min_size=2, max_size=30).filter(any)


def of(*counts: float, **options: int) -> pd.DataFrame:
    groups = pd.DataFrame(
        [counts], index=["all"], columns=[f"area {number}" for number in range(len(counts))]
    )
    return concentration(groups, **options).set_index("measure")


def test_the_measures_by_hand():
    # Shares 0, 0.1, 0.2, 0.7 of four areas.
    value = of(7, 0, 2, 1, top=2)["value"]
    assert value["herfindahl_hirschman"] == pytest.approx(0.01 + 0.04 + 0.49)
    assert value["gini"] == pytest.approx(2 * (2 * 0.1 + 3 * 0.2 + 4 * 0.7) / 4 - 5 / 4)
    assert value["theil"] == pytest.approx(0.1 * np.log(0.4) + 0.2 * np.log(0.8) + 0.7 * np.log(2.8))
    assert value["top_share"] == pytest.approx(0.9)


def test_equal_areas_are_not_concentrated():
    assert of(5, 5, 5, 5)["value"].tolist() == pytest.approx([0.25, 0, 0, 0.75])


@given(COUNTS)
def test_gini_and_theil_are_what_pysal_gives(counts):
    array = np.array(counts, dtype=np.float64)
    herfindahl, gini, theil, _ = indices(array[array > 0], len(array), 3)
    assert gini == pytest.approx(inequality.gini.Gini(array).g, abs=1e-9)
    # PySAL takes logarithms of what it was given, so nothing must be a little more than nothing.
    assert theil == pytest.approx(inequality.theil.Theil(array + 1e-12).T, abs=1e-6)
    assert 1 / len(array) - 1e-12 <= herfindahl <= 1 + 1e-12


def test_the_gini_is_half_the_relative_mean_difference():
    counts = np.array([1.0, 4.0, 4.0, 11.0])
    difference = np.abs(counts[:, None] - counts).mean() / counts.mean()
    assert of(*counts)["value"]["gini"] == pytest.approx(difference / 2)


@pytest.mark.parametrize("records", [60, 180, 860])
def test_the_intervals_hold_the_truth_about_as_often_as_they_say(records):
    random = np.random.default_rng(3)
    true = random.dirichlet(np.full(60, 0.6))
    truth = indices(true, 60, 3)
    samples = pd.DataFrame(random.multinomial(records, true, size=150))
    found = concentration(samples, draws=200)
    for number, measure in ((0, "herfindahl_hirschman"), (3, "top_share")):
        rows = found[found["measure"] == measure]
        held = rows["low"].le(truth[number]) & rows["high"].ge(truth[number])
        assert held.mean() >= 0.86, measure


def test_the_correction_brings_a_small_sample_nearer_to_the_truth():
    random = np.random.default_rng(4)
    true = random.dirichlet(np.full(60, 0.6))
    found = concentration(pd.DataFrame(random.multinomial(150, true, size=60)), draws=200)
    means = found.groupby("measure")[["value", "corrected"]].mean().loc[list(MEASURES)]
    error = means.sub(indices(true, 60, 3), axis=0).abs()
    assert (error["corrected"] < error["value"]).all()


def test_the_same_seed_gives_the_same_figures():
    pd.testing.assert_frame_equal(of(30, 20, 10), of(30, 20, 10))
    assert not of(30, 20, 10).equals(of(30, 20, 10, seed=1))


def test_many_areas_are_drawn_less_often():
    found = concentration(pd.DataFrame(np.full((2, 20_000), 3)))
    assert found["draws"].unique().tolist() == [30]


@pytest.mark.parametrize(
    ("counts", "notes"),
    [
        ((0, 0), [NO_RECORD] * 4),
        ((5, 6), [TOO_FEW] * 4),
        ((1, 0), [TOO_FEW] * 4),
        ((30, 0), [ONE_AREA] * 4),
        ((30,), [ONE_AREA, ONE_AREA_ONLY, ONE_AREA_ONLY, ONE_AREA]),
        ((10, 9), [None, THIN, THIN, None]),
        ((10, 10), [None] * 4),
    ],
)
def test_what_cannot_be_told_has_its_reason(counts, notes):
    found = of(*counts)
    assert found["note"].astype("object").where(found["note"].notna(), None).tolist() == notes
    assert (found["low"].notna() == (found["note"].isna() | found["note"].eq(THIN))).all()
    assert (found["value"].notna() == ~found["note"].isin([NO_RECORD, ONE_AREA_ONLY])).all()
    assert not np.isinf(found.select_dtypes("number").to_numpy()).any()


def test_no_group_gives_no_row():
    assert concentration(pd.DataFrame()).empty


def test_the_sentence_corrects_and_hedges():
    rows = concentration(pd.DataFrame([[60, 20, 20, 0]], index=["all"]))
    sentence = concentration_sentence(rows, "projects")
    assert sentence.startswith(
        "The 100 projects whose area is known are as concentrated as if they were spread evenly over 2.3 of the 4 areas"
        " (Herfindahl-Hirschman index 0.440). A sample as small as this looks more concentrated"
    )
    few = concentration(pd.DataFrame([[1, 0]], index=["all"]))
    assert concentration_sentence(few, "projects").endswith(TOO_FEW)
    none = concentration(pd.DataFrame([[0, 0]], index=["all"]))
    assert concentration_sentence(none, "projects") == NO_RECORD


def test_the_curve_by_hand():
    curve = lorenz_curve(pd.Series({"A": 7, "B": 1, "C": 2}))
    assert curve["area"].tolist()[1:] == ["B", "C", "A"]
    assert curve["base_share"].tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert curve["records_share"].tolist() == pytest.approx([0, 0.1, 0.3, 1])


def test_the_curve_against_inhabitants_orders_by_rate_and_leaves_out_unpeopled_areas():
    counts = pd.Series({"A": 6, "B": 2, "C": 2, "D": 9})
    curve = lorenz_curve(counts, pd.Series({"A": 60, "B": 10, "C": 30, "D": None}))
    assert curve["area"].tolist()[1:] == ["C", "A", "B"]
    assert curve["base_share"].tolist() == pytest.approx([0, 0.3, 0.9, 1])
    assert curve["records_share"].tolist() == pytest.approx([0, 0.2, 0.8, 1])


@given(COUNTS)
def test_the_gini_is_twice_the_area_between_curve_and_diagonal(counts):
    curve = lorenz_curve(pd.Series(counts))
    below = np.trapezoid(curve["records_share"], curve["base_share"])
    assert of(*counts)["value"]["gini"] == pytest.approx(1 - 2 * below)


def test_no_record_gives_no_curve():
    assert lorenz_curve(pd.Series({"A": 0})).empty
    assert lorenz_curve(pd.Series(dtype="int64")).empty


def test_groups_too_small_for_an_interval_are_not_ranked_above_those_that_have_one():
    rows = pd.DataFrame({"value": [1.0, 0.2, 0.4, 0.9], "low": [None, 0.1, 0.3, None]}, index=list("abcd"))
    assert sure_first(rows).index.tolist() == ["c", "b", "a", "d"]
