"""Lists of events, an operator's or a visitor's own: what the timeline draws as labelled lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pandas as pd

from dsi_geo import bundled
from dsi_geo.cleaning.dates import parse_dates
from dsi_geo.cleaning.status import end_of_period
from dsi_geo.cleaning.text import as_text
from dsi_geo.errors import InputError, quoted
from dsi_geo.readers import delimited
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.limits import first_faults

COLUMNS: Final = ("from", "to", "label", "source")
LONGEST_TEXT: Final = 4_000
MOST_LINES: Final = 30
"""Characters and lines of a list that is typed; what is beyond does not count."""


def read_events(path: Path = bundled.EVENTS) -> pd.DataFrame:
    """Read and check a list of events.

    Parameters
    ----------
    path
        CSV with the columns `from`, `to` (may be empty), `label`, `source` (may be empty), in any order; dates as in
        the tables: “2018-01-31”, “2018-01”, “2018”.

    Returns
    -------
    DataFrame in order of time
        `from`, `to` (datetime64[ms]: first and last day, of the month or year where no more is given), `label` and
        `source` (str, "" where there is none). Empty for a file without rows.

    Raises
    ------
    InputError
        A missing column, a date that is none, an end before its beginning, or an event without a label; one
        sentence a fault, with file and row.
    """
    if not path.is_file():
        raise InputError(
            f"There is no list of events {quoted(path.name)}. Check the spelling and the folder."
        )
    table = delimited.read(Source(path, path.name))[0].frame
    table.columns = [str(name).strip().casefold() for name in table.columns]
    missing = [name for name in COLUMNS[:3] if name not in table]
    if missing:
        raise InputError(
            f"{path.name} has no column {' and no column '.join(missing)}: a list of events has the columns "
            f"{', '.join(COLUMNS)}."
        )
    text = pd.DataFrame(
        {name: as_text(table[name]) if name in table else pd.Series("", table.index) for name in COLUMNS}
    )
    return _checked(text, lambda row: f"{path.name}, row {row + 2}")


def events_in_text(text: str) -> pd.DataFrame:
    """Read events that somebody has typed.

    Parameters
    ----------
    text
        An event a line: its day, month or year, or the first and last with two points between them, and its label, as
        “2015-09 The borders open” or “2015-09..2016-03 The borders are open”. Cells copied from a spreadsheet have tabs
        between them: first day, last day or nothing, and label. Empty lines are passed over.

    Returns
    -------
    DataFrame
        As `read_events` gives it; the source is always "".

    Raises
    ------
    InputError
        A line without a date or a label; one sentence a fault.
    """
    lines = [line.strip(" \r") for line in text[:LONGEST_TEXT].splitlines() if line.strip()][:MOST_LINES]
    rows = []
    for line in lines:
        if "\t" in line:
            first, last, label = (cell.strip() for cell in [*line.split("\t"), "", ""][:3])
        else:
            when, _, label = line.partition(" ")
            first, _, last = when.partition("..")
        rows.append((first, last or None, label.strip() or None, None))
    return _checked(pd.DataFrame(rows, columns=[*COLUMNS], dtype="str"), lambda row: quoted(lines[row]))


def _checked(text: pd.DataFrame, named: Callable[[int], str]) -> pd.DataFrame:
    """The events of a table of text; refused with the name of the row if one cannot be used."""
    first, last = parse_dates(text["from"]), parse_dates(text["to"].fillna(text["from"]), is_end=True)
    end = end_of_period(last["date"], last["precision"])
    faults = [
        f"{named(row)}: {fault}"
        for row in range(len(text))
        for fault in _faults(text.iloc[row], first.iloc[row], last.iloc[row], end.iloc[row])
    ]
    if faults:
        raise InputError(first_faults(faults))
    events = pd.DataFrame(
        {"from": first["date"], "to": end, "label": text["label"], "source": text["source"]}
    )
    return events.assign(source=events["source"].fillna("")).sort_values(["from", "to"], ignore_index=True)


def _faults(text: pd.Series, first: pd.Series, last: pd.Series, end: pd.Timestamp) -> list[str]:
    """What is wrong with one row."""
    faults = []
    remedy = "write it as 2015-10-31, 2015-10 or 2015."
    if pd.isna(text["from"]):
        faults.append(f"the column from is empty: {remedy}")
    for name, parsed in (("from", first), ("to", last)):
        if not pd.isna(text[name]) and pd.isna(parsed["date"]):
            faults.append(f"{quoted(text[name])} in the column {name} is no date: {remedy}")
    if end < first["date"]:
        faults.append(f"the event ends ({quoted(text['to'])}) before it begins ({quoted(text['from'])}).")
    if pd.isna(text["label"]):
        faults.append("the column label is empty: say in a few words what happened.")
    return faults
