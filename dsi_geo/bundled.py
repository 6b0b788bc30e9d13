"""Where the files that come with the product lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).resolve().parent.parent / "data"
"""The repository's data folder."""

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
"""The region that shares of the demonstration database are told from, unless another is chosen."""

DEMONSTRATION_LICENCE: Final = "MIT"
"""As its datasheet says."""
