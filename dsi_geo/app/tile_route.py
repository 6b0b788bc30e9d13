"""Where the server gives tiles of the operator's street map."""

from __future__ import annotations

import re
from typing import Final

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dsi_geo.drawing.tile_archive import TileArchive

FOLDER: Final = "tiles"
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_SECONDS_KEPT: Final = 86_400


def tile_route() -> Route:
    """The route of tiles, below the path that the server has been given."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    folder = f"/{base}/{FOLDER}" if base else f"/{FOLDER}"
    return Route(f"{folder}/{{z}}/{{x}}/{{y}}", _tile, methods=["GET"])


def _tile(request: Request) -> Response:
    """One tile; 204 where the archive has none, 404 for what can be no tile of it.

    Not a coroutine, so that Starlette calls it in a thread, where it may wait for the disk.
    """
    # Only now: Streamlit wants components declared once its server is there.
    from dsi_geo.app.databases import settings

    named = [str(part) for part in request.path_params.values()]
    archive = settings().tiles
    if archive is None or not all(map(_NUMBER.fullmatch, named)):
        return Response(status_code=404)
    zoom, x, y = map(int, named)
    try:
        tile = archive.tile(zoom, x, y)
    except (OSError, ValueError):  # which the settings tell, once they are read again
        return Response(status_code=404)
    if tile is None:
        return Response(status_code=204)
    return Response(tile, headers=_headers(archive))


def _headers(archive: TileArchive) -> dict[str, str]:
    kept = {"Cache-Control": f"public, max-age={_SECONDS_KEPT}", "X-Content-Type-Options": "nosniff"}
    packed = {"Content-Encoding": archive.encoding} if archive.encoding else {}
    return {"Content-Type": archive.media_type, **kept, **packed}
