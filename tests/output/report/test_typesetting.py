"""The report as one HTML file: nothing in it is run, nothing is asked for."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from dsi_geo.output.report.document import POLICY, content, typeset
from tests.output.report.subjects import HOSTILE, hostile_file, subject

DRAWN = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


class Page(HTMLParser):
    """Elements and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> str:
    made = content(subject(hostile_file(tmp_path_factory.mktemp("hostile"))))
    return typeset(made, dict.fromkeys([chart.title for chart in made.charts], DRAWN))


def test_text_of_records_is_text(hostile):
    page = Page(hostile)
    assert not {"script", "svg", "iframe", "object", "link"} & {tag for tag, _ in page.elements}
    assert [name for _, given in page.elements for name in given if name.startswith("on")] == []
    assert [name for name in HOSTILE if name not in page.texts] == []


def test_nothing_is_fetched_and_only_websites_are_led_to(hostile):
    given = [attributes for _, attributes in Page(hostile).elements]
    assert {one["src"].split(",")[0] for one in given if "src" in one} == {"data:image/svg+xml;base64"}
    starts = {one["href"].split(":")[0][:1] + one["href"][1:5] for one in given if "href" in one}
    assert all(one["href"].startswith(("#", "https://")) for one in given if "href" in one), starts
    assert {start[:10] for start in hostile.split("url(")[1:]} == {"data:font/"}
    assert "@import" not in hostile
    assert POLICY in [one.get("content") for one in given]


def test_every_anchor_leads_to_a_section(hostile):
    given = [attributes for _, attributes in Page(hostile).elements]
    anchors = {one["href"][1:] for one in given if one.get("href", "").startswith("#")}
    assert anchors
    assert anchors <= {one.get("id") for one in given}


def test_without_pictures_the_numbers_stand_in_their_place():
    made = content(subject(None, "cluster=Migration and integration"))
    html = typeset(made, {}, "This server has no browser.")
    page = Page(html)
    assert "img" not in {tag for tag, _ in page.elements}
    assert any("This server has no browser." in words for words in page.texts)
    drawn = typeset(made, dict.fromkeys([chart.title for chart in made.charts], DRAWN))
    assert html.count("<table>") == drawn.count("<table>")


def test_an_empty_selection_is_said():
    html = typeset(content(subject(None, "text=nothing has this name")), {})
    assert "No record matches all of the filters" in html
    assert "In short" not in html
