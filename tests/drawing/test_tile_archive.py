"""Archives of map tiles: what is read of them, and what of them cannot be used."""

from __future__ import annotations

import gzip
import os
import random
import struct

import pytest
from pmtiles.tile import Compression, TileType

from dsi_geo.drawing.tile_archive import VECTOR, open_archive, plain_text
from dsi_geo.drawing.web_map import Bounds
from tests.tile_archives import (
    CREDIT_AS_TEXT,
    picture,
    tiles_of,
    write_archive,
    write_pictures,
    write_streets,
)

TILE_KIND, LIST_PACKING, TILE_PACKING, LEAST_ZOOM, BOUNDS = 99, 97, 98, 100, 102
"""Where the header says so."""


@pytest.fixture
def file(tmp_path):
    return write_pictures(tmp_path / "berlin.pmtiles")


def changed(file, position: int, content: bytes):
    """The file with some bytes of it written over."""
    whole = bytearray(file.read_bytes())
    whole[position : position + len(content)] = content
    file.write_bytes(whole)
    return file


def test_an_archive_of_pictures_says_what_it_is(file):
    found = open_archive(file)
    assert (found.media_type, found.encoding) == ("image/png", "")
    assert (found.least_zoom, found.most_zoom) == (0, 13)
    assert found.bounds == Bounds(52.45, 13.3, 52.55, 13.5)
    assert found.attribution == CREDIT_AS_TEXT


def test_vector_tiles_stay_packed(tmp_path):
    found = open_archive(write_streets(tmp_path / "streets.pmtiles", zooms=[0]))
    assert (found.media_type, found.encoding) == (VECTOR, "gzip")
    assert b"Oranienplatz" in gzip.decompress(found.tile(0, 0, 0))


def test_every_tile_is_found_and_no_other(file):
    found = open_archive(file)
    for zoom in range(14):
        inside = set(tiles_of(zoom))
        for x, y in inside:
            assert found.tile(zoom, x, y) == picture(zoom, x, y)
        x, y = min(inside)
        assert found.tile(zoom, x - 1, y) is None
    for place in [(14, 8800, 5373), (31, 0, 0), (0, 1, 0), (5, 32, 0), (5, 0, 32), (5, -1, 0), (-1, 0, 0)]:
        assert found.tile(*place) is None
    assert found.tile(10**30, 10**30, 10**30) is None


def test_tiles_are_found_through_lists_of_lists(tmp_path):
    """20,000 tiles of all lengths, more than a first list may hold."""

    def content(zoom: int, x: int, y: int) -> bytes:
        return f"{zoom}/{x}/{y}".encode().ljust(random.Random(x * 2**20 + y).randrange(300))

    file = write_archive(tmp_path / "large.pmtiles", content, range(19))
    found = open_archive(file)
    places = [(18, x, y) for x, y in tiles_of(18)]
    assert file.read_bytes()[48:56] != bytes(8), "it has no lists of lists"
    for zoom, x, y in places[::97]:
        assert found.tile(zoom, x, y) == content(zoom, x, y)
    assert found.tile(18, 0, 0) is None


def test_a_file_of_any_size_is_read_by_its_parts(tmp_path):
    """The tile lies beyond five gigabytes that are not there: a file with a hole."""
    file = write_pictures(tmp_path / "huge.pmtiles", zooms=[0])
    whole = file.read_bytes()
    start, length = struct.unpack_from("<QQ", whole, 56)
    far = 5 * 2**30
    with file.open("r+b") as content:
        content.seek(56)
        content.write(struct.pack("<Q", far))
        content.seek(far)
        content.write(whole[start : start + length])
    assert open_archive(file).tile(0, 0, 0) == picture(0, 0, 0)


def test_a_replaced_archive_is_read_anew(file):
    before = open_archive(file)
    assert open_archive(file) is before
    write_pictures(file, zooms=[0, 1])
    with pytest.raises(OSError, match="replaced"):
        before.tile(0, 0, 0)
    after = open_archive(file)
    assert after.most_zoom == 1
    assert after.version != before.version


@pytest.mark.parametrize(
    ("position", "content", "fault"),
    [
        (0, b"PMTilez", "names a file that is no PMTiles archive."),
        (7, b"\2", "of version 2; only version 3 can be read."),
        (
            TILE_KIND,
            b"\6",
            "whose tiles are of the kind MLT; it has to be one of MVT, PNG, JPEG, WEBP, AVIF.",
        ),
        (TILE_KIND, b"\0", "whose tiles are of the kind UNKNOWN"),
        (TILE_KIND, b"\xff", "damaged: its header"),
        (TILE_PACKING, b"\3", "whose tiles are packed with BROTLI; write it with gzip instead."),
        (LIST_PACKING, b"\4", "whose lists are packed with ZSTD"),
        (LIST_PACKING, b"\1", "whose lists are packed with NONE"),
        (LEAST_ZOOM, b"\x0e", "damaged: its range of zoom levels"),
        (LEAST_ZOOM + 1, b"\x1f", "damaged: its range of zoom levels"),
        (127, b"no list", "damaged: its list of tiles"),
        (16, struct.pack("<Q", 9), "damaged: its list of tiles"),
        (16, struct.pack("<Q", 2**62), "cut off"),
        (8, struct.pack("<Q", 2**64 - 1), "cut off"),
        (32, struct.pack("<Q", 5), "damaged: its description"),
    ],
)
def test_what_cannot_be_used_is_refused(file, position, content, fault):
    with pytest.raises(ValueError, match="^names ") as raised:
        open_archive(changed(file, position, content))
    assert fault in str(raised.value)


@pytest.mark.parametrize("length", [0, 3, 7, 100, 127, 300, -1])
def test_an_archive_that_is_cut_off_is_refused(file, length):
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(
        ValueError, match=r"is no PMTiles archive|damaged|cut off: [\d,]+ of its [\d,]+ bytes are"
    ):
        open_archive(file)


def test_vector_tiles_of_another_schema_are_refused(tmp_path):
    layers = [{"id": "transportation"}, {"id": "water"}, "place"]
    with pytest.raises(
        ValueError, match="with the layers “transportation, water”; only those that are built like"
    ):
        open_archive(write_streets(tmp_path / "other.pmtiles", [0], vector_layers=layers))
    assert (
        open_archive(write_streets(tmp_path / "silent.pmtiles", [0], vector_layers=None)).media_type == VECTOR
    )
    assert (
        open_archive(write_pictures(tmp_path / "a.pmtiles", [0], vector_layers=layers)).media_type
        == "image/png"
    )


def test_a_list_that_unpacks_to_very_much_is_refused(tmp_path, file):
    whole = file.read_bytes()
    bomb = gzip.compress(b"\0" * 50_000_000, 9)
    file.write_bytes(whole[:8] + struct.pack("<QQ", len(whole), len(bomb)) + whole[24:] + bomb)
    with pytest.raises(ValueError, match="damaged: its list of tiles"):
        open_archive(file)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such pipes")
def test_a_pipe_and_a_folder_are_no_archives(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(ValueError, match="names something that is no file"):
            open_archive(path)


def test_bounds_that_are_none_are_the_worlds(file):
    assert open_archive(changed(file, BOUNDS, b"\0" * 16)).bounds == Bounds(-85.05113, -180, 85.05113, 180)


@pytest.mark.parametrize("attribution", [None, 5, ["a"]])
def test_an_archive_may_say_nothing_of_whom_it_is_owed_to(tmp_path, attribution):
    assert (
        open_archive(write_pictures(tmp_path / "a.pmtiles", [0], attribution=attribution)).attribution == ""
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("© OpenStreetMap", "© OpenStreetMap"),
        ('<a href="javascript:alert(1)">A</a>\n &amp; <b onclick=x>B', "A & B"),
        ("&lt;img src=x onerror=alert(1)&gt;", "<img src=x onerror=alert(1)>"),
        ("{{ 7*7 }} a < b", "{{ 7*7 }} a < b"),
        ("<!-- x -->", ""),
        ("x" * 999, "x" * 199 + "…"),
    ],
)
def test_an_attribution_is_plain_text(markup, text):
    assert plain_text(markup) == text


def test_tiles_packed_with_gzip_may_be_pictures(tmp_path):
    pack = {"kind": TileType.WEBP, "packing": Compression.GZIP}
    found = open_archive(
        write_archive(tmp_path / "a.pmtiles", lambda *_: gzip.compress(b"RIFF"), [0], **pack)
    )
    assert (found.media_type, found.encoding) == ("image/webp", "gzip")
