"""Cells of a foreign table in the few types that the rest of the product knows."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dsi_geo.addresses.postcode_forms import POSTCODE_AND_CITY
from dsi_geo.readers.angles import angle_pairs, degrees_of
from dsi_geo.schema import DATE, LIST, TEXT

_EXACT: Final = 2**53
"""From here on a float cannot hold every whole number."""

_SEPARATORS: Final = (";", "|", "\n", ",")
"""What stands between the words of a list in one cell; the first that occurs in a column is the one."""

_ISO_DATE: Final = (
    r"^(?P<day>\d{4}-\d{2}-\d{2}|\d{4}/\d{2}/\d{2})"
    r"(?:[T ](?P<time>\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)\d*(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$"
)
_DECIMAL_COMMA: Final = r"^\s*([+-]?\d{1,3}),(\d+)\s*$"
_COMMA_BEHIND: Final = r"^\s*([+-]?\d{1,3}\.\d+)\s*[,;]\s*$"
"""Half of a pair of coordinates that was cut at its comma."""
_NUMBER: Final = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_PAIR: Final = r"^[\s(\[]*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*[,;\s/]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?[\s)\]]*$"
_MOST_PAIRS: Final = 0.9
"""Of the filled cells of a column with coordinates; a few may say that a place is not known, in whatever words."""

_COMMA_PAIR: Final = r"^[\s(\[]*([+-]?\d{1,3},\d+)\s*°?\s*[;\s/]\s*([+-]?\d{1,3},\d+)\s*°?[\s)\]]*$"


def as_text(column: pd.Series) -> pd.Series:
    """Every cell as text, as a reader of the file would see it.

    Parameters
    ----------
    column
        Any dtype. Whole numbers lose their `.0`, midnight its time; `{"id", "name"}` becomes its
        name, a list its words joined by "; ", another object compact JSON.

    Returns
    -------
    Series of dtype `str` with the same index; empty and blank cells are missing.
    """
    if isinstance(column.dtype, pd.StringDtype):
        text = _arrow_text(column)
    else:
        text = _arrow_strings([_text_of(value) for value in column.astype(object)])
    blank = pc.equal(pc.utf8_trim_whitespace(text), "")
    return _text_series(pc.if_else(blank, None, text), column)


def as_list(column: pd.Series) -> pd.Series:
    """Every cell as a list of words, `schema.LIST`; empty where the cell is.

    Parameters
    ----------
    column
        Text in which words are separated by `;`, `|`, a line break or `,` (one of them for the whole
        column, the first of these that occurs), a JSON list in text, lists of words or of
        `{"id", "name"}`, or any other values, which are one word each; all of these may stand mixed.
    """
    if isinstance(column.dtype, pd.StringDtype):
        text, lists = _arrow_text(column), {}
    else:
        cells = [*column.astype(object)]
        text = _arrow_strings([cell if isinstance(cell, str) else None for cell in cells])
        lists = {at: _words_of(cell) for at, cell in enumerate(cells) if not isinstance(cell, str)}
    lists |= _json_lists(text)
    words = _split(text) if not lists else _split_between(text, lists)
    return pd.Series(pd.arrays.ArrowExtensionArray(words), index=column.index, name=column.name, dtype=LIST)


def as_coordinate(column: pd.Series) -> pd.Series:
    """Numbers (`float64`) where every filled cell is one, with decimal point or comma, or an angle; text otherwise.

    The text of a column that also holds other words has its decimal commas turned into points, and its angles
    (`angles.degrees_of`) into numbers.
    """
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return column.astype("float64")
    text = pc.replace_substring_regex(_arrow_text(as_text(column)), _COMMA_BEHIND, r"\1")
    pointed = pc.replace_substring_regex(text, _DECIMAL_COMMA, r"\1.\2")
    plain = pc.utf8_trim_whitespace(pointed)
    if pc.all(pc.match_substring_regex(plain.drop_null(), _NUMBER), min_count=0).as_py():
        return _numbers(plain, column)
    degrees = degrees_of(_text_series(plain, column))
    if degrees.notna().any():
        pointed = pa.array(
            degrees.astype("str").where(degrees.notna(), _text_series(pointed)), pa.large_string()
        )
        if pc.all(pc.match_substring_regex(pointed.drop_null(), _NUMBER), min_count=0).as_py():
            return _numbers(pointed, column)
    return _text_series(pointed, column)


def _numbers(text: pa.Array, like: pd.Series) -> pd.Series:
    numbers = text.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return pd.Series(numbers, index=like.index, name=like.name, dtype="float64")


def as_date(column: pd.Series) -> pd.Series:
    """Dates (`schema.DATE`) where the format has dates in every filled cell; text otherwise, uninterpreted.

    A time in a zone stays the day and hour that are written, whatever they are in UTC.
    """
    if not pd.api.types.is_datetime64_any_dtype(column.dtype):
        return as_text(column)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_localize(None)
    return column.astype(DATE)


def dates_as_written(column: pd.Series) -> pd.Series | None:
    """Dates (`schema.DATE`) out of a column of text whose filled cells all are dates of ISO 8601; else None.

    A time in a zone stays the day and hour that are written, whatever they are in UTC.

    Parameters
    ----------
    column
        dtype `str`; "2015-03-01", "2015/03/01" and "2015-03-01T10:00:00+02:00" are dates, "2015" and "2015-03" not.
    """
    if not isinstance(column.dtype, pd.StringDtype):
        return None
    text = _arrow_text(column)
    if text.null_count == len(text) or not pc.all(pc.match_substring_regex(text, _ISO_DATE)).as_py():
        return None
    parts = pc.extract_regex(text, _ISO_DATE)
    day = pc.replace_substring(pc.struct_field(parts, "day"), "/", "-").cast(pa.large_string())
    time = pc.struct_field(parts, "time").cast(pa.large_string())
    both = pc.binary_join_element_wise(day, time, pa.scalar(" ", pa.large_string()))
    written = pc.if_else(pc.equal(time, ""), day, both)
    try:
        dates = written.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:  # 30 February
        return None
    return pd.Series(dates.to_pandas(), index=column.index, name=column.name).astype(DATE)


def as_given(column: pd.Series) -> pd.Series:
    """A column without a meaning: numbers, truth values and dates stay, all else becomes text."""
    if isinstance(column.dtype, pd.DatetimeTZDtype) or pd.api.types.is_datetime64_any_dtype(column.dtype):
        return as_date(column)
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_complex_dtype(column.dtype):
        return column
    return as_text(column)


def typed(values: Iterable[object]) -> pd.Series:
    """A column from single values of a typed format: numbers, dates or text if all filled cells are, else `object`.

    Parameters
    ----------
    values
        What a JSON object or a workbook cell can hold; None, NaN, blank text and empty lists are missing.
    """
    cells = [None if is_blank(value) else value for value in values]
    kinds = {type(value) for value in cells if value is not None}
    if not kinds or kinds == {str}:
        return _text_series(_arrow_strings(cells))
    if kinds == {bool} and None not in cells:
        return pd.Series(cells, dtype="bool")
    if kinds <= {int, float} and not any(isinstance(cell, int) and abs(cell) >= _EXACT for cell in cells):
        whole = kinds == {int} and None not in cells
        return pd.Series(
            [np.nan if cell is None else cell for cell in cells], dtype="int64" if whole else "float64"
        )
    if all(issubclass(kind, date) for kind in kinds):
        return _dates(cells)
    return pd.Series(cells, dtype="object")


def join_texts(columns: Sequence[pd.Series], joint: str) -> pd.Series:
    """One text a row out of several columns of text; cells that hold no letter or digit are left out."""
    joined, *others = (column.str.strip().where(column.str.contains(r"\w", na=False)) for column in columns)
    for other in others:
        joined = (joined + joint + other).fillna(joined).fillna(other)
    return joined


def is_reference(value: Mapping[Any, object]) -> bool:
    """Whether an object only names something: `{"id": 3, "name": "Health"}` means the same as "Health"."""
    return "name" in value and value.keys() <= {"id", "name"}


def is_blank(value: object) -> bool:
    """Whether a cell of a typed format holds nothing: None, NaN, blank text, an empty list or object."""
    if isinstance(value, str):
        return not value.strip()
    return len(value) == 0 if isinstance(value, (list, dict, np.ndarray)) else _is_missing(value)


def split_coordinates(column: pd.Series) -> tuple[pd.Series, pd.Series] | None:
    """Latitude and longitude out of one text column; None if not nearly all filled cells are such pairs.

    Parameters
    ----------
    column
        "52.5, 13.4", "52,5; 13,4", `52°30'N 13°24'E`; any dtype. Missing cells, and those that are no pair, are
        missing in both.
    """
    text = as_text(column)
    plain = text.str.extract(_PAIR)
    commas = text.str.extract(_COMMA_PAIR).apply(lambda half: half.str.replace(",", "."))
    halves = plain.fillna(commas).apply(pd.to_numeric).astype("float64")
    rest = text.where(halves[0].isna())
    if rest.notna().any():
        latitude, longitude = angle_pairs(rest)
        halves = halves.fillna({0: latitude, 1: longitude})
    read = halves.notna().all(axis=1).sum()
    return (halves[0], halves[1]) if read and read >= _MOST_PAIRS * text.notna().sum() else None


def split_postcodes(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Postcode and town out of one text column ("10999 Berlin", "D-10999 Berlin", "SW1A 1AA London").

    Parameters
    ----------
    column
        Any dtype. A cell that begins with no postcode is a town.

    Returns
    -------
    Two Series of dtype `str` with the same index, as written; missing where the cell has no such half.
    """
    text = as_text(column)
    halves = text.str.extract(POSTCODE_AND_CITY)
    postcode, city = halves[0], halves[1].fillna(text.str.strip().where(halves[0].isna()))
    return as_text(postcode), as_text(city)


def _dates(cells: Sequence[Any]) -> pd.Series:
    """Dates within the reach of `schema.DATE`, as written in whatever zone; as text where one is beyond it."""
    try:
        local = [cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell for cell in cells]
        return pd.to_datetime(pd.Series(local, dtype="object")).astype(DATE)
    except (ValueError, TypeError, OverflowError):
        return pd.Series([_text_of(cell) for cell in cells], dtype=TEXT)


def _is_missing(value: object) -> bool:
    return (
        value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)) or value is pd.NA
    )


def _text_of(value: Any) -> str | None:
    if _is_missing(value):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, (float, np.floating)):
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < _EXACT else repr(number)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (list, tuple, np.ndarray)):
        return "; ".join(_words_of(value))
    if isinstance(value, dict):
        return _text_of_object(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(value)


def _text_of_object(value: dict[object, object]) -> str | None:
    if is_reference(value):
        return _text_of(value["name"])
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str) if value else None


def _words_of(value: Any) -> list[str]:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    elif not isinstance(value, (list, tuple)):
        value = [value]
    texts = (_text_of(word) for word in value)
    return [_encodable(text.strip()) for text in texts if text is not None and text.strip()]


def _json_lists(text: pa.Array) -> dict[int, list[str]]:
    """Position -> words of the cells that are a JSON list; others may begin with a bracket too."""
    lists = {}
    opened = pc.fill_null(pc.starts_with(pc.utf8_ltrim_whitespace(text), "["), False)
    for at in np.flatnonzero(opened.to_numpy(zero_copy_only=False)).tolist():
        try:
            value = json.loads(text[at].as_py())
        except (ValueError, RecursionError):
            continue
        lists[at] = _words_of(value)
    return lists


def _split_between(text: pa.Array, lists: Mapping[int, list[str]]) -> pa.ListArray:
    """Cut the cells of text, and put lists that are at hand in their places."""
    at_hand = np.zeros(len(text), dtype=bool)
    at_hand[[*lists]] = True
    pieces = _split(pc.if_else(pa.array(at_hand), None, text)).to_pylist()
    return pa.array([lists.get(at, words) for at, words in enumerate(pieces)], pa.list_(pa.string()))


def _split(text: pa.Array) -> pa.ListArray:
    """Cut every cell at the column's separator; words are trimmed, empty ones left out."""
    filled = pc.fill_null(text, "")
    separator = next((mark for mark in _SEPARATORS if pc.any(pc.match_substring(filled, mark)).as_py()), ",")
    pieces = pc.split_pattern(filled, separator).cast(pa.list_(pa.large_string()))
    words = pc.utf8_trim_whitespace(pieces.flatten())
    keep = pc.not_equal(words, "")
    kept_before = np.concatenate([[0], np.cumsum(keep.to_numpy(zero_copy_only=False))])
    starts = pieces.offsets.to_numpy() - pieces.offsets[0].as_py()
    offsets = pa.array(kept_before[starts], pa.int32())
    return pa.ListArray.from_arrays(offsets, words.filter(keep).cast(pa.string()))


def _arrow_text(column: pd.Series) -> pa.Array:
    array = pa.array(column, pa.large_string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _arrow_strings(values: Sequence[Any]) -> pa.Array:
    try:
        return pa.array(values, pa.large_string())
    except UnicodeEncodeError:
        return pa.array([None if value is None else _encodable(value) for value in values], pa.large_string())


def _encodable(text: str) -> str:
    """Text without halves of surrogate pairs, which JSON can spell but no file can store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _text_series(array: pa.Array, like: pd.Series | None = None) -> pd.Series:
    if like is None:
        return pd.Series(pd.array(array, dtype=TEXT))
    return pd.Series(pd.array(array, dtype=TEXT), index=like.index, name=like.name)
