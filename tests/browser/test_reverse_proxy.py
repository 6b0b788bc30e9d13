"""Behind nginx and Caddy, as deployment/ tells: TLS, a name, a sub-path, and a policy under which all is drawn."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.reverse_proxies import NAME, ReverseProxy, program
from tests.serving import ROOT, free_port
from tests.tile_archives import write_streets
from tests.watching import download, settle, visit

HEADINGS = {
    "": "Overview",
    "cluster_map": "Cluster map",
    "proximity_finder": "Proximity finder",
    "regional_shares": "Regional shares",
    "timeline?closer=On+the+map": "Timeline",
    "data_quality": "Data quality",
}
CLOSED = (
    "/_stcore/metrics",
    "/_stcore/metrics/",
    "/_stcore/metrics?families=session_events",
    "/_stcore/%6detrics",
    "/%5fstcore/metrics",
    "/_stcore%2fmetrics",
    "/_stcore//metrics",
    "/_stcore/health/../metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/interact",
    "/_stcore/agent/mcp",
)
REFUSED = """() => {
    window.refused = [];
    addEventListener('securitypolicyviolation', event => window.refused.push(event.blockedURI));
}"""


@pytest.fixture(scope="module")
def port() -> int:
    """Where one proxy listens after another: a server that knows this address is of use to each."""
    return free_port()


@pytest.fixture(scope="module", params=["nginx", "nginx below network/map", "caddy"])
def proxy(request, port, start_server, servers, tmp_path_factory):
    """A proxy before a server that knows its public name, and the address of the app."""
    name, _, path = request.param.partition(" below ")
    if program(name) is None:
        pytest.skip(f"{name} is not installed (Debian: apt-get install {name})")
    options = ("--browser.serverAddress", NAME, "--browser.serverPort", str(port))
    streets = {"DSI_GEO_TILES": str(write_streets(tmp_path_factory.mktemp("tiles") / "berlin.pmtiles"))}
    server = start_server(streets, options=(*options, "--server.baseUrlPath", path) if path else options)
    proxy = ReverseProxy(name, server, port, tmp_path_factory.mktemp(name))
    servers.append(proxy)
    proxy.url += f"/{path}" if path else ""
    yield proxy
    servers.remove(proxy)
    proxy.stop()


@pytest.fixture
def visitor(new_page):
    page = new_page(ignore_https_errors=True)
    page.add_init_script(f"({REFUSED})()")
    return page


def refused(page) -> list[str]:
    return [uri for frame in page.frames for uri in frame.evaluate("window.refused ?? []")]


def test_every_page_is_drawn_under_the_policy_and_the_map_answers(proxy, visitor):
    visit(visitor, f"{proxy.url}/timeline?closer=On+the+map")
    assert refused(visitor) == [], "where the visitor comes in: the timeline with its map"
    for heading in HEADINGS.values():
        visitor.get_by_role("link", name=heading, exact=True).first.click()
        expect(visitor.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        settle(visitor)
        assert refused(visitor) == [], heading
    visitor.get_by_role("link", name="Cluster map", exact=True).first.click()
    inside = visitor.frame_locator("iframe >> nth=-1")
    expect(inside.locator(".dsi-circle").first).to_be_visible()
    expect(inside.locator("body[data-outlines=drawn]")).to_have_count(1)
    settle(visitor)
    inside.locator(".dsi-circle").first.click()
    expect(visitor).to_have_url(re.compile(r"at="))
    assert refused(visitor) == []


def test_the_operators_street_map_is_drawn_under_the_policy(proxy, visitor):
    visit(visitor, f"{proxy.url}/cluster_map?at=52.5024,13.4172,16")
    visitor.get_by_text("Street map", exact=True).click()
    inside = visitor.frame_locator("iframe >> nth=-1")
    expect(inside.locator(".leaflet-streets-pane .leaflet-tile-loaded").first).to_be_visible()
    settle(visitor)
    assert refused(visitor) == []


def test_every_address_has_the_policy(proxy):
    for address in HEADINGS:
        status, page, policy = asked(proxy, f"/{address}")
        assert status == 200, address
        assert b"<title>" in page, address
        assert "default-src 'self'" in policy, address
        assert " 'unsafe-eval'" not in policy, address


def test_a_file_goes_up_and_a_table_comes_down(proxy, visitor, tmp_path):
    file = tmp_path / "projects.csv"
    file.write_text("name,city,country\nA,Berlin,DE\n")
    visit(visitor, f"{proxy.url}/data_quality")
    visitor.get_by_role("combobox", name="Database").click()
    visitor.get_by_role("option", name="Your own file").click()
    expect(visitor.locator("input[type=file]")).to_be_attached()
    settle(visitor)
    visitor.locator("input[type=file]").set_input_files(str(file))
    expect(visitor.get_by_text("1 of 1 project selected", exact=False).first).to_be_visible()
    assert download(visitor, re.compile("findings to work through")).failure() is None


def test_both_examples_give_the_same_policy():
    found = [
        re.search(r'Content-Security-Policy "([^"]+)"', (ROOT / "deployment" / name).read_text("utf-8"))
        for name in ("nginx.conf", "Caddyfile")
    ]
    assert found[0]
    assert found[1]
    assert found[0][1].replace("$eval", "{eval}") == found[1][1]


@contextmanager
def line(proxy) -> Iterator[Callable[..., tuple[int, bytes, str]]]:
    """A connection on which several things are asked, `ask(path, method="GET")`: status, body and policy of an answer.

    The path is sent as it is, as no browser would.
    """
    _, _, base = proxy.url.removeprefix("https://").partition("/")
    name, _, port = proxy.host.partition(":")
    outside = socket.create_connection(("127.0.0.1", int(port)), timeout=60)
    with ssl._create_unverified_context().wrap_socket(outside, server_hostname=name) as secure:
        connection = http.client.HTTPConnection(proxy.host)
        connection.sock = secure

        def ask(path: str, method: str = "GET") -> tuple[int, bytes, str]:
            connection.request(method, (f"/{base}" if base else "") + path)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers.get("Content-Security-Policy", "")

        yield ask


def asked(proxy, path: str, method: str = "GET") -> tuple[int, bytes, str]:
    """What is answered on a connection of its own."""
    with line(proxy) as ask:
        return ask(path, method)


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_what_streamlit_tells_of_itself_is_closed(proxy, method):
    for path in CLOSED:
        status, body, policy = asked(proxy, path, method)
        assert status == 404, path
        assert b"session_events" not in body
        assert "default-src 'self'" in policy
    assert asked(proxy, "/_stcore/health")[:2] == (200, b"ok")


def test_nginx_turns_away_who_sends_very_many_files_at_once(proxy):
    answers: list[int] = []
    with line(proxy) as ask:
        while len(answers) < 300 and 429 not in answers:
            answers.append(ask("/_stcore/upload_file/session/file", "PUT")[0])
    assert (429 in answers) == (proxy.program == "nginx")  # Caddy has no such limit of its own
    assert len(answers) > 40
    assert asked(proxy, "/_stcore/health")[0] == 200
