"""Ways to damage a file: pure functions of chance and bytes. Those for one format only leave others as they are."""

from __future__ import annotations

import codecs
import csv
import io
import json
import random
import re
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from dsi_geo.schema import COLUMNS, ENTITIES
from tests.fuzzing.seeds import packed

LARGEST: Final = 12_000_000
"""Bytes that a mutation makes at most."""

VRT: Final = (
    "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/vsicurl/http://HOST/vrt.csv</SrcDataSource></OGRVRTLayer>"
    "</OGRVRTDataSource>"
)
# fmt: off
TOKENS: Final = (
    *(VRT, "", " ", "\0", "\r", "\n\n", "\t", '"', "'", '""', ",", ";", ",,,", "\ufeff", "\u202e", "\ud800", "\udfff"),
    *("e\u0301" * 40, "\x85", "\u2028", "😀", "\x1b[31m", *"éßİıﬃ０١٠١۰१০੧୧௧౧೧൧๑໑༡၁១᠑₁¹①𝟏½Ⅻ〇一二"),
    *("9" * 400, "1" * 5000, "GEOMETRYCOLLECTION(" * 30, "POINT(NaN NaN)", "POINT Z EMPTY", "MULTIPOLYGON((("),
    *"0 -0 1 -1 1e999 -1e308 NaN Infinity 9999999999999999999 0x1F 1_000 null true [] {} [[]] EPSG:99999".split(),
    *('{"id":1,"name":null}', '["a",["b",[{"c":1}]]]', "\\ud800", '{"type":["FeatureCollection"]}', "' OR 1=1", ";--"),
    *('{"type":"Point","coordinates":[1e999,null]}', "<a/>", "</t>", "&b;", "<row/>", "<c r='XFD1048576'/>", "%s%n{0}"),
    *("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", '=HYPERLINK("http://HOST/x")', "=1+1", "@SUM(1)"),
    *("/vsicurl/http://HOST/x", "http://HOST/", "/vsizip//vsicurl/http://HOST/x.zip", "../../x", "file:///etc/passwd"),
    *('"crs":{"type":"url","properties":{"url":"http://HOST/x"}},', '{"type":"link","properties":{"href":"http://HOST/"}}'),
    *("Unit 1-2/3", "#01-20/21", "1-2-3/4-5", "12 к. 2", "A-12", "Apt. #", "1/2/3/4", "1-99999999", "5-3", "No. -"),
    *("½ Main St", "Blk 1 #99-1", "10999-10997", "1a-z", "1–3 & 5", "Hauptstr. 1, 2, 3-", "c/o", "P.O. Box 1-2/3"),
    *("0000-00-00", "9999-12-31", "10000-01-01", "-4713-01-01", "31/02/2015", "Q5 2015", "1/2", "2015-W60", "٢٠١٥"),
    *("91, 181", "52.5;13.4;1", "1e2,1e2", "52°30'N 13°24'E", "NULL", "#REF!", "N/A", "-", "XX", "DE;FR"),
)
# fmt: on
NAMES: Final = (
    *[
        "",
        *"geometry lat lon latitude coordinates index level_0 __index_level_0__ source row name.1 location".split(),
    ],
    *(column for entity in ENTITIES for column in COLUMNS[entity]),
)
REPEATS: Final = (1, 1, 10, 10_000, 1_000_000)


class Dice(random.Random):
    """Chance, and the port that hostile text leads to."""

    def __init__(self, seed: str, port: int) -> None:
        super().__init__(seed)
        self.host = f"127.0.0.1:{port}"

    def token(self) -> str:
        return self.choice(TOKENS).replace("HOST", self.host)

    def size(self, least: float, most: float) -> int:
        """A whole number whose power of ten lies between these."""
        return int(10 ** self.uniform(least, most))

    def text(self) -> str:
        """A token, one repeated, or several."""
        token, count = self.token() or "a", self.choice(REPEATS)
        if self.random() < 0.3:
            return "".join(self.token() for _ in range(self.randrange(2, 6)))
        return token * min(count, 990_000 // len(token) + 1)

    def value(self, depth: int = 0) -> Any:
        """Something that JSON can hold."""
        kind = self.randrange(9) if depth < 3 else self.randrange(5)
        plain = (
            None,
            self.random() < 0.5,
            self.choice([0, -1, 2**63, 10**30, 2015]),
            self.choice([1e300, -0.0, 1e-9]),
        )
        if kind < 4:
            return plain[kind]
        if kind == 7:
            return [self.value(depth + 1) for _ in range(self.randrange(4))]
        if kind == 8:
            return {
                self.choice(["id", "name", "type", "lat", self.token()]): self.value(depth + 1)
                for _ in range(2)
            }
        return nested(self.choice([3, 900])) if kind == 6 else self.text()


Mutation = Callable[[Dice, bytes], bytes]


def nested(depth: int) -> list[Any]:
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner


def _span(dice: Dice, content: bytes) -> tuple[int, int]:
    begin = dice.randrange(len(content) + 1)
    return begin, min(len(content), begin + int(2 ** dice.uniform(0, 14)))


def truncated(dice: Dice, content: bytes) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def bits_flipped(dice: Dice, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.randrange(1, 9) if content else 0):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def bytes_replaced(dice: Dice, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.randrange(1, 9) if content else 0):
        damaged[dice.randrange(len(damaged))] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
    return bytes(damaged)


def block_deleted(dice: Dice, content: bytes) -> bytes:
    begin, end = _span(dice, content)
    return content[:begin] + content[end:]


def block_repeated(dice: Dice, content: bytes) -> bytes:
    begin, end = _span(dice, content)
    block = content[begin:end] or b"a"
    return content[:begin] + block * min(dice.choice(REPEATS) + 1, LARGEST // len(block)) + content[end:]


def blocks_swapped(dice: Dice, content: bytes) -> bytes:
    (a, b), (c, d) = sorted((_span(dice, content), _span(dice, content)))
    return content[:a] + content[c:d] + content[b : max(b, c)] + content[a:b] + content[max(b, d) :]


def integer_changed(dice: Dice, content: bytes) -> bytes:
    """Four or eight bytes taken for a length, in either order."""
    size, order = dice.choice((4, 8)), dice.choice("<>")
    if len(content) < size:
        return content
    letter, at = "I" if size == 4 else "Q", dice.randrange(len(content) - size + 1)
    (old,) = struct.unpack_from(order + letter, content, at)
    new = dice.choice(
        (0, 1, old + 1, old - 1, old * 2, old * 256, 2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**63 - 1, -1)
    )
    return content[:at] + struct.pack(order + letter, new % 2 ** (8 * size)) + content[at + size :]


def varint(number: int) -> bytes:
    """A number as Thrift and Protocol Buffers write it."""
    parts = []
    while True:
        number, low = number >> 7, number & 0x7F
        parts.append(low | (0x80 if number else 0))
        if not number:
            return bytes(parts)


def varint_changed(dice: Dice, content: bytes) -> bytes:
    at = dice.randrange(len(content) + 1)
    end = at
    while end < len(content) and content[end] & 0x80:
        end += 1
    return content[:at] + varint(int(2 ** dice.uniform(0, 63))) + content[end + 1 :]


def token_inserted(dice: Dice, content: bytes) -> bytes:
    begin, end = _span(dice, content)
    text = (
        dice.text()
        if dice.random() < 0.7
        else dice.choice(("[", "{", '{"a":', "(", "<a>")) * dice.choice(REPEATS)
    )
    encoding = "utf-16-le" if content.startswith(codecs.BOM_UTF16_LE) else "utf-8"
    return (
        content[:begin]
        + text.encode(encoding, "surrogatepass")
        + content[begin if dice.random() < 0.5 else end :]
    )


def spliced(other: bytes) -> Mutation:
    """Blocks of another file in the places of its own."""

    def splice(dice: Dice, content: bytes) -> bytes:
        (a, b), (c, d) = _span(dice, content), _span(dice, other)
        return content[:a] + other[c:d] + content[b:]

    return splice


PLAIN: Final[tuple[Mutation, ...]] = (
    *(truncated, bits_flipped, bytes_replaced, block_deleted, block_repeated, blocks_swapped),
    *(integer_changed, varint_changed, token_inserted),
)


def cells_replaced(dice: Dice, content: bytes) -> bytes:
    """Cells or column names of a table of text."""
    encodings = ("utf-16",) if content.startswith(codecs.BOM_UTF16_LE) else ("utf-8", "windows-1252")
    try:
        text = content.decode(encodings[0])
    except UnicodeDecodeError:
        encodings, text = encodings[1:], content.decode("windows-1252")
    delimiter = max(",;\t", key=text.split("\n")[0].count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if dice.random() < 0.1:
        rows += [list(row) for row in rows[1:] * dice.choice((10, 500))]
    for _ in range(dice.choice((1, 2, 10))):
        row = dice.choice(rows[: dice.choice((1, len(rows)))])
        row[dice.randrange(len(row))] = dice.choice(NAMES) if row is rows[0] else dice.text()
    target = io.StringIO(newline="")
    csv.writer(
        target, delimiter=delimiter, quoting=dice.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    ).writerows(rows)
    return target.getvalue().encode(
        encodings[0], "surrogatepass" if encodings[0] != "windows-1252" else "replace"
    )


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
    for _ in range(dice.choice((1, 1, 3))):
        name = dice.choice(list(members))
        suited = [xml_changed, xml_changed] if name.endswith((".xml", ".rels")) else PLAIN
        members[name] = dice.choice(
            (*suited, *PLAIN[-2:], cells_replaced if name.endswith(".csv") else suited[0])
        )(dice, members[name])
    return packed(members)


def xml_changed(dice: Dice, content: bytes) -> bytes:
    """A text, an attribute's value or a name of XML."""
    found = list(re.finditer(rb'="([^"]*)"|>([^<]+)<|<(\w+)', content))
    if not found:
        return content
    match = dice.choice(found)
    begin, end = match.span(match.lastindex or 0)
    old = content[begin:end].decode("utf-8", "replace")
    numbers = (
        "0",
        "-1",
        "1048576",
        "99999999",
        "1e308",
        "XFD1",
        "XFD1048576",
        "A0",
        "s",
        "b",
        "e",
        "d",
        "n",
        "str",
        "",
    )
    new = dice.choice((dice.choice(numbers), old + dice.token(), dice.token(), dice.text()))
    escaped = (
        new.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") if dice.random() < 0.7 else new
    )
    return content[:begin] + escaped.encode("utf-8", "replace") + content[end:]


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


ENDLESS: Final = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n{})"
_VIEWS: Final = (
    f"{ENDLESS} SELECT i AS fid, NULL AS geom, {{cell}} AS name FROM n".replace("{}", "{limit}"),
    "SELECT fid, geom, {cell} AS name FROM hidden",
    "SELECT max(a.fid * {number}) AS fid, NULL AS geom, 'x' AS name FROM {tables}",
)
_STATEMENTS: Final = (
    "UPDATE {table} SET {column} = {cell}",
    "UPDATE gpkg_contents SET {of_contents} = {cell}",
    "UPDATE gpkg_geometry_columns SET {of_geometry} = {cell}",
    "UPDATE gpkg_spatial_ref_sys SET {of_crs} = {cell}",
    "ALTER TABLE {table} ADD COLUMN extra TEXT GENERATED ALWAYS AS ({cell})",
    "ALTER TABLE {table} ADD COLUMN extra TEXT DEFAULT {cell}",
    "ALTER TABLE {table} RENAME COLUMN {column} TO {quoted}",
    "CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END",
    "INSERT INTO {table}({column}) VALUES ({cell})",
    "DELETE FROM {any_table}",
    "DROP TABLE {any_table}",
    "PRAGMA user_version = {number}",
    "CREATE TABLE {quoted}(fid INTEGER PRIMARY KEY, geom BLOB, name TEXT)",
    "INSERT INTO gpkg_extensions VALUES ('projects', 'geom', {cell}, 'x', 'read-write')",
)


def database_changed(dice: Dice, content: bytes) -> bytes:
    """A GeoPackage, by SQL."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.gpkg")
        path.write_bytes(content)
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA writable_schema = ON")
            database.execute(
                "DELETE FROM sqlite_master WHERE type = 'trigger'"
            )  # they call functions of GDAL
            database.execute("PRAGMA writable_schema = RESET")
            for _ in range(dice.choice((1, 2, 4))):
                _execute(dice, database, _statement(dice, database))
            if dice.random() < 0.2:
                view = dice.choice(_VIEWS).format(**_parts(dice, database))
                _execute(dice, database, "ALTER TABLE projects RENAME TO hidden")
                _execute(dice, database, f"CREATE VIEW projects AS {view}")
            database.commit()
        return path.read_bytes()


def _statement(dice: Dice, database: sqlite3.Connection) -> str:
    return dice.choice((*_STATEMENTS[:4], *_STATEMENTS)).format(**_parts(dice, database))


def _parts(dice: Dice, database: sqlite3.Connection) -> dict[str, str]:
    def column(table: str) -> str:
        return dice.choice(
            [f'"{row[1]}"' for row in database.execute(f"PRAGMA table_info({table})")] or ["name"]
        )

    tables = [
        f'"{name}"' for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    text = dice.token().replace("\0", "").encode("utf-8", "replace").decode().replace("'", "''")
    size = int(10 ** dice.uniform(0, 9))
    cells = (
        f"'{text}'",
        f"zeroblob({size})",
        f"hex(zeroblob({min(size, 10**8)}))",
        "9e999",
        "NULL",
        "-1",
        "x'4750000100'",
    )
    return {
        "table": "projects",
        "tables": ", ".join(f"projects {letter}" for letter in "abcdefghijklmnop"[: dice.randrange(1, 16)])
        .replace("projects", "hidden"),
        "any_table": dice.choice(tables or ["projects"]),
        "column": column("projects"),
        "of_contents": column("gpkg_contents"),
        "of_geometry": column("gpkg_geometry_columns"),
        "of_crs": column("gpkg_spatial_ref_sys"),
        "cell": dice.choice(cells),
        "quoted": '"' + dice.choice((text, *NAMES, "gpkg_x", "projects")).replace('"', '""') + '"',
        "number": str(dice.choice((0, 1, 2**31, -1, 10200))),
        "limit": f" LIMIT {size}" if dice.random() < 0.5 else "",
    }  # fmt: skip


def _execute(dice: Dice, database: sqlite3.Connection, statement: str) -> None:
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
    steps = iter(range(100))
    database.set_progress_handler(lambda: next(steps, None) is None, 100_000)
    try:
        database.execute(statement)
    except (sqlite3.Error, sqlite3.Warning, UnicodeError):
        return


def footer_changed(dice: Dice, content: bytes) -> bytes:
    """The footer of a Parquet file, at its right length again."""
    (length,) = struct.unpack("<I", content[-8:-4])
    body, footer = content[: -8 - length], content[-8 - length : -8]
    footer = dice.choice((bits_flipped, bytes_replaced, varint_changed, block_deleted, block_repeated))(
        dice, footer
    )
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
        table = table.set_column(
            at, dice.choice((table.column_names[at], *NAMES)), _strange_cells(dice, table.num_rows)
        )
    target = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(notes), target)
    return target.getvalue()


def _strange_cells(dice: Dice, count: int) -> pa.Array:
    def text() -> str:
        return dice.text().encode("utf-8", "replace").decode()

    makers: Sequence[Callable[[], pa.Array]] = (
        lambda: pa.array([text() for _ in range(count)]),
        lambda: pa.array([text().encode("utf-16") for _ in range(count)]),
        lambda: pa.array([text() for _ in range(count)]).dictionary_encode(),
        lambda: pa.nulls(count, dice.choice((pa.null(), pa.string(), pa.float16(), pa.bool_(), pa.date32()))),
        lambda: pa.array([[[text()], None]] * count),
        lambda: pa.array([{"name": text(), "id": None, "": [1]}] * count),
        lambda: pa.array([[("a", text())]] * count, pa.map_(pa.string(), pa.string())),
        lambda: pa.array(
            [dice.randrange(-(2**62), 2**62)] * count, dice.choice((pa.timestamp("s"), pa.int64()))
        ),
        lambda: pa.array(
            [dice.randrange(2**62)] * count, dice.choice((pa.timestamp("us", "+23:59"), pa.duration("ns")))
        ),
        lambda: pa.array([2**63 + dice.randrange(2**62)] * count, pa.uint64()),
        lambda: pa.array([2**40] * count, pa.date64()),
        lambda: pa.array([1e300, *[float("nan")] * (count - 1)]),
        lambda: pa.array([10**30] * count, pa.decimal128(38, 2)),
        lambda: pa.array([b"\x01\x01\x00\x00\x00" + b"\xff" * 16] * count),
        lambda: pa.array([2] * count, pa.time32("s")),
    )
    return dice.choice(makers)()


def mutations_of(ending: str, content: bytes) -> tuple[Mutation, ...]:
    """The mutations that understand a format; those that look into it come oftener than those that do not."""
    if content.startswith(b"PK"):
        return member_changed, member_changed, member_changed, archive_changed
    if content.startswith(b"PAR1"):
        return footer_changed, notes_changed, notes_changed
    if content.startswith(b"SQLite"):
        return database_changed, database_changed
    if content[:1] in (b"[", b"{"):
        return values_replaced, values_replaced
    return (cells_replaced, cells_replaced) if ending in (".csv", ".tsv") else ()
