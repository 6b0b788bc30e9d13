"""How a measurement is taken, and told."""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

LIBRARIES = ("streamlit", "geopandas", "pandas", "pyarrow", "shapely")


@dataclass(frozen=True)
class Measurement:
    """Times of one operation, or what else was measured of it.

    Attributes
    ----------
    name
        The operation, with the size of its input: "open a CSV file, 100,000 projects".
    seconds
        Each run's duration.
    rival
        What the same is compared with: "geopandas.read_parquet"; empty if with nothing.
    rival_seconds
        Each of the rival's runs.
    unit
        Of the values, where they are not seconds: "B/point".
    """

    name: str
    seconds: Sequence[float]
    rival: str = ""
    rival_seconds: Sequence[float] = ()
    unit: str = "s"

    @property
    def ratio(self) -> float | None:
        """Our median time over the rival's: below 1 is faster; None without a rival, or where its is 0."""
        theirs = median(self.rival_seconds) if self.rival_seconds else 0
        return median(self.seconds) / theirs if theirs else None


def timed(operation: Callable[[], object], repeats: int = 5, warm_up: int = 1) -> list[float]:
    """Run an operation and measure it.

    Parameters
    ----------
    operation
        What is measured; its result is thrown away.
    repeats
        Number of runs that count.
    warm_up
        Number of runs before them that do not.

    Returns
    -------
    Seconds of each run that counts, in order; the garbage collector rests meanwhile.
    """
    for _ in range(warm_up):
        operation()
    seconds = []
    for _ in range(repeats):
        gc.collect()
        gc.disable()
        start = time.perf_counter()
        operation()
        seconds.append(time.perf_counter() - start)
        gc.enable()
    return seconds


def table(measurements: Iterable[Measurement]) -> str:
    """All measurements as one table in Markdown."""
    rows: list[tuple[str, ...]] = [
        ("operation", "median", "min", "max", "rival", "rival's median", "ratio"),
    ]
    for one in measurements:
        values = (median(one.seconds), min(one.seconds), max(one.seconds))
        times = [told(value, one.unit) for value in values]
        rival = told(median(one.rival_seconds), one.unit) if one.rival_seconds else ""
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}" if one.ratio >= 0.1 else f"{one.ratio:.2g}"
        rows.append((one.name, times[0], times[1], times[2], one.rival, rival, ratio))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    )


def told(seconds: float, unit: str = "s") -> str:
    """A duration in the unit that it is read in; a value of another unit as it is."""
    if unit != "s":
        return f"{seconds:.3g} {unit}"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def machine() -> str:
    """One line: processor, cores, memory, system, Python and libraries."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    system = platform.freedesktop_os_release()["PRETTY_NAME"] if _is_linux() else platform.platform()
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory()}, {system}, "
        f"Python {platform.python_version()}, {libraries}"
    )


def _is_linux() -> bool:
    return Path("/etc/os-release").exists()


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError):
        return "memory unknown"
    return f"{size / 2**30:.0f} GiB"
