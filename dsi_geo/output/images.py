"""Figures as PNG, SVG and PDF, made by a browser on the server that stays open between pictures (kaleido).

Kaleido draws the SVG; PNG and PDF are that very SVG on a sheet of the same browser. A page with an SVG inside
has the letters of the page, while an SVG that is loaded as an image, as kaleido's own PNG and PDF are, has not.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as TooLate
from contextlib import suppress
from pathlib import Path
from subprocess import TimeoutExpired
from typing import TYPE_CHECKING, Any, Final, Literal

from dsi_geo.errors import InputError
from dsi_geo.output.font_faces import whole_font, with_font
from dsi_geo.output.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import plotly.graph_objects as go
    from kaleido import Kaleido, PageGenerator

ImageFormat = Literal["png", "svg", "pdf"]

SECONDS: Final = 12
"""For one picture, which takes half a second; a browser that takes longer hangs."""
SECONDS_TO_START: Final = 20
SECONDS_TO_END: Final = 5
SECONDS_TO_WAIT: Final = 60
"""For the pictures of others."""
NO_BROWSER: Final = (
    "This server has no Chrome or Chromium, which draws pictures. Install one (on Debian: apt-get install chromium), "
    "or take the numbers as a table."
)
NO_PICTURE: Final = (
    "The picture could not be drawn: the browser that draws it did not answer. Try it once more."
)
BUSY: Final = "The picture could not be drawn: too many others are being drawn. Try it again in a minute."


def browser_missing() -> str:
    """Why no picture can be drawn on this server, and what to do; "" if it can."""
    from choreographer.browsers.chromium import Chromium

    # What BROWSER_PATH names is given as it is.
    found = Chromium.find_browser(skip_local=False)
    return "" if found and Path(found).is_file() else NO_BROWSER


def hear_no_farewell() -> None:
    """Keep out of the log that the last word of a browser that ends is no JSON, which is no fault."""
    logging.getLogger("choreographer.channels.pipe").addFilter(_is_no_farewell)


def _is_no_farewell(record: logging.LogRecord) -> bool:
    return "JSONError" not in record.getMessage()


class ImageMaker:
    """One browser for all pictures; they are drawn one after another.

    It is started with the first picture. If it does not answer or is gone, a new one is started once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._kaleido: Kaleido | None = None
        self._sheet: Sheet | None = None

    def image(self, figure: go.Figure, format_: ImageFormat, scale: float = 1) -> bytes:
        """A figure in its own size, 96 pixels an inch.

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
            If there is no browser, it fails twice, or others take too long.
        """
        specification = figure.to_dict()
        size_px = (int(figure.layout.width), int(figure.layout.height))
        if not self._lock.acquire(timeout=SECONDS_TO_WAIT):
            raise InputError(BUSY)
        try:
            failures = _failures()
            try:
                return self._drawn(specification, size_px, format_, scale)
            except failures:
                self._kill()
            try:
                return self._drawn(specification, size_px, format_, scale)
            except failures as error:
                self._kill()
                raise InputError(NO_PICTURE) from error
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the browser; the next picture starts another."""
        with self._lock:
            self._close()

    def _drawn(
        self, specification: dict[str, Any], size_px: tuple[int, int], format_: ImageFormat, scale: float
    ) -> bytes:
        kaleido, sheet = self._opened()
        options = {"format": "svg", "width": size_px[0], "height": size_px[1]}
        svg = self._run(kaleido.calc_fig(specification, opts=options), SECONDS).decode()
        if format_ == "svg":
            return with_font(svg).encode()
        printed = sheet.png(svg, size_px, scale) if format_ == "png" else sheet.pdf(svg, size_px)
        picture: bytes = self._run(printed, SECONDS)
        return picture

    def _opened(self) -> tuple[Kaleido, Sheet]:
        if self._kaleido is None or self._sheet is None:
            from kaleido import Kaleido

            if missing := browser_missing():
                raise InputError(missing)
            hear_no_farewell()
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="pictures")
            self._thread.start()
            opened = Kaleido(page_generator=_page(), timeout=SECONDS)
            self._kaleido = opened
            self._run(opened.__aenter__(), SECONDS_TO_START)
            self._sheet = self._run(Sheet.open(opened), SECONDS_TO_START)
        return self._kaleido, self._sheet

    def _run(self, work: Coroutine[Any, Any, Any], seconds: float) -> Any:
        loop = self._loop
        if loop is None:
            raise RuntimeError("The browser is closed.")
        return asyncio.run_coroutine_threadsafe(work, loop).result(seconds)

    def _kill(self) -> None:
        """End a browser that does not listen, and all that it has started; a stopped one hears nothing milder."""
        process = getattr(self._kaleido, "subprocess", None)
        if process is not None:
            with suppress(OSError, TimeoutExpired):
                os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
                process.wait(SECONDS_TO_END)
        self._close()

    def _close(self) -> None:
        kaleido, loop, thread = self._kaleido, self._loop, self._thread
        self._kaleido = self._loop = self._thread = self._sheet = None
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


def _page() -> PageGenerator:
    """The page on which kaleido draws, with our letters, by which Plotly measures text."""
    from kaleido import PageGenerator

    page = PageGenerator(mathjax=False)  # no formulas: MathJax would be fetched from outside
    page.header += f"<style>{whole_font()}</style>"
    page.footer += _LETTERS_FIRST
    return page


_LETTERS_FIRST: Final = """<script>
    const drawn = Plotly.toImage;
    Plotly.toImage = (...given) =>
        Promise.all([...document.fonts].map((face) => face.load())).then(() => drawn(...given));
</script>"""


async def _end_all() -> None:
    """End what a browser that is gone has left waiting."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _failures() -> tuple[type[Exception], ...]:
    """What is raised when the browser is gone, hangs or stumbles over a figure."""
    from kaleido.errors import KaleidoError

    return (TooLate, CancelledError, OSError, RuntimeError, KaleidoError)


IMAGES: Final = ImageMaker()
"""The browser that all visitors share."""
