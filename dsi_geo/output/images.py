"""Figures as PNG, SVG and PDF, drawn by a browser on the server that stays open between pictures (Kaleido).

Kaleido draws the SVG; PNG and PDF are made of that SVG on a page of the same browser. An SVG inside a page uses
the fonts of the page; an SVG loaded as an image, as in Kaleido's own PNG and PDF, does not.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import logging
import os
import re
import signal
import struct
import threading
import zlib
from collections.abc import Set as AbstractSet
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as TooLate
from contextlib import suppress
from functools import cache, lru_cache
from html import unescape
from pathlib import Path
from subprocess import Popen, TimeoutExpired
from typing import TYPE_CHECKING, Any, Final, Literal
from xml.etree import ElementTree

from dsi_geo.drawing.imprint import FACES, Face
from dsi_geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import plotly.graph_objects as go
    from choreographer import Browser, Tab
    from kaleido import Kaleido, PageGenerator


@cache
def full_font() -> str:
    """CSS of the font with all its characters."""
    return "".join(_rule(face, face.file.read_bytes(), "ttf") for face in FACES)


def with_font(svg: str) -> str:
    """An SVG with its characters of the font embedded, so that it looks the same on every machine."""
    rules = font_for("".join(ElementTree.fromstring(svg).itertext()))  # noqa: S314 - our own
    start = svg.index(">") + 1
    return f"{svg[:start]}<style>{rules}</style>{svg[start:]}"


def font_for(text: str) -> str:
    """CSS of the font with the characters of a text, as far as the font has them."""
    letters = {ord(letter) for letter in set(text)}
    return "".join(_cut(face, frozenset(_letters_of(face, letters))) for face in FACES)


def _letters_of(face: Face, letters: AbstractSet[int]) -> set[int]:
    return {code for code in letters if any(first <= code <= last for first, last in face.characters)}


@lru_cache(maxsize=256)  # a picture that is taken along once more has the same letters
def _cut(face: Face, letters: frozenset[int]) -> str:
    """The CSS rule of one font file with only these characters; "" if it has none of them."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    if not letters - {ord(" "), ord("\n")}:
        return ""
    cut = io.BytesIO()
    # Lazily, it is read only as far as it is used: half of the work. Without a time, equal letters are an equal file.
    with TTFont(face.file, lazy=True, recalcTimestamp=False) as font:
        options = subset.Options(flavor="woff", notdef_outline=True, drop_tables=["FFTM", "DSIG"])
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=letters)
        cutter.subset(font)
        font.flavor = "woff"
        font.save(cut)
    return _rule(face, cut.getvalue(), "woff")


def _rule(face: Face, content: bytes, kind: str) -> str:
    weight = f"font-weight:{face.weight};" if face.weight else ""
    data = base64.b64encode(content).decode()
    return f"@font-face{{font-family:'{face.family}';{weight}src:url(data:font/{kind};base64,{data})}}"


PIXELS_PER_INCH: Final = 96
METRES_PER_INCH: Final = 0.0254
_HEADER_END: Final = 33
"""End of the first chunk of a PNG, which holds its size."""


def title_of(specification: dict[str, Any]) -> str:
    """The title of a figure as one line of plain text.

    Examples
    --------
    >>> title_of({"layout": {"title": {"text": "<b>Projects</b><br>by region"}}})
    'Projects by region'
    """
    text = str((specification["layout"].get("title") or {}).get("text") or "Chart")
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br ?/?>", " ", text))).strip()


class Sheet:
    """An empty page that has our font."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    @classmethod
    async def open(cls, browser: Browser) -> Sheet:
        """Open a tab in a window of its own, since a tab hidden behind another is not painted."""
        sheet = cls(await browser.create_tab(window=True))
        frame = (await sheet._ask("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        style = f"<style>{full_font()} html, body {{ margin: 0; overflow: hidden }} svg {{ display: block }}</style>"
        html = f"<!DOCTYPE html><html><head>{style}</head><body></body></html>"
        await sheet._ask("Page.setDocumentContent", frameId=frame, html=html)
        return sheet

    async def png(self, svg: str, size_px: tuple[int, int], scale: float) -> bytes:
        """The SVG as a PNG with `scale` pixels for each of its own, and its resolution on paper."""
        width, height = size_px
        await self._lay(svg)
        await self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=scale, mobile=False,
        )  # fmt: skip
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = await self._ask("Page.captureScreenshot", format="png", clip=clip)
        return _with_density(base64.b64decode(shot["data"]), PIXELS_PER_INCH * scale)

    async def pdf(self, svg: str, size_px: tuple[int, int], title: str) -> bytes:
        """The SVG as a PDF of one page of its size, with the font embedded and a title."""
        await self._lay(svg)
        await self._ask("Runtime.evaluate", expression=f"document.title = {json.dumps(title)}")
        none = dict.fromkeys(("marginTop", "marginBottom", "marginLeft", "marginRight"), 0)
        width, height = (pixels / PIXELS_PER_INCH for pixels in size_px)
        printed = await self._ask(
            "Page.printToPDF",
            printBackground=True, paperWidth=width, paperHeight=height, pageRanges="1", **none,
        )  # fmt: skip
        return base64.b64decode(printed["data"])

    async def _lay(self, svg: str) -> None:
        loaded = "Promise.all([...document.fonts].map((face) => face.load())).then(() => document.fonts.size)"
        expression = f"document.body.innerHTML = {json.dumps(svg)}; {loaded}"
        await self._ask("Runtime.evaluate", expression=expression, awaitPromise=True)

    async def _ask(self, command: str, **parameters: Any) -> dict[str, Any]:
        answer = await self._tab.send_command(command, params=parameters)
        if "error" in answer or "exceptionDetails" in answer["result"]:
            raise RuntimeError(f"{command} failed: {answer.get('error') or answer['result']}")
        result: dict[str, Any] = answer["result"]
        return result


def _with_density(png: bytes, pixels_per_inch: float) -> bytes:
    """A PNG with a chunk `pHYs` (PNG specification, 11.3.4.3) after its header."""
    per_metre = round(pixels_per_inch / METRES_PER_INCH)
    chunk = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    framed = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return png[:_HEADER_END] + framed + png[_HEADER_END:]


ImageFormat = Literal["png", "svg", "pdf"]

SECONDS: Final = 12
"""Timeout of one picture, which takes half a second; a browser that takes longer has hung."""
SECONDS_TO_START: Final = 20
SECONDS_TO_END: Final = 5
SECONDS_TO_WAIT: Final = 60
"""Longest wait for pictures of others."""
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

    # The value of BROWSER_PATH is returned unchecked.
    found = Chromium.find_browser(skip_local=False)
    return "" if found and Path(found).is_file() else NO_BROWSER


def ignore_closing_message() -> None:
    """Keep out of the log that the last message of a closing browser is not JSON, which is harmless."""
    logging.getLogger("choreographer.channels.pipe").addFilter(_is_no_closing_message)


def _is_no_closing_message(record: logging.LogRecord) -> bool:
    return "JSONError" not in record.getMessage()


def end_by_force(process: Popen[Any] | None) -> None:
    """Kill a browser, if one was started, and its child processes; one that is stopped ignores milder signals."""
    if process is not None:
        with suppress(OSError, TimeoutExpired):
            os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
            process.wait(SECONDS_TO_END)


class ImageMaker:
    """One browser for all pictures; they are drawn one after another.

    It is started with the first picture. If it does not answer or has gone, it is restarted once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._kaleido: Kaleido | None = None
        self._sheet: Sheet | None = None

    def image(self, figure: go.Figure, format_: ImageFormat, scale: float = 1) -> bytes:
        """A figure in its own size, at 96 pixels per inch.

        Parameters
        ----------
        figure
            A figure with width and height set.
        format_
            `png`, `svg` or `pdf`.
        scale
            Pixels of a PNG per pixel of the figure, 1 to 4.

        Raises
        ------
        InputError
            There is no browser, it fails twice, or other pictures take too long.
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
        if format_ == "png":
            printed = sheet.png(svg, size_px, scale)
        else:
            printed = sheet.pdf(svg, size_px, title_of(specification))
        picture: bytes = self._run(printed, SECONDS)
        return picture

    def _opened(self) -> tuple[Kaleido, Sheet]:
        if self._kaleido is None or self._sheet is None:
            from kaleido import Kaleido

            if missing := browser_missing():
                raise InputError(missing)
            ignore_closing_message()
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
        """Kill a browser that does not respond, and its child processes."""
        end_by_force(getattr(self._kaleido, "subprocess", None))
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
                ending.cancel()  # it hangs or has gone already
        loop.call_soon_threadsafe(loop.stop)
        thread.join(SECONDS_TO_END)
        if not thread.is_alive():
            loop.close()


def _page() -> PageGenerator:
    """The page on which Kaleido draws, with our font, so that Plotly measures text with it."""
    from kaleido import PageGenerator

    page = PageGenerator(
        mathjax=False
    )  # there are no formulas, and MathJax would be fetched from another host
    page.header += f"<style>{full_font()}</style>"
    page.footer += _LETTERS_FIRST
    return page


_LETTERS_FIRST: Final = """<script>
    const drawn = Plotly.toImage;
    Plotly.toImage = (...given) =>
        Promise.all([...document.fonts].map((face) => face.load())).then(() => drawn(...given));
</script>"""


async def _end_all() -> None:
    """Cancel the tasks that still wait for a browser that has gone."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _failures() -> tuple[type[Exception], ...]:
    """The errors raised when the browser has gone, hangs or cannot draw a figure."""
    from kaleido.errors import KaleidoError

    return (TooLate, CancelledError, OSError, RuntimeError, KaleidoError)


IMAGES: Final = ImageMaker()
"""The browser that all visitors share."""
