"""One HTML file that needs nothing else: text escaped, charts and style within it, no script, no request."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dsi_geo.drawing.lettering import FONT
from dsi_geo.output.font_faces import font_for
from dsi_geo.output.report.content import Content

TEMPLATES: Final = Path(__file__).parent / "templates"
POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:"
"""What a browser that opens the report may load: nothing from anywhere."""


def typeset(content: Content, pictures: Mapping[str, bytes], missing: str = "") -> str:
    """The report as an HTML page that opens offline.

    Parameters
    ----------
    content
        What it says; all its text is escaped.
    pictures
        SVG of each chart, by its title; for a chart without one its numbers are printed.
    missing
        Why there are no pictures, and what to do; "" where there are.
    """
    page = _template().render(
        content=content,
        pictures={title: _address(picture) for title, picture in pictures.items()},
        missing=missing,
        policy=POLICY,
        style=(TEMPLATES / "report.css").read_text(encoding="utf-8").replace("FONT_STACK", FONT),
    )
    # No text of the data can be this tag, since all of it is escaped.
    head, style, rest = page.partition("<style>")
    return f"{head}{style}{font_for(page)}{rest}"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _address(picture: bytes) -> str:
    """A picture as an address: shown as an image, an SVG can neither run anything nor ask for anything."""
    return f"data:image/svg+xml;base64,{b64encode(picture).decode('ascii')}"
