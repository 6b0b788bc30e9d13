"""Countries: their table, and which country a name means, in whatever language or spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from dsi_geo.bundled import GEOGRAPHY
from dsi_geo.spelling import fold, fold_text

_COLUMNS = [
    "code", "alpha3", "name", "region_group", "part_of", "population", "population_year", "population_source",
    "label_latitude", "label_longitude",
]  # fmt: skip
_SHORTEST_SLIP = 5
_LONG_NAME = 9
_SLIPS_AT_ONCE = 1000
_BETWEEN_NAMES = r"\s*[/|;()]\s*|\s+[-–—]\s+"
"""What stands between the names of a country in two languages, or its code and its name."""


@cache
def _table() -> pd.DataFrame:
    return pd.read_parquet(GEOGRAPHY / "countries.parquet", columns=_COLUMNS).set_index("code")


@cache
def names_to_codes() -> Mapping[str, str | None]:
    """Alpha-2 code by folded name, None for names that could mean two countries; it cannot be changed."""
    table = pd.read_parquet(GEOGRAPHY / "country_names.parquet").astype("object")
    codes = table["code"].where(table["code"].notna(), None)
    return MappingProxyType(dict(zip(table["key"], codes, strict=True)))


def countries() -> pd.DataFrame:
    """
    The countries and territories of ISO 3166-1, and Kosovo (XK).

    Returns
    -------
    pd.DataFrame
        Indexed by `code` (alpha-2, ``str``): `alpha3`, `name` (short English name), `region_group` (continent),
        `part_of` (alpha-2 of the country that a dependent territory belongs to, else missing), `population` (int64),
        `population_year` (Int16, missing where the source does not say), `population_source`, `label_latitude` and
        `label_longitude` (float64, degrees, EPSG:4326). A copy: changing it changes nothing here.
    """
    return _table().copy()


def _slips(keys: pd.Series) -> pd.Series:
    """
    The one country whose name each key misspells; keys that could mean two, or none, are left out.

    One edit (optimal string alignment, so two letters exchanged count once) is allowed, two from nine letters on, and
    every other country must be further away, by two for two edits: "Austrlia" is as near to Austria as to Australia.
    """
    names = {name: code for name, code in names_to_codes().items() if len(name) >= _SHORTEST_SLIP - 2}
    known, codes = list(names), np.array(list(names.values()), dtype=object)
    keys = keys[keys.str.len() <= max(map(len, known)) + 2]  # what is longer is no name with two edits
    allowed = np.where(keys.str.len() >= _LONG_NAME, 2, 1)
    found: dict[object, str] = {}
    for start in range(0, len(keys), _SLIPS_AT_ONCE):
        some = keys.iloc[start : start + _SLIPS_AT_ONCE]
        index = some.index.to_numpy()
        distances = cdist(some.tolist(), known, scorer=OSA.distance, score_cutoff=3, dtype=np.uint8)
        for row in np.flatnonzero(distances.min(axis=1) <= allowed[start : start + len(some)]):
            least = distances[row].min()
            code = codes[distances[row].argmin()]
            if code is not None and (distances[row][codes != code] >= 2 * least).all():
                found[index[row]] = code
    return pd.Series(found, dtype="str")


def _of_both_names(cell: str) -> str | None:
    """The country that the parts of a cell name in two languages ("تونس/Tunisia", "DE - Deutschland"), if only one."""
    keys = [fold_text(part) for part in re.split(_BETWEEN_NAMES, cell) if part.strip()]
    codes = {names_to_codes().get(key) for key in keys if key in names_to_codes()}
    told = [key for key in keys if names_to_codes().get(key) is not None and len(key) > 3]
    return codes.pop() if len(codes) == 1 and told else None


def country_codes(names: pd.Series) -> pd.DataFrame:
    """
    Recognise countries by code or by name, in any of some seventy languages.

    Parameters
    ----------
    names : pd.Series
        Cells as found in a table: alpha-2 or alpha-3 codes, names in any spelling, missing values.

    Returns
    -------
    pd.DataFrame
        Index of `names`; `code` (alpha-2, ``str``) and `how` (``str``): ``exact`` if the cell is the alpha-2 code or
        the English name letter by letter, ``name`` for any other known name or spelling, ``slip`` for a misspelt one.
        Both missing where the cell is missing or no country is recognised, also where two countries come into
        question.
    """
    positions, distinct = pd.factorize(names)
    cells = pd.Series([str(value).strip() for value in distinct], dtype="str")
    keys, table = fold(cells), _table()
    code = keys.map(names_to_codes().get).astype("str")
    is_code = table.index.get_indexer(cells.to_numpy(object)) >= 0
    exact = is_code | (cells == code.map(table["name"]))
    code = code.mask(is_code, cells)
    how = pd.Series(np.where(exact, "exact", "name"), dtype="str").where(code.notna())
    doubled = cells[code.isna() & cells.str.contains(_BETWEEN_NAMES)]
    code[doubled.index] = doubled.map(_of_both_names).astype("str")
    how = how.mask(code.notna() & how.isna(), "name")
    unknown = keys[code.isna() & keys.str.len().ge(_SHORTEST_SLIP)]
    slips = _slips(unknown[[key not in names_to_codes() for key in unknown]])
    code[slips.index], how[slips.index] = slips, "slip"
    recognised = pd.DataFrame({"code": code, "how": how})
    return recognised.reindex(positions).set_axis(names.index)


@cache
def disputed_areas() -> Mapping[str, str]:
    """How disputed countries and regions are counted here: by alpha-2 or ISO 3166-2 code, the end of a sentence."""
    rows = pd.read_csv(GEOGRAPHY / "disputed_areas.csv", dtype="str", keep_default_na=False)
    counted = {row.code: f"{row.name} is counted as {row.counted_as}" for row in rows.itertuples(index=False)}
    return MappingProxyType(counted)


def country_name(codes: pd.Series) -> pd.Series:
    """
    Short English name of each country.

    Parameters
    ----------
    codes : pd.Series
        Alpha-2 codes; missing and unknown ones are allowed.

    Returns
    -------
    pd.Series
        Dtype ``str``, index of `codes`; missing where the code is missing or unknown.
    """
    return codes.astype("object").map(_table()["name"]).astype("str").rename("name")
