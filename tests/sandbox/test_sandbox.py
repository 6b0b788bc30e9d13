"""Opening files in a process of its own: the same database, bounded, and nothing left behind."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal

from bench.synthetic import raw_projects
from dsi_geo import bundled, sandbox
from dsi_geo.database import Database, open_database
from dsi_geo.errors import InputError
from dsi_geo.output.table_files import write_table
from dsi_geo.sandbox import Bounds, Cancelled, Upload
from dsi_geo.sandbox.budget import allowance, bounds_of
from tests.serving import ROOT

SMALL = b"name,city,country,sector\nOne,Berlin,DE,a\nTwo,Hamburg,DE,\n"
TYPES = (
    '[{"name": "A", "city": "Berlin", "n": 1, "x": 1.5, "yes": true, "mixed": 1, "list": ["a", "b"]},'
    ' {"name": "B", "city": "Rome", "n": 2, "x": null, "yes": false, "mixed": "b", "list": [], "geometry.x": 3}]'
)


def assert_same(one: Database, other: Database) -> None:
    for entity in ("projects", "organisations"):
        assert_geodataframe_equal(one.table(entity), other.table(entity))
    assert_frame_equal(one.findings, other.findings)
    assert one.provenance == other.provenance
    assert pd.isna(one.as_of) == pd.isna(other.as_of)
    assert pd.isna(one.as_of) or one.as_of == other.as_of


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where readings have their folders."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes many seconds to read."""
    path = tmp_path_factory.mktemp("large") / "projects.csv"
    raw_projects(100_000).to_csv(path, index=False)
    return path


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def processes_in(folder: Path) -> list[int]:
    """Processes whose working directory lies below a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            where = (process / "cwd").readlink()
        except OSError:
            continue
        if where.is_relative_to(folder):
            found.append(int(process.name))
    return found


def test_the_database_is_the_same_as_without(tmp_path: Path) -> None:
    types = tmp_path / "projects.json"
    types.write_text(TYPES)
    canonical = tmp_path / "canonical.parquet"
    database = open_database(bundled.DEMONSTRATION)
    write_table(database.projects, canonical, {"as_of": "2018-01-31"}, database.findings)
    for path in (bundled.DEMONSTRATION, types, canonical):
        assert_same(open_database(path), sandbox.open_database(path))


@pytest.mark.parametrize(
    "name", ["p.xlsx", "p.csv", "p.geojson", "p.gpkg", "p.fgb", "p.shp", "p.zip", "p.parquet"]
)
def test_every_format_is_read(tmp_path: Path, name: str) -> None:
    table = gpd.GeoDataFrame(
        {"name": ["Käfer", "Zwei"], "city": ["Köln", "Rom"]},
        geometry=gpd.points_from_xy([6.96, 12.5], [50.94, 41.9]),
        crs="EPSG:25832" if name == "p.shp" else "EPSG:4326",
    )
    path = tmp_path / name
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("projects.csv", SMALL)
    elif path.suffix in (".fgb", ".shp"):
        table.to_file(path)
    else:
        write_table(table, path)
    assert_same(open_database(path), sandbox.open_database(path))


def test_what_is_said_of_the_columns_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("Wer,Wo\nOne,Berlin\n")
    columns, day = {"name": "Wer", "city": "Wo"}, pd.Timestamp("2018-01-31")
    found = sandbox.open_database(path, columns, entity="organisations", as_of=day)
    assert_same(open_database(path, columns, entity="organisations", as_of=day), found)
    assert found.organisations["city"].tolist() == ["Berlin"]
    assert found.as_of == day


def test_the_demonstration_needs_no_process() -> None:
    sandbox.stop()
    assert len(sandbox.open_database().projects) == len(open_database().projects)
    assert sandbox._server._process is None


def test_a_refusal_comes_with_its_sentences_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(InputError) as caught:
        sandbox.open_database(path)
    with pytest.raises(InputError) as expected:
        open_database(path)
    assert (caught.value.faults, caught.value.columns) == (expected.value.faults, expected.value.columns)
    with pytest.raises(InputError, match="No file or folder named “gone.csv”"):
        sandbox.open_database(tmp_path / "gone.csv")


@pytest.mark.parametrize("piece", ["POINT(((", "Kiel, ", "x - ", "1 a, ", "&#", "<p "])
def test_long_cells_take_no_longer_than_their_length(tmp_path: Path, piece: str) -> None:
    cell = piece * (500_000 // len(piece))
    rows = [
        "name,city,address,country,description",
        f'A,"{cell}",,,',
        f'B,,"{cell}",,',
        f'C,,,"{cell}",',
        f'D,,,,"{cell}"',
    ]
    (tmp_path / "table.csv").write_text("\n".join(rows))
    assert len(sandbox.open_database(tmp_path / "table.csv").projects) == 4


@pytest.mark.parametrize("piece", ["[", "\r"])
def test_a_long_header_takes_no_longer_than_its_length(tmp_path: Path, piece: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(f'"{piece * 600_000}",name\n1,A\n'.encode())
    with pytest.raises(InputError, match="whose name has 600,000 characters"):
        sandbox.open_database(path)


@pytest.mark.parametrize(
    "name", ["../../projects.csv", "projects.csv\x00.sh", "x." + "y" * 300, "", "a/b.c sv"]
)
def test_no_name_that_somebody_gives_is_a_path(folders: Path, name: str) -> None:
    reading = sandbox.read([Upload(name, SMALL)])
    assert reading.result().projects["name"].tolist() == ["One", "Two"]
    assert [*folders.iterdir()] == []


def test_two_uploads_are_one_database() -> None:
    organisations = b"organisation_id,name,city,linked_project_ids\n7,Org,Berlin,1\n"
    projects = b"project_id,name,linked_organisation_ids\n1,One,7\n"
    files = [Upload("projects.csv", projects), Upload("organisations.csv", organisations)]
    database = sandbox.read(files).result()
    assert database.links().to_numpy().tolist() == [["1", "7"]]
    assert database.provenance.title == "projects.csv, organisations.csv"


def test_a_reading_that_takes_too_long_is_ended_and_leaves_nothing(folders: Path, large: Path) -> None:
    with pytest.raises(InputError, match=r"^“projects.csv” takes more than 1 seconds to read"):
        sandbox.open_database(large, bounds=Bounds(read_seconds=1))
    assert [*folders.iterdir()] == []
    assert processes_in(folders) == []


def test_a_reading_that_takes_too_much_memory_is_ended_and_leaves_nothing(folders: Path, large: Path) -> None:
    with pytest.raises(InputError, match=r"^“projects.csv” would take more than 30 MB of memory to read"):
        sandbox.open_database(large, bounds=Bounds(read_mb=30))
    assert [*folders.iterdir()] == []
    assert processes_in(folders) == []


def test_who_leaves_ends_a_reading_at_once(folders: Path, large: Path) -> None:
    reading = sandbox.read(large)
    until(lambda: processes_in(folders), "no process reads")
    reading.cancel()
    assert reading.wait(30)
    with pytest.raises(Cancelled):
        reading.result()
    assert [*folders.iterdir()] == []
    assert processes_in(folders) == []


def test_a_reading_that_nobody_looks_at_is_given_up(folders: Path, large: Path) -> None:
    reading = sandbox.read(large, patience_s=3)
    until(lambda: processes_in(folders), "no process reads")
    with pytest.raises(Cancelled):
        reading.result()
    assert [*folders.iterdir()] == []
    assert processes_in(folders) == []


def test_readings_beyond_the_number_allowed_wait_and_know_how_many_are_before_them(
    folders: Path, large: Path
) -> None:
    bounds = Bounds(reads_at_once=1)
    first = sandbox.read(large, bounds=bounds)
    until(lambda: processes_in(folders), "no process reads")
    second, third = sandbox.read([Upload("b.csv", SMALL)], bounds=bounds), None
    until(lambda: second.ahead, "nobody waits")
    third = sandbox.read([Upload("c.csv", SMALL)], bounds=bounds)
    until(lambda: third.ahead, "only one waits")
    assert [first.ahead, second.ahead, third.ahead] == [0, 1, 2]
    assert len([*folders.iterdir()]) == 1
    second.cancel()
    until(lambda: third.ahead == 1, "who leaves keeps his place")
    first.cancel()
    assert third.result().projects["name"].tolist() == ["One", "Two"]
    assert third.ahead == 0


def test_a_server_that_was_killed_is_told_with_a_number_and_started_again(
    folders: Path, large: Path, caplog: pytest.LogCaptureFixture
) -> None:
    reading = sandbox.read(large)
    until(lambda: processes_in(folders), "no process reads")
    assert sandbox._server._process is not None
    os.kill(sandbox._server._process.pid, signal.SIGKILL)
    with pytest.raises(InputError, match=r"report fault (\w{6})") as caught:
        reading.result()
    assert caught.value.faults[0].split("fault ")[1][:6] in caplog.text
    assert len(sandbox.read([Upload("a.csv", SMALL)]).result().projects) == 2
    until(lambda: not processes_in(folders), "its process outlived it")


def test_a_fault_of_the_program_is_a_sentence_with_a_number_and_no_text_of_a_record(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    path = tmp_path / "secret.csv"
    path.write_bytes(SMALL)
    no_day = SimpleNamespace(isoformat=lambda: "a secret cell")
    with caplog.at_level(logging.ERROR), pytest.raises(InputError) as caught:
        sandbox.open_database(path, as_of=no_day)  # type: ignore[arg-type] - nothing of ours fails so
    (fault,) = caught.value.faults
    assert fault.startswith("“secret.csv” cannot be read: something in it ended the reading program.")
    assert f"Fault {fault.split('fault ')[1][:6]} while reading a file: " in caplog.text
    assert "dsi_geo/sandbox/server.py:" in caplog.text
    assert "secret" not in caplog.text
    assert str(ROOT) not in caplog.text
    assert "Traceback" not in caplog.text


def test_where_there_is_no_room_for_a_reading_is_a_sentence_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(InputError, match=r"^“a.csv” cannot be read: .* report fault \w{6}"):
        sandbox.read([Upload("a.csv", SMALL)]).result()
    assert "FileNotFoundError" in caplog.text
    assert str(tmp_path) not in caplog.text


def test_a_reading_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.stop()
    monkeypatch.setenv("DSI_GEO_DATABASE", "postgresql://user:password@host/db")
    monkeypatch.setenv("SOME_SECRET_VALUE", "x")
    sandbox.start()
    assert len(sandbox.read([Upload("a.csv", SMALL)]).result().projects) == 2
    assert sandbox._server._process is not None
    known = Path(f"/proc/{sandbox._server._process.pid}/environ").read_bytes()
    assert b"PATH=" in known
    assert b"password" not in known
    assert b"SOME_SECRET" not in known


def test_a_reading_is_confined() -> None:
    assert len(sandbox.read([Upload("a.csv", SMALL)]).result().projects) == 2
    assert "system-call filter" in sandbox._server.layers


@pytest.fixture
def program(large: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that reads a large file."""
    running = subprocess.Popen(
        [sys.executable, "-m", "dsi_geo", "check", str(large)],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield running
    running.kill()
    running.wait()


def test_with_a_program_that_is_killed_end_its_readings(
    program: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    until(lambda: processes_in(tmp_path), "no process reads")
    program.kill()
    program.wait()
    until(lambda: not processes_in(tmp_path), "its reading goes on")


def test_a_small_file_may_take_little_whatever_it_claims_and_none_more_than_the_operator_allows(
    tmp_path: Path,
) -> None:
    small, large = tmp_path / "a.parquet", tmp_path / "b.csv"
    small.write_bytes(bytes(87_000))
    with large.open("wb") as file:
        file.truncate(100_000_000)
    assert allowance([small], Bounds()) == (801, 12)
    assert allowance([large], Bounds()) == (1_800, 112)
    assert allowance([large, large, large], Bounds(read_seconds=200)) == (3_000, 200)


def test_bounds_come_from_the_environment() -> None:
    assert bounds_of({}) == Bounds()
    assert bounds_of({"DSI_GEO_READ_MB": " 500 "}) == Bounds(read_mb=500)
    with pytest.raises(InputError, match="DSI_GEO_READ_SECONDS wants a whole number, 1 or more"):
        bounds_of({"DSI_GEO_READ_SECONDS": "0"})
