"""The words of the product: what is counted, and the vocabularies of its columns."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Entity = Literal["projects", "organisations"]

PROJECTS: Final[Entity] = "projects"
ORGANISATIONS: Final[Entity] = "organisations"
ENTITIES: Final[tuple[Entity, ...]] = (PROJECTS, ORGANISATIONS)

CRS: Final = "EPSG:4326"

LOCATION_PRECISIONS: Final = ("none", "country", "region", "city", "postcode", "street", "address")
"""Coarsest first, so that "at least" is a comparison of ordered categories."""

PRECISION_WORDS: Final = {
    "address": "exact address",
    "street": "street",
    "postcode": "postcode area",
    "city": "town only",
    "region": "region only",
    "country": "country only",
    "none": "unknown",
}
"""Location precisions as pages show them; finest first."""

DATE_PRECISIONS: Final = ("year", "month", "day")

LOCATION_SOURCES: Final = ("own", "organisation")

STATUSES: Final = ("planned", "active", "ending", "closed", "unknown")
"""`ending`: the end is announced and has not come yet by the as-of date."""

STATUS_WORDS: Final = {
    "planned": "planned",
    "active": "active",
    "ending": "end announced",
    "closed": "closed",
    "unknown": "not known",
}
"""Statuses as pages show them."""


class Beginning(NamedTuple):
    """The words for the beginning of a record.

    Attributes
    ----------
    done, event, events
        “launched”, “launch”, “launches”.
    happenings
        For titles of timelines: “launched and closed”.
    standing
        For records that have begun and not ended: “active”.
    """

    done: str
    event: str
    events: str
    happenings: str
    standing: str


BEGINNINGS: Final[dict[Entity, Beginning]] = {
    PROJECTS: Beginning("launched", "launch", "launches", "launched and closed", "active"),
    ORGANISATIONS: Beginning("founded", "foundation", "foundations", "founded", "founded so far"),
}
"""A project is launched, an organisation founded; the end of an organisation is not recorded."""

SEVERITIES: Final = ("error", "warning", "note")


def noun(entity: Entity, count: float) -> str:
    """The noun for a number of records: “project” for one, otherwise “projects”."""
    return entity.removesuffix("s") if count == 1 else entity
