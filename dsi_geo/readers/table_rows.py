"""Rows that are no records: a first one that should be a header and is not, and last ones with sums."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.cells import as_text
from dsi_geo.readers.columns import count_recognised
from dsi_geo.spelling import fold, fold_text

_VALUE: Final = re.compile(
    r"^\s*(?:[+\-−]?\d[\d.,\s]*%?|https?://\S+|\S+@\S+\.\w+|\d{4}-\d\d?-\d\d?.*|\d\d?[./]\d\d?[./]\d{2,4}.*|\d{2,}[\d\s/+-]*)\s*$"
)
"""A number, a date, a telephone number, or the address of a page or of mail: no name of a column."""

_YEAR: Final = re.compile(r"^(?:19|20)\d\d$")
"""A year may well be the name of a column, in tables with a column a year."""

_SAMPLE: Final = 200
_LONGEST: Final = 200
"""Characters of a cell that are looked at."""

_SUM_WORDS: Final = frozenset(
    fold_text(word)
    for word in (
        "total, totals, grand total, sum, sums, subtotal, sum total, overall, summe, summen, gesamt, "
        "gesamtsumme, insgesamt, zwischensumme, totale, totale generale, somma, totaal, eindtotaal, som, "
        "suma, razem, ogolem, ogółem, celkem, součet, spolu, súčet, összesen, mindösszesen, total général, "
        "total general, totaux, somme, ensemble, totais, soma, total geral, итого, всего, сумма, общо, "
        "всичко, разом, усього, ukupno, zbroj, skupaj, vsota, σύνολο, γενικό σύνολο, summa, totalt, total "
        "sum, i alt, samlet, yhteensä, kokku, kopā, pavisam, iš viso, totali, toplam, genel toplam, 合計, 総計, "
        "合计, 总计, 합계, 총계, المجموع, الإجمالي"
    ).split(", ")
)
_SUM: Final = re.compile(r"[\s:=]+$|^[\s=]+")
_SUM_BEGINNINGS: Final = (
    "total",
    "totale",
    "subtotal",
    "sous total",
    "summe",
    "zwischensumme",
    "gesamt",
    "suma",
    "итого",
)
"""Words for a sum behind which may stand of what."""

_MAY_BE_SUM: Final = (
    r"(?i)[^0-9a-z]|["
    + "".join(sorted({word[0] for word in (*_SUM_WORDS, *_SUM_BEGINNINGS) if word.isascii()}))
    + "]"
)
"""How a cell begins that is no number, and whose letter begins a word for a sum."""

_REMARK: Final = re.compile(
    r"^\s*(?:[*※†‡§¹#(\[]|(?:note|notes|source|sources|quelle|quellen|anmerkung|hinweis|stand|legende|remark|fuente|nota|"
    r"notas|fonte|bron|zrodlo|źródło|zdroj|forrás|注|備考|出典|资料来源)\b)",
    re.IGNORECASE,
)
_SENTENCE: Final = 40
"""Characters from which on a lone cell is a sentence."""

_LAST_ROWS: Final = 5
_MOSTLY_TAGS: Final = 0.5
_FEWEST: Final = 3
"""Rows of a table, and usual cells of a row, from which on its rows are compared."""


def check_header(frame: pd.DataFrame, source: str) -> None:
    """Refuse a table whose first row is a record: it would be lost as names of columns.

    Parameters
    ----------
    frame
        As read, under the names that its first row gave.
    source
        Name for messages.

    Raises
    ------
    InputError
        If none of the names is known, and several are values, or stand in their own columns again and again.
    """
    names = [str(name).strip()[:_LONGEST] for name in frame.columns]
    filled = [name for name in names if name]
    if not filled or count_recognised(filled) > 0:
        return
    values = [name for name in filled if _VALUE.match(name) and not _YEAR.match(name)]
    again = [
        name
        for at, name in enumerate(names)
        if name and not _VALUE.match(name) and _stands_in(name, frame.iloc[:_SAMPLE, at])
    ]
    if len(values) + len(again) < 2 and len(values) + len(again) < len(filled):
        return
    shown = ", ".join(quoted(name, 30) for name in filled[:4])
    raise InputError(
        f"{quoted(source)} has no row with the names of its columns: its first row ({shown}) reads like a record. "
        "Add a row above it that says what the columns are, such as name, address, city, latitude, longitude."
    )


def _stands_in(name: str, column: pd.Series) -> bool:
    return bool(as_text(column).eq(name).any())


def without_sums(frame: pd.DataFrame, source: str) -> tuple[pd.DataFrame, list[str]]:
    """A table without rows of sums and without remarks at its end, and sentences about these.

    A row of a sum begins with a word for it, has but numbers beside it, and fills fewer cells than the records do. A
    remark is a single cell in one of the last rows that begins with a sign or a word for remarks.
    """
    if len(frame) < _FEWEST:
        return frame, []
    frame, tagged = _without_tags(frame, source)
    counts = frame.notna().sum(axis=1)
    usual = float(counts.median())
    narrow = (counts < usual).to_numpy()
    last = np.arange(len(frame)) >= len(frame) - _LAST_ROWS
    sums, remarks = [], []
    for row in np.flatnonzero(narrow & (_may_be_sums(frame) | last)).tolist():
        cells = [*as_text(frame.iloc[row].astype(object)).dropna().str.slice(0, _LONGEST)]
        if _is_sum(cells, usual):
            sums.append(row)
        elif last[row] and len(cells) == 1 and _is_remark(cells[0], usual):
            remarks.append(row)
    notes = [
        f"{quoted(source)}: {_counted(rows, what)}, set aside: {quoted(_shown(frame, rows), 150)}."
        for rows, what in ((sums, "a sum"), (remarks, "a remark"))
        if rows
    ]
    return frame.drop(index=frame.index[sums + remarks]), [*tagged, *notes]


def _may_be_sums(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Rows whose first filled cell begins with a word for a sum."""
    first = pd.Series(None, index=frame.index, dtype="str")
    for at in range(frame.shape[1]):
        if not (open_rows := first.isna()).any():
            break
        if isinstance(frame.iloc[:, at].dtype, pd.StringDtype) or frame.iloc[:, at].dtype == object:
            first = first.where(~open_rows, as_text(frame.iloc[:, at]))
    open_rows = first.str.match(_MAY_BE_SUM, na=False)
    words = fold(first[open_rows].str.slice(0, _LONGEST))
    found = np.zeros(len(frame), dtype=np.bool_)
    found[open_rows] = words.str.startswith((*_SUM_WORDS, *_SUM_BEGINNINGS)).eq(True)
    return found


def _without_tags(frame: pd.DataFrame, source: str) -> tuple[pd.DataFrame, list[str]]:
    """A table without a first row of hashtags, which the Humanitarian Exchange Language has below the header."""
    first = as_text(frame.iloc[0].astype(object)).dropna()
    if len(first) < 2 or first.str.match(r"#[a-z]\w*(?:\s*\+\w+)*\s*$").mean() < _MOSTLY_TAGS:
        return frame, []
    note = f"{quoted(source)}: the hashtags below the header ({quoted(first.iloc[0])} …) are no record."
    return frame.iloc[1:], [note]


def _is_remark(cell: str, usual: float) -> bool:
    """Whether a lone cell in one of the last rows is a remark: by how it begins, or a sentence below a wide table."""
    return usual >= _FEWEST and (bool(_REMARK.match(cell)) or (usual > _FEWEST and len(cell) > _SENTENCE))


def _counted(rows: Sequence[int], what: str) -> str:
    return (
        f"one row is {what} and no record"
        if len(rows) == 1
        else f"{len(rows):,} rows are {what} and no record each"
    )


def _shown(frame: pd.DataFrame, rows: Sequence[int]) -> str:
    return "; ".join(" ".join(as_text(frame.iloc[row].astype(object)).dropna())[:60] for row in rows[:3])


def _is_sum(cells: Sequence[str], usual: float) -> bool:
    if not cells or len(cells) >= usual:
        return False
    first = fold_text(_SUM.sub("", cells[0]))
    numbers = [cell for cell in cells[1:] if _VALUE.match(cell)]
    if first in _SUM_WORDS:
        return len(numbers) == len(cells) - 1
    begins = any(first.startswith(f"{word} ") for word in _SUM_BEGINNINGS)
    return begins and len(numbers) == len(cells) - 1 and len(numbers) > 0
