"""Files one after the other, each by chance of a seed and a number; what they find is grouped, minimised and kept."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa

from tests.fuzzing.dice import Dice
from tests.fuzzing.formats import mutations_of
from tests.fuzzing.harness import Outcome, Target, faults
from tests.fuzzing.hostile import KINDS
from tests.fuzzing.mutations import PLAIN, Mutation, spliced

HOSTILE_SHARE: Final = 0.08
OTHER_ENDINGS: Final = (
    *("", ".txt", ".csv", ".xlsx", ".xlsb", ".xls", ".ods", ".json", ".zip", ".fgb", ".shp", ".parquet"),
)
QUICK_S: Final = 3.0
"""A fault that takes no longer is minimised."""

MINIMISING_S: Final = 30.0


UNWRITABLE: Final = (pa.ArrowInvalid, sqlite3.DatabaseError, RecursionError)
"""What the libraries that write a format say of some of what chance puts together: then the file stays as it is."""


@dataclass(frozen=True)
class Made:
    """A file to be opened: what it is, its ending, its content."""

    kind: str
    ending: str
    content: bytes

    @property
    def name(self) -> str:
        return f"projects{self.ending}"


def made(seed: int, number: int, port: int, seeds: Mapping[str, tuple[str, bytes]]) -> Made:
    """The file of a number: always the same, but for the port that it may name."""
    dice = Dice(f"{seed}:{number}", port)
    if dice.random() < HOSTILE_SHARE:
        kind = dice.choice(KINDS)
        return Made(kind.__name__, *kind(dice))
    what = dice.choice(list(seeds))
    ending, content = seeds[what]
    own = mutations_of(ending)
    other = seeds[dice.choice(list(seeds))][1]
    any_format: tuple[Mutation, ...] = (*PLAIN, spliced(other))
    within = bool(own) and dice.random() < 0.6
    chosen = [dice.choice(own)] if within else []
    chosen += [
        dice.choice(any_format) for _ in range(dice.choice((0, 0, 0, 0, 1) if within else (1, 1, 2, 4)))
    ]
    for mutation in chosen:
        with suppress(*UNWRITABLE):
            content = mutation(dice, content)
    if dice.random() < 0.03:
        ending = dice.choice(OTHER_ENDINGS)
    return Made(f"{what}: {', '.join(mutation.__name__ for mutation in chosen)}", ending, content)


@dataclass
class Cause:
    """One fault, however many files show it."""

    fault: str
    number: int
    kind: str
    after_s: float
    file: str = ""
    count: int = 0
    formats: Counter[str] = field(default_factory=Counter)


class Campaign:
    """Opens files of a seed with targets, one at a time each.

    Parameters
    ----------
    results
        Folder for the files of each cause, and `causes.json`.
    """

    def __init__(self, seed: int, seeds: Mapping[str, tuple[str, bytes]], results: Path) -> None:
        self.seed, self.seeds, self.results = seed, seeds, results
        self.causes: dict[str, Cause] = {}
        self.opened = self.read = 0
        self.cpu_s = 0.0
        self._begin = time.monotonic()
        self._lock = threading.Lock()
        results.mkdir(parents=True, exist_ok=True)

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._begin

    def run(self, targets: Iterable[Target], numbers: Iterable[int], until_s: float = float("inf")) -> None:
        """Open the files of these numbers, until the time is over."""
        left = iter(numbers)
        failed: list[BaseException] = []

        def work(target: Target) -> None:
            try:
                while self.elapsed_s < until_s and not failed:
                    with self._lock:
                        number = next(left, None)
                    if number is None:
                        return
                    self._open(target, number)
            except BaseException as error:  # noqa: BLE001  the main thread raises it
                failed.append(error)

        workers = [threading.Thread(target=work, args=(target,)) for target in targets]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if failed:
            raise failed[0]

    def _open(self, target: Target, number: int) -> None:
        file = made(self.seed, number, target.port, self.seeds)
        outcome = target.open_file(file.name, file.content)
        with self._lock:
            self.opened += 1
            self.cpu_s += outcome.cpu_s
            self.read += outcome.exit_code == 0
            found = faults(outcome)
            new = [fault for fault in found if fault not in self.causes]
            for fault in new:
                self.causes[fault] = Cause(fault, number, file.kind, self.elapsed_s)
            for fault in found:
                self.causes[fault].count += 1
                self.causes[fault].formats[file.kind.split(":")[0]] += 1
        for fault in new:
            self._keep(fault, file, outcome, target)

    def _keep(self, fault: str, file: Made, outcome: Outcome, target: Target) -> None:
        stem = f"{self.seed}-{self.causes[fault].number:06}-{re.sub(r'[^a-z0-9]+', '-', fault.lower())[:60]}"
        content = minimised(target, file, fault) if outcome.wall_s < QUICK_S else file.content
        path = self.results / f"{stem}{file.ending}"
        path.write_bytes(content)
        about = asdict(outcome) | {"output": outcome.output[-2000:], "sentences": outcome.sentences[-60:]}
        about |= {
            "seed": self.seed,
            "fault": fault,
            "port": target.port,
            "kind": file.kind,
            "name": file.name,
        }
        Path(f"{path}.about.json").write_text(json.dumps(about, indent=1), encoding="utf-8")
        with self._lock:
            self.causes[fault].file = path.name
            told = {cause.fault: vars(cause) for cause in self.causes.values()}
            (self.results / "causes.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
            print(
                f"{self.opened:,} files: {fault} ({file.kind}; {len(content):,} bytes) {path.name}",
                flush=True,
            )


def minimised(target: Target, file: Made, fault: str) -> bytes:
    """The file without what it need not hold to have this fault, as far as half a minute tells."""
    content, size, end = file.content, len(file.content) // 2, time.monotonic() + MINIMISING_S
    while size:
        before = len(content)
        for begin in reversed(range(0, len(content), size)):
            if time.monotonic() > end:
                return content
            shorter = content[:begin] + content[begin + size :]
            if fault in faults(target.open_file(file.name, shorter)):
                content = shorter
        if len(content) == before:
            size //= 2
    return content
