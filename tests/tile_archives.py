"""PMTiles archives for tests: pictures of one colour, and vector tiles of invented streets around Oranienplatz."""

from __future__ import annotations

import gzip
import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write

BERLIN = (13.30, 52.45, 13.50, 52.55)
"""West, south, east, north."""
ORANIENPLATZ = (52.5024, 13.4172)
EXTENT = 4096
CREDIT = (
    '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap</a> &amp; <script>alert(1)</script>'
)
CREDIT_AS_TEXT = "© OpenStreetMap & alert(1)"

Position = tuple[float, float]
Shape = tuple[int, Sequence[Position], Mapping[str, str]]
"""Kind of geometry (1 point, 2 line, 3 area), longitudes and latitudes, properties."""


def position(longitude: float, latitude: float, zoom: int) -> Position:
    """A point in tiles of a zoom level, from the north west."""
    y = math.asinh(math.tan(math.radians(latitude)))
    return (longitude + 180) / 360 * 2**zoom, (1 - y / math.pi) / 2 * 2**zoom


def tiles_of(zoom: int, box: tuple[float, float, float, float] = BERLIN) -> Iterable[tuple[int, int]]:
    """Columns and rows of the tiles that touch a box."""
    west, south, east, north = box
    (left, top), (right, bottom) = position(west, north, zoom), position(east, south, zoom)
    for x in range(int(left), int(right) + 1):
        for y in range(int(top), int(bottom) + 1):
            yield x, y


def write_archive(
    file: Path,
    tile: Callable[[int, int, int], bytes],
    zooms: Iterable[int],
    kind: TileType = TileType.PNG,
    packing: Compression = Compression.NONE,
    **metadata: Any,
) -> Path:
    """Write an archive of all tiles of Berlin at these zoom levels."""
    west, south, east, north = BERLIN
    header = {
        "tile_type": kind,
        "tile_compression": packing,
        **{"min_lon_e7": round(west * 1e7), "max_lon_e7": round(east * 1e7)},
        **{"min_lat_e7": round(south * 1e7), "max_lat_e7": round(north * 1e7)},
    }
    places = [(zoom, x, y) for zoom in zooms for x, y in tiles_of(zoom)]
    with write(str(file)) as writer:
        for place in sorted(places, key=lambda place: zxy_to_tileid(*place)):
            writer.write_tile(zxy_to_tileid(*place), tile(*place))
        writer.finalize(header, {"attribution": CREDIT} | metadata)
    return file


def picture(zoom: int, x: int, y: int) -> bytes:
    """A tile of a colour that tells where it is."""
    content = io.BytesIO()
    Image.new("RGB", (256, 256), (200, 40 + zoom, (x + y) % 256)).save(content, "PNG")
    return content.getvalue()


def write_pictures(file: Path, zooms: Iterable[int] = range(14), **metadata: Any) -> Path:
    """An archive of pictures."""
    return write_archive(file, picture, zooms, **metadata)


def write_streets(file: Path, zooms: Iterable[int] = range(16), **metadata: Any) -> Path:
    """An archive of vector tiles, packed with gzip as Protomaps' are."""
    return write_archive(
        file,
        lambda *place: gzip.compress(vector_tile(STREETS, *place), mtime=0),
        zooms,
        TileType.MVT,
        Compression.GZIP,
        **{"vector_layers": [{"id": name, "fields": {}} for name in STREETS]} | metadata,
    )


def vector_tile(layers: Mapping[str, Sequence[Shape]], zoom: int, x: int, y: int) -> bytes:
    """A Mapbox vector tile (version 2.1), whose shapes are not cut at its edges."""
    return b"".join(_field(3, _layer(name, shapes, zoom, x, y)) for name, shapes in layers.items())


def _layer(name: str, shapes: Sequence[Shape], zoom: int, x: int, y: int) -> bytes:
    keys = sorted({key for _, _, properties in shapes for key in properties})
    values = sorted({value for _, _, properties in shapes for value in properties.values()})
    features = []
    for kind, places, properties in shapes:
        points = [position(*place, zoom) for place in places]
        ring = [(round((px - x) * EXTENT), round((py - y) * EXTENT)) for px, py in points]
        tags = [
            number for key, value in properties.items() for number in (keys.index(key), values.index(value))
        ]
        packed_tags, packed_shape = (b"".join(map(_varint, row)) for row in (tags, _commands(kind, ring)))
        features.append(
            _field(2, _field(2, packed_tags) + _varint(3 << 3) + _varint(kind) + _field(4, packed_shape))
        )
    return b"".join(
        [
            _field(1, name.encode()),
            *features,
            *(_field(3, key.encode()) for key in keys),
            *(_field(4, _field(1, value.encode())) for value in values),
            _varint(5 << 3) + _varint(EXTENT),
            _varint(15 << 3) + _varint(2),
        ]
    )


def _commands(kind: int, ring: Sequence[tuple[int, int]]) -> list[int]:
    """Move to the first point, draw lines to the others, close an area."""
    steps = [(x - px, y - py) for (px, py), (x, y) in pairwise([(0, 0), *ring])]
    numbers = [(step << 1) ^ (step >> 63) for point in steps for step in point]
    lines = [(len(ring) - 1) << 3 | 2, *numbers[2:]] if len(ring) > 1 else []
    return [1 << 3 | 1, *numbers[:2], *lines, *([1 << 3 | 7] if kind == 3 else [])]


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    parts = []
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])


def _box(north: float, west: float, height: float, width: float) -> list[Position]:
    """Corners of a box that lies so far (metres) north and east of the middle of the square."""
    latitude, longitude = ORANIENPLATZ
    metre_north, metre_east = 1 / 111_200, 1 / 67_700
    (bottom, top), (left, right) = (north, north + height), (west, west + width)
    return [
        (longitude + east * metre_east, latitude + up * metre_north)
        for east, up in ((left, top), (right, top), (right, bottom), (left, bottom))
    ]


def _line(*points: tuple[float, float]) -> list[Position]:
    return [_box(north, east, 0, 0)[0] for north, east in points]


STREETS: dict[str, list[Shape]] = {
    "earth": [(3, [(13.0, 52.7), (13.8, 52.7), (13.8, 52.3), (13.0, 52.3)], {"kind": "earth"})],
    "landuse": [
        (3, _box(-90, -45, 180, 90), {"kind": "pedestrian"}),
        (3, _box(-330, -30, 210, 60), {"kind": "park"}),
    ],
    "water": [(3, _box(-560, -900, 40, 1_800), {"kind": "canal"})],
    "buildings": [
        (3, _box(north, west, 50, 60), {"kind": "building"})
        for north in (-250, -170, -80, 0, 130, 210)
        for west in (-220, -140, 80, 160)
    ],
    "roads": [
        (2, _line((100, -700), (100, 700)), {"kind": "major_road", "name": "Oranienstraße"}),
        (2, _line((-110, -700), (-110, 700)), {"kind": "minor_road", "name": "Naunynstraße"}),
        (2, _line((-500, -55), (500, -55)), {"kind": "minor_road", "name": "Segitzdamm"}),
        (2, _line((-500, 55), (500, 55)), {"kind": "minor_road", "name": "Leuschnerdamm"}),
    ],
    "places": [
        (1, _line((40, 0)), {"kind": "locality", "kind_detail": "neighbourhood", "name": "Oranienplatz"})
    ],
}
