"""What is peculiar to the exports of the DSI4EU platform, as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dsi_geo.readers.cells import as_text

ADDRESS_AS_GIVEN = "address_as_given"


def arrange(frame: pd.DataFrame, given: pd.DataFrame, description_parts: Sequence[str]) -> pd.DataFrame:
    """Put the platform's two descriptions together, and take its addresses apart.

    Parameters
    ----------
    frame
        The table under the fields' names; not changed.
    given
        The same rows under the file's names.
    description_parts
        Columns of `given` with the short and the long description, or none.

    Returns
    -------
    A copy in which `description` is short and long description, a blank line between; `address` and
    `postcode` are the lines before and after the last line break of an address; the cell as it was
    filled, even with nothing but ",", is `address_as_given`.
    """
    arranged = frame.copy()
    if description_parts:
        short, long = (as_text(given[part]) for part in description_parts)
        arranged["description"] = join_paragraphs(short, long)
    if "address" in arranged:
        arranged[ADDRESS_AS_GIVEN] = arranged["address"]
        arranged["address"], postcode = split_address(arranged["address"])
        arranged["postcode"] = arranged["postcode"].fillna(postcode) if "postcode" in arranged else postcode
    return arranged


def join_paragraphs(first: pd.Series, second: pd.Series) -> pd.Series:
    """Two texts a row with a blank line between; one of them where the other is missing or the same."""
    both = first.notna() & second.notna() & (first.str.strip() != second.str.strip())
    return first.fillna(second).mask(both, first + "\n\n" + second)


def split_address(address: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Street and postcode of addresses written "street,<line break>postcode".

    Parameters
    ----------
    address
        Dtype `str`. Without a line break all of it is the street.

    Returns
    -------
    Two Series of dtype `str`; missing where nothing but commas and spaces is left.
    """
    halves = address.str.extract(r"(?s)^(.*)[\r\n]+([^\r\n]*)$")
    street = halves[0].fillna(address).str.strip(" ,\r\n\t")
    postcode = halves[1].str.strip(" ,\r\n\t")
    return as_text(street), as_text(postcode)
