"""Report: everything about the selection as one document."""

from __future__ import annotations

from dsi_geo.app import frame
from dsi_geo.app.report_page import report_maker

visit = frame.begin("Report", "Everything about the selection as one document, to attach to a decision.")
report_maker(visit)
frame.source_line(visit)
