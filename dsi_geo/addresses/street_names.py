"""Names of streets in the form in which they are compared, and whether two different spellings can be one street."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from dsi_geo.addresses.country_words import ENGLISH, Vocabulary, street_words, translations, vocabulary

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
_ROMANISED: Final = frozenset("KR GR CY RU UA BY BG RS MK ME KZ KG AM GE MN BA".split())
_OWNED: Final = {
    **dict.fromkeys(("HR", "SI", "RS", "BA", "ME"), (re.compile(r"(?<=[a-z]{4})[oe]va$"), "a")),
    "GE": (re.compile(r"(?<=[a-z]{4})(?:is|[aei])$"), ""),
    "AM": (re.compile(r"(?<=[a-z]{4})i$"), ""),
    "FI": (re.compile(r"(?<=[a-z]{5})(?:in|s)$"), ""),
}
"""Possessive endings of persons that streets are named after: "Gundulićeva" is "Ulica Ivana Gundulića", "Rustavelis" is
"Rustaveli"; in Finland in both languages, "Tallberginkatu" and "Tallbergsgatan".
"""
_STREET_BEFORE_SQUARE: Final = frozenset("PL CZ SK HR RS BA ME SI MK BG RU UA BY".split())
"""Countries that write "ul." before everything, even before squares and avenues."""
_PREPOSITIONS_IN: Final = ("DE", "AT", "CH", "LI")
_PREPOSITIONS: Final = frozenset("am an auf bei beim im zum zur".split())
"""Prepositions in place of a word for street: "Am Wall" is not "Wallstraße"."""
_WORD_FIRST: Final = frozenset("FR LU MC ES PT IT RO MD BR MX AR CL CO PE UY EC".split())
"""Countries that write the word for street before the name."""
_TWO_LANGUAGES: Final = ("BE",)
"""Countries whose signs combine two languages: "Boulevard Anspachlaan"."""
NEVER_A_NAME: Final = frozenset(
    "via viale corso calle carrer avda avenida avinguda avenue rue boulevard rua strada str strasse straat ul ulica "
    "ulitsa ulice utca gatan gata katu iela gatve sokak cadde".split()
)
"""Words for street that are no street's name by themselves."""
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
"""Greek in Latin letters: by ELOT 743, as spoken, and as written around 1900."""
_GREEK_VOWELS: Final = (("e", "i"), ("ii", "i"))
"""Eta was transliterated as e, and is now as i."""
_OWN_TRANSLITERATIONS: Final = {
    "KR": (("l", "r"), ("eo", "o"), ("eu", "u")),
    "GR": _GREEK,
    "CY": _GREEK,
    "UA": (("g", "h"),),
}
_AFTER_TRANSLITERATION: Final = {"GR": _GREEK_VOWELS, "CY": _GREEK_VOWELS}
_WITHOUT_VOWELS: Final = frozenset("EG SA AE JO IQ KW QA BH OM SY PS LY SD YE".split())
"""Countries whose script has no short vowels, so that everybody writes them differently in Latin letters."""
_ARTICLE: Final = re.compile(r"^(?:[ae]l-?|l)(?=[a-z]{3})")
_NOT_WRITTEN: Final = re.compile(r"[aeiouyw]|(?<=[skdg])h|(?<=[a-z]{3})h$")
_LIKE_CONSONANTS: Final = str.maketrans("jqcpv", "gkkbf")
"""Letters for one Arabic consonant: Egyptian "Gamal" is "Jamal" elsewhere."""
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
        The name without street word, spaces, connecting words and doubled letters, to be compared letter by letter.
    kind
        The street word ("street", "square", "road"); "" if there is none.
    words
        The words of the name, joined by spaces.
    shown
        The full text as written, for display.
    """

    name: str
    kind: str
    words: str
    shown: str


def has_street_word(words: list[str], vocabulary: Vocabulary) -> bool:
    """Whether the first or last word is a street word, or the last word ends with one."""
    if not words:
        return False
    first, last = words[0].rstrip("."), words[-1].rstrip(".")
    if first in vocabulary.first and len(words) > 1:
        return True
    return last in vocabulary.last or bool(_compound(words[-1], vocabulary)[1])


def street(words: tuple[str, ...], country: str) -> Street:
    """Split a street's name into the parts that are compared; results are cached.

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
    """Streets by their name and kind in another language of the country."""
    pairs = (
        (_as_written(tuple(other.split()), country), _as_written(tuple(name.split()), country))
        for other, name in translations(country)
    )
    return {(other.name, other.kind): same for other, same in pairs}


def _as_written(words: tuple[str, ...], country: str) -> Street:
    known = vocabulary(country)
    left, direction = _without_direction([*words], known)
    left, kind = _without_street_word(left, known)
    if words and _is_nameless(left, words[0].rstrip("."), kind, known):
        return Street("", kind, "", " ".join(word.rstrip(".") for word in words))
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


def _is_nameless(left: list[str], first: str, kind: str, known: Vocabulary) -> bool:
    """Whether a street has lost its name: "place de la", "via"; "Markt" and the English "The Street" are names."""
    if known.country in ENGLISH:
        return False
    said = [word.rstrip(".") for word in left]
    if kind:
        return first in known.first and all(word in CONNECTING for word in said)
    return len(said) == 1 and (said[0] in NEVER_A_NAME or known.first.get(said[0]) == "street")


def _is_connecting(word: str, known: Vocabulary) -> bool:
    """Whether a word is a mere connective ("de", "d."), not an initial ("l.") or an abbreviation ("e", east)."""
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
    if country in _WITHOUT_VOWELS:
        consonants = "".join(_consonants(word) for word in words)
        if len(consonants) >= SHORTEST_PART:
            return consonants
    if country in _ROMANISED:
        for written, one in (
            *_OWN_TRANSLITERATIONS.get(country, ()),
            *_TRANSLITERATIONS,
            *_AFTER_TRANSLITERATION.get(country, ()),
        ):
            name = name.replace(written, one)
    return _DOUBLED.sub(lambda found: found[0] if found[1].isdigit() else found[1], name)


def _consonants(word: str) -> str:
    """What Arabic script says of a word in Latin letters: no short vowels, no article, no doubled letters."""
    single = _DOUBLED.sub(lambda found: found[1], _ARTICLE.sub("", word).translate(_LIKE_CONSONANTS))
    return _NOT_WRITTEN.sub("", single)


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
    """The words without the street word, and its meaning; at least one word of the name is left."""
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
    """The words without one of two street words, the other being part of the name: "bul. Tsarigradsko shose"."""
    if len(words) < 3:
        return words
    if words[0].rstrip(".") in known.first and words[-1].rstrip(".") in known.last:
        return words[1:]
    return words[:-1] if {word.rstrip(".") for word in words[-2:]} <= known.last.keys() else words


def _without_second_language(words: list[str], known: Vocabulary) -> list[str]:
    """The words after a French street word, without a Dutch one at the end: "Boulevard Anspachlaan"."""
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
    """A word without its ending, and its meaning; some endings exist only with a dot ("neubaug.", not "sveavag.")."""
    plain = known.split_compound(word.rstrip("."))
    return plain if plain[1] else known.split_compound(word)


EXACT: Final = 1.0
TYPING_ERROR: Final = 0.9
ABBREVIATED: Final = 0.93
OTHER_ORDER: Final = 0.95
PART_LEFT_OUT: Final = 0.85
DIRECTION_LEFT_OUT: Final = 0.75
"""In American towns: "Lamar Plaza" is "South Lamar Plaza" unless there is also a North one."""
END_LEFT_OUT: Final = 0.53
"""Enough only with the same postcode: "Largo do Intendente" may be short for "… Intendente Pina Manique"."""
DIFFERENT: Final = 0.0

SHORTEST_WITH_ERROR: Final = 5
"""Fewest letters of a name that may have one typing error."""
SHORTEST_PART: Final = 3
"""Fewest letters of a word that two names share, if their other words are abbreviated."""
SHORTEST_REST: Final = 4
"""Fewest letters of a name whose beginning is left out."""
SHORTEST_TELLING: Final = 6
"""Fewest letters of a word with a typing error, and of another that confirms the name: "Herbert Macauley"."""
LONGEST_OTHER_WORD: Final = 8
"""Most letters of a word that becomes another one if a letter is replaced."""
LONGEST_INITIALS: Final = 3
"""Most letters of a word that may be the initials of as many words: "jfk"."""
LONGEST_CONTRACTION: Final = 4
"""Most letters of a word that is short for a longer one with letters left out."""
SHORTEST_BEGINNING: Final = 8
"""Fewest letters of a name whose end is left out."""
SHORTEST_WITH_TWO: Final = 12
LIKE_STREET_WORDS: Final = 60
"""Ratio (0 to 100) from which an unknown word before a name is meant as a word for street: "playa", "plaza"."""

_TITLES: Final = ("dr", "professor", "prof")
_POINTS_OF_COMPASS: Final = frozenset("north south east west northeast northwest southeast southwest".split())
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
"""Words that distinguish streets: "Kleine Hamburger Straße" is not "Hamburger Straße"."""


def likeness(one: str, other: str, first: list[str], second: list[str]) -> float:
    """How likely two street names are one, judged only by their letters.

    Parameters
    ----------
    one, other
        The names without spaces (`Street.name`).
    first, second
        Their words (`Street.words`), the most distinctive last, such as a family name.

    Returns
    -------
    float
        `EXACT`, `OTHER_ORDER` ("volta alessandro"), `ABBREVIATED` ("g verdi" and "giuseppe verdi"), `TYPING_ERROR`
        (one edit from five letters on, two from twelve), `PART_LEFT_OUT` ("hugo" and "victor hugo"), `END_LEFT_OUT`
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
    # A character of a script that is not romanised is a syllable or a word, not a typing error.
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
    """Whether two names (`Street.words`) differ only by words that distinguish streets.

    Examples
    --------
    >>> are_namesakes(["upper", "dean"], ["dean"]), are_namesakes(["st", "john"], ["john"])
    (True, False)
    """
    unlike = {*first} ^ {*second}
    return bool(unlike) and unlike <= _TELLING_APART - {"st", "saint"}


def lacks_direction(first: list[str], second: list[str]) -> bool:
    """Whether one of two names (`Street.words`) is the other without the compass direction before it.

    A numbered street needs its direction: "5th" is not "North 5th".

    Examples
    --------
    >>> lacks_direction(["lamar"], ["south", "lamar"]), lacks_direction(["5"], ["north", "5"])
    (True, False)
    """
    short, long = sorted((first, second), key=len)
    return long[1:] == short != [] and long[0] in _POINTS_OF_COMPASS and any(word.isalpha() for word in short)


def is_slip(one: str, other: str) -> bool:
    """Whether two streets as written (`Street.shown`) differ by a typing error, which may be in the street word.

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


def has_other_street_word(unknown: str, known: str) -> bool:
    """Whether a street begins with a word that is like the other's word for street, but another word.

    A letter left out, doubled or swapped with the next is a typing error ("plza", "palza"), and letters left out are a
    contraction ("calc", "vlo"); a replaced letter, or an ending, makes another word of it.

    Parameters
    ----------
    unknown
        A street as written (`Street.shown`), without a known word for street.
    known
        The other, with one.

    Examples
    --------
    >>> has_other_street_word("playa mayor", "plaza mayor"), has_other_street_word("plza mayor", "plaza mayor")
    (True, False)
    >>> has_other_street_word("calleja mayor", "calle mayor"), has_other_street_word("giuseppe verdi", "via verdi")
    (True, False)
    """
    first, second = unknown.split(), known.split()
    if not first or not second or first[-1] != second[-1] or len(first[0]) < SHORTEST_PART:
        return False
    word, street_word = first[0], second[0]
    if fuzz.ratio(word, street_word) < LIKE_STREET_WORDS or _is_short(word, street_word):
        return False
    replaced = len(word) == len(street_word) and sorted(word) != sorted(street_word)
    letters = iter(street_word)
    contracted = len(word) < len(street_word) and all(letter in letters for letter in word)
    return replaced or (OSA.distance(word, street_word) > 1 and not contracted)


def _without_title(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 2 and words[0] in _TITLES else words


def is_other_word(first: list[str], second: list[str]) -> bool:
    """Whether two names (`Street.words`) that differ by one letter have different words, rather than a typing error.

    A letter left out, doubled or swapped with the next is a typing error; a replaced letter turns "Hilton" into
    "Milton". Callers ask only if the postcodes do not agree: with one postcode a replaced letter may be an error, too.
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
    """Whether every word is equal to the other or short for it, and the words are long enough to be distinctive."""
    if len(first) != len(second) or len(first) < 2:
        return False
    both = [sorted(pair, key=len) for pair in zip(first, second, strict=True)]
    distinct = any(one == other and len(one) >= SHORTEST_PART for one, other in both)
    if not distinct and any(len(one) < SHORTEST_PART for one, _ in both):
        return False
    return all(_is_short(one, other) for one, other in both)


def _is_short(one: str, other: str) -> bool:
    """Whether a word is equal to another, its beginning ("adalb", "adalbert"), or a contraction of it ("kpt")."""
    if other.startswith(one):
        return len(one) in (*range(1, 5), len(other)) or 3 * len(one) <= 2 * len(other)
    if not 2 <= len(one) <= LONGEST_CONTRACTION or len(other) < len(one) + 2 or one[0] != other[0]:
        return False
    letters = iter(other)
    return all(letter in letters for letter in one)


def _with_initials(first: list[str], second: list[str]) -> tuple[list[str], list[str]]:
    """Both names, the longer one with words contracted whose initials are a word of the other ("jj rousseau")."""
    short, long = sorted((first, second), key=len)
    for at, word in enumerate(short[:-1]):
        initials = "".join(other[0] for other in long[at : at + len(word)])
        if 2 <= len(word) <= LONGEST_INITIALS and word == initials:
            long = [*long[:at], word, *long[at + len(word) :]]
            return (short, long) if len(first) < len(second) else (long, short)
    return first, second


def _one_tells_apart(first: list[str], second: list[str]) -> bool:
    """Whether the names differ in a word such as "north", or in a word of one or two letters."""
    only_one = set(first) ^ set(second)
    if "".join(first) in street_words() or "".join(second) in street_words():
        return True  # "Largo" without a name is not "Via Larga"
    return bool(only_one & _TELLING_APART) or (
        len(first) == len(second) and any(len(word) < SHORTEST_PART for word in only_one)
    )


def _left_out(short: list[str], long: list[str]) -> bool:
    """Whether one name has the last word of the other, and omits only words such as a person's titles and first names.

    The other words may be abbreviated: "gen dalla chiesa" is "generale carlo alberto dalla chiesa".
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
    """Whether one of two words is the other, or short for it; words that distinguish streets are never short."""
    if word in _TELLING_APART:
        return False
    return _is_short(word, other) or _is_short(other, word)


def _end_left_out(short: list[str], long: list[str]) -> bool:
    """Whether one name is the beginning of the other, and long enough for this not to be an accident."""
    missing = long[len(short) :]
    if not missing or long[: len(short)] != short or len("".join(short)) < SHORTEST_BEGINNING:
        return False
    return all(word.isalpha() and word not in _TELLING_APART for word in missing)
