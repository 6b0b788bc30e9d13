"""The demonstration database keeps its promises. Nothing of the package is needed here."""

from __future__ import annotations

import importlib.util
import sys
from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

FOLDER = Path(__file__).parents[1] / "data" / "demonstration"
MIGRATION = "Migration and integration"
ANNOUNCED = ["clarat", "Workeer"]


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", dtype="str", keep_default_na=False)


@pytest.fixture(scope="module")
def projects() -> pd.DataFrame:
    return table("projects")


@pytest.fixture(scope="module")
def organisations() -> pd.DataFrame:
    return table("organisations")


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("demonstration_build", FOLDER / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def migration(projects: pd.DataFrame) -> pd.DataFrame:
    return projects[projects["cluster"].eq(MIGRATION)]


def months(dates: pd.Series) -> pd.Series:
    """Year and month of dates known so well; the others are left out."""
    dates = dates[dates.str.len().isin([7, 10])]
    return dates.str.replace(r"^(\d\d)/(\d{4})$", r"\2-\1", regex=True).str[:7]


def entries(cell: Any) -> set[str]:
    return {entry for entry in cell.split("; ") if entry}


def metres(a: Mapping[Any, Any], b: Mapping[Any, Any]) -> float:
    """Distance on a plane that touches the Earth there: good to a few metres in a kilometre."""
    north = float(a["latitude"]) - float(b["latitude"])
    east = (float(a["longitude"]) - float(b["longitude"])) * np.cos(np.radians(float(a["latitude"])))
    return float(111_195 * np.hypot(north, east))


def test_a_rebuild_gives_the_same_bytes(build: ModuleType, tmp_path: Path) -> None:
    build.main([str(tmp_path)])
    for name in ("projects.csv", "organisations.csv"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), (
            f"{name} is not what build.py makes"
        )
        assert (FOLDER / name).stat().st_size < 500_000


def test_the_datasheet_states_what_the_data_hold(
    build: ModuleType, projects: pd.DataFrame, organisations: pd.DataFrame
) -> None:
    counted = build.facts(projects.to_dict("records"), organisations.to_dict("records"))
    text = (FOLDER / "DATASHEET.md").read_text(encoding="utf-8")
    assert build.table(counted) in text


def test_there_are_about_900_projects_and_600_organisations_in_six_clusters(
    projects: pd.DataFrame, organisations: pd.DataFrame
) -> None:
    assert len(projects) == 902
    assert len(organisations) == 600
    assert projects["cluster"].nunique() == 6
    assert projects["id"].is_unique
    assert organisations["id"].is_unique


def test_the_migration_cluster_is_60_in_berlin_60_in_the_rest_of_germany_60_elsewhere(
    migration: pd.DataFrame, organisations: pd.DataFrame
) -> None:
    home = organisations.set_index("id")
    areas = []
    for _, project in migration[~migration["name"].isin(ANNOUNCED)].iterrows():
        linked = [home.loc[one] for one in project["organisation_ids"].split("; ") if one]
        place = next(source for source in [project, *linked] if source["city"])
        abroad = "Germany" if place["country"] == "Germany" else "world"
        areas.append("Berlin" if place["city"] == "Berlin" else abroad)
    assert pd.Series(areas).value_counts().to_dict() == {"Berlin": 60, "Germany": 60, "world": 60}


def test_nothing_is_said_of_clarat_and_workeer_beyond_the_announcement(projects: pd.DataFrame) -> None:
    named = projects[projects["name"].isin(ANNOUNCED)].set_index("name")
    assert list(named.index) == ANNOUNCED
    for name in ANNOUNCED:
        said = {field: value for field, value in named.loc[name].items() if value and field != "id"}
        assert said == {
            "cluster": MIGRATION,
            "description": "Announced in January 2018 that it would be discontinued. "
            "(Named in the project's findings; nothing else is claimed here.)",
            "status": "discontinuation announced",
            "closed": "2018-01",
            "recorded": "2018-01-31",
        }


def test_everything_else_is_plainly_invented(projects: pd.DataFrame, organisations: pd.DataFrame) -> None:
    others = projects[~projects["name"].isin(ANNOUNCED)]
    names = pd.concat([others["name"], organisations["name"]])
    assert names[names.ne("")].str.contains(r"\d{3} \(demo\)$").all()
    assert names.eq("").sum() == 1
    texts = pd.concat([others["description"], organisations["description"]])
    assert texts.str.startswith("Invented record for demonstration: ").all()
    websites = pd.concat([others["website"], organisations["website"]])
    dead = websites.isin(["http://", "example"])
    assert websites[websites.ne("") & ~dead].str.fullmatch(r"https://[a-z0-9-]+\.example").all()
    assert dead.sum() == 9


def test_scores_of_migration_projects_start_in_the_surge_and_few_after(migration: pd.DataFrame) -> None:
    launched = months(migration["launched"])
    assert launched.between("2015-09", "2016-04").sum() >= 90
    assert launched.between("2014-09", "2015-04").sum() <= 10
    assert migration["launched"].str.contains("2017").sum() <= 8
    closed = migration.loc[~migration["name"].isin(ANNOUNCED), "closed"]
    assert closed.ne("").sum() == 20
    assert closed[closed.ne("")].str.contains("2016|2017").all()


def test_the_newest_record_date_is_the_last_day_of_january_2018(
    projects: pd.DataFrame, organisations: pd.DataFrame
) -> None:
    recorded = pd.concat([projects["recorded"], organisations["recorded"]])
    assert recorded.ne("").all()
    assert recorded.max() == "2018-01-31"
    assert recorded.eq("1970-01-01").sum() == 30
    assert recorded[recorded.ne("1970-01-01")].min() >= "2016-05-01"


def test_dates_are_as_precise_and_as_vague_as_planned(projects: pd.DataFrame) -> None:
    share = (
        projects["launched"]
        .str.len()
        .map({10: "day", 7: "month", 4: "year", 0: "none"})
        .value_counts(normalize=True)
    )
    assert share["day"] == pytest.approx(0.55, abs=0.03)
    assert share["month"] == pytest.approx(0.15, abs=0.03)
    assert share["year"] == pytest.approx(0.15, abs=0.03)
    assert projects["launched"].str.fullmatch(r"\d\d/\d{4}").sum() >= 20


def test_towns_lie_on_one_coordinate_and_houses_on_their_own(
    projects: pd.DataFrame, organisations: pd.DataFrame
) -> None:
    london = projects[projects["city"].eq("London") & projects["latitude"].ne("")]
    pile = london.value_counts(["latitude", "longitude"])
    assert pile.iloc[0] >= 25
    assert pile.iloc[1] <= 2
    assert pile.index[0] == ("51.50853", "-0.12574")
    on_the_pile = london[london["latitude"].eq(pile.index[0][0])]
    assert on_the_pile["address"].nunique() > 5, "a pile holds different addresses"
    berlin = pd.concat([projects, organisations]).query("city == 'Berlin'")
    streets = berlin["address"].str.replace(r"\d+\w?,?", "", regex=True).str.strip()
    assert streets[streets.ne("")].nunique() >= 40


def test_towns_have_the_coordinates_of_the_gazetteer(build: ModuleType) -> None:
    gazetteer = pd.read_parquet(FOLDER.parent / "geography" / "places.parquet")
    known = set(gazetteer[["name", "country", "latitude", "longitude"]].itertuples(index=False, name=None))
    ours = {(town.name, town.code, town.latitude, town.longitude) for town in build.towns().values()}
    assert ours <= known


def test_every_point_lies_in_its_town_save_for_the_known_faults(
    projects: pd.DataFrame, organisations: pd.DataFrame
) -> None:
    both = pd.concat([projects, organisations], ignore_index=True)
    same_town = {"Milano": "Milan", "ROME": "Rome", "München": "Munich", "munchen": "Munich"}
    both["town"] = both["city"].replace(same_town | {"Wien": "Vienna", "Cologne": "Köln"})
    gazetteer = pd.read_parquet(FOLDER.parent / "geography" / "places.parquet")
    centres = defaultdict(list)
    for place in gazetteer[gazetteer["name"].isin(both["town"])].to_dict("records"):
        centres[place["name"]].append(place)
    located = both[both["latitude"].ne("")]
    away = [
        not any(metres(centre, row) <= 25_000 for centre in centres[row["town"]])
        for row in located.to_dict("records")
    ]
    assert located[away]["id"].nunique() == 3 + 2 + 2
    assert located[away]["cluster"].ne(MIGRATION).all()


def test_two_projects_on_oranienplatz_share_no_organisation(projects: pd.DataFrame) -> None:
    pair = projects[projects["address"].str.startswith("Oranienpl")]
    assert pair["address"].tolist() == ["Oranienplatz 4", "Oranienpl. 4a"]
    assert pair["cluster"].eq(MIGRATION).all()
    assert pair["postcode"].eq("10999").all()
    first, second = map(entries, pair["organisation_ids"])
    assert first
    assert second
    assert not first & second
    assert pair["closed"].eq("").all()
    assert 0 < metres(*pair.to_dict("records")) < 60


def test_some_addresses_are_shared_half_of_them_without_a_common_organisation(
    build: ModuleType, projects: pd.DataFrame
) -> None:
    rows = {row["address"]: row for row in projects.to_dict("records") if row["address"]}
    linked = []
    for shares, _, _, members in build.SHARED_ADDRESSES:
        group = [rows[spelling] for _, spelling in members]
        for a, b in combinations(group, 2):
            common = entries(a["organisation_ids"]) & entries(b["organisation_ids"])
            assert bool(common) == shares, f"{a['address']} and {b['address']}"
            linked.append(shares)
    assert (linked.count(True), linked.count(False)) == (8, 9)
    assert len(build.same_address_pairs(projects.to_dict("records"))) == len(linked), "no others by accident"


def test_fifteen_pairs_stand_a_short_walk_apart_in_one_street(
    build: ModuleType, projects: pd.DataFrame
) -> None:
    linked = []
    for town, street, *clusters in build.NEARBY:
        there = (
            projects["city"].eq(town) & projects["latitude"].ne("") & projects["address"].str.contains(r"\d")
        )
        rows = projects[there & projects["address"].str.contains(street)].to_dict("records")
        close = [
            (a, b)
            for a, b in combinations(rows, 2)
            if 30 <= metres(a, b) <= 200 and a["address"] != b["address"]
        ]
        assert sorted(clusters) in [sorted([a["cluster"], b["cluster"]]) for a, b in close], (
            f"{street}, {town}"
        )
        linked.append(any(entries(a["organisation_ids"]) & entries(b["organisation_ids"]) for a, b in close))
    assert (linked.count(True), linked.count(False)) == (5, 10)


def test_links_are_told_alike_from_both_sides(projects: pd.DataFrame, organisations: pd.DataFrame) -> None:
    forth = {(row.id, one) for row in projects.itertuples() for one in entries(row.organisation_ids)}
    back = {(one, row.id) for row in organisations.itertuples() for one in entries(row.project_ids)}
    assert back < forth
    assert [one for _, one in forth - back] == ["O9999"]


def test_technologies_arrive_later_in_some_countries(projects: pd.DataFrame) -> None:
    dated = projects[projects["launched"].ne("") & projects["country"].ne("")].copy()
    dated["year"] = dated["launched"].str.extract(r"(\d{4})", expand=False).astype(int)
    dated = dated.assign(technology=dated["technologies"].str.split("; ")).explode("technology")
    dated = dated[dated["technology"].ne("")]
    first = dated.groupby(["technology", "country"])["year"].min().groupby("technology")
    assert (first.max() - first.min()).ge(3).sum() >= 6


def test_data_quality_has_something_true_to_say(projects: pd.DataFrame) -> None:
    days = projects[projects["launched"].str.len().eq(10) & projects["closed"].str.len().eq(10)]
    assert days["closed"].lt(days["launched"]).sum() == 6
    assert projects["closed"].str.contains("2018-06|2018-12|2019|2020").sum() == 6
    assert projects["closed"].eq("2060-12-31").sum() == 1
    assert projects["country"].isin(["Deutschland", "Neatherlands", "Untied Kingdom"]).sum() == 12
    assert projects["city"].isin(["Milano", "ROME", "München", "munchen", "Wien", "Cologne"]).sum() == 13
    assert projects["name"].str.startswith(("Cheap essay", "Airport taxi")).sum() == 2
    assert projects["name"].str.startswith("=").sum() == 1
    assert projects["name"].str.startswith("@").sum() == 1
    assert projects["description"].str.contains("<b>bold</b> & `code`", regex=False).sum() == 1
    folded = projects["name"].str.casefold().str.replace(r"\W", "", regex=True) + projects["city"]
    assert folded[projects["name"].ne("")].duplicated().sum() == 2
