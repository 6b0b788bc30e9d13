"""
Rebuild `subdivision_names.parquet`: every name of every subdivision of a country, and the region that it lies in.

Run it after `build.py`, with npm on the path::

    pip install -r data/geography/requirements.txt
    python data/geography/build_subdivisions.py

Subdivisions are those of ISO 3166-2, whatever their level: an Italian province has the region that it is part of. What
stands in `subdivision_spellings.csv` (former regions, customary abbreviations) was written for this project.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pycountry

HERE = Path(__file__).resolve().parent
# The folding of names is the product's own: a key written here must be the key looked up there.
sys.path.insert(0, str(HERE.parent.parent))

from by_hand import LANGUAGES, RENUMBERED, UMLAUTS  # noqa: E402

from dsi_geo.geography.countries import names_to_codes  # noqa: E402
from dsi_geo.geography.subdivisions import KINDS  # noqa: E402
from dsi_geo.spelling import fold_text  # noqa: E402

NPM_PACKAGE = "cldr@8.0.0"
SHORTEST_NAME = 3
KINDS_AT_END = "省市県府都도시"
"""Letters that only say what kind of subdivision it is, in scripts without spaces."""


def fetch_names(folder: Path) -> Iterator[tuple[str, str]]:
    """Get the names of subdivisions in every language of CLDR: pairs of code ("gbeng") and name."""
    packed = subprocess.run(
        ["npm", "pack", NPM_PACKAGE, "--silent"], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(folder, filter="data")
    for path in sorted((folder / "package" / "3rdparty" / "cldr" / "common" / "subdivisions").glob("*.xml")):
        if path.stem in LANGUAGES:
            for item in ET.parse(path).iter("subdivision"):  # noqa: S314 - a package of a pinned version
                yield item.get("type", ""), item.text or ""


def without_kind(key: str) -> str:
    """A folded name without the words that only say what kind of subdivision it is."""
    key = " ".join(word for word in key.split() if word not in KINDS)
    return key[:-1] if len(key) > SHORTEST_NAME - 1 and key[-1] in KINDS_AT_END else key


def spellings(name: str) -> set[str]:
    """The folded spellings of a name: without brackets and what follows a comma, with ae for ä."""
    forms = {name, *(part.strip(" ]") for part in name.replace("[", ",").replace("(", ",").split(","))}
    return {fold_text(form.translate(table).strip(" †*")) for form in forms for table in ({}, UMLAUTS)}


def build(cldr: Iterator[tuple[str, str]], regions: frozenset[str]) -> pd.DataFrame:
    """The table (see the README)."""
    subdivisions = {item.code: item for item in pycountry.subdivisions}
    codes = {code.replace("-", "").lower(): code for code in subdivisions}

    def region_of(code: str) -> str | None:
        while code not in regions and subdivisions[code].parent_code:
            code = str(subdivisions[code].parent_code)
        return code if code in regions else None

    names = [(code, name) for code, item in subdivisions.items() for name in [item.name]]
    names += [
        (codes[code], name) for code, name in cldr if code in codes and codes[code][:2] not in RENUMBERED
    ]
    by_hand = pd.read_csv(HERE / "subdivision_spellings.csv", keep_default_na=False)
    rows = set()
    for code, name in names:
        for key in spellings(name):
            rows.add((key, code, "name"))
            if without_kind(key) not in ("", key):
                rows.add((without_kind(key), code, "bare"))
    rows |= {(fold_text(row.name), row.code, "name") for row in by_hand.itertuples(index=False)}
    # A single letter or figures alone are a code that nobody writes without the country.
    local = {code: code.partition("-")[2] for code in subdivisions}
    rows |= {(part.lower(), code, "code") for code, part in local.items() if part.isalpha() and len(part) > 1}
    table = pd.DataFrame(sorted(rows), columns=["key", "code", "kind"])
    table = table[
        table["kind"].eq("code") | table["key"].str.len().ge(SHORTEST_NAME) | ~table["key"].map(str.isascii)
    ]
    table = table[~table["kind"].eq("bare") | ~table.duplicated(["key", "code"], keep=False)]
    table["country"] = table["code"].str[:2]
    # "India" is no name of Goa, whatever a language's list says; but England is a country and a part of one.
    of_country = table["key"].map(names_to_codes().get).eq(table["country"])
    table = table[~of_country | table["country"].eq("GB")]
    known = {code: region_of(code) for code in table["code"].unique() if code in subdivisions}
    table["region"] = table["code"].map(known)
    table = table.sort_values(["key", "code", "kind"], ignore_index=True)
    return table[["key", "kind", "country", "code", "region"]].astype(
        {"kind": "category", "country": "category", "code": "category", "region": "category"}
    )


def main() -> None:
    """Rebuild the table."""
    regions = frozenset(pd.read_parquet(HERE / "regions.parquet", columns=["code"])["code"])
    with tempfile.TemporaryDirectory() as folder:
        table = build(fetch_names(Path(folder)), regions)
    path = HERE / "subdivision_names.parquet"
    table.to_parquet(path, index=False, compression="zstd", compression_level=19)
    print(f"{path.name}: {len(table)} rows, {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
