"""A list to introduce people by: who is where, and a sentence to write to both."""

from __future__ import annotations

from typing import Final

import pandas as pd

from dsi_geo.analysis.proximity.pairs import NEARBY, SAME_ADDRESS
from dsi_geo.schema import Entity
from dsi_geo.schema.column import names
from dsi_geo.schema.tables import INTRODUCTIONS

COLUMNS: Final = names(INTRODUCTIONS)


def introductions(pairs: pd.DataFrame, table: pd.DataFrame, entity: Entity) -> pd.DataFrame:
    """The pairs that do not know of each other, each with a sentence that can be sent as it is.

    Parameters
    ----------
    pairs
        From `pairs.neighbours`; linked pairs and possible duplicates are left out.
    table
        The canonical table that they come from.
    entity
        What its records are.

    Returns
    -------
    DataFrame, in the order of `pairs`
        `schema.tables.INTRODUCTIONS`: names, web addresses, the address as the first record writes it, and the
        sentence.
    """
    unaware = pairs[~pairs["linked"] & pairs["relation"].isin([SAME_ADDRESS, NEARBY])]
    records = table.set_index("id")
    first, second = (
        records.loc[unaware[side], ["address", "city", "website"]].reset_index(drop=True)
        for side in ("id_a", "id_b")
    )
    told = unaware.reset_index(drop=True)
    address = first["address"].astype("str").fillna(second["address"].astype("str")).fillna("")
    town = first["city"].astype("str").fillna(second["city"].astype("str")).fillna("")
    place = address.str.cat(town.mask(town == "", "").radd(", ").mask(town == "", ""))
    names = told["name_a"].fillna("(no name)") + " and " + told["name_b"].fillna("(no name)")
    metres = told["distance_m"].round().astype("Int64").astype("str")
    where = (" share an address, " + place).where(
        told["relation"] == SAME_ADDRESS, " are " + metres + " metres from one another, at " + place
    )
    other = "organisation" if entity == "projects" else "project"
    sentence = names + where + f"; our records know of no {other} that they have in common."
    return pd.DataFrame(
        {
            "name_a": told["name_a"],
            "website_a": first["website"],
            "name_b": told["name_b"],
            "website_b": second["website"],
            "address": address,
            "town": town,
            "sentence": sentence,
            "confidence": told["confidence"],
            "why": told["why"],
            "id_a": told["id_a"],
            "id_b": told["id_b"],
        }
    )[list(COLUMNS)]
