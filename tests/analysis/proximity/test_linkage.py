"""Evidence that two records are one: what each kind is worth, which names say little, and how much is shown."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from dsi_geo.addresses.table import parse_addresses
from dsi_geo.analysis.proximity.comparison_vectors import NameWords
from dsi_geo.analysis.proximity.duplicate_weights import weights
from dsi_geo.analysis.proximity.duplicates import LOAD, alike_records, most_listed, most_listed_words
from dsi_geo.analysis.proximity.pairs import neighbours
from dsi_geo.analysis.proximity.points import points_of
from dsi_geo.analysis.proximity.shared_addresses import record_pairs, shared_addresses
from dsi_geo.schema import ORGANISATIONS, PROJECTS
from tests.analysis.proximity.records import organisations, projects

NONE = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
PAIRS = Path(__file__).parent / "duplicate_pairs.csv"


def found(table, entity=ORGANISATIONS):
    shared = shared_addresses(table)
    at_one = record_pairs(shared, points_of(table), most=2_000_000)
    same = (at_one["first"].to_numpy(), at_one["second"].to_numpy())
    pairs = alike_records(table, entity, same, shared.addresses).twice
    return {(row.first, row.second): row for row in pairs.itertuples()}


def confidence(*rows, entity=ORGANISATIONS):
    build = organisations if entity == ORGANISATIONS else projects
    pair = found(build(*rows), entity).get((0, 1))
    return pair.confidence if pair else 0.0


ADDRESS = {"address": "Mittelweg 50"}


@pytest.mark.parametrize(
    "more",
    [
        {"phone": ("+49 30 1234567", "030 / 123 45 67")},
        {"email": ("info@kueche.example", "INFO@kueche.example")},
    ],
)
def test_one_telephone_or_mail_makes_like_names_likely(more):
    rows = [{"name": "Offene Küche Kreuzberg"}, {"name": "Offene Küche"}]
    assert confidence(*rows) == 0
    ((column, cells),) = more.items()
    assert confidence(*({**row, column: cell} for row, cell in zip(rows, cells, strict=True))) >= 0.7


def test_another_telephone_makes_it_less_likely():
    rows = [
        {"name": "Offene Küche", "phone": "030 1234567"},
        {"name": "Offene Küche", "phone": "030 7654321"},
    ]
    alone = [{"name": row["name"]} for row in rows]
    assert 0 < confidence(*rows) < confidence(*alone)


def test_the_nearer_the_likelier():
    at = [(52.5, 13.4), (52.5001, 13.4), (52.503, 13.4), (52.56, 13.4)]
    steps = [
        confidence(
            *(
                {"name": name, "at": point, "postcode": None}
                for name, point in (("Offene Kueche", at[0]), ("Offene Küche", other))
            )
        )
        for other in at[1:]
    ]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] > 0.9
    assert steps[2] < 0.5


def test_a_place_within_another_is_not_the_other():
    assert (
        confidence({"name": "Schwimmbad @ Haus am See", **ADDRESS}, {"name": "Haus am See", **ADDRESS}) == 0
    )
    assert confidence({"name": "Sparkasse Geldautomat", **ADDRESS}, {"name": "Sparkasse", **ADDRESS}) < 0.8


def test_a_slip_of_spelling_is_found_in_any_script():
    for one, other in (
        ("Paulinhu's Burguer", "Paulinho's Burger"),
        ("萧山区图书馆", "萧山图书馆"),
        ("Городская кухня", "Городская кухна"),
    ):
        assert confidence({"name": one, **ADDRESS}, {"name": other, **ADDRESS}) > 0.5, one


def test_a_name_that_many_of_a_town_have_says_nothing():
    many = [{"name": "Immeuble", "postcode": None}] * 30
    assert found(organisations(*many)) == {}
    few = found(organisations(*many[:3], *[{"postcode": None}] * 27))
    assert {*few} == {(0, 1), (0, 2), (1, 2)}
    at_one = found(organisations(*many, {"name": "Immeuble", **ADDRESS}, {"name": "Immeuble", **ADDRESS}))
    assert {*at_one} == {(30, 31)}


def test_branches_of_a_chain_are_not_each_others_duplicates():
    shops = [
        {"name": "Karstadt", "address": f"Mittelweg {house}", "website": "karstadt.example"}
        for house in range(1, 80, 2)
    ]
    again = {**shops[5], "name": "KARSTADT GmbH"}
    assert {*found(organisations(*shops, again))} == {(5, 40)}


def test_words_weigh_as_rare_as_they_are():
    words = NameWords(
        np.array(["karstadt berlin"] * 50 + ["rosengarten berlin", "rosengarten berlin"], dtype=object)
    )
    shared, _, _ = words.compare(np.array([0, 50]), np.array([1, 51]))
    assert shared[1] > shared[0]


def test_of_three_the_much_better_pair_is_shown_alone():
    rows = [
        {"name": "Offene Küche", **ADDRESS, "phone": "030 1234567"},
        {"name": "Offene Küche e. V.", **ADDRESS, "phone": "030 1234567"},
        {"name": "Offene Küche", "address": "Ringstraße 3", "postcode": "12053", "phone": "030 7654321"},
    ]
    assert {*found(organisations(*rows))} == {(0, 1)}


@pytest.mark.parametrize(
    "rows",
    [
        [{"name": "Immeuble", "city": town} for town in ("Berlin", None)] * 5_000,
        [{"name": f"Haus {'abcdefghij'[at % 10]}{at}", "website": "host.example"} for at in range(10_000)],
        [{"name": "", "at": (52.5, 13.4)}] * 10_000,
        [{"name": None, "phone": "030 1234567", "email": "a@b.example"}] * 10_000,
        [{"name": f"株式会社{chr(0x4E00 + at)}", "at": (52.5 + at / 1e5, 13.4)} for at in range(10_000)],
    ],
)
def test_ten_thousand_of_a_kind_are_counted_first(rows):
    table = organisations(*rows)
    pairs = alike_records(table, ORGANISATIONS, NONE, parse_addresses(table)).twice
    assert len(pairs) <= LOAD * len(rows)


@pytest.mark.parametrize(
    "cells", [{}, {"phone": "-", "email": "none"}, {"website": "http://", "phone": "0000000000"}]
)
def test_empty_cells_are_no_evidence(cells):
    assert found(organisations({"name": "", **cells}, {"name": "", **cells}, {"name": None, **cells})) == {}


def test_order_of_the_records_does_not_matter():
    rows = [
        {"name": "Offene Küche"},
        {"name": "Offene Kueche"},
        {"name": "Repair Café"},
        {"name": "Repair Cafe e.V."},
    ]
    straight, turned = found(organisations(*rows)), found(organisations(*reversed(rows)))
    last = len(rows) - 1
    assert {pair: row.confidence for pair, row in straight.items()} == {
        (last - b, last - a): row.confidence for (a, b), row in turned.items()
    }


def test_confidences_keep_what_they_promise():
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    sides = [
        {
            field: row[f"{field}_{side}"] or None
            for field in ("name", "address", "postcode", "city", "website", "phone")
        }
        | {"country": row["country"]}
        for row in rows
        for side in "ab"
    ]
    pairs = found(organisations(*sides))
    told = np.array(
        [
            pairs[2 * at, 2 * at + 1].confidence if (2 * at, 2 * at + 1) in pairs else 0
            for at in range(len(rows))
        ]
    )
    label = np.array([row["duplicate"] == "yes" for row in rows])
    assert label[told > 0].mean() >= 0.9
    assert (told[label] > 0).mean() >= 0.8
    shown = told > 0
    assert abs(told[shown].mean() - label[shown].mean()) < 0.15


def test_every_weight_is_a_number_and_agreement_never_speaks_against():
    known = weights()
    assert all(np.isfinite(weight) for weight in known.values())
    assert all(
        known[name] >= 0 for name in ("name_same", "site_same", "telephone_same", "mail_same", "located")
    )
    assert all(
        known[name] <= 0 for name in ("telephone_differs", "code_differs", "name_common", "parts_differ")
    )


def test_projects_share_their_organisations_contacts():
    contact = {"phone": "030 1234567", "website": "kueche.example", **ADDRESS}
    rows = ({"name": "Kochkurs", **contact}, {"name": "Gemüsegarten", **contact})
    assert confidence(*rows, entity=PROJECTS) == 0


def test_the_pairs_come_with_what_speaks_for_them():
    rows = [
        {"name": "Offene Küche Kreuzberg", "phone": "030 1234567"},
        {"name": "Offene Küche", "phone": "030 1234567"},
    ]
    (pair,) = neighbours(organisations(*rows), ORGANISATIONS).itertuples()
    assert pair.why == "like names in the same town, and the same telephone number"


def test_a_list_that_is_cut_says_so():
    assert most_listed(100) == 500
    assert most_listed(4_000) == 2_000
    assert most_listed_words(1_999, 4_000) == ""
    assert most_listed_words(2_000, 4_000).startswith("Only the 2,000 likeliest are listed.")
