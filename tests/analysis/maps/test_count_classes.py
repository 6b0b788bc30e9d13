"""Class limits of counts."""

from __future__ import annotations

import numpy as np
import pytest

from dsi_geo.analysis.map_grids import class_labels, class_limits, classify


@pytest.mark.parametrize(
    ("largest", "limits"),
    [
        (0, ()),
        (1, (1,)),
        (2, (1,)),
        (9, (1, 3)),
        (10, (1, 3, 10)),
        (254, (1, 3, 10, 30, 100)),
        (900, (1, 10, 30, 100, 300)),
        (1_000_000, (1, 30_000, 100_000, 300_000, 1_000_000)),
    ],
)
def test_limits_are_round_and_at_most_five(largest, limits):
    assert class_limits(largest) == limits


def test_every_count_has_the_class_whose_limit_it_reaches():
    limits = class_limits(254)
    assert classify([0, 1, 2, 3, 9, 10, 99, 100, 254], limits).tolist() == [-1, 0, 0, 1, 1, 2, 3, 4, 4]
    assert classify(np.zeros(0), ()).tolist() == []


def test_labels_say_from_where_to_where():
    assert class_labels((1, 3, 10, 30)) == ["1–2", "3–9", "10–29", "30 and more"]
    assert class_labels((1,)) == ["1 and more"]
    assert class_labels(()) == []
