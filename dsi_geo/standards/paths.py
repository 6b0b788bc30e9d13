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
    if any(step.every for step in steps):
        return filled or None
    return filled[0] if filled else None


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
