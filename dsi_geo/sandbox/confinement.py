"""Restrictions of a reading process: no network, no other programs, bounded resources.

Each layer is tried, and none depends on another: where a platform lacks one, the others still hold.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

NAMESPACE: Final = "network namespace"
FILTER: Final = "system-call filter"
FILES: Final = "file access rules"

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _SET_DEATH_SIGNAL = 38, 22, 1
_SECCOMP_FILTER: Final = 2
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_SIGKILL: Final = 9

_ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_REFUSED: Final = {
    # system call: number on x86_64, number on aarch64 (Linux: arch/x86/entry/syscalls/syscall_64.tbl,
    # include/uapi/asm-generic/unistd.h)
    "socket": (41, 198),
    "connect": (42, 203),
    "accept": (43, 202),
    "bind": (49, 200),
    "listen": (50, 201),
    "socketpair": (53, 199),
    "accept4": (288, 242),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "mount": (165, 40),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
}
_FIRST_X32_CALL: Final = 0x40000000
"""First call of x86_64's other interface (x32), whose calls lead to the same functions."""

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""System calls of Landlock, the same on every architecture (Linux 5.13 and later)."""

_ABI_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_ALL_RIGHTS: Final = (1 << 13) - 1
_TRUNCATE, _TRUNCATE_SINCE = 1 << 14, 3
_RIGHTS_OF_FILES: Final = 1 << 0 | 1 << 1 | _READ_FILE | _TRUNCATE

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 1
"""Verdicts of a filter: allow; refuse with EPERM."""

OTHER_DRIVERS: Final = (
    "ADBC,AIVector,AmigoCloud,AVCBin,AVCE00,Carto,CSV,CSW,DGN,DXF,EDIGEO,EEDA,Elasticsearch,ESRIJSON,GDALG,GeoJSON,"
    "GeoJSONSeq,GeoRSS,GML,GPKG,GPSBabel,GPX,GTFS,HTTP,Idrisi,JML,JSONFG,KML,LIBKML,LVBAG,MapInfo File,MapML,MBTiles,"
    "MiraMonVector,MVT,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OpenFileGDB,OSM,PCIDSK,PDF,PDS4,PGDUMP,PLSCENES,"
    "PMTiles,S57,Selafin,SQLite,SXF,TopoJSON,VDV,VFK,VICAR,WAsP,WFS,XLSX"
)
"""GDAL's vector drivers except FlatGeobuf, Shapefile and memory, as GDAL_SKIP names them."""


def close_network() -> tuple[str, ...]:
    """Cut this process and its children off from the network and from other programs.

    To be called while the process has one thread.

    Returns
    -------
    tuple of str
        The layers that hold: `NAMESPACE` (a network namespace without any interface), `FILTER` (the kernel refuses
        to open sockets or start programs). Empty if the platform is not Linux, or allows neither.
    """
    if sys.platform != "linux":
        return ()
    library = ctypes.CDLL(None, use_errno=True)
    held = []
    if _leave_network(library):
        held.append(NAMESPACE)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and _filter_calls(library):
        held.append(FILTER)
    return tuple(held)


def confine_files(readable: Iterable[Path], writable: Iterable[Path]) -> tuple[str, ...]:
    """Restrict this process to reading and writing some files and folders.

    Parameters
    ----------
    readable, writable
        Files, and folders with all that is in them; those that do not exist are skipped.

    Returns
    -------
    tuple of str
        `FILES` if the kernel supports it, otherwise empty.
    """
    if sys.platform != "linux":
        return ()
    library = ctypes.CDLL(None, use_errno=True)
    version = library.syscall(_CREATE_RULESET, None, 0, _ABI_VERSION)
    if version < 1:
        return ()
    rights = _ALL_RIGHTS | (_TRUNCATE if version >= _TRUNCATE_SINCE else 0)
    handled = struct.pack("Q", rights)
    rules = library.syscall(_CREATE_RULESET, handled, len(handled), 0)
    if rules < 0:
        return ()
    for path in readable:
        _allow(library, rules, path, _READ_FILE | _READ_FOLDER)
    for path in writable:
        _allow(library, rules, path, rights)
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    held = library.syscall(_RESTRICT_SELF, rules, 0) == 0
    os.close(rules)
    return (FILES,) if held else ()


def end_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, _SIGKILL, 0, 0, 0)


def limit(memory_bytes: int, cpu_seconds: int, file_bytes: int) -> None:
    """Limit the resources of this process.

    Parameters
    ----------
    memory_bytes
        Memory beyond what it has already. Not enforced if the platform does not count it.
    cpu_seconds
        CPU time since its start, after which SIGXCPU ends it.
    file_bytes
        Size of one file that it writes.
    """
    _bound(resource.RLIMIT_DATA, _present_data() + memory_bytes)
    _bound(resource.RLIMIT_CPU, cpu_seconds)
    _bound(resource.RLIMIT_FSIZE, file_bytes)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow(library: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not path.is_dir():
        rights &= _RIGHTS_OF_FILES
    library.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", rights, opened), 0)
    os.close(opened)


def _bound(what: int, value: int) -> None:
    """Set a soft limit: a tighter one may be set later, and a wider one up to the hard limit."""
    _, hard = resource.getrlimit(what)
    ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (ceiling, hard))


def _present_data() -> int:
    """Bytes of private writable memory of this process, as RLIMIT_DATA counts them; 0 if not known."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
    except OSError:
        return 0


def _leave_network(library: ctypes.CDLL) -> bool:
    """Move into a network namespace; if this process lacks the rights, a new user namespace grants them."""
    if library.unshare(_NEW_NETWORK) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if library.unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return False
    for name, mapped in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        try:
            Path("/proc/self", name).write_text(mapped, encoding="ascii")
        except OSError:
            break  # even without a mapping of its user the process still owns its files
    return True


def _filter_calls(library: ctypes.CDLL) -> bool:
    machine = platform.machine()
    if machine not in _ARCHITECTURES or sys.byteorder != "little":
        return False
    program = _program(machine)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    return bool(library.prctl(_SET_SECCOMP, _SECCOMP_FILTER, ctypes.create_string_buffer(header), 0, 0) == 0)


def _program(machine: str) -> bytes:
    """A classic BPF program over `struct seccomp_data`: number of the call at byte 0, architecture at byte 4."""
    refused = [numbers[list(_ARCHITECTURES).index(machine)] for numbers in _REFUSED.values()]
    count = len(refused)
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _DENY),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, count + 1, 0, _FIRST_X32_CALL),  # jumps lead to the last step
        *((_EQUAL, count - at, 0, number) for at, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def keep_only_read_formats() -> None:
    """Disable all of GDAL's formats except those that are read with it, FlatGeobuf and Shapefile.

    To be called before pyogrio is imported, in a process that only reads: there GDAL cannot write GeoPackage or
    GeoJSON.
    """
    os.environ["GDAL_SKIP"] = OTHER_DRIVERS
    os.environ["PROJ_NETWORK"] = "OFF"
