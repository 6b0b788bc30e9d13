"""Every page without a browser: values, filters, empty selections, files that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dsi_geo.app.help_texts import FIRST_STEPS, HELP
from tests.hostile import STRINGS
from tests.serving import ROOT

PAGES = (
    "pages/overview.py",
    "pages/cluster_map.py",
    "pages/data_quality.py",
    "pages/timeline.py",
    "pages/regional_shares.py",
    "pages/proximity_finder.py",
    "pages/directory.py",
    "pages/profile.py",
    "pages/report.py",
    "pages/your_file.py",
)
ABOUT_THE_SELECTION = PAGES[:-1]
"""Pages that are empty where nothing is selected; the last is about the whole file."""
RECORD = "pages/record.py"
SECONDS = 120


@pytest.fixture(autouse=True)
def _no_operator(monkeypatch):
    for name in ("DSI_GEO_DATABASE", "DSI_GEO_STREET_MAP", "DSI_GEO_UPLOAD_MB"):
        monkeypatch.delenv(name, raising=False)


def opened(page: str = PAGES[0], **query: str | list[str]) -> AppTest:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=SECONDS)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    return app.run() if page == PAGES[0] else app.switch_page(page).run()


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def beside_the_map(app: AppTest) -> list[dict[str, str]]:
    """The records listed beside the map: `name`, and `about`, which ends with how precise the place is, or how far."""
    (part,) = [one for one in app.main.get("bidi_component") if one.proto.component_name.endswith("_rows")]
    records: list[dict[str, str]] = json.loads(part.proto.json)["records"]
    return records


def said(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.info, app.error, app.warning, app.success, app.text)
    return "\n".join(element.value for kind in kinds for element in kind)


@pytest.mark.parametrize("page", [*PAGES, RECORD])
def test_a_page_says_that_the_data_are_a_demonstration_and_how_many_are_shown(page):
    app = opened(page)
    assert not app.exception
    assert "Demonstration data" in said(app)
    assert "Source: Demonstration data, as of 31 January 2018; 902 of 902 projects selected." in said(app)


def test_the_overview_gives_the_key_figures():
    assert metrics(opened()) == {
        "Projects": "902",
        "On the map": "862",
        "Exact address": "389",
        "Countries": "38",
        "With organisation": "769",
        "With year of launch": "776",
    }


def test_pages_say_how_precise_points_are_and_how_precise_addresses():
    sentence = "502 have an exact address in writing; 110 of them are drawn at the centre of the town"
    app = opened()
    assert sentence in said(app)
    assert "Not decided is the place of 2 of 902 projects" in said(app)
    assert sentence in said(opened("pages/proximity_finder.py"))


def test_the_url_is_the_selection():
    app = opened(cluster="Migration and integration", country="Germany")
    assert metrics(app)["Projects"] == "120"
    assert "**120** of 902 projects selected" in said(app)
    assert "Filtered by cluster: Migration and integration; country: Germany" in said(app)


def test_a_filter_and_its_reset():
    app = opened(text="telemedicine")
    searched = int(metrics(app)["Projects"])
    app.multiselect(key="cluster").set_value(["Health and care"]).run()
    assert 0 < int(metrics(app)["Projects"]) <= searched < 118
    app.text_input(key="text").set_value("").run()
    assert metrics(app)["Projects"] == "118"
    press(app, "Reset filters")
    assert metrics(app)["Projects"] == "902"
    assert app.multiselect(key="cluster").value == []


def test_organisations_can_be_shown():
    app = opened(entity="Organisations")
    assert metrics(app)["Organisations"] == "600"
    assert "600 of 600 organisations selected" in said(app)


@pytest.mark.parametrize("page", ABOUT_THE_SELECTION)
def test_an_empty_selection_says_why_and_what_to_change(page):
    app = opened(page, text="no record says this")
    assert not app.exception
    assert "No record matches all of the filters" in said(app)


def test_what_is_around_a_spot_can_be_taken_along_and_nothing_else():
    app = opened(PAGES[1], around="52.50235,13.41550,2000", at="52.5,13.4,14")
    assert not app.exception
    assert "**15 projects** within 2 km of the spot" in said(app)
    labels = [one.label for one in app.main.get("download_button")]
    assert labels == ["Download these 15 (CSV)", "Download these 15 (Excel)"]


def test_the_cluster_map_tells_how_many_have_no_place():
    app = opened(PAGES[1])
    assert (
        "862 of 902 projects are on the map; 40 have no place that could be drawn and are listed here."
        in said(app)
    )
    assert [expander.label for expander in app.main.expander] == [
        *("What the colours mean", "Layers and tools", "Records", "Without a place on the map (40)")
    ]


def test_the_list_beside_the_map_counts_what_is_in_view():
    app = opened(PAGES[1], at="20,0,1")
    assert "in view, of 862 projects on the map" in said(app)
    assert len(beside_the_map(app)) == 25


def test_the_list_can_be_sorted():
    app = opened(PAGES[1], country="Germany", cluster="Migration and integration")
    app.selectbox(key="map_list_order").set_value("name").run()
    names = [record["name"] for record in beside_the_map(app)]
    assert names == sorted(names, key=str.casefold)
    app.selectbox(key="map_list_order").set_value("precision").run()
    assert {record["about"].split(" · ")[-1] for record in beside_the_map(app)} == {"exact address"}


def test_a_spot_in_the_url_lists_what_is_around_it_nearest_first():
    app = opened(PAGES[1], around="52.5022,13.4160,5000", at="52.5022,13.4160,13")
    assert app.toggle(key="_around").value is True
    assert "within 5 km of the spot" in said(app)
    distances = [record["about"].split(" · ")[-1].removeprefix("about ") for record in beside_the_map(app)]
    metres = [float(text.split()[0]) * (1000 if text.endswith("km") else 1) for text in distances]
    assert metres == sorted(metres)
    assert metres[-1] <= 5000
    assert "known to their town only: their distance is that of its centre" in said(app)


def test_a_record_in_the_url_is_told_in_full():
    app = opened(PAGES[1], record="P0001")
    assert "Project record" in said(app)
    assert "Work and jobs 001 (demo)" in said(app)
    press(app, "Close the record")
    assert "Project record" not in said(app)
    assert "record" not in app.query_params


def test_a_record_that_is_filtered_out_is_not_told_in_full():
    app = opened(PAGES[1], record="P0001", cluster="Health and care")
    assert "Project record" not in said(app)
    assert "The record “P0001” is not among those selected: the filters leave it out." in said(app)


@pytest.mark.parametrize(
    ("layer", "title"),
    [
        ("Circles", "Thematic cluster"),
        ("Density", "Projects in a hexagon of"),
        ("Regions", "Projects by"),
    ],
)
def test_each_way_of_showing_has_its_legend(layer, title):
    app = opened(PAGES[1], layer=layer)
    assert not app.exception
    assert any(title in element.proto.body for element in app.main.get("html"))


def test_circles_can_be_coloured_by_status_and_precision():
    app = opened(PAGES[1])
    colours = app.selectbox(key="colours")
    assert colours.options == ["Thematic cluster", "Status", "Precision of the place"]
    colours.set_value("location_precision").run()
    assert any("exact address" in element.proto.body for element in app.main.get("html"))


def test_data_quality_counts_findings_and_lists_them():
    app = opened(PAGES[2])
    figures = metrics(app)
    listed = app.dataframe[1].value
    assert len(listed) == sum(int(figures[name].replace(",", "")) for name in ("Errors", "Warnings", "Notes"))
    kinds = app.dataframe[0].value
    assert kinds.loc[kinds["title"] == "Ends before it starts", "records"].tolist() == [6]


def test_findings_follow_the_selection():
    app = opened(PAGES[2], cluster="Migration and integration")
    everything = opened(PAGES[2])
    assert len(app.dataframe[1].value) < len(everything.dataframe[1].value)


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.selectbox(key="database").select("upload").run()
    app.file_uploader[0].set_value(
        [(name, content, "application/octet-stream") for name, content in files]
    ).run()
    return app


def test_the_export_opens_from_an_upload(dsi4eu: Path):
    files = [(name, (dsi4eu / name).read_bytes()) for name in ("projects.json", "organisations.json")]
    app = upload(opened(), *files)
    assert not app.exception
    assert metrics(app)["Projects"] == "829"
    assert metrics(app)["On the map"] == "774"
    assert "Demonstration data" not in said(app)
    app.segmented_control(key="entity").set_value("organisations").run()
    assert metrics(app)["On the map"] == "1,086"


def test_the_export_opens_from_the_configured_path(dsi4eu: Path, monkeypatch):
    monkeypatch.setenv("DSI_GEO_DATABASE", str(dsi4eu))
    monkeypatch.setenv("DSI_GEO_DATABASE_TITLE", "DSI4EU 2017")
    app = opened()
    assert metrics(app)["Projects"] == "829"
    assert app.selectbox(key="database").options[0] == "DSI4EU 2017"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(64), "picture"),
        ("broken.zip", b"PK\x03\x04 and no more", "broken"),
        ("other.json", b'{"a": 1}', "other"),
        ("ragged.csv", b"name,city\nA,B\nC,D,E\nD,E,F\n", "line 3"),
        (
            "wide.csv",
            (",".join(f"c{n}" for n in range(10_000)) + "\n" + "," * 9_999 + "\n").encode(),
            "10,000",
        ),
        ("huge.csv", b"name,city\nA," + b"x" * 10_000_000 + b"\n", "huge"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence_and_nothing_shown_instead(
    name, content, sentence
):
    app = upload(opened(), (name, content))
    assert not app.exception
    assert [error.value for error in app.error] == ["This cannot be used."]
    assert [subheader.value for subheader in app.main.subheader] == ["Your own file cannot be opened"]
    assert sentence in "\n".join(text.value for text in app.main.text)
    assert metrics(app) == {}


def test_the_columns_of_a_foreign_table_can_be_chosen():
    app = upload(opened("pages/your_file.py"), ("list.csv", b"Wer,Wo\n1,Berlin\n1,Hamburg\n"))
    assert "“Wo” is taken for the field city by what stands in it" in said(app)
    choose = {box.label: box for box in app.selectbox}
    assert sorted(choose["Name"].options) == ["Wer", "Wo"]
    choose["Name"].select("Wer").run()
    app.switch_page("pages/overview.py").run()
    assert not app.error
    assert "**2 projects**: 2 with a place, 0 with a date of launch." in said(app)
    assert metrics(app)["Projects"] == "2"
    assert metrics(app)["On the map"] == "2"


def test_text_from_a_record_is_shown_as_text():
    hostile = " ".join(STRINGS).replace('"', "”")
    app = upload(opened(PAGES[1]), ("hostile.csv", f'name,city,country\n"{hostile}",Berlin,DE\n'.encode()))
    assert not app.exception
    assert [record["name"] for record in beside_the_map(app)] == [hostile]
    app.query_params["record"] = "1"
    app.run()
    assert hostile in said(app)  # in full


def test_a_finding_about_the_whole_file_is_about_no_record(tmp_path):
    app = upload(opened(PAGES[2]), ("projects.csv", b"name,city,country\nA,Berlin,DE\n"))
    notes = {metric.label: (metric.value, metric.delta) for metric in app.metric}["Notes"]
    assert int(notes[0]) > 0
    assert int(notes[1].split()[0]) <= 1


@pytest.mark.parametrize("page", [*PAGES, RECORD])
def test_a_page_has_help(page):
    app = opened(page)
    assert not app.exception
    assert HELP[app.title[0].value][0] in said(app)


def test_a_first_visit_shows_three_steps_on_the_overview_only():
    app = opened()
    for step in FIRST_STEPS:
        assert step.text in said(app)
    assert FIRST_STEPS[0].text not in said(opened(PAGES[1]))
