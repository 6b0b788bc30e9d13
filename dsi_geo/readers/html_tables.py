"""Tables of a web page, which many programs save under the ending of a workbook; nothing else of it is looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Final

import pandas as pd

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.assembly import Layer, Source
from dsi_geo.readers.cells import typed
from dsi_geo.readers.encoding import read_text
from dsi_geo.readers.limits import MAX_CELL, check_size, max_cells, max_rows
from dsi_geo.readers.workbook import layer_of_rows

_PAIR: Final = re.compile(
    r"<t[hd][^<>]*>\s*([^<>]{1,100}?)\s*</t[hd]>\s*<td[^<>]*>\s*([^<>]*?)\s*</td>", re.IGNORECASE
)
"""A name and its value in a table of two columns, as maps have it in the description of a place."""

_NEARLY_ALL: Final = 0.9
_LONGEST_DESCRIPTION: Final = 20_000
_MOST_NAMES: Final = 100

_WIDEST: Final = 100
"""Columns that one cell may span."""


def read(source: Source) -> list[Layer]:
    """Read the tables of a page that are asked for (“table 2”), or the largest.

    Parameters
    ----------
    source
        HTML. A cell that spans several columns stands in the first of them. A table within a cell is text of it.

    Raises
    ------
    InputError
        If there is no table, or it passes a limit.
    """
    tables = _Tables(source.name)
    text, letters, told = read_text(source)
    tables.feed(text)
    tables.close()
    filled = [rows for rows in tables.found if any(any(cell for cell in row) for row in rows)]
    if not filled:
        raise InputError(
            f"{quoted(source.name)} is a web page without a table. Save its table as CSV or .xlsx."
        )
    named = {f"table {number}": rows for number, rows in enumerate(filled, start=1)}
    largest = max(named, key=lambda name: sum(map(len, named[name])))
    chosen = source.asked_of(named) or [largest]
    others = tuple(name for name in named if name not in chosen)
    if others and chosen == [largest]:
        told = (
            *told,
            f"{quoted(source.name)}: the largest table of the page was read; the others ({len(others):,}) were not.",
        )
    layers = [layer_of_rows(name, even_rows(named[name], source.name), source.name, told) for name in chosen]
    if not source.tables:
        layers = [replace(layers[0], name=source.stem)]
    return [replace(layer, others=others, format=f"Table of a web page, in {letters}") for layer in layers]


def even_rows(rows: Sequence[Sequence[str]], source: str) -> list[list[str]]:
    """Rows of equal length, as long as the longest; refused where they are too many cells together."""
    width = max(map(len, rows))
    check_size(len(rows) - 1, width, source)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def with_described(layer: Layer, source: str) -> Layer:
    """A layer with the columns that stand as a table of HTML within its descriptions, as exports of maps have them.

    The column of descriptions stays. A column found goes before one of the layer's of the same name in other letters.
    """
    for column in layer.frame.columns:
        cells = layer.frame[column]
        if not isinstance(cells.dtype, pd.StringDtype):
            continue
        filled = cells.dropna()
        if (
            not len(filled)
            or not filled.iloc[:_MOST_NAMES].str.contains("<td", case=False).mean() >= _NEARLY_ALL
        ):
            continue
        found = _pairs(cells, column, [*map(str, layer.frame.columns)])
        if found.empty:
            continue
        taken = {str(one).casefold() for one in layer.frame.columns}
        first = [one for one in found if one.casefold() in taken]
        listed = ", ".join(quoted(name) for name in [*found][:8])
        note = f"{quoted(source)}: {listed} were read out of the tables in {quoted(column)}."
        frame = pd.concat([found[first], layer.frame, found.drop(columns=first)], axis=1)
        return replace(layer, frame=frame, notes=(*layer.notes, note))
    return layer


def _pairs(cells: pd.Series, column: str, taken: Sequence[str]) -> pd.DataFrame:
    """The names and values of the tables in some cells; a name that is taken gets the column's before it."""
    pairs = [
        dict(_PAIR.findall(cell[:_LONGEST_DESCRIPTION])) if isinstance(cell, str) else {} for cell in cells
    ]
    names = [*dict.fromkeys(name for one in pairs for name in one)][:_MOST_NAMES]
    columns = {
        (f"{column} {name}" if name in taken else name): typed(unescape(one.get(name, "")) for one in pairs)
        for name in names
    }
    return pd.DataFrame(columns, index=range(len(cells))).set_axis(cells.index)


class _Tables(HTMLParser):
    """Collects the cells of the outermost tables."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[list[tuple[str, ...]]] = []
        self._source = source
        self._row: list[str] = []
        self._text: list[str] = []
        self._depth = 0
        self._inside = False
        self._silent = 0
        self._span = 1
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.found.append([])
        elif self._depth == 1 and tag == "tr":
            self._end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._inside = True
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), _WIDEST) if span.isdecimal() and int(span[:9]) > 0 else 1
        elif tag in ("br", "p", "div", "li") and self._inside:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a table, a row or a cell."""
        if tag in ("script", "style"):
            self._silent = max(self._silent - 1, 0)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_row()
            self._depth -= 1
        elif self._depth == 1 and tag == "tr":
            self._end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Take the text of a cell."""
        if self._inside and not self._silent:
            self._text.append(data)

    def close(self) -> None:
        """End what is still open."""
        super().close()
        if self._depth:
            self._end_row()

    def _end_cell(self) -> None:
        if not self._inside:
            return
        lines = (" ".join(line.split()) for line in "".join(self._text).split("\n"))
        text = "\n".join(line for line in lines if line)
        if len(text) > MAX_CELL:
            raise InputError(
                f"{quoted(self._source)}: a cell has {len(text):,} characters; at most {MAX_CELL:,} are read. "
                "Shorten it."
            )
        self._row += [text, *[""] * (self._span - 1)]
        self._cells += self._span
        self._text, self._inside, self._span = [], False, 1

    def _end_row(self) -> None:
        self._end_cell()
        if self._row:
            rows = self.found[-1]
            rows.append(tuple(self._row))
            if len(rows) > max_rows() + 1 or self._cells > max_cells():
                check_size(len(rows) - 1, max(map(len, rows)), self._source)
        self._row = []
