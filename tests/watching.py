"""What pages do that nobody sees: whom they ask, what goes wrong in them, what they open."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Download,
    Page,
    Request,
    WebError,
    WebSocket,
    expect,
)

SECONDS_TO_SETTLE = 60
SECONDS_TO_DOWNLOAD = 90
POLL_MS = 50
"""Between two looks at whether a page is at rest. To look at every frame has the browser paint frames all the time."""
UNDERWAY = Path(__file__).with_name("underway.js")
"""Counts what is under way, in a browser context that has it: `context.add_init_script(path=UNDERWAY)`."""

# Asked several times, as a message from a map to the page around it is nowhere under way. Where nothing is counted, or
# a run may follow that nobody can foresee, only a longer rest tells: between two runs the script rests, too.
SETTLED = """() => {
    const app = document.querySelector(
        '[data-testid="stApp"][data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
    );
    const maps = [...document.querySelectorAll('iframe[src*="st_folium"]')].map(frame => frame.contentWindow);
    const counts = [window, ...maps].map(one => one.underway);
    const rests = app && counts.every(count => !count?.asked && !count?.awaited.size)
        && maps.every(map => map.document.body?.dataset.drawn)
        && !document.querySelector('[data-testid="stSkeleton"]');
    window.rest = rests ? window.rest ?? { since: performance.now(), asked: 0 } : undefined;
    if (!rests) return false;
    const milliseconds = counts.every(count => count && !count.inDoubt) ? 80 : 400;
    if (++window.rest.asked < 3 || performance.now() - window.rest.since < milliseconds) return false;
    counts.forEach(count => count && (count.inDoubt = false));
    return true;
}"""

INSIDE_SCHEMES = frozenset({"about", "blob", "data"})

# Opened at a page's address, Streamlit looks for its server below that address first.
STREAMLITS_OWN = re.compile(r"status of 404 .*\(https?://[^/]+(?:/[^/]+)+/_stcore/(health|host-config)\)$")


def outside(urls: Collection[str], hosts: Collection[str]) -> list[str]:
    """Those of `urls` that ask another host than `hosts` (each written host:port), in order."""
    parts = [(url, urlsplit(url)) for url in urls]
    return [url for url, part in parts if part.scheme not in INSIDE_SCHEMES and part.netloc not in hosts]


class Watch:
    """Records what the pages of one browser context do.

    Attributes
    ----------
    requests
        Address of every request and web socket, in order.
    errors
        Errors on the console and exceptions that no script caught.
    dialogs
        Text of every alert, confirmation and prompt; each is dismissed.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._web_error)
        context.on("dialog", self._dialog)
        context.on("page", self._page)

    def complaints(self, hosts: Collection[str], allows_outside: bool = False) -> list[str]:
        """Everything that must not happen and did, one line each.

        Parameters
        ----------
        hosts
            The servers, written host:port, that may be asked.
        allows_outside
            Other hosts may be asked as well; that they cannot be reached is no error then.
        """
        errors = [error for error in self.errors if not STREAMLITS_OWN.search(error)]
        found = []
        if allows_outside:
            errors = [error for error in errors if "net::ERR_" not in error]
        else:
            found += [f"asked an outside host: {url}" for url in outside(self.requests, hosts)]
        found += [f"error in the page: {error}" for error in errors]
        found += [f"opened a dialog: {text}" for text in self.dialogs]
        return found

    def forget(self) -> None:
        """Begin anew."""
        for records in (self.requests, self.errors, self.dialogs):
            records.clear()

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _web_error(self, error: WebError) -> None:
        self.errors.append(str(error.error))

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _page(self, page: Page) -> None:
        page.on("websocket", self._web_socket)

    def _web_socket(self, socket: WebSocket) -> None:
        self.requests.append(socket.url)


PAPERS = {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 22, 20)"}


def settle(page: Page) -> None:
    """Wait until the page is at rest: connected, all of it there, its script run to the end, and nothing under way.

    What a click, a key or a choice brings about is under way from that moment on, unless it asks for a download.
    """
    page.evaluate("window.rest = undefined")
    page.wait_for_function(SETTLED, timeout=SECONDS_TO_SETTLE * 1000, polling=POLL_MS)


def visit(page: Page, url: str) -> None:
    """Open an address of the dashboard and wait until the page is done."""
    page.goto(url)
    settle(page)


def turn_to(page: Page, url: str) -> None:
    """Turn to another address of the page that is open, as back and forth in a browser's history do.

    The page gets a new state by its address, as with `visit`, and is not loaded again.
    """
    page.evaluate(
        "url => { history.pushState(null, '', url); dispatchEvent(new PopStateEvent('popstate')); }", url
    )
    settle(page)


def download(page: Page, name: str | re.Pattern[str]) -> Download:
    """What the button of a name brings, pressed when the page is at rest: what is offered belongs to a run."""
    settle(page)
    with page.expect_download(timeout=SECONDS_TO_DOWNLOAD * 1000) as brought:
        page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()
    return brought.value


def downloaded(page: Page, name: str | re.Pattern[str]) -> Path:
    """Where the file lies that the button of a name brings."""
    return Path(download(page, name).path())


def scroll_width(page: Page) -> int:
    """How many pixels wide the page is with all that one has to scroll to: its main part scrolls by itself."""
    parts = page.locator("html, [data-testid=stMain]")
    widths: list[int] = parts.evaluate_all("parts => parts.map(part => part.scrollWidth)")
    return max(widths)


def both_themes(page: Page) -> Iterator[str]:
    """Each theme, when the page has taken it."""
    for scheme, paper in PAPERS.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", paper)
        settle(page)
        yield scheme
