"""The facets beside the list: values with their counts, the most frequent first, and which of them are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from dsi_geo.analysis.facets import FacetCounts, leading, or_better, value_names
from dsi_geo.app import results
from dsi_geo.app.browser_parts import browser_part
from dsi_geo.app.directory_page.choosing import choose, chosen_values
from dsi_geo.app.filter_words import FILTER_LABELS, PRECISION_LABELS
from dsi_geo.app.sidebar import reset_filters
from dsi_geo.app.visit import Visit
from dsi_geo.schema import LABELS, PROJECTS, STATUS_WORDS, Entity

_SCRIPT: Final = Path(__file__).parent / "facets.js"
FEW: Final = 8
"""Values of a facet that are shown at first."""
MOST: Final = 50
"""Values of a facet that are shown at all; others can be searched for."""
ORDER: Final = (
    "cluster",
    "theme",
    "technology",
    "country",
    "region",
    "town",
    "kind",
    "status",
    "year",
    "precision",
)
SPAN: Final = "Years between two chosen ones are chosen with them."


def facet_panel(visit: Visit) -> None:
    """Draw the facets; a choice in them is one in the sidebar."""
    counted = results.facet_counts(visit)
    panel = [_facet(visit, name, counted[name]) for name in ORDER if name in counted]
    years = tuple(counted["year"].counts.index) if "year" in counted else ()

    def choose_all(asked: object) -> None:
        for facet, value, wanted in _understood(asked):
            choose(facet, value, wanted, years)

    browser_part(
        _SCRIPT,
        {"facets": panel, "few": FEW, "filtered": visit.filtered, "noun": visit.noun(2)},
        choose=choose_all,
        reset=lambda _: reset_filters(),
    )


def title_of(facet: str, entity: Entity) -> str:
    """The heading of a facet."""
    if facet == "year":
        return LABELS["launched"] if entity == PROJECTS else "Projects launched"
    return LABELS["location_precision"] if facet == "precision" else FILTER_LABELS[facet]


def _facet(visit: Visit, name: str, found: FacetCounts) -> dict[str, Any]:
    counts = found.counts
    chosen = chosen_values(name, visit.selection, counts.index)
    if name == "precision":  # the steps at which records are added
        counts = or_better(counts)[
            lambda better: found.counts[better.index].gt(0) | better.index.isin(chosen)
        ]
    first = leading(counts, FEW, chosen, ordered=found.ordered)
    shown = leading(counts, MOST, chosen, ordered=found.ordered)
    words = _words(name, tuple(shown.index))
    return {
        "name": name,
        "title": title_of(name, visit.entity),
        "note": SPAN if name == "year" and len(chosen) > 1 else "",
        "values": [
            {
                "value": value,
                "label": words[value],
                "count": int(count),
                "chosen": value in chosen,
                "first": value in first.index,
            }
            for value, count in shown.items()
        ],
        "beyond": max(int((counts > 0).sum()) - len(shown), 0),
        "unknown": 0 if name == "precision" else found.unknown,
    }


def _words(facet: str, values: tuple[str, ...]) -> Mapping[str, str]:
    if facet == "precision":
        return PRECISION_LABELS
    return STATUS_WORDS if facet == "status" else value_names(facet, values)


def _understood(asked: object) -> list[tuple[str, str, bool]]:
    """What the browser asks for, as far as it has the form that our script gives it: anybody can send anything."""
    if not isinstance(asked, list):
        return []
    return [
        (one[0], one[1], one[2])
        for one in asked
        if isinstance(one, list) and [type(part) for part in one] == [str, str, bool]
    ]
