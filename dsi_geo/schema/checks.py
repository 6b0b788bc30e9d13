"""The tables about the records themselves: findings, counts, and what stewards decided."""

from __future__ import annotations

from typing import Final

from dsi_geo.schema.column import CATEGORY, SEVERITY, TEXT, WHOLE, Column, names

FINDINGS: Final = (
    Column("severity", SEVERITY, "How bad the finding is: error, warning or note", "Severity"),
    Column("entity", CATEGORY, "Whether the record is one of the projects or of the organisations"),
    Column("id", TEXT, "Identifier of the record; empty where the finding is about the whole file", "Record"),
    Column("field", CATEGORY, "Column of the record that the finding is about", "Field"),
    Column(
        "code", CATEGORY, "Kind of finding, in one word that does not change from one version to the next"
    ),
    Column("message", TEXT, "What was found and with which value, as a sentence", "What was found"),
)
FINDING_COLUMNS: Final = names(FINDINGS)

LISTED_FINDINGS: Final = (
    *FINDINGS,
    Column("name", TEXT, "Name of the record; empty where it has none", "Name"),
)
"""Findings as the page on data quality gives them to who works through them."""

COUNTS: Final = (
    Column("entity", TEXT, "What is counted: projects, organisations, or the links between them"),
    Column(
        "measure", TEXT, "What the count is about, as records, located, location precision, town or finding"
    ),
    Column("detail", TEXT, "Which of them, as a precision, a town or a kind of finding; empty for all"),
    Column("count", WHOLE, "How many there are, as a whole number"),
)

VERDICTS: Final = (
    Column("when", TEXT, "Moment of the decision in UTC (YYYY-MM-DDThh:mm:ssZ)"),
    Column("entity", TEXT, "Whether the pair are projects or organisations"),
    Column("id_a", TEXT, "Identifier of the one record, the lower of both"),
    Column("id_b", TEXT, "Identifier of the other record"),
    Column("verdict", TEXT, "What a steward decided: confirmed, not_the_same, introduced, or taken_back"),
)
"""The journal beside a database, which only ever grows."""
