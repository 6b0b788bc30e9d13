"""The views of the proximity finder, and the tools above them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.map_circles import PRECISE
from dsi_geo.analysis.proximity.duplicates import most_listed_words
from dsi_geo.analysis.proximity.nearby import around
from dsi_geo.analysis.proximity.pairs import (
    BRANCH,
    NEARBY,
    POSSIBLE_DUPLICATE,
    SAME_ADDRESS,
    SAME_BODY,
    TOPICS,
    choose_pairs,
    introductions,
    with_verdicts,
)
from dsi_geo.analysis.proximity.record_groups import (
    ids_told_apart,
    numbers_of_groups,
    record_groups,
    settled,
    told_apart,
)
from dsi_geo.app import messages, results, url
from dsi_geo.app.charts import show_legend
from dsi_geo.app.downloads import table_download, table_downloads
from dsi_geo.app.fragments import fragment
from dsi_geo.app.map_page.component import Look, draw_map, go_to, zoom_of
from dsi_geo.app.map_page.layers import Mask
from dsi_geo.app.map_page.listing import RECORD_ZOOM, records_at
from dsi_geo.app.map_page.tools import distance_words
from dsi_geo.app.proximity_page.group_rows import group_rows, names_in_words, show_members, show_pairs
from dsi_geo.app.proximity_page.pair_lists import Decisions, confidence_word, pair_list, plain, show_pair
from dsi_geo.app.record_links import name_cells, name_column, show_chosen, targets
from dsi_geo.app.record_lists import (
    chosen_point,
    field_words,
    static_table,
)
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.errors import InputError
from dsi_geo.output.verdicts import VERDICTS
from dsi_geo.schema import PRECISION_WORDS, PROJECTS
from dsi_geo.schema.column import labels, names
from dsi_geo.schema.exports import (
    ADDRESS_GROUPS,
    AROUND,
    FINDINGS,
    INTRODUCTIONS,
    JUDGED_PAIRS,
    LISTED_FINDINGS,
)

RADII_M: Final = (0, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000)
_WITHIN: Final = "within"
_KEYS: Final = {"within_m": _WITHIN, "topics": "topics", "running": "running", "unaware": "unaware"}
"""Fields of `Asked` and the keys of their widgets."""
_KEPT: Final = "_kept_choices"


class Asked(NamedTuple):
    """The choices above the views; `within_m` is None if only addresses count."""

    within_m: float | None
    topics: str
    running: bool
    unaware: bool


NOTHING_ASKED: Final = Asked(None, "any", False, False)


def proximity_tools(visit: Visit, unused: frozenset[str]) -> Asked:
    """One row of choices, all in the URL.

    Parameters
    ----------
    visit
        The data.
    unused
        Fields of `Asked` that the present view does not use: they are not shown, and what was chosen counts again in
        other views.
    """
    radius, topics, running, unaware = 0, "any", False, False
    drawn = [key for field, key in _KEYS.items() if field not in unused]
    _bring_back(drawn)
    url.respell(_WITHIN, {str(metres): _radius_words(metres) for metres in RADII_M})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if _WITHIN in drawn:
            radius = st.selectbox(
                "Also nearby within",
                RADII_M,
                format_func=_radius_words,
                key=_WITHIN,
                bind=URL,
                width=190,
                help="Only points of exact addresses can be near one another; town centres never are.",
            )
        if visit.entity == PROJECTS and "topics" in drawn:
            topics = st.selectbox(
                "Working on", list(TOPICS), format_func=TOPICS.__getitem__, key="topics", bind=URL, width=190
            )
            running = st.toggle("Still running only", key="running", bind=URL)
        if "unaware" in drawn:
            unaware = st.toggle(
                "Unaware only",
                key="unaware",
                bind=URL,
                help="Pairs that share no organisation and no project as far as the records know.",
            )
    return Asked(float(radius) if radius else None, topics, running, unaware)


def _bring_back(drawn: Iterable[str]) -> None:
    """Give the widgets that are drawn what was chosen in them before a view left them out."""
    kept = st.session_state.setdefault(_KEPT, {})
    for key in drawn:
        if key not in st.session_state and key not in st.query_params and key in kept:
            url.choose(key, kept[key])
    kept.update({key: st.session_state[key] for key in _KEYS.values() if key in st.session_state})


def _radius_words(metres: int) -> str:
    return distance_words(metres) if metres else "same address only"


MAP: Final = "around_map"
MAP_PX: Final = 380
LOOK: Final = Look("Circles", "location_precision")
RADIUS_M: Final = 250.0
"""The radius if the visitor has chosen none."""
MOST_FOUND: Final = 200
MOST_LISTED: Final = 100
_CHOICE: Final = "around_whom"
_CLICKS: Final = "_around_clicks"
_SHOWN: Final = "_around_shown"


def around_view(visit: Visit, asked: Asked, _decisions: Decisions) -> None:
    """The records around one record: at its address, and within a radius."""
    radius = asked.within_m or RADIUS_M
    known = visit.mask & visit.database.table(visit.entity)["address"].notna().to_numpy()
    with st.container():
        chosen = _chosen_by_name(visit, known)
    if chosen:
        _fly_to(visit, chosen)
    _clickable_map(visit, known, radius)
    if chosen:
        _show_around(visit, chosen, asked)
    else:
        st.info(
            f"No selected {visit.noun(1)} of this name has an address.", icon=":material/person_pin_circle:"
        )


def _chosen_by_name(visit: Visit, known: Mask) -> str:
    """Id of the record in the middle: the URL's, or else the first whose name contains the text; "" for none."""
    table = visit.database.table(visit.entity)
    names, ids = table["name"].fillna("(no name)"), table["id"]
    text = st.text_input(
        f"Around which {visit.noun(1)}?",
        key="whom",
        bind=URL,
        placeholder="a part of its name, or click a point on the map",
        on_change=url.put_record,
        args=("",),
    )
    fitting = known & names.str.contains(text.strip(), case=False, regex=False).to_numpy()
    options = ids[fitting].head(MOST_FOUND).tolist()
    asked = url.record()
    if ids[known].eq(asked).any():
        options = options if asked in options else [asked, *options]
        st.session_state[_CHOICE] = asked
    if not options:
        return ""
    offered = ids.isin(options)
    named = names[offered].set_axis(ids[offered]).to_dict()
    return str(
        st.selectbox(
            "Found",
            options,
            format_func=lambda one: f"{named[one]} ({one})",
            key=_CHOICE,
            on_change=lambda: url.put_record(st.session_state[_CHOICE]),
        )
    )


def _fly_to(visit: Visit, chosen: str) -> None:
    """Move the map to a record that was not chosen on the map."""
    before = st.session_state.get(_SHOWN)
    st.session_state[_SHOWN] = chosen
    point = chosen_point(visit)
    if url.record() and before != chosen and point is not None:
        go_to(MAP, *point, max(zoom_of(MAP), RECORD_ZOOM))


def _clickable_map(visit: Visit, known: Mask, radius: float) -> None:
    """A map of the records with an address; the chosen one is marked with its radius, a click chooses another."""
    exact = known & visit.database.table(visit.entity)["location_precision"].isin(PRECISE).to_numpy()
    only = exact if exact.any() else known

    @fragment
    def where_they_are() -> None:
        point = chosen_point(visit)
        spot = url.Spot(*point, radius) if point else None
        shown = draw_map(visit, MAP, MAP_PX, LOOK, only=only, spot=spot, chosen=point)
        show_legend(shown.legend)
        if shown.place is None or shown.clicks == st.session_state.get(_CLICKS):
            return
        st.session_state[_CLICKS] = shown.clicks
        rows = records_at(visit, LOOK, shown.place)
        here = visit.database.table(visit.entity)["id"].iloc[rows[only[rows]]].tolist()
        if here:
            following = here.index(url.record()) + 1 if url.record() in here else 0
            url.put_record(here[following % len(here)])
            st.session_state[_SHOWN] = url.record()
            st.rerun()

    where_they_are()
    st.caption("Click a point to see who is around it; click again for the next record at the same point.")


def warn_if_not_compared(visit: Visit) -> None:
    """Warn if there are so many addresses that only those written alike were compared."""
    refused = results.shared_addresses(visit.loaded, visit.entity).refused
    if refused is not None:
        st.warning("Only addresses that are written alike are shown here.", icon=":material/compare_arrows:")
        for fault in refused.faults:
            st.text(fault, width="stretch")


def _show_around(visit: Visit, chosen: str, asked: Asked) -> None:
    """The records around the chosen record, as a table and a download."""
    radius = asked.within_m or RADIUS_M
    table = visit.database.table(visit.entity)
    found = around(table, visit.entity, chosen, radius, results.shared_addresses(visit.loaded, visit.entity))
    related = results.relation_to(visit.loaded, visit.entity, chosen, found["id"])
    fitting = choose_pairs(
        found.assign(id_a=chosen, id_b=found["id"], relation=related),
        table,
        visit.mask | table["id"].eq(chosen).to_numpy(),
        topics=asked.topics,
        running=asked.running,
        unaware=asked.unaware,
    )
    found = fitting[found.columns]
    warn_if_not_compared(visit)
    if found.empty:
        others = (
            "other record that fits" if asked._replace(within_m=None) != NOTHING_ASKED else "other record"
        )
        st.info(
            f"No {others} is at its address or within {distance_words(radius)}. Only exact addresses can be near.",
            icon=":material/person_pin_circle:",
        )
        return
    usual = "" if asked.within_m else ", as no radius is chosen above"
    st.markdown(f"**{len(found):,}** at its address or within {distance_words(radius)}{usual}")
    shown = _in_words(found.head(MOST_LISTED))
    links = {labels(AROUND)["name"]: targets(visit, found["id"].head(MOST_LISTED))}
    static_table(shown, f"Who is around this {visit.noun(1)}", links=links)
    table_download(found, AROUND, "around", "who is around")


def _in_words(found: pd.DataFrame) -> pd.DataFrame:
    words = pd.DataFrame(
        {
            "name": found["name"].fillna("(no name)"),
            "same_address": np.where(found["same_address"], "yes", ""),
            "distance_m": [
                distance_words(metres) if pd.notna(metres) else "not known" for metres in found["distance_m"]
            ],
            "distance_precision": found["distance_precision"].astype("str").map(PRECISION_WORDS),
            "linked": np.where(found["linked"], "yes", "none"),
        }
    )
    return words.rename(columns=labels(AROUND))


AT_ONE_ADDRESS: Final = (SAME_ADDRESS, POSSIBLE_DUPLICATE, SAME_BODY)
JUDGED: Final = names(JUDGED_PAIRS)


def _fitting(visit: Visit, asked: Asked, every: pd.DataFrame, relations: tuple[str, ...]) -> pd.DataFrame:
    """The pairs asked for, as stewards decided."""
    found = settled(every)
    return choose_pairs(
        found[found["relation"].isin(relations)],
        visit.database.table(visit.entity),
        visit.mask,
        topics=asked.topics,
        running=asked.running,
        unaware=asked.unaware,
    )


def _every_pair(visit: Visit, within_m: float | None, decisions: Decisions) -> pd.DataFrame | None:
    """All pairs of the database with their verdicts; None, and a message on the page, if there are too many."""
    try:
        every = results.neighbour_pairs(visit.loaded, visit.entity, within_m)
    except InputError as error:
        messages.refused(error, visit.loaded.title)
        return None
    return with_verdicts(every, decisions.verdicts)


def pairs_view(visit: Visit, asked: Asked, decisions: Decisions) -> None:
    """Pairs at one address or nearby, unlinked pairs first."""
    every = _every_pair(visit, asked.within_m, decisions)
    if every is None:
        return
    pairs = _fitting(visit, asked, every, (SAME_ADDRESS, NEARBY))
    if pairs.empty:
        st.info(
            "No pair fits. Choose any topics, both aware and unaware, or a wider radius.",
            icon=":material/groups:",
        )
        return
    unaware = int((~pairs["linked"]).sum())
    st.markdown(
        f"**{len(pairs):,} pairs**, {unaware:,} of them without anything in common that the records know of"
    )
    chosen = pair_list(visit, pairs, "pairs")
    if chosen is not None:
        show_pair(visit, pairs.iloc[chosen], decisions)
    _map(visit, pairs, "pairs_map")
    letters = introductions(
        pairs[pairs["verdict"] != "not_the_same"], visit.database.table(visit.entity), visit.entity
    )
    with st.popover("Download", icon=":material/download:"):
        st.caption(f"A list for introductions: {len(letters):,} pairs with a sentence to send to both")
        with st.container(horizontal=True):
            table_downloads(letters, INTRODUCTIONS, "introductions")
        st.caption("All pairs with their verdicts")
        with st.container(horizontal=True):
            table_downloads(pairs[list(JUDGED)], JUDGED_PAIRS, "pairs")


def duplicates_view(visit: Visit, asked: Asked, decisions: Decisions) -> None:
    """Records that may have been entered twice, for the data steward."""
    every = _every_pair(visit, None, decisions)
    if every is None:
        return
    pairs = _fitting(visit, asked, every, (POSSIBLE_DUPLICATE,))
    if pairs.empty:
        st.success(
            "No record seems to have been entered twice."
            if asked == NOTHING_ASKED
            else "No pair that fits seems to be one record that was entered twice.",
            icon=":material/check_circle:",
        )
    else:
        groups = record_groups(pairs)
        records = int(groups["size"].sum())
        st.markdown(
            f"**{records:,} {visit.noun(records)}** may be {len(groups):,} that were entered more than once"
        )
        found = int(every["relation"].eq(POSSIBLE_DUPLICATE).sum())
        if said := most_listed_words(found, len(visit.chosen)):
            st.caption(said)
        _groups_of_one(visit, pairs, groups, decisions, "duplicates")
        table_download(pairs[list(JUDGED)], JUDGED_PAIRS, "duplicates", "the pairs")
    _told_apart(visit, every, decisions, (POSSIBLE_DUPLICATE,), "duplicates")


def organisations_view(visit: Visit, asked: Asked, decisions: Decisions) -> None:
    """Records of one organisation: under two names at one address, or at several places."""
    every = _every_pair(visit, None, decisions)
    if every is None:
        return
    pairs = _fitting(visit, asked, every, (SAME_BODY, BRANCH))
    if pairs.empty:
        st.info(
            "No two records seem to be one under two names, or branches of one.",
            icon=":material/account_tree:",
        )
    else:
        groups = record_groups(pairs)
        bodies = int(groups["relation"].eq(SAME_BODY).sum())
        st.markdown(
            f"**{bodies:,} groups** seem to be one {visit.noun(1)} under several names at one address, and "
            f"**{len(groups) - bodies:,}** one at several places"
        )
        st.caption("They are not counted as unaware of each other, and no introduction is proposed.")
        _groups_of_one(visit, pairs, groups, decisions, "bodies")
        table_download(pairs[list(JUDGED)], JUDGED_PAIRS, "one_organisation", "the pairs")
    _told_apart(visit, every, decisions, (SAME_BODY, BRANCH), "bodies")


def _groups_of_one(
    visit: Visit, pairs: pd.DataFrame, groups: pd.DataFrame, decisions: Decisions, key: str
) -> None:
    """Rows of groups of records that are one, or of one organisation; each opens."""
    number = numbers_of_groups(pairs)
    towns = visit.database.table(visit.entity).drop_duplicates("id").set_index("id")["city"]

    def label(at: int) -> str:
        group = groups.iloc[at]
        where = list(dict.fromkeys(towns.reindex(group["members"]).dropna()))
        places = where[0] if len(where) == 1 else f"{len(where)} towns" if where else ""
        confidence = confidence_word(group)
        decided = "" if group["undecided"] else "confirmed" if group["confirmed"] else "decided"
        facts = [f"{group['size']:,} records", plain(places), f"{confidence} sure", decided]
        return f"{names_in_words(group['names'])} — {', '.join(filter(None, facts))}"

    def draw(at: int) -> None:
        group = groups.iloc[at]
        show_members(visit, group["members"], "Records of the group", f"{key}_list_{group['group']}")
        after = groups["members"][at + 1] if at + 1 < len(groups) else None
        show_pairs(
            visit,
            pairs[number == group["group"]],
            decisions,
            f"{key}_pairs_{group['group']}",
            None if after is None else (after[0], after[1]),
        )

    group_rows(groups["members"].tolist(), label, key, draw)


def _told_apart(
    visit: Visit, every: pd.DataFrame, decisions: Decisions, relations: tuple[str, ...], key: str
) -> None:
    """The pairs that a steward told apart, folded away: so that a slip can be taken back."""
    apart = told_apart(every[every["relation"].isin(relations)])
    if apart.empty:
        return
    with st.expander(f"Told apart: {len(apart):,}", key=f"{key}_apart", on_change="rerun") as row:
        if row.open:
            show_pairs(visit, apart.assign(found_as=apart["relation"]), decisions, f"{key}_apart_pairs")


def groups_view(visit: Visit, asked: Asked, decisions: Decisions) -> None:
    """Groups that share an address, those with the most unlinked pairs first."""
    apart = ids_told_apart(decisions.verdicts)
    groups = results.address_groups(visit.loaded, visit.entity, visit.selection, apart)
    warn_if_not_compared(visit)
    if groups.empty:
        st.info("No two of the selected records share an address.", icon=":material/apartment:")
        return
    every = _every_pair(visit, None, decisions)
    pairs = None if every is None else _fitting(visit, asked, every, AT_ONE_ADDRESS)
    if pairs is not None and asked != NOTHING_ASKED:
        paired = {*pairs["id_a"], *pairs["id_b"]}
        fits = [not paired.isdisjoint(members) for members in groups["members"]]
        groups = groups[fits].reset_index(drop=True)
        if groups.empty:
            st.info("At no shared address is there a pair that fits.", icon=":material/apartment:")
            return

    verdicts = _verdicts_in(groups["members"], pairs)

    def label(at: int) -> str:
        group = groups.iloc[at]
        place = ", ".join(plain(part) for part in group[["postcode", "city"]] if pd.notna(part))
        address = plain(group["address"]) if pd.notna(group["address"]) else "Address not written"
        size, unaware = int(group["size"]), int(group["unaware"])
        pairs_of_strangers = f", {unaware:,} {'pair' if unaware == 1 else 'pairs'} unaware of each other"
        more = (pairs_of_strangers if unaware else "") + verdicts.get(at, "")
        return f"**{address}**, {place} — {size:,} {visit.noun(size)}{more}"

    def draw(at: int) -> None:
        members = groups["members"][at]
        if groups["chained"][at]:
            st.caption("Some of them share the address only through others, as 12 and 16 do through 12–16.")
        show_members(visit, members, "Who is at this address", f"roof_list_{at}")
        if pairs is not None:
            inside = pairs[pairs["id_a"].isin(members) & pairs["id_b"].isin(members)]
            show_pairs(visit, inside, decisions, f"roof_pairs_{at}")

    group_rows(groups["members"].tolist(), label, "roof", draw)
    with st.popover("Download", icon=":material/download:"), st.container(horizontal=True):
        table_downloads(groups, ADDRESS_GROUPS, "under_one_roof")


def _verdicts_in(members: pd.Series, pairs: pd.DataFrame | None) -> dict[int, str]:
    """How many pairs of each group have which verdict, in words that follow others; nothing where none has one."""
    if pairs is None or not (decided := pairs[pairs["verdict"].ne("")]).size:
        return {}
    group = members.explode().reset_index().set_index("members")["index"]
    counted = decided.groupby([decided["id_a"].map(group), "verdict"]).size()
    words: dict[int, str] = {}
    for (at, verdict), number in counted.items():
        words[at] = words.get(at, "") + f", {number:,} {VERDICTS[verdict].lower()}"
    return words


def doubts_view(visit: Visit, _asked: Asked, _decisions: Decisions) -> None:
    """Points that contradict their own address, postcode or town."""
    table = visit.database.table(visit.entity)
    found = results.coordinate_doubts(visit.loaded, visit.entity)
    found = found[found["id"].isin(table["id"].to_numpy()[visit.mask])]
    if found.empty:
        st.success("No point contradicts its address, postcode or town.", icon=":material/check_circle:")
        return
    st.markdown(f"**{len(found):,} doubts** about where records are")
    ids, about = found["id"].tolist(), found["id"].ne("")
    names = found["id"].map(table.drop_duplicates("id").set_index("id")["name"])
    shown = found[["id", "field", "message"]].assign(field=field_words(found["field"]))
    shown.insert(1, "name", name_cells(names, about))
    key = f"doubts_{hash(tuple(ids))}"
    event = st.dataframe(
        shown.rename(columns=labels(LISTED_FINDINGS)),
        hide_index=True,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        column_config={labels(LISTED_FINDINGS)["name"]: name_column(visit, ids, key)},
        alt="Doubts about points",
    )
    show_chosen(visit, event, ids, names.tolist())
    table_download(found, FINDINGS, "doubtful_points", "the doubts")


def _map(visit: Visit, pairs: pd.DataFrame, key: str) -> None:
    ids = set(pairs["id_a"]) | set(pairs["id_b"])
    only: Mask = visit.database.table(visit.entity)["id"].isin(ids).to_numpy()

    @fragment
    def where_they_are() -> None:
        shown = draw_map(visit, key, MAP_PX, Look("Circles", "location_precision"), in_url=True, only=only)
        show_legend(shown.legend)

    where_they_are()


VIEWS: Final[dict[str, Callable[[Visit, Asked, Decisions], None]]] = {
    "Under one roof": groups_view,
    "Pairs": pairs_view,
    "Around one": around_view,
    "Entered twice?": duplicates_view,
    "Same organisation?": organisations_view,
    "Doubtful points": doubts_view,
}
"""The views among which the visitor chooses."""

UNUSED: Final[dict[str, frozenset[str]]] = {
    "Under one roof": frozenset({"within_m"}),
    "Entered twice?": frozenset({"within_m", "unaware"}),
    "Same organisation?": frozenset({"within_m", "unaware"}),
    "Doubtful points": frozenset(Asked._fields),
}
"""Choices above the views that a view does not use; a possible duplicate may be anywhere."""
