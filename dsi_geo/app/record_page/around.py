"""What is around a record and like it, and what is doubtful about it."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dsi_geo.analysis.related import NEARBY_M
from dsi_geo.app import record_links, results
from dsi_geo.app.map_page.tools import distance_words
from dsi_geo.app.record_lists import field_words, place_words, static_table
from dsi_geo.app.record_page.arrival import Subject
from dsi_geo.cleaning.findings import RULES
from dsi_geo.schema import LABELS, PRECISION_WORDS, SEVERITIES

MOST: Final = 25
MOST_ALIKE: Final = 8
NAME: Final = LABELS["name"]


def show_neighbours(subject: Subject) -> None:
    """The records at its address, and those near by."""
    visit = subject.visit
    found = results.surroundings(visit.loaded, visit.entity, subject.row)
    same, near = found[found["same_address"]], found[~found["same_address"]]
    left, right = st.columns(2, gap="large")
    with left:
        _heading("At the same address", len(same))
        if same.empty:
            st.caption(_no_address(subject))
        else:
            _records(subject, same, "Records at the same address")
    with right:
        _heading(f"Near by, within {distance_words(NEARBY_M)}", len(near))
        if near.empty:
            st.caption(_nothing_near(subject))
        else:
            _records(subject, near, "Records near by")


def _heading(words: str, count: int) -> None:
    st.subheader(f"{words} ({count:,})" if count else words, anchor=False)


def _no_address(subject: Subject) -> str:
    if pd.isna(subject.record["address"]):
        return "No address is known, so nothing at the same one can be named."
    noun = subject.visit.noun(1)
    return f"No other {noun} is known at this address. What lacks a street, a house number or a town is not compared."


def _nothing_near(subject: Subject) -> str:
    precision = str(subject.record["location_precision"])
    if subject.point is None:
        return "Its place has no point, so nothing near by can be named."
    if precision not in ("address", "street"):
        return f"Its place is not known to the street ({PRECISION_WORDS[precision]}), so nothing near by can be named."
    return f"No other {subject.visit.noun(1)} with an exact place is within {distance_words(NEARBY_M)}."


def _records(subject: Subject, found: pd.DataFrame, caption: str) -> None:
    shown = found.head(MOST)
    cells = pd.DataFrame(
        {
            NAME: shown["name"].fillna(record_links.NO_NAME),
            "Distance": [
                distance_words(metres) if pd.notna(metres) else "not known" for metres in shown["distance_m"]
            ],
            "Link on record": shown["linked"].map({True: "yes", False: "none"}),
        }
    )
    static_table(cells, caption, links={NAME: record_links.targets(subject.visit, shown["id"])})
    if len(found) > len(shown):
        st.caption(f"The first {len(shown)} of {len(found):,}, the nearest first.")


def show_alike(subject: Subject) -> None:
    """The records most alike in theme, in the same town and elsewhere."""
    visit = subject.visit
    st.subheader("Alike in theme", anchor=False)
    if not len(results.theme_index(visit.loaded, visit.entity).values_of(subject.row)):
        st.caption("No theme is known, so nothing alike can be named.")
        return
    here, elsewhere = results.alike(visit.loaded, visit.entity, subject.row, MOST_ALIKE)
    st.caption("By themes, technologies and thematic cluster in common; what few have counts most.")
    for column, title, found in zip(
        st.columns(2, gap="large"), ("In the same town", "Elsewhere"), (here, elsewhere), strict=True
    ):
        with column:
            st.markdown(f"**{title}**")
            if len(found):
                _alike(subject, found, title)
            elif title == "Elsewhere" or pd.notna(subject.record["city"]):
                st.caption(f"No other {visit.noun(1)} has a theme in common with it.")
            else:
                st.caption("Its town is not known.")


def _alike(subject: Subject, found: pd.DataFrame, title: str) -> None:
    table = subject.visit.database.table(subject.visit.entity).iloc[found.index]
    cells = {NAME: table["name"].fillna(record_links.NO_NAME).to_numpy()}
    if title == "Elsewhere":
        cells["Place"] = place_words(table).to_numpy()
    cells["In common"] = found["shared"].to_numpy()
    links = {NAME: record_links.targets(subject.visit, table["id"])}
    static_table(pd.DataFrame(cells), f"Records alike in theme: {title}", links=links)


def show_doubts(subject: Subject) -> None:
    """Its findings, with what to do about each."""
    visit = subject.visit
    found = results.findings_about(visit.loaded, visit.entity, subject.record_id)
    _heading("What is doubtful about it", len(found))
    if found.empty:
        st.caption("Nothing was found to be wrong or doubtful.")
        return
    words = dict(zip(SEVERITIES, (one.capitalize() for one in SEVERITIES), strict=True))
    cells = pd.DataFrame(
        {
            "Severity": found["severity"].astype("str").map(words),
            "About": field_words(found["field"]),
            "What": found["message"],
            "What to do": [RULES[code].remedy for code in found["code"]],
        }
    )
    static_table(cells, "Findings about this record, with remedies")
