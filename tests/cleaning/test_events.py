"""The list of events: ours is right, and an operator's own is checked."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.cleaning.events import events_in_text, read_events
from dsi_geo.errors import InputError


def test_the_bundled_list_holds_summer_2015_and_january_2018():
    events = read_events()
    assert events["from"].tolist() == [pd.Timestamp("2015-06-01"), pd.Timestamp("2018-01-01")]
    assert events["to"].tolist() == [pd.Timestamp("2015-08-31"), pd.Timestamp("2018-01-31")]
    assert events["label"].notna().all()


def test_an_own_list_is_read_in_any_order_encoding_and_spelling(tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes("Label;From;To;Note\nZweites;10.11.2016;;x\nÜbergang;2015;;y\n".encode("cp1252"))
    events = read_events(path)
    assert events["label"].tolist() == ["Übergang", "Zweites"]
    assert events["to"].tolist() == [pd.Timestamp("2015-12-31"), pd.Timestamp("2016-11-10")]
    assert events["source"].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("from,to,label\n,,A\n", "own.csv, row 2: the column from is empty: write it as 2015-10-31"),
        ("from,to,label\n2015,,A\nsoon,,B\n", "own.csv, row 3: “soon” in the column from is no date"),
        ("from,to,label\n2015,later,A\n", "own.csv, row 2: “later” in the column to is no date"),
        ("from,to,label\n2015,ongoing,A\n", "own.csv, row 2: “ongoing” in the column to is no date"),
        ("from,to,label\n2016,2015-05,A\n", "row 2: the event ends (“2015-05”) before it begins (“2016”)."),
        ("from,to,label\n2016,,\n", "row 2: the column label is empty: say in a few words what happened."),
        ("date,title\n2016,A\n", "own.csv has no column from and no column to and no column label"),
    ],
)
def test_what_is_wrong_with_a_list_is_said_with_file_row_and_value(tmp_path, text, sentence):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_events(path)
    assert sentence in str(raised.value)


def test_all_faults_are_told_at_once_and_the_rest_is_counted(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("from,to,label\n" + "x,,A\n" * 9, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_events(path)
    assert len(raised.value.faults) == 6
    assert "4 more" in raised.value.faults[-1]


def test_a_list_without_rows_is_empty_and_a_missing_one_is_said(tmp_path):
    (tmp_path / "none.csv").write_text("from,to,label,source\n", encoding="utf-8")
    assert read_events(tmp_path / "none.csv").empty
    with pytest.raises(InputError, match="no list of events “gone.csv”"):
        read_events(tmp_path / "gone.csv")


def test_cells_copied_from_a_spreadsheet_are_events():
    typed = "2015-09\t2016-03\tThe borders are open\r\n2018-01\t\tThe end\n2014 Before"
    events = events_in_text(typed)
    assert events["label"].tolist() == ["Before", "The borders are open", "The end"]
    assert events["to"].tolist() == [
        pd.Timestamp("2014-12-31"),
        pd.Timestamp("2016-03-31"),
        pd.Timestamp("2018-01-31"),
    ]
    for wrong in ("2015-09\t2016-03", "\t\tLabel"):
        with pytest.raises(InputError):
            events_in_text(wrong)
