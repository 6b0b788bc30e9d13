"""Where the files that come with the product lie: beside the package in a checkout, within it when it is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_WITHIN: Final = _PACKAGE / "installed"

INSTALLED: Final = _WITHIN.is_dir()
"""Whether this is an installed package, which setup.py makes, and no checkout of the repository."""

ROOT: Final = _WITHIN if INSTALLED else _PACKAGE.parent
"""The top of the repository, or what of it is installed."""

DASHBOARD: Final = ROOT / "dashboard.py"
"""What Streamlit runs; its pages and settings lie beside it."""

DATA: Final = ROOT / "data"
"""The data folder."""

GEOGRAPHY: Final = DATA / "geography"
"""Countries, regions and places (see the README there)."""

EVENTS: Final = DATA / "events.csv"
"""What happened in the world, for the timeline; an operator may edit it."""

ADDRESSES: Final = DATA / "addresses"
"""Words of addresses by country (see the README there)."""

DEMONSTRATION: Final = DATA / "demonstration"
"""The demonstration database as it was made, and its datasheet."""

DEMONSTRATION_CLEANED: Final = DEMONSTRATION / "canonical"
"""The same in canonical form, which opens at once."""

DEMONSTRATION_FOCUS: Final = "DE-BE"
"""The region that shares of the demonstration database are seen from, unless another is chosen."""

DEMONSTRATION_LICENCE: Final = "MIT"
"""As its datasheet says."""
