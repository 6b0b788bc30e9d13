"""Small inputs that failed, with the right values; they lie beside the repository, and not with its users."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from dsi_geo.__main__ import main

FOLDER = Path(os.environ.get("DSI_GEO_SHARED") or Path(__file__).resolve().parents[2] / "shared") / "cases"


def expectations() -> dict[tuple[str, str], list[tuple[str, str, str]]]:
    cases = defaultdict(list)
    path = FOLDER / "expected.csv"
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                cases[row["file"], row["options"]].append((row["row"], row["field"], row["expected"]))
    return cases


def holds(got: str, wanted: str) -> bool:
    if wanted.startswith("~"):
        return bool(got) and abs(float(got) - float(wanted[1:])) <= 0.011
    if wanted.startswith("!"):
        return got not in wanted[1:].split("|")
    return got in wanted.split("|")


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of shared cases is not beside the repository")
@pytest.mark.parametrize(("file", "options"), [*expectations()] or [("", "")])
def test_the_values_of_a_case_are_right(file: str, options: str, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    status = main(["convert", str(FOLDER / file), "--output", str(output), *options.split()])
    table = pd.read_csv(output, dtype="str", keep_default_na=False) if output.exists() else pd.DataFrame()
    wrong = []
    for row, field, wanted in expectations()[file, options]:
        if "refused" in wanted.split("|"):
            wrong += [] if status == 2 or wanted != "refused" else [(field, "opened", wanted)]
        elif field == "records":
            wrong += [] if holds(str(len(table)), wanted) else [(field, str(len(table)), wanted)]
        else:
            cells = table[field] if row == "*" else table[field].iloc[[int(row)]]
            wrong += [(field, cell, wanted) for cell in cells if not holds(cell, wanted)]
    assert not wrong
