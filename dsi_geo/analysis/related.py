"""What is around one record: others at its address and near by, and those to which it is linked."""

from __future__ import annotations

import re
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from dsi_geo.analysis.proximity.nearby import around
from dsi_geo.analysis.proximity.points import MEASURABLE
from dsi_geo.analysis.proximity.shared_addresses import SharedAddresses, shared_addresses
from dsi_geo.geography.sphere import around as points_around
from dsi_geo.schema import Entity

NEARBY_M: Final = 1_000.0
MOST_ADDRESSES: Final = 1_500
"""Addresses that are compared with one, at most; those of the nearest points first."""
LEAST_LIKENESS: Final = 60.0
"""Of two identifiers, in percent of their letters."""
MOST_LETTERS_APART: Final = 3
"""Length of one identifier and of another that it may be meant for."""
_NUMBER: Final = "[0-9]+"
_RANGE: Final = r"\d\s*(?:[-–—/+&]|bis|to|till|a)\s*\d"
"""Houses from one number to another, which may have a number between."""

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def surroundings(
    table: gpd.GeoDataFrame,
    entity: Entity,
    row: int,
    coordinates: tuple[Floats, Floats],
    shared: SharedAddresses | None = None,
    radius_m: float = NEARBY_M,
) -> pd.DataFrame:
    """The records at the address of one record, and those near by.

    Parameters
    ----------
    table
        Canonical table.
    entity
        What its records are.
    row
        Position of the record.
    coordinates
        Latitude and longitude of all records in degrees; NaN where there is no point.
    shared
        From `shared_addresses(table)`; if not given, the record's address is compared with those it could be only.
    radius_m
        Metres, 10 to 5,000.

    Returns
    -------
    DataFrame
        See `proximity.nearby.around`.
    """
    record_id = str(table["id"].iloc[row])
    if shared is not None:
        return around(table, entity, record_id, radius_m, shared)
    near = _near(table, row, coordinates, radius_m)
    alike = _possible_addresses(table, row, coordinates)
    rows = np.union1d(np.union1d(near, alike), [row]).astype(np.int64)
    some = table.iloc[rows].reset_index(drop=True)
    compared = np.isin(rows, alike) | (rows == row)
    some["address"] = some["address"].where(compared)
    return around(some, entity, record_id, radius_m, shared_addresses(some) if len(alike) else None)


def _near(table: gpd.GeoDataFrame, row: int, coordinates: tuple[Floats, Floats], radius_m: float) -> Integers:
    latitude, longitude = coordinates
    if np.isnan(latitude[row]):
        return np.zeros(0, dtype=np.int64)
    near = points_around(latitude, longitude, (latitude[row], longitude[row]), radius_m).index.to_numpy(
        np.int64
    )
    return np.asarray(near[table["location_precision"].iloc[near].ge(MEASURABLE).to_numpy()])


def _possible_addresses(table: gpd.GeoDataFrame, row: int, coordinates: tuple[Floats, Floats]) -> Integers:
    """Positions of the other records whose address could be that of one.

    They have its postcode; or they are in its town or have a point near by, and have a number of its address, or a
    range of numbers.
    """
    address = table["address"].iloc[row]
    if pd.isna(address):
        return np.zeros(0, dtype=np.int64)
    one_code = _same(table, row, "postcode")
    place = _same(table, row, "city") | one_code
    latitude, longitude = coordinates
    if not np.isnan(latitude[row]):
        spot = latitude[row], longitude[row]
        place[points_around(latitude, longitude, spot, NEARBY_M).index.to_numpy()] = True
    place[row] = False
    rows = np.flatnonzero(place)
    texts = table["address"].iloc[rows]
    fits = texts.notna().to_numpy() & (_may_have_number(texts, str(address)) | one_code[rows])
    return _nearest(rows[fits], row, coordinates)


def _may_have_number(texts: pd.Series, address: str) -> Flags:
    """Whether addresses have a number of one, or ranges of them; all may if that one has a range, or no number."""
    numbers = dict.fromkeys(number.lstrip("0") or "0" for number in re.findall(_NUMBER, address))
    if not numbers or re.search(_RANGE, address):
        return np.ones(len(texts), dtype=bool)
    pattern = rf"(?:^|\D)0*(?:{'|'.join(numbers)})(?:\D|$)|{_RANGE}"
    found = pc.match_substring_regex(pa.array(texts, pa.large_string(), from_pandas=True), pattern)
    return np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False))


def _nearest(rows: Integers, row: int, coordinates: tuple[Floats, Floats]) -> Integers:
    """The rows with the nearest points, if there are too many to compare; those without a point come last."""
    if len(rows) <= MOST_ADDRESSES:
        return rows
    latitude, longitude = coordinates
    apart = np.hypot(latitude[rows] - latitude[row], longitude[rows] - longitude[row])
    return np.sort(rows[np.argsort(apart, kind="stable")[:MOST_ADDRESSES]])


def _same(table: pd.DataFrame, row: int, column: str) -> Flags:
    """Which records have the value of one in a column, and its country or none; none if it has no value."""
    if pd.isna(table[column].iloc[row]):
        return np.zeros(len(table), dtype=bool)
    found = _equal(table[column], row)
    if pd.notna(table["country"].iloc[row]):
        found = found & (_equal(table["country"], row) | table["country"].isna().to_numpy())
    return found


def _equal(column: pd.Series, row: int) -> Flags:
    if isinstance(column.dtype, pd.CategoricalDtype):  # a hundred times as fast as to compare the texts
        codes = column.cat.codes.to_numpy()
        return np.asarray(codes == codes[row])
    return np.asarray(column.eq(column.iloc[row]).fillna(False).to_numpy(dtype=bool))


def in_same_town(table: pd.DataFrame, row: int) -> Flags:
    """Which records are in the town of one; none if its town is not known."""
    return _same(table, row, "city")


def positions_of(table: pd.DataFrame, ids: list[str]) -> Integers:
    """Positions of the records of some identifiers, in the order of these; without those that are missing."""
    if not ids:
        return np.zeros(0, dtype=np.int64)
    rows = np.flatnonzero(table["id"].isin(ids).to_numpy())
    place = {one: at for at, one in enumerate(ids)}
    order = [place[one] for one in table["id"].iloc[rows]]
    return np.asarray(rows[np.argsort(order, kind="stable")], dtype=np.int64)


def similar_ids(ids: pd.Series, asked: str, most: int) -> list[str]:
    """Identifiers that are written nearly as one that does not exist, the nearest first; their case does not matter."""
    wanted = asked.strip().casefold()
    some = ids[(ids.str.len() - len(wanted)).abs().le(MOST_LETTERS_APART).to_numpy()]
    found = process.extract(
        wanted, some.str.lower().tolist(), scorer=fuzz.ratio, limit=most, score_cutoff=LEAST_LIKENESS
    )
    return [str(some.iloc[at]) for _, _, at in found]
