"""Which groups the page is about, who is in them, and their figures beside those of all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.counts import share
from dsi_geo.analysis.facets import value_names
from dsi_geo.analysis.profiles import COMPARED, NUMBER, SHARE, Sides
from dsi_geo.app import messages, record_links, results, url
from dsi_geo.app.filter_words import FILTER_LABELS
from dsi_geo.app.frame import muted
from dsi_geo.app.record_lists import static_table
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.errors import quoted

PLURALS: Final = {
    "cluster": "thematic clusters",
    "theme": "themes",
    "technology": "technologies",
    "region": "regions",
    "country": "countries",
}
ALL_OTHERS: Final = "All others"
FIGURE: Final = "Figure"
LONGEST_HEADING: Final = 40


@dataclass(frozen=True)
class Group:
    """A group of records that the page is about.

    Attributes
    ----------
    visit
        The data and the selection.
    field, value
        The facet by which records are grouped, and the group's value.
    name
        What pages call the value.
    number
        0, or 1 for the group that stands beside the first.
    """

    visit: Visit
    field: str
    value: str
    name: str
    number: int

    @property
    def sides(self) -> Sides:
        """Its records, and all others that they are compared with."""
        return results.profile_sides(self.visit, self.field, self.value)

    @property
    def size(self) -> int:
        """Number of its records."""
        return int(self.sides.group.sum())

    @property
    def compared(self) -> tuple[str, ...]:
        """The facets in which it can be compared with the others."""
        return results.profile_facets(self.visit.loaded, self.visit.entity, self.field)


def ask(visit: Visit) -> list[Group]:
    """Ask for one group or two; none if these records cannot be grouped."""
    known = results.facets_of(visit.loaded, visit.entity)
    fields = [field for field in COMPARED if field in known]
    if not fields:
        words = f"These {visit.noun(2)} name no cluster, theme, technology or place, so there is no profile to draw."
        messages.lacking([words], key="no_group")
        return []
    labels = {field: FILTER_LABELS[field] for field in fields}
    url.respell(url.PROFILED, labels)
    named = {label: field for field, label in labels.items()}
    label = st.segmented_control(
        "Profile of a",
        [*named],
        default=url.default_of(url.PROFILED, labels[fields[0]]),
        required=True,
        key=url.PROFILED,
        bind=URL,
        on_change=_begin_anew,
        args=(visit, named),
    )
    field = named.get(label or "", fields[0])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        values = results.values_by_size(visit.loaded, visit.entity, field)
        names = value_names(field, values)
        value = _ask_value(visit, field, names)
        beside = _ask_beside(field, {one: names[one] for one in names if one != value})
    return [
        Group(visit, field, one, names[one], number)
        for number, one in enumerate((value, beside))
        if one is not None
    ]


def _ask_value(visit: Visit, field: str, names: dict[str, str]) -> str:
    """Ask for a value; the first one offered has the most records, unless the filters name one."""
    url.respell(url.VALUE, names)
    filtered = [one for one in getattr(visit.selection, field) if one in names]
    if filtered and not url.asked(url.VALUE):
        st.session_state[url.VALUE] = filtered[0]
    return str(
        st.selectbox(
            FILTER_LABELS[field],
            [*names],
            format_func=lambda one: names.get(one, one),
            key=url.VALUE,
            bind=URL,
            on_change=_leave_view,
            width=320,
        )
    )


def _begin_anew(visit: Visit, fields: Mapping[str, str]) -> None:
    """Show the first group of another kind, alone: the values of the last kind would stay in the URL."""
    field = fields[st.session_state[url.PROFILED]]
    url.choose(url.VALUE, results.values_by_size(visit.loaded, visit.entity, field)[0])
    url.choose(url.BESIDE, None)
    url.drop(url.VIEW)


def _leave_view() -> None:
    """Let the map of another group begin with all of it, and have no group beside itself."""
    url.drop(url.VIEW)
    if st.session_state.get(url.BESIDE) == st.session_state[url.VALUE]:
        url.choose(url.BESIDE, None)


def _ask_beside(field: str, names: dict[str, str]) -> str | None:
    url.respell(url.BESIDE, names)
    chosen: str | None = st.selectbox(
        "Beside it",
        [*names],
        index=None,
        format_func=lambda one: names.get(one, one),
        placeholder=f"another {FILTER_LABELS[field].lower()}",
        key=url.BESIDE,
        bind=URL,
        on_change=url.drop,
        args=(url.VIEW,),
        width=320,
    )
    return chosen


def side_by_side(
    groups: Sequence[Group], *, named: bool = True
) -> Iterator[tuple[Group, AbstractContextManager[Any]]]:
    """Each group with its column; on a phone they are one below the other.

    Parameters
    ----------
    groups
        One, or two.
    named
        Whether a column begins with the name of its group, if there are two.
    """
    if len(groups) == 1:
        yield groups[0], st.container()
        return
    for group, column in zip(groups, st.columns(2, gap="medium"), strict=True):
        if named:
            show_whose(group, column)
        yield group, column


def show_whose(group: Group, place: Any) -> None:
    """The name of a group above what is about it, for a page with two groups."""
    place.html(f'<p class="dsi-whose" dir="auto">{escape(group.name)}</p>')


def show_names(groups: Sequence[Group]) -> None:
    """What the profile is of, how many records that are, and with how many others they are compared."""
    for group, column in side_by_side(groups, named=False) if groups else ():
        visit, of = group.visit, group.sides
        others, known = int(of.others.sum()), group.size + int(of.others.sum())
        with column:
            st.html(record_links.heading(group.name))
            words = f"{group.size:,} of {known:,} selected {visit.noun(known)} whose {_label(group)} is known"
            if others and group.size:
                words += f", compared with the {others:,} others"
            with st.container(key=f"answer_{group.number}"):
                st.text(f"{words}.", width="stretch")
    if groups:
        muted(_counted(groups), "base")


def _label(group: Group) -> str:
    return FILTER_LABELS[group.field].lower()


def _counted(groups: Sequence[Group]) -> str:
    """How records count that have several values, or none that is known."""
    group, unknown = groups[0], groups[0].sides.unknown
    visit = group.visit
    facet = results.facets_of(visit.loaded, visit.entity)[group.field]
    parts = []
    if len(groups) == 2:
        both = int((groups[0].sides.group & groups[1].sides.group).sum())
        if facet.rows is not None:
            parts.append(_in_both(both, visit))
        parts.append(f"The others of each are all {visit.noun(2)} that do not belong to it.")
    elif facet.rows is not None:
        parts.append(
            f"{visit.noun(2).capitalize()} with several {PLURALS[group.field]} belong here if one of them is this, and "
            "then to none of the others."
        )
    if unknown:
        parts.append(
            f"{unknown:,} selected {visit.noun(unknown)} whose {_label(group)} is not known "
            f"{'is' if unknown == 1 else 'are'} on neither side."
        )
    return " ".join(parts)


def _in_both(count: int, visit: Visit) -> str:
    if not count:
        return f"No {visit.noun(1)} belongs to both."
    belong, counts = ("belongs", "counts") if count == 1 else ("belong", "count")
    return f"{count:,} {visit.noun(count)} {belong} to both and {counts} in each."


def lacks_group_or_others(groups: Sequence[Group]) -> bool:
    """Whether a group has no selected record, or nothing to be compared with; if so, say it, with a remedy."""
    for group in groups:
        field, visit = group.field, group.visit
        if not group.size:
            words = f"No selected {visit.noun(1)} has the {_label(group)} {quoted(group.name)}."
        elif not group.sides.others.any():
            words = f"No other {_label(group)} is selected, so there is nothing to compare {quoted(group.name)} with."
        else:
            continue
        if getattr(visit.selection, field):
            messages.lacking(
                [f"{words} The filter on the {_label(group)} leaves the others out."],
                "Remove this filter",
                _remove_filter,
                field,
                key="no_group",
            )
        else:
            messages.lacking([f"{words} Choose another one, or remove a filter."], key="no_group")
        return True
    return False


def _remove_filter(field: str) -> None:
    url.choose(field, [])


def show_figures(groups: Sequence[Group]) -> None:
    """The figures of each group beside those of its others, with the number of records behind each."""
    st.subheader("Key figures", anchor=False)
    for group, column in side_by_side(groups, named=False):
        visit, of = group.visit, group.sides
        found = results.profile_figures(visit, group.field, group.value)
        counts = (group.size, int(of.others.sum()))
        own = _heading(group.name)
        records = [f"{count:,} ({share(count, sum(counts))})" for count in counts]
        cells = pd.DataFrame(
            {
                FIGURE: [visit.noun(2).capitalize(), *found["figure"]],
                own: [records[0], *_words(found, "")],
                ALL_OTHERS: [records[1], *_words(found, "other_")],
            }
        )
        with column:
            static_table(
                cells,
                f"Key figures of {group.name} and of all others",
                unbroken=[own, ALL_OTHERS],
            )
    if not results.comparable_addresses(groups[0].visit):
        st.caption("The records are too many for all their addresses to be compared here.")
    st.caption("In brackets: of how many records that is known.")


def _heading(name: str) -> str:
    """The name of a group as the heading of a column, distinct from the other headings."""
    if name in (FIGURE, ALL_OTHERS):
        return f"“{name}”"
    return name if len(name) <= LONGEST_HEADING else f"{name[:LONGEST_HEADING]}…"


def _words(found: pd.DataFrame, prefix: str) -> list[str]:
    rows = zip(found["kind"], found[f"{prefix}count"], found[f"{prefix}of"], strict=True)
    return [_figure(kind, count, of) for kind, count, of in rows]


def _figure(kind: str, count: float, of: int) -> str:
    if not of:
        return "not known"
    if kind == SHARE:
        return f"{share(count, of)} ({count:,.0f} of {of:,})" if count else f"none (of {of:,})"
    if kind == NUMBER:
        return f"{count:,.0f} (of {of:,})"
    return f"{np.floor(count):.0f} (of {of:,})"
