"""Map tiles in one file (PMTiles, version 3), of which only the bytes that are asked for are ever read.

The format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from dsi_geo.errors import quoted
from dsi_geo.geography.web_mercator import Bounds

if TYPE_CHECKING:
    from pmtiles.tile import HeaderDict

VECTOR: Final = "application/vnd.mapbox-vector-tile"
DEEPEST_TILES: Final = 30
"""Deepest zoom level at which the number of a tile has its place in 64 bits."""

_MEDIA_TYPES: Final = {
    "MVT": VECTOR,
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}
_DRAWN_LAYERS: Final = frozenset({"earth", "roads"})
_WORLD: Final = Bounds(-85.05113, -180.0, 85.05113, 180.0)
_HEADER_BYTES: Final = 127
_MOST_LEVELS: Final = 4
_MOST_PACKED: Final = 4_000_000
_MOST_UNPACKED: Final = 16_000_000
_MOST_TILE_BYTES: Final = 16_000_000
_LISTS_KEPT: Final = 64
"""Lists of tiles that are kept, of 32 bytes a tile; one is of some thousand tiles."""
_LONGEST_ATTRIBUTION: Final = 200
_DAMAGED: Final = "names a PMTiles archive that is damaged: its {} cannot be read."

_Stamp = tuple[int, int]


@dataclass(frozen=True)
class TileArchive:
    """An archive of tiles, as its header tells.

    Attributes
    ----------
    file
        Where it is.
    version
        Changes with the file.
    media_type
        What a tile is: `VECTOR`, or a picture's.
    encoding
        Compression of the tiles, as HTTP calls it; "" for none.
    least_zoom, most_zoom
        The zoom levels of its tiles.
    bounds
        Where it has tiles.
    attribution
        Whom its data are owed to, as plain text; "" if it does not say.
    """

    file: Path
    version: str
    media_type: str
    encoding: str
    least_zoom: int
    most_zoom: int
    bounds: Bounds
    attribution: str
    _stamp: _Stamp
    _root: tuple[int, int]
    _offsets: tuple[int, int]

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """A tile as it is stored; None if there is none.

        Parameters
        ----------
        zoom, x, y
            Its zoom level, and its column and row in Web Mercator, counted from the north west.

        Raises
        ------
        OSError
            The file cannot be read, or has become another one.
        ValueError
            It is damaged where the tile should be.
        """
        from pmtiles.tile import zxy_to_tileid

        side = 2**zoom if self.least_zoom <= zoom <= self.most_zoom else 0
        if not (0 <= x < side and 0 <= y < side):
            return None
        number = zxy_to_tileid(zoom, x, y)
        leaves, tiles = self._offsets
        place = self._root
        for _ in range(_MOST_LEVELS):
            found = _list_of_tiles(self.file, self._stamp, *place).find(number)
            if found is None:
                return None
            offset, length, is_list = found
            if not is_list:
                return _part(self.file, self._stamp, tiles + offset, length, _MOST_TILE_BYTES)
            place = (leaves + offset, length)
        raise ValueError(_DAMAGED.format("list of tiles"))


@dataclass(frozen=True)
class _Tiles:
    """A list of tiles: number of the first of each run, its length (0: a list further down), and where it is stored."""

    numbers: npt.NDArray[np.int64]
    runs: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]

    def find(self, number: int) -> tuple[int, int, bool] | None:
        """Offset, length, and whether it is a list; None if the tile is not there."""
        row = int(np.searchsorted(self.numbers, number, side="right")) - 1
        if row < 0:
            return None
        run = int(self.runs[row])
        if run and number - int(self.numbers[row]) >= run:
            return None
        return int(self.offsets[row]), int(self.lengths[row]), run == 0


def open_archive(file: Path) -> TileArchive:
    """Read what an archive says of itself; the same file is not read twice.

    Raises
    ------
    OSError
        There is no such file, or it cannot be read.
    ValueError
        It is no archive whose tiles can be drawn: the predicate of a sentence on whatever named the file.
    """
    found = file.stat()
    if not stat.S_ISREG(found.st_mode):  # opening a pipe would wait for somebody to write
        raise ValueError("names something that is no file.")
    return _opened(file, _stamp(found))


def _stamp(found: os.stat_result) -> _Stamp:
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=4)
def _opened(file: Path, stamp: _Stamp) -> TileArchive:
    header = _header(_part(file, stamp, 0, min(_HEADER_BYTES, stamp[1]), _HEADER_BYTES))
    media_type, encoding = _kind(header)
    _check_extent(header, stamp[1])
    root = (header["root_offset"], header["root_length"])
    _list_of_tiles(file, stamp, *root)
    said = _description(partial(_part, file, stamp), header)
    if media_type == VECTOR:
        _check_layers(said)
    attribution = said.get("attribution")
    return TileArchive(
        file,
        hashlib.sha256(repr(stamp).encode()).hexdigest()[:12],
        media_type,
        encoding,
        header["min_zoom"],
        header["max_zoom"],
        _bounds(header),
        plain_text(attribution) if isinstance(attribution, str) else "",
        stamp,
        root,
        (header["leaf_directory_offset"], header["tile_data_offset"]),
    )


def _header(start: bytes) -> HeaderDict:
    from pmtiles.tile import deserialize_header

    if not start.startswith(b"PMTiles"):
        raise ValueError("names a file that is no PMTiles archive.")
    if len(start) < _HEADER_BYTES:
        raise ValueError(_DAMAGED.format("header"))
    if start[7] != 3:
        raise ValueError(f"names a PMTiles archive of version {start[7]}; only version 3 can be read.")
    try:
        return deserialize_header(start)
    except ValueError:  # a compression or a kind of tiles that it does not know
        raise ValueError(_DAMAGED.format("header")) from None


def _kind(header: HeaderDict) -> tuple[str, str]:
    """Media type and encoding of the tiles."""
    kind, packing = header["tile_type"].name, header["tile_compression"].name
    if kind not in _MEDIA_TYPES:
        raise ValueError(
            f"names a PMTiles archive whose tiles are of the kind {kind}; it has to be one of "
            f"{', '.join(_MEDIA_TYPES)}."
        )
    for part, its in (("lists", header["internal_compression"].name), ("tiles", packing)):
        if its not in ("GZIP", "NONE", "UNKNOWN") or (part == "lists" and its != "GZIP"):
            raise ValueError(
                f"names a PMTiles archive whose {part} are packed with {its}; write it with gzip instead."
            )
    return _MEDIA_TYPES[kind], "gzip" if packing == "GZIP" else ""


def _check_extent(header: HeaderDict, size: int) -> None:
    end = max(
        header["root_offset"] + header["root_length"],
        header["metadata_offset"] + header["metadata_length"],
        header["leaf_directory_offset"] + header["leaf_directory_length"],
        header["tile_data_offset"] + header["tile_data_length"],
    )
    if end > size:
        raise ValueError(f"names a PMTiles archive that is cut off: {size:,} of its {end:,} bytes are there.")
    if not header["min_zoom"] <= header["max_zoom"] <= DEEPEST_TILES:
        raise ValueError(_DAMAGED.format("range of zoom levels"))


def _bounds(header: HeaderDict) -> Bounds:
    """The box that the archive says it covers; the world if that is none."""
    west, south = header["min_lon_e7"] / 1e7, header["min_lat_e7"] / 1e7
    east, north = header["max_lon_e7"] / 1e7, header["max_lat_e7"] / 1e7
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return _WORLD
    return Bounds(max(south, _WORLD.south), west, min(north, _WORLD.north), east)


def _description(part: Callable[[int, int, int], bytes], header: HeaderDict) -> dict[str, Any]:
    packed = part(header["metadata_offset"], header["metadata_length"], _MOST_PACKED)
    try:
        said: Any = json.loads(_unpacked(packed)) if packed else {}
    except (ValueError, RecursionError):
        raise ValueError(_DAMAGED.format("description")) from None
    return said if isinstance(said, dict) else {}


def _check_layers(said: Mapping[str, Any]) -> None:
    """Refuse vector tiles of another schema, of which nothing would be drawn; those that do not tell pass."""
    listed = said.get("vector_layers")
    if not isinstance(listed, list):
        return
    layers = [str(layer.get("id")) for layer in listed if isinstance(layer, dict)]
    if not _DRAWN_LAYERS.issubset(layers):
        raise ValueError(
            f"names a PMTiles archive of vector tiles with the layers {quoted(', '.join(layers))}; only those that are "
            "built like Protomaps’, with the layers earth and roads, can be drawn."
        )


class _Text(HTMLParser):
    """Collects the text of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(markup: str) -> str:
    """The text of a piece of HTML on one line, cut to what has its place below a map."""
    parser = _Text()
    parser.feed(markup[: 20 * _LONGEST_ATTRIBUTION])
    parser.close()
    text = " ".join("".join(parser.parts).split())
    return text if len(text) <= _LONGEST_ATTRIBUTION else text[: _LONGEST_ATTRIBUTION - 1] + "…"


@lru_cache(maxsize=_LISTS_KEPT)
def _list_of_tiles(file: Path, stamp: _Stamp, offset: int, length: int) -> _Tiles:
    from pmtiles.tile import deserialize_directory

    packed = _part(file, stamp, offset, length, _MOST_PACKED)
    try:
        _unpacked(packed)
        rows = [
            (entry.tile_id, entry.run_length, entry.offset, entry.length)
            for entry in deserialize_directory(packed)
        ]
        return _Tiles(*np.array(rows, dtype=np.int64).reshape(-1, 4).T.copy())
    except (OSError, EOFError, ValueError, OverflowError, zlib.error):
        raise ValueError(_DAMAGED.format("list of tiles")) from None


def _unpacked(packed: bytes) -> bytes:
    """What gzip has packed, unless it is beyond what is sensible here."""
    stream = zlib.decompressobj(wbits=31)
    try:
        content = stream.decompress(packed, _MOST_UNPACKED)
    except zlib.error:
        raise ValueError("It is not packed with gzip.") from None
    if not stream.eof:
        raise ValueError("It is cut off, or too large.")
    return content


def _part(file: Path, stamp: _Stamp, offset: int, length: int, most: int) -> bytes:
    """Some bytes of a file, which is opened anew each time: it may be replaced while the server runs."""
    if length > most:
        raise ValueError(
            f"names a PMTiles archive one part of which has {length:,} bytes; {most:,} can be read."
        )
    with file.open("rb", buffering=0) as content:
        if _stamp(os.fstat(content.fileno())) != stamp:
            raise OSError("The archive has been replaced.")
        content.seek(offset)
        part = content.read(length)
    if len(part) < length:
        raise ValueError(_DAMAGED.format("end"))
    return part
