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
    "view",
    ["Under one roof", "Pairs", "Around one", "Entered twice?", "Same organisation?", "Doubtful points"],
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


DESK = HEADER.replace("\n", ",website\n") + (
    "1,Offene Werkstatt Ehrenfeld,Mittelweg 50,12053,Berlin,DE,w.example\n"
    "2,Offene Werkstatt Ehrenfeld e.V.,50 Mittelweg,12053,Berlin,DE,w.example\n"
    "3,Stadt Altdorf,Nordkai 7,12055,Berlin,DE,\n"
    "4,City of *Altdorf*,Nordkai 7,12055,Berlin,DE,\n"
    "5,Grannar Kitchen,Allee 1,12055,Berlin,DE,\n"
    "6,Grannar Kitchen,Hafenstr. 3,20457,Hamburg,DE,\n"
)


def rows(app: AppTest) -> list[str]:
    return [row.label for row in app.main.expander]


@pytest.mark.parametrize(
    ("view", "pair", "label"),
    [
        (
            "Entered twice?",
            ["1", "2"],
            "**Offene Werkstatt Ehrenfeld** · Offene Werkstatt Ehrenfeld e\\.V\\.",
        ),
        ("Same organisation?", ["3", "4"], "**Stadt Altdorf** · City of \\*Altdorf\\* — 2 records, Berlin"),
        ("Same organisation?", ["5", "6"], "**Grannar Kitchen** — 2 records, 2 towns"),
    ],
)
def test_a_group_that_a_steward_told_apart_does_not_come_back(database, journal, view, pair, label):
    database.write_text(DESK)
    app = opened(PAGE, view=view, pair=pair)
    assert not app.exception
    count = len(rows(app))
    assert [row for row in rows(app) if row.startswith(label)]
    unaware = app.metric[3].value
    app.button(key=f"verdict_{pair[0]}_{pair[1]}_different").click().run()
    assert not app.exception
    assert not [row for row in rows(app) if row.startswith(label)]
    assert rows(app)[-1] == "Told apart: 1"
    assert len(rows(app)) == count
    assert f",{pair[0]},{pair[1]},different" in journal.read_text()
    at_one = pair != ["5", "6"]
    assert int(app.metric[3].value) == int(unaware) + at_one  # now they are neighbours that may be introduced
    listed = opened(PAGE, view="Pairs", pair=pair)
    assert (
        "Different ones" in (listed.main.dataframe[0].value["Verdict"].tolist() if at_one else [])
    ) == at_one


def test_a_confirmed_group_is_last_and_says_so(database):
    more = DESK + "7,Repair Cafe Nord,Weg 3,10999,Berlin,DE,\n8,Repair Café Nord,Weg 3,10999,Berlin,DE,\n"
    database.write_text(more)
    app = opened(PAGE, view="Entered twice?", pair=["1", "2"])
    app.button(key="verdict_1_2_confirmed").click().run()
    assert [row.rpartition(", ")[2] for row in rows(app)] == ["very sure", "confirmed"]
    assert rows(app)[-1].startswith("**Offene Werkstatt")


def test_the_row_of_an_address_says_what_was_decided(database):
    app = opened(PAGE, pair=["1", "2"])
    assert rows(app) == ["**Mittelweg 50**, 12053, Berlin — 2 projects, 1 pair unaware of each other"]
    app.button(key="verdict_1_2_introduced").click().run()
    assert rows(app)[0].endswith("unaware of each other, 1 introduced")


def test_many_at_one_address_are_lists_a_page_at_a_time(database):
    database.write_text(
        HEADER + "".join(f"{at},Club {at},Mittelweg 50,12053,Berlin,DE\n" for at in range(40))
    )
    app = opened(PAGE, pair=["0", "1"])
    assert not app.exception
    members, pairs = app.main.dataframe
    assert len(members.value) <= len(pairs.value) == pair_lists.PAGE
    assert not [one for one in app.main.get("html") if "Who is at this address" in one.proto.body]
