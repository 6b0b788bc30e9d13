"""One file opened in a process of its own, and what is asked of that."""

from __future__ import annotations

import csv
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple, Protocol

SERVER = Path(__file__).with_name("server.py")
PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy")


class Limits(NamedTuple):
    """What opening a file may take."""

    cpu_s: int = 20
    peak_mb: float = 1_500
    wall_s: float = 180
    """On a machine that is busy with other things: who waits for nothing has used up its CPU by then."""


USUAL = Limits()


@dataclass(frozen=True)
class Outcome:
    """How it went to open one file.

    Attributes
    ----------
    exit_code
        Negative: the signal that ended the process.
    output, sentences
        What was printed to standard output, and the lines of standard error.
    cpu_s, peak_mb
        Of the process and those that it waited for.
    connections
        First lines of what was asked of the listener.
    left_behind
        Files in the folder for temporary files, new ones beside the file, and the file itself if it was changed.
    """

    exit_code: int
    output: str
    sentences: tuple[str, ...]
    cpu_s: float
    peak_mb: float
    wall_s: float
    connections: tuple[str, ...]
    left_behind: tuple[str, ...]


class Target(Protocol):
    """A way of opening files."""

    port: int

    def open_file(self, name: str, content: bytes) -> Outcome: ...

    def close(self) -> None: ...


class Listener:
    """Hears every request to a free port of this machine."""

    def __init__(self, port: int = 0) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self.requests: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return  # closed
            self.requests.append("(nothing said)")
            with connection:
                connection.settimeout(1)
                try:
                    self.requests[-1] = connection.recv(1000).decode("latin-1").split("\r\n")[0]
                    connection.sendall(
                        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    )
                except OSError:
                    continue

    def close(self) -> None:
        self._socket.close()


class Forked:
    """Runs `check` on a file in a process forked from one that has imported the product (`server.py`).

    Parameters
    ----------
    code
        Folder of the product, of whatever version.
    samples
        Name -> content of files that every reader is loaded with.
    port
        Of the listener, for a file that names it; 0: a free one.
    limits
        What opening a file may take.
    sandboxed
        Whether the product reads it in its sandbox, or in the forked process itself.
    """

    def __init__(
        self,
        code: Path,
        samples: Mapping[str, bytes],
        port: int = 0,
        limits: Limits = USUAL,
        *,
        sandboxed: bool = False,
    ) -> None:
        self._limits = limits
        self._listener = Listener(port)
        self.port = self._listener.port
        self._folder = Path(mkdtemp(prefix="fuzzing-"))
        self._temporary = self._folder / "tmp"
        self._inbox = self._folder / "in"
        self._temporary.mkdir()
        self._inbox.mkdir()
        paths = [self._folder / name for name in samples]
        for path, content in zip(paths, samples.values(), strict=True):
            path.write_bytes(content)
        mode = [str(code.resolve()), str(int(sandboxed))]
        self._command = [sys.executable, "-P", str(SERVER), *mode, *map(str, paths)]
        self._start()

    def _start(self) -> None:
        # What asks a host by HTTP asks the listener instead, whatever the host.
        proxy = dict.fromkeys(PROXIES, f"http://127.0.0.1:{self.port}")
        self._server = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=self._folder,
            env=os.environ | proxy | {"TMPDIR": str(self._temporary), "NO_PROXY": "", "no_proxy": ""},
        )
        self._answer()

    def _answer(self) -> str:
        assert self._server.stdout is not None
        answer = self._server.stdout.readline()
        if not answer:
            raise RuntimeError(f"{SERVER.name} ended by itself with code {self._server.wait()}")
        return answer

    def open_file(self, name: str, content: bytes) -> Outcome:
        path, output, errors = self._inbox / name, self._folder / "output", self._folder / "errors"
        path.write_bytes(content)
        asked_before = len(self._listener.requests)
        wanted = {"path": str(path), "output": str(output), "errors": str(errors)}
        assert self._server.stdin is not None
        self._server.stdin.write(
            json.dumps(wanted | {"cpu_s": self._limits.cpu_s, "wall_s": self._limits.wall_s}) + "\n"
        )
        self._server.stdin.flush()
        measured = json.loads(self._answer())
        found = Outcome(
            output=_text(output),
            sentences=tuple(_text(errors).splitlines()),
            connections=tuple(self._listener.requests[asked_before:]),
            left_behind=tuple(self._left_behind(path, content)),
            **measured,
        )
        for folder in (self._temporary, self._inbox):
            shutil.rmtree(folder)
            folder.mkdir()
        return found

    def _left_behind(self, path: Path, content: bytes) -> Iterable[str]:
        yield from (str(left.relative_to(self._temporary)) for left in self._temporary.rglob("*"))
        yield from (left.name for left in self._inbox.iterdir() if left != path)
        if not path.is_file() or path.read_bytes() != content:
            yield path.name

    def close(self) -> None:
        self._server.communicate()
        self._listener.close()
        shutil.rmtree(self._folder)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "backslashreplace")


def faults(outcome: Outcome, limits: Limits = USUAL) -> list[str]:
    """What is wrong with how a file was opened; equal words for equal causes, as far as can be told."""
    where = _where(outcome.sentences)
    found = list(_unexpected(outcome.sentences))
    if outcome.wall_s >= limits.wall_s:
        found.append(f"hang: {where}")
    elif outcome.cpu_s >= limits.cpu_s or outcome.exit_code == -signal.SIGXCPU:
        found.append(f"CPU: {where}")
    elif outcome.exit_code not in (0, 2):
        found.append(f"crash: {_error(outcome)}: {where}")
    if outcome.peak_mb > limits.peak_mb:
        found.append("memory" + (f": {where}" if where else ""))
    if outcome.connections:
        found.append("request: " + re.sub(r"\d+", "…", outcome.connections[0])[:60])
    if outcome.left_behind and outcome.exit_code in (0, 2):
        found.append("left behind: " + re.sub(r"[\W\d_]\w{8}\b", "…", outcome.left_behind[0]))
    if outcome.exit_code == 2:
        found += _faults_of_words(outcome.sentences[1:])
    if outcome.exit_code == 0:
        found += _faults_of_counts(outcome.output)
    if outcome.exit_code in (0, 2):
        warned = (line for line in outcome.sentences if re.search(r"\w(Warning|Error): ", line))
        found += [f"warning: {re.sub(r'[0-9]+', '…', line)[-80:]}" for line in list(warned)[:1]]
    return found


def _unexpected(sentences: Sequence[str]) -> Iterable[str]:
    """What the sandbox's log says of a fault in a reader, with the innermost place."""
    for at, line in enumerate(sentences):
        if re.match(r"Fault \w+ while reading a file: ", line):
            frames = list(itertools.takewhile(lambda one: one.startswith("  "), sentences[at + 1 :]))
            place = re.sub(r":\d+ ", " ", frames[-1].strip()) if frames else ""
            yield f"unexpected: {line.split(': ', 1)[1]}: {place}"


def _faults_of_words(sentences: Sequence[str]) -> Iterable[str]:
    if not sentences:
        yield "words: none"
    for sentence in sentences:
        if not sentence.strip():
            yield "words: an empty line"
        elif "Traceback" in sentence or "fuzzing-" in sentence or "dsi-geo-" in sentence:
            yield "words: a traceback or a path"
        elif not sentence.isprintable():
            yield "words: letters that cannot be printed"
        elif not sentence.rstrip().endswith((".", "?", "”")):
            yield f"words: no sentence: {re.sub(r'[0-9]+', '…', sentence)[:40]}"


def _faults_of_counts(output: str) -> Iterable[str]:
    csv.field_size_limit(2**31 - 1)
    rows = list(csv.reader(StringIO(output, newline="")))
    if [] not in rows:
        yield "counts: no two tables"
        return
    counted, found = rows[1 : rows.index([])], rows[rows.index([]) + 2 :]
    if sum(int(row[3]) for row in counted if row[1] == "finding") != len(found):
        yield "counts: findings"
    for entity in {row[0] for row in counted} - {"links"}:
        own = [(measure, detail, int(count)) for who, measure, detail, count in counted if who == entity]
        records = sum(count for measure, _, count in own if measure == "records")
        told = {
            "located": [c for m, d, c in own if m == "located" and d in ("", "not at all")],
            "location precision": [c for m, _, c in own if m == "location precision"],
            **{
                date: [c for m, d, c in own if m == date and d in ("known", "not known")]
                for date in {m for m, _, _ in own if m.endswith(" date") and m != "placeholder date"}
            },
        }
        yield from (f"counts: {measure}" for measure, parts in told.items() if sum(parts) != records)


def _error(outcome: Outcome) -> str:
    """Kind of exception, or the signal."""
    named = [
        line for line in outcome.sentences if re.match(r"[\w.]*(Error|Exception|Interrupt|Iteration)\b", line)
    ]
    if named:
        return re.split(r"[:\s]", named[-1])[0]
    return f"signal {-outcome.exit_code}" if outcome.exit_code < 0 else f"exit {outcome.exit_code}"


def _where(sentences: Sequence[str]) -> str:
    """The product's innermost function in a traceback, and the library's within it.

    faulthandler tells the innermost first.
    """
    frames = [
        match.group(1, 2)
        for line in sentences
        if (match := re.match(r'\s*File "([^"]+)", line \d+,? in (\S+)', line))
    ]
    if any("most recent call first" in line for line in sentences):
        frames.reverse()
    places = [f"{Path(file).name} {function}" for file, function in frames]
    own = [
        place
        for place, (file, _) in zip(places, frames, strict=True)
        if "/dsi_geo/" in file and "__main__" not in file
    ]
    return " < ".join(dict.fromkeys([*places[-1:], *own[-1:]]))
