"""Verdicts in the app: where they are kept, who sees them, and what is said when they cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dsi_geo.app import databases
from dsi_geo.app.caching import Version
from dsi_geo.app.databases import Loaded
from dsi_geo.app.proximity_page import pair_lists
from dsi_geo.app.visit import Visit
from dsi_geo.output.verdicts import read_verdicts, record_verdict
from dsi_geo.selection import Selection
from tests.pages.test_pages import opened, said, upload

PAGE = "pages/proximity_finder.py"
HEADER = "id,name,address,postcode,city,country\n"
TABLE = HEADER + "1,Sewing,Mittelweg 50,12053,Berlin,DE\n2,Bikes,50 Mittelweg,12053,Berlin,DE\n"
OTHER = TABLE + "3,Elsewhere,Mittelweg 51,12053,Berlin,DE\n"
LINE = "2026-01-01T00:00:00Z,projects,1,2,{}\r\n"


@pytest.fixture
def database(tmp_path, monkeypatch) -> Path:
    """The operator's database, and a folder for verdicts."""
    for name in ("DSI_GEO_DATABASE_TITLE", "DSI_GEO_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "projects.csv"
    file.write_text(TABLE)
    monkeypatch.setenv("DSI_GEO_DATABASE", str(file))
    (tmp_path / "kept").mkdir()
    monkeypatch.setenv("DSI_GEO_VERDICTS", str(tmp_path / "kept"))
    return file


@pytest.fixture
def journal(database) -> Path:
    return database.parent / "kept" / "projects.csv.verdicts.csv"


def pairs_page(**query: str | list[str]) -> AppTest:
    return opened(PAGE, view="Pairs", **{"pair": ["1", "2"], **query})


def uploaded(app: AppTest, name: str, content: str) -> AppTest:
    """An upload's pairs, with the first one open."""
    app.query_params["pair"] = ["1", "2"]
    upload(app, (name, content.encode()))
    assert not app.exception
    return app


def shown_verdicts(app: AppTest) -> list[str]:
    return app.main.dataframe[0].value["Verdict"].tolist()


def decide(app: AppTest, verdict: str) -> AppTest:
    app.button(key=f"verdict_{verdict}").click().run()
    assert not app.exception
    return app


def files(database: Path) -> list[str]:
    return sorted(file.name for file in database.parent.rglob("*") if file.is_file())


def visit_of(kind: str, title: str = "Demonstration data") -> Visit:
    loaded = databases.load_bundled().database
    return Visit(Loaded(loaded, Version(kind, ()), title), "projects", Selection())


@pytest.mark.parametrize(
    ("kind", "database", "folder", "expected"),
    [
        ("configured", "/data/network.csv", "", "/data/network.csv.verdicts.csv"),
        ("configured", "postgresql://host/db", "", None),
        ("configured", "/data/network.csv", "off", None),
        ("configured", "/data/network.csv", "/keep", "/keep/network.csv.verdicts.csv"),
        ("configured", "/data/export/", "/keep", "/keep/export.verdicts.csv"),
        ("configured", "postgresql://me:pw@host/db", "/keep", "/keep/db.verdicts.csv"),
        ("configured", "postgresql://me:pw@host", "/keep", "/keep/host.verdicts.csv"),
        (
            "configured",
            "postgresql://h/db?schema=a&password=pw",
            "/keep",
            "/keep/db%3Fschema%3Da.verdicts.csv",
        ),
        ("demonstration", "", "", None),
        ("demonstration", "", "/keep", None),
        ("demonstration", "/data/network.csv", "/keep", None),
        ("upload", "", "", None),
        ("upload", "", "/keep", None),
        ("upload", "/data/passwd", "/keep", None),
    ],
)
def test_only_the_configured_database_has_a_journal(monkeypatch, kind, database, folder, expected):
    monkeypatch.setenv("DSI_GEO_DATABASE", database)
    monkeypatch.setenv("DSI_GEO_VERDICTS", folder)
    title = "../../etc/passwd" if kind == "upload" else "Demonstration data"  # a name that a visitor gave
    journal = pair_lists.journal(visit_of(kind, title))
    assert journal == (Path(expected) if expected else None)


def test_a_verdict_about_the_configured_database_is_seen_by_the_next_visitor(database, journal):
    app = decide(pairs_page(), "introduced")
    assert shown_verdicts(app) == ["Introduced"]
    assert "until you close this page" not in said(app)
    assert read_verdicts(journal).verdicts["verdict"].tolist() == ["introduced"]
    next_one = pairs_page()
    assert shown_verdicts(next_one) == ["Introduced"]
    decide(next_one, "none")
    assert shown_verdicts(pairs_page()) == [""]


@pytest.mark.parametrize("name", ["projects.csv", "another.csv"])
def test_verdicts_about_an_upload_are_its_visitors_and_write_no_file(database, name):
    before = files(database)
    app = decide(uploaded(pairs_page(), name, OTHER), "confirmed")
    assert shown_verdicts(app) == ["Confirmed"]
    assert "until you close this page" in said(app)
    assert files(database) == before
    assert shown_verdicts(uploaded(pairs_page(), name, OTHER)) == [""]
    assert shown_verdicts(pairs_page()) == [""]


def test_another_upload_of_the_same_name_and_the_operators_own_show_none_of_them(database):
    app = decide(uploaded(pairs_page(), "projects.csv", OTHER), "confirmed")
    app = uploaded(app, "projects.csv", OTHER.replace("Sewing", "Knitting"))
    assert shown_verdicts(app) == [""]
    app = uploaded(app, "projects.csv", OTHER)
    assert shown_verdicts(app) == ["Confirmed"]
    app.selectbox(key="database").select("configured").run()
    assert shown_verdicts(app) == [""]


def test_the_operators_verdicts_are_not_shown_on_an_upload_of_the_same_file(database, journal):
    record_verdict(journal, "projects", "1", "2", "introduced")
    assert shown_verdicts(pairs_page()) == ["Introduced"]
    assert shown_verdicts(uploaded(pairs_page(), "projects.csv", TABLE)) == [""]


def test_naming_a_column_of_an_upload_keeps_what_was_decided_about_it(database):
    foreign = OTHER.replace("name,", "Bezeichnung,").replace("postcode,", "Irgendwas,")
    app = decide(uploaded(pairs_page(), "projects.csv", foreign), "confirmed")
    app.switch_page("pages/your_file.py").run()
    (choice,) = [box for box in app.selectbox if box.label == "Postcode"]
    choice.select("Irgendwas").run()
    app.query_params["pair"] = ["1", "2"]
    app.query_params["view"] = "Pairs"
    app.switch_page(PAGE).run()
    assert not app.exception
    assert shown_verdicts(app) == ["Confirmed"]


def test_verdicts_about_the_demonstration_last_for_the_session_even_where_there_is_a_folder(database):
    projects = databases.load_bundled().database.projects.set_index("name")["id"]
    pair = [projects["Maps for newcomers 001 (demo)"], projects["Meeting neighbours 002 (demo)"]]
    before = files(database)
    query = {"database": "Demonstration data", "pair": pair, "unaware": "true"}
    app = decide(pairs_page(**query), "introduced")
    assert shown_verdicts(app).count("Introduced") == 1
    assert files(database) == before
    assert "Introduced" not in shown_verdicts(pairs_page(**query))


def test_lines_that_cannot_be_read_are_named_on_the_page_and_the_others_count(database, journal):
    journal.write_text(
        "when,entity,id_a,id_b,verdict\n" + LINE.format("confirmed") + 'x\n"\n\n' + LINE.format("wrong")
    )
    app = pairs_page()
    assert not app.exception
    assert [warning.value for warning in app.main.warning] == [
        "3 lines of the verdicts’ journal could not be read: lines 3, 4 and 6."
    ]
    assert shown_verdicts(app) == ["Confirmed"]
    assert shown_verdicts(decide(app, "introduced")) == ["Introduced"]


@pytest.mark.parametrize(
    "view", ["Under one roof", "Pairs", "Around one", "Entered twice?", "Doubtful points"]
)
def test_a_journal_that_cannot_be_read_is_told_without_a_path_and_nothing_can_be_decided(
    database, journal, view
):
    journal.mkdir()
    app = opened(PAGE, view=view, pair=["1", "2"])
    assert not app.exception
    assert "Verdicts about pairs cannot be read: none is taken into account, and none can be given." in said(
        app
    )
    assert "“projects.csv.verdicts.csv” cannot be read: it is a folder." in said(app)
    assert str(database.parent) not in said(app)
    assert not [button for button in app.main.button if button.key and button.key.startswith("verdict_")]


def test_a_verdict_that_cannot_be_kept_is_told_and_not_shown(database, journal):
    app = pairs_page()
    journal.parent.rmdir()
    decide(app, "introduced")
    assert "This was not saved; the earlier verdict still holds." in said(app)
    assert "could not be kept in “projects.csv.verdicts.csv”: No such file" in said(app)
    assert shown_verdicts(app) == [""]
    journal.parent.mkdir()
    assert shown_verdicts(decide(app, "introduced")) == ["Introduced"]
    assert "This was not kept" not in said(app)


def test_the_report_is_made_and_says_that_verdicts_cannot_be_read(database, journal, monkeypatch):
    monkeypatch.setattr("choreographer.browsers.chromium.chromium_based_browsers", {})
    journal.mkdir()
    app = opened("pages/report.py")
    app.button(key="make_report").click().run()
    assert not app.exception
    assert "“projects.csv.verdicts.csv” cannot be read: it is a folder." in said(app)
    assert "Mittelweg" in app.session_state["_report"].html.decode()
