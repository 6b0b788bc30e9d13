"""Records with several values of a column count in each; what counts records still counts each once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from dsi_geo.analysis.map_circles import circles, coloured
from dsi_geo.analysis.map_clusters import ClusterIndex
from dsi_geo.analysis.memberships import common, joined, memberships, number_of_values, share_known, split
from dsi_geo.analysis.proximity.pairs import choose_pairs
from dsi_geo.analysis.shares.place_counts import partner_place_counts, place_counts
from dsi_geo.analysis.timeline.lifetimes import median_lifetimes, survival
from dsi_geo.drawing.palette import colour_fields, colouring
from dsi_geo.geography.web_mercator import Bounds
from dsi_geo.schema import LIST

WORLD = Bounds(-85, -180, 85, 180)
ROWS = [["Health", "Arts"], ["Health"], [], ["Food"]]


@pytest.fixture
def clusters():
    return pd.Series(pd.array(ROWS, dtype=LIST), name="cluster")


@pytest.fixture
def places():
    return pd.DataFrame(
        {"id": list("abcd"), "country": ["DE", "DE", "FR", "FR"], "region": None, "city": None}
    )


def test_values_are_pairs_of_record_and_value(clusters):
    rows, codes, values = memberships(clusters)
    assert (rows.tolist(), [values[code] for code in codes]) == (
        [0, 0, 1, 3],
        ["Health", "Arts", "Health", "Food"],
    )
    assert values == ["Arts", "Food", "Health"]
    assert number_of_values(clusters) == 3
    assert joined(clusters).tolist() == ["Health, Arts", "Health", "", "Food"]
    assert joined(pd.Series(["a", None], dtype="category")).tolist() == ["a", ""]


def test_a_record_counts_at_its_place_in_each_of_its_clusters(clusters, places):
    found = place_counts(places, clusters, "country").set_index(["group", "country"])["count"]
    assert found.to_dict() == {
        ("Arts", "DE"): 1,
        ("Health", "DE"): 2,
        ("Food", "FR"): 1,
    }
    assert place_counts(places, finest="country")["count"].sum() == 4


def test_a_project_is_divided_among_its_partners_in_each_of_its_clusters(clusters, places):
    organisations = pd.DataFrame({"id": ["x", "y"], "country": ["DE", "PL"], "region": None, "city": None})
    links = pd.DataFrame({"project_id": ["a", "a"], "organisation_id": ["x", "y"]})
    found = partner_place_counts(places, organisations, links, clusters, "country")
    counts = found.set_index(["group", "country"])["count"].to_dict()
    assert counts == {
        ("Arts", "DE"): 0.5,
        ("Arts", "PL"): 0.5,
        ("Health", "DE"): 1.5,
        ("Health", "PL"): 0.5,
        ("Food", "FR"): 1.0,
    }


def test_topics_are_the_same_if_a_cluster_is_common_and_open_if_none_is_known(clusters):
    table = pd.DataFrame({"id": list("abcd"), "cluster": clusters})
    pairs = pd.DataFrame({"id_a": ["a", "a", "a"], "id_b": ["b", "c", "d"], "linked": False})
    everyone = np.ones(4, dtype=bool)
    assert choose_pairs(pairs, table, everyone, topics="same")["id_b"].tolist() == ["b"]
    assert choose_pairs(pairs, table, everyone, topics="different")["id_b"].tolist() == ["d"]
    assert len(choose_pairs(pairs, table, everyone)) == 3


def test_a_record_has_the_colours_of_all_of_its_clusters(clusters):
    by = colouring(clusters.to_frame(), "cluster")
    assert by.labels == ("Arts", "Food", "Health")
    assert by.overlapping
    assert by.codes.astype(int).tolist() == [[1, 0, 1], [0, 0, 1], [0, 0, 0], [0, 1, 0]]
    assert colour_fields(clusters.to_frame(), "projects") == ["cluster", "location_precision"]


def test_of_many_clusters_the_rarer_ones_are_other():
    words = [[f"c{number}"] for number in range(12)] + [["c3", "c4", "c11"]] * 2
    by = colouring(pd.Series(pd.array(words, dtype=LIST), name="cluster").to_frame(), "cluster")
    assert (len(by.labels), by.labels[-1]) == (9, "other")
    assert {"c3", "c4", "c11"} <= {*by.labels}
    assert by.codes.sum() == 12 + 3 * 2


def test_a_circle_counts_records_once_and_each_of_their_clusters(clusters):
    table = pd.DataFrame(
        {"name": list("abcd"), "city": "Berlin", "location_precision": ["address", "city", "city", "address"]}
    )
    by = colouring(clusters.to_frame(), "cluster")
    index = coloured(ClusterIndex([52.5] * 4, [13.4] * 4), by.codes, table, len(by.labels))
    (circle,) = circles(index.clusters(WORLD, 2), table, 2, by.labels, "projects").to_dict("records")
    assert circle["count"] == 4
    assert [circle[code] for code in range(4)] == [1, 1, 2, 1]
    said = "Berlin: 4 projects, 2 of them known to their town only · Health 2, Arts 1, Food 1 … · click for the list"
    assert circle["tooltip"] == said
    (chosen,) = index.chosen([True, False, False, False]).clusters(WORLD, 2).to_dict("records")
    assert [chosen["count"], *(chosen[code] for code in (3, 5, 7))] == [1, 1, 0, 1]


@given(st.integers(0, 2**32))
def test_categories_of_one_each_are_counted_as_before(seed):
    dice = np.random.default_rng(seed)
    codes = dice.integers(-1, 3, 40).astype(np.int16)
    members = codes[:, None] == np.arange(3)
    table = pd.DataFrame(
        {"location_precision": dice.choice(["address", "city"], 40), "name": "n", "city": "t"}
    )
    index = ClusterIndex(dice.uniform(40, 60, 40), dice.uniform(0, 20, 40))
    drawn = [
        circles(
            coloured(index, category, table, 3).clusters(WORLD, zoom),
            table,
            zoom,
            ["a", "b", "c"],
            "projects",
        )
        for category in (codes, members)
        for zoom in (4,)
    ]
    assert_frame_equal(*drawn)


def test_a_project_lives_in_the_curve_of_each_of_its_clusters(clusters):
    lives = pd.DataFrame(
        {
            **{name: [10, 20, 30, 40] for name in ("days", "shortest_days", "longest_days")},
            "closed": [True, False, False, True],
            "vague": False,
        }
    )
    assert median_lifetimes(lives, clusters)["projects"].to_dict() == {
        "Arts": 1,
        "Food": 1,
        "Health": 2,
        "unknown": 1,
    }
    health = survival(lives, clusters).set_index("group").loc["Health"]
    assert health[["days", "at_risk", "closed", "survival"]].to_numpy().tolist() == [
        [10, 2, 1, 0.5],
        [20, 1, 0, 0.5],
    ]


LISTS = st.lists(st.lists(st.sampled_from("abc"), max_size=3, unique=True), min_size=1, max_size=6)


@given(LISTS)
def test_pairs_are_of_one_topic_another_or_neither(rows):
    column = pd.Series(pd.array(rows, dtype=LIST))
    first, second = (side.ravel() for side in np.indices((len(rows), len(rows))))
    same, different = common(column, first, second)
    for at, (one, other) in enumerate(zip(first, second, strict=True)):
        assert same[at] == bool({*rows[one]} & {*rows[other]})
        assert different[at] == (bool(rows[one]) and bool(rows[other]) and not same[at])


@given(LISTS)
def test_splitting_keeps_every_record_and_repeats_it_for_each_value(rows):
    table = pd.DataFrame({"row": range(len(rows))})
    repeated, values = split(table, pd.Series(pd.array(rows, dtype=LIST)))
    assert repeated["row"].value_counts().to_dict() == {
        at: max(len(words), 1) for at, words in enumerate(rows)
    }
    assert values.isna().sum() == rows.count([])


def test_what_is_not_known_of_most_records_does_not_colour_them_at_first(clusters):
    table = clusters.to_frame().assign(status=["active", "unknown", "unknown", "closed"])
    assert share_known(table["cluster"]) == 0.75
    assert share_known(table["status"]) == 0.5
    assert colour_fields(table, "projects") == ["cluster", "status", "location_precision"]
    table["status"] = ["active", "unknown", "unknown", "unknown"]
    assert colour_fields(table, "projects") == ["cluster", "location_precision", "status"]
    assert share_known(table["status"].iloc[:0]) == 0
