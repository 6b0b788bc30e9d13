"""Colours that remain distinct without colour vision and in grey print, and the columns that colour a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.memberships import in_lists, memberships, number_of_values, share_known
from dsi_geo.schema import LABELS, PRECISION_WORDS, PROJECTS, STATUS_WORDS, Entity

Theme = Literal["light", "dark"]

ACCENT: Final[dict[Theme, str]] = {"light": "#0b6e69", "dark": "#4fc3b8"}
NOT_KNOWN: Final = "#a5a9ad"

_BRIGHT: Final = ("#5352b6", "#e88766", "#3d812d", "#e2c54c", "#b86fb3", "#3abff9")
"""Lightness 40, 66, 48, 80, 57, 73: neighbours in a legend, and so in a ring, differ clearly in lightness."""
_MUTED: Final = (
    *("#332288", "#88ccee", "#44aa99", "#117733", "#999933"),
    *("#ddcc77", "#cc6677", "#882255", "#aa4499"),
)
"""The muted scheme of Paul Tol."""
MOST_CATEGORIES: Final = len(_MUTED)

PRECISION: Final = {
    "address": "#0b6e69",
    "street": "#3f9a92",
    "postcode": "#8cc7bd",
    "city": "#d9a441",
    "region": "#c77f4a",
    "country": "#9c6a5a",
}
"""Green where the place is known precisely, ochre where only the town or less is known."""

STATUS: Final = {
    "planned": "#66ccee",
    "active": "#0b6e69",
    "ending": "#ddaa33",
    "closed": "#aa3377",
    "unknown": NOT_KNOWN,
}

STANDING: Final[dict[Theme, tuple[str, str]]] = {
    "light": ("#0b6e69", "#d9a441"),
    "dark": ("#4fc3b8", "#e3b04b"),
}
"""Colours of projects that are certainly, and perhaps, active at some time."""

_STEPS: Final[dict[Theme, tuple[str, ...]]] = {
    "light": ("#cfe6e1", "#97cbc1", "#56aa9f", "#1f837b", "#0a4f4b"),
    "dark": ("#1d4643", "#276b66", "#2f968c", "#62c3b6", "#bfeae1"),
}


def categories(number: int) -> tuple[str, ...]:
    """Colours for so many categories, at most `MOST_CATEGORIES`; up to six, as of the thematic clusters, are bright."""
    return (_BRIGHT if number <= len(_BRIGHT) else _MUTED)[:number]


def steps(number: int, theme: Theme) -> tuple[str, ...]:
    """Colours of one to five ordered classes, lowest first."""
    kept = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}.get(number, range(5))
    return tuple(_STEPS[theme][step] for step in kept)


FIELDS: Final[dict[str, str]] = {
    "cluster": LABELS["cluster"],
    "kind": "Kind of organisation",
    "status": LABELS["status"],
    "location_precision": "Precision of the place",
}
"""Columns that can colour records, and what pages call them."""

_WORDS: Final = {"location_precision": PRECISION_WORDS, "status": STATUS_WORDS}
_FIXED: Final = {"location_precision": PRECISION, "status": STATUS}


@dataclass(frozen=True)
class Colouring:
    """Colours of records by one column.

    Attributes
    ----------
    title
        What the colours show.
    labels, colours
        Name and “#rrggbb” of each category; if there are many, the rarer ones are merged into “other”.
    codes
        Category of each record of the table; -1 where it is not known. Of a column of lists: whether each record (row)
        is of each category (column), bool.
    """

    title: str
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    codes: npt.NDArray[np.int16] | npt.NDArray[np.bool_]

    @property
    def overlapping(self) -> bool:
        """Whether a record may be of several categories."""
        return self.codes.ndim == 2


LEAST_KNOWN: Final = 0.5
"""Share of the records of which a column must be known to be what colours them at first."""


def colour_fields(table: pd.DataFrame, entity: Entity) -> list[str]:
    """The columns by which the table can be coloured, that which tells most first.

    They are those with more than one value, and the precision. One that is not known of most records would colour
    nearly all of them grey, and comes last.
    """
    offered = ("cluster", "status") if entity == PROJECTS else ("kind",)
    several = [field for field in offered if field in table and number_of_values(table[field]) > 1]
    telling = [field for field in several if share_known(table[field]) >= LEAST_KNOWN]
    return [*telling, "location_precision", *(field for field in several if field not in telling)]


def colouring(table: pd.DataFrame, field: str) -> Colouring:
    """Assign a category to each record, or several where it has lists of values, and a colour to each category."""
    if in_lists(table[field]):
        return _colouring_of_lists(table[field])
    values = table[field].astype("category")
    if field in _FIXED:
        present = set(values.cat.remove_unused_categories().cat.categories)
        known = [value for value in _FIXED[field] if value in present]
        colours = tuple(_FIXED[field][value] for value in known)
        labels = tuple(_WORDS[field][value] for value in known)
        return Colouring(FIELDS[field], labels, colours, _codes(values, known))
    counts = values.value_counts()
    kept = sorted(counts.index[counts > 0][: MOST_CATEGORIES - 1])
    rarer = int((counts > 0).sum()) > len(kept)
    labels = tuple(map(str, kept)) + (("other",) if rarer else ())
    codes = _codes(values, kept)
    if rarer:
        codes[(codes < 0) & values.notna().to_numpy()] = len(kept)
    return Colouring(FIELDS[field], labels, categories(len(labels)), codes)


def _colouring_of_lists(column: pd.Series) -> Colouring:
    rows, codes, values = memberships(column)
    counts = np.bincount(codes, minlength=len(values))
    kept = np.sort(np.argsort(-counts, kind="stable")[: MOST_CATEGORIES - 1])
    rarer = len(values) > len(kept)
    place = np.full(len(values), len(kept), dtype=np.int64)
    place[kept] = np.arange(len(kept))
    labels = tuple(values[code] for code in kept) + (("other",) if rarer else ())
    members = np.zeros((len(column), len(labels)), dtype=np.bool_)
    members[rows, place[codes]] = True
    return Colouring(FIELDS[str(column.name)], labels, categories(len(labels)), members)


def _codes(values: pd.Series, kept: list[str]) -> npt.NDArray[np.int16]:
    return np.array(values.cat.set_categories(kept).cat.codes, dtype=np.int16)
