"""The files that come with the product: beside the package in a checkout, within it when installed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_WITHIN: Final = _PACKAGE / "installed"

INSTALLED: Final = _WITHIN.is_dir()
"""Whether this is an installed package, as setup.py makes it, rather than a checkout of the repository."""

ROOT: Final = _WITHIN if INSTALLED else _PACKAGE.parent
"""The top of the repository, or its installed part."""

DASHBOARD: Final = ROOT / "dashboard.py"
"""The script that Streamlit runs; its pages and settings are beside it."""

DATA: Final = ROOT / "data"
"""The data folder."""

GEOGRAPHY: Final = DATA / "geography"
"""Countries, regions and places (see the README there)."""

EVENTS: Final = DATA / "events.csv"
"""Events in the world, for the timeline; an operator may edit the file."""

DATES: Final = DATA / "dates"
"""Words of dates in many languages (see the README there)."""

ADDRESSES: Final = DATA / "addresses"
"""Words of addresses by country (see the README there)."""

DUPLICATES: Final = DATA / "duplicates"
"""Weights of the comparison of records (see the README there)."""

STANDARDS: Final = DATA / "standards"
"""Standards of exchange, one file each (see the README there)."""

HEADER_WORDS: Final = DATA / "columns" / "header_words.csv"
"""Words in the names of columns, by what they say and in which languages."""

CURRENCIES: Final = DATA / "columns" / "currencies.csv"
"""Codes of currencies, and the words and signs for them."""

LETTERS: Final = DATA / "letters"
"""How often letters follow one another in many languages (see the README there)."""

DEMONSTRATION: Final = DATA / "demonstration"
"""The raw demonstration database, and its datasheet."""

DEMONSTRATION_CLEANED: Final = DEMONSTRATION / "canonical"
"""The same database in canonical form, which opens at once."""

DEMONSTRATION_FOCUS: Final = "DE-BE"
"""The focus of the demonstration database, unless another is chosen."""

DEMONSTRATION_LICENCE: Final = "MIT"
"""The licence that its datasheet states."""
