from __future__ import annotations

import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers.encoding import decode


def refused(content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        decode(content, "projects.csv")
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_the_same_in_every_encoding(encoding: str) -> None:
    assert decode("Näme;Ort\n€ “x”;Köln".encode(encoding), "a.csv").content == "Näme;Ort\n€ “x”;Köln"


def test_utf16_is_told_by_its_header_whatever_the_cells_hold() -> None:
    text = "name;city\n" + "愀戀;Ā" * 50
    assert decode(text.encode("utf-16-le"), "a.csv").content == text
    assert decode(text.encode("utf-16-be"), "a.csv").content == text


def test_a_file_of_two_encodings_is_refused_with_line_and_byte() -> None:
    message = refused("name\nKöln\n".encode() + "Käfer\n".encode("cp1252"))
    assert (
        "line 3: byte E4 (hexadecimal) is not UTF-8, but other lines are; the file mixes encodings" in message
    )
    assert "Save the file as UTF-8" in message


def test_bytes_that_no_encoding_has_are_refused_with_line_and_byte() -> None:
    content = "name\r\nMüller\r\nKöln\r\n".encode("cp1252") + b"\x81x"
    assert "line 4: byte 81 (hexadecimal) is neither UTF-8 nor Windows-1252" in refused(content)


def test_a_broken_letter_after_a_byte_order_mark_is_refused() -> None:
    assert "line 2: byte FF (hexadecimal) is not valid UTF-8" in refused(b"\xef\xbb\xbfname\n\xff")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "a PNG picture"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"\xd0\xcf\x11\xe0\xa1", "an Excel or Word file of before 2007"),
    ],
)
def test_a_file_that_is_no_text_is_refused_by_its_first_bytes(content: bytes, kind: str) -> None:
    assert f"“projects.csv” is {kind}" in refused(content)


@pytest.mark.parametrize(
    "content", [b"name,city\nA\x00B,C\n", bytes(range(256)), b"\x00\x01\x02\x03\x00\x00"]
)
def test_zeros_in_text_are_refused(content: bytes) -> None:
    assert "binary data" in refused(content)
