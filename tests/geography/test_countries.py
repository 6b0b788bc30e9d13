"""Countries: the table, and which country a cell means."""

from __future__ import annotations

import string

import pandas as pd
import pytest

from dsi_geo.geography.countries import countries, country_codes, country_name


def code(cell: str) -> str | None:
    found = country_codes(pd.Series([cell]))["code"].iloc[0]
    return None if pd.isna(found) else found


def how(cell: str) -> str | None:
    found = country_codes(pd.Series([cell]))["how"].iloc[0]
    return None if pd.isna(found) else found


def test_table_has_the_countries_that_iso_counts_and_kosovo() -> None:
    table = countries()
    assert len(table) == 250
    assert table.index.is_unique
    assert table["alpha3"].is_unique
    assert table.loc[["DE", "KR", "NL", "XK"], "name"].tolist() == [
        "Germany",
        "South Korea",
        "Netherlands",
        "Kosovo",
    ]
    assert table.loc[["DE", "BR", "KE"], "region_group"].tolist() == ["Europe", "South America", "Africa"]
    assert table.loc["RE", "part_of"] == "FR"
    assert pd.isna(table.loc["FR", "part_of"])


def test_populations_are_those_of_the_world_bank_for_2018() -> None:
    table = countries()
    assert table.loc[["DE", "FR", "IN"], "population"].tolist() == [82_927_922, 66_987_244, 1_352_617_328]
    assert table.loc[["DE", "FR", "IN"], "population_year"].tolist() == [2018, 2018, 2018]
    assert pd.isna(table.loc["JE", "population_year"])


def test_the_table_handed_out_is_a_copy() -> None:
    table = countries()
    table.loc["DE", "name"] = "Elsewhere"
    assert countries().loc["DE", "name"] == "Germany"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("DE", "DE"), ("Germany", "DE"), ("NA", "NA"), (" France ", "FR"),
    ],
)  # fmt: skip
def test_code_and_english_name_are_exact(cell: str, expected: str) -> None:
    assert (code(cell), how(cell)) == (expected, "exact")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("de", "DE"), ("DEU", "DE"), ("Deutschland", "DE"), ("BRD", "DE"), ("Allemagne", "DE"), ("Германия", "DE"),
        ("UK", "GB"), ("U.K.", "GB"), ("England", "GB"), ("Scotland", "GB"), ("Wales", "GB"), ("Großbritannien", "GB"),
        ("USA", "US"), ("Holland", "NL"), ("Czechia", "CZ"), ("Korea, Republic of", "KR"), ("Italia", "IT"),
        ("Macedonia, the former Yugoslav Republic of", "MK"), ("Russian Federation", "RU"), ("Ελλάδα", "GR"),
        ("Cote d'Ivoire", "CI"), ("Iran, Islamic Republic of", "IR"), ("Moldova, Republic of", "MD"),
        ("Viet Nam", "VN"), ("Türkiye", "TR"), ("XKX", "XK"), ("Swaziland", "SZ"), ("Chine", "CN"),
    ],
)  # fmt: skip
def test_other_names_and_languages_are_known(cell: str, expected: str) -> None:
    assert code(cell) == expected
    assert how(cell) in {"name", "exact"}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Neatherlands", "NL"), ("Untied Kingdom", "GB"), ("Germny", "DE"), ("Swizerland", "CH"), ("Lithunia", "LT"),
        ("Frace", "FR"), ("Unted States of Amerca", "US"), ("Czech Republik", "CZ"),
    ],
)  # fmt: skip
def test_slips_are_recognised_and_called_so(cell: str, expected: str) -> None:
    assert (code(cell), how(cell)) == (expected, "slip")


@pytest.mark.parametrize(
    "cell",
    [
        "Austrlia",
        "Nigera",
        "Congo",
        "Virgin Islands",
        "Guiana",
        "Berlin",
        "Europe",
        "n/a",
        "unknown",
        "Chna",
        "",
        "?",
    ],
)
def test_what_could_mean_two_or_none_is_not_recognised(cell: str) -> None:
    assert code(cell) is None
    assert how(cell) is None


CONFUSABLE = [
    ("Austria", "Australia"), ("Niger", "Nigeria"), ("Slovakia", "Slovenia"), ("Iran", "Iraq"),
    ("Dominica", "Dominican Republic"), ("Guinea", "Guyana"), ("Mali", "Malawi"), ("Zambia", "Gambia"),
]  # fmt: skip


def single_slips(word: str) -> set[str]:
    """Every string that is one letter left out, put in, put for another, or one exchange of neighbours away."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    letters = string.ascii_lowercase
    return (
        {left + right[1:] for left, right in cuts if right}
        | {left + letter + right for left, right in cuts for letter in letters}
        | {left + letter + right[1:] for left, right in cuts if right for letter in letters}
        | {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    )


@pytest.mark.parametrize(("country", "namesake"), [*CONFUSABLE, *((b, a) for a, b in CONFUSABLE)])
def test_no_single_slip_turns_a_country_into_its_near_namesake(country: str, namesake: str) -> None:
    slips = pd.Series(
        sorted(single_slips(country.lower()) - single_slips(namesake.lower()) - {namesake.lower()})
    )
    recognised = country_codes(slips)["code"]
    assert slips[recognised == code(namesake)].tolist() == []
    assert (recognised == code(country)).sum() > len(slips) / 2


@pytest.mark.parametrize(("country", "namesake"), CONFUSABLE)
def test_a_slip_of_two_countries_is_neither(country: str, namesake: str) -> None:
    both = pd.Series(sorted(single_slips(country.lower()) & single_slips(namesake.lower())), dtype="str")
    found = country_codes(both)
    assert not found["how"].eq("slip").any()


def test_answers_keep_the_index_and_missing_cells() -> None:
    cells = pd.Series(["Italy", None, "Italy", "nowhere"], index=[7, 3, 3, 1])
    found = country_codes(cells)
    assert found.index.tolist() == [7, 3, 3, 1]
    assert found["code"].fillna("-").tolist() == ["IT", "-", "IT", "-"]
    assert found["how"].fillna("-").tolist() == ["exact", "-", "exact", "-"]


def test_an_empty_column_gives_an_empty_table() -> None:
    found = country_codes(pd.Series([], dtype="str"))
    assert found.columns.tolist() == ["code", "how"]
    assert found.empty


def test_every_code_has_a_name_that_means_it() -> None:
    table = countries()
    by_name = country_codes(table["name"])
    assert by_name["code"].tolist() == table.index.tolist()
    assert set(by_name["how"]) == {"exact"}


def test_names_of_codes() -> None:
    names = country_name(pd.Series(["SE", None, "ZZ"], index=[2, 1, 0]))
    assert names.index.tolist() == [2, 1, 0]
    assert names.fillna("-").tolist() == ["Sweden", "-", "-"]


def test_a_cell_of_any_length_is_no_slip_of_a_country() -> None:
    cells = pd.Series(["Austrai" + "a" * 900_000] * 3 + ["Germny"], dtype="str")
    assert country_codes(cells)["code"].fillna("-").tolist() == ["-", "-", "-", "DE"]
