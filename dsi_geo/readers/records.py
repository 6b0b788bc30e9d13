"""JSON: a list of objects, an object with one such list or with two named ones, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pandas as pd

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers import vector
from dsi_geo.readers.cells import is_blank, is_reference
from dsi_geo.readers.columns import entity_of_name
from dsi_geo.readers.encoding import read_text
from dsi_geo.readers.limits import LISTED_FAULTS, MAX_COLUMNS, check_size, first_faults, max_parts
from dsi_geo.readers.nested import unfolded
from dsi_geo.readers.raw import Layer, Source

_EXPECTED = (
    "Expected is a list of objects, an object with one such list, or an object with the lists "
    '"projects" and "organisations".'
)
_TYPES = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
}


def read(source: Source) -> list[Layer]:
    """Read records out of JSON; GeoJSON is handed on to `vector`.

    Parameters
    ----------
    source
        JSON, or one JSON object a line.

    Returns
    -------
    A layer a list; `NaN` and `null` are missing.

    Raises
    ------
    InputError
        With line and column where the JSON is broken, or with what was found where it has another shape.
    """
    text = read_text(source).lstrip("\ufeff")
    _check_parts(text, source.name)
    content = parse(text, source.name)
    if isinstance(content, dict) and content.get("type") in vector.GEOJSON_TYPES:
        return vector.read_geojson(source, content)
    lists, notes = _lists(content, source)
    return [_layer(name, items, source.name, notes) for name, items in lists.items()]


def _check_parts(text: str, source: str) -> None:
    """Refuse what would become too many objects: each takes far more memory than its two letters."""
    if text.count("{") + text.count("[") > max_parts():
        raise InputError(
            f"{quoted(source)} holds more than {max_parts():,} objects and lists; at most so many are read. Split it."
        )


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
    fault = (
        "it is nested too deeply"
        if isinstance(error, RecursionError)
        else "a number in it has too many digits"
    )
    return InputError(f"{quoted(source)} cannot be read as JSON: {fault}. {_EXPECTED}")


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
        found = _kind(content)
    raise InputError(f"{quoted(source.name)} holds {found}. {_EXPECTED}")


def _are_records(value: object) -> bool:
    """Whether this is a list of objects with more in them than an id and a name."""
    if not isinstance(value, list):
        return False
    filled = [item for item in value if not _is_empty(item)]
    return all(isinstance(item, dict) for item in filled) and not all(map(is_reference, filled))


def _is_empty(item: object) -> bool:
    return item is None or (isinstance(item, str) and is_blank(item))


def _kind(value: object) -> str:
    return "nothing (null)" if value is None else _TYPES[type(value)]


def _layer(name: str, items: Sequence[object], source: str, notes: Sequence[str]) -> Layer:
    """The records of a list; empty items among them are skipped, and told."""
    faults = [
        f"{quoted(source)}, item {at:,} of {quoted(name)}: {_kind(item)} found, an object expected."
        for at, item in enumerate(items, start=1)
        if not isinstance(item, dict) and not _is_empty(item)
    ]
    if faults:
        raise InputError(first_faults(faults))
    empty = [f"{at:,}" for at, item in enumerate(items, start=1) if _is_empty(item)]
    if empty:
        more = f" and {len(empty) - LISTED_FAULTS:,} more" if len(empty) > LISTED_FAULTS else ""
        listed = ", ".join(empty[:LISTED_FAULTS])
        notes = [
            *notes,
            f"{quoted(source)}: empty items of {quoted(name)} were skipped: number {listed}{more}.",
        ]
    records = [item for item in items if isinstance(item, dict)]
    return Layer(name, _frame(records, source), notes=tuple(notes))


def _frame(records: Sequence[Mapping[str, object]], source: str) -> pd.DataFrame:
    keys = dict.fromkeys(key for record in records for key in record)
    if len(keys) > MAX_COLUMNS:
        raise InputError(
            f"{quoted(source)} has {len(keys):,} different keys in its objects; at most {MAX_COLUMNS:,} are read. "
            "Is it a list of records with the same keys?"
        )
    if not keys:
        return pd.DataFrame(index=range(len(records)))
    check_size(len(records), len(keys), source)
    columns: list[tuple[str, pd.Series]] = []
    for key in keys:
        columns += unfolded(key, [record.get(key) for record in records], source)
        check_size(len(records), len(columns), source)
    names = [name.encode("utf-8", "replace").decode("utf-8") for name, _ in columns]
    return pd.concat([column for _, column in columns], axis=1).set_axis(names, axis=1)
