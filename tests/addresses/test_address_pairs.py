"""How often the product is right about pairs of addresses that were decided by hand."""

from __future__ import annotations

import pytest

from tests.addresses.address_pairs import FILES, decided, quality, read_pairs


@pytest.mark.parametrize("file", FILES)
def test_precision_and_recall_of_pairs_decided_by_hand(file):
    judged = decided(read_pairs(file))
    precision, recall = quality(judged)
    wrong = judged[judged["same"] != judged["found"]].to_csv(sep=";", index=False)
    assert precision >= 0.98, wrong
    assert recall >= 0.97, wrong


def test_the_pairs_come_from_many_countries_and_both_kinds():
    for file in FILES:
        pairs = read_pairs(file)
        assert pairs["country"].nunique() >= 20
        assert pairs["same"].any()
        assert not pairs["same"].all()
