"""Where the records stand in JSON or XML: lists within lists, and the forms of services that have one of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.cells import is_reference
from dsi_geo.readers.columns import count_recognised, entity_of_name
from dsi_geo.readers.json_tables import is_empty, kind_of
from dsi_geo.readers.limits import check_size
from dsi_geo.schema import CRS
from dsi_geo.standards import standard_of_records, standards

Record = dict[str, Any]

EXPECTED: Final = (
    "Expected is a list of objects, an object with one such list, or an object with the lists "
    '"projects" and "organisations".'
)
_DEEPEST: Final = 4
_FEWEST_COLUMNS: Final = 2
_FEWEST_ROWS: Final = 2
_SAMPLE: Final = 50
_ESRI_MERCATOR: Final = 102100


@dataclass(frozen=True)
class RecordList:
    """The records of one table.

    Attributes
    ----------
    name
        Of its layer.
    items
        Objects; what is none of them is refused later.
    geometries
        As GeoJSON has them, one an item; None where the form has none of its own.
    crs
        Their reference system.
    notes
        What was not read.
    others
        The other lists of the file that could be read, by their paths.
    """

    name: str
    items: Sequence[object]
    geometries: Sequence[object] | None = None
    crs: str = CRS
    notes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class _Candidate(NamedTuple):
    """A list of records somewhere within a file."""

    path: tuple[str, ...]
    items: list[Any]

    @property
    def name(self) -> str:
        """The path to it, as it is asked for."""
        return ".".join(self.path)


def nested_record_lists(content: object, source: Source) -> list[RecordList]:
    """The lists of records in parsed JSON, or in XML as `xml_trees` has it.

    Parameters
    ----------
    content
        A list of objects, or an object with such lists: OpenStreetMap's Overpass, results of SPARQL, the tables of
        Socrata, Esri and Opendatasoft, lists of rows below a list of columns, columns instead of records, a standard's
        container or a single record of one, lists named for projects and organisations; failing these, the list within
        up to four levels that has most of the
        columns that tables of this kind have.
    source
        The file, for names, and the lists asked for: the path to each, parted by points.

    Raises
    ------
    InputError
        If there is no such list, or several are equally likely; then they are named.
    """
    stem = source.stem
    if (published := _opendatasoft(content, stem)) is not None:
        return [published]
    if isinstance(content, list):
        rows = _rows(content)
        return [RecordList(stem, content if rows is None else rows)]
    if isinstance(content, dict):
        for form in (_overpass, _sparql, _esri, _of_rows):
            if (found := form(content, stem)) is not None:
                return [found]
        if (columns := _of_columns(content, source)) is not None:
            return [columns]
        return _within(content, source)
    raise InputError(f"{quoted(source.name)} holds {kind_of(content)}. {EXPECTED}")


def _within(content: Record, source: Source) -> list[RecordList]:
    candidates = [*_candidates(content)]
    if source.tables:
        lists = {one.name: one for one in (*_candidates(content, keyed=False), *candidates)}
        asked = source.asked_of(lists)
        others = tuple(name for name in lists if name and name not in asked)
        chosen = [lists[name] for name in asked]
    if source.tables and chosen:
        return [RecordList(one.name, _unwrapped(one.items), others=others) for one in chosen]
    return _likeliest(content, candidates, source)


def _likeliest(content: Record, candidates: Sequence[_Candidate], source: Source) -> list[RecordList]:
    """See `nested_record_lists`; where no list is asked for."""
    stem = source.stem
    named = {
        key: value
        for key, value in content.items()
        if isinstance(value, list) and entity_of_name(key) is not None
    }
    if named:
        return [RecordList(key, items) for key, items in named.items()]
    for key in _containers():
        items = content[key] if isinstance(content.get(key), list) else [content.get(key)]
        if _are_records(items) and standard_of_records(_unwrapped(items)) is not None:
            return [RecordList(stem, _unwrapped(items))]
    if standard_of_records([content]) is not None and not any(map(_are_records, content.values())):
        return [RecordList(stem, [content])]
    if not candidates:
        raise _without_records(content, source.name)
    best = max(candidates, key=_fitness)
    equal = [candidate for candidate in candidates if _fitness(candidate) == _fitness(best)]
    if len(equal) > 1:
        listed = ", ".join(quoted(one.name, 60) for one in equal[:8])
        raise InputError(
            f"{quoted(source.name)} holds several lists any of which could be the records: {listed}. Choose one "
            f"(on the command line: --table {equal[0].name[:60]}).",
            tables=[one.name for one in candidates],
        )
    others = [candidate for candidate in candidates if candidate is not best]
    name = best.path[-1] if best.path else stem
    notes = _not_read(content, best, others, source.name)
    return [
        RecordList(
            name,
            _unwrapped(best.items),
            notes=notes,
            others=tuple(other.name for other in others if other.name),
        )
    ]


def _containers() -> Iterator[str]:
    yield from dict.fromkeys(key for standard in standards() for key in standard.containers)


def _candidates(
    content: Mapping[str, Any], path: tuple[str, ...] = (), *, keyed: bool = True
) -> Iterator[_Candidate]:
    """All lists of records; if `keyed`, also objects of records of one kind, with the keys as a column."""
    records = _keyed(content) if keyed else None
    if records is not None:
        yield _Candidate(path, records)
        return
    for key, value in content.items():
        inner = (*path, str(key))
        if isinstance(value, list) and _are_records(value):
            yield _Candidate(inner, value)
        elif isinstance(value, dict) and len(inner) < _DEEPEST:
            yield from _candidates(value, inner, keyed=keyed)


def _keyed(content: Mapping[str, Any]) -> list[Record] | None:
    """The records of an object of objects, or of lists of them, under ids or names of groups; None if it is none."""
    values = [*content.values()]
    if len(values) < 2:
        return None
    if all(isinstance(value, dict) for value in values):
        records = [{"key": key, **value} for key, value in content.items()]
    elif len(values) > 2 and all(_are_objects(value) for value in values):
        records = [
            {"group": key, **item}
            for key, items in content.items()
            for item in items
            if isinstance(item, dict)
        ]
    else:
        return None
    common = set.intersection(*(set(record) for record in records[:_SAMPLE])) if records else set()
    alike = 2 * len(common) >= max((len(record) for record in records[:_SAMPLE]), default=0)
    return records if alike and count_recognised(common - {"key", "group"}) else None


def _are_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _are_records(value: object) -> bool:
    """Whether this is a list of objects with more in them than an id and a name."""
    if not isinstance(value, list):
        return False
    filled = [item for item in value if not is_empty(item)]
    return all(isinstance(item, dict) for item in filled) and not all(map(is_reference, filled))


def _fitness(candidate: _Candidate) -> tuple[int, int]:
    sample = [item for item in candidate.items[:_SAMPLE] if isinstance(item, dict)]
    keys = {str(key) for item in _unwrapped(sample) for key in item}
    return min(count_recognised(keys), 3), len(candidate.items)


def _unwrapped(items: Sequence[Any]) -> list[Any]:
    """Records that stand within another object each (`{"node": {…}}`, `{"fields": {…}}`), taken out of it."""
    records = [item for item in items if isinstance(item, dict)]
    if not records or len(records) != len(items):
        return [*items]
    outer = count_recognised({str(key) for record in records[:_SAMPLE] for key in record})
    for key in records[0]:
        inner = [record.get(key) for record in records]
        if not all(isinstance(one, dict) and one for one in inner):
            continue
        names = {str(name) for one in inner[:_SAMPLE] for name in _object(one)}
        only = all(len(record) == 1 for record in records[:_SAMPLE])
        if only or (count_recognised(names) > max(outer, 1) and not _is_one_place(names)):
            return [
                {**{name: value for name, value in record.items() if name != key}, **record[key]}
                for record in records
            ]
    return records


def _is_one_place(names: set[str]) -> bool:
    """Whether an object holds but a place, which its columns are named for."""
    return not any(name.lower() in ("name", "title", "label", "id") for name in names)


def _not_read(
    content: Mapping[str, Any], best: _Candidate, others: Sequence[_Candidate], source: str
) -> tuple[str, ...]:
    name = quoted(best.name, 60)
    if others:
        listed = ", ".join(f"{quoted(one.name, 60)} ({len(one.items):,})" for one in others[:8])
        note = (
            f"{quoted(source)} holds several lists; the records are those of {name} ({len(best.items):,}), {listed} "
            "beside it were not read."
        )
        return (note,)
    beside = [quoted(str(key), 30) for key in content if key not in best.path[:1]]
    if not best.path or not beside:
        return ()
    return (
        f"{quoted(source)}: the records are those of {name}; {', '.join(beside[:20])} beside it was not read.",
    )


def _without_records(content: Mapping[str, Any], source: str) -> InputError:
    keys = [quoted(str(key), 30) for key in content]
    more = f" and {len(keys) - 8} more" if len(keys) > 8 else ""
    found = f"an object with the keys {', '.join(keys[:8])}{more}" if keys else "an object without keys"
    return InputError(f"{quoted(source)} holds {found}. {EXPECTED}")


def _overpass(content: Record, stem: str) -> RecordList | None:
    """Elements of OpenStreetMap: those with tags; the corners of buildings and the points of ways have none."""
    elements = content.get("elements")
    kinds = ("node", "way", "relation")
    if not isinstance(elements, list) or not elements or not all(_is_one_of(one, kinds) for one in elements):
        return None
    positions = {
        one.get("id"): [one["lon"], one["lat"]]
        for one in elements
        if one["type"] == "node" and _are_numbers(one.get("lon"), one.get("lat"))
    }
    tagged = [one for one in elements if isinstance(one.get("tags"), dict) and one["tags"]]
    records = [{"id": f"{one['type']}/{one.get('id', '')}", **one["tags"]} for one in tagged]
    return RecordList(stem, records, [_place_of_element(one, positions) for one in tagged])


def _is_one_of(element: object, kinds: Sequence[str]) -> bool:
    return isinstance(element, dict) and element.get("type") in kinds


def _are_numbers(*values: object) -> bool:
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _place_of_element(element: Record, positions: Mapping[Any, list[float]]) -> Record | None:
    """The shape of an element of OpenStreetMap, as GeoJSON; None where its nodes are not in the file."""
    centre = _object(element.get("center")) or element
    if _are_numbers(centre.get("lon"), centre.get("lat")):
        return {"type": "Point", "coordinates": [centre["lon"], centre["lat"]]}
    drawn, nodes = _list(element.get("geometry")), _list(element.get("nodes"))
    line = [
        [one["lon"], one["lat"]]
        for one in drawn
        if isinstance(one, dict) and _are_numbers(one.get("lon"), one.get("lat"))
    ] or [positions[node] for node in nodes if isinstance(node, (int, str)) and node in positions]
    if len(line) > 3 and line[0] == line[-1]:
        return {"type": "Polygon", "coordinates": [line]}
    if len(line) > 1:
        return {"type": "LineString", "coordinates": line}
    match element.get("bounds"):
        case {"minlat": south, "minlon": west, "maxlat": north, "maxlon": east} if _are_numbers(
            south, west, north, east
        ):
            ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
            return {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Point", "coordinates": line[0]} if line else None


def _sparql(content: Record, stem: str) -> RecordList | None:
    """Results of a query in SPARQL's JSON."""
    match content:
        case {"head": {"vars": list()}, "results": {"bindings": list() as bindings}}:
            records = [
                {name: cell.get("value") for name, cell in row.items() if isinstance(cell, dict)}
                for row in bindings
                if isinstance(row, dict)
            ]
            return RecordList(stem, records)
    return None


def _esri(content: Record, stem: str) -> RecordList | None:
    """Features of Esri's JSON, of points in a reference system that is named by a number."""
    features = content.get("features")
    if not isinstance(features, list) or not features:
        return None
    if not all(isinstance(one, dict) and isinstance(one.get("attributes"), dict) for one in features):
        return None
    reference = content.get("spatialReference")
    known = reference if isinstance(reference, dict) else {}
    number = known.get("latestWkid") or known.get("wkid")
    crs = f"EPSG:{3857 if number == _ESRI_MERCATOR else number}" if isinstance(number, int) else CRS
    places = [_point_of_esri(one.get("geometry")) for one in features]
    return RecordList(stem, [one["attributes"] for one in features], places, crs)


def _point_of_esri(geometry: object) -> Record | None:
    match geometry:
        case {"x": x, "y": y} if _are_numbers(x, y):
            return {"type": "Point", "coordinates": [x, y]}
        case {"rings": [[[_, _, *_], *_], *_] as rings}:
            return {"type": "Polygon", "coordinates": rings}
        case {"paths": [[[_, _, *_], *_], *_] as paths}:
            return {"type": "MultiLineString", "coordinates": paths}
    return None


def _of_rows(content: Record, stem: str) -> RecordList | None:
    """Rows as lists, below a list of columns: of Socrata, of Datasette, or as pandas splits a table."""
    view = _object(_object(content.get("meta")).get("view"))
    columns = _list(view.get("columns")) or _list(content.get("columns")) or _list(content.get("fields"))
    rows = _list(content.get("data")) or _list(content.get("rows"))
    if not columns or not rows or not all(isinstance(row, list) for row in rows):
        return None
    names = [_title(column) for column in columns]
    if None in names:
        return None
    return RecordList(stem, [dict(zip(names, row, strict=False)) for row in rows])


def _of_columns(content: Record, source: Source) -> RecordList | None:
    """Columns instead of records, as pandas writes a table: `{column: {row: value}}` or `{column: [values]}`."""
    columns = [*content.values()]
    if len(columns) < _FEWEST_COLUMNS:
        return None
    if all(map(_is_column, columns)):
        rows: Sequence[Any] = range(max(map(len, columns)))
    elif all(isinstance(column, dict) for column in columns):
        rows = [*dict.fromkeys(row for column in columns for row in column)]
    else:
        return None
    whole = all(len(column) == len(rows) for column in columns)
    nested = any(isinstance(cell, dict) for column in columns for cell in _cells(column))
    if (
        not whole
        or nested
        or len(rows) < _FEWEST_ROWS
        or count_recognised(content) <= count_recognised(map(str, rows[:_SAMPLE]))
    ):
        return None
    check_size(len(rows), len(columns), source.name)
    records = [{name: column[row] for name, column in content.items()} for row in rows]
    note = f"{quoted(source.name)} holds columns instead of records; they were put together to {len(rows):,} records."
    return RecordList(source.stem, records, notes=(note,))


def _is_column(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(cell, list) for cell in value[:1])


def _cells(column: list[Any] | Record) -> Iterable[Any]:
    return column.values() if isinstance(column, dict) else column


def _opendatasoft(content: object, stem: str) -> RecordList | None:
    """Records as the portals of Opendatasoft give them, each with its fields and its place in objects of their own."""
    records = _list(content) or _list(_object(content).get("records"))
    if not records or not all(
        isinstance(one, dict) and isinstance(one.get("fields"), dict) and "recordid" in one for one in records
    ):
        return None
    items = [{"recordid": one["recordid"], **one["fields"]} for one in records]
    places = [one.get("geometry") for one in records]
    return RecordList(stem, items, places if any(places) else None)


def _object(value: object) -> Record:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _title(column: object) -> str | None:
    if isinstance(column, str):
        return column
    if isinstance(column, dict):
        name = column.get("name") or column.get("id") or column.get("label")
        return name if isinstance(name, str) else None
    return None


def _rows(content: Sequence[object]) -> list[Record] | None:
    """A list of lists, the first of which are names of columns; None if it is anything else."""
    if len(content) < 2 or not all(isinstance(row, list) for row in content):
        return None
    header, *rows = content
    if not header or not all(isinstance(name, str) and name for name in header):  # type: ignore[attr-defined]
        return None
    return [dict(zip(header, row, strict=False)) for row in rows]  # type: ignore[call-overload]
