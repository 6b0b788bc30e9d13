"""Do regions with many records per inhabitant lie beside others with many? Moran's I, global and local."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.shares.concentration import CLEAR, SEED, affordable_draws, p_in_words

if TYPE_CHECKING:
    from libpysal.graph import Graph

Floats = npt.NDArray[np.float64]

PERMUTATIONS: Final = 9_999
FEWEST_PERMUTATIONS: Final = 199
MOST_CELLS: Final = 2_000_000
FEWEST_REGIONS: Final = 10
FALSE_DISCOVERIES: Final = 0.05
NAMED: Final = 3
ROUNDING: Final = 1e-9
NEIGHBOURHOODS: Final = {
    1: "high among high",
    2: "low among high",
    3: "low among low",
    4: "high among low",
}
"""Quadrants of the Moran scatter plot: the region, among its neighbours."""


@dataclass(frozen=True)
class SpatialAutocorrelation:
    """Result of `spatial_autocorrelation`.

    Attributes
    ----------
    morans_i
        Global Moran's I of the rates; NaN if there is none.
    expected
        Its expected value if rates were assigned to the regions at random, -1/(n-1).
    p_value
        Two-sided, by permutation.
    permutations
        Their number.
    regions
        Indexed by region: `name`, `count`, `population`, `neighbours` (int), `neighbourhood` (a value of
        `NEIGHBOURHOODS`), `local_i`, `p_value` (two-sided), `stands_out` (bool).
    left_out
        Regions without a population or without a neighbour in the table (islands): not used.
    note
        Why there is no result; "" if there is one.
    """

    morans_i: float
    expected: float
    p_value: float
    permutations: int
    regions: pd.DataFrame
    left_out: pd.Index
    note: str = ""

    def sentence(self) -> str:
        """The result in plain words."""
        if self.note:
            return self.note
        others = "many" if self.morans_i > self.expected else "few"
        sentence = (
            f"Among the {len(self.regions):,} regions compared, those with many records per inhabitant tend to lie"
            f" beside others with {others}, more so than chance would explain"
        )
        if self.p_value > CLEAR:
            sentence = (
                f"Neighbours among the {len(self.regions):,} regions compared are neither clearly more alike nor more"
                " unlike than chance would make them"
            )
        strength = f"Moran’s I {self.morans_i:.2f}, p {p_in_words(self.p_value)}"
        return f"{sentence} ({strength}, {self.permutations:,} permutations). {self._outstanding()}"

    def _outstanding(self) -> str:
        """Which regions stand out together with their neighbours, the first of each kind by name."""
        out = self.regions[self.regions["stands_out"]]
        if out.empty:
            return "No region stands out together with its neighbours."
        neighbourhoods = []
        for neighbourhood, found in out.groupby("neighbourhood", sort=True):
            names = ", ".join(found["name"].head(NAMED)) + (" and others" if len(found) > NAMED else "")
            neighbourhoods.append(f"{len(found)} {neighbourhood} ({names})")
        return (
            f"Regions that stand out together with their neighbours: {'; '.join(neighbourhoods)}. Where rates are low,"
            " the data may merely be incomplete."
        )


def spatial_autocorrelation(
    regions: pd.DataFrame, neighbours: pd.DataFrame, permutations: int = PERMUTATIONS, seed: int = SEED
) -> SpatialAutocorrelation:
    """Global and local Moran's I of rates per inhabitant.

    Parameters
    ----------
    regions
        Indexed by region: `name`, `count`, `population`, as from `areas.reference_regions`.
    neighbours
        `region`, `neighbour`, each pair both ways, as from `geography.boundaries.neighbouring_regions`.
    permutations
        Number of permutations; fewer are taken if there are very many regions, but at least 199.
    seed
        Seed of the permutations.

    Notes
    -----
    Rates of small regions vary more, so rates are standardised by their empirical Bayes variance (R. M.
    Assunção and E. A. Reis (1999), A new proposal to adjust Moran's I for population density,
    Statistics in Medicine 18, 2147-2162). Weights are row-standardised contiguity. Rates, local indices
    and quadrants are computed by esda; with these weights the global index is the sum of the local ones
    over n-1. The permutations are drawn here, because esda draws them from NumPy's global generator,
    which all visitors of a server share: all rates are permuted for the global index, the rates of all
    other regions for a local one (L. Anselin (1995), Local indicators of spatial association,
    Geographical Analysis 27, 93-115). A region stands out if it is among those found with a false
    discovery rate of 5% (Benjamini and Hochberg, 1995).
    """
    used, pairs = _usable(regions, neighbours)
    left_out = regions.index.difference(used.index, sort=False)
    why = _why_not(used)
    if why:
        empty = used.assign(
            neighbours=0, neighbourhood=None, local_i=np.nan, p_value=np.nan, stands_out=False
        )
        return SpatialAutocorrelation(np.nan, np.nan, np.nan, 0, empty, left_out, why)
    from esda.moran import Moran_Local, assuncao_rate

    graph = _graph(pairs)
    population = used["population"].to_numpy(np.float64)
    rates = assuncao_rate(used["count"].to_numpy(np.float64), population)
    local = Moran_Local(rates, graph, permutations=0)
    random = np.random.default_rng(seed)
    permutations = affordable_draws(permutations, FEWEST_PERMUTATIONS, len(pairs), MOST_CELLS)
    z = (rates - rates.mean()) / rates.std()
    p_values = _local_p(z, graph, permutations, random)
    found = used.assign(
        neighbours=graph.cardinalities.to_numpy(),
        neighbourhood=pd.array([NEIGHBOURHOODS[quadrant] for quadrant in local.q], dtype="str"),
        local_i=local.Is,
        p_value=p_values,
        stands_out=discoveries(p_values),
    ).sort_values(["p_value", "local_i"], ascending=[True, False], kind="stable")
    p_value = _global_p(z, graph, permutations, random)
    others = len(used) - 1
    return SpatialAutocorrelation(
        float(local.Is.sum() / others), -1 / others, p_value, permutations, found, left_out
    )


def _usable(regions: pd.DataFrame, neighbours: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Regions with a population and a neighbour that has one, and their pairs as positions among them."""
    peopled = regions.loc[(regions["population"] > 0).fillna(False), ["name", "count", "population"]]
    pairs = pd.DataFrame({side: peopled.index.get_indexer(neighbours[side]) for side in neighbours})
    pairs = pairs[(pairs >= 0).all(axis=1)]
    kept, focal = np.unique(pairs["region"], return_inverse=True)
    neighbour = np.searchsorted(kept, pairs["neighbour"])
    return peopled.iloc[kept], pd.DataFrame({"region": focal, "neighbour": neighbour})


def _why_not(used: pd.DataFrame) -> str:
    nothing = "Whether neighbouring regions are alike cannot be determined: "
    if len(used) < FEWEST_REGIONS:
        needed = f"it takes {FEWEST_REGIONS} regions with neighbours and a known population"
        return f"{nothing}{needed}, but there are {len(used)}."
    if used["count"].sum() == 0:
        return f"{nothing}none of these regions has a record."
    rates = used["count"].to_numpy(np.float64) / used["population"].to_numpy(np.float64)
    if np.ptp(rates) == 0:
        return f"{nothing}all regions have the same rate."
    return ""


def _graph(pairs: pd.DataFrame) -> Graph:
    from libpysal.graph import Graph

    pairs = pairs.sort_values(["region", "neighbour"])
    weights = np.ones(len(pairs))
    return Graph.from_arrays(pairs["region"].to_numpy(), pairs["neighbour"].to_numpy(), weights).transform(
        "r"
    )


def _global_p(z: Floats, graph: Graph, permutations: int, random: np.random.Generator) -> float:
    weights = graph.sparse.tocsr()
    shuffled = random.permuted(np.broadcast_to(z[:, None], (len(z), permutations)), axis=0)
    return float(_two_sided((shuffled * (weights @ shuffled)).sum(axis=0) - z @ (weights @ z)))


def _local_p(z: Floats, graph: Graph, permutations: int, random: np.random.Generator) -> Floats:
    """Two-sided pseudo p-value of each region's local index, neighbours drawn from all other regions."""
    cardinalities = graph.cardinalities.to_numpy()
    observed = graph.sparse.tocsr() @ z
    others_of_any = np.broadcast_to(np.arange(len(z) - 1), (permutations, len(z) - 1))
    drawn = random.permuted(others_of_any, axis=1)[:, : int(cardinalities.max())]
    p_values = np.empty(len(z))
    for neighbours in np.unique(cardinalities):
        regions = np.flatnonzero(cardinalities == neighbours)
        others = drawn[:, :neighbours, np.newaxis]
        # Positions among the other regions: those from the region's own on move by one.
        lags = z[others + (others >= regions)].mean(axis=1)
        p_values[regions] = _two_sided(lags - observed[regions])
    return p_values


def _two_sided(excess: Floats) -> Floats:
    """Pseudo p-values from the excess of permuted indices, along the first axis, over the observed ones.

    Ties count on both sides: where many regions have no record, neighbours without one are common.
    """
    above, below = (excess >= -ROUNDING).sum(axis=0), (excess <= ROUNDING).sum(axis=0)
    return np.asarray(np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (len(excess) + 1)))


def discoveries(p_values: Floats) -> npt.NDArray[np.bool_]:
    """Which of several tests hold at a false discovery rate of 5% (Benjamini and Hochberg, 1995)."""
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(p_values) <= FALSE_DISCOVERIES)
