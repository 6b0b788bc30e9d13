"""Which of the pairs are looked at: of the selection, with topics in common or not, both still running."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

TOPICS: Final = {"any": "any topics", "different": "different topics", "same": "the same topic"}
"""What two records may work on, by their thematic cluster."""

ENDED: Final = ("closed", "ending")


def choose_pairs(
    pairs: pd.DataFrame,
    table: pd.DataFrame,
    chosen: npt.NDArray[np.bool_],
    *,
    topics: str = "any",
    running: bool = False,
    unaware: bool = False,
) -> pd.DataFrame:
    """The pairs of which both records are chosen, and that fit.

    Parameters
    ----------
    pairs
        From `pairs.neighbours`.
    table
        The canonical table that they come from.
    chosen
        One bool per record of the table.
    topics
        One of `TOPICS`. A record without a thematic cluster is neither the same nor different.
    running
        Only pairs of which neither has closed or announced its end; organisations always run.
    unaware
        Only pairs that share no organisation or project.
    """
    places = pd.Series(np.arange(len(table)), index=table["id"])
    places = places[~places.index.duplicated()]
    first, second = places.loc[pairs["id_a"]].to_numpy(), places.loc[pairs["id_b"]].to_numpy()
    fits = chosen[first] & chosen[second]
    if topics != "any" and "cluster" in table:
        one, other = (table["cluster"].cat.codes.to_numpy()[side] for side in (first, second))
        known = (one >= 0) & (other >= 0)
        fits &= known & ((one == other) if topics == "same" else (one != other))
    if running and "status" in table:
        ended = table["status"].isin(ENDED).to_numpy()
        fits &= ~ended[first] & ~ended[second]
    if unaware:
        fits &= ~pairs["linked"].to_numpy()
    return pairs[fits]


def with_verdicts(pairs: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """The pairs with the column `verdict`, "" where nothing was decided."""
    lower = np.minimum(pairs["id_a"].to_numpy(object), pairs["id_b"].to_numpy(object))
    upper = np.maximum(pairs["id_a"].to_numpy(object), pairs["id_b"].to_numpy(object))
    decided = pd.Series(
        verdicts["verdict"].to_numpy(), index=pd.MultiIndex.from_arrays([verdicts["id_a"], verdicts["id_b"]])
    )
    told = decided.reindex(pd.MultiIndex.from_arrays([lower, upper]))
    return pairs.assign(verdict=pd.Series(told.to_numpy(), index=pairs.index, dtype="str").fillna(""))
