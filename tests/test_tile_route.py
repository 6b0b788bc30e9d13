"""Tiles of the operator's street map as a server hands them out, and nothing else."""

from __future__ import annotations

import gzip
import http.client
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.serving import ROOT, Service, free_port, own_environment
from tests.tile_archives import picture, tiles_of, write_pictures, write_streets

X, Y = next(iter(tiles_of(12)))
SECRET = "postgresql://reader:pa55word@db.internal/network"

TRAVERSALS = (
    "/tiles/../../berlin.pmtiles",
    "/tiles/../own.toml",
    "/tiles/%2e%2e/%2e%2e/own.toml",
    "/tiles/..%2f..%2f..%2fetc%2fpasswd",
    "/tiles/0/0/..%2fberlin.pmtiles",
    "/tiles/0/0/..%5c..%5cown.toml",
    "/tiles/0/0/%00",
    "/tiles/0/0/0%00.pmtiles",
    "/tiles//etc/passwd",
    "/tiles/file:/etc/passwd",
    "/tiles/0/0/{file}",
)
NO_TILES = (
    "/tiles/a/b/c",
    "/tiles/-1/0/0",
    "/tiles/0/0/0.png",
    "/tiles/0/0/1e0",
    "/tiles/0/0/%D9%A0",
    "/tiles/0/0/+0",
    "/tiles/0x0/0/0",
    f"/tiles/{'9' * 5_000}/0/0",
    f"/tiles/0/{'9' * 5_000}/0",
)
ABSENT = (
    "/tiles/0/1/0",
    f"/tiles/12/{X - 1}/{Y}",
    "/tiles/14/0/0",
    "/tiles/999999999/999999999/999999999",
    "/tiles/31/0/0",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with the archive, which is named by a link, and the configuration."""
    folder = tmp_path_factory.mktemp("operator")
    write_pictures(folder / "berlin.pmtiles")
    (folder / "linked.pmtiles").symlink_to(folder / "berlin.pmtiles")
    (folder / "own.toml").write_text(f'database_title = "{SECRET}"\ntiles = "linked.pmtiles"\n')
    return folder


@pytest.fixture(scope="module", params=["", "network/map"])
def serving(request, folder, start_server):
    """A server at the top of its name, and one below a path."""
    options = ("--server.baseUrlPath", request.param) if request.param else ()
    return start_server({"DSI_GEO_CONFIG": str(folder / "own.toml")}, options=options)


def asked(
    server: Service, path: str, method: str = "GET", **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    """Status, content and headers of an answer to a path, which is sent as it is."""
    place = urlsplit(server.url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    connection.request(method, place.path + path, headers=headers)
    answer = connection.getresponse()
    found = answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    return found


def test_a_tile_is_a_picture_that_browsers_keep(serving):
    for path in (f"/tiles/12/{X}/{Y}", f"/tiles/12/{X}/{Y}?version=1"):
        status, content, headers = asked(serving, path, **{"Accept-Encoding": "gzip"})
        assert (status, content) == (200, picture(12, X, Y))
        assert headers["content-type"] == "image/png"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "public, max-age=86400"
        assert "access-control-allow-origin" not in headers
    assert asked(serving, "/tiles/0/0/0", "HEAD")[:2] == (200, b"")


@pytest.mark.parametrize("path", ABSENT)
def test_where_there_is_no_tile_the_answer_is_empty(serving, path):
    assert asked(serving, path)[:2] == (204, b"")


@pytest.mark.parametrize("path", NO_TILES, ids=lambda path: path[:20])
def test_what_can_be_no_tile_is_not_there(serving, path):
    assert asked(serving, path)[:2] == (404, b"")


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_other_file_of_the_server_is_given(serving, folder, path):
    status, content, _ = asked(serving, path.format(file=str(folder / "own.toml").replace("/", "%2f")))
    assert status < 500
    for secret in (b"PMTiles", b"pa55word", b"root:", b"linked"):
        assert secret not in content


def test_only_asking_is_answered(serving):
    for method in ("POST", "PUT", "DELETE"):
        assert asked(serving, "/tiles/0/0/0", method)[0] == 405


def test_without_an_archive_there_are_no_tiles(server):
    assert asked(server, "/tiles/0/0/0")[:2] == (404, b"")


def test_an_archive_that_is_replaced_or_breaks_meanwhile_is_noticed(start_server, tmp_path):
    archive = write_pictures(tmp_path / "berlin.pmtiles")
    server = start_server({"DSI_GEO_TILES": str(archive)})
    assert asked(server, "/tiles/0/0/0")[1] == picture(0, 0, 0)
    new = write_streets(tmp_path / "new.pmtiles", zooms=[0]).replace(archive)
    status, content, headers = asked(server, "/tiles/0/0/0", **{"Accept-Encoding": "gzip"})
    assert (status, headers["content-type"]) == (200, "application/vnd.mapbox-vector-tile")
    assert headers["content-encoding"] == "gzip"
    assert b"Oranienplatz" in gzip.decompress(content)
    new.write_bytes(new.read_bytes()[:-9])
    assert asked(server, "/tiles/0/0/0")[:2] == (404, b"")
    assert "Configuration: DSI_GEO_TILES names a PMTiles archive that is cut off" in server.log
    new.unlink()
    assert asked(server, "/tiles/0/0/0")[:2] == (404, b"")


def test_the_command_serves_them_as_well(folder, tmp_path):
    port = free_port()
    service = Service(
        [sys.executable, "-m", "dsi_geo", "serve", "--port", str(port)],
        f"http://localhost:{port}",
        ROOT,
        tmp_path / "log.txt",
        own_environment() | {"DSI_GEO_TILES": str(folder / "berlin.pmtiles")},
    )
    try:
        assert asked(service, "/tiles/0/0/0")[:2] == (200, picture(0, 0, 0))
    finally:
        service.stop()
