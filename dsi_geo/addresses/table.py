"""The addresses of a table: every record's address is parsed, each distinct one once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.addresses.comparison import is_rare
from dsi_geo.addresses.country_words import vocabulary
from dsi_geo.addresses.numbered_on import with_every_number
from dsi_geo.addresses.parsing import (
    AddressParser,
    ParsedAddress,
    alternatives,
    parse_address,
    stated_postcode,
)
from dsi_geo.addresses.postcode_forms import CODE_IN_TOWN
from dsi_geo.addresses.postcodes import is_full_postcode
from dsi_geo.addresses.town_apart import with_towns_apart
from dsi_geo.addresses.towns import WITH_STATES, look_up_towns, named_towns, states_in, town_keys
from dsi_geo.addresses.units import names_building

Progress = Callable[[float], None]

STATED: Final = ("address", "postcode", "city", "country")
_TEXT_FIELDS: Final = ("name", "kind", "words", "shown", "part", "building", "postcode", "country")
WORDS_WITHOUT_STREET: Final = 3
"""Fewest words of a building that can replace a street: "Rubicon Centre, Bishopstown"."""
_AT_ONCE: Final = 5_000


@dataclass(frozen=True)
class Addresses:
    """The addresses of a table.

    Attributes
    ----------
    distinct
        One row per address that differs in the compared columns: `name`, `kind`, `words`, `shown` (the street,
        see `street_names.Street`), `low`, `high`, `step`, `letter`, `other`, `literal` (the house, see
        `house_numbers.HouseNumber`), `part` (a letter), `building`, `postcode`, `town`, `suburb` (another town
        that the address names; both folded, without spaces), `country`, `state` (str, "" where not known), `whole`
        (bool: the postcode by itself identifies a street or an address) and `usable` (bool: it has street, house and,
        unless the street's name is rare, a town or postcode; or a named building and a town; or a full postcode, in
        some countries only with a house number, street or building).
    of_record
        Series of int with the index of the table: the row of `distinct`.
    alternatives
        `whole`, `alone` (rows of `distinct`): an address that names its house more than once ("Echelidon 19 & Pireos
        144"), and each of these as a separate address.
    """

    distinct: pd.DataFrame
    of_record: pd.Series
    alternatives: pd.DataFrame

    @property
    def usable(self) -> pd.Series:
        """Whether the address of each record can be compared (bool, index of the table)."""
        usable = self.distinct["usable"].to_numpy(dtype=bool, copy=True)
        usable[self.alternatives["whole"]] = True
        return pd.Series(usable[self.of_record.to_numpy()], index=self.of_record.index)


def parse_addresses(table: pd.DataFrame, progress: Progress | None = None) -> Addresses:
    """Parse the addresses of a table.

    Parameters
    ----------
    table
        With `address`, and if known `postcode`, `city`, `country` (alpha-2) and `region` (ISO 3166-2). All may be
        missing; an address may have everything in one line.
    progress
        Called with the share of the work done, 0 to 1.
    """
    stated = pd.DataFrame({column: _text(table, column) for column in (*STATED, "region")})
    row, written = _distinct(_with_codes_from_towns(stated))
    written = with_towns_apart(written)
    written, whole = _with_alternatives(written)
    read = with_every_number(_with_towns(_read_all(written, progress), written))
    numbered = read["low"].gt(0) | read["literal"].ne("")
    placed = read["postcode"].ne("") | read["town"].ne("")
    named = read["name"].ne("") | read["building"].ne("")
    code_is_address = read["whole"] & (
        read["country"].isin(("IE", "SG")) | (named & read["country"].eq("GB"))
    )
    code_and_number = read["whole"] & numbered & read["country"].isin(("GB", "NL"))
    in_place = read["name"].ne("") | (read["building"].str.count(" ") + 1).ge(WORDS_WITHOUT_STREET)
    in_building = _in_building(read)
    built = in_place & read["town"].ne("") & in_building
    placed |= is_rare(read["name"].to_numpy(object))
    read["usable"] = (read["name"].ne("") & numbered & placed) | code_is_address | code_and_number | built
    read["building"] = read["building"].where(~numbered | in_building, "")
    same, _ = _distinct(read.drop(columns="shown"))
    distinct = read.iloc[np.unique(same, return_index=True)[1]].reset_index(drop=True)
    alone = pd.DataFrame({"whole": same[whole], "alone": same[len(same) - len(whole) :]})
    placed = (distinct["postcode"].ne("") | distinct["town"].ne("")).to_numpy()
    comparable = distinct["usable"].to_numpy()[alone["alone"]] & (
        placed[alone["alone"]] | ~placed[alone["whole"]]
    )
    alone = alone[alone["whole"].ne(alone["alone"]) & comparable]
    return Addresses(
        distinct, pd.Series(same[row], index=table.index), alone.drop_duplicates(ignore_index=True)
    )


def _with_alternatives(written: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[np.intp]]:
    """The addresses, followed by the alternatives that some contain, and the positions of the containing addresses."""
    found = [
        (at, one)
        for at, (address, country) in enumerate(zip(written["address"], written["country"], strict=True))
        for one in alternatives(address, country)
    ]
    whole = np.array([at for at, _ in found], dtype=np.intp)
    alone = written.iloc[whole].assign(address=pd.array([one for _, one in found], dtype="str"))
    return pd.concat([written, alone], ignore_index=True), whole


def _in_building(read: pd.DataFrame) -> pd.Series:
    """Whether the words beside the street name a building, with a word for one."""
    cells = read[["building", "country"]]
    row, distinct = _distinct(cells)
    named = [
        names_building(building.split(), vocabulary(country))
        for building, country in distinct.itertuples(index=False, name=None)
    ]
    return pd.Series(np.array(named, dtype=bool)[row], index=read.index)


def _with_codes_from_towns(stated: pd.DataFrame) -> pd.DataFrame:
    """Use postcodes in the town's column ("44000 Nantes") if the postcode column is empty or has the town."""
    swapped = stated["city"].str.contains(r"\d") & stated["postcode"].str.fullmatch(r"[^\W\d][^\d]{2,}")
    stated = stated.assign(
        city=stated["city"].mask(swapped, stated["postcode"]),
        postcode=stated["postcode"].mask(swapped, stated["city"]),
    )
    city = stated["city"]
    moved = stated["postcode"].eq("") & city.str.contains(CODE_IN_TOWN)
    only = moved & ~city.str.contains("[^\\W\\d_]", regex=True)
    return stated.assign(postcode=stated["postcode"].mask(moved, city), city=city.mask(only, ""))


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


def _read_all(written: pd.DataFrame, progress: Progress | None) -> pd.DataFrame:
    """Parse every distinct address, in a Python loop, since each takes a different path through the rules."""
    reader = AddressParser()
    parts, rows = [_columns([])], [np.zeros((0, 2), dtype=np.int64)]
    for start in range(0, len(written), _AT_ONCE):
        some = [written[column].iloc[start : start + _AT_ONCE].tolist() for column in STATED]
        rows.append(np.array([reader.read(*one) for one in zip(*some, strict=True)], dtype=np.int64))
        parts.append(_columns(reader.take()))
        if progress:
            progress(min(1.0, (start + _AT_ONCE) / len(written)))
    of_row, number = np.concatenate(rows).T
    read = pd.concat(parts, ignore_index=True).take(of_row).reset_index(drop=True)
    other = number > 0
    for end in ("low", "high"):
        read[end] = np.where(other, number, read[end])
    read["postcode"] = read["postcode"].mask(other, _stated_postcodes(written, other))
    return read


def _stated_postcodes(written: pd.DataFrame, chosen: npt.NDArray[np.bool_]) -> pd.Series:
    """The postcodes in the postcode column of the chosen addresses, in the form in which they are compared."""
    cells = written.loc[chosen, ["postcode", "country"]]
    row, pairs = _distinct(cells)
    codes = [stated_postcode(*pair) for pair in pairs.itertuples(index=False, name=None)]
    return pd.Series(pd.array(codes, dtype="str"), dtype="str").take(row).set_axis(cells.index)


def _with_towns(read: pd.DataFrame, written: pd.DataFrame) -> pd.DataFrame:
    """The addresses with `town`, `suburb`, `state`, `whole`; towns without a column are looked up in the gazetteer.

    If the country is known only from the town, or from other addresses with the same postcode or town, the address is
    parsed again with that country's words.
    """
    region = states_in(read, written["region"])
    likely = _country_of_others(read, town_keys(written["city"]))
    found = look_up_towns(read.assign(country=likely), region)
    towns, country = written["city"].astype(object), likely.astype(object)
    towns[found.index] = found["name"]
    country[found.index] = country[found.index].where(country[found.index].ne(""), found["country"])
    again = read.index[read["country"].eq("") & country.ne("")]
    if len(again):
        cells = written.loc[again, ["address", "postcode"]].assign(town=towns, country=country)
        anew = _columns([parse_address(*row) for row in cells.itertuples(index=False, name=None)])
        read = pd.concat([read.drop(index=again), anew.set_axis(again)]).sort_index()
    region = region.astype(object)
    region[found.index] = region[found.index].where(region[found.index].ne(""), found["region"])
    suburb = pd.Series("", index=read.index, dtype=object)
    suburb[found.index] = town_keys(found["suburb"])
    state = region.astype("str").where(read["country"].isin(WITH_STATES), "")
    return read.drop(columns=["towns", "state_code"]).assign(
        town=town_keys(towns.astype("str")),
        suburb=suburb.astype("str"),
        state=state,
        whole=_full_postcodes(read),
    )


def _country_of_others(read: pd.DataFrame, town: pd.Series) -> pd.Series:
    """The country of each address; if not known, that of the other addresses in its town, or with its postcode.

    Only if all of them are in one country; the table's own towns are likelier than the largest namesake anywhere.
    """
    country = read["country"]
    unknown = read[country.eq("") & (town.ne("") | read["towns"].ne("") | read["postcode"].ne(""))]
    by_town, by_code = (_only(country, place) for place in (town, read["postcode"]))
    likely = [
        next((by_town[key] for key in (own, *named_towns(parts)) if key in by_town), by_code.get(code, ""))
        for own, parts, code in zip(town[unknown.index], unknown["towns"], unknown["postcode"], strict=True)
    ]
    return country.where(country.ne(""), pd.Series(likely, index=unknown.index, dtype="str")).fillna("")


def _only(country: pd.Series, place: pd.Series) -> dict[str, str]:
    """The country of each place that is known in only one country."""
    known = country[country.ne("") & place.ne("")]
    of_place = known.groupby(place[known.index]).agg(["nunique", "first"])
    one = of_place.loc[of_place["nunique"].eq(1), "first"]
    return dict(zip(one.index, one, strict=True))


def _columns(readings: Sequence[ParsedAddress]) -> pd.DataFrame:
    """Parsed addresses as a table, one row each; `towns` are joined by line breaks."""
    text = {
        **{field: [getattr(one, field) for one in readings] for field in _TEXT_FIELDS},
        **{field: [getattr(one.house, field) for one in readings] for field in ("letter", "literal")},
        "towns": ["\n".join(one.towns) if one.name else "" for one in readings],
        "state_code": [one.state for one in readings],
    }
    numbers = {
        field: np.array([getattr(one.house, field) for one in readings], dtype=np.int64)
        for field in ("low", "high", "step", "other")
    }
    return pd.DataFrame({**{field: pd.array(cells, dtype="str") for field, cells in text.items()}, **numbers})


def _full_postcodes(read: pd.DataFrame) -> npt.NDArray[np.bool_]:
    codes, pairs = _distinct(read[["postcode", "country"]])
    whole = np.array(
        [is_full_postcode(*pair) for pair in pairs.itertuples(index=False, name=None)], dtype=bool
    )
    return whole[codes] if len(pairs) else np.zeros(len(read), dtype=bool)
