"""The standards in which publishers of this field share their records, each described by a file in `data/standards`.

Here is which standard a table or nested records follow, and their fields under our names. `paths` finds a value in a
nested record and writes one there, `header_words` what the name of a column says in any of many languages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from dsi_geo import bundled
from dsi_geo.schema import ENTITIES, Entity
from dsi_geo.standards.header_words import columns_by_concept
from dsi_geo.standards.paths import find, folded_path, folded_paths, members

__all__ = [
    "NEAREST",
    "Envelope",
    "Fields",
    "Part",
    "Standard",
    "Writing",
    "fields_of_columns",
    "fields_of_records",
    "kept_columns",
    "kept_of",
    "standard_of_columns",
    "standard_of_records",
    "standards",
]

Paths = tuple[str, ...]

_SAMPLE: Final = 20
"""Records that are looked at to tell a standard."""

_LOCATED: Final = (("latitude", "address", "postcode", "city"), ("region", "country"))
"""Fields by which a place counts as given, those that say most first."""

_NO_FIELDS: Final = frozenset({"places", "marks", "each", "repeated", "kept", "writes"})
"""Keys of a part that are no fields."""

_BY_WORDS: Final = "~"
"""How a path begins that is said by the words of a column's name (`header_words.columns_by_concept`)."""

NEAREST: Final[Mapping[str, str]] = {
    "launched": "founded", "founded": "launched", "kind": "cluster", "cluster": "kind", "themes": "networks",
    "networks": "themes",
}  # fmt: skip
"""Field -> what comes nearest to it in a table of the other kind."""


@dataclass(frozen=True)
class Writing:
    """How records are written, beyond where their fields are read.

    Attributes
    ----------
    paths
        Field, or another column, -> where it is written: at each of these paths.
    forms
        Field -> form of its values (`data/standards/README.md`), where it is not the one of its kind.
    constants
        Path -> what stands there in every record that has the object around it.
    required
        Paths of what a record must have.
    unless
        Field -> column whose value it may only repeat: then it is not written.
    """

    paths: Mapping[str, Paths] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    required: Paths = ()
    unless: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Envelope:
    """What stands around the records of a file that is written.

    Attributes
    ----------
    container
        Key of the list of records; empty where the file is the list.
    beside
        What stands beside the list.
    """

    container: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """Where a standard has the fields of projects, or of organisations.

    Attributes
    ----------
    fields
        Field -> paths, best first: each record has the value of the first that is filled in it.
    places
        Alternatives for the fields of a place, best first: a record has all of one of them.
    marks
        Sets of paths by which a table is recognised: all of one set are there. Of several in one place one is enough.
    each
        Path of the objects, within a record of the other kind, that are these; “.” where its own columns hold them;
        empty where a file has these alone.
    repeated
        Whether rows with one id are one record.
    kept
        Column -> paths of what is no field of ours, and is kept to be written again.
    writing
        How records are written.
    """

    fields: Mapping[str, Paths]
    places: tuple[Mapping[str, Paths], ...] = ()
    marks: tuple[tuple[Paths, ...], ...] = ()
    each: str = ""
    repeated: bool = False
    kept: Mapping[str, Paths] = field(default_factory=dict)
    writing: Writing = Writing()

    def paths(self) -> Iterator[str]:
        """All paths at which something is read, from the record on."""
        for one in (self.fields, self.kept, *self.places):
            yield from map(self.absolute, chain.from_iterable(one.values()))

    def absolute(self, path: str) -> str:
        """A path from the record on."""
        return f"{self.each}.{path}" if self.each not in ("", ".") else path


@dataclass(frozen=True)
class Standard:
    """A standard of exchange.

    Attributes
    ----------
    key
        Its name for commands.
    title, url
        Its name for readers, and where it is described.
    containers
        Keys under which files have the list of records.
    parts
        Where it has projects and organisations, or one of the two.
    envelope
        What stands around the records in a file that is written; None where files are only read.
    """

    key: str
    title: str
    url: str
    containers: tuple[str, ...]
    parts: Mapping[Entity, Part]
    envelope: Envelope | None = None

    def linked(self, entity: Entity) -> tuple[Entity, Part] | None:
        """The other kind of records that stands within records of a kind."""
        return next(((kind, part) for kind, part in self.parts.items() if kind != entity and part.each), None)


class Fields(NamedTuple):
    """The fields of some records.

    Attributes
    ----------
    frame
        Cells as found, one row a record.
    columns
        Field -> its column in `frame`, named for the path that holds it.
    rows
        Position of the record that each row was found in.
    """

    frame: pd.DataFrame
    columns: dict[str, str]
    rows: list[int]


@cache
def standards() -> tuple[Standard, ...]:
    """All standards that are known, in the order in which they are tried."""
    return tuple(_standard(path) for path in sorted(Path(bundled.STANDARDS).glob("*.toml")))


def _standard(path: Path) -> Standard:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = {entity: _part(content[entity]) for entity in ENTITIES if entity in content}
    key = path.stem.partition("_")[2].replace("_", "-")
    envelope = Envelope(**content["writes"]) if "writes" in content else None
    containers = tuple(content.get("containers", ()))
    return Standard(key, content["title"], content["url"], containers, parts, envelope)


def _part(content: Mapping[str, Any]) -> Part:
    places = tuple(
        {name: _paths(value) for name, value in place.items()} for place in content.get("places", ())
    )
    marks = tuple(tuple(map(_paths, mark)) for mark in content.get("marks", ()))
    fields = {name: _paths(value) for name, value in content.items() if name not in _NO_FIELDS}
    kept = {name: _paths(value) for name, value in content.get("kept", {}).items()}
    each, repeated = content.get("each", ""), content.get("repeated", False)
    writing = _writing({**fields, **kept, **(places[0] if places else {})}, content.get("writes", {}))
    return Part(fields, places, marks, each, repeated, kept, writing)


def _writing(read: Mapping[str, Paths], content: Mapping[str, Any]) -> Writing:
    """How records are written: each field at the first path at which it is read, unless another is named."""
    named = {name: _paths(value) for name, value in content.get("paths", {}).items()}
    return Writing(
        {name: paths[:1] for name, paths in read.items()} | named,
        content.get("forms", {}),
        content.get("constants", {}),
        tuple(content.get("required", ())),
        content.get("unless", {}),
    )


def _paths(value: str | Sequence[str]) -> Paths:
    return (value,) if isinstance(value, str) else tuple(value)


def standard_of_records(records: Sequence[object]) -> tuple[Standard, Entity] | None:
    """The standard that nested records follow, and what they are in it; None if they follow none."""
    sample = [record for record in records[:_SAMPLE] if isinstance(record, dict)]
    return _standard_of(folded_paths(sample), {}, sample)


def standard_of_columns(columns: Iterable[object]) -> tuple[Standard, Entity] | None:
    """The standard whose flat columns these are, and what the rows are in it; None if they are those of none."""
    names = [*map(str, columns)]
    paths = map(folded_path, names)
    return _standard_of(
        {path[:end] for path in paths for end in range(1, len(path) + 1)}, columns_by_concept(names)
    )


def _standard_of(
    there: set[tuple[str, ...]], concepts: Mapping[str, str], sample: Sequence[object] = ()
) -> tuple[Standard, Entity] | None:
    def has(path: str) -> bool:
        key, equals, value = path.partition("=")
        if equals:
            return bool(sample) and all(find(record, key) == value for record in sample)
        return path[1:] in concepts if path.startswith(_BY_WORDS) else folded_path(path) in there

    for standard in standards():
        found = [
            entity
            for entity, part in standard.parts.items()
            if any(all(any(map(has, paths)) for paths in mark) for mark in part.marks)
        ]
        if found:
            return standard, found[0]
    return None


@cache
def kept_columns() -> frozenset[str]:
    """Columns that hold what a standard has and we have no field for."""
    return frozenset(name for one in standards() for part in one.parts.values() for name in part.kept)


def kept_of(part: Part) -> Part:
    """A part with what is kept of records in place of their fields."""
    return Part(part.kept, each=part.each)


def fields_of_records(part: Part, records: Sequence[object]) -> Fields:
    """The fields of nested records.

    Parameters
    ----------
    part
        Where the standard has them.
    records
        As JSON has them. One row comes of each, or of each object at `Part.each` in it.
    """
    found = [(at, one) for at, record in enumerate(records) for one in members(record, part.each or ".")]

    def cells(path: str) -> pd.Series:
        return pd.Series([find(one, path) for _, one in found], dtype="object", name=path)

    frame, columns = _chosen(part, cells)
    return Fields(frame.reindex(range(len(found))), columns, [at for at, _ in found])


def fields_of_columns(part: Part, frame: pd.DataFrame) -> Fields:
    """The fields of a flat table, whose columns are named for paths or titles; one row a row of `frame`."""
    concepts = columns_by_concept([*map(str, frame.columns)])
    named: dict[tuple[str, ...], str] = {}
    for column in frame.columns:
        named.setdefault(folded_path(str(column)), column)

    def cells(path: str) -> pd.Series:
        if path.startswith(_BY_WORDS):
            column = concepts.get(path[1:])
        else:
            column = named.get(folded_path(part.absolute(path)))
            if column is None and (part.each in ("", ".") or ":" in path):
                column = named.get(folded_path(path))
        return pd.Series(None, index=frame.index, dtype="object") if column is None else frame[column]

    chosen, columns = _chosen(part, cells)
    return Fields(chosen.reindex(frame.index), columns, [*range(len(frame))])


def _chosen(part: Part, cells: Callable[[str], pd.Series]) -> tuple[pd.DataFrame, dict[str, str]]:
    """For each field the cells of the first path that is filled, record by record, and the name of its column."""
    given = {name: _first_filled(paths, cells) for name, paths in part.fields.items()}
    chosen = {name: column for name, column in given.items() if column is not None}
    places = [
        {name: column for name, paths in place.items() if (column := _first_filled(paths, cells)) is not None}
        for place in part.places
    ]
    chosen |= _first_place([place for place in places if place])
    columns = {name: str(column.name) for name, column in chosen.items()}
    return pd.DataFrame({str(column.name): column for column in reversed(chosen.values())}), columns


def _first_filled(paths: Paths, cells: Callable[[str], pd.Series]) -> pd.Series | None:
    found = [column for path in paths if (column := cells(path)).notna().any()]
    if not found:
        return None
    first, *others = found
    if first.isna().any():
        for other in others:
            first = first.astype(object).where(first.notna(), other)
    return first


def _first_place(places: Sequence[Mapping[str, pd.Series]]) -> dict[str, pd.Series]:
    """Of several places of a record the first one that says more than a region, or else than nothing."""
    if len(places) < 2:
        return dict(places[0]) if places else {}
    fields = dict.fromkeys(chain.from_iterable(places))
    index = next(iter(places[0].values())).index
    choice = pd.Series(-1, index=index)
    for level in _LOCATED:
        for at, place in enumerate(places):
            for name in (name for name in level if name in place):
                choice = choice.mask(place[name].notna() & choice.eq(-1), at)
    chosen = {}
    for name in fields:
        holders = [(at, place[name]) for at, place in enumerate(places) if name in place]
        cells = pd.Series(None, index=index, dtype="object", name=holders[0][1].name)
        for at, column in holders:
            cells = cells.mask(choice.eq(at), column)
        chosen[name] = cells
    return chosen
