"""Streets as directories sort them, the name before its word for street: "République (rue de la) 29"."""

from __future__ import annotations

import re
from typing import Final

from dsi_geo.addresses.country_words import ENGLISH, Vocabulary
from dsi_geo.addresses.street_names import CONNECTING, NEVER_A_NAME, has_street_word

MOST_WORDS: Final = 5
"""Most words of a street's name before its word for street."""
MOST_FIRST_NAMES: Final = 3
"""Most words between the word for street and the end of the brackets: "Jaurès (boulevard Jean)"."""
_SQUARES: Final = frozenset("plaza place piazza praca placa".split())
_SIGNS: Final = re.compile(r"([,;|\n()])")
_NUMBER: Final = re.compile(r"\d+(?: ?[-/] ?\d+)*(?: ?(?:[a-z]|bis|ter|quater))?(?![a-z\d])")
_WORDS: Final = re.compile(r"[^\W\d_]+[.]?")


def in_spoken_order(line: str, words: Vocabulary) -> str:
    """The line with the word for street before the name, or after it, as the country says it.

    In brackets, the word for street may be followed by prepositions, titles and initials; by first names only if the
    house number stands outside the brackets, as "Town hall (rue Pasteur)" is no street of that name. Between commas, it
    may only be followed by prepositions.

    Parameters
    ----------
    line
        From `preparation.prepared`.
    words
        The vocabulary of the country.

    Examples
    --------
    >>> from dsi_geo.addresses.country_words import vocabulary
    >>> in_spoken_order("republique (rue de la) 29", vocabulary("FR"))
    'rue de la republique 29'
    >>> in_spoken_order("liberdade, av. da, 110", vocabulary("PT")), in_spoken_order("5, rue du bac", vocabulary("FR"))
    ('av. da liberdade 110', '5, rue du bac')
    """
    if words.country in ENGLISH or not ("(" in line or "," in line):
        return line
    parts = _SIGNS.split(line)
    for at in range(2, len(parts), 2):
        bracketed = parts[at - 1] == "(" and parts[at + 1 : at + 2] == [")"]
        name, kind, after = parts[at - 2], parts[at], "".join(parts[at + 2 : at + 3])
        if bracketed and _NUMBER.fullmatch(name.strip()) and _is_bare(_words(kind), words):
            return " ".join([*parts[: at - 2], name.strip(), kind.strip(), after.strip(), *parts[at + 3 :]])
        if not _is_name(name, words):
            continue
        numbered = _NUMBER.match(after.strip()) is not None or _NUMBER.search(name) is not None
        if _is_kind(kind, words, bracketed=bracketed, numbered=numbered):
            rest = parts[at + 1 :] if not bracketed else parts[at + 2 :]
            return _joined(parts[: at - 2], name, kind, rest, words)
    return line


def _words(part: str) -> list[str]:
    return [word.rstrip(".") for word in _WORDS.findall(part)]


def _is_name(part: str, words: Vocabulary) -> bool:
    """Whether a part can be a name without its word for street; a house number may stand beside it."""
    named = _words(part)
    if not 0 < len(named) <= MOST_WORDS or len("".join(named)) < 2 or has_street_word(named, words):
        return False
    return not any(words.kinds.get(word) for word in named)


def _is_kind(part: str, words: Vocabulary, *, bracketed: bool, numbered: bool) -> bool:
    """Whether a part is a word for street with what belongs between it and the name."""
    said = _words(part)
    if _is_bare(said, words):
        whole = bracketed or len(said) > 1 or _NUMBER.search(part) is None
        return whole or said[0] in NEVER_A_NAME or said[0] in _SQUARES
    if not bracketed or not said:
        return False
    if len(said) == 1:
        return said[0] in words.last
    if said[0] not in words.first:
        return False
    titles = {*words.names, *words.names.values()}
    if all(word in CONNECTING or word in titles or len(word) == 1 for word in said[1:]):
        return True
    return numbered and len(said) <= MOST_FIRST_NAMES + 1


def _is_bare(said: list[str], words: Vocabulary) -> bool:
    """Whether words are one for street that precedes names, and prepositions."""
    return bool(said) and said[0] in words.first and all(word in CONNECTING for word in said[1:])


def _joined(before: list[str], name: str, kind: str, rest: list[str], words: Vocabulary) -> str:
    """The line with the name and its word for street as one part, and the house number after them."""
    numbers = [found[0] for part in (name, kind) for found in _NUMBER.finditer(part)]
    name, kind = (" ".join(_NUMBER.sub(" ", part).split()) for part in (name, kind))
    street = f"{kind} {name}" if _words(kind)[0] in words.first else f"{name} {kind}"
    tail = "".join(rest)
    following = _NUMBER.match(tail.lstrip(" ,"))
    if following is not None and not numbers:
        numbers, tail = [following[0]], tail.lstrip(" ,")[following.end() :]
    return f"{''.join(before)}{' '.join([street, *numbers])}{tail}"
