"""Verdicts about pairs: kept, taken back, never lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dsi_geo.errors import InputError
from dsi_geo.output.verdicts import journal_of, read_verdicts, record_verdict


def told(journal: Path) -> dict[tuple[str, str], str]:
    found = read_verdicts(journal)
    return dict(zip(zip(found["id_a"], found["id_b"], strict=True), found["verdict"], strict=True))


def test_a_verdict_is_kept_beside_the_database_whichever_is_named_first(tmp_path):
    journal = journal_of(tmp_path / "projects.csv")
    assert journal.name == "projects.csv.verdicts.csv"
    assert read_verdicts(journal).empty
    record_verdict(journal, "projects", "P2", "P1", "introduced")
    assert told(journal) == {("P1", "P2"): "introduced"}


def test_the_last_verdict_holds_and_can_be_taken_back(tmp_path):
    journal = tmp_path / "v.csv"
    record_verdict(journal, "projects", "P1", "P2", "confirmed")
    record_verdict(journal, "projects", "P1", "P2", "not_the_same")
    assert told(journal) == {("P1", "P2"): "not_the_same"}
    record_verdict(journal, "projects", "P1", "P2", "")
    assert told(journal) == {}
    assert len(journal.read_text().splitlines()) == 4  # the journal forgets nothing


def test_ids_of_any_text_come_back_as_they_are(tmp_path):
    journal = tmp_path / "v.csv"
    record_verdict(journal, "projects", 'a,"b"\n', "=é", "confirmed")
    assert told(journal) == {("=é", 'a,"b"\n'): "confirmed"}


def test_a_line_that_was_cut_off_is_left_out(tmp_path):
    journal = tmp_path / "v.csv"
    record_verdict(journal, "projects", "P1", "P2", "confirmed")
    with journal.open("a") as file:
        file.write("2026-01-01,proj")
    assert told(journal) == {("P1", "P2"): "confirmed"}
    record_verdict(journal, "projects", "P1", "P3", "introduced")
    assert told(journal) == {("P1", "P2"): "confirmed", ("P1", "P3"): "introduced"}


def test_many_stewards_at_once_lose_nothing(tmp_path):
    journal = tmp_path / "v.csv"
    record_verdict(journal, "projects", "x", "y", "confirmed")
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(
                lambda number: record_verdict(journal, "projects", f"A{number}", f"B{number}", "confirmed"),
                range(200),
            )
        )
    assert len(told(journal)) == 201


def test_a_journal_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(InputError, match="The verdict could not be kept in “v.csv”"):
        record_verdict(tmp_path / "missing" / "v.csv", "projects", "a", "b", "confirmed")
