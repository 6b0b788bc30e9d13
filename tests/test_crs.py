from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from dsi_geo.crs import (
    EARTH_RADIUS_M,
    azimuthal_equal_area,
    cylindrical_equal_area,
    from_azimuthal_equal_area,
    from_cylindrical_equal_area,
    from_web_mercator,
    is_wgs84,
    to_wgs84,
    web_mercator,
)
from dsi_geo.errors import InputError


def test_shapes_are_brought_to_longitude_and_latitude_and_keep_their_index() -> None:
    # Brandenburg Gate in ETRS89 / UTM 33N, by the state survey's own converter to the metre.
    gate = gpd.GeoSeries([shapely.Point(389911, 5819693), None], index=[5, 2], crs="EPSG:25833")
    located = to_wgs84(gate, "a.gpkg")
    assert located.crs == "EPSG:4326"
    assert located.index.tolist() == [5, 2]
    assert located.isna().tolist() == [False, True]
    assert located.x[5] == pytest.approx(13.3777, abs=5e-4)
    assert located.y[5] == pytest.approx(52.5163, abs=5e-4)


@pytest.mark.parametrize("reference", ["EPSG:4326", "OGC:CRS84", 4326])
def test_wgs84_is_known_under_its_names(reference: object) -> None:
    assert is_wgs84(reference)
    located = to_wgs84(gpd.GeoSeries([shapely.Point(13, 52)], crs=reference), "a")
    assert (located.crs, located.x[0]) == ("EPSG:4326", 13)


@pytest.mark.parametrize("reference", ["EPSG:3857", "EPSG:25832", "nonsense", None])
def test_other_systems_are_not(reference: object) -> None:
    assert not is_wgs84(reference)


def test_a_missing_reference_system_is_refused_with_a_remedy() -> None:
    with pytest.raises(
        InputError, match="“a.shp” does not say in which coordinate reference system.*Save it again"
    ):
        to_wgs84(gpd.GeoSeries([shapely.Point(1, 2)]), "a.shp")


LATITUDE, LONGITUDE = np.array([-80.0, 0.0, 52.5, 10.0]), np.array([-179.0, 0.0, 13.4, 100.0])


def test_web_mercator_is_that_of_proj_and_goes_there_and_back():
    half = np.pi * 6_378_137
    expected = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(LONGITUDE, LATITUDE)
    x, y = web_mercator(LATITUDE, LONGITUDE)
    assert (x - 0.5) * 2 * half == pytest.approx(expected[0], abs=1e-6)
    assert (0.5 - y) * 2 * half == pytest.approx(expected[1], abs=1e-6)
    assert from_web_mercator(x, y)[0] == pytest.approx(LATITUDE)
    assert from_web_mercator(x, y)[1] == pytest.approx(LONGITUDE)


def test_cylindrical_equal_area_is_that_of_proj_and_goes_there_and_back():
    sphere = pyproj.Proj(proj="cea", lat_ts=40, R=EARTH_RADIUS_M)
    x, y = cylindrical_equal_area(LATITUDE, LONGITUDE, 40)
    assert np.array([x, y]) == pytest.approx(np.array(sphere(LONGITUDE, LATITUDE)), rel=1e-9)
    assert np.array(from_cylindrical_equal_area(x, y, 40)) == pytest.approx(np.array([LATITUDE, LONGITUDE]))


def test_azimuthal_equal_area_is_that_of_proj_and_goes_there_and_back():
    sphere = pyproj.Proj(proj="laea", lat_0=50, lon_0=10, R=EARTH_RADIUS_M)
    x, y = azimuthal_equal_area(LATITUDE, LONGITUDE, (50, 10))
    assert np.array([x, y]) == pytest.approx(np.array(sphere(LONGITUDE, LATITUDE)), rel=1e-9, abs=1e-6)
    back = from_azimuthal_equal_area(x, y, (50, 10))
    assert back[0] == pytest.approx(LATITUDE)
    assert np.cos(np.radians(back[1] - LONGITUDE)) == pytest.approx(np.ones(4))
    assert np.isfinite(azimuthal_equal_area([-50, 0], [-170, 180], (50, 10))).all()
