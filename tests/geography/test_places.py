"""Places: which town a cell means, which is nearest, which somebody is typing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

from dsi_geo.bundled import GEOGRAPHY
from dsi_geo.geography.countries import country_codes
from dsi_geo.geography.places import (
    MEASURED_TO_ALL,
    find_places,
    is_name,
    nearest_places,
    search,
)
from dsi_geo.geography.sorted_names import SCANNED_FROM

BERLIN, PARIS = 2950159, 2988507


def find(city: str | None, country: str | None = None) -> pd.Series:
    return find_places(pd.Series([city], dtype="str"), pd.Series([country], dtype="str")).iloc[0]


@pytest.mark.parametrize("city", ["a" * 300_000, "a" * 300_000 + "1", " AB" * 100_000])
def test_a_town_of_any_length_is_looked_for(city: str) -> None:
    assert pd.isna(find(city)["place_id"])


@pytest.mark.parametrize(
    ("city", "country", "name", "how"),
    [
        ("Berlin", "DE", "Berlin", "name"),
        ("ROME", "IT", "Rome", "name"),
        ("Newcastle Upon Tyne", "GB", "Newcastle upon Tyne", "name"),
        ("Kingston Upon Hull", "GB", "Kingston upon Hull", "name"),
        ("Esch sur Alzette", "LU", "Esch-sur-Alzette", "name"),
        ("zurich", "CH", "Zürich", "name"),
        ("Milano", "IT", "Milan", "spelling"),
        ("Den Haag", "NL", "The Hague", "spelling"),
        ("Frankfurt", "DE", "Frankfurt am Main", "spelling"),
        ("Nurnberg", "DE", "Nuremberg", "spelling"),
        ("Muenchen", "DE", "Munich", "spelling"),
        ("St Gallen", "CH", "Sankt Gallen", "spelling"),
        ("Москва", "RU", "Moscow", "spelling"),
        ("東京", "JP", "Tokyo", "spelling"),
        ("서울특별시", "KR", "Seoul", "spelling"),
        ("ירושלים", "IL", "Jerusalem", "spelling"),
        ("القاهرة", "EG", "Cairo", "spelling"),
        ("Երևան", "AM", "Yerevan", "spelling"),
        ("मुंबई", "IN", "Mumbai", "spelling"),
        ("75002 Paris", "FR", "Paris", "part"),
        ("Praha 7", "CZ", "Prague", "part"),
        ("Galway, Ireland", "IE", "Galway", "part"),
        ("Oeiras - Lisboa", "PT", "Oeiras", "part"),
        ("City of Oulu", "FI", "Oulu", "part"),
        ("Ghent-Ledeberg", "BE", "Gent", "part"),
        ("50678 Cologne", "DE", "Köln", "part"),
        ("Aljaraque (Huelva)", "ES", "Aljaraque", "part"),
        ("1012 AB Amsterdam", "NL", "Amsterdam", "part"),
    ],
)
def test_a_town_is_found_under_the_names_it_goes_by(city: str, country: str, name: str, how: str) -> None:
    found = find(city, country)
    assert (found["name"], found["country"], found["how"]) == (name, country, how)


@pytest.mark.parametrize(
    ("city", "country"),
    [
        ("Paris", "ES"),
        ("San Francisco", "AT"),
        ("Atlantis", "GR"),
        ("Berlinn", "DE"),
        ("MUC", "DE"),
        ("75018", "FR"),
        ("Nowhere, Ireland", "IE"),
        ("Valbonne Sophia-Antipolis", "FR"),
        ("", "DE"),
        ("--", "DE"),
        (None, "DE"),
        (None, None),
    ],
)
def test_no_other_town_is_guessed(city: str | None, country: str | None) -> None:
    assert find(city, country).isna().all()


def test_the_stated_country_decides_between_namesakes() -> None:
    assert find("London", "CA")["region"] == "CA-ON"
    assert find("London", "GB")["region"] == "GB-ENG"
    assert find("Birmingham", "US")["country"] == "US"


def test_the_largest_of_the_namesakes_in_a_country_is_meant() -> None:
    assert find("Halle", "DE")["name"] == "Halle (Saale)"
    assert find("Springfield", "US")["population"] > 150_000


@pytest.mark.parametrize(
    ("city", "country", "name"),
    [
        ("Molenbeek", "BE", "Molenbeek-Saint-Jean"),
        ("1080 Molenbeek", "BE", "Molenbeek-Saint-Jean"),
        ("Molenbeek", None, "Molenbeek-Saint-Jean"),
        ("Molenbeek-Wersbeek", "BE", "Molenbeek-Wersbeek"),
        ("Villingen", "DE", "Villingen-Schwenningen"),
        ("Newton", "US", "Newton"),  # a town's main name
        ("Saint", "FR", None),  # Saint-Étienne, Saint-Denis, …
    ],
)
def test_half_a_name_means_the_town_that_is_far_larger_than_all_others(
    city: str, country: str | None, name: str | None
) -> None:
    found = find(city, country)["name"]
    assert (None if pd.isna(found) else found) == name


def test_a_stated_region_tells_which_town_half_a_name_means() -> None:
    city, country, region = (pd.Series([value], dtype="str") for value in ("Molenbeek", "BE", "BE-VLG"))
    assert find_places(city, country, region)["name"].tolist() == ["Molenbeek-Wersbeek"]


def test_a_territory_answers_for_its_country() -> None:
    assert find("Wanchai", "CN")["country"] == "HK"
    assert find("Saint-Denis", "FR")["country"] == "FR"


def test_without_a_country_only_an_unrivalled_town_is_meant() -> None:
    assert find("Berlin")["place_id"] == BERLIN
    assert find("München")["name"] == "Munich"
    assert pd.isna(find("Valencia")["place_id"])  # in Spain and in Venezuela
    assert pd.isna(find("Oberammergau")["place_id"])  # a village


def test_a_country_named_in_the_cell_counts() -> None:
    assert find("Valencia, Spain")["country"] == "ES"
    assert find("Valencia (Venezuela)")["country"] == "VE"


def test_region_and_coordinate_come_with_the_place() -> None:
    found = find("Berlin", "DE")
    assert found["region"] == "DE-BE"
    assert found["latitude"] == pytest.approx(52.52437, abs=1e-5)
    assert found["longitude"] == pytest.approx(13.41053, abs=1e-5)
    assert find("Potsdam", "DE")["region"] == "DE-BB"
    assert find("Debrecen", "HU")["region"] == "HU-DE"
    assert find("Simferopol", "UA")["region"] == "UA-43"


def test_answers_keep_index_and_order_with_repeated_rows() -> None:
    city = pd.Series(["Paris", None, "Berlin", "Paris"], index=[9, 4, 4, 0])
    found = find_places(city, pd.Series(["FR", "FR", "DE", "FR"], index=[9, 4, 4, 0]))
    assert found.index.tolist() == [9, 4, 4, 0]
    assert found["place_id"].fillna(0).tolist() == [PARIS, 0, BERLIN, PARIS]
    empty = find_places(pd.Series([], dtype="str"), pd.Series([], dtype="str"))
    assert empty.columns.tolist() == found.columns.tolist()
    assert empty.empty


def test_many_names_at_once_are_found_as_each_is_alone() -> None:
    towns = pd.read_parquet(GEOGRAPHY / "places.parquet").sort_values("population", ascending=False)
    towns = towns.iloc[: 40 * SCANNED_FROM : 20].reset_index(drop=True)
    country = towns["country"].astype("str")
    country = country.where(towns.index % 3 > 0)
    city = towns["name"].where(towns.index % 5 > 0, towns["name"].str.partition("-")[0])
    city = city.where(towns.index % 7 > 0, "1234 " + city).where(towns.index % 11 > 0, city + "x")
    few = [slice(at, at + SCANNED_FROM // 10) for at in range(0, len(city), SCANNED_FROM // 10)]
    found = find_places(city, country)
    assert set(found["how"].dropna()) == {"name", "spelling", "part"}
    assert_frame_equal(found, pd.concat([find_places(city[some], country[some]) for some in few]))
    assert_series_equal(is_name(city), pd.concat([is_name(city[some]) for some in few]))


def test_the_nearest_place_is_the_same_for_few_points_and_for_many() -> None:
    places = pd.read_parquet(GEOGRAPHY / "places.parquet")
    on_one_spot = places[places.duplicated(["latitude", "longitude"], keep=False)].head(40)
    apart = places.iloc[::6_000].assign(latitude=lambda some: (some["latitude"] + 0.03).clip(-90, 90))
    points = pd.concat([on_one_spot, apart], ignore_index=True)
    latitude, longitude = points["latitude"].mask(points.index % 9 == 0), points["longitude"]
    few = [slice(at, at + MEASURED_TO_ALL - 1) for at in range(0, len(points), MEASURED_TO_ALL - 1)]
    assert_frame_equal(
        nearest_places(latitude, longitude),
        pd.concat([nearest_places(latitude[some], longitude[some]) for some in few]),
    )


def test_nearest_place_and_its_distance() -> None:
    # One thousandth of a degree of latitude is 111.2 m on a sphere of 6371 km.
    points = pd.DataFrame(
        {"latitude": [52.52537, np.nan, 91 - 42.14659], "longitude": [13.41053, 1.0, np.inf]}
    )
    found = nearest_places(points["latitude"], points["longitude"])
    assert found.loc[0, "place_id"] == BERLIN
    assert found.loc[0, "distance_m"] == pytest.approx(111.19, abs=0.05)
    assert found.loc[1:].isna().all(axis=None)


def test_search_puts_names_that_begin_so_first_the_largest_before() -> None:
    assert search("berl").iloc[0]["place_id"] == BERLIN
    assert "Köln" in search("köl")["name"].tolist()
    assert len(search("san", limit=5)) == 5
    found = search("the hag")
    assert found.iloc[0]["name"] == "The Hague"
    assert search("...").empty
    assert search("zzzzqq").empty


def test_most_towns_of_a_real_export_are_recognised() -> None:
    export = Path(__file__).parents[3] / "shared" / "dsi4eu" / "organisations.json"
    if not export.exists():
        pytest.skip("the DSI4EU export is test data that does not come with the repository")
    records = pd.DataFrame(json.loads(export.read_text(encoding="utf-8")))[["region", "country"]].replace(
        "", None
    )
    codes = country_codes(records["country"])
    assert codes["code"].notna().equals(records["country"].notna())
    pairs = records.assign(country=codes["code"]).dropna(subset="region").drop_duplicates()
    found = find_places(pairs["region"], pairs["country"])
    assert found["place_id"].notna().mean() > 0.9
