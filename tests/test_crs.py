from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from dsi_geo.crs import AREA_CRS, is_wgs84, to_equal_area, to_wgs84
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


def test_areas_are_true() -> None:
    # One degree square at 50-51° N on the ellipsoid: 7,894 km² (R² Δλ (sin φ2 - sin φ1) on the authalic sphere).
    square = gpd.GeoDataFrame(
        geometry=[shapely.segmentize(shapely.box(10, 50, 11, 51), 0.01)], crs="EPSG:4326"
    )
    projected = to_equal_area(square)
    assert projected.crs == AREA_CRS
    assert projected.area[0] / 1e6 == pytest.approx(7894, rel=0.005)
