"""The page on regional shares without a browser: its sentences, its choices, and what cannot be computed."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.hostile import STRINGS
from tests.pages.test_pages import opened, said, upload

PAGE = "pages/regional_shares.py"
MIGRATION = "Migration and integration"
ALL_OPEN = dict.fromkeys(("where", "compared", "concentration", "chance", "bias"), "true")


@pytest.fixture(autouse=True)
def _no_operator(monkeypatch):
    for name in ("DSI_GEO_DATABASE", "DSI_GEO_STREET_MAP", "DSI_GEO_UPLOAD_MB"):
        monkeypatch.delenv(name, raising=False)


def shares_page(**query: str) -> AppTest:
    app = opened(PAGE, **query)
    assert not app.exception
    return app


def answers(app: AppTest) -> list[str]:
    return [text.value for text in app.main.text]


def test_the_finding_of_the_field_is_the_first_sentence():
    app = shares_page(cluster=MIGRATION)
    assert (
        "Of 182 projects: 60 in Berlin, 60 in the rest of Germany, 60 in the rest of the world and 2 where the area"
        " is not known."
    ) in answers(app)
    assert [heading.value for heading in app.main.header] == [
        "Where are they?",
        "Compared with what?",
        "How concentrated?",
        "Is it chance?",
        "How much could bias change?",
    ]


def test_every_section_answers_in_a_sentence_before_its_charts():
    told = "\n".join(answers(shares_page(cluster=MIGRATION, where="false")))
    assert "120 (66%, 95% interval 59 to 72%) in Germany" in told
    assert "Per million inhabitants there are 16 (95% interval 13 to 21) in Berlin" in told
    assert "evenly over 7.4 of the 34 regions with a record" in told
    assert "would have arisen in 0 of 9,999 trials (p below 0.001)" in told
    assert (
        "An assumption, not a count: Berlin has 60, or 33%, of the 180 projects whose place is known" in told
    )


def test_another_focus_tells_other_thirds():
    app = shares_page(cluster=MIGRATION)
    app.selectbox(key="focus").set_value("GB-ENG").run()
    assert any(told.startswith("Of 182 projects: 8 in England") for told in answers(app))
    again = shares_page(cluster=MIGRATION, focus="Bayern (DE-BY)")
    assert any(told.startswith("Of 182 projects: 9 in Bayern") for told in answers(again))


def test_projects_can_be_divided_among_the_places_of_their_partners():
    app = shares_page(counting="Divided among its partners’ places")
    assert any("each divided equally among the places of its partners" in told for told in answers(app))
    assert any(told.startswith("Of 902 projects:") for told in answers(app))


def test_organisations_have_shares_too():
    app = shares_page(entity="Organisations", **ALL_OPEN)
    assert any(told.startswith("Of 600 organisations:") for told in answers(app))
    assert not [control for control in app.segmented_control if control.key == "counting"]


@pytest.mark.parametrize("level", ["Regions", "Countries", "Towns"])
@pytest.mark.parametrize("measure", ["Count", "Share", "Per million"])
def test_every_way_of_telling_where_is_drawn(level, measure):
    app = shares_page(by=level, measure=measure, extent="World", classes="Quantiles")
    charts = 2 if level == "Towns" else 3
    if (level, measure) == ("Towns", "Per million"):  # GeoNames' figures of towns are not ranked
        charts = 1
        assert "No town has at least 12 projects and a population from a statistical office" in "\n".join(
            answers(app)
        )
    assert len(app.main.get("plotly_chart")) == charts


def test_a_cluster_is_compared_with_all_though_it_is_filtered_by():
    app = shares_page(cluster=MIGRATION, compared="true", against="All records", compared_by="Regions")
    assert app.selectbox(key="of").value == MIGRATION
    assert any(
        told.startswith("The share of “Migration and integration” among the records in Berlin is 2.9 times")
        for told in answers(app)
    )


def test_a_what_if_recomputes_shares_and_concentration():
    app = shares_page(cluster=MIGRATION, bias="true", known_elsewhere="10%")
    assert any(
        "if the data held 100% of the projects in germany and 10% of those elsewhere" in told.lower()
        for told in answers(app)
    )
    app.select_slider(key="known_elsewhere").set_value(100).run()
    assert any("would be 0.453; as counted it is 0.453" in told for told in answers(app))


def test_morans_i_is_computed_when_it_is_asked_for():
    assert not any("Moran’s I" in told for told in answers(shares_page(chance="true")))
    assert any("Moran’s I" in told for told in answers(shares_page(chance="true", neighbours="true")))


@pytest.mark.parametrize(
    "query",
    [
        {"focus": "Atlantis", "by": "Planets", "measure": "Weight", "classes": "none", "where": "perhaps"},
        {
            "of": "nothing",
            "against": "x",
            "index": "y",
            "known_here": "0%",
            "counting": "twice",
            "extent": "moon",
        },
    ],
)
def test_nonsense_in_the_url_changes_nothing(query):
    assert any(told.startswith("Of 902 projects: 99 in Berlin") for told in answers(shares_page(**query)))


@pytest.mark.parametrize(
    ("rows", "sentences"),
    [
        ("One,Berlin,DE", ["Of 1 project: 1 in Berlin", "cannot be tested", "No record lies abroad"]),
        ("One,,\nTwo,,", ["The place of none of these 2 projects is known.", "No rate can be given"]),
        ("One,,DE\nTwo,,DE", ["Of 2 projects: 2 in Germany", "No record has a known area."]),
        ("One,Monaco,MC\nTwo,Monaco,MC", ["Of 2 projects:"]),
        ("One,,AQ\nTwo,,AQ", ["Of 2 projects: 2 in Antarctica"]),
    ],
    ids=["one record", "all unknown", "one country", "without regions", "without inhabitants"],
)
def test_what_cannot_be_computed_is_told_and_the_rest_is_shown(rows, sentences):
    app = upload(opened(PAGE, **ALL_OPEN), ("list.csv", f"name,city,country\n{rows}\n".encode()))
    assert not app.exception
    told = said(app)
    assert [sentence for sentence in sentences if sentence not in told] == []
    assert not [
        word for text in answers(app) for word in text.split() if word.strip(".,;()%") in {"inf", "nan"}
    ]


def test_a_focus_with_nothing_in_it_says_so():
    app = shares_page(country="France", **ALL_OPEN)
    told = answers(app)
    assert any(
        text.startswith("Of 66 projects: none in Berlin, none in the rest of Germany") for text in told
    )
    assert "Berlin has none of these projects." in told
    assert any("Berlin has no record in this selection" in text for text in told)


def test_names_of_records_are_text():
    hostile = " ".join(STRINGS).replace('"', "”")
    rows = "\n".join(f'{number},"{hostile}",DE,"{hostile}"' for number in range(13))
    app = upload(opened(PAGE, by="Towns", compared="true", against="All records"),
                 ("hostile.csv", f"name,city,country,cluster\n{rows}\n".encode()))  # fmt: skip
    assert not app.exception
    assert not [element for element in (*app.markdown, *app.caption) if hostile in element.value]


def test_a_planned_year_is_no_year_of_launch(tmp_path, monkeypatch):
    rows = [f"{number},P{number},Berlin,DE,2016-05-{number + 1:02}" for number in range(14)]
    rows += [f"{number},P{number},Hamburg,DE,2017-05-{number - 13:02}" for number in range(14, 28)]
    ahead = [f"{number},P{number},Berlin,DE,2030-01-01" for number in range(28, 32)]
    file = tmp_path / "projects.csv"
    header = "id,name,city,country,launched,recorded"
    file.write_text("\n".join([header, *(f"{row},2018-01-31" for row in rows + ahead)]), encoding="utf-8")
    monkeypatch.setenv("DSI_GEO_DATABASE", str(file))
    app = shares_page(concentration="true")
    told = "\n".join(caption.value for caption in app.caption)
    assert "28 of 32 projects have a known region and year." in told
