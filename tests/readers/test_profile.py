from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from dsi_geo.database import open_database
from dsi_geo.readers import read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.profile import TableProfile, profile_of

GERMAN = (
    "Titel;Ort;Straße;Hausnr;Beginn des Vorhabens;Notiz\n"
    "Repair Café;Köln;Domstraße;1;2014;gut\n"
    "Gemeinschaftsgarten;Köln;Ringstraße;2;2015;\n"
)


def profile(tmp_path: Path, content: bytes, name: str = "projekte.csv", **columns: str) -> TableProfile:
    path = tmp_path / name
    path.write_bytes(content)
    (table,) = read_tables([Source(path, name)], columns)
    assert table.profile is not None
    return table.profile


def test_a_profile_says_what_a_table_is_and_how_it_begins(tmp_path: Path) -> None:
    found = profile(tmp_path, GERMAN.encode("cp1252"))
    assert (found.name, found.rows, found.others) == ("projekte.csv", 2, ())
    assert found.format == "Text with cells separated by semicolons, in Windows-1252"
    assert found.header == ("Titel", "Ort", "Straße", "Hausnr", "Beginn des Vorhabens", "Notiz")
    assert found.beginning == (
        ("Repair Café", "Köln", "Domstraße", "1", "2014", "gut"),
        ("Gemeinschaftsgarten", "Köln", "Ringstraße", "2", "2015", ""),
    )


def test_each_column_has_what_it_was_taken_for_and_why(tmp_path: Path) -> None:
    found = profile(tmp_path, GERMAN.encode())
    assert {one.column: (one.fields, one.evidence) for one in found.columns} == {
        "Titel": (("name",), "name"),
        "Ort": (("city",), "name"),
        "Straße": (("address",), "name"),
        "Hausnr": ((), "joined"),
        "Beginn des Vorhabens": (("launched",), "words"),
        "Notiz": ((), ""),
    }
    assert [one.filled for one in found.columns] == [2, 2, 2, 2, 2, 1]
    assert found.columns[1].examples == ("Köln",)


def test_what_was_chosen_is_said_to_be_chosen(tmp_path: Path) -> None:
    found = profile(tmp_path, GERMAN.encode(), name="projekte.csv", description="Notiz")
    assert found.columns[-1].evidence == "chosen"


def test_a_field_can_be_said_to_be_in_no_column(tmp_path: Path) -> None:
    path = tmp_path / "projekte.csv"
    path.write_text(GERMAN, encoding="utf-8")
    (table,) = read_tables([Source(path, path.name)], {"launched": "", "city": ""})
    assert {"launched", "city"}.isdisjoint(table.recognised)
    assert {*table.unrecognised} >= {"Ort", "Beginn des Vorhabens"}


def test_a_field_that_is_in_no_column_is_not_filled_from_another(tmp_path: Path) -> None:
    path = tmp_path / "projekte.csv"
    path.write_text("name,city,period\nA,Ulm,2011 - 2013\nB,Bonn,2012 - 2014\nC,Kiel,2010 - 2015\n")
    source = [Source(path, path.name)]
    assert open_database(source).projects["closed"].notna().all()
    assert open_database(source, {"closed": ""}).projects["closed"].isna().all()


def test_contents_are_a_guess(tmp_path: Path) -> None:
    rows = "\n".join(f"Verein {word},{at + 47.5},{at + 10.25}" for at, word in enumerate("ABCDEF"))
    found = profile(tmp_path, f"wer,geox,geoy\n{rows}\n".encode())
    assert {one.column: one.evidence for one in found.columns} == dict.fromkeys(
        ("wer", "geox", "geoy"), "content"
    )


def test_a_standard_is_evidence(tmp_path: Path) -> None:
    grants = [
        {"id": f"360G-a-{at}", "title": f"Grant {at}", "recipientOrganization": [{"id": "1", "name": "A"}]}
        for at in range(2)
    ]
    path = tmp_path / "grants.json"
    path.write_text(json.dumps({"grants": grants}))
    tables = {table.entity: table.profile for table in read_tables([Source(path, path.name)])}
    assert {one.evidence for one in tables["projects"].columns if one.fields} == {"standard"}


def test_cells_are_cut_and_shown_as_text(tmp_path: Path) -> None:
    found = profile(tmp_path, f"name,city\n{'x' * 5000},Ulm\n".encode())
    assert found.beginning == (("x" * 120, "Ulm"),)
    assert found.columns[0].examples == ("x" * 120,)


def test_a_profile_comes_back_out_of_json(tmp_path: Path) -> None:
    found = profile(tmp_path, GERMAN.encode())
    assert profile_of(json.loads(json.dumps(asdict(found)))) == found


@pytest.mark.parametrize("rows", [1, 25])
def test_no_more_than_the_first_rows_are_shown(tmp_path: Path, rows: int) -> None:
    found = profile(tmp_path, ("name,city\n" + "A,Ulm\n" * rows).encode())
    assert (found.rows, len(found.beginning)) == (rows, min(rows, 10))
