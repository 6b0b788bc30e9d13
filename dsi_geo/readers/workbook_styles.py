"""The number formats of an .xlsx that put zeros before a number, and the cells that have them."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dsi_geo.readers.number_formats import shows_zeros
from dsi_geo.readers.workbook_size import check_cells_of, parse

_BOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_IDENTIFIER: Final = "id"


def formats_of_cells(
    archive: zipfile.ZipFile, sheets: Sequence[str], source: str
) -> Mapping[str, Mapping[tuple[int, int], str]]:
    """Refuse a workbook with a sheet that reaches far beyond what is in it; tell which numbers have zeros before them.

    Parameters
    ----------
    sheets
        Names of its parts that have cells.

    Returns
    -------
    Sheet -> row and column, counted from 0, of each cell in such a format -> the format.

    Raises
    ------
    InputError
        Also if the XML of a part is broken.
    """
    names = {*archive.namelist()}
    formats = _formats(archive, source) if _STYLES in names else {}
    titles = _titles(archive, source) if {_BOOK, _RELATIONS} <= names else {}
    found = {}
    for name in sheets:
        title = titles.get(name)
        with archive.open(name) as part:
            padded = check_cells_of(part, formats, f"{source}: {title}" if title else source)
        if title:
            found[title] = padded
    return found


def _formats(archive: zipfile.ZipFile, source: str) -> Mapping[str, str]:
    """Number of a style -> its number format, of the styles whose format puts zeros before a number."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    within = False
    for name, attributes in _elements(archive, _STYLES, source):
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            within = name == "cellXfs"
        elif name == "xf" and within:
            styles.append(attributes.get("numFmtId", ""))
    coded = {str(at): codes.get(number, "") for at, number in enumerate(styles)}
    return {style: code for style, code in coded.items() if shows_zeros(code)}


def _titles(archive: zipfile.ZipFile, source: str) -> Mapping[str, str]:
    """Name of a part -> name of the sheet in it."""
    parts = {
        attributes.get("Id", ""): posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))[1:]
        for name, attributes in _elements(archive, _RELATIONS, source)
        if name == "Relationship"
    }
    sheets = [attributes for name, attributes in _elements(archive, _BOOK, source) if name == "sheet"]
    return {
        parts.get(_relation(attributes), ""): attributes["name"]
        for attributes in sheets
        if "name" in attributes
    }


def _relation(attributes: Mapping[str, str]) -> str:
    return next((value for name, value in attributes.items() if name.rpartition(":")[2] == _IDENTIFIER), "")


def _elements(archive: zipfile.ZipFile, part_name: str, source: str) -> Iterator[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    with archive.open(part_name) as part:
        parse(part, lambda name, attributes: found.append((name.rpartition(":")[2], attributes)), source)
    return iter(found)
