"""Records alike in theme: what they share counts the more, the rarer it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.addresses import joins
from dsi_geo.analysis.memberships import memberships
from dsi_geo.schema import ORGANISATIONS, Entity

FIELDS: Final = ("cluster", "themes", "technologies")
"""Columns of projects that say what they are about."""

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ThemeIndex:
    """What records are about: values of the `FIELDS`, by value and by record.

    Attributes
    ----------
    labels
        The values, str; one that several fields have is there for each of them.
    weights
        What each value counts: log(1 + n / f), with n the records that have any value, and f those that have this one.
    starts, rows
        The records of value *i* are `rows[starts[i]:starts[i + 1]]`, by position.
    own_starts, own_values
        The values of record *i* are `own_values[own_starts[i]:own_starts[i + 1]]`, by their position in `labels`.
    totals
        Sum of the weights of each record's values.
    """

    labels: pd.Series
    weights: Floats
    starts: Integers
    rows: Integers
    own_starts: Integers
    own_values: Integers
    totals: Floats

    def values_of(self, row: int) -> Integers:
        """The values of a record, by their position in `labels`."""
        return self.own_values[self.own_starts[row] : self.own_starts[row + 1]]

    def likeness(self, row: int) -> Floats:
        """How alike each record is to one: weighted Jaccard similarity, 0 to 1.

        The weights of what both have, divided by the weights of what either has; 0 for records without values, and
        for the record itself.
        """
        shared = np.zeros(len(self.totals))
        for value in self.values_of(row):
            shared[self.rows[self.starts[value] : self.starts[value + 1]]] += self.weights[value]
        either = self.totals[row] + self.totals - shared
        found: Floats = np.divide(shared, either, out=np.zeros(len(shared)), where=shared > 0)
        found[row] = 0
        return found

    def shared_words(self, row: int, others: Integers) -> list[str]:
        """What a record has in common with each of some others, the rarest first, in words."""
        mine = self.values_of(row)
        mine = mine[np.argsort(-self.weights[mine], kind="stable")]
        return [
            ", ".join(dict.fromkeys(self.labels.iloc[mine[np.isin(mine, self.values_of(other))]]))
            for other in others.tolist()
        ]


def theme_index(projects: pd.DataFrame, entity: Entity, ids: pd.Series, links: pd.DataFrame) -> ThemeIndex:
    """Index what records are about; an organisation is about what its projects are about.

    Parameters
    ----------
    projects
        Canonical table of the projects.
    entity
        What is indexed.
    ids
        Identifiers of the records that are indexed, in their order; for projects those of the table.
    links
        `project_id`, `organisation_id`, from `Database.links`; used for organisations only.
    """
    labels, pairs = _values(projects)
    if entity == ORGANISATIONS:
        linked = pd.DataFrame(
            {
                "row": _positions(links["project_id"], projects["id"]),
                "owner": _positions(links["organisation_id"], ids),
            }
        )
        linked = linked[(linked >= 0).all(axis=1)].merge(pairs, on="row")
        pairs = linked[["owner", "value"]].rename(columns={"owner": "row"})
    key = joins.once(pairs["row"].to_numpy() * max(len(labels), 1) + pairs["value"].to_numpy())
    row, value = np.divmod(key, max(len(labels), 1))
    records, values = np.bincount(value, minlength=len(labels)), np.bincount(row, minlength=len(ids))
    weights = np.log1p(np.count_nonzero(values) / np.maximum(records, 1))
    return ThemeIndex(
        labels,
        weights,
        _starts(records),
        row[np.argsort(value.astype(np.int32), kind="stable")],
        _starts(values),
        value,
        np.bincount(row, weights=weights[value], minlength=len(ids)).astype(np.float64),
    )


def _values(projects: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """All values, and one row for each that a project has: its position (`row`), and that of the value (`value`)."""
    labels, rows, values = [pd.Series(dtype="str")], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for field in FIELDS:
        owners, codes, known = memberships(projects[field])
        rows.append(owners)
        values.append(codes + sum(map(len, labels)))
        labels.append(pd.Series(known, dtype="str"))
    table = pd.DataFrame({"row": np.concatenate(rows), "value": np.concatenate(values)})
    return pd.concat(labels, ignore_index=True), table


def _positions(ids: pd.Series, among: pd.Series) -> Integers:
    """Positions of identifiers; -1 for those that are not there."""
    known = pd.Index(among)
    first = ~known.duplicated()
    found = known[first].get_indexer(pd.Index(ids))
    places = np.append(np.flatnonzero(first), -1)
    return np.asarray(places[found], dtype=np.int64)


def _starts(counts: Integers) -> Integers:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def alike(index: ThemeIndex, row: int, among: Flags, most: int) -> pd.DataFrame:
    """The records most alike to one in theme.

    Parameters
    ----------
    index
        From `theme_index`.
    row
        Position of the record.
    among
        Which records count, by position.
    most
        Largest number of records.

    Returns
    -------
    DataFrame
        The most alike first: `likeness` (0 to 1, see `ThemeIndex.likeness`) and `shared` (what they have in common, the
        rarest first), by the position of the record; empty if the record has no theme or shares none.
    """
    likeness = np.where(among, index.likeness(row), 0)
    rows = np.flatnonzero(likeness)
    if len(rows) > most:
        least = np.partition(likeness[rows], -most)[-most]
        rows = rows[likeness[rows] >= least]
    rows = rows[np.argsort(-likeness[rows], kind="stable")][:most]
    return pd.DataFrame(
        {"likeness": likeness[rows], "shared": pd.array(index.shared_words(row, rows), dtype="str")},
        index=rows,
    )
