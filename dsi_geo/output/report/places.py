"""Where the records are: the map, and how precisely their places are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from dsi_geo.analysis.maps.map_circles import circles, with_precision
from dsi_geo.analysis.maps.map_clusters import ClusterIndex
from dsi_geo.analysis.maps.map_labels import fitting_names
from dsi_geo.analysis.summary import place_precision, share
from dsi_geo.drawing.colouring import Colouring, colouring
from dsi_geo.drawing.maps import View, box_around, box_for_names, fit
from dsi_geo.geography.places import largest_inside
from dsi_geo.geography.web_mercator import Bounds
from dsi_geo.output.report.parts import CHART_WIDTH_PX, Block, Chart, Paragraph, Section, Table
from dsi_geo.output.report.subject import Subject
from dsi_geo.schema import noun

if TYPE_CHECKING:
    import plotly.graph_objects as go

MAP_PX: Final = (CHART_WIDTH_PX, 430)
FEW: Final = 50
TOWN_CANDIDATES: Final = 80
TOWN_NAMES: Final = 20


def places_section(subject: Subject) -> Section:
    """The map of the selection, and its records by how precisely their place is known."""
    located, size = int(subject.table.geometry.notna().sum()), subject.size
    exact = int((subject.table["location_precision"] >= "street").sum())
    answer = (
        f"Of {size:,} {noun(subject.entity, size)}, {located:,} have a point on the map; for {exact:,} "
        f"({share(exact, size)}) the street or the exact address is known."
    )
    precision = _precision(subject)
    shown: Block = (
        _map(subject, precision, located)
        if located
        else Paragraph("None of them has a point, so there is no map. What is known of their places:")
    )
    return Section("places", "Where they are", answer, (shown, precision))


def _precision(subject: Subject) -> Table:
    counted = place_precision(subject.table)
    cells = pd.DataFrame(
        {
            "Place known to": counted["Known to"],
            "Records": counted["Records"].map("{:,}".format),
            "Share": counted["Share"].map("{:.1%}".format),
        }
    )
    return Table(
        f"{subject.entity.capitalize()} by how precisely their place is known", cells, ("Records", "Share")
    )


def _map(subject: Subject, precision: Table, located: int) -> Chart:
    points = subject.table.geometry
    latitude, longitude = points.y.to_numpy(), points.x.to_numpy()
    view = fit(latitude, longitude, *MAP_PX, few=FEW)
    box = box_around(view, MAP_PX)
    beyond = located - _inside(latitude, longitude, box)
    by = colouring(subject.table, "location_precision")
    note = (
        "A circle stands for the records around its place, a number for how many they are; the ring tells how "
        "precisely their places are known, dashed where it is to the town only."
    )
    if beyond:
        note += f" {beyond:,} of the {located:,} lie beyond the edge of this map."
    if subject.size > located:
        note += f" {subject.size - located:,} have no place that could be drawn."
    return Chart(
        f"{subject.entity.capitalize()} on the map, by the precision of the place",
        lambda: _drawn(subject, by, view, box),
        precision,
        f"Map of {located - beyond:,} {subject.entity}",
        note,
    )


def _inside(latitude: np.ndarray, longitude: np.ndarray, box: Bounds) -> int:
    """How many points a box holds, which may reach across the date line."""
    south, west, north, east = box
    across = (longitude >= west) & (longitude <= east)
    if west > east:
        across = (longitude >= west) | (longitude <= east)
    return int(((latitude >= south) & (latitude <= north) & across).sum())


def _drawn(subject: Subject, by: Colouring, view: View, box: Bounds) -> go.Figure:
    from dsi_geo.drawing.map_figure import map_figure

    table = subject.table.reset_index(drop=True)
    index = ClusterIndex(table.geometry.y.to_numpy(), table.geometry.x.to_numpy())
    index = index.coloured(with_precision(by.codes, table), 2 * len(by.labels) + 2)
    drawn = circles(index.clusters(box, view.zoom), table, view.zoom, by.labels, subject.entity)
    inner = box_for_names(view, MAP_PX)
    names = fitting_names(largest_inside(*inner, TOWN_CANDIDATES), drawn, view.zoom, TOWN_NAMES)
    return map_figure(drawn, names, by.labels, by.colours, view, MAP_PX)
