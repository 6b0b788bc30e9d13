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
    assert "Spellings of one value count as one." in said(app)
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


TAGS = """name,themes,technologies,city,country
One,Health; Arts,apps,Berlin,DE
Two,Health,apps; maps,Berlin,DE
Three,Arts,,Paris,FR
Four,,,Paris,FR
"""
NAMELESS = ("own.csv", TAGS.encode())


def test_data_without_clusters_take_their_themes_and_say_so_on_the_page():
    app = upload(opened(), NAMELESS)
    box = app.selectbox(key="clusters")
    assert box.options == ["Themes (chosen by itself)", "none", "Technologies"]
    assert (
        "Thematic clusters: column Themes, chosen by itself since the data name none. 3 of 4 projects are in one or "
        "more; 1 are in several" in said(app)
    )
    assert clusters(app) == ["Arts", "Health"]
    app.multiselect(key="cluster").select("Health").run()
    assert "**2** of 4 projects selected" in said(app)


def test_another_column_is_a_click_and_none_takes_them_away():
    app = upload(opened(), NAMELESS)
    app.selectbox(key="clusters").select("technologies").run()
    assert clusters(app) == ["apps", "maps"]
    assert "chosen by itself" not in said(app)
    app.selectbox(key="clusters").select("none").run()
    assert not [box for box in app.multiselect if box.key == "cluster"]
    assert "Thematic clusters:" not in said(app)


def test_clusters_of_the_data_stay_until_another_column_is_chosen():
    app = opened()
    assert app.selectbox(key="clusters").options == [
        *("the data, as named there", "Themes", "Technologies", "Focus", "Networks")
    ]
    assert "Migration and integration" in clusters(app)
    assert "Thematic clusters:" not in said(app)
    app = opened(clusters="focus")
    assert "Thematic clusters: column Focus." in said(app)
    assert "Migration and integration" not in clusters(app)


def test_a_link_to_a_column_that_the_data_lack_is_told():
    app = opened(clusters="Colour")
    assert "The link asks for “clusters=Colour”, which cannot be chosen here." in said(app)
    assert "Migration and integration" in clusters(app)


def test_every_page_counts_records_that_are_in_several_clusters(monkeypatch, dsi4eu):
    monkeypatch.setenv("DSI_GEO_DATABASE", str(dsi4eu))
    for page in PAGES:
        app = opened(
            page, clusters="focus", split="thematic cluster", concentration="true", closer="Lifetimes"
        )
        assert not app.exception, page
        assert "772 of 829 projects are in one or more; 421 are in several" in said(app), page


def test_the_operators_list_maps_tags_to_clusters(monkeypatch, tmp_path):
    (tmp_path / NAMELESS[0]).write_bytes(NAMELESS[1])
    (tmp_path / "clusters.csv").write_text("tag,cluster\nhealth,Care\napps,Digital\n")
    (tmp_path / "dsi_geo.toml").write_text('database = "own.csv"\nclusters = "clusters.csv"\n')
    monkeypatch.setenv("DSI_GEO_CONFIG", str(tmp_path / "dsi_geo.toml"))
    app = opened()
    assert app.selectbox(key="clusters").options == ["clusters.csv", "none", "Themes", "Technologies"]
    assert clusters(app) == ["Care", "Digital"]
    assert "Thematic clusters: list “clusters.csv”. 2 of 4 projects" in said(app)
    (tmp_path / "clusters.csv").unlink()
    app.run()
    assert "There is no list of clusters “clusters.csv”." in said(app)
