"""The product's font as CSS: whole for the page on the server that draws, cut to the text for an SVG that leaves."""

from __future__ import annotations

import base64
import io
from collections.abc import Set as AbstractSet
from functools import cache
from xml.etree import ElementTree

from dsi_geo.drawing.lettering import FACES, Face


@cache
def whole_font() -> str:
    """CSS of the font with all its letters."""
    return "".join(_rule(face, face.file.read_bytes(), "ttf") for face in FACES)


def with_font(svg: str) -> str:
    """An SVG that brings its letters along, as far as the font has them: it looks the same on every machine."""
    rules = font_for("".join(ElementTree.fromstring(svg).itertext()))  # noqa: S314 - our own
    start = svg.index(">") + 1
    return f"{svg[:start]}<style>{rules}</style>{svg[start:]}"


def font_for(text: str) -> str:
    """CSS of the font with the letters of a text, as far as it has them."""
    return "".join(_cut(face, {ord(letter) for letter in text}) for face in FACES)


def _cut(face: Face, letters: AbstractSet[int]) -> str:
    """The rule of one file with only these letters; "" if it has none of them."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    wanted = {code for code in letters if any(first <= code <= last for first, last in face.characters)}
    if not wanted - {ord(" "), ord("\n")}:
        return ""
    font = TTFont(face.file)
    options = subset.Options(flavor="woff", notdef_outline=True, drop_tables=["FFTM", "DSIG"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    font.flavor = "woff"
    cut = io.BytesIO()
    font.save(cut)
    return _rule(face, cut.getvalue(), "woff")


def _rule(face: Face, content: bytes, kind: str) -> str:
    weight = f"font-weight:{face.weight};" if face.weight else ""
    data = base64.b64encode(content).decode()
    return f"@font-face{{font-family:'{face.family}';{weight}src:url(data:font/{kind};base64,{data})}}"
