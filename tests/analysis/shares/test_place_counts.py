"""Counts by place: every record counts as one, whichever way it is counted."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.analysis.shares.areas import LEVELS, area_counts
from dsi_geo.analysis.shares.place_counts import partner_place_counts, place_counts
from dsi_geo.database import Database, open_database
from dsi_geo.schema import ENTITIES, ORGANISATIONS, PROJECTS, conform
from dsi_geo.selection import Selection, apply

PLACES = [
    ("DE", "DE-BE", "Berlin"),
    ("DE", "DE-BE", None),
    ("DE", None, None),
    ("FR", "FR-IDF", "Paris"),
    ("KE", None, "Nairobi"),
    (None, None, None),
]


def table(places: list[tuple[str | None, str | None, str | None]], entity: str) -> pd.DataFrame:
    country, region, city = zip(*places, strict=True) if places else ((), (), ())
    ids = [f"{entity[0]}{number}" for number in range(len(places))]
    columns = {"id": ids, "country": country, "region": region, "city": city}
    return conform(
        pd.DataFrame({name: pd.array(list(cells), "str") for name, cells in columns.items()}), entity
    )


def links(*pairs: tuple[int, int]) -> pd.DataFrame:
    project, organisation = zip(*pairs, strict=True) if pairs else ((), ())
    columns = {
        "project_id": [f"p{number}" for number in project],
        "organisation_id": [f"o{number}" for number in organisation],
    }
    return pd.DataFrame(columns, dtype="str")


def as_dict(places: pd.DataFrame) -> dict[tuple[object, ...], float]:
    keys = places[["country", "region", "city"]].astype("object").where(places.notna(), None)
    return dict(zip(keys.itertuples(index=False, name=None), places["count"], strict=True))


def test_each_record_counts_once_at_its_place():
    counted = place_counts(table([PLACES[0], PLACES[0], PLACES[3], PLACES[5]], PROJECTS))
    assert as_dict(counted) == {PLACES[0]: 2, PLACES[3]: 1, PLACES[5]: 1}
    assert counted["count"].dtype == "int64"


def test_places_are_told_apart_as_finely_as_asked():
    counted = place_counts(table(PLACES, PROJECTS), finest="region")
    assert as_dict(counted)[("DE", "DE-BE", None)] == 2
    assert counted["city"].isna().all()


def test_counts_are_kept_apart_by_group_and_records_without_one_are_not_counted():
    projects = table([PLACES[0], PLACES[0], PLACES[3]], PROJECTS)
    counted = place_counts(projects, pd.Series(["a", "b", None]))
    assert counted[["country", "group", "count"]].to_numpy().tolist() == [["DE", "a", 1], ["DE", "b", 1]]


def test_a_project_is_divided_equally_among_the_places_of_its_partners():
    projects = table([PLACES[0], PLACES[0], PLACES[3]], PROJECTS)
    organisations = table([PLACES[0], PLACES[3], PLACES[4], PLACES[5]], ORGANISATIONS)
    # The first has partners in Berlin, Paris and Nairobi; the second in Paris and at an unknown place; the third none.
    counted = partner_place_counts(projects, organisations, links((0, 0), (0, 1), (0, 2), (1, 1), (1, 3)))
    assert as_dict(counted) == pytest.approx({PLACES[0]: 1 / 3, PLACES[3]: 1 / 3 + 1 + 1, PLACES[4]: 1 / 3})


def test_a_project_whose_partners_have_no_place_counts_at_its_own():
    counted = partner_place_counts(
        table(PLACES[:1], PROJECTS), table(PLACES[5:], ORGANISATIONS), links((0, 0))
    )
    assert as_dict(counted) == {PLACES[0]: 1.0}


def test_groups_are_kept_apart_among_partners_too():
    projects, organisations = table([PLACES[0]] * 3, PROJECTS), table(PLACES[3:5], ORGANISATIONS)
    group = pd.Series([2015, 2016, None])
    counted = partner_place_counts(projects, organisations, links((0, 0), (0, 1), (2, 1)), group)
    assert counted.groupby("group")["count"].sum().to_dict() == {2015: 1, 2016: 1}


@pytest.mark.parametrize("entity", ENTITIES)
def test_no_record_gives_no_place(entity):
    assert place_counts(table([], entity)).empty
    empty = partner_place_counts(table([], PROJECTS), table([], ORGANISATIONS), links())
    assert list(empty.columns) == ["country", "region", "city", "count"]


@given(
    st.lists(st.sampled_from(PLACES), max_size=30),
    st.lists(st.sampled_from(PLACES), max_size=10),
    st.lists(st.tuples(st.integers(0, 29), st.integers(0, 9)), max_size=60, unique=True),
    st.sampled_from(["DE-BE", "FR-IDF", "DE", "AT-9", None]),
)
def test_areas_and_unknown_together_are_all_records(project_places, organisation_places, pairs, focus):
    projects, organisations = table(project_places, PROJECTS), table(organisation_places, ORGANISATIONS)
    for places in (
        place_counts(projects),
        place_counts(projects, finest="region"),
        partner_place_counts(projects, organisations, links(*pairs)),
    ):
        for level in LEVELS:
            areas = area_counts(places, level, focus)
            assert areas["count"].sum() == pytest.approx(len(projects), abs=1e-9)
            assert areas["area"].is_unique
            assert areas["area"].iloc[-1] == "unknown"
            assert (areas["count"] >= 0).all()


@pytest.fixture(scope="module")
def demonstration() -> Database:
    return open_database()


SELECTIONS = [
    Selection(),
    Selection(cluster=("Migration and integration",)),
    Selection(country=("DE",)),
    Selection(precision="street"),
    Selection(launched_from="2016-01-01"),
    Selection(text="no record contains this"),
]


@pytest.mark.parametrize("selection", SELECTIONS, ids=repr)
@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("level", LEVELS)
def test_every_selection_of_the_demonstration_adds_up(demonstration, level, entity, selection):
    chosen = demonstration.table(entity)[apply(selection, demonstration, entity)]
    before = chosen.copy(deep=True)
    counted = [place_counts(chosen)]
    if entity == PROJECTS:
        counted.append(partner_place_counts(chosen, demonstration.organisations, demonstration.links()))
    for places in counted:
        assert area_counts(places, level)["count"].sum() == pytest.approx(len(chosen), abs=1e-9)
    pd.testing.assert_frame_equal(chosen, before)
