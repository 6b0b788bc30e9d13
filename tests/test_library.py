"""The library: what `import dsi_geo` gives, against what the commands give, and what it refuses in which words."""

from __future__ import annotations

import inspect
import io
import json
import pkgutil
import re
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import dsi_geo
from dsi_geo import Database, InputError, Selection
from dsi_geo.__main__ import main
from dsi_geo.output.table_files import as_csv_bytes
from tests.serving import ROOT

MIGRATION = Selection(cluster=("Migration and integration",))
NOBODY = Selection(text="nobody is called so")
WHERE = ("--where", "cluster=Migration and integration")
TABLES = ("shares", "concentration", "neighbours", "timeline", "lifetimes", "survival")
CHARTS = ("share_chart", "lorenz_chart", "timeline_chart", "lifetime_chart")


@pytest.fixture(scope="module")
def database() -> Database:
    return dsi_geo.open_database()


@pytest.fixture(scope="module")
def undated(tmp_path_factory) -> Database:
    """One project of which only the town is known."""
    file = tmp_path_factory.mktemp("undated") / "projects.csv"
    file.write_text("name,city,country\nOne,Berlin,DE\n", encoding="utf-8")
    return dsi_geo.open_database(file)


def told(name: str, *arguments, **options) -> tuple[str, ...]:
    """The faults that a function of the library tells."""
    with pytest.raises(InputError) as caught:
        getattr(dsi_geo, name)(*arguments, **options)
    return caught.value.faults


def command(capsys, *arguments: str) -> str:
    """What a command writes."""
    assert main(arguments) == 0
    return capsys.readouterr().out


def csv(table: pd.DataFrame) -> str:
    return as_csv_bytes(table).decode("utf-8-sig")


def same(table: pd.DataFrame, out: str) -> None:
    """A table has the columns and values of the CSV that a command wrote."""
    written = pd.read_csv(io.StringIO(csv(table)))
    assert_frame_equal(written, pd.read_csv(io.StringIO(out)))
    assert len(written)


# The names


def loaded(code: str) -> set[str]:
    """Modules that a fresh interpreter has loaded after some code."""
    script = f"import sys\nbefore = set(sys.modules)\n{code}\nprint(*sorted(set(sys.modules) - before))"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_the_package_alone_imports_nothing():
    assert loaded("import dsi_geo") == {"dsi_geo"}
    assert loaded("import dsi_geo\ndir(dsi_geo)\ndsi_geo.__version__") == {"dsi_geo"}


def test_an_error_is_imported_without_pandas_and_nothing_imports_streamlit():
    assert "pandas" not in loaded("from dsi_geo import InputError")
    every = loaded("from dsi_geo import *")
    assert "pandas" in every
    assert not {"streamlit", "plotly", "scipy"} & every


def test_every_name_that_is_promised_is_there_and_shown():
    assert dsi_geo.__all__ == sorted(dsi_geo.__all__)
    assert set(dsi_geo.__all__) <= set(dir(dsi_geo))
    for name in dsi_geo.__all__:
        assert getattr(dsi_geo, name) is not None
    assert set(dsi_geo.__all__) == {*dsi_geo._MODULES, "__version__"}


def test_type_checkers_are_told_the_same_names():
    source = (ROOT / "dsi_geo" / "__init__.py").read_text("utf-8")
    block = source.split("if TYPE_CHECKING:\n")[1].split("\n_MODULES")[0]
    named = {
        (name, module)
        for module, names in re.findall(r"from dsi_geo\.(\S+) import (\([^)]*\)|.*)", block)
        for name in re.findall(r"\w+", names)
    }
    assert named == set(dsi_geo._MODULES.items())


def test_no_name_is_that_of_a_module_which_an_import_would_put_in_its_place():
    modules = {module.name for module in pkgutil.iter_modules(dsi_geo.__path__)}
    assert {"selection", "database", "library"} <= modules
    assert not modules & set(dsi_geo.__all__)


def test_a_name_that_is_not_there_is_an_error_of_python():
    with pytest.raises(AttributeError, match="module 'dsi_geo' has no attribute 'share'"):
        _ = dsi_geo.share
    with pytest.raises(ImportError, match="cannot import name 'magic'"):
        exec("from dsi_geo import magic")


@pytest.mark.parametrize("name", [name for name in dsi_geo.__all__ if name[0] not in "_DIS"])
def test_every_function_is_documented_with_what_it_takes_gives_and_refuses(name):
    text = getattr(dsi_geo, name).__doc__
    for part in ("Parameters\n", "Raises\n", "InputError\n", "Examples\n", ">>> from dsi_geo"):
        assert part in text


# What it gives


def test_selected_records_are_those_of_the_command(database, capsys):
    berlin = dsi_geo.select(database, Selection(region=("berlin",)))
    assert isinstance(berlin, gpd.GeoDataFrame)
    assert berlin.crs == "EPSG:4326"
    assert csv(berlin) == command(capsys, "convert", "--where", "region=Berlin")
    assert len(dsi_geo.select(database)) == 902
    assert len(dsi_geo.select(database, None, "organisations")) == 600


def test_what_is_done_to_selected_records_is_not_done_to_the_database(database):
    before = database.projects.copy()
    for selection in (None, MIGRATION):
        records = dsi_geo.select(database, selection)
        records["name"] = "changed"
        records.loc[records.index[0], "city"] = None
    assert_frame_equal(database.projects, before)


@pytest.mark.parametrize("by", ["partition", "country", "region", "city"])
def test_shares_are_those_of_the_command(database, capsys, by):
    same(dsi_geo.shares(database, by), command(capsys, "shares", "--by", by))


def test_shares_are_those_of_the_command_however_they_are_asked(database, undated, capsys, tmp_path):
    given = {"selection": MIGRATION, "focus": "germany", "counting": "partners"}
    out = command(capsys, "shares", *WHERE, "--focus", "germany", "--counting", "partners")
    same(dsi_geo.shares(database, **given), out)
    out = command(capsys, "shares", "--entity", "organisations")
    same(dsi_geo.shares(database, entity="organisations"), out)
    assert dsi_geo.shares(undated)["area"].tolist()[0] == "DE-BE"  # the region with the most records


def test_neighbours_are_those_of_the_command(database, capsys):
    same(dsi_geo.neighbours(database, within_m=250), command(capsys, "neighbours", "--within", "250"))
    same(dsi_geo.neighbours(database, selection=MIGRATION), command(capsys, "neighbours", *WHERE))


@pytest.mark.parametrize("freq", ["month", "quarter", "year"])
@pytest.mark.parametrize("vague", ["spread", "apart"])
def test_the_timeline_is_that_of_the_command(database, capsys, freq, vague):
    out = command(capsys, "timeline", "--freq", freq, "--vague", vague, *WHERE)
    same(dsi_geo.timeline(database, freq, selection=MIGRATION, vague=vague), out)


def test_concentration_comes_with_intervals_and_what_it_means(database):
    found = dsi_geo.concentration(database, "country").set_index("measure")
    counts = dsi_geo.select(database)["country"].value_counts()
    assert found.loc["herfindahl_hirschman", "value"] == pytest.approx(((counts / counts.sum()) ** 2).sum())
    assert found.loc["top_share", "value"] == pytest.approx(counts.nlargest(3).sum() / counts.sum())
    assert (found["low"] < found["corrected"]).all()
    assert (found["corrected"] < found["high"]).all()
    assert found["areas"].unique().tolist() == [(counts > 0).sum()]
    assert found["meaning"].str.endswith(".").all()


def test_the_concentration_of_groups_is_compared_over_the_same_areas(database):
    found = dsi_geo.concentration(database, compare=True)
    assert found["group"].nunique() == 6
    assert found["areas"].nunique() == 1
    kinds = dsi_geo.concentration(database, "country", entity="organisations", compare=True)
    assert set(kinds["group"]) == set(dsi_geo.select(database, None, "organisations")["kind"].dropna())


def test_lifetimes_are_those_of_projects_with_a_known_launch(database):
    lives = dsi_geo.lifetimes(database)
    assert lives.loc["all", ["projects", "closed"]].tolist() == [776, 106]
    by_cluster = dsi_geo.lifetimes(database, by="cluster")
    assert by_cluster["projects"].sum() == 776
    assert dsi_geo.lifetimes(database, by="launch_year").loc["2015", "projects"] > 100
    assert {"Berlin", "Rest of Germany", "Rest of the world"} <= set(
        dsi_geo.lifetimes(database, by="partition").index
    )


def test_survival_falls_from_all_and_counts_who_is_at_risk(database):
    curve = dsi_geo.survival(database)
    assert curve["at_risk"].iloc[0] == 776
    assert curve["closed"].sum() == 106
    assert curve["survival"].is_monotonic_decreasing
    assert set(dsi_geo.survival(database, by="cluster")["group"]) == set(
        dsi_geo.lifetimes(database, by="cluster").index
    )


def words(figure) -> str:
    """All that a figure says around its plot."""
    return re.sub(
        r"<[^>]*>", " ", json.dumps(figure.to_plotly_json()["layout"], default=str, ensure_ascii=False)
    )


@pytest.mark.parametrize(
    ("name", "options", "title"),
    [
        ("share_chart", {}, "Shares of the projects"),
        ("share_chart", {"by": "region"}, "Projects by region"),
        ("lorenz_chart", {}, "Projects over inhabitants, cumulated"),
        ("timeline_chart", {"freq": "quarter"}, "Projects launched and closed by quarter"),
        ("lifetime_chart", {}, "Projects that still run, by years since their launch"),
        ("lifetime_chart", {"by": "launch_year"}, "since their launch, by launch year"),
    ],
)
def test_a_chart_says_what_it_shows_of_how_many_and_from_where(database, name, options, title):
    figure = getattr(dsi_geo, name)(database, **options, selection=MIGRATION)
    said = words(figure)
    assert title in said
    assert "182 of 902 projects selected" in said
    assert "cluster: Migration and integration" in said
    assert "Source: Demonstration data, as of 31 January 2018." in said
    assert len(figure.data)
    assert figure.layout.width == 784


def test_charts_draw_the_numbers_of_the_tables(database):
    bars = dsi_geo.share_chart(database, selection=MIGRATION).data[:4]
    assert [bar.x[0] for bar in bars] == pytest.approx(
        100 * dsi_geo.shares(database, selection=MIGRATION)["share"]
    )
    ranked = dsi_geo.share_chart(database, "country").data[0]
    assert list(ranked.x[:3]) == dsi_geo.shares(database, "country")["count"].head(3).tolist()


def drawn(shown) -> dict[str, object]:
    """What a map carries for the browser."""
    return json.loads(b64decode(re.search(r"dsiMap\.within\(\w+, '([^']*)'\)", shown.get_root().render())[1]))


def test_the_map_holds_every_record_with_a_place_at_every_zoom_level(database):
    parts = drawn(dsi_geo.cluster_map(database, selection=MIGRATION))
    assert len(parts["levels"]) == 16
    assert {sum(int(row[3] or 1) for row in level) for level in parts["levels"]} == {180}
    assert parts["about"]["title"] == "Projects by thematic cluster"
    assert parts["about"]["sentences"][0] == "182 of 902 projects selected; 180 of them with a place"


def test_the_map_asks_no_host_unless_streets_are_wanted(database, tmp_path):
    for street_map in (False, True):
        shown = dsi_geo.cluster_map(database, street_map=street_map)
        shown.save(tmp_path / "map.html")
        page = (tmp_path / "map.html").read_text("utf-8")
        assert not re.findall(r"<(?:script|link)[^>]*(?:src|href)=", page)
        assert ("tile.openstreetmap.org" in page) == street_map
    assert dsi_geo.cluster_map(database)._repr_html_().count("<iframe") == 1


def test_text_of_a_record_reaches_no_template_and_no_markup(tmp_path):
    file = tmp_path / "projects.csv"
    rows = ["id,name,cluster,city,country", "1,{{ 7*7 }}</script><b>x,{% raw %},Berlin,DE", "2,Y,Z,Paris,FR"]
    file.write_text("\n".join(rows), encoding="utf-8")
    shown = dsi_geo.cluster_map(dsi_geo.open_database(file))
    page = shown.get_root().render()
    assert "7*7" not in page
    assert "raw %" not in page
    parts = drawn(shown)
    assert {row[-1] for row in parts["levels"][-1]} == {"{{ 7*7 }}</script><b>x · town only", "Y · town only"}
    assert [words for _, words in parts["about"]["entries"]] == ["Z", "{% raw %}"]


def test_a_map_is_coloured_by_what_tells_records_apart(database):
    titles = [
        drawn(dsi_geo.cluster_map(database, entity=entity, colour_by=column))["about"]["title"]
        for entity, column in (
            ("projects", "status"),
            ("organisations", None),
            ("organisations", "location_precision"),
        )
    ]
    assert titles == [
        "Projects by status",
        "Organisations by kind of organisation",
        "Organisations by precision of the place",
    ]


def test_a_report_is_a_page_that_opens_offline(database, tmp_path):
    path = dsi_geo.report(database, str(tmp_path / "report.html"), selection=MIGRATION, focus="germany")
    assert path == tmp_path / "report.html"
    page = path.read_text("utf-8")
    assert "182 of 902 projects" in page
    assert "120 in Germany" in page


# What is missing and empty


@pytest.mark.parametrize("name", TABLES)
def test_of_nothing_there_is_a_table_with_the_same_columns(database, name):
    function = getattr(dsi_geo, name)
    empty, full = function(database, selection=NOBODY), function(database)
    assert list(empty.columns) == list(full.columns)
    assert empty.dtypes.equals(full.dtypes)
    assert len(empty) <= len(full)
    counted = empty[[column for column in ("count", "records", "projects", "at_risk") if column in empty]]
    assert not counted.to_numpy().any()


def test_of_nothing_there_is_an_empty_map(database, undated):
    assert drawn(dsi_geo.cluster_map(database, selection=NOBODY))["levels"] == [[]] * 16
    assert len(drawn(dsi_geo.cluster_map(undated))["levels"][0]) == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("share_chart", "No project is selected, so there is nothing to draw."),
        ("lorenz_chart", "There is no curve to draw: it takes a country with at least 12 of the selected records."),
        ("timeline_chart", "There is no timeline to draw: no selected project has a launch date."),
        ("lifetime_chart", "There is no curve to draw: no selected project with a known launch has closed."),
    ],
)  # fmt: skip
def test_of_nothing_there_is_no_chart_and_a_reason(database, name, sentence):
    assert told(name, database, selection=NOBODY) == (sentence,)


@pytest.mark.parametrize("name", [*TABLES, "cluster_map"])
def test_a_database_without_dates_and_with_one_record_is_told_as_any_other(undated, name):
    getattr(dsi_geo, name)(undated)


@pytest.mark.parametrize("by", ["cluster", "partition", "launch_year"])
def test_lives_can_be_compared_where_there_are_none(undated, by):
    assert dsi_geo.lifetimes(undated, by=by)["projects"].sum() == 0
    assert dsi_geo.survival(undated, by=by).empty


# What it refuses

EVERY = ("select", *TABLES, *CHARTS, "cluster_map")


@pytest.mark.parametrize("name", EVERY)
def test_a_table_is_no_database(database, name):
    assert told(name, database.projects) == ("“database” is a GeoDataFrame: give what open_database gives.",)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        ({"country": "DE"}, "“selection” is a dict: give a Selection, as Selection(country=(\"DE\",))."),
        ("country=DE", "“selection” is the text “country=DE”: give a Selection, as Selection(country=(\"DE\",))."),
        (Selection(cluster=("Sport",), region=("Atlantis",)), None),
    ],
)  # fmt: skip
def test_what_selects_nothing_is_refused_with_what_there_is(database, name, selection, sentence):
    faults = told(name, database, selection=selection)
    if sentence:
        assert faults == (sentence,)
    else:
        assert faults[0].startswith(
            "No record has the cluster “Sport”: there is Cities and urban development, "
        )
        assert re.match("No record has the region “Atlantis”: there is .* and [0-9]+ more[.]", faults[1])


@pytest.mark.parametrize("name", [name for name in EVERY if not name.startswith(("lifetime", "survival"))])
def test_there_is_no_third_entity(database, name):
    sentence = "“project” is no entity: choose projects or organisations."
    assert told(name, database, entity="project") == (sentence,)


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("shares", {"by": "continent"}, "“continent” is no kind of area: choose partition, country, region or city."),
        ("shares", {"by": None}, "None is no kind of area: choose partition, country, region or city."),
        ("shares", {"by": ["country"]}, "a list is no kind of area: choose partition, country, region or city."),
        ("shares", {"counting": "twice"}, "“twice” is no way of counting: choose location or partners."),
        ("shares", {"focus": "Atlantis"}, ("There is no region or country “Atlantis” to be the focus: give a code of "
                                          "ISO 3166-2 as DE-BE, or of ISO 3166-1 as DE.")),
        ("shares", {"focus": 5}, "“focus” is 5: give the code or name of a region or country, as DE-BE."),
        ("shares", {"counting": "partners", "entity": "organisations"},
         "“partners” counts projects: organisations are counted at their location."),
        ("concentration", {"by": "partition"}, "“partition” is no kind of area: choose country, region or city."),
        ("concentration", {"compare": "cluster"}, "“compare” is the text “cluster”: give True or False."),
        ("neighbours", {"within_m": 5}, "The radius of 5 m cannot be used: give 10 to 5,000 metres."),
        ("neighbours", {"within_m": "250"}, "The radius of the text “250” cannot be used: give 10 to 5,000 metres."),
        ("neighbours", {"within_m": True}, "The radius of True cannot be used: give 10 to 5,000 metres."),
        ("neighbours", {"within_m": float("nan")}, "The radius of nan m cannot be used: give 10 to 5,000 metres."),
        ("timeline", {"freq": "week"}, "“week” is no length of periods: choose month, quarter or year."),
        ("timeline", {"vague": "drop"}, "“drop” is no way to count vague dates: choose spread or apart."),
        ("lifetimes", {"by": "country"}, "“country” is no grouping: choose cluster, partition or launch_year."),
        ("survival", {"by": 5}, "5 is no grouping: choose cluster, partition or launch_year."),
        ("share_chart", {"by": "town"}, "“town” is no kind of area: choose partition, country, region or city."),
        ("timeline_chart", {"freq": "Y"}, "“Y” is no length of periods: choose month, quarter or year."),
        ("lifetime_chart", {"by": "year"}, "“year” is no grouping: choose cluster, partition or launch_year."),
        ("lorenz_chart", {"counting": ""}, "“” is no way of counting: choose location or partners."),
        ("cluster_map", {"colour_by": "kind"},
         "“kind” is no column to colour by here: choose cluster, status or location_precision."),
        ("cluster_map", {"street_map": 1}, "“street_map” is 1: give True or False."),
        ("report", {"path": "report.doc"}, "“report.doc” cannot be written: give the report the ending .pdf or .html."),
        ("report", {"path": 5}, "“path” is 5: give the name of a file that ends in .pdf or .html."),
        ("report", {"path": "nowhere/report.html", "selection": Selection(text="Workeer")},
         "“report.html” cannot be written: No such file or directory."),
    ],
)  # fmt: skip
def test_an_argument_that_cannot_be_used_is_one_sentence(database, name, options, sentence):
    assert told(name, database, **options) == (sentence,)


STRANGE = (
    *(5, -1.5, float("nan"), pd.NA, pd.NaT, b"x", [1], {"a": 1}, object()),
    *(pd.DataFrame({"a": [1]}), pd.Series(["country"]), np.array([1, 2]), Selection),
)
"""Values that no argument takes."""


@pytest.mark.parametrize("name", [*EVERY, "report", "open_database", "Selection"])
def test_no_value_of_any_kind_ends_in_an_error_of_another_library(database, tmp_path, name):
    function = getattr(dsi_geo, name)
    usual = {"database": database, "path": tmp_path / "report.html"}
    arguments = inspect.signature(function).parameters
    given = {argument: usual[argument] for argument in arguments if argument in usual}
    for argument in arguments:
        for value in STRANGE:
            assert told(name, **given | {argument: value}), (argument, value)


def test_all_that_is_wrong_is_told_at_once(database, tmp_path):
    selection = Selection(cluster=("Sport",))
    faults = told("shares", database, "continent", selection=selection, focus="Atlantis", counting="twice")
    assert [fault.split(" ")[0] for fault in faults] == ["No", "“twice”", "“continent”", "There"]
    faults = told("report", database, tmp_path / "x.doc", entity="project", focus=1)
    assert len(faults) == 3
    assert not list(Path(tmp_path).iterdir())
