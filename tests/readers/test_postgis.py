from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers import is_database_url, read_database
from dsi_geo.readers.postgis import shown

SERVER = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)

TABLES = """
CREATE EXTENSION postgis;
CREATE TABLE projects (
    id integer, name text, tags text[], launched date, recorded timestamptz, extra jsonb,
    where_it_is geometry(Point, 25833)
);
INSERT INTO projects VALUES
    (1, 'Käfer', '{a,"b, c"}', '2015-03-01', '2016-01-01 12:00+00', '{"a": 1}',
     ST_SetSRID(ST_MakePoint(389911, 5819693), 25833)),
    (2, 'Zwei', NULL, NULL, NULL, NULL, NULL);
CREATE SCHEMA other;
CREATE TABLE other.organisations (name text, place geography(Point, 4326));
INSERT INTO other.organisations VALUES ('O', ST_MakePoint(13.4, 52.5));
CREATE SCHEMA bare;
CREATE TABLE bare.projects (name text, place geometry);
INSERT INTO bare.projects VALUES ('P', ST_MakePoint(13.4, 52.5));
CREATE SCHEMA nothing;
CREATE TABLE nothing.roads (name text);
"""


def run(*command: str | Path, **options: object) -> None:
    """Run a program of the server, which refuses to work for root."""
    as_user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run([str(part) for part in command], check=True, capture_output=True, **as_user, **options)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    pytest.importorskip("sqlalchemy", reason="the extra “postgis” is not installed")
    pytest.importorskip("psycopg", reason="the extra “postgis” is not installed")
    if SERVER is None or not (SERVER / "initdb").exists():
        pytest.skip("the programs of a PostgreSQL server are not installed")
    if not (SERVER.parents[0] / "lib" / "postgis-3.so").exists():
        pytest.skip("PostGIS is not installed")
    folder = Path(tempfile.mkdtemp(prefix="dsi-geo-postgis-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    try:
        run(
            SERVER / "initdb",
            "-D",
            data,
            "-U",
            "steward",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            cwd=folder,
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run(SERVER / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start", cwd=folder)
        try:
            psql = (SERVER / "psql", "-h", folder, "-U", "steward", "-d", "postgres", "-v", "ON_ERROR_STOP=1")
            run(*psql, input=TABLES.encode(), cwd=folder)
            yield f"postgresql://steward:secret-word@/postgres?host={folder}"
        finally:
            run(SERVER / "pg_ctl", "-D", data, "-m", "immediate", "stop", cwd=folder)
    finally:
        shutil.rmtree(folder)


def refused(url: str) -> str:
    with pytest.raises(InputError) as caught:
        read_database(url)
    assert "secret-word" not in str(caught.value)
    return str(caught.value)


def test_a_table_of_projects_is_read_with_its_shapes_and_types(url: str) -> None:
    (table,) = read_database(url)
    assert table.entity == "projects"
    assert table.source == "postgresql:///postgres: projects"
    assert table.frame["id"].tolist() == ["1", "2"]
    assert [list(cell) for cell in table.frame["themes"]] == [["a", "b, c"], []]
    assert table.frame["launched"].dt.year.fillna(0).tolist() == [2015, 0]
    assert table.frame["recorded"].dtype == "datetime64[ms]"
    assert table.frame["extra"][0] == '{"a":1}'
    assert table.geometry is not None
    assert table.geometry.x[0] == pytest.approx(13.3777, abs=5e-4)
    assert table.geometry.isna().tolist() == [False, True]


def test_a_table_in_another_schema_is_read(url: str) -> None:
    (table,) = read_database(f"{url}&schema=other")
    assert table.entity == "organisations"
    assert table.geometry is not None
    assert (table.geometry.x[0], table.geometry.y[0]) == (13.4, 52.5)


def test_shapes_without_reference_system_are_refused(url: str) -> None:
    assert "does not say in which coordinate reference system" in refused(f"{url}&schema=bare")


@pytest.mark.parametrize("schema", ["absent", "public; DROP TABLE projects", '"public"'])
def test_a_schema_that_is_not_there_is_refused_with_those_that_are(url: str, schema: str) -> None:
    message = refused(f"{url}&schema={schema}")
    assert "has no schema" in message
    assert "“other”" in message
    assert len(read_database(url)[0].frame) == 2


def test_a_schema_without_such_tables_is_refused_with_what_it_has(url: str) -> None:
    assert "has neither a table projects nor a table organisations; it has “roads”" in refused(
        f"{url}&schema=nothing"
    )


def test_a_connection_that_is_refused_is_told_without_the_password(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy", reason="the extra “postgis” is not installed")
    pytest.importorskip("psycopg", reason="the extra “postgis” is not installed")
    message = refused("postgresql://steward:secret-word@127.0.0.1:1/database")
    assert "The database “postgresql://127.0.0.1:1/database” cannot be read" in message
    assert "Check the address, the user and the password." in message


@pytest.mark.parametrize(
    "url", ["postgresql://steward:secret-word@host:port/database", "postgresql://steward:secret-word"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    pytest.importorskip("sqlalchemy", reason="the extra “postgis” is not installed")
    pytest.importorskip("psycopg", reason="the extra “postgis” is not installed")
    assert "is no address of a database. Write postgresql://" in refused(url)


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'dsi-geo[postgis]'" in refused("postgresql://steward:secret-word@host/database")


def test_addresses_are_told_from_files_and_shown_without_user_and_password() -> None:
    assert is_database_url("postgresql://host/database")
    assert not is_database_url("projects.csv")
    assert (
        shown("postgresql://user:secret-word@host:5432/database?schema=x")
        == "postgresql://host:5432/database"
    )
    assert shown("postgresql://user:secret-word") == "postgresql://user"
    assert shown("postgresql://user:secret?word@host/db") == "postgresql://…"
    assert shown("postgresql://host/db?password=secret@word") == "postgresql://…"
