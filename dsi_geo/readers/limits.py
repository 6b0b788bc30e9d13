"""How much of somebody's file is read before it is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MAX_COLUMNS: Final = 1_000
MAX_CELL: Final = 1_000_000
"""Characters in one cell."""

MAX_MEMBERS: Final = 1_000
"""Files in one archive."""

MAX_UNPACKED: Final = 1_000_000_000
"""Bytes of an archive, or of a workbook, when unpacked."""

MAX_TEXT: Final = 1_000_000_000
"""Bytes of a text file."""

MAX_RATIO: Final = 200
"""Unpacked to packed bytes; ordinary workbooks reach about 30. Not asked below `SMALL_UNPACKED`."""

SMALL_UNPACKED: Final = 50_000_000

LISTED_FAULTS: Final = 5


def first_faults(faults: Sequence[str]) -> list[str]:
    """The first few of many faults, and a last sentence that counts the others."""
    listed = list(faults[:LISTED_FAULTS])
    more = len(faults) - len(listed)
    return [*listed, f"… and {more:,} more of this kind."] if more else listed
