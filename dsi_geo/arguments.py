"""Checks of the library's arguments: each returns a sentence about a fault, "" if there is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from numbers import Real
from typing import Final

from dsi_geo.errors import InputError, quoted

SHORTEST_PART: Final = 4
"""Fewest letters of a fragment that suggests a longer value."""


def refuse(*faults: str) -> None:
    """Raise one error for all faults.

    Parameters
    ----------
    *faults
        Results of the checks; "" is not a fault.

    Raises
    ------
    InputError
        There is a fault.
    """
    if found := [fault for fault in faults if fault]:
        raise InputError(found)


def not_among(value: object, choices: Sequence[str], what: str) -> str:
    """A sentence about a value that is not one of the choices; "" if it is.

    Parameters
    ----------
    value
        Anything.
    choices
        The possible values, in the order in which to name them.
    what
        What they are called: “entity”.

    Examples
    --------
    >>> not_among("project", ("projects", "organisations"), "entity")
    '“project” is no entity: choose projects or organisations.'
    >>> not_among("projects", ("projects", "organisations"), "entity")
    ''
    """
    if isinstance(value, str) and value in choices:
        return ""
    shown = quoted(value) if isinstance(value, str) else kind_of(value)
    return f"{shown} is no {what}: choose {listed(choices)}."


def not_a(value: object, kinds: type | tuple[type, ...], name: str, wanted: str) -> str:
    """A sentence about an argument of a wrong type; "" if its type is right.

    Parameters
    ----------
    value
        Anything.
    kinds
        The accepted types.
    name
        Name of the argument.
    wanted
        What to give instead.

    Examples
    --------
    >>> not_a([1, 2], str, "path", "the name of a file")
    '“path” is a list: give the name of a file.'
    """
    return "" if isinstance(value, kinds) else f"“{name}” is {kind_of(value)}: give {wanted}."


def as_number(value: object) -> float | None:
    """A value as a number; None if it is not one, is a boolean, or is too large for a float."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def kind_of(value: object) -> str:
    """A value as a sentence names it: “a DataFrame”, “the text “DE””, “5”."""
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if value is None or isinstance(value, Real):
        return str(value)[:20]
    name = type(value).__name__
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def listed(choices: Sequence[str]) -> str:
    """Values as a sentence names them: “a, b or c”."""
    return " or ".join(filter(None, [", ".join(choices[:-1]), choices[-1]]))


def did_you_mean(value: str, choices: Collection[str]) -> str:
    """A question that suggests the most similar choice; "" if none is similar.

    Examples
    --------
    >>> did_you_mean("educaton", ["Education", "Housing"])
    ' Did you mean “Education”?'
    >>> did_you_mean("migration", ["Migration and integration", "Housing"])
    ' Did you mean “Migration and integration”?'
    """
    spelled, asked = {choice.casefold(): choice for choice in choices}, value.casefold()
    found = get_close_matches(asked, list(spelled), n=1, cutoff=0.7)
    if not found and len(asked) >= SHORTEST_PART:
        found = [choice for choice in spelled if asked in choice][:1]
    return f" Did you mean {quoted(spelled[found[0]])}?" if found else ""
