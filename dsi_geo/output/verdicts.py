"""What stewards decided about pairs: a small journal beside the database, which only ever grows."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pandas as pd

from dsi_geo.errors import InputError, quoted

VERDICTS: Final = {
    "confirmed": "Confirmed",
    "not_the_same": "Not the same",
    "introduced": "Introduced",
}
"""Verdicts as they are kept, and as people say them."""

COLUMNS: Final = ("when", "entity", "id_a", "id_b", "verdict")


def journal_of(database: Path) -> Path:
    """Where the verdicts about a database file or folder are kept: beside it, under its name."""
    return database.with_name(f"{database.name}.verdicts.csv")


def record_verdict(journal: Path, entity: str, id_a: str, id_b: str, verdict: str) -> None:
    """Add a verdict about a pair; an empty one takes back what was decided before.

    A line is added in one write, so that two stewards at once lose nothing.

    Raises
    ------
    InputError
        The journal cannot be written.
    """
    line = io.StringIO(newline="")
    first, second = sorted((id_a, id_b))
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    csv.writer(line).writerow([moment, entity, first, second, verdict])
    try:
        handle = os.open(journal, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            size = os.fstat(handle).st_size
            if size == 0:
                os.write(handle, (",".join(COLUMNS) + "\r\n").encode())
            elif os.pread(handle, 1, size - 1) != b"\n":  # a line that was cut off shall not swallow this one
                os.write(handle, b"\r\n")
            os.write(handle, line.getvalue().encode())
        finally:
            os.close(handle)
    except OSError as error:
        reason = error.strerror or "the disk refused it"
        raise InputError(
            f"The verdict could not be kept in {quoted(journal.name)}: {reason}. "
            "Let the server write beside the database, or name a folder in DSI_GEO_VERDICTS."
        ) from error


def read_verdicts(journal: Path) -> pd.DataFrame:
    """The verdicts in force, the last about each pair.

    Returns
    -------
    DataFrame
        `COLUMNS` as text; empty where there is no journal. A line that was not written to its end
        is left out.
    """
    if not journal.exists():
        return in_force([])
    with journal.open(encoding="utf-8", errors="replace", newline="") as lines:
        rows = [row for row in csv.reader(lines) if len(row) == len(COLUMNS)]
    return in_force(rows[1:])


def in_force(rows: Iterable[list[str]]) -> pd.DataFrame:
    """The last verdict about each pair, without those taken back."""
    every = pd.DataFrame(list(rows), columns=list(COLUMNS), dtype="str")
    last = every.drop_duplicates(["entity", "id_a", "id_b"], keep="last")
    return last[last["verdict"].isin([*VERDICTS])].reset_index(drop=True)
