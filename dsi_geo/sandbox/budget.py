"""How much memory and time the reading of files may take: little for small files, whatever they claim to become."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from dsi_geo.errors import InputError

MEGABYTE: Final = 1_000_000

_BASE_MB: Final = 800
_MB_A_MB: Final = 10
"""Memory for each megabyte of a file, unpacked: cleaning a table of text takes 6 to 8 times its size."""

_BASE_S: Final = 12
_S_A_MB: Final = 1.0
"""Seconds of computing for each megabyte, unpacked: a third is usual on an ordinary machine."""

WRITTEN_MB: Final = 4_000
"""Most that one file may have which a reading process writes."""


@dataclass(frozen=True)
class Bounds:
    """What an operator allows.

    Attributes
    ----------
    read_mb
        Megabytes of memory that one reading may take at most, beyond what the program itself needs.
    read_seconds
        Seconds that one reading may take at most, by the clock and of computing.
    reads_at_once
        Readings at the same time; others wait.
    """

    read_mb: int = 3_000
    read_seconds: int = 300
    reads_at_once: int = 2


class Allowance(NamedTuple):
    """What one reading may take."""

    memory_mb: int
    cpu_s: int


def bounds_of(environment: Mapping[str, str]) -> Bounds:
    """The bounds that the environment names (DSI_GEO_READ_MB and so on); the usual ones otherwise.

    Raises
    ------
    InputError
        If it names something that is no whole number from 1.
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
    """What reading some files may take: by their size when unpacked, at most as the operator allows."""
    megabytes = sum(map(_unpacked_bytes, files)) / MEGABYTE
    return Allowance(
        round(min(_BASE_MB + _MB_A_MB * megabytes, bounds.read_mb)),
        round(min(_BASE_S + _S_A_MB * megabytes, bounds.read_seconds)),
    )


def _unpacked_bytes(path: Path) -> float:
    """Bytes of a file; of an archive or workbook those of its members, more than which are never unpacked."""
    size = path.stat().st_size
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return float(sum(member.file_size for member in archive.infolist()))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        pass  # the reader will say what is wrong with it
    return float(size)
