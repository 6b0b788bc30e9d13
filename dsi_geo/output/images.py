"""Figures as PNG, SVG and PDF, made by a browser on the server that stays open between pictures (kaleido)."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import TimeoutError as TooLate
from typing import TYPE_CHECKING, Any, Final, Literal

from dsi_geo.errors import InputError

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from kaleido import Kaleido


def browser_missing() -> str:
    """Why no picture can be drawn on this server, and what to do; "" if it can."""
    from choreographer.browsers.chromium import Chromium

    return "" if Chromium.find_browser(skip_local=False) else NO_BROWSER


ImageFormat = Literal["png", "svg", "pdf"]

SECONDS: Final = 45
SECONDS_TO_END: Final = 5
NO_BROWSER: Final = (
    "This server has no Chrome or Chromium, which draws pictures. Install one (on Debian: apt-get install chromium), "
    "or take the numbers as a table."
)
NO_PICTURE: Final = (
    "The picture could not be drawn: the browser that draws it did not answer. Try it once more."
)


class ImageMaker:
    """One browser for all pictures; they are drawn one after another.

    It is started with the first picture. If it does not answer or is gone, a new one is started once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._kaleido: Kaleido | None = None

    def image(self, figure: go.Figure, format_: ImageFormat, scale: float = 1) -> bytes:
        """A figure in its own size.

        Parameters
        ----------
        figure
            With width and height set.
        format_
            `png`, `svg` or `pdf`.
        scale
            Pixels of a PNG per pixel of the figure, 1 to 4.

        Raises
        ------
        InputError
            If there is no browser, or it fails twice.
        """
        size = {"width": figure.layout.width, "height": figure.layout.height, "scale": scale}
        specification, options = figure.to_dict(), {"format": format_, **size}
        with self._lock:
            failures = _failures()
            try:
                return self._drawn(specification, options)
            except failures:
                self._close()
            try:
                return self._drawn(specification, options)
            except failures as error:
                self._close()
                raise InputError(NO_PICTURE) from error

    def close(self) -> None:
        """End the browser; the next picture starts another."""
        with self._lock:
            self._close()

    def _drawn(self, specification: dict[str, Any], options: dict[str, Any]) -> bytes:
        kaleido = self._opened()
        picture: bytes = self._run(kaleido.calc_fig(specification, opts=options))
        return picture

    def _opened(self) -> Kaleido:
        if self._kaleido is None:
            from choreographer.errors import ChromeNotFoundError
            from kaleido import Kaleido, PageGenerator

            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="pictures")
            self._thread.start()
            try:
                # No formulas: MathJax would be fetched from outside.
                opened = Kaleido(page_generator=PageGenerator(mathjax=False), timeout=SECONDS)
                self._run(opened.__aenter__())
            except ChromeNotFoundError as error:
                self._close()
                raise InputError(NO_BROWSER) from error
            self._kaleido = opened
        return self._kaleido

    def _run(self, work: Any) -> Any:
        loop = self._loop
        if loop is None:
            raise RuntimeError("The browser is closed.")
        return asyncio.run_coroutine_threadsafe(work, loop).result(SECONDS)

    def _close(self) -> None:
        kaleido, loop, thread = self._kaleido, self._loop, self._thread
        self._kaleido = self._loop = self._thread = None
        if loop is None or thread is None:
            return
        for work in [*([kaleido.close()] if kaleido else []), _end_all()]:
            ending = asyncio.run_coroutine_threadsafe(work, loop)
            try:
                ending.result(SECONDS_TO_END)
            except _failures():
                ending.cancel()  # it hangs or is gone already
        loop.call_soon_threadsafe(loop.stop)
        thread.join(SECONDS_TO_END)
        if not thread.is_alive():
            loop.close()


async def _end_all() -> None:
    """End what a browser that is gone has left waiting."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _failures() -> tuple[type[Exception], ...]:
    """What is raised when the browser is gone, hangs or stumbles over a figure."""
    from kaleido.errors import KaleidoError

    return (TooLate, OSError, RuntimeError, KaleidoError)


IMAGES: Final = ImageMaker()
"""The browser that all visitors share."""
