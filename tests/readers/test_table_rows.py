from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.table_rows import check_header, without_sums


def read(folder: Path, content: str, name: str = "list.csv") -> RawTable:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    (table,) = read_tables([Source(path, name)])
    return table


@pytest.mark.parametrize(
    "content",
    [
        "Amerlingova 4 Brno,16.5781947,49.1677711\nBartákova 2 Brno,16.6,49.2\n",
        "Australia,Canberra,National Library,https://github.com/nla\nAustralia,Sydney,State Library,https://x.example\n",
        "A Lab,Berlin,2015-03-01\nB Lab,Berlin,2016-03-01\n",
        "100001,国立図書館,2004,AB-20001\n"
        + "".join(f"10000{at},市立図書館,2005,AB-2000{at}\n" for at in range(2, 8)),
    ],
)
def test_a_table_without_a_header_is_refused_and_its_first_record_not_lost(
    tmp_path: Path, content: str
) -> None:
    with pytest.raises(InputError, match="has no row with the names of its columns: its first row"):
        read(tmp_path, content)


@pytest.mark.parametrize(
    "columns", [["P_NAM", "XKOORD"], ["name", "2015", "2016"], ["foo", "bar"], ["Zahl", "1. Quartal"]]
)
def test_names_that_are_not_known_are_a_header_all_the_same(columns: list[str]) -> None:
    check_header(pd.DataFrame([["a"] * len(columns), ["b"] * len(columns)], columns=columns), "a.csv")


@pytest.mark.parametrize(
    "columns",
    [["nr", "2018", "2019"], ["Q1", "Q2", "Ort"], ["10001", "name", "Straße 1"], ["Wert 2020", "Wert 2021"]],
)
def test_years_and_numbered_questions_are_names_of_columns(columns: list[str]) -> None:
    rows = [["10002", "3001", "A2"], ["10003", "3002", "A3"], ["10004", "3003", "A4"]]
    check_header(pd.DataFrame([row[: len(columns)] for row in rows], columns=columns), "a.csv")


@pytest.mark.parametrize(
    "word", ["Total", "Summe:", "Gesamt", "Razem", "Összesen", "Итого", "合計", "TOTAL GENERAL"]
)
def test_a_row_of_sums_at_the_end_is_set_aside_and_told(tmp_path: Path, word: str) -> None:
    table = read(tmp_path, f"name;city;amount\nA;Ulm;10\nB;Bonn;20\n{word};;30\n")
    assert table.frame["name"].tolist() == ["A", "B"]
    assert f"one row is a sum and no record, set aside: “{word} 30”" in " ".join(table.notes)


def test_sums_of_groups_and_remarks_at_the_end_are_set_aside(tmp_path: Path) -> None:
    records = "1;A;Ulm;10\n2;B;Bonn;20\n"
    table = read(
        tmp_path,
        f"nr;name;city;amount\n{records}Total Group A;;;30\n{records}Total;;;60\n※ only those approved;;;\n",
    )
    assert table.frame["name"].tolist() == ["A", "B", "A", "B"]
    assert "2 rows are a sum and no record each" in " ".join(table.notes)
    assert "one row is a remark and no record, set aside: “※ only those approved”" in " ".join(table.notes)


def test_hashtags_below_the_header_are_no_record(tmp_path: Path) -> None:
    table = read(
        tmp_path, "name,region,lat\n#org +name,#adm1+name,#geo+lat\nA,Tigray,1.5\nB,Afar,2.5\n#C,Afar,2\n"
    )
    assert table.frame["name"].tolist() == ["A", "B", "#C"]
    assert "the hashtags below the header (“#org +name” …) are no record" in " ".join(table.notes)


@pytest.mark.parametrize("row", ["Total;Ulm;30", "Summerschool;;30", "Total;;many", "Total Recall;;"])
def test_a_record_that_only_looks_like_a_sum_stays(row: str) -> None:
    cells = [cell or None for cell in row.split(";")]
    frame = pd.DataFrame([["A", "Ulm", "10"], ["B", "Bonn", "20"], cells], columns=["name", "city", "amount"])
    kept, notes = without_sums(frame, "a.csv")
    assert (len(kept), notes) == (3, [])


def test_sums_whose_word_does_not_come_first_are_set_aside(tmp_path: Path) -> None:
    records = "P1;Body A;5;Lab One\nP2;Body B;6;Lab Two\nP3;Body C;7;Lab Three\nP4;Body D;8;Total Recall\n"
    table = read(tmp_path, f"nr;beneficiary;amount;project\n{records};;26;Total group 1\n;;26;Grand total\n")
    assert table.frame["name"].tolist() == ["Lab One", "Lab Two", "Lab Three", "Total Recall"]
    assert "2 rows are a sum and no record each, set aside: “26 Total group 1; 26 Grand total”" in " ".join(
        table.notes
    )


GROUPS = (
    "nr;beneficiary;amount;project;city\n;Support for work;;;\n;in towns;;;\n"
    "1;Body A;5;Lab One;Ulm\n2;Body B;6;Lab Two;Ulm\n"
    ";Support for schools;;;\n3;Body C;7;Lab Three;Bonn\n4;Body D;8;Lab Four;Bonn\n5;Body D;8;Lab Five;Bonn\n"
)


def test_headings_of_groups_between_records_are_kept_as_a_column(tmp_path: Path) -> None:
    table = read(tmp_path, GROUPS)
    assert table.frame["name"].tolist() == ["Lab One", "Lab Two", "Lab Three", "Lab Four", "Lab Five"]
    work, schools = "Support for work / in towns", "Support for schools"
    assert table.frame["heading above"].tolist() == [work, work, schools, schools, schools]
    assert "3 rows are a heading and no record each, kept in the column “heading above”" in " ".join(
        table.notes
    )


@pytest.mark.parametrize(
    ("lone", "records"), [("Lab Nine", 7), ("BEZIRK MITTE", 6), ("2. Schulen", 6), ("Köln:", 6)]
)
def test_a_lone_name_is_a_record_unless_it_is_written_as_a_heading(
    tmp_path: Path, lone: str, records: int
) -> None:
    rows = [f"Lab {at};Ulm;Weg {at};89073;https://{at}.example" for at in "ABCDEF"]
    text = "\n".join(["name;city;address;postcode;website", *rows[:3], f"{lone};;;;", *rows[3:]])
    assert len(read(tmp_path, text + "\n").frame) == records


def test_lone_cells_of_a_sparse_table_are_records(tmp_path: Path) -> None:
    rows = ["1;A;5;One;Ulm", ";Body;;;", "2;B;;;", "3;;;;X", "4;C;;;"]
    table = read(tmp_path, "\n".join(["nr;beneficiary;amount;project;city", *rows]) + "\n")
    assert len(table.frame) == 5
