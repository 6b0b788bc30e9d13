"""Every column of every table that leaves the product means something of its own, and says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from dsi_geo.__main__ import main
from dsi_geo.analysis.counts import counts
from dsi_geo.analysis.timeline.lifelines import cohorts
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.app import charts, downloads
from dsi_geo.app.map_page import listing
from dsi_geo.database import Database, open_database
from dsi_geo.output.table_files import OF_THE_FILE, write_table
from dsi_geo.output.verdicts import HEADER
from dsi_geo.schema import COLUMNS, ENTITIES, LABELS, PROJECTS, RAW_FIELDS, Column, Entity
from dsi_geo.schema.column import CATEGORY, COUNT, names
from dsi_geo.schema.exports import AREAS, CIRCLES, COHORTS, COUNTS, HEXAGONS, TABLES, VERDICTS
from dsi_geo.schema.records import EXPORTED, RECORDS
from tests.pages.test_pages import opened

SENTENCE = re.compile(r"[A-Z“][^.\n]{8,}")


@pytest.fixture(autouse=True)
def _no_operator(monkeypatch):
    for name in ("DSI_GEO_DATABASE", "DSI_GEO_STREET_MAP", "DSI_GEO_UPLOAD_MB"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def demonstration() -> Database:
    return open_database()


class Exported(NamedTuple):
    """A table as it leaves, and the columns that it is said to have."""

    name: str
    table: pd.DataFrame
    columns: tuple[Column, ...]


def explained(file: Path) -> dict[str, tuple[str, str]]:
    """Column -> kind and meaning, as the second sheet of a workbook has them; the columns are those of the first."""
    book = openpyxl.load_workbook(file, read_only=True)
    told = {row[0]: row[1:] for row in book["columns"].iter_rows(min_row=2, values_only=True)}
    header = next(book["data"].iter_rows(max_row=1, values_only=True))
    book.close()
    assert [column for column in told if column in header] == list(header)
    return {column: told[column] for column in header}


def assert_each_means_something(told: dict[str, tuple[str, str]], name: str) -> None:
    meanings = [meaning for _, meaning in told.values()]
    without = [column for column, (_, meaning) in told.items() if not meaning or meaning == OF_THE_FILE]
    assert not without, f"{name} has columns without a meaning: {without}"
    assert len(set(meanings)) == len(meanings), f"{name} has columns of one meaning: {meanings}"


def fits(cells: pd.Series, dtype: object) -> bool:
    """Whether cells are of a column's dtype; categories may have become text."""
    if dtype == COUNT:
        return str(cells.dtype) in {"int64", "Int64", "float64"}
    if isinstance(dtype, str) and dtype == CATEGORY:
        return isinstance(cells.dtype, pd.CategoricalDtype) or cells.dtype == "str"
    if isinstance(dtype, pd.CategoricalDtype) and cells.dtype == "str":
        return set(cells.dropna()) <= {*dtype.categories}
    return bool(cells.dtype == dtype)


def misfits(table: pd.DataFrame, columns: Iterable[Column]) -> list[str]:
    """Columns of a table whose cells are of another dtype than is said, or of which nothing is said."""
    known = {column.name: column.dtype for column in columns}
    return [
        f"{name}: {table[name].dtype}, not {known.get(name)}"
        for name in table
        if name not in known or not fits(table[name], known[name])
    ]


@pytest.mark.parametrize("name", TABLES)
def test_no_column_of_a_table_is_without_a_meaning_of_its_own(name):
    columns = TABLES[name]
    assert len(set(names(columns))) == len(columns)
    assert len({column.meaning for column in columns}) == len(columns)
    for column in columns:
        assert SENTENCE.fullmatch(column.meaning), f"{name}, {column.name}: {column.meaning!r}"
        assert column.meaning.casefold() not in {column.name.casefold(), column.label.casefold()}


@pytest.mark.parametrize("name", TABLES)
def test_no_two_columns_of_a_table_are_called_alike(name):
    called = [column.label for column in TABLES[name] if column.label]
    assert len(set(called)) == len(called)


def test_both_tables_of_records_call_a_column_alike():
    for columns in RECORDS.values():
        assert all(LABELS[column.name] == column.label for column in columns if column.label)


@pytest.mark.parametrize("entity", ENTITIES)
def test_what_readers_look_for_has_a_label_and_names_elsewhere(entity: Entity):
    known = {column.name: column for column in RECORDS[entity]}
    for field in RAW_FIELDS[entity]:
        assert known[field].label
        assert any(known[field].aliases)
    assert {*COLUMNS[entity]} - {*RAW_FIELDS[entity]} == {
        column.name for column in RECORDS[entity] if not column.aliases
    }


def commands() -> Iterator[tuple[str, ...]]:
    for entity in ENTITIES:
        yield "check", "--entity", entity
        yield "convert", "--entity", entity
        yield "neighbours", "--within", "250", "--entity", entity
        for level in ("partition", "country", "region", "city"):
            yield "shares", "--by", level, "--entity", entity
        for length in ("month", "quarter", "year"):
            yield "timeline", "--freq", length, "--entity", entity
    yield "shares", "--counting", "partners"
    yield "timeline", "--vague", "apart"


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_a_workbook_of_a_command_says_what_each_column_means(command, tmp_path, capsys):
    file = tmp_path / "table.xlsx"
    assert main([*command, "--output", str(file)]) == 0
    told = explained(file)
    assert_each_means_something(told, " ".join(command))
    assert main(list(command)) == 0
    printed = capsys.readouterr().out.split("\n\n")[-1]
    assert printed.splitlines()[0].split(",") == list(told)


def test_a_column_means_what_it_does_in_its_table(tmp_path):
    def meaning(*command: str) -> str:
        assert main([*command, "--output", str(tmp_path / "table.xlsx")]) == 0
        return explained(tmp_path / "table.xlsx")["name"][1]

    assert meaning("shares") == "Name of the area"
    assert meaning("convert") == "Name of the project; empty where none is given"
    assert (
        meaning("convert", "--entity", "organisations")
        == "Name of the organisation; empty where none is given"
    )


@pytest.mark.parametrize("entity", ENTITIES)
def test_the_counts_of_a_check_are_a_table_too(entity: Entity, demonstration):
    table = counts(demonstration.table(entity), entity, demonstration.findings)
    assert tuple(table.columns) == names(COUNTS)
    assert not misfits(table, COUNTS)


def test_the_journal_of_verdicts_is_a_table_too():
    assert HEADER.decode().strip().split(",") == list(names(VERDICTS))


def test_columns_of_ones_own_file_are_said_to_be_just_that(tmp_path):
    shapes = gpd.GeoDataFrame(
        {
            "id": ["1", "2", "3"],
            "name": ["A", "B", "C"],
            "country": ["DE", "FR", "Nowhere"],
            "launched": ["2017", "2012-05-01", "2015-10"],
            "closed": ["2016", "", ""],
            "colour": [1_000, 2_000, 3_000],
            "share": [0.1, 0.2, 0.3],
        },
        geometry=[shapely.box(13, 52, 14, 53), shapely.Point(2, 48), None],
        crs="EPSG:4326",
    )
    shapes.to_file(tmp_path / "projects.geojson")
    assert (
        main(["convert", str(tmp_path / "projects.geojson"), "--output", str(tmp_path / "table.xlsx")]) == 0
    )
    told = explained(tmp_path / "table.xlsx")
    assert {"shape_as_given", "shape_extent_m", "country_as_given", "closed_as_given"} <= told.keys()
    assert {column for column, (_, meaning) in told.items() if meaning == OF_THE_FILE} == {"colour", "share"}
    own = {column: told[column] for column in told if column not in {"colour", "share"}}
    assert_each_means_something(own, "a file with areas")
    table = open_database(tmp_path / "projects.geojson").projects.drop(columns=["colour", "share"])
    assert not misfits(table, EXPORTED[PROJECTS])


@pytest.mark.parametrize("entity", ENTITIES)
def test_the_dtypes_of_records_are_those_that_are_said(entity: Entity, demonstration):
    assert not misfits(demonstration.table(entity), EXPORTED[entity])
    assert not misfits(demonstration.findings, TABLES["findings"])


SHARES_OPEN = dict.fromkeys(("where", "compared", "concentration", "chance", "bias", "neighbours"), "true")
VISITS: tuple[tuple[str, dict[str, str]], ...] = (
    ("pages/data_quality.py", {}),
    ("pages/regional_shares.py", SHARES_OPEN),
    ("pages/regional_shares.py", {**SHARES_OPEN, "by": "Towns", "measure": "Per million"}),
    (
        "pages/regional_shares.py",
        {**SHARES_OPEN, "by": "Countries", "measure": "Share", "against": "All records"},
    ),
    *(
        ("pages/timeline.py", {"closer": section})
        for section in ("Projects", "Lifetimes", "Spread of themes")
    ),
    ("pages/timeline.py", {"split": "region"}),
    ("pages/profile.py", {"missing_theme_1_all": "true"}),
    ("pages/profile.py", {"profiled": "Region", "beside": "England (GB-ENG)"}),
    *(
        ("pages/proximity_finder.py", {"view": view, "within": "250"})
        for view in ("Under one roof", "Pairs", "Around one", "Entered twice?", "Same organisation?", "Doubtful points")
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def from_pages() -> list[Exported]:
    """Every table that a page offers, taken on its way to the buttons, which get it all the same."""
    found: dict[tuple[str, str], Exported] = {}

    def keep(entity: str, name: str, table: pd.DataFrame, columns: Iterable[Column]) -> None:
        found[entity, f"{name} {list(table)}"] = Exported(name, table, tuple(columns))

    with pytest.MonkeyPatch.context() as patch:
        for name in ("DSI_GEO_DATABASE", "DSI_GEO_STREET_MAP", "DSI_GEO_UPLOAD_MB"):
            patch.delenv(name, raising=False)
        entity = ""
        of_chart, of_table = charts._take_along, downloads._table

        def chart(picture, numbers, columns):
            keep(entity, picture.name, numbers, columns)
            of_chart(picture, numbers, columns)

        def table(table, columns, name, *more):
            keep(entity, name, table, columns)
            return of_table(table, columns, name, *more)

        patch.setattr(charts, "_take_along", chart)
        patch.setattr(downloads, "_table", table)
        for entity in ENTITIES:
            for page, query in VISITS:
                assert not opened(page, entity=entity.capitalize(), **query).exception
    return list(found.values())


def test_every_chart_and_table_of_the_pages_was_seen(from_pages):
    seen = {columns for _, _, columns in from_pages}
    not_from_pages = {
        "projects",
        "organisations",
        "counts",
        "verdicts",
        "neighbours",
        "shares",
        "ranked areas",
    }
    not_from_pages |= {"findings", "circles", "hexagons", "areas", "cohorts"}
    assert {name for name, columns in TABLES.items() if columns not in seen} == not_from_pages


def test_cohorts_take_the_place_of_lifelines_that_are_too_many(demonstration):
    table = cohorts(life_spans(demonstration.projects, demonstration.as_of))
    assert list(table) == list(names(COHORTS))
    assert not misfits(table, COHORTS)


def test_a_workbook_of_a_page_says_what_each_column_means(from_pages, tmp_path):
    for at, (name, table, columns) in enumerate(from_pages):
        file = tmp_path / f"{at}.xlsx"
        write_table(table, file, columns=columns)
        assert_each_means_something(explained(file), name)


def test_a_table_of_a_page_has_the_columns_and_dtypes_that_are_said(from_pages):
    for name, table, columns in from_pages:
        assert list(table) == list(names(columns)), name
        assert not misfits(table, columns), name


@pytest.mark.parametrize(
    ("layer", "columns"), [("Circles", CIRCLES), ("Density", HEXAGONS), ("Regions", AREAS)]
)
def test_the_numbers_of_a_map_are_a_table_too(layer, columns, monkeypatch):
    described: list[pd.DataFrame] = []
    form = listing.picture_form

    def with_description(picture):
        described.append(picture.describe().numbers)
        form(picture)

    monkeypatch.setattr(listing, "picture_form", with_description)
    app = opened("pages/cluster_map.py")
    app.session_state["take_map"] = True
    app.segmented_control(key="layer").set_value(layer).run()
    assert not app.exception
    (numbers,) = described
    assert list(numbers) == list(names(columns))
    assert not misfits(numbers, columns)
