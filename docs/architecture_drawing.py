"""A drawing of the layers, made from the code: what there is, how large it is, and what it says of itself."""

from __future__ import annotations

import ast
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

from tests.test_layers import LAYERS

WIDTH: Final = 960
ROW: Final = 62
GAP: Final = 10
LETTERS_A_PIXEL: Final = 0.155
"""At 12 pixels; what is longer is cut at a word."""


class Part(NamedTuple):
    """A module or package of the product."""

    name: str
    says: str
    modules: int
    lines: int


def draw(root: Path, target: Path) -> None:
    """Write the drawing as SVG.

    Parameters
    ----------
    root
        The repository.
    target
        Where the file goes; its folder is made.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = [[part_of(root, name) for name in layer] for layer in reversed(LAYERS)]
    height = len(rows) * ROW + GAP
    boxes = "".join(_row(parts, at * ROW + GAP) for at, parts in enumerate(rows))
    target.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif">'
        f"<title>The layers of DSI Geo, highest first: each imports only from those below it</title>{boxes}</svg>",
        encoding="utf-8",
    )


def part_of(root: Path, name: str) -> Part:
    """What a name of `LAYERS` stands for."""
    base = root if name in ("pages", "dashboard") else root / "dsi_geo"
    files = sorted((base / name).rglob("*.py")) if (base / name).is_dir() else [base / f"{name}.py"]
    texts = [file.read_text(encoding="utf-8") for file in files]
    own = next(
        (text for file, text in zip(files, texts, strict=True) if file.name == "__init__.py"), texts[0]
    )
    says = (ast.get_docstring(ast.parse(own)) or "").partition("\n")[0].replace("`", "")
    return Part(name, says, len(files), sum(text.count("\n") for text in texts))


def _row(parts: list[Part], top: int) -> str:
    width = (WIDTH - GAP * (len(parts) + 1)) / len(parts)
    return "".join(_box(part, GAP + at * (width + GAP), top, width) for at, part in enumerate(parts))


def _box(part: Part, left: float, top: float, width: float) -> str:
    size = f"{part.modules} module{'s' if part.modules > 1 else ''}, {part.lines:,} lines"
    frame = f'x="{left:.0f}" y="{top}" width="{width:.0f}" height="{ROW - GAP}" rx="4" fill="#eef2f7" stroke="#5b6b80"'
    name = f'x="{left + 12:.0f}" y="{top + 21}" font-size="14" font-weight="600" fill="#16202c"'
    says = f'x="{left + 12:.0f}" y="{top + 40}" font-size="12" fill="#16202c"'
    return (
        f"<rect {frame}/><text {name}>{escape(part.name)}"
        f'<tspan font-size="11" font-weight="400" fill="#4a5868" dx="8">{size}</tspan></text>'
        f"<text {says}>{escape(_cut(part.says, width))}</text>"
    )


def _cut(text: str, width: float) -> str:
    most = int((width - 24) * LETTERS_A_PIXEL)
    return text if len(text) <= most else text[:most].rpartition(" ")[0].rstrip(",:;") + " …"
