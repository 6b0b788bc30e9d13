"""Places: the gazetteer of towns, and which of them a cell of a table means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dsi_geo.bundled import GEOGRAPHY
from dsi_geo.geography import countries
from dsi_geo.geography.sorted_names import expanded, runs
from dsi_geo.geography.sphere import Floats, metres_of_chord, unit_sphere
from dsi_geo.geography.town_names import abbreviations
from dsi_geo.spelling import fold, fold_text

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

_Numbers = npt.NDArray[np.integer]
_Flags = npt.NDArray[np.bool_]

KNOWN_TOWN = 15_000
"""Inhabitants from which a town is taken to be meant without a country, or by half a hyphenated name."""
UNAMBIGUOUS = 5
"""How many times larger than its namesake abroad a town must be, to be meant where no country is stated; and than all
others, to be meant by the first half of its hyphenated name."""
CITY = 100_000
"""Inhabitants from which a town is taken to have numbered districts; in a village a number is a house's."""
MEASURED_TO_ALL = 10
"""So many points are looked up in a tree; fewer are measured to all places."""
MEASURED_WITHOUT_TREE = 100
"""The same where there is no tree yet, and measuring takes less than to build it."""
_ROUNDED = 1e-14
"""What rounding may change of the cosine between a point and a place: a metre's hundredth nearby."""
METROPOLIS = 500_000
"""Inhabitants from which a city has sections that the gazetteer lists as towns."""
MEASURED_TO_METROPOLISES = 2_000
"""Fewer points are measured to all metropolises, which takes less than to load what makes trees."""
METROPOLIS_M = 15_000
"""How far from its middle."""
SECTION = 5
"""How many times less a section of a city is meant by its name than a town of its own."""
MAIN_NAME = 5
"""How many times larger than a place with this main name one that has the name among others must be, to be meant."""

_SHOWN = ["place_id", "name", "country", "region", "population", "latitude", "longitude"]
LONGEST_CELL = 1_000
"""Characters of a cell that are searched for the names of towns in it."""
_SEPARATORS = re.compile(r"[,;/|()\[\]\n–—]|\s-|-\s")
# A word with a digit is looked for from where a word begins: from each letter of it, a long one takes minutes.
_POSTCODE = re.compile(r"\b\d{4} [A-Z]{2}\b|(?:(?<!\S)|(?<= [A-Z]{2}))\S*\d\S*")
_BEFORE = re.compile(
    r"^(the |greater |central )?"
    r"((city|town|municipality|commune|district|london borough|royal borough|borough|county) of "
    r"|(stadt|landeshauptstadt|hansestadt|hauptstadt|kreis|landkreis|gemeinde|gemeente|gmina|miasto|mesto) "
    r"|(ville|commune|comune|citta|ayuntamiento|concello|municipio|ciudad|cidade)( de| di| do| da| d)? )?"
)
_AFTER = re.compile(
    r"( (city|town|municipality|metropolitan area|metro area|area|region|district|county|borough|kommune|kommun|cedex"
    r"|city centre|centre|centro|centrum|downtown|stadt))+$"
)
_KINDS_AFTER = "市県省都府区區县町村郡"
"""What stands at the end of a name in Han characters and says what kind of place it is."""
_LETTERS_AFTER = re.compile(r"( [a-z]{1,2})+$")
"""A state, province or quarter after a town: "Milano MI", "København K"."""


@cache
def _places() -> pd.DataFrame:
    return pd.read_parquet(GEOGRAPHY / "places.parquet").set_index("place_id")


@cache
def _names() -> pa.Table:
    """Folded spelling, place and whether the spelling is the place's main name, sorted by spelling."""
    return pq.read_table(GEOGRAPHY / "place_names.parquet").combine_chunks()


class _Facts(NamedTuple):
    """Columns of `_places`, countries and regions by number: -1 for none."""

    place_id: _Numbers
    population: _Numbers
    country: _Numbers
    region: _Numbers
    countries: pd.Index
    """The country of each number."""
    regions: pd.Index
    part_of: _Numbers
    """The country that each country belongs to."""


@cache
def _facts() -> _Facts:
    places, table = _places(), countries.countries()
    country, region = places["country"].cat, places["region"].cat
    return _Facts(
        place_id=places.index.to_numpy(),
        population=places["population"].to_numpy(np.int64),
        country=table.index.get_indexer(country.categories)[country.codes],
        region=region.codes.to_numpy(),
        countries=table.index,
        regions=region.categories,
        part_of=table.index.get_indexer(table["part_of"]),
    )


@cache
def _first_halves() -> Mapping[str, list[int]]:
    """
    The rows in `_places` of towns that the first half of their name means ("Molenbeek"), at most one in a country.

    None where another town's main name is just that, or where towns of about the same size share the half; and none
    where no place of the country goes by it.
    """
    places = _places()
    hyphened = np.flatnonzero(places["name"].str.contains("-", regex=False))
    towns = places.iloc[hyphened][["name", "population"]].assign(
        row=hyphened, found_in=_facts().country[hyphened]
    )
    towns["key"] = fold(towns["name"].str.partition("-")[0])
    towns = towns.sort_values("population", ascending=False, kind="stable", ignore_index=True)
    half = towns.groupby(["key", "found_in"])
    next_largest = half["population"].shift(-1).fillna(0)
    known = (towns["population"] > KNOWN_TOWN) & (towns["population"] >= UNAMBIGUOUS * next_largest)
    largest = towns[known & half.cumcount().eq(0)]
    names = _names()
    wanted = pc.is_in(names["key"], value_set=pa.array(largest["key"], names["key"].type))
    bearing = names.filter(wanted).to_pandas()
    bearing["found_in"] = _facts().country[_rows_of(bearing["place_id"].to_numpy())]
    taken = bearing.groupby(["key", "found_in"], as_index=False)["main"].any()
    meant = largest.merge(taken[~taken["main"]], on=["key", "found_in"])
    rows: dict[str, list[int]] = {}
    for key, row in meant[["key", "row"]].itertuples(index=False):
        rows.setdefault(key, []).append(row)
    return rows


def _rows_of(place_id: _Numbers) -> _Numbers:
    """The rows in `_places`, which is sorted by it, of numbers that are known."""
    return np.searchsorted(_facts().place_id, place_id)


@cache
def _on_sphere() -> Floats:
    places = _places()
    return unit_sphere(places["latitude"].to_numpy(), places["longitude"].to_numpy())


@cache
def _axes() -> Floats:
    return np.ascontiguousarray(_on_sphere().T)


@cache
def _tree() -> cKDTree:
    from scipy.spatial import cKDTree

    return cKDTree(_on_sphere())


def _nearest_by_measuring(point: Floats) -> _Numbers:
    x, y, z = _axes()
    cosine = x * point[0] + y * point[1] + z * point[2]
    return np.flatnonzero(cosine >= cosine.max() - _ROUNDED)


def _nearest(points: Floats) -> tuple[Floats, _Numbers]:
    """The straight distance from each point on the unit sphere to the nearest place, and its row in `_places`."""
    if len(points) < (MEASURED_TO_ALL if _tree.cache_info().currsize else MEASURED_WITHOUT_TREE):
        near = [_nearest_by_measuring(point) for point in points]
        # Which of several places on one spot is meant the tree decides, however many points are asked for.
        if all(len(rows) == 1 for rows in near):
            at = np.array(near, dtype=np.intp).reshape(-1)
            return np.sqrt(np.square(_on_sphere()[at] - points).sum(axis=1)), at
    distance, row = _tree().query(points)
    return np.asarray(distance), np.asarray(row)


def _without_wrapping(key: str) -> str:
    """A folded name without what says that it is a town ("city of", "kommune")."""
    return _AFTER.sub("", _BEFORE.sub("", key)).strip()


def _parts(cell: str) -> Iterator[tuple[str, bool]]:
    """
    Names that a cell may contain, folded, the likeliest first, and whether only a well-known town may answer to them.

    "75002 Paris" contains Paris, "Oeiras - Lisboa" Oeiras and then Lisboa, "Ghent-Ledeberg" Ghent.
    """
    pieces = [piece.strip() for piece in _SEPARATORS.split(cell) if piece.strip()]
    keys = [fold_text(piece) for piece in pieces]
    # "Nowhere, Ireland" is not a town named Ireland.
    pieces = [piece for at, piece in enumerate(pieces) if at == 0 or _country_in([keys[at]]) is None]
    for piece in pieces:
        plain = fold_text(_POSTCODE.sub(" ", piece))
        for key in dict.fromkeys((fold_text(piece), plain, _without_wrapping(plain))):
            yield key, False
        if len(piece) > 2 and piece[-1] in _KINDS_AFTER:
            yield fold_text(piece[:-1]), False
        yield _LETTERS_AFTER.sub("", plain), True
    for piece in pieces:
        first, *others = _POSTCODE.sub(" ", piece).strip().split("-")
        # In "Valbonne Sophia-Antipolis" the hyphen joins no two towns.
        for half in [first, *([] if " " in piece else others)] if others else []:
            yield fold_text(half), True


def _country_in(keys: list[str]) -> str | None:
    """The country that the last of some folded names is the name of; a code of two or three letters does not count."""
    return countries.names_to_codes().get(keys[-1]) if len(keys[-1]) > 3 else None


def _country_of_cell(cell: str) -> str | None:
    """The country that a cell names after a comma ("Galway, Ireland"), or None."""
    keys = [fold_text(piece) for piece in _SEPARATORS.split(cell) if piece.strip()]
    return _country_in(keys) if len(keys) > 1 else None


class _Asked(NamedTuple):
    """Names to be looked for, one row each; several may be asked for one cell, in order of `rank`."""

    cell: _Numbers
    rank: _Numbers
    key: npt.NDArray[np.object_]
    known_only: _Flags
    country: _Numbers
    """By the number of `_Facts`; -1 where none is stated, -2 where no place is in it."""
    region: _Numbers


class _Candidates(NamedTuple):
    """Places that bear a name that is asked for, one row each."""

    cell: _Numbers
    rank: _Numbers
    country: _Numbers
    """As stated, like `region`."""
    region: _Numbers
    place: _Numbers
    """The row in `_places`."""
    main: _Flags
    weight: npt.NDArray[np.float64]
    """Inhabitants, more for a place's main name and fewer for half a name."""
    population: _Numbers


def _numbers(stated: pd.Series, known: pd.Index) -> _Numbers:
    numbers = known.get_indexer(stated.to_numpy(object))
    return np.where(stated.notna() & (numbers < 0), -2, numbers)


def _candidates(asked: _Asked) -> _Candidates:
    """Places that bear a name asked for, or that it is the first half of the name of."""
    key, keys = pd.factorize(asked.key)
    first, count = runs(_names()["key"], keys)
    named, at = expanded(first[key], count[key])
    names = _names().select(["place_id", "main"]).take(at)
    halves = [_first_halves().get(name, []) for name in keys]
    count = np.array([len(rows) for rows in halves], dtype=np.intp)
    halved, half_at = expanded((np.cumsum(count) - count)[key], count[key])
    half_rows = np.array([*chain.from_iterable(halves)], dtype=np.intp)
    row = np.concatenate([named, halved])
    place = np.concatenate([_rows_of(names["place_id"].to_numpy()), half_rows[half_at]])
    main = np.concatenate([names["main"].to_numpy(), np.zeros(len(halved), dtype=bool)])
    population = _facts().population[place]
    weight = np.where(main, population * MAIN_NAME, population).astype(np.float64)
    weight[len(named) :] /= UNAMBIGUOUS
    kept = np.flatnonzero(~asked.known_only[row] | (population > KNOWN_TOWN))
    row = row[kept]
    return _Candidates(
        cell=asked.cell[row],
        rank=asked.rank[row],
        country=asked.country[row],
        region=asked.region[row],
        place=place[kept],
        main=main[kept],
        weight=weight[kept],
        population=population[kept],
    )


def _in_country(found: _Candidates) -> _Numbers:
    """Rows of the candidates in the stated country or, after them, in a territory of it; the best first."""
    facts = _facts()
    country = facts.country[found.place]
    territory = (found.country >= 0) & (facts.part_of[country] == found.country)
    elsewhere = (found.region != -1) & (found.region != facts.region[found.place])
    order: _Numbers = np.lexsort(
        (found.place, -found.population, -found.weight, found.rank, territory, elsewhere, found.cell)
    )
    inside = territory | (country == found.country)
    return np.compress(inside[order], order)


def _anywhere(found: _Candidates) -> _Numbers:
    """Rows of the candidates for cells without a country: large towns that no namesake abroad comes near."""
    order: _Numbers = np.lexsort((found.place, -found.population, -found.weight, found.rank, found.cell))
    order = order[found.country[order] == -1]
    if not len(order):
        return order
    cell, rank, population = found.cell[order], found.rank[order], found.population[order]
    country = _facts().country[found.place[order]]
    new = np.append(True, (cell[1:] != cell[:-1]) | (rank[1:] != rank[:-1]))
    name, best = np.cumsum(new) - 1, np.flatnonzero(new)
    largest_rival = np.maximum.reduceat(np.where(country != country[best][name], population, 0), best)
    clear = (population[best] > KNOWN_TOWN) & (population[best] >= UNAMBIGUOUS * largest_rival)
    return np.compress(clear[name], order)


def _best(asked: _Asked) -> tuple[_Numbers, _Numbers, _Flags]:
    """The cells in which a place is meant, its row in `_places`, and whether the name is its main one."""
    if not len(asked.key):
        return asked.cell, asked.cell, asked.known_only
    found = _candidates(asked)
    meant = np.concatenate([_in_country(found), _anywhere(found)])
    cell, first = np.unique(found.cell[meant], return_index=True)
    return cell, found.place[meant[first]], found.main[meant[first]]


def _asked_parts(cells: pd.DataFrame) -> _Asked:
    """The parts of each cell, to be asked for; the country from the cell where none is stated."""
    rows = []
    for cell, city, stated, region in cells[["city", "country", "region"]].itertuples():
        written = city[:LONGEST_CELL]
        country = stated if isinstance(stated, str) else _country_of_cell(written)
        for rank, (key, known_only) in enumerate(_parts(written)):
            spelt_out = abbreviations().get((key, country or ""), key)
            if len(spelt_out) > 2:
                rows.append((cell, rank, spelt_out, known_only, country, region))
    columns = ["cell", "rank", "key", "known_only", "country", "region"]
    return _as_asked(pd.DataFrame(rows, columns=columns))


def _as_asked(table: pd.DataFrame) -> _Asked:
    return _Asked(
        table["cell"].to_numpy(np.intp),
        table["rank"].to_numpy(np.intp),
        table["key"].to_numpy(object),
        table["known_only"].to_numpy(bool),
        _numbers(table["country"], _facts().countries),
        _numbers(table["region"], _facts().regions),
    )


def _distinct_pairs(
    city: pd.Series, country: pd.Series, region: pd.Series
) -> tuple[npt.NDArray[np.intp], pd.DataFrame]:
    """The number of each row's pair, and the distinct pairs of `city`, `country` and `region` (``str``)."""
    columns = {"city": city, "country": country, "region": region}
    pair, texts = np.zeros(len(city), dtype=np.int64), {}
    for name, column in columns.items():
        codes, values = pd.factorize(column)
        pair = pair * (len(values) + 1) + codes + 1
        texts[name] = pd.Series([None, *values], dtype="str")
    pair, distinct = pd.factorize(pair)
    parted = {}
    for name in reversed(columns):
        distinct, at = np.divmod(distinct, len(texts[name]))
        parted[name] = texts[name].take(at).array
    return pair, pd.DataFrame({name: parted[name] for name in columns})


def find_places(city: pd.Series, country: pd.Series, region: pd.Series | None = None) -> pd.DataFrame:
    """
    Find the town that each cell means.

    Among the places of one name in a country those in the stated region come first. A name is looked up in
    the stated country first, then in territories that belong to it; among places of one name
    the largest is meant, where a place's main name counts five times (`MAIN_NAME`) as much as one of its other names.
    What is no place's main name may be the first half of a town's that is five times larger ("Molenbeek").
    Without a country only a town of more than 15,000 inhabitants is meant, at least five times as large as any
    namesake abroad. Where the whole cell is no known name, its parts are tried: without postcodes and "city of", split
    at commas, brackets, dashes. A name is never bent to fit another town.

    Parameters
    ----------
    city : pd.Series
        Names of towns as found in a table; missing allowed.
    country : pd.Series
        ISO 3166-1 alpha-2 codes with the same index; missing allowed.
    region : pd.Series, optional
        ISO 3166-2 codes with the same index; missing allowed.

    Returns
    -------
    pd.DataFrame
        Index of `city`; `place_id` (Int32, GeoNames number), `name`, `country`, `region` (ISO 3166-2) (``str``),
        `population` (Int32), `latitude`, `longitude` (float64, degrees, EPSG:4326) and `how` (``str``): ``name`` if the
        cell is the place's main name but for case, accents and punctuation, ``spelling`` if it is another of its names,
        ``part`` if only a part of the cell is. All missing where no place is found.
    """
    nowhere = pd.Series(None, index=city.index, dtype="str")
    cell, cells = _distinct_pairs(city, country, nowhere if region is None else region)
    key = fold(cells["city"]).fillna("").to_numpy(object)
    keys = zip(key, cells["country"].fillna(""), strict=True)
    spelt_out = np.array([abbreviations().get(one, "") for one in keys], dtype=object)
    cells = cells.assign(key=np.where(spelt_out != "", spelt_out, key))
    named = cells.index[cells["key"].ne("")]
    place, how = np.full(len(cells), -1), np.full(len(cells), None, dtype=object)
    whole, place_of_whole, main = _best(
        _as_asked(cells.loc[named].assign(cell=named, rank=0, known_only=False))
    )
    place[whole] = place_of_whole
    how[whole] = np.where(main & (spelt_out[whole] == ""), "name", "spelling")
    part, place_of_part, _ = _best(_asked_parts(cells.loc[named.difference(whole)]))
    place[part], how[part] = place_of_part, "part"
    found = pd.DataFrame({name: column.take(place, allow_fill=True) for name, column in _shown().items()})
    found = found.astype({"country": "str", "region": "str"}).assign(how=pd.array(how, dtype="str"))
    return found.take(cell).set_axis(city.index)


def namesakes(names: pd.Series) -> pd.DataFrame:
    """
    All places that each name may mean, anywhere.

    Parameters
    ----------
    names : pd.Series
        Distinct names of towns as written, none of them missing.

    Returns
    -------
    pd.DataFrame
        One row per place: `name` (position in `names`), `rank` (int: 0 where the whole name is one of the place's,
        more where only a part is; parts are tried only where no place goes by the whole), `place_id`, `country`
        (alpha-2), `region` (ISO 3166-2), `within` (the country that `country` is a territory of, else `country`;
        all ``str``), `population` (int64), `weight` (float64: inhabitants, five times as many where it is the place's
        main name, fewer for half a name and for sections of a large city), `latitude`, `longitude` (float64, degrees,
        EPSG:4326) and `main` (bool).
    """
    key = fold(names).fillna("").to_numpy(object)
    count = runs(_names()["key"], pd.unique(key))[1] if len(key) else np.zeros(0, dtype=np.intp)
    known = dict(zip(pd.unique(key), count > 0, strict=True))
    short = _abbreviated()
    asked: list[tuple[int, int, str, bool, str | None]] = []
    for at, (name, one) in enumerate(zip(names, key, strict=True)):
        asked += [(at, 0, town, False, country) for country, town in short.get(one, ())]
        if known[one]:
            asked.append((at, 0, one, False, None))
            continue
        for rank, (part, known_only) in enumerate(_parts(name[:LONGEST_CELL])):
            if len(part) > 2 or not part.isascii():
                asked.append((at, rank, part, known_only, None))
    table = pd.DataFrame(asked, columns=["cell", "rank", "key", "known_only", "country"])
    table["region"] = pd.Series(None, index=table.index, dtype="str")
    found = _candidates(_as_asked(table.astype({"country": "str"})))
    places, facts = _places(), _facts()
    place = found.place
    inside = (found.country < 0) | (facts.country[place] == found.country)
    part_of = facts.part_of[facts.country[place]]
    within = np.where(part_of >= 0, part_of, facts.country[place])
    table = pd.DataFrame(
        {
            "name": found.cell,
            "rank": found.rank,
            "place_id": facts.place_id[place],
            "country": facts.countries.to_numpy(object)[facts.country[place]],
            "region": places["region"].astype("str").to_numpy(object)[place],
            "within": facts.countries.to_numpy(object)[within],
            "population": found.population,
            "weight": found.weight,
            "latitude": places["latitude"].to_numpy()[place],
            "longitude": places["longitude"].to_numpy()[place],
            "main": found.main,
        }
    )[inside]
    table = table.astype({"country": "str", "region": "str", "within": "str"})
    table["weight"] /= np.where(_in_metropolis(place[inside]), SECTION, 1)
    table = table.sort_values(["name", "rank", "weight"], ascending=[True, True, False], kind="stable")
    return table.drop_duplicates(["name", "place_id"], ignore_index=True)


@cache
def _metropolises() -> _Numbers:
    return np.flatnonzero(_facts().population >= METROPOLIS)


def _nearest_of(few: Floats, points: Floats) -> tuple[Floats, _Numbers]:
    """The straight distance from each point to the nearest of a few others, and the number of that."""
    if len(points) < MEASURED_TO_METROPOLISES:
        at = (points @ few.T).argmax(axis=1)
        return np.sqrt(np.square(points - few[at]).sum(axis=1)), at
    from scipy.spatial import cKDTree

    distance, number = cKDTree(few).query(points)
    return np.asarray(distance), np.asarray(number)


def _in_metropolis(place: _Numbers) -> _Flags:
    """Whether places lie so near to a far larger city that they are likely sections of it."""
    large = _metropolises()
    chord, at = _nearest_of(_on_sphere()[large], _on_sphere()[place])
    population = _facts().population
    inside: _Flags = (metres_of_chord(chord) <= METROPOLIS_M) & (
        population[large[at]] >= SECTION * np.maximum(population[place], 1)
    )
    return inside


@cache
def _abbreviated() -> Mapping[str, list[tuple[str | None, str]]]:
    """The country, None for any, and the town that each abbreviation stands for."""
    found: dict[str, list[tuple[str | None, str]]] = {}
    for (short, country), town in abbreviations().items():
        found.setdefault(short, []).append((country or None, town))
    return found


def all_places() -> pd.DataFrame:
    """The gazetteer: `place_id`, `name`, `country`, `region`, `population`, `latitude`, `longitude`; a copy."""
    return _places().reset_index()


def main_names(place_id: pd.Series) -> pd.Series:
    """The main name (``str``) of each place by its number; missing where that is."""
    return place_id.map(_places()["name"]).astype("str")


@cache
def _shown() -> Mapping[str, pd.api.extensions.ExtensionArray]:
    """The columns of `_places` that `find_places` gives, each of a dtype that can be missing."""
    places = _places().reset_index().astype({"place_id": "Int32", "population": "Int32"})
    return {name: places[name].array for name in _SHOWN}


def is_name(city: pd.Series) -> pd.Series:
    """Whether a place anywhere bears a name (bool, index of `city`; False where it is missing)."""
    key, keys = pd.factorize(fold(city).fillna("").to_numpy(object))
    _, count = runs(_names()["key"], keys)
    return pd.Series(((count > 0) & (keys != ""))[key], index=city.index, name=city.name)


def names_of_namesakes(key: str, most: int = 5) -> list[str]:
    """
    All names, folded, of the places that bear a name, in any language: “koln” for “cologne”, and itself.

    Parameters
    ----------
    key : str
        A folded name.
    most : int
        Of so many places at most, the most populous.
    """
    names = _names()
    first, count = runs(names["key"], np.array([key], dtype=object))
    if not key or not count[0]:
        return []
    place_ids = np.unique(names["place_id"].slice(first[0], count[0]).to_numpy())
    populous = _places().loc[place_ids].nlargest(most, "population").index
    of_them = pc.is_in(names["place_id"], value_set=pa.array(populous, type=names["place_id"].type))
    return [*dict.fromkeys(names["key"].filter(of_them).to_pylist())]


@cache
def _city_names() -> frozenset[str]:
    """Folded names of all towns of `CITY` inhabitants or more."""
    places, names = _places(), _names()
    cities = pa.array(places.index[places["population"] >= CITY], type=names["place_id"].type)
    return frozenset(names["key"].filter(pc.is_in(names["place_id"], value_set=cities)).to_pylist())


def is_city(name: pd.Series) -> pd.Series:
    """Whether a town of 100,000 inhabitants or more, anywhere, bears a name (bool, index of `name`)."""
    known = {one: fold_text(one) in _city_names() for one in name.dropna().unique()}
    return name.map(known).eq(True)


def nearest_places(latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
    """
    The gazetteer's place nearest to each point, by great-circle distance.

    Parameters
    ----------
    latitude, longitude : pd.Series
        Degrees, EPSG:4326, with the same index; missing and infinite values are allowed.

    Returns
    -------
    pd.DataFrame
        Index of `latitude`; `place_id` (Int32), `name`, `country` (``str``), `distance_m` (float64, metres); missing
        where the point is.
    """
    lat, lon = latitude.to_numpy(float), longitude.to_numpy(float)
    usable = np.isfinite(lat) & np.isfinite(lon)
    chord, at = _nearest(unit_sphere(lat[usable], lon[usable]))
    nearest = _places().iloc[at].reset_index()[["place_id", "name", "country"]]
    nearest["distance_m"] = metres_of_chord(chord)
    nearest = nearest.set_axis(np.flatnonzero(usable)).reindex(range(len(lat)))
    return nearest.astype({"place_id": "Int32", "country": "str"}).set_axis(latitude.index)


def search(text: str, limit: int = 8) -> pd.DataFrame:
    """
    Places for what somebody has typed so far.

    First those whose main name begins so, then those with another such name, then those with a later word that does.

    Parameters
    ----------
    text : str
        The beginning of a name, in any spelling; punctuation alone finds nothing.
    limit : int
        How many places at most.

    Returns
    -------
    pd.DataFrame
        `place_id`, `name`, `country`, `region`, `population`, `latitude`, `longitude`; by population, largest first,
        within each group.
    """
    key = fold_text(text)
    names, hits = _names(), []
    if key:
        begins, later = pc.starts_with(names["key"], key), pc.match_substring(names["key"], f" {key}")
        for matches in (pc.and_(begins, names["main"]), begins, later):
            place_ids = np.unique(names["place_id"].filter(matches).to_numpy())
            hits.append(
                _places().loc[place_ids].sort_values("population", ascending=False, kind="stable").head(limit)
            )
    found = pd.concat(hits) if hits else _places().head(0)
    found = found[~found.index.duplicated()].head(limit).reset_index()
    return found.astype({"country": "str", "region": "str"})[_SHOWN]


def largest_inside(south: float, west: float, north: float, east: float, limit: int) -> pd.DataFrame:
    """
    The most populous places in a box, to read a map by.

    Parameters
    ----------
    south, west, north, east : float
        Degrees, EPSG:4326; `west` may lie beyond -180 or be greater than `east` across the date line.
    limit : int
        How many at most.

    Returns
    -------
    pd.DataFrame
        `name`, `population`, `latitude`, `longitude`, largest first.
    """
    places = _by_population()
    latitude, longitude = places["latitude"].to_numpy(), places["longitude"].to_numpy()
    inside = (latitude >= south) & (latitude <= north)
    if east - west < 360:
        left, right = (west + 180) % 360 - 180, (east + 180) % 360 - 180
        after, before = longitude >= left, longitude <= right
        inside &= (after & before) if left <= right else (after | before)
    return places.iloc[np.flatnonzero(inside)[:limit]].reset_index(drop=True)


@cache
def _by_population() -> pd.DataFrame:
    columns = ["name", "population", "latitude", "longitude"]
    return _places()[columns].sort_values("population", ascending=False, kind="stable")


LOADERS: Final = (_places, _names, _facts, _on_sphere, _axes, _first_halves, _shown, _abbreviated)
"""What loads the tables here: a process that waits may call one after another."""
