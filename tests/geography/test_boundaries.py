"""Boundaries: which country and region contain a point, and how far outside it lies."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from dsi_geo.geography import boundaries

POINTS = {
    # name: latitude, longitude, country, region
    "Oranienplatz, Berlin": (52.5029, 13.4160, "DE", "DE-BE"),
    "Potsdam": (52.3989, 13.0657, "DE", "DE-BB"),
    "Munich": (48.1374, 11.5755, "DE", "DE-BY"),
    "Paris": (48.8566, 2.3522, "FR", "FR-IDF"),
    "Ajaccio": (41.9267, 8.7369, "FR", "FR-20R"),
    "Milan": (45.4642, 9.1900, "IT", "IT-25"),
    "Aosta": (45.7370, 7.3201, "IT", "IT-23"),
    "Bolzano": (46.4983, 11.3548, "IT", "IT-32"),
    "Edinburgh": (55.9533, -3.1883, "GB", "GB-SCT"),
    "Belfast": (54.5973, -5.9301, "GB", "GB-NIR"),
    "Cardiff": (51.4816, -3.1791, "GB", "GB-WLS"),
    "Barcelona": (41.3874, 2.1686, "ES", "ES-CT"),
    "Brussels": (50.8503, 4.3517, "BE", "BE-BRU"),
    "Liège": (50.6326, 5.5797, "BE", "BE-WAL"),
    "Amsterdam": (52.3676, 4.9041, "NL", "NL-NH"),
    "Vienna": (48.2082, 16.3738, "AT", "AT-9"),
    "Bergen": (60.3913, 5.3221, "NO", "NO-46"),
    "Murmansk": (68.9585, 33.0827, "RU", "RU-MUR"),
    "Anadyr": (64.7337, 177.4968, "RU", "RU-CHU"),
    "Simferopol": (44.9521, 34.1024, "UA", "UA-43"),
    "Tirana": (41.3275, 19.8187, "AL", "AL-11"),
    "Požega": (45.3403, 17.6853, "HR", "HR-11"),
    "Novi Sad": (45.2671, 19.8335, "RS", "RS-VO"),
    "Busan": (35.1017, 129.0300, "KR", "KR-26"),
    "San Francisco": (37.7793, -122.4193, "US", "US-CA"),
    "Toronto": (43.6532, -79.3832, "CA", "CA-ON"),
}


def test_points_lie_in_the_country_and_region_that_they_lie_in() -> None:
    points = pd.DataFrame.from_dict(
        POINTS, orient="index", columns=["latitude", "longitude", "country", "region"]
    )
    located = boundaries.locate(points["latitude"], points["longitude"])
    assert located.index.equals(points.index)
    pd.testing.assert_frame_equal(
        located[["country", "region"]], points[["country", "region"]], check_dtype=False
    )


def test_small_countries_are_not_swallowed_by_their_neighbours() -> None:
    latitude = pd.Series([43.7347, 47.1410, 43.9424, 36.1408, 42.5063, 49.6117, 35.8989])
    longitude = pd.Series([7.4206, 9.5209, 12.4578, -5.3536, 1.5218, 6.1319, 14.5146])
    assert boundaries.locate(latitude, longitude)["country"].tolist() == [
        "MC",
        "LI",
        "SM",
        "GI",
        "AD",
        "LU",
        "MT",
    ]


def test_where_outlines_overlap_the_smaller_country_is_meant() -> None:
    polygons = boundaries.countries().geometry.dropna()
    small = polygons[["MC", "LI", "SM", "AD"]]
    neighbours = polygons[["FR", "CH", "AT", "IT", "ES"]].union_all()
    points = small.intersection(neighbours).representative_point()
    located = boundaries.locate(points.y, points.x)
    assert located["country"].tolist() == ["MC", "LI", "SM", "AD"]


def test_overseas_departments_and_kosovo_are_countries_of_their_own() -> None:
    latitude, longitude = pd.Series([-20.88, 4.93, 42.66, 78.22]), pd.Series([55.45, -52.33, 21.17, 15.63])
    assert boundaries.locate(latitude, longitude)["country"].tolist() == ["RE", "GF", "XK", "SJ"]


def test_a_point_just_off_the_coast_takes_the_nearest_country_and_says_how_far() -> None:
    # The Øresund off Helsingborg, and the middle of the Atlantic.
    located = boundaries.locate(pd.Series([56.045, 40.0]), pd.Series([12.665, -40.0]))
    assert located.loc[0, "country"] == "SE"
    assert located.loc[0, "region"] == "SE-M"
    assert 0 <= located.loc[0, "offshore_m"] <= boundaries.OFFSHORE_M
    assert located.loc[1].isna().all()


def test_points_that_are_none_are_located_nowhere() -> None:
    latitude = pd.Series([np.nan, np.inf, 91.0, 52.5, 52.5], index=list("abcde"))
    longitude = pd.Series([13.4, 13.4, 13.4, 181.0, 13.4], index=list("abcde"))
    located = boundaries.locate(latitude, longitude)
    assert located.index.tolist() == list("abcde")
    assert located["country"].notna().tolist() == [False, False, False, False, True]
    assert located.loc["e", "offshore_m"] == 0


def test_no_points_give_an_empty_table() -> None:
    located = boundaries.locate(pd.Series([], dtype=float), pd.Series([], dtype=float))
    assert located.columns.tolist() == ["country", "region", "offshore_m"]
    assert located.empty


def test_distance_to_the_stated_country() -> None:
    # Berlin lies in Germany, and some 70 km from Poland; Paris is 880 km from Berlin, 300 km from Germany.
    latitude, longitude = pd.Series([52.52, 52.52, 48.8566, 52.52, 52.52, np.nan]), pd.Series([13.40] * 6)
    longitude.iloc[2] = 2.3522
    country = pd.Series(["DE", "PL", "DE", None, "VA", "DE"])
    distance = boundaries.distance_to_country_m(latitude, longitude, country)
    assert distance[0] == 0
    assert distance[1] == pytest.approx(64_000, rel=0.15)
    assert distance[2] == pytest.approx(284_000, rel=0.1)
    assert distance[3:].isna().all()


def test_distance_to_a_straight_boundary_is_that_to_the_line() -> None:
    # The 49th parallel: a fifth of a degree of latitude north of it is 22.2 km, wherever along it.
    longitude = pd.Series(np.linspace(-112, -100, 25))
    latitude = pd.Series(49.2, index=longitude.index)
    distance = boundaries.distance_to_country_m(latitude, longitude, pd.Series("US", index=longitude.index))
    np.testing.assert_allclose(distance, 0.2 * 111_195, rtol=0.05)
    np.testing.assert_allclose(distance, distance.mean(), atol=50)


@pytest.mark.parametrize("table", [boundaries.countries, boundaries.regions])
def test_polygons_are_valid_and_in_longitude_and_latitude(table: type) -> None:
    polygons = table()
    assert isinstance(polygons, gpd.GeoDataFrame)
    assert polygons.crs == "EPSG:4326"
    assert polygons.index.is_unique
    present = polygons.geometry.dropna()
    assert present.is_valid.all()
    assert set(present.geom_type) <= {"Polygon", "MultiPolygon"}
    west, south, east, north = present.total_bounds
    assert (west, east) == (-180, 180)
    assert -90 <= south < north <= 90


def test_only_vatican_city_has_no_boundary() -> None:
    polygons = boundaries.countries()
    assert polygons.index[polygons.geometry.isna()].tolist() == ["VA"]


def test_no_polygon_is_a_band_round_the_world() -> None:
    parts = pd.concat([boundaries.countries().geometry, boundaries.regions().geometry]).dropna().explode()
    width = parts.bounds["maxx"] - parts.bounds["minx"]
    wide = set(width.index[width > 100])
    assert wide <= {"RU", "AQ"}


def test_changing_what_is_handed_out_changes_nothing_here() -> None:
    regions, countries = boundaries.regions(), boundaries.countries()
    regions.loc["DE-BE", "name"] = countries.loc["DE", "name"] = "Elsewhere"
    assert boundaries.regions().loc["DE-BE", "name"] == "Berlin"
    assert boundaries.countries().loc["DE", "name"] == "Germany"
