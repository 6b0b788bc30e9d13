"""What is wrong or doubtful in the records, by kind."""

from __future__ import annotations

import pandas as pd

from dsi_geo.analysis.proximity.coordinate_doubts import coordinate_doubts
from dsi_geo.cleaning.findings import RULES, concerning, count_by_code
from dsi_geo.output.report.parts import Section, Table
from dsi_geo.output.report.subject import Subject
from dsi_geo.schema import SEVERITIES


def quality_section(subject: Subject) -> Section:
    """Findings about the selected records, by kind."""
    title, database, entity = "Data quality", subject.database, subject.entity
    doubts = coordinate_doubts(database.table(entity), entity, subject.shared_addresses)
    every = pd.concat([database.findings, doubts], ignore_index=True)
    findings = concerning(every, entity, subject.table["id"])
    if findings.empty:
        return Section("quality", title, "Nothing was found to be wrong or doubtful.", ())
    counted = findings["severity"].value_counts().reindex(SEVERITIES, fill_value=0)
    told = [f"{count:,} {severity if count == 1 else f'{severity}s'}" for severity, count in counted.items()]
    kinds = count_by_code(findings)
    cells = pd.DataFrame(
        {
            "Severity": kinds["severity"].astype("str"),
            "What was found": kinds["title"],
            "Records": kinds["records"].map("{:,}".format),
            "What to do": [RULES[code].remedy for code in kinds["code"]],
        }
    )
    answer = f"The records gave rise to {told[0]}, {told[1]} and {told[2]}; none was dropped for it."
    table = Table("Findings by kind, and how many records each concerns", cells, ("Records",))
    return Section("quality", title, answer, (table,))
