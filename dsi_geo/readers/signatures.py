"""First bytes by which formats give themselves away, whatever the file's name."""

from __future__ import annotations

from typing import Final

VECTOR_STARTS: Final = {".gpkg": b"SQLite format 3\x00", ".fgb": b"fgb\x03", ".shp": b"\x00\x00\x27\x0a"}
"""Ending -> first bytes. GDAL is given nothing else: some of its formats lead on to other files and hosts."""

SHAPEFILE_PARTS: Final = (".shx", ".dbf", ".prj", ".cpg")
"""Endings of the files beside a Shapefile that are read with it; the first two are needed."""
