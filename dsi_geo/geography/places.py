"""Places: the gazetteer of towns, and which of them a cell of a table means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dsi_geo.bundled import GEOGRAPHY
from dsi_geo.geography import countries
from dsi_geo.geography.sphere import metres_of_chord, unit_sphere
from dsi_geo.geography.town_names import abbreviations
from dsi_geo.spelling import fold, fold_text

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

KNOWN_TOWN = 15_000
"""Inhabitants from which a town is taken to be meant without a country, or by half a hyphenated name."""
UNAMBIGUOUS = 5
"""How many times larger than its namesake abroad a town must be, to be meant where no country is stated; and than all
others, to be meant by the first half of its hyphenated name."""
CITY = 100_000
"""Inhabitants from which a town is taken to have numbered districts; in a village a number is a house's."""
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
_LETTERS_AFTER = re.compile(r"( [a-z]{1,2})+$")
"""A state, province or quarter after a town: "Milano MI", "København K"."""


@cache
def _places() -> pd.DataFrame:
    return pd.read_parquet(GEOGRAPHY / "places.parquet").set_index("place_id")


@cache
def _names() -> pa.Table:
    """Folded spelling, place and whether the spelling is the place's main name, sorted by spelling."""
    return pq.read_table(GEOGRAPHY / "place_names.parquet").combine_chunks()


@cache
def _first_halves() -> pd.DataFrame:
    """
    The one town of a country that the first half of its name means ("Molenbeek"): `key`, `found_in`, `place_id`.

    None where another town's main name is just that, or where towns of about the same size share the half.
    """
    places = _places()
    towns = places.loc[places["name"].str.contains("-", regex=False), ["name", "country", "population"]]
    towns = towns.assign(
        key=fold(towns["name"].str.partition("-")[0]), found_in=towns["country"].astype("str")
    )
    towns = towns.sort_values("population", ascending=False, kind="stable").reset_index()
    half = towns.groupby(["key", "found_in"])
    next_largest = half["population"].shift(-1).fillna(0)
    known = (towns["population"] > KNOWN_TOWN) & (towns["population"] >= UNAMBIGUOUS * next_largest)
    largest = towns[known & half.cumcount().eq(0)]
    names = _names()
    wanted = pc.and_(
        pc.is_in(names["key"], value_set=pa.array(largest["key"], names["key"].type)), names["main"]
    )
    main = names.filter(wanted).to_pandas()
    main["found_in"] = places["country"].reindex(main["place_id"]).astype("str").to_numpy(object)
    taken = largest.merge(main[["key", "found_in"]].drop_duplicates(), how="left", indicator=True)[
        "_merge"
    ].eq("both")
    return largest.loc[~taken.to_numpy(), ["key", "found_in", "place_id"]]


@cache
def _tree() -> cKDTree:
    from scipy.spatial import cKDTree

    places = _places()
    return cKDTree(unit_sphere(places["latitude"].to_numpy(), places["longitude"].to_numpy()))


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


def _candidates(asked: pd.DataFrame) -> pd.DataFrame:
    """Places that bear the name asked for; `asked` has `pair`, `rank`, `key`, `known_only`, `country`, `region`."""
    names = _names()
    wanted = pc.is_in(names["key"], value_set=pa.array(asked["key"].unique(), type=names["key"].type))
    named = names.filter(wanted).to_pandas().assign(half=False)
    places = _places()
    named["found_in"] = places["country"].reindex(named["place_id"]).astype("str").to_numpy(object)
    halves = named[["key", "found_in"]].drop_duplicates().merge(_first_halves()).assign(main=False, half=True)
    found = asked.merge(pd.concat([named, halves], ignore_index=True), on="key")
    at = places.index.get_indexer(pd.Index(found["place_id"]))
    found["population"] = places["population"].to_numpy()[at]
    in_region = places["region"].iloc[at].astype("str").to_numpy(object) == found["region"].to_numpy(object)
    found["elsewhere"] = found["region"].notna() & ~in_region
    found["weight"] = found["population"] * np.where(found["main"], MAIN_NAME, 1)
    found["weight"] = found["weight"].where(~found["half"], found["population"] / UNAMBIGUOUS)
    return found[~found["known_only"] | (found["population"] > KNOWN_TOWN)]


def _in_country(found: pd.DataFrame) -> pd.DataFrame:
    """Candidates in the stated country or, after them, in a territory that belongs to it."""
    territory = found["found_in"].map(countries.countries()["part_of"]) == found["country"]
    found = found.assign(territory=territory)[(found["found_in"] == found["country"]) | territory]
    order = ["pair", "elsewhere", "territory", "rank", "weight", "population", "place_id"]
    return found.sort_values(order, ascending=[True, True, True, True, False, False, True])


def _anywhere(found: pd.DataFrame) -> pd.DataFrame:
    """Candidates for cells without a country: large towns that no namesake in another country comes near."""
    order = ["pair", "rank", "weight", "population", "place_id"]
    found = found.sort_values(order, ascending=[True, True, False, False, True])
    best = found.drop_duplicates(["pair", "rank"])[["pair", "rank", "found_in", "population"]]
    both = found.merge(best, on=["pair", "rank"], suffixes=("", "_best"))
    rival = both["population"].where(both["found_in"] != both["found_in_best"], 0)
    largest_rival = rival.groupby([both["pair"], both["rank"]]).max().rename("rival").reset_index()
    best = best.merge(largest_rival, on=["pair", "rank"])
    clear = best[(best["population"] > KNOWN_TOWN) & (best["population"] >= UNAMBIGUOUS * best["rival"])]
    return found.merge(clear[["pair", "rank"]], on=["pair", "rank"])


def _best(asked: pd.DataFrame) -> pd.DataFrame:
    """The one place meant by each pair, indexed by pair: `place_id`, `main`."""
    if asked.empty:
        return pd.DataFrame(
            {"place_id": pd.array([], "Int32"), "main": np.array([], dtype=bool)}
        ).rename_axis("pair")
    found = _candidates(asked)
    stated = found["country"].notna()
    meant = pd.concat([_in_country(found[stated]), _anywhere(found[~stated])])
    return meant.drop_duplicates("pair").set_index("pair")[["place_id", "main"]]


def _asked_parts(pairs: pd.DataFrame) -> pd.DataFrame:
    """The parts of each pair's cell, to be asked for; the country from the cell where none is stated."""
    rows = []
    for pair, city, stated, region in pairs[["city", "country", "region"]].itertuples():
        cell = city[:LONGEST_CELL]
        country = stated if isinstance(stated, str) else _country_of_cell(cell)
        for rank, (key, known_only) in enumerate(_parts(cell)):
            spelt_out = abbreviations().get((key, country or ""), key)
            if len(spelt_out) > 2:
                rows.append((pair, rank, spelt_out, known_only, country, region))
    return pd.DataFrame(rows, columns=["pair", "rank", "key", "known_only", "country", "region"])


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
    pair, pairs = _distinct_pairs(city, country, nowhere if region is None else region)
    keys = zip(fold(pairs["city"]), pairs["country"].fillna(""), strict=True)
    spelt_out = pd.Series([abbreviations().get(key) for key in keys], dtype="str")
    pairs["key"] = spelt_out.fillna(fold(pairs["city"]))
    named = pairs[pairs["key"].notna() & pairs["key"].ne("")]
    whole = _best(named.assign(pair=named.index, rank=0, known_only=False))
    part = _best(_asked_parts(named.loc[named.index.difference(whole.index)]))
    whole["how"] = np.where(whole["main"] & spelt_out.isna()[whole.index], "name", "spelling")
    meant = pd.concat([whole, part.assign(how="part")])[["place_id", "how"]]
    found = meant.join(_places(), on="place_id").reindex(range(len(pairs)))
    found = found.astype(
        {"place_id": "Int32", "population": "Int32", "country": "str", "region": "str", "how": "str"}
    )
    return found.take(pair).set_axis(city.index)[[*_SHOWN, "how"]]


def is_name(city: pd.Series) -> pd.Series:
    """Whether a place anywhere bears a name (bool, index of `city`; False where it is missing)."""
    key, names = fold(city).fillna(""), _names()["key"]
    known = names.filter(pc.is_in(names, value_set=pa.array(key.unique(), type=names.type)))
    return key.isin(known.to_pylist()) & key.ne("")


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
    chord, at = map(np.asarray, _tree().query(unit_sphere(lat[usable], lon[usable])))
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
