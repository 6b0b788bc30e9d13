"""The page of a record among a million: what is around it, at its address and like it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bench.measuring import Measurement, timed
from bench.synthetic import canonical_projects
from dsi_geo.analysis.likeness import alike, theme_index
from dsi_geo.analysis.related import in_same_town, similar_ids, surroundings
from dsi_geo.schema import PROJECTS

COUNT = 1_000_000


def measurements() -> Iterator[Measurement]:
    """Each part for a project with an address in the town that has the most."""
    table = canonical_projects(COUNT)
    points = table.geometry.y.to_numpy(), table.geometry.x.to_numpy()
    links = pd.DataFrame({"project_id": [], "organisation_id": []}, dtype="str")
    town = table["city"].value_counts().index[0]
    row = int(np.flatnonzero(table["city"].eq(town) & table["address"].notna())[0])
    name = f"{COUNT:,} projects"
    yield Measurement(
        f"an index of themes, once, {name}",
        timed(lambda: theme_index(table, PROJECTS, table["id"], links), repeats=3),
    )
    index = theme_index(table, PROJECTS, table["id"], links)
    yield Measurement(
        f"at its address and near by, {name}", timed(lambda: surroundings(table, PROJECTS, row, points))
    )
    here = in_same_town(table, row)
    yield Measurement(
        f"alike in its town and elsewhere, {name}",
        timed(lambda: [alike(index, row, among, 8) for among in (here, ~here)]),
    )
    yield Measurement(
        f"identifiers nearly as one that does not exist, {name}",
        timed(lambda: similar_ids(table["id"], "P77", 5)),
    )
