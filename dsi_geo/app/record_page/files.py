"""One record as a file."""

from __future__ import annotations

from functools import partial

from dsi_geo.app import results
from dsi_geo.app.charts import take_along
from dsi_geo.app.downloads import Offer, Progress, offers, records_offered
from dsi_geo.app.fragments import fragment
from dsi_geo.app.record_page.arrival import Subject
from dsi_geo.output.record_file import file_stem, record_json


@fragment
def take_along_record(subject: Subject) -> None:
    """The record as a table, as a point, and with its findings as JSON."""
    fold = take_along("record")
    if not fold.open:
        return
    visit = subject.visit
    one = visit.database.table(visit.entity).iloc[[subject.row]]
    stem = file_stem(visit.entity, subject.record_id)
    with fold:
        tables = records_offered(visit, lambda: one, stem, ("CSV", "Excel", "GeoJSON"))
        offers([*tables, Offer("JSON", partial(_json, subject), f"{stem}.json", "application/json")])


def _json(subject: Subject, _: Progress) -> bytes:
    visit = subject.visit
    one = visit.database.table(visit.entity).iloc[[subject.row]]
    findings = results.findings_about(visit.loaded, visit.entity, subject.record_id)
    return record_json(one, visit.entity, findings, visit.loaded.title, visit.database)
