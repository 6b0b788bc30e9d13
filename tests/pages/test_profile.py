"""The page Profiles: a group beside all others, two of them, what is missing, and what it says of nothing."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dsi_geo.database import Database, open_database
from tests.pages.test_pages import opened, press, said, upload
from tests.pages.test_record import markup, subheaders, table

PAGE = "pages/profile.py"
MIGRATION, HEALTH = "Migration and integration", "Health and care"
PROFILE = re.compile(r'<a class="dsi-profile" dir="auto" href="([^"]*)"[^>]*>([^<]*)</a>')


@pytest.fixture(autouse=True)
def _no_operator(monkeypatch):
    for name in ("DSI_GEO_DATABASE", "DSI_GEO_CONFIG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def database() -> Database:
    return open_database()


def names(app: AppTest) -> list[str]:
    return [unescape(name) for name in re.findall(r'<h2 class="dsi-name" dir="auto">(.*?)</h2>', markup(app))]


def cells(html: str) -> list[list[str]]:
    """The rows of a table without its head, as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", html.partition("<tbody>")[2], re.DOTALL)
    return [
        [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for row in rows
    ]


def profiles(html: str) -> dict[str, tuple[str, str]]:
    """Name -> field and value of each profile that HTML leads to."""
    found = {}
    for href, name in PROFILE.findall(html):
        address = urlsplit(unescape(href))
        assert address.path == "profile"
        query = parse_qs(address.query)
        found[unescape(name)] = (query["profiled"][0], query["value"][0])
    return found


def axes(app: AppTest) -> list[list[float]]:
    """Ends of the horizontal axes of the charts of shares, in per cent."""
    found = [json.loads(chart.proto.spec)["layout"] for chart in app.main.get("plotly_chart")]
    return [layout["xaxis"]["range"] for layout in found if layout["xaxis"].get("ticktext")]


def test_the_largest_cluster_is_shown_first_beside_all_others(database):
    app = opened(PAGE)
    assert not app.exception
    assert names(app) == [MIGRATION]
    assert (
        "182 of 902 selected projects whose thematic cluster is known, compared with the 720 others."
        in said(app)
    )
    projects = database.projects
    own = projects["cluster"].eq(MIGRATION)
    known = projects["status"].ne("unknown")
    closed = projects["status"].eq("closed")
    found = {row[0]: row[1:] for row in cells(table(app, f"Key figures of {MIGRATION} and of all others"))}
    assert found["Projects"] == ["182 (20%)", "720 (80%)"]
    for at, side in enumerate((own, ~own)):
        part, base = (closed & side).sum(), (known & side).sum()
        assert found["Closed"][at] == f"{100 * part / base:.0f}% ({part} of {base})"
        countries = projects.loc[side, "country"]
        assert found["Countries"][at] == f"{countries.nunique()} (of {countries.notna().sum()})"
        launched = projects.loc[side & projects["launched"].le(database.as_of), "launched"].dt.year
        assert found["Median year of launch"][at] == f"{np.floor(launched.median()):.0f} (of {len(launched)})"


def test_the_missing_themes_are_there_at_once_with_how_many_were_expected(database):
    app = opened(PAGE)
    assert "Themes (36)" in subheaders(app)
    rows = cells(table(app, f"Missing themes of {MIGRATION}"))
    themes = database.projects[["cluster", "themes"]].explode("themes").dropna()
    own = set(themes.loc[themes["cluster"].eq(MIGRATION), "themes"])
    others = themes[themes["cluster"].ne(MIGRATION)]
    lacking = others["themes"].value_counts().drop(own & set(others["themes"]))
    assert len(lacking) == 36
    assert [row[0] for row in rows][:1] == [lacking.index[0]]
    assert [int(row[2]) for row in rows] == lacking.head(8).tolist()
    known = database.projects["themes"].list.len().gt(0)
    of_cluster = database.projects["cluster"].eq(MIGRATION)
    expected = (known & of_cluster).sum() * lacking.iloc[0] / (known & ~of_cluster).sum()
    assert rows[0][1] == f"{expected:.0f}"
    assert "Any theme is known of 180 of 182, and of 718 of the 720 others." in said(app)
    assert profiles(table(app, f"Missing themes of {MIGRATION}"))["open data portals"] == (
        "Theme",
        "open data portals",
    )


def test_what_chance_explains_is_only_in_the_full_list():
    app = opened(PAGE)
    assert "None beyond what chance explains. Any region is known of 179 of 182" in said(app)
    app.session_state["missing_region_1_all"] = True
    listed = cells(table(app.run(), "All regions that only others have"))
    assert len(listed) == 57
    assert [float(row[1].replace("under ", "")) for row in listed] == sorted(
        (float(row[1].replace("under ", "")) for row in listed), reverse=True
    )
    assert all(re.fullmatch(r"\d+%|less than 1%", row[3]) for row in listed)


def test_over_and_under_represented_are_told_in_words_and_only_where_intervals_say_so(database):
    app = opened(PAGE, compared_by_cluster="Regions")
    (sentence,) = [text.value for text in app.main.text if "represented: " in text.value]
    assert (
        sentence
        == "Over-represented: Berlin (DE-BE), Nordrhein-Westfalen (DE-NW). Under-represented: England (GB-ENG)."
    )
    projects = database.projects[database.projects["region"].notna()]
    own = projects["cluster"].eq(MIGRATION)
    berlin = projects["region"].eq("DE-BE").groupby(own).mean()
    assert berlin[True] > berlin[False]
    nothing = opened(PAGE, value=HEALTH, compared_by_cluster="Regions")
    assert "No difference among the regions is beyond chance." in said(nothing)


def test_two_stand_side_by_side_on_the_same_scales():
    app = opened(PAGE, beside=HEALTH)
    assert not app.exception
    assert names(app) == [MIGRATION, HEALTH]
    first, second = axes(app)
    assert first == second
    assert subheaders(app).count("Key figures") == 1
    assert table(app, f"Missing themes of {HEALTH}")
    assert table(app, f"Closed last of {MIGRATION}")
    assert "The others of each are all projects that do not belong to it." in said(app)
    assert app.query_params["beside"] == HEALTH


def test_a_link_names_a_region_by_its_code_and_a_second_one_too():
    app = opened(PAGE, profiled="region", value="DE-BE", beside="GB-ENG")
    assert names(app) == ["Berlin (DE-BE)", "England (GB-ENG)"]
    assert "43 selected projects whose region is not known are on neither side." in said(app)
    found = table(app, "Key figures of Berlin (DE-BE) and of all others")
    assert "Countries" not in found  # every region has one
    assert profiles(table(app, "Missing themes of England (GB-ENG)")) == {
        one: ("Theme", one) for one in ("meeting neighbours", "orientation in town")
    }


def test_another_kind_of_group_begins_with_its_largest():
    app = opened(PAGE, value=HEALTH, beside=MIGRATION)
    app.segmented_control(key="profiled").set_value("Country").run()
    assert not app.exception
    assert names(app) == ["Germany"]
    assert app.selectbox(key="beside").value is None


def test_the_filters_of_the_sidebar_hold_for_both_sides(database):
    app = opened(PAGE, country="DE")
    projects = database.projects[database.projects["country"].eq("DE")]
    own = int(projects["cluster"].eq(MIGRATION).sum())
    assert f"{own} of {len(projects)} selected projects whose thematic cluster is known" in said(app)


def test_a_filter_on_the_group_itself_leaves_nothing_to_compare_until_it_is_removed():
    app = opened(PAGE, cluster=HEALTH)
    assert names(app) == [HEALTH]
    assert (
        "No other thematic cluster is selected, so there is nothing to compare “Health and care” with."
        in said(app)
    )
    assert not app.main.get("plotly_chart")
    press(app, "Remove this filter")
    assert names(app) == [HEALTH]
    assert "118 of 902 selected projects" in said(app)
    assert app.multiselect(key="cluster").value == []


def test_a_group_without_a_selected_record_says_so():
    app = opened(PAGE, country="FR", profiled="region", value="DE-BE")
    assert not app.exception
    assert (
        "No selected project has the region “Berlin (DE-BE)”. Choose another one, or remove a filter."
        in said(app)
    )


def test_a_link_to_a_value_that_is_not_there_says_so_and_shows_the_first():
    app = opened(PAGE, value="Nonsense")
    assert names(app) == [MIGRATION]
    assert "The link asks for “value=Nonsense”, which cannot be chosen here." in said(app)


def test_organisations_have_the_clusters_of_their_projects(database):
    app = opened(PAGE, entity="Organisations")
    links = database.links().merge(database.projects[["id", "cluster"]], left_on="project_id", right_on="id")
    of = links.groupby("organisation_id")["cluster"].agg(set)
    known = of.index.isin(database.organisations["id"])
    own = of[known].map(lambda clusters: MIGRATION in clusters).sum()
    assert f"{own} of {known.sum()} selected organisations whose thematic cluster is known" in said(app)
    assert "Organisations with several thematic clusters belong here if one of them is this" in said(app)
    assert "Closed last" not in subheaders(app)


OVERLAPPING = "name,themes,city,country,address\n" + "".join(
    f"N{row},{'Bees; Trees' if row < 3 else 'Bees' if row < 20 else 'Trees'},Berlin,DE,"
    f"{f'Oranienplatz {row // 2 + 1}' if row < 6 else ''}\n"
    for row in range(40)
)


def test_a_record_of_both_counts_in_each_and_in_the_others_of_neither():
    app = upload(opened(), ("own.csv", OVERLAPPING.encode())).switch_page(PAGE).run()
    app.selectbox(key="beside").set_value("Bees" if names(app) == ["Trees"] else "Trees").run()
    assert not app.exception
    found = {
        name: cells(table(app, f"Key figures of {name} and of all others"))[0] for name in ("Bees", "Trees")
    }
    assert found == {
        "Bees": ["Projects", "20 (50%)", "20 (50%)"],
        "Trees": ["Projects", "23 (58%)", "17 (42%)"],
    }
    assert "3 projects belong to both and count in each." in said(app)


def test_who_shares_an_address_with_whom_is_named():
    app = upload(opened(), ("own.csv", OVERLAPPING.encode())).switch_page(PAGE).run()
    app.selectbox(key="value").set_value("Trees").run()
    (listed,) = [part for part in markup(app).split("\n") if "dsi-links" in part]
    assert re.search(r"N2</a> <span>and of the others</span> <a[^>]*>N3</a>", listed)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name,website\nOne,example.org\nTwo,example.com\n", "name no cluster, theme, technology or place"),
        (b"name,country\nOne,DE\n", "No other country is selected"),
    ],
)
def test_data_that_name_no_groups_say_so(content, words):
    app = upload(opened(), ("own.csv", content)).switch_page(PAGE).run()
    assert not app.exception
    assert words in said(app)


def test_few_records_tell_nothing_and_the_page_says_so():
    rows = "".join(
        f"N{row},{'A' if row < 3 else 'B'},{'hives' if row % 2 else 'woods'},DE\n" for row in range(30)
    )
    app = (
        upload(opened(), ("own.csv", f"name,cluster,themes,country\n{rows}".encode())).switch_page(PAGE).run()
    )
    app.selectbox(key="value").set_value("A").run()
    assert not app.exception
    assert "Too few records to tell anything from chance. Any theme is known of 3 of 3" in said(app)
    assert "The records are too few to tell a difference from chance." in said(app)


def test_clusters_that_are_the_themes_are_not_compared_with_them():
    rows = "".join(f"N{row},{'a; b' if row % 2 else 'c'},DE\n" for row in range(40))
    app = upload(opened(), ("own.csv", f"name,themes,country\n{rows}".encode())).switch_page(PAGE).run()
    assert app.segmented_control(key="profiled").value == "Thematic cluster"
    assert not [title for title in subheaders(app) if "hemes" in title]
    two_countries = upload(opened(), ("own.csv", f"name,themes,country\n{rows}M,c,FR\n".encode()))
    app = two_countries.switch_page(PAGE).run()
    app.segmented_control(key="profiled").set_value("Country").run()
    assert not app.exception
    assert [title for title in subheaders(app) if title in ("Thematic clusters", "Themes")] == [
        "Thematic clusters"
    ]


def test_a_record_and_the_overview_lead_to_the_profiles_of_its_values():
    record = profiles(markup(opened("pages/record.py", record="P0008")))
    assert record[MIGRATION] == ("Thematic cluster", MIGRATION)
    assert record["Berlin (DE-BE)"] == ("Region", "Berlin (DE-BE)")
    assert record["Germany"] == ("Country", "Germany")
    assert record["work and jobs"] == ("Theme", "work and jobs")
    assert profiles(markup(opened()))[HEALTH] == ("Thematic cluster", HEALTH)


def test_a_link_to_a_record_or_a_profile_keeps_what_counts_as_a_cluster():
    app = opened(PAGE, clusters="themes", country="DE")
    assert not app.exception
    for href in re.findall(r'<a class="dsi-(?:record|profile)" dir="auto" href="([^"]*)"', markup(app)):
        query = parse_qs(urlsplit(unescape(href)).query)
        assert query["clusters"] == ["Themes"]
        assert query["country"] == ["Germany"]


def test_the_phases_are_those_of_the_group_alone(database):
    app = opened(PAGE, beside=HEALTH)
    labels = [expander.label for expander in app.main.expander if expander.label.startswith("Phases")]
    month = database.projects[
        database.projects["launched"].le(database.as_of)
        & database.projects["launched_precision"].astype("str").isin(["day", "month"])
    ]
    for label, cluster in zip(labels, (MIGRATION, HEALTH), strict=True):
        count = int(month["cluster"].eq(cluster).sum())
        assert int(re.search(r"([\d,]+) launches", label)[1]) <= count


def test_the_newest_are_the_latest_launches_up_to_the_day_of_the_data(database):
    rows = cells(table(opened(PAGE), f"Newest of {MIGRATION}"))
    own = database.projects[
        database.projects["cluster"].eq(MIGRATION) & database.projects["launched"].le(database.as_of)
    ]
    latest = (
        pd.DataFrame(own).sort_values("launched", ascending=False, kind="stable")["name"].head(6).tolist()
    )
    assert [row[0] for row in rows] == latest
