"""The tests' own tools: that they see what they are there to see."""

from __future__ import annotations

import urllib.request

import pytest
from playwright.sync_api import expect

from tests.serving import faults
from tests.watching import Watch, outside, settle, visit

# What .streamlit/config.toml does for the dashboard: these scripts lie elsewhere.
PRIVATE = ("--browser.gatherUsageStats", "false", "--browser.serverAddress", "localhost")


SCRIPT = """
import time
import urllib.request
import streamlit as st

st.title("Good morning")
if st.button("More"):
    st.write("Here you are")
if st.button("Later"):
    time.sleep(0.7)
    st.write("At last")
if st.button("Twice") and not st.session_state.get("again"):
    st.session_state.again = True
    time.sleep(0.7)
    st.rerun()
if st.session_state.get("again"):
    time.sleep(0.7)
    st.write("Once more")
match st.query_params.get("do"):
    case "embed":
        st.iframe('<img src="http://outside.invalid/pixel.png">')
    case "fail":
        1 / 0
    case "ask":
        try:
            urllib.request.urlopen("http://outside.invalid/", timeout=5)
        except OSError:
            st.write("not reached")
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    """Path of a small Streamlit script that misbehaves on request."""
    file = tmp_path_factory.mktemp("script") / "app.py"
    file.write_text(SCRIPT)
    return file


@pytest.fixture(scope="module")
def small_server(start_server, script):
    """A server of that script."""
    return start_server(script=script, options=PRIVATE)


@pytest.fixture
def watched(browser):
    """A page and its watch, without the assertions at the end."""
    context = browser.new_context()
    watch = Watch(context)
    yield context.new_page(), watch
    context.close()


def test_a_server_starts_and_its_page_is_painted(small_server, page):
    visit(page, small_server.url)
    assert page.get_by_role("heading", name="Good morning").is_visible()
    page.get_by_role("button", name="More").click()
    expect(page.get_by_text("Here you are")).to_be_visible()
    assert len(page.screenshot()) > 5_000


def test_a_page_has_settled_when_what_clicks_asked_for_is_there(small_server, page):
    visit(page, small_server.url)
    for names, words in ((["Later"], "At last"), (["More", "Later"], "At last"), (["Twice"], "Once more")):
        for name in names:
            page.get_by_role("button", name=name).click()
        settle(page)
        assert page.get_by_text(words).is_visible(), names
        page.get_by_role("button", name="More").click()
        settle(page)
        assert not page.get_by_text("At last").is_visible()


BEGUN = (
    "setTimeout(() => setTimeout(() => { window.done = true; }, 500), 500)",
    "fetch('/_stcore/health').then(answer => answer.text()).then(() => { window.done = true; })",
)
CALLED_OFF = "clearTimeout(setTimeout(() => { window.done = true; }, 100)); requestAnimationFrame(() => {})"


def test_what_a_page_has_begun_is_waited_for_and_what_was_called_off_is_not(small_server, page):
    visit(page, small_server.url)
    for begun in BEGUN:
        page.evaluate(f"() => {{ window.done = false; {begun}; }}")
        settle(page)
        assert page.evaluate("window.done"), begun
    page.evaluate(f"() => {{ window.done = false; {CALLED_OFF}; }}")
    settle(page)
    assert not page.evaluate("window.done || underway.awaited.size")


def test_equal_calls_share_a_server(small_server, start_server, script):
    assert start_server(script=script, options=PRIVATE) is small_server
    with urllib.request.urlopen(f"{small_server.url}/_stcore/health") as answer:
        assert answer.read() == b"ok"


def test_a_server_that_cannot_start_says_why(start_server, tmp_path):
    with pytest.raises(RuntimeError, match=r"(?s)ended with exit status 2.*does not exist"):
        start_server(script=tmp_path / "absent.py")


@pytest.mark.screen(width=390, height=844, colour_scheme="dark")
def test_the_window_has_the_size_and_colours_asked_for(page):
    assert page.viewport_size == {"width": 390, "height": 844}
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_a_window_that_is_used_again_holds_nothing_of_what_was_in_it(small_server, windows):
    window = windows.take()
    page = window.context.new_page()
    visit(page, small_server.url)
    page.evaluate("document.cookie = 'kept=1'; localStorage.setItem('kept', 1); console.error('amiss')")
    windows.give_back(window)
    again = windows.take()
    assert again is window
    assert again.pages == []
    assert again.watch.complaints([]) == []
    page = again.context.new_page()
    visit(page, small_server.url)
    assert "kept" not in page.evaluate("document.cookie + Object.keys(localStorage)")
    other = windows.take()
    assert other is not again
    for one in (again, other):
        windows.give_back(one)


def test_an_outside_host_that_a_page_asks_is_seen(small_server, watched):
    page, watch = watched
    with page.expect_request("http://outside.invalid/pixel.png"):
        visit(page, f"{small_server.url}/?do=embed")
    assert outside(watch.requests, [small_server.host]) == ["http://outside.invalid/pixel.png"]
    assert watch.complaints([small_server.host])[0] == (
        "asked an outside host: http://outside.invalid/pixel.png"
    )
    assert watch.complaints([small_server.host], allows_outside=True) == []


def test_an_outside_host_that_the_server_asks_is_seen(small_server, watched):
    visit(watched[0], f"{small_server.url}/?do=ask")
    expect(watched[0].get_by_text("not reached")).to_be_visible()
    assert small_server.new_faults() == ["OUTSIDE HOST ASKED: outside.invalid"]


def test_streamlits_search_for_its_server_is_no_error_of_ours(small_server, watched):
    page, watch = watched
    visit(page, f"{small_server.url}/elsewhere")
    assert any("/elsewhere/_stcore/health" in error for error in watch.errors)
    assert watch.complaints([small_server.host]) == []


def test_a_traceback_in_the_servers_log_is_seen(small_server, watched):
    visit(watched[0], f"{small_server.url}/?do=fail")
    (fault,) = small_server.new_faults()
    assert "Traceback" in fault.splitlines()[0]
    assert fault.endswith("ZeroDivisionError: division by zero")
    assert small_server.new_faults() == []


def test_a_log_without_faults_has_none():
    assert faults("You can now view your Streamlit app in your browser.\n  URL: http://localhost:1\n") == []


def test_only_the_servers_and_the_pages_own_data_are_inside():
    urls = [
        *("http://localhost:1/a", "ws://localhost:1/_stcore/stream", "data:,x", "blob:http://localhost:1/x"),
        *("about:blank", "http://localhost:2/a", "wss://tiles.example/", "https://localhost.example:1/"),
    ]
    assert outside(urls, ["localhost:1"]) == urls[5:]


def test_errors_and_dialogs_of_a_page_are_seen(watched):
    page, watch = watched
    page.evaluate("console.warn('only a warning')")
    page.evaluate("console.error('amiss')")
    page.evaluate("alert('<script> ran')")
    page.evaluate("setTimeout(() => { throw new Error('not caught') })")
    page.wait_for_timeout(200)
    first, second, third = watch.complaints([])
    assert first.startswith("error in the page: amiss")
    assert "not caught" in second
    assert third == "opened a dialog: <script> ran"
