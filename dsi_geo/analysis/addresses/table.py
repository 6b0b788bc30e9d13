"""The addresses of a table: every record's address read, each distinct one once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.addresses.postcodes import is_whole
from dsi_geo.analysis.addresses.reading import Reader, Reading, read_address
from dsi_geo.geography import boundaries, places
from dsi_geo.spelling import fold

Progress = Callable[[float], None]

STATED: Final = ("address", "postcode", "city", "country")
WITH_STATES: Final = ("US", "CA", "AU", "MX", "BR", "IN")
"""Countries in which towns of one name are told apart by their state."""
_AT_ONCE: Final = 20_000
_FOUND: Final = ("name", "spelling")


@dataclass(frozen=True)
class Addresses:
    """The addresses of a table.

    Attributes
    ----------
    distinct
        One row an address that differs in what is compared: `name`, `kind`, `words`, `shown` (the street,
        see `streets.Street`), `low`, `high`, `step`, `letter`, `other`, `literal` (the house, see
        `house_numbers.HouseNumber`), `building`, `postcode`, `town` (folded, without spaces), `country`, `state`
        (str, "" where not known), `whole` (bool: the postcode alone tells a street or an address) and `usable` (bool:
        street, house and a town or postcode, or a whole postcode).
    of_record
        Series of int with the index of the table: the row of `distinct`.
    """

    distinct: pd.DataFrame
    of_record: pd.Series

    @property
    def usable(self) -> pd.Series:
        """Whether the address of each record can be compared (bool, index of the table)."""
        usable = self.distinct["usable"].to_numpy(dtype=bool)
        return pd.Series(usable[self.of_record.to_numpy()], index=self.of_record.index)


def read_addresses(table: pd.DataFrame, progress: Progress | None = None) -> Addresses:
    """
    Read the addresses of a table.

    Parameters
    ----------
    table
        With `address`, and where known `postcode`, `city`, `country` (alpha-2) and `region` (ISO 3166-2). All may be
        missing; an address may hold everything in one line.
    progress
        Is told the share done, 0 to 1.
    """
    stated = pd.DataFrame({column: _text(table, column) for column in (*STATED, "region")})
    row, written = _distinct(stated)
    readings = _read_all(written, progress)
    readings, town, region = _with_towns(written, readings)
    read = _columns(readings)
    read["town"] = town
    state = region.where(read["country"].isin(WITH_STATES), "")
    read["state"] = state
    read["whole"] = _is_whole(read)
    numbered = read["low"].gt(0) | read["literal"].ne("")
    placed = read["postcode"].ne("") | read["town"].ne("")
    british = read["whole"] & read["country"].isin(("GB", "IE", "SG"))
    coded = read["whole"] & numbered & read["country"].isin(("GB", "NL"))
    read["usable"] = (read["name"].ne("") & numbered & placed) | british | coded
    read["building"] = read["building"].where(~numbered, "")
    same, _ = _distinct(read.drop(columns="shown"))
    distinct = read.iloc[np.unique(same, return_index=True)[1]].reset_index(drop=True)
    return Addresses(distinct, pd.Series(same[row], index=table.index))


def _text(table: pd.DataFrame, column: str) -> pd.Series:
    if column not in table:
        return pd.Series("", index=table.index, dtype="str")
    return table[column].astype("str").fillna("")


def _distinct(table: pd.DataFrame) -> tuple[npt.NDArray[np.intp], pd.DataFrame]:
    """The number of each row's distinct row, and the distinct rows in order of appearance."""
    number = np.zeros(len(table), dtype=np.int64)
    for column in table:
        codes, values = pd.factorize(table[column])
        number, _ = pd.factorize(number * (len(values) + 1) + codes)
    first = np.unique(number, return_index=True)[1]
    return number, table.iloc[first].reset_index(drop=True)


def _read_all(written: pd.DataFrame, progress: Progress | None) -> list[Reading]:
    """Every distinct address read; a Python loop, since each takes its own way through the rules."""
    readings: list[Reading] = []
    read = Reader().read
    cells = [written[column].tolist() for column in STATED]
    for start in range(0, len(written), _AT_ONCE):
        some = (column[start : start + _AT_ONCE] for column in cells)
        readings += [read(*one) for one in zip(*some, strict=True)]
        if progress:
            progress(min(1.0, (start + _AT_ONCE) / len(written)))
    return readings


def _with_towns(written: pd.DataFrame, readings: list[Reading]) -> tuple[list[Reading], pd.Series, pd.Series]:
    """
    The town key and region of each reading; towns that no column states are looked up in the gazetteer.

    A country that is known only from the town is taken over, and the address read again by its words.
    """
    town = _town_key(written["city"])
    region = _stated_state(readings, written["region"])
    asked = [(at, part) for at, one in enumerate(readings) if one.name for part in one.towns]
    if not asked:
        return readings, town, region
    rows = np.array([at for at, _ in asked])
    parts = pd.Series([_without_state(part, readings[at].country) for at, part in asked], dtype="str")
    country = pd.Series([readings[at].country for at in rows], dtype="str")
    within = region.iloc[rows].reset_index(drop=True)
    found = places.find_places(parts, country.where(country.ne("")), within.where(within.ne("")))
    known = found["how"].isin(_FOUND)
    meant = found[known].assign(row=rows[known]).drop_duplicates("row").set_index("row")
    unknown = pd.Series(parts.to_numpy(), index=rows)
    unknown = unknown[~unknown.index.duplicated() & ~unknown.index.isin(meant.index)]
    town = town.astype(object)
    town[meant.index] = _town_key(meant["name"])
    town[unknown.index] = _town_key(unknown)
    region = region.astype(object)
    region[meant.index] = region[meant.index].where(region[meant.index].ne(""), meant["region"].fillna(""))
    readings = [*readings]
    for at, code in meant["country"].items():
        if not readings[at].country:
            cells = written.loc[at]
            readings[at] = read_address(cells["address"], cells["postcode"], meant.loc[at, "name"], code)
    return readings, town.astype("str"), region.astype("str")


def _stated_state(readings: list[Reading], region: pd.Series) -> pd.Series:
    """The region of each record, or the state whose code the address ends with ("il", "nsw")."""
    states = pd.Series([f"{one.country}-{one.state.upper()}" for one in readings], dtype="str")
    return region.where(region.ne("") | ~states.isin(boundaries.regions().index), states)


def _without_state(part: str, country: str) -> str:
    head, _, tail = part.rpartition(" ")
    return head if country in WITH_STATES and head and 2 <= len(tail) <= 3 else part


def _town_key(town: pd.Series) -> pd.Series:
    folded = fold(town).fillna("").str.replace(r"\bcedex\b|\d+", "", regex=True)
    return folded.str.replace(" ", "", regex=False)


def _columns(readings: Iterable[Reading]) -> pd.DataFrame:
    readings = [*readings]
    columns: dict[str, object] = {
        field: pd.array([getattr(one, field) for one in readings], dtype="str")
        for field in ("name", "kind", "words", "shown", "building", "postcode", "country")
    }
    for field in ("low", "high", "step", "other"):
        columns[field] = np.array([getattr(one.house, field) for one in readings], dtype=np.int64)
    for field in ("letter", "literal"):
        columns[field] = pd.array([getattr(one.house, field) for one in readings], dtype="str")
    return pd.DataFrame(columns)


def _is_whole(read: pd.DataFrame) -> npt.NDArray[np.bool_]:
    codes, pairs = _distinct(read[["postcode", "country"]])
    whole = np.array([is_whole(*pair) for pair in pairs.itertuples(index=False, name=None)], dtype=bool)
    return whole[codes] if len(pairs) else np.zeros(len(read), dtype=bool)
