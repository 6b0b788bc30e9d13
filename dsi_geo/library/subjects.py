"""The arguments of the library's functions, checked once, with all faults reported in one error."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dsi_geo.analysis.shares.areas import focus_code
from dsi_geo.analysis.shares.place_counts import COUNTINGS, Counting
from dsi_geo.arguments import not_a, not_among, refuse
from dsi_geo.database import Database
from dsi_geo.errors import InputError
from dsi_geo.output.report.parts import Subject
from dsi_geo.schema import ENTITIES, PROJECTS, Entity
from dsi_geo.selection import Selection, matched

Found = TypeVar("Found")


def subject_of(
    database: Database,
    entity: Entity | None,
    selection: Selection | None,
    *faults: str,
    focus: str | None = None,
    counting: Counting = "location",
) -> Subject:
    """Check the arguments of a function of the library.

    Parameters
    ----------
    database, entity, selection, focus, counting
        As given by the caller; None for the default.
    *faults
        Faults of the function's other arguments (`dsi_geo.arguments`), reported together with these.

    Returns
    -------
    Subject
        Its selection has the spelling of the data; its focus is None if none was given.

    Raises
    ------
    InputError
        One sentence for each argument that cannot be used.
    """
    miscounted = not_among(counting, tuple(COUNTINGS), "way of counting")
    own = [
        not_a(database, Database, "database", "what open_database gives"),
        "" if entity is None else not_among(entity, ENTITIES, "entity"),
        not_a(selection, (Selection, type(None)), "selection", 'a Selection, as Selection(country=("DE",))'),
    ]
    chosen = None
    if not any(own):
        entity = entity or database.main_entity
        chosen, wrong = _tried(lambda: matched(selection or Selection(), database, entity))
        own += wrong
        if not miscounted and counting == "partners" and entity != PROJECTS:
            own.append("“partners” counts projects: organisations are counted at their location.")
    code, wrong = _focus(focus)
    refuse(*own, miscounted, *faults, *wrong)
    assert entity is not None
    assert chosen is not None
    return Subject(database, entity, chosen, database.provenance.title, code, counting)


def _focus(focus: object) -> tuple[str | None, tuple[str, ...]]:
    """Code of a focus (None for the default), and what is wrong with it."""
    if focus is None:
        return None, ()
    if not isinstance(focus, str):
        return None, (not_a(focus, str, "focus", "the code or name of a region or country, as DE-BE"),)
    return _tried(lambda: focus_code(focus))


def _tried(make: Callable[[], Found]) -> tuple[Found | None, tuple[str, ...]]:
    """The result, or None and what is wrong."""
    try:
        return make(), ()
    except InputError as error:
        return None, error.faults
