"""What the filters and their values are called."""

from __future__ import annotations

from typing import Final

from dsi_geo import schema

FILTER_LABELS: Final = {name: schema.LABELS[name] for name in ("cluster", "country", "region", "status")} | {
    "town": schema.LABELS["city"],
    "area": "Within the area",
    "theme": "Theme",
    "technology": "Technology",
    "kind": "Kind of organisation",
    "launched_from": f"{schema.LABELS['launched']} from",
    "launched_to": f"{schema.LABELS['launched']} until",
}
"""Labels of the filters; a filter on a column has the column's label."""
PRECISION_LABELS: Final = {
    "": "any, even unknown",
    "country": "country or better",
    "region": "region or better",
    "city": "town or better",
    "postcode": "postcode or better",
    "street": "street or better",
    "address": "exact address",
}
