"""A column of dates: each of its different spellings is read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from dsi_geo.cleaning.date_figures import Habits, Written
from dsi_geo.cleaning.text import as_text
from dsi_geo.cleaning.written_dates import read_date
from dsi_geo.schema import DATE, ORDERED_DATE

_ZONE: Final = (
    r"(?:\s*(?:Z\b|(?-i:[A-Z]{2,5})\b))?(?:\s*[+-]\d{1,2}(?::?\d{2})?\b)?(?:\s*\(?(?:UTC|GMT)(?:[+-]\d{1,2})?\)?)?"
    r"(?:\s*\[?(?-i:[A-Z][A-Za-z]+/[A-Z][A-Za-z_/+-]+)\]?)?"
)
_TIME: Final = (
    r"(?i)(?:^|[T,:\s])\s*(?:(?:at|um|à|ore|alle|a las|kl\.?|klo|o|@)\s+)?(?:(?:午前|午後|上午|下午|오전|오후)\s*)?"
    r"(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,:]\d+)?)?|\d{1,2}\.\d{2}\.\d{2}\.\d{3,9})(?:\s*(?:[ap]\.?\s?m\b\.?|[πμ]\.?\s?μ\.?|uhr|h\b|ч\b))?"
) + _ZONE
"""A time of day, with its zone, as RE2 reads it."""


@dataclass(frozen=True)
class DateColumn:
    """The different spellings of a column, and which of them stands in which row.

    Attributes
    ----------
    cells
        The column as trimmed text, missing where it is empty.
    forms
        Its different spellings without time of day.
    places
        For each row the place of its spelling in `forms`; -1 where the cell is empty.
    is_end
        Whether it says when something ended.
    """

    cells: pd.Series
    forms: pd.Series
    places: np.ndarray
    is_end: bool = False

    @classmethod
    def of(cls, cells: pd.Series, *, is_end: bool = False) -> DateColumn:
        """The spellings of a column of any dtype."""
        text = as_text(cells)
        places, spelled = pd.factorize(text)
        within, forms = pd.factorize(_without_times(pd.Series(spelled, dtype="str")))
        rows = np.where(places < 0, -1, within[places]) if len(within) else places
        return cls(text, pd.Series(forms, dtype="str"), rows, is_end)

    def read(self, habits: Habits) -> pd.DataFrame:
        """The date of every row.

        Returns
        -------
        DataFrame with the index of the column
            `date` (datetime64[ms], the first day of what is said), `precision` (ordered category), `manner` (str, see
            `date_figures.Manner`) and `why` (str, what is said of it). A missing cell has neither date nor manner.
        """
        return dated([read_date(form, habits) for form in self.forms], self.places, self.cells.index)


def _without_times(text: pd.Series) -> pd.Series:
    timed = text.str.contains(r":|\.\d{2}\.\d{3}")
    if not timed.any():
        return text
    return text.mask(timed, text[timed].str.replace(_TIME, " ", regex=True).str.strip())


def dated(written: list[Written], places: np.ndarray, index: pd.Index) -> pd.DataFrame:
    """Readings as a table, one row for each of `places`; -1 for a row without any."""
    numbers = np.array([one[:3] for one in written] or [(0, 0, 0)], dtype=np.int64)
    days, known = _days(numbers[:, 0], numbers[:, 1], numbers[:, 2])
    precision = np.where(numbers[:, 2] > 0, 2, np.where(numbers[:, 1] > 0, 1, 0))
    manner = pd.Series([one.manner for one in written] or [""], dtype="str")
    manner = manner.mask(~known & manner.isin(("", "rough", "swappable", "either")), "none")
    why = pd.Series([one.why for one in written] or [""], dtype="str")
    table = pd.DataFrame(
        {
            "date": pd.Series(days).astype(DATE),
            "precision": pd.Categorical.from_codes(np.where(known, precision, -1), dtype=ORDERED_DATE),
            "manner": manner,
            "why": why,
        }
    )
    rows = table.take(np.where(places < 0, 0, places)).set_axis(index)
    if (places < 0).any():
        empty = places < 0
        rows = rows.assign(
            date=rows["date"].mask(empty), precision=rows["precision"].mask(empty),
            manner=rows["manner"].mask(empty), why=rows["why"].mask(empty),
        )  # fmt: skip
    return rows


def _days(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first days of what is given, and whether there is such a day in the calendar."""
    known = (year > 0) & (month <= 12) & ((month > 0) | (day == 0))
    months = (np.where(known, year, 1970) - 1970) * 12 + np.where(known & (month > 0), month, 1) - 1
    first = months.astype("datetime64[M]")
    days = first.astype("datetime64[D]") + np.where(known & (day > 0), day, 1) - 1
    known &= days.astype("datetime64[M]") == first
    return np.where(known, days, np.datetime64("NaT")), known
