"""Neighbours: pairs within a radius, records at one address, and how often the product is right about addresses."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from math import log
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

from bench.addresses import invented, with_names
from bench.measuring import Measurement, timed
from bench.synthetic import towns
from dsi_geo.analysis.proximity import nearby
from dsi_geo.analysis.proximity.body_names import body_log_odds
from dsi_geo.analysis.proximity.duplicates import AlikeRecords, alike_records
from dsi_geo.analysis.proximity.pairs import neighbours
from dsi_geo.analysis.proximity.points import points_of
from dsi_geo.analysis.proximity.shared_addresses import groups, record_pairs, shared_addresses
from dsi_geo.crs import EARTH_RADIUS_M
from dsi_geo.database import open_database
from dsi_geo.geography.sphere import unit_sphere
from dsi_geo.schema import ORGANISATIONS, PROJECTS
from dsi_geo.spelling import fold_text
from tests.addresses.address_pairs import FILES, decided, quality, read_pairs, wrong_by_kind

POINTS = 1_000_000
RADIUS_M = 50.0
RECORDS = (250_000, 500_000, 1_000_000)
DEGREES_AROUND = 0.03
BODY_PAIRS = Path(__file__).parent.parent / "tests" / "analysis" / "proximity" / "body_pairs.csv"

Floats = npt.NDArray[np.float64]


def measurements() -> Iterator[Measurement]:
    """Precision and recall first, on standard error; then the times."""
    _say_quality()
    _say_names()
    database = open_database()
    yield Measurement(
        "all neighbours within 200 m, demonstration database",
        timed(partial(neighbours, database.projects, PROJECTS, within_m=200)),
    )
    latitude, longitude = _points(POINTS)
    bare = partial(_bare_pairs, unit_sphere(latitude, longitude))
    yield Measurement(
        f"all pairs within {RADIUS_M:.0f} m, {POINTS:,} points",
        timed(partial(nearby.pairs_within, latitude, longitude, RADIUS_M)),
        "scipy cKDTree, query_pairs",
        timed(bare),
    )
    seconds = []
    for count in RECORDS:
        table = invented(count)
        _say_found(table)
        one = Measurement(
            f"same-address groups, {count:,} records", timed(partial(_groups, table), repeats=2, warm_up=0)
        )
        seconds.append(min(one.seconds))
        yield one
        yield Measurement(
            f"entered twice, two names, branches, {count:,} records",
            timed(_alike_of(with_names(table)), repeats=1, warm_up=0),
        )
    exponent = log(seconds[-1] / seconds[0]) / log(RECORDS[-1] / RECORDS[0])
    _say(f"same-address groups grow as n^{exponent:.2f}")


def _groups(table: pd.DataFrame) -> pd.DataFrame:
    return groups(table, ORGANISATIONS, shared_addresses(table))


def _alike_of(table: gpd.GeoDataFrame) -> Callable[[], AlikeRecords]:
    """What finds the records that are one or of one organisation, the addresses being compared already."""
    shared = shared_addresses(table)
    pairs = record_pairs(shared, points_of(table))
    same = (pairs["first"].to_numpy(), pairs["second"].to_numpy())
    return partial(alike_records, table, ORGANISATIONS, same, shared.addresses)


def _points(count: int, seed: int = 1) -> tuple[Floats, Floats]:
    """Degrees of points around towns, drawn by the square root of their population."""
    random = np.random.default_rng(seed)
    known = towns()
    weight = np.sqrt(known["population"].to_numpy(dtype=float))
    at = random.choice(len(known), count, p=weight / weight.sum())
    latitude, longitude = (
        known[axis].to_numpy(dtype=float)[at] + random.normal(0, DEGREES_AROUND, count)
        for axis in ("latitude", "longitude")
    )
    return latitude, (longitude + 180) % 360 - 180


def _bare_pairs(points: Floats) -> npt.NDArray[np.intp]:
    chord = 2 * np.sin(RADIUS_M / (2 * EARTH_RADIUS_M))
    return np.asarray(cKDTree(points).query_pairs(chord, output_type="ndarray"))


def _say_quality() -> None:
    for file in FILES:
        judged = decided(read_pairs(file))
        precision, recall = quality(judged)
        _say(f"{file}: {len(judged)} pairs decided by hand, precision {precision:.3f}, recall {recall:.3f}")
        for (country, kind), count in wrong_by_kind(judged).items():
            _say(f"  wrong in {country}, {kind}: {count}")


def _say_names() -> None:
    """How many names of one organisation are known as such, beside the likeness of their words."""
    pairs = pd.read_csv(BODY_PAIRS, keep_default_na=False)
    one = pairs["what"].isin(["other language", "alias", "acronym"]).to_numpy()
    names = np.concatenate([pairs["name"].to_numpy(object), pairs["other"].to_numpy(object)])
    folded = [fold_text(name) for name in names]
    towns = np.tile(pairs["town"].map(fold_text).to_numpy(object), 2)
    first = np.arange(len(pairs))
    found = {"trained weights": body_log_odds(names, towns, first, first + len(pairs), {}) >= 0}
    likeness = np.array([fuzz.token_set_ratio(folded[at], folded[at + len(pairs)]) for at in first])
    found |= {f"rapidfuzz token_set_ratio from {least}": likeness >= least for least in (70, 80, 90)}
    for name, told in found.items():
        _say(
            f"names of one organisation, {name}: precision {one[told].mean():.3f}, recall {told[one].mean():.3f}"
        )


def _say_found(table: pd.DataFrame) -> None:
    """How many of the addresses that are written twice are found."""
    pairs = record_pairs(shared_addresses(table), points_of(table))
    found = set(zip(pairs["first"], pairs["second"], strict=True))
    twins = table["twin"].dropna().astype(int)
    hits = sum((min(pair), max(pair)) in found for pair in zip(twins.index, twins, strict=True))
    _say(f"{len(table):,} records: {hits:,} of {len(twins):,} addresses written twice are found")


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
