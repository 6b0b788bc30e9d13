"""Cleaning of dates: every spelling to a day, with the precision that was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from dsi_geo.cleaning.date_columns import DateColumn, dated
from dsi_geo.cleaning.date_figures import Habits
from dsi_geo.cleaning.date_order import YEARS_AHEAD, decide_habits, in_languages
from dsi_geo.cleaning.date_words import languages_of
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.text import as_text
from dsi_geo.cleaning.written_dates import read_date
from dsi_geo.distinct import each_once
from dsi_geo.geography.countries import country_codes
from dsi_geo.schema import DATE_PRECISIONS, ORDERED_DATE, PROJECTS, Entity
from dsi_geo.standards.header_words import concepts_in_any
from dsi_geo.standards.header_words import languages_of as languages_of_headings

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
_PLACEHOLDER_DAYS: Final = [
    np.datetime64(day, "ms") for day in sorted(PLACEHOLDER_DATES) if not day.endswith("-00")
]
EARLIEST_PLAUSIBLE: Final = pd.Timestamp("1800-01-01")
PLAUSIBLE_YEARS_AHEAD: Final = YEARS_AHEAD

GOING_ON: Final = "_going_on"
"""Column of truth values: the cell of the end says that the record goes on."""

_TWO_FIGURES: Final = r"\d\D+\d|\d[^\W\d_]*\W+[^\W\d_]{2,}"
"""A text of at least two numbers, or of a number and a word behind it, as in "2014 ongoing"."""

_ONE_DATE: Final = r"^\s*\d{1,4}(?:-\d{1,2}-|/\d{1,2}/|\.\d{1,2}\.)\d{1,4}(?:[T ]\d{1,2}:.*)?$"
"""Most texts, which need not be read to know that they are no spans; "2009/10/11" is rather a date, too."""

_YEAR_TO_YEAR: Final = r"^\s*\d{4}\s*(?:/\s*\d{2,4}|-\s*\d{2})\s*$"
"""A year of school, or of an account; as a month, "2014-05" is none either."""

_QUOTED: Final = 60
"""Characters of a cell that a finding quotes."""


def parse_dates(cells: pd.Series, *, today: pd.Timestamp | None = None, is_end: bool = False) -> pd.DataFrame:
    """Read dates in the spellings that spreadsheets and people use, in the languages of Europe and the Far East.

    Parameters
    ----------
    cells
        Text (“2015-10-31”, “31.10.2015”, “22-Feb-19”, “Oktober 2015”, “2015”, “2019年2月22日”, with or without a
        time of day), years as numbers, seconds since 1970, or datetimes. A time zone is not applied: the day stays as
        written.
    today
        A year of two figures is at most `YEARS_AHEAD` later; none is read without it.
    is_end
        Whether the column says when something ended: of “2014/15” the second year is meant.

    Returns
    -------
    DataFrame with the index of `cells`
        `date` (datetime64[ms], the first day of the period named), `precision` (ordered category
        year < month < day), `ambiguous` (bool: day and month could be swapped), `unreadable`
        (bool: something is written that is no date, nor “unknown”, nor, of an end, “ongoing”), `manner` and `why` (see
        `date_figures.Manner`). Placeholders are not known here.

    Notes
    -----
    Whether 02/03/2015 means March or February is decided for the column as a whole by those cells
    that can mean only one; where there are none, or both, the day is read first. Dates with a year of two figures are
    read only where their order is proven.

    What is known better than to the year but not to the month has the precision of a year: of “Q3 2015” or “Herbst
    2015” no single month is true. A week is known to the month if it lies in one; “ca. 3.5.2014” is known to the month.
    """
    column = DateColumn.of(cells, is_end=is_end)
    habits = decide_habits({"": column}, pd.DataFrame(index=cells.index), today)[""]
    return _with_verdicts(column.read(habits), is_end=is_end)


def _with_verdicts(read: pd.DataFrame, *, is_end: bool) -> pd.DataFrame:
    no_date = ("none", "unsure") if is_end else ("none", "unsure", "going_on")
    verdicts = {
        "ambiguous": read["manner"].isin(("swappable", "either")),
        "unreadable": read["manner"].isin(no_date),
    }
    return read.assign(**verdicts)[["date", "precision", "ambiguous", "unreadable", "manner", "why"]]


def with_ends_of_spans(
    frame: pd.DataFrame, recognised: Mapping[str, str], source: str, findings: Findings
) -> pd.DataFrame:
    """Give a table without a column of ends the spans of its column of launches as such: "2014 - 2016".

    What a single date is the end of would not be known; nor does a span of years in which money was granted tell an
    end, nor a year that goes from one to the next ("2014/15").

    Parameters
    ----------
    frame
        With `launched` as written.
    recognised
        Field -> column of the file.
    source
        Name of the table, for the finding.
    """
    column = recognised.get("launched", "")
    if "closed" in frame or "launched" not in frame or not column:
        return frame
    said = concepts_in_any(column, languages_of_headings([column]))
    if said & {"award", "period"} == {"award"} or pd.api.types.is_datetime64_any_dtype(frame["launched"]):
        return frame
    both = {"start", "end"} <= said or "period" in said
    text = as_text(frame["launched"])
    forms = pd.Series(text.dropna().unique(), dtype="str")
    spans = forms[
        ~forms.str.match(_ONE_DATE)
        & forms.str.contains(_TWO_FIGURES)
        & (both | ~forms.str.contains(_YEAR_TO_YEAR))
    ]
    ends = spans[[_is_span(form) for form in spans]]
    if ends.empty:
        return frame
    closed = text.where(text.isin(ends))
    findings.add_for_file(
        "reading",
        PROJECTS,
        "closed",
        f"{source} has no column of ends: {closed.notna().sum():,} are read from “{column}”, such as “{ends.iloc[0]}”.",
    )
    return frame.assign(closed=closed)


def _is_span(form: str) -> bool:
    """Whether a text says two different dates, or one and that it goes on."""
    began, ended = (read_date(form, Habits(is_end=is_end)) for is_end in (False, True))
    if not began.year or began.manner != "rough":
        return False
    return ended.manner in ("going_on", "no_end") or (ended.year > 0 and ended[:3] != began[:3])


def clean_dates(
    frame: pd.DataFrame,
    entity: Entity,
    today: pd.Timestamp,
    findings: Findings,
    beside: Sequence[pd.DataFrame] = (),
) -> pd.DataFrame:
    """Replace every column of dates by its field (datetime64) and `field`_precision; report every doubt.

    The order of day and month is decided for all columns of the table together, and by the tables beside it where these
    leave it open (see `date_order.decide_habits`).

    Parameters
    ----------
    today
        Years more than `PLAUSIBLE_YEARS_AHEAD` after it are hard to believe, and no record was made later.
    beside
        The other tables of the database, as read.
    """
    fields = ("launched", "closed", "recorded") if entity == PROJECTS else ("founded", "recorded")
    columns = {
        field: DateColumn.of(frame[field], is_end=field == "closed") for field in fields if field in frame
    }
    habits = decide_habits(columns, frame, today, beside)
    for field, column in columns.items():
        frame = _clean_column(frame, field, column, habits[field], entity, today, findings)
    return frame


def _clean_column(
    frame: pd.DataFrame,
    field: str,
    column: DateColumn,
    habits: Habits,
    entity: Entity,
    today: pd.Timestamp,
    findings: Findings,
) -> pd.DataFrame:
    text, ids = column.cells, frame["id"]
    parsed = _with_verdicts(
        _decided_by_country(column, column.read(habits), habits, frame), is_end=column.is_end
    )
    if habits.proven and habits.why:
        order = "the day" if habits.day_first else "the month"
        findings.add_for_file(
            "reading", entity, field, f"Of dates like 02/03/2015 {order} is read first, {habits.why}."
        )
    placeholder = _is_placeholder(text, parsed, field)
    findings.add(
        "placeholder_date",
        entity,
        ids[placeholder],
        field,
        "“" + text[placeholder].str.slice(0, _QUOTED) + "” is taken to mean that the date is not known.",
    )
    parsed = _without(parsed, placeholder)
    if field == "closed":
        frame = _note_no_end(frame, parsed, text, findings)
    _report_doubts(parsed, text, ids, field, entity, habits, findings)
    _report_hard_to_believe(parsed, text, ids, field, entity, today, findings)
    _report_first_of_january(parsed, ids, field, entity, findings)
    precision = _no_finer_than_stated(parsed["precision"], frame.get(f"{field}_precision"))
    return frame.assign(**{field: parsed["date"], f"{field}_precision": precision})


def _is_placeholder(text: pd.Series, parsed: pd.DataFrame, field: str) -> pd.Series:
    """Dates that stand for "not known", and words that say so; of a beginning, that there is no end says nothing."""
    words = ("unknown",) if field == "closed" else ("unknown", "no_end")
    day = parsed["date"].isin(_PLACEHOLDER_DAYS) & parsed["precision"].eq("day")
    dates = text.str.slice(0, 10).isin(PLACEHOLDER_DATES) | day
    return dates | parsed["manner"].isin(words)


def _without(parsed: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    """The readings without those of some rows."""
    if not rows.any():
        return parsed
    return parsed.assign(
        date=parsed["date"].mask(rows),
        precision=parsed["precision"].mask(rows),
        ambiguous=parsed["ambiguous"] & ~rows,
        unreadable=parsed["unreadable"] & ~rows,
        manner=parsed["manner"].mask(rows),
    )


def _note_no_end(
    frame: pd.DataFrame, parsed: pd.DataFrame, text: pd.Series, findings: Findings
) -> pd.DataFrame:
    """Tell the ends that are no dates, but words for "none"; mark the records that are said to go on."""
    going_on = parsed["manner"].eq("going_on")
    endless = going_on | parsed["manner"].eq("no_end")
    message = "“" + text[endless].str.slice(0, _QUOTED) + "” is taken to mean that no end is known."
    findings.add("no_end", PROJECTS, frame.loc[endless, "id"], "closed", message)
    return frame.assign(**{GOING_ON: going_on})


def _decided_by_country(
    column: DateColumn, read: pd.DataFrame, habits: Habits, frame: pd.DataFrame
) -> pd.DataFrame:
    """Months whose names mean different ones in different languages, by the country of the record."""
    unsure = read["manner"].eq("unsure") & read["why"].str.contains(" in ", regex=False)
    if "country" not in frame or not unsure.any():
        return read
    codes = country_codes(frame.loc[unsure, "country"])["code"]
    for code in codes.dropna().unique():
        rows = codes.index[codes.eq(code)]
        places = column.places[read.index.get_indexer(rows)]
        spoken = in_languages(habits, languages_of(code))
        again = dated(
            [read_date(column.forms[place], spoken) for place in places], np.arange(len(places)), rows
        )
        read.loc[rows] = again
    return read


def _report_doubts(
    parsed: pd.DataFrame,
    text: pd.Series,
    ids: pd.Series,
    field: str,
    entity: Entity,
    habits: Habits,
    findings: Findings,
) -> None:
    def quoted(rows: pd.Series) -> pd.Series:
        return "“" + text[rows].str.slice(0, _QUOTED) + "”"

    unreadable = parsed["unreadable"]
    rough = parsed["manner"].eq("rough") & parsed["date"].notna()
    if not (unreadable | parsed["ambiguous"] | rough).any():
        return
    why = parsed.loc[unreadable, "why"]
    message = quoted(unreadable) + " is not understood as a date" + (": " + why).where(why.ne(""), "") + "."
    findings.add("unreadable_date", entity, ids[unreadable], field, message)
    swappable = parsed["manner"].eq("swappable")
    day = parsed.loc[swappable, "date"].dt.strftime("%Y-%m-%d")
    order = "the day first" if habits.day_first else "the month first"
    message = quoted(swappable) + " is read as " + day + f", {order}: {habits.why}."
    findings.add("ambiguous_date", entity, ids[swappable], field, message)
    either = parsed["manner"].eq("either")
    message = (
        quoted(either)
        + " is kept as the year "
        + parsed.loc[either, "date"].dt.strftime("%Y")
        + ": "
        + parsed.loc[either, "why"]
        + "."
    )
    findings.add("ambiguous_date", entity, ids[either], field, message)
    kept = spelled(parsed.loc[rough, "date"], parsed.loc[rough, "precision"])
    why = parsed.loc[rough, "why"]
    message = quoted(rough) + " is kept as " + kept + (", " + why).where(why.ne(""), "") + "."
    findings.add("rough_date", entity, ids[rough], field, message)


def _report_hard_to_believe(
    parsed: pd.DataFrame,
    text: pd.Series,
    ids: pd.Series,
    field: str,
    entity: Entity,
    today: pd.Timestamp,
    findings: Findings,
) -> None:
    if field == "recorded":
        future = parsed["date"].gt(today)
        message = "“" + text[future] + "” has not come yet; it does not count for the as-of date."
        findings.add("recorded_in_future", entity, ids[future], field, message)
    strange = parsed["date"].lt(EARLIEST_PLAUSIBLE) | parsed["date"].dt.year.gt(
        today.year + PLAUSIBLE_YEARS_AHEAD
    )
    message = "The year in “" + text[strange] + "” is hard to believe."
    findings.add("implausible_date", entity, ids[strange], field, message)


def spelled(date: pd.Series, precision: pd.Series) -> pd.Series:
    """Dates as far as they are known: "2015-10-31", "2015-10", "2015"."""
    return each_once(_spelled, date, precision)


def _spelled(date: pd.Series, precision: pd.Series) -> pd.Series:
    text = date.dt.strftime("%Y-%m-%d")
    return text.mask(precision.eq("month"), text.str.slice(0, 7)).mask(
        precision.eq("year"), text.str.slice(0, 4)
    )


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
