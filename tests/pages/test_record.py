"""The page of one record: what it says, what it leads to, and what it says where there is nothing."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from dsi_geo.database import open_database
from dsi_geo.output.record_file import file_stem, record_json
from tests.pages.test_pages import PAGES, RECORD, opened, said, upload

LINK = re.compile(r'<a class="dsi-record" dir="auto" href="([^"]*)"[^>]*>([^<]*)</a>')


def markup(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.main.get("html"))


def table(app: AppTest, caption: str) -> str:
    """The HTML of a table by its caption; "" if there is none."""
    found = re.search(
        rf"<table[^>]*><caption>{re.escape(caption)}</caption>.*?</table>", markup(app), re.DOTALL
    )
    return found[0] if found else ""


def links(html: str) -> dict[str, tuple[str, str]]:
    """Name -> entity and id of each record that HTML leads to."""
    found = {}
    for href, name in LINK.findall(html):
        query = parse_qs(urlsplit(unescape(href)).query)
        found[unescape(name)] = (query["entity"][0], query["record"][0])
    return found


def subheaders(app: AppTest) -> list[str]:
    return [one.value for one in app.main.subheader]


def test_a_project_is_told_with_what_is_around_it():
    app = opened(RECORD, record="P0008")
    assert not app.exception
    assert '<h2 class="dsi-name" dir="auto">Maps for newcomers 001 (demo)</h2>' in markup(app)
    assert "Project · P0008 · Migration and integration" in said(app)
    assert "Oranienplatz 4, 10999, Berlin, Germany" in said(app)
    assert subheaders(app) == [
        "By whom",
        "At the same address (1)",
        "Near by, within 1 km (5)",
        "Alike in theme",
        "What is doubtful about it",
        "Source",
    ]
    same = links(table(app, "Records at the same address"))
    assert same == {"Meeting neighbours 002 (demo)": ("Projects", "P0011")}
    assert "9 m" in table(app, "Records at the same address")
    assert "Nothing was found to be wrong or doubtful." in said(app)


def test_those_at_the_same_address_are_those_of_the_proximity_finder():
    app = opened("pages/proximity_finder.py", view="Around one", record="P0008")
    around = links(table(app, "Who is around this project"))
    assert ("Projects", "P0011") in around.values()


def test_a_project_leads_to_its_organisations_and_their_other_projects():
    database = open_database()
    organisation = database.organisations.set_index("id").loc["O0492"]
    (name,) = [organisation["name"]]
    app = opened(RECORD, record="P0001")
    (by_whom,) = [part for part in markup(app).split("\n") if "dsi-links" in part]
    beside = [one for one in organisation["project_ids"] if one != "P0001"]
    assert links(by_whom)[name] == ("Organisations", "O0492")
    assert sorted(target for entity, target in links(by_whom).values() if entity == "Projects") == sorted(
        beside
    )


def test_an_organisation_lists_its_projects():
    app = opened(RECORD, record="O0001", entity="Organisations")
    database = open_database()
    ids = database.organisations.set_index("id").loc["O0001", "project_ids"]
    found = links(table(app, "The projects of this organisation"))
    assert sorted(found.values()) == sorted(("Projects", one) for one in ids)
    assert "Its projects" in subheaders(app)


def test_both_precisions_are_told():
    csv = b"name,address,city,country,shoe\nAlpha,Oranienplatz 4,Berlin,Germany,**42**\n"
    app = opened(RECORD, record="1")
    upload(app, ("own.csv", csv))
    app.switch_page(RECORD)
    app.query_params["record"] = "1"
    app.run()
    labels = [element.proto.body for element in app.main.get("html") if "dsi-label" in element.proto.body]
    assert '<span class="dsi-label">Place known to</span>' in labels
    assert '<span class="dsi-label">Address given to</span>' in labels
    assert "town only" in said(app)
    assert "exact address" in said(app)
    assert "<td>shoe</td><td>**42**</td>" in markup(app)
    for sentence in (
        "No organisation of it is on record.",
        "No other project is known at this address.",
        "Its place is not known to the street (town only), so nothing near by can be named.",
        "No theme is known, so nothing alike can be named.",
    ):
        assert sentence in said(app), sentence


def test_alike_are_others_of_its_town_and_elsewhere():
    app = opened(RECORD, record="P0008")
    database = open_database()
    projects = database.projects.set_index("id")
    here = links(table(app, "Records alike in theme: In the same town"))
    elsewhere = links(table(app, "Records alike in theme: Elsewhere"))
    assert len(here) == len(elsewhere) == 8
    assert {projects.loc[one, "city"] for _, one in here.values()} == {"Berlin"}
    assert "Berlin" not in {projects.loc[one, "city"] for _, one in elsewhere.values()}
    mine = {
        *projects.loc["P0008", "themes"],
        *projects.loc["P0008", "technologies"],
        "Migration and integration",
    }
    for _, one in [*here.values(), *elsewhere.values()]:
        theirs = {
            *projects.loc[one, "themes"],
            *projects.loc[one, "technologies"],
            projects.loc[one, "cluster"],
        }
        assert mine & theirs, one


def test_findings_stand_with_their_remedies():
    database = open_database()
    findings = database.findings
    record_id = findings.loc[findings["code"].eq("end_before_start"), "id"].iloc[0]
    app = opened(RECORD, record=record_id)
    shown = unescape(table(app, "Findings about this record, with remedies"))
    for message in findings.loc[findings["id"].eq(record_id) & findings["entity"].eq("projects"), "message"]:
        assert message in shown
    assert "Check both dates; the end is not used." in shown


def test_a_record_that_the_filters_leave_out_is_shown_with_a_note():
    app = opened(RECORD, record="P0008", cluster="Health and care")
    assert "The filters leave this record out. It is shown all the same." in said(app)
    assert "Meeting neighbours 002 (demo)" in markup(app)
    assert "118 of 902 projects selected" in said(app)
    empty = opened(RECORD, record="P0008", text="no record says this")
    assert "Maps for newcomers 001 (demo)" in markup(empty)


@pytest.mark.parametrize(
    ("asked", "sentence", "leads_to"),
    [
        ("P001", "These data have no record “P001” among the projects.", ("Projects", "P0001")),
        ("p0008", "These data have no record “p0008” among the projects.", ("Projects", "P0008")),
        ("O0001", "There is no record “O0001” among the projects, but one", ("Organisations", "O0001")),
    ],
)
def test_an_identifier_that_does_not_exist_is_told_with_the_nearest(asked, sentence, leads_to):
    app = opened(RECORD, record=asked)
    assert not app.exception
    assert sentence in said(app)
    assert leads_to in links(table(app, f"The {leads_to[0].lower()} that may be meant")).values()
    assert app.query_params["record"] == asked


def test_a_page_that_names_no_record_says_how_to_find_one():
    app = opened(RECORD)
    assert not app.exception
    assert "No record is named. Press a name in any list to open its page." in said(app)
    app = opened(RECORD, record="**nothing** like it <b>x</b>")
    assert "no record “**nothing** like it <b>x</b>” among the projects." in "\n".join(
        element.value for element in app.text
    )


def test_names_and_texts_are_text():
    name = "<script>alert(1)</script> **bold** :smile: [x](http://a.b)"
    place = "Mittelweg 50,Berlin,Germany"
    csv = f'id,name,description,address,city,country\n"a&b""c","{name}","{name}",{place}\n"<i>","{name}",,{place}\n'
    app = opened()
    upload(app, ("own.csv", csv.encode()))
    app.switch_page(RECORD)
    app.query_params["record"] = 'a&b"c'
    app.run()
    assert not app.exception
    assert "<script>" not in markup(app)
    assert links(table(app, "Records at the same address")) == {name: ("Projects", "<i>")}
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold**" in markup(app)
    assert name in [element.value for element in app.text]


def test_short_records_name_their_organisations_and_lead_to_their_own_page():
    app = opened(PAGES[1], record="P0001")
    found = links(markup(app))
    assert found["Welcome foundation 023 (demo)"] == ("Organisations", "O0492")
    assert found["Open its page"] == ("Projects", "P0001")
    assert "O0492" not in said(app)


def test_the_newest_records_lead_to_their_pages():
    found = links(table(opened(), "The newest records"))
    assert len(found) == 8
    projects = open_database().projects.set_index("id")["name"]
    assert all(projects[one] == name for name, (_, one) in found.items())


def test_links_carry_database_and_filters_for_a_window_of_their_own():
    app = opened(cluster="Health and care", database="demonstration")
    href = unescape(LINK.findall(table(app, "The newest records"))[0][0])
    assert parse_qs(urlsplit(href).query)["cluster"] == ["Health and care"]


def test_a_record_as_json_has_its_findings_source_and_point():
    database = open_database()
    one = database.projects[database.projects["id"].eq("P0008")]
    findings = database.findings.head(1)
    content = json.loads(record_json(one, "projects", findings, "Demonstration data", database))
    assert content["entity"] == "project"
    assert content["record"]["name"] == "Maps for newcomers 001 (demo)"
    assert content["record"]["themes"] == list(one["themes"].iloc[0])
    assert content["record"]["closed"] is None
    assert content["record"]["latitude"] == pytest.approx(one.geometry.y.iloc[0])
    assert set(content["findings"][0]) == {"severity", "field", "code", "message", "remedy"}
    assert (content["source"], content["as_of"], content["licence"]) == (
        "Demonstration data",
        "2018-01-31",
        "MIT",
    )


def test_files_have_names_that_every_system_takes():
    assert file_stem("projects", "P0008") == "project_P0008"
    assert file_stem("organisations", "../a b:c") == "organisation_a_b_c"
