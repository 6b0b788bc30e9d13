"""Coordinates that are no degrees: metres of a system that is not told, and degrees that lost their decimal point.

They are read where the places that the records state prove one reading, and no other; else they are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from dsi_geo.cleaning.coordinates import BORDER_TOLERANCE_M
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.named_places import country_of_file
from dsi_geo.cleaning.text import as_text
from dsi_geo.crs import crs_name, projected_to_degrees
from dsi_geo.geography import boundaries, places
from dsi_geo.geography.national_grids import grids_of
from dsi_geo.geography.sphere import great_circle_m
from dsi_geo.schema import Entity
from dsi_geo.spelling import fold_text

PROVEN: Final = 0.95
"""Share of the records that lie in the towns or the country that they state under the reading that is taken."""
IN_TOWN_M: Final = 25_000
ALIKE_M: Final = 500
"""Two systems that give points no farther apart are one for the purpose."""
FEWEST: Final = 5
FEWEST_TOWNS: Final = 3
LOOKED_AT: Final = 500
"""Records that prove a reading."""

_SUFFIXES: Final = "coord|koord|wert|utm|rd|l93|lambert|lv|pos"
_PREFIXES: Final = "coord|koord|geo|point|utm|rd|gk|lambert|l93|pos"


def _named(letter: str, words: str) -> re.Pattern[str]:
    """Names of a column of one axis, folded."""
    return re.compile(
        rf"(?:\b|_)(?:{letter}|{words})(?:\b|_)|^{letter}[ _]?(?:{_SUFFIXES})\w*$|(?:{_PREFIXES})\w*?[ _]?{letter}$"
    )


_EAST: Final = _named("x", "east(?:ing)?s?|est|ost|rechts(?:wert)?|lon|lng|long(?:itude|itud|itudine)?")
_NORTH: Final = _named("y", "north(?:ing)?s?|nord|hoch(?:wert)?|lat(?:itude|itud|itudine)?")
_GROUPED: Final = r"[+-]?\d{1,3}(?:\.\d{3}){2,}"
"""A number that a spreadsheet took for thousands: "48.123.456"."""
_SCALES: Final = tuple(range(3, 9))
_FARTHEST: Final = 90


class _Reading(NamedTuple):
    """Degrees of all records under one reading, and the reading in words."""

    latitude: pd.Series
    longitude: pd.Series
    said: str


class _Evidence(NamedTuple):
    """What records state of their places: the towns that each may mean, with their points, and the country."""

    towns: pd.DataFrame
    country: pd.Series
    code: str


def with_degrees(
    frame: pd.DataFrame, columns: Sequence[str], source: str, entity: Entity, findings: Findings
) -> pd.DataFrame:
    """Give a table without coordinates those that two other columns hold in metres, or without a decimal point.

    Parameters
    ----------
    frame
        As `stated_places.read_stated_places` gives it.
    columns
        Columns without a meaning.
    source
        Name of the table, for the finding.

    Returns
    -------
    The frame, with `latitude` and `longitude` where one reading is proven.
    """
    if {"latitude", "longitude"} & {*frame.columns}:
        return frame
    pair = _pair(frame, columns)
    evidence = None if pair is None else _evidence(frame)
    if pair is None:
        return frame
    names, first, second = pair
    proven = [] if evidence is None else [*_proven(first, second, evidence)]
    listed = " and ".join(f"“{name}”" for name in names)
    if not proven or not _alike(proven):
        why = "several readings of them fit" if proven else "no reading of them fits"
        message = (
            f"{source}: {listed} hold numbers that are no degrees, and their reference system is not told: {why} "
            "what the records state of their places, so that they are not used. Convert them to degrees (EPSG:4326)."
        )
        findings.add_for_file("reading", entity, "geometry", message)
        return frame
    best = proven[0]
    message = (
        f"{source}: {listed} are read as {best.said}, as only then the records lie where they state to be."
    )
    findings.add_for_file("reading", entity, "geometry", message)
    return frame.assign(latitude=best.latitude, longitude=best.longitude)


def _pair(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[tuple[str, str], pd.Series, pd.Series] | None:
    """The columns of eastings and northings, by their names, and their numbers; None where there are none."""
    named = {
        axis: [column for column in columns if column in frame and pattern.search(fold_text(column))]
        for axis, pattern in (("x", _EAST), ("y", _NORTH))
    }
    for x in named["x"]:
        for y in named["y"]:
            if x == y:
                continue
            east, north = _numbers(frame[x]), _numbers(frame[y])
            if east is not None and north is not None:
                return (x, y), east, north
    return None


def _numbers(cells: pd.Series) -> pd.Series | None:
    """Numbers beyond degrees that nearly all filled cells are; whole ones where these look like thousands."""
    text = as_text(cells).str.replace(r"[\s'’]", "", regex=True)
    filled = text.dropna()
    if len(filled) < FEWEST:
        return None
    if filled.str.fullmatch(_GROUPED).mean() >= PROVEN:
        text = text.str.replace(".", "", regex=False)
    elif filled.str.contains(",", regex=False).any():
        text = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    numbers = pd.to_numeric(text, errors="coerce").replace([np.inf, -np.inf], np.nan)
    known = numbers.dropna()
    if len(known) < PROVEN * len(filled) or known.abs().median() <= 2 * _FARTHEST:
        return None
    return numbers.mask(numbers.eq(0))


def _evidence(frame: pd.DataFrame) -> _Evidence | None:
    """The towns that records name in the country of the table; None where that is not known."""
    code = country_of_file(frame, frame["country"])
    if code is None:
        return None
    named = pd.Series(
        [place.towns[0].name if place.towns else None for place in frame["_place"]],
        index=frame.index,
        dtype="str",
    ).dropna()
    named = named.iloc[:: max(1, len(named) // LOOKED_AT)]
    names = pd.Series(named.unique(), dtype="str")
    found = places.namesakes(names)
    found = found[found["rank"].eq(0) & found["within"].eq(code)]
    towns = pd.DataFrame({"row": named.index, "name": pd.Index(names).get_indexer(named)}).merge(
        found[["name", "latitude", "longitude"]], on="name"
    )
    return _Evidence(towns, frame["country"].fillna(code), code)


def _proven(first: pd.Series, second: pd.Series, evidence: _Evidence) -> Iterator[_Reading]:
    """The readings of two columns under which the records lie where they state to be."""
    for reading in _readings(first, second, evidence):
        if _fits(reading, evidence):
            yield reading


def _readings(first: pd.Series, second: pd.Series, evidence: _Evidence) -> Iterator[_Reading]:
    for code in grids_of(evidence.code, *_extent(evidence)):
        said = f"metres of {crs_name(code)} (EPSG:{code})"
        for easting, northing in ((first, second), (second, first)):
            latitude, longitude = projected_to_degrees(easting.fillna(np.inf), northing.fillna(np.inf), code)
            yield _reading(latitude, longitude, _places(first, second), first.index, said)
    for power in _SCALES:
        scaled = (second / 10**power, first / 10**power)
        yield _reading(
            *scaled,
            power,
            first.index,
            f"degrees without their decimal point, as {power} digits belong behind it",
        )


def _extent(evidence: _Evidence) -> tuple[float, float, float]:
    """The westernmost and easternmost longitude, and a latitude, of the towns named, or of the country."""
    towns = evidence.towns
    if len(towns):
        return (
            float(towns["longitude"].min()),
            float(towns["longitude"].max()),
            float(towns["latitude"].median()),
        )
    west, south, east, north = boundaries.countries().loc[[evidence.code]].total_bounds
    return float(west), float(east), float(south + north) / 2


def _reading(latitude: object, longitude: object, digits: int, index: pd.Index, said: str) -> _Reading:
    degrees = [
        pd.Series(np.asarray(axis, dtype=np.float64), index=index).round(digits)
        for axis in (latitude, longitude)
    ]
    known = degrees[0].abs().le(_FARTHEST) & degrees[1].abs().le(2 * _FARTHEST)
    return _Reading(degrees[0].where(known), degrees[1].where(known), said)


def _places(first: pd.Series, second: pd.Series) -> int:
    """Decimal places of degrees that metres are worth, by the roundness of all of them."""
    both = pd.concat([first, second]).dropna()
    for step, places_worth in ((10_000, 1), (1_000, 2), (100, 3)):
        if both.mod(step).eq(0).all():
            return places_worth
    return 6


def _fits(reading: _Reading, evidence: _Evidence) -> bool:
    known = reading.latitude.notna()
    if known.sum() < FEWEST:
        return False
    towns = evidence.towns
    if towns["row"].nunique() >= FEWEST and towns["name"].nunique() >= FEWEST_TOWNS:
        there = towns.assign(
            metres=great_circle_m(
                towns["latitude"], towns["longitude"],
                reading.latitude.reindex(towns["row"]).to_numpy(), reading.longitude.reindex(towns["row"]).to_numpy(),
            )
        ).groupby("row")["metres"].min()  # fmt: skip
        return len(there.dropna()) >= FEWEST and bool(there.dropna().le(IN_TOWN_M).mean() >= PROVEN)
    some = known[known].index[:LOOKED_AT]
    away = boundaries.distance_to_country_m(
        reading.latitude[some], reading.longitude[some], evidence.country.reindex(some)
    )
    return len(away.dropna()) >= FEWEST and bool(away.dropna().le(BORDER_TOLERANCE_M).mean() >= PROVEN)


def _alike(proven: Sequence[_Reading]) -> bool:
    """Whether all readings give the same points."""
    best = proven[0]
    return all(
        bool(
            (great_circle_m(best.latitude, best.longitude, one.latitude, one.longitude) <= ALIKE_M)[
                best.latitude.notna()
            ].all()
        )
        for one in proven[1:]
    )
