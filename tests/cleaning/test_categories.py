"""Columns of categories and tags: which they are, what they hold, and spellings counted as one."""

from __future__ import annotations

import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from dsi_geo import sandbox
from dsi_geo.cleaning.categories import category_columns, labels_of, renamed
from dsi_geo.database import merge_values, open_database
from dsi_geo.errors import InputError
from dsi_geo.output.table_files import write_table
from dsi_geo.schema import LIST

HEAD = "name,cluster,themes,Sector,Note,Year\n"
ROWS = (
    "A,Bildung,Flucht & Migration; Art,Non-profit,Begun by neighbours,2015\n"
    "B,bildung,Flucht und Migration; Arts,Nonprofit,Ended in spring,2015\n"
    "C,Bildung,Flucht und Migration; Flucht & Migration,Non-profit,Asks for rooms,2016\n"
    "D,Health,Food,Company,Runs a shop,2016\n"
    "E,,Foot,Company,Has no money,2016\n"
)


@pytest.fixture
def database(tmp_path):
    (tmp_path / "own.csv").write_text(HEAD + ROWS, encoding="utf-8")
    return open_database(tmp_path / "own.csv")


def codes(database):
    found = database.findings
    return found[found["code"].isin(["values_alike", "values_merged"])].set_index("field")


def test_each_column_is_one_warning_for_the_file_that_names_groups_with_counts(database):
    found = codes(database)
    assert found["code"].unique().tolist() == ["values_alike"]
    assert found["severity"].unique().tolist() == ["warning"]
    assert found["id"].unique().tolist() == [""]
    assert found["message"].to_dict() == {
        "cluster": "Thematic cluster: 2 spellings of one value: “Bildung” (2) = “bildung” (1).",
        "themes": "Themes: 4 spellings of 2 values: “Flucht & Migration” (2) = “Flucht und Migration” (2); "
        "“Art” (1) = “Arts” (1).",
        "Sector": "“Sector”: 2 spellings of one value: “Non-profit” (2) = “Nonprofit” (1).",
    }


def test_merging_counts_them_as_one_and_changes_nothing_else(database):
    merged = merge_values(database)
    projects = merged.projects
    assert projects["cluster"].tolist()[:4] == ["Bildung", "Bildung", "Bildung", "Health"]
    assert projects["cluster"].isna().tolist() == [False, False, False, False, True]
    both = ["Flucht & Migration", "Art"]
    assert [list(words) for words in projects["themes"]] == [both, both, both[:1], ["Food"], ["Foot"]]
    assert projects["Sector"].tolist() == ["Non-profit"] * 3 + ["Company"] * 2
    assert projects.dtypes.to_dict() == database.projects.dtypes.to_dict() | {
        "cluster": projects["cluster"].dtype
    }
    untouched = ["cluster", "themes", "Sector"]
    assert_geodataframe_equal(projects.drop(columns=untouched), database.projects.drop(columns=untouched))
    assert codes(merged)["code"].unique().tolist() == ["values_merged"]
    others = database.findings["code"] != "values_alike"
    assert len(merged.findings) == len(database.findings)
    assert set(merged.findings["code"]) - {"values_merged"} == set(database.findings.loc[others, "code"])
    assert database.projects["cluster"].tolist()[1] == "bildung"
    assert merge_values(merged) is merged


def test_merging_on_opening_is_merging_afterwards_in_either_process(tmp_path, database):
    path = tmp_path / "own.csv"
    expected = merge_values(database)
    for opened in (open_database(path, merge=True), sandbox.open_database(path, merge=True)):
        assert_geodataframe_equal(opened.projects, expected.projects)
        assert opened.findings["message"].tolist() == expected.findings["message"].tolist()
    with pytest.raises(InputError, match="“merge” is the text “yes”: give True or False"):
        open_database(path, merge="yes")


def test_the_demonstration_database_has_one_spelling_of_each_value():
    database = open_database()
    assert merge_values(database) is database


def test_a_converted_file_tells_of_its_own_values_only(tmp_path, database):
    target = tmp_path / "part.parquet"
    write_table(database.projects.iloc[[0, 2, 3, 4]], target, {"as_of": ""}, database.findings)
    assert codes(open_database(target)).index.tolist() == ["themes"]
    write_table(merge_values(database).projects, target, {"as_of": ""}, merge_values(database).findings)
    assert set(codes(open_database(target))["code"]) <= {"values_merged"}


def test_columns_of_the_file_count_if_their_words_are_few(database):
    assert category_columns(database.projects, "projects") == [
        *("cluster", "themes", "technologies", "focus"),
        "Sector",
    ]


def test_text_with_separators_is_lists():
    found = labels_of(pd.Series(["a; b", None, "b", "; a;a"], dtype="str"))
    assert (found.rows.tolist(), [found.values[code] for code in found.codes]) == (
        [0, 0, 2, 3],
        ["a", "b", "b", "a"],
    )
    assert found.counts == {"a": 2, "b": 2}


WORDS = st.lists(st.sampled_from(["a", "A", "b", "c d"]), max_size=4)


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_renaming_lists_is_renaming_each_of_their_words(rows):
    column = pd.Series(pd.array(rows, dtype=LIST), name="themes")
    found = renamed(column, {"A": "a"})
    expected = [[*dict.fromkeys("a" if word == "A" else word for word in words)] for words in rows]
    assert [list(words) for words in found] == expected
    assert_series_equal(renamed(found, {"A": "a"}), found)
