"""Names and web addresses under which records are compared."""

from __future__ import annotations

import numpy as np
import pytest

from dsi_geo.addresses.table import parse_addresses
from dsi_geo.analysis.proximity.duplicates import alike_records, name_key, website_key
from dsi_geo.schema import ORGANISATIONS, PROJECTS
from tests.analysis.proximity.records import organisations, projects

NONE = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Neue Nachbarn e. V.", "NEUE NACHBARN eV"),
        ("The Good Kitchen CIC", "Good Kitchen C.I.C."),
        ("Świat Sp. z o.o.", "swiat"),
        ("iDROPS", "iDROPS vzw"),
        ("Open Data-Lab gGmbH", "OpenData Lab"),
        ("UAB Gera mintis", "Gera Mintis, UAB"),
        ("Stichting Waag", "Waag"),
        ("Fundacja Nowe Miasto", "Nowe Miasto sp. z o.o."),
        ("ООО «Новый город»", "Новый город"),
        ("Huerto Urbano S. Coop.", "Huerto Urbano, S.A. de C.V."),
        ("Otevřená data, z. s.", "Otevřená data"),
        ("Nyílt Adat Kft.", "Nyílt Adat Egyesület"),
    ],
)
def test_legal_forms_case_and_spaces_make_no_other_name(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize("name", ["GmbH", "SA", "The", "Co", ""])
def test_a_name_is_never_left_without_a_word(name):
    assert bool(name_key(name)) == bool(name)


@pytest.mark.parametrize(
    ("website", "key"),
    [
        ("http://www.Kitchen.example/index.html", "kitchen.example"),
        ("kitchen.example/projects/?a=1#top", "kitchen.example/projects"),
        ("https://m.facebook.com/Somebody/", "facebook.com/somebody"),
        ("https://facebook.com", ""),
        ("https://www.facebook.com/profile.php?id=12", "facebook.com/profile.php?id=12"),
        ("not a site", ""),
        ("", ""),
    ],
)
def test_web_addresses_are_compared_by_host_and_path(website, key):
    assert website_key(website) == key


WORDS = "alba brisa cedro duna estrela fonte garra horta ilha jardim lagoa manga norte ouro pinho".split()


def found(table, entity=ORGANISATIONS, same_address=NONE):
    pairs = alike_records(table, entity, same_address, parse_addresses(table)).twice
    return {(row.first, row.second): row.why for row in pairs.itertuples()}


def bodies(table, entity=ORGANISATIONS):
    """Pairs under two names, all records being at one address, and possible duplicates among them."""
    everyone = np.triu_indices(len(table), 1)
    alike = alike_records(table, entity, everyone, parse_addresses(table))
    return [{*zip(part["first"], part["second"], strict=True)} for part in (alike.bodies, alike.twice)]


AT_ONE_ADDRESS = (np.array([0]), np.array([1]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DSI", "Digital Social Innovation"),
        ("D.S.I.", "Digital Social Innovation gGmbH"),
        ("VDO", "Verein für digitale Offenheit"),
        ("City of Porec", "Grad Poreč"),
        ("municipality of Breda", "Gemeente Breda"),
        ("Ville de Namur", "City of Namur"),
        ("Kybernetik Stiftung Nord", "Fondation Cybernétique Nord"),
        ("Centro de Innovación Social", "Zentrum für soziale Innovation"),
        ("Social Radio (PDNS)", "Parole Dalla Nostra Strada"),
        ("WFO", "World Food Organisation Bern"),
        ("eu4k", "Europe for knowledge"),
    ],
)
def test_two_names_of_one_organisation_at_one_address(one, other):
    table = organisations({"name": one}, {"name": other})
    assert bodies(table)[0] == {(0, 1)}
    assert alike_records(table, ORGANISATIONS, NONE, parse_addresses(table)).bodies.empty


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DSI", "Digital Society"),
        ("Die", "Digitale Innovation Erfurt"),
        ("AB", "Alte Bäckerei"),
        ("Impact Hub / Kitchen", "Impact Hub / Garden"),
        ("Code for All", "Code for Berlin"),
        ("Kulturküche", "Kulturkeller"),
        ("Haus der Jugend", "Haus der Kultur"),
        ("J. & C. Drugstore", "M.H.L. Drugstore"),
        ("Museum of Art", "Museum of Science"),
        ("Worxways", "Workwings"),
        ("Open Knowledge", "Open Data"),
        ("Foundation Riverside", "Stiftung Waldesruh"),
    ],
)
def test_two_organisations_under_one_roof_are_two(one, other):
    assert bodies(organisations({"name": one}, {"name": other})) == [set(), set()]


def test_a_word_that_every_second_name_has_makes_none_the_same():
    table = organisations(*({"name": f"Drogaria {word}"} for word in WORDS), {"name": "Drogaria"})
    assert bodies(table)[0] == set()


def test_a_department_is_no_duplicate_of_the_whole():
    table = organisations({"name": "Town University (Department of Law)"}, {"name": "Town University"})
    assert found(table, same_address=AT_ONE_ADDRESS) == {}


def test_two_names_on_one_website_are_perhaps_one_entered_twice():
    table = organisations({"name": "DSI"}, {"name": "Digital Social Innovation"})
    assert found(table) == {}
    on_site = table.assign(website="https://dsi.example")
    assert found(on_site) == {(0, 1): "same website, and one name is the other’s acronym or translation"}


def test_an_acronym_on_another_website_is_another_organisation():
    table = organisations(
        {"name": "DSI", "website": "https://dsi.example"},
        {"name": "Digital Social Innovation", "website": "https://innovation.example"},
    )
    assert found(table, same_address=AT_ONE_ADDRESS) == {}


def test_one_name_in_two_towns_is_two_branches():
    two_towns = organisations({"name": "Impact Hub"}, {"name": "Impact Hub", "city": "Munich"})
    one_town = organisations({"name": "Impact Hub"}, {"name": "Impact Hub GmbH"})
    assert found(two_towns) == {}
    assert found(one_town) == {(0, 1): "same name in the same town"}


def test_two_names_on_one_website_need_one_address_and_are_no_projects():
    rows = (
        {"name": "Zukunft Süd", "website": "zsi.example"},
        {"name": "Nordlicht Innovation", "website": "zsi.example"},
    )
    here = (np.array([0]), np.array([1]))
    assert found(organisations(*rows)) == {}
    assert found(organisations(*rows), ORGANISATIONS, here) == {
        (0, 1): "same website and address under different names"
    }
    assert found(projects(*rows), PROJECTS, here) == {}


@pytest.mark.parametrize(("one", "other"), [("011", "012"), ("101a", "101b"), ("7", "7b")])
def test_figures_in_names_tell_apart(one, other):
    rows = (
        {"name": f"Housing project {one}", "website": "h.example"},
        {"name": f"Housing project {other}", "website": "h.example"},
    )
    assert found(projects(*rows), PROJECTS, (np.array([0]), np.array([1]))) == {}


def test_a_website_of_many_says_nothing():
    table = organisations(
        *[
            {"name": f"Group of friends {'abcdefghijklmnopqrstuvwxyz'[at]}", "website": "host.example"}
            for at in range(25)
        ]
    )
    assert found(table) == {}


def test_one_name_and_website_at_two_addresses_are_rather_branches():
    table = organisations(
        {"name": "Food bank", "website": "food.example", "address": "117 Long Cross", "postcode": "BS11 0HL"},
        {
            "name": "Food bank",
            "website": "food.example",
            "address": "12 Satchfield Way",
            "postcode": "BS10 7BN",
        },
        {"name": "Food bank", "website": "food.example", "address": None, "postcode": None},
    )
    pairs = alike_records(table, ORGANISATIONS, NONE, parse_addresses(table)).twice
    (apart, *unknown) = pairs.itertuples()
    assert (apart.first, apart.second, apart.confidence) == (0, 1, 0.63)
    assert apart.why == "same name and website, but at different addresses: branches, or one has moved"
    assert [(pair.confidence, pair.why) for pair in unknown] == [(0.97, "same name and website")] * 2


@pytest.mark.parametrize(
    ("codes", "confidence", "apart"),
    [(("10999", "10999"), 0.97, False), (("10999", "20148"), 0.63, True), (("10999", ""), 0.97, False)],
)
def test_postcodes_that_differ_tell_two_addresses_even_without_house_numbers(codes, confidence, apart):
    rows = [
        {
            "name": "Neue Nachbarn",
            "website": "https://a.example",
            "address": "Mittelweg",
            "postcode": code or None,
        }
        for code in codes
    ]
    table = organisations(*rows)
    (found,) = alike_records(table, ORGANISATIONS, NONE, parse_addresses(table)).twice.itertuples()
    assert found.confidence == pytest.approx(confidence, abs=0.01)
    assert ("but at different addresses" in found.why) == apart
