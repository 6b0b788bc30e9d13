"""What stands in the columns of a foreign table: whether it fits the field that a column's name speaks of.

A sample of the rows is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import pandas as pd

from dsi_geo.geography.countries import names_to_codes
from dsi_geo.geography.places import is_name
from dsi_geo.readers.cells import as_coordinate, as_text, split_coordinates
from dsi_geo.spelling import fold, fold_text

SAMPLE_ROWS: Final = 1_000
LONGEST_CELL: Final = 300
"""Characters of a cell that are looked at."""

_FEW: Final = 5
"""Below so many filled cells nothing is concluded from their being equal or different."""

_NUMBER: Final = r"^[+\-−]?[\d.,\s]*\d[\d.,\s]*(?:[eE][+-]?\d+)?\s*%?$"
_MONEY: Final = r"^\s*[^\d\s]{0,4}\s*[\d.,'’\s]+\s*[^\d\s]{0,6}\s*$"
_NUMBERED: Final = r"(?i)^(?:kml|feature|fid|obj\w*|item|row|placemark|point|id)[_ -]?\d+$"
"""Names that a program gave."""

_ADDRESS_OF_PAGE: Final = r"(?i)^\s*(?:https?://|www\.)\S+\s*$"
_RESOURCE: Final = r"://(?:www\.)?(?:wikidata|dbpedia|geonames|openstreetmap|viaf)\."
"""Addresses that identify something, and are no page of it."""

_MAIL: Final = r"^\s*\S+@\S+\.\w+\s*$"
_DIGIT: Final = r"\d"
_ROUNDED: Final = r"^\d[.,]\d+[eE]\+\d+$"
_WORD: Final = r"[^\W\d_]{3}"
_LETTER: Final = r"[^\W\d_]"
_DATE: Final = r"^\s*(?:\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})"

_FEWEST_DATES: Final = 3
"""Different ones that a column has at least: a day that stands in every row is that of the table."""

_DURATION: Final = r"^\s*\d{1,3}(?:[.,]\d+)?\s*[^\W\d]{0,12}\.?\s*$"
"""Months, or years."""

_BARE_DATES: Final = frozenset(
    fold_text(word)
    for word in "date datum dátum fecha data dato datums kuupäev päivämäärä tarih дата 日付 日期 날짜".split()
)
"""Names of a column that say no more than that it holds dates."""

_CODE: Final = r"^(?=\S*\d)\S+$"
"""One word with figures in it: names of records have several words, or none with figures."""

_LEAST_DIFFERENT: Final = 0.5
"""Share of different values among ids: a few may be repeated by mistake."""

_LEAST_DIFFERENT_NAMES: Final = 0.02

_FEW_WORDS: Final = 3
"""Different words among numbers that may say that one is missing."""

_DEGREES: Final = frozenset({"latitude", "longitude"})
_LEAST_FITTING: Final = 0.5
_NEARLY_ALL: Final = 0.9

_TOWNS: Final = 200
_FEW_TOWNS: Final = 4
"""Two or three words that happen to be the names of towns, again and again, are a category."""
_MOST_TOWNS: Final = 0.7
"""Share of different cells that are known as names of towns; other words are now and then."""

_LONGEST_TOWN: Final = 30

_LONGEST_MEDIAN: Final = 150
"""Characters of names, in the middle of their order; longer ones are descriptions."""


_LOOKS: Final = {
    "amount": (1, _MONEY, _LEAST_FITTING, "its cells are no amounts"),
    "website": (_FEW, r"\.\w", 0.001, "its cells are no addresses of pages"),
}
"""Of a field: from how many filled cells on which share of them must look how, and what is said where they do not."""


class Contents:
    """The cells of a table, as far as they tell what its columns are.

    Parameters
    ----------
    frame
        After `assembly.tidy`.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._texts: dict[str, pd.Series] = {}

    @cached_property
    def _rows(self) -> Sequence[int]:
        return range(0, len(self._frame), max(1, -(-len(self._frame) // SAMPLE_ROWS)))

    def cells(self, column: str) -> pd.Series:
        """The filled cells of a sample of rows, as text."""
        if column not in self._texts:
            text = as_text(self._frame[column].iloc[self._rows]).dropna()
            self._texts[column] = text.str.slice(0, LONGEST_CELL)
        return self._texts[column]

    def objection(self, field: str, column: str, *, weak: bool = False) -> str:
        """Why a column does not fit a field; empty where it may, or is empty itself.

        Where its name is a `weak` sign, its cells have to be what the field holds.
        """
        cells = self.cells(column)
        if cells.empty:
            return ""
        if field == "id":
            return self._no_id(cells)
        if field == "name":
            return self._no_name(cells)
        if field in _DEGREES:
            return self._no_degrees(column)
        if field == "website":
            return (
                ""
                if len(cells) < _FEW or _share(cells, r"\.\w") >= 0.1
                else "its cells are no addresses of pages"
            )
        if field in ("launched", "closed", "founded"):
            return self._no_date(cells, weak=weak)
        if field in _LOOKS:
            fewest, look, share, objection = _LOOKS[field]
            return "" if len(cells) < fewest or _share(cells, look) >= share else objection
        if field == "country" and weak and not self.is_country(column):
            return "its cells name no countries"
        if field in ("city", "region", "country", "address"):
            return self._no_place(field, column)
        return ""

    def _no_date(self, cells: pd.Series, *, weak: bool) -> str:
        if weak and _share(cells, _DURATION) >= _LEAST_FITTING:
            return "its cells say how long, and not when"
        return "" if len(cells) < _FEW or _share(cells, _DIGIT) >= 0.1 else "its cells hold no dates"

    def _no_id(self, cells: pd.Series) -> str:
        if len(cells) < _FEW:
            return ""
        if _share(cells, _ROUNDED) >= _LEAST_FITTING:
            return f"a spreadsheet rounded its numbers ({cells.iloc[0]})"
        different = cells.nunique() / len(cells)
        if different < _LEAST_DIFFERENT:
            return f"only {different:.0%} of its values are different"
        return ""

    def _no_name(self, cells: pd.Series) -> str:
        if _share(cells, _ADDRESS_OF_PAGE) >= _NEARLY_ALL:
            return "it holds addresses of web pages"
        if _share(cells, _NUMBERED) >= _NEARLY_ALL:
            return "its values are numbers that a program gave"
        if len(cells) < _FEW:
            return ""
        if cells.nunique() < 2:
            return "all of its values are the same"
        if cells.nunique() / len(cells) < _LEAST_DIFFERENT_NAMES:
            return "nearly all of its values are repeated"
        if _share(cells, _NUMBER) >= _NEARLY_ALL:
            return "it holds numbers"
        return ""

    def _no_degrees(self, column: str) -> str:
        cells = self.cells(column)
        words = ~cells.str.contains(_DIGIT)
        if cells[words].nunique() <= _FEW_WORDS and not words.all():  # “NaN”, “unknown”
            cells = cells[~words]
        numbers = pd.to_numeric(as_coordinate(cells), errors="coerce")
        if numbers.notna().mean() < _LEAST_FITTING:
            return "" if split_coordinates(self.cells(column)) is not None else "its cells are no numbers"
        if numbers.abs().le(180).mean() < _LEAST_FITTING:
            return f"its numbers, such as {numbers.dropna().iloc[0]:g}, are no degrees"
        return ""

    def _no_place(self, field: str, column: str) -> str:
        cells = self.cells(column)
        if _share(cells, r"\d[.,]\d") >= _NEARLY_ALL and split_coordinates(cells) is not None:
            return "it holds coordinates"
        if _share(cells, _ADDRESS_OF_PAGE) >= _NEARLY_ALL:
            return "it holds addresses of web pages"
        if _share(cells, _MAIL) >= _NEARLY_ALL:
            return "it holds addresses of mail"
        if field in ("city", "country") and len(cells) >= _FEW and _share(cells, _LETTER) < 0.1:
            return "it holds numbers"
        return ""

    def is_constant(self, column: str) -> bool:
        """Whether a column has but one value, or none."""
        return bool(self.cells(column).nunique() < min(2, len(self._rows)))

    def is_filled(self, column: str) -> bool:
        """Whether nearly all records have words in a column, and not all of them the same."""
        cells = self.cells(column)
        filled = len(cells) >= _NEARLY_ALL * len(self._rows) and cells.nunique() > 1
        return bool(filled and _share(cells, _LETTER) >= _NEARLY_ALL)

    def is_address(self, column: str) -> bool:
        """Whether most cells of a column are a number and words in several parts, and no pairs of coordinates."""
        cells = self.cells(column)
        if len(cells) < _LEAST_FITTING * len(self._rows) or not self._differ(cells) or self.is_pair(column):
            return False
        parted = cells.str.contains(rf"(?s){_DIGIT}.*[,;\n]|[,;\n].*{_DIGIT}") & cells.str.contains(_WORD)
        return bool(parted.mean() >= _LEAST_FITTING) and not _share(cells, _ADDRESS_OF_PAGE) > 0.1

    def are_addresses(self, column: str) -> bool:
        """Whether the cells of a column are addresses in several parts, and longer than postcodes with their towns."""
        return self.is_address(column) and self.cells(column).str.len().median() > _LONGEST_TOWN

    def is_key(self, column: str) -> bool:
        """Whether every record has a value in a column, and no two the same."""
        cells = self._frame[column]
        return bool(cells.notna().all()) and cells.astype("str").is_unique

    def are_codes(self, column: str) -> bool:
        """Whether nearly all cells of a column have letters or many figures, as counts do not."""
        return _share(self.cells(column), rf"{_LETTER}|\d{{5}}") >= _NEARLY_ALL

    def is_pair(self, column: str) -> bool:
        """Whether a column holds latitude and longitude together, with decimals."""
        cells = self.cells(column)
        if cells.empty or _share(cells, r"\d[.,]\d|°") < _NEARLY_ALL:
            return False
        halves = split_coordinates(cells)
        return halves is not None and bool(
            (halves[0].abs().le(180) & halves[1].abs().le(180)).mean() >= _NEARLY_ALL
        )

    def are_degrees(self, column: str) -> bool:
        """Whether the cells of a column are numbers within 180, with decimals."""
        cells = self.cells(column)
        return not cells.empty and _share(cells, r"\d[.,]\d") >= _NEARLY_ALL and not self._no_degrees(column)

    def is_country(self, column: str) -> bool:
        """Whether nearly all cells of a column name countries."""
        cells = self.cells(column)
        distinct = cells.drop_duplicates()
        if len(cells) < _LEAST_FITTING * len(self._rows) or distinct.str.len().gt(60).mean() > 0.1:
            return False
        known = fold(distinct).map(lambda key: names_to_codes().get(key) is not None)
        long_enough = distinct.str.len().gt(3) | distinct.str.fullmatch(r"[A-Z]{2,3}")
        return bool((known & long_enough).mean() >= _NEARLY_ALL)

    def is_town(self, column: str) -> bool:
        """Whether most cells of a column are the names of towns, and nothing longer."""
        cells = self.cells(column)
        distinct = cells.drop_duplicates().iloc[:_TOWNS]
        if len(cells) < _LEAST_FITTING * len(self._rows) or distinct.str.len().median() > _LONGEST_TOWN:
            return False
        if len(distinct) < _FEW_TOWNS <= len(cells):
            return False
        if _share(distinct, _NUMBER) > 0.1 or _share(distinct, _ADDRESS_OF_PAGE) > 0.1:
            return False
        return bool(is_name(distinct).mean() >= _MOST_TOWNS)

    def is_bare_date(self, column: str) -> bool:
        """Whether a column is called “date”, and nearly all of its cells are dates, not all of them the same."""
        cells = self.cells(column)
        if fold_text(column) not in _BARE_DATES or cells.nunique() < _FEWEST_DATES:
            return False
        return _share(cells, _DATE) >= _NEARLY_ALL

    def is_website(self, column: str) -> bool:
        """Whether nearly all cells of a column are addresses of web pages, and most of them differ."""
        cells = self.cells(column)
        if not cells.empty and _share(cells, _RESOURCE) > _LEAST_FITTING:
            return False
        return not cells.empty and _share(cells, _ADDRESS_OF_PAGE) >= _NEARLY_ALL and self._differ(cells)

    def may_name(self, column: str) -> bool:
        """Whether the cells of a column can be the names of the records: short texts, nearly all of them different."""
        cells = self.cells(column)
        filled = len(cells) / max(len(self._rows), 1)
        return bool(
            filled >= _NEARLY_ALL
            and self._differ(cells)
            and _share(cells, _LETTER) >= _NEARLY_ALL
            and cells.str.len().median() <= _LONGEST_MEDIAN
            and not any(_share(cells, other) > 0.2 for other in (_ADDRESS_OF_PAGE, _MAIL, _DATE, _NUMBER))
            and not _share(cells, _CODE) >= _LEAST_FITTING
            and not self.is_pair(column)
        )

    def count_different(self, column: str) -> int:
        """How many different values a column has in the sample of rows."""
        return int(self.cells(column).nunique())

    def _differ(self, cells: pd.Series) -> bool:
        return bool(cells.nunique() >= 0.8 * len(cells))


def _share(cells: pd.Series, pattern: str) -> float:
    return float(cells.str.contains(pattern).mean())
