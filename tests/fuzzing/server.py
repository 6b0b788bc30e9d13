"""Opens files for `harness.Forked`: each in a process forked from this one, which imports the product once.

Run as a script, so that the folder of any version of the code can stand first on the path: CODE SANDBOXED FILE... are
that folder, 1 or 0, and files that are opened beforehand so that every reader is loaded. A line of JSON on standard
input asks for a file; one on standard output says how it went.

With 1, files are read in the product's sandbox, as they are for those who use it; with 0 in the forked process itself,
so that a fault of a reader is seen as such.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import gc
import io
import json
import logging
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

MEMORY_BACKSTOP = 3_000_000_000
"""Bytes of address space beyond those that this process has."""

FILE_BACKSTOP = 2_000_000_000


def main() -> None:
    code, sandboxed, *samples = sys.argv[1:]
    sys.path.insert(0, code)
    from dsi_geo.__main__ import main as command

    _choose_sandbox(sandboxed == "1")
    for sample in samples:
        nowhere = io.StringIO()
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            command(["check", sample])
    gc.freeze()  # so that a child's collection does not copy all that is here
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    answers.write("ready\n")
    answers.flush()
    for line in sys.stdin:
        answers.write(json.dumps(opened(command, **json.loads(line))) + "\n")
        answers.flush()


def _choose_sandbox(wanted: bool) -> None:
    """Have one reading server for all children, or none."""
    try:
        from dsi_geo import sandbox
    except ImportError:  # older than the sandbox
        if wanted:
            raise
        return
    if wanted:
        sandbox.start(warm=True)
        atexit.unregister(sandbox.stop)
        server = sandbox._server._process
        os.register_at_fork(
            after_in_child=lambda: setattr(server, "poll", lambda: None)
        )  # only a parent can wait
    else:
        sandbox.available = lambda: False


class Usage(logging.Handler):
    """Keeps what a reading took, which the sandbox says in its log."""

    def __init__(self, path: str) -> None:
        super().__init__(logging.DEBUG)
        self.path = path
        log = logging.getLogger("dsi_geo.sandbox")
        log.setLevel(logging.DEBUG)
        log.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno == logging.DEBUG:
            Path(self.path).write_text(json.dumps(record.args), encoding="ascii")
        else:
            print(record.getMessage(), file=sys.stderr)


def opened(
    command: Callable[[list[str]], int], path: str, output: str, errors: str, cpu_s: int, wall_s: float
) -> dict[str, float]:
    begin = time.monotonic()
    child = os.fork()
    if child == 0:
        run(command, path, output, errors, cpu_s)
    process = os.pidfd_open(child)
    if not select.select([process], [], [], wall_s)[0]:
        os.kill(child, signal.SIGABRT)  # it says where it is
        select.select([process], [], [], 2)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.close(process)
    _, status, usage = os.wait4(child, 0)
    reading = Path(_usage_of(output))
    cpu_s, peak_mb = json.loads(reading.read_text("ascii")) if reading.exists() else (0, 0)
    reading.unlink(missing_ok=True)
    return {
        "exit_code": os.waitstatus_to_exitcode(status),
        "cpu_s": usage.ru_utime + usage.ru_stime + cpu_s,
        "peak_mb": max(usage.ru_maxrss / 1000, peak_mb),
        "wall_s": time.monotonic() - begin,
    }


def _usage_of(output: str) -> str:
    return f"{output}.usage"


def run(command: Callable[[list[str]], int], path: str, output: str, errors: str, cpu_s: int) -> None:
    """The child: never returns."""
    code = 1
    try:
        os.setsid()
        for number, target in enumerate((os.devnull, output, errors)):
            flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            os.dup2(os.open(target, flags, 0o600), number)
        Usage(_usage_of(output))
        faulthandler.enable()
        faulthandler.register(signal.SIGXCPU, chain=True)
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        memory = pages * resource.getpagesize() + MEMORY_BACKSTOP
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 5))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BACKSTOP, FILE_BACKSTOP))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        code = command(["check", path])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001  a fault of the program, whatever it is, is what is looked for
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
