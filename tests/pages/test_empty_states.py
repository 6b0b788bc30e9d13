"""No page calms a visitor with other data than those that were asked for; it says what is missing, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import PAGES, RECORD, metrics, opened, press, said, upload

GOOD = ("own.csv", b"name,city,country\nOne,Berlin,DE\nTwo,Hamburg,DE\n")
BAD = ("ragged.csv", b"name,city\nA,B\nC,D,E\n")
STAYS = "Our **network** stays loaded. What is shown was read earlier in this visit."
NAMES_BY_WHICH_DATA_ARE_KNOWN = ("invented", "902", "Work and jobs", "selected.")


@pytest.fixture(autouse=True)
def _no_operator(monkeypatch):
    for name in ("DSI_GEO_DATABASE", "DSI_GEO_CONFIG", "DSI_GEO_EVENTS", "DSI_GEO_VERDICTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def network(monkeypatch, tmp_path) -> Path:
    """The operator's database, a file of two records."""
    file = tmp_path / "hidden-folder" / "network.csv"
    file.parent.mkdir()
    file.write_bytes(GOOD[1])
    monkeypatch.setenv("DSI_GEO_DATABASE", str(file))
    monkeypatch.setenv("DSI_GEO_DATABASE_TITLE", "Our **network**")
    return file


def headings(app: AppTest) -> list[str]:
    return [subheader.value for subheader in app.main.subheader]


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.main.text]


def assert_shows_nothing(app: AppTest) -> None:
    """No number, no table, no chart, no map, and no word of the demonstration."""
    assert not app.exception
    assert metrics(app) == {}
    for kind in ("arrow_data_frame", "plotly_chart", "component_instance", "html", "download_button"):
        assert not app.main.get(kind), kind
    assert not [word for word in NAMES_BY_WHICH_DATA_ARE_KNOWN if word in said(app)]


@pytest.mark.parametrize("page", [*PAGES, RECORD])
def test_a_configured_database_that_is_gone_leaves_every_page_empty(network, page):
    network.unlink()
    app = opened(page)
    assert_shows_nothing(app)
    assert headings(app) == ["This database cannot be opened"]
    assert texts(app) == [
        "“Our **network**” is missing, damaged or out of reach at the moment.",
        "No file or folder named “network.csv”. Check the spelling and the folder.",
        "Nothing else is shown in its place.",
        "Under “Database” in the sidebar you can choose the demonstration data, or a file of your own.",
    ]
    assert [error.value for error in app.error] == ["This cannot be used."]
    assert app.selectbox(key="database").value == "configured"
    assert "hidden-folder" not in said(app)


@pytest.mark.parametrize("page", [*PAGES, RECORD])
@pytest.mark.parametrize("database", ["upload", "Your own file"])
def test_a_link_to_an_own_file_asks_for_it_again_on_every_page(page, database):
    app = opened(page, database=database)
    assert_shows_nothing(app)
    assert headings(app) == ["Choose the file again"]
    assert app.query_params["database"] == "Your own file"


@pytest.mark.parametrize("page", [*PAGES, RECORD])
def test_a_database_that_the_server_does_not_have_leaves_every_page_empty(page):
    app = opened(page, database="**bogus**")
    assert_shows_nothing(app)
    assert headings(app) == ["This database is not here"]
    assert texts(app)[0] == "The link asks for the database “**bogus**”, which this server does not have."
    assert app.query_params["database"] == "**bogus**"
    assert [button.label for button in app.main.button] == [
        "See the demonstration data",
        "Open a file of your own",
    ]
    assert metrics(press(app, "See the demonstration data")) == metrics(opened(page))
    assert app.selectbox(key="database").options == ["Demonstration data", "Your own file"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(BAD[1], "“network.csv”, line 3"), (b"", "“network.csv” is empty."), (b"PK\x03\x04", "network.csv")],
)
def test_a_damaged_database_is_told_and_not_replaced(network, content, sentence):
    network.write_bytes(content)
    app = opened()
    assert_shows_nothing(app)
    assert sentence in said(app)


def test_a_name_that_the_server_cannot_look_up_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("DSI_GEO_DATABASE", str(tmp_path / ("x" * 400)))
    app = opened()
    assert_shows_nothing(app)
    assert f"“{'x' * 59}…” cannot be opened: File name too long." in texts(app)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "postgresql://bob:hunt@er2@127.0.0.1:1/dsi?password=hunter2",
            "The database “postgresql://127.0.0.1:1/dsi” cannot be read.",
        ),
        ("mysql://bob:hunter2@secret-host", "Its address is of a kind that cannot be opened."),
        ("https://secret-host/export.csv?token=hunter2", "Its address is of a kind that cannot be opened."),
    ],
)
def test_an_address_out_of_reach_is_told_without_its_secrets(monkeypatch, address, sentence):
    monkeypatch.setenv("DSI_GEO_DATABASE", address)
    app = opened()
    assert_shows_nothing(app)
    assert sentence in texts(app)
    assert not [secret for secret in ("hunt", "er2", "bob", "secret-host") if secret in said(app)]


def test_the_way_from_a_database_that_is_gone_leads_to_the_demonstration_or_an_own_file(network):
    network.unlink()
    app = press(opened(), "See the demonstration data")
    assert metrics(app)["Projects"] == "902"
    assert app.selectbox(key="database").value == "demonstration"
    app.selectbox(key="database").select("configured").run()
    assert_shows_nothing(app)
    assert headings(press(app, "Open a file of your own")) == ["Choose a file of your own"]
    assert_shows_nothing(app)


def test_who_had_the_database_loaded_keeps_it_and_is_told_so(network):
    app = opened()
    assert metrics(app)["Projects"] == "2"
    network.write_bytes(b"")
    app.run()
    assert metrics(app)["Projects"] == "2"
    assert texts(app)[:2] == ["“network.csv” is empty.", STAYS]
    assert_shows_nothing(opened())
    app.selectbox(key="database").select("demonstration").run()
    assert "stays loaded" not in said(app)
    assert metrics(app)["Projects"] == "902"
    app.selectbox(key="database").select("configured").run()
    assert STAYS in texts(app)
    assert metrics(app)["Projects"] == "2"


def test_a_database_that_comes_back_is_shown_again(network):
    network.rename(network.with_suffix(".away"))
    app = opened()
    assert_shows_nothing(app)
    network.with_suffix(".away").rename(network)
    app.run()
    assert metrics(app)["Projects"] == "2"
    assert not app.error


def test_from_the_demonstration_over_a_refused_file_to_a_good_one_and_a_reload(network):
    app = opened(database="Demonstration data")
    assert metrics(app)["Projects"] == "902"
    app.selectbox(key="database").select("upload").run()
    assert_shows_nothing(app)
    assert headings(app) == ["Choose a file of your own"]
    for words in ("GeoPackage", "Projects and organisations may come as two files.", "It stays private"):
        assert words in said(app)
    upload(app, BAD)
    assert_shows_nothing(app)
    assert headings(app) == ["Your own file cannot be opened"]
    upload(app, GOOD)
    assert metrics(app)["Projects"] == "2"
    assert "Source: own.csv" in said(app)
    upload(app, BAD)
    assert metrics(app)["Projects"] == "2"
    assert "own.csv stays loaded." in said(app)
    upload(app)
    assert_shows_nothing(app)
    assert headings(app) == ["Choose a file of your own"]
    upload(app, BAD)
    assert_shows_nothing(app)
    assert_shows_nothing(again := opened(database="Your own file"))  # a reload
    assert headings(again) == ["Choose the file again"]
    again.selectbox(key="database").select("configured").run()
    assert "Source: Our **network**" in said(again)


def test_an_own_file_is_not_kept_when_another_database_is_chosen():
    app = upload(opened(), GOOD)
    app.selectbox(key="database").select("demonstration").run()
    app.selectbox(key="database").select("upload").run()
    assert_shows_nothing(app)


def test_a_database_without_a_record_says_so(network):
    network.write_text("name,city\n")
    app = opened()
    assert not app.exception
    assert "of 902" not in said(app)
    assert metrics(app) == {}
