"""The tests' browser and its windows, used again: a new one costs a second of work before it has opened anything."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import chromium
from tests.watching import UNDERWAY, Watch

STORED = "local_storage,indexeddb,cache_storage,service_workers,file_systems"
ONE_PROCESS = "--process-per-site"
"""What is compiled for one page is there for the next; a bench, which plays new visitors, must not have it."""
EMPTY = '<link rel="icon" href="data:,">'


@dataclass(frozen=True)
class Window:
    """A browser context and what its pages do; an empty page of its own keeps it open."""

    context: BrowserContext
    watch: Watch
    key: str

    @property
    def pages(self) -> list[Page]:
        """The pages that were opened in it."""
        return self.context.pages[1:]

    def close_pages(self) -> None:
        """Close them, which ends what they ask for.

        The empty page goes where they were. As a site has one process (`ONE_PROCESS`), that keeps what the
        browser has compiled for them: the next page there is a third less work.
        """
        empty, sites = self.context.pages[0], [site(page.url) for page in self.pages]
        if sites and sites[-1] not in {"", site(empty.url)}:
            empty.goto(sites[-1])
        for page in self.pages:
            page.close()

    def clear(self) -> None:
        """Leave nothing of what its pages have stored, and forget what they did."""
        self.context.clear_cookies()
        devtools = self.context.new_cdp_session(self.context.pages[0])
        for asked in {site(url) for url in self.watch.requests} - {""}:
            devtools.send("Storage.clearDataForOrigin", {"origin": asked, "storageTypes": STORED})
        devtools.detach()
        self.watch.forget()


def site(url: str) -> str:
    """Scheme, host and port of an address, if it is one of a server."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else ""


class Windows:
    """A Chromium, headless, that starts when it is first asked for, and its windows."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self._browser: Browser | None = None
        self._resting: dict[str, list[Window]] = {}

    @property
    def browser(self) -> Browser:
        """The browser itself."""
        if self._browser is None:
            path = chromium.find()
            if path is None:
                pytest.fail("No Chrome or Chromium; `python tests/chromium.py` gets one", pytrace=False)
            playwright = self._running.enter_context(sync_playwright())
            self._browser = playwright.chromium.launch(
                executable_path=path, args=[*chromium.ARGUMENTS, ONE_PROCESS]
            )
            self._running.callback(self._browser.close)
        return self._browser

    def end(self) -> None:
        """End the browser; the next window starts another."""
        self._running.close()
        self._browser = None
        self._resting.clear()

    def take(self, **options: Any) -> Window:
        """A window that nobody uses; `options` goes to Playwright's `Browser.new_context`."""
        key = repr(sorted(options.items()))
        if resting := self._resting.get(key):
            return resting.pop()
        context = self.browser.new_context(**options)
        context.add_init_script(path=UNDERWAY)
        empty = context.new_page()
        empty.route("**", lambda route: route.fulfill(content_type="text/html", body=EMPTY))
        return Window(context, Watch(context), key)

    def give_back(self, window: Window) -> None:
        """Keep a window, in which nothing is left, for the next who asks for one like it."""
        window.close_pages()
        window.clear()
        self._resting.setdefault(window.key, []).append(window)
