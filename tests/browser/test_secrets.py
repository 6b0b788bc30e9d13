"""What only the operator knows stays on the server: passwords, paths, and every file that was not asked for."""

from __future__ import annotations

import http.client
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.watching import visit

PASSWORD = "s3cret/p?ss@word"
PATHS = (
    "/../../../../../../etc/passwd",
    "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd",
    "/media/..%2f..%2fetc%2fpasswd",
    "/app/static/../../.streamlit/config.toml",
    "/component/dsi_geo.app.map_page.component.own/../../../../pyproject.toml",
    "/component/dsi_geo.app.map_page.component.own/..%2f..%2f..%2f..%2fpyproject.toml",
    "/component/dsi_geo.app.map_page.component.leaflet//etc/passwd",
)


def told(page: Page) -> list[bytes]:
    """Every message that the server sends to the page from now on."""
    messages: list[bytes] = []

    def keep(content: str | bytes) -> None:
        messages.append(content.encode() if isinstance(content, str) else content)

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", keep)

    page.on("websocket", listen)
    return messages


def test_a_databases_password_is_told_nobody(start_server, page):
    url = f"postgresql://reader:{quote(PASSWORD, safe='')}@127.0.0.1:1/network"
    server, messages = start_server({"DSI_GEO_DATABASE": url}), told(page)
    visit(page, server.url)
    expect(page.get_by_text("“postgresql://127.0.0.1:1/network” cannot be read", exact=False)).to_be_visible()
    for place in (b"".join(messages), page.content().encode(), server.log.encode()):
        assert place
        for secret in (PASSWORD, quote(PASSWORD, safe=""), "reader:"):
            assert secret.encode() not in place


def test_the_folder_of_a_database_is_told_nobody(start_server, page, tmp_path):
    file = tmp_path / "hidden-folder" / "projects.csv"
    file.parent.mkdir()
    server, messages = start_server({"DSI_GEO_DATABASE": str(file)}), told(page)
    for content, said in (
        (None, "No file or folder named “projects.csv”."),
        ("name,city\nA,B,C\n", "line 2"),
    ):
        if content is not None:
            file.write_text(content)
        visit(page, server.url)
        expect(page.get_by_text("This cannot be used.")).to_be_visible()
        expect(page.get_by_text(said, exact=False).first).to_be_visible()
        for place in (b"".join(messages), page.content().encode(), server.log.encode()):
            assert place
            assert b"hidden-folder" not in place


def test_a_path_in_the_url_is_no_file(server, page):
    visit(
        page,
        f"{server.url}/cluster_map?database=/etc/passwd&record=../../etc/passwd&entity=/vsicurl/x&text=/etc",
    )
    expect(page.get_by_role("heading", name="Cluster map", exact=True)).to_be_visible()
    assert "root:" not in page.content()


@pytest.mark.parametrize("path", PATHS)
def test_no_address_leads_to_other_files(server, path):
    connection = http.client.HTTPConnection(server.host, timeout=30)  # which leaves dots as they are
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert b"root:" not in content
    assert b"[project]" not in content
    assert b"enableXsrfProtection" not in content
