"""All tables that leave the product: by commands, downloads, descriptions of pictures."""

from __future__ import annotations

from typing import Final

from dsi_geo.schema import checks, maps, proximity, shares, timeline
from dsi_geo.schema.column import Column
from dsi_geo.schema.records import EXPORTED
from dsi_geo.schema.vocabulary import ORGANISATIONS, PROJECTS

TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "projects": EXPORTED[PROJECTS],
    "organisations": EXPORTED[ORGANISATIONS],
    "findings": checks.FINDINGS,
    "listed findings": checks.LISTED_FINDINGS,
    "counts": checks.COUNTS,
    "verdicts": checks.VERDICTS,
    "neighbours": proximity.NEIGHBOURS,
    "judged pairs": proximity.JUDGED_PAIRS,
    "introductions": proximity.INTRODUCTIONS,
    "roofs": proximity.ROOFS,
    "around": proximity.AROUND,
    "timeline": timeline.TIMELINE,
    "grouped timeline": timeline.GROUPED_TIMELINE,
    "events": timeline.EVENTS,
    "lifelines": timeline.LIFELINES,
    "cohorts": timeline.COHORTS,
    "lifetimes": timeline.LIFETIMES,
    "spread": timeline.SPREAD,
    "shares": shares.SHARES,
    "shown shares": shares.SHOWN_SHARES,
    "beside inhabitants": shares.BESIDE_INHABITANTS,
    "ranked areas": shares.RANKED,
    "mapped areas": shares.MAPPED,
    "quotients": shares.QUOTIENTS,
    "mapped quotients": shares.MAPPED_QUOTIENTS,
    "lorenz": shares.LORENZ,
    "concentration of groups": shares.CONCENTRATION_OF_GROUPS,
    "concentration of years": shares.CONCENTRATION_OF_YEARS,
    "expected": shares.EXPECTED,
    "standing out": shares.STANDING_OUT,
    "assumed": shares.ASSUMED,
    "break-even": shares.BREAK_EVEN,
    "circles": maps.CIRCLES,
    "hexagons": maps.HEXAGONS,
    "areas": maps.AREAS,
}
"""Columns of each, in order. A column may mean something else in another table."""
