"""Ranked areas: whatever is drawn adds up to all records, and a rate that cannot be trusted is not ranked."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.shares.place_counts import place_counts
from dsi_geo.analysis.shares.proportions import headline, ranked, rate_sentence, shares, wilson_interval
from dsi_geo.schema import PROJECTS


def table(level: str = "country", focus: str | None = None, **counts: int) -> pd.DataFrame:
    """Shares of as many records in each country; `unknown` are nowhere."""
    country = [None if code == "unknown" else code for code, count in counts.items() for _ in range(count)]
    region = ["DE-BE" if code == "DE" else None for code in country]
    records = pd.DataFrame({"country": country, "region": region, "city": None}, dtype="str")
    return shares(place_counts(records), level, focus)


def test_areas_beyond_the_first_and_the_unknown_are_rows_of_their_own():
    found = ranked(table(DE=20, FR=10, GB=5, ES=2, unknown=3), "count", most=2)
    assert found["name"].tolist() == ["Germany", "France", "2 others", "Area not known"]
    assert found["value"].tolist() == [20, 10, 7, 3]
    assert found["known"].tolist() == [True, True, True, False]


def test_the_interval_of_a_count_is_that_of_the_share_and_that_of_a_rate_is_poisson():
    low, high = wilson_interval(20, 40)
    counted = table(DE=20, FR=20)
    share, count, rate = (ranked(counted, measure).iloc[0] for measure in ("share", "count", "per_million"))
    people = counted.set_index("name")["population"]
    assert (share["low"], share["high"]) == (low, high)
    assert (count["low"], count["high"]) == (40 * low, 40 * high)
    # From published tables of the Poisson distribution: 20 events, 12.217 to 30.888.
    assert rate["low"] == pytest.approx(1e6 * 12.217 / people[rate["name"]], rel=1e-4)
    assert rate["high"] == pytest.approx(1e6 * 30.888 / people[rate["name"]], rel=1e-4)
    assert rate["value"] == pytest.approx(1e6 * 20 / people[rate["name"]])


def test_a_rate_of_approximate_inhabitants_is_not_ranked():
    records = pd.DataFrame(
        {"country": ["US"] * 30 + ["DE"] * 12, "region": ["US-NY"] * 30 + ["DE-BE"] * 12, "city": None},
        dtype="str",
    )
    counted = shares(place_counts(records), "region")
    assert counted["per_million"].notna().sum() == 2
    assert ranked(counted, "per_million")["area"].tolist() == ["DE-BE"]
    assert ranked(counted, "count")["area"].tolist() == ["US-NY", "DE-BE"]


def test_by_rate_only_areas_with_records_enough_are_ranked():
    found = ranked(table(DE=12, FR=11, NL=30), "per_million")
    assert found["name"].tolist() == ["Netherlands", "Germany"]
    assert ranked(table(DE=1), "per_million").empty


def test_nothing_gives_no_rows():
    for measure in ("count", "share", "per_million"):
        assert ranked(table(), measure).empty


@given(
    st.dictionaries(st.sampled_from(["DE", "FR", "GB", "ES", "IT", "unknown"]), st.integers(1, 30)),
    st.integers(1, 4),
)
def test_counts_and_shares_add_up(counts, most):
    counted = table(**counts)
    assert ranked(counted, "count", most)["value"].sum() == pytest.approx(sum(counts.values()))
    assert ranked(counted, "share", most)["value"].sum() == pytest.approx(1 if counts else 0)


def test_the_headline_counts_the_partition():
    partition = table("partition", "DE-BE", DE=60, FR=60, unknown=2)
    assert headline(partition, PROJECTS) == (
        "Of 122 projects: 60 in Berlin, none in the rest of Germany, 60 in the rest of the world and 2 where the"
        " area is not known."
    )
    assert (
        headline(table("partition", unknown=2), PROJECTS) == "The place of none of these 2 projects is known."
    )


def test_rates_of_the_partition_are_told_with_intervals_and_without_powers_of_ten():
    partition = table("partition", "DE-BE", DE=60, FR=60)
    assert rate_sentence(partition, PROJECTS) == (
        "Per million inhabitants there are 16 (95% interval 13 to 21) in Berlin, 0 (95% interval 0 to 0.046) in the"
        " rest of Germany and 0.008 (95% interval 0.0061 to 0.01) in the rest of the world (of the 120 projects in"
        " the data whose area is known, not of all that exist)."
    )
    assert rate_sentence(table("partition", unknown=2), PROJECTS).startswith("No rate can be given")


def british(england: int, elsewhere: int) -> str:
    counted = pd.DataFrame(
        {"country": "GB", "region": ["GB-ENG"] * england + ["GB-SCT"] * elsewhere, "city": None}, dtype="str"
    )
    return rate_sentence(shares(place_counts(counted), "partition", "GB-ENG"), PROJECTS)


def test_two_rates_are_ordered_only_where_chance_does_not_explain_their_difference():
    near, apart = british(189, 34), british(189, 10)
    assert "times" not in near
    assert near.endswith(
        "The rates of England and the rest of the United Kingdom do not differ by more than chance would explain."
    )
    # 189 of 56.2 million against 10 of 10.5 million.
    assert apart.endswith(
        "The rate of England is 3.5 times that of the rest of the United Kingdom (95% interval 1.9 to 7.5)."
    )


def test_a_rate_of_approximate_inhabitants_says_so_and_is_not_compared():
    counted = pd.DataFrame(
        {"country": "US", "region": ["US-NY"] * 50 + ["US-CA"] * 5, "city": None}, dtype="str"
    )
    said = rate_sentence(shares(place_counts(counted), "partition", "US-NY"), PROJECTS)
    assert said.count("its number of inhabitants is an approximation") == 2
    assert "times" not in said
    assert "differ" not in said
