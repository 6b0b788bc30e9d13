"""Windows of the tests' browser, used again: a new one costs a second of work before it has opened anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.watching import UNDERWAY, Watch


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
        """Close them, which ends what they ask for."""
        for page in self.pages:
            page.close()


@dataclass
class Windows:
    """The windows of one browser."""

    browser: Browser
    _resting: dict[str, list[Window]] = field(default_factory=dict)

    def take(self, **options: Any) -> Window:
        """A window that nobody uses; `options` goes to Playwright's `Browser.new_context`."""
        key = repr(sorted(options.items()))
        if resting := self._resting.get(key):
            return resting.pop()
        context = self.browser.new_context(**options)
        context.add_init_script(path=UNDERWAY)
        context.new_page()
        return Window(context, Watch(context), key)

    def give_back(self, window: Window) -> None:
        """Leave nothing in it, no cookie either, and keep it for the next who asks for one like it."""
        window.close_pages()
        window.context.set_storage_state({"cookies": [], "origins": []})
        window.watch.forget()
        self._resting.setdefault(window.key, []).append(window)
