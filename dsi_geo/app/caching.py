"""The only kind of cache: results are kept for all visitors, but those about an upload only for its visitor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from operator import attrgetter
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar

import streamlit as st

DEMONSTRATION: Final = "demonstration"
CONFIGURED: Final = "configured"
UPLOAD: Final = "upload"

_KEYS: Final[dict[str | type[Any], Callable[[Any], Any]]] = {
    "dsi_geo.app.databases.Loaded": attrgetter("version"),
    "dsi_geo.app.visit.Visit": attrgetter("version", "entity", "selection", "emptied"),
}
"""What identifies a database, or a selection from one, in the key of a cache: never their tables."""


@dataclass(frozen=True)
class Version:
    """A database in a state of its files: part of the key of every cache.

    Attributes
    ----------
    kind
        `demonstration`, `configured` or `upload`.
    stamp
        Changes whenever the files do: their names, sizes and times, or the digest of an upload.
    columns
        Canonical field and column of the file, as named by the visitor.
    tables
        Tables of the file, as named by the visitor.
    merged
        Whether spellings of one value count as one.
    clusters
        What serves as thematic clusters, and when that file was changed; empty for what the data name.
    """

    kind: str
    stamp: tuple[object, ...]
    columns: tuple[tuple[str, str], ...] = ()
    tables: tuple[str, ...] = ()
    merged: bool = False
    clusters: tuple[str, int] | tuple[()] = ()


class Versioned(Protocol):
    """A database (`Loaded`), or a selection from one (`Visit`)."""

    @property
    def version(self) -> Version:
        """The database and its state."""


Source = TypeVar("Source", bound=Versioned)
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Cachable = Callable[Concatenate[Source, Arguments], Result]


def cached(
    spinner: str | bool, max_entries: int
) -> Callable[[Cachable[Source, Arguments, Result]], Cachable[Source, Arguments, Result]]:
    """Cache the results of a function whose first argument is a database or a selection from one.

    Parameters
    ----------
    spinner
        Message shown while the function computes; False for none.
    max_entries
        Results kept for all visitors, and for each visitor with an upload. The latter end with the visit.
    """

    def decorate(compute: Cachable[Source, Arguments, Result]) -> Cachable[Source, Arguments, Result]:
        for_all = st.cache_resource(show_spinner=spinner, max_entries=max_entries, hash_funcs=_KEYS)(compute)
        for_one = st.cache_resource(
            show_spinner=spinner, max_entries=max_entries, hash_funcs=_KEYS, scope="session"
        )(compute)

        @wraps(compute)
        def kept(source: Source, /, *rest: Arguments.args, **named: Arguments.kwargs) -> Result:
            keep = for_one if source.version.kind == UPLOAD else for_all
            result: Result = keep(source, *rest, **named)
            return result

        return kept

    return decorate
