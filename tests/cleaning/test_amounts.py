from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.cleaning.amounts import clean_amounts, currency_in
from dsi_geo.cleaning.findings import Findings


def cleaned(
    amounts: list[object], heading: str = "amount", **columns: list[object]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    kind = None if all(isinstance(one, float | int) for one in amounts) else "str"
    table = pd.DataFrame(
        {"id": [str(at) for at in range(len(amounts))], "amount": pd.Series(amounts, dtype=kind)}
    )
    findings = Findings()
    return clean_amounts(table.assign(**columns), heading, findings), findings.table()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1.234,56", "12.000"], [1234.56, 12000]),
        (["1,234.56", "12,000"], [1234.56, 12000]),
        (["5,819,053", "29,275"], [5819053, 29275]),
        (["1 234,5", "1\u202f234\u00a0567"], [1234.5, 1234567]),
        (["1'234.50", "12’000"], [1234.5, 12000]),
        (["12.000", "3.500"], [12000, 3500]),
        (["12.5", "3.75"], [12.5, 3.75]),
        (["€ 1.000", "2.000,- EUR"], [1000, 2000]),
        (["1,2 Mio. €", "350 Tsd. €"], [1_200_000, 350_000]),
        (["£1.5m", "£20k"], [1_500_000, 20_000]),
        (["-5", "(5)"], [-5, -5]),
        (["0", None], [0, None]),
        ([None, None], [None, None]),
    ],
)
def test_amounts_as_people_write_them(cells: list[object], expected: list[float | None]) -> None:
    table, findings = cleaned(cells)
    assert [None if pd.isna(one) else one for one in table["amount"]] == pytest.approx(expected)
    assert findings.empty


def test_what_is_no_number_is_missing_and_reported() -> None:
    table, findings = cleaned(["100", "on request"])
    assert table["amount"].isna().tolist() == [False, True]
    assert findings[["id", "code", "message"]].to_numpy().tolist() == [
        ["1", "not_an_amount", "“on request” is no number."]
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Award amount (EUR)", "EUR"), ("£", "GBP"), ("1000 zł", "PLN"), ("5 Kč", "CZK"), ("gbp", "GBP"),
        ("US$ 5", "USD"), ("$ 5", None), ("kr", None), ("EUR/GBP", None), ("", None), ("amount_eur", "EUR"),
    ],
)  # fmt: skip
def test_currencies_by_sign_code_and_word(text: str, code: str | None) -> None:
    assert currency_in(text) == code


def test_the_currency_is_that_of_its_column_the_cell_or_the_heading() -> None:
    table, findings = cleaned(["1 £", "2", "3", None], "Amount (EUR)", currency=[None, "PLN", "??", None])
    assert table["currency"].fillna("-").tolist() == ["GBP", "PLN", "EUR", "-"]
    assert findings["code"].tolist() == ["unknown_currency"]


def test_numbers_of_a_typed_format_stay() -> None:
    table, _ = cleaned([1.5, 0.0, float("nan")])
    assert table["amount"].fillna(-1).tolist() == [1.5, 0.0, -1]


@given(st.integers(-(10**9), 10**9), st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]))
def test_every_amount_with_cents_comes_back(cents: int, marks: tuple[str, str]) -> None:
    thousands, decimal = marks
    written = f"{cents / 100:,.2f}".replace(",", "T").replace(".", decimal).replace("T", thousands)
    assert cleaned([written, f"1{thousands}234{decimal}56"])[0]["amount"][0] == pytest.approx(cents / 100)
