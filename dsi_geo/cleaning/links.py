"""Cleaning of the links between projects and organisations, and places taken over through them."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Final

import pandas as pd
import pyarrow.compute as pc

from dsi_geo.cleaning.findings import Findings
from dsi_geo.schema import LINKS, LIST, ORGANISATIONS, PROJECTS, SOURCE, Entity, list_array

PLACE_COLUMNS = (
    *(
        "address",
        "postcode",
        "city",
        "region",
        "country",
        "location_precision",
        "address_precision",
        "geometry",
    ),
)


_DECIMAL: Final = r"\d+\.0"
_MARKED: Final = r"[;,|/\s]|\.0$"
_BETWEEN: Final = re.compile(r"[;,|/\n]|\s+")
"""What may stand between the ids of a list."""


def link_pairs(table: pd.DataFrame, field: str) -> pd.DataFrame:
    """One row a link: position of the record in `table` (`row`, int) and the id it names (`other`)."""
    lists = list_array(table[field])
    return pd.DataFrame(
        {
            "row": pc.list_parent_indices(lists).to_numpy(zero_copy_only=False),
            "other": pd.Series(pc.list_flatten(lists).to_pandas(), dtype="str"),
        }
    )


def clean_links(tables: dict[Entity, pd.DataFrame], findings: Findings) -> dict[Entity, pd.DataFrame]:
    """Make the links the same from both sides, and report those that lead nowhere.

    A link that only one side names is added on the other. A link to a record that does not exist
    stays where it was written. Where one table is absent altogether its links are not judged.
    """
    tables = {entity: _with_whole_numbers(table, LINKS[entity]) for entity, table in tables.items()}
    if len(tables) < 2:
        return tables
    projects = _with_known_ids(tables[PROJECTS], LINKS[PROJECTS], tables[ORGANISATIONS]["id"])
    organisations = _with_known_ids(tables[ORGANISATIONS], LINKS[ORGANISATIONS], tables[PROJECTS]["id"])
    tables = {PROJECTS: projects, ORGANISATIONS: organisations}
    forward = _as_ids(projects, link_pairs(projects, LINKS[PROJECTS]), PROJECTS, ORGANISATIONS)
    backward = _as_ids(
        organisations, link_pairs(organisations, LINKS[ORGANISATIONS]), ORGANISATIONS, PROJECTS
    )
    for entity, other, pairs in ((PROJECTS, ORGANISATIONS, forward), (ORGANISATIONS, PROJECTS, backward)):
        dangling = ~pairs[other].isin(tables[other]["id"])
        findings.add(
            "dangling_link",
            entity,
            pairs.loc[dangling, entity],
            LINKS[entity],
            "There is no record “" + pairs.loc[dangling, other] + f"” among the {other}.",
        )
    return {
        PROJECTS: _mirror(projects, PROJECTS, ORGANISATIONS, forward, backward, findings),
        ORGANISATIONS: _mirror(organisations, ORGANISATIONS, PROJECTS, backward, forward, findings),
    }


def _with_whole_numbers(table: pd.DataFrame, field: str) -> pd.DataFrame:
    """Links without the “.0” of whole numbers that passed through a column of decimals, if all of them have it."""
    words = link_pairs(table, field)["other"]
    if words.empty or not words.str.fullmatch(_DECIMAL).all():
        return table
    lists = [[word.removesuffix(".0") for word in linked] for linked in table[field]]
    return table.assign(**{field: pd.Series(pd.array(lists, dtype=LIST), index=table.index)})


def _with_known_ids(table: pd.DataFrame, field: str, ids: pd.Series) -> pd.DataFrame:
    """Links that are known ids but for a “.0” behind them, or several known ids with another sign between them."""
    pairs = link_pairs(table, field)
    unknown = pairs[~pairs["other"].isin(ids)]
    marked = unknown[unknown["other"].str.contains(_MARKED)]
    if marked.empty:
        return table
    known = frozenset(ids)
    rows = marked["row"].unique()
    lists = table[field].copy()
    lists.iloc[rows] = pd.array(
        [
            [one for word in linked for one in ([word] if word in known else _known_parts(word, known))]
            for linked in table[field].iloc[rows]
        ],
        dtype=LIST,
    )
    return table.assign(**{field: lists})


def _known_parts(word: str, known: Set[str]) -> list[str]:
    """The ids that a word is made up of, if all of them are known; otherwise the word."""
    parts = [part.strip() for part in _BETWEEN.split(word) if part.strip()]
    plain = [part if part in known else part.removesuffix(".0") for part in parts]
    return plain if known >= {*plain} else [word]


def locate_through_organisations(
    tables: dict[Entity, pd.DataFrame], findings: Findings
) -> dict[Entity, pd.DataFrame]:
    """Give projects without a point the place of their first located organisation.

    An organisation in another country than the one that the project states is passed over and
    reported. Adds `location_source` to the projects.
    """
    if PROJECTS not in tables:
        return tables
    projects = tables[PROJECTS]
    own = projects["geometry"].notna()
    source = pd.Series("own", index=projects.index, dtype="str").where(
        projects["location_precision"].ne("none")
    )
    if "location_source" in projects:
        source = source.mask(projects["location_source"].eq("organisation") & source.notna(), "organisation")
    if ORGANISATIONS not in tables:
        return tables | {PROJECTS: projects.assign(location_source=source.astype(SOURCE))}
    organisations = tables[ORGANISATIONS]
    located = organisations[organisations["geometry"].notna()].set_index("id")
    pairs = link_pairs(projects, LINKS[PROJECTS])
    pairs = pairs[~own.to_numpy()[pairs["row"]] & pairs["other"].isin(located.index)]
    elsewhere = _contradicts(projects, located, pairs)
    away = pairs[elsewhere]
    findings.add(
        "organisation_elsewhere",
        PROJECTS,
        projects["id"].iloc[away["row"]],
        "country",
        "The organisation “"
        + away["other"]
        + "” lies elsewhere than the project says; its place is not taken over.",
    )
    first = pairs[~elsewhere].drop_duplicates("row")
    taken = located.reindex(columns=list(PLACE_COLUMNS)).loc[first["other"]]
    taken.index = projects.index[first["row"]]
    filled = _replace_place(projects, taken, first["other"].set_axis(taken.index), findings)
    source = source.mask(source.index.isin(taken.index), "organisation")
    return tables | {PROJECTS: filled.assign(location_source=source.astype(SOURCE))}


def _contradicts(projects: pd.DataFrame, located: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """Links to organisations in another country or region than the project states."""
    elsewhere = pd.Series(False, index=pairs.index)
    for column in ("country", "region"):
        stated = pd.Series(projects[column].astype("str").to_numpy()[pairs["row"]], index=pairs.index)
        there = pd.Series(located[column].astype("str").reindex(pairs["other"]).to_numpy(), index=pairs.index)
        elsewhere |= stated.notna() & there.notna() & stated.ne(there)
    return elsewhere


def _replace_place(
    projects: pd.DataFrame, taken: pd.DataFrame, organisation: pd.Series, findings: Findings
) -> pd.DataFrame:
    """Replace the whole place of some projects; what they said themselves moves to `…_as_given`."""
    filled = projects.copy(deep=False)
    for column in PLACE_COLUMNS:
        own = projects[column] if column in projects else pd.Series(None, index=projects.index, dtype="str")
        if column in ("address", "postcode", "city"):
            lost = own.loc[taken.index].dropna()
            lost = lost[lost.ne(taken.loc[lost.index, column].astype("str"))]
            findings.add(
                "place_replaced",
                PROJECTS,
                projects.loc[lost.index, "id"],
                column,
                "“"
                + lost
                + "” is not a place that could be located; that of the organisation “"
                + organisation[lost.index]
                + "” is taken.",
            )
            if len(lost) and f"{column}_as_given" not in filled:
                filled[f"{column}_as_given"] = lost.reindex(projects.index)
        filled[column] = _overwrite(own, taken[column])
    return filled


def report_no_place(tables: dict[Entity, pd.DataFrame], findings: Findings) -> None:
    """Report records of which not even the country is known."""
    for entity, table in tables.items():
        nowhere = table["location_precision"].eq("none")
        findings.add(
            "no_place",
            entity,
            table.loc[nowhere, "id"],
            "geometry",
            "Not even the country of this record is known.",
        )


def _overwrite(cells: pd.Series, new: pd.Series) -> pd.Series:
    changed = cells.copy()
    changed.loc[new.index] = new.astype(changed.dtype)
    return changed


def _as_ids(table: pd.DataFrame, pairs: pd.DataFrame, entity: Entity, other: Entity) -> pd.DataFrame:
    return pd.DataFrame({entity: table["id"].to_numpy()[pairs["row"]], other: pairs["other"]})


def _mirror(
    table: pd.DataFrame,
    entity: Entity,
    other: Entity,
    ours: pd.DataFrame,
    theirs: pd.DataFrame,
    findings: Findings,
) -> pd.DataFrame:
    """Add to `table` the links that only the other side names."""
    known = pd.MultiIndex.from_frame(ours[[entity, other]])
    from_there = theirs[[entity, other]].drop_duplicates()
    missing = from_there[
        ~pd.MultiIndex.from_frame(from_there).isin(known) & from_there[entity].isin(table["id"])
    ]
    if missing.empty:
        return table
    findings.add(
        "one_sided_link",
        entity,
        missing[entity],
        LINKS[entity],
        f"Only the {other} name the link to “" + missing[other] + "”; it is added here.",
    )
    field = LINKS[entity]
    additions = missing.groupby(entity)[other].agg(list)
    rows = table["id"].isin(additions.index)
    longer = [
        [*linked, *additions[record]]
        for record, linked in zip(table.loc[rows, "id"], table.loc[rows, field], strict=True)
    ]
    lists = table[field].copy()
    lists[rows] = pd.array(longer, dtype=LIST)
    return table.assign(**{field: lists})
