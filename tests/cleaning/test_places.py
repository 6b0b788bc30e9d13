"""Places: read in every spelling, judged by what the data support, never more exact than they are."""

from __future__ import annotations

import pytest

BERLIN = {"latitude": "52.5170365", "longitude": "13.3888599"}


def codes(result, code: str):
    return result.findings[result.findings["code"] == code]


@pytest.mark.parametrize(
    ("given", "code", "finding"),
    [
        ("DE", "DE", None),
        ("Germany", "DE", None),
        ("Deutschland", "DE", "country_spelling"),
        ("Neatherlands", "NL", "country_slip"),
        ("Korea, Republic of", "KR", "country_spelling"),
        ("Macedonia, the former Yugoslav Republic of", "MK", "country_spelling"),
        ("Atlantis", None, "unknown_country"),
    ],
)
def test_a_country_in_any_spelling_becomes_its_code_and_says_so(cleaned, given, code, finding):
    result = cleaned(projects=[{"id": "1", "name": "A", "country": given}])
    table = result.tables["projects"]
    assert table["country"].astype(object).where(table["country"].notna(), None).tolist() == [code]
    found = [one for one in result.findings["code"] if one.startswith(("country", "unknown_country"))]
    assert found == ([finding] if finding else [])


def test_a_country_that_is_not_recognised_is_kept_as_given(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A", "country": "Atlantis"}])
    assert result.tables["projects"]["country_as_given"].tolist() == ["Atlantis"]


@pytest.mark.parametrize(
    ("given", "country", "town"),
    [
        ("Milano", "Italy", "Milan"),
        ("ROME", "Italy", "Rome"),
        ("Roma", "Italy", "Rome"),
        ("munchen", "Germany", "Munich"),
    ],
)
def test_the_spellings_of_a_town_are_one_town(cleaned, given, country, town):
    result = cleaned(projects=[{"id": "1", "name": "A", "city": given, "country": country}])
    assert result.tables["projects"]["city"].tolist() == [town]
    assert f"“{given}” is read as {town}." in codes(result, "town_spelling")["message"].tolist()


def test_a_town_without_a_coordinate_is_placed_at_its_centre_and_said_to_be(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A", "city": "Berlin", "country": "Germany"}])
    record = result.tables["projects"].iloc[0]
    assert (record["location_precision"], record["location_source"], record["region"]) == (
        "city",
        "own",
        "DE-BE",
    )
    assert record["geometry"].distance(record["geometry"].__class__(13.41053, 52.52437)) < 1e-6
    assert len(codes(result, "placed_by_town")) == 1


def test_many_addresses_on_one_coordinate_are_a_town_centre(cleaned):
    records = [
        {
            "id": str(number),
            "name": f"P{number}",
            "address": f"Street {number} Nr. {number}",
            "city": "Berlin",
            "country": "DE",
            **BERLIN,
        }
        for number in range(1, 6)
    ]
    result = cleaned(projects=records)
    assert (result.tables["projects"]["location_precision"] == "city").all()
    message = codes(result, "town_centroid")["message"].iloc[0]
    assert (
        message
        == "5 records with 5 different addresses share this coordinate; it is taken for the centre of Berlin."
    )


@pytest.mark.parametrize(
    ("one", "other", "precision"),
    [
        ("Mittelweg 50", "50 Mittelweg", "address"),
        ("Mittelstraße 50", "Mittelstr. 50", "address"),
        ("Mittelweg 50", "Mittelweg 50, Hinterhaus", "address"),
        ("Mittelweg 50", "Mittelweg 52", "city"),
        ("Mittelweg 50", "Hauptstraße 3", "city"),
    ],
)
def test_spellings_of_one_address_share_it_and_different_addresses_unmask_a_centre(
    cleaned, one, other, precision
):
    spot = {"city": "Berlin", "country": "DE", "latitude": "52.4712", "longitude": "13.4412"}
    result = cleaned(
        projects=[
            {"id": "1", "name": "A", "address": one, **spot},
            {"id": "2", "name": "B", "address": other, **spot},
        ]
    )
    assert result.tables["projects"]["location_precision"].astype(str).tolist() == [precision, precision]


@pytest.mark.parametrize(
    ("record", "precision"),
    [
        ({"address": "Mittelweg 50", "latitude": "52.4712", "longitude": "13.4412"}, "address"),
        ({"address": "Mittelweg", "latitude": "52.4712", "longitude": "13.4412"}, "street"),
        ({"postcode": "12053", "latitude": "52.4712", "longitude": "13.4412"}, "postcode"),
        ({"latitude": "52.4712", "longitude": "13.4412"}, "city"),
        ({"address": "Mittelweg 50", "latitude": "52.471", "longitude": "13.441"}, "street"),
        ({"latitude": "52.47", "longitude": "13.44"}, "city"),
        ({"latitude": "53", "longitude": "13"}, "region"),
        ({"latitude": "52", "longitude": "13"}, "country"),  # too far from Berlin, and not in it
        ({"address": "Alexanderplatz 1", "latitude": "52.52437", "longitude": "13.41053"}, "city"),
        ({"latitude": "52.5280", "longitude": "13.4110"}, "city"),
        ({"city": "Nirgendwo"}, "country"),
        ({"region": "Bayern", "city": ""}, "region"),
    ],
)
def test_precision_is_what_the_evidence_supports(cleaned, record, precision):
    result = cleaned(projects=[{"id": "1", "name": "A", "city": "Berlin", "country": "Germany"} | record])
    assert result.tables["projects"]["location_precision"].astype(str).tolist() == [precision]


def test_a_record_of_which_nothing_is_known_has_no_place_and_says_so(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A"}])
    assert result.tables["projects"]["location_precision"].tolist() == ["none"]
    assert codes(result, "no_place")["id"].tolist() == ["1"]


def test_a_file_that_locates_by_town_is_recognised_as_a_whole(cleaned):
    towns = {
        "Berlin": ("52.5170", "13.3888"),
        "Hamburg": ("53.5503", "10.0006"),
        "Köln": ("50.9384", "6.9599"),
        "Leipzig": ("51.3406", "12.3747"),
    }
    records = [
        {
            "id": f"{town}{number}",
            "name": f"{town} {number}",
            "address": f"Gasse {number}",
            "city": town,
            "country": "DE",
            "latitude": at[0],
            "longitude": at[1],
        }
        for town, at in towns.items()
        for number in range(6)
    ]
    alone = {
        "id": "alone",
        "name": "Alone",
        "address": "Lange Straße 7",
        "city": "Rostock",
        "country": "DE",
        "latitude": "54.0925",
        "longitude": "12.1311",
    }
    result = cleaned(projects=[*records, alone])
    table = result.tables["projects"].set_index("id")
    assert table.loc["alone", "location_precision"] == "city"
    assert (
        codes(result, "located_by_town")["message"]
        .iloc[0]
        .startswith("In towns with several addresses, 100% of the records")
    )


def test_swapped_degrees_are_set_right_and_reported(cleaned):
    result = cleaned(
        projects=[
            {"id": "1", "name": "A", "country": "Germany", "latitude": "13.4412", "longitude": "52.4712"}
        ]
    )
    point = result.tables["projects"].geometry.iloc[0]
    assert (point.y, point.x) == (52.4712, 13.4412)
    assert codes(result, "swapped_coordinates")["message"].tolist() == [
        "Coordinate 13.4412, 52.4712 is read with latitude and longitude swapped."
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        ("0", "0", "placeholder_coordinate"),
        ("0.0", "0.00", "placeholder_coordinate"),
        ("95", "200", "outside_world"),
        ("NaN", "inf", "not_a_coordinate"),
        ("north", "13.4", "not_a_coordinate"),
        ("52.5", "", "half_coordinate"),
    ],
)
def test_what_is_no_coordinate_is_not_placed_and_is_reported(cleaned, latitude, longitude, code):
    result = cleaned(
        projects=[{"id": "1", "name": "A", "latitude": latitude or None, "longitude": longitude or None}]
    )
    assert result.tables["projects"].geometry.isna().all()
    assert code in result.findings["code"].tolist()


@pytest.mark.parametrize(
    ("country", "point"), [("", (30.5, 120.25)), ("Germany", None), ("China", (30.5, 120.25))]
)
def test_degrees_beyond_the_poles_are_swapped_unless_a_country_says_otherwise(cleaned, country, point):
    place = {"country": country or None, "latitude": "120.25", "longitude": "30.5"}
    result = cleaned(projects=[{"id": "1", "name": "A", **place}])
    found = result.tables["projects"].geometry.iloc[0]
    assert (None if found is None else (found.y, found.x)) == point
    assert ("swapped_coordinates" in result.findings["code"].tolist()) == (point is not None)
    assert ("outside_world" in result.findings["code"].tolist()) == (point is None)


@pytest.mark.parametrize(
    ("written", "inside", "outside"),
    [
        ({"address": "Weg 5"}, "address", "city"),
        ({"address": "Weg"}, "street", "city"),
        ({"postcode": "10999"}, "postcode", "city"),
    ],
)
def test_a_point_outside_its_country_tells_no_more_than_the_town(cleaned, written, inside, outside):
    for latitude, longitude, precision in (
        ("52.50312", "13.41412", inside),
        ("48.85661", "2.35222", outside),
    ):
        place = {"country": "Germany", "latitude": latitude, "longitude": longitude, **written}
        (found,) = cleaned(projects=[{"id": "1", "name": "A", **place}]).tables["projects"][
            "location_precision"
        ]
        assert found == precision


def test_a_point_outside_its_country_keeps_its_place_and_is_reported(cleaned):
    result = cleaned(
        projects=[
            {"id": "1", "name": "A", "country": "Germany", "latitude": "48.8566", "longitude": "2.3522"}
        ]
    )
    assert result.tables["projects"].geometry.notna().all()
    assert result.tables["projects"]["region"].isna().all()
    assert "outside Germany, the country stated." in codes(result, "outside_country")["message"].iloc[0]


def test_decimal_commas_and_degree_signs_are_read(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A", "latitude": "52,4712°", "longitude": "13,4412"}])
    assert result.tables["projects"].geometry.iloc[0].y == 52.4712


def test_the_region_comes_from_the_point(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A", "latitude": "48.1374", "longitude": "11.5755"}])
    record = result.tables["projects"].iloc[0]
    assert (record["country"], record["region"]) == ("DE", "DE-BY")
    assert codes(result, "country_from_place")["message"].tolist() == [
        "No country is given; the place lies in Germany."
    ]


@pytest.mark.parametrize(
    ("city", "region", "country", "code"),
    [
        ("Frankfurt", "Brandenburg", "DE", "DE-BB"),
        ("Neustadt", "Rheinland-Pfalz", "DE", "DE-RP"),
        ("Portland", "Maine", "US", "US-ME"),
        ("Frankfurt", None, "DE", "DE-HE"),
    ],
)
def test_among_towns_of_one_name_the_one_in_the_stated_region_is_meant(cleaned, city, region, country, code):
    result = cleaned(projects=[{"id": "1", "name": "A", "city": city, "region": region, "country": country}])
    assert result.tables["projects"]["region"].tolist() == [code]
    assert codes(result, "region_differs").empty


@pytest.mark.parametrize(
    ("city", "country", "region"),
    [("Springfield, IL", "US", "US-IL"), ("Springfield, MA", "US", "US-MA"), ("Paris, IL", "FR", "FR-IDF")],
)
def test_the_state_whose_code_follows_the_town_tells_namesakes_apart(cleaned, city, country, region):
    result = cleaned(projects=[{"id": "1", "name": "A", "city": city, "country": country}])
    assert result.tables["projects"]["region"].tolist() == [region]
    assert codes(result, "region_differs").empty


def test_a_town_outside_the_region_stated_is_not_used_and_both_are_named(cleaned):
    result = cleaned(
        projects=[{"id": "1", "name": "A", "city": "Berlin", "region": "Bayern", "country": "DE"}]
    )
    assert codes(result, "town_elsewhere")["message"].tolist() == [
        "“Berlin” is a town in Berlin, but Bayern is stated; the town is not used."
    ]
    (project,) = result.tables["projects"].itertuples()
    assert (project.city, project.region, project.location_precision) == ("Berlin", "DE-BY", "region")


def test_a_region_alone_gives_its_country(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A", "region": "Bayern"}])
    record = result.tables["projects"].iloc[0]
    assert (record["country"], record["region"], record["location_precision"]) == ("DE", "DE-BY", "region")


def test_a_region_that_is_not_recognised_is_told(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A", "country": "DE", "region": "Mittelerde"}])
    assert codes(result, "unknown_region")["message"].tolist() == [
        "“Mittelerde” is not recognised as a region."
    ]


@pytest.mark.parametrize(
    ("town", "latitude", "longitude", "code"),
    [
        ("Hamburg", "52.501234", "13.414567", "far_from_town"),
        ("Berlin", "0.000123", "13.412345", "outside_country"),
    ],
)
def test_a_point_that_contradicts_its_record_is_never_exact(cleaned, town, latitude, longitude, code):
    record = {
        "address": "Lange Straße 1",
        "city": town,
        "country": "DE",
        "latitude": latitude,
        "longitude": longitude,
    }
    result = cleaned(projects=[{"id": "1", "name": "A", **record}])
    assert result.tables["projects"]["location_precision"].tolist() == ["country"]
    assert codes(result, code)["id"].tolist() == ["1"]


@pytest.mark.parametrize(
    ("town", "stated", "region", "precision", "code"),
    [
        ("Milan", None, None, "country", "far_from_town"),
        ("Milan", "Lombardia", "IT-25", "country", "far_from_town"),
        ("Milan", "Lazio", "IT-62", "city", "town_elsewhere"),
        ("Milan", "Toscana", None, "country", "town_elsewhere"),
        ("Formia", None, "IT-62", "region", "far_from_town"),
        ("Milano (MI)", None, "IT-25", "country", "far_from_town"),
    ],
)
@pytest.mark.parametrize("country", ["IT", None])
def test_of_a_town_and_a_point_far_apart_only_what_both_lie_in_or_what_is_stated_is_taken(
    cleaned, country, town, stated, region, precision, code
):
    rome = {"latitude": "41.891234", "longitude": "12.501234"}
    record = {"id": "1", "name": "A", "city": town, "region": stated, "country": country, **rome}
    result = cleaned(projects=[record])
    (project,) = result.tables["projects"].itertuples()
    found = None if project.region != project.region else project.region
    assert (found, project.location_precision, project.country) == (region, precision, "IT")
    assert project.geometry.y == 41.891234
    assert len(codes(result, code)) == 1


@pytest.mark.parametrize(
    "other",
    [
        "Oranienplatz 14, 10999 Berlin",
        "Oranienplatz 14, 2. OG",
        "Oranienplatz 14 - Aufgang B",
        "14 Oranienplatz",
    ],
)
def test_a_floor_or_postcode_beside_an_address_does_not_make_it_another(cleaned, other):
    spot = {"city": "Berlin", "country": "DE", "latitude": "52.50221", "longitude": "13.41609"}
    addresses = ["Oranienplatz 14", other, "Oranienplatz 14, D-10999 Berlin"]
    result = cleaned(
        projects=[{"id": str(n), "name": f"P{n}", "address": a, **spot} for n, a in enumerate(addresses)]
    )
    assert result.tables["projects"]["location_precision"].astype(str).tolist() == ["address"] * 3


@pytest.mark.parametrize(
    ("address", "precision"),
    [
        ("Postfach 1234", "street"),
        ("P.O. Box 77", "street"),
        ("10999 Berlin", "postcode"),
        ("D-10999 Berlin", "postcode"),
    ],
)
def test_what_names_no_house_is_no_exact_address(cleaned, address, precision):
    record = {
        "address": address,
        "city": "Berlin",
        "country": "DE",
        "latitude": "52.47123",
        "longitude": "13.44123",
    }
    result = cleaned(projects=[{"id": "1", "name": "A", **record}])
    assert result.tables["projects"]["location_precision"].tolist() == [precision]


def test_an_exact_address_at_the_middle_of_its_town_raises_a_doubt(cleaned):
    record = {
        "address": "Rosenstraße 2",
        "city": "Berlin",
        "country": "DE",
        "latitude": "52.52201",
        "longitude": "13.40311",
    }
    result = cleaned(projects=[{"id": "1", "name": "A", **record}])
    assert result.tables["projects"]["location_precision"].tolist() == ["address"]
    assert codes(result, "near_centre")["id"].tolist() == ["1"]


@pytest.mark.parametrize(
    ("address", "city", "country"),
    [
        ("14 Harbour Road, Northcote, Auckland 0627, New Zealand", "Auckland", "NZ"),
        ("Mittelweg 50, 12053 Berlin", "Berlin", "DE"),
        ("Oranienplatz 5 10999 Berlin", "Berlin", "DE"),
        ("10 Downing Street, London SW1A 2AA, UK", "London", "GB"),
        ("Via Roma 5, 20121 Milano MI, Italia", "Milan", "IT"),
        ("Berlin", "Berlin", "DE"),
        ("Paris Street 5", None, None),
        ("Nowhere Lane 3, Xyzzy, Portugal", None, "PT"),
        ("decentral, no fixed address", None, None),
    ],
)
def test_a_table_without_a_column_of_towns_is_placed_by_the_end_of_the_address(
    cleaned, address, city, country
):
    result = cleaned(projects=[{"id": "1", "name": "A", "address": address}])
    record = result.tables["projects"].iloc[0]
    assert [None if value != value else value for value in record[["city", "country"]]] == [city, country]
    assert record["address"] == address
    assert record["location_precision"] == ("city" if city else "country" if country else "none")
    assert len(codes(result, "place_from_address")) == (1 if city else 0)


def test_where_the_town_of_a_record_is_missing_its_address_is_read_for_one(cleaned):
    rows = [
        {"id": "1", "name": "A", "address": "Mittelweg 50, 12053 Berlin", "city": ""},
        {"id": "2", "name": "B", "address": "Mittelweg 50, 12053 Berlin", "city": "Nowhereville"},
    ]
    assert cleaned(projects=rows).tables["projects"]["city"].tolist() == ["Berlin", "Nowhereville"]


@pytest.mark.parametrize(
    ("address", "city", "country"),
    [
        ("Rue X 5, Bruxelles, Belgium", "Bruxelles", "BE"),
        ("Rue X 5\nBruxelles\nBelgique", "Bruxelles", "BE"),
        ("1 Hill Road, Littleham, UK", "Littleham", "GB"),
        ("Nowhere Lane 3, Portugal", "Xyzzy", "PT"),
        ("Nowhere Lane 3, Portugal", None, "PT"),
        ("5 Peachtree Street, Atlanta, Georgia", "Atlanta", "US"),
        ("1 Rustaveli Avenue, Tbilisi, Georgia", "Tbilisi", "GE"),
        ("Main Street, Xyzzy, CA", "Xyzzy", None),
        ("Germany", "Xyzzy", None),
        (None, "Xyzzy, UK", "GB"),
        (None, "Xyzzy, Portugal", "PT"),
    ],
)
def test_the_country_at_the_end_of_an_address_is_read_where_none_is_stated(cleaned, address, city, country):
    result = cleaned(projects=[{"id": "1", "name": "A", "address": address, "city": city}])
    (project,) = result.tables["projects"].itertuples()
    assert (None if project.country != project.country else project.country) == country
    assert len(codes(result, "country_from_place")) == (country is not None)


@pytest.mark.parametrize("others", [{}, {"city": "Berlin"}])
def test_a_column_of_addresses_without_any_is_no_hindrance(cleaned, others):
    result = cleaned(projects=[{"id": "1", "name": "A", "address": None, **others}])
    assert result.tables["projects"]["address"].isna().all()


def test_a_country_that_is_stated_is_not_read_from_the_address(cleaned):
    row = {"id": "1", "name": "A", "address": "Rue X 5, Lille, Belgium", "city": "Lille", "country": "FR"}
    result = cleaned(projects=[row])
    assert result.tables["projects"]["country"].tolist() == ["FR"]
    assert codes(result, "country_from_place").empty


def test_the_signs_of_road_traffic_are_countries(cleaned):
    rows = [{"id": sign, "name": sign, "country": sign} for sign in ("D", "A", "I", "SLO")]
    assert cleaned(projects=rows).tables["projects"]["country"].tolist() == ["DE", "AT", "IT", "SI"]


@pytest.mark.parametrize(
    ("address", "precision"),
    [
        ("Berlin", "city"),
        ("Berlin, Germany", "city"),
        ("Berlin, Bayern", "city"),
        ("10999 Berlin, Germany", "postcode"),
        ("Various locations, Berlin", "city"),
        ("Multiple locations (Spandau, Mitte)", "city"),
        ("diverse Standorte", "city"),
        ("online", "city"),
        ("Onlinestraße", "street"),
        ("Mittelweg, Berlin", "street"),
        ("Mittelweg 50, Berlin", "address"),
        ("Berlin 12", "postcode"),
        ("Berlin, 3. Bezirk", "postcode"),
        ("Berlin XII", "city"),
        ("Mittelweg, Berlin 12", "street"),
    ],
)
def test_an_address_that_names_no_street_is_no_street(cleaned, address, precision):
    spot = {"city": "Berlin", "country": "DE", "latitude": "52.4712", "longitude": "13.4412"}
    result = cleaned(projects=[{"id": "1", "name": "A", "address": address, **spot}])
    assert result.tables["projects"]["location_precision"].tolist() == [precision]


def test_line_breaks_part_an_address_as_commas_do_and_it_is_quoted_as_it_is(cleaned):
    rows = [
        {"id": "1", "name": "A", "address": "11 Little Balmer\nBuckingham\nEngland"},
        {"id": "2", "name": "B", "address": "Oranienplatz 5 10999 Berlin"},
    ]
    result = cleaned(projects=rows)
    assert result.tables["projects"]["country"].tolist() == ["GB", "DE"]
    assert codes(result, "place_from_address")["message"].tolist() == [
        "“11 Little Balmer Buckingham England” is read as an address in Buckingham.",
        "“Oranienplatz 5 10999 Berlin” is read as an address in Berlin.",
    ]


def test_a_shared_point_far_from_a_town_named_there_is_no_towns_centre(cleaned):
    spot = {"country": "DE", "latitude": "52.4712", "longitude": "13.4412"}
    rows = [
        {"id": "1", "name": "A", "address": "Hafenstraße 4", "city": "Hamburg", **spot},
        {"id": "2", "name": "B", "address": "Mittelweg 50", "city": None, **spot},
    ]
    result = cleaned(projects=rows)
    assert result.tables["projects"]["location_precision"].tolist() == ["country", "city"]
    assert (
        codes(result, "town_centroid")["message"].tolist()
        == ["2 records with 2 different addresses share this coordinate; it therefore tells no address."] * 2
    )


def test_an_address_whose_country_the_point_tells_is_not_without_one(cleaned):
    rows = [
        {"id": "1", "name": "A", "address": "Mittelweg 50", "latitude": "52.4712", "longitude": "13.4412"},
        {"id": "2", "name": "B", "address": "Mittelweg 50"},
    ]
    result = cleaned(projects=rows)
    assert codes(result, "country_from_place")["id"].tolist() == ["1"]
    assert codes(result, "address_without_country")["id"].tolist() == ["2"]


def test_a_town_is_looked_for_in_the_country_that_its_point_tells(cleaned):
    result = cleaned(
        projects=[
            {"id": "1", "name": "a", "city": "Bari (BA)", "latitude": "41.1188", "longitude": "16.8513"},
            {"id": "2", "name": "b", "city": "Assisi (PG)", "latitude": "41.1305", "longitude": "14.7799"},
            {"id": "3", "name": "c", "city": "Nowhereville", "latitude": "41.12", "longitude": "16.86"},
        ]
    )
    projects = result.tables["projects"]
    assert projects["city"].tolist() == ["Bari", "Assisi", "Nowhereville"]
    assert projects["country"].tolist() == ["IT"] * 3
    assert (projects["region"].tolist()[1], projects["location_precision"].tolist()[1]) == (
        "IT-55",
        "country",
    )
    (unknown,) = codes(result, "unknown_town").itertuples()
    assert (unknown.id, unknown.message) == ("3", "“Nowhereville” is not in the gazetteer for Italy.")
    (far,) = codes(result, "far_from_town").itertuples()
    assert (far.id, "279 km from Assisi" in far.message) == ("2", True)


def test_a_name_of_towns_in_several_countries_is_not_decided_and_they_are_named(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "a", "city": "Hyderabad"}])
    (finding,) = codes(result, "undecided_town").itertuples()
    assert (
        finding.message == "“Hyderabad” could be Hyderabad (India), Hyderabad (Sindh); nothing tells which."
    )
    assert codes(result, "unknown_town").empty
    assert result.tables["projects"]["location_precision"].tolist() == ["none"]


@pytest.mark.parametrize(
    ("cell", "postcode", "city", "country"),
    [
        ("1221 København K", "1221", "Copenhagen", "DK"),
        ("London N1 9AB", "N1 9AB", "London", "GB"),
        ("n1 9ab", "N1 9AB", None, "GB"),
    ],
)
def test_a_postcode_in_the_cell_of_the_town_is_taken_from_there(cleaned, cell, postcode, city, country):
    result = cleaned(projects=[{"id": "1", "name": "A", "city": cell}])
    record = result.tables["projects"].iloc[0]
    assert record[["postcode", "city", "country"]].fillna("").tolist() == [postcode, city or "", country]
    assert (
        f"“{cell}” is read as the postcode {postcode}"
        in codes(result, "postcode_from_town")["message"].item()
    )


def test_a_postcode_that_is_stated_is_not_taken_from_the_town(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A", "postcode": "75011", "city": "75002 Paris"}])
    assert result.tables["projects"]["postcode"].tolist() == ["75011"]
    assert codes(result, "postcode_from_town").empty


def test_a_british_postcode_tells_its_country_before_a_namesake_of_the_town_does(cleaned):
    result = cleaned(projects=[{"id": "1", "name": "A", "postcode": "GU2 7XH", "city": "Surrey"}])
    assert result.tables["projects"]["country"].tolist() == ["GB"]
    assert "“GU2 7XH”" in codes(result, "country_from_place")["message"].item()
