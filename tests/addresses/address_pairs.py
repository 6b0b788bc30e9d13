"""Pairs of addresses decided by hand, and how well the product decides them."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd

from dsi_geo.analysis.proximity.pairs import neighbours
from dsi_geo.cleaning import clean
from dsi_geo.readers.assembly import RawTable
from dsi_geo.schema import ORGANISATIONS

FOLDER = Path(__file__).resolve().parent
FILES = tuple(
    f"address_pairs{which}.csv"
    for which in (
        "",
        "_second",
        "_third",
        "_fourth",
        "_fifth",
        "_sixth",
        "_seventh",
        "_eighth",
        "_ninth",
        "_tenth",
        "_eleventh",
    )
)
PLACE = ("address", "postcode", "city", "country")


def read_pairs(name: str) -> pd.DataFrame:
    r"""The pairs of one file; `\n` is a line's end; `same` and `held_out`, a fixed half, are bool."""
    pairs = pd.read_csv(FOLDER / name, sep=";", dtype="str", keep_default_na=False, quoting=3)
    held_out = [crc32(";".join(row).encode()) % 2 == 1 for row in pairs.itertuples(index=False)]
    return pairs.replace(r"\\n", "\n", regex=True).assign(same=pairs["same"].eq("1"), held_out=held_out)


def decided(pairs: pd.DataFrame) -> pd.DataFrame:
    """
    The pairs with `found`: whether the product calls the two records, cleaned, the same address.

    A country "DE" is told by both records, "DE/" by the first alone.
    """
    countries = pairs["country"].str.split("/")
    sides = [
        pairs[[f"{field}_{side}" for field in PLACE[:3]]]
        .set_axis(PLACE[:3], axis=1)
        .assign(country=countries.str[at], id=[f"{number}{side}" for number in range(len(pairs))])
        for side, at in (("a", 0), ("b", -1))
    ]
    records = pd.concat(sides, ignore_index=True).replace("", None).astype("str")
    records["name"] = "Record " + records["id"]
    raw = RawTable(
        entity=ORGANISATIONS, frame=records, geometry=None, source="pairs.csv", recognised={}, unrecognised=()
    )
    table = clean([raw], today=pd.Timestamp("2018-01-31")).tables[ORGANISATIONS]
    told = neighbours(table, ORGANISATIONS)
    # The made-up names are alike, and may make two entries of one record besides.
    told = told[told["address_confidence"].notna()]
    found = set(zip(told["id_a"], told["id_b"], strict=True))
    both = [(f"{number}a", f"{number}b") for number in range(len(pairs))]
    return pairs.assign(found=[(a, b) in found or (b, a) in found for a, b in both])


def quality(judged: pd.DataFrame) -> tuple[float, float]:
    """Precision and recall of the pairs found; 1 where there was nothing to find."""
    right = int((judged["same"] & judged["found"]).sum())
    found, same = int(judged["found"].sum()), int(judged["same"].sum())
    return np.divide(right, found) if found else 1.0, np.divide(right, same) if same else 1.0


def wrong_by_kind(judged: pd.DataFrame) -> pd.Series:
    """How many pairs of each country and kind of difference were decided wrongly; empty where no kind is told."""
    wrong = judged[judged["same"] != judged["found"]]
    return wrong.groupby(["country", "kind"]).size() if "kind" in wrong else pd.Series(dtype="int64")
