"""The one way of caching: results are kept for all visitors, but those about an upload for its visitor alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

import streamlit as st

DEMONSTRATION: Final = "demonstration"
CONFIGURED: Final = "configured"
UPLOAD: Final = "upload"

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Version:
    """Which database, in which state of its files: the key of every cache.

    Attributes
    ----------
    kind
        `demonstration`, `configured` or `upload`.
    stamp
        Changes whenever the files do: their names, sizes and times, or the digest of an upload.
    columns
        Canonical field -> column, as named by the visitor.
    """

    kind: str
    stamp: tuple[object, ...]
    columns: tuple[tuple[str, str], ...] = ()


Cachable = Callable[Concatenate[Version, Arguments], Result]


def cached(
    spinner: str | bool, max_entries: int
) -> Callable[[Cachable[Arguments, Result]], Cachable[Arguments, Result]]:
    """Keep the results of a function of a version; arguments whose names begin with `_` are no part of the key.

    Parameters
    ----------
    spinner
        What is said while the function computes; False for nothing.
    max_entries
        Results kept for all visitors, and for each visitor with an upload. The latter end with the visit.
    """

    def decorate(compute: Cachable[Arguments, Result]) -> Cachable[Arguments, Result]:
        for_all = st.cache_resource(show_spinner=spinner, max_entries=max_entries)(compute)
        for_one = st.cache_resource(show_spinner=spinner, max_entries=max_entries, scope="session")(compute)

        @wraps(compute)
        def kept(version: Version, /, *rest: Arguments.args, **named: Arguments.kwargs) -> Result:
            keep = for_one if version.kind == UPLOAD else for_all
            result: Result = keep(version, *rest, **named)
            return result

        return kept

    return decorate
