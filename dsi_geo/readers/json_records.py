"""JSON: a list of objects, an object with one such list or with two named ones, or one object a line."""

from __future__ import annotations

import json
from dataclasses import replace

import geopandas as gpd

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers import geojson
from dsi_geo.readers.assembly import Layer, Source
from dsi_geo.readers.encoding import read_text
from dsi_geo.readers.json_tables import (
    check_objects,
    check_structure,
    encodable,
    first_numbers,
    is_empty,
    table_of,
)
from dsi_geo.readers.limits import LISTED_FAULTS, MAX_DEPTH
from dsi_geo.readers.nested_records import EXPECTED, RecordList, nested_record_lists
from dsi_geo.readers.standard_layers import by_standard

_SEPARATOR = "\x1e"
"""What RFC 8142 puts before each text of a sequence."""


def read(source: Source) -> list[Layer]:
    """Read records out of JSON; GeoJSON is handed on to `geojson`.

    Parameters
    ----------
    source
        JSON, or one JSON object a line (or behind each record separator, as in RFC 8142).

    Returns
    -------
    A layer a list; `NaN` and `null` are missing.

    Raises
    ------
    InputError
        With line and column where the JSON is broken, or with what was found where it has another shape.
    """
    text, letters, told = read_text(source)
    layers = _read(text.lstrip("\ufeff"), source)
    form = (
        f"{'JSON' if all(layer.geometry is None for layer in layers) else 'JSON with shapes'}, in {letters}"
    )
    return [replace(layer, notes=(*told, *layer.notes), format=form) for layer in layers]


def _read(text: str, source: Source) -> list[Layer]:
    if text.startswith(_SEPARATOR):
        text = text.replace(_SEPARATOR, "")
    found = check_structure(text, source.name)
    content = parse(text, source.name)
    if found.depth > MAX_DEPTH:
        raise _too_deep(source.name)
    features = geojson.features_of(content, source.name)
    if features is not None:
        return geojson.read(source, features, content.get("crs") if isinstance(content, dict) else None)
    collections = geojson.collections_within(content)
    if collections:
        return geojson.read(source, collections, None)
    return [
        layer
        for found in nested_record_lists(content, source)
        for layer in layers_of_records(found, source.name)
    ]


def parse(text: str, source: str) -> object:
    """The content of JSON text, or a list of the contents of its lines if each is an object.

    Raises
    ------
    InputError
        With line and column where it is broken.
    """
    try:
        return _loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text.lstrip().startswith("{"):
            return _parse_lines(text, source)
        raise _broken(error, source, error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(error, source) from error


def _loads(text: str) -> object:
    return json.loads(text, parse_constant=lambda _: None)


def _parse_lines(text: str, source: str) -> list[object]:
    items = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            items.append(_loads(line))
        except json.JSONDecodeError as error:
            raise _broken(error, source, number) from error
        except (ValueError, RecursionError) as error:
            raise _unreadable(error, source) from error
    return items


def _broken(error: json.JSONDecodeError, source: str, line: int) -> InputError:
    return InputError(
        f"{quoted(source)} is broken JSON: line {line:,}, column {error.colno:,}: {error.msg}. "
        "Export it again, or mend it there."
    )


def _unreadable(error: Exception, source: str) -> InputError:
    if isinstance(error, RecursionError):
        return _too_deep(source)
    return InputError(
        f"{quoted(source)} cannot be read as JSON: a number in it has too many digits. {EXPECTED}"
    )


def _too_deep(source: str) -> InputError:
    return InputError(
        f"{quoted(source)} cannot be read as JSON: it is nested too deeply, in more than {MAX_DEPTH} levels. "
        f"{EXPECTED}"
    )


def layers_of_records(found: RecordList, source: str) -> list[Layer]:
    """The records of a list as a layer, or two where its standard links others; empty items are skipped, and reported.

    Raises
    ------
    InputError
        If an item that is filled is no object.
    """
    check_objects(found.items, found.name, source)
    notes = found.notes
    empty = first_numbers(found.items, is_empty)
    if empty:
        count = sum(map(is_empty, found.items))
        more = f" and {count - LISTED_FAULTS:,} more" if count > LISTED_FAULTS else ""
        listed = ", ".join(f"{at:,}" for at in empty)
        notes = (
            *notes,
            f"{quoted(source)}: empty items of {quoted(found.name)} were skipped: number {listed}{more}.",
        )
    records = [item for item in found.items if isinstance(item, dict)]
    geometry = None
    if found.geometries is not None:
        geometry = gpd.GeoSeries(geojson.shapes_of(found.geometries), crs=found.crs)
    layer = Layer(
        encodable(found.name), table_of(records, source), geometry, notes=notes, others=found.others
    )
    return by_standard(layer, source, records)
