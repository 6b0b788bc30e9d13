from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.schema import RAW_FIELDS
from dsi_geo.standards import (
    fields_of_columns,
    fields_of_records,
    standard_of_columns,
    standard_of_records,
    standards,
)
from dsi_geo.standards.paths import steps_of

GRANT = {
    "id": "g1",
    "title": "Grant",
    "awardDate": "2014-06-05",
    "plannedDates": [{"startDate": "2014-07-01", "endDate": "2015-06-30"}],
    "recipientOrganization": [
        {"id": "o1", "name": "School", "addressLocality": "Llangollen", "postalCode": "LL20 8TG"},
        {"id": "o2", "name": "Hall", "addressLocality": "York"},
    ],
    "beneficiaryLocation": [{"name": "Cardiff", "latitude": "51.48", "longitude": "-3.18"}],
}


def test_the_files_name_fields_that_there_are_and_paths_that_can_be_walked() -> None:
    assert len(standards()) >= 9
    for standard in standards():
        for entity, part in standard.parts.items():
            for one in (part.fields, *part.places):
                assert {*one} <= {*RAW_FIELDS[entity]}, standard.key
                for path in (path for paths in one.values() for path in paths):
                    steps_of(part.absolute(path))


def test_what_is_written_is_what_is_read() -> None:
    """A field that is written anywhere is also read there."""
    for standard in (one for one in standards() if one.envelope is not None):
        for part in standard.parts.values():
            for field, written in part.writing.paths.items():
                alternatives = (part.fields, part.kept, *part.places)
                read = {path.replace("[*]", "") for one in alternatives for path in one.get(field, ())}
                assert field == "location_precision" or {path.replace("[*]", "") for path in written} <= read
            assert {*part.writing.forms} <= {*part.writing.paths}
            assert {*part.writing.forms.values()} <= {"day", "moment", "timestamp", "url"}


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (GRANT, "360giving"),
        ({"iati-identifier": "x", "title": {"narrative": "y"}}, "iati"),
        ({"linked_schemas": ["x"], "name": "y"}, "murmurations"),
        ({"@type": "Organization", "name": "x", "address": {"addressLocality": "Ulm"}}, "schema-org"),
        ({"id": "1", "title": "x", "lat": 1, "lng": 2, "version": 1, "license": "CC0"}, "openfairdb"),
        ({"id": "1", "name": "x", "geo": {"latitude": 1}, "sourceKey": "X"}, "gogocarto"),
        ({"id": "1", "name": "x", "address": {"addressLocality": "Ulm"}, "sourceKey": "X"}, "gogocarto"),
        ({"id": "1", "title": "x", "recipientOrganization": [{"name": "y"}]}, "360giving"),
        ({"os_id": "DE1", "name": "x", "address": "y"}, "open-supply-hub"),
    ],
)
def test_a_standard_is_known_by_its_own_keys(record: dict[str, object], key: str) -> None:
    found = standard_of_records([record])
    assert found is not None
    assert found[0].key == key


def test_what_the_records_are_is_told_by_a_value_that_all_of_them_have() -> None:
    project = {"@type": "Project", "name": "x", "address": {"addressLocality": "Ulm"}}
    organisation = project | {"@type": "Organization"}
    found = [standard_of_records(some) for some in ([project] * 2, [organisation], [project, organisation])]
    assert [one[1] for one in found if one] == ["projects", "organisations", "organisations"]


@pytest.mark.parametrize(
    "columns",
    [["name", "city", "country"], ["title", "description", "start_date"], ["Organisation", "Projekt"], []],
)
def test_ordinary_tables_follow_no_standard(columns: list[str]) -> None:
    assert standard_of_columns(columns) is None
    assert standard_of_records([dict.fromkeys(columns, "x")]) is None


def test_each_record_has_the_first_value_that_is_filled_and_one_whole_place() -> None:
    standard, entity = standard_of_records([GRANT]) or pytest.fail("no standard")
    without = {
        key: value for key, value in GRANT.items() if key not in ("plannedDates", "recipientOrganization")
    }
    found = fields_of_records(standard.parts[entity], [GRANT, without])
    columns = found.columns
    launched, city, latitude = (found.frame[columns[field]] for field in ("launched", "city", "latitude"))
    assert launched.tolist() == ["2014-07-01", "2014-06-05"]
    assert city.tolist() == ["Llangollen", "Cardiff"]
    assert latitude.isna().tolist() == [True, False]  # never the one's town with the other's point


def test_every_object_at_a_path_is_a_record_of_its_own() -> None:
    standard, entity = standard_of_records([GRANT]) or pytest.fail("no standard")
    linked = standard.linked(entity)
    assert linked is not None
    found = fields_of_records(linked[1], [GRANT, {}, GRANT])
    assert found.frame[found.columns["name"]].tolist() == ["School", "Hall", "School", "Hall"]
    assert found.rows == [0, 0, 2, 2]


def test_flat_columns_are_found_by_title_or_path() -> None:
    titles = pd.DataFrame(
        [["g1", "Grant", "2014-06-05", "o1", "School", "York"]],
        columns=["Identifier", "Title", "Award Date", "Recipient Org:0:Identifier", "Recipient Org:0:Name",
                 "Recipient Org:0:City"],
    )  # fmt: skip
    paths = titles.set_axis(
        [
            "id",
            "title",
            "awardDate",
            *(f"recipientOrganization/0/{key}" for key in ("id", "name", "addressLocality")),
        ],
        axis=1,
    )
    for frame in (titles, paths):
        standard, entity = standard_of_columns(frame.columns) or pytest.fail("no standard")
        project = fields_of_columns(standard.parts[entity], frame)
        (_, part) = standard.linked(entity) or pytest.fail("nothing linked")
        organisation = fields_of_columns(part, frame)
        assert project.frame[project.columns["city"]].tolist() == ["York"]
        assert organisation.frame[organisation.columns["id"]].tolist() == ["o1"]
