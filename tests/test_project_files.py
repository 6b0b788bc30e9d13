"""What several files of the project say is the same in each."""

from __future__ import annotations

import re

from dsi_geo import __version__
from tests.serving import ROOT


def test_the_citation_names_this_version():
    told = (ROOT / "CITATION.cff").read_text("utf-8")
    assert re.findall(r"^version: (.+)$", told, re.MULTILINE) == [__version__]


def test_a_commit_is_checked_as_make_check_does():
    recipe = re.search(r"^check:.*\n((?:\t.+\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    checks = [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe[1].splitlines()]
    assert len(checks) == 3
    assert re.findall(r"^ +entry: (.+)$", hooks, re.MULTILINE) == checks
