"""Databases of any size that look like real ones: the same seed gives the same rows."""

from __future__ import annotations

import json
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dsi_geo import bundled
from dsi_geo.schema import COLUMNS, LIST, PROJECTS, RAW_FIELDS, conform

CLUSTERS: Final = (
    "Migration and integration",
    "Health and care",
    "Skills and learning",
    "Digital democracy",
    "Food, environment and climate change",
    "Cities and urban development",
)
THEMES: Final = ("housing", "language", "work", "care", "budgets", "energy", "mobility", "open data")
TECHNOLOGIES: Final = ("mobile app", "platform", "sensors", "open source", "maps", "machine learning")
FIRST: Final = ("Open", "Common", "Fair", "Bright", "Shared", "Near", "Civic", "Green", "Welcome", "New")
SECOND: Final = ("Kitchen", "Archive", "Clinic", "Bridge", "School", "Garden", "Ledger", "Workshop", "Map")
STREETS: Final = ("Lindenstraße", "Rue des Écoles", "Station Road", "Via Roma", "Calle Mayor", "Mittelweg")

# Used where the bundled towns are missing: name, country, region, population, latitude, longitude.
FEW_TOWNS: Final = (
    ("Berlin", "DE", "DE-BE", 3_645_000, 52.52, 13.405),
    ("London", "GB", "GB-ENG", 8_900_000, 51.5074, -0.1278),
    ("Paris", "FR", "FR-IDF", 2_140_000, 48.8566, 2.3522),
    ("Barcelona", "ES", "ES-CT", 1_620_000, 41.3874, 2.1686),
    ("Nairobi", "KE", "KE-30", 4_400_000, -1.2864, 36.8172),
)

WITH_ADDRESS: Final = 0.4
WITH_TOWN: Final = 0.9
WITH_LAUNCH: Final = 0.7
CLOSED: Final = 0.15
METRES_AROUND: Final = 5_000
METRES_A_DEGREE: Final = 111_195
FIRST_DAY: Final = np.datetime64("2008-01-01")
LAST_DAY: Final = np.datetime64("2018-01-31")

Rows = npt.NDArray[np.int64]


def towns() -> pd.DataFrame:
    """Towns to put projects into: `name, country, region, population, latitude, longitude`."""
    file = bundled.GEOGRAPHY / "places.parquet"
    columns = ["name", "country", "region", "population", "latitude", "longitude"]
    if not file.exists():
        return pd.DataFrame(list(FEW_TOWNS), columns=columns)
    known = pd.read_parquet(file, columns=columns)
    return known[known["population"] > 0].reset_index(drop=True)


def raw_projects(count: int, seed: int = 1) -> pd.DataFrame:
    """Projects as a file holds them.

    Parameters
    ----------
    count
        Number of rows.
    seed
        The same seed, count and towns give the same rows.

    Returns
    -------
    RangeIndex, columns `schema.RAW_FIELDS`, all text: lists are joined by ", ", a missing value is
    empty, dates are ISO dates of a day, month or year. Four in ten have an address and a coordinate of
    their own, one in ten has no place at all; the towns' shares follow the square root of population.
    """
    facts = _facts(count, seed)
    random = np.random.default_rng(seed + 1)
    launched, closed = (
        _dates_as_text(facts[field], random.integers(0, 3, count)) for field in ("launched", "closed")
    )
    days = pd.Series(_days(random, count))
    rows = facts.assign(
        themes=_joined(THEMES, random, count),
        technologies=_joined(TECHNOLOGIES, random, count),
        focus="",
        status="",
        amount="",
        currency="",
        launched=launched,
        closed=closed,
        recorded=days.dt.strftime("%Y-%m-%d"),
        latitude=facts["latitude"].map("{:.5f}".format, na_action="ignore"),
        longitude=facts["longitude"].map("{:.5f}".format, na_action="ignore"),
        organisation_ids=pd.Series(random.integers(1, max(2, count // 2), count)).astype(str),
    )
    return rows[list(RAW_FIELDS[PROJECTS])].astype("str").fillna("")


def canonical_projects(count: int, seed: int = 1) -> gpd.GeoDataFrame:
    """The canonical table of the projects that `raw_projects` gives for the same count and seed.

    A date's precision is always `day`; a location's is `address`, `city` (the point is the town's, shared
    with every other project there) or `none`.
    """
    facts = _facts(count, seed)
    random = np.random.default_rng(seed + 1)
    has_address = facts["address"].notna()
    has_town = facts["city"].notna()
    lists = {
        "themes": _as_lists(random.integers(0, len(THEMES), count), THEMES),
        "technologies": _as_lists(random.integers(0, len(TECHNOLOGIES), count), TECHNOLOGIES),
    }
    launched, closed = facts["launched"], facts["closed"]
    points = gpd.GeoSeries.from_xy(
        facts["longitude"].fillna(facts["town_longitude"]), facts["latitude"].fillna(facts["town_latitude"])
    )
    rows = facts.assign(
        **lists,
        status=np.select([closed.notna(), launched.notna()], ["closed", "active"], "unknown"),
        launched_precision=pd.Series("day", facts.index).where(launched.notna()),
        closed_precision=pd.Series("day", facts.index).where(closed.notna()),
        location_precision=np.select([has_address, has_town], ["address", "city"], "none"),
        location_source=pd.Series("own", facts.index).where(has_town),
        geometry=points.where(has_town),
    )
    return conform(rows[rows.columns.intersection(list(COLUMNS[PROJECTS]))], PROJECTS)


def grants(count: int, seed: int = 1) -> str:
    """Grants in the nested JSON of 360Giving: each with a recipient and where it is, most with planned dates."""
    rows = raw_projects(count, seed)
    random = np.random.default_rng(seed + 2)
    amounts, recipients = random.integers(1, 500, count) * 500, random.integers(1, max(2, count // 3), count)
    listed = []
    for row, amount, recipient in zip(rows.itertuples(index=False), amounts, recipients, strict=True):
        place = {
            "streetAddress": row.address,
            "postalCode": row.postcode,
            "addressLocality": row.city,
            "addressCountry": row.country,
        }
        organisation = {"id": f"360G-org-{recipient}", "name": f"Recipient {recipient}", **place}
        grant: dict[str, object] = {
            "id": f"360G-bench-{row.id}",
            "title": row.name,
            "description": row.description,
            "currency": "GBP",
            "amountAwarded": int(amount),
            "awardDate": row.recorded,
            "recipientOrganization": [{key: value for key, value in organisation.items() if value}],
            "fundingOrganization": [{"id": "360G-bench", "name": "A foundation"}],
            "grantProgramme": [{"title": row.cluster}],
        }
        if row.launched:
            grant["plannedDates"] = [{"startDate": row.launched, "endDate": row.closed or row.launched}]
        listed.append(grant)
    return json.dumps({"grants": listed})


def _facts(count: int, seed: int) -> pd.DataFrame:
    """What is true of the projects, whichever way it is written."""
    random = np.random.default_rng(seed)
    town = _towns_of(random, count)
    has_town = random.random(count) < WITH_TOWN
    has_address = has_town & (random.random(count) < WITH_ADDRESS / WITH_TOWN)
    launched = pd.Series(_days(random, count)).where(random.random(count) < WITH_LAUNCH)
    closed = (launched + pd.to_timedelta(random.integers(90, 2_000, count), "D")).where(
        random.random(count) < CLOSED
    )
    number = pd.Series(np.arange(1, count + 1)).astype("str")
    streets = _chosen(STREETS, random.integers(0, len(STREETS), count))
    houses = pd.Series(random.integers(1, 200, count)).astype("str")
    postcodes = pd.Series(random.integers(10_000, 99_999, count)).astype("str")
    north, east = random.normal(0, METRES_AROUND / METRES_A_DEGREE, (2, count))
    latitude = (town["latitude"] + north).clip(-89, 89)
    longitude = (town["longitude"] + east / np.cos(np.radians(latitude)) + 180) % 360 - 180
    return pd.DataFrame(
        {
            "id": number,
            "name": _chosen(FIRST, random.integers(0, len(FIRST), count))
            + " "
            + _chosen(SECOND, random.integers(0, len(SECOND), count))
            + " "
            + number,
            "cluster": _chosen(CLUSTERS, random.integers(0, len(CLUSTERS), count)),
            "description": "A project that nobody runs: it is here to be measured.",
            "website": "https://project-" + number + ".example/",
            "launched": launched,
            "closed": closed,
            "address": (streets + " " + houses).where(has_address),
            "postcode": postcodes.where(has_address),
            "city": town["name"].where(has_town),
            "region": town["region"].where(has_town),
            "country": town["country"].where(has_town),
            "latitude": latitude.where(has_address),
            "longitude": longitude.where(has_address),
            "town_latitude": town["latitude"].where(has_town),
            "town_longitude": town["longitude"].where(has_town),
        }
    )


def _towns_of(random: np.random.Generator, count: int) -> pd.DataFrame:
    known = towns()
    weights = np.sqrt(known["population"].to_numpy())
    rows = random.choice(len(known), count, p=weights / weights.sum())
    return known.iloc[rows].reset_index(drop=True)


def _days(random: np.random.Generator, count: int) -> npt.NDArray[np.datetime64]:
    span = int((LAST_DAY - FIRST_DAY) / np.timedelta64(1, "D"))
    days: npt.NDArray[np.datetime64] = FIRST_DAY + random.integers(0, span, count).astype("timedelta64[D]")
    return days.astype("datetime64[ms]")


def _dates_as_text(days: pd.Series, precision: Rows) -> pd.Series:
    text = days.dt.strftime("%Y-%m-%d")
    return text.where(precision == 0, text.str[:7].where(precision == 1, text.str[:4]))


def _chosen(words: tuple[str, ...], rows: Rows) -> pd.Series:
    return pd.Series(pd.array(words, dtype="str").take(rows))


def _joined(words: tuple[str, ...], random: np.random.Generator, count: int) -> pd.Series:
    first, second = random.integers(0, len(words), (2, count))
    return _chosen(words, first) + (", " + _chosen(words, second)).where(first != second, "")


def _as_lists(rows: Rows, words: tuple[str, ...]) -> pd.Series:
    offsets = pa.array(np.arange(len(rows) + 1), pa.int32())
    lists = pa.ListArray.from_arrays(offsets, pa.array(words).take(pa.array(rows)))
    return pd.Series(pd.arrays.ArrowExtensionArray(lists), dtype=LIST)
