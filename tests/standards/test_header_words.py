"""Names of columns as publishers in many countries write them."""

from __future__ import annotations

import pytest

from dsi_geo.schema import ORGANISATIONS, PROJECTS
from dsi_geo.standards.header_words import columns_by_concept, field_by_words, languages_of

OPERATIONS = {
    "de": "Name des Begünstigten;Bezeichnung des Vorhabens;Datum des Beginns;Datum des Endes;PLZ;Ort;Land",
    "es": "NOMBRE DEL BENEFICIARIO;NOMBRE DE LA OPERACIÓN;FECHA DE INICIO;FECHA DE CONCLUSIÓN;"
    "CÓDIGO POSTAL;MUNICIPIO;PAÍS",
    "fr": "Nom du bénéficiaire;Nom de l'opération;Date de début de l'opération;"
    "Date de fin de l'opération;Code postal;Commune;Pays",
    "it": "Beneficiario;Titolo progetto;Data inizio;Data fine;CAP;Comune;Paese",
    "pl": "Nazwa beneficjenta;Tytuł projektu;Data rozpoczęcia realizacji projektu;Data zakończenia realizacji projektu;"
    "Kod pocztowy;Miejscowość;Kraj",
    "cs": "Název příjemce;Název projektu;Datum zahájení;Datum ukončení;PSČ;Obec;Země",
    "sk": "Názov prijímateľa;Názov projektu;Dátum začatia;Dátum skončenia;PSČ;Obec;Krajina",
    "hu": "Kedvezményezett neve;Projekt címe;Projekt kezdete;Projekt befejezése;Irányítószám;Település;Ország",
    "ro": "Nume beneficiar;Titlu proiect;Data de începere;Data de finalizare;Cod poștal;Localitate;Țara",
    "pt": "Nome do beneficiário;Designação do projeto;Data de início;Data de conclusão;Código postal;Concelho;País",
    "nl": "Naam begunstigde;Naam project;Startdatum;Einddatum;Postcode;Plaats;Land",
    "sv": "Stödmottagarens namn;Projektets namn;Startdatum;Slutdatum;Postnummer;Kommun;Land",
    "da": "Støttemodtagers navn;Projektets navn;Startdato;Slutdato;Postnummer;Kommune;Land",
    "no": "Mottakers navn;Prosjekttittel;Startdato;Sluttdato;Postnummer;Kommune;Land",
    "fi": "Tuensaajan nimi;Hankkeen nimi;Aloituspäivä;Päättymispäivä;Postinumero;Kunta;Maa",
    "et": "Toetuse saaja nimi;Projekti nimi;Algus kuupäev;Lõpp kuupäev;Postiindeks;Linn;Riik",
    "lv": "Finansējuma saņēmējs;Projekta nosaukums;Sākuma datums;Beigu datums;Pasta indekss;Pilsēta;Valsts",
    "lt": "Projekto vykdytojas;Projekto pavadinimas;Pradžios data;Pabaigos data;Pašto kodas;Miestas;Šalis",
    "sl": "Naziv upravičenca;Naziv operacije;Datum začetka;Datum konca;Poštna številka;Občina;Država",
    "hr": "Naziv korisnika;Naziv projekta;Datum početka;Datum završetka;Poštanski broj;Grad;Država",
    "bg": "Име на бенефициента;Наименование на проекта;Начална дата;Крайна дата;Пощенски код;Град;Държава",
    "el": "Όνομα δικαιούχου;Τίτλος πράξης;Ημερομηνία έναρξης;Ημερομηνία λήξης;Ταχυδρομικός κώδικας;Δήμος;Χώρα",
    "en": "Beneficiary name;Operation name;Operation start date;Operation end date;Postcode;Town;Country",
}  # fmt: skip


@pytest.mark.parametrize("language", OPERATIONS)
def test_lists_of_operations_in_the_languages_of_the_union(language: str) -> None:
    columns = OPERATIONS[language].split(";")
    languages = languages_of(columns)
    beneficiary, operation, start, end, *place = columns
    found = columns_by_concept(columns)
    assert (found["beneficiary.name"], found["operation.name"]) == (beneficiary, operation)
    assert (found["launched"], found["closed"]) == (start, end)
    assert [field_by_words(column, languages, PROJECTS) for column in columns] == [
        None, "name", "launched", "closed", "postcode", "city", "country",
    ]  # fmt: skip
    assert field_by_words(beneficiary, languages, ORGANISATIONS) == "name"
    assert len(place) == 3


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        ("Название;Город;Адрес;Сайт;Широта;Долгота", "name;city;address;website;latitude;longitude"),
        ("施設名;所在地;市町村名;緯度;経度;郵便番号", "name;address;city;latitude;longitude;postcode"),
        ("Tên;Địa chỉ;Quận", "name;address;city"),
        ("事業名;交付決定額;補助金交付決定等に係る支出負担行為の日", "name;amount;launched"),
        ("Prosjekttittel;Prosjekt start og slutt;Fylke", "name;launched;region"),
        ("Name;Vorhabenbeginn;Investitionsort", "name;launched;city"),
        ("Tytuł projektu/ Project name;Data rozpoczęcia/ Start date;Kraj/ Country", "name;launched;country"),
        ("project_name;date_start;date_end;addresse", "name;launched;closed;address"),
        ("prosjektnavn;kommune;fylke", "name;city;region"),
        ("nazov;ulica;psc;sirka;dlzka", "name;address;postcode;latitude;longitude"),
        ("nama;alamat;lintang;bujur", "name;address;latitude;longitude"),
        ("시설명;시설 주소;와이(Y)좌표;엑스(X)좌표", "name;address;latitude;longitude"),
    ],
)
def test_columns_in_other_languages(columns: str, fields: str) -> None:
    names = columns.split(";")
    languages = languages_of(names)
    assert [field_by_words(name, languages, PROJECTS) for name in names] == fields.split(";")


@pytest.mark.parametrize(
    "columns",
    [
        "RNE;ECOLE;Code postal;commune",
        "Código;Escuela;Municipio",
        "VESTIGINGSNUMMER;INSTELLINGSNAAM VESTIGING;Plaats",
    ],
)
def test_the_word_for_a_kind_of_body_names_it(columns: str) -> None:
    names = columns.split(";")
    assert field_by_words(names[1], languages_of(names), ORGANISATIONS) == "name"
    assert field_by_words(names[1], languages_of(names), PROJECTS) is None


@pytest.mark.parametrize("name", ["fornavn", "etternavn", "brukernavn", "Grantor", "Funder name"])
def test_names_of_people_and_of_funders_are_not_those_of_the_records(name: str) -> None:
    columns = [name, "kommune", "fylke", "Amount", "City"]
    assert field_by_words(name, languages_of(columns), PROJECTS) is None
    assert field_by_words(name, languages_of(columns), ORGANISATIONS) is None


@pytest.mark.parametrize(
    "name",
    [
        "Förderquote in Prozent", "Nombre de visiteurs", "contact name", "first name", "Miejsce realizacji projektu",
"postcode and country", "cooperation", "Interventionskategorie", "",
        "In what year did your organisation start to work on this project?",
    ],
)  # fmt: skip
def test_names_that_say_something_else_or_too_much(name: str) -> None:
    columns = [name, "Name", "Country", "Start date"]
    assert field_by_words(name, languages_of(columns), PROJECTS) is None


def test_one_word_means_another_thing_in_another_language() -> None:
    def kraj(*beside: str) -> str | None:
        return field_by_words("Kraj", languages_of(["Kraj", *beside]), PROJECTS)

    assert kraj("Nazwa projektu", "Miejscowość") == "country"
    assert kraj("Název projektu", "Obec", "PSČ") == "region"
    assert kraj("Naziv operacije", "Poštna številka", "Občina") == "city"
