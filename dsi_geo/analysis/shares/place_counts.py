"""Records counted by place, once or fractionally: the single pass over the records behind every share."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.memberships import in_lists, split
from dsi_geo.database import Database
from dsi_geo.schema import PROJECTS, Entity

PlaceLevel = Literal["country", "region", "city"]
Counting = Literal["location", "partners"]

PLACE: Final[tuple[PlaceLevel, ...]] = ("country", "region", "city")
COUNTINGS: Final[dict[Counting, str]] = {
    "location": "each counted once, at its location",
    "partners": "each divided equally among the places of its partners",
}


def place_counts(
    table: pd.DataFrame, group: pd.Series | None = None, finest: PlaceLevel = "city"
) -> pd.DataFrame:
    """Count records by their own place.

    Parameters
    ----------
    table
        Canonical table, or a selection of it: `country`, `region`, `city`, each of which may be missing.
    group
        A value per record (a cluster, a launch year), with the index of `table`, to count each value
        separately. Records whose value is missing are not counted; with lists of values, a record counts
        in each of them, so that the counts may add up to more than the records.
    finest
        Places are distinguished down to this level; finer ones are missing in the result. Without
        towns, counting 1,000,000 records takes a third of the time.

    Returns
    -------
    DataFrame
        One row per distinct place (and group): `country`, `region`, `city` (dtype str, missing where
        unknown), `group` if given, `count` (int64). The counts add up to the number of records.
    """
    frame = table[_columns(finest)]
    if group is not None and in_lists(group):
        frame, group = split(frame, group)
        frame, group = frame.reset_index(drop=True), group.reset_index(drop=True)
    if group is not None:
        frame = frame.assign(group=group)[group.notna()]
    return _tally(frame)


def partner_place_counts(
    projects: pd.DataFrame,
    organisations: pd.DataFrame,
    links: pd.DataFrame,
    group: pd.Series | None = None,
    finest: PlaceLevel = "city",
) -> pd.DataFrame:
    """Count projects fractionally over the places of all their partners.

    Each of a project's n linked organisations whose country is known counts 1/n; a project without such a
    partner counts 1 at its own place. So every project counts 1 in all. (Organisations are never counted
    like this: each has one place.)

    Parameters
    ----------
    projects
        Canonical projects, or a selection of them.
    organisations
        All canonical organisations.
    links
        `project_id`, `organisation_id`, each pair once, as `Database.links` gives them.
    group, finest
        As in `place_counts`.

    Returns
    -------
    DataFrame
        As from `place_counts`, but the counts are float64; their sum is the number of projects, up to rounding.
    """
    if group is not None and in_lists(group):
        projects, group = split(projects, group)
        projects, group = projects.reset_index(drop=True), group.reset_index(drop=True)
    if group is not None:
        projects, group = projects[group.notna()], group.dropna()
    located = organisations[organisations["country"].notna()]
    pairs = links.merge(_positions(projects, "project")).merge(_positions(located, "organisation"))
    project, partner = pairs["project"].to_numpy(), pairs["organisation"].to_numpy()
    partners = np.bincount(project, minlength=len(projects))
    alone = np.flatnonzero(partners == 0)
    at_partners, at_own = located.iloc[partner], projects.iloc[alone]
    frame = pd.concat([part[_columns(finest)].astype("str") for part in (at_partners, at_own)])
    if group is not None:
        frame["group"] = group.to_numpy()[np.concatenate([project, alone])]
    return _tally(frame, np.concatenate([1 / partners[project], np.ones(len(alone))]))


def counted_places(
    database: Database,
    entity: Entity,
    table: pd.DataFrame,
    counting: Counting,
    group: pd.Series | None = None,
) -> pd.DataFrame:
    """Count some records of a database by place, in one of the `COUNTINGS`.

    Parameters
    ----------
    database, entity
        The source of the records. Organisations are always counted at their location.
    table
        The records: the canonical table, or a selection of it.
    counting
        How records with several places are counted.
    group
        As in `place_counts`.

    Returns
    -------
    DataFrame
        As from `place_counts` or `partner_place_counts`.
    """
    if counting == "partners" and entity == PROJECTS:
        return partner_place_counts(table, database.organisations, database.links(), group)
    return place_counts(table, group)


def _positions(table: pd.DataFrame, entity: str) -> pd.DataFrame:
    return pd.DataFrame({f"{entity}_id": table["id"].to_numpy(), entity: np.arange(len(table))})


def _columns(finest: PlaceLevel) -> list[str]:
    return list(PLACE[: PLACE.index(finest) + 1])


def _tally(frame: pd.DataFrame, weight: npt.NDArray[np.float64] | None = None) -> pd.DataFrame:
    """Count the distinct rows of a frame, or sum their weights; two to three times as fast as `groupby`."""
    code, values = np.zeros(len(frame), dtype=np.int64), {}
    for name, column in frame.items():
        kinds = column.astype("category")
        values[name] = kinds.cat.categories
        code = code * (len(values[name]) + 1) + kinds.cat.codes.to_numpy() + 1
    rows, distinct = pd.factorize(code)
    columns = {"count": np.bincount(rows, weights=weight, minlength=len(distinct))}
    for name in reversed(frame.columns):
        distinct, at = np.divmod(distinct, len(values[name]) + 1)
        kept = pd.Categorical.from_codes(at - 1, values[name])
        columns[name] = kept.astype("str") if name in PLACE else np.asarray(kept)
    tallied = pd.DataFrame(columns)
    for name in PLACE[len(frame.columns.intersection(PLACE)) :]:
        tallied[name] = pd.Series(None, index=tallied.index, dtype="str")
    return tallied[[*PLACE, *(["group"] if "group" in columns else []), "count"]]
