"""No address ends the list of neighbours, the groups, or the search for doubtful points."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from dsi_geo.analysis.proximity.coordinate_doubts import coordinate_doubts
from dsi_geo.analysis.proximity.pairs import neighbours
from dsi_geo.analysis.proximity.shared_addresses import groups, shared_addresses
from dsi_geo.schema import ORGANISATIONS
from tests.addresses.hostile import ADDRESSES, COUNTRIES, POSTCODES, TOWNS
from tests.analysis.proximity.records import organisations

RECORDS = st.fixed_dictionaries(
    {"address": ADDRESSES, "postcode": POSTCODES, "city": TOWNS, "country": COUNTRIES},
    optional={"at": st.just((52.5, 13.4)), "name": st.sampled_from(["", "DSI", "Digital Social Innovation"])},
)


@given(st.lists(RECORDS, min_size=4, max_size=12))
@example([{"address": "Hauptstrasse 5, Unit 1-2/3", "city": "Berlin", "country": "DE", "postcode": ""}])
def test_every_table_has_neighbours_groups_and_doubts(rows):
    table = organisations(*rows, *rows)
    shared = shared_addresses(table)
    pairs = neighbours(table, ORGANISATIONS, within_m=50, shared=shared)
    assert not pairs.duplicated(["id_a", "id_b"]).any()
    assert pairs["confidence"].between(0.5, 1).all()
    assert groups(table, ORGANISATIONS, shared)["size"].sum() <= len(table)
    assert coordinate_doubts(table, ORGANISATIONS, shared)["entity"].eq(ORGANISATIONS).all()


def test_a_unit_with_a_slash_is_left_out_of_the_house():
    rows = [
        {"address": "Hauptstrasse 5, Unit 1-2/3", "city": "Berlin"},
        {"address": "Hauptstrasse 5", "city": "Berlin"},
        {"address": "1 Example Rd, #01-20/21", "city": "Singapore", "country": "SG", "postcode": ""},
        {"address": "1 Example Road", "city": "Singapore", "country": "SG", "postcode": ""},
    ]
    pairs = neighbours(organisations(*rows), ORGANISATIONS)
    assert sorted(pairs[["id_a", "id_b"]].itertuples(index=False, name=None)) == [("R0", "R1"), ("R2", "R3")]
