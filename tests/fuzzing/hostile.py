"""Files that no random change comes upon: each kind written by hand, its sizes by chance."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.fuzzing.dice import VRT, Dice, nested, varint
from tests.fuzzing.seeds import located, packed
from tests.workbooks import Sheets, long_record, ods, record, xls, xlsb, xlsb_cell

Made = tuple[str, bytes]
"""An ending, and content."""

SCHEMAS: Final = "http://schemas.openxmlformats.org/"
HEADER: Final = '<row><c t="inlineStr"><is><t>name</t></is></c></row>'
PLAUSIBLE: Final = 49_000_000
"""Bytes that any archive may unpack to, however small it is packed."""
WKT: Final = (
    'GEOGCRS["x",DATUM["x",ELLIPSOID["x",6378137,298]],CS[ellipsoidal,2],AXIS["latitude",north],'
    'AXIS["longitude",east],UNIT["degree",0.0174532925199433],ID["http://HOST/flatgeobuf",4326]]'
)
ENDLESS: Final = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n{})"
FIELDS: Final = (
    "name address city country postcode launched coordinates themes website lat organisations status".split()
)
ADDRESS_PARTS: Final = (
    "Unit Flat # Blk No. 1 2 12 20 01 1-2 3/4 - / , & a A ½ к. кв. Apt Suite Floor 2nd 3. OG Stiege Top bis Main "
    "Street Str. Rue ul. Calle Hauptstr. Via Box c/o 10999 E1 6AN Berlin Singapore U Bldg ; ( ) 1–3 corner km Lot "
    "Shop 丁目 号 1-2-3 nº s/n \n"
).split(" ")


def elsewhere(dice: Dice) -> Made:
    """A reference system, or a table, that is to be fetched."""
    address = f"http://{dice.host}/crs"
    format_name = dice.choice(["ogcwkt", "proj4", "esriwkt"])
    crs = dice.choice(
        [
            {"type": "url", "properties": {"url": address}},
            {"type": "link", "properties": {"href": address, "type": format_name}},
            {"type": "name", "properties": {"name": address}},
        ]
    )
    vrt = VRT.replace("HOST", dice.host)
    column = dice.choice(["definition", "organization", "srs_name"])
    start = dice.choice([b"fgb\x03fgb\x01", b"fgb\x03", b"SQLite format 3\x00", b"\x00\x00\x27\x0a"])
    makers: list[Callable[[], Made]] = [
        lambda: (".geojson", _json({**_features(), "crs": crs})),
        lambda: (".geojson", _json(dice.choice([{"note": vrt} | _features(), _features() | {"note": vrt}]))),
        lambda: (dice.choice([".fgb", ".json", ".gpkg", ""]), start + vrt.encode()),
        lambda: (".fgb", _flatgeobuf(WKT.replace("HOST", dice.host))),
        lambda: (
            ".gpkg",
            geopackage(f"UPDATE gpkg_spatial_ref_sys SET {column} = '{address}-of-geopackage'"),
        ),
    ]
    return dice.choice(makers)()


def computing(dice: Dice) -> Made:
    """A GeoPackage that computes when it is opened: endless rows, or cells of gigabytes."""
    endless = ENDLESS.format(f" LIMIT {dice.size(3, 9)}" if dice.random() < 0.5 else "")
    cell = dice.choice(["'x'", f"zeroblob({dice.size(3, 9)})", "randomblob(100000)"])
    view = dice.choice(
        [
            f"{endless} SELECT i AS fid, NULL AS geom, {cell} AS name FROM n",
            f"{endless} SELECT max(i) AS fid, NULL AS geom, 'x' AS name FROM n",
            f"SELECT fid, geom, ({endless} SELECT count(*) FROM n) AS name FROM hidden",
        ]
    )
    inner = "contents geometry_columns spatial_ref_sys extensions ogr_contents metadata data_columns".split()
    table = f"gpkg_{dice.choice(inner)}"
    ways = [
        ("ALTER TABLE projects RENAME TO hidden", f"CREATE VIEW projects AS {view}"),
        (
            "CREATE TABLE hidden AS SELECT * FROM projects",
            f"CREATE VIEW {dice.choice(['organisations', 'x'])} AS {view}",
        ),
        (f"ALTER TABLE projects ADD COLUMN x TEXT GENERATED ALWAYS AS (hex(zeroblob({dice.size(3, 8.6)})))",),
        (
            f"CREATE TABLE IF NOT EXISTS {table}(table_name TEXT, column_name TEXT)",
            f"ALTER TABLE {table} RENAME TO hidden",
            f"CREATE VIEW {table} AS SELECT * FROM hidden WHERE ({endless} SELECT count(*) FROM n) > 0",
        ),
    ]
    return ".gpkg", geopackage(*dice.choice(ways))


def lying_footer(dice: Dice) -> Made:
    """Parquet whose footer says of gigabytes that they are little, or of little that it is gigabytes."""
    rows, length = dice.choice([150, 3_000, 70_000]), dice.choice([1_000, 900_000, 20_000_000])
    cells = pa.DictionaryArray.from_arrays(pa.array([0] * rows), pa.array(["A" * length]))
    target = io.BytesIO()
    table = pa.table({"name": cells, "city": ["B"] * rows})
    pq.write_table(table, target, compression="zstd", store_schema=False)
    content = target.getvalue()
    about = pq.read_metadata(io.BytesIO(content)).row_group(0).column(0)
    (size,) = struct.unpack("<I", content[-8:-4])
    body, footer = content[: -8 - size], content[-8 - size : -8]
    others = [(about.total_compressed_size, [1, 2**40]), (rows, [1, 3, 10**6, 2**62])]
    lies = [
        (about.total_uncompressed_size, [1, 10, 1_000, 2**40]),
        *dice.sample(others, dice.choice([0, 0, 1])),
    ]
    for truth, false in lies:
        footer = footer.replace(varint(2 * truth), varint(2 * dice.choice(false)))
    return ".parquet", body + footer + struct.pack("<I", len(footer)) + b"PAR1"


def swollen_workbook(dice: Dice) -> Made:
    """A part of a workbook that has very many of something, mostly of what is empty."""
    part, root, wrapper, element = dice.choice(
        [
            ("xl/sharedStrings.xml", "sst", "", "<si/>"),
            ("xl/sharedStrings.xml", "sst", "", "<si><t/></si>"),
            ("xl/sharedStrings.xml", "sst", "", "<si><r><t>a</t></r></si>"),
            ("xl/styles.xml", "styleSheet", "cellXfs", "<xf/>"),
            ("xl/styles.xml", "styleSheet", "fonts", "<font/>"),
            ("xl/styles.xml", "styleSheet", "numFmts", '<numFmt numFmtId="9" formatCode="[y]"/>'),
            ("xl/workbook.xml", "workbook", "definedNames", '<definedName name="a">1</definedName>'),
            ("xl/workbook.xml", "workbook", "sheets", '<sheet name="s" sheetId="1" r:id="rId1"/>'),
            ("xl/worksheets/sheet1.xml", "worksheet", "sheetData", "<row/>"),
            ("xl/worksheets/sheet1.xml", "worksheet", "cols", "<col/>"),
            ("[Content_Types].xml", "Types", "", "<Override/>"),
        ]
    )
    swollen = element * min(dice.size(3, 6.9), PLAUSIBLE // len(element))
    return ".xlsx", workbook(
        {part: _xml(root, f"<{wrapper}>{swollen}</{wrapper}>" if wrapper else swollen)}, HEADER
    )


def far_cells(dice: Dice) -> Made:
    """Rows of one cell each, in the last columns."""
    column = dice.choice(["XFD", "XFC", "ALM", "ALL", "ZZZ"])
    rows = (f'<row r="{at}"><c r="{column}{at}"><v>1</v></c></row>' for at in range(2, dice.size(1, 5.9)))
    return ".xlsx", workbook({}, HEADER + "".join(rows))


def far_cells_of_other_programs(dice: Dice) -> Made:
    """A cell in the last rows and columns, or repeated up to them."""
    row, column = dice.size(1, 6.1), dice.size(0, 4.3)
    sheets: Sheets = {"projects": [["name", "city"], ["A", "B"]]}
    match dice.choice([".xls", ".xlsb", ".ods"]):
        case ".xls":
            place = struct.pack("<HHH", row & 0xFFFF, column & 0xFFFF, 0)
            return ".xls", xls(sheets, record(0x0203, place + struct.pack("<d", 1)))
        case ".xlsb":
            far = long_record(0, struct.pack("<I", row) + bytes(13)) + xlsb_cell(column, 1.0)
            return ".xlsb", xlsb(sheets, far)
        case _:
            filled = dice.choice(["", 'office:value-type="float" office:value="1"'])
            cell = f'<table:table-cell {filled} table:number-columns-repeated="{column}"/><table:table-cell/>'
            rows = f'<table:table-row table:number-rows-repeated="{row}">{cell}</table:table-row>'
            return ".ods", ods(sheets, rows * dice.size(0, 2))


def separators(dice: Dice) -> Made:
    """One mark very often, in one row or as many."""
    mark = dice.choice([*",;\t|\"\n\r'[{\\ ", '","', "\r\n", ",\n", "a,", '""', "[]", "{},"])
    start = dice.choice(["", "name,city\n", "name;city\nA;B\n", "\n", "sep=;\n", "name\n", '"', "["])
    content = start + mark * (dice.size(3, 7.5) // len(mark)) + dice.choice(["", "\nA,B\n", '"'])
    return dice.choice([".csv", ".tsv", ".txt", ".json", ""]), content.encode()


def long_cells(dice: Dice) -> Made:
    """A long cell in every column, each in a row of its own, out of one piece."""
    piece = dice.choice(
        [
            dice.token() or "a",
            *"a1é漢=İ-,/( .[<&\r",
            "a ",
            "1,",
            "A-",
            "1/",
            "1-2/3 ",
            "a1",
            "ab ",
            "1 a, ",
            "abc(",
        ]
    )
    cell = piece.replace('"', '""') * (dice.size(3, 5.5) // len(piece))
    rows = [
        ",".join(f'"{cell if at == row else "A"}"' for at in range(len(FIELDS))) for row in range(len(FIELDS))
    ]
    return ".csv", "\n".join([",".join(FIELDS), *rows]).encode("utf-8", "replace")


def many_alike(dice: Dice) -> Made:
    """Very many records at one place, of one name, or linked with one another."""
    count, links = dice.choice([(dice.size(2, 4.7), 0), (dice.size(2, 4.7), 5), (dice.size(2, 3), 2000)])
    address = dice.choice(["Oranienplatz 14", "Oranienplatz {}", "Unit {}/14 High St", "Street of {}", "{}"])
    town, names = dice.choice(["Berlin", ""]), dice.choice([1, 7, count])
    linked = ";".join(f"o{at}" for at in range(links))
    rows = (f'A{at % names},{address.format(at)},{town},DE,"{linked}"' for at in range(count))
    return ".csv", "\n".join(["name,address,city,country,organisations", *rows]).encode()


def strange_members(dice: Dice) -> Made:
    """An archive whose members have no name, one for folders only, or names in each other's way."""
    names = ["", "/", ".", "./", "//", "..", " ", "\\", "a//b.csv", "projects.csv/", "\n", "a/../b.csv", "a"]
    names += ["a/projects.csv", "a/a/projects.csv", "projects.csv", "Projects.csv", "projects.csv/x", "a/"]
    return ".zip", packed(dict.fromkeys(dice.sample(names, dice.randrange(1, 4)), b"name,city\nA,Berlin\n"))


def strange_type(dice: Dice) -> Made:
    """JSON that might be GeoJSON, by a type that is none, or by features that are none."""
    geometry = {"type": "Point", "coordinates": dice.value()}
    rest = dice.choice(
        [
            _features(),
            {"projects": [{"name": "A"}]},
            {"features": dice.choice([{}, [{}], [[]], [None], "", [{"type": "Feature"}]])},
            {"features": [{"type": "Feature", "properties": {"name": "A"}, "geometry": geometry}]},
            {"features": [{"type": "Feature", "properties": dice.value(), "geometry": dice.value()}]},
        ]
    )
    kinds: list[Any] = ["FeatureCollection", "Feature", "Topology", "Point", ["Feature"], {}, None, 1, True]
    return dice.choice([".json", ".geojson"]), _json({**rest, "type": dice.choice(kinds)})


def deep_value(dice: Dice) -> Made:
    """Lists and objects within lists and objects, in a cell or as the whole."""
    depth = dice.choice([10, 300, 900, 990, 5_000, 100_000])
    begin, end = dice.choice([("[", "]"), ('{"name":', "}"), ('[{"a":', "}]"), ('{"lat":1,"location":', "}")])
    value, column = (
        begin * depth + "1" + end * depth,
        dice.choice(["themes", "organisations", "name", "address", "location", "x"]),
    )
    cell = value.replace('"', '""')
    return dice.choice(
        [
            (".json", value.encode()),
            (".json", f'[{{"name":"A","{column}":{value}}},{{"name":"B","{column}":"B"}}]'.encode()),
            (".csv", f'name,{column}\nA,"{cell}"\n'.encode()),
            (".geojson", json.dumps(_features()).replace('"A"', f'"A", "{column}": {value}').encode()),
        ]
    )


def addresses(dice: Dice) -> Made:
    """Addresses made of what addresses are made of."""
    rows = ["name,address,city,country,postcode"]
    for _ in range(dice.choice([2, 30, 300])):
        joint = dice.choice([" ", " ", "", "-", "/", ", "])
        address = joint.join(dice.choices(ADDRESS_PARTS, k=dice.randrange(1, 8)))
        town, country = (
            dice.choice(["", "Berlin", "Singapore"]),
            dice.choice(" DE SG GB AU JP US RU HU BR IN".split(" ")),
        )
        rows.append(f'A,"{address}",{town},{country},{dice.choice(["", "10999"])}')
    return ".csv", "\n".join(rows).encode()


def large_shape(dice: Dice) -> Made:
    """Shapes of very many points, or within one another, or of no place."""
    count = dice.size(0, 5.5)
    shape: dict[str, Any] = dice.choice(
        [
            {"type": "LineString", "coordinates": [[0, 0]] * count},
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [0, 0]]] * count},
            {"type": "Polygon", "coordinates": [[[at % 2, at] for at in range(count)]]},
            {"type": "MultiPoint", "coordinates": [[dice.choice([1e300, -1e300, 181, 0]), 1]] * count},
            {"type": "Point", "coordinates": nested(500)},
        ]
    )
    for _ in range(dice.choice([0, 0, 20, 150])):
        shape = {"type": "GeometryCollection", "geometries": [shape]}
    return ".geojson", _json(_features(shape))


def many_columns(dice: Dice) -> Made:
    name = dice.choice(["c{}", "name {}", "{}", "", *FIELDS])
    count = dice.size(1, 4)
    return ".csv", f"{','.join(name.format(at) for at in range(count))}\nA{',A' * (count - 1)}".encode()


KINDS: Final[tuple[Callable[[Dice], Made], ...]] = (
    *(
        elsewhere,
        elsewhere,
        computing,
        lying_footer,
        swollen_workbook,
        swollen_workbook,
        far_cells,
        far_cells_of_other_programs,
        separators,
    ),
    *(long_cells, long_cells, many_alike, strange_members, strange_type, deep_value, addresses, large_shape),
    many_columns,
)


def _features(geometry: object = None) -> dict[str, Any]:
    point = geometry or {"type": "Point", "coordinates": [13.4, 52.5]}
    feature = {"type": "Feature", "properties": {"name": "A"}, "geometry": point}
    return {"type": "FeatureCollection", "features": [feature]}


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _flatgeobuf(wkt: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "projects.fgb")
        located().set_crs(wkt, allow_override=True).to_file(path)
        return path.read_bytes()


def geopackage(*statements: str) -> bytes:
    """A GeoPackage changed by SQL."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.gpkg")
        located().to_file(path, layer="projects")
        with closing(sqlite3.connect(path)) as database:
            names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (trigger,) in names:
                database.execute(f'DROP TRIGGER "{trigger}"')  # they call functions of GDAL
            for statement in statements:
                database.execute(statement)
            database.commit()
        return path.read_bytes()


def workbook(parts: dict[str, bytes], rows: str) -> bytes:
    """A workbook whose sheet has these rows, with some of its parts replaced."""
    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    shared = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    types = members["[Content_Types].xml"].replace(b"</Types>", shared.encode())
    members |= {
        "[Content_Types].xml": types,
        "xl/sharedStrings.xml": _xml("sst", ""),
        "xl/worksheets/sheet1.xml": _xml("worksheet", f"<sheetData>{rows}</sheetData>"),
    }
    return packed(members | parts)


def _xml(root: str, content: str) -> bytes:
    own = f"{SCHEMAS}package/2006/content-types" if root == "Types" else f"{SCHEMAS}spreadsheetml/2006/main"
    relations = f"{SCHEMAS}officeDocument/2006/relationships"
    return f'<{root} xmlns="{own}" xmlns:r="{relations}">{content}</{root}>'.encode()
