"""How large the sheets of a workbook are, counted in its parts before any of it is read.

What a workbook says of itself is not asked: sizes of sheets, counts of texts and names of parts may be anything. A cell
far away is refused, as a sheet is read into a table that reaches from its first to its last cell.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import IO, Final
from xml.parsers import expat

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.limits import (
    CHUNK,
    MAX_BLANK_CELLS,
    MAX_CELL,
    MAX_ELEMENTS,
    MAX_SHEET_CELLS,
    MAX_SHEETS,
    MAX_TEXTS,
    check_gaps,
    check_size,
    max_rows,
)
from dsi_geo.readers.number_formats import format_of

_TAG: Final = re.compile(rb"<(?:[^\s<>/:!?]+:)?([^\s<>/:!?]+)[\s/>]")
_LONGEST_TAG: Final = 300
"""Bytes of a tag's name and prefix that may be parted by the pieces in which a part is read."""

_COUNTED: Final = (b"row", b"c", b"v", b"is", b"f", b"t", b"si")
_FOREIGN: Final = re.compile(
    rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["'](?!utf-?8["']|us-ascii["'])""", re.IGNORECASE
)
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
"""How XML in UTF-16 begins, in which no tag would be found; no spreadsheet program writes it."""

_OF_SHEETS: Final = ("xl/", "content.xml")
"""How the names of parts begin that sheets are read from."""

_OF_TWO_BYTES: Final = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']utf-16""", re.IGNORECASE)

_CLAIMED: Final = re.compile(rb"""uniqueCount\s*=\s*["'](\d{1,30})""")
"""For so many texts room is made before they are read."""

_LONGEST_TEXT: Final = 5 * MAX_CELL
"""Bytes between two tags."""

_ROW_CELLS: Final = 500_000
"""Cells after which a row must have ended: the row is held in memory until then."""


def check_work(archive: zipfile.ZipFile, source: str) -> list[str]:
    """Refuse a workbook that would take too long, or too much memory, to read.

    Returns
    -------
    Names of the parts that have cells, as sheets of .xlsx have.

    Raises
    ------
    InputError
        If it has too many rows, cells, texts or other elements, or is not written as workbooks are.
    """
    total: Counter[bytes] = Counter()
    sheets = []
    for member in archive.infolist():
        with archive.open(member) as part:
            found = _tags(part, source, wide=not member.filename.startswith(_OF_SHEETS))
        check_size(found[b"row"] - 1, 1, source)
        total += found
        if found[b"c"]:
            sheets.append(member.filename)
    _check_cells(total, source)
    others = total.total() - sum(total[tag] for tag in _COUNTED)
    for count, most, what in (
        (total[b"si"], MAX_TEXTS, "different texts"),
        (total[b"sheet"], MAX_SHEETS, "sheets"),
        (others, MAX_ELEMENTS, "styles, merged cells and other parts that are no cells"),
    ):
        check_count(count, most, what, source)
    return sheets


class Extent:
    """From its first row and column to where a sheet reaches, and how many of its cells are filled."""

    def __init__(self) -> None:
        self.rows = self.columns = self.filled = 0

    def reach(self, row: int, column: int) -> None:
        """Let it reach to a cell; both are counted from 1."""
        if row > self.rows:
            self.rows = row
        if column > self.columns:
            self.columns = column

    def check(self, source: str) -> None:
        """Refuse a sheet whose table would be far larger than what is in it."""
        check_size(0, self.columns, source)
        check_gaps(self.rows * self.columns, self.filled, source)


def damaged(source: str) -> InputError:
    """The sentence about a workbook whose parts do not fit together."""
    return InputError(
        f"{quoted(source)} is damaged: its sheets cannot be read. Open it in a spreadsheet program and save it again "
        "as .xlsx, or as CSV."
    )


def _check_cells(tags: Counter[bytes], source: str) -> None:
    cells, filled = tags[b"c"], tags[b"v"] + tags[b"is"]
    if cells - filled > MAX_BLANK_CELLS:
        raise InputError(
            f"{quoted(source)} has {cells - filled:,} cells without content; at most {MAX_BLANK_CELLS:,} are read. "
            "Delete the empty rows and columns around its table, or save it as CSV."
        )
    if (work := cells + 2 * tags[b"is"]) > MAX_SHEET_CELLS:
        raise InputError(
            f"{quoted(source)} has {work:,} cells, those with texts of their own counted three times; at most "
            f"{MAX_SHEET_CELLS:,} are read. Save it as CSV."
        )


def _tags(part: IO[bytes], source: str, *, wide: bool = False) -> Counter[bytes]:
    """How often each tag is opened in a part; a part that is no XML has none.

    A part that no sheet is read from may be in UTF-16 (`wide`), as the queries are that Excel keeps beside its sheets.
    """
    found: Counter[bytes] = Counter()
    end, text, row = b"", 0, 0
    for at, chunk in enumerate(_narrowed(part) if wide else iter(partial(part.read, CHUNK), b"")):
        if at == 0 and not (wide and _OF_TWO_BYTES.match(chunk)):
            if chunk.startswith(_WIDE) or _FOREIGN.match(chunk.removeprefix(b"\xef\xbb\xbf")):
                raise damaged(source)
            if not chunk.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
                return found
        piece = end + chunk
        if b"<!DOCTYPE" in piece:  # whose entities could hold any number of rows
            raise damaged(source)
        for claimed in _CLAIMED.findall(piece):
            check_count(int(claimed), MAX_TEXTS, "different texts", source)
        names = Counter(_TAG.findall(piece))
        found += names
        row = names[b"c"] + (0 if names[b"row"] else row)
        text = _longest_text(chunk, text)
        end = _open_end(piece)
        if found[b"row"] > max_rows() + 1 or row > _ROW_CELLS or text > _LONGEST_TEXT:
            break
    if text > _LONGEST_TEXT:
        raise InputError(
            f"{quoted(source)} holds a text of more than {_LONGEST_TEXT / 1e6:,.0f} MB; of a cell, at most "
            f"{MAX_CELL:,} characters are read. Shorten it."
        )
    if row > _ROW_CELLS:
        check_size(0, row, source)
    return found


def _narrowed(part: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a part piece by piece, UTF-16 as UTF-8."""
    first = part.read(CHUNK)
    if not first.startswith(_WIDE):
        yield from chain([first] if first else [], iter(partial(part.read, CHUNK), b""))
        return
    encoding = "utf-16" if first[:2] in _WIDE[:2] else "utf-16-le" if first[1:2] == b"\x00" else "utf-16-be"
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chain([first], iter(partial(part.read, CHUNK), b"")):
        yield decoder.decode(chunk).encode("utf-8", "replace")


def _longest_text(chunk: bytes, before: int) -> int:
    """Bytes since the last tag began, or up to the first one where those are more."""
    first = chunk.find(b"<")
    if first < 0:
        return before + len(chunk)
    return max(before + first if before + first > _LONGEST_TEXT else 0, len(chunk) - chunk.rfind(b"<"))


def _open_end(piece: bytes) -> bytes:
    """The beginning of a tag at the end of a piece, which the next piece goes on with."""
    start = piece.rfind(b"<", -_LONGEST_TAG)
    return b"" if start < 0 or _TAG.match(piece, start) else piece[start:]


_DIGITS: Final = "0123456789"
_MOST_LETTERS: Final = 3
_LONGEST_NUMBER: Final = 10
"""Figures of the number of a row, or of cells that are alike."""


class _SheetData:
    """The cells of one sheet of .xlsx: where they are, and the number formats of those that have one with zeros."""

    def __init__(self, formats: Mapping[str, str], source: str) -> None:
        self.extent = Extent()
        self.padded: dict[tuple[int, int], str] = {}
        self._formats, self._source = formats, source
        self._row = self._column = 0
        self._figures = ""
        self._columns: dict[str, int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name in ("v", "is"):
            self.extent.filled += 1
        elif name == "row":
            given = attributes.get("r")
            self._row = self._row + 1 if given is None else self._number(given.strip())
            self._figures, self._column = given or "", 0

    def _cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            letters = place.rstrip(_DIGITS)
            figures = place[len(letters) :]
            if figures != self._figures:
                self._row, self._figures = self._number(figures), figures
            if letters not in self._columns:
                self._columns[letters] = self._number_of_column(letters)
            self._column = self._columns[letters]
        row = self._row
        self.extent.reach(row, self._column)
        code = self._formats.get(attributes.get("s", ""))
        if code is not None:
            self.padded[row - 1, self._column - 1] = code

    def _number(self, figures: str) -> int:
        if not (figures.isascii() and figures.isdecimal() and len(figures) < _LONGEST_NUMBER):
            raise damaged(self._source)
        return int(figures)

    def _number_of_column(self, letters: str) -> int:
        """A is 1, XFD 16,384."""
        if not (letters.isascii() and letters.isalpha() and len(letters) <= _MOST_LETTERS):
            raise damaged(self._source)
        number = 0
        for letter in letters.upper():
            number = 26 * number + ord(letter) - ord("A") + 1
        return number


def check_cells_of(part: IO[bytes], formats: Mapping[str, str], source: str) -> Mapping[tuple[int, int], str]:
    """Refuse a sheet of .xlsx that reaches far beyond what is in it.

    Parameters
    ----------
    part
        Its XML.
    formats
        Number formats with zeros by the number of their style.
    source
        Name for messages.

    Returns
    -------
    Row and column, counted from 0, of each cell in such a format, and the format.

    Raises
    ------
    InputError
        Also if the XML is broken.
    """
    data = _SheetData(formats, source)
    parse(part, data.start, source)
    data.extent.check(source)
    return data.padded


def parse(
    part: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    source: str,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Have functions told of each element of a part, its end and its texts; entities are not expanded.

    Raises
    ------
    InputError
        If the XML is broken, or declares what no spreadsheet program does.
    """

    def refuse(*_: object) -> None:
        raise damaged(source)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    try:
        for chunk in iter(partial(part.read, CHUNK), b""):
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged(source) from error


class _OpenDocument:
    """The sheets of .ods: rows and cells say how often they are repeated."""

    def __init__(self, source: str) -> None:
        self.filled = self.elements = self.sheets = 0
        self.padded: dict[str, dict[tuple[int, int], str]] = {}
        self._source, self._title = source, ""
        self._extent = Extent()
        self._row = self._repeated = self._column = self._times = self._cells = self._last = 0
        self._blank = False
        self._number = self._shown = ""
        self._padded: list[tuple[int, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self._times = _times(attributes.get("table:number-columns-repeated"))
                self._column += self._times
                self._blank = _IS_BLANK.issuperset(attributes)
                self._number, self._shown = attributes.get("office:value", ""), ""
                if not self._blank:
                    self._fill()
            case "text:p":
                if self._blank:
                    self._blank = False
                    self._fill()
            case "table:table-row":
                self._repeated = _times(attributes.get("table:number-rows-repeated"))
                self._column = self._cells = self._last = 0
                self._padded = []
            case "table:table":
                self._extent, self._row, self._title = Extent(), 0, attributes.get("table:name", "")
                self.sheets += 1
            case _:
                self.elements += 1

    def text(self, piece: str) -> None:
        if self._number and len(self._shown) < _LONGEST_NUMBER:
            self._shown += piece

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            code = format_of(self._shown, self._number) if self._number else None
            if code is not None:
                self._padded += [
                    (self._column - at, code) for at in range(1, min(self._times, self._column) + 1)
                ]
            self._blank, self._number = False, ""
        elif name == "table:table-row":
            self._end_row()
        elif name == "table:table":
            self._extent.check(self._source)

    def _fill(self) -> None:
        self._cells += self._times
        self._last = self._column
        check_size(0, self._column, self._source)

    def _end_row(self) -> None:
        first = self._row
        self._row += self._repeated
        if self._last:
            self._extent.reach(self._row, self._last)
            self._extent.filled += self._cells * self._repeated
            self.filled += self._cells * self._repeated
            check_size(self._row - 1, 1, self._source)
            check_count(self.filled, MAX_SHEET_CELLS, "cells", self._source)
        if self._padded:
            rows = range(first, self._row)
            sheet = self.padded.setdefault(self._title, {})
            sheet |= {(row, column): code for row in rows for column, code in self._padded}


_IS_BLANK: Final = frozenset(
    {
        "table:style-name",
        "table:number-columns-repeated",
        "table:content-validation-name",
        "table:number-columns-spanned",
        "table:number-rows-spanned",
    }
)
"""What the cells of .ods may say of themselves without having a content."""


def _times(given: str | None) -> int:
    figures = "1" if given is None else given.removeprefix("+")
    if not (figures.isascii() and figures.isdecimal()):
        return 1  # which is refused when it is read
    return int(figures) if len(figures) <= _LONGEST_NUMBER else 10**_LONGEST_NUMBER


def check_open_document(archive: zipfile.ZipFile, source: str) -> Mapping[str, Mapping[tuple[int, int], str]]:
    """Refuse an .ods that would take too long, or too much memory, to read; see `check_work`.

    Returns
    -------
    Sheet -> row and column, counted from 0, of each number that is shown with zeros before it -> its format.
    """
    with archive.open("content.xml") as part:
        found = _tags(part, source)
        if found[b"table-row"] > max_rows() + 1:
            check_size(found[b"table-row"] - 1, 1, source)
        check_count(found[b"table-cell"] + found[b"covered-table-cell"], MAX_SHEET_CELLS, "cells", source)
    sheets = _OpenDocument(source)
    with archive.open("content.xml") as part:
        parse(part, sheets.start, source, sheets.end, sheets.text)
    check_count(sheets.sheets, MAX_SHEETS, "sheets", source)
    check_count(sheets.elements, MAX_ELEMENTS, "styles, links and other parts that are no cells", source)
    return sheets.padded


def check_count(count: int, most: int, what: str, source: str) -> None:
    """Refuse a workbook with too many of something.

    Raises
    ------
    InputError
        With both numbers.
    """
    if count > most:
        raise InputError(
            f"{quoted(source)} has {count:,} {what}; at most {most:,} are read. Save its table as CSV, or copy it "
            "into a new workbook."
        )
