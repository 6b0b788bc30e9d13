"""Names of months: one list for dates and for streets."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.addresses.country_words import vocabulary
from dsi_geo.addresses.months import month_names, month_number, months
from dsi_geo.addresses.parsing import parse_address
from dsi_geo.addresses.screening import has_house_number
from dsi_geo.cleaning.dates import parse_dates


def test_there_are_names_of_every_month_and_each_is_one_month():
    assert {month.number for month in months()} == {*range(1, 13)}
    assert len({(month.name, month.countries, month.number) for month in months()}) == len(months())


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12 enero 2015", "2015-01-12"),
        ("3 gennaio 2014", "2014-01-03"),
        ("5 mei 2013", "2013-05-05"),
        ("5 août 2013", "2013-08-05"),
        ("5 marca 2013", "2013-03-05"),
        ("5 Sept. 2013", "2013-09-05"),
        ("1. září 2012", "2012-09-01"),
        ("Mär 2011", "2011-03-01"),
        ("12. septiembre 2010", "2010-09-12"),
        ("мая 2010", "2010-05-01"),
        ("5 listopada 2013", None),  # November in Polish, October in Croatian
    ],
)
def test_dates_are_read_in_every_language_whose_months_are_known(written, day):
    (found,) = parse_dates(pd.Series([written]))["date"].dt.strftime("%Y-%m-%d").fillna("")
    assert found == (day or "")


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("ul. 29 Listopada", "PL"),
        ("Straße des 17. Juni", "DE"),
        ("Place du 8 mai 1945", "FR"),
        ("Rua 25 de Março", "BR"),
    ],
)
def test_the_day_in_a_streets_name_is_no_house_number(address, country):
    one = pd.Series([address], dtype="str")
    assert not has_house_number(one, pd.Series([None], dtype="str"), pd.Series([country], dtype="str")).any()
    assert parse_address(address, "", "", country).house.low == 0


def test_an_abbreviation_is_no_month_of_a_street():
    assert month_number("Mar") == 3
    assert "mar" not in month_names("DE")
    assert vocabulary("DE").kinds.get("marz") == "month"
    assert "mar" not in vocabulary("DE").kinds
