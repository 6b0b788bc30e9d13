"""Damaged letters: set right where it is certain what they were, told where not; right text is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.cleaning.text import mended_text

RIGHT = (
    *(
        "München",
        "Österreich",
        "Café",
        "Straße",
        "Gdańsk",
        "Łódź",
        "Česká",
        "Школа",
        "東京都",
        "Αθήνα",
        "한국어",
    ),
    *("it’s – “good”…", "A Coruña", "São Paulo", "Århus", "Zürich—Höngg", "L’Hospitalet", "naïve", "Şişli"),
)
"""Names and phrases as they are written."""

LIKE_DAMAGE = (
    *("AMANHÃ…", "MANHÃ–tarde", "IRMû", "CAFÉ–bar", "CAFÉ®", "«CITÉ»", "“café”…", "„das Ä“", "Ä…hm", "groß…"),
    *(
        "R&D",
        "AT&T; x",
        "a && b;",
        "&foo;",
        "&#1;",
        "&lt;i&gt; &amp;amp; &#60;",
        "&amp;uuml;",
        "“Ã¼” instead of “ü”",
    ),
)
"""Right text with a letter and a sign beside it that would make UTF-8."""


def read_as(text: str, encoding: str) -> str:
    """What becomes of UTF-8 that is read in another encoding, bytes without a character as in Latin-1."""
    single = (bytes([byte]) for byte in text.encode())
    return "".join(byte.decode(encoding, "ignore") or chr(byte[0]) for byte in single)


@pytest.mark.parametrize("text", RIGHT)
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_utf_8_read_as_a_western_code_page_is_set_right(text, encoding):
    damaged = read_as(text, encoding)
    assert damaged != text
    assert mended_text(damaged) == text
    assert mended_text(read_as(damaged, encoding)) == text


@pytest.mark.parametrize("text", [*RIGHT, *LIKE_DAMAGE])
def test_right_text_is_not_changed(text):
    assert mended_text(text) == text


LATIN = "abcdefghijklmnopqrstuvwxyzäöüßéèàçñãâêôíóúåøæœ"


@given(
    st.lists(st.tuples(st.text(LATIN, min_size=1), st.sampled_from(["lower", "upper", "title"])), min_size=1),
    st.sampled_from([" ", ", ", "-", " – ", "’", "… ", "” “", "» «", "® ", " (", ") ", " & "]),
)
def test_words_beside_any_punctuation_are_not_changed(words, between):
    text = between.join(getattr(word, case)() for word, case in words) + between
    assert mended_text(text) == text


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("M&uuml;nchen", "München"),
        ("Caf&eacute;", "Café"),
        ("R&amp;D", "R&D"),
        ("&#252;ber", "über"),
        ("&#xFC;ber", "über"),
        ("a&nbsp;b", "a b"),
    ],
)
def test_the_names_that_html_has_for_letters_are_spelt_out(given, right):
    assert mended_text(given) == right


def test_of_a_long_text_the_words_around_the_change_are_quoted(cleaned):
    text = "A long text about a place where people meet and cook, and repair what they have. " * 2
    result = cleaned(projects=[{"id": "1", "name": "A", "description": f"{text}CafÃ© {text}"}])
    (told,) = result.findings[result.findings["code"] == "mended_letters"].itertuples()
    assert "CafÃ© A long" in told.message
    assert "” is read as “… " in told.message
    assert "Café A long" in told.message


def test_what_is_set_right_is_told_and_a_town_is_found_by_it(cleaned):
    result = cleaned(
        projects=[
            {"id": "1", "name": "CafÃ© M&uuml;ller", "city": "MÃ¼nchen", "country": "DE"},
            {"id": "2", "name": "Café", "city": "München", "country": "DE"},
        ]
    )
    assert result.tables["projects"]["name"].tolist() == ["Café Müller", "Café"]
    assert result.tables["projects"]["city"].tolist() == ["Munich", "Munich"]
    told = result.findings[result.findings["code"] == "mended_letters"]
    assert told[["id", "field", "message"]].to_numpy().tolist() == [
        ["1", "name", "“CafÃ© M&uuml;ller” is read as “Café Müller”."],
        ["1", "city", "“MÃ¼nchen” is read as “München”."],
    ]


@pytest.mark.parametrize("name", ["MŸnchen", "Stra§e", "M\ufffdnchen", "KaufhausŸber"])
def test_letters_that_are_lost_are_told_and_kept(cleaned, name):
    result = cleaned(projects=[{"id": "1", "name": name}])
    assert result.tables["projects"]["name"].tolist() == [name]
    (told,) = result.findings[result.findings["code"] == "damaged_letters"].itertuples()
    assert told.message == f"“{name}” seems to have lost letters in another encoding; it is kept."
