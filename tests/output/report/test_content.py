"""What a report says: the numbers of the pages, for whatever is selected."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from dsi_geo.analysis.counts import key_figures
from dsi_geo.analysis.proximity.coordinate_doubts import coordinate_doubts
from dsi_geo.analysis.proximity.pairs import neighbours
from dsi_geo.analysis.proximity.shared_addresses import shared_addresses
from dsi_geo.analysis.shares.place_counts import place_counts
from dsi_geo.analysis.shares.proportions import headline, shares
from dsi_geo.cleaning.findings import RULES, count_by_code
from dsi_geo.geography.population import country_population
from dsi_geo.output.report.document import EMPTY, Content, content, quality_section
from dsi_geo.output.report.parts import Chart, Paragraph, Section, Table, web_link
from dsi_geo.output.report.proximity_chapter import MOST_PAIRS, neighbours_section
from dsi_geo.output.report.regional_chapters import MOST_AREAS, share_table
from tests.output.report.subjects import subject

MIGRATION = "cluster=Migration and integration"


def section(made: Content, key: str) -> Section:
    return next(one for one in made.sections if one.key == key)


def table(made: Section, caption: str) -> Table:
    return next(one for one in made.blocks if isinstance(one, Table) and caption in one.caption)


def text(made: Section) -> str:
    return " ".join([made.answer, *(one.text for one in made.blocks if isinstance(one, Paragraph))])


@pytest.fixture(scope="module")
def migration() -> Content:
    return content(subject(None, MIGRATION))


def test_the_cover_says_what_is_selected(migration):
    assert migration.title == "Projects in Demonstration data"
    assert migration.demonstration
    facts = dict(migration.facts)
    assert facts["Selection"] == "cluster: Migration and integration"
    assert facts["Records"] == "182 of 902 projects"
    assert facts["Data"] == "Demonstration data, as of 31 January 2018"


def test_key_figures_are_those_of_the_overview(migration):
    pd.testing.assert_frame_equal(migration.figures, key_figures(subject(None, MIGRATION).table, "projects"))


def test_shares_are_those_of_the_page(migration):
    about = subject(None, MIGRATION)
    partition = shares(place_counts(about.table), "partition", "DE-BE")
    told = section(migration, "shares")
    assert told.answer == headline(partition, "projects")
    cells = table(told, "by part of the world").cells.set_index("Area")
    assert cells.loc["Berlin", "Records"] == "60"
    low, high = partition.loc[partition["area"] == "DE-BE", ["share_low", "share_high"]].to_numpy()[0]
    assert cells.loc["Berlin", "95% interval"] == f"{100 * low:.1f} to {100 * high:.1f}%"
    countries = table(told, "by country").cells["Records"].str.replace(",", "").astype(int)
    assert countries.sum() == 182


def test_what_bias_could_change_is_marked_as_an_assumption(migration):
    told = section(migration, "bias")
    assert any(isinstance(one, Paragraph) and one.tone == "assumption" for one in told.blocks)
    cells = table(told, "Assumed").cells.set_index("Area")
    # Berlin 60 of 180 known, of which 120 in Germany: 60 / (120 + 60 / 0.5) if half is known abroad.
    assert list(cells.loc["Berlin"]) == ["33.3%", "25.0%", "14.3%", "8.3%"]


def test_unaware_pairs_are_those_at_one_address_that_share_nothing():
    about = subject()
    told = neighbours_section(about)
    pairs = neighbours(about.table, "projects")
    unaware = pairs[~pairs["linked"] & pairs["relation"].eq("same_address")]
    shown = table(told, "at one address")
    assert [str(name) for name in shown.cells["One"]] == unaware["name_a"].tolist()
    assert told.answer.startswith(f"{len(unaware)} pairs")


def test_a_pair_that_a_steward_found_not_to_be_one_is_left_out():
    about = subject()
    first = neighbours(about.table, "projects").iloc[0]
    verdicts = pd.DataFrame({"id_a": [first["id_a"]], "id_b": [first["id_b"]], "verdict": ["not_the_same"]})
    verdicts[["id_a", "id_b"]] = [sorted(verdicts.loc[0, ["id_a", "id_b"]])]
    every, fewer = (
        len(table(neighbours_section(one), "at one address").cells)
        for one in (about, replace(about, verdicts=verdicts))
    )
    assert fewer == every - 1


def test_many_pairs_are_counted_and_not_printed(tmp_path):
    file = tmp_path / "projects.csv"
    rows = [f"{number},Project {number},Oranienplatz 4,10999,Berlin,Germany" for number in range(12)]
    file.write_text("\n".join(["id,name,address,postcode,city,country", *rows]))
    shown = table(neighbours_section(subject(file)), "at one address")
    assert len(shown.cells) == MOST_PAIRS
    assert shown.note.startswith("16 more such pairs are not printed")  # 12 * 11 / 2 = 66


def test_areas_beyond_the_limit_are_counted_and_not_printed():
    codes = country_population().index[: MOST_AREAS + 9]
    places = pd.DataFrame({"country": codes, "region": pd.NA, "city": pd.NA, "count": 2})
    shown = share_table(shares(places, "country"), "By country")
    assert len(shown.cells) == MOST_AREAS + 1
    assert shown.cells["Area"].iloc[-1] == "Place not known"
    assert shown.note == "Shares are of all 138 records of the selection. 9 more areas have 18 of them."


def test_an_empty_selection_is_a_report_that_says_so():
    made = content(subject(None, "text=nothing has this name"))
    assert made.empty == EMPTY
    assert dict(made.facts)["Records"] == "0 of 902 projects"
    assert made.sections == ()
    assert "GeoNames" in [str(source) for source in made.sources.cells["Source"]]


def test_one_record_of_which_neither_place_nor_launch_is_known_is_a_report_without_charts():
    made = content(subject(None, "text=Workeer"))
    assert made.charts == []
    assert section(made, "places").answer.startswith("Of 1 project, 0 have a point on the map")
    assert section(made, "shares").answer == "The place of this project is not known."
    assert "This project has no launch date." in section(made, "timeline").answer


def test_nothing_that_has_a_date_is_said_in_words(tmp_path):
    file = tmp_path / "projects.csv"
    file.write_text("id,name,city,country\n1,One,Berlin,Germany\n")
    made = content(subject(file))
    assert section(made, "timeline").answer == (
        "None of the 1 project has a launch date or closing date that could be read."
    )
    assert len(made.charts) == 4


def test_few_dates_are_said_first(dsi4eu):
    told = section(content(subject(dsi4eu)), "timeline")
    assert told.answer.startswith("Only 63 of 829 projects (8%) have a launch date.")
    assert "766 without a launch date" in text(told)


def test_progress_only_grows():
    seen: list[float] = []
    content(subject(), lambda share, words: seen.append(share) if words else None)
    assert seen == sorted(seen)
    assert len(seen) == 8


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://[broken", ""),
        ("a.example", ""),
        (None, ""),
    ],
)
def test_only_a_website_is_a_link(address, link):
    assert web_link("Name", address).address == link


def test_the_findings_are_those_of_the_page_on_data_quality(tmp_path):
    file = tmp_path / "projects.csv"
    rows = [
        "One,Mittelweg 50,12053,Berlin,DE,52.47342,13.44081",
        "Two,Mittelweg 50,12053,Berlin,DE,52.57342,13.24081",
    ]
    file.write_text(
        "\n".join(["name,address,postcode,city,country,latitude,longitude", *rows]), encoding="utf-8"
    )
    about = subject(file)
    kinds = table(quality_section(about), "Findings by kind").cells
    doubts = coordinate_doubts(about.table, "projects", shared_addresses(about.table))
    assert doubts["code"].eq("coordinates_disagree").any()
    assert RULES["coordinates_disagree"].title in kinds["What was found"].tolist()
    every = count_by_code(pd.concat([about.database.findings, doubts]))
    assert kinds["Records"].tolist() == [f"{count:,}" for count in every["records"]]


def test_concentration_is_told_of_all_and_ranked_by_group():
    told = section(content(subject()), "concentration")
    assert told.answer.startswith(
        "The 859 projects whose region is known are as concentrated as if they were spread evenly over 20.2 of the 91 "
    )
    areas, ranking = (block for block in told.blocks if isinstance(block, Chart))
    assert areas.numbers.cells.iloc[0].tolist() == ["England", "130"]
    assert "43 projects of unknown region are on no area." in areas.note
    assert ranking.numbers.cells["Group"].iloc[[0, -1]].tolist() == [
        "Migration and integration",
        "All together",
    ]


def test_lifetimes_are_told_of_projects_and_not_of_organisations():
    told = section(content(subject()), "lifetimes")
    assert told.answer.startswith(
        "All together: 776 projects, 106 of them closed; the median lifetime is not reached"
    )
    (curve,) = (block for block in told.blocks if isinstance(block, Chart))
    assert curve.numbers.cells.iloc[0].tolist() == ["0", "100%", "776"]
    organisations = content(subject(entity="organisations"))
    assert section(organisations, "lifetimes").answer.startswith(
        "The data do not record when organisations end"
    )
    assert section(organisations, "timeline").answer.startswith("Foundations known to the month surged")
