"""Names as they are compared: folded, without legal form, and in the other forms in which they appear."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from dsi_geo import bundled
from dsi_geo.spelling import fold_text

LONGEST_FORM: Final = 5
"""Words of the longest legal form."""
SHORTEST_ACRONYM: Final = 3
SHORTEST_PART: Final = 5
"""Fewest letters of a part of a name that can be a name by itself."""

_ARTICLES: Final = frozenset("the der die das la le les el los las il lo het de".split())
_PARTS: Final = re.compile(r"[()\[\]/|]")
OF_MANY_FORMS: Final = r"[()\[\]/|]|^[^\W\d_](?:[. ]*[^\W\d_]){2,7}[. ]*$"
"""Names that can be another form of a name: of several parts, or as short as an acronym."""
_ACRONYM: Final = re.compile(r"[^\W\d_]{3,8}")
SMALL_WORDS: Final = frozenset(
    "a and the of for in on to at by with und der die das des dem den fur im in am von zu et de du des la le les l d "
    "en y el los las del e i di della delle dei degli il lo da do dos das van het een voor og for i av och o pro na w "
    "z ve ir ja".split()
)
UNITS: Final = frozenset(
    "department dept departement institute institut institutet instituto istituto faculty fakultat facultad faculte "
    "school college lab labs laboratory group gruppe team chapter section branch office centre center zentrum unit "
    "project projekt programme program".split()
)
"""Words that show that a part of a name names a part of the organisation."""


def name_key(name: str) -> str:
    """A name as it is compared: folded, without spaces, article and legal form.

    Examples
    --------
    >>> name_key("UAB Gera mintis"), name_key("Stichting Waag")
    ('geramintis', 'waag')
    >>> name_key("The Good Kitchen CIC"), name_key("Neue Nachbarn e. V."), name_key("Świat Sp. z o.o.")
    ('goodkitchen', 'neuenachbarn', 'swiat')
    """
    return "".join(name_words(name))


class Forms(NamedTuple):
    """The forms in which a name may appear.

    Attributes
    ----------
    key
        From `name_key`.
    acronym
        The name itself, folded, if it is one word in capitals; otherwise "".
    initials
        Initials of its words, with and without small words; none if there are too few words.
    parts
        Names within the name; none if one of them names a part of the organisation.
    """

    key: str
    acronym: str
    initials: frozenset[str]
    parts: frozenset[str]


def name_forms(name: str) -> Forms:
    """The forms in which a name may appear, to be compared by `are_forms_of_one`."""
    words = name_words(name)
    letters = "".join(character for character in name if character not in ". ")
    in_capitals = letters.isupper() and _ACRONYM.fullmatch(letters) is not None
    significant = [word for word in words if word not in SMALL_WORDS]
    some = (words, significant) if len(words) >= SHORTEST_ACRONYM else ()
    return Forms(
        "".join(words),
        fold_text(letters).replace(" ", "") if in_capitals else "",
        frozenset("".join(word[0] for word in one) for one in some),
        frozenset(_parts(name)),
    )


def are_forms_of_one(one: Forms, other: Forms) -> bool:
    """Whether two names can belong to one organisation: one is a part of the other, or consists of its initials.

    Parameters
    ----------
    one, other
        From `name_forms`.

    Examples
    --------
    >>> are_forms_of_one(name_forms("DSI"), name_forms("Digital Social Innovation"))
    True
    >>> are_forms_of_one(name_forms("Offenes Wissen (Open Knowledge)"), name_forms("Open Knowledge"))
    True
    >>> are_forms_of_one(name_forms("Town University (Department of Law)"), name_forms("Town University"))
    False
    """
    return (
        (one.acronym != "" and one.acronym in other.initials)
        or (other.acronym != "" and other.acronym in one.initials)
        or one.key in other.parts
        or other.key in one.parts
    )


def _parts(name: str) -> set[str]:
    """Names within a name; none where one of them names a part of the organisation."""
    parts = [part for part in _PARTS.split(name) if part.strip()]
    if len(parts) < 2 or any(UNITS & {*fold_text(part).split()} for part in parts):
        return set()
    keys = {name_key(part) for part in parts}
    return {one for one in keys if len(one) >= SHORTEST_PART}


def name_words(name: str) -> list[str]:
    """The words of a name, folded, without article and legal form."""
    words = fold_text(name).split()
    while size := _size_of_form(words[: -LONGEST_FORM - 2 : -1], _legal_forms("last")):
        del words[-size:]
    if size := _size_of_form(words, _legal_forms("first")):
        words = words[size:]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return words


def _size_of_form(words: list[str], forms: frozenset[tuple[str, ...]]) -> int:
    """How many words at the beginning are a legal form, at least one word being left; 0 for none."""
    longest = min(LONGEST_FORM, len(words) - 1)
    return next((size for size in range(longest, 0, -1) if tuple(words[:size]) in forms), 0)


@cache
def _legal_forms(where: str) -> frozenset[tuple[str, ...]]:
    """The words of the legal forms that come first or last, each from the outer end of the name inward."""
    with Path(bundled.ADDRESSES / "legal_forms.csv").open(encoding="utf-8", newline="") as file:
        forms = [row["form"].split() for row in csv.DictReader(file) if row["where"] == where]
    return frozenset(tuple(reversed(form)) if where == "last" else tuple(form) for form in forms)
