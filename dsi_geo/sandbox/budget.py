"""How much memory and time reading a file may take: little for small files, whatever sizes they declare."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from dsi_geo.errors import InputError

MEGABYTE: Final = 1_000_000

_BASE_MB: Final = 800
_MB_PER_MB: Final = 10
"""Megabytes of memory per unpacked megabyte of a file: cleaning a table of text takes 6 to 8 times its size."""

_BASE_S: Final = 12
_S_PER_MB: Final = 1.0
"""Seconds of CPU time per unpacked megabyte: about three times what an ordinary machine needs."""

WRITTEN_MB: Final = 4_000
"""Largest file, in megabytes, that a reading process may write."""


@dataclass(frozen=True)
class Bounds:
    """The bounds set by the operator.

    Attributes
    ----------
    read_mb
        Most megabytes of memory that one reading may take, beyond what the program itself needs.
    read_seconds
        Most seconds that one reading may take, both of wall time and of CPU time.
    reads_at_once
        Most simultaneous readings; others wait.
    """

    read_mb: int = 3_000
    read_seconds: int = 300
    reads_at_once: int = 2


class Allowance(NamedTuple):
    """The memory (MB) and CPU time (seconds) of one reading."""

    memory_mb: int
    cpu_s: int


def bounds_of(environment: Mapping[str, str]) -> Bounds:
    """The bounds in the environment (DSI_GEO_READ_MB and so on), or the defaults.

    Raises
    ------
    InputError
        A value is not a whole number, 1 or more.
    """
    named = {}
    for key in Bounds.__dataclass_fields__:
        text = environment.get(variable := f"DSI_GEO_{key.upper()}", "").strip()
        if text and not (text.isdecimal() and text.isascii() and int(text)):
            raise InputError(f"{variable} wants a whole number, 1 or more.")
        if text:
            named[key] = int(text)
    return Bounds(**named)


def allowance(files: Sequence[Path], bounds: Bounds) -> Allowance:
    """The allowance for reading some files: in proportion to their unpacked size, within the operator's bounds."""
    megabytes = sum(map(_unpacked_bytes, files)) / MEGABYTE
    return Allowance(
        round(min(_BASE_MB + _MB_PER_MB * megabytes, bounds.read_mb)),
        round(min(_BASE_S + _S_PER_MB * megabytes, bounds.read_seconds)),
    )


def _unpacked_bytes(path: Path) -> float:
    """Bytes of a file; for an archive or workbook the declared sizes of its members, which unpacking never exceeds."""
    size = path.stat().st_size
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return float(sum(member.file_size for member in archive.infolist()))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        pass  # the reader will report what is wrong with it
    return float(size)
