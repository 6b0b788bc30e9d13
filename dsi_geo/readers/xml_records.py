"""XML: places of KML and GPX, activities of IATI, and other lists of elements; no link in it is followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.assembly import Layer, Source
from dsi_geo.readers.html_tables import even_rows
from dsi_geo.readers.json_records import layers_of_records
from dsi_geo.readers.limits import MAX_COLUMNS
from dsi_geo.readers.nested_records import RecordList, nested_record_lists
from dsi_geo.readers.workbook import layer_of_rows
from dsi_geo.readers.xml_trees import TEXT, parse_xml

Record = dict[str, Any]

_TUPLE: Final = re.compile(r"\s*,\s*")
_PARTS_OF_PLACES: Final = ("Document", "Folder")
_SHAPES: Final = (
    "Point",
    "LineString",
    "LinearRing",
    "Polygon",
    "MultiGeometry",
    "MultiTrack",
    "Track",
    "Model",
)
_STYLE: Final = (
    "Style",
    "StyleMap",
    "styleUrl",
    "LookAt",
    "Camera",
    "Region",
    "visibility",
    "open",
    "Snippet",
)
_EXTENDED: Final = "ExtendedData"

_NEARLY_ALL: Final = 0.95
_FEWEST_CUT: Final = 3
"""Names that go on in a description, from which on they are taken as cut."""


def read(source: Source) -> list[Layer]:
    """Read the records of an XML file.

    Parameters
    ----------
    source
        KML: its placemarks, with their folders, and what their extended data say. GPX: its waypoints, or else its
        tracks and routes. Any other: the list of elements that `nested_records` finds.

    Returns
    -------
    A layer a list; those of KML and GPX with shapes in EPSG:4326.

    Raises
    ------
    InputError
        See `parse_xml`; or if there are no records.
    """
    outermost, content, told = parse_xml(source)
    return [replace(layer, notes=(*told, *layer.notes)) for layer in _read(outermost, content, source)]


def _read(outermost: str, content: object, source: Source) -> list[Layer]:
    """See `read`."""
    if outermost == "kml":
        return _layers(_placemarks_of(content, source), source)
    if outermost == "gpx":
        return _layers(_waypoints_of(content, source), source)
    if outermost == "Workbook":
        return _sheets_of(content, source)
    if not isinstance(content, dict):
        raise _empty(source, "elements")
    found = nested_record_lists({outermost: content} if _is_record(content) else content, source)
    return [layer for one in found for layer in _layers(_tabular(one), source)]


def _sheets_of(content: object, source: Source) -> list[Layer]:
    """The sheets asked for of a workbook in the XML of Excel 2003, or the largest; a cell may say its column."""
    sheets = _several(content.get("Worksheet") if isinstance(content, dict) else None)
    tables = {
        str(sheet.get("@Name") or f"sheet {number}"): _rows_of(sheet.get("Table"))
        for number, sheet in enumerate(sheets, start=1)
        if isinstance(sheet, dict)
    }
    filled = {name: rows for name, rows in tables.items() if any(any(row) for row in rows)}
    if not filled:
        raise _empty(source, "sheets with cells that are filled")
    chosen = source.asked_of(filled) or [max(filled, key=lambda name: sum(map(len, filled[name])))]
    others = tuple(name for name in filled if name not in chosen)
    layers = [layer_of_rows(name, even_rows(filled[name], source.name), source.name, ()) for name in chosen]
    if not source.tables:
        layers = [replace(layers[0], name=source.stem)]
    return [replace(layer, others=others) for layer in layers]


def _rows_of(table: object) -> list[list[str]]:
    rows = []
    for row in _several(table.get("Row") if isinstance(table, dict) else None):
        cells: list[str] = []
        for cell in _several(row.get("Cell") if isinstance(row, dict) else None):
            about = cell if isinstance(cell, dict) else {"Data": cell}
            index = str(about.get("@Index", ""))
            if index.isdecimal() and len(cells) < int(index[:6]) <= MAX_COLUMNS:
                cells += [""] * (int(index) - 1 - len(cells))
            cells.append(_text(about.get("Data")))
        rows.append(cells)
    return rows


def _layers(found: RecordList, source: Source) -> list[Layer]:
    return layers_of_records(found, source.name)


def _is_record(content: Record) -> bool:
    """Whether a document is one record, rather than a list of them."""
    return not any(isinstance(value, (dict, list)) for value in content.values())


def _empty(source: Source, what: str) -> InputError:
    return InputError(f"{quoted(source.name)} has no {what}. Add at least one record.")


def _tabular(found: RecordList) -> RecordList:
    return replace(
        found, items=[_without_marks(item) if isinstance(item, dict) else item for item in found.items]
    )


def _without_marks(record: Record) -> Record:
    """A record with texts that have attributes as texts, and the attributes beside them as keys of their own."""
    plain: Record = {}
    for key, value in record.items():
        if isinstance(value, dict) and TEXT in value:
            attributes = {f"{key}.{name}": cell for name, cell in value.items() if name != TEXT}
            plain |= {
                key: value[TEXT],
                **{name: cell for name, cell in attributes.items() if name not in record},
            }
        else:
            plain[key] = value
    return plain


def _placemarks_of(content: object, source: Source) -> RecordList:
    placemarks = [*_placemarks(content, ())]
    linked = _count(content, "NetworkLink")
    notes = (
        (f"{quoted(source.name)} links to other files or hosts ({linked:,}); none of them was asked for.",)
        if linked
        else ()
    )
    if not placemarks:
        raise InputError(
            f"{quoted(source.name)} has no placemarks{', only links to other files' if linked else ''}. Save the map "
            "with its places."
        )
    records = [_described(placemark, folders) for placemark, folders in placemarks]
    return RecordList(source.stem, records, [_shape(placemark) for placemark, _ in placemarks], notes=notes)


def _placemarks(content: object, folders: tuple[str, ...]) -> Iterator[tuple[Record, tuple[str, ...]]]:
    """Each placemark with the names of its folders, outermost first."""
    if not isinstance(content, dict):
        return
    for placemark in _several(content.get("Placemark")):
        if isinstance(placemark, dict):
            yield placemark, folders
    for kind in _PARTS_OF_PLACES:
        for inner in _several(content.get(kind)):
            name = _text(inner.get("name")) if kind == "Folder" and isinstance(inner, dict) else ""
            yield from _placemarks(inner, (*folders, name) if name else folders)


def _count(content: object, element: str) -> int:
    if not isinstance(content, dict):
        return 0
    inner = (one for kind in _PARTS_OF_PLACES for one in _several(content.get(kind)))
    return len(_several(content.get(element))) + sum(_count(one, element) for one in inner)


def _described(placemark: Record, folders: Sequence[str]) -> Record:
    """What a placemark says of itself, without its shape and its looks."""
    left_out = (*_SHAPES, *_STYLE, _EXTENDED)
    plain = {key: _text(value) for key, value in placemark.items() if key not in left_out}
    record = {
        ("id" if key == "@id" else key.removeprefix("@")): value for key, value in plain.items() if value
    }
    for extended in _several(placemark.get(_EXTENDED)):
        if isinstance(extended, dict):
            record |= {key: value for key, value in _extended(extended) if key not in record}
    return {**record, "folder": " / ".join(folders)} if folders else record


def _extended(extended: Record) -> Iterator[tuple[str, str]]:
    for one in _several(extended.get("Data")):
        if isinstance(one, dict):
            yield str(one.get("@name", "")), _text(one.get("value"))
    for schema in _several(extended.get("SchemaData")):
        for one in _several(schema.get("SimpleData")) if isinstance(schema, dict) else ():
            if isinstance(one, dict):
                yield str(one.get("@name", "")), _text(one)


def _shape(element: Record) -> Record | None:
    """The shape of a placemark, as GeoJSON."""
    shapes = [
        shape
        for kind in _SHAPES
        for one in _several(element.get(kind))
        if isinstance(one, dict) and (shape := _one_shape(kind, one)) is not None
    ]
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    return {"type": "GeometryCollection", "geometries": shapes}


def _one_shape(kind: str, element: Record) -> Record | None:
    if kind in ("MultiGeometry", "MultiTrack"):
        return _shape(element)
    if kind == "Polygon":
        outer = _ring(element.get("outerBoundaryIs"))
        inner = [ring for one in _several(element.get("innerBoundaryIs")) if len(ring := _ring(one)) > 3]
        return {"type": "Polygon", "coordinates": [outer, *inner]} if len(outer) > 3 else None
    if kind == "Model":
        location = element.get("Location")
        match location:
            case {"longitude": str() as x, "latitude": str() as y}:
                positions = _positions(f"{x},{y}")
            case _:
                positions = []
    else:
        tracked = " ".join(",".join(_text(one).split()) for one in _several(element.get("coord")))
        positions = _positions(_text(element.get("coordinates")) or tracked)
    if not positions:
        return None
    if len(positions) == 1 or kind == "Point":
        return {"type": "Point", "coordinates": positions[0]}
    return {"type": "LineString", "coordinates": positions}


def _ring(boundary: object) -> list[list[float]]:
    ring = boundary.get("LinearRing") if isinstance(boundary, dict) else None
    return _positions(_text(ring.get("coordinates"))) if isinstance(ring, dict) else []


def _positions(text: str) -> list[list[float]]:
    """Longitudes and latitudes; none of them where one is no pair of numbers."""
    positions = []
    for part in _TUPLE.sub(",", text).split():
        try:
            x, y = map(float, part.split(",")[:2])
        except ValueError:
            return []
        positions.append([x, y])
    return positions


def _waypoints_of(content: object, source: Source) -> RecordList:
    found = content if isinstance(content, dict) else {}
    points = [one for one in _several(found.get("wpt")) if isinstance(one, dict)]
    if points:
        records, told = _with_whole_names([_plain(one, ()) for one in points], source)
        return RecordList(source.stem, records, [_point(one) for one in points], notes=told)
    lines = [one for kind in ("trk", "rte") for one in _several(found.get(kind)) if isinstance(one, dict)]
    if not lines:
        raise _empty(source, "waypoints, tracks or routes")
    records = [_plain(one, ("trkseg", "rtept")) for one in lines]
    return RecordList(source.stem, records, [_line(one) for one in lines])


def _with_whole_names(records: list[Record], source: Source) -> tuple[list[Record], tuple[str, ...]]:
    """Waypoints whose names an old device cut to a few letters, with the whole ones that a description has.

    Nearly all descriptions have to begin with the names, and those that go on to do so after one number of letters.
    """
    for key in ("desc", "cmt"):
        described = [record for record in records if record.get(key) and record.get("name")]
        begun = [record for record in described if record[key].startswith(record["name"])]
        cut = [record for record in begun if len(record[key]) > len(record["name"])]
        letters = max((len(record["name"]) for record in cut), default=0)
        at_one_length = all(record[key][:letters].strip() == record["name"] for record in cut)
        if len(cut) >= _FEWEST_CUT and at_one_length and len(begun) >= _NEARLY_ALL * len(described):
            whole = {id(record): record[key] for record in cut}
            named = [
                {**record, "name": whole[id(record)]} if id(record) in whole else record for record in records
            ]
            cut_at = f"names are cut after {letters} letters; the whole ones are read from {quoted(key)}"
            return named, (f"{quoted(source.name)}: {cut_at}.",)
    return records, ()


def _plain(element: Record, left_out: Sequence[str]) -> Record:
    plain = {key: _text(value) for key, value in element.items() if key not in ("@lat", "@lon", *left_out)}
    links = [one for one in _several(element.get("link")) if isinstance(one, dict)]
    link = {"link": links[0].get("@href", "")} if links else {}
    return {key: value for key, value in {**plain, **link}.items() if value}


def _point(element: Record) -> Record | None:
    positions = _positions(f"{element.get('@lon', '')},{element.get('@lat', '')}")
    return {"type": "Point", "coordinates": positions[0]} if positions else None


def _line(element: Record) -> Record | None:
    points = [
        one
        for segment in _several(element.get("trkseg"))
        if isinstance(segment, dict)
        for one in _several(segment.get("trkpt"))
    ] or _several(element.get("rtept"))
    positions = [
        point["coordinates"] for one in points if isinstance(one, dict) and (point := _point(one)) is not None
    ]
    return {"type": "LineString", "coordinates": positions} if len(positions) > 1 else None


def _several(value: object) -> list[Any]:
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def _text(value: object) -> str:
    """The text of an element; of several, of the first."""
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    if isinstance(value, dict):
        return str(value.get(TEXT, ""))
    return "" if value is None else str(value)
