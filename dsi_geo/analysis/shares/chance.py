"""Whether chance alone could explain how unevenly the records are spread over the inhabitants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from dsi_geo.analysis.shares.areas import FEWEST_TO_TRUST
from dsi_geo.analysis.shares.resampling import CLEAR, SEED, affordable_draws, cell_cost, p_in_words

DRAWS: Final = 9_999
FEWEST_DRAWS: Final = 199
MOST_CELLS: Final = 600_000
NOTHING_TO_TEST: Final = (
    "Whether chance could explain the distribution cannot be tested: it takes a country with at least "
    f"{FEWEST_TO_TRUST} records, and two regions whose population is known."
)
METHOD: Final = "Monte Carlo test with Pearson’s chi-square"


@dataclass(frozen=True)
class ChanceTest:
    """Result of `chance_test`.

    Attributes
    ----------
    statistic
        Pearson's chi-square of the observed counts; NaN where there is no test.
    p_value
        Share of the trials, the observed counts counted as one, that are at least as uneven; NaN where there is
        no test.
    as_uneven, draws
        Trials that are at least as uneven as the observed counts, and all trials.
    records, areas, countries
        What was tested: records in regions whose population is known, those regions, and their countries.
    note
        Why there is no test; "" if there is one.
    """

    statistic: float
    p_value: float
    as_uneven: int
    draws: int
    records: float
    areas: int
    countries: int
    note: str = ""

    def sentence(self, entity: str) -> str:
        """The result for somebody who is no statistician; `entity` is what was counted."""
        if self.note:
            return self.note
        answer = (
            "Chance alone hardly explains this; what does, incomplete data among it, the test cannot tell."
            if self.p_value <= CLEAR
            else "So chance alone could explain it; that does not show that chance did."
        )
        countries = "one country" if self.countries == 1 else f"{self.countries} countries"
        return (
            f"If each of the {self.records:,.0f} {entity} had come about at random, everywhere in proportion to"
            f" the inhabitants of the {self.areas:,} regions of {countries}, a distribution at least as uneven would"
            f" have arisen in {self.as_uneven:,} of {self.draws:,} trials (p {p_in_words(self.p_value)}). {answer}"
        )


def chance_test(regions: pd.DataFrame, draws: int = DRAWS, seed: int = SEED) -> ChanceTest:
    """Test whether records lie where inhabitants do, but for chance.

    Parameters
    ----------
    regions
        All regions where a record might have been, as from `area_populations.reference_regions`: `country`,
        `count`, `population`. Regions without a population are left out.
    draws
        Monte Carlo trials; fewer where there are very many regions, but at least 199.
    seed
        Of the trials.

    Notes
    -----
    Each trial draws as many records (rounded, if counts are fractional, which makes the test cautious)
    from the multinomial distribution with the shares of population. p = (1 + trials at least as
    uneven) / (1 + trials): A. C. A. Hope (1968), A simplified Monte Carlo significance test procedure,
    Journal of the Royal Statistical Society B 30, 582-598.
    """
    used = regions[(regions["population"] > 0).fillna(False)]
    count, people = (used[column].to_numpy(np.float64) for column in ("count", "population"))
    records, areas, countries = count.sum(), len(used), used["country"].nunique()
    if records == 0 or areas < 2:
        return ChanceTest(np.nan, np.nan, 0, 0, records, areas, countries, NOTHING_TO_TEST)
    expected = records * people / people.sum()
    draws = affordable_draws(draws, FEWEST_DRAWS, cell_cost(expected), MOST_CELLS)
    trials = np.random.default_rng(seed).multinomial(round(records), people / people.sum(), size=draws)
    observed = ((count - expected) ** 2 / expected).sum()
    uneven = (trials.astype(np.float64) ** 2) @ (1 / expected) - 2 * round(records) + records
    as_uneven = int((uneven >= observed * (1 - 1e-9)).sum())
    return ChanceTest(observed, (1 + as_uneven) / (1 + draws), as_uneven, draws, records, areas, countries)
