"""Profiles: a group beside all others, on cases done by hand and against statsmodels and SciPy."""

from __future__ import annotations

from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from dsi_geo.analysis.facets import Facet
from dsi_geo.analysis.profiles import (
    OVER,
    UNDER,
    Sides,
    alike,
    compare,
    key_figures,
    latest,
    missing,
    newcombe_interval,
    roofs,
    sharing,
    sides,
    telling,
)
from dsi_geo.schema import LIST, LOCATION_PRECISIONS, ORGANISATIONS, PROJECTS, STATUSES

NEVER = pd.NaT


def one_each(*values: str | None) -> Facet:
    """A facet with one value a record."""
    codes, found = pd.factorize(pd.Series(values, dtype="str"), sort=True)
    return Facet(pd.Index(found), codes.astype(np.int32))


def several(*values: str) -> Facet:
    """A facet with any number of values a record, each a letter."""
    names = sorted(set("".join(values)))
    pairs = [(row, names.index(name)) for row, own in enumerate(values) for name in sorted(set(own))]
    rows, codes = (np.array(part, dtype=np.int32) for part in zip(*pairs, strict=True))
    return Facet(pd.Index(names), codes, rows)


def parted(group: int, others: int, unknown: int = 0) -> Sides:
    """The first records are the group's, the next the others'."""
    size = group + others + unknown
    at = np.arange(size)
    return Sides(at < group, (at >= group) & (at < group + others), unknown)


def mask(*rows: int, size: int) -> np.ndarray:
    found = np.zeros(size, dtype=bool)
    found[list(rows)] = True
    return found


def test_a_record_whose_value_is_not_known_is_on_neither_side():
    found = sides(one_each("a", "b", None, "a"), "a", np.ones(4, dtype=bool))
    assert (found.group.tolist(), found.others.tolist()) == (
        [True, False, False, True],
        [False, True, False, False],
    )
    assert found.unknown == 1


def test_a_record_with_several_values_belongs_to_the_group_and_never_to_the_others_as_well():
    found = sides(several("ab", "b", "", "a"), "a", np.ones(4, dtype=bool))
    assert found.group.tolist() == [True, False, False, True]
    assert found.others.tolist() == [False, True, False, False]
    assert found.unknown == 1


def test_only_what_is_selected_counts():
    found = sides(several("ab", "b", "", "a"), "a", np.array([True, False, False, False]))
    assert (found.group.sum(), found.others.sum(), found.unknown) == (1, 0, 0)


@pytest.mark.parametrize("facet", [one_each("a", None), several("a", "")])
def test_a_value_that_no_record_has_gives_an_empty_group(facet):
    found = sides(facet, "z", np.ones(2, dtype=bool))
    assert (found.group.sum(), found.others.sum(), found.unknown) == (0, 1, 1)


@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_the_interval_of_a_difference_is_that_of_statsmodels(total, other_total, data):
    count, other = data.draw(st.integers(0, total)), data.draw(st.integers(0, other_total))
    expected = confint_proportions_2indep(count, total, other, other_total, method="newcomb", compare="diff")
    found = newcombe_interval(count, total, other, other_total)
    assert np.allclose([float(limit) for limit in found], expected, atol=1e-9)


def test_an_interval_of_nothing_is_missing():
    assert np.isnan(newcombe_interval(0, 0, 1, 2)).all()


def test_shares_are_of_the_records_whose_value_is_known():
    facet = one_each("x", "x", "y", None, "x", "y", "y", "y", None)
    found = compare(facet, parted(4, 5))
    assert (found.known, found.others_known) == (3, 4)
    row = found.table.loc["x"]
    assert (row["count"], row["share"]) == (2, pytest.approx(2 / 3))
    assert (row["other_count"], row["other_share"]) == (1, pytest.approx(1 / 4))
    assert row["difference"] == pytest.approx(2 / 3 - 1 / 4)
    assert row["expected"] == pytest.approx(3 / 4)


def test_who_has_no_value_of_what_is_compared_says_nothing_about_it():
    facet = one_each("x", "y", "x", "y")
    with_unknown = Facet(facet.values, np.r_[facet.codes, [-1] * 6].astype(np.int32))
    few, many = (
        compare(facet, parted(2, 2)),
        compare(with_unknown, Sides(mask(0, 1, 4, 5, 6, size=10), mask(2, 3, 7, 8, 9, size=10), 0)),
    )
    pd.testing.assert_frame_equal(few.table, many.table)


@pytest.mark.parametrize("counts", [(14, 30, 5, 60), (0, 25, 20, 40), (3, 20, 9, 60), (20, 20, 20, 40)])
def test_p_values_are_twice_the_smaller_tail_of_fishers_exact_test(counts):
    count, total, other, other_total = counts
    values = ["x"] * count + ["y"] * (total - count) + ["x"] * other + ["y"] * (other_total - other)
    found = compare(one_each(*values), parted(total, other_total)).table.loc["x"]
    table = [[count, total - count], [other, other_total - other]]
    tail = min(fisher_exact(table, side).pvalue for side in ("less", "greater"))
    assert found["p_value"] == pytest.approx(min(1, 2 * tail))


def test_a_verdict_takes_both_the_interval_and_the_test_among_all_values():
    group = ["a"] * 20 + ["b"] * 2 + ["c"] * 6 + [*"defghijklmnopqrst"] * 2
    others = ["a"] * 12 + ["b"] * 20 + ["c"] * 3 + [*"defghijklmnopqrst"] * 6
    table = compare(one_each(*group, *others), parted(len(group), len(others))).table
    sure = multipletests(table["p_value"], alpha=0.05, method="fdr_bh")[0]
    beyond = (table["difference_low"] > 0) | (table["difference_high"] < 0)
    assert table["verdict"].ne("").tolist() == (sure & beyond).tolist()
    assert table.loc["a", "verdict"] == OVER
    by_itself = (beyond & ~sure)[beyond & ~sure].index.tolist()
    assert by_itself == ["b", "c"]  # the one too rare, the other too frequent, if nothing else were compared


def test_nothing_is_told_of_few_records():
    values = ["x"] * 11 + ["y"] * 200
    found = compare(one_each(*values), parted(11, 200))
    assert not found.tells
    assert found.table["verdict"].eq("").all()
    assert not missing(found)["told"].any()
    assert compare(one_each("x", *values), parted(12, 200)).table.loc["x", "verdict"] == OVER


@pytest.mark.parametrize(("group", "others"), [(0, 3), (3, 0)])
def test_a_side_without_records_gives_no_figures_and_no_verdict(group, others):
    table = compare(one_each("x", "y", "y"), parted(group, others)).table
    assert table["p_value"].isna().all()
    assert table["difference"].isna().all()
    assert table["verdict"].eq("").all()


def test_a_facet_that_nobody_has_gives_an_empty_table():
    found = compare(one_each(None, None), parted(1, 1))
    assert found.table.empty
    assert missing(found).empty
    assert telling([found], 5) == []


def test_what_is_missing_comes_by_how_many_would_be_expected_with_the_chance_of_none():
    others = ["rare"] * 2 + ["common"] * 20 + ["x"] * 18
    found = missing(compare(one_each(*["x"] * 20, *others), parted(20, 40)))
    assert found.index.tolist() == ["common", "rare"]
    assert found["expected"].tolist() == [pytest.approx(20 * 20 / 40), pytest.approx(20 * 2 / 40)]
    assert found["other_count"].tolist() == [20, 2]
    chance = [comb(60 - held, 20) / comb(60, 20) for held in (20, 2)]
    assert found["chance_of_none"].tolist() == [pytest.approx(one) for one in chance]
    assert found["told"].tolist() == [True, False]


def test_a_large_group_beside_few_others_does_not_take_one_record_for_a_pattern():
    found = missing(compare(one_each(*["x"] * 500, "lone", *["x"] * 99), parted(500, 100)))
    assert found.loc["lone", "expected"] == pytest.approx(5)
    assert found.loc["lone", "chance_of_none"] == pytest.approx(100 / 600)
    assert not found.loc["lone", "told"]


def test_what_both_lack_and_what_the_group_alone_has_is_not_missing():
    facet = Facet(pd.Index(["both", "mine", "nobody"]), np.array([0, 1, 0], dtype=np.int32))
    assert missing(compare(facet, parted(2, 1))).empty


def test_several_values_of_a_record_count_each():
    table = compare(several("xy", "x", "y", ""), parted(2, 2)).table
    assert table["count"].to_dict() == {"x": 2, "y": 1}
    assert table["share"].to_dict() == {"x": 1.0, "y": 0.5}
    assert table["other_share"].to_dict() == {"x": 0.0, "y": 1.0}


def test_charts_of_two_groups_have_the_same_rows_those_that_stand_out_first():
    values = ["a"] * 40 + ["b"] * 40 + ["c"] * 20 + ["d"] * 5
    every = one_each(*values)
    first = compare(every, Sides(mask(*range(40), size=105), mask(*range(40, 105), size=105), 0))
    second = compare(every, Sides(mask(*range(80, 100), size=105), ~mask(*range(80, 100), size=105), 0))
    assert telling([first], 2) == ["a", "b"]
    assert telling([first, second], 3) == ["a", "c", "b"]
    assert first.table.loc["b", "verdict"] == UNDER


def test_facets_are_alike_if_their_records_have_the_same_values():
    assert alike(several("ab", "b"), several("ab", "b"))
    assert alike(one_each("a", None), one_each("a", None))
    assert not alike(several("ab", "b"), several("ab", "a"))
    assert not alike(one_each("a", "b"), several("a", "b"))


def projects(**columns: list[object]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    usual = {
        "id": [f"P{row}" for row in range(size)],
        "location_precision": ["city"] * size,
        "status": ["active"] * size,
        "launched": [NEVER] * size,
    }
    table = pd.DataFrame(usual | columns)
    return table.assign(
        location_precision=pd.Categorical(table["location_precision"], LOCATION_PRECISIONS, ordered=True),
        status=pd.Categorical(table["status"], STATUSES),
        launched=pd.to_datetime(table["launched"]).astype("datetime64[ms]"),
    )


def test_each_figure_says_of_how_many_records_it_is():
    table = projects(
        location_precision=["address", "street", "city", "none", "address"],
        status=["active", "closed", "unknown", "ending", "planned"],
        launched=["2010-05-01", "2015-01-01", None, "2013-02-02", "2020-01-01"],
    )
    places = {"country": one_each("DE", "FR", "DE", None, "FR")}
    who = sharing(
        table, mask(0, 1, 4, size=5), pd.DataFrame({"members": pd.array([["P0", "P4"]], dtype=LIST)})
    )
    as_of = pd.Timestamp("2018-01-31")
    found = key_figures(table, PROJECTS, as_of, parted(3, 2), places, who).set_index("figure")
    assert found.drop(columns="kind").T.to_dict("list") == {
        "Place known to the street or better": [2, 3, 1, 2],
        "Year of launch known": [2, 3, 1, 2],  # the launch of 2020 is planned
        "Active": [1, 2, 1, 2],
        "Closed": [1, 2, 0, 2],
        "Share an address with another": [1, 2, 1, 1],
        "Countries": [2, 3, 1, 1],
        "Median year of launch": [2012.5, 2, 2013, 1],
    }


def test_figures_of_organisations_leave_out_what_is_not_recorded_of_them():
    table = (
        projects(launched=["2010-05-01", None]).rename(columns={"launched": "founded"}).drop(columns="status")
    )
    found = key_figures(table, ORGANISATIONS, NEVER, parted(1, 1), {}, None)
    assert found["figure"].tolist() == [
        "Place known to the street or better", "Year of foundation known", "Median year of foundation",
    ]  # fmt: skip
    assert found["other_count"].isna().tolist() == [False, False, True]


def groups(*members: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "address": [f"Street {at}" for at in range(len(members))],
            "city": ["Town"] * len(members),
            "members": pd.array(list(members), dtype=LIST),
        }
    )


def test_shared_addresses_of_a_group_name_its_own_records_first():
    table = projects(status=["active"] * 6)
    found = roofs(table, groups(["P0", "P1", "P4"], ["P2", "P3"], ["P4", "P5"]), mask(1, 2, 3, size=6))
    assert found["address"].tolist() == ["Street 1", "Street 0"]
    assert found["own"].tolist() == [2, 1]
    assert found["size"].tolist() == [2, 3]
    assert found["members"].tolist() == [[2, 3], [1, 0, 4]]


def test_without_a_shared_address_there_is_no_roof():
    table = projects(status=["active"] * 2)
    assert roofs(table, groups(), mask(0, size=2)).empty
    assert not sharing(table, mask(0, 1, size=2), groups()).shared.any()


def test_the_latest_come_first_and_nothing_that_is_only_planned():
    table = projects(launched=["2010-01-01", "2015-01-01", None, "2019-01-01", "2014-01-01", "2017-01-01"])
    group = mask(0, 1, 2, 3, 4, size=6)
    assert latest(table, "launched", pd.Timestamp("2018-01-31"), group, 2).tolist() == [1, 4]
    assert latest(table, "launched", NEVER, group, 9).tolist() == [3, 1, 4, 0]
