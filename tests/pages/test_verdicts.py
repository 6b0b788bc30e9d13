"""Where verdicts are kept, in the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsi_geo.app import loaders
from dsi_geo.app.loaders import Loaded, Version
from dsi_geo.app.proximity import verdicts
from dsi_geo.app.visit import Visit
from dsi_geo.selection import Selection


def visit_of(kind: str, title: str = "Demonstration data") -> Visit:
    database = loaders.load_bundled().database
    return Visit(Loaded(database, Version(kind, ()), title), "projects", Selection())


@pytest.mark.parametrize(
    ("kind", "database", "folder", "expected"),
    [
        ("configured", "/data/network.csv", "", "/data/network.csv.verdicts.csv"),
        ("configured", "postgresql://host/db", "", None),
        ("configured", "/data/network.csv", "off", None),
        ("configured", "/data/network.csv", "/keep", "/keep/network.csv.verdicts.csv"),
        ("demonstration", "", "", None),
        ("upload", "", "", None),
        ("upload", "", "/keep", "/keep/passwd.verdicts.csv"),
    ],
)
def test_verdicts_have_their_place(monkeypatch, kind, database, folder, expected):
    monkeypatch.setenv("DSI_GEO_DATABASE", database)
    monkeypatch.setenv("DSI_GEO_VERDICTS", folder)
    title = "../../etc/passwd" if kind == "upload" else "Demonstration data"  # a name that a visitor gave
    journal = verdicts.journal(visit_of(kind, title))
    assert journal == (Path(expected) if expected else None)
