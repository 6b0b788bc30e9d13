"""Groups that come through the links between projects and organisations."""

from __future__ import annotations

import pandas as pd

from dsi_geo.analysis.timeline.periods import linked_kinds
from dsi_geo.database import open_database

PROJECTS = pd.DataFrame({"id": ["a", "b", "c"]}, index=[5, 6, 7])
ORGANISATIONS = pd.DataFrame({"id": ["x", "y", "z"], "kind": ["firm", "club", None]})


def links(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["project_id", "organisation_id"], dtype="str")


def test_a_project_has_each_kind_of_its_organisations_once():
    found = linked_kinds(
        PROJECTS, ORGANISATIONS, links(("a", "x"), ("c", "z"), ("a", "y"), ("b", "x"), ("d", "x"))
    )
    assert found.index.tolist() == [5, 6, 7]
    assert [sorted(kinds) for kinds in found] == [["club", "firm"], ["firm"], []]


def test_without_links_or_organisations_no_kind_is_known():
    assert linked_kinds(PROJECTS, ORGANISATIONS, links()).tolist() == [[], [], []]
    assert linked_kinds(PROJECTS, ORGANISATIONS.iloc[:0], links()).tolist() == [[], [], []]


def test_the_kinds_are_those_of_a_plain_look_up():
    database = open_database()
    kind = database.organisations.set_index("id")["kind"]
    pairs = database.links().groupby("project_id")["organisation_id"]
    expected = {project: set(kind.reindex(ids).dropna()) for project, ids in pairs}
    found = linked_kinds(database.projects, database.organisations, database.links())
    assert [set(kinds) for kinds in found] == [expected.get(one, set()) for one in database.projects["id"]]
