"""Verdicts about pairs: kept, taken back, never lost; what cannot be read is counted."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dsi_geo.errors import InputError
from dsi_geo.output.verdicts import journal_of, read_verdicts, record_verdict, unreadable_words
from tests.serving import ROOT

WHEN = "2026-01-01T00:00:00+00:00"
CHILD = "import sys; from tests.output.test_verdicts import {0} as child; child(*sys.argv[1:])"


def told(journal: Path) -> dict[tuple[str, str], str]:
    found = read_verdicts(journal).verdicts
    return dict(zip(zip(found["id_a"], found["id_b"], strict=True), found["verdict"], strict=True))


def line(number: int, verdict: str = "confirmed", separator: str = ",") -> str:
    return separator.join([WHEN, "projects", f"A{number}", f"B{number}", verdict])


def pairs(*numbers: int) -> dict[tuple[str, str], str]:
    return {(f"A{number}", f"B{number}"): "confirmed" for number in numbers}


def journal_with(folder: Path, content: str | bytes) -> Path:
    journal = folder / "v.csv"
    journal.write_bytes(content.encode() if isinstance(content, str) else content)
    return journal


def many(journal: str, name: str, count: str) -> None:
    """Keep verdicts, and print the number of each when it has been acknowledged."""
    for number in range(int(count)):
        record_verdict(
            Path(journal), "projects", f"{name}{number}", f'{name}{number}\'s "other"', "confirmed"
        )
        print(number, flush=True)


@contextmanager
def room_for(size: int, journal: Path) -> Iterator[None]:
    """No file grows beyond the present size of the journal and so many bytes, as on a disk that is full then."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = size + (journal.stat().st_size if journal.exists() else 0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def started(child: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD.format(child), *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_verdict_is_kept_beside_the_database_whichever_is_named_first(tmp_path):
    journal = journal_of(tmp_path / "projects.csv")
    assert journal.name == "projects.csv.verdicts.csv"
    assert told(journal) == {}
    record_verdict(journal, "projects", "P2", "P1", "introduced")
    assert told(journal) == {("P1", "P2"): "introduced"}


def test_a_database_named_by_a_dot_has_its_journal_beside_it(tmp_path, monkeypatch):
    folder = tmp_path / "export"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert journal_of(Path()) == tmp_path / "export.verdicts.csv"
    assert journal_of(Path("/")) == Path("/.verdicts.csv")


def test_the_last_verdict_holds_and_can_be_taken_back(tmp_path):
    journal = tmp_path / "v.csv"
    record_verdict(journal, "projects", "P1", "P2", "confirmed")
    record_verdict(journal, "projects", "P1", "P2", "not_the_same")
    assert told(journal) == {("P1", "P2"): "not_the_same"}
    record_verdict(journal, "projects", "P1", "P2", "")
    assert told(journal) == {}
    assert len(journal.read_text().splitlines()) == 4  # the journal forgets nothing


@example(ids=(" a ", " "), verdict="introduced")
@example(ids=("", '"'), verdict="introduced")
@example(ids=("\ud800", "\0\r\n"), verdict="introduced")
@given(
    ids=st.tuples(*[st.text(st.characters(exclude_categories=()))] * 2),
    verdict=st.sampled_from(["introduced", ""]),
)
def test_ids_of_any_text_come_back_as_they_are_and_take_one_line(tmp_path_factory, ids, verdict):
    journal = tmp_path_factory.mktemp("ids") / "v.csv"
    before = ("A", "B")
    record_verdict(journal, "projects", *before, "confirmed")
    record_verdict(journal, "projects", *ids, "confirmed")
    record_verdict(journal, "projects", *ids, verdict)
    expected = {before: "confirmed", tuple(sorted(ids)): verdict}
    assert told(journal) == {pair: verdict for pair, verdict in expected.items() if verdict}
    assert len(journal.read_bytes().splitlines()) == 4
    assert read_verdicts(journal).unreadable == ()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("header", [False, True])
def test_a_journal_that_a_spreadsheet_saved_is_read(tmp_path, separator, end, start, quoted, header):
    lines = [separator.join(["when", "entity", "id_a", "id_b", "verdict"])] * header
    lines += [line(number, separator=separator) for number in range(3)]
    if quoted:
        lines = ['"' + text.replace(separator, f'"{separator}"') + '"' for text in lines]
    journal = journal_with(tmp_path, start + end.join([*lines, separator * 4, ""]))
    assert told(journal) == pairs(0, 1, 2)
    record_verdict(journal, "projects", "A3", "B3", "confirmed")
    assert told(journal) == pairs(0, 1, 2, 3)
    assert read_verdicts(journal).unreadable == ()


def test_a_journal_of_old_is_read_with_quotation_marks_line_breaks_and_taken_back_verdicts(tmp_path):
    lines = [
        "when,entity,id_a,id_b,verdict",
        f'{WHEN},projects,=é,"a,""b""\n",confirmed',
        f'{WHEN},projects,"""c""","d\r\n,""\n",introduced',
        line(1),
        line(2),
        line(2, ""),
        f'{WHEN},organisations,"""e",f,confirmed',
    ]
    journal = journal_with(tmp_path, "\r\n".join(lines) + "\r\n")
    assert told(journal) == {
        ("=é", 'a,"b"\n'): "confirmed",
        ('"c"', 'd\r\n,"\n'): "introduced",
        **pairs(1),
        ('"e', "f"): "confirmed",
    }
    assert read_verdicts(journal).unreadable == ()


@pytest.mark.parametrize(
    "broken",
    [
        f'{WHEN},projects,"P1,P2,confirmed',
        f'{WHEN},projects,P1",P2,confirmed',
        f'"{WHEN},projects,P1,P2,confirmed',
        f'{WHEN},projects,P1,P2,confirmed"',
        f'{WHEN},projects,"P1"x,P2,confirmed',
        f'{WHEN},projects,"P1',
        f"{WHEN},projects,P1,P2",
        f"{WHEN},projects,P1,P2,conf",
        f"{WHEN},projects,P1,P2,confirmed,confirmed",
        f"{WHEN},projects,,P2,confirmed",
        f"{WHEN},things,P1,P2,confirmed",
        f"{WHEN},projects,Stra\udcdfe,P2,confirmed",
        "a note by hand",
        '"',
        "\0" * 40,
    ],
)
def test_a_line_that_cannot_be_read_costs_no_other(tmp_path, broken):
    """Wherever it stands, two of them as well: one never takes the other for its end."""
    healthy = [line(number) for number in range(3)]
    for place in range(4):
        lines = [*healthy[:place], broken, broken, *healthy[place:], ""]
        journal = journal_with(tmp_path, "\r\n".join(lines).encode(errors="surrogateescape"))
        assert told(journal) == pairs(0, 1, 2)
        assert read_verdicts(journal).unreadable == (place + 1, place + 2)


@pytest.mark.parametrize(
    ("when", "between"), [(WHEN, []), (WHEN, [1]), ("01.01.2026 00:00", [1]), ("01.01.2026 00:00", [1, 2])]
)
def test_two_lines_with_a_stray_quotation_mark_are_no_verdict_and_swallow_none(tmp_path, when, between):
    """Taken together they would have as many cells as a verdict, one with line breaks in it."""
    healthy = [line(number).replace(WHEN, when) for number in between]
    lines = [f'{when},projects,"P1', *healthy, f'{when},projects,P2",P3,confirmed', ""]
    journal = journal_with(tmp_path, "\r\n".join(lines))
    assert told(journal) == pairs(*between)
    assert read_verdicts(journal).unreadable == (1, len(between) + 2)


def test_wherever_the_last_line_is_cut_off_no_verdict_is_lost_or_made_up(tmp_path):
    """At every byte: what was decided before holds, and so does what is decided next."""
    journal = tmp_path / "v.csv"
    for number, verdict in enumerate(["confirmed", "confirmed", "not_the_same"]):
        record_verdict(journal, "projects", f"A{number % 2}", f"B{number % 2}", verdict)
    record_verdict(journal, "projects", 'A"2,\n', "B2", "introduced")
    whole = journal.read_bytes()
    third, fourth = [whole.splitlines(keepends=True)[row] for row in (3, 4)]
    for last, before, decided in (
        (third, {**pairs(0, 1)}, {**pairs(1), ("A0", "B0"): "not_the_same"}),
        (fourth, {**pairs(1), ("A0", "B0"): "not_the_same"}, None),
    ):
        start = whole.index(last)
        for cut in range(len(last) - 2):
            journal.write_bytes(whole[: start + cut])
            assert told(journal) == before, cut
            record_verdict(journal, "projects", "A9", "B9", "confirmed")
            assert told(journal) == {**before, **pairs(9)}, cut
        if decided:
            journal.write_bytes(whole[: start + len(last) - 2])  # but for its line break it is whole
            assert told(journal) == decided


def test_two_processes_at_once_and_a_killed_one_lose_nothing(tmp_path):
    journal = tmp_path / "v.csv"
    writers = {name: started("many", journal, name, 2_000 if name == "K" else 200) for name in "ABK"}
    assert writers["K"].stdout
    acknowledged = [writers["K"].stdout.readline() for _ in range(50)]
    writers["K"].send_signal(signal.SIGKILL)
    rest, _ = writers["K"].communicate()
    assert writers["K"].returncode == -signal.SIGKILL
    for name in "AB":
        output, _ = writers[name].communicate()
        assert writers[name].returncode == 0
        assert output.split() == [str(number) for number in range(200)]
    kept = {first for first, _ in told(journal)}
    numbers = [*"".join(acknowledged).split(), *rest.split()]
    assert kept >= {f"K{number}" for number in numbers}
    assert kept >= {f"{name}{number}" for name in "AB" for number in range(200)}
    assert read_verdicts(journal).unreadable == ()
    assert not journal.read_bytes().replace(b"\r\n", b"").count(b"\n")


@pytest.mark.parametrize("lines", [0, 2])
@pytest.mark.parametrize("lacking", ["all", 80, 50, 49, 40, 13, 12, 3, 2, 1])
def test_on_a_full_disk_nothing_is_acknowledged_and_nothing_lost(tmp_path, lines, lacking):
    """Where so many bytes of room are lacking for what is to be added."""
    journal = journal_of(tmp_path / "projects.csv")
    for number in range(lines):
        record_verdict(journal, "projects", f"A{number}", f"B{number}", "confirmed")
    needed = len(b"2026-01-01T00:00:00Z,projects,A0,B0,not_the_same\r\n")
    needed += 0 if lines else len(b"when,entity,id_a,id_b,verdict\r\n")
    room = 0 if lacking == "all" else max(needed - lacking, 0)
    with (
        room_for(room, journal),
        pytest.raises(InputError, match="could not be kept in “projects.csv.verdicts"),
    ):
        record_verdict(journal, "projects", "A0", "B0", "not_the_same")
    assert told(journal) == pairs(*range(lines))
    record_verdict(journal, "projects", "A5", "B5", "confirmed")
    assert told(journal) == pairs(*range(lines), 5)
    with room_for(needed, journal):
        record_verdict(journal, "projects", "A0", "B0", "not_the_same")
    assert told(journal)["A0", "B0"] == "not_the_same"


def made_unusable(kind: str, folder: Path) -> Path:
    journal = folder / "v.csv"
    if kind == "folder":
        journal.mkdir()
    elif kind == "pipe":
        os.mkfifo(journal)
    elif kind == "loop":
        journal.symlink_to(journal)
    elif kind == "device":
        journal.symlink_to("/dev/full")
    else:
        journal = folder / ("v" * 300 + ".csv")
    return journal


@pytest.mark.parametrize("kind", ["folder", "pipe", "loop", "device", "name too long"])
def test_a_journal_that_is_no_file_is_told_without_its_path(tmp_path, kind):
    journal = made_unusable(kind, tmp_path)
    for attempt in (
        lambda: read_verdicts(journal),
        lambda: record_verdict(journal, "projects", "a", "b", "confirmed"),
    ):
        with pytest.raises(InputError, match=r"(“v.+” cannot be read|not be kept in “v.+”): \w") as told_so:
            attempt()
        assert str(tmp_path) not in str(told_so.value)
        assert len(told_so.value.faults) == 1


def forbidden(journal: str) -> None:
    """Try to read and to keep as a user who may not."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    for attempt in (
        lambda: read_verdicts(Path(journal)),
        lambda: record_verdict(Path(journal), "projects", "a", "b", "confirmed"),
    ):
        try:
            attempt()
        except InputError as error:
            print(error)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_a_journal_that_may_not_be_opened_is_told(tmp_path):
    journal = journal_with(tmp_path, line(1) + "\r\n")
    journal.chmod(0o600)
    output, _ = started("forbidden", journal).communicate()
    assert output.count("Permission denied") == 2


def test_a_journal_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(InputError, match="The verdict could not be kept in “v.csv”: No such file"):
        record_verdict(tmp_path / "missing" / "v.csv", "projects", "a", "b", "confirmed")


def test_lines_that_could_not_be_read_are_named():
    assert unreadable_words(()) == ""
    assert unreadable_words((4,)) == "1 line of the verdicts’ journal could not be read: line 4."
    assert (
        unreadable_words((4, 9, 1200))
        == "3 lines of the verdicts’ journal could not be read: lines 4, 9 and 1,200."
    )
    assert unreadable_words(tuple(range(1, 41))).endswith("lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 30 more.")
