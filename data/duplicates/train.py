"""Train the weights by which records are compared, from labelled pairs, and write them to weights.csv.

    python data/duplicates/train.py RECORDS.csv PAIRS.csv

RECORDS.csv has one record a row: id, name, kind, website, phone, email, address, postcode, city, region, country.
PAIRS.csv has `a`, `b` (identifiers) and `label` (1 for one record entered twice).
The README beside this file says which pairs were used. Needs nothing beyond what the product needs.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize

from dsi_geo.addresses import joins
from dsi_geo.analysis.proximity.blocking import candidate_pairs
from dsi_geo.analysis.proximity.compared_records import compared_records
from dsi_geo.analysis.proximity.comparison_vectors import DISTANCES_M, NameWords, compare
from dsi_geo.analysis.proximity.duplicate_weights import DISTANCE, PRIOR
from dsi_geo.analysis.proximity.points import MOST_PAIRS, points_of
from dsi_geo.analysis.proximity.shared_addresses import record_pairs, shared_addresses
from dsi_geo.database import open_database
from dsi_geo.schema import ORGANISATIONS

Floats = npt.NDArray[np.float64]

HERE: Final = Path(__file__).resolve().parent
SHRINKAGE: Final = 20.0
"""Strength of the squared penalty on weights of evidence in units of its standard deviation."""
MOST_COMMON_TERM: Final = -0.7
"""Weight of the logarithm of how many records of a town share a name: steeper ones are seen where towns are small."""

SPEAKS_FOR: Final = (
    "name_same name_ratio_high name_partial contained jaccard site_same telephone_same kind_same "
    "located house_same same_located subset_located subset_contact address_ratio"
).split()
SPEAKS_AGAINST: Final = (
    "rest_less figures_one parts_differ name_common site_differs telephone_differs kind_differs code_differs "
    "house_differs street_differs elsewhere chain_elsewhere host_common unlike_located same_elsewhere"
).split()
EITHER: Final = "telephone_located same_contact".split()
"""Corrections of evidence that counts twice."""

BY_HAND: Final = {"mail_same": 2.5, "mail_domain_same": 0.8, "forms": 3.2}
"""Too rare in the labelled pairs; an e-mail address counts as a telephone number, and a little more."""
OF_DISTANCES: Final = (2.2, 1.8, 1.4, 0.6, -0.6, -1.8, -3.0, -5.0)
"""Logarithms of how much likelier each distance is between two points of one place, as maps and directories give them
(median about 40 m, one in fifteen beyond 500 m), than between two of like name that were compared because they are
near; the pairs that were trained on have no points."""


def main(records: str, pairs: str) -> None:
    vectors, label = labelled_vectors(records, pairs)
    columns = [*SPEAKS_FOR, *SPEAKS_AGAINST, *EITHER]
    found, prior = fitted(vectors[columns].to_numpy(), label, columns)
    rows = [
        (PRIOR, prior, "trained"),
        *(
            (name, weight, "trained, held to its bound" if name == "name_common" else "trained")
            for name, weight in zip(columns, found, strict=True)
        ),
    ]
    rows += [(name, weight, "set by hand") for name, weight in BY_HAND.items()]
    rows += [
        (f"{DISTANCE}{end}", weight, "set by hand")
        for end, weight in zip((*DISTANCES_M, "more"), OF_DISTANCES, strict=True)
    ]
    with (HERE / "weights.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("evidence", "weight", "source"))
        writer.writerows((name, f"{weight:.3f}", source) for name, weight, source in rows)
    print(f"{len(label):,} pairs, {int(label.sum()):,} of them duplicates; {len(rows)} weights")


def labelled_vectors(records: str, pairs: str) -> tuple[pd.DataFrame, Floats]:
    """The comparison vectors of the labelled pairs that are compared at all, and their labels."""
    table = open_database(records, entity=ORGANISATIONS).organisations
    shared = shared_addresses(table)
    at_one = record_pairs(shared, points_of(table), most=MOST_PAIRS)
    same_address = (at_one["first"].to_numpy(), at_one["second"].to_numpy())
    compared = compared_records(table, ORGANISATIONS, shared.addresses)
    first, second = candidate_pairs(compared, same_address, MOST_PAIRS)
    labels = pd.read_csv(pairs, dtype={"a": "str", "b": "str"})
    position = pd.Series(range(len(table)), index=table["id"])
    a, b = position[labels["a"]].to_numpy(), position[labels["b"]].to_numpy()
    of_pair = pd.Series(labels["label"].to_numpy(), index=np.minimum(a, b) * len(table) + np.maximum(a, b))
    label = of_pair[~of_pair.index.duplicated()].reindex(first * len(table) + second).to_numpy()
    known = ~np.isnan(label)
    first, second, label = first[known], second[known], label[known]
    located = joins.are_among(first, second, same_address, len(table))
    forms = np.zeros(len(first), dtype=bool)
    return compare(compared, NameWords(compared.words), first, second, located, forms), label


def fitted(vectors: Floats, label: Floats, columns: list[str]) -> tuple[Floats, float]:
    """Weights and prior of greatest likelihood, shrunk; agreement never speaks against, nor a difference for."""
    scale = np.where(vectors.std(axis=0) > 0, vectors.std(axis=0), 1)
    scaled = vectors / scale

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = scaled @ weights[:-1] + weights[-1]
        likelihood = np.logaddexp(0, odds) - label * odds
        error = 1 / (1 + np.exp(-odds)) - label
        slope = np.append(scaled.T @ error + SHRINKAGE * weights[:-1], error.sum())
        return float(likelihood.sum() + SHRINKAGE / 2 * (weights[:-1] ** 2).sum()), slope

    bounds: list[tuple[float | None, float | None]] = [
        (0, None) if name in SPEAKS_FOR else (None, 0) if name in SPEAKS_AGAINST else (None, None)
        for name in columns
    ]
    bounds[columns.index("name_common")] = (MOST_COMMON_TERM * scale[columns.index("name_common")], 0)
    found = minimize(
        loss, np.zeros(len(columns) + 1), jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B"
    )
    return found.x[:-1] / scale, float(found.x[-1])


if __name__ == "__main__":
    main(*sys.argv[1:])
