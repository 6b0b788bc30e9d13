"""A tab of the browser that draws pictures, on which one SVG at a time is laid, to be photographed or printed."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import TYPE_CHECKING, Any, Final

from dsi_geo.output.font_faces import whole_font

if TYPE_CHECKING:
    from choreographer import Browser, Tab

PIXELS_AN_INCH: Final = 96
METRES_AN_INCH: Final = 0.0254
_HEADER_END: Final = 33
"""Where the first chunk of a PNG, which gives its size, ends."""


class Sheet:
    """An empty page that has our letters."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    @classmethod
    async def open(cls, browser: Browser) -> Sheet:
        """Open a tab; in a window of its own, since one that is hidden behind another is not painted."""
        sheet = cls(await browser.create_tab(window=True))
        frame = (await sheet._ask("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        style = f"<style>{whole_font()} html, body {{ margin: 0; overflow: hidden }} svg {{ display: block }}</style>"
        html = f"<!DOCTYPE html><html><head>{style}</head><body></body></html>"
        await sheet._ask("Page.setDocumentContent", frameId=frame, html=html)
        return sheet

    async def png(self, svg: str, size_px: tuple[int, int], scale: float) -> bytes:
        """The SVG as PNG, `scale` pixels for each of its own; it says how large it is on paper."""
        width, height = size_px
        await self._lay(svg)
        await self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=scale, mobile=False,
        )  # fmt: skip
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = await self._ask("Page.captureScreenshot", format="png", clip=clip)
        return _with_density(base64.b64decode(shot["data"]), PIXELS_AN_INCH * scale)

    async def pdf(self, svg: str, size_px: tuple[int, int]) -> bytes:
        """The SVG as a PDF of one page in its size, its letters inside."""
        await self._lay(svg)
        none = dict.fromkeys(("marginTop", "marginBottom", "marginLeft", "marginRight"), 0)
        width, height = (pixels / PIXELS_AN_INCH for pixels in size_px)
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


def _with_density(png: bytes, pixels_an_inch: float) -> bytes:
    """A PNG with a chunk `pHYs` (PNG specification, 11.3.4.3) after its header."""
    a_metre = round(pixels_an_inch / METRES_AN_INCH)
    chunk = b"pHYs" + struct.pack(">IIB", a_metre, a_metre, 1)
    framed = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return png[:_HEADER_END] + framed + png[_HEADER_END:]
