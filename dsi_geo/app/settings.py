"""The operator's settings: in a file (dsi_geo.toml), or in the environment, which has precedence.

`python -m dsi_geo.app.settings` reports settings that cannot be used.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

from dsi_geo import bundled
from dsi_geo.cleaning.cluster_choice import is_list
from dsi_geo.drawing.palette import ACCENT, Theme
from dsi_geo.drawing.tile_archive import TileArchive, open_archive
from dsi_geo.errors import quoted
from dsi_geo.readers.limits import USUAL_ROWS, WANTED_ROWS
from dsi_geo.sandbox.budget import Bounds
from dsi_geo.sandbox.cleaned import USUAL_MB, CleanedCache, usual_folder

PAPERS: Final[dict[Theme, str]] = {"light": "#f8f8f7", "dark": "#171614"}
"""Backgrounds on which a tint of the accent is hardest to read: the light sidebar, the dark page."""

TINTS: Final[dict[Theme, float]] = {"light": 0.1, "dark": 0.3}
"""Share of the accent that Streamlit mixes into the background of chosen items and badges."""

LEAST_CONTRAST: Final = 4.5
"""Contrast ratio required of text: WCAG 2.2, success criterion 1.4.3 (level AA)."""

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS: Final = 50


def is_colour(text: str) -> bool:
    """Whether a text is a colour written as #rrggbb."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (#rrggbb), from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def legibility(colour: str, theme: Theme) -> float:
    """Contrast of text in an accent colour on the theme's background tinted with that colour."""
    return contrast(colour, mixed(PAPERS[theme], colour, TINTS[theme]))


def lightened(colour: str) -> str:
    """The colour, mixed with just enough white to be legible in the dark theme."""
    lighter = (mixed(colour, "#ffffff", step / _STEPS) for step in range(_STEPS + 1))
    return next(found for found in lighter if legibility(found, "dark") >= LEAST_CONTRAST)


def mixed(one: str, other: str, share: float) -> str:
    """A colour mixed with a share (0 to 1) of another."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(own + (added - own) * share):02x}" for own, added in pairs)


def _luminance(colour: str) -> float:
    """Relative luminance of a colour in sRGB (WCAG 2.2)."""
    shares = (part / 255 for part in _parts(colour))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


FILE: Final = (Path() if bundled.INSTALLED else bundled.ROOT) / "dsi_geo.toml"
"""Beside dashboard.py; for an installed package, whose folder may not be writable, in the working directory."""
FILE_VARIABLE: Final = "DSI_GEO_CONFIG"
OFF: Final = "off"
PICTURES: Final = {
    ".svg": b"<svg",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".webp": b"WEBP",
}
"""Endings of logos, and bytes that such a file contains near its beginning."""
LONGEST_NAME: Final = 60
_READ: Final = ("logo", "logo_dark", "tiles")
"""Keys that name files which are looked into."""
_BOUNDS: Final = tuple(Bounds.__dataclass_fields__)
_COUNTS: Final = ("upload_files", "uploads_per_minute", *_BOUNDS)
_WHOLE_NUMBERS: Final = ("upload_mb", "cache_mb", "max_rows", *_COUNTS)
_START_BYTES: Final = 2_048
_SWITCHES: Final = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(
    ("0", "false", "no", "off"), False
)


@dataclass(frozen=True)
class Settings:
    """The operator's settings: each is a key of the file or, in the environment, DSI_GEO_ and the key in capitals.

    Attributes
    ----------
    name
        Name of the app.
    logo, logo_dark
        Logo, and that for the dark theme (default: the same).
    accent, accent_dark
        Colours (#rrggbb) of items that are chosen or can be clicked; by default the second is the first,
        lightened until it is legible.
    database
        File, folder or database URL that is offered first; "" for none.
    database_title
        Its title.
    clusters
        What serves as thematic clusters of the configured database: a column of categories or tags, or a CSV file with
        the columns tag and cluster; "" for what its data name.
    street_map
        Whether the street map is on at first. Without `tiles` the visitor's browser loads it from OpenStreetMap's
        servers.
    tiles
        The archive of tiles that is the street map; None for OpenStreetMap's servers.
    verdicts
        Folder in which verdicts about pairs are stored; "" for beside the configured database, "off"
        for nowhere: each visitor's own then last until the page is closed.
    events
        File with the events that the timeline marks; None for those of the demonstration, on the demonstration.
    cache
        Folder in which the configured database is kept as it was cleaned; "" for the user's cache folder, "off" for
        nowhere.
    cache_mb
        Most megabytes in it.
    upload_mb
        Largest upload in megabytes.
    upload_files
        Most files that a visitor can open together.
    uploads_per_minute
        Most readings that one visit may begin within a minute.
    max_rows
        Most records in one table.
    read_mb, read_seconds, reads_at_once
        See `sandbox.budget.Bounds`.
    files
        Files read for these settings; a change of one may change the settings.
    faults
        Settings that cannot be used, one sentence each, without paths or possibly secret values; their
        defaults are in force.
    """

    name: str = "DSI Geo"
    logo: Path | None = None
    logo_dark: Path | None = None
    accent: str = ACCENT["light"]
    accent_dark: str = ACCENT["dark"]
    database: str = ""
    database_title: str = "This network’s database"
    clusters: str = ""
    street_map: bool = False
    tiles: TileArchive | None = None
    verdicts: str = ""
    events: Path | None = None
    cache: str = ""
    cache_mb: int = USUAL_MB
    upload_mb: int = 200
    upload_files: int = 8
    uploads_per_minute: int = 20
    max_rows: int = USUAL_ROWS
    read_mb: int = Bounds.read_mb
    read_seconds: int = Bounds.read_seconds
    reads_at_once: int = Bounds.reads_at_once
    files: tuple[Path, ...] = field(default=(), compare=False)
    faults: tuple[str, ...] = ()

    @property
    def bounds(self) -> Bounds:
        """The bounds on reading files."""
        return Bounds(self.read_mb, self.read_seconds, self.reads_at_once)

    @property
    def cleaned_cache(self) -> CleanedCache | None:
        """Where the configured database is kept as it was cleaned; None for nowhere."""
        if self.cache == OFF:
            return None
        return CleanedCache(Path(self.cache) if self.cache else usual_folder(os.environ), self.cache_mb)


def present_settings() -> Settings:
    """The current settings; those that cannot be used are written to the server's log, once."""
    found = read_settings(FILE, os.environ)
    for fault in found.faults:
        _log(fault)
    return found


def read_settings(file: Path, environment: Mapping[str, str]) -> Settings:
    """Read the settings from a file, or from another one that the environment names, and from the environment.

    Parameters
    ----------
    file
        TOML; it may be missing. Paths in it are relative to its folder, paths in the environment to
        the working directory.
    environment
        The environment variables.
    """
    faults: list[str] = []
    if named := environment.get(FILE_VARIABLE):
        file = Path(named)
    given = {key: (key, value, file.parent) for key, value in _from_file(file, bool(named), faults).items()}
    for key in _READERS:
        if text := environment.get(variable := f"DSI_GEO_{key.upper()}"):
            given[key] = (variable, _typed(key, text), Path())
    values: dict[str, Any] = {}
    for key, (called, value, folder) in given.items():
        try:
            values[key] = _READERS[key](value, folder)
        except ValueError as error:
            faults.append(f"{called} {error}")
    if "accent" in values:
        values.setdefault("accent_dark", lightened(values["accent"]))
    read = [folder / str(value).strip() for key, (_, value, folder) in given.items() if key in _READ]
    return Settings(**values, files=(file, *read), faults=tuple(faults))


def _from_file(file: Path, must_exist: bool, faults: list[str]) -> dict[str, Any]:
    """The known keys of the file; its faults are added to `faults`."""
    called = f"The file that {FILE_VARIABLE} names" if must_exist else file.name
    try:
        content = tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        if must_exist:
            faults.append(f"{called} does not exist.")
        return {}
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not written in UTF-8"
        faults.append(f"{called} cannot be read: {why}.")
        return {}
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{called} is not valid TOML: {error}.")
        return {}
    faults.extend(_unknown(content))
    return {key: value for key, value in content.items() if key in _READERS}


def _unknown(content: Mapping[str, Any]) -> Iterator[str]:
    for key in content:
        if key not in _READERS:
            near = get_close_matches(key, _READERS, 1) or [f"one of {', '.join(_READERS)}"]
            yield f"{quoted(key)} is no key of the configuration; did you mean {near[0]}?"


def _typed(key: str, text: str) -> Any:
    """A value of the environment with the type that it would have in the file."""
    if key == "street_map":
        return _SWITCHES.get(text.strip().lower(), text)
    return int(text) if key in _WHOLE_NUMBERS and text.strip().isdecimal() else text


def _text(value: Any, _folder: Path) -> str:
    if not isinstance(value, str):
        raise ValueError("wants text, in quotation marks.")
    return value.strip()


def _name(value: Any, folder: Path) -> str:
    text = _text(value, folder)
    if not 0 < len(text) <= LONGEST_NAME:
        raise ValueError(f"has {len(text)} characters; 1 to {LONGEST_NAME} have their place on the page.")
    return text


def _accent(theme: Theme, value: Any, folder: Path) -> str:
    colour = _text(value, folder)
    if not is_colour(colour):
        raise ValueError(f"is {quoted(colour)}, which is no colour; write it as {quoted(ACCENT[theme])}.")
    found = legibility(colour, theme)
    if found < LEAST_CONTRAST:
        remedy = "darker" if theme == "light" else "lighter"
        raise ValueError(
            f"is {quoted(colour)}, which has a contrast of {found:.1f} to 1 with the {theme} paper; text wants "
            f"{LEAST_CONTRAST} to 1. Choose a {remedy} one."
        )
    return colour


def _picture(value: Any, folder: Path) -> Path:
    file = folder / _text(value, folder)
    try:
        with file.open("rb") as content:
            start = content.read(_START_BYTES)
    except OSError:
        raise ValueError("names a file that does not exist, or cannot be read.") from None
    if PICTURES.get(file.suffix.lower(), b"no picture") not in start:
        raise ValueError(f"names no picture; it has to be one of {', '.join(PICTURES)}, and be named so.")
    return file


def _database(value: Any, folder: Path) -> str:
    text = _text(value, folder)
    return text if "://" in text or not text else str(folder / text)


def _clusters(value: Any, folder: Path) -> str:
    text = _text(value, folder)
    return str(folder / text) if is_list(text) else text


def _folder(value: Any, folder: Path) -> str:
    text = _text(value, folder)
    return text if text in ("", OFF) else str(folder / text)


def _tiles(value: Any, folder: Path) -> TileArchive | None:
    text = _text(value, folder)
    if not text:
        return None
    try:
        return open_archive((folder / text).absolute())
    except OSError:
        raise ValueError("names a file that does not exist, or cannot be read.") from None


def _switch(value: Any, _folder: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("wants true or false.")
    return value


def _megabytes(value: Any, _folder: Path) -> int:
    return _whole_number(value, "wants a whole number of megabytes, 1 or more.")


def _count(value: Any, _folder: Path) -> int:
    return _whole_number(value, "wants a whole number, 1 or more.")


def _rows(value: Any, _folder: Path) -> int:
    return _whole_number(value, WANTED_ROWS)


def _whole_number(value: Any, wanted: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(wanted)
    return value


_READERS: Final = {
    "name": _name,
    "logo": _picture,
    "logo_dark": _picture,
    "accent": lambda value, folder: _accent("light", value, folder),
    "accent_dark": lambda value, folder: _accent("dark", value, folder),
    "database": _database,
    "database_title": _text,
    "clusters": _clusters,
    "street_map": _switch,
    "tiles": _tiles,
    "verdicts": _folder,
    "cache": _folder,
    "cache_mb": _megabytes,
    "events": lambda value, folder: folder / _text(value, folder),
    "upload_mb": _megabytes,
    "max_rows": _rows,
    **dict.fromkeys(_COUNTS, _count),
}
"""Key -> function that converts its value, or raises ValueError with what is wanted."""


@cache
def _log(fault: str) -> None:
    print(f"Configuration: {fault}", file=sys.stderr, flush=True)  # noqa: T201 - the server's log


if __name__ == "__main__":
    present_settings()
