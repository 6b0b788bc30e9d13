"""Subdivisions of countries by name or code, and the regions that they lie in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dsi_geo.bundled import GEOGRAPHY
from dsi_geo.geography import boundaries
from dsi_geo.geography.sorted_names import expanded, runs
from dsi_geo.spelling import fold

KINDS: Final = frozenset(
    "oblast obl kraj kray krai respublika resp republic of lan county co judet judetul province provincia prov "
    "voivodship voivodeship wojewodztwo voblasc zupanija apskritis maakond maa region regiao regione region "
    "autonoma district distrito okrug municipality city shi sheng state estado governorate department departement "
    "departamento wilayah wilayat zizhiqu novads pref prefecture ken canton kanton grad capital territory megye land "
    "bundesland freistaat freie hansestadt und il ili vilayeti comte comune di de do da du d область обл край "
    "республика респ oblast".split()
)
"""Words that only say what kind of subdivision it is."""


@cache
def _names() -> pa.Table:
    return pq.read_table(GEOGRAPHY / "subdivision_names.parquet").combine_chunks()


def areas_named(names: pd.Series) -> pd.DataFrame:
    """
    The subdivisions that each name may mean, of every country and level.

    Parameters
    ----------
    names
        As found in a table: names in any language that is known, former names, ISO 3166-2 and NUTS codes, the part of
        a code after the country ("TX"); missing allowed.

    Returns
    -------
    pd.DataFrame
        One row per subdivision that comes into question: `row` (position in `names`), `country` (alpha-2), `region`
        (ISO 3166-2 of the region that it lies in, or its own where that region has no boundary here; missing where the
        country has none at all), `kind` (``name``,
        ``bare``: a name without its kind of subdivision, or ``code``). No rows for names that are not known.
    """
    number, distinct = pd.factorize(names)
    if not len(distinct):
        return pd.DataFrame(
            {"row": pd.Series(dtype="int64")}
            | {name: pd.Series(dtype="str") for name in ("country", "region", "kind")}
        )
    cells = pd.Series(distinct, dtype="str")
    found = pd.concat([_by_code(cells), _by_name(cells)], ignore_index=True)
    found = found.drop_duplicates(["cell", "country", "region"])
    order = np.argsort(number, kind="stable")
    order = order[number[order] >= 0]
    rows = pd.DataFrame({"row": order, "cell": number[order]})
    return rows.merge(found, on="cell")[["row", "country", "region", "kind"]]


def _by_code(cells: pd.Series) -> pd.DataFrame:
    """Cells that are a code of ISO 3166-2 or of NUTS."""
    code = cells.str.strip().str.upper()
    iso = code.where(boundaries.is_region(code))
    nuts = code.where(code.str.fullmatch(r"[A-Z]{2}[0-9A-Z]{1,3}", na=False))
    region = iso.copy()
    for length in (5, 4, 3):
        region = region.fillna(nuts.str.slice(0, length).where(nuts.str.len().ge(length)).map(_nuts().get))
    known = region.dropna().astype("str")
    return pd.DataFrame(
        {"cell": known.index, "country": known.str[:2], "region": known, "kind": "name"}
    ).astype({"country": "str", "region": "str", "kind": "str"})


@cache
def _nuts() -> Mapping[str, str]:
    rows = pd.read_csv(GEOGRAPHY / "nuts_regions.csv", dtype="str")
    return dict(zip(rows["nuts"], rows["region"], strict=True))


def _by_name(cells: pd.Series) -> pd.DataFrame:
    key = fold(cells).fillna("")
    wanted = pd.DataFrame({"cell": cells.index, "key": key, "plain": False})
    bare = key.map(_without_kind)
    differs = bare.ne(key) & bare.ne("")
    wanted = pd.concat([wanted, wanted[differs].assign(key=bare[differs], plain=True)], ignore_index=True)
    wanted = wanted[wanted["key"].ne("")]
    number, keys = pd.factorize(wanted["key"].to_numpy(object))
    first, count = runs(_names()["key"], keys)
    row, at = expanded(first[number], count[number])
    found = _names().select(["kind", "country", "code", "region"]).take(at).to_pandas().astype("str")
    # A subdivision without a boundary keeps its own code: what lies in it lies in no region that has one.
    found["region"] = found["region"].fillna(found["code"].where(found["country"].isin(_with_regions())))
    found = found.drop(columns="code")
    found.insert(0, "cell", wanted["cell"].to_numpy()[row])
    # "Lazio" must be the name of something; only in "Regione Lazio" may it be one without its kind.
    plain = wanted["plain"].to_numpy()[row]
    found = found[~(plain & found["kind"].eq("code"))]
    order = found["kind"].map({"name": 0, "bare": 1, "code": 2})
    return found.iloc[np.argsort(order.to_numpy(), kind="stable")]


@cache
def _with_regions() -> frozenset[str]:
    """Countries of which some regions have a boundary here."""
    return frozenset(boundaries.regions()["country"].astype("str"))


def _without_kind(key: str) -> str:
    words = key.split()
    return " ".join(word for word in words if word not in KINDS) if len(words) > 1 else key
