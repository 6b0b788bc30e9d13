"""Counts of records by precision, place, date and finding, and the key figures of the overview."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import geopandas as gpd
import pandas as pd

from dsi_geo.cleaning.findings import UNDECIDED
from dsi_geo.schema import LINKS, LOCATION_PRECISIONS, PRECISION_WORDS, PROJECTS, Entity
from dsi_geo.schema.column import names
from dsi_geo.schema.exports import COUNTS

LARGEST: Final = 5
TOWNS: Final = 10


def counts(table: gpd.GeoDataFrame, entity: Entity, findings: pd.DataFrame) -> pd.DataFrame:
    """Count a canonical table.

    Parameters
    ----------
    table
        Canonical table, or a selection of it.
    entity
        What its records are.
    findings
        Findings about its records.

    Returns
    -------
    DataFrame
        `entity`, `measure`, `detail` (text), `count` (int): records; the source of their places; precision of the
        point and of the address; distinct and shared coordinates, and those with the most records; dates by
        precision; the largest towns; findings by code.
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
    written = _written_precision(table).value_counts()
    rows += [("address precision", name, int(written.get(name, 0))) for name in reversed(LOCATION_PRECISIONS)]
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
        `project_id`, `organisation_id`: the links whose two records exist.
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


def key_figures(table: gpd.GeoDataFrame, entity: Entity) -> pd.DataFrame:
    """The figures at the top of the overview.

    Returns
    -------
    DataFrame
        `label`, `value` (text with thousands separators) and `meaning` (a sentence).
    """
    total = len(table)
    located = int(table.geometry.notna().sum())
    exact = int(table["location_precision"].eq("address").sum())
    street = int(table["location_precision"].eq("street").sum())
    written = int(_written_precision(table).eq("address").sum())
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
            "Exact address",
            f"{exact:,}",
            (
                f"The point of {share(exact, total)} is an exact address; of {street:,} more the street is known. "
                f"{written:,} have an exact address in writing."
            ),
        ),
        ("Countries", f"{table['country'].nunique():,}", "Different countries in the selection."),
        (f"With {other}", f"{linked:,}", f"{share(linked, total)} are linked to at least one {other}."),
        (
            f"With year {'of launch' if entity == PROJECTS else 'founded'}",
            f"{dated:,}",
            f"For {share(dated, total)} at least the year in which they were {start}, or are to be, is known.",
        ),
    ]
    return pd.DataFrame(rows, columns=["label", "value", "meaning"])


class Completeness(NamedTuple):
    """How many records there are, how many have a place, and how many a date of beginning."""

    records: int
    placed: int
    dated: int


def completeness(table: gpd.GeoDataFrame, entity: Entity) -> Completeness:
    """Count the records of a canonical table that have a place, as a country at least, and a date of beginning."""
    start = "launched" if entity == PROJECTS else "founded"
    placed = table["location_precision"].ne("none")
    return Completeness(len(table), int(placed.sum()), int(table[start].notna().sum()))


def completeness_words(known: Completeness, entity: Entity) -> str:
    """How many records have a place and a date: “774 with a place, 63 with a date of launch”."""
    beginning = "launch" if entity == PROJECTS else "foundation"
    return f"{known.placed:,} with a place, {known.dated:,} with a date of {beginning}"


def reading_notes(findings: pd.DataFrame) -> tuple[str, ...]:
    """The sentences on how the files were read, each once, in the order of the findings."""
    return tuple(findings.loc[findings["code"].eq("reading"), "message"].unique())


def share(part: float, total: float) -> str:
    """A share in percent, never rounded to 0% or 100% unless it is exactly that; "none" of a total of 0."""
    if total == 0:
        return "none"
    percent = 100 * part / total
    if 0 < percent < 1:
        return "less than 1%"
    if 99 < percent < 100:
        return "more than 99%"
    return f"{percent:.0f}%"


def place_precision(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count records by location precision, finest first.

    Returns
    -------
    DataFrame
        `Known to` (words), `Records` (int: by the precision of their point), `Share` of these (0 to 1; missing for an
        empty table) and `In writing` (int: by what their address would allow). Both columns of records add up to the
        table.
    """
    order = LOCATION_PRECISIONS[::-1]
    counts = table["location_precision"].value_counts().reindex(order, fill_value=0)
    written = _written_precision(table).value_counts().reindex(order, fill_value=0)
    return pd.DataFrame(
        {
            "Known to": [PRECISION_WORDS[precision] for precision in counts.index],
            "Records": counts.to_numpy(),
            "Share": counts.to_numpy() / len(table) if len(table) else float("nan"),
            "In writing": written.to_numpy(),
        }
    )


def _written_precision(table: gpd.GeoDataFrame) -> pd.Series:
    """What each record's address would allow; the precision of its point in files that do not have it yet."""
    return table["address_precision"].fillna(table["location_precision"])


def drawn_at_towns(table: gpd.GeoDataFrame) -> str:
    """One sentence on records whose point is less precise than their address in writing; "" where there are none."""
    exact = _written_precision(table).eq("address")
    written, coarse = int(exact.sum()), int((exact & table["location_precision"].le("city")).sum())
    if not coarse:
        return ""
    which = "all of them" if coarse == written else f"{coarse:,} of them"
    return (
        f"{written:,} have an exact address in writing; {which} are drawn at the centre of the town, or not at all, "
        "since their coordinates are no better."
    )


def undecided(findings: pd.DataFrame, entity: Entity, ids: pd.Series) -> int:
    """How many records have a place that the evidence does not settle."""
    doubtful = findings["entity"].eq(entity) & findings["code"].isin(UNDECIDED) & findings["id"].isin(ids)
    return int(findings.loc[doubtful, "id"].nunique())


def newest(table: gpd.GeoDataFrame, entity: Entity, most: int, as_of: pd.Timestamp) -> gpd.GeoDataFrame:
    """The records entered or changed last; where that is not recorded, those launched or founded last.

    Parameters
    ----------
    table, entity
        Canonical table, and what its records are.
    most
        Largest number of records.
    as_of
        The day the data describe: what is planned for a later one is not new. Missing (NaT): nothing is planned.

    Returns
    -------
    GeoDataFrame
        At most `most` records, newest first, with `date` and `event` (a word) added.
    """
    start = "launched" if entity == PROJECTS else "founded"
    recorded = "recorded" in table and table["recorded"].notna().any()
    field, event = ("recorded", "recorded") if recorded else (start, start)
    dates = table[field].reset_index(drop=True).dropna()
    if not pd.isna(as_of):
        dates = dates[dates < as_of + pd.Timedelta("1D")]
    dates = dates.sort_values(ascending=False, kind="stable")
    latest = table.iloc[dates.index[:most]]
    return latest.assign(date=latest[field], event=event)


def without_point(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The records without a point, which no map can show."""
    return table[table.geometry.isna()]
