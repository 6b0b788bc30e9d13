"""What all random draws have in common: the seed, how many are affordable, how their p is told."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

SEED: Final = 20180131
"""Default seed: the same counts give the same figures on every run."""

CLEAR: Final = 0.05
"""Up to this p a sentence says that chance alone hardly explains what is seen."""

MANY: Final = 30


def affordable_draws(wanted: int, fewest: int, cells: int, most_cells: int) -> int:
    """Number of draws whose cells, so many each, do not exceed the most together; but at least the fewest."""
    return int(min(wanted, max(fewest, most_cells // max(cells, 1))))


def cell_cost(expected: npt.NDArray[np.float64]) -> int:
    """Cells of one multinomial draw with these expected counts, counted by the time that they take."""
    # Nothing is drawn for 0; from 30 on NumPy draws by rejection, which takes some three times as long.
    return int((expected > 0).sum() + 2 * (expected >= MANY).sum())


def p_in_words(p_value: float) -> str:
    """A p-value after the letter p, to three decimals but never as nothing."""
    return "below 0.001" if p_value < 0.001 else f"= {p_value:.3f}"
