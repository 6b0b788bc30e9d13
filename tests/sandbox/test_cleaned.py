"""Cleaned databases on disk: the same database, from the same files only, and never in anybody's way."""

from __future__ import annotations

import logging
import os
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from bench.synthetic import raw_projects
from dsi_geo import sandbox
from dsi_geo.database import Database
from dsi_geo.errors import InputError
from dsi_geo.readers import find_sources
from dsi_geo.sandbox import CleanedCache
from dsi_geo.sandbox.cleaned import cache_of, key_of, usual_folder
from tests.sandbox.test_sandbox import assert_same

DAY = date(2026, 5, 4)


@pytest.fixture
def kept(tmp_path: Path) -> CleanedCache:
    return CleanedCache(tmp_path / "cache")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "projects.csv"
    raw_projects(30).assign(sector="a").to_csv(path, index=False)
    return path


def opened(file: Path, kept: CleanedCache | None, **options: object) -> Database:
    return sandbox.open_database(file, cache=kept, **options)  # type: ignore[arg-type]


def entries(kept: CleanedCache) -> list[Path]:
    return sorted(kept.folder.iterdir())


def test_what_is_kept_is_the_same_database(kept: CleanedCache, file: Path) -> None:
    fresh = opened(file, kept)
    (entry,) = entries(kept)
    assert_same(fresh, opened(file, None))
    found = kept.find(entry.name)
    assert found is not None
    assert_same(found, fresh)


def test_it_is_opened_without_a_reading(
    kept: CleanedCache, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = opened(file, kept)
    monkeypatch.delattr(sandbox, "read")  # whoever read the file again would stumble
    assert_same(opened(file, kept), fresh)


def test_other_content_and_other_options_are_other_databases(kept: CleanedCache, file: Path) -> None:
    opened(file, kept)
    opened(file, kept, columns={"focus": "sector"})
    assert len(entries(kept)) == 2
    later = raw_projects(31)
    later.to_csv(file, index=False)
    assert len(opened(file, kept).projects) == 31
    assert len(entries(kept)) == 3


def test_a_key_depends_on_names_too_since_findings_quote_them(tmp_path: Path, file: Path) -> None:
    (source,) = find_sources(file)
    other = tmp_path / "other.csv"
    other.write_bytes(file.read_bytes())
    assert key_of([source], {}) == key_of(find_sources(file), {})
    assert key_of([source], {}) != key_of(find_sources(other), {})
    assert key_of([source], {"merge": ["a"]}) != key_of([source], {"merge": ["b"]})


def test_uploads_are_not_kept(kept: CleanedCache, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSI_GEO_CACHE", str(kept.folder))
    sandbox.read([sandbox.Upload("projects.csv", file.read_bytes())]).result()
    assert not kept.folder.exists()


@pytest.mark.parametrize("name", ["projects", "findings", "kept.json"])
def test_a_damaged_file_is_logged_deleted_and_made_anew(
    kept: CleanedCache, file: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    fresh = opened(file, kept)
    (entry,) = entries(kept)
    content = bytearray((entry / name).read_bytes())
    content[len(content) // 2] ^= 0xFF
    (entry / name).write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert_same(opened(file, kept), fresh)
    assert "damaged" in caplog.text
    assert str(kept.folder) not in caplog.text
    assert kept.find(entry.name) is not None


def test_a_missing_part_is_damage(kept: CleanedCache, file: Path) -> None:
    opened(file, kept)
    (entry,) = entries(kept)
    (entry / "findings").unlink()
    assert kept.find(entry.name) is None
    assert not entry.exists()


def test_it_is_for_its_owner_alone(kept: CleanedCache, file: Path) -> None:
    opened(file, kept)
    assert kept.folder.stat().st_mode & 0o777 == 0o700
    assert entries(kept)[0].stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_may_write_into_is_not_used(
    kept: CleanedCache, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept.folder.mkdir()
    kept.folder.chmod(0o777)
    with caplog.at_level(logging.WARNING):
        assert len(opened(file, kept).projects) == 30
    assert "others may write" in caplog.text
    assert not entries(kept)


def test_a_folder_that_cannot_be_made_is_no_hindrance(
    tmp_path: Path, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "taken").write_text("")
    with caplog.at_level(logging.WARNING):
        assert len(opened(file, CleanedCache(tmp_path / "taken" / "cache")).projects) == 30
    assert "cannot be kept" in caplog.text


def test_what_was_not_opened_for_longest_makes_room(tmp_path: Path, kept: CleanedCache, file: Path) -> None:
    database = opened(file, None)
    for at, key in enumerate(("first", "second", "third")):
        kept.keep(key, database)
        os.utime(kept.folder / key, (at, at))
    (kept.folder / "of somebody else").mkdir()
    assert kept.find("first") is not None  # and so it is the newest
    size = sum(one.stat().st_size for one in (kept.folder / "first").iterdir())
    small = CleanedCache(kept.folder, most_mb=max(1, 2 * size // 1_000_000))
    filling = bytes(1_000_000 * small.most_mb - size)
    (kept.folder / "second" / "filling").write_bytes(filling)
    os.utime(kept.folder / "second", (1, 1))
    small.keep("fourth", database)
    assert {one.name for one in entries(kept)} == {"first", "third", "fourth", "of somebody else"}


def test_what_is_too_large_is_not_kept(kept: CleanedCache, file: Path) -> None:
    CleanedCache(kept.folder, most_mb=0).keep("large", opened(file, None))
    assert not entries(kept)


def test_it_counts_until_a_date_in_it_has_come_or_the_year_ends(kept: CleanedCache, tmp_path: Path) -> None:
    path = tmp_path / "projects.csv"
    path.write_text("name,city,country,launched,closed\nOne,Berlin,DE,2024-01-05,2026-06-01\n")
    database = opened(path, None)
    kept.keep("planned", database, today=DAY)
    assert kept.find("planned", today=date(2026, 5, 31)) is not None
    assert kept.find("planned", today=date(2026, 6, 1)) is None
    kept.keep("ended", database, today=date(2026, 7, 1))
    assert kept.find("ended", today=date(2026, 12, 31)) is not None
    assert kept.find("ended", today=date(2027, 1, 1)) is None


def test_commands_keep_nothing_unless_the_environment_names_a_folder(tmp_path: Path) -> None:
    assert cache_of({}) is None
    assert cache_of({"DSI_GEO_CACHE": "off"}) is None
    named = {"DSI_GEO_CACHE": str(tmp_path), "DSI_GEO_CACHE_MB": "20"}
    assert cache_of(named) == CleanedCache(tmp_path, 20)
    with pytest.raises(InputError, match="DSI_GEO_CACHE_MB wants a whole number"):
        cache_of(named | {"DSI_GEO_CACHE_MB": "-1"})


def test_the_usual_folder_is_the_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert usual_folder({}, "linux") == Path("/home/me/.cache/dsi-geo")
    assert usual_folder({"XDG_CACHE_HOME": "/var/cache/me"}, "linux") == Path("/var/cache/me/dsi-geo")
    assert usual_folder({}, "darwin") == Path("/home/me/Library/Caches/dsi-geo")
    assert pd.notna(usual_folder({"LOCALAPPDATA": "C:/me"}, "win32"))
