"""The proximity finder without a browser."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from dsi_geo.analysis.proximity.pairs import TOPICS
from dsi_geo.app.map_page.tools import distance_words
from dsi_geo.app.proximity_page.group_rows import ROWS
from tests.pages.test_pages import metrics, opened, said

PAGE = "pages/proximity_finder.py"
MARE_STREET = ["P0201", "P0640"]


@pytest.fixture(autouse=True)
def _no_operator(monkeypatch):
    for name in ("DSI_GEO_DATABASE", "DSI_GEO_STREET_MAP", "DSI_GEO_UPLOAD_MB", "DSI_GEO_VERDICTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("named", "metres"), [("500", 500), ("500 m", 500), ("2500", 2_500), ("2.5 km", 2_500), ("7", 0)]
)
def test_the_url_names_the_radius_in_metres_or_in_words(named, metres):
    app = opened(PAGE, view="Around one", record="P0008", within=named)
    assert app.selectbox(key="within").value == metres
    assert f"within {distance_words(metres or 250)}" in said(app)


def test_the_figures_stand_at_the_top():
    app = opened(PAGE)
    assert not app.exception
    assert metrics(app) == {
        "Usable addresses": "502",
        "Shared addresses": "23",
        "Projects at them": "50",
        "Pairs unaware of each other": "10",
    }
    assert "502 of 902 projects have an address that can be compared; 400 lack a street" in said(app)


def test_the_two_on_oranienplatz_are_found_and_know_nothing_of_each_other():
    app = opened(PAGE, view="Pairs", unaware="true", cluster="Migration and integration")
    pairs = app.main.dataframe[0].value
    both = pairs[pairs["One"].eq("Maps for newcomers 001 (demo)")]
    assert both["Other"].tolist() == ["Meeting neighbours 002 (demo)"]
    assert both["Link on record"].tolist() == ["none"]
    (where,) = both["Where"]
    assert where.startswith("Oranienplatz")
    assert where.endswith("Berlin")


def test_topics_and_radius_choose_pairs():
    app = opened(PAGE, view="Pairs")
    count = len(app.main.dataframe[0].value)
    app.selectbox(key="topics").set_value("different").run()
    assert 0 < len(app.main.dataframe[0].value) < count
    app.selectbox(key="topics").set_value("any").run()
    app.selectbox(key="within").set_value(500).run()
    assert len(app.main.dataframe[0].value) > count
    assert "nearby" in set(app.main.dataframe[0].value["They are"])


def roofs(app: AppTest) -> list[str]:
    return [row.label for row in app.main.expander]


def test_groups_come_with_their_members():
    labels = roofs(opened(PAGE))
    assert labels[0].startswith("**215 Mare Street**, E8, London — 3 projects, 3 pairs unaware")
    app = opened(PAGE, pair=MARE_STREET)
    (row, *_) = app.main.expander
    assert row.label == labels[0]
    shown = " ".join(html.proto.body for html in app.main.get("html"))
    for name in ("Mental health 002 (demo)", "Repair cafes 001 (demo)", "Digital skills 001 (demo)"):
        assert f">{name}</a>" in shown


def test_who_is_around_one_is_told():
    app = opened(PAGE, view="Around one", whom="Mental health 002")
    assert not app.exception
    assert "at its address or within 250 m" in said(app)
    app.text_input(key="whom").set_value("nobody is called so").run()
    assert "No selected project of this name has an address." in said(app)


def url_record(app):
    value = app.query_params["record"]
    return value if isinstance(value, str) else value[0]


def test_the_url_names_the_record_that_is_asked_about():
    app = opened(PAGE, view="Around one", record="P0005")
    assert not app.exception
    assert app.selectbox(key="around_whom").value == "P0005"
    app.selectbox(key="around_whom").select_index(9).run()
    assert app.selectbox(key="around_whom").value != "P0005"
    assert url_record(app) == app.selectbox(key="around_whom").value
    app.text_input(key="whom").set_value("Mental health 002").run()
    assert "record" not in app.query_params
    assert "Mental health 002" in app.selectbox(key="around_whom").options[0]


def test_a_record_that_the_url_names_wrongly_is_passed_over():
    app = opened(PAGE, view="Around one", record="nobody")
    assert not app.exception
    assert app.selectbox(key="around_whom").value != "nobody"


@pytest.mark.parametrize(
    "view",
    ["Under one roof", "Pairs", "Around one", "Entered twice?", "Same organisation?", "Doubtful points"],
)
@pytest.mark.parametrize("query", [{}, {"entity": "Organisations"}, {"country": "Iceland"}])
def test_every_view_copes_with_every_selection(view, query):
    app = opened(PAGE, view=view, **query)
    assert not app.exception


def test_the_figures_count_only_who_is_selected():
    app = opened(PAGE, cluster="Health and care")
    figures = metrics(app)
    assert int(figures["Projects at them"]) >= 2 * int(figures["Shared addresses"])
    pairs = opened(PAGE, view="Pairs", unaware="true", cluster="Health and care").main.dataframe
    listed = len(pairs[0].value) if len(pairs) else 0
    assert int(figures["Pairs unaware of each other"]) == listed


def test_nonsense_in_the_url_is_passed_over():
    app = opened(PAGE, view="Nonsense", within="-1", topics="x", unaware="maybe")
    assert not app.exception
    assert metrics(app)["Shared addresses"] == "23"


CHOICES = {"within", "topics", "running", "unaware"}


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("Under one roof", CHOICES - {"within"}),
        ("Pairs", CHOICES),
        ("Around one", CHOICES),
        ("Entered twice?", CHOICES - {"within", "unaware"}),
        ("Same organisation?", CHOICES - {"within", "unaware"}),
        ("Doubtful points", set()),
    ],
)
def test_a_view_shows_the_choices_that_act_in_it(view, shown):
    app = opened(PAGE, view=view)
    assert {one.key for one in (*app.main.selectbox, *app.main.toggle)} & CHOICES == shown


def test_what_was_chosen_counts_again_where_it_acts():
    app = opened(PAGE, view="Pairs", unaware="true")
    count = len(app.main.dataframe[0].value)
    for view in ("Doubtful points", "Pairs"):
        app.segmented_control(key="view").set_value(view).run()
    assert app.toggle(key="unaware").value is True
    assert len(app.main.dataframe[0].value) == count


def test_unaware_only_leaves_the_addresses_where_somebody_is_unaware():
    app = opened(PAGE)
    assert len(roofs(app)) == ROWS  # of 23, on two pages
    app.toggle(key="unaware").set_value(True).run()
    assert 0 < len(roofs(app)) <= 10
    assert all("unaware of each other" in label for label in roofs(app))
    app.selectbox(key="topics").set_value("different").run()
    assert not app.exception


def around(record, **query):
    """How many are at the address of a record or within 5 km of it."""
    app = opened(PAGE, view="Around one", record=record, within="5000", **query)
    assert not app.exception
    found = re.search(r"\*\*([\d,]+)\*\* at its address or within 5 km", said(app))
    return int(found[1].replace(",", "")) if found else 0


def test_the_choices_act_on_who_is_around_one():
    assert around("P0001") == 22
    assert around("P0001", running="true") == 21
    assert around("P0001", topics=TOPICS["same"]) == 0
    assert around("P0060", unaware="true") < around("P0060")
