"""Where a record is: towns, regions and countries decided by evidence, and not decided without."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import MultiPoint, Point, box

from dsi_geo.cleaning import clean
from dsi_geo.database import open_database
from dsi_geo.readers.assembly import Layer, assemble

TODAY = pd.Timestamp("2026-01-01")


def project(cleaned, **cells):
    result = cleaned(projects=[{"id": "1", "name": "A", **cells}])
    (record,) = result.tables["projects"].itertuples()
    return record, result.findings


def blank(value):
    return None if pd.isna(value) else value


@pytest.mark.parametrize(
    ("cells", "city", "region", "country"),
    [
        # A stated state decides between namesakes, whatever column or cell it stands in.
        ({"city": "Columbus, IN"}, "Columbus", "US-IN", "US"),
        ({"city": "London, ON"}, "London", "CA-ON", "CA"),
        ({"city": "Springfield", "region": "MA", "country": "USA"}, "Springfield", "US-MA", "US"),
        ({"city": "Springfield", "region": "Massachusetts"}, "Springfield", "US-MA", "US"),
        ({"city": "Roncade (TV)"}, "Roncade", "IT-34", "IT"),
        ({"city": "Milford", "region": "New Jersey", "country": "US"}, "Milford", "US-NJ", "US"),
        # What stands as the country may be a part of one.
        ({"city": "London", "country": "Ontario"}, "London", "CA-ON", "CA"),
        ({"city": "Birmingham", "country": "Alabama"}, "Birmingham", "US-AL", "US"),
        ({"city": "Bangor", "country": "Wales"}, "Bangor", "GB-WLS", "GB"),
        ({"city": "Perth", "country": "Scotland"}, "Perth", "GB-SCT", "GB"),
        # A postcode tells the region, or in whose surroundings the town lies.
        ({"city": "Saint-Denis", "postcode": "93200", "country": "FR"}, "Saint-Denis", "FR-IDF", "FR"),
        ({"city": "Frankfurt", "postcode": "15230", "country": "DE"}, "Frankfurt (Oder)", "DE-BB", "DE"),
        ({"city": "Newport", "postcode": "PO30 1AA", "country": "GB"}, "Newport", "GB-ENG", "GB"),
        # No namesake is clearly meant.
        ({"city": "Neustadt", "country": "DE"}, "Neustadt", None, "DE"),
        ({"city": "Springfield", "country": "US"}, "Springfield", None, "US"),
        ({"city": "Hyderabad"}, "Hyderabad", None, None),
        # A country that is not understood is not "no country".
        ({"city": "London", "country": "Narnia"}, "London", None, None),
        # A region that contradicts the town is kept; the town is not used.
        ({"city": "Orlando", "region": "Oregon", "country": "US"}, "Orlando", "US-OR", "US"),
    ],
)
def test_a_town_is_the_namesake_that_the_evidence_agrees_with(cleaned, cells, city, region, country):
    record, _ = project(cleaned, **cells)
    assert (blank(record.city), blank(record.region), blank(record.country)) == (city, region, country)


@pytest.mark.parametrize(
    ("address", "city", "region"),
    [
        ("Musterweg 3, Loerrach, 79539, Baden-Wuerttemberg", "Lörrach", "DE-BW"),
        ("12 Example Rd, Portland, 97201, Oregon", "Portland", "US-OR"),
        ("5 Example Way, Orlando, 32801, Florida", "Orlando", "US-FL"),
        ("Calle Nueva 8, 28004 Madrid", "Madrid", "ES-MD"),
        ("12 Example Street, Leeds LS1 4AP", "Leeds", "GB-ENG"),
        ("Piotrkowska 102, Lodz", "Łódź", "PL-10"),
        ("Krudy u. 7, 1088 Budapest", "Budapest", "HU-BU"),
        ("г Москва, Примерный пер, д.2, корп.6", "Moscow", "RU-MOW"),
        ("静岡県浜松市中央区坪井町876", "Hamamatsu", "JP-22"),
        ("Amerlingova 4 Brno", "Brno", "CZ-64"),
    ],
)
def test_an_address_in_one_line_places_its_record(cleaned, address, city, region):
    record, findings = project(cleaned, address=address)
    assert (record.city, record.region, record.location_precision) == (city, region, "city")
    assert (findings["code"] == "place_from_address").sum() == 1


@pytest.mark.parametrize(
    ("city", "latitude", "longitude", "region"),
    [
        ("Arlington", "38.85556", "-77.04862", "US-VA"),
        ("Hythe", "51.06871", "1.08022", "GB-ENG"),
        ("Saint-Denis", "48.93564", "2.35387", "FR-IDF"),
        ("Bangor", "53.22772", "-4.12688", "GB-WLS"),
    ],
)
def test_a_coordinate_decides_between_namesakes(cleaned, city, latitude, longitude, region):
    record, findings = project(
        cleaned,
        city=city,
        country=region[:2],
        latitude=latitude,
        longitude=longitude,
        address="1 Example Road",
    )
    assert (record.city, record.region) == (city, region)
    assert not findings["code"].isin(["far_from_town", "undecided_town"]).any()


def test_the_word_for_a_house_is_no_town_against_the_coordinate(cleaned):
    record, _ = project(
        cleaned, address="Примерная улица, дом 24", latitude="55.674413", longitude="37.748302"
    )
    assert (record.country, record.region, record.location_precision) == ("RU", "RU-MOW", "address")


def test_a_small_town_is_not_meant_by_a_remark_that_nothing_confirms(cleaned):
    record, _ = project(cleaned, address="Beispielstr. 5 (Zwiesel)", country="DE")
    assert (blank(record.city), record.location_precision) == (None, "country")


def test_what_is_not_decided_is_a_warning_that_names_the_candidates(cleaned):
    _, findings = project(cleaned, city="Neustadt", country="DE")
    (finding,) = findings[findings["code"] == "undecided_town"].itertuples()
    assert finding.severity == "warning"
    assert "Neustadt" in finding.message
    assert "(Rheinland-Pfalz)" in finding.message


NEW_ZEALAND = (
    "Auckland, Wellington, Christchurch, Dunedin, Whangarei, Rotorua, Napier, Nelson, Timaru, Alexandra, Gore, Taupo, "
    "Palmerston, Inglewood, Cambridge"
)


def test_where_the_names_are_those_of_one_country_the_others_lie_there_too(cleaned):
    rows = [{"id": town, "name": town, "city": town} for town in NEW_ZEALAND.split(", ")]
    table = cleaned(projects=rows).tables["projects"]
    assert set(table["country"]) == {"NZ"}


def test_a_table_that_lies_all_over_the_world_gives_no_record_a_country(cleaned):
    towns = {
        "Paris": "FR",
        "Berlin": "DE",
        "Tokyo": "JP",
        "Lima": "PE",
        "Cairo": "EG",
        "Oslo": "NO",
        "Rome": "IT",
    }
    rows = [{"id": town, "name": town, "city": town, "country": code} for town, code in towns.items()]
    result = cleaned(projects=[*rows, {"id": "x", "name": "x", "city": "Hyderabad"}])
    assert result.tables["projects"]["country"].isna().tolist() == [False] * len(towns) + [True]


@pytest.mark.parametrize(
    ("rows", "precision"),
    [
        # No street, house or postcode anywhere: a town at most.
        (
            [{"city": "Chicago", "country": "US", "latitude": "41.8781136", "longitude": "-87.6297982"}],
            ["city"],
        ),
        ([{"name": "ACIGNE", "latitude": "48.13391", "longitude": "-1.53664"}], ["city"]),
        # The town's cell names a country, or a region.
        (
            [{"city": "Japan", "country": "Japan", "latitude": "36.204824", "longitude": "138.252924"}],
            ["country"],
        ),
        (
            [
                {
                    "city": "North Carolina",
                    "country": "USA",
                    "latitude": "35.7595731",
                    "longitude": "-79.0192997",
                }
            ],
            ["region"],
        ),
        # Every record of a country lies on one coordinate.
        (
            [
                {"country": code, "latitude": latitude, "longitude": longitude}
                for code, latitude, longitude in (
                    ("KE", "1.23456", "36.98765"),
                    ("PE", "-11.23456", "-74.34567"),
                )
                for _ in range(3)
            ],
            ["country"] * 6,
        ),
        # The worse of both axes counts; a zero at the end is chance where others have more places.
        (
            [{"address": "Mittelweg 50", "city": "Berlin", "latitude": "52.47", "longitude": "13.441234"}],
            ["city"],
        ),
        (
            [
                {
                    "address": f"Mittelweg {at}",
                    "city": "Berlin",
                    "latitude": f"52.47{at}31",
                    "longitude": "13.44100",
                }
                for at in range(11, 31)
            ][:1]
            + [
                {
                    "address": f"Sonnenallee {at}",
                    "city": "Berlin",
                    "latitude": f"52.4812{at}",
                    "longitude": f"13.431{at}",
                }
                for at in (*range(11, 20), *range(21, 30), *range(31, 40))
            ],
            ["address"] * 28,
        ),
    ],
)
def test_no_precision_is_finer_than_its_evidence(cleaned, rows, precision):
    result = cleaned(projects=[{"id": str(at), "name": f"A{at}", **row} for at, row in enumerate(rows)])
    assert result.tables["projects"]["location_precision"].tolist() == precision


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        ({"address": "Mittelweg 50", "city": "Berlin"}, "address"),
        ({"address": "Mittelweg", "city": "Berlin"}, "street"),
        ({"address": "Berlin", "city": "Berlin"}, "city"),
        ({"address": "Mittelweg 50, 12053 Berlin"}, "address"),
        ({"address": "Forbes, NSW, Australia"}, "city"),
        ({"postcode": "12053", "city": "Berlin"}, "postcode"),
        ({"city": "Berlin"}, "city"),
        ({"region": "Bayern"}, "region"),
        ({"country": "DE"}, "country"),
        ({}, "none"),
    ],
)
def test_the_address_has_a_precision_of_its_own(cleaned, cells, written):
    record, _ = project(cleaned, **cells)
    assert record.address_precision == written
    assert record.location_precision <= "city" or record.location_precision in (
        "city",
        "region",
        "country",
        "none",
    )


def shapes(geometry, **cells):
    frame = pd.DataFrame({"id": ["1"], "name": ["A"], **{name: [cell] for name, cell in cells.items()}})
    layer = Layer("projects", frame.astype("str"), gpd.GeoSeries([geometry], crs="EPSG:4326"))
    result = clean([assemble(layer, "projects.geojson", "projects", {})], today=TODAY)
    return result.tables["projects"].iloc[0]


def test_a_shape_across_regions_belongs_to_none_of_them():
    both = shapes(MultiPoint([(13.4, 52.52), (11.58, 48.14)]), country="Germany")
    assert (both["country"], blank(both["region"])) == ("DE", None)
    one = shapes(box(13.3, 52.45, 13.5, 52.6), country="Germany")
    assert one["region"] == "DE-BE"
    lands = shapes(box(5.0, 49.0, 9.0, 52.0))
    assert (blank(lands["country"]), blank(lands["region"])) == (None, None)
    assert shapes(Point(13.4, 52.52))["region"] == "DE-BE"


def test_a_point_at_the_border_lies_in_the_state_that_is_stated(cleaned):
    record, findings = project(
        cleaned,
        city="Saint Louis",
        region="Missouri",
        country="US",
        latitude="38.61526",
        longitude="-90.19762",
    )
    assert record.region == "US-MO"
    assert "region_differs" not in findings["code"].tolist()


def test_the_coordinates_of_addresses_are_trusted_against_the_name_of_a_town(cleaned):
    berlin = [
        {"address": f"Weg {at}", "city": "Berlin", "latitude": f"52.51{at}31", "longitude": f"13.41{at}17"}
        for at in range(11, 31)
    ]
    village = {"address": "Dorfstr. 1", "city": "Potsdam", "latitude": "54.12341", "longitude": "13.41237"}
    rows = [
        {"id": str(at), "name": f"A{at}", "country": "DE", **row} for at, row in enumerate([*berlin, village])
    ]
    result = cleaned(projects=rows)
    last = result.tables["projects"].iloc[-1]
    assert (last["city"], last["region"], last["location_precision"]) == ("Potsdam", "DE-MV", "address")
    (far,) = result.findings[result.findings["code"] == "far_from_town"].itertuples()
    assert "taken to be that of the address" in far.message


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"city": "Simferopol"}, "Crimea is counted as a part of Ukraine in the boundaries"),
        ({"country": "Kosovo"}, "Kosovo is counted as a country in the boundaries"),
        ({"latitude": "25.0330", "longitude": "121.5654"}, "Taiwan is counted as an area of its own"),
    ],
)
def test_a_disputed_area_is_counted_as_the_boundaries_have_it_and_said_to_be_disputed(
    cleaned, cells, message
):
    _, findings = project(cleaned, **cells)
    (finding,) = findings[findings["code"] == "disputed_area"].itertuples()
    assert message in finding.message


@pytest.mark.parametrize(
    "town", ["12345", "x" * 10_000, "北京", "Ωmega", "؟", "🏠", "N/A town", "-", "(", "Springfield " * 500]
)
def test_any_cell_for_a_town_is_an_answer_or_an_honest_none(tmp_path, town):
    path = tmp_path / "projects.csv"
    pd.DataFrame({"id": ["1"], "name": ["A"], "city": [town], "country": ["DE"]}).to_csv(path, index=False)
    table = open_database(path).projects
    assert table["country"].tolist() == ["DE"]


def test_postcodes_get_back_their_zeros_where_the_country_says_so(cleaned):
    rows = [
        ("1067", "Germany"),
        ("1010", "Austria"),
        ("6000", "France"),
        ("10115", "Germany"),
        ("501", "USA"),
    ]
    records = [{"name": f"P{at}", "postcode": code, "country": home} for at, (code, home) in enumerate(rows)]
    result = cleaned(projects=records)
    assert result.tables["projects"]["postcode"].tolist() == ["01067", "1010", "06000", "10115", "00501"]
    told = result.findings[result.findings["code"].eq("postcode_zeros")]
    assert told["message"].tolist()[0] == "“1067” is read as “01067”: its first zero was lost."
    assert len(told) == 3


def test_towns_without_a_country_lie_where_their_names_do_if_only_those_abroad_name_theirs(cleaned):
    abroad = [
        {"id": f"x{at}", "name": "x", "city": city} for at, city in enumerate(["Paris, Frankreich"] * 2)
    ]
    rows = [{"id": town, "name": town, "city": town} for town in NEW_ZEALAND.split(", ")]
    table = cleaned(projects=[*abroad, *rows]).tables["projects"]
    assert table["country"].tolist() == ["FR"] * 2 + ["NZ"] * len(rows)


def test_towns_without_a_country_stay_open_where_many_others_name_theirs(cleaned):
    abroad = [
        {"id": f"x{at}", "name": "x", "city": city} for at, city in enumerate(["Paris, Frankreich"] * 6)
    ]
    rows = [{"id": town, "name": town, "city": town} for town in NEW_ZEALAND.split(", ")]
    table = cleaned(projects=[*abroad, *rows]).tables["projects"]
    assert table["country"].eq("NZ").sum() < len(rows)


def test_the_sign_of_a_country_before_a_postcode_names_it_for_the_table(cleaned):
    rows = [
        {"id": str(at), "name": "x", "address": f"Brīvības iela {at}, Rīga, LV-1050"} for at in range(1, 6)
    ]
    table = cleaned(projects=[*rows, {"id": "o", "name": "x", "address": "Ogre, Ogres nov."}]).tables[
        "projects"
    ]
    assert (table["city"].iloc[-1], table["country"].iloc[-1]) == ("Ogre", "LV")
