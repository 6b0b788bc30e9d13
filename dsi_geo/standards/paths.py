"""Paths into nested records: `plannedDates.startDate`, `activity-date[@type=2].@iso-date`, `tags[*]`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from dsi_geo.spelling import fold_text

ALL: Final = "*"
_TEXT: Final = "#text"
_STEP: Final = re.compile(r"(?P<key>[^.\[\]]+)(?:\[(?P<choice>[^\[\]]+)\])?(?:\.|$)")
_CHOICE: Final = re.compile(r"\[[^\[\]]*\]")
_APART: Final = re.compile(r"[:./]+|(?<=[a-z])_+\d+_+(?=[a-z])")


@dataclass(frozen=True)
class Step:
    """One step of a path: a key, and which of several values under it is meant.

    Attributes
    ----------
    key
        As the record has it; an attribute of XML begins with “@”.
    every
        Whether all of them are meant; otherwise the first.
    where
        Key and value of the one that is meant; empty for the first.
    """

    key: str
    every: bool = False
    where: tuple[str, str] | tuple[()] = ()


@lru_cache(maxsize=2_000)
def steps_of(path: str) -> tuple[Step, ...]:
    """The steps of a path.

    Raises
    ------
    ValueError
        If it is none.
    """
    steps, at = [], 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            raise ValueError(f"“{path}” is no path.")
        choice = match["choice"] or ""
        key, _, value = choice.partition("=")
        steps.append(Step(match["key"], choice == ALL, (key, value) if value else ()))
        at = match.end()
    return tuple(steps)


def find(record: object, path: str) -> Any:
    """The value at a path; None where there is none, a list where the path asks for all.

    Parameters
    ----------
    record
        Objects, lists and values as JSON has them. Of a list the first element is meant, unless the path says
        otherwise; of an object with a text and attributes, the text. An object without one is no value.
    """
    steps = steps_of(path)
    found = [value.get(_TEXT) if isinstance(value, dict) else value for value in _walk(record, steps)]
    filled = [value for value in found if value is not None and value != ""]
    if any(step.every for step in steps) and not _is_lone(record, steps, filled):
        return filled or None
    return filled[0] if filled else None


def _is_lone(record: object, steps: Sequence[Step], filled: Sequence[object]) -> bool:
    """Whether the value is a text where the path asks for a list: it may hold several words, as “a, b” does."""
    if len(filled) != 1 or not steps[-1].every:
        return False
    key = steps[-1].key
    return not any(
        isinstance(holder.get(key), list) for holder in _walk(record, steps[:-1]) if isinstance(holder, dict)
    )


def put(record: dict[str, Any], path: str, value: object) -> None:
    """Write a value into a record, where `find` finds it.

    Parameters
    ----------
    record
        Is changed: the objects and lists on the way are made where they are not there.
    path
        Where a step asks for all (`tags[*]`, `memberOf[*].name`), a list is written, with one element for each of
        several values; `property[name=colour].value` is written into the element with this name.
    value
        As JSON has them. None, an empty text and an empty list are no value: nothing is written.
    """
    if value is None or value == "" or value == []:
        return
    _put(record, steps_of(path), value)


def _put(record: dict[str, Any], steps: Sequence[Step], value: object) -> None:
    step, *rest = steps
    if step.every:
        _put_all(record, step.key, rest, value if isinstance(value, list) else [value])
    elif step.where:
        _put(_element(record, step), rest or [Step(_TEXT)], value)
    elif rest:
        _put(_inner(record, step.key), rest, value)
    elif isinstance(record.get(step.key), dict):
        record[step.key][_TEXT] = value
    else:
        record[step.key] = value


def _put_all(record: dict[str, Any], key: str, rest: Sequence[Step], values: list[object]) -> None:
    if not rest:
        record[key] = values
        return
    elements = _several(record, key)
    elements += [{} for _ in range(len(values) - len(elements))]
    for element, value in zip(elements, values, strict=False):
        _put(element, rest, value)


def _element(record: dict[str, Any], step: Step) -> dict[str, Any]:
    """The element of a list that a step names; it is added where it is not there."""
    key, wanted = step.where  # type: ignore[misc]
    elements = _several(record, step.key)
    for element in elements:
        if str(element.get(key)) == wanted:
            return element
    elements.append({key: wanted})
    return elements[-1]


def _inner(record: dict[str, Any], key: str) -> dict[str, Any]:
    """The object under a key, the first of several; a text that stands there becomes its text."""
    held = record.get(key)
    if isinstance(held, list):
        return _several(record, key)[0]
    if not isinstance(held, dict):
        held = record[key] = {} if held is None else {_TEXT: held}
    return held


def _several(record: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The list of objects under a key."""
    held = record.get(key, [])
    elements = held if isinstance(held, list) else [held]
    record[key] = [one if isinstance(one, dict) else {_TEXT: one} for one in elements]
    return record[key]  # type: ignore[no-any-return]


def members(record: object, path: str) -> list[dict[str, Any]]:
    """The objects at a path, all of them; a path of “.” is the record itself."""
    found = [record] if path == "." else _walk(record, steps_of(path))
    return [value for value in found if isinstance(value, dict) and value]


def _walk(value: object, steps: Sequence[Step]) -> Iterator[object]:
    """All values that a path can mean, best first."""
    if not steps:
        yield from value if isinstance(value, list) else (value,)
        return
    step, *rest = steps
    for one in value if isinstance(value, list) else (value,):
        if not isinstance(one, dict) or step.key not in one:
            continue
        inner = one[step.key]
        if step.where:
            key, wanted = step.where
            several = inner if isinstance(inner, list) else [inner]
            inner = [each for each in several if isinstance(each, dict) and str(each.get(key)) == wanted]
        yield from _walk(inner, rest)


@lru_cache(maxsize=4_000)
def folded_path(path: str) -> tuple[str, ...]:
    """The keys of a path or the parts of a flat column's name, in the spelling in which they are compared.

    `recipientOrganization[0].location.postCode`, `Recipient Organization:0:Location:0:Post Code` and
    `recipientOrganization/0/location/0/postCode` agree.
    """
    parts = (fold_text(part).replace(" ", "") for part in _APART.split(_CHOICE.sub("", path)))
    return tuple(part for part in parts if part and not part.isdecimal())


def folded_paths(records: Sequence[object], deepest: int = 4) -> set[tuple[str, ...]]:
    """All paths that lead to something in some records, and those on the way there, folded."""
    found: set[tuple[str, ...]] = set()
    pending: list[tuple[object, tuple[str, ...]]] = [(record, ()) for record in records]
    while pending:
        value, path = pending.pop()
        if isinstance(value, list):
            pending += [(one, path) for one in value[:3]]
        elif isinstance(value, dict) and len(path) < deepest:
            for key, inner in value.items():
                longer = (*path, fold_text(str(key)).replace(" ", ""))
                found.add(longer)
                pending.append((inner, longer))
    return found
