"""Small tables to clean."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from dsi_geo.cleaning import Cleaned, clean
from dsi_geo.readers.assembly import RawTable
from dsi_geo.schema import LIST, RAW_LISTS, Entity

TODAY = pd.Timestamp("2026-01-01")


def raw(entity: Entity, records: list[dict[str, object]]) -> RawTable:
    frame = pd.DataFrame(records)
    for column in frame:
        frame[column] = (
            pd.Series(pd.array(frame[column].tolist(), dtype=LIST))
            if column in RAW_LISTS
            else frame[column].astype("str")
        )
    return RawTable(entity, frame, None, f"{entity}.csv")


@pytest.fixture
def cleaned() -> Callable[..., Cleaned]:
    """Clean records given as dicts of text, `cleaned(projects=[...], organisations=[...])`."""

    def run(as_of: str | None = None, **tables: list[dict[str, object]]) -> Cleaned:
        given = [raw(entity, records) for entity, records in tables.items()]
        return clean(given, None if as_of is None else pd.Timestamp(as_of), today=TODAY)

    return run
