"""Counts by place, written down by hand."""

from __future__ import annotations

import pandas as pd


def places(*rows: tuple[str | None, str | None, str | None, float]) -> pd.DataFrame:
    """Country, region, town and count of each row."""
    table = pd.DataFrame(rows, columns=["country", "region", "city", "count"])
    return table.astype({"country": "str", "region": "str", "city": "str"})


FEW = places(
    ("DE", "DE-BE", "Berlin", 3),
    ("DE", "DE-BY", "München", 2),
    ("DE", None, None, 1),
    ("GB", "GB-ENG", "London", 2),
    ("KE", None, "Nairobi", 1),
    (None, None, None, 4),
)
