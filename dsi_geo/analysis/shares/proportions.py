"""Shares and rates of areas with their intervals, ranked and in sentences."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.counts import share as percent
from dsi_geo.analysis.rates import poisson_interval, ratio_interval
from dsi_geo.analysis.shares.areas import (
    APPROXIMATION,
    FEWEST_TO_TRUST,
    NAMED,
    RANKABLE,
    Level,
    area_counts,
    populations,
    with_article,
    world_population,
)
from dsi_geo.analysis.shares.place_counts import COUNTINGS, Counting
from dsi_geo.schema import Entity, noun
from dsi_geo.schema.column import names
from dsi_geo.schema.exports import SHARES

CONFIDENCE_Z: Final = 1.959963984540054
"""97.5% quantile of the normal distribution: two-sided intervals of 95%."""

COLUMNS: Final = names(SHARES)

Floats = npt.NDArray[np.float64]


def wilson_interval(count: npt.ArrayLike, total: npt.ArrayLike) -> tuple[Floats, Floats]:
    """95% Wilson score interval of a share.

    Parameters
    ----------
    count, total
        Records in the area, and all records; broadcast against one another. Fractional counts are
        taken as they are, which makes the interval an approximation.

    Returns
    -------
    low, high : ndarray of float64
        Limits, 0 to 1; NaN where the total is 0.

    Notes
    -----
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22, 209-212. With share p of n records:
    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).

    Examples
    --------
    >>> low, high = wilson_interval(60, 180)
    >>> f"{low:.3f} to {high:.3f}"
    '0.269 to 0.405'
    """
    counts, totals = np.broadcast_arrays(np.asarray(count, np.float64), np.asarray(total, np.float64))
    share = quotient(counts, totals)
    spread = quotient(np.full_like(totals, CONFIDENCE_Z**2), totals)
    middle = share + spread / 2
    # Rounding may bring the product below 0 where the share is 0 or 1.
    half = np.sqrt(np.maximum(share * (1 - share), 0) * spread + spread**2 / 4)
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return np.clip(low, 0, share), np.clip(high, share, 1)


def quotient(part: npt.ArrayLike, total: npt.ArrayLike) -> Floats:
    """`part` divided by `total`; NaN where the total is 0 or missing, never infinite."""
    parts, totals = np.broadcast_arrays(np.asarray(part, np.float64), np.asarray(total, np.float64))
    return np.asarray(np.divide(parts, totals, out=np.full(parts.shape, np.nan), where=totals > 0))


def shares(places: pd.DataFrame, level: Level, focus: str | None = None) -> pd.DataFrame:
    """Count and share of each area, with the figures needed to judge them.

    Parameters
    ----------
    places
        From `place_counts` or `partner_place_counts`.
    level, focus
        As in `areas.area_counts`, whose rows and order these are.

    Returns
    -------
    DataFrame
        - `area`, `name`;
        - `count`; `share` of **all** records, including those of unknown place, with Wilson's 95%
          interval `share_low`, `share_high`; the shares add up to 1;
        - `population` of the area (Int64), `per_million` inhabitants, with Garwood's 95% interval `per_million_low`,
          `per_million_high` of a Poisson count; `population_share` of the world's inhabitants;
        - `share_of_known`, `share_of_known_low`, `share_of_known_high`: of the records whose area is known;
        - `few` (bool): fewer than `FEWEST_TO_TRUST` records, too few for a rate to be trusted;
        - `population_year` (Int16), `population_kind` (`official`, `estimate`, `approximation`,
          `gazetteer`), `population_note`, `country`, `known`.

        Figures that cannot be computed are missing: shares of no records, rates without a population.
    """
    table = area_counts(places, level, focus)
    table = table.join(populations(table, level))
    population = table["population"].to_numpy(np.float64, na_value=np.nan)
    total = table["count"].sum()
    known_count = table["count"].where(table["known"])
    table["share"] = quotient(table["count"], total)
    table["share_low"], table["share_high"] = wilson_interval(table["count"], total)
    table["share_of_known"] = quotient(known_count, known_count.sum())
    table["share_of_known_low"], table["share_of_known_high"] = wilson_interval(
        known_count, known_count.sum()
    )
    for column, count in zip(
        ("per_million", "per_million_low", "per_million_high"),
        (table["count"], *poisson_interval(table["count"])),
        strict=True,
    ):
        table[column] = 1e6 * quotient(count, population)
    table["population_share"] = population / world_population()
    table["few"] = table["count"] < FEWEST_TO_TRUST
    return table[list(COLUMNS)]


def share_sentence(table: pd.DataFrame, entity: Entity, counting: Counting = "location") -> str:
    """The partition, or the largest areas, as one sentence.

    Parameters
    ----------
    table
        From `shares`.
    entity, counting
        What was counted, and how.
    """
    total = table["count"].sum()
    if total == 0:
        return f"No {entity} are selected, so there are no shares."
    known, unknown = table[table["known"] & (table["count"] > 0)], table[~table["known"]]
    parts = [
        f"{number(row['count'])} ({percent(row['share'], 1)}, 95% interval {100 * row['share_low']:.0f} to"
        f" {100 * row['share_high']:.0f}%) in {_within(row['name'])}"
        for _, row in known.head(NAMED).iterrows()
    ]
    others = known["count"].iloc[NAMED:].sum()
    parts += [f"{number(others)} in {len(known) - NAMED:,} other areas"] if others else []
    missing = unknown["count"].sum()
    parts += [f"{number(missing)} where the area is not known"] if missing else []
    are = f"{number(total)} {entity}, {COUNTINGS[counting]}"
    return f"Of {are}: {_listed(parts)}."


def headline(table: pd.DataFrame, entity: Entity) -> str:
    """The counts of the partition as one short sentence, for the top of a page.

    Parameters
    ----------
    table
        From `shares` by `partition`.
    entity
        What was counted.
    """
    total, known = table["count"].sum(), table[table["known"]]
    if known["count"].sum() == 0 and total == 1:
        return f"The place of this {noun(entity, 1)} is not known."
    if known["count"].sum() == 0:
        return f"The place of none of these {number(total)} {entity} is known."
    counted = [
        f"{number(count) if count else 'none'} in {_within(name)}"
        for name, count in zip(known["name"], known["count"], strict=True)
    ]
    missing = table.loc[~table["known"], "count"].sum()
    counted += [f"{number(missing)} where the area is not known"] if missing else []
    return f"Of {number(total)} {noun(entity, total)}: {_listed(counted)}."


def rate_sentence(table: pd.DataFrame, entity: Entity) -> str:
    """Records per million inhabitants of the parts of the partition with intervals, and how the first two compare.

    Parameters
    ----------
    table
        From `shares` by `partition`.
    entity
        What was counted.
    """
    rated = table[table["per_million"].notna()]
    if rated.empty:
        return "No rate can be given: there is no area whose population is known."
    parts = [
        f"{rate_words(row['per_million'])} (95% interval {rate_words(row['per_million_low'])} to"
        f" {rate_words(row['per_million_high'])}{_doubt(row['population_kind'])}) in {_within(row['name'])}"
        for _, row in rated.iterrows()
    ]
    known = table.loc[table["known"], "count"].sum()
    given = (
        f"Per million inhabitants there are {_listed(parts)} (of the {number(known)} {noun(entity, known)} in the data"
        " whose area is known, not of all that exist)."
    )
    return " ".join(filter(None, [given, _compared_rates(rated)]))


def rate_words(rate: float) -> str:
    """A rate as text: two significant digits below 10, whole numbers above; never a power of ten."""
    if rate < 9.95:
        return np.format_float_positional(rate, precision=2, unique=False, fractional=False, trim="-")
    return f"{rate:,.0f}"


def _doubt(kind: str) -> str:
    return "" if kind in RANKABLE else "; its number of inhabitants is an approximation"


def _compared_rates(rated: pd.DataFrame) -> str:
    """How the rates of the focus and the rest of its country compare; "" if they cannot be compared."""
    if len(rated) < 3 or not rated["population_kind"].iloc[:2].isin(RANKABLE).all():
        return ""
    one, other = (row for _, row in rated.iloc[:2].iterrows())
    low, high = ratio_interval(one["count"], one["population"], other["count"], other["population"])
    names = f"{_within(one['name'])} and {_within(other['name'])}"
    if not (low > 1 or high < 1):
        return f"The rates of {names} do not differ by more than chance would explain."
    times = quotient(one["per_million"], other["per_million"])
    if np.isnan(times):
        return ""
    return (
        f"The rate of {_within(one['name'])} is {rate_words(float(times))} times that of {_within(other['name'])}"
        f" (95% interval {rate_words(float(low))} to {rate_words(float(high))})."
    )


def _listed(parts: list[str]) -> str:
    """Parts of a sentence with commas and a last “and”."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def gaps(table: pd.DataFrame, entity: Entity) -> list[str]:
    """What a table of shares cannot show, and why, one sentence each; empty if nothing is missing.

    Parameters
    ----------
    table
        From `shares`.
    entity
        What was counted.
    """
    if table["count"].sum() == 0:
        return [f"No {entity} are selected: change or clear the selection to see shares."]
    known = table[table["known"]]
    if known["count"].sum() == 0:
        return [f"The area of none of these {entity} is known, so there are no shares of known places."]
    found = [f"{row['name']} has none of these {entity}." for _, row in known[known["count"] == 0].iterrows()]
    without = known.loc[known["population"].isna(), "name"]
    if len(without):
        named = ", ".join(without.head(NAMED)) + (" and others" if len(without) > NAMED else "")
        found.append(f"No rate per million inhabitants where the population is not known: {named}.")
    rough = int(known["population_kind"].eq(APPROXIMATION).sum())
    if rough:
        found.append(
            f"The population of {rough:,} of {len(known):,} areas is an approximation: their rates are not ranked."
        )
    return found


def number(count: float) -> str:
    """A count as text: an integer without decimals, a fraction to one."""
    return f"{count:,.0f}" if round(count, 6) == round(count) else f"{count:,.1f}"


def _within(name: str) -> str:
    if name.startswith("Rest of "):
        return f"the r{name[1:]}"
    return str(with_article(pd.Series([name])).iloc[0])


Measure = Literal["count", "share", "per_million"]

MEASURES: Final[dict[Measure, str]] = {
    "count": "Count",
    "share": "Share",
    "per_million": "Per million",
}
MOST_ROWS: Final = 15


def ranked(table: pd.DataFrame, measure: Measure, most: int = MOST_ROWS) -> pd.DataFrame:
    """The areas that rank first by a measure, with its interval.

    Parameters
    ----------
    table
        From `shares` by country, region or city.
    measure
        `count`, `share` (of all records) or `per_million` inhabitants.
    most
        Largest number of areas with a row of their own.

    Returns
    -------
    DataFrame
        `area`, `name`, `count`, `value`, `low`, `high`, `known`. By count and share, one row follows for the other
        areas and one for unknown areas, so that the rows add up to all records; a row without records is left out.
        By rate there are only areas that are not `few` and whose population is known from a statistical office:
        approximations are not ranked.

    Notes
    -----
    The interval of a count is that of the share (Wilson), rescaled; that of a rate is Garwood's of a Poisson count.
    """
    known, total = table[table["known"]], float(table["count"].sum())
    if measure == "per_million":
        return _ranked_rates(known).head(most)
    first = known[known["count"] > 0].head(most)
    more = (known["count"] > 0).sum() - len(first)
    rest = pd.DataFrame(
        {
            "area": ["others", "unknown"],
            "name": [f"{more:,} others", "Area not known"],
            "known": [True, False],
            "count": [known["count"].sum() - first["count"].sum(), total - known["count"].sum()],
        }
    )
    rows = pd.concat([first, rest[rest["count"].round(6) > 0]], ignore_index=True)
    scale = total if measure == "count" else 1.0
    count = rows["count"].to_numpy(np.float64)
    low, high = wilson_interval(count, total)
    found = rows[["area", "name", "count", "known"]].reset_index(drop=True)
    value = quotient(count, total) * scale
    return found.assign(known=found["known"].astype(bool), value=value, low=low * scale, high=high * scale)


def _ranked_rates(known: pd.DataFrame) -> pd.DataFrame:
    """The areas whose rate can be trusted, the highest first, in the columns of `ranked`."""
    trusted = known[known["per_million"].notna() & ~known["few"] & known["population_kind"].isin(RANKABLE)]
    rows = trusted.sort_values("per_million", ascending=False, kind="stable").reset_index(drop=True)
    named = {"per_million": "value", "per_million_low": "low", "per_million_high": "high"}
    return rows.rename(columns=named)[["area", "name", "count", "known", "value", "low", "high"]]
