"""Where the records crowd: a map of the regions, and how concentrated they are, all together and by group."""

from __future__ import annotations

from typing import Final

import pandas as pd

from dsi_geo.analysis.shares.areas import grouped_counts
from dsi_geo.analysis.shares.class_limits import class_limits, class_words, classify
from dsi_geo.analysis.shares.concentration import concentration, concentration_sentence
from dsi_geo.analysis.shares.shares import number, shares
from dsi_geo.drawing.area_map import area_map
from dsi_geo.drawing.area_outlines import outlines
from dsi_geo.drawing.palette import steps
from dsi_geo.drawing.share_charts import ranked_points
from dsi_geo.output.report.parts import Block, Chart, Paragraph, Section, Table, sized
from dsi_geo.output.report.subject import Subject
from dsi_geo.schema import PROJECTS

TITLE: Final = "How concentrated?"
MOST_GROUPS: Final = 12
MOST_AREAS: Final = 20
_INDEX: Final = "herfindahl_hirschman"
_NOT_KNOWN: Final = "No region is known, so nothing can be said of how concentrated the records are."


def concentration_section(subject: Subject, places: pd.DataFrame, grouped: pd.DataFrame) -> Section:
    """The regions on a map, and the Herfindahl-Hirschman index of all and of each group.

    Parameters
    ----------
    places, grouped
        From `Subject.places`, without groups and by thematic cluster (of organisations: by kind).
    """
    regions = shares(places, "region")
    known = regions[regions["known"] & (regions["count"] > 0)].set_index("area")
    if known.empty:
        return Section("concentration", TITLE, _NOT_KNOWN, ())
    every = concentration(known["count"].rename("all").to_frame().T)
    groups = concentration(grouped_counts(grouped, "region"))
    blocks: list[Block] = [_map(subject, known, regions["count"].sum() - known["count"].sum())]
    if groups["group"].nunique() > 1:
        blocks.append(_ranking(subject, groups, every))
    if subject.counting != "location":
        blocks.append(Paragraph(f"The {subject.entity} are divided among their partners’ places.", "note"))
    answer = concentration_sentence(every, subject.entity, "regions with a record")
    return Section("concentration", TITLE, answer, tuple(blocks))


def _map(subject: Subject, known: pd.DataFrame, elsewhere: float) -> Chart:
    counts = known["count"]
    limits = class_limits(counts, "fisher_jenks")
    words = class_words(limits, whole=subject.counting == "location")
    drawn = outlines("region", counts, world=False)
    areas = pd.DataFrame({"class": classify(counts, limits), "few": False, "told": known["name"]})
    beyond = counts[~counts.index.isin(list(drawn.paths))].sum()
    notes = ["Classes: natural breaks (Fisher-Jenks); equal areas are drawn equal."]
    notes += [f"{number(elsewhere)} {subject.entity} of unknown region are on no area."] if elsewhere else []
    notes += [f"{number(beyond)} {subject.entity} lie beyond the edge of this map."] if beyond else []
    most = known.nlargest(MOST_AREAS, "count")
    cells = pd.DataFrame({"Region": most["name"], "Records": most["count"].map(number)})
    title = f"{subject.entity.capitalize()} on the map, by region"
    return Chart(
        title,
        lambda: sized(
            area_map(drawn, areas, list(zip(words, steps(len(words), "light"), strict=False)), "light")
        ),
        Table(title, cells, ("Records",)),
        f"Map of {len(known)} regions in {len(words)} classes",
        " ".join(notes),
    )


def _ranking(subject: Subject, groups: pd.DataFrame, every: pd.DataFrame) -> Chart:
    rows = _of_index(groups).sort_values("value", ascending=False, kind="stable").head(MOST_GROUPS)
    rows = pd.concat([rows, _of_index(every).assign(name="All together")], ignore_index=True)
    cells = pd.DataFrame(
        {
            "Group": rows["name"],
            "Records": rows["records"].map(number),
            "Index": rows["value"].map("{:.3f}".format),
            "95% interval": [
                "" if pd.isna(low) else f"{low:.3f} to {high:.3f}"
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )
    by = "cluster" if subject.entity == PROJECTS else "kind"
    title = f"Concentration over regions, by {by}"
    return Chart(
        title,
        lambda: sized(ranked_points(rows, "light", "Herfindahl-Hirschman index", cells["Index"].tolist())),
        Table(title, cells, tuple(cells.columns[1:])),
        f"Herfindahl-Hirschman index of {len(rows)} groups with 95% intervals, the most concentrated first",
        "Corrected for sample size, with 95% intervals. Hollow: too few records for one, as counted.",
    )


def _of_index(found: pd.DataFrame) -> pd.DataFrame:
    """Rows of one index: the corrected value where there is one, else that counted."""
    rows = found[(found["measure"] == _INDEX) & found["value"].notna()]
    figures = rows[["value", "corrected", "low", "high", "records"]].astype("float64")
    value = figures["corrected"].fillna(figures["value"])
    return figures.assign(name=rows["group"].astype("str"), value=value).reset_index(drop=True)
