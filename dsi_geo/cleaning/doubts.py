"""Doubts about whole records: recorded twice, or posted as advertising. Nothing is removed."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dsi_geo.cleaning.findings import Findings
from dsi_geo.schema import LINKS, Entity
from dsi_geo.spelling import fold

_UNMISTAKABLE: Final = (
    r"\b(?:(?:essay|assignment|dissertation|thesis|coursework|homework|term paper)s?[ -]?(?:writing|help|writers?)\b"
    r"|(?:academic|lab report) writing\b|casino|online betting|escort service|call girls?|payday loans?"
    r"|viagra|cialis|packers and movers|bitcoin doubler|game cheats?|(?:resource|coin) generator)"
)
"""Turns of phrase of offers that no project of this field makes."""

_ON_OFFER: Final = (
    r"\b(?:writing (?:service|company|industry)|(?:taxi|cab) service|taxi\b|car rental|airport transfer"
    r"|(?:personal|instant|registration) loans?\b|mortgage|forex|seo (?:service|company|expert)|digital ad\b"
    r"|design(?:ing)? company|buy .{0,30}online|cheap(?:est)? .{0,20}(?:service|price)s?|weight loss|replica"
    r"|hair transplant|pest control|affordable (?:prices?|rates?|cabs?))"
)
"""Turns of phrase of goods and services; a suspicion only where a record is linked to nothing."""

_LOOKALIKE: Final = re.compile(r"\w\?\w.*\w\?\w")
"""Letters replaced by look-alikes, a spammers' way past filters, arrive as question marks inside words."""


def report_possible_duplicates(frame: pd.DataFrame, entity: Entity, findings: Findings) -> None:
    """Report records of one table that bear the same name but for case, accents and punctuation."""
    key = fold(frame["name"]).str.replace(" ", "", regex=False)
    key = key.where(key.ne(""))
    again = key.duplicated(keep=False) & key.notna()
    if not again.any():
        return
    suspects = frame.loc[again, ["id", "name"]].assign(key=key[again])
    first = suspects.groupby("key")["id"].transform("first")
    last = suspects.groupby("key")["id"].transform("last")
    other = first.where(first.ne(suspects["id"]), last)
    findings.add(
        "possible_duplicate",
        entity,
        suspects["id"],
        "name",
        "The record “" + other + "” has the same name, “" + suspects["name"].str.slice(0, 80) + "”.",
    )


def report_advertising(frame: pd.DataFrame, entity: Entity, findings: Findings) -> None:
    """Suspect records that offer goods or services."""
    words = frame["name"].fillna("")
    for field in ("description", "website"):
        if field in frame:
            words = words + " " + frame[field].str.slice(0, 200).fillna("")
    unlinked = frame[LINKS[entity]].list.len().eq(0).to_numpy(dtype=bool)
    disguised = frame["name"].str.contains("?", regex=False, na=False) & unlinked
    disguised[disguised] = frame["name"][disguised].str.contains(_LOOKALIKE, na=False)
    asked = disguised | _matches(words, f"{_UNMISTAKABLE}|{_ON_OFFER}")
    if not asked.any():
        return
    frame, words, unlinked, disguised = frame[asked], words[asked], unlinked[asked], disguised[asked]
    phrase = _first_match(words, _UNMISTAKABLE).fillna(_first_match(words, _ON_OFFER).where(unlinked))
    suspect = phrase.notna() | disguised
    reason = ("The words “" + phrase + "” are typical of offers.").fillna(
        "Letters in the name are replaced by others."
    )
    findings.add("advertising", entity, frame.loc[suspect, "id"], "name", reason[suspect])


def _matches(words: pd.Series, pattern: str) -> pd.Series:
    """Which texts have a turn of phrase, by Arrow's fast matching."""
    hits = pc.match_substring_regex(pa.array(words), pattern, ignore_case=True)
    return pd.Series(hits.to_numpy(zero_copy_only=False), index=words.index, dtype=bool)


def _first_match(words: pd.Series, pattern: str) -> pd.Series:
    """The first turn of phrase in each text."""
    found = words[_matches(words, pattern)].str.extract(f"({pattern})", flags=re.IGNORECASE, expand=False)
    return found.reindex(words.index)
