"""The layers of the map, which show the records of a view in different ways, and their legends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.map_circles import Level, area_totals, level_at
from dsi_geo.analysis.map_grids import class_labels, class_limits, classify, hexagons
from dsi_geo.app import databases, results
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.palette import NOT_KNOWN, Theme, steps
from dsi_geo.drawing.web_map import area_values, circle_rows, hexagon_rows
from dsi_geo.geography.boundaries import regions
from dsi_geo.geography.countries import country_name
from dsi_geo.geography.web_mercator import Bounds

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Legend:
    """What the colours of a map mean: a title, entries of a colour and its words, and a sentence."""

    title: str
    entries: Sequence[tuple[str, str]]
    note: str


@dataclass(frozen=True)
class Drawn:
    """The contents of a layer: the parts for `view_layer`, and the legend.

    Attributes
    ----------
    covered
        Positions of the circles (`latitude`, `longitude`), which no name may cover.
    numbers
        What is drawn: a row per circle, hexagon or area, with its `count`.
    """

    parts: dict[str, Any]
    legend: Legend
    covered: pd.DataFrame
    numbers: pd.DataFrame


@dataclass(frozen=True)
class Request:
    """What to draw: the visit's records, coloured by a column, in a box at a zoom level."""

    visit: Visit
    field: str
    box: Bounds
    zoom: int
    theme: Theme
    only: Mask | None = None
    """If given, only these of the selected records, by position."""


OVERLAP: Final = ", in all of its colours; a record of several clusters is in each of their parts of a ring"

_NOTHING: Final = pd.DataFrame({"latitude": [], "longitude": []}, dtype=float)


def circles_layer(asked: Request) -> Drawn:
    """Circles sized by count, with a ring of the shares of their categories."""
    visit, by = asked.visit, results.colours(asked.visit.loaded, asked.visit.entity, asked.field)
    drawn = results.circles_in(
        visit.loaded, visit.entity, visit.selection, asked.field, asked.box, asked.zoom, asked.only
    )
    known = list(zip(by.colours, by.labels, strict=True))
    unknown = [(NOT_KNOWN, "not known")] if drawn[len(by.labels)].any() else []
    note = (
        "Rings run clockwise from the top, in the order of the legend. Dashed: known to the town only, drawn at its "
        "centre. A full dot is one record at a precise place"
    )
    note += OVERLAP if by.overlapping else ""
    note += "; a second ring inside: several at one place." if (drawn["look"] == "spot").any() else "."
    return Drawn(
        {"circles": circle_rows(drawn, by.colours)},
        Legend(by.title, known + unknown, note),
        covered=drawn,
        numbers=drawn[["latitude", "longitude", "count", "look"]],
    )


def density_layer(asked: Request) -> Drawn:
    """Hexagons of equal area, coloured by the number of records in them."""
    visit = asked.visit
    index = results.cluster_index(visit.loaded, visit.entity, visit.selection, asked.field)
    latitude, longitude = databases.coordinates(visit.loaded, visit.entity)
    inside = index.inside(asked.box)
    found = hexagons(latitude[inside], longitude[inside], asked.box, asked.zoom)
    count = found.count["count"].to_numpy()
    limits = class_limits(count.max(initial=0))
    colours = steps(len(limits), asked.theme)
    size = _area_words(found.area_km2)
    tooltips = [f"{number:,} {visit.noun(number)} in {size}" for number in count]
    rows = hexagon_rows(found.corners, [colours[at] for at in classify(count, limits)], tooltips)
    title = f"{visit.noun(2).capitalize()} in a hexagon of {size}"
    note = "Records known to their town only count in the hexagon of its centre."
    return Drawn({"hexagons": rows}, _class_legend(title, limits, colours, note), _NOTHING, found.count)


def areas_layer(asked: Request) -> Drawn:
    """Countries, or first-level regions at higher zoom levels, coloured by their number of records."""
    visit, level = asked.visit, level_at(asked.zoom)
    totals = area_totals(visit.database.table(visit.entity), level, visit.chosen.to_numpy())
    known = totals[totals.index.notna()]
    limits = class_limits(float(known.max()) if len(known) else 0)
    colours = steps(len(limits), asked.theme)
    names = _area_names(level, known.index)
    tooltips = [f"{name}: {count:,} {visit.noun(count)}" for name, count in zip(names, known, strict=True)]
    fill = [colours[at] for at in classify(known.to_numpy(), limits)]
    elsewhere = int(totals.sum() - known.sum())
    area = "country" if level == "countries" else "region"
    note = f"{elsewhere:,} {visit.noun(elsewhere)} of unknown {area} are on no area."
    title = f"{visit.noun(2).capitalize()} by {area}"
    parts = {"areas": area_values(level, list(known.index), fill, tooltips)}
    numbers = pd.DataFrame({"code": known.index, "name": names, "count": known.to_numpy()})
    return Drawn(parts, _class_legend(title, limits, colours, note if elsewhere else ""), _NOTHING, numbers)


COLOURED: Final = "Circles"
LAYERS: Final[dict[str, Callable[[Request], Drawn]]] = {
    COLOURED: circles_layer,
    "Density": density_layer,
    "Regions": areas_layer,
}
"""The layers among which the visitor chooses."""


def _class_legend(title: str, limits: tuple[int, ...], colours: Sequence[str], note: str) -> Legend:
    return Legend(title, list(zip(colours, class_labels(limits), strict=True)), note)


def _area_names(level: Level, codes: pd.Index) -> list[str]:
    if level == "countries":
        return list(country_name(pd.Series(codes, dtype="str")))
    names = regions()["name"]
    return [str(names.get(code, code)) for code in codes]


def _area_words(area_km2: float) -> str:
    if area_km2 >= 1:
        return f"{float(f'{area_km2:.2g}'):,.0f} km²"
    return f"{float(f'{area_km2 * 1e6:.2g}'):,.0f} m²"
