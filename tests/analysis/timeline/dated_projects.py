"""Small tables of dated projects, as words: “2015-10-31”, “2015-10”, “2015” or “”."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from dsi_geo.schema import DATE, ORDERED_DATE, STATUS, TEXT

AS_OF = pd.Timestamp("2018-01-31")
PRECISIONS = {0: None, 4: "year", 7: "month", 10: "day"}


def dated(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Names, dates and status of projects from (launched, closed) or (launched, closed, status), ids 0, 1, 2 …"""
    launched, closed, status = (
        zip(*[(*row, "", "")[:3] for row in rows], strict=True) if rows else ((), (), ())
    )
    numbers = pd.Series([str(number) for number in range(len(rows))], dtype=TEXT)
    table = pd.DataFrame({"id": numbers, "name": numbers})
    table["status"] = pd.Series([one or "unknown" for one in status], dtype=STATUS)
    for field, words in (("launched", launched), ("closed", closed)):
        days = [(word + "-01-01"[len(word) - 10 :])[:10] if word else None for word in words]
        table[field] = pd.Series(days, dtype=DATE)
        table[f"{field}_precision"] = pd.Series([PRECISIONS[len(word)] for word in words], dtype=ORDERED_DATE)
    return table


def _word(year: int, month: int, day: int, length: int) -> str:
    return f"{year}-{month:02}-{day:02}"[:length]


WORDS = st.builds(
    _word, st.integers(2010, 2020), st.integers(1, 12), st.integers(1, 28), st.sampled_from([0, 4, 7, 10])
)
ROWS = st.lists(
    st.tuples(WORDS, WORDS, st.sampled_from(["active", "closed", "ending", "unknown"])), max_size=40
)
"""Lives with every kind of trouble: no dates, vague ones, ends before launches, events to come."""
