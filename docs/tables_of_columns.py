"""What every column means, as a page, from the one table of columns."""

from __future__ import annotations

from pathlib import Path

from dsi_geo.schema.column import Column
from dsi_geo.schema.exports import TABLES


def write_columns(target: Path) -> None:
    """Write a page with a section for each table that leaves the product."""
    target.parent.mkdir(parents=True, exist_ok=True)
    sections = [f"## {name[0].upper()}{name[1:]}\n\n{_table(columns)}" for name, columns in TABLES.items()]
    target.write_text("\n\n".join(sections) + "\n", encoding="utf-8")


def _table(columns: tuple[Column, ...]) -> str:
    rows = [f"| `{column.name}` | {_kind(column)} | {column.meaning} |" for column in columns]
    return "\n".join(["| column | cells | meaning |", "|---|---|---|", *rows])


def _kind(column: Column) -> str:
    kinds = {"str": "text", "category": "text", "bool": "true or false", "geometry": "point"}
    name = str(column.dtype)
    if name.startswith("list"):
        return "list of texts"
    if name.startswith("datetime"):
        return "day"
    return kinds.get(name, "whole number" if "int" in name.lower() else "number")
