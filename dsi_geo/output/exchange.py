"""Records in the standards of exchange: tables in, the content of a JSON file out.

Where a field is written is said by the same files in `data/standards` by which it is read. Nothing is made up: a
record without what a standard requires is written without it, and the notes say how many are.

A point that stands for a town, a region or a country is not written, only the place in words: a map that receives
it could not tell it from an exact one, and would show a hundred organisations on one spot of the town. Points known to
the postcode area, the street or the address are written. schema.org has room for the precision and gets it; GeoJSON has
it among the properties, with every point.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd

from dsi_geo.errors import InputError, quoted
from dsi_geo.output.table_files import write_file, write_geojson
from dsi_geo.schema import LINKS, RAW_FIELDS, Entity, extra_columns, noun
from dsi_geo.standards import NEAREST, Part, Standard, standards
from dsi_geo.standards.paths import find, folded_path, members, put

GEOJSON: Final = "geojson"

_WORDS: Final = ("address", "postcode", "city", "region", "country")
_POINT: Final = ("latitude", "longitude")
_PRECISE: Final = ("postcode", "street", "address")
"""Location precisions of points that are written."""

_DATE_FORMS: Final = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}
_MIDNIGHT: Final = "%Y-%m-%dT00:00:00Z"
_ISO_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?")
_WEB: Final = re.compile(r"https?://\S+", re.IGNORECASE)

Record = dict[str, Any]


class Exchange(NamedTuple):
    """Records as a standard has them.

    Attributes
    ----------
    content
        Objects, lists and values as JSON has them.
    notes
        Sentences about what was left out, and about what the standard requires and the records do not have.
    """

    content: Any
    notes: tuple[str, ...]


def written_standards() -> dict[str, Standard]:
    """Key -> standard of those in which records can be written."""
    return {standard.key: standard for standard in standards() if standard.envelope is not None}


def exchange(
    standard: Standard, table: gpd.GeoDataFrame, entity: Entity, organisations: gpd.GeoDataFrame | None = None
) -> Exchange:
    """Records as a standard has them.

    Parameters
    ----------
    standard
        One of `written_standards`.
    table
        Canonical table. Vague dates are written as vague as they are (“2014”, “2014-03”) where the standard can say
        that, and otherwise left out.
    entity
        What its records are. Where the standard has only the other kind, they are written as these, each field in
        that which comes nearest to it (`standards.NEAREST`).
    organisations
        Those that carry the projects, for a standard that writes them within these.

    Raises
    ------
    InputError
        If the standard has these records only within others.
    """
    own = standard.parts.get(entity)
    part = own or next(iter(standard.parts.values()))
    if part.each:
        raise InputError(
            f"{standard.title} has {entity} only within its projects: leave out --entity {entity}, or open a database "
            "that has projects."
        )
    notes: list[str] = []
    linked = standard.linked(entity)
    if linked is None or organisations is None:
        records = _records(standard, part, table, entity, notes)
    else:
        records = _with_linked(standard, part, table, entity, linked, organisations, notes)
    notes += _missing(standard, part.writing.required, records, entity)
    notes += _without_field(standard, part, table, entity)
    envelope = standard.envelope
    if envelope is None or not envelope.container:
        return Exchange(records, tuple(notes))
    return Exchange({**envelope.beside, envelope.container: records}, tuple(notes))


def write_exchange(content: object, target: Path | IO[str]) -> None:
    """Write JSON, to a file in UTF-8 or to a stream.

    Raises
    ------
    InputError
        The file cannot be written, or its ending is not `.json`.
    """
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if not isinstance(target, Path):
        target.write(text)
        return
    if target.suffix.lower() != ".json":
        raise InputError(f"{quoted(target.name)} cannot be written: give it the ending .json.")
    write_file(target, lambda: target.write_text(text, encoding="utf-8", newline="\n"))


def write_as_geojson(table: gpd.GeoDataFrame, target: Path) -> None:
    """Write GeoJSON (`table_files.write_geojson`), whose records say how precise their points are.

    Raises
    ------
    InputError
        The file cannot be written, or its ending is neither `.geojson` nor `.json`.
    """
    if target.suffix.lower() not in (".geojson", ".json"):
        raise InputError(f"{quoted(target.name)} cannot be written: give it the ending .geojson or .json.")
    write_file(target, lambda: write_geojson(table, target))


def _records(
    standard: Standard,
    part: Part,
    table: gpd.GeoDataFrame,
    entity: Entity,
    notes: list[str],
    placed: pd.Series | None = None,
) -> list[Record]:
    """One object a row; the place only of rows that are `placed`."""
    constants = part.writing.constants
    records: list[Record] = [
        {path: value for path, value in constants.items() if "." not in path} for _ in range(len(table))
    ]
    for field, paths in part.writing.paths.items():
        cells = _cells(table, field)
        if cells is None:
            continue
        if placed is not None and field in (*_WORDS, *_POINT):
            cells = cells.where(placed)
        if (repeated := part.writing.unless.get(field)) in table:
            days = pd.to_datetime(table[repeated].map(_day), format="%Y-%m-%d", errors="coerce")
            cells = cells.where(cells != days)
        form = part.writing.forms.get(field, "")
        for record, value in zip(records, _values(cells, table, form, standard, entity, notes), strict=True):
            for path in paths:
                put(record, path, value)
    for path, value in constants.items():
        holder, dot, key = path.rpartition(".")
        for record in records if dot else ():
            for inner in members(record, holder):
                inner[key] = value
    notes += _coarse_points(part, table, entity, placed)
    return records


def _cells(table: gpd.GeoDataFrame, field: str) -> pd.Series | None:
    """What a table has for a field, named for its column; None where it has no such column."""
    if field in _POINT:
        points = table.geometry.where(table["location_precision"].isin(_PRECISE))
        cells = points.y if field == "latitude" else points.x
        return cells.rename(field)
    column = field if field in table else NEAREST.get(field, field)
    if column not in table:
        return None
    cells = table[column]
    return cells.where(cells != "none") if field == "location_precision" else cells


def _values(
    cells: pd.Series, table: pd.DataFrame, form: str, standard: Standard, entity: Entity, notes: list[str]
) -> Iterable[object]:
    """The values of a column as JSON has them, in a form; None where there is none."""
    name = str(cells.name)
    if pd.api.types.is_datetime64_any_dtype(cells):
        return _dates(cells, table.get(f"{name}_precision"), form, standard, entity, notes)
    values = [_plain(value) for value in cells.astype(object)]
    if form == "day":
        return [_day(value) for value in values]
    if form != "url":
        return values
    addresses = [_web_address(value) for value in values]
    pairs = [*zip(values, addresses, strict=True)]
    completed = sum(address is not None and address != value for value, address in pairs)
    if completed:
        notes.append(f"{_share(completed, table, entity)} a {name} without http://, which is put before it.")
    unusable = sum(value is not None and address is None for value, address in pairs)
    if unusable:
        notes.append(
            f"{_share(unusable, table, entity)} a {name} that is no address on the web; it is left out."
        )
    return addresses


def _plain(value: object) -> object:
    if pd.api.types.is_list_like(value):
        return [*dict.fromkeys(map(str, value))]  # type: ignore[call-overload]
    if pd.isna(value):
        return None
    if isinstance(value, float):
        if not math.isfinite(value):  # which JSON cannot say
            return None
        return int(value) if value.is_integer() else value
    return value.item() if hasattr(value, "item") else value


def _day(value: object) -> str | None:
    match = _ISO_DAY.fullmatch(str(value))
    return match[1] if match else None


def _web_address(value: object) -> str | None:
    text = str(value or "").strip()
    if _WEB.fullmatch(text):
        return text
    return f"http://{text}" if _HOST.fullmatch(text) else None


def _dates(
    cells: pd.Series,
    precision: pd.Series | None,
    form: str,
    standard: Standard,
    entity: Entity,
    notes: list[str],
) -> list[object]:
    """Dates as text, or as seconds since 1970; a date whose day is not known has no day."""
    known = cells.notna()
    precisions = pd.Series("day", index=cells.index) if precision is None else precision.astype(object)
    exact = known & precisions.eq("day")
    if form and (vague := int((known & ~exact).sum())):
        notes.append(
            f"{_share(vague, cells, entity)} a date {quoted(cells.name)} that is known only to the month or year, "
            f"which {standard.title} cannot say; it is left out."
        )
    write: Callable[[pd.Timestamp, str], object] = {
        "timestamp": lambda day, _: int(day.timestamp()),
        "moment": lambda day, _: f"{day:{_MIDNIGHT}}",
    }.get(form, lambda day, to: f"{day:{_DATE_FORMS[to]}}")
    written = exact if form else known
    return [
        write(day, str(to)) if there else None
        for day, to, there in zip(cells, precisions, written, strict=True)
    ]


def _coarse_points(
    part: Part, table: gpd.GeoDataFrame, entity: Entity, placed: pd.Series | None
) -> list[str]:
    if "latitude" not in part.writing.paths:
        return []
    coarse = table.geometry.notna() & ~table["location_precision"].isin(_PRECISE)
    if placed is not None:
        coarse &= placed
    if not coarse.any():
        return []
    note = (
        f"{_share(int(coarse.sum()), table, entity)} a point that stands for a town or a larger area; only the place "
        "in words is written, so that no map shows it as exact."
    )
    return [note]


def _with_linked(
    standard: Standard,
    part: Part,
    table: gpd.GeoDataFrame,
    entity: Entity,
    linked: tuple[Entity, Part],
    others: gpd.GeoDataFrame,
    notes: list[str],
) -> list[Record]:
    """Records with those that are linked to them within them.

    The place of a record is written where it is none of theirs.
    """
    kind, inner = linked
    links = [[str(one) for one in ids] for ids in table[LINKS[entity]]]
    named = others[others["id"].isin({one for ids in links for one in ids})].drop_duplicates("id")
    objects = _records(standard, inner, named, kind, notes)
    by_id = dict(zip(named["id"], objects, strict=True))
    by_id |= {one: {"id": one} for ids in links for one in ids if one not in by_id}
    notes += _missing(standard, inner.writing.required, [*by_id.values()], kind)
    notes += _without_field(standard, inner, named, kind)
    if len(others) > len(named):
        count = len(others) - len(named)
        notes.append(
            f"{count:,} of {len(others):,} {kind} carry none of these {entity}; {standard.title} has {kind} only "
            "within them, and they are not written."
        )
    own = _own_places(table, links, named)
    if own.any():
        notes.append(
            f"{_share(int(own.sum()), table, entity)} a place that is not that of the {kind}; {standard.title} can say "
            "only a part of it, and the whole is written under a key of our own."
        )
    records = _records(standard, part, table, entity, notes, own)
    for record, ids in zip(records, links, strict=True):
        if ids:
            record[inner.each] = [by_id[one] for one in ids]
    return records


def _own_places(
    table: gpd.GeoDataFrame, links: Sequence[Sequence[str]], others: gpd.GeoDataFrame
) -> pd.Series:
    """Whether each record has another place than the one that is read from those linked to it."""
    theirs = dict(zip(others["id"], _places(others), strict=True))
    own = [
        any(place) and place != _first_filled([theirs[one] for one in ids if one in theirs])
        for place, ids in zip(_places(table), links, strict=True)
    ]
    return pd.Series(own, index=table.index, dtype=bool)


def _first_filled(places: Sequence[tuple[object, ...]]) -> tuple[object, ...]:
    """What is read from several places: of each field the first that is filled."""
    return tuple(next((one for one in cells if one != ""), "") for cells in zip(*places, strict=True))


def _places(table: gpd.GeoDataFrame) -> list[tuple[object, ...]]:
    """The fields of each record's place as they are written; "" where there is none."""
    columns = [_cells(table, field) for field in (*_WORDS, *_POINT)]
    filled = [cells.astype(object).where(cells.notna(), "") for cells in columns if cells is not None]
    return [*zip(*filled, strict=True)]


def _missing(
    standard: Standard, required: Iterable[str], records: Sequence[Record], entity: Entity
) -> list[str]:
    """A sentence for each thing that a standard requires and some records do not have.

    What is required of an object within a record is missed only where there is the object.
    """
    notes = []
    for path in required:
        holder = path.rpartition(".")[0]
        holders = [record for record in records if not holder or members(record, holder)]
        count = sum(find(record, path) is None and not members(record, path) for record in holders)
        if count:
            notes.append(
                f"{_share(count, records, entity)} no {quoted(path)}, which {standard.title} requires; "
                f"{'it is' if count == 1 else 'they are'} written without it."
            )
    return notes


def _without_field(standard: Standard, part: Part, table: pd.DataFrame, entity: Entity) -> list[str]:
    """Which filled columns are not written."""
    written = {field if field in table else NEAREST.get(field, field) for field in part.writing.paths}
    if any(other.each for other in standard.parts.values()):
        written |= {*LINKS.values()}
    lost = [
        column
        for column in RAW_FIELDS[entity]
        if column in table and column not in written and _is_filled(table[column])
    ]
    read = {folded_path(path) for other in standard.parts.values() for path in other.paths()}
    keys = {path[:1] for path in read}
    extra = [
        column
        for column in extra_columns(table, entity)
        if column not in (*written, *RAW_FIELDS[entity])
        and folded_path(column) not in read
        and folded_path(column) not in keys
        and not column.endswith(("_precision", "_as_given"))
        and _is_filled(table[column])
    ]
    notes = []
    if lost:
        notes.append(f"Not written, as {standard.title} has no field of {entity} for it: {', '.join(lost)}.")
    if extra:
        notes.append(f"Not written, as only the file that was read has it: {', '.join(map(quoted, extra))}.")
    return notes


def _is_filled(column: pd.Series) -> bool:
    return any(_plain(value) not in (None, "", []) for value in column.astype(object))


def _share(count: int, all_of: Sequence[Any] | pd.DataFrame | pd.Series, entity: Entity) -> str:
    """“12 of 40 projects have”."""
    return f"{count:,} of {len(all_of):,} {noun(entity, len(all_of))} {'has' if count == 1 else 'have'}"
