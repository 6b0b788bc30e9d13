"""A link is the state, and a page can be shown within another one, in a real browser."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_dashboard import IN_MENU, circles
from tests.serving import Server
from tests.watching import settle, visit

MIGRATION = "cluster=Migration+and+integration"
COPY = "Copy to clipboard"


SLOW_LINE = """
const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
Object.defineProperty(WebSocket.prototype, "onmessage", {
    set(receive) { set.call(this, (event) => setTimeout(() => receive.call(this, event), 400)); },
});
const listen = WebSocket.prototype.addEventListener;
WebSocket.prototype.addEventListener = function (type, receive, ...options) {
    const late = (event) => setTimeout(() => receive.call(this, event), 400);
    return listen.call(this, type, type === "message" ? late : receive, ...options);
};
"""  # what the server says arrives late


def parameters(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def shared(page: Page) -> tuple[str, str]:
    """The link and the code that “Share” offers."""
    page.get_by_role("button", name="Share").click()
    codes = page.locator("[data-testid=stCode]")
    expect(codes).to_have_count(2)
    link, code = codes.all_inner_texts()
    page.keyboard.press("Escape")
    expect(codes).to_have_count(0)
    return link, code


def test_every_page_offers_its_link(server, page):
    visit(page, f"{server.url}/?{MIGRATION}")
    for address, heading in IN_MENU.items():
        page.get_by_role("link", name=heading, exact=True).first.click()
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        settle(page)
        link, _ = shared(page)
        assert link.startswith(f"{server.url}/{address}?{MIGRATION}")


def test_the_link_holds_what_was_changed_in_a_fragment_and_restores_it(server, page, new_page):
    visit(page, f"{server.url}/cluster_map?{MIGRATION}")
    page.frame_locator("iframe >> nth=-1").locator(".leaflet-control-zoom-in").click()
    settle(page)
    page.get_by_text("Density", exact=True).click()
    expect(page.get_by_text("Projects in a hexagon of", exact=False)).to_be_visible()
    settle(page)
    seen = page.locator(".dsi-legend").inner_text()
    link, _ = shared(page)
    assert "layer=Density" in link
    assert "at=" in link
    other = new_page()
    visit(other, link)
    expect(other.get_by_text("Filtered by cluster: Migration and integration")).to_be_visible()
    settle(other)
    assert other.locator(".dsi-legend").inner_text() == seen


@pytest.fixture(scope="module")
def below_a_path(start_server) -> Server:
    """A server whose pages lie below a path, and whose messages all go by the line.

    Streamlit's store of large messages would drop what it refers to while that is under way.
    """
    all_by_the_line = ("--global.minCachedMessageSize", "100000000")
    return start_server(options=("--server.baseUrlPath", "maps/dsi", *all_by_the_line))


def test_clicks_between_zooms_on_a_slow_line_stay_in_the_url_and_so_does_the_view(
    below_a_path, page, new_page
):
    page.add_init_script(SLOW_LINE)
    visit(page, f"{below_a_path.url}/cluster_map?{MIGRATION}&at=50,10,4")
    inside = page.frame_locator("iframe >> nth=-1").locator
    lost = []
    for turn in range(8):
        layer = ("Density", "Regions")[turn % 2]
        zoom = inside(f".leaflet-control-zoom-{('in', 'out')[turn % 2]}")
        zoom.click()
        page.wait_for_timeout(150 + turn * 50)
        page.get_by_role("radio", name=layer).click()
        page.wait_for_timeout(400)
        zoom.click()
        settle(page)
        named = parameters(page.url)
        if (named.get("layer"), named["at"][-2:]) != (layer, (",6", ",4")[turn % 2]):
            lost.append((turn, named))
    assert not lost
    link, _ = shared(page)
    assert parameters(link) == parameters(page.url)
    other = new_page()
    visit(other, link)
    assert other.locator(".dsi-legend").inner_text() == page.locator(".dsi-legend").inner_text()
    assert parameters(other.url) == parameters(link)


def test_a_chosen_kind_of_findings_is_in_the_link_that_is_copied_with_a_click(server, new_page):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    visit(page, f"{server.url}/data_quality?{MIGRATION}")
    page.locator("[data-testid=stDataFrame] canvas").first.click(position={"x": 15, "y": 52}, force=True)
    expect(page.get_by_role("heading", name="All findings")).to_have_count(0)
    heading = page.get_by_role("heading", level=3).nth(1).inner_text()
    link, _ = shared(page)
    assert link.startswith(f"{server.url}/data_quality?")
    assert "finding" in parameters(link)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name=COPY).first.click()
    page.wait_for_function("navigator.clipboard.readText()")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == link
    other = new_page()
    visit(other, copied)
    expect(other.get_by_role("heading", level=3).nth(1)).to_have_text(heading)


def test_below_a_path_of_a_proxy_the_link_has_the_path(below_a_path, page):
    visit(page, f"{below_a_path.url}/timeline?{MIGRATION}")
    link, _ = shared(page)
    assert link.startswith(f"{below_a_path.url}/timeline?{MIGRATION}")
    visit(page, f"{below_a_path.url}?{MIGRATION}")
    link, _ = shared(page)
    visit(page, link)
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def embedding_site(tmp_path):
    """A site of its own, on a port of its own, that serves `index.html` of a folder: folder, address."""
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield tmp_path, f"http://127.0.0.1:{site.server_port}"
    site.shutdown()
    site.server_close()


@pytest.mark.allows_outside
def test_the_code_shows_the_map_within_the_page_of_another_site(server, new_page, embedding_site):
    folder, address = embedding_site
    own = new_page()
    visit(own, f"{server.url}/cluster_map?{MIGRATION}&at=20,0,1")
    drawn = circles(own)
    _, code = shared(own)
    head = '<!doctype html><title>A blog</title><link rel="icon" href="data:,">'
    (folder / "index.html").write_text(f"{head}<h1>A blog</h1>{code}", "utf-8")
    blog = new_page()
    blog.goto(address)
    frame = blog.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Cluster map")).to_be_visible()
    inner = frame.frame_locator("iframe >> nth=-1")
    expect(inner.locator(".dsi-circle").first).to_be_visible()
    expect(inner.locator(".dsi-circle")).to_have_count(len(drawn))
    expect(frame.get_by_text("Source: Demonstration data", exact=False)).to_be_attached()
    for chrome in ("stSidebar", "stHeader", "stPageLink"):
        expect(frame.locator(f"[data-testid={chrome}]:visible")).to_have_count(0)
    expect(frame.get_by_role("button", name="Share")).to_have_count(0)
    full = frame.get_by_role("link", name="Open the full page").get_attribute("href") or ""
    assert full.startswith(f"{server.url}/cluster_map?{MIGRATION}")
    assert "embed" not in full


def test_an_embedded_page_is_dark_if_its_code_says_so(server, page):
    visit(page, f"{server.url}/?embed=true&embed_options=dark_theme")
    expect(page.locator(".dsi-table").first).to_be_visible()
    paper = page.locator("[data-testid=stApp]").evaluate("app => getComputedStyle(app).backgroundColor")
    red, green, blue = (int(part) for part in paper.removeprefix("rgb(").removesuffix(")").split(","))
    assert max(red, green, blue) < 60
    settle(page)
