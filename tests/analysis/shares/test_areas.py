"""Areas: which there are, what they are called, and that what is not known has a row of its own."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.analysis.shares.areas import (
    LEVELS,
    area_counts,
    default_focus,
    focus_code,
    grouped_counts,
    partition_names,
)
from dsi_geo.errors import InputError
from tests.analysis.shares.by_hand import FEW, places


def told(areas: pd.DataFrame) -> list[tuple[str, str, float]]:
    return list(areas[["area", "name", "count"]].itertuples(index=False, name=None))


def test_the_partition_is_the_focus_the_rest_of_its_country_and_the_rest_of_the_world():
    assert told(area_counts(FEW, "partition", "DE-BE")) == [
        ("DE-BE", "Berlin", 3),
        ("rest of DE", "Rest of Germany", 2),
        ("rest of the world", "Rest of the world", 3),
        ("DE/unknown", "Germany, region not known", 1),
        ("unknown", "Place not known", 4),
    ]


def test_a_country_can_be_the_focus():
    assert told(area_counts(FEW, "partition", "GB")) == [
        ("GB", "United Kingdom", 2),
        ("rest of the world", "Rest of the world", 7),
        ("unknown", "Place not known", 4),
    ]


def test_a_focus_without_a_record_has_its_row():
    areas = area_counts(FEW, "partition", "NL-NH").set_index("area")
    assert areas["count"].to_dict() == {"NL-NH": 0, "rest of NL": 0, "rest of the world": 9, "unknown": 4}
    assert areas.loc["rest of NL", "name"] == "Rest of the Netherlands"
    assert areas["country"].iloc[:2].tolist() == ["NL", "NL"]


def test_countries_stand_largest_first():
    assert told(area_counts(FEW, "country")) == [
        ("DE", "Germany", 6),
        ("GB", "United Kingdom", 2),
        ("KE", "Kenya", 1),
        ("unknown", "Place not known", 4),
    ]


def test_a_region_that_is_not_known_belongs_to_its_country():
    assert told(area_counts(FEW, "region")) == [
        ("DE-BE", "Berlin", 3),
        ("DE-BY", "Bayern", 2),
        ("GB-ENG", "England", 2),
        ("DE/unknown", "Germany, region not known", 1),
        ("KE/unknown", "Kenya, region not known", 1),
        ("unknown", "Place not known", 4),
    ]


def test_towns_of_one_name_in_two_regions_are_two():
    same = places(("DE", "DE-BY", "Neustadt", 1), ("DE", "DE-HE", "Neustadt", 2), ("DE", None, "Neustadt", 1))
    assert told(area_counts(same, "city"))[:3] == [
        ("DE-HE/Neustadt", "Neustadt", 2),
        ("DE-BY/Neustadt", "Neustadt", 1),
        ("DE/Neustadt", "Neustadt", 1),
    ]
    assert told(area_counts(FEW, "city"))[-2:] == [
        ("DE/unknown", "Germany, town not known", 1),
        ("unknown", "Place not known", 4),
    ]


def test_codes_that_nobody_knows_stand_for_themselves():
    areas = area_counts(places(("QQ", "QQ-1", None, 1)), "region")
    assert told(areas)[0] == ("QQ-1", "QQ-1", 1)
    assert told(area_counts(places(("QQ", "QQ-1", None, 1)), "country"))[0] == ("QQ", "QQ", 1)


@pytest.mark.parametrize("level", LEVELS)
def test_unknown_places_alone_are_one_row(level):
    assert told(area_counts(places((None, None, None, 2)), level)) == [("unknown", "Place not known", 2)]


def test_the_default_focus_is_the_region_with_most_records():
    assert default_focus(FEW) == "DE-BE"
    assert default_focus(places(("FR", None, None, 1), ("DE", None, None, 1))) == "DE"
    assert default_focus(places((None, None, None, 1))) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE-BE", "DE-BE"),
        (" de-be ", "DE-BE"),
        ("berlin", "DE-BE"),
        ("ile de france", "FR-IDF"),
        ("Deutschland", "DE"),
    ],
)
def test_a_focus_may_be_a_code_or_a_name(text, code):
    assert focus_code(text) == code


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Atlantis", "There is no region or country “Atlantis” to be the focus: give a code of ISO 3166-2"),
        ("Amazonas", "The focus “Amazonas” may be BR-AM or"),
    ],
)
def test_a_focus_that_means_nothing_or_two_regions_is_told(text, sentence):
    with pytest.raises(InputError, match=sentence):
        focus_code(text)


def test_groups_are_counted_over_the_same_areas():
    grouped = FEW.assign(group=["b", "a", "a", "b", "a", "a"])
    assert grouped_counts(grouped, "region").to_dict("index") == {
        "a": {"DE-BE": 0, "DE-BY": 2, "GB-ENG": 0},
        "b": {"DE-BE": 3, "DE-BY": 0, "GB-ENG": 2},
    }


@pytest.mark.parametrize("focus", ["DE-BE", "DE", "GB"])
def test_each_record_lies_in_the_part_that_the_counts_are_of(focus):
    counted = area_counts(FEW, "partition", focus).set_index("name")["count"]
    each = FEW.assign(part=partition_names(FEW, focus)).groupby("part")["count"].sum()
    assert each.to_dict() == counted.drop("Place not known")[lambda counts: counts > 0].to_dict()
    assert partition_names(FEW, focus).isna().tolist() == FEW["country"].isna().tolist()


def test_without_a_focus_no_record_lies_in_a_part():
    assert partition_names(FEW, None).isna().all()
