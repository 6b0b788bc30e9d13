"""Who shares an address, who is near, who may be entered twice, and who knows of whom."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.proximity.pairs import COLUMNS, at_any_radius, neighbours, pair_sentences
from dsi_geo.analysis.proximity.shared_addresses import shared_addresses
from dsi_geo.database import open_database
from dsi_geo.errors import InputError
from dsi_geo.schema import ORGANISATIONS, PROJECTS
from tests.analysis.proximity.records import organisations, projects


def pairs(table, entity=ORGANISATIONS, **options) -> dict[tuple[str, str], str]:
    found = neighbours(table, entity, **options)
    return {(row.id_a, row.id_b): str(row.relation) for row in found.itertuples()}


def test_two_under_one_roof_come_with_a_reason_that_can_be_checked():
    table = organisations(
        {"address": "Mittelweg 50"}, {"address": "50 Mittelweg"}, {"address": "Mittelweg 52"}
    )
    found = neighbours(table, ORGANISATIONS)
    assert list(found.columns) == list(COLUMNS)
    (row,) = found.to_dict("records")
    assert (row["id_a"], row["id_b"], row["relation"], row["confidence"]) == ("R0", "R1", "same_address", 1.0)
    assert row["why"] == (
        "same street and number after normalising: mittelweg 50; same postcode 10999 and town"
    )
    assert pd.isna(row["distance_m"])
    assert row["distance_precision"] == "city"
    assert not row["linked"]


def test_towns_centres_are_never_near():
    table = organisations(
        {"at": (52.5, 13.4)}, {"at": (52.5001, 13.4)}, {"at": (52.5, 13.4), "location_precision": "city"}
    )
    found = neighbours(table, ORGANISATIONS, within_m=50)
    (row,) = found.to_dict("records")
    assert (row["id_a"], row["id_b"], row["relation"], row["distance_m"]) == ("R0", "R1", "nearby", 11.1)


def test_one_address_pinned_far_apart_is_still_one_address():
    table = organisations(
        {"address": "Mittelweg 50", "at": (52.5, 13.4)}, {"address": "Mittelweg 50", "at": (50.1, 8.6)}
    )
    (row,) = neighbours(table, ORGANISATIONS, within_m=1_000).to_dict("records")
    assert row["relation"] == "same_address"
    assert row["distance_m"] > 400_000


def test_house_4_and_4a_are_one_address_only_side_by_side():
    near = organisations(
        {"address": "Platz 4", "at": (52.5, 13.4)}, {"address": "Platz 4a", "at": (52.5002, 13.4)}
    )
    far = organisations(
        {"address": "Platz 4", "at": (52.5, 13.4)}, {"address": "Platz 4a", "at": (52.501, 13.4)}
    )
    unknown = organisations({"address": "Platz 4"}, {"address": "Platz 4a"})
    assert pairs(near) == {("R0", "R1"): "same_address"}
    assert pairs(far) == pairs(unknown) == {}


def test_a_town_without_postcode_fits_no_two_postcodes_at_once():
    fits_one = organisations(
        {"address": "Hauptstr. 5", "postcode": "10827"}, {"address": "Hauptstr. 5", "postcode": None}
    )
    assert pairs(fits_one) == {("R0", "R1"): "same_address"}
    fits_two = organisations(
        {"address": "Hauptstr. 5", "postcode": "10827"},
        {"address": "Hauptstr. 5", "postcode": None},
        {"address": "Hauptstr. 5", "postcode": "13158"},
    )
    assert pairs(fits_two) == {}


def test_one_entered_twice_is_told_apart_from_a_neighbour():
    table = organisations(
        {"name": "Open Kitchen", "address": "Mittelweg 50", "website": "https://www.kitchen.example/"},
        {"name": "OPEN KITCHEN e.V.", "address": "Mittelweg 50", "website": "http://kitchen.example"},
        {"name": "Bike Repair", "address": "Mittelweg 50", "website": "https://facebook.com/bikes"},
        {"name": "Choir", "address": "Mittelweg 50", "website": "https://facebook.com/choir"},
    )
    found = pairs(table)
    assert found.pop(("R0", "R1")) == "possible_duplicate"
    assert len(found) == 5
    assert set(found.values()) == {"same_address"}


def test_records_know_of_each_other_by_a_common_link():
    table = projects(
        {"address": "Mittelweg 50", "organisation_ids": ["O1", "O2"]},
        {"address": "Mittelweg 50", "organisation_ids": ["O2"]},
        {"address": "Mittelweg 50", "organisation_ids": ["O3"]},
    )
    found = neighbours(table, PROJECTS).set_index(["id_a", "id_b"])["linked"]
    assert found.to_dict() == {("R0", "R1"): True, ("R0", "R2"): False, ("R1", "R2"): False}
    assert not neighbours(table, PROJECTS)["linked"].iloc[0], "the unaware come first"


def test_nothing_is_found_in_nothing():
    for table in (
        organisations(),
        organisations({}),
        organisations({}, {"city": None, "postcode": None, "country": None}),
    ):
        found = neighbours(table, ORGANISATIONS, within_m=100)
        assert found.empty
        assert list(found.columns) == list(COLUMNS)
        assert pair_sentences(table, ORGANISATIONS, shared_addresses(table), found)[0].startswith(
            f"0 of {len(table)}"
        )


def test_what_no_radius_changes_is_found_once_and_taken_for_every_radius():
    table = open_database().organisations
    known = at_any_radius(table, ORGANISATIONS, shared_addresses(table))
    for radius in (None, 50, 500):
        found = neighbours(table, ORGANISATIONS, within_m=radius, known=known)
        pd.testing.assert_frame_equal(found, neighbours(table, ORGANISATIONS, within_m=radius))


def test_thousands_at_one_address_are_refused_with_a_sentence():
    table = organisations(*[{"address": "Mittelweg 50"}] * 100)
    with pytest.raises(
        InputError, match="There are 4,950 pairs of records at one address, more than the 1,000"
    ):
        neighbours(table, ORGANISATIONS, most=1_000)


ADDRESSES = st.sampled_from(
    [
        *(
            "Mittelweg 50",
            "50 Mittelweg",
            "Mittelweg 48-52",
            "Mittelweg 49",
            "Mittelwg 50",
            "Mittelweg 50a",
            "Mittelweg",
        ),
        *(
            "Hauptstr. 5",
            "Hauptstraße 5, 10827 Berlin",
            "Dr.-Müller-Str. 5",
            "Doktor Mueller Straße 5",
            "",
            "online",
        ),
    ]
)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "address": ADDRESSES,
            "postcode": st.sampled_from(["10999", "10827", None]),
            "city": st.sampled_from(["Berlin", None]),
            "at": st.sampled_from([(52.5, 13.4), (52.5003, 13.4), (52.6, 13.4), None]),
        }
    ),
    min_size=2,
    max_size=8,
)


@given(RECORDS, st.randoms())
def test_the_order_of_the_records_does_not_matter(rows, random):
    table = organisations(*rows)
    expected = {frozenset(pair): relation for pair, relation in pairs(table, within_m=50).items()}
    shuffled = table.iloc[random.sample(range(len(table)), len(table))]
    found = pairs(shuffled, within_m=50)
    assert {frozenset(pair): relation for pair, relation in found.items()} == expected
    position = {record: at for at, record in enumerate(shuffled["id"])}
    assert all(position[a] < position[b] for a, b in found)


@given(RECORDS)
def test_unrelated_records_change_no_pair(rows):
    expected = pairs(organisations(*rows), within_m=50)
    others = (
        {"address": "Andere Gasse 7", "postcode": "80331", "city": "Munich", "at": (48.1, 11.5)},
        {"address": None},
    )
    assert pairs(organisations(*rows, *others), within_m=50) == expected


@given(RECORDS)
def test_each_pair_is_told_once_and_its_input_stays_as_it_was(rows):
    table = organisations(*rows)
    before = table.copy(deep=True)
    found = neighbours(table, ORGANISATIONS, within_m=50)
    assert not found.duplicated(["id_a", "id_b"]).any()
    assert found["confidence"].between(0.5, 1).all()
    pd.testing.assert_frame_equal(table, before)


def test_the_demonstration_holds_the_neighbours_of_its_datasheet():
    database = open_database()
    found = neighbours(database.projects, PROJECTS)
    own = set(database.projects.loc[database.projects["location_source"].eq("own"), "id"])
    stated = found[found["id_a"].isin(own) & found["id_b"].isin(own) & found["relation"].eq("same_address")]
    assert stated["linked"].value_counts().to_dict() == {False: 9, True: 8}
    oranienplatz = stated[stated["why"].str.contains("oranienplatz")]
    assert oranienplatz[["id_a", "id_b", "linked"]].to_numpy().tolist() == [["P0008", "P0011", False]]
    assert len(neighbours(database.organisations, ORGANISATIONS)) == 7


def test_the_three_at_mittelweg_50_are_found_in_real_data(dsi4eu):
    table = open_database(dsi4eu).organisations
    found = neighbours(table, ORGANISATIONS)
    mittelweg = found[found["why"].str.contains("mittelweg 50")]
    assert mittelweg["relation"].tolist() == ["same_address"] * 3
    assert len(found[found["relation"].eq("same_address")]) < 100, "126 share London's coordinate"
