"""Workbooks as spreadsheet programs write them, in as few records as they need: .xls, .xlsb and .ods."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Cell = str | float | bool | dt.date | None
Sheets = Mapping[str, Sequence[Sequence[Cell]]]

SECTOR = 512
EPOCH = dt.date(1899, 12, 30)
PACKAGES = "http://schemas.openxmlformats.org/package/2006/"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def days(day: dt.date) -> float:
    """A day as .xls and .xlsb count it."""
    return float((day - EPOCH).days)


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A ZIP archive of parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


# .xls


def record(kind: int, data: bytes) -> bytes:
    """A record of .xls."""
    return struct.pack("<HH", kind, len(data)) + data


def label(text: str, length: str = "<H") -> bytes:
    """A text of .xls, in UTF-16."""
    letters = text.encode("utf-16-le")
    return struct.pack(length, len(letters) // 2) + b"\x01" + letters


def xls_cell(row: int, column: int, cell: Cell) -> bytes:
    """The record of a cell of .xls; none if it is empty."""
    place = struct.pack("<HH", row, column)
    plain, date = struct.pack("<H", 0), struct.pack("<H", 1)
    match cell:
        case None:
            return b""
        case bool():
            return record(0x0205, place + plain + bytes([cell, 0]))
        case str():
            return record(0x0204, place + plain + label(cell))
        case dt.date():
            return record(0x0203, place + date + struct.pack("<d", days(cell)))
        case _:
            return record(0x0203, place + plain + struct.pack("<d", cell))


def xls_sheet(rows: Sequence[Sequence[Cell]], more: bytes = b"") -> bytes:
    """The records of a sheet of .xls, and others after its cells."""
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0)
    cells = [xls_cell(at, column, cell) for at, row in enumerate(rows) for column, cell in enumerate(row)]
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    return begin + record(0x0200, size) + b"".join(cells) + more + record(0x000A, b"")


def xls(sheets: Sheets, more: bytes = b"", globally: bytes = b"") -> bytes:
    """A workbook of Excel 97 to 2003; `more` are records after the cells of each sheet, `globally` before them all."""
    parts = [xls_sheet(rows, more) for rows in sheets.values()]
    formats = b"".join(record(0x00E0, struct.pack("<HH16x", 0, number)) for number in (0, 14))
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + globally + formats
    names = [label(title, "<B") for title in sheets]
    place = len(begin) + sum(10 + len(name) for name in names) + 4
    for name, part in zip(names, parts, strict=True):
        begin += record(0x0085, struct.pack("<IBB", place, 0, 0) + name)
        place += len(part)
    return compound({"Workbook": begin + record(0x000A, b"") + b"".join(parts)})


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of streams."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    follows, content = [0xFFFFFFFD, end], b""  # the table itself, then the directory
    entries = [("Root Entry", 5, end, 0)]
    for name, data in streams.items():
        stream = data.ljust(4096, b"\x00")
        count = -(-len(stream) // SECTOR)
        entries.append((name, 2, len(follows), len(stream)))
        follows += [*range(len(follows) + 1, len(follows) + count), end]
        content += stream.ljust(count * SECTOR, b"\x00")
    directory = b""
    for name, kind, first, size in entries:
        encoded = name.encode("utf-16-le") + b"\x00\x00"
        children = 1 if kind == 5 and len(entries) > 1 else free
        directory += encoded.ljust(64, b"\x00") + struct.pack(
            "<HBB3I16xI16x3I", len(encoded), kind, 1, free, free, children, 0, first, size, 0
        )
    table = struct.pack(f"<{len(follows)}I", *follows)
    assert len(table) <= SECTOR
    assert len(directory) <= SECTOR
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    return header + table.ljust(SECTOR, b"\xff") + directory.ljust(SECTOR, b"\x00") + content


# .xlsb


def long_record(kind: int, data: bytes) -> bytes:
    """A record of .xlsb: its kind and length in seven bits a byte."""
    start = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(data), b""
    while length >= 0x80:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return start + size + bytes([length]) + data


def wide(text: str) -> bytes:
    """A text of .xlsb."""
    letters = text.encode("utf-16-le")
    return struct.pack("<I", len(letters) // 2) + letters


def xlsb_cell(column: int, cell: Cell) -> bytes:
    """The record of a cell of .xlsb; none if it is empty."""
    plain, date = struct.pack("<II", column, 0), struct.pack("<II", column, 1)
    match cell:
        case None:
            return b""
        case bool():
            return long_record(4, plain + bytes([cell]))
        case str():
            return long_record(6, plain + wide(cell))
        case dt.date():
            return long_record(5, date + struct.pack("<d", days(cell)))
        case _:
            return long_record(5, plain + struct.pack("<d", cell))


def xlsb_sheet(rows: Sequence[Sequence[Cell]], more: bytes = b"") -> bytes:
    """A sheet of .xlsb, and other records after its cells."""
    size = struct.pack("<4I", 0, max(0, len(rows) - 1), 0, max(0, max(map(len, rows), default=0) - 1))
    body = b""
    for at, row in enumerate(rows):
        body += long_record(0, struct.pack("<I", at) + bytes(13))
        body += b"".join(xlsb_cell(column, cell) for column, cell in enumerate(row))
    begin = long_record(129, b"") + long_record(148, size) + long_record(145, b"")
    return begin + body + more + long_record(146, b"") + long_record(130, b"")


def xlsb(sheets: Sheets, more: bytes = b"") -> bytes:
    """A binary workbook of Excel 2007 and later; `more` are records after the cells of each sheet."""
    kinds = {"bin": "application/vnd.ms-excel.sheet.binary.macroEnabled.main", "rels": "application/xml"}
    defaults = "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in kinds.items())
    book, relations = long_record(131, b"") + long_record(143, b""), ""
    for at, title in enumerate(sheets, start=1):
        book += long_record(156, struct.pack("<II", 0, at) + wide(f"rId{at}") + wide(title))
        relations += (
            f'<Relationship Id="rId{at}" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet{at}.bin"/>'
        )
    book += long_record(144, b"") + long_record(132, b"")
    formats = b"".join(long_record(47, struct.pack("<HH12x", 0, number)) for number in (0, 14))
    styles = long_record(278, b"") + long_record(617, struct.pack("<I", 2)) + formats + long_record(618, b"")
    own = f'<Relationship Id="rId1" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.bin"/>'
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGES}content-types">{defaults}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGES}relationships">{own}</Relationships>',
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGES}relationships">{relations}</Relationships>',
        "xl/styles.bin": styles + long_record(279, b""),
    }
    for at, rows in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{at}.bin"] = xlsb_sheet(rows, more)
    return packed(parts)


# .ods


def ods_cell(cell: Cell) -> str:
    """A cell of .ods."""
    match cell:
        case None:
            return "<table:table-cell/>"
        case bool():
            value = f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"'
        case str():
            value = 'office:value-type="string"'
        case dt.date():
            value = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        case _:
            value = f'office:value-type="float" office:value="{cell}"'
    return f"<table:table-cell {value}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def ods(sheets: Sheets, more: str = "", before: str = "") -> bytes:
    """A spreadsheet of LibreOffice; `more` are rows after those of each sheet, `before` stands before its content."""
    tables = "".join(
        f"<table:table table:name={quoteattr(title)}>"
        + "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
        + f"{more}</table:table>"
        for title, rows in sheets.items()
    )
    spaces = " ".join(f'xmlns:{name}="{OFFICE}{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{OFFICE}manifest:1.0"/>'
    parts = {"mimetype": SPREADSHEET, "content.xml": before + content, "META-INF/manifest.xml": manifest}
    return packed(parts)
