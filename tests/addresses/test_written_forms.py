"""Pairs of addresses that differ in one way of writing, each judged by itself."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsi_geo.addresses.matching import same_addresses
from dsi_geo.addresses.table import parse_addresses
from dsi_geo.cleaning import clean
from dsi_geo.readers.assembly import RawTable
from dsi_geo.schema import ORGANISATIONS

FIELDS = ("address", "postcode", "city", "country")
LEAST_OF_SURE = 0.9
"""From here on an address is nearly certainly the same; one without its house number never is."""


def forms() -> list[dict[str, str]]:
    with (Path(__file__).parent / "written_forms.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file, delimiter=";")]


@cache
def cleaned() -> pd.DataFrame:
    """Both sides of each pair as cleaned records, one after the other."""
    sides = [{field: row[f"{field}_{side}"] for field in FIELDS} for row in forms() for side in "ab"]
    records = (
        pd.DataFrame(sides).replace("", None).assign(id=[str(at) for at in range(len(sides))], name="Record")
    )
    raw = RawTable(
        entity=ORGANISATIONS,
        frame=records.astype("str"),
        geometry=None,
        source="forms.csv",
        recognised={},
        unrecognised=(),
    )
    return clean([raw], today=pd.Timestamp("2018-01-31")).tables[ORGANISATIONS]


def confidence(records: list[int]) -> float:
    """The confidence that two addresses alone in a table are the same, 0 where they are told apart."""
    addresses = parse_addresses(cleaned().iloc[records])
    first, second = sorted(addresses.of_record)
    pairs = same_addresses(addresses)
    found = pairs[pairs["a"].eq(first) & pairs["b"].eq(second)]
    return float(found["confidence"].max()) if len(found) else 0.0


@pytest.mark.parametrize(
    ("at", "row"), [*enumerate(forms())], ids=lambda value: value["form"] if isinstance(value, dict) else None
)
def test_a_form_of_writing_is_read_as_it_is_meant(at, row):
    found = confidence([2 * at, 2 * at + 1])
    if row["expected"] == "same":
        assert found >= 0.5
    else:
        assert found < (0.5 if row["expected"] == "other" else LEAST_OF_SURE)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, len(forms()) - 1))
def test_which_of_two_addresses_comes_first_does_not_matter(at):
    assert confidence([2 * at, 2 * at + 1]) == confidence([2 * at + 1, 2 * at])


def test_a_street_is_numbered_on_if_another_address_of_it_tells():
    street = ["Ritterstr. 12-14", "Ritterstr. 13", "Ritterstr. 22/23"]
    table = pd.DataFrame(
        {"address": street, "postcode": "10969", "city": "Berlin", "country": "DE"}, dtype="str"
    )

    def found(records):
        pairs = same_addresses(parse_addresses(table.iloc[records]))
        return int(pairs["a"].ne(pairs["b"]).sum())

    assert found([0, 1]) == 0
    assert found([0, 1, 2]) == 1
