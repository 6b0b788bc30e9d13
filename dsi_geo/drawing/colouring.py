"""What a map can be coloured by: categories of the records, their words and their colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.drawing import palette
from dsi_geo.schema import LABELS, PRECISION_WORDS, PROJECTS, STATUS_WORDS, Entity

FIELDS: Final[dict[str, str]] = {
    "cluster": LABELS["cluster"],
    "kind": "Kind of organisation",
    "status": LABELS["status"],
    "location_precision": "Precision of the place",
}
"""Columns that can give the colours, and how people call them."""

_WORDS: Final = {"location_precision": PRECISION_WORDS, "status": STATUS_WORDS}
_FIXED: Final = {"location_precision": palette.PRECISION, "status": palette.STATUS}


@dataclass(frozen=True)
class Colouring:
    """Colours of records by one column.

    Attributes
    ----------
    title
        What the colours tell.
    labels, colours
        Of each category, in words and as “#rrggbb”; of many categories the rarer ones are one.
    codes
        Category of each record of the table; -1 where it is not known.
    """

    title: str
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    codes: npt.NDArray[np.int16]


def colour_fields(table: pd.DataFrame, entity: Entity) -> list[str]:
    """The columns by which the table can be coloured: those that tell records apart."""
    offered = ("cluster", "status") if entity == PROJECTS else ("kind",)
    return [
        *(field for field in offered if field in table and table[field].nunique() > 1),
        "location_precision",
    ]


def colouring(table: pd.DataFrame, field: str) -> Colouring:
    """Give each record its category and each category its colour."""
    values = table[field].astype("category")
    if field in _FIXED:
        present = set(values.cat.remove_unused_categories().cat.categories)
        known = [value for value in _FIXED[field] if value in present]
        colours = tuple(_FIXED[field][value] for value in known)
        labels = tuple(_WORDS[field][value] for value in known)
        return Colouring(FIELDS[field], labels, colours, _codes(values, known))
    counts = values.value_counts()
    kept = sorted(counts.index[counts > 0][: palette.MOST_CATEGORIES - 1])
    rarer = int((counts > 0).sum()) > len(kept)
    labels = tuple(map(str, kept)) + (("other",) if rarer else ())
    codes = _codes(values, kept)
    if rarer:
        codes[(codes < 0) & values.notna().to_numpy()] = len(kept)
    return Colouring(FIELDS[field], labels, palette.categories(len(labels)), codes)


def _codes(values: pd.Series, kept: list[str]) -> npt.NDArray[np.int16]:
    return np.array(values.cat.set_categories(kept).cat.codes, dtype=np.int16)
