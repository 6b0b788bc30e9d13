"""The operator's configuration: file, environment, and what cannot be used."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from dsi_geo.app.databases import settings
from dsi_geo.app.settings import Settings, lightened, read_settings
from dsi_geo.readers.limits import USUAL_ROWS, max_rows
from tests.serving import ROOT
from tests.tile_archives import write_pictures

EXAMPLE = ROOT / "dsi_geo.example.toml"
SECRET = "postgresql://reader:pa55word@db.internal/network"


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "dsi_geo.toml"


def read(file: Path, content: str, **environment: str) -> Settings:
    file.write_text(content, encoding="utf-8")
    return read_settings(file, environment)


def test_without_a_file_everything_is_as_it_comes(file):
    assert read_settings(file, {}) == Settings()


def test_a_file_sets_everything(file):
    folder = file.parent
    (folder / "logo.svg").write_text("<svg/>")
    (folder / "dark.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    found = read(
        file,
        """
        name = "Innovation Map"
        logo = "logo.svg"
        logo_dark = "dark.png"
        accent = "#7a1f5c"
        accent_dark = "#f0a3d4"
        database = "data/network.csv"
        database_title = "Our network"
        street_map = true
        verdicts = "decided"
        events = "events.csv"
        cache = "cleaned"
        cache_mb = 900
        upload_mb = 50
        max_rows = 5_000_000
        """,
    )
    assert found == Settings(
        name="Innovation Map",
        logo=folder / "logo.svg",
        logo_dark=folder / "dark.png",
        accent="#7a1f5c",
        accent_dark="#f0a3d4",
        database=str(folder / "data/network.csv"),
        database_title="Our network",
        street_map=True,
        verdicts=str(folder / "decided"),
        events=folder / "events.csv",
        cache=str(folder / "cleaned"),
        cache_mb=900,
        upload_mb=50,
        max_rows=5_000_000,
    )


def test_the_environment_wins_and_its_paths_are_the_working_directorys(file):
    found = read(
        file,
        'database = "a.csv"\nstreet_map = true\nupload_mb = 50',
        DSI_GEO_DATABASE="b.csv",
        DSI_GEO_STREET_MAP="0",
        DSI_GEO_UPLOAD_MB="70",
        DSI_GEO_MAX_ROWS="400",
        DSI_GEO_VERDICTS="off",
        DSI_GEO_NAME="Named by the environment",
    )
    expected = Settings(
        database="b.csv", upload_mb=70, max_rows=400, verdicts="off", name="Named by the environment"
    )
    assert found == expected


def test_another_file_is_named_by_the_environment(tmp_path, file):
    other = tmp_path / "other.toml"
    other.write_text('name = "Other"')
    assert read(file, 'name = "Usual"', DSI_GEO_CONFIG=str(other)).name == "Other"


def test_an_accent_without_one_for_the_dark_theme_is_lightened(file):
    assert read(file, 'accent = "#7a1f5c"').accent_dark == lightened("#7a1f5c")


def test_the_street_maps_archive_is_found_beside_the_file_and_read_again_when_it_changes(operators_file):
    archive = write_pictures(operators_file.parent / "berlin.pmtiles")
    operators_file.write_text('tiles = "berlin.pmtiles"')
    found = settings()
    assert found.faults == ()
    assert found.tiles is not None
    assert (found.tiles.file, found.tiles.most_zoom) == (archive, 13)
    write_pictures(archive, zooms=[0])
    assert settings().tiles.most_zoom == 0
    archive.write_bytes(archive.read_bytes()[:-1])
    assert settings().tiles is None
    assert re.fullmatch(
        r"tiles names a PMTiles archive that is cut off: [\d,]+ of its [\d,]+ bytes are there.",
        settings().faults[0],
    )
    operators_file.write_text('tiles = ""')
    assert settings().faults == ()


def test_a_databases_url_stays_as_it_is(file):
    assert read(file, f'database = "{SECRET}"').database == SECRET


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('acent = "#7a1f5c"', "“acent” is no key of the configuration; did you mean accent?"),
        ("[theme]\na = 1", "“theme” is no key of the configuration; did you mean one of name, logo,"),
        ("name = 5", "name wants text, in quotation marks."),
        ('name = ""', "name has 0 characters; 1 to 60 have their place on the page."),
        ('accent = "red"', "accent is “red”, which is no colour; write it as “#0b6e69”."),
        (
            'accent = "#ffcc00"',
            "which has a contrast of 1.4 to 1 with the light paper; text wants 4.5 to 1. Choose a darker one.",
        ),
        ('accent_dark = "#333333"', "Choose a lighter one."),
        ('street_map = "yes"', "street_map wants true or false."),
        ('upload_mb = "50"', "upload_mb wants a whole number of megabytes, 1 or more."),
        ("upload_mb = true", "upload_mb wants a whole number of megabytes, 1 or more."),
        ("upload_mb = 0", "upload_mb wants a whole number of megabytes, 1 or more."),
        ('max_rows = "many"', "max_rows wants a whole number of rows, 1 or more."),
        ("max_rows = 1.5", "max_rows wants a whole number of rows, 1 or more."),
        ('logo = "absent.svg"', "logo names a file that does not exist, or cannot be read."),
        ('logo = "dsi_geo.toml"', "logo names no picture; it has to be one of .svg, .png,"),
        (f"database = {SECRET}", "dsi_geo.toml is not valid TOML: Invalid value (at line 1, column 12)."),
        ("database = 1", "database wants text, in quotation marks."),
        ('tiles = "absent.pmtiles"', "tiles names a file that does not exist, or cannot be read."),
        ('tiles = "dsi_geo.toml"', "tiles names a file that is no PMTiles archive."),
        ('tiles = "."', "tiles names something that is no file."),
        ("tiles = true", "tiles wants text, in quotation marks."),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence_and_the_rest_is_in_force(file, content, fault):
    found = read(file, content)
    assert len(found.faults) == 1
    assert fault in found.faults[0]
    assert str(file.parent) not in found.faults[0]
    assert "pa55word" not in found.faults[0]
    assert replace(found, faults=()) == Settings()


def test_all_faults_are_told_at_once(file):
    found = read(file, 'acent = "x"\nname = "Map"\nstreet_map = 1', DSI_GEO_UPLOAD_MB="many")
    assert [fault.split()[0] for fault in found.faults] == ["“acent”", "street_map", "DSI_GEO_UPLOAD_MB"]
    assert found.name == "Map"


def test_a_file_that_is_named_and_missing_is_told_without_its_path(file):
    found = read_settings(file, {"DSI_GEO_CONFIG": "/srv/secret/place.toml"})
    assert found.faults == ("The file that DSI_GEO_CONFIG names does not exist.",)


def test_a_file_in_another_encoding_is_told(file):
    file.write_bytes('name = "Grün"'.encode("latin-1"))
    assert read_settings(file, {}).faults == ("dsi_geo.toml cannot be read: it is not written in UTF-8.",)


def test_the_example_names_every_key_with_a_value_that_can_be_used(file):
    lines = EXAMPLE.read_text("utf-8").splitlines()
    content = "\n".join(line.removeprefix("#") for line in lines if line.startswith("#") and line[1:2] != " ")
    keys = set(Settings.__dataclass_fields__) - {"faults", "files"}
    assert set(tomllib.loads(content)) == keys
    for name in ("logo.svg", "logo_on_dark.svg"):
        (file.parent / name).write_text("<svg/>")
    assert read(file, content).faults == ()
    assert tomllib.loads(EXAMPLE.read_text("utf-8")) == {}


@pytest.fixture
def operators_file(file, monkeypatch):
    """The file that the server's environment names."""
    monkeypatch.setenv("DSI_GEO_CONFIG", str(file))
    yield file
    monkeypatch.undo()
    settings()


def test_files_that_have_not_changed_are_not_read_again(operators_file):
    operators_file.write_text('name = "Map"')
    assert settings() is settings()


def test_what_changes_is_in_force_without_a_restart(operators_file, monkeypatch):
    logo = operators_file.with_name("logo.svg")
    operators_file.write_text('logo = "logo.svg"')
    assert settings().faults == ("logo names a file that does not exist, or cannot be read.",)
    logo.write_text("<svg/>")
    assert settings().logo == logo
    operators_file.write_text('name = "Map"\nmax_rows = 3')
    assert (settings().name, settings().logo, max_rows()) == ("Map", None, 3)
    monkeypatch.setenv("DSI_GEO_MAX_ROWS", "5")
    assert (settings().max_rows, max_rows()) == (5, 5)
    monkeypatch.setenv("DSI_GEO_MAX_ROWS", "many")
    assert settings().faults == ("DSI_GEO_MAX_ROWS wants a whole number of rows, 1 or more.",)
    assert max_rows() == USUAL_ROWS


def test_the_server_says_at_the_start_what_cannot_be_used(file):
    file.write_text('acent = "#123456"')
    ran = subprocess.run(
        [sys.executable, "-m", "dsi_geo.app.settings"],
        cwd=ROOT,
        env={"DSI_GEO_CONFIG": str(file), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert ran.stdout == ""
    assert ran.stderr == ("Configuration: “acent” is no key of the configuration; did you mean accent?\n")
