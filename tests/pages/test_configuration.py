"""The operator's configuration on the page."""

from __future__ import annotations

import pytest

from tests.pages.test_pages import PAGES, metrics, opened, said


@pytest.fixture
def configured(monkeypatch, tmp_path):
    """Put a configuration in force."""

    def write(content: str) -> None:
        file = tmp_path / "own.toml"
        file.write_text(content, encoding="utf-8")
        monkeypatch.setenv("DSI_GEO_CONFIG", str(file))

    return write


@pytest.mark.parametrize("page", [PAGES[0], PAGES[4]])
def test_what_cannot_be_used_is_told_on_the_page_which_stands(configured, tmp_path, page):
    configured('acent = "**#123456**"\nevents = 5\nlogo = "missing/logo.svg"')
    app = opened(page)
    assert not app.exception
    assert [warning.value for warning in app.main.warning] == [
        "Parts of this server’s configuration cannot be used:"
    ]
    assert "“acent” is no key of the configuration; did you mean accent?" in said(app)
    assert "events wants text, in quotation marks." in said(app)
    assert "logo names a file that does not exist, or cannot be read." in said(app)
    assert str(tmp_path) not in said(app)
    assert "902 of 902 projects selected" in said(app)


def test_a_missing_database_of_the_file_is_told_without_its_path(configured, tmp_path):
    configured('database = "folder/network.csv"\ndatabase_title = "Our network"')
    app = opened()
    assert app.selectbox(key="database").options[0] == "Our network"
    assert "No file or folder named “network.csv”" in said(app)
    assert str(tmp_path) not in said(app)
    assert metrics(app) == {}


def test_a_database_of_the_file_is_shown_first(configured, tmp_path):
    (tmp_path / "network.csv").write_text("name,city,country\nOne,Berlin,DE\n", encoding="utf-8")
    configured('database = "network.csv"\ndatabase_title = "Our network"\nstreet_map = true')
    app = opened(PAGES[1])
    assert "Source: Our network" in said(app)
    assert app.toggle(key="street_map").value is True


def test_a_logo_that_is_no_picture_does_no_harm(configured, tmp_path):
    (tmp_path / "logo.png").write_bytes(b"not a picture")
    configured('logo = "logo.png"')
    app = opened()
    assert not app.exception
    assert "logo names no picture" in said(app)
