"""Clean the demonstration database once, so that it opens at once.

Run it after `build.py`, and whenever reading or cleaning has changed (a test says so), from anywhere::

    python data/demonstration/build_canonical.py

It opens `projects.csv` and `organisations.csv` as any database is opened, and writes the canonical tables
with their findings to `canonical/`, which is what the dashboard and the commands open.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from dsi_geo.database import open_database  # noqa: E402
from dsi_geo.output.table_files import write_table  # noqa: E402


def main() -> None:
    """Write both tables and say how many findings they carry."""
    database = open_database(HERE)
    (HERE / "canonical").mkdir(exist_ok=True)
    for entity in database.entities:
        findings = database.findings[database.findings["entity"] == entity].reset_index(drop=True)
        about = {"as_of": f"{database.as_of:%Y-%m-%d}", "source": database.provenance.title}
        write_table(database.table(entity), HERE / "canonical" / f"{entity}.parquet", about, findings)
        print(f"{entity}: {len(database.table(entity)):,} records, {len(findings):,} findings")


if __name__ == "__main__":
    main()
