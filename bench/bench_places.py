"""Places: how many records are placed wrongly, claimed too precisely or left undecided, where the truth is known.

The tables are written here, by country and kind, from towns of the gazetteer drawn by a seed; and those of the folder
that `DSI_GEO_PLACES` names: CSV files with the columns `truth_country`, `truth_region`, `truth_latitude`,
`truth_longitude`, `truth_finest` beside those that are read, and in `truth_coordinates` the names of those that hold
the coordinates, which are hidden from the reader. Rivals on the same tables: the largest namesake in the stated
country, and a plain lookup in GeoNames by town and country, both on the town's cell, else on the last part of the
address that has no figures. Each places a table as `country`, `region`, `latitude`, `longitude` and
`location_precision` of its records, missing where it decides nothing.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from bench.measuring import Measurement
from dsi_geo.database import open_database
from dsi_geo.errors import InputError
from dsi_geo.geography import boundaries, places
from dsi_geo.geography.countries import country_codes, country_name
from dsi_geo.geography.sphere import great_circle_m
from dsi_geo.schema import LOCATION_PRECISIONS

FAR_M: Final = 40_000
TOWNS: Final = 200
SEED: Final = 20261130
COUNTRIES: Final = (
    "AU",
    "BR",
    "CA",
    "DE",
    "ES",
    "FR",
    "GB",
    "IN",
    "IT",
    "JP",
    "MX",
    "NL",
    "PL",
    "RU",
    "TR",
    "US",
)
STREETS: Final = {
    "BR": "Rua das Flores, {n}", "DE": "Lindenstraße {n}", "ES": "Calle Mayor {n}", "FR": "{n} rue Victor Hugo",
    "IT": "Via Garibaldi {n}", "MX": "Calle Hidalgo {n}", "NL": "Kerkstraat {n}", "PL": "ul. Polna {n}",
    "RU": "ул. Ленина, {n}", "TR": "Atatürk Cad. No:{n}",
}  # fmt: skip


def measurements() -> Iterator[Measurement]:
    """Shares of records in per cent: the smaller, the better, but for the share that is placed."""
    for name, table in _tables():
        ours = judged(table, _ours(table))
        rivals = {rival: judged(table, place(table)) for rival, place in RIVALS.items()}
        for what, share in ours.items():
            for rival, found in rivals.items():
                yield Measurement(
                    f"{name}: {what}", [share], rival if what in found else "", [found[what]] if what in found else [],
                    "%",
                )  # fmt: skip


def judged(table: pd.DataFrame, placed: pd.DataFrame) -> dict[str, float]:
    """
    How a table was placed, in per cent of its records.

    Returns
    -------
    `placed` at any level; of those `wrong country`; `wrong region` of those with one; `beyond 40 km` of those with a
    point and a true one; `overclaimed`, finer than `truth_finest`; `undecided`: placed by country or region alone, or
    not at all.
    """
    true_country, true_region = (
        table[column].replace("", None) for column in ("truth_country", "truth_region")
    )
    known = placed["country"].notna()
    there = _metres_to_truth(table, placed)
    order = {name: rank for rank, name in enumerate(LOCATION_PRECISIONS)}
    claimed = placed["location_precision"].astype("str").map(order)
    allowed = table["truth_finest"].map(order)
    regions = placed["region"].notna() & true_region.notna()
    return {
        "placed": _percent(claimed.gt(0)),
        "wrong country": _percent((placed["country"].ne(true_country) & true_country.notna())[known]),
        "wrong region": _percent(placed["region"].ne(true_region)[regions]),
        "beyond 40 km": _percent(there.dropna().gt(FAR_M)),
        "overclaimed": _percent(claimed.gt(allowed)[allowed.notna()]),
        "undecided": _percent(claimed.lt(order["city"])),
    }


def _metres_to_truth(table: pd.DataFrame, placed: pd.DataFrame) -> pd.Series:
    latitude, longitude = (
        pd.to_numeric(table[column], errors="coerce") for column in ("truth_latitude", "truth_longitude")
    )
    return pd.Series(
        great_circle_m(latitude, longitude, placed["latitude"], placed["longitude"]), index=table.index
    )


def _percent(rows: pd.Series) -> float:
    return float(100 * rows.mean()) if len(rows) else 0.0


def _ours(table: pd.DataFrame) -> pd.DataFrame:
    hidden = [column for column in str(table["truth_coordinates"].iloc[0]).split(",") if column in table]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "projects.csv"
        _without_truth(table).drop(columns=hidden).to_csv(path, index=False)
        try:
            records = open_database(path).projects
        except InputError as error:
            print(f"Not opened: {error}", file=sys.stderr)
            records = None
    if records is None or len(records) != len(table):
        return _as_placed(_nowhere(table), pd.Series(None, index=table.index, dtype="str"))
    points = records.geometry
    plain = pd.DataFrame(records[["country", "region", "location_precision"]]).astype("str")
    return plain.assign(latitude=points.y, longitude=points.x).reset_index(drop=True)


def _nowhere(table: pd.DataFrame) -> pd.DataFrame:
    """No place for any record."""
    return pd.DataFrame(
        {"country": None, "region": None, "latitude": np.nan, "longitude": np.nan}, index=table.index
    ).astype({"country": "str", "region": "str"})


def _without_truth(table: pd.DataFrame) -> pd.DataFrame:
    return table[[column for column in table if not column.startswith("truth_")]]


def _largest_namesake(table: pd.DataFrame) -> pd.DataFrame:
    town, country = _asked(table)
    found = places.find_places(town, country)
    return _as_placed(found, country)


def _plain_lookup(table: pd.DataFrame) -> pd.DataFrame:
    town, country = _asked(table)
    known = _names_of_geonames()
    keys = pd.Series(
        list(zip(town.fillna("").str.lower(), country.fillna(""), strict=True)), index=town.index
    )
    found = pd.DataFrame([known.get(key, {}) for key in keys], index=town.index)
    columns = ["country", "region", "latitude", "longitude"]
    return _as_placed(found.reindex(columns=columns), country)


RIVALS: Final[dict[str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "the largest namesake": _largest_namesake,
    "a plain lookup": _plain_lookup,
}


@cache
def _names_of_geonames() -> dict[tuple[str, str], dict[str, object]]:
    """The largest town of each main name and country; by name alone ("") the largest anywhere."""
    table = places.all_places().sort_values("population", ascending=False)
    rows = table[["name", "country", "region", "latitude", "longitude"]].to_dict("records")
    known: dict[tuple[str, str], dict[str, object]] = {}
    for row in rows:
        for country in (str(row["country"]), ""):
            known.setdefault((str(row["name"]).lower(), country), row)
    return known


def _asked(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The town and the country that a rival is asked for."""
    nothing = pd.Series(None, index=table.index, dtype="str")
    stated = table["country"].replace("", None).astype("str") if "country" in table else nothing
    town = table["city"].replace("", None).astype("str") if "city" in table else nothing
    if "address" in table:
        last = table["address"].str.split(r"[,\n]", regex=True).map(_last_without_figures)
        town = town.fillna(last.astype("str"))
    return town, country_codes(stated)["code"]


def _last_without_figures(parts: list[str]) -> str | None:
    named = [part.strip() for part in parts if part.strip() and not any(sign.isdigit() for sign in part)]
    return named[-1] if named else None


def _as_placed(found: pd.DataFrame, country: pd.Series) -> pd.DataFrame:
    known = found["latitude"].notna()
    precision = pd.Series(
        np.where(known, "city", np.where(country.notna(), "country", "none")), index=found.index
    )
    return found[["region", "latitude", "longitude"]].assign(
        country=found["country"].fillna(country), location_precision=precision
    )


def _tables() -> Iterator[tuple[str, pd.DataFrame]]:
    """Name and table: those written here, then the files of the folder that the environment names."""
    for kind, write in KINDS.items():
        yield f"written, {kind}", pd.concat([write(country) for country in COUNTRIES], ignore_index=True)
    if folder := os.environ.get("DSI_GEO_PLACES"):
        for path in sorted(Path(folder).glob("*.csv")):
            yield path.stem, pd.read_csv(path, dtype="str", keep_default_na=False)


def _towns(country: str) -> pd.DataFrame:
    """Towns of a country drawn by the seed, each as likely as the root of its inhabitants."""
    table = places.all_places()
    table = table[table["country"].eq(country) & table["population"].gt(1_000)].reset_index(drop=True)
    chance = np.sqrt(table["population"])
    drawn = table.sample(TOWNS, weights=chance, replace=True, random_state=SEED).reset_index(drop=True)
    return drawn.assign(
        truth_country=country, truth_region=drawn["region"].astype("str").fillna(""), truth_latitude=drawn["latitude"],
        truth_longitude=drawn["longitude"], truth_finest="city", truth_coordinates="",
    )  # fmt: skip


def _written(towns: pd.DataFrame, **columns: object) -> pd.DataFrame:
    truth = towns[[column for column in towns if column.startswith("truth_")]]
    return pd.DataFrame({"name": "Club " + towns.index.astype("str"), **columns}).join(truth)


def _town_and_country(country: str) -> pd.DataFrame:
    towns = _towns(country)
    return _written(towns, city=towns["name"], country=country)


def _town_and_region(country: str) -> pd.DataFrame:
    towns = _towns(country)
    region = towns["region"].astype("str").map(boundaries.regions()["name"].astype("str"))
    return _written(towns, city=towns["name"], region=region, country=country)


def _one_line(country: str) -> pd.DataFrame:
    towns = _towns(country)
    street = [STREETS.get(country, "{n} High Street").format(n=at % 90 + 1) for at in towns.index]
    named = country_name(towns["truth_country"])
    return _written(towns, address=pd.Series(street) + ", " + towns["name"] + ", " + named)


KINDS: Final[dict[str, Callable[[str], pd.DataFrame]]] = {
    "town and country": _town_and_country,
    "town, region and country": _town_and_region,
    "address in one line": _one_line,
}
