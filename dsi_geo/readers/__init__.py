"""Reading projects and organisations from files of many formats; one module a format.

A reader is a function `read(source) -> list[Layer]` that raises `InputError` and nothing else. To add
a format, write its module and enter it in `READERS`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

from dsi_geo.arguments import did_you_mean
from dsi_geo.errors import InputError, quoted
from dsi_geo.readers import postgis
from dsi_geo.readers.archive import DAMAGES, SHAPEFILE_PARTS, VECTOR_STARTS, damaged, opened, unpacked
from dsi_geo.readers.assembly import (
    IDENTIFYING,
    Layer,
    RawTable,
    Source,
    Stored,
    assemble,
    entity_of_layer,
    tidy,
)
from dsi_geo.readers.columns import check_mapping, recognise
from dsi_geo.readers.encoding import binary_kind
from dsi_geo.readers.geometry_columns import with_geometry
from dsi_geo.readers.html_tables import with_described
from dsi_geo.readers.limits import check_cells
from dsi_geo.readers.postgis import is_database_url
from dsi_geo.readers.standard_layers import by_standard
from dsi_geo.readers.table_rows import check_header, without_sums
from dsi_geo.schema import ENTITIES, ORGANISATIONS, PROJECTS, Entity

__all__ = [
    "READERS",
    "SUFFIXES",
    "RawTable",
    "Source",
    "Stored",
    "canonical_tables",
    "find_sources",
    "is_database_url",
    "read_database",
    "read_stored",
    "read_tables",
]

Reader = Callable[[Source], list[Layer]]

READERS: Final = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), "delimited"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), "workbook"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson", ".geojson", ".jsonld", ".umap"), "json_records"),
    **dict.fromkeys((".kml", ".gpx", ".xml"), "xml_records"),
    **dict.fromkeys((".html", ".htm"), "html_tables"),
    ".gpkg": "geopackage",
    **dict.fromkeys((".fgb", ".shp"), "vector"),
    **dict.fromkeys((".parquet", ".geoparquet"), "geoparquet"),
}
"""Ending -> module of this package whose `read` reads such files; imported when first needed."""

_FORMAT_WORDS: Final = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), "Text with separated cells"),
    **dict.fromkeys((".xlsx", ".xlsm"), "Excel workbook"),
    **{
        ".xlsb": "Binary Excel workbook",
        ".xls": "Excel workbook of before 2007",
        ".ods": "OpenDocument workbook",
    },
    **{".kml": "KML", ".gpx": "GPX", ".xml": "XML"},
    **{".gpkg": "GeoPackage", ".fgb": "FlatGeobuf", ".shp": "Shapefile"},
    **dict.fromkeys((".parquet", ".geoparquet"), "Parquet"),
}
"""Ending -> the format in words, where its reader has nothing better to say."""

_ARCHIVE: Final = ".zip"
_PACKED_KML: Final = ".kmz"

SUFFIXES: Final = (*READERS, _PACKED_KML, _ARCHIVE)
"""Endings of the files that can be read."""

_PARQUET: Final = b"PAR1"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS: Final = {_PARQUET: ".parquet", _COMPOUND: ".xls"} | {
    start: ending for ending, start in VECTOR_STARTS.items()
}
"""First bytes by which a format gives itself away, whatever the file's name."""

_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|title|style)[\s>]", re.IGNORECASE)
"""How a web page begins, under whatever name it was saved."""

_START: Final = 512
"""Bytes looked at to tell a format."""

_FORMATS: Final = (
    "CSV, TSV, Excel (.xlsx, .xlsb, .xls), OpenDocument (.ods), JSON, GeoJSON, KML, GPX, XML, GeoPackage (.gpkg), "
    "FlatGeobuf (.fgb), GeoParquet (.parquet), or a ZIP archive with a Shapefile or with projects.* and organisations.*"
)

_OF_DOCUMENTS: Final = ("word/document.xml", "ppt/presentation.xml", "META-INF/container.xml", "content.xml")
"""Files in archives that are documents: of Word and PowerPoint, electronic books, and OpenDocument."""

_MOST_TABLES: Final = 20
"""Tables in an archive of which the best is looked for."""

_MAIN_MAP: Final = "doc"
"""The file that a KMZ archive is read from, if it has several."""

_OF_ROWS: Final = frozenset({"delimited", "workbook", "html_tables"})
"""Readers of formats whose rows may be titles, records or sums."""

_OF_MAPS: Final = frozenset({"xml_records", "json_records"})
"""Readers of formats in which a place may have a table of its own in its description."""

_STEMS: Final[dict[str, Entity]] = {
    "projects": PROJECTS,
    "projekte": PROJECTS,
    "organisations": ORGANISATIONS,
    "organizations": ORGANISATIONS,
    "organisationen": ORGANISATIONS,
    "project": PROJECTS,
    "organisation": ORGANISATIONS,
    "organization": ORGANISATIONS,
}


def find_sources(source: str | Path) -> list[Source]:
    """The files that make up a database.

    Parameters
    ----------
    source
        A file; a folder with `projects.*` and `organisations.*` or one of the two; a database URL,
        which has no files.

    Raises
    ------
    InputError
        If there is no such path, the folder holds none or several files for one table, or the URL is of
        no database that can be read.
    """
    if isinstance(source, str) and "://" in source:
        if is_database_url(source):
            return []
        raise InputError(
            f"An address that begins with {quoted(source.partition('://')[0])} cannot be opened. "
            "Name a file or folder, or a PostGIS database as postgresql://user:password@host:port/database."
        )
    path = Path(source)
    try:
        if path.is_dir():
            files = [Source(file, file.name) for file in sorted(path.iterdir()) if file.is_file()]
            return _pick(files, path.resolve().name)
        found = path.exists()
    except OSError as error:
        raise _unopened(path.name, error) from error
    if not found:
        raise _absent(path.name)
    return [Source(path, path.name)]


def read_tables(
    sources: Sequence[Source],
    columns: Mapping[str, str] = MappingProxyType({}),
    entity: Entity | None = None,
) -> list[RawTable]:
    """Read every table of projects or organisations out of files.

    Parameters
    ----------
    sources
        Files, as `find_sources` found them or a visitor uploaded them.
    columns
        Field -> column of the file, said by the visitor; wins over recognition.
    entity
        What the rows are, if there is one table; where it is None, or there are two tables, the names
        of files, sheets and layers tell, or else the columns.

    Returns
    -------
    At most one table of each kind, projects first.

    Raises
    ------
    InputError
        One sentence per fault, in all files.
    """
    return _assemble(_read_all(sources), columns, entity)


def read_stored(sources: Sequence[Source]) -> list[Stored] | None:
    """The tables of canonical GeoParquet files before any conversion; None if one of the files is something else.

    Raises
    ------
    InputError
        If a file is damaged or too large.
    """
    found = []
    for source in sources:
        with source.path.open("rb") as file:
            if file.read(len(_PARQUET)) != _PARQUET:
                return None
        stored = import_module(f"{__name__}.geoparquet").stored_canonically(source)
        if stored is None:
            return None
        found.append(stored)
    return found or None


def canonical_tables(stored: Sequence[Stored], names: Sequence[str]) -> list[RawTable] | None:
    """What `read_tables` gives of files whose tables `read_stored` gave; None if a value fits no canonical table.

    Raises
    ------
    InputError
        If two tables are of one kind, or a cell is too long.
    """
    convert = import_module(f"{__name__}.geoparquet").canonical_layer
    layers = []
    for one, name in zip(stored, names, strict=True):
        layer: Layer | None = convert(one)
        if layer is None:
            return None
        check_cells(layer.frame, name)
        layers.append((layer, name))
    return _assemble(layers, {}, None)


def read_database(
    url: str, columns: Mapping[str, str] = MappingProxyType({}), entity: Entity | None = None
) -> list[RawTable]:
    """Read the tables of projects and organisations out of a PostGIS database.

    Parameters
    ----------
    url
        See `postgis.read`.
    columns, entity
        See `read_tables`.

    Raises
    ------
    InputError
        Without the password in any sentence.
    """
    name = postgis.shown(url)
    layers = postgis.read(url)
    named = [(tidy(layer, f"{name}: {layer.name}"), f"{name}: {layer.name}") for layer in layers]
    return _assemble(named, columns, entity)


def _assemble(
    layers: Sequence[tuple[Layer, str]], columns: Mapping[str, str], entity: Entity | None
) -> list[RawTable]:
    layers = [
        (with_geometry(one, name, columns), name)
        for layer, name in layers
        for one in by_standard(layer, name)
    ]
    given = entity if len(layers) == 1 else None
    tables = [
        (layer, name, layer.canonical or given or entity_of_layer(layer, name)) for layer, name in layers
    ]
    _refuse_doubles([(name, kind) for _, name, kind in tables])
    check_mapping(columns, [(name, kind, [*layer.frame.columns]) for layer, name, kind in tables])
    raw: list[RawTable] = []
    errors: list[InputError] = []
    for layer, name, kind in tables:
        try:
            raw.append(assemble(layer, name, kind, columns))
        except InputError as error:
            errors.append(error)
    if errors:
        nameable = dict.fromkeys(column for error in errors for column in error.columns)
        raise InputError((fault for error in errors for fault in error.faults), nameable)
    return sorted(raw, key=lambda table: ENTITIES.index(table.entity))


def _read_all(sources: Sequence[Source]) -> list[tuple[Layer, str]]:
    """Every layer with its name for messages; the faults of all files in one error."""
    if not sources:
        raise InputError(f"No file was given. Choose one: {_FORMATS}.")
    layers: list[tuple[Layer, str]] = []
    errors: list[InputError] = []
    for source in sources:
        try:
            found = _layers(source)
            for layer, name in found:
                check_cells(layer.frame, name)
            layers += [(layer if layer.canonical else tidy(layer, name), name) for layer, name in found]
        except InputError as error:
            errors.append(error)
    if errors:
        raise InputError(
            (fault for error in errors for fault in error.faults),
            tables=dict.fromkeys(table for error in errors for table in error.tables),
        )
    _check_asked({table for source in sources for table in source.tables}, layers)
    return layers


def _check_asked(asked: Set[str], layers: Sequence[tuple[Layer, str]]) -> None:
    """Refuse tables that were asked for and that no file has."""
    read = {one for layer, name in layers for one in (_within_archive(name.partition(": ")[0]), layer.name)}
    others = dict.fromkeys(one for layer, _ in layers for one in layer.others)
    there = [*dict.fromkeys(layer.name for layer, _ in layers), *others]
    listed = ", ".join(map(quoted, there[:12]))
    if absent := sorted(asked - read):
        raise InputError(
            (
                f"There is no table {quoted(table)}.{did_you_mean(table, there)} There is {listed}."
                for table in absent
            ),
            tables=there,
        )


def _layers(source: Source, packed: bool = False) -> list[tuple[Layer, str]]:
    if not source.path.is_file():
        raise _absent(source.name)
    try:
        with source.path.open("rb") as file:
            start = file.read(_START)
    except OSError as error:
        raise _unopened(source.name, error) from error
    ending = _recognised_ending(source, start)
    if ending == _ARCHIVE and packed:
        raise InputError(f"{quoted(source.name)} is an archive within an archive. Pack the files themselves.")
    if ending == _ARCHIVE:
        with unpacked(source, (*READERS, *SHAPEFILE_PARTS)) as files:
            return _packed_layers(files, source)
    reader = READERS[ending]
    read: Reader = import_module(f"{__name__}.{reader}").read
    layers = read(replace(source, known_ending=ending))
    layers = [replace(layer, format=layer.format or _FORMAT_WORDS[ending]) for layer in layers]
    if reader in _OF_MAPS:
        layers = [with_described(layer, source.name) for layer in layers]
    if reader in _OF_ROWS:
        layers = [_of_records(layer, source.name) for layer in layers]
    names = [source.name if len(layers) == 1 else f"{source.name}: {layer.name}" for layer in layers]
    return list(zip(layers, names, strict=True))


def _of_records(layer: Layer, source: str) -> Layer:
    """A layer of a format in which any row can be anything, without the sums at its end.

    Raises
    ------
    InputError
        If its first row is no header.
    """
    check_header(layer.frame, source)
    frame, notes = without_sums(layer.frame, source)
    return replace(layer, frame=frame.reset_index(drop=True), notes=(*layer.notes, *notes))


def _packed_layers(files: Sequence[Source], archive: Source) -> list[tuple[Layer, str]]:
    """The layers of the files in an archive that are asked for or to be read; of several without a name, the best."""
    files = [replace(file, tables=archive.tables) for file in files]
    readable = {_within_archive(file.name): file for file in files if file.ending in READERS}
    if asked := archive.asked_of(readable):
        unasked = [name for name in readable if name not in asked]
        return [
            (replace(layer, others=(*layer.others, *unasked)), name)
            for one in asked
            for layer, name in _layers(readable[one], packed=True)
        ]
    picked = _pick_packed(files, archive.name)
    if len(picked) < 2 or any(file.stem.lower() in _STEMS or file.ending == ".shp" for file in picked):
        return [layer for file in picked for layer in _layers(file, packed=True)]
    tables, unread = [], []
    for file in picked:
        try:
            tables += [(layer, name) for layer, name in _layers(file, packed=True) if len(layer.frame)]
        except InputError as error:
            unread.append(error.faults[0])
    if not tables:
        _pick(files, archive.name)  # raises, since no file is named for what it holds
    shared = set.intersection(*({*map(str, layer.frame.columns)} for layer, _ in tables))
    (layer, name), *others = sorted(tables, key=lambda one: _fitness(one[0], shared), reverse=True)
    listed = ", ".join(quoted(other) for _, other in others[:8]) or "the others"
    note = f"{quoted(archive.name)} holds several tables; {quoted(name)} was read, and not {listed}."
    unchosen = [one for one in readable if one != _within_archive(name.partition(": ")[0])]
    return [(replace(layer, notes=(*layer.notes, note, *unread), others=(*layer.others, *unchosen)), name)]


def _within_archive(name: str) -> str:
    """The name of a packed file within its archive, by which it is asked for; any other name as it is."""
    return name.partition("/")[2] or name


def _fitness(layer: Layer, shared: Set[str]) -> tuple[bool, int, int]:
    """How good a layer of an archive is as its table.

    First, whether it is the one that the others add to, as the columns that all share tell its rows apart; then, how
    many of the fields that identify or place a record it has; and then, how many records.
    """
    columns = [*map(str, layer.frame.columns)]
    keys = [layer.frame[column] for column in shared]
    main = any(len(key) and key.notna().all() and key.is_unique for key in keys)
    fields = max((len(IDENTIFYING & {*recognise(columns, kind).fields}) for kind in ENTITIES), default=0)
    return main, fields + (layer.geometry is not None), len(layer.frame)


def _absent(name: str) -> InputError:
    return InputError(f"No file or folder named {quoted(name)}. Check the spelling and the folder.")


def _unopened(name: str, error: OSError) -> InputError:
    return InputError(f"{quoted(name)} cannot be opened: {error.strerror}.")


def _recognised_ending(source: Source, start: bytes) -> str:
    """The ending whose reader fits: by the file's first bytes where they are telling, else by its name."""
    for first, ending in _STARTS.items():
        if start.startswith(first):
            return source.ending if READERS.get(source.ending) == READERS[ending] else ending
    if start.startswith(b"PK\x03\x04"):
        return _packed_ending(source)
    return _ending_of_text(source, start)


def _ending_of_text(source: Source, start: bytes) -> str:
    """See `_recognised_ending`; of a file that no first bytes give away."""
    text = start.lstrip(b"\xef\xbb\xbf\x1e \t\r\n")
    if _HTML.match(text):
        return ".html"
    if text.startswith((b"<?xml", b"<kml", b"<gpx")) and READERS.get(source.ending) != "xml_records":
        return ".xml"
    if source.ending in (_ARCHIVE, _PACKED_KML):
        return _ARCHIVE
    if READERS.get(source.ending, "workbook") != "workbook":
        return source.ending
    if text[:1] in (b"{", b"["):
        return ".json"
    if b"\n" in start and any(mark in start for mark in b",;\t|") and not _is_binary(start):
        return ".csv"
    if source.ending in READERS:
        return source.ending
    raise InputError(f"{quoted(source.name)} is in no format that can be read. Use {_FORMATS}.")


def _is_binary(start: bytes) -> bool:
    """Whether the first bytes are of no kind of text: UTF-16 has zeros, but no other control characters."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    return binary_kind(start) is not None or any(0 < byte < 9 or 13 < byte < 32 for byte in start)


def _packed_ending(source: Source) -> str:
    """A workbook is a ZIP archive too."""
    try:
        with opened(source) as archive:
            names = archive.namelist()
    except DAMAGES as error:
        raise damaged(source.name) from error
    if any(name.startswith("xl/") for name in names):
        return source.ending if READERS.get(source.ending) == "workbook" else ".xlsx"
    if READERS.get(source.ending) == "workbook":
        return source.ending
    if _of_spreadsheet(source, names):
        return ".ods"
    if any(name in names for name in _OF_DOCUMENTS):
        raise InputError(
            f"{quoted(source.name)} is a text document or a presentation, not a table. Save its table as CSV or .xlsx."
        )
    return _ARCHIVE


def _of_spreadsheet(source: Source, names: Sequence[str]) -> bool:
    """Whether an archive is a document of OpenDocument with sheets: it says so in its first file."""
    if not {"mimetype", "content.xml"} <= {*names}:
        return False
    try:
        with opened(source) as archive, archive.open("mimetype") as file:
            return b"spreadsheet" in file.read(_START)
    except DAMAGES as error:
        raise damaged(source.name) from error


def _pick_packed(files: Sequence[Source], archive: str) -> list[Source]:
    """Of the files in an archive those to read: all Shapefiles, or the named tables, or the only file."""
    shapefiles = [file for file in files if file.ending == ".shp"]
    readable = [file for file in files if file.ending in READERS]
    named = any(file.stem.lower() in _STEMS for file in readable)
    maps = [file for file in readable if file.ending == ".kml"]
    if shapefiles:
        return shapefiles
    if maps and not named:
        return [next((file for file in maps if file.stem.lower() == _MAIN_MAP), maps[0])]
    if named or not readable or len(readable) > _MOST_TABLES:
        return _pick(files, archive)
    return readable


def _pick(files: Sequence[Source], where: str) -> list[Source]:
    """The one file of projects and the one of organisations among others."""
    found: dict[Entity, list[Source]] = {kind: [] for kind in ENTITIES}
    for file in files:
        kind = _STEMS.get(file.stem.lower())
        if kind is not None and file.ending in SUFFIXES:
            found[kind].append(file)
    faults = [
        f"{quoted(where)} holds {kind} twice: {' and '.join(quoted(file.name) for file in doubles)}. Leave only one."
        for kind, doubles in found.items()
        if len(doubles) > 1
    ]
    picked = [file for kind in ENTITIES for file in found[kind]]
    if not picked:
        names = ", ".join(quoted(file.name) for file in files[:8]) or "nothing"
        faults.append(
            f"{quoted(where)} holds neither projects.* nor organisations.* (endings: {' '.join(SUFFIXES)}); it holds "
            f"{names}. Rename the files, or choose one of them."
        )
    if faults:
        raise InputError(faults)
    return picked


def _refuse_doubles(tables: Sequence[tuple[str, Entity]]) -> None:
    faults = []
    for kind in ENTITIES:
        names = [quoted(name) for name, table in tables if table == kind]
        if len(names) > 1:
            faults.append(
                f"{' and '.join(names)} were both taken for {kind}. Leave out one of them, or put “projects” or "
                "“organisations” into their names."
            )
    if faults:
        raise InputError(faults)
