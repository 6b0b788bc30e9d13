"""What the date columns of a table decide together: whether the day or the month comes first, and other habits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import pandas as pd

from dsi_geo.cleaning.date_columns import DateColumn
from dsi_geo.cleaning.date_figures import (
    STAMP,
    THREE_NUMBERS,
    YEAR_AND_NUMBER,
    Habits,
    Order,
    possible_orders,
)
from dsi_geo.cleaning.date_words import likeliest_languages, meaning_of, unsure_months
from dsi_geo.geography.countries import country_codes
from dsi_geo.spelling import fold

MONTH_FIRST: Final = frozenset("US PH PR GU VI AS MP FM MH PW UM".split())
"""Countries whose people write the month before the day."""

YEARS_AHEAD: Final = 20
"""A year of two figures is at most so much later than today."""

_LOOKED_AT: Final = 1000
"""Cells by which an unrecognised column is judged to hold dates."""
_AS_BESIDE: Final = "as in the other table of the database"
_LETTERS: Final = r"[^\W\d_]+"


class _Votes(NamedTuple):
    """How many dates can only have the day first, and how many only the month."""

    day: int = 0
    month: int = 0

    @property
    def decided(self) -> bool:
        return (self.day == 0) != (self.month == 0)


class _DayOrder(NamedTuple):
    """Whether the day comes first, whether that is proven, and what speaks for it."""

    day_first: bool
    proven: bool
    why: str = ""


def decide_habits(
    columns: Mapping[str, DateColumn],
    table: pd.DataFrame,
    today: pd.Timestamp | None,
    beside: Sequence[pd.DataFrame] = (),
) -> dict[str, Habits]:
    """How the dates of each column are written, by the evidence of all columns of a table.

    Whether the day or the month comes first is decided by those dates of the column that can mean only one, or, where
    it has none, by those of the other columns, unrecognised ones among them; then by which order lets no project end
    before it starts, and no record be made later than today; and then by the other tables of the database. A column
    whose own dates contradict one another proves nothing. Where nothing is proven the day is read first, but the month
    if all records are in countries where it is. Dates that begin with their year are no evidence.

    Parameters
    ----------
    columns
        The recognised columns by their field.
    table
        The records, with these and all other columns.
    today
        A year of two figures is at most `YEARS_AHEAD` later; none is read without it.
    beside
        The other tables of the database, as read.
    """
    numbers = {field: three_numbers(column.forms) for field, column in columns.items()}
    orders = _day_orders(columns, numbers, table, today, beside)
    short = (
        pd.concat([one[one["year"].str.len().eq(2)] for one in numbers.values()])
        if numbers
        else pd.DataFrame()
    )
    languages = _languages(columns.values())
    return {
        field: Habits(
            *orders[field],
            dots_day_first=_dots_day_first(numbers[field]),
            short_years=_short_years(short, orders[field]),
            latest_year=today.year + YEARS_AHEAD if today is not None else 0,
            school_years=_has_school_years(column.forms),
            seconds=_seconds(column.forms, today),
            languages=languages,
            is_end=column.is_end,
        )
        for field, column in columns.items()
    }


def three_numbers(forms: pd.Series) -> pd.DataFrame:
    """Those dates of three numbers that end with a number of two or four figures: `first`, `mark`, `second`, `year`."""
    some = forms[forms.str.match(THREE_NUMBERS)]
    found = some.str.extract(THREE_NUMBERS).set_axis(["first", "mark", "second", "mark_2", "year"], axis=1)
    return found[found["mark"].eq(found["mark_2"])].drop(columns="mark_2")


def _votes(numbers: pd.DataFrame, *, dotted: bool = False) -> _Votes:
    """Votes of dates whose year is at the end; one of two figures after a hyphen need not be it."""
    at_end = numbers["year"].str.len().eq(4) | numbers["mark"].ne("-")
    some = numbers[at_end & numbers["mark"].eq(".").eq(dotted)]
    first, second = some["first"].astype(int), some["second"].astype(int)
    return _Votes(
        int((first.gt(12) & first.le(31) & second.le(12)).sum()),
        int((second.gt(12) & second.le(31) & first.le(12)).sum()),
    )


def _day_orders(
    columns: Mapping[str, DateColumn],
    numbers: Mapping[str, pd.DataFrame],
    table: pd.DataFrame,
    today: pd.Timestamp | None,
    beside: Sequence[pd.DataFrame],
) -> dict[str, _DayOrder]:
    votes = {field: _votes(some) for field, some in numbers.items()}
    orders = {field: _own_order(votes[field], numbers[field]) for field in columns}
    undecided = [field for field, order in orders.items() if order is None]
    if not undecided or all(numbers[field]["mark"].isin(["."]).all() for field in undecided):
        return {field: order or _DayOrder(day_first=True, proven=False) for field, order in orders.items()}
    shared = (
        _order_of_others(votes.values(), table)
        or _order_of_lives(columns, {field: order for field, order in orders.items() if order}, today)
        or _order_of_tables(beside)
        or _order_of_countries(table)
    )
    return {field: order or shared for field, order in orders.items()}


def _own_order(votes: _Votes, numbers: pd.DataFrame) -> _DayOrder | None:
    """What a column decides for itself; None if it says nothing."""
    if votes.decided:
        return _DayOrder(votes.day > 0, proven=True)
    if votes.day:
        why = f"of the column’s other dates {votes.day} can only have the day first, and {votes.month} only the month"
        return _DayOrder(votes.day >= votes.month, proven=False, why=why)
    if _votes(numbers, dotted=True).day:
        return _DayOrder(day_first=True, proven=True)
    return None


def _dots_day_first(numbers: pd.DataFrame) -> bool:
    votes = _votes(numbers, dotted=True)
    return votes.day > 0 or votes.month == 0


def _order_of_others(votes: Iterable[_Votes], table: pd.DataFrame) -> _DayOrder | None:
    """What other columns of the table decide, recognised or not."""
    every = [*votes, *(_votes(three_numbers(cells)) for cells in _columns_like_dates(table))]
    total = _Votes(sum(one.day for one in every), sum(one.month for one in every))
    if total.decided:
        return _DayOrder(total.day > 0, proven=True)
    if total.day:
        return _DayOrder(day_first=True, proven=False, why="the columns of the table contradict one another")
    return None


def _order_of_tables(beside: Sequence[pd.DataFrame]) -> _DayOrder | None:
    """What the other tables of the database decide, if none of them leaves it open."""
    orders = {order for table in beside if (order := _order_of_others((), table)) is not None}
    if len(orders) != 1 or not (order := orders.pop()).proven:
        return None
    return order._replace(why=_AS_BESIDE)


def _columns_like_dates(table: pd.DataFrame) -> Iterator[pd.Series]:
    """The different cells of each column of text most of which are dates of three numbers."""
    for name in table:
        cells = table[name]
        if isinstance(cells, pd.Series) and isinstance(cells.dtype, pd.StringDtype):
            some = cells.dropna().head(_LOOKED_AT)
            if len(some) and some.str.match(THREE_NUMBERS).mean() > 0.5:
                yield pd.Series(cells.dropna().unique(), dtype="str")


def _order_of_lives(
    columns: Mapping[str, DateColumn], decided: Mapping[str, _DayOrder], today: pd.Timestamp | None
) -> _DayOrder | None:
    """The order in which nothing ends before it starts and no record is made after today, if only one is so."""
    wrong = {
        day_first: _impossible(
            {
                field: column.read(
                    Habits(*decided.get(field, _DayOrder(day_first, proven=True)), is_end=column.is_end)
                )
                for field, column in columns.items()
            },
            today,
        )
        for day_first in (True, False)
    }
    if (wrong[True] == 0) == (wrong[False] == 0):
        return None
    return _DayOrder(wrong[True] == 0, proven=True)


def _impossible(read: Mapping[str, pd.DataFrame], today: pd.Timestamp | None) -> int:
    """Number of records whose dates cannot be right."""
    found = 0
    if {"launched", "closed"} <= read.keys():
        exact = read["launched"]["precision"].eq("day") & read["closed"]["precision"].eq("day")
        found += int((exact & (read["closed"]["date"] < read["launched"]["date"])).sum())
    if today is not None and "recorded" in read:
        found += int((read["recorded"]["date"] > today).sum())
    return found


def _order_of_countries(table: pd.DataFrame) -> _DayOrder:
    nothing = "nothing in the table proves which comes first"
    if "country" in table:
        codes = country_codes(pd.Series(table["country"].dropna().unique(), dtype="str"))["code"]
        if len(codes) and codes.isin(MONTH_FIRST).all():
            why = f"{nothing}, but all its records are in {' and '.join(sorted(codes.unique()))}"
            return _DayOrder(day_first=False, proven=False, why=why)
    return _DayOrder(day_first=True, proven=False, why=nothing)


def _short_years(short: pd.DataFrame, order: _DayOrder) -> dict[str, Order]:
    """The order of dates with a year of two figures, by their sign, where the dates of that sign prove it."""
    found: dict[str, Order] = {}
    for mark, some in short.groupby("mark") if len(short) else ():
        possible: set[Order] = {"DMY", "MDY", "YMD"}
        for row in some.drop_duplicates().itertuples():
            possible &= {*possible_orders(row.first, mark, row.second, row.year)}
        known: Order = "DMY" if order.day_first else "MDY"
        if order.proven and known in possible:
            possible = {known}
        elif mark != "-" and len(possible) > 1:
            possible.discard("YMD")
        if len(possible) == 1:
            found[str(mark)] = possible.pop()
    return found


def _has_school_years(forms: pd.Series) -> bool | None:
    """Whether "2011/12" is a school year, by those that can be nothing else; None if there are both, or none."""
    found = forms[forms.str.match(YEAR_AND_NUMBER)].str.extract(YEAR_AND_NUMBER)
    year, number = found[0].astype(int), found[2].astype(int)
    follows = number.eq((year + 1) % 100)
    school, month = (follows & ~number.between(1, 12)).any(), (~follows & number.between(1, 12)).any()
    return bool(school) if school != month else None


def _seconds(forms: pd.Series, today: pd.Timestamp | None) -> int:
    """Into how many parts a second is divided by a column that counts them since 1970; 0 for another column."""
    if not len(forms) or not forms.str.match(STAMP).all():
        return 0
    stamps = forms.str.extract(STAMP)[0]
    latest = pd.Timestamp("2100-01-01") if today is None else today + pd.DateOffset(years=YEARS_AHEAD)
    for parts, length in ((1, 10), (1000, 13)):
        if stamps.str.len().eq(length).all() and stamps.astype("int64").max() / parts < latest.timestamp():
            return parts
    return 0


def _languages(columns: Collection[DateColumn]) -> frozenset[str]:
    """The languages of the months' names, if there is one among them that needs to be told by its language."""
    if not any(_with_month_of_two_languages(column.forms) for column in columns):
        return frozenset()
    words = {
        word.casefold()
        for column in columns
        for found in column.forms.str.findall(_LETTERS)
        for word in found
    }
    return likeliest_languages(months for months in (meaning_of(word).months for word in words) if months)


def _with_month_of_two_languages(forms: pd.Series) -> bool:
    plain = forms.str.fullmatch(r"[\x00-\x7f]*")
    unsure = unsure_months()
    return bool(forms[plain].str.contains(unsure).any() or fold(forms[~plain]).str.contains(unsure).any())


def in_languages(habits: Habits, languages: frozenset[str]) -> Habits:
    """The same habits, with months in certain languages."""
    return replace(habits, languages=languages)
