"""Records in standards of exchange: valid by what these require, and read back as they were.

The schemas here say what the published ones require of what is written: kinds of values, forms of dates and addresses,
vocabularies, and what must be there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import jsonschema
import pandas as pd
import pytest
from shapely import Point

from dsi_geo.database import open_database
from dsi_geo.errors import InputError
from dsi_geo.output.exchange import Exchange, exchange, write_as_geojson, write_exchange, written_standards
from dsi_geo.schema import ORGANISATIONS, PROJECTS, Entity, conform

TEXT = {"type": "string", "minLength": 1}
WEB = {"type": "string", "pattern": r"^https?://\S+$"}
COUNTRY = {"type": "string", "pattern": "^[A-Z]{2}$"}
DAY = r"[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])"
MOMENT = {"type": "string", "pattern": f"^{DAY}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z$"}
VAGUE = {"type": "string", "pattern": f"^({DAY}|[0-9]{{4}}(-(0[1-9]|1[012]))?)$"}
LATITUDE = {"type": "number", "minimum": -90, "maximum": 90}
LONGITUDE = {"type": "number", "minimum": -180, "maximum": 180}


def shaped(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [*required],
        "additionalProperties": False,
    }


def listed(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}


ADDRESS = dict.fromkeys(
    ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry"), TEXT
)
DATES = listed(shaped({"startDate": VAGUE, "endDate": VAGUE}))
POINT = {"latitude": LATITUDE, "longitude": LONGITUDE}
RECIPIENT = shaped(
    {"id": TEXT, "name": TEXT, "description": TEXT, "url": WEB, "dateModified": MOMENT, **ADDRESS,
     "location": listed(shaped(POINT))},
    ("id", "name"),
)  # fmt: skip
GRANTS = shaped(
    {
        "version": {"type": "string", "pattern": r"^\d+\.\d+$"},
        "grants": {
            "type": "array",
            "items": shaped(
                {
                    **dict.fromkeys(("id", "title", "description"), TEXT),
                    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
                    "amountAwarded": {"type": "number"},
                    "awardDate": {"type": "string", "pattern": f"^{DAY}$"},
                    "url": WEB,
                    "dateModified": MOMENT,
                    "plannedDates": DATES,
                    "grantProgramme": listed(shaped({"title": TEXT})),
                    "classifications": listed(shaped({"title": TEXT})),
                    "beneficiaryLocation": listed(shaped({"name": TEXT, "countryCode": COUNTRY, **POINT})),
                    "projectLocation": shaped({**ADDRESS, **POINT}),
                    "recipientOrganization": listed(RECIPIENT),
                    "fundingOrganization": listed(shaped({"id": TEXT, "name": TEXT}, ("id", "name"))),
                },
                ("id", "title", "description", "currency", "amountAwarded", "awardDate", "recipientOrganization",
                 "fundingOrganization"),
            ),
        },
    },
    ("grants",),
)  # fmt: skip
PROFILES = {
    "type": "array",
    "items": shaped(
        {
            "linked_schemas": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "pattern": r"^[a-z][a-z0-9_]{7,97}-v[0-9]+\.[0-9]+\.[0-9]+$"},
            },
            "name": {"type": "string", "maxLength": 200},
            **dict.fromkeys(("unique_id", "description", "street_address", "postal_code", "locality", "region"), TEXT),
            "primary_url": WEB,
            "tags": {**listed({"type": "string", "maxLength": 100}), "uniqueItems": True, "maxItems": 100},
            "country_iso_3166": COUNTRY,
            "geolocation": shaped({"lat": LATITUDE, "lon": LONGITUDE}, ("lat", "lon")),
            "starts_at": {"type": "number"},
            "last_updated": {"type": "number"},
        },
        ("linked_schemas", "name", "primary_url"),
    ),
}  # fmt: skip
ELEMENTS = shaped(
    {
        "data": {
            "type": "array",
            "items": shaped(
                {
                    **dict.fromkeys(("id", "name", "description", "sourceKey"), TEXT),
                    "website": WEB,
                    "updatedAt": VAGUE,
                    "categories": listed(TEXT),
                    "tags": listed(TEXT),
                    "address": shaped(ADDRESS),
                    "geo": shaped(POINT, ("latitude", "longitude")),
                },
                ("name", "sourceKey"),
            ),
        }
    },
    ("data",),
)


def thing(kind: str, properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    return shaped({"@type": {"const": kind}, **properties}, ("@type", *required))


PLACE = thing(
    "Place",
    {
        "geo": thing("GeoCoordinates", POINT, ("latitude", "longitude")),
        "additionalProperty": listed(
            thing(
                "PropertyValue", {"name": {"const": "location precision"}, "value": TEXT}, ("name", "value")
            )
        ),
    },
)
THING: dict[str, Any] = {
    **dict.fromkeys(("identifier", "name", "description", "additionalType"), TEXT),
    "url": WEB,
    "dateModified": VAGUE,
    "foundingDate": VAGUE,
    "address": thing("PostalAddress", ADDRESS),
    "location": PLACE,
}
GRAPH = shaped(
    {
        "@context": {"const": "https://schema.org"},
        "@graph": {
            "type": "array",
            "items": {
                "oneOf": [
                    thing(
                        "Project", {**THING, "dissolutionDate": VAGUE, "keywords": listed(TEXT)}, ("name",)
                    ),
                    thing(
                        "Organization",
                        {**THING, "memberOf": listed(thing("Organization", {"name": TEXT}, ("name",)))},
                        ("name",),
                    ),
                ]
            },
        },
    },
    ("@context", "@graph"),
)
SCHEMAS = {"360giving": GRANTS, "murmurations": PROFILES, "gogocarto": ELEMENTS, "schema-org": GRAPH}

ORANIENPLATZ = Point(13.41591, 52.50237)
KREUZBERG = {
    "address": "Oranienplatz 14",
    "postcode": "10999",
    "city": "Berlin",
    "region": "DE-BE",
    "country": "DE",
}


def projects(**changes: object) -> gpd.GeoDataFrame:
    """One project with every field that a standard has."""
    record: dict[str, object] = {
        "id": "p1", "name": "Wörter & <b>Wege</b>", "cluster": "Migration and integration",
        "themes": ["work, paid", "language"], "description": "=1+1", "website": "https://woerter.example/a?b=c",
        "launched": pd.Timestamp("2015-03-01"), "launched_precision": "month", "closed": pd.Timestamp("2017-05-09"),
        "closed_precision": "day", "recorded": pd.Timestamp("2018-01-15"), "recorded_precision": "day", **KREUZBERG,
        "location_precision": "address", "organisation_ids": ["o2", "o1"], "amount": 12500.5, "currency": "EUR",
        "geometry": ORANIENPLATZ,
    }  # fmt: skip
    return conform(pd.DataFrame([record | changes]), PROJECTS)


def organisations(**changes: object) -> gpd.GeoDataFrame:
    """Two organisations, the first with every field that a standard has."""
    record: dict[str, object] = {
        "id": "o1", "name": "Wegweiser e. V.", "kind": "Charity", "founded": pd.Timestamp("2014-01-01"),
        "founded_precision": "year", "description": "A charity", "website": "https://weg.example",
        "networks": ["North", "South, East"], "recorded": pd.Timestamp("2018-01-14"), "recorded_precision": "day",
        **KREUZBERG, "location_precision": "address", "project_ids": ["p1"], "geometry": ORANIENPLATZ,
    }  # fmt: skip
    town = {"address": "Leipziger Straße 3", "postcode": "06108", "city": "Halle (Saale)", "region": "DE-ST"}
    other = record | town | {"id": "o2", "name": "Brücke", "geometry": Point(11.96604, 51.48327)}
    return conform(pd.DataFrame([record | changes, other]), ORGANISATIONS)


def written(key: str, table: gpd.GeoDataFrame, entity: Entity) -> Exchange:
    standard = written_standards()[key]
    return exchange(standard, table, entity, organisations() if entity == PROJECTS else None)


def plain(table: gpd.GeoDataFrame, fields: list[str]) -> list[dict[str, object]]:
    """Records as plain values, a point as rounded degrees."""
    rows = table.sort_values("id").to_dict("records")
    return [{field: _plain(row.get(field)) for field in fields} for row in rows]


def _plain(value: object) -> object:
    if isinstance(value, Point):
        return round(value.x, 5), round(value.y, 5)
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return str(value)
    return [*map(str, value)]


PLACED = [*KREUZBERG, "location_precision", "geometry"]
OF_ALL = ["id", "name", "description", "website", "recorded", *PLACED]
LIVED = ["launched", "launched_precision", "closed", "closed_precision"]
LINKED = ["organisation_ids", "amount", "currency"]
READ_BACK: list[tuple[str, Entity, list[str]]] = [
    ("360giving", PROJECTS, [*OF_ALL, "cluster", "themes", *LIVED, *LINKED]),
    ("schema-org", PROJECTS, [*OF_ALL, "cluster", "themes", *LIVED]),
    ("schema-org", ORGANISATIONS, [*OF_ALL, "kind", "networks", "founded", "founded_precision"]),
    ("murmurations", PROJECTS, [*OF_ALL, "themes"]),
    ("murmurations", ORGANISATIONS, [*OF_ALL, "networks"]),
    ("gogocarto", PROJECTS, [*OF_ALL, "cluster", "themes"]),
    ("gogocarto", ORGANISATIONS, [*OF_ALL, "kind", "networks"]),
]


def table_of(entity: Entity) -> gpd.GeoDataFrame:
    return projects() if entity == PROJECTS else organisations()


@pytest.mark.parametrize(("key", "entity", "fields"), READ_BACK)
def test_what_is_written_is_read_back(key: str, entity: Entity, fields: list[str], tmp_path: Path) -> None:
    target = tmp_path / "written.json"
    write_exchange(written(key, table_of(entity), entity).content, target)
    back = open_database(target, entity=None if key in ("360giving", "schema-org") else entity)
    assert plain(back.table(entity), fields) == plain(table_of(entity), fields)
    if key == "360giving":
        of_organisations = [*OF_ALL, "project_ids"]
        assert plain(back.organisations, of_organisations) == plain(organisations(), of_organisations)


FUNDED = {"award_date": "2015-01-09", "funder_id": "GB-CHC-1", "funder_name": "Fund"}


@pytest.mark.parametrize(("key", "entity"), [(key, entity) for key, entity, _ in READ_BACK])
def test_what_is_written_is_valid(key: str, entity: Entity) -> None:
    table = projects(**FUNDED) if entity == PROJECTS else organisations()
    found = written(key, table, entity)
    jsonschema.validate(found.content, SCHEMAS[key])
    assert not [note for note in found.notes if "requires" in note]


@pytest.mark.parametrize(("key", "entity"), [(key, entity) for key, entity, _ in READ_BACK])
def test_of_a_record_that_has_only_an_id_nothing_is_made_up(key: str, entity: Entity) -> None:
    found = written(key, conform(pd.DataFrame({"id": ["x"]}), entity), entity)
    content = found.content
    (record,) = (
        content if isinstance(content, list) else next(v for v in content.values() if isinstance(v, list))
    )
    assert {*record} <= {"id", "identifier", "unique_id", "@type", "linked_schemas", "sourceKey"}
    told = [note for note in found.notes if "requires" in note]
    assert told
    assert all("1 of 1 " in note and note.endswith("; it is written without it.") for note in told)
    assert not any("fundingOrganization.id" in note for note in told)


@pytest.mark.parametrize("precision", ["address", "street", "postcode", "city", "region", "country", "none"])
@pytest.mark.parametrize("key", sorted(SCHEMAS))
def test_a_point_travels_only_where_it_is_no_town(key: str, precision: str) -> None:
    table = projects(location_precision=precision, organisation_ids=[])
    found = written(key, table, PROJECTS)
    exact = precision in ("address", "street", "postcode")
    assert ("13.41591" in json.dumps(found.content)) == exact
    assert "Berlin" in json.dumps(found.content)
    assert any("1 of 1 project has a point that stands for a town" in note for note in found.notes) != exact
    if key == "schema-org":
        assert (f'"value": "{precision}"' in json.dumps(found.content)) == (precision != "none")


@pytest.mark.parametrize(
    ("precision", "date"), [("day", "2015-03-01"), ("month", "2015-03"), ("year", "2015")]
)
def test_a_vague_date_never_becomes_a_day(precision: str, date: str) -> None:
    table = projects(launched_precision=precision)
    (grant,) = written("360giving", table, PROJECTS).content["grants"]
    (thing,) = written("schema-org", table, PROJECTS).content["@graph"]
    found = written("murmurations", table, PROJECTS)
    assert grant["plannedDates"][0]["startDate"] == thing["foundingDate"] == date
    assert found.content[0].get("starts_at") == (1425168000 if precision == "day" else None)
    told = "1 of 1 project has a date “launched” that is known only to the month or year, which Murmurations cannot say"
    assert any(told in note for note in found.notes) == (precision != "day")


@pytest.mark.parametrize(
    ("website", "url", "sentence"),
    [
        ("HTTP://a.example", "HTTP://a.example", ""),
        ("www.a.example/b", "http://www.a.example/b", "a website without http://, which is put before it."),
        ("none", None, "a website that is no address on the web; it is left out."),
        ("http://", None, "a website that is no address on the web; it is left out."),
        ("javascript:alert(1)", None, "a website that is no address on the web; it is left out."),
        ("a b.example", None, "a website that is no address on the web; it is left out."),
    ],
)
@pytest.mark.parametrize("key", sorted(SCHEMAS))
def test_an_address_on_the_web_is_one(key: str, website: str, url: str | None, sentence: str) -> None:
    found = written(key, projects(website=website), PROJECTS)
    assert (website in json.dumps(found.content)) == (url is not None)
    assert url is None or url in json.dumps(found.content)
    assert any(note == f"1 of 1 project has {sentence}" for note in found.notes) == bool(sentence)


def test_grants_keep_the_funder_and_the_award_date_that_came_with_them(tmp_path: Path) -> None:
    recipient = {"id": "o1", "name": "A", "addressLocality": "York", "addressCountry": "GB"}
    grant = {
        "id": "g1", "title": "G", "description": "D", "currency": "GBP", "amountAwarded": 5, "awardDate": "2014-06-05",
        "recipientOrganization": [recipient], "fundingOrganization": [{"id": "GB-CHC-1", "name": "Fund"}],
    }  # fmt: skip
    path = tmp_path / "grants.json"
    path.write_text(json.dumps({"grants": [grant]}))
    database = open_database(path)
    found = exchange(written_standards()["360giving"], database.projects, PROJECTS, database.organisations)
    jsonschema.validate(found.content, GRANTS)
    (again,) = found.content["grants"]
    assert {
        **again,
        **grant,
        "recipientOrganization": [again["recipientOrganization"][0] | recipient],
    } == again
    assert again["amountAwarded"] == 5
    assert "plannedDates" not in again  # the launch was taken from the award, which is no plan
    town, status = found.notes
    assert town.startswith("1 of 1 organisation has a point that stands for a town")
    assert status == "Not written, as 360Giving has no field of projects for it: status."
    notes = database.findings.loc[database.findings["code"] == "unrecognised_column", "field"]
    assert {*notes} == {"fundingOrganization", "recipientOrganization"}


def test_a_funder_without_an_identifier_is_told() -> None:
    found = written("360giving", projects(funder_name="Fund", award_date="2015-01-09"), PROJECTS)
    assert found.content["grants"][0]["fundingOrganization"] == [{"name": "Fund"}]
    told = (
        "1 of 1 project has no “fundingOrganization.id”, which 360Giving requires; it is written without it."
    )
    assert [note for note in found.notes if "requires" in note] == [told]


def test_what_json_and_a_set_of_tags_cannot_hold_is_left_out(tmp_path: Path) -> None:
    table = projects(amount=float("inf"), themes=["a", "b", "a"])
    write_exchange(written("360giving", table, PROJECTS).content, tmp_path / "x.json")
    (grant,) = json.loads((tmp_path / "x.json").read_text("utf-8"))["grants"]
    assert "amountAwarded" not in grant
    assert written("murmurations", table, PROJECTS).content[0]["tags"] == ["a", "b"]


def test_a_project_with_a_place_of_its_own_keeps_it(tmp_path: Path) -> None:
    place = {
        "address": "Rue du Faubourg Saint-Denis 108",
        "postcode": "75010",
        "city": "Paris",
        "region": "FR-IDF",
    }
    table = projects(**place, country="FR", geometry=Point(2.35644, 48.87578))
    found = written("360giving", table, PROJECTS)
    (grant,) = found.content["grants"]
    beneficiary = {"name": "Paris", "countryCode": "FR", "latitude": 48.87578, "longitude": 2.35644}
    assert grant["beneficiaryLocation"] == [beneficiary]
    assert any(
        "1 of 1 project has a place that is not that of the organisations" in note for note in found.notes
    )
    write_exchange(found.content, tmp_path / "grants.json")
    assert plain(open_database(tmp_path / "grants.json").projects, PLACED) == plain(table, PLACED)


def test_a_project_at_its_first_organisation_has_no_place_of_its_own() -> None:
    (grant,) = written("360giving", projects(organisation_ids=["o1"]), PROJECTS).content["grants"]
    assert not {"beneficiaryLocation", "projectLocation"} & {*grant}


def test_a_place_that_would_be_read_from_parts_of_two_is_written_whole(tmp_path: Path) -> None:
    """What the first organisation has no postcode for would be read with the postcode of the second."""
    table = projects(organisation_ids=["o1", "o2"], postcode=None)
    found = exchange(written_standards()["360giving"], table, PROJECTS, organisations(postcode=None))
    write_exchange(found.content, tmp_path / "grants.json")
    assert plain(open_database(tmp_path / "grants.json").projects, PLACED) == plain(table, PLACED)


def test_what_a_standard_cannot_say_is_named() -> None:
    notes = written("murmurations", projects(technologies=["GIS"], mood="good"), PROJECTS).notes
    assert (
        "Not written, as Murmurations has no field of projects for it: cluster, technologies, closed, "
        in "".join(notes)
    )
    assert any("only the file that was read has it: “mood”." in note for note in notes)
    notes = written("360giving", projects(organisation_ids=["o1", "lost"]), PROJECTS).notes
    assert "1 of 2 organisations has no “name”, which 360Giving requires; it is written without it." in notes
    assert any("1 of 2 organisations carry none of these projects" in note for note in notes)
    assert any("no field of organisations for it: kind, founded, networks." in note for note in notes)


def test_organisations_have_no_grants_of_their_own() -> None:
    with pytest.raises(
        InputError, match="360Giving has organisations only within its projects: leave out --entity"
    ):
        written("360giving", organisations(), ORGANISATIONS)


@pytest.mark.parametrize("key", sorted(SCHEMAS))
def test_of_nothing_an_empty_list_is_written(key: str) -> None:
    content = written(key, projects().iloc[:0], PROJECTS).content
    assert [] in (content, *(content.values() if isinstance(content, dict) else ()))


def test_geojson_says_how_precise_its_points_are(tmp_path: Path) -> None:
    table = projects(location_precision="city")
    write_as_geojson(table, tmp_path / "x.json")
    content = json.loads((tmp_path / "x.json").read_text("utf-8"))
    (feature,) = content["features"]
    assert content["type"] == "FeatureCollection"
    assert "crs" not in content  # RFC 7946 knows but one
    assert feature["geometry"] == {"type": "Point", "coordinates": [13.41591, 52.50237]}
    assert feature["properties"]["location_precision"] == "city"


@pytest.mark.parametrize("name", ["x.csv", "x", "nowhere/x.json", "."])
def test_a_file_that_cannot_be_written_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_exchange([], tmp_path / name)
