"""Cleaning of text: damaged letters, placeholders, identifiers, names, web addresses."""

from __future__ import annotations

import html
import re
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import Prefix

from dsi_geo.cleaning.findings import Findings
from dsi_geo.distinct import each_once
from dsi_geo.schema import LIST, RAW_FIELDS, RAW_LISTS, Entity, empty_lists, list_array

PLACEHOLDERS: Final = frozenset(
    (
        *("n/a", "na", "n.a.", "n. a.", "#n/a", "none", "null", "nil", "nan", "unknown", "unbekannt"),
        *("k.a.", "k. a.", "keine angabe", "tba", "tbd", "tbc", "to be confirmed", "not applicable"),
        *("not available", "not specified", "not known", "undefined", "x", "xx", "xxx"),
        *(
            "unavailable",
            "not provided",
            "no address",
            "to be announced",
            "to be determined",
            "non disponible",
        ),
        *("-", "--", "---", "–", "—", ".", "..", "...", "?", "??", "???", ","),
    )
)
"""Cells that stand for "nothing known", compared in lower case."""

_LONGEST_PLACEHOLDER: Final = 2 * max(map(len, PLACEHOLDERS))
"""Characters; letters that are several in lower case are allowed for."""

_MEANT: Final = {
    "name": frozenset(("x", "xx", "xxx", "none", "null", "nil", "unknown")),
    "country": frozenset(("na",)),  # Namibia
    "city": frozenset(("none", "nan", "x")),  # in Italy, Thailand, …
}
"""Words that mean nothing elsewhere but something in these fields."""

_NOT_A_SITE: Final = frozenset(
    ("example.com", "example.org", "example.net", "localhost", "http", "https", "www")
)
_HOST: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([^/:?#\s]*)", re.IGNORECASE)
_PLAIN_SITE: Final = (
    r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*://)?(?:[a-zA-Z0-9_-]{1,31}\.){1,6}[a-zA-Z]{2,31}(?::[0-9]{1,5})?"
    r"(?:[/?#][\x21-\x3f\x41-\x7e]*)?$"
)
"""Most addresses that a browser can open, and no others, as RE2 reads it."""
_MAY_BE_NO_SITE: Final = r"(?i)example\.(?:com|org|net)|www\.(?:localhost|https?|www)"
_HOST_NAME: Final = re.compile(r"^(?=.{4,253}$)([\w-]{1,63}\.)+[^\W\d_]{2,63}\.?$")


def as_text(cells: pd.Series) -> pd.Series:
    """Any column as trimmed text (dtype str), missing where empty; whole floats lose their “.0”.

    Dates become ISO text, so that what a typed format holds is read like what a text format holds.
    """
    if isinstance(cells.dtype, pd.ArrowDtype) and pa.types.is_list(cells.dtype.pyarrow_dtype):
        return pd.Series(pc.binary_join(list_array(cells), "; ").to_pandas(), index=cells.index, dtype="str")
    if pd.api.types.is_datetime64_any_dtype(cells):
        return cells.dt.strftime("%Y-%m-%d").astype("str")
    if pd.api.types.is_float_dtype(cells):
        whole = cells.where(cells.mod(1).eq(0)).astype("Int64").astype("str")
        return whole.where(cells.mod(1).eq(0), cells.astype("str")).where(cells.notna())
    text = (cells if cells.dtype == "str" else cells.astype("str")).str.strip()
    filled = text.ne("")
    return text if filled.all() else text.where(filled)


def blank_placeholders(frame: pd.DataFrame, entity: Entity, findings: Findings) -> pd.DataFrame:
    """Make “n/a”, “-”, “unknown” and their like missing in every recognised text field."""
    cleaned = frame.copy(deep=False)
    for field in RAW_FIELDS[entity]:
        if field == "id" or field in RAW_LISTS or field not in frame or not _is_text(frame[field]):
            continue
        text = as_text(frame[field])
        cleaned[field] = text
        nothing = PLACEHOLDERS - _MEANT.get(field, frozenset())
        short = text[text.str.len().le(_LONGEST_PLACEHOLDER)]
        empty = short[short.str.lower().isin(nothing)]
        if empty.empty:
            continue
        placeholder = text.isin(empty)
        findings.add(
            "placeholder_text",
            entity,
            frame.loc[placeholder, "id"],
            field,
            "“" + text[placeholder] + "” is taken to mean that nothing is known.",
        )
        cleaned[field] = text.mask(placeholder)
    return cleaned


def _is_text(cells: pd.Series) -> bool:
    return not (pd.api.types.is_numeric_dtype(cells) or pd.api.types.is_datetime64_any_dtype(cells))


def identify(frame: pd.DataFrame, entity: Entity, source: str, findings: Findings) -> pd.DataFrame:
    """Give every record one unique id (dtype str).

    A missing id becomes the row's number in its table (“row 12”), a repeated one gets a suffix
    (“12 (2)”); links to a repeated id go to its first record.
    """
    given = as_text(frame["id"]) if "id" in frame else pd.Series(None, index=frame.index, dtype="str")
    if given.notna().any() and given.dropna().str.fullmatch(r"\d+\.0").all():
        given = given.str.removesuffix(".0")  # whole numbers that passed through a column of decimals
    rows = pd.Series(range(1, len(frame) + 1), index=frame.index).astype("str")
    ids = given.where(given.notna(), "row " + rows if "id" in frame else rows)
    while ids.duplicated().any():
        repeats = ids.groupby(ids).cumcount()
        ids = ids.mask(repeats.gt(0), ids + " (" + repeats.add(1).astype("str") + ")")
    if "id" in frame:
        missing = given.isna()
        findings.add(
            "missing_id",
            entity,
            ids[missing],
            "id",
            "Row " + rows[missing] + f" of {source} has no identifier.",
        )
    else:
        findings.add_for_file(
            "missing_column",
            entity,
            "id",
            f"{source} has no column of identifiers; the row numbers serve instead.",
        )
    changed = given.notna() & ids.ne(given)
    findings.add(
        "duplicate_id",
        entity,
        ids[changed],
        "id",
        "Identifier “"
        + given[changed]
        + "” is used before; row "
        + rows[changed]
        + " is called “"
        + ids[changed]
        + "”.",
    )
    return frame.assign(id=ids)


def check_names(frame: pd.DataFrame, entity: Entity, source: str, findings: Findings) -> pd.DataFrame:
    """Report records without a name, or once the file that has no column of names; the name stays missing."""
    if "name" in frame:
        nameless = frame["name"].isna()
        findings.add("missing_name", entity, frame.loc[nameless, "id"], "name", "This record has no name.")
        return frame
    findings.add_for_file(
        "missing_column",
        entity,
        "name",
        f"No column of {source} is recognised as that of the names; all its records are without one. If there is "
        "such a column, choose it for the field name (--column name=…).",
    )
    return frame.assign(name=pd.Series(None, index=frame.index, dtype="str"))


def check_websites(frame: pd.DataFrame, entity: Entity, findings: Findings) -> None:
    """Report web addresses that cannot lead anywhere: no host, no domain, an example domain.

    Nothing is asked of the network; a well-formed address may still be dead.
    """
    if "website" not in frame:
        return
    given = frame["website"].dropna()
    array = pa.array(given.array)
    usable = pc.and_not(
        pc.match_substring_regex(array, _PLAIN_SITE), pc.match_substring_regex(array, _MAY_BE_NO_SITE)
    )
    doubtful = given[~np.asarray(usable, dtype=bool)]
    verdict = {value: _leads_nowhere(value) for value in doubtful.unique()}
    nowhere = doubtful[doubtful.map(verdict).astype(bool)]
    findings.add(
        "unusable_website",
        entity,
        frame.loc[nowhere.index, "id"],
        "website",
        "“" + nowhere.str.slice(0, 120) + "” is not an address that a browser can open.",
    )


def _leads_nowhere(website: str) -> bool:
    if re.search(r"\s", website.strip()):
        return True
    match = _HOST.match(website)
    host = match.group(1).lower() if match else ""
    return host.removeprefix("www.") in _NOT_A_SITE or _HOST_NAME.match(host) is None


def list_column(frame: pd.DataFrame, field: str) -> pd.Series:
    """A list field (dtype `schema.LIST`) without missing cells; all empty where the column is absent."""
    if field not in frame:
        return empty_lists(frame.index)
    lists = frame[field].astype(LIST)
    alone = lists.list.len().eq(1).fillna(False).to_numpy(dtype=bool)
    word = lists[alone].list[0].astype("str")
    nothing = word.index[word.str.strip().str.lower().isin(PLACEHOLDERS)]
    kept = lists.notna() & ~lists.index.isin(nothing)
    return lists if kept.all() else lists.where(kept, empty_lists(frame.index))


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
        suspect = given[given.str.contains(r"&|[^\x00-\x7f]", na=False)]  # rules out most in no time
        suspect = suspect[each_once(lambda texts: texts.str.contains(_WORTH_A_LOOK), suspect)]
        if suspect.empty:
            continue
        texts = {text: mended_text(text) for text in suspect.unique()}
        right = suspect.map(texts).astype("str")
        mended[field] = given.mask(given.index.isin(suspect.index), right)
        better = right.ne(suspect)
        changes = {text: _first_change(text, better) for text, better in texts.items()}
        messages = suspect[better].map(changes)
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
