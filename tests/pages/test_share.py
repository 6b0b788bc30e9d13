"""Links and the code for embedding without a browser; what is chosen in lists is in the URL."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from dsi_geo.app.link import embed_code
from tests.pages.test_pages import opened, press, said

ORANIENPLATZ = ["P0008", "P0011"]


def attributes(code: str) -> list[tuple[str, dict[str, str | None]]]:
    """Every tag of some HTML with its attributes, as a browser would read them."""
    found: list[tuple[str, dict[str, str | None]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, given: found.append((tag, dict(given)))  # type: ignore[method-assign]
    parser.feed(code)
    return found


def test_the_code_for_embedding_is_one_frame_whatever_the_link_holds():
    source = 'https://maps.example/?text="><script>alert(1)</script>&a=1'
    ((tag, given),) = attributes(embed_code(source, 'A "title" <b>'))
    assert tag == "iframe"
    assert given["src"] == source
    assert given["title"] == 'A "title" <b>'
    assert given["loading"] == "lazy"


def test_the_kind_of_findings_in_the_url_is_listed():
    app = opened("pages/data_quality.py", finding="end_before_start")
    assert [subheader.value for subheader in app.main.subheader][1] == "Ends before it starts"
    assert set(app.dataframe[1].value["severity"]) == {"error"}
    assert app.query_params["finding"] == "end_before_start"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            {"finding": "<script>"},
            "The link asks for the findings “<script>”, a kind that there is not. So none is listed.",
        ),
        (
            {"finding": "end_before_start", "country": "Iceland"},
            "No selected record has the finding “Ends before it starts”. So none is listed.",
        ),
    ],
)
def test_a_kind_of_findings_that_there_is_not_lists_none_until_all_are_asked_for(query, sentence):
    app = opened("pages/data_quality.py", **query)
    assert sentence in [text.value for text in app.main.text]
    assert len(app.dataframe) == 1
    press(app, "Show all findings")
    assert [subheader.value for subheader in app.main.subheader][1] == "All findings"
    assert "finding" not in app.query_params


def test_the_pair_in_the_url_is_shown_side_by_side():
    app = opened("pages/proximity_finder.py", view="Pairs", pair=ORANIENPLATZ)
    assert "Why they are a pair: same address" in said(app)
    assert "Meeting neighbours 002 (demo)" in said(app)
    assert app.query_params["pair"] == ORANIENPLATZ


def test_a_pair_in_the_url_that_is_none_is_told():
    app = opened("pages/proximity_finder.py", view="Pairs", pair=["P0001", "P0002"])
    assert "Why they are a pair" not in said(app)
    told = "The link asks for the pair “P0001” and “P0002”, which is not among those listed here."
    assert told in said(app)
    app.selectbox(key="topics").set_value("different").run()
    assert told in said(app)
    assert told not in said(app.switch_page("pages/timeline.py").run())


def test_the_record_in_the_url_of_the_timeline_is_told_if_its_period_lists_it():
    query = {"by": "Quarter", "record": "P0015"}
    assert "Project record" in said(opened("pages/timeline.py", period="2015-Q4..2015-Q4", **query))
    assert "Project record" not in said(opened("pages/timeline.py", period="2012-Q4..2012-Q4", **query))
