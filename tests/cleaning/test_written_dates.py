"""What one cell says: every kind of date, in words and figures, and words that stand for none."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.cleaning.date_words import languages_of, phrase_kind
from dsi_geo.cleaning.dates import parse_dates

TODAY = pd.Timestamp("2026-01-01")

KINDS = {
    "with a time of day and a zone": """
        2019-02-22 18:00:16.000 America/Los_Angeles | 2019-02-22 | day
        2019-02-22T23:30:00.000Z | 2019-02-22 | day
        2019-02-22T23:30+01:00[Europe/Berlin] | 2019-02-22 | day
        2019-02-22 18:00:16 +0000 UTC | 2019-02-22 | day
        2019-02-22T23 | 2019-02-22 | day
        2019-02-22+01:00 | 2019-02-22 | day
        Fri Feb 22 2019 23:30:00 GMT-0800 (PST) | 2019-02-22 | day
        Fri Feb 22 2019 23:30:00 GMT+0100 (Central European Standard Time) | 2019-02-22 | day
        22-Feb-19 10.15.00.000000 AM | 2019-02-22 | day
        22FEB2019:10:15:00 | 2019-02-22 | day
        2019-02-22 10:15:00 (UTC+1) | 2019-02-22 | day
        Fri, 22 Feb 2019 18:00:16 +0100 | 2019-02-22 | day
        Fri Feb 22 18:00:16 CET 2019 | 2019-02-22 | day
        Fri Feb 22 18:00:16 2019 | 2019-02-22 | day
        22.02.2019 18:00 Uhr | 2019-02-22 | day
        22.02.2019, 18.00 Uhr | 2019-02-22 | day
        22/02/2019 à 18h30 | 2019-02-22 | day
        2/22/2019 11:30:00 PM | 2019-02-22 | day
        22.2.2019 klo 18 | 2019-02-22 | day
        18:00 22.02.2019 | 2019-02-22 | day
        20140522T101500Z | 2014-05-22 | day
        20140522101500 | 2014-05-22 | day
    """,
    "months in words": """
        12 enero 2015 | 2015-01-12 | day
        5 de março de 2013 | 2013-03-05 | day
        5. března 2013 | 2013-03-05 | day
        v březnu 2013 | 2013-03-01 | month
        5 marca 2013 r. | 2013-03-05 | day
        w marcu 2013 | 2013-03-01 | month
        5 марта 2013 г. | 2013-03-05 | day
        5-го марта 2013 года | 2013-03-05 | day
        5 березня 2013 р. | 2013-03-05 | day
        2013. március 5. | 2013-03-05 | day
        5 Μαρτίου 2013 | 2013-03-05 | day
        Οκτώβρης 2017 | 2017-10-01 | month
        5 Mart 2013 | 2013-03-05 | day
        5. maaliskuuta 2013 | 2013-03-05 | day
        5. märts 2013 | 2013-03-05 | day
        2013. gada 5. marts | 2013-03-05 | day
        2013 m. kovo 5 d. | 2013-03-05 | day
        5 Deireadh Fómhair 2013 | 2013-10-05 | day
        5 ta’ Marzu 2013 | 2013-03-05 | day
        5. ožujka 2013. | 2013-03-05 | day
        5 март 2013 г. | 2013-03-05 | day
        5 martie 2013 | 2013-03-05 | day
        5 d’abril de 2013 | 2013-04-05 | day
        2013(e)ko martxoaren 5(a) | 2013-03-05 | day
        5th of May 2014 | 2014-05-05 | day
        May 5th, 2014 | 2014-05-05 | day
        1er janvier 2015 | 2015-01-01 | day
        1º de mayo de 2015 | 2015-05-01 | day
        Freitag, den 22. Februar 2019 | 2019-02-22 | day
        mar. 5 mai 2015 | 2015-05-05 | day
        Berlin, 5. Mai 2015 | 2015-05-05 | day
        22-Feb-19 | 2019-02-22 | day
        22-Feb-2019 | 2019-02-22 | day
        05MAR2013 | 2013-03-05 | day
        10 au 22 août 2012 | 2012-08-10 | day
        Feb-19 | 2019-02-01 | month
        Feb. '19 | 2019-02-01 | month
        5.III.2013 | 2013-03-05 | day
        2014. V. 22. | 2014-05-22 | day
        IX 2013 | 2013-09-01 | month
        v 2013 | 2013-01-01 | year
        10 листоп 2017 | 2017-11-10 | day
    """,
    "figures": """
        05-2014 | 2014-05-01 | month
        2014.05 | 2014-05-01 | month
        2014.0 | 2014-01-01 | year
        '14 | 2014-01-01 | year
        ’99 | 1999-01-01 | year
        '46 | 2046-01-01 | year
        '47 | 1947-01-01 | year
        22. 2. 2019. | 2019-02-22 | day
        31 10 2015 | 2015-10-31 | day
        2019-W08 | 2019-02-01 | month
        2019-W08-5 | 2019-02-22 | day
        2019W085 | 2019-02-22 | day
        2019-W05 | 2019-01-01 | year
        2/22/19 | 2019-02-22 | day
        22/02/19 | 2019-02-22 | day
        22.02.19 | 2019-02-22 | day
        31-12-98 | 1998-12-31 | day
        98-12-31 | 1998-12-31 | day
    """,
    "known to the year": """
        Q3 2015 | 2015-01-01 | year
        2015-Q3 | 2015-01-01 | year
        Q3/15 | 2015-01-01 | year
        3. Quartal 2015 | 2015-01-01 | year
        III kwartał 2015 | 2015-01-01 | year
        I kw. 2015 | 2015-01-01 | year
        third quarter of 2015 | 2015-01-01 | year
        4tes Quartal 2015 | 2015-01-01 | year
        T2 2016 | 2016-01-01 | year
        2e trimestre 2016 | 2016-01-01 | year
        3 квартал 2015 года | 2015-01-01 | year
        H1 2016 | 2016-01-01 | year
        1er semestre 2016 | 2016-01-01 | year
        Frühjahr 2016 | 2016-01-01 | year
        Herbst 2015 | 2015-01-01 | year
        printemps 2016 | 2016-01-01 | year
        primavera de 2016 | 2016-01-01 | year
        wiosna 2016 | 2016-01-01 | year
        осень 2015 | 2015-01-01 | year
        kesä 2015 | 2015-01-01 | year
        Winter 2015/16 | 2015-01-01 | year
        WS 2015/16 | 2015-01-01 | year
        2014/15 | 2014-01-01 | year
        2014-2015 | 2014-01-01 | year
        2014–15 | 2014-01-01 | year
        1999/00 | 1999-01-01 | year
        FY 2014/15 | 2014-01-01 | year
        Anfang 2015 | 2015-01-01 | year
        mid-2015 | 2015-01-01 | year
        2014 - 2017 | 2014-01-01 | year
        2014 bis heute | 2014-01-01 | year
        2014– | 2014-01-01 | year
        2014 - 16 | 2014-01-01 | year
        2014, ongoing | 2014-01-01 | year
        seit 2014 laufend | 2014-01-01 | year
        2015 Q1-Q4 | 2015-01-01 | year
    """,
    "known to the month": """
        KW 8/2019 | 2019-02-01 | month
        8. KW 2019 | 2019-02-01 | month
        week 8 2019 | 2019-02-01 | month
        semaine 8 2019 | 2019-02-01 | month
        Ende Oktober 2015 | 2015-10-01 | month
        ca. 12.03.2014 | 2014-03-01 | month
        März – April 2015 | 2015-03-01 | month
        Okt.–Dez. 2015 | 2015-10-01 | month
        01.–03.2015 | 2015-01-01 | month
    """,
    "about and since": """
        ca. 2014 | 2014-01-01 | year
        c. 2014 | 2014-01-01 | year
        c2014 | 2014-01-01 | year
        um 2014 | 2014-01-01 | year
        vers 2014 | 2014-01-01 | year
        około 2014 | 2014-01-01 | year
        около 2014 | 2014-01-01 | year
        ~2014 | 2014-01-01 | year
        2014 (?) | 2014-01-01 | year
        seit 2014 | 2014-01-01 | year
        since May 2014 | 2014-05-01 | month
        2014 (gegründet) | 2014-01-01 | year
        founded in 2014 | 2014-01-01 | year
    """,
    "the Far East": """
        2019年2月22日 | 2019-02-22 | day
        ２０１９年２月２２日 | 2019-02-22 | day
        2019年2月22日(金) 10:30 | 2019-02-22 | day
        2015年04月08日10:05 | 2015-04-08 | day
        2019年2月 | 2019-02-01 | month
        2019年 | 2019-01-01 | year
        2019年度 | 2019-01-01 | year
        2015年春 | 2015-01-01 | year
        二〇一五年十月二十一日 | 2015-10-21 | day
        平成31年2月22日 | 2019-02-22 | day
        令和元年5月1日 | 2019-05-01 | day
        昭和50年 | 1975-01-01 | year
        明治33年1月1日 | 1900-01-01 | day
        大正12年9月1日 | 1923-09-01 | day
        H31.2.22 | 2019-02-22 | day
        S50/3/1 | 1975-03-01 | day
        2019. 2. 22. | 2019-02-22 | day
        2019년 2월 22일 | 2019-02-22 | day
    """,
}
WRITTEN = [
    pytest.param(*(part.strip() for part in line.split("|")), id=f"{kind}: {line.split('|')[0].strip()}")
    for kind, lines in KINDS.items()
    for line in lines.strip().splitlines()
]


def parse(*texts: str, is_end: bool = False) -> pd.DataFrame:
    return parse_dates(pd.Series(texts, dtype="str"), today=TODAY, is_end=is_end)


@pytest.mark.parametrize(("text", "day", "precision"), WRITTEN)
def test_a_cell_is_read_as_what_it_says(text, day, precision):
    one = parse(text).iloc[0]
    assert (f"{one['date']:%Y-%m-%d}", one["precision"]) == (day, precision)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2014/15", "2015-01-01"),
        ("2014-2015", "2015-01-01"),
        ("Winter 2015/16", "2016-01-01"),
        ("01.05.2014 - 30.06.2015", "2015-06-30"),
        ("2014-05-01/2015-06-30", "2015-06-30"),
        ("bis 2016", "2016-01-01"),
        ("2014-05-22T00:00:00Z/2014-06-22T00:00:00Z", "2014-06-22"),
        ("1.1.-31.12.2015", "2015-12-31"),
        ("2014 - 16", "2016-01-01"),
        ("10 to 22 August 2012", "2012-08-22"),
        ("H28.4~H29.3", "2017-03-01"),
        ("平成28年4月～平成29年3月", "2017-03-01"),
        ("平成19年11月1日から平成21年10月31日まで", "2009-10-31"),
        ("Du 01/01/2014 au 31/12/2016", "2016-12-31"),
        ("2009+2010", "2010-01-01"),
        ("2009/2010/2011", "2011-01-01"),
        ("2014 & 2013", "2014-01-01"),
        ("2014-2016, 2018", "2018-01-01"),
    ],
)
def test_of_a_span_the_end_is_what_a_column_of_ends_means(text, day):
    assert f"{parse(text, is_end=True)['date'].iloc[0]:%Y-%m-%d}" == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2009+2010", "2009-01-01"),
        ("2014, 2015", "2014-01-01"),
        ("2014 & 2013", "2013-01-01"),
        ("2014 und 2016", "2014-01-01"),
        ("12.03.2014; 15.04.2014", "2014-03-12"),
        ("2016-06-03\n2016-07-01", "2016-06-03"),
        ("平成29年2月16日（平成29年3月1日）", "2017-02-16"),
        ("H28.4~H29.3", "2016-04-01"),
        ("平成19年11月1日から平成21年10月31日まで", "2007-11-01"),
    ],
)
def test_of_several_dates_the_first_is_meant_by_a_beginning_and_that_is_told(text, day):
    one = parse(text).iloc[0]
    assert f"{one['date']:%Y-%m-%d}" == day
    assert one["why"] in ("the first of several dates", "its beginning")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2014, 7",
            "Lot 2014 & 300",
            "1990er",
            "vor 2014",
            "before 2014",
            "2015 or 2016",
            "v. 8 2019",
            "1990s",
            "19. Jh.",
            "Berlin 2014",
            "in 3 Jahren",
            "bis 2014",
            "Q5 2015",
            "2019-W54",
            "5 + 3 Mai 2015",
        ),
        *(
            "30. Februar 2015",
            "平成99年1月1日",
            "19-Feb",
            "2019年13月",
            "12:30",
            "5. Mai",
            "May",
            "2015-13",
            "Mai 2014 2015",
        ),
    ],
)
def test_what_says_no_date_is_none(text):
    one = parse(text).iloc[0]
    assert one["unreadable"]
    assert pd.isna(one["date"])


def test_two_figures_are_no_year_where_the_day_is_not_known_on_which_they_are_read():
    assert parse_dates(pd.Series(["22-Feb-19", "'14"], dtype="str"))["unreadable"].all()


def test_a_cell_without_a_year_says_so():
    assert parse("19-Feb")["why"].iloc[0] == "it does not say the year"


@pytest.mark.parametrize(
    ("column", "month"),
    [
        (["listopad 2013", "březen 2014"], 11),
        (["listopada 2013", "marca 2014", "5 maja 2015"], 11),
        (["listopad 2013", "ožujak 2014"], 10),
        (["5. srpna 2013", "3. ledna 2014"], 8),
    ],
)
def test_a_month_of_two_languages_is_told_by_the_other_months(column, month):
    assert parse(*column)["date"].dt.month.iloc[0] == month


def test_a_month_of_two_languages_alone_is_not_guessed():
    one = parse("listopad 2013").iloc[0]
    assert one["unreadable"]
    assert one["why"] == "“listopad” is month 10 in Croatian, but month 11 in Czech and Polish"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *(
            (text, "going_on")
            for text in ("laufend", "ongoing", "en cours", "in corso", "en curso", "w toku", "bis heute")
        ),
        *(
            (text, "going_on")
            for text in ("Present", "по н. в.", "至今", "진행중", "folyamatban", "käynnissä", "pågående")
        ),
        *(
            (text, "no_end")
            for text in ("offen", "unbefristet", "open-ended", "indéterminé", "bezterminowo", "tills vidare")
        ),
        *(
            (text, "unknown")
            for text in ("unbekannt", "k. A.", "non renseigné", "brak danych", "нет данных", "不明")
        ),
        *((text, "") for text in ("2015", "soon", "", "-")),
    ],
)
def test_words_that_stand_for_no_date_are_known(text, kind):
    assert phrase_kind(text) == kind


def test_words_that_stand_for_no_date_are_not_unreadable():
    assert not parse("laufend", "offen", "unbekannt", is_end=True)["unreadable"].any()


def test_seconds_since_1970_are_known_by_all_cells_being_such():
    assert parse("1550880000", "1400000000")["date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2019-02-23",
        "2014-05-13",
    ]
    assert parse("1550880000000", "1400000000000")["date"].dt.year.tolist() == [2019, 2014]
    assert parse("1550880000", "2014")["unreadable"].tolist() == [True, False]
    assert parse("9550880000")["unreadable"].all()  # in the year 2272


def test_2011_12_is_what_the_others_of_its_column_are():
    assert parse("2011/12", "2013/14")["precision"].tolist() == ["year", "year"]
    assert parse("2011/12", "2013/05")["date"].iloc[0] == pd.Timestamp("2011-12-01")
    alone = parse("2011/12").iloc[0]
    assert (alone["ambiguous"], alone["precision"]) == (True, "year")
    assert parse("2011-12")["date"].iloc[0] == pd.Timestamp("2011-12-01")  # the form of ISO 8601
    assert parse("2011-12", "2013-14")["precision"].tolist() == ["year", "year"]


@pytest.mark.parametrize("country", ["PL", "HR", "GR", "UA"])
def test_every_country_has_its_languages(country):
    assert languages_of(country)


SPOKEN = (
    "az be bg bs ca cs cy da de de_AT el en_GB es et eu fi fr fy ga gl hr hu hy is it ka lb lt lv mk mt nb nl nn no pl "
    "pt pt_PT rm ro ru sk sl sq sr sr_Latn sv tr uk"
).split()


@given(
    st.dates(date(1900, 1, 1), date(2040, 12, 31)),
    st.sampled_from(SPOKEN),
    st.sampled_from(["full", "long", "medium"]),
)
def test_a_date_is_read_back_in_every_language(day, locale, style):
    written = format_date(day, style, locale=locale)
    others = [format_date(date(2013, month, 22), style, locale=locale) for month in range(1, 13)]
    assert parse(written, *others)["date"].iloc[0] == pd.Timestamp(day), written


@pytest.mark.parametrize("locale", SPOKEN)
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_every_month_is_read_with_a_year_alone(locale, context, width):
    names = Locale.parse(locale).months[context][width]
    read = parse(*(f"{names[number]} 2013" for number in range(1, 13)))
    spelled = read["date"].dt.month.where(read["precision"].eq("month"), 0)
    exact = {number for number in range(1, 13) if spelled.iloc[number - 1] == number}
    # "kesä" and "hydref" are a season too: of these the year is kept.
    assert {*range(1, 13)} - exact <= ({6} if locale == "fi" else {10} if locale == "cy" else set())
    assert read["date"].dt.year.eq(2013).all()
