"""Cleaning of damaged letters: HTML's names for them, and UTF-8 that was read as a Western code page."""

from __future__ import annotations

import html
import re
from typing import Final

import pandas as pd
from rapidfuzz.distance import Prefix

from dsi_geo.cleaning.findings import Findings
from dsi_geo.schema import Entity

_FIELDS: Final = ("name", "description", "kind", "cluster", "address", "city", "region", "country")

_QUOTED: Final = 80
"""Characters of a text that a finding quotes."""

_ENTITY: Final = re.compile(r"&(?!amp;#?\w+;)(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")

_BYTES: Final = {
    **{chr(byte): byte for byte in range(256)},
    **{
        bytes([byte]).decode("cp1252"): byte
        for byte in range(0x80, 0xA0)
        if byte not in b"\x81\x8d\x8f\x90\x9d"
    },
}
"""The byte that a character was read from as Windows-1252, or as Latin-1."""

_FOLLOWING: Final = (
    "[" + re.escape("".join(char for char, byte in _BYTES.items() if 0x80 <= byte < 0xC0)) + "]"
)
_SIGN: Final = "[¡-º¼-¿\xad]"
_DOUBLE: Final = f"(?:[Â-ß]{_FOLLOWING})"
_TRIPLE: Final = f"(?:[à-ï]{_FOLLOWING}{{2}})"
_CERTAIN: Final = re.compile(
    # A capital within a word, before a sign: "cafÃ©", "GdaÅ„sk"; but "CAFÉ®" and "IRMÃ»" are as they should be.
    f"(?<=[a-z])[ÂÃÄÅ]{_FOLLOWING}"
    # The same at the beginning of a word: "MÃ¼nchen", "Ã–sterreich", unlike "CAFÉ–bar".
    f"|Ã{_SIGN}(?=[a-z])|(?<![A-ZÀ-Þ])Ã{_FOLLOWING}(?=[a-z])"
    # Quotation marks, dashes, damage twice over: "â€™", "MÃƒÂ¼nchen". Words in other scripts: "ÐœÐ¾ÑÐºÐ²Ð°", "æ±äº¬".
    f"|â[€\u201a]{_FOLLOWING}|Ãƒ|{_DOUBLE}{{3}}|{_TRIPLE}{{2}}"
    # Control characters, which no text holds.
    "|[Â-ï][\x80-\x9f]"
)

_SUSPECT: Final = r"\uFFFD|Ÿ[a-zß-öø-ÿ]|[a-zß-öø-ÿ][\u02c6‡§][a-zß-öø-ÿ]"
"""The sign for a letter that was lost, and what Mac OS Roman leaves within words: "MŸnchen", "Stra§e"."""

_WORTH_A_LOOK: Final = rf"&#?\w+;|[Â-ï]{_FOLLOWING}|{_SUSPECT}"


def mend_letters(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Set damaged letters right where it is certain what they were, and report those where it is not."""
    mended = frame.copy(deep=False)
    for field in _FIELDS:
        if field not in frame or not pd.api.types.is_string_dtype(frame[field].dtype):
            continue
        given = frame[field]
        told = given[given.str.contains(r"&|[^\x00-\x7f]", na=False)]  # rules out most in no time
        told = told[told.str.contains(_WORTH_A_LOOK)]
        if told.empty:
            continue
        texts = {text: mended_text(text) for text in told.unique()}
        right = told.map(texts).astype("str")
        mended[field] = given.mask(given.index.isin(told.index), right)
        better = right.ne(told)
        changes = {text: _first_change(text, better) for text, better in texts.items()}
        messages = told[better].map(changes)
        findings.add("mended_letters", entity, frame.loc[messages.index, "id"], field, messages)
        lost = right[right.str.contains(_SUSPECT)]
        findings.add(
            "damaged_letters",
            entity,
            frame.loc[lost.index, "id"],
            field,
            "“" + lost.str.slice(0, 80) + "” seems to have lost letters in another encoding; it is kept.",
        )
    return mended


def mended_text(text: str) -> str:
    """The text with HTML's names for characters spelt out, and without UTF-8 that was read as Windows-1252.

    Of the latter the whole text must be UTF-8 when its characters become bytes again, and hold a sequence that no text
    means; else it stays. So does what is markup, `&lt;`, and what would still be a name of HTML, `&amp;uuml;`.

    Examples
    --------
    >>> mended_text("M&uuml;nchen"), mended_text("MÃ¼nchen"), mended_text("AMANHÃ…")
    ('München', 'München', 'AMANHÃ…')
    """
    return _read_as_utf8(_ENTITY.sub(_spelt_out, _read_as_utf8(text)))


def _read_as_utf8(text: str) -> str:
    while _CERTAIN.search(text):  # more than once where it was read wrongly more than once
        try:
            text = bytes(_BYTES[char] for char in text).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            break
    return text


def _spelt_out(name: re.Match[str]) -> str:
    spelt = html.unescape(name[0]).replace("\N{NO-BREAK SPACE}", " ")
    usable = spelt and spelt.isprintable() and spelt not in ("<", ">", "\N{REPLACEMENT CHARACTER}")
    return spelt if usable else name[0]


def _first_change(text: str, right: str) -> str:
    """What is said of a text that was set right: the words around its first change."""
    if len(text) <= _QUOTED:
        return f"“{text}” is read as “{right}”."
    same = Prefix.similarity(text, right)
    start = max(0, same - _QUOTED // 2)
    old, new = (" ".join(whole[start : start + _QUOTED].split()) for whole in (text, right))
    return f"“… {old} …” is read as “… {new} …”."
