"""CSV, TSV and other text with separated cells; its lines are counted before it is read whole."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.assembly import Layer, Source
from dsi_geo.readers.columns import count_recognised
from dsi_geo.readers.encoding import binary_data, binary_kind, read_text, utf16_of
from dsi_geo.readers.limits import (
    CHUNK,
    LISTED_FAULTS,
    MAX_CELL,
    MAX_LINE,
    check_size,
    first_faults,
    max_cells,
    max_rows,
)
from dsi_geo.schema import TEXT

if TYPE_CHECKING:
    from _csv import Reader as _Reader


_BREAK: Final = re.compile(rb"\r\n|\r|\n")
_TEXT_BREAK: Final = re.compile(r"\r\n|\r|\n")


def check_lines(source: Source) -> int:
    """Refuse a file with a line that no table has.

    Returns
    -------
    Number of its line breaks.

    Raises
    ------
    InputError
        If a line passes `MAX_LINE`.
    """
    lines, length, longest = 0, 0, 0
    for chunk in _chunks(source):
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        if last >= 0:
            lines += count_breaks(chunk)
            first = min(at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0)
            longest, length = length + first, len(chunk) - last - 1
        else:
            longest = length = length + len(chunk)
        if longest > MAX_LINE:
            if b"\x00" in chunk:
                raise binary_data(source.name)
            raise _too_long(source, lines)
    return lines


def count_rows(source: Source, above: int, quote: str, enough: int) -> int:
    """Count the rows below the column names, those whose end is within a quoted cell left out.

    Parameters
    ----------
    above
        Line breaks above the column names.
    quote
        The quotation mark.
    enough
        Those beyond may be left uncounted.

    Raises
    ------
    InputError
        If a quoted cell passes `MAX_LINE`.
    """
    rows, quotes, length = -1, 0, 0
    for at, chunk in enumerate(_chunks(source)):
        below = _BREAK.split(chunk, above)[-1] if at == 0 and above else chunk
        letters = np.frombuffer(below, np.uint8)
        ends = _ends(letters)
        marks = np.flatnonzero(letters == ord(quote))
        ends = ends[(np.searchsorted(marks, ends) + quotes) % 2 == 0]
        rows, quotes = rows + len(ends), quotes + len(marks)
        length = len(letters) - int(ends[-1]) - 1 if len(ends) else length + len(letters)
        if length > MAX_LINE:
            raise left_open(source.name, rows + 2 + above, quote)
        if rows > enough:
            break
    return rows


def left_open(source: str, line: int, quote: str) -> InputError:
    """The sentence about a quotation that goes on for too long."""
    return InputError(
        f"{quoted(source)}, line {line:,}: a quotation mark {quote} is opened and never closed. Close it, or write it "
        "twice inside a quoted cell."
    )


def _ends(letters: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Where lines end: at a line feed, or at a carriage return that none follows."""
    feeds = letters == ord("\n")
    returns = letters == ord("\r")
    returns[:-1] &= ~feeds[1:]
    return np.flatnonzero(feeds | returns)


def count_breaks(text: bytes) -> int:
    """Line feeds, carriage returns, and pairs of both."""
    returns = text.count(b"\r")
    return text.count(b"\n") + (returns - text.count(b"\r\n") if returns else 0)


def beginning(source: Source) -> str:
    """The first characters of a file, some of them wrong where its encoding shows only later."""
    return next(_chunks(source), b"").decode("utf-8", "replace")


def each_line(text: str, start: int = 0) -> Iterator[str]:
    """Each line of a text with its end, one at a time: `io.StringIO` takes four bytes a character for them all."""
    for found in _TEXT_BREAK.finditer(text, start):
        yield text[start : found.end()]
        start = found.end()
    if start < len(text):
        yield text[start:]


def _chunks(source: Source) -> Iterator[bytes]:
    """The bytes of a file piece by piece, UTF-16 as UTF-8; no pair of carriage return and line feed is parted."""
    with source.path.open("rb") as file:
        pieces: Iterable[bytes] = iter(partial(file.read, CHUNK), b"")
        start = file.read(CHUNK)
        if kind := binary_kind(start):
            raise InputError(f"{quoted(source.name)} is {kind}, not text.")
        file.seek(0)
        if encoding := utf16_of(start):
            pieces = map(str.encode, codecs.iterdecode(pieces, encoding, "replace"))
        held = b""
        for piece in pieces:
            whole = held + piece
            held = b"\r" if whole.endswith(b"\r") else b""
            yield whole[:-1] if held else whole
        if held:
            yield held


def _too_long(source: Source, lines: int) -> InputError:
    size = source.path.stat().st_size
    what = (
        f"has a line of more than {MAX_LINE / 1e6:,.0f} MB (line {lines + 1:,})"
        if lines
        else f"begins with a line of more than {MAX_LINE / 1e6:,.0f} of its {size / 1e6:,.0f} MB"
    )
    return InputError(
        f"{quoted(source.name)} {what}, as no table has: line breaks are missing, or a quotation mark is never "
        "closed. Write each record in a line of its own."
    )


_DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SAMPLE: Final = 200_000
"""Characters looked at to find the delimiter."""

_SAMPLE_ROWS: Final = 100
_TITLE_LINES: Final = 20

_LEAST_OF_ROW: Final = 0.5
"""Share of the columns that a row has at least which ends early."""

_NARROWEST: Final = 3
"""Filled cells that rows have at least in which a header is looked for by its width."""

_WIDE: Final = 0.6
_NARROW: Final = 0.4
"""Shares of the usual number of filled cells: a header has more than the one, titles above it less than the other."""
"""Lines above the column names that are looked through for them."""

_TITLE_CELLS: Final = 200
"""Cells of such a line that are looked at."""

_MAX_BLOCK: Final = 2**31 - 1
"""Bytes that Arrow reads in one piece."""

_END: Final = "end"
_MARK: Final = "\ufeff"
_QUOTED_LINE: Final = re.compile(r'^"((?:[^"]|"")*)"[,;\s]*$')
_FILLED: Final = re.compile(r"[^\r\n]")
_DECLARED: Final = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)

_GUARDED: Final = re.compile(r"^'(?='*[=+\-@\t\r])")
"""An apostrophe that a careful writer, as ours, put before text which a spreadsheet would run as a formula."""


@dataclass(frozen=True)
class Dialect:
    """How the cells of a file are separated and quoted."""

    delimiter: str
    quote: str


@dataclass(frozen=True)
class _Body:
    """What follows the header: the file's text, where in it the body begins, and the number of lines before that."""

    text: str
    start: int
    lines_before: int
    dialect: Dialect


def read(source: Source) -> list[Layer]:
    """Read a text file with one record a row and a header.

    Parameters
    ----------
    source
        UTF-8, UTF-16 or in a code page (`encoding.decode`); cells separated by comma, semicolon, tab or `|`. The
        column names may stand below a title.

    Returns
    -------
    One layer, every column dtype `str`, empty cells missing. One apostrophe before a leading =, +, -, @, tab or
    carriage return is left out: `output.tables.neutralise` and others put it there against formulas.

    Raises
    ------
    InputError
        Naming line and count of every row that does not fit the header, and for what `decode` refuses.
    """
    lines = check_lines(source)
    _check_rows(source, lines, 1)
    text, letters, notes = read_text(source)
    text, mended = _mended(text, source.name)
    notes = (*notes, *mended)
    first, start, dialect = _beginning(text)
    header, body = _take_header(text, start, dialect, source.name)
    names = [_GUARDED.sub("", name) for name in header]
    _check_rows(source, lines, len(names))
    columns = _parse_fast(body, len(names))
    short = 0
    if columns is None:
        columns, short = _parse_slowly(body, len(names), source.name)
    _check_cells(columns, names, body, source.name)
    series = [pd.Series(pd.array(_blank_to_missing(_unguarded(column)), dtype=TEXT)) for column in columns]
    frame = pd.concat(series, axis=1) if series else pd.DataFrame()
    if start > first:
        notes = (*notes, _titles_told(text[first:start], source.name))
    if short:
        notes = (
            *notes,
            f"{quoted(source.name)}: {short:,} rows end early; their last cells are taken as empty.",
        )
    form = f"Text with cells separated by {_DELIMITERS[dialect.delimiter]}, in {letters}"
    return [Layer(source.stem, frame.set_axis(names, axis=1), notes=notes, format=form)]


def _mended(text: str, source: str) -> tuple[str, list[str]]:
    """A text as it was before a program joined files, or quoted whole lines, and sentences about that."""
    notes = []
    if _MARK in text:
        notes.append(
            f"{quoted(source)}: byte order marks within the text were left out; it was joined of several."
        )
        text = text.replace(_MARK, "")
    if text.startswith('"') and _are_quoted_lines(text[:_SAMPLE].splitlines()[:_SAMPLE_ROWS]):
        lines = (
            _QUOTED_LINE.sub(lambda line: line[1].replace('""', '"'), line) for line in text.splitlines()
        )
        text = "\n".join(lines) + "\n"
        notes.append(f"{quoted(source)}: each line was in quotation marks as a whole; these were left out.")
    return text, notes


def _are_quoted_lines(lines: Sequence[str]) -> bool:
    """Whether lines are in quotation marks as a whole, with several cells in each."""
    whole = [line for line in lines if line.strip()]
    if len(whole) < 2 or not all(_QUOTED_LINE.fullmatch(line) for line in whole):
        return False
    return any(
        all(line.count(mark) == whole[0].count(mark) > 0 for line in whole[:2]) for mark in _DELIMITERS
    )


def _check_rows(source: Source, lines: int, columns: int) -> None:
    """Refuse a file of too many rows before it is read; lines within quoted cells are no rows."""
    rows = 0
    if lines > max_rows() or lines * columns > max_cells():
        sample = beginning(source)
        _, header, dialect = _beginning(sample)
        above = count_breaks(sample[:header].encode())
        rows = count_rows(source, above, dialect.quote, max_rows())
    check_size(rows, columns, source.name)


def _beginning(text: str) -> tuple[int, int, Dialect]:
    """Where the titles begin and where the header does, and how cells are separated."""
    first, declared = _after_declaration(text)
    start = first + _length_of_titles(text, first, declared)
    return first, start, declared or sniff(text, start)


def sniff(text: str, start: int = 0) -> Dialect:
    """Find the delimiter and quotation mark of a file from its first rows.

    Of the delimiters that divide the header the one wins that gives most of the usual column names,
    then the one under which most rows are as long as the header, then the one that gives most columns.
    """
    sample = text[start : start + _SAMPLE]
    complete = start + len(sample) == len(text)
    return max(
        (_score(sample, complete, delimiter) for delimiter in _DELIMITERS), key=lambda scored: scored[0]
    )[1]


def _score(sample: str, complete: bool, delimiter: str) -> tuple[tuple[int, float, int], Dialect]:
    dialect = Dialect(delimiter, '"')
    rows = list(islice(_rows(sample, dialect), _SAMPLE_ROWS))
    header = rows[0] if rows else []
    if header and all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in header):
        dialect = Dialect(delimiter, "'")
        rows = list(islice(_rows(sample, dialect), _SAMPLE_ROWS))
        header = rows[0]
    body = rows[1:] if complete or len(rows) == _SAMPLE_ROWS else rows[1:-1]
    fitting = sum(len(row) == len(header) for row in body) / len(body) if body else 1.0
    return (count_recognised(header), fitting, len(header)), dialect


def _after_declaration(text: str) -> tuple[int, Dialect | None]:
    """Excel's own first line "sep=;" says the delimiter; elsewhere leading empty lines are passed over."""
    declared = _DECLARED.match(text)
    if declared is not None:
        return declared.end(), Dialect(declared[1], '"')
    filled = _FILLED.search(text)
    return len(text) if filled is None else filled.start(), None


def _length_of_titles(text: str, start: int, declared: Dialect | None) -> int:
    """Characters above the header: the first line that is made up of usual column names.

    Where there is no such line, the first row that is about as wide as most, if those above have hardly a cell. A line
    within a quoted cell is none.
    """
    dialects = [declared] if declared else [Dialect(delimiter, '"') for delimiter in _DELIMITERS]
    lines = list(islice(each_line(text[: start + _SAMPLE], start), _TITLE_LINES))
    begun = {dialect: _record_starts(lines, dialect) for dialect in dialects}
    for at, line in enumerate(lines):
        if any(at in begun[dialect] and _is_header(line, dialect) for dialect in dialects):
            return sum(map(len, lines[:at]))
    return _length_of_narrow_rows(text, start, declared or sniff(text, start))


def _record_starts(lines: Sequence[str], dialect: Dialect) -> set[int]:
    """Numbers of the lines in which a record begins; the others are within a quoted cell."""
    reader = _reader(lines, dialect)
    starts = {0}
    for _ in reader:
        starts.add(reader.line_num)
    return starts


def _length_of_narrow_rows(text: str, start: int, dialect: Dialect) -> int:
    lines = list(islice(each_line(text[: start + _SAMPLE], start), _SAMPLE_ROWS))
    reader = _reader(lines, dialect)
    rows = [(sum(bool(cell.strip()) for cell in row), reader.line_num) for row in reader]
    usual = sorted(filled for filled, _ in rows)[len(rows) // 2] if rows else 0
    if usual < _NARROWEST or len(rows) < _NARROWEST:
        return 0
    for at, (filled, _) in enumerate(rows[:_TITLE_LINES]):
        if filled > _WIDE * usual:
            return sum(map(len, lines[: rows[at - 1][1]])) if at else 0
        if filled > _NARROW * usual:
            break
    return 0


def _is_header(line: str, dialect: Dialect) -> bool:
    names = [cell for cell in next(_rows(line, dialect), [])[:_TITLE_CELLS] if cell.strip()]
    return len(names) > 1 and 2 * count_recognised(names) > len(names)


def _titles_told(titles: str, source: str) -> str:
    lines = [line.strip(" ,;|\t") for line in titles.splitlines()]
    messages = [line for line in lines if line]
    more = f" and {len(messages) - 1} more" if len(messages) > 1 else ""
    what = f": {quoted(messages[0])}{more}" if messages else ""
    return f"{quoted(source)}: {len(lines):,} lines above the column names were left out{what}."


def _rows(text: str, dialect: Dialect) -> _Reader:
    return _reader(each_line(text), dialect)


def _reader(lines: Iterable[str], dialect: Dialect) -> _Reader:
    # The limit is one for the whole process; `MAX_CELL` is asked afterwards, with line and column.
    csv.field_size_limit(max(csv.field_size_limit(), 2**31 - 1))
    return csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote)


def _take_header(text: str, start: int, dialect: Dialect, source: str) -> tuple[list[str], _Body]:
    lines = characters = 0

    def counted() -> Iterator[str]:
        nonlocal lines, characters
        for line in each_line(text, start):
            lines, characters = lines + 1, characters + len(line)
            if characters > MAX_LINE:
                raise left_open(source, count_breaks(text[:start].encode()) + 1, dialect.quote)
            yield line

    header = next(_reader(counted(), dialect), [])
    if not any(cell.strip() for cell in header):
        raise InputError(
            f"{quoted(source)} has no header: its first line is empty. Add a line with the column names."
        )
    above = sum(1 for _ in each_line(text[:start]))
    return header, _Body(text, start + characters, above + lines, dialect)


def _parse_fast(body: _Body, width: int) -> list[pa.Array] | None:
    """All columns as text; None where a row does not fit or a quotation stays open."""
    data = body.text[body.start :].encode("utf-8") + _end_mark(body, width).encode("utf-8")
    if len(data) >= _MAX_BLOCK:
        return None
    names = [str(at) for at in range(width)]
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(data),
            pa.csv.ReadOptions(column_names=names, block_size=len(data) + 1),
            pa.csv.ParseOptions(
                delimiter=body.dialect.delimiter, quote_char=body.dialect.quote, newlines_in_values=True
            ),
            pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    rows = table.num_rows - 1
    if any(column[rows].as_py() != _END for column in table.columns):
        return None
    return [column.slice(0, rows).combine_chunks() for column in table.columns]


def _parse_slowly(body: _Body, width: int, source: str) -> tuple[list[pa.Array], int]:
    """Row by row, to name every row that does not fit; with the number of rows that end early.

    Empty surplus cells at a row's end are let pass, and a row without its last cells is taken to have them empty; not
    two such rows after one another that are one together, as a line break in a cell parts them.
    """
    faults, count, short, before = [], 0, 0, width
    filled: list[list[str]] = []
    last, last_line = [""], 0
    for last_line, last in _numbered_rows(body, width, source):
        if last == [_END] * width or not _is_filled(last):
            continue
        parted = max(len(last), before) < width and len(last) + before == width + 1
        if parted or len(last) < _LEAST_OF_ROW * width or any(cell.strip() for cell in last[width:]):
            count += 1
            if count <= LISTED_FAULTS:
                faults.append(
                    f"{quoted(source)}, line {last_line:,}: {_cells(len(last))} found, {width:,} expected. Put text "
                    "that contains the delimiter or a line break in quotation marks, and give every row all cells."
                )
        elif not count:
            short += len(last) < width
            filled.append([*last[:width], *[""] * (width - len(last))])
        before = len(last)
    if last != [_END] * width:
        faults, count = (
            [*faults[: LISTED_FAULTS - 1], str(left_open(source, last_line, body.dialect.quote))],
            count + 1,
        )
    if faults:
        raise InputError(first_faults(faults, count))
    return [pa.array([row[at] for row in filled], pa.large_string()) for at in range(width)], short


def _end_mark(body: _Body, width: int) -> str:
    """A last row of our own: where it is not read as such, a quotation before it was left open."""
    return "\n" + body.dialect.delimiter.join([_END] * width)


def _numbered_rows(body: _Body, width: int, source: str) -> Iterator[tuple[int, list[str]]]:
    """Every row, and the mark of the end, with the line of the file in which it begins.

    Raises
    ------
    InputError
        If a row passes `MAX_LINE`: no cell is that long, so a quotation is not closed.
    """
    line, length = body.lines_before + 1, 0

    def measured() -> Iterator[str]:
        nonlocal length
        for text in chain(each_line(body.text, body.start), each_line(_end_mark(body, width))):
            length += len(text)
            if length > MAX_LINE:
                raise left_open(source, line, body.dialect.quote)
            yield text

    reader = _reader(measured(), body.dialect)
    for row in reader:
        yield line, row
        line, length = body.lines_before + reader.line_num + 1, 0


def _is_filled(row: Sequence[str]) -> bool:
    return len(row) > 1 or any(cell.strip() for cell in row)


def _check_cells(columns: list[pa.Array], names: list[str], body: _Body, source: str) -> None:
    if not columns:
        return
    faults = []
    for name, column in zip(names, columns, strict=True):
        lengths = pc.utf8_length(column)
        longest = pc.max(lengths).as_py() or 0
        if longest > MAX_CELL:
            line = _line_of_row(body, len(names), source, pc.index(lengths, longest).as_py())
            faults.append(
                f"{quoted(source)}, line {line:,}, column {quoted(name)}: the cell has {longest:,} characters; at most "
                f"{MAX_CELL:,} are read. Shorten it; perhaps a quotation mark is missing."
            )
    if faults:
        raise InputError(first_faults(faults))


def _line_of_row(body: _Body, width: int, source: str, wanted: int) -> int:
    filled = (line for line, row in _numbered_rows(body, width, source) if _is_filled(row))
    return next(islice(filled, wanted, None))


def _unguarded(column: pa.Array) -> pa.Array:
    if not pc.any(pc.starts_with(column, "'")).as_py():
        return column
    return pc.replace_substring_regex(column, r"^'('*[=+\-@\t\r])", r"\1", max_replacements=1)


def _blank_to_missing(column: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), None, column)


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"
