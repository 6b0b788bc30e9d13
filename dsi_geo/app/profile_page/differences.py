"""What a group lacks that others have, and what it has more or less often than they."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from dsi_geo.analysis.counts import share
from dsi_geo.analysis.facets import value_names
from dsi_geo.analysis.profiles import OVER, UNDER, Comparison, missing, telling
from dsi_geo.app import results
from dsi_geo.app.charts import show_chart
from dsi_geo.app.downloads import table_download
from dsi_geo.app.filter_words import FILTER_LABELS
from dsi_geo.app.frame import muted
from dsi_geo.app.profile_page.groups import ALL_OTHERS, PLURALS, Group, show_whose, side_by_side
from dsi_geo.app.record_links import profile_targets
from dsi_geo.app.record_lists import static_table
from dsi_geo.app.sidebar import URL
from dsi_geo.drawing.share_charts import compared_points
from dsi_geo.schema.column import names
from dsi_geo.schema.exports import MISSING, REPRESENTED

FEW: Final = 8
"""Missing values that are shown at first."""
MOST: Final = 200
"""Missing values that are listed on the page; the file has all."""
MOST_ROWS: Final = 12
NAMED: Final = 4
"""Values that a sentence names."""
COMPARED_BY: Final = "compared_by"

METHOD: Final = """
**Others** are the selected records with another value of the same kind. Those whose value is not known may belong to
either side, and count on neither. Each share is of the records for which any value is known, as told beneath it.

**Intervals** are 95%: Wilson’s of a share (E. B. Wilson, 1927), Newcombe’s of the difference of two shares (R. G.
Newcombe, 1998, *Interval estimation for the difference between independent proportions*, method 10).

**Over- and under-represented** (▲ ▼) is what both of two tests support: the interval of the difference does not include
0, and Fisher’s exact test (R. A. Fisher, 1935) finds it among all values compared at once, with a false discovery rate
of 5% (Y. Benjamini and Y. Hochberg, 1995). If either side has fewer than 12 records, nothing is told.

**Missing** is what some of the others have and none of the group. *Expected* = records of the group × share among the
others. The chance that the group has none although it is like the others is hypergeometric, C(N−K, n) ÷ C(N, n), with
n of all N records in the group, and K of all with the value. What chance may well explain is only in the full list.

A test cannot tell *why*: incomplete data make groups as different as anything else.
"""


def show_missing(groups: Sequence[Group]) -> None:
    """What others have and a group has not, of each kind: first what chance does not explain, then the rest."""
    st.header("What is missing", anchor=False)
    st.caption("What others have and this one has not, as far as chance does not explain it.")
    parts = [(group, by) for by in groups[0].compared for group in groups]
    for at in range(0, len(parts), 2):
        for (group, by), column in zip(parts[at : at + 2], st.columns(2, gap="medium"), strict=False):
            with column:
                _missing(group, by, whose=len(groups) > 1)


def _missing(group: Group, by: str, *, whose: bool) -> None:
    found = _comparison(group, by)
    lacking, plural = missing(found), PLURALS[by]
    told = lacking[lacking["told"]]
    title = f"{plural.capitalize()} ({len(told):,})" if len(told) else plural.capitalize()
    with st.container(key=f"missing_{by}_{group.number}"):
        st.subheader(title, anchor=False)
        if whose:
            show_whose(group, st)
        if not found.tells:
            st.caption(_too_few(group, found, by))
        elif lacking.empty:
            st.caption(f"It has all {plural} that others have.")
        elif told.empty:
            st.caption(f"None beyond what chance explains. {_base(group, found, by)}")
        else:
            _missing_table(group, by, told.head(FEW), f"Missing {plural} of {group.name}")
            st.caption(
                f"{f'The first {FEW} of {len(told):,}. ' if len(told) > FEW else ''}{_base(group, found, by)}"
            )
        if len(lacking):
            _all_missing(group, by, lacking)


def _missing_table(
    group: Group, by: str, lacking: pd.DataFrame, caption: str, *, chance: bool = False
) -> None:
    label = FILTER_LABELS[by]
    cells = {
        label: [*value_names(by, tuple(lacking.index)).values()],
        "Expected": [_expected(one) for one in lacking["expected"]],
        "Others have": [f"{one:,}" for one in lacking["other_count"]],
    }
    if chance:
        cells["Chance of none"] = [
            share(one, 1) if pd.notna(one) else "—" for one in lacking["chance_of_none"]
        ]
    links = {label: profile_targets(group.visit, by, lacking.index)}
    static_table(pd.DataFrame(cells), caption, links=links)


def _all_missing(group: Group, by: str, lacking: pd.DataFrame) -> None:
    key = f"missing_{by}_{group.number + 1}_all"
    fold = st.expander(f"What only others have ({len(lacking):,})", key=key, on_change="rerun", bind=URL)
    if not fold.open:
        return
    with fold:
        _missing_table(group, by, lacking.head(MOST), f"All {PLURALS[by]} that only others have", chance=True)
        if len(lacking) > MOST:
            st.caption(f"The first {MOST:,}; the download has all {len(lacking):,}.")
        table = lacking.assign(name=value_names(by, tuple(lacking.index))).rename_axis("code").reset_index()
        table_download(table[[*names(MISSING)]], MISSING, f"missing_{by}_{group.number + 1}", "the list")


def _expected(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}" if number >= 0.1 else "under 0.1"


def _comparison(group: Group, by: str) -> Comparison:
    return results.profile_comparison(group.visit, group.field, group.value, by)


def _base(group: Group, found: Comparison, by: str) -> str:
    """Of how many records on each side the value is known."""
    others = int(group.sides.others.sum())
    known = f"Any {FILTER_LABELS[by].lower()} is known of {found.known:,} of {group.size:,}"
    return f"{known}, and of {found.others_known:,} of the {others:,} others."


def _too_few(group: Group, found: Comparison, by: str) -> str:
    return f"Too few records to tell anything from chance. {_base(group, found, by)}"


def show_represented(groups: Sequence[Group]) -> None:
    """The shares of one kind of value in a group and among the others, those that differ most, on one scale."""
    offered = groups[0].compared
    if not offered:
        return
    st.header("Over- and under-represented", anchor=False)
    labels = {by: PLURALS[by].capitalize() for by in offered}
    label = st.segmented_control(
        "Of the",
        list(labels.values()),
        default=labels[offered[0]],
        required=True,
        key=f"{COMPARED_BY}_{groups[0].field}",
        bind=URL,
    )
    by = next(one for one in offered if labels[one] == label)
    found = [_comparison(group, by) for group in groups]
    rows = telling(found, MOST_ROWS)
    if not rows:
        st.caption(f"No {FILTER_LABELS[by].lower()} of these records is known.")
        return
    tables = [_drawn(one, by, rows) for one in found]
    reach = max(float(table[["high", "other_high"]].max(axis=None)) for table in tables)
    for (group, column), one in zip(side_by_side(groups), found, strict=True):
        with column:
            muted(_sentence(one, by), f"represented_{group.number}")
    for (group, column), one, table in zip(side_by_side(groups, named=False), found, tables, strict=True):
        with column:
            _represented(group, by, one, table, reach)


def _drawn(found: Comparison, by: str, rows: list[str]) -> pd.DataFrame:
    """The rows of a chart, which are the same for two groups although one of them may lack a value."""
    counts = ["count", "other_count"]
    table = found.table.reindex(rows)
    table = table.fillna(
        dict.fromkeys([*counts, "share", "other_share", "low", "other_low"], 0) | {"verdict": ""}
    )
    named = table.assign(name=value_names(by, tuple(rows))).rename_axis("code").reset_index()
    return named.astype(dict.fromkeys(counts, "int64"))[[*names(REPRESENTED)]]


def _represented(group: Group, by: str, found: Comparison, table: pd.DataFrame, reach: float) -> None:
    plural = PLURALS[by]
    show_chart(
        group.visit,
        f"Shares of {plural} beside those of all others",  # the legend has the name, which is never Markdown
        f"profile_{by}_{group.number + 1}",
        lambda theme: compared_points(table, theme, (group.name, ALL_OTHERS), reach),
        table,
        REPRESENTED,
        f"Two points with 95% intervals for each of {len(table)} {plural}: the share in the group and among others. "
        f"{_sentence(found, by)}",
        note=f"{_base(group, found, by)} ▲ ▼: beyond chance. Whiskers: 95% intervals.",
    )


def _sentence(found: Comparison, by: str) -> str:
    """What is over- and under-represented, in words."""
    if not found.tells:
        return "The records are too few to tell a difference from chance."
    table = found.table.assign(name=value_names(by, tuple(found.table.index)))
    parts = []
    for verdict, words in ((OVER, "Over-represented"), (UNDER, "Under-represented")):
        own = table[table["verdict"].eq(verdict)].sort_values(
            "difference", key=abs, ascending=False, kind="stable"
        )
        named = ", ".join(own["name"].head(NAMED))
        more = f" and {len(own) - NAMED:,} more" if len(own) > NAMED else ""
        if len(own):
            parts.append(f"{words}: {named}{more}.")
    return " ".join(parts) or f"No difference among the {PLURALS[by]} is beyond chance."


def show_method() -> None:
    """How the figures are computed, with sources."""
    with st.expander("How this is computed", key="method_profile", icon=":material/function:"):
        st.markdown(METHOD)
