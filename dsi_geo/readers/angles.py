"""Latitudes and longitudes as people write them: `52°31'12"N`, `52.52 N`, `N 52° 31.2'`, `52,52°`."""

from __future__ import annotations

from typing import Final

import pandas as pd

_DEGREES: Final = r"(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*(?:°|º|˚|deg(?:rees)?|d)?"
_MINUTES: Final = r"(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*(?:'|′|’|\u00b4|`|min|m)?"
_SECONDS: Final = r"(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|”|“|''|′′|’’|\u00b4\u00b4|sec|s)?"
_ANGLE: Final = (
    r"(?i)^\s*(?P<before>[NSEWO])?\s*(?P<sign>[+\-−–])?\s*"
    rf"{_DEGREES}(?:[\s:]*{_MINUTES}(?:[\s:]*{_SECONDS})?)?\s*(?P<after>[NSEWO])?\s*$"
)
_MARK: Final = r"(?i)[°º˚'′’\u00b4\"″”NSEWO]|deg|\d[\s:]+\d"
"""What an angle has that a plain number has not."""

_APART: Final = r"^(?P<first>[^,;/|]+)[,;/|](?P<second>[^,;/|]+)$"
_BETWEEN: Final = r"(?i)^(?P<first>.*?[NSEWO°º'′\"″])\s*[,;/|]?\s+(?P<second>.+)$"
_BEFORE: Final = r"(?i)^(?P<first>[NS].+?)\s*[,;/|]?\s*(?P<second>[EWO].+)$"
_AFTER: Final = r"(?i)^(?P<first>[^NSEWO]+[NSEWO])\s*[,;/|]?\s*(?P<second>[^NSEWO]+[NSEWO])$"

LONGEST_ANGLE: Final = 40
"""Characters of an angle; longer cells are not looked at: the time for that would grow faster than they do."""

_PLACES: Final = (6, 2, 4)
"""Decimal places of whole degrees or decimals of one, of whole minutes, and of whole seconds: a second is 31 metres."""


def degrees_of(text: pd.Series) -> pd.Series:
    """Decimal degrees out of angles.

    Parameters
    ----------
    text
        dtype `str`: degrees, with minutes and seconds or decimals of the last of them, and the letter of the
        hemisphere or a sign. “O” is west beside an “E”, east beside a “W” of the same column, and otherwise nothing.

    Returns
    -------
    Series of `float64` with the same index, south and west negative; missing where a cell is missing, is no angle, or
    is a plain number. No finer than what is written: 52°31' is 52.52, not 52.516667.
    """
    values = pd.Series(text.dropna().unique(), dtype="str")
    short = values[values.str.len() <= LONGEST_ANGLE]
    marked = short[short.str.contains(_MARK)]
    parts = marked.str.extract(_ANGLE)
    hemisphere = parts["before"].fillna(parts["after"]).str.upper()
    hemisphere = hemisphere.mask(parts["before"].notna() & parts["after"].notna(), "?")
    negative = hemisphere.isin(["S", "W"]) | parts["sign"].isin(["-", "−", "–"])
    if hemisphere.eq("O").any():
        beside = {*hemisphere.dropna()}
        negative |= hemisphere.eq("O") & ("E" in beside)
        hemisphere = hemisphere.mask(hemisphere.eq("O") & (("E" in beside) == ("W" in beside)), "?")
    numbers = {
        name: pd.to_numeric(parts[name].str.replace(",", "."), errors="coerce")
        for name in ("degrees", "minutes", "seconds")
    }
    size = numbers["degrees"] + numbers["minutes"].fillna(0) / 60 + numbers["seconds"].fillna(0) / 3600
    sixty = numbers["minutes"].fillna(0).lt(60) & numbers["seconds"].fillna(0).lt(60)
    whole = ~(numbers["minutes"].notna() & parts["degrees"].str.contains(r"[.,]", na=False))
    size = size.where(sixty & whole & size.le(180) & hemisphere.ne("?").fillna(True))
    degrees = _as_fine_as_written(size, parts).mul(negative.map({True: -1.0, False: 1.0}))
    return text.map(pd.Series(degrees.to_numpy(), index=marked)).astype("float64")


def _as_fine_as_written(size: pd.Series, parts: pd.DataFrame) -> pd.Series:
    whole_seconds = parts["seconds"].notna() & ~parts["seconds"].str.contains(r"[.,]", na=False)
    whole_minutes = (
        parts["minutes"].notna() & parts["seconds"].isna() & ~parts["minutes"].str.contains(r"[.,]", na=False)
    )
    finest, of_minutes, of_seconds = _PLACES
    return (
        size.round(finest)
        .mask(whole_seconds, size.round(of_seconds))
        .mask(whole_minutes, size.round(of_minutes))
    )


def angle_pairs(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Latitude and longitude out of cells with both (`52°31'12"N 13°24'18"E`).

    Parameters
    ----------
    text
        dtype `str`.

    Returns
    -------
    Two Series of `float64` with the same index; missing where a cell is no such pair.
    """
    text = text.where(text.str.len() <= 2 * LONGEST_ANGLE)
    halves = pd.DataFrame(None, index=text.index, columns=["first", "second"], dtype="str")
    for pattern in (_APART, _BEFORE, _AFTER, _BETWEEN):
        halves = halves.fillna(text.str.extract(pattern))
    first, second = degrees_of(halves["first"]), degrees_of(halves["second"])
    longitude_first = halves["first"].str.contains(r"(?i)[EWO]", na=False) & halves["second"].str.contains(
        r"(?i)[NS]", na=False
    )
    both = first.notna() & second.notna()
    latitude, longitude = first.mask(longitude_first, second), second.mask(longitude_first, first)
    return latitude.where(both), longitude.where(both)
