"""One group of records, such as a thematic cluster or a region, beside all others: what it has, and what it lacks.

A record whose value is not known is on neither side: it may belong to the group. One with several values, such as two
themes, belongs to the group if one of them is the group's, and otherwise to the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.facets import Facet
from dsi_geo.analysis.shares.areas import FEWEST_TO_TRUST
from dsi_geo.analysis.shares.proportions import quotient, wilson_interval
from dsi_geo.analysis.shares.spatial_autocorrelation import discoveries
from dsi_geo.schema import BEGINNINGS, PROJECTS, Entity

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

OVER: Final = "over"
UNDER: Final = "under"
COMPARED: Final[dict[str, tuple[str, ...]]] = {
    "cluster": ("theme", "region", "country", "technology"),
    "theme": ("cluster", "region", "country", "technology"),
    "technology": ("cluster", "region", "country", "theme"),
    "region": ("cluster", "theme", "technology"),
    "country": ("cluster", "theme", "technology"),
}
"""Facets by which groups can be formed, and those in which a group is compared with the others: never its own, nor one
that follows from it, as the country does from the region."""


PLACES: Final = {"region": (), "country": ("region",)}
"""Facets of places that are counted in the figures of a group; by default, of countries and regions."""


def alike(one: Facet, other: Facet) -> bool:
    """Whether two facets have the same values for the same records."""
    rows = (one.rows is None, other.rows is None)
    return (
        one.values.equals(other.values)
        and np.array_equal(one.codes, other.codes)
        and (all(rows) or (not any(rows) and np.array_equal(one.rows, other.rows)))  # type: ignore[arg-type]
    )


@dataclass(frozen=True)
class Sides:
    """The records of a group and those that it is compared with, by position.

    Attributes
    ----------
    group
        Records that have the value.
    others
        Records that have other values only.
    unknown
        Number of records that have no known value, and are on neither side.
    """

    group: Mask
    others: Mask
    unknown: int


def sides(facet: Facet, value: str, among: Mask) -> Sides:
    """Part records into those that have a value of a facet and those that have others.

    Parameters
    ----------
    facet
        What the records are grouped by.
    value
        The value; one that no record has gives an empty group.
    among
        Which records count, by position.
    """
    code = facet.values.get_indexer([value])[0]
    known, has = np.zeros(len(among), dtype=bool), np.zeros(len(among), dtype=bool)
    if facet.rows is None:
        known = facet.codes >= 0
        has = (facet.codes == code) & known
    else:
        known[facet.rows] = True
        has[facet.rows[facet.codes == code]] = True
    return Sides(has & among, known & among & ~has, int((among & ~known).sum()))


def newcombe_interval(
    count: npt.ArrayLike, total: npt.ArrayLike, other_count: npt.ArrayLike, other_total: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """95% interval of the difference of two shares.

    Parameters
    ----------
    count, total
        Records with a feature, and all records, of the one group; broadcast against one another.
    other_count, other_total
        The same of the other group.

    Returns
    -------
    low, high : ndarray of float64
        Limits of the first share minus the second, -1 to 1; NaN where a total is 0.

    Notes
    -----
    R. G. Newcombe (1998), Interval estimation for the difference between independent proportions: comparison of eleven
    methods, Statistics in Medicine 17, 873-890, method 10: with Wilson's limits l and u of the shares p,
    d - √((p₁-l₁)² + (u₂-p₂)²) to d + √((u₁-p₁)² + (p₂-l₂)²).

    Examples
    --------
    >>> low, high = newcombe_interval(56, 70, 48, 80)
    >>> f"{low:.4f} to {high:.4f}"
    '0.0524 to 0.3339'
    """
    share, other = quotient(count, total), quotient(other_count, other_total)
    low, high = wilson_interval(count, total)
    other_low, other_high = wilson_interval(other_count, other_total)
    difference = share - other
    return (
        difference - np.sqrt((share - low) ** 2 + (other_high - other) ** 2),
        difference + np.sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )


class Comparison(NamedTuple):
    """How often a group and the others have each value of a facet.

    Attributes
    ----------
    table
        Indexed by value, in the order of the facet, with all values that either side has: `count` (int64, of the
        group), `share` of its records for which any value is known, with Wilson's 95% interval `low`, `high`; the same
        of the others, `other_count`, `other_share`, `other_low`, `other_high`; `difference` of the shares, with
        Newcombe's 95% interval `difference_low`, `difference_high`; `p_value`; `verdict` (`OVER`, `UNDER`, or "" where
        chance may explain the difference); `expected`, the records of the group if its share were that of the others;
        `chance_of_none`, the probability that the group has none if group and others are alike.
    known, others_known
        Number of records of each side for which any value is known: what the shares are of.
    """

    table: pd.DataFrame
    known: int
    others_known: int

    @property
    def tells(self) -> bool:
        """Whether both sides have enough records for anything to be told."""
        return min(self.known, self.others_known) >= FEWEST_TO_TRUST


def compare(facet: Facet, of: Sides) -> Comparison:
    """Compare a group with the others by the values of a facet.

    Parameters
    ----------
    facet
        What is compared; a record with several values counts in each.
    of
        The group and the others, from `sides`.

    Notes
    -----
    `p_value` is twice the smaller tail of Fisher's exact test, at most 1 (R. A. Fisher, 1935, The logic of inductive
    inference, Journal of the Royal Statistical Society 98, 39-82). A value counts as over- or under-represented if it
    is among those found with a false discovery rate of 5% (Y. Benjamini and Y. Hochberg, 1995, Controlling the false
    discovery rate, Journal of the Royal Statistical Society B 57, 289-300) and the interval of the difference does not
    include 0; none does if either side has fewer than `FEWEST_TO_TRUST` records. `chance_of_none` is the
    hypergeometric probability C(N-K, n) / C(N, n), with n of all N records in the group and K of all with the value.
    """
    own, other = facet.counts(of.group), facet.counts(of.others)
    known, others_known = int(of.group.sum()) - own.unknown, int(of.others.sum()) - other.unknown
    there = (own.counts + other.counts) > 0
    count, other_count = own.counts[there], other.counts[there]
    share, other_share = quotient(count, known), quotient(other_count, others_known)
    low, high = wilson_interval(count, known)
    other_low, other_high = wilson_interval(other_count, others_known)
    difference_low, difference_high = newcombe_interval(count, known, other_count, others_known)
    p_value, none = _chances(count.to_numpy(), other_count.to_numpy(), known, others_known)
    table = pd.DataFrame(
        {
            "count": count.astype("int64"),
            "share": share,
            "low": low,
            "high": high,
            "other_count": other_count.astype("int64"),
            "other_share": other_share,
            "other_low": other_low,
            "other_high": other_high,
            "difference": share - other_share,
            "difference_low": difference_low,
            "difference_high": difference_high,
            "p_value": p_value,
            "expected": known * other_share,
            "chance_of_none": none,
        }
    )
    found = Comparison(table, known, others_known)
    table.insert(12, "verdict", _verdicts(table) if found.tells else pd.Series("", table.index, dtype="str"))
    return found


def _chances(count: Integers, other: Integers, known: int, others_known: int) -> tuple[Floats, Floats]:
    """Two-sided p-values of Fisher's exact test, and the chances of a count of 0; NaN where a side is empty."""
    if not known or not others_known:
        return np.full(len(count), np.nan), np.full(len(count), np.nan)
    from scipy.stats import hypergeom

    alike = hypergeom(known + others_known, count + other, known)
    tails = np.minimum(alike.cdf(count), alike.sf(count - 1))
    return np.minimum(1.0, 2 * tails), np.asarray(alike.pmf(0))


def _verdicts(table: pd.DataFrame) -> pd.Series:
    if table.empty:
        return pd.Series("", table.index, dtype="str")
    sure = discoveries(table["p_value"].to_numpy(np.float64))
    over, under = sure & (table["difference_low"] > 0), sure & (table["difference_high"] < 0)
    return pd.Series(np.select([over, under], [OVER, UNDER], ""), table.index, dtype="str")


def missing(found: Comparison) -> pd.DataFrame:
    """What the others have and the group has not, those first of which it would have most if it were like them.

    Returns
    -------
    DataFrame
        Indexed by value: `expected`, `other_count`, `chance_of_none` as in `Comparison`, and `told` (bool): whether
        chance does not explain the absence.
    """
    table = found.table[found.table["count"].eq(0)]
    lacking = table[["expected", "other_count", "chance_of_none"]].assign(told=table["verdict"].eq(UNDER))
    return lacking.sort_values("expected", ascending=False, kind="stable")


def telling(found: list[Comparison], most: int) -> list[str]:
    """The values by which one or several groups differ most from the others, for charts with the same rows.

    Those that are over- or under-represented in any group come first when there are too many; the order is by the
    difference of the shares in the first group, the largest first.
    """
    tables = [one.table for one in found]
    every = pd.concat([table[["difference", "verdict"]] for table in tables])
    weight = every["difference"].abs().fillna(0) + every["verdict"].ne("")
    chosen = weight.groupby(level=0).max().sort_values(ascending=False, kind="stable").index[:most]
    order = tables[0]["difference"].reindex(chosen).fillna(0).sort_values(ascending=False, kind="stable")
    return [*order.index.astype("str")]


SHARE: Final = "share"
NUMBER: Final = "number"
YEAR: Final = "year"


class Sharing(NamedTuple):
    """Which records have an address that can be compared, and which of these share it with another; by position."""

    usable: Mask
    shared: Mask


def key_figures(
    table: pd.DataFrame,
    entity: Entity,
    as_of: pd.Timestamp,
    of: Sides,
    places: Mapping[str, Facet],
    sharing: Sharing | None,
) -> pd.DataFrame:
    """The figures of a group beside those of the others, each with the number of records that it is about.

    Parameters
    ----------
    table, entity
        The canonical table of an entity.
    as_of
        The day the data describe: later launches are planned, and do not count.
    of
        The group and the others.
    places
        The facets `country` and `region` of the table, as far as their values are to be counted.
    sharing
        Who shares an address; None if that is not known.

    Returns
    -------
    DataFrame
        `figure` (text), `kind` (`SHARE`, `NUMBER` or `YEAR`), and of the group and the others `count`, `other_count`
        (float64: the records that have it, the number, or the median year; missing where there is nothing to count)
        and `of`, `other_of` (int64: the records for which it is known).
    """
    start = table["launched" if entity == PROJECTS else "founded"]
    past = start.notna() if pd.isna(as_of) else start <= as_of
    dated, years = past.to_numpy(dtype=bool), start.dt.year.to_numpy(np.float64)
    begun, both = BEGINNINGS[entity].event, (of.group, of.others)
    rows: list[tuple[str, str, list[tuple[float, int]]]] = [
        (words, SHARE, [(int((has & side).sum()), int((known & side).sum())) for side in both])
        for words, has, known in _features(table, entity, dated, sharing)
    ]
    rows += [
        (words, NUMBER, [_different(places[name], side) for side in both])
        for name, words in (("country", "Countries"), ("region", "Regions"))
        if name in places
    ]
    rows.append((f"Median year of {begun}", YEAR, [_median(years, dated & side) for side in both]))
    columns = ["figure", "kind", "count", "of", "other_count", "other_of"]
    found = pd.DataFrame([(words, kind, *own, *other) for words, kind, (own, other) in rows], columns=columns)
    return found.astype({"count": "float64", "of": "int64", "other_count": "float64", "other_of": "int64"})


def _features(
    table: pd.DataFrame, entity: Entity, dated: Mask, sharing: Sharing | None
) -> Iterator[tuple[str, Mask, Mask]]:
    """What records may be: in words, which are, and of which that is known."""
    every = np.ones(len(table), dtype=bool)
    yield (
        "Place known to the street or better",
        table["location_precision"].ge("street").to_numpy(dtype=bool),
        every,
    )
    yield f"Year of {BEGINNINGS[entity].event} known", dated, every
    if entity == PROJECTS:
        told = table["status"].ne("unknown").to_numpy(dtype=bool)
        yield "Active", table["status"].isin(["active", "ending"]).to_numpy(dtype=bool), told
        yield "Closed", table["status"].eq("closed").to_numpy(dtype=bool), told
    if sharing is not None:
        yield "Share an address with another", sharing.shared, sharing.usable


def _different(facet: Facet, side: Mask) -> tuple[int, int]:
    """How many values of a facet some records have, and of how many records any is known."""
    found = facet.counts(side)
    return int((found.counts > 0).sum()), int(side.sum()) - found.unknown


def _median(years: Floats, rows: Mask) -> tuple[float, int]:
    return (float(np.median(years[rows])) if rows.any() else np.nan), int(rows.sum())


def sharing(table: pd.DataFrame, usable: Mask, groups: pd.DataFrame) -> Sharing:
    """Which records share their address with another one.

    Parameters
    ----------
    table
        The canonical table.
    usable
        Which of its records have an address that can be compared.
    groups
        From `proximity.shared_addresses.groups`, of the table or a selection of it.
    """
    shared = np.zeros(len(table), dtype=bool)
    shared[_members(table, groups).to_numpy()] = True
    return Sharing(usable, shared)


def roofs(table: pd.DataFrame, groups: pd.DataFrame, group: Mask) -> pd.DataFrame:
    """The shared addresses at which a group of records is, those first with most of its records.

    Parameters
    ----------
    table
        The canonical table.
    groups
        From `proximity.shared_addresses.groups`, of the table or a selection of it.
    group
        Which records belong to the group, by position.

    Returns
    -------
    DataFrame
        `address`, `city`, `own` (number of the group's records there), `size` (of all), and `members` (positions in
        the table: the group's first).
    """
    members = _members(table, groups)
    own = pd.Series(group[members.to_numpy()], members.index)
    sizes = own.groupby(level=0).agg(["sum", "size"]).set_axis(["own", "size"], axis=1)
    listed = members.iloc[np.argsort(~own, kind="stable")].groupby(level=0).agg(list).rename("members")
    found = groups[["address", "city"]].join(sizes, how="inner").join(listed)
    found = found[found["own"] > 0]
    return found.sort_values(["own", "size"], ascending=False, kind="stable", ignore_index=True)


def _members(table: pd.DataFrame, groups: pd.DataFrame) -> pd.Series:
    """Positions in the table of the members of each group, indexed by the group's label."""
    members = pd.Series([*groups["members"]], groups.index, dtype=object).explode().dropna()
    rows = pd.Series(np.arange(len(table)), table["id"].to_numpy())
    return members.map(rows[~rows.index.duplicated()]).dropna().astype("int64")


def latest(table: pd.DataFrame, field: str, as_of: pd.Timestamp, among: Mask, most: int) -> Integers:
    """Positions of the records with the latest dates in a column, the latest first; none after the as-of date."""
    days = table[field]
    past = (days.notna() if pd.isna(as_of) else days <= as_of).to_numpy(dtype=bool)
    rows = np.flatnonzero(past & among)
    order = np.argsort(-days.to_numpy()[rows].astype("int64"), kind="stable")
    return rows[order[:most]]
