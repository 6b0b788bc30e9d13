"""The one place that knows where a Chromium is, and how to get one.

`python tests/chromium.py` makes sure that there is one, and that Playwright can drive it, and prints its
path. An existing Chrome or Chromium comes first, then Debian's package (where there is root and apt),
then Playwright's own browser.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

VARIABLE: Final = "DSI_GEO_CHROMIUM"

ARGUMENTS: Final = (
    "--no-sandbox",  # root, as in a container, cannot use it; the tests open no page but ours
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # No name is looked up: a request to another host is recorded, fails at once, and goes nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE *.localhost , EXCLUDE 127.0.0.1",
)

COMMANDS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES: Final = (
    "/usr/bin/chromium",
    "/usr/lib/chromium/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
WINDOWS_PLACE: Final = "Google/Chrome/Application/chrome.exe"

# Asks in a process of its own: Playwright refuses to be started twice in one.
_PLAYWRIGHTS_OWN: Final = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


@cache
def find() -> str | None:
    """Path of a Chrome or Chromium that starts, or None."""
    return next((path for path in _candidates() if _starts(path)), None)


def get() -> str | None:
    """Get a Chromium, unless there is one; its path, or None if all ways failed."""
    if path := find():
        return path
    ways: tuple[Callable[[], None], ...] = (lambda: _apt_install("chromium"), _from_playwright)
    for way in ways:
        way()
        find.cache_clear()
        if path := find():
            return path
    return None


def driver_fault() -> str:
    """Why Playwright's driver does not start; empty if it does."""
    command = [sys.executable, "-m", "playwright", "--version"]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else tried.stderr.strip() or "no reason given"


def _candidates() -> Iterator[str]:
    if named := os.environ.get(VARIABLE):
        yield named
        return
    yield from filter(None, map(shutil.which, COMMANDS))
    yield from PLACES
    for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder in os.environ:
            yield str(Path(os.environ[folder]) / WINDOWS_PLACE)
    asked = subprocess.run(
        [sys.executable, "-c", _PLAYWRIGHTS_OWN], capture_output=True, text=True, check=False
    )
    if asked.returncode == 0:
        yield asked.stdout.strip()


def _starts(path: str) -> bool:
    """Whether it tells its version: a wrapper without its browser, as Ubuntu has one, does not."""
    if not Path(path).is_file():
        return False
    if os.name == "nt":  # chrome.exe tells no version, and opens a window instead
        return True
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return False
    return re.search(r"\d+\.\d+", told.stdout) is not None


def _has_apt() -> bool:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None


def _apt_install(package: str) -> None:
    if _has_apt():
        apt = ("apt-get", "--option", "DPkg::Lock::Timeout=300")
        _run(*apt, "update")
        _run(*apt, "install", "--yes", "--no-install-recommends", package)


def _from_playwright() -> None:
    libraries = ["--with-deps"] if _has_apt() else []
    _run(sys.executable, "-m", "playwright", "install", *libraries, "chromium")


def _run(*command: str) -> None:
    print("+", *command, file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)


def main() -> str:
    """Make sure of everything and give the browser's path; a sentence and exit status 1 otherwise."""
    if driver_fault():
        _apt_install("libatomic1")  # what a bare Debian lacks for Playwright's Node.js
    if fault := driver_fault():
        sys.exit(f"Playwright does not start (on Debian: apt-get install libatomic1): {fault}")
    if os.environ.get(VARIABLE) and not find():
        sys.exit(f"{VARIABLE} names {os.environ[VARIABLE]}, which is no browser that starts.")
    path = get()
    if path is None:
        sys.exit(
            "Found no Chrome or Chromium that starts, and could get none. Install one, or name one: "
            f"{VARIABLE}=/path/to/chromium"
        )
    return path


if __name__ == "__main__":
    print(main())
