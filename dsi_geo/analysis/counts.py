"""Counted facts about a database: what `check` prints and a data steward quotes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import geopandas as gpd
import pandas as pd

from dsi_geo.schema import LOCATION_PRECISIONS, PROJECTS, Entity
from dsi_geo.schema.column import names
from dsi_geo.schema.tables import COUNTS

LARGEST: Final = 5
TOWNS: Final = 10


def counts(table: gpd.GeoDataFrame, entity: Entity, findings: pd.DataFrame) -> pd.DataFrame:
    """Count a canonical table.

    Parameters
    ----------
    table
        Canonical table, or a selection of it.
    findings
        Findings about its records.

    Returns
    -------
    DataFrame
        `entity`, `measure`, `detail` (text), `count` (int): records; where the place comes from; located by
        precision; coordinates, shared ones and the largest piles on one; dates by precision;
        towns; findings by code.
    """
    located = table[table.geometry.notna()]
    rows = [("records", "", len(table)), ("located", "", len(located))]
    if entity == PROJECTS:
        source = located["location_source"]
        rows += [("located", "by own place", int(source.eq("own").sum()))]
        rows += [("located", "through an organisation", int(source.eq("organisation").sum()))]
    rows += [("located", "not at all", len(table) - len(located))]
    precision = table["location_precision"].value_counts()
    rows += [
        ("location precision", name, int(precision.get(name, 0))) for name in reversed(LOCATION_PRECISIONS)
    ]
    rows += _pile_rows(located)
    for field in ("launched", "closed") if entity == PROJECTS else ("founded",):
        rows += _date_rows(table, field)
    towns = table["city"].astype("str").value_counts()
    rows += [("town", town, int(count)) for town, count in towns.head(TOWNS).items()]
    rows += [
        ("finding", code, int(count)) for code, count in findings["code"].astype("str").value_counts().items()
    ]
    placeholder = findings[findings["code"] == "placeholder_date"]["field"].astype("str").value_counts()
    rows += [("placeholder date", field, int(count)) for field, count in placeholder.items()]
    counted = pd.DataFrame(rows, columns=["measure", "detail", "count"])
    counted.insert(0, "entity", entity)
    return counted


def link_counts(links: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Count the links of a database; columns as in `counts`.

    Parameters
    ----------
    links
        `project_id`, `organisation_id`: the links that lead somewhere.
    findings
        All findings of the database.
    """
    by_code = findings["code"].astype("str").value_counts()
    rows = [
        ("links", "links", "", len(links)),
        ("links", "links", "given from one side only", int(by_code.get("one_sided_link", 0))),
        ("links", "links", "to a record that does not exist", int(by_code.get("dangling_link", 0))),
    ]
    return pd.DataFrame(rows, columns=list(names(COUNTS)))


def _pile_rows(located: gpd.GeoDataFrame) -> Iterator[tuple[str, str, int]]:
    spots = pd.DataFrame(
        {
            "latitude": located.geometry.y,
            "longitude": located.geometry.x,
            "city": located["city"].astype("str"),
        }
    )
    piles = spots.groupby(["latitude", "longitude"], sort=False).agg(
        records=("city", "size"), city=("city", "first")
    )
    shared = piles[piles["records"] > 1]
    yield "coordinates", "distinct", len(piles)
    yield "coordinates", "shared by several records", len(shared)
    yield "coordinates", "records on a shared one", int(shared["records"].sum())
    for (latitude, longitude), pile in shared.nlargest(LARGEST, "records").iterrows():
        town = f" ({pile['city']})" if isinstance(pile["city"], str) else ""
        yield "largest pile", f"{latitude}, {longitude}{town}", int(pile["records"])


def _date_rows(table: gpd.GeoDataFrame, field: str) -> Iterator[tuple[str, str, int]]:
    known = table[field].notna()
    yield f"{field} date", "known", int(known.sum())
    if f"{field}_precision" in table:
        precision = table[f"{field}_precision"].astype("str").value_counts()
        for name in ("day", "month", "year"):
            yield f"{field} date", f"to the {name}", int(precision.get(name, 0))
    yield f"{field} date", "not known", int((~known).sum())
