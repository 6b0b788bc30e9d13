"""Names of organisations and projects: as they are compared, and other forms under which one goes."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Final

from dsi_geo import bundled
from dsi_geo.spelling import fold_text

LONGEST_FORM: Final = 5
"""Words of the longest legal form."""
SHORTEST_ACRONYM: Final = 3
SHORTEST_PART: Final = 5
"""Letters that a part of a name must have to be a name by itself."""

_ARTICLES: Final = frozenset("the der die das la le les el los las il lo het de".split())
_PARTS: Final = re.compile(r"[()\[\]/|]")
_ACRONYM: Final = re.compile(r"[^\W\d_]{3,8}")
_SMALL_WORDS: Final = frozenset(
    "a and the of for in on to at by with und der die das des dem den fur im in am von zu et de du des la le les l d "
    "en y el los las del e i di della delle dei degli il lo da do dos das van het een voor og for i av och o pro na w "
    "z ve ir ja".split()
)
_UNITS: Final = frozenset(
    "department dept departement institute institut institutet instituto istituto faculty fakultat facultad faculte "
    "school college lab labs laboratory group gruppe team chapter section branch office centre center zentrum unit "
    "project projekt programme program".split()
)
"""Words that make a part of a name a part of the organisation."""


def name_key(name: str) -> str:
    """
    A name as it is compared: folded, without article and legal form.

    Examples
    --------
    >>> name_key("UAB Gera mintis"), name_key("Stichting Waag")
    ('geramintis', 'waag')
    >>> name_key("The Good Kitchen CIC"), name_key("Neue Nachbarn e. V."), name_key("Świat Sp. z o.o.")
    ('goodkitchen', 'neuenachbarn', 'swiat')
    """
    return "".join(_words(name))


def is_other_name(one: str, other: str) -> bool:
    """
    Whether two names can be one organisation's: one is a part of the other, or stands for its initials.

    Parameters
    ----------
    one, other
        Names as they are written.

    Examples
    --------
    >>> is_other_name("DSI", "Digital Social Innovation")
    True
    >>> is_other_name("Offenes Wissen (Open Knowledge)", "Open Knowledge")
    True
    >>> is_other_name("Town University (Department of Law)", "Town University")
    False
    """
    return (
        _stands_for(one, other)
        or _stands_for(other, one)
        or name_key(one) in _parts(other)
        or name_key(other) in _parts(one)
    )


def _parts(name: str) -> set[str]:
    """Names within a name; none where one of them names a part of the organisation."""
    parts = [part for part in _PARTS.split(name) if part.strip()]
    if len(parts) < 2 or any(_UNITS & {*fold_text(part).split()} for part in parts):
        return set()
    keys = {name_key(part) for part in parts}
    return {one for one in keys if len(one) >= SHORTEST_PART}


def _stands_for(short: str, long: str) -> bool:
    """Whether a name in capitals is made of the initials of the other's words, small words left out or not."""
    letters = "".join(character for character in short if character not in ". ")
    words = _words(long)
    if not letters.isupper() or not _ACRONYM.fullmatch(letters) or len(words) < SHORTEST_ACRONYM:
        return False
    telling = [word for word in words if word not in _SMALL_WORDS]
    initials = {"".join(word[0] for word in some) for some in (words, telling)}
    return fold_text(letters).replace(" ", "") in initials


def _words(name: str) -> list[str]:
    """The words of a name, folded, without article and legal form."""
    words = fold_text(name).split()
    while size := _size_of_form([*reversed(words)], _legal_forms("last")):
        words = words[:-size]
    if size := _size_of_form(words, _legal_forms("first")):
        words = words[size:]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return words


def _size_of_form(words: list[str], forms: frozenset[tuple[str, ...]]) -> int:
    """How many words at the beginning are a legal form that leaves others; 0 for none."""
    longest = min(LONGEST_FORM, len(words) - 1)
    return next((size for size in range(longest, 0, -1) if tuple(words[:size]) in forms), 0)


@cache
def _legal_forms(where: str) -> frozenset[tuple[str, ...]]:
    """The words of the legal forms that stand first or last, each from the outer end of the name inward."""
    with Path(bundled.ADDRESSES / "legal_forms.csv").open(encoding="utf-8", newline="") as file:
        forms = [row["form"].split() for row in csv.DictReader(file) if row["where"] == where]
    return frozenset(tuple(reversed(form)) if where == "last" else tuple(form) for form in forms)
