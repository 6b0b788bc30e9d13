"""Official populations of first-level regions, added up from the parts that the statistical offices publish.

Usage: `python data/populations/build.py PJANAGGR3 LAU`; the README beside says what the two files are.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
YEAR = 2019
TOTAL = ["A", "NR", "T", "TOTAL"]
OF_NUTS = "Eurostat, population on 1 January 2019"
OF_UNITS = "Eurostat, local administrative units 2019"
NOT_OF_2019 = {
    "IE": ("Central Statistics Office of Ireland, census of 24 April 2016", 2016),
    "GR-69": ("Hellenic Statistical Authority, census of 2011", 2011),
}
"""Local units whose figures are those of a census, by region or country."""


def of_nuts(path: Path) -> pd.Series:
    """Eurostat's demo_r_pjanaggr3, as its bulk download has it: inhabitants by NUTS code."""
    table = pd.read_csv(path, sep="\t", dtype="str")
    table.columns = table.columns.str.strip()
    key = table.iloc[:, 0].str.split(",", expand=True)
    total = (key.iloc[:, :4] == TOTAL).all(axis=1)
    figures = table.loc[total, str(YEAR)].str.extract(r"(\d+)", expand=False)
    return figures.set_axis(key.loc[total, 4]).dropna().astype("int64")


def of_units(path: Path) -> pd.Series:
    """Local administrative units: inhabitants by `country:code`, and of all units of a region by its NUTS 3 code."""
    table = pd.read_csv(path, dtype={"lau_code": "str"}).dropna(subset="population")
    code = table["country"] + ":" + table["lau_code"]
    each = table["population"].set_axis(code)
    return pd.concat([each, table.groupby("nuts3")["population"].sum()]).astype("int64")


def source(region: str, table: str) -> tuple[str, int]:
    """Where a figure is from, in words, and the year it is for."""
    if table == "nuts":
        return OF_NUTS, YEAR
    return NOT_OF_2019.get(region, NOT_OF_2019.get(region[:2], (OF_UNITS, YEAR)))


def main() -> None:
    """Write `regions.csv`."""
    figures = {"nuts": of_nuts(Path(sys.argv[1])), "lau": of_units(Path(sys.argv[2]))}
    rows = []
    for region, table, parts, less in pd.read_csv(HERE / "parts.csv", keep_default_na=False).itertuples(
        index=False
    ):
        known = figures[table]
        population = known.loc[parts.split()].sum() - known.loc[less.split()].sum()
        words, year = source(region, table)
        rows.append((region, population, year, words))
    added = pd.DataFrame(rows, columns=["region", "population", "year", "source"])
    every = pd.concat([added, pd.read_csv(HERE / "figures.csv")]).sort_values("region")
    every.to_csv(HERE / "regions.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
