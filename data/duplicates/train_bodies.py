"""Train the weights by which unlike names are known as those of one organisation, and write them to body_weights.csv.

    python data/duplicates/train_bodies.py NAMES.csv

NAMES.csv has one pair of names a row: name, other, town, label (1 for two names of one organisation, 0 for those of two
in one town). The README beside this file says which pairs were used. Needs nothing beyond what the product needs.
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

from dsi_geo.analysis.proximity.body_names import EVIDENCE, evidence
from dsi_geo.spelling import fold_text

Floats = npt.NDArray[np.float64]

HERE: Final = Path(__file__).resolve().parent
SHRINKAGE: Final = 2.0
"""Strength of the squared penalty on weights of evidence in units of its standard deviation."""
ONE_BODY: Final = 0.2
"""Share of pairs at one address, unlike in name and without a link, that are one organisation: 12 of 58 in a directory
whose pairs were judged by hand."""


def main(names: str) -> None:
    pairs = pd.read_csv(names, keep_default_na=False)
    vectors = np.array(
        [evidence(row.name, row.other, fold_text(row.town)) for row in pairs.itertuples(index=False)]
    )
    label = pairs["label"].to_numpy(dtype=np.float64)
    prior, weights = fitted(vectors, label)
    prior += np.log(ONE_BODY / (1 - ONE_BODY)) - np.log(label.mean() / (1 - label.mean()))
    with (HERE / "body_weights.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["evidence", "weight"])
        writer.writerows(
            (name, f"{value:.3f}")
            for name, value in zip(("prior", *EVIDENCE), (prior, *weights), strict=True)
        )


def fitted(vectors: Floats, label: Floats) -> tuple[float, Floats]:
    """Logistic regression: the prior log-odds, and the weight of each column."""
    spread = vectors.std(axis=0) + 1e-9
    scaled = vectors / spread

    def loss(weights: Floats) -> float:
        odds = scaled @ weights[1:] + weights[0]
        return float(np.logaddexp(0, -odds * (2 * label - 1)).sum() + SHRINKAGE * (weights[1:] ** 2).sum())

    found = minimize(loss, np.zeros(vectors.shape[1] + 1)).x
    return float(found[0]), np.asarray(found[1:] / spread)


if __name__ == "__main__":
    main(*sys.argv[1:])
