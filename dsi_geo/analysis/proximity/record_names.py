"""Names as they are compared: folded, without legal form, and in the other forms in which they appear."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

from dsi_geo import bundled
from dsi_geo.spelling import fold_text

LONGEST_FORM: Final = 5
"""Words of the longest legal form."""
_ARTICLES: Final = frozenset("the der die das la le les el los las il lo het de".split())
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
