"""Likeness in theme, on tables small enough to work out by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pandas as pd
import pytest

from dsi_geo.analysis.likeness import alike, theme_index
from dsi_geo.schema import ORGANISATIONS, PROJECTS, conform

NO_LINKS = pd.DataFrame({"project_id": [], "organisation_id": []}, dtype="str")


def projects(*rows):
    columns = ["id", "cluster", "themes", "technologies"]
    return conform(pd.DataFrame(rows, columns=columns), PROJECTS)


FOUR = projects(
    ("P1", "Health", ["housing", "work"], ["maps"]),
    ("P2", "Health", ["housing"], []),
    ("P3", "Health", ["work"], ["maps"]),
    ("P4", "Health", [], []),
    ("P5", None, [], []),
)
"""Of the four with any value, all have the cluster, two each of the others."""


def index_of(table):
    return theme_index(table, PROJECTS, table["id"], NO_LINKS)


ALL, HALF = log(2), log(3)
"""What a value counts that all have, and one that half have."""


def test_a_value_counts_the_more_the_fewer_have_it():
    index = index_of(FOUR)
    weights = dict(zip(index.labels, index.weights, strict=True))
    assert weights == pytest.approx({"Health": ALL, "housing": HALF, "work": HALF, "maps": HALF})
    assert index.totals == pytest.approx([ALL + 3 * HALF, ALL + HALF, ALL + 2 * HALF, ALL, 0])


def test_likeness_is_what_both_have_of_what_either_has():
    either = ALL + 3 * HALF
    assert index_of(FOUR).likeness(0) == pytest.approx(
        [0, (ALL + HALF) / either, (ALL + 2 * HALF) / either, ALL / either, 0]
    )


def test_the_most_alike_come_first_with_what_they_share():
    found = alike(index_of(FOUR), 0, np.ones(5, bool), 8)
    assert found.index.tolist() == [2, 1, 3]
    assert found["shared"].tolist() == ["work, maps, Health", "housing, Health", "Health"]


def test_what_is_rare_comes_before_what_is_common():
    table = projects(
        ("P1", None, ["common", "rare"], []),
        ("P2", None, ["common"], []),
        ("P3", None, ["rare"], []),
        ("P4", None, ["common"], []),
        ("P5", None, ["common"], []),
    )
    found = alike(index_of(table), 0, np.ones(5, bool), 2)
    assert found.index.tolist() == [2, 1]
    assert found["likeness"].iloc[0] == pytest.approx(log(1 + 5 / 2) / (log(1 + 5 / 2) + log(1 + 5 / 4)))


def test_only_those_asked_for_count_and_no_more_than_asked_for():
    assert alike(index_of(FOUR), 0, np.array([True, True, False, True, True]), 8).index.tolist() == [1, 3]
    assert alike(index_of(FOUR), 0, np.ones(5, bool), 1).index.tolist() == [2]


def test_a_record_without_a_theme_is_like_none():
    index = index_of(FOUR)
    assert alike(index, 4, np.ones(5, bool), 8).empty
    assert index.values_of(4).tolist() == []


def test_a_value_named_twice_counts_once_and_two_fields_are_two_values():
    table = projects(
        ("P1", "maps", ["x", "x"], ["maps"]), ("P2", None, ["x"], ["maps"]), ("P3", None, ["y"], [])
    )
    index = index_of(table)
    assert sorted(index.labels) == ["maps", "maps", "x", "y"]
    assert index.totals[0] == pytest.approx(log(1 + 3) + 2 * log(1 + 3 / 2))
    assert alike(index, 0, np.ones(3, bool), 8)["shared"].tolist() == ["x, maps"]


def test_an_organisation_is_about_what_its_projects_are_about():
    organisations = conform(pd.DataFrame({"id": ["O1", "O2", "O3"]}), ORGANISATIONS)
    links = pd.DataFrame(
        {
            "project_id": ["P1", "P2", "P3", "P3", "GONE"],
            "organisation_id": ["O1", "O1", "O2", "GONE", "O3"],
        },
        dtype="str",
    )
    index = theme_index(FOUR, ORGANISATIONS, organisations["id"], links)
    assert [sorted(index.labels.iloc[index.values_of(row)]) for row in range(3)] == [
        ["Health", "housing", "maps", "work"],
        ["Health", "maps", "work"],
        [],
    ]
    assert alike(index, 1, np.ones(3, bool), 8)["shared"].tolist() == ["Health, work, maps"]


def test_nothing_gives_nothing():
    table = projects()
    index = index_of(table)
    assert (len(index.labels), len(index.totals)) == (0, 0)
