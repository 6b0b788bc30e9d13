"""Look for files that the product stumbles over: python -m tests.fuzzing [options], or replay FILE.

What is found lies in test-results/fuzz: each cause once, as a file and what is known of it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from functools import partial
from pathlib import Path

from tests.fuzzing.campaign import Campaign
from tests.fuzzing.harness import Forked, Target, faults
from tests.fuzzing.seeds import make_seeds, samples

ROOT = Path(__file__).resolve().parents[2]
TARGETS = {"forked": Forked, "sandboxed": partial(Forked, sandboxed=True)}
"""How a file is opened."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("action", nargs="?", choices=("run", "replay"), default="run")
    parser.add_argument("file", nargs="?", type=Path, help="of test-results/fuzz, to be opened once more")
    parser.add_argument("--code", type=Path, default=ROOT, help="folder of the product, of whatever version")
    parser.add_argument("--target", choices=TARGETS, default="forked")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="default: another every time")
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--files", type=int, default=None)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--results", type=Path, default=ROOT / "test-results" / "fuzz")
    options = parser.parse_args()
    return _replay(options) if options.action == "replay" else _run(options)


def _run(options: argparse.Namespace) -> int:
    seeds = make_seeds()
    targets = [TARGETS[options.target](options.code, samples(seeds)) for _ in range(options.jobs)]
    campaign = Campaign(options.seed, seeds, options.results)
    numbers = itertools.count(options.first)
    print(f"Seed {options.seed}; what is found lies in {options.results}", flush=True)
    try:
        campaign.run(targets, itertools.islice(numbers, options.files), options.seconds)
    finally:
        for target in targets:
            target.close()
    took = f"{campaign.elapsed_s:,.0f} s, {campaign.cpu_s:,.0f} s of CPU"
    print(f"{campaign.opened:,} files in {took}; {campaign.read:,} of them read")
    for cause in sorted(campaign.causes.values(), key=lambda cause: cause.number):
        print(
            f"{cause.count:6,} × {cause.fault} (first: {cause.kind}, after {cause.after_s:,.0f} s) {cause.file}"
        )
    return 1 if campaign.causes else 0


def _replay(options: argparse.Namespace) -> int:
    about = json.loads(Path(f"{options.file}.about.json").read_text(encoding="utf-8"))
    target: Target = TARGETS[options.target](options.code, {}, about["port"])
    try:
        outcome = target.open_file(about["name"], options.file.read_bytes())
    finally:
        target.close()
    print("\n".join(outcome.sentences))
    print(f"exit {outcome.exit_code}, {outcome.cpu_s:.1f} s of CPU, {outcome.peak_mb:,.0f} MB at most")
    found = faults(outcome)
    print("\n".join(found) or "No fault.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
