"""Text of an address in plain lower-case Latin letters, whatever its script, accents and encoding errors."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

from dsi_geo.spelling import fold_text

KEPT: Final = frozenset("-/#+.,;|&()\n")
"""Punctuation that separates the parts of an address."""

_ALIKE: Final = {
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("，、،", ","),
    **dict.fromkeys("ºª°", "º"),
    **dict.fromkeys("[{", "("),
    **dict.fromkeys("]}", ")"),
    **dict.fromkeys("\r\u2028\u2029\t•·・‧∙⋅●▪¦", "\n"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff?\ufffd\"„“”«»*_~^", ""),
    "№": " nr ",
    "@": "@",
    ":": ":",
}  # fmt: skip

_ROMANISED: Final = dict(
    pair.split(":")
    for pair in (
        "а:a б:b в:v г:g д:d е:e ж:zh з:z и:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:ts ч:ch ш:sh "
        "щ:sht ъ:a ы:y ь: э:e ю:yu я:ya і:i ї:i є:e ґ:g ђ:dj ј:j љ:lj њ:nj ћ:c џ:dz ѓ:g ќ:k ѕ:dz ў:u ә:a ғ:g қ:k ң:n "
        "ө:o ұ:u ү:u һ:h α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f "
        "χ:ch ψ:ps ω:o ა:a ბ:b გ:g დ:d ე:e ვ:v ზ:z თ:t ი:i კ:k ლ:l მ:m ნ:n ო:o პ:p ჟ:zh რ:r ს:s ტ:t უ:u ფ:p ქ:k ღ:gh "
        "ყ:q შ:sh ჩ:ch ც:ts ძ:dz წ:ts ჭ:ch ხ:kh ჯ:j ჰ:h ա:a բ:b գ:g դ:d ե:e զ:z է:e ը:y թ:t ժ:zh ի:i լ:l խ:kh ծ:ts "
        "կ:k հ:h ձ:dz ղ:gh ճ:ch մ:m յ:y ն:n շ:sh ո:o չ:ch պ:p ջ:j ռ:r ս:s վ:v տ:t ր:r ց:ts ւ:u փ:p ք:k օ:o ֆ:f և:ev"
    ).split()
)
_OU: Final = re.compile("[οΟ][υύΥΎ]")
"""Two Greek letters for one sound: "ou" in Latin letters, although a single upsilon is "y"."""
_ELISION: Final = re.compile(r"\b(l|d|dell|nell|all|sull|dall|qu|sant)['’`´ʼ] ?(?=\w)", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\?u(0[01][0-9a-f]{2})", re.IGNORECASE)
_DAMAGED: Final = re.compile("[ÃÂÅÄÐ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ ]")


class _Letters(dict[int, str]):
    """Translation table that is filled as characters are first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _ALIKE:
            plain = _ALIKE[character]
        elif character.isdecimal():
            plain = str(unicodedata.digit(character))
        elif unicodedata.category(character) == "No":
            plain = " " + _figures(character)
        elif character in KEPT or character.isspace():
            plain = character
        else:
            folded = fold_text(character)
            plain = "".join(_ROMANISED.get(letter, letter) for letter in folded)
            if not folded and unicodedata.category(character)[0] != "M":
                plain = "" if character in "'’‘ʼʻʹʾʿ`´′" else " "
        self[code] = plain
        return plain


def _figures(sign: str) -> str:
    """The number that a character stands for, in figures: "²" is 2, "½" is 1/2."""
    number = unicodedata.numeric(sign)
    if number.is_integer():
        return str(int(number))
    spelt = unicodedata.normalize("NFKD", sign).replace("\N{FRACTION SLASH}", "/")
    return spelt if spelt.isascii() else ""


_LETTERS = _Letters()
_ASCII_SIGNS: Final = re.compile(r"[^a-z0-9\s#+.,;|&()/@:-]")


def plain(text: str) -> str:
    """An address in lower case without accents, other alphabets romanised, and encoding errors repaired if possible.

    Lost letters, shown as "?", are dropped; UTF-8 read as Latin-1, HTML entities and JSON escapes are decoded.

    Examples
    --------
    >>> plain("Köpenicker Straße 12–16")
    'kopenicker strasse 12-16'
    >>> plain("K?penicker StraÃŸe"), plain("ул. Вавилова, 41")
    ('kpenicker strasse', 'ul. vavilova, 41')
    """
    ascii_only = text.isascii()
    if not ascii_only or "'" in text or "`" in text:
        text = _ELISION.sub(r"\1 ", text)
    if "u0" in text:
        text = _ESCAPED.sub(_unescaped, text)
        ascii_only = text.isascii()
    if ascii_only and "&" not in text:
        text = (
            text.lower()
            .replace("?", "")
            .replace("'", "")
            .replace("`", "")
            .replace("\t", "\n")
            .replace("\r", "\n")
        )
        return _ASCII_SIGNS.sub(" ", text)
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if _DAMAGED.search(text):
        text = _mended(text)
    return _OU.sub("ou", unicodedata.normalize("NFC", text)).translate(_LETTERS)


def _unescaped(found: re.Match[str]) -> str:
    """The letter that a JSON escape stands for ("Mu00f8rkved"); unchanged if it is not a letter."""
    letter = chr(int(found[1], 16))
    return letter if letter.isalpha() and not letter.isascii() else found[0]


def _mended(text: str) -> str:
    """Text decoded again if its UTF-8 was read as Western European; otherwise unchanged."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return text
