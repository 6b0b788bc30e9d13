"""The commands, as somebody runs them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pandas as pd
import pytest

from dsi_geo.__main__ import main
from dsi_geo.output.verdicts import journal_of, record_verdict
from tests.serving import ROOT


@pytest.fixture
def no_browser(monkeypatch):
    """A report is made without pictures, at once."""
    monkeypatch.setattr("choreographer.browsers.chromium.chromium_based_browsers", {})


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_check_prints_counts_and_then_every_finding_as_csv(capsys):
    code, out, err = run(capsys, "check")
    assert code == 0
    assert err == "Opening the demonstration database …\n"
    counts, findings = out.split("\n\n", 1)
    counted = list(csv.DictReader(io.StringIO(counts)))
    assert counted[0] == {"entity": "projects", "measure": "records", "detail": "", "count": "902"}
    rows = list(csv.DictReader(io.StringIO(findings)))
    assert set(rows[0]) == {"severity", "entity", "id", "field", "code", "message"}
    total = sum(int(row["count"]) for row in counted if row["measure"] == "finding")
    assert total == len(rows)


def test_check_tells_points_that_contradict_their_address(capsys, tmp_path):
    target = tmp_path / "two.csv"
    target.write_text(
        "id,name,address,city,country,latitude,longitude\n"
        "1,A,Mittelweg 50,Berlin,DE,52.47123,13.43456\n2,B,50 Mittelweg,Berlin,DE,52.57123,13.43456\n",
        "utf-8",
    )
    code, out, _ = run(capsys, "check", str(target), "--json")
    told = [finding for finding in json.loads(out)["findings"] if finding["code"] == "coordinates_disagree"]
    assert code == 0
    assert [(finding["id"], "11.1 km" in finding["message"]) for finding in told] == [
        ("1", True),
        ("2", True),
    ]


def test_check_for_machines_is_json(capsys):
    code, out, _ = run(capsys, "check", "--json", "--entity", "organisations")
    report = json.loads(out)
    assert code == 0
    assert report["as_of"] == "2018-01-31"
    assert {finding["entity"] for finding in report["findings"]} == {"organisations"}


def test_check_writes_its_findings_where_told(capsys, tmp_path):
    target = tmp_path / "findings.xlsx"
    code, out, _ = run(capsys, "check", "--output", str(target))
    assert code == 0
    assert "\n\n" not in out
    assert list(pd.read_excel(target, engine="calamine").columns) == [
        "severity",
        "entity",
        "id",
        "field",
        "code",
        "message",
    ]


@pytest.mark.parametrize("region", ["DE-BE", "Berlin", "berlin"])
def test_convert_gives_the_selected_canonical_table(capsys, region):
    words = ["cluster=migration and integration", f"region={region}"]
    code, out, err = run(capsys, "convert", "--where", words[0], "--where", words[1])
    assert "60 of 902 projects selected (cluster: Migration and integration; region: Berlin)." in err
    assert code == 0
    assert len(pd.read_csv(io.StringIO(out))) == 60


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".geojson", ".parquet"])
def test_convert_writes_each_format_and_reads_it_again(capsys, tmp_path, ending):
    target = tmp_path / f"projects{ending}"
    assert run(capsys, "convert", "--output", str(target))[0] == 0
    code, out, _ = run(capsys, "check", str(target), "--json")
    assert code == 0
    assert json.loads(out)["counts"][0]["count"] == 902


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("check", "nowhere.csv"),
            "No file or folder named “nowhere.csv”. Check the spelling and the folder.",
        ),
        (
            ("check", "--column", "city"),
            (
                "--column “city” is not of the form ours=theirs, as in --column city=Location, or --column city= where "
                "there is none."
            ),
        ),
        (("check", "--as-of", "soon"), "--as-of “soon” is not a day: write it as 2018-01-31."),
        (
            ("check", "--where", "cluster=Sport"),
            "No record has the cluster “Sport”: there is Cities and urban development,",
        ),
        (
            ("report",),
            "Say where the report goes: --output FILE.pdf or --output FILE.html.",
        ),
        (
            ("report", "--output", "x.doc"),
            "“x.doc” cannot be written: give the report the ending .pdf or .html.",
        ),
        (
            ("report", "--output", "nowhere/x.html", "--where", "text=Workeer"),
            "“x.html” cannot be written: No such file or directory.",
        ),
        (
            ("convert", "--output", "x.doc"),
            "“x.doc” cannot be written: give it one of the endings .csv, .xlsx",
        ),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_exit_two(capsys, arguments, sentence):
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert sentence in err
    assert "Traceback" not in err


def test_report_is_one_page_that_opens_offline(capsys, tmp_path):
    target = tmp_path / "report.html"
    words = ("--where", "cluster=Migration and integration", "--focus", "germany", "--output", str(target))
    code, out, err = run(capsys, "report", *words)
    assert (code, out) == (0, "")
    assert "Reporting on 182 of 902 projects." in err
    assert "100%" not in err
    page = target.read_text("utf-8")
    assert "120 in Germany" in page
    assert page.count("data:image/svg+xml") == 7


def test_report_is_a_pdf_even_of_nothing(capsys, tmp_path):
    target = tmp_path / "report.PDF"
    code, _, err = run(capsys, "report", "--where", "text=nobody has this name", "--output", str(target))
    assert code == 0
    assert "Reporting on 0 of 902 projects." in err
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("no_browser")
def test_report_leaves_out_what_a_steward_found_not_to_be_a_pair(capsys, tmp_path):
    file = tmp_path / "projects.csv"
    rows = [f"{number},Project {number},Oranienplatz 4,Berlin,Germany" for number in (1, 2)]
    file.write_text("\n".join(["id,name,address,city,country", *rows]))
    target = tmp_path / "report.html"
    pages = []
    for _ in range(2):
        assert run(capsys, "report", str(file), "--output", str(target))[0] == 0
        pages.append("Pairs of projects at one address" in target.read_text("utf-8"))
        record_verdict(journal_of(file), "projects", "1", "2", "not_the_same")
    assert pages == [True, False]


@pytest.mark.usefixtures("no_browser")
def test_report_says_what_of_the_verdicts_cannot_be_read(capsys, tmp_path):
    file, target = tmp_path / "projects.csv", tmp_path / "report.html"
    file.write_text("id,name,city,country\n1,One,Berlin,DE\n")
    journal_of(file).write_text("a note by hand\n")
    code, _, err = run(capsys, "report", str(file), "--output", str(target))
    assert code == 0
    assert "1 line of the verdicts’ journal could not be read: line 1." in err
    journal_of(file).unlink()
    journal_of(file).mkdir()
    code, _, err = run(capsys, "report", str(file), "--output", str(target))
    assert code == 2
    assert "The verdicts’ journal “projects.csv.verdicts.csv” cannot be read: it is a folder." in err


@pytest.mark.usefixtures("no_browser")
def test_without_a_browser_a_pdf_is_refused_with_what_to_install(capsys, tmp_path):
    code, _, err = run(capsys, "report", "--output", str(tmp_path / "report.pdf"))
    assert code == 2
    assert "apt-get install chromium" in err
    assert not list(tmp_path.iterdir())


def test_the_module_runs_as_a_program_and_says_faults_without_a_traceback(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    finished = subprocess.run(
        [sys.executable, "-m", "dsi_geo", "check", str(tmp_path / "x.csv")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 2
    assert "Traceback" not in finished.stderr
    assert "x.csv" in finished.stderr


def test_a_password_is_never_printed(capsys):
    code, out, err = run(capsys, "check", "postgresql://user:s3cret@127.0.0.1:1/db")
    assert code == 2
    assert "s3cret" not in out + err


def test_an_empty_selection_converts_and_checks(capsys, tmp_path):
    target = tmp_path / "none.parquet"
    assert run(capsys, "convert", "--where", "text=zzzzzz", "--output", str(target))[0] == 0
    assert run(capsys, "check", str(target))[0] == 0
    assert run(capsys, "convert", str(target))[0] == 0


@pytest.mark.parametrize("ending", [".csv", ".geojson", ".parquet", ".xlsx"])
def test_a_place_that_cannot_be_written_is_a_sentence(capsys, tmp_path, ending):
    (tmp_path / f"folder{ending}").mkdir()
    code, _, err = run(capsys, "convert", "--output", str(tmp_path / f"folder{ending}"))
    assert code == 2
    assert "cannot be written" in err


def test_a_filter_given_twice_or_no_day_is_told(capsys):
    assert "is a second text" in run(capsys, "check", "--where", "text=a", "--where", "text=b")[2]
    assert "names no day" in run(capsys, "check", "--where", "launched_from=2015-99")[2]
    assert run(capsys, "convert", "--where", "precision=exact address")[0] == 0


def table_of(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


def test_shares_give_the_thirds_that_started_the_project(capsys):
    code, out, err = run(
        capsys,
        "shares",
        "--by",
        "partition",
        "--where",
        "cluster=Migration and integration",
        "--focus",
        "DE-BE",
    )
    rows = table_of(out)
    assert code == 0
    assert list(rows[0])[:8] == [
        *("area", "name", "count", "share", "share_low", "share_high", "population", "per_million")
    ]
    assert [(row["area"], row["count"]) for row in rows] == [
        ("DE-BE", "60"),
        ("rest of DE", "60"),
        ("rest of the world", "60"),
        ("unknown", "2"),
    ]
    assert rows[-1]["per_million"] == ""
    assert "Of 182 projects, each counted once, at its location: 60 (33%" in err


@pytest.mark.parametrize("by", ["partition", "country", "region", "city"])
@pytest.mark.parametrize("counted", [["organisations"], ["projects"], ["projects", "--counting", "partners"]])
def test_shares_add_up_to_the_records_however_they_are_counted(capsys, by, counted):
    code, out, _ = run(capsys, "shares", "--by", by, "--entity", *counted)
    rows = table_of(out)
    assert code == 0
    assert sum(float(row["count"]) for row in rows) == pytest.approx(902 if "projects" in counted else 600)
    assert sum(float(row["share"]) for row in rows) == pytest.approx(1)
    assert rows[-1]["area"] == "unknown"
    assert not {"nan", "inf"} & {cell.casefold() for row in rows for cell in row.values()}


def test_the_focus_is_berlin_for_the_demonstration_and_else_the_largest_region(capsys, tmp_path):
    target = tmp_path / "projects.csv"
    assert run(capsys, "convert", "--output", str(target))[0] == 0
    assert table_of(run(capsys, "shares")[1])[0]["area"] == "DE-BE"
    assert table_of(run(capsys, "shares", str(target))[1])[0]["area"] == "GB-ENG"
    assert table_of(run(capsys, "shares", "--focus", "germany")[1])[0]["area"] == "DE"


def test_shares_of_no_record_are_empty_cells_and_a_reason(capsys, tmp_path):
    target = tmp_path / "shares.xlsx"
    code, out, err = run(capsys, "shares", "--where", "text=zzzzzz", "--output", str(target))
    assert (code, out) == (0, "")
    assert "No projects are selected" in err
    assert pd.read_excel(target, engine="calamine")["share"].isna().all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--focus", "Atlantis"), "There is no region or country “Atlantis” to be the focus: give a code"),
        (("--entity", "organisations", "--counting", "partners"), "give --entity projects."),
    ],
)
def test_shares_that_cannot_be_told_are_one_sentence_and_exit_two(capsys, arguments, sentence):
    code, out, err = run(capsys, "shares", *arguments)
    assert (code, out) == (2, "")
    assert sentence in err


def rows_of(out: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(out))


@pytest.mark.parametrize("freq", ["month", "quarter", "year"])
@pytest.mark.parametrize("vague", ["spread", "apart"])
def test_timeline_counts_whole_projects_that_add_up(capsys, freq, vague):
    code, out, err = run(capsys, "timeline", "--freq", freq, "--vague", vague)
    assert code == 0
    table = rows_of(out)
    assert table.columns.tolist()[:4] == ["period", "launched", "closed", "active"]
    assert "." not in out.replace("…", "")  # whole numbers, empty where nothing can have happened
    past, ahead = (table[rows] for rows in (table["covered"] != "to come", table["covered"] == "to come"))
    previous = past["active"].shift(fill_value=0)
    assert (past["active"] == previous + past["launched"] - past["closed"]).all()
    assert ahead[["launched", "closed", "active"]].isna().all(axis=None)
    assert table["planned_closed"].sum() == 7
    assert table[["launched", "closed"]].sum().tolist() == [776, 106]
    assert "126 without a launch date" in err


def test_the_timeline_of_organisations_speaks_of_foundations(capsys):
    code, out, err = run(capsys, "timeline", "--entity", "organisations")
    assert code == 0
    assert rows_of(out)["launched"].sum() == 363  # the name of the column is the same for both
    assert "without a foundation date" in err
    assert "launch" not in err
    assert "closed" not in err


def test_timeline_shows_the_story_of_migration_and_integration(capsys):
    cluster = ("--where", "cluster=Migration and integration")
    table = rows_of(run(capsys, "timeline", "--freq", "month", *cluster, "--vague", "apart")[1]).set_index(
        "period"
    )
    assert table.loc["2015-09":"2016-04", "launched"].drop("2015, month not known").sum() == 96
    assert table.loc["2018-01", "announced"] == 2


def test_timeline_of_organisations_has_no_closures(capsys):
    table = rows_of(run(capsys, "timeline", "--entity", "organisations")[1])
    assert table["closed"].sum() == 0
    assert table["active"].iloc[-1] == table["launched"].sum() == 363


def test_timeline_copes_with_every_kind_of_bad_date(capsys, tmp_path):
    path = tmp_path / "projects.csv"
    days = [
        *(
            "1066-10-14,",
            "2015-10-31T23:30:00+02:00,2016-02-29",
            "31.12.2015,2060-01-01",
            "2016-05-01,2014-01-01",
        ),
        *("2015,", "10/2015,", "soon,", ",2016-03", "2017-02-29,", ","),
    ]
    lines = [f"{number},Project {number},{day}" for number, day in enumerate(days)]
    path.write_text("\n".join(["id,name,start date,end date", *lines]), encoding="utf-8")
    code, out, err = run(capsys, "timeline", str(path), "--freq", "month", "--as-of", "2018-01-31")
    assert code == 0
    table = rows_of(out).set_index("period")
    assert len(table) < 60
    assert table.index[0].startswith("before 2015-01")
    assert table["launched"].sum() == 6
    assert table.loc["2016-02", "closed"] == 1
    assert table.loc["2016-03", "closed_launch_unknown"] == 1
    assert table["planned_closed"].sum() == 1
    assert "Of 10 projects: 4 launched in a known month" in err
    assert "1 launched so far from all others that the axis leaves them out" in err


@pytest.mark.parametrize("freq", ["month", "quarter", "year"])
def test_timeline_of_nothing_dated_is_a_header_and_a_sentence(capsys, tmp_path, freq):
    path = tmp_path / "projects.csv"
    path.write_text("id,name,launched\n1,A,\n2,B,\n", encoding="utf-8")
    code, out, err = run(capsys, "timeline", str(path), "--freq", freq)
    assert code == 0
    assert rows_of(out).empty
    assert "Of 2 projects: 2 without a launch date." in err


def test_timeline_is_written_where_told(capsys, tmp_path):
    target = tmp_path / "timeline.xlsx"
    assert run(capsys, "timeline", "--output", str(target))[0] == 0
    assert pd.read_excel(target, dtype={"period": str}, engine="calamine")["period"].iloc[0] == "2008"
    assert run(capsys, "timeline", "--output", str(tmp_path / "timeline.geojson"))[0] == 2


def test_neighbours_lists_the_pairs_with_the_contracts_columns_first(capsys):
    code, out, err = run(capsys, "neighbours")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    columns = ["id_a", "name_a", "id_b", "name_b", "relation", "confidence", "distance_m", "linked", "why"]
    assert list(rows[0])[: len(columns)] == columns
    assert {row["relation"] for row in rows} == {"same_address", "possible_duplicate"}
    assert any({row["id_a"], row["id_b"]} == {"P0008", "P0011"} and row["linked"] == "False" for row in rows)
    assert "502 of 902 projects have an address that can be compared; 400 lack a street" in err
    assert f"{len(rows)} pairs: 31 at the same address (10 of them unaware of each other)" in err


def test_neighbours_within_a_radius_are_added(capsys, tmp_path):
    target = tmp_path / "pairs.xlsx"
    code, out, err = run(
        capsys, "neighbours", "--within", "200", "--entity", "organisations", "--output", str(target)
    )
    assert (code, out) == (0, "")
    pairs = pd.read_excel(target, engine="calamine")
    assert pairs["relation"].value_counts().to_dict() == {"nearby": 15, "same_address": 7}
    assert pairs.loc[pairs["relation"].eq("nearby"), "distance_m"].le(200).all()
    assert "have a point of address level and can be near one another" in err
    assert "22 rows written to" in err


@pytest.mark.parametrize(
    ("within", "sentence"),
    [
        ("5001", "The radius of 5001 m cannot be used: give 10 to 5,000 metres."),
        ("-1", "The radius of -1 m cannot be used"),
        ("nan", "The radius of nan m cannot be used"),
        ("near", "--within “near” is not a number of metres: write it as 250."),
    ],
)
def test_a_radius_that_makes_no_sense_is_one_sentence(capsys, within, sentence):
    code, out, err = run(capsys, "neighbours", f"--within={within}")
    assert (code, out) == (2, "")
    assert sentence in err


def test_neighbours_of_a_selection_are_inside_it(capsys):
    code, out, _ = run(
        capsys, "neighbours", "--where", "cluster=Migration and integration", "--where", "region=DE-BE"
    )
    ids = {row[key] for row in csv.DictReader(io.StringIO(out)) for key in ("id_a", "id_b")}
    assert code == 0
    assert {"P0008", "P0011"} < ids
    assert all(one < "P0183" for one in ids)


def test_neighbours_of_records_without_addresses_are_none(capsys, tmp_path):
    (tmp_path / "projects.csv").write_text(
        "id,name,address\n1,A,+49 30 1234567\n2,B,+49 30 1234567\n3,C,🏠\n", "utf-8"
    )
    code, out, err = run(capsys, "neighbours", str(tmp_path / "projects.csv"))
    assert code == 0
    assert len(out.splitlines()) == 1
    assert "0 of 3 projects have an address that can be compared; 3 lack" in err


STANDARDS = ["360giving", "gogocarto", "murmurations", "schema-org", "geojson"]


@pytest.mark.parametrize("key", STANDARDS)
def test_convert_writes_a_standard_that_is_read_again(capsys, tmp_path, key):
    target = tmp_path / "records.json"
    code, out, err = run(capsys, "convert", "--as", key, "--output", str(target), "--where", "region=DE-BE")
    assert (code, out) == (0, "")
    count, rest = err.split("\n")[1].split(" of 902 projects selected")
    assert rest == " (region: Berlin)."
    assert f"\n{count} projects written to {target} as " in err
    code, out, _ = run(capsys, "convert", str(target), "--entity", "projects")
    assert code == 0
    assert len(rows_of(out)) == int(count)


@pytest.mark.parametrize("key", STANDARDS)
def test_convert_prints_a_standard_as_json_and_what_it_lacks_apart(capsys, key):
    code, out, err = run(capsys, "convert", "--as", key)
    assert code == 0
    assert json.loads(out)
    assert ("902 of 902 projects have no “amountAwarded”, which 360Giving requires;" in err) == (
        key == "360giving"
    )
    assert ("have a point that stands for a town or a larger area" in err) == (key != "geojson")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("--as", "360giving", "--entity", "organisations"),
            "360Giving has organisations only within its projects",
        ),
        (("--as", "schema-org", "--output", "x.csv"), "“x.csv” cannot be written: give it the ending .json."),
        (
            ("--as", "geojson", "--output", "x.csv"),
            "“x.csv” cannot be written: give it the ending .geojson or .json.",
        ),
        (("--as", "geojson", "--output", "nowhere/x.json"), "there is no folder “nowhere”."),
    ],
)
def test_a_standard_that_cannot_be_written_is_one_sentence_and_exit_two(capsys, arguments, sentence):
    code, out, err = run(capsys, "convert", *arguments)
    assert (code, out) == (2, "")
    assert sentence in err


def test_a_standard_that_is_not_written_is_refused_with_those_that_are(capsys):
    with pytest.raises(SystemExit) as refused:
        main(["convert", "--as", "iati"])
    assert refused.value.code == 2
    assert "'360giving', 'gogocarto', 'murmurations', 'schema-org', 'geojson'" in capsys.readouterr().err


def test_spellings_count_as_one_only_with_merge(capsys, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("name,cluster,country\nA,Bildung,DE\nB,bildung,DE\nC,Bildung,FR\n", encoding="utf-8")
    assert "values_alike" in run(capsys, "check", str(path))[1]
    _, out, _ = run(capsys, "shares", str(path), "--where", "cluster=Bildung", "--by", "country")
    assert [int(row["count"]) for row in csv.DictReader(io.StringIO(out))] == [1, 1, 0]
    _, out, _ = run(capsys, "shares", str(path), "--merge", "--where", "cluster=Bildung", "--by", "country")
    assert [int(row["count"]) for row in csv.DictReader(io.StringIO(out))] == [2, 1, 0]


def test_clusters_are_a_column_or_a_list_and_a_record_counts_in_each(capsys, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("name,themes,country\nA,Health; Arts,DE\nB,Health,FR\nC,,FR\n", encoding="utf-8")
    (tmp_path / "clusters.csv").write_text("tag,cluster\nhealth,Care\n", encoding="utf-8")
    for clusters, where, count in (
        ("themes", "Arts", 1),
        ("themes", "Health", 2),
        ("clusters.csv", "Care", 2),
    ):
        named = str(tmp_path / clusters) if clusters.endswith(".csv") else clusters
        arguments = ("convert", str(path), "--clusters", named, "--where", f"cluster={where}")
        code, out, err = run(capsys, *arguments)
        assert code == 0
        assert len(out.splitlines()) == count + 1
        assert f"{count} of 3 projects selected" in err
    assert ",Health; Arts," in run(capsys, "convert", str(path), "--clusters", "themes")[1]
    suggestion = "The data name no thematic clusters; --clusters themes would take them from Themes."
    assert suggestion in run(capsys, "check", str(path))[2]
    assert suggestion not in run(capsys, "check", str(path), "--clusters", "themes")[2]
    code, _, err = run(capsys, "check", str(path), "--clusters", "theme")
    assert (code, "“theme” is no column of categories or tags" in err) == (2, True)
