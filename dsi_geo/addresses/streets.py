"""Names of streets under which they are compared."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from dsi_geo.addresses.vocabulary import ENGLISH, Vocabulary, translations, vocabulary

CONNECTING: Final = frozenset(
    "a al am an and auf av d da das de degli dei del dell della delle dello dem den der des di die do dos du e el "
    "els en et i il im in l la las le les li lo los na nell of op os qu sull sur the und "
    "all dall van vom von y z za zu zum zur".split()
)
DIRECTIONS: Final = frozenset(
    "north south east west northeast northwest southeast southwest upper lower".split()
)
_POINTS: Final = {"n": "north", "s": "south", "e": "east", "w": "west"}
_COMPASS: Final = {
    **dict.fromkeys(("DE", "AT", "CH"), frozenset("nord sud ost west".split())),
    **dict.fromkeys(("NL", "BE"), frozenset("noord zuid oost west".split())),
}
_ROMANISED: Final = frozenset("GR CY RU UA BY BG RS MK ME KZ KG AM GE MN BA".split())
_OWNED: Final = {
    **dict.fromkeys(("HR", "SI", "RS", "BA", "ME"), (re.compile(r"(?<=[a-z]{4})[oe]va$"), "a")),
    "GE": (re.compile(r"(?<=[a-z]{4})(?:is|[aei])$"), ""),
    "AM": (re.compile(r"(?<=[a-z]{4})i$"), ""),
    "FI": (re.compile(r"(?<=[a-z]{5})(?:in|s)$"), ""),
}
"""
Who is honoured may own the street: "Gundulićeva" is "Ulica Ivana Gundulića", "Rustavelis" is "Rustaveli"; in Finland in
both languages, "Tallberginkatu" and "Tallbergsgatan".
"""
_STREET_BEFORE_SQUARE: Final = frozenset("PL CZ SK HR RS BA ME SI MK BG RU UA BY".split())
"""Countries that write "ul." before everything, even before squares and avenues."""
_PREPOSITIONS_IN: Final = ("DE", "AT", "CH", "LI")
_PREPOSITIONS: Final = frozenset("am an auf bei beim im zum zur".split())
"""What stands in the place of a word for street: "Am Wall" is not "Wallstraße"."""
_WORD_FIRST: Final = frozenset("FR LU MC ES PT IT RO MD BR MX AR CL CO PE UY EC".split())
"""Countries that write the word for street before the name."""
_TWO_LANGUAGES: Final = ("BE",)
"""Where signs bear both languages at once: "Boulevard Anspachlaan"."""
_TWO_LETTERS: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))
_TRANSLITERATIONS: Final = (
    ("shch", "sht"), ("sch", "sh"), ("iy", "i"), ("yi", "i"), ("ya", "a"), ("ia", "a"), ("ja", "a"), ("yu", "u"),
    ("iu", "u"), ("ju", "u"), ("ye", "e"), ("je", "e"), ("ou", "u"), ("y", "i"), ("j", "i"), ("kh", "h"), ("zh", "z"),
    ("ch", "h"), ("ph", "f"), ("th", "t"), ("tz", "c"), ("ts", "c"), ("mp", "b"), ("nt", "d"), ("gk", "g"), ("ei", "i"),
    ("oi", "i"), ("ai", "e"), ("au", "av"), ("eu", "ev"), ("af", "av"), ("ef", "ev"), ("ks", "x"), ("sh", "s"),
    ("w", "v"), ("h", ""),
)  # fmt: skip
_ORDINAL: Final = re.compile(r"^(\d+)(?:st|nd|rd|th|e|er|eme|ieme|de|te|ste|o|a|º)$")
_GREEK: Final = (
    ("ayi", "agi"), ("yeo", "geo"), ("yio", "gio"), ("ng", "gg"), ("oy", "ou"), ("ay", "av"), ("ey", "ev"), ("ch", "h"),
    ("c", "k"), ("gi", "i"), ("ge", "ie"), ("gy", "y"), ("mp", "v"), ("mb", "v"), ("b", "v"), ("dh", "d"), ("nd", "d"),
)  # fmt: skip
"""Greek in Latin letters: as ELOT 743 has it, as it is spoken, and as it was written in 1900."""
_GREEK_VOWELS: Final = (("e", "i"), ("ii", "i"))
"""An eta was an e, and is an i."""
_OWN_TRANSLITERATIONS: Final = {"GR": _GREEK, "CY": _GREEK, "UA": (("g", "h"),)}
_AFTER_TRANSLITERATION: Final = {"GR": _GREEK_VOWELS, "CY": _GREEK_VOWELS}
_BASQUE: Final = (("qu", "k"), ("tx", "ch"), ("v", "b"))
"""Sounds that Basque and Spanish write differently: "Arrikibar", "Arriquíbar"."""
_DUTCH: Final = ("NL", "BE")
"""Countries that write one sound "ij" and "y": "Ruijterweg", "Ruyterweg"."""
_DOUBLED: Final = re.compile(r"(.)\1+")


class Street(NamedTuple):
    """A street's name in parts.

    Attributes
    ----------
    name
        The name without street word, spaces, connecting words, doubled letters: what is compared letter by letter.
    kind
        The street word ("street", "square", "road"); "" where none is written.
    words
        The words of the name, joined by spaces.
    shown
        Everything that was written, to be shown to people.
    """

    name: str
    kind: str
    words: str
    shown: str


def has_street_word(words: list[str], vocabulary: Vocabulary) -> bool:
    """Whether a street word stands first or last, or is grown together with the last word."""
    if not words:
        return False
    first, last = words[0].rstrip("."), words[-1].rstrip(".")
    if first in vocabulary.first and len(words) > 1:
        return True
    return last in vocabulary.last or bool(_compound(words[-1], vocabulary)[1])


def street(words: tuple[str, ...], country: str) -> Street:
    """
    A street's name in the parts in which it is compared; the same words are read once.

    Parameters
    ----------
    words
        Lower-case words as written, with the dots of abbreviations.
    country
        Alpha-2, or "".

    Examples
    --------
    >>> street(("kopenicker", "str."), "DE").name == street(("koepenicker", "strasse"), "DE").name
    True
    >>> street(("via", "g.", "verdi"), "IT")
    Street(name='gverdi', kind='street', words='g verdi', shown='via g verdi')
    """
    return _street(words, country)


@lru_cache(maxsize=1 << 20)
def _street(words: tuple[str, ...], country: str) -> Street:
    written = _as_written(words, country)
    translated = _translations(country)
    same = translated.get((written.name, written.kind)) or translated.get((written.name, ""))
    if same is None:
        return written
    return same._replace(kind=same.kind or written.kind, shown=written.shown)


@cache
def _translations(country: str) -> dict[tuple[str, str], Street]:
    """Streets by the name and kind that another language of the country has for them."""
    pairs = (
        (_as_written(tuple(other.split()), country), _as_written(tuple(name.split()), country))
        for other, name in translations(country)
    )
    return {(other.name, other.kind): same for other, same in pairs}


def _as_written(words: tuple[str, ...], country: str) -> Street:
    known = vocabulary(country)
    left, direction = _without_direction([*words], known)
    left, kind = _without_street_word(left, known)
    if not kind and known.country in _PREPOSITIONS_IN and len(left) > 1 and left[0] in _PREPOSITIONS:
        kind = "at"
    plain = [word.rstrip(".") for word in left]
    both_rare = [word.rstrip(".") for word in left if not _is_connecting(word, known)] or plain
    named = [_ORDINAL.sub(r"\1", known.names.get(word, word)) for word in direction + both_rare]
    if country in _OWNED and named:
        ending, owner = _OWNED[country]
        named[-1] = ending.sub(owner, named[-1])
    return Street(
        _joined(named, country), kind, " ".join(named), " ".join(word.rstrip(".") for word in words)
    )


def _is_connecting(word: str, known: Vocabulary) -> bool:
    """Whether a word says nothing ("de", "d."), unless it is an initial ("l.") or an abbreviation ("e", east)."""
    short = word.rstrip(".")
    if short == "v" and known.country in ("DE", "AT", "CH", "NL", "BE"):
        return True
    initial = len(word) == 2 and word[1] == "." and word not in ("d.", "v.", "z.", "u.")
    return short in CONNECTING and short not in known.names and not initial


def _joined(words: list[str], country: str) -> str:
    name = "".join(words)
    for two, one in _TWO_LETTERS:
        name = name.replace(two, one)
    if country in _DUTCH:
        name = name.replace("ij", "y")
    if country == "ES":
        for written, one in _BASQUE:
            name = name.replace(written, one)
    if country in _ROMANISED:
        for written, one in (
            *_OWN_TRANSLITERATIONS.get(country, ()),
            *_TRANSLITERATIONS,
            *_AFTER_TRANSLITERATION.get(country, ()),
        ):
            name = name.replace(written, one)
    return _DOUBLED.sub(lambda found: found[0] if found[1].isdigit() else found[1], name)


def _without_direction(words: list[str], known: Vocabulary) -> tuple[list[str], list[str]]:
    """The words without a direction after the street word ("8th Ave N", "Kaistraat-Noord"), and that direction."""
    if len(words) == 2 and words[1] in _COMPASS.get(known.country, ()) and _compound(words[0], known)[1]:
        return words[:1], words[1:]
    if len(words) < 3 or known.country not in (*ENGLISH, ""):
        return words, []
    direction = words[-1].rstrip(".")
    direction = known.names.get(direction, direction if known.country else _POINTS.get(direction, direction))
    if direction in DIRECTIONS and words[-2].rstrip(".") in known.last:
        return words[:-1], [direction]
    return words, []


def _without_street_word(words: list[str], known: Vocabulary) -> tuple[list[str], str]:
    """The words without the one that says street or square, and its meaning; a name is never left without a word."""
    if known.country == "BG":
        words = _without_second_word(words, known)
    if len(words) < 2:
        return _without_ending(words, known)
    first, last = known.first.get(words[0].rstrip(".")), known.last.get(words[-1].rstrip("."))
    if first is not None and last is not None and not _is_before_name(words[0].rstrip("."), first, known):
        first = None
    if first == "street" and known.country in _STREET_BEFORE_SQUARE and len(words) > 2:
        second = known.first.get(words[1].rstrip("."))
        return (words[2:], second) if second else (words[1:], first)
    if first is not None:
        return _without_second_language(words[1:], known), first
    if last is not None:
        return words[:-1], last
    return _without_ending(words, known)


def _without_second_word(words: list[str], known: Vocabulary) -> list[str]:
    """The words without a general word for street beside one that belongs to the name: "bul. Tsarigradsko shose"."""
    if len(words) < 3:
        return words
    if words[0].rstrip(".") in known.first and words[-1].rstrip(".") in known.last:
        return words[1:]
    return words[:-1] if {word.rstrip(".") for word in words[-2:]} <= known.last.keys() else words


def _without_second_language(words: list[str], known: Vocabulary) -> list[str]:
    """The words after a French word for street, without the Dutch one with which they end: "Boulevard Anspachlaan"."""
    return _without_ending(words, known)[0] if known.country in _TWO_LANGUAGES else words


def _is_before_name(word: str, meaning: str, known: Vocabulary) -> bool:
    """Whether the first of two street words is the one that counts: "Travessa do Cais", "Avenue de la Place"."""
    if known.country in ENGLISH:
        return False
    return meaning in ("street", "") or word not in known.last or known.country in _WORD_FIRST


def _without_ending(words: list[str], known: Vocabulary) -> tuple[list[str], str]:
    if not words:
        return words, ""
    word, meaning = _compound(words[-1], known)
    return ([*words[:-1], word], meaning) if meaning else (words, "")


def _compound(word: str, known: Vocabulary) -> tuple[str, str]:
    """A word and the meaning of its ending, which may be one only as an abbreviation ("neubaug.", not "sveavag.")."""
    plain = known.split_compound(word.rstrip("."))
    return plain if plain[1] else known.split_compound(word)
