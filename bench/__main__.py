"""Run the measurements: `python -m bench`, or `python -m bench opening` for bench/bench_opening.py alone.

Each bench_*.py has a function `measurements()` that yields `bench.measuring.Measurement`s.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from bench.measuring import Measurement, machine, table, told

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER.parent / "bench-results" / "latest.md"


def main(wanted: list[str]) -> int:
    """Measure, print one table and keep it in bench-results/latest.md."""
    there = [path.stem.removeprefix("bench_") for path in sorted(FOLDER.glob("bench_*.py"))]
    if unknown := [name for name in wanted if name not in there]:
        print(f"There is no bench/bench_{unknown[0]}.py; there are: {', '.join(there)}.", file=sys.stderr)
        return 2
    found: list[Measurement] = []
    for name in wanted or there:
        for one in import_module(f"bench.bench_{name}").measurements():
            print(f"{one.name}: {told(min(one.seconds), one.unit)}", file=sys.stderr, flush=True)
            found.append(one)
    told_all = f"{table(found)}\n\n{machine()}"
    print(told_all)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(told_all + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
