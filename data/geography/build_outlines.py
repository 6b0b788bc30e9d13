"""Rebuild the outlines that the map draws in the browser from the boundaries in this folder.

Run it after `build.py`, from anywhere::

    python data/geography/build_outlines.py

The borders are generalised once more, together, so that neighbours keep one common border, and rounded
to a hundredth of a degree (about a kilometre): fine enough for a background, small enough for a phone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import geopandas as gpd
import shapely

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent.parent / "dsi_geo" / "drawing" / "leaflet"
DECIMALS = 2
TOLERANCES_DEGREES = {"countries": 0.1, "regions": 0.08}
SMALLEST_ISLAND_SQUARE_DEGREES = 0.004


def outlines(name: str) -> str:
    """GeoJSON of one boundary table, with the code of each area."""
    table = gpd.read_parquet(HERE / f"{name}.parquet").set_index("code")
    table = table[table.geometry.notna()]
    shapes = shapely.coverage_simplify(table.geometry.to_numpy(), TOLERANCES_DEGREES[name])
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "bbox": shapely.bounds(shape).round(DECIMALS).tolist(),
            "geometry": _rounded(json.loads(shapely.to_geojson(shape))),
        }
        for code, shape in zip(table.index, map(_without_islets, shapes), strict=True)
        if not shapely.is_empty(shape)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))


def _without_islets(shape: shapely.Geometry) -> shapely.Geometry:
    """Leave out islands too small to see, but never the largest part of an area."""
    parts = sorted(shapely.get_parts(shape), key=shapely.area, reverse=True)
    return shapely.MultiPolygon(
        [*parts[:1], *(part for part in parts[1:] if part.area >= SMALLEST_ISLAND_SQUARE_DEGREES)]
    )


def _rounded(geometry: dict[str, object]) -> dict[str, object]:
    def walk(part: object) -> object:
        if isinstance(part, list):
            return [walk(item) for item in part]
        return round(float(str(part)), DECIMALS)

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}


def main() -> None:
    """Write both files and say how large they are."""
    for name in TOLERANCES_DEGREES:
        text = outlines(name)
        (TARGET / f"{name}.json").write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}.json: {len(text) / 1024:.0f} kB\n")


if __name__ == "__main__":
    main()
