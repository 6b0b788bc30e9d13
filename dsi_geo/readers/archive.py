"""ZIP archives: what is inside, whether it is safe to unpack; and the first bytes by which formats are recognised."""

from __future__ import annotations

import shutil
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.limits import (
    CHUNK,
    MAX_ENTRIES,
    MAX_MEMBERS,
    MAX_NAME,
    MAX_RATIO,
    MAX_UNPACKED,
    SMALL_UNPACKED,
    first_faults,
    unpacked_too_large,
)

_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
"""Of the file itself, by a stronger method, and of the list of files."""

_PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What every program packs with. The others unpack without a measure of what one step may give."""

_ENTRY: Final = b"PK\x01\x02"
_LOCAL_HEADER: Final = 30
"""Bytes before the name of a file that stands before its content."""

_PLAIN_FILES: Final = (0, stat.S_IFREG, stat.S_IFDIR)
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
def opened(source: Source) -> Iterator[zipfile.ZipFile]:
    """Open an archive (or a workbook, which is one).

    Raises
    ------
    InputError
        If it lists more files than memory should be spent on.
    zipfile.BadZipFile
        If it is no archive; see `DAMAGES` for what reading it may raise.
    """
    _check_entries(source)
    with zipfile.ZipFile(source.path) as archive:
        yield archive


@contextmanager
def unpacked(source: Source, endings: Sequence[str]) -> Iterator[list[Source]]:
    """Unpack the tables of an archive into a folder that is deleted afterwards.

    Parameters
    ----------
    source
        A ZIP archive.
    endings
        Endings of the files that are unpacked, in lower case.

    Yields
    ------
    All its files; a file is named after the archive and its place in it, but lies under a number: no name that
    stands in an archive is ever a path. Parts of one Shapefile get the same number.

    Raises
    ------
    InputError
        If it is no archive, damaged, encrypted, too large when unpacked, holds another archive, or
        has names that no file can have.
    """
    with TemporaryDirectory(prefix="dsi-geo-") as folder:
        try:
            with opened(source) as archive:
                check_members(archive, source.name)
                members = [member for member in archive.infolist() if _wanted(member)]
                _check_names(members, endings, source.name)
                files = dict(zip(members, _paths(members, Path(folder)), strict=True))
                for member, path in files.items():
                    if path.suffix in endings:
                        with archive.open(member) as packed, path.open("xb") as file:
                            shutil.copyfileobj(packed, file)
        except DAMAGES as error:
            raise damaged(source.name) from error
        yield [
            Source(path, f"{source.name}/{'/'.join(_parts(member.filename))}")
            for member, path in files.items()
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
    if _overlap(members):
        faults.append(
            f"{quoted(source)} holds files that share their bytes with others, as no honest archive does. "
            "Pack the files again."
        )
    faults += [fault for member in members if (fault := _fault_of(member, source))]
    if faults:
        raise InputError(first_faults(faults))


def damaged(source: str) -> InputError:
    """The sentence about an archive that cannot be opened or read to its end."""
    return InputError(f"{quoted(source)} is damaged or no ZIP archive. Pack or download it again.")


def _check_entries(source: Source) -> None:
    """Count what may be entries of the list of files: reading that list makes an object of each."""
    entries, end = 0, b""
    with source.path.open("rb") as file:
        for chunk in iter(partial(file.read, CHUNK), b""):
            entries += (end + chunk).count(_ENTRY)
            end = chunk[1 - len(_ENTRY) :]
    if entries > MAX_ENTRIES:
        raise InputError(
            f"{quoted(source.name)} lists {entries:,} files; at most {MAX_MEMBERS:,} are unpacked. Pack fewer files."
        )


def _fault_of(member: zipfile.ZipInfo, source: str) -> str:
    """The sentence about what is wrong with a file of an archive; "" if nothing is."""
    name, archive = quoted(member.filename), quoted(source)
    if "\x00" in member.orig_filename:
        return f"{archive} holds a file {name} whose name has a zero byte in it. Name it otherwise."
    if not _parts(member.filename) and not _is_folder(member):
        return f"{archive} holds a file without a name ({name}). Give it one, and pack it again."
    if len(member.filename) > MAX_NAME:
        long = f"whose name has {len(member.filename):,} characters; at most {MAX_NAME:,} are read"
        return f"{archive} holds a file {name} {long}. Shorten it."
    if _leads_out(member.filename):
        return f"{archive} holds a file {name} whose name leads out of it."
    if stat.S_IFMT(member.external_attr >> 16) not in _PLAIN_FILES:
        return f"{archive}: {name} is a link or a device, no file. Pack the file itself."
    if member.flag_bits & _ENCRYPTED:
        return f"{archive}: {name} is encrypted. Pack it without a password."
    if member.compress_type not in _PACKINGS:
        method = f"is packed by the method number {member.compress_type}, which is not read"
        return f"{archive}: {name} {method}. Pack it as an ordinary ZIP archive (Deflate)."
    return ""


def _overlap(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether two files of an archive begin within one another: so a small archive could unpack to any size."""
    spans = sorted(
        (member.header_offset, _LOCAL_HEADER + len(member.orig_filename) + member.compress_size)
        for member in members
    )
    return any(start + length > after for (start, length), (after, _) in pairwise(spans))


def _check_names(members: Sequence[zipfile.ZipInfo], endings: Sequence[str], source: str) -> None:
    """Refuse a second archive within, and two tables under one name: which of them counts would be chance."""
    nested = [member.filename for member in members if member.filename.lower().endswith(".zip")]
    if nested:
        raise InputError(
            f"{quoted(source)} holds another archive, {quoted(nested[0])}. Unpack it, and pack the files themselves."
        )
    names = Counter(
        "/".join(_parts(member.filename)).lower()
        for member in members
        if PurePosixPath(member.filename).suffix.lower() in endings
    )
    faults = [
        f"{quoted(source)} holds {count:,} files named {quoted(name)}, whether in capitals or not. Leave only one."
        for name, count in names.items()
        if count > 1
    ]
    if faults:
        raise InputError(first_faults(faults))


def _paths(members: Sequence[zipfile.ZipInfo], folder: Path) -> list[Path]:
    """Where each file goes: a number for its place and stem, and its ending, in lower case as GDAL looks for it."""
    numbers: dict[str, int] = {}
    paths = []
    for member in members:
        place = PurePosixPath("/".join(_parts(member.filename)).lower())
        number = numbers.setdefault(str(place.with_suffix("")), len(numbers))
        paths.append(folder / f"{number}{place.suffix}")
    return paths


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def _is_folder(member: zipfile.ZipInfo) -> bool:
    return member.filename.endswith("/")


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in _parts(name) or name[1:2] == ":"


def _wanted(member: zipfile.ZipInfo) -> bool:
    return not _is_folder(member) and not any(part.startswith(_HIDDEN) for part in _parts(member.filename))


VECTOR_STARTS: Final = {".gpkg": b"SQLite format 3\x00", ".fgb": b"fgb\x03", ".shp": b"\x00\x00\x27\x0a"}
"""Ending -> first bytes. GDAL is given nothing else: some of its formats lead on to other files and hosts."""

SHAPEFILE_PARTS: Final = (".shx", ".dbf", ".prj", ".cpg")
"""Endings of the files beside a Shapefile that are read with it; the first two are needed."""
