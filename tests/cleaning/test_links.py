"""Links: the same from both sides, none invented; projects located through their organisations."""

from __future__ import annotations

HERE = {
    "city": "Berlin",
    "country": "DE",
    "address": "Mittelweg 50",
    "latitude": "52.4712",
    "longitude": "13.4412",
}


def test_a_project_takes_the_place_of_its_first_located_organisation(cleaned):
    result = cleaned(
        projects=[{"id": "p", "name": "P", "organisation_ids": ["nowhere", "here"]}],
        organisations=[
            {"id": "nowhere", "name": "N", "project_ids": ["p"]},
            {"id": "here", "name": "H", "project_ids": ["p"], **HERE},
        ],
    )
    project = result.tables["projects"].iloc[0]
    assert project["location_source"] == "organisation"
    assert (project["location_precision"], project["region"], project["city"]) == (
        "address",
        "DE-BE",
        "Berlin",
    )
    assert project["geometry"].y == 52.4712


def test_an_own_place_is_not_overwritten(cleaned):
    own = {"latitude": "48.1500", "longitude": "11.5800"}
    result = cleaned(
        projects=[{"id": "p", "name": "P", "organisation_ids": ["o"], **own}],
        organisations=[{"id": "o", "name": "O", "project_ids": ["p"], **HERE}],
    )
    project = result.tables["projects"].iloc[0]
    assert (project["location_source"], project["geometry"].y) == ("own", 48.15)


def test_an_organisation_in_another_country_is_passed_over_and_reported(cleaned):
    result = cleaned(
        projects=[{"id": "p", "name": "P", "country": "France", "organisation_ids": ["o"]}],
        organisations=[{"id": "o", "name": "O", "project_ids": ["p"], **HERE}],
    )
    assert result.tables["projects"].geometry.isna().all()
    assert "organisation_elsewhere" in result.findings["code"].tolist()
    assert result.tables["projects"]["location_precision"].tolist() == ["country"]


def test_a_link_that_one_side_names_is_added_on_the_other_and_reported(cleaned):
    result = cleaned(
        projects=[
            {"id": "p", "name": "P", "organisation_ids": []},
            {"id": "q", "name": "Q", "organisation_ids": ["o"]},
        ],
        organisations=[{"id": "o", "name": "O", "project_ids": ["p"]}],
    )
    assert result.tables["projects"]["organisation_ids"].tolist() == [["o"], ["o"]]
    assert result.tables["organisations"]["project_ids"].tolist() == [["p", "q"]]
    one_sided = result.findings[result.findings["code"] == "one_sided_link"]
    assert set(one_sided["id"]) == {"p", "o"}


def test_a_link_to_nothing_stays_and_is_reported(cleaned):
    result = cleaned(
        projects=[{"id": "p", "name": "P", "organisation_ids": ["ghost"]}],
        organisations=[{"id": "o", "name": "O"}],
    )
    assert result.tables["projects"]["organisation_ids"].tolist() == [["ghost"]]
    found = result.findings[result.findings["code"] == "dangling_link"]
    assert found["message"].tolist() == ["There is no record “ghost” among the organisations."]


def test_where_one_table_is_absent_its_links_are_not_judged(cleaned):
    result = cleaned(projects=[{"id": "p", "name": "P", "organisation_ids": ["ghost"]}])
    assert "dangling_link" not in result.findings["code"].tolist()


def test_a_place_is_taken_over_as_a_whole_and_the_own_words_are_kept(cleaned):
    own = {"address": "Dorfstr. 1", "postcode": "12999", "city": "Kleinkleckersdorf", "country": "DE"}
    result = cleaned(
        projects=[{"id": "p", "name": "P", "organisation_ids": ["o"], **own}],
        organisations=[{"id": "o", "name": "O", "project_ids": ["p"], **HERE}],
    )
    project = result.tables["projects"].iloc[0]
    assert (project["address"], project["city"]) == ("Mittelweg 50", "Berlin")
    assert project["postcode"] != "12999"
    assert (project["address_as_given"], project["postcode_as_given"]) == ("Dorfstr. 1", "12999")
    assert set(result.findings.loc[result.findings["code"] == "place_replaced", "field"]) == {
        "address",
        "postcode",
        "city",
    }


def test_an_organisation_in_another_region_than_stated_is_passed_over(cleaned):
    result = cleaned(
        projects=[{"id": "p", "name": "P", "country": "DE", "region": "Hessen", "organisation_ids": ["o"]}],
        organisations=[{"id": "o", "name": "O", "project_ids": ["p"], **HERE}],
    )
    assert result.tables["projects"]["region"].tolist() == ["DE-HE"]
    assert "organisation_elsewhere" in result.findings["code"].tolist()


def test_a_placeholder_among_links_is_no_link(cleaned):
    result = cleaned(
        projects=[{"id": "p", "name": "P", "organisation_ids": ["n/a"]}],
        organisations=[{"id": "o", "name": "O"}],
    )
    assert result.tables["projects"]["organisation_ids"].tolist() == [[]]
    assert "dangling_link" not in result.findings["code"].tolist()
