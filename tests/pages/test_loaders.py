"""The caches: one database for all visitors, never an old one, never a changed one."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from dsi_geo.app import loaders
from dsi_geo.errors import InputError
from dsi_geo.selection import Selection


class File(io.BytesIO):
    """An upload, as the widget hands it over."""

    def __init__(self, name: str, content: str) -> None:
        super().__init__(content.encode())
        self.name = name


def test_all_visitors_share_one_database_in_memory():
    assert len({id(loaders.load_bundled().database) for _ in range(20)}) == 1


def test_the_same_upload_is_opened_once_and_another_anew():
    first = loaders.load_upload([File("a.csv", "name,city\nOne,Berlin\n")], {})
    again = loaders.load_upload([File("a.csv", "name,city\nOne,Berlin\n")], {})
    other = loaders.load_upload([File("a.csv", "name,city\nOne,Hamburg\n")], {})
    assert first.database is again.database
    assert other.database.projects["city"].tolist() == ["Hamburg"]


def test_a_named_column_makes_another_database():
    file = File("b.csv", "name,Wo\nOne,Berlin\n")
    assert loaders.load_upload([file], {}).database.projects["city"].isna().all()
    assert loaders.load_upload([file], {"city": "Wo"}).database.projects["city"].tolist() == ["Berlin"]


def test_a_changed_file_is_opened_anew(tmp_path):
    path = tmp_path / "projects.csv"
    path.write_text("name,city\nOne,Berlin\n")
    assert len(loaders.load_configured(str(path), "x").database.projects) == 1
    path.write_text("name,city\nOne,Berlin\nTwo,Hamburg\n")
    assert len(loaders.load_configured(str(path), "x").database.projects) == 2


def test_a_failed_upload_is_not_remembered_as_anything():
    for _ in range(2):
        with pytest.raises(InputError):
            loaders.load_upload([File("c.csv", "")], {})


def test_selecting_indexing_and_listing_change_nothing_in_the_shared_tables():
    loaded = loaders.load_bundled()
    before = loaded.database.projects.copy(deep=True)
    chosen = loaders.selected(loaded, "projects", Selection(cluster=("Health and care",), text="a"))
    selection = Selection(cluster=("Health and care",), text="a")
    whole = loaders.cluster_index(loaded, "projects", Selection(), "cluster")
    some = loaders.cluster_index(loaded, "projects", selection, "status")
    loaders.filter_options(loaded, "projects")
    loaders.record_ranks(loaded, "projects", "name")
    assert 0 < chosen.sum() < len(before)
    assert (len(whole), whole.missing) == (862, 40)
    assert len(some) + some.missing == chosen.sum()
    pd.testing.assert_frame_equal(loaded.database.projects, before)
