"""What the server does when it begins, and when it ends."""

from __future__ import annotations

import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st


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
