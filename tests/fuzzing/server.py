"""Opens files for `harness.Forked`: each in a process forked from this one, which imports the product once.

Run as a script, so that the folder of any version of the code can stand first on the path: CODE FILE... are
that folder, and files that are opened beforehand so that every reader is loaded. A line of JSON on standard
input asks for a file; one on standard output says how it went.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import gc
import io
import json
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
    code, *samples = sys.argv[1:]
    sys.path.insert(0, code)
    from dsi_geo.__main__ import main as command

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
    return {
        "exit_code": os.waitstatus_to_exitcode(status),
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1000,
        "wall_s": time.monotonic() - begin,
    }


def run(command: Callable[[list[str]], int], path: str, output: str, errors: str, cpu_s: int) -> None:
    """The child: never returns."""
    code = 1
    try:
        os.setsid()
        for number, target in enumerate((os.devnull, output, errors)):
            flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            os.dup2(os.open(target, flags, 0o600), number)
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
