"""The search above the list: what is typed there is the search of the sidebar."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from dsi_geo.app import results
from dsi_geo.app.browser_parts import browser_part
from dsi_geo.app.directory_page.choosing import search
from dsi_geo.app.visit import Visit
from dsi_geo.errors import quoted

_SCRIPT: Final = Path(__file__).parent / "search.js"


def search_field(visit: Visit) -> None:
    """Draw the field, and below it how many records are listed."""
    browser_part(
        _SCRIPT,
        {
            "label": f"Search the {visit.noun(2)}",
            "placeholder": "Name, what it does, town, partner …",
            "text": visit.selection.text,
            "found": found_words(visit),
        },
        search=_search,
    )


def found_words(visit: Visit) -> str:
    """How many records are listed, and which words were taken for others."""
    total = len(visit.chosen)
    words = f"{visit.size:,} of {total:,} {visit.noun(total)}"
    for word, taken in similar_words(visit):
        words += f". No record has {quoted(word)}: taken for {' or '.join(map(quoted, taken))}"
    return words


def similar_words(visit: Visit) -> list[tuple[str, tuple[str, ...]]]:
    """Words of the search that no record has, and those that were taken instead."""
    if not visit.selection.text.strip():
        return []
    found = results.found(visit.loaded, visit.entity, visit.selection.text)
    return [(word, taken) for word, taken in found.similar if taken]


def _search(text: object) -> None:
    if isinstance(text, str):
        search(text)
