"""What the server of the dashboard has beside Streamlit's: a beginning and an end, and the tiles of the street map."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dsi_geo.drawing.tile_archive import TileArchive

TILES: Final = "tiles"
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_SECONDS_KEPT: Final = 86_400


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Tell where the server listens, and let all that it has started end with it."""
    address, port = (st.get_option(f"server.{name}") for name in ("address", "port"))
    print(f"Listening on {address or 'every address'}:{port}", file=sys.stderr, flush=True)  # noqa: T201 - its log
    yield
    # uvicorn has ended in order, and raises the signal that it was sent once more: that would end the process before
    # what is registered to be done at its exit. One that is sent anew still does.
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})


def tile_route() -> Route:
    """The route of tiles, below the path that the server has been given."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    folder = f"/{base}/{TILES}" if base else f"/{TILES}"
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
