from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from dsi_geo.readers import RawTable, find_sources, read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.dsi4eu import join_paragraphs, split_address

EXPORT = Path(__file__).parents[3] / "shared" / "dsi4eu"
needs_export = pytest.mark.skipif(
    not EXPORT.is_dir(), reason="the DSI4EU export is not at hand: it is not redistributed"
)


def text(*cells: str | None) -> pd.Series:
    return pd.Series(cells, dtype="str")


@pytest.fixture(scope="module")
def tables() -> dict[str, RawTable]:
    return {table.entity: table for table in read_tables(find_sources(EXPORT))}


@pytest.fixture(scope="module")
def given() -> dict[str, list[dict[str, object]]]:
    return {
        name: json.loads((EXPORT / f"{name}.json").read_text("utf-8"))
        for name in ("projects", "organisations")
    }


def test_descriptions_are_joined_by_a_blank_line_and_not_repeated() -> None:
    joined = join_paragraphs(text("a", "a", None, None, "same"), text("b", None, "b", None, " same "))
    assert joined.fillna("-").tolist() == ["a\n\nb", "a", "b", "-", "same"]


def test_addresses_are_split_at_the_last_line_break() -> None:
    given = text(
        "Some Street 1,\nAB1 2CD", ",\n", "Street,\n", ",\n12345", "a, b,\nc\n00076 X", "Street 5", None
    )
    street, postcode = split_address(given)
    assert street.fillna("-").tolist() == ["Some Street 1", "-", "Street", "-", "a, b,\nc", "Street 5", "-"]
    assert postcode.fillna("-").tolist() == ["AB1 2CD", "-", "-", "12345", "00076 X", "-", "-"]


def test_the_platforms_csv_is_read_like_its_json(tmp_path: Path) -> None:
    header = [
        "Organisation ID",
        "Organisation name",
        "Short description",
        "Long description",
        "Country",
        "Region",
    ]
    header += [
        "Address",
        "Organisation type",
        "Start date",
        "Linked project IDs",
        "Tags",
        "Network tags",
        "Created",
    ]
    row = [
        "7",
        "O",
        "short",
        "long",
        "Italy",
        "Milano",
        "Via X 1,\n20121",
        "Kind",
        "2015",
        "3, 4",
        "t",
        "n",
        "2016-01-01",
    ]
    path = tmp_path / "organisations.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, row])
    (table,) = read_tables([Source(path, path.name)])
    record = table.frame.iloc[0].to_dict()
    assert {field: list(value) if isinstance(value, list) else value for field, value in record.items()} == {
        "id": "7", "name": "O", "kind": "Kind", "founded": "2015", "description": "short\n\nlong", "networks": ["n"],
        "recorded": "2016-01-01", "address": "Via X 1", "city": "Milano", "country": "Italy",
        "project_ids": ["3", "4"], "Tags": "t", "address_as_given": "Via X 1,\n20121", "postcode": "20121",
    }  # fmt: skip


def test_a_visitor_may_choose_another_description(tmp_path: Path) -> None:
    record = {
        "project_id": 1,
        "short_description": "s",
        "long_description": "l",
        "social_impact": "i",
        "region": "Rome",
    }
    path = tmp_path / "projects.json"
    path.write_text(json.dumps([record | {"linked_organisation_ids": []}]))
    (table,) = read_tables([Source(path, path.name)], {"description": "social_impact"})
    assert table.frame["description"].tolist() == ["i"]
    assert table.frame["long_description"].tolist() == ["l"]
    assert table.frame["city"].tolist() == ["Rome"]


@pytest.mark.parametrize("told", [{}, {"description": "short_description"}])
def test_a_long_description_is_part_of_the_description_only(tmp_path: Path, told: dict[str, str]) -> None:
    record = {"project_id": 1, "short_description": "s", "long_description": "l", "region": "Rome"}
    path = tmp_path / "projects.json"
    path.write_text(json.dumps([record | {"linked_organisation_ids": []}]))
    (table,) = read_tables([Source(path, path.name)], told)
    assert table.frame["description"].tolist() == ["s\n\nl"]
    assert table.unrecognised == ()
    assert "long_description" not in table.frame


@needs_export
def test_every_record_and_every_link_of_the_export_is_read(tables: dict[str, RawTable]) -> None:
    projects, organisations = tables["projects"].frame, tables["organisations"].frame
    assert (len(projects), len(organisations)) == (829, 1228)
    assert projects["organisation_ids"].list.len().sum() == 946
    assert organisations["project_ids"].list.len().sum() == 946
    forth = {
        (ours, theirs)
        for ours, cell in zip(projects["id"], projects["organisation_ids"], strict=True)
        for theirs in cell
    }
    back = {
        (theirs, ours)
        for ours, cell in zip(organisations["id"], organisations["project_ids"], strict=True)
        for theirs in cell
    }
    assert forth == back


@needs_export
def test_the_region_of_the_export_is_the_town(tables: dict[str, RawTable]) -> None:
    organisations = tables["organisations"]
    assert organisations.recognised["city"] == "region"
    assert "region" not in organisations.frame
    assert (organisations.frame["city"] == "Berlin").sum() == 25


@needs_export
def test_coordinates_and_dates_of_the_export_are_counted_right(tables: dict[str, RawTable]) -> None:
    projects, organisations = tables["projects"].frame, tables["organisations"].frame
    assert projects["latitude"].notna().sum() == 54
    assert organisations["latitude"].notna().sum() == 1086
    assert organisations["latitude"].dtype == "float64"
    assert (projects["launched"].notna().sum(), projects["closed"].notna().sum()) == (63, 22)
    assert (
        (projects["recorded"] == "1970-01-01").sum(),
        (organisations["recorded"] == "1970-01-01").sum(),
    ) == (742, 1157)


@needs_export
def test_a_filled_address_is_never_lost(tables: dict[str, RawTable]) -> None:
    frame = tables["organisations"].frame
    assert (frame["address_as_given"].notna() & frame["country"].isna()).sum() == 111
    assert frame["address"].str.endswith(",").sum() == 0
    assert frame["address_as_given"].isna().sum() == 93


@needs_export
def test_tags_and_kinds_of_the_export_are_their_names(
    tables: dict[str, RawTable], given: dict[str, list[dict[str, object]]]
) -> None:
    projects, organisations = tables["projects"].frame, tables["organisations"].frame
    expected = [[tag["name"] for tag in record["support_tags"]] for record in given["projects"]]
    assert [list(cell) for cell in projects["themes"]] == expected
    assert organisations["kind"].isna().sum() == 257
    assert organisations["kind"].nunique() == 5
    assert tables["organisations"].unrecognised == ("tags",)
    assert {"social_impact", "who_we_help_tags"} <= set(projects.columns)


@needs_export
def test_both_descriptions_of_the_export_are_kept(
    tables: dict[str, RawTable], given: dict[str, list[dict[str, object]]]
) -> None:
    for entity, records in given.items():
        for record, description in zip(records, tables[entity].frame["description"], strict=True):
            for part in (record["short_description"], record["long_description"]):
                assert not str(part).strip() or str(part) in description
    assert tables["projects"].frame["description"].str.contains("\n\n").sum() >= 67
