"""Invented addresses of any number, some of them written twice in different ways."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from bench.synthetic import towns
from dsi_geo.schema import ORGANISATIONS, conform

TWICE: Final = 0.001
"""Share of records that are a second spelling of another one's address."""

FORMS: Final = {
    **{"DE": "{name}straße {number}", "FR": "{number} rue {name}", "GB": "{number} {name} Road"},
    **{"IT": "Via {name}, {number}", "ES": "Calle {name}, {number}", "NL": "{name}straat {number}"},
    **{"PL": "ul. {name} {number}", "SE": "{name}gatan {number}", "PT": "Rua {name}, {number}"},
    **{"US": "{number} {name} Avenue", "AT": "{name}gasse {number}", "HU": "{name} utca {number}"},
}
"""How each country writes an address."""

VARIANTS: Final = {
    **{"DE": "{name}str. {number}", "FR": "{number}, r. {name}", "GB": "{number} {name} Rd"},
    **{"IT": "via {name} {number}", "ES": "C/ {name} nº {number}", "NL": "{name}str. {number}"},
    **{"PL": "{name} {number}", "SE": "{name}g. {number}", "PT": "R. {name} {number}"},
    **{"US": "{number} {name} Ave, Suite 3", "AT": "{name}g. {number}/2", "HU": "{name} u. {number}."},
}
"""How somebody else writes the same."""

_SYLLABLES: Final = (
    "ba ber bra da del dor fa fel gar gen ha hel ka kor la len lin ma mar mel mon na nor pa per ra ros sa sel ta tor "
    "va ver wal"
).split()
_TOWNS_A_COUNTRY: Final = 400
_NAMES: Final = 60_000


def invented(count: int, seed: int = 1) -> gpd.GeoDataFrame:
    """
    Organisations with an address each, as a canonical table.

    Parameters
    ----------
    count
        Number of records.
    seed
        The same seed, count and towns give the same records.

    Returns
    -------
    Canonical organisations without points. Towns are chosen by the square root of their population, street names by
    Zipf's law, numbers mostly small. The last `TWICE` of the records repeat addresses of the first in another
    spelling; their extra column `twin` holds the id of the other, else it is missing.
    """
    random = np.random.default_rng(seed)
    repeated = int(count * TWICE)
    fresh = count - repeated
    town = _towns(random, fresh)
    names = _names(random)
    rank = np.minimum(random.zipf(1.3, fresh), _NAMES) - 1
    facts = pd.DataFrame(
        {
            "name_part": names[rank],
            "number": np.minimum(random.geometric(0.02, fresh), 400).astype(str),
            "town": town["name"].to_numpy(object),
            "country": town["country"].to_numpy(object),
            "postcode": town["postcode"].to_numpy(object),
        }
    )
    twins = random.choice(fresh, repeated, replace=False)
    rows = pd.concat([facts, facts.iloc[twins]], ignore_index=True)
    second = np.arange(count) >= fresh
    forms = np.where(second, rows["country"].map(VARIANTS), rows["country"].map(FORMS))
    address = [
        form.replace("{name}", name).replace("{number}", number)
        for form, name, number in zip(forms, rows["name_part"], rows["number"], strict=True)
    ]
    ids = pd.Series(np.arange(count)).astype("str")
    table = pd.DataFrame(
        {
            "id": ids,
            "name": "Invented " + ids,
            "address": pd.array(address, dtype="str"),
            "postcode": rows["postcode"],
            "city": rows["town"],
            "country": rows["country"],
            "location_precision": "city",
            "twin": pd.array([None] * fresh + [str(twin) for twin in twins], dtype="str"),
        }
    )
    return conform(table, ORGANISATIONS)


WHAT: Final = (
    "Association Centre City Club Cooperative Foundation Garden House Kitchen Laboratory Library Museum Network School "
    "Society Stiftung Verein Werkstatt Fondation Bibliothèque Asociación Fundación Casa Biblioteca"
).split()
"""What the organisations are, in several languages."""


def with_names(table: gpd.GeoDataFrame, seed: int = 1) -> gpd.GeoDataFrame:
    """The organisations of `invented` with names of one to three words, by Zipf's law, so that many share one."""
    random = np.random.default_rng(seed)
    names = _names(random)
    rank = np.minimum(random.zipf(1.2, (len(table), 2)), _NAMES) - 1
    what = np.array(WHAT, dtype=object)[random.integers(0, len(WHAT), len(table))]
    first, second = names[rank[:, 0]], names[rank[:, 1]]
    more = np.where(random.random(len(table)) < 0.5, " " + second, "")
    return table.assign(name=pd.array(what + " " + first + more, dtype="str"))


def _towns(random: np.random.Generator, count: int) -> pd.DataFrame:
    """Towns of the countries in `FORMS`, drawn with repetition, each record with a postcode of its town."""
    known = towns()
    known = known[known["country"].astype("str").isin(FORMS)].sort_values("population", ascending=False)
    known = known.groupby(known["country"].astype("str")).head(_TOWNS_A_COUNTRY).reset_index(drop=True)
    weight = np.sqrt(known["population"].to_numpy(dtype=float))
    at = random.choice(len(known), count, p=weight / weight.sum())
    drawn = known.iloc[at].reset_index(drop=True)
    areas = np.maximum(1, known["population"].to_numpy() // 15_000)[at]
    area = (random.random(count) * areas).astype(np.int64)
    return drawn.assign(postcode=_postcodes(drawn["country"].astype("str"), at, area))


def _postcodes(country: pd.Series, town: npt.NDArray[np.int64], area: npt.NDArray[np.int64]) -> pd.Series:
    """Postcodes that look like the country's; five digits where it does not matter."""
    number = 10_000 + (town * 97 + area) % 89_999
    code = pd.Series(number).astype("str")
    four = country.isin(("AT", "HU"))
    return code.mask(four, code.str.slice(0, 4)).mask(country.isin(("GB", "NL", "PT")), None)


def _names(random: np.random.Generator) -> npt.NDArray[np.object_]:
    """Invented names of streets, all different."""
    parts = np.array(_SYLLABLES, dtype=object)
    drawn = parts[random.integers(0, len(parts), (_NAMES * 2, 4))]
    lengths = random.integers(2, 5, _NAMES * 2)
    names = {"".join(row[:length]).capitalize(): None for row, length in zip(drawn, lengths, strict=True)}
    return np.array([*names][:_NAMES], dtype=object)
