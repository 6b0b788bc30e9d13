"""Findings: what is wrong or doubtful about a record, by code."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import pandas as pd

from dsi_geo.schema import FINDING_COLUMNS, Entity
from dsi_geo.schema.exports import FINDINGS

Severity = Literal["error", "warning", "note"]


class Rule(NamedTuple):
    """What a finding code means: its severity, its title on a page, and what a steward can do."""

    severity: Severity
    title: str
    remedy: str


RULES: Final[dict[str, Rule]] = {
    "reading": Rule("note", "How the file was read", "Nothing, if it was meant so."),
    "unrecognised_column": Rule(
        "note", "Column not recognised", "Name it, if it is one of ours; it is kept as it is."
    ),
    "missing_column": Rule(
        "warning", "No column for this field", "Name the column that holds it, if there is one."
    ),
    "values_alike": Rule(
        "warning",
        "Values that differ in spelling only",
        "Count them as one, or correct the spelling in the source.",
    ),
    "values_merged": Rule(
        "note", "Spellings counted as one", "Nothing, if they are one; otherwise count them apart."
    ),
    "chosen_clusters": Rule("note", "Thematic clusters chosen", "Nothing, if they are meant."),
    "missing_id": Rule("warning", "No identifier", "Give every record an identifier of its own."),
    "duplicate_id": Rule("error", "Identifier used twice", "Give one of the records another identifier."),
    "missing_name": Rule("warning", "No name", "Enter the name."),
    "mended_letters": Rule("note", "Damaged letters set right", "Correct the text in the source."),
    "damaged_letters": Rule("warning", "Letters lost", "Correct the text, or save the file anew as UTF-8."),
    "placeholder_text": Rule(
        "note", "Placeholder instead of a value", "Leave the cell empty or enter the value."
    ),
    "placeholder_date": Rule(
        "note", "Placeholder instead of a date", "Leave the cell empty or enter the date."
    ),
    "restored_coordinate": Rule(
        "note", "Decimal point of a coordinate restored", "Enter the coordinate with its decimal point."
    ),
    "placeholder_coordinate": Rule(
        "warning", "Coordinate 0, 0", "Enter the coordinate, or leave it empty; 0, 0 lies in the Atlantic."
    ),
    "unreadable_date": Rule("error", "Date not understood", "Write it as 2015-10-31, 2015-10 or 2015."),
    "ambiguous_date": Rule("note", "Day and month could be swapped", "Write the date as 2015-10-31."),
    "rough_date": Rule(
        "note",
        "Date kept as its year or month",
        "Write the month or day, if it is known.",
    ),
    "no_end": Rule("note", "Words instead of an end", "Nothing: it is read as having no end that is known."),
    "first_of_january": Rule("note", "Perhaps only the year is known", "If so, write the year alone."),
    "implausible_date": Rule("warning", "Date hard to believe", "Check the year."),
    "recorded_in_future": Rule("warning", "Recorded in the future", "Check the date of the record."),
    "end_before_start": Rule("error", "Ends before it starts", "Check both dates; the end is not used."),
    "planned_end": Rule("note", "Planned end", "Nothing: the end lies after the as-of date."),
    "country_spelling": Rule(
        "note", "Country in another spelling", "Nothing: it is read as the country named."
    ),
    "country_slip": Rule("warning", "Country misspelt", "Correct the spelling."),
    "postcode_zeros": Rule(
        "note", "Zero of a postcode lost", "Format the column as text in the spreadsheet."
    ),
    "not_an_amount": Rule("error", "Amount not understood", "Write it as a number, such as 12500.00."),
    "unknown_currency": Rule(
        "error", "Currency not recognised", "Use its three-letter ISO code, such as EUR."
    ),
    "unknown_country": Rule(
        "error", "Country not recognised", "Correct the name or use the two-letter ISO code."
    ),
    "address_without_country": Rule("warning", "Address without a country", "Enter the country."),
    "place_from_address": Rule(
        "note", "Town taken from the address", "Enter town and country in columns of their own."
    ),
    "postcode_from_town": Rule("note", "Postcode taken from the cell of the town", "Enter the postcode."),
    "town_spelling": Rule("note", "Town in another spelling", "Nothing: it is read as the town named."),
    "undecided_town": Rule(
        "warning",
        "Town not decided",
        "Enter its region or country, or a coordinate: several towns bear the name.",
    ),
    "town_elsewhere": Rule(
        "warning", "Town outside the region stated", "Check the town, its region and its postcode."
    ),
    "unknown_town": Rule("warning", "Town not recognised", "Check the town and its country."),
    "country_from_place": Rule("note", "Country taken from the place", "Enter the country."),
    "unknown_region": Rule(
        "warning", "Region not recognised", "Correct the name or use the ISO 3166-2 code."
    ),
    "region_differs": Rule(
        "warning", "Place outside the region stated", "Check the region, town and coordinate."
    ),
    "disputed_area": Rule(
        "note", "In a disputed area", "Nothing: it is counted as said; name it so where it is shown."
    ),
    "coordinates_disagree": Rule(
        "warning", "One address at two points", "Check both coordinates; one of them is wrong."
    ),
    "point_apart": Rule(
        "warning", "Point far from its neighbours’", "Check the coordinate, postcode and town."
    ),
    "far_from_town": Rule("warning", "Point far from its town", "Check the coordinate and the town."),
    "near_centre": Rule("note", "Perhaps the centre of its town", "Check that the point is the address."),
    "place_replaced": Rule("note", "Place taken from an organisation", "Enter where the project itself is."),
    "not_a_coordinate": Rule("error", "Not a coordinate", "Enter latitude and longitude in degrees."),
    "half_coordinate": Rule("error", "Only half a coordinate", "Enter both latitude and longitude."),
    "outside_world": Rule(
        "error", "Coordinate outside the world", "Latitude is -90 to 90, longitude -180 to 180."
    ),
    "swapped_coordinates": Rule("warning", "Latitude and longitude swapped", "Swap them in the source."),
    "outside_country": Rule("warning", "Point outside its country", "Check the coordinate and the country."),
    "coarse_coordinate": Rule(
        "note", "Coordinate rounded", "Give four decimals or more, if the place is known so well."
    ),
    "town_centroid": Rule("note", "At the centre of its town", "Locate the address, if it is known."),
    "located_by_town": Rule("note", "File located by town", "Locate the addresses, if they are known."),
    "placed_by_town": Rule("note", "Placed at its town", "Add a coordinate, if the address is known."),
    "organisation_elsewhere": Rule(
        "warning", "Organisation elsewhere", "Check the project's place and its organisations."
    ),
    "no_place": Rule("warning", "No place known", "Enter the town and country at least."),
    "unknown_status": Rule("note", "Status not understood", "Use planned, active, ending or closed."),
    "unusable_website": Rule("warning", "Web address leads nowhere", "Correct the address."),
    "dangling_link": Rule("error", "Link to a record that does not exist", "Correct or remove the link."),
    "one_sided_link": Rule("note", "Link from one side only", "Nothing: it is added on the other side."),
    "possible_duplicate": Rule("warning", "Perhaps recorded twice", "Compare the records; keep one."),
    "advertising": Rule("warning", "Perhaps advertising", "Look at the record; nothing is removed."),
    "invalid_value": Rule("error", "Value not in the canonical form", "Convert the original file again."),
}
"""Every code that a finding can bear."""


UNDECIDED: Final = ("undecided_town", "town_elsewhere", "unknown_town", "far_from_town", "unknown_country")
"""Codes of records whose place the evidence does not settle."""


class Findings:
    """Collects findings column by column; one call of `add` per rule."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []

    def add(self, code: str, entity: Entity, ids: pd.Series, field: str, messages: pd.Series | str) -> None:
        """Add one finding for each of `ids`.

        Parameters
        ----------
        code
            A key of `RULES`.
        entity
            What the records are.
        ids
            Record ids (dtype str); an empty Series adds nothing.
        field
            The canonical field that it concerns.
        messages
            What, where, which value: one text for all, or a Series aligned with `ids`.
        """
        if not len(ids):
            return
        part = pd.DataFrame(
            {
                "severity": RULES[code].severity,
                "entity": entity,
                "id": ids.to_numpy(),
                "field": field,
                "code": code,
                "message": messages if isinstance(messages, str) else messages.to_numpy(),
            }
        )
        self._parts.append(part)

    def add_for_file(self, code: str, entity: Entity, field: str, message: str) -> None:
        """Add a finding about a file as a whole; its id is empty."""
        self.add(code, entity, pd.Series([""], dtype="str"), field, message)

    def table(self) -> pd.DataFrame:
        """All findings, errors first, then by entity and code; columns `schema.FINDING_COLUMNS`."""
        return ordered(pd.concat(self._parts, ignore_index=True) if self._parts else empty_findings())


def empty_findings() -> pd.DataFrame:
    """A findings table without rows."""
    return as_findings(pd.DataFrame({column: pd.Series(dtype="str") for column in FINDING_COLUMNS}))


def as_findings(table: pd.DataFrame) -> pd.DataFrame:
    """Give a findings table its dtypes: ordered severity, categories, text."""
    dtypes = {column.name: column.dtype for column in FINDINGS}
    return table.loc[:, list(dtypes)].astype(dtypes)


def ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Sort findings by severity, entity and code, keeping the records' order within a code."""
    return (
        as_findings(table).sort_values(["severity", "entity", "code"], kind="stable").reset_index(drop=True)
    )


def concerning(findings: pd.DataFrame, entity: Entity, ids: pd.Series) -> pd.DataFrame:
    """The findings about some records of an entity, and about its file as a whole."""
    concerned = findings["id"].isin(ids) | findings["id"].eq("")
    return findings[findings["entity"].eq(entity) & concerned]


def count_by_code(findings: pd.DataFrame) -> pd.DataFrame:
    """How many records each code concerns.

    Returns
    -------
    DataFrame
        `severity` (ordered), `code`, `title`, `records` (int), worst and most first.
    """
    records = findings.drop_duplicates(["code", "entity", "id"])
    counts = records.groupby(["severity", "code"], observed=True).size().rename("records").reset_index()
    counts["title"] = counts["code"].astype("str").map({code: rule.title for code, rule in RULES.items()})
    return counts.sort_values(
        ["severity", "records"], ascending=[True, False], kind="stable", ignore_index=True
    )
