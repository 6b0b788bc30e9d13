"""What postcodes tell by their form alone: their country, and where they end in a cell that holds a town, too."""

from __future__ import annotations

from typing import Final

import pandas as pd

_BRITISH: Final = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_CANADIAN: Final = r"[A-Z]\d[A-Z] ?\d[A-Z]\d"
_IRISH: Final = r"(?:[AC-FHKNPRTV-Y]\d{2}|D6W) ?(?=[A-Z]*\d)[\dAC-FHKNPRTV-Y]{4}"
_ARGENTINE: Final = r"[A-HJ-NP-Z]\d{4}[A-Z]{3}"
_OF_ONE_COUNTRY: Final = {
    "GB": _BRITISH,
    "CA": _CANADIAN,
    "IE": _IRISH,
    "NL": r"[1-9]\d{3} ?[A-Z]{2}",
    "PL": r"\d{2}-\d{3}",
    "PT": r"\d{4}-\d{3}",
    "BR": r"\d{5}-\d{3}",
    "AR": _ARGENTINE,
}
"""Forms that no other country's postcodes have."""
_LETTERS: Final = rf"{_BRITISH}|{_CANADIAN}|{_IRISH}|{_ARGENTINE}"
_IN_FRONT: Final = (
    r"(?:[A-Z]{1,3}-)?(?:\d{5}-\d{3}|\d{4}-\d{3}|\d{2}-\d{3}|\d{3} \d{2}"
    r"|[1-9]\d{3}(?: [A-Z]{2}|[A-Za-z]{2})|\d{4,6})"
)
_BEHIND: Final = rf"{_LETTERS}|(?:[A-Z]{{2}}-)?(?:\d{{5}}-\d{{3}}|\d{{4,6}})"
_NAME: Final = r"[^\W\d_][^\d]+[^\W\d_]"


def country_of_postcode(postcode: pd.Series) -> pd.Series:
    """
    The country (alpha-2, ``str``) whose postcodes alone have the form of each; missing where there is none.

    Examples
    --------
    >>> import pandas as pd
    >>> country_of_postcode(pd.Series(["gu2 7xh", "4200-135", "10115", None], dtype="str")).tolist()
    ['GB', 'PT', nan, nan]
    """
    written = postcode.str.strip().str.upper()
    country = pd.Series(None, index=postcode.index, dtype="str")
    for code, form in _OF_ONE_COUNTRY.items():
        country = country.mask(written.str.fullmatch(form, na=False), code)
    return country


def split_from_town(city: pd.Series) -> pd.DataFrame:
    """
    Postcodes that stand in the cells of towns.

    Parameters
    ----------
    city
        Towns as written (``str``); missing allowed.

    Returns
    -------
    DataFrame
        `postcode` and `town` (``str``), index of `city`; both missing where a cell holds no postcode, `town` where it
        holds nothing else.

    Examples
    --------
    >>> import pandas as pd
    >>> split_from_town(pd.Series(["1221 København K", "London n1 9ab", "Praha 1"])).to_numpy().tolist()
    [['1221', 'København K'], ['N1 9AB', 'London'], [nan, nan]]
    """
    numbered = city[city.str.contains(r"\d", na=False)].str.strip()
    lettered = numbered.str.upper()
    in_front = numbered.str.extract(rf"^(?P<postcode>{_IN_FRONT})[ ,]+(?P<town>{_NAME}(?: \d{{1,2}})?)$")
    behind = lettered.str.extract(rf"^{_NAME}[ ,]+(?P<postcode>{_BEHIND})$")
    behind["town"] = numbered.str.extract(rf"^({_NAME})[ ,]")[0].where(behind["postcode"].notna())
    alone = lettered.where(lettered.str.fullmatch(rf"{_LETTERS}|[1-9]\d{{3}} ?[A-Z]{{2}}|\d{{5}}")).to_frame(
        "postcode"
    )
    alone["town"] = pd.Series(None, index=alone.index, dtype="str")
    found = in_front.where(in_front["postcode"].notna(), behind)
    found = found.where(found["postcode"].notna(), alone)
    return found[["postcode", "town"]].astype("str").reindex(city.index)
