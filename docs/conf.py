"""How the documentation is built: `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from architecture_drawing import draw  # noqa: E402 - found beside this file
from tables_of_columns import write_columns  # noqa: E402 - the same

from dsi_geo import __version__  # noqa: E402

draw(HERE.parent, HERE / "_generated" / "architecture.svg")
write_columns(HERE / "_generated" / "columns.md")

project = "DSI Geo"
author = "DSI Geo contributors"
version = release = __version__
extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.autosummary"]
exclude_patterns = ["_build", "_generated/columns.md"]

html_theme = "pydata_sphinx_theme"
html_title = f"DSI Geo {version}"
html_show_sourcelink = False
html_theme_options = {
    "show_toc_level": 2,
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
}

html_sidebars = {page: [] for page in ("index", "tutorial", "methods", "columns", "architecture")}

# No page asks an outside host for anything, as the dashboard does not.
html_context = {"default_mode": "auto"}

autosummary_generate = True
autodoc_typehints = "none"  # numpydoc's sections say what a parameter is
numpydoc_show_class_members = False
nitpicky = False
myst_heading_anchors = 3
