"""Totals of countries and regions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dsi_geo.analysis.map_circles import area_totals, level_at

TABLE = pd.DataFrame(
    {
        "country": pd.Series(["DE", "DE", "FR", None, "DE"], dtype="category"),
        "region": pd.Series(["DE-BE", "DE-BE", None, None, "DE-BY"], dtype="category"),
    }
)
ALL = np.ones(5, dtype=bool)


def test_totals_add_up_with_the_unknown_ones():
    totals = area_totals(TABLE, "regions", ALL)
    assert totals.sum() == 5
    assert totals[totals.index.notna()].to_dict() == {"DE-BE": 2, "DE-BY": 1}
    assert totals[totals.index.isna()].tolist() == [2]


def test_only_chosen_records_count():
    totals = area_totals(TABLE, "countries", np.array([True, False, True, False, False]))
    assert totals.to_dict() == {"DE": 1, "FR": 1}


def test_nothing_chosen_gives_nothing():
    assert area_totals(TABLE, "countries", ~ALL).empty


def test_countries_when_far_regions_when_near():
    assert [level_at(zoom) for zoom in (0, 4, 5, 18)] == ["countries", "countries", "regions", "regions"]
