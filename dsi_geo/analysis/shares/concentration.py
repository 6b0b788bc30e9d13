"""How concentrated records are in areas, and whether chance could explain it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.shares.areas import FEWEST_TO_TRUST, compared_words, not_compared
from dsi_geo.analysis.shares.proportions import CONFIDENCE_Z, quotient

SEED: Final = 20180131
"""Default seed: the same counts give the same figures on every run."""

CLEAR: Final = 0.05
"""Up to this p-value a sentence says that chance alone hardly explains the result."""

MANY: Final = 30


def affordable_draws(wanted: int, fewest: int, cells: int, most_cells: int) -> int:
    """The wanted number of draws, or as many of `cells` cells each as `most_cells` allows, but at least `fewest`."""
    return int(min(wanted, max(fewest, most_cells // max(cells, 1))))


def cell_cost(expected: npt.NDArray[np.float64]) -> int:
    """Cells of one multinomial draw with these expected counts, weighted by the time that they take."""
    # Nothing is drawn for 0; from 30 on NumPy draws by rejection, which takes about three times as long.
    return int((expected > 0).sum() + 2 * (expected >= MANY).sum())


def p_in_words(p_value: float) -> str:
    """A p-value as it follows the letter p: to three decimals, never “= 0.000”."""
    return "below 0.001" if p_value < 0.001 else f"= {p_value:.3f}"


Floats = npt.NDArray[np.float64]

MEASURES: Final = {
    "herfindahl_hirschman": "Herfindahl-Hirschman index",
    "gini": "Gini coefficient",
    "theil": "Theil index",
    "top_share": "share of the largest areas",
}
DRAWS: Final = 2_000
FEWEST_DRAWS: Final = 30
MOST_CELLS: Final = 500_000
ENOUGH_PER_AREA: Final = 10

NO_RECORD = "No record has a known area."
TOO_FEW = f"Fewer than {FEWEST_TO_TRUST} records: no interval is given."
ONE_AREA = "All records are in one area, so resampling cannot show how certain this is."
ONE_AREA_ONLY = "There is only one area, so inequality between areas cannot be measured."
THIN = f"Fewer than {ENOUGH_PER_AREA} records per area: this index comes out too high, even when corrected."


def concentration(groups: pd.DataFrame, top: int = 3, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Concentration of each group's records over areas.

    Parameters
    ----------
    groups
        Counts: a row per group (a cluster, a launch year, or one row for all), a column per area. Every
        group is measured over all columns, including areas where it has no record, so that groups can
        be compared.
    top
        Number of the largest areas whose joint share is given.
    draws
        Bootstrap draws; fewer are taken if there are very many areas (column `draws`), but never
        fewer than 30.
    seed
        Seed of the draws.

    Returns
    -------
    DataFrame
        A row per group and measure: `group`; `measure` (a key of `MEASURES`); `value` as counted;
        `corrected` for the bias of a sample; `low`, `high`, the 95% interval around the corrected
        value; `records`, `areas`, `draws`; `note` (str: why a figure is missing or doubtful; otherwise
        missing).

    Notes
    -----
    With the areas' shares p: Herfindahl-Hirschman Σp², 1/K (equal shares of K areas) to 1; Gini
    2Σrp/K - (K+1)/K with ranks r from the smallest, 0 to 1 - 1/K; Theil Σp ln(pK), 0 to ln K.

    On average a sample of records is more unequal than the population it is drawn from, so each of these
    indices comes out too high, and the bootstrap's percentile interval even higher: in trials with 180
    records in 91 areas it never held the true Gini and Theil. Hence the bootstrap estimate of bias is
    subtracted, and the interval is 1.96 bootstrap standard errors to either side (B. Efron and R. J.
    Tibshirani (1993), An Introduction to the Bootstrap, chapters 10 and 12). Even so the intervals of
    Gini and Theil are too high where there are few records per area, and `note` says so. Each draw is
    multinomial: as many records (rounded, if fractional) with the observed shares.
    """
    counts = groups.to_numpy(np.float64)
    draws = affordable_draws(draws, FEWEST_DRAWS, cell_cost(counts), MOST_CELLS)
    # NumPy releases the interpreter lock while it draws and sorts, so groups can be measured in parallel.
    with ThreadPoolExecutor() as pool:
        each = pool.map(
            partial(_of_group, top, draws), counts, np.random.default_rng(seed).spawn(len(counts))
        )
    figures = [np.zeros((0, 4)), *each]
    value, corrected, low, high = np.concatenate(figures).T
    records, present = groups.sum(axis=1), (groups > 0).sum(axis=1)
    areas = groups.shape[1]
    notes = [
        note
        for total, several in zip(records, present, strict=True)
        for note in _notes(total, areas, several)
    ]
    return pd.DataFrame(
        {
            "group": np.repeat(groups.index, len(MEASURES)),
            "measure": list(MEASURES) * len(groups),
            "value": value,
            "corrected": corrected,
            "low": low,
            "high": high,
            "records": np.repeat(records.to_numpy(np.float64), len(MEASURES)),
            "areas": areas,
            "draws": draws,
            "note": pd.array(notes, dtype="str"),
        }
    )


def _of_group(top: int, draws: int, counts: Floats, random: np.random.Generator) -> Floats:
    """Value, corrected value and its interval (columns) of each measure (rows)."""
    records, areas = counts.sum(), len(counts)
    present = counts[counts > 0]
    value = np.array([np.nan] * len(MEASURES))
    corrected, error = value.copy(), value.copy()
    if records > 0:
        value = indices(present, areas, top)
    if areas < 2:
        value[1:3] = np.nan
    if records >= FEWEST_TO_TRUST and len(present) > 1:
        drawn = random.multinomial(round(records), present / records, size=draws).astype(np.float64)
        resampled = indices(drawn, areas, top)
        corrected = np.clip(2 * value - resampled.mean(axis=-1), 0, _largest(areas))
        error = resampled.std(axis=-1, ddof=1)
    low, high = (np.clip(corrected + z * error, 0, _largest(areas)) for z in (-CONFIDENCE_Z, CONFIDENCE_Z))
    return np.column_stack([value, corrected, low, high])


def indices(counts: Floats, areas: int, top: int) -> Floats:
    """The measures of counts along the last axis, in the order of `MEASURES`.

    Parameters
    ----------
    counts
        Counts of the areas that may have a record, shape (..., m); their sum is above 0.
    areas
        Number of all areas, m or more; the others have no record.
    top
        Number of the largest areas.

    Returns
    -------
    ndarray of float64
        Shape (4, ...).
    """
    share = np.sort(counts, axis=-1) / counts.sum(axis=-1, keepdims=True)
    rank = np.arange(areas - share.shape[-1], areas) + 1
    gini = 2 * (share @ rank) / areas - (areas + 1) / areas
    logarithm = np.log(share * areas, out=np.zeros_like(share), where=share > 0)
    theil = (share * logarithm).sum(axis=-1)
    return np.stack([(share**2).sum(axis=-1), gini, theil, share[..., -top:].sum(axis=-1)])


def _largest(areas: int) -> Floats:
    """The greatest value that each measure can take."""
    return np.array([1, 1 - 1 / max(areas, 1), np.log(max(areas, 1)), 1])


def _notes(records: float, areas: int, present: int) -> list[str | None]:
    if records == 0:
        return [NO_RECORD] * len(MEASURES)
    general = TOO_FEW if records < FEWEST_TO_TRUST else ONE_AREA if present == 1 else None
    inequality = ONE_AREA_ONLY if areas < 2 else general
    if inequality is None and records < ENOUGH_PER_AREA * areas:
        inequality = THIN
    return [general, inequality, inequality, general]


def lorenz_curve(counts: pd.Series, inhabitants: pd.Series | None = None) -> pd.DataFrame:
    """Lorenz curve: cumulative share of the records against that of the areas, or of their inhabitants.

    Parameters
    ----------
    counts
        Records by area.
    inhabitants
        Population by area; areas without one are left out. Areas are then ordered by records per
        inhabitant, otherwise by records; the smallest first.

    Returns
    -------
    DataFrame
        `area`, `base_share` and `records_share` (cumulative, 0 to 1), beginning at 0, 0 (its `area`
        is missing) and ending at 1, 1. Empty if there is no record.
    """
    base = pd.Series(1.0, index=counts.index)
    if inhabitants is not None:
        base = inhabitants.reindex(counts.index).astype("float64")
    table = pd.DataFrame({"base": base, "count": counts.astype("float64")})
    table = table[table["base"] > 0]
    if table["count"].sum() == 0:
        return pd.DataFrame({"area": pd.Series(dtype="str"), "base_share": [], "records_share": []})
    table = table.iloc[np.argsort((table["count"] / table["base"]).to_numpy(), kind="stable")]
    cumulative = table.cumsum() / table.sum()
    return pd.DataFrame(
        {
            "area": pd.array([None, *table.index], dtype="str"),
            "base_share": np.concatenate([[0.0], cumulative["base"]]),
            "records_share": np.concatenate([[0.0], cumulative["count"]]),
        }
    )


def concentration_sentence(rows: pd.DataFrame, entity: str, areas: str = "areas") -> str:
    """What the Herfindahl-Hirschman index of one group means.

    Parameters
    ----------
    rows
        The rows of one group in the result of `concentration`.
    entity
        `projects` or `organisations`.
    areas
        What the areas are called: “regions with a record”.
    """
    row = rows[rows["measure"] == "herfindahl_hirschman"].iloc[0]
    if pd.isna(row["value"]):
        return NO_RECORD
    alike, records = quotient(1.0, row["value"]), f"{row['records']:,.0f}"
    area = areas.partition(" ")[0].removesuffix("s")
    sentence = (
        f"The {records} {entity} whose {area} is known are as concentrated as if they were spread evenly over"
        f" {alike:.1f} of the {row['areas']} {areas} (Herfindahl-Hirschman index {row['value']:.3f})."
    )
    if pd.isna(row["low"]):
        return f"{sentence} {row['note']}"
    return (
        f"{sentence} A sample as small as this looks more concentrated than what it is drawn from; corrected for"
        f" that the index is {row['corrected']:.3f}, 95% interval {row['low']:.3f} to {row['high']:.3f}."
    )


def sure_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Groups in order of their index, the most concentrated first; those too small for an interval after the others.

    A group of one record is as concentrated as can be, which says nothing of it.

    Parameters
    ----------
    rows
        A row per group: `value`, `low` (missing where there is no interval).
    """
    ordered = rows.sort_values("value", ascending=False, kind="stable")
    return ordered.iloc[np.argsort(ordered["low"].isna().to_numpy(), kind="stable")]


CHANCE_DRAWS: Final = 9_999
FEWEST_CHANCE_DRAWS: Final = 199
MOST_CHANCE_CELLS: Final = 600_000
NOTHING_TO_TEST: Final = (
    "Whether chance could explain the distribution cannot be tested: it takes a country with at least "
    f"{FEWEST_TO_TRUST} records, and two regions whose population a statistical office gives."
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
        Share of the trials that are at least as uneven, the observed counts being one of them; NaN where there is
        no test.
    as_uneven, draws
        Trials that are at least as uneven as the observed counts, and all trials.
    records, areas, countries
        What was tested: records in regions whose population is known, those regions, and their countries.
    compared
        The regions in words (`areas.compared_words`); "" where there is no test.
    left_out
        A sentence on countries that are not tested (`areas.not_compared`); "" if all are.
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
    compared: str = ""
    left_out: str = ""
    note: str = ""

    def sentence(self, entity: str) -> str:
        """The result in plain words; `entity` is what was counted."""
        if self.note:
            return f"{self.note} {self.left_out}".strip()
        answer = (
            "Chance alone hardly explains this. The test cannot show what does; incomplete data may."
            if self.p_value <= CLEAR
            else "So chance alone could explain it; that does not show that chance did."
        )
        told = (
            f"If each of the {self.records:,.0f} {entity} in {self.compared} had come about at random, everywhere in"
            " proportion to the inhabitants, a distribution at least as uneven would have arisen in"
            f" {self.as_uneven:,} of {self.draws:,} trials (p {p_in_words(self.p_value)}). {answer}"
        )
        return f"{told} {self.left_out}".strip()


def chance_test(regions: pd.DataFrame, draws: int = CHANCE_DRAWS, seed: int = SEED) -> ChanceTest:
    """Test whether records are distributed like the inhabitants, apart from chance.

    Parameters
    ----------
    regions
        All regions that could have a record, as from `areas.reference_regions`: `country`, `count`,
        `population`. Regions without a population are left out.
    draws
        Monte Carlo trials; fewer if there are very many regions, but at least 199.
    seed
        Seed of the trials.

    Notes
    -----
    Each trial draws as many records (rounded, if counts are fractional, which makes the test
    conservative) from the multinomial distribution with the shares of the population. p = (1 + trials
    at least as uneven) / (1 + trials): A. C. A. Hope (1968), A simplified Monte Carlo significance test
    procedure, Journal of the Royal Statistical Society B 30, 582-598.
    """
    used = regions[(regions["population"] > 0).fillna(False)]
    count, people = (used[column].to_numpy(np.float64) for column in ("count", "population"))
    records, areas, countries = count.sum(), len(used), used["country"].nunique()
    if records == 0 or areas < 2:
        return ChanceTest(
            np.nan, np.nan, 0, 0, records, areas, countries, "", not_compared(regions), NOTHING_TO_TEST
        )
    expected = records * people / people.sum()
    draws = affordable_draws(draws, FEWEST_CHANCE_DRAWS, cell_cost(expected), MOST_CHANCE_CELLS)
    trials = np.random.default_rng(seed).multinomial(round(records), people / people.sum(), size=draws)
    observed = ((count - expected) ** 2 / expected).sum()
    uneven = (trials.astype(np.float64) ** 2) @ (1 / expected) - 2 * round(records) + records
    as_uneven = int((uneven >= observed * (1 - 1e-9)).sum())
    p_value = (1 + as_uneven) / (1 + draws)
    words = compared_words(regions), not_compared(regions)
    return ChanceTest(observed, p_value, as_uneven, draws, records, areas, countries, *words)
