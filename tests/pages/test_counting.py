"""What counts as one, and what the clusters are: chosen in the sidebar, kept in the link."""

from __future__ import annotations

from tests.pages.test_pages import PAGES, opened, press, said, upload

QUALITY = PAGES[2]
ALIKE = (
    "own.csv",
    b"name,cluster,city,country\nOne,Bildung,Berlin,DE\nTwo,bildung,Berlin,DE\nThree,Health,Paris,FR\n",
)


def clusters(app) -> list[str]:
    return app.multiselect(key="cluster").options


def test_spellings_count_as_one_with_a_switch_in_the_sidebar():
    app = upload(opened(), ALIKE)
    assert clusters(app) == ["Bildung", "bildung", "Health"]
    app.toggle(key="merge").set_value(True).run()
    assert not app.exception
    assert clusters(app) == ["Bildung", "Health"]
    app.multiselect(key="cluster").select("Bildung").run()
    assert "**2** of 3 projects selected" in said(app)


def test_data_quality_counts_them_as_one_with_a_click_and_takes_it_back():
    app = upload(opened(), ALIKE).switch_page(QUALITY).run()
    kinds = app.dataframe[0].value
    assert kinds.loc[kinds["title"] == "Values that differ in spelling only", "records"].tolist() == [1]
    press(app, "Count spellings as one")
    assert clusters(app) == ["Bildung", "Health"]
    assert "true" in app.query_params["merge"]
    assert "Spellings counted as one" in app.dataframe[0].value["title"].tolist()
    press(app, "Count spellings apart again")
    assert clusters(app) == ["Bildung", "bildung", "Health"]


def test_a_link_that_counts_them_as_one_does_so_once_the_file_is_chosen(monkeypatch, tmp_path):
    (tmp_path / ALIKE[0]).write_bytes(ALIKE[1])
    monkeypatch.setenv("DSI_GEO_DATABASE", str(tmp_path / ALIKE[0]))
    app = opened(merge="true", cluster="Bildung")
    assert clusters(app) == ["Bildung", "Health"]
    assert "**2** of 3 projects selected" in said(app)


def test_data_in_which_nothing_is_alike_have_no_switch():
    app = opened()
    assert "merge" not in [toggle.key for toggle in app.toggle]
