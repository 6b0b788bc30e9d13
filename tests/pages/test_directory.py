"""The page “Directory”: its list, its facets, and that both are about one selection."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dsi_geo.app.directory_page.choosing import Years, chosen_values, with_year, without_year, years_of
from dsi_geo.database import open_database
from dsi_geo.selection import Selection
from dsi_geo.spelling import fold_text
from tests.hostile import STRINGS
from tests.pages.test_pages import opened, press, said, upload

PAGE = "pages/directory.py"
HEADINGS = ["Name", "Place", "Launched", "Status", "Place known to"]


@pytest.fixture(autouse=True)
def _no_operator(monkeypatch):
    for name in ("DSI_GEO_DATABASE", "DSI_GEO_CONFIG"):
        monkeypatch.delenv(name, raising=False)


def part(app: AppTest, name: str) -> dict[str, Any]:
    """What a part that the browser draws is given."""
    assert not app.exception
    (found,) = [
        one for one in app.main.get("bidi_component") if one.proto.component_name.endswith(f"_{name}")
    ]
    data: dict[str, Any] = json.loads(found.proto.json)
    return data


def names(app: AppTest) -> list[str]:
    return [record["name"] for record in part(app, "rows")["records"]]


def facet(app: AppTest, title: str) -> dict[str, int]:
    """Label -> count of a facet."""
    (found,) = [one for one in part(app, "facets")["facets"] if one["title"] == title]
    return {value["label"]: value["count"] for value in found["values"]}


def ticked(app: AppTest) -> list[str]:
    return [
        value["label"] for one in part(app, "facets")["facets"] for value in one["values"] if value["chosen"]
    ]


def test_the_list_begins_with_the_first_names_of_the_alphabet():
    app = opened(PAGE)
    everything = open_database().projects["name"].dropna()
    assert names(app) == sorted(everything, key=fold_text)[:50]  # whose numbers all have three digits
    rows = part(app, "rows")
    assert rows["headings"] == HEADINGS
    assert (rows["caption"], rows["page"], rows["pages"]) == ("Projects 1 to 50 of 902", 1, 19)
    assert rows["records"][0] == {
        "id": "P0637",
        "name": "Air quality 001 (demo)",
        "about": "Invented record for demonstration: a project on air quality in Turin.",
        "cells": [
            {"text": "Turin, Italy"}, {"text": "February 2015"}, {"text": "closed"}, {"text": "exact address"},
        ],
    }  # fmt: skip


def test_a_link_opens_the_page_order_and_columns_of_the_list():
    app = opened(PAGE, list_page="19", sorted="newest", columns=["cluster", "website"])
    rows = part(app, "rows")
    assert rows["caption"] == "Projects 901 to 902 of 902"
    assert rows["headings"] == ["Name", "Thematic cluster", "Web address"]
    assert rows["records"][0]["cells"][1]["link"].startswith("https://")
    assert "The link asks" not in said(app)
    assert app.selectbox(key="sorted").value == "newest"


def test_a_page_beyond_the_last_is_the_last():
    assert part(opened(PAGE, list_page="999"), "rows")["page"] == 19


def test_another_selection_or_order_begins_with_the_first_page():
    app = opened(PAGE, list_page="2")
    assert part(app, "rows")["page"] == 2
    app.selectbox(key="sorted").select("town").run()
    assert part(app, "rows")["page"] == 1
    assert "list_page" not in app.query_params


def test_facets_count_what_the_other_filters_leave():
    app = opened(PAGE, cluster="Migration and integration", country="Germany")
    assert part(app, "rows")["caption"] == "Projects 1 to 50 of 120"
    assert facet(app, "Country")["Germany"] == 120
    assert facet(app, "Country")["France"] == 6  # of the cluster
    assert facet(app, "Thematic cluster")["Migration and integration"] == 120
    assert sum(facet(app, "Thematic cluster").values()) == part_of_germany()
    assert set(ticked(app)) == {"Migration and integration", "Germany"}


def part_of_germany() -> int:
    return int((open_database().projects["country"] == "DE").sum())


def test_what_is_chosen_in_the_sidebar_is_ticked_in_the_facets():
    app = opened(PAGE)
    assert ticked(app) == []
    app.multiselect(key="country").set_value(["FR", "DE"]).run()
    app.selectbox(key="precision").select("street").run()
    assert set(ticked(app)) == {"Germany", "France", "street or better"}
    press(app, "Reset filters")
    assert ticked(app) == []


def test_a_precision_counts_those_that_are_known_better():
    found = facet(opened(PAGE), "Place known to")
    assert [*found] == sorted(found, key=found.__getitem__)
    assert found["street or better"] == 468  # as the overview has it
    assert part(opened(PAGE, precision="street"), "rows")["caption"].endswith("of 468")


def test_a_long_facet_shows_the_most_frequent_values_first_and_says_how_many_more_there_are():
    (towns,) = [one for one in part(opened(PAGE), "facets")["facets"] if one["title"] == "Town"]
    counts = open_database().projects["city"].astype("str").value_counts()
    shown = [value["count"] for value in towns["values"]]
    assert sum(value["first"] for value in towns["values"]) == 8
    assert shown == sorted(shown, reverse=True)
    assert shown[:3] == [*counts.head(3)]
    assert len(shown) + towns["beyond"] == len(counts)
    assert towns["unknown"] == 902 - counts.sum()


def test_organisations_have_facets_and_columns_of_their_own():
    app = opened(PAGE, entity="Organisations")
    assert part(app, "rows")["headings"] == ["Name", "Kind", "Place", "Founded", "Place known to"]
    titles = [one["title"] for one in part(app, "facets")["facets"]]
    assert "Projects launched" in titles
    assert "Launched" not in titles


def test_a_search_lists_the_best_match_first_and_says_what_it_took_for_a_slip():
    app = opened(PAGE, text="air quality 003")
    assert names(app)[0] == "Air quality 003 (demo)"
    assert app.selectbox(key="sorted").value == "match"
    slip = part(opened(PAGE, text="neighbourhoood"), "search")["found"]
    assert slip == "119 of 902 projects. No record has “neighbourhoood”: taken for “neighbourhood”"


def test_an_empty_list_keeps_the_search_and_says_what_to_change():
    app = opened(PAGE, text="no record says this")
    search = part(app, "search")
    assert (search["text"], search["found"]) == ("no record says this", "0 of 902 projects")
    assert "No record matches all of the filters" in said(app)
    assert not [one for one in app.main.get("bidi_component") if "rows" in one.proto.component_name]


def test_a_town_is_a_filter_of_the_sidebar():
    app = opened(PAGE, town="Berlin")
    assert not app.exception
    assert app.multiselect(key="town").value == ["Berlin"]
    assert "Filtered by town: Berlin" in said(app)
    assert facet(app, "Country") == {"Germany": part(app, "facets")["facets"][3]["values"][0]["count"]}
    assert "for the town “Atlantis”, which these data do not have" in said(opened(PAGE, town="Atlantis"))


def test_of_many_towns_the_most_frequent_are_offered_and_any_other_can_be_asked_for(monkeypatch):
    monkeypatch.setattr("dsi_geo.app.sidebar.MOST_OFFERED", 2)
    app = opened(PAGE, town="Turin")
    counts = open_database().projects["city"].astype("str").value_counts()
    assert app.multiselect(key="town").options == [*sorted(counts.head(2).index), "Turin"]
    assert part(app, "rows")["caption"].endswith(f"of {counts['Turin']}")


def test_text_of_records_is_handed_on_as_text():
    lines = "\n".join(f'"{text.replace(chr(34), chr(34) * 2)}",Berlin,DE' for text in STRINGS)
    app = upload(opened(PAGE), ("own.csv", f"name,city,country\n{lines}\n".encode()))
    assert not app.exception
    assert {" ".join(text.split())[:40] for text in STRINGS} <= {name[:40] for name in names(app)}


@pytest.mark.parametrize(
    ("span", "year", "widened"),
    [
        ((None, None), 2015, (2015, 2015)),
        ((2015, 2015), 2013, (2013, 2015)),
        ((2015, 2016), 2018, (2015, 2018)),
        ((2015, None), 2013, (2013, None)),
        ((None, 2012), 2015, (None, 2015)),
    ],
)
def test_a_span_is_extended_to_a_year(span, year, widened):
    assert with_year(Years(*span), year) == widened


@pytest.mark.parametrize(
    ("span", "year", "narrowed"),
    [
        ((2015, 2015), 2015, (None, None)),
        ((2013, 2016), 2013, (2014, 2016)),
        ((2013, 2016), 2016, (2013, 2015)),
        ((2012, 2016), 2013, (2014, 2016)),
        ((2013, 2015), 2014, (2015, 2015)),  # of two equal parts the later
        ((2012, 2016), 2015, (2012, 2014)),
        ((2014, None), 2015, (2016, 2018)),
    ],
)
def test_of_a_span_without_a_year_the_longer_part_is_left(span, year, narrowed):
    assert without_year(Years(*span), year, range(2010, 2019)) == narrowed


def test_years_are_chosen_by_the_days_of_launch():
    selection = Selection(launched_from="2014-07-01", launched_to="2015-12-31")
    assert years_of(selection) == (2014, 2015)
    assert chosen_values("year", selection, ["2016", "2015", "2014", "2013"]) == ("2015", "2014")
    assert chosen_values("year", Selection(), ["2015"]) == ()
    assert chosen_values("year", Selection(launched_from="2015-01-01"), ["2016", "2014"]) == ("2016",)


def choices(*asked: tuple[str, str, bool], **held: Any) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """What the widgets of the sidebar that are drawn, and the URL for the others, hold after choices in the facets."""

    def script(asked: list[tuple[str, str, bool]]) -> None:
        from dsi_geo.app.directory_page.choosing import choose

        for one in asked:
            choose(*one, ["2016", "2015", "2014"])

    app = AppTest.from_function(script, kwargs={"asked": list(asked)})
    for name, value in held.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    names = ("country", "theme", "precision", "launched_from", "launched_to", "text", "_visit")
    return {name: app.session_state[name] for name in names if name in app.session_state}, app.query_params


def test_a_choice_sets_the_widget_of_the_sidebar():
    assert choices(("country", "DE", True), country=["FR"])[0] == {"country": ["FR", "DE"]}
    assert choices(("country", "DE", True), country=["DE"])[0] == {"country": ["DE"]}
    assert choices(("country", "DE", False), country=["FR", "DE"])[0] == {"country": ["FR"]}
    assert choices(("precision", "city", True), precision="")[0] == {"precision": "city"}
    assert choices(("precision", "city", False), precision="city")[0] == {"precision": ""}
    days, _ = choices(("year", "2015", True), ("year", "2016", True), launched_from=None, launched_to=None)
    assert [str(day) for day in days.values()] == ["2015-01-01", "2016-12-31"]


def test_a_choice_is_in_the_url_though_its_widget_is_folded_away():
    themes = ["care", "work"]
    assert choices(("theme", "care", True), ("theme", "work", True)) == ({"theme": themes}, {"theme": themes})
    assert choices(("year", "2015", True))[1] == {"launched_from": "2015-01-01", "launched_to": "2015-12-31"}


@pytest.mark.parametrize(
    "asked", [("_visit", "x", True), ("text", "x", True), ("precision", "x", True), ("year", "1", True)]
)
def test_what_no_facet_has_is_not_chosen(asked):
    assert choices(asked) == ({}, {})
