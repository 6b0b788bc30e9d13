"""The chapter on records that share an address."""

from __future__ import annotations

from typing import Final

import pandas as pd

from dsi_geo.analysis.proximity.pairs import (
    POSSIBLE_DUPLICATE,
    SAME_BODY,
    AtAnyRadius,
    among,
    at_any_radius,
    choose_pairs,
    confidence_words,
    introductions,
    neighbours,
    of_one_organisation,
    with_verdicts,
)
from dsi_geo.analysis.proximity.record_groups import NOT_THE_SAME, ids_told_apart, settled
from dsi_geo.analysis.proximity.shared_addresses import figures, groups, shared_addresses
from dsi_geo.errors import InputError
from dsi_geo.output.report.parts import Block, Paragraph, Section, Subject, Table, web_link
from dsi_geo.schema import noun

MOST_PAIRS: Final = 50


def neighbours_section(subject: Subject) -> Section:
    """The pairs at one address that are not linked, the most certain first."""
    some = subject.table.reset_index(drop=True)
    shared = shared_addresses(some)
    known, refused = _at_any_radius(subject)
    ids, apart = subject.database.table(subject.entity)["id"], ids_told_apart(subject.verdicts)
    of_one = among(None if known is None else of_one_organisation(known, ids, apart), subject.mask)
    found = figures(shared, groups(some, subject.entity, shared, of_one))
    size = subject.size
    answer = (
        f"{found.unaware_pairs:,} pairs share an address, but no organisation or project that the records know of, and "
        "are not one organisation under two names as far as names and websites show."
        if found.unaware_pairs
        else "No two share an address without sharing an organisation or project that the records know of."
    )
    blocks = [
        Paragraph(
            f"Of {size:,} {noun(subject.entity, size)}, {found.usable:,} have an address that can be compared; "
            f"{size - found.usable:,} lack a street, a house number or a town. {found.in_groups:,} of them are at "
            f"{found.groups:,} shared addresses. A town’s centre makes nobody a neighbour."
        ),
        *(_pairs(subject, known) if known is not None else [Paragraph(refused, "note")]),
    ]
    return Section("neighbours", "Unaware neighbours", answer, tuple(blocks))


def _at_any_radius(subject: Subject) -> tuple[AtAnyRadius | None, str]:
    """The pairs of all records; None, and why, if there are too many to be listed one by one."""
    table = subject.database.table(subject.entity)
    try:
        return at_any_radius(table, subject.entity, subject.shared_addresses), ""
    except InputError as error:
        return None, " ".join(error.faults)


def _pairs(subject: Subject, known: AtAnyRadius) -> list[Block]:
    table = subject.database.table(subject.entity)
    every = neighbours(table, subject.entity, known=known)
    chosen = choose_pairs(every, table, subject.mask)
    chosen = chosen[~chosen["linked"]]
    if subject.verdicts is not None:
        decided = settled(with_verdicts(chosen, subject.verdicts))
        chosen = decided[decided["verdict"] != NOT_THE_SAME]
    pairs = introductions(chosen, table, subject.entity)
    at_address = chosen[chosen["address_confidence"].notna()]["relation"]
    blocks: list[Block] = [_table(subject, pairs)] if len(pairs) else []
    one = noun(subject.entity, 1)
    for relation, why in (
        (POSSIBLE_DUPLICATE, f"one {one} may have been entered twice"),
        (SAME_BODY, "the two names are probably those of one organisation, or of it and a part of it"),
    ):
        if number := int(at_address.eq(relation).sum()):
            said = "pair is" if number == 1 else "pairs are"
            blocks.append(Paragraph(f"{number:,} {said} left out here, because {why}.", "note"))
    return blocks


def _table(subject: Subject, pairs: pd.DataFrame) -> Table:
    """A table of `introductions`, which are sorted with the most certain first."""
    shown, more = pairs.head(MOST_PAIRS), len(pairs) - MOST_PAIRS
    cells = pd.DataFrame(
        {
            "One": _names(shown, "a"),
            "Other": _names(shown, "b"),
            "Address": [
                ", ".join(filter(None, place)) for place in zip(shown["address"], shown["town"], strict=True)
            ],
            "How sure": list(confidence_words(shown["confidence"])),
        },
        dtype=object,
    )
    caption = f"Pairs of {subject.entity} at one address that share no other record, the most certain first"
    note = "How sure it is that both have the same address: perhaps (up to 70%), quite (up to 90%), very."
    if more > 0:
        note = f"{more:,} more such pairs are not printed: the Proximity finder lists them. {note}"
    return Table(caption, cells, note=note)


def _names(pairs: pd.DataFrame, side: str) -> list[object]:
    names = pairs[f"name_{side}"].fillna("(no name)")
    return [web_link(name, site) for name, site in zip(names, pairs[f"website_{side}"], strict=True)]
