"""ZIP archives: what is inside, whether it is safe to unpack, and the files to read."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.limits import (
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED,
    SMALL_UNPACKED,
    first_faults,
    unpacked_too_large,
)
from dsi_geo.readers.raw import Source

_ENCRYPTED: Final = 0x1
_HIDDEN: Final = ("__MACOSX", ".")

DAMAGES: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
"""What `zipfile` raises on damaged archives and on ways of packing that it does not know."""


@contextmanager
def unpacked(source: Source) -> Iterator[list[Source]]:
    """Unpack an archive into a folder that is deleted afterwards.

    Parameters
    ----------
    source
        A ZIP archive.

    Yields
    ------
    Its files; a file is named after the archive and its place in it.

    Raises
    ------
    InputError
        If it is no archive, damaged, encrypted, too large when unpacked, holds another archive, or
        has names that lead out of it.
    """
    with TemporaryDirectory(prefix="dsi-geo-") as folder:
        try:
            with zipfile.ZipFile(source.path) as archive:
                check_members(archive, source.name)
                members = [member for member in archive.infolist() if _wanted(member)]
                nested = [member.filename for member in members if member.filename.lower().endswith(".zip")]
                if nested:
                    raise InputError(
                        f"{quoted(source.name)} holds another archive, {quoted(nested[0])}. "
                        "Unpack it, and pack the files themselves."
                    )
                for member in members:
                    archive.extract(member, folder)
        except DAMAGES as error:
            raise damaged(source.name) from error
        yield [
            Source(Path(folder, member.filename), f"{source.name}/{member.filename}")
            for member in members
            if Path(folder, member.filename).is_file()
        ]


def check_members(archive: zipfile.ZipFile, source: str, limit: int = MAX_UNPACKED) -> None:
    """Refuse an archive (or a workbook, which is one) that is dangerous to unpack.

    Parameters
    ----------
    limit
        Bytes that it may have when unpacked.

    Raises
    ------
    InputError
        One sentence per fault.
    """
    members = archive.infolist()
    unpacked_size = sum(member.file_size for member in members)
    packed_size = sum(member.compress_size for member in members)
    faults = []
    if len(members) > MAX_MEMBERS:
        faults.append(f"{quoted(source)} holds {len(members):,} files; at most {MAX_MEMBERS:,} are unpacked.")
    if unpacked_size > limit:
        faults.append(unpacked_too_large(unpacked_size, limit, source))
    elif unpacked_size > SMALL_UNPACKED and unpacked_size > MAX_RATIO * max(packed_size, 1):
        faults.append(
            f"{quoted(source)} would unpack to more than {MAX_RATIO} times its size, as no honest file does. "
            "Save it again with the program that made it."
        )
    for member in members:
        if _leads_out(member.filename):
            faults.append(
                f"{quoted(source)} holds a file {quoted(member.filename)} whose name leads out of it."
            )
        elif member.flag_bits & _ENCRYPTED:
            faults.append(
                f"{quoted(source)}: {quoted(member.filename)} is encrypted. Pack it without a password."
            )
    if faults:
        raise InputError(first_faults(faults))


def damaged(source: str) -> InputError:
    """The sentence about an archive that cannot be opened or read to its end."""
    return InputError(f"{quoted(source)} is damaged or no ZIP archive. Pack or download it again.")


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":"


def _wanted(member: zipfile.ZipInfo) -> bool:
    return not member.is_dir() and not any(
        part.startswith(_HIDDEN) for part in PurePosixPath(member.filename).parts
    )
