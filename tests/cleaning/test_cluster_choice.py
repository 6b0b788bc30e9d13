"""What serves as thematic clusters: a column, or a list that maps tags to clusters."""

from __future__ import annotations

import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.cleaning.cluster_choice import by_column, by_mapping, offer
from dsi_geo.database import open_database, with_clusters
from dsi_geo.errors import InputError
from dsi_geo.output.table_files import write_table
from dsi_geo.schema import LIST, conform

NOBODY = conform(pd.DataFrame(), "organisations")
NO_LINKS = pd.DataFrame({"project_id": [], "organisation_id": []}, dtype="str")

ROWS = (
    "name,themes,technologies,Milieu\n"
    "A,Health; Arts,apps,Club\n"
    "B,health & care,apps; maps,Club\n"
    "C,Arts,,Company\n"
    "D,,maps,Company\n"
)


def projects_of(**columns):
    table = {name: pd.array(values, dtype=LIST) for name, values in columns.items()}
    length = len(next(iter(columns.values())))
    return conform(pd.DataFrame({"id": [str(at) for at in range(length)]} | table), "projects")


def as_lists(column):
    """The values of each record as a list, or its category."""
    return column.to_list() if column.dtype != LIST else [list(words) for words in column]


def clusters(database):
    return as_lists(database.projects["cluster"])


@pytest.fixture
def database(tmp_path):
    (tmp_path / "own.csv").write_text(ROWS, encoding="utf-8")
    return open_database(tmp_path / "own.csv")


def test_a_column_of_lists_gives_several_clusters_and_says_so(database):
    by_themes = with_clusters(database, "themes")
    assert clusters(by_themes) == [["Health", "Arts"], ["health & care"], ["Arts"], []]
    assert by_themes.projects["cluster"].dtype == LIST
    said = by_themes.findings.set_index("code").loc["chosen_clusters", "message"]
    assert said == (
        "Thematic clusters: column Themes. 3 of 4 projects are in one or more; 1 are in several and count in each, so "
        "that clusters add up to more than all projects."
    )
    assert by_themes.provenance.clusters == "themes"
    assert_geodataframe_equal(
        by_themes.projects.drop(columns="cluster"), database.projects.drop(columns="cluster")
    )
    assert database.projects["cluster"].isna().all()


def test_a_column_of_the_file_gives_categories(database):
    by_sector = with_clusters(database, "Milieu")
    assert clusters(by_sector) == ["Club", "Club", "Company", "Company"]
    assert isinstance(by_sector.projects["cluster"].dtype, pd.CategoricalDtype)


def test_none_takes_the_clusters_away():
    database = with_clusters(open_database(), "none")
    assert database.projects["cluster"].isna().all()


def test_a_list_maps_tags_in_any_spelling_and_column(database, tmp_path):
    mapping = tmp_path / "clusters.csv"
    mapping.write_text("Tag,Cluster\nHealth and care,Care\nhealth,Care\nMaps,Cities\nmaps,Data\n")
    mapped = with_clusters(database, mapping)
    assert clusters(mapped) == [["Care"], ["Care", "Cities", "Data"], [], ["Cities", "Data"]]
    assert mapped.provenance.clusters == "clusters.csv"


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (None, ("There is no list of clusters “clusters.csv”. Check the spelling and the folder.",)),
        (
            "tag,group\na,b\n",
            ("clusters.csv has no column cluster: a list of clusters has the columns tag and cluster.",),
        ),
        ("tag,cluster\na,b\nc,\n", ("clusters.csv, row 3: the column cluster is empty.",)),
    ],
)
def test_a_list_that_cannot_be_used_is_told(database, tmp_path, content, faults):
    if content is not None:
        (tmp_path / "clusters.csv").write_text(content)
    with pytest.raises(InputError) as error:
        with_clusters(database, tmp_path / "clusters.csv")
    assert error.value.faults == faults


def test_a_column_that_is_none_of_categories_is_told_with_those_that_are(database):
    with pytest.raises(InputError, match="“theme” is no column .* cluster, themes, .*Did you mean “themes”"):
        with_clusters(database, "theme")


def test_networks_come_through_the_organisations():
    database = open_database()
    by_networks = with_clusters(database, "networks")
    networks = database.organisations.set_index("id")["networks"]
    linked = database.links().groupby("project_id")["organisation_id"].agg(list)
    for at in range(0, len(database.projects), 90):
        own = linked.get(database.projects["id"].iloc[at], [])
        expected = {network for one in own for network in networks[one]}
        assert set(by_networks.projects["cluster"].iloc[at]) == expected


def test_clusters_of_their_own_are_never_replaced_by_themselves():
    database = open_database()
    found = offer(database.projects, database.organisations)
    assert found.own
    assert found.suited == ""
    assert found.columns == ("themes", "technologies", "focus", "networks")


def test_the_themes_suit_before_any_other_column_and_two_others_do_not():
    few, many = [["a"], ["b"], ["a"], ["b"]], [[f"t{at}"] for at in range(4)]
    assert offer(projects_of(themes=few, focus=few), NOBODY).suited == "themes"
    assert offer(projects_of(focus=few, technologies=few), NOBODY).suited == ""
    assert offer(projects_of(focus=few), NOBODY).suited == "focus"
    assert offer(projects_of(focus=[["a"], ["b"], [], [], []]), NOBODY).suited == ""
    assert offer(projects_of(themes=[["a"]] * 4), NOBODY).columns == ()
    assert offer(projects_of(themes=many), NOBODY).columns == ("themes",)


def test_many_equally_frequent_tags_do_not_suit():
    tags = [[f"tag {number}"] for number in range(40)] * 2
    found = offer(projects_of(themes=tags), NOBODY)
    assert (found.columns, found.suited) == (("themes",), "")


def test_several_clusters_in_an_exported_file_are_one_text_that_can_be_cut_again(database, tmp_path):
    by_themes = with_clusters(database, "themes")
    for ending in ("parquet", "csv"):
        target = tmp_path / f"out.{ending}"
        write_table(by_themes.projects, target, {"as_of": ""})
        again = open_database(target, entity="projects")
        assert again.projects["cluster"].astype("object").where(
            again.projects["cluster"].notna(), ""
        ).tolist() == [*("Health; Arts", "health & care", "Arts", "")]
        assert "cluster" in offer(again.projects, NOBODY).columns
        assert clusters(with_clusters(again, "cluster")) == clusters(by_themes)


TAGS = st.lists(st.lists(st.sampled_from("abcd"), max_size=4), min_size=1, max_size=8)


@given(TAGS)
def test_every_tag_of_every_record_is_kept_once(tags):
    table = projects_of(themes=tags)
    found = by_column(table, NOBODY, NO_LINKS, "themes")
    kept = [
        words if isinstance(words, list) else [] if pd.isna(words) else [words] for words in as_lists(found)
    ]
    assert kept == [[*dict.fromkeys(words)] for words in tags]


@given(TAGS)
def test_a_list_that_names_every_tag_as_itself_is_the_column(tags):
    table = projects_of(themes=tags)
    found = by_mapping(table, {tag: (tag,) for tag in "abcd"})
    expected = by_column(table, NOBODY, NO_LINKS, "themes")
    for one, other in zip(as_lists(found), as_lists(expected), strict=True):
        assert sorted(one) == sorted(other) if isinstance(one, list) else pd.isna(one) or one == other
