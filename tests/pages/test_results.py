"""The caches: one database for all visitors, never an old one, never a changed one."""

from __future__ import annotations

import io
import itertools
import re

import pandas as pd
from streamlit.runtime.caching import cache_resource_api
from streamlit.testing.v1 import AppTest

from dsi_geo.app import databases, results
from dsi_geo.app.databases import Loaded
from dsi_geo.selection import Selection


class File(io.BytesIO):
    """An upload, as the widget hands it over."""

    numbers = itertools.count()

    def __init__(self, name: str, content: str) -> None:
        super().__init__(content.encode())
        self.name = name
        self.file_id = f"file {next(self.numbers)}"


def page() -> None:
    """A page that loads what the session is given."""
    import streamlit as st

    from dsi_geo.app import databases
    from dsi_geo.errors import InputError

    st.session_state["refusal"] = ""
    try:
        st.session_state["loaded"] = databases.load_upload(*st.session_state["given"])
    except InputError as error:
        st.session_state["refusal"] = str(error)


class Visitor:
    """Somebody with a session of their own."""

    def __init__(self) -> None:
        self.app = AppTest.from_function(page, default_timeout=60)

    def gives(self, *files: File, **columns: str) -> Loaded:
        self.app.session_state["given"] = (files, columns)
        self.app.run()
        assert not self.app.exception
        return self.app.session_state["loaded"]

    def is_told(self, *files: File) -> str:
        self.app.session_state["loaded"] = None
        assert self.gives(*files) is None
        return self.app.session_state["refusal"]


def test_all_visitors_share_one_database_in_memory():
    assert len({id(databases.load_bundled().database) for _ in range(20)}) == 1


def test_the_same_upload_is_opened_once_in_a_visit_and_another_anew():
    visitor = Visitor()
    first = visitor.gives(File("a.csv", "name,city\nOne,Berlin\n"))
    again = visitor.gives(File("a.csv", "name,city\nOne,Berlin\n"))
    other = visitor.gives(File("a.csv", "name,city\nOne,Hamburg\n"))
    assert first.database is again.database
    assert other.database.projects["city"].tolist() == ["Hamburg"]


def test_an_upload_is_its_visitors_own():
    content = "name,city\nOne,Berlin\n"
    mine, yours = (Visitor().gives(File("a.csv", content)) for _ in range(2))
    assert mine.version == yours.version
    assert mine.database is not yours.database


def test_results_about_an_upload_are_kept_for_its_visitor_alone(monkeypatch):
    upload = Visitor().gives(File("a.csv", "name,city\nOne,Berlin\n"))
    found = []
    for visitor in ("first", "first", "second"):
        monkeypatch.setattr(cache_resource_api, "get_session_id_or_throw", lambda visitor=visitor: visitor)
        found.append(
            [databases.coordinates(loaded, "projects") for loaded in (upload, databases.load_bundled())]
        )
    uploads, bundled = zip(*found, strict=True)
    assert uploads[0] is uploads[1]
    assert uploads[0] is not uploads[2]
    assert bundled[0] is bundled[2]


def test_a_named_column_makes_another_database():
    visitor, file = Visitor(), File("b.csv", "name,Wo\nOne,on the hill\n")
    assert visitor.gives(file).database.projects["address"].isna().all()
    assert visitor.gives(file, address="Wo").database.projects["address"].tolist() == ["on the hill"]


def test_a_refused_upload_is_refused_again_without_being_read_again():
    visitor, empty = Visitor(), File("c.csv", "")
    assert visitor.is_told(empty) == visitor.is_told(empty) == "“c.csv” is empty."
    assert len(visitor.app.session_state["_readings_begun"]) == 1
    assert visitor.gives(File("c.csv", "name,city\nOne,Berlin\n")).database.projects["id"].size == 1


def test_only_so_many_files_are_read_within_a_minute(monkeypatch):
    monkeypatch.setenv("DSI_GEO_UPLOADS_PER_MINUTE", "2")
    visitor = Visitor()
    for city in ("Berlin", "Hamburg"):
        visitor.gives(File("a.csv", f"name,city\nOne,{city}\n"))
    told = visitor.is_told(File("a.csv", "name,city\nOne,Rome\n"))
    assert re.fullmatch(
        r"2 files were read for you within a minute, which is the most here\. Wait \d\d seconds, then choose the file "
        r"once more\.",
        told,
    )
    Visitor().gives(File("a.csv", "name,city\nOne,Rome\n"))


def test_a_changed_file_is_opened_anew(tmp_path):
    path = tmp_path / "projects.csv"
    path.write_text("name,city\nOne,Berlin\n")
    assert len(databases.load_configured(str(path), "x").database.projects) == 1
    path.write_text("name,city\nOne,Berlin\nTwo,Hamburg\n")
    assert len(databases.load_configured(str(path), "x").database.projects) == 2


def test_selecting_indexing_and_listing_change_nothing_in_the_shared_tables():
    loaded = databases.load_bundled()
    before = loaded.database.projects.copy(deep=True)
    chosen = databases.selected(loaded, "projects", Selection(cluster=("Health and care",), text="a"))
    selection = Selection(cluster=("Health and care",), text="a")
    whole = results.cluster_index(loaded, "projects", Selection(), "cluster")
    some = results.cluster_index(loaded, "projects", selection, "status")
    databases.filter_options(loaded, "projects")
    results.record_ranks(loaded, "projects", "name")
    assert 0 < chosen.sum() < len(before)
    assert (len(whole), whole.missing) == (862, 40)
    assert len(some) + some.missing == chosen.sum()
    pd.testing.assert_frame_equal(loaded.database.projects, before)
