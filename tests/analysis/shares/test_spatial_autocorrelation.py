"""Moran's I: a board by hand, esda with its own permutations, and honest reasons where there is none."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from esda.moran import Moran_Local_Rate, Moran_Rate
from libpysal.graph import Graph

from dsi_geo.analysis.shares.spatial_autocorrelation import spatial_autocorrelation

SIDE = 6
CELLS = [(row, column) for row in range(SIDE) for column in range(SIDE)]


def board(counts: np.ndarray, people: np.ndarray | None = None) -> pd.DataFrame:
    codes = [f"{row}{column}" for row, column in CELLS]
    population = np.full(len(CELLS), 100_000) if people is None else people
    table = pd.DataFrame({"name": codes, "count": counts, "population": population}, index=pd.Index(codes))
    return table.astype({"population": "Int64"})


def rook() -> pd.DataFrame:
    pairs = [
        (f"{row}{column}", f"{row + down}{column + right}")
        for row, column in CELLS
        for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0))
        if 0 <= row + down < SIDE and 0 <= column + right < SIDE
    ]
    return pd.DataFrame(pairs, columns=["region", "neighbour"])


HALVES = np.array([20 if column < SIDE // 2 else 2 for _, column in CELLS])
CHECKS = np.array([20 if (row + column) % 2 else 2 for row, column in CELLS])


def test_a_chessboard_is_as_unlike_its_neighbours_as_can_be():
    found = spatial_autocorrelation(board(CHECKS), rook())
    assert found.morans_i == pytest.approx(-1)
    assert found.expected == pytest.approx(-1 / 35)
    assert found.p_value < 0.01
    assert set(found.regions["neighbourhood"]) == {"high among low", "low among high"}
    assert "beside others with few" in found.sentence()


def test_two_halves_are_alike_and_stand_out():
    found = spatial_autocorrelation(board(HALVES), rook())
    assert found.morans_i > 0.8
    assert found.p_value < 0.01
    out = found.regions[found.regions["stands_out"]]
    assert set(out["neighbourhood"]) <= {"high among high", "low among low"}
    assert "beside others with many, more so than chance" in found.sentence()


def test_the_index_is_what_esda_gives_and_p_close_to_its_permutations():
    random = np.random.default_rng(6)
    people = random.integers(10_000, 500_000, len(CELLS))
    counts = random.poisson(people / 10_000 * (1 + HALVES / 40))
    table = board(counts, people)
    found = spatial_autocorrelation(table, rook())
    order = {code: number for number, code in enumerate(table.index)}
    pairs = rook().replace(order).infer_objects().astype(int).sort_values(["region", "neighbour"])
    graph = Graph.from_arrays(pairs["region"], pairs["neighbour"], np.ones(len(pairs)))
    np.random.seed(1)  # noqa: NPY002 - what esda draws from
    theirs = Moran_Rate(counts, people, graph, permutations=4_999)
    assert found.morans_i == pytest.approx(theirs.I)
    assert found.p_value == pytest.approx(min(1, 2 * theirs.p_sim), abs=0.03)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it announces another alternative hypothesis
        local = Moran_Local_Rate(counts, people, graph, permutations=4_999, seed=1)
    ours = found.regions.reindex(table.index)
    assert ours["local_i"].to_numpy() == pytest.approx(local.Is)
    assert ours["p_value"].to_numpy() == pytest.approx(np.minimum(1, 2 * local.p_sim), abs=0.07)


def test_neighbours_without_a_record_are_no_rarity_where_most_regions_have_none():
    counts = np.zeros(len(CELLS), dtype=int)
    counts[14] = 40
    found = spatial_autocorrelation(board(counts), rook())
    assert found.regions.loc["22", "neighbourhood"] == "high among low"
    assert found.regions.loc["22", "p_value"] == 1
    assert "No region stands out together with its neighbours." in found.sentence()
    assert "neither clearly more alike nor more unlike" in found.sentence()


def test_chance_alone_stands_out_seldom():
    random = np.random.default_rng(7)
    p = [
        spatial_autocorrelation(board(random.poisson(10, len(CELLS))), rook(), permutations=199).p_value
        for _ in range(100)
    ]
    assert np.mean(np.array(p) <= 0.05) < 0.13


def test_the_same_seed_gives_the_same_result():
    one, other = (spatial_autocorrelation(board(HALVES), rook()) for _ in range(2))
    pd.testing.assert_frame_equal(one.regions, other.regions)
    assert one.p_value == other.p_value


def test_islands_and_regions_without_population_are_named_as_left_out():
    table = board(HALVES)
    table.loc["00", "population"] = pd.NA
    island = pd.DataFrame({"name": "Far", "count": 3, "population": 1_000}, index=["far"])
    found = spatial_autocorrelation(pd.concat([table, island]), rook())
    assert list(found.left_out) == ["00", "far"]
    assert len(found.regions) == 35


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (
            board(HALVES).head(0),
            "it takes 10 regions with neighbours and a known population, but there are 0.",
        ),
        (board(HALVES).head(5), "but there are 5."),
        (board(np.zeros(36, dtype=int)), "none of these regions has a record."),
        (board(np.full(36, 4)), "all regions have the same rate."),
    ],
)
def test_where_there_is_no_result_it_says_why(table, reason):
    found = spatial_autocorrelation(table, rook())
    assert np.isnan(found.morans_i)
    assert found.sentence().endswith(reason)
    assert list(found.regions.columns) == list(spatial_autocorrelation(board(HALVES), rook()).regions.columns)
