"""Map clusters of a million uneven points: building, views, filters and memory, beside supercluster (npm)."""

from __future__ import annotations

import gc
import json
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bench.measuring import Measurement, timed
from bench.synthetic import towns
from dsi_geo.analysis.map_clusters import ClusterIndex
from dsi_geo.geography.web_mercator import MAX_ZOOM, TILE_PX, WORLD, Bounds, to_latitude, to_mercator

POINTS: Final = 1_000_000
GROWTH: Final = (250_000, 500_000, POINTS)
VIEWS: Final = 380
WIDE_PX, TALL_PX = 1400, 700
SCRIPT: Final = Path(__file__).with_name("supercluster.mjs")
RIVALS: Final[dict[str, dict[str, int]]] = {
    "supercluster, radius of 40 pixels": {"radius": 40, "extent": TILE_PX, "maxZoom": MAX_ZOOM},
    "supercluster, radius 40, else as it comes": {"radius": 40},
}
"""Its radius is told in the pixels of a tile: of 512 of them, as it comes, 40 are 20 on our map."""

Floats = npt.NDArray[np.float64]
View = tuple[Bounds, int]


def measurements() -> Iterator[Measurement]:
    """Ours first; then the same beside each rival, if there is a Node.js to run it."""
    latitude, longitude = uneven_points(POINTS)
    views, mask = random_views(latitude, longitude), np.random.default_rng(3).random(POINTS) < 0.5
    for count in GROWTH[:-1]:
        build = partial(ClusterIndex, latitude[:count], longitude[:count])
        yield Measurement(f"map clusters: build, {count:,} points", timed(build))
    ClusterIndex([0, 0], [0, 0.1]).clusters(WORLD, 9)  # so that no library is still to be loaded
    index = ClusterIndex(latitude, longitude)
    yield Measurement("map clusters: first view of a zoom", first_views(index, views))
    yield Measurement(
        "map clusters: memory beyond the coordinates", [memory(latitude, longitude, views)], unit="B/point"
    )
    builds = timed(partial(ClusterIndex, latitude, longitude))
    rounds, circles = view_rounds(index, views)
    slowest = [float(np.percentile(times, 95)) for times in rounds]
    typical = [float(np.median(times)) for times in rounds]
    filters = timed(lambda: index.chosen(mask).clusters(*views[3]))
    rivals = list(measure_rivals(latitude, longitude, views, mask)) or [("", {})]
    for rival, its in rivals:
        its_slowest = [float(np.percentile(times, 95)) for times in its.get("views", [])]
        its_typical = [float(np.median(times)) for times in its.get("views", [])]
        yield Measurement(f"map clusters: build, {POINTS:,} points", builds, rival, its.get("build", ()))
        yield Measurement("map clusters: a view, 95th percentile", slowest, rival, its_slowest)
        yield Measurement("map clusters: a view, median", typical, rival, its_typical)
        yield Measurement(
            "map clusters: a new filter and its first view", filters, rival, its.get("filter", ())
        )
        yield Measurement(
            "map clusters: circles of the fullest view",
            [max(circles)],
            rival,
            [max(its["circles"])] if its else (),
            unit="circles",
        )


def uneven_points(count: int, seed: int = 1) -> tuple[Floats, Floats]:
    """Four in ten on the very coordinate of a town, half around one, the rest anywhere on the world."""
    random = np.random.default_rng(seed)
    known = towns()
    weights = known["population"].to_numpy(dtype=float)
    town = random.choice(len(known), count, p=weights / weights.sum())
    latitude, longitude = known["latitude"].to_numpy()[town], known["longitude"].to_numpy()[town]
    kind = random.random(count)
    north, east = random.normal(0, 0.045, (2, count)) * (kind < 0.5)
    latitude, longitude = latitude + north, longitude + east / np.cos(np.radians(latitude))
    anywhere = kind > 0.9
    latitude = np.where(anywhere, random.uniform(-60, 75, count), latitude)
    longitude = np.where(anywhere, random.uniform(-180, 180, count), longitude)
    return latitude, (longitude + 180) % 360 - 180


def random_views(latitude: Floats, longitude: Floats, seed: int = 2) -> list[View]:
    """Screens around random points, every zoom as often as any other."""
    points = np.random.default_rng(seed).integers(0, len(latitude), VIEWS)
    views = []
    for number, point in enumerate(points):
        zoom = number % (MAX_ZOOM + 1)
        world = TILE_PX * 2**zoom
        _, y = to_mercator(latitude[point], longitude[point])
        south, north = to_latitude(y + np.array([TALL_PX, -TALL_PX]) / 2 / world)
        wide = WIDE_PX / 2 / world * 360
        views.append((Bounds(south, longitude[point] - wide, north, longitude[point] + wide), zoom))
    return views


def view_rounds(index: ClusterIndex, views: list[View]) -> tuple[list[list[float]], list[int]]:
    """Seconds of every view, five times over after one that does not count, and its number of circles."""
    circles = [len(index.clusters(*view)) for view in views]
    return [[seconds_of(index, view) for view in views] for _ in range(5)], circles


def first_views(index: ClusterIndex, views: list[View]) -> list[float]:
    """Seconds of the first view of each zoom, which gathers the sums that later ones use."""
    return [seconds_of(index, view) for view in views[: MAX_ZOOM + 1]]


def seconds_of(index: ClusterIndex, view: View) -> float:
    start = time.perf_counter()
    index.clusters(*view)
    return time.perf_counter() - start


def memory(latitude: Floats, longitude: Floats, views: list[View]) -> float:
    """Bytes a point that an index keeps after views of all zooms."""
    gc.collect()
    tracemalloc.start()
    index = ClusterIndex(latitude, longitude)
    for view in views[: MAX_ZOOM + 1]:
        index.clusters(*view)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept / len(index)


def measure_rivals(
    latitude: Floats, longitude: Floats, views: list[View], mask: npt.NDArray[np.bool_]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What each rival measured; nothing, and why, if it cannot be run here."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        print("Node.js with npm is not installed: supercluster is not measured.", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", "supercluster@latest"]
        if subprocess.run(install, cwd=place, check=False).returncode:  # noqa: S603
            print("npm could not install supercluster: it is not measured.", file=sys.stderr)
            return
        script = shutil.copy(SCRIPT, place)
        np.column_stack([longitude, latitude]).tofile(place / "points.bin")
        boxes = [(view.west, view.south, view.east, view.north, zoom) for view, zoom in views]
        np.array(boxes, dtype=np.float64).tofile(place / "views.bin")
        mask.tofile(place / "mask.bin")
        version = json.loads((place / "node_modules/supercluster/package.json").read_text("utf-8"))["version"]
        for name, options in RIVALS.items():
            command = [node, str(script), folder, json.dumps(options), "2"]
            told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
            yield name.replace("supercluster", f"supercluster {version}"), json.loads(told.stdout)
