"""Why two addresses are called the same, in words that a person can check."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

_STREET: Final = {
    "same": "same street",
    "no_kind": "same street, one of them without its word for street",
    "order": "same words of the street in another order",
    "short": "streets alike, one of them abbreviated",
    "slip": "streets alike but for a typing error",
    "part": "streets alike, part of the name left out",
    "by_code": "streets spelt differently or not named, but house and postcode agree",
    "differs": "streets not compared",
}
_HOUSE: Final = {
    "same": "and number",
    "range": "and a number within the other’s range",
    "overlap": "and ranges of numbers that overlap",
    "double": "and one of two numbers of the house",
    "letter": "and number but for a letter, and the points lie side by side",
    "none": "but no house number on one side or both",
}
_PLACE: Final = {
    "all": "same postcode {code} and town",
    "code": "same postcode {code}",
    "code_other_town": "same postcode {code}, the town is named differently",
    "code_suburb": "same postcode {code}, the town is named differently",
    "code_neighbour": "same postcode {code}, two towns side by side",
    "code_part": "postcodes {code} and {other_code} agree as far as they go",
    "district": "postcodes {code} and {other_code} differ in their last part only, same town",
    "code_slip": "same town; postcodes {code} and {other_code} differ by one digit",
    "code_of_town": "same town, where no two streets should be named alike; postcodes {code} and {other_code} differ",
    "code_differs": "same town; postcodes {code} and {other_code} differ",
    "town": "same town, one postcode or both not known",
    "unplaced": "neither town nor postcode on one side, and the only place of the name in these data",
    "nothing": "the only place of the name in these data; town or postcode not known on one side",
}


def written(addresses: pd.DataFrame) -> pd.Series:
    """Street and house of each address as it was understood: "mittelweg 50", "mill lane 12-16"."""
    low, high = addresses["low"].astype("str"), addresses["high"].astype("str")
    number = low.where(addresses["low"].eq(addresses["high"]), low + "-" + high) + addresses["letter"]
    number = number.where(addresses["low"].gt(0), addresses["literal"])
    return (addresses["shown"] + " " + number).str.strip()


def reasons(pairs: pd.DataFrame, addresses: pd.DataFrame) -> pd.Series:
    """
    A sentence part for each pair of addresses.

    Parameters
    ----------
    pairs
        From `matching.same_addresses`.
    addresses
        `Addresses.distinct`.

    Returns
    -------
    Series of str, index of `pairs`: "same street and number after normalising: mittelweg 50; same postcode 12053".
    """
    text, code = written(addresses).to_numpy(object), addresses["postcode"].str.upper().to_numpy(object)
    a, b = pairs["read_a"].to_numpy(), pairs["read_b"].to_numpy()
    shown = np.where(text[a] == text[b], text[a], text[a] + " / " + text[b])
    shown = pd.Series(np.where(shown == "", "", ": " + shown), index=pairs.index, dtype="str")
    street, house = pairs["street"].map(_STREET).astype("str"), pairs["house"].map(_HOUSE).astype("str")
    place = [
        _PLACE[kind].format(code=one or other, other_code=other)
        for kind, one, other in zip(pairs["place"], code[a], code[b], strict=True)
    ]
    return (
        street
        + " "
        + house
        + " after normalising"
        + shown
        + "; "
        + pd.Series(place, index=pairs.index, dtype="str")
    )
