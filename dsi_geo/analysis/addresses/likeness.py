"""Whether two names of streets that are not spelt alike can be one."""

from __future__ import annotations

from typing import Final

from rapidfuzz.distance import OSA

EXACT: Final = 1.0
TYPING_ERROR: Final = 0.9
ABBREVIATED: Final = 0.93
OTHER_ORDER: Final = 0.95
PART_LEFT_OUT: Final = 0.85
END_LEFT_OUT: Final = 0.53
"""Enough only together with the same postcode: "Largo do Intendente" is there short for "… Intendente Pina Manique"."""
DIFFERENT: Final = 0.0

SHORTEST_WITH_ERROR: Final = 5
"""Letters from which a name may be off by one."""
SHORTEST_PART: Final = 3
"""Letters that one word must have which is the same in both, if the others are abbreviated."""
SHORTEST_REST: Final = 4
"""Letters that what is left of a name must have, if the rest is left out."""
SHORTEST_BEGINNING: Final = 8
"""Letters that what is left of a name must have, if its end is left out."""
SHORTEST_WITH_TWO: Final = 12

_TELLING_APART: Final = frozenset(
    "north south east west upper lower old new great little big small nord sud ost west ober unter alt alte alter "
    "neu neue neuer gross grosse grosser klein kleine kleiner vorder hinter inner ausser petit petite grand "
    "grande vieux vieille nuova nuovo vecchia vecchio nueva nuevo vieja viejo nova novo velha velho mala male "
    "maly velka velke velky stara stare stary nowa nowy st san santa santo saint sao monte porta ponte pont port "
    "mont torre val campo noord zuid oost oud oude nieuw nieuwe lange korte kleine grote norra sodra ostra vastra "
    "norre sonder oster vester gamle ny nya gamla upper nether inner outer mid middle superior inferior alta alto "
    "baixa baixo bajo baja 1st 2nd 3rd 4th 5th faubourg "
    "bolshaya bolshoy malaya maly novaya novy staraya verkhnyaya nizhnyaya velika velyka golema malka nova stara "
    "nagy kis uj regi also felso dolni horni novy prvni druha prva druga pierwsza druga mare mica vechi nou noua "
    "lille store stor iso pieni vana uus suur vaike didzioji mazoji liela maza megali mikri buyuk kucuk yeni eski "
    "oriente poniente norte sur este oeste est ovest ouest forsta andra tredje itainen lantinen etelainen pohjoinen "
    "levy pravy ostra prawy obere oberer oberes untere unterer unteres mittlere innere aussere".split()
)
"""Words that make another street of a name: "Kleine Hamburger Straße" is not "Hamburger Straße"."""


def likeness(one: str, other: str, one_words: str, other_words: str) -> float:
    """
    How likely two street names are one, judged by their letters alone.

    Parameters
    ----------
    one, other
        The names without spaces (`Street.name`).
    one_words, other_words
        Their words (`Street.words`).

    Returns
    -------
    `EXACT`, `OTHER_ORDER` ("volta alessandro"), `ABBREVIATED` ("g verdi" and "giuseppe verdi"), `TYPING_ERROR` (one
    edit from five letters on, two from twelve), `PART_LEFT_OUT` ("hugo" and "victor hugo"), `END_LEFT_OUT`
    ("intendente" and "intendente pina"), or `DIFFERENT`.

    Examples
    --------
    >>> likeness("gverdi", "giuseppeverdi", "g verdi", "giuseppe verdi")
    0.93
    >>> likeness("hamburger", "kleinehamburger", "hamburger", "kleine hamburger")
    0.0
    """
    if one == other:
        return EXACT
    first, second = one_words.split(), other_words.split()
    if _digits(one) != _digits(other):
        return DIFFERENT
    if sorted(first) == sorted(second):
        return OTHER_ORDER
    if _abbreviates(first, second):
        return ABBREVIATED
    if _within_errors(one, other) and not _one_tells_apart(first, second):
        return TYPING_ERROR
    if _left_out(first, second) or _left_out(second, first):
        return PART_LEFT_OUT
    if _end_left_out(first, second) or _end_left_out(second, first):
        return END_LEFT_OUT
    return DIFFERENT


def is_slip(one: str, other: str) -> bool:
    """
    Whether two streets as written (`Street.shown`) differ by a typing error, which may lie in the word for street.

    Examples
    --------
    >>> is_slip("kurfurstendam", "kurfurstendamm"), is_slip("boulevrd voltaire", "boulevard voltaire")
    (True, True)
    """
    squashed, other_squashed = one.replace(" ", ""), other.replace(" ", "")
    return (
        _digits(one) == _digits(other)
        and _within_errors(squashed, other_squashed)
        and not _one_tells_apart(one.split(), other.split())
    )


def _within_errors(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    allowed = 2 if shorter >= SHORTEST_WITH_TWO else 1 if shorter >= SHORTEST_WITH_ERROR else 0
    return allowed > 0 and OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _digits(name: str) -> str:
    return "".join(character for character in name if character.isdigit())


def _abbreviates(first: list[str], second: list[str]) -> bool:
    """Whether every word is the other's or its beginning, and a longer one is the same in both."""
    if len(first) != len(second) or len(first) < 2:
        return False
    if all(one != other or len(one) < SHORTEST_PART for one, other in zip(first, second, strict=True)):
        return False
    return all(_begins(one, other) or _begins(other, one) for one, other in zip(first, second, strict=True))


def _begins(one: str, other: str) -> bool:
    return one == other or (len(one) <= 4 and other.startswith(one))


def _one_tells_apart(first: list[str], second: list[str]) -> bool:
    """Whether the difference lies in a word like "north" that one of them has and the other has not."""
    return bool((set(first) ^ set(second)) & _TELLING_APART)


def _left_out(short: list[str], long: list[str]) -> bool:
    """Whether one name is the end of the other, and what is left out before it can be a person's first names."""
    missing = long[: len(long) - len(short)]
    if not missing or not short or long[-len(short) :] != short or len("".join(short)) < SHORTEST_REST:
        return False
    return all(word.isalpha() and word not in _TELLING_APART for word in missing)


def _end_left_out(short: list[str], long: list[str]) -> bool:
    """Whether one name is the beginning of the other, long enough to be no more than a part of it by accident."""
    missing = long[len(short) :]
    if not missing or long[: len(short)] != short or len("".join(short)) < SHORTEST_BEGINNING:
        return False
    return all(word.isalpha() and word not in _TELLING_APART for word in missing)
