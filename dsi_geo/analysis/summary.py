"""Key figures of a table: how many, how well placed, how well dated, what is newest."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from dsi_geo.schema import LINKS, LOCATION_PRECISIONS, PRECISION_WORDS, PROJECTS, Entity


def key_figures(table: gpd.GeoDataFrame, entity: Entity) -> pd.DataFrame:
    """The figures that stand at the top of the overview.

    Returns
    -------
    DataFrame
        `label`, `value` (text with thousands separators) and `meaning` (a sentence).
    """
    total = len(table)
    located = int(table.geometry.notna().sum())
    exact = int((table["location_precision"] >= "street").sum())
    linked = int(table[LINKS[entity]].list.len().gt(0).sum())
    start = "launched" if entity == PROJECTS else "founded"
    dated = int(table[start].notna().sum())
    other = "organisation" if entity == PROJECTS else "project"
    rows = [
        (entity.capitalize(), f"{total:,}", "Records in the selection."),
        (
            "On the map",
            f"{located:,}",
            f"{share(located, total)} have a point, many of them a town’s centre only.",
        ),
        (
            "To the street",
            f"{exact:,}",
            f"For {share(exact, total)} the street or the exact address is known.",
        ),
        ("Countries", f"{table['country'].nunique():,}", "Different countries in the selection."),
        ("Linked", f"{linked:,}", f"{share(linked, total)} are linked to at least one {other}."),
        (
            "Dated",
            f"{dated:,}",
            f"Of {share(dated, total)} at least the year is known in which they were {start}.",
        ),
    ]
    return pd.DataFrame(rows, columns=["label", "value", "meaning"])


def share(part: float, total: float) -> str:
    """A share in words that never round a part to nothing or all."""
    if total == 0:
        return "none"
    percent = 100 * part / total
    if 0 < percent < 1:
        return "less than 1%"
    if 99 < percent < 100:
        return "more than 99%"
    return f"{percent:.0f}%"


def place_precision(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Records by how precisely their place is known, finest first.

    Returns
    -------
    DataFrame
        `Known to` (words), `Records` (int), `Share` (0 to 1; missing for an empty table). The
        records add up to the table.
    """
    counts = table["location_precision"].value_counts().reindex(LOCATION_PRECISIONS[::-1], fill_value=0)
    return pd.DataFrame(
        {
            "Known to": [PRECISION_WORDS[precision] for precision in counts.index],
            "Records": counts.to_numpy(),
            "Share": counts.to_numpy() / len(table) if len(table) else float("nan"),
        }
    )


def newest(table: gpd.GeoDataFrame, entity: Entity, most: int) -> gpd.GeoDataFrame:
    """The records made or changed last; where that is not recorded, those launched or founded last.

    Returns
    -------
    The records, newest first, at most `most`, with `date` and `event` (a word) added.
    """
    start = "launched" if entity == PROJECTS else "founded"
    recorded = "recorded" in table and table["recorded"].notna().any()
    field, event = ("recorded", "recorded") if recorded else (start, start)
    dates = table[field].reset_index(drop=True).dropna().sort_values(ascending=False, kind="stable")
    latest = table.iloc[dates.index[:most]]
    return latest.assign(date=latest[field], event=event)


def without_point(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The records that no map can show, because no point is known."""
    return table[table.geometry.isna()]
