"""The measurements' own tools."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from bench import __main__ as program
from bench.bench_map_clusters import measure_rivals, random_views, uneven_points
from bench.measuring import Measurement, machine, table, timed
from bench.synthetic import canonical_projects, grants, raw_projects
from dsi_geo.database import open_database
from dsi_geo.schema import COLUMNS, PROJECTS, RAW_FIELDS


def test_the_same_seed_gives_the_same_rows():
    rows = raw_projects(500, seed=7)
    assert rows.columns.tolist() == list(RAW_FIELDS[PROJECTS])
    assert rows.equals(raw_projects(500, seed=7))
    assert not rows.equals(raw_projects(500, seed=8))


def test_synthetic_projects_are_as_vague_as_real_ones():
    rows = raw_projects(5_000)
    assert not rows.isna().any(axis=None)
    has = (rows != "").mean()
    assert has["address"] == pytest.approx(0.4, abs=0.03)
    assert has["latitude"] == has["address"]
    assert has["city"] == pytest.approx(0.9, abs=0.03)
    assert set(rows["launched"].str.len()) == {0, 4, 7, 10}


def test_canonical_projects_tell_the_same_as_raw_ones():
    raw, canonical = raw_projects(2_000), canonical_projects(2_000)
    assert canonical.columns.tolist() == list(COLUMNS[PROJECTS])
    assert canonical.crs == "EPSG:4326"
    assert (canonical["name"] == raw["name"]).all()
    assert ((canonical["location_precision"] == "address") == (raw["address"] != "")).all()
    assert (canonical.geometry.isna() == (raw["city"] == "")).all()
    exact = canonical["location_precision"] == "address"
    assert (canonical.geometry.y[exact] - pd.to_numeric(raw["latitude"][exact])).abs().max() < 1e-5
    assert canonical_projects(0).columns.tolist() == list(COLUMNS[PROJECTS])


def test_grants_are_read_as_what_they_are(tmp_path):
    file = tmp_path / "grants.json"
    file.write_text(grants(60), encoding="utf-8")
    database = open_database(file)
    assert len(database.projects) == 60
    assert database.projects["amount"].notna().all()
    assert database.projects["currency"].eq("GBP").all()
    assert database.projects["country"].notna().mean() > 0.7


def test_a_measurement_counts_its_runs_and_not_the_warm_up():
    calls = []
    assert len(timed(lambda: calls.append(1), repeats=3, warm_up=2)) == 3
    assert len(calls) == 5


def test_the_table_tells_median_range_and_rival():
    shown = table(
        [Measurement("open", [0.3, 0.1, 0.2], "geopandas", [0.4]), Measurement("clean", [2.0, 61.25])]
    )
    _, _, first, second = (re.sub(" +", " ", line) for line in shown.splitlines())
    assert first == "| open | 200 ms | 100 ms | 300 ms | geopandas | 400 ms | 0.50 |"
    assert second == "| clean | 31.62 s | 2.00 s | 61.25 s | | | |"


def test_the_table_tells_what_is_not_a_time_in_its_own_unit():
    shown = table([Measurement("keep", [54.123], "other", [5412.3], unit="B/point")])
    assert re.sub(" +", " ", shown.splitlines()[2]) == (
        "| keep | 54.1 B/point | 54.1 B/point | 54.1 B/point | other | 5.41e+03 B/point | 0.01 |"
    )


def test_the_machine_is_told_in_one_line():
    assert re.fullmatch(r".+, \d+ cores, .+, Python 3\.\d+\.\d+, streamlit .+", machine())


def test_all_measurements_are_run_and_kept(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(program, "FOLDER", tmp_path)
    monkeypatch.setattr(program, "RESULTS", tmp_path / "results" / "latest.md")
    (tmp_path / "bench_adding.py").touch()
    adding = type("adding", (), {"measurements": lambda: [Measurement("add", [0.5])]})
    monkeypatch.setattr(program, "import_module", {"bench.bench_adding": adding}.__getitem__)
    assert program.main([]) == 0
    assert "| add " in capsys.readouterr().out
    assert "| add " in (tmp_path / "results" / "latest.md").read_text("utf-8")
    assert program.main(["nothing"]) == 2
    assert "There is no bench/bench_nothing.py; there are: adding." in capsys.readouterr().err


def test_a_machine_without_node_is_told_so_and_measures_the_rest(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    latitude, longitude = uneven_points(100)
    views = random_views(latitude, longitude)
    assert list(measure_rivals(latitude, longitude, views, latitude > 0)) == []
    assert capsys.readouterr().err == "Node.js with npm is not installed: supercluster is not measured.\n"
