from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from dsi_geo.errors import InputError
from dsi_geo.output.table_files import FORMULA_STARTS, write_csv
from dsi_geo.readers import delimited, limits, read_tables
from dsi_geo.readers.assembly import Layer, Source

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
DELIMITERS = (",", ";", "\t", "|")


def source(folder: Path, content: str | bytes, name: str = "projects.csv") -> Source:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return Source(path, name)


def read(folder: Path, content: str | bytes, name: str = "projects.csv") -> pd.DataFrame:
    (layer,) = delimited.read(source(folder, content, name))
    return layer.frame


def layers(folder: Path, content: str) -> list[Layer]:
    return delimited.read(source(folder, content))


def refused(folder: Path, content: str | bytes, name: str = "projects.csv") -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        read_tables([source(folder, content, name)])
    return caught.value.faults


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_file_is_read_in_every_encoding_and_with_every_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = [["Name", "Straße", "Ort"], ["Käfer & Söhne", "Oranienplatz 1", "Köln"], ["“Zwei”", "", "Zürich"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    frame = read(tmp_path, text.encode(encoding))
    assert frame.columns.tolist() == ["Name", "Straße", "Ort"]
    assert frame["Name"].tolist() == ["Käfer & Söhne", "“Zwei”"]
    assert frame["Ort"].tolist() == ["Köln", "Zürich"]
    assert frame["Straße"].isna().tolist() == [False, True]
    assert set(frame.dtypes) == {pd.StringDtype(na_value=float("nan"))}


# Words by which Windows-1252 is known, and what may stand between them in a cell.
LATIN = (*"abcXYZ 019,;|\t\"'\n\r=-.<>", " Köln ", " Müller ", " Straße ", " Ærø ", " Österreich ")
ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")

GUARDED = tuple(f"'{start}" for start in FORMULA_STARTS)


def cells(encoding: str) -> st.SearchStrategy[str]:
    if encoding == "cp1252":
        return st.lists(st.sampled_from(LATIN), max_size=12).map("".join)
    return st.text(ANY, max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, str, list[list[str]]]:
    encoding, delimiter = draw(st.sampled_from(ENCODINGS)), draw(st.sampled_from(DELIMITERS))
    width = draw(st.integers(2, 5))
    row = st.lists(cells(encoding), min_size=width, max_size=width)
    return encoding, delimiter, draw(st.lists(row, min_size=1, max_size=8))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_any_table_of_text_is_read_back_as_it_was_written(
    tmp_path: Path, table: tuple[str, str, list[list[str]]]
) -> None:
    encoding, delimiter, rows = table
    names = ["name", "city", "address", "country", "website"][: len(rows[0])]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows([names, *rows])
    content = written.getvalue().encode(encoding)
    assume(encoding != "cp1252" or not _is_utf8(content) or content.isascii())
    frame = read(tmp_path, content)
    bare = [[cell[1:] if cell.startswith(GUARDED) else cell for cell in row] for row in rows]
    expected = [[cell if cell.strip() else None for cell in row] for row in bare]
    assert frame.columns.tolist() == names
    assert frame.astype(object).where(frame.notna(), None).to_numpy().tolist() == expected


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_quoted_cells_keep_delimiters_quotation_marks_and_line_breaks(tmp_path: Path) -> None:
    frame = read(tmp_path, 'name;city;note\n"A; ""B""";Berlin;"two\r\nlines"\n')
    assert frame.iloc[0].tolist() == ['A; "B"', "Berlin", "two\r\nlines"]


def test_apostrophes_are_understood_as_quotation_marks_where_the_header_uses_them(tmp_path: Path) -> None:
    assert read(tmp_path, "'name','city'\n'A, B','Berlin'\n").iloc[0].tolist() == ["A, B", "Berlin"]


def test_the_first_line_of_excel_says_the_delimiter(tmp_path: Path) -> None:
    assert read(tmp_path, "sep=|\r\nname|city\r\nA|B\r\n").columns.tolist() == ["name", "city"]


def test_the_delimiter_is_found_by_the_header_even_if_cells_are_full_of_another(tmp_path: Path) -> None:
    frame = read(tmp_path, "id;name, title;city\n1;a,b,c;x,y\n2;d,e,f;z,w\n")
    assert frame.columns.tolist() == ["id", "name, title", "city"]


def test_a_row_with_empty_surplus_cells_is_let_pass(tmp_path: Path) -> None:
    frame = read(tmp_path, "name,city\nA,Berlin,,\n\nB,Paris, \nC,Rome\n")
    assert frame["city"].tolist() == ["Berlin", "Paris", "Rome"]


def test_rows_that_do_not_fit_the_header_are_named(tmp_path: Path) -> None:
    faults = refused(tmp_path, 'name,city,country\nA,Berlin,DE\n"B\nB"\nC,Rome,IT,x\n')
    assert len(faults) == 2
    assert "“projects.csv”, line 3: 1 cell found, 3 expected" in faults[0]
    assert "“projects.csv”, line 5: 4 cells found, 3 expected" in faults[1]


def test_rows_without_their_last_cells_have_them_empty_and_that_is_told(tmp_path: Path) -> None:
    (layer,) = layers(tmp_path, "name,city,country\nA,Berlin\nB,Paris,FR\nC,Rome\n")
    assert layer.frame["country"].fillna("-").tolist() == ["-", "FR", "-"]
    assert "2 rows end early; their last cells are taken as empty" in layer.notes[0]


def test_a_row_that_a_line_break_parts_is_refused(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, "name,description,city\nA,first\nsecond,Berlin\nB,x,Paris\n")
    assert "line 3: 2 cells found, 3 expected. Put text that contains the delimiter or a line break" in fault


def test_a_line_within_a_cell_of_the_header_is_no_header(tmp_path: Path) -> None:
    frame = read(tmp_path, '"Program";"X /\nNAME ";"City\nCITY";"Y"\n1;A;Ulm;2\n')
    assert frame.columns.tolist() == ["Program", "X /\nNAME ", "City\nCITY", "Y"]


def test_titles_above_a_header_of_unknown_names_are_left_out(tmp_path: Path) -> None:
    (layer,) = layers(tmp_path, "Liste 2016;;;\n;;;\n支出;事業;交付;額\na;b;c;1\nd;e;f;2\ng;h;i;3\n")
    assert layer.frame.columns.tolist() == ["支出", "事業", "交付", "額"]
    assert "2 lines above the column names were left out: “Liste 2016”" in " ".join(layer.notes)


def test_of_many_faults_the_first_few_are_told_and_the_others_counted(tmp_path: Path) -> None:
    faults = refused(tmp_path, "name,city,country\n" + "A\n" * 20)
    assert len(faults) == 6
    assert faults[-1] == "… and 15 more of this kind."


@pytest.mark.parametrize("end", ['A,Berlin\nB,"Paris\n', 'A,"Ber\nB,Paris\nC,Rome\n', 'A,"x" y"\nB,"z\n'])
def test_a_quotation_that_is_never_closed_is_named(tmp_path: Path, end: str) -> None:
    faults = refused(tmp_path, "name,city\n" + end)
    assert any("is opened and never closed" in fault for fault in faults)


@pytest.mark.parametrize("content", [b"", b"  \n\r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content) == ("“projects.csv” is empty.",)


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    assert "has a header but no rows" in refused(tmp_path, "name,city\n")[0]
    assert "has a header but no rows" in refused(tmp_path, "name,city\n,\n , \n")[0]


def test_a_header_in_which_nothing_is_recognised_is_refused(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, "foo,bar\n1,2\n")
    assert "no column is recognised as the id, the name or a place of projects" in fault
    assert "It has “foo”, “bar”" in fault


def test_a_header_that_is_empty_is_refused(tmp_path: Path) -> None:
    assert "has no header" in refused(tmp_path, " , ,\nA,B,C\n")[0]


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    header = ",".join(f"name {at}" for at in range(limits.MAX_COLUMNS + 1))
    assert "has 1,001 columns; at most 1,000 are read" in refused(tmp_path, f"{header}\n")[0]


def test_a_cell_that_is_too_long_is_named(tmp_path: Path) -> None:
    content = f'name,city\n"A\nA",Berlin\nB,{"x" * (limits.MAX_CELL + 1)}\n'
    (fault,) = refused(tmp_path, content)
    assert "line 4, column “city”: the cell has 1,000,001 characters; at most 1,000,000 are read" in fault


def test_a_cell_of_the_greatest_length_is_read_even_where_rows_are_checked_one_by_one(tmp_path: Path) -> None:
    longest = "x" * limits.MAX_CELL
    assert read(tmp_path, f"name,city\nA,{longest},\n")["city"].iloc[0] == longest


def test_a_second_column_of_one_name_is_kept_under_another(tmp_path: Path) -> None:
    (table,) = read_tables([source(tmp_path, "name,name,city,name (2)\nA,B,Berlin,C\n")])
    assert table.frame.iloc[0].to_dict() == {"name": "A", "city": "Berlin", "name (3)": "B", "name (2)": "C"}
    assert any(
        "“name” occurs more than once; another one is kept as “name (3)”" in note for note in table.notes
    )


def test_columns_without_name_are_kept_where_they_are_filled(tmp_path: Path) -> None:
    (table,) = read_tables([source(tmp_path, "name,,\nA,x,\nB,,\n")])
    assert table.frame.columns.tolist() == ["name", "column 2"]


def test_empty_rows_are_skipped_and_counted(tmp_path: Path) -> None:
    (table,) = read_tables([source(tmp_path, "name;city\nA;B\n;\n ; \n")])
    assert len(table.frame) == 1
    assert table.notes == ("“projects.csv”: 2 empty rows were skipped.",)


def test_text_that_our_own_writer_kept_from_spreadsheets_reads_back_as_it_was(tmp_path: Path) -> None:
    words = [f"{start}SUM(1)" for start in FORMULA_STARTS if start != "\r"]
    table = pd.DataFrame({"name": words, "=note": words[::-1], "city": ["'s-Hertogenbosch"] * len(words)})
    write_csv(table, tmp_path / "projects.csv")
    assert "'=SUM(1)" in (tmp_path / "projects.csv").read_text("utf-8")
    (layer,) = delimited.read(Source(tmp_path / "projects.csv", "projects.csv"))
    assert_frame_equal(layer.frame, table.astype("str"))


def test_one_apostrophe_is_taken_off_and_only_before_a_formula_or_more_of_them(tmp_path: Path) -> None:
    frame = read(tmp_path, "'name,'+city\n''=A,'B\n'@A,A'=B\n-1,\"'\rx\"\n")
    assert frame.columns.tolist() == ["'name", "+city"]
    assert frame["'name"].tolist() == ["'=A", "@A", "-1"]
    assert frame["+city"].tolist() == ["'B", "A'=B", "\rx"]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize(
    "titles", [["Our projects"], ["Export of 3 May 2018", ""], ["Name of the network", "", "a", "b"]]
)
def test_column_names_may_stand_below_a_title_which_is_told(
    tmp_path: Path, delimiter: str, titles: list[str]
) -> None:
    filled = [title + 2 * delimiter for title in titles]
    table = [delimiter.join(row) for row in (["Name", "Ort", "Anmerkung"], ["Eins", "Berlin", "x"])]
    (layer,) = delimited.read(source(tmp_path, "\n".join([*filled, *table])))
    assert layer.frame.to_dict("list") == {"Name": ["Eins"], "Ort": ["Berlin"], "Anmerkung": ["x"]}
    (note,) = layer.notes
    assert f"{len(titles)} lines above the column names were left out: “{titles[0]}”" in note


def test_unusual_column_names_are_no_title(tmp_path: Path) -> None:
    (layer,) = delimited.read(source(tmp_path, "Foo,Bar\nProject,City\n"))
    assert layer.frame.columns.tolist() == ["Project", "City"]
    (layer,) = delimited.read(source(tmp_path, "Foo,Bar\nOne,Berlin\n"))
    assert layer.frame.columns.tolist() == ["Foo", "Bar"]
    assert layer.notes == ()


def test_a_fault_below_a_title_is_told_with_the_line_of_the_file(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, "Our list\n\nName,City\nOne,Berlin\nTwo,Paris,3\n")
    assert "line 5" in fault
