"""What the thematic clusters are: a column of categories or tags, or a list that maps tags to clusters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dsi_geo.arguments import did_you_mean
from dsi_geo.cleaning.alike import spelled
from dsi_geo.cleaning.categories import category_columns, column_words, labels_of
from dsi_geo.cleaning.text import as_text
from dsi_geo.errors import InputError, quoted
from dsi_geo.readers import delimited
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.limits import first_faults
from dsi_geo.schema import CATEGORY, LIST, ORGANISATIONS, PROJECTS

CLUSTER: Final = "cluster"
NONE: Final = "none"
MOST_CLUSTERS: Final = 100
"""Values of a column that may serve as clusters."""

MAPPING_SUFFIX: Final = ".csv"

_LEADING: Final = 12
_LEADING_SHARE: Final = 0.8
_DESCRIBED_SHARE: Final = 0.5
"""A column is plainly suited if half of the projects have a value of it, and twelve values make up most of them."""

Integers = npt.NDArray[np.int64]
Clusters = Mapping[str, Sequence[str]]
"""Tag -> its clusters."""


class Offer(NamedTuple):
    """What could serve as thematic clusters.

    Attributes
    ----------
    columns
        Columns of the projects, then of their organisations.
    own
        Whether the data name clusters of their own.
    suited
        The column that plainly suits where they do not: the themes, if twelve of them make up most; otherwise the only
        column of which that is true. "" for none.
    """

    columns: tuple[str, ...]
    own: bool
    suited: str


def offer(projects: pd.DataFrame, organisations: pd.DataFrame) -> Offer:
    """What could serve as thematic clusters in a database."""
    own = bool(projects[CLUSTER].notna().any())
    columns, suited = [], []
    for column in category_columns(projects, PROJECTS):
        found = labels_of(projects[column])
        if column == CLUSTER and len(found.rows) == projects[CLUSTER].notna().sum():
            continue  # it holds no lists, so it is what the data name already
        counts = [*found.counts.values()]
        if not 2 <= len(counts) <= MOST_CLUSTERS:
            continue
        columns.append(column)
        if not own and _suits(found.rows, counts, len(projects)):
            suited.append(column)
    theirs = [column for column in _of_organisations(organisations) if column not in projects]
    best = "themes" if "themes" in suited else suited[0] if len(suited) == 1 else ""
    return Offer((*columns, *theirs), own, best)


def _of_organisations(organisations: pd.DataFrame) -> Iterable[str]:
    for column in category_columns(organisations, ORGANISATIONS):
        if (
            column not in ("kind", "size")
            and 2 <= len(labels_of(organisations[column]).counts) <= MOST_CLUSTERS
        ):
            yield column


def _suits(rows: Integers, counts: Sequence[int], projects: int) -> bool:
    described = np.count_nonzero(np.bincount(rows, minlength=projects))
    leading = sum(sorted(counts, reverse=True)[:_LEADING])
    return bool(described >= _DESCRIBED_SHARE * projects and leading >= _LEADING_SHARE * sum(counts))


def by_column(
    projects: pd.DataFrame, organisations: pd.DataFrame, links: pd.DataFrame, column: str
) -> pd.Series:
    """The clusters of each project: its values of a column, or those of its organisations.

    Returns
    -------
    Series
        With the index of `projects`: categories if no project has several, otherwise lists (`schema.LIST`).

    Raises
    ------
    InputError
        There is no such column of categories or tags.
    """
    if column == NONE:
        return _as_clusters(np.zeros(0, np.int64), np.zeros(0, np.int64), [], projects.index)
    own = category_columns(projects, PROJECTS)
    theirs = category_columns(organisations, ORGANISATIONS)
    if column in own:
        found = labels_of(projects[column])
        return _as_clusters(found.rows, found.codes, found.values, projects.index)
    if column not in theirs:
        known = dict.fromkeys([*own, *theirs])
        raise InputError(
            f"{quoted(column)} is no column of categories or tags, so it cannot serve as thematic cluster: there is "
            f"{', '.join(known)}.{did_you_mean(column, [*known])}"
        )
    found = labels_of(organisations[column])
    pairs = links.merge(_numbered(projects, "project")).merge(_numbered(organisations, "organisation"))
    pairs = pairs.merge(pd.DataFrame({"organisation": found.rows, "code": found.codes}))
    pairs = pairs.sort_values("project", kind="stable")
    return _as_clusters(pairs["project"].to_numpy(), pairs["code"].to_numpy(), found.values, projects.index)


def _numbered(table: pd.DataFrame, one: str) -> pd.DataFrame:
    return pd.DataFrame({f"{one}_id": table["id"].to_numpy(), one: np.arange(len(table))})


def by_mapping(projects: pd.DataFrame, mapping: Clusters) -> pd.Series:
    """The clusters of each project: those of all its tags, in whichever column of categories or tags they stand.

    A tag is found in any spelling that does not make it another value (`alike.spelled`). Returns what `by_column` does.
    """
    names = list(dict.fromkeys(cluster for clusters in mapping.values() for cluster in clusters))
    number = {name: code for code, name in enumerate(names)}
    known: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for tag, clusters in mapping.items():
        known[spelled(tag).words] += [number[cluster] for cluster in clusters]
    rows, codes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for column in category_columns(projects, PROJECTS):
        found = labels_of(projects[column])
        for code, value in enumerate(found.values):
            for cluster in known.get(spelled(value).words, ()):
                rows.append(found.rows[found.codes == code])
                codes.append(np.full(len(rows[-1]), cluster))
    return _as_clusters(np.concatenate(rows), np.concatenate(codes), names, projects.index)


def _as_clusters(rows: Integers, codes: Integers, values: list[str], index: pd.Index) -> pd.Series:
    """Categories, or lists where a record has several values, of pairs of a row and the code of a value."""
    pairs = pd.DataFrame({"row": rows, "code": codes}).drop_duplicates().sort_values("row", kind="stable")
    rows, codes = pairs["row"].to_numpy(dtype=np.int64), pairs["code"].to_numpy(dtype=np.int64)
    number = np.bincount(rows, minlength=len(index))
    words = pd.array(values, dtype="str")
    if number.max(initial=0) <= 1:
        single = np.full(len(index), -1, dtype=np.int64)
        single[rows] = codes
        return pd.Series(words.take(single, allow_fill=True), index=index, name=CLUSTER).astype(CATEGORY)
    ends = pa.array(np.r_[0, np.cumsum(number)], pa.int32())
    lists = pa.ListArray.from_arrays(ends, pa.array(values, pa.string()).take(pa.array(codes)))
    return pd.Series(pd.array(lists, dtype=LIST), index=index, name=CLUSTER)


def is_list(choice: str) -> bool:
    """Whether a choice is the path of a list that maps tags to clusters, and no column."""
    return choice.lower().endswith(MAPPING_SUFFIX)


def clusters_words(name: str) -> str:
    """What serves as thematic clusters, in words: “Thematic clusters: column Themes”."""
    if name == NONE:
        return "Thematic clusters: none"
    return f"Thematic clusters: {f'list {quoted(name)}' if is_list(name) else f'column {column_words(name)}'}"


def several(clusters: pd.Series) -> int:
    """How many records are in more than one cluster."""
    return int(clusters.list.len().gt(1).sum()) if isinstance(clusters.dtype, pd.ArrowDtype) else 0


def spread(clusters: pd.Series) -> str:
    """How many projects have clusters, and several of them, in a sentence."""
    known = int(clusters.list.len().gt(0).sum() if several(clusters) else clusters.notna().sum())
    sentence = f"{known:,} of {len(clusters):,} projects are in one"
    if number := several(clusters):
        return (
            f"{sentence} or more; {number:,} are in several and count in each, so that clusters add up to more than "
            "all projects."
        )
    return f"{sentence}."


def read_mapping(path: Path) -> dict[str, tuple[str, ...]]:
    """Read a list that maps tags to clusters.

    Parameters
    ----------
    path
        CSV with the columns `tag` and `cluster`; a tag in several rows belongs to several clusters.

    Raises
    ------
    InputError
        There is no such file, it lacks a column, or a cell is empty; one sentence per fault.
    """
    if not path.is_file():
        raise InputError(
            f"There is no list of clusters {quoted(path.name)}. Check the spelling and the folder."
        )
    table = delimited.read(Source(path, path.name))[0].frame
    table.columns = [str(name).strip().casefold() for name in table.columns]
    missing = [name for name in ("tag", CLUSTER) if name not in table]
    if missing:
        raise InputError(
            f"{path.name} has no column {' and no column '.join(missing)}: a list of clusters has the columns tag and "
            "cluster."
        )
    text = pd.DataFrame({name: as_text(table[name]) for name in ("tag", CLUSTER)})
    faults = [
        f"{path.name}, row {row + 2}: the column {name} is empty."
        for row, cells in enumerate(text.isna().itertuples(index=False))
        for name, empty in zip(text.columns, cells, strict=True)
        if empty
    ]
    if faults:
        raise InputError(first_faults(faults))
    mapping: dict[str, tuple[str, ...]] = {}
    for tag, cluster in text.itertuples(index=False):
        mapping[tag] = tuple(dict.fromkeys([*mapping.get(tag, ()), cluster]))
    return mapping
