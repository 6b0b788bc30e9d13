"""Cleaning of dates: every spelling to a day, with the precision that was given."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import pandas as pd

from dsi_geo.addresses.months import month_number
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.text import as_text
from dsi_geo.schema import DATE, DATE_PRECISIONS, ORDERED_DATE, Entity

PLACEHOLDER_DATES: Final = frozenset(
    (
        "1970-01-01",
        "1900-01-01",
        "1899-12-30",
        "1899-12-31",
        "1900-01-00",
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
    )
)
EARLIEST_PLAUSIBLE: Final = pd.Timestamp("1800-01-01")
PLAUSIBLE_YEARS_AHEAD: Final = 20

_TIME: Final = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
_YEAR: Final = r"(?P<year>\d{4})"
_WORD: Final = r"(?P<word>[^\W\d_]{3,12})\.?"
_PATTERNS: Final = tuple(
    re.compile(pattern + "$", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}",
        rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})",
        rf"(?P<first>\d{{1,2}})(?P<mark>[-/.])\s?(?P<second>\d{{1,2}})(?P=mark)\s?{_YEAR}{_TIME}",
        rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?[ -]{_WORD},?[ -]{_YEAR}{_TIME}",
        rf"{_WORD} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}{_TIME}",
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})",
        rf"(?P<month>\d{{1,2}})[-/. ]{_YEAR}",
        rf"{_WORD}[ -]{_YEAR}",
        rf"{_YEAR}(?:\.0)?",
    )
)
_SERIAL: Final = re.compile(r"(?P<serial>[2-6]\d{4})(?:\.\d+)?$")
_SERIAL_ORIGIN: Final = pd.Timestamp("1899-12-30")


class _Written(NamedTuple):
    """A date as its text gives it; 0 where it does not say."""

    year: int
    month: int
    day: int
    order_unsure: bool = False


def parse_dates(cells: pd.Series) -> pd.DataFrame:
    """Read dates in the spellings that spreadsheets and people use.

    Parameters
    ----------
    cells
        Text (“2015-10-31”, “31.10.2015”, “10/2015”, “Oktober 2015”, “2015”, with or without a time
        of day), years as numbers, or datetimes. A time zone is not applied: the day stays as written.

    Returns
    -------
    DataFrame with the index of `cells`
        `date` (datetime64[ms], the first day of the period named), `precision` (ordered category
        year < month < day), `ambiguous` (bool: day and month could be swapped), `unreadable`
        (bool: something is written that is no date). Placeholders are not known here.

    Notes
    -----
    Whether 02/03/2015 means March or February is decided for the column as a whole by those cells
    that can mean only one; where there are none, or both, the day is read first.
    """
    text = as_text(cells)
    values = pd.Series(text.dropna().unique(), dtype="str")
    day_first = _day_comes_first(values)
    written = [_read(value, day_first) for value in values]
    unsure_column = _has_no_sure_order(values)
    parsed = pd.DataFrame(
        {
            "date": pd.Series([_first_day(one) for one in written], dtype=DATE),
            "precision": pd.Series([_precision(one) for one in written]).astype(ORDERED_DATE),
            "ambiguous": pd.Series(
                [one is not None and one.order_unsure and unsure_column for one in written], dtype=bool
            ),
        }
    )
    parsed["unreadable"] = parsed["date"].isna()
    parsed.loc[parsed["unreadable"], "precision"] = None
    position = pd.Series(range(len(values)), index=values)
    rows = text.map(position).fillna(-1).astype(int)
    absent = pd.DataFrame(
        {"date": pd.NaT, "precision": None, "ambiguous": False, "unreadable": False}, index=[-1]
    )
    every = pd.concat([parsed, absent.astype(parsed.dtypes.to_dict())])
    return every.loc[rows].set_axis(cells.index)


def clean_date(
    frame: pd.DataFrame, field: str, entity: Entity, today: pd.Timestamp, findings: Findings
) -> pd.DataFrame:
    """Replace one column of dates by `field` (datetime64) and `field`_precision; report every doubt.

    Parameters
    ----------
    today
        Years more than `PLAUSIBLE_YEARS_AHEAD` after it are hard to believe, and no record was made later.
    """
    if field not in frame:
        return frame
    text = as_text(frame[field])
    parsed = parse_dates(text)
    spelled = parsed["date"].dt.strftime("%Y-%m-%d").where(parsed["precision"].eq("day"))
    placeholder = text.str.slice(0, 10).isin(PLACEHOLDER_DATES) | spelled.isin(PLACEHOLDER_DATES)
    ids = frame["id"]
    findings.add(
        "placeholder_date",
        entity,
        ids[placeholder],
        field,
        "“" + text[placeholder] + "” is taken to mean that the date is not known.",
    )
    parsed = parse_dates(text.mask(placeholder))
    if field == "recorded":
        future = parsed["date"].gt(today)
        message = "“" + text[future] + "” has not come yet; it does not count for the as-of date."
        findings.add("recorded_in_future", entity, ids[future], field, message)
    findings.add(
        "unreadable_date",
        entity,
        ids[parsed["unreadable"]],
        field,
        "“" + text[parsed["unreadable"]].str.slice(0, 60) + "” is not understood as a date.",
    )
    day = parsed["date"].dt.strftime("%Y-%m-%d")
    findings.add(
        "ambiguous_date",
        entity,
        ids[parsed["ambiguous"]],
        field,
        "“" + text[parsed["ambiguous"]] + "” is read as " + day[parsed["ambiguous"]] + ", the day first.",
    )
    strange = parsed["date"].lt(EARLIEST_PLAUSIBLE) | parsed["date"].dt.year.gt(
        today.year + PLAUSIBLE_YEARS_AHEAD
    )
    findings.add(
        "implausible_date",
        entity,
        ids[strange],
        field,
        "The year in “" + text[strange] + "” is hard to believe.",
    )
    _report_first_of_january(parsed, ids, field, entity, findings)
    precision = _no_finer_than_stated(parsed["precision"], frame.get(f"{field}_precision"))
    return frame.assign(**{field: parsed["date"], f"{field}_precision": precision})


def _no_finer_than_stated(precision: pd.Series, stated: pd.Series | None) -> pd.Series:
    """A table of ours says in a column of its own how precisely its dates are known."""
    if stated is None:
        return precision
    known = stated.astype("str").where(stated.isin(DATE_PRECISIONS)).astype(ORDERED_DATE)
    return known.where(known.notna() & (known < precision), precision)


def _report_first_of_january(
    parsed: pd.DataFrame, ids: pd.Series, field: str, entity: Entity, findings: Findings
) -> None:
    if field == "recorded":
        return
    exact = parsed["precision"].eq("day")
    new_year = exact & parsed["date"].dt.day_of_year.eq(1)
    if new_year.sum() < 3 or new_year.sum() < 0.05 * exact.sum():
        return
    findings.add(
        "first_of_january",
        entity,
        ids[new_year],
        field,
        "1 January "
        + parsed.loc[new_year, "date"].dt.year.astype("str")
        + f": {new_year.sum()} of {exact.sum()} exact dates here are a 1 January, so perhaps only the year is meant.",
    )


def _read(value: str, day_first: bool) -> _Written | None:
    serial = _SERIAL.match(value)
    if serial:
        day = _SERIAL_ORIGIN + pd.Timedelta(days=int(serial["serial"]))
        return _Written(day.year, day.month, day.day)
    for pattern in _PATTERNS:
        match = pattern.match(value)
        if match:
            return _written(match.groupdict(), day_first)
    return None


def _written(parts: dict[str, str | None], day_first: bool) -> _Written | None:
    year = int(parts["year"] or 0)
    if parts.get("word"):
        month = month_number(str(parts["word"]))
        return _Written(year, month, int(parts.get("day") or 0)) if month else None
    if parts.get("first") is None:
        return _Written(year, int(parts.get("month") or 0), int(parts.get("day") or 0))
    first, second = int(str(parts["first"])), int(str(parts["second"]))
    dotted = parts["mark"] == "."  # always the day first
    day, month = (first, second) if day_first or dotted else (second, first)
    if month > 12 >= day and not dotted:
        day, month = month, day
    return _Written(
        year,
        month,
        day,
        order_unsure=first <= 12 and second <= 12 and first != second and not dotted,
    )


def _first_day(written: _Written | None) -> pd.Timestamp:
    if written is None or written.year == 0 or (written.day and not written.month):
        return pd.NaT
    try:
        return pd.Timestamp(year=written.year, month=written.month or 1, day=written.day or 1)
    except ValueError:  # no such day in the calendar
        return pd.NaT


def _precision(written: _Written | None) -> str | None:
    if written is None:
        return None
    return "day" if written.day else "month" if written.month else "year"


def _orders(values: pd.Series) -> tuple[bool, bool]:
    numbers = values.str.extract(_PATTERNS[2]).loc[:, ["first", "second"]].dropna().astype(int)
    return bool((numbers["first"] > 12).any()), bool((numbers["second"] > 12).any())


def _day_comes_first(values: pd.Series) -> bool:
    surely_day_first, surely_month_first = _orders(values)
    return surely_day_first or not surely_month_first


def _has_no_sure_order(values: pd.Series) -> bool:
    surely_day_first, surely_month_first = _orders(values)
    return surely_day_first == surely_month_first
