"""Which regions touch."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.geography.boundaries import neighbouring_regions, regions


@pytest.mark.parametrize(
    ("region", "neighbours"),
    [
        ("DE-BE", {"DE-BB"}),
        ("GB-WLS", {"GB-ENG"}),
        ("DE-SL", {"DE-RP", "FR-GES"}),
        ("CH-BS", {"CH-BL", "DE-BW", "FR-GES"}),
    ],
)
def test_regions_touch_within_countries_and_across_borders(region, neighbours):
    pairs = neighbouring_regions()
    found = set(pairs.loc[pairs["region"] == region, "neighbour"])
    assert found == neighbours


def test_pairs_go_both_ways_and_never_to_oneself():
    pairs = neighbouring_regions()
    turned = pairs.rename(columns={"region": "neighbour", "neighbour": "region"})
    both = pairs.merge(turned, how="outer", indicator=True)
    assert both["_merge"].eq("both").all()
    assert pairs["region"].ne(pairs["neighbour"]).all()
    assert set(pairs["region"]) <= set(regions().index)


def test_islands_have_no_neighbour_and_what_is_handed_out_is_a_copy():
    pairs = neighbouring_regions()
    assert not pairs["region"].isin(["ES-IB", "US-HI", "FR-20R"]).any()
    pairs["region"] = "changed"
    assert isinstance(neighbouring_regions(), pd.DataFrame)
    assert not neighbouring_regions()["region"].eq("changed").any()
