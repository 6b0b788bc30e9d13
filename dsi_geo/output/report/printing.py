"""HTML to PDF, printed by the kind of browser that draws the pictures, in a process of its own for each file."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any, Final

from dsi_geo.drawing.imprint import FONT, QUIET
from dsi_geo.errors import InputError
from dsi_geo.output.images import NO_BROWSER, SECONDS_TO_END, end_by_force, ignore_closing_message

if TYPE_CHECKING:
    from choreographer import Browser

SECONDS: Final = 60
NO_PRINT: Final = (
    "The PDF could not be printed: the browser did not answer. Try it once more, or take the HTML."
)
_MM: Final = 1 / 25.4
_MARGINS_MM: Final = {"marginTop": 18, "marginBottom": 20, "marginLeft": 20, "marginRight": 20}
_FOOTER: Final = (
    '<div style="width:100%;margin:0 20mm;padding-top:2mm;border-top:0.5pt solid #c9d1d0;display:flex;'
    'font:7.5pt {font};color:{ink}"><span style="flex:1;overflow:hidden;white-space:nowrap;'
    'text-overflow:ellipsis" dir="auto">{words}</span><span style="padding-left:6mm">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></span></div>'
)


def printed(html: str, footer: str) -> bytes:
    """A page as a PDF: A4, tagged, with an outline of its headings, page numbers and live links.

    Parameters
    ----------
    html
        The page; it must be self-contained.
    footer
        Plain text at the foot of every page, beside its number.

    Raises
    ------
    InputError
        There is no browser on this machine, or it does not answer.
    """
    from choreographer.errors import ChromeNotFoundError

    # In a thread of its own, since the caller's may already have an event loop running.
    with ThreadPoolExecutor(1) as thread:
        try:
            return thread.submit(asyncio.run, _printed(html, footer)).result()
        except ChromeNotFoundError as error:
            raise InputError(NO_BROWSER) from error
        except (TimeoutError, OSError, RuntimeError) as error:
            raise InputError(NO_PRINT) from error


async def _printed(html: str, footer: str) -> bytes:
    from choreographer import Browser

    ignore_closing_message()
    browser = Browser()
    try:
        return await asyncio.wait_for(_print(browser, html, footer), SECONDS)
    finally:
        await _end(browser)


async def _print(browser: Browser, html: str, footer: str) -> bytes:
    from choreographer.utils import TmpDirectory

    await browser.open()
    folder = TmpDirectory(sneak=browser.is_isolated())
    try:
        page = folder.path / "report.html"
        page.write_text(html, encoding="utf-8")
        tab = await browser.create_tab("")
        await tab.send_command("Page.enable")
        loaded = tab.subscribe_once("Page.loadEventFired")
        _checked(await tab.send_command("Page.navigate", {"url": page.as_uri()}))
        await loaded
        answer = _checked(await tab.send_command("Page.printToPDF", _options(footer)))
    finally:
        folder.clean()
    return b64decode(answer["data"])


def _options(footer: str) -> dict[str, Any]:
    return {
        "paperWidth": 210 * _MM,
        "paperHeight": 297 * _MM,
        **{side: millimetres * _MM for side, millimetres in _MARGINS_MM.items()},
        "printBackground": True,
        "displayHeaderFooter": True,
        "headerTemplate": "<span></span>",
        "footerTemplate": _FOOTER.format(
            font=FONT.replace('"', "'"), ink=QUIET["light"], words=escape(footer)
        ),
        "generateTaggedPDF": True,
        "generateDocumentOutline": True,
    }


def _checked(answer: Any) -> dict[str, Any]:
    if "error" in answer:
        raise RuntimeError(str(answer["error"]))
    result: dict[str, Any] = answer["result"]
    return result


async def _end(browser: Browser) -> None:
    """Close the browser, and kill what is left: a browser that hangs leaves its child processes behind."""
    process = getattr(browser, "subprocess", None)
    with suppress(TimeoutError, OSError, RuntimeError):
        await asyncio.wait_for(browser.close(), SECONDS_TO_END)
    end_by_force(process)
