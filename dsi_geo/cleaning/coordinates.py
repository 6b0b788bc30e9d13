"""Cleaning of coordinates: what is written in the cells to degrees that can be trusted."""

from __future__ import annotations

import re
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.text import as_text
from dsi_geo.geography import boundaries
from dsi_geo.geography.countries import country_name
from dsi_geo.schema import Entity

BORDER_TOLERANCE_M: Final = 15_000
"""How far outside its country a point may lie: boundaries are simplified, towns sit on borders."""

FEWEST_OTHERS: Final = 5
BESIDE_OTHERS: Final = 0.5
"""Degrees beyond the others of its column at which a number is still one of them."""
_WITHOUT_POINT: Final = r"[+-]?(?:\d{1,3}(?:\.\d{3}){2,}|\d{6,})"

USUAL_DECIMALS: Final = 0.9
"""Quantile of the decimal places of a file's coordinates that counts as what the file gives."""

BY_CHANCE: Final = 0.05
"""So many coordinates of a table must be expected to end with so many zeros by chance, for these to be no rounding."""

_DECIMAL_COMMA: Final = r"^([+-]?\d{1,3}),(\d+)$"


def clean_coordinates(
    frame: pd.DataFrame, geometry: gpd.GeoSeries | None, entity: Entity, findings: Findings
) -> pd.DataFrame:
    """Read, check and where possible mend the coordinates of one table.

    Parameters
    ----------
    frame
        With `id`, `country` (ISO alpha-2 or missing) and, if `geometry` is None, `latitude` and
        `longitude` as numbers or text in degrees (decimal point or comma).
    geometry
        Points in EPSG:4326 aligned with `frame`, where the format carries them.

    Returns
    -------
    DataFrame `latitude`, `longitude` (float64 degrees, both missing where not known) and `_decimals`
    (int: decimal places that were given, on the axis that has fewer), index of `frame`.
    """
    written = _with_points_restored(_written_degrees(frame, geometry), frame["id"], entity, findings)
    degrees = written.apply(lambda cells: pd.to_numeric(cells, errors="coerce"))
    degrees = degrees.where(np.isfinite(degrees))
    _report_unreadable(written, degrees, frame["id"], entity, findings)
    degrees = degrees.where(degrees.notna().all(axis=1))

    def report(code: str, rows: pd.Series, message: str) -> None:
        if rows.any():
            given = written.loc[rows, "latitude"] + ", " + written.loc[rows, "longitude"]
            findings.add(code, entity, frame.loc[rows, "id"], "geometry", "Coordinate " + given + message)

    zero = degrees.eq(0).all(axis=1)
    report(
        "placeholder_coordinate",
        zero,
        " lies in the Atlantic; it is taken to mean that the place is not known.",
    )
    degrees = degrees.mask(zero)

    away = boundaries.distance_to_country_m(degrees["latitude"], degrees["longitude"], frame["country"])
    swapped = _is_swapped(degrees, frame["country"], away)
    report("swapped_coordinates", swapped, " is read with latitude and longitude swapped.")
    flipped = degrees[["longitude", "latitude"]].set_axis(degrees.columns, axis=1)
    degrees = degrees.mask(swapped, flipped)
    away[swapped] = boundaries.distance_to_country_m(
        degrees.loc[swapped, "latitude"], degrees.loc[swapped, "longitude"], frame.loc[swapped, "country"]
    )

    outside = degrees["latitude"].abs().gt(90) | degrees["longitude"].abs().gt(180)
    report("outside_world", outside, " lies outside the world and is not used.")
    degrees = degrees.mask(outside)

    far = away.mask(outside).gt(BORDER_TOLERANCE_M)
    kilometres = away[far].div(1000).round().astype("Int64").astype("str")
    report(
        "outside_country",
        far,
        " lies "
        + kilometres
        + " km outside "
        + country_name(frame["country"])[far]
        + ", the country stated.",
    )
    return degrees.assign(_decimals=_decimals(written), _outside_country=far)


def as_points(places: pd.DataFrame) -> gpd.GeoSeries:
    """Points in EPSG:4326 of the columns `latitude` and `longitude`; missing where either is."""
    known = places[["latitude", "longitude"]].notna().all(axis=1).to_numpy()
    points = np.full(len(places), None, dtype=object)
    points[known] = shapely.points(
        places["longitude"].to_numpy(dtype=float)[known], places["latitude"].to_numpy(dtype=float)[known]
    )
    return gpd.GeoSeries(points, index=places.index, crs="EPSG:4326")


def _written_degrees(frame: pd.DataFrame, geometry: gpd.GeoSeries | None) -> pd.DataFrame:
    if geometry is not None:
        located = geometry.notna() & ~geometry.is_empty
        degrees = pd.DataFrame({"latitude": geometry.y, "longitude": geometry.x}).where(located)
        return degrees.astype("str").where(located, _written_degrees(frame, None))
    absent = pd.Series(None, index=frame.index, dtype="str")
    return pd.DataFrame(
        {axis: _plain_number(frame[axis]) if axis in frame else absent for axis in ("latitude", "longitude")}
    )


def _with_points_restored(
    written: pd.DataFrame, ids: pd.Series, entity: Entity, findings: Findings
) -> pd.DataFrame:
    """Put back the decimal point that a spreadsheet took for one between thousands ("48.123.456").

    Only where one place of it gives a number among the others of the column, and no other place does.
    """
    restored = written.copy(deep=False)
    for axis in written:
        cells = written[axis]
        broken = cells.str.fullmatch(_WITHOUT_POINT, na=False)
        if not broken.any():
            continue
        others = pd.to_numeric(cells[~broken], errors="coerce").dropna()
        others = others[others.abs().le(180)]
        if len(others) < FEWEST_OTHERS:
            continue
        low, high = others.quantile(0.02) - BESIDE_OTHERS, others.quantile(0.98) + BESIDE_OTHERS
        found = {cell: _restored(cell, low, high) for cell in cells[broken].unique()}
        right = cells[broken].map(found).astype("str").dropna()
        message = (
            "“" + cells[right.index] + f"” is read as the {axis} " + right + ": its decimal point was lost."
        )
        findings.add("restored_coordinate", entity, ids[right.index], "geometry", message)
        restored[axis] = cells.mask(cells.index.isin(right.index), right.reindex(cells.index))
    return restored


def _restored(cell: str, low: float, high: float) -> str | None:
    """A number with its decimal point where it lies between two others; None where that is not one place alone."""
    sign, digits = ("-" if cell.startswith("-") else ""), re.sub(r"\D", "", cell)
    possible = [f"{sign}{digits[:at]}.{digits[at:]}" for at in (1, 2, 3)]
    fitting = [number for number in possible if low <= float(number) <= high]
    return fitting[0] if len(fitting) == 1 else None


def _plain_number(cells: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(cells):
        return cells.astype("str").where(cells.notna())
    text = as_text(cells).str.replace("°", "", regex=False).str.replace("−", "-", regex=False)
    return text.str.replace(_DECIMAL_COMMA, r"\1.\2", regex=True)


def _report_unreadable(
    written: pd.DataFrame, degrees: pd.DataFrame, ids: pd.Series, entity: Entity, findings: Findings
) -> None:
    unreadable = written.notna() & degrees.isna()
    for axis in ("latitude", "longitude"):
        rows = unreadable[axis]
        if not rows.any():
            continue
        findings.add(
            "not_a_coordinate",
            entity,
            ids[rows],
            "geometry",
            f"The {axis} “" + written.loc[rows, axis].str.slice(0, 60) + "” is not a number of degrees.",
        )
    half = written["latitude"].isna() ^ written["longitude"].isna()
    if not half.any():
        return
    findings.add(
        "half_coordinate",
        entity,
        ids[half],
        "geometry",
        "Of latitude and longitude only “"
        + written["latitude"].fillna(written["longitude"])[half]
        + "” is given.",
    )


def _is_swapped(degrees: pd.DataFrame, country: pd.Series, away: pd.Series) -> pd.Series:
    """Rows that make sense only the other way round: in the stated country, or in the world at all.

    `away` is how far each point lies outside its country, in metres.
    """
    latitude, longitude = degrees["latitude"], degrees["longitude"]
    suspect = (away.gt(BORDER_TOLERANCE_M) | latitude.abs().gt(90)) & longitude.abs().le(90)
    swapped = pd.Series(False, index=degrees.index)
    if not suspect.any():
        return swapped
    other_way = boundaries.distance_to_country_m(longitude[suspect], latitude[suspect], country[suspect])
    only_way = latitude[suspect].abs().gt(90) & latitude[suspect].abs().le(180) & country[suspect].isna()
    swapped[suspect] = other_way.le(BORDER_TOLERANCE_M) | only_way
    return swapped


def _decimals(written: pd.DataFrame) -> pd.Series:
    """
    Decimal places that are given, on the axis that has fewer.

    One axis has fewer places than the file gives by chance: one number in ten ends with a zero, one in a hundred with
    two. As long as so few are to be expected in a table of its size, they are no sign that it was rounded.
    """
    given = written.apply(_decimals_of)
    each = given.apply(_without_chance, known=written.notna().all(axis=1))
    return pd.concat([given.max(axis=1), each.min(axis=1)], axis=1).min(axis=1).astype(int)


def _decimals_of(text: pd.Series) -> pd.Series:
    found = pc.extract_regex(pa.array(text.array), r"\.(?P<decimals>\d*?)0*$")
    lengths = pc.fill_null(pc.utf8_length(pc.struct_field(found, "decimals")), 0)
    return pd.Series(np.asarray(lengths, dtype=int), index=text.index)


def _without_chance(given: pd.Series, known: pd.Series) -> pd.Series:
    """The decimal places of one axis; where fewer are to be expected by chance, those that the file usually gives."""
    if not known.any():
        return given
    usual = int(given[known].quantile(USUAL_DECIMALS))
    expected = known.sum() * 10.0 ** (given - usual)
    return given.mask(given.lt(usual) & expected.ge(BY_CHANCE), usual)
