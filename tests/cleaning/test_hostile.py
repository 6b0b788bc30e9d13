"""No cell of a place ends the cleaning, whatever stands in it and however long it is."""

from __future__ import annotations

import csv

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dsi_geo.addresses.postcode_forms import LONGEST_ADDRESS
from dsi_geo.cleaning import clean
from dsi_geo.database import open_database
from tests.addresses.hostile import ADDRESSES, COUNTRIES, POSTCODES, TOWNS
from tests.cleaning.conftest import TODAY, raw

POINT = {"latitude": "52.51234", "longitude": "13.41234"}
RECORDS = st.fixed_dictionaries(
    {"address": ADDRESSES, "postcode": POSTCODES, "city": TOWNS, "country": COUNTRIES},
)


@settings(max_examples=4)
@given(st.lists(RECORDS, min_size=10, max_size=40), st.sets(st.sampled_from(["city", "country", "postcode"])))
@example(
    [{"address": "Hauptstrasse 5, Unit 1-2/3", "city": "Berlin", "country": "DE", "postcode": ""}], set()
)
def test_every_table_is_cleaned(rows, absent):
    records = [
        {
            "id": str(number),
            "name": "A",
            **POINT,
            **{key: cell for key, cell in row.items() if key not in absent},
        }
        for number, row in enumerate(rows)
    ]
    table = clean([raw("projects", records)], None, today=TODAY).tables["projects"]
    assert table["id"].tolist() == [record["id"] for record in records]
    assert table["location_precision"].notna().all()
    assert table.geometry.notna().all()


CELLS = ("1/", "Unit ", "(", "a ", ",", " ", " \n", "10115 ", "x 1 (", "12345 a", "Paris 11e ", "st ")


def test_a_cell_of_a_hundred_thousand_signs_is_judged_by_its_beginning(tmp_path):
    start = "Hauptstrasse 5, " + "x" * LONGEST_ADDRESS
    addresses = [start, *(start + cell * (100_000 // len(cell)) + "x" for cell in CELLS)]
    with (tmp_path / "projects.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "address", "latitude", "longitude"])
        writer.writerows(
            [at, f"Club {at}", one, 52.51234, f"13.4{at:02}34"] for at, one in enumerate(addresses)
        )
    table = open_database(tmp_path / "projects.csv").projects
    assert table["address"].str.len().gt(90_000).sum() == len(CELLS), "kept as it is"
    assert table["location_precision"].nunique() == 1


def test_town_and_country_are_read_from_the_end_of_an_address_of_any_length(cleaned):
    told = "You find us behind the old mill. " * 100
    record = {"id": "1", "name": "A", "address": told + "Oranienplatz 5, 10999 Berlin, Germany"}
    table = cleaned(projects=[record]).tables["projects"]
    assert table[["city", "country"]].iloc[0].tolist() == ["Berlin", "DE"]
    assert pd.Series(table["address"]).iloc[0] == record["address"]
