from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dsi_geo.readers import read_tables
from dsi_geo.readers.assembly import Source
from tests.fuzzing.campaign import Campaign, made
from tests.fuzzing.harness import Forked, Limits, Outcome, faults
from tests.fuzzing.seeds import make_seeds, samples
from tests.serving import ROOT

RESULTS = ROOT / "test-results" / "fuzz"
SEED = 1
FILES = 200
"""About a minute's worth on two cores."""

OBEDIENT = """
import os, sys, tempfile, time, urllib.request

def main(arguments):
    print("Opening projects.csv …", file=sys.stderr)
    counted = "entity,measure,detail,count\\nprojects,records,,0\\n\\nseverity,message"
    exec(open(arguments[1], encoding="utf-8").read())
    print(counted)
    return 0
"""
"""A product that does whatever a file says."""

COUNTS = """entity,measure,detail,count
projects,records,,3
projects,located,,2
projects,located,by own place,2
projects,located,not at all,1
projects,location precision,city,2
projects,location precision,none,1
projects,launched date,known,0
projects,launched date,not known,3
projects,finding,x,1

severity,message
note,x
"""

LIMITS = Limits(cpu_s=3, peak_mb=400)  # half a second of it goes into clearing the memory that is asked for

DEEDS = {
    "pass": [],
    "1 / 0": ["crash: ZeroDivisionError: "],
    "os.abort()": ["crash: signal 6: "],
    "while True: pass": ["CPU: "],
    "bytearray(500_000_000)": ["memory"],
    "urllib.request.urlopen('http://example.invalid/')": ["crash: ", "request: GET http:"],
    "tempfile.mkstemp(prefix='left')": ["left behind: "],
    "open(arguments[1], 'a').write(' ')": ["left behind: projects.csv"],
    "raise SystemExit(2)": ["words: none"],
    "print(file=sys.stderr); raise SystemExit(2)": ["words: an empty line"],
    "print(tempfile.gettempdir() + '.', file=sys.stderr); raise SystemExit(2)": [
        "words: a traceback or a path"
    ],
    "print('\\x1b[1mBad.', file=sys.stderr); raise SystemExit(2)": ["words: letters that cannot be printed"],
    "print('The file is bad.', file=sys.stderr); raise SystemExit(2)": [],
    "print('x.py:3: UserWarning: y', file=sys.stderr)": ["warning: "],
}
"""What a file says -> how the faults begin that are found."""


@pytest.fixture(scope="module")
def seeds() -> dict[str, tuple[str, bytes]]:
    return make_seeds()


@pytest.fixture(scope="module")
def obedient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that product."""
    folder = tmp_path_factory.mktemp("obedient")
    (folder / "dsi_geo").mkdir()
    (folder / "dsi_geo" / "__main__.py").write_text(OBEDIENT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whoever(obedient: Path) -> Iterator[Forked]:
    with closing(Forked(obedient, {}, limits=LIMITS)) as target:
        yield target


@pytest.mark.parametrize("deed", DEEDS)
def test_whatever_a_product_does_wrong_is_found(whoever: Forked, deed: str) -> None:
    found = faults(whoever.open_file("projects.csv", deed.encode()), LIMITS)
    assert len(found) == len(DEEDS[deed])
    for fault, beginning in zip(found, DEEDS[deed], strict=True):
        assert fault.startswith(beginning)


def test_who_only_waits_is_found(obedient: Path) -> None:
    limits = Limits(wall_s=2)
    with closing(Forked(obedient, {}, limits=limits)) as target:
        (fault,) = faults(target.open_file("projects.csv", b"time.sleep(600)"), limits)
    assert fault.startswith("hang: ")


def test_counts_that_do_not_add_up_are_found() -> None:
    outcome = Outcome(0, COUNTS, (), 0, 0, 0, (), ())
    assert faults(outcome) == []
    assert faults(replace(outcome, output=COUNTS.replace("not at all,1", "not at all,2"))) == [
        "counts: located"
    ]
    assert faults(replace(outcome, output=COUNTS + "note,y\n")) == ["counts: findings"]


def test_the_files_of_a_seed_are_always_the_same(seeds: dict[str, tuple[str, bytes]]) -> None:
    numbers = range(60)
    first, second = ([made(1, number, 9, seeds) for number in numbers] for _ in range(2))
    assert first == second
    assert len({file.content for file in first}) > 50


def test_every_seed_is_read(tmp_path: Path, seeds: dict[str, tuple[str, bytes]]) -> None:
    for name, (ending, content) in seeds.items():
        path = tmp_path / f"projects{ending}"
        path.write_bytes(content)
        (table, *_) = read_tables([Source(path, path.name)])
        assert len(table.frame) > 1, name


def test_no_file_does_anything_but_be_read_or_refused(
    tmp_path: Path, seeds: dict[str, tuple[str, bytes]]
) -> None:
    campaign = Campaign(SEED, seeds, RESULTS)
    with (
        closing(Forked(ROOT, samples(seeds))) as one,
        closing(Forked(ROOT, samples(seeds), sandboxed=True)) as other,
    ):
        campaign.run([one, other], range(FILES))
    assert campaign.opened == FILES
    assert campaign.read > FILES / 10
    assert not campaign.causes, "\n".join(
        f"{cause.fault}: {cause.file}" for cause in campaign.causes.values()
    )
