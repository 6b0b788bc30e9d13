"""Ways to change a file of one format from within, so that what is changed is read: functions of chance and bytes.

Each is given a file that is whole.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq

from tests.fuzzing.dice import NAMES, Dice
from tests.fuzzing.mutations import (
    LARGEST,
    PLAIN,
    Mutation,
    bits_flipped,
    block_deleted,
    block_repeated,
    bytes_replaced,
    varint_changed,
)
from tests.fuzzing.seeds import packed

NUMBERS: Final = "0 -1 1048576 99999999 1e308 XFD1 XFD1048576 A0 s b e d n str".split()
FOOTER_MUTATIONS: Final = (bits_flipped, bytes_replaced, varint_changed, block_deleted, block_repeated)
STATEMENTS: Final = (
    *("UPDATE {table} SET {column} = {cell}",) * 5,
    "INSERT INTO {table}({column}) VALUES ({cell})",
    "ALTER TABLE {table} ADD COLUMN extra TEXT GENERATED ALWAYS AS ({cell})",
    "ALTER TABLE {table} ADD COLUMN extra TEXT DEFAULT {cell}",
    "ALTER TABLE {table} RENAME COLUMN {column} TO {name}",
    "ALTER TABLE {table} RENAME TO {name}",
    "CREATE TABLE {name}(fid INTEGER PRIMARY KEY, geom BLOB, name TEXT)",
    "CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM projects; END",
    "CREATE VIEW {name} AS SELECT {cell} AS fid, geom, {cell} AS name FROM projects",
    "DELETE FROM {table}",
    "DROP TABLE {table}",
)


def cells_replaced(dice: Dice, content: bytes) -> bytes:
    """Cells or column names of a table of text."""
    encoding = "utf-16" if content.startswith(codecs.BOM_UTF16_LE) else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "windows-1252", content.decode("windows-1252", "replace")
    delimiter = max(",;\t", key=text.split("\n")[0].count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if dice.random() < 0.1:
        rows += [list(row) for row in rows[1:] * dice.choice((10, 500))]
    for _ in range(dice.choice((1, 2, 10))):
        row = dice.choice(rows[: dice.choice((1, len(rows)))])
        row[dice.randrange(len(row))] = dice.choice(NAMES) if row is rows[0] else dice.text()
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return target.getvalue().encode(encoding, "replace" if encoding == "windows-1252" else "surrogatepass")


def values_replaced(dice: Dice, content: bytes) -> bytes:
    """Values or keys of JSON, or of one of its lines."""
    text = content.decode()
    lines = text.splitlines() if text.startswith('{"id"') else [text]
    at = dice.randrange(len(lines))
    value = json.loads(lines[at])
    for _ in range(dice.choice((1, 2, 10))):
        value = _with_one_replaced(dice, value)
    lines[at] = json.dumps(value, ensure_ascii=dice.random() < 0.5)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _with_one_replaced(dice: Dice, value: Any) -> Any:
    if not isinstance(value, dict | list) or not value or dice.random() < 0.1:
        return dice.value()
    key = dice.choice(list(value) if isinstance(value, dict) else range(len(value)))
    if isinstance(value, list):
        return [_with_one_replaced(dice, old) if at == key else old for at, old in enumerate(value)]
    if dice.random() < 0.1:
        new = dice.choice((*NAMES, "type", "crs", "features", "properties", dice.token()))
        return {new if name == key else name: old for name, old in value.items()}
    return {name: _with_one_replaced(dice, old) if name == key else old for name, old in value.items()}


def member_changed(dice: Dice, content: bytes) -> bytes:
    """A member of an archive, packed again with a right checksum."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in dice.sample(list(members), min(dice.choice((1, 1, 3)), len(members))):
        suited = _BY_ENDING.get(Path(name).suffix)
        mutation = suited if suited and dice.random() < 0.8 else dice.choice(PLAIN)
        members[name] = mutation(dice, members[name])
    return packed(members)


def xml_changed(dice: Dice, content: bytes) -> bytes:
    """A text, an attribute's value or a name of XML."""
    found = list(re.finditer(rb'="([^"]*)"|>([^<]+)<|<(\w+)', content))
    if not found:
        return content
    match = dice.choice(found)
    begin, end = match.span(match.lastindex or 0)
    new = dice.choice((*NUMBERS, dice.token(), dice.token(), dice.text()))
    if dice.random() < 0.7:
        new = escape(new, {'"': "&quot;"})
    return content[:begin] + new.encode("utf-8", "replace") + content[end:]


def archive_changed(dice: Dice, content: bytes) -> bytes:
    """The names, sizes and ways of packing that an archive claims, and members that it has twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    old = dice.choice(list(members))
    names = ["a" * 300 + ".csv", "a/" * 900 + "b", dice.token(), "", " ", "\u202e.csv"]
    names += "/ . .. a/ //a.csv ../a.csv C:\\a.csv a\\b.csv projects.csv PROJECTS.CSV a.gpkg x.shp x.zip xl/a".split()
    new = dice.choice(names)
    kept = {new if name == old and dice.random() < 0.7 else name: member for name, member in members.items()}
    kept |= {new: members[old]} | ({f"{at}.txt": b"" for at in range(1200)} if dice.random() < 0.05 else {})
    changed = bytearray(packed(kept))
    heads = [at.start() for at in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", changed)]
    for _ in range(dice.randrange(3)):
        at = min(dice.choice(heads) + dice.randrange(4, 46), len(changed) - 1)
        changed[at] = dice.choice((0, 1, 8, 9, 12, 14, 0x7F, 0xFF))
    return bytes(changed)


def database_changed(dice: Dice, content: bytes) -> bytes:
    """A GeoPackage, by SQL."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.gpkg")
        path.write_bytes(content)
        with closing(sqlite3.connect(path)) as database:
            names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (trigger,) in names:
                database.execute(f'DROP TRIGGER "{trigger}"')  # they call functions of GDAL
            for _ in range(dice.choice((1, 2, 4))):
                _execute(dice, database)
            database.commit()
        return path.read_bytes()


def _statement(dice: Dice, database: sqlite3.Connection) -> str:
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    own = ("projects", "gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
    table = dice.choice((*own, *tables))
    columns = [row[1] for row in database.execute("SELECT * FROM pragma_table_info(?)", (table,))]
    text = dice.token().replace("\0", "").encode("utf-8", "replace").decode()
    size, any_name = dice.size(0, 9), dice.choice((text, *NAMES, "gpkg_x", "projects"))
    literal = "'" + text.replace("'", "''") + "'"
    cells = (
        literal,
        literal,
        f"zeroblob({size})",
        f"hex(zeroblob({size}))",
        "9e999",
        "NULL",
        "-1",
        "x'4750000100'",
    )
    return dice.choice(STATEMENTS).format(
        table=_quoted(table),
        column=_quoted(dice.choice(columns or ["name"])),
        name=_quoted(any_name),
        cell=dice.choice(cells),
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _execute(dice: Dice, database: sqlite3.Connection) -> None:
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
    steps = iter(range(100))
    database.set_progress_handler(lambda: next(steps, None) is None, 100_000)
    try:
        database.execute(_statement(dice, database))
    except (sqlite3.Error, sqlite3.Warning, UnicodeError):
        return  # as others before it have left the file


def footer_changed(dice: Dice, content: bytes) -> bytes:
    """The footer of a Parquet file, at its right length again."""
    (length,) = struct.unpack("<I", content[-8:-4])
    body, footer = content[: -8 - length], content[-8 - length : -8]
    footer = dice.choice(FOOTER_MUTATIONS)(dice, footer)
    return body + footer + struct.pack("<I", len(footer)) + b"PAR1"


def notes_changed(dice: Dice, content: bytes) -> bytes:
    """What a Parquet file notes of itself in JSON, or its columns' names and cells."""
    table = pq.read_table(io.BytesIO(content))
    notes = dict(table.schema.metadata or {})
    if notes and dice.random() < 0.6:
        key = dice.choice(list(notes))
        by_value = notes[key].startswith(b"{") and dice.random() < 0.8
        notes[key] = (values_replaced if by_value else dice.choice(PLAIN))(dice, notes[key])
    else:
        at = dice.randrange(table.num_columns)
        name = dice.choice((table.column_names[at], *NAMES))
        table = table.set_column(at, name, _strange_cells(dice, table.num_rows))
    target = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(notes), target)
    return target.getvalue()


def _strange_cells(dice: Dice, count: int) -> pa.Array:
    def text() -> str:
        return dice.text().encode("utf-8", "replace").decode()

    whole = dice.choice((-1, 1)) * dice.size(0, 18.9)
    makers: Sequence[Callable[[], pa.Array]] = (
        lambda: pa.array([text() for _ in range(count)]),
        lambda: pa.array([text().encode("utf-16") for _ in range(count)]),
        lambda: pa.array([text() for _ in range(count)]).dictionary_encode(),
        lambda: pa.nulls(count, dice.choice((pa.null(), pa.string(), pa.float16(), pa.bool_(), pa.date32()))),
        lambda: pa.array([[[text()], None]] * count),
        lambda: pa.array([{"name": text(), "id": None, "": [1]}] * count),
        lambda: pa.array([[("a", text())]] * count, pa.map_(pa.string(), pa.string())),
        lambda: pa.array(
            [whole] * count, dice.choice((pa.timestamp("s"), pa.int64(), pa.timestamp("us", "+23:59")))
        ),
        lambda: pa.array([whole] * count, dice.choice((pa.duration("ns"), pa.time64("ns")))),
        lambda: pa.array([2**63 + dice.randrange(2**62)] * count, pa.uint64()),
        lambda: pa.array([2**40] * count, pa.date64()),
        lambda: pa.array([1e300, *[float("nan")] * (count - 1)]),
        lambda: pa.array([10**30] * count, pa.decimal128(38, 2)),
        lambda: pa.array([b"\x01\x01\x00\x00\x00" + b"\xff" * 16] * count),
        lambda: pa.array([2] * count, pa.time32("s")),
    )
    return dice.choice(makers)()


_BY_ENDING: Final[dict[str, Mutation]] = {
    **dict.fromkeys((".csv", ".tsv"), cells_replaced),
    **dict.fromkeys((".json", ".jsonl", ".geojson", ".umap"), values_replaced),
    **dict.fromkeys((".xml", ".rels", ".kml", ".gpx", ".html"), xml_changed),
    ".gpkg": database_changed,
}
_PACKED: Final = (member_changed, member_changed, member_changed, archive_changed)
_PARQUET: Final = (footer_changed, notes_changed, notes_changed)


def mutations_of(ending: str) -> tuple[Mutation, ...]:
    """The mutations that understand a format; those that look further into it stand there oftener."""
    if ending in (".zip", ".kmz", ".xlsx", ".xlsb", ".ods"):
        return _PACKED
    if ending == ".parquet":
        return _PARQUET
    return (_BY_ENDING[ending],) if ending in _BY_ENDING else ()
