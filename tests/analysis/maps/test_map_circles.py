"""What circles look like and say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dsi_geo.analysis.map_circles import circles, shares_of, with_precision
from dsi_geo.analysis.map_clusters import ClusterIndex
from dsi_geo.geography.web_mercator import WORLD
from dsi_geo.schema import ORDERED_PLACE

LABELS = ("Health", "Skills")


def table(*rows: tuple[float, float, str, str]) -> pd.DataFrame:
    latitude, longitude, name, precision = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "latitude": latitude,
            "longitude": longitude,
            "name": pd.Series(name, dtype="str"),
            "city": pd.Series(["Berlin"] * len(rows), dtype="category"),
            "location_precision": pd.Series(precision, dtype=ORDERED_PLACE),
        }
    )


def drawn(records: pd.DataFrame, category: list[int], zoom: int) -> pd.DataFrame:
    codes = with_precision(category, records)
    index = ClusterIndex(records["latitude"], records["longitude"]).coloured(codes, 2 * len(LABELS) + 2)
    return circles(index.clusters(WORLD, zoom), records, zoom, LABELS, "projects")


def test_one_record_says_its_name_and_how_precisely_it_is_placed():
    [circle] = drawn(table((52.5, 13.4, "Workshop", "address")), [0], 4).to_dict("records")
    assert (circle["look"], circle["goes_in"]) == ("point", False)
    assert circle["tooltip"] == "Workshop · exact address"


def test_one_record_known_to_its_town_is_never_a_point():
    [circle] = drawn(table((52.5, 13.4, "Workshop", "city")), [0], 4).to_dict("records")
    assert circle["look"] == "town-centre"
    assert circle["tooltip"] == "Workshop · town only"


def test_a_pile_on_a_town_centre_opens_its_list():
    pile = table(*[(52.5, 13.4, "a", "city")] * 3)
    [circle] = drawn(pile, [0, 1, -1], 4).to_dict("records")
    assert (circle["look"], circle["goes_in"]) == ("town-centre", False)
    assert circle["tooltip"] == (
        "Berlin: 3 projects, known to the town only · Health 1, Skills 1, not known 1 · click for the list"
    )


def test_a_pile_with_a_precise_record_in_it_says_how_many_are_vague():
    pile = table((52.5, 13.4, "a", "city"), (52.5, 13.4, "b", "address"))
    [circle] = drawn(pile, [0, 0], 4).to_dict("records")
    assert circle["look"] == "town-centre"
    assert "2 projects, 1 of them known to their town only" in circle["tooltip"]


def test_several_at_one_precise_place_are_a_spot():
    [circle] = drawn(table(*[(52.5, 13.4, "a", "address")] * 2), [0, 0], 4).to_dict("records")
    assert (circle["look"], circle["goes_in"]) == ("spot", False)
    assert circle["tooltip"] == "2 projects at one place · Health 2 · click for the list"


def test_several_places_are_a_circle_to_go_into():
    records = table((52.5, 13.4, "a", "address"), (52.6, 13.5, "b", "city"))
    [circle] = drawn(records, [0, 1], 4).to_dict("records")
    assert (circle["look"], circle["goes_in"]) == ("cluster", True)
    assert circle["tooltip"] == (
        "2 projects · Health 1, Skills 1 · 1 of them known to their town only · click to go in"
    )


def test_at_the_closest_zoom_a_circle_opens_its_list():
    records = table((52.5, 13.4, "a", "address"), (52.500001, 13.400001, "b", "address"))
    [circle] = drawn(records, [0, 1], 18).to_dict("records")
    assert circle["goes_in"] is False


@pytest.mark.parametrize("zoom", [0, 3, 9])
def test_shares_add_up_to_the_count(zoom):
    rng = np.random.default_rng(3)
    records = table(*[(*place, "a", "city") for place in rng.uniform(40, 60, (200, 2))])
    found = drawn(records, rng.integers(-1, 2, 200).tolist(), zoom)
    assert (shares_of(found, 2).sum(axis=1) == found["count"]).all()


def test_no_record_gives_no_circle():
    assert drawn(table((np.nan, np.nan, "a", "none")), [0], 4).empty
