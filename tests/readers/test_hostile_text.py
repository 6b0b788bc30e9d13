"""Text, JSON and archives made to cost memory or time, or to trip the reader: each is refused in a sentence."""

from __future__ import annotations

import codecs
import json
import stat
import zipfile
from pathlib import Path

import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, limits, read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.delimited import check_lines, count_rows
from dsi_geo.readers.json_tables import structure

TABLE = "name,city\nA,Berlin\n"


def source(folder: Path, content: str | bytes, name: str = "projects.csv") -> Source:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return Source(path, name)


def read(folder: Path, content: str | bytes, name: str = "projects.csv") -> list[RawTable]:
    return read_tables([source(folder, content, name)])


def refused(folder: Path, content: str | bytes, name: str = "projects.csv") -> str:
    with pytest.raises(InputError) as caught:
        read(folder, content, name)
    return str(caught.value)


@pytest.fixture
def short_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of at most a thousand bytes, in pieces of a hundred."""
    for module in ("delimited",):
        monkeypatch.setattr(f"dsi_geo.readers.{module}.MAX_LINE", 1000)
    monkeypatch.setattr("dsi_geo.readers.delimited.CHUNK", 100)


@pytest.fixture
def few_rows():
    """At most three rows are read."""
    limits.allow_rows(3)
    yield
    limits.allow_rows(limits.USUAL_ROWS)


@pytest.mark.usefixtures("short_lines")
@pytest.mark.parametrize("unit", [",", '"', ',""', "x", "€", "a b "])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_line_without_end_is_refused_wherever_it_stands(tmp_path: Path, unit: str, encoding: str) -> None:
    assert "begins with a line of more than" in refused(tmp_path, (unit * 2000).encode(encoding))
    for before, line in (("name,city\n", 2), ("name,city\r\nA,B\r\n", 3), ("name,city\rA,", 2)):
        message = refused(tmp_path, (before + unit * 2000).encode(encoding))
        assert "has a line of more than" in message
        assert f"(line {line})" in message
    assert "line breaks are missing, or a quotation mark is never closed" in message


@pytest.mark.usefixtures("short_lines")
def test_lines_of_the_greatest_length_are_read(tmp_path: Path) -> None:
    text = "x" * 990
    (table,) = read(tmp_path, f"name,city\n{text},A\n{text},B\n")
    assert table.frame["city"].tolist() == ["A", "B"]


@pytest.mark.usefixtures("short_lines")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_quotation_that_is_never_closed_ends_reading(tmp_path: Path, encoding: str) -> None:
    text = 'name,city\nA,B\nC,"D\n' + "some text, and more\n" * 200
    assert 'line 3: a quotation mark " is opened and never closed' in refused(tmp_path, text.encode(encoding))
    assert 'line 1: a quotation mark " is opened and never closed' in refused(
        tmp_path, '"name,' + "city\n" * 400
    )


@pytest.mark.usefixtures("short_lines")
def test_a_quotation_mark_within_a_cell_opens_nothing(tmp_path: Path) -> None:
    (table,) = read(tmp_path, 'name,city\n5" pipe,A\n' + "B,C\n" * 500)
    assert len(table.frame) == 501


@pytest.mark.usefixtures("few_rows")
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-16"])
def test_rows_are_counted_whatever_ends_a_line(tmp_path: Path, end: str, encoding: str) -> None:
    rows = ["name,city", "A,B", '"A\n\r\n\r",B', "A,B"]
    assert len(read(tmp_path, end.join(rows).encode(encoding))[0].frame) == 3
    assert "has more than 3 rows" in refused(tmp_path, (end.join([*rows, "A,B"]) + end).encode(encoding))


def test_pieces_of_a_file_part_no_line_end_and_no_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "name,city\r\n" + 'Köln,"a\r\nb"\r\n' * 50
    for encoding in ("utf-8", "utf-16"):
        file = source(tmp_path, text.encode(encoding))
        for size in range(1, 9):
            monkeypatch.setattr(
                "dsi_geo.readers.delimited.CHUNK", max(size, 4) if encoding == "utf-16" else size
            )
            assert check_lines(file) == 101
            assert count_rows(file, 0, '"', 1000) == 50


def test_bytes_that_are_no_text_are_named_at_once_and_counted(tmp_path: Path) -> None:
    words = "Müller,Köln\nJürgen,Düsseldorf\n".encode("cp1252")
    message = refused(tmp_path, b"name,city\n" + words + b"\x81\n" * 100_000)
    assert "line 4: byte 81 (hexadecimal) is neither UTF-8 nor Windows-1252" in message
    assert "… and 99,995 more of this kind." in message


def test_surplus_cells_of_every_row_are_counted_without_being_kept(tmp_path: Path) -> None:
    message = refused(tmp_path, "name,city\n" + "A,B,C\n" * 5000)
    assert "line 2: 3 cells found, 2 expected" in message
    assert "… and 4,995 more of this kind." in message


@pytest.mark.parametrize(
    ("text", "depth", "parts"),
    [
        ("[]", 1, 1),
        ('[{"a": [1, [2]]}]', 4, 4),
        ('["[[[[", "\\"[[", "\\\\"]', 1, 1),
        ('{"a": "x]}", "b\\\\": {}}', 2, 2),
        ("5", 0, 0),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_depth_and_parts_are_those_of_json_itself(
    monkeypatch: pytest.MonkeyPatch, text: str, depth: int, parts: int, size: int
) -> None:
    monkeypatch.setattr("dsi_geo.readers.json_tables.CHUNK", size)
    json.loads(text)
    found = structure(text)
    assert (found.depth, found.parts) == (depth, parts)


@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_cells_that_are_nested_too_deeply_are_refused(tmp_path: Path, opened: str, closed: str) -> None:
    for text in ('[{"name": "A", "x": %s}]', '{"name": "A"}\n{"name": "B", "x": %s}'):
        cell = f"{opened * limits.MAX_DEPTH}1{closed * limits.MAX_DEPTH}"
        assert "nested too deeply, in more than 64 levels" in refused(tmp_path, text % cell, "a.json")
        cell = f"{opened * 30}1{closed * 30}"
        assert read(tmp_path, text % cell, "a.json")[0].frame["name"][0] == "A"


def test_brackets_in_texts_are_no_levels(tmp_path: Path) -> None:
    (table,) = read(tmp_path, json.dumps([{"name": "[" * 100 + '"{'}]), "a.json")
    assert table.frame["name"].tolist() == ["[" * 100 + '"{']


@pytest.mark.parametrize("kind", [["FeatureCollection"], {"a": 1}, 1, None, True, "Point"])
def test_a_type_may_be_anything(tmp_path: Path, kind: object) -> None:
    message = refused(tmp_path, json.dumps({"type": kind, "features": []}), "a.json")
    assert "holds an object with the keys “type”, “features”" in message


def test_many_small_values_are_refused_before_they_are_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsi_geo.readers.json_tables.MAX_PARSED", 10_000)
    for text in (
        "[{}]".format(",".join(["1"] * 1000)),
        "[{}]".format(",".join(["{}"] * 1000)),
        json.dumps([["a"]] * 1000),
    ):
        assert "is made up of so many small values that it would take" in refused(tmp_path, text, "a.json")
    records = [
        {"name": f"Project {at}", "description": "so many words that they explain the memory"}
        for at in range(100)
    ]
    assert len(read(tmp_path, json.dumps(records), "a.json")[0].frame) == 100


def test_records_without_common_keys_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsi_geo.readers.limits.MAX_GAPS", 1000)
    records = [{"name": "A", f"key {at}": at} for at in range(100)]
    assert "cells, nearly all of them empty" in refused(tmp_path, json.dumps(records), "a.json")


def test_keys_of_few_records_are_read_as_those_of_all(tmp_path: Path) -> None:
    rare = {"n": 5, "t": "x", "b": True, "list": ["u", "v"], "place": {"lat": 1.5}, "o": {"z": 1}}
    records = [{"name": f"P{at}", **(rare if at == 7 else {})} for at in range(20)]
    (table,) = read(tmp_path, json.dumps(records), "a.json")
    filled = [dict.fromkeys(rare) | record for record in records]
    (same,) = read(tmp_path, json.dumps(filled), "b.json")
    assert {*table.frame} == {*same.frame}
    for column in table.frame:
        assert table.frame[column].astype("str").fillna("-").tolist() == (
            same.frame[column].astype("str").fillna("-").tolist()
        )
    assert table.frame["n"][7] == 5


@pytest.mark.parametrize("name", ["a.json", "a.csv"])
def test_a_name_of_a_column_has_an_end(tmp_path: Path, name: str) -> None:
    long = "k" * (limits.MAX_HEADING + 1)
    content = json.dumps([{"name": "A", long: 1}]) if name == "a.json" else f"name,{long}\nA,1\n"
    assert "whose name has 10,001 characters; at most 10,000 are read" in refused(tmp_path, content, name)


def test_halves_of_letters_in_names_of_lists_do_no_harm(tmp_path: Path) -> None:
    (table,) = read(
        tmp_path, '{"projects\\ud800": [{"name": "A", "\\ud800": {"lat\\udfff": "\\ud800"}}]}', "a.json"
    )
    table.source.encode("utf-8")
    assert [column.encode("utf-8") for column in table.frame]


def packed(
    folder: Path, *members: tuple[str | zipfile.ZipInfo, str | bytes], method: int = zipfile.ZIP_DEFLATED
) -> Source:
    with zipfile.ZipFile(folder / "export.zip", "w", method) as archive:
        for name, content in members:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo("x")
            info.filename = name.filename if isinstance(name, zipfile.ZipInfo) else name
            info.compress_type = method
            archive.writestr(info, content)
    return Source(folder / "export.zip", "export.zip")


def refused_archive(packed: Source) -> str:
    with pytest.raises(InputError) as caught:
        read_tables([packed])
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "holds a file without a name (“”)"),
        (".", "holds a file without a name (“.”)"),
        ("\\", "holds a file without a name"),
        ("..", "whose name leads out of it"),
        ("/", "whose name leads out of it"),
        ("..\\projects.csv", "whose name leads out of it"),
        ("\\\\host\\share\\projects.csv", "whose name leads out of it"),
        ("C:projects.csv", "whose name leads out of it"),
        ("a\0projects.csv", "whose name has a zero byte in it"),
        ("\0", "whose name has a zero byte in it"),
        ("x" * 5000 + ".csv", "whose name has 5,004 characters; at most 1,000 are read"),
        ("a.ZIP", "holds another archive, “a.ZIP”"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_no_file_has_are_refused(tmp_path: Path, name: str, words: str) -> None:
    assert words in refused_archive(packed(tmp_path, ("projects.csv", TABLE), (name, TABLE)))


@pytest.mark.parametrize(
    "name", ["a/b\\projects.csv", "projects.csv", "./projects.csv", "a//projects.csv", "CON/projects.csv"]
)
def test_names_that_are_odd_are_no_paths_and_do_no_harm(tmp_path: Path, name: str) -> None:
    (table,) = read_tables(
        [packed(tmp_path, (name, TABLE), (" ", ""), ("projects.csv/", ""), ("projects\n.txt", ""))]
    )
    assert table.frame["city"].tolist() == ["Berlin"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("other", ["a.csv", "A.CSV", "./a.csv", ".\\a.csv"])
def test_two_files_of_one_name_are_refused(tmp_path: Path, other: str) -> None:
    message = refused_archive(packed(tmp_path, ("a.csv", TABLE), (other, TABLE)))
    assert "holds 2 files named “a.csv”, whether in capitals or not. Leave only one" in message


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_what_is_no_file_is_refused(tmp_path: Path, kind: int) -> None:
    member = zipfile.ZipInfo("projects.csv")
    member.external_attr = (kind | 0o777) << 16
    assert "“projects.csv” is a link or a device, no file" in refused_archive(
        packed(tmp_path, (member, "/etc/passwd"))
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_whose_steps_have_no_measure_are_refused(tmp_path: Path, method: int) -> None:
    message = refused_archive(packed(tmp_path, ("projects.csv", TABLE), method=method))
    assert f"“projects.csv” is packed by the method number {method}, which is not read" in message


def entries(content: bytes) -> tuple[int, int]:
    """Where the list of files begins and ends."""
    return content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")


def test_files_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    file = packed(tmp_path, ("projects.csv", TABLE))
    content = file.path.read_bytes()
    start, end = entries(content)
    entry = content[start:end]
    other = entry.replace(b"projects.csv", b"organiza.csv")
    tail = bytearray(content[end:])
    tail[8:12] = b"\x02\x00\x02\x00"
    tail[12:16] = (2 * len(entry)).to_bytes(4, "little")
    file.path.write_bytes(content[:start] + entry + other + tail)
    assert "holds files that share their bytes with others" in refused_archive(file)


def test_a_list_of_too_many_files_is_not_read(tmp_path: Path) -> None:
    file = packed(tmp_path, ("projects.csv", TABLE))
    content = file.path.read_bytes()
    start, end = entries(content)
    file.path.write_bytes(content[:start] + content[start:end] * (limits.MAX_ENTRIES + 1) + content[end:])
    assert "lists 10,001 files; at most 1,000 are unpacked" in refused_archive(file)


def test_a_file_that_is_listed_under_another_name_is_refused(tmp_path: Path) -> None:
    file = packed(tmp_path, ("projects.csv", TABLE))
    file.path.write_bytes(file.path.read_bytes().replace(b"projects.csv", b"projectz.csv", 1))
    assert "is damaged or no ZIP archive" in refused_archive(file)


@pytest.mark.parametrize("size", [0, 5, 0xFFFFFFF0])
def test_sizes_that_lie_are_refused(tmp_path: Path, size: int) -> None:
    file = packed(tmp_path, ("projects.csv", TABLE))
    content = bytearray(file.path.read_bytes())
    start, _ = entries(content)
    content[start + 24 : start + 28] = size.to_bytes(4, "little")
    file.path.write_bytes(content)
    words = "is damaged or no ZIP archive" if size < 100 else "would unpack to 4,295 MB"
    assert words in refused_archive(file)


def test_byte_order_marks_alone_are_an_empty_file(tmp_path: Path) -> None:
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        assert "is empty" in refused(tmp_path, mark + b"\n\x00")
