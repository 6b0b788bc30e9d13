"""Folding: the one spelling under which two strings are compared."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dsi_geo.spelling import alphabetical_order, fold, fold_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Gießen", "giessen"),
        ("  MÜNCHEN ", "munchen"),
        ("København", "kobenhavn"),
        ("Łódź", "lodz"),
        ("Đakovo", "dakovo"),
        ("Næstved", "naestved"),
        ("Cœur", "coeur"),
        ("Diyarbakır", "diyarbakir"),
        ("İstanbul", "istanbul"),
        ("L’Hospitalet / l'Hospitalet", "lhospitalet lhospitalet"),
        ("Côte d`Ivoire", "cote divoire"),
        ("Bosnia & Herzegovina", "bosnia and herzegovina"),
        ("Esch-sur-Alzette", "esch sur alzette"),
        ("U.K.", "u k"),
        ("Αθήνα", "αθηνα"),
        ("Нижний", "нижнии"),
        ("50 Mittelweg", "50 mittelweg"),
        ("…!?", ""),
        ("", ""),
    ],
)
def test_folds_to_the_spelling_worked_out_by_hand(text: str, folded: str) -> None:
    assert fold_text(text) == folded


def test_vowel_signs_that_carry_meaning_stay() -> None:
    assert fold_text("की") != fold_text("क")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


@given(st.text())
def test_case_and_outer_space_make_no_difference(text: str) -> None:
    assert fold_text(f" {text.casefold()}\t") == fold_text(text)


@given(st.lists(st.one_of(st.none(), st.text())))
@example(["\x1e a", "b  \n c ", "́", None, "&"])
def test_a_column_is_folded_cell_by_cell_and_missing_stays_missing(cells: list[str | None]) -> None:
    column = pd.Series(cells, dtype="object", index=range(10, 10 + len(cells)), name="city")
    folded = fold(column)
    assert folded.index.equals(column.index)
    assert folded.name == "city"
    assert [None if pd.isna(cell) else cell for cell in folded] == [
        None if cell is None else fold_text(cell) for cell in cells
    ]


def test_the_input_is_left_as_it_was() -> None:
    column = pd.Series(["Köln", None])
    fold(column)
    assert column.iloc[0] == "Köln"
    assert column.isna().tolist() == [False, True]


def in_order(*texts: str | None) -> list[str | None]:
    column = pd.Series(texts, dtype="str")
    return [None if pd.isna(one) else one for one in column.iloc[alphabetical_order(column)]]


@pytest.mark.parametrize(
    "texts",
    [
        ("Apfel", "Äpfel", "Apfelbaum", "Birne"),  # by accent only where nothing else differs
        ("Łódź", "Lublin", "Lyon", "Malmö", "Zagreb", "Žižkov"),
        ("Århus", "Berlin", "Ørsted", "Östersund", "Ostrava"),
        ("New York", "Newark"),
        ("Ward 2", "ward 9", "Ward 10", "Ward 100"),
        ("3 Häuser", "20 Bäume", "Amsel"),
        ("A & B", "“ab”", "Ab c"),
        ("Zürich", "Αθήνα", "Москва", "תל אביב", "بيروت", "東京"),  # scripts in the order of Unicode
        ("Zürich", "", "…!?", None),  # without a letter, and missing: last
    ],
)
def test_texts_come_in_the_order_of_a_dictionary(texts: tuple[str, ...]) -> None:
    assert in_order(*reversed(texts)) == list(texts)
