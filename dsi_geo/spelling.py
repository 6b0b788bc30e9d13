"""Folding of strings to one spelling, so that they compare regardless of accents, case and punctuation."""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_APOSTROPHES = "'’‘ʼʻʹʾʿ`´′"
# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n",
    "ŧ": "t", "ĸ": "k", "ə": "e", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "&": " and ",
}  # fmt: skip


class _Folding(dict[int, str]):
    """Translation table that is filled as characters are first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = unicodedata.category(character)[0]
        if character in _LETTERS:
            folded = _LETTERS[character]
        elif kind == "M":
            # Vowel signs of Indic scripts have combining class 0; they carry meaning and are kept, unlike accents.
            folded = "" if unicodedata.combining(character) else character
        else:
            folded = character if kind in "LN" else " "
        self[code] = folded
        return folded


_FOLDING = _Folding()
_SEPARATOR = "\x1e"
"""Separates the strings of a column while they are folded as one string."""
_FOLDING_COLUMNS = _Folding({ord(_SEPARATOR): _SEPARATOR})
_WITHOUT_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)


def fold_text(text: str) -> str:
    """Fold one string to the spelling in which strings are compared.

    Case and accents are dropped (NFKD), ``ß`` becomes ``ss``, ``ø`` ``o``, ``ł`` ``l``, ``æ`` ``ae`` and so on,
    apostrophes are dropped, ``&`` becomes ``and``, every other run of punctuation and spaces becomes one space.

    Parameters
    ----------
    text : str
        Any text, in any script. May be empty.

    Returns
    -------
    str
        The folded text, trimmed; empty for text that is only punctuation. Folding is idempotent.

    Examples
    --------
    >>> fold_text("  L’Hospitalet de Llobregat ")
    'lhospitalet de llobregat'
    >>> fold_text("Łódź & Gießen-Süd")
    'lodz and giessen sud'
    """
    return " ".join(_letters(text, _FOLDING).split())


def fold(text: pd.Series) -> pd.Series:
    """Fold every string of a column (see `fold_text`); each distinct value is folded once.

    Parameters
    ----------
    text : pd.Series
        Strings; other values are converted to text first. Missing values and an empty column are allowed.

    Returns
    -------
    pd.Series
        Dtype ``str``, with the index and name of `text`; missing stays missing.
    """
    codes, distinct = fold_distinct(text)
    return pd.Series(distinct.take(codes, allow_fill=True), index=text.index, name=text.name)


def fold_distinct(text: pd.Series) -> tuple[npt.NDArray[np.intp], pd.api.extensions.ExtensionArray]:
    """The distinct values of a column, folded (see `fold_text`), and which of them each string is.

    Parameters
    ----------
    text : pd.Series
        As in `fold`.

    Returns
    -------
    codes : ndarray of intp
        Position of each string among the values; -1 where it is missing.
    values : array of dtype ``str``
        Two of them may be the same once they are folded.
    """
    codes, distinct = pd.factorize(text)
    values = distinct.to_numpy(dtype="object").tolist()
    if text.dtype != "str":
        values = [*map(str, values)]
    folded = np.full(len(values), None, dtype="object")
    # Separately, because Python translates pure ASCII many times as fast.
    ascii_only = np.fromiter(map(str.isascii, values), dtype=bool, count=len(values))
    for some in (np.flatnonzero(ascii_only), np.flatnonzero(~ascii_only)):
        if len(some):
            folded[some] = _fold_together([values[at] for at in some])
    return codes, pd.array(folded, dtype="str")


_DIGITS = 12
"""Digits of a number that count in the order of texts."""


def alphabetical_order(text: pd.Series) -> npt.NDArray[np.int64]:
    """Positions of strings in the order of a dictionary.

    Letters are sorted by their base letter (see `fold_text`), so that *Ä* is beside *A* and *Ł* beside *L*, and by
    accent only where nothing else differs; punctuation does not count, *New York* comes before *Newark*, and *Ward 9*
    before *Ward 10*. This is nearly the default order of the Unicode Collation Algorithm, which is made for texts of
    several languages: in Swedish alone, *Ä* would come after *Z*. Scripts follow one another as in Unicode.

    Parameters
    ----------
    text : pd.Series
        Strings; may be empty.

    Returns
    -------
    np.ndarray
        Positions (int64), a permutation. Missing strings, and those without a letter or digit, come last; equal ones
        keep their order.

    Examples
    --------
    >>> names = pd.Series(["Zebra", "Äpfel", "apfel 10", "Łódź", "Apfel 9", "Lyon"])
    >>> names.iloc[alphabetical_order(names)].tolist()
    ['Äpfel', 'Apfel 9', 'apfel 10', 'Łódź', 'Lyon', 'Zebra']
    """
    folded = pa.array(fold(text), pa.large_string())
    folded = pc.if_else(pc.equal(folded, ""), None, folded)
    padded = pc.replace_substring_regex(folded, r"(\d+)", "0" * _DIGITS + r"\1")
    keys = pc.replace_substring_regex(padded, rf"\d*(\d{{{_DIGITS}}})", r"\1")
    plain = pa.array(text.astype("str"), pa.large_string())
    order = pc.sort_indices(
        pa.table({"folded": keys, "plain": plain}),
        sort_keys=[("folded", "ascending"), ("plain", "ascending")],
    )
    found: npt.NDArray[np.int64] = order.to_numpy().astype(np.int64)
    return found


def _fold_together(texts: list[str]) -> list[str]:
    together = _SEPARATOR.join(texts)
    if together.count(_SEPARATOR) != len(texts) - 1:
        return [fold_text(text) for text in texts]
    folded = _letters(together, _FOLDING_COLUMNS)
    while "  " in folded:
        folded = folded.replace("  ", " ")
    for edge in (f" {_SEPARATOR}", f"{_SEPARATOR} "):
        folded = folded.replace(edge, _SEPARATOR)
    return folded.strip(" ").split(_SEPARATOR)


def _letters(text: str, folding: _Folding) -> str:
    plain = text.translate(_WITHOUT_APOSTROPHES).replace("&", " and ")
    # Compatibility forms may hide capitals ("™" is "TM"), and lower case may bring new accents: hence twice.
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
    return lowered.translate(_WITHOUT_APOSTROPHES).translate(folding)
