"""Cleaning of amounts of money: numbers in the ways of many countries, with their currency; missing is not zero."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from dsi_geo import bundled
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.text import as_text
from dsi_geo.schema import PROJECTS

_NUMBER: Final = r"(?P<sign>[-−–(]?)\s*(?P<digits>\d[\d.,'’\s\u00a0\u202f]*\d|\d)"
_SCALES: Final = {
    **dict.fromkeys(
        ("k", "tsd", "tsd.", "thousand", "tausend", "mille", "mil", "tys", "tys.", "тыс", "тыс."), 1e3
    ),
    **dict.fromkeys(
        ("m", "mn", "mio", "mio.", "million", "millions", "millionen", "millones", "milioni", "milhões"), 1e6
    ),
    **dict.fromkeys(("mln", "mln.", "млн", "млн.", "miljoen", "milionów", "mil.", "millió"), 1e6),
    **dict.fromkeys(("bn", "mrd", "mrd.", "billion", "milliarden", "mld", "mld.", "млрд"), 1e9),
}
_SPACES: Final = re.compile(r"[\s\u00a0\u202f'’]")
_WORD: Final = re.compile(r"[^\d\s.,()+\-−–]+\.?(?:\$)?")


@cache
def _currencies() -> dict[str, str]:
    """Word or sign in small letters -> ISO 4217 code."""
    with Path(bundled.CURRENCIES).open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row["words"].split()) for row in csv.DictReader(file)]
    return {word: code for code, words in rows for word in (code.lower(), *words)}


def currency_in(text: str) -> str | None:
    """The currency that a text names by its sign, code or word, if only one; "$" alone may be any of twenty.

    Examples
    --------
    >>> currency_in("Award amount (EUR)"), currency_in("£ 5,000"), currency_in("$5"), currency_in("US$ 5")
    ('EUR', 'GBP', None, 'USD')
    """
    words = re.split(r"[\s\d.,()\[\]:_/-]+", text.lower())
    found = {_currencies()[word] for word in words if word in _currencies()}
    found |= {code for sign, code in _currencies().items() if not sign[0].isalpha() and sign in text.lower()}
    return found.pop() if len(found) == 1 else None


def clean_amounts(projects: pd.DataFrame, heading: str, findings: Findings) -> pd.DataFrame:
    """Make `amount` numbers (float64) and `currency` codes of ISO 4217; report what is neither.

    Parameters
    ----------
    heading
        Name of the column that the amounts were read from: it may name the currency for all.

    Notes
    -----
    Whether “1.234” has thousands or decimals is decided for the column as a whole, by its cells that can be read in one
    way only; where there are none, three figures behind a mark are thousands.
    """
    if "amount" not in projects and "currency" not in projects:
        return projects
    ids = projects["id"]
    given = (
        as_text(projects["amount"]) if "amount" in projects else pd.Series(None, projects.index, dtype="str")
    )
    amounts = (
        _numbers_of(projects["amount"], given) if "amount" in projects else pd.Series(np.nan, projects.index)
    )
    unreadable = given.notna() & amounts.isna()
    findings.add(
        "not_an_amount",
        PROJECTS,
        ids[unreadable],
        "amount",
        "“" + given[unreadable].str.slice(0, 60) + "” is no number.",
    )
    stated = _codes(as_text(projects["currency"])) if "currency" in projects else None
    if stated is not None:
        written = as_text(projects["currency"])
        strange = written.notna() & stated.isna()
        findings.add(
            "unknown_currency", PROJECTS, ids[strange], "currency",
            "“" + written[strange].str.slice(0, 60) + "” is no currency that is known.",
        )  # fmt: skip
    within = _codes(given.where(given.str.contains(r"[^\d\s.,+\-]", na=False)))
    currency = within if stated is None else stated.fillna(within)
    if (common := currency_in(heading)) is not None:
        currency = currency.fillna(pd.Series(common, projects.index).where(amounts.notna()))
    return projects.assign(amount=amounts.astype("float64"), currency=currency)


def _codes(texts: pd.Series) -> pd.Series:
    known = {text: currency_in(text) for text in texts.dropna().unique()}
    return texts.map(known).astype("str") if known else pd.Series(None, texts.index, dtype="str")


def _numbers_of(cells: pd.Series, text: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
        return cells.astype("float64")
    values = pd.Series(text.dropna().unique(), dtype="str")
    if values.empty:
        return pd.Series(np.nan, text.index)
    parts = values.str.extract(_NUMBER)
    digits = parts["digits"].str.replace(_SPACES, "", regex=True)
    comma = _comma_is_decimal(digits)
    plain = digits.map(lambda figure: _plain(figure, comma=comma), na_action="ignore")
    numbers = pd.to_numeric(plain, errors="coerce").astype("float64") * values.map(_scale).astype("float64")
    negative = parts["sign"].isin(["-", "−", "(", "–"])
    known = pd.Series(numbers.mask(negative, -numbers).to_numpy(), index=values)
    return text.map(known).astype("float64")


def _comma_is_decimal(digits: pd.Series) -> bool | None:
    """Whether commas part decimals in a column, or points do; None where no cell tells."""
    comma = digits.str.contains(r"\.\d{3},\d+$|,\d{1,2}$|\.\d{3}\.", na=False).sum()
    point = digits.str.contains(r",\d{3}\.\d+$|\.\d{1,2}$|,\d{3},", na=False).sum()
    return None if comma == point else bool(comma > point)


def _plain(figure: str, *, comma: bool | None) -> str:
    """A number with a decimal point and no other marks."""
    if "," in figure and "." in figure:
        decimal = "," if figure.rfind(",") > figure.rfind(".") else "."
    elif comma is None:
        mark = "," if "," in figure else "."
        decimal = "" if re.search(rf"{re.escape(mark)}\d{{3}}(?!\d)", figure) else mark
    else:
        decimal = "," if comma else "."
    for mark in {".", ","} - {decimal}:
        figure = figure.replace(mark, "")
    return figure.replace(decimal, ".") if decimal else figure


def _scale(text: str) -> float:
    """A thousand, a million or a milliard, where a word behind the number says so."""
    words = [word.lower() for word in _WORD.findall(re.sub(r"^\D*", "", text))]
    return next((_SCALES[word] for word in words if word in _SCALES), 1.0)
