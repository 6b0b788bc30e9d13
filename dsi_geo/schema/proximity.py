"""The tables about who is near whom."""

from __future__ import annotations

from typing import Final

from dsi_geo.schema.column import CATEGORY, LIST, NUMBER, ORDERED_PLACE, TEXT, TRUTH, WHOLE, Column

NEIGHBOURS: Final = (
    Column("id_a", TEXT, "Identifier of the one record of the pair"),
    Column("name_a", TEXT, "Name of the one record of the pair; empty where it has none", "One"),
    Column("id_b", TEXT, "Identifier of the other record of the pair"),
    Column("name_b", TEXT, "Name of the other record of the pair; empty where it has none", "Other"),
    Column(
        "relation", CATEGORY,
        "What makes them a pair: same_address, possible_duplicate (perhaps entered twice) or nearby",
        "They are",
    ),
    Column(
        "confidence", NUMBER,
        "How sure the relation is, 0 to 1: the share of pairs with such evidence that are what it says; 1 where it is "
        "measured",
        "How sure",
    ),
    Column(
        "distance_m", NUMBER,
        "Metres between their points; empty unless both are known to the street or better",
        "Distance",
    ),
    Column(
        "linked", TRUTH,
        "Whether they share an organisation or a project that the records know of",
        "Link on record",
    ),
    Column("why", TEXT, "What speaks for the relation, as a sentence"),
    Column(
        "distance_precision", ORDERED_PLACE,
        "How precisely the less precise of both places is known, and so their distance: address, street, postcode, "
        "city, region, country or none",
    ),
    Column(
        "address_confidence", NUMBER,
        "How sure it is that they share an address, 0 to 1; empty where nothing says so",
    ),
)  # fmt: skip

JUDGED_PAIRS: Final = (
    *NEIGHBOURS,
    Column(
        "verdict", TEXT,
        "What a steward decided about the pair: confirmed, not_the_same or introduced; empty where nothing is decided",
        "Verdict",
    ),
)  # fmt: skip
"""Pairs as the proximity finder gives them."""

INTRODUCTIONS: Final = (
    Column("name_a", TEXT, "Name of the one to be introduced; empty where it has none"),
    Column("website_a", TEXT, "Web address of the one; empty where none is given"),
    Column("name_b", TEXT, "Name of the other to be introduced; empty where it has none"),
    Column("website_b", TEXT, "Web address of the other; empty where none is given"),
    Column("address", TEXT, "Address of the one, or of the other where the one has none"),
    Column("town", TEXT, "Town of the one, or of the other where the one has none"),
    Column("sentence", TEXT, "A sentence about both that can be sent as it is"),
    Column(
        "confidence",
        NUMBER,
        "How sure it is that they share the address, 0 to 1; 1 where they are only nearby",
    ),
    Column("why", TEXT, "What speaks for their being neighbours, as a sentence"),
    Column("id_a", TEXT, "Identifier of the one"),
    Column("id_b", TEXT, "Identifier of the other"),
)

ROOFS: Final = (
    Column("address", TEXT, "Street and house number of the group, as its first record writes them", "Address"),
    Column("postcode", TEXT, "Postcode of the group's first record; empty where none is given"),
    Column("city", TEXT, "Town of the group's first record; empty where it is not known", "Town"),
    Column("country", TEXT, "Country of the group's first record, as its code in ISO 3166-1 alpha-2"),
    Column("size", WHOLE, "Number of records in the group"),
    Column(
        "unaware", WHOLE,
        "Number of pairs in the group that share no organisation or project that the records know of",
        "Pairs unaware",
    ),
    Column("confidence", NUMBER, "How sure the weakest of the matches is that hold the group together, 0 to 1"),
    Column("chained", TRUTH, "Whether some share the address only through others, as 12 and 16 do through 12-16"),
    Column("latitude", NUMBER, "Median latitude of the group's exact points in degrees north; empty without any"),
    Column("longitude", NUMBER, "Median longitude of the group's exact points in degrees east; empty without any"),
    Column("members", LIST, "Identifiers of the records in the group, separated by “; ”"),
)  # fmt: skip

AROUND: Final = (
    Column("id", TEXT, "Identifier of the record that is around the one asked about"),
    Column("name", TEXT, "Name of that record; empty where it has none", "Name"),
    Column("same_address", TRUTH, "Whether it has the address of the one asked about", "Same address"),
    Column("confidence", NUMBER, "How sure it is that it has the same address, 0 to 1; empty where it has another"),
    Column(
        "distance_m", NUMBER,
        "Metres from the one asked about; empty unless both places are known to the street or better",
        "Distance",
    ),
    Column(
        "distance_precision", ORDERED_PLACE,
        "How precisely the less precise of both places is known: address, street, postcode, city, region, country or "
        "none",
        "Known to",
    ),
    Column(
        "linked", TRUTH,
        "Whether it shares an organisation or a project with the one asked about, as far as the records know",
        "Link on record",
    ),
)  # fmt: skip
