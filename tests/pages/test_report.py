"""The page Report without a browser of its own: what it promises, makes and keeps."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import opened, said

PAGE = "pages/report.py"


@pytest.fixture(autouse=True)
def _no_operator(monkeypatch):
    for name in ("DSI_GEO_DATABASE", "DSI_GEO_EVENTS"):
        monkeypatch.delenv(name, raising=False)


def offered(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.main.get("download_button")]


def made(**query: str) -> AppTest:
    app = opened(PAGE, **query)
    app.button(key="make_report").click().run()
    assert not app.exception
    return app


def test_the_page_says_what_will_be_in_the_report():
    app = opened(PAGE)
    assert not app.exception
    shown = " ".join(element.proto.body for element in app.main.get("html"))
    for words in ("Unaware neighbours", "marked as an assumption", "formulas and their sources"):
        assert words in shown
    assert offered(app) == []


def test_the_report_is_made_for_the_selection_and_offered_in_both_forms():
    app = made(cluster="Migration and integration", focus="Germany (DE)")
    assert offered(app) == ["PDF", "HTML"]
    report = app.session_state["_report"]
    assert report.pdf.startswith(b"%PDF")
    page = report.html.decode()
    assert "182 of 902 projects" in page
    assert "120 in Germany" in page


def test_of_another_selection_the_report_is_not_offered():
    app = made(text="Workeer")
    assert "HTML" in offered(app)
    app.text_input(key="text").set_value("clarat").run()
    assert offered(app) == []


def test_without_a_browser_the_page_says_what_to_install_and_gives_the_html(monkeypatch):
    monkeypatch.setattr("choreographer.browsers.chromium.chromium_based_browsers", {})
    app = made(text="Berlin")
    assert "apt-get install chromium" in said(app)
    assert offered(app) == ["HTML"]
    assert "The numbers of each chart stand in its place." in app.session_state["_report"].html.decode()
