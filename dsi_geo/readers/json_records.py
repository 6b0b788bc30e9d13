"""JSON: a list of objects, an object with one such list or with two named ones, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers import geojson
from dsi_geo.readers.assembly import Layer, Source
from dsi_geo.readers.cells import is_reference
from dsi_geo.readers.columns import entity_of_name
from dsi_geo.readers.encoding import read_text
from dsi_geo.readers.json_tables import (
    check_objects,
    check_structure,
    encodable,
    first_numbers,
    is_empty,
    kind_of,
    table_of,
)
from dsi_geo.readers.limits import LISTED_FAULTS, MAX_DEPTH

_EXPECTED = (
    "Expected is a list of objects, an object with one such list, or an object with the lists "
    '"projects" and "organisations".'
)
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
    text, told = read_text(source)
    return [replace(layer, notes=(*told, *layer.notes)) for layer in _read(text.lstrip("\ufeff"), source)]


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
    lists, notes = _lists(content, source)
    return [_layer(name, items, source.name, notes) for name, items in lists.items()]


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
        f"{quoted(source)} cannot be read as JSON: a number in it has too many digits. {_EXPECTED}"
    )


def _too_deep(source: str) -> InputError:
    return InputError(
        f"{quoted(source)} cannot be read as JSON: it is nested too deeply, in more than {MAX_DEPTH} levels. "
        f"{_EXPECTED}"
    )


def _lists(content: object, source: Source) -> tuple[dict[str, list[object]], list[str]]:
    """Layer name -> its records; sentences about what else the file holds."""
    if isinstance(content, list):
        return {source.stem: content}, []
    if isinstance(content, dict):
        named = {
            key: value
            for key, value in content.items()
            if isinstance(value, list) and entity_of_name(key) is not None
        }
        if named:
            return named, []
        listed = {key: value for key, value in content.items() if _are_records(value)}
        if len(listed) == 1:
            (key,) = listed
            others = ", ".join(quoted(other, 30) for other in content if other != key)
            note = f"{quoted(source.name)}: the records are those of {quoted(key)}; {others} beside it was not read."
            return listed, [note] if others else []
        keys = [quoted(key, 30) for key in content]
        more = f" and {len(keys) - 8} more" if len(keys) > 8 else ""
        found = f"an object with the keys {', '.join(keys[:8])}{more}" if keys else "an object without keys"
    else:
        found = kind_of(content)
    raise InputError(f"{quoted(source.name)} holds {found}. {_EXPECTED}")


def _are_records(value: object) -> bool:
    """Whether this is a list of objects with more in them than an id and a name."""
    if not isinstance(value, list):
        return False
    filled = [item for item in value if not is_empty(item)]
    return all(isinstance(item, dict) for item in filled) and not all(map(is_reference, filled))


def _layer(name: str, items: Sequence[object], source: str, notes: Sequence[str]) -> Layer:
    """The records of a list; empty items among them are skipped, and reported."""
    check_objects(items, name, source)
    empty = first_numbers(items, is_empty)
    if empty:
        count = sum(map(is_empty, items))
        more = f" and {count - LISTED_FAULTS:,} more" if count > LISTED_FAULTS else ""
        listed = ", ".join(f"{at:,}" for at in empty)
        notes = [
            *notes,
            f"{quoted(source)}: empty items of {quoted(name)} were skipped: number {listed}{more}.",
        ]
    records = [item for item in items if isinstance(item, dict)]
    return Layer(encodable(name), table_of(records, source), notes=tuple(notes))
