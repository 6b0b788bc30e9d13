"""Tables with more pairs than can be listed or compared: refused with a number, and told as far as they can be."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.__main__ import main
from dsi_geo.addresses.candidates import candidates
from dsi_geo.addresses.table import parse_addresses
from dsi_geo.analysis.proximity import linked_records as links
from dsi_geo.analysis.proximity.coordinate_doubts import coordinate_doubts
from dsi_geo.analysis.proximity.duplicates import alike_records
from dsi_geo.analysis.proximity.nearby import around
from dsi_geo.analysis.proximity.pairs import neighbours
from dsi_geo.analysis.proximity.shared_addresses import figures, groups, shared_addresses
from dsi_geo.errors import InputError
from dsi_geo.schema import ORGANISATIONS, PROJECTS
from tests.analysis.proximity.records import BERLIN, organisations, projects

NONE = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
TOWNS = ["".join(letters) for letters in itertools.product("bdfgklmnprstvz", repeat=3)]


def one_street_in_many_towns():
    """Addresses of one street, house and postcode, each in a town of its own that no gazetteer knows."""
    rows = [{"address": "Mittelweg 50", "city": f"X{town}dorf"} for town in TOWNS]
    return organisations(*rows, rows[0] | {"at": BERLIN})


def test_addresses_too_many_to_be_compared_are_refused_and_the_rest_is_told():
    table = one_street_in_many_towns()
    shared = shared_addresses(table)
    assert shared.refused is not None
    with pytest.raises(InputError, match="there are 15,053,584 comparisons to make, more than the 4,000,000"):
        neighbours(table, ORGANISATIONS, shared=shared)
    (roof,) = groups(table, ORGANISATIONS, shared).to_dict("records")
    assert roof["members"] == ["R0", f"R{len(TOWNS)}"]
    assert figures(shared, groups(table, ORGANISATIONS, shared)).usable == len(table)
    assert around(table, ORGANISATIONS, "R0", 50, shared)["id"].tolist() == [f"R{len(TOWNS)}"]
    (doubt,) = coordinate_doubts(table, ORGANISATIONS, shared).to_dict("records")
    assert doubt["id"] == ""
    assert doubt["message"].startswith("Points at one address were not compared. So many addresses")


def test_check_answers_where_addresses_are_not_compared(capsys, tmp_path):
    table = one_street_in_many_towns()
    table = table.assign(latitude=np.linspace(52, 53, len(table)), longitude=13.412345)
    table[["id", "name", "address", "postcode", "city", "country", "latitude", "longitude"]].to_csv(
        tmp_path / "projects.csv", index=False
    )
    assert main(["check", str(tmp_path / "projects.csv"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["counts"][0]["count"] == len(table)
    (told,) = (one for one in report["findings"] if one["code"] == "coordinates_disagree")
    assert "15,053,584 comparisons" in told["message"]


def test_a_few_pairs_are_compared_and_one_more_is_refused():
    rows = [{"address": f"Mittelweg {house}"} for house in ("5", "5a", "5b", "5c")]
    distinct = parse_addresses(organisations(*rows)).distinct
    found = candidates(distinct, most=100)
    assert len(found[0]) == 6
    with pytest.raises(InputError, match="there are [0-9]+ comparisons to make, more than the 5 that can be"):
        candidates(distinct, most=5)


def test_names_too_many_to_be_compared_are_refused():
    table = organisations(*[{"name": "Digital Club", "address": None}] * 20)
    read = parse_addresses(table)
    assert len(alike_records(table, ORGANISATIONS, NONE, read, most=190).twice) == 190
    with pytest.raises(
        InputError, match="Up to 190 pairs of records share a name or a website, more than the 189"
    ):
        alike_records(table, ORGANISATIONS, NONE, read, most=189)


def test_thousands_at_house_4_and_at_4a_are_one_group_if_any_points_lie_side_by_side():
    apart = [{"address": "Mittelweg 4", "at": (52.5 + at / 1e3, 13.4)} for at in range(1, 2_100)]
    other = [{"address": "Mittelweg 4a", "at": (52.5 - at / 1e3, 13.4)} for at in range(1, 2_100)]
    table = organisations(*apart, *other)
    assert groups(table, ORGANISATIONS, shared_addresses(table))["size"].tolist() == [2_099, 2_099]
    near = organisations(*apart, *other, {"address": "Mittelweg 4a", "at": (52.50101, 13.4)})
    assert groups(near, ORGANISATIONS, shared_addresses(near))["size"].tolist() == [4_199]


def test_whoever_is_around_one_of_thousands_at_one_address_is_told():
    table = organisations(*[{"address": "Mittelweg 50"}] * 3_000)
    found = around(table, ORGANISATIONS, "R7", 50, shared_addresses(table))
    assert len(found) == 2_999
    assert found["same_address"].all()


HOUSES = st.sampled_from(["Mittelweg 4", "Mittelweg 4a", "Mittelweg 4-6", "Mittelweg 6", "Mittelweg", None])
PLACES = st.sampled_from([None, BERLIN, (52.5003, 13.4), (52.6, 13.4)])


@given(st.lists(st.fixed_dictionaries({"address": HOUSES, "at": PLACES}), min_size=1, max_size=8))
def test_who_is_at_ones_address_is_who_is_a_pair_with_one(rows):
    table = organisations(*rows)
    shared = shared_addresses(table)
    pairs = neighbours(table, ORGANISATIONS, shared=shared)
    at_address = pairs[pairs["address_confidence"].notna()]
    there = around(table, ORGANISATIONS, "R0", 50, shared)
    expected = {*at_address.loc[at_address["id_a"].eq("R0"), "id_b"]}
    assert {*there.loc[there["same_address"], "id"]} == expected


LISTS = st.lists(st.lists(st.sampled_from("ABCDE"), max_size=4), min_size=2, max_size=9)


@given(LISTS, st.sampled_from([1, 3, 1_000]))
def test_records_are_linked_if_their_lists_meet(lists, at_once):
    table = projects(*({"organisation_ids": named} for named in lists))
    first, second = np.triu_indices(len(lists), 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(links, "LINKS_AT_ONCE", at_once)
        found = links.linked(table, PROJECTS, first, second)
    expected = [bool({*lists[a]} & {*lists[b]}) for a, b in zip(first, second, strict=True)]
    pd.testing.assert_series_equal(pd.Series(found), pd.Series(expected))
