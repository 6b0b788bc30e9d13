"""Whether two names of streets that are not spelt alike can be one."""

from __future__ import annotations

from typing import Final

from rapidfuzz.distance import OSA

EXACT: Final = 1.0
TYPING_ERROR: Final = 0.9
ABBREVIATED: Final = 0.93
OTHER_ORDER: Final = 0.95
PART_LEFT_OUT: Final = 0.85
DIRECTION_LEFT_OUT: Final = 0.75
"""In American towns: "Lamar Plaza" is "South Lamar Plaza" unless there is a North one, too."""
END_LEFT_OUT: Final = 0.53
"""Enough only together with the same postcode: "Largo do Intendente" is there short for "… Intendente Pina Manique"."""
DIFFERENT: Final = 0.0

SHORTEST_WITH_ERROR: Final = 5
"""Letters from which a name may be off by one."""
SHORTEST_PART: Final = 3
"""Letters that one word must have which is the same in both, if the others are abbreviated."""
SHORTEST_REST: Final = 4
"""Letters that what is left of a name must have, if the rest is left out."""
SHORTEST_TELLING: Final = 6
"""Letters of two words of which one has a slip and the other tells that the name is the same: "Herbert Macauley"."""
LONGEST_OTHER_WORD: Final = 8
"""Letters up to which another letter in one place makes another word."""
LONGEST_INITIALS: Final = 3
"""Letters of a word that may be the initials of as many words: "jfk"."""
LONGEST_CONTRACTION: Final = 4
"""Letters that a word may have which stands for a longer one with letters left out."""
SHORTEST_BEGINNING: Final = 8
"""Letters that what is left of a name must have, if its end is left out."""
SHORTEST_WITH_TWO: Final = 12

_TITLES: Final = ("dr", "professor", "prof")
_COMPASS: Final = frozenset("north south east west northeast northwest southeast southwest".split())
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
    "levy pravy ostra prawy obere oberer oberes untere unterer unteres mittlere innere aussere "
    "neuve neuf haute haut basse "
    "nishi higashi kita minami naka kami shimo shin".split()
)
"""Words that make another street of a name: "Kleine Hamburger Straße" is not "Hamburger Straße"."""


def likeness(one: str, other: str, first: list[str], second: list[str]) -> float:
    """
    How likely two street names are one, judged by their letters alone.

    Parameters
    ----------
    one, other
        The names without spaces (`Street.name`).
    first, second
        Their words (`Street.words`), the most telling last: that of a family.

    Returns
    -------
    `EXACT`, `OTHER_ORDER` ("volta alessandro"), `ABBREVIATED` ("g verdi" and "giuseppe verdi"), `TYPING_ERROR` (one
    edit from five letters on, two from twelve), `PART_LEFT_OUT` ("hugo" and "victor hugo"), `END_LEFT_OUT`
    ("intendente" and "intendente pina"), or `DIFFERENT`.

    Examples
    --------
    >>> likeness("gverdi", "giuseppeverdi", ["g", "verdi"], ["giuseppe", "verdi"])
    0.93
    >>> likeness("hamburger", "kleinehamburger", ["hamburger"], ["kleine", "hamburger"])
    0.0
    """
    if one == other:
        return EXACT
    # A sign of a script that is not romanised is a syllable or a word, no slip.
    if _digits(one) != _digits(other) or not (one.isascii() or other.isascii()):
        return DIFFERENT
    first, second = _without_title(first), _without_title(second)
    if len(first) != len(second):
        first, second = _with_initials(first, second)
        if first == second:
            return ABBREVIATED
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


def are_namesakes(first: list[str], second: list[str]) -> bool:
    """
    Whether two names (`Street.words`) are one but for a word that makes another street of it.

    Examples
    --------
    >>> are_namesakes(["upper", "dean"], ["dean"]), are_namesakes(["st", "john"], ["john"])
    (True, False)
    """
    unlike = {*first} ^ {*second}
    return bool(unlike) and unlike <= _TELLING_APART - {"st", "saint"}


def lacks_direction(first: list[str], second: list[str]) -> bool:
    """
    Whether one of two names (`Street.words`) is the other without the point of the compass before it.

    A numbered street needs its direction: "5th" is not "North 5th".

    Examples
    --------
    >>> lacks_direction(["lamar"], ["south", "lamar"]), lacks_direction(["5"], ["north", "5"])
    (True, False)
    """
    short, long = sorted((first, second), key=len)
    return long[1:] == short != [] and long[0] in _COMPASS and any(word.isalpha() for word in short)


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


def _without_title(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 2 and words[0] in _TITLES else words


def is_other_word(first: list[str], second: list[str]) -> bool:
    """
    Whether two names (`Street.words`) that differ by one letter have two words there rather than one with a slip.

    A letter left out, doubled or swapped with the next is a slip; another in its place makes "Milton" of "Hilton".
    Where both are under one postcode it may be a slip after all, except in words as short as in "K Street".
    """
    if len(first) != len(second):
        return False
    unlike = [(one, other) for one, other in zip(first, second, strict=True) if one != other]
    alike = {*first} & {*second}
    if any(len(word) >= SHORTEST_TELLING for word in alike):
        unlike = [pair for pair in unlike if len(pair[0]) < SHORTEST_TELLING]
    return any(
        len(one) == len(other) <= LONGEST_OTHER_WORD
        and sum(a != b for a, b in zip(one, other, strict=True)) == 1
        for one, other in unlike
    )


def _within_errors(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    allowed = 2 if shorter >= SHORTEST_WITH_TWO else 1 if shorter >= SHORTEST_WITH_ERROR else 0
    return allowed > 0 and OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _digits(name: str) -> str:
    return "".join(character for character in name if character.isdigit())


def _abbreviates(first: list[str], second: list[str]) -> bool:
    """Whether every word is the other's or short for it, and each or a same one is long enough to tell."""
    if len(first) != len(second) or len(first) < 2:
        return False
    both = [sorted(pair, key=len) for pair in zip(first, second, strict=True)]
    told = any(one == other and len(one) >= SHORTEST_PART for one, other in both)
    if not told and any(len(one) < SHORTEST_PART for one, _ in both):
        return False
    return all(_is_short(one, other) for one, other in both)


def _is_short(one: str, other: str) -> bool:
    """Whether a word is another, its beginning ("adalb", "adalbert"), or short for it by letters left out ("kpt")."""
    if other.startswith(one):
        return len(one) in (*range(1, 5), len(other)) or 3 * len(one) <= 2 * len(other)
    if not 2 <= len(one) <= LONGEST_CONTRACTION or len(other) < len(one) + 2 or one[0] != other[0]:
        return False
    letters = iter(other)
    return all(letter in letters for letter in one)


def _with_initials(first: list[str], second: list[str]) -> tuple[list[str], list[str]]:
    """Both names, and in the longer one, words whose initials are a word of the other ("jj rousseau") as that word."""
    short, long = sorted((first, second), key=len)
    for at, word in enumerate(short[:-1]):
        initials = "".join(other[0] for other in long[at : at + len(word)])
        if 2 <= len(word) <= LONGEST_INITIALS and word == initials:
            long = [*long[:at], word, *long[at + len(word) :]]
            return (short, long) if len(first) < len(second) else (long, short)
    return first, second


def _one_tells_apart(first: list[str], second: list[str]) -> bool:
    """Whether the difference lies in a word like "north", or of a letter or two, that only one of them has."""
    only_one = set(first) ^ set(second)
    return bool(only_one & _TELLING_APART) or (
        len(first) == len(second) and any(len(word) < SHORTEST_PART for word in only_one)
    )


def _left_out(short: list[str], long: list[str]) -> bool:
    """
    Whether one name ends like the other, and what is left out before it can be a person's titles and first names.

    What is not left out may be abbreviated: "gen dalla chiesa" is "generale carlo alberto dalla chiesa".
    """
    if not short or len(short) >= len(long) or short[-1] != long[-1] or len("".join(short)) < SHORTEST_REST:
        return False
    missing, at = [], 0
    for word in long:
        if at < len(short) and (short[at] == word or _is_one(short[at], word)):
            at += 1
        else:
            missing.append(word)
    return at == len(short) and all(word.isalpha() and word not in _TELLING_APART for word in missing)


def _is_one(word: str, other: str) -> bool:
    """Whether one of two words is the other, or short for it; those that tell streets apart have to be written out."""
    if word in _TELLING_APART:
        return False
    return _is_short(word, other) or _is_short(other, word)


def _end_left_out(short: list[str], long: list[str]) -> bool:
    """Whether one name is the beginning of the other, long enough to be no more than a part of it by accident."""
    missing = long[len(short) :]
    if not missing or long[: len(short)] != short or len("".join(short)) < SHORTEST_BEGINNING:
        return False
    return all(word.isalpha() and word not in _TELLING_APART for word in missing)
