"""`serve` shows the database that it is given, wherever it is called."""

from __future__ import annotations

import sys

from playwright.sync_api import expect

from tests.serving import ROOT, Service, free_port, own_environment


def test_serve_shows_the_named_file(servers, page, tmp_path):
    tmp_path.joinpath("O’Neill’s $HOME.csv").write_text("id,name,city,country\n1,A,Berlin,DE\n2,B,Bonn,DE\n")
    port = free_port()
    service = Service(
        [sys.executable, "-m", "dsi_geo", "serve", "O’Neill’s $HOME.csv", "--port", str(port)],
        f"http://localhost:{port}",
        tmp_path,
        tmp_path / "log.txt",
        own_environment() | {"PYTHONPATH": str(ROOT)},
    )
    servers.append(service)
    page.goto(service.url)
    expect(page.get_by_text("2 of 2 projects selected").first).to_be_visible()
    assert service.new_faults() == []
