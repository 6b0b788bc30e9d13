"""What the columns of the canonical tables mean, for a workbook's sheet that explains them."""

from __future__ import annotations

from typing import Final

MEANINGS: Final = {
    "id": "Identifier of the record",
    "name": "Name of the project or organisation",
    "cluster": "Thematic cluster",
    "themes": "Themes, separated by “; ”",
    "technologies": "Technologies, separated by “; ”",
    "status": "planned, active, ending, closed or unknown, on the as-of date",
    "launched": "First day on which it can be said to run (YYYY-MM-DD)",
    "launched_precision": "How precisely the launch is known: day, month or year",
    "closed": "Day of its end (YYYY-MM-DD)",
    "closed_precision": "How precisely the end is known: day, month or year",
    "country": "ISO 3166-1 alpha-2",
    "region": "ISO 3166-2",
    "location_precision": "What the place is known to: address, street, postcode, city, region, country or none",
    "location_source": "own, or organisation: taken from the first located linked organisation",
    "organisation_ids": "Identifiers of linked organisations, separated by “; ”",
    "project_ids": "Identifiers of linked projects, separated by “; ”",
    "latitude": "Degrees north (EPSG:4326)",
    "longitude": "Degrees east (EPSG:4326)",
    "share": "Part of all counted, 0 to 1",
    "share_low": "Lower end of the share's 95% interval",
    "share_high": "Upper end of the share's 95% interval",
    "per_million": "Records per million inhabitants",
    "distance_m": "Distance in metres",
    "period": "Month, quarter or year",
    "count": "Number of records",
}
