"""The areas that records are counted in, their names and their populations."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from dsi_geo.analysis.shares.place_counts import PLACE, PlaceLevel, place_counts
from dsi_geo.bundled import DEMONSTRATION_FOCUS
from dsi_geo.database import Database
from dsi_geo.errors import InputError, quoted
from dsi_geo.geography.countries import country_codes, country_name
from dsi_geo.geography.population import country_population, region_population, town_population
from dsi_geo.schema import Entity
from dsi_geo.spelling import fold, fold_text

Level = Literal["partition", "country", "region", "city"]

LEVELS: Final[tuple[Level, ...]] = ("partition", "country", "region", "city")
UNKNOWN: Final = "unknown"
FEWEST_TO_TRUST: Final = 12
"""Counts below have a relative standard error (1/√count, as of a Poisson count) of 30% and more."""
REST_OF_WORLD: Final = "rest of the world"
NAMED: Final = 3
"""Number of areas that a sentence names."""
_WITH_ARTICLE: Final = (
    r"^(?:United |Netherlands|Philippines|Bahamas|Gambia|Maldives|Seychelles|Comoros)|(?:Islands|Republic)$"
)
_NOT_KNOWN: Final = {"partition": "region", "region": "region", "city": "town"}


def default_focus(places: pd.DataFrame) -> str | None:
    """The region with the most records; if no region is known, the country; None if no place is known.

    Parameters
    ----------
    places
        From `place_counts`. Ties go to the first by code.
    """
    for level in ("region", "country"):
        counts = places.groupby(level)["count"].sum()
        if len(counts):
            return str(counts.idxmax())
    return None


def preset_focus(database: Database) -> str | None:
    """The focus of a database whatever the selection; None if the records decide."""
    return DEMONSTRATION_FOCUS if database.provenance.demonstration else None


def usual_focus(database: Database, entity: Entity) -> str | None:
    """The focus of a database unless another is chosen; None if no place is known."""
    return preset_focus(database) or default_focus(place_counts(database.table(entity), finest="region"))


def focus_code(text: str) -> str:
    """Code of the region or country given as the focus.

    Parameters
    ----------
    text
        ISO 3166-2 or alpha-2 code, upper or lower case; or the name of a region (as these pages spell
        it) or of a country in any spelling.

    Raises
    ------
    InputError
        There is no such region or country, or several have that name.
    """
    regions, code = region_population()["name"], text.strip().upper()
    if code in regions.index:
        return code
    named = regions.index[fold(regions) == fold_text(text)]
    if len(named) > 1:
        raise InputError(f"The focus {quoted(text)} may be {' or '.join(named)}: give the code.")
    if len(named) == 1:
        return str(named[0])
    country = country_codes(pd.Series([text], dtype="str"))["code"].iloc[0]
    if pd.isna(country):
        raise InputError(
            f"There is no region or country {quoted(text)} to be the focus: give a code of ISO 3166-2"
            " as DE-BE, or of ISO 3166-1 as DE."
        )
    return str(country)


def area_counts(places: pd.DataFrame, level: Level, focus: str | None = None) -> pd.DataFrame:
    """Sum counts by place into counts by area.

    Parameters
    ----------
    places
        From `place_counts` or `partner_place_counts`.
    level
        `country`, `region` (first-level), `city`; or `partition`: the focus, the rest of its country,
        the rest of the world.
    focus
        ISO 3166-2 code of a region, or alpha-2 code of a country, for `partition`; by default
        `default_focus`.

    Returns
    -------
    DataFrame
        Largest first (the partition in its own order), areas that are not known last: `area` (ISO code;
        `DE-BE/Berlin` for a town, `KE/Nairobi` if its region is not known, `rest of DE`, `rest of the
        world`), `name`, `country` (alpha-2), `known` (bool), `count`. Records known only to their
        country are a separate area at each finer level (`DE/unknown`: "Germany, region not known") that
        is not `known`; the last row is always `unknown`, even with a count of 0. The counts add up to
        those of `places`.
    """
    if level == "partition":
        focus = focus or default_focus(places)
        area = _partition(places, focus)
    else:
        area = _area_codes(places, level)
    # A town's name is that of its records; one is taken for each area.
    facts = places.assign(area=area.fillna(UNKNOWN))
    counted = facts.groupby("area", sort=False).agg(
        country=("country", "first"), city=("city", "first"), count=("count", "sum")
    )
    wanted = _wanted(level, focus)
    dtype = places["count"].dtype
    counted = counted.reindex(wanted.union(counted.index, sort=False))
    counted["count"] = counted["count"].fillna(0).astype(dtype)
    counted["known"] = ~counted.index.str.fullmatch(rf"(.*/)?{UNKNOWN}")
    counted["country"] = _countries(counted)
    counted["name"] = _names(counted, level)
    if level != "partition":
        counted = counted.sort_values(["count", "name"], ascending=[False, True])
    last = np.where(counted["known"], 0, np.where(counted.index == UNKNOWN, 2, 1))
    counted = counted.iloc[np.argsort(last, kind="stable")]
    return counted.reset_index(names="area")[["area", "name", "country", "known", "count"]]


def partition_names(records: pd.DataFrame, focus: str | None) -> pd.Series:
    """The part of the partition that each record lies in: the focus, the rest of its country, the rest of the world.

    Parameters
    ----------
    records
        Canonical table: `country`, `region`.
    focus
        As in `area_counts`.

    Returns
    -------
    Series
        Names as in `area_counts` (str), with the index of `records`; missing where no country is known.
    """
    country, region = (records[name].astype("category").cat for name in ("country", "region"))
    base = len(region.categories) + 1
    which, pairs = pd.factorize((country.codes.astype("int64") + 1) * base + region.codes + 1)
    numbers = np.divmod(pairs, base)
    places = pd.DataFrame(
        {
            name: pd.Categorical.from_codes(number - 1, column.categories)
            for name, column, number in zip(("country", "region"), (country, region), numbers, strict=True)
        }
    ).astype("str")
    area = _partition(places, focus)
    home = area.str.removeprefix("rest of ").str.slice(0, 2).mask(area == REST_OF_WORLD)
    each = pd.DataFrame({"area": area, "country": home}).drop_duplicates().dropna(subset="area")
    named = each.set_index("area").assign(city=None, known=lambda rows: ~rows.index.str.endswith(UNKNOWN))
    names = area.map(_names(named, "partition")).astype("str").array
    return pd.Series(names.take(which), index=records.index)


def own_partition(database: Database, records: pd.DataFrame) -> pd.Series:
    """The part of the partition that each record of a database lies in, with the usual focus of these records.

    Parameters
    ----------
    database
        The database, which may have a preset focus.
    records
        The canonical table of an entity, or a selection of it.

    Returns
    -------
    Series
        As from `partition_names`.
    """
    focus = preset_focus(database) or default_focus(place_counts(records, finest="region"))
    return partition_names(records, focus)


def grouped_counts(places: pd.DataFrame, level: PlaceLevel) -> pd.DataFrame:
    """Counts of each group by area, for `concentration.concentration` and location quotients.

    Parameters
    ----------
    places
        From `place_counts` or `partner_place_counts`, with `group`.
    level
        As in `area_counts`.

    Returns
    -------
    DataFrame
        A row per group (in order), a column per known area; 0 where a group has no record.
    """
    known = places[places[level].notna()]
    counts = known.groupby(["group", _area_codes(known, level).rename("area")])["count"].sum()
    return counts.unstack("area", fill_value=0)


def with_article(country: pd.Series) -> pd.Series:
    """Names of countries as they stand in a sentence: "the Netherlands"; missing stays missing."""
    return country.mask(country.str.contains(_WITH_ARTICLE, na=False), "the " + country)


def _area_codes(places: pd.DataFrame, level: Level) -> pd.Series:
    country, region, city = (places[name] for name in PLACE)
    if level == "country":
        return country
    not_known = country + "/" + UNKNOWN
    if level == "region":
        return region.fillna(not_known)
    return (region.fillna(country) + "/" + city).fillna(not_known)


def _partition(places: pd.DataFrame, focus: str | None) -> pd.Series:
    if focus is None:
        return pd.Series(None, index=places.index, dtype="str")
    home = focus[:2]
    rest = f"rest of {home}"
    area = places["country"].where(places["country"].isna(), REST_OF_WORLD)
    at_home = places["country"].eq(home)
    if focus == home:
        return area.mask(at_home, home)
    inside = places["region"].eq(focus)
    area = area.mask(at_home, rest).mask(at_home & places["region"].isna(), f"{home}/{UNKNOWN}")
    return area.mask(inside, focus)


def _wanted(level: Level, focus: str | None) -> pd.Index:
    """The areas that have a row even without a record."""
    areas = [UNKNOWN]
    if level == "partition" and focus is not None:
        rest = [] if len(focus) == 2 else [f"rest of {focus[:2]}"]
        areas = [focus, *rest, REST_OF_WORLD, UNKNOWN]
    return pd.Index(areas, dtype="str", name="area")


def _countries(counted: pd.DataFrame) -> pd.Series:
    """Alpha-2 code of each area's country, taken from its code where it has no record."""
    area = counted.index.to_series()
    countries_by_code = area.str.removeprefix("rest of ").str.slice(0, 2)
    return (
        counted["country"].fillna(countries_by_code).mask(area.isin([REST_OF_WORLD, UNKNOWN])).astype("str")
    )


def _names(counted: pd.DataFrame, level: Level) -> pd.Series:
    area = counted.index.to_series()
    country = country_name(counted["country"]).fillna(counted["country"])
    name = counted["city"] if level == "city" else area.map(region_population()["name"])
    name = name.fillna(country.where(area == counted["country"]).fillna(area))
    if level == "partition":
        name = name.mask(area.str.startswith("rest of "), "Rest of " + with_article(country))
        name = name.mask(area == REST_OF_WORLD, "Rest of the world")
    if level in _NOT_KNOWN:
        name = name.mask(~counted["known"], country + f", {_NOT_KNOWN[level]} not known")
    return name.mask(area == UNKNOWN, "Place not known").astype("str")


COLUMNS: Final = ("population", "population_year", "population_kind", "population_note")
OFFICIAL, ESTIMATE, APPROXIMATION, GAZETTEER = "official", "estimate", "approximation", "gazetteer"

_DTYPES: Final = dict(zip(COLUMNS, ("Int64", "Int16", "str", "str"), strict=True))
_DIFFERENCE: Final = "Difference of two figures, possibly of different years"
_SUM: Final = "Sum of the other regions: {}"
RANKABLE: Final = (OFFICIAL, ESTIMATE)
"""Kinds of figures that rates may be ranked and compared by."""
_OF_TOWN: Final = "GeoNames, population of the town; the year is not known"


@cache
def world_population() -> int:
    """Sum of the populations of all countries."""
    return int(country_population()["population"].sum())


def populations(areas: pd.DataFrame, level: Level) -> pd.DataFrame:
    """Population of each area.

    Parameters
    ----------
    areas
        From `area_counts`: `area`, `country`, `known`.
    level
        The level of the areas.

    Returns
    -------
    DataFrame
        With the index of `areas`: `population` (Int64), `population_year` (Int16), `population_kind` (str:
        `official`; `estimate`, of a country; `approximation`, of a region; `gazetteer`, of a town) and
        `population_note` (str); all missing where the area is not known or has no figure.
    """
    figures = _of_towns() if level == "city" else _of_countries_and_regions()
    if level == "partition":
        focus = areas["area"].iloc[0]
        figures = pd.concat([figures.reindex([focus]), _of_rests(focus, figures)])
    return figures.reindex(areas["area"].where(areas["known"])).set_axis(areas.index)


@cache
def _of_countries_and_regions() -> pd.DataFrame:
    return _figures(pd.concat([_of_countries(), region_population()[list(COLUMNS)]]))


def _figures(table: pd.DataFrame) -> pd.DataFrame:
    """A table of populations without the areas that have none."""
    return table[table["population"].notna()].astype(_DTYPES)


def _of_countries() -> pd.DataFrame:
    table = country_population()
    return pd.DataFrame(
        {
            "population": table["population"].astype("Int64").where(table["population"] > 0),
            "population_year": table["population_year"],
            "population_kind": ESTIMATE,
            "population_note": table["population_source"],
        }
    )


def _of_rests(focus: str, figures: pd.DataFrame) -> pd.DataFrame:
    """Populations of the country without the focus, and of the world without the country."""
    of_country = figures["population"].get(focus[:2], pd.NA)
    abroad = (world_population() - of_country, pd.NA, ESTIMATE, _DIFFERENCE)
    rests = {f"rest of {focus[:2]}": _rest_of_country(focus, figures), REST_OF_WORLD: abroad}
    return _figures(pd.DataFrame.from_dict(rests, orient="index", columns=COLUMNS))


def _rest_of_country(focus: str, figures: pd.DataFrame) -> tuple[Any, Any, str, str]:
    """What is known of the inhabitants of a country without one region: the sum of official figures, if all are."""
    others = figures[figures.index.str.startswith(f"{focus[:2]}-")].drop(index=focus, errors="ignore")
    if len(others) and others["population_kind"].eq(OFFICIAL).all():
        years, sources = others["population_year"].unique(), others["population_note"].unique()
        note = _SUM.format("; ".join(sources))
        return others["population"].sum(), years[0] if len(years) == 1 else pd.NA, OFFICIAL, note
    of_focus, of_country = (figures["population"].get(area, pd.NA) for area in (focus, focus[:2]))
    kind = figures["population_kind"].get(focus)
    return of_country - of_focus, pd.NA, APPROXIMATION if kind == APPROXIMATION else ESTIMATE, _DIFFERENCE


@cache
def _of_towns() -> pd.DataFrame:
    population = town_population()
    return _figures(
        pd.DataFrame(
            {
                "population": population,
                "population_year": pd.Series(pd.NA, index=population.index, dtype="Int16"),
                "population_kind": GAZETTEER,
                "population_note": _OF_TOWN,
            }
        )
    )


def reference_regions(places: pd.DataFrame, fewest: int = FEWEST_TO_TRUST) -> pd.DataFrame:
    """All regions of the countries with enough records to compare their regions.

    The other countries are left out so that a lone record in a large country does not decide a test: most regions
    of such a country are empty because the data do not reach there.

    Parameters
    ----------
    places
        From `place_counts`.
    fewest
        Fewest records of a country.

    Returns
    -------
    DataFrame
        Indexed by ISO 3166-2 code: `country`, `name`, `count` (0 where there is no record), `population` (Int64;
        missing where it is not known, or only an approximation is, since nothing is tested with one),
        `population_kind`.
    """
    table = region_population()
    in_country = places.groupby("country")["count"].sum()
    there = table[table["country"].isin(in_country.index[in_country >= fewest])]
    count = places.groupby("region")["count"].sum().reindex(there.index).fillna(0)
    columns = ["country", "name", "count", "population", "population_kind"]
    tested = there["population"].where(there["population_kind"].isin(RANKABLE))
    return there.assign(count=count.astype(places["count"].dtype), population=tested)[columns]


def compared_words(regions: pd.DataFrame) -> str:
    """The regions that are compared in words: “the 16 regions of Germany”.

    Parameters
    ----------
    regions
        From `reference_regions`; only those whose population is known are named.
    """
    used = regions[(regions["population"] > 0).fillna(False)]
    names = _largest_first(used)
    if len(names) == 1:
        return f"the {len(used):,} regions of {names[0]}"
    return f"the {len(used):,} regions of {in_words(names)}"


def not_compared(regions: pd.DataFrame) -> str:
    """Which countries with enough records are not compared, as a sentence; "" if all are."""
    there = regions.groupby("country")["population"].count()
    without = regions[regions["country"].isin(there.index[there == 0])]
    if without.empty:
        return ""
    names, records = _largest_first(without), f"{without['count'].sum():,.0f}"
    are, their = ("is", "its") if len(names) == 1 else ("are", "their")
    return (
        f"{in_words(names, capital=True)} {are} left out, with {records} records in known regions: the populations of"
        f" {their} regions are only approximations."
    )


def _largest_first(regions: pd.DataFrame) -> list[str]:
    """Names of the countries of some regions as they stand in a sentence, those with the most records first."""
    counted = regions.groupby("country")["count"].sum().sort_values(ascending=False, kind="stable")
    codes = counted.index.to_series().astype("str")
    return [*with_article(country_name(codes).fillna(codes))]


def in_words(names: list[str], most: int = NAMED, *, capital: bool = False) -> str:
    """Names in a sentence, those beyond the first few as a number: “Germany, Spain, France and 12 more countries”."""
    more = len(names) - most
    parts = (
        names if more <= 0 else [*names[:most], f"{more:,} more {'country' if more == 1 else 'countries'}"]
    )
    words = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""
    return words[:1].upper() + words[1:] if capital else words
