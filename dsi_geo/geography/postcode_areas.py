"""Where a postcode lies by its beginning: the region, and a town in whose surroundings it is used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from dsi_geo.bundled import GEOGRAPHY
from dsi_geo.distinct import distinct_rows

_SIGNS: Final = {
    **dict.fromkeys(("DE", "ES", "FR", "IT", "MX", "PL", "TR"), (5,)),
    **dict.fromkeys(("AT", "AU", "BE"), (4,)),
    **dict.fromkeys(("CN", "IN", "RU"), (6,)),
    **{"US": (5, 9), "BR": (8,), "AR": (4, 8), "NL": (4, 6)},
    **{"CA": (3, 6), "GB": (2, 3, 4, 5, 6, 7)},
}
"""How many letters and figures the postcodes of a country have; others have lost some, and say nothing."""
_COMPLETE: Final = frozenset(f"{country}{count}" for country, counts in _SIGNS.items() for count in counts)
_LONGEST_BEGINNING: Final = 4
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _beginning(code: str, country: str) -> str:
    """Letters and figures of a postcode as far as they tell where it is; "" for one that is not complete."""
    signs = code if code.isdecimal() else "".join(sign for sign in code.upper() if sign.isalnum())
    if country not in ("GB", "CA", "AR"):  # D-10115
        signs = signs.lstrip(_LETTERS)
    if len(signs) not in _SIGNS.get(country, ()):
        return ""
    return signs[: 2 if signs[1:2].isalpha() else 1] if country == "GB" else signs[:_LONGEST_BEGINNING]


def _beginnings(code: pd.Series, country: pd.Series) -> pd.Series:
    """The beginning (see `_beginning`) of each postcode; those of figures alone are cut as a column."""
    plain = code.str.fullmatch("[0-9]+") & ~country.isin(("GB", "CA"))
    complete = (country + code.str.len().astype("str")).isin(_COMPLETE)
    begins = code.str.slice(0, _LONGEST_BEGINNING).where(complete, "")
    lettered = [_beginning(one, land) for one, land in zip(code[~plain], country[~plain], strict=True)]
    begins[~plain] = pd.Series(lettered, index=code.index[~plain], dtype="str")
    return begins


@cache
def _regions() -> Mapping[tuple[str, str], str]:
    rows = pd.read_csv(GEOGRAPHY / "postcode_regions.csv", dtype="str", keep_default_na=False)
    known = {}
    for row in rows.itertuples(index=False):
        if row.first == row.last:
            known[row.country, row.first] = row.region
        else:
            width = len(row.first)
            known |= {
                (row.country, f"{at:0{width}d}"): row.region
                for at in range(int(row.first), int(row.last) + 1)
            }
    return known


@cache
def _middles() -> Mapping[tuple[str, str], tuple[float, float]]:
    rows = pd.read_csv(GEOGRAPHY / "postcode_towns.csv", dtype={"begins": "str"})
    points = zip(rows["latitude"], rows["longitude"], strict=True)
    return dict(zip(zip(rows["country"], rows["begins"], strict=True), points, strict=True))


def locate_postcodes(postcode: pd.Series, country: pd.Series) -> pd.DataFrame:
    """
    Where postcodes lie, as far as their beginning tells.

    Parameters
    ----------
    postcode, country
        As written, and alpha-2 codes, with the same index; missing allowed.

    Returns
    -------
    pd.DataFrame
        Index of `postcode`: `region` (ISO 3166-2, ``str``; missing where several regions share the beginning) and
        `latitude`, `longitude` (float64, degrees, EPSG:4326) of the town in whose surroundings (some 100 km) postcodes
        with this beginning are used. Missing for what is no complete postcode, and for countries that are not known.

    Examples
    --------
    >>> import pandas as pd
    >>> locate_postcodes(pd.Series(["13260", "CF10 1AA", "12529"]), pd.Series(["FR", "GB", "DE"]))["region"].tolist()
    ['FR-PAC', 'GB-WLS', nan]
    """
    pairs = pd.DataFrame({"code": postcode, "country": country.where(country.isin(_SIGNS))})
    asked = pairs.notna().all(axis=1).to_numpy()
    number, distinct = distinct_rows(*(pairs.loc[asked, column] for column in pairs))
    beginning, shortened = distinct_rows(_beginnings(*distinct), distinct[1])
    found = []
    for begins, land in zip(*shortened, strict=True):
        keys = [(land, begins[:length]) for length in range(len(begins), 0, -1)]
        region = next((_regions()[key] for key in keys if key in _regions()), None)
        found.append((region, *next((_middles()[key] for key in keys if key in _middles()), (None, None))))
    table = pd.DataFrame(found, columns=["region", "latitude", "longitude"])
    table = table.astype({"region": "str", "latitude": "float64", "longitude": "float64"})
    at = np.full(len(pairs), -1)
    at[asked] = beginning[number]
    return table.reindex(at).set_axis(postcode.index)
