"""Facets: how many records have each value of a filter, among those that match all other filters.

So counted, a value tells what choosing it beside the others of its facet would add: with Germany selected, the facet
of countries still counts the records of France, and the facet of clusters those of Germany alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from dsi_geo.database import Database
from dsi_geo.geography.boundaries import regions
from dsi_geo.geography.countries import country_name
from dsi_geo.schema import LOCATION_PRECISIONS, PROJECTS, STATUSES, Entity, list_array
from dsi_geo.selection import DAYS, OWN_COLUMNS, OWNED_COLUMNS
from dsi_geo.spelling import alphabetical_order

Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int32]

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    **{name: (name,) for name in ("cluster", "theme", "technology", "country", "region", "town")},
    **{"kind": ("kind",), "status": ("status",), "year": DAYS, "precision": ("precision",)},
}
"""The facets, and the fields of a `Selection` that each of them sets."""

_ORDERED: Final = {"status": STATUSES, "precision": LOCATION_PRECISIONS[::-1]}
"""Facets whose values have an order of their own; the finest precision comes first."""


class FacetCounts(NamedTuple):
    """How many records have each value of a facet.

    Attributes
    ----------
    counts
        int64, indexed by all values of the facet; 0 where no record has a value.
    unknown
        Number of records without any value.
    ordered
        See `Facet`.
    """

    counts: pd.Series
    unknown: int
    ordered: bool


@dataclass(frozen=True)
class Facet:
    """The values that records have for a filter.

    Attributes
    ----------
    values
        All values (`str`): in their own order, or in that of the alphabet.
    codes
        Number of a value, from 0; -1 where it is not known. One for each record, or, with `rows`, one for each
        distinct pair of a record and a value.
    rows
        Positions of the records that `codes` are about; None if each record has one code.
    ordered
        Whether the values have an order of their own, as years have.
    """

    values: pd.Index
    codes: Integers
    rows: Integers | None = None
    ordered: bool = False

    def counts(self, among: Mask) -> FacetCounts:
        """Count the records in a mask by value.

        Parameters
        ----------
        among
            Which records are counted, by position.

        Returns
        -------
        FacetCounts
            Of a facet with one value a record, they add up to the records in the mask.
        """
        if self.rows is None:
            codes = self.codes if among.all() else self.codes[among]
            found = np.bincount(codes + 1, minlength=len(self.values) + 1)
            return FacetCounts(pd.Series(found[1:], index=self.values), int(found[0]), self.ordered)
        codes = self.codes[among[self.rows]]
        found = np.bincount(codes, minlength=len(self.values))
        without = int((among & ~self._filled(len(among))).sum())
        return FacetCounts(pd.Series(found, index=self.values), without, self.ordered)

    def _filled(self, size: int) -> Mask:
        filled = np.zeros(size, dtype=bool)
        filled[self.rows] = True
        return filled


def facets(database: Database, entity: Entity) -> dict[str, Facet]:
    """The facets of the records of an entity; those of which no record has a value are left out.

    A filter on a column of the other entity follows the links, and so does its facet: an organisation has the
    clusters of all its projects.
    """
    columns = {
        **OWNED_COLUMNS,
        **{name: (entity, column) for name, column in OWN_COLUMNS.items()},
        **{"year": (PROJECTS, "launched"), "precision": (entity, "location_precision")},
    }
    linked = _linked_rows(database, entity)
    found = {}
    for name in FIELDS:
        owner, column = columns[name]
        facet = _facet(name, database.table(owner)[column])
        if owner != entity:
            facet = _through_links(facet, linked)
        if (facet.codes >= 0).any():
            found[name] = facet
    return found


def matching_others(masks: Mapping[str, Mask]) -> dict[str, Mask]:
    """For each of several filters, which records match all the others.

    Parameters
    ----------
    masks
        Which records match each filter; at least one, at most 255.
    """
    missed = np.zeros(len(next(iter(masks.values()))), dtype=np.uint8)
    for mask in masks.values():
        missed += ~mask
    all_match, all_but_one = missed == 0, missed == 1
    return {name: all_match | (all_but_one & ~mask) for name, mask in masks.items()}


def facet_counts(of: Mapping[str, Facet], masks: Mapping[str, Mask], size: int) -> dict[str, FacetCounts]:
    """Count the values of each facet among the records that match all filters but the facet's own.

    Parameters
    ----------
    of
        The facets, by name.
    masks
        Which records match each filter in force, by the name of its facet, or any other name.
    size
        Number of records.

    Returns
    -------
    For each facet what `Facet.counts` gives.
    """
    everything = np.ones(size, dtype=bool)
    others = matching_others(masks) if masks else {}
    selected = np.logical_and.reduce([*masks.values()]) if masks else everything
    return {name: facet.counts(others.get(name, selected)) for name, facet in of.items()}


def or_better(counts: pd.Series) -> pd.Series:
    """Of counts by location precision, finest first, those of each precision or a finer one; without “none”."""
    return counts.cumsum().drop("none", errors="ignore")


def leading(
    counts: pd.Series, most: int, chosen: Collection[str] = (), *, ordered: bool = False
) -> pd.Series:
    """The values with the most records, most frequent first; in their own order if they have one.

    Parameters
    ----------
    counts
        Counts by value, in the order in which equally frequent values are shown.
    most
        Number of values; those chosen come in addition.
    chosen
        Values that are kept, even with a count of 0; any other without a record is left out.
    ordered
        Whether the values keep their order.
    """
    numbers = counts.to_numpy()
    first = np.argsort(-numbers, kind="stable")
    kept = first[numbers[first] > 0][:most]
    asked = counts.index.get_indexer(pd.Index(chosen, dtype=counts.index.dtype))
    kept = np.unique(np.concatenate([kept, asked[asked >= 0]]))
    return counts.iloc[kept if ordered else kept[np.argsort(-numbers[kept], kind="stable")]]


def _facet(name: str, column: pd.Series) -> Facet:
    """The facet of a column of one value a record, of a list, or of days, of which the year counts."""
    if isinstance(column.dtype, pd.ArrowDtype):
        lists = list_array(column)
        codes, values = pd.factorize(pc.list_flatten(lists).to_pandas())
        return _distinct(pc.list_parent_indices(lists).to_numpy(), *_sorted(name, codes, values))
    if column.dtype.kind == "M":
        years = column.dt.year.astype("Int32")
        codes, numbers = pd.factorize(years, sort=True)
        latest_first = np.where(codes < 0, -1, len(numbers) - 1 - codes).astype(np.int32)
        return Facet(pd.Index(numbers[::-1].astype("str")), latest_first, ordered=True)
    codes, values = pd.factorize(column)
    sorted_codes, sorted_values = _sorted(name, codes, values)
    return Facet(sorted_values, sorted_codes, ordered=name in _ORDERED)


def _sorted(name: str, codes: npt.NDArray[np.intp], values: pd.Index) -> tuple[Integers, pd.Index]:
    """Codes and values, in the order of the values."""
    texts = pd.Series([*values], dtype="str")
    if name in _ORDERED:
        order = np.argsort([_ORDERED[name].index(value) for value in texts])
    else:
        order = alphabetical_order(texts)
    place = np.full(len(order) + 1, -1, dtype=np.int32)  # the last, for the code -1
    place[order] = np.arange(len(order))
    return place[codes], pd.Index(texts.iloc[order])


def _distinct(
    rows: npt.NDArray[np.integer], codes: Integers, values: pd.Index, ordered: bool = False
) -> Facet:
    """A facet of several values a record, each of which counts once."""
    known = codes >= 0
    pairs = np.sort(rows[known].astype(np.int64) * max(len(values), 1) + codes[known])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # twenty times as fast as `np.unique`
    owners, numbers = np.divmod(pairs, max(len(values), 1))
    return Facet(values, numbers.astype(np.int32), owners.astype(np.int32), ordered)


def _through_links(facet: Facet, linked: pd.DataFrame) -> Facet:
    """The facet of the records that are linked to those of another."""
    rows = np.arange(len(facet.codes)) if facet.rows is None else facet.rows
    theirs = pd.DataFrame({"theirs": rows, "code": facet.codes}).merge(linked, on="theirs")
    return _distinct(theirs["ours"].to_numpy(), theirs["code"].to_numpy(), facet.values, facet.ordered)


def _linked_rows(database: Database, entity: Entity) -> pd.DataFrame:
    """Positions of linked records: `ours` of the entity, `theirs` of the other one."""
    ours, theirs = (
        ("project_id", "organisation_id") if entity == PROJECTS else ("organisation_id", "project_id")
    )
    own = database.table(entity)["id"]
    other = (database.organisations if entity == PROJECTS else database.projects)["id"]
    places = [
        pd.DataFrame({key: ids.astype("str").to_numpy(), name: np.arange(len(ids))})
        for key, ids, name in ((ours, own, "ours"), (theirs, other, "theirs"))
    ]
    return database.links().merge(places[0], on=ours).merge(places[1], on=theirs)[["ours", "theirs"]]


def value_names(field: str, values: tuple[str, ...]) -> dict[str, str]:
    """Value -> what it is called, for values of a filter: names of countries, and of regions with their codes."""
    if field == "country":
        return dict(zip(values, country_name(pd.Series(values, dtype="str")), strict=True))
    if field == "region":
        names = regions()["name"].reindex(values)
        return {code: f"{name} ({code})" for code, name in names.items()}
    return {value: value for value in values}
