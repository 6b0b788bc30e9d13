"""What a link asks for and the data do not have is told, and never makes the selection wider."""

from __future__ import annotations

import pytest

from tests.hostile import STRINGS
from tests.pages.test_empty_states import texts
from tests.pages.test_pages import ABOUT_THE_SELECTION, PAGES, metrics, opened, press, said, upload

NONE = "So no record is selected."
LONG = "x" * 500


@pytest.fixture(autouse=True)
def _no_operator(monkeypatch):
    for name in ("DSI_GEO_DATABASE", "DSI_GEO_CONFIG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"cluster": "Nonsense"}, "the thematic cluster “Nonsense”, which these data do not have."),
        ({"country": "Atlantis"}, "the country “Atlantis”, which these data do not have."),
        ({"region": "XX-YY"}, "the region “XX-YY”, which these data do not have."),
        ({"status": "asleep"}, "the status “asleep”, which these data do not have."),
        ({"theme": "**x**"}, "the theme “**x**”, which these data do not have."),
        ({"technology": "magic"}, "the technology “magic”, which these data do not have."),
        ({"kind": LONG}, f"the kind of organisation “{'x' * 59}…”, which these data do not have."),
        ({"cluster": ["A", "B"]}, "the thematic cluster “A” and “B”, which these data do not have."),
        (
            {"cluster": list("ABCDE")},
            "the thematic cluster “A”, “B”, “C” and 2 more, which these data do not have.",
        ),
        ({"precision": "bogus"}, "the precision “bogus”, which does not exist: there are country or better, "),
        ({"launched_from": "notaday"}, "projects launched from “notaday”, which is no day: write it as 2016-01-31."),
        ({"launched_to": "2016-02-31"}, "projects launched until “2016-02-31”, which is no day: "),
    ],
)  # fmt: skip
def test_a_filter_on_what_the_data_do_not_have_selects_nothing_until_it_is_taken_away(query, sentence):
    app = opened(**query)
    assert not app.exception
    (told,) = texts(app)
    assert told.startswith(f"The link asks for {sentence}")
    assert told.endswith(NONE)
    assert metrics(app) == {}
    assert "**0** of 902 projects selected" in said(app)
    assert app.query_params == query  # a reload, and a shared link, say the same
    app.run()
    assert texts(app) == [told]
    press(app, "Show all records")
    assert metrics(app)["Projects"] == "902"
    (source,) = texts(app)
    assert source.startswith("Source: Demonstration data")
    assert app.query_params == {}


@pytest.mark.parametrize("page", ABOUT_THE_SELECTION)
def test_every_page_is_empty_where_nothing_of_what_is_asked_for_is_there(page):
    app = opened(page, cluster="Nonsense", country="Germany")
    assert "The link asks for the thematic cluster “Nonsense”, which these data do not have." in said(app)
    assert metrics(app) == {}
    assert not app.main.get("plotly_chart")
    press(app, "Reset filters")
    assert "902 of 902 projects selected" in said(app)


def test_of_several_values_those_that_are_there_are_used_and_the_others_named():
    app = opened(cluster=["Nonsense", "Health and care"], country="Germany")
    assert metrics(app) == metrics(opened(cluster="Health and care", country="Germany"))
    assert (
        "The link asks for the thematic cluster “Nonsense”, which these data do not have. It is left out: what is "
        "selected has the thematic cluster “Health and care”."
    ) in texts(app)
    app.multiselect(key="cluster").set_value(["Health and care"]).run()
    assert "Nonsense" not in said(app)
    assert "Nonsense" not in app.multiselect(key="cluster").options


def test_values_may_be_named_by_their_codes():
    app = opened(
        country="DE", region="DE-BE", precision="address", entity="organisations", database="demonstration"
    )
    assert metrics(app) == metrics(
        opened(country="Germany", region="Berlin (DE-BE)", precision="exact address", entity="Organisations")
    )
    assert app.query_params["country"] == "Germany"
    assert "The link asks" not in said(app)


@pytest.mark.parametrize(
    ("query", "count"), [({"launched_from": "2050-01-01"}, 0), ({"launched_to": "1901-01-01"}, 0)]
)
def test_a_day_outside_those_of_the_data_is_a_filter_like_any_other(query, count):
    app = opened(**query)
    assert f"**{count}** of 902 projects selected" in said(app)
    assert "No record matches all of the filters" in said(app)


def test_a_filter_stays_in_force_when_other_data_are_chosen_that_do_not_have_it():
    app = opened()
    app.multiselect(key="cluster").set_value(["Health and care"]).run()
    upload(app, ("own.csv", b"name,city,country\nOne,Berlin,DE\n"))
    assert texts(app)[0] == (
        "The filter asks for the thematic cluster “Health and care”, which these data do not have. "
        "So no record is selected."
    )
    assert metrics(press(app, "Show all records"))["Projects"] == "1"


def test_days_are_no_filter_of_data_without_dates_unless_they_are_asked_for():
    own = ("own.csv", b"name,city,country\nOne,Berlin,DE\n")
    app = upload(opened(launched_from="2016-01-01"), own)
    assert (
        "The link asks for projects launched from “2016-01-01”, but in these data no project has a launch date. "
        "So no record is selected."
    ) in texts(app)
    assert metrics(press(app, "Reset filters"))["Projects"] == "1"


def test_what_is_to_be_counted_and_is_not_there_is_told_until_it_is_chosen():
    app = opened(entity="planets")
    told = (
        "The link asks to show “planets”, which these data do not have. Projects are shown: these data have projects "
        "and organisations."
    )
    assert told in texts(app)
    assert metrics(app)["Projects"] == "902"
    assert told in texts(app.run())
    app.segmented_control(key="entity").set_value("organisations").run()
    assert "planets" not in said(app)
    upload(app, ("projects.csv", b"name,city,country\nOne,Berlin,DE\n"))
    assert "“organisations”, which these data do not have. Projects are shown" in said(app)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"record": "NOPE"}, "the record “NOPE”, which these data do not have. So no record is opened."),
        ({"record": "O0001"}, "the record “O0001”, which is one of the organisations: choose them under “Show”"),
        ({"pair": ["P0001", "NOPE"]}, "the pair “P0001” and “NOPE”, but these data have no record “NOPE”."),
        ({"pair": "P0001"}, "the pair “P0001”; a pair is two records."),
        ({"finding": "bogus"}, "the findings “bogus”, a kind that there is not."),
        ({"at": "91,0,3"}, "the view “91,0,3” of a map, which is not latitude, longitude and zoom."),
        ({"around": "1,2"}, "what is around “1,2”, which is not latitude, longitude and radius of up to 100,000 m"),
        ({"period": "bogus"}, "the period “bogus”, which is"),
        ({"list_page": "-1"}, "the page “-1” of the list, which is no number. The first page is shown."),
    ],
)  # fmt: skip
def test_what_a_link_names_beside_filters_is_told_on_every_page(page, query, sentence):
    app = opened(page, **query)
    assert not app.exception
    assert [text for text in texts(app) if f"The link asks for {sentence}" in text]
    assert "902 of 902 projects selected" in said(app)


def test_what_a_link_names_and_is_not_there_can_be_closed():
    app = opened(PAGES[1], record="NOPE", at="x,y,z", around="1")
    assert len([text for text in texts(app) if "The link asks" in text]) == 3
    app.selectbox(key="map_list_order").set_value("name").run()
    assert (
        len([text for text in texts(app) if "The link asks" in text]) == 3
    )  # though “around” is out of the URL
    press(app, "Close")
    assert "The link asks" not in said(app)
    assert "record" not in app.query_params


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("pages/regional_shares.py", {"focus": "Atlantis", "counting": "twice", "measure": "x", "extent": "Mars"}),
        ("pages/proximity_finder.py", {"view": "Nowhere", "topics": "<b>", "running": "maybe"}),
        ("pages/proximity_finder.py", {"unaware": "perhaps"}),
        ("pages/timeline.py", {"by": "Decade", "split": "moon", "cumulative": "perhaps", "line_page": "999"}),
        ("pages/cluster_map.py", {"layer": "heat", "colours": "mood", "map_list_page": "-1"}),
        ("pages/overview.py", {"about": "perhaps"}),
    ],
)  # fmt: skip
def test_choices_that_a_page_does_not_offer_are_told_until_it_is_left(page, query):
    app = opened(page, **query)
    assert not app.exception
    told = [
        f"The link asks for “{name}={value}”, which cannot be chosen here. The default is shown instead."
        for name, value in query.items()
    ]
    assert [text for text in texts(app) if "The link asks" in text] == told
    assert "902 of 902 projects selected" in said(app)
    assert app.query_params == {}
    assert [text for text in texts(app.run()) if "The link asks" in text] == told
    other = "pages/report.py"
    assert "The link asks" not in said(app.switch_page(other).run())
    assert "The link asks" not in said(app.switch_page(page).run())


def test_what_is_told_of_a_choice_can_be_closed():
    app = opened("pages/proximity_finder.py", view="Nowhere", unaware="true")
    assert [text for text in texts(app) if "The link asks" in text]
    press(app, "Close")
    assert "The link asks" not in said(app)
    assert app.query_params == {"unaware": "true"}


def test_a_choice_that_was_there_when_the_visitor_came_is_no_matter_of_the_link_later():
    app = opened("pages/proximity_finder.py", topics="different topics")
    assert app.selectbox(key="topics").value == "different"
    assert "The link asks" not in said(app)
    app.multiselect(key="country").set_value(["Germany"]).run()  # it has no such address
    assert not app.exception
    assert "The link asks" not in said(app)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("pages/proximity_finder.py", {"within": "100", "view": "Pairs", "whom": "anything"}),
        ("pages/proximity_finder.py", {"within": "100 m", "running": "TRUE", "view": "Under one roof"}),
        ("pages/timeline.py", {"by": "Quarter", "split": "nothing", "phases": "false", "line_page": "2"}),
        ("pages/regional_shares.py", {"cluster": "Skills and learning", "country": "DE"}),
        ("pages/overview.py", {"utm_source": "newsletter"}),
    ],
)
def test_nothing_is_told_of_choices_that_a_page_has_or_knows_nothing_of(page, query):
    assert "The link asks" not in said(opened(page, **query))


def test_a_record_of_other_data_is_no_matter_of_a_link():
    app = opened(PAGES[1])
    app.query_params["record"] = "P0001"
    app.run()
    assert app.query_params["record"] == "P0001"
    upload(app, ("own.csv", b"name,city,country\nOne,Berlin,DE\n"))
    assert "The link asks" not in said(app)
    assert "record" not in app.query_params


def test_a_period_that_the_data_do_not_reach_is_told_where_it_would_be_shown():
    app = opened("pages/timeline.py", period="1850-Q1..1851-Q1")
    assert "the period “1850-Q1..1851-Q1”, which is not among those from 2008-Q1 to" in said(app)
    assert "which is not among" not in said(opened("pages/timeline.py", period="2015-Q4..2015-Q4"))


def test_a_parameter_without_a_value_asks_for_nothing():
    names = (
        "cluster",
        "precision",
        "launched_from",
        "entity",
        "database",
        "finding",
        "pair",
        "period",
        "record",
        "at",
    )
    app = opened(**dict.fromkeys(names, ""))
    assert not app.exception
    assert metrics(app)["Projects"] == "902"
    assert "The link asks" not in said(app)
    for page, name in ((PAGES[1], "layer"), (PAGES[3], "by"), (PAGES[4], "measure"), (PAGES[5], "view")):
        assert not opened(page, **{name: ""}).exception


@pytest.mark.parametrize(
    "name", ["cluster", "precision", "launched_from", "entity", "database", "record", "finding"]
)
def test_text_of_a_link_is_shown_as_text(name):
    hostile = " ".join(STRINGS)
    app = opened(**{name: hostile})
    assert not app.exception
    assert [text for text in texts(app) if hostile[:40] in text]
    assert not [
        element for element in (*app.markdown, *app.caption, *app.info) if hostile[:40] in element.value
    ]
