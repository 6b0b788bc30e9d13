"""Cleaning of the life of a project: start and end in order, status by what is stated or dated."""

from __future__ import annotations

from typing import Final

import pandas as pd

from dsi_geo.cleaning.dates import GOING_ON, spelled
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.text import as_text
from dsi_geo.schema import DATE_PRECISIONS, PROJECTS, STATUS
from dsi_geo.spelling import fold, fold_text

_STATED: Final = {
    "planned": (
        "planned",
        "in development",
        "in preparation",
        "idea",
        "concept",
        "geplant",
        "in vorbereitung",
        "in planung",
    ),
    "active": (
        "active",
        "running",
        "ongoing",
        "live",
        "operational",
        "in operation",
        "launched",
        "aktiv",
        "laufend",
        "in betrieb",
        "läuft",
    ),
    "ending": (
        *(
            "ending",
            "discontinuation announced",
            "closure announced",
            "closing",
            "winding down",
            "phasing out",
        ),
        *("ende angekündigt", "einstellung angekündigt", "wird eingestellt"),
    ),
    "closed": (
        *(
            "closed",
            "ended",
            "finished",
            "completed",
            "inactive",
            "discontinued",
            "archived",
            "defunct",
            "stopped",
        ),
        *("beendet", "abgeschlossen", "eingestellt", "inaktiv", "geschlossen"),
    ),
    "unknown": ("unknown",),
}
_MEANINGS: Final = {
    fold_text(spelling): status for status, spellings in _STATED.items() for spelling in spellings
}


def end_of_period(date: pd.Series, precision: pd.Series) -> pd.Series:
    """Last day that a date of the given precision can mean (datetime64)."""
    year_end = date + pd.offsets.YearEnd(0)
    month_end = date + pd.offsets.MonthEnd(0)
    return date.mask(precision.eq("month"), month_end).mask(precision.eq("year"), year_end)


def clean_lifetimes(projects: pd.DataFrame, as_of: pd.Timestamp, findings: Findings) -> pd.DataFrame:
    """Drop ends that precede their start, mark planned ends, and set `status`.

    An end precedes its start only if no days within the two dates' precision put them in order.
    A rejected end moves to `closed_as_given`. Status: as stated where understood; else from the
    dates as of `as_of` (missing: no end counts as planned), where “laufend” or “ongoing” instead of
    an end is as good as an end to come; else `unknown`.
    """
    projects = _with_dates(projects)
    start, end = projects["launched"], projects["closed"]
    last_end = end_of_period(end, projects["closed_precision"])
    backwards = last_end.lt(start)
    ends = spelled(end, projects["closed_precision"])
    findings.add(
        "end_before_start",
        PROJECTS,
        projects.loc[backwards, "id"],
        "closed",
        "The end "
        + ends[backwards]
        + " comes before the start "
        + spelled(start, projects["launched_precision"])[backwards]
        + "; the end is not used.",
    )
    if backwards.any():
        projects = projects.assign(
            closed=end.mask(backwards),
            closed_precision=projects["closed_precision"].mask(backwards),
            closed_as_given=ends.where(backwards),
        )
    planned_end = projects["closed"].gt(as_of)
    findings.add(
        "planned_end",
        PROJECTS,
        projects.loc[planned_end, "id"],
        "closed",
        "The end "
        + ends[planned_end]
        + f" lies after the as-of date {as_of.isoformat()[:10]}: it is planned, not a closure.",
    )
    return projects.assign(status=_status(projects, as_of, planned_end, findings))


def _status(
    projects: pd.DataFrame, as_of: pd.Timestamp, planned_end: pd.Series, findings: Findings
) -> pd.Series:
    given = (
        as_text(projects["status"])
        if "status" in projects
        else pd.Series(None, index=projects.index, dtype="str")
    )
    stated = fold(given).map(_MEANINGS).astype("str")
    lost = given.notna() & stated.isna()
    findings.add(
        "unknown_status",
        PROJECTS,
        projects.loc[lost, "id"],
        "status",
        "“" + given[lost].str.slice(0, 60) + "” is not understood as a status.",
    )
    dated = pd.Series("unknown", index=projects.index, dtype="str")
    goes_on = planned_end | projects[GOING_ON] if GOING_ON in projects else planned_end
    dated = dated.mask(projects["launched"].notna() | goes_on, "active")
    dated = dated.mask(projects["launched"].gt(as_of), "planned")
    dated = dated.mask(projects["closed"].notna() & ~planned_end, "closed")
    return stated.fillna(dated).astype(STATUS)


def _with_dates(projects: pd.DataFrame) -> pd.DataFrame:
    absent = pd.Series(pd.NaT, index=projects.index, dtype="datetime64[ms]")
    no_precision = pd.Series(
        pd.Categorical([None] * len(projects), DATE_PRECISIONS, ordered=True), index=projects.index
    )
    missing = {field: absent for field in ("launched", "closed") if field not in projects}
    return projects.assign(**missing, **{f"{field}_precision": no_precision for field in missing})
