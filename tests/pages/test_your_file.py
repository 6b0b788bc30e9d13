"""The page “Your file”: what was understood is shown, and what is chosen instead counts and is remembered."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from dsi_geo.app.file_page import choices
from tests.pages.test_pages import metrics, opened, said, upload

PAGE = "pages/your_file.py"
TABLE = (
    "Titel;Ort;Beginn des Vorhabens;Jahr der Idee;Notiz\n"
    "Repair Café;Köln;2014;2012;gut\n"
    "Gemeinschaftsgarten;Bonn;2015;2013;\n"
    "Lernwerkstatt;Ulm;;2014;\n"
).encode("cp1252")
LISTS = json.dumps(
    {
        "people": [{"name": "A", "city": "Ulm"}, {"name": "B", "city": "Bonn"}],
        "places": [{"name": "C", "city": "Köln"}, {"name": "D", "city": "Kiel"}],
    }
).encode()


def box(app: AppTest, label: str):
    (found,) = [one for one in app.main.selectbox if one.label == label]
    return found


def test_what_was_understood_is_shown():
    app = upload(opened(PAGE), ("projekte.csv", TABLE))
    assert not app.exception
    assert "projekte.csv: Text with cells separated by semicolons, in Windows-1252. 3 projects." in said(app)
    shown = metrics(app)
    assert (shown["Projects"], shown["With a place"], shown["With a launch date"]) == ("3", "3", "2")
    assert box(app, "Name").value == "Titel"
    assert box(app, "Town").value == "Ort"
    assert "words in its name say so; 67% of rows filled" in said(app)
    first, kept = app.main.dataframe[0].value, app.main.dataframe[1].value
    assert first["Titel"].tolist() == ["Repair Café", "Gemeinschaftsgarten", "Lernwerkstatt"]
    assert kept["Column"].tolist() == ["Jahr der Idee", "Notiz"]
    assert kept["Filled"].round(2).tolist() == [1, 0.33]


def test_another_column_counts_at_once_and_can_be_undone():
    app = upload(opened(PAGE), ("projekte.csv", TABLE))
    box(app, "Launched").select("Jahr der Idee").run()
    assert not app.exception
    assert metrics(app)["With a launch date"] == "3"
    assert [one.delta for one in app.metric if one.label == "With a launch date"] == ["+1 by your choices"]
    assert "you said so" in said(app)
    (undo,) = [one for one in app.button if one.label == "Undo my choices"]
    undo.click().run()
    assert metrics(app)["With a launch date"] == "2"
    assert box(app, "Launched").value == "Beginn des Vorhabens"


def test_a_field_can_be_in_no_column():
    app = upload(opened(PAGE), ("projekte.csv", TABLE))
    box(app, "Launched").select("").run()
    assert metrics(app)["With a launch date"] == "0"
    assert box(app, "Launched").value == ""
    box(app, "Launched").select("Jahr der Idee").run()
    assert metrics(app)["With a launch date"] == "3"


def test_columns_are_remembered_for_another_file_with_the_same_header():
    app = upload(opened(PAGE), ("projekte.csv", TABLE))
    box(app, "Launched").select("Jahr der Idee").run()
    app.file_uploader[0].set_value([("neu.csv", TABLE + b"Stadtgarten;Kiel;;2016;\n", "text/csv")]).run()
    assert not app.exception
    assert (metrics(app)["Projects"], metrics(app)["With a launch date"]) == ("4", "4")


def test_columns_kept_by_the_browser_count_from_the_first_reading_on():
    header = ("Titel", "Ort", "Beginn des Vorhabens", "Jahr der Idee", "Notiz")
    app = opened(PAGE)
    app.session_state["_remembered"] = {choices._digest(header): {"launched": "Jahr der Idee"}}
    assert metrics(upload(app, ("projekte.csv", TABLE)))["With a launch date"] == "3"


@pytest.mark.parametrize("kept", [None, 5, "no json", "[]", '{"a": 1}', '{"a": {"launched": 1}}'])
def test_what_somebody_else_wrote_into_a_browser_is_passed_over(kept):
    assert choices._understood(kept) == {}


def test_a_file_with_several_lists_asks_which_on_any_page():
    app = upload(opened(), ("lists.json", LISTS))
    assert [one.value for one in app.main.subheader] == ["Your own file cannot be opened"]
    chosen = box(app, "Which table of the file is meant?")
    assert chosen.options == ["people", "places"]
    chosen.select("places").run()
    assert not app.exception
    assert metrics(app)["Projects"] == "2"
    app.switch_page(PAGE).run()
    assert app.main.dataframe[0].value["name"].tolist() == ["C", "D"]
    (others,) = [one for one in app.main.multiselect if one.label == "Read another table of the file"]
    assert (others.value, others.options) == (["places"], ["places", "people"])
    others.set_value(["people"]).run()
    assert app.main.dataframe[0].value["name"].tolist() == ["A", "B"]


def test_a_table_without_a_known_column_can_be_opened_by_naming_one():
    app = upload(opened(), ("x.csv", b"qq,ww\n1,2\n1,2\n"))
    assert [one.value for one in app.main.subheader] == ["Your own file cannot be opened"]
    box(app, "Name").select("qq").run()
    assert not app.exception
    assert metrics(app)["Projects"] == "2"


def test_a_fresh_file_is_announced_until_the_visitor_has_looked():
    app = upload(opened(), ("projekte.csv", TABLE))
    announced = "Your file was read: 3 projects (3 with a place, 2 with a date of launch)."
    assert announced in said(app)
    app.switch_page(PAGE).run()
    assert announced not in said(app)
    app.switch_page("pages/timeline.py").run()
    assert announced not in said(app)


def test_the_demonstration_had_nothing_to_be_understood():
    app = opened(PAGE)
    assert not app.exception
    assert "nothing had to be concluded" in said(app)


def test_an_operators_table_is_shown_without_choices(tmp_path, monkeypatch):
    file = tmp_path / "network.csv"
    file.write_bytes(TABLE)
    monkeypatch.setenv("DSI_GEO_DATABASE", str(file))
    app = opened(PAGE)
    assert not app.exception
    assert "network.csv: Text with cells separated by semicolons" in said(app)
    assert app.main.dataframe[1].value["Field"].tolist() == ["Name", "Town", "Launched"]
    assert not [one for one in app.main.selectbox if one.label == "Name"]
