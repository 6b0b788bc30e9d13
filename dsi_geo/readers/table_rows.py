"""Rows that are no records: a first one that should be a header and is not, and last ones with sums."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.cells import as_text
from dsi_geo.readers.columns import count_recognised, entity_of_columns, recognise
from dsi_geo.spelling import fold, fold_text
from dsi_geo.standards.header_words import concepts_of, languages_of

_VALUE: Final = re.compile(
    r"^\s*(?:[+\-−]?\d[\d.,\s]*%?|https?://\S+|\S+@\S+\.\w+|\d{4}-\d\d?-\d\d?.*|\d\d?[./]\d\d?[./]\d{2,4}.*|\d{2,}[\d\s/+-]*)\s*$"
)
"""A number, a date, a telephone number, or the address of a page or of mail: no name of a column."""

_YEAR: Final = re.compile(r"^(?:19|20)\d\d$")
"""A year may well be the name of a column, in tables with a column a year."""

_LONG_NUMBER: Final = re.compile(r"\d{4}")
_FEWEST_ALIKE: Final = 2
"""Names of columns that are written as their cells are, from which on they are no names."""

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

_REMARK: Final = re.compile(
    r"^\s*(?:[*※†‡§¹#(\[]|(?:note|notes|source|sources|quelle|quellen|anmerkung|hinweis|stand|legende|remark|fuente|nota|"
    r"notas|fonte|bron|zrodlo|źródło|zdroj|forrás|注|備考|出典|资料来源)\b)",
    re.IGNORECASE,
)
_SENTENCE: Final = 40
"""Characters from which on a lone cell is a sentence."""

_HEADINGS: Final = "heading above"
"""Column with the headings of groups."""
_HEADING: Final = r"^\s*(?:[IVX]+|[A-Z]|\d{1,2}(?:\.\d{1,2})*)[.)]\s|.*:\s*$|[^a-zß-öø-ÿа-яё]{4,}$"
"""Numbered, before a colon, or in capitals."""
_LINE: Final = r"\s*[-=_+|:*]{2,}\s*"
_LETTERS: Final = r"[^\W\d_]{2}"
_MOST_HEADINGS: Final = 0.4
_DENSE: Final = 0.8
"""Share of the rows that fill a cell which all records have; sums and headings do not."""

_FEWEST_NAMES: Final = 2
_UNIT: Final = re.compile(
    r"[(\[<].{1,40}[)\]>]|(?i:eur|euro|usd|gbp|chf|[€$£%°]|tsd\.? ?(?:eur|€)|mio\.? ?(?:eur|€)|k?m²?|ha|stk\.?|"
    r"deg(?:rees)?|[yjm]{2,4}([-./])[m]{2}\1[djy]{2,4}|[dt]{2}([-./])m{2}\2[yj]{2,4}|yyyy|jjjj|text|string|integer|number|"
    r"date|datum|zahl|float|boolean)"
)
"""A unit, a format, or a type of data."""
_LEAST_UNITS: Final = 0.75

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
        If none of the names is known, and several are values, or stand in their own columns again and again; or if
        several have long numbers and are written as the cells below them are, whatever words there are in others.
    """
    names = [str(name).strip()[:_LONGEST] for name in frame.columns]
    filled = [name for name in names if name]
    if not filled:
        return
    known = count_recognised(filled)
    alike = sum(_is_written_alike(name, frame.iloc[:_SAMPLE, at]) for at, name in enumerate(names))
    if alike >= max(_FEWEST_ALIKE, known):
        raise _without_header(filled, source)
    if known > 0:
        return
    values = [name for name in filled if _VALUE.match(name) and not _YEAR.match(name)]
    again = [
        name
        for at, name in enumerate(names)
        if name and not _VALUE.match(name) and _stands_in(name, frame.iloc[:_SAMPLE, at])
    ]
    if len(values) + len(again) < 2 and len(values) + len(again) < len(filled):
        return
    raise _without_header(filled, source)


def _without_header(filled: Sequence[str], source: str) -> InputError:
    shown = ", ".join(quoted(name, 30) for name in filled[:4])
    return InputError(
        f"{quoted(source)} has no row with the names of its columns: its first row ({shown}) reads like a record. "
        "Add a row above it that says what the columns are, such as name, address, city, latitude, longitude."
    )


def _is_written_alike(name: str, column: pd.Series) -> bool:
    """Whether a name has a long number and is written as the cells below it are: `JP-1004931` above `JP-1000031`."""
    if not _LONG_NUMBER.search(name) or _YEAR.match(name):
        return False
    cells = as_text(column).dropna().str.strip()
    if len(cells) < _FEWEST:
        return False
    shapes = cells.str.slice(0, _LONGEST).map(_shape)
    return bool(shapes.eq(_shape(name)).mean() >= _DENSE)


def _shape(text: str) -> str:
    """A text with each word and each number as one sign."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", text))


def _stands_in(name: str, column: pd.Series) -> bool:
    return bool(as_text(column).eq(name).any())


def names_of_parts(header: Sequence[str], second: Sequence[str]) -> list[str] | None:
    """The names of columns out of two rows, the first of which names groups; None if the second is a record.

    A group's name is that of merged cells, of which the first is filled. It goes before a name that another group has
    as well, and before one of a body's ("Beneficiary", "Name").
    """
    names, parts = ([str(cell).strip()[:_LONGEST] for cell in row] for row in (header, second))
    words = [part for part in parts if part]
    below_blank = sum(bool(part) and not name for name, part in zip(names, parts, strict=True))
    if not below_blank or len(words) <= sum(map(bool, names)) or any(_VALUE.match(word) for word in words):
        return None
    if count_recognised(words) < max(_FEWEST_NAMES, len(words) / 2):
        return None
    languages = languages_of([*names, *words])
    joined, group = [], ""
    for name, part in zip(names, parts, strict=True):
        group = name or group
        apart = words.count(part) > 1 or concepts_of(group, languages) & {"beneficiary", "body"}
        joined.append(name if not part else f"{group} {part}" if group and apart else part)
    return joined


def is_legend(row: Sequence[str]) -> bool:
    """Whether a row below a header is none of a record: units or formats of the columns, or their numbers."""
    filled = [(at, str(cell).strip()) for at, cell in enumerate(row) if str(cell).strip()]
    if len(filled) < 2:
        return False
    if len(filled) > _FEWEST and all(cell == str(at) for at, (_, cell) in enumerate(filled, start=1)):
        return True
    units = sum(bool(_UNIT.fullmatch(cell)) for _, cell in filled)
    return units >= 2 and units >= _LEAST_UNITS * len(filled)


def with_whole_header(frame: pd.DataFrame, source: str) -> tuple[pd.DataFrame, list[str]]:
    """A table whose first rows go on with its header, or explain it, without these; and sentences about them."""
    notes: list[str] = []
    if len(frame) < _FEWEST:
        return frame, notes
    first = [*as_text(frame.iloc[0].astype(object)).fillna("")]
    parts = names_of_parts([*map(str, frame.columns)], first)
    if parts is not None:
        frame = frame.iloc[1:].set_axis(parts, axis=1)
        first = [*as_text(frame.iloc[0].astype(object)).fillna("")]
    if is_legend(first):
        frame = frame.iloc[1:]
        notes.append(legend_told(first, source))
    return frame, notes


def legend_told(row: Sequence[str], source: str) -> str:
    """The sentence about a row that `is_legend`."""
    shown = " ".join(str(cell).strip() for cell in row if str(cell).strip())
    return f"{quoted(source)}: the row below the header ({quoted(shown, 60)}) tells of its columns, and is no record."


def without_sums(frame: pd.DataFrame, source: str) -> tuple[pd.DataFrame, list[str]]:
    """A table without rows of sums, remarks at its end and headings of groups, and sentences about these.

    A row of a sum has a word for it, but numbers beside it, and fills fewer cells than the records do; where the word
    does not come first, a cell is empty which nearly all records fill. A remark is a single cell in one of the last
    rows that begins with a sign or a word for remarks. A heading is a single cell between records that fill many; it
    is kept in a column of its own.
    """
    if len(frame) < _FEWEST:
        return frame, []
    frame, tagged = _without_tags(frame, source)
    frame, repeated = _without_headers(frame, source)
    tagged = [*tagged, *repeated]
    counts = frame.notna().sum(axis=1)
    usual = float(counts.median())
    narrow = (counts < usual).to_numpy()
    last = np.arange(len(frame)) >= len(frame) - _LAST_ROWS
    sums, remarks = [], []
    for row in np.flatnonzero(narrow & (_may_be_sums(frame, narrow) | last)).tolist():
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
    frame, headed = _without_headings(frame.drop(index=frame.index[sums + remarks]), source)
    return frame, [*tagged, *notes, *headed]


def _may_be_sums(frame: pd.DataFrame, narrow: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Narrow rows in which a word for a sum begins the first cell, or another where one is empty that records fill."""
    rows = frame[narrow]
    filled = frame.notna()
    lacking = (~filled.loc[narrow, filled.mean() >= _DENSE]).any(axis=1).to_numpy()
    first = np.ones(len(rows), dtype=np.bool_)
    sums = np.zeros(len(rows), dtype=np.bool_)
    for at in range(rows.shape[1]):
        asked = first | lacking
        if not asked.any():
            break
        column = rows.iloc[:, at]
        if isinstance(column.dtype, pd.StringDtype) or column.dtype == object:
            sums[asked] |= _begin_with_sum(column[asked])
            first &= column.isna().to_numpy()
    found = np.zeros(len(frame), dtype=np.bool_)
    found[np.flatnonzero(narrow)[sums]] = True
    return found


def _begin_with_sum(cells: pd.Series) -> npt.NDArray[np.bool_]:
    """Whether each cell begins with a word for a sum; each different text is looked at once."""
    texts = pd.Series(as_text(cells).dropna().unique(), dtype="str")
    begun = texts[fold(texts.str.slice(0, _LONGEST)).str.startswith((*_SUM_WORDS, *_SUM_BEGINNINGS))]
    return np.asarray(as_text(cells).isin(begun) if len(begun) else np.zeros(len(cells)), dtype=np.bool_)


def _without_headings(frame: pd.DataFrame, source: str) -> tuple[pd.DataFrame, list[str]]:
    """A table without lone cells between records that fill many, which are kept as the headings of what follows them.

    Where the cell is in the column of names it may be a record of which no more is known: it has to be written as
    headings are, too.
    """
    counts = frame.notna().sum(axis=1)
    lone = counts.eq(1)
    others = counts[~lone]
    if not lone.any() or lone.mean() > _MOST_HEADINGS or lone.iloc[-1] or others.median() <= _FEWEST:
        return frame, []
    if others.quantile(0.05) < others.median() / 2:
        return frame, []
    columns = [*map(str, frame.columns)]
    name = recognise(columns, entity_of_columns(columns)).fields.get("name")
    rows = frame[lone].set_axis(columns, axis=1)
    texts = pd.Series(None, index=rows.index, dtype="str")
    for at in np.flatnonzero(rows.notna().any().to_numpy()).tolist():
        cells = as_text(rows.iloc[:, at])
        if name is None or columns[at] == name:
            cells = cells.where(cells.str.match(_HEADING))
        texts = texts.fillna(cells.where(cells.str.contains(_LETTERS)))
    lone = lone & texts.reindex(frame.index).notna()
    if not lone.any() or _HEADINGS in columns:
        return frame, []
    follows = lone & lone.shift(fill_value=False)
    for row in frame.index[follows]:
        texts[row] = f"{texts[frame.index[frame.index.get_loc(row) - 1]]} / {texts[row]}"
    note = (
        f"{quoted(source)}: {_counted(frame.index[lone], 'a heading')}, kept in the column {quoted(_HEADINGS)}: "
        f"{quoted(texts[lone[lone].index].iloc[0], 100)}."
    )
    headings = texts[lone[lone].index].reindex(frame.index).ffill()
    return frame.assign(**{_HEADINGS: headings})[~lone], [note]


def _without_tags(frame: pd.DataFrame, source: str) -> tuple[pd.DataFrame, list[str]]:
    """A table without a first row of hashtags, which the Humanitarian Exchange Language has below the header."""
    first = as_text(frame.iloc[0].astype(object)).dropna()
    if len(first) < 2 or first.str.match(r"#[a-z]\w*(?:\s*\+\w+)*\s*$").mean() < _MOSTLY_TAGS:
        return frame, []
    note = f"{quoted(source)}: the hashtags below the header ({quoted(first.iloc[0])} …) are no record."
    return frame.iloc[1:], [note]


def _without_headers(frame: pd.DataFrame, source: str) -> tuple[pd.DataFrame, list[str]]:
    """A table without rows that repeat its header, as pages and joined files do, or underline it."""
    columns = [*map(str, frame.columns)]
    named = [at for at, name in enumerate(columns) if name.strip()]
    again = np.ones(len(frame), dtype=np.bool_)
    lines = np.ones(len(frame), dtype=np.bool_)
    for at in named:
        cells = frame.iloc[:, at]
        if not (isinstance(cells.dtype, pd.StringDtype) or cells.dtype == object):
            return frame, []
        if again.any():
            again &= (
                cells.astype("str").str.strip().eq(columns[at].strip()).fillna(False).to_numpy(dtype=np.bool_)
            )
        if lines.any():
            lines &= cells.astype("str").str.fullmatch(_LINE).fillna(False).to_numpy(dtype=np.bool_)
        if not (again.any() or lines.any()):
            return frame, []
    rows = again | lines
    if len(named) < 2 or not rows.any():
        return frame, []
    which = "one row repeats or underlines" if rows.sum() == 1 else f"{rows.sum():,} rows repeat or underline"
    return frame[~rows], [f"{quoted(source)}: {which} the header, and was left out."]


def _is_remark(cell: str, usual: float) -> bool:
    """Whether a lone cell in one of the last rows is a remark: by how it begins, or a sentence below a wide table."""
    return usual >= _FEWEST and (bool(_REMARK.match(cell)) or (usual > _FEWEST and len(cell) > _SENTENCE))


def _counted(rows: Collection[object], what: str) -> str:
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
    words = [cell for cell in cells if not _VALUE.match(cell)]
    first = fold_text(_SUM.sub("", words[0] if len(words) == 1 else cells[0]))
    numbers = [cell for cell in cells if _VALUE.match(cell)]
    if first in _SUM_WORDS:
        return len(numbers) == len(cells) - 1
    begins = any(first.startswith(f"{word} ") for word in _SUM_BEGINNINGS)
    return begins and len(numbers) == len(cells) - 1 and len(numbers) > 0
